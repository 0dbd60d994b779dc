// Channels: steps that finish at once or park the goroutine; the waker completes the transfer
// and leaves the result in the waiter's g.sched_ret. Elements of waiters may lie on their
// stacks: stack.c adjusts Sudog.elem (the waiter's stack moves only while the world is stopped).
// Results: CHAN_NO, CHAN_OK, CHAN_CLOSED, CHAN_PANIC; the Go side (overlay/runtime/chan.go) panics.
#include "bubble.h"

// --- free wait records: a P's own list, and a central one, since who waits and who wakes may always be different Ps

enum { SUDOGS_MAX = 128, SUDOGS_BATCH = SUDOGS_MAX / 2 };  // that a P keeps; that move at once
static uint32_t sudogs_lock;
static Sudog *free_sudogs;  // under sudogs_lock; atomic for who only asks whether there is one

static void move_sudogs(Sudog **from, Sudog **to, uint32_t max, P *p, int32_t kept) {
  lock_futex(&sudogs_lock, RANK_SUDOGS);
  for (Sudog *s; max-- && (s = *from);) {
    __atomic_store_n(from, s->next, __ATOMIC_RELAXED);
    s->next = *to;
    __atomic_store_n(to, s, __ATOMIC_RELAXED);
    p->free_sudog_count += (uint32_t)kept;
  }
  unlock_futex(&sudogs_lock);
}

Sudog *sudog_new(void) {
  P *p = rt_getp();
  if (!p->free_sudogs && __atomic_load_n(&free_sudogs, __ATOMIC_RELAXED))
    move_sudogs(&free_sudogs, &p->free_sudogs, SUDOGS_BATCH, p, 1);
  Sudog *s = p->free_sudogs;
  if (!s) return persistent_alloc(sizeof *s, 8);
  p->free_sudogs = s->next;
  p->free_sudog_count--;
  memset(s, 0, sizeof *s);
  return s;
}

void sudog_free(Sudog *s) {
  P *p = rt_getp();
  rt_assert(!s->is_free);
  s->elem = s->channel = NULL;
  s->is_free = true;
  s->next = p->free_sudogs;
  p->free_sudogs = s;
  if (++p->free_sudog_count >= SUDOGS_MAX) move_sudogs(&p->free_sudogs, &free_sudogs, SUDOGS_BATCH, p, -1);
}

void sudog_release_cache(P *p) { move_sudogs(&p->free_sudogs, &free_sudogs, UINT32_MAX, p, -1); }

// --- queues of waiters

static void count_receiver(const Sudog *s, int32_t more) {
  void *timer = s->is_send ? NULL : chan_timer(s->channel);
  if (timer) timer_receivers(timer, more);
}

void queue_push(WaitQueue *q, Sudog *s) {
  count_receiver(s, 1);
  s->next = NULL;
  s->prev = q->last;
  if (q->last) q->last->next = s;
  else relaxed_store(&q->first, s);
  q->last = s;
}

void queue_remove(WaitQueue *q, Sudog *s) {
  if (s->prev) s->prev->next = s->next;
  else if (q->first == s) relaxed_store(&q->first, s->next);
  else return;  // not queued any more
  count_receiver(s, -1);
  if (s->next) s->next->prev = s->prev;
  else q->last = s->prev;
  s->next = s->prev = NULL;
}

