// Building and editing of functions in SSA form: values and their operands,
// blocks and their edges. A value's operands lie in the value itself while
// there are at most three, else in func->arg_pool, where a list that outgrows
// its room is copied to the end.
//
// Edges: the k-th occurrence of block x among the predecessors of y belongs to
// the k-th occurrence of y among the successors of x. Everything here keeps
// that, so phi operands stay with their edges even if both ways of a branch
// lead to one block.
#include <string.h>

#include "ir/ir.h"

enum { INLINE_ARGS = 3 };

Func *func_new(Session *session, Arena *arena, Symbol *symbol) {
  Func *f = arena_new(arena, Func);
  f->arena = arena;
  f->session = session;
  f->symbol = symbol;
  f->display_name = symbol && symbol->name ? symbol->name->text : "?";
  vec_reserve(arena, &f->values, 64);
  vec_reserve(arena, &f->blocks, 8);
  vec_push(arena, &f->values, (Value){0});
  vec_push(arena, &f->blocks, (Block){0});
  vec_push(arena, &f->positions, ((Position){0, -1}));
  return f;
}

BlockId func_new_block(Func *f) {
  vec_push(f->arena, &f->blocks, (Block){0});
  return f->blocks.len - 1;
}

ValueId value_new_unplaced(Func *f, Op op, IrType type, uint32_t pos) {
  vec_push(f->arena, &f->values, ((Value){.op = (uint16_t)op, .type = (uint8_t)type, .pos = pos}));
  return f->values.len - 1;
}

// Phis stand before all other values of their block.
static void place_phi(Func *f, Block *block, ValueId v) {
  uint32_t at = 0;
  while (at < block->values.len && func_value(f, block->values.data[at])->op == IR_PHI) at++;
  vec_push(f->arena, &block->values, 0);
  memmove(block->values.data + at + 1, block->values.data + at, (block->values.len - 1 - at) * sizeof(ValueId));
  block->values.data[at] = v;
}

ValueId value_new(Func *f, BlockId b, Op op, IrType type, uint32_t pos) {
  ValueId v = value_new_unplaced(f, op, type, pos);
  func_value(f, v)->block = b;
  Block *block = func_block(f, b);
  if (op == IR_PHI) place_phi(f, block, v);
  else vec_push(f->arena, &block->values, v);
  return v;
}

ValueId value_new0(Func *f, BlockId b, Op op, IrType type, uint32_t pos) { return value_new(f, b, op, type, pos); }

ValueId value_new1(Func *f, BlockId b, Op op, IrType type, uint32_t pos, ValueId x) {
  ValueId v = value_new(f, b, op, type, pos);
  Value *value = func_value(f, v);
  value->arg_count = 1;
  value->inline_args[0] = x;
  return v;
}

ValueId value_new2(Func *f, BlockId b, Op op, IrType type, uint32_t pos, ValueId x, ValueId y) {
  ValueId v = value_new1(f, b, op, type, pos, x);
  Value *value = func_value(f, v);
  value->arg_count = 2;
  value->inline_args[1] = y;
  return v;
}

ValueId value_new3(Func *f, BlockId b, Op op, IrType type, uint32_t pos, ValueId x, ValueId y, ValueId z) {
  ValueId v = value_new2(f, b, op, type, pos, x, y);
  Value *value = func_value(f, v);
  value->arg_count = 3;
  value->inline_args[2] = z;
  return v;
}

// The bits of a constant as values keep them: sign-extended from the type's width.
static int64_t normalize_constant(IrType type, int64_t bits) {
  switch (type) {
    case IR_I8: return (int8_t)bits;
    case IR_I16: return (int16_t)bits;
    case IR_I32: return (int32_t)bits;
    case IR_F32: return (int64_t)(uint32_t)bits;
    default: return bits;
  }
}

ValueId value_const(Func *f, BlockId b, IrType type, int64_t bits) {
  ValueId v = value_new(f, b, IR_CONST, type, 0);
  func_value(f, v)->constant = normalize_constant(type, bits);
  return v;
}

ValueId value_symbol(Func *f, BlockId b, Symbol *symbol, int32_t offset) {
  ValueId v = value_new(f, b, IR_SYMBOL, IR_P, 0);
  func_value(f, v)->symbol = symbol;
  func_value(f, v)->offset = offset;
  return v;
}

