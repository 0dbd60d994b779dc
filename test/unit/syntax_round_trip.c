// Shows that a tree for tools says all of a text that is not white space, a comma or a semicolon.
//
//   syntax_round_trip [flags] FILE.go|FOLDER…
//
// The tree is written out as tokens, in order, against the text: each must stand where its node says, and be the next
// thing after white space and exactly the comments of File.comments. Files of which go/parser would say something are
// counted and left out; the parser must have been in doubt about them.
// Flags:
//   -every N    of the files of folders, every Nth only
//   -delete N   N random tokens a file are blanked out, one at a time (seeded): each declaration that the token is not
//               part of must be in the new tree, token by token
//   -total N    as -delete, but N in all, over files picked at random
//   -fragments  the body of each function must parse alone, and be reproduced
//   -comments   prints comment groups and what they document, to compare with go/parser
//   -v          names files with syntax errors
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "syntax/syntax.h"

typedef struct Span {
  uint32_t at, length;  // offset in the text
} Span;

typedef struct Emitter {
  const File *file;
  const char *text, *end;
  const char *at;           // what is before has been accounted for
  uint32_t group, comment;  // next in File.comments
  bool failed;
  const char *wanted;  // what was wrong: the token wanted at `at`
  Vec(Span) tokens;
  Arena *arena;
} Emitter;

static Pos pos_of(const Emitter *e, const char *at) { return e->file->source->base + (Pos)(at - e->text); }

// ---- tokens

static const Comment *next_comment(const Emitter *e) {
  if (e->group >= e->file->comments.len) return NULL;
  return &e->file->comments.data[e->group]->list[e->comment];
}

// Passes white space and comments, which must be those of the file.
static void skip(Emitter *e) {
  for (;;) {
    while (e->at < e->end && strchr(" \t\r\n", *e->at) && *e->at) e->at++;
    if (e->end - e->at < 2 || e->at[0] != '/' || (e->at[1] != '/' && e->at[1] != '*')) return;
    const Comment *comment = next_comment(e);
    if (!comment || comment->pos != pos_of(e, e->at)) {
      e->failed = true;
      e->wanted = "a comment of the list";
      return;
    }
    e->at += comment->length;
    if (++e->comment == e->file->comments.data[e->group]->count) {
      e->comment = 0;
      e->group++;
    }
  }
}

static void take(Emitter *e, size_t length) {
  Span span = {(uint32_t)(e->at - e->text), (uint32_t)length};
  vec_push(e->arena, &e->tokens, span);
  e->at += length;
}

static void token_text(Emitter *e, Pos pos, const char *text, size_t length) {
  if (e->failed) return;
  skip(e);
  if (e->failed) return;
  if (pos != pos_of(e, e->at) || (size_t)(e->end - e->at) < length || memcmp(e->at, text, length) != 0) {
    e->failed = true;
    e->wanted = text;
    return;
  }
  take(e, length);
}

static void token(Emitter *e, Pos pos, const char *text) { token_text(e, pos, text, strlen(text)); }

// A "," or ";", which has no position.
static bool got_mark(Emitter *e, char mark) {
  if (e->failed) return false;
  skip(e);
  if (e->failed || e->at >= e->end || *e->at != mark) return false;
  take(e, 1);
  return true;
}

static void comma(Emitter *e) {
  if (!got_mark(e, ',') && !e->failed) {
    e->failed = true;
    e->wanted = ",";
  }
}

static void semicolon(Emitter *e) { (void)got_mark(e, ';'); }
static void trailing_comma(Emitter *e) { (void)got_mark(e, ','); }

// The node's tokens are those from the given one on: its extent is theirs.
static void check_extent(Emitter *e, const Node *n, uint32_t first) {
  if (e->failed || first == e->tokens.len || n->kind == NODE_EMPTY_STMT || n->kind == NODE_LABELED_STMT) return;
  Span last = vec_last(&e->tokens);
  Pos base = e->file->source->base;
  if (syntax_node_begin(n) == base + e->tokens.data[first].at && syntax_node_end(n) == base + last.at + last.length) {
    return;
  }
  e->failed = true;
  e->wanted = "another extent";
}

