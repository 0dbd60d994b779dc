// Questions about types (Spec: Properties of types and values): basic kinds,
// comparability, identity, default types. The is_x functions do not look into
// type parameters; the all_x ones hold if every type of the type set has x.
#include "types/core.h"

bool is_valid(Type *t) {
  t = unalias(t);
  return !(t && t->kind == TYPE_BASIC && ((Basic *)t)->basic_kind == BASIC_INVALID);
}

static bool is_basic(Type *t, uint32_t info) {
  Type *u = under(t);
  return u->kind == TYPE_BASIC && (((Basic *)u)->info & info);
}

bool is_boolean(Type *t) { return is_basic(t, INFO_BOOLEAN); }
bool is_integer(Type *t) { return is_basic(t, INFO_INTEGER); }
bool is_unsigned(Type *t) { return is_basic(t, INFO_UNSIGNED); }
bool is_float(Type *t) { return is_basic(t, INFO_FLOAT); }
bool is_complex(Type *t) { return is_basic(t, INFO_COMPLEX); }
bool is_numeric(Type *t) { return is_basic(t, INFO_NUMERIC); }
bool is_string(Type *t) { return is_basic(t, INFO_STRING); }
bool is_const_type(Type *t) { return is_basic(t, INFO_CONST_TYPE); }

bool all_basic(Type *t, uint32_t info) {
  Type *u = unalias(t);
  if (u->kind != TYPE_TYPE_PARAM) return is_basic(u, info);
  TypeSet *s = type_set_of(type_param_iface((TypeParam *)u));
  if (!type_set_has_terms(s)) return false;
  for (uint32_t i = 0; i < s->term_count; i++) {
    if (!is_basic(s->terms[i].type, info)) return false;
  }
  return true;
}

bool all_boolean(Type *t) { return all_basic(t, INFO_BOOLEAN); }
bool all_integer(Type *t) { return all_basic(t, INFO_INTEGER); }
bool all_unsigned(Type *t) { return all_basic(t, INFO_UNSIGNED); }
bool all_numeric(Type *t) { return all_basic(t, INFO_NUMERIC); }
bool all_string(Type *t) { return all_basic(t, INFO_STRING); }
bool all_ordered(Type *t) { return all_basic(t, INFO_ORDERED); }
bool all_numeric_or_string(Type *t) { return all_basic(t, INFO_NUMERIC | INFO_STRING); }

// Predeclared, defined and parameter types have names. Safe for types in work.
bool has_name(Type *t) {
  t = unalias(t);
  return t && (t->kind == TYPE_BASIC || t->kind == TYPE_NAMED || t->kind == TYPE_TYPE_PARAM);
}

// All but defined types and type parameters; also basic types.
bool is_type_lit(Type *t) {
  t = unalias(t);
  return t && t->kind != TYPE_NAMED && t->kind != TYPE_TYPE_PARAM;
}

// Named types and aliases are never untyped, so only a Basic itself can be.
bool is_untyped(Type *t) { return t && t->kind == TYPE_BASIC && (((Basic *)t)->info & INFO_UNTYPED); }
bool is_typed(Type *t) { return !is_untyped(t); }
bool types_is_untyped(Type *t) { return is_untyped(t); }
bool is_untyped_numeric(Type *t) { return is_untyped(t) && (((Basic *)t)->info & INFO_NUMERIC); }

bool is_type_param(Type *t) {
  t = unalias(t);
  return t && t->kind == TYPE_TYPE_PARAM;
}
bool is_non_type_param_interface(Type *t) { return !is_type_param(t) && under(t)->kind == TYPE_INTERFACE; }
bool types_is_interface(Type *t) { return is_non_type_param_interface(t); }

bool is_uintptr(Type *t) {
  Type *u = under(t);
  return u->kind == TYPE_BASIC && ((Basic *)u)->basic_kind == BASIC_UINTPTR;
}
bool is_unsafe_pointer(Type *t) {
  Type *u = under(t);
  return u->kind == TYPE_BASIC && ((Basic *)u)->basic_kind == BASIC_UNSAFE_POINTER;
}
bool is_pointer(Type *t) { return under(t)->kind == TYPE_POINTER; }

