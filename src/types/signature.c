// Function types and receivers (Spec: Function types, Method declarations): opens the function's scope, declares
// type parameters, receiver, parameters and results in it, and fills the Signature. Bodies are stmt.c's.
#include <string.h>

#include "types/internal.h"

// ---- parameters

typedef struct Params {
  Object **vars;
  NameExpr **names;  // NULL for anonymous ones
  uint32_t len;
  bool variadic;
} Params;

// Collects, but does not declare, the variables of a parameter or result list.
static Params collect_params(Checker *c, VarKind kind, FieldVec *list) {
  Params p = {.len = list->len};
  if (!list->len) return p;
  p.vars = arena_array(c->arena, Object *, list->len);
  p.names = arena_array(c->arena, NameExpr *, list->len);
  Type *type = NULL;
  Expr *previous = NULL;
  bool named = false, anonymous = false;
  for (uint32_t i = 0; i < list->len; i++) {
    Field *field = list->data[i];
    Expr *type_expr = field->type;
    if (type_expr != previous) {  // a, b T: the type is checked once
      previous = type_expr;
      if (type_expr->node.kind == NODE_DOTS_TYPE) {
        if (kind == VAR_PARAM && i == list->len - 1) p.variadic = true;
        else check_error(c, type_expr, "invalid use of ...");
        type_expr = ((DotsTypeExpr *)type_expr)->elem;
      }
      type = check_var_type(c, type_expr);
    }
    Pos pos = field->name ? field->name->expr.node.pos : field->node.pos;
    p.names[i] = field->name;
    p.vars[i] = new_var(c->arena, kind, pos, c->package, field->name ? field->name->name : NULL, type);
    p.vars[i]->used = true;  // parameters need no use
    if (field->name) named = true;
    else anonymous = true;
  }
  if (named && anonymous) check_error(c, list->data[0], "list contains both named and anonymous parameters");
  if (p.variadic) {
    Object *last = p.vars[p.len - 1];
    last->type = new_slice(c->arena, last->type);
    check_record_type_and_value(c, list->data[p.len - 1]->type, MODE_TYPE, last->type, NULL);
  }
  return p;
}

static void declare_params(Checker *c, Params *p, Pos scope_pos) {
  for (uint32_t i = 0; i < p->len; i++) {
    if (!p->names[i]) continue;
    check_declare(c, c->env.scope, p->names[i], p->vars[i], scope_pos);
    check_record_object(c, p->names[i], p->vars[i]);  // also "_", which lowering needs as a parameter
  }
}

// ---- receivers

static Type *unpointer(Type *t) {
  while (t->kind == TYPE_POINTER) t = ((Pointer *)t)->elem;
  return t;
}

static bool has_params_of_type(Type *t) {
  if (t->kind == TYPE_NAMED) {
    Named *named = (Named *)t;
    return (named->origin ? named->origin : named)->type_params != NULL;
  }
  return t->kind == TYPE_ALIAS && ((Alias *)t)->type_params;
}

// A receiver without type parameters. Methods of instantiated types, also through aliases, are not allowed.
static Type *plain_receiver(Checker *c, Field *param, Expr *base) {
  Type *type = check_var_type(c, param->type);
  Type *t = unpointer(type);
  while (t->kind == TYPE_ALIAS) {
    Type *rhs = ((Alias *)t)->from_rhs;
    if (!rhs) break;
    t = unpointer(rhs);
    if (has_params_of_type(t)) {
      check_error(c, base, "cannot define new methods on instantiated type %s", str_type(c, t));
      return c->universe->basic[BASIC_INVALID];
    }
  }
  return type;
}

// Records the types of (*(T[P])), *(T[P]), (T[P]), T[P].
static void record_parenthesized(Checker *c, Expr *e, Type *t) {
  for (;;) {
    check_record_type_and_value(c, e, MODE_TYPE, t, NULL);
    if (e->node.kind == NODE_PAREN_EXPR) {
      e = ((ParenExpr *)e)->x;
    } else if (e->node.kind == NODE_OPERATION && ((Operation *)e)->op == OP_MUL && !((Operation *)e)->y) {
      if (t->kind != TYPE_POINTER) return;
      e = ((Operation *)e)->x;
      t = ((Pointer *)t)->elem;
    } else {
      return;
    }
  }
}

// The defined generic type that a receiver with type parameters names, NULL after an error.
static Named *generic_receiver_base(Checker *c, Expr *base) {
  char *cause = NULL;
  Type *t = check_generic_type(c, base, &cause);
  if (!is_valid(t)) {
    if (cause) check_error(c, base, "%s", cause);
    return NULL;
  }
  if (t->kind == TYPE_NAMED) return (Named *)t;
  if (is_valid(unalias(t))) check_error(c, base, "cannot define new methods on generic alias type %s", str_type(c, t));
  return NULL;
}

