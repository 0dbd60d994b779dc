// Values of the model as JSON: the fields of structs in their order, without those that are empty.
#include <string.h>

#include "base/json.h"
#include "list/model.h"
#include "template/time.h"

static void write_value(JsonWriter *w, Arena *arena, const char *key, TemplateValue v);

static bool is_empty(TemplateValue v) {
  switch (v.type->kind) {
    case TEMPLATE_BOOL: return !v.truth;
    case TEMPLATE_STRING: return !v.text.length;
    case TEMPLATE_LIST:
    case TEMPLATE_MAP: return !v.list.length;
    case TEMPLATE_POINTER: return !v.object;
    default: return false;
  }
}

static bool is_wanted(const StringVec *fields, const char *name) {
  for (uint32_t i = 0; fields && i < fields->len; i++)
    if (strcmp(fields->data[i], name) == 0) return true;
  return !fields || !fields->len;
}

static void write_struct(JsonWriter *w, Arena *arena, const char *key, TemplateValue v, const StringVec *fields) {
  const TemplateType *type = v.type->json ? v.type->json : v.type;
  json_open(w, key, '{');
  for (uint32_t i = 0; i < type->field_count; i++) {
    const TemplateField *field = &type->fields[i];
    if (!is_wanted(fields, field->name)) continue;
    TemplateValue value = field->get(arena, v.object, field->tag);
    if (type->whole || !is_empty(value)) write_value(w, arena, field->name, value);
  }
  json_close(w, '}');
}

static void write_items(JsonWriter *w, Arena *arena, const char *key, TemplateValue v) {
  bool map = v.type->kind == TEMPLATE_MAP;
  json_open(w, key, map ? '{' : '[');
  for (size_t i = 0; i < v.list.length; i++)
    if (map) write_value(w, arena, v.list.data[2 * i].text.bytes, v.list.data[2 * i + 1]);
    else write_value(w, arena, NULL, v.list.data[i]);
  json_close(w, map ? '}' : ']');
}

static void write_value(JsonWriter *w, Arena *arena, const char *key, TemplateValue v) {
  switch (v.type->kind) {
    case TEMPLATE_BOOL: json_bool(w, key, v.truth); break;
    case TEMPLATE_STRING: json_string(w, key, arena_strdup(arena, v.text.bytes, v.text.length)); break;
    case TEMPLATE_LIST:
    case TEMPLATE_MAP: write_items(w, arena, key, v); break;
    case TEMPLATE_POINTER:
      if (v.type == &template_time_pointer) json_string(w, key, template_time_text(arena, v.object));
      else write_struct(w, arena, key, template_struct(v.type->element, v.object), NULL);
      break;
    default: break;
  }
}

void model_write_json(FILE *out, Arena *arena, TemplateValue pointer, const StringVec *fields) {
  JsonWriter w;
  json_begin(&w, out);
  write_struct(&w, arena, NULL, template_struct(pointer.type->element, pointer.object), fields);
}
