// Check of the stack maps (-d=verify), independent of how they were made: every
// pointer that lives across a call is in a slot that the call's map marks; every word that a map marks, and
// every pointer of a variable whose address is made, was written on all paths there.
#include "backend/arch.h"
#include "base/bitset.h"

enum { MAX_STATE_WORDS = 1 << 22 };

typedef struct Checker {
  MachineFunc *m;
  const MachineInst *before;  // operands as registers
  const CopyPair *copies;     // likewise
  uint32_t words;             // of the frame
  uint32_t set_words;
  uint64_t *in, *state;  // words written for certain, at the start of each block
  uint8_t *map;          // bits of map `map_number`
  uint32_t map_number;
} Checker;

static bool marked(Checker *c, uint32_t call, uint32_t word) {
  const FuncMeta *meta = c->m->meta;
  uint32_t bit = meta->arg_words + word;
  if (c->map_number != c->m->call_maps[call]) {
    c->map_number = c->m->call_maps[call];
    memset(c->map, 0, (meta->arg_words + c->words) / 8 + 1);
    backend_map_bits(meta, c->map_number, c->map);
  }
  return mask_has(c->map, bit);
}

// ---- live registers are marked

static void check_live(Checker *c, const VReg *live, uint32_t count, uint32_t call, uint32_t inst) {
  MachineFunc *m = c->m;
  for (uint32_t k = 0; k < count; k++) {
    VRegInfo *info = &m->vregs.data[live[k]];
    if (!info->is_pointer) continue;
    if (!info->has_slot || !marked(c, call, (uint32_t)m->slot_base / 8 + info->slot))
      ice("stackmap", m->f->display_name, "call %u: pointer r%u lives across it, but is not in the map", inst, live[k]);
  }
}

typedef struct LiveSet {
  Vec(VReg) list;
  uint32_t *place;
} LiveSet;  // place: 1 + index in the list

static void add(Checker *c, LiveSet *s, VReg v) {
  if (s->place[v]) return;
  vec_push(c->m->arena, &s->list, v);
  s->place[v] = s->list.len;
}

static void drop(LiveSet *s, VReg v) {
  if (!s->place[v]) return;
  VReg last = vec_pop(&s->list);
  if (last != v) s->list.data[s->place[v] - 1] = last;
  s->place[last] = s->place[v];
  s->place[v] = 0;
}

static void step_back(Checker *c, LiveSet *s, uint32_t i) {
  const MachineInst *inst = &c->before[i];
  for (int k = 0; k < 2; k++)
    if (inst->def_kind[k]) drop(s, inst->def[k]);
  bool copy = inst->op == c->m->arch->op_copy;
  for (int64_t k = 0; copy && k < inst->imm; k++)
    if (c->copies[inst->extra + k].kind == COPY_TO_VREG) drop(s, c->copies[inst->extra + k].vreg);
  for (int k = 0; k < 4; k++)
    if (inst->use_kind[k]) add(c, s, inst->use[k]);
  for (int64_t k = 0; copy && k < inst->imm; k++)
    if (c->copies[inst->extra + k].kind == COPY_FROM_VREG) add(c, s, c->copies[inst->extra + k].vreg);
}

static void check_registers(Checker *c) {
  MachineFunc *m = c->m;
  LiveSet live = {.place = arena_array(m->arena, uint32_t, m->vregs.len)};
  uint32_t call = m->call_count;
  for (uint32_t n = m->blocks.len; n-- > 0;) {
    MachineBlock *block = &m->blocks.data[n];
    while (live.list.len) drop(&live, vec_last(&live.list));
    for (uint32_t k = 0; k < block->live_out.len; k++) add(c, &live, block->live_out.data[k]);
    for (uint32_t i = block->end; i-- > block->first;) {
      if (c->before[i].flags & INST_CALL) check_live(c, live.list.data, live.list.len, --call, i);
      step_back(c, &live, i);
    }
  }
}

// ---- what is marked was written

static void write_location(Checker *c, Location l) {
  if (location_is_slot(l) && l != LOCATION_NONE)
    bitset_add(c->state, (uint32_t)c->m->slot_base / 8 + (l & ~LOCATION_SLOT));
}

static void write_moves(Checker *c, const Move *moves, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) write_location(c, moves[i].to);
}

static void write_object(Checker *c, const FrameObject *object) {
  for (uint32_t i = 0; i < object->words; i++) bitset_add(c->state, (uint32_t)object->offset / 8 + i);
}

