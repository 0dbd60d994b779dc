// Indexing, slicing, append, copy, make (Spec: Slice expressions, Appending to
// and copying slices, Making slices, maps and channels). A slice's pointer never
// points past its object: when the capacity that is left is 0 it stays put.
#include "lower/internal.h"

ValueId index_value(Context *c, Expr *x, bool *is_unsigned) {
  if (info_value(c->info, x)) {
    int64_t i;
    *is_unsigned = false;
    if (const_int64_value(const_to_int(c->arena, info_value(c->info, x)), &i)) return emit_int(c, i);
  }
  Operand v = lower_expr(c, x);
  *is_unsigned = !is_signed(c->l, v.type);
  return emit_extend(c, v.c[0], IR_I64, !*is_unsigned);
}

ValueId emit_scale(Context *c, ValueId index, int64_t size) {
  int64_t i;
  if (size == 1) return index;
  if (value_is_const(c, index, &i)) return emit_int(c, i * size);
  if (size && (size & (size - 1)) == 0) {
    ValueId v = emit2(c, IR_SHL, IR_I64, index, emit_int(c, __builtin_ctzll((uint64_t)size)));
    func_value(c->f, v)->flags |= VALUE_SHIFT_BOUNDED;
    return v;
  }
  return emit2(c, IR_MUL, IR_I64, index, emit_int(c, size));
}

ValueId emit_element(Context *c, ValueId base, ValueId index, int64_t size) {
  int64_t i;
  if (size == 0 || (value_is_const(c, index, &i) && i == 0)) return base;
  return emit2(c, IR_PTR_ADD, IR_P, base, emit_scale(c, index, size));
}

// ---- slice expressions

typedef struct Sliced {
  ValueId base, length, capacity;
  bool is_string;
  int64_t elem_size;
} Sliced;

// base + low * size, or base if nothing is left: mask is all ones if delta (new capacity) is not 0.
static ValueId advance(Context *c, ValueId base, ValueId low, ValueId left, int64_t size) {
  int64_t i;
  if (value_is_const(c, low, &i) && i == 0) return base;
  if (size == 0) return base;
  ValueId bytes = emit_scale(c, low, size);
  ValueId mask = emit2(c, IR_SAR, IR_I64, emit1(c, IR_NEG, IR_I64, left), emit_int(c, 63));
  func_value(c->f, mask)->flags |= VALUE_SHIFT_BOUNDED;
  return emit2(c, IR_PTR_ADD, IR_P, base, emit2(c, IR_AND, IR_I64, bytes, mask));
}

static Sliced slice_operand(Context *c, SliceExpr *x) {
  Lowerer *l = c->l;
  Type *type = expr_type(c, x->x);
  Type *u = under(l, type);
  Sliced s = {0};
  if (u->kind == TYPE_BASIC) {
    Operand string = lower_expr(c, x->x);
    s = (Sliced){string.c[0], string.c[1], string.c[1], true, 1};
  } else if (u->kind == TYPE_SLICE) {
    Operand slice = lower_expr(c, x->x);
    s = (Sliced){slice.c[0], slice.c[1], slice.c[2], false, types_sizeof(elem_of(l, u))};
  } else {
    ValueId base;
    if (u->kind == TYPE_POINTER) {
      base = emit_nil_check(c, lower_scalar(c, x->x));
      u = under(l, elem_of(l, u));
    } else {
      base = emit_pointer(c, lower_address(c, x->x));
    }
    ValueId length = emit_int(c, ((Array *)u)->length);
    s = (Sliced){base, length, length, false, types_sizeof(elem_of(l, u))};
  }
  return s;
}

Operand lower_slice_expr(Context *c, SliceExpr *x) {
  Type *type = expr_type(c, &x->expr);
  Type *u = under(c->l, expr_type(c, x->x));
  bool is_array = u->kind == TYPE_ARRAY || u->kind == TYPE_POINTER;
  bool low_unsigned = false, high_unsigned = false, max_unsigned = false;
  Sliced s = slice_operand(c, x);
  ValueId low = x->index[0] ? index_value(c, x->index[0], &low_unsigned) : emit_int(c, 0);
  ValueId high = x->index[1] ? index_value(c, x->index[1], &high_unsigned) : 0;
  ValueId max = x->index[2] ? index_value(c, x->index[2], &max_unsigned) : 0;
  at(c, x->expr.node.pos);
  bool by_length = s.is_string || is_array;
  if (max) {
    emit_bounds_check(c, max, max_unsigned, s.capacity, by_length ? BOUNDS_SLICE3_ALEN : BOUNDS_SLICE3_ACAP);
    emit_bounds_check(c, high, high_unsigned, max, BOUNDS_SLICE3_B);
    emit_bounds_check(c, low, low_unsigned, high, BOUNDS_SLICE3_C);
  } else {
    if (high) {
      emit_bounds_check(c, high, high_unsigned, s.capacity, by_length ? BOUNDS_SLICE_ALEN : BOUNDS_SLICE_ACAP);
    } else {
      high = s.length;
    }
    int64_t zero;
    if (!value_is_const(c, low, &zero) || zero != 0) emit_bounds_check(c, low, low_unsigned, high, BOUNDS_SLICE_B);
  }
  ValueId parts[3];
  int64_t bits;
  bool from_start = value_is_const(c, low, &bits) && bits == 0;
  parts[1] = from_start ? high : emit2(c, IR_SUB, IR_I64, high, low);
  ValueId limit = max ? max : s.capacity;
  if (s.is_string) {
    parts[0] = advance(c, s.base, low, parts[1], 1);
    return operand_make(c, type, 2, parts);
  }
  parts[2] = from_start ? limit : emit2(c, IR_SUB, IR_I64, limit, low);
  parts[0] = advance(c, s.base, low, parts[2], s.elem_size);
  return operand_make(c, type, 3, parts);
}

