// The switch statement on values. (Type switches: interface.c.)
#include "lower/internal.h"

typedef struct Switch {
  SwitchStmt *stmt;
  bool has_tag;
  const ConstVal *constant;  // the tag's value, NULL if it is none: cases are decided here, and what is never reached
                             // is not compiled
  Operand tag;
  Address tag_memory;
} Switch;

static void switch_case(Context *c, Switch *s, Expr *case_expr, BlockId body) {
  const ConstVal *value = s->constant ? info_value(c->info, unparen(case_expr)) : NULL;
  if (value) {
    if (const_compare(s->constant, CONST_EQL, value)) jump_to(c, body);
    return;
  }
  BlockId next = new_block(c);
  at(c, case_expr->node.pos);
  if (!s->has_tag) {
    lower_condition(c, case_expr, body, next);
  } else {
    Operand x =
        info_mode(c->info, unparen(case_expr)) == MODE_NIL ? operand_zero(c, s->tag.type) : lower_expr(c, case_expr);
    branch(c, lower_compare(c, OP_EQL, s->tag, x), body, next);
  }
  start_block(c, next);
}

static bool is_string_constant(Context *c, const Switch *s, Expr *x) {
  return info_mode(c->info, unparen(x)) == MODE_CONSTANT && (basic_info(c->l, expr_type(c, x)) & INFO_STRING) &&
         s->has_tag;
}

typedef struct StringCase {
  Expr *expr;
  BlockId body;
  Operand value;
  int64_t length;
  bool done;
} StringCase;
typedef Vec(StringCase) StringCases;

// Collects the cases; false if there are few, or one is no constant string.
static bool collect_strings(Context *c, const Switch *s, const BlockId *bodies, StringCases *cases) {
  enum { MIN_CASES = 4 };
  for (uint32_t i = 0; i < s->stmt->clauses.len; i++) {
    Expr *x = s->stmt->clauses.data[i]->cases;
    ListExpr *list = x && x->node.kind == NODE_LIST_EXPR ? (ListExpr *)x : NULL;
    for (uint32_t k = 0; x && k < (list ? list->elements.len : 1); k++) {
      Expr *element = list ? list->elements.data[k] : x;
      if (!is_string_constant(c, s, element)) return false;
      vec_push(c->arena, cases, ((StringCase){.expr = element, .body = bodies[i]}));
    }
  }
  return cases->len >= MIN_CASES;
}

// Strings: first by length (opt/switch.c makes a search of that), then the contents of those that have it.
static void string_cases(Context *c, const Switch *s, StringCases *cases, BlockId fallback) {
  for (uint32_t i = 0; i < cases->len; i++) {
    StringCase *one = &cases->data[i];
    one->value = lower_expr(c, one->expr);
    if (!value_is_const(c, one->value.c[1], &one->length)) ice("lower", c->f->symbol->name->text, "constant string");
  }
  for (uint32_t i = 0; i < cases->len; i++) {
    StringCase *first = &cases->data[i];
    if (first->done) continue;
    BlockId same_length = new_block(c), next = new_block(c);
    at(c, first->expr->node.pos);
    branch(c, emit2(c, IR_EQ, IR_I8, s->tag.c[1], emit_int(c, first->length)), same_length, next);
    start_block(c, same_length);
    for (uint32_t k = i; k < cases->len && !c->dead; k++) {
      StringCase *one = &cases->data[k];
      if (one->length != first->length) continue;
      one->done = true;
      at(c, one->expr->node.pos);
      if (!one->length) {
        jump_to(c, one->body);
        continue;
      }
      BlockId other = new_block(c);
      ValueId equal =
          equal_memory(c, (Address){s->tag.c[0], 0, true}, (Address){one->value.c[0], 0, true}, one->value.c[1]);
      branch(c, equal, one->body, other);
      start_block(c, other);
    }
    if (!c->dead) jump_to(c, fallback);
    start_block(c, next);
  }
}

static bool cases_may_call(Context *c, SwitchStmt *s) {
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    Expr *cases = s->clauses.data[i]->cases;
    if (cases && may_call(c, cases)) return true;
  }
  return false;
}

