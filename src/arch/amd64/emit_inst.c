// Bytes of machine operations whose operands have locations. machine.def says how: by one row of ops.def in one of a
// few forms, or by a short sequence, each a function.
#include "arch/amd64/emit.h"

// Appends the instruction for any operand, pool constants included.
static void put(Emit *e, Instruction id, uint32_t reg, Rm rm, uint32_t size) {
  encode_rm(&e->code, id, reg, &rm, size);
  if (rm.local) emit_fixup(e, (uint32_t)rm.disp);
}

static void put_rr(Emit *e, Instruction id, uint32_t reg, uint32_t rm, uint32_t size) {
  put(e, id, reg, rm_register(rm), size);
}

static void put_imm(Emit *e, Instruction id, Rm rm, uint32_t size, int64_t imm) {
  encode_imm(&e->code, id, 0, &rm, size, imm);
}

static void alu_imm(Emit *e, Instruction first, Rm rm, uint32_t size, int64_t imm) {
  encode_alu_imm(&e->code, first, &rm, size, imm);
}

// A short forward jump over a few instructions of one sequence.
static uint32_t short_jump(Emit *e) {
  encode_plain(&e->code, I_JMP_B);
  return e->code.len;
}
static uint32_t short_branch(Emit *e, uint32_t cond) {
  encode(&e->code, I_JCC_B, &(Operands){.condition = (uint8_t)cond});
  return e->code.len;
}
static void short_target(Emit *e, uint32_t from) { e->code.bytes[from - 1] = (uint8_t)(e->code.len - from); }

// Operand 1 or the memory operand.
static Rm source(Emit *e, const MachineInst *i) {
  return (i->flags & INST_MEMORY) ? emit_memory(e, i) : emit_rm(e, i->use[1]);
}

static void clear(Emit *e, uint32_t reg) { put_rr(e, I_XOR_GE, reg, reg, 4); }
static void clear_vector(Emit *e, uint32_t reg) { put_rr(e, I_XORPS, reg, reg, 16); }

// Rows of one float and of the other stand together.
static Instruction by_float(Instruction single, uint32_t size) { return single + (size == 8); }

// Likewise, after the tied operand 0 has moved.
static Rm tied_source(Emit *e, const MachineInst *i) {
  return !(i->flags & INST_MEMORY) && i->use[1] == i->use[0] ? rm_register(i->def[0]) : source(e, i);
}

static void tie(Emit *e, const MachineInst *i) { emit_move(e, i->def[0], i->use[i->tied - 1]); }

// ---- forms

static bool lea_add(Emit *e, const MachineInst *i) {
  if (i->size < 4 || i->def[0] == i->use[0] || location_is_slot(i->use[0]) || (i->flags & INST_MEMORY)) return false;
  Rm rm = rm_base(i->use[0], 0);
  if (i->flags & INST_IMMEDIATE) {
    int64_t imm = i->op == M_SUB ? -i->imm : i->imm;
    if ((i->op != M_ADD && i->op != M_SUB) || imm > INT32_MAX) return false;
    rm.disp = (int32_t)imm;
  } else {
    if (i->op != M_ADD || location_is_slot(i->use[1])) return false;
    rm.index = (uint8_t)i->use[1];
  }
  put(e, I_LEA, i->def[0], rm, i->size);
  return true;
}

static void form_alu(Emit *e, const MachineInst *i) {
  const MachineOpInfo *info = op_info(i->op);
  if (i->flags & INST_STORE_TO) {
    Rm rm = emit_memory(e, i);
    if (i->flags & INST_IMMEDIATE) {
      alu_imm(e, info->row, rm, i->size, i->imm);
    } else {
      put(e, info->row + ALU_EG, i->use[1], rm, i->size);
    }
    return;
  }
  if (lea_add(e, i)) return;
  tie(e, i);
  if (i->flags & INST_IMMEDIATE) alu_imm(e, info->row, rm_register(i->def[0]), i->size, i->imm);
  else put(e, info->row + ALU_GE, i->def[0], tied_source(e, i), i->size);
}

