// What the passes on loops share (loops.c): membership, what a loop may write,
// and the block before it.
#ifndef TUCO_OPT_LOOPS_H
#define TUCO_OPT_LOOPS_H

#include "opt/internal.h"

enum { LOOP_MAX_STORES = 16 };

typedef struct LoopStore {
  ValueId base;
  bool constant;
  int64_t offset, size;
} LoopStore;

// What one loop does to memory.
typedef struct LoopEffects {
  bool anything;   // calls, atomic operations: may write anywhere
  bool warm_call;  // a call outside cold blocks: no register survives
  uint32_t store_count;
  LoopStore stores[LOOP_MAX_STORES];
} LoopEffects;

typedef struct Loops {
  Func *f;
  const Dominators *d;
  const LoopNest *nest;
  uint32_t *mark;  // a block: number + 1 of the loop last entered by loops_enter that has it
  uint32_t mark_count;
  uint32_t current;
  bool *private;  // see private_slots
  uint32_t value_count;
} Loops;

// Returns false if the function has no loop.
bool loops_find(Loops *x, Func *f);
void loops_enter(Loops *x, uint32_t number);  // the loop that loops_inside is about
void loops_add_block(Loops *x, BlockId b);    // a new block of the loop
bool loops_inside(const Loops *x, BlockId b);
bool loops_is_invariant(const Loops *x, ValueId v);  // defined outside
bool loops_has_invariant_args(const Loops *x, ValueId v);
void loops_effects(const Loops *x, const Loop *loop, LoopEffects *effects);
// May the loop write to what this LOAD reads?
bool loops_may_change(const Loops *x, const LoopEffects *effects, ValueId load);
// May be computed elsewhere: no effect, and not bound to a place by what it means.
bool loops_is_movable(const Value *value);
// In code of the runtime that was inlined: memory there may change whenever the goroutine changes its thread.
bool loops_is_runtime_code(const Func *f, const Value *value);

#endif
