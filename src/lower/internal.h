// Inner interface of the lowering. Vocabulary:
//   Lowering   what one lower_program shares: instances, called methods, names, initializations
//   Lowerer    a thread's part in it: its memory, its caches, what it reached and has not handed on
//   Instance   one function to be made: a declared function with type arguments, a function literal, a wrapper, …
//   Context    the function being lowered
//   Operand    a value: up to ABI_MAX_COMPONENTS scalars, or the address of memory that holds it
//   Address    base pointer and constant offset
// All types below this line are canonical (types_canonical): equal types are equal pointers.
#ifndef TUCO_LOWER_INTERNAL_H
#define TUCO_LOWER_INTERNAL_H

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "abi/calls.h"
#include "abi/functab.h"
#include "base/id_table.h"
#include "lower/lower.h"
#include "rtype/rtype.h"

typedef struct Lowering Lowering;
typedef struct Lowerer Lowerer;
typedef struct Instance Instance;
typedef struct Context Context;

enum { MAX_IMPLICIT_VALUE_CAPTURE = 128, MAX_INSTANCES = 400000, MAX_TYPE_NAME = 20000 };

// What rapid type analysis knows of a type. Pointers are published once, flags are taken once.
typedef struct TypeState {
  Type *type;
  _Atomic(Symbol *) symbol;      // descriptor, NULL until asked for
  _Atomic(MethodSet *) methods;  // NULL until asked for
  _Atomic(Type *) pointer;       // *T, NULL until asked for
  atomic_bool symbol_done, in_interface, map_done;
  uint32_t reflected;  // reach_exported has kept what reflection may call, as far as was known then
} TypeState;

typedef struct MethodKey {
  const Name *name;
  Package *package;
  Type *signature;
} MethodKey;  // package: unexported only

typedef enum InstanceKind {
  INSTANCE_FUNCTION,       // declared function or method with body
  INSTANCE_LITERAL,        // function literal
  INSTANCE_RANGE_BODY,     // body of a range-over-func loop
  INSTANCE_CALL,           // what go or defer runs: a call with captured operands
  INSTANCE_WRAPPER,        // method wrapper: receiver adapted, promoted, or an interface's method as a function
  INSTANCE_C_VALUE,        // a C function as a Go function
  INSTANCE_METHOD_VALUE,   // T.M-fm: closure that holds the receiver
  INSTANCE_EQUAL,          // type:.eq.T
  INSTANCE_HASH,           // type:.hash.T
  INSTANCE_INIT_FRAGMENT,  // one package-level initialization
  INSTANCE_INIT            // pkg.init
} InstanceKind;

// A captured variable of a closure.
typedef struct Capture {
  Object *object;  // NULL: an operand of INSTANCE_CALL
  Type *type;
  Type *concrete;  // Variable.concrete
  bool by_value;
  int64_t offset;  // in the closure object
} Capture;

struct Instance {
  uint8_t kind;
  atomic_bool queued;  // for lowering, by whoever reaches it first
  bool finds_method;   // reflect.Value.Method, reflect.Value.MethodByName
  Symbol *symbol;
  _Atomic(Symbol *) value_symbol;  // read-only function value, NULL until asked for
  const char *display_name;
  Package *package;       // whose code it is
  Object *function;       // FUNCTION: origin; WRAPPER: the method
  TypeParamList *params;  // substituted by `args`
  Type **args;
  uint32_t arg_count;
  Map types;              // substituted types (shared by literals inside: see environment); under subst_lock
  LocalTypes *locals;     // an instance of a generic function that declares types; NULL: of another
  Instance *environment;  // whose params, args and types count; itself for declared functions
  Instance *outer;        // LITERAL, RANGE_BODY, CALL: function it stands in
  Instance *outermost;    // for names of literals
  uint32_t range_count, wrap_count, data_count;  // for names
  FuncLit *literal;
  _Atomic(Signature *) signature;  // canonical; NULL: func(), or of a declared function: not asked for yet
  Type *receiver;                  // WRAPPER, METHOD_VALUE: receiver type
  MethodSetEntry entry;            // WRAPPER: path to the method
  bool receiver_word;              // WRAPPER: receiver is the interface's data word
  Type *subject;                   // EQUAL, HASH
  Initializer *initializer;        // INIT_FRAGMENT
  uint32_t capture_count;
  Capture *captures;
  Type *closure_type;         // struct of the closure object, NULL without captures
  struct DeferredCall *call;  // CALL
  bool made_once;             // its closure is made at most once a call of `outer`: the object is laid out at the entry
  struct RangeBody *range;    // RANGE_BODY
  Instance *next;             // of the same hash
};

// ---- operands

typedef struct Address {
  ValueId base;
  int32_t offset;
  bool no_nil;
} Address;
typedef struct Operand {
  Type *type;
  bool in_memory;
  uint8_t count;
  ValueId c[ABI_MAX_COMPONENTS];
  Address address;  // in_memory
} Operand;

typedef struct Variable {
  Object *object;
  Type *type;
  Type *concrete;  // of an interface that has one value: the type of what is in it, NULL if that is not known
  Address address;
  uint32_t debug;  // 1 + its number among c->f->variables, 0 none
} Variable;

