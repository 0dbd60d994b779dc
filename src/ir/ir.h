// The SSA form, one from lowering to selection. A Func holds blocks
// and values in arrays indexed by 32-bit handles (0: none); memory is the
// function's arena. Values are scalars: aggregates are either split into
// component values by lowering (strings, slices, interfaces, small structs) or
// live in memory (ALLOC) and move by MOVE/ZERO. Effects are ordered by their
// place in the block's instruction list; PURE values may be moved.
//
// Passes: one function f(Func *) each, named in opt/passes.def, dumped and
// verified by name. Text form: print.c writes it, parse.c reads it (docs/ir.md).
#ifndef TUCO_IR_H
#define TUCO_IR_H

#include "abi/limits.h"
#include "ir/symbol.h"
#include "layout/layout.h"

struct Type;

typedef uint32_t ValueId;
typedef uint32_t BlockId;
typedef Vec(ValueId) ValueVec;

typedef enum IrType {
  IR_VOID = SCALAR_NONE,
  IR_I8 = SCALAR_I8,
  IR_I16 = SCALAR_I16,
  IR_I32 = SCALAR_I32,
  IR_I64 = SCALAR_I64,
  IR_F32 = SCALAR_F32,
  IR_F64 = SCALAR_F64,
  IR_P = SCALAR_P,
  IR_TYPE_COUNT = SCALAR_COUNT
} IrType;

typedef enum Op {
  IR_NONE,
#define OP(name, text, types, flags) IR_##name,
#include "ir/ops.def"
#undef OP
  IR_GENERIC_COUNT,
  IR_MACHINE = 256  // machine operations start here (arch/<arch>/machine.def)
} Op;

enum {
  OPF_PURE = 1,
  OPF_READ = 2,
  OPF_WRITE = 4,
  OPF_TRAP = 8,
  OPF_CALL = 16,
  OPF_COMM = 32,
  OPF_COMPARE = 64,
  OPF_VARIABLE = 128
};
typedef struct OpInfo {
  const char *name;
  const char *types;  // as in ops.def
  int8_t args;        // -1: any number
  uint16_t flags;     // OPF_*
} OpInfo;
extern const OpInfo ir_op_info[IR_GENERIC_COUNT];
static inline bool ir_is_comparison(uint16_t op) {
  return op < IR_GENERIC_COUNT && (ir_op_info[op].flags & OPF_COMPARE);
}
static inline bool ir_is_int_comparison(uint16_t op) { return ir_is_comparison(op) && ir_op_info[op].types[1] != 'f'; }
static inline bool ir_op_has_call(uint16_t op) {  // Value.call
  return op == IR_CALL || op == IR_CALL_CLOSURE || op == IR_CALL_INDIRECT || op == IR_CALL_LEAF || op == IR_CALL_SYSTEM;
}

// Value.flags
enum {
  VALUE_SHIFT_BOUNDED = 1,      // SHL/SHR/SAR
  VALUE_STORE_INIT = 1,         // STORE/MOVE into fresh memory: no write barrier, old content is not a pointer
  VALUE_NO_NIL = 2,             // LOAD/STORE/MOVE/ZERO: address is known not nil
  VALUE_ALLOC_PINNED = 1,       // ALLOC: stays in memory (results of functions with defer)
  VALUE_ALLOC_ZEROED = 2,       // ALLOC: lowering zeroes it right after
  VALUE_ALLOC_HEAP = 4,         // ALLOC: escape analysis has decided: heap
  VALUE_ALLOC_STACK = 8,        // ALLOC: decided: frame
  VALUE_ALLOC_NEVER_HEAP = 16,  // ALLOC: temporary of lowering whose address never escapes by construction
  VALUE_ALLOC_CONFINED = 32,    // STACK_SLOT: its address reaches no result of a call and no integer
  VALUE_ALLOC_OR_NIL = 64,  // ALLOC: room that a runtime function may use; nil where it would have to be on the heap
  VALUE_ALLOC_BOX = 128,    // ALLOC: holds a value for an interface: stored whole right after, and never again
  VALUE_VOLATILE = 4,       // LOAD/STORE: keep (syntactically required nil check or atomic neighbour)
  VALUE_LENGTH = 8,         // LOAD, PARAM, RESULT, PHI: a length or capacity, never negative
  VALUE_DEBUG_ADDRESS = 1,  // DEBUG_VALUE: of the variable as a whole; what is watched is where it lives
  VALUE_DEBUG_CONST = 2     // DEBUG_VALUE: the component is value->constant, nothing is watched
};

