// go/parser's declarations and files.
#include <string.h>

#include "syntax/go/parser.h"

typedef void SpecParser(GoParser *p, GoToken keyword, uint32_t index);

static void import_spec(GoParser *p, GoToken keyword, uint32_t index) {
  (void)keyword, (void)index;
  if (p->tok == GO_IDENT || p->tok == GO_PERIOD) go_next(p);
  if (p->tok == GO_STRING) {
    if (p->header && p->lit_length >= 2) {  // else it is not terminated
      const char *path = arena_strdup(p->arena, p->lit + 1, p->lit_length - 2);
      vec_push(p->arena, &p->header->imports, path);
    }
    go_next(p);
  } else if (p->tok >= GO_IDENT && p->tok < GO_STRING) {
    go_error(p, p->pos, "import path must be a string");
    go_next(p);
  } else {
    go_error(p, p->pos, "missing import path");
    go_advance(p, go_ends_expr);
  }
  go_expect_semi(p);
}

static void values(GoParser *p) {
  if (go_got(p, GO_ASSIGN)) go_expr_list(p, true);
}

static void value_spec(GoParser *p, GoToken keyword, uint32_t index) {
  (void)index;
  do go_ident(p);
  while (go_got(p, GO_COMMA));
  if (keyword == GO_VAR) {
    if (p->tok != GO_ASSIGN) go_type(p);
    values(p);
  } else if (p->tok != GO_EOF && p->tok != GO_SEMICOLON && p->tok != GO_RPAREN) {
    go_type_or_null(p);
    values(p);
  }
  go_expect_semi(p);
}

// ---- types

static bool is_type_elem(const Shape *x) {
  switch (x->kind) {
    case SHAPE_ARRAY:
    case SHAPE_STRUCT:
    case SHAPE_FUNC_TYPE:
    case SHAPE_INTERFACE:
    case SHAPE_MAP:
    case SHAPE_CHAN: return true;
    case SHAPE_BINARY: return is_type_elem(x->x) || is_type_elem(x->y);
    case SHAPE_UNARY: return x->op == GO_TILDE;
    case SHAPE_PAREN: return is_type_elem(x->x);
    default: return false;
  }
}

// Splits x into a name and the type element behind it, *type, NULL if it is just a name. NULL: it can't be.
static Shape *extract_name(GoParser *p, Shape *x, bool force, Shape **type) {
  *type = NULL;
  if (x->kind == SHAPE_IDENT) return x;
  if (x->kind == SHAPE_BINARY && x->op == GO_MUL) {
    if (x->x->kind != SHAPE_IDENT || !(force || is_type_elem(x->y))) return NULL;
    *type = go_finish(go_shape(p, SHAPE_OTHER, x->at), x->y->end);
    return x->x;
  }
  if (x->kind == SHAPE_BINARY && x->op == GO_OR) {
    Shape *left, *name = extract_name(p, x->x, force || is_type_elem(x->y), &left);
    if (!name || !left) return NULL;
    *type = go_finish(go_shape(p, SHAPE_BINARY, left->begin), x->end);
    (*type)->op = GO_OR;
    (*type)->x = left;
    (*type)->y = x->y;
    return name;
  }
  if (x->kind == SHAPE_CALL && x->x->kind == SHAPE_IDENT && x->count == 1 && !x->dots &&
      (force || is_type_elem(x->y))) {
    *type = go_finish(go_shape(p, SHAPE_PAREN, x->at), x->end);
    (*type)->x = x->y;
    return x->x;
  }
  return NULL;
}

static void alias_or_type(GoParser *p) {
  go_got(p, GO_ASSIGN);
  go_type(p);
}

// After "type T [" and with a name as the current token: an array's length or type parameters.
static void bracketed_type(GoParser *p, Spot open) {
  Shape *x = go_ident(p), *type;
  if (p->tok != GO_LBRACK) {
    p->level++;
    x = go_binary_expr(p, go_primary_expr(p, x), 1);
    p->level--;
  }
  Shape *name = extract_name(p, x, p->tok == GO_COMMA, &type);
  if (!name || (!type && p->tok == GO_RBRACK)) {
    go_array_type(p, open, x);
    return;
  }
  go_param_list(p, name, type, GO_RBRACK, false);
  go_expect(p, GO_RBRACK);
  alias_or_type(p);
}

