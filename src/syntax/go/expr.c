// go/parser's expressions.
#include "syntax/go/parser.h"

// ---- operands

static Shape *func_type_or_literal(GoParser *p) {
  Shape *type = go_func_type(p);
  if (p->tok != GO_LBRACE) return type;
  p->level++;
  Spot end = go_block(p);
  p->level--;
  return go_finish(go_shape(p, SHAPE_OTHER, type->begin), end);
}

static Shape *parenthesized(GoParser *p) {
  Shape *x = go_shape(p, SHAPE_PAREN, p->pos);
  go_next(p);
  p->level++;
  x->x = go_rhs(p);
  p->level--;
  return go_finish(x, go_expect(p, GO_RPAREN) + 1);
}

static Shape *operand(GoParser *p) {
  Spot pos = p->pos;
  switch (p->tok) {
    case GO_IDENT: return go_ident(p);
    case GO_INT:
    case GO_FLOAT:
    case GO_IMAG:
    case GO_CHAR:
    case GO_STRING: {
      Shape *x = go_finish(go_shape(p, SHAPE_OTHER, pos), pos + p->lit_length);
      go_next(p);
      return x;
    }
    case GO_LPAREN: return parenthesized(p);
    case GO_FUNC: return func_type_or_literal(p);
    default: break;
  }
  Shape *type = go_type_or_null(p);
  if (type) return type;
  go_expected(p, pos, "operand");
  go_advance(p, go_starts_stmt);
  return go_shape(p, SHAPE_BAD, pos);
}

// ---- what follows an operand

// "." has been read.
static Shape *selector(GoParser *p, Shape *x) {
  if (p->tok == GO_IDENT) return go_finish(go_shape(p, SHAPE_SELECTOR, x->begin), go_ident(p)->end);
  if (p->tok == GO_LPAREN) {
    go_next(p);
    bool guard = go_got(p, GO_TYPE);
    if (!guard) go_type(p);
    return go_finish(go_shape(p, guard ? SHAPE_GUARD : SHAPE_ASSERT, x->begin), go_expect(p, GO_RPAREN) + 1);
  }
  Spot pos = p->pos;
  go_expected(p, pos, "selector or type assertion");
  if (p->tok != GO_RBRACE) go_next(p);
  return go_finish(go_shape(p, SHAPE_SELECTOR, x->begin), pos + 1);
}

// The first ":" is the current token; with two of them all indices must be there. Returns where the "]" stands.
static Spot slice_indices(GoParser *p) {
  Spot colons[2];
  bool given[2] = {false, false};
  uint32_t count = 0;
  while (p->tok == GO_COLON && count < 2) {
    colons[count] = p->pos;
    go_next(p);
    if (p->tok != GO_COLON && p->tok != GO_RBRACK && p->tok != GO_EOF) {
      go_rhs(p);
      given[count] = true;
    }
    count++;
  }
  p->level--;
  Spot close = go_expect(p, GO_RBRACK);
  if (count == 2 && !given[0]) go_error(p, colons[0], "middle index required in 3-index slice");
  if (count == 2 && !given[1]) go_error(p, colons[1], "final index required in 3-index slice");
  return close;
}

static Shape *index_or_slice(GoParser *p, Shape *x) {
  go_next(p);
  Spot close = p->pos;
  if (p->tok == GO_RBRACK) {
    go_expected(p, p->pos, "operand");
    go_next(p);
    return go_finish(go_shape(p, SHAPE_INDEX, x->begin), close + 1);
  }
  p->level++;
  if (p->tok != GO_COLON) go_rhs(p);
  if (p->tok == GO_COLON) {
    close = slice_indices(p);
    return go_finish(go_shape(p, SHAPE_OTHER, x->begin), close + 1);
  }
  while (go_got(p, GO_COMMA)) {
    if (p->tok != GO_RBRACK && p->tok != GO_EOF) go_type(p);
  }
  p->level--;
  close = go_expect(p, GO_RBRACK);
  return go_finish(go_shape(p, SHAPE_INDEX, x->begin), close + 1);
}

static Shape *call(GoParser *p, Shape *fun) {
  Shape *x = go_shape(p, SHAPE_CALL, fun->begin);
  x->x = fun;
  x->at = go_expect(p, GO_LPAREN);
  p->level++;
  while (p->tok != GO_RPAREN && p->tok != GO_EOF && !x->dots) {
    Shape *argument = go_rhs(p);
    if (!x->count++) x->y = argument;
    x->dots = go_got(p, GO_ELLIPSIS);
    if (!go_at_comma(p, "argument list", GO_RPAREN)) break;
    go_next(p);
  }
  p->level--;
  return go_finish(x, go_expect_closing(p, GO_RPAREN, "argument list") + 1);
}

// ---- composite literals

static Spot literal_value(GoParser *p);

static void literal_element(GoParser *p) {
  if (p->tok == GO_LBRACE) {
    literal_value(p);
  } else {
    go_expr(p);
  }
}

