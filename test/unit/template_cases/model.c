// See model.h. Names are those of Go's declarations; a getter has the field's number as its tag.
#include "model.h"

#include <string.h>

#include "template/time.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TEXT(text) ((TemplateText){(text), strlen(text)})

// ---- types

typedef struct Inner {
  int64_t a;
  const char *b;
} Inner;

typedef struct Day {
  int64_t year, month, number;
} Day;

typedef struct Module {
  const char *path, *version;
  bool main;
  const struct Module *replace;
  const Day *time;
} Module;

typedef struct Failure {
  const char *pos, *text;
  int64_t secret;
} Failure;

static TemplateValue of_type(TemplateValue value, const TemplateType *type) {
  value.type = type;
  return value;
}

static TemplateValue inner_get(Arena *arena, const void *object, int tag) {
  const Inner *inner = object;
  (void)arena;
  return tag == 0 ? template_of_int(inner->a) : template_of_string(inner->b);
}
static const TemplateField inner_fields[] = {{"A", &template_int, inner_get, 0}, {"B", &template_string, inner_get, 1}};
static const TemplateType inner_type = {
    .kind = TEMPLATE_STRUCT, .name = "main.Inner", .fields = inner_fields, .field_count = 2};
static const TemplateType inner_pointer = {.kind = TEMPLATE_POINTER, .name = "*main.Inner", .element = &inner_type};
static const TemplateType inner_list = {.kind = TEMPLATE_LIST, .name = "[]main.Inner", .element = &inner_type};

static TemplateValue day_get(Arena *arena, const void *object, int tag) {
  const Day *day = object;
  (void)arena;
  return template_of_int(tag == 0 ? day->year : tag == 1 ? day->month : day->number);
}
static const TemplateField day_fields[] = {
    {"Year", &template_int, day_get, 0}, {"Month", &template_int, day_get, 1}, {"Number", &template_int, day_get, 2}};

static TemplateText day_string(Arena *arena, TemplateValue value) {
  const Day *day = value.object;
  const Day none = {0};
  if (!day) day = &none;
  return TEXT(arena_printf(arena, "%ld-%02ld-%02ld", (long)day->year, (long)day->month, (long)day->number));
}
static const char *day_string_method(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                                     TemplateValue *result) {
  (void)args, (void)count;
  TemplateText text = day_string(call->arena, call->receiver);
  *result = template_of_text(text.bytes, text.length);
  return NULL;
}
static const char *day_format(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                              TemplateValue *result) {
  const Day *day = call->receiver.object;
  (void)count;
  if (args[0].text.length == 0) return "no layout";
  *result = template_of_string(
      arena_printf(call->arena, "%.*s/%ld", (int)args[0].text.length, args[0].text.bytes, (long)(day ? day->year : 0)));
  return NULL;
}
static const TemplateType *const one_string[] = {&template_string};
static const TemplateMethod day_methods[] = {{{"String", NULL, 0, false, day_string_method, NULL}, false},
                                             {{"Format", one_string, 1, false, day_format, NULL}, false}};
static const TemplateType day_type = {.kind = TEMPLATE_STRUCT,
                                      .name = "main.Day",
                                      .fields = day_fields,
                                      .field_count = 3,
                                      .methods = day_methods,
                                      .method_count = 2,
                                      .string = day_string};
static const TemplateType day_pointer = {.kind = TEMPLATE_POINTER, .name = "*main.Day", .element = &day_type};

static const TemplateType module_type, module_pointer;

static TemplateValue module_get(Arena *arena, const void *object, int tag) {
  const Module *m = object;
  (void)arena;
  switch (tag) {
    case 0: return template_of_string(m->path);
    case 1: return template_of_string(m->version);
    case 2: return template_of_bool(m->main);
    case 3: return template_pointer(&module_pointer, m->replace);
    default: return template_pointer(&day_pointer, m->time);
  }
}
static const TemplateField module_fields[] = {{"Path", &template_string, module_get, 0},
                                              {"Version", &template_string, module_get, 1},
                                              {"Main", &template_bool, module_get, 2},
                                              {"Replace", &module_pointer, module_get, 3},
                                              {"Time", &day_pointer, module_get, 4}};