// ---- expressions

static void expr(Emitter *e, const Expr *x);
static void block(Emitter *e, const BlockStmt *s);

static void exprs(Emitter *e, Expr *const *list, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (i) comma(e);
    expr(e, list[i]);
  }
}

static void name(Emitter *e, const NameExpr *x) { token_text(e, x->expr.node.pos, x->name->text, x->name->len); }

static bool shares_type(const FieldVec *fields, uint32_t i) {
  const Field *f = fields->data[i];
  if (!f->name || i + 1 >= fields->len) return false;
  return fields->data[i + 1]->name && fields->data[i + 1]->type == f->type;
}

static void params(Emitter *e, const FieldVec *list, Brackets brackets, const char *open, const char *close) {
  token(e, brackets.open, open);
  for (uint32_t i = 0; i < list->len; i++) {
    const Field *f = list->data[i];
    if (i) comma(e);
    if (f->name) name(e, f->name);
    if (!shares_type(list, i)) expr(e, f->type);
  }
  trailing_comma(e);
  token(e, brackets.close, close);
}

static void signature(Emitter *e, const FuncTypeExpr *t, const FieldVec *type_params) {
  if (type_params && type_params->len) params(e, type_params, t->places.type_params, "[", "]");
  params(e, &t->params, t->places.params, "(", ")");
  if (t->places.results.open) {
    params(e, &t->results, t->places.results, "(", ")");
  } else if (t->results.len) {
    expr(e, t->results.data[0]->type);
  }
}

static void struct_type(Emitter *e, const StructTypeExpr *t) {
  token(e, t->expr.node.pos, "struct");
  token(e, t->places.braces.open, "{");
  for (uint32_t i = 0; i < t->fields.len; i++) {
    const Field *f = t->fields.data[i];
    if (f->name) name(e, f->name);
    if (shares_type(&t->fields, i)) {
      comma(e);
      continue;
    }
    expr(e, f->type);
    if (i < t->tags.len && t->tags.data[i]) expr(e, &t->tags.data[i]->expr);
    semicolon(e);
  }
  token(e, t->places.braces.close, "}");
}

static void interface_type(Emitter *e, const InterfaceTypeExpr *t) {
  token(e, t->expr.node.pos, "interface");
  token(e, t->places.braces.open, "{");
  for (uint32_t i = 0; i < t->methods.len; i++) {
    const Field *f = t->methods.data[i];
    if (f->name) {
      name(e, f->name);
      signature(e, (const FuncTypeExpr *)f->type, NULL);
    } else {
      expr(e, f->type);
    }
    semicolon(e);
  }
  token(e, t->places.braces.close, "}");
}

static void chan_type(Emitter *e, const ChanTypeExpr *t) {
  if (t->dir == CHAN_RECV_ONLY) token(e, t->places.arrow, "<-");
  token(e, t->places.chan, "chan");
  if (t->dir == CHAN_SEND_ONLY) token(e, t->places.arrow, "<-");
  expr(e, t->elem);
}

static void type_expr(Emitter *e, const Expr *x) {
  switch (x->node.kind) {
    case NODE_ARRAY_TYPE: {
      const ArrayTypeExpr *t = (const ArrayTypeExpr *)x;
      token(e, x->node.pos, "[");
      if (t->length) {
        expr(e, t->length);
      } else {
        token(e, t->places.dots, "...");
      }
      token(e, t->places.close, "]");
      expr(e, t->elem);
      return;
    }
    case NODE_SLICE_TYPE:
      token(e, x->node.pos, "[");
      token(e, ((const SliceTypeExpr *)x)->places.close, "]");
      expr(e, ((const SliceTypeExpr *)x)->elem);
      return;
    case NODE_DOTS_TYPE:
      token(e, x->node.pos, "...");
      expr(e, ((const DotsTypeExpr *)x)->elem);
      return;
    case NODE_STRUCT_TYPE: struct_type(e, (const StructTypeExpr *)x); return;
    case NODE_INTERFACE_TYPE: interface_type(e, (const InterfaceTypeExpr *)x); return;
    case NODE_FUNC_TYPE:
      token(e, ((const FuncTypeExpr *)x)->places.func, "func");
      signature(e, (const FuncTypeExpr *)x, NULL);
      return;
    case NODE_MAP_TYPE: {
      const MapTypeExpr *t = (const MapTypeExpr *)x;
      token(e, x->node.pos, "map");
      token(e, t->places.brackets.open, "[");
      expr(e, t->key);
      token(e, t->places.brackets.close, "]");
      expr(e, t->value);
      return;
    }
    default: chan_type(e, (const ChanTypeExpr *)x); return;
  }
}

