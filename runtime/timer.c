// Timers: a 4-ary heap by time. Sleepers and the runtime's own timers are served where they fire;
// timers with a Go function go to the timer goroutine (overlay/runtime/time.go), which runs them
// one after the other.
#include "runtime.h"

static Timer **timers;
static int64_t count;
enum { TIMERS_BYTES = 1 << 28 };
static Timer *due, *due_tail;
static G *runner;          // the timer goroutine, when it waits

enum { ON_DUE_LIST = 1, BEING_RUN = 2 };

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

void timer_add(Timer *t) {
  if (!timers && !(timers = os_reserve(TIMERS_BYTES))) rt_throw("timers: no address space");
  if (count >= TIMERS_BYTES / 8) rt_throw("too many timers");
  place(t, count++);
  sift_up(t->slot - 1);
}

static void due_unlink(Timer *t) {
  Timer *before = NULL;
  for (Timer *d = due; d; before = d, d = d->due_next) {
    if (d != t) continue;
    if (before) before->due_next = d->due_next;
    else due = d->due_next;
    if (due_tail == d) due_tail = before;
    break;
  }
  t->due_next = NULL;
  t->state &= ~(uint64_t)ON_DUE_LIST;
}

static void heap_remove(Timer *t) {
  int64_t at = t->slot - 1;
  t->slot = 0;
  Timer *last = timers[--count];
  if (last == t) return;
  place(last, at);
  sift_up(at);
  sift_down(last->slot - 1);
}

bool timer_remove(Timer *t) {
  bool active = t->slot != 0;
  if (active) heap_remove(t);
  if (t->state & ON_DUE_LIST) {
    due_unlink(t);
    active = true;
  }
  return active;
}

int64_t timer_next_when(void) { return count ? timers[0]->when : INT64_MAX; }
int64_t timer_count(void) { return count + (due != NULL); }

static void fire(Timer *t, int64_t now) {
  t->delta = now - t->when;
  heap_remove(t);
  if (t->g) {
    G *g = t->g;
    t->g = NULL;
    sched_ready(g);
    return;
  }
  if (t->period > 0) {
    t->when += t->period * (1 + t->delta / t->period);
    timer_add(t);
  }
  if (t->c_fn) {
    t->c_fn(t);
    return;
  }
  if (t->state & ON_DUE_LIST) return;
  t->state |= ON_DUE_LIST;
  t->due_next = NULL;
  if (due_tail) due_tail->due_next = t;
  else due = t;
  due_tail = t;
  if (runner) {
    G *g = runner;
    runner = NULL;
    g->sched_ret = 0;
    sched_ready_first(g);
  }
}

void timer_run_due(int64_t now) {
  while (count && timers[0]->when <= now) fire(timers[0], now);
}

void timer_mark_roots(void) {
  for (int64_t i = 0; i < count; i++) gc_mark_pointer((uintptr_t)timers[i]);
  for (Timer *t = due; t; t = t->due_next) gc_mark_pointer((uintptr_t)t);
}

// system: time.Sleep
void rt_sleep(int64_t nanoseconds);
void rt_sleep(int64_t nanoseconds) {
  if (nanoseconds <= 0) return;
  G *g = rt_getg();
  if (!g->timer) g->timer = persistent_alloc(sizeof(Timer), 8);
  Timer *t = g->timer;
  memset(t, 0, sizeof *t);
  t->g = g;
  t->when = os_nanotime() + nanoseconds;
  if (t->when < 0) t->when = INT64_MAX;
  timer_add(t);
  if (!sched.monitor_started) sched_wake_monitor();
  sched_park(WAIT_SLEEP);
}

// Values that were sent before a stop or reset are never seen after it.
static bool drain(Timer *t) {
  Chan *c = t->channel;
  if (!c || !c->count) return false;
  memset(c->buffer, 0, c->elem_size * c->capacity);
  c->count = c->send_index = c->recv_index = 0;
  return true;
}

// system: start a timer that is not running
void rt_timer_start(Timer *t);
void rt_timer_start(Timer *t) {
  if (t->when < 0) t->when = INT64_MAX;
  timer_add(t);
  if (t->channel) ((Chan *)t->channel)->timer = t;
  if (!sched.monitor_started) sched_wake_monitor();
}

// system: 1 if it was active
uint64_t rt_timer_stop(Timer *t);
uint64_t rt_timer_stop(Timer *t) {
  bool active = timer_remove(t);
  t->seq++;
  if (drain(t) && !t->period) active = true;
  return active;
}

uint64_t rt_timer_reset(Timer *t, int64_t when, int64_t period);
uint64_t rt_timer_reset(Timer *t, int64_t when, int64_t period) {
  uint64_t active = rt_timer_stop(t);
  t->when = when;
  t->period = period;
  rt_timer_start(t);
  return active;
}

// system, timer goroutine: the next timer to run, NULL after a wait. `done` is the one it ran before; seq as of then.
Timer *rt_timer_next(Timer *done, uint64_t seq);
Timer *rt_timer_next(Timer *done, uint64_t seq) {
  if (done) {
    done->state &= ~(uint64_t)BEING_RUN;
    if (done->seq != seq) drain(done);  // stopped or reset while it ran
  }
  Timer *t = due;
  if (!t) {
    runner = rt_getg();
    sched_park(WAIT_TIMER);
  }
  due_unlink(t);
  t->state |= BEING_RUN;
  return t;
}
