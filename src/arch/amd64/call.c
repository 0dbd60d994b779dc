// Calls, parameters and results: the ABI lowering. Everything in fixed
// registers moves by one parallel copy right before or after the call.
#include "arch/amd64/amd64.h"
#include "types/types.h"

// Maps flattened parameter numbers to parameters and components.
void select_flatten(Select *s) {
  AbiSignature *sig = s->f->signature;
  if (!sig) return;
  s->flat_params = arena_array(s->m->arena, FlatPart, sig->flat_param_count + 1);
  uint32_t n = 0;
  for (uint32_t i = 0; i < sig->param_count; i++) {
    if (sig->params[i].by_address) {
      s->flat_params[n++] = (FlatPart){i, BY_ADDRESS};
      continue;
    }
    for (uint32_t k = 0; k < sig->params[i].component_count; k++) s->flat_params[n++] = (FlatPart){i, (uint16_t)k};
  }
}

static bool is_float(uint8_t type) { return type == IR_F32 || type == IR_F64; }
static uint32_t abi_register(uint8_t type, uint8_t number) {
  return is_float(type) ? X0 + number : abi_int_registers[number];
}

static Address outgoing(int32_t disp) { return (Address){.frame = true, .object = OBJECT_OUTGOING, .disp = disp}; }
static Address incoming(int32_t disp) { return (Address){.frame = true, .object = OBJECT_CFA, .disp = disp}; }

typedef struct Pair {
  uint8_t reg;
  ValueId value;
  VReg vreg;
} Pair;
typedef struct Pairs {
  Pair list[40];
  uint32_t count;
} Pairs;

// Puts one value of a signature where the callee (or, for results, the caller) expects it.
static void pass_value(Select *s, const AbiParam *p, const ValueId *parts, Address (*area)(int32_t), Pairs *pairs) {
  if (p->by_address) {
    Address from = select_address(s, parts[0], 0);
    if (!p->in_registers) {
      Address to = area(p->stack_offset);
      select_block_move(s, &to, &from, p->size);
      return;
    }
    for (uint32_t k = 0; k < p->component_count; k++) {
      VReg r = select_temp(s, (IrType)p->components[k].type);
      Address at = address_plus(from, (int32_t)p->components[k].offset);
      select_load(s, r, (IrType)p->components[k].type, &at);
      pairs->list[pairs->count++] = (Pair){(uint8_t)abi_register(p->components[k].type, p->registers[k]), 0, r};
    }
    return;
  }
  for (uint32_t k = 0; k < p->component_count; k++) {
    uint8_t type = p->components[k].type;
    if (p->in_registers) {
      uint32_t reg = abi_register(type, p->registers[k]);
      Pair pair = {(uint8_t)reg, parts[k], 0};
      int64_t bits;
      uint16_t op = func_value(s->f, parts[k])->op;
      if (!(reg < 16 && select_is_const(s, parts[k], &bits)) && op != IR_SYMBOL) pair.vreg = select_reg(s, parts[k]);
      pairs->list[pairs->count++] = pair;
      continue;
    }
    Address at = area(p->stack_offset + (int32_t)p->components[k].offset);
    select_store(s, (IrType)type, select_reg(s, parts[k]), &at);
  }
}

static void copy_pairs(Select *s, const Pairs *pairs) {
  for (uint32_t k = 0; k < pairs->count; k++) {
    if (pairs->list[k].vreg) select_copy_vreg_to(s, pairs->list[k].reg, pairs->list[k].vreg);
    else select_copy_to(s, pairs->list[k].reg, pairs->list[k].value);
  }
}

// ---- results of a call

static ValueId result_part(Select *s, ValueId call, uint32_t index) {
  for (ValueId r = s->first_part[call]; r; r = s->next_part[r])
    if (func_value(s->f, r)->index == index && s->count[r] && !s->folded[r]) return r;
  return 0;
}

