// Expressions: names, operators, conditions, addresses. Values come as operands
// (value.c); operands that refer to memory are consumed before the next store.
#include "lower/internal.h"

Expr *unparen(Expr *x) {
  while (x->node.kind == NODE_PAREN_EXPR) x = ((ParenExpr *)x)->x;
  return x;
}

bool is_blank(Expr *x) {
  x = unparen(x);
  return x->node.kind == NODE_NAME && ((NameExpr *)x)->name->blank;
}

static bool is_constant(const Info *info, const Expr *x) { return info_value(info, x); }

bool expr_is_const_bool(Context *c, Expr *x, bool *value) {
  if (!is_constant(c->info, x) || const_kind(info_value(c->info, x)) != CONST_BOOL) return false;
  *value = const_bool_value(info_value(c->info, x));
  return true;
}

// ---- variables

Variable *find_variable(Context *c, Object *object) { return map_get(&c->variables, map_key(object)); }

static void claim_memory(Context *c, uint32_t variable, ValueId address) {
  ValueId claim = debug_gone_new(c->f, variable, c->pos);
  debug_watch(c->f, claim, address);
  block_insert(c->f, c->block, func_block(c->f, c->block)->values.len, claim);
}

static bool is_captured(const Context *c, const Object *object) {
  for (uint32_t i = 0; i < c->instance->capture_count; i++)
    if (c->instance->captures[i].object == object) return true;
  return false;
}

void claim_variable(Context *c, Variable *v) {
  const Object *object = v->object;
  if (!c->session->debug.variables || !object->pos || !names_variable(object)) return;
  bool own = !is_captured(c, object);
  // Storage that is new in each iteration: the one of before is another variable now.
  const Variable *before = find_variable(c, v->object);
  if (before && before->debug) claim_memory(c, before->debug - 1, 0);
  DebugVariable variable = {.name = object->name->text, .go_type = v->type, .pos = object->pos, .inline_node = -1};
  variable.is_param = own && (object->var_kind == VAR_PARAM || object->var_kind == VAR_RECEIVER);
  variable.is_result = own && object->var_kind == VAR_RESULT;
  v->debug = func_add_variable(c->f, &variable) + 1;
  claim_memory(c, v->debug - 1, v->address.base);
}

Variable *declare_variable(Context *c, Object *object) {
  Variable *v = arena_new(c->arena, Variable);
  v->object = object;
  v->type = type_in(c, object->type);
  v->address = (Address){emit_alloc(c, v->type, 0), 0, true};
  claim_variable(c, v);
  map_put(c->arena, &c->variables, map_key(object), v);
  return v;
}

Variable *declare_zeroed(Context *c, Object *object) {
  Variable *v = declare_variable(c, object);
  alloc_flags(c, v->address.base, VALUE_ALLOC_ZEROED);
  store_zero(c, v->address, v->type);
  return v;
}

Address variable_address(Context *c, Object *object, Pos pos) {
  Variable *v = find_variable(c, object);
  if (v) return v->address;
  if (object->var_kind == VAR_PACKAGE && types_sizeof(object->type) == 0 && !is_bound_of_edges(c->l, object)) {
    object_symbol(c->l, object);
    return (Address){emit_zero_sized(c), 0, true};
  }
  if (object->var_kind == VAR_PACKAGE) return (Address){emit_symbol(c, object_symbol(c->l, object), 0), 0, true};
  ice("lower", c->f->symbol->name->text, "variable %s is unknown (position %u)", object->name->text, pos);
}

// ---- names

static Type **name_args(Context *c, TypeList *list) {
  Type **args = arena_array(c->l->arena, Type *, list->len + 1);
  for (uint32_t i = 0; i < list->len; i++) args[i] = type_in(c, list->data[i]);
  return args;
}