static TemplateText module_string(Arena *arena, TemplateValue value) {
  const Module *m = value.object;
  return TEXT(arena_printf(arena, "%s@%s", m->path, m->version));
}
static const char *module_string_method(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                                        TemplateValue *result) {
  (void)args, (void)count;
  TemplateText text = module_string(call->arena, call->receiver);
  *result = template_of_text(text.bytes, text.length);
  return NULL;
}
static const TemplateMethod module_methods[] = {{{"String", NULL, 0, false, module_string_method, NULL}, true}};
static const TemplateType module_type = {.kind = TEMPLATE_STRUCT,
                                         .name = "main.Module",
                                         .fields = module_fields,
                                         .field_count = COUNT(module_fields),
                                         .methods = module_methods,
                                         .method_count = 1,
                                         .string = module_string,
                                         .string_of_pointer = true};
static const TemplateType module_pointer = {.kind = TEMPLATE_POINTER, .name = "*main.Module", .element = &module_type};

static TemplateValue failure_get(Arena *arena, const void *object, int tag) {
  const Failure *f = object;
  (void)arena;
  return tag == 0 ? template_of_string(f->pos) : tag == 1 ? template_of_string(f->text) : template_of_int(f->secret);
}
static const TemplateField failure_fields[] = {{"Pos", &template_string, failure_get, 0},
                                               {"Text", &template_string, failure_get, 1},
                                               {"secret", &template_int, failure_get, 2}};
static TemplateText failure_string(Arena *arena, TemplateValue value) {
  const Failure *f = value.object;
  return TEXT(arena_printf(arena, "%s: %s", f->pos, f->text));
}
static const char *failure_error(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                                 TemplateValue *result) {
  (void)args, (void)count;
  TemplateText text = failure_string(call->arena, call->receiver);
  *result = template_of_text(text.bytes, text.length);
  return NULL;
}
static const TemplateMethod failure_methods[] = {{{"Error", NULL, 0, false, failure_error, NULL}, true}};
static const TemplateType failure_type = {.kind = TEMPLATE_STRUCT,
                                          .name = "main.Failure",
                                          .fields = failure_fields,
                                          .field_count = 3,
                                          .methods = failure_methods,
                                          .method_count = 1,
                                          .string = failure_string,
                                          .string_of_pointer = true};
static const TemplateType failure_pointer = {
    .kind = TEMPLATE_POINTER, .name = "*main.Failure", .element = &failure_type};
static const TemplateType failure_list = {
    .kind = TEMPLATE_LIST, .name = "[]*main.Failure", .element = &failure_pointer};

static const TemplateMethod error_methods[] = {{{"Error", NULL, 0, false, NULL, NULL}, false}};
static const TemplateType error_type = {
    .kind = TEMPLATE_INTERFACE, .name = "error", .methods = error_methods, .method_count = 1};
static const TemplateType int8_type = {.kind = TEMPLATE_INT, .name = "int8"};
static const TemplateType uint64_type = {.kind = TEMPLATE_UINT, .name = "uint64"};
static const TemplateType kind_type = {.kind = TEMPLATE_STRING, .name = "main.Kind"};
static const TemplateType any_list = {.kind = TEMPLATE_LIST, .name = "[]interface {}", .element = &template_any};
static const TemplateType int_list = {.kind = TEMPLATE_LIST, .name = "[]int", .element = &template_int};
static const TemplateType int_matrix = {.kind = TEMPLATE_LIST, .name = "[][]int", .element = &int_list};
static const TemplateType numbers_type = {
    .kind = TEMPLATE_MAP, .name = "map[string]int", .element = &template_int, .key = &template_string};
static const TemplateType by_number_type = {
    .kind = TEMPLATE_MAP, .name = "map[int]string", .element = &template_string, .key = &template_int};
static const TemplateType any_map_type = {
    .kind = TEMPLATE_MAP, .name = "map[string]interface {}", .element = &template_any, .key = &template_string};
static const TemplateType repeat_type = {.kind = TEMPLATE_FUNC, .name = "func(string, int) string"};
static const TemplateType string_pointer = {.kind = TEMPLATE_POINTER, .name = "*string", .element = &template_string};

// ---- functions

static const TemplateType *const string_int[] = {&template_string, &template_int};
static const TemplateType *const ints[] = {&template_int, &template_int};
static const TemplateType *const floats[] = {&template_float64};
static const TemplateType *const bools[] = {&template_bool};
static const TemplateType *const naturals[] = {&uint64_type};
static const TemplateType *const module_list[] = {&module_pointer};
static const TemplateType *const inner_one[] = {&inner_type};

