// Fields and methods by name (Spec: Selectors): breadth first through embedded
// fields, by depth, with the rule that a name found twice at the least depth is
// ambiguous.
#include "base/memory.h"
#include "base/unicode.h"
#include "types/core.h"

bool names_fold_equal(const Name *a, const Name *b) {
  size_t i = 0, j = 0;
  while (i < a->len && j < b->len) {
    uint32_t x, y;
    i += utf8_decode(a->text + i, a->len - i, &x);
    j += utf8_decode(b->text + j, b->len - j, &y);
    if (x == y) continue;
    uint32_t f = unicode_simple_fold(x);
    while (f != x && f != y) f = unicode_simple_fold(f);
    if (f != y) return false;
  }
  return i == a->len && j == b->len;
}

// Whether o is what (p, name) denotes: unexported names are different in different packages.
bool same_id(Object *o, Package *p, const Name *name, bool fold_case) {
  if (o->name != name) return fold_case && names_fold_equal(o->name, name);
  return name->exported || fold_case || same_package(o->package, p);
}

// The pointer's base type, or the type itself. Does not look at underlying types.
Type *deref(Type *t, bool *was_pointer) {
  Type *u = unalias(t);
  bool pointer = u && u->kind == TYPE_POINTER;
  if (was_pointer) *was_pointer = pointer;
  if (!pointer) return t;
  Type *elem = ((Pointer *)u)->elem;
  return elem ? elem : invalid_type();
}

// The struct under t or under what t points to; NULL if there is none.
Struct *deref_struct_ptr(Type *t) {
  Pointer *p = as_pointer(t);
  Struct *s = p ? as_struct(p->elem) : NULL;
  return s ? s : as_struct(t);
}

int field_index(Struct *s, Package *p, const Name *name, bool fold_case) {
  if (name->blank) return -1;
  for (uint32_t i = 0; i < s->field_count; i++) {
    if (same_id(s->fields[i], p, name, fold_case)) return (int)i;
  }
  return -1;
}

// The signature may still be missing: then what the declaration's syntax says counts.
bool method_has_pointer_receiver(const Object *f) {
  Signature *s = (Signature *)f->type;
  if (!s || s->type.kind != TYPE_SIGNATURE || !s->receiver || !s->receiver->type) return f->pointer_receiver;
  bool pointer;
  deref(s->receiver->type, &pointer);
  return pointer;
}

bool is_interface_pointer(Type *t) {
  Pointer *p = as_pointer(t);
  return p && under(p->elem)->kind == TYPE_INTERFACE;
}

// ---- the search

// A type reached through embedded fields.
typedef struct Embedded {
  Type *type;
  Named *named;    // of type, if it is one
  int32_t parent;  // entry it is embedded in, -1 for the start
  uint32_t field;  // its number there
  bool indirect;   // through a pointer on the way
  bool multiples;  // reached more than once at this depth
  uint32_t next;   // where there is a table: 1 + number of the entry before it of the same hash
} Embedded;

enum { INLINE_ENTRIES = 24 };  // more of them get a table
typedef struct Search {
  Embedded *entries;  // all depths, one after the other
  uint32_t len, cap;
  uint32_t *table;  // 2 * cap hash values: 1 + number of the last entry; NULL: few entries
  Embedded inline_entries[INLINE_ENTRIES];
} Search;

static uint32_t *table_place(const Search *s, Type *t) {
  Named *n = as_named(t);
  return &s->table[hash_mix(1, n ? map_key(n->origin) : 0) & (2 * s->cap - 1)];
}

static void enter(Search *s, uint32_t number) {
  uint32_t *place = table_place(s, s->entries[number].type);
  s->entries[number].next = *place;
  *place = number + 1;
}

