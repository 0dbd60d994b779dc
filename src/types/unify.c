// Unification of types (Spec: Type unification): makes two types identical, or
// assignable, by choosing types for the bound type parameters. infer.c says what is unified with what, and in which
// mode; the Unifier (core.h) has what is known so far, also after a failure.
#include "types/core.h"

enum { DEPTH_LIMIT = 50 };

static bool unify_types(Unifier *u, Type *x, Type *y, uint32_t mode, const InterfacePair *pairs);

Unifier unifier_new(Checker *c, const TypeParamList *params, Type **args, uint32_t arg_count,
                    bool interface_inference) {
  Unifier u = {.c = c, .params = params, .interface_inference = interface_inference};
  u.handle = arena_array(c->arena, uint32_t, params->len);
  u.values = arena_array(c->arena, Type *, params->len);
  for (uint32_t i = 0; i < params->len; i++) {
    u.handle[i] = i;
    u.values[i] = i < arg_count ? args[i] : NULL;
  }
  return u;
}

uint32_t unifier_unknowns(const Unifier *u) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < u->params->len; i++) n += unifier_at(u, i) == NULL;
  return n;
}

static int bound_index(const Unifier *u, Type *t) {
  TypeParam *p = as_type_param(t);
  return p ? type_param_index(u->params, p) : -1;
}

// Makes two parameters one; false if both have types already.
static bool join(Unifier *u, int x, int y) {
  uint32_t hx = u->handle[x], hy = u->handle[y];
  if (hx == hy) return true;
  if (u->values[hx] && u->values[hy]) return false;
  uint32_t from = u->values[hx] ? hy : hx, to = u->values[hx] ? hx : hy;
  for (uint32_t i = 0; i < u->params->len; i++) {
    if (u->handle[i] == from) u->handle[i] = to;
  }
  return true;
}

static Interface *interface_not_param(Type *t) { return as_type_param(t) ? NULL : as_interface(t); }

static bool same_type(Type *x, Type *y) { return x == y || unalias(x) == unalias(y); }

// A parameter whose type may be known, against a type.
static bool unify_bound(Unifier *u, int param, Type *y, uint32_t mode, const InterfacePair *pairs) {
  Type *x = unifier_at(u, (uint32_t)param);
  if (!x) {
    unifier_set(u, (uint32_t)param, y);
    return true;
  }
  if (!unify_types(u, x, y, mode, pairs)) return false;
  // They unify, but the better of two may have to be kept.
  Interface *xi = interface_not_param(x), *yi = interface_not_param(y);
  bool xn = as_named(x) != NULL, yn = as_named(y) != NULL;
  if (xi && yi) {
    if (xn && yn) return identical(x, y);  // different defined interfaces do not stand for each other
    if (type_set_of(xi)->method_count != type_set_of(yi)->method_count) return false;
  } else if (xi || yi) {
    return false;  // an interface and a type with its methods
  }
  if (mode & UNIFY_EXACT) return true;
  if (xn) return true;  // defined types are preferred
  if (yn) {
    unifier_set(u, (uint32_t)param, y);
  } else {
    ChanType *ch = as_chan(y);  // and directed channels
    if (ch && ch->dir != CHAN_BOTH) unifier_set(u, (uint32_t)param, y);
  }
  return true;
}

// Inexact unification of two interfaces: the methods of one must be among those of the other.
static bool unify_method_subset(Unifier *u, Interface *xi, Interface *yi, const InterfacePair *pairs) {
  TypeSet *s = type_set_of(xi), *r = type_set_of(yi);
  if (s->comparable != r->comparable || !term_list_equal(&(Comparer){0}, type_set_terms(s), type_set_terms(r)))
    return false;
  if (interface_pair_seen(pairs, xi, yi)) return true;
  InterfacePair here = {xi, yi, pairs};
  if (s->method_count > r->method_count) {
    TypeSet *swap = s;
    s = r;
    r = swap;
  }
  for (uint32_t i = 0; i < s->method_count; i++) {
    Object *m = s->methods[i], *other = type_set_lookup(r, m->package, m->name, false, NULL);
    if (!other || !unify_types(u, m->type, other->type, UNIFY_EXACT, &here)) return false;
  }
  return true;
}

