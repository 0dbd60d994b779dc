// Walking trees: leftmost and rightmost positions as gc's messages use them
// (cmd/compile/internal/syntax/positions.go), and a visitor of all nodes.
#include <stdlib.h>

#include "base/memory.h"
#include "syntax/internal.h"

Expr *syntax_unparen(Expr *x) {
  while (x && x->node.kind == NODE_PAREN_EXPR) x = ((ParenExpr *)x)->x;
  return x;
}

Pos syntax_start_pos(const Node *n) {
  for (;;) {
    const void *next = NULL;
    switch (n->kind) {
      case NODE_COMPOSITE_LIT: next = ((const CompositeLit *)n)->type_expr; break;
      case NODE_KEY_VALUE_EXPR: next = ((const KeyValueExpr *)n)->key; break;
      case NODE_SELECTOR_EXPR: next = ((const SelectorExpr *)n)->x; break;
      case NODE_INDEX_EXPR: next = ((const IndexExpr *)n)->x; break;
      case NODE_ASSERT_EXPR: next = ((const AssertExpr *)n)->x; break;
      case NODE_TYPE_SWITCH_GUARD:
        next = ((const TypeSwitchGuard *)n)->lhs;
        if (!next) next = ((const TypeSwitchGuard *)n)->x;
        break;
      case NODE_OPERATION:
        if (((const Operation *)n)->y) next = ((const Operation *)n)->x;
        break;
      case NODE_CALL_EXPR: next = ((const CallExpr *)n)->fun; break;
      case NODE_LIST_EXPR:
        if (((const ListExpr *)n)->elements.len) next = ((const ListExpr *)n)->elements.data[0];
        break;
      case NODE_SEND_STMT: next = ((const SendStmt *)n)->channel; break;
      case NODE_ASSIGN_STMT: next = ((const AssignStmt *)n)->lhs; break;
      case NODE_RANGE_CLAUSE:
        next = ((const RangeClause *)n)->lhs;
        if (!next) next = ((const RangeClause *)n)->x;
        break;
      default: break;
    }
    if (!next) return n->pos;
    n = next;
  }
}

#define LAST(list) ((list).len ? (list).data[(list).len - 1] : NULL)

// The node that n ends with, or NULL with *end set.
static const void *last_of_expr(const Node *n, Pos *end) {
  *end = n->pos;
  switch (n->kind) {
    case NODE_NAME: *end = n->pos + ((const NameExpr *)n)->name->len; return NULL;
    case NODE_BASIC_LIT: *end = n->pos + ((const BasicLit *)n)->length; return NULL;
    case NODE_COMPOSITE_LIT: *end = ((const CompositeLit *)n)->rbrace; return NULL;
    case NODE_KEY_VALUE_EXPR: return ((const KeyValueExpr *)n)->value;
    case NODE_FUNC_LIT: return ((const FuncLit *)n)->body;
    case NODE_PAREN_EXPR: return ((const ParenExpr *)n)->x;
    case NODE_SELECTOR_EXPR: return ((const SelectorExpr *)n)->selector;
    case NODE_INDEX_EXPR: return ((const IndexExpr *)n)->index;
    case NODE_SLICE_EXPR: return ((const SliceExpr *)n)->x;  // as gc, whose loop over the indices has no effect
    case NODE_ASSERT_EXPR: return ((const AssertExpr *)n)->type_expr;
    case NODE_TYPE_SWITCH_GUARD: return ((const TypeSwitchGuard *)n)->x;
    case NODE_OPERATION: {
      const Operation *op = (const Operation *)n;
      return op->y ? op->y : op->x;
    }
    case NODE_CALL_EXPR: {
      const CallExpr *call = (const CallExpr *)n;
      return call->args.len ? LAST(call->args) : call->fun;
    }
    case NODE_LIST_EXPR: return LAST(((const ListExpr *)n)->elements);
    case NODE_ARRAY_TYPE: return ((const ArrayTypeExpr *)n)->elem;
    case NODE_SLICE_TYPE: return ((const SliceTypeExpr *)n)->elem;
    case NODE_DOTS_TYPE: return ((const DotsTypeExpr *)n)->elem;
    case NODE_STRUCT_TYPE: return LAST(((const StructTypeExpr *)n)->fields);
    case NODE_INTERFACE_TYPE: return LAST(((const InterfaceTypeExpr *)n)->methods);
    case NODE_FUNC_TYPE: {
      const FuncTypeExpr *t = (const FuncTypeExpr *)n;
      return t->results.len ? LAST(t->results) : LAST(t->params);
    }
    case NODE_FIELD: {
      const Field *f = (const Field *)n;
      return f->type ? (const void *)f->type : f->name;
    }
    case NODE_MAP_TYPE: return ((const MapTypeExpr *)n)->value;
    case NODE_CHAN_TYPE: return ((const ChanTypeExpr *)n)->elem;
    default: return NULL;
  }
}

