// Liveness and lifetimes. For each virtual register the blocks it is live into
// are found by walking from each use up to the definition (Boissinot et al.,
// Computing Liveness Sets for SSA-Form Programs: linear in the size of the
// result). One walk over the code then makes the pieces: maximal ranges of positions
// without holes, with their uses in order. Holes come from the order of blocks only, and
// an edge crosses each of them, so pieces are allocated independently.
#include "backend/arch.h"

typedef struct Liveness {
  MachineFunc *m;
  uint32_t *def_block;             // by register
  uint32_t *stamp_in, *stamp_out;  // by block: last register entered in live_in / live_out
  Vec(uint32_t) work;
} Liveness;

// Register v is needed at the end of block b.
static void live_at_end(Liveness *l, VReg v, uint32_t b) {
  MachineFunc *m = l->m;
  vec_push(m->arena, &l->work, b);
  while (l->work.len) {
    uint32_t at = vec_pop(&l->work);
    MachineBlock *block = &m->blocks.data[at];
    if (l->stamp_out[at] == v) continue;
    l->stamp_out[at] = v;
    vec_push(m->arena, &block->live_out, v);
    if (l->def_block[v] == at || l->stamp_in[at] == v) continue;
    l->stamp_in[at] = v;
    vec_push(m->arena, &block->live_in, v);
    for (uint32_t i = 0; i < block->preds.len; i++) {
      if (block->preds.data[i] != UINT32_MAX) vec_push(m->arena, &l->work, block->preds.data[i]);
    }
  }
}

static void live_at_start(Liveness *l, VReg v, uint32_t b) {
  MachineBlock *block = &l->m->blocks.data[b];
  if (l->stamp_in[b] == v) return;
  l->stamp_in[b] = v;
  vec_push(l->m->arena, &block->live_in, v);
  for (uint32_t i = 0; i < block->preds.len; i++) {
    if (block->preds.data[i] != UINT32_MAX) live_at_end(l, v, block->preds.data[i]);
  }
}

// Uses outside the block of the definition, gathered by register so that the stamps work: a list a register.
typedef struct OuterUse {
  uint32_t block, next;
  bool at_end;
} OuterUse;
typedef struct OuterUses {
  Vec(OuterUse) list;
  uint32_t *first;
} OuterUses;

static void add_outer(MachineFunc *m, OuterUses *outer, VReg v, uint32_t block, bool at_end) {
  vec_push(m->arena, &outer->list, ((OuterUse){block, outer->first[v], at_end}));
  outer->first[v] = outer->list.len - 1;
}

static void find_definitions(MachineFunc *m, uint32_t *def_block) {
  for (uint32_t b = 0; b < m->blocks.len; b++) {
    MachineBlock *block = &m->blocks.data[b];
    for (uint32_t i = 0; i < block->phis.len; i++) def_block[block->phis.data[i].def] = b;
    for (uint32_t i = block->first; i < block->end; i++) {
      MachineInst *inst = &m->insts.data[i];
      m->inst_block[i] = b;
      for (int k = 0; k < 2; k++)
        if (inst->def_kind[k]) def_block[inst->def[k]] = b;
      if (inst->op != m->arch->op_copy) continue;
      for (int64_t k = 0; k < inst->imm; k++) {
        CopyPair *pair = &m->copies.data[inst->extra + k];
        if (pair->kind == COPY_TO_VREG) def_block[pair->vreg] = b;
      }
    }
  }
}

static void find_outer_uses(MachineFunc *m, const uint32_t *def_block, OuterUses *outer) {
  for (uint32_t b = 0; b < m->blocks.len; b++) {
    MachineBlock *block = &m->blocks.data[b];
    for (uint32_t i = 0; i < block->phis.len; i++) {
      for (uint32_t k = 0; k < block->preds.len; k++) {
        PhiArg *arg = &block->phis.data[i].args[k];
        if (!arg->constant && block->preds.data[k] != UINT32_MAX)
          add_outer(m, outer, arg->vreg, block->preds.data[k], true);
      }
    }
    for (uint32_t i = block->first; i < block->end; i++) {
      MachineInst *inst = &m->insts.data[i];
      for (int k = 0; k < 4; k++)
        if (inst->use_kind[k] && def_block[inst->use[k]] != b) add_outer(m, outer, inst->use[k], b, false);
      if (inst->op != m->arch->op_copy) continue;
      for (int64_t k = 0; k < inst->imm; k++) {
        CopyPair *pair = &m->copies.data[inst->extra + k];
        if (pair->kind == COPY_FROM_VREG && def_block[pair->vreg] != b) add_outer(m, outer, pair->vreg, b, false);
      }
    }
  }
}

