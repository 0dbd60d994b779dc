// The harness's interface to its tests: tasks, which stand for goroutines' Go code, and random numbers. hosted.c
// explains the whole.
#ifndef TUCO_HOSTED_H
#define TUCO_HOSTED_H

#include "go_records.h"

// --- checks

#define CHECK(condition) ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))
void check_failed(const char *file, int line, const char *condition) noreturn_fn;

// --- random numbers: a sequence of its own for each task, from the run's seed

typedef struct Random {
  uint64_t state;
} Random;
uint64_t random_next(Random *r);
static inline uint64_t random_below(Random *r, uint64_t n) { return random_next(r) % n; }

// --- tasks
//
// A task is a goroutine whose code is C. It makes each call of the runtime by one of the CALL macros, at whose end its
// function returns, to be entered again behind the call: so the call may park the goroutine, and whichever thread runs
// it next goes on. Between two calls lies a safepoint. What is to outlive a call stays in the task, or in its frames on
// the goroutine's stack, which the runtime moves and scans like those of compiled code.

typedef enum TaskState { TASK_NEW, TASK_RUNNING, TASK_CALLING, TASK_ENTERING, TASK_YIELDING, TASK_ENDING } TaskState;
typedef struct Group {
  uint32_t ended;  // a semaphore, released by each task that ends
} Group;
typedef struct Task {
  uintptr_t code;  // first: the task is the Go func value of its goroutine
  bool (*run)(struct Task *t);
  void *at;         // label to go on at; NULL: the beginning
  uint32_t state;   // TaskState
  Pair result;      // of the last call
  uint32_t frames;  // on its stack
  Random random;
  Group *group;  // NULL: none
} Task;

// Words of a frame, all of them pointers. The variable is alive only if one of the others points to it.
enum { FRAME_SLOTS = 32, FRAME_VARIABLE = 24, FRAME_VARIABLE_SLOTS = 4 };

// Prepares a task, then starts it: CALL0(parent, rt_newproc(task_make(…), 0, 0)).
void *task_make(Task *t, bool (*run)(Task *), Group *group, uint64_t seed);

// The body of a run function stands between these two.
#define TASK_BEGIN(t) \
  if ((t)->at) goto *(t)->at
#define TASK_END return false

// For calls with one result, a Pair, and none. Results are in t->result afterwards.
#define CALL(t, expression) CALL_AS(t, TASK_CALLING, (t)->result.a = (uint64_t)(expression))
#define CALL2(t, expression) CALL_AS(t, TASK_CALLING, (t)->result = (expression))
#define CALL0(t, expression) CALL_AS(t, TASK_CALLING, (expression))
// A call of a function of its own: one more frame, for which the stack may grow.
#define ENTER(t) CALL_AS(t, TASK_ENTERING, task_push_frame(t))
#define CALL_AS(t, kind, statement) \
  do {                              \
    __label__ behind;               \
    (t)->at = &&behind;             \
    (t)->state = (kind);            \
    statement;                      \
    return true;                    \
  behind:;                          \
  } while (0)
// Waits for n tasks of a group.
#define WAIT_FOR(t, group, counter, n) \
  for ((counter) = 0; (counter) < (n); (counter)++) CALL0(t, rt_semacquire(&(group)->ended, 0, WAIT_SEMACQUIRE))

void task_push_frame(Task *t);
void task_leave(Task *t);                      // returns from the innermost frame
uintptr_t *task_frame(void);                   // the current goroutine's innermost frame; moves at every call
void task_system_call(uint32_t microseconds);  // one that takes so long, with entersyscall and exitsyscall around it

// Stopping the world, as overlay/runtime/proc.go does.
#define STOP_WORLD(t)             \
  for (;;) {                      \
    rt_getg()->locks++;           \
    CALL(t, rt_world_stop());     \
    if ((t)->result.a & 1) break; \
    rt_getg()->locks--;           \
    CALL0(t, rt_gosched());       \
  }
#define START_WORLD(t)          \
  do {                          \
    CALL0(t, rt_world_start()); \
    rt_getg()->locks--;         \
  } while (0)

// --- tests

typedef struct Test {
  const char *name;
  bool (*run)(Task *t);  // of the main goroutine
  const char *settings;  // TUCO_DEBUG
  int status;            // with which it ends; if not 0, it is run again as long as there is time
} Test;
extern const Test test_memory, test_queues, test_scheduler, test_scheduler_random, test_scheduler_stress, test_channels,
    test_channels_moving, test_semaphores, test_semaphores_random, test_timers, test_netpoll, test_collector,
    test_collector_stress, test_deadlock, test_throw, test_stack_overflow, test_heap_full, test_thread_limit,
    test_coroutine_lock;
bool time_is_left(void);  // of the test's share: another round
extern uint64_t run_seed;
void harness_run(const Test *test, int argc, char **argv) noreturn_fn;

// Functions of the runtime that only Go declares.
void rt_newproc(void *fn, uintptr_t creator_pc, uint64_t system);
void rt_gosched(void) noreturn_fn;
void rt_main_started(void);
void rt_exit(int64_t code) noreturn_fn;
void rt_goexit_done(void) noreturn_fn;
uint64_t rt_world_stop(void);
void rt_world_start(void);
void rt_gc(uint64_t forced);
void rt_scavenge(void);
uint64_t rt_gc_wanted(void);
void *rt_malloc_slow(uint64_t size, const GoType *type, uint64_t zero);
Pair rt_find_object(uintptr_t p);
void rt_semacquire(uint32_t *address, uint64_t lifo, uint64_t reason);
void rt_semrelease(uint32_t *address, uint64_t handoff);
void rt_sleep(int64_t nanoseconds);
void syscall_enter(void);
void syscall_exit(void);
uint64_t rt_lock_thread(void);
void rt_unlock_thread(void);
void rt_unlock_init(void);
void rt_coro_new(Coroutine *c, void *fn, uintptr_t creator_pc);
void rt_coro_switch(Coroutine *c) noreturn_fn;
void rt_coro_exit(Coroutine *c) noreturn_fn;
int64_t rt_set_procs(int64_t n);

// Types of objects for the tests: bytes; lists.
typedef struct ListNode {
  struct ListNode *next;
  uint64_t stamp;
} ListNode;
extern const GoType type_bytes, type_list;
void *task_allocate(uint64_t size, const GoType *type);  // as mallocgc; a call of the runtime that does not park

// os_hosted.c: what a test does with the next events before they are used, once. Atomic.
struct epoll_event;
extern void (*after_poll)(struct epoll_event *events, int64_t count);

#endif
