// Writes each node's tokens: each must stand where its node says, and be the next thing after white space and exactly
// the comments of File.comments; the extent of a node is that of its tokens.
#include <stdio.h>
#include <string.h>

#include "internal.h"

// ---- tokens

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

void write_part(Emitter *e, const Node *n) {
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

Emitter emitter_of(Arena *arena, const File *file) {
  const SourceFile *source = file->source;
  return (Emitter){
      .file = file, .text = source->text, .at = source->text, .end = source->text + source->size, .arena = arena};
}

void write_end(Emitter *e) {
  if (!e->failed) skip(e);
  if (e->failed) return;
  e->wanted = e->at != e->end ? "the end of the file" : e->group != e->file->comments.len ? "more comments" : NULL;
  e->failed = e->wanted != NULL;
}

void write_file(Emitter *e, uint32_t *ends) {
  if (memcmp(e->at, "\xEF\xBB\xBF", 3) == 0) e->at += 3;
  token(e, e->file->package, "package");
  name(e, e->file->package_name);
  semicolon(e);
  ends[0] = e->tokens.len;
  for (uint32_t i = 0; i < e->file->parts.len; i++) {
    write_part(e, e->file->parts.data[i]);
    ends[i + 1] = e->tokens.len;
  }
  write_end(e);
}
