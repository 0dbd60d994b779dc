// Type sets of interfaces (Spec: Interface types). The methods are those
// declared and those of embedded interfaces; the terms are the intersection of
// the embedded elements' terms.
//
// A type set is computed on demand, once, and stored in the interface. While
// the interface is incomplete the set of all types stands in for it and is not
// stored. All interfaces that outlive the checker have their sets computed
// (type_cleanup, or at creation when there is no checker), so that later
// readers of any thread only read.
#include "types/core.h"

const TypeSet top_type_set = {.all_types = true};

enum { MAX_TERM_COUNT = 100 };

bool type_set_is_method_set(TypeSet *s) { return !s->comparable && s->all_types; }
bool type_set_is_all(TypeSet *s) { return type_set_is_method_set(s) && s->method_count == 0; }
bool type_set_has_terms(TypeSet *s) { return !s->all_types && s->term_count > 0; }

bool type_set_subset_of(TypeSet *a, TypeSet *b) {
  return term_list_subset(&(Comparer){0}, type_set_terms(a), type_set_terms(b));
}

// The first method of the set, which is sorted, that is not before those of the name.
static uint32_t first_of_name(const TypeSet *s, const Name *name) {
  uint32_t low = 0, high = s->method_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const Name *m = s->methods[middle]->name;
    bool before = m->exported != name->exported ? m->exported : m != name && name_compare(m, name) < 0;
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}

Object *type_set_lookup(TypeSet *s, const Package *p, const Name *name, bool fold_case, int *index) {
  if (name->blank) return NULL;
  for (uint32_t i = fold_case ? 0 : first_of_name(s, name); i < s->method_count; i++) {
    if (!fold_case && s->methods[i]->name != name) return NULL;
    if (!same_id(s->methods[i], (Package *)(uintptr_t)p, name, fold_case)) continue;
    if (index) *index = (int)i;
    return s->methods[i];
  }
  return NULL;
}

// ---- collecting methods

typedef struct MethodCollector {
  Arena *arena;  // of the set
  Arena scratch;
  Checker *c;
  Vec(Object *) methods;
  Vec(Pos) positions;     // where each came from, for messages
  Vec(uint32_t) earlier;  // 1 + number of the one before with the same name
  Map by_name;            // Name* -> 1 + number of the last
} MethodCollector;

typedef struct DuplicateCheck {
  Pos pos, other_pos;
  Object *method, *other;
} DuplicateCheck;

static void report_duplicate(Checker *c, Pos pos, Pos other_pos, Object *method) {
  ErrorBuilder e = {.checker = c};
  error_add(&e, pos, "duplicate method %s", method->name->text);
  error_add(&e, other_pos, "other declaration of method %s", method->name->text);
  error_report(&e);
}

// Runs when all types are known: methods of overlapping interfaces must agree.
static void check_duplicate_later(Checker *c, void *data) {
  DuplicateCheck *d = data;
  if ((d->pos && !check_allow_version(c, "go1.14")) || !identical(d->method->type, d->other->type))
    report_duplicate(c, d->pos, d->other_pos, d->method);
}

static void add_method(MethodCollector *k, Pos pos, Object *m, bool is_explicit) {
  uint32_t last = (uint32_t)(uintptr_t)map_get(&k->by_name, map_key(m->name));
  for (uint32_t n = last; n; n = k->earlier.data[n - 1]) {
    uint32_t i = n - 1;
    Object *other = k->methods.data[i];
    if (!m->name->exported && !same_package(other->package, m->package)) continue;
    if (!k->c) return;
    if (is_explicit) {
      report_duplicate(k->c, pos, k->positions.data[i], m);
    } else {
      DuplicateCheck *d = arena_new(k->c->arena, DuplicateCheck);
      *d = (DuplicateCheck){pos, k->positions.data[i], m, other};
      check_later(k->c, check_duplicate_later, d);
    }
    return;
  }
  vec_push(&k->scratch, &k->methods, m);
  vec_push(&k->scratch, &k->positions, pos);
  vec_push(&k->scratch, &k->earlier, last);
  map_put(&k->scratch, &k->by_name, map_key(m->name), (void *)(uintptr_t)k->methods.len);
}

static int compare_method_entries(const void *a, const void *b) {
  return compare_objects(*(Object *const *)a, *(Object *const *)b);
}

// ---- embedded elements

// A constraint interface of another package needs go1.18 where it is embedded.
static bool is_imported_constraint(Checker *c, Type *t) {
  Named *n = as_named(t);
  if (!n || n->object->package == c->package || !n->object->package) return false;
  Interface *u = as_interface(t);
  return u && !type_set_is_method_set(type_set_of(u));
}

static bool version_allows(Checker *c, Pos pos, const char *what, Type *t) {
  if (!pos || !c || check_allow_version(c, "go1.18")) return true;
  check_version_error(c, pos, "go1.18", "%s %s", what, str_type(c, t));
  return false;
}

