// Checking of expressions: the entry points and the dispatch by node.
//
// Every function takes an expression and fills an Operand; on failure the
// operand's mode is MODE_INVALID and the error has been reported. All
// expressions go through check_raw_expr, which records the result.
// A hint is the element type of an enclosing composite literal; a target is the
// function type that a generic function value is assigned to.
#include "types/internal.h"

static const uint32_t not_values = 1u << MODE_NO_VALUE | 1u << MODE_BUILTIN | 1u << MODE_TYPE;

static Type *invalid_type(Checker *c) { return c->universe->basic[BASIC_INVALID]; }

Target *new_target(Checker *c, Type *type, const char *description) {
  if (!type) return NULL;
  Signature *sig = as_signature(type);
  if (!sig) return NULL;
  Target *target = arena_new(c->arena, Target);
  target->signature = sig;
  target->description = description;
  return target;
}

// A ListExpr's elements, or the one expression; none for NULL.
Expr **unpack_expr(Checker *c, Expr *e, uint32_t *len) {
  Expr **one = arena_new(c->arena, Expr *);
  *one = e;
  return unpack_expr_at(one, len);
}

// Reports generic types, and generic functions whose arguments the target does not tell.
void check_non_generic(Checker *c, Target *target, Operand *x) {
  if (x->mode == MODE_INVALID || x->mode == MODE_NO_VALUE || !x->type) return;
  const char *what = NULL;
  switch (x->type->kind) {
    case TYPE_ALIAS:
    case TYPE_NAMED:
      if (is_generic(x->type)) what = "type";
      break;
    case TYPE_SIGNATURE:
      if (((Signature *)x->type)->type_params) {
        if (target) {
          uint32_t count;
          check_func_inst(c, target, x->expr->node.pos, x, NULL, true, &count);
          return;
        }
        what = "function";
      }
      break;
    default: break;
  }
  if (what) {
    check_error(c, x->expr, "cannot use generic %s %s without instantiation", what, str_expr(c, x->expr));
    x->mode = MODE_INVALID;
    x->type = invalid_type(c);
  }
}

// A value whose type's declaration is being checked makes a cycle: type T [unsafe.Sizeof(T{})]int.
static void pending_type(Checker *c, Operand *x) {
  if (x->mode == MODE_INVALID || x->mode == MODE_NO_VALUE || !x->type) return;
  switch (x->type->kind) {
    case TYPE_NAMED:
    case TYPE_ALIAS:
    case TYPE_ARRAY:
    case TYPE_STRUCT:
      if (!check_finite_size(c, x->type)) {
        x->mode = MODE_INVALID;
        x->type = invalid_type(c);
      }
      break;
    default: break;
  }
}

static ExprKind fail(Operand *x, Expr *e) {
  x->mode = MODE_INVALID;
  x->expr = e;
  return EXPR_KIND_STATEMENT;  // avoids follow-up errors
}

static ExprKind syntax_tree_error(Checker *c, Operand *x, Expr *e, const char *message) {
  check_error(c, e, "invalid syntax tree: %s", message);
  return fail(x, e);
}

// x.(T). Spec: Type assertions
static bool check_assert_expr(Checker *c, Operand *x, AssertExpr *e) {
  check_expr(c, NULL, x, e->x);
  if (x->mode == MODE_INVALID) return false;
  if (!e->type_expr) {
    check_error(c, e, "invalid syntax tree: invalid use of AssertExpr");
    return false;
  }
  if (is_type_param(x->type)) {
    check_error(c, x->expr, "invalid operation: cannot use type assertion on type parameter value %s",
                str_operand(c, x));
    return false;
  }
  if (!as_interface(x->type)) {
    check_error(c, x->expr, "invalid operation: %s is not an interface", str_operand(c, x));
    return false;
  }
  Type *t = check_var_type(c, e->type_expr);
  if (!is_valid(t)) return false;
  check_type_assertion(c, &e->expr, x, t, false);
  x->mode = MODE_COMMA_OK;
  x->type = t;
  return true;
}

static ExprKind check_operation(Checker *c, Operand *x, Operation *e) {
  if (e->y) {
    check_binary(c, x, &e->expr, e->x, e->y, e->op);
    if (x->mode == MODE_INVALID) return fail(x, &e->expr);
  } else if (e->op == OP_MUL) {
    if (!check_indirection(c, x, e)) return fail(x, &e->expr);
  } else {
    check_unary(c, x, e);
    if (x->mode == MODE_INVALID) return fail(x, &e->expr);
    if (e->op == OP_RECV) {
      x->expr = &e->expr;
      return EXPR_KIND_STATEMENT;  // receive operations may be statements
    }
  }
  x->expr = &e->expr;
  return EXPR_KIND_EXPRESSION;
}

