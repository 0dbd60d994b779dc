// Pointer bitmaps of types, as the collector reads them. Of an interface only
// the data word counts: itabs and static descriptors are not in the heap, and
// reflect keeps what it makes alive itself.
#include "link/internal.h"

static void set_bit(uint8_t *mask, int64_t word) { mask[word / 8] |= (uint8_t)(1 << word % 8); }

static void mark_type(uint8_t *mask, Type *type, int64_t offset);

static void mark_basic(uint8_t *mask, Basic *type, int64_t offset) {
  if (type->basic_kind == BASIC_STRING || type->basic_kind == BASIC_UNSAFE_POINTER) set_bit(mask, offset / 8);
}

static void mark_array(uint8_t *mask, Array *type, int64_t offset) {
  if (types_ptr_bytes(type->elem) == 0) return;
  int64_t stride = types_sizeof(type->elem);
  for (int64_t i = 0; i < type->length; i++) mark_type(mask, type->elem, offset + i * stride);
}

static void mark_struct(uint8_t *mask, Struct *type, int64_t offset) {
  for (uint32_t i = 0; i < type->field_count; i++)
    mark_type(mask, type->fields[i]->type, offset + types_field_offset(type, i));
}

static void mark_type(uint8_t *mask, Type *type, int64_t offset) {
  if (types_ptr_bytes(type) == 0) return;
  Type *u = types_underlying(type);
  switch (u->kind) {
    case TYPE_BASIC: mark_basic(mask, (Basic *)u, offset); return;
    case TYPE_ARRAY: mark_array(mask, (Array *)u, offset); return;
    case TYPE_STRUCT: mark_struct(mask, (Struct *)u, offset); return;
    case TYPE_INTERFACE: set_bit(mask, offset / 8 + 1); return;
    case TYPE_SLICE:
    case TYPE_POINTER:
    case TYPE_MAP:
    case TYPE_CHAN:
    case TYPE_SIGNATURE: set_bit(mask, offset / 8); return;
    default: ice("link", "pointer mask", "type kind %u", u->kind);
  }
}

uint8_t *descriptor_pointer_mask(Arena *arena, Type *type, uint32_t *bits) {
  *bits = (uint32_t)(types_ptr_bytes(type) / 8);
  uint8_t *mask = arena_alloc(arena, *bits / 8 + 1, 1);
  mark_type(mask, type, 0);
  return mask;
}
