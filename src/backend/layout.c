// Blocks of the machine form: critical edges are split (so that moves on an
// edge have a block of their own), then blocks are put in an order in which
// dominators come first, loops stay together and cold blocks come last.
#include "backend/arch.h"

// An edge from a block with several successors to one with several predecessors gets a block.
static void split_critical_edges(Func *f) {
  uint32_t count = f->blocks.len;
  for (BlockId b = 1; b < count; b++) {
    if (func_block(f, b)->kind == BLOCK_NONE || func_block(f, b)->succs.len < 2) continue;
    for (uint32_t i = 0; i < func_block(f, b)->succs.len; i++) {
      BlockId to = func_block(f, b)->succs.data[i];
      if (func_block(f, to)->preds.len < 2) continue;
      Block *middle = func_block(f, block_split_edge(f, b, i));
      middle->cold = func_block(f, to)->cold;
      if (func_block(f, b)->barrier & BARRIER_TESTS) middle->barrier = BARRIER_SHADES;
    }
  }
}

typedef struct Walk {
  MachineFunc *m;
  uint32_t *depth;  // of loops, by block
  uint8_t *visited;
  BlockId *order;  // postorder
  uint32_t count;
} Walk;

// How much a successor should follow its predecessor directly: the highest comes last in the walk.
static int successor_rank(Walk *w, const Block *from, uint32_t index) {
  BlockId b = from->succs.data[index];
  const Block *block = func_block(w->m->f, b);
  int rank = (int)(w->depth[b] > 100 ? 100 : w->depth[b]) * 4;
  if (from->kind == BLOCK_IF && from->likely) rank += (from->likely > 0) == (index == 0) ? 2 : 0;
  else if (index == 1) rank += 1;
  if (block->cold || block->kind == BLOCK_UNREACHABLE) rank -= 1000;
  return rank;
}

// Depth-first postorder without recursion; successors that should come right after are visited last.
static void walk_blocks(Walk *w, BlockId root) {
  Func *f = w->m->f;
  typedef struct Frame {
    BlockId block;
    uint32_t done;
  } Frame;
  Vec(Frame) stack = {0};
  if (w->visited[root]) return;
  w->visited[root] = 1;
  vec_push(w->m->arena, &stack, ((Frame){root, 0}));
  while (stack.len) {
    Frame *top = &vec_last(&stack);
    Block *block = func_block(f, top->block);
    BlockId next = 0;
    if (block->succs.len == 2 && top->done < 2) {
      int first = successor_rank(w, block, 0) <= successor_rank(w, block, 1) ? 0 : 1;
      next = block->succs.data[top->done == 0 ? first : 1 - first];
    } else if (top->done < block->succs.len) {
      next = block->succs.data[block->succs.len - 1 - top->done];
    }
    if (next) {
      top->done++;
      if (w->visited[next]) continue;
      w->visited[next] = 1;
      vec_push(w->m->arena, &stack, ((Frame){next, 0}));
      continue;
    }
    w->order[w->count++] = top->block;
    stack.len--;
  }
}

// A block is cold if marked, or if all forward ways to it are: so what a cold block
// dominates is cold, and dominators stay first although cold blocks are laid out last.
static void spread_cold(Walk *w) {
  Func *f = w->m->f;
  uint32_t *number = arena_array(w->m->arena, uint32_t, f->blocks.len);
  for (uint32_t i = w->count; i-- > 0;) {
    BlockId b = w->order[i];
    Block *block = func_block(f, b);
    number[b] = w->count - i;
    if (block->kind == BLOCK_UNREACHABLE) block->cold = true;
    if (b == 1) block->cold = false;
    if (block->cold || !block->preds.len || b == 1) continue;
    bool all = true;
    for (uint32_t k = 0; k < block->preds.len && all; k++) {
      BlockId pred = block->preds.data[k];
      if (number[pred]) all = func_block(f, pred)->cold;  // 0: a way back
    }
    block->cold = all;
  }
}

static void add_block(MachineFunc *m, BlockId b, uint32_t depth) {
  MachineBlock block = {
      .block = b, .depth = depth, .cold = func_block(m->f, b)->cold, .barrier = func_block(m->f, b)->barrier};
  float weight = 1;
  for (uint32_t d = 0; d < depth && d < 6; d++) weight *= 8;
  block.weight = block.cold ? weight * 0.001f : weight;
  m->block_index[b] = m->blocks.len;
  vec_push(m->arena, &m->blocks, block);
}

// Where loops end. Blocks of a loop are together but for the cold ones.
static void mark_loop_ends(MachineFunc *m, const LoopNest *loops) {
  for (uint32_t i = 0; i < loops->loops.len; i++) {
    const Loop *loop = &loops->loops.data[i];
    uint32_t header = m->block_index[loop->header], end = header;
    if (header == UINT32_MAX || m->blocks.data[header].cold) continue;
    for (uint32_t k = 0; k < loop->blocks.len; k++) {
      uint32_t n = m->block_index[loop->blocks.data[k]];
      if (n != UINT32_MAX && !m->blocks.data[n].cold && n > end) end = n;
    }
    m->blocks.data[header].loop_end = end;
    m->blocks.data[header].next_ending = m->blocks.data[end].loops_ending;
    m->blocks.data[end].loops_ending = header + 1;
  }
}

void backend_layout(MachineFunc *m) {
  Func *f = m->f;
  split_critical_edges(f);
  const LoopNest *loops = func_loops(f);
  uint32_t count = f->blocks.len;
  Walk w = {.m = m};
  w.depth = arena_array(m->arena, uint32_t, count);
  w.visited = arena_array(m->arena, uint8_t, count);
  w.order = arena_array(m->arena, BlockId, count);
  for (BlockId b = 1; b < count; b++)
    w.depth[b] = loops->block_loop[b] >= 0 ? loops->loops.data[loops->block_loop[b]].depth : 0;
  // The recovery block comes first in postorder, so it is laid out after the body.
  if (f->recover_block) walk_blocks(&w, f->recover_block);
  walk_blocks(&w, 1);
  spread_cold(&w);
  m->block_index = arena_array(m->arena, uint32_t, count);
  for (BlockId b = 0; b < count; b++) m->block_index[b] = UINT32_MAX;
  for (int cold = 0; cold < 2; cold++) {
    for (uint32_t i = w.count; i-- > 0;) {
      if (func_block(f, w.order[i])->cold == (cold == 1)) add_block(m, w.order[i], w.depth[w.order[i]]);
    }
  }
  mark_loop_ends(m, loops);
  for (uint32_t i = 0; i < m->blocks.len; i++) {
    MachineBlock *block = &m->blocks.data[i];
    Block *source = func_block(f, block->block);
    for (uint32_t k = 0; k < source->preds.len; k++)
      vec_push(m->arena, &block->preds, m->block_index[source->preds.data[k]]);
    for (uint32_t k = 0; k < source->succs.len; k++)
      vec_push(m->arena, &block->succs, m->block_index[source->succs.data[k]]);
  }
  for (uint32_t i = 0; i < m->blocks.len; i++) {
    const MachineBlock *block = &m->blocks.data[i];
    for (uint32_t k = 0; k < block->preds.len; k++)
      if (block->preds.data[k] != UINT32_MAX) m->blocks.data[block->preds.data[k]].edge = k;
  }
}
