// Assignments (Spec: Assignment statements): operands of index expressions and
// pointer indirections on the left and the right side come first, then the
// assignments from left to right. Calls on both sides come before all (order.c).
#include "lower/internal.h"

static Expr **list_of(Expr **x, uint32_t *count) {
  if ((*x)->node.kind == NODE_LIST_EXPR) {
    *count = ((ListExpr *)*x)->elements.len;
    return ((ListExpr *)*x)->elements.data;
  }
  *count = 1;
  return x;
}

// The object a := declares here, or NULL.
static Object *declares(Expr *x) {
  if (x->node.kind != NODE_NAME) return NULL;
  Object *object = ((NameExpr *)x)->object;
  return object && object->pos == x->node.pos && !object->name->blank ? object : NULL;
}

// Names that := uses again have no type of their own in the tree.
static Type *place_type(Context *c, Expr *x) {
  x = unparen(x);
  Object *object = x->node.kind == NODE_NAME ? ((NameExpr *)x)->object : NULL;
  return object && object->kind == OBJECT_VAR ? type_in(c, object->type) : expr_type(c, x);
}

AssignPlace lower_place(Context *c, Expr *x) {
  x = unparen(x);
  AssignPlace p = {0};
  if (is_blank(x)) {
    p.kind = PLACE_BLANK;
    if (x->type) p.type = types_is_untyped(x->type) ? NULL : expr_type(c, x);
    return p;
  }
  if (x->node.kind == NODE_INDEX_EXPR) {
    Type *container = expr_type(c, ((IndexExpr *)x)->x);
    if (under(c->l, container)->kind == TYPE_MAP) {
      p.kind = PLACE_MAP;
      p.type = elem_of(c->l, container);
      p.map_type = container;
      p.map = lower_scalar(c, ((IndexExpr *)x)->x);
      p.key = operand_stable(c, lower_expr_as(c, ((IndexExpr *)x)->index, key_of(c->l, container)));
      return p;
    }
    if (under(c->l, container)->kind == TYPE_SLICE) {
      p.kind = PLACE_ELEMENT;
      p.type = elem_of(c->l, container);
      p.slice = lower_expr(c, ((IndexExpr *)x)->x);
      p.index = index_value(c, ((IndexExpr *)x)->index, &p.index_unsigned);
      p.pos = x->node.pos;
      return p;
    }
  }
  p.kind = PLACE_MEMORY;
  p.type = place_type(c, x);
  p.address = lower_address(c, x);
  return p;
}

// The memory of an element: here its index is checked.
static void find_element(Context *c, AssignPlace *p) {
  if (p->kind != PLACE_ELEMENT) return;
  at(c, p->pos);
  emit_bounds_check(c, p->index, p->index_unsigned, p->slice.c[1], BOUNDS_INDEX);
  p->address = (Address){emit_element(c, p->slice.c[0], p->index, types_sizeof(p->type)), 0, true};
  p->kind = PLACE_MEMORY;
}

void assign_place(Context *c, AssignPlace *p, Operand value) {
  find_element(c, p);
  if (p->type) value = convert_implicit(c, value, p->type);
  switch (p->kind) {
    case PLACE_MEMORY: operand_store(c, p->address, value, 0); return;
    case PLACE_MAP: operand_store(c, map_assign_address(c, p->map_type, p->map, p->key), value, 0); return;
    default:
      if (value.in_memory && !value.address.no_nil) emit_nil_check(c, value.address.base);
  }
}

void assign_expr(Context *c, Expr *lhs, Operand value, bool define) {
  lhs = unparen(lhs);
  Object *object = define ? declares(lhs) : NULL;
  if (object) {
    value = convert_implicit(c, value, type_in(c, object->type));
    operand_store(c, declare_variable(c, object)->address, value, VALUE_STORE_INIT);
    return;
  }
  OrderScope scope = order_list(c, &lhs, 1);
  AssignPlace p = lower_place(c, lhs);
  order_end(c, scope);
  assign_place(c, &p, value);
}

static Operand one(Context *c, Type *type) { return operand_const(c, type, const_int64(c->arena, 1)); }

// x op= y, x++, x--
static void lower_op_assign(Context *c, AssignStmt *s) {
  Type *type = place_type(c, s->lhs);
  Operator op = (Operator)s->op;
  bool shift = op == OP_SHL || op == OP_SHR, rhs_first = s->rhs && may_call(c, s->rhs);
  Operand y = {0};
  OrderScope scope = order_begin(c);
  hoist(c, s->lhs);
  if (rhs_first) y = shift ? lower_expr(c, s->rhs) : lower_expr_as(c, s->rhs, type);
  bool ordered = c->ordered;
  order_operands(c);
  AssignPlace p = lower_place(c, s->lhs);
  find_element(c, &p);
  c->ordered = ordered;
  if (!s->rhs) {
    y = one(c, type);
  } else if (!rhs_first) {
    y = shift ? lower_expr(c, s->rhs) : lower_expr_as(c, s->rhs, type);
  }
  order_end(c, scope);
  at(c, s->stmt.node.pos);
  // One search of the map does. But a division by zero must not make an entry.
  if (p.kind == PLACE_MAP && op != OP_DIV && op != OP_REM) {
    p.address = map_assign_address(c, p.map_type, p.map, p.key);
    p.kind = PLACE_MEMORY;
  }
  Operand x = p.kind == PLACE_MAP ? map_get_value(c, p.map_type, p.map, p.key, NULL) : operand_at(c, type, p.address);
  // A constant shift count has no type that matters.
  Operand result = shift ? lower_shift(c, op, x, y, false) : lower_binary(c, op, x, y, type, s->stmt.node.pos);
  assign_place(c, &p, result);
}

