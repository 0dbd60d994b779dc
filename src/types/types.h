// Types, objects and the checker's interface (Spec: Types to Packages). The
// checker follows the structure of cmd/compile/internal/types2, whose messages
// and positions it reproduces. In: packages whose files are parsed (load/). Out: objects and types in the packages,
// and what was found of the trees' nodes in their Info (info.h); the trees stay as they are. Errors go to
// session->diags, and the package counts them.
//
// Memory: what is declared in a package lies in Package.arena, what is noted of its trees in Package.found; types that
// belong to no package are the session's and live as long. Sizes and offsets are in bytes.
//
// Threads: packages are checked in parallel in import order. What a finished
// package exports is immutable. Instances of generic types are made by many
// threads: they are unique per session (one Named per origin and identical
// arguments), made under a lock in universe->context, and expanded lazily.
#ifndef TUCO_TYPES_H
#define TUCO_TYPES_H

#include "base/session.h"
#include "types/info.h"

// ---------------------------------------------------------------- types

typedef enum TypeKind {
  TYPE_BASIC,
  TYPE_ARRAY,
  TYPE_SLICE,
  TYPE_STRUCT,
  TYPE_POINTER,
  TYPE_TUPLE,
  TYPE_SIGNATURE,
  TYPE_UNION,
  TYPE_INTERFACE,
  TYPE_MAP,
  TYPE_CHAN,
  TYPE_NAMED,
  TYPE_TYPE_PARAM,
  TYPE_ALIAS
} TypeKind;

typedef enum BasicKind {
  BASIC_INVALID,
  BASIC_BOOL,
  BASIC_INT,
  BASIC_INT8,
  BASIC_INT16,
  BASIC_INT32,
  BASIC_INT64,
  BASIC_UINT,
  BASIC_UINT8,
  BASIC_UINT16,
  BASIC_UINT32,
  BASIC_UINT64,
  BASIC_UINTPTR,
  BASIC_FLOAT32,
  BASIC_FLOAT64,
  BASIC_COMPLEX64,
  BASIC_COMPLEX128,
  BASIC_STRING,
  BASIC_UNSAFE_POINTER,
  BASIC_UNTYPED_BOOL,
  BASIC_UNTYPED_INT,
  BASIC_UNTYPED_RUNE,
  BASIC_UNTYPED_FLOAT,
  BASIC_UNTYPED_COMPLEX,
  BASIC_UNTYPED_STRING,
  BASIC_UNTYPED_NIL,
  BASIC_COUNT
} BasicKind;

typedef enum BasicInfo {
  INFO_BOOLEAN = 1,
  INFO_INTEGER = 2,
  INFO_UNSIGNED = 4,
  INFO_FLOAT = 8,
  INFO_COMPLEX = 16,
  INFO_STRING = 32,
  INFO_UNTYPED = 64,
  INFO_ORDERED = INFO_INTEGER | INFO_FLOAT | INFO_STRING,
  INFO_NUMERIC = INFO_INTEGER | INFO_FLOAT | INFO_COMPLEX,
  INFO_CONST_TYPE = INFO_BOOLEAN | INFO_NUMERIC | INFO_STRING
} BasicInfo;

typedef struct Type Type;
typedef struct Object Object;
typedef struct Scope Scope;
typedef struct Package Package;
typedef struct Checker Checker;
typedef struct Named Named;
typedef struct TypeParam TypeParam;
typedef struct Interface Interface;
typedef struct Signature Signature;

// Lists do not change once they are made; an empty one is NULL.
typedef struct TypeList {
  uint32_t len;
  Type **data;
} TypeList;
typedef struct TypeParamList {
  uint32_t len;
  TypeParam **data;
} TypeParamList;
typedef Vec(Object *) ObjectVec;

