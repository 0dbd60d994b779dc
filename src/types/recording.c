// Recording of the checker's results in its Info: types, modes and values of expressions, what names denote,
// selections, instantiations, and which variables function literals capture.
//
// An expression of untyped type gets its type and value at once, provisionally,
// with the flag EXPR_UNTYPED; check_update_expr_type replaces them when the
// context decides. What is still untyped at the end keeps its untyped type.
#include "types/internal.h"

static inline bool untyped(const Type *t) {
  return t && t->kind == TYPE_BASIC && (((const Basic *)t)->info & INFO_UNTYPED);
}

// What is not a name's object only.
static NameInfo *note_name(Checker *c, InfoPage *page, uint32_t at) {
  if (page->flags[at] & NAME_INFO) return page->more[at].name;
  NameInfo *name = arena_new(&c->package->found, NameInfo);
  name->object = page->more[at].object;
  page->more[at].name = name;
  page->flags[at] |= NAME_INFO;
  return name;
}

__attribute__((noinline)) static void note_value(Checker *c, const Expr *e, InfoPage *page, const ConstVal *value) {
  uint32_t at = e->id % NODE_PAGE;
  if (e->node.kind != NODE_NAME) page->more[at].value = value;
  else if (info_name_value(page, at) != value) note_name(c, page, at)->value = value;
}

__attribute__((noinline)) static void note_first(Checker *c, const Expr *e, uint8_t flags, uint8_t mode, Type *type,
                                                 const ConstVal *value);

// Most that is recorded comes this way: it calls nothing but at its end.
static void note(Checker *c, const Expr *e, uint8_t flags, uint8_t mode, Type *type, const ConstVal *value) {
  InfoPage *page = info_known_page(c->info, e->id);
  if (!page) {
    note_first(c, e, flags, mode, type, value);
    return;
  }
  uint32_t at = e->id % NODE_PAGE;
  bool was_constant = page->modes[at] == MODE_CONSTANT;
  page->modes[at] = mode;
  page->flags[at] = (uint8_t)((page->flags[at] & ~(EXPR_UNTYPED | EXPR_SHIFT_LHS | EXPR_COMMA_OK)) | flags);
  page->types[at] = type;
  if (mode == MODE_CONSTANT) note_value(c, e, page, value);
  else if (was_constant && e->node.kind != NODE_NAME) page->more[at].value = NULL;
}

// Of a page that is not there.
static void note_first(Checker *c, const Expr *e, uint8_t flags, uint8_t mode, Type *type, const ConstVal *value) {
  check_page(c, e->id);
  note(c, e, flags, mode, type, value);
}

// Records what an operand says about its expression.
void check_record_operand(Checker *c, Operand *x) {
  if (x->mode == MODE_INVALID) return;
  Type *type = x->mode == MODE_NO_VALUE ? NULL : x->type;
  note(c, x->expr, untyped(type) ? EXPR_UNTYPED : 0, x->mode, type, x->value);
}

// The end of types2's life of untyped expressions. Their types are recorded already.
void check_record_untyped(Checker *c) { c->untyped.len = 0; }

void check_record_type_and_value(Checker *c, Expr *e, OperandMode mode, Type *type, const ConstVal *value) {
  if (mode == MODE_INVALID) return;
  note(c, e, 0, (uint8_t)mode, type, value);
}

// A constant's operands stay as they are, so that its own entry is all; but what is in parentheses is converted itself.
bool check_record_conversion(Checker *c, const Expr *e, Type *type, const ConstVal *value) {
  InfoPage *page = check_page(c, e->id);
  uint32_t at = e->id % NODE_PAGE;
  if (page->modes[at] != MODE_CONSTANT || !(page->flags[at] & EXPR_UNTYPED)) return false;
  note_value(c, e, page, value);
  if (e->node.kind == NODE_PAREN_EXPR || page->flags[at] & EXPR_SHIFT_LHS) return false;
  page->types[at] = type;
  page->flags[at] &= (uint8_t) ~(EXPR_UNTYPED | EXPR_COMMA_OK);
  return true;
}

// Records the signature of a builtin at its name, seen through parentheses.
void check_record_builtin_type(Checker *c, Expr *fun, Signature *sig) {
  for (;;) {
    check_record_type_and_value(c, fun, MODE_BUILTIN, &sig->type, NULL);
    if (fun->node.kind != NODE_PAREN_EXPR) return;
    fun = ((ParenExpr *)fun)->x;
  }
}

