// One function: from an instance to a finished Func. Parameters become
// variables; results become variables if they are named or if deferred calls
// may see them.
#include "lower/internal.h"

Type *type_in(Context *c, Type *t) { return instance_subst(c->l, c->instance, t); }

// The runtime counts on not being stopped between reading and publishing the state of its processor.
static bool is_runtime_code(const Package *package) {
  const char *path = package ? package->path : "";
  return !strcmp(path, "runtime") || !strncmp(path, "internal/runtime/", 17) || !strcmp(path, "reflect");
}

Context *lower_context_new(Lowerer *l, Instance *instance, AbiSignature *signature) {
  // Functions are made one inside the other (bodies of range loops): an arena each.
  Arena *arena = l->idle.len ? vec_pop(&l->idle) : arena_new(l->arena, Arena);
  Context *c = arena_new(arena, Context);
  c->l = l;
  c->session = l->session;
  c->info = l->info;
  c->arena = arena;
  c->instance = instance;
  c->f = func_new(l->session, arena, instance->symbol);
  c->f->display_name = instance->display_name;
  c->f->signature = signature;
  c->f->kind = FUNC_NORMAL;
  c->f->of_runtime = instance->package && instance->package == l->program->runtime;
  c->f->no_preempt = is_runtime_code(instance->package);
  c->coverage = cover_of(l->program, instance->package);
  instance->symbol->func = c->f;
  c->block = func_new_block(c->f);
  edges_begin(c);
  return c;
}

// -d=dump:lower:NAME prints the function; dump:lower:all prints them all.
static void dump(Context *c) {
  const char *wanted = c->session->debug.dump;
  if (!wanted || strncmp(wanted, "lower:", 6) != 0) return;
  if (strcmp(wanted + 6, "all") != 0 && strcmp(wanted + 6, c->f->symbol->name->text) != 0) return;
  fprintf(stderr, "%s\n", func_print(c->f, c->arena));
}

void lower_context_finish(Context *c) {
  // What follows the last statement is unreachable, or the function was empty.
  Block *b = func_block(c->f, c->block);
  if (b->kind == BLOCK_NONE) b->kind = BLOCK_UNREACHABLE;
  edges_end(c);
  func_remove_unreachable(c->f);
  dump(c);
  if (c->session->debug.verify) func_verify(c->f, "lower");
  Lowerer *l = c->l;
  Arena *arena = c->arena;
  Func *done = func_pack(c->f, l->arena, arena);
  done->symbol->func = done;
  vec_push(l->arena, &l->functions, done);
  arena_reset(arena);  // the context too
  vec_push(l->arena, &l->idle, arena);
}

// ---- parameters and results

Operand param_operand(Context *c, AbiSignature *signature, uint32_t index, uint32_t *flat) {
  AbiParam *param = &signature->params[index];
  Operand x = {.type = param->go_type};
  if (param->by_address) {
    ValueId v = emit0(c, IR_PARAM_ADDRESS, IR_P);
    func_value(c->f, v)->index = (*flat)++;
    x.in_memory = true;
    x.address = (Address){v, 0, true};
    return x;
  }
  x.count = (uint8_t)param->component_count;
  for (uint32_t i = 0; i < x.count; i++) {
    x.c[i] = emit0(c, IR_PARAM, param->components[i].type);
    if (param->components[i].is_length) func_value(c->f, x.c[i])->flags |= VALUE_LENGTH;
    func_value(c->f, x.c[i])->index = (*flat)++;
  }
  return x;
}

bool names_variable(const Object *object) {
  return object && object->name && object->name->len && !object->name->blank;
}

static void bind_param(Context *c, Object *object, Operand x) {
  if (!names_variable(object)) return;
  Variable *v = declare_variable(c, object);
  operand_store(c, v->address, x, VALUE_STORE_INIT);
}

// Results need variables if they have names, or if deferred calls run before the return.
static void declare_results(Context *c, Tuple *results) {
  c->result_count = tuple_count(results);
  c->results = arena_array(c->arena, Variable *, c->result_count + 1);
  for (uint32_t i = 0; i < c->result_count; i++) {
    Object *object = results->vars[i];
    if (object->name && object->name->len) c->named_results = true;
    if (!c->has_defer && !(object->name && object->name->len)) continue;
    Variable *v = declare_variable(c, object);
    ValueId memory = v->address.base;
    alloc_flags(c, memory, VALUE_ALLOC_ZEROED | (c->has_defer ? VALUE_ALLOC_PINNED : 0));
    store_zero(c, v->address, v->type);
    c->results[i] = v;
  }
}

// gc's limit of a frame, args and results included.
static void check_area(Context *c, const AbiSignature *abi) {
  c->too_large = abi->too_large > 0;
  if (c->too_large) abi_report_frame(c->l->session, c->f->start, 0, abi->too_large, 0);
}

