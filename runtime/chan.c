// Channels: steps that finish at once or park the goroutine; the waker completes the transfer
// and leaves the result in the waiter's g.sched_ret. Elements of waiters may lie on their
// stacks: stack.c adjusts Sudog.elem. Results: CHAN_NO, CHAN_OK, CHAN_CLOSED, CHAN_PANIC;
// the Go side (overlay/runtime/chan.go) panics.
#include "runtime.h"

static Sudog *free_sudogs;

Sudog *sudog_new(void) {
  Sudog *s = free_sudogs;
  if (!s) return persistent_alloc(sizeof *s, 8);
  free_sudogs = s->next;
  memset(s, 0, sizeof *s);
  return s;
}

void sudog_free(Sudog *s) {
  s->elem = s->channel = NULL;
  s->next = free_sudogs;
  free_sudogs = s;
}

void queue_push(WaitQueue *q, Sudog *s) {
  s->next = NULL;
  s->prev = q->last;
  if (q->last) q->last->next = s;
  else q->first = s;
  q->last = s;
}

void queue_remove(WaitQueue *q, Sudog *s) {
  if (s->prev) s->prev->next = s->next;
  else if (q->first == s) q->first = s->next;
  else return;  // not queued any more
  if (s->next) s->next->prev = s->prev;
  else q->last = s->prev;
  s->next = s->prev = NULL;
}

Sudog *queue_pop(WaitQueue *q) {
  Sudog *s = q->first;
  if (s) queue_remove(q, s);
  return s;
}

// Pointers of a Chan: the buffer (which may be in the same object) and the timer.
static const uint8_t chan_mask[2] = {(1 << 2) | (1 << 4), 0};
static const GoType chan_header_type = {.size = sizeof(Chan), .ptr_bytes = 5 * 8, .gc_data = chan_mask,
                                        .kind = GOKIND_STRUCT, .align = 8, .field_align = 8};
_Static_assert(offsetof(Chan, buffer) == 16 && offsetof(Chan, timer) == 32, "chan_mask");

// system: the size was checked by Go
Chan *rt_makechan(const GoChanType *type, int64_t size);
Chan *rt_makechan(const GoChanType *type, int64_t size) {
  GoType *elem = type->elem;
  Chan *c;
  uint64_t bytes = elem->size * (uint64_t)size;
  if (!elem->ptr_bytes && bytes <= 1024) {
    c = heap_alloc(sizeof(Chan) + bytes, &chan_header_type, true);
    c->buffer = c + 1;
    if (!bytes) c->buffer = c;
  } else {
    // The buffer first: allocating may collect, and the channel is not rooted yet.
    void *buffer = heap_alloc(bytes, elem, true);
    G *g = rt_getg();
    void *kept = g->sched_ctx;
    g->sched_ctx = buffer;
    c = heap_alloc(sizeof(Chan), &chan_header_type, true);
    g->sched_ctx = kept;
    c->buffer = buffer;
  }
  c->capacity = (uint64_t)size;
  c->elem_size = (uint32_t)elem->size;
  c->elem_type = elem;
  stack_arm_guard(rt_getg());
  return c;
}

static inline void *slot(Chan *c, uint64_t index) { return (uint8_t *)c->buffer + index * c->elem_size; }
static inline uint64_t after(const Chan *c, uint64_t index) { return index + 1 == c->capacity ? 0 : index + 1; }

static void unlink_select(G *g, Sudog *winner);

// A waiter of a select takes part only as its whole: the other cases are withdrawn.
void chan_wake(Sudog *s, bool success, uint64_t result) {
  G *g = s->g;
  if (s->is_select) {
    g->sched_ret = s->select_index;
    g->sched_ctx = (void *)(uintptr_t)(success ? CHAN_OK : result);
    unlink_select(g, s);
  } else {
    g->sched_ret = result;
    g->waiting = NULL;
    sudog_free(s);
  }
  sched_ready(g);
}

static void unlink_select(G *g, Sudog *winner) {
  Sudog *next;
  for (Sudog *s = g->waiting; s; s = next) {
    next = s->wait_link;
    if (s != winner) {
      Chan *c = s->channel;
      queue_remove(s->is_send ? &c->senders : &c->receivers, s);
    }
    sudog_free(s);
  }
  g->waiting = NULL;
}

