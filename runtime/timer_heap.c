// Timers by time: a 4-ary heap. Of those of one time the lower `order` goes first. Under the lock of timers (timer.c).
#include "bubble.h"

static inline bool is_before(const Timer *a, const Timer *b) {
  return a->when != b->when ? a->when < b->when : a->order < b->order;
}

static void place(TimerHeap *h, Timer *t, int64_t at) {
  h->timers[at] = t;
  t->slot = at + 1;
}

static void sift_up(TimerHeap *h, int64_t at) {
  Timer *t = h->timers[at];
  while (at > 0) {
    int64_t parent = (at - 1) / 4;
    if (!is_before(t, h->timers[parent])) break;
    place(h, h->timers[parent], at);
    at = parent;
  }
  place(h, t, at);
}

static void sift_down(TimerHeap *h, int64_t at) {
  Timer *t = h->timers[at];
  for (;;) {
    int64_t best = -1;
    for (int64_t child = at * 4 + 1; child <= at * 4 + 4 && child < h->count; child++)
      if (best < 0 || is_before(h->timers[child], h->timers[best])) best = child;
    if (best < 0 || !is_before(h->timers[best], t)) break;
    place(h, h->timers[best], at);
    at = best;
  }
  place(h, t, at);
}

void timer_heap_add(TimerHeap *h, Timer *t) {
  if ((uint64_t)h->count == h->capacity) h->timers = array_grow(h->timers, &h->capacity, sizeof *h->timers);
  place(h, t, h->count++);
  sift_up(h, t->slot - 1);
}

void timer_heap_remove(TimerHeap *h, Timer *t) {
  int64_t at = t->slot - 1;
  rt_assert(h->timers[at] == t);
  t->slot = 0;
  Timer *last = h->timers[--h->count];
  if (last == t) return;
  place(h, last, at);
  sift_up(h, at);
  sift_down(h, last->slot - 1);
}

bool timer_heap_is_valid(const TimerHeap *h) {
  for (int64_t i = 0; i < h->count; i++) {
    if (h->timers[i]->slot != i + 1) return false;
    if (i && is_before(h->timers[i], h->timers[(i - 1) / 4])) return false;
  }
  return true;
}