static void slice_expr(Emitter *e, const SliceExpr *x) {
  expr(e, x->x);
  token(e, x->expr.node.pos, "[");
  expr(e, x->index[0]);
  token(e, x->places.colons[0], ":");
  expr(e, x->index[1]);
  if (x->full) token(e, x->places.colons[1], ":");
  expr(e, x->index[2]);
  token(e, x->places.close, "]");
}

static void assertion(Emitter *e, const Node *n, const Expr *x, Brackets parens, const Expr *type, Pos keyword) {
  expr(e, x);
  token(e, n->pos, ".");
  token(e, parens.open, "(");
  if (type) {
    expr(e, type);
  } else {
    token(e, keyword, "type");
  }
  token(e, parens.close, ")");
}

static void operation(Emitter *e, const Operation *x) {
  if (x->y) expr(e, x->x);
  token(e, x->expr.node.pos, syntax_operator_text(x->op));
  expr(e, x->y ? x->y : x->x);
}

static void call(Emitter *e, const CallExpr *x) {
  expr(e, x->fun);
  token(e, x->expr.node.pos, "(");
  exprs(e, x->args.data, x->args.len);
  if (x->has_dots) token(e, x->places.dots, "...");
  trailing_comma(e);
  token(e, x->places.close, ")");
}

static void composite(Emitter *e, const CompositeLit *x) {
  expr(e, x->type_expr);
  token(e, x->expr.node.pos, "{");
  exprs(e, x->elements.data, x->elements.len);
  trailing_comma(e);
  token(e, x->rbrace, "}");
}

static void expr_tokens(Emitter *e, const Expr *x) {
  switch (x->node.kind) {
    case NODE_NAME: name(e, (const NameExpr *)x); return;
    case NODE_BASIC_LIT: token_text(e, x->node.pos, ((const BasicLit *)x)->text, ((const BasicLit *)x)->length); return;
    case NODE_COMPOSITE_LIT: composite(e, (const CompositeLit *)x); return;
    case NODE_KEY_VALUE_EXPR:
      expr(e, ((const KeyValueExpr *)x)->key);
      token(e, x->node.pos, ":");
      expr(e, ((const KeyValueExpr *)x)->value);
      return;
    case NODE_FUNC_LIT:
      expr(e, &((const FuncLit *)x)->type_expr->expr);
      block(e, ((const FuncLit *)x)->body);
      return;
    case NODE_PAREN_EXPR:
      token(e, x->node.pos, "(");
      expr(e, ((const ParenExpr *)x)->x);
      token(e, ((const ParenExpr *)x)->places.close, ")");
      return;
    case NODE_SELECTOR_EXPR:
      expr(e, ((const SelectorExpr *)x)->x);
      token(e, x->node.pos, ".");
      name(e, ((const SelectorExpr *)x)->selector);
      return;
    case NODE_INDEX_EXPR:
      expr(e, ((const IndexExpr *)x)->x);
      token(e, x->node.pos, "[");
      expr(e, ((const IndexExpr *)x)->index);
      trailing_comma(e);
      token(e, ((const IndexExpr *)x)->places.close, "]");
      return;
    case NODE_SLICE_EXPR: slice_expr(e, (const SliceExpr *)x); return;
    case NODE_ASSERT_EXPR: {
      const AssertExpr *a = (const AssertExpr *)x;
      assertion(e, &x->node, a->x, a->places.parens, a->type_expr, 0);
      return;
    }
    case NODE_TYPE_SWITCH_GUARD: {
      const TypeSwitchGuard *g = (const TypeSwitchGuard *)x;
      if (g->places.lhs) {
        expr(e, g->places.lhs);
        token(e, g->places.define, ":=");
      }
      assertion(e, &x->node, g->x, g->places.parens, NULL, g->places.type);
      return;
    }
    case NODE_OPERATION: operation(e, (const Operation *)x); return;
    case NODE_CALL_EXPR: call(e, (const CallExpr *)x); return;
    case NODE_LIST_EXPR: exprs(e, ((const ListExpr *)x)->elements.data, ((const ListExpr *)x)->elements.len); return;
    case NODE_BAD_EXPR:
      e->failed = true;
      e->wanted = "a good expression";
      return;
    default: type_expr(e, x); return;
  }
}