enum { VALUE_INLINE_ARGS = 3 };

typedef struct CallInfo CallInfo;

typedef struct Value {
  uint16_t op;
  uint8_t type;   // IrType of the result
  uint8_t flags;  // VALUE_*
  uint32_t arg_count, arg_cap;
  union {
    ValueId inline_args[VALUE_INLINE_ARGS];
    struct {
      uint32_t pool_offset;
    } far;  // more than three: in func->arg_pool
  };
  BlockId block;   // 0: not placed
  uint32_t pos;    // index into func->positions
  int32_t offset;  // memory operations, SYMBOL; DEBUG_VALUE: the component, in bytes
  uint32_t index;  // PARAM, RESULT, PROJECT, BOUNDS_CHECK; DEBUG_VALUE: the variable
  union {
    int64_t constant;
    int64_t watched;  // DEBUG_VALUE: a ValueId, 0 gone; debug_watched reads it
    Symbol *symbol;
    struct Type *go_type;  // ALLOC, MOVE, ZERO
    CallInfo *call;
  };
} Value;

typedef enum BlockKind {
  BLOCK_NONE,
  BLOCK_JUMP /* succ 0 */,
  BLOCK_IF /* control != 0: succ 0, else succ 1 */,
  BLOCK_SWITCH /* control I64 in [0, succ_count): jump table */,
  BLOCK_RETURN /* results: block->results */,
  BLOCK_UNREACHABLE /* after a call that never returns */
} BlockKind;

// The collector must not start between the test of its flag and the MOVE or ZERO that the test is for: the back end
// marks what lies between as unsafe points. (A WRITE_BARRIER and its STORE are known by themselves.)
enum {
  BARRIER_TESTS = 1,   // from the terminator's test on
  BARRIER_SHADES = 2,  // the whole block: the call that shades
  BARRIER_WRITES = 4   // up to and with the first MOVE or ZERO
};

typedef struct Block {
  uint8_t kind;
  int8_t likely;    // BLOCK_IF: 1 succ 0 likely, -1 succ 1 likely
  bool cold;        // panics and other slow paths: laid out last
  uint8_t barrier;  // BARRIER_*: parts of a sequence in which the goroutine may not be stopped
  ValueId control;
  uint32_t pos;        // of the terminator
  ValueVec values;     // phis first; then in order of execution
  Vec(BlockId) preds;  // order is that of phi operands
  Vec(BlockId) succs;
  Vec(ValueId) results;  // RETURN: flattened results
} Block;

// ---- signatures as the calling convention sees them
// A parameter or result: its scalar components in order, flattened. Small aggregates are
// passed as component values; large ones (more than ABI_MAX_COMPONENTS, or
// arrays longer than 1) by_address: one operand, the address of memory that the
// ABI lowering copies from (arguments) or to (results).
enum { ABI_MAX_COMPONENTS = 6 };
typedef struct AbiParam {
  struct Type *go_type;
  int64_t size;
  uint32_t align;
  uint16_t component_count;  // all of them, also when by_address, as far as they may be in registers
  bool by_address;           // how the IR carries it
  bool no_registers;         // array longer than 1 inside: always on the stack
  const Leaf *components;
  // assignment (abi.c):
  bool in_registers;
  uint8_t *registers;    // a component: number in the class (0.. ints, 0.. floats)
  int32_t stack_offset;  // from the base of the incoming/outgoing stack area, if not in registers
  int32_t spill_offset;  // parameters in registers: slot, from the start of the spill area (CFA + args_size)
} AbiParam;
typedef struct AbiSignature {
  uint32_t param_count, result_count;
  AbiParam *params, *results;  // the receiver is params[0]
  int32_t args_size;           // stack area: stack-assigned arguments and results
  int32_t spill_size;          // spill area after it
  int64_t too_large;  // bytes of the stack area if they are over ABI_MAX_FRAME (such a function is an error), else 0
  uint32_t flat_param_count, flat_result_count;  // operands / components in IR terms (by_address counts one)
} AbiSignature;
struct CallInfo {
  AbiSignature *signature;  // NULL for C calls
  Symbol *target;           // CALL, CALL_LEAF, CALL_SYSTEM
  bool never_returns;
  bool no_escape;         // pointer arguments do not escape (//go:noescape, C); what they point to may
  bool reads_only;        // C that writes no memory (//tuco:reads)
  struct Object *callee;  // for inlining and messages, may be NULL
};
// Operands of a call: [function value | code address,] flattened arguments, then one address a by_address result.

