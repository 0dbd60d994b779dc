// The scheduler's loop: finds a runnable goroutine for this M's P and runs it; parks and readies
// goroutines. Runs on the M's system stack. Ps and queues are in proc.c, threads in thread.c, stopping the world
// in world.c, system calls and the monitor in monitor.c.
//
// Work is never lost: who makes a goroutine runnable calls proc_wake, which wakes an idle P unless some M is
// spinning (looking for work) already; an M that stops spinning looks at all queues once more after it has
// said so. The last idle M but no other waits for timers and the network (sched.poller).
// Settings: schedseed=N picks runnable goroutines at random.
#include "bubble.h"

Sched sched;
M first_m;

enum { GLOBAL_EVERY = 61 };  // rounds between looks at the global queue while there is local work

// --- readying

// How long goroutines wait for their turn, for runtime/metrics: one turn in so many of each goroutine, as in gc.
enum { LATENCY_EVERY = 8 };

static void note_turn(G *g) {
  if (g->runnable_since) {
    uint32_t bucket = time_bucket(os_nanotime() - g->runnable_since);
    __atomic_add_fetch(&sched.latencies[bucket], 1, __ATOMIC_RELAXED);
    g->runnable_since = 0;
  }
  g->turns++;
}

void sched_set_runnable(G *g) {
  if (g->turns % LATENCY_EVERY == 0) g->runnable_since = os_nanotime();
  __atomic_store_n(&g->status, G_RUNNABLE, __ATOMIC_RELEASE);
}

static void make_runnable(G *g) {
  if (g->status != G_WAITING) rt_throw("ready of a goroutine that does not wait");
  if (unlikely(g->bubble)) bubble_unblocks(g);
  sched_set_runnable(g);
}

static void put_global(G *g) {
  lock_futex(&sched.lock, RANK_SCHED);
  global_put(g);
  unlock_futex(&sched.lock);
}

void sched_ready(G *g) {
  make_runnable(g);
  if (settings.schedseed) put_global(g);
  else queue_put(rt_getp(), g, true);
  proc_wake();
}

void sched_ready_list(G *list, uint32_t count) {
  if (!count) return;
  lock_futex(&sched.lock, RANK_SCHED);
  while (list) {
    G *g = list;
    list = g->next;
    make_runnable(g);
    global_put(g);
  }
  unlock_futex(&sched.lock);
  for (uint32_t i = 0; i < count && __atomic_load_n(&sched.idle_p_count, __ATOMIC_ACQUIRE); i++) {
    lock_futex(&sched.lock, RANK_SCHED);
    P *p = proc_get_idle();
    unlock_futex(&sched.lock);
    if (!p) break;
    thread_start(p, false);
  }
}

void sched_ready_any(G *g) {
  if (rt_getp()) {
    sched_ready(g);
    return;
  }
  g->next = NULL;
  sched_ready_list(g, 1);
}

// --- parking

G *sched_detach(WaitReason reason) {
  M *m = rt_getm();
  G *g = m->g;
  g->wait_reason = reason;
  g->wait_since = 0;  // the next collection notes the time
  if (unlikely(g->bubble)) bubble_blocks(m, g);
  g->m = NULL;
  set_current_g(m, NULL);
  __atomic_store_n(&g->status, G_WAITING, __ATOMIC_RELEASE);
  return g;
}

void sched_park(WaitReason reason) {
  sched_detach(reason);
  sched_run();
}

static G *detach_runnable(void) {
  M *m = rt_getm();
  G *g = m->g;
  g->m = NULL;
  set_current_g(m, NULL);
  sched_set_runnable(g);
  return g;
}

void sched_yield(void) {
  put_global(detach_runnable());
  sched_run();
}

void sched_yield_local(void) {
  G *g = detach_runnable();
  if (settings.schedseed) put_global(g);
  else queue_put(rt_getp(), g, false);
  sched_run();
}

void sched_async_preempt(void) {
  rt_getg()->async_stopped = 1;
  sched_yield();
}

// --- running

static void execute(M *m, G *g, bool inherit) noreturn_fn;
static void execute(M *m, G *g, bool inherit) {
  rt_check_none_held();
  note_turn(g);
  relaxed_store(&g->preempt, 0);
  g->async_stopped = 0;
  g->m = m;
  set_current_g(m, g);
  relaxed_store(&g->status, G_RUNNING);
  if (!inherit) relaxed_store(&m->p->sched_tick, m->p->sched_tick + 1);
  stack_arm_guard(g);
  rt_gogo(g);
}

void sched_switch(G *next) {
  M *m = rt_getm();
  make_runnable(next);
  if (unlikely(m->leaving)) bubble_settle(m);
  execute(m, next, true);
}

// --- looking for work

static void stop_spinning(M *m) {
  m->spinning = false;
  __atomic_sub_fetch(&sched.spinning, 1, __ATOMIC_SEQ_CST);
}