static void take_results(Select *s, ValueId v, const AbiSignature *sig, uint32_t first_address) {
  uint32_t copy = select_copy_begin(s), flat = 0;
  VReg temps[32];
  uint32_t temp_count = 0;
  for (uint32_t i = 0; i < sig->result_count; i++) {
    const AbiParam *p = &sig->results[i];
    for (uint32_t k = 0; p->in_registers && k < p->component_count; k++) {
      uint32_t reg = abi_register(p->components[k].type, p->registers[k]);
      if (p->by_address) {
        temps[temp_count] = select_temp(s, (IrType)p->components[k].type);
        select_copy_from(s, temps[temp_count++], reg);
        continue;
      }
      for (ValueId r = s->first_part[v]; r; r = s->next_part[r])
        if (func_value(s->f, r)->index == flat + k && s->count[r]) select_copy_from(s, select_def(s, r), reg);
    }
    flat += p->by_address ? 1 : p->component_count;
  }
  select_copy_end(s, copy);
  flat = 0;
  temp_count = 0;
  for (uint32_t i = 0; i < sig->result_count; i++) {
    const AbiParam *p = &sig->results[i];
    if (p->by_address) {
      Address to = select_address(s, value_arg(s->f, v, first_address++), 0), from = outgoing(p->stack_offset);
      if (!p->in_registers) {
        select_block_move(s, &to, &from, p->size);
      } else {
        for (uint32_t k = 0; k < p->component_count; k++) {
          Address at = address_plus(to, (int32_t)p->components[k].offset);
          select_store(s, (IrType)p->components[k].type, temps[temp_count++], &at);
        }
      }
      flat++;
      continue;
    }
    for (uint32_t k = 0; !p->in_registers && k < p->component_count; k++) {
      ValueId r = result_part(s, v, flat + k);
      Address at = outgoing(p->stack_offset + (int32_t)p->components[k].offset);
      if (r) select_load(s, select_def(s, r), (IrType)p->components[k].type, &at);
    }
    flat += p->component_count;
  }
}

static void go_call(Select *s, ValueId v) {
  Func *f = s->f;
  Value *value = func_value(f, v);
  CallInfo *call = value->call;
  AbiSignature *sig = call->signature;
  uint32_t at = value->op == IR_CALL ? 0 : 1, count = value->arg_count;
  ValueId *args = arena_array(s->m->arena, ValueId, count + 1);
  memcpy(args, value_args(f, v), sizeof(ValueId) * count);
  uint16_t op = value->op;
  Pairs pairs = {0};
  Address target = {0};
  bool memory = false;
  if (op == IR_CALL_CLOSURE) {
    pairs.list[pairs.count++] = (Pair){REG_CLOSURE, args[0], select_reg(s, args[0])};
  } else if (op == IR_CALL_INDIRECT) {
    if (select_can_fold_load(s, args[0])) {
      uint32_t pos = s->pos;
      target = select_fold_load(s, args[0]);
      s->pos = pos;
      memory = target.base && !target.index && !target.frame && !target.symbol;
      if (memory) {
        pairs.list[pairs.count++] = (Pair){REG_CALL_TARGET, 0, target.base};
      } else {
        VReg t = select_temp(s, IR_I64);
        select_load(s, t, IR_I64, &target);
        pairs.list[pairs.count++] = (Pair){REG_CALL_TARGET, 0, t};
      }
    } else {
      pairs.list[pairs.count++] = (Pair){REG_CALL_TARGET, args[0], select_reg(s, args[0])};
    }
  }
  for (uint32_t i = 0; i < sig->param_count; i++) {
    const AbiParam *p = &sig->params[i];
    pass_value(s, p, args + at, outgoing, &pairs);
    at += p->by_address ? 1 : p->component_count;
  }
  uint32_t copy = select_copy_begin(s);
  copy_pairs(s, &pairs);
  select_copy_end(s, copy);
  bool direct = op == IR_CALL || (op == IR_CALL_CLOSURE && call->target);  // of a closure whose code is known
  MachineInst *i = select_inst(s, direct ? M_CALL : M_CALLM, 8);
  i->flags |= INST_CALL;
  i->symbol = call->target;
  if (op == IR_CALL_CLOSURE && !direct) {
    i->flags |= INST_MEMORY;
    i->aux = REG_CLOSURE;
    i->symbol = NULL;
  } else if (op == IR_CALL_INDIRECT) {
    i->flags |= memory ? INST_MEMORY : 0;
    i->disp = target.disp;
    i->aux = REG_CALL_TARGET;
    i->symbol = NULL;
  }
  if (sig->args_size + sig->spill_size > s->m->outgoing_size) s->m->outgoing_size = sig->args_size + sig->spill_size;
  s->m->makes_calls = true;
  if (!call->never_returns) take_results(s, v, sig, at);
}

// C on the system stack may collect: what it got stays live until it returns.
static void keep_arguments(Select *s, const Pairs *pairs) {
  for (uint32_t k = 0; k < pairs->count; k++) {
    const Pair *pair = &pairs->list[k];
    if (s->m->vregs.data[pair->vreg].is_pointer && func_value(s->f, pair->value)->op != IR_SYMBOL)
      select_keep(s, pair->vreg);
  }
}

