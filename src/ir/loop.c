// Natural loops: for every edge to a dominator, the blocks that reach the edge
// without passing the header. Cycles entered at several places (goto) are no
// loops here; passes that must not overlook a cycle ask func_cyclic_blocks.
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

// Tarjan's strongly connected components, with an explicit stack.
typedef struct Frame {
  BlockId block;
  uint32_t next;
} Frame;
typedef struct Components {
  Func *f;
  uint32_t *index, *low;
  bool *on_stack, *cyclic;
  BlockId *stack;
  uint32_t depth, clock;
} Components;

static void close_component(Components *c, BlockId root) {
  bool several = c->stack[c->depth - 1] != root;
  BlockId b;
  do {
    b = c->stack[--c->depth];
    c->on_stack[b] = false;
    if (several) c->cyclic[b] = true;
  } while (b != root);
}

static void visit_component(Components *c, BlockId root, Frame *frames) {
  uint32_t depth = 0;
  frames[depth++] = (Frame){root, 0};
  while (depth) {
    Frame *top = &frames[depth - 1];
    BlockId b = top->block;
    if (top->next == 0 && !c->index[b]) {
      c->index[b] = c->low[b] = ++c->clock;
      c->on_stack[b] = true;
      c->stack[c->depth++] = b;
    }
    const Block *block = func_block(c->f, b);
    if (top->next < block->succs.len) {
      BlockId succ = block->succs.data[top->next++];
      if (succ == b) c->cyclic[b] = true;
      if (!c->index[succ]) frames[depth++] = (Frame){succ, 0};
      else if (c->on_stack[succ] && c->index[succ] < c->low[b]) c->low[b] = c->index[succ];
      continue;
    }
    if (c->low[b] == c->index[b]) close_component(c, b);
    if (--depth) {
      BlockId parent = frames[depth - 1].block;
      if (c->low[b] < c->low[parent]) c->low[parent] = c->low[b];
    }
  }
}

bool *func_cyclic_blocks(Func *f) {
  uint32_t n = f->blocks.len;
  Components c = {.f = f};
  c.index = arena_array(func_scratch(f), uint32_t, n);
  c.low = arena_array(func_scratch(f), uint32_t, n);
  c.on_stack = arena_array(func_scratch(f), bool, n);
  c.cyclic = arena_array(func_scratch(f), bool, n);
  c.stack = arena_array(func_scratch(f), BlockId, n);
  Frame *frames = arena_array(func_scratch(f), Frame, n + 1);
  for (BlockId b = 1; b < n; b++)
    if (!c.index[b] && func_block(f, b)->kind != BLOCK_NONE) visit_component(&c, b, frames);
  return c.cyclic;
}