static void compute_liveness(MachineFunc *m) {
  Liveness l = {.m = m};
  l.def_block = arena_array(m->arena, uint32_t, m->vregs.len);
  l.stamp_in = arena_array(m->arena, uint32_t, m->blocks.len);
  l.stamp_out = arena_array(m->arena, uint32_t, m->blocks.len);
  memset(l.def_block, 0xff, sizeof(uint32_t) * m->vregs.len);
  OuterUses outer = {0};
  outer.first = arena_array(m->arena, uint32_t, m->vregs.len);
  vec_push(m->arena, &outer.list, ((OuterUse){0}));
  find_definitions(m, l.def_block);
  find_outer_uses(m, l.def_block, &outer);
  for (VReg v = 1; v < m->vregs.len; v++) {
    for (uint32_t u = outer.first[v]; u; u = outer.list.data[u].next) {
      OuterUse use = outer.list.data[u];
      if (l.def_block[v] == UINT32_MAX) ice("backend", m->f->display_name, "register %u has no definition", v);
      if (use.at_end) live_at_end(&l, v, use.block);
      else live_at_start(&l, v, use.block);
    }
  }
}

// ---- pieces

typedef struct Builder {
  MachineFunc *m;
  uint32_t *from, *to;             // by register: range in the current block; to 0: not touched
  uint32_t *first_use, *last_use;  // uses of the current block
  uint32_t *last_block;            // by register: 1 + block of the last use
  uint32_t block;
  Vec(VReg) touched;
} Builder;

static void touch(Builder *b, VReg v, uint32_t from) {
  if (b->to[v]) return;
  b->from[v] = from;
  b->to[v] = from + 1;
  b->first_use[v] = b->last_use[v] = 0;
  vec_push(b->m->arena, &b->touched, v);
}

static void add_use(Builder *b, VReg v, uint32_t pos, uint8_t kind) {
  MachineFunc *m = b->m;
  vec_push(m->arena, &m->uses, ((UsePoint){.pos = pos, .kind = kind}));
  uint32_t number = m->uses.len - 1;
  b->last_block[v] = b->block + 1;
  if (b->last_use[v]) m->uses.data[b->last_use[v]].next = number;
  else b->first_use[v] = number;
  b->last_use[v] = number;
}

static void use_register(Builder *b, VReg v, uint32_t inst, uint8_t kind) {
  if (!b->to[v]) ice("backend", b->m->f->display_name, "register %u is used before its definition", v);
  uint32_t pos = 2 * inst + ((kind & USE_LATE) ? 1 : 0);
  if (b->to[v] < pos + 1) b->to[v] = pos + 1;
  add_use(b, v, pos, kind & (USE_REG | USE_ANY));
}

static void define_register(Builder *b, VReg v, uint32_t inst, uint8_t kind) {
  touch(b, v, 2 * inst + 1);
  add_use(b, v, 2 * inst + 1, kind & (USE_REG | USE_ANY));
}

// Closes the ranges of a block: they continue the piece that ends where they begin, or start one.
static void flush(Builder *b) {
  MachineFunc *m = b->m;
  for (uint32_t i = 0; i < b->touched.len; i++) {
    VReg v = b->touched.data[i];
    VRegInfo *info = &m->vregs.data[v];
    Piece *last = info->last_piece ? &m->pieces.data[info->last_piece] : NULL;
    if (last && last->to == b->from[v]) {
      last->to = b->to[v];
      if (b->first_use[v]) {
        if (last->first_use) m->uses.data[last->queue].next = b->first_use[v];
        else last->first_use = b->first_use[v];
        last->queue = b->last_use[v];  // until allocation: the last use
      }
    } else {
      Piece piece = {.vreg = v,
                     .from = b->from[v],
                     .to = b->to[v],
                     .first_use = b->first_use[v],
                     .queue = b->last_use[v],
                     .location = LOCATION_NONE};
      vec_push(m->arena, &m->pieces, piece);
      uint32_t number = m->pieces.len - 1;
      if (info->last_piece) m->pieces.data[info->last_piece].next = number;
      else info->piece = number;
      info->last_piece = number;
    }
    b->to[v] = 0;
  }
  b->touched.len = 0;
}

