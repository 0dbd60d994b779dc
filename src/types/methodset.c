// Method sets (Spec: Method sets) of types of values, promoted methods
// included, for descriptors and itabs. One walk, breadth first through embedded fields, finds the set as so many
// lookups (lookup.c) would: a name counts at the least depth at which a field or method has it, if only one has.
#include "types/core.h"

// A type reached through embedded fields.
typedef struct Source {
  Type *type;
  Named *named;            // once it has been looked at, if it is one
  uint32_t parent, field;  // where it is embedded; the start has itself as parent
  uint32_t next;           // of the same hash: 1 + number of an earlier one
  bool indirect;           // through a pointer on the way
  bool multiples;          // reached more than once at its depth
} Source;

// What a name denotes at the least depth at which it was found.
typedef struct Candidate {
  const Name *name;
  Package *package;
  Named *named;  // method `number` of it; else
  Object *object;
  uint32_t source, number;
  uint32_t level;  // first source of its depth
  uint32_t next;   // of the same name: 1 + number of an earlier one
  bool collision;
} Candidate;

typedef struct Collector {
  Arena *arena;         // scratch
  Vec(Source) sources;  // depth after depth
  Map by_type;          // Named* of the origin, or 1 -> 1 + number of the last such source
  Vec(Candidate) candidates;
  Map by_name;     // Name* -> 1 + number of the last candidate
  uint32_t level;  // first source of the depth in hand
} Collector;

static uint64_t type_key(Type *t) {
  Named *n = as_named(t);
  return n ? map_key(n->origin) : 1;
}

static void add_source(Collector *k, Type *type, bool indirect, uint32_t parent, uint32_t field, uint32_t next_level) {
  uint64_t key = type_key(type);
  uint32_t last = (uint32_t)(uintptr_t)map_get(&k->by_type, key);
  for (uint32_t i = last; i > next_level; i = k->sources.data[i - 1].next) {
    if (!identical(k->sources.data[i - 1].type, type)) continue;
    k->sources.data[i - 1].multiples = true;
    return;
  }
  bool multiples = k->sources.len && k->sources.data[parent].multiples;
  vec_push(k->arena, &k->sources, ((Source){type, NULL, parent, field, last, indirect, multiples}));
  map_put(k->arena, &k->by_type, key, (void *)(uintptr_t)k->sources.len);
}

// Shadowed by its occurrence at a lesser depth?
static bool seen_before(const Collector *k, uint32_t at, Named *n) {
  for (uint32_t i = k->sources.data[at].next; i; i = k->sources.data[i - 1].next) {
    Named *other = k->sources.data[i - 1].named;
    if (other && identical(&other->type, &n->type)) return true;
  }
  return false;
}

static void add_candidate(Collector *k, Candidate c) {
  if (c.name->blank) return;
  c.level = k->level;
  c.collision = k->sources.data[c.source].multiples;
  uint32_t last = (uint32_t)(uintptr_t)map_get(&k->by_name, map_key(c.name));
  for (uint32_t i = last; i; i = k->candidates.data[i - 1].next) {
    Candidate *other = &k->candidates.data[i - 1];
    if (!c.name->exported && !same_package(other->package, c.package)) continue;
    if (other->level == c.level) other->collision = true;
    return;
  }
  c.next = last;
  vec_push(k->arena, &k->candidates, c);
  map_put(k->arena, &k->by_name, map_key(c.name), (void *)(uintptr_t)k->candidates.len);
}

static void add_object(Collector *k, Object *o, uint32_t source, uint32_t number) {
  add_candidate(k,
                (Candidate){.name = o->name, .package = o->package, .object = o, .source = source, .number = number});
}

