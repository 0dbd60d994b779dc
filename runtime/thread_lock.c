// Goroutines that are locked to their thread (LockOSThread): m.locked_g and g.locked_m name each other as long as they
// are. Main is locked to the first thread while the program initializes. What such a goroutine did to its thread must
// not spread: the thread ends with the goroutine (thread_end), and new threads are cloned from it by the template
// thread, which does nothing else. execve holds the creation of threads off, since the kernel would have it fail.
#include "runtime.h"

// --- creating threads

static M *template_m;       // set once, before the first lock; atomic
static M *to_launch;        // Ms that wait for the template thread, by next_idle; under sched.lock
static uint32_t exec_lock;  // futex mutex: held while a thread is made, and during execve

static void launch(M *m) {
  enum { EAGAIN_ = 11, TRIES = 20 };
  int64_t result = 0;
  lock_futex(&exec_lock, RANK_EXEC);
  for (uint32_t i = 1; i <= TRIES; i++) {
    result = os_thread_new(m);
    if (result != -EAGAIN_) break;
    os_usleep(i * 1000);
  }
  unlock_futex(&exec_lock);
  if (result > 0) return;
  print_text("runtime: failed to create new OS thread (have ");
  print_int(sched.m_live);
  print_text(" already; errno=");
  print_int(-result);
  print_text(")\n");
  if (result == -EAGAIN_) print_text("runtime: may need to increase max user processes (ulimit -u)\n");
  rt_throw("newosproc");
}

static void template_main(M *self) noreturn_fn;
static void template_main(M *self) {
  for (;;) {
    lock_futex(&sched.lock, RANK_SCHED);
    M *m = to_launch;
    if (m) to_launch = m->next_idle;
    unlock_futex(&sched.lock);
    if (m) launch(m);
    else thread_sleep(self);
  }
}

static void start_template(void) {
  static uint32_t started;
  if (__atomic_exchange_n(&started, 1, __ATOMIC_SEQ_CST)) return;
  M *m = thread_new();
  m->service = template_main;
  launch(m);
  __atomic_store_n(&template_m, m, __ATOMIC_RELEASE);
}

void thread_launch(M *m) {
  M *template = rt_getm()->lock_depth ? __atomic_load_n(&template_m, __ATOMIC_ACQUIRE) : NULL;
  if (!template) {
    launch(m);
    return;
  }
  lock_futex(&sched.lock, RANK_SCHED);
  m->next_idle = to_launch;
  to_launch = m;
  unlock_futex(&sched.lock);
  thread_wake(template);
}

static uint64_t profile_hz;  // of the CPU profile that execve interrupts; under exec_lock

// system, around execve. The goroutine keeps its P, so that who waits for the lock does not wait for that. The timer of
// a CPU profile would go on in the other program, and kill it.
void rt_exec_before(void);
void rt_exec_before(void) {
  rt_getg()->locks++;
  lock_futex(&exec_lock, RANK_EXEC);
  profile_hz = os_profile_timer(0);
}
void rt_exec_after(void);
void rt_exec_after(void) {
  if (profile_hz) os_profile_timer(profile_hz);
  unlock_futex(&exec_lock);
  rt_getg()->locks--;
}

// --- locking

static void attach(M *m) {
  m->g->locked_m = m;
  m->locked_g = m->g;
}

static void detach(M *m) {
  if (m->lock_depth || m->init_depth) return;
  m->g->locked_m = NULL;
  m->locked_g = NULL;
}

void thread_lock_init(G *main) {
  first_m.init_depth = 1;
  first_m.locked_g = main;
  main->locked_m = &first_m;
}

// leaf: the packages are initialized
void rt_unlock_init(void);
void rt_unlock_init(void) {
  first_m.init_depth = 0;
  detach(&first_m);
}

// system: false if there are too many calls to count
uint64_t rt_lock_thread(void);
uint64_t rt_lock_thread(void) {
  M *m = rt_getm();
  start_template();
  if (m->lock_depth == UINT32_MAX) return 0;
  m->lock_depth++;
  attach(m);
  return 1;
}

// leaf
void rt_unlock_thread(void);
void rt_unlock_thread(void) {
  M *m = rt_getm();
  if (!m->lock_depth) return;
  m->lock_depth--;
  detach(m);
}

// leaf
uint64_t rt_thread_is_locked(void);
uint64_t rt_thread_is_locked(void) { return rt_getg()->locked_m != NULL; }

// --- scheduling

void thread_stop_locked(M *m) {
  if (m->p) proc_hand_off(proc_release(m));
  thread_sleep(m);
  thread_take_next(m);
}

void thread_start_locked(M *m, G *g) {
  M *other = g->locked_m;
  other->next_p = proc_release(m);
  thread_wake(other);
  thread_stop(m);
}

void thread_pass_lock(G *from, G *to) {
  M *m = from->locked_m;
  if (!m) return;
  from->locked_m = NULL;
  to->locked_m = m;
  m->locked_g = to;
}