// A declared function as a value.
static Operand function_value(Context *c, NameExpr *name) {
  Object *function = info_object(c->info, name);
  Lowerer *l = c->l;
  Symbol *value;
  Type *type;
  if (info_type_args(c->info, name)) {
    Instance *instance =
        function_instance(l, function, name_args(c, info_type_args(c->info, name)), info_type_args(c->info, name)->len);
    value = instance_value_symbol(l, instance);
    type = &instance_signature(l, instance)->type;  // arguments inferred from an assignment are not in the tree's type
  } else {
    type = canon(l, function->type);
    value = function_value_symbol(
        l, has_c_convention(l, function) ? c_function_code(l, function) : object_symbol(l, function));
  }
  return operand_scalar(c, type, emit_symbol(c, value, 0));
}

Operand lower_name(Context *c, NameExpr *x) {
  Object *object = info_object(c->info, x);
  if (!object) ice("lower", c->f->symbol->name->text, "name %s denotes nothing", x->name->text);
  switch (object->kind) {
    case OBJECT_VAR: return operand_at(c, type_in(c, object->type), variable_address(c, object, x->expr.node.pos));
    case OBJECT_FUNC: return function_value(c, x);
    case OBJECT_NIL: return operand_zero(c, expr_type(c, &x->expr));
    default: ice("lower", c->f->symbol->name->text, "name %s is no value", x->name->text);
  }
}

// ---- operators

static Operand lower_logical(Context *c, Operation *x) {
  Type *type = expr_type(c, &x->expr);
  BlockId yes = new_block(c), no = new_block(c), done = new_block(c);
  lower_condition(c, &x->expr, yes, no);
  start_block(c, yes);
  ValueId one = emit_const(c, IR_I8, 1);
  jump_to(c, done);
  start_block(c, no);
  ValueId zero = emit_const(c, IR_I8, 0);
  jump_to(c, done);
  start_block(c, done);
  return operand_scalar(c, type, emit_phi2(c, IR_I8, one, zero));
}

static bool is_nil(const Info *info, Expr *x) { return info_mode(info, unparen(x)) == MODE_NIL; }

static Operand lower_comparison(Context *c, Operation *x) {
  Type *type = expr_type(c, &x->expr);
  Operand a, b;
  if (is_nil(c->info, x->x)) {
    b = lower_expr(c, x->y);
    a = operand_zero(c, b.type);
  } else if (is_nil(c->info, x->y)) {
    a = lower_expr(c, x->x);
    b = operand_zero(c, a.type);
  } else {
    a = operand_touched(c, lower_string_once(c, x->x));  // it fails before y does, also if it stays in memory
    b = lower_string_once(c, x->y);
  }
  at(c, x->expr.node.pos);
  return operand_scalar(c, type, lower_compare(c, (Operator)x->op, a, b));
}

static Operand lower_shift_expr(Context *c, Operation *x) {
  Type *type = expr_type(c, &x->expr);
  Operand a = lower_expr(c, x->x);
  int64_t count;
  if (is_constant(c->info, x->y) && const_int64_value(const_to_int(c->arena, info_value(c->info, x->y)), &count)) {
    a = convert_implicit(c, a, type);
    Operand n = operand_scalar(c, basic_type(c->l, BASIC_UINT64), emit_int(c, count));
    return lower_shift(c, (Operator)x->op, a, n, false);
  }
  Operand n = lower_expr(c, x->y);
  a = convert_implicit(c, a, type);
  at(c, x->expr.node.pos);
  return lower_shift(c, (Operator)x->op, a, n, false);
}

static Operand lower_binary_expr(Context *c, Operation *x) {
  if (x->op == OP_AND_AND || x->op == OP_OR_OR) return lower_logical(c, x);
  if (is_comparison(x->op)) return lower_comparison(c, x);
  if (x->op == OP_SHL || x->op == OP_SHR) return lower_shift_expr(c, x);
  Type *type = expr_type(c, &x->expr);
  if (x->op == OP_ADD && is_string_type(c->l, type)) return lower_concat(c, x);
  Operand a = lower_expr(c, x->x), b = lower_expr(c, x->y);
  a = convert_implicit(c, a, type);
  b = convert_implicit(c, b, type);
  at(c, x->expr.node.pos);
  return lower_binary(c, (Operator)x->op, a, b, type, x->expr.node.pos);
}

