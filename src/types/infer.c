// Type inference (Spec: Type inference): type arguments from function
// arguments, then from constraints until nothing new is learnt, then from
// untyped constants; at last inferred types are freed of type parameters.
#include "types/core.h"

// ---- whether a type mentions some type parameters

typedef struct Walk {
  Type *type;
  const struct Walk *previous;
} Walk;

// Which parameters are looked for, and the types on the way.
typedef struct ParamSearch {
  const TypeParamList *params;
  const Walk *walk;
} ParamSearch;

static bool mentions_params(void *context, Type *t);

static bool set_mentions_params(ParamSearch *search, TypeSet *s) {
  for (uint32_t i = 0; i < s->method_count; i++) {
    if (mentions_params(search, s->methods[i]->type)) return true;
  }
  if (!type_set_has_terms(s)) return false;
  for (uint32_t i = 0; i < s->term_count; i++) {
    if (!mentions_params(search, s->terms[i].type)) return false;  // types2 asks for all
  }
  return true;
}

static bool mentions_params(void *context, Type *t) {
  const ParamSearch *outer = context;
  t = unalias(t);
  if (!t || t->kind == TYPE_BASIC) return false;
  for (const Walk *w = outer->walk; w; w = w->previous) {
    if (w->type == t) return false;
  }
  ParamSearch search = {outer->params, &(Walk){t, outer->walk}};
  switch ((TypeKind)t->kind) {
    case TYPE_INTERFACE: return set_mentions_params(&search, type_set_of((Interface *)t));
    case TYPE_NAMED: {
      TypeList *args = ((Named *)t)->type_args;
      for (uint32_t i = 0; i < type_list_len(args); i++) {
        if (mentions_params(&search, args->data[i])) return true;
      }
      return false;
    }
    case TYPE_TYPE_PARAM: return type_param_index(search.params, (TypeParam *)t) >= 0;
    default: return types_any_part(t, mentions_params, &search);
  }
}

bool is_parameterized(TypeParamList *params, Type *t) { return mentions_params(&(ParamSearch){params, NULL}, t); }

// ---- fresh type parameters, for calls of a generic function in its own body

TypeParamList *rename_type_params(Checker *c, TypeParamList *params, Type **type, Tuple **tuple) {
  if (type_param_count(params) == 0) return params;
  TypeParamList *fresh = arena_new(c->arena, TypeParamList);
  fresh->len = params->len;
  fresh->data = arena_array(c->arena, TypeParam *, params->len);
  Type **args = arena_array(c->arena, Type *, params->len);
  for (uint32_t i = 0; i < params->len; i++) {
    Object *o = params->data[i]->object;
    Object *name = new_object(c->arena, OBJECT_TYPE_NAME, o->pos, o->package, o->name, NULL);
    fresh->data[i] = check_new_type_param(c, name, NULL);
    fresh->data[i]->index = params->data[i]->index;
    args[i] = &fresh->data[i]->type;
  }
  for (uint32_t i = 0; i < params->len; i++)
    fresh->data[i]->bound = check_subst(c, 0, params->data[i]->bound, params, args);
  if (type && *type) *type = check_subst(c, 0, *type, params, args);
  if (tuple && *tuple) *tuple = (Tuple *)check_subst(c, 0, &(*tuple)->type, params, args);
  return fresh;
}

// ---- inference proper

typedef struct Inference {
  Checker *c;
  Pos pos;
  TypeParamList *params;
  Type **args;   // given ones, one for each parameter, NULL if not given
  Tuple *tuple;  // function parameters, with the given arguments in place
  OperandList *operands;
  bool reverse;
  Unifier u;
  ErrorBuilder *error;
} Inference;

static const char *param_names(Inference *f) {
  TypeWriter w = checker_writer(f->c);
  uint32_t n = f->params->len;
  for (uint32_t i = 0; i < n; i++) {
    if (i > 0) text_add(&w.text, n == 2 ? " and " : i + 1 < n ? ", " : ", and ");
    text_add(&w.text, f->params->data[i]->object->name->text);
  }
  return text_string(&w.text);
}

static Type **inferred_so_far(Inference *f) {
  Type **list = arena_array(f->c->arena, Type *, f->params->len);
  for (uint32_t i = 0; i < f->params->len; i++) list[i] = unifier_at(&f->u, i);
  return list;
}

static void report_mismatch(Inference *f, Type *parameter, Type *argument, Operand *x) {
  Checker *c = f->c;
  Type **known = inferred_so_far(f);
  Pos pos = x->expr ? check_at_pos(&x->expr->node) : f->pos;
  const char *arg = str_type(c, argument), *expr = x->expr ? str_expr(c, x->expr) : "";
  if (unifier_unknowns(&f->u) == f->params->len) {
    error_add(f->error, pos, "type %s of %s does not match %s (cannot infer %s)", arg, expr, str_type(c, parameter),
              param_names(f));
    return;
  }
  Type *inferred = check_subst(c, pos, parameter, f->params, known);
  const char *par = str_type(c, parameter);
  if (inferred == parameter) {
    error_add(f->error, pos, "type %s of %s does not match %s", arg, expr, par);
  } else if (f->reverse) {
    error_add(f->error, pos, "inferred type %s for %s does not match type %s of %s", str_type(c, inferred), par, arg,
              expr);
  } else {
    error_add(f->error, pos, "type %s of %s does not match inferred type %s for %s", arg, expr, str_type(c, inferred),
              par);
  }
}

