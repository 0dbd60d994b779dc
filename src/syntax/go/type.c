// go/parser's types, fields and parameters.
#include "syntax/go/parser.h"

Shape *go_ident(GoParser *p) {
  Shape *x = go_shape(p, SHAPE_IDENT, p->pos);
  if (p->tok == GO_IDENT) {
    x->end = p->pos + p->lit_length;
    go_next(p);
  } else {
    x->end = p->pos + 1;  // "_"
    go_expect(p, GO_IDENT);
  }
  return x;
}

static Shape *bad(GoParser *p, Spot pos) { return go_finish(go_shape(p, SHAPE_BAD, pos), p->pos); }

Shape *go_type(GoParser *p) {
  Shape *type = go_type_or_null(p);
  if (type) return type;
  Spot pos = p->pos;
  go_expected(p, pos, "type");
  go_advance(p, go_ends_expr);
  return bad(p, pos);
}

// The first name may have been read.
static Shape *type_name(GoParser *p, Shape *name) {
  if (!name) name = go_ident(p);
  if (!go_got(p, GO_PERIOD)) return name;
  Shape *selector = go_ident(p);
  return go_finish(go_shape(p, SHAPE_SELECTOR, name->begin), selector->end);
}

// "[" types "]" behind a type.
static Shape *type_instance(GoParser *p, Shape *type) {
  go_expect(p, GO_LBRACK);
  p->level++;
  uint32_t count = 0;
  while (p->tok != GO_RBRACK && p->tok != GO_EOF) {
    go_type(p);
    count++;
    if (!go_at_comma(p, "type argument list", GO_RBRACK)) break;
    go_next(p);
  }
  p->level--;
  Spot close = go_expect_closing(p, GO_RBRACK, "type argument list");
  if (!count) go_expected(p, close, "type argument list");
  return go_finish(go_shape(p, SHAPE_INDEX, type->begin), close + 1);
}

static Shape *qualified_name(GoParser *p, Shape *name) {
  Shape *type = type_name(p, name);
  return p->tok == GO_LBRACK ? type_instance(p, type) : type;
}

// "[" has been read, and the length if it is given.
Shape *go_array_type(GoParser *p, Spot bracket, Shape *length) {
  if (!length) {
    p->level++;
    // "..." is always accepted.
    if (!go_got(p, GO_ELLIPSIS) && p->tok != GO_RBRACK) go_rhs(p);
    p->level--;
  }
  if (p->tok == GO_COMMA) {
    go_error(p, p->pos, "unexpected comma; expecting ]");
    go_next(p);
  }
  go_expect(p, GO_RBRACK);
  Shape *elem = go_type(p);
  return go_finish(go_shape(p, SHAPE_ARRAY, bracket), elem->end);
}

// name "[" …: an array as the type of the name, or an instantiated type, then *name becomes NULL.
static Shape *array_or_instance(GoParser *p, Shape **name) {
  Spot open = go_expect(p, GO_LBRACK), trailing = 0;
  uint32_t count = 0;
  if (p->tok != GO_RBRACK) {
    p->level++;
    go_rhs(p);
    count = 1;
    while (p->tok == GO_COMMA) {
      Spot comma = p->pos;
      go_next(p);
      if (p->tok == GO_RBRACK) {
        trailing = comma;
        break;
      }
      go_rhs(p);
      count++;
    }
    p->level--;
  }
  Spot close = go_expect(p, GO_RBRACK);
  Shape *elem = count == 0 ? go_type(p) : count == 1 ? go_type_or_null(p) : NULL;
  if (elem) {
    if (trailing) go_error(p, trailing, "unexpected comma; expecting ]");
    return go_finish(go_shape(p, SHAPE_ARRAY, open), elem->end);
  }
  Spot begin = (*name)->begin;
  *name = NULL;
  return go_finish(go_shape(p, SHAPE_INDEX, begin), close + 1);
}

// ---- structs

static void named_fields(GoParser *p) {
  Shape *name = go_ident(p);
  switch (p->tok) {
    case GO_PERIOD: qualified_name(p, name); return;
    case GO_STRING:
    case GO_SEMICOLON:
    case GO_RBRACE: return;  // an embedded type
    default: break;
  }
  uint32_t count = 1;
  for (; go_got(p, GO_COMMA); count++) go_ident(p);
  if (count == 1 && p->tok == GO_LBRACK) {
    array_or_instance(p, &name);
  } else {
    go_type(p);
  }
}