static void step_object(Checker *c, const MachineInst *inst, bool check) {
  MachineFunc *m = c->m;
  FrameEffect effect = {0};
  if (inst->flags & INST_FRAME) effect = m->arch->frame_effect(inst);
  if (effect.kind == FRAME_NONE || effect.object < OBJECT_FIRST_LOCAL) return;
  const FrameObject *object = &m->objects.data[effect.object];
  if (effect.kind == FRAME_DEFINE) {
    for (uint32_t i = 0; i < object->words && !object->zero_at_entry; i++)
      bitset_drop(c->state, (uint32_t)object->offset / 8 + i);
    if (object->zero_at_definition) write_object(c, object);
  } else if (effect.kind == FRAME_WRITE) {
    for (int64_t at = (object->offset + effect.from + 7) & ~7; at + 8 <= object->offset + effect.from + effect.size;
         at += 8)
      if (at >= 0 && at / 8 < c->words) bitset_add(c->state, (uint32_t)(at / 8));
  } else if (effect.kind == FRAME_ADDRESS && check) {
    for (uint32_t i = 0; i < object->words; i++)
      if (mask_has(object->mask, i) && !bitset_has(c->state, (uint32_t)object->offset / 8 + i))
        ice("stackmap", m->f->display_name, "variable v%u: word %u is not initialized where its address is made",
            object->value, i);
  }
}

static void check_map(Checker *c, uint32_t call, uint32_t inst) {
  for (uint32_t i = 0; i < c->words; i++)
    if (marked(c, call, i) && !bitset_has(c->state, i))
      ice("stackmap", c->m->f->display_name, "call %u: the map marks SP+%u, which may not have been written", inst,
          8 * i);
}

static void run_block(Checker *c, uint32_t n, uint32_t *call, bool check) {
  MachineFunc *m = c->m;
  MachineBlock *block = &m->blocks.data[n];
  memcpy(c->state, c->in + (size_t)n * c->set_words, c->set_words * sizeof *c->state);
  write_moves(c, block->entry_moves.data, block->entry_moves.len);
  uint32_t gap = backend_first_gap_move(m, block->first);
  for (uint32_t i = block->first; i < block->end; i++) {
    const MachineInst *inst = &m->insts.data[i];
    for (; gap < m->gap_moves.len && m->gap_moves.data[gap].inst == i; gap++)
      write_location(c, m->gap_moves.data[gap].move.to);
    if (i + 1 == block->end) write_moves(c, block->exit_moves.data, block->exit_moves.len);
    if (inst->flags & INST_CALL) {
      if (check) check_map(c, *call, i);
      ++*call;
    }
    step_object(c, inst, check);
    for (int k = 0; k < 2; k++)
      if (inst->def_kind[k]) write_location(c, inst->def[k]);
    for (int64_t k = 0; inst->op == m->arch->op_copy && k < inst->imm; k++)
      if (m->copies.data[inst->extra + k].kind == COPY_TO_VREG) write_location(c, m->copies.data[inst->extra + k].vreg);
  }
}

static bool pass(Checker *c, bool check) {
  MachineFunc *m = c->m;
  bool changed = false;
  uint32_t call = 0;
  for (uint32_t n = 0; n < m->blocks.len; n++) {
    run_block(c, n, &call, check);
    for (uint32_t k = 0; k < m->blocks.data[n].succs.len; k++) {
      uint64_t *in = c->in + (size_t)m->blocks.data[n].succs.data[k] * c->set_words;
      for (uint32_t w = 0; w < c->set_words; w++) {
        changed |= (in[w] & c->state[w]) != in[w];
        in[w] &= c->state[w];
      }
    }
  }
  return changed;
}

static void enter(Checker *c, uint32_t block) {
  memset(c->state, 0, c->set_words * sizeof *c->state);
  for (uint32_t i = OBJECT_FIRST_LOCAL; i < c->m->objects.len; i++)
    if (c->m->objects.data[i].zero_at_entry) write_object(c, &c->m->objects.data[i]);
  memcpy(c->in + (size_t)block * c->set_words, c->state, c->set_words * sizeof *c->state);
}

void backend_verify_maps(MachineFunc *m, const MachineInst *before, const CopyPair *copies) {
  Checker c = {
      .m = m, .before = before, .copies = copies, .words = (uint32_t)m->frame_size / 8, .map_number = UINT32_MAX};
  c.map = arena_array(m->arena, uint8_t, (m->meta->arg_words + c.words) / 8 + 1);
  check_registers(&c);
  c.set_words = c.words / 64 + 1;
  if ((uint64_t)c.set_words * m->blocks.len > MAX_STATE_WORDS) return;  // too large for this check
  c.in = arena_array(m->arena, uint64_t, (size_t)c.set_words * m->blocks.len);
  c.state = arena_array(m->arena, uint64_t, c.set_words);
  memset(c.in, 0xff, (size_t)c.set_words * m->blocks.len * sizeof *c.in);
  enter(&c, 0);
  if (m->f->recover_block) enter(&c, m->block_index[m->f->recover_block]);
  while (pass(&c, false)) {}
  pass(&c, true);
}
