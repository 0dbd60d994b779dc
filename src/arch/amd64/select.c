// Instruction selection: the driver. Blocks are taken in reverse layout order
// and values last first, so every value is reached after its uses: what its
// uses have folded, or nobody needs, is not emitted. Each root value makes a segment of
// instructions in order; segments are collected reversed and turned round at the end.
// Constants, symbols and frame addresses are made where they are used.
#include "arch/amd64/amd64.h"
#include "arch/amd64/select_arith.h"
#include "types/types.h"

bool fits_int32(int64_t x) { return x >= INT32_MIN && x <= INT32_MAX; }

static bool is_float(IrType type) { return type == IR_F32 || type == IR_F64; }

// A constant of an integer type, sign-extended; floats give their bits.
bool select_is_const(Select *s, ValueId v, int64_t *bits) {
  Value *value = func_value(s->f, v);
  if (value->op != IR_CONST) return false;
  *bits = value->constant;
  switch (value->type) {
    case IR_I8: *bits = (int8_t)*bits; break;
    case IR_I16: *bits = (int16_t)*bits; break;
    case IR_I32: *bits = (int32_t)*bits; break;
    case IR_F32: *bits = (int64_t)(uint32_t)*bits; break;
    default: break;
  }
  return true;
}

VReg select_temp(Select *s, IrType type) { return machine_vreg(s->m, type); }

MachineInst *select_inst(Select *s, uint16_t op, uint32_t size) {
  vec_push(s->m->arena, &s->segment, ((MachineInst){.op = op, .size = (uint8_t)size, .pos = s->pos}));
  return &vec_last(&s->segment);
}

void select_use(MachineInst *i, int k, VReg v, uint8_t kind) {
  i->use[k] = v;
  i->use_kind[k] = kind;
}

void select_set_def(MachineInst *i, int k, VReg v) {
  i->def[k] = v;
  i->def_kind[k] = USE_REG;
}

// def = a op …, in the register of def: a is copied there first if it is elsewhere.
MachineInst *select_tied(Select *s, uint16_t op, uint32_t size, VReg def, VReg a) {
  MachineInst *i = select_inst(s, op, size);
  select_use(i, 0, a, USE_ANY);
  select_set_def(i, 0, def);
  i->tied = 1;
  if (!s->m->vregs.data[def].hint_vreg) s->m->vregs.data[def].hint_vreg = a;
  return i;
}

// v becomes part of the root. Its last use so folded hands its operands over; else they gain a use.
void select_fold(Select *s, ValueId v) {
  Value *value = func_value(s->f, v);
  if (--s->count[v] == 0) {
    s->folded[v] = 1;
    return;
  }
  const ValueId *args = value_args(s->f, v);
  for (uint32_t i = 0; i < value->arg_count; i++) s->count[args[i]]++;
}

// 32-bit operations clear the upper half, so extending their result is free.
static bool clears_upper_half(const Value *v) {
  if (v->type != IR_I32) return false;
  switch (v->op) {
    case IR_ADD:
    case IR_SUB:
    case IR_MUL:
    case IR_AND:
    case IR_OR:
    case IR_XOR:
    case IR_NOT:
    case IR_NEG:
    case IR_SHL:
    case IR_SHR:
    case IR_BSWAP: return true;
    default: return false;
  }
}

// The value whose register v shares, 0: v has its own.
static ValueId alias_of(Select *s, ValueId v) {
  Value *value = func_value(s->f, v);
  ValueId arg;
  switch (value->op) {
    case IR_NIL_CHECK:
    case IR_TRUNC: return value_arg(s->f, v, 0);
    case IR_PTR_TO_INT: return value_arg(s->f, v, 0);
    case IR_ZEXT:
      arg = value_arg(s->f, v, 0);
      if (clears_upper_half(func_value(s->f, arg)) && value->type == IR_I64) return arg;
      return ir_is_comparison(func_value(s->f, arg)->op) ? arg : 0;
    default: return 0;
  }
}

VReg select_def(Select *s, ValueId v) {
  for (ValueId alias; (alias = alias_of(s, v));) v = alias;
  if (!s->vreg[v]) s->vreg[v] = machine_vreg(s->m, func_value(s->f, v)->type);
  return s->vreg[v];
}

static VReg make_address(Select *s, ValueId v) {
  Address a = select_address(s, v, 0);
  VReg r = select_temp(s, IR_P);
  MachineInst *i = select_inst(s, M_LEA, 8);
  select_memory(i, &a, false);
  select_set_def(i, 0, r);
  return r;
}