static void expr(Emitter *e, const Expr *x) {
  if (!x || e->failed) return;
  uint32_t first = e->tokens.len;
  expr_tokens(e, x);
  if (x->node.kind != NODE_OPERATION) check_extent(e, &x->node, first);  // of long chains it would be quadratic
}

// ---- declarations

static void names(Emitter *e, const NameExprVec *list) {
  for (uint32_t i = 0; i < list->len; i++) {
    if (i) comma(e);
    name(e, list->data[i]);
  }
}

static void values(Emitter *e, const NameExprVec *list, const Expr *type, Pos assign, const Expr *right) {
  names(e, list);
  expr(e, type);
  if (right) token(e, assign, "=");
  expr(e, right);
}

static void type_decl(Emitter *e, const TypeDecl *d) {
  name(e, d->name);
  if (d->type_params.len) params(e, &d->type_params, d->places.type_params, "[", "]");
  if (d->alias) token(e, d->places.assign, "=");
  expr(e, d->type_expr);
}

static void decl_tokens(Emitter *e, const Decl *d) {
  switch (d->node.kind) {
    case NODE_IMPORT_DECL: {
      const ImportDecl *i = (const ImportDecl *)d;
      if (i->local_name) name(e, i->local_name);
      expr(e, (const Expr *)i->path);
      return;
    }
    case NODE_CONST_DECL: {
      const ConstDecl *c = (const ConstDecl *)d;
      values(e, &c->names, c->type_expr, c->places.assign, c->values);
      return;
    }
    case NODE_VAR_DECL: {
      const VarDecl *v = (const VarDecl *)d;
      values(e, &v->names, v->type_expr, v->places.assign, v->values);
      return;
    }
    default: type_decl(e, (const TypeDecl *)d); return;
  }
}

static void decl(Emitter *e, const Decl *d) {
  uint32_t first = e->tokens.len;
  decl_tokens(e, d);
  check_extent(e, &d->node, first);
}

static void decl_stmt(Emitter *e, const DeclStmt *s) {
  token(e, s->stmt.node.pos, syntax_token_text(s->places.token));
  if (s->places.parens.open) token(e, s->places.parens.open, "(");
  for (uint32_t i = 0; i < s->decls.len; i++) {
    decl(e, s->decls.data[i]);
    if (s->places.parens.open) semicolon(e);
  }
  if (s->places.parens.open) token(e, s->places.parens.close, ")");
}

static void func_decl(Emitter *e, const FuncDecl *d) {
  token(e, d->places.func, "func");
  if (d->places.receiver.open) params(e, &d->places.receivers, d->places.receiver, "(", ")");
  name(e, d->name);
  signature(e, d->type_expr, &d->type_params);
  if (d->body) block(e, d->body);
}

// ---- statements

static void stmt(Emitter *e, const Stmt *s);

static void stmts(Emitter *e, const StmtVec *list) {
  for (uint32_t i = 0; i < list->len; i++) {
    stmt(e, list->data[i]);
    semicolon(e);
  }
}

static void block(Emitter *e, const BlockStmt *s) {
  token(e, s->stmt.node.pos, "{");
  stmts(e, &s->list);
  token(e, s->rbrace, "}");
}

