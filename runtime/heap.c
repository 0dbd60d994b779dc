// The heap: spans of equal objects by size class, with or without pointers, and spans of one
// large object. Allocation's slow path: refill the cached span, collect when due.
// Spans in a P's cache belong to the P; heap.lock is over the lists and heap.live.
// Invariant: a slot is in use if index < free_index or its alloc bit is set (free_index runs
// over clear bits only, so both together are exact).
#include "runtime.h"

static const uint8_t class_pages[SIZE_CLASSES] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,  1, 1, 1,
                                                  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 2, 1, 2, 1, 3, 2,  3, 1, 3,
                                                  2, 3, 4, 5, 6, 1, 7, 6, 5, 4, 3, 5, 7, 2, 9, 7, 5, 8, 3, 10, 7, 4};

Span *heap_span_of(uintptr_t p) {
  if (p - heap.base >= __atomic_load_n(&heap.used, __ATOMIC_ACQUIRE) - heap.base) return NULL;
  Span *span = __atomic_load_n(&heap.page_spans[(p - heap.base) >> PAGE_SHIFT], __ATOMIC_ACQUIRE);
  return span && p < __atomic_load_n(&span->limit, __ATOMIC_ACQUIRE) ? span : NULL;
}

bool heap_find_object(uintptr_t p, Span **span_out, uint32_t *index_out) {
  Span *span = heap_span_of(p);
  if (!span) return false;
  uint32_t index = 0;
  if (!span->large) index = (uint32_t)(((p - span->base) * span->divide_magic) >> 32);
  if (index >= relaxed_load(&span->free_index) && !(span->alloc_bits[index / 64] >> (index % 64) & 1)) return false;
  *span_out = span;
  *index_out = index;
  return true;
}

// The last step: its objects can be found from here on.
static void span_setup(Span *span, uint64_t elem_size, uint32_t count, bool no_pointers) {
  span->elem_size = elem_size;
  span->count = count;
  span->no_pointers = no_pointers;
  span->free_index = 0;
  span->allocated = 0;
  span->specials = NULL;
  span->mark_bits = span->bits[0];
  span->alloc_bits = span->bits[1];
  memset(span->bits, 0, sizeof span->bits);
  span->cached = false;
  __atomic_store_n(&span->limit, span->base + elem_size * count, __ATOMIC_RELEASE);
}

static void list_push(Span **list, Span *span) {
  rt_check_held(&heap.lock);
  span->prev = NULL;
  span->next = *list;
  if (*list) (*list)->prev = span;
  *list = span;
}

static Span *new_small_span(uint32_t class, bool no_pointers) {
  Span *span = pages_alloc(class_pages[class], SPAN_OBJECTS);
  uint64_t size = size_class_bytes[class];
  span->size_class = (uint8_t) class;
  span->large = false;
  span->divide_magic = (uint32_t)(~0u / size + 1);
  span_setup(span, size, (uint32_t)(class_pages[class] * PAGE_SIZE / size), no_pointers);
  return span;
}

// Puts a span with free slots into the P's cache.
static void refill(P *p, uint32_t class, bool no_pointers) {
  uint32_t list = class * 2 + no_pointers;
  lock_futex(&heap.lock, RANK_HEAP);
  Span *old = p->cache[list];
  if (old) {
    old->cached = false;
    list_push(&heap.full[list], old);
  }
  Span *span = heap.partial[list];
  if (span) {
    heap.partial[list] = span->next;
    if (span->next) span->next->prev = NULL;
  } else {
    span = new_small_span(class, no_pointers);
  }
  span->cached = true;
  p->cache[list] = span;
  relaxed_store(&heap.live, heap.live + (uint64_t)(span->count - span->allocated) * span->elem_size);
  unlock_futex(&heap.lock);
}

void heap_release_cache(P *p) {
  lock_futex(&heap.lock, RANK_HEAP);
  for (uint32_t i = 0; i < SIZE_CLASSES * 2; i++) {
    Span *span = p->cache[i];
    p->cache[i] = NULL;
    if (!span) continue;
    span->cached = false;
    list_push(&heap.full[i], span);  // until the next collection
  }
  p->tiny = 0;  // the block lives as long as what is in it
  unlock_futex(&heap.lock);
}