// A type against an interface: it must have the methods.
static bool unify_methods(Unifier *u, Interface *xi, Type *y, const InterfacePair *pairs) {
  TypeSet *s = type_set_of(xi);
  for (uint32_t i = 0; i < s->method_count; i++) {
    Object *m = s->methods[i];
    Object *o = lookup_in(NULL, y, false, m->package, m->name, false, NULL, NULL, NULL);
    if (!o || o->kind != OBJECT_FUNC) return false;
    if (!o->type) check_obj_decl(u->c, o);
    if (!unify_types(u, m->type, o->type, UNIFY_EXACT, pairs)) return false;
  }
  return true;
}

static bool unify_structs(Unifier *u, Struct *x, Struct *y, uint32_t mode, const InterfacePair *pairs) {
  if (x->field_count != y->field_count) return false;
  for (uint32_t i = 0; i < x->field_count; i++) {
    Object *f = x->fields[i], *g = y->fields[i];
    if (f->embedded != g->embedded || struct_tag(x, i) != struct_tag(y, i) || !same_id(f, g->package, g->name, false))
      return false;
    if (!unify_types(u, f->type, g->type, mode, pairs)) return false;
  }
  return true;
}

static bool unify_tuples(Unifier *u, Tuple *x, Tuple *y, uint32_t mode, const InterfacePair *pairs) {
  if (tuple_len(x) != tuple_len(y)) return false;
  for (uint32_t i = 0; i < tuple_len(x); i++) {
    if (!unify_types(u, x->vars[i]->type, y->vars[i]->type, mode, pairs)) return false;
  }
  return true;
}

static bool unify_interfaces(Unifier *u, Interface *x, Interface *y, const InterfacePair *pairs) {
  TypeSet *s = type_set_of(x), *r = type_set_of(y);
  if (s->comparable != r->comparable || !term_list_equal(&(Comparer){0}, type_set_terms(s), type_set_terms(r)))
    return false;
  if (s->method_count != r->method_count) return false;
  if (interface_pair_seen(pairs, x, y)) return true;
  InterfacePair here = {x, y, pairs};
  for (uint32_t i = 0; i < s->method_count; i++) {
    Object *f = s->methods[i], *g = r->methods[i];
    if (!same_id(f, g->package, g->name, false) || !unify_types(u, f->type, g->type, UNIFY_EXACT, &here)) return false;
  }
  return true;
}

static bool unify_named(Unifier *u, Named *x, Named *y, uint32_t mode, const InterfacePair *pairs) {
  // Arguments first: they unify even if the origins differ, for better messages.
  if (type_list_len(x->type_args) != type_list_len(y->type_args)) return false;
  for (uint32_t i = 0; i < type_list_len(x->type_args); i++) {
    if (!unify_types(u, x->type_args->data[i], y->type_args->data[i], mode, pairs)) return false;
  }
  return identical_origin(x, y);
}

