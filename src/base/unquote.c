// The values of Go's quoted texts, as the language's literals and go.mod's words have them (Spec: Rune literals, String
// literals). Knows nothing of where a literal ends: the caller has found its quotes.
#include <string.h>

#include "base/unicode.h"

uint32_t text_digit_value(char c) {
  if (c >= '0' && c <= '9') return (uint32_t)(c - '0');
  char lower = (char)(c | 0x20);
  return lower >= 'a' && lower <= 'z' ? (uint32_t)(lower - 'a') + 10 : 99;
}

bool text_unescape(const char **at, const char *end, char quote, uint32_t *value, bool *byte) {
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
    uint32_t digit = text_digit_value(*(*at)++);
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

bool text_unquote(Arena *arena, const char *text, size_t length, const char **bytes, size_t *byte_count) {
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
    if (!text_unescape(&at, end, '"', &value, &byte)) return false;
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

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

const char *text_quoted_word(Arena *arena, const char *at, const char *end, const char **word) {
  const char *start = at;
  size_t length;
  if (*at == '`') {
    const char *close = memchr(at + 1, '`', (size_t)(end - at - 1));
    if (!close) return NULL;
    *word = arena_strdup(arena, at + 1, (size_t)(close - at - 1));
    at = close + 1;
  } else if (*at == '"') {
    for (at++; at < end && *at != '"'; at++) at += *at == '\\';
    if (at >= end) return NULL;
    at++;
    const char *bytes;
    if (!text_unquote(arena, start, (size_t)(at - start), &bytes, &length)) return NULL;
    *word = arena_strdup(arena, bytes, length);
  } else {
    while (at < end && !is_space(*at)) at++;
    *word = arena_strdup(arena, start, (size_t)(at - start));
  }
  return at < end && !is_space(*at) ? NULL : at;
}
