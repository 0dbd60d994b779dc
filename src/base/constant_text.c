// Constants and text: values of number literals (Spec: Integer, Floating-point and
// Imaginary literals), and how messages show constants (as Go's go/constant prints them).
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/constant_internal.h"
#include "base/unicode.h"

// ---- literals

// The base that a prefix gives (0 none), and how long the prefix is.
static uint32_t prefix_base(const char *text, size_t length, size_t *skip) {
  *skip = 0;
  if (length < 2 || text[0] != '0') return 0;
  *skip = 2;
  switch (text[1] | 0x20) {
    case 'x': return 16;
    case 'o': return 8;
    case 'b': return 2;
    default: *skip = 0; return 0;
  }
}

// Digits of a base without their underscores, NUL-terminated, for GMP; NULL if there is a wrong one.
static char *clean_digits(Arena *arena, const char *text, size_t length, uint32_t base) {
  char *digits = arena_alloc(arena, length + 1, 1);
  size_t count = 0;
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '_') continue;
    if (text_digit_value(text[i]) >= base) return NULL;
    digits[count++] = text[i];
  }
  digits[count] = 0;
  return count ? digits : NULL;
}

const ConstVal *const_from_int_literal(Arena *arena, const char *text, size_t length) {
  size_t skip;
  uint32_t base = prefix_base(text, length, &skip);
  if (!base) base = length > 1 && text[0] == '0' ? 8 : 10;
  uint64_t value = 0;
  size_t i = skip, digits = 0;
  for (; i < length; i++) {
    if (text[i] == '_') continue;
    uint32_t digit = text_digit_value(text[i]);
    if (digit >= base) return &const_unknown_value;
    if (__builtin_mul_overflow(value, base, &value) || __builtin_add_overflow(value, digit, &value)) break;
    digits++;
  }
  if (i == length) return digits ? const_uint64(arena, value) : &const_unknown_value;
  char *clean = clean_digits(arena, text + skip, length - skip, base);
  if (!clean) return &const_unknown_value;
  mpz_t z;
  mpz_init_set_str(z, clean, (int)base);
  return constval_from_mpz(arena, z);
}

// A float literal taken apart: digits * base^0 * scale_base^exponent.
typedef struct FloatParts {
  char *digits;      // of `base`, no point, no underscores, NUL-terminated
  uint32_t base;     // 2, 8, 10, 16
  bool binary;       // the exponent is of two, else of ten
  int64_t exponent;  // saturated
} FloatParts;

static bool split_float(Arena *arena, const char *text, size_t length, FloatParts *parts) {
  enum { EXPONENT_LIMIT = 1 << 30 };
  size_t i;
  uint32_t base = prefix_base(text, length, &i);
  parts->base = base ? base : 10;
  parts->binary = base != 0;
  parts->digits = arena_alloc(arena, length + 2, 1);
  size_t count = 0;
  int64_t fraction = 0, exponent = 0;
  bool point = false;
  for (; i < length; i++) {
    char c = text[i];
    if (c == '_') continue;
    if (c == '.') {
      if (point) return false;
      point = true;
      continue;
    }
    if (text_digit_value(c) >= parts->base) break;
    parts->digits[count++] = c;
    fraction += point;
  }
  if (!count) return false;
  if (i < length) {
    char mark = (char)(text[i] | 0x20);
    if (mark != 'p' && mark != 'e') return false;
    if (mark == 'p') parts->binary = true;
    bool negative = false;
    if (++i < length && (text[i] == '+' || text[i] == '-')) negative = text[i++] == '-';
    if (i >= length) return false;
    for (; i < length; i++) {
      if (text[i] == '_') continue;
      if (text[i] < '0' || text[i] > '9') return false;
      if (exponent < (int64_t)EXPONENT_LIMIT * 1000) exponent = exponent * 10 + (text[i] - '0');
    }
    if (negative) exponent = -exponent;
  }
  uint32_t bits_a_digit = parts->base == 16 ? 4 : parts->base == 8 ? 3 : 1;
  parts->exponent = exponent - (parts->binary ? fraction * bits_a_digit : fraction);
  return true;
}

// digits * 2^exponent or digits * 10^exponent, rounded to FLOAT_PRECISION bits.
static void parts_to_mpfr(Arena *arena, const FloatParts *parts, mpfr_t f) {
  float_init(f, FLOAT_PRECISION);
  if (!parts->binary) {
    mpfr_set_str(f, arena_printf(arena, "%se%lld", parts->digits, (long long)parts->exponent), 10, MPFR_RNDN);
    return;
  }
  mpfr_set_str(f, parts->digits, (int)parts->base, MPFR_RNDN);
  mpfr_mul_2si(f, f, (long)parts->exponent, MPFR_RNDN);
}

