// A phi whose operand is known by a later branch: where two ways that a condition parted come together in a block that
// branches on the condition again, the phi is the operand of the one way behind that branch. So behind
//
//   if v, ok := x.(*T); ok { ... v ... }
//
// v is x's data word, not one of it and nil; nobody needs the phi any more, control removes the first of the two
// branches, and the comparison is made once. The operand must be there without the way, that is, dominate the phi.
#include "opt/internal.h"

enum { MAX_WAY = 4 };  // blocks from the first branch to where the ways meet

typedef struct Correlation {
  ValueId phi;
  BlockId behind[2];   // successors of the second branch that are entered by it alone, else 0
  ValueId operand[2];  // the phi there, 0 not known
} Correlation;

typedef struct Correlator {
  Func *f;
  Vec(Correlation) list;
  uint32_t *number;  // a value: 1 + its correlation's index
} Correlator;

// What the condition was on the way into `to` by its predecessor `from`: number of the successor, -1 not known.
static int decided(Func *f, ValueId condition, BlockId from, BlockId to) {
  for (int steps = 0; steps < MAX_WAY; steps++) {
    const Block *block = func_block(f, from);
    if (block->kind == BLOCK_IF && block->control == condition)
      return block->succs.data[0] == block->succs.data[1] ? -1 : block->succs.data[1] == to;
    if (block->preds.len != 1) return -1;
    to = from;
    from = block->preds.data[0];
  }
  return -1;
}

static void add_phis(Correlator *x, BlockId b, const int *ways) {
  Func *f = x->f;
  Correlation c = {0};
  for (int i = 0; i < 2; i++) {
    BlockId succ = func_block(f, b)->succs.data[i];
    if (func_block(f, succ)->preds.len == 1) c.behind[i] = succ;
  }
  for (uint32_t i = 0; i < func_block(f, b)->values.len; i++) {
    c.phi = func_block(f, b)->values.data[i];
    if (func_value(f, c.phi)->op != IR_PHI) break;
    for (uint32_t k = 0; k < 2; k++) c.operand[ways[k]] = value_arg(f, c.phi, k);
    vec_push(func_scratch(f), &x->list, c);
    x->number[c.phi] = x->list.len;
  }
}

static void find(Correlator *x, BlockId b) {
  Func *f = x->f;
  const Block *block = func_block(f, b);
  if (block->kind != BLOCK_IF || block->preds.len != 2 || b == f->recover_block) return;
  if (block->succs.data[0] == block->succs.data[1] || !block->values.len) return;
  if (func_value(f, block->values.data[0])->op != IR_PHI || func_value(f, block->control)->block == b) return;
  int ways[2];
  for (int i = 0; i < 2; i++) ways[i] = decided(f, block->control, block->preds.data[i], b);
  if (ways[0] >= 0 && ways[1] >= 0 && ways[0] != ways[1]) add_phis(x, b, ways);
}

// Operands that are only there on their way count as not known.
static void check_operands(Correlator *x, const Dominators *d) {
  for (uint32_t i = 0; i < x->list.len; i++) {
    Correlation *c = &x->list.data[i];
    BlockId b = func_value(x->f, c->phi)->block;
    for (int k = 0; k < 2; k++) {
      BlockId defined = func_value(x->f, c->operand[k])->block;
      if (!c->behind[k] || defined == b || !dominates(d, defined, b)) c->operand[k] = 0;
    }
  }
}

// What stands for v, which is used in (or at the end of) block `at`.
static ValueId known(Correlator *x, const Dominators *d, ValueId v, BlockId at) {
  if (!x->number[v]) return v;
  const Correlation *c = &x->list.data[x->number[v] - 1];
  for (int k = 0; k < 2; k++)
    if (c->operand[k] && dominates(d, c->behind[k], at)) return known(x, d, c->operand[k], at);
  return v;
}

static void rewrite(Correlator *x, const Dominators *d, BlockId b) {
  Func *f = x->f;
  Block *block = func_block(f, b);
  for (uint32_t i = 0; i < block->values.len; i++) {
    ValueId v = block->values.data[i];
    bool phi = func_value(f, v)->op == IR_PHI;
    for (uint32_t k = 0; k < func_value(f, v)->arg_count; k++) {
      ValueId arg = value_arg(f, v, k), stands = known(x, d, arg, phi ? block->preds.data[k] : b);
      if (stands != arg) value_set_arg(f, v, k, stands);
    }
    ValueId watched = debug_watched(func_value(f, v));
    if (watched) debug_watch(f, v, known(x, d, watched, b));
  }
  if (block->control) block->control = known(x, d, block->control, b);
  for (uint32_t i = 0; i < block->results.len; i++) block->results.data[i] = known(x, d, block->results.data[i], b);
}

void opt_correlate(Func *f) {
  Correlator x = {.f = f, .number = arena_array(func_scratch(f), uint32_t, f->values.len)};
  const Order *order = func_order(f);
  for (uint32_t i = order->count; i-- > 0;) find(&x, order->blocks[i]);
  if (!x.list.len) return;
  const Dominators *d = func_dominators(f);
  check_operands(&x, d);
  for (uint32_t i = order->count; i-- > 0;) rewrite(&x, d, order->blocks[i]);
  opt_dead(f);  // the ways are empty without what was for the phis alone
}
