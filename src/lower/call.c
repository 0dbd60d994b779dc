// Calls: of the runtime's functions, and of what call_plan.c has planned in all its forms; call expressions.
#include "lower/internal.h"

// ---- the runtime's functions

Object *runtime_function(Lowerer *l, const char *name) {
  const Name *interned = name_cstr(l->session->names, name);
  Object *known = map_get(&l->runtime_functions, map_key(interned));
  if (known) return known;
  Package *runtime = l->program->runtime;
  Object *object = runtime ? map_get(&runtime->scope->names, map_key(interned)) : NULL;
  if (!object || object->kind != OBJECT_FUNC) return NULL;
  map_put(l->arena, &l->runtime_functions, map_key(interned), object);
  return object;
}

Object *runtime_variable(Lowerer *l, const char *name) {
  Object *object = map_get(&l->program->runtime->scope->names, map_key(name_cstr(l->session->names, name)));
  if (!object || object->kind != OBJECT_VAR) ice("lower", NULL, "runtime has no variable %s", name);
  return object;
}

static void set_effects(CallInfo *info, Object *callee) {
  FuncDecl *decl = callee && callee->kind == OBJECT_FUNC ? callee->func.decl : NULL;
  if (!decl || decl->body) return;
  info->no_escape = (decl->pragma & PRAGMA_NOESCAPE) || decl->c_symbol;
  info->reads_only = decl->pragma & PRAGMA_TUCO_READS;
}

// A word as the declared component wants it: type words are integers here and pointers there.
static ValueId coerce(Context *c, ValueId v, IrType want) {
  IrType have = value_type(c, v);
  if (have == want) return v;
  if (want == IR_P && have == IR_I64) {
    Value *value = func_value(c->f, v);
    if (value->op == IR_PTR_TO_INT) return value_arg(c->f, v, 0);
    return emit1(c, IR_INT_TO_PTR, IR_P, v);
  }
  if (want == IR_I64 && have == IR_P) return emit1(c, IR_PTR_TO_INT, IR_I64, v);
  ice("lower", c->f->symbol->name->text, "argument of IR type %d where %d is wanted", have, want);
}

static ValueId new_call(Context *c, Op op, CallInfo *info, const ValueId *args, uint32_t count) {
  ValueId call = value_new(c->f, c->block, op, IR_VOID, c->pos);
  func_value(c->f, call)->call = info;
  for (uint32_t i = 0; i < count; i++) value_add_arg(c->f, call, args[i]);
  return call;
}

static ValueId new_result(Context *c, ValueId call, IrType type, uint32_t index) {
  ValueId v = emit1(c, IR_RESULT, type, call);
  func_value(c->f, v)->index = index;
  return v;
}

// Flattened component types of parameters or results, at most max; by_address ones count as one pointer.
static uint32_t flat_types(const AbiParam *params, uint32_t count, IrType *out, uint32_t max) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t parts = params[i].by_address ? 1 : params[i].component_count;
    for (uint32_t j = 0; j < parts && n < max; j++) {
      out[n++] = params[i].by_address ? IR_P : (IrType)params[i].components[j].type;
    }
  }
  return n;
}

// Which operation calls a function without body.
static Op c_call_op(const FuncDecl *decl) {
  if (decl->pragma & PRAGMA_TUCO_LEAF) return IR_CALL_LEAF;
  if (decl->pragma & PRAGMA_TUCO_SYSTEM) return IR_CALL_SYSTEM;
  return IR_CALL;
}

uint32_t call_runtime(Context *c, const char *name, const ValueId *args, uint32_t count, ValueId *results,
                      uint32_t max) {
  Lowerer *l = c->l;
  Object *function = runtime_function(l, name);
  char symbol_name[64];
  snprintf(symbol_name, sizeof symbol_name, "runtime.%s", name);
  if (!function) {
    not_supported(l, 0, symbol_name);
    for (uint32_t i = 0; i < max; i++) results[i] = emit_nil(c);
    return max;
  }
  Signature *signature = (Signature *)canon(l, function->type);
  AbiSignature *abi = abi_signature(l, signature, NULL);
  enum { FLAT_LIMIT = 24 };
  IrType params[FLAT_LIMIT], result_types[ABI_MAX_COMPONENTS];
  uint32_t want = flat_types(abi->params, abi->param_count, params, FLAT_LIMIT);
  if (want != count) ice("lower", symbol_name, "called with %u words, declared with %u", count, want);
  ValueId words[FLAT_LIMIT];
  for (uint32_t i = 0; i < count; i++) words[i] = coerce(c, args[i], params[i]);
  CallInfo *info = arena_new(c->arena, CallInfo);
  Op op = function->func.decl->body ? IR_CALL : c_call_op(function->func.decl);
  info->signature = op == IR_CALL ? abi : NULL;
  info->target = object_symbol(l, function);
  info->callee = function;
  info->never_returns = info->target->traits & TRAIT_NORETURN;
  set_effects(info, function);
  ValueId call = new_call(c, op, info, words, count);
  uint32_t n = flat_types(abi->results, abi->result_count, result_types, ABI_MAX_COMPONENTS);
  if (n < max) ice("lower", symbol_name, "has %u result words, %u wanted", n, max);
  for (uint32_t i = 0; i < max; i++) results[i] = new_result(c, call, result_types[i], i);
  if (info->never_returns) end_unreachable(c);
  return max;
}

