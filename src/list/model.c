// Members of C structs as values for templates.
#include "list/model.h"

#define MEMBER(T, object, offset) ((const T *)(const void *)((const char *)(object) + (offset)))

TemplateValue model_text(Arena *arena, const void *object, int offset) {
  (void)arena;
  return template_of_string(*MEMBER(char *, object, offset));
}

TemplateValue model_bool(Arena *arena, const void *object, int offset) {
  (void)arena;
  return template_of_bool(*MEMBER(bool, object, offset));
}

TemplateValue model_texts(Arena *arena, const void *object, int offset) {
  return template_of_strings(arena, MEMBER(StringVec, object, offset));
}

TemplateValue model_pairs(Arena *arena, const void *object, int offset) {
  return template_of_string_pairs(arena, MEMBER(StringVec, object, offset));
}

TemplateValue model_address(const TemplateType *type, const void *object, int offset) {
  return template_pointer(type, *MEMBER(void *, object, offset));
}