typedef struct Position {  // Value.pos indexes these; 0 is "no position"
  Pos pos;
  int32_t inline_node;  // into func->inlines, -1: not inlined
} Position;
typedef struct InlineSite {
  int32_t parent;
  Symbol *callee;
  const char *name;
  Pos call_pos;
  Pos start;
  uint8_t kind;
  bool no_preempt;
} InlineSite;

// A variable of the source, or of a function that was inlined, as DEBUG_VALUEs name it.
typedef struct DebugVariable {
  const char *name;
  struct Type *go_type;
  Pos pos;              // of the declaration
  int32_t inline_node;  // into func->inlines, -1: of the function itself
  bool is_param, is_result;
} DebugVariable;

typedef struct Func {
  Arena *arena;       // per function
  Arena *scratch;     // memory of one pass: the driver of the passes resets it after each. NULL: use arena
  Arena *lasting;     // memory of flow, reset by the driver when that is no more. NULL: use arena
  struct Flow *flow;  // order.c: what is known of the control flow as it is now, NULL nothing
  Session *session;
  Symbol *symbol;
  const char *display_name;
  AbiSignature *signature;
  Vec(Value) values;  // [0] unused
  Vec(Block) blocks;  // [0] unused; [1] entry
  Vec(ValueId) arg_pool;
  Vec(Position) positions;  // [0] none
  Vec(InlineSite) inlines;
  Vec(DebugVariable) variables;  // with -d=variables; none, and no DEBUG_VALUE, without
  uint32_t debug_values;         // how many of values' entries were made for DEBUG_VALUEs
  Pos start;                     // of the declaration
  uint8_t kind;                  // FuncKind (abi/functab.h)
  bool no_preempt;               // never stopped by a signal: the runtime, nosplit functions; also where it is inlined
  bool of_runtime;               // package runtime's own
  // is_init, cold: initialization, runs once; needs_context: reads its closure object
  bool nosplit, noinline, has_defer, has_recover, is_init, needs_context, cold;
  bool literal;           // a function literal or the body of a loop over a function
  bool calls_inlined;     // opt/: the inliner has seen the direct calls; what it looks at again are closure calls
  BlockId recover_block;  // where a recovered panic resumes, 0: none; entered with only memory valid
  void *escape_summary, *inline_body;  // opt/: on the Func behind the symbol, for callers
  uint32_t number;                     // in canonical order, from opt_program on
  struct OptEnv *env;                  // opt/: what passes need from the driver
  struct PackedBody *packed;           // pack.c: while it waits this stands for values, blocks and positions
} Func;