static bool falls_through(const CaseClause *clause) {
  if (!clause->body.len) return false;
  const Stmt *last = clause->body.data[clause->body.len - 1];
  return last->node.kind == NODE_BRANCH_STMT && ((const BranchStmt *)last)->token == TOKEN_FALLTHROUGH;
}

// Is the clause that a constant tag selects known, as gc knows it? All cases before it must be constants; one that
// falls through is left to the optimizer.
static bool is_decided(const Info *info, const SwitchStmt *s, const ConstVal *tag) {
  const CaseClause *target = NULL;
  if (!tag) return false;
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    const CaseClause *clause = s->clauses.data[i];
    const ListExpr *list =
        clause->cases && clause->cases->node.kind == NODE_LIST_EXPR ? (const ListExpr *)clause->cases : NULL;
    if (!clause->cases) target = clause;
    for (uint32_t k = 0; clause->cases && k < (list ? list->elements.len : 1); k++) {
      const ConstVal *value = info_value(info, unparen(list ? list->elements.data[k] : clause->cases));
      if (!value) return false;
      if (const_compare(tag, CONST_EQL, value)) return !falls_through(clause);
    }
  }
  return !target || !falls_through(target);
}

void lower_switch(Context *c, SwitchStmt *s) {
  if (s->init) lower_stmt(c, s->init);
  at(c, s->stmt.node.pos);
  if (s->tag && s->tag->node.kind == NODE_TYPE_SWITCH_GUARD) {
    lower_type_switch(c, s);
    return;
  }
  Switch sw = {.stmt = s};
  bool constant;
  // A constant true tag is no tag.
  if (s->tag && !(expr_is_const_bool(c, s->tag, &constant) && constant)) {
    sw.has_tag = true;
    const Expr *tag = unparen(s->tag);
    const ConstVal *value = info_value(c->info, tag);
    if (is_decided(c->info, s, value)) sw.constant = value;
    bool is_nil = info_mode(c->info, tag) == MODE_NIL;
    sw.tag = is_nil                 ? operand_zero(c, expr_type(c, s->tag))
             : cases_may_call(c, s) ? lower_expr(c, s->tag)
                                    : lower_string_once(c, s->tag);
    sw.tag = operand_stable(c, sw.tag);
    if (types_is_untyped(sw.tag.type) && basic_info(c->l, sw.tag.type) & INFO_BOOLEAN)
      sw.tag.type = basic_type(c->l, BASIC_BOOL);
  }
  uint32_t count = s->clauses.len;
  BlockId *bodies = arena_array(c->arena, BlockId, count + 1);
  for (uint32_t i = 0; i < count; i++) bodies[i] = new_block(c);
  BlockId done = new_block(c), fallback = done;
  for (uint32_t i = 0; i < count; i++)
    if (!s->clauses.data[i]->cases) fallback = bodies[i];
  if (fallback == done) fallback = counted_way(c, done);
  StringCases strings = {0};
  bool by_length = sw.has_tag && !sw.constant && sw.tag.count == 2 && collect_strings(c, &sw, bodies, &strings);
  if (by_length) string_cases(c, &sw, &strings, fallback);
  for (uint32_t i = 0; i < count && !by_length; i++) {
    Expr *cases = s->clauses.data[i]->cases;
    if (!cases) continue;
    if (cases->node.kind == NODE_LIST_EXPR) {
      ListExpr *list = (ListExpr *)cases;
      for (uint32_t j = 0; j < list->elements.len; j++) {
        if (!c->dead) switch_case(c, &sw, list->elements.data[j], bodies[i]);
      }
    } else if (!c->dead) {
      switch_case(c, &sw, cases, bodies[i]);
    }
  }
  if (!c->dead) jump_to(c, fallback);
  Target target;
  push_target(c, &target, &s->stmt, done, 0);
  for (uint32_t i = 0; i < count; i++) {
    CaseClause *clause = s->clauses.data[i];
    start_block(c, bodies[i]);
    if (c->dead) continue;
    target.fallthrough_block = i + 1 < count ? bodies[i + 1] : done;
    count_edge(c);
    lower_list_behind(c, clause->colon, &clause->body);
    if (!c->dead) jump_to(c, done);
  }
  pop_target(c);
  start_block(c, done);
}
