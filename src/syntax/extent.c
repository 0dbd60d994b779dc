// Where nodes of a tree for tools begin and end: with the first byte of their first token and behind the last byte of
// their last one, as Pos and End of go/ast. (The positions that gc's messages carry are in walk.c.) What ends with a
// bracket that is missing in a faulty text counts as one byte long.
#include "syntax/internal.h"

#define FIRST(list) ((list).len ? (list).data[0] : NULL)
#define LAST(list) ((list).len ? (list).data[(list).len - 1] : NULL)

// The node that n begins with, or NULL with *begin set.
static const void *first_of(const Node *n, Pos *begin) {
  *begin = n->pos;
  switch (n->kind) {
    case NODE_COMPOSITE_LIT: return ((const CompositeLit *)n)->type_expr;
    case NODE_KEY_VALUE_EXPR: return ((const KeyValueExpr *)n)->key;
    case NODE_SELECTOR_EXPR: return ((const SelectorExpr *)n)->x;
    case NODE_INDEX_EXPR: return ((const IndexExpr *)n)->x;
    case NODE_SLICE_EXPR: return ((const SliceExpr *)n)->x;
    case NODE_ASSERT_EXPR: return ((const AssertExpr *)n)->x;
    case NODE_TYPE_SWITCH_GUARD: {
      const TypeSwitchGuard *g = (const TypeSwitchGuard *)n;
      return g->places.lhs ? g->places.lhs : g->x;
    }
    case NODE_OPERATION: return ((const Operation *)n)->y ? ((const Operation *)n)->x : NULL;
    case NODE_CALL_EXPR: return ((const CallExpr *)n)->fun;
    case NODE_LIST_EXPR: return FIRST(((const ListExpr *)n)->elements);
    case NODE_FUNC_TYPE:
      if (((const FuncTypeExpr *)n)->places.func) *begin = ((const FuncTypeExpr *)n)->places.func;
      return NULL;
    case NODE_CHAN_TYPE: {
      const ChanTypeExpr *t = (const ChanTypeExpr *)n;
      *begin = t->dir == CHAN_RECV_ONLY ? t->places.arrow : t->places.chan;
      return NULL;
    }
    case NODE_FIELD: {
      const Field *f = (const Field *)n;
      return f->name ? (const void *)f->name : f->type;
    }
    case NODE_FUNC_DECL: *begin = ((const FuncDecl *)n)->places.func; return NULL;
    case NODE_LABELED_STMT: return ((const LabeledStmt *)n)->label;
    case NODE_EXPR_STMT: return ((const ExprStmt *)n)->x;
    case NODE_SEND_STMT: return ((const SendStmt *)n)->channel;
    case NODE_ASSIGN_STMT: return ((const AssignStmt *)n)->lhs;
    case NODE_RANGE_CLAUSE: return ((const RangeClause *)n)->lhs;
    default: return NULL;
  }
}

Pos syntax_node_begin(const Node *n) {
  Pos begin;
  for (const void *next; (next = first_of(n, &begin));) n = next;
  return begin;
}

static const void *behind(Pos bracket, Pos *end) {
  if (bracket) *end = bracket + 1;
  return NULL;
}

// The node that an expression ends with, or NULL with *end set.
static const void *last_of_expr(const Node *n, Pos *end) {
  switch (n->kind) {
    case NODE_BAD_EXPR: *end = ((const BadExpr *)n)->places.end; return NULL;
    case NODE_NAME: *end = n->pos + ((const NameExpr *)n)->name->len; return NULL;
    case NODE_BASIC_LIT: *end = n->pos + ((const BasicLit *)n)->length; return NULL;
    case NODE_COMPOSITE_LIT: return behind(((const CompositeLit *)n)->rbrace, end);
    case NODE_KEY_VALUE_EXPR: return ((const KeyValueExpr *)n)->value;
    case NODE_FUNC_LIT: return ((const FuncLit *)n)->body;
    case NODE_PAREN_EXPR: return behind(((const ParenExpr *)n)->places.close, end);
    case NODE_SELECTOR_EXPR: return ((const SelectorExpr *)n)->selector;
    case NODE_INDEX_EXPR: return behind(((const IndexExpr *)n)->places.close, end);
    case NODE_SLICE_EXPR: return behind(((const SliceExpr *)n)->places.close, end);
    case NODE_ASSERT_EXPR: return behind(((const AssertExpr *)n)->places.parens.close, end);
    case NODE_TYPE_SWITCH_GUARD: return behind(((const TypeSwitchGuard *)n)->places.parens.close, end);
    case NODE_OPERATION: return ((const Operation *)n)->y ? ((const Operation *)n)->y : ((const Operation *)n)->x;
    case NODE_CALL_EXPR: return behind(((const CallExpr *)n)->places.close, end);
    case NODE_LIST_EXPR: return LAST(((const ListExpr *)n)->elements);
    default: return NULL;
  }
}