// ---- append

// Grows if need be: returns the slice with `added` more elements of length.
static Operand grow(Context *c, Operand slice, ValueId added, Type *elem) {
  ValueId length = emit2(c, IR_ADD, IR_I64, slice.c[1], added);
  BlockId more = new_block(c), fits = new_block(c), done = new_block(c);
  branch_likely(c, emit2(c, IR_ULT, IR_I8, slice.c[2], length), more, fits, -1);
  start_block(c, more);
  ValueId args[5] = {slice.c[0], length, slice.c[2], added, emit_symbol(c, type_symbol(c->l, elem), 0)};
  ValueId grown[ABI_MAX_COMPONENTS];
  call_runtime(c, "growslice", args, 5, grown, 3);
  jump_to(c, done);
  start_block(c, fits);
  jump_to(c, done);
  start_block(c, done);
  ValueId parts[3];
  parts[0] = emit_phi2(c, IR_P, grown[0], slice.c[0]);
  parts[2] = emit_phi2(c, IR_I64, grown[2], slice.c[2]);
  parts[1] = length;
  return operand_make(c, slice.type, 3, parts);
}

// Copies count elements between memory that may overlap.
static void copy_elements(Context *c, ValueId to, ValueId from, ValueId count, Type *elem) {
  if (has_pointers(c->l, elem)) {
    ValueId args[5] = {emit_symbol(c, type_symbol(c->l, elem), 0), to, count, from, count};
    ValueId results[ABI_MAX_COMPONENTS];
    call_runtime(c, "typedslicecopy", args, 5, results, 1);
    return;
  }
  ValueId args[3] = {to, from, emit_scale(c, count, types_sizeof(elem))};
  call_runtime0(c, "memmove", args, 3);
}

static Operand append_slice(Context *c, Operand slice, Operand tail, Type *elem) {
  int64_t size = types_sizeof(elem);
  Operand result = grow(c, slice, tail.c[1], elem);
  if (size == 0) return result;
  // Nothing to copy: the address past the old elements might not be inside the object.
  BlockId copy = new_block(c), done = new_block(c);
  branch(c, emit2(c, IR_NE, IR_I8, tail.c[1], emit_int(c, 0)), copy, done);
  start_block(c, copy);
  copy_elements(c, emit_element(c, result.c[0], slice.c[1], size), tail.c[0], tail.c[1], elem);
  jump_to(c, done);
  start_block(c, done);
  return result;
}

// append(s, make([]T, n)...): grows and clears instead of making the second slice.
CallExpr *appended_make(Context *c, Expr *x) {
  BuiltinId id;
  x = unparen(x);
  if (x->node.kind != NODE_CALL_EXPR) return NULL;
  CallExpr *call = (CallExpr *)x;
  if (!builtin_of(c->info, call->fun, &id) || id != BUILTIN_MAKE || call->args.len != 2) return NULL;
  return under(c->l, expr_type(c, x))->kind == TYPE_SLICE ? call : NULL;
}

static void clear_elements(Context *c, ValueId base, ValueId count, Type *elem) {
  ValueId args[2] = {base, emit_scale(c, count, types_sizeof(elem))};
  call_runtime0(c, has_pointers(c->l, elem) ? "memclrHasPointers" : "memclrNoHeapPointers", args, 2);
}

static Operand append_make(Context *c, Operand slice, CallExpr *make, Type *elem) {
  bool is_unsigned;
  ValueId count = index_value(c, make->args.data[1], &is_unsigned);
  panic_if(c, emit2(c, IR_SLT, IR_I8, count, emit_int(c, 0)), "panicmakeslicelen");
  int64_t size = types_sizeof(elem);
  Operand result = grow(c, slice, count, elem);
  if (size == 0) return result;
  BlockId clear = new_block(c), done = new_block(c);
  branch(c, emit2(c, IR_NE, IR_I8, count, emit_int(c, 0)), clear, done);
  start_block(c, clear);
  clear_elements(c, emit_element(c, result.c[0], slice.c[1], size), count, elem);
  jump_to(c, done);
  start_block(c, done);
  return result;
}