static G *take_global(P *p, uint32_t max) {
  if (!__atomic_load_n(&sched.global_count, __ATOMIC_ACQUIRE)) return NULL;
  lock_futex(&sched.lock, RANK_SCHED);
  G *g = global_get(p, max);
  unlock_futex(&sched.lock);
  return g;
}

static void run_timers(void) {
  int64_t when = timer_next_when();
  if (when == INT64_MAX) return;
  int64_t now = os_nanotime();
  if (when <= now) timer_run_due(now);
}

// Looks at the other Ps' queues, several times in random order; what a running P is about to run itself only in
// the last round.
static G *steal_work(P *p) {
  enum { ROUNDS = 4 };
  uint32_t procs = (uint32_t)sched.procs;
  for (int round = 0; round < ROUNDS; round++) {
    uint32_t start = (uint32_t)(rt_cheap_random() % procs);
    for (uint32_t i = 0; i < procs; i++) {
      if (__atomic_load_n(&sched.stopping, __ATOMIC_ACQUIRE)) return NULL;
      P *from = sched.all_p[(start + i) % procs];
      if (from == p) continue;
      G *g = queue_steal(p, from, round == ROUNDS - 1);
      if (g) return g;
    }
  }
  return NULL;
}

static bool any_queue_has_work(void) {
  if (__atomic_load_n(&sched.global_count, __ATOMIC_SEQ_CST)) return true;
  for (int32_t i = 0; i < procs_now(); i++)
    if (proc_has_work(sched.all_p[i])) return true;
  return false;
}

// Everything is idle: is there anything that may ever wake a goroutine? sched.lock held.
static bool is_deadlock(void) {
  rt_check_held(&sched.lock);
  return relaxed_load(&sched.main_started) && relaxed_load(&sched.idle_p_count) == (uint32_t)procs_now() &&
         !relaxed_load(&sched.global_count) && !__atomic_load_n(&sched.in_syscall, __ATOMIC_SEQ_CST) &&
         !timer_may_wake() && !poll_waiters() && !relaxed_load(&sched.signals_used) && !relaxed_load(&sched.freeze);
}

static void report_deadlock(void) noreturn_fn;
static void report_deadlock(void) {
  fatal_begin();
  print_text(relaxed_load(&sched.goroutines) == 0
                 ? "fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n"
                 : "fatal error: all goroutines are asleep - deadlock!\n");
  __atomic_store_n(&sched.freeze, 1, __ATOMIC_SEQ_CST);
  fatal_trace(NULL, 0, 0, 0);
  fatal_exit();
}

void sched_check_deadlock(void) {
  if (is_deadlock()) report_deadlock();
}

static bool take_idle_proc(M *m) {
  lock_futex(&sched.lock, RANK_SCHED);
  P *p = proc_get_idle();
  unlock_futex(&sched.lock);
  if (p) proc_acquire(m, p);
  return p != NULL;
}