// func.c: building
Func *func_new(Session *session, Arena *arena, Symbol *symbol);
BlockId func_new_block(Func *f);
static inline Arena *func_scratch(Func *f) { return f->scratch ? f->scratch : f->arena; }
// v may be 0 (no value), whose operation is IR_NONE.
static inline Value *func_value(Func *f, ValueId v) {
  assert_debug(v < f->values.len);
  return &f->values.data[v];
}
static inline Block *func_block(Func *f, BlockId b) {
  assert_debug(b < f->blocks.len);
  return &f->blocks.data[b];
}
static inline bool value_is_slot(const Value *value) { return value->op == IR_STACK_SLOT || value->op == IR_ALLOC; }
// Makes a value at the end of block b (phis: among the phis). Pointers into f->values die on every new value.
ValueId value_new(Func *f, BlockId b, Op op, IrType type, uint32_t pos);
ValueId value_new0(Func *f, BlockId b, Op op, IrType type, uint32_t pos);
ValueId value_new1(Func *f, BlockId b, Op op, IrType type, uint32_t pos, ValueId x);
ValueId value_new2(Func *f, BlockId b, Op op, IrType type, uint32_t pos, ValueId x, ValueId y);
ValueId value_new3(Func *f, BlockId b, Op op, IrType type, uint32_t pos, ValueId x, ValueId y, ValueId z);
ValueId value_const(Func *f, BlockId b, IrType type, int64_t bits);  // entry-independent; placed in b
ValueId value_symbol(Func *f, BlockId b, Symbol *symbol, int32_t offset);
// Makes a value without placing it; passes insert it into a block's list themselves.
ValueId value_new_unplaced(Func *f, Op op, IrType type, uint32_t pos);
void value_add_arg(Func *f, ValueId v, ValueId arg);
// Dies with the next value_add_arg or value_new.
static inline ValueId *value_args(Func *f, ValueId v) {
  Value *value = func_value(f, v);
  return value->arg_cap ? f->arg_pool.data + value->far.pool_offset : value->inline_args;
}
static inline ValueId value_arg(Func *f, ValueId v, uint32_t i) {
  assert_debug(i < func_value(f, v)->arg_count);
  return value_args(f, v)[i];
}
void value_set_arg(Func *f, ValueId v, uint32_t i, ValueId arg);
uint32_t func_position(Func *f, Pos pos, int32_t inline_node);  // interns a position
uint32_t ir_type_size(IrType type);

// edit.c: editing
int64_t ir_constant_bits(IrType type, int64_t bits);         // as values keep them: sign-extended from the type's width
void value_make_const(Func *f, ValueId v, int64_t bits);     // rewrite in place
void value_make_copy_of(Func *f, ValueId v, ValueId other);  // replace all uses later: see func_replace_uses
void value_make_result_of(Func *f, ValueId v, ValueId call);  // component 0
// What v is a copy of, through all COPYs.
static inline ValueId value_resolve(Func *f, ValueId v) {
  while (func_value(f, v)->op == IR_COPY) v = value_arg(f, v, 0);
  return v;
}
// Not placed, and without operands.
ValueId value_copy(Func *f, ValueId v);
// Puts replacement[v] (0: keep) for v in all values, controls and results; chains are followed.
void func_replace_uses(Func *f, const ValueId *replacement);
void func_remove_copies(Func *f);     // replaces and drops all COPYs; no COPY is left between passes
void value_kill(Func *f, ValueId v);  // marks v NONE; taking it out of its block's list is the caller's

uint32_t block_phi_count(Func *f, BlockId b);
void block_insert(Func *f, BlockId b, uint32_t at, ValueId v);      // v becomes number `at` of the block's values
void block_set_values(Func *f, BlockId b, const ValueVec *values);  // the list, in f->arena, becomes the block's
void block_drop_single_phis(Func *f, BlockId b);                    // of a block with one predecessor: become COPYs

