// The calling convention: which registers or stack bytes carry each parameter
// and result. Follows the assignment algorithm of ABIInternal
// (GOROOT/src/cmd/compile/abi-internal.md): each parameter goes wholly into
// registers or wholly onto the stack. The stack area is: parameters, results
// (word-aligned), then the spill slots of register parameters.
#include "abi/calls.h"
#include "ir/ir.h"

typedef struct Assigner {
  Arena *arena;
  uint32_t integers, floats;  // next free ones
  int64_t stack;              // next free byte
} Assigner;

static int64_t align_up(int64_t offset, int64_t align) { return align > 1 ? (offset + align - 1) & -align : offset; }

// Takes registers for all components, or none and returns false.
static bool assign_registers(Assigner *a, AbiParam *param) {
  uint32_t integers = a->integers, floats = a->floats;
  if (param->size == 0 || param->no_registers) return false;
  if (param->component_count > ABI_INT_REGISTERS + ABI_FLOAT_REGISTERS) return false;
  uint8_t registers[ABI_INT_REGISTERS + ABI_FLOAT_REGISTERS];
  for (uint32_t i = 0; i < param->component_count; i++) {
    uint8_t type = param->components[i].type;
    bool is_float = type == IR_F32 || type == IR_F64;
    registers[i] = (uint8_t)(is_float ? floats++ : integers++);
  }
  if (integers > ABI_INT_REGISTERS || floats > ABI_FLOAT_REGISTERS) return false;
  a->integers = integers;
  a->floats = floats;
  param->registers = arena_array(a->arena, uint8_t, param->component_count + 1u);
  for (uint32_t i = 0; i < param->component_count; i++) param->registers[i] = registers[i];
  return true;
}

static uint32_t assign_list(Assigner *a, AbiParam *list, uint32_t count) {
  uint32_t flat = 0;
  a->integers = a->floats = 0;
  for (uint32_t i = 0; i < count; i++) {
    AbiParam *param = &list[i];
    flat += param->by_address ? 1 : param->component_count;
    param->in_registers = assign_registers(a, param);
    if (param->in_registers) continue;
    a->stack = align_up(a->stack, param->align);
    param->stack_offset = (int32_t)a->stack;
    a->stack += param->size;
  }
  a->stack = align_up(a->stack, 8);
  return flat;
}

AbiParam abi_param(struct Type *type, const TypeShape *shape) {
  return (AbiParam){.go_type = type,
                    .size = shape->size,
                    .align = shape->alignment,
                    .component_count = (uint16_t)shape->leaf_count,
                    .components = shape->leaves,
                    .by_address = abi_in_memory(shape),
                    .no_registers = shape->long_array || shape->too_many_leaves};
}

void abi_assign(Arena *arena, AbiSignature *signature) {
  Assigner a = {.arena = arena};
  signature->flat_param_count = assign_list(&a, signature->params, signature->param_count);
  signature->flat_result_count = assign_list(&a, signature->results, signature->result_count);
  if (a.stack >= ABI_MAX_FRAME) signature->too_large = a.stack;
  signature->args_size = (int32_t)(a.stack < ABI_MAX_FRAME ? a.stack : ABI_MAX_FRAME);
  int64_t spill = 0;
  for (uint32_t i = 0; i < signature->param_count; i++) {
    AbiParam *param = &signature->params[i];
    if (!param->in_registers) continue;
    spill = align_up(spill, param->align);
    param->spill_offset = (int32_t)spill;
    spill += param->size;
  }
  signature->spill_size = (int32_t)align_up(spill, 8);
}

void abi_report_frame(Session *session, Pos pos, int64_t locals, int64_t args, int64_t callee) {
  diag_error(session->diags, pos,
             callee ? "stack frame too large (>1GB): %lld MB locals + %lld MB args + %lld MB callee"
                    : "stack frame too large (>1GB): %lld MB locals + %lld MB args",
             (long long)locals >> 20, (long long)args >> 20, (long long)callee >> 20);
}
