// Bytes of instructions whose operands have locations. Simple forms come from
// ops.def; the rest are short sequences, each a function.
#include "arch/amd64/emit.h"

// Appends `opcode reg, rm` for any operand, pool constants included.
static void put(Emit *e, uint32_t prefix, uint32_t opcode, uint32_t reg, Rm rm, uint32_t size) {
  encode_rm(&e->code, prefix, opcode, reg & 15, &rm, size, 0);
  if (rm.local) emit_fixup(e, (uint32_t)rm.disp);
}

static void put_rr(Emit *e, uint32_t opcode, uint32_t reg, uint32_t rm, uint32_t size) {
  put(e, 0, opcode, reg, rm_register(rm), size);
}

static void alu_imm(Emit *e, uint32_t digit, Rm rm, uint32_t size, int64_t imm) {
  encode_alu_imm(&e->code, digit, &rm, size, imm);
}

// A short forward jump over a few instructions of one sequence.
static uint32_t short_jump(Emit *e, uint32_t opcode) {
  code_byte(&e->code, opcode);
  code_byte(&e->code, 0);
  return e->code.len;
}
static void short_target(Emit *e, uint32_t from) { e->code.bytes[from - 1] = (uint8_t)(e->code.len - from); }

// Operand 1 or the memory operand.
static Rm source(Emit *e, const MachineInst *i) {
  return (i->flags & INST_MEMORY) ? emit_memory(e, i) : emit_rm(e, i->use[1]);
}

static uint32_t float_prefix(uint32_t size) { return size == 8 ? 0xF2 : 0xF3; }

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
  put(e, 0, 0x8D, i->def[0], rm, i->size);
  return true;
}

static void form_alu(Emit *e, const MachineInst *i) {
  const MachineOpInfo *info = op_info(i->op);
  if (i->flags & INST_STORE_TO) {
    Rm rm = emit_memory(e, i);
    if (i->flags & INST_IMMEDIATE) {
      alu_imm(e, info->digit, rm, i->size, i->imm);
    } else {
      put(e, 0, info->opcode - (i->size == 1 ? 3 : 2), i->use[1], rm, i->size);
    }
    return;
  }
  if (lea_add(e, i)) return;
  tie(e, i);
  if (i->flags & INST_IMMEDIATE) alu_imm(e, info->digit, rm_register(i->def[0]), i->size, i->imm);
  else if (!(i->flags & INST_MEMORY) && i->use[1] == i->use[0]) put_rr(e, info->opcode, i->def[0], i->def[0], i->size);
  else put(e, 0, info->opcode, i->def[0], source(e, i), i->size);
}

static void form_shift(Emit *e, const MachineInst *i) {
  uint32_t digit = op_info(i->op)->digit;
  if (i->op == M_SHL && (i->flags & INST_IMMEDIATE) && i->imm == 1 && i->def[0] != i->use[0] &&
      !location_is_slot(i->use[0]) && i->size >= 4) {
    Rm rm = rm_base(i->use[0], 0);
    rm.index = rm.base;
    put(e, 0, 0x8D, i->def[0], rm, i->size);
    return;
  }
  tie(e, i);
  if (!(i->flags & INST_IMMEDIATE)) {
    put(e, 0, i->size == 1 ? 0xD2 : 0xD3, digit, rm_register(i->def[0]), i->size);
  } else if (i->imm == 1) {
    put(e, 0, i->size == 1 ? 0xD0 : 0xD1, digit, rm_register(i->def[0]), i->size);
  } else {
    put(e, 0, i->size == 1 ? 0xC0 : 0xC1, digit, rm_register(i->def[0]), i->size);
    code_byte(&e->code, (uint32_t)i->imm);
  }
}

