// Semaphores by address (sync.Mutex, WaitGroup, RWMutex, internal/poll) and sync.Cond's
// notification lists. A release with a waiter hands the unit to it directly.
#include "runtime.h"

enum { BUCKETS = 251 };
static WaitQueue buckets[BUCKETS];

static WaitQueue *bucket_of(const uint32_t *address) { return &buckets[((uintptr_t)address >> 3) % BUCKETS]; }

// system
void rt_semacquire(uint32_t *address, uint64_t lifo, uint64_t reason);
void rt_semacquire(uint32_t *address, uint64_t lifo, uint64_t reason) {
  if (*address > 0) {
    --*address;
    return;
  }
  G *g = rt_getg();
  Sudog *s = sudog_new();
  s->g = g;
  s->channel = address;
  WaitQueue *q = bucket_of(address);
  g->waiting = s;
  if (lifo & 1) {
    s->next = q->first;
    if (q->first) q->first->prev = s;
    else q->last = s;
    q->first = s;
  } else {
    queue_push(q, s);
  }
  sched_park((WaitReason)reason);
}

// system
void rt_semrelease(uint32_t *address, uint64_t handoff);
void rt_semrelease(uint32_t *address, uint64_t handoff) {
  WaitQueue *q = bucket_of(address);
  for (Sudog *s = q->first; s; s = s->next) {
    if (s->channel != address) continue;
    queue_remove(q, s);
    G *g = s->g;
    g->waiting = NULL;
    sudog_free(s);
    if (handoff & 1) sched_ready_first(g);
    else sched_ready(g);
    return;
  }
  ++*address;
}

// --- sync.Cond

typedef struct NotifyList { uint32_t wait, notify; uintptr_t lock; Sudog *head, *tail; } NotifyList;

// system
void rt_notify_wait(NotifyList *list, uint64_t ticket);
void rt_notify_wait(NotifyList *list, uint64_t ticket) {
  if ((int32_t)((uint32_t)ticket - list->notify) < 0) return;  // notified already
  G *g = rt_getg();
  Sudog *s = sudog_new();
  s->g = g;
  s->ticket = (uint32_t)ticket;
  if (list->tail) list->tail->next = s;
  else list->head = s;
  list->tail = s;
  g->waiting = NULL;
  sched_park(WAIT_COND);
}

static void wake_notified(Sudog *s) {
  G *g = s->g;
  sudog_free(s);
  sched_ready(g);
}

void rt_notify_all(NotifyList *list);
void rt_notify_all(NotifyList *list) {
  Sudog *s = list->head;
  list->head = list->tail = NULL;
  list->notify = list->wait;
  while (s) {
    Sudog *next = s->next;
    wake_notified(s);
    s = next;
  }
}

void rt_notify_one(NotifyList *list);
void rt_notify_one(NotifyList *list) {
  if (list->notify == list->wait) return;
  uint32_t ticket = list->notify++;
  Sudog *before = NULL;
  for (Sudog *s = list->head; s; before = s, s = s->next) {
    if (s->ticket != ticket) continue;
    if (before) before->next = s->next;
    else list->head = s->next;
    if (list->tail == s) list->tail = before;
    wake_notified(s);
    return;
  }
}
