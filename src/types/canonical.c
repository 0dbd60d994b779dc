// Canonical types: one representative for all identical types of the session,
// made of representatives itself, so that later stages compare types, and
// parts of types, by pointer. Hash-consing in shards by the shallow hash, each
// with a lock and an arena; what was found is kept in Type.canonical and read
// without lock. What is made on the way to a representative is in an arena that
// goes when it is found.
//
// A representative has neither aliases nor embedded interfaces, its method
// signatures have no receiver, and byte and rune are uint8 and int32. Defined
// types represent themselves; an instance of a generic type is represented by
// the one whose arguments are representatives. Types are complete and have no
// type parameters. Nothing in a representative tells which of the identical
// types was the first, but the names of parameters and results, at which nobody
// looks.
//
// Of a derived session, types that have to do with a variant package are
// "upper": defined in one or in an instance of an upper function, with an
// unexported field or method of one, or made of an upper type. Their
// representatives are in the session's own table. Those of all others are in
// the base's, whoever asks first, and lie in its memory, where nothing points
// up. A variant and the base's package of that path are never parts of one
// program, and so no type of the one is compared with a type of the other.
#include "types/core.h"

// A question at work.
typedef struct Canonicalizer {
  TypeContext *x;
  Arena arena;  // of what is looked for
} Canonicalizer;

static Type *canonical_in(Canonicalizer *k, Type *t);

// ---- shallow comparison of two types made of representatives

static bool same_vars(Tuple *x, Tuple *y) {
  if (tuple_len(x) != tuple_len(y)) return false;
  for (uint32_t i = 0; i < tuple_len(x); i++) {
    if (x->vars[i]->type != y->vars[i]->type) return false;
  }
  return true;
}

// Unexported fields and methods are their package's.
static bool has_package(const Object *o) {
  return (o->kind == OBJECT_FUNC || o->var_kind == VAR_FIELD) && !o->name->exported;
}

static bool same_member(const Object *f, const Object *g) {
  return f->name == g->name && f->type == g->type && (f->name->exported || same_package(f->package, g->package));
}

static bool same_structs(Struct *x, Struct *y) {
  if (x->field_count != y->field_count) return false;
  for (uint32_t i = 0; i < x->field_count; i++) {
    if (!same_member(x->fields[i], y->fields[i]) || x->fields[i]->embedded != y->fields[i]->embedded) return false;
    if (struct_tag(x, i) != struct_tag(y, i)) return false;
  }
  return true;
}

static bool same_interfaces(Interface *x, Interface *y) {
  if (x->method_count != y->method_count) return false;
  for (uint32_t i = 0; i < x->method_count; i++) {
    if (!same_member(x->methods[i], y->methods[i])) return false;
  }
  return true;
}

static bool same_named(Named *x, Named *y) {
  if (x->origin != y->origin || type_list_len(x->type_args) != type_list_len(y->type_args)) return false;
  for (uint32_t i = 0; i < type_list_len(x->type_args); i++) {
    if (x->type_args->data[i] != y->type_args->data[i]) return false;
  }
  return true;
}

static bool same_shallow(Type *x, Type *y) {
  if (x->kind != y->kind) return false;
  switch ((TypeKind)x->kind) {
    case TYPE_ARRAY: return ((Array *)x)->elem == ((Array *)y)->elem && ((Array *)x)->length == ((Array *)y)->length;
    case TYPE_SLICE: return ((Slice *)x)->elem == ((Slice *)y)->elem;
    case TYPE_POINTER: return ((Pointer *)x)->elem == ((Pointer *)y)->elem;
    case TYPE_MAP: return ((MapType *)x)->key == ((MapType *)y)->key && ((MapType *)x)->elem == ((MapType *)y)->elem;
    case TYPE_CHAN:
      return ((ChanType *)x)->elem == ((ChanType *)y)->elem && ((ChanType *)x)->dir == ((ChanType *)y)->dir;
    case TYPE_STRUCT: return same_structs((Struct *)x, (Struct *)y);
    case TYPE_TUPLE: return same_vars((Tuple *)x, (Tuple *)y);
    case TYPE_SIGNATURE:
      return ((Signature *)x)->variadic == ((Signature *)y)->variadic &&
             same_vars(((Signature *)x)->params, ((Signature *)y)->params) &&
             same_vars(((Signature *)x)->results, ((Signature *)y)->results);
    case TYPE_INTERFACE: return same_interfaces((Interface *)x, (Interface *)y);
    case TYPE_NAMED: return same_named((Named *)x, (Named *)y);
    default: return false;
  }
}

