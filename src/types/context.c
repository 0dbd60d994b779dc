// The tables of instances of generic types. The session's table holds those
// whose origin and arguments are complete; it is shared by all threads under
// one recursive lock. A checker's own table holds instances that mention
// something still being declared, or a type literal of the package. A derived
// session's table has all that its packages and programs write: the base's is
// filled by the base's packages, and by the right sides and methods of its
// representatives, alone.
//
// In a session's table List[byte] and List[uint8] are two: types are printed and exported as they are written, and
// which thread comes first must not show.
#include "base/id_table.h"
#include "types/core.h"

TypeContext *context_new(Session *session, Universe *universe) {
  TypeContext *x = arena_new(&universe->arena, TypeContext);
  x->session = session;
  x->universe = universe;
  x->base = session->base ? session->base->universe->context : NULL;
  arena_init(&x->own_arena);
  x->arena = &x->own_arena;
  lock_init(&x->lock, true);
  x->canonicals = arena_array(&universe->arena, CanonicalShard, CANONICAL_SHARDS);
  for (uint32_t i = 0; i < CANONICAL_SHARDS; i++) lock_init(&x->canonicals[i].lock, false);
  atomic_init(&x->next_type_id, x->base ? ID_TABLE_MIDDLE : 1);
  atomic_init(&x->next_object_id, x->base ? ID_TABLE_MIDDLE : 1);
  return x;
}

void context_free(TypeContext *x) {
  for (uint32_t i = 0; i < CANONICAL_SHARDS; i++) {
    lock_destroy(&x->canonicals[i].lock);
    arena_free(&x->canonicals[i].arena);
  }
  lock_destroy(&x->lock);
  arena_free(x->arena);
}

TypeContext *context_of(Checker *c) {
  if (!c->context) {
    TypeContext *x = arena_new(c->arena, TypeContext);
    x->session = c->session;
    x->universe = c->universe;
    x->arena = c->arena;
    c->context = x;
  }
  return c->context;
}

void context_lock(TypeContext *x) { lock_take(&x->lock); }
void context_unlock(TypeContext *x) { lock_release(&x->lock); }

uint64_t instance_hash(Type *origin, Type **args, uint32_t count) {
  uint64_t h = hash_mix(map_key(origin), count);
  for (uint32_t i = 0; i < count; i++) h = hash_mix(h, types_hash(args[i]));
  return h;
}

// ---- types that are written alike

static bool written_alike(Type *a, Type *b);

static bool are_alike(Type **a, Type **b, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (!written_alike(a[i], b[i])) return false;
  return true;
}

static bool objects_alike(Object **a, Object **b, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (a[i]->pos != b[i]->pos || !written_alike(a[i]->type, b[i]->type)) return false;
  return true;
}

static bool lists_alike(const TypeList *a, const TypeList *b) {
  uint32_t count = a ? a->len : 0;
  return count == (b ? b->len : 0) && (!count || are_alike(a->data, b->data, count));
}

static bool tuples_alike(const Tuple *a, const Tuple *b) {
  return tuple_len(a) == tuple_len(b) && (!tuple_len(a) || objects_alike(a->vars, b->vars, a->len));
}

static bool signatures_alike(const Signature *a, const Signature *b) {
  return a->type_params == b->type_params && tuples_alike(a->params, b->params) && tuples_alike(a->results, b->results);
}

static bool interfaces_alike(const Interface *a, const Interface *b) {
  return a->method_count == b->method_count && a->embedded_count == b->embedded_count && a->implicit == b->implicit &&
         objects_alike(a->methods, b->methods, a->method_count) &&
         are_alike(a->embeddeds, b->embeddeds, a->embedded_count);
}