static void parenthesized_embedded(GoParser *p) {
  go_error(p, p->pos, "cannot parenthesize embedded type");
  go_next(p);
  go_got(p, GO_MUL);
  qualified_name(p, NULL);
  go_got(p, GO_RPAREN);
}

static void field_decl(GoParser *p) {
  switch (p->tok) {
    case GO_IDENT: named_fields(p); break;
    case GO_MUL:
      go_next(p);
      if (p->tok == GO_LPAREN) {
        go_error(p, p->pos, "cannot parenthesize embedded type");
        go_next(p);
        qualified_name(p, NULL);
        go_got(p, GO_RPAREN);
      } else {
        qualified_name(p, NULL);
      }
      break;
    default: parenthesized_embedded(p); break;
  }
  go_got(p, GO_STRING);
  go_expect_semi(p);
}

static Shape *struct_type(GoParser *p) {
  Shape *t = go_shape(p, SHAPE_STRUCT, go_expect(p, GO_STRUCT));
  go_expect(p, GO_LBRACE);
  while (p->tok == GO_IDENT || p->tok == GO_MUL || p->tok == GO_LPAREN) field_decl(p);
  return go_finish(t, go_expect(p, GO_RBRACE) + 1);
}

// ---- interfaces

static Shape *embedded_term(GoParser *p) {
  Spot pos = p->pos;
  if (go_got(p, GO_TILDE)) {
    Shape *t = go_shape(p, SHAPE_UNARY, pos);
    t->op = GO_TILDE;
    t->x = go_type(p);
    return go_finish(t, t->x->end);
  }
  Shape *type = go_type_or_null(p);
  if (type) return type;
  go_expected(p, pos, "~ term or type");
  go_advance(p, go_ends_expr);
  return bad(p, pos);
}

// A union; its first term may have been read.
static Shape *embedded_elem(GoParser *p, Shape *x) {
  if (!x) x = embedded_term(p);
  while (p->tok == GO_OR) {
    Shape *t = go_shape(p, SHAPE_BINARY, x->begin);
    t->op = GO_OR;
    t->at = p->pos;
    go_next(p);
    t->x = x;
    t->y = embedded_term(p);
    x = go_finish(t, t->y->end);
  }
  return x;
}

// name "[" …: a generic method, which is an error, or an instantiated type. Returns whether it is a method.
static bool bracketed_method(GoParser *p) {
  Spot open = p->pos;
  go_next(p);
  p->level++;
  Shape *x = go_expr(p);
  p->level--;
  if (x->kind == SHAPE_IDENT && p->tok != GO_COMMA && p->tok != GO_RBRACK) {
    go_param_list(p, x, NULL, GO_RBRACK, false);
    go_expect(p, GO_RBRACK);
    go_error(p, open, "interface method must have no type parameters");
    go_signature(p, 0);
    return true;
  }
  if (go_at_comma(p, "type argument list", GO_RBRACK)) {
    p->level++;
    go_next(p);
    while (p->tok != GO_RBRACK && p->tok != GO_EOF) {
      go_type(p);
      if (!go_at_comma(p, "type argument list", GO_RBRACK)) break;
      go_next(p);
    }
    p->level--;
  }
  go_expect_closing(p, GO_RBRACK, "type argument list");
  return false;
}

// A method, or a type; for that its union has still to be read, which begins with what is returned.
static Shape *method_spec(GoParser *p) {
  Shape *x = type_name(p, NULL);
  if (x->kind == SHAPE_IDENT && p->tok == GO_LBRACK) return bracketed_method(p) ? NULL : x;
  if (x->kind == SHAPE_IDENT && p->tok == GO_LPAREN) {
    go_signature(p, 0);
    return NULL;
  }
  return x->kind != SHAPE_IDENT && p->tok == GO_LBRACK ? type_instance(p, x) : x;
}

static bool interface_elem(GoParser *p) {
  Shape *x;
  if (p->tok == GO_IDENT) {
    x = method_spec(p);
    if (x) embedded_elem(p, x);
  } else if (p->tok == GO_TILDE) {
    embedded_elem(p, NULL);
  } else {
    x = go_type_or_null(p);
    if (!x) return false;
    embedded_elem(p, x);
  }
  go_expect_semi(p);
  return true;
}

static Shape *interface_type(GoParser *p) {
  Shape *t = go_shape(p, SHAPE_INTERFACE, go_expect(p, GO_INTERFACE));
  go_expect(p, GO_LBRACE);
  while (interface_elem(p)) continue;
  return go_finish(t, go_expect(p, GO_RBRACE) + 1);
}

