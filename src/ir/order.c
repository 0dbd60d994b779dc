// Orders of blocks and removal of unreachable ones. Roots are the entry and,
// where there is one, the block a recovered panic resumes in: control reaches
// that one from outside, by no edge.
#include "ir/ir.h"

static Graph successors(Func *f) {
  uint32_t n = f->blocks.len, count = 0;
  Graph g = {.first = arena_array(func_lasting(f), uint32_t, n + 1)};
  for (BlockId b = 0; b < n; b++) {
    g.first[b] = count;
    count += f->blocks.data[b].succs.len;
  }
  g.first[n] = count;
  g.to = arena_array(func_lasting(f), BlockId, count);
  for (BlockId b = 0; b < n; b++) {
    const Block *block = &f->blocks.data[b];
    for (uint32_t i = 0; i < block->succs.len; i++) g.to[g.first[b] + i] = block->succs.data[i];
  }
  return g;
}

typedef struct Visit {
  BlockId block;
  uint32_t next;
} Visit;  // next: behind the next successor to visit

typedef struct Walk {
  Order *order;
  Visit *stack;
  uint32_t depth;
  uint32_t numbers;  // given so far
  uint32_t left;     // room in front of order->blocks, which fills from its end
} Walk;

static void enter(Walk *w, BlockId b, uint32_t parent) {
  Order *o = w->order;
  o->number[b] = w->numbers;
  o->block[w->numbers] = b;
  o->parent[w->numbers++] = parent;
  w->stack[w->depth++] = (Visit){b, o->succs.first[b + 1]};
}

// Depth first from `root`. Successors are taken last to first, so that reverse postorder follows the likely text order.
static void walk_from(Walk *w, BlockId root) {
  Order *o = w->order;
  if (o->number[root]) return;
  enter(w, root, 1);
  while (w->depth) {
    Visit *top = &w->stack[w->depth - 1];
    if (top->next == o->succs.first[top->block]) {
      o->blocks[--w->left] = top->block;
      o->place[top->block] = w->left + 1;
      w->depth--;
      continue;
    }
    BlockId succ = o->succs.to[--top->next];
    if (!o->number[succ]) enter(w, succ, o->number[top->block]);
    else o->cyclic |= !o->place[succ];
  }
}

const Order *func_order(Func *f) {
  if (f->flow) return &f->flow->order;
  uint32_t n = f->blocks.len;
  f->flow = arena_new(func_lasting(f), Flow);
  Order *o = &f->flow->order;
  uint32_t *words = arena_array(func_lasting(f), uint32_t, 5 * ((size_t)n + 1));
  uint32_t **arrays[] = {&o->blocks, &o->place, &o->number, &o->block, &o->parent};
  for (uint32_t i = 0; i < 5; i++) *arrays[i] = words + i * ((size_t)n + 1);
  o->succs = successors(f);
  Walk w = {.order = o, .stack = arena_array(func_scratch(f), Visit, n), .numbers = 2, .left = n};
  if (f->recover_block) walk_from(&w, f->recover_block);
  if (n > 1) walk_from(&w, 1);
  o->blocks += w.left;
  o->count = n - w.left;
  for (uint32_t i = 0; i < o->count; i++) o->place[o->blocks[i]] = i + 1;
  return o;
}

void func_remove_unreachable(Func *f) {
  const uint32_t *place = func_order(f)->place;
  bool any = false;
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    if (place[b] || block->kind == BLOCK_NONE) continue;
    any = true;
    while (block->succs.len) block_remove_edge(f, b, block->succs.len - 1);
  }
  for (BlockId b = 1; any && b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    if (place[b] || block->kind == BLOCK_NONE) continue;
    for (uint32_t i = 0; i < block->values.len; i++) value_kill(f, block->values.data[i]);
    block_clear(f, b);
  }
}