static const void *last_of_value_decl(const NameExprVec *names, const Expr *type, const Expr *values) {
  if (values) return values;
  return type ? (const void *)type : LAST(*names);
}

const void *syntax_last_of_decl(const Node *n) {
  switch (n->kind) {
    case NODE_IMPORT_DECL: return ((const ImportDecl *)n)->path;
    case NODE_CONST_DECL: {
      const ConstDecl *d = (const ConstDecl *)n;
      return last_of_value_decl(&d->names, d->type_expr, d->values);
    }
    case NODE_VAR_DECL: {
      const VarDecl *d = (const VarDecl *)n;
      return last_of_value_decl(&d->names, d->type_expr, d->values);
    }
    case NODE_TYPE_DECL: return ((const TypeDecl *)n)->type_expr;
    case NODE_FUNC_DECL: {
      const FuncDecl *d = (const FuncDecl *)n;
      return d->body ? (const void *)d->body : d->type_expr;
    }
    default: return NULL;
  }
}

static const void *last_of_other(const Node *n, Pos *end) {
  *end = n->pos;
  switch (n->kind) {
    case NODE_IMPORT_DECL:
    case NODE_CONST_DECL:
    case NODE_VAR_DECL:
    case NODE_TYPE_DECL:
    case NODE_FUNC_DECL: return syntax_last_of_decl(n);
    case NODE_LABELED_STMT: return ((const LabeledStmt *)n)->body;
    case NODE_BLOCK_STMT: *end = ((const BlockStmt *)n)->rbrace; return NULL;
    case NODE_EXPR_STMT: return ((const ExprStmt *)n)->x;
    case NODE_SEND_STMT: return ((const SendStmt *)n)->value;
    case NODE_DECL_STMT: return LAST(((const DeclStmt *)n)->decls);
    case NODE_ASSIGN_STMT: {
      const AssignStmt *s = (const AssignStmt *)n;
      if (!s->rhs) *end = syntax_end_pos(&s->lhs->node) + 2;  // ++ and --
      return s->rhs;
    }
    case NODE_BRANCH_STMT: return ((const BranchStmt *)n)->label;
    case NODE_CALL_STMT: return ((const CallStmt *)n)->call;
    case NODE_RETURN_STMT: return ((const ReturnStmt *)n)->results;
    case NODE_IF_STMT: {
      const IfStmt *s = (const IfStmt *)n;
      return s->otherwise ? (const void *)s->otherwise : s->then;
    }
    case NODE_FOR_STMT: return ((const ForStmt *)n)->body;
    case NODE_SWITCH_STMT: *end = ((const SwitchStmt *)n)->rbrace; return NULL;
    case NODE_SELECT_STMT: *end = ((const SelectStmt *)n)->rbrace; return NULL;
    case NODE_RANGE_CLAUSE: return ((const RangeClause *)n)->x;
    case NODE_CASE_CLAUSE: *end = ((const CaseClause *)n)->colon; return LAST(((const CaseClause *)n)->body);
    case NODE_COMM_CLAUSE: *end = ((const CommClause *)n)->colon; return LAST(((const CommClause *)n)->body);
    default: return NULL;
  }
}

static bool is_expr(const Node *n) {
  return (n->kind >= NODE_BAD_EXPR && n->kind <= NODE_CHAN_TYPE) || n->kind == NODE_FIELD;
}

Pos syntax_end_pos(const Node *n) {
  for (;;) {
    Pos end;
    const void *next = is_expr(n) ? last_of_expr(n, &end) : last_of_other(n, &end);
    if (!next) return end;
    n = next;
  }
}

// ---- the visitor

typedef struct Walker {
  bool (*visit)(Node *node, void *context);
  void *context;
} Walker;

static void walk(Walker *w, void *node);

#define WALK_LIST(w, list) \
  for (uint32_t walk_i = 0; walk_i < (list).len; walk_i++) walk((w), (list).data[walk_i])

