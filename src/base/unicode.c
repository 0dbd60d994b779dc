// UTF-8, Unicode properties by binary search in the ranges of unicode.def, and
// Go's quoting of strings and runes. ASCII takes a short path everywhere.
#include "base/unicode.h"

#include <string.h>

typedef struct Range {
  uint32_t first, last;
  uint32_t stride;
} Range;

typedef struct Mapping {
  uint32_t first, last;
  uint32_t stride;
  int32_t delta;
} Mapping;

#define R(first, last, stride) {first, last, stride},
#define M(first, last, stride, delta) {first, last, stride, delta},

static const Range letter_ranges[] = {
#define RANGES_LETTER
#include "base/unicode.def"
#undef RANGES_LETTER
};
static const Range digit_ranges[] = {
#define RANGES_DIGIT
#include "base/unicode.def"
#undef RANGES_DIGIT
};
static const Range upper_ranges[] = {
#define RANGES_UPPER
#include "base/unicode.def"
#undef RANGES_UPPER
};
static const Range lower_ranges[] = {
#define RANGES_LOWER
#include "base/unicode.def"
#undef RANGES_LOWER
};
static const Range print_ranges[] = {
#define RANGES_PRINT
#include "base/unicode.def"
#undef RANGES_PRINT
};
static const Mapping to_lower[] = {
#define RANGES_TO_LOWER
#include "base/unicode.def"
#undef RANGES_TO_LOWER
};
static const Mapping to_upper[] = {
#define RANGES_TO_UPPER
#include "base/unicode.def"
#undef RANGES_TO_UPPER
};
// Where SimpleFold is not just the other case: orbits of three and more.
static const Mapping fold_orbit[] = {
#define RANGES_FOLD_ORBIT
#include "base/unicode.def"
#undef RANGES_FOLD_ORBIT
};

#undef R
#undef M
#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static bool in_ranges(const Range *ranges, size_t count, uint32_t rune) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (rune < ranges[middle].first) {
      high = middle;
    } else if (rune > ranges[middle].last) {
      low = middle + 1;
    } else {
      return (rune - ranges[middle].first) % ranges[middle].stride == 0;
    }
  }
  return false;
}

// The mapped rune, or rune itself where the table has none.
static uint32_t map_rune(const Mapping *table, size_t count, uint32_t rune) {
  for (size_t low = 0, high = count; low < high;) {
    size_t middle = (low + high) / 2;
    // Rows of stride 2 may interleave with each other: look at the neighbours too.
    for (size_t i = middle ? middle - 1 : 0; i <= middle + 1 && i < count; i++) {
      if (rune >= table[i].first && rune <= table[i].last && (rune - table[i].first) % table[i].stride == 0) {
        return (uint32_t)((int32_t)rune + table[i].delta);
      }
    }
    if (rune < table[middle].first) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return rune;
}

static bool ascii_letter(uint32_t rune) { return (rune | 0x20) - 'a' < 26; }

bool unicode_is_letter(uint32_t rune) {
  if (rune < 0x80) return ascii_letter(rune);
  return in_ranges(letter_ranges, COUNT(letter_ranges), rune);
}

bool unicode_is_digit(uint32_t rune) {
  if (rune < 0x80) return rune - '0' < 10;
  return in_ranges(digit_ranges, COUNT(digit_ranges), rune);
}

bool unicode_is_upper(uint32_t rune) {
  if (rune < 0x80) return rune - 'A' < 26;
  return in_ranges(upper_ranges, COUNT(upper_ranges), rune);
}

bool unicode_is_lower(uint32_t rune) {
  if (rune < 0x80) return rune - 'a' < 26;
  return in_ranges(lower_ranges, COUNT(lower_ranges), rune);
}

bool unicode_is_print(uint32_t rune) {
  if (rune < 0x80) return rune >= ' ' && rune < 0x7F;
  return in_ranges(print_ranges, COUNT(print_ranges), rune);
}

uint32_t unicode_to_lower(uint32_t rune) {
  if (rune < 0x80) return rune - 'A' < 26 ? rune + 32 : rune;
  return map_rune(to_lower, COUNT(to_lower), rune);
}

uint32_t unicode_to_upper(uint32_t rune) {
  if (rune < 0x80) return rune - 'a' < 26 ? rune - 32 : rune;
  return map_rune(to_upper, COUNT(to_upper), rune);
}

uint32_t unicode_simple_fold(uint32_t rune) {
  if (rune == 'k') return 0x212A;  // Kelvin sign
  if (rune == 's') return 0x17F;   // long s
  if (rune < 0x80) return ascii_letter(rune) ? rune ^ 0x20 : rune;
  if (rune == 0x130 || rune == 0x131) return rune;  // dotted and dotless i fold to themselves
  uint32_t folded = map_rune(fold_orbit, COUNT(fold_orbit), rune);
  if (folded != rune) return folded;
  folded = unicode_to_lower(rune);
  return folded != rune ? folded : unicode_to_upper(rune);
}

uint32_t utf8_decode(const char *text, size_t length, uint32_t *rune) {
  const unsigned char *p = (const unsigned char *)text;
  *rune = UNICODE_REPLACEMENT;
  if (!length) return 0;
  if (p[0] < 0x80) {
    *rune = p[0];
    return 1;
  }
  if (p[0] < 0xC2 || p[0] > 0xF4) return 1;
  uint32_t size = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
  if (length < size) return 1;
  uint32_t value = p[0] & (0x7Fu >> size);
  for (uint32_t i = 1; i < size; i++) {
    if ((p[i] & 0xC0) != 0x80) return 1;
    value = value << 6 | (p[i] & 0x3Fu);
  }
  // Overlong forms, surrogates, and what lies beyond the last code point are invalid.
  if (size == 3 && (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF))) return 1;
  if (size == 4 && (value < 0x10000 || value > UNICODE_MAX)) return 1;
  *rune = value;
  return size;
}

