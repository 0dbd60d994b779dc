// Order of evaluation (Spec: Order of evaluation) as gc has it. The specification orders calls, receives, && and ||;
// when variables are read beside calls, and which of several operands that fail comes first, it leaves open. Programs
// depend on what gc does, so the same is done here. gc makes three passes over a statement, and what a pass copies to a
// temporary is evaluated before what a later pass finds; inside a pass it goes from left to right.
//
//   hoist   here: calls and built-in functions, receives, && and ||, slices, assertions to what is no pointer, map
//           literals, and operands that the runtime gets by address: each as a statement of its own, in all passes
//   settle  settle.c: what becomes calls of the runtime or memory: operands of comparisons, conversions to interfaces,
//           arguments that may fail, composite literals, method values
//   lower   all the rest, where it stands: indexing, indirections, fields, arithmetic
//
// So in `x + f()`, `g(x, f())`, `[]T{x, f()}` the x is what f left, and in `*p + f()[i]` the call comes first, then *p
// fails, then the index. lower_expr finds what has been evaluated in Context.hoisted by its node: a node that is there
// is never lowered again. A construct with several operands opens a scope, hoists all of them, settles all of them,
// then lowers them; inside a scope (Context.ordered) operands find all of that done.
#include "lower/internal.h"

bool is_const(const Info *info, const Expr *x) { return info_value(info, x); }

// Nothing to evaluate: a constant, a type, nil.
static bool is_inert(const Info *info, const Expr *x) {
  return is_const(info, x) || info_mode(info, x) == MODE_TYPE || info_mode(info, x) == MODE_NIL;
}

// ---- what is evaluated early

void order_record(Context *c, Expr *x, Operand value) {
  assert(!is_hoisted(c, x));
  Operand *known = arena_new(c->arena, Operand);
  *known = value;
  map_put(c->arena, &c->hoisted, map_key(x), known);
  vec_push(c->arena, &c->hoisted_keys, x);
}

Operand operand_touched(Context *c, Operand x) {
  if (x.in_memory && !x.address.no_nil)
    x.address = (Address){emit_nil_check(c, x.address.base), x.address.offset, true};
  return x;
}

static bool has_address(Context *c, Expr *x, Object **root);

// x as a statement of its own, here and now, whatever the scope. What has an address may be changed by what follows.
void evaluate(Context *c, Expr *x) {
  Object *root;
  x = unparen(x);
  if (c->dead || is_inert(c->info, x) || is_hoisted(c, x)) return;
  bool ordered = c->ordered;
  c->ordered = false;
  Operand value = operand_touched(c, lower_expr(c, x));
  if (value.in_memory && has_address(c, x, &root)) value = operand_stable(c, value);
  c->ordered = ordered;
  order_record(c, x, value);
}

// As evaluate, where a variable alone may stay: nothing changes it before it is read.
void evaluate_cheap(Context *c, Expr *x) {
  if (unparen(x)->node.kind != NODE_NAME) evaluate(c, x);
}

// ---- operands that the runtime gets by address

bool dereferences(Context *c, SelectorExpr *x) {
  Type *t = expr_type(c, x->x);
  for (uint32_t i = 0; i < info_selection(c->info, x)->path_len; i++) {
    if (under(c->l, t)->kind == TYPE_POINTER) return true;
    if (i + 1 < info_selection(c->info, x)->path_len) t = field_type(c->l, t, info_selection(c->info, x)->path[i]);
  }
  return false;
}

// Whether x has an address; *root is the variable it is part of, NULL if that is memory behind a pointer.
static bool has_address(Context *c, Expr *x, Object **root) {
  x = unparen(x);
  *root = NULL;
  switch (x->node.kind) {
    case NODE_NAME: *root = info_object(c->info, (NameExpr *)x); return *root && (*root)->kind == OBJECT_VAR;
    case NODE_OPERATION: return ((Operation *)x)->op == OP_MUL && !((Operation *)x)->y;
    case NODE_INDEX_EXPR: {
      if (is_instantiation(c->info, (IndexExpr *)x)) return false;
      uint8_t kind = under(c->l, expr_type(c, ((IndexExpr *)x)->x))->kind;
      if (kind == TYPE_ARRAY) return has_address(c, ((IndexExpr *)x)->x, root);
      return kind == TYPE_SLICE || kind == TYPE_POINTER;
    }
    case NODE_SELECTOR_EXPR: {
      SelectorExpr *s = (SelectorExpr *)x;
      if (!info_selection(c->info, s))
        return info_object(c->info, s->selector) && info_object(c->info, s->selector)->kind == OBJECT_VAR;
      if (info_selection(c->info, s)->kind != SELECT_FIELD) return false;
      return dereferences(c, s) || has_address(c, s->x, root);
    }
    default: return false;
  }
}

