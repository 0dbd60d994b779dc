// How a process ends that can't go on: a deadlock, a throw by several at once while others run and collect, a stack or
// a heap that grows too far, too many threads. Each ends once, with status 2, whatever others do meanwhile; the parent
// starts the same again with another seed.
#include "hosted.h"

enum { WORKERS = 10, THROWERS = 3 };

void rt_block_forever(uint64_t reason) noreturn_fn;
int64_t rt_set_max_stack(int64_t n);
int64_t rt_set_max_threads(int64_t n);
uint64_t rt_chan_recv(Chan *c, void *elem, uint64_t block);
uint64_t rt_chan_send(Chan *c, const void *elem, uint64_t block);

typedef struct Worker {
  Task task;
  uint32_t id, steps_left;
} Worker;
static Worker workers[WORKERS];
static uint32_t nobody;  // a semaphore

// --- deadlock: by all ways to wait for nothing

static bool run_stuck(Task *t) {
  Worker *w = (Worker *)t;
  TASK_BEGIN(t);
  while (random_below(&t->random, 8)) CALL0(t, rt_gosched());
  if (w->id % 4 == 0) CALL0(t, rt_block_forever(WAIT_SELECT_NO_CASES));
  if (w->id % 4 == 1) CALL(t, rt_chan_recv(NULL, NULL, 1));
  if (w->id % 4 == 2) CALL(t, rt_chan_send(NULL, NULL, 1));
  CALL0(t, rt_semacquire(&nobody, 0, WAIT_MUTEX));
  TASK_END;
}

static bool run_deadlock(Task *t) {
  static uint32_t i;
  TASK_BEGIN(t);
  for (i = 0; i < WORKERS; i++) {
    workers[i].id = i;
    CALL0(t, rt_newproc(task_make(&workers[i].task, run_stuck, NULL, random_next(&t->random)), 0, 0));
  }
  CALL0(t, rt_semacquire(&nobody, 0, WAIT_MUTEX));
  TASK_END;
}

// --- throws

static bool run_thrower(Task *t) {
  Worker *w = (Worker *)t;
  TASK_BEGIN(t);
  for (w->steps_left = 5 + (uint32_t)random_below(&t->random, 20); w->steps_left; w->steps_left--) {
    switch (random_below(&t->random, 6)) {
      case 0: CALL0(t, task_system_call((uint32_t)random_below(&t->random, 100))); break;
      case 1: CALL0(t, rt_sleep((int64_t)random_below(&t->random, 50000))); break;
      case 2:
        STOP_WORLD(t);
        CALL0(t, rt_gc(1));
        START_WORLD(t);
        break;
      case 3: task_frame()[0] = (uintptr_t)task_allocate(1 + random_below(&t->random, 5000), &type_bytes); break;
      default: CALL0(t, rt_gosched()); break;
    }
    if (w->id >= THROWERS && w->steps_left == 1) w->steps_left = 10;  // to the end
  }
  CALL0(t, rt_throw("thrown by a test"));
  TASK_END;
}

static bool run_throw(Task *t) {
  static uint32_t i;
  TASK_BEGIN(t);
  for (i = 0; i < WORKERS; i++) {
    workers[i].id = i;
    CALL0(t, rt_newproc(task_make(&workers[i].task, run_thrower, NULL, random_next(&t->random)), 0, 0));
  }
  for (;;) CALL0(t, rt_sleep(1000000));
  TASK_END;
}

// --- limits

static bool run_deep(Task *t) {
  TASK_BEGIN(t);
  rt_set_max_stack(1 << 17);
  for (;;) ENTER(t);
  TASK_END;
}

static bool run_full(Task *t) {
  enum { PIECE = 50 << 20 };
  TASK_BEGIN(t);
  for (;;) CALL(t, rt_malloc_slow(PIECE, &type_bytes, 1));
  TASK_END;
}

static bool run_sleeper(Task *t) {
  TASK_BEGIN(t);
  for (;;) CALL0(t, task_system_call(20000));
  TASK_END;
}

static bool run_threads(Task *t) {
  static uint32_t i;
  TASK_BEGIN(t);
  CHECK(rt_set_max_threads(8) == 10000);
  for (i = 0; i < WORKERS; i++)
    CALL0(t, rt_newproc(task_make(&workers[i].task, run_sleeper, NULL, random_next(&t->random)), 0, 0));
  for (;;) CALL0(t, rt_sleep(1000000));
  TASK_END;
}

// --- a coroutine that is switched to from another thread's lock than it was made with

static bool run_other_lock(Task *t) {
  static Coroutine coroutine;
  static Task other;
  TASK_BEGIN(t);
  CALL0(t, rt_coro_new(&coroutine, task_make(&other, run_sleeper, NULL, 0), 0));
  CALL0(t, rt_lock_thread());
  CALL0(t, rt_coro_switch(&coroutine));
  TASK_END;
}

const Test test_deadlock = {"deadlock", run_deadlock, NULL, 2};
const Test test_throw = {"throw", run_throw, NULL, 2};
const Test test_stack_overflow = {"stack_overflow", run_deep, NULL, 2};
const Test test_heap_full = {"heap_full", run_full, NULL, 2};
const Test test_thread_limit = {"thread_limit", run_threads, NULL, 2};
const Test test_coroutine_lock = {"coroutine_lock", run_other_lock, NULL, 2};
