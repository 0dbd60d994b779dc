// The network poller: epoll, edge triggered, behind internal/poll's runtime_poll* functions. A
// descriptor has one waiter for reading and one for writing; deadlines are timers.
#include "runtime.h"

enum { SYS_epoll_ctl = 233, SYS_epoll_pwait = 281, SYS_eventfd2 = 290, SYS_epoll_create1 = 291, SYS_read_ = 0 };
enum { EV_IN = 1, EV_OUT = 4, EV_ERR = 8, EV_HUP = 16, EV_RDHUP = 0x2000, EV_ET = 1 << 31 };
enum { POLL_OK = 0, POLL_CLOSING = 1, POLL_TIMEOUT = 2, POLL_NOT_POLLABLE = 3 };
enum { EEXIST_ = 17 };

typedef struct __attribute__((packed)) Event { uint32_t events; void *data; } Event;

typedef struct Side {
  G *waiter;          // parked here
  bool ready;         // became ready while nobody waited
  bool expired;       // deadline has passed
  Timer timer;
} Side;
typedef struct PollDescriptor {
  Side sides[2];      // 0 reading, 1 writing
  int32_t fd;
  bool closing, error;
  struct PollDescriptor *next_free;
} PollDescriptor;

static int32_t epoll_fd = -1, event_fd = -1;
static PollDescriptor *free_descriptors;
static int64_t waiters;

int64_t poll_waiters(void) { return waiters; }

void poll_init(void) {
  enum { CLOEXEC = 0x80000, NONBLOCK = 0x800 };
  if (sched.poll_used) return;
  epoll_fd = (int32_t)os_syscall6(SYS_epoll_create1, CLOEXEC, 0, 0, 0, 0, 0);
  event_fd = (int32_t)os_syscall6(SYS_eventfd2, 0, CLOEXEC | NONBLOCK, 0, 0, 0, 0);
  if (epoll_fd < 0 || event_fd < 0) rt_throw("runtime: netpollinit failed");
  Event event = {EV_IN, NULL};
  os_syscall6(SYS_epoll_ctl, epoll_fd, 1, event_fd, (int64_t)&event, 0, 0);
  sched.poll_used = 1;
  sched_poke();
}

void poll_break(void) {
  uint64_t one = 1;
  os_write(event_fd, &one, 8);
}

// Takes the waiter of a side, if any, and remembers readiness otherwise.
static G *side_ready(Side *side) {
  G *g = side->waiter;
  side->waiter = NULL;
  if (!g) {
    side->ready = true;
    return NULL;
  }
  waiters--;
  g->sched_ret = POLL_OK;
  return g;
}

_Static_assert(sizeof(Event) == sizeof(PollEvent), "runtime.h");

// Events that an M without P got from the kernel, for whoever holds the P. Under sched.lock.
enum { HANDED_MAX = 4096 };
static Event handed[HANDED_MAX];
static uint32_t handed_count;

// Waits for events. Needs no P and touches no descriptor.
int32_t poll_gather(int64_t timeout_ns, PollEvent *events) {
  int64_t timeout_ms = timeout_ns < 0 ? -1 : (timeout_ns + 999999) / 1000000;
  if (timeout_ms > 1000000000) timeout_ms = 1000000000;
  int64_t n = os_syscall6(SYS_epoll_pwait, epoll_fd, (int64_t)events, POLL_BATCH, timeout_ms, 0, 8);
  return n < 0 ? 0 : (int32_t)n;
}

static void process(const Event *event, bool was_waiting) {
  PollDescriptor *d = event->data;
  if (!d) {
    uint64_t drained;
    if (was_waiting) os_syscall6(SYS_read_, event_fd, (int64_t)&drained, 8, 0, 0, 0);
    return;
  }
  uint32_t e = event->events;
  if (e == EV_ERR) d->error = true;
  for (int side = 0; side < 2; side++) {
    uint32_t wanted = side == 0 ? EV_IN | EV_RDHUP | EV_HUP | EV_ERR : EV_OUT | EV_HUP | EV_ERR;
    G *g = e & wanted ? side_ready(&d->sides[side]) : NULL;
    if (g) sched_ready(g);
  }
}

void poll_process(const PollEvent *events, int32_t n) {
  for (int32_t i = 0; i < n; i++) process((const Event *)&events[i], true);
  if (!handed_count) return;
  static Event taken[HANDED_MAX];
  lock_futex(&sched.lock);
  uint32_t count = handed_count;
  memcpy(taken, handed, count * sizeof(Event));
  handed_count = 0;
  unlock_futex(&sched.lock);
  for (uint32_t i = 0; i < count; i++) process(&taken[i], true);
}

void poll_hand_over(const PollEvent *events, int32_t n) {
  for (int32_t i = 0; i < n;) {
    lock_futex(&sched.lock);
    for (; i < n && handed_count < HANDED_MAX; i++) memcpy(&handed[handed_count++], &events[i], sizeof(Event));
    unlock_futex(&sched.lock);
    if (i < n) os_yield();
  }
}