static void form(Emit *e, const MachineInst *i) {
  const MachineOpInfo *info = op_info(i->op);
  switch (info->form) {
    case FORM_ALU: form_alu(e, i); break;
    case FORM_SHIFT: form_shift(e, i); break;
    case FORM_UNARY:
      tie(e, i);
      put(e, 0, info->opcode, info->digit, rm_register(i->def[0]), i->size);
      break;
    case FORM_RM_TIED:
    case FORM_SSE: {
      tie(e, i);
      if (info->form == FORM_SSE && (i->flags & INST_IMMEDIATE)) {
        put(e, float_prefix(i->size), info->opcode, i->def[0], emit_pool(e, (uint64_t)i->imm, 0, false), 4);
        break;
      }
      bool same = !(i->flags & INST_MEMORY) && i->use[1] == i->use[0];
      put(e, info->form == FORM_SSE ? float_prefix(i->size) : 0, info->opcode, i->def[0],
          same ? rm_register(i->def[0]) : source(e, i), info->form == FORM_SSE ? 4 : i->size);
      break;
    }
    case FORM_SSE_RM: put(e, float_prefix(i->size), info->opcode, i->def[0], source(e, i), 4); break;
    default: put(e, 0, info->opcode, i->def[0], source(e, i), i->size);
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
    put(e, 0, 0x8D, pairs[k].reg, rm, 8);
  }
}

static void float_constant(Emit *e, const MachineInst *i) {
  if (!i->imm) put_rr(e, 0x0F57, i->def[0], i->def[0], 4);
  else put(e, i->size == 8 ? 0xF2 : 0xF3, 0x0F10, i->def[0], emit_pool(e, (uint64_t)i->imm, 0, false), 4);
}

static void store(Emit *e, const MachineInst *i) {
  Rm rm = emit_memory(e, i);
  if (!(i->flags & INST_IMMEDIATE)) {
    encode_store(&e->code, i->use[0], &rm, i->size);
    return;
  }
  encode_rm(&e->code, 0, i->size == 1 ? 0xC6 : 0xC7, 0, &rm, i->size, i->size == 8 ? 4 : i->size);
  if (i->size == 1) {
    code_byte(&e->code, (uint32_t)i->imm);
  } else if (i->size == 2) {
    code_byte(&e->code, (uint32_t)i->imm);
    code_byte(&e->code, (uint32_t)i->imm >> 8);
  } else {
    code_u32(&e->code, (uint32_t)i->imm);
  }
}

static void extend(Emit *e, const MachineInst *i) {
  Rm rm = emit_rm(e, i->use[1]);
  bool is_signed = i->op == M_SX;
  // Byte registers beyond BL need REX, which encode_rm adds for size 1 only.
  if (i->cond == 1) {
    uint32_t opcode = is_signed ? 0x0FBE : 0x0FB6;
    bool wide = is_signed && i->size == 8;
    uint32_t rex = (wide ? 8u : 0) | (i->def[0] & 8) >> 1 | (rm.reg & 8) >> 3;
    if (rex || rm.reg >= 4) code_byte(&e->code, 0x40 | rex);
    code_byte(&e->code, opcode >> 8);
    code_byte(&e->code, opcode & 0xFF);
    code_byte(&e->code, 0xC0 | (i->def[0] & 7) << 3 | (rm.reg & 7));
  } else if (i->cond == 2) {
    put(e, 0, is_signed ? 0x0FBF : 0x0FB7, i->def[0], rm, is_signed && i->size == 8 ? 8 : 4);
  } else if (is_signed) {
    put(e, 0, 0x63, i->def[0], rm, 8);
  } else {
    put(e, 0, 0x8B, i->def[0], rm, 4);
  }
}

static void load_signed(Emit *e, const MachineInst *i) {
  uint32_t opcode = i->cond == 1 ? 0x0FBE : i->cond == 2 ? 0x0FBF : 0x63;
  put(e, 0, opcode, i->def[0], emit_memory(e, i), i->size);
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
  if (move) encode_alu_imm(c, 0, &rsi, 8, 64);
  encode_alu_imm(c, 0, &rdi, 8, 64);
  encode_rm(c, 0, 0xFF, 1, &rcx, 4, 0);
  code_byte(c, 0x75);
  code_byte(c, top - (c->len + 1));
  int32_t rest = (int32_t)(size % 64), at = 0;
  for (; at + 16 <= rest; at += 16) block_piece(c, move, at);
  if (at < rest) block_piece(c, move, rest - 16);
  if (move) encode_rm(c, 0, 0x0F57, X15 & 15, &x15, 4, 0);
}