void bind_params(Context *c, Signature *signature, Type *receiver, Object *receiver_object, Tuple *params,
                 Tuple *results) {
  AbiSignature *abi = c->f->signature;
  check_area(c, abi);
  c->signature = signature;
  uint32_t flat = 0, first = receiver ? 1 : 0;
  // All parameter values first: they are there only at the entry.
  Operand *values = arena_array(c->arena, Operand, abi->param_count + 1);
  for (uint32_t i = 0; i < abi->param_count; i++) values[i] = param_operand(c, abi, i, &flat);
  if (receiver) bind_param(c, receiver_object, values[0]);
  for (uint32_t i = first; i < abi->param_count; i++) {
    bind_param(c, params ? params->vars[i - first] : NULL, values[i]);
  }
  declare_results(c, results);
}

// ---- returns

static void return_results(Context *c) {
  Block *b = func_block(c->f, c->block);
  b->kind = BLOCK_RETURN;
  b->pos = c->pos;
}

static void add_result(Context *c, Operand x) {
  ValueId flat[ABI_MAX_COMPONENTS];
  uint32_t count = operand_flatten(c, x, flat);
  for (uint32_t i = 0; i < count; i++) vec_push(c->arena, &func_block(c->f, c->block)->results, flat[i]);
}

static void return_variables(Context *c) {
  for (uint32_t i = 0; i < c->result_count; i++) {
    Variable *v = c->results[i];
    Type *type = canon(c->l, c->signature->results->vars[i]->type);
    add_result(c, v ? operand_at(c, type, v->address) : operand_zero(c, type));
  }
  return_results(c);
  c->block = func_new_block(c->f);
  c->dead = true;
}

// Returns what the result variables hold, after the deferred calls if there are any.
void emit_return(Context *c) {
  if (c->has_defer) defer_exit(c);
  return_variables(c);
}

// The results are assigned to one after the other, but nobody sees them before all are there.
void return_list(Context *c, Expr **list, uint32_t count, Object *const *variables, Tuple *results, Operand *values) {
  Assignment *assignments = arena_array(c->arena, Assignment, count + 1);
  OrderScope scope = order_begin(c);
  for (uint32_t i = 0; i < count; i++) {
    Type *type = tuple_type(c->l, results, i);
    assignments[i] = (Assignment){.variable = variables[i], .type = type, .rhs = list[i]};
    hoist_as(c, list[i], type);
  }
  assign_list(c, assignments, count);
  for (uint32_t i = 0; i < count; i++) values[i] = assignments[i].value;
  order_end(c, scope);
}

void lower_return(Context *c, ReturnStmt *s) {
  at(c, s->stmt.node.pos);
  if (c->range && range_leave(c, EXIT_RETURN, NULL, s)) return;
  if (!s->results) {
    emit_return(c);
    return;
  }
  uint32_t count = c->result_count;
  Operand *values = arena_array(c->arena, Operand, count + 1);
  Expr *results = unparen(s->results);
  if (s->results->node.kind == NODE_LIST_EXPR) {
    ListExpr *list = (ListExpr *)s->results;
    Object **variables = arena_array(c->arena, Object *, count);
    for (uint32_t i = 0; i < count; i++) variables[i] = c->results[i] ? c->results[i]->object : NULL;
    return_list(c, list->elements.data, count, variables, c->signature->results, values);
    if (c->dead) return;
  } else if (count == 1) {
    values[0] = lower_expr_as(c, results, canon(c->l, c->signature->results->vars[0]->type));
  } else {
    lower_multi(c, results, values, count);
    for (uint32_t i = 0; i < count; i++) {
      values[i] = convert_implicit(c, values[i], canon(c->l, c->signature->results->vars[i]->type));
    }
  }
  at(c, s->stmt.node.pos);
  if (c->has_defer) {
    for (uint32_t i = 0; i < count; i++) operand_store(c, c->results[i]->address, values[i], 0);
    emit_return(c);
    return;
  }
  // Spec: Return statements. The results are assigned to, which a closure or a pointer may see later.
  for (uint32_t i = 0; i < count; i++) {
    Variable *v = c->results[i];
    if (v && (v->object->captured || v->object->address_taken)) operand_store(c, v->address, values[i], 0);
  }
  for (uint32_t i = 0; i < count; i++) add_result(c, values[i]);
  return_results(c);
  c->block = func_new_block(c->f);
  c->dead = true;
}

// ---- bodies

static bool visit_type_decl(Node *node, void *context) {
  bool *found = context;
  if (node->kind == NODE_TYPE_DECL) *found = true;
  return !*found;
}

bool declares_types(const FuncDecl *decl) {
  bool found = false;
  if (decl->body) syntax_walk(&decl->body->stmt.node, visit_type_decl, &found);
  return found;
}

static bool visit_recover(Node *node, void *context) {
  Context *c = context;
  if (node->kind == NODE_FUNC_LIT) return false;
  if (node->kind != NODE_NAME) return true;
  Object *object = info_object(c->info, (NameExpr *)node);
  if (object && object->kind == OBJECT_BUILTIN && object->builtin == BUILTIN_RECOVER) c->f->has_recover = true;
  return true;
}

// The block where a recovered panic resumes: the remaining deferred calls, then the return.
static void make_recover_block(Context *c) {
  BlockId saved = c->block;
  bool dead = c->dead;
  BlockId b = new_block(c);
  c->f->recover_block = b;
  start_block(c, b);
  call_runtime0(c, "deferreturn", NULL, 0);
  return_variables(c);
  c->block = saved;
  c->dead = dead;
}

