// Instances of generic types and functions, and whether type arguments satisfy
// their constraints (Spec: Instantiations, Satisfying a type constraint).
#include "types/core.h"

// Whether a type and all it consists of are complete and known to all threads.
// Type literals other than the plainest ones are not looked into.
static bool is_shared(Type *t) {
  t = unalias(t);
  if (!t) return false;
  switch ((TypeKind)t->kind) {
    case TYPE_BASIC: return true;
    case TYPE_ARRAY: return is_shared(((Array *)t)->elem);
    case TYPE_SLICE: return is_shared(((Slice *)t)->elem);
    case TYPE_POINTER: return is_shared(((Pointer *)t)->elem);
    case TYPE_CHAN: return is_shared(((ChanType *)t)->elem);
    case TYPE_MAP: return is_shared(((MapType *)t)->key) && is_shared(((MapType *)t)->elem);
    case TYPE_INTERFACE:
      return !((Interface *)t)->checker && ((Interface *)t)->type_set && type_set_is_all(((Interface *)t)->type_set);
    case TYPE_NAMED: {
      // An instance without a checker was made of shared parts, or its package is complete.
      return !((Named *)t)->checker;
    }
    default: return false;
  }
}

// A generic type that names ever larger instances of itself, in methods say, would be expanded without end. gc does not
// stop there; no program needs more than this.
enum { NESTING_MAX = 250 };

static uint8_t nesting_of(Type *t) {
  t = unalias(t);
  if (!t) return 0;
  switch ((TypeKind)t->kind) {
    case TYPE_ARRAY: return nesting_of(((Array *)t)->elem);
    case TYPE_SLICE: return nesting_of(((Slice *)t)->elem);
    case TYPE_POINTER: return nesting_of(((Pointer *)t)->elem);
    case TYPE_CHAN: return nesting_of(((ChanType *)t)->elem);
    case TYPE_NAMED: return ((Named *)t)->nesting;
    default: return 0;
  }
}

static uint8_t nesting_of_instance(Type **args, uint32_t count) {
  uint8_t deepest = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint8_t n = nesting_of(args[i]);
    if (n > deepest) deepest = n;
  }
  return deepest + 1;
}

static Named *new_instance(TypeContext *x, Arena *a, Checker *c, Named *origin, TypeList *args) {
  Named *n = arena_new(a, Named);
  n->type.kind = TYPE_NAMED;
  n->checker = c;
  n->object = origin->object;
  n->origin = origin;
  n->type_args = args;
  n->nesting = nesting_of_instance(args->data, args->len);
  n->expanding = x;
  if (c) check_needs_cleanup(c, &n->type);
  return n;
}

static Type *named_instance(Subst *s, Named *origin, Type **args, uint32_t count) {
  if (nesting_of_instance(args, count) > NESTING_MAX) {
    if (s->c)
      check_error_pos(s->c, s->pos ? s->pos : origin->object->pos, "instances of %s are nested too deeply",
                      origin->object->name->text);
    return invalid_type();
  }
  uint64_t h = instance_hash(&origin->type, args, count);
  bool shared = !origin->checker;
  for (uint32_t i = 0; shared && s->c && i < count; i++) shared = is_shared(args[i]);
  if (!shared && s->c) {
    TypeContext *own = context_of(s->c);
    Type *t = context_lookup(own, h, &origin->type, args, count);
    if (t) return t;
    TypeList *list = new_type_list(own->arena, args, count);
    t = &new_instance(s->context, own->arena, s->c, origin, list)->type;
    context_add(own, h, &origin->type, list, t);
    return t;
  }
  TypeContext *x = s->context;
  context_lock(x);
  Type *t = context_lookup(x, h, &origin->type, args, count);
  if (!t) {
    TypeList *list = new_type_list(x->arena, args, count);
    if (!s->c && s->arena != x->arena) {  // the caller's arena may be short-lived
      for (uint32_t i = 0; i < count; i++) list->data[i] = types_canonical(x->session, args[i]);
    }
    t = &new_instance(x, x->arena, NULL, origin, list)->type;
    context_add(x, h, &origin->type, list, t);
  }
  context_unlock(x);
  return t;
}