static void scan_copy(Builder *b, const MachineInst *inst, uint32_t number) {
  MachineFunc *m = b->m;
  for (int64_t k = 0; k < inst->imm; k++) {
    CopyPair *pair = &m->copies.data[inst->extra + k];
    if (pair->kind == COPY_FROM_VREG) {
      use_register(b, pair->vreg, number, USE_ANY);
      if (!m->vregs.data[pair->vreg].hint_reg) m->vregs.data[pair->vreg].hint_reg = pair->reg + 1;
    } else if (pair->kind == COPY_TO_VREG) {
      define_register(b, pair->vreg, number, USE_ANY);
      m->vregs.data[pair->vreg].hint_reg = pair->reg + 1;
    }
  }
}

// What a loop uses and keeps to its end is wanted again at the next round: a use there says so to the allocator.
static void add_loop_uses(Builder *b, const MachineBlock *block, uint32_t end) {
  MachineFunc *m = b->m;
  for (uint32_t next = block->loops_ending; next; next = m->blocks.data[next - 1].next_ending) {
    const MachineBlock *header = &m->blocks.data[next - 1];
    for (uint32_t i = 0; i < header->live_in.len; i++) {
      VReg v = header->live_in.data[i];
      if (b->to[v] == end && b->last_block[v] >= next &&
          (!b->last_use[v] || m->uses.data[b->last_use[v]].pos < end - 1))
        add_use(b, v, end - 1, USE_ANY);
    }
  }
}

void backend_intervals(MachineFunc *m) {
  m->inst_block = arena_array(m->arena, uint32_t, m->insts.len + 1);
  vec_push(m->arena, &m->pieces, ((Piece){0}));
  vec_push(m->arena, &m->uses, ((UsePoint){0}));
  compute_liveness(m);
  Builder b = {.m = m};
  uint32_t *words = arena_array(m->arena, uint32_t, m->vregs.len * 5);
  b.from = words;
  b.to = words + m->vregs.len;
  b.first_use = words + 2 * m->vregs.len;
  b.last_use = words + 3 * m->vregs.len;
  b.last_block = words + 4 * m->vregs.len;
  for (uint32_t n = 0; n < m->blocks.len; n++) {
    MachineBlock *block = &m->blocks.data[n];
    uint32_t start = 2 * block->first, end = 2 * block->end;
    b.block = n;
    for (uint32_t i = 0; i < block->live_in.len; i++) touch(&b, block->live_in.data[i], start);
    for (uint32_t i = 0; i < block->phis.len; i++) {
      touch(&b, block->phis.data[i].def, start);
      add_use(&b, block->phis.data[i].def, start, USE_ANY);
    }
    // Inputs in a loop are worth a register even where memory would do.
    uint8_t any = block->depth && !block->cold ? USE_REG : USE_ANY;
    for (uint32_t i = block->first; i < block->end; i++) {
      MachineInst *inst = &m->insts.data[i];
      if (inst->op == m->arch->op_copy) {
        scan_copy(&b, inst, i);
        continue;
      }
      for (int k = 0; k < 4; k++) {
        uint8_t kind = inst->use_kind[k];
        if (!kind) continue;
        if (kind & USE_ANY) kind = (kind & USE_LATE) | any;
        use_register(&b, inst->use[k], i, kind);
      }
      for (int k = 0; k < 2; k++)
        if (inst->def_kind[k]) define_register(&b, inst->def[k], i, inst->def_kind[k]);
    }
    for (uint32_t i = 0; i < block->live_out.len; i++) {
      VReg v = block->live_out.data[i];
      if (b.to[v] < end) b.to[v] = end;
    }
    if (block->loops_ending) add_loop_uses(&b, block, end);
    flush(&b);
  }
}