// Records that e is used in a comma-ok form: it has a pair of values.
void check_record_comma_ok(Checker *c, Expr *e, Operand **pair) {
  if (pair[0]->mode == MODE_INVALID) return;
  Object *vars[2];
  for (int i = 0; i < 2; i++) { vars[i] = new_param(c->arena, e->node.pos, c->package, NULL, pair[i]->type); }
  Tuple *tuple = new_tuple(c->arena, vars, 2);
  for (;;) {
    InfoPage *page = check_page(c, e->id);
    page->types[e->id % NODE_PAGE] = &tuple->type;
    page->flags[e->id % NODE_PAGE] |= EXPR_COMMA_OK;
    if (e->node.kind != NODE_PAREN_EXPR) return;
    e = ((ParenExpr *)e)->x;
  }
}

// Records the type arguments of an instantiation at the name of what is instantiated.
void check_record_instance(Checker *c, Expr *e, Type **args, uint32_t count, Type *type) {
  (void)type;
  if (e->node.kind == NODE_INDEX_EXPR) e = ((IndexExpr *)e)->x;
  while (e->node.kind == NODE_PAREN_EXPR) e = ((ParenExpr *)e)->x;
  NameExpr *name = NULL;
  if (e->node.kind == NODE_NAME) {
    name = (NameExpr *)e;
  } else if (e->node.kind == NODE_SELECTOR_EXPR) {
    name = ((SelectorExpr *)e)->selector;
  } else {
    ice("types", "check_record_instance", "instantiated name not found: %s", str_expr(c, e));
  }
  InfoPage *page = check_page(c, name->expr.id);
  note_name(c, page, name->expr.id % NODE_PAGE)->args = new_type_list(c->arena, args, count);
}

void check_record_object(Checker *c, const NameExpr *id, Object *object) {
  InfoPage *page = check_page(c, id->expr.id);
  uint32_t at = id->expr.id % NODE_PAGE;
  if (page->flags[at] & NAME_INFO) page->more[at].name->object = object;
  else page->more[at].object = object;
}

LiteralInfo *check_note_literal(Checker *c, const FuncLit *literal) {
  InfoMore *more = &check_page(c, literal->expr.id)->more[literal->expr.id % NODE_PAGE];
  if (!more->literal) more->literal = arena_new(c->arena, LiteralInfo);
  return more->literal;
}

NameExpr *check_new_name(Checker *c, Pos pos, const char *text) {
  NameExpr *name = arena_new(c->arena, NameExpr);
  name->expr.node = (Node){NODE_NAME, pos};
  name->expr.id = node_id(c->session, &c->ids);
  name->name = name_cstr(c->session->names, text);
  return name;
}

// Notes a variable in all enclosing function literals up to the function that declares it.
static void note_capture(Checker *c, Object *variable) {
  Scope *owner = variable->parent;
  while (owner && !owner->is_func) owner = owner->parent;
  if (!owner) return;
  for (LiteralFrame *frame = c->env.literals; frame && frame->scope != owner; frame = frame->outer) {
    if (map_get(&frame->seen, map_key(variable))) return;  // then the outer ones have it too
    map_put(c->arena, &frame->seen, map_key(variable), variable);
    vec_push(c->arena, &frame->captures, variable);
    LiteralInfo *literal = check_note_literal(c, frame->literal);
    literal->captures = frame->captures.data;
    literal->capture_count = frame->captures.len;
    variable->captured = true;
  }
}

// Records what a name denotes.
void check_record_use(Checker *c, NameExpr *id, Object *object) {
  check_record_object(c, id, object);
  if (c->env.literals && object->kind == OBJECT_VAR && object->var_kind != VAR_PACKAGE &&
      object->var_kind != VAR_FIELD) {
    note_capture(c, object);
  }
}

void check_record_selection(Checker *c, SelectorExpr *e, SelectionKind kind, Type *receiver, Object *object,
                            uint32_t *index, uint32_t index_len, bool indirect) {
  check_record_use(c, e->selector, object);
  Selection *s = arena_new(c->arena, Selection);
  s->kind = (uint8_t)kind;
  s->indirect = indirect;
  s->receiver = receiver;
  s->object = object;
  s->path_len = index_len;
  s->path = index;
  check_page(c, e->expr.id)->more[e->expr.id % NODE_PAGE].selection = s;
}
