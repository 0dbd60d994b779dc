// What the files of the types core (section A of internal.h) share among
// themselves: the comparer, term lists, the table of instances, substitution.
#ifndef TUCO_TYPES_CORE_H
#define TUCO_TYPES_CORE_H

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "types/internal.h"

// ---- static types: the one invalid type of all sessions, and the set of all types.

// universe.c
extern const Basic invalid_basic;
extern const TypeSet top_type_set;
extern const Interface top_interface;  // interface{} that stands in for erroneous constraints
static inline Type *invalid_type(void) { return (Type *)(uintptr_t)&invalid_basic; }

// A printf-like piece of an explanation, only if somebody wants it.
#define set_cause(c, cause, ...) ((cause) && (c) ? (void)(*(cause) = str_printf((c), __VA_ARGS__)) : (void)0)

// ---- identity

// How two types are compared. For two generic signatures, type parameters of
// the second list stand for those of the first with the same index.
typedef struct Comparer {
  bool ignore_tags;
  const TypeParamList *left, *right;  // NULL, NULL: none
} Comparer;
// A stack of interface pairs under comparison: cycles through anonymous
// interfaces are the only ones that no named type cuts.
typedef struct InterfacePair {
  Interface *x, *y;
  const struct InterfacePair *previous;
} InterfacePair;
// predicates.c. Are the types identical (Spec: Type identity), in the sense of `how`? NULL is identical to NULL only.
bool compare_types(const Comparer *how, Type *x, Type *y, const InterfacePair *pairs);
bool interface_pair_seen(const InterfacePair *pairs, Interface *x, Interface *y);  // in either order
bool same_package(const Package *a, const Package *b);                             // by path
bool identical_origin(const Named *x, const Named *y);                             // declared by one declaration
int compare_objects(const Object *a, const Object *b);  // exported first, then name, then package path
static inline uint32_t tuple_len(const Tuple *t) { return t ? t->len : 0; }
static inline const Name *struct_tag(const Struct *s, uint32_t i) { return s->tags ? s->tags[i] : NULL; }
static inline Named *named_origin(const Named *n) { return n->origin ? n->origin : (Named *)(uintptr_t)n; }
static inline uint32_t type_param_count(const TypeParamList *l) { return l ? l->len : 0; }
static inline uint32_t type_list_len(const TypeList *l) { return l ? l->len : 0; }
int type_param_index(const TypeParamList *list, const TypeParam *t);  // -1: not in it

// ---- term lists (Spec: General interfaces). A normal list has disjoint terms; `all` is the set of all types.

typedef struct TermList {
  bool all;
  uint32_t len;
  UnionTerm *terms;
} TermList;
// typeterm.c. Results are normal, if the lists given are, and share their terms.
bool term_includes(const UnionTerm *x, Type *t);  // is t in the term's set?
TermList term_list_union(Arena *a, TermList x, TermList y);
TermList term_list_intersect(Arena *a, TermList x, TermList y);
bool term_list_subset(const Comparer *how, TermList x, TermList y);
bool term_list_equal(const Comparer *how, TermList x, TermList y);
static inline TermList type_set_terms(const TypeSet *s) { return (TermList){s->all_types, s->term_count, s->terms}; }
static inline bool type_set_is_empty(const TypeSet *s) { return !s->all_types && s->term_count == 0; }

// ---- typeset.c
// As compute_interface_type_set, with memory from `a` and c possibly NULL (no reports).
TypeSet *type_set_in(Arena *a, Checker *c, Pos pos, Interface *t);
TypeSet *type_set_of(Interface *t);    // of an interface that may still be in work; never NULL
bool type_set_comparable(TypeSet *s);  // predicates.c
bool union_terms(Arena *a, Checker *c, Pos pos, Union *u, TermList *out);  // false: too many terms
Object *type_set_lookup(TypeSet *s, const Package *p, const Name *name, bool fold_case, int *index);

// ---- the table of instances

// Instances and canonical types. There is one for the session, whose fields
// are used under its lock, and one in each Checker for instances with parts
// that are not complete yet: nobody else can see those. A derived session's
// stands on the base's, which has what has nothing to do with variants. Who
// holds the lock of the one above may take that below.
typedef struct InstanceEntry {
  struct InstanceEntry *next;  // of the same hash
  Type *origin;
  TypeList *args;
  Type *instance;
} InstanceEntry;
typedef struct TypeContext TypeContext;
typedef struct CanonicalEntry {
  struct CanonicalEntry *next;  // of the same shallow hash
  Type *type;
} CanonicalEntry;
enum { CANONICAL_SHARDS = 64 };
typedef struct CanonicalShard {
  Lock lock;
  Arena arena;
  Map entries;  // shallow hash -> CanonicalEntry*
} CanonicalShard;
struct TypeContext {
  Session *session;
  Universe *universe;
  TypeContext *base;  // of a derived session: that of its base; NULL none
  Arena *arena;
  Arena own_arena;             // of the session's context
  Map instances;               // hash -> InstanceEntry*
  CanonicalShard *canonicals;  // of the session's context: CANONICAL_SHARDS by shallow hash (canonical.c)
  Map method_sets;             // Type* -> MethodSet*
  Lock lock;                   // recursive; the session's context only
  atomic_uint next_type_id, next_object_id;
  Map local_types;  // hash -> LocalTypes* (local_types.c)
};
// context.c
TypeContext *context_new(Session *session, Universe *universe);
void context_free(TypeContext *x);
TypeContext *context_of(Checker *c);  // the checker's own, made at the first question
// Where the representatives are that are upper or not, and what is known of a canonical type.
static inline TypeContext *context_of_layer(TypeContext *x, bool upper) {
  assert_debug(!upper || x->base);
  return upper || !x->base ? x : x->base;
}
static inline TypeContext *context_of_type(Session *session, const Type *type) {
  assert_debug(type->canonical == type);
  return context_of_layer(session->universe->context, type->upper);
}
// Of the session's context, around every look at its tables; one thread may take it several times.
void context_lock(TypeContext *x);
void context_unlock(TypeContext *x);
// The key of context_lookup (NULL: no such instance) and context_add, which keeps the list.
uint64_t instance_hash(Type *origin, Type **args, uint32_t count);
Type *context_lookup(TypeContext *x, uint64_t hash, Type *origin, Type **args, uint32_t count);
void context_add(TypeContext *x, uint64_t hash, Type *origin, TypeList *args, Type *instance);