// --- system functions for internal/poll

void rt_poll_init(void);
void rt_poll_init(void) { poll_init(); }

uint64_t rt_poll_is_descriptor(uint64_t fd);
uint64_t rt_poll_is_descriptor(uint64_t fd) { return (int32_t)fd == epoll_fd || (int32_t)fd == event_fd; }

// a: descriptor, b: errno
Pair rt_poll_open(uint64_t fd);
Pair rt_poll_open(uint64_t fd) {
  PollDescriptor *d = free_descriptors;
  if (d) free_descriptors = d->next_free;
  else d = persistent_alloc(sizeof *d, 16);
  memset(d, 0, sizeof *d);
  d->fd = (int32_t)fd;
  Event event = {(uint32_t)(EV_IN | EV_OUT | EV_RDHUP) | (uint32_t)EV_ET, d};
  int64_t error = os_syscall6(SYS_epoll_ctl, epoll_fd, 1, (int64_t)fd, (int64_t)&event, 0, 0);
  if (error < 0) {
    d->next_free = free_descriptors;
    free_descriptors = d;
    return (Pair){0, (uint64_t)-error};
  }
  return (Pair){(uint64_t)d, 0};
}

void rt_poll_close(PollDescriptor *d);
void rt_poll_close(PollDescriptor *d) {
  Event event = {0, NULL};
  os_syscall6(SYS_epoll_ctl, epoll_fd, 2, d->fd, (int64_t)&event, 0, 0);
  for (int side = 0; side < 2; side++) timer_remove(&d->sides[side].timer);
  d->next_free = free_descriptors;
  free_descriptors = d;
}

static int64_t check(PollDescriptor *d, int side) {
  if (d->closing) return POLL_CLOSING;
  if (d->sides[side].expired) return POLL_TIMEOUT;
  if (side == 0 && d->error) return POLL_NOT_POLLABLE;
  return POLL_OK;
}

int64_t rt_poll_reset(PollDescriptor *d, int64_t mode);
int64_t rt_poll_reset(PollDescriptor *d, int64_t mode) {
  int side = mode == 'w';
  int64_t error = check(d, side);
  if (error) return error;
  d->sides[side].ready = false;
  return POLL_OK;
}

// The result of a wake-up is set by the waker; the Go side checks again.
int64_t rt_poll_wait(PollDescriptor *d, int64_t mode, uint64_t ignore_errors);
int64_t rt_poll_wait(PollDescriptor *d, int64_t mode, uint64_t ignore_errors) {
  int side = mode == 'w';
  int64_t error = check(d, side);
  if (error && !(ignore_errors & 1)) return error;
  Side *s = &d->sides[side];
  if (s->ready) {
    s->ready = false;
    return POLL_OK;
  }
  if (s->waiter) rt_throw("runtime: double wait");
  s->waiter = rt_getg();
  waiters++;
  if (!sched.monitor_started) sched_wake_monitor();
  sched_park(WAIT_IO);
}

static void wake_side(PollDescriptor *d, int side, int64_t result) {
  G *g = d->sides[side].waiter;
  if (!g) return;
  d->sides[side].waiter = NULL;
  waiters--;
  g->sched_ret = (uint64_t)result;
  sched_ready(g);
}

void rt_poll_unblock(PollDescriptor *d);
void rt_poll_unblock(PollDescriptor *d) {
  d->closing = true;
  for (int side = 0; side < 2; side++) {
    timer_remove(&d->sides[side].timer);
    wake_side(d, side, POLL_CLOSING);
  }
}

static void deadline_passed(Timer *t) {
  PollDescriptor *d = t->fn;
  int side = t == &d->sides[1].timer;
  d->sides[side].expired = true;
  wake_side(d, side, POLL_TIMEOUT);
}

static void set_side_deadline(PollDescriptor *d, int side, int64_t when) {
  Side *s = &d->sides[side];
  timer_remove(&s->timer);
  s->expired = when < 0;
  if (when > 0) {
    s->timer.fn = d;
    s->timer.c_fn = deadline_passed;
    s->timer.when = when;
    timer_add(&s->timer);
  }
  if (s->expired) wake_side(d, side, POLL_TIMEOUT);
}

// delay: nanoseconds from now; negative: passed already; 0: none
void rt_poll_set_deadline(PollDescriptor *d, int64_t delay, int64_t mode);
void rt_poll_set_deadline(PollDescriptor *d, int64_t delay, int64_t mode) {
  if (d->closing) return;
  int64_t when = delay;
  if (delay > 0) {
    when = os_nanotime() + delay;
    if (when < 0) when = INT64_MAX;
  }
  if (mode == 'r' || mode == 'r' + 'w') set_side_deadline(d, 0, when);
  if (mode == 'w' || mode == 'r' + 'w') set_side_deadline(d, 1, when);
}