static void grow(Search *s) {
  uint32_t cap = s->len == INLINE_ENTRIES ? 64 : 2 * s->cap;
  Embedded *grown = memory_grow(NULL, cap, sizeof *grown);
  uint32_t *table = memory_grow(NULL, 2 * cap, sizeof *table);
  memcpy(grown, s->entries, s->len * sizeof *grown);
  memset(table, 0, 2 * cap * sizeof *table);
  if (s->entries != s->inline_entries) free(s->entries);
  free(s->table);
  s->entries = grown;
  s->table = table;
  s->cap = cap;
  for (uint32_t i = 0; i < s->len; i++) enter(s, i);
}

static void add_entry(Search *s, Embedded e) {
  if (s->len == s->cap) grow(s);
  s->entries[s->len++] = e;
  if (s->table) enter(s, s->len - 1);
}

// The last entry before `end` that may have type t, as 1 + number; 0 if there is none. next_entry: the one before it.
static uint32_t last_entry(const Search *s, Type *t, uint32_t end) { return s->table ? *table_place(s, t) : end; }
static uint32_t next_entry(const Search *s, uint32_t i) { return s->table ? s->entries[i - 1].next : i - 1; }

// Adds an embedded field's type at the depth that starts at `level`.
static void add_embedded(Search *s, uint32_t level, int32_t parent, uint32_t field, Type *field_type) {
  bool pointer;
  Type *t = deref(field_type, &pointer);
  for (uint32_t i = last_entry(s, t, s->len); i > level; i = next_entry(s, i)) {
    if (!identical(s->entries[i - 1].type, t)) continue;
    s->entries[i - 1].multiples = true;
    return;
  }
  bool indirect = s->entries[parent].indirect || pointer, multiples = s->entries[parent].multiples;
  add_entry(s, (Embedded){t, NULL, parent, field, indirect, multiples, 0});
}

static bool seen_before(const Search *s, uint32_t at, Named *n) {
  for (uint32_t i = last_entry(s, &n->type, at); i; i = next_entry(s, i)) {
    const Embedded *e = &s->entries[i - 1];
    if (i <= at && e->named && identical(&e->named->type, &n->type)) return true;
  }
  return false;
}

// The path to number `last` in entry `at`, if wanted.
static void make_path(Arena *a, const Search *s, uint32_t at, uint32_t last, uint32_t **index, uint32_t *index_len) {
  uint32_t n = 1;
  for (int32_t i = (int32_t)at; s->entries[i].parent >= 0; i = s->entries[i].parent) n++;
  if (index_len) *index_len = n;
  if (!a || !index) return;
  uint32_t *path = arena_array(a, uint32_t, n);
  path[--n] = last;
  for (int32_t i = (int32_t)at; s->entries[i].parent >= 0; i = s->entries[i].parent) path[--n] = s->entries[i].field;
  *index = path;
}

typedef struct Found {
  Object *object;
  uint32_t entry, number;
  bool collision;
} Found;

static void found(Found *f, const Search *s, Object *o, uint32_t entry, int number) {
  if (f->object || s->entries[entry].multiples) f->collision = true;
  f->object = o;
  f->entry = entry;
  f->number = (uint32_t)number;
}

// Looks at one entry; next_level is where the following depth's entries begin.
static void search_entry(Search *s, uint32_t at, uint32_t next_level, const Package *p, const Name *name,
                         bool fold_case, Found *f) {
  Named *n = as_named(s->entries[at].type);
  if (n) {
    if (seen_before(s, at, n)) return;  // shadowed by its occurrence at a lesser depth
    s->entries[at].named = n;
    int number;
    Object *m = named_lookup_method(NULL, n, (Package *)(uintptr_t)p, name, fold_case, &number);
    if (m) {
      found(f, s, m, at, number);
      return;
    }
  }
  Type *u = under(s->entries[at].type);
  if (u->kind == TYPE_STRUCT) {
    Struct *t = (Struct *)u;
    for (uint32_t i = 0; i < t->field_count; i++) {
      Object *field = t->fields[i];
      if (same_id(field, (Package *)(uintptr_t)p, name, fold_case)) {
        found(f, s, field, at, (int)i);
        if (f->collision) return;
      } else if (!f->object && field->embedded) {
        add_embedded(s, next_level, (int32_t)at, i, field->type);
      }
    }
  } else if (u->kind == TYPE_INTERFACE) {
    int number;
    Object *m = type_set_lookup(type_set_of((Interface *)u), p, name, fold_case, &number);
    if (m) found(f, s, m, at, number);
  }
}

