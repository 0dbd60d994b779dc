// Stack maps: for each safepoint the words of frame and incoming stack area
// that hold live pointers. Everything live across a call is in its spill slot, so a
// pointer's spilled pieces say which calls it must be marked at. Of variables and parameters in
// memory variables.c has found what is live; those whose address is taken are stack
// objects besides. Equal maps are stored once; map 0 is that of the entry.
#include "backend/arch.h"
#include "types/types.h"

static void mark_type(uint8_t *bits, int64_t offset, Type *type) {
  if (!types_ptr_bytes(type)) return;
  type = types_underlying(type);
  switch (type->kind) {
    case TYPE_STRUCT: {
      Struct *s = (Struct *)type;
      for (uint32_t i = 0; i < s->field_count; i++)
        mark_type(bits, offset + types_field_offset(s, i), s->fields[i]->type);
      return;
    }
    case TYPE_ARRAY: {
      Array *array = (Array *)type;
      int64_t size = types_sizeof(array->elem);
      for (int64_t i = 0; i < array->length; i++) mark_type(bits, offset + i * size, array->elem);
      return;
    }
    case TYPE_INTERFACE:
      bits[(offset / 8) >> 3] |= (uint8_t)(1 << (offset / 8 & 7));
      offset += 8;
      break;
    default: break;  // strings, slices: the first word
  }
  bits[(offset / 8) >> 3] |= (uint8_t)(1 << (offset / 8 & 7));
}

// Bitmap of the pointer words of a type.
uint8_t *backend_pointer_mask(Arena *arena, Type *type, uint32_t *words) {
  *words = (uint32_t)(types_ptr_bytes(type) / 8);
  uint8_t *bits = arena_array(arena, uint8_t, *words / 8 + 1);
  mark_type(bits, 0, type);
  return bits;
}

typedef struct Maps {
  MachineFunc *m;
  uint32_t bytes;  // a map
  uint32_t arg_words, local_words;
  uint32_t count, cap;
  uint8_t *bits;
  uint32_t *table, table_size;  // hash: map number + 1
} Maps;

static void set_bit(uint8_t *bits, uint32_t i) { bits[i >> 3] |= (uint8_t)(1 << (i & 7)); }

static void mark_words(uint8_t *bits, uint32_t first, const uint8_t *mask, uint32_t words) {
  for (uint32_t i = 0; i < words; i++)
    if (mask[i >> 3] >> (i & 7) & 1) set_bit(bits, first + i);
}

// The number of a map, entered if new.
static uint32_t intern_map(Maps *maps, const uint8_t *bits, bool fresh) {
  Arena *arena = maps->m->arena;
  uint32_t h = (uint32_t)hash_bytes(bits, maps->bytes, 0) & (maps->table_size - 1);
  for (; maps->table[h] && !fresh; h = (h + 1) & (maps->table_size - 1)) {
    uint32_t number = maps->table[h] - 1;
    if (!memcmp(maps->bits + (size_t)number * maps->bytes, bits, maps->bytes)) return number;
  }
  if (maps->count == maps->cap) {
    uint32_t cap = maps->cap ? 2 * maps->cap : 8;
    uint8_t *grown = arena_array(arena, uint8_t, (size_t)cap * maps->bytes + 1);
    if (maps->bits) memcpy(grown, maps->bits, (size_t)maps->count * maps->bytes);
    maps->bits = grown;
    maps->cap = cap;
  }
  memcpy(maps->bits + (size_t)maps->count * maps->bytes, bits, maps->bytes);
  if (!fresh) maps->table[h] = maps->count + 1;
  return maps->count++;
}

// Incoming stack area at the entry: what the caller stored, and parameters in registers, which the cold prologue
// spills.
static void mark_arguments(MachineFunc *m, uint8_t *bits) {
  AbiSignature *s = m->f->signature;
  for (uint32_t i = 0; s && i < s->param_count; i++) {
    AbiParam *p = &s->params[i];
    int32_t base = p->in_registers ? s->args_size + p->spill_offset : p->stack_offset;
    if (p->go_type && types_ptr_bytes(p->go_type)) {
      uint32_t words;
      uint8_t *mask = backend_pointer_mask(m->arena, p->go_type, &words);
      mark_words(bits, (uint32_t)base / 8, mask, words);
    } else if (!p->go_type) {
      for (uint32_t k = 0; k < p->component_count; k++)
        if (p->components[k].type == IR_P) set_bit(bits, ((uint32_t)base + p->components[k].offset) / 8);
    }
  }
}

// Marks the pointers of a variable whose units are in the set.
static void mark_object(uint8_t *bits, uint32_t first_word, const FrameObject *object, const uint64_t *live) {
  for (uint32_t i = 0; i < object->words; i++) {
    uint32_t unit = object->first_unit + (object->unit_count == object->words ? i : 0);
    if ((object->mask[i >> 3] >> (i & 7) & 1) && (live[unit / 64] >> (unit % 64) & 1)) set_bit(bits, first_word + i);
  }
}

