// go and defer: the call's operands are evaluated now and captured by a closure
// func() that the runtime keeps (deferproc) or starts (newproc).
#include "lower/internal.h"

// The operands of a builtin or a conversion that runs later are found by their expressions.
static void capture_args(Context *c, CallExpr *x, Operand *out) {
  OrderScope scope = order_begin(c);
  hoist_below(c, &x->expr);
  for (uint32_t i = 0; i < x->args.len; i++) keep(c, x->args.data[i]);
  order_operands(c);
  for (uint32_t i = 0; i < x->args.len; i++) {
    Expr *arg = x->args.data[i];
    if (info_mode(c->info, arg) == MODE_TYPE || info_mode(c->info, arg) == MODE_CONSTANT ||
        info_mode(c->info, unparen(arg)) == MODE_NIL)
      continue;
    out[i] = operand_stable(c, lower_expr(c, arg));
  }
  order_end(c, scope);
}

// once: the statement runs at most once a call of the function.
static Instance *call_instance(Context *c, bool is_defer, bool once) {
  Lowerer *l = c->l;
  Instance *instance = instance_new(l, INSTANCE_CALL, wrapped_call_name(l, c->instance, is_defer));
  instance->package = c->instance->package;
  instance->environment = c->instance->environment;
  instance->outer = c->instance;
  instance->signature = NULL;
  instance->made_once = once;
  instance->call = arena_new(l->arena, DeferredCall);
  return instance;
}

// A func() with the captured operands; entries without type are not captured.
static ValueId wrap_operands(Context *c, Instance *instance, Operand *operands, uint32_t count) {
  Lowerer *l = c->l;
  DeferredCall *call = instance->call;
  call->operands = arena_array(l->arena, Operand, count + 1);
  memcpy(call->operands, operands, count * sizeof(Operand));
  call->operand_count = count;
  instance->captures = arena_array(l->arena, Capture, count + 1);
  Operand *values = arena_array(c->arena, Operand, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    if (!operands[i].type) continue;
    values[instance->capture_count] = operands[i];
    instance->captures[instance->capture_count++] = (Capture){.type = operands[i].type, .by_value = true};
  }
  layout_captures(l, instance);
  return make_closure(c, instance, values);
}

static ValueId wrap_builtin(Context *c, CallExpr *x, bool is_defer, bool once) {
  OrderScope scope = order_begin(c);
  if (is_spread(c->info, x)) x = spread_tuple(c, x);
  Operand *operands = arena_array(c->arena, Operand, x->args.len + 1);
  capture_args(c, x, operands);
  order_end(c, scope);
  Instance *instance = call_instance(c, is_defer, once);
  instance->call->call = x;
  at(c, x->expr.node.pos);
  return wrap_operands(c, instance, operands, x->args.len);
}

static ValueId wrap_call(Context *c, CallExpr *x, bool is_defer, bool once) {
  CallPlan plan;
  ValueId function;
  Operand *operands;
  uint32_t count;
  if (once && unparen(x->fun)->node.kind == NODE_FUNC_LIT) c->defers.literal = (FuncLit *)unparen(x->fun);
  plan_call(c, x, true, &plan, &function, &operands, &count);
  bool plain = !tuple_count(plan.signature->params) && !tuple_count(plan.signature->results);
  if (plain && plan.kind == CALL_CLOSURE_VALUE) { return function; }
  if (plain && plan.kind == CALL_STATIC && !plan.has_receiver) {
    return emit_symbol(c, function_value_symbol(c->l, plan.target), 0);
  }
  Operand *captured = arena_array(c->arena, Operand, count + 2);
  uint32_t n = 0;
  if (plan.kind == CALL_CLOSURE_VALUE) {
    // go f(x) and defer f(x) of a nil f: the former fails here, the latter when it runs.
    captured[n++] = operand_scalar(c, expr_type(c, x->fun), is_defer ? function : emit_nil_check(c, function));
  }
  if (plan.kind == CALL_INTERFACE) {
    // The method is looked up now: a nil interface panics here.
    emit_load(c, IR_I64, address_of_pointer(emit1(c, IR_INT_TO_PTR, IR_P, operands[0].c[0])), 8);
  }
  for (uint32_t i = 0; i < count; i++) captured[n++] = operand_stable(c, operands[i]);
  Instance *instance = call_instance(c, is_defer, once);
  instance->call->plan = arena_new(c->l->arena, CallPlan);
  *instance->call->plan = plan;
  return wrap_operands(c, instance, captured, n);
}

void lower_go_defer(Context *c, CallStmt *s) {
  bool is_defer = s->token == TOKEN_DEFER;
  CallExpr *call = (CallExpr *)unparen(s->call);
  BuiltinId id;
  at(c, s->stmt.node.pos);
  bool once = is_defer && !c->range && defer_runs_once(c, s);
  bool builtin = builtin_of(c->info, call->fun, &id) || info_mode(c->info, call->fun) == MODE_TYPE;
  ValueId closure = builtin ? wrap_builtin(c, call, is_defer, once) : wrap_call(c, call, is_defer, once);
  at(c, s->stmt.node.pos);
  if (once) {
    defer_in_frame(c, closure);
    return;
  }
  if (is_defer && c->range) {
    range_defer(c, closure);
    return;
  }
  call_runtime0(c, is_defer ? "deferproc" : "newproc", &closure, 1);
}

void lower_call_instance(Lowerer *l, Instance *instance) {
  DeferredCall *call = instance->call;
  Context *c = lower_context_new(l, instance, abi_signature(l, NULL, NULL));
  c->f->kind = FUNC_WRAPPER;
  bind_captures(c);
  Operand *operands = arena_array(c->arena, Operand, call->operand_count + 2);
  uint32_t next = 0;
  for (uint32_t i = 0; i < call->operand_count; i++) {
    if (!call->operands[i].type) continue;
    Capture *capture = &instance->captures[next++];
    operands[i] = operand_at(c, capture->type, address_add(c, c->closure, capture->offset));
  }
  if (call->plan) {
    CallPlan plan = *call->plan;
    uint32_t count = tuple_count(plan.signature->results);
    Operand *results = arena_array(c->arena, Operand, count + 1);
    ValueId function = 0;
    uint32_t first = 0;
    if (plan.kind == CALL_CLOSURE_VALUE) {
      function = operands[0].c[0];
      first = 1;
    }
    emit_call(c, &plan, function, operands + first, call->operand_count - first, results, count);
  } else {
    Operand result;
    at(c, call->call->expr.node.pos);
    for (uint32_t i = 0; i < call->operand_count; i++) {
      if (!call->operands[i].type) continue;
      order_record(c, unparen(call->call->args.data[i]), operands[i]);
    }
    // As a wrapper it is transparent to recover: defer recover() acts as a call by whoever runs the deferred calls.
    lower_call(c, call->call, &result, 1);
    c->f->has_recover = true;
  }
  if (!c->dead) func_block(c->f, c->block)->kind = BLOCK_RETURN;
  lower_context_finish(c);
}
