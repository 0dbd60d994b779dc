// The page allocator under heap objects and stacks. One address range is reserved at
// start; spans of 8 KB pages are cut from it and from free spans, which are kept by
// length and merge with free neighbours (found through heap.page_spans, which names
// the span at its first and last page; spans in use at every page).
#include "runtime.h"

HeapState heap;

enum { BINS = 129 };  // bin i: spans of i pages; the last: longer ones
static Span *bins[BINS];
static Span *span_structs;  // recycled
static uint64_t free_pages;

// Memory for the runtime's own structures, in chunks from the system.
static uint8_t *persistent_at, *persistent_end;
static uint32_t persistent_lock;
static uint32_t pages_lock;  // over bins, span_structs, free_pages, heap.used and the page table's changes

void *persistent_alloc(size_t size, size_t align) {
  if (size >= 65536) {
    void *p = os_reserve(align_up64(size, 4096));
    if (!p) rt_throw("runtime: cannot allocate memory");
    __atomic_add_fetch(&heap.system_bytes, size, __ATOMIC_RELAXED);
    return p;
  }
  lock_futex(&persistent_lock, RANK_PERSISTENT);
  uint8_t *p = (uint8_t *)align_up64((uintptr_t)persistent_at, align);
  if (!persistent_at || p + size > persistent_end) {
    enum { CHUNK = 256 * 1024 };
    p = os_reserve(CHUNK);
    if (!p) rt_throw("runtime: cannot allocate memory");
    persistent_end = p + CHUNK;
    __atomic_add_fetch(&heap.system_bytes, CHUNK, __ATOMIC_RELAXED);
  }
  persistent_at = p + size;
  unlock_futex(&persistent_lock);
  return p;
}

void *array_grow(void *array, uint64_t *capacity, size_t element_size) {
  enum { FIRST = 1 << 14 };
  uint64_t grown = *capacity ? *capacity * 2 : FIRST;
  size_t size = align_up64(grown * element_size, 4096);
  void *p = *capacity ? os_resize(array, align_up64(*capacity * element_size, 4096), size) : os_reserve(size);
  if (!p) rt_throw("runtime: out of memory");
  *capacity = grown;
  return p;
}

void array_trim(void *array, uint64_t *capacity, size_t element_size, uint64_t keep) {
  if (*capacity <= keep) return;
  os_resize(array, align_up64(*capacity * element_size, 4096), align_up64(keep * element_size, 4096));
  *capacity = keep;
}

static void bin_insert(Span *span) {
  rt_check_held(&pages_lock);
  Span **bin = &bins[span->pages < BINS - 1 ? span->pages : BINS - 1];
  span->prev = NULL;
  span->next = *bin;
  if (*bin) (*bin)->prev = span;
  *bin = span;
}

static void bin_remove(Span *span) {
  rt_check_held(&pages_lock);
  if (span->next) span->next->prev = span->prev;
  if (span->prev) span->prev->next = span->next;
  else bins[span->pages < BINS - 1 ? span->pages : BINS - 1] = span->next;
}

static Span *span_struct(void) {
  rt_check_held(&pages_lock);
  Span *span = span_structs;
  if (!span) return persistent_alloc(sizeof(Span), 8);
  span_structs = span->next;
  memset(span, 0, sizeof *span);
  return span;
}

static inline uint64_t page_of(uintptr_t p) { return (p - heap.base) >> PAGE_SHIFT; }

// Read without the lock by who looks for the object at an address (heap_span_of).
static inline void set_page_span(uint64_t page, Span *span) {
  __atomic_store_n(&heap.page_spans[page], span, __ATOMIC_RELEASE);
}

static void mark_ends(Span *span) {
  set_page_span(page_of(span->base), span);
  set_page_span(page_of(span->base) + span->pages - 1, span);
}

// The smallest free span that fits, NULL none.
static Span *find_free(uint64_t pages) {
  for (uint64_t i = pages; i < BINS - 1; i++)
    if (bins[i]) return bins[i];
  Span *best = NULL;
  for (Span *s = bins[BINS - 1]; s; s = s->next)
    if (s->pages >= pages && (!best || s->pages < best->pages || (s->pages == best->pages && s->base < best->base)))
      best = s;
  return best;
}

