// The numbers of function literals, which their names in traces show: func1, func2, … in each function, as gc gives
// them. It counts in the order of the text, with two exceptions. Code that it leaves out, where a condition is known or
// no statement leads on, comes last here (there it has no literals at all). And the body of a loop over a function,
// which becomes one itself, comes before that function; its literals belong to the function around the loop. Runs once
// over a body that has literals, when it is checked with everything in it, and over a package's initializers in their
// order.
#include "types/internal.h"

typedef struct Numbering {
  Checker *c;
  uint32_t count;  // in this function
  bool left_out;   // something was
  bool rest;       // second round: numbers that
} Numbering;

static bool visit(Node *node, void *context);
static void walk(Numbering *n, void *node) { syntax_walk(node, visit, n); }

static void number_body(Numbering *n, BlockStmt *body) {
  walk(n, body);
  n->rest = true;
  if (n->left_out) walk(n, body);
  n->rest = n->left_out = false;
}

static void number_literal(Numbering *n, FuncLit *literal) {
  if (n->rest && info_literal(n->c->info, literal)->number) return;
  check_note_literal(n->c, literal)->number = ++n->count;
  Numbering inner = {.c = n->c};
  if (literal->body) number_body(&inner, literal->body);
}

// ---- what gc leaves out

// 1: always true, -1: always false, 0: not known. *e becomes the part of a condition that is evaluated.
static int known_condition(const Info *info, Expr **e) {
  Expr *x = *e;
  if (!x) return 0;
  if (info_value(info, x)) return const_bool_value(info_value(info, x)) ? 1 : -1;
  if (x->node.kind != NODE_OPERATION) return 0;
  Operation *op = (Operation *)x;
  if (op->op != OP_AND_AND && op->op != OP_OR_OR) return 0;
  int decisive = op->op == OP_OR_OR ? 1 : -1;
  Expr *left = op->x, *right = op->y;
  int first = known_condition(info, &left);
  if (first == decisive) {
    *e = op->x;
    return first;
  }
  int second = known_condition(info, &right);
  if (first != -decisive && second != decisive) return 0;
  if (info_value(info, op->x)) *e = op->y;
  return second;
}

static bool is_panic(const Info *info, Expr *x) {
  x = syntax_unparen(x);
  if (x->node.kind != NODE_CALL_EXPR) return false;
  Expr *fun = syntax_unparen(((CallExpr *)x)->fun);
  Object *object = fun->node.kind == NODE_NAME ? info_object(info, (NameExpr *)fun) : NULL;
  return object && object->kind == OBJECT_BUILTIN && object->builtin == BUILTIN_PANIC;
}

static Stmt *last_stmt(StmtVec *list) {
  for (uint32_t i = list->len; i-- > 0;)
    if (list->data[i]->node.kind != NODE_EMPTY_STMT) return list->data[i];
  return NULL;
}

// Does nothing lead on to the next statement, as far as gc sees?
static bool ends(const Info *info, Stmt *s) {
  if (!s) return false;
  switch (s->node.kind) {
    case NODE_BRANCH_STMT: return ((BranchStmt *)s)->token == TOKEN_GOTO;
    case NODE_RETURN_STMT: return true;
    case NODE_EXPR_STMT: return is_panic(info, ((ExprStmt *)s)->x);
    case NODE_BLOCK_STMT: return ends(info, last_stmt(&((BlockStmt *)s)->list));
    case NODE_IF_STMT: {
      IfStmt *i = (IfStmt *)s;
      int known = known_condition(info, &(Expr *){i->cond});
      return (known < 0 || ends(info, &i->then->stmt)) && (known > 0 || ends(info, i->otherwise));
    }
    default: return false;
  }
}

static bool has_fallthrough(StmtVec *list) {
  Stmt *last = last_stmt(list);
  return last && last->node.kind == NODE_BRANCH_STMT && ((BranchStmt *)last)->token == TOKEN_FALLTHROUGH;
}

// Which clause is taken, if tag and cases are constants: all others are left out. False: it is not known.
static bool known_clause(const Info *info, SwitchStmt *s, CaseClause **taken) {
  const ConstVal *tag = s->tag ? info_value(info, s->tag) : const_bool(true);
  *taken = NULL;
  if (!tag) return false;
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    CaseClause *clause = s->clauses.data[i];
    if (!clause->cases) *taken = clause;
    bool is_list = clause->cases && clause->cases->node.kind == NODE_LIST_EXPR;
    ListExpr *list = is_list ? (ListExpr *)clause->cases : NULL;
    for (uint32_t j = 0; clause->cases && j < (list ? list->elements.len : 1); j++) {
      const Expr *x = list ? list->elements.data[j] : clause->cases;
      if (!info_value(info, x)) return false;
      if (!const_compare(tag, CONST_EQL, info_value(info, x))) continue;
      *taken = clause;
      return !has_fallthrough(&clause->body);
    }
  }
  return !*taken || !has_fallthrough(&(*taken)->body);
}

