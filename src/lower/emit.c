// Building blocks of code: values, memory accesses and control flow at the
// context's current block and position. After a jump or a call that never
// returns, code goes to a block that nothing reaches (`dead`); it is removed at
// the end of the function.
#include "lower/internal.h"

void at(Context *c, Pos pos) {
  if (!pos || pos == c->last_pos) return;
  c->last_pos = pos;
  c->pos = func_position(c->f, pos, -1);
}

ValueId emit0(Context *c, Op op, IrType type) { return value_new0(c->f, c->block, op, type, c->pos); }
ValueId emit1(Context *c, Op op, IrType type, ValueId x) { return value_new1(c->f, c->block, op, type, c->pos, x); }
ValueId emit2(Context *c, Op op, IrType type, ValueId x, ValueId y) {
  return value_new2(c->f, c->block, op, type, c->pos, x, y);
}
ValueId emit3(Context *c, Op op, IrType type, ValueId x, ValueId y, ValueId z) {
  return value_new3(c->f, c->block, op, type, c->pos, x, y, z);
}
ValueId emit_const(Context *c, IrType type, int64_t bits) { return value_const(c->f, c->block, type, bits); }

ValueId emit_symbol(Context *c, Symbol *symbol, int32_t offset) { return value_symbol(c->f, c->block, symbol, offset); }

ValueId emit_symbol_word(Context *c, Symbol *symbol) {
  return emit1(c, IR_PTR_TO_INT, IR_I64, emit_symbol(c, symbol, 0));
}

IrType value_type(Context *c, ValueId v) { return (IrType)func_value(c->f, v)->type; }

bool value_is_const(Context *c, ValueId v, int64_t *bits) {
  Value *value = func_value(c->f, v);
  if (value->op != IR_CONST) return false;
  *bits = value->constant;
  return true;
}

Address checked_address(Context *c, Address a) {
  if (!a.no_nil) a.base = emit_nil_check(c, a.base);
  a.no_nil = true;
  return a;
}

// Offsets beyond the nil page need a pointer that was checked.
static Address reachable(Context *c, Address a, int64_t offset) {
  return offset < ABI_NIL_PAGE && offset >= 0 ? a : checked_address(c, a);
}

ValueId emit_load(Context *c, IrType type, Address a, int64_t offset) {
  offset += a.offset;
  a = reachable(c, a, offset);
  ValueId v = emit1(c, IR_LOAD, type, a.base);
  func_value(c->f, v)->offset = (int32_t)offset;
  if (a.no_nil) func_value(c->f, v)->flags |= VALUE_NO_NIL;
  return v;
}

void emit_store(Context *c, Address a, int64_t offset, ValueId value, uint8_t flags) {
  offset += a.offset;
  a = reachable(c, a, offset);
  ValueId v = emit2(c, IR_STORE, IR_VOID, a.base, value);
  func_value(c->f, v)->offset = (int32_t)offset;
  func_value(c->f, v)->flags |= flags | (a.no_nil ? VALUE_NO_NIL : 0);
}

// Everything of size zero has the one address that the runtime's allocator gives out for it.
ValueId emit_zero_sized(Context *c) { return emit_symbol(c, symbol_get(c->l->symbols, "rt_zerobase"), 0); }

ValueId emit_alloc(Context *c, Type *type, uint8_t flags) {
  if (types_sizeof(type) == 0) return emit_zero_sized(c);
  ValueId v = emit0(c, IR_ALLOC, IR_P);
  func_value(c->f, v)->go_type = type;
  func_value(c->f, v)->flags |= flags;
  return v;
}

ValueId emit_entry_alloc(Context *c, Type *type, uint8_t flags) {
  ValueId v = value_new_unplaced(c->f, IR_ALLOC, IR_P, c->pos);
  func_value(c->f, v)->block = 1;
  func_value(c->f, v)->go_type = type;
  func_value(c->f, v)->flags |= flags;
  Block *entry = func_block(c->f, 1);
  vec_push(c->arena, &entry->values, v);
  uint32_t at = 0;
  for (; at < entry->values.len - 1; at++) {
    uint16_t op = func_value(c->f, entry->values.data[at])->op;
    if (op != IR_PARAM && op != IR_PARAM_ADDRESS && op != IR_CLOSURE) break;
  }
  memmove(entry->values.data + at + 1, entry->values.data + at, (entry->values.len - 1 - at) * sizeof(ValueId));
  entry->values.data[at] = v;
  return v;
}

// The address, for an access that follows at once.
static ValueId access_pointer(Context *c, Address a) {
  if (a.offset == 0) return a.base;
  a = reachable(c, a, a.offset);
  ValueId v = emit2(c, IR_PTR_ADD, IR_P, a.base, emit_int(c, 0));
  func_value(c->f, v)->offset = a.offset;
  return v;
}

ValueId emit_pointer(Context *c, Address a) { return access_pointer(c, checked_address(c, a)); }

void alloc_flags(Context *c, ValueId memory, uint8_t flags) {
  Value *v = func_value(c->f, memory);
  if (v->op == IR_ALLOC) v->flags |= flags;
}

