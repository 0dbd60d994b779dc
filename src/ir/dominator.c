// Dominator tree: Lengauer and Tarjan, "A Fast Algorithm for Finding Dominators in a Flowgraph" (1979), with path
// compression: m log n for m edges whatever the graph. (Looking for the dominator by climbing the tree that is being
// made, which is simpler, takes n * n steps where many late blocks lead back to early ones.)
//
// Block 0 serves as a virtual root above the entry and the recover block, so idom[] is 0 for these and for blocks that
// both reach.
#include "ir/ir.h"

// Nodes are numbered as func_order's walk came to them; the virtual root is 1, and 0 stands for what isn't reached.
typedef struct Solver {
  const Order *order;
  Graph preds;
  uint32_t *above;    // the parent in the depth-first tree, compressed as find_label goes
  uint32_t *label;    // the node with the least semidominator on the compressed way up
  uint32_t *semi;     // semidominator; a node that has none yet: itself
  uint32_t *found;    // the dominator, or a node with a lesser number that has the same one
  uint32_t *waiting;  // the last node, of those with this semidominator, whose dominator is not looked for yet; 0 none
  uint32_t *earlier;  // the node that waited before this one
  uint32_t *stack;
} Solver;

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

static void find_semidominator(Func *f, Solver *s, uint32_t n) {
  BlockId b = s->order->block[n];
  uint32_t least = b == 1 || b == f->recover_block ? 1 : s->order->parent[n];
  for (uint32_t i = s->preds.first[b]; i < s->preds.first[b + 1]; i++) {
    uint32_t pred = s->order->number[s->preds.to[i]];
    if (!pred) continue;
    uint32_t semi = s->semi[find_label(s, pred, n + 1)];
    if (semi < least) least = semi;
  }
  s->semi[n] = least;
  s->earlier[n] = s->waiting[least];
  s->waiting[least] = n;
}

// What waits for its semidominator, n's parent: all below that on the way to them is linked now.
static void settle_waiting(Solver *s, uint32_t n) {
  uint32_t parent = s->order->parent[n];
  for (uint32_t v = s->waiting[parent]; v; v = s->earlier[v]) {
    uint32_t label = find_label(s, v, n);
    s->found[v] = s->semi[label] < parent ? label : parent;
  }
  s->waiting[parent] = 0;
}

// The edges the other way round.
static Graph reverse(Func *f, const Graph *g) {
  uint32_t n = f->blocks.len, edges = g->first[n];
  Graph r = {arena_array(func_lasting(f), uint32_t, n + 2), arena_array(func_lasting(f), BlockId, edges)};
  // One place further than they belong, so that filling in moves them there.
  for (uint32_t i = 0; i < edges; i++) r.first[g->to[i] + 2]++;
  for (uint32_t b = 1; b < n; b++) r.first[b + 1] += r.first[b];
  for (BlockId b = 0; b < n; b++)
    for (uint32_t i = g->first[b]; i < g->first[b + 1]; i++) r.to[r.first[g->to[i] + 1]++] = b;
  return r;
}

static void find_dominators(Func *f, const Order *order, Dominators *d) {
  uint32_t count = order->count + 2;  // of numbers
  uint32_t *words = arena_array(func_scratch(f), uint32_t, 7 * (size_t)count);
  Solver s = {.order = order, .preds = d->preds};
  uint32_t **arrays[] = {&s.above, &s.label, &s.semi, &s.found, &s.waiting, &s.earlier, &s.stack};
  for (uint32_t i = 0; i < 7; i++) *arrays[i] = words + i * (size_t)count;
  for (uint32_t n = 1; n < count; n++) {
    s.above[n] = order->parent[n];
    s.label[n] = s.semi[n] = n;
  }
  for (uint32_t n = count - 1; n >= 2; n--) {
    find_semidominator(f, &s, n);
    settle_waiting(&s, n);
  }
  for (uint32_t n = 2; n < count; n++) {
    if (s.found[n] != s.semi[n]) s.found[n] = s.found[s.found[n]];
    d->idom[order->block[n]] = order->block[s.found[n]];
  }
}

// Numbers the tree's nodes before and after their children; blocks that are not in the tree keep 0, 0.
static void number_tree(Func *f, Dominators *d) {
  uint32_t n = f->blocks.len, clock = 0, depth = 0, count = 0;
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
    d->preorder[count++] = child;
    stack[depth++] = child;
  }
}

const Dominators *func_dominators(Func *f) {
  const Order *order = func_order(f);
  Dominators *d = &f->flow->dominators;
  if (d->idom) return d;
  uint32_t n = f->blocks.len, *words = arena_array(func_lasting(f), uint32_t, 4 * (size_t)n);
  d->order = order->blocks;
  d->order_count = order->count;
  d->preds = reverse(f, &order->succs);
  d->idom = words;
  d->pre = words + n;
  d->post = words + 2 * (size_t)n;
  d->preorder = words + 3 * (size_t)n;
  find_dominators(f, order, d);
  number_tree(f, d);
  return d;
}

DominatorWalk dominator_walk(Func *f, const Dominators *d) {
  return (DominatorWalk){.dominators = d, .scopes = arena_array(func_scratch(f), DominatorScope, d->order_count)};
}

BlockId dominator_walk_next(DominatorWalk *w, uint32_t trail, uint32_t *keep) {
  const Dominators *d = w->dominators;
  if (w->next == d->order_count) return 0;
  BlockId b = d->preorder[w->next++];
  while (w->depth && !dominates(d, w->scopes[w->depth - 1].block, b)) trail = w->scopes[--w->depth].trail;
  w->scopes[w->depth++] = (DominatorScope){b, trail};
  *keep = trail;
  return b;
}
