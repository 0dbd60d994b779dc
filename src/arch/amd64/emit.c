// From located instructions to bytes: prologue, blocks with their moves, cold
// parts (failing checks, write barriers, the stack-growth call), constants
// and jump tables. abi/stack.h describes prologue and frame.
#include "arch/amd64/emit.h"

#include "abi/stack.h"
#include "types/types.h"

const MachineOpInfo amd64_op_info[M_END - IR_MACHINE] = {
#define OP(name, form, row, sizes, operands, memory) {#name, operands, FORM_##form, sizes, MEMORY_##memory, I_##row},
#include "arch/amd64/machine.def"
#undef OP
};

#define INT_REGISTERS (0xFFFFu & ~(1u << RSP | 1u << RBP | 1u << R14))
#define FLOAT_REGISTERS (0x7FFFu << X0)
const Arch arch_amd64 = {
    .name = "amd64",
    .int_registers = INT_REGISTERS,
    .float_registers = FLOAT_REGISTERS,
    .leaf_clobbers =
        (1u << RAX | 1u << RCX | 1u << RDX | 1u << RSI | 1u << RDI | 1u << R8 | 1u << R9 | 1u << R10 | 1u << R11) |
        FLOAT_REGISTERS,
    .int_order = {RAX, RCX, RBX, RSI, RDI, RDX, R8, R9, R10, R11, R12, R13, R15, 0xff},
    .float_order = {X0, X1, X2, X3, X4, X5, X6, X7, X8, X9, X10, X11, X12, X13, X14, 0xff},
    .op_copy = M_COPY,
    .select = amd64_select,
    .emit = amd64_emit,
    .frame_effect = amd64_frame_effect,
};

uint32_t emit_label(Emit *e) {
  vec_push(e->m->arena, &e->labels, UINT32_MAX);
  return e->labels.len - 1;
}

void emit_place(Emit *e, uint32_t label) { e->labels.data[label] = e->code.len; }

void emit_fixup(Emit *e, uint32_t label) { vec_push(e->m->arena, &e->fixups, ((Fixup){e->code.len - 4, label})); }

uint32_t emit_block_label(Emit *e, uint32_t block) {
  while (e->m->blocks.data[block].forwards) block = e->m->blocks.data[block].succs.data[0];
  return block;
}

bool emit_falls_into(Emit *e, uint32_t block) {
  uint32_t next = e->block + 1;
  while (next < e->m->blocks.len && e->m->blocks.data[next].forwards) next++;
  return next < e->m->blocks.len && next == emit_block_label(e, block);
}

// Long forms; relax.c shortens them.
void emit_jump(Emit *e, uint32_t label) {
  vec_push(e->m->arena, &e->jumps, ((Jump){.at = e->code.len, .label = label}));
  encode_plain(&e->code, I_JMP);
}

void emit_branch(Emit *e, uint32_t cond, uint32_t label) {
  vec_push(e->m->arena, &e->jumps, ((Jump){.at = e->code.len, .label = label, .conditional = true}));
  encode(&e->code, I_JCC, &(Operands){.condition = (uint8_t)cond});
}

Rm emit_slot(Emit *e, Location l) { return rm_base(RSP, e->m->slot_base + 8 * (int32_t)(l & ~LOCATION_SLOT)); }

Rm emit_rm(Emit *e, Location l) { return location_is_slot(l) ? emit_slot(e, l) : rm_register(l); }

Rm emit_memory(Emit *e, const MachineInst *i) {
  Rm rm = {.memory = true,
           .base = NO_REGISTER,
           .index = NO_REGISTER,
           .scale = i->scale,
           .disp = i->disp,
           .symbol = i->symbol};
  if (i->use_kind[2]) rm.base = (uint8_t)i->use[2];
  if (i->use_kind[3]) rm.index = (uint8_t)i->use[3];
  if (i->flags & INST_FRAME) {
    rm.base = RSP;
    rm.disp += e->m->objects.data[i->object].offset;
  }
  return rm;
}

