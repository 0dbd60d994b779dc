// Types, and parameter lists (Spec: Types, Function types, Type parameter declarations).
#include "syntax/internal.h"

Expr *parse_type(Parser *p) {
  Expr *type = parse_type_or_null(p);
  if (type) return type;
  type = bad_expr(p);
  syntax_error(p, "expected type");
  advance(p, SET(TOKEN_COMMA) | SET(TOKEN_COLON) | SET(TOKEN_SEMI) | SET(TOKEN_RPAREN) | SET(TOKEN_RBRACK) |
                 SET(TOKEN_RBRACE));
  PLACE(p, p->tok, ((BadExpr *)type)->places.end);
  return type;
}

static Expr *new_indirect(Parser *p, Pos pos, Expr *type) {
  Operation *t = NEW(p, Operation, NODE_OPERATION, pos);
  t->op = OP_MUL;
  t->x = type;
  return &t->expr;
}

// TypeName [ TypeArgs ]; the first name may have been read.
static Expr *parse_qualified_name(Parser *p, NameExpr *name) {
  Expr *x;
  if (name) {
    x = &name->expr;
  } else if (p->tok == TOKEN_NAME) {
    x = &parse_name(p)->expr;
  } else {
    x = &new_name(p, p->pos, name_cstr(p->session->names, "_"))->expr;
    syntax_error(p, "expected name");
    advance(p, SET(TOKEN_DOT) | SET(TOKEN_SEMI) | SET(TOKEN_RBRACE));
  }
  if (p->tok == TOKEN_DOT) {
    SelectorExpr *s = NEW(p, SelectorExpr, NODE_SELECTOR_EXPR, p->pos);
    scan_next(p);
    s->x = x;
    s->selector = parse_name(p);
    x = &s->expr;
  }
  if (p->tok == TOKEN_LBRACK) {
    IndexExpr *instance = NEW_PLACED(p, IndexExpr, NODE_INDEX_EXPR, p->pos);
    scan_next(p);
    instance->x = x;
    if (p->tok == TOKEN_RBRACK) {
      syntax_error(p, "expected type argument list");
      instance->index = bad_expr(p);
    } else if (enter(p)) {
      bool comma;
      instance->index = parse_type_list(p, true, &comma);
      leave(p);
    } else {
      instance->index = bad_expr(p);
    }
    PLACE(p, TOKEN_RBRACK, instance->places.close);
    want(p, TOKEN_RBRACK);
    x = &instance->expr;
  }
  return x;
}

static Expr *parse_chan_elem(Parser *p) {
  Expr *type = parse_type_or_null(p);
  if (type) return type;
  type = bad_expr(p);
  syntax_error(p, "missing channel element type");
  return type;
}

// "[" is read, and "[" length too if it is given.
Expr *parse_array_type(Parser *p, Pos pos, Expr *length) {
  ArrayTypeExpr *t = NEW_PLACED(p, ArrayTypeExpr, NODE_ARRAY_TYPE, pos);
  if (!length) PLACE(p, TOKEN_DOT_DOT_DOT, t->places.dots);
  if (!length && !got(p, TOKEN_DOT_DOT_DOT)) {
    p->expr_level++;
    length = parse_expr(p);
    p->expr_level--;
  }
  if (p->tok == TOKEN_COMMA) {
    syntax_error(p, "unexpected comma; expected ]");
    scan_next(p);
  }
  PLACE(p, TOKEN_RBRACK, t->places.close);
  want(p, TOKEN_RBRACK);
  t->length = length;
  t->elem = parse_type(p);
  return &t->expr;
}

// "[" has been read, "]" is the current token.
Expr *parse_slice_type(Parser *p, Pos pos) {
  SliceTypeExpr *t = NEW_PLACED(p, SliceTypeExpr, NODE_SLICE_TYPE, pos);
  PLACE(p, TOKEN_RBRACK, t->places.close);
  scan_next(p);
  t->elem = parse_type(p);
  return &t->expr;
}

