// A verifier of the checker's results: that every expression of a checked
// package has what the stages below rely on. Finds bugs of the checker, not of
// the program; it is for packages without errors.
//
//   - every value has a mode and a valid type, which is untyped only for constants that take no part in run time
//   - names and selectors have their objects or selections, generic functions their type arguments
//   - builtins that are called have a signature
//   - variables of enclosing functions are among a function literal's captures
#include "types/internal.h"

typedef struct VerifyFrame {
  FuncLit *literal;
  Scope *scope;
  struct VerifyFrame *outer;
} VerifyFrame;

typedef struct Verifier {
  Session *session;
  Package *package;
  const Info *info;
  VerifyFrame *frame;
  uint32_t problems;
} Verifier;

static bool visit(Node *node, void *context);

static void walk(Verifier *v, const void *node) {
  if (node) syntax_walk((Node *)node, visit, v);
}

static void problem(Verifier *v, const Node *at, const char *what) {
  v->problems++;
  const char *text = at->kind >= NODE_BAD_EXPR && at->kind <= NODE_CHAN_TYPE
                         ? syntax_expr_string(&v->package->arena, (const Expr *)at)
                         : "";
  diag_error(v->session->diags, at->pos, "verify types: %s: %s", what, text);
}

static bool is_bad_type(Type *t) { return t->kind == TYPE_BASIC && ((Basic *)t)->basic_kind == BASIC_INVALID; }

static bool is_untyped_type(Type *t) { return t->kind == TYPE_BASIC && (((Basic *)t)->info & INFO_UNTYPED); }

static void verify_captured(Verifier *v, NameExpr *name) {
  Object *object = info_object(v->info, name);
  if (!v->frame || object->kind != OBJECT_VAR) return;
  if (object->var_kind == VAR_PACKAGE || object->var_kind == VAR_FIELD) return;
  Scope *owner = object->parent;
  while (owner && !owner->is_func) owner = owner->parent;
  for (VerifyFrame *f = v->frame; f && f->scope != owner; f = f->outer) {
    bool found = false;
    const LiteralInfo *literal = info_literal(v->info, f->literal);
    for (uint32_t i = 0; i < literal->capture_count; i++) found = found || literal->captures[i] == object;
    if (!found) {
      problem(v, &name->expr.node, "variable is not among the captures");
      return;
    }
    if (!object->captured) problem(v, &name->expr.node, "captured variable is not marked");
  }
}

static void verify_name(Verifier *v, NameExpr *name) {
  if (name->name->blank) return;
  if (!info_object(v->info, name)) {
    problem(v, &name->expr.node, "name without object");
    return;
  }
  verify_captured(v, name);
  if (info_object(v->info, name)->kind == OBJECT_FUNC) {
    Signature *sig = (Signature *)info_object(v->info, name)->type;
    if (sig && sig->type_params && !sig->receiver && !info_type_args(v->info, name)) {
      problem(v, &name->expr.node, "generic function without type arguments");
    }
  }
}

// The checks of the expression itself. Returns whether its operands are to be looked at.
static bool verify_value(Verifier *v, Expr *e) {
  switch (info_mode(v->info, e)) {
    case MODE_INVALID: problem(v, &e->node, "expression was not checked"); return false;
    case MODE_NO_VALUE: return true;
    case MODE_TYPE:
    case MODE_BUILTIN: return false;
    case MODE_CONSTANT:
      if (!info_value(v->info, e)) problem(v, &e->node, "constant without value");
      break;
    default: break;
  }
  if (!info_type(v->info, e)) {
    problem(v, &e->node, "expression without type");
  } else if (is_bad_type(info_type(v->info, e))) {
    problem(v, &e->node, "expression of invalid type");
  } else if (is_untyped_type(info_type(v->info, e)) && info_mode(v->info, e) != MODE_CONSTANT) {
    problem(v, &e->node, "value of untyped type");
  }
  return info_mode(v->info, e) != MODE_CONSTANT;  // the operands of constants are never values
}