static Type *alias_instance(Subst *s, Alias *origin, Type **args, uint32_t count) {
  Subst inner = *s;
  inner.params = origin->type_params;
  inner.args = args;
  Type *rhs = origin->from_rhs ? subst_type(&inner, origin->from_rhs) : invalid_type();
  Alias *a = arena_new(s->arena, Alias);
  a->type.kind = TYPE_ALIAS;
  a->object = origin->object;
  a->origin = origin;
  a->type_params = origin->type_params;
  a->type_args = new_type_list(s->arena, args, count);
  a->from_rhs = rhs;
  unalias(&a->type);
  return &a->type;
}

static Type *signature_instance(Subst *s, Signature *origin, Type **args) {
  Subst inner = *s;
  inner.params = origin->type_params;
  inner.args = args;
  Signature *r = (Signature *)subst_type(&inner, &origin->type);
  if (r == origin) {  // no parameter mentions a type parameter
    r = new_signature(s->arena);
    *r = *origin;
    r->type = (Type){.kind = TYPE_SIGNATURE};
  }
  r->type_params = NULL;
  return &r->type;
}

// The instance of a Named, Alias or Signature; invalid after a report about the number of arguments.
Type *instance_type(Subst *s, Type *origin, Type **args, uint32_t count) {
  switch (origin->kind) {
    case TYPE_NAMED: return named_instance(s, ((Named *)origin)->origin, args, count);
    case TYPE_ALIAS: {
      Alias *a = ((Alias *)origin)->origin;
      uint32_t want = type_param_count(a->type_params);
      if (s->c && !check_validate_type_arg_len(s->c, s->pos, a->object->name->text, want, count)) return invalid_type();
      if (want != count) return invalid_type();
      return want == 0 ? origin : alias_instance(s, a, args, count);
    }
    case TYPE_SIGNATURE: {
      Signature *f = (Signature *)origin;
      uint32_t want = type_param_count(f->type_params);
      if (s->c && want != count && !check_validate_type_arg_len(s->c, s->pos, str_type(s->c, origin), want, count))
        return invalid_type();
      return want == 0 ? origin : signature_instance(s, f, args);
    }
    default: ice("types", "instance_type", "type kind %d cannot be instantiated", origin->kind);
  }
}

Type *check_instance(Checker *c, Pos pos, Type *origin, Type **args, uint32_t count) {
  Subst s = {.c = c, .context = c->universe->context, .arena = c->arena, .pos = pos};
  return instance_type(&s, origin, args, count);
}

Type *types_instantiate(Session *session, Type *origin, Type **args, uint32_t count) {
  TypeContext *x = session->universe->context;
  Arena scratch;
  arena_init(&scratch);
  context_lock(x);
  Type **kept = arena_array(&scratch, Type *, count);
  for (uint32_t i = 0; i < count; i++)
    kept[i] = types_has_type_params(args[i]) ? args[i] : types_canonical(session, args[i]);
  Subst s = {.context = x, .arena = x->arena};
  Type *t = instance_type(&s, origin, kept, count);
  context_unlock(x);
  arena_free(&scratch);
  return t;
}

bool check_validate_type_arg_len(Checker *c, Pos pos, const char *name, uint32_t want, uint32_t got) {
  if (want == got) return true;
  check_error_pos(c, pos, "%s type arguments for type %s: have %u, want %u", got < want ? "not enough" : "too many",
                  name, got, want);
  return false;
}

// Index of the first argument that does not satisfy its constraint, or -1.
int check_verify(Checker *c, Pos pos, TypeParamList *params, Type **args, uint32_t count, char **cause) {
  for (uint32_t i = 0; i < count && i < params->len; i++) {
    type_param_iface_in(c->arena, params->data[i]);  // wraps the bound before it is substituted
    Type *bound = check_subst(c, pos, params->data[i]->bound, params, args);
    if (!check_implements(c, args[i], bound, true, cause)) return (int)i;
  }
  return -1;
}

// ---- implementing an interface (Spec: Implementing an interface)

static bool mentions(Type *t, Type *what) {
  if (t->kind == TYPE_INTERFACE) {
    for (uint32_t i = 0; i < ((Interface *)t)->embedded_count; i++) {
      if (mentions(((Interface *)t)->embeddeds[i], what)) return true;
    }
    return false;
  }
  if (t->kind == TYPE_UNION) {
    for (uint32_t i = 0; i < ((Union *)t)->len; i++) {
      if (mentions(((Union *)t)->terms[i].type, what)) return true;
    }
    return false;
  }
  return identical(t, what);
}