// Every type begins so. Size, alignment and canonical type are caches, filled on first
// use by types_sizeof and types_canonical (idempotent, so racing threads agree).
struct Type {
  uint8_t kind;       // TypeKind
  uint8_t size_done;  // size, align valid
  uint8_t align;
  uint8_t param_state;         // cache: 0 unknown, 1 no type parameters inside, 2 some
  atomic_bool within_limits;   // cache of types_too_large_inside: nothing is
  _Atomic uint8_t comparable;  // cache of types_comparable, once checking has ended: 0 unknown, 1 yes, 2 no
  bool upper;                  // of defined and canonical types: has to do with a variant package (canonical.c)
  uint32_t hash;               // structural, equal for identical types; 0: not computed
  _Atomic uint32_t id;         // types_id; 0: nobody has asked
  int64_t size;                // bytes
  Type *canonical;             // representative of all identical types; NULL: not computed
  struct TypeShape *shape;     // layout/'s, of canonical types; NULL: not computed
};

typedef struct Basic {
  Type type;
  uint8_t basic_kind;
  uint8_t info;
  const Name *name;
} Basic;
typedef struct Array {
  Type type;
  int64_t length;
  Type *elem;
} Array;  // length < 0: unknown (in error)
typedef struct Slice {
  Type type;
  Type *elem;
} Slice;
typedef struct Pointer {
  Type type;
  Type *elem;
} Pointer;
typedef struct MapType {
  Type type;
  Type *key, *elem;
} MapType;
typedef struct ChanType {
  Type type;
  Type *elem;
  uint8_t dir;
} ChanType;  // ChanDir
typedef struct Tuple {
  Type type;
  uint32_t len;
  Object **vars;
} Tuple;  // empty tuples may be NULL
typedef struct Struct {
  Type type;
  uint32_t field_count;
  Object **fields;    // VAR objects of kind VAR_FIELD
  const Name **tags;  // NULL: none; else an entry a field, NULL or text
  int64_t *offsets;   // cache, a field each
  bool offsets_done;
} Struct;
struct Signature {
  Type type;
  TypeParamList *receiver_type_params, *type_params;  // NULL none
  Scope *scope;
  Object *receiver;  // NULL: function
  Tuple *params, *results;
  bool variadic;  // the last parameter is a slice (or string for append([]byte, ...))
};
typedef struct UnionTerm {
  bool tilde;
  Type *type;
} UnionTerm;
typedef struct Union {
  Type type;
  uint32_t len;
  UnionTerm *terms;
} Union;

typedef struct TypeSet {  // of an interface, computed
  uint32_t method_count;
  Object **methods;     // all, embedded ones too: exported first, then by name, then by package path
  uint32_t term_count;  // terms restricting the set; all_types: no restriction
  UnionTerm *terms;
  bool all_types;
  bool comparable;  // requires comparable (only meaningful if all_types)
} TypeSet;
struct Interface {
  Type type;
  Checker *checker;  // for error reports while the type set is computed; NULL after
  uint32_t method_count;
  Object **methods;  // explicitly declared
  uint32_t embedded_count;
  Type **embeddeds;
  Pos *embedded_pos;
  bool implicit;  // wraps a non-interface constraint: interface{ ~T }
  bool complete;
  TypeSet *type_set;  // NULL: not computed
};

struct Named {
  Type type;
  Checker *checker;
  Object *object;              // the TYPE_NAME object; of the origin for instances
  Named *origin;               // generic type this is an instance of; itself otherwise
  TypeList *type_args;         // NULL: not an instance
  TypeParamList *type_params;  // of a generic type, NULL otherwise
  Type *from_rhs;              // the type on the right of the declaration (while in flux)
  Type *underlying;            // never Named or TypeParam once resolved
  uint32_t method_count;
  Object **methods;  // declared methods (FUNC); for instances expanded on demand (types_named_method)
  uint32_t method_cap;
  Map method_numbers;  // Name* -> 1 + number, if there are many; internal to named.c
  uint8_t state;       // of an instance's expansion; internal to named.c
  uint8_t nesting;     // instances: 1 + that of the deepest instance among the type arguments
  uint8_t finite;      // checker: 1: known not to contain itself by value
  void *expanding;     // internal to named.c
  uint32_t id;         // for locals with equal names: order of declaration inside the package
};
struct TypeParam {
  Type type;
  Checker *checker;
  uint32_t index;
  Object *object;
  Type *bound;  // any type; its interface: type_param_iface
};
typedef struct Alias {
  Type type;
  Object *object;
  struct Alias *origin;
  TypeParamList *type_params;
  TypeList *type_args;
  Type *from_rhs;
  Type *actual;  // aliased type, never an Alias
} Alias;

