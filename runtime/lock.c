// Mutexes for short critical sections: a try or two, then the futex sleeps. In the checking build, which locks each
// thread holds and whether it may take one more; see lock.h for the order. Failed assertions.
#include "runtime.h"

#ifdef RT_CHECKS
static const char *const rank_names[RANK_COUNT] = {
    [RANK_NONE] = "none",
    [RANK_CHANNEL] = "channel",
    [RANK_SEMAPHORE] = "semaphore",
    [RANK_NOTIFY] = "notify list",
    [RANK_POLL] = "poll descriptor",
    [RANK_POLL_LIST] = "free poll descriptors",
    [RANK_TIMERS] = "timers",
    [RANK_SIGNALS] = "signals",
    [RANK_PROFILE] = "profile",
    [RANK_SPECIALS] = "specials",
    [RANK_SCHED] = "scheduler",
    [RANK_EXEC] = "exec",
    [RANK_GOROUTINES] = "goroutines",
    [RANK_SUDOGS] = "wait records",
    [RANK_BUBBLE] = "bubble",
    [RANK_MARKING] = "marking",
    [RANK_STACKS] = "stacks",
    [RANK_HEAP] = "heap",
    [RANK_PAGES] = "pages",
    [RANK_PERSISTENT] = "persistent memory",
};

static void wrong_order(const HeldLock *held, LockRank rank, const uint32_t *lock) noreturn_fn;
static void wrong_order(const HeldLock *held, LockRank rank, const uint32_t *lock) {
  print_text("runtime: lock \"");
  print_text(rank_names[rank]);
  print_text("\" at ");
  print_hex((uintptr_t)lock);
  print_text(held->lock == lock ? " taken again while this thread holds it, as \""
                                : " taken while this thread holds \"");
  print_text(rank_names[held->rank]);
  print_text("\" at ");
  print_hex((uintptr_t)held->lock);
  print_text("\n");
  rt_throw("runtime: locks out of order");
}

static void before_lock(const uint32_t *lock, LockRank rank) {
  M *m = rt_getm();
  rt_assert(rank > RANK_NONE && rank < RANK_COUNT);
  if (__atomic_load_n(&sched.freezer, __ATOMIC_RELAXED) == m) rt_throw("runtime: lock in the report of a fatal error");
  if (!m->held_count) return;
  HeldLock *last = &m->held[m->held_count - 1];
  bool next_channel = rank == RANK_CHANNEL && last->rank == RANK_CHANNEL && last->lock < lock;
  if (last->rank >= rank && !next_channel) wrong_order(last, rank, lock);
}

static void after_lock(const uint32_t *lock, LockRank rank) {
  M *m = rt_getm();
  HeldLock *last = m->held_count ? &m->held[m->held_count - 1] : NULL;
  if (last && last->rank == rank) {
    last->lock = lock;
    last->count++;
    return;
  }
  rt_assert(m->held_count < HELD_MAX);
  m->held[m->held_count++] = (HeldLock){lock, rank, 1};
}

static HeldLock *find_held(const uint32_t *lock) {
  M *m = rt_getm();
  for (uint32_t i = m->held_count; i-- > 0;)
    if (m->held[i].lock == lock || (m->held[i].rank == RANK_CHANNEL && (m->held[i].count > 1 || !m->held[i].lock)))
      return &m->held[i];
  return NULL;
}

static void before_unlock(const uint32_t *lock) {
  M *m = rt_getm();
  HeldLock *held = find_held(lock);
  rt_assert(held && relaxed_load(lock));
  if (--held->count) {  // of several channels, which ones are left is not known: any of them passes
    held->lock = NULL;
    return;
  }
  for (m->held_count--; held < &m->held[m->held_count]; held++) held[0] = held[1];
}

bool lock_is_held(const uint32_t *lock) { return relaxed_load(lock) && find_held(lock); }
bool lock_none_held(void) { return !rt_getm()->held_count; }
#else
static inline void before_lock(const uint32_t *lock, LockRank rank) { (void)lock, (void)rank; }
static inline void after_lock(const uint32_t *lock, LockRank rank) { (void)lock, (void)rank; }
static inline void before_unlock(const uint32_t *lock) { (void)lock; }
#endif

void lock_futex(uint32_t *lock, LockRank rank) {
  enum { SPINS = 40 };
  before_lock(lock, rank);
  for (int i = 0; i < SPINS; i++) {
    uint32_t expected = 0;
    if (__atomic_compare_exchange_n(lock, &expected, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
      after_lock(lock, rank);
      return;
    }
    if (procs_now() <= 1) break;
    arch_pause();
  }
  while (__atomic_exchange_n(lock, 2, __ATOMIC_ACQUIRE) != 0) os_futex_wait(lock, 2, -1);
  after_lock(lock, rank);
}

void unlock_futex(uint32_t *lock) {
  before_unlock(lock);
  if (__atomic_exchange_n(lock, 0, __ATOMIC_RELEASE) == 2) os_futex_wake(lock, 1);
}

void rt_assert_failed(const char *condition, const char *file, int line) {
  print_text("runtime: ");
  print_text(file);
  print_text(":");
  print_int(line);
  print_text(": assertion failed: ");
  print_text(condition);
  print_text("\n");
  rt_throw("runtime: internal inconsistency");
}
