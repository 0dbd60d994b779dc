// Timers: heaps by time, under one lock: one of real time, and those of bubbles (bubble.c). Sleepers and the runtime's
// own timers are served where they fire; timers with a Go function go to the timer goroutine (overlay/runtime/time.go),
// which runs them one after the other. A timer with a channel is never stopped or reset while its function runs: the Go
// side tries again, so that no stale value is received afterwards. Timers of a bubble are run by goroutines in it.
#include "bubble.h"

static uint32_t lock;  // over all of this, and over every Timer but its channel
static TimerHeap real;
static int64_t next_when = INT64_MAX;  // of the first one in it; atomic, written under the lock
static int64_t expected;               // timers in it that can wake or start a goroutine; atomic as next_when
static BubbleTimers *in_use, *free_ones;
static Timer *due, *due_tail;
static G *runner;  // the timer goroutine, when it waits

enum { ON_DUE_LIST = 1, BEING_RUN = 2 };
enum { TIMER_INACTIVE = 0, TIMER_ACTIVE = 1, TIMER_BUSY = 2 };  // results of stop and reset

static void note_next(void) {
  __atomic_store_n(&next_when, real.count ? real.timers[0]->when : INT64_MAX, __ATOMIC_SEQ_CST);
}

// A timer whose channel nobody waits at wakes nobody: for who looks for a deadlock it is not there.
static bool is_awaited(const Timer *t) { return !t->channel || t->receivers; }
static bool is_expected(const Timer *t) { return t->slot && !t->bubble && is_awaited(t); }

static TimerHeap *heap_of(const Timer *t) {
  if (!t->bubble) return &real;
  return is_awaited(t) ? &t->bubble->timers->awaited : &t->bubble->timers->unawaited;
}

static void note_expected(bool before, bool now) {
  rt_check_held(&lock);
  if (before != now) __atomic_store_n(&expected, expected + now - before, __ATOMIC_SEQ_CST);
}

// True: it is the first one of real time now.
static bool add(Timer *t) {
  rt_check_held(&lock);
  if (t->bubble) {
    t->order = rt_cheap_random();  // nobody may rely on one
    if (t->bubble->timers) timer_heap_add(heap_of(t), t);
    return false;
  }
  timer_heap_add(&real, t);
  note_next();
  note_expected(false, is_expected(t));
  return t->slot == 1;
}

static void due_unlink(Timer *t) {
  rt_check_held(&lock);
  Timer *before = NULL;
  for (Timer *d = due; d; before = d, d = d->due_next) {
    if (d != t) continue;
    if (before) before->due_next = d->due_next;
    else relaxed_store(&due, d->due_next);
    if (due_tail == d) due_tail = before;
    break;
  }
  t->due_next = NULL;
  t->state &= ~(uint64_t)ON_DUE_LIST;
}

static void heap_remove(Timer *t) {
  rt_check_held(&lock);
  note_expected(is_expected(t), false);
  timer_heap_remove(heap_of(t), t);
  note_next();
}

static bool remove_locked(Timer *t) {
  rt_check_held(&lock);
  bool active = t->slot != 0;
  if (active) heap_remove(t);
  if (t->state & ON_DUE_LIST) {
    due_unlink(t);
    active = true;
  }
  return active;
}

bool timer_remove(Timer *t) {
  lock_futex(&lock, RANK_TIMERS);
  bool active = remove_locked(t);
  unlock_futex(&lock);
  return active;
}

void timer_set(Timer *t, int64_t when) {
  lock_futex(&lock, RANK_TIMERS);
  remove_locked(t);
  t->when = when < 0 ? INT64_MAX : when;
  bool first = add(t);
  unlock_futex(&lock);
  if (first) sched_poke();
}

int64_t timer_next_when(void) { return __atomic_load_n(&next_when, __ATOMIC_SEQ_CST); }
bool timer_may_wake(void) { return __atomic_load_n(&expected, __ATOMIC_SEQ_CST) || relaxed_load(&due); }

void timer_receivers(Timer *t, int32_t more) {
  lock_futex(&lock, RANK_TIMERS);
  bool before = is_expected(t);
  TimerHeap *from = t->slot ? heap_of(t) : NULL;
  t->receivers += more;
  note_expected(before, is_expected(t));
  if (from && heap_of(t) != from) {
    timer_heap_remove(from, t);
    timer_heap_add(heap_of(t), t);
  }
  unlock_futex(&lock);
}

static void put_due(Timer *t) {
  rt_check_held(&lock);
  if (t->state & ON_DUE_LIST) return;
  t->state |= ON_DUE_LIST;
  t->due_next = NULL;
  if (due_tail) due_tail->due_next = t;
  else relaxed_store(&due, t);
  due_tail = t;
}

// Takes the first timer of a heap out of it, and puts it in again if it has a period. Its sleeper, NULL: it has none.
static G *take_first(TimerHeap *h, int64_t now) {
  Timer *t = h->timers[0];
  relaxed_store(&t->delta, now - t->when);
  heap_remove(t);
  G *sleeper = t->g;
  t->g = NULL;
  if (!sleeper && t->period > 0) {
    t->when += t->period * (1 + t->delta / t->period);
    if (t->when < 0) t->when = INT64_MAX;
    add(t);
  }
  return sleeper;
}