// The terms of one embedded element; false if it is to be ignored.
static bool element_terms(MethodCollector *k, Pos pos, Type *t, TermList *terms, bool *comparable) {
  Type *u = under(t);
  *comparable = false;
  if (u->kind == TYPE_INTERFACE) {
    TypeSet *s = type_set_in(k->arena, k->c, pos, (Interface *)u);
    if (pos && k->c && is_imported_constraint(k->c, t) &&
        !version_allows(k->c, pos, "embedding constraint interface", t))
      return false;
    *comparable = s->comparable;
    for (uint32_t i = 0; i < s->method_count; i++) add_method(k, pos, s->methods[i], false);
    *terms = type_set_terms(s);
    return true;
  }
  if (u->kind == TYPE_UNION)
    return version_allows(k->c, pos, "embedding interface element", u) &&
           union_terms(k->arena, k->c, pos, (Union *)u, terms);
  if (!is_valid(u) || !version_allows(k->c, pos, "embedding non-interface type", t)) return false;
  UnionTerm *one = arena_new(k->arena, UnionTerm);
  one->type = t;
  *terms = (TermList){false, 1, one};
  return true;
}

// Intersects, keeping the comparable types only if one side demands it.
static void intersect(Arena *a, TermList *all, bool *all_comparable, TermList terms, bool comparable) {
  TermList r = term_list_intersect(a, *all, terms);
  bool want = *all_comparable || comparable;
  if (want && !r.all) {
    UnionTerm *kept = arena_array(a, UnionTerm, r.len);
    uint32_t n = 0;
    for (uint32_t i = 0; i < r.len; i++) {
      if (comparable_type(r.terms[i].type, false, NULL, NULL)) kept[n++] = r.terms[i];
    }
    r.terms = kept;
    r.len = n;
    want = false;
  }
  *all = r;
  *all_comparable = want;
}

TypeSet *type_set_in(Arena *a, Checker *c, Pos pos, Interface *t) {
  (void)pos;
  TypeSet *done = __atomic_load_n(&t->type_set, __ATOMIC_ACQUIRE);
  if (done) return done;
  if (!t->complete) return (TypeSet *)(uintptr_t)&top_type_set;

  // Cycles are reported elsewhere; here they see the set as far as it is known.
  TypeSet *s = arena_new(a, TypeSet);
  s->all_types = true;
  t->type_set = s;

  MethodCollector k = {.arena = a, .c = c};
  arena_init(&k.scratch);
  for (uint32_t i = 0; i < t->method_count; i++) add_method(&k, t->methods[i]->pos, t->methods[i], true);
  TermList all = {.all = true};
  bool all_comparable = false;
  for (uint32_t i = 0; i < t->embedded_count; i++) {
    TermList terms = {0};
    bool comparable;
    if (element_terms(&k, t->embedded_pos ? t->embedded_pos[i] : 0, t->embeddeds[i], &terms, &comparable))
      intersect(a, &all, &all_comparable, terms, comparable);
  }
  if (k.methods.len > 1) qsort(k.methods.data, k.methods.len, sizeof(Object *), compare_method_entries);
  s->methods = arena_array(a, Object *, k.methods.len);
  if (k.methods.len) memcpy(s->methods, k.methods.data, k.methods.len * sizeof(Object *));
  s->method_count = k.methods.len;
  arena_free(&k.scratch);
  s->comparable = all_comparable;
  s->terms = all.terms;
  s->term_count = all.all ? 0 : all.len;
  s->all_types = all.all;
  return s;
}

TypeSet *compute_interface_type_set(Checker *c, Pos pos, Interface *t) { return type_set_in(c->arena, c, pos, t); }

TypeSet *type_set_of(Interface *t) {
  TypeSet *done = __atomic_load_n(&t->type_set, __ATOMIC_ACQUIRE);
  if (done) return done;
  if (!t->complete) return (TypeSet *)(uintptr_t)&top_type_set;
  if (!t->checker) ice("types", "type_set_of", "the type set of a shared interface was not computed");
  return type_set_in(t->checker->arena, t->checker, 0, t);
}

TypeSet *types_type_set(Session *session, Interface *interface_type) {
  (void)session;
  return type_set_of(interface_type);
}

// The terms of a union; false (after a report) if there are too many.
bool union_terms(Arena *a, Checker *c, Pos pos, Union *u, TermList *out) {
  TermList all = {0};
  for (uint32_t i = 0; i < u->len; i++) {
    UnionTerm *term = &u->terms[i];
    Type *t = under(term->type);
    TermList terms = {0};
    if (t->kind == TYPE_INTERFACE) {
      terms = type_set_terms(type_set_in(a, c, pos, (Interface *)t));
    } else if (!is_valid(t)) {
      continue;
    } else if (!term->tilde || identical(term->type, t)) {  // else ~T of a T that is no underlying type: empty
      terms = (TermList){false, 1, term};
    }
    all = term_list_union(a, all, terms);
    if (!all.all && all.len > MAX_TERM_COUNT) {
      if (c)
        check_error_pos(c, pos, "cannot handle more than %d union terms (implementation limitation)", MAX_TERM_COUNT);
      return false;
    }
  }
  *out = all;
  return true;
}
