// Stack maps: for each safepoint the words of frame and incoming stack area
// that hold live pointers. Everything live across a call is in its spill slot, so a
// pointer's spilled pieces say which calls it must be marked at. Of variables and parameters in
// memory variables.c has found what is live; those whose address is taken are stack
// objects besides. Equal maps are stored once; map 0 is that of the entry.
//
// All that is live is a list of ranges of calls, which are swept in the order of calls: where a range begins or ends,
// the set of words changes and a map is made of it. Work and result grow with the ranges, not with calls × words.
#include "backend/arch.h"
#include "base/bitset.h"

enum { CHUNK_BITS = 64 };

// What is marked at the calls [from, to): words of a mask.
typedef struct MapRange {
  uint32_t from, to, first_word;
  uint32_t next_begin, next_end;  // of those that begin, or end, at the same call
  const uint8_t *mask;            // NULL: one word
  uint32_t words;
} MapRange;

typedef struct Maps {
  MachineFunc *m;
  uint32_t arg_words, words;  // of the incoming stack area; of it and the frame
  Vec(MapRange) ranges;       // [0] unused
  uint64_t *set;              // the words now marked
  uint32_t *times;            // by word: ranges that mark it
  Vec(uint32_t) offsets;      // of each map in runs; abi/functab.h
  Vec(uint8_t) runs;
  uint32_t *table, table_size;  // hash: map number + 1
  uint32_t width;               // bytes up to the last word in any map
} Maps;

static void put_bit(uint64_t *set, uint32_t i) { set[i / CHUNK_BITS] |= (uint64_t)1 << (i % CHUNK_BITS); }

// ---- encoding

static void put_varint(Maps *maps, uint32_t x) {
  for (; x >= 0x80; x >>= 7) vec_push(maps->m->arena, &maps->runs, (uint8_t)(x | 0x80));
  vec_push(maps->m->arena, &maps->runs, (uint8_t)x);
}

// First word from `i` on that is, or is not, in the set.
static uint32_t find_word(const Maps *maps, uint32_t i, bool in) {
  while (i < maps->words) {
    uint64_t chunk = maps->set[i / CHUNK_BITS];
    chunk = (in ? chunk : ~chunk) >> (i % CHUNK_BITS);
    if (chunk) {
      i += (uint32_t)__builtin_ctzll(chunk);
      return i < maps->words ? i : maps->words;
    }
    i = (i / CHUNK_BITS + 1) * CHUNK_BITS;
  }
  return maps->words;
}

// Appends the set's runs.
static void encode_set(Maps *maps) {
  uint32_t at = 0;
  for (;;) {
    uint32_t first = find_word(maps, at, true);
    if (first == maps->words) break;
    uint32_t end = find_word(maps, first, false);
    put_varint(maps, first - at);
    put_varint(maps, end - first);
    at = end;
  }
  if ((at + 7) / 8 > maps->width) maps->width = (at + 7) / 8;
}

// The number of the set's map, entered if new.
static uint32_t intern_map(Maps *maps, bool fresh) {
  uint32_t count = maps->offsets.len - 1, start = maps->runs.len;
  encode_set(maps);
  uint32_t length = maps->runs.len - start;
  const uint8_t *runs = maps->runs.data + start;
  uint32_t h = (uint32_t)hash_bytes(runs, length, 0) & (maps->table_size - 1);
  for (; maps->table[h] && !fresh; h = (h + 1) & (maps->table_size - 1)) {
    uint32_t number = maps->table[h] - 1, at = maps->offsets.data[number];
    if (maps->offsets.data[number + 1] - at != length) continue;
    if (length && memcmp(maps->runs.data + at, runs, length)) continue;
    maps->runs.len = start;
    return number;
  }
  if (!fresh) maps->table[h] = count + 1;
  vec_push(maps->m->arena, &maps->offsets, maps->runs.len);
  return count;
}

// ---- what is marked

static void mark_words(Maps *maps, uint32_t first, const uint8_t *mask, uint32_t words) {
  for (uint32_t i = 0; i < words; i++)
    if (mask_has(mask, i)) put_bit(maps->set, first + i);
}

