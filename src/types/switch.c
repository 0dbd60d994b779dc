// Switch and select statements (Spec: Switch statements, Select statements). Duplicate cases: valueset.c for constants;
// for types the list of those seen. The variable of a type switch is an object a clause, noted at the clause.
#include "types/internal.h"

// A default clause has no cases. Reports the second one.
static void one_default(Checker *c, const Node *clause, const Node **first) {
  if (!*first) {
    *first = clause;
    return;
  }
  Place place = source_place(c->session->sources, (*first)->pos);
  check_error(c, clause, "multiple defaults (first at %s:%u:%u)", place.path, place.line, place.column);
}

static void multiple_defaults(Checker *c, const SwitchStmt *s) {
  const Node *first = NULL;
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    if (!s->clauses.data[i]->cases) one_default(c, &s->clauses.data[i]->node, &first);
  }
}

// ---- expression switches

// gc looks for duplicates of integer, floating-point and string values only.
static bool has_duplicate_check(const ConstVal *value) {
  int64_t i;
  uint64_t u;
  switch (const_kind(value)) {
    case CONST_INT: return const_int64_value(value, &i) || const_uint64_value(value, &u);
    case CONST_FLOAT:
    case CONST_STRING: return true;
    default: return false;
  }
}

static void check_case_values(Checker *c, Operand *x, Expr **values, uint32_t count, ValueSet *seen) {
  for (uint32_t i = 0; i < count; i++) {
    Operand v = {0};
    check_expr(c, NULL, &v, values[i]);
    if (x->mode == MODE_INVALID || v.mode == MODE_INVALID) continue;
    check_convert_untyped(c, &v, x->type);
    if (v.mode == MODE_INVALID) continue;
    Operand result = v, tag = *x;
    check_comparison(c, &result, &tag, OP_EQL, true);  // v first: errors are at the case
    if (result.mode == MODE_INVALID || v.mode != MODE_CONSTANT || !has_duplicate_check(v.value)) continue;
    SeenValue *other = value_set_add(c, seen, v.value, v.type, v.expr->node.pos, false);
    if (!other) continue;
    ErrorBuilder error = {.checker = c};
    error_add(&error, check_at_pos(&v.expr->node), "duplicate case %s in expression switch", str_operand(c, &v));
    error_add(&error, other->pos, "previous case");
    error_report(&error);
  }
}

// The tag of a switch without one: true.
static void missing_tag(Checker *c, Operand *x, SwitchStmt *s) {
  NameExpr *name = check_new_name(c, s->clauses.len > 0 ? s->clauses.data[0]->node.pos : s->rbrace, "true");
  *x = (Operand){
      .mode = MODE_CONSTANT, .type = c->universe->basic[BASIC_BOOL], .value = const_bool(true), .expr = &name->expr};
}

void check_switch_stmt(Checker *c, uint32_t inner, SwitchStmt *s) {
  Operand x = {0};
  if (s->tag) {
    check_expr(c, NULL, &x, s->tag);
    check_assignment(c, &x, NULL, "switch expression");  // as to an invisible variable
    if (x.mode != MODE_INVALID && !types_comparable(x.type) && !has_nil(x.type)) {
      check_error(c, x.expr, "cannot switch on %s (%s is not comparable)", str_operand(c, &x), str_type(c, x.type));
      x.mode = MODE_INVALID;
    }
  } else {
    missing_tag(c, &x, s);
  }
  multiple_defaults(c, s);
  ValueSet seen = {0};
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    CaseClause *clause = s->clauses.data[i];
    uint32_t count;
    Expr **values = unpack_expr_at(&clause->cases, &count);
    check_case_values(c, &x, values, count, &seen);
    check_open_scope(c);
    check_stmt_list(c, inner | (i + 1 < s->clauses.len ? STMT_FALLTHROUGH_OK : STMT_FINAL_SWITCH_CASE), &clause->body);
    check_close_scope(c);
  }
}

// ---- type switches

typedef struct SeenType {
  Type *type;
  Expr *expr;
  struct SeenType *next;
} SeenType;

static bool denotes_nil(Checker *c, Expr *e) {
  e = syntax_unparen(e);
  if (e->node.kind != NODE_NAME) return false;
  Object *object = env_lookup(c, ((NameExpr *)e)->name, NULL);
  return object && object->kind == OBJECT_NIL;
}

