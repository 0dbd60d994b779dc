// Calls of Go runtime functions that passes insert.
#include "opt/internal.h"

const char *const opt_runtime_functions[] = {"runtime.newobject",   "runtime.wbMove",     "runtime.wbZero",
                                             "runtime.convT16",     "runtime.convT32",    "runtime.convT64",
                                             "runtime.convTstring", "runtime.convTslice", NULL};

static AbiParam scalar_param(Arena *arena, IrType type) {
  Leaf *component = arena_new(arena, Leaf);
  component->type = (uint8_t)type;
  int64_t size = ir_type_size(type);
  return (AbiParam){.size = size, .align = (uint32_t)size, .component_count = 1, .components = component};
}

static Type *basic_of(const Func *f, IrType type) {
  static const uint8_t kinds[] = {
      [IR_I16] = BASIC_UINT16, [IR_I32] = BASIC_UINT32, [IR_I64] = BASIC_UINT64, [IR_P] = BASIC_UNSAFE_POINTER};
  return f->session->universe->basic[kinds[type]];
}

CallInfo *runtime_call(Func *f, const char *name, const IrType *params, uint32_t param_count, bool pointer_result) {
  AbiSignature *signature = arena_new(f->arena, AbiSignature);
  signature->param_count = param_count;
  signature->params = arena_array(f->arena, AbiParam, param_count);
  for (uint32_t i = 0; i < param_count; i++) signature->params[i] = scalar_param(f->arena, params[i]);
  signature->result_count = pointer_result;
  signature->results = arena_array(f->arena, AbiParam, 1);
  if (pointer_result) signature->results[0] = scalar_param(f->arena, IR_P);
  abi_assign(f->arena, signature);
  for (uint32_t i = 0; i < param_count; i++) signature->params[i].go_type = basic_of(f, params[i]);
  if (pointer_result) signature->results[0].go_type = basic_of(f, IR_P);
  CallInfo *call = arena_new(f->arena, CallInfo);
  call->signature = signature;
  call->target = symbol_get(f->env->symbols, name);
  return call;
}
