// Ms: creating, sleeping, waking and ending threads; the runtime's own mutexes. Goroutines that are locked to
// their thread are in thread_lock.c.
#include "runtime.h"

// --- mutexes: short critical sections; spins a little, then sleeps

void lock_futex(uint32_t *lock) {
  enum { SPINS = 40 };
  for (int i = 0; i < SPINS; i++) {
    uint32_t expected = 0;
    if (__atomic_compare_exchange_n(lock, &expected, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
    if (procs_now() <= 1) break;
    arch_pause();
  }
  while (__atomic_exchange_n(lock, 2, __ATOMIC_ACQUIRE) != 0) os_futex_wait(lock, 2, -1);
}

void unlock_futex(uint32_t *lock) {
  if (__atomic_exchange_n(lock, 0, __ATOMIC_RELEASE) == 2) os_futex_wake(lock, 1);
}

// --- threads

// sched.lock held: an M whose thread is gone, with its stacks; NULL: none.
static M *take_ended(void) {
  for (M **at = &sched.ended_m; *at; at = &(*at)->next_idle) {
    M *m = *at;
    if (__atomic_load_n(&m->tid, __ATOMIC_ACQUIRE)) continue;
    *at = m->next_idle;
    m->lock_depth = 0;
    return m;
  }
  return NULL;
}

static void give_stack(M *m) {
  enum { SYSTEM_STACK = 256 * 1024 };
  uint8_t *stack = os_reserve(SYSTEM_STACK);
  if (!stack) rt_throw("runtime: cannot allocate a thread's stack");
  m->system_lo = (uintptr_t)stack;
  m->system_sp = (uintptr_t)stack + SYSTEM_STACK - 64;
}

// Not under sched.lock.
static void throw_thread_limit(void) noreturn_fn;
static void throw_thread_limit(void) {
  print_text("runtime: program exceeds ");
  print_int(sched.m_max);
  print_text("-thread limit\n");
  rt_throw("thread exhaustion");
}

M *thread_new(void) {
  lock_futex(&sched.lock);
  bool exceeds = ++sched.m_live > sched.m_max;
  M *m = take_ended();
  unlock_futex(&sched.lock);
  if (exceeds) throw_thread_limit();
  if (m) return m;
  m = persistent_alloc(sizeof *m, 64);
  m->self = m;
  give_stack(m);
  lock_futex(&sched.lock);
  m->id = sched.m_count++;
  m->all_next = sched.all_m;
  sched.all_m = m;
  unlock_futex(&sched.lock);
  return m;
}

void thread_end(void) {
  M *m = rt_getm();
  proc_hand_off(proc_release(m));
  lock_futex(&sched.lock);
  sched.m_live--;
  if (m != &first_m) {
    m->next_idle = sched.ended_m;
    sched.ended_m = m;
  }
  unlock_futex(&sched.lock);
  if (m != &first_m) os_exit_thread();
  for (;;) os_futex_wait(&m->wake, m->wake, -1);  // the process would look dead without its first thread
}

// system: debug.SetMaxThreads. Returns the old limit.
int64_t rt_set_max_threads(int64_t n);
int64_t rt_set_max_threads(int64_t n) {
  lock_futex(&sched.lock);
  int64_t old = sched.m_max;
  sched.m_max = n > INT32_MAX ? INT32_MAX : n < 0 ? 0 : (uint32_t)n;
  bool exceeds = sched.m_live > sched.m_max;
  unlock_futex(&sched.lock);
  if (exceeds) throw_thread_limit();
  return old;
}

void thread_wake(M *m) {
  __atomic_store_n(&m->wake, 1, __ATOMIC_RELEASE);
  os_futex_wake(&m->wake, 1);
}

void thread_sleep(M *m) {
  // Exchanged, since a second wake may come meanwhile: its sleeper looks for what it was woken for afterwards.
  while (!__atomic_exchange_n(&m->wake, 0, __ATOMIC_SEQ_CST)) os_futex_wait(&m->wake, 0, -1);
}

void thread_take_next(M *m) {
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
  if (!fresh) thread_wake(m);
  else thread_launch(m);
}

void thread_stop(M *m) {
  lock_futex(&sched.lock);
  m->wake = 0;
  m->next_idle = sched.idle_m;
  sched.idle_m = m;
  unlock_futex(&sched.lock);
  thread_sleep(m);
  thread_take_next(m);
}

void thread_main(void) {
  M *m = rt_getm();
  if (m->service) m->service(m);
  thread_take_next(m);
  sched_run();
}