Rm emit_pool(Emit *e, uint64_t low, uint64_t high, bool wide) {
  Rm rm = {.memory = true, .local = true};
  for (uint32_t i = 0; i < e->pool.len; i++) {
    PoolEntry *entry = &e->pool.data[i];
    if (entry->low == low && entry->high == high && entry->wide == wide) {
      rm.disp = (int32_t)entry->label;
      return rm;
    }
  }
  rm.disp = (int32_t)emit_label(e);
  vec_push(e->m->arena, &e->pool, ((PoolEntry){low, high, wide, (uint32_t)rm.disp}));
  return rm;
}

// ---- moves

static void clear_zero(Emit *e) {
  Rm rm = rm_register(15);
  encode_rm(&e->code, I_XORPS, X15, &rm, 16);
}

void emit_move(Emit *e, Location to, Location from) {
  if (to == from) return;
  Rm rm;
  if (location_is_slot(to) && location_is_slot(from)) {
    rm = emit_slot(e, from);
    encode_load(&e->code, X15, &rm, 8);
    rm = emit_slot(e, to);
    encode_store(&e->code, X15, &rm, 8);
    e->zero_dirty = true;
  } else if (location_is_slot(to)) {
    rm = emit_slot(e, to);
    encode_store(&e->code, from, &rm, 8);
  } else if (location_is_slot(from)) {
    rm = emit_slot(e, from);
    encode_load(&e->code, to, &rm, 8);
  } else {
    encode_mov(&e->code, to, from);
  }
}

static void move_step(void *context, Location to, Location from) { emit_move(context, to, from); }

static void exchange_step(void *context, Location a, Location b) {
  Emit *e = context;
  if (location_is_slot(a)) {
    Location t = a;
    a = b;
    b = t;
  }
  if (location_is_slot(a)) {  // two slots
    Rm x = emit_slot(e, a), y = emit_slot(e, b);
    encode_load(&e->code, X15, &x, 8);
    encode_rm(&e->code, I_PUSH_E, 0, &y, 8);
    encode_rm(&e->code, I_POP_E, 0, &x, 8);
    encode_store(&e->code, X15, &y, 8);
    e->zero_dirty = true;
  } else if (a < X0) {
    Rm rm = emit_rm(e, b);
    encode_rm(&e->code, I_XCHG, a, &rm, 8);
  } else {
    emit_move(e, X15, b);
    emit_move(e, b, a);
    encode_mov(&e->code, a, X15);
    e->zero_dirty = true;
  }
}

// Sets a register to a constant; changes flags.
void emit_constant(Emit *e, uint32_t reg, int64_t imm) {
  if (imm) {
    encode_mov_imm(&e->code, reg, imm);
    return;
  }
  Rm rm = rm_register(reg);
  encode_rm(&e->code, I_XOR_GE, reg, &rm, 4);
}

static void store_constant(Emit *e, Location slot, int64_t imm) {
  Rm rm = emit_slot(e, slot);
  if (imm >= INT32_MIN && imm <= INT32_MAX) {
    encode_imm(&e->code, I_MOV_EI, 0, &rm, 8, imm);
    return;
  }
  for (int half = 0; half < 2; half++, rm.disp += 4)
    encode_imm(&e->code, I_MOV_EI, 0, &rm, 4, (int32_t)(imm >> 32 * half));
}

void emit_moves(Emit *e, const Move *moves, uint32_t count) {
  if (!count) return;
  uint32_t start = e->code.len;
  backend_parallel_moves(e->m->arena, moves, count, e, move_step, exchange_step);
  if (e->zero_dirty) {  // a pointer may have been in X15 alone, and SP has moved around exchanges
    clear_zero(e);
    unsafe_range(e, start);
  }
  e->zero_dirty = false;
  for (uint32_t i = 0; i < count; i++) {
    if (moves[i].from != LOCATION_NONE) continue;
    if (location_is_slot(moves[i].to)) store_constant(e, moves[i].to, moves[i].imm);
    else emit_constant(e, moves[i].to, moves[i].imm);
  }
}

