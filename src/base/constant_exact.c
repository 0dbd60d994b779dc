// Constants taken apart, without loss: what export data keeps of them.
#include <string.h>

#include "base/constant_internal.h"

ConstForm const_form(const ConstVal *value) {
  switch ((ConstRep)value->rep) {
    case REP_BOOL: return CONST_FORM_BOOL;
    case REP_STRING: return CONST_FORM_STRING;
    case REP_INT64: return CONST_FORM_INT64;
    case REP_BIG: return CONST_FORM_INTEGER;
    case REP_RAT: return CONST_FORM_RATIONAL;
    case REP_FLOAT: return CONST_FORM_FLOAT;
    default: ice("base", "const_form", "a value of kind %d has no one form", value->rep);
  }
}

static ConstMagnitude magnitude(Arena *arena, mpz_srcptr z) {
  size_t capacity = (mpz_sizeinbase(z, 2) + 7) / 8;
  char *bytes = arena_array(arena, char, capacity);
  ConstMagnitude m = {.bytes = bytes, .negative = mpz_sgn(z) < 0};
  mpz_export(bytes, &m.length, 1, 1, 1, 0, z);
  return m;
}

ConstMagnitude const_integer(Arena *arena, const ConstVal *value) { return magnitude(arena, value->z); }
ConstMagnitude const_numerator(Arena *arena, const ConstVal *value) { return magnitude(arena, mpq_numref(value->q)); }
ConstMagnitude const_denominator(Arena *arena, const ConstVal *value) { return magnitude(arena, mpq_denref(value->q)); }

const char *const_float_text(Arena *arena, const ConstVal *value) {
  if (mpfr_zero_p(value->f)) return "0";
  mpz_t mantissa;
  mpz_init(mantissa);
  mpfr_get_z_2exp(mantissa, value->f);  // its highest bit is set, so its first digit is the first behind the point
  mpz_abs(mantissa, mantissa);
  char *digits = arena_array(arena, char, mpz_sizeinbase(mantissa, 16) + 2);
  mpz_get_str(digits, 16, mantissa);
  mpz_clear(mantissa);
  size_t length = strlen(digits);
  while (length && digits[length - 1] == '0') length--;
  return arena_printf(arena, "%s0x.%.*sp%+ld", mpfr_sgn(value->f) < 0 ? "-" : "", (int)length, digits,
                      (long)mpfr_get_exp(value->f));
}
