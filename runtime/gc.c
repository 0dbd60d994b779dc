// The collector: precise stop-the-world mark and sweep. Runs on the system stack of the M
// that stopped the world (overlay/runtime/malloc.go: collect). Roots are in
// gc_roots.c, finalizers, cleanups and weak handles in special.c.
// Marking is in mark.c, with the help of other threads.
// Settings: gcstress=N collects at every N-th allocation and poisons what is freed; gctrace=1 reports.
#include "runtime.h"

bool gc_running;
int64_t gc_cycles, gc_pause_total, gc_last_end, gc_forced;
uint64_t gc_last_pause;
int64_t gc_last_nanotime;
uint32_t rt_write_barrier;  // compiled code tests it; always off while the world stops for marking

// --- sweep

static void poison_freed(Span *span) {
  for (uint32_t i = 0; i < span->count; i++) {
    bool was = i < span->free_index || (span->alloc_bits[i / 64] >> (i % 64) & 1);
    if (was && !(span->mark_bits[i / 64] >> (i % 64) & 1))
      memset((void *)(span->base + i * span->elem_size), 0xdb, span->elem_size);
  }
}

static void list_push(Span **list, Span *span) {
  span->prev = NULL;
  span->next = *list;
  if (*list) (*list)->prev = span;
  *list = span;
}

static void sweep_span(Span *span) {
  uint32_t marked = 0, words = (span->count + 63) / 64;
  for (uint32_t i = 0; i < words; i++) marked += popcount64(span->mark_bits[i]);
  if (settings.gcstress && marked < span->allocated) poison_freed(span);
  uint64_t *old = span->alloc_bits;
  span->alloc_bits = span->mark_bits;
  span->mark_bits = old;
  memset(old, 0, words * 8);
  if (marked < span->allocated) span->need_zero = true;
  span->allocated = marked;
  span->free_index = 0;
  heap.marked += marked * span->elem_size;
  if (!marked) {
    pages_free(span);
    return;
  }
  if (span->large) {
    span->free_index = 1;
    list_push(&heap.large, span);
    return;
  }
  uint32_t list = span->size_class * 2u + span->no_pointers;
  list_push(marked < span->count ? &heap.partial[list] : &heap.full[list], span);
}

static void sweep_all(void) {
  memset(heap.partial, 0, sizeof heap.partial);
  memset(heap.full, 0, sizeof heap.full);
  heap.large = NULL;
  heap.marked = 0;
  for (uintptr_t at = heap.base; at < heap.used;) {
    Span *span = heap.page_spans[(at - heap.base) >> PAGE_SHIFT];
    if (span->state == SPAN_OBJECTS) sweep_span(span);
    at = span->base + span->pages * PAGE_SIZE;  // a freed span has merged with its free neighbours
  }
}

static void set_trigger(void) {
  heap.live = heap.marked;
  uint64_t minimum = (uint64_t)4 << 20;
  if (settings.gc_percent < 0) {
    heap.trigger = UINT64_MAX;
  } else {
    uint64_t percent = (uint64_t)settings.gc_percent;
    uint64_t roots = heap.stack_bytes + (uint64_t)(rt_data_end - rt_data_start) + (uint64_t)(rt_bss_end - rt_bss_start);
    heap.trigger = heap.marked + (heap.marked + roots) / 100 * percent;
    minimum = minimum / 100 * percent;
    if (heap.trigger < minimum) heap.trigger = minimum;
  }
  if ((uint64_t)settings.memory_limit < heap.trigger) {
    uint64_t limit = (uint64_t)settings.memory_limit;
    heap.trigger = limit > heap.marked + (1 << 20) ? limit : heap.marked + (1 << 20);
  }
}

static void print_trace(int64_t start, uint64_t before) {
  print_text("gc ");
  print_int(gc_cycles);
  print_text(": ");
  print_uint(gc_last_pause / 1000);
  print_text(" us, ");
  print_uint(before >> 10);
  print_text("->");
  print_uint(heap.marked >> 10);
  print_text(" KB, next at ");
  print_uint(heap.trigger >> 10);
  print_text(" KB\n");
  print_flush();
  (void)start;
}

void gc_collect(void) {
  if (gc_running) rt_throw("gc: collection within a collection");
  gc_running = true;
  int64_t start = os_nanotime();
  uint64_t before = heap.live;
  heap_release_caches();
  check_world();
  gc_mark();
  sweep_all();
  set_trigger();
  if (memory_profile) memory_profile->publish();
  for (G *g = sched.all; g; g = g->all_next)
    if (g->status == G_WAITING && g->sched_pc) {
      if (!g->wait_since) g->wait_since = start;
      stack_shrink(g);
    }
  check_world();
  check_objects();
  gc_cycles++;
  int64_t end = os_nanotime(), seconds;
  int32_t nanoseconds;
  os_walltime(&seconds, &nanoseconds);
  gc_last_end = seconds * 1000000000 + nanoseconds;
  gc_last_pause = (uint64_t)(end - start);
  __atomic_store_n(&gc_last_nanotime, end, __ATOMIC_RELAXED);
  gc_pause_total += end - start;
  gc_running = false;
  if (settings.gctrace) print_trace(start, before);
}

// system, with the world stopped. forced: by runtime.GC
void rt_gc(uint64_t forced);
void rt_gc(uint64_t forced) {
  gc_collect();
  gc_forced += forced & 1;
}

// system: debug.FreeOSMemory
void rt_scavenge(void);
void rt_scavenge(void) { pages_scavenge(); }

// system
int64_t rt_gc_percent(void);
int64_t rt_gc_percent(void) { return settings.gc_percent; }

// system, with the world stopped: debug.SetGCPercent and SetMemoryLimit; return the old values
int64_t rt_set_gc_percent(int64_t percent);
int64_t rt_set_gc_percent(int64_t percent) {
  int64_t old = settings.gc_percent;
  settings.gc_percent = percent < 0 ? -1 : percent;
  uint64_t live = heap.live;
  set_trigger();
  heap.live = live;
  return old;
}

int64_t rt_set_memory_limit(int64_t limit);
int64_t rt_set_memory_limit(int64_t limit) {
  int64_t old = settings.memory_limit;
  if (limit >= 0) settings.memory_limit = limit;
  uint64_t live = heap.live;
  set_trigger();
  heap.live = live;
  return old;
}