static const char *repeat(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  const char *text = "";
  (void)count;
  if (args[1].integer < 0) return "negative count";
  for (int64_t i = 0; i < args[1].integer && i < 10; i++)
    text = arena_printf(call->arena, "%s%.*s", text, (int)args[0].text.length, args[0].text.bytes);
  *result = template_of_string(text);
  return NULL;
}
static const char *sum(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  int64_t total = 0;
  (void)call;
  for (uint32_t i = 0; i < count; i++) total = (int64_t)((uint64_t)total + (uint64_t)args[i].integer);
  *result = template_of_int(total);
  return NULL;
}
static const char *fail(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  (void)call, (void)args, (void)count, (void)result;
  return "it failed";
}
static const char *same(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  (void)call, (void)count;
  *result = args[0];
  return NULL;
}
static const char *path_of(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  const Module *m = args[0].object;
  (void)call, (void)count;
  *result = template_of_string(m ? m->path : "none");
  return NULL;
}
static const char *repeat_quietly(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                                  TemplateValue *result) {
  *result = template_of_string("");
  return args[1].integer < 0 ? NULL : repeat(call, args, count, result);
}
static const TemplateFunction repeat_function = {"Repeat", string_int, 2, false, repeat_quietly, NULL};
static const TemplateMethod package_methods[] = {
    {{"Greet", string_int, 2, false, repeat, NULL}, true},
    {{"Sum", ints, 1, true, sum, NULL}, true},
    {{"Fail", NULL, 0, false, fail, NULL}, true},
};

// ---- the package

static const TemplateTime when = {1709222645, 120000000, 0}, there = {1709222645, 120000000, -12600};
static const Day day = {2024, 2, 29};
static const Module other = {"example.com/other", "v0.1.0", false, NULL, NULL};
static const Module module = {"example.com/m", "v1.2.3", true, &other, &day};
static const Failure failures[] = {{"a.go:1:2", "wrong", 7}, {"b.go:3:4", "worse", 8}};
static const Inner inner = {1, "one"}, inners[] = {{2, "two"}, {3, "three"}};

static TemplateValue strings(Arena *arena, const char *const *list, uint32_t count) {
  StringVec vec = {0};
  for (uint32_t i = 0; i < count; i++) vec_push(arena, &vec, list[i]);
  return template_of_strings(arena, &vec);
}

static TemplateValue pairs_of(Arena *arena, const TemplateType *type, const TemplateValue *pairs, size_t count) {
  TemplateValue *copy = arena_array(arena, TemplateValue, 2 * count);
  memcpy(copy, pairs, 2 * count * sizeof *pairs);
  return template_map(type, copy, count);
}

static TemplateValue items_of(Arena *arena, const TemplateType *type, const TemplateValue *items, size_t count) {
  TemplateValue *copy = arena_array(arena, TemplateValue, count);
  memcpy(copy, items, count * sizeof *items);
  return template_list(type, copy, count);
}

static TemplateValue anything(Arena *arena, TemplateValue inside) {
  return template_interface(arena, &template_any, inside);
}

enum {
  DIR,
  NAME,
  KIND,
  MODULE,
  NO_MODULE,
  STANDARD,
  BINARY,
  NUMBER,
  SMALL,
  SIZE,
  RATIO,
  COMPLEX,
  FILES,
  EMPTY,
  IMPORTS,
  NO_MAP,
  NUMBERS,
  BY_NUMBER,
  ANY_MAP,
  FAILED,
  FAILURES,
  ANY,
  NO_ANY,
  ANY_LIST,
  ERR,
  NO_ERR,
  INNER,
  INNER_PTR,
  NO_INNER,
  INNERS,
  MATRIX,
  DAY,
  DAY_PTR,
  NO_DAY,
  REPEAT,
  NO_FUNC,
  STR,
  NO_STR,
  HTML,
  WHEN,
  NEVER,
  THERE,
  SECRET
};

