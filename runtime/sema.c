// Semaphores by address (sync.Mutex, WaitGroup, RWMutex, internal/poll) and sync.Cond's
// notification lists. A release with a waiter hands the unit to it directly: waiters queue under their bucket's lock,
// and only there is a count found to be zero. A bucket holds a treap of addresses: a binary tree by address that is a
// heap by the random `ticket`, so that many semaphores in one bucket cost little.
#include "go_records.h"

// In a node of the tree, which is the first waiter of its address, `prev` and `next` are the subtrees of lower and
// higher addresses, `more` the second waiter and `last` the last one.
enum { BUCKETS = 251 };
typedef struct SemaphoreBucket {
  uint32_t lock;
  Sudog *root;
  uint8_t pad[48];
} SemaphoreBucket;  // a cache line each
static SemaphoreBucket buckets[BUCKETS];
_Static_assert(sizeof(SemaphoreBucket) == 64, "a cache line");

static SemaphoreBucket *bucket_of(const uint32_t *address) { return &buckets[((uintptr_t)address >> 3) % BUCKETS]; }

// --- the tree; its bucket is locked

// The place of the address: of its node, or where it would be.
static Sudog **find(SemaphoreBucket *bucket, const uint32_t *address) {
  rt_check_held(&bucket->lock);
  Sudog **at = &bucket->root;
  while (*at && (*at)->channel != address)
    at = (uintptr_t)address < (uintptr_t)(*at)->channel ? &(*at)->prev : &(*at)->next;
  return at;
}

// Splits a tree without the address.
static void split(Sudog *tree, uintptr_t address, Sudog **lower, Sudog **higher) {
  while (tree) {
    if ((uintptr_t)tree->channel < address) {
      *lower = tree;
      lower = &tree->next;
      tree = tree->next;
    } else {
      *higher = tree;
      higher = &tree->prev;
      tree = tree->prev;
    }
  }
  *lower = *higher = NULL;
}

static Sudog *join(Sudog *lower, Sudog *higher) {
  Sudog *root, **at = &root;
  while (lower && higher) {
    if (lower->ticket < higher->ticket) {
      *at = lower;
      at = &lower->next;
      lower = lower->next;
    } else {
      *at = higher;
      at = &higher->prev;
      higher = higher->prev;
    }
  }
  *at = lower ? lower : higher;
  return root;
}

static void insert_node(SemaphoreBucket *bucket, Sudog *s) {
  s->ticket = (uint32_t)rt_cheap_random();
  s->last = s;
  s->more = NULL;
  Sudog **at = &bucket->root;
  while (*at && (*at)->ticket < s->ticket)
    at = (uintptr_t)s->channel < (uintptr_t)(*at)->channel ? &(*at)->prev : &(*at)->next;
  Sudog *below = *at;
  *at = s;
  split(below, (uintptr_t)s->channel, &s->prev, &s->next);
}

// `s` takes the place of the node `old`.
static void replace_node(Sudog **at, Sudog *old, Sudog *s) {
  s->prev = old->prev;
  s->next = old->next;
  s->ticket = old->ticket;
  *at = s;
}

static void add_waiter(SemaphoreBucket *bucket, Sudog *s, bool first) {
  Sudog **at = find(bucket, s->channel), *node = *at;
  if (!node) {
    insert_node(bucket, s);
  } else if (first) {
    replace_node(at, node, s);
    s->more = node;
    s->last = node->last;
  } else {
    s->more = NULL;
    node->last->more = s;
    node->last = s;
  }
}

// The first waiter of the address, taken out; NULL: none.
static Sudog *take_waiter(SemaphoreBucket *bucket, const uint32_t *address) {
  Sudog **at = find(bucket, address), *s = *at;
  if (!s) return NULL;
  Sudog *second = s->more;
  if (second) {
    replace_node(at, s, second);
    second->last = s->last;
  } else {
    *at = join(s->prev, s->next);
  }
  s->prev = s->next = s->more = s->last = NULL;
  return s;
}

