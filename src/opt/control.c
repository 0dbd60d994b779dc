// Control flow: a branch on a phi of constants is decided in the predecessors
// (jump threading), blocks that only jump on are skipped, and a block whose
// only successor has it as only predecessor swallows that one.
#include "opt/internal.h"

typedef struct Cleaner {
  Func *f;
  uint32_t *uses;  // a value: how often it is used
  bool changed;
} Cleaner;

static void count_uses(Cleaner *x) {
  Func *f = x->f;
  x->uses = arena_array(func_scratch(f), uint32_t, f->values.len);
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    for (uint32_t i = 0; i < block->values.len; i++) {
      const ValueId *args = value_args(f, block->values.data[i]);
      for (uint32_t j = 0; j < func_value(f, block->values.data[i])->arg_count; j++) x->uses[args[j]]++;
    }
    x->uses[block->control]++;
    for (uint32_t i = 0; i < block->results.len; i++) x->uses[block->results.data[i]]++;
  }
}

static bool has_phis(Func *f, BlockId b) {
  const Block *block = func_block(f, b);
  return block->values.len && func_value(f, block->values.data[0])->op == IR_PHI;
}

static bool goes_to(Func *f, BlockId from, BlockId to) {
  const Block *block = func_block(f, from);
  for (uint32_t i = 0; i < block->succs.len; i++)
    if (block->succs.data[i] == to) return true;
  return false;
}

// Leads the edge that is b's predecessor number `pred_index` to `target` instead, which b leads to by its successor
// number `via`. Phis of the target get for the new edge what they have for b's.
static void redirect(Func *f, BlockId b, uint32_t pred_index, BlockId target, uint32_t via) {
  debug_bypass(f, b, pred_index, target);
  BlockId pred = func_block(f, b)->preds.data[pred_index];
  uint32_t like = block_pred_index(f, b, via);
  const Block *join = func_block(f, target);
  for (uint32_t i = 0; i < join->values.len; i++) {
    ValueId phi = join->values.data[i];
    if (func_value(f, phi)->op != IR_PHI) break;
    value_add_arg(f, phi, value_arg(f, phi, like));
  }
  block_move_edge(f, pred, block_succ_index(f, b, pred_index), target);
}

// `if phi(..., const, ...)` in a block with nothing else.
static void thread_branch(Cleaner *x, BlockId b) {
  Func *f = x->f;
  const Block *block = func_block(f, b);
  if (block->kind != BLOCK_IF || block_size(f, b) != 1 || block->values.data[0] != block->control) return;
  ValueId phi = block->control;
  if (func_value(f, phi)->op != IR_PHI || x->uses[phi] != 1 || b == f->recover_block) return;
  if (block->succs.data[0] == block->succs.data[1]) return;
  for (uint32_t i = func_block(f, b)->preds.len; i-- > 0;) {
    const Value *value = func_value(f, value_arg(f, phi, i));
    BlockId pred = func_block(f, b)->preds.data[i];
    if (value->op != IR_CONST || pred == b) continue;
    uint32_t via = value->constant == 0;
    BlockId target = func_block(f, b)->succs.data[via];
    if (target == b || goes_to(f, pred, target)) continue;
    redirect(f, b, i, target, via);
    x->changed = true;
  }
}

// A block that only jumps: its predecessors go to the target themselves.
static void skip_empty(Cleaner *x, BlockId b) {
  Func *f = x->f;
  const Block *block = func_block(f, b);
  if (block->kind != BLOCK_JUMP || !block_is_empty(f, b) || b == 1 || b == f->recover_block) return;
  BlockId target = block->succs.data[0];
  if (target == b) return;
  bool phis = has_phis(f, target);
  for (uint32_t i = func_block(f, b)->preds.len; i-- > 0;) {
    BlockId pred = func_block(f, b)->preds.data[i];
    // Two edges between the same blocks would need different phi operands: keep the block then.
    if (pred == b || (phis && goes_to(f, pred, target))) continue;
    if (goes_to(f, pred, target) && func_block(f, pred)->kind == BLOCK_SWITCH) continue;
    redirect(f, b, i, target, 0);
    x->changed = true;
  }
}

// Both ways of a branch lead to one block without phis.
static void drop_equal_branch(Cleaner *x, BlockId b) {
  Func *f = x->f;
  Block *block = func_block(f, b);
  if (block->kind != BLOCK_IF || block->succs.data[0] != block->succs.data[1]) return;
  if (has_phis(f, block->succs.data[0])) return;
  block_remove_edge(f, b, 1);
  block->kind = BLOCK_JUMP;
  block->control = 0;
  block->likely = 0;
  x->changed = true;
}

// Appends the only successor of b to it while it has no other predecessor.
static void swallow(Cleaner *x, BlockId b) {
  Func *f = x->f;
  for (;;) {
    Block *block = func_block(f, b);
    if (block->kind != BLOCK_JUMP) return;
    BlockId next = block->succs.data[0];
    Block *tail = func_block(f, next);
    if (next == b || next == 1 || next == f->recover_block || tail->preds.len != 1) return;
    if (has_phis(f, next)) return;  // fold makes single-operand phis copies first
    for (uint32_t i = 0; i < tail->values.len; i++) {
      vec_push(f->arena, &block->values, tail->values.data[i]);
      func_value(f, tail->values.data[i])->block = b;
    }
    block->cold = block->cold && tail->cold;
    Block end = block_take_end(f, next);
    block_put_end(f, b, &end, next);
    block_clear(f, next);
    x->changed = true;
  }
}

void opt_control(Func *f) {
  Cleaner x = {.f = f, .changed = true};
  for (uint32_t round = 0; x.changed && round < 3; round++) {
    x.changed = false;
    count_uses(&x);
    const Order *order = func_order(f);
    for (uint32_t i = order->count; i-- > 0;) {
      BlockId b = order->blocks[i];
      if (func_block(f, b)->kind == BLOCK_NONE) continue;
      thread_branch(&x, b);
      skip_empty(&x, b);
      drop_equal_branch(&x, b);
    }
    func_remove_unreachable(f);
    for (BlockId b = 1; b < f->blocks.len; b++) block_drop_single_phis(f, b);
    func_remove_copies(f);
    for (uint32_t i = 0; i < order->count; i++)
      if (func_block(f, order->blocks[i])->kind != BLOCK_NONE) swallow(&x, order->blocks[i]);
  }
}
