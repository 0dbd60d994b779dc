// Expressions (Spec: Expressions). Chains of binary operators of one precedence and of
// selectors, calls and indices are built by loops, so only real nesting recurses.
#include <string.h>

#include "syntax/internal.h"

Expr *bad_expr_at(Parser *p, Pos pos) {
  BadExpr *x = NEW_PLACED(p, BadExpr, NODE_BAD_EXPR, pos);
  if (p->tools) x->places.end = pos;
  return &x->expr;
}

Expr *bad_expr(Parser *p) { return bad_expr_at(p, p->pos); }

BasicLit *parse_literal_or_null(Parser *p) {
  if (p->tok != TOKEN_LITERAL) return NULL;
  BasicLit *x = NEW(p, BasicLit, NODE_BASIC_LIT, p->pos);
  char *text = arena_alloc(p->lasting, p->lit_length, 1);
  memcpy(text, p->lit, p->lit_length);
  x->text = text;
  x->length = p->lit_length;
  x->kind = p->lit_kind;
  x->bad = p->lit_bad;
  scan_next(p);
  return x;
}

static Operation *new_unary(Parser *p, Operator op, Pos pos, Expr *x) {
  Operation *t = NEW(p, Operation, NODE_OPERATION, pos);
  t->op = (uint8_t)op;
  t->x = x;
  return t;
}

// "<-" was read, and x after it is a channel type: "<-" belongs to the type.
// <-(chan E) is (<-chan E), <-(chan<- E) is (<-chan (<-E)).
static Expr *reassociate_arrow(Parser *p, Pos arrow, Expr *x) {
  uint8_t dir = CHAN_SEND_ONLY;
  Expr *t = x;
  while (dir == CHAN_SEND_ONLY && t->node.kind == NODE_CHAN_TYPE) {
    ChanTypeExpr *channel = (ChanTypeExpr *)t;
    dir = channel->dir;
    if (dir == CHAN_RECV_ONLY) syntax_error(p, "unexpected <-, expected chan");
    channel->dir = CHAN_RECV_ONLY;
    if (p->tools) {
      Pos own = channel->places.arrow;
      channel->places.arrow = arrow;
      arrow = own;
    }
    t = channel->elem;
  }
  if (dir == CHAN_SEND_ONLY) {
    syntax_error(p, arena_printf(p->arena, "unexpected %s, expected chan", syntax_expr_string(p->arena, t)));
  }
  return x;
}

static Expr *parse_unary_expr(Parser *p) {
  if (p->tok != TOKEN_OPERATOR && p->tok != TOKEN_STAR && p->tok != TOKEN_ARROW) {
    return parse_primary_expr(p, NULL, true);
  }
  Pos pos = p->pos;
  Operator op = p->op;
  if (p->tok != TOKEN_ARROW && op != OP_MUL && op != OP_ADD && op != OP_SUB && op != OP_NOT && op != OP_XOR &&
      op != OP_TILDE && op != OP_AND) {
    return parse_primary_expr(p, NULL, true);
  }
  bool arrow = p->tok == TOKEN_ARROW;
  scan_next(p);
  if (!enter(p)) return bad_expr(p);
  Expr *x = parse_unary_expr(p);
  leave(p);
  // Whether "<- chan T" is a type or receives from a conversion is known only now.
  if (arrow)
    return x->node.kind == NODE_CHAN_TYPE ? reassociate_arrow(p, pos, x) : &new_unary(p, OP_RECV, pos, x)->expr;
  // &(T{}) is &T{}.
  return &new_unary(p, op, pos, op == OP_AND && !p->tools ? syntax_unparen(x) : x)->expr;
}

Expr *parse_binary_expr(Parser *p, Expr *x, uint32_t precedence) {
  if (!enter(p)) return bad_expr(p);
  if (!x) x = parse_unary_expr(p);
  for (uint32_t length = 0; (p->tok == TOKEN_OPERATOR || p->tok == TOKEN_STAR) && p->precedence > precedence;
       length++) {
    if (length == CHAIN_LIMIT) {
      give_up_nesting(p);
      break;
    }
    Operation *t = NEW(p, Operation, NODE_OPERATION, p->pos);
    t->op = p->op;
    uint32_t own = p->precedence;
    scan_next(p);
    t->x = x;
    t->y = parse_binary_expr(p, NULL, own);
    x = &t->expr;
  }
  leave(p);
  return x;
}

