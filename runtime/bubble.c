// Bubbles of package testing/synctest: goroutines with a time of their own, which moves on when all of them are durably
// blocked, that is wait for what only they themselves can do (WaitReason). The goroutine that called Run, the root,
// then wakes: it lets time pass and runs the timers that are due (overlay/runtime/synctest.go; their heaps are in
// timer.c).
//
// A goroutine counts as running from before it is readied until it is off its M for good: bubble_blocks only notes that
// it leaves, and bubble_settle, which is called without locks before the M runs another one, counts. In between it may
// have been readied again. So there is never a moment at which nobody counts though somebody is about to run.
#include "bubble.h"

static const bool durable[] = {
    [WAIT_NONE] = true,  // it has not begun
    [WAIT_CHAN_RECEIVE_NIL] = true,
    [WAIT_CHAN_SEND_NIL] = true,
    [WAIT_SELECT_NO_CASES] = true,
    [WAIT_SLEEP] = true,
    [WAIT_COND] = true,
    [WAIT_COROUTINE] = true,
    [WAIT_CHAN_RECEIVE_DURABLE] = true,
    [WAIT_CHAN_SEND_DURABLE] = true,
    [WAIT_SELECT_DURABLE] = true,
    [WAIT_WAITGROUP_DURABLE] = true,
    [WAIT_BUBBLE_RUN] = true,
    [WAIT_BUBBLE_WAIT] = true,
};

bool bubble_wait_is_durable(uint32_t reason) { return durable[reason]; }

static uint64_t last_id;

// Who is to be woken if nobody runs; who asked for that first. He is counted as running at once: nobody else is woken.
static G *choose(Bubble *b) {
  rt_check_held(&b->lock);
  if (b->running || b->active) return NULL;
  b->running++;
  return b->waking = b->waiter ? b->waiter : b->root;
}

static void count(Bubble *b, int32_t running, int32_t active) {
  lock_futex(&b->lock, RANK_BUBBLE);
  b->running += (uint32_t)running;
  b->active += (uint32_t)active;
  rt_assert(b->running <= b->total);
  G *wake = choose(b);
  unlock_futex(&b->lock);
  if (wake) sched_ready(wake);
}

void bubble_add_goroutine(G *g) {
  Bubble *b = g->bubble;
  lock_futex(&b->lock, RANK_BUBBLE);
  b->total++;
  unlock_futex(&b->lock);
}

void bubble_drop_goroutine(G *g) {
  Bubble *b = g->bubble;
  lock_futex(&b->lock, RANK_BUBBLE);
  if (g == b->main) b->done = true;
  unlock_futex(&b->lock);
  rt_getm()->leaving = b;
  rt_getm()->leaves_for_good = true;
}

void bubble_blocks(M *m, const G *g) {
  if (durable[g->wait_reason]) m->leaving = g->bubble;
}

void bubble_unblocks(G *g) {
  Bubble *b = g->bubble;
  if (!durable[g->wait_reason]) return;
  lock_futex(&b->lock, RANK_BUBBLE);
  if (b->waking == g) b->waking = NULL;
  else b->running++;
  unlock_futex(&b->lock);
}

void bubble_settle(M *m) {
  Bubble *b = m->leaving;
  m->leaving = NULL;
  lock_futex(&b->lock, RANK_BUBBLE);
  if (m->leaves_for_good) b->total--;
  m->leaves_for_good = false;
  b->running--;
  G *wake = choose(b);
  unlock_futex(&b->lock);
  if (wake) sched_ready(wake);
}

void bubble_check_channel(const Chan *c, const char *what) {
  if (c->bubble == rt_getg()->bubble) return;
  rt_fatal(what);
}

// --- system: steps of synctest.Run. The caller is the root.

void rt_bubble_begin(Bubble *b);
void rt_bubble_begin(Bubble *b) {
  b->id = __atomic_add_fetch(&last_id, 1, __ATOMIC_RELAXED);
  b->timers = bubble_timers_new();
  b->root = rt_getg();
  b->total = b->running = 1;
  rt_getg()->bubble = b;
}

// Starts the main goroutine.
void rt_bubble_start(void *fn, uintptr_t creator_pc);
void rt_bubble_start(void *fn, uintptr_t creator_pc) {
  G *g = goroutine_new(fn, creator_pc, false);
  g->bubble->main = g;
  sched_ready(g);
  monitor_start();
}

// Until all goroutines of the bubble are durably blocked, and nobody waits for just that.
void rt_bubble_idle(void) noreturn_fn;
void rt_bubble_idle(void) { sched_park(WAIT_BUBBLE_RUN); }

// Moves time on to the next timer. 0: there is none, or the main goroutine has ended, with which time stops.
uint64_t rt_bubble_advance(Bubble *b);
uint64_t rt_bubble_advance(Bubble *b) {
  int64_t next = b->done ? 0 : bubble_timers_next(b->timers);
  if (!next) return 0;
  if (next > b->now) b->now = next;
  return 1;
}

// The caller leaves, and nobody else is in it: else its timers stay, since somebody may wake and use them.
void rt_bubble_end(Bubble *b);
void rt_bubble_end(Bubble *b) {
  rt_getg()->bubble = NULL;
  lock_futex(&b->lock, RANK_BUBBLE);
  bool empty = b->total == 1;
  unlock_futex(&b->lock);
  if (empty) bubble_timers_free(&b->timers);
}

// --- system: what goroutines in it call

// Waits until all others are durably blocked. 0: somebody waits already.
uint64_t rt_bubble_wait(void);
uint64_t rt_bubble_wait(void) {
  G *g = rt_getg();
  Bubble *b = g->bubble;
  lock_futex(&b->lock, RANK_BUBBLE);
  if (b->waiting) {
    unlock_futex(&b->lock);
    return 0;
  }
  b->waiting = true;
  b->waiter = g;
  g->sched_ret = 1;
  unlock_futex(&b->lock);
  sched_park(WAIT_BUBBLE_WAIT);
}

void rt_bubble_waited(void);
void rt_bubble_waited(void) {
  Bubble *b = rt_getg()->bubble;
  lock_futex(&b->lock, RANK_BUBBLE);
  b->waiting = false;
  b->waiter = NULL;
  unlock_futex(&b->lock);
}

// References that keep it from being idle: one more, or (more < 0) one less.
void rt_bubble_hold(Bubble *b, int64_t more);
void rt_bubble_hold(Bubble *b, int64_t more) { count(b, 0, (int32_t)more); }

// The caller enters a bubble that is held, or (NULL) leaves it.
void rt_bubble_enter(Bubble *b);
void rt_bubble_enter(Bubble *b) { rt_getg()->bubble = b; }