// Whether other code can reach the variable's memory. What a closure captured counts, even by value, as for gc.
bool is_memory_variable(Context *c, Object *object) {
  for (uint32_t i = 0; i < c->instance->capture_count; i++) {
    if (c->instance->captures[i].object == object) return true;
  }
  if (object->var_kind == VAR_PACKAGE || object->address_taken) return true;
  return object->captured && !capture_by_value(object, type_in(c, object->type));
}

// Values that gc keeps in registers.
static bool in_registers(Context *c, Type *type) {
  enum { MAX_PARTS = 4, WORD = 8 };
  int64_t size = types_sizeof(type);
  if (size == 0) return true;
  if (size > MAX_PARTS * WORD) return false;
  Type *u = under(c->l, type);
  if (u->kind == TYPE_ARRAY) return ((Array *)u)->length == 1 && in_registers(c, elem_of(c->l, u));
  if (u->kind != TYPE_STRUCT) return true;
  if (((Struct *)u)->field_count > MAX_PARTS) return is_direct(c->l, type);
  for (uint32_t i = 0; i < ((Struct *)u)->field_count; i++) {
    if (!in_registers(c, field_type(c->l, u, i))) return false;
  }
  return true;
}

// What has an address may stay where it is, but for parts of variables that are kept in registers.
void hoist_addressed(Context *c, Expr *x) {
  Object *root;
  x = unparen(x);
  if (x->node.kind == NODE_NAME || is_static_literal(c, x)) return;
  if (has_address(c, x, &root)) {
    bool is_variable = root && root->var_kind != VAR_PACKAGE && !is_memory_variable(c, root);
    if (!is_variable || !in_registers(c, type_in(c, root->type))) return;
  }
  evaluate(c, x);
}

// The type of the only part that a value has.
static Type *sole_component(Context *c, Type *type) {
  for (;;) {
    Type *u = under(c->l, type);
    if (u->kind == TYPE_STRUCT && ((Struct *)u)->field_count == 1) type = field_type(c->l, u, 0);
    else if (u->kind == TYPE_ARRAY && ((Array *)u)->length == 1) type = elem_of(c->l, u);
    else return type;
  }
}

// Values that gc boxes through memory: all but numbers of 2, 4 and 8 bytes, strings and slices. Pointers, which it does
// not box, count, too.
static bool boxed_through_memory(Context *c, Type *type) {
  int64_t size = types_sizeof(type);
  if ((size == 2 || size == 4 || size == 8) && size == types_alignof(type) && !has_pointers(c->l, type)) return false;
  type = sole_component(c, type);
  return !is_string_type(c->l, type) && under(c->l, type)->kind != TYPE_SLICE;
}

bool is_boxed(Context *c, Expr *x, Type *to) {
  x = unparen(x);
  return to && is_interface(c->l, to) && !is_inert(c->info, x) && info_type(c->info, x) &&
         info_type(c->info, x)->kind != TYPE_TUPLE && !types_is_untyped(info_type(c->info, x)) &&
         !is_interface(c->l, expr_type(c, x));
}

void hoist_as(Context *c, Expr *x, Type *to) {
  hoist(c, x);
  if (is_boxed(c, x, to) && boxed_through_memory(c, expr_type(c, x))) hoist_addressed(c, x);
}

// A map's key: numbers, pointers and strings are handed over as they are; other values of 4 and 8 bytes are made a
// number through memory; all else goes by address.
void hoist_key(Context *c, Type *map, Expr *key) {
  Type *type = key_of(c->l, map);
  hoist_as(c, key, type);
  if (is_static_literal(c, key)) return;
  // The box is made where the map is used; what goes into it is the value that it has here.
  if (is_boxed(c, key, type)) {
    evaluate(c, key);
    return;
  }
  MapKeyPassing passing = map_key_passing(c->l, map);
  if (passing == MAP_KEY_ADDRESS) hoist_addressed(c, key);
  else if (passing == MAP_KEY_MADE_WORD) evaluate(c, key);
}

// ---- hoisting

static bool converts_to(Context *c, CallExpr *x, bool to_string) {
  Expr *arg = x->args.data[0];
  if (!info_type(c->info, arg) || info_mode(c->info, arg) == MODE_NIL) return false;
  Type *from = expr_type(c, arg), *to = expr_type(c, &x->expr);
  return to_string ? is_string_type(c->l, to) && under(c->l, from)->kind == TYPE_SLICE
                   : under(c->l, to)->kind == TYPE_SLICE && is_string_type(c->l, from);
}

static bool is_hoisted_call(Context *c, CallExpr *x) {
  BuiltinId id;
  if (info_mode(c->info, x->fun) == MODE_TYPE) return converts_to(c, x, false);
  if (builtin_of(c->info, x->fun, &id)) return id < BUILTIN_ADD;  // those of package unsafe stay
  return true;
}

