// The checker's inner interface: what its files share. Naming: the method
// (check *Checker).fooBar of cmd/compile/internal/types2 is check_foo_bar here,
// in the file that answers to the same-named Go file.
//
// What holds of all of it, unless a comment here or above the body says otherwise:
//   - A Checker is used by one thread at a time. What is made lies in c->arena and lives as long as the package.
//   - check_* functions report errors themselves, once, and go on. A type that could not be had is the invalid one, an
//     operand's mode MODE_INVALID; nobody reports what follows from these. NULL is only what is not known yet.
//   - is_*, all_*, as_* and operand_* functions are questions: they report nothing and change nothing but caches.
//   - `cause`, if it is not NULL, gets a text for a message when the answer is no; it stays as it is where there is
//     nothing to say.
//   - Pos are places of messages (0 none), counts are of elements, arrays that are handed over are kept, not copied.
#ifndef TUCO_TYPES_INTERNAL_H
#define TUCO_TYPES_INTERNAL_H

#include "types/types.h"

// An operand during expression checking. After use its result is recorded.
typedef struct Operand {
  uint8_t mode;     // OperandMode
  uint8_t builtin;  // BuiltinId if MODE_BUILTIN
  Expr *expr;
  Type *type;
  const ConstVal *value;  // MODE_CONSTANT
} Operand;
typedef struct OperandList {
  uint32_t len;
  Operand **data;
} OperandList;

// A package-level declaration (or method) and what it depends on.
typedef struct DeclInfo {
  Scope *file_scope;
  const char *version;  // language version of the file, "" newest
  ObjectVec lhs;        // n:1 variable declarations, else empty
  Expr *type_expr, *init;
  bool inherited;  // constant: type and init taken from an earlier one
  TypeDecl *type_decl;
  FuncDecl *func_decl;
  VarDecl *var_decl;
  Map deps;  // Object* -> Object*: package-level objects init or body refers to
  bool body_queued, body_checked;
  bool has_literals;  // the body has function literals
} DeclInfo;

// Where the checker stands; saved and restored around declarations and bodies.
typedef struct Environment {
  DeclInfo *decl;
  Scope *scope;
  const char *version;
  const ConstVal *iota;  // NULL outside constant declarations
  Pos err_pos;           // 0 none
  bool in_type_param_list;
  Signature *signature;  // NULL outside functions
  Map *is_panic;         // CallExpr* of calls of panic, for termination
  bool has_call_or_recv;
  Object *function;               // FUNC being checked, NULL in initializers
  Scope *body_scopes;             // scopes opened in this body (Scope.next_in_body), for the report of unused variables
  FuncLit *literal;               // innermost function literal, NULL none
  struct LiteralFrame *literals;  // chain of enclosing literals, for captures
} Environment;

// What has to wait until types are complete, with the language version of the file that asked for it.
typedef struct Action {
  const char *version;
  void (*run)(Checker *c, void *data);
  void *data;
} Action;

struct Checker {
  Session *session;
  Universe *universe;
  Arena *arena;  // &package->arena
  Package *package;
  Info *info;   // package->info
  NodeIds ids;  // of names that the checker makes
  Environment env;
  ObjectVec objects;      // package-level objects and methods in source order (those with decl_info)
  Vec(Object *) imports;  // PKG_NAME objects
  Map dot_imports;        // file Scope -> Map of Name -> PKG_NAME object it was dot-imported through
  Map methods;            // TYPE_NAME object -> ObjectVec* of its methods, until collected
  Vec(Action) delayed;
  ObjectVec object_path;  // for cycles
  Vec(Type *) cleaners;   // Named, Interface, TypeParam… that hold a Checker to clear
  Vec(Expr *) untyped;    // expressions whose final type is not known yet (flag EXPR_UNTYPED)
  struct MonoGraph *mono;
  Map instance_objects;  // Named instance -> TYPE_NAME at the place where it was first written, for cycles
  Map valid_types;       // Named without type parameters known not to contain themselves
  uint32_t error_count;
  bool all_bodies;  // check all bodies now
  bool finished;    // initialization order and instantiation cycles are done
  Lock body_lock;   // bodies checked on demand, one at a time
  uint32_t next_order;
  struct TypeContext *context;         // context.c: instances with incomplete parts; NULL until needed
  struct PackageNames *package_names;  // errors.c: which names of packages are ambiguous; NULL until needed
};

