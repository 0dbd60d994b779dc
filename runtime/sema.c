// Semaphores by address (sync.Mutex, WaitGroup, RWMutex, internal/poll) and sync.Cond's
// notification lists. A release with a waiter hands the unit to it directly: waiters queue under their bucket's lock,
// and only there is a count found to be zero.
#include "runtime.h"

enum { BUCKETS = 251 };
typedef struct Bucket {
  uint32_t lock;
  WaitQueue queue;
  uint8_t pad[40];
} Bucket;  // a cache line each
static Bucket buckets[BUCKETS];

static Bucket *bucket_of(const uint32_t *address) { return &buckets[((uintptr_t)address >> 3) % BUCKETS]; }

static bool take_unit(uint32_t *address) {
  uint32_t value = __atomic_load_n(address, __ATOMIC_RELAXED);
  while (value)
    if (__atomic_compare_exchange_n(address, &value, value - 1, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) return true;
  return false;
}

static void push_front(WaitQueue *q, Sudog *s) {
  s->next = q->first;
  if (q->first) q->first->prev = s;
  else q->last = s;
  q->first = s;
}

// system
void rt_semacquire(uint32_t *address, uint64_t lifo, uint64_t reason);
void rt_semacquire(uint32_t *address, uint64_t lifo, uint64_t reason) {
  Bucket *bucket = bucket_of(address);
  lock_futex(&bucket->lock);
  if (take_unit(address)) {
    unlock_futex(&bucket->lock);
    return;
  }
  Sudog *s = sudog_new();
  G *g = sched_detach((WaitReason)reason);
  s->g = g;
  s->channel = address;
  g->waiting = s;
  if (lifo & 1) push_front(&bucket->queue, s);
  else queue_push(&bucket->queue, s);
  unlock_futex(&bucket->lock);
  sched_run();
}

// system. handoff: the waiter goes on at once, in the caller's place.
void rt_semrelease(uint32_t *address, uint64_t handoff);
void rt_semrelease(uint32_t *address, uint64_t handoff) {
  Bucket *bucket = bucket_of(address);
  lock_futex(&bucket->lock);
  Sudog *s = bucket->queue.first;
  while (s && s->channel != address) s = s->next;
  if (!s) {
    __atomic_add_fetch(address, 1, __ATOMIC_SEQ_CST);
    unlock_futex(&bucket->lock);
    return;
  }
  queue_remove(&bucket->queue, s);
  unlock_futex(&bucket->lock);
  G *g = s->g;
  g->waiting = NULL;
  sudog_free(s);
  sched_ready(g);
  if ((handoff & 1) && !rt_getg()->locks) sched_yield_local();
}

// --- sync.Cond

// The Go side counts wait up atomically; the rest is under the lock.
typedef struct NotifyList {
  uint32_t wait, notify;
  uint32_t lock, pad;
  Sudog *head, *tail;
} NotifyList;

// system
void rt_notify_wait(NotifyList *list, uint64_t ticket);
void rt_notify_wait(NotifyList *list, uint64_t ticket) {
  lock_futex(&list->lock);
  if ((int32_t)((uint32_t)ticket - list->notify) < 0) {  // notified already
    unlock_futex(&list->lock);
    return;
  }
  Sudog *s = sudog_new();
  G *g = sched_detach(WAIT_COND);
  s->g = g;
  s->ticket = (uint32_t)ticket;
  if (list->tail) list->tail->next = s;
  else list->head = s;
  list->tail = s;
  g->waiting = NULL;
  unlock_futex(&list->lock);
  sched_run();
}

static void wake_notified(Sudog *s) {
  G *g = s->g;
  sudog_free(s);
  sched_ready(g);
}

void rt_notify_all(NotifyList *list);
void rt_notify_all(NotifyList *list) {
  lock_futex(&list->lock);
  Sudog *s = list->head;
  list->head = list->tail = NULL;
  list->notify = __atomic_load_n(&list->wait, __ATOMIC_SEQ_CST);
  unlock_futex(&list->lock);
  while (s) {
    Sudog *next = s->next;
    wake_notified(s);
    s = next;
  }
}

static Sudog *take_ticket(NotifyList *list, uint32_t ticket) {
  Sudog *before = NULL;
  for (Sudog *s = list->head; s; before = s, s = s->next) {
    if (s->ticket != ticket) continue;
    if (before) before->next = s->next;
    else list->head = s->next;
    if (list->tail == s) list->tail = before;
    return s;
  }
  return NULL;
}

void rt_notify_one(NotifyList *list);
void rt_notify_one(NotifyList *list) {
  lock_futex(&list->lock);
  Sudog *s = NULL;
  // A waiter that has its ticket but is not listed yet finds it notified.
  if (list->notify != __atomic_load_n(&list->wait, __ATOMIC_SEQ_CST)) s = take_ticket(list, list->notify++);
  unlock_futex(&list->lock);
  if (s) wake_notified(s);
}