// Waits for events and timers as the poller, unless another M does or there is nothing to wait for. True: there may
// be work, and this M has a P.
static bool wait_as_poller(M *m) {
  M *none = NULL;
  if (!__atomic_compare_exchange_n(&sched.poller, &none, m, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) return false;
  __atomic_store_n(&sched.poke, 0, __ATOMIC_SEQ_CST);
  int64_t when = timer_next_when(), timeout = -1;
  if (when != INT64_MAX) {
    timeout = when - os_nanotime();
    if (timeout < 0) timeout = 0;
  }
  if (any_queue_has_work()) timeout = 0;
  bool useful = poll_in_use() || when != INT64_MAX;
  if (poll_in_use()) poll_wait(timeout);
  else if (useful && timeout != 0) os_futex_wait(&sched.poke, 0, timeout);
  __atomic_store_n(&sched.poller, NULL, __ATOMIC_SEQ_CST);
  // What was added between the look at the timers and here sees no poller and wakes a P.
  if (!useful && timer_next_when() == INT64_MAX && !poll_in_use() && !any_queue_has_work()) return false;
  return take_idle_proc(m);
}

static bool wake_poller(void) {
  if (!__atomic_load_n(&sched.poller, __ATOMIC_SEQ_CST)) return false;
  __atomic_store_n(&sched.poke, 1, __ATOMIC_SEQ_CST);
  if (poll_in_use()) poll_break();
  os_futex_wake(&sched.poke, 1);
  return true;
}

void sched_poke(void) {
  if (!wake_poller()) proc_wake();
}

void sched_poke_async(void) {
  wake_poller();
  monitor_wake();
}

static bool may_spin(M *m) {
  if (m->spinning) return true;
  uint32_t busy = (uint32_t)sched.procs - __atomic_load_n(&sched.idle_p_count, __ATOMIC_RELAXED);
  if (2 * __atomic_load_n(&sched.spinning, __ATOMIC_RELAXED) >= busy) return false;
  m->spinning = true;
  __atomic_add_fetch(&sched.spinning, 1, __ATOMIC_SEQ_CST);
  return true;
}

// Gives the P up and sleeps until there may be work. Returns with a P.
static void idle(M *m) {
  lock_futex(&sched.lock, RANK_SCHED);
  if (relaxed_load(&sched.stopping) || relaxed_load(&sched.global_count)) {
    unlock_futex(&sched.lock);
    return;
  }
  proc_put_idle(proc_release(m));
  sched_check_deadlock();
  unlock_futex(&sched.lock);
  if (m->spinning) stop_spinning(m);
  // Who readied a goroutine meanwhile may have seen this M spin, or no P idle, and woke nobody. Somebody else who spins
  // does the same when it stops.
  if (!__atomic_load_n(&sched.spinning, __ATOMIC_SEQ_CST) && any_queue_has_work() && take_idle_proc(m)) {
    m->spinning = true;
    __atomic_add_fetch(&sched.spinning, 1, __ATOMIC_SEQ_CST);
    return;
  }
  if (!wait_as_poller(m)) thread_stop(m);
}

static G *find_runnable(M *m, bool *inherit) {
  for (;;) {
    if (__atomic_load_n(&sched.stopping, __ATOMIC_ACQUIRE)) {
      world_park(m);
      continue;
    }
    P *p = m->p;
    if (__atomic_load_n(&signal_pending, __ATOMIC_RELAXED)) signal_deliver();
    run_timers();
    G *g = NULL;
    if (p->sched_tick % GLOBAL_EVERY == 0 && (g = take_global(p, 1))) return g;
    if ((g = queue_get(p, inherit))) return g;
    if ((g = take_global(p, 0))) return g;
    if (poll_in_use() && poll_waiters() && !__atomic_load_n(&sched.poller, __ATOMIC_RELAXED) && poll_wait(0)) continue;
    if (may_spin(m) && (g = steal_work(p))) return g;
    idle(m);
  }
}

static void run_loop(void) {
  M *m = rt_getm();
  set_current_g(m, NULL);
  if (!m->p && !m->locked_g) thread_stop(m);
  for (;;) {
    if (m->locked_g) {
      thread_stop_locked(m);
      execute(m, m->locked_g, false);
    }
    bool inherit = false;
    G *g = find_runnable(m, &inherit);
    if (m->spinning) {
      stop_spinning(m);
      proc_wake();
    }
    if (!g->locked_m) execute(m, g, inherit);
    thread_start_locked(m, g);
  }
}

void sched_run(void) {
  rt_check_none_held();
  M *m = rt_getm();
  if (unlikely(m->leaving)) bubble_settle(m);
  rt_schedule_on(m->system_sp, run_loop);
}

void sched_init(void) { proc_init(); }

// --- system calls of the Go side

// system: how often goroutines waited for their turn, by time_bucket
void rt_latencies(uint64_t *counts);
void rt_latencies(uint64_t *counts) {
  for (int i = 0; i < TIME_BUCKETS; i++) counts[i] = relaxed_load(&sched.latencies[i]);
}

void rt_gosched(void) noreturn_fn;
void rt_gosched(void) { sched_yield(); }

// Parks forever, or until C readies the goroutine.
void rt_block_forever(uint64_t reason) noreturn_fn;
void rt_block_forever(uint64_t reason) { sched_park((WaitReason)reason); }

// leaf
void rt_main_started(void);
void rt_main_started(void) { relaxed_store(&sched.main_started, 1); }

// leaf: may a lock's waiter hope that its owner, running on another P, lets go soon?
uint64_t rt_can_spin(int64_t round);
uint64_t rt_can_spin(int64_t round) {
  enum { ROUNDS = 4 };
  if (round >= ROUNDS || sched.procs <= 1) return 0;
  uint32_t busy_elsewhere =
      __atomic_load_n(&sched.idle_p_count, __ATOMIC_RELAXED) + __atomic_load_n(&sched.spinning, __ATOMIC_RELAXED) + 1;
  return (uint32_t)sched.procs > busy_elsewhere && !proc_has_work(rt_getp());
}

// leaf
void rt_spin(void);
void rt_spin(void) {
  for (int i = 0; i < 30; i++) arch_pause();
}

const char *wait_reason_text(uint32_t reason) {
  static const char *const texts[] = {"",
                                      "chan receive",
                                      "chan send",
                                      "chan receive (nil chan)",
                                      "chan send (nil chan)",
                                      "select",
                                      "select (no cases)",
                                      "sleep",
                                      "semacquire",
                                      "sync.Mutex.Lock",
                                      "sync.RWMutex.RLock",
                                      "sync.RWMutex.Lock",
                                      "sync.WaitGroup.Wait",
                                      "sync.Cond.Wait",
                                      "IO wait",
                                      "finalizer wait",
                                      "timer goroutine (idle)",
                                      "coroutine",
                                      "preempted",
                                      "signal wait",
                                      "force gc (idle)",
                                      "panicwait",
                                      "cleanup wait",
                                      "chan receive (durable)",
                                      "chan send (durable)",
                                      "select (durable)",
                                      "sync.WaitGroup.Wait (durable)",
                                      "synctest.Run",
                                      "synctest.Wait"};
  return reason < sizeof texts / sizeof *texts ? texts[reason] : "unknown wait reason";
}
