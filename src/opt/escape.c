// Escape analysis: which ALLOCs may live in the frame.
//
// A graph of flows between pointer values and the contents of ALLOCs (one node
// each for all that is stored in it). An edge says: `from`, dereferenced k
// times, flows to `to`. Going backward from the heap, every node learns the
// least number of dereferences at which it reaches the heap ("depth"). An ALLOC
// whose address has depth 0 goes to the heap, and what is stored in it with it:
// so a depth that is too small is always safe, and depths over ESCAPE_DEEPEST
// count as that. What is stored through any pointer that is not plainly the address of
// one ALLOC counts as stored in the heap. Integers made from pointers carry the
// flow through arithmetic, but not through x ^ 0 (as gc: internal/abi.NoEscape).
//
// A frame has one slot for an ALLOC in a loop: if the address may be seen by a
// later iteration (flows to a phi of a loop header or into a variable of an
// outer loop), the ALLOC goes to the heap. "Reach" is the least loop depth of
// such places that a value, dereferenced so often, flows to.
//
// ALLOCs that are room for a result (OR_NIL) become nil instead: the callee then makes the result on the heap.
//
// Summaries say how a function's operands flow on; interprocedural.c iterates
// over mutually recursive functions until their summaries stand still.
#include <string.h>

#include "opt/internal.h"

enum { MAX_FRAME_VARIABLE = 64 << 10, MAX_FRAME_TEMPORARY = 1 << 20, HEAP = 0, REACH_NONE = INT16_MAX };

typedef struct Reach {
  int16_t at[ESCAPE_DEEPEST + 1];  // by depth
} Reach;

typedef struct Edge {
  uint32_t from, next;
  uint8_t depth;
} Edge;

typedef struct Analysis {
  Func *f;
  uint32_t node_count, value_count;
  Vec(Edge) edges;      // [0] unused
  uint32_t *incoming;   // a node: list of edges into it
  uint32_t *content;    // a value: ALLOC's content node, 0 none
  Vec(ValueId) allocs;  // content node value_count + i belongs to allocs[i]
  bool *tainted;        // integers made from pointers
  uint8_t *depth;       // a node, in the current propagation
  bool *queued;
  uint32_t *work;
  uint32_t work_count;
  // results of the first propagation: what outlives the call
  bool *to_heap;  // of allocs
} Analysis;

static uint32_t sum_of_depths(uint32_t x, uint32_t y) { return x + y > ESCAPE_DEEPEST ? ESCAPE_DEEPEST : x + y; }

static void add_edge(Analysis *a, uint32_t to, uint32_t from, uint8_t depth) {
  if (depth >= ESCAPE_NEVER) return;
  vec_push(func_scratch(a->f), &a->edges, ((Edge){from, a->incoming[to], depth}));
  a->incoming[to] = a->edges.len - 1;
}

// The node of what lies at this address if that is one ALLOC, else 0.
static uint32_t content_at(Analysis *a, ValueId address) { return a->content[address_of(a->f, address).root]; }

// What is read from the address flows to node `to`.
static void flow_from_memory(Analysis *a, uint32_t to, ValueId address) {
  uint32_t content = content_at(a, address);
  if (content) add_edge(a, to, content, 0);
  else add_edge(a, to, address, 1);
}

static uint32_t memory_node(Analysis *a, ValueId address) {
  uint32_t content = content_at(a, address);
  return content ? content : HEAP;
}

// ---- calls

static const EscapeSummary *summary_of(const Value *value) {
  if ((value->op != IR_CALL && value->op != IR_CALL_CLOSURE) || !value->call->target || !value->call->target->func)
    return NULL;
  assert(value->call->target->func->escape_summary);  // callees come first
  return value->call->target->func->escape_summary;
}

static uint32_t first_operand(const Value *call) {
  return call->op == IR_CALL_CLOSURE || call->op == IR_CALL_INDIRECT ? 1 : 0;
}

static bool carries_pointer(Analysis *a, ValueId v) { return func_value(a->f, v)->type == IR_P || a->tainted[v]; }

// The operands of a call after its arguments: memory of the results that come by address, each with the number of the
// result. Returns how many there are.
static uint32_t result_memories(const Value *call, const ValueId *args, ValueId *memories, uint32_t *numbers) {
  const AbiSignature *signature = call->call->signature;
  uint32_t count = 0, flat = 0, at = first_operand(call) + signature->flat_param_count;
  for (uint32_t i = 0; i < signature->result_count; i++) {
    const AbiParam *result = &signature->results[i];
    if (result->by_address && at < call->arg_count) {
      memories[count] = args[at++];
      numbers[count++] = flat;
    }
    flat += result->by_address ? 1 : result->component_count;
  }
  return count;
}

