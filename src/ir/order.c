// Orders of blocks and removal of unreachable ones. Roots are the entry and,
// where there is one, the block a recovered panic resumes in: control reaches
// that one from outside, by no edge.
#include "ir/ir.h"

Graph func_successors(Func *f) {
  uint32_t n = f->blocks.len, count = 0;
  Graph g = {.first = arena_array(func_scratch(f), uint32_t, n + 1)};
  for (BlockId b = 0; b < n; b++) {
    g.first[b] = count;
    count += f->blocks.data[b].succs.len;
  }
  g.first[n] = count;
  g.to = arena_array(func_scratch(f), BlockId, count);
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

// Depth first from `root`, appending blocks to order as they are left. Successors are
// taken last to first, so that reverse postorder follows the likely text order.
static uint32_t visit_from(const Graph *g, BlockId root, bool *seen, Visit *stack, BlockId *order, uint32_t count) {
  if (seen[root]) return count;
  uint32_t depth = 0;
  stack[depth++] = (Visit){root, g->first[root + 1]};
  seen[root] = true;
  while (depth) {
    Visit *top = &stack[depth - 1];
    if (top->next == g->first[top->block]) {
      order[count++] = top->block;
      depth--;
      continue;
    }
    BlockId succ = g->to[--top->next];
    if (seen[succ]) continue;
    seen[succ] = true;
    stack[depth++] = (Visit){succ, g->first[succ + 1]};
  }
  return count;
}

BlockId *func_postorder(Func *f, uint32_t *count) {
  BlockId *order = arena_array(func_scratch(f), BlockId, f->blocks.len + 1);
  bool *seen = arena_array(func_scratch(f), bool, f->blocks.len);
  Visit *stack = arena_array(func_scratch(f), Visit, f->blocks.len);
  Graph graph = func_successors(f);
  uint32_t n = 0;
  if (f->recover_block && f->recover_block != 1) n = visit_from(&graph, f->recover_block, seen, stack, order, n);
  if (f->blocks.len > 1) n = visit_from(&graph, 1, seen, stack, order, n);
  *count = n;
  return order;
}

void func_remove_unreachable(Func *f) {
  uint32_t count;
  BlockId *order = func_postorder(f, &count);
  if (count == f->blocks.len - 1) return;
  bool *reachable = arena_array(func_scratch(f), bool, f->blocks.len);
  for (uint32_t i = 0; i < count; i++) reachable[order[i]] = true;
  for (BlockId b = 1; b < f->blocks.len; b++) {
    Block *block = func_block(f, b);
    if (reachable[b]) continue;
    while (block->succs.len) block_remove_edge(f, b, block->succs.len - 1);
  }
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    if (reachable[b] || block->kind == BLOCK_NONE) continue;
    for (uint32_t i = 0; i < block->values.len; i++) value_kill(f, block->values.data[i]);
    block_clear(f, b);
  }
}
