// go/parser's statements.
#include "syntax/go/parser.h"

// Returns the end of the last one, or the given one.
static Spot stmt_list(GoParser *p, Spot end) {
  while (p->tok != GO_CASE && p->tok != GO_DEFAULT && p->tok != GO_RBRACE && p->tok != GO_EOF) end = go_stmt(p);
  return end;
}

Spot go_block(GoParser *p) {
  Spot end = stmt_list(p, go_expect(p, GO_LBRACE) + 1);
  if (p->tok == GO_RBRACE) end = p->end;
  go_expect(p, GO_RBRACE);
  return end;
}

// ---- simple statements

typedef enum Mode { BASIC, LABEL_OK, RANGE_OK } Mode;

// The operator is the current token.
static void assign_stmt(GoParser *p, SimpleStmt *s, Mode mode, bool *is_range) {
  s->kind = SHAPE_ASSIGN_STMT;
  s->at = p->pos;
  s->op = p->tok;
  go_next(p);
  if (mode == RANGE_OK && p->tok == GO_RANGE && (s->op == GO_DEFINE || s->op == GO_ASSIGN)) {
    go_next(p);
    go_rhs(p);
    *is_range = true;
  } else {
    s->right = go_expr_list(p, true);
    s->end = s->right.last->end;
  }
}

static bool is_assignment(GoToken token) {
  return token == GO_ASSIGN || token == GO_DEFINE || (token >= GO_ADD_ASSIGN && token <= GO_AND_NOT_ASSIGN);
}

// ":" is the current token.
static void labeled_stmt(GoParser *p, SimpleStmt *s, Mode mode) {
  Spot colon = p->pos;
  go_next(p);
  if (mode == LABEL_OK && s->left.first->kind == SHAPE_IDENT) {
    s->kind = SHAPE_LABELED_STMT;
    s->end = go_stmt(p);
  } else {
    s->end = colon + 1;
    go_error(p, colon, "illegal label declaration");
  }
}

static SimpleStmt simple_stmt(GoParser *p, Mode mode, bool *is_range) {
  SimpleStmt s = {.kind = SHAPE_OTHER_STMT, .left = go_expr_list(p, false)};
  s.begin = s.left.first->begin;
  s.end = s.left.first->end;
  if (is_assignment(p->tok)) {
    assign_stmt(p, &s, mode, is_range);
    return s;
  }
  if (s.left.count > 1) go_expected(p, s.begin, "1 expression");
  switch (p->tok) {
    case GO_COLON: labeled_stmt(p, &s, mode); break;
    case GO_ARROW:
      go_next(p);
      s.end = go_rhs(p)->end;
      break;
    case GO_INC:
    case GO_DEC:
      s.end = p->end;
      go_next(p);
      break;
    default: s.kind = SHAPE_EXPR_STMT;
  }
  return s;
}

static SimpleStmt basic_stmt(GoParser *p) {
  bool is_range;
  return simple_stmt(p, BASIC, &is_range);
}

// The statement must be an expression, if it is there at all.
static void must_be_expr(GoParser *p, const SimpleStmt *s, const char *want) {
  if (s->kind == SHAPE_NONE || s->kind == SHAPE_EXPR_STMT) return;
  go_error(p, s->begin, "expected %s, found %s (missing parentheses around composite literal?)", want,
           s->kind == SHAPE_ASSIGN_STMT ? "assignment" : "simple statement");
}

// ---- go, defer, return, branches

static Spot call_stmt(GoParser *p) {
  const char *keyword = go_token_text(p->tok);
  Spot end = p->end;
  go_next(p);
  Shape *x = go_rhs(p), *inner = go_unparen(x);
  if (inner != x) go_error(p, x->begin, "expression in %s must not be parenthesized", keyword);
  if (inner->kind != SHAPE_CALL && inner->kind != SHAPE_BAD) {
    go_error(p, inner->end, "expression in %s must be function call", keyword);
  }
  go_expect_semi(p);
  return inner->kind == SHAPE_CALL ? inner->end : end;
}

static Spot return_stmt(GoParser *p) {
  Spot end = p->end;
  go_next(p);
  if (p->tok != GO_SEMICOLON && p->tok != GO_RBRACE) end = go_expr_list(p, true).last->end;
  go_expect_semi(p);
  return end;
}