// Moves the operands to the end of the pool, with room for `cap`.
static void move_args(Func *f, ValueId v, uint32_t cap) {
  uint32_t offset = f->arg_pool.len;
  vec_reserve(f->arena, &f->arg_pool, offset + cap);
  f->arg_pool.len = offset + cap;
  memcpy(f->arg_pool.data + offset, value_args(f, v), func_value(f, v)->arg_count * sizeof(ValueId));
  Value *value = func_value(f, v);
  value->far.pool_offset = offset;
  value->arg_cap = cap;
}

void value_add_arg(Func *f, ValueId v, ValueId arg) {
  Value *value = func_value(f, v);
  if (value->arg_cap ? value->arg_count == value->arg_cap : value->arg_count == INLINE_ARGS)
    move_args(f, v, value->arg_count < 4 ? 8 : value->arg_count * 2);
  value_args(f, v)[func_value(f, v)->arg_count++] = arg;
}

void value_set_arg(Func *f, ValueId v, uint32_t i, ValueId arg) {
  assert(i < func_value(f, v)->arg_count && arg < f->values.len);
  value_args(f, v)[i] = arg;
}

void value_make_const(Func *f, ValueId v, int64_t bits) {
  Value *value = func_value(f, v);
  value->op = IR_CONST;
  value->flags = 0;
  value->arg_count = 0;
  value->arg_cap = 0;
  value->offset = 0;
  value->index = 0;
  value->constant = normalize_constant(value->type, bits);
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

void block_add_edge(Func *f, BlockId from, BlockId to) {
  assert(from && to && from < f->blocks.len && to < f->blocks.len);
  vec_push(f->arena, &func_block(f, from)->succs, to);
  vec_push(f->arena, &func_block(f, to)->preds, from);
}

uint32_t block_pred_index(Func *f, BlockId from, uint32_t succ_index) {
  const Block *source = func_block(f, from);
  assert(succ_index < source->succs.len);
  BlockId to = source->succs.data[succ_index];
  uint32_t earlier = 0;
  for (uint32_t i = 0; i < succ_index; i++) earlier += source->succs.data[i] == to;
  const Block *target = func_block(f, to);
  for (uint32_t i = 0; i < target->preds.len; i++)
    if (target->preds.data[i] == from && earlier-- == 0) return i;
  ice("ir", f->display_name, "b%u -> b%u: edge without predecessor entry", from, to);
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

void block_remove_edge(Func *f, BlockId from, uint32_t succ_index) {
  Block *source = func_block(f, from);
  uint32_t pred_index = block_pred_index(f, from, succ_index);
  Block *target = func_block(f, source->succs.data[succ_index]);
  memmove(source->succs.data + succ_index, source->succs.data + succ_index + 1,
          (source->succs.len - succ_index - 1) * sizeof(BlockId));
  source->succs.len--;
  memmove(target->preds.data + pred_index, target->preds.data + pred_index + 1,
          (target->preds.len - pred_index - 1) * sizeof(BlockId));
  target->preds.len--;
  remove_phi_operands(f, target, pred_index);
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

uint32_t func_position(Func *f, Pos pos, int32_t inline_node) {
  if (!pos && inline_node < 0) return 0;
  // Lowering walks the text: the same position mostly comes several times in a row.
  uint32_t oldest = f->positions.len > 8 ? f->positions.len - 8 : 1;
  for (uint32_t i = f->positions.len; i-- > oldest;)
    if (f->positions.data[i].pos == pos && f->positions.data[i].inline_node == inline_node) return i;
  vec_push(f->arena, &f->positions, ((Position){pos, inline_node}));
  return f->positions.len - 1;
}

uint32_t ir_type_size(IrType type) {
  assert(type <= IR_FLAGS);
  static const uint8_t sizes[] = {[IR_VOID] = 0, [IR_I8] = 1,  [IR_I16] = 2, [IR_I32] = 4,  [IR_I64] = 8,
                                  [IR_F32] = 4,  [IR_F64] = 8, [IR_P] = 8,   [IR_FLAGS] = 8};
  return sizes[type];
}
