// Symbolic check of register allocation (-d=verify): a forward analysis of
// which register's value each place holds for certain, over the code with its
// moves. Every operand must be read from a place that holds it; values that an instruction reads late must not
// share its result's place. Independent of the allocator's own bookkeeping: it sees only
// the operands before and after.
#include "backend/arch.h"

enum { UNKNOWN = 0, TOP = 0xffffffff };

typedef struct Checker {
  MachineFunc *m;
  const MachineInst *before;  // operands as registers
  const CopyPair *copies;     // likewise
  uint32_t places;            // registers, then slots
  uint32_t *in;               // by block: places
  uint32_t *state, *old, *saved;
} Checker;

static uint32_t place(Location l) { return location_is_slot(l) ? REGISTER_COUNT + (l & ~LOCATION_SLOT) : l; }

_Noreturn static void fail(Checker *c, uint32_t inst, VReg v, Location l) {
  ice("verify", c->m->f->display_name, "instruction %u: r%u is read from %s%u, which holds r%u", inst, v,
      location_is_slot(l) ? "slot " : "register ", l & ~LOCATION_SLOT, c->state[place(l)]);
}

static void apply_moves(Checker *c, const Move *moves, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    c->old[i] = moves[i].from == LOCATION_NONE ? UNKNOWN : c->state[place(moves[i].from)];
  for (uint32_t i = 0; i < count; i++) c->state[place(moves[i].to)] = c->old[i];
}

static void expect(Checker *c, bool check, uint32_t inst, VReg v, Location l) {
  if (check && c->state[place(l)] != v) fail(c, inst, v, l);
}

static void forget(Checker *c, uint32_t mask) {
  for (; mask; mask &= mask - 1) c->state[__builtin_ctz(mask)] = UNKNOWN;
}

static void step_copy(Checker *c, bool check, uint32_t i) {
  const MachineInst *inst = &c->m->insts.data[i];
  for (int64_t k = 0; k < inst->imm; k++) {
    const CopyPair *was = &c->copies[inst->extra + k], *is = &c->m->copies.data[inst->extra + k];
    if (was->kind == COPY_FROM_VREG) expect(c, check, i, was->vreg, is->vreg);
  }
  for (int64_t k = 0; k < inst->imm; k++) {
    const CopyPair *was = &c->copies[inst->extra + k];
    if (was->kind != COPY_TO_VREG) c->state[was->reg] = UNKNOWN;
  }
  for (int64_t k = 0; k < inst->imm; k++) {
    const CopyPair *was = &c->copies[inst->extra + k], *is = &c->m->copies.data[inst->extra + k];
    if (was->kind == COPY_TO_VREG) c->state[place(is->vreg)] = was->vreg;
  }
}

static void step(Checker *c, bool check, uint32_t i) {
  const MachineInst *is = &c->m->insts.data[i], *was = &c->before[i];
  if (is->op == c->m->arch->op_copy) {
    step_copy(c, check, i);
    return;
  }
  for (int k = 0; k < 4; k++) {
    if (!is->use_kind[k]) continue;
    expect(c, check, i, was->use[k], is->use[k]);
    for (int d = 0; d < 2; d++) {
      if (is->def_kind[d] && (is->use_kind[k] & USE_LATE) && is->def[d] == is->use[k])
        fail(c, i, was->use[k], is->use[k]);
    }
    if (is->use[k] < REGISTER_COUNT && (is->clobber >> is->use[k] & 1) && (is->use_kind[k] & USE_LATE))
      fail(c, i, was->use[k], is->use[k]);
  }
  forget(c, is->clobber);
  if (is->flags & INST_CALL) forget(c, 0xffffffff);
  if (is->flags & INST_LEAF) forget(c, c->m->arch->leaf_clobbers);
  for (int d = 0; d < 2; d++)
    if (is->def_kind[d]) c->state[place(is->def[d])] = was->def[d];
}

