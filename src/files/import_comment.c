// The comment behind a package clause that says by which path the package is to be imported: package x // import "a/x"
// (go/build's findImportComment). Read where modules are off.
#include <string.h>

#include "base/unicode.h"
#include "files/header.h"

// Behind spaces and comments; NULL: a comment does not end.
static const char *skip_blank(const char *p, const char *end) {
  for (;;) {
    while (p < end && strchr(" \t\r\n", *p) && *p) p++;
    if (end - p < 2 || p[0] != '/' || (p[1] != '/' && p[1] != '*')) return p;
    const char *close =
        p[1] == '/' ? memchr(p, '\n', (size_t)(end - p)) : memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
    if (!close) return NULL;
    p = close + (p[1] == '/' ? 1 : 2);
  }
}

// Behind the word that begins here, blanks and comments aside; NULL: there is none.
static const char *read_word(const char *p, const char *end, const char **word) {
  if (!p || !(p = skip_blank(p, end))) return NULL;
  *word = p;
  while (p < end) {
    uint32_t rune, length = utf8_decode(p, (size_t)(end - p), &rune);
    if (!unicode_is_letter(rune) && !(rune >= '0' && rune <= '9') && rune != '_') break;
    p += length;
  }
  return p > *word ? p : NULL;
}

static bool is_word(const char *word, const char *end, const char *text) {
  return end && (size_t)(end - word) == strlen(text) && memcmp(word, text, strlen(text)) == 0;
}

// The comment that begins here and ends on this line, without its marks. False: none does.
static bool read_comment(const char *p, const char *end, const char **text, const char **close) {
  if (end - p < 2 || p[0] != '/' || (p[1] != '/' && p[1] != '*')) return false;
  const char *line = memchr(p, '\n', (size_t)(end - p));
  if (!line) line = end;
  *text = p + 2;
  *close = p[1] == '/' ? line : memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
  return *close && *close <= line;
}

bool import_comment_read(Arena *arena, const char *text, size_t size, const char **path) {
  const char *end = text + size, *word, *close;
  const char *p = read_word(text, end, &word);
  *path = NULL;
  if (!is_word(word, p, "package") || !(p = read_word(p, end, &word))) return true;
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\r')) p++;
  if (!read_comment(p, end, &p, &close)) return true;
  const char *argument = read_word(p, close, &word), *bytes;
  if (!is_word(word, argument, "import")) return true;
  while (argument < close && strchr(" \t\r\n\f\v", *argument)) argument++;
  while (close > argument && strchr(" \t\r\n\f\v", close[-1])) close--;
  size_t length;
  bool quoted = close - argument >= 2 && (*argument == '"' || *argument == '`') && close[-1] == *argument;
  if (!quoted || !text_unquote(arena, argument, (size_t)(close - argument), &bytes, &length)) return false;
  *path = arena_strdup(arena, bytes, length);
  return true;
}
