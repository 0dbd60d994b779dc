// Assignability of operands (Spec: Assignability): a question, which changes nothing. assignments.c asks it, reports,
// and converts untyped operands.
#include "types/core.h"

bool operand_is_nil(Checker *c, const Operand *x) {
  (void)c;
  return x->mode == MODE_NIL;
}

// What kind of composite type t is; "" for basic types.
const char *composite_kind(Type *t) {
  static const char *const names[] = {
      [TYPE_BASIC] = "",          [TYPE_ARRAY] = "array",    [TYPE_SLICE] = "slice",         [TYPE_STRUCT] = "struct",
      [TYPE_POINTER] = "pointer", [TYPE_SIGNATURE] = "func", [TYPE_INTERFACE] = "interface", [TYPE_MAP] = "map",
      [TYPE_CHAN] = "chan",       [TYPE_TUPLE] = "tuple",    [TYPE_UNION] = "union",         [TYPE_NAMED] = "",
      [TYPE_TYPE_PARAM] = "",     [TYPE_ALIAS] = ""};
  return names[under(t)->kind];
}

// The terms of a type parameter's constraint; NULL if there are no specific ones.
static TypeSet *specific_terms(TypeParam *p) {
  TypeSet *s = type_set_of(type_param_iface(p));
  return type_set_has_terms(s) ? s : NULL;
}

// Puts "cannot assign …" before what was found out about one term.
static void wrap_cause(Checker *c, char **cause, const char *text) {
  if (!cause) return;
  *cause = *cause && **cause ? str_printf(c, "%s\n\t%s", text, *cause) : (char *)(uintptr_t)text;
}

static bool untyped_assignable(Checker *c, Operand *x, Type *t, TypeParam *tp) {
  const ConstVal *value;
  if (!tp) return check_implicit_type_and_value(c, x, t, &value) != NULL;
  TypeSet *s = specific_terms(tp);
  if (!s) return false;
  for (uint32_t i = 0; i < s->term_count; i++) {
    if (!check_implicit_type_and_value(c, x, s->terms[i].type, &value)) return false;
  }
  return true;
}

// x has no name and t is a type parameter: x must fit each of its types.
static bool assignable_to_terms(Checker *c, Operand *x, TypeParam *tp, char **cause) {
  TypeSet *s = specific_terms(tp);
  if (!s) return false;
  for (uint32_t i = 0; i < s->term_count; i++) {
    Type *term = s->terms[i].type;
    if (operand_assignable_to(c, x, term, cause)) continue;
    if (cause && c)
      wrap_cause(c, cause,
                 str_printf(c, "cannot assign %s to %s (in %s)", str_type(c, x->type), str_type(c, term),
                            str_type(c, &tp->type)));
    return false;
  }
  return true;
}

// x's type is a type parameter and t has no name: each of its types must fit.
static bool terms_assignable(Checker *c, Operand *x, TypeParam *vp, Type *t, char **cause) {
  TypeSet *s = specific_terms(vp);
  if (!s) return false;
  Operand y = *x;
  for (uint32_t i = 0; i < s->term_count; i++) {
    y.type = s->terms[i].type;
    if (operand_assignable_to(c, &y, t, cause)) continue;
    if (cause && c)
      wrap_cause(
          c, cause,
          str_printf(c, "cannot assign %s (in %s) to %s", str_type(c, y.type), str_type(c, &vp->type), str_type(c, t)));
    return false;
  }
  return true;
}

bool operand_assignable_to(Checker *c, Operand *x, Type *t, char **cause) {
  if (x->mode == MODE_INVALID || !is_valid(t)) return true;  // no follow-up errors
  Type *original = t, *v = unalias(x->type);
  t = unalias(t);
  if (identical(v, t)) return true;
  Type *vu = under(v), *tu = under(t);
  TypeParam *vp = as_type_param(v), *tp = as_type_param(t);
  if (is_untyped(vu)) return untyped_assignable(c, x, t, tp);
  // gc compares vu and tu first and so computes the type set of vu before that of tu: for interfaces that embed
  // themselves the order shows in what is reported.
  if (vu->kind == TYPE_INTERFACE && tu->kind == TYPE_INTERFACE) type_set_of((Interface *)vu);
  // With cyclic declarations it matters whose type set is computed first: v's, as in gc.
  if (vu->kind == TYPE_INTERFACE && tu->kind == TYPE_INTERFACE) type_set_of((Interface *)vu);
  if ((!has_name(v) || !has_name(t)) && !vp && !tp && identical(vu, tu)) return true;

  // t is an interface (or a pointer to one, for the explanation) and v implements it.
  if ((tu->kind == TYPE_INTERFACE && !tp) || is_interface_pointer(tu)) {
    if (check_implements(c, v, t, false, cause)) return true;
    if (!vp) return false;
    if (cause) *cause = NULL;  // v may still be assignable
  }
  // If v is an interface, perhaps a type assertion is missing.
  if (vu->kind == TYPE_INTERFACE && !vp && check_implements(c, t, v, false, NULL)) {
    set_cause(c, cause, "need type assertion");
    return false;
  }
  if (vu->kind == TYPE_CHAN && ((ChanType *)vu)->dir == CHAN_BOTH && tu->kind == TYPE_CHAN &&
      identical(((ChanType *)vu)->elem, ((ChanType *)tu)->elem))
    return !has_name(v) || !has_name(t);
  if (tp && !has_name(v)) return assignable_to_terms(c, x, tp, cause);
  if (vp && !has_name(t)) return terms_assignable(c, x, vp, original, cause);
  return false;
}
