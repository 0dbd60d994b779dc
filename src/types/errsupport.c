// What a message says about a selector that was not found: a similar name, or
// one that is not accessible.
#include "types/core.h"

typedef enum LookupProblem { MISSING, MISSPELLED, UNEXPORTED, INACCESSIBLE } LookupProblem;

// The text after the first character.
static const char *tail(const Name *n) {
  size_t i = n->len > 0;
  while (i < n->len && ((unsigned char)n->text[i] & 0xC0) == 0x80) i++;
  return n->text + i;
}

static LookupProblem classify(Checker *c, const Name *selector, Object *object) {
  if (!object) return MISSING;
  const Name *other = object->name;
  bool same_tail = strcmp(tail(selector), tail(other)) == 0;
  if (object->package == c->package) return MISSPELLED;
  if (selector->exported) {
    if (other->exported) return MISSPELLED;
    return same_tail ? UNEXPORTED : MISSING;
  }
  if (other->exported) return same_tail ? MISSPELLED : MISSING;
  return selector == other ? INACCESSIBLE : MISSING;
}

// `object`: what a case-insensitive lookup found, or NULL.
const char *check_lookup_error(Checker *c, Type *type, const Name *selector, Object *object, bool struct_literal) {
  LookupProblem problem = classify(c, selector, object);
  const char *sel = selector->text, *other = object ? object->name->text : "", *t = str_type(c, type);
  if (struct_literal) {
    switch (problem) {
      case MISSING: return str_printf(c, "unknown field %s in struct literal of type %s", sel, t);
      case MISSPELLED:
        return str_printf(c, "unknown field %s in struct literal of type %s, but does have %s", sel, t, other);
      case UNEXPORTED:
        return str_printf(c, "unknown field %s in struct literal of type %s, but does have unexported %s", sel, t,
                          other);
      case INACCESSIBLE:
        return str_printf(c, "cannot refer to unexported field %s in struct literal of type %s", other, t);
    }
  }
  const char *what = !object                       ? "object"
                     : object->kind == OBJECT_VAR  ? "field"
                     : object->kind == OBJECT_FUNC ? "method"
                                                   : "object";
  switch (problem) {
    case MISSING: break;
    case MISSPELLED:
      return str_printf(c, "type %s has no field or method %s, but does have %s %s", t, sel, what, other);
    case UNEXPORTED:
      return str_printf(c, "type %s has no field or method %s, but does have unexported %s %s", t, sel, what, other);
    case INACCESSIBLE: return str_printf(c, "cannot refer to unexported %s %s", what, other);
  }
  return str_printf(c, "type %s has no field or method %s", t, sel);
}