static Operand lower_address_of(Context *c, Operation *x) {
  Type *type = expr_type(c, &x->expr);
  Expr *operand = unparen(x->x);
  if (operand->node.kind == NODE_COMPOSITE_LIT) {
    Address a = lower_address_of_composite(c, (CompositeLit *)operand, elem_of(c->l, type));
    return operand_scalar(c, type, emit_pointer(c, a));
  }
  Address a = lower_address(c, operand);
  at(c, x->expr.node.pos);
  return operand_scalar(c, type, emit_pointer(c, a));
}

// <-x; ok NULL: without the second value.
static Operand lower_receive(Context *c, Operation *x, Operand *ok) {
  Operand channel = lower_expr(c, x->x);
  at(c, x->expr.node.pos);
  Type *elem = elem_of(c->l, channel.type);
  Address a = {emit_alloc(c, elem, VALUE_ALLOC_NEVER_HEAP | VALUE_ALLOC_ZEROED), 0, true};
  emit_zero(c, a, elem, VALUE_STORE_INIT);
  ValueId args[2] = {channel.c[0], a.base};
  if (ok) {
    *ok = operand_scalar(c, basic_type(c->l, BASIC_BOOL), call_runtime1(c, "chanrecv2", args, 2));
  } else {
    call_runtime0(c, "chanrecv1", args, 2);
  }
  return operand_at(c, elem, a);
}

static Operand lower_operation(Context *c, Operation *x) {
  if (x->y) return lower_binary_expr(c, x);
  switch (x->op) {
    case OP_AND: return lower_address_of(c, x);
    case OP_RECV: return lower_receive(c, x, NULL);
    case OP_MUL: {
      Operand pointer = lower_expr(c, x->x);
      at(c, x->expr.node.pos);
      Type *elem = elem_of(c->l, pointer.type);
      if (is_in_memory(c->l, elem)) { return operand_at(c, elem, (Address){emit_nil_check(c, pointer.c[0]), 0, true}); }
      return operand_at(c, elem, address_of_pointer(pointer.c[0]));
    }
    default: {
      Operand a = convert_implicit(c, lower_expr(c, x->x), expr_type(c, &x->expr));
      at(c, x->expr.node.pos);
      return lower_unary(c, (Operator)x->op, a);
    }
  }
}

// ---- index expressions

bool is_instantiation(const Info *info, IndexExpr *x) {
  uint8_t mode = info_mode(info, x->x);
  Expr *index = x->index;
  return mode == MODE_TYPE || index->node.kind == NODE_LIST_EXPR || info_mode(info, index) == MODE_TYPE;
}

// Address of a[i] for slices, arrays in memory and pointers to arrays.
static Address index_address(Context *c, IndexExpr *x) {
  Lowerer *l = c->l;
  Type *type = expr_type(c, x->x);
  Type *u = under(l, type);
  bool is_unsigned;
  if (u->kind == TYPE_SLICE) {
    Operand slice = lower_expr(c, x->x);
    ValueId index = index_value(c, x->index, &is_unsigned);
    at(c, x->expr.node.pos);
    emit_bounds_check(c, index, is_unsigned, slice.c[1], BOUNDS_INDEX);
    int64_t i, size = types_sizeof(elem_of(l, u));
    if (value_is_const(c, index, &i) && i < (1 << 20) && size < 1024) {
      return (Address){slice.c[0], (int32_t)(i * size), true};
    }
    return (Address){emit_element(c, slice.c[0], index, size), 0, true};
  }
  Address base;
  if (u->kind == TYPE_POINTER) {
    Operand pointer = lower_expr(c, x->x);
    base = address_of_pointer(pointer.c[0]);
    u = under(l, elem_of(l, u));
  } else {
    base = lower_address(c, x->x);
  }
  Type *elem = elem_of(l, u);
  if (!base.no_nil && !is_constant(c->info, x->index))
    base = (Address){emit_nil_check(c, base.base), base.offset, true};
  ValueId index = index_value(c, x->index, &is_unsigned);
  at(c, x->expr.node.pos);
  emit_bounds_check(c, index, is_unsigned, emit_int(c, ((Array *)u)->length), BOUNDS_INDEX);
  int64_t i, size = types_sizeof(elem);
  if (value_is_const(c, index, &i)) return address_add(c, base, i * size);
  base = checked_address(c, base);
  ValueId element = emit_element(c, base.base, index, size);
  return (Address){element, base.offset, true};
}

