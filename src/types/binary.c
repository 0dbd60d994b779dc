// Binary operations (Spec: Operators, Arithmetic operators, Comparison
// operators): matching of operand types, comparisons, shifts, constant folding.
#include "types/internal.h"

bool is_comparison(Operator op) { return op >= OP_EQL && op <= OP_GEQ; }

static bool is_shift(Operator op) { return op == OP_SHL || op == OP_SHR; }

// The ConstOp of a binary operator that is no shift.
static ConstOp const_operation(Operator op) {
  static const int8_t table[OPERATOR_COUNT] = {
      [OP_OR_OR] = CONST_LOR + 1, [OP_AND_AND] = CONST_LAND + 1,    [OP_EQL] = CONST_EQL + 1,
      [OP_NEQ] = CONST_NEQ + 1,   [OP_LSS] = CONST_LSS + 1,         [OP_LEQ] = CONST_LEQ + 1,
      [OP_GTR] = CONST_GTR + 1,   [OP_GEQ] = CONST_GEQ + 1,         [OP_ADD] = CONST_ADD + 1,
      [OP_SUB] = CONST_SUB + 1,   [OP_OR] = CONST_OR + 1,           [OP_XOR] = CONST_XOR + 1,
      [OP_MUL] = CONST_MUL + 1,   [OP_DIV] = CONST_QUO + 1,         [OP_REM] = CONST_REM + 1,
      [OP_AND] = CONST_AND + 1,   [OP_AND_NOT] = CONST_AND_NOT + 1,
  };
  if (!table[op]) ice("types", "const_operation", "no constant operation for %s", syntax_operator_text(op));
  return (ConstOp)(table[op] - 1);
}

// Why a type is not comparable; "" if there is nothing more to say.
static const char *incomparable_cause(Checker *c, Type *t) {
  switch (under(t)->kind) {
    case TYPE_SLICE:
    case TYPE_SIGNATURE:
    case TYPE_MAP: return str_printf(c, "%s can only be compared to nil", composite_kind(t));
    default: break;
  }
  char *cause = NULL;
  comparable_type(t, true, &cause, c);
  return cause ? cause : "";
}

typedef struct ComparisonError {
  Operand *operand;
  const char *cause;
} ComparisonError;

// Decides whether the operands may be compared; fills the error if not.
static bool comparison_defined(Checker *c, Operand *x, Operand *y, Operator op, ComparisonError *error) {
  if (!operand_assignable_to(c, x, y->type, NULL) && !operand_assignable_to(c, y, x->type, NULL)) {
    // Only the second operand shows the mismatch.
    error->operand = y;
    error->cause = str_printf(c, "mismatched types %s and %s", str_type(c, x->type), str_type(c, y->type));
    return false;
  }
  if (op == OP_EQL || op == OP_NEQ) {
    bool x_nil = operand_is_nil(c, x);
    if (x_nil || operand_is_nil(c, y)) {
      error->operand = y;
      return has_nil(x_nil ? y->type : x->type);
    }
    if (!types_comparable(x->type)) {
      error->operand = x;
      error->cause = incomparable_cause(c, x->type);
      return false;
    }
    if (!types_comparable(y->type)) {
      error->operand = y;
      error->cause = incomparable_cause(c, y->type);
      return false;
    }
    return true;
  }
  if (!all_ordered(x->type)) return false;
  error->operand = y;
  return all_ordered(y->type);
}

static void comparison_error(Checker *c, Operand *x, Operand *y, Operator op, bool switch_case, ComparisonError error) {
  const char *text = syntax_operator_text(op);
  Operand *at = error.operand;
  const char *cause = error.cause;
  if (!cause[0]) {
    if (is_type_param(x->type) || is_type_param(y->type)) {
      if (!is_type_param(x->type)) at = y;
      cause = str_printf(c, "type parameter %s cannot use operator %s", str_type(c, at->type), text);
    } else {
      const char *what = composite_kind(at->type);
      if (!what || !what[0]) what = str_type(c, at->type);
      cause = str_printf(c, "operator %s not defined on %s", text, what);
    }
  }
  if (switch_case) {
    check_error(c, x->expr, "invalid case %s in switch on %s (%s)", str_expr(c, x->expr), str_expr(c, y->expr), cause);
  } else {
    check_error(c, at->expr, "invalid operation: %s %s %s (%s)", str_expr(c, x->expr), text, str_expr(c, y->expr),
                cause);
  }
}

