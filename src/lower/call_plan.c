// What a call calls, and its operands: receiver or function value, arguments, slices of variadic parameters, each in
// its turn (order.c). In gc a call's operands are settled in this order: what is inside of arguments; the elements of a
// variadic slice; the receiver, which is the first argument, but an interface's stays with the call; arguments that may
// fail; the rest. In go and defer statements and in what gc inlines each is a statement of its own.
#include "lower/internal.h"

// ---- the callee

static Type **args_in(Context *c, TypeList *list) {
  Type **args = arena_array(c->l->arena, Type *, list->len + 1);
  for (uint32_t i = 0; i < list->len; i++) args[i] = type_in(c, list->data[i]);
  return args;
}

// The declared function a call names, or NULL.
static NameExpr *called_function(const Info *info, Expr *fun) {
  fun = unparen(fun);
  if (fun->node.kind == NODE_INDEX_EXPR) fun = unparen(((IndexExpr *)fun)->x);
  NameExpr *name = NULL;
  if (fun->node.kind == NODE_NAME) name = (NameExpr *)fun;
  if (fun->node.kind == NODE_SELECTOR_EXPR && !info_selection(info, (SelectorExpr *)fun))
    name = ((SelectorExpr *)fun)->selector;
  return name && info_object(info, name) && info_object(info, name)->kind == OBJECT_FUNC ? name : NULL;
}

static void plan_function(Context *c, NameExpr *name, CallPlan *plan) {
  Lowerer *l = c->l;
  Object *function = info_object(c->info, name);
  plan->callee = function;
  plan->kind = CALL_STATIC;
  if (info_type_args(c->info, name)) {
    Instance *instance =
        function_instance(l, function, args_in(c, info_type_args(c->info, name)), info_type_args(c->info, name)->len);
    plan->signature = instance_signature(l, instance);
    if (is_intrinsic(l, function)) plan->kind = CALL_INTRINSIC;
    else instance_reach(l, instance);
    plan->target = instance->symbol;
    return;
  }
  if (is_intrinsic(l, function)) {
    plan->kind = CALL_INTRINSIC;
    return;
  }
  plan->target = object_symbol(l, function);
  Object *definition = definition_of(l, function);
  FuncDecl *decl = definition->func.decl;
  if (decl && !decl->body && decl->c_symbol) {
    plan->kind = CALL_C;
    plan->callee = definition;
  }
}

// The string constant that a call has for its only argument, NULL if it is something else.
static const Name *constant_argument(Lowerer *l, const CallExpr *call) {
  if (call->args.len != 1 || !info_value(l->info, call->args.data[0])) return NULL;
  const ConstVal *value = info_value(l->info, call->args.data[0]);
  if (const_kind(value) != CONST_STRING) return NULL;
  size_t length;
  const char *bytes = const_string_value(value, &length);
  return name_intern(l->session->names, bytes, length);
}

static void plan_method(Context *c, CallExpr *call, Type *concrete, CallPlan *plan, Operand *receiver) {
  Lowerer *l = c->l;
  SelectorExpr *x = (SelectorExpr *)unparen(call->fun);
  MethodRef ref;
  *receiver = concrete ? select_receiver_in(c, x, concrete, &ref) : select_receiver(c, x, &ref);
  plan->callee = ref.method;
  plan->has_receiver = true;
  if (ref.in_interface) {
    plan->kind = CALL_INTERFACE;
    plan->method_index = interface_method_index(l, ref.holder, ref.method);
    plan->receiver_type = basic_type(l, BASIC_UNSAFE_POINTER);
    interface_call(l, ref.method, c->instance, constant_argument(l, call));
    return;
  }
  plan->kind = CALL_STATIC;
  Instance *instance = method_instance(l, ref.method);
  plan->receiver_type = receiver->type;
  plan->target = instance->symbol;
  note_reflection(l, ref.method, c->instance, constant_argument(l, call));
  instance_queue(l, instance);
}