// Incoming stack area at the entry: what the caller stored, and parameters in registers, which the cold prologue
// spills.
static void mark_arguments(Maps *maps) {
  AbiSignature *s = maps->m->f->signature;
  for (uint32_t i = 0; s && i < s->param_count; i++) {
    AbiParam *p = &s->params[i];
    int32_t base = p->in_registers ? s->args_size + p->spill_offset : p->stack_offset;
    if (p->go_type) {
      const TypeShape *shape = layout_shape(maps->m->f->session, p->go_type);
      if (!shape->pointer_bytes) continue;
      const uint8_t *mask = layout_pointer_mask(maps->m->f->session, p->go_type);
      mark_words(maps, (uint32_t)base / 8, mask, (uint32_t)shape->pointer_bytes / 8);
    } else {
      for (uint32_t k = 0; k < p->component_count; k++)
        if (p->components[k].type == IR_P) put_bit(maps->set, ((uint32_t)base + p->components[k].offset) / 8);
    }
  }
}

static void add_range(Maps *maps, MapRange r) {
  if (r.from < r.to) vec_push(maps->m->arena, &maps->ranges, r);
}

static MapRange range_of_variable(const Maps *maps, const LiveRange *live) {
  const MachineFunc *m = maps->m;
  const FrameObject *object = live->parameter ? &m->parameters.data[live->object] : &m->objects.data[live->object];
  MapRange r = {.from = live->from, .to = live->to};
  r.first_word = (uint32_t)object->offset / 8 + (live->parameter ? 0 : maps->arg_words);
  if (live->word == LIVE_WHOLE) {
    r.mask = object->mask;
    r.words = object->words;
  } else {
    r.first_word += (uint32_t)live->word;
  }
  return r;
}

static void add_variables(Maps *maps) {
  for (uint32_t i = 0; i < maps->m->live_ranges.len; i++)
    add_range(maps, range_of_variable(maps, &maps->m->live_ranges.data[i]));
}

// The slots of pointers, at the calls they live across.
static void add_slots(Maps *maps) {
  MachineFunc *m = maps->m;
  for (uint32_t i = 1; i < m->pieces.len; i++) {
    Piece *p = &m->pieces.data[i];
    VRegInfo *info = &m->vregs.data[p->vreg];
    if (!info->is_pointer || !location_is_slot(p->location)) continue;
    // Calls at positions from p->from, which are odd, to before p->to.
    add_range(maps, (MapRange){.from = m->calls_before[p->from >> 1],
                               .to = m->calls_before[p->to >> 1],
                               .first_word = maps->arg_words + (uint32_t)(m->slot_base / 8) + info->slot});
  }
}

static void list_stack_object(MachineFunc *m, const FrameObject *object, bool in_args) {
  if (!object->stack_object || object->shares) return;  // shared: of one type
  MetaObject out = {.offset = object->offset,
                    .size = (uint32_t)object->size,
                    .ptr_bytes = 8 * object->words,
                    .in_args = in_args,
                    .mask = object->mask};
  vec_push(m->out, &m->meta->objects, out);
}

// ---- the sweep

static void step_word(Maps *maps, uint32_t word, bool begins) {
  if (begins) {
    maps->times[word]++;
    put_bit(maps->set, word);
  } else if (!--maps->times[word]) {
    maps->set[word / CHUNK_BITS] &= ~((uint64_t)1 << (word % CHUNK_BITS));
  }
}

static void step_range(Maps *maps, const MapRange *r, bool begins) {
  if (!r->mask) step_word(maps, r->first_word, begins);
  for (uint32_t i = 0; i < r->words; i++)
    if (mask_has(r->mask, i)) step_word(maps, r->first_word + i, begins);
}

static void sweep(Maps *maps) {
  MachineFunc *m = maps->m;
  uint32_t *begin = arena_array(m->arena, uint32_t, m->call_count + 1);
  uint32_t *end = arena_array(m->arena, uint32_t, m->call_count + 1);
  for (uint32_t i = maps->ranges.len; i-- > 1;) {
    MapRange *r = &maps->ranges.data[i];
    r->next_begin = begin[r->from];
    begin[r->from] = i;
    r->next_end = end[r->to];
    end[r->to] = i;
  }
  maps->times = arena_array(m->arena, uint32_t, maps->words + 1);
  uint32_t number = 0;
  for (uint32_t call = 0; call < m->call_count; call++) {
    for (uint32_t i = end[call]; i; i = maps->ranges.data[i].next_end) step_range(maps, &maps->ranges.data[i], false);
    for (uint32_t i = begin[call]; i; i = maps->ranges.data[i].next_begin)
      step_range(maps, &maps->ranges.data[i], true);
    if (begin[call] || end[call] || !call) number = intern_map(maps, false);
    m->call_maps[call] = number;
  }
}

