// Canonical types: one representative for all identical types of the session,
// made of representatives itself, so that later stages compare types, and
// parts of types, by pointer. Hash-consing under the session's lock; what was
// found is kept in Type.canonical and read without lock.
//
// A representative has neither aliases nor embedded interfaces, its method
// signatures have no receiver, and byte and rune are uint8 and int32. Defined
// types represent themselves; an instance of a generic type is represented by
// the one whose arguments are representatives. Types are complete and have no
// type parameters.
#include "types/core.h"

typedef struct CanonicalEntry {
  struct CanonicalEntry *next;  // of the same shallow hash
  Type *type;
} CanonicalEntry;

static Type *canonical_in(TypeContext *x, Type *t);

// ---- shallow comparison of two types made of representatives

static bool same_vars(Tuple *x, Tuple *y) {
  if (tuple_len(x) != tuple_len(y)) return false;
  for (uint32_t i = 0; i < tuple_len(x); i++) {
    if (x->vars[i]->type != y->vars[i]->type) return false;
  }
  return true;
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

// A field, parameter, result or method, without what only its own declaration needs. (A body may be in the checker's
// hands, which notes things on parameters.)
static void copy_object(Object *out, const Object *in) {
  *out = (Object){.kind = in->kind,
                  .var_kind = in->var_kind,
                  .embedded = in->embedded,
                  .pointer_receiver = in->pointer_receiver,
                  .order = in->order,
                  .pos = in->pos,
                  .name = in->name,
                  .package = in->package,
                  .type = in->type,
                  .parent = in->parent,
                  .func = in->func};
}

static Object **copy_objects(TypeContext *x, Object **in, uint32_t len) {
  Object **out = arena_array(x->arena, Object *, len);
  for (uint32_t i = 0; i < len; i++) {
    out[i] = arena_new(x->arena, Object);
    copy_object(out[i], in[i]);
  }
  return out;
}

static Tuple *copy_tuple(TypeContext *x, Tuple *t) {
  return t ? new_tuple(x->arena, copy_objects(x, t->vars, t->len), t->len) : NULL;
}

// A copy that lives as long as the session: t may be in an arena that is reset before.
static Type *keep(TypeContext *x, Type *t) {
  switch ((TypeKind)t->kind) {
    case TYPE_ARRAY: return new_array(x->arena, ((Array *)t)->elem, ((Array *)t)->length);
    case TYPE_SLICE: return new_slice(x->arena, ((Slice *)t)->elem);
    case TYPE_POINTER: return new_pointer(x->arena, ((Pointer *)t)->elem);
    case TYPE_MAP: return new_map(x->arena, ((MapType *)t)->key, ((MapType *)t)->elem);
    case TYPE_CHAN: return new_chan(x->arena, ((ChanType *)t)->dir, ((ChanType *)t)->elem);
    case TYPE_STRUCT: {
      Struct *s = (Struct *)t;
      const Name **tags = NULL;
      if (s->tags) {
        tags = arena_array(x->arena, const Name *, s->field_count);
        memcpy(tags, s->tags, s->field_count * sizeof *tags);
      }
      return types_new_struct(x->arena, copy_objects(x, s->fields, s->field_count), tags, s->field_count);
    }
    case TYPE_TUPLE:
      return types_new_tuple(x->arena, copy_objects(x, ((Tuple *)t)->vars, ((Tuple *)t)->len), ((Tuple *)t)->len);
    case TYPE_SIGNATURE: {
      Signature *s = (Signature *)t;
      return types_new_signature(x->arena, NULL, copy_tuple(x, s->params), copy_tuple(x, s->results), s->variadic);
    }
    default: return t;  // interfaces are made here, defined types live as long as their packages
  }
}

// The representative with the same parts as t, which has representatives as parts.
static Type *intern_type(TypeContext *x, Type *t) {
  uint64_t h = shallow_hash(t);
  CanonicalEntry *first = map_get(&x->canonicals, h);
  for (CanonicalEntry *e = first; e; e = e->next) {
    if (same_shallow(e->type, t)) return e->type;
  }
  CanonicalEntry *e = arena_new(x->arena, CanonicalEntry);
  t = keep(x, t);
  e->type = t;
  e->next = first;
  map_put(x->arena, &x->canonicals, h, e);
  __atomic_store_n(&t->canonical, t, __ATOMIC_RELEASE);
  return t;
}

// ---- parts

// The list with canonical types; the same list if they all are.
static Object **canonical_objects(TypeContext *x, Object **in, uint32_t len) {
  Object **out = in;
  for (uint32_t i = 0; i < len; i++) {
    Type *t = canonical_in(x, in[i]->type);
    if (t == in[i]->type) continue;
    if (out == in) out = copy_objects(x, in, len);
    out[i]->type = t;
  }
  return out;
}

static Tuple *canonical_tuple(TypeContext *x, Tuple *t) {
  if (!t || t->len == 0) return NULL;
  Object **vars = canonical_objects(x, t->vars, t->len);
  return vars == t->vars ? t : new_tuple(x->arena, vars, t->len);
}

static Type *canonical_struct(TypeContext *x, Struct *s) {
  Object **fields = canonical_objects(x, s->fields, s->field_count);
  return intern_type(x, fields == s->fields ? &s->type : types_new_struct(x->arena, fields, s->tags, s->field_count));
}

static Type *canonical_signature(TypeContext *x, Signature *s) {
  if (s->type_params) return &s->type;  // a generic function is no value
  Tuple *params = canonical_tuple(x, s->params), *results = canonical_tuple(x, s->results);
  if (params == s->params && results == s->results && !s->receiver) return intern_type(x, &s->type);
  return intern_type(x, types_new_signature(x->arena, NULL, params, results, s->variadic));
}

static Type *canonical_interface(TypeContext *x, Interface *t) {
  TypeSet *s = type_set_of(t);
  if (!type_set_is_method_set(s)) return &t->type;  // constraints are no types of values
  if (s->method_count == 0) return x->universe->empty_interface;
  Object **methods = canonical_objects(x, s->methods, s->method_count);
  if (methods == s->methods) methods = copy_objects(x, methods, s->method_count);
  Interface *r = arena_new(x->arena, Interface);
  r->type.kind = TYPE_INTERFACE;
  r->complete = true;
  r->method_count = s->method_count;
  r->methods = methods;
  r->type_set = arena_new(x->arena, TypeSet);
  *r->type_set = (TypeSet){.all_types = true, .method_count = s->method_count, .methods = methods};
  return intern_type(x, &r->type);
}

static Type *canonical_named(TypeContext *x, Named *n) {
  if (!n->type_args) return n->origin ? &n->origin->type : &n->type;
  uint32_t count = n->type_args->len;
  Type **args = arena_array(x->arena, Type *, count);
  bool same = true;
  for (uint32_t i = 0; i < count; i++) {
    args[i] = canonical_in(x, n->type_args->data[i]);
    same = same && args[i] == n->type_args->data[i];
  }
  if (same) return intern_type(x, &n->type);
  Named *r = arena_new(x->arena, Named);
  r->type.kind = TYPE_NAMED;
  r->object = n->object;
  r->origin = n->origin;
  r->type_args = new_type_list(x->arena, args, count);
  r->expanding = x;
  return intern_type(x, &r->type);
}

static Type *find_canonical(TypeContext *x, Type *t) {
  switch ((TypeKind)t->kind) {
    case TYPE_BASIC: return x->universe->basic[((Basic *)t)->basic_kind];
    case TYPE_ARRAY: {
      Type *elem = canonical_in(x, ((Array *)t)->elem);
      return intern_type(x, elem == ((Array *)t)->elem ? t : new_array(x->arena, elem, ((Array *)t)->length));
    }
    case TYPE_SLICE: {
      Type *elem = canonical_in(x, ((Slice *)t)->elem);
      return intern_type(x, elem == ((Slice *)t)->elem ? t : new_slice(x->arena, elem));
    }
    case TYPE_POINTER: {
      Type *elem = canonical_in(x, ((Pointer *)t)->elem);
      return intern_type(x, elem == ((Pointer *)t)->elem ? t : new_pointer(x->arena, elem));
    }
    case TYPE_CHAN: {
      Type *elem = canonical_in(x, ((ChanType *)t)->elem);
      return intern_type(x, elem == ((ChanType *)t)->elem ? t : new_chan(x->arena, ((ChanType *)t)->dir, elem));
    }
    case TYPE_MAP: {
      MapType *m = (MapType *)t;
      Type *key = canonical_in(x, m->key), *elem = canonical_in(x, m->elem);
      return intern_type(x, key == m->key && elem == m->elem ? t : new_map(x->arena, key, elem));
    }
    case TYPE_STRUCT: return canonical_struct(x, (Struct *)t);
    case TYPE_TUPLE: {
      Tuple *r = canonical_tuple(x, (Tuple *)t);
      return intern_type(x, r ? &r->type : t);
    }
    case TYPE_SIGNATURE: return canonical_signature(x, (Signature *)t);
    case TYPE_INTERFACE: return canonical_interface(x, (Interface *)t);
    case TYPE_NAMED: return canonical_named(x, (Named *)t);
    default: return t;
  }
}

static Type *canonical_in(TypeContext *x, Type *t) {
  t = unalias(t);
  Type *known = __atomic_load_n(&t->canonical, __ATOMIC_ACQUIRE);
  if (known) return known;
  Type *r = find_canonical(x, t);
  if (r->canonical != r) __atomic_store_n(&r->canonical, r, __ATOMIC_RELEASE);
  __atomic_store_n(&t->canonical, r, __ATOMIC_RELEASE);
  return r;
}

Type *types_canonical(Session *session, Type *type) {
  assert_debug(!types_has_type_params(type));
  type = unalias(type);
  Type *known = __atomic_load_n(&type->canonical, __ATOMIC_ACQUIRE);
  if (known) return known;
  TypeContext *x = session->universe->context;
  context_lock(x);
  Type *r = canonical_in(x, type);
  context_unlock(x);
  return r;
}

void *types_alloc(Session *session, size_t size) {
  TypeContext *x = session->universe->context;
  context_lock(x);
  void *memory = arena_alloc(x->arena, size, 8);
  context_unlock(x);
  return memory;
}