// ---- parameters

typedef struct Param {
  Shape *name, *type;
} Param;
typedef Vec(Param) ParamVec;

static Shape *dots_type(GoParser *p) {
  Spot pos = go_expect(p, GO_ELLIPSIS);
  Shape *elem = go_type(p);
  return go_finish(go_shape(p, SHAPE_DOTS, pos), elem->end);
}

// What follows a parameter's name. Returns false if no union can follow.
static bool behind_name(GoParser *p, Param *f, bool type_sets) {
  switch (p->tok) {
    case GO_IDENT:
    case GO_MUL:
    case GO_ARROW:
    case GO_FUNC:
    case GO_CHAN:
    case GO_MAP:
    case GO_STRUCT:
    case GO_INTERFACE:
    case GO_LPAREN: f->type = go_type(p); return true;
    case GO_LBRACK: f->type = array_or_instance(p, &f->name); return true;
    case GO_ELLIPSIS: f->type = dots_type(p); return false;
    case GO_PERIOD:
      f->type = qualified_name(p, f->name);
      f->name = NULL;
      return true;
    case GO_TILDE:
      if (!type_sets) return true;
      f->type = embedded_elem(p, NULL);
      return false;
    case GO_OR:
      if (!type_sets) return true;
      f->type = embedded_elem(p, f->name);
      f->name = NULL;
      return false;
    default: return true;
  }
}

static Param param_decl(GoParser *p, Shape *name, bool type_sets) {
  Param f = {.name = name};
  bool more = true;
  if (!name && type_sets && p->tok == GO_TILDE) {
    f.type = embedded_elem(p, NULL);
    return f;
  }
  switch (name ? GO_IDENT : p->tok) {
    case GO_IDENT:
      if (!name) f.name = go_ident(p);
      more = behind_name(p, &f, type_sets);
      break;
    case GO_MUL:
    case GO_ARROW:
    case GO_FUNC:
    case GO_LBRACK:
    case GO_CHAN:
    case GO_MAP:
    case GO_STRUCT:
    case GO_INTERFACE:
    case GO_LPAREN: f.type = go_type(p); break;
    case GO_ELLIPSIS:
      f.type = dots_type(p);
      more = false;
      break;
    default: go_expected(p, p->pos, "')'"); go_advance(p, go_ends_expr);
  }
  if (more && type_sets && p->tok == GO_OR && f.type) f.type = embedded_elem(p, f.type);
  return f;
}

static const char *missing_name(bool type_params, uint32_t count) {
  if (!type_params) return "missing parameter name";
  return count == 1 ? "missing type parameter name or invalid array length" : "missing type parameter name";
}

// All names are types after all.
static void all_unnamed(GoParser *p, ParamVec *list, bool type_params, Spot begin, uint32_t typed) {
  for (uint32_t i = 0; i < list->len; i++) {
    Param *f = &list->data[i];
    if (!f->name) continue;
    f->type = f->name;
    f->name = NULL;
  }
  if (!type_params) return;
  if (!typed) {
    go_error(p, p->pos, "missing type constraint");
  } else {
    go_error(p, begin, "%s", missing_name(true, list->len));
  }
}

static void distribute(GoParser *p, ParamVec *list, bool type_params, uint32_t named, uint32_t typed) {
  Spot error = 0;
  Shape *type = NULL;
  for (uint32_t i = list->len; i-- > 0;) {
    Param *f = &list->data[i];
    if (f->type) {
      type = f->type;
      if (!f->name) error = type->begin;
    } else if (type) {
      f->type = type;
    } else {
      error = f->name->begin;
      f->type = bad(p, error);
    }
  }
  if (!error) return;
  if (named == typed) {
    go_error(p, p->pos, type_params ? "missing type constraint" : "missing parameter type");
  } else {
    go_error(p, error, "%s", missing_name(type_params, list->len));
  }
}

static void check_dots(GoParser *p, const ParamVec *list, bool dots_ok) {
  for (uint32_t i = 0; i < list->len; i++) {
    const Shape *type = list->data[i].type;
    if (!type || type->kind != SHAPE_DOTS || (dots_ok && i + 1 == list->len)) continue;
    go_error(p, type->begin, dots_ok ? "can only use ... with final parameter" : "invalid use of ...");
    return;
  }
}