static void lower_body(Context *c, BlockStmt *body) {
  c->defers.end = body->rbrace;
  if (c->has_defer) defer_prepare(c);
  count_edge(c);
  lower_block(c, body);
  at(c, body->rbrace);
  if (!c->dead) { emit_return(c); }
  if (c->has_defer) make_recover_block(c);
}

static void scan_body(Context *c, BlockStmt *body) {
  syntax_walk(&body->stmt.node, visit_recover, c);
  defer_scan(c, body);
  c->f->has_defer = c->has_defer;
}

// What a function is by its name.
static void set_traits(Func *f, uint16_t traits) {
  if (traits & TRAIT_WRAPPER) f->kind = FUNC_WRAPPER;
  if (traits & TRAIT_GOPANIC) f->kind = FUNC_GOPANIC;
  if (traits & TRAIT_SIGPANIC) f->kind = FUNC_SIGPANIC;
  f->noinline |= (traits & TRAIT_NOINLINE) != 0;
}

// A function that calls are operations of has a body when it is used as a value.
static void lower_intrinsic_instance(Lowerer *l, Instance *instance) {
  Signature *signature = instance_signature(l, instance);
  Context *c = lower_context_new(l, instance, abi_signature(l, signature, NULL));
  c->f->start = instance->function->pos;
  at(c, instance->function->pos);
  uint32_t count = c->f->signature->param_count, flat = 0;
  Operand *operands = arena_array(c->arena, Operand, count + 1), results[2];
  for (uint32_t i = 0; i < count; i++) operands[i] = param_operand(c, c->f->signature, i, &flat);
  lower_intrinsic(c, instance->function, operands, count, signature, results);
  for (uint32_t i = 0; i < tuple_count(signature->results); i++) add_result(c, results[i]);
  return_results(c);
  lower_context_finish(c);
}

static void lower_function_instance(Lowerer *l, Instance *instance) {
  Object *function = instance->function;
  FuncDecl *decl = function->func.decl;
  if (!decl->body) {
    lower_intrinsic_instance(l, instance);
    return;
  }
  if (!types_check_body(l->session, function)) return;
  Signature *declared = (Signature *)function->type;
  Signature *signature = instance_signature(l, instance);
  Type *receiver = declared->receiver ? instance_subst(l, instance, declared->receiver->type) : NULL;
  Context *c = lower_context_new(l, instance, abi_signature(l, signature, receiver));
  Func *f = c->f;
  f->start = decl->decl.node.pos;
  f->nosplit = decl->pragma & PRAGMA_NOSPLIT;
  f->no_preempt |= f->nosplit;
  f->noinline = decl->pragma & PRAGMA_NOINLINE;
  if (decl->pragma & PRAGMA_TUCO_WRAPPER) f->kind = FUNC_WRAPPER;
  set_traits(f, instance->symbol->traits);
  at(c, decl->decl.node.pos);
  scan_body(c, decl->body);
  bind_params(c, signature, receiver, declared->receiver, declared->params, declared->results);
  lower_body(c, decl->body);
  lower_context_finish(c);
}

static void lower_literal_instance(Lowerer *l, Instance *instance) {
  FuncLit *literal = instance->literal;
  Signature *declared = (Signature *)types_unalias(info_type(l->info, &literal->expr));
  Signature *signature = instance->signature;
  Context *c = lower_context_new(l, instance, abi_signature(l, signature, NULL));
  c->f->literal = true;
  c->f->start = literal->expr.node.pos;
  at(c, literal->expr.node.pos);
  scan_body(c, literal->body);
  bind_captures(c);
  bind_params(c, signature, NULL, NULL, declared->params, declared->results);
  lower_body(c, literal->body);
  lower_context_finish(c);
}

static void lower_by_kind(Lowerer *l, Instance *instance) {
  switch ((InstanceKind)instance->kind) {
    case INSTANCE_FUNCTION: lower_function_instance(l, instance); return;
    case INSTANCE_LITERAL: lower_literal_instance(l, instance); return;
    case INSTANCE_RANGE_BODY: lower_range_body_instance(l, instance); return;
    case INSTANCE_CALL: lower_call_instance(l, instance); return;
    case INSTANCE_WRAPPER: lower_wrapper_instance(l, instance); return;
    case INSTANCE_C_VALUE: lower_c_value_instance(l, instance); return;
    case INSTANCE_METHOD_VALUE: lower_method_value_instance(l, instance); return;
    case INSTANCE_EQUAL: lower_equal_instance(l, instance); return;
    case INSTANCE_HASH: lower_hash_instance(l, instance); return;
    case INSTANCE_INIT_FRAGMENT: lower_init_fragment(l, instance); return;
    case INSTANCE_INIT: return;  // made by init_finish
  }
}

void lower_instance(Lowerer *l, Instance *instance) {
  Activity before = activity_begin("lower", instance->symbol ? instance->symbol->name->text : NULL);
  lower_by_kind(l, instance);
  activity_end(before);
}
