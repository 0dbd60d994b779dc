// Assignments and initializations (Spec: Assignability, Assignment statements,
// Variable declarations, Short variable declarations, Return statements).
#include <string.h>

#include "types/internal.h"

static Type *invalid_type(Checker *c) { return c->universe->basic[BASIC_INVALID]; }

// What an assignment is part of; text is made only for messages.
typedef struct Context {
  const char *text;
  Expr *callee;  // "argument to callee" if text is NULL
} Context;

static const char *context_text(Checker *c, Context context) {
  return context.text ? context.text : str_printf(c, "argument to %s", str_expr(c, context.callee));
}

// Gives an untyped operand the type it has when assigned to t (NULL: to _ or the like).
static bool convert_for_assignment(Checker *c, Operand *x, Type *t, Context context) {
  Type *target = t;
  if (x->mode == MODE_NIL) {
    if (!t) {
      check_error(c, x->expr, "use of untyped nil in %s", context_text(c, context));
      return false;
    }
  } else if (!t || is_non_type_param_interface(t)) {
    target = default_type(c->universe, x->type);
  }
  const ConstVal *value;
  ConversionError error;
  Type *type = check_implicit_conversion(c, x, target, &value, &error);
  if (error != CONVERSION_OK) {
    static const char *const notes[] = {
        [CONVERSION_INVALID] = "", [CONVERSION_TRUNCATED] = " (truncated)", [CONVERSION_OVERFLOWS] = " (overflows)"};
    check_error(c, x->expr, "cannot use %s as %s value in %s%s", str_operand(c, x), str_type(c, target),
                context_text(c, context), notes[error]);
    return false;
  }
  check_take_conversion(c, x, type, value);
  return true;
}

static void assign(Checker *c, Operand *x, Type *t, Context context) {
  check_single_value(c, x);
  switch (x->mode) {
    case MODE_INVALID: return;
    case MODE_NIL:
    case MODE_CONSTANT:
    case MODE_VARIABLE:
    case MODE_MAP_INDEX:
    case MODE_VALUE:
    case MODE_COMMA_OK: break;
    default:
      check_error(c, x->expr, "cannot assign %s to %s in %s", str_operand(c, x), t ? str_type(c, t) : "<nil>",
                  context_text(c, context));
      x->mode = MODE_INVALID;
      return;
  }
  if (x->type == t && x->type->kind != TYPE_SIGNATURE && x->type->kind != TYPE_BASIC) return;
  if (is_untyped(x->type) && !convert_for_assignment(c, x, t, context)) {
    x->mode = MODE_INVALID;
    return;
  }
  Type *u = under(x->type);
  if (u->kind == TYPE_SIGNATURE && ((Signature *)u)->type_params && ((Signature *)u)->type_params->len > 0) {
    check_error(c, x->expr, "cannot use generic function %s without instantiation in %s", str_operand(c, x),
                context_text(c, context));
    x->mode = MODE_INVALID;
    return;
  }
  if (!t || x->type == t || operand_assignable_to(c, x, t, NULL)) return;
  char *cause = NULL;
  operand_assignable_to(c, x, t, &cause);
  if (cause && cause[0]) {
    check_error(c, x->expr, "cannot use %s as %s value in %s: %s", str_operand(c, x), str_type(c, t),
                context_text(c, context), cause);
  } else {
    check_error(c, x->expr, "cannot use %s as %s value in %s", str_operand(c, x), str_type(c, t),
                context_text(c, context));
  }
  x->mode = MODE_INVALID;
}

// Checks that x can be assigned to a variable of type t (NULL: the blank identifier, or any type), and converts an
// untyped x. On failure x becomes invalid.
void check_assignment(Checker *c, Operand *x, Type *t, const char *context) {
  assign(c, x, t, (Context){context, NULL});
}

void check_argument(Checker *c, Operand *x, Type *t, Expr *callee) { assign(c, x, t, (Context){NULL, callee}); }

// lhs = x in a constant declaration.
void check_init_const(Checker *c, Object *lhs, Operand *x) {
  if (x->mode == MODE_INVALID || !is_valid(x->type) || (lhs->type && !is_valid(lhs->type))) {
    if (!lhs->type) lhs->type = invalid_type(c);
    return;
  }
  if (x->mode != MODE_CONSTANT) {
    check_error(c, x->expr, "%s is not constant", str_operand(c, x));
    if (!lhs->type) lhs->type = invalid_type(c);
    return;
  }
  if (!lhs->type) lhs->type = x->type;
  check_assignment(c, x, lhs->type, "constant declaration");
  if (x->mode != MODE_INVALID) lhs->value = x->value;
}