static Expr *parse_map_type(Parser *p) {
  MapTypeExpr *t = NEW_PLACED(p, MapTypeExpr, NODE_MAP_TYPE, p->pos);
  scan_next(p);
  PLACE(p, TOKEN_LBRACK, t->places.brackets.open);
  want(p, TOKEN_LBRACK);
  t->key = parse_type(p);
  PLACE(p, TOKEN_RBRACK, t->places.brackets.close);
  want(p, TOKEN_RBRACK);
  t->value = parse_type(p);
  return &t->expr;
}

static Expr *parse_chan_type(Parser *p) {
  ChanTypeExpr *t = NEW_PLACED(p, ChanTypeExpr, NODE_CHAN_TYPE, p->pos);
  PLACE(p, TOKEN_ARROW, t->places.arrow);
  if (got(p, TOKEN_ARROW)) {
    t->dir = CHAN_RECV_ONLY;
    PLACE(p, TOKEN_CHAN, t->places.chan);
    want(p, TOKEN_CHAN);
  } else {
    PLACE(p, TOKEN_CHAN, t->places.chan);
    scan_next(p);
    PLACE(p, TOKEN_ARROW, t->places.arrow);
    if (got(p, TOKEN_ARROW)) t->dir = CHAN_SEND_ONLY;
  }
  t->elem = parse_chan_elem(p);
  return &t->expr;
}

// ---- structs

static void add_field(Parser *p, StructTypeExpr *t, Pos pos, NameExpr *name, Expr *type, BasicLit *tag) {
  if (tag) {
    if (tag->kind != LIT_STRING) p->file->doubtful = true;
    while (t->tags.len < t->fields.len) vec_push(p->arena, &t->tags, NULL);
    vec_push(p->arena, &t->tags, tag);
  } else if (t->tags.len) {
    vec_push(p->arena, &t->tags, NULL);
  }
  Field *f = NEW_PLACED(p, Field, NODE_FIELD, pos);
  f->name = name;
  f->type = type;
  vec_push(p->arena, &t->fields, f);
}

// After "name [": the array or slice type of a field, or, as an IndexExpr that still
// lacks its x, the type arguments of an embedded type.
static Expr *parse_array_or_type_args(Parser *p) {
  Pos pos = p->pos, close = 0;
  want(p, TOKEN_LBRACK);
  if (p->tok == TOKEN_RBRACK) return parse_slice_type(p, pos);
  bool comma;
  Expr *n = parse_type_list(p, false, &comma);
  PLACE(p, TOKEN_RBRACK, close);
  want(p, TOKEN_RBRACK);
  Expr *elem = comma ? NULL : parse_type_or_null(p);
  if (elem) {
    ArrayTypeExpr *t = NEW_PLACED(p, ArrayTypeExpr, NODE_ARRAY_TYPE, pos);
    t->length = n;
    t->elem = elem;
    if (p->tools) t->places.close = close;
    return &t->expr;
  }
  IndexExpr *t = NEW_PLACED(p, IndexExpr, NODE_INDEX_EXPR, pos);
  t->index = n;
  if (p->tools) t->places.close = close;
  return &t->expr;
}

static void parse_named_fields(Parser *p, StructTypeExpr *t) {
  Pos pos = p->pos;
  NameExpr *name = parse_name(p);
  if (p->tok == TOKEN_DOT || p->tok == TOKEN_LITERAL || p->tok == TOKEN_SEMI || p->tok == TOKEN_RBRACE) {
    Expr *type = parse_qualified_name(p, name);
    add_field(p, t, pos, NULL, type, parse_literal_or_null(p));
    return;
  }
  NameExprVec names;
  parse_name_list(p, name, &names);
  Expr *type;
  if (names.len == 1 && p->tok == TOKEN_LBRACK) {
    type = parse_array_or_type_args(p);
    if (type->node.kind == NODE_INDEX_EXPR) {
      ((IndexExpr *)type)->x = &name->expr;
      add_field(p, t, pos, NULL, type, parse_literal_or_null(p));
      return;
    }
  } else {
    type = parse_type(p);
  }
  BasicLit *tag = parse_literal_or_null(p);
  for (uint32_t i = 0; i < names.len; i++) add_field(p, t, names.data[i]->expr.node.pos, names.data[i], type, tag);
}