// What an expression may be used as: a statement of its own only if it is of the last kind.
typedef enum ExprKind { EXPR_KIND_CONVERSION, EXPR_KIND_EXPRESSION, EXPR_KIND_STATEMENT } ExprKind;
// The function type that a generic function without all its type arguments is assigned to, and how messages call that.
typedef struct Target {
  Signature *signature;
  const char *description;
} Target;

// ================================================================ A: types core
// errors.c. at: a node (position as types2's atPos), or a Pos by the _pos form. Format: printf, with %s filled by
// the str_* helpers below. Sets c->error_count. Messages about invalid operands/types are suppressed as types2 does.
void check_error(Checker *c, const void *at_node, const char *format, ...) __attribute__((format(printf, 3, 4)));
void check_error_pos(Checker *c, Pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));
void check_soft_error(Checker *c, Pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));
// "WHAT requires VERSION or later"
void check_version_error(Checker *c, Pos pos, const char *version, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
Pos check_at_pos(const Node *node);  // types2 atPos
// Errors of several parts: added as "\n\t" lines with "other declaration" places, as types2's error_. Begin with
// {.checker = c}; the first part gives the position; error_report without a part reports nothing.
typedef struct ErrorBuilder {
  Checker *checker;
  Pos pos;
  char *text;
} ErrorBuilder;
void error_add(ErrorBuilder *e, Pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));
void error_report(ErrorBuilder *e);
char *str_printf(Checker *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *str_type(Checker *c, Type *type);           // %s of a Type
const char *str_expr(Checker *c, const Expr *x);        // %s of an Expr
const char *str_operand(Checker *c, const Operand *x);  // %s of an operand (operandString)
const char *str_object(Checker *c, Object *object);     // %s of an object
// version.c. May the code at hand use what came with that version? The second reports if not.
bool check_allow_version(Checker *c, const char *version);
bool check_verify_version(Checker *c, const void *at_node, const char *version,
                          const char *what);  // "%s requires %s or later"

// construct.c, named.c, typeparam.c, alias.c: constructors. The last three and interfaces hold on to the checker until
// type_cleanup, for which they register; the object's type becomes the new one if it has none.
Type *new_array(Arena *a, Type *elem, int64_t length);
Type *new_slice(Arena *a, Type *elem);
Type *new_pointer(Arena *a, Type *elem);
Type *new_map(Arena *a, Type *key, Type *elem);
Type *new_chan(Arena *a, uint8_t dir, Type *elem);
Tuple *new_tuple(Arena *a, Object **vars, uint32_t len);
Signature *new_signature(Arena *a);
Interface *new_interface(Checker *c);
Named *check_new_named(Checker *c, Object *object, Type *underlying);
TypeParam *check_new_type_param(Checker *c, Object *object, Type *constraint);
Alias *check_new_alias(Checker *c, Object *object, Type *rhs);
Object *new_object(Arena *a, ObjectKind kind, Pos pos, Package *package, const Name *name, Type *type);
Object *new_var(Arena *a, VarKind kind, Pos pos, Package *package, const Name *name, Type *type);
Object *new_param(Arena *a, Pos pos, Package *package, const Name *name, Type *type);
TypeList *new_type_list(Arena *a, Type **types, uint32_t len);
TypeParamList *bind_type_params(Arena *a, TypeParam **list, uint32_t len);
// scope.c
Scope *scope_new(Arena *a, Scope *parent);
// Of a block, which is looked through while it is open. Blocks around it get no names meanwhile: what has none then is
// passed over, so that deep nests cost no more than what they declare.
Scope *scope_new_block(Arena *a, Scope *parent);
Object *scope_lookup(const Scope *scope, const Name *name);
Object *scope_insert(Arena *a, Scope *scope, Object *object);  // the object already there, or NULL
// predicates.c. is_KIND: the underlying type is so, which that of a type parameter never is; all_KIND: it is, or all
// types of a type parameter's set are, which has to have specific ones. as_KIND: the underlying type as what it is, or
// NULL.
static inline Type *under(Type *t) { return types_underlying(t); }
bool is_valid(Type *t);  // not the invalid type; NULL, not known yet, is valid
bool is_boolean(Type *t);
bool is_numeric(Type *t);
bool is_string(Type *t);
bool is_integer(Type *t);
bool is_unsigned(Type *t);
bool is_float(Type *t);
bool is_complex(Type *t);
bool is_const_type(Type *t);
bool all_boolean(Type *t);
bool all_integer(Type *t);
bool all_unsigned(Type *t);
bool all_numeric(Type *t);
bool all_string(Type *t);
bool all_ordered(Type *t);
bool all_numeric_or_string(Type *t);
bool all_basic(Type *t, uint32_t info);
bool is_typed(Type *t);
bool is_untyped(Type *t);
bool is_untyped_numeric(Type *t);
bool has_name(Type *t);
bool has_nil(Type *t);
bool is_type_param(Type *t);
bool is_non_type_param_interface(Type *t);
bool is_type_lit(Type *t);
bool is_generic(Type *t);
bool comparable_type(Type *t, bool dynamic, char **cause, Checker *c);
bool has_empty_typeset(Type *t);
bool is_bytes_or_runes(Type *t);
bool is_unsafe_pointer(Type *t);
bool is_uintptr(Type *t);
bool is_pointer(Type *t);
Type *default_type(Universe *u, Type *t);
Type *max_type(Type *x, Type *y);
bool identical(Type *x, Type *y);
bool identical_ignore_tags(Type *x, Type *y);
Basic *as_basic(Type *t);
Array *as_array(Type *t);
Slice *as_slice(Type *t);
Struct *as_struct(Type *t);
Pointer *as_pointer(Type *t);
Signature *as_signature(Type *t);
Interface *as_interface(Type *t);
ChanType *as_chan(Type *t);  // of under(t), NULL otherwise
Named *as_named(Type *t);
TypeParam *as_type_param(Type *t);  // of unalias(t)
static inline Type *unalias(Type *t) { return types_unalias(t); }
// under.c: type-set iteration and common underlying types. yield and condition get a type of the set and what underlies
// it; both are NULL where there are no specific types.
bool typeset_each(Type *t, bool (*yield)(Type *t, Type *u, void *context), void *context);  // typeset()
Type *common_under(Type *t, bool (*condition)(Type *t, Type *u, void *ctx, char **cause), void *ctx, char **cause,
                   Checker *c);
Type *core_type(Type *t);  // commonUnder without condition; NULL: there is none
// typeset.c: the set of an interface, made once and kept in it; pos: of reports about it. Questions about sets: is it
// that of any? has it specific types? is it described by methods alone? is `a` within `b`, by terms?
TypeSet *compute_interface_type_set(Checker *c, Pos pos, Interface *t);
bool type_set_is_all(TypeSet *s);
bool type_set_has_terms(TypeSet *s);
bool type_set_is_method_set(TypeSet *s);
bool type_set_subset_of(TypeSet *a, TypeSet *b);
Interface *type_param_iface(TypeParam *t);  // typeparam.c: never NULL; a constraint that is none is wrapped in one
// lookup.c. As types_lookup (types.h); fold_case: names that differ by case alone match, for hints in messages.
Object *lookup_field_or_method(Checker *c, Type *t, bool addressable, Package *p, const Name *name, bool fold_case,
                               uint32_t **index, uint32_t *index_len, bool *indirect);
Object *missing_method(Checker *c, Type *v, Type *t, bool is_static, bool (*equivalent)(Type *, Type *), char **cause);
bool assertable_to(Checker *c, Type *v, Type *t, char **cause);
Type *deref(Type *t, bool *was_pointer);
Struct *deref_struct_ptr(Type *t);
int field_index(Struct *s, Package *p, const Name *name, bool fold_case);  // of a field of its own; -1 none
bool has_all_methods(Checker *c, Type *v, Type *t, bool is_static, char **cause);
bool same_id(Object *o, Package *p, const Name *name, bool fold_case);
const char *check_lookup_error(Checker *c, Type *type, const Name *selector, Object *object,
                               bool struct_literal);  // errsupport.c
// named.c
Named *named_resolve(Named *n);
Object *named_lookup_method(Checker *c, Named *n, Package *p, const Name *name, bool fold_case, int *index);
void named_add_method(Arena *a, Named *n, Object *method);
// Ends a type's dependence on its checker (check.c calls it for each entry of c->cleaners).
void type_cleanup(Checker *c, Type *t);
// subst.c: t with args for params, t itself if nothing changes. pos: where an instance that comes of it is reported.
Type *check_subst(Checker *c, Pos pos, Type *t, TypeParamList *params, Type **args);
// instantiate.c. The instance of a Named, Alias or Signature; types are unique, as far as their arguments are complete.
Type *check_instance(Checker *c, Pos pos, Type *origin, Type **args, uint32_t count);
// As many arguments as parameters? Reports if not.
bool check_validate_type_arg_len(Checker *c, Pos pos, const char *name, uint32_t want, uint32_t got);
// Index of the first argument that does not satisfy its constraint, with cause, or -1.
int check_verify(Checker *c, Pos pos, TypeParamList *params, Type **args, uint32_t count, char **cause);
bool check_implements(Checker *c, Type *v, Type *t, bool constraint, char **cause);
// infer.c. Returns args for all params, or NULL after reporting; with `error` the message goes there instead. reverse:
// messages name the types of parameter and argument in the other order.
Type **check_infer(Checker *c, Pos pos, TypeParamList *params, Type **args, uint32_t arg_count, Tuple *param_tuple,
                   OperandList *operands, bool reverse, ErrorBuilder *error);
// Fresh parameters of the same names and constraints; *type and *tuple (each may be NULL) are rewritten with them.
TypeParamList *rename_type_params(Checker *c, TypeParamList *params, Type **type,
                                  Tuple **tuple);  // check.renameTParams
// Does t mention one of the parameters?
bool is_parameterized(TypeParamList *params, Type *t);
// conversions.c, operand.c. Invalid operands and types are assignable to anything: no follow-up errors.
bool operand_assignable_to(Checker *c, Operand *x, Type *t, char **cause);
bool operand_convertible_to(Checker *c, Operand *x, Type *t, char **cause);
bool operand_is_nil(Checker *c, const Operand *x);
const char *composite_kind(Type *t);
// const.c. *rounded, if asked for, is the value as the type has it.
bool representable_const(Checker *c, const ConstVal *x, Basic *t, const ConstVal **rounded);

// ================================================================ B: declarations and types
// check.c. Runs `run` when the declaration at hand is done (check_process_delayed), in the order of asking.
void check_later(Checker *c, void (*run)(Checker *c, void *data), void *data);
void check_process_delayed(Checker *c, uint32_t top);
// The path of objects whose declarations are being checked, each because of the one before.
void check_push(Checker *c, Object *object);
void check_pop(Checker *c);
int check_path_index(Checker *c, Object *object);  // index in c->object_path, -1: not on it
void check_needs_cleanup(Checker *c, Type *t);     // type_cleanup at the end, before other threads see the type
void check_add_decl_dep(Checker *c, Object *to);
// From the innermost scope outwards; NULL: undeclared. *where, if asked for: the scope that has it.
Object *env_lookup(Checker *c, const Name *name, Scope **where);
// resolver.c: the steps of checking a package, in this order
void check_collect_objects(Checker *c);                                      // declares what the files declare; imports
void check_package_objects(Checker *c);                                      // checks the declarations
void check_unused_imports(Checker *c);                                       // when all bodies are checked
void check_use_dot_import(Checker *c, Scope *file_scope, const Name *name);  // marks the import that brought the name
// Takes a receiver type apart: *T[A, _] gives pointer, the base T, and, if `names` is given, [A _]. Arguments that
// are no names are reported and become "_".
Expr *check_unpack_receiver(Checker *c, Expr *type_expr, bool *pointer, NameExprVec *names);
// sizes.c: the literal beyond gc's limits on sizes (types.h) that the type is, or that an element or a field of it is;
// NULL: none.
Type *types_too_large(Type *type);
// postcheck.c: what cmd/compile checks after types2 (embed, linkname, missing bodies, anonymous interface cycles).
void check_post(Checker *c);
// resolver.c. A group of constant declarations, of which those without values repeat the last ones' (Spec: Constant
// declarations).
typedef struct ConstGroup {
  Group *group;
  ConstDecl *last;  // the one that is repeated
  int64_t iota;
} ConstGroup;
bool const_group_next(ConstGroup *k, ConstDecl *s);  // s is the next; true if it inherits from k->last
// decl.c
void error_add_other(ErrorBuilder *e, Object *object);        // addAltDecl: "other declaration of x"
uint32_t check_first_in_source(Object **path, uint32_t len);  // its index, by place; at least one object
TypeParam *check_declare_type_param(Checker *c, NameExpr *name, Pos scope_pos);  // its constraint is invalid so far
// Puts the object into the scope, in which it holds from pos, and notes it at its name (NULL: none). Reports a name
// that is taken, but not a blank one.
void check_declare(Checker *c, Scope *scope, NameExpr *id, Object *object, Pos pos);
// Gives a package-level object its type, unless it has one; if it is in work, there is a cycle, perhaps a valid one.
void check_obj_decl(Checker *c, Object *object);
void check_decl_stmt(Checker *c, DeclVec *list);
// Reports a cycle of declarations, beginning with number `start`.
void check_cycle_error(Checker *c, Object **cycle, uint32_t len, uint32_t start);
// Declares the parameters in the scope at hand; *out is set before their constraints are checked.
void check_collect_type_params(Checker *c, TypeParamList **out, FieldVec *list);
// Reports more or fewer initializers than names (resolver.c). inherited: those of an earlier constant declaration.
void check_arity(Checker *c, Pos pos, NameExprVec *names, Expr **inits, uint32_t init_count, bool const_decl,
                 bool inherited);
// typexpr.c. Type expressions: the type, recorded; never NULL. A generic type without arguments is an error, but in
// check_generic_type, where another one is.
void check_ident(Checker *c, Operand *x, NameExpr *e, bool want_type);
Type *check_type(Checker *c, Expr *e);                        // check.typ
Type *check_var_type(Checker *c, Expr *e);                    // of a variable: no constraint interface
void check_valid_var_type(Checker *c, Expr *e, Type *t);      // validVarType
Type *check_declared_type(Checker *c, Expr *e, Object *def);  // def: the type name that is being declared, NULL none
Type *check_generic_type(Checker *c, Expr *e, char **cause);
Type **check_type_list(Checker *c, Expr **list, uint32_t len);  // NULL if one is invalid
int64_t check_array_length(Checker *c, Expr *e);
// signature.c, struct.c, interface.c, union.c: fill the type, which may be referred to meanwhile
void check_func_type(Checker *c, Signature *sig, Field *receiver, FieldVec *type_params, FuncTypeExpr *e);
void check_struct_type(Checker *c, Struct *t, StructTypeExpr *e);
void check_interface_type(Checker *c, Interface *t, InterfaceTypeExpr *e, Object *def);
Type *parse_union(Checker *c, Expr *e);  // the type itself where it is one without ~
// struct.c: objects of one package by name, for double declarations. Returns the one already there, or NULL.
typedef struct ObjectSet {
  ObjectVec objects;
  Map by_name;
} ObjectSet;
Object *object_set_insert(Arena *a, ObjectSet *set, Object *object);
// return.c. label: the statement's own, NULL none: a break that names it ends it.
bool check_is_terminating(Checker *c, Stmt *s, const Name *label);
bool check_is_terminating_list(Checker *c, StmtVec *list, const Name *label);
// initorder.c: package->init_order; reports cycles. Bodies that count must have been checked.
void check_init_order(Checker *c);
// cycles.c: reports type names that are declared as nothing but each other, before declarations are checked.
void check_direct_cycles(Checker *c);
bool check_finite_size(Checker *c, Type *t);       // false after reporting: t is on the path of declarations by value
Object *check_cycle_object(Checker *c, Named *t);  // what stands for a type in cycles: instances have their own place
void check_note_instance(Checker *c, Type *t, Pos pos);  // an instance is written at pos
void check_valid_type(Checker *c, Named *t);             // validtype.c: reports a type that contains itself
// mono.c. Notes that a method's own parameter stands for the type's, and what is given for parameters; at the end
// reports instances without end.
void check_monomorph(Checker *c);
void mono_record_canon(Checker *c, TypeParam *receiver_param, TypeParam *param);
void mono_record_instance(Checker *c, Pos pos, TypeParamList *params, Type **args, Expr **exprs, uint32_t expr_count);

// ================================================================ C: expressions and statements
// expr.c, binary.c, unary.c, untyped.c, convert.c. The operand is filled; what is found of the expression is recorded.
// hint: the element type of the composite literal around a literal without type, NULL none.
ExprKind check_raw_expr(Checker *c, Target *target, Operand *x, Expr *e, Type *hint, bool allow_generic);
void check_expr(Checker *c, Target *target, Operand *x, Expr *e);
OperandList check_multi_expr(Checker *c, Expr *e, bool allow_comma_ok, bool *comma_ok);
void check_expr_with_hint(Checker *c, Operand *x, Expr *e, Type *hint);
void check_expr_or_type(Checker *c, Operand *x, Expr *e, bool allow_generic);  // one value, or a type
void check_single_value(Checker *c, Operand *x);                               // reports a call with several results
void check_comparison(Checker *c, Operand *x, Operand *y, Operator op, bool switch_case);
void check_binary(Checker *c, Operand *x, Expr *e, Expr *lhs, Expr *rhs, Operator op);
void check_match_types(Checker *c, Operand *x, Operand *y);
void check_type_assertion(Checker *c, Expr *e, Operand *x, Type *t, bool type_switch);
Type *check_chan_elem(Checker *c, const Node *at, Operand *x, bool receive);
void check_update_expr_type(Checker *c, Expr *e, Type *type, bool final);
// Returns the type x gets when used as target type (NULL: no implicit conversion), sets *value.
Type *check_implicit_type_and_value(Checker *c, Operand *x, Type *target, const ConstVal **value);
void check_convert_untyped(Checker *c, Operand *x, Type *target);  // reports; typed operands stay as they are
// What check_implicit_conversion has found becomes the operand's and its expression's.
void check_take_conversion(Checker *c, Operand *x, Type *type, const ConstVal *value);
typedef enum ConversionError {
  CONVERSION_OK,
  CONVERSION_INVALID,
  CONVERSION_TRUNCATED,
  CONVERSION_OVERFLOWS
} ConversionError;
// As check_implicit_type_and_value, and says why there is no conversion.
Type *check_implicit_conversion(Checker *c, Operand *x, Type *target, const ConstVal **value, ConversionError *error);
void check_representable(Checker *c, Operand *x, Basic *t);  // reports; the value becomes the type's
void check_overflow(Checker *c, Operand *x, Pos op_pos);
void check_conversion(Checker *c, Operand *x, Type *t);
Target *new_target(Checker *c, Type *type, const char *description);  // NULL unless type is a function type
void check_non_generic(Checker *c, Target *target, Operand *x);
void check_finish_expr(Checker *c, Operand *x, Expr *e);        // the end of check_raw_expr, for calls
void check_exclude(Checker *c, Operand *x, uint32_t mode_set);  // bits 1 << OperandMode
void check_unary(Checker *c, Operand *x, Operation *e);
void check_not_defined(Checker *c, Operand *x, Operator op);  // reports that the operator is not defined on x
bool check_indirection(Checker *c, Operand *x, Operation *e);
void check_mark_address_taken(Checker *c, Expr *x);  // the variable that x is, or is a part of
void check_mark_reassigned(Checker *c, Expr *x);     // likewise
// Notes a provisional type (recording.c).
bool is_comparison(Operator op);
Pos operation_pos(const Expr *x);  // opPos
// call.c, builtins*.c, index.c, selector.c, literals.c
typedef struct TypeArgs {
  uint32_t len;
  Type **types;
} TypeArgs;
typedef struct BuiltinInfo {
  const char *name;
  uint8_t arg_count;  // at least so many; no more unless variadic
  bool variadic;
  uint8_t expr_kind;
} BuiltinInfo;
const BuiltinInfo *builtin_info(BuiltinId id);
// Checks arguments against a signature, instantiates what must be; returns the signature, adjusted. arg_types: partial
// type arguments of generic function arguments, NULL none.
Signature *check_arguments(Checker *c, CallExpr *call, Signature *sig, TypeArgs targs, Expr **xlist, uint32_t xlist_len,
                           OperandList args, TypeArgs *arg_types);
// Parts of check_builtin. False after reporting.
bool check_builtin_unsafe(Checker *c, Operand *x, CallExpr *call, BuiltinId id, OperandList args);
bool check_builtin_complex(Checker *c, Operand *x, CallExpr *call, BuiltinId id, OperandList args);
bool check_builtin_min_max(Checker *c, Operand *x, CallExpr *call, BuiltinId id, OperandList args);
Signature *make_builtin_signature(Checker *c, Type *result, uint32_t count, Type **args);
Type *array_ptr_deref(Type *t);
bool check_is_valid_index(Checker *c, Operand *x, const char *what, bool allow_negative);
Type **check_func_inst(Checker *c, Target *target, Pos pos, Operand *x, IndexExpr *inst, bool infer, uint32_t *count);
ExprKind check_call_expr(Checker *c, Operand *x, CallExpr *e);
bool check_builtin(Checker *c, Operand *x, CallExpr *e, BuiltinId id);
void check_selector(Checker *c, Operand *x, SelectorExpr *e, bool want_type);
bool check_index_expr(Checker *c, Operand *x, IndexExpr *e);  // true: function instantiation
void check_slice_expr(Checker *c, Operand *x, SliceExpr *e);
Type *check_index(Checker *c, Expr *index, int64_t max, int64_t *value);
bool check_use(Checker *c, Expr **exprs, uint32_t count);  // true: no errors
bool check_use_lhs(Checker *c, Expr **exprs, uint32_t count);
OperandList check_expr_list(Checker *c, Expr **list, uint32_t len);  // expr.c
void check_basic_lit(Checker *c, Operand *x, BasicLit *e);
void check_func_lit(Checker *c, Operand *x, FuncLit *e);
void check_composite_lit(Checker *c, Operand *x, CompositeLit *e, Type *hint);
Expr **unpack_expr(Checker *c, Expr *e, uint32_t *len);  // expr.c: ListExpr elements, or the one
// The same without memory: the one is where the caller has it.
static inline Expr **unpack_expr_at(Expr **e, uint32_t *len) {
  if (*e && (*e)->node.kind == NODE_LIST_EXPR) {
    *len = ((ListExpr *)*e)->elements.len;
    return ((ListExpr *)*e)->elements.data;
  }
  *len = *e ? 1 : 0;
  return e;
}
// stmt.c, switch.c, range.c, assignments.c
// What may stand where a statement is: bits of `context`.
typedef enum StmtContext {
  STMT_BREAK_OK = 1,
  STMT_CONTINUE_OK = 2,
  STMT_FALLTHROUGH_OK = 4,
  STMT_FINAL_SWITCH_CASE = 8,
  STMT_IN_TYPE_SWITCH = 16
} StmtContext;
// An enclosing function literal: what it captures is recorded in it.
typedef struct LiteralFrame {
  FuncLit *literal;
  Scope *scope;
  struct LiteralFrame *outer;
  Map seen;  // Object* -> itself
  Vec(Object *) captures;
} LiteralFrame;
// valueset.c: constants seen in a switch or map literal, to find duplicates.
typedef struct ValueSet {
  Map by_hash;
} ValueSet;
typedef struct SeenValue {
  const ConstVal *value;
  Type *type;
  Pos pos;
  struct SeenValue *next;
} SeenValue;
// Returns the entry of an equal value (of identical type, if type is not NULL), else adds one and returns NULL.
SeenValue *value_set_add(Checker *c, ValueSet *set, const ConstVal *value, Type *type, Pos pos, bool mixed_kinds);
// The statements themselves: stmt.c, switch.c, range.c, assignments.c
void check_literal_body(Checker *c, DeclInfo *decl, Object *function, Signature *sig, BlockStmt *body,
                        const ConstVal *iota, LiteralFrame *frame);
void check_stmt_list(Checker *c, uint32_t context, StmtVec *list);
void check_switch_stmt(Checker *c, uint32_t context, SwitchStmt *s);
void check_type_switch_stmt(Checker *c, uint32_t context, SwitchStmt *s, TypeSwitchGuard *guard);
void check_select_stmt(Checker *c, uint32_t context, SelectStmt *s);
const char *check_types_summary(Checker *c, Type **list, uint32_t count, bool variadic, bool has_dots);
Type **operand_types(Checker *c, OperandList list);
Type **variable_types(Checker *c, Object **list, uint32_t count);
void check_func_body(Checker *c, DeclInfo *decl, Object *function, Signature *sig, BlockStmt *body,
                     const ConstVal *iota);
void check_usage(Checker *c, Scope *scope);
void check_open_scope(Checker *c);  // of a block; it becomes the scope at hand
void check_close_scope(Checker *c);
void check_range_stmt(Checker *c, uint32_t context, ForStmt *s, RangeClause *r);
void check_stmt(Checker *c, uint32_t context, Stmt *s);
void check_assignment(Checker *c, Operand *x, Type *t, const char *context);
void check_argument(Checker *c, Operand *x, Type *t, Expr *callee);  // assignment with context "argument to callee"
void check_init_const(Checker *c, Object *lhs, Operand *x);
void check_init_var(Checker *c, Object *lhs, Operand *x, const char *context);
void check_init_vars(Checker *c, Object **lhs, uint32_t lhs_count, Expr **rhs, uint32_t rhs_count, Stmt *return_stmt);
void check_assign_var(Checker *c, Expr *lhs, Expr *rhs, Operand *x, const char *context);
void check_assign_vars(Checker *c, Expr **lhs, uint32_t lhs_count, Expr **rhs, uint32_t rhs_count);
// Declares those names of the left side that are new in the scope; reports if none is. pos: of the operator.
void check_short_var_decl(Checker *c, Pos pos, Expr **lhs, uint32_t lhs_count, Expr **rhs, uint32_t rhs_count);
// literal_numbers.c: gives function literals their numbers, in the Info
void check_number_literals(Checker *c, Object *function);  // of its body, which is checked
void check_number_initializers(Checker *c);
// recording.c
void check_record_operand(Checker *c, Operand *x);
void check_record_untyped(Checker *c);
void check_record_type_and_value(Checker *c, Expr *e, OperandMode mode, Type *type, const ConstVal *value);
// Of what is untyped still: the constant that it is as a value of its final type. False: not all is recorded, its type
// is to be updated yet.
bool check_record_conversion(Checker *c, const Expr *e, Type *type, const ConstVal *value);
void check_record_builtin_type(Checker *c, Expr *fun, Signature *sig);
void check_record_comma_ok(Checker *c, Expr *e, Operand **pair);
void check_record_instance(Checker *c, Expr *e, Type **args, uint32_t count, Type *type);
// The page that a node's entry is in, to be written; what a name denotes; of a function literal.
static inline InfoPage *check_page(Checker *c, uint32_t id) { return info_own_page(c->info, &c->package->found, id); }
static inline bool check_is_untyped(const Checker *c, const Expr *x) {  // its type is provisional
  return info_page(c->info, x->id)->flags[x->id % NODE_PAGE] & EXPR_UNTYPED;
}
void check_record_object(Checker *c, const NameExpr *id, Object *object);
LiteralInfo *check_note_literal(Checker *c, const FuncLit *literal);
NameExpr *check_new_name(Checker *c, Pos pos, const char *text);  // that stands for what the text does not have
void check_record_use(Checker *c, NameExpr *id, Object *object);  // also captures of enclosing literals' variables
void check_record_selection(Checker *c, SelectorExpr *e, SelectionKind kind, Type *receiver, Object *object,
                            uint32_t *index, uint32_t index_len, bool indirect);

#endif
