// Finalizers, cleanups and weak handles: records on the span of their object, by offset. After
// marking, those of dead objects become due; the Go driver (overlay/runtime/mfinal.go) runs finalizers on one
// goroutine, and cleanups on others: one that blocks holds up what is queued behind it alone.
#include "go_records.h"

// What is due, in order. The goroutines that run it wait in `idle`, linked by g.next.
typedef struct DueQueue {
  Special *first, *last;
  G *idle;
  uint64_t queued;   // ever
  uint32_t running;  // taken and not done yet
} DueQueue;

static uint32_t lock;       // over all of this and spans' lists of specials; the collector runs alone
static DueQueue queues[2];  // SPECIAL_FINALIZER, SPECIAL_CLEANUP
static Special *free_specials;
static uint64_t next_cleanup_id;

static Special *special_new(void) {
  Special *s = free_specials;
  if (!s) return persistent_alloc(sizeof *s, 8);
  free_specials = s->next;
  memset(s, 0, sizeof *s);
  return s;
}

static void special_free(Special *s) {
  s->next = free_specials;
  free_specials = s;
}

// system, with the world stopped: finalizers and cleanups that became due, ever
Pair rt_specials_queued(void);
Pair rt_specials_queued(void) { return (Pair){queues[SPECIAL_FINALIZER].queued, queues[SPECIAL_CLEANUP].queued}; }

static void queue_due(Special *s) {
  DueQueue *q = &queues[s->kind];
  q->queued++;
  s->next = NULL;
  if (q->last) q->last->next = s;
  else q->first = s;
  q->last = s;
}

// system: adds a record for the object that holds p. Returns its id, 0 if p is no heap object, -1 if it has a
// finalizer or weak handle already.
int64_t rt_special_add(uintptr_t p, uint64_t kind, void *fn, void *argument, void *object_type);
int64_t rt_special_add(uintptr_t p, uint64_t kind, void *fn, void *argument, void *object_type) {
  Span *span;
  uint32_t index;
  if (!heap_find_object(p, &span, &index)) return 0;
  uint64_t offset = p - span->base;
  lock_futex(&lock, RANK_SPECIALS);
  int64_t result = -1;
  Special **at = &span->specials;
  for (; *at && (*at)->offset <= offset; at = &(*at)->next)
    if (kind != SPECIAL_CLEANUP && (*at)->kind == kind && (*at)->offset == offset) goto out;
  Special *s = special_new();
  *s = (Special){*at, offset, (uint8_t)kind, ++next_cleanup_id, fn, argument, object_type};
  *at = s;
  result = (int64_t)s->id;
out:
  unlock_futex(&lock);
  return result;
}

void special_add_profile(void *object, void *bucket) {
  Span *span = heap_span_of((uintptr_t)object);
  uint64_t offset = (uintptr_t)object - span->base;
  lock_futex(&lock, RANK_SPECIALS);
  Special **at = &span->specials;
  while (*at && (*at)->offset <= offset) at = &(*at)->next;
  Special *s = special_new();
  *s = (Special){*at, offset, SPECIAL_PROFILE, 0, bucket, NULL, NULL};
  *at = s;
  unlock_futex(&lock);
}

// system: removes what there is of the kind at p; of cleanups, that with this id.
int64_t rt_special_remove(uintptr_t p, uint64_t kind, uint64_t id);
int64_t rt_special_remove(uintptr_t p, uint64_t kind, uint64_t id) {
  Span *span = heap_span_of(p);
  if (!span) return 0;
  int64_t found = 0;
  lock_futex(&lock, RANK_SPECIALS);
  for (Special **at = &span->specials; *at; at = &(*at)->next) {
    Special *s = *at;
    if (s->kind != kind) continue;
    if (kind == SPECIAL_CLEANUP ? s->id != id : s->offset != p - span->base) continue;
    *at = s->next;
    special_free(s);
    found = 1;
    break;
  }
  unlock_futex(&lock);
  return found;
}