Operand lower_index_value(Context *c, IndexExpr *x) {
  Lowerer *l = c->l;
  Type *type = expr_type(c, x->x);
  Type *u = under(l, type);
  if (u->kind == TYPE_MAP) return lower_map_index(c, x, NULL);
  if (u->kind == TYPE_BASIC) {  // string
    Operand string = lower_expr(c, x->x);
    bool is_unsigned;
    ValueId index = index_value(c, x->index, &is_unsigned);
    at(c, x->expr.node.pos);
    emit_bounds_check(c, index, is_unsigned, string.c[1], BOUNDS_INDEX);
    Address a = {emit_element(c, string.c[0], index, 1), 0, true};
    return operand_scalar(c, basic_type(l, BASIC_UINT8), emit_load(c, IR_I8, a, 0));
  }
  if (u->kind == TYPE_ARRAY && !is_in_memory(l, type)) {
    // An array of length 1 (or 0): its element has the same components.
    Operand array = lower_expr(c, x->x);
    bool is_unsigned;
    ValueId index = index_value(c, x->index, &is_unsigned);
    at(c, x->expr.node.pos);
    emit_bounds_check(c, index, is_unsigned, emit_int(c, ((Array *)u)->length), BOUNDS_INDEX);
    Type *elem = elem_of(l, u);
    if (((Array *)u)->length == 0) return operand_zero(c, elem);
    return operand_retype(c, array, elem);
  }
  return operand_at(c, expr_type(c, &x->expr), index_address(c, x));
}

static Operand lower_index(Context *c, IndexExpr *x) {
  if (is_instantiation(c->info, x)) return lower_expr(c, x->x);
  return lower_index_value(c, x);
}

// ---- addresses

static Address spilled(Context *c, Expr *x) {
  Address a = operand_address(c, operand_stable(c, lower_expr(c, x)));
  return a;
}

Address lower_address(Context *c, Expr *x) {
  x = unparen(x);
  switch (x->node.kind) {
    case NODE_NAME: {
      Object *object = info_object(c->info, (NameExpr *)x);
      if (object && object->kind == OBJECT_VAR) return variable_address(c, object, x->node.pos);
      return spilled(c, x);
    }
    case NODE_SELECTOR_EXPR:
      if (info_mode(c->info, x) == MODE_VARIABLE || info_selection(c->info, (SelectorExpr *)x))
        return selector_address(c, (SelectorExpr *)x);
      return spilled(c, x);
    case NODE_INDEX_EXPR: {
      uint8_t kind = under(c->l, expr_type(c, ((IndexExpr *)x)->x))->kind;
      if (kind == TYPE_SLICE || kind == TYPE_ARRAY || kind == TYPE_POINTER) return index_address(c, (IndexExpr *)x);
      return spilled(c, x);
    }
    case NODE_OPERATION:
      if (((Operation *)x)->op == OP_MUL && !((Operation *)x)->y) {
        return address_of_pointer(lower_expr(c, ((Operation *)x)->x).c[0]);
      }
      return spilled(c, x);
    default: return spilled(c, x);
  }
}

// ---- all expressions

