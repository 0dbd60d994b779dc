// The verifier: everything the IR promises that can be checked in linear time.
// It runs after every pass with -d=verify and names the pass that broke
// something. Frame addresses (ALLOC, STACK_SLOT) may be used in the recover
// block although they do not dominate it: the frame is still there.
#include <string.h>

#include "ir/ir.h"

typedef struct Verifier {
  Func *f;
  const char *pass;
  const Dominators *dominators;  // made anew
  uint32_t *place;               // a value's number in its block's list + 1, 0: not placed
} Verifier;

#define fail(x, ...) ice((x)->pass, (x)->f->display_name, __VA_ARGS__)

static bool is_int(uint8_t type) { return type >= IR_I8 && type <= IR_I64; }
static bool is_float(uint8_t type) { return type == IR_F32 || type == IR_F64; }

// Each successor's entry in the predecessor list, with equal multiplicity, and the other way round.
static void verify_edges(Verifier *x, BlockId b) {
  const Block *block = func_block(x->f, b);
  static const int8_t succ_counts[] = {[BLOCK_NONE] = 0,    [BLOCK_JUMP] = 1,   [BLOCK_IF] = 2,
                                       [BLOCK_SWITCH] = -1, [BLOCK_RETURN] = 0, [BLOCK_UNREACHABLE] = 0};
  if (block->kind > BLOCK_UNREACHABLE) fail(x, "b%u: unknown kind %u", b, block->kind);
  int expected = succ_counts[block->kind];
  if (expected >= 0 ? block->succs.len != (uint32_t)expected : block->succs.len == 0)
    fail(x, "b%u: kind %u with %u successors", b, block->kind, block->succs.len);
  bool wants_control = block->kind == BLOCK_IF || block->kind == BLOCK_SWITCH;
  if (wants_control != (block->control != 0)) fail(x, "b%u: control v%u in kind %u", b, block->control, block->kind);
  if (block->results.len && block->kind != BLOCK_RETURN) fail(x, "b%u: results without return", b);
  for (uint32_t i = 0; i < block->succs.len; i++) {
    BlockId succ = block->succs.data[i];
    if (succ == 0 || succ >= x->f->blocks.len) fail(x, "b%u: successor b%u", b, succ);
    if (func_block(x->f, succ)->kind == BLOCK_NONE) fail(x, "b%u: successor b%u is no block", b, succ);
    block_pred_index(x->f, b, i);
  }
}

// Sums over all blocks: as many predecessor entries as successor entries.
static void verify_edge_count(Verifier *x) {
  uint64_t preds = 0, succs = 0;
  for (BlockId b = 1; b < x->f->blocks.len; b++) {
    preds += func_block(x->f, b)->preds.len;
    succs += func_block(x->f, b)->succs.len;
  }
  if (preds != succs) fail(x, "%u successors but %u predecessors", (unsigned)succs, (unsigned)preds);
}

static void verify_placement(Verifier *x, BlockId b) {
  const Block *block = func_block(x->f, b);
  bool after_phis = false;
  for (uint32_t i = 0; i < block->values.len; i++) {
    ValueId v = block->values.data[i];
    if (v == 0 || v >= x->f->values.len) fail(x, "b%u: value v%u", b, v);
    const Value *value = func_value(x->f, v);
    if (value->block != b) fail(x, "v%u is in b%u's list but says b%u", v, b, value->block);
    if (x->place[v]) fail(x, "v%u is placed twice", v);
    x->place[v] = i + 1;
    if (value->op == IR_NONE || value->op == IR_COPY) fail(x, "v%u: leftover of a pass in b%u", v, b);
    if (value->op != IR_PHI) after_phis = true;
    else if (after_phis) fail(x, "v%u: phi after other values in b%u", v, b);
    else if (value->arg_count != block->preds.len)
      fail(x, "v%u: phi of %u operands, b%u has %u predecessors", v, value->arg_count, b, block->preds.len);
  }
}

// A use of v in block b before place `at` (UINT32_MAX: at the block's end).
static void verify_use(Verifier *x, ValueId v, BlockId b, uint32_t at, ValueId user) {
  if (v == 0 || v >= x->f->values.len) fail(x, "v%u, b%u: operand v%u", user, b, v);
  const Value *value = func_value(x->f, v);
  if (!x->place[v]) fail(x, "v%u, b%u: operand v%u is not placed", user, b, v);
  if (!x->dominators->pre[b]) return;
  if (value->block == b) {
    if (x->place[v] >= at) fail(x, "v%u, b%u: operand v%u comes later", user, b, v);
    return;
  }
  if (x->dominators->pre[value->block] && dominates(x->dominators, value->block, b)) return;
  if (x->f->recover_block && value_is_slot(value)) return;
  fail(x, "v%u, b%u: operand v%u in b%u does not dominate", user, b, v, value->block);
}