// What flows from arguments into results that come by address. Of an unknown function nothing that is not in the heap,
// but those that keep nothing may return what they were given.
static void flow_into_results(Analysis *a, ValueId v) {
  const Value *call = func_value(a->f, v);
  const EscapeSummary *summary = call->call->no_escape ? NULL : summary_of(call);
  bool keeps_nothing = call->op == IR_CALL_LEAF || call->call->no_escape;
  if (!summary && !keeps_nothing) return;
  const ValueId *args = value_args(a->f, v);
  uint32_t result_count = call->call->signature->result_count, first = first_operand(call);
  ValueId *memories = arena_array(func_scratch(a->f), ValueId, result_count + 1);
  uint32_t *numbers = arena_array(func_scratch(a->f), uint32_t, result_count + 1);
  uint32_t count = result_memories(call, args, memories, numbers);
  for (uint32_t k = 0; k < count; k++) {
    uint32_t place = memory_node(a, memories[k]);
    for (uint32_t i = 0; i < call->call->signature->flat_param_count && first + i < call->arg_count; i++) {
      bool known = summary && i < summary->param_count && numbers[k] < summary->result_count;
      uint8_t depth = known ? summary->to_result[i * summary->result_count + numbers[k]] : 0;
      if (carries_pointer(a, args[first + i])) add_edge(a, place, args[first + i], depth);
    }
  }
}

static void flow_of_call(Analysis *a, ValueId v) {
  const Value *value = func_value(a->f, v);
  const CallInfo *call = value->call;
  const EscapeSummary *summary = call->no_escape ? NULL : summary_of(value);
  const ValueId *args = value_args(a->f, v);
  uint32_t first = first_operand(value), at = first;
  uint32_t end = call->signature ? first + call->signature->flat_param_count : value->arg_count;
  // C and //go:noescape functions do not keep the pointers, but may copy what they point to (typedmemmove, channels).
  uint8_t unknown = value->op == IR_CALL_LEAF || call->no_escape ? 1 : 0;
  if (!call->signature) {
    for (; at < end; at++)
      if (carries_pointer(a, args[at])) add_edge(a, HEAP, args[at], unknown);
    return;
  }
  for (uint32_t i = 0; i < call->signature->param_count; i++) {
    const AbiParam *param = &call->signature->params[i];
    for (uint32_t j = 0; j < (param->by_address ? 1u : param->component_count); j++, at++) {
      if (at >= value->arg_count || !carries_pointer(a, args[at])) continue;
      uint8_t depth = summary && at - first < summary->param_count ? summary->to_heap[at - first] : unknown;
      // The callee gets a copy of what a by-address operand points to, not the address.
      if (param->by_address && depth == 0) depth = 1;
      add_edge(a, HEAP, args[at], depth);
    }
  }
  flow_into_results(a, v);
}

static void flow_of_result(Analysis *a, ValueId v) {
  ValueId call_value = value_arg(a->f, v, 0);
  const Value *call = func_value(a->f, call_value);
  const ValueId *args = value_args(a->f, call_value);
  uint32_t result = func_value(a->f, v)->index;
  if (call->op == IR_CALL_LEAF || call->call->no_escape) {  // may return a pointer that it was given
    for (uint32_t i = 0; i < call->arg_count; i++)
      if (carries_pointer(a, args[i])) add_edge(a, v, args[i], 0);
    return;
  }
  const EscapeSummary *summary = summary_of(call);
  if (!summary) return;
  uint32_t first = first_operand(call);
  for (uint32_t i = 0; i < summary->param_count && first + i < call->arg_count; i++)
    if (result < summary->result_count && carries_pointer(a, args[first + i]))
      add_edge(a, v, args[first + i], summary->to_result[i * summary->result_count + result]);
}