static TemplateValue get_list(Arena *arena, int tag) {
  switch (tag) {
    case FILES: return strings(arena, (const char *const[]){"b.go", "a.go", "c.go"}, 3);
    case IMPORTS: {
      StringVec vec = {0};
      const char *const pairs[] = {"x", "vendor/x", "a", "vendor/a"};
      for (uint32_t i = 0; i < 4; i++) vec_push(arena, &vec, pairs[i]);
      return template_of_string_pairs(arena, &vec);
    }
    case NUMBERS:
      return pairs_of(arena, &numbers_type,
                      (TemplateValue[]){template_of_string("two"), template_of_int(2), template_of_string("one"),
                                        template_of_int(1)},
                      2);
    case BY_NUMBER:
      return pairs_of(arena, &by_number_type,
                      (TemplateValue[]){template_of_int(10), template_of_string("ten"), template_of_int(9),
                                        template_of_string("nine")},
                      2);
    case ANY_MAP:
      return pairs_of(arena, &any_map_type,
                      (TemplateValue[]){template_of_string("nil"), anything(arena, (TemplateValue){0}),
                                        template_of_string("list"), anything(arena, get_list(arena, FILES)),
                                        template_of_string("n"), anything(arena, template_of_int(5))},
                      3);
    case FAILURES:
      return items_of(arena, &failure_list,
                      (TemplateValue[]){template_pointer(&failure_pointer, &failures[0]),
                                        template_pointer(&failure_pointer, &failures[1])},
                      2);
    case ANY_LIST:
      return items_of(arena, &any_list,
                      (TemplateValue[]){anything(arena, template_of_int(1)), anything(arena, template_of_string("x")),
                                        anything(arena, (TemplateValue){0}),
                                        anything(arena, template_pointer(&module_pointer, &other))},
                      4);
    case INNERS:
      return items_of(
          arena, &inner_list,
          (TemplateValue[]){template_struct(&inner_type, &inners[0]), template_struct(&inner_type, &inners[1])}, 2);
    default: {
      TemplateValue row = items_of(arena, &int_list, (TemplateValue[]){template_of_int(1), template_of_int(2)}, 2);
      TemplateValue none = template_list(&int_list, row.list.data, 0);
      return items_of(arena, &int_matrix, (TemplateValue[]){row, none}, 2);
    }
  }
}

static TemplateValue get_pointer(Arena *arena, int tag) {
  TemplateValue *text;
  switch (tag) {
    case MODULE: return template_pointer(&module_pointer, &module);
    case FAILED: return template_pointer(&failure_pointer, &failures[0]);
    case ANY: return anything(arena, template_struct(&inner_type, &inner));
    case ERR: return template_interface(arena, &error_type, template_pointer(&failure_pointer, &failures[1]));
    case INNER: return template_struct(&inner_type, &inner);
    case INNER_PTR: return template_pointer(&inner_pointer, &inner);
    case DAY: return template_struct(&day_type, &day);
    case WHEN: return template_pointer(&template_time_pointer, &when);
    case THERE: return template_pointer(&template_time_pointer, &there);
    case DAY_PTR: return template_pointer(&day_pointer, &day);
    case REPEAT: return (TemplateValue){.type = &repeat_type, .function = &repeat_function};
    default:
      text = arena_new(arena, TemplateValue);
      *text = template_of_string("pointed at");
      return template_pointer(&string_pointer, text);
  }
}

static TemplateValue get(Arena *arena, const void *object, int tag) {
  (void)object;
  switch (tag) {
    case DIR: return template_of_string("/src/m");
    case NAME: return template_of_string("m");
    case KIND: return of_type(template_of_string("lib"), &kind_type);
    case STANDARD: return template_of_bool(true);
    case NUMBER: return template_of_int(17);
    case SMALL: return of_type(template_of_int(-5), &int8_type);
    case SIZE: return (TemplateValue){.type = &uint64_type, .natural = 1ul << 63};
    case RATIO: return (TemplateValue){.type = &template_float64, .real = 2.5};
    case COMPLEX: return (TemplateValue){.type = &template_complex128, .complex = {1, -2}};
    case HTML: return template_of_string("<a href=\"x?y=z&w\">it's</a> \xC3\xA9\t\xE2\x80\xA8");
    case SECRET: return template_of_string("hush");
    case FILES:
    case IMPORTS:
    case NUMBERS:
    case BY_NUMBER:
    case ANY_MAP:
    case FAILURES:
    case ANY_LIST:
    case INNERS:
    case MATRIX: return get_list(arena, tag);
    default: return get_pointer(arena, tag);
  }
}