// ---------------------------------------------------------------- objects

typedef enum ObjectKind {
  OBJECT_PKG_NAME,
  OBJECT_CONST,
  OBJECT_TYPE_NAME,
  OBJECT_VAR,
  OBJECT_FUNC,
  OBJECT_LABEL,
  OBJECT_BUILTIN,
  OBJECT_NIL
} ObjectKind;

typedef enum VarKind { VAR_PACKAGE = 1, VAR_LOCAL, VAR_RECEIVER, VAR_PARAM, VAR_RESULT, VAR_FIELD } VarKind;

// What a name denotes. Owner: the arena of the package that declares it, or of who makes an instance.
struct Object {
  uint8_t kind;           // ObjectKind
  uint8_t var_kind;       // VarKind, for VAR
  uint8_t builtin;        // BuiltinId, for BUILTIN
  bool embedded;          // VAR field: embedded
  bool pointer_receiver;  // FUNC method: receiver is a pointer
  bool is_alias;          // TYPE_NAME
  // What changes while other threads look at the above:
  uint8_t color;        // checker: white, black, grey
  bool used;            // VAR local, PKG_NAME
  bool captured;        // VAR local: used by an inner function literal
  bool address_taken;   // VAR local: & applied, method call with pointer receiver, sliced array (checker's syntactic
                        // view)
  bool reassigned;      // VAR local: assigned after its declaration
  uint32_t order;       // declaration order in the package, from 1
  _Atomic uint32_t id;  // types_object_id; 0: nobody has asked
  Pos pos;
  Pos scope_pos;  // start of scope for local objects
  const Name *name;
  Package *package;  // NULL: universe
  Type *type;
  Scope *parent;
  union {
    const ConstVal *value;  // CONST
    Package *imported;      // PKG_NAME
    struct {                // FUNC
      FuncDecl *decl;       // declaration with body; of the origin for instantiated methods
      Object *origin;       // generic method this instantiates, NULL
    } func;
    Object *origin;  // VAR: field of the origin struct for instances, NULL
    struct {
      TypeDecl *decl;
    } type_name;
  };
  Expr *init;                  // VAR package level: initialization expression (shared by n:1 declarations), NULL
  struct DeclInfo *decl_info;  // checker: package-level declaration
  Object *enclosing_function;  // local types and variables: FUNC object they are declared in, NULL
};

typedef enum BuiltinId {
  BUILTIN_APPEND,
  BUILTIN_CAP,
  BUILTIN_CLEAR,
  BUILTIN_CLOSE,
  BUILTIN_COMPLEX,
  BUILTIN_COPY,
  BUILTIN_DELETE,
  BUILTIN_IMAG,
  BUILTIN_LEN,
  BUILTIN_MAKE,
  BUILTIN_MAX,
  BUILTIN_MIN,
  BUILTIN_NEW,
  BUILTIN_PANIC,
  BUILTIN_PRINT,
  BUILTIN_PRINTLN,
  BUILTIN_REAL,
  BUILTIN_RECOVER,
  BUILTIN_ADD,
  BUILTIN_ALIGNOF,
  BUILTIN_OFFSETOF,
  BUILTIN_SIZEOF,
  BUILTIN_SLICE,
  BUILTIN_SLICE_DATA,
  BUILTIN_STRING,
  BUILTIN_STRING_DATA,  // package unsafe
  BUILTIN_ASSERT,
  BUILTIN_TRACE,  // checker's own tests only
  BUILTIN_COUNT
} BuiltinId;