// ---- arguments

// Packs values into the slice of a variadic parameter.
static Operand variadic_values(Context *c, Operand *values, uint32_t count, Type *slice_type) {
  Lowerer *l = c->l;
  if (!count) return operand_zero(c, slice_type);
  Type *elem = elem_of(l, slice_type);
  Type *array = canon(l, types_new_array(l->arena, elem, count));
  Address memory = {emit_alloc(c, array, 0), 0, true};
  for (uint32_t i = 0; i < count; i++) {
    operand_store(c, address_add(c, memory, types_sizeof(elem) * i), convert_implicit(c, values[i], elem),
                  VALUE_STORE_INIT);
  }
  ValueId parts[3] = {memory.base, emit_int(c, count), emit_int(c, count)};
  return operand_make(c, slice_type, 3, parts);
}

// The pointer p in uintptr(p), NULL if x is something else.
static Expr *pointer_in_word(Context *c, Expr *x) {
  x = unparen(x);
  if (x->node.kind != NODE_CALL_EXPR || info_mode(c->info, ((CallExpr *)x)->fun) != MODE_TYPE) return NULL;
  Basic *to = basic_of(c->l, expr_type(c, x));
  Expr *arg = ((CallExpr *)x)->args.data[0];
  bool constant = info_mode(c->info, arg) == MODE_CONSTANT || info_mode(c->info, arg) == MODE_NIL;
  if (!to || to->basic_kind != BASIC_UINTPTR || constant) return NULL;
  Basic *from = basic_of(c->l, expr_type(c, arg));
  return from && from->basic_kind == BASIC_UNSAFE_POINTER ? arg : NULL;
}

static Operand keeping_argument(Context *c, Expr *x, Type *to) {
  Expr *pointer = pointer_in_word(c, x);
  return pointer ? lower_expr(c, pointer) : lower_expr_as(c, x, to);
}

// The words of a variadic ...uintptr, in memory where those made of pointers are pointers.
static Operand keeping_slice(Context *c, Expr **args, uint32_t count, Type *slice_type) {
  Operand *values = arena_array(c->arena, Operand, count);
  Type **types = arena_array(c->l->arena, Type *, count);
  for (uint32_t i = 0; i < count; i++) {
    values[i] = operand_stable(c, keeping_argument(c, args[i], elem_of(c->l, slice_type)));
    types[i] = values[i].type;
  }
  Address memory = {emit_alloc(c, struct_of(c->l, types, count), 0), 0, true};
  for (uint32_t i = 0; i < count; i++)
    operand_store(c, address_add(c, memory, 8 * (int64_t)i), values[i], VALUE_STORE_INIT);
  ValueId parts[3] = {memory.base, emit_int(c, count), emit_int(c, count)};
  return operand_make(c, slice_type, 3, parts);
}

