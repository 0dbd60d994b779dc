// Timers: a 4-ary heap by time, under one lock. Sleepers and the runtime's own timers are served where they fire;
// timers with a Go function go to the timer goroutine (overlay/runtime/time.go), which runs them
// one after the other. A timer with a channel is never stopped or reset while its function runs: the Go
// side tries again, so that no stale value is received afterwards.
#include "runtime.h"

static uint32_t lock;  // over all of this, and over every Timer but its channel
static Timer **timers;
static int64_t count;
static int64_t next_when = INT64_MAX;  // of timers[0]; atomic, written under the lock
static int64_t expected;               // timers in the heap that can wake or start a goroutine; atomic as next_when
static uint64_t capacity;
static Timer *due, *due_tail;
static G *runner;  // the timer goroutine, when it waits

enum { ON_DUE_LIST = 1, BEING_RUN = 2 };
enum { TIMER_INACTIVE = 0, TIMER_ACTIVE = 1, TIMER_BUSY = 2 };  // results of stop and reset

static void place(Timer *t, int64_t at) {
  timers[at] = t;
  t->slot = at + 1;
}

static void sift_up(int64_t at) {
  Timer *t = timers[at];
  while (at > 0) {
    int64_t parent = (at - 1) / 4;
    if (timers[parent]->when <= t->when) break;
    place(timers[parent], at);
    at = parent;
  }
  place(t, at);
}

static void sift_down(int64_t at) {
  Timer *t = timers[at];
  for (;;) {
    int64_t best = -1;
    for (int64_t child = at * 4 + 1; child <= at * 4 + 4 && child < count; child++)
      if (best < 0 || timers[child]->when < timers[best]->when) best = child;
    if (best < 0 || timers[best]->when >= t->when) break;
    place(timers[best], at);
    at = best;
  }
  place(t, at);
}

static void note_next(void) { __atomic_store_n(&next_when, count ? timers[0]->when : INT64_MAX, __ATOMIC_SEQ_CST); }

// A timer whose channel nobody waits at wakes nobody: for who looks for a deadlock it is not there.
static bool is_expected(const Timer *t) { return t->slot && (!t->channel || t->receivers); }

static void note_expected(bool before, bool now) {
  rt_check_held(&lock);
  if (before != now) __atomic_store_n(&expected, expected + now - before, __ATOMIC_SEQ_CST);
}

// True: it is the first now.
static bool add(Timer *t) {
  rt_check_held(&lock);
  if ((uint64_t)count == capacity) timers = array_grow(timers, &capacity, sizeof *timers);
  place(t, count++);
  sift_up(t->slot - 1);
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
  int64_t at = t->slot - 1;
  note_expected(is_expected(t), false);
  t->slot = 0;
  Timer *last = timers[--count];
  if (last != t) {
    place(last, at);
    sift_up(at);
    sift_down(last->slot - 1);
  }
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
  t->receivers += more;
  note_expected(before, is_expected(t));
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

// Takes one timer whose time has come. What is left to do without the lock: ready *wake, call *call.
static bool fire(int64_t now, G **wake, Timer **call) {
  rt_check_held(&lock);
  *wake = NULL;
  *call = NULL;
  if (!count || timers[0]->when > now) return false;
  Timer *t = timers[0];
  relaxed_store(&t->delta, now - t->when);
  heap_remove(t);
  if (t->g) {
    *wake = t->g;
    t->g = NULL;
    return true;
  }
  if (t->period > 0) {
    t->when += t->period * (1 + t->delta / t->period);
    if (t->when < 0) t->when = INT64_MAX;
    add(t);
  }
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
void timer_mark_roots(Marker *m) {
  for (int64_t i = 0; i < count; i++)
    if (!timers[i]->channel) mark_pointer(m, (uintptr_t)timers[i]);
  for (Timer *t = due; t; t = t->due_next) mark_pointer(m, (uintptr_t)t);
}

void timer_drop_unreachable(void) {
  Timer *dead = NULL;
  lock_futex(&lock, RANK_TIMERS);
  for (int64_t i = 0; i < count; i++) {
    Timer *t = timers[i];
    if (!t->channel || gc_is_marked((uintptr_t)t)) continue;
    t->due_next = dead;
    dead = t;
  }
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
  int64_t when = os_nanotime() + nanoseconds;
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

uint64_t rt_timer_reset(Timer *t, int64_t when, int64_t period);
uint64_t rt_timer_reset(Timer *t, int64_t when, int64_t period) {
  Chan *c = lock_with_channel(t);
  uint64_t result = take_out(t, c);
  bool first = false;
  if (result != TIMER_BUSY) {
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

static bool receivers_are_counted(const Timer *t) {
  int64_t waiting = 0;
  for (const Sudog *s = ((const Chan *)t->channel)->receivers.first; s; s = s->next) waiting++;
  return waiting == t->receivers;
}

// Check, with the world stopped.
bool timers_are_valid(void) {
  int64_t waited_for = 0;
  for (int64_t i = 0; i < count; i++) {
    if (timers[i]->slot != i + 1 || (i && timers[(i - 1) / 4]->when > timers[i]->when)) return false;
    if (timers[i]->channel && !receivers_are_counted(timers[i])) return false;
    waited_for += is_expected(timers[i]);
  }
  if (waited_for != expected) return false;
  const Timer *last = NULL;
  for (const Timer *t = due; t; last = t, t = t->due_next)
    if (!(t->state & ON_DUE_LIST)) return false;
  return (!due || last == due_tail) && next_when == (count ? timers[0]->when : INT64_MAX);
}
