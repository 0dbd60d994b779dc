// What the executor asks of values and types: reflection, in the small. value.c, print.c
#ifndef TUCO_TEMPLATE_VALUE_H
#define TUCO_TEMPLATE_VALUE_H

#include "template/template.h"

// A parameter of this type takes any value, none too, as it is: in interfaces and behind pointers.
extern const TemplateType value_as_it_is;

// value.c
bool value_is(TemplateValue value, TemplateKind kind);
bool value_is_nil(TemplateValue value);  // no value, too
bool value_is_true(TemplateValue value);
// What an interface holds or a pointer leads to; no value if it is nil.
TemplateValue value_element(TemplateValue value);
// The value at the end of pointers and interfaces, or the nil pointer or interface that is met first.
TemplateValue value_indirect(TemplateValue value);
TemplateValue value_in_interface(TemplateValue value);  // other values as they are
TemplateValue value_field(Arena *arena, TemplateValue structure, const TemplateField *field);
const TemplateValue *value_at_key(TemplateValue map, TemplateValue key);  // NULL: it has none
int value_order(TemplateValue a, TemplateValue b);                        // of keys of maps, as they are printed
bool value_equal(Arena *arena, TemplateValue a, TemplateValue b);
bool value_is_exported(const char *name);
int text_order(TemplateText a, TemplateText b);
const TemplateField *type_field(const TemplateType *type, TemplateText name);
const TemplateMethod *type_method(const TemplateType *type, TemplateText name);
bool type_same(const TemplateType *a, const TemplateType *b);
bool type_assignable(const TemplateType *from, const TemplateType *to);
bool type_can_be_nil(const TemplateType *type);
bool type_comparable(const TemplateType *type);

// argument.c. Makes the value one of the type; NULL, or what is wrong.
const char *value_prepare(Arena *arena, TemplateValue *value, const TemplateType *type);

// functions.c, compare.c, escape.c: what the builtin functions do. NULL, or what is wrong.
typedef const char *Builtin(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result);
Builtin builtin_eq, builtin_ne, builtin_lt, builtin_le, builtin_gt, builtin_ge;
Builtin builtin_html, builtin_js, builtin_urlquery;
Builtin builtin_index, builtin_slice, builtin_len;

// print.c, printf.c: as package fmt prints.
typedef struct TemplateBuffer {
  Arena *arena;
  ByteVec bytes;
} TemplateBuffer;
void buffer_put(TemplateBuffer *buffer, const char *bytes, size_t length);
void buffer_text(TemplateBuffer *buffer, const char *text);
void print_values(TemplateBuffer *buffer, const TemplateValue *values, uint32_t count);       // Sprint
void print_values_line(TemplateBuffer *buffer, const TemplateValue *values, uint32_t count);  // Sprintln
void print_format(TemplateBuffer *buffer, TemplateText format, const TemplateValue *values, uint32_t count);
// "%v" or "%s" of a reflect.Value, NUL-terminated, for messages.
const char *value_text(Arena *arena, TemplateValue value, char verb);
// What an action prints of a value: pointers are followed, and methods of *T found. False: it cannot be printed.
bool value_printable(TemplateValue *value);

#endif