static void form_shift(Emit *e, const MachineInst *i) {
  enum { BY_ONE, BY_IMMEDIATE, BY_CL };
  Instruction row = op_info(i->op)->row;
  if (i->op == M_SHL && (i->flags & INST_IMMEDIATE) && i->imm == 1 && i->def[0] != i->use[0] &&
      !location_is_slot(i->use[0]) && i->size >= 4) {
    Rm rm = rm_base(i->use[0], 0);
    rm.index = rm.base;
    put(e, I_LEA, i->def[0], rm, i->size);
    return;
  }
  tie(e, i);
  Rm rm = rm_register(i->def[0]);
  if (!(i->flags & INST_IMMEDIATE)) put(e, row + BY_CL, 0, rm, i->size);
  else if (i->imm == 1) put(e, row + BY_ONE, 0, rm, i->size);
  else put_imm(e, row + BY_IMMEDIATE, rm, i->size, i->imm);
}

static void form_float(Emit *e, const MachineInst *i, Instruction row) {
  tie(e, i);
  bool constant = (i->flags & INST_IMMEDIATE) != 0;
  put(e, row, i->def[0], constant ? emit_pool(e, (uint64_t)i->imm, 0, false) : tied_source(e, i), i->size);
}

// False: a sequence.
static bool form(Emit *e, const MachineInst *i) {
  const MachineOpInfo *info = op_info(i->op);
  uint32_t d = i->def[0], size = i->size;
  switch ((Form)info->form) {
    case FORM_ALU: form_alu(e, i); return true;
    case FORM_SHIFT: form_shift(e, i); return true;
    case FORM_UNARY:
      tie(e, i);
      put(e, info->row, 0, rm_register(d), size);
      return true;
    case FORM_TIED:
      tie(e, i);
      put(e, info->row, d, tied_source(e, i), size);
      return true;
    case FORM_PLACE:
      tie(e, i);
      encode_reg(&e->code, info->row, d, size, 0);
      return true;
    case FORM_FLOAT: form_float(e, i, by_float(info->row, size)); return true;
    case FORM_FLOAT_RM: put(e, by_float(info->row, size), d, source(e, i), size); return true;
    case FORM_RM: put(e, info->row, d, source(e, i), size); return true;
    case FORM_ONE: put(e, info->row, 0, emit_rm(e, i->use[1]), size); return true;
    case FORM_MEMORY: put(e, info->row, 0, emit_memory(e, i), size); return true;
    case FORM_NONE: encode_plain(&e->code, info->row); return true;
    case FORM_NOTHING: return true;
    default: return false;
  }
}

// ---- moves

static void parallel_copy(Emit *e, const MachineInst *i) {
  Move *moves = arena_array(e->m->arena, Move, i->imm + 1);
  uint32_t count = 0;
  CopyPair *pairs = &e->m->copies.data[i->extra];
  for (int64_t k = 0; k < i->imm; k++) {
    if (pairs[k].kind == COPY_FROM_VREG) moves[count++] = (Move){.to = pairs[k].reg, .from = pairs[k].vreg};
    else if (pairs[k].kind == COPY_TO_VREG) moves[count++] = (Move){.to = pairs[k].vreg, .from = pairs[k].reg};
    else if (pairs[k].kind == COPY_IMMEDIATE)
      moves[count++] = (Move){.to = pairs[k].reg, .from = LOCATION_NONE, .imm = pairs[k].imm};
  }
  emit_moves(e, moves, count);
  for (int64_t k = 0; k < i->imm; k++) {
    if (pairs[k].kind != COPY_SYMBOL) continue;
    Rm rm = {.memory = true, .symbol = pairs[k].symbol, .disp = pairs[k].disp};
    put(e, I_LEA, pairs[k].reg, rm, 8);
  }
}

static void float_constant(Emit *e, const MachineInst *i) {
  if (!i->imm) clear_vector(e, i->def[0]);
  else put(e, i->size == 8 ? I_MOVSD_VW : I_MOVSS_VW, i->def[0], emit_pool(e, (uint64_t)i->imm, 0, false), i->size);
}

