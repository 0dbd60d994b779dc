// The network poller: epoll, edge triggered, behind internal/poll's runtime_poll* functions. A
// descriptor has one waiter for reading and one for writing; deadlines are timers.
#include "runtime.h"

enum { SYS_epoll_ctl = 233, SYS_epoll_pwait = 281, SYS_eventfd2 = 290, SYS_epoll_create1 = 291, SYS_read_ = 0 };
enum { EV_IN = 1, EV_OUT = 4, EV_ERR = 8, EV_HUP = 16, EV_RDHUP = 0x2000, EV_ET = 1 << 31 };
enum { POLL_OK = 0, POLL_CLOSING = 1, POLL_TIMEOUT = 2, POLL_NOT_POLLABLE = 3 };
enum { EEXIST_ = 17 };

typedef struct __attribute__((packed)) Event {
  uint32_t events;
  uint64_t data;  // event_tag; 0: event_fd
} Event;

typedef struct Side {
  G *waiter;         // parked here
  bool ready;        // became ready while nobody waited
  bool expired;      // deadline has passed
  int64_t deadline;  // 0: none
  Timer timer;
} Side;
// Never freed, but used again. Events may be on their way when it is closed: they carry the generation of the
// descriptor that they are for.
typedef struct PollDescriptor {
  uint32_t lock;        // over all but the timers
  uint32_t generation;  // counts the times it was opened
  Side sides[2];        // 0 reading, 1 writing
  int32_t fd;
  bool closing, error;
  struct PollDescriptor *next_free;
} PollDescriptor;

// The address of a descriptor and the low bits of its generation in one word: addresses have 47 bits, the last four 0.
enum { DESCRIPTOR_ALIGN = 16, GENERATION_BITS = 20, GENERATION_MASK = (1 << GENERATION_BITS) - 1 };
static uint64_t event_tag(const PollDescriptor *d) {
  return (uint64_t)d << (GENERATION_BITS - 4) | (d->generation & GENERATION_MASK);
}
static PollDescriptor *tag_descriptor(uint64_t tag) { return (PollDescriptor *)(tag >> GENERATION_BITS << 4); }

static int32_t epoll_fd = -1, event_fd = -1;
static uint32_t lock;  // over free_descriptors and initialization
static PollDescriptor *free_descriptors;
static int64_t waiters;  // atomic; goes down after the goroutine was readied

int64_t poll_waiters(void) { return __atomic_load_n(&waiters, __ATOMIC_SEQ_CST); }

void poll_init(void) {
  enum { CLOEXEC = 0x80000, NONBLOCK = 0x800 };
  lock_futex(&lock, RANK_POLL_LIST);
  if (!poll_in_use()) {
    epoll_fd = (int32_t)os_syscall6(SYS_epoll_create1, CLOEXEC, 0, 0, 0, 0, 0);
    event_fd = (int32_t)os_syscall6(SYS_eventfd2, 0, CLOEXEC | NONBLOCK, 0, 0, 0, 0);
    if (epoll_fd < 0 || event_fd < 0) rt_throw("runtime: netpollinit failed");
    Event event = {EV_IN, 0};
    os_syscall6(SYS_epoll_ctl, epoll_fd, 1, event_fd, (int64_t)&event, 0, 0);
    __atomic_store_n(&sched.poll_used, 1, __ATOMIC_SEQ_CST);
    __atomic_store_n(&sched.poke, 1, __ATOMIC_SEQ_CST);  // wakes a poller that waits for timers alone
    os_futex_wake(&sched.poke, 1);
  }
  unlock_futex(&lock);
}

void poll_break(void) {
  uint64_t one = 1;
  os_write(event_fd, &one, 8);
}

// Takes the waiter of a side, if any, and remembers readiness otherwise. Its descriptor is locked.
static G *side_ready(Side *side) {
  G *g = side->waiter;
  side->waiter = NULL;
  if (g) g->sched_ret = POLL_OK;
  else side->ready = true;
  return g;
}

// Waits with nanoseconds where the kernel can.
static int64_t wait_for_events(int64_t timeout_ns, Event *events, int64_t max) {
  typedef struct TimeSpec {
    int64_t seconds, nanoseconds;
  } TimeSpec;
  enum { SYS_epoll_pwait2 = 441, ENOSYS_ = 38 };
  static uint32_t milliseconds_only;  // atomic: the kernel cannot
  if (!relaxed_load(&milliseconds_only)) {
    TimeSpec timeout = {timeout_ns / 1000000000, timeout_ns % 1000000000};
    int64_t n =
        os_syscall6(SYS_epoll_pwait2, epoll_fd, (int64_t)events, max, timeout_ns < 0 ? 0 : (int64_t)&timeout, 0, 8);
    if (n != -ENOSYS_) return n;
    relaxed_store(&milliseconds_only, 1);
  }
  int64_t timeout_ms = timeout_ns < 0 ? -1 : timeout_ns / 1000000 + (timeout_ns % 1000000 != 0);
  if (timeout_ms > 1000000000) timeout_ms = 1000000000;
  return os_syscall6(SYS_epoll_pwait, epoll_fd, (int64_t)events, max, timeout_ms, 0, 8);
}