// system: does the object at p belong to the bubble with this id, or another one? As internal/synctest.Association:
// 0 to none, 1 to it, 2 to another. add: it does from now on, if to none.
uint64_t rt_special_bubble(uintptr_t p, uint64_t id, uint64_t add);
uint64_t rt_special_bubble(uintptr_t p, uint64_t id, uint64_t add) {
  Span *span;
  uint32_t index;
  if (!heap_find_object(p, &span, &index)) return 0;
  uint64_t offset = p - span->base, result = 0;
  lock_futex(&lock, RANK_SPECIALS);
  Special **at = &span->specials;
  for (; *at && (*at)->offset <= offset && !result; at = &(*at)->next)
    if ((*at)->kind == SPECIAL_BUBBLE && (*at)->offset == offset) result = (*at)->id == id ? 1 : 2;
  if (!result && (add & 1)) {
    Special *s = special_new();
    *s = (Special){.next = *at, .offset = offset, .kind = SPECIAL_BUBBLE, .id = id};
    *at = s;
    result = 1;
  }
  unlock_futex(&lock);
  return result;
}

// leaf-like, system: the weak handle of the object at p, NULL if it has none yet.
void *rt_weak_handle(uintptr_t p);
void *rt_weak_handle(uintptr_t p) {
  Span *span = heap_span_of(p);
  if (!span) return NULL;
  void *handle = NULL;
  lock_futex(&lock, RANK_SPECIALS);
  for (Special *s = span->specials; s && !handle; s = s->next)
    if (s->kind == SPECIAL_WEAK && s->offset == p - span->base) handle = s->argument;
  unlock_futex(&lock);
  return handle;
}

// system: does the object that holds p point into [base, base + size)?
uint64_t rt_object_points_to(uintptr_t p, uintptr_t base, uint64_t size);
uint64_t rt_object_points_to(uintptr_t p, uintptr_t base, uint64_t size) {
  Span *span;
  uint32_t index;
  if (!heap_find_object(p, &span, &index) || span->no_pointers) return 0;
  uintptr_t object = span->base + index * span->elem_size;
  for (uintptr_t at = object; at < object + span->elem_size; at += 8) {
    uint64_t bit = (at - heap.base) / 8;
    if ((relaxed_load(&heap.pointer_bits[bit / 64]) >> (bit % 64) & 1) && *(const uintptr_t *)at - base < size)
      return 1;
  }
  return 0;
}

static inline uint32_t object_index(const Span *span, uint64_t offset) { return (uint32_t)(offset / span->elem_size); }
static inline bool is_marked(const Span *span, uint32_t index) {
  return span->mark_bits[index / 64] >> (index % 64) & 1;
}

// The first span from *at on that has records, NULL: none is left. *at moves behind it.
static Span *next_span(uintptr_t *at) {
  while (*at < heap.used) {
    Span *span = heap.page_spans[(*at - heap.base) >> PAGE_SHIFT];
    *at += span->pages * PAGE_SIZE;
    if (span->state == SPAN_OBJECTS && span->specials) return span;
  }
  return NULL;
}

// What a finalizer can reach lives; its object does not live by that, nor by its own pointers into itself.
static void mark_content(Marker *m, const Span *span, uintptr_t object) {
  for (uint64_t at = 0; at < span->elem_size; at += 8) {
    uint64_t bit = (object + at - heap.base) / 8;
    if (!(heap.pointer_bits[bit / 64] >> (bit % 64) & 1)) continue;
    uintptr_t p = *(const uintptr_t *)(object + at);
    if (p - object >= span->elem_size) mark_pointer(m, p);
  }
}

static void mark_from(Marker *m, const Span *span) {
  for (Special *s = span->specials; s; s = s->next) {
    mark_pointer(m, (uintptr_t)s->fn);
    mark_pointer(m, (uintptr_t)s->argument);
    mark_pointer(m, (uintptr_t)s->object_type);
    if (s->kind == SPECIAL_FINALIZER && !span->no_pointers)
      mark_content(m, span, span->base + object_index(span, s->offset) * span->elem_size);
  }
}

static void mark_due(Marker *m, const Special *s) {
  for (; s; s = s->next) {
    mark_pointer(m, (uintptr_t)s->fn);
    mark_pointer(m, (uintptr_t)s->argument);
    mark_pointer(m, (uintptr_t)s->object_type);
    if (s->kind == SPECIAL_FINALIZER) mark_pointer(m, (uintptr_t)s->offset);
  }
}

