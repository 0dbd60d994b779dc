// Assignments (Spec: Assignment statements) in gc's order (order.c). All calls of both sides come first. Then
//
//   x = y      what is inside the left side and can't be assigned to (an index `i + 1`, a pointer that a map holds);
//              the right side; the rest of the left side: its indirections and checks
//   m[k] = y   m, k and y first, then the entry is made
//   x op= y    the left side is found and read, then the right side, then the operation
//   a, b = …   one assignment after the other; before all of them what an earlier one may change
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
static Object *declares(const Info *info, Expr *x) {
  if (x->node.kind != NODE_NAME) return NULL;
  Object *object = info_object(info, (NameExpr *)x);
  return object && object->pos == x->node.pos && !object->name->blank ? object : NULL;
}

// Names that := uses again have no type of their own.
Type *assigned_type(Context *c, Expr *x) {
  x = unparen(x);
  Object *object = x->node.kind == NODE_NAME ? info_object(c->info, (NameExpr *)x) : NULL;
  return object && object->kind == OBJECT_VAR ? type_in(c, object->type) : expr_type(c, x);
}

static bool is_map_entry(Context *c, Expr *x) {
  return x->node.kind == NODE_INDEX_EXPR && under(c->l, expr_type(c, ((IndexExpr *)x)->x))->kind == TYPE_MAP;
}

AssignPlace lower_place(Context *c, Expr *x) {
  x = unparen(x);
  assert(!is_hoisted(c, x));
  AssignPlace p = {0};
  if (is_blank(x)) {
    p.kind = PLACE_BLANK;
    if (info_type(c->info, x)) p.type = types_is_untyped(info_type(c->info, x)) ? NULL : expr_type(c, x);
    return p;
  }
  if (is_map_entry(c, x)) {
    Type *container = expr_type(c, ((IndexExpr *)x)->x);
    p.kind = PLACE_MAP;
    p.type = elem_of(c->l, container);
    p.map_type = container;
    p.map = lower_scalar(c, ((IndexExpr *)x)->x);
    p.key = operand_stable(c, lower_expr_as(c, ((IndexExpr *)x)->index, key_of(c->l, container)));
    return p;
  }
  p.kind = PLACE_MEMORY;
  p.type = assigned_type(c, x);
  p.address = lower_address(c, x);
  return p;
}

// Makes the map's entry, if it is one.
static void find_entry(Context *c, AssignPlace *p) {
  if (p->kind != PLACE_MAP) return;
  p->address = map_assign_address(c, p->map_type, p->map, p->key);
  p->kind = PLACE_MEMORY;
}

void assign_place(Context *c, AssignPlace *p, Operand value) {
  if (p->type) value = convert_implicit(c, value, p->type);
  find_entry(c, p);
  if (p->kind == PLACE_MEMORY) operand_store(c, p->address, value, 0);
  else operand_touched(c, value);
}

// What of a left side comes before the right one. Entries of maps are found as a whole.
static void settle_place(Context *c, Expr *x) {
  x = unparen(x);
  settle(c, x);
  if (!is_map_entry(c, x)) settle_safe(c, x, true);
}

void assign_expr(Context *c, Expr *lhs, Operand value, bool define) {
  lhs = unparen(lhs);
  Object *object = define ? declares(c->info, lhs) : NULL;
  if (object) {
    value = convert_implicit(c, value, type_in(c, object->type));
    operand_store(c, declare_variable(c, object)->address, value, VALUE_STORE_INIT);
    return;
  }
  OrderScope scope = order_begin(c);
  hoist_place(c, lhs);
  settle_place(c, lhs);
  order_operands(c);
  AssignPlace p = lower_place(c, lhs);
  order_end(c, scope);
  assign_place(c, &p, value);
}

static Operand one(Context *c, Type *type) { return operand_const(c, type, const_int64(c->arena, 1)); }

