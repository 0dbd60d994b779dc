// Sets of types as unions of terms T and ~T (Spec: General interfaces). A list
// in normal form has pairwise disjoint terms. Lists are short: quadratic
// algorithms are good enough.
#include "types/core.h"

static const Comparer exactly = {0};

static bool disjoint(const Comparer *how, const UnionTerm *x, const UnionTerm *y) {
  Type *ux = y->tilde ? under(x->type) : x->type;
  Type *uy = x->tilde ? under(y->type) : y->type;
  return !compare_types(how, ux, uy, NULL);
}

bool term_includes(const UnionTerm *x, Type *t) { return identical(x->type, x->tilde ? under(t) : t); }

static bool term_subset(const Comparer *how, const UnionTerm *x, const UnionTerm *y) {
  return !disjoint(how, x, y) && (!x->tilde || y->tilde);
}

// Merges terms that overlap: of T and ~T the latter remains.
static TermList normalize(Arena *a, const UnionTerm *terms, uint32_t len) {
  TermList r = {false, 0, arena_array(a, UnionTerm, len)};
  bool *used = arena_array(a, bool, len);
  for (uint32_t i = 0; i < len; i++) {
    if (used[i]) continue;
    UnionTerm x = terms[i];
    for (uint32_t j = i + 1; j < len; j++) {
      if (used[j] || disjoint(&exactly, &x, &terms[j])) continue;
      if (!x.tilde && terms[j].tilde) x = terms[j];
      used[j] = true;
    }
    r.terms[r.len++] = x;
  }
  return r;
}

TermList term_list_union(Arena *a, TermList x, TermList y) {
  if (x.all || y.all) return (TermList){true, 0, NULL};
  if (x.len == 0) return y;
  if (y.len == 0) return x;
  UnionTerm *both = arena_array(a, UnionTerm, x.len + y.len);
  for (uint32_t i = 0; i < x.len; i++) both[i] = x.terms[i];
  for (uint32_t i = 0; i < y.len; i++) both[x.len + i] = y.terms[i];
  return normalize(a, both, x.len + y.len);
}

TermList term_list_intersect(Arena *a, TermList x, TermList y) {
  if (x.all) return y;
  if (y.all) return x;
  UnionTerm *found = arena_array(a, UnionTerm, (size_t)x.len * y.len);
  uint32_t n = 0;
  for (uint32_t i = 0; i < x.len; i++) {
    for (uint32_t j = 0; j < y.len; j++) {
      const UnionTerm *p = &x.terms[i], *q = &y.terms[j];
      if (!disjoint(&exactly, p, q)) found[n++] = !p->tilde || q->tilde ? *p : *q;
    }
  }
  return normalize(a, found, n);
}

bool term_list_subset(const Comparer *how, TermList x, TermList y) {
  if (y.all) return true;
  if (x.all) return false;
  for (uint32_t i = 0; i < x.len; i++) {
    uint32_t j = 0;
    while (j < y.len && !term_subset(how, &x.terms[i], &y.terms[j])) j++;
    if (j == y.len) return false;
  }
  return true;
}

bool term_list_equal(const Comparer *how, TermList x, TermList y) {
  // The comparer maps the right side's type parameters only, so both directions keep x on the left.
  if (x.all || y.all) return x.all == y.all;
  if (!term_list_subset(how, x, y)) return false;
  for (uint32_t j = 0; j < y.len; j++) {
    uint32_t i = 0;
    while (i < x.len && (disjoint(how, &x.terms[i], &y.terms[j]) || (y.terms[j].tilde && !x.terms[i].tilde))) i++;
    if (i == x.len) return false;
  }
  return true;
}