// Where break, continue and return lead.
typedef struct Target {
  struct Target *outer;
  Stmt *stmt;  // For, Switch, Select statement
  BlockId break_block, continue_block;
  BlockId fallthrough_block;  // switch: body of the next clause
} Target;

typedef struct LabelBlock {
  Stmt *stmt;
  BlockId block;
} LabelBlock;

// A way out of the body of a loop over a function, which the code behind the loop follows.
typedef struct RangeExit {
  uint8_t kind;
  Stmt *target;
  int64_t code;
} RangeExit;
enum { EXIT_BREAK, EXIT_CONTINUE, EXIT_RETURN, EXIT_GOTO };
// One such loop being lowered.
typedef struct RangeBody {
  struct RangeBody *outer;  // range body this loop stands in, NULL none
  ForStmt *loop;
  RangeClause *clause;
  Object *state_variable;     // #state of the loop: synthetic objects
  Object *next_variable;      // #next, of the outermost loop only, as the rest
  Object *defer_variable;     // token of deferrangefunc, NULL none
  Signature *signature;       // of the outermost function
  Object **result_variables;  // its results
  uint32_t result_count;
  Vec(RangeExit) exits;  // what the body asks of the code after the loop
  Vec(RangeExit) codes;  // of the outermost loop: all numbers of #next
} RangeBody;

typedef struct DeferredCall {
  CallExpr *call;
  Operand *operands;  // captured values: function or receiver, then arguments
  uint32_t operand_count;
  struct CallPlan *plan;
} DeferredCall;

// The function's deferred calls, as far as they are in its frame (defer_frame.c).
typedef struct FrameDefers {
  bool shared;     // all statements run at most once: one record serves them all, `active` says which ran
  bool own_exits;  // returns make the calls themselves; else runtime.deferreturn does
  Pos end;         // of the function: where deferreturn is called from, whatever return leads to it
  uint32_t statements;
  uint32_t count;  // statements lowered so far
  Address record, active;
  ValueId functions[8];  // a statement's function value where it is known at the exits too, else 0
  bool any_repeated;     // all statements may run more than once
  Map repeated;          // these may: CallStmt *, in loops
  FuncLit *literal;      // the one being deferred by a statement that runs at most once
} FrameDefers;

struct Context {
  Lowerer *l;
  Session *session;
  const Info *info;  // the program's
  Func *f;
  Arena *arena;  // of the function
  Instance *instance;
  BlockId block;      // where code goes
  bool dead;          // nothing reaches `block`
  Vec(uint8_t) live;  // a block: something reaches it
  uint32_t pos;       // current position
  Pos last_pos;
  Map variables;             // Object* -> Variable*
  Map labels;                // LabeledStmt* -> block
  Map hoisted;               // Expr* -> Operand* evaluated before its turn (order.c)
  Vec(Expr *) hoisted_keys;  // of the open scopes
  bool ordered;              // the calls of what is being lowered have been hoisted
  Target *targets;
  Signature *signature;
  Variable **results;  // result variables, NULL entries for none
  uint32_t result_count;
  bool named_results;
  bool has_defer;
  bool too_large;  // arguments over the limit are reported
  FrameDefers defers;
  Symbol *counters;              // of its edges (edges.c), NULL: they are not counted
  uint32_t edge_count;           // so far
  RangeBody *range;              // the loop over a function whose body this is, NULL none
  Address closure;               // closure object
  const CoverPackage *coverage;  // the counters of the function's package, NULL none
};

// Locks: instance_lock is held while types are substituted and symbols are found, so it is taken before those of types
// and of the symbol table; nothing else is taken under method_lock and subst_locks.
enum { SUBST_LOCKS = 32 };

struct Lowering {
  Program *program;
  IdTable types;               // types_id -> TypeState
  IdTable objects;             // types_object_id -> Instance of a function without type arguments, Symbol of a variable
  struct PackageInit **inits;  // by Package.number, NULL: not of this program
  const struct Intrinsic **intrinsics;  // by Package.number: which functions of the package are such, NULL none
  Lowerer *workers;                     // a thread of the pool each; the first also outside of batches
  uint32_t worker_count;
  Lock instance_lock;
  Map instances;  // hash -> Instance chain
  uint32_t instance_count;
  Lock method_lock;
  Map called_methods;             // hash -> CalledMethod chain
  Lock subst_locks[SUBST_LOCKS];  // by Instance, for its types
  atomic_bool reflect_method;     // reflect's Method or a MethodByName of unknown name is called
  Map reflect_names;              // Name* that a MethodByName is called with; under method_lock
  uint32_t reflect_name_count;
  // Made before bodies are lowered, then only read:
  Map assembly;         // Object* of functions written in assembly
  Map linknames;        // Object* or symbol Name* -> const char* target / Object* definition
  Map definitions;      // Name* of a symbol -> Object* that defines it elsewhere
  Map packages;         // Name* of a path -> Package*
  Map initializations;  // Object* of a variable -> InitEntry*
  Map embeds;           // Object* of a variable -> its //go:embed
};

