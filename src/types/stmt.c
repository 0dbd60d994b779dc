// Statements and function bodies (Spec: Statements, Blocks). Misplaced break,
// continue and labels are the parser's business; unused variables are found
// here, at the end of each body.
#include "types/internal.h"

// ---- scopes and unused variables

void check_open_scope(Checker *c) {
  Scope *scope = scope_new_block(c->arena, c->env.scope);
  scope->next_in_body = c->env.body_scopes;
  c->env.body_scopes = scope;
  c->env.scope = scope;
}

void check_close_scope(Checker *c) { c->env.scope = c->env.scope->parent; }

// Reports the variables of one scope that are not used.
void check_usage(Checker *c, Scope *scope) {
  for (uint32_t i = 0; i < scope->names.len; i++) {
    Object *object = scope->names.entries[i].value;
    if (object && object->kind == OBJECT_VAR && object->var_kind == VAR_LOCAL && !object->used) {
      check_soft_error(c, object->pos, "declared and not used: %s", object->name->text);
    }
  }
}

// ---- bodies

// Checks the body of a function, or of a function literal with its frame. decl may be NULL.
void check_literal_body(Checker *c, DeclInfo *decl, Object *function, Signature *sig, BlockStmt *body,
                        const ConstVal *iota, LiteralFrame *frame) {
  Environment saved = c->env;
  c->env = (Environment){
      .decl = decl,
      .scope = sig->scope,
      .version = saved.version,
      .iota = iota,
      .signature = sig,
      .function = function,
      .literal = frame ? frame->literal : NULL,
      .literals = frame,
  };
  check_stmt_list(c, 0, &body->list);
  if (sig->results && sig->results->len > 0 && !check_is_terminating(c, (Stmt *)body, NULL)) {
    check_error_pos(c, body->rbrace, "missing return");
  }
  check_usage(c, sig->scope);
  for (Scope *scope = c->env.body_scopes; scope; scope = scope->next_in_body) {
    if (!scope->is_func) check_usage(c, scope);
  }
  c->env = saved;
}

void check_func_body(Checker *c, DeclInfo *decl, Object *function, Signature *sig, BlockStmt *body,
                     const ConstVal *iota) {
  check_literal_body(c, decl, function, sig, body, iota, NULL);
}

// ---- statements

void check_stmt_list(Checker *c, uint32_t context, StmtVec *list) {
  uint32_t inner = context & ~(uint32_t)STMT_FALLTHROUGH_OK;
  uint32_t len = list->len;
  while (len > 0 && list->data[len - 1]->node.kind == NODE_EMPTY_STMT) len--;  // they do not count for fallthrough
  for (uint32_t i = 0; i < len; i++) check_stmt(c, i + 1 == len ? context : inner, list->data[i]);
}

// go and defer
static void check_suspended_call(Checker *c, CallStmt *s) {
  const char *keyword = s->token == TOKEN_DEFER ? "defer" : "go";
  if (s->call->node.kind != NODE_CALL_EXPR) {
    check_error(c, s->call, "expression in %s must be function call", keyword);
    check_use(c, &s->call, 1);
    return;
  }
  Operand x = {0};
  const char *message;
  switch (check_raw_expr(c, NULL, &x, s->call, NULL, false)) {
    case EXPR_KIND_CONVERSION: message = "requires function call, not conversion"; break;
    case EXPR_KIND_EXPRESSION: message = "discards result of"; break;
    default: return;
  }
  check_error(c, x.expr, "%s %s %s", keyword, message, str_operand(c, &x));
}

static void check_expr_stmt(Checker *c, ExprStmt *s) {
  Operand x = {0};
  ExprKind kind = check_raw_expr(c, NULL, &x, s->x, NULL, false);
  const char *message = "is not used";
  if (x.mode == MODE_BUILTIN) {
    message = "must be called";
  } else if (x.mode == MODE_TYPE) {
    message = "is not an expression";
  } else if (kind == EXPR_KIND_STATEMENT) {
    return;
  }
  check_error(c, x.expr, "%s %s", str_operand(c, &x), message);
}