ValueId call_runtime1(Context *c, const char *name, const ValueId *args, uint32_t count) {
  ValueId result[1];
  call_runtime(c, name, args, count, result, 1);
  return result[0];
}

void call_runtime0(Context *c, const char *name, const ValueId *args, uint32_t count) {
  ValueId none[1];
  call_runtime(c, name, args, count, none, 0);
}

// ---- calls in general

// Flattens operands, adds memory for results that come by address, calls, and collects the results.
static uint32_t finish_call(Context *c, Op op, CallInfo *info, ValueId function, AbiSignature *abi, Operand *operands,
                            uint32_t count, Operand *results, uint32_t max) {
  Vec(ValueId) args = {0};
  if (abi->too_large && !c->too_large)
    abi_report_frame(c->l->session, c->f->start, 0, c->f->signature ? c->f->signature->args_size : 0, abi->too_large);
  c->too_large |= abi->too_large > 0;
  if (function) vec_push(c->arena, &args, function);
  for (uint32_t i = 0; i < count; i++) {
    ValueId flat[ABI_MAX_COMPONENTS];
    uint32_t n = operand_flatten(c, operands[i], flat);
    for (uint32_t j = 0; j < n; j++) vec_push(c->arena, &args, flat[j]);
  }
  ValueId *memory = arena_array(c->arena, ValueId, abi->result_count + 1);
  for (uint32_t i = 0; i < abi->result_count; i++) {
    if (!abi->results[i].by_address) continue;
    memory[i] = emit_alloc(c, abi->results[i].go_type, VALUE_ALLOC_NEVER_HEAP);
    vec_push(c->arena, &args, memory[i]);
  }
  ValueId call = new_call(c, op, info, args.data, args.len);
  // RESULT values stand right after the call, in order, also those that nobody uses.
  uint32_t flat = 0;
  for (uint32_t i = 0; i < abi->result_count; i++) {
    AbiParam *param = &abi->results[i];
    Operand x = {.type = param->go_type};
    if (param->by_address) {
      x.in_memory = true;
      x.address = (Address){memory[i], 0, true};
      flat++;
    } else {
      x.count = (uint8_t)param->component_count;
      for (uint32_t j = 0; j < x.count; j++) {
        x.c[j] = new_result(c, call, (IrType)param->components[j].type, flat++);
        if (param->components[j].is_length) func_value(c->f, x.c[j])->flags |= VALUE_LENGTH;
      }
    }
    if (i < max) results[i] = x;
  }
  if (info->never_returns) end_unreachable(c);
  return abi->result_count;
}

uint32_t emit_static_call(Context *c, Symbol *target, AbiSignature *abi, Signature *signature, Type *receiver,
                          Object *callee, Operand *operands, uint32_t count, Operand *results, uint32_t max) {
  (void)signature;
  (void)receiver;
  CallInfo *info = arena_new(c->arena, CallInfo);
  info->signature = abi;
  info->target = target;
  info->callee = callee;
  info->never_returns = target->traits & TRAIT_NORETURN;
  set_effects(info, callee);
  return finish_call(c, IR_CALL, info, 0, abi, operands, count, results, max);
}

static uint32_t emit_c_call(Context *c, CallPlan *plan, Operand *operands, uint32_t count, Operand *results,
                            uint32_t max) {
  CallInfo *info = arena_new(c->arena, CallInfo);
  Op op = c_call_op(plan->callee->func.decl);
  info->signature = op == IR_CALL ? plan->abi : NULL;
  info->target = plan->target;
  info->callee = plan->callee;
  info->no_escape = true;
  info->never_returns = plan->target->traits & TRAIT_NORETURN;
  return finish_call(c, op, info, 0, plan->abi, operands, count, results, max);
}