static void branch_stmt(GoParser *p) {
  GoToken keyword = p->tok;
  go_next(p);
  if (keyword == GO_GOTO || (keyword != GO_FALLTHROUGH && p->tok == GO_IDENT)) go_ident(p);
  go_expect_semi(p);
}

// ---- if

static void if_header(GoParser *p) {
  if (p->tok == GO_LBRACE) {
    go_error(p, p->pos, "missing condition in if statement");
    return;
  }
  int32_t outer = p->level;
  p->level = -1;
  SimpleStmt init = {0}, cond = {0};
  if (p->tok != GO_SEMICOLON) {
    if (go_got(p, GO_VAR)) go_error(p, p->pos, "var declaration not allowed in if initializer");
    init = basic_stmt(p);
  }
  Spot semi = 0;
  bool newline = false;
  if (p->tok == GO_LBRACE) {
    cond = init;
  } else {
    if (p->tok == GO_SEMICOLON) {
      semi = p->pos;
      newline = p->newline_semi;
      go_next(p);
    } else {
      go_expect(p, GO_SEMICOLON);
    }
    if (p->tok != GO_LBRACE) cond = basic_stmt(p);
  }
  if (cond.kind != SHAPE_NONE) {
    must_be_expr(p, &cond, "boolean expression");
  } else if (semi) {
    go_error(p, semi,
             newline ? "unexpected newline, expecting { after if clause" : "missing condition in if statement");
  }
  p->level = outer;
}

static Spot if_stmt(GoParser *p) {
  Spot end = p->pos;
  if (go_enter(p)) {
    go_expect(p, GO_IF);
    if_header(p);
    end = go_block(p);
    if (!go_got(p, GO_ELSE)) {
      go_expect_semi(p);
    } else if (p->tok == GO_IF) {
      end = if_stmt(p);
    } else if (p->tok == GO_LBRACE) {
      end = go_block(p);
      go_expect_semi(p);
    } else {
      end = p->pos;
      go_expected(p, p->pos, "if statement or block");
    }
  }
  p->nesting--;
  return end;
}

// ---- switch and select

static bool is_guard(GoParser *p, const SimpleStmt *s) {
  if (s->kind == SHAPE_EXPR_STMT) return s->left.first->kind == SHAPE_GUARD;
  if (s->kind != SHAPE_ASSIGN_STMT || s->left.count != 1 || s->right.count != 1) return false;
  if (s->right.first->kind != SHAPE_GUARD) return false;
  if (s->op == GO_ASSIGN) go_error(p, s->at, "expected ':=', found '='");
  return s->op == GO_ASSIGN || s->op == GO_DEFINE;
}

static void case_clause(GoParser *p) {
  if (go_got(p, GO_CASE)) {
    go_expr_list(p, true);
  } else {
    go_expect(p, GO_DEFAULT);
  }
  go_expect(p, GO_COLON);
  stmt_list(p, 0);
}

static Spot switch_stmt(GoParser *p) {
  go_expect(p, GO_SWITCH);
  SimpleStmt tag = {0};
  if (p->tok != GO_LBRACE) {
    int32_t outer = p->level;
    p->level = -1;
    if (p->tok != GO_SEMICOLON) tag = basic_stmt(p);
    if (go_got(p, GO_SEMICOLON)) tag = p->tok == GO_LBRACE ? (SimpleStmt){0} : basic_stmt(p);
    p->level = outer;
  }
  bool guard = is_guard(p, &tag);
  go_expect(p, GO_LBRACE);
  while (p->tok == GO_CASE || p->tok == GO_DEFAULT) case_clause(p);
  Spot close = go_expect(p, GO_RBRACE);
  go_expect_semi(p);
  if (!guard) must_be_expr(p, &tag, "switch expression");
  return close + 1;
}

static void communication(GoParser *p) {
  Shapes list = go_expr_list(p, false);
  bool assigns = p->tok == GO_ASSIGN || p->tok == GO_DEFINE;
  if (list.count > (assigns ? 2 : 1))
    go_expected(p, list.first->begin, assigns ? "1 or 2 expressions" : "1 expression");
  if (!assigns && p->tok != GO_ARROW) return;
  go_next(p);
  go_rhs(p);
}