// x op= y, x++, x--
static void lower_op_assign(Context *c, AssignStmt *s) {
  Type *type = assigned_type(c, s->lhs);
  Operator op = (Operator)s->op;
  bool shift = op == OP_SHL || op == OP_SHR, is_entry = is_map_entry(c, unparen(s->lhs));
  // A division by zero must not make an entry; else one search of the map does.
  bool is_division = op == OP_DIV || op == OP_REM;
  OrderScope scope = order_begin(c);
  hoist_place(c, s->lhs);
  if (s->rhs) hoist(c, s->rhs);
  if (is_entry && s->rhs && !is_division) evaluate_cheap(c, s->rhs);
  settle_place(c, s->lhs);
  bool is_text = is_string_type(c->l, type);
  if (is_text) {  // the left side is the first of the parts
    ExprVec parts = {0};
    concat_operands(c, s->rhs, &parts);
    for (uint32_t i = 0; i < parts.len; i++) settle(c, parts.data[i]);
  } else if (s->rhs && !(is_entry && is_division)) {
    settle(c, s->rhs);
  }
  order_operands(c);
  AssignPlace p = lower_place(c, s->lhs);
  at(c, s->stmt.node.pos);
  Operand x;
  if (is_entry && is_division) {
    x = map_get_value(c, p.map_type, p.map, p.key, NULL);
  } else {
    find_entry(c, &p);
    x = operand_at(c, type, p.address);
  }
  if (s->rhs) settle(c, s->rhs);
  Operand y = !s->rhs ? one(c, type) : shift ? lower_expr(c, s->rhs) : lower_expr_as(c, s->rhs, type);
  order_end(c, scope);
  at(c, s->stmt.node.pos);
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

// A conversion between types that are alike below their names changes nothing.
static Expr *without_conversions(Context *c, Expr *x) {
  for (x = unparen(x); x->node.kind == NODE_CALL_EXPR && !is_const(c->info, x);
       x = unparen(((CallExpr *)x)->args.data[0])) {
    CallExpr *call = (CallExpr *)x;
    if (info_mode(c->info, call->fun) != MODE_TYPE ||
        under(c->l, expr_type(c, x)) != under(c->l, expr_type(c, call->args.data[0])))
      break;
  }
  return x;
}

static bool is_same(Context *c, Expr *x, Expr *y);

static bool is_same_operation(Context *c, Operation *a, Operation *b) {
  if (a->op != b->op || !a->y != !b->y) return false;
  switch (a->op) {
    case OP_MUL:
    case OP_ADD:
    case OP_SUB:
    case OP_XOR:
    case OP_NOT: break;
    case OP_DIV:
    case OP_REM:
    case OP_OR:
    case OP_AND:
    case OP_AND_NOT:
    case OP_SHL:
    case OP_SHR:
      if (!a->y) return false;
      break;
    default: return false;
  }
  if (a->y && is_string_type(c->l, expr_type(c, &a->expr))) return false;
  return is_same(c, a->x, b->x) && (!a->y || is_same(c, a->y, b->y));
}

// Conversions to numbers and booleans.
static bool is_same_conversion(Context *c, CallExpr *a, CallExpr *b) {
  if (info_mode(c->info, a->fun) != MODE_TYPE || info_mode(c->info, b->fun) != MODE_TYPE) return false;
  if (expr_type(c, &a->expr) != expr_type(c, &b->expr)) return false;
  return basic_info(c->l, expr_type(c, &a->expr)) & (INFO_NUMERIC | INFO_BOOLEAN) &&
         is_same(c, a->args.data[0], b->args.data[0]);
}

// The same place or value without effects, by its text: what gc takes for it (ir.SameSafeExpr).
static bool is_same(Context *c, Expr *x, Expr *y) {
  x = without_conversions(c, x);
  y = without_conversions(c, y);
  if (is_const(c->info, x) || is_const(c->info, y)) {
    return is_const(c->info, x) && is_const(c->info, y) &&
           const_kind(info_value(c->info, x)) == const_kind(info_value(c->info, y)) &&
           const_compare(info_value(c->info, x), CONST_EQL, info_value(c->info, y));
  }
  if (x->node.kind != y->node.kind) return false;
  switch (x->node.kind) {
    case NODE_NAME: return info_object(c->info, (NameExpr *)x) == info_object(c->info, (NameExpr *)y);
    case NODE_SELECTOR_EXPR: {
      SelectorExpr *a = (SelectorExpr *)x, *b = (SelectorExpr *)y;
      if (!info_selection(c->info, a) || !info_selection(c->info, b))
        return info_object(c->info, a->selector) == info_object(c->info, b->selector);
      return info_selection(c->info, a)->kind == SELECT_FIELD &&
             info_selection(c->info, a)->object == info_selection(c->info, b)->object && is_same(c, a->x, b->x);
    }
    case NODE_OPERATION: return is_same_operation(c, (Operation *)x, (Operation *)y);
    case NODE_CALL_EXPR: return is_same_conversion(c, (CallExpr *)x, (CallExpr *)y);
    case NODE_INDEX_EXPR:
      return is_same(c, ((IndexExpr *)x)->x, ((IndexExpr *)y)->x) &&
             is_same(c, ((IndexExpr *)x)->index, ((IndexExpr *)y)->index);
    default: return false;
  }
}

// m[k] = append(m[k], …) finds m and k once, before what is added.
static bool appends_to(Context *c, Expr *place, Expr *x) {
  BuiltinId id;
  x = unparen(x);
  return x->node.kind == NODE_CALL_EXPR && builtin_of(c->info, ((CallExpr *)x)->fun, &id) && id == BUILTIN_APPEND &&
         is_same(c, place, ((CallExpr *)x)->args.data[0]);
}

// y has the same text as x: it has the same value, if that is known.
static void share_value(Context *c, Expr *x, Expr *y) {
  x = unparen(x);
  y = unparen(y);
  if (is_hoisted(c, x) && !is_hoisted(c, y)) order_record(c, y, *(Operand *)map_get(&c->hoisted, map_key(x)));
}

// A variable as key is read early, too, if gc has to convert it to what the runtime takes.
static void hoist_entry(Context *c, IndexExpr *place, CallExpr *append) {
  Type *map = expr_type(c, place->x), *key = key_of(c->l, map);
  Lowerer *l = c->l;
  bool is_exact = key == basic_type(l, BASIC_STRING) || key == basic_type(l, BASIC_UINT64) ||
                  key == basic_type(l, BASIC_UINT32) || key == basic_type(l, BASIC_UNSAFE_POINTER);
  evaluate_cheap(c, place->x);
  if (is_exact || map_key_passing(l, map) != MAP_KEY_VALUE) evaluate_cheap(c, place->index);
  else evaluate(c, place->index);
  IndexExpr *read = (IndexExpr *)unparen(append->args.data[0]);
  share_value(c, place->x, read->x);
  share_value(c, place->index, read->index);
}

// What is added to an entry must not fail once that is made: each is a statement of its own.
static void evaluate_added(Context *c, CallExpr *append) {
  for (uint32_t i = 1; i < append->args.len; i++) {
    CallExpr *make = append->has_dots ? appended_make(c, append->args.data[i]) : NULL;
    evaluate_cheap(c, make ? make->args.data[1] : append->args.data[i]);
  }
}

static void lower_single(Context *c, AssignStmt *s) {
  Expr *lhs = unparen(s->lhs);
  Object *object = s->define ? declares(c->info, lhs) : NULL;
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
    Variable *v = declare_variable(c, object);
    note_type_in(c, v, s->rhs);
    operand_store(c, v->address, value, VALUE_STORE_INIT);
    return;
  }
  if (is_blank(lhs)) {
    lower_discard(c, s->rhs);
    return;
  }
  Type *type = assigned_type(c, lhs);
  bool is_entry = is_map_entry(c, lhs);
  CallExpr *append = is_entry && appends_to(c, lhs, s->rhs) ? (CallExpr *)unparen(s->rhs) : NULL;
  OrderScope scope = order_begin(c);
  hoist_place(c, lhs);
  if (append) {
    hoist_entry(c, (IndexExpr *)lhs, append);
    hoist_below(c, &append->expr);
    evaluate_added(c, append);
  }
  hoist_as(c, s->rhs, type);
  if (is_entry) evaluate_cheap(c, s->rhs);
  settle_place(c, lhs);
  settle_as(c, s->rhs, type);
  order_operands(c);
  Operand value = operand_touched(c, lower_expr_as(c, s->rhs, type));
  if (may_overlap(c, lhs, s->rhs, type)) value = operand_stable(c, value);
  AssignPlace p = lower_place(c, lhs);
  order_end(c, scope);
  at(c, s->stmt.node.pos);
  assign_place(c, &p, value);
}