static Spot literal_value(GoParser *p) {
  if (!go_enter(p)) return p->pos;
  go_expect(p, GO_LBRACE);
  p->level++;
  while (p->tok != GO_RBRACE && p->tok != GO_EOF) {
    literal_element(p);
    if (go_got(p, GO_COLON)) literal_element(p);
    if (!go_at_comma(p, "composite literal", GO_RBRACE)) break;
    go_next(p);
  }
  p->level--;
  Spot close = go_expect_closing(p, GO_RBRACE, "composite literal");
  p->nesting--;
  return close + 1;
}

// Whether "{" behind x opens a literal.
static bool literal_follows(const GoParser *p, const Shape *x) {
  switch (x->kind) {
    case SHAPE_BAD:
    case SHAPE_IDENT:
    case SHAPE_SELECTOR:
    case SHAPE_INDEX: return p->level >= 0;
    case SHAPE_ARRAY:
    case SHAPE_STRUCT:
    case SHAPE_MAP: return true;
    default: return false;
  }
}

static Shape *composite(GoParser *p, Shape *type) {
  Shape *inner = go_unparen(type);
  if (inner != type) go_error(p, inner->begin, "cannot parenthesize type in composite literal");
  Shape *x = go_shape(p, SHAPE_OTHER, type->begin);
  return go_finish(x, literal_value(p));
}

// The operand may have been read.
Shape *go_primary_expr(GoParser *p, Shape *x) {
  if (!x) x = operand(p);
  uint32_t nesting = p->nesting;
  bool more = true;
  while (more && go_enter(p)) {
    switch (p->tok) {
      case GO_PERIOD:
        go_next(p);
        x = selector(p, x);
        break;
      case GO_LBRACK: x = index_or_slice(p, x); break;
      case GO_LPAREN: x = call(p, x); break;
      case GO_LBRACE:
        more = literal_follows(p, go_unparen(x));
        if (more) x = composite(p, x);
        break;
      default: more = false;
    }
  }
  p->nesting = nesting;
  return x;
}

// ---- operators

// "<-" was read at `arrow`, x is a channel type: the arrow belongs to it.
static Shape *receive_type(GoParser *p, Spot arrow, Shape *x) {
  uint8_t dir = CHAN_SEND_ONLY;
  Shape *type = x;
  while (type->kind == SHAPE_CHAN && dir == CHAN_SEND_ONLY) {
    if (type->dir == CHAN_RECV_ONLY) go_expected(p, type->at, "'chan'");
    Spot own = type->at;
    type->begin = type->at = arrow;
    arrow = own;
    dir = type->dir;
    type->dir = CHAN_RECV_ONLY;
    type = type->x;
  }
  if (dir == CHAN_SEND_ONLY) go_expected(p, arrow, "channel type");
  return x;
}

static Shape *unary_inner(GoParser *p);

static Shape *unary_expr(GoParser *p) {
  Shape *x = go_enter(p) ? unary_inner(p) : go_shape(p, SHAPE_BAD, p->pos);
  p->nesting--;
  return x;
}

static Shape *unary_inner(GoParser *p) {
  Spot pos = p->pos;
  GoToken op = p->tok;
  switch (op) {
    case GO_ADD:
    case GO_SUB:
    case GO_NOT:
    case GO_XOR:
    case GO_AND:
    case GO_TILDE:
    case GO_ARROW:
    case GO_MUL: break;
    default: return go_primary_expr(p, NULL);
  }
  go_next(p);
  Shape *x = unary_expr(p);
  if (op == GO_ARROW && x->kind == SHAPE_CHAN) return receive_type(p, pos, x);
  Shape *t = go_shape(p, op == GO_MUL ? SHAPE_OTHER : SHAPE_UNARY, pos);
  t->op = (uint8_t)op;
  t->at = pos;
  t->x = x;
  return go_finish(t, x->end);
}

Shape *go_binary_expr(GoParser *p, Shape *x, uint32_t precedence) {
  if (!x) x = unary_expr(p);
  uint32_t nesting = p->nesting;
  while (go_enter(p)) {
    // On the right side "=" is taken for "==", with a complaint.
    GoToken op = p->right_side && p->tok == GO_ASSIGN ? GO_EQL : p->tok;
    uint32_t own = go_precedence(op);
    if (own < precedence) break;
    Shape *t = go_shape(p, SHAPE_BINARY, x->begin);
    t->op = (uint8_t)op;
    t->at = go_expect(p, op);
    t->x = x;
    t->y = go_binary_expr(p, NULL, own + 1);
    x = go_finish(t, t->y->end);
  }
  p->nesting = nesting;
  return x;
}

Shape *go_expr(GoParser *p) { return go_binary_expr(p, NULL, 1); }

Shape *go_rhs(GoParser *p) {
  bool outer = p->right_side;
  p->right_side = true;
  Shape *x = go_expr(p);
  p->right_side = outer;
  return x;
}

Shapes go_expr_list(GoParser *p, bool right_side) {
  bool outer = p->right_side;
  p->right_side = right_side;
  Shape *x = go_expr(p);
  Shapes list = {x, x, 1};
  for (; go_got(p, GO_COMMA); list.count++) list.last = go_expr(p);
  p->right_side = outer;
  return list;
}
