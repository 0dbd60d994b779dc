// Strings: concatenation and conversions between strings, integers, byte and rune slices.
#include "lower/internal.h"

static BasicKind slice_elem_kind(Lowerer *l, Type *t) {
  if (types_underlying(t)->kind != TYPE_SLICE) return BASIC_INVALID;
  Basic *basic = basic_of(l, elem_of(l, t));
  return basic ? (BasicKind)basic->basic_kind : BASIC_INVALID;
}

// ---- operands that are read at once and then forgotten

// The operand of x if x converts bytes to a string, or a string to bytes; NULL if it is another thing.
static Expr *conversion_operand(Context *c, Expr *x, bool to_string) {
  CallExpr *call = (CallExpr *)unparen(x);
  if (call->expr.node.kind != NODE_CALL_EXPR || info_mode(c->info, call->fun) != MODE_TYPE) return NULL;
  if (info_mode(c->info, &call->expr) == MODE_CONSTANT || map_get(&c->hoisted, map_key(call))) return NULL;
  Expr *operand = call->args.data[0];
  if (info_mode(c->info, operand) == MODE_CONSTANT || info_mode(c->info, unparen(operand)) == MODE_NIL) return NULL;
  Type *bytes = expr_type(c, to_string ? operand : &call->expr),
       *string = expr_type(c, to_string ? &call->expr : operand);
  return is_string_type(c->l, string) && slice_elem_kind(c->l, bytes) == BASIC_UINT8 ? operand : NULL;
}

Expr *read_once_operand(Context *c, Expr *x) {
  Expr *operand = conversion_operand(c, x, true);
  if (!operand) operand = conversion_operand(c, x, false);
  return operand ? operand : x;
}

Operand lower_string_once(Context *c, Expr *x) {
  Expr *bytes = conversion_operand(c, x, true);
  if (!bytes) return lower_expr(c, x);
  Operand v = lower_expr(c, bytes);
  ValueId parts[2] = {v.c[0], v.c[1]};
  return operand_make(c, expr_type(c, x), 2, parts);
}

Operand lower_bytes_once(Context *c, Expr *x) {
  Expr *string = conversion_operand(c, x, false);
  if (!string) return lower_expr(c, x);
  Operand v = lower_expr(c, string);
  ValueId parts[3] = {v.c[0], v.c[1], v.c[1]};
  return operand_make(c, expr_type(c, x), 3, parts);
}

// ---- concatenation: a + b + c is one call

typedef Vec(Operand) OperandVec;

static void collect_parts(Context *c, Expr *x, ExprVec *parts) {
  Expr *inner = unparen(x);
  if (inner->node.kind == NODE_OPERATION && !info_value(c->info, inner)) {
    Operation *o = (Operation *)inner;
    if (o->op == OP_ADD && o->y) {
      collect_parts(c, o->x, parts);
      collect_parts(c, o->y, parts);
      return;
    }
  }
  vec_push(c->arena, parts, x);
}

static bool is_constant_text(const Info *info, Expr *x) {
  size_t length = 0;
  if (info_value(info, x) && const_kind(info_value(info, x)) == CONST_STRING)
    const_string_value(info_value(info, x), &length);
  return length > 0;
}

// With a constant part that is not empty, the result is that constant or has memory of its own: the bytes of the other
// parts need no copies.
static bool has_constant_text(const Info *info, const ExprVec *parts) {
  bool found = false;
  for (uint32_t i = 0; i < parts->len; i++) found |= is_constant_text(info, parts->data[i]);
  return found;
}

void concat_operands(Context *c, Expr *x, ExprVec *parts) {
  collect_parts(c, x, parts);
  if (!has_constant_text(c->info, parts)) return;
  for (uint32_t i = 0; i < parts->len; i++) parts->data[i] = read_once_operand(c, parts->data[i]);
}

static void lower_parts(Context *c, Expr *x, OperandVec *parts) {
  ExprVec exprs = {0};
  collect_parts(c, x, &exprs);
  bool copies = has_constant_text(c->info, &exprs);
  for (uint32_t i = 0; i < exprs.len; i++) {
    Operand part = copies ? lower_string_once(c, exprs.data[i]) : lower_expr(c, exprs.data[i]);
    vec_push(c->arena, parts, part);
  }
}

// Room for a short result that does not outlive this function; escape analysis takes it away if it does. The runtime's
// functions that take such room are not inlined: only their code may ask whether it is there.
static ValueId result_room(Context *c, BasicKind kind, int64_t count) {
  Type *array = canon(c->l, types_new_array(c->l->arena, basic_type(c->l, kind), count));
  return emit_alloc(c, array, VALUE_ALLOC_OR_NIL);
}

enum { ROOM = 32 };  // runtime.tmpBuf

Operand lower_concat(Context *c, Operation *x) {
  Lowerer *l = c->l;
  Type *type = expr_type(c, &x->expr);
  OperandVec parts = {0};
  lower_parts(c, &x->expr, &parts);
  at(c, x->expr.node.pos);
  ValueId results[ABI_MAX_COMPONENTS];
  if (parts.len <= 5) {
    ValueId args[11] = {result_room(c, BASIC_UINT8, ROOM)};
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
    operand_store(c, address_add(c, memory, 16 * (int64_t)i), operand_retype(c, parts.data[i], string),
                  VALUE_STORE_INIT);
  }
  ValueId args[4] = {result_room(c, BASIC_UINT8, ROOM), memory.base, emit_int(c, parts.len), emit_int(c, parts.len)};
  call_runtime(c, "concatstrings", args, 4, results, 2);
  return operand_make(c, type, 2, results);
}

// ---- conversions

Operand convert_string(Context *c, Operand x, Type *to, bool *done) {
  Lowerer *l = c->l;
  ValueId args[4], results[ABI_MAX_COMPONENTS];
  *done = true;
  if (is_string_type(l, to)) {
    BasicKind elem = slice_elem_kind(l, x.type);
    if (basic_info(l, x.type) & INFO_INTEGER) {
      args[0] = result_room(c, BASIC_UINT8, 4);
      args[1] = emit_extend(c, x.c[0], IR_I64, is_signed(l, x.type));
      call_runtime(c, "intstring", args, 2, results, 2);
      return operand_make(c, to, 2, results);
    }
    if (elem == BASIC_UINT8) {
      args[0] = result_room(c, BASIC_UINT8, ROOM);
      args[1] = x.c[0];
      args[2] = x.c[1];
      call_runtime(c, "slicebytetostring", args, 3, results, 2);
      return operand_make(c, to, 2, results);
    }
    if (elem == BASIC_INT32) {
      args[0] = result_room(c, BASIC_UINT8, ROOM);
      memcpy(args + 1, x.c, 3 * sizeof(ValueId));
      call_runtime(c, "slicerunetostring", args, 4, results, 2);
      return operand_make(c, to, 2, results);
    }
  } else if (is_string_type(l, x.type)) {
    BasicKind elem = slice_elem_kind(l, to);
    if (elem == BASIC_UINT8 || elem == BASIC_INT32) {
      args[0] = result_room(c, elem, ROOM);
      args[1] = x.c[0];
      args[2] = x.c[1];
      call_runtime(c, elem == BASIC_UINT8 ? "stringtoslicebyte" : "stringtoslicerune", args, 3, results, 3);
      return operand_make(c, to, 3, results);
    }
  }
  *done = false;
  return x;
}