struct Lowerer {
  Lowering *all;
  Program *program;
  Session *session;
  const Info *info;  // the program's
  Arena *arena;      // lives as long as the program
  SymbolTable *symbols;
  Universe *universe;
  Vec(Func *) functions;             // lowered by this thread
  Vec(Instance *) reached;           // not handed to the pool yet
  Vec(TypeState *) in_interface;     // likewise, for their descriptors
  Vec(TypeState *) interface_types;  // all that this thread put into interfaces
  Vec(Arena *) idle;                 // arenas for the functions in work
  // caches
  Map signatures;         // hash -> AbiSignature by (signature, receiver)
  Map runtime_functions;  // Name* -> Object*
  Map method_signatures;  // Object* -> Type*
  Map itabs;              // hash -> ItabEntry chain
};

// ---- program.c
static inline Type *canon(Lowerer *l, Type *t) {
  Type *known = __atomic_load_n(&t->canonical, __ATOMIC_ACQUIRE);
  return known ? known : types_canonical(l->session, t);
}
static inline Type *under(Lowerer *l, Type *t) { return canon(l, types_underlying(t)); }
void not_supported(Lowerer *l, Pos pos, const char *what);

static inline IdEntry *object_entry(Lowerer *l, Object *object) {
  return id_table_entry(&l->all->objects, types_object_id(l->session, object));
}

// ---- signature.c
// The calling convention of a function type. receiver: extra first parameter, NULL none.
AbiSignature *abi_signature(Lowerer *l, Signature *signature, Type *receiver);

// ---- types.c: questions about canonical types
TypeState *type_state(Lowerer *l, Type *t);
static inline const TypeShape *shape_of(Lowerer *l, Type *t) { return layout_shape(l->session, t); }
static inline bool is_in_memory(Lowerer *l, Type *t) { return abi_in_memory(shape_of(l, t)); }
static inline bool is_direct(Lowerer *l, Type *t) { return shape_of(l, t)->direct; }
static inline bool is_regular(Lowerer *l, Type *t) { return layout_is_regular(shape_of(l, t)); }
static inline bool has_pointers(Lowerer *l, Type *t) { return shape_of(l, t)->pointer_bytes > 0; }
IrType scalar_type(Lowerer *l, Type *t);  // of a type whose values are one scalar
bool is_interface(Lowerer *l, Type *t);
bool is_empty_interface(Lowerer *l, Type *t);
Basic *basic_of(Lowerer *l, Type *t);      // NULL if not basic underneath
uint32_t basic_info(Lowerer *l, Type *t);  // 0 if not basic
bool is_signed(Lowerer *l, Type *t);
bool is_string_type(Lowerer *l, Type *t);
Type *elem_of(Lowerer *l, Type *t);  // of pointer, slice, array, chan, map
Type *key_of(Lowerer *l, Type *t);
Type *basic_type(Lowerer *l, BasicKind kind);
Type *pointer_to(Lowerer *l, Type *t);
Type *struct_of(Lowerer *l, Type **fields, uint32_t count);  // anonymous struct F0 T0; F1 T1 …
Type *field_type(Lowerer *l, Type *struct_type, uint32_t index);
int64_t field_offset(Lowerer *l, Type *struct_type, uint32_t index);
Struct *struct_under(Lowerer *l, Type *t);  // NULL if not a struct
Type *tuple_type(Lowerer *l, Tuple *tuple, uint32_t index);
static inline uint32_t tuple_count(const Tuple *t) { return t ? t->len : 0; }
Signature *signature_of(Lowerer *l, Type *t);  // NULL if not a function

// ---- instance.c
// The instance of a declared function. args may be NULL.
Instance *function_instance(Lowerer *l, Object *function, Type **args, uint32_t arg_count);
// The instance of a method of a concrete type; the method's receiver may be a pointer.
Instance *method_instance(Lowerer *l, Object *method);
Instance *instance_new(Lowerer *l, InstanceKind kind, const char *symbol_name);
void instance_queue(Lowerer *l, Instance *instance);  // for lowering
void instance_reach(Lowerer *l,
                    Instance *instance);  // for any use: the same, and notes what finds methods by reflection
Symbol *instance_value_symbol(Lowerer *l, Instance *instance);  // read-only function value
Symbol *function_value_symbol(Lowerer *l, Symbol *code);
const char *type_args_text(Lowerer *l, Type **args, uint32_t count);  // "[int,string]"
Signature *instance_signature(Lowerer *l, Instance *instance);        // of a declared function
Type *instance_subst(Lowerer *l, Instance *instance, Type *t);
// Instances are found, or made and added, under the lock.
void instances_lock(Lowerer *l);
void instances_unlock(Lowerer *l);
void add_instance(Lowerer *l, uint64_t hash, Instance *instance);
bool declares_types(const FuncDecl *decl);  // function.c
// Names of functions in others, which are gc's: "F.func1", "F.func1.2"; "F-range1"; "F.gowrap1", "F.deferwrap2".
const char *literal_name(Lowerer *l, Instance *outer, const FuncLit *literal);
const char *range_body_name(Lowerer *l, Instance *outer);
const char *wrapped_call_name(Lowerer *l, Instance *outer, bool is_defer);
// program.c
Object *definition_of(Lowerer *l, Object *object);    // itself unless linknames say otherwise
bool has_c_convention(Lowerer *l, Object *function);  // a C function of the runtime: c_value.c makes a value of it
Symbol *object_symbol(Lowerer *l, Object *object);    // of a package-level function or variable, linknames followed
// instance.c
const char *function_symbol_name(Lowerer *l, Object *function, Type **args, uint32_t arg_count);

