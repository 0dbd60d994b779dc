// Jumps are emitted in their long form; here those whose target is near get
// the short one and the code is closed up. Distances only shrink, so
// going round until nothing changes ends soon. Everything that names a code offset is
// moved along: labels, fixups, relocations, lines, safepoints, ranges.
#include "arch/amd64/emit.h"

typedef struct Relax {
  Emit *e;
  uint32_t *saved;  // bytes saved by the jumps before jump k
  uint32_t near;    // the first jump at or behind the offset that was asked for last
} Relax;

// The new offset of an old one. Mostly they are asked for in order, and few jumps lie between one and the next.
static uint32_t moved(Relax *r, uint32_t at) {
  enum { STEPS = 4 };
  const Jump *jumps = r->e->jumps.data;
  uint32_t low = 0, high = r->e->jumps.len;
  if (r->near == 0 || jumps[r->near - 1].at < at) low = r->near;
  else high = r->near;
  for (uint32_t k = 0; k < STEPS && low < high; k++) {
    if (jumps[low].at >= at) high = low;
    else low++;
  }
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (jumps[middle].at < at) low = middle + 1;
    else high = middle;
  }
  r->near = low;
  return at - r->saved[low];
}

static uint32_t long_size(const Jump *jump) { return jump->conditional ? 6 : 5; }

static void count_saved(Relax *r) {
  uint32_t total = 0;
  for (uint32_t k = 0; k < r->e->jumps.len; k++) {
    r->saved[k] = total;
    if (r->e->jumps.data[k].is_short) total += long_size(&r->e->jumps.data[k]) - 2;
  }
  r->saved[r->e->jumps.len] = total;
}

// Marks the jumps that reach their target in a byte now; true if there are new ones.
static bool shorten(Relax *r) {
  bool changed = false;
  for (uint32_t k = 0; k < r->e->jumps.len; k++) {
    Jump *jump = &r->e->jumps.data[k];
    if (jump->is_short) continue;
    uint32_t target = r->e->labels.data[jump->label];
    // A short jump would end three or four bytes earlier: near enough to count with the long form's start.
    int64_t distance = (int64_t)moved(r, target) - ((int64_t)jump->at - r->saved[k] + 2);
    if (target > jump->at) distance -= long_size(jump) - 2;
    if (distance < -128 || distance > 127) continue;
    jump->is_short = true;
    changed = true;
  }
  if (changed) count_saved(r);
  return changed;
}

static void close_up(Relax *r) {
  Code *c = &r->e->code;
  uint32_t from = 0, to = 0;
  for (uint32_t k = 0; k < r->e->jumps.len; k++) {
    Jump *jump = &r->e->jumps.data[k];
    if (!jump->is_short) continue;
    memmove(c->bytes + to, c->bytes + from, jump->at - from);
    to += jump->at - from;
    uint32_t condition = c->bytes[jump->at + 1] & 15;
    c->bytes[to++] = jump->conditional ? amd64_encodings[I_JCC_B].opcode | condition : amd64_encodings[I_JMP_B].opcode;
    to++;
    from = jump->at + long_size(jump);
  }
  memmove(c->bytes + to, c->bytes + from, c->len - from);
  c->len = to + c->len - from;
}

static void move_meta(Relax *r) {
  FuncMeta *meta = r->e->m->meta;
  for (uint32_t i = 0; i < meta->lines.len; i++) meta->lines.data[i].pc = moved(r, meta->lines.data[i].pc);
  for (uint32_t i = 0; i < meta->safepoints.len; i++)
    meta->safepoints.data[i].pc = moved(r, meta->safepoints.data[i].pc);
  for (uint32_t i = 0; i < meta->unsafe_ranges.len; i++) {
    MetaRange *range = &meta->unsafe_ranges.data[i];
    *range = (MetaRange){moved(r, range->start), moved(r, range->end)};
  }
  for (uint32_t i = 0; i < meta->returns.len; i++) meta->returns.data[i] = moved(r, meta->returns.data[i]);
  meta->prologue_end = moved(r, meta->prologue_end);
  meta->cold_start = moved(r, meta->cold_start);
  meta->deferreturn = moved(r, meta->deferreturn);
  Symbol *symbol = r->e->code.symbol;
  for (uint32_t i = 0; symbol && i < symbol->relocs.len; i++)
    symbol->relocs.data[i].offset = moved(r, symbol->relocs.data[i].offset);
}

void emit_relax(Emit *e) {
  Relax r = {.e = e};
  if (e->jumps.len) {
    r.saved = arena_array(e->m->arena, uint32_t, e->jumps.len + 1);
    while (shorten(&r)) {}
    close_up(&r);
    move_meta(&r);
    for (uint32_t i = 0; i < e->labels.len; i++)
      if (e->labels.data[i] != UINT32_MAX) e->labels.data[i] = moved(&r, e->labels.data[i]);
    for (uint32_t i = 0; i < e->fixups.len; i++) e->fixups.data[i].at = moved(&r, e->fixups.data[i].at);
  }
  for (uint32_t k = 0; k < e->jumps.len; k++) {
    Jump *jump = &e->jumps.data[k];
    uint32_t at = jump->at - r.saved[k], end = at + (jump->is_short ? 2 : long_size(jump));
    uint32_t target = e->labels.data[jump->label];
    if (target == UINT32_MAX) ice("emit", e->m->f->display_name, "label %u is not placed", jump->label);
    uint32_t distance = target - end;
    if (jump->is_short) e->code.bytes[at + 1] = (uint8_t)distance;
    else memcpy(e->code.bytes + end - 4, &distance, 4);
  }
}