void heap_release_caches(void) {
  for (int32_t i = 0; i < sched.procs; i++) heap_release_cache(sched.all_p[i]);
}

bool heap_wants_collection(void) {
  if (relaxed_load(&sched.stopping)) return false;
  if (settings.gcstress &&
      __atomic_add_fetch(&heap.stress_count, 1, __ATOMIC_RELAXED) % (uint64_t)settings.gcstress == 0)
    return true;
  return relaxed_load(&heap.live) >= heap.trigger && settings.gc_percent >= 0;
}

static void *alloc_large(uint64_t size, const GoType *type, bool no_pointers, bool zero) {
  uint64_t pages = (size + PAGE_SIZE - 1) >> PAGE_SHIFT;
  if (pages > (heap.end - heap.base) >> PAGE_SHIFT) rt_throw("runtime: out of memory");
  Span *span = pages_alloc(pages, SPAN_OBJECTS);
  span->large = true;
  span->size_class = 0;
  span_setup(span, pages << PAGE_SHIFT, 1, no_pointers);
  span->free_index = 1;
  span->allocated = 1;
  lock_futex(&heap.lock, RANK_HEAP);
  list_push(&heap.large, span);
  relaxed_store(&heap.live, heap.live + span->elem_size);
  unlock_futex(&heap.lock);
  P *p = rt_getp();
  p->mallocs[0]++;
  p->total_alloc += span->elem_size;
  if (span->need_zero && (zero || !no_pointers)) {
    if (span->elem_size >= 1 << 20) os_discard((void *)span->base, span->elem_size);
    else memset((void *)span->base, 0, span->elem_size);
  }
  span->need_zero = true;
  if (!no_pointers) heap_write_pointer_bits(span->base, span->elem_size, size, type, type_pointer_mask(type));
  return (void *)span->base;
}

// As the fast path, for a type whose mask is made when first wanted.
static void *alloc_with_made_mask(P *p, uint64_t size, const GoType *type) {
  uint32_t class = heap_size_class(size);
  for (;;) {
    Span *span = p->cache[class * 2];
    uint32_t i = span ? span->free_index : 0;
    while (span && i < span->count && (span->alloc_bits[i / 64] >> (i % 64) & 1)) i++;
    if (!span || i >= span->count) {
      if (span) relaxed_store(&span->free_index, span->count);
      refill(p, class, false);
      continue;
    }
    relaxed_store(&span->free_index, i + 1);
    span->allocated++;
    void *object = (void *)(span->base + i * span->elem_size);
    memset(object, 0, span->elem_size);
    heap_write_pointer_bits((uintptr_t)object, span->elem_size, size, type, type_pointer_mask(type));
    p->mallocs[class]++;
    p->total_alloc += span->elem_size;
    return object;
  }
}

static void *alloc_small(P *p, uint64_t size, const GoType *type, bool no_pointers, bool zero) {
  for (;;) {
    void *object = heap_alloc_cached(p, size, type, zero, true);
    if (object) return object;
    refill(p, heap_size_class(size), no_pointers);
  }
}

static void *alloc_tiny(P *p, uint64_t size) {
  for (;;) {
    void *object = heap_alloc_tiny(p, size);
    if (object) return object;
    refill(p, heap_size_class(TINY_BLOCK), true);
  }
}

const MemoryProfile *memory_profile;

void *heap_alloc(uint64_t size, const GoType *type, bool zero) {
  P *p = rt_getp();
  bool no_pointers = !type || !type->ptr_bytes;
  if (size == 0) return rt_zerobase;
  if (memory_profile) memory_profile->check_rate(p);
  uint64_t before = p->total_alloc;
  void *object;
  if (size <= TINY_MAX && no_pointers) object = alloc_tiny(p, size);
  else if (size > SMALL_MAX - 8) object = alloc_large(size, type, no_pointers, zero);
  else if (!no_pointers && (type->tflag & TFLAG_GC_MASK_ON_DEMAND)) object = alloc_with_made_mask(p, size, type);
  else object = alloc_small(p, size, type, no_pointers, zero);
  if (unlikely(p->total_alloc >= p->next_sample && p->total_alloc > before)) memory_profile->allocated(p, object, size);
  return object;
}

