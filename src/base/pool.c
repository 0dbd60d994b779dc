// A pool of threads. pool_run is a batch: threads take indices from a counter. pool_add/pool_drain are single tasks
// that may add others: each thread has a queue, serves the newest of its own (what a task adds is what its caches know
// of) and takes the oldest of another's when it has none. The two are not mixed: a batch runs while the queues are
// empty. With a shuffle seed, batches run in a permuted order and the queues are served at random, to show up results
// that depend on order.
//
// A thread that finds nothing sleeps on `work`, having counted itself in `sleepers` before it looks once more at
// `queued`; who adds a task counts it in `queued` before it looks at `sleepers`. So one of the two sees the other.
#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/check.h"
#include "base/memory.h"

typedef struct Task {
  PoolTask run;
  void *context;
  uint32_t index;
} Task;

typedef struct Batch {
  PoolTask run;
  void *context;
  uint32_t count;
  const uint32_t *order;  // permutation, or NULL
  _Atomic uint32_t next;  // next index to take
} Batch;

// A thread of the pool and its tasks.
typedef struct Worker {
  Pool *pool;
  uint32_t number;
  pthread_t thread;  // but for worker 0, which is the caller's
  pthread_mutex_t lock;
  Task *queue;  // a ring; all under the lock
  uint32_t head, len, cap;
  uint64_t seed;  // xorshift state, 0: no shuffling
} Worker;

struct Pool {
  uint32_t workers;
  Worker *contexts;
  uint64_t seed;  // of batches
  // Tasks that no thread has taken; those that are not done yet; threads that wait for either to change.
  _Atomic uint32_t queued, unfinished, sleepers;
  pthread_mutex_t lock;  // for what follows, and for sleeping
  pthread_cond_t work;
  bool stop;
  Batch *batch;         // running batch, NULL none
  uint64_t generation;  // counts batches, so that a thread joins each once
  uint32_t in_batch;    // threads inside the current batch
};

static uint64_t next_random(uint64_t *seed) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  *seed ^= *seed << 17;
  return *seed;
}

static void run_batch(Batch *batch, uint32_t worker) {
  for (;;) {
    uint32_t i = atomic_fetch_add_explicit(&batch->next, 1, memory_order_relaxed);
    if (i >= batch->count) return;
    batch->run(batch->context, batch->order ? batch->order[i] : i, worker);
  }
}

// ---- queues

// The newest task of a queue, or its oldest; with a seed any of them. False: it is empty.
static bool take_from(Worker *w, bool newest, Task *task) {
  pthread_mutex_lock(&w->lock);
  bool any = w->len;
  if (any) {
    uint32_t mask = w->cap - 1, pick = newest ? w->head + w->len - 1 : w->head;
    if (w->seed) pick = w->head + (uint32_t)(next_random(&w->seed) % w->len);
    *task = w->queue[pick & mask];
    if (newest || w->seed) w->queue[pick & mask] = w->queue[(w->head + w->len - 1) & mask];
    else w->head = (w->head + 1) & mask;
    w->len--;
  }
  pthread_mutex_unlock(&w->lock);
  return any;
}

static bool take(Pool *pool, uint32_t worker, Task *task) {
  if (!atomic_load(&pool->queued)) return false;
  for (uint32_t i = 0; i < pool->workers; i++) {
    if (!take_from(&pool->contexts[(worker + i) % pool->workers], i == 0, task)) continue;
    atomic_fetch_sub(&pool->queued, 1);
    return true;
  }
  return false;
}

static void wake(Pool *pool, bool all) {
  if (!atomic_load(&pool->sleepers)) return;
  pthread_mutex_lock(&pool->lock);
  if (all) pthread_cond_broadcast(&pool->work);
  else pthread_cond_signal(&pool->work);
  pthread_mutex_unlock(&pool->lock);
}

// Runs one task if there is any.
static bool run_one(Pool *pool, uint32_t worker) {
  Task task;
  if (!take(pool, worker, &task)) return false;
  task.run(task.context, task.index, worker);
  uint32_t before = atomic_fetch_sub(&pool->unfinished, 1);
  assert(before);
  if (before == 1) wake(pool, true);
  return true;
}

static void grow_queue(Worker *w) {
  uint32_t cap = w->cap ? w->cap * 2 : 64;
  Task *queue = memory_grow(NULL, cap, sizeof *queue);
  for (uint32_t i = 0; i < w->len; i++) queue[i] = w->queue[(w->head + i) & (w->cap - 1)];
  free(w->queue);
  w->queue = queue;
  w->cap = cap;
  w->head = 0;
}

void pool_add(Pool *pool, uint32_t worker, PoolTask task, void *context, uint32_t index) {
  Worker *w = &pool->contexts[worker];
  atomic_fetch_add(&pool->unfinished, 1);
  pthread_mutex_lock(&w->lock);
  if (w->len == w->cap) grow_queue(w);
  w->queue[(w->head + w->len++) & (w->cap - 1)] = (Task){task, context, index};
  // Counted while the queue is locked: who takes the task finds it counted.
  atomic_fetch_add(&pool->queued, 1);
  pthread_mutex_unlock(&w->lock);
  wake(pool, false);
}

