// Strings: concatenation and conversions between strings, integers, byte and rune slices.
#include "lower/internal.h"

// ---- concatenation: a + b + c is one call

typedef Vec(Operand) OperandVec;

static void collect_parts(Context *c, Expr *x, OperandVec *parts) {
  Expr *inner = unparen(x);
  if (inner->node.kind == NODE_OPERATION && !(inner->node.mode == MODE_CONSTANT && inner->value)) {
    Operation *o = (Operation *)inner;
    if (o->op == OP_ADD && o->y) {
      collect_parts(c, o->x, parts);
      collect_parts(c, o->y, parts);
      return;
    }
  }
  Operand v = lower_expr(c, x);
  vec_push(c->arena, parts, v);
}

Operand lower_concat(Context *c, Operation *x) {
  Lowerer *l = c->l;
  Type *type = expr_type(c, &x->expr);
  OperandVec parts = {0};
  collect_parts(c, &x->expr, &parts);
  at(c, x->expr.node.pos);
  ValueId results[ABI_MAX_COMPONENTS];
  if (parts.len <= 5) {
    ValueId args[11] = {emit_nil(c)};
    uint32_t n = 1;
    for (uint32_t i = 0; i < parts.len; i++) {
      args[n++] = parts.data[i].c[0];
      args[n++] = parts.data[i].c[1];
    }
    char name[16];
    snprintf(name, sizeof name, "concatstring%u", parts.len);
    call_runtime(c, name, args, n, results, 2);
    return operand_make(c, type, 2, results);
  }
  // More parts go as a slice.
  Type *string = basic_type(l, BASIC_STRING);
  Type *array = canon(l, types_new_array(l->arena, string, parts.len));
  Address memory = {emit_alloc(c, array, VALUE_ALLOC_NEVER_HEAP), 0, true};
  for (uint32_t i = 0; i < parts.len; i++) {
    operand_store(c, address_add(c, memory, 16 * (int64_t)i), operand_retype(c, parts.data[i], string), VALUE_STORE_INIT);
  }
  ValueId args[4] = {emit_nil(c), memory.base, emit_int(c, parts.len), emit_int(c, parts.len)};
  call_runtime(c, "concatstrings", args, 4, results, 2);
  return operand_make(c, type, 2, results);
}

// ---- conversions

static BasicKind slice_elem_kind(Lowerer *l, Type *t) {
  if (types_underlying(t)->kind != TYPE_SLICE) return BASIC_INVALID;
  Basic *basic = basic_of(l, elem_of(l, t));
  return basic ? (BasicKind)basic->basic_kind : BASIC_INVALID;
}

Operand convert_string(Context *c, Operand x, Type *to, bool *done) {
  Lowerer *l = c->l;
  ValueId args[4] = {emit_nil(c)}, results[ABI_MAX_COMPONENTS];
  *done = true;
  if (is_string_type(l, to)) {
    BasicKind elem = slice_elem_kind(l, x.type);
    if (basic_info(l, x.type) & INFO_INTEGER) {
      args[1] = emit_extend(c, x.c[0], IR_I64, is_signed(l, x.type));
      call_runtime(c, "intstring", args, 2, results, 2);
      return operand_make(c, to, 2, results);
    }
    if (elem == BASIC_UINT8) {
      args[1] = x.c[0];
      args[2] = x.c[1];
      call_runtime(c, "slicebytetostring", args, 3, results, 2);
      return operand_make(c, to, 2, results);
    }
    if (elem == BASIC_INT32) {
      memcpy(args + 1, x.c, 3 * sizeof(ValueId));
      call_runtime(c, "slicerunetostring", args, 4, results, 2);
      return operand_make(c, to, 2, results);
    }
  } else if (is_string_type(l, x.type)) {
    BasicKind elem = slice_elem_kind(l, to);
    if (elem == BASIC_UINT8 || elem == BASIC_INT32) {
      args[1] = x.c[0];
      args[2] = x.c[1];
      call_runtime(c, elem == BASIC_UINT8 ? "stringtoslicebyte" : "stringtoslicerune", args, 3, results, 3);
      return operand_make(c, to, 3, results);
    }
  }
  *done = false;
  return x;
}
