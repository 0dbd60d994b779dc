// The parser: files and declarations (Spec: Source file organization, Declarations and
// scope), errors and recovery, and what all productions share. Expressions, types and
// statements are in parse_expr.c, parse_type.c, parse_stmt.c. The grammar is read, and
// errors are worded, placed and recovered from, as by cmd/compile/internal/syntax: when
// a token is missing, tokens are skipped up to one that can follow the production.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "syntax/internal.h"

// ---- errors

static void report(Parser *p, Pos pos, const char *format, va_list args) {
  p->recovery.faults++;
  if (!p->tools) {
    diag_parse_verror(p->session->diags, pos, format, args);
  } else if (!p->recovery.mute) {
    SyntaxError error = {pos, arena_vprintf(p->arena, format, args)};
    vec_push(p->arena, &p->file->syntax_errors, error);
  }
}

void parse_error_at(Parser *p, Pos pos, const char *format, ...) {
  va_list args;
  va_start(args, format);
  report(p, pos, format, args);
  va_end(args);
  p->error_count++;
}

void other_error_at(Parser *p, Pos pos, const char *format, ...) {
  va_list args;
  va_start(args, format);
  report(p, pos, format, args);
  va_end(args);
  p->other_error = true;
}

const char *token_string(Token token) {
  static const char *const keywords[TOKEN_COUNT] = {
#define TOKEN(name, text) "keyword " text,
#include "syntax/tokens.def"
#undef TOKEN
  };
  if (token == TOKEN_COMMA) return "comma";
  if (token == TOKEN_SEMI) return "semicolon or newline";
  return token >= TOKEN_BREAK ? keywords[token] : syntax_token_text(token);
}

static const char *current_token(Parser *p) {
  switch (p->tok) {
    case TOKEN_NAME: return arena_printf(p->arena, "name %s", p->name->text);
    case TOKEN_SEMI: return p->lit;
    case TOKEN_LITERAL: return arena_printf(p->arena, "literal %.*s", (int)p->lit_length, scan_as_written(p, p->lit));
    case TOKEN_OPERATOR: return syntax_operator_text(p->op);
    case TOKEN_ASSIGN_OP: return arena_printf(p->arena, "%s=", syntax_operator_text(p->op));
    case TOKEN_INC_OP: return arena_printf(p->arena, "%s%s", syntax_operator_text(p->op), syntax_operator_text(p->op));
    default: return token_string(p->tok);
  }
}

static bool starts_with(const char *text, const char *prefix) { return strncmp(text, prefix, strlen(prefix)) == 0; }

// A message that begins with "in", "at", "after" or "expected" is about the current
// token, which is put before it.
void syntax_error_at(Parser *p, Pos pos, const char *message) {
  p->recovery.faults++;
  if (p->tok == TOKEN_EOF && had_error(p)) return;  // follows from an earlier one
  const char *join = "";
  if (starts_with(message, "in ") || starts_with(message, "at ") || starts_with(message, "after ")) {
    join = " ";
  } else if (starts_with(message, "expected ")) {
    join = ", ";
  } else if (*message) {
    p->syntax_error_count++;
    parse_error_at(p, pos, "syntax error: %s", message);
    return;
  }
  p->syntax_error_count++;
  parse_error_at(p, pos, "syntax error: unexpected %s%s%s", current_token(p), join, message);
}

void syntax_error(Parser *p, const char *message) { syntax_error_at(p, p->pos, message); }

void advance(Parser *p, uint64_t follow) {
  static const uint64_t statement_starts = SET(TOKEN_BREAK) | SET(TOKEN_CONST) | SET(TOKEN_CONTINUE) |
                                           SET(TOKEN_DEFER) | SET(TOKEN_FALLTHROUGH) | SET(TOKEN_FOR) | SET(TOKEN_GO) |
                                           SET(TOKEN_GOTO) | SET(TOKEN_IF) | SET(TOKEN_RETURN) | SET(TOKEN_SELECT) |
                                           SET(TOKEN_SWITCH) | SET(TOKEN_TYPE) | SET(TOKEN_VAR);
  if (!follow) {
    if (p->tok != TOKEN_EOF) scan_next(p);
    return;
  }
  if (p->func_level) follow |= statement_starts;
  follow |= SET(TOKEN_EOF);
  while (!(follow >> p->tok & 1)) scan_next(p);
}

