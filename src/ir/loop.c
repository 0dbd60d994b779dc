// Natural loops: for every edge to a dominator, the blocks that reach the edge
// without passing the header. Cycles entered at several places (goto) are no
// loops here; passes that must not overlook a cycle ask func_cyclic_blocks.
#include "base/scc.h"
#include "ir/ir.h"

typedef struct Finder {
  Func *f;
  const Dominators *dominators;
  LoopNest *nest;
  BlockId *work;
  uint32_t *seen;  // loop number + 1 that has the block
} Finder;

// Collects the loop of `header`, if an edge leads back to it.
static void find_loop(Finder *x, BlockId header) {
  uint32_t count = 0, mark = x->nest->loops.len + 1;
  Loop loop = {.header = header, .parent = -1};
  const Graph *preds = &x->dominators->preds;
  for (uint32_t i = preds->first[header]; i < preds->first[header + 1]; i++) {
    BlockId latch = preds->to[i];
    if (!x->dominators->pre[latch] || !dominates(x->dominators, header, latch)) continue;
    if (!loop.blocks.len) {
      x->seen[header] = mark;
      vec_push(func_lasting(x->f), &loop.blocks, header);
    }
    if (x->seen[latch] != mark) {
      x->seen[latch] = mark;
      x->work[count++] = latch;
    }
  }
  if (!loop.blocks.len) return;
  while (count) {
    BlockId b = x->work[--count];
    vec_push(func_lasting(x->f), &loop.blocks, b);
    for (uint32_t i = preds->first[b]; i < preds->first[b + 1]; i++) {
      BlockId pred = preds->to[i];
      if (x->seen[pred] == mark || !x->dominators->pre[pred]) continue;
      x->seen[pred] = mark;
      x->work[count++] = pred;
    }
  }
  vec_push(func_lasting(x->f), &x->nest->loops, loop);
}

const LoopNest *func_loops(Func *f) {
  const Dominators *dominators = func_dominators(f);
  LoopNest *nest = &f->flow->loops;
  if (nest->block_loop) return nest;
  uint32_t n = f->blocks.len;
  Finder x = {.f = f, .dominators = dominators, .nest = nest};
  x.work = arena_array(func_scratch(f), BlockId, n);
  x.seen = arena_array(func_scratch(f), uint32_t, n);
  nest->block_loop = arena_array(func_lasting(f), int32_t, n);
  for (uint32_t i = 0; i < n; i++) nest->block_loop[i] = -1;
  // Reverse postorder: outer headers come first, so inner loops overwrite block_loop.
  for (uint32_t i = 0; i < dominators->order_count && func_order(f)->cyclic; i++) {
    uint32_t before = nest->loops.len;
    BlockId header = dominators->order[i];
    find_loop(&x, header);
    if (nest->loops.len == before) continue;
    Loop *loop = &nest->loops.data[before];
    loop->parent = nest->block_loop[header];
    loop->depth = loop->parent < 0 ? 1 : nest->loops.data[loop->parent].depth + 1;
    for (uint32_t j = 0; j < loop->blocks.len; j++) nest->block_loop[loop->blocks.data[j]] = (int32_t)before;
  }
  return nest;
}

static SccEdges successor_edges(const void *graph, uint32_t b) {
  const Graph *g = graph;
  return (SccEdges){g->to + g->first[b], g->first[b + 1] - g->first[b]};
}

bool *func_cyclic_blocks(Func *f) {
  Graph succs = func_order(f)->succs;
  Components c = scc_find(func_scratch(f), f->blocks.len, successor_edges, &succs);
  bool *cyclic = arena_array(func_scratch(f), bool, f->blocks.len);
  for (BlockId b = 1; b < f->blocks.len; b++) {
    cyclic[b] = c.first[c.of[b] + 1] - c.first[c.of[b]] > 1;
    for (uint32_t i = succs.first[b]; i < succs.first[b + 1]; i++) cyclic[b] |= succs.to[i] == b;
  }
  return cyclic;
}
