// Floats as package strconv writes them, then padded as package fmt does.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "template/format.h"

enum { MANTISSA_BITS = 52, BIAS = 1075, MAX_DIGITS = 17, SHORT_EXPONENT = 6 };

static uint64_t bits_of(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

// value = mantissa * 2^*exponent
static uint64_t mantissa_of(double value, int *exponent) {
  uint64_t bits = bits_of(value), mantissa = bits & (((uint64_t)1 << MANTISSA_BITS) - 1);
  int biased = (int)(bits >> MANTISSA_BITS & 0x7ff);
  *exponent = (biased ? biased : 1) - BIAS;
  return biased ? mantissa | (uint64_t)1 << MANTISSA_BITS : mantissa;
}

static const char *binary(Arena *arena, double value) {
  int exponent;
  uint64_t mantissa = mantissa_of(value, &exponent);
  return arena_printf(arena, "%s%lup%+d", signbit(value) ? "-" : "", (unsigned long)mantissa, exponent);
}

// 0x1.8p+01, rounded to the precision.
static const char *hex(Arena *arena, double value, bool upper, int32_t precision) {
  enum { TOP = 60 };  // the bit of the digit before the point
  const uint64_t fraction = ((uint64_t)1 << TOP) - 1;
  int exponent;
  uint64_t mantissa = mantissa_of(value, &exponent) << (TOP - MANTISSA_BITS);
  exponent = mantissa ? exponent + MANTISSA_BITS : 0;
  while (mantissa && !(mantissa >> TOP)) mantissa <<= 1, exponent--;
  if (precision >= 0 && precision < 15) {
    uint32_t shift = (uint32_t)precision * 4;
    uint64_t rest = (mantissa << shift) & fraction;
    mantissa >>= TOP - shift;
    if ((rest | (mantissa & 1)) > (uint64_t)1 << (TOP - 1)) mantissa++;
    mantissa <<= TOP - shift;
    if (mantissa >> (TOP + 1)) mantissa >>= 1, exponent++;
  }
  TemplateBuffer b = {.arena = arena};
  if (signbit(value)) buffer_text(&b, "-");
  buffer_text(&b, arena_printf(arena, upper ? "0X%u" : "0x%u", (uint32_t)(mantissa >> TOP)));
  mantissa &= fraction;
  if (precision > 0 || (precision < 0 && mantissa)) buffer_text(&b, ".");
  for (int32_t i = 0; precision < 0 ? mantissa != 0 : i < precision; i++) {
    buffer_put(&b, &(upper ? "0123456789ABCDEF" : "0123456789abcdef")[mantissa >> (TOP - 4)], 1);
    mantissa = mantissa << 4 & fraction;
  }
  buffer_text(&b, arena_printf(arena, "%c%c%02d", upper ? 'P' : 'p', exponent < 0 ? '-' : '+', abs(exponent)));
  buffer_put(&b, "", 1);
  return (const char *)b.bytes.data;
}

// The fewest digits that give the value back.
static const char *shortest(Arena *arena, double value, bool upper) {
  char text[40];
  int digits = 0;
  do snprintf(text, sizeof text, "%.*e", digits, value);
  while (strtod(text, NULL) != value && ++digits < MAX_DIGITS);
  int exponent = atoi(strchr(text, 'e') + 1), decimals = digits > exponent ? digits - exponent : 0;
  if (exponent >= -4 && exponent < SHORT_EXPONENT) return arena_printf(arena, "%.*f", decimals, value);
  if (upper) *strchr(text, 'e') = 'E';
  return arena_strdup(arena, text, strlen(text));
}

static const char *digits_of(Arena *arena, double value, char verb, int32_t precision) {
  if (isnan(value)) return "NaN";
  if (isinf(value)) return value < 0 ? "-Inf" : "+Inf";
  switch (verb) {
    case 'b': return binary(arena, value);
    case 'x':
    case 'X': return hex(arena, value, verb == 'X', precision);
    case 'e': return arena_printf(arena, "%.*e", precision, value);
    case 'E': return arena_printf(arena, "%.*E", precision, value);
    case 'f': return arena_printf(arena, "%.*f", precision, value);
    default:
      if (precision < 0) return shortest(arena, value, verb == 'G');
      return arena_printf(arena, verb == 'G' ? "%.*G" : "%.*g", precision, value);
  }
}

// The flag "#": a point in any case, and the zeros that %g leaves off.
static const char *with_point(Arena *arena, const char *text, char verb, int32_t precision) {
  bool hexadecimal = verb == 'x' || verb == 'X';
  size_t stem = strcspn(text, hexadecimal ? "pP" : "eE");
  bool significant = false, point = memchr(text, '.', stem);
  int32_t digits = verb == 'g' || verb == 'G' || verb == 'x' ? (precision < 0 ? 6 : precision) : 0;
  for (size_t i = text[0] == '-'; i < stem; i++) {
    if (text[i] == '.') continue;
    significant |= text[i] != '0';
    digits -= significant;
  }
  bool zero = stem - (text[0] == '-') == 1 && text[stem - 1] == '0';
  if (!point && zero) digits--;
  TemplateBuffer b = {.arena = arena};
  buffer_put(&b, text, stem);
  if (!point) buffer_text(&b, ".");
  for (; digits > 0; digits--) buffer_text(&b, "0");
  buffer_text(&b, text + stem);
  buffer_put(&b, "", 1);
  return (const char *)b.bytes.data;
}

// Infinities and what is no number have no zeros before them.
static void pad_special(Printer *p, const char *sign, const char *text) {
  bool zero = p->flags.zero;
  p->flags.zero = false;
  text = arena_printf(p->out->arena, "%s%s", sign, text);
  format_pad(p, text, strlen(text));
  p->flags.zero = zero;
}

void format_float(Printer *p, double value, char verb, int32_t precision) {
  const Flags *f = &p->flags;
  Arena *arena = p->out->arena;
  if (f->precision_set) precision = f->precision;
  const char *text = digits_of(arena, value, verb, precision);
  if (f->sharp && verb != 'b' && isfinite(value)) text = with_point(arena, text, verb, precision);
  const char *sign = text[0] == '-' ? "-" : f->plus ? "+" : f->space ? " " : "";
  if (text[0] == '-' || text[0] == '+') text++;
  if (!isfinite(value)) {
    pad_special(p, isinf(value) && !*sign ? "+" : sign, text);
    return;
  }
  size_t length = strlen(sign) + strlen(text);
  // The sign stands before the zeros, where there is one.
  if (*sign && f->zero && !f->minus && f->width_set && f->width > (int64_t)length) {
    buffer_text(p->out, sign);
    format_padding(p, f->width - (int64_t)length);
    buffer_text(p->out, text);
    return;
  }
  text = arena_printf(arena, "%s%s", sign, text);
  format_pad(p, text, strlen(text));
}