static uint8_t arg_type(Verifier *x, ValueId v, uint32_t i) { return func_value(x->f, value_arg(x->f, v, i))->type; }

static void want_arg(Verifier *x, ValueId v, uint32_t i, uint8_t type) {
  if (arg_type(x, v, i) != type) fail(x, "v%u: operand %u has type %u, not %u", v, i, arg_type(x, v, i), type);
}

// Is the type one that a letter of ops.def stands for?
static bool is_letter_type(char letter, uint8_t type) {
  switch (letter) {
    case 'v': return type == IR_VOID;
    case 't': return type != IR_VOID;
    case 'p': return type == IR_P;
    case 'l': return type == IR_I64;
    case 'b': return type == IR_I8;
    case 'i': return is_int(type);
    case 'x': return is_int(type) || type == IR_P;
    case 'f': return is_float(type);
    default: return false;
  }
}

// The types that the row of ops.def states.
static void verify_letters(Verifier *x, ValueId v) {
  const Value *value = func_value(x->f, v);
  const char *types = ir_op_info[value->op].types, *letter = types;
  if (!is_letter_type(*types, value->type)) fail(x, "v%u: result has type %u, not '%c'", v, value->type, *types);
  for (uint32_t i = 0; i < value->arg_count; i++) {
    if (letter[1] != '*') letter++;
    uint8_t type = arg_type(x, v, i);
    if (*letter == '=') want_arg(x, v, i, value->type);
    else if (*letter == '0' || *letter == '1') want_arg(x, v, i, arg_type(x, v, (uint32_t)(*letter - '0')));
    else if (!is_letter_type(*letter, type)) fail(x, "v%u: operand %u has type %u, not '%c'", v, i, type, *letter);
  }
}

// A width change: `from` and `to` ordered by size.
static void verify_width(Verifier *x, ValueId v, bool grows) {
  uint8_t from = arg_type(x, v, 0), to = func_value(x->f, v)->type;
  if (!is_int(from) || !is_int(to) || (grows ? from >= to : from <= to))
    fail(x, "v%u: conversion from type %u to %u", v, from, to);
}

static void verify_result(Verifier *x, ValueId v) {
  const Value *value = func_value(x->f, v);
  const Value *call = func_value(x->f, value_arg(x->f, v, 0));
  if (call->op < IR_GENERIC_COUNT && !(ir_op_info[call->op].flags & OPF_CALL) && call->op != IR_CALL_LEAF)
    fail(x, "v%u: result of v%u, which is no call", v, value_arg(x->f, v, 0));
  if (call->block != value->block) fail(x, "v%u: result in another block than its call", v);
  const Block *block = func_block(x->f, value->block);
  for (uint32_t i = x->place[value_arg(x->f, v, 0)]; i + 1 < x->place[v]; i++)
    if (func_value(x->f, block->values.data[i])->op != IR_RESULT)
      fail(x, "v%u: result does not follow its call directly", v);
}

static void verify_call(Verifier *x, ValueId v) {
  const Value *value = func_value(x->f, v);
  if (!value->call) fail(x, "v%u: call without CallInfo", v);
  bool direct = value->op == IR_CALL || value->op == IR_CALL_LEAF || value->op == IR_CALL_SYSTEM;
  if (direct && !value->call->target) fail(x, "v%u: call without target", v);
  const AbiSignature *signature = value->call->signature;
  if (!signature) return;
  uint32_t at = direct ? 0 : 1, by_address_results = 0;
  for (uint32_t i = 0; i < signature->result_count; i++) by_address_results += signature->results[i].by_address;
  if (value->arg_count != at + signature->flat_param_count + by_address_results)
    fail(x, "v%u: call with %u operands, signature wants %u", v, value->arg_count,
         at + signature->flat_param_count + by_address_results);
  for (uint32_t i = 0; i < signature->param_count; i++) {
    const AbiParam *param = &signature->params[i];
    if (param->by_address) want_arg(x, v, at++, IR_P);
    else
      for (uint32_t j = 0; j < param->component_count; j++) want_arg(x, v, at++, param->components[j].type);
  }
}

// Operations that have more than one result.
static bool has_parts(uint16_t op) {
  return op == IR_ADD_CARRY || op == IR_SUB_BORROW || op == IR_UMUL_WIDE || op == IR_UDIV_WIDE;
}

static void verify_bitcast(Verifier *x, ValueId v) {
  uint8_t from = arg_type(x, v, 0), to = func_value(x->f, v)->type;
  if (ir_type_size(from) != ir_type_size(to) || is_float(from) == is_float(to))
    fail(x, "v%u: bits of type %u as type %u", v, from, to);
}

