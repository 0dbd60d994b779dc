// Values of the model: how they are made, and what reflection would say of them.
#include "template/value.h"

#include <stdlib.h>
#include <string.h>

const TemplateType template_any = {.kind = TEMPLATE_INTERFACE, .name = "interface {}"};
const TemplateType template_bool = {.kind = TEMPLATE_BOOL, .name = "bool"};
const TemplateType template_int = {.kind = TEMPLATE_INT, .name = "int"};
const TemplateType template_uint8 = {.kind = TEMPLATE_UINT, .name = "uint8"};
const TemplateType template_float64 = {.kind = TEMPLATE_FLOAT, .name = "float64"};
const TemplateType template_complex128 = {.kind = TEMPLATE_COMPLEX, .name = "complex128"};
const TemplateType template_string = {.kind = TEMPLATE_STRING, .name = "string"};
const TemplateType template_strings = {.kind = TEMPLATE_LIST, .name = "[]string", .element = &template_string};
const TemplateType template_string_map = {
    .kind = TEMPLATE_MAP, .name = "map[string]string", .element = &template_string, .key = &template_string};
const TemplateType value_as_it_is = {.kind = TEMPLATE_STRUCT, .name = "reflect.Value"};

// ---- made

TemplateValue template_of_bool(bool truth) { return (TemplateValue){.type = &template_bool, .truth = truth}; }

TemplateValue template_of_int(int64_t integer) { return (TemplateValue){.type = &template_int, .integer = integer}; }

TemplateValue template_of_text(const char *bytes, size_t length) {
  return (TemplateValue){.type = &template_string, .text = {bytes, length}};
}

TemplateValue template_of_string(const char *text) {
  return text ? template_of_text(text, strlen(text)) : template_of_text("", 0);
}

TemplateValue template_list(const TemplateType *type, const TemplateValue *items, size_t length) {
  return (TemplateValue){.type = type, .list = {items, length, length}};
}

static TemplateValue *of_texts(Arena *arena, const StringVec *list) {
  TemplateValue *items = list->len ? arena_array(arena, TemplateValue, list->len) : NULL;
  for (uint32_t i = 0; i < list->len; i++) items[i] = template_of_string(list->data[i]);
  return items;
}

TemplateValue template_of_strings(Arena *arena, const StringVec *list) {
  return template_list(&template_strings, of_texts(arena, list), list->len);
}

TemplateValue template_of_string_pairs(Arena *arena, const StringVec *pairs) {
  return template_map(&template_string_map, of_texts(arena, pairs), pairs->len / 2);
}

static int by_key(const void *a, const void *b) {
  return value_order(*(const TemplateValue *)a, *(const TemplateValue *)b);
}

TemplateValue template_map(const TemplateType *type, TemplateValue *pairs, size_t count) {
  if (count) qsort(pairs, count, 2 * sizeof *pairs, by_key);
  return (TemplateValue){.type = type, .list = {pairs, count, count}};
}

TemplateValue template_struct(const TemplateType *type, const void *object) {
  return (TemplateValue){.type = type, .object = object};
}

TemplateValue template_pointer(const TemplateType *type, const void *object) {
  return (TemplateValue){.type = type, .object = object};
}

TemplateValue template_interface(Arena *arena, const TemplateType *type, TemplateValue inside) {
  TemplateValue value = {.type = type};
  if (!inside.type) return value;
  TemplateValue *copy = arena_new(arena, TemplateValue);
  *copy = inside;
  value.inside = copy;
  return value;
}

// A struct's fields are asked for with a NULL object, and say nothing: see value_field.
TemplateValue template_zero(const TemplateType *type) {
  TemplateValue value = {.type = type};
  if (type && type->kind == TEMPLATE_STRING) value.text.bytes = "";
  return value;
}

// ---- taken apart

bool value_is(TemplateValue value, TemplateKind kind) { return value.type && value.type->kind == kind; }

bool value_is_nil(TemplateValue v) {
  if (!v.type) return true;
  switch (v.type->kind) {
    case TEMPLATE_LIST:
    case TEMPLATE_MAP: return !v.list.data;
    case TEMPLATE_POINTER: return !v.object;
    case TEMPLATE_INTERFACE: return !v.inside;
    case TEMPLATE_FUNC: return !v.function;
    default: return false;
  }
}

TemplateValue value_element(TemplateValue v) {
  TemplateValue none = {0};
  if (value_is_nil(v)) return none;
  if (v.type->kind == TEMPLATE_INTERFACE) none = *v.inside;
  else if (v.type->element->kind == TEMPLATE_STRUCT) none = template_struct(v.type->element, v.object);
  else none = *(const TemplateValue *)v.object;
  none.addressable = v.type->kind == TEMPLATE_POINTER;
  none.hidden |= v.hidden;
  return none;
}

TemplateValue value_indirect(TemplateValue v) {
  while (value_is(v, TEMPLATE_POINTER) || value_is(v, TEMPLATE_INTERFACE)) {
    if (value_is_nil(v)) return v;
    v = value_element(v);
  }
  return v;
}

TemplateValue value_in_interface(TemplateValue v) { return value_is(v, TEMPLATE_INTERFACE) ? value_element(v) : v; }

TemplateValue value_field(Arena *arena, TemplateValue v, const TemplateField *field) {
  TemplateValue value = {0};
  if (field->get && v.object) value = field->get(arena, v.object, field->tag);
  if (!value.type) value = template_zero(field->type);
  value.addressable = v.addressable;
  value.hidden = v.hidden || !value_is_exported(field->name);
  return value;
}

