// The runtime's mutexes and its assertions. A mutex is a word that is zero while free (a futex), so that zeroed memory
// holds free ones; who takes it names its rank. A thread takes locks in ascending order of rank only, of one rank only
// one (but for channels: a select takes several, by ascending address), and holds none while it waits or enters Go. The
// fatal path takes none at all: its thread may have stopped anywhere.
//
// rt_assert is always on. rt_check, the ranks and rt_check_held exist in the checking build only
// (make build/check/tuco; docs/runtime.md). Neither may stand in leaf C, whose stack has no room for the report.
#ifndef TUCO_RUNTIME_LOCK_H
#define TUCO_RUNTIME_LOCK_H

#include <stdbool.h>
#include <stdint.h>

// By what they protect. The order is that of the deepest nesting there is.
typedef enum LockRank {
  RANK_NONE,
  RANK_CHANNEL,     // Chan.lock
  RANK_SEMAPHORE,   // sema.c: a bucket
  RANK_NOTIFY,      // NotifyList.lock, in Go memory
  RANK_POLL,        // PollDescriptor.lock
  RANK_POLL_LIST,   // netpoll.c: free descriptors
  RANK_TIMERS,      // timer.c
  RANK_SIGNALS,     // os/linux/signal.c: the receiver
  RANK_PROFILE,     // memprof.c
  RANK_SPECIALS,    // special.c
  RANK_SCHED,       // sched.lock
  RANK_EXEC,        // thread_lock.c: threads are made, or the process becomes another program
  RANK_GOROUTINES,  // sched.all_lock
  RANK_SUDOGS,      // chan.c: free wait records
  RANK_BUBBLE,      // Bubble.lock, in Go memory
  RANK_MARKING,     // mark.c
  RANK_STACKS,      // stack.c
  RANK_HEAP,        // heap.lock
  RANK_PAGES,       // pages.c
  RANK_PERSISTENT,  // pages.c: persistent memory
  RANK_COUNT
} LockRank;

// What a thread holds, in the order taken. Of channels, which a select takes many of, one record stands for all.
enum { HELD_MAX = 8 };
typedef struct HeldLock {
  const uint32_t *lock;  // the last one taken
  uint32_t rank, count;
} HeldLock;

void lock_futex(uint32_t *lock, LockRank rank);
void unlock_futex(uint32_t *lock);

void rt_assert_failed(const char *condition, const char *file, int line) __attribute__((noreturn, cold));
#define rt_assert(condition) \
  (__builtin_expect(!!(condition), 1) ? (void)0 : rt_assert_failed(#condition, __FILE__, __LINE__))

#ifdef RT_CHECKS
#define rt_check(condition) rt_assert(condition)
bool lock_is_held(const uint32_t *lock);  // by this thread
bool lock_none_held(void);
#define rt_check_held(lock) rt_assert(lock_is_held(lock))
#define rt_check_none_held() rt_assert(lock_none_held())
#else
#define rt_check(condition) ((void)0)
#define rt_check_held(lock) ((void)0)
#define rt_check_none_held() ((void)0)
#endif

#endif