static void verify_debug_value(Verifier *x, ValueId v, BlockId b) {
  const Value *value = func_value(x->f, v);
  if (value->index >= x->f->variables.len) fail(x, "v%u: no variable %u", v, value->index);
  bool address = value->flags & VALUE_DEBUG_ADDRESS, constant = value->flags & VALUE_DEBUG_CONST;
  if (address && (constant || value->offset)) fail(x, "v%u: a variable as a whole, and a component", v);
  const Leaf *leaf = debug_leaf(x->f, value);
  if (!address && !leaf) fail(x, "v%u: variable %u has no component at %d", v, value->index, value->offset);
  ValueId watched = debug_watched(value);
  if (!watched) return;
  verify_use(x, watched, b, x->place[v], v);
  uint8_t type = func_value(x->f, watched)->type, wanted = address ? (uint8_t)IR_P : leaf->type;
  if (type != wanted) fail(x, "v%u: watched v%u has type %u, not %u", v, watched, type, wanted);
}

// The STORE comes right behind; nothing may be put between.
static void verify_write_barrier(Verifier *x, ValueId v, BlockId b) {
  const Block *block = func_block(x->f, b);
  uint32_t next = x->place[v];
  if (next == block->values.len || func_value(x->f, block->values.data[next])->op != IR_STORE)
    fail(x, "v%u: a write barrier without its store", v);
}

// No claims in what the back end marks as one sequence.
static void verify_barrier_block(Verifier *x, BlockId b) {
  const Block *block = func_block(x->f, b);
  if ((block->barrier & BARRIER_TESTS) && block->values.data[block->values.len - 1] != block->control)
    fail(x, "b%u: something between the test of the collector's flag and the branch", b);
  if (!(block->barrier & (BARRIER_SHADES | BARRIER_WRITES))) return;
  for (uint32_t i = 0; i < block->values.len; i++) {
    const Value *value = func_value(x->f, block->values.data[i]);
    if (value_is_debug(value)) fail(x, "v%u: a claim in a barrier's sequence", block->values.data[i]);
    if ((block->barrier & BARRIER_WRITES) && (value->op == IR_MOVE || value->op == IR_ZERO)) return;
  }
}

// What operations want besides the types of their row.
static void verify_operation(Verifier *x, ValueId v) {
  const Value *value = func_value(x->f, v);
  switch (value->op) {
    case IR_SEXT:
    case IR_ZEXT: verify_width(x, v, true); break;
    case IR_TRUNC: verify_width(x, v, false); break;
    case IR_BITCAST: verify_bitcast(x, v); break;
    case IR_F_EXTEND:
    case IR_F_ROUND:
      if ((value->op == IR_F_EXTEND) != (value->type == IR_F64) || arg_type(x, v, 0) == value->type)
        fail(x, "v%u: float conversion from type %u to %u", v, arg_type(x, v, 0), value->type);
      break;
    case IR_PROJECT:
      if (value->index > 1 || !has_parts(func_value(x->f, value_arg(x->f, v, 0))->op))
        fail(x, "v%u: part %u of v%u", v, value->index, value_arg(x->f, v, 0));
      break;
    case IR_SYMBOL:
      if (!value->symbol) fail(x, "v%u: no symbol", v);
      break;
    case IR_MOVE:
    case IR_ZERO:
    case IR_ALLOC:
    case IR_STACK_SLOT:
      if (!value->go_type) fail(x, "v%u: %s without type", v, ir_op_info[value->op].name);
      break;
    case IR_RESULT: verify_result(x, v); break;
    case IR_CALL:
    case IR_CALL_CLOSURE:
    case IR_CALL_INDIRECT:
    case IR_CALL_LEAF:
    case IR_CALL_SYSTEM: verify_call(x, v); break;
    default: break;
  }
}

static void verify_value(Verifier *x, ValueId v, BlockId b) {
  const Value *value = func_value(x->f, v);
  const ValueId *args = value_args(x->f, v);
  if (value->op < IR_GENERIC_COUNT) {
    int wanted = ir_op_info[value->op].args;
    if (wanted >= 0 && value->arg_count != (uint32_t)wanted)
      fail(x, "v%u: %s with %u operands", v, ir_op_info[value->op].name, value->arg_count);
  } else if (value->op < IR_MACHINE) {
    fail(x, "v%u: unknown operation %u", v, value->op);
  }
  for (uint32_t i = 0; i < value->arg_count; i++) {
    if (value->op == IR_PHI) verify_use(x, args[i], func_block(x->f, b)->preds.data[i], UINT32_MAX, v);
    else verify_use(x, args[i], b, x->place[v], v);
  }
  if (value->op < IR_GENERIC_COUNT) verify_letters(x, v), verify_operation(x, v);
  if (value_is_debug(value)) verify_debug_value(x, v, b);
  if (value->op == IR_WRITE_BARRIER) verify_write_barrier(x, v, b);
}