// Typed function arguments. Marks parameters that are a type parameter with an untyped argument.
static bool use_arguments(Inference *f, bool *untyped) {
  for (uint32_t i = 0; i < f->operands->len; i++) {
    Operand *x = f->operands->data[i];
    Type *t = f->tuple->vars[i]->type;
    if (x->mode == MODE_INVALID) continue;
    if (!is_parameterized(f->params, t) && !is_parameterized(f->params, x->type)) continue;
    if (is_typed(x->type)) {
      if (unify(&f->u, t, x->type, UNIFY_ASSIGN)) continue;
      report_mismatch(f, t, x->type, x);
      return false;
    }
    // Default types are basic: only a parameter that is a type parameter itself can get one.
    if (t->kind == TYPE_TYPE_PARAM && !operand_is_nil(f->c, x)) untyped[i] = true;
  }
  return true;
}

// The core type of a constraint, with a tilde if a term has one. *single: it is the only term.
static bool core_term(TypeParam *p, UnionTerm *core, bool *single) {
  TypeSet *s = type_set_of(type_param_iface(p));
  *single = false;
  if (!type_set_has_terms(s)) return false;
  if (s->term_count == 1) {
    *core = s->terms[0];
    *single = true;
    return true;
  }
  core->tilde = false;
  for (uint32_t i = 0; i < s->term_count; i++) core->tilde |= s->terms[i].tilde;
  core->type = common_under(&p->type, NULL, NULL, NULL, NULL);
  return core->type != NULL;
}

static bool unify_exactly(Type *x, Type *y, void *context) { return unify(context, x, y, UNIFY_EXACT); }

static bool use_constraint(Inference *f, uint32_t i) {
  Checker *c = f->c;
  TypeParam *p = f->params->data[i];
  Type *t = unifier_at(&f->u, i);
  UnionTerm core;
  bool single;
  if (core_term(p, &core, &single)) {
    if (t) {
      if (!unify(&f->u, t, core.type, 0)) {
        error_add(f->error, f->pos, "%s (type %s) does not satisfy %s", str_type(c, &p->type), str_type(c, t),
                  str_type(c, p->bound));
        return false;
      }
    } else if (single && !core.tilde) {
      unifier_set(&f->u, i, core.type);  // there is no other choice
    }
  }
  // A known type must have the constraint's methods; that may tell more.
  if (t && !is_parameterized(f->params, t)) {
    char *cause = NULL;
    if (!has_all_methods_with(c, t, &type_param_iface(p)->type, true, unify_exactly, &f->u, &cause)) {
      error_add(f->error, f->pos, "%s (type %s) does not satisfy %s %s", str_type(c, &p->type), str_type(c, t),
                str_type(c, p->bound), cause ? cause : "");
      return false;
    }
  }
  return true;
}

// Every round that goes on has found a type argument.
static bool use_constraints(Inference *f) {
  for (;;) {
    uint32_t unknown = unifier_unknowns(&f->u);
    for (uint32_t i = 0; i < f->params->len; i++) {
      if (!use_constraint(f, i)) return false;
    }
    if (unifier_unknowns(&f->u) == unknown) return true;
  }
}

// Parameters that only untyped constants are passed for get the default type of the largest kind.
static bool use_untyped(Inference *f, const bool *untyped) {
  Type **largest = arena_array(f->c->arena, Type *, f->params->len);
  for (uint32_t i = 0; i < f->operands->len; i++) {
    if (!untyped[i]) continue;
    TypeParam *p = (TypeParam *)f->tuple->vars[i]->type;
    int index = type_param_index(f->params, p);
    if (index < 0 || unifier_at(&f->u, (uint32_t)index)) continue;
    Operand *x = f->operands->data[i];
    Type *max = largest[index] ? max_type(largest[index], x->type) : x->type;
    if (!max) {
      error_add(f->error, check_at_pos(&x->expr->node), "mismatched types %s and %s (cannot infer %s)",
                str_type(f->c, largest[index]), str_type(f->c, x->type), str_type(f->c, &p->type));
      return false;
    }
    largest[index] = max;
  }
  for (uint32_t i = 0; i < f->params->len; i++) {
    if (largest[i]) unifier_set(&f->u, i, default_type(f->c->universe, largest[i]));
  }
  return true;
}

// ---- cycles through inferred types: they have no solution

typedef struct CycleFinder {
  const TypeParamList *params;
  Type **inferred;
  const Walk *walk;  // the types on the way
} CycleFinder;

static bool kill_cycles(void *context, Type *t);