static Object *search(Search *s, Arena *a, bool addressable, const Package *p, const Name *name, bool fold_case,
                      uint32_t **index, uint32_t *index_len, bool *indirect) {
  for (uint32_t level = 0; level < s->len;) {
    uint32_t end = s->len;
    Found f = {0};
    for (uint32_t i = level; i < end && !f.collision; i++) search_entry(s, i, end, p, name, fold_case, &f);
    if (f.object) {
      make_path(a, s, f.entry, f.number, index, index_len);
      if (f.collision) return NULL;
      bool through_pointer = s->entries[f.entry].indirect;
      // Spec: a method of *T can be called on x of type T only if x is addressable.
      if (f.object->kind == OBJECT_FUNC && !through_pointer && !addressable && method_has_pointer_receiver(f.object)) {
        if (index) *index = NULL;
        if (index_len) *index_len = 0;
        *indirect = true;
        return NULL;
      }
      *indirect = through_pointer;
      return f.object;
    }
    level = end;
  }
  return NULL;
}

// Without the rule about defined pointer types.
static Object *lookup_impl(Arena *a, Type *t, bool addressable, const Package *p, const Name *name, bool fold_case,
                           uint32_t **index, uint32_t *index_len, bool *indirect) {
  bool ignored;
  if (!indirect) indirect = &ignored;
  if (index) *index = NULL;
  if (index_len) *index_len = 0;
  *indirect = false;
  if (name->blank) return NULL;
  bool pointer;
  Type *base = deref(t, &pointer);
  if (pointer && under(base)->kind == TYPE_INTERFACE) return NULL;  // pointers to interfaces have no methods
  Search s;
  s.entries = s.inline_entries;
  s.len = 0;
  s.cap = INLINE_ENTRIES;
  s.table = NULL;
  add_entry(&s, (Embedded){base, NULL, -1, 0, pointer, false, 0});
  Object *o = search(&s, a, addressable, p, name, fold_case, index, index_len, indirect);
  if (s.entries != s.inline_entries) free(s.entries);
  free(s.table);
  return o;
}

// NULL with a path: ambiguous. NULL with *indirect: a method that needs a pointer receiver.
Object *lookup_in(Arena *a, Type *t, bool addressable, const Package *p, const Name *name, bool fold_case,
                  uint32_t **index, uint32_t *index_len, bool *indirect) {
  // A defined pointer type has the fields of its base type, but not its methods.
  Named *n = as_named(t);
  Type *u = n ? under(t) : NULL;
  if (!u || u->kind != TYPE_POINTER)
    return lookup_impl(a, t, addressable, p, name, fold_case, index, index_len, indirect);
  Object *o = lookup_impl(a, u, false, p, name, fold_case, index, index_len, indirect);
  if (o && o->kind == OBJECT_FUNC) {
    if (index) *index = NULL;
    if (index_len) *index_len = 0;
    if (indirect) *indirect = false;
    return NULL;
  }
  return o;
}

Object *lookup_field_or_method(Checker *c, Type *t, bool addressable, Package *p, const Name *name, bool fold_case,
                               uint32_t **index, uint32_t *index_len, bool *indirect) {
  return lookup_in(c->arena, t, addressable, p, name, fold_case, index, index_len, indirect);
}