// Makes the heap up to `end` accessible, in large steps.
static bool commit(uintptr_t end) {
  enum { STEP = 64 << 20 };
  if (end <= heap.committed) return true;
  uintptr_t from = heap.committed, to = align_up64(end - heap.base, STEP) + heap.base;
  if (to > heap.end) to = heap.end;
  uint64_t first = (from - heap.base) >> PAGE_SHIFT, last = (to - heap.base) >> PAGE_SHIFT;
  if (!os_commit((void *)from, to - from) || !os_commit(&heap.page_spans[first], (last - first) * sizeof(Span *)) ||
      !os_commit(&heap.pointer_bits[(from - heap.base) / 512], (to - from) / 64))
    return false;
  heap.committed = to;
  return true;
}

static Span *take_fresh(uint64_t pages) {
  rt_check_held(&pages_lock);
  uint64_t grow = pages < 128 ? 128 : pages;
  if (heap.used + grow * PAGE_SIZE > heap.end) grow = pages;
  if (heap.used + grow * PAGE_SIZE > heap.end || !commit(heap.used + grow * PAGE_SIZE))
    rt_throw("runtime: out of memory");
  Span *span = span_struct();
  span->base = heap.used;
  span->pages = grow;
  __atomic_store_n(&heap.used, heap.used + grow * PAGE_SIZE, __ATOMIC_RELEASE);
  free_pages += grow;
  mark_ends(span);
  bin_insert(span);
  return span;
}

Span *pages_alloc(uint64_t pages, SpanState state) {
  lock_futex(&pages_lock, RANK_PAGES);
  Span *span = find_free(pages);
  if (!span) span = take_fresh(pages);
  rt_assert(span->state == SPAN_FREE && span->pages >= pages);
  if (settings.check >= 1) rt_assert(span_is_valid(span));
  bin_remove(span);
  free_pages -= pages;
  if (span->pages > pages) {
    Span *rest = span_struct();
    rest->base = span->base + pages * PAGE_SIZE;
    rest->pages = span->pages - pages;
    rest->need_zero = span->need_zero;
    rest->discarded = span->discarded;
    mark_ends(rest);
    bin_insert(rest);
    span->pages = pages;
  }
  uint64_t first = page_of(span->base);
  span->next = span->prev = NULL;
  span->discarded = false;
  // From here on no neighbour merges with it.
  span->state = (uint8_t)state;
  for (uint64_t i = 0; i < pages; i++) set_page_span(first + i, span);
  if (settings.check >= 1) rt_assert(span_is_valid(span));
  unlock_futex(&pages_lock);
  return span;
}

static void absorb(Span *span, Span *other) {
  rt_check_held(&pages_lock);
  bin_remove(other);
  set_page_span(page_of(other->base), NULL);
  set_page_span(page_of(other->base) + other->pages - 1, NULL);
  if (other->base < span->base) span->base = other->base;
  span->pages += other->pages;
  span->need_zero |= other->need_zero;
  span->discarded &= other->discarded;
  other->next = span_structs;
  span_structs = other;
}

void pages_free(Span *span) {
  lock_futex(&pages_lock, RANK_PAGES);
  uint64_t first = page_of(span->base);
  rt_assert(span->state != SPAN_FREE && heap.page_spans[first] == span);
  if (settings.check >= 1) rt_assert(span_is_valid(span));
  free_pages += span->pages;
  for (uint64_t i = 0; i < span->pages; i++) set_page_span(first + i, NULL);
  span->state = SPAN_FREE;
  __atomic_store_n(&span->limit, 0, __ATOMIC_RELEASE);
  span->need_zero = true;
  span->discarded = false;
  Span *before = first > 0 ? heap.page_spans[first - 1] : NULL;
  if (before && before->state == SPAN_FREE) absorb(span, before);
  uint64_t after_page = page_of(span->base) + span->pages;
  Span *after = heap.base + after_page * PAGE_SIZE < heap.used ? heap.page_spans[after_page] : NULL;
  if (after && after->state == SPAN_FREE) absorb(span, after);
  mark_ends(span);
  bin_insert(span);
  if (settings.check >= 1) rt_assert(span_is_valid(span));
  unlock_futex(&pages_lock);
}

