// Liveness of variables and parameters in memory that hold pointers, on the
// selected instructions. Kept of each pointer word (of the whole for large variables): a "unit".
//
// Backward: a unit is live from where it is written, or its variable defined, up to the last place that reads it or
// makes a pointer to the variable. From then on a variable whose address was made (a stack object) lives while a
// pointer reaches it, which only the collector sees. Forward: a unit is initialized once written. A variable that is
// read, has its address made or is live at a safepoint with a unit that may not be initialized is zeroed where
// it is defined. What the recover block reads is live at every safepoint and zeroed in the prologue.
#include "backend/arch.h"
#include "types/types.h"

enum { MAX_WORD_UNITS = 32, MAX_SET_WORDS = 1 << 22 };

typedef struct Liveness {
  MachineFunc *m;
  uint32_t unit_count, set_words;
  uint64_t *live_in;   // sets, by block
  uint64_t *ready_in;  // initialized units, by block
  uint64_t *state;
  const FrameObject **of_unit;
} Liveness;

static bool has(const uint64_t *set, uint32_t unit) { return set[unit / 64] >> (unit % 64) & 1; }
static void put(uint64_t *set, uint32_t unit) { set[unit / 64] |= (uint64_t)1 << (unit % 64); }
static void take(uint64_t *set, uint32_t unit) { set[unit / 64] &= ~((uint64_t)1 << (unit % 64)); }

// ---- what liveness is kept of

static void add_units(Liveness *l, FrameObject *object, bool coarse) {
  object->first_unit = l->unit_count;
  object->unit_count = coarse || object->words > MAX_WORD_UNITS ? 1 : object->words;
  l->unit_count += object->unit_count;
}

static void find_parameters(MachineFunc *m) {
  AbiSignature *s = m->f->signature;
  for (uint32_t i = 0; s && i < s->param_count; i++) {
    AbiParam *p = &s->params[i];
    if (p->in_registers && !p->by_address) continue;
    FrameObject object = {.go_type = p->go_type,
                          .size = p->size,
                          .initialized = !p->in_registers,
                          .offset = p->in_registers ? s->args_size + p->spill_offset : p->stack_offset};
    if (p->go_type) {
      object.mask = backend_pointer_mask(m->arena, p->go_type, &object.words);
    } else {
      object.mask = arena_array(m->arena, uint8_t, p->size / 64 + 1);
      for (uint32_t k = 0; k < p->component_count; k++) {
        uint32_t word = p->components[k].offset / 8;
        if (p->components[k].type != IR_P) continue;
        object.mask[word >> 3] |= (uint8_t)(1 << (word & 7));
        object.words = word + 1;
      }
    }
    object.has_pointers = object.words > 0;
    if (object.has_pointers) vec_push(m->arena, &m->parameters, object);
  }
}

static void find_units(Liveness *l, bool coarse) {
  MachineFunc *m = l->m;
  l->unit_count = 0;
  for (uint32_t i = OBJECT_FIRST_LOCAL; i < m->objects.len; i++) {
    FrameObject *object = &m->objects.data[i];
    if (!object->has_pointers) continue;
    if (!object->mask) object->mask = backend_pointer_mask(m->arena, object->go_type, &object->words);
    add_units(l, object, coarse);
  }
  for (uint32_t i = 0; i < m->parameters.len; i++) add_units(l, &m->parameters.data[i], coarse);
  l->set_words = (l->unit_count + 63) / 64;
}

// ---- effects

// The variable or parameter that an instruction has an effect on, `from` counting from its start; NULL if none.
static FrameObject *affected(MachineFunc *m, const MachineInst *inst, FrameEffect *effect) {
  if (!(inst->flags & INST_FRAME)) return NULL;
  *effect = m->arch->frame_effect(inst);
  if (effect->kind == FRAME_NONE || effect->object == OBJECT_OUTGOING) return NULL;
  if (effect->object != OBJECT_CFA) {
    FrameObject *object = &m->objects.data[effect->object];
    return object->unit_count ? object : NULL;
  }
  for (uint32_t i = 0; i < m->parameters.len; i++) {
    FrameObject *p = &m->parameters.data[i];
    if (effect->from < p->offset || effect->from >= p->offset + p->size) continue;
    effect->from -= p->offset;
    return p;
  }
  return NULL;
}

// The units that the bytes of an effect touch, or cover entirely: [*first, *end).
static void unit_range(const FrameObject *object, const FrameEffect *effect, uint32_t *first, uint32_t *end) {
  bool whole = effect->size < 0 || effect->kind == FRAME_ADDRESS || effect->kind == FRAME_DEFINE;
  bool cover = effect->kind == FRAME_WRITE;
  int64_t from = whole ? 0 : effect->from, to = whole ? object->size : from + effect->size;
  if (object->unit_count != object->words) {  // all of it is one unit
    bool any = from < 8 * (int64_t)object->words, all = from <= 0 && to >= 8 * (int64_t)object->words;
    *first = object->first_unit;
    *end = *first + (cover ? all : any);
    return;
  }
  int64_t low = cover ? (from + 7) / 8 : from / 8, high = cover ? to / 8 : (to + 7) / 8;
  if (low < 0) low = 0;
  if (high > object->words) high = object->words;
  *first = object->first_unit + (uint32_t)(low < high ? low : high);
  *end = object->first_unit + (uint32_t)high;
}

