// Liveness of variables and parameters in memory that hold pointers, on the
// selected instructions. Kept of each pointer word (of the whole for large variables): a "unit".
//
// A unit is live from where it is written, or its variable defined, up to the last place that reads it or makes a
// pointer to the variable. From then on a variable whose address was made (a stack object) lives while a pointer
// reaches it, which only the collector sees. A variable that is live where it is defined may be read, have its
// address made or be looked at by the collector before all of it is written: it is zeroed there. What the recover
// block reads is live at every safepoint and zeroed in the prologue.
//
// Each unit is followed by itself, from its uses back to its definitions (as intervals.c does with registers): the work
// is linear in what comes out, and the many variables of huge functions, each used in one block, cost next to nothing.
#include <stdlib.h>

#include "backend/arch.h"
#include "base/bitset.h"
#include "types/types.h"

enum { MAX_WORD_UNITS = 32 };

typedef enum EventKind {
  EVENT_USE,  // reads it, or makes a pointer to it
  EVENT_WRITE,
  EVENT_DEFINE
} EventKind;
typedef struct Event {
  uint32_t inst, block;
  uint8_t kind;
} Event;
typedef struct Unit {
  uint32_t object;  // index into objects, or parameters
  uint32_t events;  // number of its first one; they end with the next unit's
  bool parameter;
} Unit;

typedef struct Liveness {
  MachineFunc *m;
  Vec(Unit) units;
  Event *events;  // by unit, in the order of instructions
  // By block, 1 + the unit that it was last said of:
  uint32_t *live_in, *live_out, *touched;
  Vec(uint32_t) work;
  Vec(uint32_t) through;  // blocks that the unit is live through, without events
  bool *recovered;        // by unit: live into the recover block, or (a variable) into the entry
} Liveness;

// ---- what liveness is kept of

static void add_units(Liveness *l, FrameObject *object, bool parameter, uint32_t number) {
  MachineFunc *m = l->m;
  object->first_unit = l->units.len;
  object->unit_count = object->words > MAX_WORD_UNITS ? 1 : object->words;
  for (uint32_t i = 0; i < object->unit_count; i++)
    vec_push(m->arena, &l->units, ((Unit){.object = number, .parameter = parameter}));
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
      object.words = (uint32_t)layout_shape(m->f->session, p->go_type)->pointer_bytes / 8;
      object.mask = layout_pointer_mask(m->f->session, p->go_type);
    } else {
      uint8_t *mask = arena_array(m->out, uint8_t, p->size / 64 + 1);
      for (uint32_t k = 0; k < p->component_count; k++) {
        uint32_t word = p->components[k].offset / 8;
        if (p->components[k].type != IR_P) continue;
        mask_add(mask, word);
        object.words = word + 1;
      }
      object.mask = mask;
    }
    if (object.words) vec_push(m->arena, &m->parameters, object);
  }
}