static void wait_here(Chan *c, void *elem, bool is_send) noreturn_fn;
static void wait_here(Chan *c, void *elem, bool is_send) {
  G *g = rt_getg();
  Sudog *s = sudog_new();
  s->g = g;
  s->elem = elem;
  s->channel = c;
  s->is_send = is_send;
  g->waiting = s;
  queue_push(is_send ? &c->senders : &c->receivers, s);
  sched_park(is_send ? WAIT_CHAN_SEND : WAIT_CHAN_RECEIVE);
}

uint64_t chan_send(Chan *c, const void *elem, bool block) {
  if (!c) {
    if (!block) return CHAN_NO;
    sched_park(WAIT_CHAN_SEND_NIL);
  }
  if (c->closed) return CHAN_PANIC;
  Sudog *receiver = queue_pop(&c->receivers);
  if (receiver) {
    if (receiver->elem) memcpy(receiver->elem, elem, c->elem_size);
    chan_wake(receiver, true, CHAN_OK);
    return CHAN_OK;
  }
  if (c->count < c->capacity) {
    memcpy(slot(c, c->send_index), elem, c->elem_size);
    c->send_index = after(c, c->send_index);
    c->count++;
    return CHAN_OK;
  }
  if (!block) return CHAN_NO;
  wait_here(c, (void *)(uintptr_t)elem, true);
}

uint64_t chan_recv(Chan *c, void *elem, bool block) {
  if (!c) {
    if (!block) return CHAN_NO;
    sched_park(WAIT_CHAN_RECEIVE_NIL);
  }
  if (c->timer && c->count == 0) timer_run_due(os_nanotime());
  if (c->closed && c->count == 0) {
    if (elem) memset(elem, 0, c->elem_size);
    return CHAN_CLOSED;
  }
  Sudog *sender = c->count == c->capacity ? queue_pop(&c->senders) : NULL;
  if (c->count > 0) {
    void *from = slot(c, c->recv_index);
    if (elem) memcpy(elem, from, c->elem_size);
    if (sender) {  // its element takes the place
      memcpy(from, sender->elem, c->elem_size);
      c->recv_index = c->send_index = after(c, c->recv_index);
      chan_wake(sender, true, CHAN_OK);
      return CHAN_OK;
    }
    memset(from, 0, c->elem_size);
    c->recv_index = after(c, c->recv_index);
    c->count--;
    return CHAN_OK;
  }
  if (sender) {
    if (elem) memcpy(elem, sender->elem, c->elem_size);
    chan_wake(sender, true, CHAN_OK);
    return CHAN_OK;
  }
  if (!block) return CHAN_NO;
  wait_here(c, elem, false);
}

// system steps for Go
uint64_t rt_chan_send(Chan *c, const void *elem, uint64_t block);
uint64_t rt_chan_send(Chan *c, const void *elem, uint64_t block) { return chan_send(c, elem, block & 1); }
uint64_t rt_chan_recv(Chan *c, void *elem, uint64_t block);
uint64_t rt_chan_recv(Chan *c, void *elem, uint64_t block) { return chan_recv(c, elem, block & 1); }

// CHAN_OK, CHAN_PANIC: closed already (nil was checked by Go)
uint64_t rt_chan_close(Chan *c);
uint64_t rt_chan_close(Chan *c) {
  if (c->closed) return CHAN_PANIC;
  c->closed = 1;
  Sudog *s;
  while ((s = queue_pop(&c->receivers))) {
    if (s->elem) memset(s->elem, 0, c->elem_size);
    chan_wake(s, false, CHAN_CLOSED);
  }
  while ((s = queue_pop(&c->senders))) chan_wake(s, false, CHAN_PANIC);
  return CHAN_OK;
}

// leaf-safe: timer channels look unbuffered and empty
int64_t rt_chan_len(const Chan *c);
int64_t rt_chan_len(const Chan *c) { return c && !c->timer ? (int64_t)c->count : 0; }
int64_t rt_chan_cap(const Chan *c);
int64_t rt_chan_cap(const Chan *c) { return c && !c->timer ? (int64_t)c->capacity : 0; }
