// select: one pass over the cases in random order; then, if it may block, a wait record on
// every channel. Whoever completes one of them withdraws the others (chan_wake).
#include "runtime.h"

typedef struct SelectCase { Chan *channel; void *elem; } SelectCase;  // gc's runtime.scase

static void shuffle(uint16_t *order, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    uint32_t j = (uint32_t)(rt_cheap_random() % (i + 1));
    order[i] = order[j];
    order[j] = (uint16_t)i;
  }
}

// system. Cases: sends first, then receives. a: index, -1 none; b: CHAN_OK received or sent, CHAN_CLOSED, CHAN_PANIC.
// A parked caller gets the pair from chan_wake. `order` has room for 2 * count entries.
Pair rt_selectgo(SelectCase *cases, uint16_t *order, uint64_t sends, uint64_t receives, uint64_t block);
Pair rt_selectgo(SelectCase *cases, uint16_t *order, uint64_t sends, uint64_t receives, uint64_t block) {
  uint32_t count = (uint32_t)(sends + receives);
  shuffle(order, count);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t index = order[i];
    Chan *c = cases[index].channel;
    if (!c) continue;
    bool is_send = index < sends;
    uint64_t result = is_send ? chan_send(c, cases[index].elem, false) : chan_recv(c, cases[index].elem, false);
    if (result != CHAN_NO) return (Pair){index, result};
  }
  if (!(block & 1)) return (Pair){(uint64_t)-1, CHAN_NO};
  G *g = rt_getg();
  Sudog **link = &g->waiting;
  *link = NULL;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t index = order[i];
    Chan *c = cases[index].channel;
    if (!c) continue;
    Sudog *s = sudog_new();
    s->g = g;
    s->is_select = true;
    s->is_send = index < sends;
    s->select_index = index;
    s->elem = cases[index].elem;
    s->channel = c;
    *link = s;
    link = &s->wait_link;
    queue_push(s->is_send ? &c->senders : &c->receivers, s);
  }
  sched_park(g->waiting ? WAIT_SELECT : WAIT_SELECT_NO_CASES);
}