void special_mark_roots(Marker *m) {
  uintptr_t at = heap.base;
  for (const Span *span; (span = next_span(&at));) mark_from(m, span);
  mark_due(m, queues[SPECIAL_FINALIZER].first);
  mark_due(m, queues[SPECIAL_CLEANUP].first);
}

// Takes the records of a kind whose objects are dead off their spans.
static void each_dead(SpecialKind kind, void (*take)(const Span *span, Special *s)) {
  uintptr_t start = heap.base;
  for (Span *span; (span = next_span(&start));) {
    for (Special **at = &span->specials; *at;) {
      Special *s = *at;
      if (s->kind == kind && !is_marked(span, object_index(span, s->offset))) {
        *at = s->next;
        take(span, s);
      } else {
        at = &s->next;
      }
    }
  }
}

static void clear_weak(const Span *span, Special *s) {
  (void)span;
  *(uintptr_t *)s->argument = 0;
  special_free(s);
}

// In a queued record, `offset` is the address.
static void queue_finalizer(const Span *span, Special *s) {
  s->offset += span->base;
  queue_due(s);
}

static void queue_cleanup(const Span *span, Special *s) {
  (void)span;
  queue_due(s);
}

static void end_profile(const Span *span, Special *s) {
  memory_profile->freed(s->fn, span->elem_size);
  special_free(s);
}

static void leave_bubble(const Span *span, Special *s) {
  (void)span;
  special_free(s);
}

static void wake_runners(DueQueue *q) {
  const Special *s = q->first;
  for (G *g; s && (g = q->idle); s = s->next) {
    q->idle = g->next;
    sched_ready(g);
  }
}

void special_after_mark(Marker *m) {
  each_dead(SPECIAL_WEAK, clear_weak);
  // Finalizers first: their objects come back to life for one more round.
  each_dead(SPECIAL_FINALIZER, queue_finalizer);
  for (const Special *s = queues[SPECIAL_FINALIZER].first; s; s = s->next) mark_pointer(m, (uintptr_t)s->offset);
  gc_drain(m);
  each_dead(SPECIAL_CLEANUP, queue_cleanup);
  if (memory_profile) each_dead(SPECIAL_PROFILE, end_profile);
  each_dead(SPECIAL_BUBBLE, leave_bubble);
  wake_runners(&queues[SPECIAL_FINALIZER]);
  wake_runners(&queues[SPECIAL_CLEANUP]);
}

// system: takes the next due record of the kind; returns 0 when there was none and the caller has waited for some. The
// one it took before, if `done`, was run.
uint64_t rt_special_next(DueRecord *out, uint64_t kind, uint64_t done);
uint64_t rt_special_next(DueRecord *out, uint64_t kind, uint64_t done) {
  DueQueue *q = &queues[kind];
  lock_futex(&lock, RANK_SPECIALS);
  if (done & 1) q->running--;
  Special *s = q->first;
  if (!s) {
    G *g = sched_detach(kind == SPECIAL_CLEANUP ? WAIT_CLEANUP : WAIT_FINALIZER);
    g->sched_ret = 0;
    g->next = q->idle;
    q->idle = g;
    unlock_futex(&lock);
    sched_run();
  }
  q->running++;
  q->first = s->next;
  if (!q->first) q->last = NULL;
  *out = (DueRecord){s->kind, s->fn, s->offset, s->argument, s->object_type};
  special_free(s);
  unlock_futex(&lock);
  return 1;
}

// system: nothing of the kind is due or being run
uint64_t rt_specials_idle(uint64_t kind);
uint64_t rt_specials_idle(uint64_t kind) {
  const DueQueue *q = &queues[kind];
  lock_futex(&lock, RANK_SPECIALS);
  bool idle = !q->first && !q->running;
  unlock_futex(&lock);
  return idle;
}

// Check: by offset, and of objects of the span.
bool specials_are_valid(const Span *span) {
  uint64_t least = 0;
  for (const Special *s = span->specials; s; s = s->next) {
    if (s->offset < least || s->offset >= span->limit - span->base || s->kind > SPECIAL_BUBBLE) return false;
    least = s->offset;
  }
  return true;
}
