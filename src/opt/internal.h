// What the passes share among themselves.
#ifndef TUCO_OPT_INTERNAL_H
#define TUCO_OPT_INTERNAL_H

#include "opt/opt.h"
#include "types/types.h"

// pass.c
// Runs one named pass with the driver's timing, dumping and verifying, unless it is switched off.
void opt_run_pass(Func *f, const char *name);

// The passes before the interprocedural part.
void opt_prepare(Func *f);

// fold.c: what a binary operation on constants gives; false if that is not known.
bool fold_constants(uint16_t op, uint8_t type, int64_t x, int64_t y, int64_t *result);

// inline.c: a copy of the body for callers, for Func.inline_body; NULL if it may not be inlined. Before escape
// analysis.
void *inline_body_new(Func *f, Arena *arena);

// closures.c: what is called through function values
typedef struct Closure {
  Symbol *code;   // an ALLOC: the function whose closure object it is, NULL none
  uint8_t calls;  // closure calls of it
  bool other;     // it is used otherwise than being filled, read and called
} Closure;
typedef struct Closures {
  Closure *of;
  uint32_t count;
} Closures;  // by value; in scratch memory
Closures closures_find(Func *f);
// The code of a function value, NULL unknown. *only_use: the closure object is called here and used nowhere else.
Symbol *closure_code(const Closures *c, Func *f, ValueId function, bool *only_use);
Symbol *function_value_code(const Symbol *value);  // of a read-only function value; NULL: it is none

// runtime.c: calls of Go runtime functions made by passes. Values are not placed.
CallInfo *runtime_call(Func *f, const char *name, const IrType *params, uint32_t param_count, bool pointer_result);

// box.c: an ALLOC with VALUE_ALLOC_BOX that escape analysis has put on the heap, the i-th value of the block. Makes it
// what the runtime or read-only data has for its value, and appends that to `out`. Returns how many of the values that
// follow filled it and are done with; 0: it stays what it was.
uint32_t box_on_heap(Func *f, BlockId b, uint32_t i, ValueVec *out);

// escape.c
// Depths: 0 the value itself, 1 what it points to, 2 what that points to, and so on; ESCAPE_DEEPEST: what lies at that
// depth or deeper. ESCAPE_NEVER: does not flow.
enum { ESCAPE_DEEPEST = 7, ESCAPE_NEVER = ESCAPE_DEEPEST + 1 };
typedef struct EscapeSummary {
  uint32_t param_count, result_count;  // flattened operands and results
  uint8_t context;                     // depth at which the closure context outlives the call
  uint8_t *to_heap;                    // an operand: depth at which it flows to the heap
  uint8_t *to_result;                  // [operand * result_count + result]: depth at which it flows to a result
  bool *leaks;                         // an operand: becomes an integer in the callee
} EscapeSummary;
// Recomputes f->escape_summary from the callees' summaries. Returns true if it changed.
bool escape_summarize(Func *f);
EscapeSummary *escape_summary_new(const Func *f, Arena *arena);  // optimistic: nothing flows

static inline uint16_t op_flags(const Value *value) {
  return value->op < IR_GENERIC_COUNT ? ir_op_info[value->op].flags : OPF_READ | OPF_WRITE | OPF_TRAP;
}
static inline const TypeShape *shape_of(const Func *f, Type *type) { return layout_shape(f->session, type); }
static inline bool has_pointers(const Func *f, Type *type) { return shape_of(f, type)->pointer_bytes > 0; }
static inline bool type_is_int(uint8_t type) { return type >= IR_I8 && type <= IR_I64; }

// An address as root + constant: walks through NIL_CHECK and PTR_ADD of constants.
typedef struct Address {
  ValueId root;
  int64_t offset;
} Address;
// address.c
Address address_of(Func *f, ValueId v);
ValueId address_base(Func *f, ValueId v);  // what v is an offset from, also one that is not constant
// A value: is it a frame slot that only loads, stores, MOVEs and ZEROs use? Nothing else can read or write it. indexed:
// also if they do at offsets that are not constant.
bool *private_slots(Func *f, bool indexed);
// May memory that is reached from one of these be reached from the other? They are different values, made by no offset.
bool may_overlap(Func *f, ValueId a, ValueId b);
BlockId entered_from(Func *f, const Dominators *d, BlockId b);

#endif