// lhs = x in a variable declaration; lhs gets x's type if it has none.
void check_init_var(Checker *c, Object *lhs, Operand *x, const char *context) {
  if (x->mode == MODE_INVALID || !is_valid(x->type) || (lhs->type && !is_valid(lhs->type))) {
    if (!lhs->type) lhs->type = invalid_type(c);
    x->mode = MODE_INVALID;
    return;
  }
  if (!lhs->type) {
    Type *type = x->type;
    if (is_untyped(type)) {
      if (type == c->universe->basic[BASIC_UNTYPED_NIL]) {
        check_error(c, x->expr, "use of untyped nil in %s", context);
        lhs->type = invalid_type(c);
        x->mode = MODE_INVALID;
        return;
      }
      type = default_type(c->universe, type);
    }
    lhs->type = type;
  }
  check_assignment(c, x, lhs->type, context);
}

// Evaluates e as what is assigned to: a variable there is not used by that. Its object is in *variable, if local to
// the package.
static void check_lhs_expr(Checker *c, Operand *x, Expr *e, NameExpr *name) {
  Object *variable = name ? env_lookup(c, name->name, NULL) : NULL;
  if (variable && (variable->kind != OBJECT_VAR || variable->package != c->package)) variable = NULL;
  bool used = variable && variable->used;
  check_expr(c, NULL, x, e);
  if (variable) {
    variable->used = used;
    variable->reassigned = true;
  }
}

// The type of the left side of an assignment: NULL for _, the invalid type after an error.
static Type *check_lhs_var(Checker *c, Expr *lhs) {
  Expr *inner = syntax_unparen(lhs);
  NameExpr *name = inner->node.kind == NODE_NAME ? (NameExpr *)inner : NULL;
  if (name && name->name->blank) {
    check_record_object(c, name, NULL);
    return NULL;
  }
  Operand x = {0};
  check_lhs_expr(c, &x, lhs, name);
  if (x.mode == MODE_INVALID || !is_valid(x.type)) return invalid_type(c);
  if (x.mode == MODE_VARIABLE || x.mode == MODE_MAP_INDEX) {
    check_mark_reassigned(c, lhs);
    return x.type;
  }
  if (x.expr->node.kind == NODE_SELECTOR_EXPR) {
    Operand of = {0};
    check_expr(c, NULL, &of, ((SelectorExpr *)x.expr)->x);
    if (of.mode == MODE_MAP_INDEX) {
      check_error(c, x.expr, "cannot assign to struct field %s in map", str_expr(c, x.expr));
      return invalid_type(c);
    }
  }
  check_error(c, x.expr, "cannot assign to %s (neither addressable nor a map index expression)", str_expr(c, x.expr));
  return invalid_type(c);
}

// Checks lhs = rhs if x is NULL, else lhs = x, where x is the value of rhs.
void check_assign_var(Checker *c, Expr *lhs, Expr *rhs, Operand *x, const char *context) {
  Type *t = check_lhs_var(c, lhs);
  if (t && !is_valid(t)) {
    if (x) {
      x->mode = MODE_INVALID;
    } else {
      check_use(c, &rhs, 1);
    }
    return;
  }
  Operand value = {0};
  if (!x) {
    Target *target = NULL;
    if (t && as_signature(t)) target = new_target(c, t, str_expr(c, lhs));
    x = &value;
    check_expr(c, target, x, rhs);
  }
  if (!t && strcmp(context, "assignment") == 0) context = "assignment to _ identifier";
  check_assignment(c, x, t, context);
}

// ---- messages about numbers of values

Type **operand_types(Checker *c, OperandList list) {
  Type **types = arena_array(c->arena, Type *, list.len);
  for (uint32_t i = 0; i < list.len; i++) types[i] = list.data[i]->type;
  return types;
}

Type **variable_types(Checker *c, Object **list, uint32_t count) {
  Type **types = arena_array(c->arena, Type *, count);
  for (uint32_t i = 0; i < count; i++) types[i] = list[i]->type;
  return types;
}