static bool written_alike(Type *a, Type *b) {
  if (a == b) return true;
  if (!a || !b || a->kind != b->kind) return false;
  switch ((TypeKind)a->kind) {
    case TYPE_ARRAY: return written_alike(((Array *)a)->elem, ((Array *)b)->elem);
    case TYPE_SLICE: return written_alike(((Slice *)a)->elem, ((Slice *)b)->elem);
    case TYPE_POINTER: return written_alike(((Pointer *)a)->elem, ((Pointer *)b)->elem);
    case TYPE_CHAN: return written_alike(((ChanType *)a)->elem, ((ChanType *)b)->elem);
    case TYPE_MAP:
      return written_alike(((MapType *)a)->key, ((MapType *)b)->key) &&
             written_alike(((MapType *)a)->elem, ((MapType *)b)->elem);
    case TYPE_NAMED:
      return ((Named *)a)->origin == ((Named *)b)->origin &&
             lists_alike(((Named *)a)->type_args, ((Named *)b)->type_args);
    case TYPE_ALIAS:
      return ((Alias *)a)->object == ((Alias *)b)->object &&
             lists_alike(((Alias *)a)->type_args, ((Alias *)b)->type_args);
    case TYPE_STRUCT: {
      const Struct *s = (Struct *)a, *t = (Struct *)b;
      return s->field_count == t->field_count && objects_alike(s->fields, t->fields, s->field_count);
    }
    case TYPE_SIGNATURE: return signatures_alike((Signature *)a, (Signature *)b);
    case TYPE_INTERFACE: return interfaces_alike((Interface *)a, (Interface *)b);
    default: return false;
  }
}

// ---- tables

// exactly: written alike, too.
static bool same_instance(const InstanceEntry *e, Type *origin, Type **args, uint32_t count, bool exactly) {
  if (e->origin != origin || e->args->len != count) return false;
  for (uint32_t i = 0; i < count; i++)
    if (!identical(e->args->data[i], args[i])) return false;
  return !exactly || are_alike(e->args->data, args, count);
}

Type *context_lookup(TypeContext *x, uint64_t hash, Type *origin, Type **args, uint32_t count) {
  // A checker's own table is filled by one thread: who comes first is the same in each run.
  bool shared = x == x->universe->context;
  for (InstanceEntry *e = map_get(&x->instances, hash); e; e = e->next)
    if (same_instance(e, origin, args, count, shared)) return e->instance;
  return NULL;
}

void context_add(TypeContext *x, uint64_t hash, Type *origin, TypeList *args, Type *instance) {
  InstanceEntry *e = arena_new(x->arena, InstanceEntry);
  e->origin = origin;
  e->args = args;
  e->instance = instance;
  e->next = map_get(&x->instances, hash);
  map_put(x->arena, &x->instances, hash, e);
}

// The number that is kept in *place, or the next one; a race wastes one. The base's end where a derived session's
// begin.
static uint32_t number_of(_Atomic uint32_t *place, const TypeContext *x, atomic_uint *next) {
  uint32_t known = atomic_load_explicit(place, memory_order_relaxed);
  if (known) return known;
  uint32_t fresh = atomic_fetch_add(next, 1);
  if (!x->base && fresh >= ID_TABLE_MIDDLE) ice("types", "number_of", "more than %u ids", ID_TABLE_MIDDLE);
  return atomic_compare_exchange_strong(place, &known, fresh) ? fresh : known;
}

uint32_t types_id(Session *session, Type *type) {
  TypeContext *x = context_of_type(session, type);
  return number_of(&type->id, x, &x->next_type_id);
}

uint32_t types_object_id(Session *session, Object *object) {
  bool upper = object->package && object->package->variant;
  TypeContext *x = context_of_layer(session->universe->context, upper);
  return number_of(&object->id, x, &x->next_object_id);
}

size_t types_bytes(Session *session) {
  TypeContext *x = session->universe->context;
  context_lock(x);
  size_t bytes = x->arena->total + session->universe->arena.total;
  context_unlock(x);
  for (uint32_t i = 0; i < CANONICAL_SHARDS; i++) {
    lock_take(&x->canonicals[i].lock);
    bytes += x->canonicals[i].arena.total;
    lock_release(&x->canonicals[i].lock);
  }
  return bytes;
}

LockWaits types_waits(Session *session) {
  LockWaits waits = {0};
  TypeContext *x = session->universe->context;
  lock_add_waits(&x->lock, &waits);
  for (uint32_t i = 0; i < CANONICAL_SHARDS; i++) lock_add_waits(&x->canonicals[i].lock, &waits);
  return waits;
}
