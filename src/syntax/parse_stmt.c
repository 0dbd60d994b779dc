// Statements (Spec: Statements).
#include <string.h>

#include "syntax/internal.h"

static Stmt *parse_stmt_or_null(Parser *p);

// For tools: passes what is no statement.
static Stmt *parse_bad_stmt(Parser *p) {
  BadStmt *s = NEW_PLACED(p, BadStmt, NODE_BAD_STMT, p->pos);
  syntax_error(p, "expected }");
  scan_next(p);
  advance(p, SET(TOKEN_SEMI) | SET(TOKEN_RBRACE) | SET(TOKEN_CASE) | SET(TOKEN_DEFAULT));
  s->places.end = p->pos;
  return &s->stmt;
}

void parse_stmt_list(Parser *p, StmtVec *list) {
  uint32_t mark = p->stack_len;
  while (p->tok != TOKEN_EOF && p->tok != TOKEN_RBRACE && p->tok != TOKEN_CASE && p->tok != TOKEN_DEFAULT) {
    Stmt *s = parse_stmt_or_null(p);
    pragma_clear(p);
    if (!s && p->tools) s = parse_bad_stmt(p);
    if (!s) break;
    stack_push(p, s);
    if (!got_separator(p, TOKEN_SEMI) && p->tok != TOKEN_RBRACE) {
      syntax_error(p, "at end of statement");
      advance(p, SET(TOKEN_SEMI) | SET(TOKEN_RBRACE) | SET(TOKEN_CASE) | SET(TOKEN_DEFAULT));
      got(p, TOKEN_SEMI);
    }
  }
  list->data = (Stmt **)stack_take(p, mark, &list->len);
  list->cap = list->len;
}

// The context is what the block comes after; NULL if "{" is known to stand here.
static BlockStmt *parse_block(Parser *p, const char *context) {
  BlockStmt *s = NEW(p, BlockStmt, NODE_BLOCK_STMT, p->pos);
  if (!got(p, TOKEN_LBRACE)) {
    syntax_error(p, arena_printf(p->arena, "expected { after %s", context ? context : ""));
    advance(p, SET(TOKEN_NAME) | SET(TOKEN_RBRACE));
    s->rbrace = p->pos;
    if (got(p, TOKEN_RBRACE)) return s;
  }
  parse_stmt_list(p, &s->list);
  s->rbrace = p->pos;
  want(p, TOKEN_RBRACE);
  return s;
}

BlockStmt *parse_func_body(Parser *p) {
  p->func_level++;
  uint32_t errors = p->error_count, branches = p->branch_count;
  BlockStmt *body = parse_block(p, NULL);
  p->func_level--;
  // Labels of a body with syntax errors would only cause more.
  if (errors == p->error_count && branches != p->branch_count) check_branches(p, body);
  return body;
}

// ---- simple statements

static uint32_t operands(const Expr *x) {
  return x->node.kind == NODE_LIST_EXPR ? ((const ListExpr *)x)->elements.len : 1;
}

static Stmt *new_assign(Parser *p, Pos pos, Operator op, bool define, Expr *lhs, Expr *rhs) {
  AssignStmt *s = NEW(p, AssignStmt, NODE_ASSIGN_STMT, pos);
  s->op = (uint8_t)op;
  s->define = define;
  s->lhs = lhs;
  s->rhs = rhs;
  return &s->stmt;
}

static Stmt *new_expr_stmt(Parser *p, Expr *x) {
  ExprStmt *s = NEW(p, ExprStmt, NODE_EXPR_STMT, x->node.pos);
  s->x = x;
  return &s->stmt;
}

static Stmt *parse_range_clause(Parser *p, Expr *lhs, Pos assign, bool define) {
  RangeClause *r = NEW_PLACED(p, RangeClause, NODE_RANGE_CLAUSE, p->pos);
  if (p->tools) r->places.assign = assign;
  scan_next(p);
  r->lhs = lhs;
  r->define = define;
  if (lhs && operands(lhs) > 2) p->file->doubtful = true;
  r->x = parse_expr(p);
  return &r->stmt;
}

static Stmt *declaring_guard(Parser *p, TypeSwitchGuard *guard, Pos define, Expr *lhs) {
  if (lhs->node.kind == NODE_NAME) {
    guard->lhs = (NameExpr *)lhs;
  } else {
    syntax_error_at(p, lhs->node.pos, "expected name before :=");
  }
  if (p->tools) {
    guard->places.define = define;
    guard->places.lhs = lhs;
  }
  return new_expr_stmt(p, &guard->expr);
}

