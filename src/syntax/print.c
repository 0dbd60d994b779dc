// Trees as text for messages: the short form of cmd/compile/internal/syntax/printer.go,
// on one line, with bodies of function and composite literals as {…}.
#include <string.h>

#include "syntax/syntax.h"

typedef struct Printer {
  Arena *arena;
  Vec(char) text;
} Printer;

static void print_bytes(Printer *p, const char *bytes, size_t length) {
  vec_reserve(p->arena, &p->text, p->text.len + (uint32_t)length);
  memcpy(p->text.data + p->text.len, bytes, length);
  p->text.len += (uint32_t)length;
}

static void print(Printer *p, const char *text) { print_bytes(p, text, strlen(text)); }

static void print_node(Printer *p, const void *node);

static void print_exprs(Printer *p, Expr *const *list, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (i) print(p, ", ");
    print_node(p, list[i]);
  }
}

static void print_params(Printer *p, const FieldVec *list) {
  print(p, "(");
  for (uint32_t i = 0; i < list->len; i++) {
    const Field *f = list->data[i];
    if (i) print(p, ", ");
    if (f->name) {
      print_node(p, f->name);
      const Field *next = i + 1 < list->len ? list->data[i + 1] : NULL;
      if (next && next->name && next->type == f->type) continue;
      print(p, " ");
    }
    print_node(p, f->type);
  }
  print(p, ")");
}

static void print_signature(Printer *p, const FuncTypeExpr *t) {
  print_params(p, &t->params);
  if (!t->results.len) return;
  print(p, " ");
  if (t->results.len == 1 && !t->results.data[0]->name) {
    print_node(p, t->results.data[0]->type);
  } else {
    print_params(p, &t->results);
  }
}

// Fields; names declared together are printed together.
static void print_struct(Printer *p, const StructTypeExpr *t) {
  print(p, "struct{");
  for (uint32_t i = 0, end; i < t->fields.len; i = end) {
    const Field *first = t->fields.data[i];
    end = i + 1;
    while (first->name && end < t->fields.len) {
      const Field *next = t->fields.data[end];
      if (!next->name || next->type != first->type) break;
      end++;
    }
    if (i) print(p, "; ");
    for (uint32_t k = i; first->name && k < end; k++) {
      if (k > i) print(p, ", ");
      print_node(p, t->fields.data[k]->name);
    }
    if (first->name) print(p, " ");
    print_node(p, first->type);
    if (i < t->tags.len && t->tags.data[i]) {
      print(p, " ");
      print_node(p, t->tags.data[i]);
    }
  }
  print(p, "}");
}

static void print_interface(Printer *p, const InterfaceTypeExpr *t) {
  print(p, "interface{");
  for (uint32_t i = 0; i < t->methods.len; i++) {
    const Field *m = t->methods.data[i];
    if (i) print(p, "; ");
    if (m->name) {
      print_node(p, m->name);
      print_signature(p, (const FuncTypeExpr *)m->type);
    } else {
      print_node(p, m->type);
    }
  }
  print(p, "}");
}

static void print_chan(Printer *p, const ChanTypeExpr *t) {
  print(p, t->dir == CHAN_RECV_ONLY ? "<-chan " : t->dir == CHAN_SEND_ONLY ? "chan<- " : "chan ");
  // chan (<-chan T) would read as (chan<-) chan T.
  bool parens = t->dir == CHAN_BOTH && t->elem->node.kind == NODE_CHAN_TYPE &&
                ((const ChanTypeExpr *)t->elem)->dir == CHAN_RECV_ONLY;
  if (parens) print(p, "(");
  print_node(p, t->elem);
  if (parens) print(p, ")");
}

static void print_slice_expr(Printer *p, const SliceExpr *x) {
  print_node(p, x->x);
  print(p, "[");
  print_node(p, x->index[0]);
  print(p, ":");
  print_node(p, x->index[1]);
  if (x->index[2]) {
    print(p, ":");
    print_node(p, x->index[2]);
  }
  print(p, "]");
}

static void print_operation(Printer *p, const Operation *x) {
  if (!x->y) {
    print(p, syntax_operator_text(x->op));
    print_node(p, x->x);
    return;
  }
  print_node(p, x->x);
  print(p, " ");
  print(p, syntax_operator_text(x->op));
  print(p, " ");
  print_node(p, x->y);
}

static void print_call(Printer *p, const CallExpr *x) {
  print_node(p, x->fun);
  print(p, "(");
  print_exprs(p, x->args.data, x->args.len);
  if (x->has_dots) print(p, "...");
  print(p, ")");
}

static void print_assign(Printer *p, const AssignStmt *s) {
  const char *op = s->define ? ":" : syntax_operator_text(s->op);
  print_node(p, s->lhs);
  if (!s->rhs) {
    print(p, op);
    print(p, op);
    return;
  }
  print(p, " ");
  print(p, op);
  print(p, "= ");
  print_node(p, s->rhs);
}