void want_slow(Parser *p, Token token) {
  syntax_error(p, arena_printf(p->arena, "expected %s", token_string(token)));
  advance(p, 0);
}

// Takes "=", and for better recovery also ":=" with a complaint.
bool got_assign(Parser *p) {
  if (p->tok == TOKEN_DEFINE) {
    syntax_error(p, "expected =");
  } else if (p->tok != TOKEN_ASSIGN) {
    return false;
  }
  scan_next(p);
  return true;
}

void give_up_nesting(Parser *p) {
  if (p->gave_up) return;
  p->gave_up = true;
  p->syntax_error_count++;
  parse_error_at(p, p->pos, "nesting depth limit exceeded");
  scan_skip_to_end(p);
}

bool enter(Parser *p) {
  if (++p->depth <= NESTING_LIMIT) return true;
  give_up_nesting(p);
  return false;
}

// ---- lists

void stack_push(Parser *p, void *element) {
  if (p->stack_len == p->stack_cap) {
    p->stack_cap *= 2;
    p->stack = memory_grow(p->stack, p->stack_cap, sizeof *p->stack);
  }
  p->stack[p->stack_len++] = element;
}

void **stack_copy(Parser *p, uint32_t mark, uint32_t *count) {
  *count = p->stack_len - mark;
  if (!*count) return NULL;
  void **copy = arena_array(p->arena, void *, *count);
  memcpy(copy, p->stack + mark, *count * sizeof *copy);
  return copy;
}

void **stack_take(Parser *p, uint32_t mark, uint32_t *count) {
  void **copy = stack_copy(p, mark, count);
  p->stack_len = mark;
  return copy;
}

bool list_separator(Parser *p, const char *context, Token separator, Token close) {
  if (got_separator(p, separator) || p->tok == close) return true;
  syntax_error(p, arena_printf(p->arena, "in %s; possibly missing %s or %s", context, token_string(separator),
                               token_string(close)));
  advance(p, SET(TOKEN_RPAREN) | SET(TOKEN_RBRACK) | SET(TOKEN_RBRACE));
  return p->tok == close;
}

Pos list_end(Parser *p, Token close, bool complete) {
  Pos pos = p->pos;
  if (complete) want(p, close);
  return pos;
}

// ---- names

NameExpr *new_name(Parser *p, Pos pos, const Name *name) {
  NameExpr *x = NEW(p, NameExpr, NODE_NAME, pos);
  x->name = name;
  return x;
}

NameExpr *parse_name(Parser *p) {
  if (p->tok == TOKEN_NAME) {
    NameExpr *x = new_name(p, p->pos, p->name);
    scan_next(p);
    return x;
  }
  NameExpr *x = new_name(p, p->pos, name_cstr(p->session->names, "_"));
  syntax_error(p, "expected name");
  advance(p, 0);
  return x;
}

void parse_name_list(Parser *p, NameExpr *first, NameExprVec *names) {
  uint32_t mark = p->stack_len;
  stack_push(p, first);
  while (got(p, TOKEN_COMMA)) stack_push(p, parse_name(p));
  names->data = (NameExpr **)stack_take(p, mark, &names->len);
  names->cap = names->len;
}

// ---- declarations

static Docs *docs_of(Decl *d) {
  switch (d->node.kind) {
    case NODE_IMPORT_DECL: return &((ImportDecl *)d)->places.docs;
    case NODE_CONST_DECL: return &((ConstDecl *)d)->places.docs;
    case NODE_TYPE_DECL: return &((TypeDecl *)d)->places.docs;
    default: return &((VarDecl *)d)->places.docs;
  }
}