// ---- reach.c: rapid type analysis
Symbol *type_symbol(Lowerer *l, Type *t);  // descriptor
void mark_in_interface(Lowerer *l, Type *t);
void mark_called(Lowerer *l, const Name *name, Package *package, Type *signature);
Symbol *itab_symbol(Lowerer *l, Type *concrete, Type *interface_type);
// An interface method is called by `caller`; calls of reflect's Method and MethodByName are noted. constant: the name
// that MethodByName is called with, NULL if not known.
void interface_call(Lowerer *l, Object *method, const Instance *caller, const Name *constant);
void note_reflection(Lowerer *l, const Object *callee, const Instance *caller, const Name *constant);
bool finds_method(const Object *callee);               // has it the shape of reflect's Method or MethodByName?
void follow_descriptor(Lowerer *l, TypeState *state);  // completes what of a type in an interface
void reach_exported(Lowerer *l);                       // between batches: what reflection may call
void map_type_reached(Lowerer *l, Type *map);

// ---- function.c
void lower_instance(Lowerer *l, Instance *instance);
Context *lower_context_new(Lowerer *l, Instance *instance, AbiSignature *signature);
void lower_context_finish(Context *c);
void bind_params(Context *c, Signature *signature, Type *receiver, Object *receiver_object, Tuple *params,
                 Tuple *results);
Type *type_in(Context *c, Type *t);  // substituted and canonical
// The canonical type of an expression; of one that lowering made, of its value.
static inline Type *expr_type(Context *c, Expr *x) {
  if (x->id) return type_in(c, info_type(c->info, x));
  return ((Operand *)map_get(&c->hoisted, map_key(x)))->type;
}
void emit_return(Context *c);
// Values for the results; variables: the result variables, NULL where there is none.
void return_list(Context *c, Expr **list, uint32_t count, Object *const *variables, Tuple *results, Operand *values);
Operand param_operand(Context *c, AbiSignature *signature, uint32_t param, uint32_t *flat);

// ---- emit.c
void at(Context *c, Pos pos);
ValueId emit0(Context *c, Op op, IrType type);
ValueId emit1(Context *c, Op op, IrType type, ValueId x);
ValueId emit2(Context *c, Op op, IrType type, ValueId x, ValueId y);
ValueId emit3(Context *c, Op op, IrType type, ValueId x, ValueId y, ValueId z);
ValueId emit_const(Context *c, IrType type, int64_t bits);
static inline ValueId emit_int(Context *c, int64_t bits) { return emit_const(c, IR_I64, bits); }
static inline ValueId emit_nil(Context *c) { return emit_const(c, IR_P, 0); }
ValueId emit_symbol(Context *c, Symbol *symbol, int32_t offset);  // P
ValueId emit_symbol_word(Context *c, Symbol *symbol);             // I64
ValueId emit_load(Context *c, IrType type, Address a, int64_t offset);
Address checked_address(Context *c, Address a);  // panics here if its base is nil
void emit_store(Context *c, Address a, int64_t offset, ValueId value, uint8_t flags);
ValueId emit_alloc(Context *c, Type *type, uint8_t flags);
ValueId emit_entry_alloc(Context *c, Type *type, uint8_t flags);  // in the entry block, so that it dominates all
ValueId emit_zero_sized(Context *c);
void alloc_flags(Context *c, ValueId memory, uint8_t flags);  // sets more of them
void emit_copy(Context *c, Address to, Address from, Type *type, uint8_t flags);
void emit_zero(Context *c, Address to, Type *type, uint8_t flags);
ValueId emit_pointer(Context *c, Address a);  // as a value of its own: panics here if the base is nil
ValueId emit_nil_check(Context *c, ValueId pointer);
void emit_bounds_check(Context *c, ValueId index, bool is_unsigned, ValueId length, BoundsCode code);
IrType value_type(Context *c, ValueId v);
bool value_is_const(Context *c, ValueId v, int64_t *bits);
BlockId new_block(Context *c);
void start_block(Context *c, BlockId b);
void start_label(Context *c, BlockId b);  // of a block that is entered from elsewhere
void jump_to(Context *c, BlockId b);
void branch(Context *c, ValueId condition, BlockId then, BlockId otherwise);
void branch_likely(Context *c, ValueId condition, BlockId then, BlockId otherwise, int likely);
void end_unreachable(Context *c);
ValueId emit_phi2(Context *c, IrType type, ValueId a, ValueId b);  // of the current block's two predecessors
ValueId emit_extend(Context *c, ValueId v, IrType to, bool is_signed_value);
// Branches to a cold block that calls a runtime function that panics, if condition holds.
void panic_if(Context *c, ValueId condition, const char *runtime_function);
ValueId emit_bool_not(Context *c, ValueId v);

