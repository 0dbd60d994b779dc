// Loops over functions (Spec: For statements with range clause; gc's
// cmd/compile/internal/rangefunc). The body becomes a function literal
// func(k, v) bool; leaving the loop early goes through variables of the
// outermost function: #next says what is to be done after the iterator returns
// (0: go on, -1: return, else the number of a branch), #state guards against
// iterators that call the body when they must not. The body is lowered while its
// surroundings are, so that the branches out of it are known after the call.
#include "lower/internal.h"

// States of a loop, as in internal/abi (RF_*).
enum { STATE_DONE, STATE_READY, STATE_PANIC, STATE_EXHAUSTED, STATE_MISSING_PANIC };
enum { NEXT_RETURN = -1 };

static Object *synthetic(Context *c, const char *name, Type *type) {
  Lowerer *l = c->l;
  return types_new_var(l->arena, VAR_LOCAL, 0, c->instance->package, name_cstr(l->session->names, name), type);
}

static void set_int(Context *c, Object *object, int64_t value) {
  emit_store(c, variable_address(c, object, 0), 0, emit_int(c, value), 0);
}

static ValueId get_int(Context *c, Object *object) { return emit_load(c, IR_I64, variable_address(c, object, 0), 0); }

// ---- leaving the body

static void body_returns(Context *c, bool more) {
  set_int(c, c->range->state_variable, more ? STATE_READY : STATE_DONE);
  ValueId v = emit_const(c, IR_I8, more);
  Block *b = func_block(c->f, c->block);
  vec_push(c->arena, &b->results, v);
  b->kind = BLOCK_RETURN;
  b->pos = c->pos;
  c->block = func_new_block(c->f);
  c->dead = true;
}

static RangeBody *root_of(RangeBody *range) {
  while (range->outer) range = range->outer;
  return range;
}

// The number of a branch that leaves a body.
static int64_t exit_code(Context *c, uint8_t kind, Stmt *target) {
  if (kind == EXIT_RETURN) return NEXT_RETURN;
  RangeBody *root = root_of(c->range);
  for (uint32_t i = 0; i < root->codes.len; i++) {
    RangeExit *e = &root->codes.data[i];
    if (e->kind == kind && e->target == target) return e->code;
  }
  RangeExit e = {kind, target, root->codes.len + 1};
  vec_push(c->l->arena, &root->codes, e);
  return e.code;
}

// The loop around this body has to see to it.
static void pass_on(Context *c, uint8_t kind, Stmt *target, int64_t code) {
  RangeBody *range = c->range;
  bool known = false;
  for (uint32_t i = 0; i < range->exits.len; i++) known = known || range->exits.data[i].code == code;
  if (!known) vec_push(c->l->arena, &range->exits, ((RangeExit){kind, target, code}));
  body_returns(c, false);
}

static void store_results(Context *c, ReturnStmt *s) {
  RangeBody *root = root_of(c->range);
  if (!s->results) return;
  uint32_t count = root->result_count;
  Operand *values = arena_array(c->arena, Operand, count + 1);
  Tuple *results = root->signature->results;
  if (s->results->node.kind != NODE_LIST_EXPR && count > 1) {
    lower_multi(c, s->results, values, count);
  } else {
    Expr **list = count == 1 ? &s->results : ((ListExpr *)s->results)->elements.data;
    return_list(c, list, count, root->result_variables, results, values);
    if (c->dead) return;
  }
  for (uint32_t i = 0; i < count; i++) {
    Operand v = convert_implicit(c, values[i], tuple_type(c->l, results, i));
    operand_store(c, variable_address(c, root->result_variables[i], 0), v, 0);
  }
}

bool range_leave(Context *c, uint8_t kind, Stmt *target, ReturnStmt *ret) {
  if (!c->range) return false;
  if (kind != EXIT_RETURN && kind != EXIT_GOTO && (!target || target == &c->range->loop->stmt)) {
    body_returns(c, kind == EXIT_CONTINUE);
    return true;
  }
  if (ret) store_results(c, ret);
  int64_t code = exit_code(c, kind, target);
  set_int(c, root_of(c->range)->next_variable, code);
  pass_on(c, kind, target, code);
  return true;
}

static bool in_body(RangeBody *range, Pos pos) {
  BlockStmt *body = range->loop->body;
  return pos >= body->stmt.node.pos && pos <= body->rbrace;
}

// After the iterator returned because of this exit: does it, or passes it on.
static void take_exit(Context *c, RangeBody *inner, RangeExit *e) {
  Object *next = root_of(inner)->next_variable;
  if (e->kind == EXIT_RETURN) {
    if (c->range) {
      pass_on(c, e->kind, NULL, e->code);
    } else {
      emit_return(c);
    }
    return;
  }
  if (e->kind == EXIT_GOTO) {
    if (c->range && !in_body(c->range, e->target->node.pos)) {
      pass_on(c, e->kind, e->target, e->code);
      return;
    }
    set_int(c, next, 0);
    jump_to(c, label_block(c, (LabeledStmt *)e->target));
    return;
  }
  for (Target *t = c->targets; t; t = t->outer) {
    if (t->stmt != e->target) continue;
    set_int(c, next, 0);
    jump_to(c, e->kind == EXIT_CONTINUE ? t->continue_block : t->break_block);
    return;
  }
  if (!c->range) ice("lower", c->f->symbol->name->text, "branch out of a loop over a function leads nowhere");
  if (e->target == &c->range->loop->stmt) {
    set_int(c, next, 0);
    body_returns(c, e->kind == EXIT_CONTINUE);
  } else {
    pass_on(c, e->kind, e->target, e->code);
  }
}

