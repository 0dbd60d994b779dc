// Stopping the world: no P runs Go code, and every goroutine is at a safepoint. Only Go drivers stop it
// (overlay/runtime/proc.go: stopTheWorld), retrying with a yield when someone else does, so that no C frame waits in
// it. P states while it stops: RUNNING ones are asked to yield and stop in the scheduler (world_park); SYSCALL and IDLE
// ones are taken.
#include "runtime.h"

// sched.lock held
static void one_stopped(void) {
  rt_check_held(&sched.lock);
  if (__atomic_sub_fetch(&sched.stop_wait, 1, __ATOMIC_SEQ_CST) == 0) os_futex_wake(&sched.stop_wait, 1);
}

// It may hold locks, which who reports takes none of. Signals go to other threads: handled here, one that asks for a
// report of its own would end that of the other.
void world_stand_aside(void) {
  M *m = rt_getm();
  signal_block();
  if (m->p) __atomic_store_n(&m->p->status, P_STOPPED, __ATOMIC_SEQ_CST);
  for (;;) os_futex_wait(&sched.freeze, relaxed_load(&sched.freeze), -1);  // nobody wakes it
}

static bool is_frozen(void) { return __atomic_load_n(&sched.freeze, __ATOMIC_SEQ_CST); }

void world_park(M *m) {
  if (is_frozen()) world_stand_aside();
  lock_futex(&sched.lock, RANK_SCHED);
  if (!relaxed_load(&sched.stopping)) {
    unlock_futex(&sched.lock);
    return;
  }
  if (m->spinning) {
    m->spinning = false;
    __atomic_sub_fetch(&sched.spinning, 1, __ATOMIC_SEQ_CST);
  }
  P *p = proc_release(m);
  __atomic_store_n(&p->status, P_STOPPED, __ATOMIC_SEQ_CST);
  one_stopped();
  unlock_futex(&sched.lock);
  thread_stop(m);
}

static bool take_from_syscall(P *p) {
  uint32_t from = P_SYSCALL;
  if (!__atomic_compare_exchange_n(&p->status, &from, P_STOPPED, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
    return false;
  relaxed_store(&p->syscall_tick, p->syscall_tick + 1);
  return true;
}

void world_syscall(P *p) {
  lock_futex(&sched.lock, RANK_SCHED);
  if (relaxed_load(&sched.stop_wait) && take_from_syscall(p)) one_stopped();
  unlock_futex(&sched.lock);
}

void world_preempt(P *p) {
  M *m = __atomic_load_n(&p->m, __ATOMIC_ACQUIRE);
  G *g = m ? __atomic_load_n(&m->g, __ATOMIC_ACQUIRE) : NULL;
  if (!g) return;
  // Gs are never freed: one that has moved on yields once for nothing.
  relaxed_store(&g->preempt, 1);
  __atomic_store_n(&g->stackguard, ABI_STACK_PREEMPT, __ATOMIC_SEQ_CST);
  signal_preempt(m);
}

static void preempt_all(void) {
  for (int32_t i = 0; i < procs_now(); i++) {
    P *p = sched.all_p[i];
    if (p != rt_getp() && __atomic_load_n(&p->status, __ATOMIC_SEQ_CST) == P_RUNNING) world_preempt(p);
  }
}

// system: false if someone else stops it. The caller's goroutine must not be preempted until rt_world_start (g.locks).
uint64_t rt_world_stop(void);
uint64_t rt_world_stop(void) {
  enum { SPINS = 2000, RETRY_NS = 100000 };
  M *m = rt_getm();
  lock_futex(&sched.lock, RANK_SCHED);
  if (relaxed_load(&sched.stopping)) {
    unlock_futex(&sched.lock);
    return 0;
  }
  __atomic_store_n(&sched.stopping, 1, __ATOMIC_SEQ_CST);
  sched.stopper = m;
  relaxed_store(&sched.stop_wait, (uint32_t)sched.procs - 1);
  __atomic_store_n(&m->p->status, P_STOPPED, __ATOMIC_SEQ_CST);
  for (int32_t i = 0; i < sched.procs; i++)
    if (take_from_syscall(sched.all_p[i])) relaxed_store(&sched.stop_wait, relaxed_load(&sched.stop_wait) - 1);
  for (P *p; (p = proc_get_idle());) {
    __atomic_store_n(&p->status, P_STOPPED, __ATOMIC_SEQ_CST);
    relaxed_store(&sched.stop_wait, relaxed_load(&sched.stop_wait) - 1);
  }
  unlock_futex(&sched.lock);
  for (uint32_t left; (left = __atomic_load_n(&sched.stop_wait, __ATOMIC_SEQ_CST));) {
    preempt_all();
    for (int i = 0; i < SPINS && __atomic_load_n(&sched.stop_wait, __ATOMIC_SEQ_CST); i++) arch_pause();
    left = __atomic_load_n(&sched.stop_wait, __ATOMIC_SEQ_CST);
    if (left) os_futex_wait(&sched.stop_wait, left, RETRY_NS);
  }
  return 1;
}

// system, from the one that stopped it
void rt_world_start(void);
void rt_world_start(void) {
  M *m = rt_getm();
  P *working = NULL;
  if (is_frozen()) world_stand_aside();
  lock_futex(&sched.lock, RANK_SCHED);
  __atomic_store_n(&m->p->status, P_RUNNING, __ATOMIC_SEQ_CST);
  for (int32_t i = sched.procs - 1; i >= 0; i--) {
    P *p = sched.all_p[i];
    if (p == m->p) continue;
    if (proc_has_work(p)) {
      __atomic_store_n(&p->status, P_IDLE, __ATOMIC_SEQ_CST);
      p->next_idle = working;
      working = p;
    } else {
      proc_put_idle(p);
    }
  }
  sched.stopper = NULL;
  __atomic_store_n(&sched.stopping, 0, __ATOMIC_SEQ_CST);
  // world_freeze, which takes no lock, sets them the other way round.
  if (is_frozen()) __atomic_store_n(&sched.stopping, 1, __ATOMIC_SEQ_CST);
  os_futex_wake(&sched.stopping, INT32_MAX);
  unlock_futex(&sched.lock);
  while (working) {
    P *p = working;
    working = p->next_idle;
    thread_start(p, false);
  }
  proc_wake();
}

// The caller may hold any lock, or have stopped in a signal handler the code that does: takes none.
void world_freeze(void) {
  enum { TRIES = 5, PAUSE_US = 1000 };
  M *m = rt_getm();
  __atomic_store_n(&sched.freezer, m, __ATOMIC_SEQ_CST);
  __atomic_store_n(&sched.freeze, 1, __ATOMIC_SEQ_CST);
  __atomic_store_n(&sched.stopping, 1, __ATOMIC_SEQ_CST);
  for (int i = 0; i < TRIES; i++) {
    bool running = false;
    preempt_all();
    for (int32_t id = 0; id < procs_now(); id++) {
      P *p = sched.all_p[id];
      take_from_syscall(p);  // its M waits for the world to start when it comes back
      running |= p != m->p && __atomic_load_n(&p->status, __ATOMIC_SEQ_CST) == P_RUNNING;
    }
    if (!running) break;
    os_usleep(PAUSE_US);
  }
}
