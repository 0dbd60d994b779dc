// Defined types and instances of generic ones (Spec: Type definitions).
//
// An instance knows its origin and arguments; what its right side and methods
// are is found on demand by substitution. While the instance has a checker it
// belongs to that checker's thread. Without one it is shared: expansion then
// runs under the session's lock, and what it found is published by a store
// with release order that readers load with acquire order.
#include "types/core.h"

enum { STATE_EXPANDED = 1 };  // Named.state: from_rhs of an instance is known

// What distinguishes a local type from others of its name in the package: its number among the package's local types in
// the order of the text, which is gc's number too (names of types show it).
static uint32_t local_id(Checker *c, const Object *object) {
  uint32_t before = 0;
  for (uint32_t i = 0; i < c->package->files.len; i++) {
    const File *file = c->package->files.data[i];
    if (object->pos >= file->source->base && object->pos - file->source->base <= file->source->size) break;
    before += file->local_types;
  }
  return before + object->type_name.decl->local_number;
}

Named *check_new_named(Checker *c, Object *object, Type *underlying) {
  Named *n = arena_new(c->arena, Named);
  n->type.kind = TYPE_NAMED;
  n->checker = c;
  n->object = object;
  n->origin = n;
  n->from_rhs = underlying;
  n->expanding = c->universe->context;
  n->type.upper = c->package->variant;
  if (c->env.signature && object->type_name.decl) n->id = local_id(c, object);
  if (!object->type) object->type = &n->type;
  check_needs_cleanup(c, &n->type);
  return n;
}

// ---- expansion of instances

// Where an expansion of n gets its memory; takes the session's lock if n is shared.
static Subst expansion_begin(Named *n, const TypeParamList *params) {
  TypeContext *x = n->expanding;
  Checker *c = n->checker;
  if (!c) context_lock(x);
  return (Subst){.c = c,
                 .context = x,
                 .arena = c ? c->arena : x->arena,
                 .pos = n->object->pos,
                 .params = params,
                 .args = n->type_args->data};
}

static void expansion_end(Subst *s) {
  if (!s->c) context_unlock(s->context);
}

// Methods of an interface name the interface as their receiver: the instance's own need new ones.
static Type *with_own_receivers(Subst *s, Type *rhs, Type *origin_rhs, Named *origin, Named *n) {
  if (rhs->kind != TYPE_INTERFACE) return rhs;
  Interface *i = (Interface *)rhs;
  Object **methods = replace_receiver(s->arena, i->methods, i->method_count, &origin->type, &n->type);
  if (methods == i->methods) return rhs;
  if (rhs == origin_rhs) {  // nothing was substituted: do not change the origin's
    Interface *copy = arena_new(s->arena, Interface);
    copy->type.kind = TYPE_INTERFACE;
    copy->complete = true;
    copy->embedded_count = i->embedded_count;
    copy->embeddeds = i->embeddeds;
    copy->method_count = i->method_count;
    copy->checker = s->c;
    if (s->c) check_needs_cleanup(s->c, &copy->type);
    i = copy;
  }
  i->methods = methods;
  i->type_set = NULL;
  if (!s->c) type_set_in(s->arena, NULL, 0, i);
  return &i->type;
}

static void expand_rhs(Named *n) {
  Named *origin = named_resolve(n->origin);
  if (!origin->from_rhs) return;  // still in work
  Subst s = expansion_begin(n, origin->type_params);
  if (!(n->state & STATE_EXPANDED)) {
    if (n->type_args->len != type_param_count(origin->type_params)) {
      n->from_rhs = invalid_type();
    } else {
      if (!s.c) {  // recursion must find this instance, also if it came from a checker's own table
        uint64_t h = instance_hash(&origin->type, n->type_args->data, n->type_args->len);
        if (!context_lookup(s.context, h, &origin->type, n->type_args->data, n->type_args->len))
          context_add(s.context, h, &origin->type, n->type_args, &n->type);
      }
      Type *rhs = subst_type(&s, origin->from_rhs);
      n->from_rhs = with_own_receivers(&s, rhs, origin->from_rhs, origin, n);
    }
    __atomic_store_n(&n->state, (uint8_t)(n->state | STATE_EXPANDED), __ATOMIC_RELEASE);
  }
  expansion_end(&s);
}

// Finds the right side of an instance if it is not known yet.
Named *named_resolve(Named *n) {
  if (!n->type_args || (__atomic_load_n(&n->state, __ATOMIC_ACQUIRE) & STATE_EXPANDED)) return n;
  expand_rhs(n);
  return n;
}

// Follows right sides to a type that is neither Named nor Alias, and gives it
// to all types on the way. Types in work without a right side: invalid, not kept.
Type *named_underlying(Named *n) {
  Type *known = __atomic_load_n(&n->underlying, __ATOMIC_ACQUIRE);
  if (known) return known;
  Type *u = NULL;
  uint32_t steps = 0;
  for (Type *t = &n->type; !u;) {
    t = unalias(t);
    if (!t) return invalid_type();
    if (t->kind != TYPE_NAMED) {
      u = t->kind == TYPE_TYPE_PARAM ? invalid_type() : t;
      break;
    }
    Named *m = (Named *)t;
    u = __atomic_load_n(&m->underlying, __ATOMIC_ACQUIRE);
    if (u) break;
    named_resolve(m);
    t = m->from_rhs;
    // A cycle of declarations is reported where they are checked; here it only must end.
    if (!t || ++steps > 10000) return invalid_type();
  }
  for (Type *t = &n->type; t && t->kind == TYPE_NAMED;) {
    Named *m = (Named *)t;
    if (__atomic_load_n(&m->underlying, __ATOMIC_ACQUIRE)) break;
    __atomic_store_n(&m->underlying, u, __ATOMIC_RELEASE);
    t = unalias(m->from_rhs);
  }
  return u;
}

