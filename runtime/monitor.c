// System calls of goroutines, and the monitor: a thread without P that takes Ps from long system calls, asks
// goroutines that run long to yield, and sees to it that timers and signals are not late when all Ps are busy.
// While everything is idle it sleeps.
#include "runtime.h"

// --- system calls

// system, from rt_entersyscall
void syscall_enter(void);
void syscall_enter(void) {
  M *m = rt_getm();
  P *p = m->p;
  __atomic_store_n(&m->g->status, G_SYSCALL, __ATOMIC_RELEASE);
  relaxed_store(&p->syscall_tick, p->syscall_tick + 1);
  relaxed_store(&p->m, NULL);
  m->old_p = p;
  m->p = NULL;
  __atomic_add_fetch(&sched.in_syscall, 1, __ATOMIC_SEQ_CST);
  __atomic_store_n(&p->status, P_SYSCALL, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&sched.stopping, __ATOMIC_SEQ_CST)) world_syscall(p);
}

static void back_with(M *m, P *p) {
  G *g = m->g;
  proc_acquire(m, p);
  relaxed_store(&p->syscall_tick, p->syscall_tick + 1);
  g->syscall_pc = 0;
  relaxed_store(&g->status, G_RUNNING);
}

// The P is lost: an idle one will do, else the goroutine queues up and the M sleeps.
static void back_without(M *m) {
  G *g = m->g;
  for (;;) {
    lock_futex(&sched.lock, RANK_SCHED);
    if (!relaxed_load(&sched.stopping)) break;
    unlock_futex(&sched.lock);
    os_futex_wait(&sched.stopping, 1, -1);  // the goroutine's place must not change while the world is stopped
  }
  P *p = proc_get_idle();
  __atomic_sub_fetch(&sched.in_syscall, 1, __ATOMIC_SEQ_CST);
  if (p) {
    unlock_futex(&sched.lock);
    back_with(m, p);
    return;
  }
  g->syscall_pc = 0;
  g->m = NULL;
  set_current_g(m, NULL);
  sched_set_runnable(g);
  global_put(g);
  unlock_futex(&sched.lock);
  sched_run();
}