// ---- value.c
Operand operand_scalar(Context *c, Type *type, ValueId v);
Operand operand_zero(Context *c, Type *type);
Operand operand_at(Context *c, Type *type, Address a);  // loads, or refers to memory
Operand operand_make(Context *c, Type *type, uint32_t count, ValueId *components);
void store_zero(Context *c, Address to, Type *type);  // into fresh memory
void operand_store(Context *c, Address to, Operand x, uint8_t flags);
Address operand_address(Context *c, Operand x);                 // in memory, spilled to a temporary if need be
Operand operand_stable(Context *c, Operand x);                  // independent of later stores
Operand operand_of_word(Context *c, Type *type, ValueId word);  // of a pointer-shaped type, from an interface
Operand operand_retype(Context *c, Operand x, Type *type);      // same layout
Operand operand_field(Context *c, Operand x, uint32_t index);   // of a struct
Operand operand_string(Context *c, Type *type, const char *bytes, size_t length);
Operand operand_const(Context *c, Type *type, const ConstVal *value);
Address address_of_pointer(ValueId pointer);
Address address_add(Context *c, Address a, int64_t offset);
Symbol *string_symbol(Lowerer *l, const char *bytes, size_t length);
Symbol *data_symbol(Lowerer *l, const void *bytes, size_t length, uint32_t align_log2);
uint32_t operand_flatten(Context *c, Operand x, ValueId *out);                  // components, or one address
bool const_bits(Lowerer *l, Type *type, const ConstVal *value, int64_t *bits);  // of integer, float, bool types

// ---- expr.c
Operand lower_expr(Context *c, Expr *x);
ValueId lower_scalar(Context *c, Expr *x);
Operand lower_expr_as(Context *c, Expr *x, Type *to);  // implicitly converted, as by assignment
Operand lower_element(Context *c, Expr *x, Type *to);
void lower_expr_into(Context *c, Address to, Expr *x, Type *to_type, bool fresh);
Address lower_address(Context *c, Expr *x);  // of an addressable expression (or a temporary with its value)
void lower_condition(Context *c, Expr *x, BlockId then, BlockId otherwise);
void lower_discard(Context *c, Expr *x);
uint32_t lower_multi(Context *c, Expr *x, Operand *out,
                     uint32_t max);  // calls with tuples, comma-ok forms; or one value
uint32_t expr_value_count(Context *c, Expr *x);
bool expr_is_const_bool(Context *c, Expr *x, bool *value);
bool may_call(Context *c, Expr *x);
// gc does not count make where it looks for calls in what is called.
bool may_call_but_make(Context *c, Expr *x);
Operand lower_name(Context *c, NameExpr *x);  // what is no constant
bool is_instantiation(const Info *info, IndexExpr *x);
static inline bool is_comparison(uint8_t op) { return op >= OP_EQL && op <= OP_GEQ; }
Operand lower_index_value(Context *c, IndexExpr *x);
Variable *find_variable(Context *c, Object *object);
Variable *declare_variable(Context *c, Object *object);  // fresh storage, not initialized
bool names_variable(const Object *object);               // it is not blank
// Where a variable of the source lives from here on, for debugging.
void claim_variable(Context *c, Variable *v);
Variable *declare_zeroed(Context *c, Object *object);
Address variable_address(Context *c, Object *object, Pos pos);
Expr *unparen(Expr *x);
bool is_blank(Expr *x);

// ---- order.c: the order of evaluation
typedef struct OrderScope {
  bool ordered;
  uint32_t first;
} OrderScope;
// A scope: hoist all operands, settle all, order_operands, lower all, order_end. See order.c.
OrderScope order_begin(Context *c);
void order_operands(Context *c);  // all operands are hoisted and settled: now they are lowered
void order_end(Context *c, OrderScope scope);
static inline bool is_hoisted(const Context *c, Expr *x) { return c->hoisted.len && map_get(&c->hoisted, map_key(x)); }
void order_record(Context *c, Expr *x, Operand value);  // x is evaluated: this is its value
void evaluate(Context *c, Expr *x);                     // x as a statement of its own, now
void evaluate_cheap(Context *c, Expr *x);               // the same, but for variables
void hoist(Context *c, Expr *x);                        // evaluates the calls of x, x among them
void hoist_as(Context *c, Expr *x, Type *to);           // the same for what is converted to `to`, NULL: not
void hoist_below(Context *c, Expr *x);                  // the calls of x's operands
void hoist_place(Context *c, Expr *x);                  // the calls of a left side, which itself is not evaluated
bool is_shaped(Context *c, Type *type);                 // of a type as declared
bool is_dynamic_assertion(Context *c, AssertExpr *x);
void hoist_key(Context *c, Type *map, Expr *key);
void hoist_addressed(Context *c, Expr *x);  // of a value that the runtime gets by address
bool is_const(const Info *info, const Expr *x);
bool is_spread(const Info *info, const CallExpr *x);          // the one argument is a call of several results
bool is_boxed(Context *c, Expr *x, Type *to);                 // does x become a value in an interface?
bool is_memory_variable(Context *c, Object *object);          // can other code reach it?
bool dereferences(Context *c, SelectorExpr *x);               // does it go through a pointer?
Operand operand_touched(Context *c, Operand x);               // with memory that is known to be there
Type *element_type(Context *c, CompositeLit *x, uint32_t i);  // of a literal

