// Which non-constant conversions are valid (Spec: Conversions): a question, which changes nothing and says why not if
// it is asked. convert.c carries conversions out.
#include "types/core.h"

static bool is_integer_or_float(Type *t) { return is_integer(t) || is_float(t); }

static bool version_permits(Checker *c, const char *version, const char *what, char **cause) {
  if (!c || check_allow_version(c, version)) return true;
  set_cause(c, cause, "%s requires %s or later", what, version);
  return false;
}

// Slice to array or array pointer. Returns whether the types are of that kind, and in *ok whether it may be.
static bool slice_to_array(Checker *c, Slice *s, Type *tu, bool *ok, char **cause) {
  if (tu->kind == TYPE_ARRAY && identical(s->elem, ((Array *)tu)->elem)) {
    *ok = version_permits(c, "go1.20", "conversion of slice to array", cause);
    return true;
  }
  Array *a = tu->kind == TYPE_POINTER ? as_array(((Pointer *)tu)->elem) : NULL;
  if (a && identical(s->elem, a->elem)) {
    *ok = version_permits(c, "go1.17", "conversion of slice to array pointer", cause);
    return true;
  }
  return false;
}

static void wrap_cause(Checker *c, char **cause, const char *text) {
  *cause = *cause && **cause ? str_printf(c, "%s\n\t%s", text, *cause) : (char *)(uintptr_t)text;
}

static bool specific(TypeParam *p, TypeSet **set) {
  *set = type_set_of(type_param_iface(p));
  return type_set_has_terms(*set);
}

static bool terms_convertible(Checker *c, Operand *x, TypeParam *vp, TypeParam *tp, Type *t, char **cause) {
  TypeSet *vs, *ts;
  if (!specific(vp, &vs)) return false;
  Operand y = *x;
  for (uint32_t i = 0; i < vs->term_count; i++) {
    y.type = vs->terms[i].type;
    if (!tp) {
      if (operand_convertible_to(c, &y, t, cause)) continue;
      if (cause && c)
        wrap_cause(c, cause,
                   str_printf(c, "cannot convert %s (in %s) to type %s", str_type(c, y.type), str_type(c, &vp->type),
                              str_type(c, t)));
      return false;
    }
    if (!specific(tp, &ts)) return false;
    for (uint32_t j = 0; j < ts->term_count; j++) {
      if (operand_convertible_to(c, &y, ts->terms[j].type, cause)) continue;
      if (cause && c)
        wrap_cause(c, cause,
                   str_printf(c, "cannot convert %s (in %s) to type %s (in %s)", str_type(c, y.type),
                              str_type(c, &vp->type), str_type(c, ts->terms[j].type), str_type(c, &tp->type)));
      return false;
    }
  }
  return true;
}

static bool convertible_to_terms(Checker *c, Operand *x, TypeParam *tp, char **cause) {
  TypeSet *ts;
  if (!specific(tp, &ts)) return false;
  for (uint32_t j = 0; j < ts->term_count; j++) {
    if (operand_convertible_to(c, x, ts->terms[j].type, cause)) continue;
    if (cause && c)
      wrap_cause(c, cause,
                 str_printf(c, "cannot convert %s to type %s (in %s)", str_type(c, x->type),
                            str_type(c, ts->terms[j].type), str_type(c, &tp->type)));
    return false;
  }
  return true;
}

bool operand_convertible_to(Checker *c, Operand *x, Type *t, char **cause) {
  if (operand_assignable_to(c, x, t, cause)) return true;
  Type *original = t, *v = unalias(x->type);
  t = unalias(t);
  Type *vu = under(v), *tu = under(t);
  TypeParam *vp = as_type_param(v), *tp = as_type_param(t);
  if (!vp && !tp && identical_ignore_tags(vu, tu)) return true;
  if (v->kind == TYPE_POINTER && t->kind == TYPE_POINTER) {
    Type *ve = ((Pointer *)v)->elem, *te = ((Pointer *)t)->elem;
    if (!is_type_param(ve) && !is_type_param(te) && identical_ignore_tags(under(ve), under(te))) return true;
  }
  if (is_integer_or_float(vu) && is_integer_or_float(tu)) return true;
  if (is_complex(vu) && is_complex(tu)) return true;
  if ((is_integer(vu) || is_bytes_or_runes(vu)) && is_string(tu)) return true;
  if (is_string(vu) && is_bytes_or_runes(tu)) return true;
  // Package unsafe: Pointer to and from pointers and uintptr.
  if ((is_pointer(vu) || is_uintptr(vu)) && is_unsafe_pointer(tu)) return true;
  if (is_unsafe_pointer(vu) && (is_pointer(tu) || is_uintptr(tu))) return true;
  bool ok;
  if (vu->kind == TYPE_SLICE && slice_to_array(c, (Slice *)vu, tu, &ok, cause)) return ok;
  if (vp) return terms_convertible(c, x, vp, tp, original, cause);
  if (tp) return convertible_to_terms(c, x, tp, cause);
  return false;
}
