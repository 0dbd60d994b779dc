// Order of evaluation (Spec: Order of evaluation) as gc has it. The specification orders calls, receives, && and ||;
// when a plain variable is read in an expression with calls it leaves open. gc evaluates the calls of an expression, or
// of a list of expressions, first, from left to right, each into a temporary, and then the rest: in `x + f()`, `g(x,
// f())`, `return x, f()`, `[]T{x, f()}` the x is what f left.
//
// A construct with several operands opens a scope, hoists all of them, then lowers them as usual: lower_expr finds what
// was hoisted in Context.hoisted. Inside a scope operands are not hoisted again; a hoisted call opens a scope of its
// own.
#include "lower/internal.h"

static bool is_const(const Expr *x) { return x->node.mode == MODE_CONSTANT && x->value; }

// Evaluates x here and now.
static void evaluate(Context *c, Expr *x) {
  Operand *value = arena_new(c->arena, Operand);
  bool ordered = c->ordered;
  c->ordered = false;
  *value = lower_expr(c, x);
  c->ordered = ordered;
  map_put(c->arena, &c->hoisted, map_key(x), value);
  vec_push(c->arena, &c->hoisted_keys, x);
}

// Values that gc boxes through memory: all but numbers of 2, 4 and 8 bytes, strings, slices and pointers.
static bool boxed_through_memory(Context *c, Type *type) {
  if (is_interface(c->l, type) || is_pointer_shaped(c->l, type)) return false;
  int64_t size = types_sizeof(type);
  if ((size == 2 || size == 4 || size == 8) && size == types_alignof(type)) return false;
  return !is_string_type(c->l, type) && under(c->l, type)->kind != TYPE_SLICE;
}

// As hoist, for what is converted to `to`: a value without a place that is boxed through memory gets it in its turn.
static void hoist_as(Context *c, Expr *x, Type *to) {
  hoist(c, x);
  x = unparen(x);
  if (!to || !is_interface(c->l, to) || x->node.mode == MODE_VARIABLE || x->node.mode == MODE_NIL || is_const(x))
    return;
  if (map_get(&c->hoisted, map_key(x)) || !x->type || x->type->kind == TYPE_TUPLE || types_is_untyped(x->type)) return;
  if (boxed_through_memory(c, expr_type(c, x))) evaluate(c, x);
}

static bool to_bytes_or_runes(Context *c, CallExpr *x) {
  return under(c->l, expr_type(c, &x->expr))->kind == TYPE_SLICE && is_string_type(c->l, expr_type(c, x->args.data[0]));
}

static void hoist_call(Context *c, CallExpr *x) {
  BuiltinId id;
  if (x->fun->node.mode == MODE_TYPE) {
    Expr *arg = x->args.data[0];
    if (arg->type && !types_is_untyped(arg->type) && to_bytes_or_runes(c, x)) evaluate(c, &x->expr);
    else hoist_as(c, arg, expr_type(c, &x->expr));
    return;
  }
  if (builtin_of(c, x->fun, &id) && (id == BUILTIN_ADD || id >= BUILTIN_ALIGNOF)) {
    for (uint32_t i = 0; i < x->args.len; i++) hoist(c, x->args.data[i]);
    return;
  }
  if (x->expr.type && x->expr.type->kind != TYPE_TUPLE) evaluate(c, &x->expr);
}

static void hoist_operation(Context *c, Operation *x) {
  bool logical = x->y && (x->op == OP_AND_AND || x->op == OP_OR_OR);
  if (logical || (!x->y && x->op == OP_RECV)) {
    evaluate(c, &x->expr);
    return;
  }
  hoist(c, x->x);
  if (x->y) hoist(c, x->y);
}

void hoist(Context *c, Expr *x) {
  if (c->hoisted.len && map_get(&c->hoisted, map_key(x))) return;
  x = unparen(x);
  if (c->dead || x->node.mode == MODE_TYPE || is_const(x)) return;
  if (c->hoisted.len && map_get(&c->hoisted, map_key(x))) return;
  switch (x->node.kind) {
    case NODE_CALL_EXPR: hoist_call(c, (CallExpr *)x); return;
    case NODE_OPERATION: hoist_operation(c, (Operation *)x); return;
    case NODE_SLICE_EXPR: evaluate(c, x); return;
    case NODE_ASSERT_EXPR:
      if (is_pointer_shaped(c->l, expr_type(c, x))) hoist(c, ((AssertExpr *)x)->x);
      else evaluate(c, x);
      return;
    case NODE_SELECTOR_EXPR:
      if (((SelectorExpr *)x)->selection) hoist(c, ((SelectorExpr *)x)->x);
      return;
    case NODE_INDEX_EXPR:
      hoist(c, ((IndexExpr *)x)->x);
      if (((IndexExpr *)x)->index->node.kind != NODE_LIST_EXPR) hoist(c, ((IndexExpr *)x)->index);
      return;
    case NODE_COMPOSITE_LIT: {
      CompositeLit *literal = (CompositeLit *)x;
      if (under(c->l, expr_type(c, x))->kind == TYPE_MAP && literal->elements.len) {
        evaluate(c, x);  // entry by entry
        return;
      }
      uint8_t kind = under(c->l, expr_type(c, x))->kind;
      Type *elem = kind == TYPE_SLICE || kind == TYPE_ARRAY ? elem_of(c->l, expr_type(c, x)) : NULL;
      for (uint32_t i = 0; i < literal->elements.len; i++) {
        Expr *element = literal->elements.data[i];
        hoist_as(c, element->node.kind == NODE_KEY_VALUE_EXPR ? ((KeyValueExpr *)element)->value : element, elem);
      }
      return;
    }
    default: return;
  }
}

