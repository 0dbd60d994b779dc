// The network poller: pairs of sockets, on each of which one goroutine writes more than fits, one reads, and one
// meddles with deadlines and closes some of them early, as internal/poll does. Bytes arrive in order; who waits is
// always woken: by readiness, a deadline or the close. Descriptors are used again at once; an event that was on its way
// then is not the new user's.
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "hosted.h"

ssize_t read(int fd, void *p, size_t n);
ssize_t write(int fd, const void *p, size_t n);
int close(int fd);

enum { PAIRS = 8, ROUND_BYTES = 60000, SMALL_BUFFER = 4096, MEDDLES = 12, SHORT_NS = 300000 };
enum { POLL_OK = 0, POLL_CLOSING = 1, POLL_TIMEOUT = 2, POLL_NOT_POLLABLE = 3 };  // netpoll.c's

void rt_poll_init(void);
Pair rt_poll_open(uint64_t fd);
void rt_poll_close(void *d);
int64_t rt_poll_reset(void *d, int64_t mode);
int64_t rt_poll_wait(void *d, int64_t mode, uint64_t ignore_errors);
void rt_poll_unblock(void *d);
void rt_poll_set_deadline(void *d, int64_t delay, int64_t mode);

// One end of a pair, closed by the last of its users.
typedef struct End {
  int fd;
  void *descriptor;
  uint32_t users;    // atomic
  uint32_t closing;  // atomic: the meddler closed it early
} End;

typedef struct Connection {
  End reader_end, writer_end;
  Task reader, writer, meddler;
  uint64_t read, written;
  uint32_t step;
} Connection;

static Connection connections[PAIRS];
static Group all;

static uint8_t byte_at(uint64_t i) { return (uint8_t)(i * 7 + i / 251); }
static Connection *of(Task *t, size_t offset) { return (Connection *)((uint8_t *)t - offset); }

static void leave(End *e) {
  if (__atomic_sub_fetch(&e->users, 1, __ATOMIC_ACQ_REL)) return;
  rt_poll_unblock(e->descriptor);
  rt_poll_close(e->descriptor);
  CHECK(close(e->fd) == 0);
}

static bool is_closing(End *e) { return __atomic_load_n(&e->closing, __ATOMIC_ACQUIRE); }

// What a step of the poller said. True: go on; a deadline that passed is taken back by the next step.
static bool go_on(End *e, int64_t result) {
  CHECK(result == POLL_OK || result == POLL_TIMEOUT || (result == POLL_CLOSING && is_closing(e)));
  return result != POLL_CLOSING;
}

// --- reading

// 1: some was read, 0: the end, -1: nothing there yet.
static int read_some(Connection *c, Random *random) {
  uint8_t buffer[5000];
  ssize_t n = read(c->reader_end.fd, buffer, 1 + random_below(random, sizeof buffer));
  if (n < 0 && errno == EAGAIN) return -1;
  if (n <= 0) return 0;
  for (ssize_t i = 0; i < n; i++, c->read++) CHECK(buffer[i] == byte_at(c->read));
  return 1;
}

static bool run_reader(Task *t) {
  Connection *c = of(t, offsetof(Connection, reader));
  End *e = &c->reader_end;
  TASK_BEGIN(t);
  for (;;) {
    CALL(t, rt_poll_reset(e->descriptor, 'r'));
    if (!go_on(e, (int64_t)t->result.a)) break;
    if (t->result.a == POLL_TIMEOUT) {
      CALL0(t, rt_poll_set_deadline(e->descriptor, 0, 'r'));
      continue;
    }
    int n = read_some(c, &t->random);
    if (n == 0) break;
    if (n > 0) continue;
    CALL(t, rt_poll_wait(e->descriptor, 'r', 0));
    if (!go_on(e, (int64_t)t->result.a)) break;
  }
  CHECK(c->read == ROUND_BYTES || is_closing(e) || is_closing(&c->writer_end));
  CALL0(t, leave(e));
  TASK_END;
}

// --- writing

static int write_some(Connection *c, Random *random) {
  uint8_t buffer[9000];
  uint64_t n = 1 + random_below(random, sizeof buffer);
  if (n > ROUND_BYTES - c->written) n = ROUND_BYTES - c->written;
  for (uint64_t i = 0; i < n; i++) buffer[i] = byte_at(c->written + i);
  ssize_t done = send(c->writer_end.fd, buffer, n, MSG_NOSIGNAL);
  if (done < 0 && errno == EAGAIN) return -1;
  if (done < 0) return 0;
  c->written += (uint64_t)done;
  return 1;
}