// A block (Spec: Blocks). The universe's is the outermost, then a package's, a file's, a function's.
struct Scope {
  Scope *parent;
  Scope *outer;  // the next one that may have names
  Map names;     // Name* -> Object*
  bool is_func, is_block;
  Scope *next_in_body;  // checker: list of the scopes of one function body
};

// x.f (Spec: Selectors). For x.f with implicit field steps `path` holds field
// indexes from x's type to f; the last is the field or method number.
typedef enum SelectionKind { SELECT_FIELD, SELECT_METHOD_VALUE, SELECT_METHOD_EXPR } SelectionKind;
typedef struct Selection {
  uint8_t kind;
  bool indirect;   // a pointer was dereferenced on the path
  Type *receiver;  // type of x
  Object *object;  // field or method
  uint32_t path_len;
  uint32_t *path;
} Selection;

// ---------------------------------------------------------------- packages

typedef struct Initializer {  // one package-level initialization, in order
  uint32_t lhs_count;
  Object **lhs;  // variables ("_" included)
  Expr *rhs;
} Initializer;

// A function of an assembly file. target: the symbol of the function that it only hands its arguments on to; NULL none.
typedef struct AssemblyFunction {
  const Name *name;
  const char *target;
} AssemblyFunction;

// Made and filled with files by load/, checked here, read by all stages below. A finished one does not change, but for
// bodies that are checked on demand.
struct Package {
  const char *path;         // import path
  const char *symbol_path;  // prefix of linker symbols ("main" for package main)
  const Name *name;
  Scope *scope;
  Arena tree;   // the files: until all of the program is lowered
  Arena found;  // what stands in `info` of it: likewise
  Arena arena;  // types of this package, and what it takes to resolve positions
  Vec(File *) files;
  Vec(Package *) imports;  // direct, in order of first import, without unsafe
  Map import_map;          // Name* of import string -> Package*, filled by load/
  const char *go_version;  // from go.mod, "go1.26" (none stated there: go1.16; no module: the newest); NULL: newest
  bool is_std, is_overlay, fake;  // fake: stands in for one that could not be imported; no errors follow from it
  bool user;                      // not std: bodies are always checked
  bool complete;
  bool variant;  // declared in a derived session, in place of the base's package of that path; set before checking
  Vec(AssemblyFunction) assembly;  // of a package of the user's
  bool allow_bodyless;             // has assembly files, or a std package that may declare bodyless functions
  Vec(Initializer) init_order;
  Vec(Object *) init_functions;  // func init() in source order; not in scope
  Vec(Object *) all_objects;     // package-level objects in source order (incl. methods via Named)
  Vec(Object *) methods;         // all methods declared, in source order
  Checker *checker;              // kept while bodies may still be checked on demand
  Info *info;                    // where the checker's results stand
  uint32_t error_count;
  uint32_t number;  // canonical: position in the session's dependency order, from 0
  const char *dir;
  struct LoadedPackage *loaded;  // load/
};

// ---------------------------------------------------------------- universe

typedef struct Universe {
  Scope *scope;
  Package *unsafe_package;
  Type *basic[BASIC_COUNT];
  Type *byte_type, *rune_type;                    // aliases of uint8, int32 with their own names
  Type *any_type, *error_type, *comparable_type;  // Alias/Named; any is an Alias of interface{}
  Type *empty_interface;
  Object *error_error;          // method Error
  struct TypeContext *context;  // instances and canonical types of the session
  Info *info;                   // of packages as they are
  Arena arena;
} Universe;

// universe.c: makes session->universe; once a session, before any package.
void types_init(Session *session);
// The universe of a derived session: predeclared names and basic types are the base's, what is found, instances and
// types that have to do with variants are its own.
void types_derive(Session *derived);
// Gives that universe's memory back, before session_free. Packages, programs and types of the layer are not looked at
// any more.
void types_derived_free(Session *derived);
// The builtins assert and trace, which the checker's own test data use.
void types_define_test_builtins(Session *session);