static void check_send_stmt(Checker *c, SendStmt *s) {
  Operand channel = {0}, value = {0};
  check_expr(c, NULL, &channel, s->channel);
  check_expr(c, NULL, &value, s->value);
  if (channel.mode == MODE_INVALID || value.mode == MODE_INVALID) return;
  Type *elem = check_chan_elem(c, &s->stmt.node, &channel, false);
  if (elem) check_assignment(c, &value, elem, "send");
}

static void check_assign_stmt(Checker *c, AssignStmt *s) {
  if (!s->rhs) {  // x++ x--
    Operand x = {0};
    check_expr(c, NULL, &x, s->lhs);
    if (x.mode == MODE_INVALID) return;
    if (!all_numeric(x.type)) {
      const char *op = syntax_operator_text(s->op);
      check_error(c, s->lhs, "invalid operation: %s%s%s (non-numeric type %s)", str_expr(c, s->lhs), op, op,
                  str_type(c, x.type));
      return;
    }
    check_assign_var(c, s->lhs, NULL, &x, "assignment");
    return;
  }
  uint32_t l, r;
  Expr **lhs = unpack_expr_at(&s->lhs, &l);
  Expr **rhs = unpack_expr_at(&s->rhs, &r);
  if (s->define) {
    check_short_var_decl(c, s->stmt.node.pos, lhs, l, rhs, r);
  } else if (s->op == OP_NONE) {
    check_assign_vars(c, lhs, l, rhs, r);
  } else if (l != 1 || r != 1) {
    check_error(c, s, "assignment operation %s requires single-valued expressions", syntax_operator_text(s->op));
  } else {
    Operand x = {0};
    check_binary(c, &x, NULL, lhs[0], rhs[0], s->op);
    check_assign_var(c, lhs[0], NULL, &x, "assignment");
  }
}

static void check_return_stmt(Checker *c, ReturnStmt *s) {
  Tuple *results = c->env.signature->results;
  uint32_t want = results ? results->len : 0;
  uint32_t count;
  Expr **values = unpack_expr_at(&s->results, &count);
  if (count > 0 || want == 0 || !results->vars[0]->name || results->vars[0]->name->len == 0) {
    check_init_vars(c, want ? results->vars : NULL, want, values, count, &s->stmt);
    return;
  }
  // A bare return needs the named results to be visible.
  for (uint32_t i = 0; i < want; i++) {
    Object *result = results->vars[i];
    Object *other = env_lookup(c, result->name, NULL);
    if (!other || other == result) continue;
    ErrorBuilder error = {.checker = c};
    error_add(&error, check_at_pos(&s->stmt.node), "result parameter %s not in scope at return", result->name->text);
    error_add(&error, other->pos, "inner declaration of %s", str_object(c, result));
    error_report(&error);
  }
}

static void check_condition(Checker *c, Expr *cond, const char *where) {
  Operand x = {0};
  check_expr(c, NULL, &x, cond);
  if (x.mode != MODE_INVALID && !all_boolean(x.type)) {
    check_error(c, cond, "non-boolean condition in %s statement", where);
  } else if (x.mode != MODE_INVALID && is_untyped(x.type)) {
    check_update_expr_type(c, cond, default_type(c->universe, x.type), true);  // it is a value now
  }
}

static void check_if_stmt(Checker *c, uint32_t inner, IfStmt *s) {
  check_open_scope(c);
  if (s->init) check_stmt(c, 0, s->init);
  check_condition(c, s->cond, "if");
  check_stmt(c, inner, &s->then->stmt);
  if (s->otherwise) check_stmt(c, inner, s->otherwise);
  check_close_scope(c);
}

static bool visit_literal(Node *node, void *context) {
  bool *found = context;
  *found |= node->kind == NODE_FUNC_LIT;
  return !*found;
}

// Variables that are new in each iteration and assigned to by the post statement only never change after a literal in
// the body was made: the statement acts on the next iteration's. Literals in the statement itself see it, though.
static void check_post_stmt(Checker *c, ForStmt *s) {
  enum { MAX_KEPT = 16 };
  Object *kept[MAX_KEPT];
  uint32_t count = 0;
  bool literal = !info_distinct_variables(c->info, s);
  syntax_walk(&s->post->node, visit_literal, &literal);
  if (!literal && s->init && s->init->node.kind == NODE_ASSIGN_STMT && ((AssignStmt *)s->init)->define) {
    Expr *lhs = ((AssignStmt *)s->init)->lhs, **list = &lhs;
    uint32_t names = 1;
    if (lhs->node.kind == NODE_LIST_EXPR) {
      list = ((ListExpr *)lhs)->elements.data;
      names = ((ListExpr *)lhs)->elements.len;
    }
    for (uint32_t i = 0; i < names && count < MAX_KEPT; i++) {
      Object *object = list[i]->node.kind == NODE_NAME ? info_object(c->info, ((NameExpr *)list[i])) : NULL;
      if (object && object->kind == OBJECT_VAR && !object->reassigned) kept[count++] = object;
    }
  }
  check_stmt(c, 0, s->post);
  for (uint32_t i = 0; i < count; i++) kept[i]->reassigned = false;
}