static Expr *element_value(Expr *element) {
  return element->node.kind == NODE_KEY_VALUE_EXPR ? ((KeyValueExpr *)element)->value : element;
}

// Whether there is a string(bytes) in a map's key, itself or as part of an array or struct.
static bool has_text_of_bytes(Context *c, Expr *key) {
  key = unparen(key);
  if (is_const(c->info, key)) return false;
  if (key->node.kind == NODE_CALL_EXPR)
    return info_mode(c->info, ((CallExpr *)key)->fun) == MODE_TYPE && converts_to(c, (CallExpr *)key, true);
  if (key->node.kind != NODE_COMPOSITE_LIT) return false;
  uint8_t kind = under(c->l, expr_type(c, key))->kind;
  const ExprVec *elements = &((CompositeLit *)key)->elements;
  for (uint32_t i = 0; i < elements->len && (kind == TYPE_ARRAY || kind == TYPE_STRUCT); i++) {
    if (has_text_of_bytes(c, element_value(elements->data[i]))) return true;
  }
  return false;
}

// x[string(bytes)] reads the bytes themselves, so at once.
static bool is_hoisted_read(Context *c, IndexExpr *x) {
  return under(c->l, expr_type(c, x->x))->kind == TYPE_MAP && has_text_of_bytes(c, x->index);
}

static bool is_logical(const Operation *x) { return x->y && (x->op == OP_AND_AND || x->op == OP_OR_OR); }

// In generic functions gc has one body for many types, and knows at run time only those that are made of the function's
// parameters or declared in it.
bool is_shaped(Context *c, Type *type) {
  const Instance *environment = c->instance->environment;
  if (!environment || !environment->arg_count) return false;
  return types_has_type_params(type) || type_in(c, type) != canon(c->l, type);
}

// Such an assertion stays where it is.
bool is_dynamic_assertion(Context *c, AssertExpr *x) { return is_shaped(c, info_type(c->info, x->type_expr)); }

static bool is_hoisted_whole(Context *c, Expr *x) {
  switch (x->node.kind) {
    case NODE_CALL_EXPR: return is_hoisted_call(c, (CallExpr *)x);
    case NODE_OPERATION: return is_logical((Operation *)x) || (!((Operation *)x)->y && ((Operation *)x)->op == OP_RECV);
    case NODE_SLICE_EXPR: return true;
    case NODE_ASSERT_EXPR: return !is_dynamic_assertion(c, (AssertExpr *)x) && !is_direct(c->l, expr_type(c, x));
    case NODE_INDEX_EXPR: return !is_instantiation(c->info, (IndexExpr *)x) && is_hoisted_read(c, (IndexExpr *)x);
    case NODE_COMPOSITE_LIT: return under(c->l, expr_type(c, x))->kind == TYPE_MAP && ((CompositeLit *)x)->elements.len;
    default: return false;
  }
}

void hoist(Context *c, Expr *x) {
  x = unparen(x);
  if (c->dead || is_inert(c->info, x) || is_hoisted(c, x)) return;
  if (!is_hoisted_whole(c, x)) hoist_below(c, x);
  else if (info_type(c->info, x) && info_type(c->info, x)->kind != TYPE_TUPLE) evaluate(c, x);
}

// An entry that is assigned to is not read, whatever its key.
void hoist_place(Context *c, Expr *x) {
  x = unparen(x);
  if (x->node.kind == NODE_INDEX_EXPR) hoist_below(c, x);
  else hoist(c, x);
}

static void hoist_list(Context *c, ExprVec *list, Type *to) {
  for (uint32_t i = 0; i < list->len; i++) hoist_as(c, list->data[i], to);
}

// f(g()) of a g with several results: they stand in for the arguments later.
bool is_spread(const Info *info, const CallExpr *x) {
  return x->args.len == 1 && info_type(info, x->args.data[0]) && info_type(info, x->args.data[0])->kind == TYPE_TUPLE;
}

static void hoist_builtin(Context *c, CallExpr *x, BuiltinId id) {
  if (is_spread(c->info, x)) return;
  switch (id) {
    case BUILTIN_APPEND: {
      hoist(c, x->args.data[0]);
      Type *elem = x->has_dots ? NULL : elem_of(c->l, expr_type(c, &x->expr));
      for (uint32_t i = 1; i < x->args.len; i++) {
        // append(x, make([]T, n)...) makes nothing.
        CallExpr *make = x->has_dots ? appended_make(c, x->args.data[i]) : NULL;
        if (make) hoist(c, make->args.data[1]);
        else hoist_as(c, x->args.data[i], elem);
      }
      return;
    }
    case BUILTIN_DELETE:
      hoist(c, x->args.data[0]);
      hoist_key(c, expr_type(c, x->args.data[0]), x->args.data[1]);
      return;
    case BUILTIN_PANIC: hoist_list(c, &x->args, canon(c->l, c->l->universe->empty_interface)); return;
    case BUILTIN_NEW: hoist_list(c, &x->args, elem_of(c->l, expr_type(c, &x->expr))); return;
    case BUILTIN_ALIGNOF:
    case BUILTIN_OFFSETOF:
    case BUILTIN_SIZEOF: return;  // nothing is evaluated
    default: hoist_list(c, &x->args, NULL);
  }
}