// --- acquire and release

static bool take_unit(uint32_t *address) {
  uint32_t value = __atomic_load_n(address, __ATOMIC_RELAXED);
  while (value)
    if (__atomic_compare_exchange_n(address, &value, value - 1, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) return true;
  return false;
}

// system
void rt_semacquire(uint32_t *address, uint64_t lifo, uint64_t reason);
void rt_semacquire(uint32_t *address, uint64_t lifo, uint64_t reason) {
  SemaphoreBucket *bucket = bucket_of(address);
  lock_futex(&bucket->lock, RANK_SEMAPHORE);
  if (take_unit(address)) {
    unlock_futex(&bucket->lock);
    return;
  }
  Sudog *s = sudog_new();
  G *g = sched_detach((WaitReason)reason);
  s->g = g;
  s->channel = address;
  g->waiting = s;
  add_waiter(bucket, s, lifo & 1);
  unlock_futex(&bucket->lock);
  sched_run();
}

// system. handoff: the waiter goes on at once, in the caller's place.
void rt_semrelease(uint32_t *address, uint64_t handoff);
void rt_semrelease(uint32_t *address, uint64_t handoff) {
  SemaphoreBucket *bucket = bucket_of(address);
  lock_futex(&bucket->lock, RANK_SEMAPHORE);
  Sudog *s = take_waiter(bucket, address);
  if (!s) {
    __atomic_add_fetch(address, 1, __ATOMIC_SEQ_CST);
    unlock_futex(&bucket->lock);
    return;
  }
  unlock_futex(&bucket->lock);
  G *g = s->g;
  g->waiting = NULL;
  sudog_free(s);
  sched_ready(g);
  if ((handoff & 1) && !rt_getg()->locks) sched_yield_local();
}

// --- sync.Cond

// system
void rt_notify_wait(NotifyList *list, uint64_t ticket);
void rt_notify_wait(NotifyList *list, uint64_t ticket) {
  lock_futex(&list->lock, RANK_NOTIFY);
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
  if (g->bubble && g->bubble != rt_getg()->bubble) {
    print_text("semaphore wake of synctest goroutine ");
    print_int(g->id);
    print_text(" from outside bubble\n");
    rt_fatal("semaphore wake of synctest goroutine from outside bubble");
  }
  sched_ready(g);
}

void rt_notify_all(NotifyList *list);
void rt_notify_all(NotifyList *list) {
  lock_futex(&list->lock, RANK_NOTIFY);
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
  lock_futex(&list->lock, RANK_NOTIFY);
  Sudog *s = NULL;
  // A waiter that has its ticket but is not listed yet finds it notified.
  if (list->notify != __atomic_load_n(&list->wait, __ATOMIC_SEQ_CST)) s = take_ticket(list, list->notify++);
  unlock_futex(&list->lock);
  if (s) wake_notified(s);
}

// --- checks, with the world stopped

// A tree whose addresses lie in [low, high] and whose tickets are not below `ticket`.
static bool tree_is_valid(const SemaphoreBucket *bucket, const Sudog *node, uintptr_t low, uintptr_t high,
                          uint32_t ticket) {
  if (!node) return true;
  uintptr_t address = (uintptr_t)node->channel;
  if (address < low || address > high || node->ticket < ticket || bucket_of(node->channel) != bucket) return false;
  const Sudog *last = node;
  for (; last->more; last = last->more)
    if (last->more->channel != node->channel || last->more->is_free) return false;
  return !node->is_free && last == node->last && tree_is_valid(bucket, node->prev, low, address - 1, node->ticket) &&
         tree_is_valid(bucket, node->next, address + 1, high, node->ticket);
}

bool semaphores_are_valid(void) {
  for (int i = 0; i < BUCKETS; i++)
    if (!tree_is_valid(&buckets[i], buckets[i].root, 0, UINTPTR_MAX, 0)) return false;
  return true;
}
