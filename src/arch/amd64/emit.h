// Emission: state shared by emit.c (function: prologue, blocks, cold parts)
// and emit_inst.c (instructions).
#ifndef TUCO_AMD64_EMIT_H
#define TUCO_AMD64_EMIT_H

#include "arch/amd64/amd64.h"

typedef struct Fixup {
  uint32_t at, label;
} Fixup;  // 32 bits relative to their own end

typedef struct Jump {
  uint32_t at, label;
  bool conditional, is_short;
} Jump;  // long form at `at`

typedef struct ColdPart {
  uint32_t label, back;  // back: where the barrier continues
  MachineInst inst;
} ColdPart;

typedef struct PoolEntry {
  uint64_t low, high;
  bool wide;
  uint32_t label;
} PoolEntry;
typedef struct JumpTable {
  uint32_t label, block;
} JumpTable;

// Code where the goroutine may not be stopped by a signal (unsafe.c). Offsets; UINT32_MAX: none.
typedef struct UnsafeRanges {
  uint32_t store_start;                 // a write barrier that ends with the next store
  uint32_t barrier_start;               // one that ends with an UNSAFE_END or the block
  uint32_t inlined_start, inlined_end;  // code of the inlined runtime function inlined_site
  uint32_t inlined_site;
  uint32_t *outermost;  // by inline node: 1 + the outermost no_preempt one around it, 0 none
} UnsafeRanges;

typedef struct Emit {
  MachineFunc *m;
  Code code;
  Vec(uint32_t) labels;  // code offset, UINT32_MAX: not placed; block labels first
  Vec(Fixup) fixups;
  Vec(Jump) jumps;  // by offset
  Vec(ColdPart) cold;
  Vec(PoolEntry) pool;
  Vec(JumpTable) tables;
  uint32_t block;   // in hand
  uint32_t call;    // number of the next safepoint
  bool zero_dirty;  // X15 was used by moves
  UnsafeRanges unsafe;
  Decoder *decoder;  // with -d=verify
} Emit;

// emit.c
uint32_t emit_label(Emit *e);
void emit_place(Emit *e, uint32_t label);
void emit_fixup(Emit *e, uint32_t label);            // the four bytes just written are relative to label
uint32_t emit_block_label(Emit *e, uint32_t block);  // where control for the block really goes
void emit_jump(Emit *e, uint32_t label);
void emit_branch(Emit *e, uint32_t cond, uint32_t label);
bool emit_falls_into(Emit *e, uint32_t block);  // nothing is laid out between here and the block
Rm emit_slot(Emit *e, Location l);
Rm emit_rm(Emit *e, Location l);  // a register or slot as operand
Rm emit_memory(Emit *e, const MachineInst *i);
Rm emit_pool(Emit *e, uint64_t low, uint64_t high, bool wide);
void emit_move(Emit *e, Location to, Location from);
void emit_moves(Emit *e, const Move *moves, uint32_t count);
void emit_constant(Emit *e, uint32_t reg, int64_t imm);
void emit_safepoint(Emit *e, uint32_t map);
void emit_call_symbol(Emit *e, Symbol *target);
void emit_zero_object(Emit *e, const FrameObject *object);  // as far as it has pointers
void emit_epilogue(Emit *e);

// unsafe.c
void unsafe_range(Emit *e, uint32_t start);  // from start to here
void unsafe_start(Emit *e);
void unsafe_block(Emit *e, const MachineBlock *block);              // before any code of the block
void unsafe_before(Emit *e, const MachineInst *i, uint32_t start);  // start: where its moves begin
void unsafe_after(Emit *e, const MachineInst *i);
void unsafe_block_end(Emit *e);
void unsafe_finish(Emit *e);  // sorts and joins the ranges

// relax.c: short jumps; all code is emitted, data is not
void emit_relax(Emit *e);

// verify.c: what was emitted from start on, for the operation, the moves, the cold part
void verify_inst(Emit *e, const MachineInst *i, uint32_t start);
void verify_moves(Emit *e, const Move *moves, uint32_t count, uint32_t start);
void verify_cold(Emit *e, const ColdPart *part, uint32_t start);

// dump.c: -d=dump:emit:FUNCTION; end: of the instructions
void dump_code(Emit *e, uint32_t end);

// emit_inst.c
void emit_inst(Emit *e, MachineInst *i);
void emit_cold_part(Emit *e, ColdPart *part);

#endif