// Checks x op y for a comparison operator; the result, in x, is an untyped boolean. In a switch case x is the case.
void check_comparison(Checker *c, Operand *x, Operand *y, Operator op, bool switch_case) {
  if (!is_valid(x->type) || !is_valid(y->type)) {
    x->mode = MODE_INVALID;
    return;
  }
  if (switch_case) op = OP_EQL;
  ComparisonError error = {x, ""};
  if (!comparison_defined(c, x, y, op, &error)) {
    comparison_error(c, x, y, op, switch_case, error);
    x->mode = MODE_INVALID;
    return;
  }
  if (x->mode == MODE_CONSTANT && y->mode == MODE_CONSTANT) {
    x->value = const_bool(const_compare(x->value, const_operation(op), y->value));
  } else {
    x->mode = MODE_VALUE;
    // The operands become values now, of their default types if untyped.
    check_update_expr_type(c, x->expr, default_type(c->universe, x->type), true);
    check_update_expr_type(c, y->expr, default_type(c->universe, y->type), true);
  }
  x->type = c->universe->basic[BASIC_UNTYPED_BOOL];
}

// Checks a shift count; y_value gets its integer value if it is constant.
static bool check_shift_count(Checker *c, Operand *y, const ConstVal **y_value) {
  if (y->mode == MODE_CONSTANT) {
    *y_value = const_to_int(c->arena, y->value);
    if (const_kind(*y_value) == CONST_INT && const_sign(*y_value) < 0) {
      check_error(c, y->expr, "invalid operation: negative shift count %s", str_operand(c, y));
      return false;
    }
    if (is_untyped(y->type)) {
      // representable as uint, but not converted
      check_representable(c, y, (Basic *)c->universe->basic[BASIC_UINT]);
      return y->mode != MODE_INVALID;
    }
    return true;
  }
  if (all_integer(y->type)) {
    if (all_unsigned(y->type) || check_allow_version(c, "go1.13")) {
      // A count that is itself a delayed shift, 1 << (1 << s), gets its type here; gc makes it a uint.
      if (is_untyped(y->type)) check_update_expr_type(c, y->expr, c->universe->basic[BASIC_UINT], true);
      return true;
    }
    check_version_error(c, check_at_pos(&y->expr->node), "go1.13", "invalid operation: signed shift count %s",
                        str_operand(c, y));
    return false;
  }
  if (is_untyped(y->type)) {
    check_convert_untyped(c, y, c->universe->basic[BASIC_UINT]);
    return y->mode != MODE_INVALID;
  }
  check_error(c, y->expr, "invalid operation: shift count %s must be integer", str_operand(c, y));
  return false;
}

// Both operands constant.
static void constant_shift(Checker *c, Operand *x, Operand *y, const ConstVal *x_value, const ConstVal *y_value,
                           Expr *e, Operator op) {
  Type *untyped_int = c->universe->basic[BASIC_UNTYPED_INT];
  if (const_kind(x->value) == CONST_UNKNOWN || const_kind(y->value) == CONST_UNKNOWN) {
    x->value = const_unknown();
    if (!is_integer(x->type)) x->type = untyped_int;
    return;
  }
  enum { shift_bound = 1023 - 1 + 52 };  // so that the smallest float64 can be written
  uint64_t count;
  if (!const_uint64_value(y_value, &count) || count > shift_bound) {
    check_error(c, y->expr, "invalid operation: invalid shift count %s", str_operand(c, y));
    x->mode = MODE_INVALID;
    return;
  }
  // 2.0 << 1 is an integer shift
  if (!is_integer(x->type)) x->type = untyped_int;
  x->value = const_shift(c->arena, x_value, op == OP_SHL, (uint32_t)count);
  x->expr = e;
  check_overflow(c, x, operation_pos(x->expr));
}

// Spec: Operators (shifts). e is the shift expression; it may be NULL if not constant.
static void check_shift(Checker *c, Operand *x, Operand *y, Expr *e, Operator op) {
  const ConstVal *x_value = x->mode == MODE_CONSTANT ? const_to_int(c->arena, x->value) : NULL;
  bool integer = all_integer(x->type);
  if (!integer && !(is_untyped(x->type) && x_value && const_kind(x_value) == CONST_INT)) {
    check_error(c, x->expr, "invalid operation: shifted operand %s must be integer", str_operand(c, x));
    x->mode = MODE_INVALID;
    return;
  }
  const ConstVal *y_value = NULL;
  if (!check_shift_count(c, y, &y_value)) {
    x->mode = MODE_INVALID;
    return;
  }
  if (y->mode == MODE_CONSTANT && x->mode != MODE_CONSTANT) {
    check_update_expr_type(c, y->expr, c->universe->basic[BASIC_UINT], true);  // it is a value now
  }
  if (x->mode == MODE_CONSTANT) {
    if (y->mode == MODE_CONSTANT) {
      constant_shift(c, x, y, x_value, y_value, e, op);
      return;
    }
    if (is_untyped(x->type)) {
      // The constant gets the type it would have without the shift: its check waits until that is known.
      if (check_is_untyped(c, x->expr)) check_page(c, x->expr->id)->flags[x->expr->id % NODE_PAGE] |= EXPR_SHIFT_LHS;
      x->mode = MODE_VALUE;
      return;
    }
  }
  if (!integer) {
    check_error(c, x->expr, "invalid operation: shifted operand %s must be integer", str_operand(c, x));
    x->mode = MODE_INVALID;
    return;
  }
  x->mode = MODE_VALUE;
}