// ---------------------------------------------------------------- checking

// check.c
// Collects and checks all package-level declarations; imports must be complete.
// Function bodies are queued unless `all_bodies` (then they are checked too,
// with unused imports and initialization order reported). Packages may be checked in parallel, each by one thread.
void types_check_package(Session *session, Package *package, bool all_bodies);
// Checks one function's body if it has not been. Thread-safe: bodies of one package wait for each other. False after
// reporting errors; who asks again is told true.
bool types_check_body(Session *session, Object *function);
// Computes package->init_order, and checks the bodies that initializers lead to, as what these refer to counts.
// Thread-safe. Nothing is done twice.
void types_finish_package(Session *session, Package *package);

// verify.c: checks what was found of a wholly checked package without errors; returns the number of problems.
uint32_t types_verify_package(Session *session, Package *package);

// ---------------------------------------------------------------- queries

// predicates.c, under.c
Type *types_unalias(Type *type);
Type *types_underlying(Type *type);  // resolves Named and Alias; a TypeParam gives its constraint interface
bool types_identical(Type *x, Type *y);
uint32_t types_hash(Type *type);  // equal for identical types; another one in the next run
// canonical.c: the one representative of all types identical to this one; type must have no type parameters.
Type *types_canonical(Session *session, Type *type);
// context.c. For -d=time: waits for what all threads share of types, and for bodies that another thread checked.
LockWaits types_waits(Session *session);
size_t types_bytes(Session *session);  // of types that belong to no package, and of what is known of types
// check.c
void types_add_body_waits(const Package *package, LockWaits *sum);
const SourceUnit *package_unit(const Package *package);  // what its diagnostics are said of; NULL: it has no files
void package_free(Package *package);                     // its arenas; trees of other packages that it shares stay
// Dense numbers from 1, for side tables (base/id_table.h): a canonical type's, and that of a function or
// package-level variable. They depend on who asks first: nothing of them may get into output.
uint32_t types_id(Session *session, Type *type);
uint32_t types_object_id(Session *session, Object *object);
// canonical.c: memory for what the stages below know of a canonical type: it lives as long as that. Zeroed.
// Thread-safe.
void *types_alloc(Session *session, const Type *type, size_t size);
// parts.c. Is one of the types that a type literal is made of such a one: elements and keys, fields, parameters and
// results? They are asked about in the order of the text, up to the first that is.
bool types_any_part(Type *type, bool (*is)(void *context, Type *part), void *context);
// predicates.c
bool types_is_interface(Type *type);     // non type-parameter
bool types_has_type_params(Type *type);  // any type parameter inside
bool types_comparable(Type *type);
bool types_printable(Type *type);  // by print and println: all but structs and arrays
bool types_is_untyped(Type *type);
static inline bool types_is_named(Type *type) { return types_unalias(type)->kind == TYPE_NAMED; }

// lookup.c
// Field or method `name` of type (package qualifies unexported names). Returns NULL if absent or ambiguous. The path,
// in the arena, has a field's number a step and ends in that of the field or method; indirect: it goes through a
// pointer.
Object *types_lookup(Session *session, Arena *arena, Type *type, bool addressable, Package *package, const Name *name,
                     uint32_t **path, uint32_t *path_len, bool *indirect);
// methodset.c: the method set of a type, promoted methods included, sorted as type descriptors want it: exported first,
// then by name, then by package path of unexported ones.
typedef struct MethodSetEntry {
  Object *function;   // the FUNC (of the instance, or of an interface)
  uint32_t path_len;  // embedding path, last element the method's number
  uint32_t *path;
  bool indirect;  // a pointer is traversed on the way
  bool promoted;
} MethodSetEntry;
typedef struct MethodSet {
  uint32_t len;
  MethodSetEntry *entries;
} MethodSet;
MethodSet *types_method_set(Session *session, Type *type);  // the session's; thread-safe
// lookup.c: the method that T lacks for interface V, or NULL.
Object *types_missing_method(Session *session, Type *type, Type *interface_type);
bool types_implements(Session *session, Type *type, Type *interface_type);  // instantiate.c
TypeSet *types_type_set(Session *session, Interface *interface_type);       // typeset.c

