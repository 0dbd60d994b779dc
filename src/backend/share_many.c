// Places for the variables of huge functions (share.c). Instructions are numbered so that every block follows those
// that lead to it, also where it is cold and stands elsewhere. Of each variable the stretch is found from the first to
// the last number at which it is in use: from its uses back to its definition, over the blocks between. In the order of
// these stretches each takes a place of its kind that is free again, or a new one. All of it is linear in the size of
// the function and in the blocks that variables live through.
#include <stdlib.h>

#include "backend/share.h"

enum { MAX_TRIES = 8 };  // places looked at for one variable

// A use that the definition does not come before in its block.
typedef struct OuterUse {
  uint32_t block, next;
} OuterUse;

typedef struct Stretch {
  uint32_t candidate;
  uint32_t from, to;           // instructions
  uint32_t definition, block;  // where it is defined, UINT32_MAX: not yet
  uint32_t outer_uses;         // list
  bool fixed;                  // in use at the entry, or defined twice: no place to share
} Stretch;

typedef struct SharedPlace {
  uint32_t object;  // the first to have it
  uint32_t to;      // last instruction that uses it
} SharedPlace;
typedef struct PlaceKind {  // places that the same variables fit: the one given longest ago first
  Vec(SharedPlace) places;
  uint32_t oldest;
} PlaceKind;

typedef struct Many {
  Share *s;
  Stretch *stretches;  // by candidate; then by `from`
  Vec(OuterUse) outer;
  uint32_t *live_in, *live_out;  // by block: 1 + candidate last entered
  Vec(uint32_t) work;
  uint32_t *start;     // by block: number of its first instruction
  uint32_t at, block;  // where the scan is: number, block
  Map kinds;           // -> PlaceKind
} Many;

// ---- numbers

typedef struct Visit {
  uint32_t block, next;  // next: of its successors
} Visit;

// Appends the blocks that are reached from `root` and new, after what they lead to.
static void postorder(MachineFunc *m, uint32_t root, bool *seen, uint32_t *order, uint32_t *count) {
  Vec(Visit) stack = {0};
  if (seen[root]) return;
  seen[root] = true;
  vec_push(m->arena, &stack, ((Visit){root, 0}));
  while (stack.len) {
    Visit *top = &vec_last(&stack);
    const MachineBlock *block = &m->blocks.data[top->block];
    if (top->next == block->succs.len) {
      order[(*count)++] = top->block;
      stack.len--;
      continue;
    }
    uint32_t succ = block->succs.data[top->next++];
    if (seen[succ]) continue;
    seen[succ] = true;
    vec_push(m->arena, &stack, ((Visit){succ, 0}));
  }
}

static void number_blocks(Many *many) {
  MachineFunc *m = many->s->m;
  uint32_t *order = arena_array(m->arena, uint32_t, m->blocks.len), count = 0, at = 1;
  bool *seen = arena_array(m->arena, bool, m->blocks.len);
  for (uint32_t n = m->blocks.len; n-- > 1;)  // what nothing leads to, the recover block among it
    if (!m->blocks.data[n].preds.len) postorder(m, n, seen, order, &count);
  postorder(m, 0, seen, order, &count);
  many->start = arena_array(m->arena, uint32_t, m->blocks.len);
  for (uint32_t i = count; i-- > 0;) {
    many->start[order[i]] = at;
    at += m->blocks.data[order[i]].end - m->blocks.data[order[i]].first + 1;
  }
  for (uint32_t n = 0; n < m->blocks.len; n++) {
    if (seen[n]) continue;
    many->start[n] = at;
    at += m->blocks.data[n].end - m->blocks.data[n].first + 1;
  }
}

// ---- stretches

static void define(Many *many, uint32_t candidate) {
  Stretch *t = &many->stretches[candidate];
  if (t->definition != UINT32_MAX) t->fixed = true;
  t->definition = t->from = t->to = many->at;
  t->block = many->block;
}

static void use(void *context, uint32_t candidate) {
  Many *many = context;
  Stretch *t = &many->stretches[candidate];
  if (t->to < many->at) t->to = many->at;
  if (t->from > many->at) t->from = many->at;
  if (t->block == many->block && t->definition < many->at) return;
  vec_push(many->s->m->arena, &many->outer, ((OuterUse){many->block, t->outer_uses}));
  t->outer_uses = many->outer.len - 1;
}

