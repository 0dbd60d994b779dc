// Signals for os/signal: those that were sent and are wanted are pending until its goroutine takes them. What it wants
// and ignores is set by one goroutine at a time. Also what fork needs to do about signals.
#include "os/linux/signal.h"

uint64_t signal_pending;  // atomic
static uint64_t wanted;   // os/signal asked for these; atomic
static uint64_t ignored;  // it asked to ignore these, or the parent did; atomic
static G *receiver;       // goroutine in signal_recv, under receiver_lock; atomic for readers
static uint32_t receiver_lock;
static uintptr_t before[SIGNALS + 1];  // handlers that Notify replaced

static bool has(const uint64_t *set, int32_t number) {
  return __atomic_load_n(set, __ATOMIC_ACQUIRE) & signal_bit(number);
}
static void add(uint64_t *set, int32_t number) { __atomic_or_fetch(set, signal_bit(number), __ATOMIC_ACQ_REL); }
static void drop(uint64_t *set, int32_t number) { __atomic_and_fetch(set, ~signal_bit(number), __ATOMIC_ACQ_REL); }

bool signal_send(int32_t number) {
  if (!has(&wanted, number)) return false;
  add(&signal_pending, number);
  sched_poke_async();
  return true;
}

bool signal_is_ignored(int32_t number) { return has(&ignored, number); }
void signal_note_ignored(uint64_t set) { __atomic_store_n(&ignored, set, __ATOMIC_RELAXED); }

// --- receiving

void signal_deliver(void) {
  if (!__atomic_load_n(&receiver, __ATOMIC_SEQ_CST)) return;
  lock_futex(&receiver_lock, RANK_SIGNALS);
  G *g = receiver;
  receiver = NULL;
  unlock_futex(&receiver_lock);
  if (!g) return;
  g->sched_ret = 0;
  sched_ready_any(g);
}

// The number of a pending signal; 0 after a wait.
uint64_t rt_signal_recv(void);
uint64_t rt_signal_recv(void) {
  uint64_t pending = __atomic_load_n(&signal_pending, __ATOMIC_ACQUIRE);
  if (pending) {
    int32_t number = __builtin_ctzll(pending) + 1;
    drop(&signal_pending, number);
    return (uint64_t)number;
  }
  // A signal that comes from here on is seen by the scheduler, which this M enters now.
  lock_futex(&receiver_lock, RANK_SIGNALS);
  receiver = sched_detach(WAIT_SIGNAL);
  unlock_futex(&receiver_lock);
  sched_run();
}

// leaf-safe: the receiver waits and nothing is pending
uint64_t rt_signals_idle(void);
uint64_t rt_signals_idle(void) {
  return !__atomic_load_n(&signal_pending, __ATOMIC_ACQUIRE) && __atomic_load_n(&receiver, __ATOMIC_SEQ_CST);
}

// --- asking

static void enable(int32_t number) {
  relaxed_store(&sched.signals_used, 1);
  monitor_start();
  add(&wanted, number);
  drop(&ignored, number);
  if (!(signal_actions(number) & NOTIFY)) return;
  uintptr_t installed = signal_installed(number);
  if (installed == (uintptr_t)rt_sigtramp) return;
  before[number] = installed;
  signal_install(number, (uintptr_t)rt_sigtramp);
}

static void disable(int32_t number) {
  bool back = !signal_is_ours(number) && signal_installed(number) == (uintptr_t)rt_sigtramp;
  if (back && (signal_actions(number) & NOTIFY)) signal_install(number, before[number]);
  drop(&wanted, number);
}

static void ignore(int32_t number) {
  if (signal_actions(number) & NOTIFY) signal_install(number, HANDLER_IGNORE);
  drop(&wanted, number);
  add(&ignored, number);
}

// system. what: 0 disable, 1 enable, 2 ignore
void rt_signal_set(uint64_t number, uint64_t what);
void rt_signal_set(uint64_t number, uint64_t what) {
  static void (*const actions[])(int32_t number) = {disable, enable, ignore};
  if (number >= 1 && number <= SIGNALS) actions[what]((int32_t)number);
}

uint64_t rt_signal_ignored(uint64_t number);
uint64_t rt_signal_ignored(uint64_t number) {
  return number >= 1 && number <= SIGNALS && signal_is_ignored((int32_t)number);
}

// system: os.sigpipe, EPIPE on standard output or error
void rt_sigpipe(void);
void rt_sigpipe(void) {
  if (!signal_is_ignored(SIGPIPE_) && !signal_send(SIGPIPE_)) signal_die(SIGPIPE_);
}

// --- fork: no handlers run in the child between fork and exec

void rt_fork_before(void);
void rt_fork_before(void) {
  rt_getm()->saved_mask = signal_block();
  G *g = rt_getg();
  g->locks++;
  g->throwsplit = 1;
  g->stackguard = ABI_STACK_FORK;
}

void rt_fork_after(void);
void rt_fork_after(void) {
  G *g = rt_getg();
  g->throwsplit = 0;
  g->locks--;
  stack_arm_guard(g);
  signal_restore(rt_getm()->saved_mask);
}

void rt_fork_child(void);
void rt_fork_child(void) {
  for (int32_t number = 1; number <= SIGNALS; number++)
    if (signal_installed(number) == (uintptr_t)rt_sigtramp) signal_install(number, HANDLER_DEFAULT);
  signal_restore(rt_getm()->saved_mask);
}