// ---- calls and frames

void emit_safepoint(Emit *e, uint32_t map) {
  vec_push(e->m->out, &e->m->meta->safepoints, ((MetaSafepoint){e->code.len, map}));
}

void emit_call_symbol(Emit *e, Symbol *target) {
  encode_plain(&e->code, I_CALL);
  if (e->code.symbol) symbol_add_reloc(e->code.arena, e->code.symbol, e->code.len - 4, RELOC_PC32, target, -4);
}

void emit_epilogue(Emit *e) {
  MachineFunc *m = e->m;
  uint32_t start = e->code.len;
  if (!m->no_frame) {
    Rm rsp = rm_register(RSP);
    if (m->frame_size) encode_alu_imm(&e->code, I_ADD_EIB, &rsp, 8, m->frame_size);
    encode_reg(&e->code, I_POP_Z, RBP, 8, 0);
    vec_push(m->out, &m->meta->returns, e->code.len);
  }
  encode_plain(&e->code, I_RET);
  if (!m->no_frame) unsafe_range(e, start);
}

static void stack_check(Emit *e, uint32_t cold) {
  Code *c = &e->code;
  int32_t size = e->m->frame_size;
  Rm guard = rm_base(R14, ABI_G_STACKGUARD);
  if (size <= ABI_STACK_SMALL) {
    encode_rm(c, I_CMP_GE, RSP, &guard, 8);
  } else if (size < ABI_STACK_GUARD) {
    Rm at = rm_base(RSP, -(size - ABI_STACK_SMALL));
    encode_rm(c, I_LEA, R12, &at, 8);
    encode_rm(c, I_CMP_GE, R12, &guard, 8);
  } else {  // the difference may wrap around
    Rm r12 = rm_register(R12);
    encode_mov(c, R12, RSP);
    encode_alu_imm(c, I_SUB_EIB, &r12, 8, size - ABI_STACK_SMALL);
    emit_branch(e, CC_B, cold);
    encode_rm(c, I_CMP_GE, R12, &guard, 8);
  }
  emit_branch(e, CC_BE, cold);
}

void emit_zero_object(Emit *e, const FrameObject *object) {
  Code *c = &e->code;
  int32_t at = object->offset, end = at + 8 * (int32_t)object->words;
  if (end - at > AMD64_ZERO_INLINE) {
    int32_t loop_end = at + ((end - at) & ~15);
    Rm rm = rm_base(RSP, at), r12 = rm_register(R12), body = rm_base(R12, 0), r13 = rm_register(R13);
    encode_rm(c, I_LEA, R12, &rm, 8);
    rm.disp = loop_end;
    encode_rm(c, I_LEA, R13, &rm, 8);
    uint32_t top = c->len;
    encode_store(c, X15, &body, 16);
    encode_alu_imm(c, I_ADD_EIB, &r12, 8, 16);
    encode_rm(c, I_CMP_GE, R12, &r13, 8);
    encode_jump_back(c, CC_B, top);
    at = loop_end;
  }
  for (; at < end;) {
    uint32_t size = end - at >= 16 ? 16 : 8;
    Rm rm = rm_base(RSP, at);
    encode_store(c, X15, &rm, size);
    at += (int32_t)size;
  }
}

static void prologue(Emit *e, uint32_t cold) {
  MachineFunc *m = e->m;
  Code *c = &e->code;
  if (m->stack_check) stack_check(e, cold);
  if (!m->no_frame) {
    encode_reg(c, I_PUSH_Z, RBP, 8, 0);
    encode_mov(c, RBP, RSP);
    Rm rsp = rm_register(RSP);
    if (m->frame_size) encode_alu_imm(c, I_SUB_EIB, &rsp, 8, m->frame_size);
  }
  m->meta->prologue_end = c->len;
  for (uint32_t i = OBJECT_FIRST_LOCAL; i < m->objects.len; i++)
    if (m->objects.data[i].zero_at_entry) emit_zero_object(e, &m->objects.data[i]);
  unsafe_range(e, 0);
}