static void store(Emit *e, const MachineInst *i) {
  Rm rm = emit_memory(e, i);
  if (!(i->flags & INST_IMMEDIATE)) {
    encode_store(&e->code, i->use[0], &rm, i->size);
    return;
  }
  put_imm(e, I_MOV_EI, rm, i->size, i->imm);
}

static void extend(Emit *e, const MachineInst *i) {
  Rm rm = emit_rm(e, i->use[1]);
  uint32_t size = i->op == M_SX && i->size == 8 ? 8 : 4;
  if (i->cond == 1) put(e, i->op == M_SX ? I_MOVSX_GEB : I_MOVZX_GEB, i->def[0], rm, size);
  else if (i->cond == 2) put(e, i->op == M_SX ? I_MOVSX_GEW : I_MOVZX_GEW, i->def[0], rm, size);
  else if (i->op == M_SX) put(e, I_MOVSXD, i->def[0], rm, 8);
  else put(e, I_MOV_GE, i->def[0], rm, 4);
}

static void load_signed(Emit *e, const MachineInst *i) {
  Instruction row = i->cond == 1 ? I_MOVSX_GEB : i->cond == 2 ? I_MOVSX_GEW : I_MOVSXD;
  put(e, row, i->def[0], emit_memory(e, i), i->size);
}

static void block_piece(Code *c, bool move, int32_t at) {
  Rm from = rm_base(RSI, at), to = rm_base(RDI, at);
  if (move) encode_load(c, X15, &from, 16);
  encode_store(c, X15, &to, 16);
}

// RCX rounds of 64 bytes through X15, which is zero otherwise; then the rest, the last piece of which may overlap what
// is done.
static void block_loop(Code *c, bool move, int64_t size) {
  Rm rdi = rm_register(RDI), rsi = rm_register(RSI), rcx = rm_register(RCX), x15 = rm_register(X15);
  uint32_t top = c->len;
  for (int32_t at = 0; at < 64; at += 16) block_piece(c, move, at);
  if (move) encode_alu_imm(c, I_ADD_EIB, &rsi, 8, 64);
  encode_alu_imm(c, I_ADD_EIB, &rdi, 8, 64);
  encode_rm(c, I_DEC, 0, &rcx, 4);
  encode_jump_back(c, CC_NE, top);
  int32_t rest = (int32_t)(size % 64), at = 0;
  for (; at + 16 <= rest; at += 16) block_piece(c, move, at);
  if (at < rest) block_piece(c, move, rest - 16);
  if (move) encode_rm(c, I_XORPS, X15, &x15, 16);
}

static void repeat(Emit *e, const MachineInst *i) {
  bool move = i->op == M_REPMOVS;
  if (i->imm <= AMD64_BLOCK_LOOP) {
    block_loop(&e->code, move, i->imm);
    return;
  }
  encode_plain(&e->code, I_REP);
  encode_plain(&e->code, move ? I_MOVSQ : I_STOSQ);
  if (i->imm % 8 == 0) return;
  encode_mov_imm(&e->code, RCX, i->imm % 8);
  encode_plain(&e->code, I_REP);
  encode_plain(&e->code, move ? I_MOVSB : I_STOSB);
}

// ---- comparisons

static void compare(Emit *e, const MachineInst *i) {
  uint32_t size = i->size;
  if (i->compare == COMPARE_FLOAT) {
    Rm second = (i->flags & INST_IMMEDIATE) ? emit_pool(e, (uint64_t)i->imm, 0, false) : emit_rm(e, i->use[1]);
    put(e, by_float(I_UCOMISS, size), i->use[0], second, size);
    return;
  }
  if (i->compare == COMPARE_TEST) {
    if (!(i->flags & INST_IMMEDIATE)) {
      put_rr(e, I_TEST_EG, i->use[1], i->use[0], size);
      return;
    }
    if (i->imm >= 0 && i->imm <= 127) size = 1;
    put_imm(e, I_TEST_EI, rm_register(i->use[0]), size, i->imm);
    return;
  }
  if (i->flags & INST_MEMORY) {
    Rm rm = emit_memory(e, i);
    if (i->flags & INST_IMMEDIATE) alu_imm(e, I_CMP_EIB, rm, size, i->imm);
    else if (i->flags & INST_STORE_TO) put(e, I_CMP_EG, i->use[1], rm, size);
    else put(e, I_CMP_GE, i->use[0], rm, size);
    return;
  }
  if (i->flags & INST_IMMEDIATE) {
    Location first = i->op == M_CMPTRAP && i->scale ? i->use[1] : i->use[0];
    if (!i->imm && !location_is_slot(first)) put_rr(e, I_TEST_EG, first, first, size);
    else alu_imm(e, I_CMP_EIB, emit_rm(e, first), size, i->imm);
    return;
  }
  put(e, I_CMP_GE, i->use[0], emit_rm(e, i->use[1]), size);
}