Operand lower_append(Context *c, CallExpr *x) {
  Lowerer *l = c->l;
  Type *type = expr_type(c, &x->expr);
  Type *elem = elem_of(l, type);
  int64_t size = types_sizeof(elem);
  Operand slice = lower_expr_as(c, x->args.data[0], type);
  if (x->args.len == 1) return slice;
  if (x->has_dots) {
    CallExpr *make = appended_make(c, x->args.data[1]);
    if (make) return append_make(c, slice, make, elem);
    Expr *tail = x->args.data[1];
    Operand t = info_mode(c->info, unparen(tail)) == MODE_NIL ? operand_zero(c, type) : lower_expr(c, tail);
    at(c, x->expr.node.pos);
    return append_slice(c, slice, t, elem);
  }
  uint32_t count = x->args.len - 1;
  Operand *values = arena_array(c->arena, Operand, count);
  for (uint32_t i = 0; i < count; i++) {
    values[i] = lower_expr_as(c, x->args.data[i + 1], elem);
    if (count > 1) values[i] = operand_stable(c, values[i]);
  }
  at(c, x->expr.node.pos);
  Operand result = grow(c, slice, emit_int(c, count), elem);
  Address to = {emit_element(c, result.c[0], slice.c[1], size), 0, true};
  for (uint32_t i = 0; i < count; i++) operand_store(c, address_add(c, to, size * i), values[i], 0);
  return result;
}

// ---- copy

Operand lower_copy(Context *c, CallExpr *x) {
  Lowerer *l = c->l;
  Operand to = lower_expr(c, x->args.data[0]);
  Operand from = lower_expr(c, x->args.data[1]);
  at(c, x->expr.node.pos);
  Type *elem = elem_of(l, to.type);
  ValueId shorter = emit2(c, IR_SLT, IR_I8, to.c[1], from.c[1]);
  ValueId count = emit3(c, IR_SELECT, IR_I64, shorter, to.c[1], from.c[1]);
  if (types_sizeof(elem) > 0) copy_elements(c, to.c[0], from.c[0], count, elem);
  return operand_scalar(c, basic_type(l, BASIC_INT), count);
}

// ---- make

static Operand make_slice(Context *c, CallExpr *x, Type *type) {
  Lowerer *l = c->l;
  Type *elem = elem_of(l, type);
  bool len_unsigned = false, cap_unsigned = false;
  ValueId length = index_value(c, x->args.data[1], &len_unsigned), capacity = length;
  if (x->args.len > 2) capacity = index_value(c, x->args.data[2], &cap_unsigned);
  at(c, x->expr.node.pos);
  int64_t n, m, size = types_sizeof(elem);
  enum { SMALL_LIMIT = 64 << 10 };
  if (value_is_const(c, length, &n) && value_is_const(c, capacity, &m) && n >= 0 && n <= m && m <= SMALL_LIMIT &&
      (size == 0 || m <= SMALL_LIMIT / size)) {
    Type *array = canon(l, types_new_array(l->arena, elem, m));
    Address memory = {emit_alloc(c, array, VALUE_ALLOC_ZEROED), 0, true};
    emit_zero(c, memory, array, VALUE_STORE_INIT);
    ValueId parts[3] = {memory.base, length, capacity};
    return operand_make(c, type, 3, parts);
  }
  ValueId args[5] = {emit_symbol(c, type_symbol(l, elem), 0), length, capacity};
  enum { ROOM = 32 };  // as gc: bytes that a slice of unknown length may have in the frame
  const char *function = "makeslice";
  uint32_t count = 3;
  if (size && size <= ROOM && !has_pointers(c->l, elem)) {
    Type *room = canon(l, types_new_array(l->arena, elem, ROOM / size));
    args[count++] = emit_alloc(c, room, VALUE_ALLOC_OR_NIL);
    args[count++] = emit_int(c, ROOM / size);
    function = "makeslicein";
  }
  ValueId parts[3] = {call_runtime1(c, function, args, count), length, capacity};
  return operand_make(c, type, 3, parts);
}

Operand lower_make(Context *c, CallExpr *x) {
  Lowerer *l = c->l;
  Type *type = expr_type(c, &x->expr);
  bool is_unsigned;
  switch (under(l, type)->kind) {
    case TYPE_SLICE: return make_slice(c, x, type);
    case TYPE_MAP: {
      ValueId hint = x->args.len > 1 ? index_value(c, x->args.data[1], &is_unsigned) : 0;
      at(c, x->expr.node.pos);
      return lower_make_map(c, type, hint);
    }
    case TYPE_CHAN: {
      ValueId size = x->args.len > 1 ? index_value(c, x->args.data[1], &is_unsigned) : emit_int(c, 0);
      at(c, x->expr.node.pos);
      ValueId args[2] = {emit_symbol(c, type_symbol(l, type), 0), size};
      return operand_scalar(c, type, call_runtime1(c, "makechan", args, 2));
    }
    default: ice("lower", c->f->symbol->name->text, "make of a type that has none");
  }
}