static uint64_t hash_objects(uint64_t h, Object **list, uint32_t len, bool names) {
  for (uint32_t i = 0; i < len; i++) {
    h = hash_mix(h, map_key(list[i]->type));
    if (names) h = hash_mix(h, map_key(list[i]->name));
  }
  return hash_mix(h, len);
}

static uint64_t hash_vars(uint64_t h, Tuple *t) { return t ? hash_objects(h, t->vars, t->len, false) : hash_mix(h, 0); }

static uint64_t shallow_hash(Type *t) {
  uint64_t h = hash_mix(0x9ae16a3b2f90404fu, t->kind);
  switch ((TypeKind)t->kind) {
    case TYPE_ARRAY: return hash_mix(hash_mix(h, map_key(((Array *)t)->elem)), (uint64_t)((Array *)t)->length);
    case TYPE_SLICE: return hash_mix(h, map_key(((Slice *)t)->elem));
    case TYPE_POINTER: return hash_mix(h, map_key(((Pointer *)t)->elem));
    case TYPE_MAP: return hash_mix(hash_mix(h, map_key(((MapType *)t)->key)), map_key(((MapType *)t)->elem));
    case TYPE_CHAN: return hash_mix(hash_mix(h, ((ChanType *)t)->dir), map_key(((ChanType *)t)->elem));
    case TYPE_STRUCT: return hash_objects(h, ((Struct *)t)->fields, ((Struct *)t)->field_count, true);
    case TYPE_TUPLE: return hash_vars(h, (Tuple *)t);
    case TYPE_SIGNATURE:
      return hash_vars(hash_vars(hash_mix(h, ((Signature *)t)->variadic), ((Signature *)t)->params),
                       ((Signature *)t)->results);
    case TYPE_INTERFACE: return hash_objects(h, ((Interface *)t)->methods, ((Interface *)t)->method_count, true);
    case TYPE_NAMED: {
      Named *n = (Named *)t;
      h = hash_mix(h, map_key(n->origin));
      for (uint32_t i = 0; i < type_list_len(n->type_args); i++) h = hash_mix(h, map_key(n->type_args->data[i]));
      return h;
    }
    default: return h;
  }
}

// A field, parameter, result or method, as far as identity looks at it. (A body may be in the checker's hands, which
// notes things on parameters.)
static void copy_object(Object *out, const Object *in) {
  *out = (Object){.kind = in->kind,
                  .var_kind = in->var_kind,
                  .embedded = in->embedded,
                  .name = in->name,
                  .package = has_package(in) ? in->package : NULL,
                  .type = in->type};
}

static Object **copy_objects(Arena *arena, Object **in, uint32_t len) {
  Object **out = arena_array(arena, Object *, len);
  for (uint32_t i = 0; i < len; i++) {
    out[i] = arena_new(arena, Object);
    copy_object(out[i], in[i]);
  }
  return out;
}

static Tuple *copy_tuple(Arena *arena, Tuple *t) {
  return t ? new_tuple(arena, copy_objects(arena, t->vars, t->len), t->len) : NULL;
}

static Type *keep_struct(Arena *arena, Struct *s) {
  const Name **tags = NULL;
  if (s->tags) {
    tags = arena_array(arena, const Name *, s->field_count);
    memcpy(tags, s->tags, s->field_count * sizeof *tags);
  }
  return types_new_struct(arena, copy_objects(arena, s->fields, s->field_count), tags, s->field_count);
}

// An interface of methods alone, as canonical_interface makes it.
static Type *keep_interface(Arena *arena, const Interface *t) {
  Interface *r = arena_new(arena, Interface);
  r->type.kind = TYPE_INTERFACE;
  r->complete = true;
  r->method_count = t->method_count;
  r->methods = copy_objects(arena, t->methods, t->method_count);
  r->type_set = arena_new(arena, TypeSet);
  *r->type_set = (TypeSet){.all_types = true, .method_count = r->method_count, .methods = r->methods};
  return &r->type;
}

