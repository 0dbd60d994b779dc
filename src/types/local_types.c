// Types declared inside generic functions: each instance of the function has its own, named after the type arguments.
// The checker's substitution does not know them, so instances of functions that declare types substitute by this file.
// What is made for an instance stays in the session, so that every program finds the same types: in the base of a
// derived one, unless the function or an argument has to do with a variant.
#include "types/core.h"

struct LocalTypes {
  LocalTypes *next;      // of the same hash
  TypeContext *context;  // whose they are
  Object *function;
  TypeParamList *params;
  TypeList *args;
  Map copies;  // Named -> this instance's Named
};

// A substitution at work: the session's lock is held.
typedef struct LocalSubst {
  Session *session;
  TypeContext *context;
  Arena *arena;  // of what is made; the types' own is the session's
  LocalTypes *locals;
} LocalSubst;

static Type *local_subst(LocalSubst *s, Type *t);

static bool is_local(const LocalSubst *s, const Named *named) {
  return named->object->enclosing_function && named->object->enclosing_function == s->locals->function;
}

static void add_args(Text *text, const TypeList *args, const char *open) {
  for (uint32_t i = 0; i < args->len; i++) {
    text_add(text, i ? "," : open);
    text_add(text, types_string(text->arena, args->data[i], QUALIFY_PATH, NULL));
  }
}

// Its name: T[int], and T[int;string] for the instance T[string] of a generic local type.
static const Name *own_name(LocalSubst *s, const Named *named) {
  Text text = {.arena = s->arena};
  text_add(&text, named->object->name->text);
  add_args(&text, s->locals->args, "[");
  if (named->type_args) add_args(&text, named->type_args, ";");
  text_add(&text, "]");
  return name_cstr(s->session->names, text_string(&text));
}

// The instance's own copy of a local type, or of an instance of a generic local type.
static Type *own_type(LocalSubst *s, Named *named) {
  Named *known = map_get(&s->locals->copies, map_key(named));
  if (known) return &known->type;
  Arena *lasting = s->context->arena;
  Named *copy = arena_new(lasting, Named);
  *copy = *named;
  // nothing that is cached of the generic one
  copy->type = (Type){.kind = TYPE_NAMED, .param_state = 1, .upper = s->context->base != NULL};
  copy->id = named->origin ? named->origin->id : named->id;
  copy->origin = copy;
  copy->expanding = s->context;
  copy->type_args = NULL;
  copy->object = arena_new(lasting, Object);
  *copy->object = *named->object;
  copy->object->type = &copy->type;
  copy->object->id = 0;
  copy->object->name = own_name(s, named);
  map_put(lasting, &s->locals->copies, map_key(named), copy);
  LocalSubst kept = *s;
  kept.arena = lasting;
  copy->underlying = local_subst(&kept, types_underlying(&named->type));
  return &copy->type;
}

static Object *own_var(LocalSubst *s, Object *variable, Type *type) {
  if (variable->type == type) return variable;
  Object *copy = arena_new(s->arena, Object);
  *copy = *variable;
  copy->type = type;
  copy->id = 0;
  return copy;
}

static Object **own_vars(LocalSubst *s, Object **vars, uint32_t count, bool *changed) {
  Object **copies = arena_array(s->arena, Object *, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    copies[i] = own_var(s, vars[i], local_subst(s, vars[i]->type));
    *changed = *changed || copies[i] != vars[i];
  }
  return copies;
}

static Tuple *own_tuple(LocalSubst *s, Tuple *tuple, bool *changed) {
  if (!tuple_len(tuple)) return tuple;
  Object **vars = own_vars(s, tuple->vars, tuple->len, changed);
  return (Tuple *)types_new_tuple(s->arena, vars, tuple->len);
}