// "*T", and with complaints "*(T)", "(T)", "(*T)".
static void parse_embedded_pointer(Parser *p, StructTypeExpr *t) {
  Pos pos = p->pos;
  Expr *type;
  if (got(p, TOKEN_STAR)) {
    bool paren = p->tok == TOKEN_LPAREN;
    if (paren) {
      syntax_error(p, "cannot parenthesize embedded type");
      scan_next(p);
    }
    type = parse_qualified_name(p, NULL);
    if (paren) got(p, TOKEN_RPAREN);
    BasicLit *tag = parse_literal_or_null(p);
    add_field(p, t, pos, NULL, new_indirect(p, pos, type), tag);
    return;
  }
  syntax_error(p, "cannot parenthesize embedded type");
  scan_next(p);
  Pos star = p->pos;
  if (got(p, TOKEN_STAR)) {
    type = new_indirect(p, star, parse_qualified_name(p, NULL));
  } else {
    type = parse_qualified_name(p, NULL);
  }
  got(p, TOKEN_RPAREN);
  add_field(p, t, pos, NULL, type, parse_literal_or_null(p));
}

static void parse_fields(Parser *p, StructTypeExpr *t) {
  uint32_t first = t->fields.len;
  CommentGroup *doc = comment_lead(p);
  if (p->tok == TOKEN_NAME) {
    parse_named_fields(p, t);
  } else if (p->tok == TOKEN_STAR || p->tok == TOKEN_LPAREN) {
    parse_embedded_pointer(p, t);
  } else {
    syntax_error(p, "expected field name or embedded type");
    advance(p, SET(TOKEN_SEMI) | SET(TOKEN_RBRACE));
  }
  if (!p->tools || first == t->fields.len) return;
  Docs *docs = &t->fields.data[first]->places.docs;
  docs->doc = doc;
  comment_behind(p, &docs->comment);
}

static Expr *parse_struct_type(Parser *p) {
  StructTypeExpr *t = NEW_PLACED(p, StructTypeExpr, NODE_STRUCT_TYPE, p->pos);
  scan_next(p);
  PLACE(p, TOKEN_LBRACE, t->places.braces.open);
  want(p, TOKEN_LBRACE);
  bool complete = true;
  while (p->tok != TOKEN_EOF && p->tok != TOKEN_RBRACE && complete) {
    parse_fields(p, t);
    complete = list_separator(p, "struct type", TOKEN_SEMI, TOKEN_RBRACE);
  }
  PLACE(p, TOKEN_RBRACE, t->places.braces.close);
  list_end(p, TOKEN_RBRACE, complete);
  return &t->expr;
}

// ---- interfaces

static bool at_operator(const Parser *p, Operator op) { return p->tok == TOKEN_OPERATOR && p->op == op; }

// [ "~" ] Type
static Expr *parse_embedded_term(Parser *p) {
  if (at_operator(p, OP_TILDE)) {
    Operation *t = NEW(p, Operation, NODE_OPERATION, p->pos);
    t->op = OP_TILDE;
    scan_next(p);
    t->x = parse_type(p);
    return &t->expr;
  }
  Expr *type = parse_type_or_null(p);
  if (type) return type;
  type = bad_expr(p);
  syntax_error(p, "expected ~ term or type");
  advance(p, SET(TOKEN_OPERATOR) | SET(TOKEN_SEMI) | SET(TOKEN_RPAREN) | SET(TOKEN_RBRACK) | SET(TOKEN_RBRACE));
  return type;
}

// A union of terms; the first may have been read, into f.
static Field *parse_embedded_elem(Parser *p, Field *f) {
  if (!f) {
    f = NEW_PLACED(p, Field, NODE_FIELD, p->pos);
    f->type = parse_embedded_term(p);
  }
  while (at_operator(p, OP_OR)) {
    Operation *t = NEW(p, Operation, NODE_OPERATION, p->pos);
    t->op = OP_OR;
    scan_next(p);
    t->x = f->type;
    t->y = parse_embedded_term(p);
    f->type = &t->expr;
  }
  return f;
}

static const char method_context[] = "interface method";

static Expr *method_type(Parser *p) {
  FieldVec none = {0};
  return &parse_func_type(p, method_context, &none)->expr;
}