// lhs is at "=" or ":="
static Stmt *parse_assignment(Parser *p, Expr *lhs, Token keyword) {
  Pos pos = p->pos;
  bool define = p->tok == TOKEN_DEFINE;
  scan_next(p);
  if (keyword == TOKEN_FOR && p->tok == TOKEN_RANGE) return parse_range_clause(p, lhs, pos, define);
  Expr *rhs = parse_expr_list(p);
  bool guard = rhs->node.kind == NODE_TYPE_SWITCH_GUARD && keyword == TOKEN_SWITCH && define;
  // go/parser takes anything but a list before ":=".
  if (guard && (lhs->node.kind == NODE_NAME || (p->tools && operands(lhs) == 1))) {
    return declaring_guard(p, (TypeSwitchGuard *)rhs, pos, lhs);
  }
  return new_assign(p, pos, OP_NONE, define, lhs, rhs);
}

// The keyword is that of the statement whose header this is in, else 0.
static Stmt *parse_simple_stmt(Parser *p, Expr *lhs, Token keyword) {
  if (keyword == TOKEN_FOR && p->tok == TOKEN_RANGE) return parse_range_clause(p, NULL, 0, false);
  if (!lhs) lhs = parse_expr_list(p);
  if (p->tok == TOKEN_ASSIGN || p->tok == TOKEN_DEFINE) return parse_assignment(p, lhs, keyword);
  if (lhs->node.kind == NODE_LIST_EXPR) {
    syntax_error(p, "expected := or = or comma");
    advance(p, SET(TOKEN_SEMI) | SET(TOKEN_RBRACE));
    return new_expr_stmt(p, ((ListExpr *)lhs)->elements.data[0]);
  }
  Pos pos = p->pos;
  Operator op = p->op;
  switch (p->tok) {
    case TOKEN_ASSIGN_OP: scan_next(p); return new_assign(p, pos, op, false, lhs, parse_expr(p));
    case TOKEN_INC_OP: scan_next(p); return new_assign(p, pos, op, false, lhs, NULL);
    case TOKEN_ARROW: {
      SendStmt *s = NEW(p, SendStmt, NODE_SEND_STMT, pos);
      scan_next(p);
      s->channel = lhs;
      s->value = parse_expr(p);
      return &s->stmt;
    }
    default: return new_expr_stmt(p, lhs);
  }
}

// ---- headers of if, for, switch

typedef struct Header {
  Stmt *init;
  Expr *cond;
  Stmt *post;
} Header;

// An operand of "=" in a message: binary expressions in parentheses, so that "=" stands out.
static const char *emphasize(Parser *p, const Expr *x) {
  const char *text = syntax_expr_string(p->arena, x);
  bool binary = x->node.kind == NODE_OPERATION && ((const Operation *)x)->y;
  return binary ? arena_printf(p->arena, "(%s)", text) : text;
}

// A statement stands where a condition should; most often "=" is meant to be "==".
static void complain_about_condition(Parser *p, const Stmt *s) {
  const char *text;
  const AssignStmt *assign = (const AssignStmt *)s;
  if (s->node.kind == NODE_ASSIGN_STMT && !assign->op && !assign->define) {
    text = arena_printf(p->arena, "assignment %s = %s", emphasize(p, assign->lhs), emphasize(p, assign->rhs));
  } else {
    text = syntax_node_string(p->arena, &s->node);
  }
  syntax_error_at(p, s->node.pos, arena_printf(p->arena, "cannot use %s as value", text));
}

// What stands between the first ";" of a for header and the "{". Returns the condition.
static Stmt *parse_for_clauses(Parser *p, Header *header) {
  Stmt *cond = NULL;
  if (p->tok != TOKEN_SEMI) {
    if (p->tok == TOKEN_LBRACE) {
      syntax_error(p, "expected for loop condition");
      return NULL;
    }
    cond = parse_simple_stmt(p, NULL, 0);
  }
  want(p, TOKEN_SEMI);
  if (p->tok != TOKEN_LBRACE) {
    header->post = parse_simple_stmt(p, NULL, 0);
    if (header->post->node.kind == NODE_ASSIGN_STMT && ((AssignStmt *)header->post)->define) {
      syntax_error_at(p, header->post->node.pos, "cannot declare in post statement of for loop");
    }
  }
  return cond;
}

