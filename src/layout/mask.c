// Pointer masks, as collector and stack maps read them. Only types that something asks for have one: that of an array
// grows with it.
#include "base/bitset.h"
#include "layout/layout.h"
#include "types/types.h"

enum { WORD = 8 };

// What has no parts has one pointer, which is the last word of its pointer bytes.
static void mark_type(uint8_t *mask, Session *session, Type *type, int64_t offset) {
  const TypeShape *shape = layout_shape(session, type);
  if (!shape->pointer_bytes) return;
  Type *u = types_underlying(type);
  if (u->kind == TYPE_ARRAY) {
    const Array *array = (Array *)u;
    int64_t stride = shape->size / array->length;
    for (int64_t i = 0; i < array->length; i++) mark_type(mask, session, array->elem, offset + i * stride);
  } else if (u->kind == TYPE_STRUCT) {
    Struct *s = (Struct *)u;
    for (uint32_t i = 0; i < s->field_count; i++)
      mark_type(mask, session, s->fields[i]->type, offset + types_field_offset(s, i));
  } else {
    int64_t word = (offset + shape->pointer_bytes) / WORD - 1;
    mask_add(mask, (uint64_t)word);
  }
}

const uint8_t *layout_pointer_mask(Session *session, Type *type) {
  type = types_canonical(session, type);
  layout_shape(session, type);
  TypeShape *shape = __atomic_load_n(&type->shape, __ATOMIC_ACQUIRE);
  uint8_t *known = __atomic_load_n(&shape->pointers, __ATOMIC_ACQUIRE);
  if (known) return known;
  uint8_t *mask = types_alloc(session, type, (size_t)shape->pointer_bytes / (8 * WORD) + 1);
  mark_type(mask, session, type, 0);
  bool first = __atomic_compare_exchange_n(&shape->pointers, &known, mask, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
  return first ? mask : known;
}
