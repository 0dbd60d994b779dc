// Natural loops: for every edge to a dominator, the blocks that reach the edge
// without passing the header. Cycles entered at several places (goto) are no
// loops here; passes that must not overlook a cycle ask func_cyclic_blocks.
#include "base/scc.h"
#include "ir/ir.h"

typedef struct Finder {
  Func *f;
  const Dominators *dominators;
  LoopNest nest;
  BlockId *work;
  uint32_t *seen;  // loop number + 1 that has the block
} Finder;

// Collects the loop of `header`, if an edge leads back to it.
static void find_loop(Finder *x, BlockId header) {
  uint32_t count = 0, mark = x->nest.loops.len + 1;
  Loop loop = {.header = header, .parent = -1};
  const Graph *preds = &x->dominators->preds;
  for (uint32_t i = preds->first[header]; i < preds->first[header + 1]; i++) {
    BlockId latch = preds->to[i];
    if (!x->dominators->pre[latch] || !dominates(x->dominators, header, latch)) continue;
    if (!loop.blocks.len) {
      x->seen[header] = mark;
      vec_push(func_scratch(x->f), &loop.blocks, header);
    }
    if (x->seen[latch] != mark) {
      x->seen[latch] = mark;
      x->work[count++] = latch;
    }
  }
  if (!loop.blocks.len) return;
  while (count) {
    BlockId b = x->work[--count];
    vec_push(func_scratch(x->f), &loop.blocks, b);
    for (uint32_t i = preds->first[b]; i < preds->first[b + 1]; i++) {
      BlockId pred = preds->to[i];
      if (x->seen[pred] == mark || !x->dominators->pre[pred]) continue;
      x->seen[pred] = mark;
      x->work[count++] = pred;
    }
  }
  vec_push(func_scratch(x->f), &x->nest.loops, loop);
}

static bool has_call(Func *f, const Loop *loop) {
  for (uint32_t i = 0; i < loop->blocks.len; i++) {
    const Block *block = func_block(f, loop->blocks.data[i]);
    for (uint32_t j = 0; j < block->values.len; j++) {
      uint16_t op = func_value(f, block->values.data[j])->op;
      if (op < IR_GENERIC_COUNT && (ir_op_info[op].flags & OPF_CALL)) return true;
    }
  }
  return false;
}

LoopNest func_loops(Func *f, const Dominators *dominators) {
  Finder x = {.f = f, .dominators = dominators};
  uint32_t n = f->blocks.len;
  x.work = arena_array(func_scratch(f), BlockId, n);
  x.seen = arena_array(func_scratch(f), uint32_t, n);
  x.nest.block_loop = arena_array(func_scratch(f), int32_t, n);
  for (uint32_t i = 0; i < n; i++) x.nest.block_loop[i] = -1;
  // Reverse postorder: outer headers come first, so inner loops overwrite block_loop.
  for (uint32_t i = 0; i < dominators->order_count; i++) {
    uint32_t before = x.nest.loops.len;
    BlockId header = dominators->order[i];
    find_loop(&x, header);
    if (x.nest.loops.len == before) continue;
    Loop *loop = &x.nest.loops.data[before];
    loop->parent = x.nest.block_loop[header];
    loop->depth = loop->parent < 0 ? 1 : x.nest.loops.data[loop->parent].depth + 1;
    loop->has_call = has_call(f, loop);
    for (uint32_t j = 0; j < loop->blocks.len; j++) x.nest.block_loop[loop->blocks.data[j]] = (int32_t)before;
  }
  return x.nest;
}

static SccEdges successor_edges(const void *graph, uint32_t b) {
  const Graph *g = graph;
  return (SccEdges){g->to + g->first[b], g->first[b + 1] - g->first[b]};
}

bool *func_cyclic_blocks(Func *f) {
  Graph succs = func_successors(f);
  Components c = scc_find(func_scratch(f), f->blocks.len, successor_edges, &succs);
  bool *cyclic = arena_array(func_scratch(f), bool, f->blocks.len);
  for (BlockId b = 1; b < f->blocks.len; b++) {
    cyclic[b] = c.first[c.of[b] + 1] - c.first[c.of[b]] > 1;
    for (uint32_t i = succs.first[b]; i < succs.first[b + 1]; i++) cyclic[b] |= succs.to[i] == b;
  }
  return cyclic;
}
