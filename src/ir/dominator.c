// Dominator tree: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance
// Algorithm". Block 0 serves as a virtual root above the entry and the recover
// block, so idom[] is 0 for these and for blocks that both reach.
#include "ir/ir.h"

typedef struct Solver {
  BlockId *idom;
  uint32_t *number;  // postorder numbers; the virtual root's is the greatest
} Solver;

static BlockId intersect(const Solver *s, BlockId a, BlockId b) {
  while (a != b) {
    while (s->number[a] < s->number[b]) a = s->idom[a];
    while (s->number[b] < s->number[a]) b = s->idom[b];
  }
  return a;
}

// One round over all blocks in reverse postorder; true if something changed. `known` marks blocks with an idom.
static bool improve(Func *f, Solver *s, const BlockId *order, uint32_t count, bool *known) {
  bool changed = false;
  for (uint32_t i = 0; i < count; i++) {
    BlockId b = order[i];
    bool is_root = b == 1 || b == f->recover_block, found = is_root;
    BlockId idom = 0;
    const Block *block = func_block(f, b);
    for (uint32_t j = 0; j < block->preds.len && !is_root; j++) {
      BlockId pred = block->preds.data[j];
      if (!known[pred]) continue;
      idom = found ? intersect(s, pred, idom) : pred;
      found = true;
    }
    if (!found || (known[b] && s->idom[b] == idom)) continue;
    s->idom[b] = idom;
    known[b] = changed = true;
  }
  return changed;
}

// Numbers the tree's nodes before and after their children; blocks that are not in the tree keep 0, 0.
static void number_tree(Func *f, Dominators *d) {
  uint32_t n = f->blocks.len, clock = 0, depth = 0;
  BlockId *first_child = arena_array(func_scratch(f), BlockId, n), *sibling = arena_array(func_scratch(f), BlockId, n);
  BlockId *stack = arena_array(func_scratch(f), BlockId, n + 1);
  for (uint32_t i = d->order_count; i-- > 0;) {
    BlockId b = d->order[i], parent = d->idom[b];
    sibling[b] = first_child[parent];
    first_child[parent] = b;
  }
  stack[depth++] = 0;
  d->pre[0] = ++clock;
  while (depth) {
    BlockId b = stack[depth - 1], child = first_child[b];
    if (!child) {
      d->post[b] = ++clock;
      depth--;
      continue;
    }
    first_child[b] = sibling[child];
    d->pre[child] = ++clock;
    stack[depth++] = child;
  }
}

Dominators func_dominators(Func *f) {
  Dominators d = {0};
  uint32_t n = f->blocks.len;
  BlockId *postorder = func_postorder(f, &d.order_count);
  d.order = arena_array(func_scratch(f), BlockId, n);
  d.idom = arena_array(func_scratch(f), BlockId, n);
  d.pre = arena_array(func_scratch(f), uint32_t, n);
  d.post = arena_array(func_scratch(f), uint32_t, n);
  Solver solver = {d.idom, arena_array(func_scratch(f), uint32_t, n)};
  bool *known = arena_array(func_scratch(f), bool, n);
  for (uint32_t i = 0; i < d.order_count; i++) {
    d.order[d.order_count - 1 - i] = postorder[i];
    solver.number[postorder[i]] = i + 1;
  }
  solver.number[0] = d.order_count + 1;
  while (improve(f, &solver, d.order, d.order_count, known)) {}
  number_tree(f, &d);
  return d;
}