static Operand lower_tree(Context *c, Expr *x) {
  assert(!is_hoisted(c, x));
  switch (x->node.kind) {
    case NODE_PAREN_EXPR: return lower_expr(c, ((ParenExpr *)x)->x);
    case NODE_NAME: return lower_name(c, (NameExpr *)x);
    case NODE_COMPOSITE_LIT: {
      Type *type = expr_type(c, x);
      CompositeLit *lit = (CompositeLit *)x;
      if (under(c->l, type)->kind == TYPE_POINTER) {  // an elided &T in a composite literal
        Address a = lower_address_of_composite(c, lit, elem_of(c->l, type));
        return operand_scalar(c, type, emit_pointer(c, a));
      }
      return lower_composite(c, lit, type);
    }
    case NODE_FUNC_LIT: return lower_func_lit(c, (FuncLit *)x);
    case NODE_SELECTOR_EXPR: return lower_selector(c, (SelectorExpr *)x);
    case NODE_INDEX_EXPR: return lower_index(c, (IndexExpr *)x);
    case NODE_SLICE_EXPR: return lower_slice_expr(c, (SliceExpr *)x);
    case NODE_ASSERT_EXPR: return lower_assert(c, (AssertExpr *)x, NULL);
    case NODE_OPERATION: return lower_operation(c, (Operation *)x);
    case NODE_CALL_EXPR: {
      Operand results[1];
      if (lower_call(c, (CallExpr *)x, results, 1) != 1) return (Operand){.type = NULL};
      return results[0];
    }
    default: ice("lower", c->f->symbol->name->text, "expression of kind %d", x->node.kind);
  }
}

// Calls, the sides of && and ||, and map literals see to the order of their operands themselves.
static bool has_ordered_operands(Context *c, Expr *x) {
  switch (x->node.kind) {
    case NODE_OPERATION: return ((Operation *)x)->op != OP_AND_AND && ((Operation *)x)->op != OP_OR_OR;
    case NODE_INDEX_EXPR:
    case NODE_SLICE_EXPR:
    case NODE_ASSERT_EXPR: return true;
    case NODE_SELECTOR_EXPR: return info_selection(c->info, (SelectorExpr *)x);
    case NODE_COMPOSITE_LIT: return under(c->l, expr_type(c, x))->kind != TYPE_MAP;
    default: return false;
  }
}

Operand lower_expr(Context *c, Expr *x) {
  if (is_constant(c->info, x)) return operand_const(c, expr_type(c, x), info_value(c->info, x));
  if (c->hoisted.len) {
    Operand *known = map_get(&c->hoisted, map_key(x));
    if (known) return *known;
  }
  if (c->ordered || !has_ordered_operands(c, x)) return lower_tree(c, x);
  OrderScope scope = order_begin(c);
  hoist_below(c, x);
  settle_below(c, x);
  order_operands(c);
  Operand v = lower_tree(c, x);
  order_end(c, scope);
  return v;
}

ValueId lower_scalar(Context *c, Expr *x) { return lower_expr(c, x).c[0]; }

Operand lower_expr_as(Context *c, Expr *x, Type *to) {
  if (is_nil(c->info, x)) return operand_zero(c, to);
  Operand v = lower_expr(c, x);
  at(c, x->node.pos);
  return convert_implicit(c, v, to);
}

// Elements of literals are assigned one by one.
Operand lower_element(Context *c, Expr *x, Type *to) {
  if (c->ordered) settle_as(c, x, to);
  return operand_touched(c, lower_expr_as(c, x, to));
}

void lower_expr_into(Context *c, Address to, Expr *x, Type *type, bool fresh) {
  Expr *inner = unparen(x);
  uint8_t flags = fresh ? VALUE_STORE_INIT : 0;
  if (inner->node.kind == NODE_COMPOSITE_LIT && fresh && expr_type(c, inner) == type &&
      under(c->l, type)->kind != TYPE_POINTER && !is_hoisted(c, inner)) {
    OrderScope scope = order_begin(c);
    if (!c->ordered) hoist_below(c, inner);
    order_operands(c);
    lower_composite_into(c, to, (CompositeLit *)inner, type, fresh);
    order_end(c, scope);
    return;
  }
  operand_store(c, to, lower_element(c, x, type), flags);
}