// name "[" …: an instantiated type, or a generic method, which is an error.
static void parse_bracketed_method(Parser *p, Field *f, NameExpr *name) {
  Pos pos = p->pos;
  scan_next(p);
  if (p->tok == TOKEN_RBRACK) {
    Pos close = p->pos;
    scan_next(p);
    if (p->tok == TOKEN_LPAREN) {
      parse_error_at(p, close, "empty type parameter list");
      f->name = name;
      f->type = method_type(p);
    } else {
      parse_error_at(p, close, "empty type argument list");
      f->type = &name->expr;
    }
    return;
  }
  // Type arguments look like a parameter list without names.
  FieldVec list = {0};
  Pos close = parse_param_list(p, NULL, NULL, TOKEN_RBRACK, false, false, &list);
  if (!list.len) {
    if (p->tok == TOKEN_LPAREN) {
      f->name = name;
      f->type = method_type(p);
    } else {
      f->type = &name->expr;
    }
    return;
  }
  if (list.data[0]->name) {
    f->name = name;
    f->type = method_type(p);
    parse_error_at(p, pos, "interface method must have no type parameters");
    return;
  }
  IndexExpr *t = NEW_PLACED(p, IndexExpr, NODE_INDEX_EXPR, pos);
  if (p->tools) t->places.close = close;
  t->x = &name->expr;
  t->index = list.data[0]->type;
  if (list.len > 1) {
    ListExpr *l = NEW(p, ListExpr, NODE_LIST_EXPR, list.data[0]->node.pos);
    for (uint32_t i = 0; i < list.len; i++) vec_push(p->arena, &l->elements, list.data[i]->type);
    t->index = &l->expr;
  }
  f->type = &t->expr;
}

static Field *parse_method_decl(Parser *p) {
  Field *f = NEW_PLACED(p, Field, NODE_FIELD, p->pos);
  NameExpr *name = parse_name(p);
  if (p->tok == TOKEN_LPAREN) {
    f->name = name;
    f->type = method_type(p);
  } else if (p->tok == TOKEN_LBRACK) {
    parse_bracketed_method(p, f, name);
  } else {
    f->type = parse_qualified_name(p, name);
  }
  return f;
}

static Expr *parse_interface_type(Parser *p) {
  InterfaceTypeExpr *t = NEW_PLACED(p, InterfaceTypeExpr, NODE_INTERFACE_TYPE, p->pos);
  scan_next(p);
  PLACE(p, TOKEN_LBRACE, t->places.braces.open);
  want(p, TOKEN_LBRACE);
  uint32_t mark = p->stack_len;
  bool complete = true;
  while (p->tok != TOKEN_EOF && p->tok != TOKEN_RBRACE && complete) {
    CommentGroup *doc = p->tok == TOKEN_NAME ? comment_lead(p) : NULL;
    Field *f = p->tok == TOKEN_NAME ? parse_method_decl(p) : NULL;
    if (!f || !f->name) f = parse_embedded_elem(p, f);
    stack_push(p, f);
    if (p->tools) {
      f->places.docs.doc = doc;
      comment_behind(p, &f->places.docs.comment);
    }
    complete = list_separator(p, "interface type", TOKEN_SEMI, TOKEN_RBRACE);
  }
  PLACE(p, TOKEN_RBRACE, t->places.braces.close);
  list_end(p, TOKEN_RBRACE, complete);
  t->methods.data = (Field **)stack_take(p, mark, &t->methods.len);
  t->methods.cap = t->methods.len;
  return &t->expr;
}

// ---- functions

static void parse_func_result(Parser *p, FuncTypeExpr *t) {
  FieldVec *results = &t->results;
  Pos pos = p->pos;
  if (got(p, TOKEN_LPAREN)) {
    Pos close = parse_param_list(p, NULL, NULL, TOKEN_RPAREN, false, false, results);
    if (p->tools) t->places.results = (Brackets){pos, close};
    return;
  }
  Expr *type = parse_type_or_null(p);
  if (!type) return;
  Field *f = NEW_PLACED(p, Field, NODE_FIELD, pos);
  f->type = type;
  results->data = arena_array(p->arena, Field *, 1);
  results->data[0] = f;
  results->len = results->cap = 1;
}

