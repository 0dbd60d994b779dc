// Editing of functions in SSA form: what values become, where they stand, and
// blocks and their edges.
//
// Edges: the k-th occurrence of block x among the predecessors of y belongs to
// the k-th occurrence of y among the successors of x. Everything here keeps
// that, so phi operands stay with their edges even if both ways of a branch
// lead to one block.
#include <string.h>

#include "ir/ir.h"

// ---- values

int64_t ir_constant_bits(IrType type, int64_t bits) {
  switch (type) {
    case IR_I8: return (int8_t)bits;
    case IR_I16: return (int16_t)bits;
    case IR_I32: return (int32_t)bits;
    case IR_F32: return (int64_t)(uint32_t)bits;
    default: return bits;
  }
}

void value_make_const(Func *f, ValueId v, int64_t bits) {
  Value *value = func_value(f, v);
  value->op = IR_CONST;
  value->flags = 0;
  value->arg_count = 0;
  value->arg_cap = 0;
  value->offset = 0;
  value->index = 0;
  value->constant = ir_constant_bits(value->type, bits);
}

void value_make_copy_of(Func *f, ValueId v, ValueId other) {
  assert(other && other != v && other < f->values.len);
  Value *value = func_value(f, v);
  value->op = IR_COPY;
  value->flags = 0;
  value->arg_cap = 0;
  value->arg_count = 1;
  value->offset = 0;
  value->index = 0;
  value->constant = 0;
  value->inline_args[0] = other;
}

void value_make_result_of(Func *f, ValueId v, ValueId call) {
  Value *value = func_value(f, v);
  value->op = IR_RESULT;
  value->flags = 0;
  value->index = 0;
  value->go_type = NULL;
  value_add_arg(f, v, call);
}

ValueId value_copy(Func *f, ValueId v) {
  Value from = *func_value(f, v);
  ValueId copy = value_new_unplaced(f, (Op)from.op, (IrType)from.type, from.pos);
  Value *value = func_value(f, copy);
  value->flags = from.flags;
  value->offset = from.offset;
  value->index = from.index;
  value->constant = from.constant;
  return copy;
}

// Follows a chain of replacements to its end.
static inline ValueId final_value(const ValueId *replacement, ValueId v) {
  for (ValueId next; (next = replacement[v]); v = next) assert_debug(next != v);
  return v;
}

void func_replace_uses(Func *f, const ValueId *replacement) {
  for (ValueId v = 1; v < f->values.len; v++) {
    ValueId *args = value_args(f, v);
    uint32_t count = func_value(f, v)->arg_count;
    for (uint32_t i = 0; i < count; i++) args[i] = final_value(replacement, args[i]);
  }
  for (ValueId v = 1; f->debug_values && v < f->values.len; v++) {
    ValueId watched = debug_watched(func_value(f, v));
    if (watched) debug_watch(f, v, final_value(replacement, watched));
  }
  for (BlockId b = 1; b < f->blocks.len; b++) {
    Block *block = func_block(f, b);
    block->control = final_value(replacement, block->control);
    for (uint32_t i = 0; i < block->results.len; i++)
      block->results.data[i] = final_value(replacement, block->results.data[i]);
  }
}

void func_remove_copies(Func *f) {
  ValueId *replacement = NULL;
  for (ValueId v = 1; v < f->values.len; v++) {
    if (func_value(f, v)->op != IR_COPY) continue;
    if (!replacement) replacement = arena_array(func_scratch(f), ValueId, f->values.len);
    replacement[v] = value_arg(f, v, 0);
  }
  if (!replacement) return;
  func_replace_uses(f, replacement);
  for (BlockId b = 1; b < f->blocks.len; b++) {
    Block *block = func_block(f, b);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < block->values.len; i++)
      if (!replacement[block->values.data[i]]) block->values.data[kept++] = block->values.data[i];
    block->values.len = kept;
  }
  for (ValueId v = 1; v < f->values.len; v++)
    if (replacement[v]) value_kill(f, v);
}

void value_kill(Func *f, ValueId v) {
  Value *value = func_value(f, v);
  value->op = IR_NONE;
  value->arg_count = 0;
  value->arg_cap = 0;
  value->block = 0;
}