static void repeat(Emit *e, const MachineInst *i) {
  bool move = i->op == M_REPMOVS;
  if (i->imm <= AMD64_BLOCK_LOOP) {
    block_loop(&e->code, move, i->imm);
    return;
  }
  code_byte(&e->code, 0xF3);
  code_byte(&e->code, 0x48);
  code_byte(&e->code, move ? 0xA5 : 0xAB);
  if (i->imm % 8 == 0) return;
  encode_mov_imm(&e->code, RCX, i->imm % 8);
  code_byte(&e->code, 0xF3);
  code_byte(&e->code, move ? 0xA4 : 0xAA);
}

// ---- comparisons

static void compare(Emit *e, const MachineInst *i) {
  uint32_t size = i->size;
  uint32_t narrow = size == 1 ? 1 : 0;
  if (i->compare == COMPARE_FLOAT) {
    Rm second = (i->flags & INST_IMMEDIATE) ? emit_pool(e, (uint64_t)i->imm, 0, false) : emit_rm(e, i->use[1]);
    put(e, size == 8 ? 0x66 : 0, 0x0F2E, i->use[0], second, 4);
    return;
  }
  if (i->compare == COMPARE_TEST) {
    if (!(i->flags & INST_IMMEDIATE)) {
      put_rr(e, 0x85 - narrow, i->use[1], i->use[0], size);
      return;
    }
    if (i->imm >= 0 && i->imm <= 127) size = 1;
    Rm rm = rm_register(i->use[0]);
    encode_rm(&e->code, 0, size == 1 ? 0xF6 : 0xF7, 0, &rm, size, 0);
    code_byte(&e->code, (uint32_t)i->imm);
    if (size == 1) return;
    code_byte(&e->code, (uint32_t)i->imm >> 8);
    if (size == 2) return;
    code_byte(&e->code, (uint32_t)i->imm >> 16);
    code_byte(&e->code, (uint32_t)i->imm >> 24);
    return;
  }
  if (i->flags & INST_MEMORY) {
    Rm rm = emit_memory(e, i);
    if (i->flags & INST_IMMEDIATE) alu_imm(e, 7, rm, size, i->imm);
    else if (i->flags & INST_STORE_TO) put(e, 0, 0x39 - narrow, i->use[1], rm, size);
    else put(e, 0, 0x3B - narrow, i->use[0], rm, size);
    return;
  }
  if (i->flags & INST_IMMEDIATE) {
    Location first = i->op == M_CMPTRAP && i->scale ? i->use[1] : i->use[0];
    if (!i->imm && !location_is_slot(first)) put_rr(e, 0x85 - narrow, first, first, size);
    else alu_imm(e, 7, emit_rm(e, first), size, i->imm);
    return;
  }
  put(e, 0, 0x3B - narrow, i->use[0], emit_rm(e, i->use[1]), size);
}

static void set_condition(Emit *e, uint32_t cond, uint32_t reg) { put(e, 0, 0x0F90 | cond, 0, rm_register(reg), 1); }

static void zero_extend_byte(Emit *e, uint32_t reg) {
  uint32_t r = reg & 7;
  if (reg >= 4) code_byte(&e->code, 0x40 | (reg & 8) >> 1 | (reg & 8) >> 3);
  code_byte(&e->code, 0x0F);
  code_byte(&e->code, 0xB6);
  code_byte(&e->code, 0xC0 | r << 3 | r);
}