// Sleeps until there is a task, a batch or the end; the lock is held.
static void sleep_for_work(Pool *pool) {
  atomic_fetch_add(&pool->sleepers, 1);
  if (!atomic_load(&pool->queued)) pthread_cond_wait(&pool->work, &pool->lock);
  atomic_fetch_sub(&pool->sleepers, 1);
}

void pool_drain(Pool *pool) {
  while (atomic_load(&pool->unfinished)) {
    if (run_one(pool, 0)) continue;
    pthread_mutex_lock(&pool->lock);
    atomic_fetch_add(&pool->sleepers, 1);
    if (!atomic_load(&pool->queued) && atomic_load(&pool->unfinished)) pthread_cond_wait(&pool->work, &pool->lock);
    atomic_fetch_sub(&pool->sleepers, 1);
    pthread_mutex_unlock(&pool->lock);
  }
}

// ---- threads

static void *thread_main(void *context) {
  Worker *worker = context;
  check_catch_crashes();
  Pool *pool = worker->pool;
  uint64_t seen = 0;
  pthread_mutex_lock(&pool->lock);
  while (!pool->stop) {
    if (pool->batch && pool->generation != seen) {
      seen = pool->generation;
      Batch *batch = pool->batch;
      pool->in_batch++;
      pthread_mutex_unlock(&pool->lock);
      run_batch(batch, worker->number);
      pthread_mutex_lock(&pool->lock);
      if (--pool->in_batch == 0) pthread_cond_broadcast(&pool->work);
      continue;
    }
    pthread_mutex_unlock(&pool->lock);
    while (run_one(pool, worker->number)) {}
    pthread_mutex_lock(&pool->lock);
    if (!pool->stop && !(pool->batch && pool->generation != seen)) sleep_for_work(pool);
  }
  pthread_mutex_unlock(&pool->lock);
  return NULL;
}

static bool start_thread(pthread_t *thread, void *(*run)(void *), void *context) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, POOL_STACK);
  bool ok = pthread_create(thread, &attributes, run, context) == 0;
  pthread_attr_destroy(&attributes);
  return ok;
}

void pool_call_deep(void *(*run)(void *context), void *context) {
  pthread_t thread;
  if (start_thread(&thread, run, context)) pthread_join(thread, NULL);
  else run(context);
}

Pool *pool_new(uint32_t workers) {
  Pool *pool = memory_new(1, sizeof *pool);
  if (workers < 1) workers = 1;
  pthread_mutex_init(&pool->lock, NULL);
  pthread_cond_init(&pool->work, NULL);
  pool->contexts = memory_new(workers, sizeof *pool->contexts);
  for (uint32_t i = 0; i < workers; i++) {
    pool->contexts[i].pool = pool;
    pool->contexts[i].number = i;
    pthread_mutex_init(&pool->contexts[i].lock, NULL);
  }
  // With fewer threads than asked for the work still gets done. The number stands before any of them looks at it.
  pool->workers = workers;
  pthread_mutex_lock(&pool->lock);
  for (uint32_t i = 1; i < pool->workers; i++)
    if (!start_thread(&pool->contexts[i].thread, thread_main, &pool->contexts[i])) pool->workers = i;
  pthread_mutex_unlock(&pool->lock);
  return pool;
}

void pool_free(Pool *pool) {
  if (!pool) return;
  pthread_mutex_lock(&pool->lock);
  pool->stop = true;
  pthread_cond_broadcast(&pool->work);
  pthread_mutex_unlock(&pool->lock);
  for (uint32_t i = 1; i < pool->workers; i++) pthread_join(pool->contexts[i].thread, NULL);
  for (uint32_t i = 0; i < pool->workers; i++) {
    pthread_mutex_destroy(&pool->contexts[i].lock);
    free(pool->contexts[i].queue);
  }
  pthread_mutex_destroy(&pool->lock);
  pthread_cond_destroy(&pool->work);
  free(pool->contexts);
  free(pool);
}

uint32_t pool_workers(const Pool *pool) { return pool->workers; }

// By one system call: sysconf reads a file.
uint32_t pool_processors(void) {
  cpu_set_t set;
  int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : (int)sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : (uint32_t)count;
}

void pool_set_shuffle(Pool *pool, uint64_t seed) {
  pool->seed = seed;
  for (uint32_t i = 0; i < pool->workers; i++) pool->contexts[i].seed = seed + i;
}

static uint32_t *random_order(Pool *pool, uint32_t count) {
  uint32_t *order = memory_grow(NULL, count, sizeof *order);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t j = (uint32_t)(next_random(&pool->seed) % (i + 1));
    order[i] = order[j];
    order[j] = i;
  }
  return order;
}

void pool_run(Pool *pool, PoolTask task, void *context, uint32_t count) {
  if (!count) return;
  assert(!atomic_load(&pool->unfinished) && !pool->batch);  // batches and tasks are not mixed, and batches not nested
  uint32_t *order = pool->seed ? random_order(pool, count) : NULL;
  Batch batch = {.run = task, .context = context, .count = count, .order = order};
  if (pool->workers > 1 && count > 1) {
    pthread_mutex_lock(&pool->lock);
    pool->batch = &batch;
    pool->generation++;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
  }
  run_batch(&batch, 0);
  if (pool->workers > 1 && count > 1) {
    pthread_mutex_lock(&pool->lock);
    pool->batch = NULL;  // late threads must not join: the batch is on this stack
    while (pool->in_batch) pthread_cond_wait(&pool->work, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
  }
  free(order);
}
