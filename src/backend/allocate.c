// Linear scan over pieces in order of their start (Wimmer and Franz, Linear Scan
// Register Allocation on SSA Form). A piece gets a register that is free
// for its whole length, or for a first part: the rest is split off and queued again. When none is free,
// what is needed last goes to its spill slot: the piece itself, or the tail of the one that
// holds a register. What lives across a call is in its slot there, always.
//
// Pieces that start at an even position may be anywhere (a move is put before the
// instruction); a tail that starts at an odd position (a register is
// taken by a result or lost in a call) is in its slot, stored before the instruction.
#include "backend/arch.h"

typedef struct FixedRange {
  uint32_t from, to;
} FixedRange;
typedef struct Fixed {
  Vec(FixedRange) ranges;
  uint32_t cursor;
} Fixed;

typedef struct Allocator {
  MachineFunc *m;
  Fixed fixed[REGISTER_COUNT];
  uint32_t active[REGISTER_COUNT];  // piece in the register, 0 none
  uint32_t active_mask;
  uint32_t *calls;  // positions (odd) of calls
  uint32_t call_count, call_cursor;
  uint32_t *queue;         // by position: first piece that starts there
  uint8_t *last_register;  // by vreg: 1 + register
} Allocator;

static void add_fixed(Allocator *a, uint32_t r, uint32_t from, uint32_t to) {
  Fixed *fixed = &a->fixed[r];
  if (fixed->ranges.len && vec_last(&fixed->ranges).to >= from) {
    if (vec_last(&fixed->ranges).from > from) vec_last(&fixed->ranges).from = from;
    if (vec_last(&fixed->ranges).to < to) vec_last(&fixed->ranges).to = to;
    return;
  }
  vec_push(a->m->arena, &fixed->ranges, ((FixedRange){from, to}));
}

static void collect_fixed(Allocator *a) {
  MachineFunc *m = a->m;
  uint32_t calls = 0;
  for (uint32_t i = 0; i < m->insts.len; i++) calls += (m->insts.data[i].flags & INST_CALL) != 0;
  a->calls = arena_array(m->arena, uint32_t, calls + 1);
  for (uint32_t i = 0; i < m->insts.len; i++) {
    MachineInst *inst = &m->insts.data[i];
    if (inst->op == m->arch->op_copy) {
      for (int64_t k = 0; k < inst->imm; k++) {
        CopyPair *pair = &m->copies.data[inst->extra + k];
        if (pair->kind == COPY_TO_VREG) add_fixed(a, pair->reg, i ? 2 * i - 1 : 0, 2 * i + 1);
        else add_fixed(a, pair->reg, 2 * i + 1, 2 * i + 4);
      }
    }
    uint32_t mask = inst->clobber;
    for (; mask; mask &= mask - 1) add_fixed(a, (uint32_t)__builtin_ctz(mask), 2 * i, 2 * i + 2);
    if (inst->flags & INST_LEAF) {
      for (mask = m->arch->leaf_clobbers; mask; mask &= mask - 1)
        add_fixed(a, (uint32_t)__builtin_ctz(mask), 2 * i + 1, 2 * i + 2);
    }
    if (inst->flags & INST_CALL) a->calls[a->call_count++] = 2 * i + 1;
  }
}

// First position from `pos` on at which register r is reserved; pos itself if it is now.
static uint32_t next_fixed(Allocator *a, uint32_t r, uint32_t pos) {
  Fixed *fixed = &a->fixed[r];
  while (fixed->cursor < fixed->ranges.len && fixed->ranges.data[fixed->cursor].to <= pos) fixed->cursor++;
  if (fixed->cursor == fixed->ranges.len) return UINT32_MAX;
  uint32_t from = fixed->ranges.data[fixed->cursor].from;
  return from > pos ? from : pos;
}

static uint32_t next_call(Allocator *a, uint32_t pos) {
  while (a->call_cursor < a->call_count && a->calls[a->call_cursor] + 1 <= pos) a->call_cursor++;
  return a->call_cursor < a->call_count ? a->calls[a->call_cursor] : UINT32_MAX;
}

static void enqueue(Allocator *a, uint32_t piece) {
  Piece *p = &a->m->pieces.data[piece];
  p->queue = a->queue[p->from];
  a->queue[p->from] = piece;
}