static void set_condition(Emit *e, uint32_t cond, uint32_t reg) {
  Rm rm = rm_register(reg);
  encode_condition(&e->code, I_SETCC, cond, 0, &rm, 1);
}

static void zero_extend_byte(Emit *e, uint32_t reg) { put_rr(e, I_MOVZX_GEB, reg, reg, 4); }

static void compare_set(Emit *e, const MachineInst *i) {
  uint32_t d = i->def[0];
  if (i->cond >= CC_FLOAT_EQUAL) {
    compare(e, i);
    bool equal = i->cond == CC_FLOAT_EQUAL;
    set_condition(e, equal ? CC_E : CC_NE, d);
    set_condition(e, equal ? CC_NP : CC_P, i->def[1]);
    put_rr(e, equal ? I_AND_GE : I_OR_GE, d, i->def[1], 4);
    zero_extend_byte(e, d);
    return;
  }
  bool conflict = false;
  for (int k = 0; k < 4; k++) conflict |= i->use_kind[k] && i->use[k] == d;
  if (!conflict) clear(e, d);
  compare(e, i);
  set_condition(e, i->cond, d);
  if (conflict) zero_extend_byte(e, d);
}

static void conditional_move(Emit *e, uint32_t cond, uint32_t to, uint32_t from, uint32_t size) {
  Rm rm = rm_register(from);
  encode_condition(&e->code, I_CMOVCC, cond, to, &rm, size);
}

static void compare_select(Emit *e, const MachineInst *i) {
  compare(e, i);
  tie(e, i);
  if (i->use[2] == i->use[3]) return;
  if (i->def[0] >= X0) {
    uint32_t over = short_branch(e, condition_negate(i->cond));
    emit_move(e, i->def[0], i->use[2]);
    short_target(e, over);
  } else {
    conditional_move(e, i->cond, i->def[0], i->use[2], i->scale);
  }
}

static void compare_jump(Emit *e, const MachineInst *i) {
  MachineBlock *block = &e->m->blocks.data[e->block];
  uint32_t yes = emit_block_label(e, block->succs.data[0]), no = emit_block_label(e, block->succs.data[1]);
  bool falls = emit_falls_into(e, block->succs.data[1]);
  // Where both ways come to one place, only a load that was folded into the comparison is left of it: it may fault.
  if (yes != no || (i->flags & INST_MEMORY)) compare(e, i);
  if (yes == no) {
    if (!falls) emit_jump(e, no);
    return;
  }
  if (i->cond == CC_FLOAT_EQUAL) {
    emit_branch(e, CC_NE, no);
    emit_branch(e, CC_P, no);
    if (!emit_falls_into(e, block->succs.data[0])) emit_jump(e, yes);
  } else if (i->cond == CC_FLOAT_NOT_EQUAL) {
    emit_branch(e, CC_NE, yes);
    emit_branch(e, CC_P, yes);
    if (!falls) emit_jump(e, no);
  } else if (emit_falls_into(e, block->succs.data[0])) {
    emit_branch(e, condition_negate(i->cond), no);
  } else {
    emit_branch(e, i->cond, yes);
    if (!falls) emit_jump(e, no);
  }
}

static void add_cold(Emit *e, const MachineInst *i, uint32_t cond) {
  ColdPart part = {.label = emit_label(e), .inst = *i};
  emit_branch(e, cond, part.label);
  part.back = emit_label(e);
  emit_place(e, part.back);
  vec_push(e->m->arena, &e->cold, part);
}

