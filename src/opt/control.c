// Control flow: a branch on a phi of constants is decided in the predecessors
// (jump threading), blocks that only jump on are skipped, and a block whose
// only successor has it as only predecessor swallows that one.
#include <string.h>

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

static uint32_t succ_index_of_pred(Func *f, BlockId b, uint32_t pred_index) {
  const Block *block = func_block(f, b);
  BlockId pred = block->preds.data[pred_index];
  uint32_t nth = 0;
  for (uint32_t i = 0; i < pred_index; i++) nth += block->preds.data[i] == pred;
  const Block *source = func_block(f, pred);
  for (uint32_t i = 0; i < source->succs.len; i++)
    if (source->succs.data[i] == b && nth-- == 0) return i;
  ice("control", f->display_name, "b%u: predecessor without edge", b);
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
  BlockId pred = func_block(f, b)->preds.data[pred_index];
  uint32_t from = succ_index_of_pred(f, b, pred_index), like = block_pred_index(f, b, via);
  const Block *join = func_block(f, target);
  for (uint32_t i = 0; i < join->values.len; i++) {
    ValueId phi = join->values.data[i];
    if (func_value(f, phi)->op != IR_PHI) break;
    value_add_arg(f, phi, value_arg(f, phi, like));
  }
  // Take the edge out of b, keeping its place in the predecessor.
  Block *middle = func_block(f, b);
  memmove(middle->preds.data + pred_index, middle->preds.data + pred_index + 1,
          (middle->preds.len - pred_index - 1) * sizeof(BlockId));
  middle->preds.len--;
  for (uint32_t i = 0; i < middle->values.len; i++) {
    ValueId phi = middle->values.data[i];
    if (func_value(f, phi)->op != IR_PHI) break;
    ValueId *args = value_args(f, phi);
    memmove(args + pred_index, args + pred_index + 1, (func_value(f, phi)->arg_count - pred_index - 1u) * sizeof *args);
    func_value(f, phi)->arg_count--;
  }
  func_block(f, pred)->succs.data[from] = target;
  vec_push(f->arena, &func_block(f, target)->preds, pred);
}

// `if phi(..., const, ...)` in a block with nothing else.
static void thread_branch(Cleaner *x, BlockId b) {
  Func *f = x->f;
  const Block *block = func_block(f, b);
  if (block->kind != BLOCK_IF || block->values.len != 1 || block->values.data[0] != block->control) return;
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
  if (block->kind != BLOCK_JUMP || block->values.len || b == 1 || b == f->recover_block) return;
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
    block->kind = tail->kind;
    block->likely = tail->likely;
    block->control = tail->control;
    block->pos = tail->pos;
    block->cold = block->cold && tail->cold;
    block->succs.len = 0;
    for (uint32_t i = 0; i < tail->succs.len; i++) {
      Block *succ = func_block(f, tail->succs.data[i]);
      vec_push(f->arena, &block->succs, tail->succs.data[i]);
      for (uint32_t j = 0; j < succ->preds.len; j++)
        if (succ->preds.data[j] == next) succ->preds.data[j] = b;
    }
    block->results.data = tail->results.data;
    block->results.len = tail->results.len;
    block->results.cap = tail->results.cap;
    tail->kind = BLOCK_NONE;
    tail->control = 0;
    tail->values.len = tail->preds.len = tail->succs.len = tail->results.len = 0;
    x->changed = true;
  }
}

// Phis of blocks with one predecessor are copies.
static void drop_single_phis(Func *f) {
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    if (block->preds.len != 1) continue;
    for (uint32_t i = 0; i < block->values.len; i++) {
      ValueId v = block->values.data[i];
      if (func_value(f, v)->op != IR_PHI) break;
      if (value_arg(f, v, 0) != v) value_make_copy_of(f, v, value_arg(f, v, 0));
    }
  }
  func_remove_copies(f);
}

void opt_control(Func *f) {
  Cleaner x = {.f = f, .changed = true};
  for (uint32_t round = 0; x.changed && round < 3; round++) {
    x.changed = false;
    count_uses(&x);
    uint32_t count;
    BlockId *order = func_postorder(f, &count);
    for (uint32_t i = 0; i < count; i++) {
      if (func_block(f, order[i])->kind == BLOCK_NONE) continue;
      thread_branch(&x, order[i]);
      skip_empty(&x, order[i]);
      drop_equal_branch(&x, order[i]);
    }
    func_remove_unreachable(f);
    drop_single_phis(f);
    for (uint32_t i = count; i-- > 0;)
      if (func_block(f, order[i])->kind != BLOCK_NONE) swallow(&x, order[i]);
  }
}