static void mark_variables(MachineFunc *m, const Maps *maps, uint8_t *bits, const uint64_t *live) {
  for (uint32_t i = OBJECT_FIRST_LOCAL; i < m->objects.len; i++) {
    const FrameObject *object = &m->objects.data[i];
    mark_object(bits, maps->arg_words + (uint32_t)object->offset / 8, object, live);
  }
  for (uint32_t i = 0; i < m->parameters.len; i++)
    mark_object(bits, (uint32_t)m->parameters.data[i].offset / 8, &m->parameters.data[i], live);
}

static void list_stack_object(MachineFunc *m, const FrameObject *object, bool in_args) {
  if (!object->stack_object || object->shares) return;  // shared: of one type
  uint32_t bytes = object->words / 8 + 1;
  MetaObject out = {.offset = object->offset,
                    .size = (uint32_t)object->size,
                    .ptr_bytes = 8 * object->words,
                    .in_args = in_args,
                    .mask = arena_array(m->out, uint8_t, bytes)};
  memcpy(out.mask, object->mask, bytes);
  vec_push(m->out, &m->meta->objects, out);
}

// Marks the slots of pointers at the calls they live across.
static void mark_slots(MachineFunc *m, Maps *maps, uint8_t *all) {
  for (uint32_t i = 1; i < m->pieces.len; i++) {
    Piece *p = &m->pieces.data[i];
    VRegInfo *info = &m->vregs.data[p->vreg];
    if (!info->is_pointer || !location_is_slot(p->location)) continue;
    uint32_t low = 0, high = m->call_count;
    while (low < high) {
      uint32_t middle = (low + high) / 2;
      if (2 * m->call_insts[middle] + 1 < p->from) low = middle + 1;
      else high = middle;
    }
    uint32_t word = maps->arg_words + (uint32_t)(m->slot_base / 8) + info->slot;
    for (; low < m->call_count && 2 * m->call_insts[low] + 1 < p->to; low++)
      set_bit(all + (size_t)low * maps->bytes, word);
  }
}

void backend_stackmaps(MachineFunc *m) {
  FuncMeta *meta = m->meta;
  AbiSignature *s = m->f->signature;
  Maps maps = {.m = m};
  maps.arg_words = s ? (uint32_t)(s->args_size + s->spill_size + 7) / 8 : 0;
  maps.local_words = (uint32_t)m->frame_size / 8;
  maps.bytes = (maps.arg_words + maps.local_words + 7) / 8;
  m->call_insts = arena_array(m->arena, uint32_t, m->insts.len + 1);
  for (uint32_t i = 0; i < m->insts.len; i++)
    if (m->insts.data[i].flags & INST_CALL) m->call_insts[m->call_count++] = i;
  for (maps.table_size = 16; maps.table_size < 2 * m->call_count + 4;) maps.table_size *= 2;
  maps.table = arena_array(m->arena, uint32_t, maps.table_size);
  uint8_t *entry = arena_array(m->arena, uint8_t, maps.bytes + 1);
  uint8_t *base = arena_array(m->arena, uint8_t, maps.bytes + 1);
  mark_arguments(m, entry);
  intern_map(&maps, entry, true);
  if (m->unit_words) mark_variables(m, &maps, base, m->always_live);
  uint8_t *all = arena_array(m->arena, uint8_t, (size_t)m->call_count * maps.bytes + 1);
  for (uint32_t i = 0; i < m->call_count; i++) {
    memcpy(all + (size_t)i * maps.bytes, base, maps.bytes);
    if (m->unit_words) mark_variables(m, &maps, all + (size_t)i * maps.bytes, m->call_live + (size_t)i * m->unit_words);
  }
  for (uint32_t i = OBJECT_FIRST_LOCAL; i < m->objects.len; i++) list_stack_object(m, &m->objects.data[i], false);
  for (uint32_t i = 0; i < m->parameters.len; i++) list_stack_object(m, &m->parameters.data[i], true);
  mark_slots(m, &maps, all);
  m->call_maps = arena_array(m->arena, uint32_t, m->call_count + 1);
  for (uint32_t i = 0; i < m->call_count; i++) m->call_maps[i] = intern_map(&maps, all + (size_t)i * maps.bytes, false);
  if (m->has_stub) m->stub_map = intern_map(&maps, base, false);
  meta->map_count = maps.count;
  meta->arg_words = maps.arg_words;
  meta->local_words = maps.local_words;
  meta->map_bits = arena_array(m->out, uint8_t, (size_t)maps.count * maps.bytes + 1);
  memcpy(meta->map_bits, maps.bits, (size_t)maps.count * maps.bytes);
}