Object *types_lookup(Session *session, Arena *arena, Type *type, bool addressable, Package *package, const Name *name,
                     uint32_t **path, uint32_t *path_len, bool *indirect) {
  (void)session;
  return lookup_in(arena, type, addressable, package, name, false, path, path_len, indirect);
}

// ---- missing methods

typedef enum MissingState {
  FOUND,
  NOT_FOUND,
  WRONG_NAME,
  UNEXPORTED,
  WRONG_SIGNATURE,
  AMBIGUOUS,
  POINTER_RECEIVER,
  IS_FIELD
} MissingState;

typedef struct Missing {
  MissingState state;
  Object *wanted, *have;  // have: with another name or signature
} Missing;

static const char *interface_pointer_error(Checker *c, Type *t) {
  if (is_type_param(as_pointer(t)->elem))
    return str_printf(c, "type %s is pointer to type parameter, not type parameter", str_type(c, t));
  return str_printf(c, "type %s is pointer to interface, not interface", str_type(c, t));
}

static const char *method_text(Checker *c, Object *f, bool package_info) {
  TypeWriter w = checker_writer(c);
  if (package_info) {  // full paths
    w.c = NULL;
    w.qualifier = QUALIFY_PATH;
    w.package_info = true;
  }
  w.no_param_names = true;
  text_add(&w.text, f->name->text);
  write_signature(&w, (Signature *)f->type);
  return text_string(&w.text);
}

static void explain_missing(Checker *c, Type *v, Type *t, const Missing *m, char **cause) {
  const char *name = m->wanted->name->text;
  if (m->have) check_obj_decl(c, m->have);
  switch (m->state) {
    case FOUND: break;
    case NOT_FOUND:
      if (is_interface_pointer(v)) *cause = str_printf(c, "(%s)", interface_pointer_error(c, v));
      else if (is_interface_pointer(t)) *cause = str_printf(c, "(%s)", interface_pointer_error(c, t));
      else *cause = str_printf(c, "(missing method %s)", name);
      break;
    case WRONG_NAME:
      *cause = str_printf(c, "(missing method %s)\n\t\thave %s\n\t\twant %s", name, method_text(c, m->have, false),
                          method_text(c, m->wanted, false));
      break;
    case UNEXPORTED: *cause = str_printf(c, "(unexported method %s)", name); break;
    case WRONG_SIGNATURE: {
      const char *have = method_text(c, m->have, false), *want = method_text(c, m->wanted, false);
      if (strcmp(have, want) == 0) {
        have = method_text(c, m->have, true);
        want = method_text(c, m->wanted, true);
      }
      if (strcmp(have, want) == 0) *cause = str_printf(c, "(wrong type for method %s)", name);
      else *cause = str_printf(c, "(wrong type for method %s)\n\t\thave %s\n\t\twant %s", name, have, want);
      break;
    }
    case AMBIGUOUS: *cause = str_printf(c, "(ambiguous selector %s.%s)", str_type(c, v), name); break;
    case POINTER_RECEIVER: *cause = str_printf(c, "(method %s has pointer receiver)", name); break;
    case IS_FIELD: *cause = str_printf(c, "(%s.%s is a field, not a method)", str_type(c, v), name); break;
  }
}

// Why the concrete type v has no method like m; FOUND if it has.
static Missing find_concrete(Checker *c, Type *v, Object *m, bool (*equivalent)(Type *, Type *, void *),
                             void *context) {
  uint32_t path_len;
  bool indirect;
  Object *o = lookup_impl(NULL, v, false, m->package, m->name, false, NULL, &path_len, &indirect);
  if (!o) {
    if (path_len > 0) return (Missing){AMBIGUOUS, m, NULL};
    if (indirect) return (Missing){POINTER_RECEIVER, m, NULL};
    o = lookup_impl(NULL, v, false, m->package, m->name, true, NULL, &path_len, &indirect);
    if (!o || o->kind != OBJECT_FUNC) return (Missing){NOT_FOUND, m, NULL};
    return (Missing){o->name == m->name ? UNEXPORTED : WRONG_NAME, m, o};
  }
  if (o->kind != OBJECT_FUNC) return (Missing){IS_FIELD, m, NULL};
  if (c) check_obj_decl(c, o);  // the signature may not be known yet
  return (Missing){equivalent(o->type, m->type, context) ? FOUND : WRONG_SIGNATURE, m, o};
}