// Reports and returns false if the binary operator is not defined on x.
static bool binary_defined(Checker *c, Operand *x, Operator op) {
  bool ok;
  switch (op) {
    case OP_ADD: ok = all_numeric_or_string(x->type); break;
    case OP_SUB:
    case OP_MUL:
    case OP_DIV: ok = all_numeric(x->type); break;
    case OP_REM:
    case OP_AND:
    case OP_OR:
    case OP_XOR:
    case OP_AND_NOT: ok = all_integer(x->type); break;
    case OP_AND_AND:
    case OP_OR_OR: ok = all_boolean(x->type); break;
    default: ice("types", "operator_defined", "unknown operator %s", syntax_operator_text(op));
  }
  if (!ok) check_not_defined(c, x, op);
  return ok;
}

static bool square_is_zero(Checker *c, const ConstVal *v) {
  return const_sign(const_binary(c->arena, CONST_MUL, v, v)) == 0;
}

// Reports a zero divisor, also a complex one whose square underflows.
static bool divisor_ok(Checker *c, Operand *x, Operand *y) {
  if (y->mode != MODE_CONSTANT) return true;
  bool zero = false;
  if (x->mode == MODE_CONSTANT || all_integer(x->type)) zero = const_sign(y->value) == 0;
  if (!zero && x->mode == MODE_CONSTANT && is_complex(x->type)) {
    zero = square_is_zero(c, const_real(c->arena, y->value)) && square_is_zero(c, const_imag(c->arena, y->value));
  }
  if (zero) check_error(c, y->expr, "invalid operation: division by zero");
  return !zero;
}

static void mismatched_types(Checker *c, Operand *x, Operand *y, Expr *e, Expr *lhs, Expr *rhs, Operator op) {
  if (!is_valid(x->type) || !is_valid(y->type)) return;  // reported elsewhere
  if (e) {
    check_error(c, x->expr, "invalid operation: %s (mismatched types %s and %s)", str_expr(c, e), str_type(c, x->type),
                str_type(c, y->type));
  } else {
    check_error(c, x->expr, "invalid operation: %s %s= %s (mismatched types %s and %s)", str_expr(c, lhs),
                syntax_operator_text(op), str_expr(c, rhs), str_type(c, x->type), str_type(c, y->type));
  }
}

// Checks lhs op rhs. e is the expression; NULL in an assignment operation.
void check_binary(Checker *c, Operand *x, Expr *e, Expr *lhs, Expr *rhs, Operator op) {
  Operand y = {0};
  check_expr(c, NULL, x, lhs);
  check_expr(c, NULL, &y, rhs);
  if (x->mode == MODE_INVALID) return;
  if (y.mode == MODE_INVALID) {
    x->mode = MODE_INVALID;
    x->expr = y.expr;
    return;
  }
  if (is_shift(op)) {
    check_shift(c, x, &y, e, op);
    return;
  }
  check_match_types(c, x, &y);
  if (x->mode == MODE_INVALID) return;
  if (is_comparison(op)) {
    check_comparison(c, x, &y, op, false);
    return;
  }
  if (x->type != y.type && !identical(x->type, y.type)) {
    mismatched_types(c, x, &y, e, lhs, rhs, op);
    x->mode = MODE_INVALID;
    return;
  }
  if (!binary_defined(c, x, op) || ((op == OP_DIV || op == OP_REM) && !divisor_ok(c, x, &y))) {
    x->mode = MODE_INVALID;
    return;
  }
  if (x->mode == MODE_CONSTANT && y.mode == MODE_CONSTANT) {
    if (const_kind(x->value) == CONST_UNKNOWN || const_kind(y.value) == CONST_UNKNOWN) {
      x->value = const_unknown();
      return;
    }
    ConstOp const_op = const_operation(op);
    if (op == OP_DIV && is_integer(x->type)) const_op = CONST_INT_QUO;
    x->value = const_binary(c->arena, const_op, x->value, y.value);
    x->expr = e;
    check_overflow(c, x, operation_pos(x->expr));
    return;
  }
  x->mode = MODE_VALUE;
}
