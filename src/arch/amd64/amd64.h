// What the files of this architecture share.
#ifndef TUCO_AMD64_H
#define TUCO_AMD64_H

#include "arch/amd64/instruction.h"
#include "backend/arch.h"

typedef enum MachineOp {
  M_FIRST = IR_MACHINE - 1,
#define OP(name, form, row, sizes, operands, memory) M_##name,
#include "arch/amd64/machine.def"
#undef OP
  M_END
} MachineOp;

typedef enum Form {
  FORM_ALU,
  FORM_SHIFT,
  FORM_UNARY,
  FORM_TIED,
  FORM_PLACE,
  FORM_RM,
  FORM_FLOAT,
  FORM_FLOAT_RM,
  FORM_ONE,
  FORM_MEMORY,
  FORM_NONE,
  FORM_NOTHING,
  FORM_SEQUENCE
} Form;
enum { MEMORY_reads, MEMORY_stores };
typedef struct MachineOpInfo {
  const char *name, *operands;
  uint8_t form;  // Form
  uint8_t sizes;
  uint8_t memory;  // MEMORY_*
  uint16_t row;    // Instruction
} MachineOpInfo;
extern const MachineOpInfo amd64_op_info[M_END - IR_MACHINE];
static inline const MachineOpInfo *op_info(uint16_t op) { return &amd64_op_info[op - IR_MACHINE]; }

enum { LOCK_OR = 1, LOCK_AND = 4 };  // cond of LOCKALU and RMW
enum { COMPARE_INT, COMPARE_TEST, COMPARE_FLOAT };

// choose.c: instructions by what they do; which row that is depends on registers and constants. Registers are numbered
// as in registers.h, a register of ModRM.reg alone may be in its class.
void encode_rm(Code *c, Instruction id, uint32_t reg, const Rm *rm, uint32_t size);
void encode_imm(Code *c, Instruction id, uint32_t reg, const Rm *rm, uint32_t size, int64_t imm);
void encode_condition(Code *c, Instruction id, uint32_t condition, uint32_t reg, const Rm *rm, uint32_t size);
void encode_reg(Code *c, Instruction id, uint32_t reg, uint32_t size,
                int64_t imm);  // a register in the opcode, or none
static inline void encode_plain(Code *c, Instruction id) { encode_reg(c, id, 0, 0, 0); }
// The rows of an operation of add's kind stand together; `first` is that of a byte immediate.
enum { ALU_EIB, ALU_AI, ALU_EI, ALU_EG, ALU_GE };
void encode_alu_imm(Code *c, Instruction first, const Rm *rm, uint32_t size, int64_t imm);
void encode_mov_imm(Code *c, uint32_t reg, int64_t imm);               // shortest; keeps flags
void encode_mov(Code *c, uint32_t to, uint32_t from);                  // any two registers, whole
void encode_jump_back(Code *c, uint32_t cond, uint32_t target);        // a short jump to an offset of this code
void encode_load(Code *c, uint32_t reg, const Rm *rm, uint32_t size);  // by class; zero-extends
void encode_store(Code *c, uint32_t reg, const Rm *rm, uint32_t size);

// ---- select.c and its parts
typedef struct Address {
  VReg base, index;
  uint8_t scale;
  bool frame;
  uint32_t object;
  int32_t disp;
  Symbol *symbol;
} Address;

// Displacements that are put together in the selection: what copies by pieces adds to them, and where a frame has its
// variables (at most ABI_MAX_FRAME bytes from SP), must still fit in 32 bits.
enum { MAX_DISPLACEMENT = 1 << 30, MAX_FROM_FRAME = 1 << 29 };
static inline bool fits_displacement(int64_t x) { return x >= -MAX_DISPLACEMENT && x <= MAX_DISPLACEMENT; }
static inline bool fits_from_frame(int64_t x) { return x >= -MAX_FROM_FRAME && x <= MAX_FROM_FRAME; }

enum { BY_ADDRESS = 0xffff };
typedef struct FlatPart {
  uint32_t param;
  uint16_t component;  // or BY_ADDRESS
} FlatPart;

typedef struct Select {
  MachineFunc *m;
  Func *f;
  uint32_t *count;  // by value: uses not folded away
  VReg *vreg;       // by value
  uint8_t *folded;
  uint32_t *write_epoch, *trap_epoch;  // by value, inside its block
  ValueId *first_part, *next_part;     // RESULTs and PROJECTs of a value
  uint32_t *object;                    // STACK_SLOT: 1 + frame object
  FlatPart *flat_params;
  BlockId block;
  uint32_t root_write, root_trap, root_index;
  uint32_t pos;
  bool param_homes;           // by-address register parameters are needed in memory
  Vec(MachineInst) segment;   // instructions of the root in hand, in order
  Vec(MachineInst) reversed;  // all, last first
} Select;

bool fits_int32(int64_t x);
bool select_is_const(Select *s, ValueId v, int64_t *bits);
VReg select_reg(Select *s, ValueId v);                            // value in a register (constants are made here)
VReg select_def(Select *s, ValueId v);                            // the register that v defines
MachineInst *select_inst(Select *s, uint16_t op, uint32_t size);  // appended to the segment
void select_use(MachineInst *i, int k, VReg v, uint8_t kind);
void select_set_def(MachineInst *i, int k, VReg v);
MachineInst *select_tied(Select *s, uint16_t op, uint32_t size, VReg def, VReg a);
VReg select_temp(Select *s, IrType type);
void select_keep(Select *s, VReg r);
void select_fold(Select *s, ValueId v);  // v is part of the root now
// COPY instructions: begin, add pairs, done
uint32_t select_copy_begin(Select *s);
void select_copy_to(Select *s, uint32_t reg, ValueId v);
void select_copy_vreg_to(Select *s, uint32_t reg, VReg v);
void select_copy_from(Select *s, VReg v, uint32_t reg);
void select_copy_end(Select *s, uint32_t first);

// select_memory.c
Address select_address(Select *s, ValueId v, int32_t offset);
void select_memory(MachineInst *i, const Address *address, bool late);
bool select_can_fold_load(Select *s, ValueId v);
Address select_fold_load(Select *s, ValueId v);  // v is folded; its address
void select_load(Select *s, VReg def, IrType type, const Address *a);
void select_store(Select *s, IrType type, VReg value, const Address *a);
void select_block_move(Select *s, const Address *to, const Address *from, int64_t size);
void select_block_zero(Select *s, const Address *to, int64_t size);
enum { AMD64_ZERO_INLINE = 256 };          // larger ones are zeroed by a loop on R12 and R13
enum { AMD64_BLOCK_LOOP = 2048 };          // larger blocks are moved and cleared by string instructions
void select_define(Select *s, ValueId v);  // where a variable's life begins
FrameEffect amd64_frame_effect(const MachineInst *inst);
Address address_plus(Address a, int32_t bytes);
bool select_memory_value(Select *s, ValueId v);  // memory operations; false: not one

// select_compare.c
void select_compare(Select *s, MachineInst *i, ValueId cond, bool allow_memory);
bool select_compare_value(Select *s, ValueId v);

// call.c
void select_call(Select *s, ValueId v);
void select_return(Select *s, Block *b);
void select_entry(Select *s);
void select_flatten(Select *s);

// verify.c: -d=verify of the selection
void verify_selection(const MachineFunc *m);

// select.c, emit.c: the entries of struct Arch
void amd64_select(MachineFunc *m);
void amd64_emit(MachineFunc *m);

#endif