// Fields without a getter are zero.
static const TemplateField package_fields[] = {
    {"Dir", &template_string, get, DIR},
    {"Name", &template_string, get, NAME},
    {"Kind", &kind_type, get, KIND},
    {"Module", &module_pointer, get, MODULE},
    {"NoModule", &module_pointer, NULL, NO_MODULE},
    {"Standard", &template_bool, get, STANDARD},
    {"Binary", &template_bool, NULL, BINARY},
    {"Number", &template_int, get, NUMBER},
    {"Small", &int8_type, get, SMALL},
    {"Size", &uint64_type, get, SIZE},
    {"Ratio", &template_float64, get, RATIO},
    {"Complex", &template_complex128, get, COMPLEX},
    {"Files", &template_strings, get, FILES},
    {"Empty", &template_strings, NULL, EMPTY},
    {"Imports", &template_string_map, get, IMPORTS},
    {"NoMap", &template_string_map, NULL, NO_MAP},
    {"Numbers", &numbers_type, get, NUMBERS},
    {"ByNumber", &by_number_type, get, BY_NUMBER},
    {"AnyMap", &any_map_type, get, ANY_MAP},
    {"Failed", &failure_pointer, get, FAILED},
    {"Failures", &failure_list, get, FAILURES},
    {"Any", &template_any, get, ANY},
    {"NoAny", &template_any, NULL, NO_ANY},
    {"AnyList", &any_list, get, ANY_LIST},
    {"Err", &error_type, get, ERR},
    {"NoErr", &error_type, NULL, NO_ERR},
    {"Inner", &inner_type, get, INNER},
    {"InnerPtr", &inner_pointer, get, INNER_PTR},
    {"NoInner", &inner_pointer, NULL, NO_INNER},
    {"Inners", &inner_list, get, INNERS},
    {"Matrix", &int_matrix, get, MATRIX},
    {"Day", &day_type, get, DAY},
    {"DayPtr", &day_pointer, get, DAY_PTR},
    {"NoDay", &day_pointer, NULL, NO_DAY},
    {"Repeat", &repeat_type, get, REPEAT},
    {"NoFunc", &repeat_type, NULL, NO_FUNC},
    {"Str", &string_pointer, get, STR},
    {"NoStr", &string_pointer, NULL, NO_STR},
    {"HTML", &template_string, get, HTML},
    {"When", &template_time_pointer, get, WHEN},
    {"Never", &template_time_pointer, NULL, NEVER},
    {"There", &template_time_pointer, get, THERE},
    {"secret", &template_string, get, SECRET},
};
static const TemplateType package_type = {.kind = TEMPLATE_STRUCT,
                                          .name = "main.Package",
                                          .fields = package_fields,
                                          .field_count = COUNT(package_fields),
                                          .methods = package_methods,
                                          .method_count = COUNT(package_methods)};
static const TemplateType package_pointer = {
    .kind = TEMPLATE_POINTER, .name = "*main.Package", .element = &package_type};

TemplateValue model_package(void) { return template_pointer(&package_pointer, &package_type); }

// ---- functions of the text's own

static const char *find_module(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                               TemplateValue *result) {
  (void)call, (void)count;
  bool found = args[0].text.length == 1 && args[0].text.bytes[0] == 'm';
  *result = template_pointer(&module_pointer, found ? &module : NULL);
  return NULL;
}
static const char *context(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  (void)call, (void)args, (void)count;
  *result = template_pointer(&inner_pointer, &inner);
  return NULL;
}

static const TemplateFunction own[] = {
    {"context", NULL, 0, false, context, NULL},
    {"module", one_string, 1, false, find_module, NULL},
    {"add", ints, 2, false, sum, NULL},
    {"sum", ints, 1, true, sum, NULL},
    {"repeat", string_int, 2, false, repeat, NULL},
    {"fail", NULL, 0, false, fail, NULL},
    {"float", floats, 1, false, same, NULL},
    {"truth", bools, 1, false, same, NULL},
    {"natural", naturals, 1, false, same, NULL},
    {"pathOf", module_list, 1, false, path_of, NULL},
    {"inner", inner_one, 1, false, same, NULL},
};
const TemplateFunction *const model_functions[] = {&template_join, &own[0], &own[1], &own[2], &own[3], &own[4],
                                                   &own[5],        &own[6], &own[7], &own[8], &own[9], &own[10]};
const uint32_t model_function_count = COUNT(model_functions);
