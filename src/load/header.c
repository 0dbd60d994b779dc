// The beginning of a Go file: package clause and imports, as go/parser reads them with ImportsOnly. The go command
// looks at no more of a file before it compiles, and what is wrong there it says in that parser's words; so this reads
// them once more, apart from syntax/, which speaks as the compiler. The first error ends the reading.
//
//     SourceFile = PackageClause ";" { ImportDecl ";" } .
#include "load/header.h"

#include <ctype.h>
#include <string.h>

typedef enum TokenKind { TOKEN_EOF, TOKEN_NAME, TOKEN_LITERAL, TOKEN_STRING, TOKEN_OPERATOR, TOKEN_NEWLINE } TokenKind;

typedef struct HeaderReader {
  Arena *arena;
  FileHeader *header;
  const char *text, *end, *cursor;
  bool ends_statement;  // a line break is a semicolon
  // The current token.
  TokenKind kind;
  const char *start;
  size_t length;
  const char *comment;  // the group of comments right above it, NULL none
  size_t comment_length;
} HeaderReader;

// ---- errors

static void fail(HeaderReader *r, const char *at, const char *message) {
  FileHeader *h = r->header;
  if (h->problem) return;
  h->problem = message;
  h->line = h->column = 1;
  for (const char *p = r->text; p < at; p++) {
    bool line = *p == '\n' && p + 1 < r->end;  // the end of the file is on the last line
    h->column = line ? 1 : h->column + 1;
    h->line += line;
  }
  r->cursor = r->end;
  r->kind = TOKEN_EOF;
}

static bool is_keyword(const char *text, size_t length) {
  static const char *const words[] = {"break",  "case",        "chan", "const",   "continue", "default", "defer",
                                      "else",   "fallthrough", "for",  "func",    "go",       "goto",    "if",
                                      "import", "interface",   "map",  "package", "range",    "return",  "select",
                                      "struct", "switch",      "type", "var"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strlen(words[i]) == length && memcmp(words[i], text, length) == 0) return true;
  return false;
}

static void fail_expected(HeaderReader *r, const char *what) {
  if (r->header->problem) return;
  int n = (int)r->length;
  const char *found = r->kind == TOKEN_EOF       ? "'EOF'"
                      : r->kind == TOKEN_NEWLINE ? "newline"
                      : r->kind == TOKEN_OPERATOR || is_keyword(r->start, r->length)
                          ? arena_printf(r->arena, "'%.*s'", n, r->start)
                          : arena_printf(r->arena, "%.*s", n, r->start);
  fail(r, r->start, arena_printf(r->arena, "expected '%s', found %s", what, found));
}

// ---- tokens

static bool is_letter(unsigned char c) { return isalpha(c) || c == '_' || c >= 0x80; }

// Skips a comment. Returns whether it counts as a line break.
static bool skip_comment(HeaderReader *r) {
  const char *start = r->cursor;
  if (start[1] == '/') {
    const char *end = memchr(start, '\n', (size_t)(r->end - start));
    r->cursor = end ? end : r->end;
    return false;
  }
  const char *close = memmem(start + 2, (size_t)(r->end - start - 2), "*/", 2);
  if (!close) {
    fail(r, start, "comment not terminated");
    return false;
  }
  r->cursor = close + 2;
  return memchr(start, '\n', (size_t)(close - start)) != NULL;
}

// Skips spaces and comments up to the next token. True: a line break that ends a statement comes first.
static bool skip_space(HeaderReader *r) {
  uint32_t breaks = 0;  // since the last comment
  r->comment = NULL;
  while (r->cursor < r->end) {
    char c = *r->cursor;
    if (c == '\n') {
      if (r->ends_statement) return true;
      if (++breaks > 1) r->comment = NULL;
      r->cursor++;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      r->cursor++;
    } else if (c == '/' && r->cursor + 1 < r->end && (r->cursor[1] == '/' || r->cursor[1] == '*')) {
      const char *start = r->cursor;
      // A comment that holds a line break stands behind the semicolon that the break is.
      bool multi = skip_comment(r);
      if (multi && r->ends_statement) {
        r->cursor = start;
        return true;
      }
      if (!r->comment) r->comment = start;
      r->comment_length = (size_t)(r->cursor - r->comment);
      breaks = 0;
    } else {
      break;
    }
  }
  if (breaks > 1) r->comment = NULL;
  return r->ends_statement && r->cursor >= r->end && !r->header->problem;
}

static void read_quoted(HeaderReader *r) {
  char quote = *r->cursor++;
  const char *what = quote == '\''  ? "rune literal not terminated"
                     : quote == '"' ? "string literal not terminated"
                                    : "raw string literal not terminated";
  for (; r->cursor < r->end && *r->cursor != quote; r->cursor++) {
    if (*r->cursor == '\n' && quote != '`') break;
    if (*r->cursor == '\\' && quote != '`' && r->cursor + 1 < r->end && r->cursor[1] != '\n') r->cursor++;
  }
  if (r->cursor >= r->end || *r->cursor != quote) fail(r, r->start, what);
  else r->cursor++;
}