// Takes one timer whose time has come. What is left to do without the lock: ready *wake, call *call.
static bool fire(int64_t now, G **wake, Timer **call) {
  rt_check_held(&lock);
  *wake = NULL;
  *call = NULL;
  if (!real.count || real.timers[0]->when > now) return false;
  Timer *t = real.timers[0];
  if ((*wake = take_first(&real, now))) return true;
  if (t->c_fn) {
    *call = t;
    return true;
  }
  put_due(t);
  *wake = runner;
  runner = NULL;
  if (*wake) (*wake)->sched_ret = 0;
  return true;
}

void timer_run_due(int64_t now) {
  if (timer_next_when() > now) return;
  for (;;) {
    G *wake;
    Timer *call;
    lock_futex(&lock, RANK_TIMERS);
    bool fired = fire(now, &wake, &call);
    unlock_futex(&lock);
    if (!fired) return;
    if (wake) sched_ready(wake);
    if (call) call->c_fn(call);
  }
}

// A timer with a channel is of use only to who can receive from it: it is no root, but its channel leads to it.
static void mark_heap(Marker *m, const TimerHeap *h) {
  for (int64_t i = 0; i < h->count; i++)
    if (!h->timers[i]->channel) mark_pointer(m, (uintptr_t)h->timers[i]);
}

void timer_mark_roots(Marker *m) {
  mark_heap(m, &real);
  for (const BubbleTimers *b = in_use; b; b = b->next) mark_heap(m, &b->awaited);
  for (Timer *t = due; t; t = t->due_next) mark_pointer(m, (uintptr_t)t);
}

static Timer *list_unreachable(const TimerHeap *h, Timer *dead) {
  for (int64_t i = 0; i < h->count; i++) {
    Timer *t = h->timers[i];
    if (!t->channel || gc_is_marked((uintptr_t)t)) continue;
    t->due_next = dead;
    dead = t;
  }
  return dead;
}

void timer_drop_unreachable(void) {
  lock_futex(&lock, RANK_TIMERS);
  Timer *dead = list_unreachable(&real, NULL);
  for (const BubbleTimers *b = in_use; b; b = b->next)
    dead = list_unreachable(&b->unawaited, list_unreachable(&b->awaited, dead));
  for (Timer *t; (t = dead);) {
    dead = t->due_next;
    t->due_next = NULL;
    heap_remove(t);
  }
  unlock_futex(&lock);
}

// system: time.Sleep
void rt_sleep(int64_t nanoseconds);
void rt_sleep(int64_t nanoseconds) {
  if (nanoseconds <= 0) return;
  monitor_start();
  G *g = rt_getg();
  if (!g->timer) g->timer = persistent_alloc(sizeof(Timer), 8);
  Timer *t = g->timer;
  memset(t, 0, sizeof *t);
  t->g = g;
  t->bubble = g->bubble;
  int64_t when = (t->bubble ? t->bubble->now : os_nanotime()) + nanoseconds;
  sched_detach(WAIT_SLEEP);
  timer_set(t, when);
  sched_run();
}

// A timer is stopped or set anew as one step with the emptying of its channel, if it has one: in between nobody sends,
// receives, or stops or resets it as well.
static Chan *lock_with_channel(Timer *t) {
  Chan *c = t->channel;
  if (c) lock_futex(&c->lock, RANK_CHANNEL);
  lock_futex(&lock, RANK_TIMERS);
  return c;
}

static void unlock_with_channel(Chan *c) {
  unlock_futex(&lock);
  if (c) unlock_futex(&c->lock);
}

// Values that were sent before a stop or reset are never seen after it.
static bool drain(Chan *c) {
  if (!c->count) return false;
  memset(c->buffer, 0, c->elem_size * c->capacity);
  relaxed_store(&c->count, 0);
  c->send_index = c->recv_index = 0;
  return true;
}

// The timer and its channel are locked.
static uint64_t take_out(Timer *t, Chan *c) {
  if (c && (t->state & BEING_RUN)) return TIMER_BUSY;
  bool active = remove_locked(t);
  relaxed_store(&t->seq, t->seq + 1);
  if (c && drain(c) && !t->period) active = true;
  return active ? TIMER_ACTIVE : TIMER_INACTIVE;
}

// system: start a timer that is not running
void rt_timer_start(Timer *t);
void rt_timer_start(Timer *t) {
  if (t->channel) __atomic_store_n(&((Chan *)t->channel)->timer, t, __ATOMIC_RELAXED);
  timer_set(t, t->when);
  monitor_start();
}

// system: TIMER_ACTIVE if it was active
uint64_t rt_timer_stop(Timer *t);
uint64_t rt_timer_stop(Timer *t) {
  Chan *c = lock_with_channel(t);
  uint64_t result = take_out(t, c);
  unlock_with_channel(c);
  return result;
}

