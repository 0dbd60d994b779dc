// Types declared inside generic functions: each instance of the function has its
// own, named after the type arguments. The checker's substitution does not know
// them, so instances of functions that declare types substitute by this file.
#include "lower/internal.h"

static Type *local_subst(Lowerer *l, Instance *environment, Type *t);

static bool is_local(const Instance *environment, const Named *named) {
  return named->object->enclosing_function && named->object->enclosing_function == environment->function;
}

// Its name: T[int], and T[int;string] for the instance T[string] of a generic local type.
static const char *own_name(Lowerer *l, const Instance *environment, const Named *named) {
  const char *base = named->object->name->text;
  const char *outer = type_args_text(l, environment->args, environment->arg_count);
  if (!named->type_args) return arena_printf(l->arena, "%s%s", base, outer);
  const char *inner = type_args_text(l, named->type_args->data, named->type_args->len);
  return arena_printf(l->arena, "%s%.*s;%s", base, (int)strlen(outer) - 1, outer, inner + 1);
}

// The instance's own copy of a local type, or of an instance of a generic local type.
static Type *own_type(Lowerer *l, Instance *environment, Named *named) {
  Named *known = map_get(&environment->local_types, map_key(named));
  if (known) return &known->type;
  Named *copy = arena_new(l->arena, Named);
  *copy = *named;
  copy->type = (Type){.kind = TYPE_NAMED, .param_state = 1};  // nothing that is cached of the generic one
  copy->id = named->origin ? named->origin->id : named->id;
  copy->origin = copy;
  copy->type_args = NULL;
  copy->object = arena_new(l->arena, Object);
  *copy->object = *named->object;
  copy->object->type = &copy->type;
  copy->object->lowered = NULL;
  copy->object->name = name_cstr(l->session->names, own_name(l, environment, named));
  map_put(l->arena, &environment->local_types, map_key(named), copy);
  copy->underlying = local_subst(l, environment, types_underlying(&named->type));
  return &copy->type;
}

static Object *own_var(Lowerer *l, Object *variable, Type *type) {
  if (variable->type == type) return variable;
  Object *copy = arena_new(l->arena, Object);
  *copy = *variable;
  copy->type = type;
  copy->lowered = NULL;
  return copy;
}

static Object **own_vars(Lowerer *l, Instance *environment, Object **vars, uint32_t count, bool *changed) {
  Object **copies = arena_array(l->arena, Object *, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    copies[i] = own_var(l, vars[i], local_subst(l, environment, vars[i]->type));
    *changed = *changed || copies[i] != vars[i];
  }
  return copies;
}

static Tuple *own_tuple(Lowerer *l, Instance *environment, Tuple *tuple, bool *changed) {
  if (!tuple_count(tuple)) return tuple;
  Object **vars = own_vars(l, environment, tuple->vars, tuple->len, changed);
  return (Tuple *)types_new_tuple(l->arena, vars, tuple->len);
}

static Type *own_instance(Lowerer *l, Instance *environment, Named *named) {
  uint32_t count = named->type_args->len;
  Type **args = arena_array(l->arena, Type *, count);
  bool changed = false;
  for (uint32_t i = 0; i < count; i++) {
    args[i] = canon(l, local_subst(l, environment, named->type_args->data[i]));
    changed = changed || args[i] != named->type_args->data[i];
  }
  bool local = is_local(environment, named->origin);
  if (!changed && !local) return &named->type;
  Type *instance = types_instantiate(l->session, &named->origin->type, args, count);
  return local ? own_type(l, environment, (Named *)canon(l, instance)) : instance;
}

static Type *own_interface(Lowerer *l, Instance *environment, Interface *t) {
  for (uint32_t i = 0; i < t->method_count; i++) {
    Type *type = t->methods[i]->type;
    if (local_subst(l, environment, type) != type && !types_has_type_params(type)) {
      not_supported(l, t->methods[i]->pos, "interface of a local type of a generic function");
    }
  }
  return types_subst(l->session, l->arena, &t->type, environment->params, environment->args);
}

static Type *local_subst(Lowerer *l, Instance *environment, Type *t) {
  bool changed = false;
  t = types_unalias(t);
  switch (t->kind) {
    case TYPE_POINTER: {
      Type *elem = local_subst(l, environment, ((Pointer *)t)->elem);
      return elem == ((Pointer *)t)->elem ? t : types_new_pointer(l->arena, elem);
    }
    case TYPE_SLICE: {
      Type *elem = local_subst(l, environment, ((Slice *)t)->elem);
      return elem == ((Slice *)t)->elem ? t : types_new_slice(l->arena, elem);
    }
    case TYPE_ARRAY: {
      Type *elem = local_subst(l, environment, ((Array *)t)->elem);
      return elem == ((Array *)t)->elem ? t : types_new_array(l->arena, elem, ((Array *)t)->length);
    }
    case TYPE_CHAN: {
      Type *elem = local_subst(l, environment, ((ChanType *)t)->elem);
      return elem == ((ChanType *)t)->elem ? t : types_new_chan(l->arena, ((ChanType *)t)->dir, elem);
    }
    case TYPE_MAP: {
      Type *key = local_subst(l, environment, ((MapType *)t)->key),
           *elem = local_subst(l, environment, ((MapType *)t)->elem);
      return key == ((MapType *)t)->key && elem == ((MapType *)t)->elem ? t : types_new_map(l->arena, key, elem);
    }
    case TYPE_STRUCT: {
      Struct *s = (Struct *)t;
      Object **fields = own_vars(l, environment, s->fields, s->field_count, &changed);
      return changed ? types_new_struct(l->arena, fields, s->tags, s->field_count) : t;
    }
    case TYPE_TUPLE: {
      Tuple *tuple = own_tuple(l, environment, (Tuple *)t, &changed);
      return changed ? &tuple->type : t;
    }
    case TYPE_SIGNATURE: {
      Signature *s = (Signature *)t;
      Tuple *params = own_tuple(l, environment, s->params, &changed);
      Tuple *results = own_tuple(l, environment, s->results, &changed);
      return changed ? types_new_signature(l->arena, NULL, params, results, s->variadic) : t;
    }
    case TYPE_NAMED: {
      Named *named = (Named *)t;
      if (named->type_args) return own_instance(l, environment, named);
      return is_local(environment, named) ? own_type(l, environment, named) : t;
    }
    case TYPE_INTERFACE: return own_interface(l, environment, (Interface *)t);
    case TYPE_TYPE_PARAM: return types_subst(l->session, l->arena, t, environment->params, environment->args);
    default: return t;
  }
}

Type *subst_with_local_types(Lowerer *l, Instance *environment, Type *t) {
  // Literals inside the instance are lowered by other threads at the same time; each local type has one copy.
  pthread_mutex_lock(&l->all->local_type_lock);
  Type *known = map_get(&environment->types, map_key(t));
  if (!known) {
    known = canon(l, local_subst(l, environment, t));
    map_put(l->arena, &environment->types, map_key(t), known);
  }
  pthread_mutex_unlock(&l->all->local_type_lock);
  return known;
}