static size_t operator_length(const char *p, size_t left) {
  static const char *const list[] = {"<<=", ">>=", "&^=", "...", "<<", ">>", "&^", "+=", "-=", "*=", "/=", "%=", "&=",
                                     "|=",  "^=",  "&&",  "||",  "<-", "++", "--", "==", "!=", "<=", ">=", ":="};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++)
    if (strlen(list[i]) <= left && strncmp(list[i], p, strlen(list[i])) == 0) return strlen(list[i]);
  return strchr("+-*/%&|^<>=!()[]{},;.:~", *p) ? 1 : 0;
}

static void next(HeaderReader *r) {
  if (r->header->problem) return;
  bool ends = skip_space(r);
  if (r->header->problem) return;
  r->start = r->cursor;
  r->length = 0;
  r->kind = ends ? TOKEN_NEWLINE : TOKEN_EOF;
  if (ends) r->ends_statement = false;
  if (ends || r->cursor >= r->end) return;
  unsigned char c = (unsigned char)*r->cursor;
  if (is_letter(c) || isdigit(c)) {
    r->kind = is_letter(c) ? TOKEN_NAME : TOKEN_LITERAL;
    while (r->cursor < r->end && (is_letter((unsigned char)*r->cursor) || isdigit((unsigned char)*r->cursor) ||
                                  (r->kind == TOKEN_LITERAL && *r->cursor == '.')))
      r->cursor++;
  } else if (c == '"' || c == '`' || c == '\'') {
    r->kind = c == '\'' ? TOKEN_LITERAL : TOKEN_STRING;
    read_quoted(r);
  } else {
    size_t n = operator_length(r->cursor, (size_t)(r->end - r->cursor));
    if (!n)
      fail(r, r->cursor,
           arena_printf(r->arena, "illegal character U+%04X%s", c,
                        isprint(c) ? arena_printf(r->arena, " '%c'", c) : ""));
    r->kind = TOKEN_OPERATOR;
    r->cursor += n;
  }
  if (r->header->problem) return;
  r->length = (size_t)(r->cursor - r->start);
  bool keyword = r->kind == TOKEN_NAME && is_keyword(r->start, r->length);
  r->ends_statement = r->kind == TOKEN_OPERATOR ? strchr(")]}", *r->start) != NULL : !keyword;
}

// ---- grammar

static bool at(const HeaderReader *r, const char *word) {
  return (r->kind == TOKEN_NAME || r->kind == TOKEN_OPERATOR) && strlen(word) == r->length &&
         memcmp(r->start, word, r->length) == 0;
}

static bool at_name(const HeaderReader *r) { return r->kind == TOKEN_NAME && !is_keyword(r->start, r->length); }

static void expect(HeaderReader *r, const char *word) {
  if (at(r, word)) next(r);
  else fail_expected(r, word);
}

static void expect_end(HeaderReader *r) {
  if (at(r, ")") || at(r, "}")) return;
  if (r->kind == TOKEN_NEWLINE || at(r, ";")) next(r);
  else fail_expected(r, ";");
}

// Behind the package clause and each import. What stands there is looked at only if it could be another import.
static void end_declaration(HeaderReader *r) {
  bool read_on = r->kind == TOKEN_NEWLINE || at(r, ";") || (r->length && *r->start == 'i');
  if (read_on) expect_end(r);
  else if (!r->header->problem) r->kind = TOKEN_EOF;
}

static void read_import(HeaderReader *r) {
  if (at(r, ".") || at_name(r)) next(r);
  if (r->kind == TOKEN_LITERAL) fail(r, r->start, "import path must be a string");
  else if (r->kind != TOKEN_STRING) fail(r, r->start, "missing import path");
  if (r->header->problem) return;
  const char *path = arena_strdup(r->arena, r->start + 1, r->length - 2);
  vec_push(r->arena, &r->header->imports, path);
  next(r);
}

static void read_imports(HeaderReader *r) {
  next(r);
  if (!at(r, "(")) {
    read_import(r);
    end_declaration(r);
    return;
  }
  next(r);
  while (!at(r, ")") && r->kind != TOKEN_EOF) {
    read_import(r);
    if (!r->header->problem) expect_end(r);
  }
  expect(r, ")");
  end_declaration(r);
}

FileHeader *header_read(Arena *arena, const char *text, size_t size) {
  FileHeader *header = arena_new(arena, FileHeader);
  bool marked = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
  HeaderReader r = {.arena = arena, .header = header, .text = text, .cursor = text + 3 * marked, .end = text + size};
  next(&r);
  if (r.comment) {
    header->comment = r.comment;
    header->comment_length = r.comment_length;
  }
  expect(&r, "package");
  if (header->problem) return header;
  if (!at_name(&r)) {
    fail_expected(&r, "IDENT");
    return header;
  }
  header->name = arena_strdup(arena, r.start, r.length);
  next(&r);
  end_declaration(&r);
  while (!header->problem && at(&r, "import")) read_imports(&r);
  return header;
}

bool header_imports(const FileHeader *header, const char *path) {
  for (uint32_t i = 0; i < header->imports.len; i++)
    if (strcmp(header->imports.data[i], path) == 0) return true;
  return false;
}
