// Threads. A Pool runs batches of independent tasks; results must not depend
// on the order in which tasks run (-d=shuffle runs them in a random order).
#ifndef TUCO_BASE_POOL_H
#define TUCO_BASE_POOL_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Pool Pool;
typedef void (*PoolTask)(void *context, uint32_t index, uint32_t worker);

// The stack of a thread of the pool: deep trees recurse, and what is not touched costs nothing.
enum { POOL_STACK = 512 << 20 };

// pool.c
// Calls run on a thread with such a stack and waits for it, or on this one where the system has no room.
void pool_call_deep(void *(*run)(void *context), void *context);
Pool *pool_new(uint32_t workers);  // at least 1; the caller's thread is worker 0
void pool_free(Pool *pool);
uint32_t pool_workers(const Pool *pool);
uint32_t pool_processors(void);                    // that this process may use, at least 1
void pool_set_shuffle(Pool *pool, uint64_t seed);  // 0: off
// Runs task(context, i, worker) for 0 <= i < count, in parallel; returns when all are done. For the pool's own thread
// (worker 0) alone, not from a task, and not while tasks of pool_add are unfinished.
void pool_run(Pool *pool, PoolTask task, void *context, uint32_t count);
// For graphs of tasks: pool_add may be called from running tasks of the same pool_drain, with the worker that runs the
// task, and before it with 0; pool_drain runs until no task is left.
void pool_add(Pool *pool, uint32_t worker, PoolTask task, void *context, uint32_t index);
void pool_drain(Pool *pool);

#endif