// Cuts the piece at pos; the rest is a new piece, not queued.
static uint32_t split(Allocator *a, uint32_t piece, uint32_t pos) {
  MachineFunc *m = a->m;
  Piece rest = m->pieces.data[piece];
  if (pos <= rest.from || pos >= rest.to)
    ice("allocate", m->f->display_name, "split of [%u,%u) at %u", rest.from, rest.to, pos);
  rest.from = pos;
  rest.location = LOCATION_NONE;
  uint32_t number = m->pieces.len, before = 0, use = rest.first_use;
  while (use && m->uses.data[use].pos < pos) {
    before = use;
    use = m->uses.data[use].next;
  }
  rest.first_use = use;
  vec_push(m->arena, &m->pieces, rest);
  Piece *p = &m->pieces.data[piece];
  p->to = pos;
  p->next = number;
  if (before) m->uses.data[before].next = 0;
  else p->first_use = 0;
  if (m->vregs.data[rest.vreg].last_piece == piece) m->vregs.data[rest.vreg].last_piece = number;
  return number;
}

static uint32_t first_register_use(const MachineFunc *m, const Piece *p) {
  for (uint32_t u = p->first_use; u; u = m->uses.data[u].next)
    if (m->uses.data[u].kind & USE_REG) return m->uses.data[u].pos;
  return UINT32_MAX;
}

// Where to reload what is needed at `use` and may be reloaded after `min`: out of loops if possible.
static uint32_t reload_position(const MachineFunc *m, uint32_t min, uint32_t use) {
  uint32_t best = use & ~1u, at = m->inst_block[use >> 1], low = m->inst_block[min >> 1];
  float weight = m->blocks.data[at].weight;
  for (uint32_t steps = 0; at > low && steps < 32 && weight > 1; steps++) {
    const MachineBlock *block = &m->blocks.data[--at];
    uint32_t pos = 2 * (block->end - 1);
    if (pos <= min || block->weight >= weight || block->cold) continue;
    weight = block->weight;
    best = pos;
  }
  return best;
}

// Puts the piece into its slot up to its next use in a register, which is queued; not before `now`.
static void spill_from(Allocator *a, uint32_t piece, uint32_t now) {
  MachineFunc *m = a->m;
  Piece *p = &m->pieces.data[piece];
  uint32_t use = first_register_use(m, p), from = p->from > now ? p->from : now;
  m->vregs.data[p->vreg].has_slot = true;
  p->location = LOCATION_SLOT;
  if (use == UINT32_MAX) return;
  if ((use & ~1u) <= from) ice("allocate", m->f->display_name, "no register for r%u at %u", p->vreg, use);
  enqueue(a, split(a, piece, reload_position(m, from, use)));
}

static void spill(Allocator *a, uint32_t piece) { spill_from(a, piece, 0); }

static void assign(Allocator *a, uint32_t piece, uint32_t r) {
  Piece *p = &a->m->pieces.data[piece];
  p->location = r;
  a->active[r] = piece;
  a->active_mask |= 1u << r;
  a->last_register[p->vreg] = (uint8_t)(r + 1);
}

static void expire(Allocator *a, uint32_t pos) {
  for (uint32_t mask = a->active_mask; mask; mask &= mask - 1) {
    uint32_t r = (uint32_t)__builtin_ctz(mask);
    if (a->m->pieces.data[a->active[r]].to <= pos) {
      a->active[r] = 0;
      a->active_mask &= ~(1u << r);
    }
  }
}

// Next use of what is in a register; the current instruction counts, unless it can read the slot as well.
static uint32_t next_use(const MachineFunc *m, Piece *p, uint32_t pos) {
  bool soon = false;
  // What lies behind is of no more interest: positions only grow.
  for (; p->first_use && m->uses.data[p->first_use].pos < pos; p->first_use = m->uses.data[p->first_use].next)
    p->past_use = m->uses.data[p->first_use].pos;
  for (uint32_t u = p->first_use; u; u = m->uses.data[u].next) {
    uint32_t at = m->uses.data[u].pos;
    if (at < pos) continue;
    if (at <= (pos | 1) && !(pos & 1) && !(m->uses.data[u].kind & USE_REG)) {
      soon = true;
      continue;
    }
    if (at <= (pos | 1)) return at;
    if (soon) break;
    if (m->blocks.data[m->inst_block[at >> 1]].cold) at += 1u << 20;
    return at;
  }
  return soon ? (pos | 1) + 1 : UINT32_MAX;
}

// Gives the piece register r, free until `until`; what lies beyond is cut off.
static void assign_until(Allocator *a, uint32_t piece, uint32_t r, uint32_t until, uint32_t call) {
  MachineFunc *m = a->m;
  if (until < m->pieces.data[piece].to) {
    if (until == call) {
      spill(a, split(a, piece, until));  // the call loses the register: in the slot from here
    } else {
      enqueue(a, split(a, piece, until & ~1u));
    }
  }
  assign(a, piece, r);
}