bool is_bytes_or_runes(Type *t) {
  Slice *s = as_slice(t);
  if (!s) return false;
  Type *e = under(s->elem);
  return e->kind == TYPE_BASIC && (((Basic *)e)->basic_kind == BASIC_UINT8 || ((Basic *)e)->basic_kind == BASIC_INT32);
}

// A type parameter whose type set is known to be empty. Computes nothing.
bool has_empty_typeset(Type *t) {
  t = unalias(t);
  if (!t || t->kind != TYPE_TYPE_PARAM || !((TypeParam *)t)->bound) return false;
  Type *bound = unalias(((TypeParam *)t)->bound);
  if (bound && bound->kind == TYPE_NAMED) bound = ((Named *)bound)->underlying;
  if (!bound || bound->kind != TYPE_INTERFACE) return false;
  TypeSet *s = ((Interface *)bound)->type_set;
  return s && type_set_is_empty(s);
}

// A generic type without type arguments (not: signatures).
bool is_generic(Type *t) {
  if (t && t->kind == TYPE_ALIAS && ((Alias *)t)->type_params && !((Alias *)t)->type_args) return true;
  Named *n = as_named(t);
  return n && n->object && !n->type_args && type_param_count(named_resolve(n)->type_params) > 0;
}

// ---- comparability (Spec: Comparison operators)

typedef struct Visited {
  Type *type;
  const struct Visited *previous;
  struct Comparables *found;
} Visited;

// The types last found comparable in a query: a struct of two fields of a type looks at that type once only.
enum { COMPARABLES = 64 };
typedef struct Comparables {
  Type *types[COMPARABLES];
  uint32_t count;
  bool lasting;  // all types are complete: what is found is kept in them
} Comparables;

static bool comparable_in(Type *t, bool dynamic, char **cause, Checker *c, const Visited *visited);

static bool terms_comparable(TypeSet *s, const Visited *visited) {
  if (s->all_types) return s->comparable;
  if (s->term_count == 0) return false;
  for (uint32_t i = 0; i < s->term_count; i++) {
    if (!comparable_in(s->terms[i].type, false, NULL, NULL, visited)) return false;
  }
  return true;
}

bool type_set_comparable(TypeSet *s) { return terms_comparable(s, NULL); }

static bool comparable_in(Type *t, bool dynamic, char **cause, Checker *c, const Visited *visited) {
  // What is found holds for dynamic comparability; terms of type sets ask for the strict one.
  Comparables *found = visited && dynamic ? visited->found : NULL;
  if (found && found->lasting && t && t->comparable) return t->comparable == 1;
  for (const Visited *v = visited; v; v = v->previous) {
    if (v->type == t) return true;
  }
  for (uint32_t i = 0; found && i < found->count && i < COMPARABLES; i++) {
    if (found->types[i] == t) return true;
  }
  Visited here = {t, visited, visited ? visited->found : NULL};
  Type *u = under(t);
  switch (u->kind) {
    case TYPE_BASIC: return ((Basic *)u)->basic_kind != BASIC_UNTYPED_NIL;  // invalid types pass: no follow-up errors
    case TYPE_POINTER:
    case TYPE_CHAN: return true;
    case TYPE_STRUCT: {
      Struct *s = (Struct *)u;
      for (uint32_t i = 0; i < s->field_count; i++) {
        if (comparable_in(s->fields[i]->type, dynamic, NULL, NULL, &here)) continue;
        set_cause(c, cause, "struct containing %s cannot be compared", str_type(c, s->fields[i]->type));
        return false;
      }
      if (found) found->types[found->count++ % COMPARABLES] = t;
      if (found && found->lasting) t->comparable = 1;
      return true;
    }
    case TYPE_ARRAY:
      if (comparable_in(((Array *)u)->elem, dynamic, NULL, NULL, &here)) return true;
      set_cause(c, cause, "%s cannot be compared", str_type(c, t));
      return false;
    case TYPE_INTERFACE: {
      if (dynamic && !is_type_param(t)) return true;
      TypeSet *s = type_set_of((Interface *)u);
      if (terms_comparable(s, &here)) return true;
      set_cause(c, cause, "%s", type_set_is_empty(s) ? "empty type set" : "incomparable types in type set");
      return false;
    }
    default: return false;
  }
}