static void print_expr(Printer *p, const Node *n) {
  switch (n->kind) {
    case NODE_NAME: print_bytes(p, ((const NameExpr *)n)->name->text, ((const NameExpr *)n)->name->len); break;
    case NODE_BASIC_LIT: print_bytes(p, ((const BasicLit *)n)->text, ((const BasicLit *)n)->length); break;
    case NODE_FUNC_LIT:
      print_node(p, ((const FuncLit *)n)->type_expr);
      print(p, ((const FuncLit *)n)->body->list.len ? " {…}" : " {}");
      break;
    case NODE_COMPOSITE_LIT:
      print_node(p, ((const CompositeLit *)n)->type_expr);
      print(p, ((const CompositeLit *)n)->elements.len ? "{…}" : "{}");
      break;
    case NODE_KEY_VALUE_EXPR:
      print_node(p, ((const KeyValueExpr *)n)->key);
      print(p, ": ");
      print_node(p, ((const KeyValueExpr *)n)->value);
      break;
    case NODE_PAREN_EXPR:
      print(p, "(");
      print_node(p, ((const ParenExpr *)n)->x);
      print(p, ")");
      break;
    case NODE_SELECTOR_EXPR:
      print_node(p, ((const SelectorExpr *)n)->x);
      print(p, ".");
      print_node(p, ((const SelectorExpr *)n)->selector);
      break;
    case NODE_INDEX_EXPR:
      print_node(p, ((const IndexExpr *)n)->x);
      print(p, "[");
      print_node(p, ((const IndexExpr *)n)->index);
      print(p, "]");
      break;
    case NODE_SLICE_EXPR: print_slice_expr(p, (const SliceExpr *)n); break;
    case NODE_ASSERT_EXPR:
      print_node(p, ((const AssertExpr *)n)->x);
      print(p, ".(");
      print_node(p, ((const AssertExpr *)n)->type_expr);
      print(p, ")");
      break;
    case NODE_TYPE_SWITCH_GUARD:
      if (((const TypeSwitchGuard *)n)->lhs) {
        print_node(p, ((const TypeSwitchGuard *)n)->lhs);
        print(p, " := ");
      }
      print_node(p, ((const TypeSwitchGuard *)n)->x);
      print(p, ".(type)");
      break;
    case NODE_OPERATION: print_operation(p, (const Operation *)n); break;
    case NODE_CALL_EXPR: print_call(p, (const CallExpr *)n); break;
    case NODE_LIST_EXPR:
      print_exprs(p, ((const ListExpr *)n)->elements.data, ((const ListExpr *)n)->elements.len);
      break;
    default: print(p, "<bad expr>"); break;
  }
}

static void print_type(Printer *p, const Node *n) {
  switch (n->kind) {
    case NODE_ARRAY_TYPE: {
      const ArrayTypeExpr *t = (const ArrayTypeExpr *)n;
      print(p, "[");
      if (t->length) {
        print_node(p, t->length);
      } else {
        print(p, "...");
      }
      print(p, "]");
      print_node(p, t->elem);
      break;
    }
    case NODE_SLICE_TYPE:
      print(p, "[]");
      print_node(p, ((const SliceTypeExpr *)n)->elem);
      break;
    case NODE_DOTS_TYPE:
      print(p, "...");
      print_node(p, ((const DotsTypeExpr *)n)->elem);
      break;
    case NODE_STRUCT_TYPE: print_struct(p, (const StructTypeExpr *)n); break;
    case NODE_INTERFACE_TYPE: print_interface(p, (const InterfaceTypeExpr *)n); break;
    case NODE_FUNC_TYPE:
      print(p, "func");
      print_signature(p, (const FuncTypeExpr *)n);
      break;
    case NODE_MAP_TYPE:
      print(p, "map[");
      print_node(p, ((const MapTypeExpr *)n)->key);
      print(p, "]");
      print_node(p, ((const MapTypeExpr *)n)->value);
      break;
    default: print_chan(p, (const ChanTypeExpr *)n); break;
  }
}

// Simple statements, which may stand in messages.
static void print_stmt(Printer *p, const Node *n) {
  switch (n->kind) {
    case NODE_EXPR_STMT: print_node(p, ((const ExprStmt *)n)->x); break;
    case NODE_SEND_STMT:
      print_node(p, ((const SendStmt *)n)->channel);
      print(p, " <- ");
      print_node(p, ((const SendStmt *)n)->value);
      break;
    case NODE_ASSIGN_STMT: print_assign(p, (const AssignStmt *)n); break;
    case NODE_RANGE_CLAUSE: {
      const RangeClause *r = (const RangeClause *)n;
      if (r->lhs) {
        print_node(p, r->lhs);
        print(p, r->define ? " := " : " = ");
      }
      print(p, "range ");
      print_node(p, r->x);
      break;
    }
    case NODE_CALL_STMT:
      print(p, syntax_token_text(((const CallStmt *)n)->token));
      print(p, " ");
      print_node(p, ((const CallStmt *)n)->call);
      break;
    default: print(p, "statement"); break;
  }
}

static void print_node(Printer *p, const void *node) {
  const Node *n = node;
  if (!n) return;
  if (n->kind >= NODE_BAD_EXPR && n->kind <= NODE_LIST_EXPR) {
    print_expr(p, n);
  } else if (n->kind >= NODE_ARRAY_TYPE && n->kind <= NODE_CHAN_TYPE) {
    print_type(p, n);
  } else if (n->kind == NODE_FIELD) {
    const Field *f = (const Field *)n;
    print_node(p, f->name);
    if (f->name) print(p, " ");
    print_node(p, f->type);
  } else {
    print_stmt(p, n);
  }
}

const char *syntax_node_string(Arena *arena, const Node *node) {
  Printer printer = {.arena = arena};
  print_node(&printer, node);
  print_bytes(&printer, "", 1);
  return printer.text.data;
}

const char *syntax_expr_string(Arena *arena, const Expr *x) { return syntax_node_string(arena, (const Node *)x); }