static void scan(Many *many, bool definitions) {
  MachineFunc *m = many->s->m;
  for (many->block = 0; many->block < m->blocks.len; many->block++) {
    const MachineBlock *block = &m->blocks.data[many->block];
    for (uint32_t i = block->first; i < block->end; i++) {
      const MachineInst *inst = &m->insts.data[i];
      FrameEffectKind kind = FRAME_NONE;
      uint32_t c = share_candidate(many->s, inst, &kind);
      many->at = many->start[many->block] + (i - block->first);
      if (definitions) {
        if (c && kind == FRAME_DEFINE) define(many, c - 1);
        continue;
      }
      share_visit_pointers(many->s, inst, use, many);
      if (c && kind != FRAME_NONE && kind != FRAME_DEFINE) use(many, c - 1);
    }
  }
}

static void live_into(Many *many, Stretch *t, uint32_t block) {
  MachineFunc *m = many->s->m;
  uint32_t mark = t->candidate + 1;
  vec_push(m->arena, &many->work, block);
  while (many->work.len) {
    uint32_t n = vec_pop(&many->work);
    const MachineBlock *at = &m->blocks.data[n];
    if (many->live_in[n] == mark) continue;
    many->live_in[n] = mark;
    if (many->start[n] < t->from) t->from = many->start[n];
    if (n == 0 || n == (m->f->recover_block ? m->block_index[m->f->recover_block] : 0)) t->fixed = true;
    for (uint32_t k = 0; k < at->preds.len; k++) {
      uint32_t pred = at->preds.data[k];
      if (pred == UINT32_MAX || many->live_out[pred] == mark) continue;
      many->live_out[pred] = mark;
      uint32_t end = many->start[pred] + (m->blocks.data[pred].end - m->blocks.data[pred].first);
      if (end > t->to) t->to = end;
      if (pred != t->block) vec_push(m->arena, &many->work, pred);
    }
  }
}

static int by_start(const void *a, const void *b) {
  const Stretch *x = a, *y = b;
  if (x->from != y->from) return x->from < y->from ? -1 : 1;
  return x->candidate < y->candidate ? -1 : x->candidate > y->candidate;
}

static void find_stretches(Many *many) {
  MachineFunc *m = many->s->m;
  uint32_t count = many->s->count;
  many->stretches = arena_array(m->arena, Stretch, count);
  many->live_in = arena_array(m->arena, uint32_t, m->blocks.len);
  many->live_out = arena_array(m->arena, uint32_t, m->blocks.len);
  vec_push(m->arena, &many->outer, ((OuterUse){0}));
  for (uint32_t c = 0; c < count; c++)
    many->stretches[c] = (Stretch){.candidate = c, .definition = UINT32_MAX, .block = UINT32_MAX};
  scan(many, true);
  scan(many, false);
  for (uint32_t c = 0; c < count; c++) {
    Stretch *t = &many->stretches[c];
    if (t->definition == UINT32_MAX) t->fixed = true;
    for (uint32_t u = t->outer_uses; u && !t->fixed; u = many->outer.data[u].next)
      live_into(many, t, many->outer.data[u].block);
  }
  qsort(many->stretches, count, sizeof(Stretch), by_start);
}

// ---- places

// Stack objects share with others of their type; the rest with those of their size and alignment.
static PlaceKind *kind_of(Many *many, const FrameObject *object) {
  Arena *arena = many->s->m->arena;
  uint64_t key = object->stack_object ? map_key(object->go_type) : (uint64_t)object->size << 9 | object->align << 1 | 1;
  PlaceKind *kind = map_get(&many->kinds, key);
  if (kind) return kind;
  kind = arena_new(arena, PlaceKind);
  map_put(arena, &many->kinds, key, kind);
  return kind;
}

static void give_place(Many *many, const Stretch *t) {
  MachineFunc *m = many->s->m;
  uint32_t index = many->s->objects[t->candidate];
  FrameObject *object = &m->objects.data[index];
  PlaceKind *kind = kind_of(many, object);
  for (uint32_t tries = 0; tries < kind->places.len && tries < MAX_TRIES; tries++) {
    SharedPlace *place = &kind->places.data[(kind->oldest + tries) % kind->places.len];
    if (place->to >= t->from) continue;
    object->shares = place->object;
    place->to = t->to;
    kind->oldest = (kind->oldest + tries + 1) % kind->places.len;
    return;
  }
  vec_push(m->arena, &kind->places, ((SharedPlace){index, t->to}));
}

void share_many(Share *s) {
  Many many = {.s = s};
  number_blocks(&many);
  find_stretches(&many);
  for (uint32_t c = 0; c < s->count; c++)
    if (!many.stretches[c].fixed) give_place(&many, &many.stretches[c]);
}
