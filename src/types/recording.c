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

void check_remember_untyped(Checker *c, Expr *e, bool shift_lhs, uint8_t mode, Type *type, const ConstVal *value) {
  ExprInfo *info = check_note(c, e);
  info->mode = mode;
  info->flags &= (uint8_t) ~(EXPR_SHIFT_LHS | EXPR_COMMA_OK);
  info->flags |= EXPR_UNTYPED | (shift_lhs ? EXPR_SHIFT_LHS : 0);
  info->type = type;
  info->value = value;
}

// Records what an operand says about its expression.
void check_record_operand(Checker *c, Operand *x) {
  if (x->mode == MODE_INVALID) return;
  Type *type = x->mode == MODE_NO_VALUE ? NULL : x->type;
  const ConstVal *value = x->mode == MODE_CONSTANT ? x->value : NULL;
  if (untyped(type)) {
    check_remember_untyped(c, x->expr, false, x->mode, type, value);
  } else {
    check_record_type_and_value(c, x->expr, x->mode, type, value);
  }
}

// The end of types2's life of untyped expressions. Their types are recorded already.
void check_record_untyped(Checker *c) { c->untyped.len = 0; }

void check_record_type_and_value(Checker *c, Expr *e, OperandMode mode, Type *type, const ConstVal *value) {
  if (mode == MODE_INVALID) return;
  ExprInfo *info = check_note(c, e);
  info->mode = (uint8_t)mode;
  info->flags &= (uint8_t) ~(EXPR_UNTYPED | EXPR_SHIFT_LHS | EXPR_COMMA_OK);
  info->type = type;
  info->value = mode == MODE_CONSTANT ? value : NULL;
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
    ExprInfo *info = check_note(c, e);
    info->type = &tuple->type;
    info->flags |= EXPR_COMMA_OK;
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
  ExprInfo *info = check_note(c, &name->expr);
  Instantiation *instantiation = arena_new(c->arena, Instantiation);
  *instantiation = (Instantiation){info_object(c->info, name), new_type_list(c->arena, args, count)};
  info->instantiation = instantiation;
  info->flags |= EXPR_INSTANCE;
}

void check_record_object(Checker *c, const NameExpr *id, Object *object) {
  ExprInfo *info = check_note(c, &id->expr);
  if (info->flags & EXPR_INSTANCE) info->instantiation->object = object;
  else info->object = object;
}

LiteralInfo *check_note_literal(Checker *c, const FuncLit *literal) {
  ExprInfo *info = check_note(c, &literal->expr);
  if (!info->literal) info->literal = arena_new(c->arena, LiteralInfo);
  return info->literal;
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
  check_note(c, &e->expr)->selection = s;
}