typedef struct Choice {
  uint32_t reg, until;
} Choice;

// The best free register: a hinted one that is free long enough, one just free long enough, or the one free longest.
static Choice choose_free(Allocator *a, const Piece *p, uint32_t call) {
  MachineFunc *m = a->m;
  const VRegInfo *info = &m->vregs.data[p->vreg];
  const uint8_t *order = info->is_float ? m->arch->float_order : m->arch->int_order;
  uint32_t hints[4] = {0}, hint_count = 0;
  if (a->last_register[p->vreg]) hints[hint_count++] = a->last_register[p->vreg] - 1u;
  if (info->hint_vreg && a->last_register[info->hint_vreg])
    hints[hint_count++] = a->last_register[info->hint_vreg] - 1u;
  if (info->hint_reg) hints[hint_count++] = info->hint_reg - 1u;
  if (info->hint_vreg && m->vregs.data[info->hint_vreg].hint_reg)
    hints[hint_count++] = m->vregs.data[info->hint_vreg].hint_reg - 1u;
  Choice best = {LOCATION_NONE, 0};
  uint32_t allowed = info->is_float ? m->arch->float_registers : m->arch->int_registers;
  uint32_t wanted = p->to < call ? p->to : call;
  for (uint32_t i = 0; i < hint_count; i++) {
    uint32_t r = hints[i];
    if (!(allowed >> r & 1) || (a->active_mask >> r & 1)) continue;
    uint32_t until = next_fixed(a, r, p->from);
    if (until >= wanted) return (Choice){r, until < call ? until : call};
  }
  for (; *order != 0xff; order++) {
    uint32_t r = *order;
    if (a->active_mask >> r & 1) continue;
    uint32_t until = next_fixed(a, r, p->from);
    if (until > call) until = call;
    if (until < p->to && until != call) until &= ~1u;
    if (until <= p->from) continue;
    bool long_enough = best.until >= wanted;
    // Among those that are free long enough, the one reserved soonest (others keep more choice).
    if (best.reg == LOCATION_NONE || (!long_enough && until > best.until)) best = (Choice){r, until};
  }
  return best;
}

// Where to cut a piece that gives up its register at `pos`: before the loops around that have not used it, so that
// it is stored once and not brought back every round.
static uint32_t cut_position(const MachineFunc *m, const Piece *p, uint32_t pos) {
  uint32_t best = pos, inside = m->inst_block[pos >> 1];
  for (uint32_t at = inside, steps = 0; steps < 64; at--, steps++) {
    const MachineBlock *block = &m->blocks.data[at];
    uint32_t start = 2 * block->first;
    if (start <= p->from || start <= p->past_use || block->cold) break;
    if (block->loop_end >= inside && block->loop_end) best = start;
    if (!at) break;
  }
  return best;
}

static void allocate_blocked(Allocator *a, uint32_t piece, uint32_t call) {
  MachineFunc *m = a->m;
  Piece *p = &m->pieces.data[piece];
  uint32_t from = p->from, first = first_register_use(m, p);
  bool now = first != UINT32_MAX && (first & ~1u) <= from;
  uint32_t allowed = m->vregs.data[p->vreg].is_float ? m->arch->float_registers : m->arch->int_registers;
  uint32_t victim = LOCATION_NONE, victim_use = 0, victim_until = 0;
  for (uint32_t mask = a->active_mask & allowed; mask; mask &= mask - 1) {
    uint32_t r = (uint32_t)__builtin_ctz(mask);
    Piece *other = &m->pieces.data[a->active[r]];
    uint32_t until = next_fixed(a, r, from);
    if (until > call) until = call;
    if (until <= from || (until < p->to && until != call && (until & ~1u) <= from)) continue;
    uint32_t use = next_use(m, other, from);
    if (use <= (from | 1)) continue;  // wanted by this very instruction
    if (use > victim_use) {
      victim = r;
      victim_use = use;
      victim_until = until;
    }
  }
  if (!now && (victim == LOCATION_NONE || victim_use <= first || first >= victim_until)) {
    spill(a, piece);
    return;
  }
  if (victim == LOCATION_NONE) ice("allocate", m->f->display_name, "no register for r%u at %u", p->vreg, from);
  uint32_t other = a->active[victim];
  a->active[victim] = 0;
  a->active_mask &= ~(1u << victim);
  if (m->pieces.data[other].from == from) spill(a, other);
  else spill_from(a, split(a, other, cut_position(m, &m->pieces.data[other], from)), from);
  assign_until(a, piece, victim, victim_until, call);
}