static void push_decl(Parser *p, Decl *(*parse)(Parser *p, Group *group), Group *group) {
  CommentGroup *doc = group ? comment_lead(p) : NULL;
  Decl *d = parse(p, group);
  stack_push(p, d);
  if (!p->tools) return;
  docs_of(d)->doc = doc;
  comment_behind(p, &docs_of(d)->comment);
}

void append_group(Parser *p, Decl *(*parse)(Parser *p, Group *group), DeclStmt *statement) {
  if (p->tok != TOKEN_LPAREN) {
    push_decl(p, parse, NULL);
    return;
  }
  Group *group = arena_new(p->arena, Group);
  group->id = ++p->group_count;
  pragma_clear(p);  // before the "(" is left behind: comments after it belong to the first declaration
  PLACE(p, TOKEN_LPAREN, statement->places.parens.open);
  scan_next(p);
  bool complete = true;
  while (p->tok != TOKEN_EOF && p->tok != TOKEN_RPAREN && complete) {
    push_decl(p, parse, group);
    complete = list_separator(p, "grouped declaration", TOKEN_SEMI, TOKEN_RPAREN);
  }
  PLACE(p, TOKEN_RPAREN, statement->places.parens.close);
  list_end(p, TOKEN_RPAREN, complete);
}

// Which imports matter to directives.
static void note_import(Parser *p, const BasicLit *path) {
  if (path->bad || path->kind != LIT_STRING || path->length < 2) return;
  const char *text = path->text + 1;
  uint32_t length = path->length - 2;
  if (length == 1 && text[0] == 'C') p->file->imports_c = true;
  if (length == 5 && memcmp(text, "embed", 5) == 0) p->file->imports_embed = true;
}

static Decl *parse_import_decl(Parser *p, Group *group) {
  ImportDecl *d = NEW_PLACED(p, ImportDecl, NODE_IMPORT_DECL, p->pos);
  d->group = group;
  d->pragma = pragma_take(p, 0, NULL);
  if (p->tok == TOKEN_NAME) {
    d->local_name = parse_name(p);
  } else if (p->tok == TOKEN_DOT) {
    d->local_name = new_name(p, p->pos, name_cstr(p->session->names, "."));
    scan_next(p);
  }
  d->path = parse_literal_or_null(p);
  if (!d->path) {
    syntax_error(p, "missing import path");
    advance(p, SET(TOKEN_SEMI) | SET(TOKEN_RPAREN));
    return &d->decl;
  }
  if (!d->path->bad && d->path->kind != LIT_STRING) {
    syntax_error_at(p, d->path->expr.node.pos, "import path must be a string");
    d->path->bad = true;
  }
  note_import(p, d->path);
  return &d->decl;
}

Decl *parse_const_decl(Parser *p, Group *group) {
  ConstDecl *d = NEW_PLACED(p, ConstDecl, NODE_CONST_DECL, p->pos);
  d->group = group;
  d->pragma = pragma_take(p, 0, NULL);
  parse_name_list(p, parse_name(p), &d->names);
  if (p->tok != TOKEN_EOF && p->tok != TOKEN_SEMI && p->tok != TOKEN_RPAREN) {
    d->type_expr = parse_type_or_null(p);
    PLACE(p, TOKEN_ASSIGN, d->places.assign);
    if (got_assign(p)) d->values = parse_expr_list(p);
  }
  return &d->decl;
}