void emit_copy(Context *c, Address to, Address from, Type *type, uint8_t flags) {
  if (types_sizeof(type) == 0) return;
  ValueId destination = access_pointer(c, to), source = access_pointer(c, from);
  ValueId v = emit2(c, IR_MOVE, IR_VOID, destination, source);
  func_value(c->f, v)->go_type = type;
  func_value(c->f, v)->flags |= flags | (to.no_nil && from.no_nil ? VALUE_NO_NIL : 0);
}

void emit_zero(Context *c, Address to, Type *type, uint8_t flags) {
  if (types_sizeof(type) == 0) return;
  ValueId v = emit1(c, IR_ZERO, IR_VOID, access_pointer(c, to));
  func_value(c->f, v)->go_type = type;
  func_value(c->f, v)->flags |= flags | (to.no_nil ? VALUE_NO_NIL : 0);
}

// Pointers that are never nil need no check: variables and symbols.
static bool known_not_nil(Context *c, ValueId pointer) {
  Value *v = func_value(c->f, pointer);
  return v->op == IR_ALLOC || v->op == IR_SYMBOL || v->op == IR_NIL_CHECK || v->op == IR_PARAM_ADDRESS;
}

ValueId emit_nil_check(Context *c, ValueId pointer) {
  if (known_not_nil(c, pointer)) return pointer;
  return emit1(c, IR_NIL_CHECK, IR_P, pointer);
}

void emit_bounds_check(Context *c, ValueId index, bool is_unsigned, ValueId length, BoundsCode code) {
  int64_t i, n;
  if (value_is_const(c, index, &i) && value_is_const(c, length, &n)) {
    bool inclusive = code != BOUNDS_INDEX;
    if (i >= 0 && (inclusive ? i <= n : i < n)) return;
  }
  ValueId v = emit2(c, IR_BOUNDS_CHECK, IR_VOID, index, length);
  func_value(c->f, v)->index = (uint32_t)code | (is_unsigned ? BOUNDS_UNSIGNED : 0);
}

// ---- control flow

BlockId new_block(Context *c) { return func_new_block(c->f); }

// Notes that control can come to a block.
static void mark_live(Context *c, BlockId b) {
  if (c->dead) return;
  while (c->live.len <= b) vec_push(c->arena, &c->live, 0);
  c->live.data[b] = 1;
}

void start_block(Context *c, BlockId b) {
  c->block = b;
  c->dead = b != 1 && (b >= c->live.len || !c->live.data[b]);
}

void start_label(Context *c, BlockId b) {
  c->block = b;
  c->dead = false;
}

// Code that follows is unreachable.
static void start_dead(Context *c) {
  c->block = func_new_block(c->f);
  c->dead = true;
}

void jump_to(Context *c, BlockId b) {
  func_block(c->f, c->block)->pos = c->pos;
  mark_live(c, b);
  block_set_jump(c->f, c->block, b);
  start_dead(c);
}

void branch(Context *c, ValueId condition, BlockId then, BlockId otherwise) {
  branch_likely(c, condition, then, otherwise, 0);
}

void branch_likely(Context *c, ValueId condition, BlockId then, BlockId otherwise, int likely) {
  int64_t bits;
  if (value_is_const(c, condition, &bits)) {
    jump_to(c, bits ? then : otherwise);
    return;
  }
  Block *b = func_block(c->f, c->block);
  mark_live(c, then);
  mark_live(c, otherwise);
  b->pos = c->pos;
  b->likely = (int8_t)likely;
  block_set_if(c->f, c->block, condition, then, otherwise);
  start_dead(c);
}

void end_unreachable(Context *c) {
  Block *b = func_block(c->f, c->block);
  b->kind = BLOCK_UNREACHABLE;
  b->pos = c->pos;
  start_dead(c);
}

ValueId emit_phi2(Context *c, IrType type, ValueId a, ValueId b) {
  ValueId v = value_new(c->f, c->block, IR_PHI, type, c->pos);
  value_add_arg(c->f, v, a);
  value_add_arg(c->f, v, b);
  return v;
}

ValueId emit_bool_not(Context *c, ValueId v) { return emit2(c, IR_EQ, IR_I8, v, emit_const(c, IR_I8, 0)); }

// Widens or narrows an integer.
ValueId emit_extend(Context *c, ValueId v, IrType to, bool is_signed_value) {
  IrType from = value_type(c, v);
  if (from == to) return v;
  if (ir_type_size(from) > ir_type_size(to)) return emit1(c, IR_TRUNC, to, v);
  int64_t bits;
  if (value_is_const(c, v, &bits)) {
    uint32_t width = ir_type_size(from) * 8;
    if (!is_signed_value && width < 64) bits &= ((int64_t)1 << width) - 1;
    return emit_const(c, to, bits);
  }
  return emit1(c, is_signed_value ? IR_SEXT : IR_ZEXT, to, v);
}

void panic_if(Context *c, ValueId condition, const char *function) {
  int64_t bits;
  if (value_is_const(c, condition, &bits) && !bits) return;
  BlockId fail = new_block(c), good = new_block(c);
  branch_likely(c, condition, fail, good, -1);
  start_block(c, fail);
  func_block(c->f, fail)->cold = true;
  call_runtime0(c, function, NULL, 0);
  start_block(c, good);
}
