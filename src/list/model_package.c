// ListPackage for templates: fields of cmd/go's PackagePublic, with PackageError.
#include <string.h>

#include "list/package.h"

// ---- errors

static const TemplateType error_interface;
static const TemplateType plain_error;

static const char *call_error_text(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                                   TemplateValue *result) {
  (void)args, (void)count;
  *result = template_of_string(list_error_text(call->arena, call->receiver.object));
  return NULL;
}

static const char *call_text(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                             TemplateValue *result) {
  (void)args, (void)count;
  *result = template_of_string(((const ListError *)call->receiver.object)->text);
  return NULL;
}

static TemplateText plain_string(Arena *arena, TemplateValue value) {
  (void)arena;
  return template_of_string(((const ListError *)value.object)->text).text;
}

static TemplateText error_string(Arena *arena, TemplateValue value) {
  return template_of_string(list_error_text(arena, value.object)).text;
}

// The error itself, of which nothing but its text is known here.
static TemplateValue error_itself(Arena *arena, const void *object, int tag) {
  (void)tag;
  return template_interface(arena, &error_interface, template_pointer(&plain_error, object));
}

static const TemplateMethod plain_methods[] = {{{.name = "Error", .call = call_text}, true}};
static const TemplateType plain_struct = {.kind = TEMPLATE_STRUCT,
                                          .name = "errors.errorString",
                                          .methods = plain_methods,
                                          .method_count = 1,
                                          .string = plain_string,
                                          .string_of_pointer = true};
static const TemplateType plain_error = {
    .kind = TEMPLATE_POINTER, .name = "*errors.errorString", .element = &plain_struct};
static const TemplateType error_interface = {
    .kind = TEMPLATE_INTERFACE, .name = "error", .methods = plain_methods, .method_count = 1};

static TemplateValue spot_line(Arena *arena, const void *object, int column) {
  (void)arena;
  const ListSpot *spot = object;
  return template_of_int(column ? spot->column : spot->line);
}

static const TemplateField spot_fields[] = {MODEL_TEXT(ListSpot, "Filename", file),
                                            {"Line", &template_int, spot_line, 0},
                                            {"Column", &template_int, spot_line, 1}};
static const TemplateType position = {.kind = TEMPLATE_STRUCT, .name = "token.Position", MODEL_FIELDS(spot_fields)};
static const TemplateType position_pointer = {
    .kind = TEMPLATE_POINTER, .name = "*token.Position", .element = &position};

static TemplateValue importer_spot(Arena *arena, const void *object, int tag) {
  (void)arena, (void)tag;
  const ListImporter *importer = object;
  return template_pointer(&position_pointer, importer->spot.file ? &importer->spot : NULL);
}

static const TemplateField importer_fields[] = {MODEL_TEXT(ListImporter, "Pkg", package),
                                                {"Pos", &position_pointer, importer_spot, 0}};
static const TemplateType importer = {
    .kind = TEMPLATE_STRUCT, .name = "load.ImportInfo", MODEL_FIELDS(importer_fields)};
static const TemplateType import_stack = {.kind = TEMPLATE_LIST, .name = "load.ImportStack", .element = &importer};

static TemplateValue error_stack(Arena *arena, const void *object, int tag) {
  (void)tag;
  const ImportStack *stack = &((const ListError *)object)->stack;
  TemplateValue *items = arena_array(arena, TemplateValue, stack->len + 1);
  for (uint32_t i = 0; i < stack->len; i++) items[i] = template_struct(&importer, &stack->data[i]);
  return template_list(&import_stack, items, stack->len);
}

static TemplateValue error_packages(Arena *arena, const void *object, int tag) {
  (void)tag;
  const ImportStack *stack = &((const ListError *)object)->stack;
  StringVec names = {0};
  for (uint32_t i = 0; i < stack->len; i++) vec_push(arena, &names, stack->data[i].package);
  return template_of_strings(arena, &names);
}

static const TemplateField error_json_fields[] = {{"ImportStack", &template_strings, error_packages, 0},
                                                  MODEL_TEXT(ListError, "Pos", pos),
                                                  MODEL_TEXT(ListError, "Err", text)};
static const TemplateType error_json = {
    .kind = TEMPLATE_STRUCT, .name = "load.PackageError", MODEL_FIELDS(error_json_fields), .whole = true};

static const TemplateField error_fields[] = {{"ImportStack", &import_stack, error_stack, 0},
                                             MODEL_TEXT(ListError, "Pos", pos),
                                             {"Err", &error_interface, error_itself, 0},
                                             MODEL_BOOL(ListError, "IsImportCycle", import_cycle),
                                             MODEL_BOOL(ListError, "alwaysPrintStack", always_print_stack)};
static const TemplateMethod error_methods[] = {{{.name = "Error", .call = call_error_text}, true}};
static const TemplateType package_error = {.kind = TEMPLATE_STRUCT,
                                           .name = "load.PackageError",
                                           MODEL_FIELDS(error_fields),
                                           .methods = error_methods,
                                           .method_count = 1,
                                           .string = error_string,
                                           .string_of_pointer = true,
                                           .json = &error_json};
static const TemplateType error_pointer = {
    .kind = TEMPLATE_POINTER, .name = "*load.PackageError", .element = &package_error};
static const TemplateType error_list = {
    .kind = TEMPLATE_LIST, .name = "[]*load.PackageError", .element = &error_pointer};

// ---- packages

static TemplateValue error_at(Arena *arena, const void *object, int offset) {
  (void)arena;
  return model_address(&error_pointer, object, offset);
}

static TemplateValue errors_at(Arena *arena, const void *object, int offset) {
  const ListErrors *list = (const ListErrors *)(const void *)((const char *)object + offset);
  TemplateValue *items = list->len ? arena_array(arena, TemplateValue, list->len) : NULL;
  for (uint32_t i = 0; i < list->len; i++) items[i] = template_pointer(&error_pointer, list->data[i]);
  return template_list(&error_list, items, list->len);
}

#define TYPE_TEXT template_string, model_text
#define TYPE_TEXTS template_strings, model_texts
#define TYPE_PAIRS template_string_map, model_pairs
#define TYPE_BOOL template_bool, model_bool
#define TYPE_MODULE model_module_pointer, model_module_at
#define TYPE_ERROR error_pointer, error_at
#define TYPE_ERRORS error_list, errors_at

static const TemplateField package_fields[] = {
#define FIELD(kind, member, name) {name, &TYPE_##kind, (int)offsetof(ListPackage, member)},
#include "list/fields.def"
#undef FIELD
};
static const TemplateType package_public = {
    .kind = TEMPLATE_STRUCT, .name = "load.PackagePublic", MODEL_FIELDS(package_fields)};
const TemplateType model_package_pointer = {
    .kind = TEMPLATE_POINTER, .name = "*load.PackagePublic", .element = &package_public};