static Type *own_instance(LocalSubst *s, Named *named) {
  uint32_t count = named->type_args->len;
  Type **args = arena_array(s->arena, Type *, count);
  bool changed = false;
  for (uint32_t i = 0; i < count; i++) {
    args[i] = types_canonical(s->session, local_subst(s, named->type_args->data[i]));
    changed = changed || args[i] != named->type_args->data[i];
  }
  bool local = is_local(s, named->origin);
  if (!changed && !local) return &named->type;
  Type *instance = types_instantiate(s->session, &named->origin->type, args, count);
  return local ? own_type(s, (Named *)types_canonical(s->session, instance)) : instance;
}

static Type *own_interface(LocalSubst *s, Interface *t) {
  for (uint32_t i = 0; i < t->method_count; i++) {
    Type *type = t->methods[i]->type;
    if (local_subst(s, type) != type && !types_has_type_params(type)) {
      diag_error(s->session->diags, t->methods[i]->pos,
                 "not supported yet: interface of a local type of a generic function");
    }
  }
  return types_subst(s->session, s->arena, &t->type, s->locals->params, s->locals->args->data);
}

static Type *subst_element(void *context, Type *t) { return local_subst(context, t); }

static Type *local_subst(LocalSubst *s, Type *t) {
  bool changed = false;
  t = types_unalias(t);
  switch (t->kind) {
    case TYPE_ARRAY:
    case TYPE_SLICE:
    case TYPE_POINTER:
    case TYPE_CHAN:
    case TYPE_MAP: return type_with_elements(s->arena, t, subst_element, s);
    case TYPE_STRUCT: {
      Struct *old = (Struct *)t;
      Object **fields = own_vars(s, old->fields, old->field_count, &changed);
      return changed ? types_new_struct(s->arena, fields, old->tags, old->field_count) : t;
    }
    case TYPE_TUPLE: {
      Tuple *tuple = own_tuple(s, (Tuple *)t, &changed);
      return changed ? &tuple->type : t;
    }
    case TYPE_SIGNATURE: {
      Signature *old = (Signature *)t;
      Tuple *params = own_tuple(s, old->params, &changed);
      Tuple *results = own_tuple(s, old->results, &changed);
      return changed ? types_new_signature(s->arena, NULL, params, results, old->variadic) : t;
    }
    case TYPE_NAMED: {
      Named *named = (Named *)t;
      if (named->type_args) return own_instance(s, named);
      return is_local(s, named) ? own_type(s, named) : t;
    }
    case TYPE_INTERFACE: return own_interface(s, (Interface *)t);
    case TYPE_TYPE_PARAM: return types_subst(s->session, s->arena, t, s->locals->params, s->locals->args->data);
    default: return t;
  }
}

LocalTypes *types_local(Session *session, Object *function, TypeParamList *params, Type **args) {
  bool upper = function->package->variant;
  for (uint32_t i = 0; i < params->len; i++) {
    assert_debug(args[i]->canonical == args[i]);
    upper = upper || args[i]->upper;
  }
  TypeContext *x = context_of_layer(session->universe->context, upper);
  uint64_t hash = instance_hash(function->type, args, params->len);
  context_lock(x);
  LocalTypes *first = map_get(&x->local_types, hash), *l = first;
  while (l && (l->function != function || memcmp(l->args->data, args, params->len * sizeof *args))) l = l->next;
  if (!l) {
    l = arena_new(x->arena, LocalTypes);
    *l = (LocalTypes){first, x, function, params, new_type_list(x->arena, args, params->len), {0}};
    map_put(x->arena, &x->local_types, hash, l);
  }
  context_unlock(x);
  return l;
}

Type *types_subst_local(Arena *arena, Type *type, LocalTypes *locals) {
  TypeContext *x = locals->context;
  LocalSubst s = {x->session, x, arena, locals};
  // Literals inside the instance are lowered by other threads at the same time; each local type has one copy.
  context_lock(x);
  Type *result = types_canonical(x->session, local_subst(&s, type));
  context_unlock(x);
  return result;
}