static void verify_selector(Verifier *v, SelectorExpr *e) {
  if (!info_object(v->info, e->selector)) {
    problem(v, &e->expr.node, "selector without object");
    return;
  }
  bool qualified = e->x->node.kind == NODE_NAME && info_object(v->info, ((NameExpr *)e->x)) &&
                   info_object(v->info, ((NameExpr *)e->x))->kind == OBJECT_PKG_NAME;
  if (qualified) {
    verify_name(v, e->selector);
    return;
  }
  if (!info_selection(v->info, e)) {
    problem(v, &e->expr.node, "selector without selection");
  } else if (info_selection(v->info, e)->kind != SELECT_METHOD_EXPR) {
    walk(v, e->x);
  }
}

static void verify_call(Verifier *v, CallExpr *e) {
  Expr *fun = syntax_unparen(e->fun);
  if (info_mode(v->info, fun) == MODE_TYPE) {
    // conversion
  } else if (info_mode(v->info, fun) == MODE_BUILTIN) {
    if (!info_type(v->info, fun) || info_type(v->info, fun)->kind != TYPE_SIGNATURE)
      problem(v, &fun->node, "builtin without signature");
  } else {
    Signature *sig = info_type(v->info, fun) ? (Signature *)core_type(info_type(v->info, fun)) : NULL;
    if (!sig || sig->type.kind != TYPE_SIGNATURE) {
      problem(v, &fun->node, "called function has no signature");
    } else if (sig->type_params) {
      problem(v, &fun->node, "called function has a generic signature");
    }
    walk(v, e->fun);
  }
  bool type_first =
      info_mode(v->info, fun) == MODE_BUILTIN && e->args.len > 0 && info_mode(v->info, e->args.data[0]) == MODE_TYPE;
  for (uint32_t i = type_first ? 1 : 0; i < e->args.len; i++) {
    Expr *arg = e->args.data[i];
    walk(v, arg);
    if (info_mode(v->info, arg) == MODE_CONSTANT && info_type(v->info, arg) &&
        is_untyped_type(info_type(v->info, arg)) && info_mode(v->info, fun) != MODE_TYPE) {
      problem(v, &arg->node, "argument of untyped type");
    }
  }
}

static void verify_composite(Verifier *v, CompositeLit *e) {
  Type *u = info_type(v->info, &e->expr) ? core_type(info_type(v->info, &e->expr)) : NULL;
  if (u && u->kind == TYPE_POINTER) u = core_type(((Pointer *)u)->elem);
  if (!u) {
    problem(v, &e->expr.node, "composite literal without type");
    return;
  }
  for (uint32_t i = 0; i < e->elements.len; i++) {
    Expr *element = e->elements.data[i];
    if (element->node.kind != NODE_KEY_VALUE_EXPR) {
      walk(v, element);
      continue;
    }
    KeyValueExpr *kv = (KeyValueExpr *)element;
    if (u->kind != TYPE_STRUCT) {
      walk(v, kv->key);
    } else if (!info_object(v->info, ((NameExpr *)kv->key))) {
      problem(v, &kv->key->node, "field key without object");
    }
    walk(v, kv->value);
  }
}

static void verify_operation(Verifier *v, Operation *e) {
  walk(v, e->x);
  if (!e->y) return;
  walk(v, e->y);
  for (int i = 0; i < 2; i++) {
    Expr *operand = i == 0 ? e->x : e->y;
    if (info_type(v->info, operand) && is_untyped_type(info_type(v->info, operand)))
      problem(v, &operand->node, "operand of untyped type");
  }
}

static void verify_literal(Verifier *v, FuncLit *e) {
  if (!info_type(v->info, &e->expr) || info_type(v->info, &e->expr)->kind != TYPE_SIGNATURE) {
    problem(v, &e->expr.node, "function literal without signature");
    return;
  }
  VerifyFrame frame = {e, ((Signature *)info_type(v->info, &e->expr))->scope, v->frame};
  v->frame = &frame;
  walk(v, e->body);
  v->frame = frame.outer;
}

static void verify_assigned(Verifier *v, Expr *lhs) {
  if (!lhs) return;
  if (lhs->node.kind == NODE_LIST_EXPR) {
    ListExpr *list = (ListExpr *)lhs;
    for (uint32_t i = 0; i < list->elements.len; i++) verify_assigned(v, list->elements.data[i]);
    return;
  }
  Expr *inner = syntax_unparen(lhs);
  if (inner->node.kind == NODE_NAME) {
    verify_name(v, (NameExpr *)inner);  // declarations have no mode
  } else {
    walk(v, lhs);
  }
}