static void bounds_failure(Emit *e, const MachineInst *i) {
  Move moves[2];
  uint32_t count = 0;
  bool constant_index = (i->flags & INST_IMMEDIATE) && i->scale,
       constant_length = (i->flags & INST_IMMEDIATE) && !i->scale;
  if (constant_index) moves[count++] = (Move){.to = RAX, .from = LOCATION_NONE, .imm = i->imm};
  else moves[count++] = (Move){.to = RAX, .from = i->use[0]};
  if (constant_length) moves[count++] = (Move){.to = RCX, .from = LOCATION_NONE, .imm = i->imm};
  else moves[count++] = (Move){.to = RCX, .from = i->use[1]};
  emit_moves(e, moves, count);
  emit_constant(e, RDX, i->aux);
  emit_call_symbol(e, symbol_get(e->m->table, "rt_panic_bounds"));
  emit_safepoint(e, e->m->stub_map);
}

static void barrier(Emit *e, const MachineInst *i) {
  Rm flag = {
      .memory = true, .base = NO_REGISTER, .index = NO_REGISTER, .symbol = symbol_get(e->m->table, "rt_write_barrier")};
  put_imm(e, I_CMP_EIB, flag, 4, 0);
  add_cold(e, i, CC_NE);
}

static void barrier_cold(Emit *e, const ColdPart *part) {
  const MachineInst *i = &part->inst;
  emit_call_symbol(e, symbol_get(e->m->table, i->aux == 1 ? "rt_write_barrier_1" : "rt_write_barrier_2"));
  bool memory_done = false;
  for (uint32_t k = 0; k < i->aux; k++) {
    Rm slot = rm_base(R11, (int32_t)(8 * k));
    if (i->use_kind[k]) {
      encode_store(&e->code, i->use[k], &slot, 8);
    } else if (!memory_done) {
      Rm rm = emit_memory(e, i);
      encode_load(&e->code, X15, &rm, 8);
      encode_store(&e->code, X15, &slot, 8);
      clear_vector(e, X15);
      memory_done = true;
    }
  }
  emit_jump(e, part->back);
}

void emit_cold_part(Emit *e, ColdPart *part) {
  uint32_t start = e->code.len;
  emit_place(e, part->label);
  if (part->inst.op == M_BARRIER) {
    barrier_cold(e, part);
    unsafe_range(e, start);
  } else {
    bounds_failure(e, &part->inst);
  }
}

// ---- integers

static void multiply_imm(Emit *e, const MachineInst *i) {
  Rm rm = source(e, i);
  bool small = i->imm >= -128 && i->imm <= 127;
  encode_imm(&e->code, small ? I_IMUL_GEIB : I_IMUL_GEI, i->def[0], &rm, i->size, i->imm);
}

static void divide(Emit *e, const MachineInst *i) {
  if (i->op == M_DIV) {
    if (!i->aux) clear(e, RDX);
    put(e, I_DIV, 0, emit_rm(e, i->use[1]), i->size);
    return;
  }
  uint32_t fix = 0, done;
  if (i->aux) {
    alu_imm(e, I_CMP_EIB, emit_rm(e, i->use[1]), i->size, -1);
    fix = short_branch(e, CC_E);
  }
  encode_plain(&e->code, i->size == 8 ? I_CQO : I_CDQ);
  put(e, I_IDIV, 0, emit_rm(e, i->use[1]), i->size);
  if (!i->aux) return;
  done = short_jump(e);
  short_target(e, fix);
  put(e, I_NEG, 0, rm_register(RAX), i->size);
  clear(e, RDX);
  short_target(e, done);
}

static void carry(Emit *e, const MachineInst *i) {
  bool add = i->op == M_ADDC;
  tie(e, i);
  Rm y = emit_rm(e, i->use[1]);
  if (i->use_kind[2]) {
    put_imm(e, I_BT_EI, rm_register(i->use[2]), 4, 0);
    put(e, add ? I_ADC_GE : I_SBB_GE, i->def[0], y, 8);
  } else {
    put(e, add ? I_ADD_GE : I_SUB_GE, i->def[0], y, 8);
  }
  set_condition(e, CC_B, i->def[1]);
  zero_extend_byte(e, i->def[1]);
}