static void verify_return(Verifier *x, BlockId b) {
  const Block *block = func_block(x->f, b);
  const AbiSignature *signature = x->f->signature;
  if (block->kind != BLOCK_RETURN || !signature) return;
  if (block->results.len != signature->flat_result_count)
    fail(x, "b%u: returns %u results, signature has %u", b, block->results.len, signature->flat_result_count);
  uint32_t at = 0;
  for (uint32_t i = 0; i < signature->result_count; i++) {
    const AbiParam *result = &signature->results[i];
    for (uint32_t j = 0; j < (result->by_address ? 1 : result->component_count); j++, at++) {
      uint8_t wanted = result->by_address ? (uint8_t)IR_P : result->components[j].type;
      uint8_t type = func_value(x->f, block->results.data[at])->type;
      if (type != wanted) fail(x, "b%u: result %u has type %u, not %u", b, at, type, wanted);
    }
  }
}

static bool differ(const uint32_t *a, const uint32_t *b, uint32_t count) {
  return count && memcmp(a, b, count * sizeof *a) != 0;
}

static bool graphs_differ(const Graph *a, const Graph *b, uint32_t blocks) {
  return differ(a->first, b->first, blocks + 1) || differ(a->to, b->to, a->first[blocks]);
}

static bool loops_differ(const LoopNest *a, const LoopNest *b, uint32_t blocks) {
  if (a->loops.len != b->loops.len || memcmp(a->block_loop, b->block_loop, blocks * sizeof *a->block_loop) != 0)
    return true;
  for (uint32_t i = 0; i < a->loops.len; i++) {
    const Loop *x = &a->loops.data[i], *y = &b->loops.data[i];
    if (x->header != y->header || x->parent != y->parent || x->depth != y->depth || x->blocks.len != y->blocks.len ||
        differ(x->blocks.data, y->blocks.data, x->blocks.len))
      return true;
  }
  return false;
}

// What is kept of the control flow is what would be found now.
static void verify_kept(Verifier *x, const Flow *kept) {
  Func *f = x->f;
  uint32_t n = f->blocks.len;
  const Order *order = func_order(f);
  if (kept->order.count != order->count || kept->order.cyclic != order->cyclic ||
      differ(kept->order.blocks, order->blocks, order->count) || graphs_differ(&kept->order.succs, &order->succs, n))
    fail(x, "order of blocks is not that of the edges");
  if (!kept->dominators.idom) return;
  const Dominators *d = func_dominators(f);
  if (differ(kept->dominators.idom, d->idom, n) || differ(kept->dominators.preorder, d->preorder, d->order_count) ||
      graphs_differ(&kept->dominators.preds, &d->preds, n))
    fail(x, "dominators are not those of the edges");
  if (kept->loops.block_loop && loops_differ(&kept->loops, func_loops(f), n))
    fail(x, "loops are not those of the edges");
}

static const Dominators *fresh_dominators(Verifier *x) {
  Func *f = x->f;
  Flow *kept = f->flow;
  Arena *lasting = f->lasting;
  f->flow = NULL;
  f->lasting = func_scratch(f);
  const Dominators *fresh = func_dominators(f);
  if (kept) verify_kept(x, kept);
  f->flow = kept;
  f->lasting = lasting;
  return fresh;
}

void func_verify(Func *f, const char *pass) {
  Verifier x = {.f = f, .pass = pass};
  if (f->blocks.len < 2) fail(&x, "no entry block");
  for (BlockId b = 1; b < f->blocks.len; b++)
    if (func_block(f, b)->kind != BLOCK_NONE || func_block(f, b)->values.len || func_block(f, b)->preds.len)
      verify_edges(&x, b);
  verify_edge_count(&x);
  if (func_block(f, 1)->preds.len) fail(&x, "the entry has predecessors");
  x.dominators = fresh_dominators(&x);
  x.place = arena_array(func_scratch(f), uint32_t, f->values.len);
  for (BlockId b = 1; b < f->blocks.len; b++) verify_placement(&x, b);
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    for (uint32_t i = 0; i < block->values.len; i++) verify_value(&x, block->values.data[i], b);
    if (block->control) verify_use(&x, block->control, b, UINT32_MAX, 0);
    for (uint32_t i = 0; i < block->results.len; i++) verify_use(&x, block->results.data[i], b, UINT32_MAX, 0);
    verify_return(&x, b);
    verify_barrier_block(&x, b);
  }
}