static void find_units(Liveness *l) {
  MachineFunc *m = l->m;
  for (uint32_t i = OBJECT_FIRST_LOCAL; i < m->objects.len; i++) {
    FrameObject *object = &m->objects.data[i];
    if (!object->words) continue;
    object->mask = layout_pointer_mask(m->f->session, object->go_type);
    add_units(l, object, false, i);
  }
  for (uint32_t i = 0; i < m->parameters.len; i++) add_units(l, &m->parameters.data[i], true, i);
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

// ---- events

// Does the unit hold a pointer? Others among the words are of no interest.
static bool holds_pointer(const FrameObject *object, uint32_t unit) {
  uint32_t word = unit - object->first_unit;
  return object->unit_count != object->words || mask_has(object->mask, word);
}

// Calls back for each unit that an instruction has an effect on.
static void visit_effects(Liveness *l, void (*visit)(Liveness *l, uint32_t unit, Event event)) {
  MachineFunc *m = l->m;
  static const uint8_t kinds[] = {[FRAME_READ] = EVENT_USE,
                                  [FRAME_WRITE] = EVENT_WRITE,
                                  [FRAME_ADDRESS] = EVENT_USE,
                                  [FRAME_DEFINE] = EVENT_DEFINE};
  for (uint32_t n = 0; n < m->blocks.len; n++) {
    for (uint32_t i = m->blocks.data[n].first; i < m->blocks.data[n].end; i++) {
      FrameEffect effect;
      FrameObject *object = affected(m, &m->insts.data[i], &effect);
      if (!object) continue;
      if (effect.kind == FRAME_ADDRESS) object->stack_object = true;
      uint32_t first, end;
      unit_range(object, &effect, &first, &end);
      for (uint32_t u = first; u < end; u++)
        if (holds_pointer(object, u)) visit(l, u, (Event){i, n, kinds[effect.kind]});
    }
  }
}

static void count_event(Liveness *l, uint32_t unit, Event event) {
  (void)event;
  l->units.data[unit].events++;
}
static void put_event(Liveness *l, uint32_t unit, Event event) { l->events[l->units.data[unit].events++] = event; }

static void find_events(Liveness *l) {
  visit_effects(l, count_event);
  uint32_t total = 0;
  for (uint32_t u = 0; u < l->units.len; u++) {
    uint32_t count = l->units.data[u].events;
    l->units.data[u].events = total;
    total += count;
  }
  l->events = arena_array(l->m->arena, Event, total + 1);
  visit_effects(l, put_event);  // moves each start to the end, which is the next one's start
  vec_push(l->m->arena, &l->units, ((Unit){.events = total}));
  for (uint32_t u = l->units.len - 1; u > 0; u--) l->units.data[u].events = l->units.data[u - 1].events;
  l->units.data[0].events = 0;
}

// ---- where a unit is live

static void enter_live_in(Liveness *l, uint32_t block, uint32_t mark) {
  MachineFunc *m = l->m;
  if (l->live_in[block] == mark) return;
  l->live_in[block] = mark;
  vec_push(m->arena, &l->work, block);
  while (l->work.len) {
    const MachineBlock *at = &m->blocks.data[vec_pop(&l->work)];
    for (uint32_t k = 0; k < at->preds.len; k++) {
      uint32_t pred = at->preds.data[k];
      if (pred == UINT32_MAX || l->live_out[pred] == mark) continue;
      l->live_out[pred] = mark;
      if (l->touched[pred] == mark || l->live_in[pred] == mark) continue;  // its own events say what is live into it
      l->live_in[pred] = mark;
      vec_push(m->arena, &l->through, pred);
      vec_push(m->arena, &l->work, pred);
    }
  }
}

static void find_live_blocks(Liveness *l, const Event *events, uint32_t count, uint32_t mark) {
  for (uint32_t i = 0; i < count; i++) l->touched[events[i].block] = mark;
  for (uint32_t i = 0; i < count; i++)
    if (events[i].kind == EVENT_USE && (!i || events[i - 1].block != events[i].block))
      enter_live_in(l, events[i].block, mark);
}

// Adds what lies between two instructions, from after the first.
static void add_range(Liveness *l, uint32_t unit, uint32_t from, uint32_t to) {
  MachineFunc *m = l->m;
  const Unit *u = &l->units.data[unit];
  const FrameObject *object = u->parameter ? &m->parameters.data[u->object] : &m->objects.data[u->object];
  int32_t word = object->unit_count == object->words ? (int32_t)(unit - object->first_unit) : LIVE_WHOLE;
  LiveRange r = {m->calls_before[from], m->calls_before[to], u->object, word, u->parameter, false};
  if (r.from == r.to) return;
  LiveRange *last = m->live_ranges.len ? &vec_last(&m->live_ranges) : NULL;
  bool joins = last && last->object == r.object && last->word == word && last->parameter == r.parameter;
  if (joins && last->from == r.to) last->from = r.from;
  else vec_push(m->arena, &m->live_ranges, r);
}

// The last block first, so that ranges of neighbours join.
static int by_block(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? 1 : x > y ? -1 : 0;
}

static void add_ranges(Liveness *l, uint32_t unit, const Event *events, uint32_t count, uint32_t mark) {
  MachineFunc *m = l->m;
  uint32_t through = 0;
  if (l->through.len > 1) qsort(l->through.data, l->through.len, sizeof(uint32_t), by_block);
  for (uint32_t i = count; i > 0;) {
    uint32_t n = events[i - 1].block;
    const MachineBlock *block = &m->blocks.data[n];
    for (; through < l->through.len && l->through.data[through] > n; through++) {
      const MachineBlock *other = &m->blocks.data[l->through.data[through]];
      add_range(l, unit, other->first, other->end);
    }
    bool live = l->live_out[n] == mark;
    uint32_t end = block->end;
    for (; i > 0 && events[i - 1].block == n; i--) {
      const Event *e = &events[i - 1];
      if (live) add_range(l, unit, e->inst, end);
      if (live && e->kind == EVENT_DEFINE && !l->units.data[unit].parameter)
        m->objects.data[l->units.data[unit].object].zero_at_definition = true;
      live = e->kind == EVENT_USE;
      end = e->inst;
    }
    if (live) add_range(l, unit, block->first, end);
  }
  for (; through < l->through.len; through++) {
    const MachineBlock *other = &m->blocks.data[l->through.data[through]];
    add_range(l, unit, other->first, other->end);
  }
}

static void follow_unit(Liveness *l, uint32_t unit) {
  MachineFunc *m = l->m;
  const Event *events = l->events + l->units.data[unit].events;
  uint32_t count = l->units.data[unit + 1].events - l->units.data[unit].events, mark = unit + 1;
  l->through.len = 0;
  find_live_blocks(l, events, count, mark);
  add_ranges(l, unit, events, count, mark);
  bool recovers = m->f->recover_block && l->live_in[m->block_index[m->f->recover_block]] == mark;
  if (l->units.data[unit].parameter ? recovers : recovers || l->live_in[0] == mark) l->recovered[unit] = true;
}

// ---- what is always live

// Whole variables: what one is to the recover block, it is to every safepoint. Of a parameter the words that are.
static void find_always_live(Liveness *l) {
  MachineFunc *m = l->m;
  for (uint32_t unit = 0; unit + 1 < l->units.len; unit++) {
    const Unit *u = &l->units.data[unit];
    if (!l->recovered[unit]) continue;
    LiveRange r = {0, m->calls_before[m->insts.len], u->object, LIVE_WHOLE, u->parameter, true};
    if (u->parameter) {
      const FrameObject *object = &m->parameters.data[u->object];
      if (object->unit_count == object->words) r.word = (int32_t)(unit - object->first_unit);
    } else {
      FrameObject *object = &m->objects.data[u->object];
      if (object->zero_at_entry) continue;
      object->zero_at_entry = true;
      object->zero_at_definition = false;
    }
    vec_push(m->arena, &m->live_ranges, r);
  }
}

static void count_calls(MachineFunc *m) {
  m->calls_before = arena_array(m->arena, uint32_t, m->insts.len + 1);
  for (uint32_t i = 0; i < m->insts.len; i++)
    m->calls_before[i + 1] = m->calls_before[i] + ((m->insts.data[i].flags & INST_CALL) != 0);
  m->call_count = m->calls_before[m->insts.len];
}

void backend_variables(MachineFunc *m) {
  Liveness l = {.m = m};
  count_calls(m);
  find_parameters(m);
  find_units(&l);
  if (!l.units.len) return;
  find_events(&l);
  l.live_in = arena_array(m->arena, uint32_t, m->blocks.len);
  l.live_out = arena_array(m->arena, uint32_t, m->blocks.len);
  l.touched = arena_array(m->arena, uint32_t, m->blocks.len);
  l.recovered = arena_array(m->arena, bool, l.units.len);
  for (uint32_t unit = 0; unit + 1 < l.units.len; unit++) follow_unit(&l, unit);
  find_always_live(&l);
}
