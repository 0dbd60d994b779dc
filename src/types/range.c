// Range loops (Spec: For statements with range clause): what the range
// expression gives to the iteration variables, and their declaration.
#include "types/internal.h"

typedef struct RangeTypes {
  Type *key, *value;  // NULL: not permitted
  char *cause;        // why not, "" if nothing more is to be said
  bool ok;
} RangeTypes;

static RangeTypes bad_range(Checker *c, char *cause) {
  Type *invalid = c->universe->basic[BASIC_INVALID];
  return (RangeTypes){invalid, invalid, cause, false};
}

static bool range_term(Type *t, Type *u, void *data, char **cause) {
  if (!u || u->kind != TYPE_CHAN || ((ChanType *)u)->dir != CHAN_SEND_ONLY) return true;
  Checker *c = data;
  if (cause) *cause = str_printf(c, "receive from send-only channel %s", str_type(c, t));
  return false;
}

// func(yield func(K, V) bool)
static RangeTypes function_range(Checker *c, Signature *sig) {
  if (!check_allow_version(c, "go1.23")) return bad_range(c, "requires go1.23 or later");
  if (!sig->params || sig->params->len != 1) {
    return bad_range(c, "func must be func(yield func(...) bool): wrong argument count");
  }
  if (sig->results && sig->results->len != 0) {
    return bad_range(c, "func must be func(yield func(...) bool): unexpected results");
  }
  char *cause = NULL;
  Type *u = common_under(sig->params->vars[0]->type, NULL, NULL, &cause, c);
  if (!u || u->kind != TYPE_SIGNATURE) {
    if (!u) {
      return bad_range(c,
                       str_printf(c, "func must be func(yield func(...) bool): in yield type, %s", cause ? cause : ""));
    }
    return bad_range(c, "func must be func(yield func(...) bool): argument is not func");
  }
  Signature *yield = (Signature *)u;
  uint32_t count = yield->params ? yield->params->len : 0;
  if (count > 2) { return bad_range(c, "func must be func(yield func(...) bool): yield func has too many parameters"); }
  Type *result = yield->results && yield->results->len == 1 ? yield->results->vars[0]->type : NULL;
  if (!result || !identical(result, c->universe->basic[BASIC_BOOL])) {
    if (result && is_boolean(result)) {
      return bad_range(c, "func must be func(yield func(...) bool): yield func returns user-defined boolean, not bool");
    }
    return bad_range(c, "func must be func(yield func(...) bool): yield func does not return bool");
  }
  return (RangeTypes){count > 0 ? yield->params->vars[0]->type : NULL, count > 1 ? yield->params->vars[1]->type : NULL,
                      NULL, true};
}

// The types of key and value when ranging over a value of type `type`.
static RangeTypes range_types(Checker *c, Type *type) {
  char *cause = NULL;
  Type *u = common_under(type, range_term, c, &cause, c);
  if (!u) return bad_range(c, cause);
  Type *type_int = c->universe->basic[BASIC_INT];
  u = array_ptr_deref(u);
  switch (u->kind) {
    case TYPE_BASIC:
      if (is_string(u)) return (RangeTypes){type_int, c->universe->rune_type, NULL, true};
      if (is_integer(u)) {
        if (!check_allow_version(c, "go1.22")) return bad_range(c, "requires go1.22 or later");
        return (RangeTypes){type, NULL, NULL, true};
      }
      break;
    case TYPE_ARRAY: return (RangeTypes){type_int, ((Array *)u)->elem, NULL, true};
    case TYPE_SLICE: return (RangeTypes){type_int, ((Slice *)u)->elem, NULL, true};
    case TYPE_MAP: return (RangeTypes){((MapType *)u)->key, ((MapType *)u)->elem, NULL, true};
    case TYPE_CHAN: return (RangeTypes){((ChanType *)u)->elem, NULL, NULL, true};
    case TYPE_SIGNATURE: return function_range(c, (Signature *)u);
    default: break;
  }
  return (RangeTypes){NULL, NULL, NULL, false};
}

// for i := range array does not evaluate the array: the range expression counts as the constant length.
static void record_constant_length(Checker *c, Expr *range_expr, Operand *x) {
  Type *t = array_ptr_deref(under(x->type));
  if (t->kind != TYPE_ARRAY) return;
  range_expr = syntax_unparen(range_expr);
  Operand length = {.mode = MODE_CONSTANT,
                    .expr = range_expr,
                    .type = c->universe->basic[BASIC_INT],
                    .value = const_int64(c->arena, ((Array *)t)->length)};
  check_record_operand(c, &length);
}

