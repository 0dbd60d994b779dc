// Building functions in SSA form: blocks, values and their operands. A value's
// operands lie in the value itself while there are at most three, else in
// func->arg_pool, where a list that outgrows its room is copied to the end.
#include <string.h>

#include "ir/ir.h"

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
  func_flow_changed(f);
  vec_push(f->arena, &f->blocks, (Block){0});
  return f->blocks.len - 1;
}

ValueId value_new_unplaced(Func *f, Op op, IrType type, uint32_t pos) {
  vec_push(f->arena, &f->values, ((Value){.op = (uint16_t)op, .type = (uint8_t)type, .pos = pos}));
  f->debug_values += op == IR_DEBUG_VALUE;
  return f->values.len - 1;
}

ValueId value_new(Func *f, BlockId b, Op op, IrType type, uint32_t pos) {
  ValueId v = value_new_unplaced(f, op, type, pos);
  func_value(f, v)->block = b;
  if (op == IR_PHI) block_insert(f, b, block_phi_count(f, b), v);
  else vec_push(f->arena, &func_block(f, b)->values, v);
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

ValueId value_const(Func *f, BlockId b, IrType type, int64_t bits) {
  ValueId v = value_new(f, b, IR_CONST, type, 0);
  value_make_const(f, v, bits);
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
  if (value->arg_cap ? value->arg_count == value->arg_cap : value->arg_count == VALUE_INLINE_ARGS)
    move_args(f, v, value->arg_count < 4 ? 8 : value->arg_count * 2);
  value_args(f, v)[func_value(f, v)->arg_count++] = arg;
}

void value_set_arg(Func *f, ValueId v, uint32_t i, ValueId arg) {
  assert(i < func_value(f, v)->arg_count && arg < f->values.len);
  value_args(f, v)[i] = arg;
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
  assert(type < IR_TYPE_COUNT);
  static const uint8_t sizes[] = {
      [IR_VOID] = 0, [IR_I8] = 1, [IR_I16] = 2, [IR_I32] = 4, [IR_I64] = 8, [IR_F32] = 4, [IR_F64] = 8, [IR_P] = 8};
  return sizes[type];
}
