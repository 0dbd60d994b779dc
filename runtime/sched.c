// The scheduler: picks goroutines for the M that holds the P, parks and readies them, and
// passes the P on when an M blocks in a system call.
//
// The P's state is one word. RUNNING: one M executes Go code or the scheduler. SYSCALL: its M went
// into a system call and may come back for it; the monitor takes it away when others have work.
// IDLE: nobody has work; sched.p_waiter is the M that sleeps until a timer, poll event or injection.
// All transitions are compare-and-swap, except RUNNING -> IDLE, done under sched.lock.
// Settings: schedseed=N picks runnable goroutines at random.
#include "runtime.h"

Sched sched;
M first_m;
static uint64_t random_state;

void lock_futex(uint32_t *lock) {
  uint32_t expected = 0;
  if (__atomic_compare_exchange_n(lock, &expected, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
  while (__atomic_exchange_n(lock, 2, __ATOMIC_ACQUIRE) != 0) os_futex_wait(lock, 2, -1);
}

void unlock_futex(uint32_t *lock) {
  if (__atomic_exchange_n(lock, 0, __ATOMIC_RELEASE) == 2) os_futex_wake(lock, 1);
}

uint64_t rt_cheap_random(void) {
  random_state += 0x9e3779b97f4a7c15ull;
  uint64_t z = random_state;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ z >> 27) * 0x94d049bb133111ebull;
  return z ^ z >> 31;
}

static bool p_take(uint32_t from) {
  return __atomic_compare_exchange_n(&sched.p_owner_state, &from, P_RUNNING, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

// --- run queue (P held)

static void queue_tail(G *g) {
  g->next = NULL;
  if (sched.run_tail) sched.run_tail->next = g;
  else sched.run_head = g;
  sched.run_tail = g;
  sched.run_count++;
}

static G *queue_take(void) {
  G *g = sched.run_head;
  if (!g) return NULL;
  if (settings.schedseed) {
    G **at = &sched.run_head;
    G *before = NULL;
    for (uint64_t skip = rt_cheap_random() % sched.run_count; skip; skip--) before = *at, at = &(*at)->next;
    g = *at;
    *at = g->next;
    if (sched.run_tail == g) sched.run_tail = before;
  } else {
    sched.run_head = g->next;
    if (!sched.run_head) sched.run_tail = NULL;
  }
  sched.run_count--;
  g->next = NULL;
  return g;
}

void sched_ready(G *g) {
  if (g->status != G_WAITING) rt_throw("ready of a goroutine that does not wait");
  g->status = G_RUNNABLE;
  queue_tail(g);
}

void sched_ready_first(G *g) {
  if (g->status != G_WAITING) rt_throw("ready of a goroutine that does not wait");
  g->status = G_RUNNABLE;
  g->next = sched.run_head;
  sched.run_head = g;
  if (!sched.run_tail) sched.run_tail = g;
  sched.run_count++;
}

static void take_injected(void) {
  if (!__atomic_load_n(&sched.injected, __ATOMIC_RELAXED)) return;
  lock_futex(&sched.lock);
  G *g = sched.injected;
  sched.injected = sched.injected_tail = NULL;
  unlock_futex(&sched.lock);
  while (g) {
    G *next = g->next;
    g->status = G_RUNNABLE;
    queue_tail(g);
    g = next;
  }
}

// --- threads

M *sched_new_m(void) {
  enum { SYSTEM_STACK = 256 * 1024 };
  M *m = persistent_alloc(sizeof *m, 64);
  uint8_t *stack = os_reserve(SYSTEM_STACK);
  if (!stack) rt_throw("runtime: cannot allocate a thread's stack");
  m->self = m;
  m->system_lo = (uintptr_t)stack;
  m->system_sp = (uintptr_t)stack + SYSTEM_STACK - 64;
  lock_futex(&sched.lock);
  m->id = sched.m_count++;
  unlock_futex(&sched.lock);
  return m;
}

// Gives the P (already RUNNING) to an idle or new M.
static void start_m(void) {
  lock_futex(&sched.lock);
  M *m = sched.idle_m;
  if (m) sched.idle_m = m->next_idle;
  unlock_futex(&sched.lock);
  if (!m) {
    m = sched_new_m();
    m->has_p = 1;
    if (!os_thread_new(m)) rt_throw("runtime: failed to create new OS thread");
    return;
  }
  m->has_p = 1;
  __atomic_store_n(&m->wake, 1, __ATOMIC_RELEASE);
  os_futex_wake(&m->wake, 1);
}

// Sleeps until someone gives this M the P.
static void stop_m(M *m) {
  m->has_p = 0;
  lock_futex(&sched.lock);
  m->wake = 0;
  m->next_idle = sched.idle_m;
  sched.idle_m = m;
  unlock_futex(&sched.lock);
  while (!__atomic_load_n(&m->wake, __ATOMIC_ACQUIRE)) os_futex_wait(&m->wake, 0, -1);
  m->wake = 0;
}

static M monitor_m;
static bool is_monitor(const M *m) { return m == &monitor_m; }

void thread_main(void) {
  M *m = rt_getm();
  if (is_monitor(m)) monitor_main();
  if (!m->has_p) stop_m(m);
  sched_run();
}

void sched_poke(void) {
  M *waiter = __atomic_load_n(&sched.p_waiter, __ATOMIC_ACQUIRE);
  if (waiter) {
    __atomic_store_n(&waiter->wake, 1, __ATOMIC_RELEASE);
    os_futex_wake(&waiter->wake, 1);
  }
  if (sched.poll_used) poll_break();
}

void sched_inject(G *g) {
  lock_futex(&sched.lock);
  g->next = NULL;
  if (sched.injected_tail) sched.injected_tail->next = g;
  else sched.injected = g;
  sched.injected_tail = g;
  unlock_futex(&sched.lock);
  if (p_take(P_IDLE)) start_m();
}

// --- idling and deadlock

static void check_deadlock(void) {
  if (timer_count() || poll_waiters() || __atomic_load_n(&sched.in_syscall, __ATOMIC_ACQUIRE) || sched.signals_used)
    return;
  if (__atomic_load_n(&sched.injected, __ATOMIC_ACQUIRE)) return;
  print_text(sched.count == 0 ? "fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n"
                              : "fatal error: all goroutines are asleep - deadlock!\n");
  traceback_others(NULL);
  print_flush();
  os_exit(2);
}

// Gives up the P and sleeps until there may be work. Returns with the P.
static void idle(M *m) {
  check_deadlock();
  lock_futex(&sched.lock);
  if (sched.injected) {
    unlock_futex(&sched.lock);
    return;
  }
  bool other_waits = sched.p_waiter != NULL;
  if (!other_waits) {
    m->wake = 0;
    sched.p_waiter = m;
  }
  int64_t when = timer_next_when();
  __atomic_store_n(&sched.p_owner_state, P_IDLE, __ATOMIC_RELEASE);
  unlock_futex(&sched.lock);
  if (other_waits) {
    sched_poke();  // it has to look at the timers again
    stop_m(m);
    return;
  }
  PollEvent events[POLL_BATCH];
  int32_t event_count = 0;
  int64_t timeout = -1;
  if (when != INT64_MAX) {
    timeout = when - os_nanotime();
    if (timeout < 0) timeout = 0;
  }
  if (signal_deliverable()) timeout = 0;
  if (sched.poll_used) event_count = poll_gather(timeout, events);
  else if (timeout != 0) os_futex_wait(&m->wake, 0, timeout);
  lock_futex(&sched.lock);
  sched.p_waiter = NULL;
  unlock_futex(&sched.lock);
  bool mine = p_take(P_IDLE);
  if (mine) poll_process(events, event_count);
  else if (event_count) poll_hand_over(events, event_count);
  if (!mine) stop_m(m);
  if (sched.monitor_sleeps) {
    __atomic_store_n(&sched.monitor_sleeps, 0, __ATOMIC_RELEASE);
    os_futex_wake(&sched.monitor_sleeps, 1);
  }
}

static G *find_work(M *m) {
  for (;;) {
    sched.tick++;
    if (signal_pending) signal_deliver();
    if (timer_next_when() != INT64_MAX) timer_run_due(os_nanotime());
    take_injected();
    if (sched.poll_used && (!sched.run_head || sched.tick % 61 == 0)) {
      PollEvent events[POLL_BATCH];
      poll_process(events, poll_gather(0, events));
    }
    G *g = queue_take();
    if (g) return g;
    idle(m);
  }
}

static void run_loop(void) {
  M *m = rt_getm();
  m->g = NULL;
  sched.running = NULL;
  G *g = find_work(m);
  g->status = G_RUNNING;
  g->m = m;
  m->g = g;
  g->preempt = 0;
  sched.running = g;
  stack_arm_guard(g);
  rt_gogo(g);
}

void sched_run(void) {
  rt_schedule_on(rt_getm()->system_sp, run_loop);
}

void sched_park(WaitReason reason) {
  G *g = rt_getg();
  g->status = G_WAITING;
  g->wait_reason = reason;
  g->wait_since = 0;  // the next collection notes the time
  g->m = NULL;
  sched_run();
}

void sched_yield(void) {
  G *g = rt_getg();
  g->status = G_RUNNABLE;
  g->m = NULL;
  queue_tail(g);
  sched_run();
}

// --- goroutines

G *sched_new_g(void *fn, uintptr_t creator_pc, bool system) {
  G *g = sched.free;
  if (g) {
    sched.free = g->next;
    if (!g->stack_lo) stack_alloc(g, ABI_STACK_MIN);
  } else {
    g = persistent_alloc(sizeof *g, 64);
    stack_alloc(g, ABI_STACK_MIN);
    g->all_next = sched.all;
    sched.all = g;
  }
  uintptr_t *sp = (uintptr_t *)(g->stack_hi - 64);
  sp[0] = 0;
  *--sp = (uintptr_t)rt_goexit + 1;
  g->sched_sp = (uintptr_t)sp;
  g->sched_pc = *(uintptr_t *)fn;
  g->sched_bp = 0;
  g->sched_ctx = fn;
  g->start_fn = fn;
  g->start_pc = g->sched_pc;
  g->creator_pc = creator_pc;
  g->parent_id = rt_getg() ? rt_getg()->id : 0;
  g->id = ++sched.last_id;
  g->system = system;
  g->status = G_WAITING;
  stack_arm_guard(g);
  if (!system) sched.count++;
  if (rt_getg()) {
    g->labels = rt_getg()->labels;
    g->fips_bypass = rt_getg()->fips_bypass;
    g->bubble = rt_getg()->bubble;
  }
  return g;
}

// system: the go statement
void rt_newproc(void *fn, uintptr_t creator_pc, uint64_t system);
void rt_newproc(void *fn, uintptr_t creator_pc, uint64_t system) {
  sched_ready(sched_new_g(fn, creator_pc, system & 1));
  if (!(system & 1) && !sched.monitor_started && sched.main_started) sched_wake_monitor();
}

// leaf
void rt_main_started(void);
void rt_main_started(void) { sched.main_started = 1; }

static void clear_g(G *g) {
  g->panic = g->defer = NULL;
  g->start_fn = g->sched_ctx = g->labels = g->coroutine = g->bubble = NULL;
  g->waiting = g->wait_result = NULL;
  g->syscall_pc = 0;
  g->locks = 0;
  g->fips_indicator = g->fips_bypass = g->paniconfault = g->throwsplit = g->locked_depth = 0;
  g->preempt = 0;
}

// system: the goroutine's function returned, or Goexit ran its deferred calls
void rt_goexit_done(void) noreturn_fn;
void rt_goexit_done(void) {
  G *g = rt_getg();
  if (!g->system) sched.count--;
  clear_g(g);
  g->status = G_DEAD;
  g->m = NULL;
  rt_getm()->g = NULL;
  sched.running = NULL;
  if (g->stack_hi - g->stack_lo != ABI_STACK_MIN) stack_free(g);
  g->next = sched.free;
  sched.free = g;
  sched_run();
}

// system
void rt_gosched(void) noreturn_fn;
void rt_gosched(void) { sched_yield(); }

// system: park forever or until C readies the goroutine
void rt_block_forever(uint64_t reason) noreturn_fn;
void rt_block_forever(uint64_t reason) { sched_park((WaitReason)reason); }

// --- coroutines (iter.Pull): a direct switch between two goroutines

// system: makes a goroutine that waits to be switched to
G *rt_coro_new(void *fn, uintptr_t creator_pc);
G *rt_coro_new(void *fn, uintptr_t creator_pc) {
  G *g = sched_new_g(fn, creator_pc, false);
  g->wait_reason = WAIT_COROUTINE;
  return g;
}

// system: the caller waits in *slot, the goroutine that was there runs
void rt_coro_switch(G **slot);
void rt_coro_switch(G **slot) {
  G *next = *slot, *g = rt_getg();
  *slot = g;
  sched_ready_first(next);
  sched_park(WAIT_COROUTINE);
}

// system: as rt_coro_switch, but the caller ends
void rt_coro_exit(G **slot) noreturn_fn;
void rt_coro_exit(G **slot) {
  G *next = *slot;
  *slot = NULL;
  sched_ready_first(next);
  rt_goexit_done();
}

// --- system calls

// system, from rt_entersyscall
void syscall_enter(void);
void syscall_enter(void) {
  G *g = rt_getg();
  g->status = G_SYSCALL;
  sched.running = NULL;
  sched.syscall_tick++;
  __atomic_add_fetch(&sched.in_syscall, 1, __ATOMIC_ACQ_REL);
  __atomic_store_n(&sched.p_owner_state, P_SYSCALL, __ATOMIC_RELEASE);
}

// system, from rt_exitsyscall
void syscall_exit(void);
void syscall_exit(void) {
  M *m = rt_getm();
  G *g = m->g;
  __atomic_sub_fetch(&sched.in_syscall, 1, __ATOMIC_ACQ_REL);
  if (p_take(P_SYSCALL) || p_take(P_IDLE)) {
    g->syscall_pc = 0;
    g->status = G_RUNNING;
    sched.running = g;
    return;
  }
  g->syscall_pc = 0;
  g->m = NULL;
  g->status = G_WAITING;
  m->g = NULL;
  sched_inject(g);
  stop_m(m);
  sched_run();
}

// --- the monitor: takes the P from long system calls, asks long-running goroutines to yield

static bool work_waits(void) {
  return sched.run_head || __atomic_load_n(&sched.injected, __ATOMIC_ACQUIRE) || sched.poll_used || signal_pending ||
         timer_next_when() != INT64_MAX;
}

void monitor_main(void) {
  uint32_t last_tick = 0, last_syscall = 0, delay = 20;
  int64_t tick_since = os_nanotime();
  for (;;) {
    os_usleep(delay);
    if (sched.freeze) continue;
    uint32_t state = __atomic_load_n(&sched.p_owner_state, __ATOMIC_ACQUIRE);
    int64_t now = os_nanotime();
    if (state == P_IDLE) {
      __atomic_store_n(&sched.monitor_sleeps, 1, __ATOMIC_RELEASE);
      if (__atomic_load_n(&sched.p_owner_state, __ATOMIC_ACQUIRE) == P_IDLE)
        os_futex_wait(&sched.monitor_sleeps, 1, 100000000);
      delay = 20;
      continue;
    }
    if (state == P_SYSCALL && last_syscall == sched.syscall_tick && work_waits() && p_take(P_SYSCALL)) {
      start_m();
      delay = 20;
      continue;
    }
    if (delay < 10000) delay *= 2;
    if (last_syscall != sched.syscall_tick) delay = 20;
    last_syscall = sched.syscall_tick;
    if (last_tick != sched.tick) {
      last_tick = sched.tick;
      tick_since = now;
    } else if (state == P_RUNNING && now - tick_since > 10000000) {
      G *g = sched.running;
      if (g) {
        g->preempt = 1;
        g->stackguard = ABI_STACK_PREEMPT;
      }
      tick_since = now;
    }
  }
}

void sched_wake_monitor(void) {
  sched.monitor_started = 1;
  M *m = sched_new_m();
  monitor_m = *m;
  monitor_m.self = &monitor_m;
  os_thread_new(&monitor_m);
}

void sched_init(void) {
  os_random(&random_state, sizeof random_state);
  if (settings.schedseed) random_state = settings.schedseed;
  sched.p_owner_state = P_RUNNING;
  sched.procs = os_cpu_count();
  const char *wanted = env_lookup("GOMAXPROCS");
  int64_t procs = 0;
  for (; wanted && *wanted >= '0' && *wanted <= '9' && procs < 1 << 20; wanted++) procs = procs * 10 + (*wanted - '0');
  if (procs > 0) sched.procs = procs;
}

const char *wait_reason_text(uint32_t reason) {
  static const char *const texts[] = {
      "", "chan receive", "chan send", "chan receive (nil chan)", "chan send (nil chan)", "select",
      "select (no cases)", "sleep", "semacquire", "sync.Mutex.Lock", "sync.RWMutex.RLock", "sync.RWMutex.Lock",
      "sync.WaitGroup.Wait", "sync.Cond.Wait", "IO wait", "finalizer wait", "timer goroutine (idle)", "coroutine",
      "preempted", "signal wait", "force gc (idle)"};
  return reason < sizeof texts / sizeof *texts ? texts[reason] : "unknown wait reason";
}

// leaf-safe scalars for Go; see overlay/runtime/proc.go
int64_t rt_goroutine_count(void);
int64_t rt_goroutine_count(void) { return sched.count; }
int64_t rt_set_procs(int64_t n);
int64_t rt_set_procs(int64_t n) {
  int64_t old = sched.procs;
  if (n > 0) sched.procs = n;
  return old;
}