// The keyword is the current token.
static Header parse_header(Parser *p, Token keyword) {
  Header header = {0};
  scan_next(p);
  if (p->tok == TOKEN_LBRACE) {
    if (keyword == TOKEN_IF) {
      syntax_error(p, "missing condition in if statement");
      header.cond = bad_expr(p);
    }
    return header;
  }
  int32_t outer = p->expr_level;
  p->expr_level = -1;
  if (p->tok != TOKEN_SEMI) {
    if (got(p, TOKEN_VAR)) {
      syntax_error(p,
                   arena_printf(p->arena, "var declaration not allowed in %s initializer", syntax_token_text(keyword)));
    }
    header.init = parse_simple_stmt(p, NULL, keyword);
    if (header.init->node.kind == NODE_RANGE_CLAUSE) {
      p->expr_level = outer;
      return header;
    }
  }
  Stmt *cond = NULL;
  Pos semi = 0;
  const char *semi_text = NULL;
  if (p->tok == TOKEN_LBRACE) {
    cond = header.init;
    header.init = NULL;
  } else {
    if (p->tok == TOKEN_SEMI) {
      semi = p->pos;
      semi_text = p->lit;
      scan_next(p);
    } else {
      want(p, TOKEN_LBRACE);  // asking for "{" gives a better message than asking for ";"
      if (p->tok != TOKEN_LBRACE) advance(p, SET(TOKEN_LBRACE) | SET(TOKEN_RBRACE));
    }
    if (keyword == TOKEN_FOR) {
      cond = parse_for_clauses(p, &header);
    } else if (p->tok != TOKEN_LBRACE) {
      cond = parse_simple_stmt(p, NULL, keyword);
    }
  }
  if (!cond) {
    if (keyword == TOKEN_IF && semi) {
      if (strcmp(semi_text, "semicolon") != 0) {
        syntax_error_at(p, semi, arena_printf(p->arena, "unexpected %s, expected { after if clause", semi_text));
      } else {
        syntax_error_at(p, semi, "missing condition in if statement");
      }
      header.cond = bad_expr_at(p, semi);
    }
  } else if (cond->node.kind == NODE_EXPR_STMT) {
    header.cond = ((ExprStmt *)cond)->x;
  } else {
    complain_about_condition(p, cond);
    if (p->tools) header.cond = bad_expr_at(p, cond->node.pos);
  }
  if (p->tools && keyword == TOKEN_IF && !header.cond) header.cond = bad_expr(p);
  p->expr_level = outer;
  return header;
}

// ---- compound statements

static Stmt *parse_for(Parser *p) {
  ForStmt *s = NEW(p, ForStmt, NODE_FOR_STMT, p->pos);
  Header header = parse_header(p, TOKEN_FOR);
  s->init = header.init;
  s->cond = header.cond;
  s->post = header.post;
  s->body = parse_block(p, "for clause");
  return &s->stmt;
}

static Stmt *parse_if(Parser *p) {
  IfStmt *s = NEW_PLACED(p, IfStmt, NODE_IF_STMT, p->pos);
  if (!enter(p)) {
    s->cond = bad_expr(p);
    s->then = NEW(p, BlockStmt, NODE_BLOCK_STMT, p->pos);
    return &s->stmt;
  }
  Header header = parse_header(p, TOKEN_IF);
  s->init = header.init;
  s->cond = header.cond;
  s->then = parse_block(p, "if clause");
  PLACE(p, TOKEN_ELSE, s->places.otherwise);
  if (got(p, TOKEN_ELSE)) {
    if (p->tok == TOKEN_IF) {
      s->otherwise = parse_if(p);
    } else if (p->tok == TOKEN_LBRACE) {
      s->otherwise = &parse_block(p, NULL)->stmt;
    } else {
      syntax_error(p, "else must be followed by if or statement block");
      advance(p, SET(TOKEN_NAME) | SET(TOKEN_RBRACE));
    }
  }
  leave(p);
  return &s->stmt;
}

static void want_clauses(Parser *p, const char *message) {
  if (got(p, TOKEN_LBRACE)) return;
  syntax_error(p, message);
  advance(p, SET(TOKEN_CASE) | SET(TOKEN_DEFAULT) | SET(TOKEN_RBRACE));
}