// Bit scans keep the destination if the source is zero, so they wait for its old content: it is cleared first.
static void clear_for_scan(Emit *e, uint32_t d, uint32_t source) {
  if (d != source) clear(e, d);
}

static void leading_zeros(Emit *e, const MachineInst *i) {
  uint32_t d = i->def[0], bits = 8u * i->size;
  if (i->size == 8) {  // 63 - position; 64 is 127 ^ 63
    clear_for_scan(e, d, i->use[0]);
    put_rr(e, I_BSR, d, i->use[0], 8);
    encode_mov_imm(&e->code, i->def[1], 127);
    conditional_move(e, CC_E, d, i->def[1], 8);
    alu_imm(e, I_XOR_EIB, rm_register(d), 4, 63);
    return;
  }
  put_rr(e, I_MOV_GE, d, i->use[0], 4);
  Rm twice = rm_base(d, 1);
  twice.index = twice.base;
  put(e, I_LEA, d, twice, 8);
  put_rr(e, I_BSR, d, d, 8);
  put(e, I_NEG, 0, rm_register(d), 8);
  alu_imm(e, I_ADD_EIB, rm_register(d), 8, bits);
}

static void trailing_zeros(Emit *e, const MachineInst *i) {
  uint32_t d = i->def[0];
  if (i->size == 8) {
    clear_for_scan(e, d, i->use[0]);
    put_rr(e, I_BSF, d, i->use[0], 8);
    encode_mov_imm(&e->code, i->def[1], 64);
    conditional_move(e, CC_E, d, i->def[1], 8);
    return;
  }
  put_rr(e, I_MOV_GE, d, i->use[0], 4);
  if (i->size == 4) {
    put_imm(e, I_BTS_EI, rm_register(d), 8, 32);
  } else {
    alu_imm(e, I_OR_EIB, rm_register(d), 4, 1 << (8 * i->size));
  }
  put_rr(e, I_BSF, d, d, 8);
}

// Many processors wait for the old content of the destination: it is cleared first.
static void population_count(Emit *e, const MachineInst *i) {
  uint32_t d = i->def[0];
  if (!i->use_kind[1] || i->use[1] != d) clear(e, d);
  put(e, I_POPCNT, d, source(e, i), i->size);
}

// ---- floats

static void float_mask(Emit *e, const MachineInst *i) {
  tie(e, i);
  uint64_t sign = i->size == 8 ? 1ull << 63 : 0x80000000u;
  uint64_t mask = i->cond ? ~sign : sign;
  if (i->size == 4) mask = (uint32_t)mask | (i->cond ? 0xFFFFFFFF00000000u : 0);
  put(e, i->cond ? I_ANDPS : I_XORPS, i->def[0], emit_pool(e, mask, 0, true), 16);
}

static void fused_multiply(Emit *e, const MachineInst *i) {
  tie(e, i);
  encode(&e->code, by_float(I_VFMADD231SS, i->size),
         &(Operands){.reg = i->def[0] & 15, .second = i->use[1] & 15, .rm = rm_register(i->use[2])});
}

static void signed_to_float(Emit *e, uint32_t to, uint32_t from, uint32_t float_size, uint32_t int_size) {
  clear_vector(e, to);  // breaks the dependence on the old content
  put(e, by_float(I_CVTSI2SS, float_size), to, rm_register(from), int_size);
}

static void unsigned_to_float(Emit *e, const MachineInst *i) {
  uint32_t d = i->def[0], t = i->def[1], a = i->use[1];
  put_rr(e, I_TEST_EG, a, a, 8);
  uint32_t big = short_branch(e, CC_S);
  signed_to_float(e, d, a, i->size, 8);
  uint32_t done = short_jump(e);
  short_target(e, big);
  encode_mov(&e->code, t, a);  // half of it, rounded to odd, then doubled
  put(e, I_SHR_E1, 0, rm_register(t), 8);
  uint32_t even = short_branch(e, CC_AE);
  alu_imm(e, I_OR_EIB, rm_register(t), 8, 1);
  short_target(e, even);
  signed_to_float(e, d, t, i->size, 8);
  put_rr(e, by_float(I_ADDSS, i->size), d, d, i->size);
  short_target(e, done);
}

