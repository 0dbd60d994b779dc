// The beginning of a Go file, found as go/build's importReader does: roughly, by the characters that matter. The end
// matters: what stands behind it is the compiler's to refuse. Where the rough reading fails, it is the whole text.
#include "files/header.h"

#include <string.h>

typedef struct HeaderReader {
  const char *cursor, *end;
  bool failed;     // a parser will say why
  bool holds_nul;  // found before that
  Arena *arena;    // NULL: imports are not noted
  FileStart *start;
} HeaderReader;

static void fail(HeaderReader *r) { r->failed = true; }

// The next byte; 0: no more is read.
static uint8_t peek(HeaderReader *r) {
  if (r->failed || r->cursor >= r->end) return 0;
  if (!*r->cursor) r->failed = r->holds_nul = true;
  return (uint8_t)*r->cursor;
}

static uint8_t take(HeaderReader *r) {
  uint8_t c = peek(r);
  r->cursor += c != 0;
  return c;
}

static bool is_ident(uint8_t c) {
  uint8_t lower = c | 0x20;
  return c >= 0x80 || c == '_' || (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z');
}

static void skip_comment(HeaderReader *r) {
  take(r);
  uint8_t c = take(r), last = 0;
  if (c == '/') {
    while ((c = take(r)) && c != '\n') {}
  } else if (c == '*') {
    for (; (c = take(r)) && !(last == '*' && c == '/'); last = c) {}
    if (!c) fail(r);
  } else {
    fail(r);
  }
}

// Semicolons count as space. Returns what follows.
static uint8_t skip_space(HeaderReader *r) {
  for (;;) {
    uint8_t c = peek(r);
    if (c == '/') skip_comment(r);
    else if (c && strchr(" \f\t\r\n;", c)) take(r);
    else return c;
  }
}

static void read_keyword(HeaderReader *r, const char *keyword) {
  skip_space(r);
  while (*keyword && peek(r) == (uint8_t)*keyword) take(r), keyword++;
  if (*keyword || is_ident(peek(r))) fail(r);
}

static void read_ident(HeaderReader *r) {
  if (!is_ident(skip_space(r))) fail(r);
  while (is_ident(peek(r))) take(r);
}

static void read_string(HeaderReader *r) {
  uint8_t quote = skip_space(r), c;
  const char *text = r->cursor;
  take(r);
  if (quote != '"' && quote != '`') {
    fail(r);
    return;
  }
  while ((c = take(r)) && c != quote && (c != '\n' || quote == '`')) {
    if (c == '\\' && quote == '"') take(r);
  }
  if (c != quote) fail(r);
  ImportText import = {text, (size_t)(r->cursor - text)};
  if (r->arena && !r->failed) vec_push(r->arena, &r->start->imports, import);
}

static void read_import(HeaderReader *r) {
  uint8_t c = skip_space(r);
  if (c == '.') take(r);
  else if (is_ident(c)) read_ident(r);
  read_string(r);
}

static void read_imports(HeaderReader *r) {
  read_keyword(r, "import");
  if (skip_space(r) != '(') {
    read_import(r);
    return;
  }
  take(r);
  while (skip_space(r) != ')' && !r->failed) read_import(r);
  take(r);
}

void file_start_read(Arena *arena, const char *text, size_t size, FileStart *start) {
  *start = (FileStart){0};
  if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) text += 3, size -= 3;
  HeaderReader r = {.cursor = text, .end = text + size, .arena = arena, .start = start};
  read_keyword(&r, "package");
  skip_space(&r);
  start->name = r.cursor;
  read_ident(&r);
  start->name_length = (size_t)(r.cursor - start->name);
  while (skip_space(&r) == 'i') read_imports(&r);
  start->text = text;
  start->size = r.failed ? size : (size_t)(r.cursor - text);
  start->malformed = r.failed;
  start->holds_nul = r.holds_nul;
}
