// Waiting for locks, and counting it.
#include "base/lock.h"

#include <time.h>

void lock_init(Lock *lock, bool recursive) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  if (recursive) pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&lock->mutex, &attributes);
  pthread_mutexattr_destroy(&attributes);
  lock->waits = (LockWaits){0};
}

void lock_destroy(Lock *lock) { pthread_mutex_destroy(&lock->mutex); }

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void lock_wait(Lock *lock) {
  uint64_t began = now();
  pthread_mutex_lock(&lock->mutex);
  lock->waits.count++;
  lock->waits.nanoseconds += now() - began;
}

void lock_add_waits(Lock *lock, LockWaits *sum) {
  pthread_mutex_lock(&lock->mutex);
  sum->count += lock->waits.count;
  sum->nanoseconds += lock->waits.nanoseconds;
  pthread_mutex_unlock(&lock->mutex);
}