// Up to the closing bracket; the first name, and its type, may have been read. Returns how many there are.
uint32_t go_param_list(GoParser *p, Shape *name, Shape *type, GoToken close, bool dots_ok) {
  bool type_params = close == GO_RBRACK;
  Spot begin = name ? name->begin : type ? type->begin : p->pos;
  ParamVec list = {0};
  uint32_t named = 0, typed = 0;
  while (name || (p->tok != close && p->tok != GO_EOF)) {
    Param f = {name, type};
    if (!type) {
      f = param_decl(p, name, type_params);
    } else if (type_params) {
      f.type = embedded_elem(p, type);
    }
    name = type = NULL;
    if (f.name || f.type) {
      named += f.name && f.type;
      typed += f.type != NULL;
      vec_push(p->arena, &list, f);
    }
    if (!go_at_comma(p, "parameter list", close)) break;
    go_next(p);
  }
  if (!list.len) return 0;
  if (!named) {
    all_unnamed(p, &list, type_params, begin, typed);
  } else if (named != list.len) {
    distribute(p, &list, type_params, named, typed);
  }
  check_dots(p, &list, dots_ok);
  return list.len;
}

bool go_type_params(GoParser *p) {
  go_expect(p, GO_LBRACK);
  uint32_t count = p->tok == GO_RBRACK ? 0 : go_param_list(p, NULL, NULL, GO_RBRACK, false);
  Spot close = go_expect(p, GO_RBRACK);
  if (!count) go_error(p, close, "empty type parameter list");
  return count > 0;
}

// "(" … ")"; returns the end.
static Spot parenthesized(GoParser *p, bool dots_ok) {
  go_expect(p, GO_LPAREN);
  if (p->tok != GO_RPAREN) go_param_list(p, NULL, NULL, GO_RPAREN, dots_ok);
  return go_expect(p, GO_RPAREN) + 1;
}

Spot go_params(GoParser *p) { return parenthesized(p, true); }

Spot go_signature(GoParser *p, Spot end) {
  end = go_params(p);
  if (p->tok == GO_LPAREN) return parenthesized(p, false);
  Shape *result = go_type_or_null(p);
  return result ? result->end : end;
}

Shape *go_func_type(GoParser *p) {
  Shape *t = go_shape(p, SHAPE_FUNC_TYPE, go_expect(p, GO_FUNC));
  Spot open = p->pos;
  if (p->tok == GO_LBRACK && go_type_params(p)) go_error(p, open, "function type must have no type parameters");
  return go_finish(t, go_signature(p, 0));
}

// ---- all types

static Shape *map_type(GoParser *p) {
  Shape *t = go_shape(p, SHAPE_MAP, go_expect(p, GO_MAP));
  go_expect(p, GO_LBRACK);
  go_type(p);
  go_expect(p, GO_RBRACK);
  return go_finish(t, go_type(p)->end);
}

static Shape *chan_type(GoParser *p) {
  Shape *t = go_shape(p, SHAPE_CHAN, p->pos);
  if (go_got(p, GO_CHAN)) {
    t->at = p->pos;
    if (go_got(p, GO_ARROW)) {
      t->dir = CHAN_SEND_ONLY;
    } else {
      t->at = 0;
    }
  } else {
    t->at = go_expect(p, GO_ARROW);
    go_expect(p, GO_CHAN);
    t->dir = CHAN_RECV_ONLY;
  }
  t->x = go_type(p);
  return go_finish(t, t->x->end);
}

static Shape *paren_type(GoParser *p) {
  Shape *t = go_shape(p, SHAPE_PAREN, p->pos);
  go_next(p);
  t->x = go_type(p);
  return go_finish(t, go_expect(p, GO_RPAREN) + 1);
}

static Shape *type_inner(GoParser *p) {
  switch (p->tok) {
    case GO_IDENT: return qualified_name(p, NULL);
    case GO_LBRACK: return go_array_type(p, go_expect(p, GO_LBRACK), NULL);
    case GO_STRUCT: return struct_type(p);
    case GO_MUL: {
      Shape *t = go_shape(p, SHAPE_OTHER, go_expect(p, GO_MUL));
      return go_finish(t, go_type(p)->end);
    }
    case GO_FUNC: return go_func_type(p);
    case GO_INTERFACE: return interface_type(p);
    case GO_MAP: return map_type(p);
    case GO_CHAN:
    case GO_ARROW: return chan_type(p);
    case GO_LPAREN: return paren_type(p);
    default: return NULL;
  }
}

Shape *go_type_or_null(GoParser *p) {
  Shape *type = go_enter(p) ? type_inner(p) : NULL;
  p->nesting--;
  return type;
}