// ---- places in blocks

uint32_t block_phi_count(Func *f, BlockId b) {
  const Block *block = func_block(f, b);
  uint32_t count = 0;
  while (count < block->values.len && func_value(f, block->values.data[count])->op == IR_PHI) count++;
  return count;
}

void block_insert(Func *f, BlockId b, uint32_t at, ValueId v) {
  Block *block = func_block(f, b);
  vec_push(f->arena, &block->values, 0);
  memmove(block->values.data + at + 1, block->values.data + at, (block->values.len - 1 - at) * sizeof(ValueId));
  block->values.data[at] = v;
  func_value(f, v)->block = b;
}

void block_set_values(Func *f, BlockId b, const ValueVec *values) {
  Block *block = func_block(f, b);
  block->values = *values;
  for (uint32_t i = 0; i < values->len; i++) func_value(f, values->data[i])->block = b;
}

void block_drop_single_phis(Func *f, BlockId b) {
  const Block *block = func_block(f, b);
  if (block->preds.len != 1) return;
  for (uint32_t i = 0; i < block->values.len; i++) {
    ValueId v = block->values.data[i];
    if (func_value(f, v)->op == IR_COPY) continue;
    if (func_value(f, v)->op != IR_PHI) return;
    if (value_arg(f, v, 0) != v) value_make_copy_of(f, v, value_arg(f, v, 0));
  }
}

// ---- edges

void block_add_edge(Func *f, BlockId from, BlockId to) {
  func_flow_changed(f);
  assert(from && to && from < f->blocks.len && to < f->blocks.len);
  vec_push(f->arena, &func_block(f, from)->succs, to);
  vec_push(f->arena, &func_block(f, to)->preds, from);
}

// The k-th edge between two blocks is the k-th on both sides: where an edge stands in the list of its other end, if it
// stands at `index` in the list `near` of the block b, `succs` or `preds`.
static uint32_t index_at_other_end(Func *f, BlockId b, bool succs, uint32_t index) {
  const Block *block = func_block(f, b);
  const BlockId *near = succs ? block->succs.data : block->preds.data;
  assert(index < (succs ? block->succs.len : block->preds.len));
  const Block *other = func_block(f, near[index]);
  const BlockId *far = succs ? other->preds.data : other->succs.data;
  uint32_t earlier = 0, count = succs ? other->preds.len : other->succs.len;
  for (uint32_t i = 0; i < index; i++) earlier += near[i] == near[index];
  for (uint32_t i = 0; i < count; i++)
    if (far[i] == b && earlier-- == 0) return i;
  ice("ir", f->display_name, "edge %u of b%u's %s is not b%u's", index, b, succs ? "succs" : "preds", near[index]);
}

uint32_t block_pred_index(Func *f, BlockId from, uint32_t succ_index) {
  return index_at_other_end(f, from, true, succ_index);
}

uint32_t block_succ_index(Func *f, BlockId b, uint32_t pred_index) {
  return index_at_other_end(f, b, false, pred_index);
}

// Drops operand `index` of every phi of the block.
static void remove_phi_operands(Func *f, const Block *block, uint32_t index) {
  for (uint32_t i = 0; i < block->values.len; i++) {
    ValueId v = block->values.data[i];
    Value *value = func_value(f, v);
    if (value->op != IR_PHI) {
      if (value->op == IR_COPY || value->op == IR_NONE) continue;
      break;
    }
    ValueId *args = value_args(f, v);
    assert(index < value->arg_count);
    memmove(args + index, args + index + 1, (value->arg_count - index - 1u) * sizeof(ValueId));
    value->arg_count--;
  }
}

static void drop_pred(Func *f, BlockId b, uint32_t index) {
  func_flow_changed(f);
  Block *block = func_block(f, b);
  memmove(block->preds.data + index, block->preds.data + index + 1, (block->preds.len - index - 1) * sizeof(BlockId));
  block->preds.len--;
  remove_phi_operands(f, block, index);
}

