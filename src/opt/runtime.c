// Calls of Go runtime functions that passes insert.
#include "opt/internal.h"

const char *const opt_runtime_functions[] = {"runtime.newobject", "runtime.wbMove", "runtime.wbZero", NULL};

static AbiParam pointer_param(Arena *arena) {
  Leaf *component = arena_new(arena, Leaf);
  component->type = IR_P;
  return (AbiParam){.size = 8, .align = 8, .component_count = 1, .components = component};
}

CallInfo *runtime_call(Func *f, const char *name, uint32_t pointer_params, bool pointer_result) {
  AbiSignature *signature = arena_new(f->arena, AbiSignature);
  signature->param_count = pointer_params;
  signature->params = arena_array(f->arena, AbiParam, pointer_params);
  for (uint32_t i = 0; i < pointer_params; i++) signature->params[i] = pointer_param(f->arena);
  signature->result_count = pointer_result;
  signature->results = arena_array(f->arena, AbiParam, 1);
  if (pointer_result) signature->results[0] = pointer_param(f->arena);
  abi_assign(f->arena, signature);
  for (uint32_t i = 0; i < pointer_params; i++)
    signature->params[i].go_type = f->session->universe->basic[BASIC_UNSAFE_POINTER];
  if (pointer_result) signature->results[0].go_type = f->session->universe->basic[BASIC_UNSAFE_POINTER];
  CallInfo *call = arena_new(f->arena, CallInfo);
  call->signature = signature;
  call->target = symbol_get(f->env->symbols, name);
  return call;
}