OrderScope order_begin(Context *c) {
  OrderScope scope = {c->ordered, c->hoisted_keys.len};
  return scope;
}

void order_operands(Context *c) { c->ordered = true; }

OrderScope order_list(Context *c, Expr **list, uint32_t count) {
  OrderScope scope = order_begin(c);
  for (uint32_t i = 0; i < count; i++) hoist(c, list[i]);
  order_operands(c);
  return scope;
}

void order_end(Context *c, OrderScope scope) {
  while (c->hoisted_keys.len > scope.first) map_put(c->arena, &c->hoisted, map_key(vec_pop(&c->hoisted_keys)), NULL);
  c->ordered = scope.ordered;
}

// NULL for builtins, conversions and instances of generic functions.
static Signature *plain_signature(Context *c, Expr *fun) {
  BuiltinId id;
  fun = unparen(fun);
  if (fun->node.mode == MODE_TYPE || builtin_of(c, fun, &id) || fun->node.kind == NODE_INDEX_EXPR) return NULL;
  NameExpr *name = fun->node.kind == NODE_NAME            ? (NameExpr *)fun
                   : fun->node.kind == NODE_SELECTOR_EXPR ? ((SelectorExpr *)fun)->selector
                                                          : NULL;
  return name && name->type_args ? NULL : signature_of(c->l, expr_type(c, fun));
}

// Of argument i; NULL if there is none.
static Type *parameter_type(Context *c, Signature *signature, uint32_t i, bool has_dots) {
  uint32_t count = signature->params ? signature->params->len : 0;
  if (!count) return NULL;
  bool in_slice = signature->variadic && i + 1 >= count && !has_dots;
  Type *type = canon(c->l, signature->params->vars[i < count ? i : count - 1]->type);
  return in_slice ? elem_of(c->l, type) : type;
}

// What of an expression has to come before the rest: all calls below it, not itself.
void hoist_below(Context *c, Expr *x) {
  x = unparen(x);
  switch (x->node.kind) {
    case NODE_OPERATION: {
      Operation *o = (Operation *)x;
      if (o->y && (o->op == OP_AND_AND || o->op == OP_OR_OR)) return;  // each side is an expression of its own
      hoist(c, o->x);
      if (o->y) hoist(c, o->y);
      return;
    }
    case NODE_CALL_EXPR: {
      CallExpr *call = (CallExpr *)x;
      BuiltinId id;
      // append(x, make([]T, n)...) makes nothing.
      bool append = builtin_of(c, call->fun, &id) && id == BUILTIN_APPEND && call->has_dots;
      if (call->fun->node.mode != MODE_TYPE) hoist(c, call->fun);
      Signature *signature = plain_signature(c, call->fun);
      for (uint32_t i = 0; i < call->args.len; i++) {
        if (append && i == 1) hoist_below(c, call->args.data[i]);
        else hoist_as(c, call->args.data[i], signature ? parameter_type(c, signature, i, call->has_dots) : NULL);
      }
      return;
    }
    case NODE_SLICE_EXPR: {
      SliceExpr *s = (SliceExpr *)x;
      hoist(c, s->x);
      for (int i = 0; i < 3; i++) {
        Expr *index = s->index[i] ? unparen(s->index[i]) : NULL;
        if (!index) continue;
        hoist(c, index);
        if (index->node.kind == NODE_OPERATION && !is_const(index)) evaluate(c, index);
      }
      return;
    }
    case NODE_ASSERT_EXPR: hoist(c, ((AssertExpr *)x)->x); return;
    case NODE_COMPOSITE_LIT:
      if (under(c->l, expr_type(c, x))->kind != TYPE_MAP) hoist(c, x);
      return;
    default: hoist(c, x);
  }
}