uint32_t poll_wait(int64_t timeout_ns) {
  enum { BATCH = 128 };
  Event events[BATCH];
  int64_t n = wait_for_events(timeout_ns, events, BATCH);
  G *list = NULL;
  uint32_t count = 0;
  for (int64_t i = 0; i < n; i++) {
    uint64_t tag = events[i].data;
    uint32_t e = events[i].events;
    if (!tag) {
      uint64_t drained;
      if (timeout_ns != 0) os_syscall6(SYS_read_, event_fd, (int64_t)&drained, 8, 0, 0, 0);
      continue;
    }
    PollDescriptor *d = tag_descriptor(tag);
    lock_futex(&d->lock, RANK_POLL);
    if (tag != event_tag(d)) e = 0;  // for what was open here before
    if (e == EV_ERR) d->error = true;
    for (int side = 0; side < 2; side++) {
      uint32_t wanted = side == 0 ? EV_IN | EV_RDHUP | EV_HUP | EV_ERR : EV_OUT | EV_HUP | EV_ERR;
      G *g = e & wanted ? side_ready(&d->sides[side]) : NULL;
      if (!g) continue;
      g->next = list;
      list = g;
      count++;
    }
    unlock_futex(&d->lock);
  }
  sched_ready_list(list, count);
  __atomic_sub_fetch(&waiters, count, __ATOMIC_SEQ_CST);
  return count;
}

// --- system functions for internal/poll

void rt_poll_init(void);
void rt_poll_init(void) { poll_init(); }

uint64_t rt_poll_is_descriptor(uint64_t fd);
uint64_t rt_poll_is_descriptor(uint64_t fd) { return (int32_t)fd == epoll_fd || (int32_t)fd == event_fd; }

static void deadline_passed(Timer *t);

// What never changes is set here: a deadline's timer may fire while the descriptor is being used again.
static PollDescriptor *descriptor_first(PollDescriptor *d) {
  for (int side = 0; side < 2; side++) {
    d->sides[side].timer.fn = d;
    d->sides[side].timer.c_fn = deadline_passed;
  }
  return d;
}

static PollDescriptor *descriptor_new(void) {
  lock_futex(&lock, RANK_POLL_LIST);
  PollDescriptor *d = free_descriptors;
  if (d) free_descriptors = d->next_free;
  unlock_futex(&lock);
  return d ? d : descriptor_first(persistent_alloc(sizeof *d, DESCRIPTOR_ALIGN));
}

static void descriptor_free(PollDescriptor *d) {
  lock_futex(&lock, RANK_POLL_LIST);
  d->next_free = free_descriptors;
  free_descriptors = d;
  unlock_futex(&lock);
}

// a: descriptor, b: errno
Pair rt_poll_open(uint64_t fd);
Pair rt_poll_open(uint64_t fd) {
  PollDescriptor *d = descriptor_new();
  lock_futex(&d->lock, RANK_POLL);
  for (int side = 0; side < 2; side++) {
    Side *s = &d->sides[side];
    if (s->waiter) rt_throw("runtime: blocked read on free polldesc");
    s->ready = s->expired = false;
    s->deadline = 0;
  }
  d->closing = d->error = false;
  d->fd = (int32_t)fd;
  d->generation++;
  Event event = {(uint32_t)(EV_IN | EV_OUT | EV_RDHUP) | (uint32_t)EV_ET, event_tag(d)};
  unlock_futex(&d->lock);
  int64_t error = os_syscall6(SYS_epoll_ctl, epoll_fd, 1, (int64_t)fd, (int64_t)&event, 0, 0);
  if (error < 0) {
    descriptor_free(d);
    return (Pair){0, (uint64_t)-error};
  }
  return (Pair){(uint64_t)d, 0};
}

void rt_poll_close(PollDescriptor *d);
void rt_poll_close(PollDescriptor *d) {
  Event event = {0, 0};
  os_syscall6(SYS_epoll_ctl, epoll_fd, 2, d->fd, (int64_t)&event, 0, 0);
  for (int side = 0; side < 2; side++) timer_remove(&d->sides[side].timer);
  descriptor_free(d);
}

