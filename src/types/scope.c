// Scopes (Spec: Declarations and scope): maps from interned names to objects,
// chained to the universe.
#include "types/core.h"

Scope *scope_new(Arena *a, Scope *parent, Pos pos, Pos end) {
  Scope *s = arena_new(a, Scope);
  s->parent = parent;
  s->pos = pos;
  s->end = end;
  return s;
}

Object *scope_lookup(const Scope *scope, const Name *name) { return map_get(&scope->names, map_key(name)); }

// The innermost object `name` that is declared at pos (0: anywhere), from
// `scope` outward; *where (may be NULL) receives the scope it was found in.
Object *scope_lookup_parent(Scope *scope, const Name *name, Pos pos, Scope **where) {
  for (Scope *s = scope; s; s = s->parent) {
    if (s->names.len == 0) continue;
    Object *o = map_get(&s->names, map_key(name));
    // Positions are ordered within a file only, and local objects are of one file.
    if (o && (pos == 0 || o->scope_pos == 0 || o->scope_pos <= pos)) {
      if (where) *where = s;
      return o;
    }
  }
  if (where) *where = NULL;
  return NULL;
}

// Inserts unless the name is taken; then returns the object that has it.
Object *scope_insert(Arena *a, Scope *scope, Object *object) {
  Object *other = map_get(&scope->names, map_key(object->name));
  if (other) return other;
  map_put(a, &scope->names, map_key(object->name), object);
  if (!object->parent) object->parent = scope;
  return NULL;
}
