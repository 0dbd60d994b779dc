// Substitution of type parameters. Types without any come back as the same
// pointer; what changes is made anew in the arena. Generic types inside are
// instantiated with the substituted arguments and expanded later, on demand.
#include "types/core.h"

// Not a copy of the whole object: what bodies note in it (used, captured, address_taken, reassigned) may be written
// by the thread that checks the body of the origin.
Object *clone_var(Arena *a, Object *v, Type *type) {
  Object *copy = new_var(a, v->var_kind, v->pos, v->package, v->name, type);
  copy->used = true;
  copy->embedded = v->embedded;
  copy->order = v->order;
  copy->scope_pos = v->scope_pos;
  copy->parent = v->parent;
  copy->origin = v->origin ? v->origin : v;
  return copy;
}

Object *clone_func(Arena *a, Object *f, Type *type) {
  Object *copy = arena_new(a, Object);
  *copy = *f;
  copy->type = type;
  copy->func.origin = f->func.origin ? f->func.origin : f;
  copy->id = 0;
  return copy;
}

static Type *subst_or_invalid(Subst *s, Type *t) { return t ? subst_type(s, t) : invalid_type(); }
static Type *subst_element(void *context, Type *t) { return subst_or_invalid(context, t); }

// Substitutes in a list of objects. NULL: nothing changed.
static Object **subst_objects(Subst *s, Object **in, uint32_t count, Object *(*clone)(Arena *, Object *, Type *)) {
  Object **out = NULL;
  for (uint32_t i = 0; i < count; i++) {
    if (!in[i]->type) continue;
    Type *t = subst_type(s, in[i]->type);
    if (t == in[i]->type) continue;
    if (!out) {
      out = arena_array(s->arena, Object *, count);
      memcpy(out, in, count * sizeof *in);
    }
    out[i] = clone(s->arena, in[i], t);
  }
  return out;
}

static Type **subst_types(Subst *s, Type **in, uint32_t count) {
  Type **out = NULL;
  for (uint32_t i = 0; i < count; i++) {
    Type *t = subst_type(s, in[i]);
    if (t == in[i]) continue;
    if (!out) {
      out = arena_array(s->arena, Type *, count);
      memcpy(out, in, count * sizeof *in);
    }
    out[i] = t;
  }
  return out;
}

Tuple *subst_tuple(Subst *s, Tuple *t) {
  if (!t) return NULL;
  Object **vars = subst_objects(s, t->vars, t->len, clone_var);
  return vars ? new_tuple(s->arena, vars, t->len) : t;
}

static Type *subst_struct(Subst *s, Struct *t) {
  Object **fields = subst_objects(s, t->fields, t->field_count, clone_var);
  return fields ? types_new_struct(s->arena, fields, t->tags, t->field_count) : &t->type;
}

// The receiver stays: who substitutes in a method's type replaces it.
static Type *subst_signature(Subst *s, Signature *t) {
  Tuple *params = subst_tuple(s, t->params), *results = subst_tuple(s, t->results);
  if (params == t->params && results == t->results) return &t->type;
  Signature *r = new_signature(s->arena);
  r->receiver_type_params = t->receiver_type_params;
  r->type_params = t->type_params;
  r->receiver = t->receiver;
  r->params = params;
  r->results = results;
  r->variadic = t->variadic;
  return &r->type;
}

static Type *subst_union(Subst *s, Union *t) {
  UnionTerm *terms = NULL;
  for (uint32_t i = 0; i < t->len; i++) {
    Type *u = subst_type(s, t->terms[i].type);
    if (u == t->terms[i].type) continue;
    if (!terms) {
      terms = arena_array(s->arena, UnionTerm, t->len);
      memcpy(terms, t->terms, t->len * sizeof *terms);
    }
    terms[i].type = u;
  }
  if (!terms) return &t->type;
  Union *r = arena_new(s->arena, Union);
  r->type.kind = TYPE_UNION;
  r->len = t->len;
  r->terms = terms;
  return &r->type;
}