static void assign(Emitter *e, const AssignStmt *s) {
  const char *op = s->define ? ":" : syntax_operator_text(s->op);
  char text[8];
  snprintf(text, sizeof text, s->rhs ? "%s=" : "%s%s", op, op);
  expr(e, s->lhs);
  token(e, s->stmt.node.pos, text);
  expr(e, s->rhs);
}

static void range_clause(Emitter *e, const RangeClause *r) {
  expr(e, r->lhs);
  if (r->lhs) token(e, r->places.assign, r->define ? ":=" : "=");
  token(e, r->stmt.node.pos, "range");
  expr(e, r->x);
}

static void header(Emitter *e, const Stmt *init, const Expr *cond) {
  stmt(e, init);
  semicolon(e);
  expr(e, cond);
}

static void if_stmt(Emitter *e, const IfStmt *s) {
  token(e, s->stmt.node.pos, "if");
  header(e, s->init, s->cond);
  block(e, s->then);
  if (!s->otherwise) return;
  token(e, s->places.otherwise, "else");
  stmt(e, s->otherwise);
}

static void for_stmt(Emitter *e, const ForStmt *s) {
  token(e, s->stmt.node.pos, "for");
  header(e, s->init, s->cond);
  semicolon(e);
  stmt(e, s->post);
  block(e, s->body);
}

static void clause_end(Emitter *e, Pos colon, const StmtVec *body) {
  token(e, colon, ":");
  stmts(e, body);
}

static void switch_stmt(Emitter *e, const SwitchStmt *s) {
  token(e, s->stmt.node.pos, "switch");
  header(e, s->init, s->tag);
  token(e, s->places.lbrace, "{");
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    const CaseClause *c = s->clauses.data[i];
    token(e, c->node.pos, c->cases ? "case" : "default");
    expr(e, c->cases);
    clause_end(e, c->colon, &c->body);
  }
  token(e, s->rbrace, "}");
}

static void select_stmt(Emitter *e, const SelectStmt *s) {
  token(e, s->stmt.node.pos, "select");
  token(e, s->places.lbrace, "{");
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    const CommClause *c = s->clauses.data[i];
    token(e, c->node.pos, c->comm ? "case" : "default");
    stmt(e, c->comm);
    clause_end(e, c->colon, &c->body);
  }
  token(e, s->rbrace, "}");
}

static void stmt_tokens(Emitter *e, const Stmt *s) {
  switch (s->node.kind) {
    case NODE_EMPTY_STMT: return;
    case NODE_LABELED_STMT:
      name(e, ((const LabeledStmt *)s)->label);
      token(e, s->node.pos, ":");
      stmt(e, ((const LabeledStmt *)s)->body);
      return;
    case NODE_BLOCK_STMT: block(e, (const BlockStmt *)s); return;
    case NODE_EXPR_STMT: expr(e, ((const ExprStmt *)s)->x); return;
    case NODE_SEND_STMT:
      expr(e, ((const SendStmt *)s)->channel);
      token(e, s->node.pos, "<-");
      expr(e, ((const SendStmt *)s)->value);
      return;
    case NODE_DECL_STMT: decl_stmt(e, (const DeclStmt *)s); return;
    case NODE_ASSIGN_STMT: assign(e, (const AssignStmt *)s); return;
    case NODE_BRANCH_STMT:
      token(e, s->node.pos, syntax_token_text(((const BranchStmt *)s)->token));
      expr(e, (const Expr *)((const BranchStmt *)s)->label);
      return;
    case NODE_CALL_STMT:
      token(e, s->node.pos, syntax_token_text(((const CallStmt *)s)->token));
      expr(e, ((const CallStmt *)s)->call);
      return;
    case NODE_RETURN_STMT:
      token(e, s->node.pos, "return");
      expr(e, ((const ReturnStmt *)s)->results);
      return;
    case NODE_IF_STMT: if_stmt(e, (const IfStmt *)s); return;
    case NODE_FOR_STMT: for_stmt(e, (const ForStmt *)s); return;
    case NODE_SWITCH_STMT: switch_stmt(e, (const SwitchStmt *)s); return;
    case NODE_SELECT_STMT: select_stmt(e, (const SelectStmt *)s); return;
    case NODE_RANGE_CLAUSE: range_clause(e, (const RangeClause *)s); return;
    default:
      e->failed = true;
      e->wanted = "a good statement";
      return;
  }
}

