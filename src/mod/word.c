// Words of go.mod and what they stand for: a text that is no word by itself is in double quotes, with Go's escapes.
#include <string.h>

#include "base/unicode.h"
#include "mod/tree.h"

bool mod_must_quote(const char *text) {
  size_t length = strlen(text);
  for (size_t i = 0; i < length;) {
    uint32_t rune;
    i += utf8_decode(text + i, length - i, &rune);
    if (rune < 0x80 && strchr(" \"'`", (int)rune)) return true;
    if (rune < 0x80 && strchr("()[]{},", (int)rune) && length > 1) return true;
    if (!unicode_is_print(rune)) return true;
  }
  return !length || strstr(text, "//") || strstr(text, "/*");
}

const char *mod_auto_quote(Arena *arena, const char *text) {
  return mod_must_quote(text) ? text_quote(arena, text, strlen(text)) : text;
}

// The text with each byte that is no UTF-8 made the character that stands for such.
static const char *repair(Arena *arena, const char *text) {
  size_t length = strlen(text);
  char *out = arena_alloc(arena, length * 3 + 1, 1), *p = out;
  for (size_t i = 0; i < length;) {
    uint32_t rune;
    i += utf8_decode(text + i, length - i, &rune);
    p += utf8_encode(rune, p);
  }
  return out;
}

const char *mod_word_value(Arena *arena, const char **word, const char **error) {
  const char *text = *word, *bytes;
  size_t length;
  if (*text == '"') {
    text = repair(arena, text);
    if (!text_unquote(arena, text, strlen(text), &bytes, &length) || memchr(bytes, 0, length)) {
      *error = "invalid syntax";
      return NULL;
    }
    text = arena_strdup(arena, bytes, length);
  } else if (strpbrk(text, "\"'`")) {
    *error = "unquoted string cannot contain quote";
    return NULL;
  }
  *word = mod_auto_quote(arena, text);
  return text;
}