// "(t1, t2)" for messages; the last one as ...T if variadic, T... if has_dots.
const char *check_types_summary(Checker *c, Type **list, uint32_t count, bool variadic, bool has_dots) {
  const char *result = "(";
  for (uint32_t i = 0; i < count; i++) {
    Type *t = list[i];
    const char *text;
    if (!t || !is_valid(t)) {
      text = "unknown type";
    } else if (is_untyped(t)) {
      const char *name = ((Basic *)t)->name->text;
      text = is_numeric(t) ? "number" : strncmp(name, "untyped ", 8) == 0 ? name + 8 : name;
    } else {
      text = str_type(c, t);
    }
    const char *before = "", *after = "";
    if (i + 1 == count) {
      if (variadic) {
        before = "...";
        if (t && t->kind == TYPE_SLICE) text = str_type(c, ((Slice *)t)->elem);
      } else if (has_dots) {
        after = "...";
      }
    }
    result = str_printf(c, "%s%s%s%s%s", result, i > 0 ? ", " : "", before, text, after);
  }
  return str_printf(c, "%s)", result);
}

static void assign_error(Checker *c, Expr **rhs, uint32_t rhs_count, uint32_t l, uint32_t r) {
  const char *l_plural = l == 1 ? "" : "s", *r_plural = r == 1 ? "" : "s";
  if (rhs_count == 1) {
    Expr *call = syntax_unparen(rhs[0]);
    if (call->node.kind == NODE_CALL_EXPR) {
      check_error(c, rhs[0], "assignment mismatch: %u variable%s but %s returns %u value%s", l, l_plural,
                  str_expr(c, ((CallExpr *)call)->fun), r, r_plural);
      return;
    }
  }
  check_error(c, rhs[0], "assignment mismatch: %u variable%s but %u value%s", l, l_plural, r, r_plural);
}

static void return_error(Checker *c, Stmt *at, Object **lhs, uint32_t l, OperandList rhs) {
  uint32_t r = rhs.len;
  const char *qualifier = r > l ? "too many" : "not enough";
  const Node *node = &at->node;
  if (r > l) {
    node = &rhs.data[l]->expr->node;  // the first extra value
  } else if (r > 0) {
    node = &rhs.data[r - 1]->expr->node;  // the last value
  }
  ErrorBuilder error = {.checker = c};
  error_add(&error, check_at_pos(node), "%s return values", qualifier);
  error_add(&error, 0, "have %s", check_types_summary(c, operand_types(c, rhs), r, false, false));
  error_add(&error, 0, "want %s", check_types_summary(c, variable_types(c, lhs, l), l, false, false));
  error_report(&error);
}

// ---- lists

static void invalidate_untyped_vars(Checker *c, Object **lhs, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (!lhs[i]->type) lhs[i]->type = invalid_type(c);
  }
}

static bool is_single_call(Expr **rhs, uint32_t count) {
  return count == 1 && syntax_unparen(rhs[0])->node.kind == NODE_CALL_EXPR;
}

// Checks the initialization of variables, or, with return_stmt, of result parameters.
void check_init_vars(Checker *c, Object **lhs, uint32_t l, Expr **rhs, uint32_t r, Stmt *return_stmt) {
  const char *context = return_stmt ? "return statement" : "assignment";
  // A single call is no n:n mapping even for one variable: the message about a mismatch is better so.
  if (l == r && !is_single_call(rhs, r)) {
    for (uint32_t i = 0; i < l; i++) {
      Operand x = {0};
      Target *target = NULL;
      if (lhs[i]->type && as_signature(lhs[i]->type)) {
        bool unnamed = return_stmt && (!lhs[i]->name || lhs[i]->name->len == 0);
        target = new_target(c, lhs[i]->type, unnamed ? "result variable" : lhs[i]->name->text);
      }
      check_expr(c, target, &x, rhs[i]);
      check_init_var(c, lhs[i], &x, context);
    }
    return;
  }
  if (r != 1) {
    if (check_use(c, rhs, r)) {
      if (return_stmt) {
        return_error(c, return_stmt, lhs, l, check_expr_list(c, rhs, r));
      } else {
        assign_error(c, rhs, r, l, r);
      }
    }
    invalidate_untyped_vars(c, lhs, l);
    return;
  }
  bool comma_ok;
  OperandList values = check_multi_expr(c, rhs[0], l == 2 && !return_stmt, &comma_ok);
  if (values.len == l) {
    for (uint32_t i = 0; i < l; i++) check_init_var(c, lhs[i], values.data[i], context);
    if (comma_ok && values.data[0]->mode != MODE_INVALID && values.data[1]->mode != MODE_INVALID) {
      check_record_comma_ok(c, rhs[0], values.data);
    }
    return;
  }
  if (values.data[0]->mode != MODE_INVALID) {
    if (return_stmt) {
      return_error(c, return_stmt, lhs, l, values);
    } else {
      assign_error(c, rhs, r, l, values.len);
    }
  }
  invalidate_untyped_vars(c, lhs, l);
}