// named.c: the declared method of that number; of an instance with its own signature. Thread-safe.
Object *types_named_method(Session *session, Named *named, uint32_t index);
// instantiate.c: the one instance of a generic type with these arguments (copied), the session's. Thread-safe.
Type *types_instantiate(Session *session, Type *origin, Type **args, uint32_t count);
// subst.c
// Substitutes type parameters; the lowering's monomorphization. Result shared where possible. Thread-safe.
Type *types_subst(Session *session, Arena *arena, Type *type, TypeParamList *params, Type **args);
// local_types.c: what an instance of a generic function that declares types makes of them. args: canonical, a parameter
// each.
typedef struct LocalTypes LocalTypes;
LocalTypes *types_local(Session *session, Object *function, TypeParamList *params, Type **args);
// As types_subst with the parameters of `locals`. The result is canonical; what leads to it may be in the arena.
Type *types_subst_local(Arena *arena, Type *type, LocalTypes *locals);

// sizes.c: gc's layout for amd64, in bytes; -1: too large for int64. Types without type parameters.
int64_t types_sizeof(Type *type);
// gc's limits: 2^50 bytes for a type, 64 KB for a channel's elements. A type literal beyond them among all that the
// type leads to: elements, fields, parameters, results, methods of interfaces, and what defined types stand for; NULL:
// there is none. *declared: the defined type in which it was found, NULL none. And what gc says of it.
Type *types_too_large_inside(Type *type, const Object **declared);
const char *types_size_error(Arena *arena, Type *large, Package *relative);
int64_t types_alignof(Type *type);
int64_t types_field_offset(Struct *type, uint32_t index);

// construct.c: composite types made by the stages below, of complete types, in the arena given, where they stay. The
// arrays of objects and tags are kept, not copied. Not canonical: see types_canonical.
Type *types_new_pointer(Arena *arena, Type *elem);
Type *types_new_slice(Arena *arena, Type *elem);
Type *types_new_array(Arena *arena, Type *elem, int64_t length);
Type *types_new_tuple(Arena *arena, Object **vars, uint32_t len);
Type *types_new_struct(Arena *arena, Object **fields, const Name **tags, uint32_t count);
Type *types_new_signature(Arena *arena, Object *receiver, Tuple *params, Tuple *results, bool variadic);
Object *types_new_var(Arena *arena, VarKind kind, Pos pos, Package *package, const Name *name, Type *type);

// typestring.c, linkstring.c. The text is in the arena.
typedef enum TypeQualifier {
  QUALIFY_RELATIVE,  // messages: by path, but not in the package `relative`
  QUALIFY_PATH,      // linker symbols and the unique names of descriptors: by full import path
  QUALIFY_NAME,      // reflect's String: by the package's name
  QUALIFY_BACK_END   // messages of gc's back end: likewise, but not in the package `relative`
} TypeQualifier;
const char *types_string(Arena *arena, Type *type, TypeQualifier qualifier, Package *relative);

// postcheck.c: what //go:embed makes of a variable of this type
typedef enum EmbedKind { EMBED_NONE, EMBED_BYTES, EMBED_STRING, EMBED_FILES } EmbedKind;
EmbedKind types_embed_kind(Type *type);

// version.c: "go1.21" and the like, as strcmp; patch releases do not matter
int types_compare_versions(const char *a, const char *b);
// const.c: the value that a basic type has of this one, rounded for floats; NULL: it has none. In the arena.
const ConstVal *types_representable(Arena *arena, const ConstVal *value, Basic *type);

#endif