// leaf: should the Go side collect before it goes on to the slow path?
uint64_t rt_gc_wanted(void);
uint64_t rt_gc_wanted(void) { return heap_wants_collection(); }

// system: Go's mallocgc when the fast path has nothing.
void *rt_malloc_slow(uint64_t size, const GoType *type, uint64_t zero);
void *rt_malloc_slow(uint64_t size, const GoType *type, uint64_t zero) { return heap_alloc(size, type, zero & 1); }

// leaf-safe queries for Go: base of the object that holds p, its size; 0 if none.
Pair rt_find_object(uintptr_t p);
Pair rt_find_object(uintptr_t p) {
  Span *span;
  uint32_t index;
  if (!heap_find_object(p, &span, &index)) return (Pair){0, 0};
  return (Pair){span->base + index * span->elem_size, span->elem_size};
}

// system: is the word at p, in the heap, one that the collector takes for a pointer?
uint64_t rt_is_pointer_word(uintptr_t p);
uint64_t rt_is_pointer_word(uintptr_t p) {
  const Span *span = heap_span_of(p);
  uint64_t word = (p - heap.base) / 8;
  return span && !span->no_pointers && (heap.pointer_bits[word / 64] >> (word % 64) & 1);
}

// system: may p be in a block of tiny objects?
uint64_t rt_object_is_tiny(uintptr_t p);
uint64_t rt_object_is_tiny(uintptr_t p) {
  const Span *span = heap_span_of(p);
  return span && span->no_pointers && span->elem_size == TINY_BLOCK;
}

// --- checks, with the world stopped

// The bits agree with the count of objects, and there are none behind the last object.
static bool objects_are_counted(const Span *span) {
  uint32_t used = 0;
  for (uint32_t i = 0; i < (span->count + 63) / 64; i++) {
    uint64_t bits = span->alloc_bits[i];
    if (span->count - i * 64 < 64 && bits >> (span->count - i * 64)) return false;
    if (span->free_index >= i * 64 + 64) bits = ~(uint64_t)0;
    else if (span->free_index > i * 64) bits |= ((uint64_t)1 << (span->free_index - i * 64)) - 1;
    if (!gc_running && span->mark_bits[i]) return false;
    used += popcount64(bits);
  }
  return used == span->allocated && span->free_index <= span->count;
}

static bool list_is_valid(const Span *list, uint32_t class, bool no_pointers, uint64_t *count) {
  const Span *before = NULL;
  for (const Span *s = list; s; before = s, s = s->next, ++*count)
    if (s->state != SPAN_OBJECTS || s->prev != before || s->cached || s->size_class != class ||
        (class && s->no_pointers != no_pointers))
      return false;
  return true;
}

// The P's block is an object in use; there is none, or it is full, where `tiny` is at the end of one.
static bool tiny_is_valid(const P *p) {
  Span *span;
  uint32_t index;
  return p->tiny % TINY_BLOCK == 0 ||
         (heap_find_object(p->tiny, &span, &index) && span->no_pointers && span->elem_size == TINY_BLOCK);
}

// Every span of objects is on one list, or in one P's cache.
bool heap_is_valid(void) {
  uint64_t listed = 0, spans = 0;
  for (uint32_t i = 0; i < SIZE_CLASSES * 2; i++)
    if (!list_is_valid(heap.partial[i], i / 2, i & 1, &listed) || !list_is_valid(heap.full[i], i / 2, i & 1, &listed))
      return false;
  if (!list_is_valid(heap.large, 0, false, &listed)) return false;
  for (int32_t id = 0; id < PROCS_MAX && sched.all_p[id]; id++) {
    if (!tiny_is_valid(sched.all_p[id])) return false;
    for (uint32_t i = 0; i < SIZE_CLASSES * 2; i++) {
      const Span *s = sched.all_p[id]->cache[i];
      if (!s) continue;
      if (!s->cached || s->state != SPAN_OBJECTS || s->size_class != i / 2 || s->no_pointers != (i & 1)) return false;
      listed++;
    }
  }
  for (uintptr_t at = heap.base; at < heap.used;) {
    const Span *span = heap.page_spans[(at - heap.base) >> PAGE_SHIFT];
    if (span->state == SPAN_OBJECTS && (!objects_are_counted(span) || !specials_are_valid(span))) return false;
    spans += span->state == SPAN_OBJECTS;
    at += span->pages * PAGE_SIZE;
  }
  return listed == spans;
}