// Splits x into a name and the type element behind it, if it can be read so: after
// "type T[" the text "P *E" parses as a product first. Without `force` the split is made
// only if the second part cannot be a value. NULL: no split. *type is NULL if x is just a name.
static NameExpr *extract_name(Parser *p, Expr *x, bool force, Expr **type) {
  *type = NULL;
  if (x->node.kind == NODE_NAME) return (NameExpr *)x;
  if (x->node.kind == NODE_OPERATION) {
    Operation *op = (Operation *)x;
    if (!op->y) return NULL;
    if (op->op == OP_MUL && op->x->node.kind == NODE_NAME && (force || is_type_elem(op->y))) {
      Operation *pointer = NEW(p, Operation, NODE_OPERATION, x->node.pos);
      pointer->op = OP_MUL;
      pointer->x = op->y;
      *type = &pointer->expr;
      return (NameExpr *)op->x;
    }
    if (op->op == OP_OR) {
      Expr *left;
      NameExpr *name = extract_name(p, op->x, force || is_type_elem(op->y), &left);
      if (!name || !left) return NULL;
      Operation *with = NEW(p, Operation, NODE_OPERATION, x->node.pos);
      with->op = OP_OR;
      with->x = left;
      with->y = op->y;
      *type = &with->expr;
      return name;
    }
  }
  if (x->node.kind == NODE_CALL_EXPR) {
    CallExpr *call = (CallExpr *)x;
    if (call->fun->node.kind == NODE_NAME && call->args.len == 1 && !call->has_dots &&
        (force || is_type_elem(call->args.data[0]))) {
      *type = syntax_unparen(call->args.data[0]);
      if (p->tools) {
        ParenExpr *paren = NEW_PLACED(p, ParenExpr, NODE_PAREN_EXPR, x->node.pos);
        paren->x = call->args.data[0];
        paren->places.close = call->places.close;
        *type = &paren->expr;
      }
      return (NameExpr *)call->fun;
    }
  }
  return NULL;
}

// After "type T[" and a name: an array length or the first type parameter?
static void type_params_or_array(Parser *p, TypeDecl *d, Pos pos) {
  // An expression cannot go on with "[" here (an index is no constant): then it is
  // P []E, a type parameter.
  Expr *x = &parse_name(p)->expr;
  if (p->tok != TOKEN_LBRACK) {
    p->expr_level++;
    x = parse_binary_expr(p, parse_primary_expr(p, x, false), 0);
    p->expr_level--;
  }
  Expr *type;
  NameExpr *name = extract_name(p, x, p->tok == TOKEN_COMMA, &type);
  if (name && (type || p->tok != TOKEN_RBRACK)) {
    Pos close = parse_param_list(p, name, type, TOKEN_RBRACK, true, false, &d->type_params);
    if (p->tools) d->places.type_params = (Brackets){pos, close};
    PLACE(p, TOKEN_ASSIGN, d->places.assign);
    d->alias = got_assign(p);
    d->type_expr = parse_type_or_null(p);
  } else {
    d->type_expr = parse_array_type(p, pos, x);
  }
}

Decl *parse_local_type_decl(Parser *p, Group *group) {
  TypeDecl *d = (TypeDecl *)parse_type_decl(p, group);
  if (!d->alias) d->local_number = ++p->file->local_types;
  return &d->decl;
}

Decl *parse_type_decl(Parser *p, Group *group) {
  TypeDecl *d = NEW_PLACED(p, TypeDecl, NODE_TYPE_DECL, p->pos);
  d->group = group;
  d->pragma = pragma_take(p, 0, NULL);
  d->name = parse_name(p);
  if (p->tok == TOKEN_LBRACK) {
    Pos pos = p->pos;
    scan_next(p);
    if (p->tok == TOKEN_NAME) {
      type_params_or_array(p, d, pos);
    } else if (p->tok == TOKEN_RBRACK) {
      d->type_expr = parse_slice_type(p, pos);
    } else {
      d->type_expr = parse_array_type(p, pos, NULL);
    }
  } else {
    PLACE(p, TOKEN_ASSIGN, d->places.assign);
    d->alias = got_assign(p);
    d->type_expr = parse_type_or_null(p);
  }
  if (!d->type_expr) {
    d->type_expr = bad_expr(p);
    syntax_error(p, "in type declaration");
    advance(p, SET(TOKEN_SEMI) | SET(TOKEN_RPAREN));
  }
  return &d->decl;
}