static void compare_set(Emit *e, const MachineInst *i) {
  uint32_t d = i->def[0];
  if (i->cond >= CC_FLOAT_EQUAL) {
    compare(e, i);
    bool equal = i->cond == CC_FLOAT_EQUAL;
    set_condition(e, equal ? CC_E : CC_NE, d);
    set_condition(e, equal ? CC_NP : CC_P, i->def[1]);
    put_rr(e, equal ? 0x23 : 0x0B, d, i->def[1], 4);
    zero_extend_byte(e, d);
    return;
  }
  bool conflict = false;
  for (int k = 0; k < 4; k++) conflict |= i->use_kind[k] && i->use[k] == d;
  if (!conflict) put_rr(e, 0x33, d, d, 4);
  compare(e, i);
  set_condition(e, i->cond, d);
  if (conflict) zero_extend_byte(e, d);
}

static void compare_select(Emit *e, const MachineInst *i) {
  compare(e, i);
  tie(e, i);
  if (i->use[2] == i->use[3]) return;
  if (i->def[0] >= X0) {
    uint32_t over = short_jump(e, 0x70 | condition_negate(i->cond));
    emit_move(e, i->def[0], i->use[2]);
    short_target(e, over);
  } else {
    put_rr(e, 0x0F40 | i->cond, i->def[0], i->use[2], i->scale);
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
  encode_rm(&e->code, 0, 0x83, 7, &flag, 4, 1);
  code_byte(&e->code, 0);
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
      put_rr(e, 0x0F57, X15, X15, 4);
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
  encode_rm(&e->code, 0, small ? 0x6B : 0x69, i->def[0], &rm, i->size, small ? 1 : 4);
  if (small) code_byte(&e->code, (uint32_t)i->imm);
  else code_u32(&e->code, (uint32_t)i->imm);
}

static void divide(Emit *e, const MachineInst *i) {
  uint32_t digit = op_info(i->op)->digit;
  if (i->op == M_DIV) {
    if (!i->aux) put_rr(e, 0x33, RDX, RDX, 4);
    put(e, 0, 0xF7, digit, emit_rm(e, i->use[1]), i->size);
    return;
  }
  uint32_t fix = 0, done;
  if (i->aux) {
    alu_imm(e, 7, emit_rm(e, i->use[1]), i->size, -1);
    fix = short_jump(e, 0x74);
  }
  if (i->size == 8) code_byte(&e->code, 0x48);
  code_byte(&e->code, 0x99);
  put(e, 0, 0xF7, digit, emit_rm(e, i->use[1]), i->size);
  if (!i->aux) return;
  done = short_jump(e, 0xEB);
  short_target(e, fix);
  put(e, 0, 0xF7, 3, rm_register(RAX), i->size);
  put_rr(e, 0x33, RDX, RDX, 4);
  short_target(e, done);
}

static void carry(Emit *e, const MachineInst *i) {
  bool add = i->op == M_ADDC;
  tie(e, i);
  Rm y = emit_rm(e, i->use[1]);
  if (i->use_kind[2]) {
    put(e, 0, 0x0FBA, 4, rm_register(i->use[2]), 4);
    code_byte(&e->code, 0);
    put(e, 0, add ? 0x13 : 0x1B, i->def[0], y, 8);
  } else {
    put(e, 0, add ? 0x03 : 0x2B, i->def[0], y, 8);
  }
  set_condition(e, CC_B, i->def[1]);
  zero_extend_byte(e, i->def[1]);
}

// Bit scans keep the destination if the source is zero, so they wait for its old content: it is cleared first.
static void clear_for_scan(Emit *e, uint32_t d, uint32_t source) {
  if (d != source) put_rr(e, 0x33, d, d, 4);
}

static void leading_zeros(Emit *e, const MachineInst *i) {
  uint32_t d = i->def[0], bits = 8u * i->size;
  if (i->size == 8) {  // 63 - position; 64 is 127 ^ 63
    clear_for_scan(e, d, i->use[0]);
    put_rr(e, 0x0FBD, d, i->use[0], 8);
    encode_mov_imm(&e->code, i->def[1], 127);
    put_rr(e, 0x0F44, d, i->def[1], 8);
    alu_imm(e, 6, rm_register(d), 4, 63);
    return;
  }
  put_rr(e, 0x8B, d, i->use[0], 4);
  Rm twice = rm_base(d, 1);
  twice.index = twice.base;
  put(e, 0, 0x8D, d, twice, 8);
  put_rr(e, 0x0FBD, d, d, 8);
  put(e, 0, 0xF7, 3, rm_register(d), 8);
  alu_imm(e, 0, rm_register(d), 8, bits);
}

static void trailing_zeros(Emit *e, const MachineInst *i) {
  uint32_t d = i->def[0];
  if (i->size == 8) {
    clear_for_scan(e, d, i->use[0]);
    put_rr(e, 0x0FBC, d, i->use[0], 8);
    encode_mov_imm(&e->code, i->def[1], 64);
    put_rr(e, 0x0F44, d, i->def[1], 8);
    return;
  }
  put_rr(e, 0x8B, d, i->use[0], 4);
  if (i->size == 4) {
    put(e, 0, 0x0FBA, 5, rm_register(d), 8);
    code_byte(&e->code, 32);
  } else {
    alu_imm(e, 1, rm_register(d), 4, 1 << (8 * i->size));
  }
  put_rr(e, 0x0FBC, d, d, 8);
}

// Many processors wait for the old content of the destination: it is cleared first.
static void population_count(Emit *e, const MachineInst *i) {
  uint32_t d = i->def[0];
  if (!i->use_kind[1] || i->use[1] != d) put_rr(e, 0x33, d, d, 4);
  put(e, 0xF3, 0x0FB8, d, source(e, i), i->size);
}

static void byte_swap(Emit *e, const MachineInst *i) {
  tie(e, i);
  uint32_t d = i->def[0], rex = (i->size == 8 ? 8u : 0) | (d & 8) >> 3;
  if (rex) code_byte(&e->code, 0x40 | rex);
  code_byte(&e->code, 0x0F);
  code_byte(&e->code, 0xC8 | (d & 7));
}

// ---- floats

static void float_mask(Emit *e, const MachineInst *i) {
  tie(e, i);
  uint64_t sign = i->size == 8 ? 1ull << 63 : 0x80000000u;
  uint64_t mask = i->cond ? ~sign : sign;
  if (i->size == 4) mask = (uint32_t)mask | (i->cond ? 0xFFFFFFFF00000000u : 0);
  put(e, 0, i->cond ? 0x0F54 : 0x0F57, i->def[0], emit_pool(e, mask, 0, true), 4);
}

static void fused_multiply(Emit *e, const MachineInst *i) {  // VFMADD231SD/SS
  tie(e, i);
  uint32_t d = i->def[0] & 15, x = i->use[1] & 15, y = i->use[2] & 15;
  code_byte(&e->code, 0xC4);
  code_byte(&e->code, 2 | (d < 8 ? 0x80 : 0) | 0x40 | (y < 8 ? 0x20 : 0));
  code_byte(&e->code, (i->size == 8 ? 0x80u : 0) | (~x & 15) << 3 | 1);
  code_byte(&e->code, 0xB9);
  code_byte(&e->code, 0xC0 | (d & 7) << 3 | (y & 7));
}

static void signed_to_float(Emit *e, uint32_t to, uint32_t from, uint32_t float_size, uint32_t int_size) {
  put_rr(e, 0x0F57, to, to, 4);  // breaks the dependence on the old content
  put(e, float_prefix(float_size), 0x0F2A, to, rm_register(from), int_size);
}

static void unsigned_to_float(Emit *e, const MachineInst *i) {
  uint32_t d = i->def[0], t = i->def[1], a = i->use[1];
  put_rr(e, 0x85, a, a, 8);
  uint32_t big = short_jump(e, 0x78);
  signed_to_float(e, d, a, i->size, 8);
  uint32_t done = short_jump(e, 0xEB);
  short_target(e, big);
  encode_mov(&e->code, t, a);  // half of it, rounded to odd, then doubled
  put(e, 0, 0xD1, 5, rm_register(t), 8);
  uint32_t even = short_jump(e, 0x73);
  alu_imm(e, 1, rm_register(t), 8, 1);
  short_target(e, even);
  signed_to_float(e, d, t, i->size, 8);
  put(e, float_prefix(i->size), 0x0F58, d, rm_register(d), 4);
  short_target(e, done);
}

static void float_to_unsigned(Emit *e, const MachineInst *i) {
  uint32_t d = i->def[0], t = i->def[1], a = i->use[1], prefix = float_prefix(i->size);
  Rm limit = emit_pool(e, i->size == 8 ? 0x43E0000000000000u : 0x5F000000u, 0, false);
  put(e, i->size == 8 ? 0x66 : 0, 0x0F2E, a, limit, 4);
  uint32_t big = short_jump(e, 0x73);
  put(e, prefix, 0x0F2C, d, rm_register(a), 8);
  uint32_t done = short_jump(e, 0xEB);
  short_target(e, big);
  encode_mov(&e->code, t, a);
  put(e, prefix, 0x0F5C, t, limit, 4);
  put(e, prefix, 0x0F2C, d, rm_register(t), 8);
  put(e, 0, 0x0FBA, 5, rm_register(d), 8);  // set, not flipped: what is too large for this too has it set already
  code_byte(&e->code, 63);
  short_target(e, done);
}

// ---- control and calls

static void call(Emit *e, const MachineInst *i) {
  if (i->op == M_CALL || i->op == M_CALLLEAF) {
    emit_call_symbol(e, i->symbol);
  } else {
    Rm rm = (i->flags & INST_MEMORY) ? rm_base(i->aux, i->disp) : rm_register(i->aux);
    put(e, 0, 0xFF, 2, rm, 4);
  }
  if (i->flags & INST_CALL) emit_safepoint(e, e->m->call_maps[e->call++]);
  else put_rr(e, 0x0F57, X15, X15, 4);
}

static void jump_table(Emit *e, const MachineInst *i) {
  Rm table = {.memory = true, .local = true};
  table.disp = (int32_t)emit_label(e);
  vec_push(e->m->arena, &e->tables, ((JumpTable){(uint32_t)table.disp, e->block}));
  put(e, 0, 0x8D, i->def[0], table, 8);
  Rm entry = rm_base(i->def[0], 0);
  entry.index = (uint8_t)i->use[0];
  entry.scale = 2;
  put(e, 0, 0x63, i->def[1], entry, 8);
  put_rr(e, 0x03, i->def[1], i->def[0], 8);
  put(e, 0, 0xFF, 4, rm_register(i->def[1]), 4);
}

// ---- atomics

static void lock_alu(Emit *e, const MachineInst *i) {
  code_byte(&e->code, 0xF0);
  put(e, 0, (i->cond << 3 | 1) - (i->size == 1), i->use[0], emit_memory(e, i), i->size);
}

static void exchange(Emit *e, const MachineInst *i) {
  tie(e, i);
  uint32_t opcode = op_info(i->op)->opcode;
  if (i->op == M_XADD) code_byte(&e->code, 0xF0);
  put(e, 0, opcode - (i->size == 1), i->def[0], emit_memory(e, i), i->size);
}

static void compare_exchange(Emit *e, const MachineInst *i) {
  code_byte(&e->code, 0xF0);
  put(e, 0, 0x0FB1 - (i->size == 1), i->use[0], emit_memory(e, i), i->size);
  set_condition(e, CC_E, i->def[0]);
  zero_extend_byte(e, i->def[0]);
}

static void update_loop(Emit *e, const MachineInst *i) {
  Rm rm = emit_memory(e, i);
  uint32_t t = i->def[0];
  encode_load(&e->code, RAX, &rm, i->size);
  uint32_t top = e->code.len;
  encode_mov(&e->code, t, RAX);
  put_rr(e, i->cond == 4 ? 0x23 : 0x0B, t, i->use[0], 8);
  code_byte(&e->code, 0xF0);
  put(e, 0, 0x0FB1 - (i->size == 1), t, rm, i->size);
  code_byte(&e->code, 0x75);
  code_byte(&e->code, top - (e->code.len + 1));
}

void emit_inst(Emit *e, MachineInst *i) {
  Code *c = &e->code;
  Rm rm;
  if (op_info(i->op)->form != FORM_SPECIAL) {
    form(e, i);
    return;
  }
  switch (i->op) {
    case M_COPY: parallel_copy(e, i); break;
    case M_MOV: emit_move(e, i->def[0], i->use[1]); break;
    case M_MOVI: emit_constant(e, i->def[0], i->size < 8 ? (int64_t)(uint32_t)i->imm : i->imm); break;
    case M_FCONST: float_constant(e, i); break;
    case M_LEA: put(e, 0, 0x8D, i->def[0], emit_memory(e, i), i->size); break;
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
    case M_MOVGX: put(e, 0x66, 0x0F6E, i->def[0], rm_register(i->use[1]), i->size); break;
    case M_MOVXG: put(e, 0x66, 0x0F7E, i->use[1], rm_register(i->def[0]), i->size); break;
    case M_REPMOVS:
    case M_REPSTOS: repeat(e, i); break;
    case M_IMULI: multiply_imm(e, i); break;
    case M_BSWAP: byte_swap(e, i); break;
    case M_CLZ: leading_zeros(e, i); break;
    case M_CTZ: trailing_zeros(e, i); break;
    case M_POPCNT: population_count(e, i); break;
    case M_MUL:
    case M_SMUL: put(e, 0, 0xF7, op_info(i->op)->digit, emit_rm(e, i->use[1]), i->size); break;
    case M_DIV:
    case M_IDIV: divide(e, i); break;
    case M_ADDC:
    case M_SUBB: carry(e, i); break;
    case M_MASK:
      alu_imm(e, 7, rm_register(i->use[0]), 8, i->imm);
      put_rr(e, 0x1B, i->def[0], i->def[0], 8);
      break;
    case M_CMPJ: compare_jump(e, i); break;
    case M_CMPSET: compare_set(e, i); break;
    case M_CMPSEL: compare_select(e, i); break;
    case M_CMPTRAP:
      compare(e, i);
      add_cold(e, i, i->cond);
      break;
    case M_NILTEST: put(e, 0, 0x84, RAX, emit_memory(e, i), 1); break;
    case M_FORS:
      tie(e, i);
      put_rr(e, 0x0F56, i->def[0], i->use[1], 4);
      break;
    case M_FMASK: float_mask(e, i); break;
    case M_FROUND:
      put(e, 0x66, i->size == 8 ? 0x0F3A0B : 0x0F3A0A, i->def[0], emit_rm(e, i->use[1]), 4);
      code_byte(c, (uint32_t)i->imm);
      break;
    case M_FMA: fused_multiply(e, i); break;
    case M_CVTSIF: signed_to_float(e, i->def[0], i->use[1], i->size, i->cond); break;
    case M_CVTFSI: put(e, float_prefix(i->size), 0x0F2C, i->def[0], rm_register(i->use[1]), i->cond); break;
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
    case M_UD2:
      code_byte(c, 0x0F);
      code_byte(c, 0x0B);
      break;
    case M_BARRIER: barrier(e, i); break;
    case M_KEEP: break;
    case M_DEFINE:
      if (e->m->objects.data[i->object].zero_at_definition) emit_zero_object(e, &e->m->objects.data[i->object]);
      break;
    case M_XCHG:
    case M_XADD: exchange(e, i); break;
    case M_CMPXCHG: compare_exchange(e, i); break;
    case M_LOCKALU: lock_alu(e, i); break;
    case M_RMW: update_loop(e, i); break;
    case M_PREFETCH: put(e, 0, 0x0F18, 1, emit_memory(e, i), 4); break;
    default: ice("emit", e->m->f->display_name, "instruction %s", op_info(i->op)->text);
  }
}
