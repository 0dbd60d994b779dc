// Dominator tree: Lengauer and Tarjan, "A Fast Algorithm for Finding Dominators in a Flowgraph" (1979), with path
// compression: m log n for m edges whatever the graph. (Looking for the dominator by climbing the tree that is being
// made, which is simpler, takes n * n steps where many late blocks lead back to early ones.)
//
// Block 0 serves as a virtual root above the entry and the recover block, so idom[] is 0 for these and for blocks that
// both reach.
#include "ir/ir.h"

// Nodes are numbered in the order of a depth-first walk; the virtual root is 1, and 0 stands for what isn't reached.
typedef struct Solver {
  Graph succs, preds;
  uint32_t count;     // of numbers, 0 included
  uint32_t *number;   // by block
  BlockId *block;     // by number, like all that follows
  uint32_t *parent;   // in the depth-first tree
  uint32_t *above;    // likewise, compressed as find_label goes
  uint32_t *label;    // the node with the least semidominator on the compressed way up
  uint32_t *semi;     // semidominator; a node that has none yet: itself
  uint32_t *found;    // the dominator, or a node with a lesser number that has the same one
  uint32_t *waiting;  // the last node, of those with this semidominator, whose dominator is not looked for yet; 0 none
  uint32_t *earlier;  // the node that waited before this one
  uint32_t *stack;
} Solver;

static void add_node(Solver *s, BlockId b, uint32_t parent) {
  uint32_t n = s->count++;
  s->number[b] = n;
  s->block[n] = b;
  s->parent[n] = s->above[n] = parent;
  s->label[n] = s->semi[n] = n;
}

// Numbers what root reaches and has no number, in func_postorder's way, and puts blocks into `order`, from the end on,
// as they are left. next: a block: behind the next successor to look at.
static void number_from(Func *f, Solver *s, BlockId root, uint32_t *next, Dominators *d) {
  const Graph *g = &s->succs;
  uint32_t depth = 0;
  if (!root || s->number[root]) return;
  add_node(s, root, 1);
  next[root] = g->first[root + 1];
  s->stack[depth++] = root;
  while (depth) {
    BlockId b = s->stack[depth - 1];
    if (next[b] == g->first[b]) {
      d->order[f->blocks.len - 1 - d->order_count++] = b;
      depth--;
      continue;
    }
    BlockId succ = g->to[--next[b]];
    if (s->number[succ]) continue;
    add_node(s, succ, s->number[b]);
    next[succ] = g->first[succ + 1];
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

static void find_semidominator(Func *f, Solver *s, uint32_t n) {
  BlockId b = s->block[n];
  uint32_t least = b == 1 || b == f->recover_block ? 1 : s->parent[n];
  for (uint32_t i = s->preds.first[b]; i < s->preds.first[b + 1]; i++) {
    uint32_t pred = s->number[s->preds.to[i]];
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
  uint32_t parent = s->parent[n];
  for (uint32_t v = s->waiting[parent]; v; v = s->earlier[v]) {
    uint32_t label = find_label(s, v, n);
    s->found[v] = s->semi[label] < parent ? label : parent;
  }
  s->waiting[parent] = 0;
}

// The edges the other way round.
static Graph reverse(Func *f, const Graph *g) {
  uint32_t n = f->blocks.len, edges = g->first[n];
  Graph r = {arena_array(func_scratch(f), uint32_t, n + 2), arena_array(func_scratch(f), BlockId, edges)};
  // One place further than they belong, so that filling in moves them there.
  for (uint32_t i = 0; i < edges; i++) r.first[g->to[i] + 2]++;
  for (uint32_t b = 1; b < n; b++) r.first[b + 1] += r.first[b];
  for (BlockId b = 0; b < n; b++)
    for (uint32_t i = g->first[b]; i < g->first[b + 1]; i++) r.to[r.first[g->to[i] + 1]++] = b;
  return r;
}

static void find_dominators(Func *f, Dominators *d) {
  size_t room = (size_t)f->blocks.len + 2;
  uint32_t *words = arena_array(func_scratch(f), uint32_t, 11 * room);
  Solver s = {.succs = func_successors(f), .count = 1};
  uint32_t **arrays[] = {&s.number, &s.block, &s.parent,  &s.above,   &s.label,
                         &s.semi,   &s.found, &s.waiting, &s.earlier, &s.stack};
  for (uint32_t i = 0; i < 10; i++) *arrays[i] = words + i * room;
  s.preds = d->preds = reverse(f, &s.succs);
  add_node(&s, 0, 0);
  uint32_t *next = words + 10 * room;
  number_from(f, &s, f->recover_block, next, d);
  number_from(f, &s, 1, next, d);
  d->order += f->blocks.len - d->order_count;
  for (uint32_t n = s.count - 1; n >= 2; n--) {
    find_semidominator(f, &s, n);
    settle_waiting(&s, n);
  }
  for (uint32_t n = 2; n < s.count; n++) {
    if (s.found[n] != s.semi[n]) s.found[n] = s.found[s.found[n]];
    d->idom[s.block[n]] = s.block[s.found[n]];
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

Dominators func_dominators(Func *f) {
  Dominators d = {0};
  uint32_t n = f->blocks.len;
  d.order = arena_array(func_scratch(f), BlockId, n);
  d.preorder = arena_array(func_scratch(f), BlockId, n);
  d.idom = arena_array(func_scratch(f), BlockId, n);
  d.pre = arena_array(func_scratch(f), uint32_t, n);
  d.post = arena_array(func_scratch(f), uint32_t, n);
  find_dominators(f, &d);
  number_tree(f, &d);
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
