// Ms: creating, sleeping, waking and ending threads. Goroutines that are locked to
// their thread are in thread_lock.c.
#include "runtime.h"

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

uintptr_t thread_stack_new(uintptr_t size) {
  enum { GUARD = 4096 };
  uint8_t *space = os_reserve_space(size + GUARD);
  if (!space || !os_commit(space + GUARD, size)) rt_throw("runtime: cannot allocate a thread's stack");
  return (uintptr_t)space + GUARD;
}

static void give_stack(M *m) {
  enum { SYSTEM_STACK = 256 * 1024 };
  m->system_lo = thread_stack_new(SYSTEM_STACK);
  m->system_sp = m->system_lo + SYSTEM_STACK - 64;
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
  lock_futex(&sched.lock, RANK_SCHED);
  bool exceeds = ++sched.m_live > sched.m_max;
  M *m = take_ended();
  unlock_futex(&sched.lock);
  if (exceeds) throw_thread_limit();
  if (m) return m;
  m = persistent_alloc(sizeof *m, 64);
  m->self = m;
  give_stack(m);
  lock_futex(&sched.lock, RANK_SCHED);
  m->id = sched.m_count++;
  m->all_next = sched.all_m;
  sched.all_m = m;
  unlock_futex(&sched.lock);
  return m;
}

void thread_end(void) {
  M *m = rt_getm();
  proc_hand_off(proc_release(m));
  lock_futex(&sched.lock, RANK_SCHED);
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
  lock_futex(&sched.lock, RANK_SCHED);
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
  lock_futex(&sched.lock, RANK_SCHED);
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
  lock_futex(&sched.lock, RANK_SCHED);
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
