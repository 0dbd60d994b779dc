// After allocation: operands become locations; moves go where a register's
// lifetime changes places (gaps before instructions) and onto edges (also
// for phis). A slot is written once at the definition or at each change from a
// register to the slot, whichever is estimated cheaper: so a spill around a
// cold call costs the hot path nothing.
#include "backend/arch.h"

typedef struct Pending {
  uint32_t inst, next;
  Move move;
} Pending;

typedef struct Resolver {
  MachineFunc *m;
  uint32_t *cursor;     // by vreg: piece, moving forward
  Location *at_end;     // by vreg: at the end of the block in hand
  Location **at_start;  // by block, parallel to live_in
  Vec(Pending) pending;
  uint32_t *first;  // by instruction: list in pending
} Resolver;

static Location location_at(Resolver *r, VReg v, uint32_t pos) {
  MachineFunc *m = r->m;
  uint32_t piece = r->cursor[v];
  if (!piece) piece = m->vregs.data[v].piece;
  while (m->pieces.data[piece].to <= pos && m->pieces.data[piece].next) piece = m->pieces.data[piece].next;
  r->cursor[v] = piece;
  Piece *p = &m->pieces.data[piece];
  if (pos < p->from || pos >= p->to) ice("resolve", m->f->display_name, "r%u is not live at %u", v, pos);
  return p->location;
}

static void add_gap(Resolver *r, uint32_t inst, Move move) {
  vec_push(r->m->arena, &r->pending, ((Pending){inst, r->first[inst], move}));
  r->first[inst] = r->pending.len - 1;
}

// Locations at the starts of blocks, operands, in one walk.
static void rewrite(Resolver *r) {
  MachineFunc *m = r->m;
  for (uint32_t b = 0; b < m->blocks.len; b++) {
    MachineBlock *block = &m->blocks.data[b];
    r->at_start[b] = arena_array(m->arena, Location, block->live_in.len);
    for (uint32_t i = 0; i < block->live_in.len; i++)
      r->at_start[b][i] = location_at(r, block->live_in.data[i], 2 * block->first);
    for (uint32_t i = block->first; i < block->end; i++) {
      MachineInst *inst = &m->insts.data[i];
      if (inst->op == m->arch->op_copy) {
        for (int64_t k = 0; k < inst->imm; k++) {
          CopyPair *pair = &m->copies.data[inst->extra + k];
          if (pair->kind == COPY_FROM_VREG) pair->vreg = location_at(r, pair->vreg, 2 * i);
          else if (pair->kind == COPY_TO_VREG) pair->vreg = location_at(r, pair->vreg, 2 * i + 1);
        }
        continue;
      }
      for (int k = 0; k < 4; k++) {
        if (!inst->use_kind[k]) continue;
        inst->use[k] = location_at(r, inst->use[k], 2 * i);
        if ((inst->use_kind[k] & USE_REG) && location_is_slot(inst->use[k]))
          ice("resolve", m->f->display_name, "operand %d of instruction %u is in a slot", k, i);
      }
      for (int k = 0; k < 2; k++)
        if (inst->def_kind[k]) inst->def[k] = location_at(r, inst->def[k], 2 * i + 1);
    }
  }
}

static bool is_spill(const Move *move) {
  return location_is_slot(move->to) && !location_is_slot(move->from) && move->from != LOCATION_NONE && move->vreg;
}

// Changes of place inside blocks.
static void transitions(Resolver *r) {
  MachineFunc *m = r->m;
  for (VReg v = 1; v < m->vregs.len; v++) {
    uint32_t piece = m->vregs.data[v].piece;
    if (!piece) continue;
    for (uint32_t next; (next = m->pieces.data[piece].next); piece = next) {
      Piece *p = &m->pieces.data[piece], *q = &m->pieces.data[next];
      if (p->to != q->from || p->location == q->location) continue;
      uint32_t inst = q->from >> 1;
      MachineBlock *block = &m->blocks.data[m->inst_block[inst]];
      if (q->from == 2 * block->first) continue;  // the edges do it
      Move move = {.to = q->location, .from = p->location, .vreg = v};
      if (is_spill(&move)) m->vregs.data[v].transition_cost += block->weight;
      else if (location_is_slot(move.to)) continue;
      add_gap(r, inst, move);
    }
  }
}

static void add_edge_move(Resolver *r, MachineBlock *from, MachineBlock *to, Move move) {
  MachineBlock *place = from->succs.len == 1 ? from : to;
  if (is_spill(&move)) r->m->vregs.data[move.vreg].transition_cost += place->weight;
  if (place == from) vec_push(r->m->arena, &from->exit_moves, move);
  else vec_push(r->m->arena, &to->entry_moves, move);
}

static void resolve_edge(Resolver *r, uint32_t from, uint32_t to, uint32_t pred_index) {
  MachineFunc *m = r->m;
  MachineBlock *a = &m->blocks.data[from], *b = &m->blocks.data[to];
  for (uint32_t i = 0; i < b->live_in.len; i++) {
    VReg v = b->live_in.data[i];
    Location target = r->at_start[to][i], source = r->at_end[v];
    if (target != source) add_edge_move(r, a, b, (Move){.to = target, .from = source, .vreg = v});
  }
  for (uint32_t i = 0; i < b->phis.len; i++) {
    MachinePhi *phi = &b->phis.data[i];
    PhiArg *arg = &phi->args[pred_index];
    uint32_t piece = m->vregs.data[phi->def].piece;
    if (!piece) continue;
    Location target = m->pieces.data[piece].location;
    if (arg->constant) add_edge_move(r, a, b, (Move){.to = target, .from = LOCATION_NONE, .imm = arg->imm});
    else if (r->at_end[arg->vreg] != target) add_edge_move(r, a, b, (Move){.to = target, .from = r->at_end[arg->vreg]});
  }
}