Decl *parse_var_decl(Parser *p, Group *group) {
  VarDecl *d = NEW_PLACED(p, VarDecl, NODE_VAR_DECL, p->pos);
  d->group = group;
  d->pragma = pragma_take(p, 0, d);
  parse_name_list(p, parse_name(p), &d->names);
  if (p->tok != TOKEN_ASSIGN && p->tok != TOKEN_DEFINE) d->type_expr = parse_type(p);
  PLACE(p, TOKEN_ASSIGN, d->places.assign);
  if (got_assign(p)) d->values = parse_expr_list(p);
  return &d->decl;
}

// "(" is the current token.
static void parse_receiver(Parser *p, FuncDecl *f) {
  PLACE(p, TOKEN_LPAREN, f->places.receiver.open);
  scan_next(p);
  FieldVec receivers = {0};
  Pos close = parse_param_list(p, NULL, NULL, TOKEN_RPAREN, false, false, &receivers);
  if (receivers.len == 0) parse_error_at(p, p->pos, "method has no receiver");
  if (receivers.len > 1) parse_error_at(p, p->pos, "method has multiple receivers");
  if (receivers.len) f->receiver = receivers.data[0];
  if (!p->tools) return;
  f->places.receiver.close = close;
  f->places.receivers = receivers;
}

// "func" has been read.
static FuncDecl *parse_func_decl(Parser *p) {
  FuncDecl *f = NEW_PLACED(p, FuncDecl, NODE_FUNC_DECL, p->pos);
  f->c_symbol = p->pragma.c_symbol;
  f->pragma = pragma_take(p, UINT32_MAX & ~PRAGMA_GO_BUILD, NULL);
  const char *context = "";
  if (p->tok == TOKEN_LPAREN) {
    context = "method";
    parse_receiver(p, f);
  }
  if (p->tok == TOKEN_NAME) {
    f->name = parse_name(p);
    f->type_expr = parse_func_type(p, context, &f->type_params);
  } else {
    f->name = new_name(p, p->pos, name_cstr(p->session->names, "_"));
    f->type_expr = NEW_PLACED(p, FuncTypeExpr, NODE_FUNC_TYPE, p->pos);
    syntax_error(p, *context ? "expected name" : "expected name or (");
    advance(p, SET(TOKEN_LBRACE) | SET(TOKEN_SEMI));
  }
  if (p->tok == TOKEN_LBRACE) f->body = parse_func_body(p);
  return f;
}

// ---- files

// The last declaration is a function without body: its "{" may be on the next line.
static bool after_empty_func(const Parser *p) {
  if (!p->stack_len) return false;
  const Decl *last = p->stack[p->stack_len - 1];
  return last->node.kind == NODE_FUNC_DECL && !((const FuncDecl *)last)->body;
}

// ---- files for tools

static DeclStmt *begin_part(Parser *p) {
  DeclStmt *part = NEW_PLACED(p, DeclStmt, NODE_DECL_STMT, p->pos);
  part->places.token = p->tok;
  part->places.doc = comment_lead(p);
  return part;
}

// The declarations since mark stay on the stack, for File.decls.
static void end_part(Parser *p, DeclStmt *part, uint32_t mark) {
  part->decls.data = (Decl **)stack_copy(p, mark, &part->decls.len);
  part->decls.cap = part->decls.len;
  vec_push(p->arena, &p->file->parts, &part->stmt.node);
}

// Passes what is no declaration, up to a keyword that begins one: not one that is first in its line and indented.
static void skip_bad_declaration(Parser *p) {
  Pos begin = p->pos;
  for (; p->tok != TOKEN_EOF; scan_next(p)) {
    bool indented = p->blank && scan_column(p) > p->margin;
    if (SET_DECLARATION >> p->tok & 1 && !indented) break;
  }
  if (p->pos == begin) return;
  BadDecl *bad = NEW_PLACED(p, BadDecl, NODE_BAD_DECL, begin);
  bad->places.end = p->pos;
  vec_push(p->arena, &p->file->parts, &bad->decl.node);
}

