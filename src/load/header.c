// The beginning of a Go file: package clause and imports. The go command looks at no more of a file before it compiles:
// it finds out roughly where they end (go/build's importReader) and gives go/parser the text up to there, and what is
// wrong is told in that parser's words, syntax/go. The end matters: what stands behind it is the compiler's to refuse.
// Where the rough reading fails, the parser gets the whole text.
#include "load/header.h"

#include <string.h>

typedef struct HeaderReader {
  const char *cursor, *end;
  bool failed;     // the parser will say why
  bool holds_nul;  // found before that
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
  take(r);
  if (quote != '"' && quote != '`') {
    fail(r);
    return;
  }
  while ((c = take(r)) && c != quote && (c != '\n' || quote == '`')) {
    if (c == '\\' && quote == '"') take(r);
  }
  if (c != quote) fail(r);
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

FileHeader *header_read(Arena *arena, const char *path, const char *text, size_t size) {
  FileHeader *header = arena_new(arena, FileHeader);
  if (size > SOURCE_SIZE_MAX) return header;  // it is refused where it would be compiled
  if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) text += 3, size -= 3;
  HeaderReader r = {.cursor = text, .end = text + size};
  read_keyword(&r, "package");
  read_ident(&r);
  while (skip_space(&r) == 'i') read_imports(&r);
  header->holds_nul = r.holds_nul;
  syntax_go_header(arena, path, text, r.failed ? size : (size_t)(r.cursor - text), &header->go);
  return header;
}

bool header_imports(const FileHeader *header, const char *path) {
  for (uint32_t i = 0; i < header->go.imports.len; i++)
    if (strcmp(header->go.imports.data[i], path) == 0) return true;
  return false;
}