uint32_t block_pred_index(Func *f, BlockId from, uint32_t succ_index);  // index of the edge among its target's preds
uint32_t block_succ_index(Func *f, BlockId b, uint32_t pred_index);     // and among its source's succs
void block_add_edge(Func *f, BlockId from, BlockId to);                 // appends to succs and preds
void block_remove_edge(Func *f, BlockId from, uint32_t succ_index);     // and the phi operands
// Leads an edge to another block, at the end of whose preds it comes: the caller gives that one's phis their operands.
void block_move_edge(Func *f, BlockId from, uint32_t succ_index, BlockId to);
// A new block on the edge, at its place on both sides.
BlockId block_split_edge(Func *f, BlockId from, uint32_t succ_index);
void block_swap_succs(Func *f, BlockId b);  // two different ones
// One side of an edge only, the first that is found.
void block_replace_pred(Func *f, BlockId b, BlockId old, BlockId with);
void block_replace_succ(Func *f, BlockId b, BlockId old, BlockId with);
void block_set_jump(Func *f, BlockId b, BlockId to);
void block_set_if(Func *f, BlockId b, ValueId control, BlockId then, BlockId otherwise);
// Takes the terminator with its edges off a block that is split, to be put to its last part by block_put_end.
Block block_take_end(Func *f, BlockId b);
void block_put_end(Func *f, BlockId b, const Block *end, BlockId from);
void block_clear(Func *f, BlockId b);  // it is none any more; nothing leads to it, its values are dead or elsewhere

// debug.c: DEBUG_VALUEs, which no pass may see in what it decides. A claim is one of them.
static inline bool value_is_debug(const Value *value) { return value->op == IR_DEBUG_VALUE; }
// How large the function is, and how many values stand in a block: claims aside.
static inline uint32_t func_size(const Func *f) { return f->values.len - f->debug_values; }
uint32_t block_size(Func *f, BlockId b);
bool block_is_empty(Func *f, BlockId b);
// The value that a claim is about, 0: of something that is no claim, or one of a constant, or one that says `gone`.
static inline ValueId debug_watched(const Value *value) {
  return value_is_debug(value) && !(value->flags & VALUE_DEBUG_CONST) ? (ValueId)value->watched : 0;
}
void debug_watch(Func *f, ValueId claim, ValueId watched);  // 0: gone
// Not placed.
ValueId debug_value_new(Func *f, uint32_t variable, int32_t offset, ValueId watched, uint32_t pos);
// Of the variable as a whole.
ValueId debug_gone_new(Func *f, uint32_t variable, uint32_t pos);
void debug_make_gone(Func *f, ValueId claim);
bool debug_is_gone(Func *f, ValueId v, uint32_t variable);
// The same claim about another value, for a block that gets a copy.
ValueId debug_copy(Func *f, ValueId claim, ValueId watched);
uint32_t func_add_variable(Func *f, const DebugVariable *variable);  // its number
// The scalar of the variable's type that a claim is about, NULL none: of the whole, or of something else than a scalar.
const Leaf *debug_leaf(Func *f, const Value *claim);
// Before the edge that is b's predecessor number `pred_index` is led to `target` past b, which makes nothing but phis:
// what b's claims say is said on the way, or that it is not known.
void debug_bypass(Func *f, BlockId b, uint32_t pred_index, BlockId target);
// What holds after a pass: claims of values that are no more, or are not there yet, say `gone`; those of constants are
// claims of their bits.
void func_settle_debug_values(Func *f);
void func_drop_debug_values(Func *f);

// Of the values that are in blocks: how many, [0] included; entries of their operand lists, and of the blocks' lists.
typedef struct FuncSize {
  uint32_t values, pooled, listed;
} FuncSize;

// pack.c: what a function becomes while it waits for its next stage. The bytes are behind the symbols.
typedef struct PackedBody {
  FuncSize size;
  uint32_t blocks, positions;  // what func_unpack makes room for
  uint32_t symbols;
  Symbol *symbol[];  // of all calls (NULL: none) and SYMBOLs, in order
} PackedBody;
Func *func_pack(const Func *from, Arena *arena, Arena *scratch);
Func *func_unpack(Func *waiting, Arena *arena);  // once: the packed body is gone
// copy.c: a compact copy without the values that are in no block; the others get new numbers. It shares nothing with
// `from` but signatures, names and what opt/ hangs on it.
Func *func_copy(const Func *from, Arena *arena, Arena *scratch);
FuncSize func_measure(const Func *f, ValueId *numbers);  // numbers: the values, in the order of blocks
Func *func_shell(const Func *from, Arena *arena);        // a copy without values, blocks and positions