Object **replace_receiver(Arena *a, Object **in, uint32_t count, Type *old, Type *with) {
  Object **out = in;
  for (uint32_t i = 0; i < count; i++) {
    Signature *f = (Signature *)in[i]->type;
    if (!f || !f->receiver || f->receiver->type != old) continue;
    if (out == in) {
      out = arena_array(a, Object *, count);
      memcpy(out, in, count * sizeof *in);
    }
    Signature *copy = new_signature(a);
    *copy = *f;
    copy->type = (Type){.kind = TYPE_SIGNATURE};
    copy->receiver = clone_var(a, f->receiver, with);
    out[i] = clone_func(a, in[i], &copy->type);
  }
  return out;
}

static Type *subst_interface(Subst *s, Interface *t) {
  Object **methods = subst_objects(s, t->methods, t->method_count, clone_func);
  Type **embeddeds = subst_types(s, t->embeddeds, t->embedded_count);
  if (!methods && !embeddeds) return &t->type;
  Interface *r;
  if (s->c) {
    r = new_interface(s->c);
  } else {
    r = arena_new(s->arena, Interface);
    r->type.kind = TYPE_INTERFACE;
  }
  r->embedded_count = t->embedded_count;
  r->embeddeds = embeddeds ? embeddeds : t->embeddeds;
  r->embedded_pos = t->embedded_pos;
  r->implicit = t->implicit;
  r->complete = t->complete;
  r->method_count = t->method_count;
  r->methods = replace_receiver(s->arena, methods ? methods : t->methods, t->method_count, &t->type, &r->type);
  if (!s->c) {
    r->embedded_pos = NULL;
    type_set_in(s->arena, NULL, 0, r);
  }
  return &r->type;
}

static Type *subst_instance(Subst *s, Type *t, Type *origin, TypeParamList *params, TypeList *args) {
  if (type_param_count(params) == 0) return t;
  if (type_list_len(args) != params->len) return invalid_type();  // reported elsewhere
  Type **substituted = subst_types(s, args->data, args->len);
  return substituted ? instance_type(s, origin, substituted, args->len) : t;
}

Type *subst_type(Subst *s, Type *t) {
  switch ((TypeKind)t->kind) {
    case TYPE_BASIC: return t;
    case TYPE_ALIAS: {
      Alias *a = (Alias *)t;
      if (!a->origin->type_params) return t;
      if (!s->c) return subst_or_invalid(s, unalias(t));  // names matter to messages only
      return subst_instance(s, t, &a->origin->type, a->origin->type_params, a->type_args);
    }
    case TYPE_ARRAY:
    case TYPE_SLICE:
    case TYPE_POINTER:
    case TYPE_CHAN:
    case TYPE_MAP: return type_with_elements(s->arena, t, subst_element, s);
    case TYPE_STRUCT: return subst_struct(s, (Struct *)t);
    case TYPE_TUPLE: {
      Tuple *r = subst_tuple(s, (Tuple *)t);
      return r ? &r->type : t;
    }
    case TYPE_SIGNATURE: return subst_signature(s, (Signature *)t);
    case TYPE_UNION: return subst_union(s, (Union *)t);
    case TYPE_INTERFACE: return subst_interface(s, (Interface *)t);
    case TYPE_NAMED: {
      Named *n = (Named *)t;
      if (!n->type_args) return t;  // a generic type itself, or not generic
      return subst_instance(s, t, &n->origin->type, named_resolve(n->origin)->type_params, n->type_args);
    }
    case TYPE_TYPE_PARAM: {
      int i = type_param_index(s->params, (TypeParam *)t);
      return i >= 0 && s->args[i] ? s->args[i] : t;
    }
  }
  return t;
}

Type *check_subst(Checker *c, Pos pos, Type *t, TypeParamList *params, Type **args) {
  if (type_param_count(params) == 0) return t;
  Subst s = {.c = c, .context = c->universe->context, .arena = c->arena, .pos = pos, .params = params, .args = args};
  return subst_type(&s, t);
}

Type *types_subst(Session *session, Arena *arena, Type *type, TypeParamList *params, Type **args) {
  if (type_param_count(params) == 0 || !types_has_type_params(type)) return type;
  TypeContext *x = session->universe->context;
  Subst s = {.context = x, .arena = arena, .params = params, .args = args};
  bool ground = true;
  for (uint32_t i = 0; i < params->len; i++) ground = ground && (!args[i] || !types_has_type_params(args[i]));
  if (ground) return subst_type(&s, type);
  // Arguments of instances must live as long as the session.
  context_lock(x);
  s.arena = x->arena;
  Type *r = subst_type(&s, type);
  context_unlock(x);
  return r;
}
