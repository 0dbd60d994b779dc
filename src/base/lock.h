// Locks that count how often and how long threads waited for them, for -d=time.
#ifndef TUCO_BASE_LOCK_H
#define TUCO_BASE_LOCK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct LockWaits {
  uint64_t count, nanoseconds;
} LockWaits;

typedef struct Lock {
  pthread_mutex_t mutex;
  LockWaits waits;  // written under the mutex
} Lock;

// lock.c
void lock_init(Lock *lock, bool recursive);
void lock_destroy(Lock *lock);
void lock_wait(Lock *lock);  // takes a lock that somebody holds
void lock_add_waits(Lock *lock, LockWaits *sum);

static inline void lock_take(Lock *lock) {
  if (pthread_mutex_trylock(&lock->mutex) != 0) lock_wait(lock);
}
static inline void lock_release(Lock *lock) { pthread_mutex_unlock(&lock->mutex); }

#endif