static uint32_t lower_arguments(Context *c, CallExpr *x, const CallPlan *plan, Operand *out) {
  Signature *signature = plan->signature;
  bool keeps = keeps_pointers(plan);
  Lowerer *l = c->l;
  uint32_t params = tuple_count(signature->params), args = x->args.len;
  uint32_t fixed = signature->variadic ? params - 1 : params;
  if (args == 1 && params != 0 && expr_value_count(c, x->args.data[0]) != 1 && info_type(c->info, x->args.data[0]) &&
      info_type(c->info, x->args.data[0])->kind == TYPE_TUPLE &&
      unparen(x->args.data[0])->node.kind == NODE_CALL_EXPR) {
    uint32_t count = expr_value_count(c, x->args.data[0]);
    Operand *values = arena_array(c->arena, Operand, count + 1);
    lower_multi(c, x->args.data[0], values, count);
    for (uint32_t i = 0; i < fixed; i++) out[i] = convert_implicit(c, values[i], tuple_type(l, signature->params, i));
    if (signature->variadic) {
      out[fixed] = variadic_values(c, values + fixed, count - fixed, tuple_type(l, signature->params, fixed));
    }
    return params;
  }
  Type *slice_type = signature->variadic ? tuple_type(l, signature->params, fixed) : NULL;
  Operand *packed = arena_array(c->arena, Operand, args + 1);
  bool words = keeps && args > fixed && slice_type && !x->has_dots && basic_of(l, elem_of(l, slice_type)) &&
               basic_of(l, elem_of(l, slice_type))->basic_kind == BASIC_UINTPTR;
  for (uint32_t i = 0; i < args; i++) {
    Expr *arg = x->args.data[i];
    Operand *to = i < fixed || x->has_dots ? &out[i] : &packed[i - fixed];
    if (i < fixed) {
      Type *type = tuple_type(l, signature->params, i);
      *to = keeps ? keeping_argument(c, arg, type) : lower_expr_as(c, arg, type);
    } else if (!words) {
      *to = lower_expr_as(c, arg, x->has_dots ? slice_type : elem_of(l, slice_type));
    }
    if (to->in_memory && (i + 1 < args || i >= fixed)) *to = operand_stable(c, *to);
  }
  if (!signature->variadic || x->has_dots) return params;
  out[fixed] = words ? keeping_slice(c, x->args.data + fixed, args - fixed, slice_type)
                     : variadic_values(c, packed, args - fixed, slice_type);
  return params;
}

// ---- the order of a call's operands

// The type that argument i is converted to; NULL if there is none.
static Type *argument_type(Context *c, const Signature *signature, uint32_t i, bool has_dots) {
  uint32_t count = tuple_count(signature->params);
  if (!count) return NULL;
  bool in_slice = signature->variadic && i + 1 >= count && !has_dots;
  Type *type = tuple_type(c->l, signature->params, i < count ? i : count - 1);
  return in_slice ? elem_of(c->l, type) : type;
}

// Does a method call select its method from an interface? What the constraint of a type parameter has counts as
// declared.
static bool is_interface_call(const Info *info, SelectorExpr *x) {
  Signature *s = (Signature *)info_selection(info, x)->object->type;
  bool of_parameter = info_type(info, x->x) && types_unalias(info_type(info, x->x))->kind == TYPE_TYPE_PARAM;
  return !of_parameter && s->receiver && types_underlying(s->receiver->type)->kind == TYPE_INTERFACE;
}

// A shift is all that may still fail in an argument when the others are there.
static bool visit_shift(Node *node, void *context) {
  bool *found = context;
  if (node->kind == NODE_OPERATION) *found |= ((Operation *)node)->op == OP_SHL || ((Operation *)node)->op == OP_SHR;
  return !*found && node->kind != NODE_FUNC_LIT;
}

static bool has_shift(Context *c, Expr *x) {
  bool found = false;
  if (!is_hoisted(c, unparen(x))) syntax_walk(&x->node, visit_shift, &found);
  return found;
}

typedef struct CallOrder {
  CallExpr *call;
  Expr *callee;          // function value or receiver, NULL: known
  SelectorExpr *method;  // it is a receiver
  Type *concrete;        // of the value in it, if it is an interface and that is known
  bool is_planned;       // the receiver is lowered
} CallOrder;

static void plan_receiver(Context *c, CallPlan *plan, CallOrder *order, Operand *receiver) {
  if (!order->method || order->is_planned) return;
  plan_method(c, order->call, order->concrete, plan, receiver);
  *receiver = receiver->in_memory ? operand_stable(c, *receiver) : *receiver;
  order->is_planned = true;
}

