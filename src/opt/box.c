// Boxes: memory for values in interfaces, where it has to outlive the frame. What the value is, the stores say that
// lowering puts right behind the allocation. Constants are read-only data. As in gc, the runtime's convT functions have
// places for small integers and for zero strings and slices, and allocate for others.
#include <string.h>

#include "opt/internal.h"

enum { PARTS_MAX = 3, BYTES_MAX = 1024 };  // components of a slice; bytes of constants, gc's bound for zeros

// v is an `op` that writes to the address.
static bool fills(Func *f, ValueId v, Op op, ValueId address, uint32_t offset) {
  const Value *value = func_value(f, v);
  return value->op == op && value_arg(f, v, 0) == address && value->offset == (int32_t)offset;
}

// ---- constants

// Of a value that is stored in parts, all of them constant.
static Symbol *stored_constant(Func *f, const Block *block, uint32_t i, const TypeShape *shape) {
  if (shape->too_many_leaves || shape->size > BYTES_MAX || i + shape->leaf_count >= block->values.len) return NULL;
  uint8_t bytes[BYTES_MAX] = {0};
  Reloc *relocs = arena_array(func_scratch(f), Reloc, shape->leaf_count + 1);
  Constant constant = {"box", bytes, (size_t)shape->size, 3, relocs, 0};
  for (uint32_t k = 0; k < shape->leaf_count; k++) {
    ValueId store = block->values.data[i + 1 + k];
    uint32_t offset = (uint32_t)shape->leaves[k].offset;
    if (!fills(f, store, IR_STORE, block->values.data[i], offset)) return NULL;
    const Value *part = func_value(f, value_arg(f, store, 1));
    if (part->op == IR_CONST) memcpy(bytes + offset, &part->constant, ir_type_size((IrType)part->type));
    else if (part->op != IR_SYMBOL) return NULL;
    else relocs[constant.reloc_count++] = (Reloc){offset, RELOC_ABS64, part->offset, part->symbol};
  }
  return symbol_constant(f->env->symbols, &constant);
}

// Of a value that is copied from read-only data, or from memory that was zeroed right before.
static Symbol *copied_constant(Func *f, const Block *block, uint32_t i, const TypeShape *shape) {
  if (i + 1 >= block->values.len || !fills(f, block->values.data[i + 1], IR_MOVE, block->values.data[i], 0))
    return NULL;
  ValueId from = value_arg(f, block->values.data[i + 1], 1);
  const Value *source = func_value(f, from);
  if (source->op == IR_SYMBOL) return source->symbol->kind == SYMBOL_RODATA && !source->offset ? source->symbol : NULL;
  if (!i || shape->size > BYTES_MAX || !fills(f, block->values.data[i - 1], IR_ZERO, from, 0)) return NULL;
  if (types_sizeof(func_value(f, block->values.data[i - 1])->go_type) != shape->size) return NULL;
  uint8_t bytes[BYTES_MAX] = {0};
  return symbol_constant(f->env->symbols, &(Constant){"box", bytes, (size_t)shape->size, 3, NULL, 0});
}

static uint32_t box_constant(Func *f, BlockId b, uint32_t i, ValueVec *out) {
  const Block *block = func_block(f, b);
  ValueId v = block->values.data[i];
  const TypeShape *shape = shape_of(f, func_value(f, v)->go_type);
  uint32_t count = shape->leaf_count;
  Symbol *symbol = stored_constant(f, block, i, shape);
  if (!symbol) {
    symbol = copied_constant(f, block, i, shape);
    count = 1;
  }
  if (!symbol) return 0;
  for (uint32_t k = 1; k <= count; k++) value_kill(f, block->values.data[i + k]);
  Value *value = func_value(f, v);
  value->op = IR_SYMBOL;
  value->flags = 0;
  value->symbol = symbol;
  vec_push(f->arena, out, v);
  return count;
}

// ---- calls

// What a struct of one field or an array of one element comes down to.
static Type *sole_component(Type *type) {
  for (;;) {
    Type *u = types_underlying(type);
    if (u->kind == TYPE_STRUCT && ((Struct *)u)->field_count == 1) type = ((Struct *)u)->fields[0]->type;
    else if (u->kind == TYPE_ARRAY && ((Array *)u)->length == 1) type = ((Array *)u)->elem;
    else return u;
  }
}

// The function that boxes the type; NULL: none.
static const char *function_for(const Func *f, Type *type) {
  const TypeShape *shape = shape_of(f, type);
  Type *sole = sole_component(type);
  if (sole->kind == TYPE_SLICE) return "runtime.convTslice";
  if (sole->kind == TYPE_BASIC && ((Basic *)sole)->basic_kind == BASIC_STRING) return "runtime.convTstring";
  if (shape->leaf_count != 1 || shape->pointer_bytes || ir_type_size((IrType)shape->leaves[0].type) != shape->size)
    return NULL;
  switch (shape->size) {
    case 2: return "runtime.convT16";
    case 4: return "runtime.convT32";
    case 8: return "runtime.convT64";
    default: return NULL;
  }
}

// The values that are stored in the box, by the stores right behind it.
static bool stored_parts(Func *f, const Block *block, uint32_t i, uint32_t count, ValueId *parts) {
  for (uint32_t k = 0; k < count; k++) {
    if (i + 1 + k >= block->values.len) return false;
    ValueId store = block->values.data[i + 1 + k];
    if (!fills(f, store, IR_STORE, block->values.data[i], k * 8)) return false;
    parts[k] = value_arg(f, store, 1);
  }
  return true;
}

// As an integer of the same bits.
static ValueId integer_of(Func *f, BlockId b, ValueId v, ValueVec *out) {
  uint8_t type = func_value(f, v)->type;
  if (type != IR_F64 && type != IR_F32) return v;
  ValueId bits = value_new_unplaced(f, IR_BITCAST, type == IR_F64 ? IR_I64 : IR_I32, 0);
  func_value(f, bits)->block = b;
  value_add_arg(f, bits, v);
  vec_push(f->arena, out, bits);
  return bits;
}

static uint32_t box_by_call(Func *f, BlockId b, uint32_t i, ValueVec *out) {
  const Block *block = func_block(f, b);
  ValueId v = block->values.data[i], parts[PARTS_MAX];
  Type *type = func_value(f, v)->go_type;
  const char *function = function_for(f, type);
  if (!function) return 0;
  uint32_t count = shape_of(f, type)->leaf_count;
  if (!stored_parts(f, block, i, count, parts)) return 0;
  for (uint32_t k = 1; k <= count; k++) value_kill(f, block->values.data[i + k]);
  IrType types[PARTS_MAX];
  for (uint32_t k = 0; k < count; k++) {
    parts[k] = integer_of(f, b, parts[k], out);
    types[k] = (IrType)func_value(f, parts[k])->type;
  }
  ValueId call = value_new_unplaced(f, IR_CALL, IR_VOID, func_value(f, v)->pos);
  func_value(f, call)->block = b;
  func_value(f, call)->call = runtime_call(f, function, types, count, true);
  for (uint32_t k = 0; k < count; k++) value_add_arg(f, call, parts[k]);
  value_make_result_of(f, v, call);
  vec_push(f->arena, out, call);
  vec_push(f->arena, out, v);
  return count;
}

uint32_t box_on_heap(Func *f, BlockId b, uint32_t i, ValueVec *out) {
  uint32_t filled = box_constant(f, b, i, out);
  return filled ? filled : box_by_call(f, b, i, out);
}