void lower_condition(Context *c, Expr *x, BlockId then, BlockId otherwise) {
  bool value;
  if (expr_is_const_bool(c, x, &value)) {
    jump_to(c, value ? then : otherwise);
    return;
  }
  Expr *inner = unparen(x);
  if (inner->node.kind == NODE_OPERATION) {
    Operation *o = (Operation *)inner;
    if (o->op == OP_NOT && !o->y) {
      lower_condition(c, o->x, otherwise, then);
      return;
    }
    if (o->op == OP_AND_AND || o->op == OP_OR_OR) {
      BlockId next = new_block(c);
      if (o->op == OP_AND_AND) {
        lower_condition(c, o->x, next, otherwise);
      } else {
        lower_condition(c, o->x, then, next);
      }
      // The right side of a constant left side may be unreachable: then it must not reach anything either.
      if (func_block(c->f, next)->preds.len == 0) return;
      start_block(c, next);
      count_edge(c);
      lower_condition(c, o->y, then, otherwise);
      return;
    }
  }
  ValueId v = lower_scalar(c, inner);
  branch(c, v, then, otherwise);
}

void lower_discard(Context *c, Expr *x) {
  if (is_constant(c->info, x) || is_nil(c->info, x)) return;
  Expr *inner = unparen(x);
  if (inner->node.kind == NODE_CALL_EXPR) {
    uint32_t count = expr_value_count(c, inner);
    lower_call(c, (CallExpr *)inner, arena_array(c->arena, Operand, count + 1), count);
    return;
  }
  // A large operand refers to memory that nothing reads: the access must fault all the same.
  operand_touched(c, lower_expr(c, x));
}

// ---- several values

uint32_t expr_value_count(Context *c, Expr *x) {
  Type *t = info_type(c->info, x);
  if (!t) return 0;
  return t->kind == TYPE_TUPLE ? ((Tuple *)t)->len : 1;
}

uint32_t lower_multi(Context *c, Expr *x, Operand *out, uint32_t max) {
  x = unparen(x);
  if (x->node.kind == NODE_CALL_EXPR) return lower_call(c, (CallExpr *)x, out, max);
  if (max < 2) {
    out[0] = lower_expr(c, x);
    return 1;
  }
  switch (x->node.kind) {
    case NODE_INDEX_EXPR: {
      OrderScope scope = order_begin(c);
      hoist_below(c, x);
      settle_below(c, x);
      order_operands(c);
      out[0] = lower_map_index(c, (IndexExpr *)x, &out[1]);
      order_end(c, scope);
      return 2;
    }
    case NODE_ASSERT_EXPR: out[0] = lower_assert(c, (AssertExpr *)x, &out[1]); return 2;
    case NODE_OPERATION:
      if (((Operation *)x)->op == OP_RECV) {
        out[0] = lower_receive(c, (Operation *)x, &out[1]);
        return 2;
      }
      break;
    default: break;
  }
  ice("lower", c->f->symbol->name->text, "expression of kind %d has one value", x->node.kind);
}

// ---- order of evaluation

typedef struct CallSearch {
  const Info *info;
  bool but_make, found;
} CallSearch;

static bool counts_as_call(CallSearch *search, CallExpr *call) {
  BuiltinId id;
  if (info_mode(search->info, call->fun) == MODE_TYPE || info_value(search->info, &call->expr)) return false;
  return !search->but_make || !builtin_of(search->info, call->fun, &id) || id != BUILTIN_MAKE;
}

static bool visit_call(Node *node, void *context) {
  CallSearch *search = context;
  if (search->found || node->kind == NODE_FUNC_LIT) return false;
  if (node->kind == NODE_CALL_EXPR) search->found = counts_as_call(search, (CallExpr *)node);
  if (node->kind == NODE_OPERATION && ((Operation *)node)->op == OP_RECV) search->found = true;
  return !search->found;
}

static bool search_calls(Context *c, Expr *x, bool but_make) {
  if (x->node.kind == NODE_NAME || x->node.kind == NODE_BASIC_LIT) return false;
  CallSearch search = {c->info, but_make, false};
  syntax_walk(&x->node, visit_call, &search);
  return search.found;
}

bool may_call(Context *c, Expr *x) { return search_calls(c, x, false); }
bool may_call_but_make(Context *c, Expr *x) { return search_calls(c, x, true); }