// Runs the block from its entry state; leaves the state at its end.
static void run_block(Checker *c, uint32_t n, bool check) {
  MachineFunc *m = c->m;
  MachineBlock *block = &m->blocks.data[n];
  memcpy(c->state, c->in + (size_t)n * c->places, c->places * sizeof(uint32_t));
  uint32_t gap = backend_first_gap_move(m, block->first);
  for (uint32_t i = block->first; i < block->end; i++) {
    Vec(Move) moves = {0};
    for (; gap < m->gap_moves.len && m->gap_moves.data[gap].inst == i; gap++)
      vec_push(m->arena, &moves, m->gap_moves.data[gap].move);
    apply_moves(c, moves.data, moves.len);
    if (i + 1 == block->end) apply_moves(c, block->exit_moves.data, block->exit_moves.len);
    step(c, check, i);
  }
}

// Joins the state of an edge into the successor's; true if that changed.
static bool join_edge(Checker *c, uint32_t from, uint32_t to, uint32_t pred, bool check) {
  MachineFunc *m = c->m;
  MachineBlock *succ = &m->blocks.data[to];
  uint32_t *saved = c->saved;
  memcpy(saved, c->state, c->places * sizeof(uint32_t));
  apply_moves(c, succ->entry_moves.data, succ->entry_moves.len);
  for (uint32_t i = 0; i < succ->phis.len; i++) {
    MachinePhi *phi = &succ->phis.data[i];
    uint32_t piece = m->vregs.data[phi->def].piece;
    if (!piece) continue;
    Location l = m->pieces.data[piece].location;
    if (!phi->args[pred].constant) expect(c, check, m->blocks.data[from].end, phi->args[pred].vreg, l);
    c->old[i] = place(l);
  }
  for (uint32_t i = 0; i < succ->phis.len; i++)
    if (m->vregs.data[succ->phis.data[i].def].piece) c->state[c->old[i]] = succ->phis.data[i].def;
  uint32_t *in = c->in + (size_t)to * c->places;
  bool changed = false;
  for (uint32_t i = 0; i < c->places; i++) {
    uint32_t value = in[i] == TOP ? c->state[i] : in[i] == c->state[i] ? in[i] : UNKNOWN;
    changed |= value != in[i];
    in[i] = value;
  }
  memcpy(c->state, saved, c->places * sizeof(uint32_t));
  return changed;
}

static bool pass(Checker *c, bool check) {
  MachineFunc *m = c->m;
  bool changed = false;
  for (uint32_t n = 0; n < m->blocks.len; n++) {
    run_block(c, n, check);
    MachineBlock *block = &m->blocks.data[n];
    for (uint32_t k = 0; k < block->succs.len; k++) {
      MachineBlock *succ = &m->blocks.data[block->succs.data[k]];
      uint32_t pred = 0;
      while (pred < succ->preds.len && succ->preds.data[pred] != n) pred++;
      changed |= join_edge(c, n, block->succs.data[k], pred, check);
    }
  }
  return changed;
}

void backend_verify(MachineFunc *m, const MachineInst *before, const CopyPair *copies) {
  Checker c = {.m = m, .before = before, .copies = copies, .places = REGISTER_COUNT + m->slot_count};
  uint32_t widest = c.places;
  for (uint32_t n = 0; n < m->blocks.len; n++) {
    MachineBlock *block = &m->blocks.data[n];
    uint32_t counts[3] = {block->phis.len, block->entry_moves.len, block->exit_moves.len};
    for (int k = 0; k < 3; k++)
      if (counts[k] > widest) widest = counts[k];
  }
  if (m->gap_moves.len > widest) widest = m->gap_moves.len;
  if ((uint64_t)m->blocks.len * c.places > 1u << 26) return;  // too large for this check
  c.in = arena_array(m->arena, uint32_t, (size_t)m->blocks.len * c.places);
  c.state = arena_array(m->arena, uint32_t, c.places);
  c.old = arena_array(m->arena, uint32_t, widest);
  c.saved = arena_array(m->arena, uint32_t, c.places);
  memset(c.in, 0xff, sizeof(uint32_t) * m->blocks.len * c.places);
  memset(c.in, 0, sizeof(uint32_t) * c.places);
  while (pass(&c, false)) {}
  pass(&c, true);
}