static void parse_default(Parser *p) {
  if (got(p, TOKEN_DEFAULT)) return;
  syntax_error(p, "expected case or default or }");
  advance(p, SET(TOKEN_COLON) | SET(TOKEN_CASE) | SET(TOKEN_DEFAULT) | SET(TOKEN_RBRACE));
}

// Returns where the colon is, or should be.
static Pos parse_clause_body(Parser *p, StmtVec *body) {
  Pos colon = p->pos;
  want(p, TOKEN_COLON);
  parse_stmt_list(p, body);
  return colon;
}

static CaseClause *parse_case_clause(Parser *p) {
  CaseClause *c = NEW(p, CaseClause, NODE_CASE_CLAUSE, p->pos);
  if (got(p, TOKEN_CASE)) {
    c->cases = parse_expr_list(p);
  } else {
    parse_default(p);
  }
  c->colon = parse_clause_body(p, &c->body);
  return c;
}

// Whether go/parser takes it for one.
static bool looks_like_communication(const Stmt *s) {
  if (s->node.kind == NODE_EXPR_STMT || s->node.kind == NODE_SEND_STMT) return true;
  if (s->node.kind != NODE_ASSIGN_STMT) return false;
  const AssignStmt *assign = (const AssignStmt *)s;
  return !assign->op && assign->rhs && operands(assign->lhs) <= 2 && operands(assign->rhs) == 1;
}

static CommClause *parse_comm_clause(Parser *p) {
  CommClause *c = NEW(p, CommClause, NODE_COMM_CLAUSE, p->pos);
  if (got(p, TOKEN_CASE)) {
    c->comm = parse_simple_stmt(p, NULL, 0);  // whether it communicates is checked later
    if (!looks_like_communication(c->comm)) p->file->doubtful = true;
  } else {
    parse_default(p);
  }
  c->colon = parse_clause_body(p, &c->body);
  return c;
}

static Stmt *parse_switch(Parser *p) {
  SwitchStmt *s = NEW_PLACED(p, SwitchStmt, NODE_SWITCH_STMT, p->pos);
  Header header = parse_header(p, TOKEN_SWITCH);
  s->init = header.init;
  s->tag = header.cond;
  PLACE(p, TOKEN_LBRACE, s->places.lbrace);
  want_clauses(p, "missing { after switch clause");
  uint32_t mark = p->stack_len;
  while (p->tok != TOKEN_EOF && p->tok != TOKEN_RBRACE) stack_push(p, parse_case_clause(p));
  s->clauses.data = (CaseClause **)stack_take(p, mark, &s->clauses.len);
  s->clauses.cap = s->clauses.len;
  s->rbrace = p->pos;
  want(p, TOKEN_RBRACE);
  return &s->stmt;
}

static Stmt *parse_select(Parser *p) {
  SelectStmt *s = NEW_PLACED(p, SelectStmt, NODE_SELECT_STMT, p->pos);
  scan_next(p);
  PLACE(p, TOKEN_LBRACE, s->places.lbrace);
  want_clauses(p, "missing { after select clause");
  uint32_t mark = p->stack_len;
  while (p->tok != TOKEN_EOF && p->tok != TOKEN_RBRACE) stack_push(p, parse_comm_clause(p));
  s->clauses.data = (CommClause **)stack_take(p, mark, &s->clauses.len);
  s->clauses.cap = s->clauses.len;
  s->rbrace = p->pos;
  want(p, TOKEN_RBRACE);
  return &s->stmt;
}

// ---- other statements

static Stmt *parse_decl_stmt(Parser *p, Decl *(*parse)(Parser *p, Group *group)) {
  DeclStmt *s = NEW_PLACED(p, DeclStmt, NODE_DECL_STMT, p->pos);
  if (p->tools) {
    s->places.token = p->tok;
    s->places.doc = comment_lead(p);
  }
  scan_next(p);
  uint32_t mark = p->stack_len;
  append_group(p, parse, s);
  s->decls.data = (Decl **)stack_take(p, mark, &s->decls.len);
  s->decls.cap = s->decls.len;
  return &s->stmt;
}