void block_remove_edge(Func *f, BlockId from, uint32_t succ_index) {
  Block *source = func_block(f, from);
  uint32_t pred_index = block_pred_index(f, from, succ_index);
  BlockId to = source->succs.data[succ_index];
  memmove(source->succs.data + succ_index, source->succs.data + succ_index + 1,
          (source->succs.len - succ_index - 1) * sizeof(BlockId));
  source->succs.len--;
  drop_pred(f, to, pred_index);
}

void block_set_jump(Func *f, BlockId b, BlockId to) {
  Block *block = func_block(f, b);
  assert(!block->succs.len);
  block->kind = BLOCK_JUMP;
  block->control = 0;
  block_add_edge(f, b, to);
}

void block_set_if(Func *f, BlockId b, ValueId control, BlockId then, BlockId otherwise) {
  Block *block = func_block(f, b);
  assert(!block->succs.len && control && control < f->values.len);
  block->kind = BLOCK_IF;
  block->control = control;
  block_add_edge(f, b, then);
  block_add_edge(f, b, otherwise);
}

void block_move_edge(Func *f, BlockId from, uint32_t succ_index, BlockId to) {
  uint32_t pred_index = block_pred_index(f, from, succ_index);
  drop_pred(f, func_block(f, from)->succs.data[succ_index], pred_index);
  func_block(f, from)->succs.data[succ_index] = to;
  vec_push(f->arena, &func_block(f, to)->preds, from);
}

static void replace_first(BlockId *list, uint32_t count, BlockId old, BlockId with) {
  for (uint32_t i = 0; i < count; i++) {
    if (list[i] != old) continue;
    list[i] = with;
    return;
  }
}

void block_replace_pred(Func *f, BlockId b, BlockId old, BlockId with) {
  func_flow_changed(f);
  replace_first(func_block(f, b)->preds.data, func_block(f, b)->preds.len, old, with);
}

void block_replace_succ(Func *f, BlockId b, BlockId old, BlockId with) {
  func_flow_changed(f);
  replace_first(func_block(f, b)->succs.data, func_block(f, b)->succs.len, old, with);
}

void block_swap_succs(Func *f, BlockId b) {
  func_flow_changed(f);
  BlockId *succs = func_block(f, b)->succs.data, first = succs[0];
  assert(func_block(f, b)->succs.len == 2 && first != succs[1]);
  succs[0] = succs[1];
  succs[1] = first;
}

BlockId block_split_edge(Func *f, BlockId from, uint32_t succ_index) {
  uint32_t pred_index = block_pred_index(f, from, succ_index);
  BlockId middle = func_new_block(f), to = func_block(f, from)->succs.data[succ_index];
  Block *block = func_block(f, middle);
  block->kind = BLOCK_JUMP;
  block->pos = func_block(f, from)->pos;
  vec_push(f->arena, &block->preds, from);
  vec_push(f->arena, &block->succs, to);
  func_block(f, from)->succs.data[succ_index] = middle;
  func_block(f, to)->preds.data[pred_index] = middle;
  return middle;
}

// ---- whole blocks

Block block_take_end(Func *f, BlockId b) {
  func_flow_changed(f);
  Block *block = func_block(f, b), end = *block;
  block->kind = BLOCK_NONE;
  block->likely = 0;
  block->control = 0;
  memset(&block->succs, 0, sizeof block->succs);
  memset(&block->results, 0, sizeof block->results);
  return end;
}

void block_put_end(Func *f, BlockId b, const Block *end, BlockId from) {
  func_flow_changed(f);
  Block *block = func_block(f, b);
  block->kind = end->kind;
  block->likely = end->likely;
  block->control = end->control;
  block->pos = end->pos;
  memcpy(&block->succs, &end->succs, sizeof block->succs);
  memcpy(&block->results, &end->results, sizeof block->results);
  for (uint32_t i = 0; i < block->succs.len; i++) {
    Block *succ = func_block(f, block->succs.data[i]);
    for (uint32_t j = 0; j < succ->preds.len; j++)
      if (succ->preds.data[j] == from) succ->preds.data[j] = b;
  }
}

void block_clear(Func *f, BlockId b) {
  func_flow_changed(f);
  Block *block = func_block(f, b);
  block->kind = BLOCK_NONE;
  block->control = 0;
  block->values.len = block->preds.len = block->succs.len = block->results.len = 0;
}