static bool object_pointers_are_valid(uintptr_t object, uint64_t bytes) {
  for (uintptr_t at = object; at < object + bytes; at += 8) {
    uint64_t word = (at - heap.base) / 8;
    if (!(heap.pointer_bits[word / 64] >> (word % 64) & 1)) continue;
    uintptr_t p = *(uintptr_t *)at;
    Span *span;
    uint32_t index;
    if (p - heap.base >= heap.used - heap.base || heap_find_object(p, &span, &index)) continue;
    print_text("runtime: pointer to what is no object: ");
    print_hex(p);
    print_text(" at ");
    print_hex(at);
    print_text(" in an object of ");
    print_uint(bytes);
    print_text(" bytes at ");
    print_hex(object);
    print_text("\n");
    return false;
  }
  return true;
}

// After a collection: no object in use points to what is not.
bool heap_objects_are_valid(void) {
  for (uintptr_t at = heap.base; at < heap.used;) {
    const Span *span = heap.page_spans[(at - heap.base) >> PAGE_SHIFT];
    at += span->pages * PAGE_SIZE;
    if (span->state != SPAN_OBJECTS || span->no_pointers) continue;
    for (uint32_t i = 0; i < span->count; i++) {
      bool used = i < span->free_index || (span->alloc_bits[i / 64] >> (i % 64) & 1);
      if (used && !object_pointers_are_valid(span->base + i * span->elem_size, span->elem_size)) return false;
    }
  }
  return true;
}

// --- statistics

_Static_assert(sizeof((P *)0)->mallocs == SIZE_CLASSES * sizeof(uint64_t), "runtime.h");

// leaf
uint64_t rt_size_class_bytes(uint64_t class);
uint64_t rt_size_class_bytes(uint64_t class) { return size_class_bytes[class]; }

// system, with the world stopped
void rt_heap_statistics(HeapStatistics *out) {
  uint64_t objects = 0, bytes = 0, in_use = 0, released = 0, mallocs = 0, total = 0;
  memset(out, 0, sizeof *out);
  for (uintptr_t at = heap.base; at < heap.used;) {
    Span *span = heap.page_spans[(at - heap.base) >> PAGE_SHIFT];
    if (!span) rt_throw("heap: hole in the page table");
    if (span->state == SPAN_OBJECTS) {
      objects += span->allocated;
      bytes += span->allocated * span->elem_size;
      in_use += span->pages * PAGE_SIZE;
      out->in_use_by_class[span->size_class] += span->allocated;
    }
    if (span->state == SPAN_FREE && span->discarded) released += span->pages * PAGE_SIZE;
    at += span->pages * PAGE_SIZE;
  }
  for (int32_t i = 0; i < PROCS_MAX && sched.all_p[i]; i++) {
    for (uint32_t class = 0; class < SIZE_CLASSES; class ++)
      out->mallocs_by_class[class] += sched.all_p[i]->mallocs[class];
    total += sched.all_p[i]->total_alloc;
    out->tiny_allocs += sched.all_p[i]->tiny_allocs;
  }
  for (uint32_t class = 0; class < SIZE_CLASSES; class ++) mallocs += out->mallocs_by_class[class];
  out->live = bytes;
  out->total_alloc = total;
  out->mallocs = mallocs;
  out->frees = mallocs - objects;
  out->reserved = heap.used - heap.base;
  out->in_use = in_use;
  out->idle = pages_free_bytes();
  out->stack_bytes = heap.stack_bytes;
  out->system_bytes = heap.system_bytes;
  out->next_gc = heap.trigger;
  out->last_gc = (uint64_t)gc_last_end;
  out->pause_total = (uint64_t)gc_pause_total;
  out->gc_count = (uint64_t)gc_cycles;
  out->forced = (uint64_t)gc_forced;
  out->objects = objects;
  out->marked = heap.marked;
  out->released = released;
  out->threads = sched.m_live;
}
