// Underlying types (Spec: Underlying types), and what all types of a type set
// have in common.
#include "types/core.h"

Type *types_unalias(Type *type) {
  while (type && type->kind == TYPE_ALIAS) {
    Alias *a = (Alias *)type;
    // `actual` is set last, when the whole chain is known; racing threads store the same.
    Type *actual = __atomic_load_n(&a->actual, __ATOMIC_ACQUIRE);
    if (actual) return actual;
    type = a->from_rhs;
    if (type && type->kind != TYPE_ALIAS) __atomic_store_n(&a->actual, type, __ATOMIC_RELEASE);
  }
  return type;
}

Type *types_underlying(Type *type) {
  type = types_unalias(type);
  if (!type) return invalid_type();  // an alias in work
  if (type->kind == TYPE_NAMED) return named_underlying((Named *)type);
  if (type->kind == TYPE_TYPE_PARAM) return &type_param_iface((TypeParam *)type)->type;
  return type;
}

// Calls yield for each (type, underlying type) of t's type set until it returns
// false, and returns what it returned last. Without specific types it is called
// once, with NULL, NULL.
bool typeset_each(Type *t, bool (*yield)(Type *t, Type *u, void *context), void *context) {
  TypeParam *p = as_type_param(t);
  if (!p) return yield(t, under(t), context);
  TypeSet *s = type_set_of(type_param_iface(p));
  if (!type_set_has_terms(s)) return yield(NULL, NULL, context);
  for (uint32_t i = 0; i < s->term_count; i++) {
    Type *term = s->terms[i].type;
    if (!yield(term, s->terms[i].tilde ? unalias(term) : under(term), context)) return false;
  }
  return true;
}

typedef struct Common {
  bool (*condition)(Type *t, Type *u, void *ctx, char **cause);
  void *ctx;
  char **cause;
  Checker *c;
  Type *type, *under;  // so far
} Common;

// Joins u to what was found before. Channels may differ in direction if one is bidirectional.
static bool join_common(Type *t, Type *u, void *context) {
  Common *s = context;
  if (s->condition && !s->condition(t, u, s->ctx, s->cause)) return false;
  if (!u) {
    set_cause(s->c, s->cause, "no specific type");
    return false;
  }
  if (!s->under) {
    s->type = t;
    s->under = u;
    return true;
  }
  if (s->under->kind == TYPE_CHAN && u->kind == TYPE_CHAN) {
    ChanType *a = (ChanType *)s->under, *b = (ChanType *)u;
    if (!identical(a->elem, b->elem)) {
      set_cause(s->c, s->cause, "channels %s and %s have different element types", str_type(s->c, s->type),
                str_type(s->c, t));
      return false;
    }
    if (a->dir == b->dir) return true;
    if (a->dir == CHAN_BOTH) {  // keep the restricted one
      s->type = t;
      s->under = u;
    } else if (b->dir != CHAN_BOTH) {
      set_cause(s->c, s->cause, "channels %s and %s have conflicting directions", str_type(s->c, s->type),
                str_type(s->c, t));
      return false;
    }
    return true;
  }
  if (identical(s->under, u)) return true;
  set_cause(s->c, s->cause, "%s and %s have different underlying types", str_type(s->c, s->type), str_type(s->c, t));
  return false;
}

// The underlying type that all types of t's set share and that satisfy the condition, or NULL with a cause.
Type *common_under(Type *t, bool (*condition)(Type *t, Type *u, void *ctx, char **cause), void *ctx, char **cause,
                   Checker *c) {
  Common s = {.condition = condition, .ctx = ctx, .cause = cause, .c = c};
  return typeset_each(t, join_common, &s) ? s.under : NULL;
}

Type *core_type(Type *t) { return common_under(t, NULL, NULL, NULL, NULL); }

typedef struct StringCore {
  Type *under;
  bool string;
  Type *string_type;
} StringCore;