// Function values and interfaces with calls in them come first, as a statement of their own. What is the receiver of a
// declared method is an argument.
static void hoist_call_operands(Context *c, CallExpr *x, CallPlan *plan, CallOrder *order, Operand *receiver) {
  bool is_argument = order->method && !is_interface_call(c->info, order->method);
  if (order->callee && !is_argument && may_call_but_make(c, order->callee)) {
    bool ordered = c->ordered;
    c->ordered = false;
    plan_receiver(c, plan, order, receiver);
    c->ordered = ordered;
    if (!order->method) evaluate(c, order->callee);
  } else if (order->callee) {
    hoist(c, order->callee);
    if (order->concrete && !is_direct(c->l, order->concrete)) evaluate_cheap(c, order->callee);
  }
  for (uint32_t i = 0; i < x->args.len; i++)
    hoist_as(c, x->args.data[i], argument_type(c, plan->signature, i, x->has_dots));
}

static void keep_argument(Context *c, CallExpr *x, const CallPlan *plan, uint32_t i, bool failing_only) {
  Expr *arg = x->args.data[i], *pointer = keeps_pointers(plan) ? pointer_in_word(c, arg) : NULL;
  if (pointer) arg = pointer;
  if (failing_only) keep_failing(c, arg);
  else keep(c, arg);
}

// Elements of a variadic parameter's slice come one by one, then the arguments that may fail, then the rest. The
// receiver is the first argument, but an interface's stays with the call.
static void settle_call_operands(Context *c, CallExpr *x, CallPlan *plan, CallOrder *order, Operand *receiver) {
  Signature *signature = plan->signature;
  uint32_t fixed = tuple_count(signature->params);
  if (signature->variadic && !x->has_dots) fixed--;
  if (order->callee && !order->is_planned) settle(c, order->callee);
  for (uint32_t i = 0; i < x->args.len; i++) {
    settle_as(c, x->args.data[i], argument_type(c, signature, i, x->has_dots));
    if (i >= fixed) keep_argument(c, x, plan, i, false);
  }
  order_operands(c);
  bool is_late = order->method && !order->concrete && is_interface_call(c->info, order->method);
  if (!is_late) plan_receiver(c, plan, order, receiver);
  for (uint32_t i = 0; i < x->args.len && i < fixed; i++) keep_argument(c, x, plan, i, true);
  plan_receiver(c, plan, order, receiver);
  bool may_shift = false;
  for (uint32_t i = 0; i < x->args.len; i++) may_shift |= has_shift(c, x->args.data[i]);
  if (is_late && may_shift) emit_nil_check(c, emit1(c, IR_INT_TO_PTR, IR_P, receiver->c[0]));
}

// Whether gc inlines calls of a function with this body: it counts nodes, and calls for many. Near the limit this may
// be wrong, which is why nothing but the order of faulting arguments depends on it. The body may be being checked by
// another thread: only what the parser made of it counts.
typedef struct InlineCost {
  const Universe *universe;
  uint32_t nodes;
} InlineCost;

enum { INLINE_BUDGET = 80, INLINE_CALL = 57, INLINE_NEVER = 1000 };

static bool visit_cost(Node *node, void *context) {
  InlineCost *cost = context;
  cost->nodes++;
  if (node->kind == NODE_CALL_STMT || node->kind == NODE_SELECT_STMT || node->kind == NODE_TYPE_DECL)
    cost->nodes += INLINE_NEVER;
  if (node->kind == NODE_CALL_EXPR) {
    const Expr *fun = unparen(((CallExpr *)node)->fun);
    const Name *name = fun->node.kind == NODE_NAME ? ((const NameExpr *)fun)->name : NULL;
    if (!name || !map_get(&cost->universe->scope->names, map_key(name))) cost->nodes += INLINE_CALL;
    else if (!strcmp(name->text, "recover")) cost->nodes += INLINE_NEVER;
  }
  return cost->nodes <= INLINE_BUDGET;
}

static bool is_small(Context *c, const FuncDecl *decl, BlockStmt *body) {
  if (!body || (decl && (decl->pragma & PRAGMA_NOINLINE))) return false;
  InlineCost cost = {c->l->universe, 0};
  syntax_walk(&body->stmt.node, visit_cost, &cost);
  return cost.nodes <= INLINE_BUDGET;
}

