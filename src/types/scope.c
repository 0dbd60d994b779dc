// Scopes (Spec: Declarations and scope): maps from interned names to objects,
// chained to the universe. Looking through the chain is env_lookup's (check.c).
#include "types/core.h"

Scope *scope_new(Arena *a, Scope *parent) {
  Scope *s = arena_new(a, Scope);
  s->parent = s->outer = parent;
  return s;
}

Scope *scope_new_block(Arena *a, Scope *parent) {
  Scope *s = scope_new(a, parent);
  if (parent->is_block && !parent->names.len) s->outer = parent->outer;
  s->is_block = true;
  return s;
}

Object *scope_lookup(const Scope *scope, const Name *name) { return map_get(&scope->names, map_key(name)); }

// Inserts unless the name is taken; then returns the object that has it.
Object *scope_insert(Arena *a, Scope *scope, Object *object) {
  Object *other = map_get(&scope->names, map_key(object->name));
  if (other) return other;
  map_put(a, &scope->names, map_key(object->name), object);
  if (!object->parent) object->parent = scope;
  return NULL;
}