// A code address stored at the start of an ALLOC makes it a closure: what the body does with its context may happen
// wherever the closure goes.
static void flow_of_closure(Analysis *a, ValueId store) {
  const Value *value = func_value(a->f, store);
  Address address = address_of(a->f, value_arg(a->f, store, 0));
  if (!a->content[address.root] || address.offset + value->offset != 0) return;
  const Value *code = func_value(a->f, value_arg(a->f, store, 1));
  if (code->op == IR_PTR_TO_INT) code = func_value(a->f, value_arg(a->f, value_arg(a->f, store, 1), 0));
  if (code->op != IR_SYMBOL || code->symbol->kind != SYMBOL_TEXT) return;
  const EscapeSummary *summary = code->symbol->func ? code->symbol->func->escape_summary : NULL;
  add_edge(a, HEAP, address.root, summary ? summary->context : 0);
}

// ---- building the graph

// x.f = x.g, x.f = x.f[i:j]: whoever gets at the one pointer through x could get at the other before.
static bool stores_own_content(Analysis *a, ValueId v) {
  ValueId from = value_arg(a->f, v, 1);
  while (func_value(a->f, from)->op == IR_PTR_ADD || func_value(a->f, from)->op == IR_NIL_CHECK)
    from = value_arg(a->f, from, 0);
  if (func_value(a->f, from)->op != IR_LOAD) return false;
  ValueId root = address_of(a->f, value_arg(a->f, v, 0)).root;
  return !a->content[root] && address_of(a->f, value_arg(a->f, from, 0)).root == root;
}

static void flow_of_store(Analysis *a, ValueId v) {
  ValueId stored = value_arg(a->f, v, 1);
  flow_of_closure(a, v);
  if (stores_own_content(a, v)) return;
  uint32_t place = memory_node(a, value_arg(a->f, v, 0));
  // Lowering vouches for those: a record of deferred calls is in the goroutine's list while the frame exists. In
  // another variable (the cases of a select) it counts, for what lies in it: a value that is sent escapes.
  if (func_value(a->f, stored)->flags & VALUE_ALLOC_NEVER_HEAP && a->content[stored] && place == HEAP) return;
  if (func_value(a->f, stored)->type == IR_P) add_edge(a, place, stored, 0);
}

static bool is_zero(Func *f, ValueId v) { return func_value(f, v)->op == IR_CONST && func_value(f, v)->constant == 0; }

static void flow_of_value(Analysis *a, ValueId v) {
  Func *f = a->f;
  const Value *value = func_value(f, v);
  const ValueId *args = value_args(f, v);
  switch (value->op) {
    case IR_PHI:
    case IR_SELECT:
      if (value->type != IR_P) break;
      for (uint32_t i = value->op == IR_SELECT; i < value->arg_count; i++) add_edge(a, v, args[i], 0);
      break;
    case IR_NIL_CHECK:
    case IR_PTR_ADD: add_edge(a, v, args[0], 0); break;
    case IR_PTR_TO_INT:
      a->tainted[v] = true;
      add_edge(a, v, args[0], 0);
      break;
    case IR_XOR:
      if (is_zero(f, args[0]) || is_zero(f, args[1])) break;
      // fall through
    case IR_ADD:
    case IR_SUB:
    case IR_AND:
    case IR_OR:
    case IR_SHL:
    case IR_SHR:
    case IR_SAR:
    case IR_NOT:
    case IR_NEG:
    case IR_MUL:
    case IR_SDIV:
    case IR_UDIV:
    case IR_SREM:
    case IR_UREM:
      for (uint32_t i = 0; i < value->arg_count; i++) {
        if (!a->tainted[args[i]]) continue;
        a->tainted[v] = true;
        add_edge(a, v, args[i], 0);
      }
      break;
    case IR_INT_TO_PTR:
      if (a->tainted[args[0]]) add_edge(a, v, args[0], 0);
      break;
    case IR_LOAD:
    case IR_ATOMIC_LOAD:
      if (value->type == IR_P) flow_from_memory(a, v, args[0]);
      break;
    case IR_STORE: flow_of_store(a, v); break;
    case IR_MOVE:
      if (has_pointers(f, value->go_type)) flow_from_memory(a, memory_node(a, args[0]), args[1]);
      break;
    case IR_ATOMIC_STORE:
    case IR_ATOMIC_XCHG:
    case IR_ATOMIC_CAS:
      if (func_value(f, args[value->arg_count - 1])->type == IR_P) add_edge(a, HEAP, args[value->arg_count - 1], 0);
      if (value->type == IR_P) flow_from_memory(a, v, args[0]);
      break;
    case IR_RESULT:
      if (value->type == IR_P) flow_of_result(a, v);
      break;
    default:
      if (ir_op_has_call(value->op)) flow_of_call(a, v);
  }
}