uint32_t utf8_encode(uint32_t rune, char *out) {
  if (rune > UNICODE_MAX || (rune >= 0xD800 && rune <= 0xDFFF)) rune = UNICODE_REPLACEMENT;
  if (rune < 0x80) {
    out[0] = (char)rune;
    return 1;
  }
  uint32_t size = rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
  for (uint32_t i = size; i-- > 1; rune >>= 6) out[i] = (char)(0x80 | (rune & 0x3F));
  out[0] = (char)((0xF00u >> size & 0xFF) | rune);
  return size;
}

// Writes one rune of a quoted text and returns the new end. An invalid byte
// (REPLACEMENT of width 1) shows as \x.. of the byte.
static char *quote_rune(char *out, uint32_t rune, uint32_t width, unsigned char byte, char quote) {
  static const char digits[] = "0123456789abcdef";
  static const char named[] = "\a\b\f\n\r\t\v", letters[] = "abfnrtv";
  if (width == 1 && rune == UNICODE_REPLACEMENT) {
    *out++ = '\\', *out++ = 'x', *out++ = digits[byte >> 4], *out++ = digits[byte & 15];
    return out;
  }
  if (rune == (uint32_t)quote || rune == '\\') {
    *out++ = '\\', *out++ = (char)rune;
    return out;
  }
  if (unicode_is_print(rune)) return out + utf8_encode(rune, out);
  *out++ = '\\';
  const char *found = rune && rune < 0x20 ? strchr(named, (int)rune) : NULL;
  if (found) {
    *out++ = letters[found - named];
    return out;
  }
  uint32_t count = rune < ' ' || rune == 0x7F ? 2 : rune < 0x10000 ? 4 : 8;
  *out++ = count == 2 ? 'x' : count == 4 ? 'u' : 'U';
  for (uint32_t i = count; i-- > 0;) *out++ = digits[rune >> (4 * i) & 15];
  return out;
}

char *text_quote(Arena *arena, const char *text, size_t length) {
  // The longest escape of one byte is four; of a rune of n >= 2 bytes ten.
  char *result = arena_alloc(arena, length * 5 + 3, 1), *out = result;
  *out++ = '"';
  for (size_t i = 0; i < length;) {
    uint32_t rune, width = utf8_decode(text + i, length - i, &rune);
    out = quote_rune(out, rune, width, (unsigned char)text[i], '"');
    i += width;
  }
  *out++ = '"';
  *out = 0;
  return result;
}

char *text_quote_rune(Arena *arena, uint32_t rune) {
  if (rune > UNICODE_MAX || (rune >= 0xD800 && rune <= 0xDFFF)) rune = UNICODE_REPLACEMENT;
  char *result = arena_alloc(arena, 16, 1);
  result[0] = '\'';
  char *end = quote_rune(result + 1, rune, 4, 0, '\'');
  *end++ = '\'';
  *end = 0;
  return result;
}

bool unicode_is_space(uint32_t rune) {
  return (rune >= '\t' && rune <= '\r') || rune == ' ' || rune == 0x85 || rune == 0xa0 || rune == 0x1680 ||
         (rune >= 0x2000 && rune <= 0x200a) || rune == 0x2028 || rune == 0x2029 || rune == 0x202f || rune == 0x205f ||
         rune == 0x3000;
}

void text_trim(const char **text, size_t *length) {
  const char *start = *text, *end = start + *length;
  uint32_t rune, width;
  while (start < end && (width = utf8_decode(start, (size_t)(end - start), &rune), unicode_is_space(rune)))
    start += width;
  while (start < end) {
    const char *last = end - 1;
    while (last > start && end - last < 4 && (*last & 0xc0) == 0x80) last--;
    width = utf8_decode(last, (size_t)(end - last), &rune);
    if (!unicode_is_space(rune) || last + width != end) break;
    end = last;
  }
  *text = start;
  *length = (size_t)(end - start);
}
