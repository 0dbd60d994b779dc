// Ms: creating, sleeping and waking threads; goroutines locked to their thread; the runtime's own mutexes.
#include "runtime.h"

// --- mutexes: short critical sections; spins a little, then sleeps

void lock_futex(uint32_t *lock) {
  enum { SPINS = 40 };
  for (int i = 0; i < SPINS; i++) {
    uint32_t expected = 0;
    if (__atomic_compare_exchange_n(lock, &expected, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
    if (sched.procs <= 1) break;
    arch_pause();
  }
  while (__atomic_exchange_n(lock, 2, __ATOMIC_ACQUIRE) != 0) os_futex_wait(lock, 2, -1);
}

void unlock_futex(uint32_t *lock) {
  if (__atomic_exchange_n(lock, 0, __ATOMIC_RELEASE) == 2) os_futex_wake(lock, 1);
}

// --- threads

M *thread_new(void) {
  enum { SYSTEM_STACK = 256 * 1024 };
  M *m = persistent_alloc(sizeof *m, 64);
  uint8_t *stack = os_reserve(SYSTEM_STACK);
  if (!stack) rt_throw("runtime: cannot allocate a thread's stack");
  m->self = m;
  m->system_lo = (uintptr_t)stack;
  m->system_sp = (uintptr_t)stack + SYSTEM_STACK - 64;
  lock_futex(&sched.lock);
  m->id = sched.m_count++;
  m->all_next = sched.all_m;
  sched.all_m = m;
  unlock_futex(&sched.lock);
  return m;
}

static void wake(M *m) {
  __atomic_store_n(&m->wake, 1, __ATOMIC_RELEASE);
  os_futex_wake(&m->wake, 1);
}

static void sleep(M *m) {
  while (!__atomic_load_n(&m->wake, __ATOMIC_ACQUIRE)) os_futex_wait(&m->wake, 0, -1);
  m->wake = 0;
}

static void take_next(M *m) {
  P *p = m->next_p;
  m->next_p = NULL;
  proc_acquire(m, p);
}

void thread_start(P *p, bool spinning) {
  lock_futex(&sched.lock);
  M *m = sched.idle_m;
  if (m) sched.idle_m = m->next_idle;
  unlock_futex(&sched.lock);
  bool fresh = !m;
  if (fresh) m = thread_new();
  m->next_p = p;
  m->spinning = spinning;
  if (!fresh) wake(m);
  else if (!os_thread_new(m)) rt_throw("runtime: failed to create new OS thread");
}

void thread_stop(M *m) {
  lock_futex(&sched.lock);
  m->wake = 0;
  m->next_idle = sched.idle_m;
  sched.idle_m = m;
  unlock_futex(&sched.lock);
  sleep(m);
  take_next(m);
}

void thread_main(void) {
  M *m = rt_getm();
  if (thread_is_monitor(m)) monitor_main();
  if (m->marker) gc_helper_main(m);
  take_next(m);
  sched_run();
}

// --- LockOSThread. m.locked_g and g.locked_m name each other while the goroutine is locked.

void thread_stop_locked(M *m) {
  if (m->p) proc_hand_off(proc_release(m));
  sleep(m);
  take_next(m);
}

void thread_start_locked(M *m, G *g) {
  M *other = g->locked_m;
  other->next_p = proc_release(m);
  wake(other);
  thread_stop(m);
}

// leaf
void rt_lock_thread(void);
void rt_lock_thread(void) {
  M *m = rt_getm();
  m->g->locked_m = m;
  m->locked_g = m->g;
}
void rt_unlock_thread(void);
void rt_unlock_thread(void) {
  M *m = rt_getm();
  m->g->locked_m = NULL;
  m->locked_g = NULL;
}
