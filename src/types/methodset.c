// Method sets (Spec: Method sets) of types of values, promoted methods
// included, for descriptors and itabs. The names are collected from all types
// reachable through embedding; a lookup of each decides depth, ambiguity and
// pointer receivers.
#include "types/core.h"

typedef struct Collector {
  Arena *arena;           // scratch
  Vec(Object *) methods;  // one for each name (and package, if unexported)
  Vec(Type *) types;      // types to look at, in order of discovery
} Collector;

static void add_name(Collector *k, Object *m) {
  if (m->name->blank) return;
  for (uint32_t i = 0; i < k->methods.len; i++) {
    Object *other = k->methods.data[i];
    if (other->name == m->name && (m->name->exported || same_package(other->package, m->package))) return;
  }
  vec_push(k->arena, &k->methods, m);
}

static void add_type(Collector *k, Type *t) {
  t = unalias(deref(t, NULL));
  for (uint32_t i = 0; i < k->types.len; i++) {
    if (k->types.data[i] == t) return;
  }
  vec_push(k->arena, &k->types, t);
}

static void collect(Collector *k) {
  for (uint32_t i = 0; i < k->types.len; i++) {
    Type *t = k->types.data[i];
    if (t->kind == TYPE_NAMED) {
      Named *n = ((Named *)t)->origin;
      for (uint32_t j = 0; j < n->method_count; j++) add_name(k, n->methods[j]);
    }
    Type *u = under(t);
    if (u->kind == TYPE_INTERFACE) {
      TypeSet *s = type_set_of((Interface *)u);
      for (uint32_t j = 0; j < s->method_count; j++) add_name(k, s->methods[j]);
    } else if (u->kind == TYPE_STRUCT) {
      Struct *s = (Struct *)u;
      for (uint32_t j = 0; j < s->field_count; j++) {
        if (s->fields[j]->embedded) add_type(k, s->fields[j]->type);
      }
    }
  }
}

static int compare_entries(const void *a, const void *b) {
  return compare_objects(((const MethodSetEntry *)a)->function, ((const MethodSetEntry *)b)->function);
}

// Memory of the result is the session's; the lock is held.
static MethodSet *compute_method_set(TypeContext *x, Type *t) {
  MethodSet *set = arena_new(x->arena, MethodSet);
  Type *u = under(t);
  // Defined pointer types and pointers to interfaces have no methods.
  if (t->kind == TYPE_NAMED && u->kind == TYPE_POINTER) return set;
  Arena scratch;
  arena_init(&scratch);
  Collector k = {.arena = &scratch};
  add_type(&k, t);
  collect(&k);
  set->entries = arena_array(x->arena, MethodSetEntry, k.methods.len);
  for (uint32_t i = 0; i < k.methods.len; i++) {
    Object *m = k.methods.data[i];
    MethodSetEntry e = {0};
    e.function = lookup_in(x->arena, t, false, m->package, m->name, false, &e.path, &e.path_len, &e.indirect);
    if (!e.function || e.function->kind != OBJECT_FUNC) continue;
    e.promoted = e.path_len > 1;
    set->entries[set->len++] = e;
  }
  if (set->len > 1) qsort(set->entries, set->len, sizeof *set->entries, compare_entries);
  arena_free(&scratch);
  return set;
}

MethodSet *types_method_set(Session *session, Type *type) {
  TypeContext *x = session->universe->context;
  Type *t = types_canonical(session, type);
  context_lock(x);
  MethodSet *set = map_get(&x->method_sets, map_key(t));
  if (!set) {
    set = compute_method_set(x, t);
    map_put(x->arena, &x->method_sets, map_key(t), set);
  }
  context_unlock(x);
  return set;
}