// system, from rt_exitsyscall
void syscall_exit(void);
void syscall_exit(void) {
  M *m = rt_getm();
  P *p = m->old_p;
  uint32_t from = P_SYSCALL;
  m->old_p = NULL;
  if (!__atomic_compare_exchange_n(&p->status, &from, P_RUNNING, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) {
    back_without(m);
    return;
  }
  __atomic_sub_fetch(&sched.in_syscall, 1, __ATOMIC_SEQ_CST);
  back_with(m, p);
}

// --- the monitor

enum { SLICE_NS = 10000000, LATE_NS = 10000000 };

static void monitor_main(M *self) noreturn_fn;

void monitor_start(void) {
  if (relaxed_load(&sched.monitor_started) || __atomic_exchange_n(&sched.monitor_started, 1, __ATOMIC_SEQ_CST)) return;
  M *m = thread_new();
  m->service = monitor_main;
  thread_launch(m);
}

void monitor_wake(void) {
  if (!__atomic_load_n(&sched.monitor_sleeps, __ATOMIC_SEQ_CST)) return;
  __atomic_store_n(&sched.monitor_sleeps, 0, __ATOMIC_SEQ_CST);
  os_futex_wake(&sched.monitor_sleeps, 1);
}

// A P whose M has been in one system call for a whole round of the monitor.
static bool retake(P *p, int64_t now) {
  uint32_t tick = relaxed_load(&p->syscall_tick);
  if (p->seen_syscall_tick != tick) {
    p->seen_syscall_tick = tick;
    p->syscall_since = now;
    return false;
  }
  bool others_idle =
      __atomic_load_n(&sched.spinning, __ATOMIC_RELAXED) + __atomic_load_n(&sched.idle_p_count, __ATOMIC_RELAXED);
  if (!proc_has_work(p) && others_idle && now - p->syscall_since < SLICE_NS) return false;
  uint32_t from = P_SYSCALL;
  if (!__atomic_compare_exchange_n(&p->status, &from, P_IDLE, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) return false;
  relaxed_store(&p->syscall_tick, p->syscall_tick + 1);
  proc_hand_off(p);
  return true;
}

static void check_slice(P *p, int64_t now) {
  uint32_t tick = relaxed_load(&p->sched_tick);
  if (p->seen_sched_tick != tick) {
    p->seen_sched_tick = tick;
    p->sched_since = now;
  } else if (now - p->sched_since > SLICE_NS) {
    world_preempt(p);
    p->sched_since = now;
  }
}

// True: a P was taken from a system call.
static bool look_at_procs(int64_t now) {
  bool took = false;
  for (int32_t i = 0; i < procs_now(); i++) {
    P *p = sched.all_p[i];
    uint32_t state = __atomic_load_n(&p->status, __ATOMIC_SEQ_CST);
    if (state == P_RUNNING) check_slice(p, now);
    if (state == P_SYSCALL) took |= retake(p, now);
  }
  return took;
}

static void sleep_while_idle(void) {
  __atomic_store_n(&sched.monitor_sleeps, 1, __ATOMIC_SEQ_CST);
  bool idle = __atomic_load_n(&sched.idle_p_count, __ATOMIC_SEQ_CST) == (uint32_t)procs_now();
  if (idle && !signal_pending) os_futex_wait(&sched.monitor_sleeps, 1, 1000000000);
  __atomic_store_n(&sched.monitor_sleeps, 0, __ATOMIC_SEQ_CST);
}

// Ps that are idle look after timers and events themselves.
static void serve_late(int64_t now) {
  if (__atomic_load_n(&signal_pending, __ATOMIC_ACQUIRE)) signal_deliver();
  if (timer_next_when() < now - LATE_NS) {
    lock_futex(&sched.lock, RANK_SCHED);
    P *p = proc_get_idle();
    unlock_futex(&sched.lock);
    if (p) thread_start(p, false);
  }
  if (poll_in_use() && poll_waiters() && !__atomic_load_n(&sched.poller, __ATOMIC_SEQ_CST)) poll_wait(0);
}

// --- collections by time

static G *gc_waiter;  // the goroutine that collects when it is time; atomic

// system: parks it
void rt_gc_period_wait(void) noreturn_fn;
void rt_gc_period_wait(void) {
  G *g = sched_detach(WAIT_FORCE_GC);
  __atomic_store_n(&gc_waiter, g, __ATOMIC_SEQ_CST);
  sched_run();
}

static void collect_by_time(int64_t now) {
  int64_t last = __atomic_load_n(&gc_last_nanotime, __ATOMIC_RELAXED);
  if (!last || now - last <= settings.gc_period || settings.gc_percent < 0) return;
  G *g = __atomic_exchange_n(&gc_waiter, NULL, __ATOMIC_SEQ_CST);
  if (g) sched_ready_any(g);
}

static void monitor_main(M *self) {
  (void)self;
  enum { SHORTEST_US = 20, LONGEST_US = 10000 };
  uint32_t delay = SHORTEST_US, calm = 0;
  for (;;) {
    os_usleep(delay);
    if (__atomic_load_n(&sched.freeze, __ATOMIC_RELAXED)) continue;
    if (__atomic_load_n(&sched.idle_p_count, __ATOMIC_SEQ_CST) == (uint32_t)procs_now()) {
      sleep_while_idle();
      delay = SHORTEST_US;
      calm = 0;
    }
    int64_t now = os_nanotime();
    collect_by_time(now);
    serve_late(now);
    if (!relaxed_load(&sched.stopping) && look_at_procs(now)) calm = 0, delay = SHORTEST_US;
    else if (++calm > 50 && delay < LONGEST_US) delay *= 2;
  }
}