// ---- what the body needs

typedef struct BodyScan {
  Context *c;
  Vec(Object *) captures;
  Map seen;
  bool has_return, has_defer, in_literal;
} BodyScan;

static void capture(BodyScan *scan, Object *object) {
  if (!object || map_get(&scan->seen, map_key(object)) || !find_variable(scan->c, object)) return;
  map_put(scan->c->arena, &scan->seen, map_key(object), object);
  vec_push(scan->c->arena, &scan->captures, object);
}

static bool visit_body(Node *node, void *context) {
  BodyScan *scan = context;
  switch (node->kind) {
    case NODE_NAME: capture(scan, info_object(scan->c->info, (NameExpr *)node)); return true;
    case NODE_FUNC_LIT: {
      const LiteralInfo *literal = info_literal(scan->c->info, (FuncLit *)node);
      for (uint32_t i = 0; i < literal->capture_count; i++) capture(scan, literal->captures[i]);
      return false;
    }
    case NODE_RETURN_STMT: scan->has_return = true; return true;
    case NODE_CALL_STMT:
      if (((CallStmt *)node)->token == TOKEN_DEFER) scan->has_defer = true;
      return true;
    default: return true;
  }
}

// Variables of the outermost function that hold its results while the loops are left.
static void prepare_results(Context *c, RangeBody *range) {
  range->signature = c->signature;
  range->result_count = c->result_count;
  range->result_variables = arena_array(c->l->arena, Object *, c->result_count + 1);
  for (uint32_t i = 0; i < c->result_count; i++) {
    if (!c->results[i]) {
      Object *object = synthetic(c, "#result", tuple_type(c->l, c->signature->results, i));
      c->results[i] = declare_zeroed(c, object);
    }
    range->result_variables[i] = c->results[i]->object;
  }
}

static void prepare_root(Context *c, RangeBody *range, const BodyScan *scan) {
  Lowerer *l = c->l;
  range->next_variable = synthetic(c, "#next", basic_type(l, BASIC_INT));
  declare_zeroed(c, range->next_variable);
  if (scan->has_return) prepare_results(c, range);
  if (!scan->has_defer) return;
  // Deferred calls in the body belong to this function.
  range->defer_variable = synthetic(c, "#defers", canon(l, l->universe->empty_interface));
  ValueId token[ABI_MAX_COMPONENTS];
  call_runtime(c, "deferrangefunc", NULL, 0, token, 2);
  Operand value = operand_make(c, canon(l, l->universe->empty_interface), 2, token);
  operand_store(c, declare_variable(c, range->defer_variable)->address, value, VALUE_STORE_INIT);
}

void range_defer(Context *c, ValueId closure) {
  RangeBody *root = root_of(c->range);
  Type *any = canon(c->l, c->l->universe->empty_interface);
  Operand token = operand_at(c, any, variable_address(c, root->defer_variable, 0));
  ValueId args[3] = {closure, token.c[0], token.c[1]};
  call_runtime0(c, "deferprocat", args, 3);
}

// ---- the body as a function

static void bind_loop_variables(Context *c, RangeBody *range, Operand *values, uint32_t count) {
  RangeClause *r = range->clause;
  if (!r->lhs) return;
  Expr **list = &r->lhs;
  uint32_t n = 1;
  if (r->lhs->node.kind == NODE_LIST_EXPR) {
    list = ((ListExpr *)r->lhs)->elements.data;
    n = ((ListExpr *)r->lhs)->elements.len;
  }
  for (uint32_t i = 0; i < n && i < count; i++) {
    if (!is_blank(list[i])) assign_expr(c, list[i], values[i], r->define);
  }
}

static void lower_range_body(Context *outer, Instance *instance, RangeBody *range) {
  Lowerer *l = outer->l;
  Context *c = lower_context_new(l, instance, abi_signature(l, instance->signature, NULL));
  c->signature = instance->signature;
  c->range = range;
  c->f->literal = true;
  c->f->start = range->loop->body->stmt.node.pos;
  at(c, range->loop->stmt.node.pos);
  uint32_t count = tuple_count(instance->signature->params), flat = 0;
  Operand *values = arena_array(c->arena, Operand, count + 1);
  for (uint32_t i = 0; i < count; i++) values[i] = param_operand(c, c->f->signature, i, &flat);
  bind_captures(c);
  ValueId state = get_int(c, range->state_variable);
  BlockId bad = new_block(c), good = new_block(c);
  branch_likely(c, emit2(c, IR_EQ, IR_I8, state, emit_int(c, STATE_READY)), good, bad, 1);
  start_block(c, bad);
  func_block(c->f, bad)->cold = true;
  set_int(c, range->state_variable, STATE_PANIC);
  call_runtime0(c, "panicrangestate", &state, 1);
  start_block(c, good);
  set_int(c, range->state_variable, STATE_PANIC);
  bind_loop_variables(c, range, values, count);
  count_edge(c);
  lower_block(c, range->loop->body);
  at(c, range->loop->body->rbrace);
  if (!c->dead) body_returns(c, true);
  lower_context_finish(c);
}