// A receiver T[P]: declares P with the bounds of T's parameters and gives the instance T[P].
static Type *generic_receiver(Checker *c, Field *param, Expr *base, bool pointer, NameExprVec *names, Pos scope_pos,
                              TypeParamList **out) {
  // T is resolved before P is declared, which may have its name.
  Named *base_type = generic_receiver_base(c, base);
  uint32_t count = names->len;
  TypeParam **params = arena_array(c->arena, TypeParam *, count);
  Type **args = arena_array(c->arena, Type *, count);
  for (uint32_t i = 0; i < count; i++) {
    NameExpr *name = names->data[i];
    params[i] = check_declare_type_param(c, name, scope_pos);
    args[i] = &params[i]->type;
    check_record_object(c, name, params[i]->object);  // both a definition and a use
    check_record_type_and_value(c, &name->expr, MODE_TYPE, &params[i]->type, NULL);
  }
  *out = bind_type_params(c->arena, params, count);
  if (!base_type) return c->universe->basic[BASIC_INVALID];

  TypeParamList *base_params = base_type->type_params;
  uint32_t base_count = base_params ? base_params->len : 0;
  if (count == base_count) {
    for (uint32_t i = 0; i < count; i++) {
      TypeParam *base_param = base_params->data[i];
      mono_record_canon(c, params[i], base_param);
      params[i]->bound = check_subst(c, params[i]->object->pos, base_param->bound, base_params, args);
    }
  } else {
    check_error(c, base, "receiver declares %u type parameter%s, but receiver base type declares %u", count,
                count == 1 ? "" : "s", base_count);
  }
  check_verify_version(c, base, "go1.18", "type instantiation");
  Type *type = check_instance(c, param->type->node.pos, &base_type->type, args, count);
  check_record_instance(c, base, args, count, type);
  if (pointer && is_valid(type)) type = new_pointer(c->arena, type);
  record_parenthesized(c, param->type, type);
  return type;
}

typedef struct ReceiverCheck {
  Expr *base;
  Object *receiver;
} ReceiverCheck;

// Delayed. Spec: Method declarations: the receiver base type is a type of this package, no pointer, no interface.
static void check_receiver(Checker *c, void *data) {
  ReceiverCheck *check = data;
  bool is_pointer_type;
  Type *t = deref(check->receiver->type, &is_pointer_type), *actual = unalias(t);
  if (!is_valid(actual)) return;
  if (actual->kind == TYPE_NAMED) {
    if (((Named *)actual)->object->package != c->package) {
      check_error(c, check->base, "cannot define new methods on non-local type %s", str_type(c, t));
      return;
    }
    Type *u = under(actual);
    const char *cause = NULL;
    if (u->kind == TYPE_BASIC && ((Basic *)u)->basic_kind == BASIC_UNSAFE_POINTER) cause = "unsafe.Pointer";
    if (u->kind == TYPE_POINTER || u->kind == TYPE_INTERFACE) cause = "pointer or interface type";
    if (cause) check_error(c, check->base, "invalid receiver type %s (%s)", str_type(c, t), cause);
  } else if (actual->kind == TYPE_BASIC) {
    check_error(c, check->base, "cannot define new methods on non-local type %s", str_type(c, t));
  } else {
    check_error(c, check->base, "invalid receiver type %s", str_type(c, check->receiver->type));
  }
}

static Object *collect_receiver(Checker *c, Field *param, Pos scope_pos, TypeParamList **type_params) {
  bool pointer;
  NameExprVec names = {0};
  Expr *base = check_unpack_receiver(c, param->type, &pointer, &names);
  Type *type = names.len ? generic_receiver(c, param, base, pointer, &names, scope_pos, type_params)
                         : plain_receiver(c, param, base);
  Pos pos = param->name ? param->name->expr.node.pos : param->node.pos;
  Object *receiver = new_var(c->arena, VAR_RECEIVER, pos, c->package, param->name ? param->name->name : NULL, type);
  receiver->used = true;
  ReceiverCheck *check = arena_new(c->arena, ReceiverCheck);
  *check = (ReceiverCheck){base, receiver};
  check_later(c, check_receiver, check);
  return receiver;
}

// ---- function types

void check_func_type(Checker *c, Signature *sig, Field *receiver_param, FieldVec *type_params, FuncTypeExpr *e) {
  check_open_scope(c);
  c->env.scope->is_func = true;
  sig->scope = c->env.scope;
  Object *receiver = NULL;
  TypeParamList *receiver_type_params = NULL;
  if (receiver_param) receiver = collect_receiver(c, receiver_param, e->expr.node.pos, &receiver_type_params);
  if (type_params && type_params->len) check_collect_type_params(c, &sig->type_params, type_params);

  Params params = collect_params(c, VAR_PARAM, &e->params);
  Params results = collect_params(c, VAR_RESULT, &e->results);
  // Parameters are in scope after the signature.
  Pos scope_pos = syntax_end_pos(&e->expr.node);
  if (receiver && receiver_param->name) {
    check_declare(c, c->env.scope, receiver_param->name, receiver, scope_pos);
    check_record_object(c, receiver_param->name, receiver);
  }
  declare_params(c, &params, scope_pos);
  declare_params(c, &results, scope_pos);
  sig->receiver = receiver;
  sig->receiver_type_params = receiver_type_params;
  sig->params = new_tuple(c->arena, params.vars, params.len);
  sig->results = new_tuple(c->arena, results.vars, results.len);
  sig->variadic = params.variadic;
  check_close_scope(c);
}
