// select: all channels are locked, in the order of their addresses, for one pass over the cases in random
// order; then, if it may block, a wait record goes on every channel. Whoever completes one of them first sets
// g.select_done; the others' wakers pass over the rest, and the goroutine withdraws them when it runs.
#include "bubble.h"
#include "go_records.h"

// The cases with a channel, in random order. Returns how many.
static uint32_t poll_order(const SelectCase *cases, uint32_t count, uint16_t *order) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (!cases[i].channel) continue;
    uint32_t j = (uint32_t)(rt_cheap_random() % (n + 1));
    order[n++] = order[j];
    order[j] = (uint16_t)i;
  }
  return n;
}

static inline uintptr_t key(const SelectCase *cases, uint16_t i) { return (uintptr_t)cases[i].channel; }

static void sift(const SelectCase *cases, uint16_t *heap_order, uint32_t at, uint32_t n) {
  uint16_t moved = heap_order[at];
  for (uint32_t child; (child = 2 * at + 1) < n; at = child) {
    if (child + 1 < n && key(cases, heap_order[child]) < key(cases, heap_order[child + 1])) child++;
    if (key(cases, moved) >= key(cases, heap_order[child])) break;
    heap_order[at] = heap_order[child];
  }
  heap_order[at] = moved;
}

// Heap sort: no stack, no worst case.
static void sort_by_channel(const SelectCase *cases, uint16_t *order, uint32_t n) {
  for (uint32_t i = n / 2; i-- > 0;) sift(cases, order, i, n);
  for (uint32_t end = n; end-- > 1;) {
    uint16_t last = order[end];
    order[end] = order[0];
    order[0] = last;
    sift(cases, order, 0, end);
  }
}

static void lock_all(const SelectCase *cases, const uint16_t *order, uint32_t n) {
  const Chan *before = NULL;
  for (uint32_t i = 0; i < n; i++) {
    Chan *c = cases[order[i]].channel;
    if (c != before) lock_futex(&c->lock, RANK_CHANNEL);
    before = c;
  }
}

static void unlock_all(const SelectCase *cases, const uint16_t *order, uint32_t n) {
  for (uint32_t i = n; i-- > 0;) {
    Chan *c = cases[order[i]].channel;
    if (i == 0 || c != cases[order[i - 1]].channel) unlock_futex(&c->lock);
  }
}

// Are all channels, if any, of the caller's bubble?
static bool is_durable(const SelectCase *cases, const uint16_t *order, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    if (!((const Chan *)cases[order[i]].channel)->bubble) return false;
  return rt_getg()->bubble != NULL;
}

static void wait_for_all(SelectCase *cases, const uint16_t *order, uint32_t n, uint64_t sends) noreturn_fn;
static void wait_for_all(SelectCase *cases, const uint16_t *order, uint32_t n, uint64_t sends) {
  Sudog *list = NULL;
  for (uint32_t i = n; i-- > 0;) {  // in the order of the locks
    Sudog *s = sudog_new();
    s->is_select = true;
    s->select_index = order[i];
    s->is_send = order[i] < sends;
    s->elem = cases[order[i]].elem;
    s->channel = cases[order[i]].channel;
    s->wait_link = list;
    list = s;
  }
  G *g = sched_detach(is_durable(cases, order, n) ? WAIT_SELECT_DURABLE : WAIT_SELECT);
  g->select_done = 0;
  g->waiting = list;
  for (Sudog *s = list; s; s = s->wait_link) {
    Chan *c = s->channel;
    s->g = g;
    queue_push(s->is_send ? &c->senders : &c->receivers, s);
  }
  unlock_all(cases, order, n);
  sched_run();
}

// system. Cases: sends first, then receives. a: index, -1 none; b: CHAN_OK received or sent, CHAN_CLOSED, CHAN_PANIC,
// with SELECT_WAITED if it had to wait. `order` has room for 2 * count entries.
Pair rt_selectgo(SelectCase *cases, uint16_t *order, uint64_t sends, uint64_t receives, uint64_t block);
Pair rt_selectgo(SelectCase *cases, uint16_t *order, uint64_t sends, uint64_t receives, uint64_t block) {
  uint32_t count = (uint32_t)(sends + receives), n = poll_order(cases, count, order);
  uint16_t *lock_order = order + count;
  bool timers = false;
  for (uint32_t i = 0; i < n; i++) {
    lock_order[i] = order[i];
    const Chan *c = cases[order[i]].channel;
    if (c->bubble) bubble_check_channel(c, "select on synctest channel from outside bubble");
    timers |= chan_timer(c) != NULL;
  }
  if (timers) timer_run_due(os_nanotime());
  sort_by_channel(cases, lock_order, n);
  lock_all(cases, lock_order, n);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t index = order[i];
    G *wake = NULL;
    uint64_t result = index < sends ? chan_try_send(cases[index].channel, cases[index].elem, &wake)
                                    : chan_try_recv(cases[index].channel, cases[index].elem, &wake);
    if (result == CHAN_NO) continue;
    unlock_all(cases, lock_order, n);
    if (wake) sched_ready(wake);
    return (Pair){index, result};
  }
  if (block & 1) wait_for_all(cases, lock_order, n, sends);
  unlock_all(cases, lock_order, n);
  return (Pair){(uint64_t)-1, CHAN_NO};
}

// system: withdraws what is left of the select the goroutine waited in
void rt_select_finish(void);
void rt_select_finish(void) {
  G *g = rt_getg();
  for (Sudog *s = g->waiting, *next; s; s = next) {
    next = s->wait_link;
    Chan *c = s->channel;
    lock_futex(&c->lock, RANK_CHANNEL);
    queue_remove(s->is_send ? &c->senders : &c->receivers, s);
    unlock_futex(&c->lock);
  }
  Sudog *list = g->waiting;
  g->waiting = NULL;
  for (Sudog *next; list; list = next) {
    next = list->wait_link;
    sudog_free(list);
  }
}