// What is alive at every place.
static void mark_always(Maps *maps) {
  MachineFunc *m = maps->m;
  for (uint32_t i = 0; i < m->live_ranges.len; i++) {
    if (!m->live_ranges.data[i].always) continue;
    MapRange r = range_of_variable(maps, &m->live_ranges.data[i]);
    if (!r.mask) put_bit(maps->set, r.first_word);
    else mark_words(maps, r.first_word, r.mask, r.words);
  }
}

// ---- the result

static uint32_t get_varint(const uint8_t **at) {
  for (uint32_t value = 0, shift = 0;; shift += 7) {
    uint8_t byte = *(*at)++;
    value |= (uint32_t)(byte & 0x7f) << shift;
    if (!(byte & 0x80)) return value;
  }
}

static void expand_runs(const uint8_t *at, const uint8_t *end, uint8_t *bits) {
  for (uint32_t word = 0; at < end;) {
    word += get_varint(&at);
    for (uint32_t n = get_varint(&at); n; n--, word++) mask_add(bits, word);
  }
}

void backend_map_bits(const FuncMeta *meta, uint32_t map, uint8_t *bits) {
  if (meta->map_width) {
    memcpy(bits, meta->maps + (size_t)map * meta->map_width, meta->map_width);
    return;
  }
  const uint32_t *offsets = (const uint32_t *)meta->maps;
  const uint8_t *runs = (const uint8_t *)(offsets + meta->map_count + 1);
  expand_runs(runs + offsets[map], runs + offsets[map + 1], bits);
}

// In the shorter form.
static void write_maps(Maps *maps) {
  MachineFunc *m = maps->m;
  FuncMeta *meta = m->meta;
  uint32_t count = maps->offsets.len - 1;
  size_t offset_bytes = maps->offsets.len * sizeof(uint32_t), run_bytes = offset_bytes + maps->runs.len;
  size_t bitmap_bytes = (size_t)count * maps->width;
  meta->map_count = count;
  meta->arg_words = maps->arg_words;
  if (maps->width && bitmap_bytes <= run_bytes) {
    meta->map_width = maps->width;
    meta->map_bytes = (uint32_t)bitmap_bytes;
    meta->maps = arena_array(m->out, uint8_t, bitmap_bytes);
    for (uint32_t i = 0; i < count; i++)
      expand_runs(maps->runs.data + maps->offsets.data[i], maps->runs.data + maps->offsets.data[i + 1],
                  meta->maps + (size_t)i * maps->width);
    return;
  }
  meta->map_bytes = (uint32_t)run_bytes;
  meta->maps = arena_alloc(m->out, run_bytes, sizeof(uint32_t));
  memcpy(meta->maps, maps->offsets.data, offset_bytes);
  if (maps->runs.len) memcpy(meta->maps + offset_bytes, maps->runs.data, maps->runs.len);
}

void backend_stackmaps(MachineFunc *m) {
  AbiSignature *s = m->f->signature;
  Maps maps = {.m = m};
  maps.arg_words = s ? (uint32_t)(s->args_size + s->spill_size + 7) / 8 : 0;
  maps.words = maps.arg_words + (uint32_t)m->frame_size / 8;
  for (maps.table_size = 16; maps.table_size < 2 * m->call_count + 4;) maps.table_size *= 2;
  maps.table = arena_array(m->arena, uint32_t, maps.table_size);
  maps.set = arena_array(m->arena, uint64_t, maps.words / CHUNK_BITS + 1);
  vec_push(m->arena, &maps.offsets, 0);
  vec_push(m->arena, &maps.ranges, ((MapRange){0}));
  mark_arguments(&maps);
  intern_map(&maps, true);
  memset(maps.set, 0, (maps.words / CHUNK_BITS + 1) * sizeof *maps.set);
  add_variables(&maps);
  add_slots(&maps);
  m->call_maps = arena_array(m->arena, uint32_t, m->call_count + 1);
  sweep(&maps);
  if (m->has_stub) {
    memset(maps.set, 0, (maps.words / CHUNK_BITS + 1) * sizeof *maps.set);
    mark_always(&maps);
    m->stub_map = intern_map(&maps, false);
  }
  for (uint32_t i = OBJECT_FIRST_LOCAL; i < m->objects.len; i++) list_stack_object(m, &m->objects.data[i], false);
  for (uint32_t i = 0; i < m->parameters.len; i++) list_stack_object(m, &m->parameters.data[i], true);
  write_maps(&maps);
}