// Stores or reloads the register parameters at their spill slots, before the frame exists.
static void spill_parameters(Emit *e, bool store) {
  AbiSignature *s = e->m->f->signature;
  for (uint32_t i = 0; s && i < s->param_count; i++) {
    AbiParam *p = &s->params[i];
    for (uint32_t k = 0; p->in_registers && k < p->component_count; k++) {
      uint8_t type = p->components[k].type;
      uint32_t reg = type == IR_F32 || type == IR_F64 ? X0 + p->registers[k] : abi_int_registers[p->registers[k]];
      Rm rm = rm_base(RSP, 8 + s->args_size + p->spill_offset + (int32_t)p->components[k].offset);
      if (store) encode_store(&e->code, reg, &rm, ir_type_size((IrType)type));
      else encode_load(&e->code, reg, &rm, ir_type_size((IrType)type));
    }
  }
}

static void cold_prologue(Emit *e, uint32_t cold) {
  uint32_t start = e->code.len;
  emit_place(e, cold);
  e->m->meta->cold_start = start;
  vec_push(e->m->out, &e->m->meta->lines, ((MetaLine){start, 0}));
  spill_parameters(e, true);
  emit_call_symbol(e, symbol_get(e->m->table, "rt_morestack"));
  emit_safepoint(e, 0);
  spill_parameters(e, false);
  uint32_t entry = emit_label(e);
  e->labels.data[entry] = 0;
  emit_jump(e, entry);
  unsafe_range(e, start);
}

// ---- blocks

static void find_forwarding(MachineFunc *m) {
  uint32_t gap = 0;
  for (uint32_t n = 0; n < m->blocks.len; n++) {
    MachineBlock *block = &m->blocks.data[n];
    while (gap < m->gap_moves.len && m->gap_moves.data[gap].inst < block->first) gap++;
    bool moves = block->entry_moves.len || block->exit_moves.len ||
                 (gap < m->gap_moves.len && m->gap_moves.data[gap].inst < block->end);
    block->forwards = n && !moves && block->end - block->first == 1 && m->insts.data[block->first].op == M_JMP &&
                      block->succs.data[0] != n && block->block != m->f->recover_block;
  }
  // A ring of empty blocks (an endless loop) must keep one.
  for (uint32_t n = 0; n < m->blocks.len; n++) {
    uint32_t at = n;
    for (uint32_t steps = 0; m->blocks.data[at].forwards; at = m->blocks.data[at].succs.data[0]) {
      if (++steps > m->blocks.len) {
        m->blocks.data[at].forwards = false;
        break;
      }
    }
  }
}

static void line(Emit *e, uint32_t position) {
  FuncMeta *meta = e->m->meta;
  if (!position) return;
  if (meta->lines.len && vec_last(&meta->lines).position == position) return;
  if (meta->lines.len && vec_last(&meta->lines).pc == e->code.len) vec_last(&meta->lines).position = position;
  else vec_push(e->m->out, &meta->lines, ((MetaLine){e->code.len, position}));
}

static void block_moves(Emit *e, const Move *moves, uint32_t count) {
  uint32_t at = e->code.len;
  emit_moves(e, moves, count);
  if (e->decoder) verify_moves(e, moves, count, at);
}