void check_assign_vars(Checker *c, Expr **lhs, uint32_t l, Expr **rhs, uint32_t r) {
  if (l == r && !is_single_call(rhs, r)) {
    for (uint32_t i = 0; i < l; i++) check_assign_var(c, lhs[i], rhs[i], NULL, "assignment");
    return;
  }
  if (r != 1) {
    bool lhs_ok = check_use_lhs(c, lhs, l);
    bool rhs_ok = check_use(c, rhs, r);
    if (lhs_ok && rhs_ok) assign_error(c, rhs, r, l, r);
    return;
  }
  bool comma_ok;
  OperandList values = check_multi_expr(c, rhs[0], l == 2, &comma_ok);
  if (values.len == l) {
    for (uint32_t i = 0; i < l; i++) check_assign_var(c, lhs[i], NULL, values.data[i], "assignment");
    if (comma_ok && values.data[0]->mode != MODE_INVALID && values.data[1]->mode != MODE_INVALID) {
      check_record_comma_ok(c, rhs[0], values.data);
    }
    return;
  }
  if (values.data[0]->mode != MODE_INVALID) assign_error(c, rhs, r, l, values.len);
  check_use_lhs(c, lhs, l);
}

// ---- short variable declarations

static Object *new_local(Checker *c, Pos pos, const Name *name) {
  Object *variable = new_var(c->arena, VAR_LOCAL, pos, c->package, name, NULL);
  variable->enclosing_function = c->env.function;
  return variable;
}

// The variable that lhs[i] declares or assigns to; NULL if it is wrong. *is_new: declares.
static Object *short_var(Checker *c, Expr **lhs, uint32_t i, bool *is_new, bool *failed) {
  Expr *e = lhs[i];
  *is_new = false;
  if (e->node.kind != NODE_NAME) {
    check_use_lhs(c, &e, 1);
    check_error(c, e, "non-name %s on left side of :=", str_expr(c, e));
    *failed = true;
    return NULL;
  }
  NameExpr *name = (NameExpr *)e;
  for (uint32_t j = 0; j < i && !name->name->blank; j++) {
    if (lhs[j]->node.kind == NODE_NAME && ((NameExpr *)lhs[j])->name == name->name) {
      check_error(c, e, "%s repeated on left side of :=", str_expr(c, e));
      *failed = true;
      return NULL;
    }
  }
  Object *other = scope_lookup(c->env.scope, name->name);
  if (other) {
    check_record_use(c, name, other);
    if (other->kind == OBJECT_VAR) {
      other->reassigned = true;
      return other;
    }
    check_error(c, e, "cannot assign to %s", str_expr(c, e));
    *failed = true;
    return NULL;
  }
  Object *variable = new_local(c, e->node.pos, name->name);
  check_record_object(c, name, variable);
  *is_new = !name->name->blank;
  return variable;
}

void check_short_var_decl(Checker *c, Pos pos, Expr **lhs, uint32_t l, Expr **rhs, uint32_t r) {
  uint32_t top = c->delayed.len;
  Scope *scope = c->env.scope;
  Object *few[16];
  Object **vars = l <= 8 ? few : arena_array(c->arena, Object *, l * 2);
  Object **new_vars = vars + l;
  uint32_t new_count = 0;
  bool failed = false;
  for (uint32_t i = 0; i < l; i++) {
    bool is_new;
    vars[i] = short_var(c, lhs, i, &is_new, &failed);
    if (is_new) new_vars[new_count++] = vars[i];
  }
  for (uint32_t i = 0; i < l; i++) {
    if (!vars[i]) vars[i] = new_local(c, lhs[i]->node.pos, name_cstr(c->session->names, "_"));
  }
  check_init_vars(c, vars, l, rhs, r, NULL);
  check_process_delayed(c, top);  // function literals on the right do not see the new variables
  if (new_count == 0 && !failed) {
    check_soft_error(c, pos, "no new variables on left side of :=");
    return;
  }
  Pos scope_pos = r > 0 ? syntax_end_pos(&rhs[r - 1]->node) : pos;
  for (uint32_t i = 0; i < new_count; i++) check_declare(c, scope, NULL, new_vars[i], scope_pos);
}