// An instance that nobody wrote, with these arguments or in this context, is made here; others live as long as it.
static Type *keep_named(const TypeContext *x, Arena *arena, Named *n) {
  if (n->expanding == x) return &n->type;
  Named *r = arena_new(arena, Named);
  r->type.kind = TYPE_NAMED;
  r->object = n->object;
  r->origin = n->origin;
  r->nesting = n->nesting;
  r->type_args = new_type_list(arena, n->type_args->data, n->type_args->len);
  r->expanding = (void *)(uintptr_t)x;
  return &r->type;
}

// A copy that lives as long as the context: t may be in an arena that is reset before.
static Type *keep(const TypeContext *x, Arena *arena, Type *t) {
  switch ((TypeKind)t->kind) {
    case TYPE_ARRAY: return new_array(arena, ((Array *)t)->elem, ((Array *)t)->length);
    case TYPE_SLICE: return new_slice(arena, ((Slice *)t)->elem);
    case TYPE_POINTER: return new_pointer(arena, ((Pointer *)t)->elem);
    case TYPE_MAP: return new_map(arena, ((MapType *)t)->key, ((MapType *)t)->elem);
    case TYPE_CHAN: return new_chan(arena, ((ChanType *)t)->dir, ((ChanType *)t)->elem);
    case TYPE_STRUCT: return keep_struct(arena, (Struct *)t);
    case TYPE_TUPLE:
      return types_new_tuple(arena, copy_objects(arena, ((Tuple *)t)->vars, ((Tuple *)t)->len), ((Tuple *)t)->len);
    case TYPE_SIGNATURE: {
      Signature *s = (Signature *)t;
      return types_new_signature(arena, NULL, copy_tuple(arena, s->params), copy_tuple(arena, s->results), s->variadic);
    }
    case TYPE_INTERFACE: return keep_interface(arena, (Interface *)t);
    case TYPE_NAMED: return keep_named(x, arena, (Named *)t);
    default: return t;
  }
}

// ---- variants

static bool is_upper_part(void *context, Type *part) {
  (void)context;
  return part->upper;
}

static bool any_upper_member(Object **members, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    const Object *m = members[i];
    if (m->type->upper || (has_package(m) && m->package && m->package->variant)) return true;
  }
  return false;
}

// Of a type made of representatives.
static bool is_upper(Type *t) {
  switch ((TypeKind)t->kind) {
    case TYPE_STRUCT: return any_upper_member(((Struct *)t)->fields, ((Struct *)t)->field_count);
    case TYPE_INTERFACE: return any_upper_member(((Interface *)t)->methods, ((Interface *)t)->method_count);
    case TYPE_NAMED: {
      Named *n = (Named *)t;
      bool upper = n->origin->type.upper;
      for (uint32_t i = 0; i < n->type_args->len; i++) upper = upper || n->type_args->data[i]->upper;
      return upper;
    }
    default: return types_any_part(t, is_upper_part, NULL);
  }
}

// The representative with the same parts as t, which has representatives as parts.
static Type *intern_type(Canonicalizer *k, Type *t) {
  bool upper = k->x->base && is_upper(t);
  assert_debug(k->x->base || !is_upper(t));  // nothing points up from the base
  TypeContext *x = context_of_layer(k->x, upper);
  uint64_t h = shallow_hash(t);
  CanonicalShard *shard = &x->canonicals[h % CANONICAL_SHARDS];
  lock_take(&shard->lock);
  CanonicalEntry *first = map_get(&shard->entries, h), *e = first;
  while (e && !same_shallow(e->type, t)) e = e->next;
  if (!e) {
    e = arena_new(&shard->arena, CanonicalEntry);
    e->type = keep(x, &shard->arena, t);
    e->type->upper = upper;
    e->next = first;
    map_put(&shard->arena, &shard->entries, h, e);
    __atomic_store_n(&e->type->canonical, e->type, __ATOMIC_RELEASE);
  }
  lock_release(&shard->lock);
  return e->type;
}

// ---- parts

// The list with canonical types; the same list if they all are.
static Object **canonical_objects(Canonicalizer *k, Object **in, uint32_t len) {
  Object **out = in;
  for (uint32_t i = 0; i < len; i++) {
    Type *t = canonical_in(k, in[i]->type);
    if (t == in[i]->type) continue;
    if (out == in) out = copy_objects(&k->arena, in, len);
    out[i]->type = t;
  }
  return out;
}

