// Alias types (Spec: Alias declarations). An alias is a type of its own while names matter to messages, and for generic
// ones; types_unalias (predicates.c) looks through it.
#include "types/core.h"

// rhs NULL: the declaration is in work.
Alias *check_new_alias(Checker *c, Object *object, Type *rhs) {
  Alias *a = arena_new(c->arena, Alias);
  a->type.kind = TYPE_ALIAS;
  a->object = object;
  a->origin = a;
  a->from_rhs = rhs;
  if (!object->type) object->type = &a->type;
  check_needs_cleanup(c, &a->type);
  return a;
}