// A context that is not empty permits no type parameters.
FuncTypeExpr *parse_func_type(Parser *p, const char *context, FieldVec *type_params) {
  FuncTypeExpr *t = NEW_PLACED(p, FuncTypeExpr, NODE_FUNC_TYPE, p->pos);
  PLACE(p, TOKEN_LBRACK, t->places.type_params.open);
  if (got(p, TOKEN_LBRACK)) {
    if (*context) {
      syntax_error_at(p, t->expr.node.pos, arena_printf(p->arena, "%s must have no type parameters", context));
    }
    if (p->tok == TOKEN_RBRACK) {
      syntax_error(p, "empty type parameter list");
      scan_next(p);
    } else {
      Pos close = parse_param_list(p, NULL, NULL, TOKEN_RBRACK, true, false, type_params);
      if (p->tools) t->places.type_params.close = close;
    }
  }
  PLACE(p, TOKEN_LPAREN, t->places.params.open);
  want(p, TOKEN_LPAREN);
  Pos close = parse_param_list(p, NULL, NULL, TOKEN_RPAREN, false, true, &t->params);
  if (p->tools) t->places.params.close = close;
  parse_func_result(p, t);
  return t;
}

// "func" is the current token.
FuncTypeExpr *parse_func_type_with_keyword(Parser *p) {
  Pos func = p->pos;
  scan_next(p);
  FieldVec none = {0};
  FuncTypeExpr *t = parse_func_type(p, "function type", &none);
  if (p->tools) t->places.func = func;
  return t;
}

// One parameter: name, type, or both; NULL after an error. The name may have been read.
static Field *parse_param_or_null(Parser *p, NameExpr *name, Token follow) {
  bool type_sets = follow == TOKEN_RBRACK;  // "~" and "|" only in type parameter lists
  if (!name && type_sets && at_operator(p, OP_TILDE)) return parse_embedded_elem(p, NULL);
  Field *f = NEW_PLACED(p, Field, NODE_FIELD, name ? name->expr.node.pos : p->pos);
  if (name || p->tok == TOKEN_NAME) {
    if (!name) name = parse_name(p);
    bool has_type = true;
    if (p->tok == TOKEN_LBRACK) {
      f->type = parse_array_or_type_args(p);
      if (f->type->node.kind == NODE_INDEX_EXPR) {
        ((IndexExpr *)f->type)->x = &name->expr;
      } else {
        f->name = name;
      }
    } else if (p->tok == TOKEN_DOT) {
      f->type = parse_qualified_name(p, name);
    } else if (type_sets && at_operator(p, OP_OR)) {
      f->type = &name->expr;
    } else {
      f->name = name;
      has_type = false;
    }
    if (has_type) return type_sets && at_operator(p, OP_OR) ? parse_embedded_elem(p, f) : f;
  }
  if (p->tok == TOKEN_DOT_DOT_DOT) {
    DotsTypeExpr *t = NEW(p, DotsTypeExpr, NODE_DOTS_TYPE, p->pos);
    scan_next(p);
    t->elem = parse_type_or_null(p);
    f->type = &t->expr;
    if (!t->elem) {
      f->type = bad_expr(p);
      syntax_error(p, "... is missing type");
    }
    return f;
  }
  if (type_sets && at_operator(p, OP_TILDE)) {
    f->type = parse_embedded_elem(p, NULL)->type;
    return f;
  }
  f->type = parse_type_or_null(p);
  if (type_sets && at_operator(p, OP_OR) && f->type) f = parse_embedded_elem(p, f);
  if (f->name || f->type) return f;
  syntax_error(p, arena_printf(p->arena, "expected %s", token_string(follow)));
  advance(p, SET(TOKEN_COMMA) | SET(follow));
  return NULL;
}

// In "a, b T" the type goes to both names. Where all must be named and some are not,
// or names have no type, there is an error at the leftmost of them.
static void distribute_types(Parser *p, FieldVec *list, bool require_names, uint32_t named, uint32_t typed, Pos end) {
  Pos error = 0;
  Expr *type = NULL;
  for (uint32_t i = list->len; i-- > 0;) {
    Field *f = list->data[i];
    if (f->type) {
      type = f->type;
      if (!f->name) {
        error = syntax_start_pos(&type->node);
        f->name = new_name(p, error, name_cstr(p->session->names, "_"));
      }
    } else if (type) {
      f->type = type;
    } else {
      error = f->name->expr.node.pos;
      f->type = bad_expr_at(p, error);
    }
  }
  if (!error) return;
  const char *message;
  if (named == typed) {
    // Some at the end have no type.
    error = end;
    message = require_names ? "missing type constraint" : "missing parameter type";
  } else if (require_names) {
    message = list->len == 1 ? "missing type parameter name or invalid array length" : "missing type parameter name";
  } else {
    message = "missing parameter name";
  }
  syntax_error_at(p, error, message);
}