// ---- lists of assignments

// What the assignments so far may have changed.
typedef struct Changes {
  Context *c;
  Vec(Object *) variables;  // that nothing but their name reaches
  bool memory;              // all that can be reached otherwise
  bool all;
  bool found;
} Changes;

// Operations on values alone: whether their operands read memory is all that counts.
static bool is_plain_operation(Context *c, Operation *o) {
  if (!o->y) return o->op != OP_MUL && o->op != OP_AND;
  if (is_comparison(o->op)) return false;
  return o->op != OP_ADD || !is_string_type(c->l, expr_type(c, &o->expr));
}

static bool is_plain_conversion(Context *c, CallExpr *x) {
  if (info_mode(c->info, x->fun) != MODE_TYPE) return false;
  Type *to = expr_type(c, &x->expr);
  if (is_string_type(c->l, to) || under(c->l, to)->kind == TYPE_SLICE) return false;
  Expr *from = x->args.data[0];  // an array, or the pointer to one, is made of a slice with a check
  return !info_type(c->info, from) || types_is_untyped(info_type(c->info, from)) ||
         under(c->l, expr_type(c, from))->kind != TYPE_SLICE;
}

static void find_changed(Changes *changes, Expr *x) {
  Context *c = changes->c;
  x = unparen(x);
  if (changes->found || is_const(c->info, x) || info_mode(c->info, x) == MODE_TYPE ||
      info_mode(c->info, x) == MODE_NIL || is_hoisted(c, x))
    return;
  switch (x->node.kind) {
    case NODE_NAME: {
      Object *object = info_object(c->info, (NameExpr *)x);
      if (!object || object->kind != OBJECT_VAR) return;
      for (uint32_t i = 0; i < changes->variables.len; i++) changes->found |= changes->variables.data[i] == object;
      changes->found |= changes->memory && is_memory_variable(c, object);
      return;
    }
    case NODE_SELECTOR_EXPR: {
      SelectorExpr *s = (SelectorExpr *)x;
      if (info_selection(c->info, s) && info_selection(c->info, s)->kind == SELECT_METHOD_EXPR) return;
      bool plain =
          info_selection(c->info, s) && info_selection(c->info, s)->kind == SELECT_FIELD && !dereferences(c, s);
      if (changes->memory && !plain) changes->found = true;
      else if (info_selection(c->info, s)) find_changed(changes, s->x);
      return;
    }
    case NODE_OPERATION: {
      Operation *o = (Operation *)x;
      if (changes->memory && !is_plain_operation(c, o)) changes->found = true;
      find_changed(changes, o->x);
      if (o->y) find_changed(changes, o->y);
      return;
    }
    case NODE_INDEX_EXPR:
      changes->found |= changes->memory;
      find_changed(changes, ((IndexExpr *)x)->x);
      if (!is_instantiation(c->info, (IndexExpr *)x)) find_changed(changes, ((IndexExpr *)x)->index);
      return;
    case NODE_ASSERT_EXPR:
      changes->found |= changes->memory && is_dynamic_assertion(c, (AssertExpr *)x);
      find_changed(changes, ((AssertExpr *)x)->x);
      return;
    case NODE_CALL_EXPR:
      changes->found |= changes->memory && !is_plain_conversion(c, (CallExpr *)x);
      for (uint32_t i = 0; i < ((CallExpr *)x)->args.len; i++) find_changed(changes, ((CallExpr *)x)->args.data[i]);
      return;
    case NODE_COMPOSITE_LIT:
      changes->found |= changes->memory;
      for (uint32_t i = 0; i < ((CompositeLit *)x)->elements.len; i++) {
        Expr *element = ((CompositeLit *)x)->elements.data[i];
        find_changed(changes, element->node.kind == NODE_KEY_VALUE_EXPR ? ((KeyValueExpr *)element)->value : element);
      }
      return;
    default: changes->found |= changes->memory && x->node.kind != NODE_BASIC_LIT;
  }
}