static void parts_to_mpq(const FloatParts *parts, mpq_t q) {
  mpq_init(q);
  mpz_set_str(mpq_numref(q), parts->digits, (int)parts->base);
  mpz_t scale;
  mpz_init(scale);
  uint64_t magnitude = (uint64_t)(parts->exponent < 0 ? -parts->exponent : parts->exponent);
  mpz_ui_pow_ui(scale, parts->binary ? 2 : 10, magnitude);
  if (parts->exponent < 0) {
    mpz_set(mpq_denref(q), scale);
    mpq_canonicalize(q);
  } else {
    mpz_mul(mpq_numref(q), mpq_numref(q), scale);
  }
  mpz_clear(scale);
}

const ConstVal *const_from_float_literal(Arena *arena, const char *text, size_t length) {
  FloatParts parts;
  if (!split_float(arena, text, length, &parts)) return &const_unknown_value;
  mpfr_t f;
  parts_to_mpfr(arena, &parts, f);
  if (!constval_small_float(f)) return constval_from_mpfr(arena, f);
  ConstVal *value = constval_new(arena, REP_RAT);
  if (mpfr_zero_p(f)) {
    mpq_init(value->q);  // also what underflowed: its exact fraction could be huge
  } else {
    parts_to_mpq(&parts, value->q);
  }
  mpfr_clear(f);
  return value;
}

const ConstVal *const_from_imaginary_literal(Arena *arena, const char *text, size_t length) {
  if (length < 2 || text[length - 1] != 'i') return &const_unknown_value;
  return const_make_imag(arena, const_from_float_literal(arena, text, length - 1));
}

// ---- printing

// Go's %g with the shortest digits that give the same double back.
static const char *format_shortest(Arena *arena, double d) {
  char buffer[40];
  int precision = 0;
  for (; precision < 17; precision++) {
    snprintf(buffer, sizeof buffer, "%.*e", precision, d);
    if (strtod(buffer, NULL) == d) break;
  }
  int exponent = atoi(strchr(buffer, 'e') + 1);
  // Go decides as if the precision were 6 when asked for the shortest.
  if (exponent < -4 || exponent >= 6) return arena_strdup(arena, buffer, strlen(buffer));
  int decimals = precision - exponent;
  return arena_printf(arena, "%.*f", decimals > 0 ? decimals : 0, d);
}

// A float beyond the range of doubles: mantissa and decimal exponent, approximately.
static const char *format_huge(Arena *arena, const mpfr_t f) {
  mpfr_exp_t binary;
  double mantissa = mpfr_get_d_2exp(&binary, f, MPFR_RNDN);  // 0.5 <= |mantissa| < 1
  double decimal = (double)binary * (M_LN2 / M_LN10);
  int64_t exponent = (int64_t)decimal;
  mantissa *= pow(10, decimal - (double)exponent);
  if (fabs(mantissa) < 1 - 0.5e-6) {
    mantissa *= 10;
    exponent--;
  } else if (fabs(mantissa) >= 10) {
    mantissa /= 10;
    exponent++;
  }
  return arena_printf(arena, "%.6ge%+lld", mantissa, (long long)exponent);
}

static const char *format_float(Arena *arena, const ConstVal *value) {
  mpfr_t f;
  constval_get_mpfr(value, f);
  double d = mpfr_get_d(f, MPFR_RNDN);
  const char *text;
  if (mpfr_zero_p(f) == (d == 0) && !isinf(d)) {
    text = arena_printf(arena, "%.6g", d);
    // Not an integer, but six digits make it look like one.
    if (!mpfr_integer_p(f) && !strchr(text, '.')) text = format_shortest(arena, d);
  } else {
    text = format_huge(arena, f);
  }
  mpfr_clear(f);
  return text;
}

// The quoted string, cut to 72 characters.
static const char *format_string(Arena *arena, const ConstVal *value) {
  enum { LIMIT = 72 };
  size_t length;
  const char *bytes = const_string_value(value, &length);
  // Quoting never makes text shorter: a prefix is enough to see whether it is too long.
  size_t enough = length < LIMIT * 4 ? length : LIMIT * 4;
  char *quoted = text_quote(arena, bytes, enough);
  size_t quoted_length = strlen(quoted), runes = 0, cut = 0;
  for (size_t i = 0; i < quoted_length; runes++) {
    uint32_t rune;
    if (runes == LIMIT - 3) cut = i;
    i += utf8_decode(quoted + i, quoted_length - i, &rune);
  }
  if (runes <= LIMIT && enough == length) return quoted;
  return arena_printf(arena, "%.*s...", (int)cut, quoted);
}

const char *const_format(Arena *arena, const ConstVal *value) {
  switch (value->rep) {
    case REP_BOOL: return value->b ? "true" : "false";
    case REP_STRING: return format_string(arena, value);
    case REP_INT64: return arena_printf(arena, "%lld", (long long)value->i);
    case REP_BIG: {
      char *text = arena_alloc(arena, mpz_sizeinbase(value->z, 10) + 2, 1);
      return mpz_get_str(text, 10, value->z);
    }
    case REP_RAT:
    case REP_FLOAT: return format_float(arena, value);
    case REP_COMPLEX:
      return arena_printf(arena, "(%s + %si)", const_format(arena, value->c.re), const_format(arena, value->c.im));
    default: return "unknown";
  }
}