// system: a timer of a bubble stays there if it has a channel, at which nobody else may send, or was active.
uint64_t rt_timer_reset(Timer *t, int64_t when, int64_t period);
uint64_t rt_timer_reset(Timer *t, int64_t when, int64_t period) {
  Chan *c = lock_with_channel(t);
  uint64_t result = take_out(t, c);
  bool first = false;
  if (result != TIMER_BUSY) {
    if (t->bubble && !c && result == TIMER_INACTIVE) t->bubble = rt_getg()->bubble;
    t->when = when < 0 ? INT64_MAX : when;
    t->period = period;
    first = add(t);
    if (c) relaxed_store(&c->timer, t);
  }
  unlock_with_channel(c);
  if (first) sched_poke();
  return result;
}

// system, timer goroutine: the next timer to run, NULL after a wait. `done` is the one it ran before.
Timer *rt_timer_next(Timer *done);
Timer *rt_timer_next(Timer *done) {
  lock_futex(&lock, RANK_TIMERS);
  if (done) done->state &= ~(uint64_t)BEING_RUN;
  Timer *t = due;
  if (!t) {
    runner = sched_detach(WAIT_TIMER);
    unlock_futex(&lock);
    sched_run();
  }
  due_unlink(t);
  t->state |= BEING_RUN;
  unlock_futex(&lock);
  return t;
}

// --- bubbles

BubbleTimers *bubble_timers_new(void) {
  lock_futex(&lock, RANK_TIMERS);
  BubbleTimers *b = free_ones;
  if (b) free_ones = b->next;
  else b = persistent_alloc(sizeof *b, 8);
  b->before = NULL;
  b->next = in_use;
  if (in_use) in_use->before = b;
  in_use = b;
  unlock_futex(&lock);
  return b;
}

static void empty(TimerHeap *h) {
  while (h->count) h->timers[--h->count]->slot = 0;
}

void bubble_timers_free(BubbleTimers **timers) {
  lock_futex(&lock, RANK_TIMERS);
  BubbleTimers *b = *timers;
  *timers = NULL;
  empty(&b->awaited);
  empty(&b->unawaited);
  if (b->next) b->next->before = b->before;
  if (b->before) b->before->next = b->next;
  else in_use = b->next;
  b->next = free_ones;
  free_ones = b;
  unlock_futex(&lock);
}

int64_t bubble_timers_next(const BubbleTimers *b) {
  lock_futex(&lock, RANK_TIMERS);
  int64_t when = b->awaited.count ? b->awaited.timers[0]->when : 0;
  unlock_futex(&lock);
  return when;
}

static bool has_due(const TimerHeap *h, int64_t now) { return h->count && h->timers[0]->when <= now; }

// Takes one out that is due and has a function; sleepers before it go on. NULL: there is none.
static Timer *take_due(BubbleTimers *b, int64_t now, G **wake) {
  rt_check_held(&lock);
  *wake = NULL;
  TimerHeap *h = has_due(&b->unawaited, now) ? &b->unawaited : &b->awaited;
  if (!has_due(h, now)) return NULL;
  Timer *t = h->timers[0];
  if ((*wake = take_first(h, now))) return NULL;
  t->state |= BEING_RUN;
  return t;
}

// system: the next timer of the caller's bubble that is due, for the caller to run; NULL: there is none. `done` is the
// one it ran before.
Timer *rt_bubble_timer(Timer *done);
Timer *rt_bubble_timer(Timer *done) {
  Bubble *b = rt_getg()->bubble;
  for (;;) {
    G *wake = NULL;
    lock_futex(&lock, RANK_TIMERS);
    if (done) done->state &= ~(uint64_t)BEING_RUN;
    done = NULL;
    Timer *t = b->timers ? take_due(b->timers, b->now, &wake) : NULL;
    unlock_futex(&lock);
    if (wake) sched_ready(wake);
    if (t || !wake) return t;
  }
}

// --- checks, with the world stopped

static bool receivers_are_counted(const TimerHeap *h) {
  for (int64_t i = 0; i < h->count; i++) {
    const Timer *t = h->timers[i];
    if (!t->channel) continue;
    int64_t waiting = 0;
    for (const Sudog *s = ((const Chan *)t->channel)->receivers.first; s; s = s->next) waiting++;
    if (waiting != t->receivers) return false;
  }
  return true;
}

static bool are_valid(const TimerHeap *h) { return timer_heap_is_valid(h) && receivers_are_counted(h); }

bool timers_are_valid(void) {
  int64_t waited_for = 0;
  if (!are_valid(&real)) return false;
  for (int64_t i = 0; i < real.count; i++) waited_for += is_expected(real.timers[i]);
  if (waited_for != expected) return false;
  for (const BubbleTimers *b = in_use; b; b = b->next)
    if (!are_valid(&b->awaited) || !are_valid(&b->unawaited)) return false;
  const Timer *last = NULL;
  for (const Timer *t = due; t; last = t, t = t->due_next)
    if (!(t->state & ON_DUE_LIST)) return false;
  return (!due || last == due_tail) && next_when == (real.count ? real.timers[0]->when : INT64_MAX);
}
