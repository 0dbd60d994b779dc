// Type parameters and their constraint interfaces (Spec: Type constraints). A parameter is made before its constraint
// is checked, since constraints may refer to it: until then its bound is the invalid type.
#include "types/core.h"

TypeParam *check_new_type_param(Checker *c, Object *object, Type *constraint) {
  TypeParam *t = arena_new(c->arena, TypeParam);
  t->type.kind = TYPE_TYPE_PARAM;
  t->checker = c;
  t->object = object;
  t->bound = constraint;
  if (!object->type) object->type = &t->type;
  check_needs_cleanup(c, &t->type);
  return t;
}

// The constraint interface. A constraint that is no interface is wrapped once,
// in an implicit one, which becomes the bound.
Interface *type_param_iface_in(Arena *a, TypeParam *t) {
  Type *u = t->bound ? under(t->bound) : invalid_type();
  if (u->kind == TYPE_INTERFACE) {
    // Errors in constraints are reported where they are declared.
    if (is_type_param(t->bound)) return (Interface *)(uintptr_t)&top_interface;
    Interface *i = (Interface *)u;
    if (!i->type_set && a) type_set_in(a, t->checker, t->object ? t->object->pos : 0, i);
    return i;
  }
  if (!is_valid(u)) return (Interface *)(uintptr_t)&top_interface;
  if (!a) ice("types", "type_param_iface", "the constraint of a shared type parameter was not wrapped");
  Interface *i = arena_new(a, Interface);
  i->type.kind = TYPE_INTERFACE;
  i->implicit = true;
  i->complete = true;
  i->embedded_count = 1;
  i->embeddeds = arena_array(a, Type *, 1);
  i->embeddeds[0] = t->bound;
  type_set_in(a, t->checker, 0, i);
  t->bound = &i->type;
  return i;
}

Interface *type_param_iface(TypeParam *t) { return type_param_iface_in(t->checker ? t->checker->arena : NULL, t); }