static void build_graph(Analysis *a, const Dominators *d) {
  Func *f = a->f;
  a->value_count = f->values.len;
  a->content = arena_array(func_scratch(f), uint32_t, a->value_count);
  a->tainted = arena_array(func_scratch(f), bool, a->value_count);
  for (ValueId v = 1; v < f->values.len; v++) {
    const Value *value = func_value(f, v);
    if ((value->op != IR_ALLOC && value->op != IR_STACK_SLOT) || !value->block) continue;
    a->content[v] = a->value_count + a->allocs.len;
    vec_push(func_scratch(f), &a->allocs, v);
  }
  a->node_count = a->value_count + a->allocs.len;
  a->incoming = arena_array(func_scratch(f), uint32_t, a->node_count);
  vec_push(func_scratch(f), &a->edges, (Edge){0});
  for (uint32_t i = 0; i < d->order_count; i++) {
    const Block *block = func_block(f, d->order[i]);
    for (uint32_t j = 0; j < block->values.len; j++) flow_of_value(a, block->values.data[j]);
  }
  a->depth = arena_array(func_scratch(f), uint8_t, a->node_count);
  a->queued = arena_array(func_scratch(f), bool, a->node_count);
  a->work = arena_array(func_scratch(f), uint32_t, a->node_count + 1);
}

// ---- propagation

static void lower_depth(Analysis *a, uint32_t node, uint32_t depth) {
  if (depth >= a->depth[node]) return;
  a->depth[node] = (uint8_t)depth;
  if (a->queued[node]) return;
  a->queued[node] = true;
  a->work[a->work_count++] = node;
}

static void start(Analysis *a) {
  memset(a->depth, ESCAPE_NEVER, a->node_count);
  a->work_count = 0;
}

static void propagate(Analysis *a) {
  while (a->work_count) {
    uint32_t node = a->work[--a->work_count];
    a->queued[node] = false;
    uint32_t depth = a->depth[node];
    for (uint32_t e = a->incoming[node]; e; e = a->edges.data[e].next)
      lower_depth(a, a->edges.data[e].from, sum_of_depths(depth, a->edges.data[e].depth));
    if (node < a->value_count && a->content[node]) lower_depth(a, a->content[node], depth ? depth - 1 : 0);
  }
}

// The values that leave as results: `only` >= 0 picks one operand of the returns.
static void start_results(Analysis *a, int32_t only, bool by_address) {
  Func *f = a->f;
  const AbiSignature *signature = f->signature;
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    if (block->kind != BLOCK_RETURN) continue;
    uint32_t at = 0;
    for (uint32_t i = 0; signature && i < signature->result_count; i++) {
      const AbiParam *result = &signature->results[i];
      for (uint32_t j = 0; j < (result->by_address ? 1u : result->component_count); j++, at++) {
        if (at >= block->results.len || (only >= 0 && at != (uint32_t)only)) continue;
        ValueId v = block->results.data[at];
        if (result->by_address) {
          uint32_t content = content_at(a, v);
          if (by_address && content) lower_depth(a, content, 0);
          else if (by_address) lower_depth(a, v, 1);
        } else if (func_value(f, v)->type == IR_P && !by_address) {
          lower_depth(a, v, 0);
        }
      }
    }
  }
}

// ---- loops

typedef struct LoopDepths {
  uint32_t *of_block;
  bool *header;
  bool irreducible;
} LoopDepths;

static LoopDepths loop_depths(Func *f, const Dominators *d) {
  LoopDepths l = {.of_block = arena_array(func_scratch(f), uint32_t, f->blocks.len),
                  .header = arena_array(func_scratch(f), bool, f->blocks.len)};
  const Order *order = func_order(f);
  if (!order->cyclic) return l;
  for (uint32_t i = 0; i < order->count; i++)
    for (uint32_t k = order->succs.first[order->blocks[i]]; k < order->succs.first[order->blocks[i] + 1]; k++) {
      BlockId succ = order->succs.to[k];
      if (order->place[succ] <= i + 1 && !dominates(d, succ, order->blocks[i])) l.irreducible = true;
    }
  const LoopNest *nest = func_loops(f);
  bool *cyclic = l.irreducible ? func_cyclic_blocks(f) : NULL;
  for (BlockId b = 1; b < f->blocks.len; b++) {
    if (nest->block_loop[b] >= 0) l.of_block[b] = nest->loops.data[nest->block_loop[b]].depth;
    else if (cyclic && cyclic[b]) l.of_block[b] = 1;
  }
  for (uint32_t i = 0; i < nest->loops.len; i++) l.header[nest->loops.data[i].header] = true;
  return l;
}