uint64_t pages_free_bytes(void) { return free_pages * PAGE_SIZE; }

uint64_t pages_scavenge(void) {
  uint64_t bytes = 0;
  lock_futex(&pages_lock, RANK_PAGES);
  for (int i = 1; i < BINS; i++)
    for (Span *s = bins[i]; s; s = s->next) {
      if (s->discarded) continue;
      os_discard((void *)s->base, s->pages * PAGE_SIZE);
      s->discarded = true;
      s->need_zero = false;
      bytes += s->pages * PAGE_SIZE;
    }
  unlock_futex(&pages_lock);
  return bytes;
}

// --- checks

static bool pages_name(const Span *span) {
  uint64_t first = page_of(span->base), last = first + span->pages - 1;
  if (span->state == SPAN_FREE) return heap.page_spans[first] == span && heap.page_spans[last] == span;
  for (uint64_t page = first; page <= last; page++)
    if (heap.page_spans[page] != span) return false;
  return true;
}

bool span_is_valid(const Span *span) {
  if ((span->base - heap.base) % PAGE_SIZE || span->base < heap.base || span->base >= heap.used) return false;
  if (!span->pages || span->pages > (heap.used - span->base) >> PAGE_SHIFT || !pages_name(span)) return false;
  uintptr_t limit = __atomic_load_n(&span->limit, __ATOMIC_ACQUIRE);
  if (!limit) return true;  // free, a stack, or not set up yet
  if (span->state != SPAN_OBJECTS || !span->elem_size || span->elem_size % 8) return false;
  if (limit != span->base + span->elem_size * span->count || limit > span->base + span->pages * PAGE_SIZE) return false;
  if (span->size_class >= SIZE_CLASSES || span->large != !span->size_class || (span->large && span->count != 1))
    return false;
  return span->mark_bits != span->alloc_bits &&
         (span->mark_bits == span->bits[0] || span->mark_bits == span->bits[1]) &&
         (span->alloc_bits == span->bits[0] || span->alloc_bits == span->bits[1]);
}

// Every free span is in the bin of its length, once. Adds their numbers and pages.
static bool bins_are_valid(uint64_t *spans, uint64_t *pages) {
  for (uint64_t i = 0; i < BINS; i++) {
    const Span *before = NULL;
    for (const Span *s = bins[i]; s; before = s, s = s->next) {
      if (s->state != SPAN_FREE || s->prev != before) return false;
      if (i < BINS - 1 ? s->pages != i : s->pages < i) return false;
      ++*spans;
      *pages += s->pages;
    }
  }
  return true;
}

// With the world stopped: spans cover the heap, free ones have merged, and the bins hold exactly those.
bool pages_are_valid(void) {
  uint64_t free_spans = 0, pages = 0, binned = 0, binned_pages = 0;
  bool after_free = false;
  for (uintptr_t at = heap.base; at < heap.used;) {
    const Span *span = heap.page_spans[page_of(at)];
    if (!span || span->base != at || !span_is_valid(span)) return false;
    bool is_free = span->state == SPAN_FREE;
    if (is_free && after_free) return false;
    after_free = is_free;
    free_spans += is_free;
    if (is_free) pages += span->pages;
    at += span->pages * PAGE_SIZE;
  }
  return bins_are_valid(&binned, &binned_pages) && binned == free_spans && binned_pages == pages && pages == free_pages;
}

void heap_init(void) {
  // As much address space as the system grants; memory comes with the first touch.
  size_t size = (size_t)1 << 38;
  void *range = NULL;
  for (; !range && size >= (size_t)1 << 26; size >>= 1) {
    range = os_reserve_space(size + (1 << 16));
    if (range) break;
  }
  if (!range) rt_throw("runtime: cannot reserve heap address space");
  heap.base = align_up64((uintptr_t)range, 1 << 16);
  heap.used = heap.base;
  heap.end = heap.base + size;
  heap.committed = heap.base;
  heap.page_spans = os_reserve_space((size >> PAGE_SHIFT) * sizeof(Span *));
  heap.pointer_bits = os_reserve_space(size / 64);
  if (!heap.page_spans || !heap.pointer_bits) rt_throw("runtime: cannot reserve heap tables");
  heap.trigger = 4 << 20;
}
