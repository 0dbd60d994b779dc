// Variables of the frame that are never in use at the same time share a place. In use is a variable from its
// definition to the last instruction that reads or writes it or uses a register with a pointer to it. Those are
// followed from where an address is made, through all instructions with such an operand; a variable whose address
// is stored, meets another one's or flows where it cannot be followed (VALUE_ALLOC_CONFINED) keeps a place of its
// own. Two variables conflict if one is defined while the other is in use; places are given greedily, the largest
// first. Stack objects, whose words are adjusted at any time, share only with others of their type.
//
// Where there are too many for that, share_many.c shares in one sweep, by the instructions between a variable's first
// and last use.
#include "backend/share.h"

#include <stdlib.h>

#include "base/bitset.h"

enum { MAX_CANDIDATES = 512, MAX_SET_WORDS = 1 << 20 };

uint32_t share_candidate(const Share *s, const MachineInst *inst, FrameEffectKind *kind) {
  if (!(inst->flags & INST_FRAME) || inst->object < OBJECT_FIRST_LOCAL) return 0;
  *kind = s->m->arch->frame_effect(inst).kind;
  return s->number[inst->object];
}

// ---- pointers to variables

static void owns(Share *s, uint32_t object, VReg v) {
  if (s->owner[v] && s->owner[v] != object) s->number[s->owner[v]] = s->number[object] = 0;
  s->owner[v] = object;
}

// Definitions come before uses in the order of blocks, but for phis.
static void follow_addresses(Share *s, const MachineInst *inst) {
  FrameEffectKind kind = FRAME_NONE;
  if (share_candidate(s, inst, &kind) && kind == FRAME_ADDRESS) {
    if (s->m->objects.data[inst->object].confined) owns(s, inst->object, inst->def[0]);
    else s->number[inst->object] = 0;
  }
  if (inst->op == s->m->arch->op_copy) return;
  for (int k = 0; k < 4; k++) {
    uint32_t object = inst->use_kind[k] ? s->owner[inst->use[k]] : 0;
    if (!object) continue;
    if (k < 2 && (inst->flags & INST_MEMORY)) s->number[object] = 0;  // stored
    for (int d = 0; d < 2; d++)
      if (inst->def_kind[d]) owns(s, object, inst->def[d]);
  }
}

static void find_owners(Share *s) {
  MachineFunc *m = s->m;
  s->owner = arena_array(m->arena, uint32_t, m->vregs.len);
  for (uint32_t i = 0; i < m->insts.len; i++) follow_addresses(s, &m->insts.data[i]);
  for (uint32_t n = 0; n < m->blocks.len; n++) {
    MachineBlock *block = &m->blocks.data[n];
    for (uint32_t i = 0; i < block->phis.len; i++)
      for (uint32_t k = 0; k < block->preds.len; k++) {
        const PhiArg *arg = &block->phis.data[i].args[k];
        if (!arg->constant && s->owner[arg->vreg]) s->number[s->owner[arg->vreg]] = 0;
      }
  }
}

static void find_candidates(Share *s) {
  MachineFunc *m = s->m;
  for (uint32_t i = OBJECT_FIRST_LOCAL; i < m->objects.len; i++) s->number[i] = !m->objects.data[i].zero_at_entry;
  find_owners(s);
  for (uint32_t i = OBJECT_FIRST_LOCAL; i < m->objects.len; i++) {
    if (!s->number[i]) continue;
    s->objects[s->count++] = i;
    s->number[i] = s->count;
  }
  s->words = bitset_words(s->count);
}

static void visit_register(Share *s, VReg v, ShareVisit visit, void *context) {
  uint32_t number = s->owner[v] ? s->number[s->owner[v]] : 0;
  if (number) visit(context, number - 1);
}

void share_visit_pointers(Share *s, const MachineInst *inst, ShareVisit visit, void *context) {
  for (int k = 0; k < 4; k++)
    if (inst->use_kind[k]) visit_register(s, inst->use[k], visit, context);
  if (inst->op != s->m->arch->op_copy) return;
  for (int64_t k = 0; k < inst->imm; k++) {
    const CopyPair *pair = &s->m->copies.data[inst->extra + k];
    if (pair->kind == COPY_FROM_VREG) visit_register(s, pair->vreg, visit, context);
  }
}

static void put_in_state(void *context, uint32_t c) { bitset_add(((Share *)context)->state, c); }

static uint64_t *set_of(uint64_t *sets, const Share *s, uint32_t n) { return sets + (size_t)n * s->words; }

