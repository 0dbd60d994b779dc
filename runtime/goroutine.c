// The life of goroutines: the go statement, their end, coroutines (iter.Pull).
#include "runtime.h"

enum { FREE_MAX = 64 };  // dead goroutines a P keeps

static G *take_dead(void) {
  P *p = rt_getp();
  if (!p->free_g && __atomic_load_n(&sched.free_g, __ATOMIC_RELAXED)) {
    lock_futex(&sched.lock);
    for (int i = 0; i < FREE_MAX / 2 && sched.free_g; i++) {
      G *g = sched.free_g;
      sched.free_g = g->next;
      g->next = p->free_g;
      p->free_g = g;
      p->free_g_count++;
    }
    unlock_futex(&sched.lock);
  }
  G *g = p->free_g;
  if (!g) return NULL;
  p->free_g = g->next;
  p->free_g_count--;
  return g;
}

static void keep_dead(G *g) {
  P *p = rt_getp();
  g->next = p->free_g;
  p->free_g = g;
  if (++p->free_g_count < FREE_MAX) return;
  lock_futex(&sched.lock);
  for (int i = 0; i < FREE_MAX / 2; i++) {
    G *dead = p->free_g;
    p->free_g = dead->next;
    p->free_g_count--;
    dead->next = sched.free_g;
    sched.free_g = dead;
  }
  unlock_futex(&sched.lock);
}

static G *new_descriptor(void) {
  G *g = persistent_alloc(sizeof *g, 64);
  stack_alloc(g, ABI_STACK_MIN);
  lock_futex(&sched.all_lock);
  g->all_next = sched.all;
  __atomic_store_n(&sched.all, g, __ATOMIC_RELEASE);
  unlock_futex(&sched.all_lock);
  return g;
}

static void inherit(G *g, const G *parent) {
  g->parent_id = 0;
  if (!parent) return;
  g->parent_id = parent->id;
  g->labels = parent->labels;
  g->fips_bypass = parent->fips_bypass;
  g->bubble = parent->bubble;
}

G *goroutine_new(void *fn, uintptr_t creator_pc, bool system) {
  G *g = take_dead();
  if (!g) g = new_descriptor();
  else if (!g->stack_lo) stack_alloc(g, ABI_STACK_MIN);
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
  inherit(g, rt_getg());
  g->id = __atomic_add_fetch(&sched.last_id, 1, __ATOMIC_RELAXED);
  g->system = system;
  g->wait_reason = WAIT_NONE;
  g->wait_since = 0;
  stack_arm_guard(g);
  if (!system) __atomic_add_fetch(&sched.goroutines, 1, __ATOMIC_RELAXED);
  __atomic_store_n(&g->status, G_WAITING, __ATOMIC_RELEASE);
  return g;
}

// system: the go statement
void rt_newproc(void *fn, uintptr_t creator_pc, uint64_t system);
void rt_newproc(void *fn, uintptr_t creator_pc, uint64_t system) {
  sched_ready(goroutine_new(fn, creator_pc, system & 1));
  if (sched.main_started && !sched.monitor_started) monitor_start();
}

static void clear(G *g) {
  g->panic = g->defer = NULL;
  g->start_fn = g->sched_ctx = g->labels = g->coroutine = g->bubble = NULL;
  g->waiting = g->wait_result = NULL;
  g->syscall_pc = 0;
  g->locks = 0;
  g->fips_indicator = g->fips_bypass = g->paniconfault = g->throwsplit = g->locked_depth = 0;
  relaxed_store(&g->preempt, 0);
  g->sig = 0;
}

// Takes the current goroutine from its M for good.
static void end(G *g) {
  M *m = rt_getm();
  if (!g->system) __atomic_sub_fetch(&sched.goroutines, 1, __ATOMIC_RELAXED);
  if (g->locked_m) g->locked_m = NULL, m->locked_g = NULL;
  clear(g);
  g->m = NULL;
  set_current_g(m, NULL);
  __atomic_store_n(&g->status, G_DEAD, __ATOMIC_RELEASE);
  if (g->stack_hi - g->stack_lo != ABI_STACK_MIN) stack_free(g);
  keep_dead(g);
}

// system: the goroutine's function returned, or Goexit ran its deferred calls
void rt_goexit_done(void) noreturn_fn;
void rt_goexit_done(void) {
  end(rt_getg());
  sched_run();
}

// leaf
int64_t rt_goroutine_count(void);
int64_t rt_goroutine_count(void) { return __atomic_load_n(&sched.goroutines, __ATOMIC_RELAXED); }

// --- coroutines: a direct switch between two goroutines. A slot holds the one that waits.

// system: makes a goroutine that waits to be switched to
G *rt_coro_new(void *fn, uintptr_t creator_pc);
G *rt_coro_new(void *fn, uintptr_t creator_pc) {
  G *g = goroutine_new(fn, creator_pc, false);
  g->wait_reason = WAIT_COROUTINE;
  return g;
}

// A coroutine runs on the thread that its caller is locked to.
static void pass_thread_lock(G *from, G *to) {
  M *m = from->locked_m;
  if (!m) return;
  from->locked_m = NULL;
  to->locked_m = m;
  m->locked_g = to;
}

// system: the caller waits in *slot, the goroutine that was there runs
void rt_coro_switch(G **slot) noreturn_fn;
void rt_coro_switch(G **slot) {
  pass_thread_lock(rt_getg(), *slot);
  G *g = sched_detach(WAIT_COROUTINE);
  G *next = __atomic_exchange_n(slot, g, __ATOMIC_SEQ_CST);
  sched_switch(next);
}

// system: as rt_coro_switch, but the caller ends
void rt_coro_exit(G **slot) noreturn_fn;
void rt_coro_exit(G **slot) {
  G *next = __atomic_exchange_n(slot, NULL, __ATOMIC_SEQ_CST);
  pass_thread_lock(rt_getg(), next);
  end(rt_getg());
  sched_switch(next);
}
