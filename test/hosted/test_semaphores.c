// Semaphores and sync.Cond's lists: mutual exclusion over plain counters, a limit on how many are inside, and producers
// and consumers that wait on a condition, as package sync uses them. Some semaphores share a bucket.
#include "hosted.h"

enum { WORKERS = 24, STEPS = 80, MUTEXES = 10, LIMIT = 3, CONSUMERS = 4, PRODUCERS = 4, ITEMS = 100 };

void rt_notify_wait(NotifyList *list, uint64_t ticket);
void rt_notify_one(NotifyList *list);
void rt_notify_all(NotifyList *list);

// So far apart that all lie in one bucket.
typedef struct Mutex {
  uint32_t semaphore;  // 1: free
  uint64_t entered;    // plain
  uint8_t apart[251 * 8 - 16];
} Mutex;

typedef struct Worker {
  Task task;
  uint32_t step;
  Mutex *mutex;
  uint32_t ticket;
} Worker;

static Mutex mutexes[MUTEXES];
static uint32_t limit_semaphore, inside;
static struct {
  uint32_t semaphore;  // a mutex over the rest
  NotifyList list;
  uint64_t items, produced, consumed, ended;
} queue;
static Worker workers[WORKERS], consumers[CONSUMERS], producers[PRODUCERS];
static Group all, producing;

static void acquire(uint32_t *semaphore, Random *random) {
  rt_semacquire(semaphore, random_below(random, 4) == 0, WAIT_MUTEX);
}

static bool run_worker(Task *t) {
  Worker *w = (Worker *)t;
  TASK_BEGIN(t);
  for (w->step = 0; w->step < STEPS; w->step++) {
    if (random_below(&t->random, 3) == 0) {
      CALL0(t, acquire(&limit_semaphore, &t->random));
      CHECK(__atomic_add_fetch(&inside, 1, __ATOMIC_RELAXED) <= LIMIT);
      if (random_below(&t->random, 2)) CALL0(t, rt_gosched());
      __atomic_sub_fetch(&inside, 1, __ATOMIC_RELAXED);
      CALL0(t, rt_semrelease(&limit_semaphore, 0));
      continue;
    }
    w->mutex = &mutexes[random_below(&t->random, MUTEXES)];
    CALL0(t, acquire(&w->mutex->semaphore, &t->random));
    w->mutex->entered++;
    if (random_below(&t->random, 4) == 0) CALL0(t, rt_gosched());
    w->mutex->entered++;
    CALL0(t, rt_semrelease(&w->mutex->semaphore, random_below(&t->random, 2)));
  }
  TASK_END;
}

static bool run_consumer(Task *t) {
  Worker *w = (Worker *)t;
  TASK_BEGIN(t);
  for (;;) {
    CALL0(t, acquire(&queue.semaphore, &t->random));
    while (!queue.items && !queue.ended) {
      w->ticket = __atomic_fetch_add(&queue.list.wait, 1, __ATOMIC_SEQ_CST);
      CALL0(t, rt_semrelease(&queue.semaphore, 0));
      if (random_below(&t->random, 4) == 0) CALL0(t, rt_gosched());  // listed late
      CALL0(t, rt_notify_wait(&queue.list, w->ticket));
      CALL0(t, acquire(&queue.semaphore, &t->random));
    }
    if (!queue.items) break;
    queue.items--;
    queue.consumed++;
    CALL0(t, rt_semrelease(&queue.semaphore, 0));
  }
  CALL0(t, rt_semrelease(&queue.semaphore, 0));
  TASK_END;
}

static bool run_producer(Task *t) {
  Worker *w = (Worker *)t;
  TASK_BEGIN(t);
  for (w->step = 0; w->step < ITEMS; w->step++) {
    CALL0(t, acquire(&queue.semaphore, &t->random));
    queue.items++;
    queue.produced++;
    CALL0(t, rt_semrelease(&queue.semaphore, random_below(&t->random, 2)));
    if (random_below(&t->random, 8)) CALL0(t, rt_notify_one(&queue.list));
    else CALL0(t, rt_notify_all(&queue.list));
  }
  TASK_END;
}

static void check_totals(void) {
  uint64_t entered = 0;
  for (int i = 0; i < MUTEXES; i++) {
    CHECK(mutexes[i].semaphore == 1 && mutexes[i].entered % 2 == 0);
    entered += mutexes[i].entered;
  }
  CHECK(entered <= 2 * WORKERS * STEPS && inside == 0 && limit_semaphore == LIMIT);
  CHECK(queue.produced == PRODUCERS * ITEMS && queue.consumed == queue.produced && queue.semaphore == 1);
}

#define START(t, set, i, n, code, group) \
  for ((i) = 0; (i) < (n); (i)++)        \
  CALL0(t, rt_newproc(task_make(&(set)[i].task, (code), (group), random_next(&(t)->random)), 0, 0))

static bool run(Task *t) {
  static uint32_t i;
  TASK_BEGIN(t);
  do {
    memset(&queue, 0, sizeof queue);
    memset(mutexes, 0, sizeof mutexes);
    queue.semaphore = 1;
    limit_semaphore = LIMIT;
    for (i = 0; i < MUTEXES; i++) mutexes[i].semaphore = 1;
    START(t, workers, i, WORKERS, run_worker, &all);
    START(t, consumers, i, CONSUMERS, run_consumer, &all);
    START(t, producers, i, PRODUCERS, run_producer, &producing);
    WAIT_FOR(t, &producing, i, PRODUCERS);
    CALL0(t, acquire(&queue.semaphore, &t->random));
    queue.ended = 1;
    CALL0(t, rt_semrelease(&queue.semaphore, 0));
    CALL0(t, rt_notify_all(&queue.list));
    WAIT_FOR(t, &all, i, WORKERS + CONSUMERS);
    check_totals();
  } while (time_is_left());
  TASK_END;
}

const Test test_semaphores = {"semaphores", run, NULL, 0};
const Test test_semaphores_random = {"semaphores_random", run, "schedseed=11", 0};
