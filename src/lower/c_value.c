// C functions of the runtime as values of Go's: a function with Go's calling convention that calls the C one, made when
// its value is taken (a linkname may name such a function, and what is named may be assigned, passed and compared with
// nil like any other).
#include "lower/internal.h"

static Instance *find_value(Lowerer *l, uint64_t hash, const Object *function) {
  for (Instance *i = map_get(&l->all->instances, hash); i; i = i->next)
    if (i->kind == INSTANCE_C_VALUE && i->function == function) return i;
  return NULL;
}

Symbol *c_function_code(Lowerer *l, Object *function) {
  uint64_t hash = hash_mix(map_key(function), INSTANCE_C_VALUE) | 1;
  instances_lock(l);
  Instance *instance = find_value(l, hash, function);
  if (!instance) {
    const char *name = arena_printf(l->arena, "%s·value", function_symbol_name(l, function, NULL, 0));
    instance = instance_new(l, INSTANCE_C_VALUE, name);
    instance->function = function;
    instance->package = function->package;
    instance->signature = (Signature *)canon(l, function->type);
    add_instance(l, hash, instance);
  }
  instances_unlock(l);
  instance_reach(l, instance);
  return instance->symbol;
}

void lower_c_value_instance(Lowerer *l, Instance *instance) {
  Signature *signature = instance->signature;
  Context *c = lower_context_new(l, instance, abi_signature(l, signature, NULL));
  c->f->kind = FUNC_WRAPPER;
  c->f->start = instance->function->pos;
  at(c, instance->function->pos);
  uint32_t count = c->f->signature->param_count, flat = 0, result_count = tuple_count(signature->results);
  Operand *operands = arena_array(c->arena, Operand, count + 1);
  Operand *results = arena_array(c->arena, Operand, result_count + 1);
  for (uint32_t i = 0; i < count; i++) operands[i] = param_operand(c, c->f->signature, i, &flat);
  CallPlan plan = {.kind = CALL_C,
                   .signature = signature,
                   .callee = definition_of(l, instance->function),
                   .target = object_symbol(l, instance->function),
                   .abi = c->f->signature};
  emit_call(c, &plan, 0, operands, count, results, result_count);
  return_values(c, results, result_count);
  lower_context_finish(c);
}