static int64_t check(PollDescriptor *d, int side) {
  rt_check_held(&d->lock);
  if (d->closing) return POLL_CLOSING;
  if (d->sides[side].expired) return POLL_TIMEOUT;
  if (side == 0 && d->error) return POLL_NOT_POLLABLE;
  return POLL_OK;
}

int64_t rt_poll_reset(PollDescriptor *d, int64_t mode);
int64_t rt_poll_reset(PollDescriptor *d, int64_t mode) {
  int side = mode == 'w';
  lock_futex(&d->lock, RANK_POLL);
  int64_t error = check(d, side);
  if (!error) d->sides[side].ready = false;
  unlock_futex(&d->lock);
  return error;
}

// The result of a wake-up is set by the waker; the Go side checks again.
int64_t rt_poll_wait(PollDescriptor *d, int64_t mode, uint64_t ignore_errors);
int64_t rt_poll_wait(PollDescriptor *d, int64_t mode, uint64_t ignore_errors) {
  int side = mode == 'w';
  Side *s = &d->sides[side];
  monitor_start();
  lock_futex(&d->lock, RANK_POLL);
  int64_t error = check(d, side);
  if ((error && !(ignore_errors & 1)) || s->ready) {
    if (!error || (ignore_errors & 1)) s->ready = false, error = POLL_OK;
    unlock_futex(&d->lock);
    return error;
  }
  if (s->waiter) rt_throw("runtime: double wait");
  s->waiter = sched_detach(WAIT_IO);
  __atomic_add_fetch(&waiters, 1, __ATOMIC_SEQ_CST);
  unlock_futex(&d->lock);
  sched_run();
}

// Takes the waiter of a side with a result other than readiness. The descriptor is locked.
static G *take_waiter(PollDescriptor *d, int side, int64_t result) {
  rt_check_held(&d->lock);
  G *g = d->sides[side].waiter;
  d->sides[side].waiter = NULL;
  if (g) g->sched_ret = (uint64_t)result;
  return g;
}

static void ready_waiter(G *g) {
  if (!g) return;
  sched_ready(g);
  __atomic_sub_fetch(&waiters, 1, __ATOMIC_SEQ_CST);
}

void rt_poll_unblock(PollDescriptor *d);
void rt_poll_unblock(PollDescriptor *d) {
  lock_futex(&d->lock, RANK_POLL);
  d->closing = true;
  G *reader = take_waiter(d, 0, POLL_CLOSING), *writer = take_waiter(d, 1, POLL_CLOSING);
  unlock_futex(&d->lock);
  for (int side = 0; side < 2; side++) timer_remove(&d->sides[side].timer);
  ready_waiter(reader);
  ready_waiter(writer);
}

static void deadline_passed(Timer *t) {
  PollDescriptor *d = t->fn;
  int side = t == &d->sides[1].timer;
  Side *s = &d->sides[side];
  int64_t now = os_nanotime();
  lock_futex(&d->lock, RANK_POLL);
  // It may have been moved between its firing and here.
  bool passed = !d->closing && s->deadline && s->deadline <= now;
  if (passed) s->expired = true;
  G *g = passed ? take_waiter(d, side, POLL_TIMEOUT) : NULL;
  unlock_futex(&d->lock);
  ready_waiter(g);
}

static void set_side_deadline(PollDescriptor *d, int side, int64_t when) {
  Side *s = &d->sides[side];
  lock_futex(&d->lock, RANK_POLL);
  if (d->closing) {
    unlock_futex(&d->lock);
    return;
  }
  s->deadline = when > 0 ? when : 0;
  s->expired = when < 0;
  G *g = s->expired ? take_waiter(d, side, POLL_TIMEOUT) : NULL;
  if (when > 0) timer_set(&s->timer, when);
  else timer_remove(&s->timer);
  unlock_futex(&d->lock);
  ready_waiter(g);
}

// delay: nanoseconds from now; negative: passed already; 0: none
void rt_poll_set_deadline(PollDescriptor *d, int64_t delay, int64_t mode);
void rt_poll_set_deadline(PollDescriptor *d, int64_t delay, int64_t mode) {
  int64_t when = delay;
  if (delay > 0) {
    when = os_nanotime() + delay;
    if (when < 0) when = INT64_MAX;
  }
  if (mode == 'r' || mode == 'r' + 'w') set_side_deadline(d, 0, when);
  if (mode == 'w' || mode == 'r' + 'w') set_side_deadline(d, 1, when);
}
