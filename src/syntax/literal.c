// Values of literals (Spec: Rune literals, String literals; numbers are in base/constant).
#include <string.h>

#include "base/unicode.h"
#include "syntax/syntax.h"

static uint32_t hex_value(char c) {
  if (c >= '0' && c <= '9') return (uint32_t)(c - '0');
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10 : 16;
}

// Decodes one escape at *at (behind the backslash). A byte escape sets *byte. False if malformed.
static bool decode_escape(const char **at, const char *end, char quote, uint32_t *value, bool *byte) {
  static const char letters[] = "abfnrtv\\", values[] = "\a\b\f\n\r\t\v\\";
  if (*at >= end) return false;
  char c = *(*at)++;
  *byte = false;
  const char *letter = c ? strchr(letters, c) : NULL;
  if (letter || c == quote) {
    *value = (uint32_t)(letter ? values[letter - letters] : quote);
    return true;
  }
  uint32_t count = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 3, base = 16;
  if (c >= '0' && c <= '7') {
    base = 8;
    --*at;
  } else if (c != 'x' && c != 'u' && c != 'U') {
    return false;
  }
  if ((size_t)(end - *at) < count) return false;
  *value = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t digit = hex_value(*(*at)++);
    if (digit >= base) return false;
    *value = *value * base + digit;
  }
  *byte = c == 'x' || base == 8;
  if (*byte) return *value <= 255;
  return *value <= UNICODE_MAX && !(*value >= 0xD800 && *value < 0xE000);
}

static bool unquote_raw(Arena *arena, const char *text, size_t length, const char **bytes, size_t *byte_count) {
  *bytes = text + 1;
  *byte_count = length - 2;
  if (memchr(text + 1, '`', length - 2)) return false;
  if (!memchr(text + 1, '\r', length - 2)) return true;
  // Carriage returns are not part of the value.
  char *out = arena_alloc(arena, length, 1);
  size_t count = 0;
  for (size_t i = 1; i + 1 < length; i++) {
    if (text[i] != '\r') out[count++] = text[i];
  }
  *bytes = out;
  *byte_count = count;
  return true;
}

// Without escapes the result points into the text.
bool syntax_unquote(Arena *arena, const char *text, size_t length, const char **bytes, size_t *byte_count) {
  if (length < 2 || text[0] != text[length - 1]) return false;
  if (text[0] == '`') return unquote_raw(arena, text, length, bytes, byte_count);
  if (text[0] != '"') return false;
  const char *at = text + 1, *end = text + length - 1;
  if (!memchr(at, '\\', length - 2)) {
    *bytes = at;
    *byte_count = length - 2;
    return !memchr(at, '"', length - 2);
  }
  char *out = arena_alloc(arena, length, 1);  // no escape is shorter than what it stands for
  size_t count = 0;
  while (at < end) {
    if (*at == '"' || *at == '\n') return false;
    if (*at != '\\') {
      out[count++] = *at++;
      continue;
    }
    at++;
    uint32_t value;
    bool byte;
    if (!decode_escape(&at, end, '"', &value, &byte)) return false;
    if (byte) {
      out[count++] = (char)value;
    } else {
      count += utf8_encode(value, out + count);
    }
  }
  out[count] = 0;
  *bytes = out;
  *byte_count = count;
  return true;
}

static const ConstVal *rune_value(Arena *arena, const char *text, size_t length) {
  if (length < 3 || text[0] != '\'' || text[length - 1] != '\'') return const_unknown();
  const char *at = text + 1, *end = text + length - 1;
  uint32_t value;
  if (*at == '\\') {
    bool byte;
    at++;
    if (!decode_escape(&at, end, '\'', &value, &byte)) return const_unknown();
  } else {
    at += utf8_decode(at, (size_t)(end - at), &value);
  }
  return at == end ? const_int64(arena, value) : const_unknown();
}

const ConstVal *syntax_literal_value(Arena *arena, const BasicLit *literal) {
  if (literal->bad) return const_unknown();
  switch (literal->kind) {
    case LIT_INT: return const_from_int_literal(arena, literal->text, literal->length);
    case LIT_FLOAT: return const_from_float_literal(arena, literal->text, literal->length);
    case LIT_IMAG: return const_from_imaginary_literal(arena, literal->text, literal->length);
    case LIT_RUNE: return rune_value(arena, literal->text, literal->length);
    default: {
      const char *bytes;
      size_t count;
      if (!syntax_unquote(arena, literal->text, literal->length, &bytes, &count)) return const_unknown();
      return const_string_kept(arena, bytes, count);
    }
  }
}