static void skip_to_declaration(Parser *p) {
  if (p->tools) {
    skip_bad_declaration(p);
  } else {
    advance(p, SET_DECLARATION);
  }
}

static void top_level_group(Parser *p, Decl *(*parse)(Parser *p, Group *group)) {
  DeclStmt *part = p->tools ? begin_part(p) : NULL;
  uint32_t mark = p->stack_len;
  scan_next(p);
  append_group(p, parse, part);
  if (part) end_part(p, part, mark);
}

static void top_level_func(Parser *p) {
  CommentGroup *doc = comment_lead(p);
  Pos func = p->pos;
  scan_next(p);
  FuncDecl *f = parse_func_decl(p);
  stack_push(p, f);
  if (!p->tools) return;
  f->places.func = func;
  f->places.doc = doc;
  vec_push(p->arena, &p->file->parts, &f->decl.node);
}

static void top_level_decl(Parser *p) {
  switch (p->tok) {
    case TOKEN_IMPORT: top_level_group(p, parse_import_decl); break;
    case TOKEN_CONST: top_level_group(p, parse_const_decl); break;
    case TOKEN_TYPE: top_level_group(p, parse_type_decl); break;
    case TOKEN_VAR: top_level_group(p, parse_var_decl); break;
    case TOKEN_FUNC: top_level_func(p); break;
    default:
      if (p->tok == TOKEN_LBRACE && after_empty_func(p)) {
        syntax_error(p, "unexpected semicolon or newline before {");
      } else {
        syntax_error(p, "non-declaration statement outside function body");
      }
      skip_to_declaration(p);
      return;
  }
  // Before the ";" is read: comments behind it belong to the next declaration.
  pragma_clear(p);
  if (p->tok != TOKEN_EOF && !got_separator(p, TOKEN_SEMI)) {
    syntax_error(p, "after top level declaration");
    skip_to_declaration(p);
  }
}

// Whatever stands here, the declarations are read.
static void package_clause_for_tools(Parser *p) {
  p->margin = scan_column(p);
  p->file->doc = comment_lead(p);
  PLACE(p, TOKEN_PACKAGE, p->file->package);
  if (!got(p, TOKEN_PACKAGE)) {
    syntax_error(p, "package statement must be first");
    return;
  }
  p->file->pragma_flags = pragma_take(p, PRAGMA_GO_BUILD, NULL) & ~PRAGMA_GO_BUILD;
  if (p->tok == TOKEN_NAME) {
    p->file->package_name = parse_name(p);
  } else {
    syntax_error(p, "expected name");
  }
  if (p->tok != TOKEN_EOF && !got(p, TOKEN_SEMI)) {
    syntax_error(p, "after package clause");
    skip_bad_declaration(p);
  }
}

// Goes back to where a declaration began, except for the errors that were met.
static void go_back(Parser *p, const Parser *parser, const File *file) {
  Parser now = *p;
  File seen = *p->file;
  *p = *parser;
  p->stack = now.stack;
  p->stack_cap = now.stack_cap;
  p->error_count = now.error_count;
  p->syntax_error_count = now.syntax_error_count;
  p->recovery.faults = now.recovery.faults;
  *p->file = *file;
  p->file->syntax_errors.data = seen.syntax_errors.data;
  p->file->syntax_errors.len = seen.syntax_errors.len;
  p->file->syntax_errors.cap = seen.syntax_errors.cap;
}