static void verify_switch(Verifier *v, SwitchStmt *s) {
  walk(v, s->init);
  bool types = s->tag && s->tag->node.kind == NODE_TYPE_SWITCH_GUARD;
  if (s->tag) walk(v, types ? ((TypeSwitchGuard *)s->tag)->x : s->tag);
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    CaseClause *clause = s->clauses.data[i];
    if (types && ((TypeSwitchGuard *)s->tag)->lhs && !((TypeSwitchGuard *)s->tag)->lhs->name->blank &&
        !info_clause_variable(v->info, clause)) {
      problem(v, &clause->node, "clause without variable");
    }
    if (!types) walk(v, clause->cases);
    for (uint32_t j = 0; j < clause->body.len; j++) walk(v, clause->body.data[j]);
  }
}

static bool visit_expr(Verifier *v, Expr *e) {
  if (e->node.kind == NODE_LIST_EXPR) return true;
  if (!verify_value(v, e)) return false;
  switch (e->node.kind) {
    case NODE_NAME: verify_name(v, (NameExpr *)e); return false;
    case NODE_SELECTOR_EXPR: verify_selector(v, (SelectorExpr *)e); return false;
    case NODE_CALL_EXPR: verify_call(v, (CallExpr *)e); return false;
    case NODE_COMPOSITE_LIT: verify_composite(v, (CompositeLit *)e); return false;
    case NODE_FUNC_LIT: verify_literal(v, (FuncLit *)e); return false;
    case NODE_OPERATION: verify_operation(v, (Operation *)e); return false;
    case NODE_ASSERT_EXPR: walk(v, ((AssertExpr *)e)->x); return false;
    case NODE_INDEX_EXPR: {
      IndexExpr *index = (IndexExpr *)e;
      Expr *x = syntax_unparen(index->x);
      NameExpr *name = x->node.kind == NODE_SELECTOR_EXPR ? ((SelectorExpr *)x)->selector : (NameExpr *)x;
      bool instance = (x->node.kind == NODE_NAME || x->node.kind == NODE_SELECTOR_EXPR) && info_object(v->info, name) &&
                      info_object(v->info, name)->kind == OBJECT_FUNC && info_type_args(v->info, name);
      if (instance) return false;
      walk(v, index->x);
      walk(v, index->index);
      return false;
    }
    default: return true;
  }
}

static bool visit(Node *node, void *context) {
  Verifier *v = context;
  if (node->kind >= NODE_ARRAY_TYPE && node->kind <= NODE_CHAN_TYPE) return false;
  if (node->kind >= NODE_BAD_EXPR && node->kind <= NODE_LIST_EXPR) return visit_expr(v, (Expr *)node);
  switch (node->kind) {
    case NODE_CONST_DECL:
    case NODE_TYPE_DECL: return false;
    case NODE_VAR_DECL: walk(v, ((VarDecl *)node)->values); return false;
    case NODE_LABELED_STMT: walk(v, ((LabeledStmt *)node)->body); return false;
    case NODE_BRANCH_STMT: return false;
    case NODE_ASSIGN_STMT:
      verify_assigned(v, ((AssignStmt *)node)->lhs);
      walk(v, ((AssignStmt *)node)->rhs);
      return false;
    case NODE_RANGE_CLAUSE:
      verify_assigned(v, ((RangeClause *)node)->lhs);
      walk(v, ((RangeClause *)node)->x);
      return false;
    case NODE_SWITCH_STMT: verify_switch(v, (SwitchStmt *)node); return false;
    default: return true;
  }
}

// Verifies a wholly checked package without errors. Problems are reported as diagnostics; returns their number.
uint32_t types_verify_package(Session *session, Package *package) {
  Verifier v = {.session = session, .package = package, .info = package->info};
  for (uint32_t i = 0; i < package->files.len; i++) {
    DeclVec *decls = &package->files.data[i]->decls;
    for (uint32_t j = 0; j < decls->len; j++) {
      Decl *decl = decls->data[j];
      if (decl->node.kind == NODE_VAR_DECL) walk(&v, decl);
      if (decl->node.kind == NODE_FUNC_DECL) walk(&v, ((FuncDecl *)decl)->body);
    }
  }
  return v.problems;
}
