// The builtin functions index, slice and len.
#include "template/value.h"

static const char *index_of(Arena *arena, TemplateValue index, size_t limit, size_t *at) {
  int64_t x;
  if (!index.type) return "cannot index slice/array with nil";
  if (index.type->kind == TEMPLATE_INT) x = index.integer;
  else if (index.type->kind == TEMPLATE_UINT) x = (int64_t)index.natural;
  else return arena_printf(arena, "cannot index slice/array with type %s", index.type->name);
  if (x < 0 || (uint64_t)x > limit) return arena_printf(arena, "index out of range: %ld", (long)x);
  *at = (size_t)x;
  return NULL;
}

// The index right behind the last element is refused by reflection only.
static const char *index_list(Arena *arena, TemplateValue *item, TemplateValue index) {
  size_t at = 0;
  bool text = item->type->kind == TEMPLATE_STRING;
  size_t length = text ? item->text.length : item->list.length;
  const char *error = index_of(arena, index, length, &at);
  if (error) return error;
  if (at == length) return text ? "reflect: string index out of range" : "reflect: slice index out of range";
  if (text) {
    *item = (TemplateValue){.type = &template_uint8, .natural = (uint8_t)item->text.bytes[at]};
  } else {
    *item = item->list.data[at];
    item->addressable = true;
  }
  return NULL;
}

static const char *index_map(Arena *arena, TemplateValue *item, TemplateValue key) {
  const char *error = value_prepare(arena, &key, item->type->key);
  if (error) return error;
  const TemplateValue *entry = value_at_key(*item, key);
  *item = entry ? *entry : template_zero(item->type->element);
  return NULL;
}

const char *builtin_index(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  TemplateValue item = value_in_interface(args[0]);
  const char *error = item.type ? NULL : "index of untyped nil";
  for (uint32_t i = 1; i < count && !error; i++) {
    TemplateValue index = value_in_interface(args[i]);
    item = value_indirect(item);
    switch (item.type->kind) {
      case TEMPLATE_POINTER:
      case TEMPLATE_INTERFACE: error = "index of nil pointer"; break;
      case TEMPLATE_LIST:
      case TEMPLATE_STRING: error = index_list(call->arena, &item, index); break;
      case TEMPLATE_MAP: error = index_map(call->arena, &item, index); break;
      default: error = arena_printf(call->arena, "can't index item of type %s", item.type->name); break;
    }
  }
  *result = item;
  return error;
}

// What item[i:j:k] is of, and whether it can be.
static const char *sliceable(Arena *arena, TemplateValue *item, uint32_t indexes, size_t *length, size_t *capacity) {
  *item = value_in_interface(*item);
  if (!item->type) return "slice of untyped nil";
  *item = value_indirect(*item);
  if (item->type->kind == TEMPLATE_POINTER || item->type->kind == TEMPLATE_INTERFACE) return "slice of nil pointer";
  if (indexes > 3) return arena_printf(arena, "too many slice indexes: %u", indexes);
  bool text = item->type->kind == TEMPLATE_STRING;
  if (text && indexes == 3) return "cannot 3-index slice a string";
  if (!text && item->type->kind != TEMPLATE_LIST)
    return arena_printf(arena, "can't slice item of type %s", item->type->name);
  *length = text ? item->text.length : item->list.length;
  *capacity = text ? item->text.length : item->list.capacity;
  return NULL;
}

const char *builtin_slice(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  TemplateValue item = args[0];
  size_t capacity = 0, at[3] = {0};
  const char *error = sliceable(call->arena, &item, count - 1, &at[1], &capacity);
  at[2] = capacity;
  for (uint32_t i = 1; i < count && !error; i++) error = index_of(call->arena, args[i], capacity, &at[i - 1]);
  if (error) return error;
  uint32_t wrong = at[0] > at[1] ? 0 : at[1] > at[2] ? 1 : 2;
  if (wrong < 2) return arena_printf(call->arena, "invalid slice index: %zu > %zu", at[wrong], at[wrong + 1]);
  if (item.type->kind == TEMPLATE_STRING) {
    item.text = (TemplateText){item.text.bytes + at[0], at[1] - at[0]};
  } else {
    item.list.data = item.list.data ? item.list.data + at[0] : NULL;
    item.list.length = at[1] - at[0];
    item.list.capacity = at[2] - at[0];
  }
  item.addressable = false;
  *result = item;
  return NULL;
}

const char *builtin_len(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  TemplateValue item = value_indirect(args[0]);
  (void)count;
  if (!item.type) return "reflect: call of reflect.Value.Type on zero Value";
  switch (item.type->kind) {
    case TEMPLATE_POINTER:
    case TEMPLATE_INTERFACE: return "len of nil pointer";
    case TEMPLATE_STRING: *result = template_of_int((int64_t)item.text.length); return NULL;
    case TEMPLATE_LIST:
    case TEMPLATE_MAP: *result = template_of_int((int64_t)item.list.length); return NULL;
    default: return arena_printf(call->arena, "len of type %s", item.type->name);
  }
}