Expr *parse_expr(Parser *p) { return parse_binary_expr(p, NULL, 0); }

static ListExpr *finish_list(Parser *p, uint32_t mark) {
  Expr *first = p->stack[mark];
  ListExpr *list = NEW(p, ListExpr, NODE_LIST_EXPR, first->node.pos);
  list->elements.data = (Expr **)stack_take(p, mark, &list->elements.len);
  list->elements.cap = list->elements.len;
  return list;
}

Expr *parse_expr_list(Parser *p) {
  Expr *x = parse_expr(p);
  if (p->tok != TOKEN_COMMA) return x;
  uint32_t mark = p->stack_len;
  stack_push(p, x);
  while (got(p, TOKEN_COMMA)) stack_push(p, parse_expr(p));
  return &finish_list(p, mark)->expr;
}

// Types separated by commas, the last of which may trail; unless strict, the first may
// be any expression. *comma tells whether there was one.
Expr *parse_type_list(Parser *p, bool strict, bool *comma) {
  *comma = false;
  p->expr_level++;
  Expr *x = strict ? parse_type(p) : parse_expr(p);
  if (got(p, TOKEN_COMMA)) {
    *comma = true;
    uint32_t mark = p->stack_len;
    stack_push(p, x);
    for (Expr *t; (t = parse_type_or_null(p));) {
      stack_push(p, t);
      if (!got(p, TOKEN_COMMA)) break;
    }
    if (p->stack_len - mark > 1) {
      x = &finish_list(p, mark)->expr;
    } else {
      p->stack_len = mark;
    }
  }
  p->expr_level--;
  return x;
}

// ---- composite literals

static Expr *parse_composite_literal(Parser *p, Expr *type);

static Expr *parse_element(Parser *p) {
  return p->tok == TOKEN_LBRACE ? parse_composite_literal(p, NULL) : parse_expr(p);
}

static Expr *parse_composite_literal(Parser *p, Expr *type) {
  CompositeLit *x = NEW(p, CompositeLit, NODE_COMPOSITE_LIT, p->pos);
  x->type_expr = type;
  if (!enter(p)) return &x->expr;
  p->expr_level++;
  want(p, TOKEN_LBRACE);
  uint32_t mark = p->stack_len;
  bool complete = true;
  while (p->tok != TOKEN_EOF && p->tok != TOKEN_RBRACE && complete) {
    Expr *e = parse_element(p);
    if (p->tok == TOKEN_COLON) {
      KeyValueExpr *pair = NEW(p, KeyValueExpr, NODE_KEY_VALUE_EXPR, p->pos);
      scan_next(p);
      pair->key = e;
      pair->value = parse_element(p);
      e = &pair->expr;
      x->key_count++;
    }
    stack_push(p, e);
    complete = list_separator(p, "composite literal", TOKEN_COMMA, TOKEN_RBRACE);
  }
  x->rbrace = list_end(p, TOKEN_RBRACE, complete);
  x->elements.data = (Expr **)stack_take(p, mark, &x->elements.len);
  x->elements.cap = x->elements.len;
  p->expr_level--;
  leave(p);
  return &x->expr;
}

// Whether x can only be a value, not a type.
static bool is_value(const Expr *x) {
  switch (x->node.kind) {
    case NODE_BASIC_LIT:
    case NODE_COMPOSITE_LIT:
    case NODE_FUNC_LIT:
    case NODE_SLICE_EXPR:
    case NODE_ASSERT_EXPR:
    case NODE_TYPE_SWITCH_GUARD:
    case NODE_CALL_EXPR: return true;
    case NODE_OPERATION: return ((const Operation *)x)->op != OP_MUL || ((const Operation *)x)->y;
    case NODE_PAREN_EXPR: return is_value(((const ParenExpr *)x)->x);
    case NODE_INDEX_EXPR: return is_value(((const IndexExpr *)x)->x) || is_value(((const IndexExpr *)x)->index);
    default: return false;
  }
}

// Whether x is a type or union for sure, and cannot be a value.
bool is_type_elem(const Expr *x) {
  switch (x->node.kind) {
    case NODE_ARRAY_TYPE:
    case NODE_STRUCT_TYPE:
    case NODE_FUNC_TYPE:
    case NODE_INTERFACE_TYPE:
    case NODE_SLICE_TYPE:
    case NODE_MAP_TYPE:
    case NODE_CHAN_TYPE: return true;
    case NODE_OPERATION: {
      const Operation *op = (const Operation *)x;
      return is_type_elem(op->x) || (op->y && is_type_elem(op->y)) || op->op == OP_TILDE;
    }
    case NODE_PAREN_EXPR: return is_type_elem(((const ParenExpr *)x)->x);
    default: return false;
  }
}