// Adds a type (NULL: nil) unless it is there; then reports and returns false.
static bool add_case_type(Checker *c, Map *seen, Type *t, Expr *e) {
  uint64_t hash = t ? (uint64_t)types_hash(t) + 1 : 0;
  SeenType *first = map_get(seen, hash);
  for (SeenType *other = first; other; other = other->next) {
    if (t ? !other->type || !identical(t, other->type) : other->type != NULL) continue;
    ErrorBuilder error = {.checker = c};
    error_add(&error, check_at_pos(&e->node), "duplicate case %s in type switch", t ? str_type(c, t) : "nil");
    error_add(&error, check_at_pos(&other->expr->node), "previous case");
    error_report(&error);
    return false;
  }
  SeenType *entry = arena_new(c->arena, SeenType);
  *entry = (SeenType){t, e, first};
  map_put(c->arena, seen, hash, entry);
  return true;
}

// Checks the types of a clause; returns the type its variable has. x is NULL if invalid.
static Type *check_case_types(Checker *c, Operand *x, Expr **types, uint32_t count, Map *seen) {
  Type *t = NULL;
  for (uint32_t i = 0; i < count; i++) {
    Expr *e = types[i];
    if (denotes_nil(c, e)) {
      Operand unused = {0};
      t = NULL;
      check_expr(c, NULL, &unused, e);
    } else {
      t = check_var_type(c, e);
      if (!is_valid(t)) continue;
    }
    if (add_case_type(c, seen, t, e) && x && t) check_type_assertion(c, e, x, t, true);
  }
  // A clause with exactly one type gives its variable that type.
  if (count == 1 && t) return t;
  return x ? x->type : c->universe->basic[BASIC_INVALID];
}

// Evaluates the operand of a type switch. Returns whether it is an interface.
static bool check_type_switch_operand(Checker *c, Operand *x, Expr *e) {
  check_expr(c, NULL, x, e);
  if (x->mode == MODE_INVALID) return false;
  if (is_type_param(x->type)) {
    check_error(c, x->expr, "cannot use type switch on type parameter value %s", str_operand(c, x));
    return false;
  }
  if (types_is_interface(x->type)) return true;
  check_error(c, x->expr, "%s is not an interface", str_operand(c, x));
  return false;
}

void check_type_switch_stmt(Checker *c, uint32_t inner, SwitchStmt *s, TypeSwitchGuard *guard) {
  NameExpr *lhs = guard->lhs;
  if (lhs && lhs->name->blank) {
    check_soft_error(c, lhs->expr.node.pos, "no new variable on left side of :=");
    lhs = NULL;
  }
  Operand x = {0};
  Operand *operand = check_type_switch_operand(c, &x, guard->x) ? &x : NULL;
  multiple_defaults(c, s);
  Map seen = {0};
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    CaseClause *clause = s->clauses.data[i];
    uint32_t count;
    Expr **types = unpack_expr_at(&clause->cases, &count);
    Type *t = check_case_types(c, operand, types, count, &seen);
    check_open_scope(c);
    if (lhs) {
      Object *variable = new_var(c->arena, VAR_LOCAL, lhs->expr.node.pos, c->package, lhs->name, t);
      variable->enclosing_function = c->env.function;
      check_declare(c, c->env.scope, NULL, variable, clause->colon);
      check_page(c, clause->id)->more[clause->id % NODE_PAGE].object = variable;
    }
    check_stmt_list(c, inner, &clause->body);
    check_close_scope(c);
  }
  if (!lhs) return;
  // The variables of all clauses count as one.
  bool used = false;
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    Object *variable = info_clause_variable(c->info, s->clauses.data[i]);
    used = used || variable->used;
    variable->used = true;
  }
  if (!used) check_soft_error(c, lhs->expr.node.pos, "%s declared and not used", lhs->name->text);
}

// ---- select

static bool is_receive(Expr *e) {
  e = syntax_unparen(e);
  return e->node.kind == NODE_OPERATION && !((Operation *)e)->y && ((Operation *)e)->op == OP_RECV;
}

static bool is_communication(Stmt *s) {
  if (!s || s->node.kind == NODE_SEND_STMT) return true;
  if (s->node.kind == NODE_EXPR_STMT) return is_receive(((ExprStmt *)s)->x);
  if (s->node.kind != NODE_ASSIGN_STMT) return false;
  Expr *rhs = ((AssignStmt *)s)->rhs;
  return rhs && rhs->node.kind != NODE_LIST_EXPR && is_receive(rhs);
}

void check_select_stmt(Checker *c, uint32_t inner, SelectStmt *s) {
  const Node *first_default = NULL;
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    if (!s->clauses.data[i]->comm) one_default(c, &s->clauses.data[i]->node, &first_default);
  }
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    CommClause *clause = s->clauses.data[i];
    if (!is_communication(clause->comm)) {
      check_error(c, clause->comm, "select case must be send or receive (possibly with assignment)");
      continue;
    }
    check_open_scope(c);
    if (clause->comm) check_stmt(c, inner, clause->comm);
    check_stmt_list(c, inner, &clause->body);
    check_close_scope(c);
  }
}
