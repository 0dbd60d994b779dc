// Marking: finds all reachable objects, with the world stopped. The thread that stopped it is joined by helper threads,
// which share the root jobs and, when one runs dry, the work of the others. Marking ends when all who joined have run
// dry; a helper that comes too late goes back to sleep.
#include "runtime.h"

enum { HELPERS_MAX = 7, PIECE = 1 << 17, SHARE = 256 };

// One collection's common state.
static struct {
  uint32_t lock;         // over the next group
  uint32_t joined, dry;  // markers (futex; atomic for who waits for 0); those of them without work
  uint64_t shared_count;
  uintptr_t shared[2 * SHARE];  // work for anyone
  uint32_t round;               // atomic; futex: helpers sleep until it changes
  uint32_t done;                // atomic: of this round
  uint32_t hungry;              // atomic: somebody waits for work
  uint32_t next_job, jobs;      // atomic
} marking;

static Marker main_marker;
static uint32_t helper_count;

static inline void push(Marker *m, uintptr_t piece) {
  if (unlikely(m->work_count == m->work_capacity)) m->work = array_grow(m->work, &m->work_capacity, sizeof *m->work);
  m->work[m->work_count++] = piece;
}

// Sets the object's mark. False: it had it.
static inline bool set_mark(const Marker *m, Span *span, uint32_t index) {
  uint64_t *word = &span->mark_bits[index / 64], bit = (uint64_t)1 << (index % 64);
  if (__atomic_load_n(word, __ATOMIC_RELAXED) & bit) return false;
  if (m->shared) return !(__atomic_fetch_or(word, bit, __ATOMIC_RELAXED) & bit);
  *word |= bit;
  return true;
}

static inline void mark(Marker *m, uintptr_t p) {
  if (p - heap.base >= heap.used - heap.base) return;
  Span *span;
  uint32_t index;
  if (!heap_find_object(p, &span, &index) || !set_mark(m, span, index) || span->no_pointers) return;
  uintptr_t object = span->base + index * span->elem_size;
  __builtin_prefetch((const void *)object);
  push(m, object);
}

void mark_pointer(Marker *m, uintptr_t p) { mark(m, p); }

bool gc_is_marked(uintptr_t p) {
  Span *span;
  uint32_t index;
  return !heap_find_object(p, &span, &index) || (span->mark_bits[index / 64] >> (index % 64) & 1);
}

void gc_mark_range(Marker *m, uintptr_t p, const uint8_t *mask, uint64_t words) {
  const uintptr_t *slots = (const uintptr_t *)p;
  for (uint64_t i = 0; i < words; i += 8) {
    uint32_t bits = mask[i / 8];
    if (words - i < 8) bits &= (1u << (words - i)) - 1;
    for (; bits; bits &= bits - 1) mark(m, slots[i + (uint32_t)__builtin_ctz(bits)]);
  }
}

void gc_mark_words_of(Marker *m, uintptr_t base, uint64_t bytes) {
  const uintptr_t *slots = (const uintptr_t *)heap.base;
  uint64_t at = (base - heap.base) / 8, end = at + bytes / 8;
  while (at < end) {
    uint64_t shift = at % 64, n = 64 - shift < end - at ? 64 - shift : end - at;
    uint64_t bits = heap.pointer_bits[at / 64] >> shift;
    if (n < 64) bits &= ((uint64_t)1 << n) - 1;
    for (; bits; bits &= bits - 1) mark(m, slots[at + (uint32_t)__builtin_ctzll(bits)]);
    at += n;
  }
}

// --- sharing

static void give(Marker *m) {
  lock_futex(&marking.lock, RANK_MARKING);
  uint64_t n = m->work_count / 2 < SHARE ? m->work_count / 2 : SHARE;
  if (marking.shared_count > SHARE) n = 0;
  m->work_count -= n;
  memcpy(marking.shared + marking.shared_count, m->work + m->work_count, n * 8);
  __atomic_store_n(&marking.shared_count, marking.shared_count + n, __ATOMIC_RELEASE);
  unlock_futex(&marking.lock);
}

// marking.lock held
static bool take(Marker *m) {
  uint64_t n = marking.shared_count < SHARE ? marking.shared_count : SHARE;
  if (!n) return false;
  if (n > m->work_capacity) m->work = array_grow(m->work, &m->work_capacity, sizeof *m->work);
  __atomic_store_n(&marking.shared_count, marking.shared_count - n, __ATOMIC_RELEASE);
  memcpy(m->work, marking.shared + marking.shared_count, n * 8);
  m->work_count = n;
  return true;
}

