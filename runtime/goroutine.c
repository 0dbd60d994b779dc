// The life of goroutines: the go statement, their end, coroutines (iter.Pull).
#include "bubble.h"
#include "go_records.h"

enum { FREE_MAX = 64 };  // dead goroutines a P keeps

static G *take_dead(void) {
  P *p = rt_getp();
  if (!p->free_g && relaxed_load(&sched.free_g)) {
    lock_futex(&sched.lock, RANK_SCHED);
    for (int i = 0; i < FREE_MAX / 2 && sched.free_g; i++) {
      G *g = sched.free_g;
      relaxed_store(&sched.free_g, g->next);
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

static void give_dead(P *p, uint32_t count) {
  lock_futex(&sched.lock, RANK_SCHED);
  while (count--) {
    G *dead = p->free_g;
    p->free_g = dead->next;
    p->free_g_count--;
    dead->next = sched.free_g;
    relaxed_store(&sched.free_g, dead);
  }
  unlock_futex(&sched.lock);
}

static void keep_dead(G *g) {
  P *p = rt_getp();
  g->next = p->free_g;
  p->free_g = g;
  if (++p->free_g_count >= FREE_MAX) give_dead(p, FREE_MAX / 2);
}

void goroutine_release_cache(P *p) { give_dead(p, p->free_g_count); }

static G *new_descriptor(void) {
  G *g = persistent_alloc(sizeof *g, 64);
  stack_alloc(g, ABI_STACK_MIN);
  g->turns = (uint32_t)rt_cheap_random();
  lock_futex(&sched.all_lock, RANK_GOROUTINES);
  __atomic_store_n(sched.all_last ? &sched.all_last->all_next : &sched.all, g, __ATOMIC_RELEASE);
  sched.all_last = g;
  unlock_futex(&sched.all_lock);
  return g;
}

static void inherit(G *g, const G *parent, bool system) {
  g->parent_id = 0;
  if (!parent) return;
  g->parent_id = parent->system && !parent->runs_program ? 0 : parent->id;  // of AfterFunc: nobody that traces show
  g->labels = parent->labels;
  g->fips_bypass = parent->fips_bypass;
  if (system || !parent->bubble) return;
  g->bubble = parent->bubble;
  bubble_add_goroutine(g);
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
  inherit(g, rt_getg(), system);
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
  if (relaxed_load(&sched.main_started)) monitor_start();
}

static void clear(G *g) {
  g->panic = g->defer = NULL;
  g->start_fn = g->sched_ctx = g->labels = g->coroutine = g->bubble = NULL;
  g->waiting = g->wait_result = NULL;
  g->syscall_pc = 0;
  g->locks = 0;
  g->fips_indicator = g->fips_bypass = g->paniconfault = g->throwsplit = g->runs_program = 0;
  relaxed_store(&g->preempt, 0);
  g->sig = 0;
}

// Takes the current goroutine from its M for good.
static void end(G *g) {
  M *m = rt_getm();
  if (!g->system) __atomic_sub_fetch(&sched.goroutines, 1, __ATOMIC_RELAXED);
  if (g->locked_m) g->locked_m = NULL, m->locked_g = NULL;
  if (g->bubble) bubble_drop_goroutine(g);
  clear(g);
  g->m = NULL;
  set_current_g(m, NULL);
  __atomic_store_n(&g->status, G_DEAD, __ATOMIC_RELEASE);
  if (stack_size(g) != ABI_STACK_MIN) stack_free(g);
  keep_dead(g);
}

// system: the goroutine's function returned, or Goexit ran its deferred calls
void rt_goexit_done(void) noreturn_fn;
void rt_goexit_done(void) {
  bool locked = rt_getg()->locked_m;
  end(rt_getg());
  if (rt_getm()->leaving) bubble_settle(rt_getm());
  if (locked) thread_end();
  sched_run();
}

// leaf
int64_t rt_goroutine_count(void);
int64_t rt_goroutine_count(void) { return __atomic_load_n(&sched.goroutines, __ATOMIC_RELAXED); }

// --- coroutines: a direct switch between two goroutines, on one thread if they are locked.

// system: makes a goroutine that waits to be switched to
void rt_coro_new(Coroutine *c, void *fn, uintptr_t creator_pc);
void rt_coro_new(Coroutine *c, void *fn, uintptr_t creator_pc) {
  M *m = rt_getm();
  G *g = goroutine_new(fn, creator_pc, false);
  g->wait_reason = WAIT_COROUTINE;
  c->waits = g;
  if (!m->g->locked_m) return;
  c->thread = m;
  c->lock_depth = m->lock_depth;
  c->init_depth = m->init_depth;
}

static void print_difference(const char *what, uint32_t got, uint32_t want) {
  print_text("coro: got lock ");
  print_text(what);
  print_text(" ");
  print_uint(got);
  print_text(", want ");
  print_uint(want);
  print_text("\n");
}

// Who switches to a coroutine is locked to its thread as the goroutine was that made it.
static void check_thread_lock(const Coroutine *c, const M *m) {
  if (!c->thread && !m->g->locked_m) return;
  if (m == c->thread && m->lock_depth == c->lock_depth && m->init_depth == c->init_depth) return;
  print_text("coro: got thread ");
  print_hex((uintptr_t)m);
  print_text(", want ");
  print_hex((uintptr_t)c->thread);
  print_text("\n");
  print_difference("internal", m->init_depth, c->init_depth);
  print_difference("external", m->lock_depth, c->lock_depth);
  rt_throw("coro: OS thread locking must match locking at coroutine creation");
}

// Puts `instead` in the place of the goroutine that waits, which it returns.
static G *exchange(Coroutine *c, G *instead) {
  G *next = __atomic_exchange_n(&c->waits, instead, __ATOMIC_SEQ_CST);
  if (!next) rt_throw("coroswitch on exited coro");
  return next;
}

// system: the caller waits, the goroutine that waited runs
void rt_coro_switch(Coroutine *c) noreturn_fn;
void rt_coro_switch(Coroutine *c) {
  check_thread_lock(c, rt_getm());
  if (!c->waits) rt_throw("coroswitch on exited coro");
  thread_pass_lock(rt_getg(), c->waits);
  sched_switch(exchange(c, sched_detach(WAIT_COROUTINE)));
}

// system: as rt_coro_switch, but the caller ends
void rt_coro_exit(Coroutine *c) noreturn_fn;
void rt_coro_exit(Coroutine *c) {
  check_thread_lock(c, rt_getm());
  G *next = exchange(c, NULL);
  thread_pass_lock(rt_getg(), next);
  end(rt_getg());
  sched_switch(next);
}

// --- checks, with the world stopped

static bool dead_are_valid(const G *list, uint32_t *count) {
  for (; list; list = list->next, ++*count)
    if (list->status != G_DEAD || list->m || list->waiting) return false;
  return true;
}

bool goroutines_are_valid(void) {
  uint32_t central = 0;
  if (!dead_are_valid(sched.free_g, &central)) return false;
  for (int32_t id = 0; id < PROCS_MAX && sched.all_p[id]; id++) {
    uint32_t kept = 0;
    if (!dead_are_valid(sched.all_p[id]->free_g, &kept) || kept != sched.all_p[id]->free_g_count) return false;
  }
  for (const G *g = sched.all; g; g = g->all_next) {
    if (!stack_is_valid(g)) return false;
    if (g->m && g->status != G_RUNNING && g->status != G_SYSCALL) return false;
    if (g->locked_m && g->locked_m->locked_g != g) return false;
  }
  return true;
}