// ---- settle.c
void settle(Context *c, Expr *x);
void settle_as(Context *c, Expr *x, Type *to);
void settle_below(Context *c, Expr *x);
void keep(Context *c, Expr *x);
void keep_failing(Context *c, Expr *x);  // if it may fail
void settle_safe(Context *c, Expr *x, bool is_settled);
void settle_safe_list(Context *c, Expr *const *list, uint32_t count, bool all);
bool may_fail(Context *c, Expr *x);

// ---- arith.c
Operand lower_binary(Context *c, Operator op, Operand x, Operand y, Type *type, Pos pos);
Operand lower_shift(Context *c, Operator op, Operand x, Operand count, bool bounded);
Operand lower_unary(Context *c, Operator op, Operand x);

// ---- compare.c
ValueId lower_compare(Context *c, Operator op, Operand x, Operand y);
ValueId lower_equal(Context *c, Operand x, Operand y);
ValueId equal_memory(Context *c, Address x, Address y, ValueId length);  // are so many bytes equal?
Symbol *equal_function(Lowerer *l, Type *t);  // function value for descriptors; NULL: not comparable
Symbol *hash_function(Lowerer *l, Type *t);
void lower_equal_instance(Lowerer *l, Instance *instance);
void lower_hash_instance(Lowerer *l, Instance *instance);

// ---- convert.c
Operand convert_value(Context *c, Operand x, Type *to, Pos pos);  // explicit conversion
Operand convert_implicit(Context *c, Operand x, Type *to);
ValueId convert_number(Context *c, ValueId v, Type *from, Type *to);

// ---- interface.c
Operand to_interface(Context *c, Operand x, Type *interface_type);
Operand interface_value(Context *c, Operand x, Type *type);  // what is in x, which is of a concrete type
// The type of what is in the interface x, as far as gc tells it from x and declarations; NULL if it does not.
Type *known_type_in(Context *c, Expr *x);
void note_type_in(Context *c, Variable *v, Expr *value);       // v is declared with the value
Operand lower_assert(Context *c, AssertExpr *x, Operand *ok);  // ok NULL: panics
void lower_type_switch(Context *c, SwitchStmt *s);
ValueId interface_type_word(Context *c, Operand x);  // the dynamic type's descriptor or 0

// ---- string.c
Operand lower_concat(Context *c, Operation *x);
Expr *read_once_operand(Context *c, Expr *x);  // what such a conversion converts, else x
void concat_operands(Context *c, Expr *x, ExprVec *parts);
Operand lower_string_once(Context *c, Expr *x);  // x; string(bytes) are the bytes themselves: read before they change
Operand lower_bytes_once(Context *c, Expr *x);   // x; []byte(string) are the string's own bytes: read only
Operand convert_string(Context *c, Operand x, Type *to, bool *done);

// ---- composite.c
uint32_t field_number(Context *c, Struct *s, Expr *key, uint32_t position);
bool is_static_literal(Context *c, Expr *x);  // of constants alone
Operand lower_composite(Context *c, CompositeLit *x, Type *type);
void lower_composite_into(Context *c, Address to, CompositeLit *x, Type *type, bool fresh);
Address lower_address_of_composite(Context *c, CompositeLit *x, Type *type);

// ---- call.c
typedef struct CallPlan {
  uint8_t kind;  // CALL_*
  Symbol *target;
  Object *callee;
  Signature *signature;  // of the call, canonical
  AbiSignature *abi;
  bool has_receiver;
  Type *receiver_type;
  uint32_t method_index;  // interface calls
} CallPlan;
enum { CALL_STATIC, CALL_CLOSURE_VALUE, CALL_INTERFACE, CALL_C, CALL_INTRINSIC };
uint32_t lower_call(Context *c, CallExpr *x, Operand *results, uint32_t max);
// Emits a call with operands (receiver first); returns the number of results.
uint32_t emit_call(Context *c, CallPlan *plan, ValueId function, Operand *operands, uint32_t count, Operand *results,
                   uint32_t max);
bool keeps_pointers(const CallPlan *plan);  // arguments uintptr(p) are pointers until the call is emitted
// call_plan.c
// Plans a call and evaluates function value or receiver, then arguments, into *operands (arena).
// is_later: for go and defer.
void plan_call(Context *c, CallExpr *x, bool is_later, CallPlan *plan, ValueId *function, Operand **operands,
               uint32_t *count);
// call.c. Calls a function of package runtime; args are flattened. Returns the number of result components.
uint32_t call_runtime(Context *c, const char *name, const ValueId *args, uint32_t count, ValueId *results,
                      uint32_t max);
ValueId call_runtime1(Context *c, const char *name, const ValueId *args, uint32_t count);  // one result
void call_runtime0(Context *c, const char *name, const ValueId *args, uint32_t count);
Object *runtime_function(Lowerer *l, const char *name);
Object *runtime_variable(Lowerer *l, const char *name);
uint32_t emit_static_call(Context *c, Symbol *target, AbiSignature *abi, Signature *signature, Type *receiver,
                          Object *callee, Operand *operands, uint32_t count, Operand *results, uint32_t max);

