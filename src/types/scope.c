// Scopes (Spec: Declarations and scope): maps from interned names to objects,
// chained to the universe. Looking through the chain is env_lookup's (check.c).
#include "types/core.h"

Scope *scope_new(Arena *a, Scope *parent, Pos pos, Pos end) {
  Scope *s = arena_new(a, Scope);
  s->parent = parent;
  s->pos = pos;
  s->end = end;
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