// The core: checks by node kind. Only check_raw_expr calls it.
static ExprKind check_expr_internal(Checker *c, Target *target, Operand *x, Expr *e, Type *hint) {
  x->mode = MODE_INVALID;
  x->type = invalid_type(c);
  x->value = NULL;
  switch (e->node.kind) {
    case NODE_BAD_EXPR: return fail(x, e);  // reported by the parser
    case NODE_NAME: check_ident(c, x, (NameExpr *)e, false); break;
    case NODE_DOTS_TYPE: return syntax_tree_error(c, x, e, "invalid use of ...");
    case NODE_BASIC_LIT:
      if (((BasicLit *)e)->bad) return fail(x, e);
      check_basic_lit(c, x, (BasicLit *)e);
      if (x->mode == MODE_INVALID) return fail(x, e);
      break;
    case NODE_FUNC_LIT:
      check_func_lit(c, x, (FuncLit *)e);
      if (x->mode == MODE_INVALID) return fail(x, e);
      break;
    case NODE_COMPOSITE_LIT:
      check_composite_lit(c, x, (CompositeLit *)e, hint);
      if (x->mode == MODE_INVALID) return fail(x, e);
      break;
    case NODE_PAREN_EXPR: {
      // inference does not go past parentheses
      ExprKind kind = check_raw_expr(c, NULL, x, ((ParenExpr *)e)->x, NULL, false);
      x->expr = e;
      return kind;
    }
    case NODE_SELECTOR_EXPR: check_selector(c, x, (SelectorExpr *)e, false); break;
    case NODE_INDEX_EXPR:
      if (check_index_expr(c, x, (IndexExpr *)e)) {
        uint32_t count;
        check_func_inst(c, target, e->node.pos, x, (IndexExpr *)e, true, &count);
      }
      if (x->mode == MODE_INVALID) return fail(x, e);
      break;
    case NODE_SLICE_EXPR:
      check_slice_expr(c, x, (SliceExpr *)e);
      if (x->mode == MODE_INVALID) return fail(x, e);
      break;
    case NODE_ASSERT_EXPR:
      if (!check_assert_expr(c, x, (AssertExpr *)e)) return fail(x, e);
      break;
    case NODE_TYPE_SWITCH_GUARD:
      check_error(c, e, "invalid syntax tree: use of .(type) outside type switch");
      check_use(c, &((TypeSwitchGuard *)e)->x, 1);
      return fail(x, e);
    case NODE_CALL_EXPR: return check_call_expr(c, x, (CallExpr *)e);
    case NODE_LIST_EXPR: return syntax_tree_error(c, x, e, "unexpected list of expressions");
    case NODE_OPERATION: return check_operation(c, x, (Operation *)e);
    case NODE_KEY_VALUE_EXPR: return syntax_tree_error(c, x, e, "no key:value expected");
    case NODE_ARRAY_TYPE:
    case NODE_SLICE_TYPE:
    case NODE_STRUCT_TYPE:
    case NODE_FUNC_TYPE:
    case NODE_INTERFACE_TYPE:
    case NODE_MAP_TYPE:
    case NODE_CHAN_TYPE:
      x->mode = MODE_TYPE;
      x->type = check_type(c, e);
      break;
    default: ice("types", "check_expr_internal", "unknown expression kind %d", e->node.kind);
  }
  x->expr = e;
  return EXPR_KIND_EXPRESSION;
}

// Ends the check of e by other means than check_raw_expr.
void check_finish_expr(Checker *c, Operand *x, Expr *e) {
  x->expr = e;
  pending_type(c, x);
  check_record_operand(c, x);
}

// Checks e and records the result. The kind tells whether e may be a statement.
ExprKind check_raw_expr(Checker *c, Target *target, Operand *x, Expr *e, Type *hint, bool allow_generic) {
  ExprKind kind = check_expr_internal(c, target, x, e, hint);
  if (!allow_generic) check_non_generic(c, target, x);
  pending_type(c, x);
  check_record_operand(c, x);
  return kind;
}

