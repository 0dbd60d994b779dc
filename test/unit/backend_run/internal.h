// The parts of backend_run: random functions, what they ought to do, and what their code does.
#ifndef TUCO_BACKEND_RUN_INTERNAL_H
#define TUCO_BACKEND_RUN_INTERNAL_H

#include "backend/backend.h"
#include "types/types.h"

// Registers of ABIInternal, and the words of arguments on the stack.
typedef struct Registers {
  uint64_t ints[9];
  double floats[15];
  uint64_t stack[40];
} Registers;

// ---- generate.c

enum { PARAMS_MAX = 14, RESULTS = 3, POOL_MAX = 64 };

typedef struct Pool {
  ValueId values[POOL_MAX];
  uint32_t count;
} Pool;

typedef struct Gen {
  Func *f;
  Session *session;
  Arena *arena;
  uint64_t state;
  BlockId block;
  Pool pool;     // values that the next ones are made of
  ValueId slot;  // words in the frame: the first are operated on, blocks move to the upper half
  CallInfo *helper, *leaf;
  int budget;
} Gen;

// A function for the seed; its callees are symbols of the table.
Gen generate(Session *session, SymbolTable *table, Arena *arena, Symbol *symbol, uint64_t seed);
void generate_arguments(Gen *g, Registers *in);
static inline bool type_is_float(IrType t) { return t == IR_F32 || t == IR_F64; }
static inline IrType param_type(const AbiParam *p) { return (IrType)p->components[0].type; }

// ---- interpret.c

// False: a bounds check failed, whose operands and code are the results.
bool interpret(Func *f, const Registers *in, uint64_t *results);
uint64_t truncate_to(IrType t, uint64_t x);
double as_double(IrType t, uint64_t x);
uint64_t from_double(IrType t, double d);

// ---- code.c

void code_init(SymbolTable *table);  // gives what the functions call its addresses
void *code_install(Symbol *symbol);  // in place of the function before
extern uint64_t bounds_seen[3];      // what a failed bounds check was called with; the function's result is -1 then
void code_call(void *code, Registers *registers);
// The same, instruction by instruction. False: outside the unsafe points the frame was not complete, first at the
// offset.
bool code_call_stepping(void *code, const Symbol *symbol, Registers *registers, uint32_t *offset);
void code_print_steps(void);
uint64_t c_leaf(uint64_t a, uint64_t b, double x);

#endif