static Instance *body_instance(Context *c, Signature *signature, const BodyScan *scan) {
  Lowerer *l = c->l;
  Instance *instance = instance_new(l, INSTANCE_RANGE_BODY, range_body_name(l, c->instance));
  instance->package = c->instance->package;
  instance->environment = c->instance->environment;
  instance->outer = c->instance;
  instance->signature = signature;
  instance->queued = true;  // lowered at once
  instance->capture_count = scan->captures.len;
  instance->captures = arena_array(l->arena, Capture, scan->captures.len + 1);
  for (uint32_t i = 0; i < scan->captures.len; i++) {
    Object *object = scan->captures.data[i];
    Variable *v = find_variable(c, object);
    instance->captures[i] = (Capture){.object = object, .type = v->type, .by_value = capture_by_value(object, v->type)};
  }
  layout_captures(l, instance);
  return instance;
}

void lower_range_func(Context *c, ForStmt *s, RangeClause *r) {
  Lowerer *l = c->l;
  Operand iterator = lower_expr(c, r->x);
  at(c, s->stmt.node.pos);
  Signature *iterator_signature = signature_of(l, iterator.type);
  Signature *yield = signature_of(l, tuple_type(l, iterator_signature->params, 0));
  BlockId done = new_block(c);
  RangeBody *range = arena_new(l->arena, RangeBody);
  range->outer = c->range;
  range->loop = s;
  range->clause = r;
  BodyScan scan = {.c = c};
  syntax_walk(&s->body->stmt.node, visit_body, &scan);
  if (r->lhs && !r->define) syntax_walk(&r->lhs->node, visit_body, &scan);
  if (!c->range) prepare_root(c, range, &scan);
  RangeBody *root = root_of(range);
  range->state_variable = synthetic(c, "#state", basic_type(l, BASIC_INT));
  range->state_variable->reassigned = root->next_variable->reassigned = true;
  declare_variable(c, range->state_variable);
  set_int(c, range->state_variable, STATE_READY);
  capture(&scan, range->state_variable);
  capture(&scan, root->next_variable);
  capture(&scan, root->defer_variable);
  for (uint32_t i = 0; scan.has_return && i < root->result_count; i++) {
    root->result_variables[i]->reassigned = true;
    capture(&scan, root->result_variables[i]);
  }
  Instance *instance = body_instance(c, yield, &scan);
  Operand *values = arena_array(c->arena, Operand, scan.captures.len + 1);
  for (uint32_t i = 0; i < scan.captures.len; i++) {
    Variable *v = find_variable(c, scan.captures.data[i]);
    values[i] = instance->captures[i].by_value ? operand_at(c, v->type, v->address)
                                               : (Operand){.type = v->type, .in_memory = true, .address = v->address};
  }
  Operand body = operand_scalar(c, &yield->type, make_closure(c, instance, values));
  lower_range_body(c, instance, range);
  CallPlan plan = {
      .kind = CALL_CLOSURE_VALUE, .signature = iterator_signature, .abi = abi_signature(l, iterator_signature, NULL)};
  emit_call(c, &plan, iterator.c[0], &body, 1, NULL, 0);
  ValueId state = get_int(c, range->state_variable);
  BlockId missing = new_block(c), fine = new_block(c);
  branch_likely(c, emit2(c, IR_EQ, IR_I8, state, emit_int(c, STATE_PANIC)), missing, fine, -1);
  start_block(c, missing);
  func_block(c->f, missing)->cold = true;
  ValueId code = emit_int(c, STATE_MISSING_PANIC);
  call_runtime0(c, "panicrangestate", &code, 1);
  start_block(c, fine);
  set_int(c, range->state_variable, STATE_EXHAUSTED);
  for (uint32_t i = 0; i < range->exits.len; i++) {
    RangeExit e = range->exits.data[i];
    BlockId taken = new_block(c), other = new_block(c);
    branch(c, emit2(c, IR_EQ, IR_I8, get_int(c, root->next_variable), emit_int(c, e.code)), taken, other);
    start_block(c, taken);
    take_exit(c, range, &e);
    start_block(c, other);
  }
  jump_to(c, done);
  start_block(c, done);
}

void lower_range_body_instance(Lowerer *l, Instance *instance) {
  (void)l;
  ice("lower", instance->symbol->name->text, "body of a loop over a function is lowered with its function");
}