// "..." is for the last parameter only, and not everywhere.
static void check_dots(Parser *p, FieldVec *list, bool dots_ok) {
  bool reported = false;
  for (uint32_t i = 0; i < list->len; i++) {
    Field *f = list->data[i];
    if (!f->type || f->type->node.kind != NODE_DOTS_TYPE || (dots_ok && i + 1 == list->len)) continue;
    if (!reported) {
      parse_error_at(p, f->type->node.pos, dots_ok ? "can only use ... with final parameter" : "invalid use of ...");
      reported = true;
    }
    f->type = ((DotsTypeExpr *)f->type)->elem;
  }
}

// The opening bracket is read, and maybe a first name, and with it its type.
Pos parse_param_list(Parser *p, NameExpr *name, Expr *type, Token close, bool require_names, bool dots_ok,
                     FieldVec *list) {
  uint32_t mark = p->stack_len, named = 0, typed = 0;
  bool complete = true, first = name && type;
  while (first || (p->tok != TOKEN_EOF && p->tok != close && complete)) {
    Field *f;
    if (first) {
      f = NEW_PLACED(p, Field, NODE_FIELD, name->expr.node.pos);
      f->name = name;
      f->type = type;
      first = false;
    } else {
      f = parse_param_or_null(p, name, close);
    }
    name = NULL;
    if (f) {
      named += f->name && f->type;
      typed += f->type != NULL;
      stack_push(p, f);
    }
    complete = list_separator(p, "parameter list", TOKEN_COMMA, close);
  }
  Pos closed = p->tok == close ? p->pos : 0;
  Pos end = list_end(p, close, complete);
  list->data = (Field **)stack_take(p, mark, &list->len);
  list->cap = list->len;
  if (!list->len) return closed;
  if (named == 0 && !require_names) {
    // What looks like names are types.
    for (uint32_t i = 0; i < list->len; i++) {
      Field *f = list->data[i];
      if (!f->name) continue;
      f->type = &f->name->expr;
      f->name = NULL;
    }
  } else if (named != list->len) {
    distribute_types(p, list, require_names, named, typed, end);
  }
  check_dots(p, list, dots_ok);
  return closed;
}

// ---- all types

static Expr *parse_type_inner(Parser *p) {
  Pos pos = p->pos;
  switch (p->tok) {
    case TOKEN_STAR: scan_next(p); return new_indirect(p, pos, parse_type(p));
    case TOKEN_ARROW:
    case TOKEN_CHAN: return parse_chan_type(p);
    case TOKEN_FUNC: return &parse_func_type_with_keyword(p)->expr;
    case TOKEN_LBRACK:
      scan_next(p);
      if (p->tok == TOKEN_RBRACK) return parse_slice_type(p, pos);
      return parse_array_type(p, pos, NULL);
    case TOKEN_MAP: return parse_map_type(p);
    case TOKEN_STRUCT: return parse_struct_type(p);
    case TOKEN_INTERFACE: return parse_interface_type(p);
    case TOKEN_LPAREN: {
      scan_next(p);
      Expr *type = parse_type(p);
      if (p->tools) {
        ParenExpr *paren = NEW_PLACED(p, ParenExpr, NODE_PAREN_EXPR, pos);
        paren->x = type;
        PLACE(p, TOKEN_RPAREN, paren->places.close);
        type = &paren->expr;
      }
      want(p, TOKEN_RPAREN);
      return type;
    }
    default: return NULL;
  }
}

Expr *parse_type_or_null(Parser *p) {
  if (p->tok == TOKEN_NAME) return parse_qualified_name(p, NULL);
  if (!enter(p)) return bad_expr(p);
  Expr *type = parse_type_inner(p);
  leave(p);
  return type;
}