static int16_t reach_of_place(const Analysis *a, const LoopDepths *loops, uint32_t node) {
  bool is_content = node >= a->value_count;
  const Value *value = func_value(a->f, is_content ? a->allocs.data[node - a->value_count] : node);
  if (!value->block || (!is_content && value->op != IR_PHI)) return REACH_NONE;
  if (loops->irreducible) return 0;
  if (is_content) return (int16_t)loops->of_block[value->block];
  return loops->header[value->block] ? (int16_t)(loops->of_block[value->block] - 1) : REACH_NONE;
}

static void lower_reach(Analysis *a, Reach *reach, uint32_t node, uint32_t depth, int16_t to) {
  if (to >= reach[node].at[depth]) return;
  reach[node].at[depth] = to;
  if (a->queued[node]) return;
  a->queued[node] = true;
  a->work[a->work_count++] = node;
}

// The least loop depth of a place that outlives iterations and that a node, dereferenced so often, flows to. As with
// the heap, what lies in a variable that outlives an iteration does so, too: its content is such a place.
static Reach *find_reach(Analysis *a, const LoopDepths *loops) {
  Reach *reach = arena_array(func_scratch(a->f), Reach, a->node_count);
  a->work_count = 0;
  for (uint32_t node = 0; node < a->node_count; node++)
    for (uint32_t k = 0; k <= ESCAPE_DEEPEST; k++) reach[node].at[k] = REACH_NONE;
  for (uint32_t node = 1; node < a->node_count; node++) lower_reach(a, reach, node, 0, reach_of_place(a, loops, node));
  while (a->work_count) {
    uint32_t node = a->work[--a->work_count];
    a->queued[node] = false;
    for (uint32_t k = 0; k <= ESCAPE_DEEPEST; k++) {
      int16_t to = reach[node].at[k];
      if (to == REACH_NONE) continue;
      for (uint32_t e = a->incoming[node]; e; e = a->edges.data[e].next)
        lower_reach(a, reach, a->edges.data[e].from, sum_of_depths(k, a->edges.data[e].depth), to);
      if (node < a->value_count && a->content[node]) lower_reach(a, reach, a->content[node], k ? k - 1 : 0, to);
    }
  }
  return reach;
}

// ---- confinement

static void leak_into_results(Analysis *a, ValueId v) {
  const Value *call = func_value(a->f, v);
  if (!call->call->signature) return;
  ValueId *memories = arena_array(func_scratch(a->f), ValueId, call->call->signature->result_count + 1);
  uint32_t *numbers = arena_array(func_scratch(a->f), uint32_t, call->call->signature->result_count + 1);
  uint32_t count = result_memories(call, value_args(a->f, v), memories, numbers);
  for (uint32_t i = 0; i < count; i++) lower_depth(a, memory_node(a, memories[i]), 0);
}

// Which values, addresses of variables among them, become integers, here or in a function that is called (a
// strings.Builder knows its own address so), or, with `results`, flow to results of calls: what happens to them then is
// not seen in the code any more. As depth 0 of a propagation of its own.
static bool *find_leaks(Analysis *a, bool results) {
  start(a);
  for (uint32_t v = 1; v < a->value_count; v++) {
    const Value *value = func_value(a->f, v);
    if (!value->block) continue;
    if ((results && value->op == IR_RESULT) || value->op == IR_PTR_TO_INT) lower_depth(a, v, 0);
    const EscapeSummary *summary = ir_op_has_call(value->op) && !value->call->no_escape ? summary_of(value) : NULL;
    uint32_t first = first_operand(value);
    for (uint32_t i = 0; summary && i < summary->param_count && first + i < value->arg_count; i++)
      if (summary->leaks[i]) lower_depth(a, value_arg(a->f, v, first + i), 0);
    if (results && ir_op_has_call(value->op)) leak_into_results(a, v);
  }
  propagate(a);
  bool *leaks = arena_array(func_scratch(a->f), bool, a->node_count);
  for (uint32_t node = 0; node < a->node_count; node++) leaks[node] = a->depth[node] == 0;
  return leaks;
}

// ---- deciding