static void allocate_piece(Allocator *a, uint32_t piece) {
  MachineFunc *m = a->m;
  Piece *p = &m->pieces.data[piece];
  expire(a, p->from);
  uint32_t call = next_call(a, p->from), first = first_register_use(m, p);
  bool continues = m->vregs.data[p->vreg].piece != piece;
  if (call <= p->from) {  // inside a call: only slots
    spill(a, piece);
    return;
  }
  // What comes back after a hole stays in its slot until it is needed.
  uint32_t block_end = 2 * m->blocks.data[m->inst_block[p->from >> 1]].end;
  uint32_t use = p->first_use ? m->uses.data[p->first_use].pos : UINT32_MAX;
  if (continues && m->vregs.data[p->vreg].has_slot && use >= block_end && (first == UINT32_MAX || call < first)) {
    spill(a, piece);
    return;
  }
  Choice choice = choose_free(a, p, call);
  uint32_t any_use = p->first_use ? m->uses.data[p->first_use].pos : UINT32_MAX;
  if (p->first_use && any_use == p->from && !continues && m->uses.data[p->first_use].next) {
    // The definition alone is no reason for a register that is lost before the first use.
    uint32_t second = m->uses.data[m->uses.data[p->first_use].next].pos;
    if (!(m->uses.data[p->first_use].kind & USE_REG)) any_use = second;
  }
  if (choice.reg != LOCATION_NONE && (choice.until >= p->to || any_use < choice.until)) {
    assign_until(a, piece, choice.reg, choice.until, call);
    return;
  }
  allocate_blocked(a, piece, call);
}

// ---- spill slots: registers whose lifetimes do not overlap share one

typedef struct SlotEnd {
  uint32_t to, slot;
} SlotEnd;

static void heap_push(SlotEnd *heap, uint32_t *count, SlotEnd e) {
  uint32_t i = (*count)++;
  for (; i && heap[(i - 1) / 2].to > e.to; i = (i - 1) / 2) heap[i] = heap[(i - 1) / 2];
  heap[i] = e;
}

static SlotEnd heap_pop(SlotEnd *heap, uint32_t *count) {
  SlotEnd top = heap[0], last = heap[--*count];
  uint32_t i = 0;
  for (;;) {
    uint32_t child = 2 * i + 1;
    if (child >= *count) break;
    if (child + 1 < *count && heap[child + 1].to < heap[child].to) child++;
    if (heap[child].to >= last.to) break;
    heap[i] = heap[child];
    i = child;
  }
  heap[i] = last;
  return top;
}

static void assign_slots(Allocator *a) {
  MachineFunc *m = a->m;
  uint32_t positions = 2 * m->insts.len + 2, count = 0, heap_count = 0;
  uint32_t *head = arena_array(m->arena, uint32_t, positions);
  uint32_t *next = arena_array(m->arena, uint32_t, m->vregs.len);
  for (VReg v = 1; v < m->vregs.len; v++) {
    if (!m->vregs.data[v].has_slot) continue;
    uint32_t from = m->pieces.data[m->vregs.data[v].piece].from;
    next[v] = head[from];
    head[from] = v;
    count++;
  }
  if (!count) return;
  SlotEnd *heap = arena_array(m->arena, SlotEnd, count + 1);
  for (uint32_t pos = 0; pos < positions; pos++) {
    for (VReg v = head[pos]; v; v = next[v]) {
      VRegInfo *info = &m->vregs.data[v];
      info->slot = heap_count && heap[0].to <= pos ? heap_pop(heap, &heap_count).slot : m->slot_count++;
      heap_push(heap, &heap_count, (SlotEnd){m->pieces.data[info->last_piece].to, info->slot});
    }
  }
  for (uint32_t i = 1; i < m->pieces.len; i++) {
    Piece *p = &m->pieces.data[i];
    if (location_is_slot(p->location)) p->location = LOCATION_SLOT | m->vregs.data[p->vreg].slot;
  }
}

void backend_allocate(MachineFunc *m) {
  Allocator a = {.m = m};
  collect_fixed(&a);
  uint32_t positions = 2 * m->insts.len + 2;
  a.queue = arena_array(m->arena, uint32_t, positions);
  a.last_register = arena_array(m->arena, uint8_t, m->vregs.len);
  for (uint32_t i = m->pieces.len; i-- > 1;) enqueue(&a, i);
  for (uint32_t pos = 0; pos < positions; pos++) {
    while (a.queue[pos]) {
      uint32_t piece = a.queue[pos];
      a.queue[pos] = m->pieces.data[piece].queue;
      allocate_piece(&a, piece);
    }
  }
  assign_slots(&a);
}
