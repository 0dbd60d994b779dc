// Terminating statements (Spec: Terminating statements), for functions with results. Relies on env.is_panic: which
// calls are of the builtin panic is known when a body is checked.
#include "types/internal.h"

static bool has_break_list(StmtVec *list, const Name *label, bool implicit);

// Whether s contains a break that leaves the statement labelled `label`, or, if `implicit`, the closest enclosing
// breakable statement.
static bool has_break(Stmt *s, const Name *label, bool implicit) {
  switch (s->node.kind) {
    case NODE_LABELED_STMT: return has_break(((LabeledStmt *)s)->body, label, implicit);
    case NODE_BRANCH_STMT: {
      BranchStmt *branch = (BranchStmt *)s;
      if (branch->token != TOKEN_BREAK) return false;
      return branch->label ? branch->label->name == label : implicit;
    }
    case NODE_BLOCK_STMT: return has_break_list(&((BlockStmt *)s)->list, label, implicit);
    case NODE_IF_STMT: {
      IfStmt *if_stmt = (IfStmt *)s;
      return has_break(&if_stmt->then->stmt, label, implicit) ||
             (if_stmt->otherwise && has_break(if_stmt->otherwise, label, implicit));
    }
    case NODE_SWITCH_STMT: {
      SwitchStmt *switch_stmt = (SwitchStmt *)s;
      for (uint32_t i = 0; label && i < switch_stmt->clauses.len; i++)
        if (has_break_list(&switch_stmt->clauses.data[i]->body, label, false)) return true;
      return false;
    }
    case NODE_SELECT_STMT: {
      SelectStmt *select = (SelectStmt *)s;
      for (uint32_t i = 0; label && i < select->clauses.len; i++)
        if (has_break_list(&select->clauses.data[i]->body, label, false)) return true;
      return false;
    }
    case NODE_FOR_STMT: return label && has_break(&((ForStmt *)s)->body->stmt, label, false);
    default: return false;
  }
}

static bool has_break_list(StmtVec *list, const Name *label, bool implicit) {
  for (uint32_t i = 0; i < list->len; i++)
    if (has_break(list->data[i], label, implicit)) return true;
  return false;
}

static bool is_terminating_switch(Checker *c, SwitchStmt *s, const Name *label) {
  bool has_default = false;
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    CaseClause *clause = s->clauses.data[i];
    if (!clause->cases) has_default = true;
    if (!check_is_terminating_list(c, &clause->body, NULL) || has_break_list(&clause->body, label, true)) return false;
  }
  return has_default;
}

bool check_is_terminating(Checker *c, Stmt *s, const Name *label) {
  switch (s->node.kind) {
    case NODE_LABELED_STMT: {
      LabeledStmt *labeled = (LabeledStmt *)s;
      return check_is_terminating(c, labeled->body, labeled->label->name);
    }
    case NODE_EXPR_STMT: {
      Expr *call = syntax_unparen(((ExprStmt *)s)->x);
      return call->node.kind == NODE_CALL_EXPR && c->env.is_panic && map_get(c->env.is_panic, map_key(call));
    }
    case NODE_RETURN_STMT: return true;
    case NODE_BRANCH_STMT: {
      uint8_t token = ((BranchStmt *)s)->token;
      return token == TOKEN_GOTO || token == TOKEN_FALLTHROUGH;
    }
    case NODE_BLOCK_STMT: return check_is_terminating_list(c, &((BlockStmt *)s)->list, NULL);
    case NODE_IF_STMT: {
      IfStmt *if_stmt = (IfStmt *)s;
      return if_stmt->otherwise && check_is_terminating(c, &if_stmt->then->stmt, NULL) &&
             check_is_terminating(c, if_stmt->otherwise, NULL);
    }
    case NODE_SWITCH_STMT: return is_terminating_switch(c, (SwitchStmt *)s, label);
    case NODE_SELECT_STMT: {
      SelectStmt *select = (SelectStmt *)s;
      for (uint32_t i = 0; i < select->clauses.len; i++) {
        StmtVec *body = &select->clauses.data[i]->body;
        if (!check_is_terminating_list(c, body, NULL) || has_break_list(body, label, true)) return false;
      }
      return true;
    }
    case NODE_FOR_STMT: {
      ForStmt *loop = (ForStmt *)s;
      bool is_range = loop->init && loop->init->node.kind == NODE_RANGE_CLAUSE;
      return !is_range && !loop->cond && !has_break(&loop->body->stmt, label, true);
    }
    default: return false;
  }
}

bool check_is_terminating_list(Checker *c, StmtVec *list, const Name *label) {
  (void)label;
  for (uint32_t i = list->len; i-- > 0;)
    if (list->data[i]->node.kind != NODE_EMPTY_STMT) return check_is_terminating(c, list->data[i], NULL);
  return false;
}