static bool must_be_heap(Analysis *a, const LoopDepths *loops, const Reach *reach, ValueId v) {
  const Value *value = func_value(a->f, v);
  if (value->op != IR_ALLOC || (value->flags & VALUE_ALLOC_STACK)) return false;
  if (value->flags & VALUE_ALLOC_NEVER_HEAP) return types_sizeof(value->go_type) > MAX_FRAME_TEMPORARY;
  if (value->flags & VALUE_ALLOC_HEAP) return true;
  if (types_sizeof(value->go_type) > MAX_FRAME_VARIABLE) return true;
  return reach && (int32_t)loops->of_block[value->block] > reach[v].at[0];
}

// Decides which ALLOCs outlive the call or an iteration: a->to_heap. Leaves depths of that propagation.
static void decide(Analysis *a, const Dominators *d) {
  LoopDepths loops = loop_depths(a->f, d);
  bool in_loop = false;
  for (uint32_t i = 0; i < a->allocs.len; i++)
    in_loop |= loops.of_block[func_value(a->f, a->allocs.data[i])->block] > 0;
  Reach *reach = in_loop ? find_reach(a, &loops) : NULL;
  a->to_heap = arena_array(func_scratch(a->f), bool, a->allocs.len + 1);
  start(a);
  lower_depth(a, HEAP, 0);
  start_results(a, -1, false);
  start_results(a, -1, true);
  for (uint32_t i = 0; i < a->allocs.len; i++) {
    a->to_heap[i] = must_be_heap(a, &loops, reach, a->allocs.data[i]);
    if (a->to_heap[i]) lower_depth(a, a->value_count + i, 0);
  }
  propagate(a);
  for (uint32_t i = 0; i < a->allocs.len; i++) {
    const Value *value = func_value(a->f, a->allocs.data[i]);
    if (value->op == IR_ALLOC && !(value->flags & (VALUE_ALLOC_NEVER_HEAP | VALUE_ALLOC_STACK)) &&
        a->depth[a->allocs.data[i]] == 0)
      a->to_heap[i] = true;
  }
}

// ---- summaries

EscapeSummary *escape_summary_new(const Func *f, Arena *arena) {
  EscapeSummary *summary = arena_new(arena, EscapeSummary);
  if (f->signature) {
    summary->param_count = f->signature->flat_param_count;
    summary->result_count = f->signature->flat_result_count;
  }
  uint32_t cells = summary->param_count * summary->result_count;
  summary->to_heap = arena_array(arena, uint8_t, summary->param_count + 1);
  summary->to_result = arena_array(arena, uint8_t, cells + 1);
  summary->leaks = arena_array(arena, bool, summary->param_count + 1);
  memset(summary->to_heap, ESCAPE_NEVER, summary->param_count);
  memset(summary->to_result, ESCAPE_NEVER, cells);
  summary->context = ESCAPE_NEVER;
  return summary;
}

static void keep_least(uint8_t *cell, uint8_t depth, bool *changed) {
  if (depth >= *cell) return;
  *cell = depth;
  *changed = true;
}

// Reads the depths of parameters into the summary: result < 0: to the heap.
static void read_params(Analysis *a, EscapeSummary *summary, int32_t result, bool *changed) {
  const Block *entry = func_block(a->f, 1);
  for (uint32_t i = 0; i < entry->values.len; i++) {
    ValueId v = entry->values.data[i];
    const Value *value = func_value(a->f, v);
    if ((value->op != IR_PARAM && value->op != IR_PARAM_ADDRESS) || value->index >= summary->param_count) continue;
    uint8_t *cell = result < 0 ? &summary->to_heap[value->index]
                               : &summary->to_result[value->index * summary->result_count + (uint32_t)result];
    keep_least(cell, a->depth[v], changed);
  }
}

static void summarize_leaks(Analysis *a, EscapeSummary *summary, bool *changed) {
  const Block *entry = func_block(a->f, 1);
  const bool *leaks = find_leaks(a, false);
  for (uint32_t i = 0; i < entry->values.len; i++) {
    ValueId v = entry->values.data[i];
    const Value *value = func_value(a->f, v);
    if (value->op != IR_PARAM || value->index >= summary->param_count || !leaks[v] || summary->leaks[value->index])
      continue;
    summary->leaks[value->index] = *changed = true;
  }
}

static void summarize_context(Analysis *a, EscapeSummary *summary, bool *changed) {
  for (uint32_t i = 0; i < func_block(a->f, 1)->values.len; i++) {
    ValueId v = func_block(a->f, 1)->values.data[i];
    if (func_value(a->f, v)->op == IR_CLOSURE) keep_least(&summary->context, a->depth[v], changed);
  }
}