// With `dynamic`, interfaces that are not type parameters are comparable. The
// cause stays as it is where none can be named.
bool comparable_type(Type *t, bool dynamic, char **cause, Checker *c) {
  Comparables found;
  found.count = 0;
  found.lasting = false;
  Visited root = {NULL, NULL, &found};
  return comparable_in(t, dynamic, cause, c, &root);
}

bool types_printable(Type *type) {
  TypeKind kind = types_underlying(type)->kind;
  return kind != TYPE_STRUCT && kind != TYPE_ARRAY;
}

bool types_comparable(Type *t) {
  Comparables found;
  found.count = 0;
  found.lasting = true;
  Visited root = {NULL, NULL, &found};
  bool comparable = comparable_in(t, true, NULL, NULL, &root);
  if (t->kind != TYPE_BASIC) t->comparable = comparable ? 1 : 2;  // the invalid type is in read-only memory
  return comparable;
}

static bool term_has_nil(Type *t, Type *u, void *context) {
  (void)t, (void)context;
  return u && has_nil(u);
}

bool has_nil(Type *t) {
  Type *u = under(t);
  switch (u->kind) {
    case TYPE_BASIC: return ((Basic *)u)->basic_kind == BASIC_UNSAFE_POINTER;
    case TYPE_SLICE:
    case TYPE_POINTER:
    case TYPE_SIGNATURE:
    case TYPE_MAP:
    case TYPE_CHAN: return true;
    case TYPE_INTERFACE: return !is_type_param(t) || typeset_each(t, term_has_nil, NULL);
    default: return false;
  }
}

// ---- identity (Spec: Type identity)

bool same_package(const Package *a, const Package *b) {
  if (a == b) return true;
  bool same = a && b && strcmp(a->path, b->path) == 0;
  assert_debug(!same || a->variant == b->variant);  // a program has the variant or the base's
  return same;
}

int type_param_index(const TypeParamList *list, const TypeParam *t) {
  for (uint32_t i = 0; i < type_param_count(list); i++) {
    if (list->data[i] == t) return (int)i;
  }
  return -1;
}

bool identical_origin(const Named *x, const Named *y) { return named_origin(x)->object == named_origin(y)->object; }

bool interface_pair_seen(const InterfacePair *pairs, Interface *x, Interface *y) {
  for (; pairs; pairs = pairs->previous) {
    if ((pairs->x == x && pairs->y == y) || (pairs->x == y && pairs->y == x)) return true;
  }
  return false;
}

static bool same_field(const Object *f, const Object *g) {
  return f->embedded == g->embedded && f->name == g->name &&
         (f->name->exported || same_package(f->package, g->package));
}

static bool compare_structs(const Comparer *how, Struct *x, Struct *y, const InterfacePair *pairs) {
  if (x->field_count != y->field_count) return false;
  for (uint32_t i = 0; i < x->field_count; i++) {
    if (!same_field(x->fields[i], y->fields[i])) return false;
    if (!how->ignore_tags && struct_tag(x, i) != struct_tag(y, i)) return false;
    if (!compare_types(how, x->fields[i]->type, y->fields[i]->type, pairs)) return false;
  }
  return true;
}

static bool compare_tuples(const Comparer *how, Tuple *x, Tuple *y, const InterfacePair *pairs) {
  if (tuple_len(x) != tuple_len(y)) return false;
  for (uint32_t i = 0; i < tuple_len(x); i++) {
    if (!compare_types(how, x->vars[i]->type, y->vars[i]->type, pairs)) return false;
  }
  return true;
}

