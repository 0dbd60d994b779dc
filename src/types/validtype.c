// Types that contain themselves without a pointer (Spec: Type declarations). A
// stack of named types, each in the memory of the one before (`nest`), is kept
// while types are walked; a type found in its own nest is invalid. A type
// parameter is looked up among the arguments of the innermost instance and its
// argument is judged in the nest where that instance was written, that is,
// without the instance itself. `path` has all types met, for the error.
#include "types/internal.h"

typedef Vec(Named *) NamedVec;

typedef struct TypeWalk {
  Checker *c;
  NamedVec nest;  // only the first `depth` (an argument) count
  NamedVec path;
} TypeWalk;

static bool walk(TypeWalk *w, Type *t, uint32_t depth);

static void report(TypeWalk *w, Named *t) {
  Checker *c = w->c;
  t->origin->from_rhs = c->universe->basic[BASIC_INVALID];
  if (t->origin->underlying) t->origin->underlying = c->universe->basic[BASIC_INVALID];
  if (t->underlying) t->underlying = c->universe->basic[BASIC_INVALID];
  for (uint32_t i = 0; i < w->path.len; i++) {
    if (!identical(&w->path.data[i]->type, &t->type)) continue;
    ObjectVec cycle = {0};
    for (uint32_t j = i; j < w->path.len; j++) vec_push(c->arena, &cycle, check_cycle_object(c, w->path.data[j]));
    check_cycle_error(c, cycle.data, cycle.len, 0);
    return;
  }
  ice("types", t->object->name->text, "start of type cycle not found");
}

static bool walk_named(TypeWalk *w, Named *t, uint32_t depth) {
  Checker *c = w->c;
  // A type of a finished package that takes no arguments is valid and holds no type of this package.
  if (!t->type_args && t->object->package != c->package) return true;
  // One without parameters that was walked once stays valid: its validity depends on no nest.
  bool plain = !t->type_args && !t->type_params;
  if (plain && map_get(&c->valid_types, map_key(t))) return true;
  for (uint32_t i = 0; i < depth; i++) {
    Named *outer = w->nest.data[i];
    if (outer == t || (outer->origin == t->origin && identical(&outer->type, &t->type))) {
      report(w, t);
      return false;
    }
  }
  Named *origin = t->origin ? t->origin : t;
  Type *rhs = origin->from_rhs ? origin->from_rhs : under(&origin->type);
  // Positions from depth on may be stale: an entry is overwritten, and restored by whoever needs it.
  w->nest.len = depth;
  vec_push(c->arena, &w->nest, t);
  vec_push(c->arena, &w->path, t);
  bool valid = walk(w, rhs, depth + 1);
  w->path.len--;
  if (valid && plain) map_put(c->arena, &c->valid_types, map_key(t), t);
  return valid;
}

static bool walk_type_param(TypeWalk *w, TypeParam *t, uint32_t depth) {
  if (!depth) return true;
  Named *instance = w->nest.data[depth - 1];
  TypeParamList *params = instance->origin ? instance->origin->type_params : NULL;
  for (uint32_t i = 0; params && i < params->len; i++) {
    if (params->data[i] != t || !instance->type_args || i >= instance->type_args->len) continue;
    bool valid = walk(w, instance->type_args->data[i], depth - 1);
    w->nest.len = depth - 1;
    vec_push(w->c->arena, &w->nest, instance);
    return valid;
  }
  return true;
}

static bool walk(TypeWalk *w, Type *t, uint32_t depth) {
  t = unalias(t);
  switch (t->kind) {
    case TYPE_ARRAY: return walk(w, ((Array *)t)->elem, depth);
    case TYPE_STRUCT: {
      Struct *s = (Struct *)t;
      for (uint32_t i = 0; i < s->field_count; i++)
        if (!walk(w, s->fields[i]->type, depth)) return false;
      return true;
    }
    case TYPE_UNION: {
      Union *u = (Union *)t;
      for (uint32_t i = 0; i < u->len; i++)
        if (!walk(w, u->terms[i].type, depth)) return false;
      return true;
    }
    case TYPE_INTERFACE: {
      Interface *iface = (Interface *)t;
      for (uint32_t i = 0; i < iface->embedded_count; i++)
        if (!walk(w, iface->embeddeds[i], depth)) return false;
      return true;
    }
    case TYPE_NAMED: return walk_named(w, (Named *)t, depth);
    case TYPE_TYPE_PARAM: return walk_type_param(w, (TypeParam *)t, depth);
    default: return true;
  }
}

void check_valid_type(Checker *c, Named *t) {
  TypeWalk w = {.c = c};
  walk(&w, &t->type, 0);
}
