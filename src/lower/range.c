// Range loops over integers, arrays, slices, strings, maps and channels (Spec:
// For statements with range clause). Loops over functions: range_func.c.
#include "lower/internal.h"

typedef struct RangeLoop {
  ForStmt *stmt;
  RangeClause *clause;
  Expr *key, *value;  // NULL: absent or blank
  BlockId head, body, next, done;
  Target target;
} RangeLoop;

static Expr *wanted(Expr *x) { return x && !is_blank(x) ? x : NULL; }

static RangeLoop begin_range(Context *c, ForStmt *s, RangeClause *r) {
  RangeLoop loop = {.stmt = s, .clause = r};
  if (r->lhs && r->lhs->node.kind == NODE_LIST_EXPR) {
    ListExpr *list = (ListExpr *)r->lhs;
    loop.key = wanted(list->elements.data[0]);
    loop.value = list->elements.len > 1 ? wanted(list->elements.data[1]) : NULL;
  } else {
    loop.key = wanted(r->lhs);
  }
  loop.head = new_block(c);
  loop.body = new_block(c);
  loop.next = new_block(c);
  loop.done = new_block(c);
  return loop;
}

// Without per-iteration variables (before go1.22) they are declared once.
static void declare_shared(Context *c, RangeLoop *loop) {
  if (!loop->clause->define || info_distinct_variables(c->info, loop->stmt)) return;
  Expr *both[2] = {loop->key, loop->value};
  for (int i = 0; i < 2; i++) {
    Object *object = both[i] ? info_object(c->info, ((NameExpr *)both[i])) : NULL;
    if (object) declare_zeroed(c, object);
  }
}

static void set_variable(Context *c, RangeLoop *loop, Expr *lhs, Operand value) {
  if (!lhs) return;
  if (loop->clause->define && !info_distinct_variables(c->info, loop->stmt)) {
    Variable *v = find_variable(c, info_object(c->info, (NameExpr *)lhs));
    operand_store(c, v->address, convert_implicit(c, value, v->type), 0);
    return;
  }
  assign_expr(c, lhs, value, loop->clause->define);
}

static void set_both(Context *c, RangeLoop *loop, Operand *key, Operand *value) {
  if (loop->clause->define || !loop->key || !loop->value) {
    if (key) set_variable(c, loop, loop->key, *key);
    if (value) set_variable(c, loop, loop->value, *value);
    return;
  }
  // k, v = range x assigns as one statement: both places first.
  Assignment list[2] = {{.lhs = loop->key, .type = assigned_type(c, loop->key), .value = *key},
                        {.lhs = loop->value, .type = assigned_type(c, loop->value), .value = *value}};
  OrderScope scope = order_begin(c);
  for (int i = 0; i < 2; i++) hoist_place(c, list[i].lhs);
  list[1].value = operand_stable(c, list[1].value);
  assign_list(c, list, 2);
  order_end(c, scope);
}

static void lower_range_block(Context *c, RangeLoop *loop) {
  push_target(c, &loop->target, &loop->stmt->stmt, loop->done, loop->next);
  count_edge(c);
  if (!c->dead) lower_block(c, loop->stmt->body);
  if (!c->dead) jump_to(c, loop->next);
  pop_target(c);
  start_block(c, loop->next);
}

// A counter from 0 to limit: the index is a hidden variable that promotion turns into a phi.
static Address begin_counter(Context *c, RangeLoop *loop, Type *type, ValueId limit, Op less) {
  Address counter = {emit_alloc(c, type, VALUE_ALLOC_NEVER_HEAP), 0, true};
  emit_store(c, counter, 0, emit_const(c, value_type(c, limit), 0), VALUE_STORE_INIT);
  jump_to(c, loop->head);
  start_block(c, loop->head);
  ValueId i = emit_load(c, value_type(c, limit), counter, 0);
  branch(c, emit2(c, less, IR_I8, i, limit), loop->body, loop->done);
  start_block(c, loop->body);
  return counter;
}

static void end_counter(Context *c, RangeLoop *loop, Address counter, IrType type) {
  if (!c->dead) {
    ValueId i = emit_load(c, type, counter, 0);
    emit_store(c, counter, 0, emit2(c, IR_ADD, type, i, emit_const(c, type, 1)), 0);
    jump_to(c, loop->head);
  }
  start_block(c, loop->done);
}

static void range_integer(Context *c, RangeLoop *loop) {
  Lowerer *l = c->l;
  Expr *x = loop->clause->x;
  Type *type = expr_type(c, x);
  if (types_is_untyped(type)) type = basic_type(l, BASIC_INT);
  if (loop->key && info_mode(c->info, x) == MODE_CONSTANT) {
    Object *object = loop->clause->define ? info_object(c->info, ((NameExpr *)loop->key)) : NULL;
    type = object ? type_in(c, object->type) : expr_type(c, loop->key);
  }
  Operand limit =
      info_mode(c->info, x) == MODE_CONSTANT ? operand_const(c, type, info_value(c->info, x)) : lower_expr(c, x);
  at(c, loop->stmt->stmt.node.pos);
  declare_shared(c, loop);
  Address counter = begin_counter(c, loop, type, limit.c[0], is_signed(l, type) ? IR_SLT : IR_ULT);
  IrType ir_type = value_type(c, limit.c[0]);
  Operand i = operand_scalar(c, type, emit_load(c, ir_type, counter, 0));
  set_variable(c, loop, loop->key, i);
  lower_range_block(c, loop);
  end_counter(c, loop, counter, ir_type);
}