static void stmt(Emitter *e, const Stmt *s) {
  if (!s || e->failed) return;
  uint32_t first = e->tokens.len;
  stmt_tokens(e, s);
  check_extent(e, &s->node, first);
}

// ---- files

static void part(Emitter *e, const Node *n) {
  uint32_t first = e->tokens.len;
  switch (n->kind) {
    case NODE_DECL_STMT: decl_stmt(e, (const DeclStmt *)n); break;
    case NODE_FUNC_DECL: func_decl(e, (const FuncDecl *)n); break;
    case NODE_BAD_DECL:
      e->failed = true;
      e->wanted = "a good declaration";
      return;
    default: stmt(e, (const Stmt *)n); break;
  }
  check_extent(e, n, first);
  semicolon(e);
}

static Emitter emitter_of(Arena *arena, const File *file) {
  const SourceFile *source = file->source;
  return (Emitter){
      .file = file, .text = source->text, .at = source->text, .end = source->text + source->size, .arena = arena};
}

// Nothing may be left but white space.
static void whole_text(Emitter *e) {
  if (!e->failed) skip(e);
  if (e->failed) return;
  e->wanted = e->at != e->end ? "the end of the file" : e->group != e->file->comments.len ? "more comments" : NULL;
  e->failed = e->wanted != NULL;
}

// ends: how many tokens there are up to the end of the package clause, and to that of each part.
static void whole_file(Emitter *e, uint32_t *ends) {
  if (memcmp(e->at, "\xEF\xBB\xBF", 3) == 0) e->at += 3;
  token(e, e->file->package, "package");
  name(e, e->file->package_name);
  semicolon(e);
  ends[0] = e->tokens.len;
  for (uint32_t i = 0; i < e->file->parts.len; i++) {
    part(e, e->file->parts.data[i]);
    ends[i + 1] = e->tokens.len;
  }
  whole_text(e);
}

typedef struct Run {
  Session *session;
  uint32_t files, faulty, failed, deletions, lost;
  bool verbose, comments, fragments;
} Run;

static uint64_t random_state = 88172645463325252u;
static uint64_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state;
}

// ---- fragments

// The text of a function's body must be a fragment, and that reproduced.
static bool is_fragment(Run *run, Arena *arena, const SourceFile *source, const BlockStmt *body) {
  const char *begin = source->text + (body->stmt.node.pos + 1 - source->base);
  uint32_t length = body->rbrace - body->stmt.node.pos - 1;
  const char *text = arena_strdup(arena, begin, length);
  SourceFile *fragment = source_add(run->session->sources, source->path, source->path, text, length);
  if (!fragment) return false;
  GoErrors errors;
  const File *file = syntax_parse_fragment(run->session, arena, fragment, &errors);
  Emitter e = emitter_of(arena, file);
  for (uint32_t i = 0; i < file->parts.len; i++) part(&e, file->parts.data[i]);
  whole_text(&e);
  return errors.len || !e.failed;  // gofmt does not take a body that begins with a function literal
}

static void check_fragments(Run *run, Arena *arena, const File *file) {
  for (uint32_t i = 0; i < file->parts.len; i++) {
    const FuncDecl *d = (const FuncDecl *)file->parts.data[i];
    if (d->decl.node.kind != NODE_FUNC_DECL || !d->body || is_fragment(run, arena, file->source, d->body)) continue;
    Place at = source_place(run->session->sources, d->places.func);
    printf("%s:%u: the function's body is no fragment\n", file->source->path, at.real_line);
    run->failed++;
  }
}

// ---- deletions

// The text of the file as it is now, in a file of its own.
static File *parse(Run *run, Arena *arena, const char *path, const char *text, size_t size) {
  SourceFile *source = source_add(run->session->sources, path, path, text, size);
  return source ? syntax_parse_file(run->session, arena, arena, source, PARSE_STD | PARSE_TOOLS) : NULL;
}

