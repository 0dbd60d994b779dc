// Records that overlay/runtime and C hand to each other: their layout is that of the Go type that is named. They are in
// Go's memory, on its heap or its stacks.
#ifndef TUCO_RUNTIME_GO_RECORDS_H
#define TUCO_RUNTIME_GO_RECORDS_H

#include "runtime.h"

// coro (proc.go)
typedef struct Coroutine {
  G *waits;  // the one of the two that does not run
  void *fn;
  M *thread;  // to which the goroutine that made it was locked, and how; NULL: it was not
  uint32_t lock_depth, init_depth;
} Coroutine;

// notifyList (proc.go), sync.Cond's. The Go side counts wait up atomically; the rest is under the lock.
typedef struct NotifyList {
  uint32_t wait, notify;
  uint32_t lock, pad;
  Sudog *head, *tail;
} NotifyList;

// scase (chan.go)
typedef struct SelectCase {
  Chan *channel;
  void *elem;
} SelectCase;

// _panic (panic.go), as far as C adjusts it
typedef struct GoPanic {
  GoEface arg;
  struct GoPanic *link;
  uintptr_t sp;
} GoPanic;

// dueRecord (mfinal.go): a finalizer or cleanup that is to run
typedef struct DueRecord {
  uint64_t kind;
  void *fn;
  uintptr_t object;
  void *argument, *object_type;  // of a finalizer: types of the function and of the object
} DueRecord;

// goroutineRecord (profile.go): one goroutine of a profile
typedef struct GoroutineRecord {
  int64_t count;  // of its PCs
  void *labels;
} GoroutineRecord;

#endif
