// Untyped expressions: how they get their final types (Spec: Constant
// expressions, Representability). A tree of untyped operations keeps its
// provisional types until a context decides; check_update_expr_type then walks
// it down again. Relies on the flags that recording.c sets.
#include "types/internal.h"

// Operations that can overflow, as messages name them.
static const char *operation_name(const Expr *x) {
  if (!x || x->node.kind != NODE_OPERATION) return "";
  const Operation *e = (const Operation *)x;
  if (!e->y) return e->op == OP_XOR ? "bitwise complement " : "";
  switch (e->op) {
    case OP_ADD: return "addition ";
    case OP_SUB: return "subtraction ";
    case OP_XOR: return "bitwise XOR ";
    case OP_MUL: return "multiplication ";
    case OP_SHL: return "shift ";
    default: return "";
  }
}

// The operator's position for an operation, else where x starts.
Pos operation_pos(const Expr *x) {
  if (!x) return 0;
  return x->node.kind == NODE_OPERATION ? x->node.pos : syntax_start_pos(&x->node);
}

// Checks that a constant fits its type, or, if untyped, does not grow without bound.
void check_overflow(Checker *c, Operand *x, Pos op_pos) {
  if (const_kind(x->value) == CONST_UNKNOWN) {
    check_error_pos(c, op_pos, "constant result is not representable");
    return;
  }
  if (is_typed(x->type)) {
    check_representable(c, x, as_basic(x->type));
    return;
  }
  enum { precision = 512 };
  if (const_kind(x->value) == CONST_INT && const_bit_len(x->value) > precision) {
    check_error_pos(c, op_pos, "constant %soverflow", operation_name(x->expr));
    x->value = const_unknown();
  }
}

// The constant as a value of t; NULL with the reason if it is not representable.
static const ConstVal *representation(Checker *c, Operand *x, Basic *t, ConversionError *error) {
  const ConstVal *value = x->value;
  if (representable_const(c, x->value, t, &value)) return value;
  if (is_numeric(x->type) && is_numeric(&t->type)) {
    *error = !is_integer(x->type) && is_integer(&t->type) ? CONVERSION_TRUNCATED : CONVERSION_OVERFLOWS;
  } else {
    *error = CONVERSION_INVALID;
  }
  return NULL;
}

static void invalid_conversion(Checker *c, ConversionError error, Operand *x, Type *target) {
  const char *operand = str_operand(c, x), *type = str_type(c, target);
  if (error == CONVERSION_TRUNCATED) {
    check_error(c, x->expr, "%s truncated to %s", operand, type);
  } else if (error == CONVERSION_OVERFLOWS) {
    check_error(c, x->expr, "%s overflows %s", operand, type);
  } else {
    check_error(c, x->expr, "cannot convert %s to type %s", operand, type);
  }
}

void check_representable(Checker *c, Operand *x, Basic *t) {
  ConversionError error = CONVERSION_OK;
  const ConstVal *value = representation(c, x, t, &error);
  if (!value) {
    invalid_conversion(c, error, x, &t->type);
    x->mode = MODE_INVALID;
    return;
  }
  x->value = value;
}

// Non-constant untyped values are results of comparisons and of shifts whose type is delayed.
static bool untyped_value_fits(Type *untyped, Type *target) {
  switch (((Basic *)untyped)->basic_kind) {
    case BASIC_UNTYPED_BOOL: return is_boolean(target);
    case BASIC_UNTYPED_INT:
    case BASIC_UNTYPED_RUNE:
    case BASIC_UNTYPED_FLOAT:
    case BASIC_UNTYPED_COMPLEX: return is_numeric(target);
    case BASIC_UNTYPED_STRING: return is_string(target);
    default: return false;
  }
}

typedef struct ImplicitContext {
  Checker *checker;
  Operand *operand;
} ImplicitContext;

static bool implicit_to_term(Type *t, Type *u, void *data) {
  (void)t;
  ImplicitContext *context = data;
  const ConstVal *value;
  return u && check_implicit_type_and_value(context->checker, context->operand, u, &value) != NULL;
}

Type *check_implicit_conversion(Checker *c, Operand *x, Type *target, const ConstVal **value, ConversionError *error) {
  *value = NULL;
  *error = CONVERSION_OK;
  if (x->mode == MODE_INVALID || is_typed(x->type) || !is_valid(target)) return x->type;
  *error = CONVERSION_INVALID;
  if (is_untyped(target)) {
    Type *m = max_type(x->type, target);
    if (m) *error = CONVERSION_OK;
    return m;
  }
  if (x->mode == MODE_NIL) {
    if (!has_nil(target)) return NULL;
    *error = CONVERSION_OK;
    return target;
  }
  Type *u = under(target);
  if (u->kind == TYPE_BASIC) {
    if (x->mode == MODE_CONSTANT) {
      const ConstVal *v = representation(c, x, (Basic *)u, error);
      if (!v) return NULL;
      *value = v;
    } else if (!untyped_value_fits(x->type, target)) {
      return NULL;
    }
  } else if (u->kind == TYPE_INTERFACE) {
    if (is_type_param(target)) {
      ImplicitContext context = {c, x};
      if (!typeset_each(target, implicit_to_term, &context)) return NULL;
    } else {
      // Values in interfaces have concrete types: the default type.
      TypeSet *set = compute_interface_type_set(c, 0, (Interface *)u);
      if (!type_set_is_all(set)) return NULL;
      *error = CONVERSION_OK;
      return default_type(c->universe, x->type);
    }
  } else {
    return NULL;
  }
  *error = CONVERSION_OK;
  return target;
}