// ---- the walk

static void walk_unless(Numbering *n, bool left_out, void *node) {
  if (!node) return;
  if (left_out) n->left_out = true;
  if (!left_out || n->rest) walk(n, node);
}

static void walk_list(Numbering *n, StmtVec *list) {
  bool dead = false;
  uint32_t last_label = 0;
  for (uint32_t i = 0; i < list->len; i++)
    if (list->data[i]->node.kind == NODE_LABELED_STMT) last_label = i;
  for (uint32_t i = 0; i < list->len; i++) {
    bool left_out = dead && i > last_label;
    walk_unless(n, left_out, list->data[i]);
    if (!left_out) dead = ends(n->c->info, list->data[i]);
  }
}

static void walk_condition(Numbering *n, Expr *condition, Expr *evaluated) {
  walk_unless(n, false, evaluated);
  if (evaluated != condition) walk_unless(n, true, condition);
}

static void walk_if(Numbering *n, IfStmt *s) {
  Expr *condition = s->cond;
  int known = known_condition(n->c->info, &condition);
  walk_unless(n, false, s->init);
  walk_condition(n, s->cond, condition);
  walk_unless(n, known < 0, s->then);
  walk_unless(n, known > 0, s->otherwise);
}

static void walk_for(Numbering *n, ForStmt *s) {
  if (s->init && s->init->node.kind == NODE_RANGE_CLAUSE) {
    RangeClause *range = (RangeClause *)s->init;
    Type *type = info_type(n->c->info, range->x), *core = type ? core_type(type) : NULL;
    bool over_function = core && core->kind == TYPE_SIGNATURE;
    walk_unless(n, false, range->lhs);
    if (!over_function) walk(n, range->x);
    walk(n, s->body);
    if (over_function) walk(n, range->x);
    return;
  }
  Expr *condition = s->cond;
  bool never = known_condition(n->c->info, &condition) < 0;
  walk_unless(n, false, s->init);
  walk_condition(n, s->cond, condition);
  walk_unless(n, never, s->post);
  walk_unless(n, never, s->body);
}

static void walk_switch(Numbering *n, SwitchStmt *s) {
  CaseClause *taken = NULL;
  bool known = known_clause(n->c->info, s, &taken);
  walk_unless(n, false, s->init);
  walk_unless(n, false, s->tag);
  for (uint32_t i = 0; i < s->clauses.len; i++)
    walk_unless(n, known && s->clauses.data[i] != taken, s->clauses.data[i]);
}

static bool visit(Node *node, void *context) {
  Numbering *n = context;
  switch (node->kind) {
    case NODE_FUNC_LIT: number_literal(n, (FuncLit *)node); return false;
    case NODE_BLOCK_STMT: walk_list(n, &((BlockStmt *)node)->list); return false;
    case NODE_IF_STMT: walk_if(n, (IfStmt *)node); return false;
    case NODE_FOR_STMT: walk_for(n, (ForStmt *)node); return false;
    case NODE_SWITCH_STMT: walk_switch(n, (SwitchStmt *)node); return false;
    case NODE_CASE_CLAUSE:
      walk_unless(n, false, ((CaseClause *)node)->cases);
      walk_list(n, &((CaseClause *)node)->body);
      return false;
    case NODE_COMM_CLAUSE:
      walk_unless(n, false, ((CommClause *)node)->comm);
      walk_list(n, &((CommClause *)node)->body);
      return false;
    case NODE_NAME:
    case NODE_BASIC_LIT: return false;
    default: {
      if (!syntax_is_expr(node)) return true;
      uint8_t mode = info_mode(n->c->info, (Expr *)node);
      return mode != MODE_TYPE && mode != MODE_CONSTANT;  // constants are not evaluated
    }
  }
}

void check_number_literals(Checker *c, Object *function) {
  DeclInfo *decl = function->decl_info;
  if (decl && decl->has_literals) number_body(&(Numbering){.c = c}, decl->func_decl->body);
}

void check_number_initializers(Checker *c) {
  Numbering n = {.c = c};
  for (uint32_t i = 0; i < c->package->init_order.len; i++) walk(&n, c->package->init_order.data[i].rhs);
}