// Arrays, pointers to arrays, slices.
static void range_elements(Context *c, RangeLoop *loop, Type *u) {
  Lowerer *l = c->l;
  Expr *x = loop->clause->x;
  Address base = {0};
  ValueId length;
  Type *elem;
  Operand single = {0};
  if (u->kind == TYPE_SLICE) {
    Operand slice = lower_bytes_once(c, x);
    base = (Address){slice.c[0], 0, true};
    length = slice.c[1];
    elem = elem_of(l, u);
  } else {
    bool pointer = u->kind == TYPE_POINTER;
    Array *array = (Array *)(pointer ? under(l, elem_of(l, u)) : u);
    elem = canon(l, array->elem);
    length = emit_int(c, array->length);
    if (pointer) {
      Operand p = lower_expr(c, x);
      base = address_of_pointer(loop->value && array->length ? emit_nil_check(c, p.c[0]) : p.c[0]);
    } else if (loop->value) {
      // The range expression is evaluated once: the loop sees a copy of the array.
      single = operand_stable(c, lower_expr(c, x));
      base = operand_address(c, single);
    } else if (may_call(c, x)) {
      lower_discard(c, x);
    }
    base.no_nil = true;
  }
  at(c, loop->stmt->stmt.node.pos);
  declare_shared(c, loop);
  Type *int_type = basic_type(l, BASIC_INT);
  Address counter = begin_counter(c, loop, int_type, length, IR_SLT);
  ValueId i = emit_load(c, IR_I64, counter, 0);
  Operand key = operand_scalar(c, int_type, i), value = {0};
  if (loop->value) {
    Address a = {emit_element(c, emit_pointer(c, base), i, types_sizeof(elem)), 0, true};
    value = operand_at(c, elem, a);
  }
  set_both(c, loop, &key, loop->value ? &value : NULL);
  lower_range_block(c, loop);
  end_counter(c, loop, counter, IR_I64);
}

static void range_string(Context *c, RangeLoop *loop) {
  Lowerer *l = c->l;
  Operand string = lower_expr(c, loop->clause->x);
  at(c, loop->stmt->stmt.node.pos);
  declare_shared(c, loop);
  Type *int_type = basic_type(l, BASIC_INT), *rune = basic_type(l, BASIC_INT32);
  Address position = {emit_alloc(c, int_type, VALUE_ALLOC_NEVER_HEAP), 0, true};
  Address following = {emit_alloc(c, int_type, VALUE_ALLOC_NEVER_HEAP), 0, true};
  emit_store(c, position, 0, emit_int(c, 0), VALUE_STORE_INIT);
  jump_to(c, loop->head);
  start_block(c, loop->head);
  ValueId i = emit_load(c, IR_I64, position, 0);
  BlockId decode = new_block(c), wide = new_block(c), ascii = new_block(c);
  branch(c, emit2(c, IR_SLT, IR_I8, i, string.c[1]), decode, loop->done);
  start_block(c, decode);
  Address byte = {emit_element(c, string.c[0], i, 1), 0, true};
  ValueId first = emit1(c, IR_ZEXT, IR_I32, emit_load(c, IR_I8, byte, 0));
  branch_likely(c, emit2(c, IR_ULT, IR_I8, first, emit_const(c, IR_I32, 0x80)), ascii, wide, 1);
  start_block(c, ascii);
  ValueId next_ascii = emit2(c, IR_ADD, IR_I64, i, emit_int(c, 1));
  jump_to(c, loop->body);
  start_block(c, wide);
  ValueId args[3] = {string.c[0], string.c[1], i}, results[ABI_MAX_COMPONENTS];
  call_runtime(c, "decoderune", args, 3, results, 2);
  jump_to(c, loop->body);
  start_block(c, loop->body);
  ValueId decoded = emit_phi2(c, IR_I32, first, results[0]);
  ValueId after = emit_phi2(c, IR_I64, next_ascii, results[1]);
  emit_store(c, following, 0, after, VALUE_STORE_INIT);
  Operand key = operand_scalar(c, int_type, i), value = operand_scalar(c, rune, decoded);
  set_both(c, loop, &key, &value);
  lower_range_block(c, loop);
  if (!c->dead) {
    emit_store(c, position, 0, emit_load(c, IR_I64, following, 0), 0);
    jump_to(c, loop->head);
  }
  start_block(c, loop->done);
}