Type *check_implicit_type_and_value(Checker *c, Operand *x, Type *target, const ConstVal **value) {
  ConversionError error;
  return check_implicit_conversion(c, x, target, value, &error);
}

void check_take_conversion(Checker *c, Operand *x, Type *type, const ConstVal *value) {
  bool changes = type != x->type;
  x->type = type;
  if (value) {
    x->value = value;
    if (check_record_conversion(c, x->expr, type, value)) return;
  }
  if (changes) check_update_expr_type(c, x->expr, type, false);
}

// Converts an untyped operand to the target type.
void check_convert_untyped(Checker *c, Operand *x, Type *target) {
  const ConstVal *value;
  ConversionError error;
  Type *type = check_implicit_conversion(c, x, target, &value, &error);
  if (error != CONVERSION_OK) {
    invalid_conversion(c, error, x, is_type_param(target) ? target : under(target));
    x->mode = MODE_INVALID;
    return;
  }
  check_take_conversion(c, x, type, value);
}

// Updates the operands of an untyped expression. A constant's operands never become values and stay as they are.
static void update_operands(Checker *c, Expr *e, Type *type, bool final) {
  if (e->node.kind == NODE_PAREN_EXPR) {
    check_update_expr_type(c, ((ParenExpr *)e)->x, type, final);
    return;
  }
  if (e->node.kind != NODE_OPERATION || info_value(c->info, e)) return;
  Operation *operation = (Operation *)e;
  if (!operation->y) {
    check_update_expr_type(c, operation->x, type, final);
  } else if (is_comparison(operation->op)) {
    // operands have their final types
  } else if (operation->op == OP_SHL || operation->op == OP_SHR) {
    check_update_expr_type(c, operation->x, type, final);  // the count's type was set with the shift
  } else {
    check_update_expr_type(c, operation->x, type, final);
    check_update_expr_type(c, operation->y, type, final);
  }
}

// Gives an untyped expression the type. If it is untyped still and not final, only the provisional type changes.
// A constant must be representable, a shifted operand an integer.
void check_update_expr_type(Checker *c, Expr *e, Type *type, bool final) {
  if (!check_is_untyped(c, e)) return;
  if (e->node.kind == NODE_OPERATION && !((Operation *)e)->y && ((Operation *)e)->op == OP_MUL) return;
  update_operands(c, e, type, final);
  InfoPage *page = check_page(c, e->id);
  uint32_t at = e->id % NODE_PAGE;
  if (!final && is_untyped(type)) {
    page->types[at] = under(type);
    return;
  }
  bool shift_lhs = page->flags[at] & EXPR_SHIFT_LHS;
  page->flags[at] &= (uint8_t) ~(EXPR_UNTYPED | EXPR_SHIFT_LHS);
  if (shift_lhs && !all_integer(type)) {
    check_error(c, e, "invalid operation: shifted operand %s (type %s) must be integer", str_expr(c, e),
                str_type(c, type));
    return;
  }
  const ConstVal *value = info_value(c->info, e);
  if (value) {
    Operand x = {.mode = page->modes[at], .expr = e, .type = page->types[at], .value = value};
    check_convert_untyped(c, &x, type);
    if (x.mode == MODE_INVALID) return;
  }
  check_record_type_and_value(c, e, info_mode(c->info, e), type, value);
}

// Reports whether converting one untyped operand to the other's type may make them match.
static bool may_convert(Checker *c, Operand *x, Operand *y) {
  if (is_typed(x->type) && is_typed(y->type)) return false;
  if (all_numeric(x->type) != all_numeric(y->type)) return false;
  // with an empty interface an untyped operand gets its default type
  if (is_non_type_param_interface(x->type) || is_non_type_param_interface(y->type)) return true;
  if (all_boolean(x->type) != all_boolean(y->type)) return false;
  if (all_string(x->type) != all_string(y->type)) return false;
  if (operand_is_nil(c, x)) return has_nil(y->type);
  if (operand_is_nil(c, y)) return has_nil(x->type);
  return !is_pointer(x->type) && !is_pointer(y->type);
}

// Converts untyped operands so that their types match.
void check_match_types(Checker *c, Operand *x, Operand *y) {
  if (!may_convert(c, x, y)) return;
  check_convert_untyped(c, x, y->type);
  if (x->mode == MODE_INVALID) return;
  check_convert_untyped(c, y, x->type);
  if (y->mode == MODE_INVALID) x->mode = MODE_INVALID;
}