static void type_spec(GoParser *p, GoToken keyword, uint32_t index) {
  (void)keyword, (void)index;
  go_ident(p);
  Spot open = p->pos;
  if (!go_got(p, GO_LBRACK)) {
    alias_or_type(p);
  } else if (p->tok == GO_IDENT) {
    bracketed_type(p, open);
  } else {
    go_array_type(p, open, NULL);
  }
  go_expect_semi(p);
}

// ---- declarations

static void gen_decl(GoParser *p, SpecParser *spec) {
  GoToken keyword = p->tok;
  go_next(p);
  if (!go_got(p, GO_LPAREN)) {
    spec(p, keyword, 0);
    return;
  }
  for (uint32_t i = 0; p->tok != GO_RPAREN && p->tok != GO_EOF; i++) spec(p, keyword, i);
  go_expect(p, GO_RPAREN);
  go_expect_semi(p);
}

static void func_body(GoParser *p) {
  go_block(p);
  go_expect_semi(p);
}

static void func_decl(GoParser *p) {
  go_next(p);
  bool method = p->tok == GO_LPAREN;
  if (method) go_params(p);
  go_ident(p);
  Spot open = p->pos;
  if (p->tok == GO_LBRACK && go_type_params(p) && method) go_error(p, open, "method must have no type parameters");
  go_signature(p, 0);
  if (p->tok == GO_LBRACE) {
    func_body(p);
  } else if (p->tok == GO_SEMICOLON) {
    go_next(p);
    if (p->tok != GO_LBRACE) return;
    go_error(p, p->pos, "unexpected semicolon or newline before {");
    func_body(p);
  } else {
    go_expect_semi(p);
  }
}

void go_decl(GoParser *p, bool (*sync)(GoToken token)) {
  switch (p->tok) {
    case GO_IMPORT: gen_decl(p, import_spec); return;
    case GO_CONST:
    case GO_VAR: gen_decl(p, value_spec); return;
    case GO_TYPE: gen_decl(p, type_spec); return;
    case GO_FUNC: func_decl(p); return;
    default: go_expected(p, p->pos, "declaration"); go_advance(p, sync);
  }
}

// ---- files

static bool starts_decl(GoToken token) {
  return token == GO_IMPORT || token == GO_CONST || token == GO_TYPE || token == GO_VAR;
}

static void package_clause(GoParser *p) {
  go_next(p);
  if (p->errors.len) return;  // hardly a Go file
  GoHeader *header = p->header;
  if (header && p->doc && go_line_index(p, p->doc_end - 1) + 1 == go_line_index(p, p->pos - 1)) {
    header->doc = p->text + p->doc - 1;
    header->doc_length = p->doc_end - p->doc;
  }
  go_expect(p, GO_PACKAGE);
  const char *name = p->lit;
  size_t length = p->lit_length;
  go_ident(p);
  go_expect_semi(p);
  if (header && !p->errors.len) header->name = arena_strdup(p->arena, name, length);
}

static void file(GoParser *p) {
  package_clause(p);
  if (p->errors.len) return;
  while (p->tok == GO_IMPORT) gen_decl(p, import_spec);
  if (p->header) return;
  for (GoToken last = GO_IMPORT; p->tok != GO_EOF;) {
    if (p->tok == GO_IMPORT && last != GO_IMPORT) {
      go_error(p, p->pos, "imports must appear before other declarations");
    }
    last = p->tok;
    go_decl(p, starts_decl);
  }
}

GoErrors syntax_go_errors(Arena *arena, const char *path, const char *text, size_t size, bool all) {
  assert(size <= SOURCE_SIZE_MAX);
  GoParser parser = {.arena = arena, .path = path, .text = text, .size = (uint32_t)size, .all = all};
  go_scan_init(&parser);
  file(&parser);
  go_sort_errors(&parser);
  return parser.errors;
}

void syntax_go_header(Arena *arena, const char *path, const char *text, size_t size, GoHeader *header) {
  assert(size <= SOURCE_SIZE_MAX);
  *header = (GoHeader){0};
  GoParser parser = {.arena = arena, .path = path, .text = text, .size = (uint32_t)size, .header = header};
  go_scan_init(&parser);
  file(&parser);
  go_sort_errors(&parser);
  header->errors = parser.errors;
}