// ---- backward: liveness

static void live_before(Liveness *l, const MachineInst *inst) {
  FrameEffect effect;
  FrameObject *object = affected(l->m, inst, &effect);
  if (!object) return;
  uint32_t first, end;
  unit_range(object, &effect, &first, &end);
  bool use = effect.kind == FRAME_READ || effect.kind == FRAME_ADDRESS;
  if (effect.kind == FRAME_ADDRESS) object->stack_object = true;
  for (uint32_t u = first; u < end; u++) {
    if (use) put(l->state, u);
    else take(l->state, u);
  }
}

static uint64_t *set_of(uint64_t *sets, const Liveness *l, uint32_t n) { return sets + (size_t)n * l->set_words; }

// The state at the end of a block: what its successors want.
static void live_at_end(Liveness *l, uint32_t n) {
  MachineBlock *block = &l->m->blocks.data[n];
  memset(l->state, 0, l->set_words * sizeof *l->state);
  for (uint32_t k = 0; k < block->succs.len; k++) {
    const uint64_t *in = set_of(l->live_in, l, block->succs.data[k]);
    for (uint32_t w = 0; w < l->set_words; w++) l->state[w] |= in[w];
  }
}

static void find_live(Liveness *l) {
  MachineFunc *m = l->m;
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t n = m->blocks.len; n-- > 0;) {
      MachineBlock *block = &m->blocks.data[n];
      live_at_end(l, n);
      for (uint32_t i = block->end; i-- > block->first;) live_before(l, &m->insts.data[i]);
      uint64_t *in = set_of(l->live_in, l, n);
      changed |= memcmp(in, l->state, l->set_words * sizeof *in) != 0;
      memcpy(in, l->state, l->set_words * sizeof *in);
    }
  }
}

// What is live at each call, after it.
static void record_calls(Liveness *l) {
  MachineFunc *m = l->m;
  uint32_t call = 0;
  for (uint32_t i = 0; i < m->insts.len; i++) call += (m->insts.data[i].flags & INST_CALL) != 0;
  m->call_live = arena_array(m->arena, uint64_t, (size_t)call * l->set_words + 1);
  for (uint32_t n = m->blocks.len; n-- > 0;) {
    MachineBlock *block = &m->blocks.data[n];
    live_at_end(l, n);
    for (uint32_t i = block->end; i-- > block->first;) {
      if (m->insts.data[i].flags & INST_CALL)
        memcpy(set_of(m->call_live, l, --call), l->state, l->set_words * sizeof *l->state);
      live_before(l, &m->insts.data[i]);
    }
  }
}

// ---- forward: initialization

static void need_zero(FrameObject *object) {
  if (!object->zero_at_entry) object->zero_at_definition = true;
}

// Does the unit hold a pointer? Others among them need no zero.
static bool holds_pointer(const FrameObject *object, uint32_t unit) {
  uint32_t word = unit - object->first_unit;
  return object->unit_count != object->words || (object->mask[word >> 3] >> (word & 7) & 1);
}

static void ready_after(Liveness *l, const MachineInst *inst, bool decide) {
  FrameEffect effect;
  FrameObject *object = affected(l->m, inst, &effect);
  if (!object || object->zero_at_entry) return;
  uint32_t first, end;
  unit_range(object, &effect, &first, &end);
  for (uint32_t u = first; u < end; u++) {
    if (effect.kind == FRAME_DEFINE) {
      take(l->state, u);
      continue;
    }
    if (decide && holds_pointer(object, u) && effect.kind != FRAME_WRITE && !has(l->state, u)) need_zero(object);
    put(l->state, u);
  }
}

static void zero_if_live(Liveness *l, const uint64_t *live) {
  MachineFunc *m = l->m;
  for (uint32_t i = OBJECT_FIRST_LOCAL; i < m->objects.len; i++) {
    FrameObject *object = &m->objects.data[i];
    for (uint32_t u = object->first_unit; u < object->first_unit + object->unit_count; u++)
      if (holds_pointer(object, u) && has(live, u) && !has(l->state, u)) need_zero(object);
  }
}