static bool is_indirection(Expr *x) {
  x = unparen(x);
  return x->node.kind == NODE_OPERATION && ((Operation *)x)->op == OP_MUL && !((Operation *)x)->y;
}

// Arrays behind two pointers may overlap in part if the pointers were made from slices.
static bool may_overlap(Context *c, Expr *lhs, Expr *rhs, Type *type) {
  Type *u = under(c->l, type);
  return u->kind == TYPE_ARRAY && ((Array *)u)->length > 1 && is_indirection(lhs) && is_indirection(rhs);
}

static void lower_single(Context *c, AssignStmt *s) {
  Expr *lhs = unparen(s->lhs);
  Object *object = s->define ? declares(lhs) : NULL;
  if (object) {
    Type *type = type_in(c, object->type);
    Expr *inner = unparen(s->rhs);
    if (inner->node.kind == NODE_COMPOSITE_LIT && !may_call(c, inner)) {
      Variable *v = declare_variable(c, object);
      lower_expr_into(c, v->address, s->rhs, type, true);
      return;
    }
    Operand value = lower_expr_as(c, s->rhs, type);
    at(c, s->stmt.node.pos);
    operand_store(c, declare_variable(c, object)->address, value, VALUE_STORE_INIT);
    return;
  }
  if (is_blank(lhs)) {
    lower_discard(c, s->rhs);
    return;
  }
  Type *type = place_type(c, lhs);
  // Nothing is read on the left before a call on the right.
  OrderScope scope = order_list(c, &lhs, 1);
  if (lhs->node.kind == NODE_NAME || may_call(c, s->rhs)) {
    c->ordered = scope.ordered;
    Operand value = lower_expr_as(c, s->rhs, type);
    if (lhs->node.kind != NODE_NAME) value = operand_stable(c, value);
    order_operands(c);
    AssignPlace p = lower_place(c, lhs);
    order_end(c, scope);
    at(c, s->stmt.node.pos);
    assign_place(c, &p, value);
    return;
  }
  AssignPlace p = lower_place(c, lhs);
  order_end(c, scope);
  Operand value = lower_expr_as(c, s->rhs, type);
  if (may_overlap(c, lhs, s->rhs, type)) value = operand_stable(c, value);
  at(c, s->stmt.node.pos);
  assign_place(c, &p, value);
}

static bool is_declaration(const AssignStmt *s, Expr *lhs) { return s->define && declares(lhs); }

// a, b = f() and the comma-ok forms.
static void lower_tuple_assign(Context *c, AssignStmt *s, Expr **lhs, uint32_t count) {
  Operand *values = arena_array(c->arena, Operand, count);
  AssignPlace *places = arena_array(c->arena, AssignPlace, count);
  OrderScope scope = order_list(c, lhs, count);
  c->ordered = scope.ordered;
  lower_multi(c, s->rhs, values, count);
  at(c, s->stmt.node.pos);
  order_operands(c);
  for (uint32_t i = 0; i < count; i++) {
    if (!is_declaration(s, lhs[i])) places[i] = lower_place(c, lhs[i]);
  }
  order_end(c, scope);
  for (uint32_t i = 0; i < count; i++) {
    if (is_declaration(s, lhs[i])) {
      assign_expr(c, lhs[i], values[i], true);
    } else {
      assign_place(c, &places[i], values[i]);
    }
  }
}

static void lower_parallel(Context *c, AssignStmt *s, Expr **lhs, Expr **rhs, uint32_t count) {
  Operand *values = arena_array(c->arena, Operand, count);
  AssignPlace *places = arena_array(c->arena, AssignPlace, count);
  OrderScope scope = order_begin(c);
  for (uint32_t i = 0; i < count; i++) hoist(c, lhs[i]);
  for (uint32_t i = 0; i < count; i++) hoist(c, rhs[i]);
  order_operands(c);
  for (uint32_t i = 0; i < count; i++) {
    if (!is_declaration(s, lhs[i])) places[i] = lower_place(c, lhs[i]);
  }
  for (uint32_t i = 0; i < count; i++) {
    Object *object = s->define ? declares(lhs[i]) : NULL;
    Type *type = object ? type_in(c, object->type) : is_blank(lhs[i]) ? NULL : place_type(c, lhs[i]);
    if (!type && unparen(rhs[i])->node.mode == MODE_NIL) continue;
    values[i] = operand_stable(c, type ? lower_expr_as(c, rhs[i], type) : lower_expr(c, rhs[i]));
  }
  order_end(c, scope);
  at(c, s->stmt.node.pos);
  for (uint32_t i = 0; i < count; i++) {
    if (is_declaration(s, lhs[i])) {
      assign_expr(c, lhs[i], values[i], true);
    } else if (values[i].type && places[i].kind != PLACE_BLANK) {
      assign_place(c, &places[i], values[i]);
    }
  }
}

void lower_assign(Context *c, AssignStmt *s) {
  at(c, s->stmt.node.pos);
  if (s->op) {
    lower_op_assign(c, s);
    return;
  }
  uint32_t lhs_count, rhs_count;
  Expr **lhs = list_of(&s->lhs, &lhs_count), **rhs = list_of(&s->rhs, &rhs_count);
  if (lhs_count == 1 && rhs_count == 1) {
    lower_single(c, s);
  } else if (lhs_count != rhs_count) {
    lower_tuple_assign(c, s, lhs, lhs_count);
  } else {
    lower_parallel(c, s, lhs, rhs, lhs_count);
  }
}