// Evaluates what an earlier assignment may change, and keeps its value.
static void save(Changes *changes, Expr *x) {
  Context *c = changes->c;
  x = unparen(x);
  if (c->dead || is_const(c->info, x) || info_mode(c->info, x) == MODE_NIL || is_hoisted(c, x)) return;
  changes->found = changes->all;
  find_changed(changes, x);
  if (!changes->found) return;
  settle(c, x);
  if (c->dead || is_hoisted(c, x)) return;
  c->ordered = true;
  order_record(c, x, operand_stable(c, lower_expr(c, x)));
}

// The pointers and indices of a left side. Returns the variable that is assigned to, NULL if that is memory.
static Object *save_place(Changes *changes, Expr *x) {
  Context *c = changes->c;
  for (;;) {
    x = unparen(x);
    if (x->node.kind == NODE_INDEX_EXPR) {
      bool is_array = under(c->l, expr_type(c, ((IndexExpr *)x)->x))->kind == TYPE_ARRAY;
      if (!is_array) save(changes, ((IndexExpr *)x)->x);
      save(changes, ((IndexExpr *)x)->index);
      if (!is_array) return NULL;
      x = ((IndexExpr *)x)->x;
    } else if (x->node.kind == NODE_SELECTOR_EXPR && info_selection(c->info, (SelectorExpr *)x)) {
      SelectorExpr *s = (SelectorExpr *)x;
      if (dereferences(c, s)) {
        save(changes, s->x);
        return NULL;
      }
      x = s->x;
    } else {
      if (x->node.kind == NODE_OPERATION) save(changes, ((Operation *)x)->x);
      return x->node.kind == NODE_NAME ? info_object(c->info, (NameExpr *)x) : NULL;
    }
  }
}