// Whether a "{" behind x opens a composite literal of type x rather than a block.
static bool literal_follows(const Parser *p, const Expr *x) {
  switch (x->node.kind) {
    case NODE_NAME:
    case NODE_SELECTOR_EXPR: return p->expr_level >= 0;
    case NODE_INDEX_EXPR: return p->expr_level >= 0 && (p->tools || !is_value(x));
    case NODE_ARRAY_TYPE:
    case NODE_SLICE_TYPE:
    case NODE_STRUCT_TYPE:
    case NODE_MAP_TYPE: return true;
    default: return false;
  }
}

// ---- primary expressions

static Expr *parse_func_literal_or_type(Parser *p) {
  Pos pos = p->pos;
  FuncTypeExpr *type = parse_func_type_with_keyword(p);
  if (p->tok != TOKEN_LBRACE) return &type->expr;
  FuncLit *f = NEW(p, FuncLit, NODE_FUNC_LIT, pos);
  f->type_expr = type;
  p->expr_level++;
  f->body = parse_func_body(p);
  p->expr_level--;
  return &f->expr;
}

static Expr *parse_operand(Parser *p, bool keep_parens) {
  switch (p->tok) {
    case TOKEN_NAME: return &parse_name(p)->expr;
    case TOKEN_LITERAL: return &parse_literal_or_null(p)->expr;
    case TOKEN_LPAREN: {
      Pos pos = p->pos;
      scan_next(p);
      p->expr_level++;
      Expr *x = parse_expr(p);
      p->expr_level--;
      Pos close = p->tok == TOKEN_RPAREN ? p->pos : 0;
      want(p, TOKEN_RPAREN);
      // For the compiler parentheses are kept only where an error may be about them.
      if (!keep_parens && !p->tools && p->tok != TOKEN_LBRACE) return x;
      ParenExpr *paren = NEW_PLACED(p, ParenExpr, NODE_PAREN_EXPR, pos);
      paren->x = x;
      if (p->tools) paren->places.close = close;
      return &paren->expr;
    }
    case TOKEN_FUNC: return parse_func_literal_or_type(p);
    case TOKEN_LBRACK:
    case TOKEN_CHAN:
    case TOKEN_MAP:
    case TOKEN_STRUCT:
    case TOKEN_INTERFACE: return parse_type(p);
    default: {
      Expr *x = bad_expr(p);
      syntax_error(p, "expected expression");
      advance(p, SET(TOKEN_RPAREN) | SET(TOKEN_RBRACK) | SET(TOKEN_RBRACE));
      PLACE(p, p->tok, ((BadExpr *)x)->places.end);
      return x;
    }
  }
}

// x "." …
static Expr *parse_selector(Parser *p, Expr *x) {
  Pos pos = p->pos;
  scan_next(p);
  if (p->tok == TOKEN_NAME) {
    SelectorExpr *t = NEW(p, SelectorExpr, NODE_SELECTOR_EXPR, pos);
    t->x = x;
    t->selector = parse_name(p);
    return &t->expr;
  }
  Brackets parens = {.open = p->pos};
  if (!got(p, TOKEN_LPAREN)) {
    syntax_error(p, "expected name or (");
    advance(p, SET(TOKEN_SEMI) | SET(TOKEN_RPAREN));
    return x;
  }
  Expr *result;
  Brackets *place;
  if (p->tok == TOKEN_TYPE) {
    TypeSwitchGuard *t = NEW_PLACED(p, TypeSwitchGuard, NODE_TYPE_SWITCH_GUARD, pos);  // the statement gives its lhs
    t->x = x;
    PLACE(p, TOKEN_TYPE, t->places.type);
    scan_next(p);
    result = &t->expr;
    place = &t->places.parens;
  } else {
    AssertExpr *t = NEW_PLACED(p, AssertExpr, NODE_ASSERT_EXPR, pos);
    t->x = x;
    t->type_expr = parse_type(p);
    result = &t->expr;
    place = &t->places.parens;
  }
  if (p->tok == TOKEN_RPAREN) parens.close = p->pos;
  if (p->tools) *place = parens;
  want(p, TOKEN_RPAREN);
  return result;
}