static void kill_in_interface(CycleFinder *f, Interface *t) {
  for (uint32_t i = 0; i < t->method_count; i++) kill_cycles(f, t->methods[i]->type);
  for (uint32_t i = 0; i < t->embedded_count; i++) kill_cycles(f, t->embeddeds[i]);
}

static bool kill_cycles(void *context, Type *t) {
  const CycleFinder *outer = context;
  t = unalias(t);
  if (!t) return false;
  int index = t->kind == TYPE_TYPE_PARAM ? type_param_index(outer->params, (TypeParam *)t) : -1;
  for (const Walk *w = outer->walk; w; w = w->previous) {
    if (w->type != t) continue;
    if (index >= 0) outer->inferred[index] = NULL;
    return false;
  }
  CycleFinder f = {outer->params, outer->inferred, &(Walk){t, outer->walk}};
  switch ((TypeKind)t->kind) {
    case TYPE_UNION:
      for (uint32_t i = 0; i < ((Union *)t)->len; i++) kill_cycles(&f, ((Union *)t)->terms[i].type);
      break;
    case TYPE_INTERFACE: kill_in_interface(&f, (Interface *)t); break;
    case TYPE_NAMED: {
      TypeList *args = ((Named *)t)->type_args;
      for (uint32_t i = 0; i < type_list_len(args); i++) kill_cycles(&f, args->data[i]);
      break;
    }
    case TYPE_TYPE_PARAM:
      if (index >= 0 && f.inferred[index]) kill_cycles(&f, f.inferred[index]);
      break;
    default: types_any_part(t, kill_cycles, &f);
  }
  return false;
}

// Replaces type parameters in inferred types by what was inferred for them, until none changes.
static void simplify(Inference *f, Type **inferred) {
  CycleFinder finder = {f->params, inferred, NULL};
  for (uint32_t i = 0; i < f->params->len; i++) kill_cycles(&finder, &f->params->data[i]->type);
  uint32_t n = f->params->len;
  bool *dirty = arena_array(f->c->arena, bool, n);
  for (uint32_t i = 0; i < n; i++) dirty[i] = inferred[i] && !f->args[i];
  Type **current = arena_array(f->c->arena, Type *, n);
  for (bool again = true; again;) {
    again = false;
    memcpy(current, inferred, n * sizeof *current);
    for (uint32_t i = 0; i < n; i++) {
      if (!dirty[i]) continue;
      Type *t = check_subst(f->c, 0, inferred[i], f->params, current);
      dirty[i] = t != inferred[i];
      if (!dirty[i]) continue;
      // A generic function as argument: once instantiated it is not generic any more.
      if (t->kind == TYPE_SIGNATURE && ((Signature *)t)->type_params && !is_parameterized(f->params, t))
        ((Signature *)t)->type_params = NULL;
      inferred[i] = t;
      again = true;
    }
  }
}

static Type **infer(Inference *f) {
  Checker *c = f->c;
  uint32_t n = f->params->len;
  if (f->tuple) f->tuple = (Tuple *)check_subst(c, 0, &f->tuple->type, f->params, f->args);
  f->u = unifier_new(c, f->params, f->args, n, check_allow_version(c, "go1.21"));
  bool *untyped = arena_array(c->arena, bool, f->operands->len);
  if (!use_arguments(f, untyped) || !use_constraints(f) || !use_untyped(f, untyped)) return NULL;
  Type **inferred = inferred_so_far(f);
  simplify(f, inferred);
  for (uint32_t i = 0; i < n; i++) {
    if (inferred[i] && !is_parameterized(f->params, inferred[i])) continue;
    Object *o = f->params->data[i]->object;
    error_add(f->error, f->pos, "cannot infer %s (declared at %s)", o->name->text, check_position_text(c, o->pos));
    return NULL;
  }
  return inferred;
}

// `args` holds the explicit type arguments, entries may be NULL. NULL without
// a message: an operand was invalid before.
Type **check_infer(Checker *c, Pos pos, TypeParamList *params, Type **args, uint32_t arg_count, Tuple *param_tuple,
                   OperandList *operands, bool reverse, ErrorBuilder *error) {
  uint32_t n = params->len;
  Type **full = arena_array(c->arena, Type *, n);
  bool complete = true;
  for (uint32_t i = 0; i < n; i++) {
    full[i] = i < arg_count ? args[i] : NULL;
    complete = complete && full[i];
  }
  if (complete) return full;
  OperandList none = {0};
  if (!operands) operands = &none;
  for (uint32_t i = 0; i < operands->len; i++) {
    if (operands->data[i]->mode == MODE_INVALID) return NULL;
  }
  ErrorBuilder own = {.checker = c};
  Inference f = {.c = c,
                 .pos = pos,
                 .params = params,
                 .args = full,
                 .tuple = param_tuple,
                 .operands = operands,
                 .reverse = reverse,
                 .error = error ? error : &own};
  Type **inferred = infer(&f);
  if (!inferred && !error) error_report(&own);
  return inferred;
}
