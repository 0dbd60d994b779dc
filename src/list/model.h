// What `list` prints, as values for templates (template/template.h): one table a struct, in the order of cmd/go's, from
// which both `-f` and `-json` print.
#ifndef TUCO_LIST_MODEL_H
#define TUCO_LIST_MODEL_H

#include <stddef.h>
#include <stdio.h>

#include "mod/module_info.h"
#include "template/template.h"

// model_module.c: of a ModuleInfo, and a pointer to one.
extern const TemplateType model_module, model_module_pointer;

// model_json.c: writes a pointer to a struct as encoding/json's MarshalIndent with tabs does, and ends the line.
// fields: those that are wanted, by name; none: all.
void model_write_json(FILE *out, Arena *arena, TemplateValue pointer, const StringVec *fields);

// ---- rows of tables. model.c: the member at an offset of a struct.
TemplateValue model_text(Arena *arena, const void *object, int offset);
TemplateValue model_bool(Arena *arena, const void *object, int offset);
TemplateValue model_texts(Arena *arena, const void *object, int offset);
TemplateValue model_pairs(Arena *arena, const void *object, int offset);  // of key, value, key, value, ...
TemplateValue model_address(const TemplateType *type, const void *object, int offset);
TemplateValue model_module_at(Arena *arena, const void *object, int offset);  // a ModuleInfo *; model_module.c

// The fields of a TemplateType, by their table.
#define MODEL_FIELDS(rows) .fields = (rows), .field_count = sizeof(rows) / sizeof *(rows)

#define MODEL_TEXT(T, name, member) \
  { name, &template_string, model_text, (int)offsetof(T, member) }
#define MODEL_BOOL(T, name, member) \
  { name, &template_bool, model_bool, (int)offsetof(T, member) }
#define MODEL_TEXTS(T, name, member) \
  { name, &template_strings, model_texts, (int)offsetof(T, member) }
#define MODEL_PAIRS(T, name, member) \
  { name, &template_string_map, model_pairs, (int)offsetof(T, member) }

#endif