static bool run_writer(Task *t) {
  Connection *c = of(t, offsetof(Connection, writer));
  End *e = &c->writer_end;
  TASK_BEGIN(t);
  while (c->written < ROUND_BYTES) {
    CALL(t, rt_poll_reset(e->descriptor, 'w'));
    if (!go_on(e, (int64_t)t->result.a)) break;
    if (t->result.a == POLL_TIMEOUT) {
      CALL0(t, rt_poll_set_deadline(e->descriptor, 0, 'w'));
      continue;
    }
    int n = write_some(c, &t->random);
    if (n == 0) break;
    if (n > 0) {
      if (random_below(&t->random, 8) == 0) CALL0(t, rt_sleep(SHORT_NS / 10));
      continue;
    }
    CALL(t, rt_poll_wait(e->descriptor, 'w', 0));
    if (!go_on(e, (int64_t)t->result.a)) break;
  }
  CALL0(t, leave(e));
  TASK_END;
}

// --- meddling

static void set_deadline(Connection *c, Random *random) {
  End *e = random_below(random, 2) ? &c->reader_end : &c->writer_end;
  int64_t delay = random_below(random, 8) ? (int64_t)random_below(random, SHORT_NS) + 1 : -1;
  static const int64_t modes[] = {'r', 'w', 'r' + 'w'};
  rt_poll_set_deadline(e->descriptor, delay, modes[random_below(random, 3)]);
}

static void close_early(End *e) {
  __atomic_store_n(&e->closing, 1, __ATOMIC_RELEASE);
  rt_poll_unblock(e->descriptor);
}

static bool run_meddler(Task *t) {
  Connection *c = of(t, offsetof(Connection, meddler));
  TASK_BEGIN(t);
  for (c->step = 0; c->step < MEDDLES; c->step++) {
    CALL0(t, set_deadline(c, &t->random));
    CALL0(t, rt_sleep((int64_t)random_below(&t->random, SHORT_NS)));
  }
  if (random_below(&t->random, 3) == 0) CALL0(t, close_early(&c->reader_end));
  else if (random_below(&t->random, 3) == 0) CALL0(t, close_early(&c->writer_end));
  CALL0(t, leave(&c->reader_end));
  CALL0(t, leave(&c->writer_end));
  TASK_END;
}

static void open_end(End *e, int fd) {
  int size = SMALL_BUFFER;
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  e->fd = fd;
  e->users = 2;
  Pair opened = rt_poll_open((uint64_t)fd);
  CHECK(opened.b == 0 && opened.a);
  e->descriptor = (void *)opened.a;
}

static void open_connection(Connection *c) {
  int fds[2];
  CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
  memset(c, 0, sizeof *c);
  open_end(&c->reader_end, fds[0]);
  open_end(&c->writer_end, fds[1]);
}

// --- an error on its way to a descriptor that is closed and used again

static int late_fds[2];
static void *late_descriptor;

static void use_again(struct epoll_event *events, int64_t count) {
  for (int64_t i = 0; i < count; i++) events[i].events = EPOLLERR;
  rt_poll_close(late_descriptor);
  CHECK(rt_poll_open((uint64_t)late_fds[1]).a == (uint64_t)late_descriptor);
}

static void check_late_event(void) {
  CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, late_fds) == 0);
  late_descriptor = (void *)rt_poll_open((uint64_t)late_fds[0]).a;  // it is writable: an event comes at once
  __atomic_store_n(&after_poll, use_again, __ATOMIC_SEQ_CST);
  CHECK(write(late_fds[1], "", 1) == 1);
  while (__atomic_load_n(&after_poll, __ATOMIC_SEQ_CST)) poll_wait(0);
  CHECK(rt_poll_reset(late_descriptor, 'r') == POLL_OK);
  rt_poll_close(late_descriptor);
  close(late_fds[0]);
  close(late_fds[1]);
}

static bool run(Task *t) {
  static uint32_t i;
  TASK_BEGIN(t);
  CALL0(t, rt_poll_init());
  CALL0(t, check_late_event());
  CHECK(rt_poll_open(1 << 20).b == EBADF);
  do {
    for (i = 0; i < PAIRS; i++) {
      CALL0(t, open_connection(&connections[i]));
      CALL0(t, rt_newproc(task_make(&connections[i].reader, run_reader, &all, random_next(&t->random)), 0, 0));
      CALL0(t, rt_newproc(task_make(&connections[i].writer, run_writer, &all, random_next(&t->random)), 0, 0));
      CALL0(t, rt_newproc(task_make(&connections[i].meddler, run_meddler, &all, random_next(&t->random)), 0, 0));
    }
    WAIT_FOR(t, &all, i, 3 * PAIRS);
  } while (time_is_left());
  TASK_END;
}

const Test test_netpoll = {"netpoll", run, NULL, 0};