// go and defer
static Stmt *parse_call_stmt(Parser *p) {
  CallStmt *s = NEW(p, CallStmt, NODE_CALL_STMT, p->pos);
  s->token = p->tok;
  scan_next(p);
  Expr *x = parse_primary_expr(p, NULL, p->tok == TOKEN_LPAREN);
  Expr *inner = syntax_unparen(x);
  if (inner != x) {
    parse_error_at(p, x->node.pos, "expression in %s must not be parenthesized", syntax_token_text(s->token));
  }
  if (inner->node.kind != NODE_CALL_EXPR) p->file->doubtful = true;
  s->call = inner;
  return &s->stmt;
}

static Stmt *parse_branch(Parser *p) {
  BranchStmt *s = NEW(p, BranchStmt, NODE_BRANCH_STMT, p->pos);
  s->token = p->tok;
  p->branch_count++;
  scan_next(p);
  if (s->token == TOKEN_GOTO || (p->tok == TOKEN_NAME && s->token != TOKEN_FALLTHROUGH)) s->label = parse_name(p);
  return &s->stmt;
}

static Stmt *parse_return(Parser *p) {
  ReturnStmt *s = NEW(p, ReturnStmt, NODE_RETURN_STMT, p->pos);
  scan_next(p);
  if (p->tok != TOKEN_SEMI && p->tok != TOKEN_RBRACE) s->results = parse_expr_list(p);
  return &s->stmt;
}

static Stmt *empty_stmt(Parser *p) { return NEW(p, Stmt, NODE_EMPTY_STMT, p->pos); }

static Stmt *parse_labeled(Parser *p, NameExpr *label) {
  LabeledStmt *s = NEW(p, LabeledStmt, NODE_LABELED_STMT, p->pos);
  s->label = label;
  p->branch_count++;
  want(p, TOKEN_COLON);
  // Before "}" the empty statement needs no ";"; nor at the end of a fragment.
  bool last = p->tok == TOKEN_RBRACE || (p->tok == TOKEN_EOF && p->mode & PARSE_STATEMENTS);
  s->body = last ? empty_stmt(p) : parse_stmt_or_null(p);
  if (s->body) return &s->stmt;
  syntax_error_at(p, s->stmt.node.pos, "missing statement after label");
  return NULL;
}

static Stmt *parse_stmt_inner(Parser *p) {
  switch (p->tok) {
    case TOKEN_VAR: return parse_decl_stmt(p, parse_var_decl);
    case TOKEN_CONST: return parse_decl_stmt(p, parse_const_decl);
    case TOKEN_TYPE: return parse_decl_stmt(p, parse_local_type_decl);
    default: break;
  }
  pragma_clear(p);
  switch (p->tok) {
    case TOKEN_NAME: {
      Expr *lhs = parse_expr_list(p);
      if (lhs->node.kind == NODE_NAME && p->tok == TOKEN_COLON) return parse_labeled(p, (NameExpr *)lhs);
      return parse_simple_stmt(p, lhs, 0);
    }
    case TOKEN_LBRACE: return &parse_block(p, NULL)->stmt;
    case TOKEN_OPERATOR:
    case TOKEN_STAR:
      switch (p->op) {
        case OP_ADD:
        case OP_SUB:
        case OP_MUL:
        case OP_AND:
        case OP_XOR:
        case OP_NOT: return parse_simple_stmt(p, NULL, 0);
        default: return NULL;
      }
    case TOKEN_LITERAL:
    case TOKEN_FUNC:
    case TOKEN_LPAREN:
    case TOKEN_LBRACK:
    case TOKEN_STRUCT:
    case TOKEN_MAP:
    case TOKEN_CHAN:
    case TOKEN_INTERFACE:
    case TOKEN_ARROW: return parse_simple_stmt(p, NULL, 0);
    case TOKEN_FOR: return parse_for(p);
    case TOKEN_SWITCH: return parse_switch(p);
    case TOKEN_SELECT: return parse_select(p);
    case TOKEN_IF: return parse_if(p);
    case TOKEN_BREAK:
    case TOKEN_CONTINUE:
    case TOKEN_FALLTHROUGH:
    case TOKEN_GOTO: return parse_branch(p);
    case TOKEN_GO:
    case TOKEN_DEFER: return parse_call_stmt(p);
    case TOKEN_RETURN: return parse_return(p);
    case TOKEN_SEMI: return empty_stmt(p);
    default: return NULL;
  }
}

static Stmt *parse_stmt_or_null(Parser *p) {
  if (!enter(p)) return NULL;
  Stmt *s = parse_stmt_inner(p);
  leave(p);
  return s;
}