static bool has_pointer_params(Func *f) {
  const Block *entry = func_block(f, 1);
  for (uint32_t i = 0; i < entry->values.len; i++) {
    const Value *value = func_value(f, entry->values.data[i]);
    if (value->op == IR_PARAM_ADDRESS || (value->op == IR_PARAM && value->type == IR_P)) return true;
  }
  return false;
}

static bool returns_pointer(Func *f, uint32_t result) {
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    if (block->kind == BLOCK_RETURN && result < block->results.len &&
        func_value(f, block->results.data[result])->type == IR_P)
      return true;
  }
  return false;
}

bool escape_summarize(Func *f) {
  EscapeSummary *summary = f->escape_summary;
  Analysis a = {.f = f};
  const Dominators *d = func_dominators(f);
  bool changed = false;
  build_graph(&a, d);
  decide(&a, d);
  summarize_context(&a, summary, &changed);
  if (!has_pointer_params(f)) return changed;
  summarize_leaks(&a, summary, &changed);
  // To the heap, not counting results; what is stored in objects that go to the heap goes there too.
  start(&a);
  lower_depth(&a, HEAP, 0);
  for (uint32_t i = 0; i < a.allocs.len; i++)
    if (a.to_heap[i]) lower_depth(&a, a.value_count + i, 0);
  propagate(&a);
  read_params(&a, summary, -1, &changed);
  for (uint32_t i = 0; i < summary->result_count; i++) {
    if (!returns_pointer(f, i)) continue;
    start(&a);
    start_results(&a, (int32_t)i, false);
    start_results(&a, (int32_t)i, true);
    propagate(&a);
    read_params(&a, summary, (int32_t)i, &changed);
  }
  return changed;
}

// ---- rewriting

// v becomes the result of a call of runtime.newobject, made just before it.
static void make_heap(Func *f, ValueId v, BlockId b, ValueVec *out) {
  Type *type = func_value(f, v)->go_type;
  uint32_t pos = func_value(f, v)->pos;
  ValueId descriptor = value_new_unplaced(f, IR_SYMBOL, IR_P, 0);
  ValueId call = value_new_unplaced(f, IR_CALL, IR_VOID, pos);
  func_value(f, descriptor)->symbol = f->env->descriptor(f->env->context, type);
  func_value(f, descriptor)->block = func_value(f, call)->block = b;
  func_value(f, call)->call = runtime_call(f, "runtime.newobject", (IrType[]){IR_P}, 1, true);
  value_add_arg(f, call, descriptor);
  value_make_result_of(f, v, call);
  vec_push(f->arena, out, descriptor);
  vec_push(f->arena, out, call);
  vec_push(f->arena, out, v);
}

// A frame slot for the pointer itself, for the recover block: nothing but memory is valid there.
static ValueId keep_in_slot(Func *f, ValueId v, BlockId b, ValueVec *out) {
  ValueId slot = value_new_unplaced(f, IR_STACK_SLOT, IR_P, 0);
  ValueId store = value_new_unplaced(f, IR_STORE, IR_VOID, 0);
  func_value(f, slot)->block = func_value(f, store)->block = b;
  func_value(f, slot)->flags = VALUE_ALLOC_STACK | VALUE_ALLOC_PINNED;
  func_value(f, slot)->go_type = f->session->universe->basic[BASIC_UNSAFE_POINTER];
  func_value(f, store)->flags = VALUE_STORE_INIT | VALUE_NO_NIL;
  value_add_arg(f, store, slot);
  value_add_arg(f, store, v);
  vec_push(f->arena, out, slot);
  vec_push(f->arena, out, store);
  return slot;
}