// ---- methods

enum { MANY_METHODS = 16 };  // from here on there is a map of them

static int method_index(Named *n, const Name *name, bool fold_case) {
  if (name->blank) return -1;
  if (n->method_numbers.len && !fold_case) return (int)(uintptr_t)map_get(&n->method_numbers, map_key(name)) - 1;
  for (uint32_t i = 0; i < n->method_count; i++) {
    const Name *m = n->methods[i]->name;
    if (m == name || (fold_case && names_fold_equal(m, name))) return (int)i;
  }
  return -1;
}

// Adds a method to a declared type unless one of the name is there.
void named_add_method(Arena *a, Named *n, Object *method) {
  if (method_index(n, method->name, false) >= 0) return;
  if (n->method_count == n->method_cap) {
    uint32_t cap = n->method_cap ? n->method_cap * 2 : 4;
    Object **grown = arena_array(a, Object *, cap);
    for (uint32_t i = 0; i < n->method_count; i++) grown[i] = n->methods[i];
    n->methods = grown;
    n->method_cap = cap;
  }
  n->methods[n->method_count++] = method;
  if (n->method_count < MANY_METHODS) return;
  for (uint32_t i = n->method_numbers.len; i < n->method_count; i++)
    map_put(a, &n->method_numbers, map_key(n->methods[i]->name), (void *)(uintptr_t)(i + 1));
}

// The origin's method with the instance's arguments in place of the receiver's type parameters.
static Object *expand_method(Subst *s, Named *n, Object *origin_method) {
  Signature *from = (Signature *)origin_method->type;
  if (!from || from->type.kind != TYPE_SIGNATURE || !from->receiver) return origin_method;
  if (deref(from->receiver->type, NULL) == &n->type)
    return origin_method;  // the instance is the receiver of the declaration
  Signature *to = from;
  if (type_param_count(from->receiver_type_params) == n->type_args->len) {
    s->params = from->receiver_type_params;
    to = (Signature *)subst_type(s, &from->type);
  }
  if (to == from) {
    to = new_signature(s->arena);
    *to = *from;
    to->type = (Type){.kind = TYPE_SIGNATURE};
  }
  bool pointer = method_has_pointer_receiver(origin_method);
  to->receiver = clone_var(s->arena, from->receiver, pointer ? new_pointer(s->arena, &n->type) : &n->type);
  return clone_func(s->arena, origin_method, &to->type);
}

Object *named_method(Named *n, uint32_t index) {
  if (!n->type_args) return n->methods[index];
  Object **methods = __atomic_load_n(&n->methods, __ATOMIC_ACQUIRE);
  if (methods) {
    Object *m = __atomic_load_n(&methods[index], __ATOMIC_ACQUIRE);
    if (m) return m;
  }
  named_resolve(n);
  Object *origin_method = n->origin->methods[index];
  if (n->checker) check_obj_decl(n->checker, origin_method);
  Subst s = expansion_begin(n, NULL);
  if (!n->methods) {
    n->method_count = n->method_cap = n->origin->method_count;
    __atomic_store_n(&n->methods, arena_array(s.arena, Object *, n->method_count), __ATOMIC_RELEASE);
  }
  if (!n->methods[index]) __atomic_store_n(&n->methods[index], expand_method(&s, n, origin_method), __ATOMIC_RELEASE);
  Object *m = n->methods[index];
  expansion_end(&s);
  return m;
}

Object *types_named_method(Session *session, Named *named, uint32_t index) {
  (void)session;
  return named_method(named, index);
}

// A method declared for n (or its origin), with its number. Its type may not be checked yet.
Object *named_lookup_method(Checker *c, Named *n, Package *p, const Name *name, bool fold_case, int *index) {
  (void)c;
  if (!name->exported && !fold_case && !same_package(n->object->package, p)) return NULL;
  int i = method_index(n->origin, name, fold_case);
  if (i < 0) return NULL;
  if (index) *index = i;
  return named_method(n, (uint32_t)i);
}

// ---- the end of checking

// From here on the type is shared: everything lazy that needs the checker is done now.
void type_cleanup(Checker *c, Type *t) {
  switch (t->kind) {
    case TYPE_NAMED: {
      Named *n = (Named *)t;
      if (!n->type_args) {
        if (!n->from_rhs) n->from_rhs = invalid_type();
        named_underlying(n);
      }
      n->checker = NULL;
      break;
    }
    case TYPE_TYPE_PARAM:
      type_param_iface_in(c->arena, (TypeParam *)t);
      ((TypeParam *)t)->checker = NULL;
      break;
    case TYPE_ALIAS:
      if (!((Alias *)t)->from_rhs) ((Alias *)t)->from_rhs = invalid_type();
      types_unalias(t);
      break;
    case TYPE_INTERFACE: {
      Interface *i = (Interface *)t;
      if (!i->complete) i->complete = true;  // only after errors
      type_set_in(c->arena, c, 0, i);
      i->checker = NULL;
      i->embedded_pos = NULL;
      break;
    }
    default: break;
  }
}
