// Dominator tree: Georgiadis, "Linear-Time Algorithms for Dominators and Related Problems" (2005), the variant
// that he calls SNCA: semidominators as Lengauer and Tarjan find them, with path compression, then each block's
// dominator is the nearest above it in the depth-first tree that is not below its semidominator. A long chain whose
// blocks all lead to one takes linear time.
//
// Block 0 serves as a virtual root above the entry and the recover block, so idom[] is 0 for these and for blocks that
// both reach.
#include "ir/ir.h"

// Nodes are numbered in the order of a depth-first walk; the virtual root is 1, and 0 stands for what isn't reached.
typedef struct Solver {
  uint32_t count;     // of numbers, 0 included
  uint32_t *number;   // by block
  BlockId *block;     // by number, like all that follows
  uint32_t *parent;   // in the depth-first tree
  uint32_t *above;    // likewise, compressed as find_label goes
  uint32_t *label;    // the node with the least semidominator on the compressed way up
  uint32_t *semi;     // semidominator; a node that has none yet: itself
  uint32_t *nearest;  // the dominator that is looked for
  uint32_t *stack;
} Solver;

static void add_node(Solver *s, BlockId b, uint32_t parent) {
  uint32_t n = s->count++;
  s->number[b] = n;
  s->block[n] = b;
  s->parent[n] = s->above[n] = s->nearest[n] = parent;
  s->label[n] = s->semi[n] = n;
}

// Numbers what root reaches and has no number. `next`: a block's successors that have been looked at.
static void number_from(Func *f, Solver *s, BlockId root, uint32_t *next) {
  uint32_t depth = 0;
  if (!root || s->number[root]) return;
  add_node(s, root, 1);
  s->stack[depth++] = root;
  while (depth) {
    BlockId b = s->stack[depth - 1];
    const Block *block = func_block(f, b);
    if (next[b] == block->succs.len) {
      depth--;
      continue;
    }
    BlockId succ = block->succs.data[next[b]++];
    if (s->number[succ]) continue;
    add_node(s, succ, s->number[b]);
    s->stack[depth++] = succ;
  }
}

// The node with the least semidominator on the way from n up to below the nodes under `linked`, which wait.
static uint32_t find_label(Solver *s, uint32_t n, uint32_t linked) {
  uint32_t depth = 0;
  for (; s->above[n] >= linked; n = s->above[n]) s->stack[depth++] = n;
  uint32_t best = s->label[n], top = n;
  while (depth) {
    n = s->stack[--depth];
    s->above[n] = s->above[top];
    if (s->semi[best] < s->semi[s->label[n]]) s->label[n] = best;
    else best = s->label[n];
  }
  return best;
}

static void find_semidominators(Func *f, Solver *s) {
  for (uint32_t n = s->count - 1; n >= 2; n--) {
    BlockId b = s->block[n];
    s->semi[n] = s->parent[n];
    const Block *block = func_block(f, b);
    for (uint32_t i = 0; i < block->preds.len; i++) {
      uint32_t pred = s->number[block->preds.data[i]];
      if (!pred) continue;
      uint32_t semi = s->semi[find_label(s, pred, n + 1)];
      if (semi < s->semi[n]) s->semi[n] = semi;
    }
    if (b == 1 || b == f->recover_block) s->semi[n] = 1;
  }
}

static void find_dominators(Func *f, BlockId *idom) {
  uint32_t n = f->blocks.len;
  uint32_t *words = arena_array(func_scratch(f), uint32_t, 9 * ((size_t)n + 2));
  Solver s = {.count = 1};
  uint32_t **arrays[] = {&s.number, &s.block, &s.parent, &s.above, &s.label, &s.semi, &s.nearest, &s.stack};
  for (uint32_t i = 0; i < 8; i++) *arrays[i] = words + i * ((size_t)n + 2);
  add_node(&s, 0, 0);
  uint32_t *next = words + 8 * ((size_t)n + 2);
  number_from(f, &s, 1, next);
  number_from(f, &s, f->recover_block, next);
  find_semidominators(f, &s);
  for (uint32_t i = 2; i < s.count; i++) {
    while (s.nearest[i] > s.semi[i]) s.nearest[i] = s.nearest[s.nearest[i]];
    idom[s.block[i]] = s.block[s.nearest[i]];
  }
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
  for (uint32_t i = 0; i < d.order_count; i++) d.order[d.order_count - 1 - i] = postorder[i];
  find_dominators(f, d.idom);
  number_tree(f, &d);
  return d;
}
