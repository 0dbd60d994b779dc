// Conversions T(x) (Spec: Conversions): constant ones here, the rules for
// values in operand_convertible_to.
#include "base/unicode.h"
#include "types/internal.h"

// Reports whether a constant converts to a constant of type t; *value gets the result unless NULL.
static bool constant_converts(Checker *c, Operand *x, Type *t, const ConstVal **value) {
  Basic *basic = as_basic(t);
  if (!basic) return false;
  if (representable_const(c, x->value, basic, value)) return true;
  if (!is_integer(x->type) || !is_string(&basic->type)) return false;
  if (value) {
    uint64_t rune = UNICODE_REPLACEMENT;
    if (!const_uint64_value(x->value, &rune) || rune > UNICODE_MAX) rune = UNICODE_REPLACEMENT;
    char bytes[4];
    uint32_t length = utf8_encode((uint32_t)rune, bytes);
    *value = const_string(c->arena, arena_strdup(c->arena, bytes, length), length);
  }
  return true;
}

typedef struct TermContext {
  Checker *checker;
  Operand *operand;
  Type *target;
  char *cause;
} TermContext;

// A constant converts to a type parameter if it does to every type of its set.
static bool constant_to_term(Type *t, Type *u, void *data) {
  (void)t;
  TermContext *context = data;
  Checker *c = context->checker;
  Operand *x = context->operand;
  if (!u) {
    context->cause = str_printf(c, "%s does not contain specific types", str_type(c, context->target));
    return false;
  }
  if (is_string(x->type) && is_bytes_or_runes(u)) return true;
  if (constant_converts(c, x, u, NULL)) return true;
  if (is_integer(x->type) && is_integer(u)) {
    context->cause = str_printf(c, "constant %s overflows %s (in %s)", const_format(c->arena, x->value), str_type(c, u),
                                str_type(c, context->target));
  } else {
    context->cause = str_printf(c, "cannot convert %s to type %s (in %s)", str_operand(c, x), str_type(c, u),
                                str_type(c, context->target));
  }
  return false;
}

// Converts x to t.
void check_conversion(Checker *c, Operand *x, Type *t) {
  bool constant = x->mode == MODE_CONSTANT;
  bool ok = false;
  char *cause = NULL;
  if (constant && is_const_type(t)) {
    const ConstVal *value = x->value;
    ok = constant_converts(c, x, t, &value);
    if (!ok && is_integer(t)) {  // messages show the integer
      const ConstVal *integer = const_to_int(c->arena, value);
      if (const_kind(integer) == CONST_INT) value = integer;
    }
    x->value = value;
    if (!ok && is_integer(x->type) && is_integer(t)) {
      check_error(c, x->expr, "constant %s overflows %s", const_format(c->arena, x->value), str_type(c, t));
      x->mode = MODE_INVALID;
      return;
    }
  } else if (constant && is_type_param(t)) {
    TermContext context = {c, x, t, NULL};
    ok = typeset_each(t, constant_to_term, &context);
    cause = context.cause;
    x->mode = MODE_VALUE;  // type parameters have no constants
  } else if (operand_convertible_to(c, x, t, NULL)) {
    ok = true;
    x->mode = MODE_VALUE;
  } else {
    operand_convertible_to(c, x, t, &cause);
  }
  if (!ok) {
    if (cause && cause[0]) {
      check_error(c, x->expr, "cannot convert %s to type %s: %s", str_operand(c, x), str_type(c, t), cause);
    } else {
      check_error(c, x->expr, "cannot convert %s to type %s", str_operand(c, x), str_type(c, t));
    }
    x->mode = MODE_INVALID;
    return;
  }
  if (is_untyped(x->type)) {
    // The conversion gives an untyped argument its type, except that values for interfaces and constants for
    // non-constant types keep their default type, and integers for strings their own.
    Type *final = t;
    if (x->type == c->universe->basic[BASIC_UNTYPED_NIL]) {
      // the target type
    } else if (is_non_type_param_interface(t) || (constant && !is_const_type(t))) {
      final = default_type(c->universe, x->type);
    } else if (x->mode == MODE_CONSTANT && is_integer(x->type) && all_string(t)) {
      final = x->type;
    }
    check_update_expr_type(c, x->expr, final, true);
  }
  x->type = t;
}