VReg select_reg(Select *s, ValueId v) {
  for (ValueId alias; (alias = alias_of(s, v));) v = alias;
  Value *value = func_value(s->f, v);
  int64_t bits;
  switch (value->op) {
    case IR_CONST: {
      VReg r = select_temp(s, value->type == IR_P ? IR_I64 : value->type);
      select_is_const(s, v, &bits);
      MachineInst *i = select_inst(s, is_float(value->type) ? M_FCONST : M_MOVI, ir_type_size(value->type));
      i->imm = bits;
      select_set_def(i, 0, r);
      return r;
    }
    case IR_SYMBOL:
    case IR_STACK_SLOT:
    case IR_PARAM_ADDRESS:
    case IR_ALLOC:
    case IR_CALLER_SP:
    case IR_FRAME_SP: return make_address(s, v);
    default: return select_def(s, v);
  }
}

// ---- parallel copies

uint32_t select_copy_begin(Select *s) { return s->m->copies.len; }

void select_copy_vreg_to(Select *s, uint32_t reg, VReg v) {
  vec_push(s->m->arena, &s->m->copies, ((CopyPair){.kind = COPY_FROM_VREG, .reg = (uint8_t)reg, .vreg = v}));
}

// A value into a fixed register; must be called after all select_reg of the same copy.
void select_copy_to(Select *s, uint32_t reg, ValueId v) {
  int64_t bits;
  if (reg < 16 && select_is_const(s, v, &bits)) {
    vec_push(s->m->arena, &s->m->copies, ((CopyPair){.kind = COPY_IMMEDIATE, .reg = (uint8_t)reg, .imm = bits}));
    return;
  }
  Value *value = func_value(s->f, v);
  if (value->op == IR_SYMBOL) {
    vec_push(s->m->arena, &s->m->copies,
             ((CopyPair){.kind = COPY_SYMBOL, .reg = (uint8_t)reg, .symbol = value->symbol, .disp = value->offset}));
    return;
  }
  select_copy_vreg_to(s, reg, select_reg(s, v));
}

void select_copy_from(Select *s, VReg v, uint32_t reg) {
  vec_push(s->m->arena, &s->m->copies, ((CopyPair){.kind = COPY_TO_VREG, .reg = (uint8_t)reg, .vreg = v}));
}

void select_copy_end(Select *s, uint32_t first) {
  uint32_t count = s->m->copies.len - first;
  if (!count) return;
  MachineInst *i = select_inst(s, M_COPY, 8);
  i->extra = first;
  i->imm = count;
}

// ---- driver

static void count_uses(Select *s) {
  Func *f = s->f;
  for (uint32_t n = 0; n < s->m->blocks.len; n++) {
    Block *block = func_block(f, s->m->blocks.data[n].block);
    uint32_t write = 1, trap = 1;
    for (uint32_t i = 0; i < block->values.len; i++) {
      ValueId v = block->values.data[i];
      Value *value = func_value(f, v);
      const ValueId *args = value_args(f, v);
      for (uint32_t k = 0; k < value->arg_count; k++) s->count[args[k]]++;
      s->write_epoch[v] = write;
      s->trap_epoch[v] = trap;
      uint16_t flags = ir_op_info[value->op].flags;
      if (flags & (OPF_WRITE | OPF_CALL)) write++;
      if ((flags & OPF_TRAP) && value->op != IR_LOAD) trap++;
      if (value->op == IR_RESULT || value->op == IR_PROJECT) {
        ValueId of = args[0];
        s->next_part[v] = s->first_part[of];
        s->first_part[of] = v;
      }
    }
    if (block->control) s->count[block->control]++;
    for (uint32_t k = 0; k < block->results.len; k++) s->count[block->results.data[k]]++;
  }
}

static void make_phis(Select *s) {
  for (uint32_t n = 0; n < s->m->blocks.len; n++) {
    MachineBlock *out = &s->m->blocks.data[n];
    Block *block = func_block(s->f, out->block);
    for (uint32_t i = 0; i < block->values.len; i++) {
      ValueId v = block->values.data[i];
      if (func_value(s->f, v)->op != IR_PHI) break;
      if (!s->count[v]) continue;
      MachinePhi phi = {.def = select_def(s, v)};
      phi.args = arena_array(s->m->arena, PhiArg, block->preds.len + 1);
      vec_push(s->m->arena, &out->phis, phi);
    }
  }
}