static Tuple *canonical_tuple(Canonicalizer *k, Tuple *t) {
  if (!t || t->len == 0) return NULL;
  Object **vars = canonical_objects(k, t->vars, t->len);
  return vars == t->vars ? t : new_tuple(&k->arena, vars, t->len);
}

static Type *canonical_struct(Canonicalizer *k, Struct *s) {
  Object **fields = canonical_objects(k, s->fields, s->field_count);
  return intern_type(k, fields == s->fields ? &s->type : types_new_struct(&k->arena, fields, s->tags, s->field_count));
}

static Type *canonical_signature(Canonicalizer *k, Signature *s) {
  if (s->type_params) return &s->type;  // a generic function is no value
  Tuple *params = canonical_tuple(k, s->params), *results = canonical_tuple(k, s->results);
  if (params == s->params && results == s->results && !s->receiver) return intern_type(k, &s->type);
  return intern_type(k, types_new_signature(&k->arena, NULL, params, results, s->variadic));
}

static Type *canonical_interface(Canonicalizer *k, Interface *t) {
  TypeSet *s = type_set_of(t);
  if (!type_set_is_method_set(s)) return &t->type;  // constraints are no types of values
  if (s->method_count == 0) return k->x->universe->empty_interface;
  Interface r = {.type.kind = TYPE_INTERFACE, .complete = true, .method_count = s->method_count};
  r.methods = canonical_objects(k, s->methods, s->method_count);
  return intern_type(k, &r.type);
}

static Type *canonical_named(Canonicalizer *k, Named *n) {
  if (!n->type_args) return n->origin ? &n->origin->type : &n->type;
  uint32_t count = n->type_args->len;
  Type **args = arena_array(&k->arena, Type *, count);
  bool same = true;
  for (uint32_t i = 0; i < count; i++) {
    args[i] = canonical_in(k, n->type_args->data[i]);
    same = same && args[i] == n->type_args->data[i];
  }
  if (same) return intern_type(k, &n->type);
  Named r = {.type.kind = TYPE_NAMED, .object = n->object, .origin = n->origin, .nesting = n->nesting};
  r.type_args = &(TypeList){count, args};
  return intern_type(k, &r.type);
}

static Type *canonical_element(void *context, Type *t) { return canonical_in(context, t); }

static Type *find_canonical(Canonicalizer *k, Type *t) {
  switch ((TypeKind)t->kind) {
    case TYPE_BASIC: return k->x->universe->basic[((Basic *)t)->basic_kind];
    case TYPE_ARRAY:
    case TYPE_SLICE:
    case TYPE_POINTER:
    case TYPE_CHAN:
    case TYPE_MAP: return intern_type(k, type_with_elements(&k->arena, t, canonical_element, k));
    case TYPE_STRUCT: return canonical_struct(k, (Struct *)t);
    case TYPE_TUPLE: {
      Tuple *r = canonical_tuple(k, (Tuple *)t);
      return intern_type(k, r ? &r->type : t);
    }
    case TYPE_SIGNATURE: return canonical_signature(k, (Signature *)t);
    case TYPE_INTERFACE: return canonical_interface(k, (Interface *)t);
    case TYPE_NAMED: return canonical_named(k, (Named *)t);
    default: return t;
  }
}

static Type *canonical_in(Canonicalizer *k, Type *t) {
  t = unalias(t);
  Type *known = __atomic_load_n(&t->canonical, __ATOMIC_ACQUIRE);
  if (known) return known;
  Type *r = find_canonical(k, t);
  if (__atomic_load_n(&r->canonical, __ATOMIC_ACQUIRE) != r) __atomic_store_n(&r->canonical, r, __ATOMIC_RELEASE);
  __atomic_store_n(&t->canonical, r, __ATOMIC_RELEASE);
  return r;
}

Type *types_canonical(Session *session, Type *type) {
  assert_debug(!types_has_type_params(type));
  type = unalias(type);
  Type *known = __atomic_load_n(&type->canonical, __ATOMIC_ACQUIRE);
  if (known) return known;
  Canonicalizer k = {.x = session->universe->context};
  Type *r = canonical_in(&k, type);
  arena_free(&k.arena);
  return r;
}

void *types_alloc(Session *session, const Type *type, size_t size) {
  TypeContext *x = context_of_type(session, type);
  context_lock(x);
  void *memory = arena_alloc(x->arena, size, 8);
  context_unlock(x);
  return memory;
}
