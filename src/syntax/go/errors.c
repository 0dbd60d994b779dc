// Where go/parser's errors are reported, which are left out, and how it goes on: go/scanner's ErrorList, go/token's
// positions with //line, and the helpers of the productions.
#include <stdlib.h>
#include <string.h>

#include "syntax/go/parser.h"

// ---- positions

uint32_t go_line_index(const GoParser *p, uint32_t offset) {
  uint32_t low = 0, high = p->lines.len;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (p->lines.data[middle] <= offset) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

static GoError place_of(const GoParser *p, uint32_t offset) {
  if (offset > p->size) offset = p->size;  // behind a bracket that the text ended before
  uint32_t line = go_line_index(p, offset);
  GoError e = {.path = p->path, .line = line + 1, .column = offset - p->lines.data[line] + 1};
  const GoLine *directive = NULL;
  for (uint32_t i = 0; i < p->directives.len && p->directives.data[i].offset <= offset; i++) {
    directive = &p->directives.data[i];
  }
  if (!directive) return e;
  uint32_t distance = line - go_line_index(p, directive->offset);
  e.path = directive->path;
  e.line = directive->line + distance;
  if (!directive->column) {
    e.column = 0;
  } else if (!distance) {
    e.column = directive->column + (offset - directive->offset);
  }
  return e;
}

// ---- //line

enum { POSITION_MAX = 1 << 30 };

// The number behind the last ":"; returns its index, 0 if there is no ":".
static uint32_t trailing_number(const char *text, uint32_t length, uint64_t *number, bool *ok) {
  uint32_t i = length;
  while (i && text[i - 1] != ':') i--;
  *ok = i && i < length;
  *number = 0;
  for (uint32_t k = i; k < length; k++) {
    if (text[k] < '0' || text[k] > '9') *ok = false;
    if (*ok && *number <= (uint64_t)POSITION_MAX * 2) *number = *number * 10 + (uint64_t)(text[k] - '0');
  }
  return i;
}

// A path without ".", "x/.." and doubled slashes.
static const char *clean(GoParser *p, const char *path) {
  char *out = arena_alloc(p->arena, strlen(path) + 2, 1);
  bool rooted = *path == '/';
  size_t n = rooted, keep = rooted;  // before `keep` nothing is taken back
  if (rooted) out[0] = '/';
  while (*path) {
    size_t length = strcspn(path, "/");
    if (length == 2 && path[0] == '.' && path[1] == '.') {
      if (n > keep) {
        while (n > keep && out[n - 1] != '/') n--;
        if (n > keep) n--;
      } else if (!rooted) {
        if (n) out[n++] = '/';
        out[n++] = '.', out[n++] = '.';
        keep = n;
      }
    } else if (length && !(length == 1 && *path == '.')) {
      if (n && out[n - 1] != '/') out[n++] = '/';
      memcpy(out + n, path, length);
      n += length;
    }
    path += length + (path[length] == '/');
  }
  if (!n) out[n++] = '.';
  out[n] = 0;
  return out;
}

// A relative name is one in the file's folder.
static const char *directive_path(GoParser *p, const char *name, uint32_t length) {
  const char *path = arena_strdup(p->arena, name, length), *slash = strrchr(p->path, '/');
  if (path[0] != '/' && slash) path = arena_printf(p->arena, "%.*s/%s", (int)(slash - p->path), p->path, path);
  return clean(p, path);
}

// text is that of the comment at `offset`; behind it stands `next`.
void go_line_directive(GoParser *p, const char *text, uint32_t length, uint32_t offset, uint32_t next) {
  if (text[1] == '*') length -= 2;
  text += 7, length -= 7, offset += 7;
  uint64_t number, line, column = 0;
  bool ok, has_column;
  uint32_t digits = trailing_number(text, length, &number, &ok);
  if (!digits) return;
  if (!ok) {
    go_scan_error(p, offset + digits, "invalid line number: %.*s", (int)(length - digits), text + digits);
    return;
  }
  uint32_t first = trailing_number(text, digits - 1, &line, &has_column);
  if (has_column) {
    column = number;
    if (!column || column > POSITION_MAX) {
      go_scan_error(p, offset + digits, "invalid column number: %.*s", (int)(length - digits), text + digits);
      return;
    }
    length = digits - 1;
    digits = first;
  } else {
    line = number;
  }
  if (!line || line > POSITION_MAX) {
    go_scan_error(p, offset + digits, "invalid line number: %.*s", (int)(length - digits), text + digits);
    return;
  }
  GoLine directive = {.offset = next, .line = (uint32_t)line, .column = (uint32_t)column, .path = ""};
  if (digits > 1) {
    directive.path = directive_path(p, text, digits - 1);
  } else if (has_column) {
    directive.path = place_of(p, offset).path;
  }
  if (next < p->size) vec_push(p->arena, &p->directives, directive);
}

// ---- errors

static void add(GoParser *p, uint32_t offset, const char *format, va_list args) {
  GoError error = place_of(p, offset);
  error.message = arena_vprintf(p->arena, format, args);
  vec_push(p->arena, &p->errors, error);
}

void go_scan_error(GoParser *p, uint32_t offset, const char *format, ...) {
  va_list args;
  va_start(args, format);
  if (!p->gave_up) add(p, offset, format, args);
  va_end(args);
}

static void give_up(GoParser *p) {
  p->gave_up = true;
  p->tok = GO_EOF;
}

// Unless all are wanted: one a line, and after eleven the text is given up.
void go_error(GoParser *p, Spot pos, const char *format, ...) {
  if (p->gave_up) return;
  if (!p->all && p->errors.len) {
    if (vec_last(&p->errors).line == place_of(p, pos - 1).line) return;
    if (p->errors.len > 10) {
      give_up(p);
      return;
    }
  }
  va_list args;
  va_start(args, format);
  add(p, pos - 1, format, args);
  va_end(args);
}

static bool is_literal(GoToken token) { return token >= GO_IDENT && token <= GO_STRING; }

void go_expected(GoParser *p, Spot pos, const char *what) {
  if (pos != p->pos) {
    go_error(p, pos, "expected %s", what);
  } else if (p->tok == GO_SEMICOLON && p->newline_semi) {
    go_error(p, pos, "expected %s, found newline", what);
  } else if (is_literal(p->tok)) {
    go_error(p, pos, "expected %s, found %.*s", what, (int)p->lit_length, p->lit);
  } else {
    go_error(p, pos, "expected %s, found '%s'", what, go_token_text(p->tok));
  }
}

static int by_place(const void *a, const void *b) {
  const GoError *x = a, *y = b;
  int order = strcmp(x->path, y->path);
  if (order) return order;
  if (x->line != y->line) return x->line < y->line ? -1 : 1;
  if (x->column != y->column) return x->column < y->column ? -1 : 1;
  return strcmp(x->message, y->message);
}

void go_sort_errors(GoParser *p) {
  if (p->errors.len) qsort(p->errors.data, p->errors.len, sizeof *p->errors.data, by_place);
}

// ---- going on

// Stays where it is at most ten times in a row, so that no two productions wait for each other.
void go_advance(GoParser *p, bool (*stops)(GoToken token)) {
  for (; p->tok != GO_EOF; go_next(p)) {
    if (!stops(p->tok)) continue;
    if (p->pos == p->sync && p->syncs < 10) {
      p->syncs++;
      return;
    }
    if (p->pos > p->sync) {
      p->sync = p->pos;
      p->syncs = 0;
      return;
    }
  }
}

bool go_starts_stmt(GoToken token) {
  switch (token) {
    case GO_BREAK:
    case GO_CONST:
    case GO_CONTINUE:
    case GO_DEFER:
    case GO_FALLTHROUGH:
    case GO_FOR:
    case GO_GO:
    case GO_GOTO:
    case GO_IF:
    case GO_RETURN:
    case GO_SELECT:
    case GO_SWITCH:
    case GO_TYPE:
    case GO_VAR: return true;
    default: return false;
  }
}

bool go_ends_expr(GoToken token) {
  switch (token) {
    case GO_COMMA:
    case GO_COLON:
    case GO_SEMICOLON:
    case GO_RPAREN:
    case GO_RBRACK:
    case GO_RBRACE: return true;
    default: return false;
  }
}

// ---- tokens that must be there

bool go_got(GoParser *p, GoToken token) {
  if (p->tok != token) return false;
  go_next(p);
  return true;
}

// Whatever the token is, it is passed.
Spot go_expect(GoParser *p, GoToken token) {
  Spot pos = p->pos;
  if (p->tok != token) go_expected(p, pos, arena_printf(p->arena, "'%s'", go_token_text(token)));
  go_next(p);
  return pos;
}

Spot go_expect_closing(GoParser *p, GoToken token, const char *context) {
  if (p->tok == GO_SEMICOLON && p->newline_semi) {
    go_error(p, p->pos, "missing ',' before newline in %s", context);
    go_next(p);
  }
  return go_expect(p, token);
}

void go_expect_semi(GoParser *p) {
  switch (p->tok) {
    case GO_RPAREN:
    case GO_RBRACE: return;
    case GO_COMMA:
    case GO_SEMICOLON:
      if (p->tok == GO_COMMA) go_expected(p, p->pos, "';'");
      go_next(p);
      return;
    default: go_expected(p, p->pos, "';'"); go_advance(p, go_starts_stmt);
  }
}

bool go_at_comma(GoParser *p, const char *context, GoToken follow) {
  if (p->tok == GO_COMMA) return true;
  if (p->tok == follow) return false;
  bool newline = p->tok == GO_SEMICOLON && p->newline_semi;
  go_error(p, p->pos, "missing ','%s in %s", newline ? " before newline" : "", context);
  return true;
}

bool go_enter(GoParser *p) {
  enum { NESTING_LIMIT = 100000 };
  if (++p->nesting <= NESTING_LIMIT) return true;
  go_error(p, p->pos, "exceeded max nesting depth");
  give_up(p);
  return false;
}

// ---- shapes

Shape *go_shape(GoParser *p, ShapeKind kind, Spot begin) {
  Shape *shape = arena_new(p->arena, Shape);
  shape->kind = (uint8_t)kind;
  shape->begin = begin;
  shape->end = p->pos;
  return shape;
}

Shape *go_unparen(Shape *x) {
  while (x->kind == SHAPE_PAREN) x = x->x;
  return x;
}

const char *syntax_go_error_string(Arena *arena, const GoError *e) {
  const char *colon = *e->path ? ":" : "";
  if (!e->column) return arena_printf(arena, "%s%s%u: %s", e->path, colon, e->line, e->message);
  return arena_printf(arena, "%s%s%u:%u: %s", e->path, colon, e->line, e->column, e->message);
}