// Type parameters of generic signatures are the same up to their names: those
// of y stand for those of x.
static bool compare_signatures(const Comparer *how, Signature *x, Signature *y, const InterfacePair *pairs) {
  if (type_param_count(x->type_params) != type_param_count(y->type_params) || x->variadic != y->variadic) return false;
  Comparer inner = *how;
  if (x->type_params) {
    inner.left = x->type_params;
    inner.right = y->type_params;
    for (uint32_t i = 0; i < x->type_params->len; i++) {
      if (!compare_types(&inner, x->type_params->data[i]->bound, y->type_params->data[i]->bound, pairs)) return false;
    }
  }
  return compare_tuples(&inner, x->params, y->params, pairs) && compare_tuples(&inner, x->results, y->results, pairs);
}

static bool compare_interfaces(const Comparer *how, Interface *x, Interface *y, const InterfacePair *pairs) {
  TypeSet *s = type_set_of(x), *r = type_set_of(y);
  if (s->comparable != r->comparable || s->method_count != r->method_count) return false;
  if (!term_list_equal(how, type_set_terms(s), type_set_terms(r))) return false;
  if (interface_pair_seen(pairs, x, y)) return true;  // in the comparison above this one
  InterfacePair here = {x, y, pairs};
  for (uint32_t i = 0; i < s->method_count; i++) {
    Object *f = s->methods[i], *g = r->methods[i];
    if (f->name != g->name || (!f->name->exported && !same_package(f->package, g->package))) return false;
  }
  for (uint32_t i = 0; i < s->method_count; i++) {
    if (!compare_types(how, s->methods[i]->type, r->methods[i]->type, &here)) return false;
  }
  return true;
}

static bool compare_unions(const Comparer *how, Union *x, Union *y) {
  Arena scratch;
  arena_init(&scratch);
  TermList a, b;
  bool same =
      union_terms(&scratch, NULL, 0, x, &a) && union_terms(&scratch, NULL, 0, y, &b) && term_list_equal(how, a, b);
  arena_free(&scratch);
  return same;
}

bool compare_types(const Comparer *how, Type *x, Type *y, const InterfacePair *pairs) {
  x = unalias(x);
  y = unalias(y);
  if (x == y) return true;
  if (!x || !y || x->kind != y->kind) return false;
  switch ((TypeKind)x->kind) {
    case TYPE_BASIC:  // byte and rune are not the same pointers as uint8 and int32
      return ((Basic *)x)->basic_kind == ((Basic *)y)->basic_kind;
    case TYPE_ARRAY: {
      int64_t m = ((Array *)x)->length, n = ((Array *)y)->length;
      // Unknown lengths come from errors; take them as equal.
      return (m < 0 || n < 0 || m == n) && compare_types(how, ((Array *)x)->elem, ((Array *)y)->elem, pairs);
    }
    case TYPE_SLICE: return compare_types(how, ((Slice *)x)->elem, ((Slice *)y)->elem, pairs);
    case TYPE_POINTER: return compare_types(how, ((Pointer *)x)->elem, ((Pointer *)y)->elem, pairs);
    case TYPE_MAP:
      return compare_types(how, ((MapType *)x)->key, ((MapType *)y)->key, pairs) &&
             compare_types(how, ((MapType *)x)->elem, ((MapType *)y)->elem, pairs);
    case TYPE_CHAN:
      return ((ChanType *)x)->dir == ((ChanType *)y)->dir &&
             compare_types(how, ((ChanType *)x)->elem, ((ChanType *)y)->elem, pairs);
    case TYPE_STRUCT: return compare_structs(how, (Struct *)x, (Struct *)y, pairs);
    case TYPE_TUPLE: return compare_tuples(how, (Tuple *)x, (Tuple *)y, pairs);
    case TYPE_SIGNATURE: return compare_signatures(how, (Signature *)x, (Signature *)y, pairs);
    case TYPE_UNION: return compare_unions(how, (Union *)x, (Union *)y);
    case TYPE_INTERFACE: return compare_interfaces(how, (Interface *)x, (Interface *)y, pairs);
    case TYPE_NAMED: {
      TypeList *a = ((Named *)x)->type_args, *b = ((Named *)y)->type_args;
      if (!identical_origin((Named *)x, (Named *)y) || type_list_len(a) != type_list_len(b)) return false;
      for (uint32_t i = 0; i < type_list_len(a); i++) {
        if (!compare_types(how, a->data[i], b->data[i], NULL)) return false;
      }
      return true;
    }
    case TYPE_TYPE_PARAM: {
      int i = how->right ? type_param_index(how->right, (TypeParam *)y) : -1;
      return i >= 0 && &how->left->data[i]->type == x;
    }
    case TYPE_ALIAS: break;
  }
  return false;
}