// Checks x.(T): T must implement x's interface type, or could if T is an interface.
void check_type_assertion(Checker *c, Expr *e, Operand *x, Type *t, bool type_switch) {
  if (assertable_to(c, x->type, t, NULL)) return;
  char *cause = NULL;
  assertable_to(c, x->type, t, &cause);
  if (!cause) cause = "";
  if (type_switch) {
    check_error(c, e, "impossible type switch case: %s\n\t%s cannot have dynamic type %s %s", str_expr(c, e),
                str_operand(c, x), str_type(c, t), cause);
  } else {
    check_error(c, e, "impossible type assertion: %s\n\t%s does not implement %s %s", str_expr(c, e), str_type(c, t),
                str_type(c, x->type), cause);
  }
}

// Reports an operand whose mode is in the set.
void check_exclude(Checker *c, Operand *x, uint32_t mode_set) {
  if (!(mode_set & 1u << x->mode)) return;
  if (x->mode == MODE_NO_VALUE) {
    check_error(c, x->expr, mode_set & 1u << MODE_TYPE ? "%s used as value" : "%s used as value or type",
                str_operand(c, x));
  } else if (x->mode == MODE_BUILTIN) {
    check_error(c, x->expr, "%s must be called", str_operand(c, x));
  } else {
    check_error(c, x->expr, "%s is not an expression", str_operand(c, x));
  }
  x->mode = MODE_INVALID;
}

void check_single_value(Checker *c, Operand *x) {
  if (x->mode == MODE_VALUE && x->type && x->type->kind == TYPE_TUPLE) {
    check_error(c, x->expr, "multiple-value %s in single-value context", str_operand(c, x));
    x->mode = MODE_INVALID;
  }
}

// Checks an expression that must be one value.
void check_expr(Checker *c, Target *target, Operand *x, Expr *e) {
  check_raw_expr(c, target, x, e, NULL, false);
  check_exclude(c, x, not_values);
  check_single_value(c, x);
}

void check_expr_with_hint(Checker *c, Operand *x, Expr *e, Type *hint) {
  check_raw_expr(c, NULL, x, e, hint, false);
  check_exclude(c, x, not_values);
  check_single_value(c, x);
}

void check_expr_or_type(Checker *c, Operand *x, Expr *e, bool allow_generic) {
  check_raw_expr(c, NULL, x, e, NULL, allow_generic);
  check_exclude(c, x, 1u << MODE_NO_VALUE);
  check_single_value(c, x);
}

static OperandList new_operands(Checker *c, uint32_t count) {
  OperandList list = {count, arena_array(c->arena, Operand *, count)};
  Operand *all = arena_array(c->arena, Operand, count);
  for (uint32_t i = 0; i < count; i++) list.data[i] = &all[i];
  return list;
}

// Checks an expression that may have several values. With allow_comma_ok, a map index, receive or assertion gives
// its value and an untyped bool. After an error the first operand is invalid.
OperandList check_multi_expr(Checker *c, Expr *e, bool allow_comma_ok, bool *comma_ok) {
  Operand x = {0};
  if (comma_ok) *comma_ok = false;
  check_raw_expr(c, NULL, &x, e, NULL, false);
  check_exclude(c, &x, not_values);
  if (x.mode != MODE_INVALID && x.type && x.type->kind == TYPE_TUPLE) {
    Tuple *tuple = (Tuple *)x.type;
    OperandList list = new_operands(c, tuple->len);
    for (uint32_t i = 0; i < tuple->len; i++) {
      *list.data[i] = (Operand){.mode = MODE_VALUE, .expr = e, .type = tuple->vars[i]->type};
    }
    return list;
  }
  bool pair = allow_comma_ok && (x.mode == MODE_MAP_INDEX || x.mode == MODE_COMMA_OK);
  OperandList list = new_operands(c, pair ? 2 : 1);
  *list.data[0] = x;
  if (pair) {
    *list.data[1] = (Operand){.mode = MODE_VALUE, .expr = e, .type = c->universe->basic[BASIC_UNTYPED_BOOL]};
    if (comma_ok) *comma_ok = true;
  }
  return list;
}

// Checks a list of expressions; a single one may have several values.
OperandList check_expr_list(Checker *c, Expr **list, uint32_t len) {
  if (len == 0) return (OperandList){0, NULL};
  if (len == 1) return check_multi_expr(c, list[0], false, NULL);
  OperandList result = new_operands(c, len);
  for (uint32_t i = 0; i < len; i++) check_expr(c, NULL, result.data[i], list[i]);
  return result;
}