// This marker ran dry: waits for work, or for all others to run dry as well. False: marking is done.
static bool wait_for_work(Marker *m) {
  lock_futex(&marking.lock, RANK_MARKING);
  if (take(m)) {
    unlock_futex(&marking.lock);
    return true;
  }
  if (++marking.dry == marking.joined) __atomic_store_n(&marking.done, 1, __ATOMIC_RELEASE);
  unlock_futex(&marking.lock);
  __atomic_add_fetch(&marking.hungry, 1, __ATOMIC_RELAXED);
  bool found = false;
  for (uint32_t spins = 1; !found && !__atomic_load_n(&marking.done, __ATOMIC_ACQUIRE); spins++) {
    if (spins % 256 == 0) os_yield();
    else arch_pause();
    if (!__atomic_load_n(&marking.shared_count, __ATOMIC_RELAXED)) continue;
    lock_futex(&marking.lock, RANK_MARKING);
    found = take(m);
    if (found) marking.dry--;
    unlock_futex(&marking.lock);
  }
  __atomic_sub_fetch(&marking.hungry, 1, __ATOMIC_RELAXED);
  return found;
}

void gc_drain(Marker *m) {
  while (m->work_count) {
    if (m->shared && m->work_count > 8 && __atomic_load_n(&marking.hungry, __ATOMIC_RELAXED) &&
        !__atomic_load_n(&marking.shared_count, __ATOMIC_RELAXED))
      give(m);
    uintptr_t piece = m->work[--m->work_count];
    Span *span = heap.page_spans[(piece - heap.base) >> PAGE_SHIFT];
    uint64_t bytes = span->elem_size;
    if (span->large) {  // so that others can take part
      bytes = span->limit - piece;
      if (bytes > PIECE) {
        bytes = PIECE;
        push(m, piece + PIECE);
      }
    }
    gc_mark_words_of(m, piece, bytes);
  }
}

static void take_part(Marker *m) {
  for (uint32_t job; (job = __atomic_fetch_add(&marking.next_job, 1, __ATOMIC_RELAXED)) < marking.jobs;) {
    gc_mark_root(m, job);
    gc_drain(m);
  }
  while (m->shared && wait_for_work(m)) gc_drain(m);
}

// --- helpers

static void trim(Marker *m) {
  enum { KEEP = 1 << 18 };
  array_trim(m->work, &m->work_capacity, sizeof *m->work, KEEP);
}

static bool join(void) {
  lock_futex(&marking.lock, RANK_MARKING);
  bool joins = !relaxed_load(&marking.done);
  if (joins) relaxed_store(&marking.joined, marking.joined + 1);
  unlock_futex(&marking.lock);
  return joins;
}

static void helper_main(M *m) noreturn_fn;
static void helper_main(M *m) {
  Marker *marker = m->marker;
  marker->shared = true;
  for (uint32_t round = 0;;) {
    while (__atomic_load_n(&marking.round, __ATOMIC_ACQUIRE) == round) os_futex_wait(&marking.round, round, -1);
    round = __atomic_load_n(&marking.round, __ATOMIC_ACQUIRE);
    if (!join()) continue;
    take_part(marker);
    trim(marker);
    lock_futex(&marking.lock, RANK_MARKING);
    if (__atomic_sub_fetch(&marking.joined, 1, __ATOMIC_RELEASE) == 0) os_futex_wake(&marking.joined, 1);
    unlock_futex(&marking.lock);
  }
}

static void start_helpers(uint32_t wanted) {
  for (; helper_count < wanted; helper_count++) {
    M *m = thread_new();
    m->service = helper_main;
    m->marker = persistent_alloc(sizeof(Marker), 64);
    thread_launch(m);
  }
}

// How many helpers are worth waking: none for a heap that is marked before they are up.
static uint32_t helpers_wanted(void) {
  enum { SMALL_HEAP = 4 << 20 };
  uint32_t cpus = (uint32_t)os_cpu_count(), n = (uint32_t)sched.procs < cpus ? (uint32_t)sched.procs : cpus;
  if (heap.live < SMALL_HEAP || n <= 1) return 0;
  return n - 1 < HELPERS_MAX ? n - 1 : HELPERS_MAX;
}

void gc_mark(void) {
  Marker *m = &main_marker;
  uint32_t helpers = helpers_wanted();
  start_helpers(helpers);
  marking.jobs = gc_root_jobs();
  marking.next_job = 0;
  m->shared = helpers > 0;
  if (helpers) {
    lock_futex(&marking.lock, RANK_MARKING);  // a helper may still be late for the last round
    relaxed_store(&marking.joined, 1);
    marking.dry = 0;
    __atomic_store_n(&marking.done, 0, __ATOMIC_RELEASE);
    unlock_futex(&marking.lock);
    __atomic_add_fetch(&marking.round, 1, __ATOMIC_RELEASE);
    os_futex_wake(&marking.round, (int32_t)helpers);
  }
  take_part(m);
  if (helpers) {  // the others have nothing left, but are still on their way out
    lock_futex(&marking.lock, RANK_MARKING);
    __atomic_sub_fetch(&marking.joined, 1, __ATOMIC_RELAXED);
    unlock_futex(&marking.lock);
    for (uint32_t left; (left = __atomic_load_n(&marking.joined, __ATOMIC_ACQUIRE));)
      os_futex_wait(&marking.joined, left, 1000000);
    m->shared = false;
  }
  timer_drop_unreachable();
  special_after_mark(m);
  trim(m);
}