static uint32_t emit_planned_call(Context *c, CallPlan *plan, ValueId function, Operand *operands, uint32_t count,
                                  Operand *results, uint32_t max) {
  switch (plan->kind) {
    case CALL_STATIC:
      return emit_static_call(c, plan->target, plan->abi, plan->signature, plan->receiver_type, plan->callee, operands,
                              count, results, max);
    case CALL_CLOSURE_VALUE: {
      CallInfo *info = arena_new(c->arena, CallInfo);
      info->signature = plan->abi;
      return finish_call(c, IR_CALL_CLOSURE, info, function, plan->abi, operands, count, results, max);
    }
    case CALL_INTERFACE: {
      // The receiver operand is the interface; the method takes its data word.
      ValueId code = load_interface_code(c, operands[0], plan->method_index);
      operands[0] = operand_scalar(c, basic_type(c->l, BASIC_UNSAFE_POINTER), operands[0].c[1]);
      CallInfo *info = arena_new(c->arena, CallInfo);
      info->signature = plan->abi;
      info->callee = plan->callee;
      return finish_call(c, IR_CALL_INDIRECT, info, code, plan->abi, operands, count, results, max);
    }
    case CALL_C: return emit_c_call(c, plan, operands, count, results, max);
    default:
      if (!lower_intrinsic(c, plan->callee, operands, count, plan->signature, results)) {
        ice("lower", c->f->symbol->name->text, "intrinsic %s", plan->callee->name->text);
      }
      return plan->abi->result_count;
  }
}

// Arguments of uintptrkeepalive functions arrive here as the pointers they are made of, so that they may be captured by
// go and defer as such; they live until the call returns.
static uint32_t emit_keeping_call(Context *c, CallPlan *plan, ValueId function, Operand *operands, uint32_t count,
                                  Operand *results, uint32_t max) {
  ValueId *kept = arena_array(c->arena, ValueId, count + 1);
  uint32_t kept_count = 0;
  Operand *words = arena_array(c->arena, Operand, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    words[i] = operands[i];
    if (i == 0 && plan->has_receiver) continue;
    Basic *basic = basic_of(c->l, operands[i].type);
    bool is_pointer = basic && basic->basic_kind == BASIC_UNSAFE_POINTER;
    Type *want = tuple_type(c->l, plan->signature->params, i - plan->has_receiver);
    if (is_pointer && basic_of(c->l, want) && basic_of(c->l, want)->basic_kind == BASIC_UINTPTR) {
      kept[kept_count++] = operands[i].c[0];
      words[i] = operand_scalar(c, want, emit1(c, IR_PTR_TO_INT, IR_I64, operands[i].c[0]));
    } else if (under(c->l, operands[i].type)->kind == TYPE_SLICE) {
      kept[kept_count++] = operands[i].c[0];
    }
  }
  uint32_t n = emit_planned_call(c, plan, function, words, count, results, max);
  if (c->dead) return n;
  for (uint32_t i = 0; i < kept_count; i++) emit1(c, IR_KEEP_ALIVE, IR_VOID, kept[i]);
  return n;
}

bool keeps_pointers(const CallPlan *plan) {
  FuncDecl *decl = plan->kind == CALL_STATIC && plan->callee ? plan->callee->func.decl : NULL;
  // Functions of assembly files take addresses as numbers: gc keeps what they point to for all bodyless ones.
  return decl && ((decl->pragma & PRAGMA_UINTPTRKEEPALIVE) || (!decl->body && !plan->callee->package->is_std));
}

uint32_t emit_call(Context *c, CallPlan *plan, ValueId function, Operand *operands, uint32_t count, Operand *results,
                   uint32_t max) {
  return keeps_pointers(plan) ? emit_keeping_call(c, plan, function, operands, count, results, max)
                              : emit_planned_call(c, plan, function, operands, count, results, max);
}

// ---- call expressions

uint32_t lower_call(Context *c, CallExpr *x, Operand *results, uint32_t max) {
  if (c->hoisted.len) {
    Operand *known = map_get(&c->hoisted, map_key(x));
    if (known) {
      results[0] = *known;
      return 1;
    }
  }
  BuiltinId id;
  if (builtin_of(c->info, x->fun, &id)) {
    OrderScope scope = order_begin(c);
    hoist_below(c, &x->expr);
    settle_below(c, &x->expr);
    order_operands(c);
    uint32_t n = lower_builtin(c, x, id, results, max);
    order_end(c, scope);
    return n;
  }
  if (info_mode(c->info, x->fun) == MODE_TYPE) {
    Type *to = expr_type(c, x->fun);
    Expr *arg = x->args.data[0];
    if (info_mode(c->info, unparen(arg)) == MODE_NIL) {
      results[0] = operand_zero(c, to);
    } else if (info_value(c->info, arg) && (basic_info(c->l, to) & INFO_NUMERIC) &&
               const_kind(info_value(c->info, arg)) >= CONST_INT) {
      results[0] =
          operand_const(c, to, info_value(c->info, arg));  // T(0) for a type parameter T is no constant for the checker
    } else {
      Operand v = lower_expr(c, arg);
      results[0] = convert_value(c, v, to, x->expr.node.pos);
    }
    return 1;
  }
  CallPlan plan;
  ValueId function;
  Operand *operands;
  uint32_t count;
  plan_call(c, x, false, &plan, &function, &operands, &count);
  return emit_call(c, &plan, function, operands, count, results, max);
}