static bool satisfies_comparable(Checker *c, Type *v, TypeSet *set, bool constraint, char **cause) {
  if (!type_set_comparable(set)) return true;  // not demanded
  const char *verb = constraint ? "satisfy" : "implement";
  if (comparable_type(v, false, NULL, NULL)) return true;
  if (constraint && comparable_type(v, true, NULL, NULL)) {
    if (!c || check_allow_version(c, "go1.20")) return true;
    set_cause(c, cause, "%s to %s comparable requires go1.20 or later", str_type(c, v), verb);
    return false;
  }
  set_cause(c, cause, "%s does not %s comparable", str_type(c, v), verb);
  return false;
}

static const char *term_list_text(Checker *c, TypeSet *set) {
  TypeWriter w = checker_writer(c);
  w.c = NULL;  // gc names packages in full here
  write_terms(&w, type_set_terms(set));
  return text_string(&w.text);
}

// Why the type v is none of the set's terms.
static void explain_missing_term(Checker *c, Type *v, Type *t, Interface *ti, TypeSet *set, const char *verb,
                                 char **cause) {
  Type *almost = NULL;  // a term T for which ~T would do
  for (uint32_t i = 0; i < set->term_count && !almost; i++) {
    UnionTerm *term = &set->terms[i];
    if (term->tilde || !identical(term->type, under(term->type))) continue;
    UnionTerm wider = {true, term->type};
    if (term_includes(&wider, v)) almost = term->type;
  }
  const char *vs = str_type(c, v), *ts = str_type(c, t), *detail;
  if (almost) {
    detail = str_printf(c, "possibly missing ~ for %s in %s", str_type(c, almost), ts);
  } else if (mentions(&ti->type, v)) {
    detail = str_printf(c, "%s mentions %s, but %s is not in the type set of %s", ts, vs, vs, ts);
  } else {
    detail = str_printf(c, "%s missing in %s", vs, term_list_text(c, set));
  }
  *cause = str_printf(c, "%s does not %s %s (%s)", vs, verb, ts, detail);
}

// Whether v implements (or, as a type argument, satisfies) t. c may be NULL.
bool check_implements(Checker *c, Type *v, Type *t, bool constraint, char **cause) {
  Type *vu = under(v), *tu = under(t);
  if (!is_valid(vu) || !is_valid(tu)) return true;
  if (vu->kind == TYPE_POINTER && !is_valid(under(((Pointer *)vu)->elem))) return true;
  const char *verb = constraint ? "satisfy" : "implement";
  if (tu->kind != TYPE_INTERFACE) {
    if (cause && c) {
      const char *ts = str_type(c, t);
      const char *detail = is_interface_pointer(tu)
                               ? str_printf(c, "type %s is pointer to interface, not interface", ts)
                               : str_printf(c, "%s is not an interface", ts);
      *cause = str_printf(c, "%s does not %s %s (%s)", str_type(c, v), verb, ts, detail);
    }
    return false;
  }
  Interface *ti = (Interface *)tu;
  TypeSet *set = type_set_of(ti);
  if (type_set_is_all(set)) return true;  // every type implements the empty interface
  TypeSet *vset = vu->kind == TYPE_INTERFACE ? type_set_of((Interface *)vu) : NULL;
  if (vset && type_set_is_empty(vset)) return true;  // the empty set is in every set
  if (type_set_is_empty(set)) {
    set_cause(c, cause, "cannot %s %s (empty type set)", verb, str_type(c, t));
    return false;
  }
  if (!has_all_methods(c, v, t, true, cause)) {
    if (cause && c)
      *cause = str_printf(c, "%s does not %s %s %s", str_type(c, v), verb, str_type(c, t), *cause ? *cause : "");
    return false;
  }
  if (!type_set_has_terms(set)) return satisfies_comparable(c, v, set, constraint, cause);
  if (vset) {
    if (type_set_subset_of(vset, set)) return satisfies_comparable(c, v, set, constraint, cause);
    set_cause(c, cause, "%s does not %s %s", str_type(c, v), verb, str_type(c, t));
    return false;
  }
  for (uint32_t i = 0; i < set->term_count; i++) {
    if (term_includes(&set->terms[i], v)) return satisfies_comparable(c, v, set, constraint, cause);
  }
  if (cause && c) explain_missing_term(c, v, t, ti, set, verb, cause);
  return false;
}

bool types_implements(Session *session, Type *type, Type *interface_type) {
  (void)session;
  return check_implements(NULL, type, interface_type, false, NULL);
}