bool identical(Type *x, Type *y) { return x == y || compare_types(&(Comparer){0}, x, y, NULL); }
bool types_identical(Type *x, Type *y) { return identical(x, y); }
bool identical_ignore_tags(Type *x, Type *y) {
  return x == y || compare_types(&(Comparer){.ignore_tags = true}, x, y, NULL);
}

// ---- hashing: equal for identical types, and the same while a type is in work (so it stays shallow there)

static uint64_t hash_type(Type *t, int depth);

static uint64_t hash_tuple(uint64_t h, Tuple *t, int depth) {
  for (uint32_t i = 0; i < tuple_len(t); i++) h = hash_mix(h, hash_type(t->vars[i]->type, depth));
  return hash_mix(h, tuple_len(t));
}

static uint64_t hash_type(Type *t, int depth) {
  t = unalias(t);
  if (!t) return 1;
  uint64_t h = hash_mix(0x517cc1b727220a95u, t->kind);
  if (depth-- == 0) return h;
  switch ((TypeKind)t->kind) {
    case TYPE_BASIC: return hash_mix(h, ((Basic *)t)->basic_kind);
    case TYPE_ARRAY:  // lengths may be unknown and then equal any
      return hash_mix(h, hash_type(((Array *)t)->elem, depth));
    case TYPE_SLICE: return hash_mix(h, hash_type(((Slice *)t)->elem, depth));
    case TYPE_POINTER: return hash_mix(h, hash_type(((Pointer *)t)->elem, depth));
    case TYPE_CHAN: return hash_mix(hash_mix(h, ((ChanType *)t)->dir), hash_type(((ChanType *)t)->elem, depth));
    case TYPE_MAP:
      return hash_mix(hash_mix(h, hash_type(((MapType *)t)->key, depth)), hash_type(((MapType *)t)->elem, depth));
    case TYPE_STRUCT: {
      Struct *s = (Struct *)t;
      for (uint32_t i = 0; i < s->field_count; i++) h = hash_mix(h, s->fields[i]->name->hash);
      return hash_mix(h, s->field_count);
    }
    case TYPE_TUPLE: return hash_tuple(h, (Tuple *)t, depth);
    case TYPE_SIGNATURE:
      h = hash_tuple(h, ((Signature *)t)->params, depth);
      return hash_tuple(hash_mix(h, ((Signature *)t)->variadic), ((Signature *)t)->results, depth);
    case TYPE_NAMED: {
      Named *n = (Named *)t;
      h = hash_mix(h, map_key(named_origin(n)->object));
      for (uint32_t i = 0; i < type_list_len(n->type_args); i++)
        h = hash_mix(h, hash_type(n->type_args->data[i], depth));
      return h;
    }
    case TYPE_TYPE_PARAM:  // identical ones may have different names and objects
      return hash_mix(h, ((TypeParam *)t)->index);
    default: return h;
  }
}

uint32_t types_hash(Type *type) { return (uint32_t)(hash_type(type, 8) >> 16); }

// ---- type parameters inside

static uint8_t find_type_params(Type *t);

static bool has_some(void *context, Type *t) {
  (void)context;
  return find_type_params(t) == 2;
}

static bool interface_has_type_params(Interface *t) {
  TypeSet *s = type_set_of(t);
  for (uint32_t i = 0; i < s->method_count; i++) {
    if (types_any_part(s->methods[i]->type, has_some, NULL)) return true;
  }
  for (uint32_t i = 0; i < s->term_count; i++) {
    if (find_type_params(s->terms[i].type) == 2) return true;
  }
  return false;
}