bool value_is_exported(const char *name) { return name[0] >= 'A' && name[0] <= 'Z'; }

const TemplateField *type_field(const TemplateType *type, TemplateText name) {
  for (uint32_t i = 0; i < type->field_count; i++) {
    const char *own = type->fields[i].name;
    if (strlen(own) == name.length && memcmp(own, name.bytes, name.length) == 0) return &type->fields[i];
  }
  return NULL;
}

// Methods of T and *T stand at T.
const TemplateMethod *type_method(const TemplateType *type, TemplateText name) {
  if (type->kind == TEMPLATE_POINTER) type = type->element;
  for (uint32_t i = 0; i < type->method_count; i++) {
    const char *own = type->methods[i].function.name;
    if (strlen(own) == name.length && memcmp(own, name.bytes, name.length) == 0) return &type->methods[i];
  }
  return NULL;
}

const TemplateValue *value_at_key(TemplateValue map, TemplateValue key) {
  for (size_t i = 0; i < map.list.length; i++)
    if (value_order(map.list.data[2 * i], key) == 0) return &map.list.data[2 * i + 1];
  return NULL;
}

bool value_is_true(TemplateValue v) {
  if (!v.type) return false;
  switch (v.type->kind) {
    case TEMPLATE_BOOL: return v.truth;
    case TEMPLATE_INT: return v.integer != 0;
    case TEMPLATE_UINT: return v.natural != 0;
    case TEMPLATE_FLOAT: return v.real != 0;
    case TEMPLATE_COMPLEX: return v.complex.re != 0 || v.complex.im != 0;
    case TEMPLATE_STRING: return v.text.length > 0;
    case TEMPLATE_LIST:
    case TEMPLATE_MAP: return v.list.length > 0;
    case TEMPLATE_STRUCT: return true;
    default: return !value_is_nil(v);
  }
}

// ---- types

bool type_same(const TemplateType *a, const TemplateType *b) {
  return a == b || (a && b && a->kind == b->kind && strcmp(a->name, b->name) == 0);
}

static bool implements(const TemplateType *type, const TemplateType *interface) {
  bool pointer = type->kind == TEMPLATE_POINTER;
  for (uint32_t i = 0; i < interface->method_count; i++) {
    const char *name = interface->methods[i].function.name;
    const TemplateMethod *m = type_method(type, (TemplateText){name, strlen(name)});
    if (!m || (m->of_pointer && !pointer)) return false;
  }
  return true;
}

bool type_assignable(const TemplateType *from, const TemplateType *to) {
  if (to->kind == TEMPLATE_INTERFACE) return implements(from, to);
  return type_same(from, to);
}

bool type_can_be_nil(const TemplateType *type) {
  TemplateKind kind = type->kind;
  return type == &value_as_it_is || kind == TEMPLATE_FUNC || kind == TEMPLATE_INTERFACE || kind == TEMPLATE_MAP ||
         kind == TEMPLATE_POINTER || kind == TEMPLATE_LIST;
}

bool type_comparable(const TemplateType *type) {
  if (type->kind == TEMPLATE_LIST || type->kind == TEMPLATE_MAP || type->kind == TEMPLATE_FUNC) return false;
  if (type->kind != TEMPLATE_STRUCT) return true;
  for (uint32_t i = 0; i < type->field_count; i++)
    if (!type_comparable(type->fields[i].type)) return false;
  return true;
}

// ---- order and equality

#define COMPARED(a, b) ((a) < (b) ? -1 : (a) > (b))

int text_order(TemplateText a, TemplateText b) {
  size_t common = a.length < b.length ? a.length : b.length;
  int order = common ? memcmp(a.bytes, b.bytes, common) : 0;
  return order ? order : COMPARED(a.length, b.length);
}

int value_order(TemplateValue a, TemplateValue b) {
  a = value_in_interface(a), b = value_in_interface(b);
  if (!a.type || !b.type) return COMPARED(!!a.type, !!b.type);
  if (a.type->kind != b.type->kind) return COMPARED(a.type->kind, b.type->kind);
  switch (a.type->kind) {
    case TEMPLATE_BOOL: return COMPARED(a.truth, b.truth);
    case TEMPLATE_INT: return COMPARED(a.integer, b.integer);
    case TEMPLATE_UINT: return COMPARED(a.natural, b.natural);
    case TEMPLATE_FLOAT: return COMPARED(a.real, b.real);
    case TEMPLATE_STRING: return text_order(a.text, b.text);
    default: return COMPARED((uintptr_t)a.object, (uintptr_t)b.object);
  }
}

// As == of interfaces that hold them; both types can be compared.
bool value_equal(Arena *arena, TemplateValue a, TemplateValue b) {
  a = value_in_interface(a), b = value_in_interface(b);
  if (!a.type || !b.type) return !a.type == !b.type;
  if (!type_same(a.type, b.type)) return false;
  if (a.type->kind == TEMPLATE_COMPLEX) return a.complex.re == b.complex.re && a.complex.im == b.complex.im;
  if (a.type->kind != TEMPLATE_STRUCT || a.object == b.object) return value_order(a, b) == 0;
  for (uint32_t i = 0; i < a.type->field_count; i++) {
    const TemplateField *field = &a.type->fields[i];
    if (!value_equal(arena, value_field(arena, a, field), value_field(arena, b, field))) return false;
  }
  return true;
}
