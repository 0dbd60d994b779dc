// The CPU profile: a timer of consumed CPU time sends SIGPROF to whatever thread runs; its handler walks the
// goroutine's stack and leaves the PCs in a ring that the Go side (overlay/runtime/profile.go) empties. Linked only
// into programs that can start a profile. What the handler cannot add at once is counted as lost.
#include "runtime.h"

enum { DEPTH = 64, RECORDS = 1024 };  // 10 s of one thread at the usual 100 a second
typedef struct Sample {
  void *labels;          // root
  uint32_t count;        // PCs
  uintptr_t pcs[DEPTH];  // innermost first, as traceback_pcs gives them
} Sample;

static Sample *ring;
static uint32_t busy;         // atomic: taken for an instant by the handler or the reader
static uint32_t first, used;  // samples in the ring
static uint64_t lost;         // atomic

// Code of Go functions that stand for what has no Go stack. Order known to profile.go.
typedef struct StandIns {
  uintptr_t system, external, collector;
} StandIns;
static StandIns stand_ins;

static bool take(void) {
  uint32_t none = 0;
  return __atomic_compare_exchange_n(&busy, &none, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}
static void give(void) { __atomic_store_n(&busy, 0, __ATOMIC_RELEASE); }

// Adds the logical frames of a physical one.
static void add_frame(Sample *s, const Frame *f) {
  PlaceInfo place;
  uintptr_t pc = f->lookup_pc;
  functab_function_at(f->entry, pc, &place);
  for (bool more = true; more && s->count < DEPTH;) {
    s->pcs[s->count++] = pc + 1;
    pc = functab_parent_pc(&place);
    more = functab_place_parent(&place);
  }
}

// The handler may have stopped the goroutine inside a prologue or C, where the frame found may be wrong: each step has
// to go up inside the stack.
static void walk(Sample *s, const G *g, Frame *f) {
  for (uintptr_t above = f->sp; s->count < DEPTH; above = f->cfa) {
    if (f->info->kind == FUNC_TOP) return;
    add_frame(s, f);
    if (f->cfa <= above || f->cfa > g->stack_hi - 16 || f->cfa % 8) return;
    if (!frame_next(f)) return;
  }
}

static void sample_at(Sample *s, uintptr_t pc, uintptr_t sp, uintptr_t bp) {
  const M *m = rt_getm();
  const G *g = m->g;
  Frame f;
  s->count = 0;
  s->labels = g ? g->labels : NULL;
  bool on_stack = g && sp > g->stack_lo && sp <= g->stack_hi;
  if (on_stack && frame_start_at(&f, pc, sp, bp, true)) {
    walk(s, g, &f);
    return;
  }
  if (g && !on_stack && g->m == m && frame_start(&f, g)) {  // C on the system stack, for g
    if (frame_start_at(&f, f.pc, f.sp, f.bp, false)) walk(s, g, &f);
    return;
  }
  uintptr_t function = functab_find(pc) ? stand_ins.system : stand_ins.external;
  s->pcs[s->count++] = (m->marker || gc_running ? stand_ins.collector : function) + 1;
}

// From the signal handler.
static void tick(uintptr_t pc, uintptr_t sp, uintptr_t bp) {
  if (!take()) {
    __atomic_add_fetch(&lost, 1, __ATOMIC_RELAXED);
    return;
  }
  if (used < RECORDS) {
    Sample *s = &ring[(first + used) % RECORDS];
    sample_at(s, pc, sp, bp);
    if (s->count) used++;
  } else {
    __atomic_add_fetch(&lost, 1, __ATOMIC_RELAXED);
  }
  give();
}

static void mark_labels(Marker *m) {
  for (uint32_t i = 0; i < used; i++) mark_pointer(m, (uintptr_t)ring[(first + i) % RECORDS].labels);
}

// system: hz samples a second; 0 ends it
void rt_profile_start(uint64_t hz, const StandIns *functions);
void rt_profile_start(uint64_t hz, const StandIns *functions) {
  if (!ring) ring = persistent_alloc(RECORDS * sizeof(Sample), 64);
  if (hz) {
    first = used = 0;
    __atomic_store_n(&lost, 0, __ATOMIC_RELAXED);
    stand_ins = *functions;
  }
  __atomic_store_n(&signal_profile, hz ? tick : NULL, __ATOMIC_RELEASE);  // the handler may be on its way
  gc_mark_profile = mark_labels;
  os_profile_timer(hz);
}

// system: moves one sample to `out`, which has room for DEPTH PCs, and its labels to *labels. Returns its length; 0:
// none.
int64_t rt_profile_read(uintptr_t *out, void **labels);
int64_t rt_profile_read(uintptr_t *out, void **labels) {
  int64_t count = 0;
  while (!take()) os_yield();
  if (used) {
    const Sample *s = &ring[first];
    count = s->count;
    memcpy(out, s->pcs, s->count * sizeof *out);
    *labels = s->labels;
    first = (first + 1) % RECORDS;
    used--;
  }
  give();
  return count;
}

// leaf: how many samples were lost since the last call
uint64_t rt_profile_lost(void);
uint64_t rt_profile_lost(void) { return __atomic_exchange_n(&lost, 0, __ATOMIC_RELAXED); }