static void hoist_below_call(Context *c, CallExpr *x) {
  BuiltinId id;
  if (info_mode(c->info, x->fun) == MODE_TYPE) hoist_as(c, x->args.data[0], expr_type(c, &x->expr));
  else if (builtin_of(c->info, x->fun, &id)) hoist_builtin(c, x, id);
  else hoist(c, &x->expr);
}

static void hoist_below_operation(Context *c, Operation *x) {
  if (is_logical(x)) return;  // each side is an expression of its own
  if (!x->y || !is_comparison(x->op) || info_mode(c->info, x->x) == MODE_NIL || info_mode(c->info, x->y) == MODE_NIL) {
    hoist(c, x->x);
    if (x->y) hoist(c, x->y);
    return;
  }
  hoist_as(c, x->x, expr_type(c, x->y));
  hoist_as(c, x->y, expr_type(c, x->x));
  uint8_t kind = under(c->l, expr_type(c, x->x))->kind;
  if (kind != under(c->l, expr_type(c, x->y))->kind || (kind != TYPE_STRUCT && kind != TYPE_ARRAY)) return;
  hoist_addressed(c, x->x);
  hoist_addressed(c, x->y);
}

Type *element_type(Context *c, CompositeLit *x, uint32_t i) {
  Type *type = expr_type(c, &x->expr), *u = under(c->l, type);
  if (u->kind == TYPE_POINTER) u = under(c->l, elem_of(c->l, u));
  if (u->kind != TYPE_STRUCT) return elem_of(c->l, u);
  Expr *element = x->elements.data[i];
  Expr *key = element->node.kind == NODE_KEY_VALUE_EXPR ? ((KeyValueExpr *)element)->key : NULL;
  return field_type(c->l, u, field_number(c, (Struct *)u, key, i));
}

static void hoist_elements(Context *c, CompositeLit *x) {
  for (uint32_t i = 0; i < x->elements.len; i++) {
    hoist_as(c, element_value(x->elements.data[i]), element_type(c, x, i));
  }
}

// What of an expression has to come before the rest, without itself.
void hoist_below(Context *c, Expr *x) {
  x = unparen(x);
  switch (x->node.kind) {
    case NODE_OPERATION: hoist_below_operation(c, (Operation *)x); return;
    case NODE_CALL_EXPR: hoist_below_call(c, (CallExpr *)x); return;
    case NODE_SLICE_EXPR:
      hoist(c, ((SliceExpr *)x)->x);
      for (int i = 0; i < 3; i++) {
        Expr *index = ((SliceExpr *)x)->index[i];
        if (!index) continue;
        hoist(c, index);
        evaluate_cheap(c, index);
      }
      return;
    case NODE_ASSERT_EXPR: hoist(c, ((AssertExpr *)x)->x); return;
    case NODE_SELECTOR_EXPR:
      if (info_selection(c->info, (SelectorExpr *)x) && info_mode(c->info, ((SelectorExpr *)x)->x) != MODE_TYPE)
        hoist(c, ((SelectorExpr *)x)->x);
      return;
    case NODE_INDEX_EXPR:
      if (is_instantiation(c->info, (IndexExpr *)x)) return;
      hoist(c, ((IndexExpr *)x)->x);
      if (under(c->l, expr_type(c, ((IndexExpr *)x)->x))->kind == TYPE_MAP)
        hoist_key(c, expr_type(c, ((IndexExpr *)x)->x), ((IndexExpr *)x)->index);
      else hoist(c, ((IndexExpr *)x)->index);
      return;
    case NODE_COMPOSITE_LIT:
      if (under(c->l, expr_type(c, x))->kind != TYPE_MAP) hoist_elements(c, (CompositeLit *)x);
      return;
    default: return;
  }
}

// ---- scopes

OrderScope order_begin(Context *c) {
  OrderScope scope = {c->ordered, c->hoisted_keys.len};
  return scope;
}

void order_operands(Context *c) { c->ordered = true; }

void order_end(Context *c, OrderScope scope) {
  while (c->hoisted_keys.len > scope.first) map_put(c->arena, &c->hoisted, map_key(vec_pop(&c->hoisted_keys)), NULL);
  if (!c->hoisted_keys.len) c->hoisted = (Map){0};
  c->ordered = scope.ordered;
}