static void float_to_unsigned(Emit *e, const MachineInst *i) {
  uint32_t d = i->def[0], t = i->def[1], a = i->use[1];
  Instruction convert = by_float(I_CVTTSS2SI, i->size);
  Rm limit = emit_pool(e, i->size == 8 ? 0x43E0000000000000u : 0x5F000000u, 0, false);
  put(e, by_float(I_UCOMISS, i->size), a, limit, i->size);
  uint32_t big = short_branch(e, CC_AE);
  put_rr(e, convert, d, a, 8);
  uint32_t done = short_jump(e);
  short_target(e, big);
  encode_mov(&e->code, t, a);
  put(e, by_float(I_SUBSS, i->size), t, limit, i->size);
  put_rr(e, convert, d, t, 8);
  // Set, not flipped: what is too large for this too has it set already.
  put_imm(e, I_BTS_EI, rm_register(d), 8, 63);
  short_target(e, done);
}

// ---- control and calls

static void call(Emit *e, const MachineInst *i) {
  if (i->op == M_CALL || i->op == M_CALLLEAF) {
    emit_call_symbol(e, i->symbol);
  } else {
    Rm rm = (i->flags & INST_MEMORY) ? rm_base(i->aux, i->disp) : rm_register(i->aux);
    put(e, I_CALL_E, 0, rm, 8);
  }
  if (i->flags & INST_CALL) emit_safepoint(e, e->m->call_maps[e->call++]);
  else clear_vector(e, X15);
}

static void jump_table(Emit *e, const MachineInst *i) {
  Rm table = {.memory = true, .local = true};
  table.disp = (int32_t)emit_label(e);
  vec_push(e->m->arena, &e->tables, ((JumpTable){(uint32_t)table.disp, e->block}));
  put(e, I_LEA, i->def[0], table, 8);
  Rm entry = rm_base(i->def[0], 0);
  entry.index = (uint8_t)i->use[0];
  entry.scale = 2;
  put(e, I_MOVSXD, i->def[1], entry, 8);
  put_rr(e, I_ADD_GE, i->def[1], i->def[0], 8);
  put(e, I_JMP_E, 0, rm_register(i->def[1]), 8);
}

// ---- atomics

static void lock_alu(Emit *e, const MachineInst *i) {
  encode_plain(&e->code, I_LOCK);
  put(e, i->cond == LOCK_AND ? I_AND_EG : I_OR_EG, i->use[0], emit_memory(e, i), i->size);
}

static void exchange(Emit *e, const MachineInst *i) {
  tie(e, i);
  if (i->op == M_XADD) encode_plain(&e->code, I_LOCK);
  put(e, i->op == M_XADD ? I_XADD : I_XCHG, i->def[0], emit_memory(e, i), i->size);
}

static void compare_exchange(Emit *e, const MachineInst *i) {
  encode_plain(&e->code, I_LOCK);
  put(e, I_CMPXCHG, i->use[0], emit_memory(e, i), i->size);
  set_condition(e, CC_E, i->def[0]);
  zero_extend_byte(e, i->def[0]);
}

static void update_loop(Emit *e, const MachineInst *i) {
  Rm rm = emit_memory(e, i);
  uint32_t t = i->def[0];
  encode_load(&e->code, RAX, &rm, i->size);
  uint32_t top = e->code.len;
  encode_mov(&e->code, t, RAX);
  put_rr(e, i->cond == LOCK_AND ? I_AND_GE : I_OR_GE, t, i->use[0], 8);
  encode_plain(&e->code, I_LOCK);
  put(e, I_CMPXCHG, t, rm, i->size);
  encode_jump_back(&e->code, CC_NE, top);
}