static bool is_inlined(Context *c, const CallPlan *plan, const CallOrder *order) {
  CallExpr *x = order->call;
  uint32_t operands = order->method || (order->callee && order->callee->node.kind != NODE_NAME);
  for (uint32_t i = 0; i < x->args.len; i++)
    operands += !is_const(c->info, x->args.data[i]) && x->args.data[i]->node.kind != NODE_NAME;
  if (operands < 2) return false;  // nothing to order
  Expr *fun = unparen(x->fun);
  if (fun->node.kind == NODE_FUNC_LIT) return is_small(c, NULL, ((FuncLit *)fun)->body);
  const Object *callee = order->method ? info_selection(c->info, order->method)->object : plan->callee;
  if (order->concrete) {
    uint32_t *path, path_len;
    callee = find_method(c, order->concrete, info_selection(c->info, order->method)->object, &path, &path_len).method;
  }
  const FuncDecl *decl = callee && callee->kind == OBJECT_FUNC ? callee->func.decl : NULL;
  return decl && is_small(c, decl, decl->body);
}

// Of go and defer, and what gc inlines: each operand is a statement of its own.
static void settle_one_by_one(Context *c, CallExpr *x, CallPlan *plan, CallOrder *order, Operand *receiver) {
  if (order->callee && !order->method) keep(c, order->callee);
  if (order->callee && !order->is_planned) settle(c, order->callee);
  order_operands(c);
  plan_receiver(c, plan, order, receiver);
  for (uint32_t i = 0; i < x->args.len; i++) {
    settle_as(c, x->args.data[i], argument_type(c, plan->signature, i, x->has_dots));
    keep_argument(c, x, plan, i, false);
  }
}

void plan_call(Context *c, CallExpr *x, bool is_later, CallPlan *plan, ValueId *function, Operand **operands,
               uint32_t *count) {
  Lowerer *l = c->l;
  *plan = (CallPlan){0};
  *function = 0;
  uint32_t n = 0;
  Expr *fun = unparen(x->fun);
  NameExpr *name = called_function(c->info, fun);
  if (name) plan_function(c, name, plan);
  if (!plan->signature) plan->signature = signature_of(l, expr_type(c, x->fun));
  if (!plan->signature) ice("lower", c->f->symbol->name->text, "call of no function");
  *operands = arena_array(c->arena, Operand, tuple_count(plan->signature->params) + 2);
  CallOrder order = {.call = x};
  if (!name) {
    bool is_method = fun->node.kind == NODE_SELECTOR_EXPR && info_selection(c->info, (SelectorExpr *)fun) &&
                     info_selection(c->info, (SelectorExpr *)fun)->kind == SELECT_METHOD_VALUE;
    order.method = is_method ? (SelectorExpr *)fun : NULL;
    order.callee = is_method ? order.method->x : fun;
    // gc calls what it knows to be in an interface directly, but not in go and defer statements.
    if (is_method && !is_later && is_interface_call(c->info, order.method) &&
        info_selection(c->info, order.method)->path_len == 1)
      order.concrete = known_type_in(c, order.callee);
  }
  OrderScope scope = order_begin(c);
  hoist_call_operands(c, x, plan, &order, *operands);
  if (is_later || is_inlined(c, plan, &order)) settle_one_by_one(c, x, plan, &order, *operands);
  else settle_call_operands(c, x, plan, &order, *operands);
  if (order.method) {
    n = 1;
  } else if (order.callee) {
    plan->kind = CALL_CLOSURE_VALUE;
    *function = lower_scalar(c, fun);
  }
  plan->abi = abi_signature(l, plan->signature, plan->has_receiver ? plan->receiver_type : NULL);
  n += lower_arguments(c, x, plan, *operands + n);
  order_end(c, scope);
  *count = n;
  at(c, x->expr.node.pos);
}
