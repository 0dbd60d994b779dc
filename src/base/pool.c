// A pool of threads with one queue. pool_run is a batch: threads take indices
// from a counter. pool_add/pool_drain is a queue of single tasks that may add
// others. The two are not mixed: a batch runs while the queue is empty.
// With a shuffle seed, batches run in a permuted order and the queue is served
// at random, to show up results that depend on order.
#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

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

struct Pool {
  uint32_t workers;
  pthread_t *threads;  // workers - 1 of them
  struct Worker *contexts;
  pthread_mutex_t lock;
  pthread_cond_t work, idle;
  bool stop;
  Batch *batch;         // running batch, NULL none
  uint64_t generation;  // counts batches, so that a thread joins each once
  uint32_t in_batch;    // threads inside the current batch
  Task *queue;          // ring
  uint32_t head, len, cap;
  uint32_t running;  // queue tasks being run
  uint64_t seed;     // xorshift state, 0: no shuffling
};

typedef struct Worker {
  Pool *pool;
  uint32_t number;
} Worker;

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

// Takes a task off the queue; the lock is held and the queue not empty.
static Task take_task(Pool *pool) {
  uint32_t mask = pool->cap - 1;
  if (pool->seed) {
    uint32_t pick = (pool->head + (uint32_t)(next_random(&pool->seed) % pool->len)) & mask;
    Task task = pool->queue[pick];
    pool->queue[pick] = pool->queue[pool->head & mask];
    pool->queue[pool->head & mask] = task;
  }
  assert(pool->len);
  Task task = pool->queue[pool->head & mask];
  pool->head = (pool->head + 1) & mask;
  pool->len--;
  return task;
}

// Runs one queued task; the lock is held on entry and on return.
static void run_one(Pool *pool, uint32_t worker) {
  Task task = take_task(pool);
  pool->running++;
  pthread_mutex_unlock(&pool->lock);
  task.run(task.context, task.index, worker);
  pthread_mutex_lock(&pool->lock);
  assert(pool->running);
  pool->running--;
  if (!pool->running && !pool->len) pthread_cond_broadcast(&pool->idle);
}

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
      if (--pool->in_batch == 0) pthread_cond_broadcast(&pool->idle);
    } else if (pool->len) {
      run_one(pool, worker->number);
    } else {
      pthread_cond_wait(&pool->work, &pool->lock);
    }
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
  pthread_cond_init(&pool->idle, NULL);
  pool->threads = memory_new(workers, sizeof *pool->threads);
  pool->contexts = memory_new(workers, sizeof *pool->contexts);
  pool->workers = 1;
  for (uint32_t i = 1; i < workers; i++) {
    pool->contexts[i] = (Worker){pool, i};
    // With fewer threads than asked for the work still gets done.
    if (!start_thread(&pool->threads[i - 1], thread_main, &pool->contexts[i])) break;
    pool->workers++;
  }
  return pool;
}

void pool_free(Pool *pool) {
  if (!pool) return;
  pthread_mutex_lock(&pool->lock);
  pool->stop = true;
  pthread_cond_broadcast(&pool->work);
  pthread_mutex_unlock(&pool->lock);
  for (uint32_t i = 1; i < pool->workers; i++) pthread_join(pool->threads[i - 1], NULL);
  pthread_mutex_destroy(&pool->lock);
  pthread_cond_destroy(&pool->work);
  pthread_cond_destroy(&pool->idle);
  free(pool->threads);
  free(pool->contexts);
  free(pool->queue);
  free(pool);
}

uint32_t pool_workers(const Pool *pool) { return pool->workers; }

void pool_set_shuffle(Pool *pool, uint64_t seed) { pool->seed = seed; }

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
  assert(!pool->len && !pool->batch);  // batches and the queue are not mixed, and batches not nested
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
    while (pool->in_batch) pthread_cond_wait(&pool->idle, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
  }
  free(order);
}

void pool_add(Pool *pool, PoolTask task, void *context, uint32_t index) {
  pthread_mutex_lock(&pool->lock);
  if (pool->len == pool->cap) {
    uint32_t cap = pool->cap ? pool->cap * 2 : 64;
    Task *queue = memory_grow(NULL, cap, sizeof *queue);
    for (uint32_t i = 0; i < pool->len; i++) queue[i] = pool->queue[(pool->head + i) & (pool->cap - 1)];
    free(pool->queue);
    pool->queue = queue;
    pool->cap = cap;
    pool->head = 0;
  }
  pool->queue[(pool->head + pool->len++) & (pool->cap - 1)] = (Task){task, context, index};
  pthread_cond_signal(&pool->work);
  // The caller of pool_drain waits on `idle`, and serves the queue too.
  pthread_cond_signal(&pool->idle);
  pthread_mutex_unlock(&pool->lock);
}

void pool_drain(Pool *pool) {
  pthread_mutex_lock(&pool->lock);
  while (pool->len || pool->running) {
    if (pool->len) {
      run_one(pool, 0);
    } else {
      pthread_cond_wait(&pool->idle, &pool->lock);
    }
  }
  pthread_mutex_unlock(&pool->lock);
}