static void pass_ready(Liveness *l, uint32_t n, bool decide, uint32_t *call) {
  MachineFunc *m = l->m;
  MachineBlock *block = &m->blocks.data[n];
  memcpy(l->state, set_of(l->ready_in, l, n), l->set_words * sizeof *l->state);
  for (uint32_t i = block->first; i < block->end; i++) {
    const MachineInst *inst = &m->insts.data[i];
    if (decide && (inst->flags & INST_CALL)) zero_if_live(l, set_of(m->call_live, l, (*call)++));
    ready_after(l, inst, decide);
  }
}

// Parameters that the caller wrote, and what the prologue zeroes.
static void ready_at_entry(Liveness *l, uint64_t *set) {
  MachineFunc *m = l->m;
  memset(set, 0, l->set_words * sizeof *set);
  for (uint32_t i = OBJECT_FIRST_LOCAL; i < m->objects.len; i++) {
    FrameObject *object = &m->objects.data[i];
    for (uint32_t u = 0; u < object->unit_count && object->zero_at_entry; u++) put(set, object->first_unit + u);
  }
  for (uint32_t i = 0; i < m->parameters.len; i++) {
    FrameObject *object = &m->parameters.data[i];
    for (uint32_t u = 0; u < object->unit_count && object->initialized; u++) put(set, object->first_unit + u);
  }
}

static void find_ready(Liveness *l) {
  MachineFunc *m = l->m;
  memset(l->ready_in, 0xff, (size_t)m->blocks.len * l->set_words * sizeof *l->ready_in);
  ready_at_entry(l, l->ready_in);
  if (m->f->recover_block) ready_at_entry(l, set_of(l->ready_in, l, m->block_index[m->f->recover_block]));
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t n = 0; n < m->blocks.len; n++) {
      pass_ready(l, n, false, NULL);
      for (uint32_t k = 0; k < m->blocks.data[n].succs.len; k++) {
        uint64_t *in = set_of(l->ready_in, l, m->blocks.data[n].succs.data[k]);
        for (uint32_t w = 0; w < l->set_words; w++) {
          changed |= (in[w] & l->state[w]) != in[w];
          in[w] &= l->state[w];
        }
      }
    }
  }
  uint32_t call = 0;
  for (uint32_t n = 0; n < m->blocks.len; n++) pass_ready(l, n, true, &call);
}

// ----

// Too large to analyze: live throughout.
static void give_up(Liveness *l) {
  MachineFunc *m = l->m;
  uint32_t calls = 0;
  for (uint32_t i = 0; i < m->insts.len; i++) {
    calls += (m->insts.data[i].flags & INST_CALL) != 0;
    FrameEffect effect;
    FrameObject *object = affected(m, &m->insts.data[i], &effect);
    if (object && effect.kind == FRAME_ADDRESS) object->stack_object = true;
  }
  memset(m->always_live, 0xff, l->set_words * sizeof *m->always_live);
  m->call_live = arena_array(m->arena, uint64_t, (size_t)calls * l->set_words + 1);
}

// Whole objects: what a variable is to the recover block, it is to every safepoint.
static void find_always_live(Liveness *l) {
  MachineFunc *m = l->m;
  const uint64_t *entry = l->live_in;
  const uint64_t *recover = m->f->recover_block ? set_of(l->live_in, l, m->block_index[m->f->recover_block]) : entry;
  for (uint32_t i = OBJECT_FIRST_LOCAL; i < m->objects.len; i++) {
    FrameObject *object = &m->objects.data[i];
    bool always = false;
    for (uint32_t u = object->first_unit; u < object->first_unit + object->unit_count; u++)
      always |= has(recover, u) || has(entry, u);
    object->zero_at_entry = always;
    for (uint32_t u = 0; u < object->unit_count && always; u++) put(m->always_live, object->first_unit + u);
  }
  if (recover == entry) return;
  for (uint32_t w = 0; w < l->set_words; w++) m->always_live[w] |= recover[w];
}

void backend_variables(MachineFunc *m) {
  Liveness l = {.m = m};
  find_parameters(m);
  find_units(&l, false);
  if ((uint64_t)l.set_words * (m->blocks.len + m->insts.len / 16) > MAX_SET_WORDS) find_units(&l, true);
  m->unit_words = l.set_words;
  if (!l.unit_count) return;
  m->always_live = arena_array(m->arena, uint64_t, l.set_words);
  if ((uint64_t)l.set_words * (m->blocks.len + m->insts.len / 16) > MAX_SET_WORDS) {
    give_up(&l);
    for (uint32_t i = OBJECT_FIRST_LOCAL; i < m->objects.len; i++)
      m->objects.data[i].zero_at_entry = m->objects.data[i].has_pointers;
    return;
  }
  l.live_in = arena_array(m->arena, uint64_t, (size_t)m->blocks.len * l.set_words);
  l.ready_in = arena_array(m->arena, uint64_t, (size_t)m->blocks.len * l.set_words);
  l.state = arena_array(m->arena, uint64_t, l.set_words);
  find_live(&l);
  find_always_live(&l);
  record_calls(&l);
  find_ready(&l);
}
