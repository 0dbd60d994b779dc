// Run queues, parking, threads and the world: goroutines yield, start others, make system calls, lock themselves to
// their thread, switch to coroutines, recurse until their stacks grow, stop the world and change GOMAXPROCS. Each
// counts what it did in a word of its own, which whoever has stopped the world adds up without a lock.
#include "hosted.h"

uint64_t rt_thread_is_locked(void);
uint64_t rt_can_spin(int64_t round);
int64_t rt_goroutine_count(void);
void rt_exec_before(void);
void rt_exec_after(void);

enum { WORKERS = 24, STEPS = 50, DEEPEST = 40, BURST = 300 };

typedef struct Worker {
  Task task;
  uint32_t step, i, depth;
  uint64_t done;  // plain: others read it while the world is stopped
  struct M *locked_m;
  uint64_t locks;
  Coroutine coroutine;
  Task coroutine_task;
  uint64_t coroutine_runs;
  Group children;
  Task child_tasks[4];
} Worker;

static Worker workers[WORKERS];
static Group all;
static uint32_t stops, bursts_ended;

// One in four ends its thread with itself.
static bool run_child(Task *t) {
  TASK_BEGIN(t);
  if (random_below(&t->random, 4) == 0) CALL0(t, rt_lock_thread());
  while (random_below(&t->random, 4)) CALL0(t, rt_gosched());
  TASK_END;
}

static bool run_nothing(Task *t) {
  (void)t;
  __atomic_add_fetch(&bursts_ended, 1, __ATOMIC_RELAXED);
  return false;
}

// The other side of a coroutine: its worker is found behind its task.
static bool run_coroutine(Task *t) {
  Worker *w = (Worker *)((uint8_t *)t - offsetof(Worker, coroutine_task));
  TASK_BEGIN(t);
  for (w->coroutine_runs = 1; random_below(&t->random, 5); w->coroutine_runs++) CALL0(t, rt_coro_switch(&w->coroutine));
  w->coroutine_runs = 0;
  CALL0(t, rt_coro_exit(&w->coroutine));
  TASK_END;
}

// A frame's words: [0] leads to [5] of the same frame, [1] to [7] of the caller's, where the depth of the caller is.
static void set_up_frame(uint32_t depth, const uintptr_t *caller) {
  uintptr_t *frame = task_frame();
  frame[0] = (uintptr_t)&frame[5];
  frame[1] = (uintptr_t)(caller + 7);
  frame[5] = frame[7] = depth;
}

static void check_frame(uint32_t depth) {
  uintptr_t *frame = task_frame();
  CHECK(frame[0] == (uintptr_t)&frame[5] && frame[5] == depth);
  CHECK(*(uintptr_t *)frame[1] == depth - 1);
}

// The caller's frame lies right above: saved BP and return address are in between.
static const uintptr_t *caller_frame(void) { return task_frame() + FRAME_SLOTS + 2; }

static uint64_t sum(void) {
  uint64_t total = 0;
  for (int i = 0; i < WORKERS; i++) total += workers[i].done;
  return total;
}

static bool run_worker(Task *t) {
  Worker *w = (Worker *)t;
  TASK_BEGIN(t);
  for (w->step = 0; w->step < STEPS; w->step++, w->done++) {
    switch (random_below(&t->random, 24)) {
      case 0: CALL0(t, task_system_call((uint32_t)random_below(&t->random, 300))); break;
      case 1: CALL0(t, task_system_call(0)); break;
      case 2:
        for (w->i = 0; w->i < 4; w->i++)
          CALL0(t,
                rt_newproc(task_make(&w->child_tasks[w->i], run_child, &w->children, random_next(&t->random)), 0, 0));
        WAIT_FOR(t, &w->children, w->i, 4);
        break;
      case 3:
      case 4:
      case 5:
        task_frame()[7] = 0;
        w->depth = 1 + (uint32_t)random_below(&t->random, DEEPEST);
        for (w->i = 1; w->i <= w->depth; w->i++) {
          ENTER(t);
          set_up_frame(w->i, caller_frame());
          if (random_below(&t->random, 16) == 0) CALL0(t, rt_gosched());
        }
        for (w->i = w->depth; w->i > 0; w->i--) {
          check_frame(w->i);
          task_leave(t);
        }
        break;
      case 6:
        CALL0(t, rt_lock_thread());
        w->locked_m = rt_getm();
        while (random_below(&t->random, 4)) {
          CHECK(rt_getm() == w->locked_m);
          if (random_below(&t->random, 2)) CALL0(t, rt_gosched());
          else CALL0(t, task_system_call((uint32_t)random_below(&t->random, 100)));
        }
        CHECK(rt_getm() == w->locked_m);
        rt_unlock_thread();
        break;
      case 7:
        w->locks = random_below(&t->random, 2);
        if (w->locks) CALL0(t, rt_lock_thread());
        task_make(&w->coroutine_task, run_coroutine, NULL, random_next(&t->random));
        w->coroutine = (Coroutine){0};
        CALL0(t, rt_coro_new(&w->coroutine, &w->coroutine_task, 0));
        do CALL0(t, rt_coro_switch(&w->coroutine));
        while (w->coroutine_runs);
        CHECK(!w->coroutine.waits && rt_thread_is_locked() == w->locks);
        if (w->locks) rt_unlock_thread();
        break;
      case 8:
        STOP_WORLD(t);
        stops++;
        CHECK(sum() <= (uint64_t)WORKERS * STEPS);
        if (random_below(&t->random, 4) == 0) rt_set_procs(1 + (int64_t)random_below(&t->random, 6));
        CALL0(t, rt_gc(1));
        START_WORLD(t);
        break;
      case 9:
        for (w->i = 0; rt_can_spin(w->i); w->i++) rt_spin();
        CHECK(rt_goroutine_count() > 0);
        break;
      case 10:
        CALL0(t, rt_exec_before());
        CALL0(t, rt_exec_after());
        break;
      default: CALL0(t, rt_gosched()); break;
    }
  }
  TASK_END;
}

static bool run(Task *t) {
  static uint32_t i;
  static Task burst[BURST];
  TASK_BEGIN(t);
  do {
    memset(workers, 0, sizeof workers);
    bursts_ended = 0;
    for (i = 0; i < WORKERS; i++)
      CALL0(t, rt_newproc(task_make(&workers[i].task, run_worker, &all, random_next(&t->random)), 0, 0));
    // More than a P's queue holds, and more than it keeps of the dead.
    for (i = 0; i < BURST; i++) CALL0(t, rt_newproc(task_make(&burst[i], run_nothing, &all, 1), 0, 0));
    WAIT_FOR(t, &all, i, WORKERS + BURST);
    CHECK(bursts_ended == BURST && sum() == (uint64_t)WORKERS * STEPS);
  } while (time_is_left());
  TASK_END;
}

const Test test_scheduler = {"scheduler", run, NULL, 0};
const Test test_scheduler_random = {"scheduler_random", run, "schedseed=5", 0};
const Test test_scheduler_stress = {"scheduler_moving", run, "stackstress=1,check=3", 0};