// Backward through a block from what is in use at its end; notes conflicts if asked to.
static void run_block(Share *s, uint32_t n, bool note) {
  MachineBlock *block = &s->m->blocks.data[n];
  memset(s->state, 0, s->words * sizeof *s->state);
  for (uint32_t k = 0; k < block->succs.len; k++) {
    const uint64_t *in = set_of(s->live_in, s, block->succs.data[k]);
    for (uint32_t w = 0; w < s->words; w++) s->state[w] |= in[w];
  }
  for (uint32_t i = block->end; i-- > block->first;) {
    FrameEffectKind kind = FRAME_NONE;
    share_visit_pointers(s, &s->m->insts.data[i], put_in_state, s);
    uint32_t c = share_candidate(s, &s->m->insts.data[i], &kind);
    if (!c || kind == FRAME_NONE) continue;
    if (kind != FRAME_DEFINE) {
      bitset_add(s->state, c - 1);
      continue;
    }
    bitset_drop(s->state, c - 1);
    uint64_t *conflicts = set_of(s->conflicts, s, c - 1);
    for (uint32_t w = 0; w < s->words && note; w++) conflicts[w] |= s->state[w];
  }
}

static void find_conflicts(Share *s) {
  MachineFunc *m = s->m;
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t n = m->blocks.len; n-- > 0;) {
      run_block(s, n, false);
      uint64_t *in = set_of(s->live_in, s, n);
      changed |= memcmp(in, s->state, s->words * sizeof *in) != 0;
      memcpy(in, s->state, s->words * sizeof *in);
    }
  }
  for (uint32_t n = 0; n < m->blocks.len; n++) run_block(s, n, true);
  // Those in use at the entry or the recover block are not defined on all ways.
  uint32_t roots[2] = {0, m->f->recover_block ? m->block_index[m->f->recover_block] : 0};
  for (uint32_t c = 0; c < s->count; c++) {
    for (int k = 0; k < 2; k++)
      if (bitset_has(set_of(s->live_in, s, roots[k]), c))
        memset(set_of(s->conflicts, s, c), 0xff, s->words * sizeof(uint64_t));
    for (uint32_t d = 0; d < s->count; d++)
      if (bitset_has(set_of(s->conflicts, s, c), d)) bitset_add(set_of(s->conflicts, s, d), c);
  }
}

static int by_size(const void *a, const void *b) {
  const FrameObject *x = *(FrameObject *const *)a, *y = *(FrameObject *const *)b;
  if (x->size != y->size) return x->size > y->size ? -1 : 1;
  return x < y ? -1 : x > y;
}

static bool may_share(const FrameObject *place, const FrameObject *object) {
  if (place->stack_object || object->stack_object)
    return place->stack_object && object->stack_object && place->go_type == object->go_type;
  return place->align >= object->align;
}

static bool conflicts_with(Share *s, const uint64_t *members, uint32_t c) {
  const uint64_t *conflicts = set_of(s->conflicts, s, c);
  for (uint32_t w = 0; w < s->words; w++)
    if (members[w] & conflicts[w]) return true;
  return false;
}

// Places are named by their first, largest member.
static void give_places(Share *s) {
  MachineFunc *m = s->m;
  FrameObject **order = arena_array(m->arena, FrameObject *, s->count);
  uint64_t *members = arena_array(m->arena, uint64_t, (size_t)s->count * s->words);
  uint32_t *first = arena_array(m->arena, uint32_t, s->count), places = 0;
  for (uint32_t c = 0; c < s->count; c++) order[c] = &m->objects.data[s->objects[c]];
  qsort(order, s->count, sizeof *order, by_size);
  for (uint32_t k = 0; k < s->count; k++) {
    FrameObject *object = order[k];
    uint32_t index = (uint32_t)(object - m->objects.data), c = s->number[index] - 1, place = 0;
    while (place < places &&
           (!may_share(&m->objects.data[first[place]], object) || conflicts_with(s, set_of(members, s, place), c)))
      place++;
    if (place == places) first[places++] = index;
    else object->shares = first[place];
    bitset_add(set_of(members, s, place), c);
  }
}

void backend_share(MachineFunc *m) {
  Share s = {.m = m,
             .number = arena_array(m->arena, uint32_t, m->objects.len),
             .objects = arena_array(m->arena, uint32_t, m->objects.len)};
  find_candidates(&s);
  if (s.count < 2) return;
  if (s.count > MAX_CANDIDATES || (uint64_t)s.words * (m->blocks.len + s.count) > MAX_SET_WORDS) {
    share_many(&s);
    return;
  }
  s.live_in = arena_array(m->arena, uint64_t, (size_t)m->blocks.len * s.words);
  s.conflicts = arena_array(m->arena, uint64_t, (size_t)s.count * s.words);
  s.state = arena_array(m->arena, uint64_t, s.words);
  find_conflicts(&s);
  give_places(&s);
}