static Spot select_stmt(GoParser *p) {
  go_expect(p, GO_SELECT);
  go_expect(p, GO_LBRACE);
  while (p->tok == GO_CASE || p->tok == GO_DEFAULT) {
    if (go_got(p, GO_CASE)) {
      communication(p);
    } else {
      go_next(p);
    }
    go_expect(p, GO_COLON);
    stmt_list(p, 0);
  }
  Spot close = go_expect(p, GO_RBRACE);
  go_expect_semi(p);
  return close + 1;
}

// ---- for

// Returns the condition or the range clause.
static SimpleStmt for_header(GoParser *p, bool *is_range) {
  SimpleStmt s = {0};
  if (p->tok == GO_RANGE) {
    go_next(p);
    go_rhs(p);
    *is_range = true;
    return s;
  }
  if (p->tok != GO_SEMICOLON) s = simple_stmt(p, RANGE_OK, is_range);
  if (*is_range || !go_got(p, GO_SEMICOLON)) return s;
  s = p->tok == GO_SEMICOLON ? (SimpleStmt){0} : basic_stmt(p);
  go_expect_semi(p);
  if (p->tok != GO_LBRACE) basic_stmt(p);
  return s;
}

static Spot for_stmt(GoParser *p) {
  go_expect(p, GO_FOR);
  SimpleStmt s = {0};
  bool is_range = false;
  if (p->tok != GO_LBRACE) {
    int32_t outer = p->level;
    p->level = -1;
    s = for_header(p, &is_range);
    p->level = outer;
  }
  Spot end = go_block(p);
  go_expect_semi(p);
  if (!is_range) {
    must_be_expr(p, &s, "boolean or range expression");
  } else if (s.left.count > 2) {
    go_expected(p, s.left.last->begin, "at most 2 expressions");
  }
  return end;
}

// ---- all statements

static Spot bad_stmt(GoParser *p) {
  go_expected(p, p->pos, "statement");
  go_advance(p, go_starts_stmt);
  return p->pos;
}

static Spot empty_stmt(GoParser *p) {
  Spot end = p->newline_semi ? p->pos : p->pos + 1;
  go_next(p);
  return end;
}

static Spot block_stmt(GoParser *p) {
  Spot end = go_block(p);
  go_expect_semi(p);
  return end;
}

static Spot stmt_inner(GoParser *p) {
  bool is_range;
  switch (p->tok) {
    case GO_IDENT ... GO_STRING:
    case GO_FUNC:
    case GO_LPAREN:
    case GO_LBRACK:
    case GO_STRUCT:
    case GO_MAP:
    case GO_CHAN:
    case GO_INTERFACE:
    case GO_ADD:
    case GO_SUB:
    case GO_MUL:
    case GO_AND:
    case GO_XOR:
    case GO_ARROW:
    case GO_NOT: {
      SimpleStmt s = simple_stmt(p, LABEL_OK, &is_range);
      // What a label stands before takes its own semicolon.
      if (s.kind != SHAPE_LABELED_STMT) go_expect_semi(p);
      return s.end;
    }
    case GO_GO:
    case GO_DEFER: return call_stmt(p);
    case GO_LBRACE: return block_stmt(p);
    case GO_IF: return if_stmt(p);
    case GO_FOR: return for_stmt(p);
    case GO_SEMICOLON: return empty_stmt(p);
    case GO_RBRACE: return p->pos;
    case GO_RETURN: return return_stmt(p);
    case GO_SWITCH: return switch_stmt(p);
    case GO_SELECT: return select_stmt(p);
    case GO_CONST:
    case GO_TYPE:
    case GO_VAR: go_decl(p, go_starts_stmt); return p->behind;
    case GO_BREAK:
    case GO_CONTINUE:
    case GO_GOTO:
    case GO_FALLTHROUGH: branch_stmt(p); return p->behind;
    default: return bad_stmt(p);
  }
}

Spot go_stmt(GoParser *p) {
  Spot end = go_enter(p) ? stmt_inner(p) : p->pos;
  p->nesting--;
  return end;
}
