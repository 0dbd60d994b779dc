// The builtin comparisons: basic kinds by value, signed integers with unsigned ones too; everything else only for
// equality.
#include "template/value.h"

static const char bad_type[] = "invalid type for comparison";

static bool is_basic(TemplateValue v) { return v.type && v.type->kind <= TEMPLATE_STRING; }

static bool same_kind(TemplateValue a, TemplateValue b) {
  if (!is_basic(a) || !is_basic(b)) return is_basic(a) == is_basic(b);
  return a.type->kind == b.type->kind;
}

static bool mixed_integers(TemplateValue a, TemplateValue b) {
  return (value_is(a, TEMPLATE_INT) && value_is(b, TEMPLATE_UINT)) ||
         (value_is(a, TEMPLATE_UINT) && value_is(b, TEMPLATE_INT));
}

static const char *incompatible(Arena *arena, TemplateValue a, TemplateValue b) {
  return arena_printf(arena, "incompatible types for comparison: %s and %s", a.type->name, b.type->name);
}

static bool basic_equal(TemplateValue a, TemplateValue b) {
  if (a.type->kind == TEMPLATE_COMPLEX) return a.complex.re == b.complex.re && a.complex.im == b.complex.im;
  if (a.type->kind == TEMPLATE_FLOAT) return a.real == b.real;
  return value_order(a, b) == 0;
}

// Neither is of a basic kind.
static const char *other_equal(Arena *arena, TemplateValue a, TemplateValue b, bool *equal) {
  if (a.type && b.type && a.type->kind != b.type->kind)
    return arena_printf(arena, "non-comparable types %s: %s, %s: %s", value_text(arena, a, 's'), a.type->name,
                        b.type->name, value_text(arena, b, 'v'));
  if (value_is_nil(a) || value_is_nil(b)) {
    *equal = value_is_nil(a) == value_is_nil(b);
    return NULL;
  }
  if (!type_comparable(b.type))
    return arena_printf(arena, "non-comparable type %s: %s", value_text(arena, b, 's'), b.type->name);
  *equal = value_equal(arena, a, b);
  return NULL;
}

static const char *compare_equal(Arena *arena, TemplateValue a, TemplateValue b, bool *equal) {
  a = value_in_interface(a), b = value_in_interface(b);
  *equal = false;
  if (mixed_integers(a, b)) {
    int64_t integer = value_is(a, TEMPLATE_INT) ? a.integer : b.integer;
    uint64_t natural = value_is(a, TEMPLATE_INT) ? b.natural : a.natural;
    *equal = integer >= 0 && (uint64_t)integer == natural;
  } else if (!same_kind(a, b)) {
    if (a.type && b.type) return incompatible(arena, a, b);
  } else if (is_basic(a)) {
    *equal = basic_equal(a, b);
  } else {
    return other_equal(arena, a, b, equal);
  }
  return NULL;
}

static const char *compare_less(Arena *arena, TemplateValue a, TemplateValue b, bool *less) {
  a = value_in_interface(a), b = value_in_interface(b);
  *less = false;
  if (!is_basic(a) || !is_basic(b)) return bad_type;
  if (mixed_integers(a, b)) {
    if (value_is(a, TEMPLATE_INT)) *less = a.integer < 0 || (uint64_t)a.integer < b.natural;
    else *less = b.integer >= 0 && a.natural < (uint64_t)b.integer;
    return NULL;
  }
  if (!same_kind(a, b)) return incompatible(arena, a, b);
  if (a.type->kind == TEMPLATE_BOOL || a.type->kind == TEMPLATE_COMPLEX) return bad_type;
  *less = value_order(a, b) < 0;
  return NULL;
}

static const char *compare_less_or_equal(Arena *arena, TemplateValue a, TemplateValue b, bool *truth) {
  const char *error = compare_less(arena, a, b, truth);
  return error || *truth ? error : compare_equal(arena, a, b, truth);
}

// eq a b c...: whether a is one of the others.
const char *builtin_eq(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  bool equal = false;
  if (count < 2) return "missing argument for comparison";
  for (uint32_t i = 1; i < count && !equal; i++) {
    const char *error = compare_equal(call->arena, args[0], args[i], &equal);
    if (error) return error;
  }
  *result = template_of_bool(equal);
  return NULL;
}

typedef const char *Comparison(Arena *arena, TemplateValue a, TemplateValue b, bool *truth);

static const char *compared(Comparison *compare, bool truth, const TemplateCall *call, const TemplateValue *args,
                            TemplateValue *result) {
  bool found = false;
  const char *error = compare(call->arena, args[0], args[1], &found);
  *result = template_of_bool(found == truth);
  return error;
}

const char *builtin_ne(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  (void)count;
  return compared(compare_equal, false, call, args, result);
}

const char *builtin_lt(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  (void)count;
  return compared(compare_less, true, call, args, result);
}

const char *builtin_le(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  (void)count;
  return compared(compare_less_or_equal, true, call, args, result);
}

const char *builtin_gt(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  (void)count;
  return compared(compare_less_or_equal, false, call, args, result);
}

const char *builtin_ge(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  (void)count;
  return compared(compare_less, false, call, args, result);
}