static void note_change(Changes *changes, const Assignment *a, Object *variable) {
  Context *c = changes->c;
  if (a->declares || (a->lhs ? is_blank(a->lhs) : !a->variable)) return;
  if (!variable) changes->memory = true;
  else if (variable->var_kind == VAR_RESULT && c->has_defer) changes->all = true;  // deferred calls see it
  else if (is_memory_variable(c, variable)) changes->memory = true;
  else vec_push(c->arena, &changes->variables, variable);
}

static void assign_one(Context *c, Assignment *a) {
  bool is_blank_place = a->lhs && is_blank(a->lhs), is_entry = a->lhs && is_map_entry(c, unparen(a->lhs));
  bool has_place = a->lhs && !a->declares;
  if (has_place) settle_place(c, a->lhs);
  order_operands(c);
  AssignPlace p = {0};
  if (is_entry) {  // it is made before the right side is evaluated
    p = lower_place(c, a->lhs);
    find_entry(c, &p);
  }
  if (a->rhs && !a->type && info_mode(c->info, unparen(a->rhs)) == MODE_NIL) return;
  if (a->rhs) {
    settle_as(c, a->rhs, a->type);
    a->value = operand_touched(c, a->type ? lower_expr_as(c, a->rhs, a->type) : lower_expr(c, a->rhs));
    if (has_place && may_overlap(c, a->lhs, a->rhs, a->type)) a->value = operand_stable(c, a->value);
  } else if (a->type) {
    a->value = convert_implicit(c, a->value, a->type);
  }
  if (is_blank_place || c->dead) return;
  if (has_place) {
    if (!is_entry) p = lower_place(c, a->lhs);
    assign_place(c, &p, a->value);
  } else if (a->declares) {
    Variable *v = declare_variable(c, a->variable);
    if (a->rhs) note_type_in(c, v, a->rhs);
    operand_store(c, v->address, a->value, VALUE_STORE_INIT);
  } else {
    a->value = operand_stable(c, a->value);
  }
}

void assign_list(Context *c, Assignment *list, uint32_t count) {
  Changes changes = {.c = c};
  for (uint32_t i = 0; i < count; i++) {
    Assignment *a = &list[i];
    bool has_place = a->lhs && !a->declares && !is_blank(a->lhs);
    Object *variable = has_place ? save_place(&changes, a->lhs) : a->variable;
    if (a->rhs) save(&changes, a->rhs);
    note_change(&changes, a, variable);
  }
  for (uint32_t i = 0; i < count && !c->dead; i++) assign_one(c, &list[i]);
}

static Assignment left_side(Context *c, const AssignStmt *s, Expr *lhs) {
  Assignment a = {.lhs = lhs};
  a.variable = s->define ? declares(c->info, lhs) : NULL;
  a.declares = a.variable;
  bool typed = a.variable || !is_blank(lhs) ||
               (info_type(c->info, unparen(lhs)) && !types_is_untyped(info_type(c->info, unparen(lhs))));
  if (typed) a.type = a.variable ? type_in(c, a.variable->type) : assigned_type(c, lhs);
  return a;
}

// a, b = f() and the comma-ok forms.
static void lower_tuple_assign(Context *c, AssignStmt *s, Expr **lhs, uint32_t count) {
  Operand *values = arena_array(c->arena, Operand, count);
  Assignment *list = arena_array(c->arena, Assignment, count);
  OrderScope scope = order_begin(c);
  for (uint32_t i = 0; i < count; i++) {
    list[i] = left_side(c, s, lhs[i]);
    if (!list[i].declares) hoist_place(c, lhs[i]);
  }
  lower_multi(c, s->rhs, values, count);
  at(c, s->stmt.node.pos);
  for (uint32_t i = 0; i < count; i++) list[i].value = values[i];
  assign_list(c, list, count);
  order_end(c, scope);
}

static void lower_parallel(Context *c, AssignStmt *s, Expr **lhs, Expr **rhs, uint32_t count) {
  Assignment *list = arena_array(c->arena, Assignment, count);
  OrderScope scope = order_begin(c);
  for (uint32_t i = 0; i < count; i++) {
    list[i] = left_side(c, s, lhs[i]);
    list[i].rhs = rhs[i];
    if (!list[i].declares) hoist_place(c, lhs[i]);
  }
  for (uint32_t i = 0; i < count; i++) hoist_as(c, rhs[i], list[i].type);
  at(c, s->stmt.node.pos);
  assign_list(c, list, count);
  order_end(c, scope);
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