Sudog *queue_pop(WaitQueue *q) {
  for (Sudog *s; (s = q->first);) {
    queue_remove(q, s);
    uint32_t open = 0;
    if (!s->is_select ||
        __atomic_compare_exchange_n(&s->g->select_done, &open, 1, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
      return s;
  }
  return NULL;
}

// Pointers of a Chan: the buffer (which may be in the same object), the timer and the bubble.
static const uint8_t chan_mask[2] = {(1 << 2) | (1 << 4), 1 << (12 - 8)};
static const GoType chan_header_type = {.size = sizeof(Chan),
                                        .ptr_bytes = 13 * 8,
                                        .gc_data = chan_mask,
                                        .kind = GOKIND_STRUCT,
                                        .align = 8,
                                        .field_align = 8};
_Static_assert(offsetof(Chan, buffer) == 16 && offsetof(Chan, timer) == 32 && offsetof(Chan, bubble) == 96,
               "chan_mask");

// system: the size was checked by Go
Chan *rt_makechan(const GoChanType *type, int64_t size);
Chan *rt_makechan(const GoChanType *type, int64_t size) {
  GoType *elem = type->elem;
  Chan *c;
  uint64_t bytes = elem->size * (uint64_t)size;
  if (!elem->ptr_bytes && bytes <= 1024) {
    c = heap_alloc(sizeof(Chan) + bytes, &chan_header_type, true);
    c->buffer = bytes ? (void *)(c + 1) : c;
  } else {
    void *buffer = heap_alloc(bytes, elem, true);
    c = heap_alloc(sizeof(Chan), &chan_header_type, true);
    c->buffer = buffer;
  }
  c->capacity = (uint64_t)size;
  c->elem_size = (uint16_t)elem->size;
  c->elem_type = elem;
  c->bubble = rt_getg()->bubble;
  return c;
}

static inline void *slot(Chan *c, uint64_t index) { return (uint8_t *)c->buffer + index * c->elem_size; }
static inline uint64_t after(const Chan *c, uint64_t index) { return index + 1 == c->capacity ? 0 : index + 1; }

// Leaves the result of what s waited for in its goroutine, which is to be readied. A select withdraws its other cases
// itself when it runs (select.c).
static G *finish(Sudog *s, bool success, uint64_t result) {
  G *g = s->g;
  if (s->is_select) {
    g->sched_ret = s->select_index;
    g->sched_ctx = (void *)(uintptr_t)((success ? CHAN_OK : result) | SELECT_WAITED);
  } else {
    g->sched_ret = result;
    g->waiting = NULL;
    sudog_free(s);
  }
  return g;
}

uint64_t chan_try_send(Chan *c, const void *elem, G **wake) {
  rt_check_held(&c->lock);
  if (c->closed) return CHAN_PANIC;
  Sudog *receiver = queue_pop(&c->receivers);
  if (receiver) {
    if (receiver->elem) memcpy(receiver->elem, elem, c->elem_size);
    *wake = finish(receiver, true, CHAN_OK);
    return CHAN_OK;
  }
  if (c->count < c->capacity) {
    memcpy(slot(c, c->send_index), elem, c->elem_size);
    c->send_index = after(c, c->send_index);
    relaxed_store(&c->count, c->count + 1);
    return CHAN_OK;
  }
  return CHAN_NO;
}

uint64_t chan_try_recv(Chan *c, void *elem, G **wake) {
  rt_check_held(&c->lock);
  if (c->closed && c->count == 0) {
    if (elem) memset(elem, 0, c->elem_size);
    return CHAN_CLOSED;
  }
  Sudog *sender = c->count == c->capacity ? queue_pop(&c->senders) : NULL;
  if (c->count > 0) {
    void *from = slot(c, c->recv_index);
    if (elem) memcpy(elem, from, c->elem_size);
    c->recv_index = after(c, c->recv_index);
    if (sender) {  // its element takes the place
      memcpy(from, sender->elem, c->elem_size);
      c->send_index = c->recv_index;
      *wake = finish(sender, true, CHAN_OK);
    } else {
      memset(from, 0, c->elem_size);
      relaxed_store(&c->count, c->count - 1);
    }
    return CHAN_OK;
  }
  if (sender) {
    if (elem) memcpy(elem, sender->elem, c->elem_size);
    *wake = finish(sender, true, CHAN_OK);
    return CHAN_OK;
  }
  return CHAN_NO;
}

// c is locked.
static void wait_here(Chan *c, void *elem, bool is_send) noreturn_fn;
static void wait_here(Chan *c, void *elem, bool is_send) {
  rt_check_held(&c->lock);
  Sudog *s = sudog_new();
  WaitReason reason = is_send ? WAIT_CHAN_SEND : WAIT_CHAN_RECEIVE;
  if (c->bubble) reason = is_send ? WAIT_CHAN_SEND_DURABLE : WAIT_CHAN_RECEIVE_DURABLE;
  G *g = sched_detach(reason);
  s->g = g;
  s->elem = elem;
  s->channel = c;
  s->is_send = is_send;
  g->waiting = s;
  queue_push(is_send ? &c->senders : &c->receivers, s);
  unlock_futex(&c->lock);
  sched_run();
}

// system steps for Go

// Without a lock: an operation that does not block finds nothing to do. The channel was empty when that was read, and
// open, since it was still open afterwards. Read the other way round, it may never have been both at once: a value
// that was sent before the close, and received by another, would seem never to have been sent.
static bool nothing_to_receive(const Chan *c) {
  if (chan_timer(c)) return false;
  bool empty = c->capacity ? __atomic_load_n(&c->count, __ATOMIC_ACQUIRE) == 0
                           : !__atomic_load_n(&c->senders.first, __ATOMIC_ACQUIRE);
  return empty && !__atomic_load_n(&c->closed, __ATOMIC_ACQUIRE);
}

uint64_t rt_chan_send(Chan *c, const void *elem, uint64_t block);
uint64_t rt_chan_send(Chan *c, const void *elem, uint64_t block) {
  if (!c) {
    if (!(block & 1)) return CHAN_NO;
    sched_park(WAIT_CHAN_SEND_NIL);
  }
  if (c->bubble) bubble_check_channel(c, "send on synctest channel from outside bubble");
  G *wake = NULL;
  lock_futex(&c->lock, RANK_CHANNEL);
  uint64_t result = chan_try_send(c, elem, &wake);
  if (result == CHAN_NO && (block & 1)) wait_here(c, (void *)(uintptr_t)elem, true);
  unlock_futex(&c->lock);
  if (wake) sched_ready(wake);
  return result;
}

uint64_t rt_chan_recv(Chan *c, void *elem, uint64_t block);
uint64_t rt_chan_recv(Chan *c, void *elem, uint64_t block) {
  if (!c) {
    if (!(block & 1)) return CHAN_NO;
    sched_park(WAIT_CHAN_RECEIVE_NIL);
  }
  if (c->bubble) bubble_check_channel(c, "receive on synctest channel from outside bubble");
  if (!(block & 1) && nothing_to_receive(c)) return CHAN_NO;
  if (chan_timer(c)) timer_run_due(os_nanotime());
  G *wake = NULL;
  lock_futex(&c->lock, RANK_CHANNEL);
  uint64_t result = chan_try_recv(c, elem, &wake);
  if (result == CHAN_NO && (block & 1)) wait_here(c, elem, false);
  unlock_futex(&c->lock);
  if (wake) sched_ready(wake);
  return result;
}

// CHAN_OK, CHAN_PANIC: closed already (nil was checked by Go)
uint64_t rt_chan_close(Chan *c);
uint64_t rt_chan_close(Chan *c) {
  if (c->bubble) bubble_check_channel(c, "close of synctest channel from outside bubble");
  lock_futex(&c->lock, RANK_CHANNEL);
  if (c->closed) {
    unlock_futex(&c->lock);
    return CHAN_PANIC;
  }
  __atomic_store_n(&c->closed, 1, __ATOMIC_RELEASE);
  G *woken = NULL;
  for (Sudog *s; (s = queue_pop(&c->receivers));) {
    if (s->elem) memset(s->elem, 0, c->elem_size);
    G *g = finish(s, false, CHAN_CLOSED);
    g->next = woken;
    woken = g;
  }
  for (Sudog *s; (s = queue_pop(&c->senders));) {
    G *g = finish(s, false, CHAN_PANIC);
    g->next = woken;
    woken = g;
  }
  unlock_futex(&c->lock);
  while (woken) {
    G *g = woken;
    woken = g->next;
    sched_ready(g);
  }
  return CHAN_OK;
}

// leaf: timer channels look unbuffered and empty
int64_t rt_chan_len(const Chan *c);
int64_t rt_chan_len(const Chan *c) { return c && !chan_timer(c) ? (int64_t)relaxed_load(&c->count) : 0; }
int64_t rt_chan_cap(const Chan *c);
int64_t rt_chan_cap(const Chan *c) { return c && !chan_timer(c) ? (int64_t)c->capacity : 0; }

// --- checks, with the world stopped

static bool free_list_is_valid(const Sudog *list, uint32_t *count) {
  for (; list; list = list->next, ++*count)
    if (!list->is_free) return false;
  return true;
}

static bool is_at_channels(uint32_t reason) {
  return reason == WAIT_CHAN_RECEIVE || reason == WAIT_CHAN_SEND || reason == WAIT_SELECT ||
         reason == WAIT_CHAN_RECEIVE_DURABLE || reason == WAIT_CHAN_SEND_DURABLE || reason == WAIT_SELECT_DURABLE;
}

// What a goroutine waits with names it, and stands in its queue.
static bool waits_in_queues(const G *g) {
  for (const Sudog *s = g->waiting; s; s = s->wait_link) {
    if (s->is_free || s->g != g) return false;
    if (!is_at_channels(g->wait_reason)) continue;
    const Chan *c = s->channel;
    const WaitQueue *q = s->is_send ? &c->senders : &c->receivers;
    if (s->prev ? s->prev->next != s : q->first != s) return false;
    if (s->next ? s->next->prev != s : q->last != s) return false;
  }
  return true;
}

bool sudogs_are_valid(void) {
  uint32_t central = 0;
  if (!free_list_is_valid(free_sudogs, &central)) return false;
  for (int32_t id = 0; id < PROCS_MAX && sched.all_p[id]; id++) {
    uint32_t kept = 0;
    const P *p = sched.all_p[id];
    if (!free_list_is_valid(p->free_sudogs, &kept) || kept != p->free_sudog_count || kept > SUDOGS_MAX) return false;
  }
  for (const G *g = sched.all; g; g = g->all_next)
    if (g->status == G_WAITING && !waits_in_queues(g)) return false;
  return true;
}