// ---- builtin.c
uint32_t lower_builtin(Context *c, CallExpr *x, BuiltinId id, Operand *results, uint32_t max);
bool builtin_of(const Info *info, Expr *fun, BuiltinId *id);
// f(g()) with a g of several results: calls g; its results stand in for the arguments in the current scope.
CallExpr *spread_tuple(Context *c, CallExpr *x);

// Returns what a call has returned. method.c
void return_values(Context *c, Operand *results, uint32_t count);

// ---- c_value.c
Symbol *c_function_code(Lowerer *l, Object *function);  // Go code that calls a C function
void lower_c_value_instance(Lowerer *l, Instance *instance);

// ---- slice.c
Operand lower_slice_expr(Context *c, SliceExpr *x);
ValueId index_value(Context *c, Expr *x, bool *is_unsigned);  // extended to I64
ValueId emit_element(Context *c, ValueId base, ValueId index, int64_t size);
ValueId emit_scale(Context *c, ValueId index, int64_t size);
Operand lower_append(Context *c, CallExpr *x);
CallExpr *appended_make(Context *c, Expr *x);  // make([]T, n) if x is that, else NULL
Operand lower_copy(Context *c, CallExpr *x);
Operand lower_make(Context *c, CallExpr *x);

// ---- map.c
Operand lower_map_index(Context *c, IndexExpr *x, Operand *ok);
Operand map_get_value(Context *c, Type *map_type, ValueId map, Operand key, Operand *ok);
Address map_assign_address(Context *c, Type *map_type, ValueId map, Operand key);
void lower_map_delete(Context *c, Type *map_type, ValueId map, Operand key);
Operand lower_map_literal(Context *c, CompositeLit *x, Type *type);  // map_literal.c
Operand lower_make_map(Context *c, Type *map_type, ValueId hint);
Type *map_iterator_type(Lowerer *l);
// How gc hands keys to the runtime: as they are, made a word through memory, or by address.
typedef enum MapKeyPassing { MAP_KEY_VALUE, MAP_KEY_MADE_WORD, MAP_KEY_ADDRESS } MapKeyPassing;
MapKeyPassing map_key_passing(Lowerer *l, Type *map_type);

// ---- closure.c
Operand lower_func_lit(Context *c, FuncLit *x);
ValueId make_closure(Context *c, Instance *instance, Operand *values);  // values of captures (by reference: addresses)
void layout_captures(Lowerer *l, Instance *instance);
void bind_captures(Context *c);
bool capture_by_value(Object *object, Type *type);
// method.c
Operand method_value(Context *c, Operand receiver, Type *receiver_type, Object *method, MethodSetEntry *entry, Pos pos);

// ---- method.c: selections and wrappers
typedef struct MethodRef {
  Object *method;  // FUNC found on the concrete type, or method of an interface
  Type *holder;    // type the method was found on (named type, or interface)
  bool in_interface;
} MethodRef;
// Walks a selection's embedded fields from x and gives the receiver as the method wants it.
Operand select_receiver(Context *c, SelectorExpr *x, MethodRef *ref);
// As select_receiver of x, an interface with a value of type `concrete` in it.
Operand select_receiver_in(Context *c, SelectorExpr *x, Type *concrete, MethodRef *ref);
MethodRef find_method(Context *c, Type *receiver, Object *method, uint32_t **path, uint32_t *path_len);
Operand lower_selector(Context *c, SelectorExpr *x);
Address selector_address(Context *c, SelectorExpr *x);
Operand method_expression(Context *c, SelectorExpr *x);
Symbol *interface_method_symbol(Lowerer *l, Type *type, MethodSetEntry *entry);  // Ifn
Symbol *direct_method_symbol(Lowerer *l, Type *type, MethodSetEntry *entry);     // Tfn
void lower_wrapper_instance(Lowerer *l, Instance *instance);
void lower_method_value_instance(Lowerer *l, Instance *instance);
uint32_t interface_method_index(Lowerer *l, Type *interface_type, Object *method);
ValueId load_interface_code(Context *c, Operand receiver, uint32_t index);
Type *method_signature(Lowerer *l, Object *method);

// ---- stmt.c
void lower_block(Context *c, BlockStmt *block);
void lower_list(Context *c, Stmt **list, uint32_t count);
void lower_list_behind(Context *c, Pos token, const StmtVec *list);  // behind the brace or colon there
void lower_stmt(Context *c, Stmt *s);
void lower_var_decl(Context *c, VarDecl *d);
BlockId label_block(Context *c, LabeledStmt *s);
void push_target(Context *c, Target *t, Stmt *stmt, BlockId break_block, BlockId continue_block);
void pop_target(Context *c);
// range.c, range_func.c, select.c, defer.c
void lower_range(Context *c, ForStmt *s, RangeClause *r);
void lower_range_func(Context *c, ForStmt *s, RangeClause *r);
void lower_range_body_instance(Lowerer *l, Instance *instance);
bool range_leave(Context *c, uint8_t kind, Stmt *target, ReturnStmt *ret);  // false: not inside a range body
void lower_select(Context *c, SelectStmt *s);
void lower_go_defer(Context *c, CallStmt *s);
// defer_frame.c: records of deferred calls in the frame
void defer_scan(Context *c, BlockStmt *body);  // finds the defer statements
void defer_prepare(Context *c);                // at the entry
bool defer_runs_once(Context *c, CallStmt *s);
void defer_in_frame(Context *c, ValueId function);         // notes a func() for the exits
void defer_exit(Context *c);                               // before a return: makes the calls
void range_defer(Context *c, ValueId closure);             // range_func.c: defer in the body of a loop over a function
void lower_call_instance(Lowerer *l, Instance *instance);  // defer.c
void lower_return(Context *c, ReturnStmt *s);              // function.c

