// The table of the builtin functions, the plain ones among them, and `join`.
#include <string.h>

#include "template/node.h"
#include "template/value.h"

static const char *builtin_not(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                               TemplateValue *result) {
  (void)call, (void)count;
  *result = template_of_bool(!value_is_true(value_in_interface(args[0])));
  return NULL;
}

static TemplateValue finished(const TemplateBuffer *buffer) {
  return template_of_text(buffer->bytes.data ? (const char *)buffer->bytes.data : "", buffer->bytes.len);
}

static const char *builtin_print(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                                 TemplateValue *result) {
  TemplateBuffer buffer = {.arena = call->arena};
  print_values(&buffer, args, count);
  *result = finished(&buffer);
  return NULL;
}

static const char *builtin_println(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                                   TemplateValue *result) {
  TemplateBuffer buffer = {.arena = call->arena};
  print_values_line(&buffer, args, count);
  *result = finished(&buffer);
  return NULL;
}

static const char *builtin_printf(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                                  TemplateValue *result) {
  TemplateBuffer buffer = {.arena = call->arena};
  print_format(&buffer, args[0].text, args + 1, count - 1);
  *result = finished(&buffer);
  return NULL;
}

static const char *join(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  TemplateBuffer buffer = {.arena = call->arena};
  (void)count;
  for (size_t i = 0; i < args[0].list.length; i++) {
    TemplateText item = args[0].list.data[i].text;
    if (i > 0) buffer_put(&buffer, args[1].text.bytes, args[1].text.length);
    buffer_put(&buffer, item.bytes, item.length);
  }
  *result = finished(&buffer);
  return NULL;
}

static const TemplateType *const values[] = {&value_as_it_is, &value_as_it_is};
static const TemplateType *const anything[] = {&template_any};
static const TemplateType *const format_first[] = {&template_string, &template_any};
static const TemplateType *const list_and_separator[] = {&template_strings, &template_string};

const TemplateFunction template_join = {"join", list_and_separator, 2, false, join, NULL};

// Those without a function are call.c's.
static const TemplateFunction builtins[] = {
    {"and", values, 2, true, NULL, NULL},
    {"call", values, 2, true, NULL, NULL},
    {"eq", values, 2, true, builtin_eq, NULL},
    {"ge", values, 2, false, builtin_ge, NULL},
    {"gt", values, 2, false, builtin_gt, NULL},
    {"html", anything, 1, true, builtin_html, NULL},
    {"index", values, 2, true, builtin_index, NULL},
    {"js", anything, 1, true, builtin_js, NULL},
    {"le", values, 2, false, builtin_le, NULL},
    {"len", values, 1, false, builtin_len, NULL},
    {"lt", values, 2, false, builtin_lt, NULL},
    {"ne", values, 2, false, builtin_ne, NULL},
    {"not", values, 1, false, builtin_not, NULL},
    {"or", values, 2, true, NULL, NULL},
    {"print", anything, 1, true, builtin_print, NULL},
    {"printf", format_first, 2, true, builtin_printf, NULL},
    {"println", anything, 1, true, builtin_println, NULL},
    {"slice", values, 2, true, builtin_slice, NULL},
    {"urlquery", anything, 1, true, builtin_urlquery, NULL},
};

const TemplateFunction *builtin_find(TemplateText name) {
  for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++)
    if (text_equal((TemplateText){builtins[i].name, strlen(builtins[i].name)}, name)) return &builtins[i];
  return NULL;
}
