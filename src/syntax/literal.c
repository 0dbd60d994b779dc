// Values of literals (Spec: Rune literals, String literals; numbers are in base/constant).
#include <string.h>

#include "base/unicode.h"
#include "syntax/syntax.h"

static const ConstVal *rune_value(Arena *arena, const char *text, size_t length) {
  if (length < 3 || text[0] != '\'' || text[length - 1] != '\'') return const_unknown();
  const char *at = text + 1, *end = text + length - 1;
  uint32_t value;
  if (*at == '\\') {
    bool byte;
    at++;
    if (!text_unescape(&at, end, '\'', &value, &byte)) return const_unknown();
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
      if (!text_unquote(arena, literal->text, literal->length, &bytes, &count)) return const_unknown();
      return const_string_kept(arena, bytes, count);
    }
  }
}