// Fields declared together share their type: it is visited once, after the last name.
static void walk_fields(Walker *w, FieldVec *fields) {
  for (uint32_t i = 0; i < fields->len; i++) {
    Field *f = fields->data[i];
    if (!w->visit(&f->node, w->context)) continue;
    walk(w, f->name);
    bool shared = i + 1 < fields->len && fields->data[i + 1]->type == f->type;
    if (!shared) walk(w, f->type);
  }
}

// A chain of binary operators leans to the left and may be very long: it is walked with
// a list of its operations instead of by recursion. The visitor still sees each operation
// before its operands, and the operands in source order.
static void walk_operation(Walker *w, Operation *op) {
  uint32_t depth = 0, cap = 16;
  Operation *few[16], **spine = few, **more = NULL;
  Node *n = &op->expr.node;
  // The first one has been visited.
  for (;;) {
    Operation *at = (Operation *)n;
    if (depth == cap) {
      Operation **bigger = memory_grow(more, cap * 2, sizeof *bigger);
      if (!more) {
        for (uint32_t i = 0; i < cap; i++) bigger[i] = few[i];
      }
      more = spine = bigger;
      cap *= 2;
    }
    spine[depth++] = at;
    n = &at->x->node;
    if (n->kind != NODE_OPERATION) {
      walk(w, n);
      break;
    }
    if (!w->visit(n, w->context)) break;
  }
  while (depth) walk(w, spine[--depth]->y);
  free(more);
}

static void walk_decl(Walker *w, Node *n) {
  switch (n->kind) {
    case NODE_IMPORT_DECL:
      walk(w, ((ImportDecl *)n)->local_name);
      walk(w, ((ImportDecl *)n)->path);
      break;
    case NODE_CONST_DECL: {
      ConstDecl *d = (ConstDecl *)n;
      WALK_LIST(w, d->names);
      walk(w, d->type_expr);
      walk(w, d->values);
      break;
    }
    case NODE_TYPE_DECL: {
      TypeDecl *d = (TypeDecl *)n;
      walk(w, d->name);
      walk_fields(w, &d->type_params);
      walk(w, d->type_expr);
      break;
    }
    case NODE_VAR_DECL: {
      VarDecl *d = (VarDecl *)n;
      WALK_LIST(w, d->names);
      walk(w, d->type_expr);
      walk(w, d->values);
      break;
    }
    default: {
      FuncDecl *d = (FuncDecl *)n;
      walk(w, d->receiver);
      walk(w, d->name);
      walk_fields(w, &d->type_params);
      walk(w, d->type_expr);
      walk(w, d->body);
      break;
    }
  }
}

static void walk_expr(Walker *w, Node *n) {
  switch (n->kind) {
    case NODE_COMPOSITE_LIT:
      walk(w, ((CompositeLit *)n)->type_expr);
      WALK_LIST(w, ((CompositeLit *)n)->elements);
      break;
    case NODE_KEY_VALUE_EXPR:
      walk(w, ((KeyValueExpr *)n)->key);
      walk(w, ((KeyValueExpr *)n)->value);
      break;
    case NODE_FUNC_LIT:
      walk(w, ((FuncLit *)n)->type_expr);
      walk(w, ((FuncLit *)n)->body);
      break;
    case NODE_PAREN_EXPR: walk(w, ((ParenExpr *)n)->x); break;
    case NODE_SELECTOR_EXPR:
      walk(w, ((SelectorExpr *)n)->x);
      walk(w, ((SelectorExpr *)n)->selector);
      break;
    case NODE_INDEX_EXPR:
      walk(w, ((IndexExpr *)n)->x);
      walk(w, ((IndexExpr *)n)->index);
      break;
    case NODE_SLICE_EXPR:
      walk(w, ((SliceExpr *)n)->x);
      for (int i = 0; i < 3; i++) walk(w, ((SliceExpr *)n)->index[i]);
      break;
    case NODE_ASSERT_EXPR:
      walk(w, ((AssertExpr *)n)->x);
      walk(w, ((AssertExpr *)n)->type_expr);
      break;
    case NODE_TYPE_SWITCH_GUARD:
      walk(w, ((TypeSwitchGuard *)n)->lhs);
      walk(w, ((TypeSwitchGuard *)n)->x);
      break;
    case NODE_OPERATION: walk_operation(w, (Operation *)n); break;
    case NODE_CALL_EXPR:
      walk(w, ((CallExpr *)n)->fun);
      WALK_LIST(w, ((CallExpr *)n)->args);
      break;
    case NODE_LIST_EXPR: WALK_LIST(w, ((ListExpr *)n)->elements); break;
    case NODE_ARRAY_TYPE:
      walk(w, ((ArrayTypeExpr *)n)->length);
      walk(w, ((ArrayTypeExpr *)n)->elem);
      break;
    case NODE_SLICE_TYPE: walk(w, ((SliceTypeExpr *)n)->elem); break;
    case NODE_DOTS_TYPE: walk(w, ((DotsTypeExpr *)n)->elem); break;
    case NODE_STRUCT_TYPE:
      walk_fields(w, &((StructTypeExpr *)n)->fields);
      WALK_LIST(w, ((StructTypeExpr *)n)->tags);
      break;
    case NODE_INTERFACE_TYPE: walk_fields(w, &((InterfaceTypeExpr *)n)->methods); break;
    case NODE_FUNC_TYPE:
      walk_fields(w, &((FuncTypeExpr *)n)->params);
      walk_fields(w, &((FuncTypeExpr *)n)->results);
      break;
    case NODE_MAP_TYPE:
      walk(w, ((MapTypeExpr *)n)->key);
      walk(w, ((MapTypeExpr *)n)->value);
      break;
    case NODE_CHAN_TYPE: walk(w, ((ChanTypeExpr *)n)->elem); break;
    case NODE_FIELD:
      walk(w, ((Field *)n)->name);
      walk(w, ((Field *)n)->type);
      break;
    default: break;
  }
}