// Where a part begins and ends in the text, by the tokens of the whole file.
static Span span_of(const Emitter *whole, const uint32_t *ends, uint32_t i) {
  Span first = whole->tokens.data[ends[i]], last = whole->tokens.data[ends[i + 1] - 1];
  return (Span){first.at, last.at + last.length - first.at};
}

// Whether the tree has the part that began at this offset, and it is as long as it was.
static bool has_part(Arena *arena, const File *file, Span span) {
  for (uint32_t i = 0; i < file->parts.len; i++) {
    const Node *n = file->parts.data[i];
    Pos pos = n->kind == NODE_FUNC_DECL ? ((const FuncDecl *)n)->places.func : n->pos;
    if (pos != file->source->base + span.at) continue;
    Emitter e = emitter_of(arena, file);
    e.at += span.at;
    while (e.group < file->comments.len && next_comment(&e)->pos < pos) e.group++;
    part(&e, n);
    return !e.failed && vec_last(&e.tokens).at + vec_last(&e.tokens).length == span.at + span.length;
  }
  return false;
}

static void delete_token(Run *run, const Emitter *whole, const uint32_t *ends) {
  const SourceFile *source = whole->file->source;
  Arena arena;
  arena_init(&arena);
  uint32_t k = (uint32_t)(next_random() % whole->tokens.len);
  Span gone = whole->tokens.data[k];
  char *text = arena_strdup(&arena, source->text, source->size);
  memset(text + gone.at, ' ', gone.length);
  File *file = parse(run, &arena, source->path, text, source->size);
  run->deletions++;
  for (uint32_t i = 0; file && i < whole->file->parts.len; i++) {
    if (k >= ends[i] && k < ends[i + 1]) continue;
    Span span = span_of(whole, ends, i);
    if (has_part(&arena, file, span)) continue;
    Place at = source_place(run->session->sources, source->base + gone.at);
    Place part_at = source_place(run->session->sources, source->base + span.at);
    printf("%s:%u:%u: without %.*s: the declaration at line %u is gone\n", source->path, at.real_line, at.real_column,
           (int)gone.length, source->text + gone.at, part_at.real_line);
    run->lost++;
    break;
  }
  arena_free(&arena);
}

// ---- comments

static void print_group(const File *file, const char *what, Pos at, const CommentGroup *group) {
  if (!group) return;
  printf("  %s %u: %u %u\n", what, at - file->source->base, group->list[0].pos - file->source->base, group->count);
}

static bool print_docs_of(Node *n, void *context) {
  const File *file = context;
  const Docs *docs = NULL;
  switch (n->kind) {
    case NODE_IMPORT_DECL: docs = &((ImportDecl *)n)->places.docs; break;
    case NODE_CONST_DECL: docs = &((ConstDecl *)n)->places.docs; break;
    case NODE_VAR_DECL: docs = &((VarDecl *)n)->places.docs; break;
    case NODE_TYPE_DECL: docs = &((TypeDecl *)n)->places.docs; break;
    case NODE_FIELD: docs = &((Field *)n)->places.docs; break;
    case NODE_DECL_STMT: print_group(file, "doc", n->pos, ((DeclStmt *)n)->places.doc); break;
    case NODE_FUNC_DECL: print_group(file, "doc", ((FuncDecl *)n)->places.func, ((FuncDecl *)n)->places.doc); break;
    default: break;
  }
  if (!docs) return true;
  Pos at = n->kind == NODE_IMPORT_DECL && !((ImportDecl *)n)->local_name ? ((ImportDecl *)n)->path->expr.node.pos
                                                                         : syntax_start_pos(n);
  if (n->kind == NODE_FIELD && !((Field *)n)->name) at = syntax_start_pos(&((Field *)n)->type->node);
  print_group(file, "spec", at, docs->doc);
  print_group(file, "line", at, docs->comment);
  return true;
}