Object *missing_method_with(Checker *c, Type *v, Type *t, bool is_static, bool (*equivalent)(Type *, Type *, void *),
                            void *context, char **cause) {
  TypeSet *wanted = type_set_of((Interface *)under(t));
  if (wanted->method_count == 0) return NULL;
  Type *u = under(v);
  Missing missing = {FOUND, NULL, NULL};
  TypeSet *have = u->kind == TYPE_INTERFACE ? type_set_of((Interface *)u) : NULL;
  for (uint32_t i = 0; i < wanted->method_count && missing.state == FOUND; i++) {
    Object *m = wanted->methods[i];
    if (!have) {
      missing = find_concrete(c, v, m, equivalent, context);
      continue;
    }
    Object *f = type_set_lookup(have, m->package, m->name, false, NULL);
    if (!f && is_static) missing = (Missing){NOT_FOUND, m, NULL};
    if (f && !equivalent(f->type, m->type, context)) missing = (Missing){WRONG_SIGNATURE, m, f};
  }
  if (missing.state == FOUND) return NULL;
  if (cause && c) explain_missing(c, v, t, &missing, cause);
  return missing.wanted;
}

typedef struct PlainEquivalence {
  bool (*equivalent)(Type *, Type *);
} PlainEquivalence;

static bool call_plain(Type *x, Type *y, void *context) { return ((PlainEquivalence *)context)->equivalent(x, y); }

// The first method of t's set that v lacks. If v is an interface and not
// is_static, only methods that v has and that do not fit count. c may be NULL.
Object *missing_method(Checker *c, Type *v, Type *t, bool is_static, bool (*equivalent)(Type *, Type *), char **cause) {
  PlainEquivalence plain = {equivalent};
  return missing_method_with(c, v, t, is_static, call_plain, &plain, cause);
}

typedef struct StructStack {
  Struct *s;
  const struct StructStack *previous;
} StructStack;

static bool has_invalid_embedded(Type *t, const StructStack *stack) {
  Struct *s = deref_struct_ptr(t);
  if (!s) return false;
  for (const StructStack *p = stack; p; p = p->previous) {
    if (p->s == s) return false;
  }
  StructStack here = {s, stack};
  for (uint32_t i = 0; i < s->field_count; i++) {
    Object *f = s->fields[i];
    if (f->embedded && (!is_valid(f->type) || has_invalid_embedded(f->type, &here))) return true;
  }
  return false;
}

bool has_all_methods_with(Checker *c, Type *v, Type *t, bool is_static, bool (*equivalent)(Type *, Type *, void *),
                          void *context, char **cause) {
  if (!is_valid(v)) return true;
  return !missing_method_with(c, v, t, is_static, equivalent, context, cause) || has_invalid_embedded(v, NULL);
}

// Also true where erroneous parts of v may hide methods.
bool has_all_methods(Checker *c, Type *v, Type *t, bool is_static, char **cause) {
  PlainEquivalence plain = {identical};
  return has_all_methods_with(c, v, t, is_static, call_plain, &plain, cause);
}

// Whether a value of interface type v can hold a t.
bool assertable_to(Checker *c, Type *v, Type *t, char **cause) {
  return under(t)->kind == TYPE_INTERFACE || has_all_methods(c, t, v, false, cause);
}

Object *types_missing_method(Session *session, Type *type, Type *interface_type) {
  (void)session;
  return missing_method(NULL, type, interface_type, true, identical, NULL);
}