// The arguments that the phis of a successor take from the block in hand.
static void phi_arguments(Select *s, uint32_t n, uint32_t to) {
  MachineBlock *succ = &s->m->blocks.data[to];
  Block *block = func_block(s->f, succ->block);
  uint32_t phi = 0, edge = s->m->blocks.data[n].edge;
  for (uint32_t i = 0; i < block->values.len; i++) {
    ValueId v = block->values.data[i];
    if (func_value(s->f, v)->op != IR_PHI) break;
    assert(succ->preds.data[edge] == n);
    if (!s->vreg[v]) continue;  // had no uses from the start
    ValueId x = value_arg(s->f, v, edge);
    PhiArg *arg = &succ->phis.data[phi].args[edge];
    int64_t bits;
    if (!is_float(func_value(s->f, v)->type) && select_is_const(s, x, &bits)) {
      *arg = (PhiArg){.constant = true, .imm = bits};
    } else {
      *arg = (PhiArg){.vreg = select_reg(s, x)};
      VRegInfo *from = &s->m->vregs.data[arg->vreg], *def = &s->m->vregs.data[succ->phis.data[phi].def];
      if (!from->hint_vreg) from->hint_vreg = succ->phis.data[phi].def;
      def->hint_vreg = arg->vreg;
    }
    phi++;
  }
}

static void terminator(Select *s, uint32_t n) {
  MachineBlock *out = &s->m->blocks.data[n];
  Block *block = func_block(s->f, out->block);
  for (uint32_t k = 0; k < out->succs.len; k++) phi_arguments(s, n, out->succs.data[k]);
  MachineInst i = {.op = M_JMP, .pos = s->pos};
  int64_t bits;
  switch (block->kind) {
    case BLOCK_JUMP: break;
    case BLOCK_IF:
      i.op = M_CMPJ;
      if (select_is_const(s, block->control, &bits)) {
        VReg r = select_reg(s, block->control);
        i.size = 1;
        i.compare = COMPARE_INT;
        i.cond = CC_NE;
        i.flags |= INST_IMMEDIATE;
        select_use(&i, 0, r, USE_REG);
      } else {
        select_compare(s, &i, block->control, true);
      }
      break;
    case BLOCK_SWITCH: {
      i.op = M_SWITCH;
      VReg r = select_reg(s, block->control);
      select_use(&i, 0, r, USE_REG | USE_LATE);
      select_set_def(&i, 0, select_temp(s, IR_I64));
      select_set_def(&i, 1, select_temp(s, IR_I64));
      break;
    }
    case BLOCK_RETURN:
      select_return(s, block);
      i.op = M_RET;
      break;
    default: i.op = M_UD2; break;
  }
  i.flags |= INST_TERMINATOR;
  if (block->barrier & BARRIER_TESTS) i.unsafe |= UNSAFE_BEGIN;
  *select_inst(s, i.op, i.size) = i;
}

// Marks the ends of a sequence between the test of the collector's flag and the MOVE or ZERO it is for.
static void mark_barrier(Select *s, ValueId v) {
  const Block *block = func_block(s->f, s->block);
  if (!block->barrier || !s->segment.len) return;
  uint16_t op = func_value(s->f, v)->op;
  if ((block->barrier & BARRIER_WRITES) && (op == IR_MOVE || op == IR_ZERO)) vec_last(&s->segment).unsafe |= UNSAFE_END;
  if ((block->barrier & BARRIER_TESTS) && func_value(s->f, block->control)->arg_count &&
      value_arg(s->f, block->control, 0) == v)
    s->segment.data[0].unsafe |= UNSAFE_BEGIN;
}

// The register is live up to here.
void select_keep(Select *s, VReg r) { select_use(select_inst(s, M_KEEP, 8), 0, r, USE_ANY); }

static void take_segment(Select *s) {
  for (uint32_t i = s->segment.len; i-- > 0;) vec_push(s->m->arena, &s->reversed, s->segment.data[i]);
  s->segment.len = 0;
}

static void root(Select *s, ValueId v) {
  Func *f = s->f;
  Value *value = func_value(f, v);
  uint16_t flags = ir_op_info[value->op].flags;
  bool pure = !(flags & (OPF_WRITE | OPF_TRAP | OPF_CALL));
  if (s->folded[v]) return;
  if (value_is_slot(value)) {
    select_define(s, v);
    return;
  }
  if (!s->count[v] && pure && value->op != IR_PHI) {
    const ValueId *args = value_args(f, v);
    for (uint32_t i = 0; i < value->arg_count; i++) s->count[args[i]]--;
    return;
  }
  s->pos = value->pos;
  s->root_write = s->write_epoch[v];
  s->root_trap = s->trap_epoch[v];
  switch (value->op) {
    case IR_PHI:
    case IR_CONST:
    case IR_SYMBOL:
    case IR_PARAM_ADDRESS:
    case IR_CALLER_SP:
    case IR_FRAME_SP:
    case IR_RESULT:
    case IR_PROJECT: return;
    case IR_CALL:
    case IR_CALL_CLOSURE:
    case IR_CALL_INDIRECT:
    case IR_CALL_LEAF:
    case IR_CALL_SYSTEM: select_call(s, v); return;
    case IR_KEEP_ALIVE: {
      int64_t bits;
      ValueId x = value_arg(f, v, 0);
      if (!select_is_const(s, x, &bits) && func_value(f, x)->op != IR_SYMBOL) select_keep(s, select_reg(s, x));
      return;
    }
    default: break;
  }
  if (alias_of(s, v) && value->op != IR_NIL_CHECK) return;
  if (select_memory_value(s, v) || select_compare_value(s, v) || select_arith_value(s, v)) return;
  ice("select", f->display_name, "not supported yet: operation %s", ir_op_info[value->op].name);
}