static void print_comments(const File *file) {
  printf("%s\n", file->source->path);
  print_group(file, "file", file->package, file->doc);
  for (uint32_t i = 0; i < file->comments.len; i++) {
    print_group(file, "group", file->comments.data[i]->list[0].pos, file->comments.data[i]);
  }
  for (uint32_t i = 0; i < file->parts.len; i++) syntax_walk(file->parts.data[i], print_docs_of, (void *)file);
}

// ---- the run

static void round_trip(Run *run, const char *path, uint32_t deletions) {
  Arena arena;
  arena_init(&arena);
  size_t size;
  const char *text = source_read(&arena, path, &size);
  File *file = text ? parse(run, &arena, path, text, size) : NULL;
  run->files++;
  GoErrors errors = {0};
  if (text) errors = syntax_go_errors(&arena, path, text, size, false);
  if (!file || errors.len) {
    run->faulty++;
    if (run->verbose) printf("%s\n", file ? syntax_go_error_string(&arena, &errors.data[0]) : path);
    if (file && !file->doubtful) {
      printf("%s: not doubtful\n", syntax_go_error_string(&arena, &errors.data[0]));
      run->failed++;
    }
  } else {
    Emitter e = emitter_of(&arena, file);
    uint32_t *ends = arena_array(&arena, uint32_t, file->parts.len + 1);
    whole_file(&e, ends);
    if (e.failed) {
      Place at = source_place(run->session->sources, pos_of(&e, e.at));
      printf("%s:%u:%u: the tree has %.20s\n", path, at.real_line, at.real_column, e.wanted);
      run->failed++;
    } else if (file->parts.len) {
      while (deletions--) delete_token(run, &e, ends);
    }
    if (run->comments) print_comments(file);
    if (run->fragments) check_fragments(run, &arena, file);
  }
  arena_free(&arena);
}

typedef Vec(const char *) Paths;

static int by_name(const FTSENT **a, const FTSENT **b) { return strcmp((*a)->fts_name, (*b)->fts_name); }

// The files that are named, and every Nth .go file of the folders.
static void find_files(Arena *arena, char **named, uint32_t every, Paths *paths) {
  if (!*named) return;
  FTS *walk = fts_open(named, FTS_LOGICAL | FTS_NOCHDIR, by_name);
  uint32_t count = 0;
  for (FTSENT *entry; walk && (entry = fts_read(walk));) {
    size_t length = entry->fts_namelen;
    if (entry->fts_info != FTS_F || length < 3 || strcmp(entry->fts_name + length - 3, ".go") != 0) continue;
    if (entry->fts_level == 0 || count++ % every == 0) {
      vec_push(arena, paths, arena_strdup(arena, entry->fts_path, entry->fts_pathlen));
    }
  }
  if (walk) fts_close(walk);
}

int main(int argc, char **argv) {
  Run run = {.session = session_new(1)};
  syntax_init(run.session);
  uint32_t each = 0, total = 0, every = 1;
  int i = 1;
  for (; i < argc && argv[i][0] == '-'; i++) {
    if (!strcmp(argv[i], "-v")) run.verbose = true;
    if (!strcmp(argv[i], "-fragments")) run.fragments = true;
    if (!strcmp(argv[i], "-comments")) run.comments = true;
    if (!strcmp(argv[i], "-every") && i + 1 < argc) every = (uint32_t)atol(argv[++i]);
    if (!strcmp(argv[i], "-delete") && i + 1 < argc) each = (uint32_t)atol(argv[++i]);
    if (!strcmp(argv[i], "-total") && i + 1 < argc) total = (uint32_t)atol(argv[++i]);
  }
  Paths paths = {0};
  find_files(&run.session->arena, argv + i, every, &paths);
  for (uint32_t k = 0; k < paths.len; k++) round_trip(&run, paths.data[k], each);
  for (uint32_t k = 0; k < total && paths.len; k++) round_trip(&run, paths.data[next_random() % paths.len], 1);
  printf("%u files, %u with syntax errors, %u not reproduced; %u deletions, %u lost other declarations\n", run.files,
         run.faulty, run.failed, run.deletions, run.lost);
  return run.failed || run.lost;
}