static bool has_type_params_inside(Type *t) {
  switch ((TypeKind)t->kind) {
    case TYPE_UNION:
      for (uint32_t i = 0; i < ((Union *)t)->len; i++) {
        if (find_type_params(((Union *)t)->terms[i].type) == 2) return true;
      }
      return false;
    case TYPE_INTERFACE: return interface_has_type_params((Interface *)t);
    case TYPE_NAMED: {
      Named *n = (Named *)t;
      for (uint32_t i = 0; i < type_list_len(n->type_args); i++) {
        if (find_type_params(n->type_args->data[i]) == 2) return true;
      }
      return false;
    }
    case TYPE_TYPE_PARAM: return true;
    case TYPE_SIGNATURE:
      if (((Signature *)t)->type_params) return true;
      break;
    default: break;
  }
  return types_any_part(t, has_some, NULL);
}

// 1: none, 2: some; cached (racing threads store the same).
static uint8_t find_type_params(Type *t) {
  t = unalias(t);
  if (t->kind == TYPE_BASIC) return 1;
  uint8_t known = __atomic_load_n(&t->param_state, __ATOMIC_RELAXED);
  if (known) return known;
  known = has_type_params_inside(t) ? 2 : 1;
  __atomic_store_n(&t->param_state, known, __ATOMIC_RELAXED);
  return known;
}

bool types_has_type_params(Type *type) { return find_type_params(type) == 2; }

// ---- default types, ordering

// The default type of an untyped constant; other types as they are. (Spec: Constants)
Type *default_type(Universe *u, Type *t) {
  if (!is_untyped(t)) return t;
  switch (((Basic *)t)->basic_kind) {
    case BASIC_UNTYPED_BOOL: return u->basic[BASIC_BOOL];
    case BASIC_UNTYPED_INT: return u->basic[BASIC_INT];
    case BASIC_UNTYPED_RUNE: return u->rune_type;
    case BASIC_UNTYPED_FLOAT: return u->basic[BASIC_FLOAT64];
    case BASIC_UNTYPED_COMPLEX: return u->basic[BASIC_COMPLEX128];
    case BASIC_UNTYPED_STRING: return u->basic[BASIC_STRING];
    default: return t;
  }
}

// The larger of two untyped numeric kinds; NULL if they do not mix.
Type *max_type(Type *x, Type *y) {
  if (x == y) return x;
  if (!is_untyped_numeric(x) || !is_untyped_numeric(y)) return NULL;
  return ((Basic *)x)->basic_kind > ((Basic *)y)->basic_kind ? x : y;
}

int compare_objects(const Object *a, const Object *b) {
  if (a == b) return 0;
  if (a->name->exported != b->name->exported) return a->name->exported ? -1 : 1;
  if (a->name != b->name) return name_compare(a->name, b->name);
  if (a->name->exported || a->package == b->package || !a->package || !b->package) return 0;
  return strcmp(a->package->path, b->package->path);
}

// ---- casts: the underlying type as what it is, or NULL

#define AS_UNDER(function, T, KIND)              \
  T *function(Type *t) {                         \
    Type *u = t ? under(t) : NULL;               \
    return u && u->kind == KIND ? (T *)u : NULL; \
  }
AS_UNDER(as_basic, Basic, TYPE_BASIC)
AS_UNDER(as_array, Array, TYPE_ARRAY)
AS_UNDER(as_slice, Slice, TYPE_SLICE)
AS_UNDER(as_struct, Struct, TYPE_STRUCT)
AS_UNDER(as_pointer, Pointer, TYPE_POINTER)
AS_UNDER(as_signature, Signature, TYPE_SIGNATURE)
AS_UNDER(as_interface, Interface, TYPE_INTERFACE)
AS_UNDER(as_chan, ChanType, TYPE_CHAN)

Named *as_named(Type *t) {
  t = unalias(t);
  return t && t->kind == TYPE_NAMED ? (Named *)t : NULL;
}

TypeParam *as_type_param(Type *t) {
  t = unalias(t);
  return t && t->kind == TYPE_TYPE_PARAM ? (TypeParam *)t : NULL;
}