static void block_values(Select *s, uint32_t n) {
  MachineBlock *out = &s->m->blocks.data[n];
  Block *block = func_block(s->f, out->block);
  s->block = out->block;
  s->pos = block->pos;
  s->root_write = s->root_trap = 1;
  for (uint32_t i = 0; i < block->values.len; i++) {
    uint16_t flags = ir_op_info[func_value(s->f, block->values.data[i])->op].flags;
    if (flags & (OPF_WRITE | OPF_CALL)) s->root_write++;
    if ((flags & OPF_TRAP) && func_value(s->f, block->values.data[i])->op != IR_LOAD) s->root_trap++;
  }
  s->root_index = block->values.len;
  terminator(s, n);
  take_segment(s);
  for (uint32_t i = block->values.len; i-- > 0;) {
    s->root_index = i;
    root(s, block->values.data[i]);
    mark_barrier(s, block->values.data[i]);
    take_segment(s);
  }
  if (n == 0) {
    select_entry(s);
    take_segment(s);
  }
}

// Names the first value whose register nothing defines (a bug in the counting of uses).
static void check_definitions(Select *s) {
  MachineFunc *m = s->m;
  uint8_t *defined = arena_array(m->arena, uint8_t, m->vregs.len);
  for (uint32_t i = 0; i < s->reversed.len; i++) {
    MachineInst *inst = &s->reversed.data[i];
    for (int k = 0; k < 2; k++)
      if (inst->def_kind[k]) defined[inst->def[k]] = 1;
    for (int64_t k = 0; inst->op == M_COPY && k < inst->imm; k++) {
      CopyPair *pair = &m->copies.data[inst->extra + k];
      if (pair->kind == COPY_TO_VREG) defined[pair->vreg] = 1;
    }
  }
  for (ValueId v = 1; v < s->f->values.len; v++) {
    uint16_t op = func_value(s->f, v)->op;
    if (s->vreg[v] && !defined[s->vreg[v]] && op != IR_PHI)
      ice("select", s->f->display_name, "v%u (%s) is used but not made; count %u folded %u", v, ir_op_info[op].name,
          s->count[v], s->folded[v]);
  }
}

void amd64_select(MachineFunc *m) {
  Func *f = m->f;
  uint32_t count = f->values.len;
  Select s = {.m = m, .f = f};
  uint32_t *words = arena_array(m->arena, uint32_t, (size_t)count * 7);
  s.count = words;
  s.vreg = words + count;
  s.write_epoch = words + 2 * (size_t)count;
  s.trap_epoch = words + 3 * (size_t)count;
  s.first_part = words + 4 * (size_t)count;
  s.next_part = words + 5 * (size_t)count;
  s.object = words + 6 * (size_t)count;
  s.folded = arena_array(m->arena, uint8_t, count);
  vec_reserve(m->arena, &s.reversed, count + count / 4 + 16);
  select_flatten(&s);
  count_uses(&s);
  make_phis(&s);
  // Lengths are counted from the end until all is known.
  for (uint32_t n = m->blocks.len; n-- > 0;) {
    m->blocks.data[n].end = s.reversed.len;
    block_values(&s, n);
    m->blocks.data[n].first = s.reversed.len;
  }
  if (f->session && f->session->debug.verify) check_definitions(&s);
  uint32_t total = s.reversed.len;
  vec_reserve(m->arena, &m->insts, total + 1);
  m->insts.len = total;
  for (uint32_t i = 0; i < total; i++) m->insts.data[i] = s.reversed.data[total - 1 - i];
  for (uint32_t n = 0; n < m->blocks.len; n++) {
    m->blocks.data[n].first = total - m->blocks.data[n].first;
    m->blocks.data[n].end = total - m->blocks.data[n].end;
  }
  if (f->session && f->session->debug.verify) verify_selection(m);
}