static void emit_blocks(Emit *e) {
  MachineFunc *m = e->m;
  uint32_t gap = 0;
  Vec(Move) moves = {0};
  for (uint32_t n = 0; n < m->blocks.len; n++) {
    MachineBlock *block = &m->blocks.data[n];
    e->block = n;
    if (block->forwards) continue;
    emit_place(e, n);
    unsafe_block(e, block);
    if (block->block == m->f->recover_block) m->meta->deferreturn = e->code.len;
    uint32_t start = e->code.len;
    block_moves(e, block->entry_moves.data, block->entry_moves.len);
    for (uint32_t i = block->first; i < block->end; i++) {
      MachineInst *inst = &m->insts.data[i];
      moves.len = 0;
      while (gap < m->gap_moves.len && m->gap_moves.data[gap].inst <= i) {
        if (m->gap_moves.data[gap].inst == i) vec_push(m->arena, &moves, m->gap_moves.data[gap].move);
        gap++;
      }
      line(e, inst->pos);
      block_moves(e, moves.data, moves.len);
      if (i + 1 == block->end) block_moves(e, block->exit_moves.data, block->exit_moves.len);
      unsafe_before(e, inst, start);
      uint32_t at = e->code.len;
      emit_inst(e, inst);
      if (e->decoder) verify_inst(e, inst, at);
      unsafe_after(e, inst);
      start = e->code.len;
    }
    unsafe_block_end(e);
  }
}

static void emit_data(Emit *e) {
  Code *c = &e->code;
  for (uint32_t i = 0; i < e->tables.len; i++) {
    while (c->len & 3) encode_plain(c, I_INT3);
    uint32_t start = c->len;
    emit_place(e, e->tables.data[i].label);
    MachineBlock *block = &e->m->blocks.data[e->tables.data[i].block];
    for (uint32_t k = 0; k < block->succs.len; k++)
      code_u32(c, e->labels.data[emit_block_label(e, block->succs.data[k])] - start);
  }
  for (int wide = 1; wide >= 0; wide--) {
    for (uint32_t i = 0; i < e->pool.len; i++) {
      PoolEntry *entry = &e->pool.data[i];
      if (entry->wide != (wide == 1)) continue;
      while (c->len & (wide ? 15 : 7)) encode_plain(c, I_INT3);
      emit_place(e, entry->label);
      code_u64(c, entry->low);
      if (wide) code_u64(c, entry->high);
    }
  }
}

void amd64_emit(MachineFunc *m) {
  Emit e = {.m = m};
  Symbol *symbol = m->f->symbol;
  e.code = (Code){.arena = m->out, .symbol = symbol};
  e.code.bytes = vec_grow(m->out, NULL, 0, &e.code.cap, m->insts.len * 5 + 64, 1);
  for (uint32_t n = 0; n < m->blocks.len; n++) emit_label(&e);
  uint32_t cold = emit_label(&e);
  if (m->f->session && m->f->session->debug.verify) e.decoder = decoder_new(m->arena);
  find_forwarding(m);
  unsafe_start(&e);
  vec_push(m->out, &m->meta->lines, ((MetaLine){0, 0}));
  prologue(&e, cold);
  emit_blocks(&e);
  for (uint32_t i = 0; i < e.cold.len; i++) {
    line(&e, e.cold.data[i].inst.pos);
    uint32_t at = e.code.len;
    emit_cold_part(&e, &e.cold.data[i]);
    if (e.decoder) verify_cold(&e, &e.cold.data[i], at);
  }
  m->meta->cold_start = e.code.len;
  if (m->stack_check) cold_prologue(&e, cold);
  emit_relax(&e);
  unsafe_finish(&e);
  uint32_t end = e.code.len;
  emit_data(&e);
  if (!m->stack_check) m->meta->cold_start = e.code.len;
  for (uint32_t i = 0; i < e.fixups.len; i++) {
    Fixup *fixup = &e.fixups.data[i];
    uint32_t target = e.labels.data[fixup->label];
    if (target == UINT32_MAX) ice("emit", m->f->display_name, "label %u is not placed", fixup->label);
    uint32_t distance = target - (fixup->at + 4);
    memcpy(e.code.bytes + fixup->at, &distance, 4);
  }
  dump_code(&e, end);
  symbol->bytes = e.code.bytes;
  symbol->size = e.code.len;
}