static void resolve_edges(Resolver *r) {
  MachineFunc *m = r->m;
  memset(r->cursor, 0, sizeof(uint32_t) * m->vregs.len);
  for (uint32_t n = 0; n < m->blocks.len; n++) {
    MachineBlock *block = &m->blocks.data[n];
    for (uint32_t i = 0; i < block->live_out.len; i++) {
      VReg v = block->live_out.data[i];
      r->at_end[v] = location_at(r, v, 2 * block->end - 1);
    }
    for (uint32_t k = 0; k < block->succs.len; k++) {
      uint32_t to = block->succs.data[k];
      assert(m->blocks.data[to].preds.data[block->edge] == n);
      resolve_edge(r, n, to, block->edge);
    }
  }
}

// Decides where slots are written and drops or adds stores accordingly.
static void place_spills(Resolver *r) {
  MachineFunc *m = r->m;
  for (VReg v = 1; v < m->vregs.len; v++) {
    VRegInfo *info = &m->vregs.data[v];
    if (!info->has_slot || !info->piece) continue;
    Piece *first = &m->pieces.data[info->piece];
    if (location_is_slot(first->location)) {
      info->store_at_def = true;
      continue;
    }
    uint32_t inst = (first->from + 1) >> 1;
    float cost = m->blocks.data[m->inst_block[first->from >> 1]].weight;
    if (info->transition_cost <= cost) continue;
    info->store_at_def = true;
    add_gap(r, inst, (Move){.to = LOCATION_SLOT | info->slot, .from = first->location});
  }
}

static void filter(MachineFunc *m, Move *moves, uint32_t *count) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < *count; i++) {
    if (is_spill(&moves[i]) && m->vregs.data[moves[i].vreg].store_at_def) continue;
    moves[kept++] = moves[i];
  }
  *count = kept;
}

static void flatten(Resolver *r) {
  MachineFunc *m = r->m;
  for (uint32_t i = 0; i < m->insts.len; i++) {
    for (uint32_t p = r->first[i]; p; p = r->pending.data[p].next) {
      Move move = r->pending.data[p].move;
      if (is_spill(&move) && m->vregs.data[move.vreg].store_at_def) continue;
      vec_push(m->arena, &m->gap_moves, ((GapMove){i, move}));
    }
  }
  for (uint32_t b = 0; b < m->blocks.len; b++) {
    filter(m, m->blocks.data[b].entry_moves.data, &m->blocks.data[b].entry_moves.len);
    filter(m, m->blocks.data[b].exit_moves.data, &m->blocks.data[b].exit_moves.len);
  }
}

uint32_t backend_first_gap_move(const MachineFunc *m, uint32_t inst) {
  uint32_t low = 0, high = m->gap_moves.len;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (m->gap_moves.data[middle].inst < inst) low = middle + 1;
    else high = middle;
  }
  return low;
}

void backend_resolve(MachineFunc *m) {
  Resolver r = {.m = m};
  r.cursor = arena_array(m->arena, uint32_t, m->vregs.len);
  r.at_end = arena_array(m->arena, Location, m->vregs.len);
  r.at_start = arena_array(m->arena, Location *, m->blocks.len);
  r.first = arena_array(m->arena, uint32_t, m->insts.len + 1);
  vec_push(m->arena, &r.pending, ((Pending){0}));
  rewrite(&r);
  transitions(&r);
  resolve_edges(&r);
  place_spills(&r);
  flatten(&r);
}

void backend_parallel_moves(Arena *arena, const Move *moves, uint32_t count, void *context,
                            void (*emit)(void *context, Location to, Location from),
                            void (*exchange)(void *context, Location a, Location b)) {
  if (count == 1 && moves[0].from != LOCATION_NONE) {
    if (moves[0].to != moves[0].from) emit(context, moves[0].to, moves[0].from);
    return;
  }
  Move small[16], *pending = count <= 16 ? small : arena_array(arena, Move, count);
  uint32_t left = 0;
  for (uint32_t i = 0; i < count; i++)
    if (moves[i].from != LOCATION_NONE && moves[i].to != moves[i].from) pending[left++] = moves[i];
  while (left) {
    bool progress = false;
    for (uint32_t i = 0; i < left;) {
      bool read = false;
      for (uint32_t k = 0; k < left && !read; k++) read = k != i && pending[k].from == pending[i].to;
      if (read) {
        i++;
        continue;
      }
      emit(context, pending[i].to, pending[i].from);
      pending[i] = pending[--left];
      progress = true;
    }
    if (progress || !left) continue;
    // Only cycles are left: each place is read exactly once.
    Move move = pending[--left];
    exchange(context, move.to, move.from);
    for (uint32_t k = 0; k < left; k++)
      if (pending[k].from == move.to) pending[k].from = move.from;
    for (uint32_t k = 0; k < left;) {
      if (pending[k].from == pending[k].to) pending[k] = pending[--left];
      else k++;
    }
  }
}