static void check_for_stmt(Checker *c, uint32_t inner, ForStmt *s) {
  inner |= STMT_BREAK_OK | STMT_CONTINUE_OK;
  if (check_allow_version(c, "go1.22")) check_page(c, s->id)->flags[s->id % NODE_PAGE] |= LOOP_DISTINCT_VARIABLES;
  if (s->init && s->init->node.kind == NODE_RANGE_CLAUSE) {
    check_range_stmt(c, inner, s, (RangeClause *)s->init);
    return;
  }
  check_open_scope(c);
  if (s->init) check_stmt(c, 0, s->init);
  if (s->cond) check_condition(c, s->cond, "for");
  if (s->post) {
    check_post_stmt(c, s);
    // The parser has reported a declaration here.
    if (s->post->node.kind == NODE_ASSIGN_STMT && ((AssignStmt *)s->post)->define) {
      check_use(c, &((AssignStmt *)s->post)->lhs, 1);
    }
  }
  check_stmt(c, inner, &s->body->stmt);
  check_close_scope(c);
}

static void check_switch(Checker *c, uint32_t inner, SwitchStmt *s) {
  inner |= STMT_BREAK_OK;
  check_open_scope(c);
  if (s->init) check_stmt(c, 0, s->init);
  if (s->tag && s->tag->node.kind == NODE_TYPE_SWITCH_GUARD) {
    check_type_switch_stmt(c, inner | STMT_IN_TYPE_SWITCH, s, (TypeSwitchGuard *)s->tag);
  } else {
    check_switch_stmt(c, inner, s);
  }
  check_close_scope(c);
}

// Checks a statement, then the function literals in it, before the scope changes.
void check_stmt(Checker *c, uint32_t context, Stmt *s) {
  uint32_t top = c->delayed.len;
  uint32_t inner = context & ~(uint32_t)(STMT_FALLTHROUGH_OK | STMT_FINAL_SWITCH_CASE | STMT_IN_TYPE_SWITCH);
  switch (s->node.kind) {
    case NODE_EMPTY_STMT: break;
    case NODE_DECL_STMT: check_decl_stmt(c, &((DeclStmt *)s)->decls); break;
    case NODE_LABELED_STMT: check_stmt(c, context, ((LabeledStmt *)s)->body); break;
    case NODE_EXPR_STMT: check_expr_stmt(c, (ExprStmt *)s); break;
    case NODE_SEND_STMT: check_send_stmt(c, (SendStmt *)s); break;
    case NODE_ASSIGN_STMT: check_assign_stmt(c, (AssignStmt *)s); break;
    case NODE_CALL_STMT: check_suspended_call(c, (CallStmt *)s); break;
    case NODE_RETURN_STMT: check_return_stmt(c, (ReturnStmt *)s); break;
    case NODE_BRANCH_STMT: break;  // checked by the parser
    case NODE_BLOCK_STMT:
      check_open_scope(c);
      check_stmt_list(c, inner, &((BlockStmt *)s)->list);
      check_close_scope(c);
      break;
    case NODE_IF_STMT: check_if_stmt(c, inner, (IfStmt *)s); break;
    case NODE_SWITCH_STMT: check_switch(c, inner, (SwitchStmt *)s); break;
    case NODE_SELECT_STMT: check_select_stmt(c, inner | STMT_BREAK_OK, (SelectStmt *)s); break;
    case NODE_FOR_STMT: check_for_stmt(c, inner, (ForStmt *)s); break;
    default: check_error(c, s, "invalid syntax tree: invalid statement");
  }
  if (c->delayed.len > top) check_process_delayed(c, top);
}