static const void *last_of_type(const Node *n, Pos *end) {
  switch (n->kind) {
    case NODE_ARRAY_TYPE: return ((const ArrayTypeExpr *)n)->elem;
    case NODE_SLICE_TYPE: return ((const SliceTypeExpr *)n)->elem;
    case NODE_DOTS_TYPE: return ((const DotsTypeExpr *)n)->elem;
    case NODE_STRUCT_TYPE: return behind(((const StructTypeExpr *)n)->places.braces.close, end);
    case NODE_INTERFACE_TYPE: return behind(((const InterfaceTypeExpr *)n)->places.braces.close, end);
    case NODE_FUNC_TYPE: {
      const FuncTypeExpr *t = (const FuncTypeExpr *)n;
      if (t->places.results.open) return behind(t->places.results.close, end);
      if (t->results.len) return t->results.data[0];
      return behind(t->places.params.close, end);
    }
    case NODE_MAP_TYPE: return ((const MapTypeExpr *)n)->value;
    case NODE_CHAN_TYPE: return ((const ChanTypeExpr *)n)->elem;
    case NODE_FIELD: {
      const Field *f = (const Field *)n;
      return f->type ? (const void *)f->type : f->name;
    }
    default: return NULL;
  }
}

static const void *last_of_decl(const Node *n, Pos *end) {
  if (n->kind == NODE_BAD_DECL) *end = ((const BadDecl *)n)->places.end;
  return syntax_last_of_decl(n);
}

static const void *last_or(const void *node, Pos otherwise, Pos *end) {
  *end = otherwise;
  return node;
}

static const void *last_of_stmt(const Node *n, Pos *end) {
  switch (n->kind) {
    case NODE_EMPTY_STMT: *end = n->pos; return NULL;
    case NODE_BAD_STMT: *end = ((const BadStmt *)n)->places.end; return NULL;
    case NODE_LABELED_STMT: return ((const LabeledStmt *)n)->body;
    case NODE_BLOCK_STMT: return behind(((const BlockStmt *)n)->rbrace, end);
    case NODE_EXPR_STMT: return ((const ExprStmt *)n)->x;
    case NODE_SEND_STMT: return ((const SendStmt *)n)->value;
    case NODE_DECL_STMT: {
      const DeclStmt *s = (const DeclStmt *)n;
      return s->places.parens.open ? behind(s->places.parens.close, end) : LAST(s->decls);
    }
    case NODE_ASSIGN_STMT: return last_or(((const AssignStmt *)n)->rhs, n->pos + 2, end);  // ++ and --
    case NODE_BRANCH_STMT: {
      const BranchStmt *s = (const BranchStmt *)n;
      return last_or(s->label, n->pos + (Pos)__builtin_strlen(syntax_token_text(s->token)), end);
    }
    case NODE_CALL_STMT: return ((const CallStmt *)n)->call;
    case NODE_RETURN_STMT: return last_or(((const ReturnStmt *)n)->results, n->pos + 6, end);
    case NODE_IF_STMT: {
      const IfStmt *s = (const IfStmt *)n;
      return s->otherwise ? (const void *)s->otherwise : s->then;
    }
    case NODE_FOR_STMT: return ((const ForStmt *)n)->body;
    case NODE_SWITCH_STMT: return behind(((const SwitchStmt *)n)->rbrace, end);
    case NODE_SELECT_STMT: return behind(((const SelectStmt *)n)->rbrace, end);
    case NODE_RANGE_CLAUSE: return ((const RangeClause *)n)->x;
    case NODE_CASE_CLAUSE: return last_or(LAST(((const CaseClause *)n)->body), ((const CaseClause *)n)->colon + 1, end);
    case NODE_COMM_CLAUSE: return last_or(LAST(((const CommClause *)n)->body), ((const CommClause *)n)->colon + 1, end);
    default: return NULL;
  }
}

static const void *last_of(const Node *n, Pos *end) {
  *end = n->pos + 1;
  if (n->kind <= NODE_BAD_DECL) return last_of_decl(n, end);
  if (n->kind <= NODE_LIST_EXPR) return last_of_expr(n, end);
  if (n->kind <= NODE_FIELD) return last_of_type(n, end);
  return last_of_stmt(n, end);
}

Pos syntax_node_end(const Node *n) {
  Pos end;
  for (const void *next; (next = last_of(n, &end));) n = next;
  return end;
}