static void report_range_errors(Checker *c, Operand *x, RangeTypes types, Expr *key, Expr *value, Expr *extra) {
  Pos at = check_at_pos(&x->expr->node);
  if (!types.ok && types.cause && types.cause[0]) {
    check_soft_error(c, at, "cannot range over %s: %s", str_operand(c, x), types.cause);
  } else if (!types.ok) {
    check_soft_error(c, at, "cannot range over %s", str_operand(c, x));
  } else if (!types.key && key) {
    check_soft_error(c, check_at_pos(&key->node), "range over %s permits no iteration variables", str_operand(c, x));
  } else if (!types.value && value) {
    check_soft_error(c, check_at_pos(&value->node), "range over %s permits only one iteration variable",
                     str_operand(c, x));
  } else if (extra) {
    check_soft_error(c, check_at_pos(&extra->node), "range clause permits at most two iteration variables");
  }
}

// Gives an iteration variable its value: of an integer range x itself, else one of the given type.
static void init_iteration_var(Checker *c, Object *variable, Expr *lhs, Type *type, Operand *x, bool integer) {
  if (!type || type == c->universe->basic[BASIC_INVALID]) {
    variable->type = c->universe->basic[BASIC_INVALID];
    variable->used = true;  // no complaint about it
  } else if (integer) {
    check_init_var(c, variable, x, "range clause");
  } else {
    Operand y = {.mode = MODE_VALUE, .expr = lhs, .type = type};
    check_init_var(c, variable, &y, "assignment");
  }
}

static void declare_iteration_vars(Checker *c, ForStmt *s, Expr *const lhs[2], Type *const types[2], Operand *x,
                                   bool integer) {
  Object *new_vars[2];
  uint32_t new_count = 0;
  for (int i = 0; i < 2; i++) {
    if (!lhs[i]) continue;
    NameExpr *name = lhs[i]->node.kind == NODE_NAME ? (NameExpr *)lhs[i] : NULL;
    if (!name) check_error(c, lhs[i], "invalid syntax tree: cannot declare %s", str_expr(c, lhs[i]));
    Object *variable = new_var(c->arena, VAR_LOCAL, lhs[i]->node.pos, c->package,
                               name ? name->name : name_cstr(c->session->names, "_"), NULL);
    variable->enclosing_function = c->env.function;
    variable->reassigned = !info_distinct_variables(c->info, s);  // one variable for all iterations
    if (name) {
      check_record_object(c, name, variable);
      if (!name->name->blank) new_vars[new_count++] = variable;
    }
    init_iteration_var(c, variable, lhs[i], types[i], x, integer);
  }
  if (new_count == 0) check_error(c, s, "no new variables on left side of :=");
  for (uint32_t i = 0; i < new_count; i++) check_declare(c, c->env.scope, NULL, new_vars[i], s->body->stmt.node.pos);
}

static void assign_iteration_vars(Checker *c, Expr *const lhs[2], Type *const types[2], Operand *x, bool integer) {
  for (int i = 0; i < 2; i++) {
    if (!lhs[i] || !types[i] || types[i] == c->universe->basic[BASIC_INVALID]) continue;
    if (integer) {
      check_assign_var(c, lhs[i], NULL, x, "range clause");
      // An untyped x has the variable's type now.
      if (x->mode != MODE_INVALID && !is_integer(x->type)) {
        check_soft_error(c, check_at_pos(&lhs[i]->node), "cannot use iteration variable of type %s",
                         str_type(c, x->type));
      }
    } else {
      Operand y = {.mode = MODE_VALUE, .expr = lhs[i], .type = types[i]};
      check_assign_var(c, lhs[i], NULL, &y, "assignment");
    }
  }
}

void check_range_stmt(Checker *c, uint32_t inner, ForStmt *s, RangeClause *clause) {
  uint32_t count;
  Expr **list = unpack_expr_at(&clause->lhs, &count);
  Expr *lhs[2] = {count > 0 ? list[0] : NULL, count > 1 ? list[1] : NULL};
  Expr *extra = count > 2 ? list[2] : NULL;

  Operand x = {0};
  c->env.has_call_or_recv = false;
  check_expr(c, NULL, &x, clause->x);
  if (x.mode != MODE_INVALID && !lhs[1] && !c->env.has_call_or_recv) record_constant_length(c, clause->x, &x);
  Type *types[2] = {NULL, NULL};
  if (x.mode != MODE_INVALID) {
    RangeTypes found = range_types(c, x.type);
    report_range_errors(c, &x, found, lhs[0], lhs[1], extra);
    types[0] = found.key;
    types[1] = found.value;
  }
  // The variables live in the scope of the for statement, not of the range clause.
  check_open_scope(c);
  bool integer = x.type && is_integer(x.type);
  if (clause->define) {
    declare_iteration_vars(c, s, lhs, types, &x, integer);
  } else if (lhs[0]) {
    assign_iteration_vars(c, lhs, types, &x, integer);
  } else if (integer) {
    check_assignment(c, &x, NULL, "range clause");  // so that an untyped x gets a type
  }
  check_stmt(c, inner, &s->body->stmt);
  check_close_scope(c);
}
