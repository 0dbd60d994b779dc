// The values of numbers and character constants, with the messages of package strconv's callers.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"
#include "template/node.h"

static const char *quoted(Arena *arena, TemplateText t) { return text_quote(arena, t.bytes, t.length); }

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Underscores stand between digits, or after the prefix of the base.
static bool underscores_ok(const char *p, const char *end) {
  char before = '^';
  bool hex = false;
  if (p < end && (*p == '+' || *p == '-')) p++;
  if (end - p >= 2 && *p == '0' && strchr("box", lower(p[1]))) {
    hex = lower(p[1]) == 'x';
    p += 2;
    before = '0';
  }
  for (; p < end; p++) {
    bool digit = is_digit(*p) || (hex && lower(*p) >= 'a' && lower(*p) <= 'f');
    if (digit) before = '0';
    else if (*p == '_' && before == '0') before = '_';
    else if (*p == '_' || before == '_') return false;
    else before = '!';
  }
  return before != '_';
}

// A number without a sign, of the base that its prefix says.
static bool read_uint(const char *p, const char *end, uint64_t *value) {
  const char *begin = p;
  uint32_t base = 10;
  bool underscores = false;
  if (p == end) return false;
  if (*p == '0') {
    char letter = end - p >= 3 ? lower(p[1]) : 0;
    base = letter == 'b' ? 2 : letter == 'x' ? 16 : 8;
    p += letter == 'b' || letter == 'o' || letter == 'x' ? 2 : 1;
  }
  *value = 0;
  for (; p < end; p++) {
    char c = lower(*p);
    uint32_t digit = is_digit(c) ? (uint32_t)(c - '0') : c >= 'a' && c <= 'z' ? (uint32_t)(c - 'a') + 10 : 99;
    if (c == '_') {
      underscores = true;
      continue;
    }
    if (digit >= base || __builtin_mul_overflow(*value, (uint64_t)base, value) ||
        __builtin_add_overflow(*value, (uint64_t)digit, value))
      return false;
  }
  return !underscores || underscores_ok(begin, end);
}

static bool read_int(const char *p, const char *end, int64_t *value) {
  bool negative = p < end && *p == '-';
  uint64_t magnitude;
  if (p < end && (*p == '+' || *p == '-')) p++;
  if (!read_uint(p, end, &magnitude) || magnitude > (uint64_t)INT64_MAX + negative) return false;
  *value = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
  return true;
}

// Passes over digits, underscores and one point; false: there was no digit.
static bool skip_mantissa(const char **p, const char *end, bool hex) {
  bool digits = false, point = false;
  for (; *p < end; ++*p) {
    char c = lower(**p);
    bool digit = is_digit(c) || (hex && c >= 'a' && c <= 'f');
    if (c == '.' && point) break;
    if (!digit && c != '_' && c != '.') break;
    point = point || c == '.';
    digits = digits || digit;
  }
  return digits;
}

static bool read_float(Arena *arena, const char *begin, const char *end, double *value) {
  const char *p = begin;
  if (p < end && (*p == '+' || *p == '-')) p++;
  bool hex = end - p > 2 && *p == '0' && lower(p[1]) == 'x';
  if (hex) p += 2;
  if (!skip_mantissa(&p, end, hex)) return false;
  bool exponent = p < end && lower(*p) == (hex ? 'p' : 'e');
  if (hex && !exponent) return false;
  if (exponent) {
    p++;
    if (p < end && (*p == '+' || *p == '-')) p++;
    if (p >= end || !is_digit(*p)) return false;
    while (p < end && (is_digit(*p) || *p == '_')) p++;
  }
  if (p != end || (memchr(begin, '_', (size_t)(end - begin)) && !underscores_ok(begin, end))) return false;
  char *plain = arena_alloc(arena, (size_t)(end - begin) + 1, 1), *out = plain;
  for (p = begin; p < end; p++)
    if (*p != '_') *out++ = *p;
  *value = strtod(plain, NULL);
  return !isinf(*value);
}

// The integers that a float is.
static void integers_of(Number *n, double f) {
  if (!n->is_int && f >= -0x1p63 && f < 0x1p63 && (double)(int64_t)f == f) {
    n->is_int = true;
    n->integer = (int64_t)f;
  }
  if (!n->is_uint && f >= 0 && f < 0x1p64 && (double)(uint64_t)f == f) {
    n->is_uint = true;
    n->natural = (uint64_t)f;
  }
}

static void make_complex(Number *n, double real, double imaginary) {
  n->is_complex = true;
  n->real = real;
  n->imaginary = imaginary;
  n->is_float = imaginary == 0;
  if (n->is_float) integers_of(n, real);
}

const char *number_read(Arena *arena, TemplateText text, Number *n) {
  const char *begin = text.bytes, *end = begin + text.length;
  double real;
  if (text.length && end[-1] == 'i' && read_float(arena, begin, end - 1, &real)) {
    make_complex(n, 0, real);
    return NULL;
  }
  n->is_uint = read_uint(begin, end, &n->natural);
  n->is_int = read_int(begin, end, &n->integer);
  if (!n->is_uint) n->natural = 0;
  if (n->is_int && n->integer == 0) n->is_uint = true;  // -0
  if (n->is_int || n->is_uint) {
    n->is_float = true;
    n->real = n->is_int ? (double)n->integer : (double)n->natural;
    return NULL;
  }
  if (!read_float(arena, begin, end, &real))
    return arena_printf(arena, "illegal number syntax: %s", quoted(arena, text));
  // An integer that only floats have room for.
  if (!strpbrk(arena_strdup(arena, text.bytes, text.length), ".eEpP"))
    return arena_printf(arena, "integer overflow: %s", quoted(arena, text));
  n->is_float = true;
  n->real = real;
  integers_of(n, real);
  return NULL;
}

// "1+2i": where the second number begins, the one before has its exponent's sign.
static const char *second_sign(const char *p, const char *end) {
  bool hex = false;
  for (const char *begin = p; p < end; p++) {
    if (lower(*p) == 'x') hex = true;
    if (p == begin || (*p != '+' && *p != '-')) continue;
    if (lower(p[-1]) != (hex ? 'p' : 'e')) return p;
  }
  return end;
}

const char *number_read_complex(Arena *arena, TemplateText text, Number *n) {
  const char *begin = text.bytes, *end = begin + text.length - 1, *middle = second_sign(begin, end);
  double real, imaginary;
  if (!read_float(arena, begin, middle, &real) || !read_float(arena, middle, end, &imaginary)) {
    bool first = !read_float(arena, begin, middle, &real);
    TemplateText part =
        first ? (TemplateText){begin, (size_t)(middle - begin)} : (TemplateText){middle, (size_t)(end - middle)};
    return arena_printf(arena, "strconv.ParseFloat: parsing %s: invalid syntax", quoted(arena, part));
  }
  make_complex(n, real, imaginary);
  return NULL;
}

const char *number_read_rune(Arena *arena, TemplateText text, Number *n) {
  const char *p = text.bytes + 1, *end = text.bytes + text.length;
  uint32_t rune = 0;
  bool byte;
  if (p >= end || *p == '\'') return "invalid syntax";
  if (*p == '\\') {
    p++;
    if (!text_unescape(&p, end, '\'', &rune, &byte)) return "invalid syntax";
  } else {
    p += utf8_decode(p, (size_t)(end - p), &rune);
  }
  if (end - p != 1) return arena_printf(arena, "malformed character constant: %.*s", (int)text.length, text.bytes);
  *n = (Number){true, true, true, false, rune, rune, rune, 0};
  return NULL;
}