// ---- edges.c: counters of what runs, for fuzzing. All do nothing where the package is not counted.
void edges_begin(Context *c);
void edges_end(Context *c);
void count_edge(Context *c);                  // here
BlockId counted_way(Context *c, BlockId to);  // a block that counts and goes on in `to`; `to` itself if none does
// A variable that stands for where the program's counters begin or end.
bool is_bound_of_edges(Lowerer *l, const Object *object);

// ---- cover.c: counters of coverage
// The counters of a package; NULL: it is not covered.
static inline const CoverPackage *cover_of(const Program *program, const Package *package) {
  return program->coverage && package ? program->coverage->packages[package->number] : NULL;
}
void cover_count(Context *c, Pos pos);                   // the counter that stands there, if there is one
void cover_number(Lowerer *l, const Package *package);   // the next package that is initialized
Symbol *cover_register(Lowerer *l, Instance *instance);  // makes the function that tells the runtime of them all
void cover_start(Context *c);                            // in main's init: has data written at the end

// ---- switch.c
void lower_switch(Context *c, SwitchStmt *s);

// ---- assign.c
void lower_assign(Context *c, AssignStmt *s);
// What an assignment goes to, evaluated as far as the order of evaluation asks.
typedef struct AssignPlace {
  uint8_t kind;  // PLACE_*
  Type *type;
  Address address;
  Type *map_type;
  ValueId map;
  Operand key;
} AssignPlace;
enum { PLACE_BLANK, PLACE_MEMORY, PLACE_MAP };
Type *assigned_type(Context *c, Expr *x);  // of a left side that is not blank
AssignPlace lower_place(Context *c, Expr *x);
void assign_place(Context *c, AssignPlace *p, Operand value);
// Assigns or declares (define) the variables of a range clause, comm clause …: value converted to the target's type.
void assign_expr(Context *c, Expr *lhs, Operand value, bool define);
// One assignment of a list.
typedef struct Assignment {
  Expr *lhs;         // NULL: `variable`
  Object *variable;  // declared here, or a result; NULL, also without lhs: none
  bool declares;
  Type *type;     // of the left side, NULL: any
  Expr *rhs;      // NULL: `value`
  Operand value;  // afterwards: what was assigned, of a result
} Assignment;
// a, b = x, y as far as all calls have been hoisted: each assignment in turn, but what earlier ones may change first.
void assign_list(Context *c, Assignment *list, uint32_t count);

// ---- static_init.c
// Tries to write x as data at symbol + offset; false (and nothing lasting done) if it is not static.
bool is_string_only(Lowerer *l, Type *type);  // no pointers but those of strings
bool static_init(Lowerer *l, Instance *environment, Package *package, Symbol *symbol, int64_t offset, Type *type,
                 Expr *x);
// Data behind a value that code makes: literals whose elements are known in part.
typedef struct StaticData {
  Symbol *symbol;
  uint32_t number;  // for names of what its pointers refer to
} StaticData;
StaticData static_data(Context *c, SymbolKind kind, Type *type);
bool static_part(Context *c, Type *type, Expr *x);  // can x be written as data?
void static_part_write(Context *c, StaticData *data, int64_t offset, Type *type, Expr *x);
bool is_evaluated_once(const Context *c);  // code that runs once: what pointers refer to may be data as well
// Makes a symbol data, or zeroed memory, for a value of a type: its size, alignment and pointers.
void symbol_set_type(Lowerer *l, Symbol *symbol, SymbolKind kind, Type *type);
void symbol_reserve(Lowerer *l, Symbol *symbol, int64_t size);
void symbol_write(Lowerer *l, Symbol *symbol, int64_t offset, const void *bytes, size_t count);
Symbol *global_symbol(Lowerer *l, Object *variable);  // init.c: reaches it
// ---- embed.c: makes a variable's symbol the data of the files that its //go:embed names
void embed_init(Lowerer *l, Symbol *symbol, Object *variable, Embed *embed);
// ---- init.c
void init_packages(Lowerer *l);  // decides which initializers are static
bool init_step(Lowerer *l);      // queues fragments of variables reached; true if there were new ones
void init_finish(Lowerer *l);    // makes pkg.init functions and the list of tasks
void lower_init_fragment(Lowerer *l, Instance *instance);
const char *object_symbol_name(Lowerer *l, Object *object);

// ---- intrinsic.c
void find_intrinsics(Lowerer *l);  // of the program's packages, before anything is lowered
// Is a call of the declared function an operation?
bool is_intrinsic(Lowerer *l, const Object *function);
bool lower_intrinsic(Context *c, Object *function, Operand *operands, uint32_t count, Signature *signature,
                     Operand *results);

#endif