// ---- substitution

// Where new types come from. With a checker, everything may be in work and
// belongs to its thread. Without, the session's context is locked by the
// caller if `context` is to be touched, and all types concerned are complete.
typedef struct Subst {
  Checker *c;            // NULL none
  TypeContext *context;  // of the session
  Arena *arena;
  Pos pos;
  const TypeParamList *params;
  Type **args;  // an entry may be NULL: not substituted
} Subst;
// parts.c. An array, slice, pointer, channel or map of what its element, and before it its key, becomes; the same
// pointer where nothing changes.
Type *type_with_elements(Arena *a, Type *t, Type *(*becomes)(void *context, Type *element), void *context);
// subst.c. The same pointer where nothing changes.
Type *subst_type(Subst *s, Type *t);
Tuple *subst_tuple(Subst *s, Tuple *t);
Object *clone_var(Arena *a, Object *v, Type *type);   // of another type; its origin is v's
Object *clone_func(Arena *a, Object *f, Type *type);  // likewise, without an id of its own
// Methods with receiver type `old` get `with` instead. Returns `in` if none has.
Object **replace_receiver(Arena *a, Object **in, uint32_t count, Type *old, Type *with);
// instantiate.c
Type *instance_type(Subst *s, Type *origin, Type **args, uint32_t count);
// named.c, typeparam.c
Type *named_underlying(Named *n);
Object *named_method(Named *n, uint32_t index);  // types_named_method, for callers that may hold the lock
Interface *type_param_iface_in(Arena *a, TypeParam *t);
// lookup.c: without a checker; a path is made only if `a` is not NULL
Object *lookup_in(Arena *a, Type *t, bool addressable, const Package *p, const Name *name, bool fold_case,
                  uint32_t **index, uint32_t *index_len, bool *indirect);
// As missing_method and has_all_methods, with a context for the comparison of signatures.
Object *missing_method_with(Checker *c, Type *v, Type *t, bool is_static, bool (*equivalent)(Type *, Type *, void *),
                            void *context, char **cause);
bool has_all_methods_with(Checker *c, Type *v, Type *t, bool is_static, bool (*equivalent)(Type *, Type *, void *),
                          void *context, char **cause);
bool method_has_pointer_receiver(const Object *f);
bool is_interface_pointer(Type *t);
bool names_fold_equal(const Name *a, const Name *b);  // but for case

// ---- inference

// Type arguments as they become known. Joined type parameters share one value.
typedef struct Unifier {
  Checker *c;
  const TypeParamList *params;
  uint32_t *handle;  // by parameter: index into values
  Type **values;     // NULL: not known
  uint32_t depth;
  bool interface_inference;  // go1.21: methods shared by interfaces take part
} Unifier;
enum { UNIFY_ASSIGN = 1, UNIFY_EXACT = 2 };  // inexact at the top, exact below; exact everywhere
// unify.c. args: what is known at first, an entry may be NULL, fewer than parameters. unify: false where they cannot be
// made alike; what was learnt up to there stays. unifier_unknowns: how many parameters have no type yet.
Unifier unifier_new(Checker *c, const TypeParamList *params, Type **args, uint32_t arg_count, bool interface_inference);
bool unify(Unifier *u, Type *x, Type *y, uint32_t mode);
static inline Type *unifier_at(const Unifier *u, uint32_t i) { return u->values[u->handle[i]]; }
static inline void unifier_set(Unifier *u, uint32_t i, Type *t) { u->values[u->handle[i]] = t; }
uint32_t unifier_unknowns(const Unifier *u);

// ---- text

// A growing text in an arena. Begin with {.arena = a}; text_string is the text so far, with a NUL at its
// end.
typedef struct Text {
  Arena *arena;
  char *data;
  size_t len, cap;
} Text;
// typestring.c
void text_add(Text *t, const char *s);
void text_add_bytes(Text *t, const char *s, size_t len);
void text_add_format(Text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *text_string(Text *t);
// How a message names types: NULL checker and package: full paths.
typedef struct TypeWriter {
  Text text;
  Checker *c;          // names packages as the checker's messages do
  Package *relative;   // without checker: this package is not named
  SourceSet *sources;  // for positions of type parameters that hide predeclared names
  Universe *universe;  // NULL: no special names
  uint8_t qualifier;   // TypeQualifier
  bool no_param_names;
  bool package_info;  // annotate the first unexported field with its package
  uint32_t depth;
  Type *open[64];  // types being written, to notice cycles
} TypeWriter;
void write_type(TypeWriter *w, Type *t);
void write_signature(TypeWriter *w, Signature *s);  // without "func"
void write_terms(TypeWriter *w, TermList terms);
void write_type_params(TypeWriter *w, TypeParamList *list);  // with constraints, in brackets
TypeWriter checker_writer(Checker *c);
void write_package_prefix(TypeWriter *w, Package *p);
// errors.c
const char *check_position_text(Checker *c, Pos pos);  // "file:line:col"
const char *check_qualifier(Checker *c, Package *p);   // "" for the checker's own package
// objectstring.c
void write_object(TypeWriter *w, Object *o);

#endif