// Rewrites the ALLOCs of a block. slots[v] becomes the frame slot of a heap pointer that the recover block may want.
static void rewrite_block(Analysis *a, BlockId b, ValueId *slots, const bool *leaks) {
  Func *f = a->f;
  ValueVec out = {0};
  ValueId zeroed = 0;  // fresh heap object whose clearing is superfluous
  uint32_t count = func_block(f, b)->values.len;
  for (uint32_t i = 0; i < count; i++) {
    ValueId v = func_block(f, b)->values.data[i];
    Value *value = func_value(f, v);
    if (zeroed && value->op == IR_ZERO && value_arg(f, v, 0) == zeroed && !value->offset) {
      value_kill(f, v);
      zeroed = 0;
      continue;
    }
    if (value->op != IR_ALLOC) {
      // only right after
      if (value->op != IR_CONST && value->op != IR_SYMBOL && !value_is_debug(value)) zeroed = 0;
      vec_push(f->arena, &out, v);
      continue;
    }
    if (!a->to_heap[a->content[v] - a->value_count]) {
      value->op = IR_STACK_SLOT;
      value->flags = (uint8_t)((value->flags & (VALUE_ALLOC_PINNED | VALUE_ALLOC_NEVER_HEAP)) | VALUE_ALLOC_STACK);
      if (!leaks[v] && !(value->flags & VALUE_ALLOC_PINNED)) value->flags |= VALUE_ALLOC_CONFINED;
      vec_push(f->arena, &out, v);
      continue;
    }
    if (value->flags & VALUE_ALLOC_OR_NIL) {
      value->op = IR_CONST;
      value->flags = 0;
      value->go_type = NULL;
      value->constant = 0;
      vec_push(f->arena, &out, v);
      continue;
    }
    uint32_t filled = value->flags & VALUE_ALLOC_BOX ? box_on_heap(f, b, i, &out) : 0;
    if (filled) {
      i += filled;
      zeroed = 0;
      continue;
    }
    bool pinned = value->flags & VALUE_ALLOC_PINNED;
    make_heap(f, v, b, &out);
    zeroed = v;
    if (pinned && f->recover_block) slots[v] = keep_in_slot(f, v, b, &out);
  }
  block_set_values(f, b, &out);
}

// A load of the slot at the start of block b.
static ValueId load_slot(Func *f, ValueId slot, BlockId b) {
  ValueId load = value_new_unplaced(f, IR_LOAD, IR_P, 0);
  func_value(f, load)->flags = VALUE_NO_NIL;
  value_add_arg(f, load, slot);
  block_insert(f, b, block_phi_count(f, b), load);
  return load;
}

// What block b uses instead of v, if v does not dominate it.
static ValueId reload(Analysis *a, const Dominators *d, const ValueId *slots, Map *loads, ValueId v, BlockId b) {
  if (v >= a->value_count || !slots[v] || dominates(d, func_value(a->f, v)->block, b)) return v;
  uint64_t key = (uint64_t)v << 32 | b;
  uintptr_t load = (uintptr_t)map_get(loads, key);
  if (!load) {
    load = load_slot(a->f, slots[v], b);
    map_put(func_scratch(a->f), loads, key, (void *)load);
  }
  return (ValueId)load;
}

static void reload_in_recover(Analysis *a, const Dominators *d, const ValueId *slots) {
  Func *f = a->f;
  Map loads = {0};
  uint32_t value_count = f->values.len;
  for (ValueId v = 1; v < value_count; v++) {
    BlockId b = func_value(f, v)->block;
    if (!b) continue;
    for (uint32_t i = 0; i < func_value(f, v)->arg_count; i++) {
      BlockId at = func_value(f, v)->op == IR_PHI ? func_block(f, b)->preds.data[i] : b;
      ValueId arg = reload(a, d, slots, &loads, value_arg(f, v, i), at);
      value_set_arg(f, v, i, arg);
    }
  }
  for (BlockId b = 1; b < f->blocks.len; b++)
    for (uint32_t i = 0; i < func_block(f, b)->results.len; i++) {
      ValueId result = reload(a, d, slots, &loads, func_block(f, b)->results.data[i], b);
      func_block(f, b)->results.data[i] = result;
    }
}

void opt_escape(Func *f) {
  bool any = false;
  for (ValueId v = 1; v < f->values.len && !any; v++) any = func_value(f, v)->op == IR_ALLOC && func_value(f, v)->block;
  if (!any) return;
  Analysis a = {.f = f};
  const Dominators *d = func_dominators(f);
  build_graph(&a, d);
  decide(&a, d);
  ValueId *slots = arena_array(func_scratch(f), ValueId, a.value_count);
  bool *has_alloc = arena_array(func_scratch(f), bool, f->blocks.len);
  for (uint32_t i = 0; i < a.allocs.len; i++)
    if (func_value(f, a.allocs.data[i])->op == IR_ALLOC) has_alloc[func_value(f, a.allocs.data[i])->block] = true;
  const bool *leaks = find_leaks(&a, true);
  for (BlockId b = 1; b < f->blocks.len; b++)
    if (has_alloc[b]) rewrite_block(&a, b, slots, leaks);
  if (f->recover_block) reload_in_recover(&a, d, slots);
}
