// The unsafe-point column (abi/functab.h): code in which a goroutine may not
// be stopped by a signal. Elsewhere the frame is complete and every live
// pointer is in a register or a word of the frame. Unsafe are
//   - prologue and epilogue (emit.c), and moves that borrow X15 or the stack,
//   - write barriers, from the test of the collector's flag to the write,
//   - functions of the runtime and nosplit functions, also where they are
//     inlined, with whatever of the caller lies between in the same block.
#include "arch/amd64/emit.h"

enum { NONE = UINT32_MAX };

void unsafe_range(Emit *e, uint32_t start) {
  if (start < e->code.len) vec_push(e->m->out, &e->m->meta->unsafe_ranges, ((MetaRange){start, e->code.len}));
}

void unsafe_start(Emit *e) {
  Func *f = e->m->f;
  UnsafeRanges *u = &e->unsafe;
  *u = (UnsafeRanges){NONE, NONE, NONE, NONE, 0, NULL};
  u->outermost = arena_array(e->m->arena, uint32_t, f->inlines.len + 1);
  for (uint32_t i = 0; i < f->inlines.len; i++) {  // parents come first
    const InlineSite *site = &f->inlines.data[i];
    uint32_t around = site->parent >= 0 ? u->outermost[site->parent] : 0;
    u->outermost[i] = around ? around : site->no_preempt ? i + 1 : 0;
  }
}

void unsafe_block(Emit *e, const MachineBlock *block) {
  if (block->barrier & (BARRIER_SHADES | BARRIER_WRITES)) e->unsafe.barrier_start = e->code.len;
}

static void end_inlined(Emit *e) {
  UnsafeRanges *u = &e->unsafe;
  if (u->inlined_start != NONE)
    vec_push(e->m->out, &e->m->meta->unsafe_ranges, ((MetaRange){u->inlined_start, u->inlined_end}));
  u->inlined_start = NONE;
}

void unsafe_before(Emit *e, const MachineInst *i, uint32_t start) {
  UnsafeRanges *u = &e->unsafe;
  if (i->op == M_BARRIER && u->store_start == NONE) u->store_start = start;
  if ((i->unsafe & UNSAFE_BEGIN) && u->barrier_start == NONE) u->barrier_start = start;
  const Position *position = &e->m->f->positions.data[i->pos];
  if (!i->pos || position->inline_node < 0 || !u->outermost[position->inline_node]) return;
  if (u->inlined_start != NONE && u->inlined_site != u->outermost[position->inline_node]) end_inlined(e);
  if (u->inlined_start == NONE) u->inlined_start = start;
  u->inlined_site = u->outermost[position->inline_node];
  u->inlined_end = NONE;  // known after the instruction
}

void unsafe_after(Emit *e, const MachineInst *i) {
  UnsafeRanges *u = &e->unsafe;
  if ((i->flags & INST_STORE_TO) && u->store_start != NONE) {
    unsafe_range(e, u->store_start);
    u->store_start = NONE;
  }
  if ((i->unsafe & UNSAFE_END) && u->barrier_start != NONE) {
    unsafe_range(e, u->barrier_start);
    u->barrier_start = NONE;
  }
  if (u->inlined_start != NONE && (u->inlined_end == NONE || !i->pos)) u->inlined_end = e->code.len;
}

void unsafe_block_end(Emit *e) {
  UnsafeRanges *u = &e->unsafe;
  if (u->barrier_start != NONE) unsafe_range(e, u->barrier_start);
  u->barrier_start = NONE;
  end_inlined(e);
}

// Insertion sort: ranges are made nearly in order. Joins what overlaps or touches.
void unsafe_finish(Emit *e) {
  FuncMeta *meta = e->m->meta;
  if (e->m->f->no_preempt) {
    meta->unsafe_ranges.len = 0;  // the flag says it
    return;
  }
  MetaRange *ranges = meta->unsafe_ranges.data;
  uint32_t count = meta->unsafe_ranges.len, kept = 0;
  for (uint32_t i = 1; i < count; i++) {
    MetaRange range = ranges[i];
    uint32_t k = i;
    for (; k > 0 && ranges[k - 1].start > range.start; k--) ranges[k] = ranges[k - 1];
    ranges[k] = range;
  }
  for (uint32_t i = 0; i < count; i++) {
    if (kept && ranges[i].start <= ranges[kept - 1].end) {
      if (ranges[i].end > ranges[kept - 1].end) ranges[kept - 1].end = ranges[i].end;
    } else {
      ranges[kept++] = ranges[i];
    }
  }
  meta->unsafe_ranges.len = kept;
}