void emit_inst(Emit *e, MachineInst *i) {
  Code *c = &e->code;
  Rm rm;
  if (form(e, i)) return;
  switch (i->op) {
    case M_COPY: parallel_copy(e, i); break;
    case M_MOV: emit_move(e, i->def[0], i->use[1]); break;
    case M_MOVI: emit_constant(e, i->def[0], i->size < 8 ? (int64_t)(uint32_t)i->imm : i->imm); break;
    case M_FCONST: float_constant(e, i); break;
    case M_LOAD:
    case M_FLOAD:
    case M_LOAD16:
      rm = emit_memory(e, i);
      encode_load(c, i->def[0], &rm, i->size);
      break;
    case M_LOADSX: load_signed(e, i); break;
    case M_STORE:
    case M_FSTORE:
    case M_STORE16: store(e, i); break;
    case M_ZERO16:
      rm = emit_memory(e, i);
      encode_store(c, X15, &rm, i->size);
      break;
    case M_ZX:
    case M_SX: extend(e, i); break;
    case M_MOVGX: put_rr(e, i->size == 8 ? I_MOVQ_VE : I_MOVD_VE, i->def[0], i->use[1], i->size); break;
    case M_MOVXG: put_rr(e, i->size == 8 ? I_MOVQ_EV : I_MOVD_EV, i->use[1], i->def[0], i->size); break;
    case M_REPMOVS:
    case M_REPSTOS: repeat(e, i); break;
    case M_IMULI: multiply_imm(e, i); break;
    case M_CLZ: leading_zeros(e, i); break;
    case M_CTZ: trailing_zeros(e, i); break;
    case M_POPCNT: population_count(e, i); break;
    case M_DIV:
    case M_IDIV: divide(e, i); break;
    case M_ADDC:
    case M_SUBB: carry(e, i); break;
    case M_MASK:
      alu_imm(e, I_CMP_EIB, rm_register(i->use[0]), 8, i->imm);
      put_rr(e, I_SBB_GE, i->def[0], i->def[0], 8);
      break;
    case M_CMPJ: compare_jump(e, i); break;
    case M_CMPSET: compare_set(e, i); break;
    case M_CMPSEL: compare_select(e, i); break;
    case M_CMPTRAP:
      compare(e, i);
      add_cold(e, i, i->cond);
      break;
    case M_NILTEST: put(e, I_TEST_EG, RAX, emit_memory(e, i), 1); break;
    case M_FMASK: float_mask(e, i); break;
    case M_FROUND:
      rm = emit_rm(e, i->use[1]);
      encode_imm(c, by_float(I_ROUNDSS, i->size), i->def[0], &rm, i->size, i->imm);
      break;
    case M_FMA: fused_multiply(e, i); break;
    case M_CVTSIF: signed_to_float(e, i->def[0], i->use[1], i->size, i->cond); break;
    case M_CVTFSI: put_rr(e, by_float(I_CVTTSS2SI, i->size), i->def[0], i->use[1], i->cond); break;
    case M_CVTUIF: unsigned_to_float(e, i); break;
    case M_CVTFUI: float_to_unsigned(e, i); break;
    case M_CALL:
    case M_CALLM:
    case M_CALLLEAF: call(e, i); break;
    case M_JMP:
      if (!emit_falls_into(e, e->m->blocks.data[e->block].succs.data[0]))
        emit_jump(e, emit_block_label(e, e->m->blocks.data[e->block].succs.data[0]));
      break;
    case M_SWITCH: jump_table(e, i); break;
    case M_RET: emit_epilogue(e); break;
    case M_BARRIER: barrier(e, i); break;
    case M_DEFINE:
      if (e->m->objects.data[i->object].zero_at_definition) emit_zero_object(e, &e->m->objects.data[i->object]);
      break;
    case M_XCHG:
    case M_XADD: exchange(e, i); break;
    case M_CMPXCHG: compare_exchange(e, i); break;
    case M_LOCKALU: lock_alu(e, i); break;
    case M_RMW: update_loop(e, i); break;
    default: ice("emit", e->m->f->display_name, "instruction %s", op_info(i->op)->name);
  }
}