// C calls: at most six words and eight floats, results in RAX RDX or XMM0.
static void c_call(Select *s, ValueId v) {
  Func *f = s->f;
  Value *value = func_value(f, v);
  CallInfo *call = value->call;
  bool leaf = value->op == IR_CALL_LEAF;
  Pairs pairs = {0};
  uint32_t ints = 0, floats = 0, count = value->arg_count;
  for (uint32_t i = 0; i < count; i++) {
    ValueId x = value_arg(f, v, i);
    bool in_float = is_float(func_value(f, x)->type);
    if (!in_float && ints == 6) ice("select", f->display_name, "C call with more than six words");
    uint32_t reg = in_float ? X0 + floats++ : c_int_registers[ints++];
    VReg r = select_reg(s, x);
    uint32_t size = ir_type_size(func_value(f, x)->type);
    if (!in_float && size < 4) {  // C expects small integers extended
      VReg wide = select_temp(s, IR_I64);
      MachineInst *extend = select_inst(s, M_ZX, 4);
      extend->cond = (uint8_t)size;
      select_use(extend, 1, r, USE_REG);
      select_set_def(extend, 0, wide);
      r = wide;
    }
    pairs.list[pairs.count++] = (Pair){(uint8_t)reg, x, r};
  }
  uint32_t copy = select_copy_begin(s);
  copy_pairs(s, &pairs);
  if (!leaf)
    vec_push(s->m->arena, &s->m->copies, ((CopyPair){.kind = COPY_SYMBOL, .reg = RAX, .symbol = call->target}));
  select_copy_end(s, copy);
  MachineInst *i = select_inst(s, leaf ? M_CALLLEAF : M_CALL, 8);
  if (leaf) {
    i->symbol = call->target;
    i->flags |= INST_LEAF;
    s->m->makes_leaf_calls = true;
  } else {
    i->symbol = symbol_get(s->m->table, "rt_call_system");
    i->flags |= INST_CALL;
    s->m->makes_calls = true;
  }
  if (call->never_returns) return;
  copy = select_copy_begin(s);
  static const uint8_t results[2] = {RAX, RDX};
  for (ValueId r = s->first_part[v]; r; r = s->next_part[r]) {
    if (!s->count[r]) continue;
    uint32_t index = func_value(f, r)->index;
    select_copy_from(s, select_def(s, r), is_float(func_value(f, r)->type) ? X0 + index : results[index & 1]);
  }
  select_copy_end(s, copy);
  if (!leaf) keep_arguments(s, &pairs);
}

void select_call(Select *s, ValueId v) {
  uint16_t op = func_value(s->f, v)->op;
  if (op == IR_CALL_LEAF || op == IR_CALL_SYSTEM) c_call(s, v);
  else go_call(s, v);
}

void select_return(Select *s, Block *b) {
  AbiSignature *sig = s->f->signature;
  uint32_t at = 0;
  Pairs pairs = {0};
  for (uint32_t i = 0; sig && i < sig->result_count; i++) {
    pass_value(s, &sig->results[i], b->results.data + at, incoming, &pairs);
    at += sig->results[i].by_address ? 1 : sig->results[i].component_count;
  }
  uint32_t copy = select_copy_begin(s);
  copy_pairs(s, &pairs);
  select_copy_end(s, copy);
}

// At the entry: parameters from their registers; homes of aggregates that the body wants in memory.
void select_entry(Select *s) {
  Func *f = s->f;
  AbiSignature *sig = f->signature;
  uint32_t copy = select_copy_begin(s), temp_count = 0;
  VReg temps[40];
  Block *block = func_block(f, s->m->blocks.data[0].block);
  for (uint32_t i = 0; i < block->values.len; i++) {
    ValueId v = block->values.data[i];
    Value *value = func_value(f, v);
    if (!s->count[v] || !s->vreg[v]) continue;
    if (value->op == IR_CLOSURE) select_copy_from(s, s->vreg[v], REG_CLOSURE);
    if (value->op != IR_PARAM) continue;
    FlatPart part = s->flat_params[value->index];
    AbiParam *p = &sig->params[part.param];
    if (p->in_registers)
      select_copy_from(s, s->vreg[v], abi_register(p->components[part.component].type, p->registers[part.component]));
  }
  for (uint32_t i = 0; sig && s->param_homes && i < sig->param_count; i++) {
    AbiParam *p = &sig->params[i];
    for (uint32_t k = 0; p->by_address && p->in_registers && k < p->component_count; k++) {
      temps[temp_count] = select_temp(s, (IrType)p->components[k].type);
      select_copy_from(s, temps[temp_count++], abi_register(p->components[k].type, p->registers[k]));
    }
  }
  select_copy_end(s, copy);
  temp_count = 0;
  for (uint32_t i = 0; sig && s->param_homes && i < sig->param_count; i++) {
    AbiParam *p = &sig->params[i];
    for (uint32_t k = 0; p->by_address && p->in_registers && k < p->component_count; k++) {
      Address at = incoming(sig->args_size + p->spill_offset + (int32_t)p->components[k].offset);
      select_store(s, (IrType)p->components[k].type, temps[temp_count++], &at);
    }
  }
}