// Both are unaliased, none is a bound parameter.
static bool unify_structure(Unifier *u, Type *x, Type *y, Type *y_original, uint32_t mode, const InterfacePair *pairs) {
  uint32_t inner = mode & UNIFY_ASSIGN ? mode | UNIFY_EXACT : mode;  // element types must be identical
  if (x->kind == TYPE_TYPE_PARAM) {
    // An unbound parameter stands for its core type.
    Type *core = common_under(x, NULL, NULL, NULL, NULL);
    return core && unify_types(u, core, y_original, UNIFY_ASSIGN, pairs);
  }
  if (x->kind != y->kind) return false;
  switch ((TypeKind)x->kind) {
    case TYPE_BASIC: return ((Basic *)x)->basic_kind == ((Basic *)y)->basic_kind;
    case TYPE_ARRAY: {
      int64_t m = ((Array *)x)->length, n = ((Array *)y)->length;
      return (m < 0 || n < 0 || m == n) && unify_types(u, ((Array *)x)->elem, ((Array *)y)->elem, inner, pairs);
    }
    case TYPE_SLICE: return unify_types(u, ((Slice *)x)->elem, ((Slice *)y)->elem, inner, pairs);
    case TYPE_POINTER: return unify_types(u, ((Pointer *)x)->elem, ((Pointer *)y)->elem, inner, pairs);
    case TYPE_MAP:
      return unify_types(u, ((MapType *)x)->key, ((MapType *)y)->key, inner, pairs) &&
             unify_types(u, ((MapType *)x)->elem, ((MapType *)y)->elem, inner, pairs);
    case TYPE_CHAN:
      return (!(mode & UNIFY_EXACT) || ((ChanType *)x)->dir == ((ChanType *)y)->dir) &&
             unify_types(u, ((ChanType *)x)->elem, ((ChanType *)y)->elem, inner, pairs);
    case TYPE_STRUCT: return unify_structs(u, (Struct *)x, (Struct *)y, inner, pairs);
    case TYPE_TUPLE: return unify_tuples(u, (Tuple *)x, (Tuple *)y, mode, pairs);
    case TYPE_SIGNATURE: {
      Signature *f = (Signature *)x, *g = (Signature *)y;
      return f->variadic == g->variadic && unify_tuples(u, f->params, g->params, inner, pairs) &&
             unify_tuples(u, f->results, g->results, inner, pairs);
    }
    case TYPE_INTERFACE: return unify_interfaces(u, (Interface *)x, (Interface *)y, pairs);
    case TYPE_NAMED: return unify_named(u, (Named *)x, (Named *)y, mode, pairs);
    default: return false;
  }
}

static bool unify_at_depth(Unifier *u, Type *x, Type *y, uint32_t mode, const InterfacePair *pairs) {
  Type *swap;
  // A defined type, or a bound parameter, goes to a known side.
  if (as_named(x) || bound_index(u, y) >= 0) swap = x, x = y, y = swap;

  // A defined type against a type literal: its underlying type counts.
  Named *ny = as_named(y);
  if (!(mode & UNIFY_EXACT) && ny && is_type_lit(x) && !(u->interface_inference && under(x)->kind == TYPE_INTERFACE)) {
    y = under(y);
    if (same_type(x, y)) return true;
  }
  int px = bound_index(u, x), py = bound_index(u, y);
  if (px >= 0 && py >= 0) {
    if (join(u, px, py)) return true;
    return unify_types(u, unifier_at(u, (uint32_t)px), unifier_at(u, (uint32_t)py), mode, pairs);
  }
  if (px >= 0) return unify_bound(u, px, y, mode, pairs);

  if (u->interface_inference && !(mode & UNIFY_EXACT)) {
    Interface *xi = interface_not_param(x), *yi = interface_not_param(y);
    if (xi && yi) return unify_method_subset(u, xi, yi, pairs);
    if (yi) return unify_methods(u, yi, x, pairs);
    if (xi) return unify_methods(u, xi, y, pairs);
  }
  // Unbound type parameters go left.
  if (is_type_param(y)) swap = x, x = y, y = swap;
  if (!unalias(x) || !unalias(y)) return false;
  return unify_structure(u, unalias(x), unalias(y), y, mode, pairs);
}

static bool unify_types(Unifier *u, Type *x, Type *y, uint32_t mode, const InterfacePair *pairs) {
  if (same_type(x, y)) return true;
  if (!x || !y || u->depth >= DEPTH_LIMIT) return false;
  u->depth++;
  bool same = unify_at_depth(u, x, y, mode, pairs);
  u->depth--;
  return same;
}

bool unify(Unifier *u, Type *x, Type *y, uint32_t mode) { return unify_types(u, x, y, mode, NULL); }