// x "[" first ":" …
static Expr *parse_slice_expr(Parser *p, Pos pos, Expr *x, Expr *first) {
  SliceExpr *t = NEW_PLACED(p, SliceExpr, NODE_SLICE_EXPR, pos);
  PLACE(p, TOKEN_COLON, t->places.colons[0]);
  if (!got(p, TOKEN_COLON)) {
    syntax_error(p, "expected comma, : or ]");
    advance(p, SET(TOKEN_COMMA) | SET(TOKEN_COLON) | SET(TOKEN_RBRACK));
  }
  p->expr_level++;
  t->x = x;
  t->index[0] = first;
  if (p->tok != TOKEN_COLON && p->tok != TOKEN_RBRACK) t->index[1] = parse_expr(p);
  if (p->tok == TOKEN_COLON) {
    t->full = true;
    if (!t->index[1]) {
      parse_error_at(p, p->pos, "middle index required in 3-index slice");
      t->index[1] = bad_expr(p);
    }
    PLACE(p, TOKEN_COLON, t->places.colons[1]);
    scan_next(p);
    if (p->tok != TOKEN_RBRACK) {
      t->index[2] = parse_expr(p);
    } else {
      parse_error_at(p, p->pos, "final index required in 3-index slice");
      t->index[2] = bad_expr(p);
    }
  }
  p->expr_level--;
  PLACE(p, TOKEN_RBRACK, t->places.close);
  want(p, TOKEN_RBRACK);
  return &t->expr;
}

// x "[" …: an index, a slice expression, or an instantiation
static Expr *parse_index(Parser *p, Expr *x) {
  Pos pos = p->pos;
  scan_next(p);
  Expr *index = NULL;
  if (p->tok != TOKEN_COLON) {
    bool comma = false;
    if (p->tok == TOKEN_RBRACK) {
      syntax_error(p, "expected operand");
      index = bad_expr(p);
    } else {
      index = parse_type_list(p, false, &comma);
    }
    if (comma || p->tok == TOKEN_RBRACK) {
      IndexExpr *t = NEW_PLACED(p, IndexExpr, NODE_INDEX_EXPR, pos);
      PLACE(p, TOKEN_RBRACK, t->places.close);
      want(p, TOKEN_RBRACK);
      t->x = x;
      t->index = index;
      return &t->expr;
    }
  }
  return parse_slice_expr(p, pos, x, index);
}

static Expr *parse_call(Parser *p, Expr *fun) {
  CallExpr *t = NEW_PLACED(p, CallExpr, NODE_CALL_EXPR, p->pos);
  scan_next(p);
  t->fun = fun;
  p->expr_level++;
  uint32_t mark = p->stack_len;
  bool complete = true;
  while (p->tok != TOKEN_EOF && p->tok != TOKEN_RPAREN && complete && !t->has_dots) {
    stack_push(p, parse_expr(p));
    PLACE(p, TOKEN_DOT_DOT_DOT, t->places.dots);
    t->has_dots = got(p, TOKEN_DOT_DOT_DOT);
    complete = list_separator(p, "argument list", TOKEN_COMMA, TOKEN_RPAREN);
  }
  PLACE(p, TOKEN_RPAREN, t->places.close);
  list_end(p, TOKEN_RPAREN, complete);
  t->args.data = (Expr **)stack_take(p, mark, &t->args.len);
  t->args.cap = t->args.len;
  p->expr_level--;
  return &t->expr;
}

Expr *parse_primary_expr(Parser *p, Expr *x, bool keep_parens) {
  if (!x) x = parse_operand(p, keep_parens);
  // The chain is built by a loop, but makes a deep tree all the same.
  for (uint32_t length = 0;; length++) {
    if (length > NESTING_LIMIT) give_up_nesting(p);
    switch (p->tok) {
      case TOKEN_DOT: x = parse_selector(p, x); break;
      case TOKEN_LBRACK: x = parse_index(p, x); break;
      case TOKEN_LPAREN: x = parse_call(p, x); break;
      case TOKEN_LBRACE: {
        Expr *type = syntax_unparen(x);
        if (!literal_follows(p, type)) return x;
        if (type != x) syntax_error(p, "cannot parenthesize type in composite literal");
        x = parse_composite_literal(p, x);
        break;
      }
      default: return x;
    }
  }
}