static void range_map(Context *c, RangeLoop *loop, Type *type) {
  Lowerer *l = c->l;
  Operand map = lower_expr(c, loop->clause->x);
  at(c, loop->stmt->stmt.node.pos);
  declare_shared(c, loop);
  Type *iterator_type = map_iterator_type(l);
  Address iterator = {emit_alloc(c, iterator_type, VALUE_ALLOC_NEVER_HEAP | VALUE_ALLOC_ZEROED), 0, true};
  emit_zero(c, iterator, iterator_type, VALUE_STORE_INIT);
  ValueId args[3] = {emit_symbol(c, type_symbol(l, type), 0), map.c[0], iterator.base};
  call_runtime0(c, "mapIterStart", args, 3);
  jump_to(c, loop->head);
  start_block(c, loop->head);
  ValueId key_pointer = emit_load(c, IR_P, iterator, 0);
  branch(c, emit2(c, IR_NE, IR_I8, key_pointer, emit_nil(c)), loop->body, loop->done);
  start_block(c, loop->body);
  Operand key = {0}, value = {0};
  if (loop->key) key = operand_at(c, key_of(l, type), (Address){key_pointer, 0, true});
  if (loop->value) value = operand_at(c, elem_of(l, type), (Address){emit_load(c, IR_P, iterator, 8), 0, true});
  set_both(c, loop, loop->key ? &key : NULL, loop->value ? &value : NULL);
  lower_range_block(c, loop);
  if (!c->dead) {
    call_runtime0(c, "mapIterNext", &iterator.base, 1);
    jump_to(c, loop->head);
  }
  start_block(c, loop->done);
}

// for k := range m { delete(m, k) } is clear(m) if keys are equal to themselves.
static bool is_map_clear(Context *c, ForStmt *s, RangeLoop *loop, Type *type) {
  if (!loop->key || loop->value || !loop->clause->define || s->body->list.len != 1) return false;
  Stmt *only = s->body->list.data[0];
  BuiltinId id;
  if (only->node.kind != NODE_EXPR_STMT) return false;
  Expr *x = unparen(((ExprStmt *)only)->x);
  if (x->node.kind != NODE_CALL_EXPR || !builtin_of(c->info, ((CallExpr *)x)->fun, &id) || id != BUILTIN_DELETE)
    return false;
  Expr *map = unparen(((CallExpr *)x)->args.data[0]), *key = unparen(((CallExpr *)x)->args.data[1]);
  Expr *ranged = unparen(loop->clause->x);
  if (map->node.kind != NODE_NAME || ranged->node.kind != NODE_NAME || key->node.kind != NODE_NAME) return false;
  if (info_object(c->info, (NameExpr *)map) != info_object(c->info, (NameExpr *)ranged)) return false;
  if (info_object(c->info, (NameExpr *)key) != info_object(c->info, ((NameExpr *)loop->key))) return false;
  return is_regular(c->l, key_of(c->l, type)) || is_string_type(c->l, key_of(c->l, type));
}

static void range_channel(Context *c, RangeLoop *loop, Type *type) {
  Lowerer *l = c->l;
  Operand channel = lower_expr(c, loop->clause->x);
  at(c, loop->stmt->stmt.node.pos);
  declare_shared(c, loop);
  Type *elem = elem_of(l, type);
  Address memory = {emit_alloc(c, elem, VALUE_ALLOC_NEVER_HEAP | VALUE_ALLOC_ZEROED), 0, true};
  emit_zero(c, memory, elem, VALUE_STORE_INIT);
  jump_to(c, loop->head);
  start_block(c, loop->head);
  ValueId args[2] = {channel.c[0], memory.base};
  ValueId ok = call_runtime1(c, "chanrecv2", args, 2);
  branch(c, ok, loop->body, loop->done);
  start_block(c, loop->body);
  if (loop->key) set_variable(c, loop, loop->key, operand_at(c, elem, memory));
  // The hidden element must not keep what it points to alive.
  emit_zero(c, memory, elem, 0);
  lower_range_block(c, loop);
  if (!c->dead) jump_to(c, loop->head);
  start_block(c, loop->done);
}

void lower_range(Context *c, ForStmt *s, RangeClause *r) {
  Lowerer *l = c->l;
  at(c, s->stmt.node.pos);
  Type *type = expr_type(c, r->x);
  Type *u = under(l, type);
  if (u->kind == TYPE_SIGNATURE) {
    lower_range_func(c, s, r);
    return;
  }
  RangeLoop loop = begin_range(c, s, r);
  switch (u->kind) {
    case TYPE_BASIC:
      if (((Basic *)u)->info & INFO_STRING) {
        range_string(c, &loop);
      } else {
        range_integer(c, &loop);
      }
      return;
    case TYPE_ARRAY:
    case TYPE_POINTER:
    case TYPE_SLICE: range_elements(c, &loop, u); return;
    case TYPE_MAP:
      if (is_map_clear(c, s, &loop, type)) {
        ValueId args[2] = {emit_symbol(c, type_symbol(l, type), 0), lower_scalar(c, r->x)};
        call_runtime0(c, "mapclear", args, 2);
        return;
      }
      range_map(c, &loop, type);
      return;
    case TYPE_CHAN: range_channel(c, &loop, type); return;
    default: ice("lower", c->f->symbol->name->text, "range over kind %d", u->kind);
  }
}