static void collect_source(Collector *k, uint32_t at, uint32_t next_level) {
  Type *t = k->sources.data[at].type;
  Named *n = as_named(t);
  if (n) {
    if (seen_before(k, at, n)) return;
    k->sources.data[at].named = n;
    for (uint32_t j = 0; j < n->origin->method_count; j++) {
      const Object *m = n->origin->methods[j];
      add_candidate(k, (Candidate){.name = m->name, .package = m->package, .named = n, .source = at, .number = j});
    }
  }
  Type *u = under(t);
  if (u->kind == TYPE_INTERFACE) {
    TypeSet *s = type_set_of((Interface *)u);
    for (uint32_t j = 0; j < s->method_count; j++) add_object(k, s->methods[j], at, j);
  } else if (u->kind == TYPE_STRUCT) {
    Struct *s = (Struct *)u;
    for (uint32_t j = 0; j < s->field_count; j++) {
      add_object(k, s->fields[j], at, j);
      if (!s->fields[j]->embedded) continue;
      bool pointer;
      Type *embedded = deref(s->fields[j]->type, &pointer);
      add_source(k, embedded, k->sources.data[at].indirect || pointer, at, j, next_level);
    }
  }
}

static void collect(Collector *k) {
  while (k->level < k->sources.len) {
    uint32_t next_level = k->sources.len;
    for (uint32_t i = k->level; i < next_level; i++) collect_source(k, i, next_level);
    k->level = next_level;
  }
}

static uint32_t *make_path(Arena *arena, const Collector *k, const Candidate *c, uint32_t *length) {
  uint32_t n = 1;
  for (uint32_t i = c->source; i; i = k->sources.data[i].parent) n++;
  uint32_t *path = arena_array(arena, uint32_t, n);
  *length = n;
  path[--n] = c->number;
  for (uint32_t i = c->source; i; i = k->sources.data[i].parent) path[--n] = k->sources.data[i].field;
  return path;
}

static bool is_method(const Candidate *c) { return !c->collision && (!c->object || c->object->kind == OBJECT_FUNC); }

static int compare_entries(const void *a, const void *b) {
  return compare_objects(((const MethodSetEntry *)a)->function, ((const MethodSetEntry *)b)->function);
}

// Memory of the result is the context's; the lock is held.
static MethodSet *compute_method_set(TypeContext *x, Type *t) {
  MethodSet *set = arena_new(x->arena, MethodSet);
  Type *u = under(t);
  // Defined pointer types and pointers to interfaces have no methods.
  if (t->kind == TYPE_NAMED && u->kind == TYPE_POINTER) return set;
  bool pointer;
  Type *base = deref(t, &pointer);
  if (pointer && under(base)->kind == TYPE_INTERFACE) return set;
  Arena scratch;
  arena_init(&scratch);
  Collector k = {.arena = &scratch};
  add_source(&k, base, pointer, 0, 0, 0);
  collect(&k);
  uint32_t count = 0;
  for (uint32_t i = 0; i < k.candidates.len; i++) count += is_method(&k.candidates.data[i]);
  set->entries = arena_array(x->arena, MethodSetEntry, count);
  for (uint32_t i = 0; i < k.candidates.len; i++) {
    const Candidate *c = &k.candidates.data[i];
    if (!is_method(c)) continue;
    Object *method = c->object ? c->object : named_method(c->named, c->number);
    bool indirect = k.sources.data[c->source].indirect;
    if (!indirect && method_has_pointer_receiver(method)) continue;
    MethodSetEntry e = {.function = method, .indirect = indirect};
    e.path = make_path(x->arena, &k, c, &e.path_len);
    e.promoted = e.path_len > 1;
    set->entries[set->len++] = e;
  }
  if (set->len > 1) qsort(set->entries, set->len, sizeof *set->entries, compare_entries);
  arena_free(&scratch);
  return set;
}

MethodSet *types_method_set(Session *session, Type *type) {
  Type *t = types_canonical(session, type);
  TypeContext *x = context_of_type(session, t);
  context_lock(x);
  MethodSet *set = map_get(&x->method_sets, map_key(t));
  if (!set) {
    set = compute_method_set(x, t);
    map_put(x->arena, &x->method_sets, map_key(t), set);
  }
  context_unlock(x);
  return set;
}