// Reads a declaration; if it has errors and has run into the next one, once more, up to that.
static void declaration_for_tools(Parser *p) {
  p->recovery.passed = 0;
  comment_finish(p);  // whose elements are not kept by the copy
  Parser parser = *p;
  File file = *p->file;
  top_level_decl(p);
  Pos passed = p->recovery.passed;
  if (p->recovery.faults == parser.recovery.faults || !passed || passed >= p->pos) return;
  go_back(p, &parser, &file);
  p->recovery.stop = p->recovery.mute = true;
  top_level_decl(p);
  if (p->tok != TOKEN_EOF) skip_bad_declaration(p);
  while (p->tok != TOKEN_EOF) scan_next(p);
  p->recovery.stop = p->recovery.mute = false;
  Pos previous = p->previous;
  scan_next(p);
  p->previous = previous;
}

// Returns whether the rest is to be read.
static bool package_clause(Parser *p) {
  if (!got(p, TOKEN_PACKAGE)) {
    syntax_error(p, "package statement must be first");
    return false;
  }
  p->file->pragma_flags = pragma_take(p, PRAGMA_GO_BUILD, NULL) & ~PRAGMA_GO_BUILD;
  p->file->package_name = parse_name(p);
  want(p, TOKEN_SEMI);
  if (!had_error(p)) return true;
  p->syntax_error_count++;  // nothing good would come
  return false;
}

// The statements of a fragment.
static void source_statements(Parser *p) {
  StmtVec list;
  p->func_level = 1;
  parse_stmt_list(p, &list);
  for (uint32_t i = 0; i < list.len; i++) vec_push(p->arena, &p->file->parts, &list.data[i]->node);
  if (p->tok != TOKEN_EOF) syntax_error(p, "at end of statements");
}

static void source_file(Parser *p) {
  scan_next(p);
  p->top = false;
  if (p->mode & (PARSE_DECLARATIONS | PARSE_STATEMENTS)) {
    p->margin = scan_column(p);
  } else if (p->tools) {
    package_clause_for_tools(p);
  } else if (!package_clause(p)) {
    return;
  }
  if (p->mode & PARSE_STATEMENTS) source_statements(p);
  Token previous = TOKEN_IMPORT;
  while (p->tok != TOKEN_EOF) {
    if (p->tok != TOKEN_IMPORT && p->mode & PARSE_IMPORTS_ONLY) break;
    if (p->tok == TOKEN_IMPORT && previous != TOKEN_IMPORT) {
      syntax_error(p, "imports must appear before other declarations");
    }
    previous = p->tok;
    if (p->tools) {
      declaration_for_tools(p);
    } else {
      top_level_decl(p);
    }
  }
  if (!(p->mode & PARSE_IMPORTS_ONLY)) pragma_clear(p);
}

File *syntax_parse_file(Session *session, Arena *arena, Arena *lasting, SourceFile *source, ParseMode mode) {
  File *file = arena_new(arena, File);
  file->source = source;
  file->for_tools = mode & PARSE_TOOLS;
  Parser parser = {.session = session,
                   .arena = arena,
                   .lasting = lasting,
                   .file = file,
                   .mode = mode,
                   .top = true,
                   .stack_cap = 256,
                   .tools = mode & PARSE_TOOLS};
  Parser *p = &parser;
  p->stack = memory_grow(NULL, p->stack_cap, sizeof *p->stack);
  scan_init(p);
  Activity before = activity_begin("parse", source->display);
  source_file(p);
  file->eof = p->pos;
  if (p->tools) comment_finish(p);
  if (!(mode & PARSE_IMPORTS_ONLY)) directives_finish(p);
  // The line table must be whole: other stages resolve positions anywhere in the file.
  scan_skip_to_end(p);
  source->line_count = p->line_count;
  file->decls.data = (Decl **)stack_take(p, 0, &file->decls.len);
  file->decls.cap = file->decls.len;
  file->error_count = p->syntax_error_count;
  file->reported = p->error_count || p->other_error;
  file->doubtful |= p->recovery.faults > 0;
  activity_end(before);
  free(p->stack);
  return file;
}
