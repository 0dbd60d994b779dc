// Write barriers for the concurrent collector (hybrid: shade the old and the
// new pointer). A STORE of a pointer gets a WRITE_BARRIER before it (operands:
// new value, address; value->offset is added to the address): the back end
// expands it to a test of the flag and a cold path. MOVE and ZERO of memory
// with pointers get a branch on the flag around a call of runtime.wbMove or
// wbZero, which shades but does not write.
//
// No barrier: frame slots, STORE_INIT (fresh objects), memory without pointers.
#include "opt/internal.h"

static bool is_frame_address(Func *f, ValueId address) {
  const Value *root = func_value(f, address_of(f, address).root);
  return value_is_slot(root) || root->op == IR_PARAM_ADDRESS || root->op == IR_CALLER_SP;
}

static bool wants_barrier(Func *f, ValueId v) {
  const Value *value = func_value(f, v);
  switch (value->op) {
    case IR_STORE:
      return func_value(f, value_arg(f, v, 1))->type == IR_P && !(value->flags & VALUE_STORE_INIT) &&
             !is_frame_address(f, value_arg(f, v, 0));
    case IR_MOVE:
      return !(value->flags & VALUE_STORE_INIT) && has_pointers(f, value->go_type) &&
             !is_frame_address(f, value_arg(f, v, 0));
    case IR_ZERO:
      return !(value->flags & VALUE_STORE_INIT) && has_pointers(f, value->go_type) &&
             !is_frame_address(f, value_arg(f, v, 0));
    default: return false;
  }
}

static void add_store_barrier(Func *f, ValueId store, BlockId b, ValueVec *out) {
  ValueId barrier = value_new_unplaced(f, IR_WRITE_BARRIER, IR_VOID, func_value(f, store)->pos);
  func_value(f, barrier)->block = b;
  func_value(f, barrier)->offset = func_value(f, store)->offset;
  value_add_arg(f, barrier, value_arg(f, store, 1));
  value_add_arg(f, barrier, value_arg(f, store, 0));
  vec_push(f->arena, out, barrier);
}

// The cold block that calls the runtime and goes on to `next`.
static BlockId cold_call(Func *f, ValueId v, BlockId next) {
  BlockId b = func_new_block(f);
  func_block(f, b)->cold = true;
  bool is_move = func_value(f, v)->op == IR_MOVE;
  uint32_t pos = func_value(f, v)->pos;
  int32_t offset = func_value(f, v)->offset;
  ValueId target = value_arg(f, v, 0);
  Symbol *descriptor = f->env->descriptor(f->env->context, func_value(f, v)->go_type);
  ValueId type = value_symbol(f, b, descriptor, 0);
  // The runtime reads through the pointers: a nil one must fault here, as the MOVE itself would.
  bool may_be_nil = !(func_value(f, v)->flags & VALUE_NO_NIL);
  ValueId source = is_move ? value_arg(f, v, 1) : 0;
  if (may_be_nil) target = value_new1(f, b, IR_NIL_CHECK, IR_P, pos, target);
  if (may_be_nil && is_move) source = value_new1(f, b, IR_NIL_CHECK, IR_P, pos, source);
  if (offset) {
    ValueId zero = value_const(f, b, IR_I64, 0);
    target = value_new2(f, b, IR_PTR_ADD, IR_P, pos, target, zero);
    func_value(f, target)->offset = offset;
  }
  ValueId call = value_new2(f, b, IR_CALL, IR_VOID, pos, type, target);
  if (is_move) value_add_arg(f, call, source);
  static const IrType params[] = {IR_P, IR_P, IR_P};
  func_value(f, call)->call =
      runtime_call(f, is_move ? "runtime.wbMove" : "runtime.wbZero", params, is_move ? 3 : 2, false);
  func_block(f, b)->pos = pos;
  func_block(f, b)->barrier = BARRIER_SHADES;
  block_set_jump(f, b, next);
  return b;
}

// Ends block b with the test of the flag; what follows goes to the block returned.
static BlockId split_for_call(Func *f, BlockId b, ValueId v, ValueVec *out) {
  ValueId symbol = value_new_unplaced(f, IR_SYMBOL, IR_P, 0);
  ValueId flag = value_new_unplaced(f, IR_LOAD, IR_I32, 0), zero = value_new_unplaced(f, IR_CONST, IR_I32, 0);
  ValueId on = value_new_unplaced(f, IR_NE, IR_I8, 0);
  func_value(f, symbol)->symbol = symbol_get(f->env->symbols, "rt_write_barrier");
  func_value(f, flag)->flags = VALUE_NO_NIL;
  value_add_arg(f, flag, symbol);
  value_add_arg(f, on, flag);
  value_add_arg(f, on, zero);
  ValueId added[] = {symbol, flag, zero, on};
  for (uint32_t i = 0; i < 4; i++) vec_push(f->arena, out, added[i]);
  block_set_values(f, b, out);
  *out = (ValueVec){0};
  BlockId next = func_new_block(f);
  func_block(f, next)->cold = func_block(f, b)->cold;
  func_block(f, next)->barrier = BARRIER_WRITES;
  BlockId cold = cold_call(f, v, next);
  func_block(f, b)->pos = func_value(f, v)->pos;
  block_set_if(f, b, on, cold, next);
  func_block(f, b)->likely = -1;
  func_block(f, b)->barrier |= BARRIER_TESTS;
  return next;
}

static void rewrite_block(Func *f, BlockId b) {
  ValueVec values = func_block(f, b)->values, out = {0};
  Block end;
  BlockId current = b;
  for (uint32_t i = 0; i < values.len; i++) {
    ValueId v = values.data[i];
    if (wants_barrier(f, v)) {
      if (func_value(f, v)->op == IR_STORE) {
        add_store_barrier(f, v, current, &out);
      } else {
        if (current == b) end = block_take_end(f, b);
        current = split_for_call(f, current, v, &out);
      }
    }
    vec_push(f->arena, &out, v);
  }
  block_set_values(f, current, &out);
  if (current != b) block_put_end(f, current, &end, b);
}

void opt_write_barrier(Func *f) {
  uint32_t count = f->blocks.len;
  for (BlockId b = 1; b < count; b++) {
    const Block *block = func_block(f, b);
    bool any = false;
    for (uint32_t i = 0; i < block->values.len && !any; i++) any = wants_barrier(f, block->values.data[i]);
    if (any) rewrite_block(f, b);
  }
}