static void walk_stmt(Walker *w, Node *n) {
  switch (n->kind) {
    case NODE_LABELED_STMT:
      walk(w, ((LabeledStmt *)n)->label);
      walk(w, ((LabeledStmt *)n)->body);
      break;
    case NODE_BLOCK_STMT: WALK_LIST(w, ((BlockStmt *)n)->list); break;
    case NODE_EXPR_STMT: walk(w, ((ExprStmt *)n)->x); break;
    case NODE_SEND_STMT:
      walk(w, ((SendStmt *)n)->channel);
      walk(w, ((SendStmt *)n)->value);
      break;
    case NODE_DECL_STMT: WALK_LIST(w, ((DeclStmt *)n)->decls); break;
    case NODE_ASSIGN_STMT:
      walk(w, ((AssignStmt *)n)->lhs);
      walk(w, ((AssignStmt *)n)->rhs);
      break;
    case NODE_BRANCH_STMT: walk(w, ((BranchStmt *)n)->label); break;
    case NODE_CALL_STMT: walk(w, ((CallStmt *)n)->call); break;
    case NODE_RETURN_STMT: walk(w, ((ReturnStmt *)n)->results); break;
    case NODE_IF_STMT:
      walk(w, ((IfStmt *)n)->init);
      walk(w, ((IfStmt *)n)->cond);
      walk(w, ((IfStmt *)n)->then);
      walk(w, ((IfStmt *)n)->otherwise);
      break;
    case NODE_FOR_STMT:
      walk(w, ((ForStmt *)n)->init);
      walk(w, ((ForStmt *)n)->cond);
      walk(w, ((ForStmt *)n)->post);
      walk(w, ((ForStmt *)n)->body);
      break;
    case NODE_SWITCH_STMT:
      walk(w, ((SwitchStmt *)n)->init);
      walk(w, ((SwitchStmt *)n)->tag);
      WALK_LIST(w, ((SwitchStmt *)n)->clauses);
      break;
    case NODE_SELECT_STMT: WALK_LIST(w, ((SelectStmt *)n)->clauses); break;
    case NODE_RANGE_CLAUSE:
      walk(w, ((RangeClause *)n)->lhs);
      walk(w, ((RangeClause *)n)->x);
      break;
    case NODE_CASE_CLAUSE:
      walk(w, ((CaseClause *)n)->cases);
      WALK_LIST(w, ((CaseClause *)n)->body);
      break;
    case NODE_COMM_CLAUSE:
      walk(w, ((CommClause *)n)->comm);
      WALK_LIST(w, ((CommClause *)n)->body);
      break;
    default: break;
  }
}

static void walk(Walker *w, void *node) {
  Node *n = node;
  if (!n || !w->visit(n, w->context)) return;
  if (n->kind <= NODE_FUNC_DECL) {
    walk_decl(w, n);
  } else if (is_expr(n)) {
    walk_expr(w, n);
  } else {
    walk_stmt(w, n);
  }
}

void syntax_walk(Node *node, bool (*visit)(Node *node, void *context), void *context) {
  Walker walker = {visit, context};
  walk(&walker, node);
}