// order.c, dominator.c, loop.c: analyses of the control flow, made when they are asked for and kept until it changes
// (func_flow_changed). What was asked for before a change describes the graph as it was, until the pass ends.
//
// The edges alone, close together: walks in depth jump about, and a Block and its lists are several lines of a cache.
typedef struct Graph {
  uint32_t *first;  // a block: the first of its neighbours; one more at the end
  BlockId *to;
} Graph;
typedef struct Order {
  BlockId *blocks;  // what is reached, in reverse postorder
  uint32_t count;
  uint32_t *place;  // a block: 1 + its index in blocks, 0 not reached
  bool cyclic;      // an edge leads back
  Graph succs;
  // Of the same walk, by the numbers in which it came to the blocks. 0: none; 1: a root above the entry and the recover
  // block, which is called block 0.
  uint32_t *number;  // a block
  BlockId *block;    // a number
  uint32_t *parent;  // a number
} Order;
const Order *func_order(Func *f);
void func_remove_unreachable(Func *f);
typedef struct Dominators {
  BlockId *idom;         // 0: of what the entry and the recover block both reach, and of these
  uint32_t *pre, *post;  // places in a walk of the tree; 0: not reached
  const BlockId *order;  // reverse postorder, as in Order
  BlockId *preorder;     // of the tree
  uint32_t order_count;  // of both
  Graph preds;
} Dominators;
const Dominators *func_dominators(Func *f);
static inline bool dominates(const Dominators *d, BlockId a, BlockId b) {
  return d->pre[a] <= d->pre[b] && d->post[b] <= d->post[a];
}
// A walk of the tree in preorder by a pass that knows things in a block and all below it. What it has learned stands in
// a trail, whose length it says: `keep` is how much of it holds in the next block.
typedef struct DominatorScope {
  BlockId block;
  uint32_t trail;
} DominatorScope;
typedef struct DominatorWalk {
  const Dominators *dominators;
  DominatorScope *scopes;
  uint32_t next, depth;
} DominatorWalk;
DominatorWalk dominator_walk(Func *f, const Dominators *d);
BlockId dominator_walk_next(DominatorWalk *w, uint32_t trail, uint32_t *keep);  // 0 at the end

typedef struct Loop {
  BlockId header;
  int32_t parent;
  uint32_t depth;
  Vec(BlockId) blocks;
} Loop;
typedef struct LoopNest {
  Vec(Loop) loops;
  int32_t *block_loop;
} LoopNest;  // block_loop: innermost, -1 none
const LoopNest *func_loops(Func *f);
bool *func_cyclic_blocks(Func *f);  // blocks on any cycle, also irreducible ones

typedef struct Flow {
  Order order;
  Dominators dominators;  // if .idom
  LoopNest loops;         // if .block_loop
} Flow;
// Blocks or edges are others now. edit.c's functions and func_new_block say so; passes that change lists of edges
// themselves have to.
static inline void func_flow_changed(Func *f) { f->flow = NULL; }
static inline Arena *func_lasting(Func *f) { return f->lasting ? f->lasting : f->arena; }

// print.c, parse.c, verify.c
char *func_print(Func *f, Arena *arena);
Func *func_parse(Session *session, Arena *arena, SymbolTable *table, const char *text, const char **error);
// ice()s with pass's name if the function is not well-formed: types, dominance, phi counts, RESULT after call, edges.
void func_verify(Func *f, const char *pass);

// abi.c
// Does a value of this shape live in memory, rather than as scalars?
static inline bool abi_in_memory(const TypeShape *shape) {
  return shape->long_array || shape->too_many_leaves || shape->leaf_count > ABI_MAX_COMPONENTS;
}
AbiParam abi_param(struct Type *type, const TypeShape *shape);
// Assigns registers and stack offsets as ABIInternal does (9 integer, 15 float registers on amd64).
void abi_assign(Arena *arena, AbiSignature *signature);
// The error of a frame over ABI_MAX_FRAME, in gc's words: bytes of each part, callee 0 if that is not the reason.
void abi_report_frame(Session *session, Pos pos, int64_t locals, int64_t args, int64_t callee);

#endif
