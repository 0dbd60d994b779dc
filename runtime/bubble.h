// Timers by time, and the bubbles of testing/synctest, which have a time of their own.
#ifndef TUCO_RUNTIME_BUBBLE_H
#define TUCO_RUNTIME_BUBBLE_H

#include "runtime.h"

// timer_heap.c: timers by time; the lock of timers is held.
typedef struct TimerHeap {
  Timer **timers;
  int64_t count;
  uint64_t capacity;
} TimerHeap;
void timer_heap_add(TimerHeap *h, Timer *t);
void timer_heap_remove(TimerHeap *h, Timer *t);
bool timer_heap_is_valid(const TimerHeap *h);
// timer.c: those of one bubble. What has a channel at which nobody waits stands apart: time does not pass for it.
typedef struct BubbleTimers {
  TimerHeap awaited, unawaited;
  struct BubbleTimers *next, *before;  // of those in use, or (next) of the free ones
} BubbleTimers;
BubbleTimers *bubble_timers_new(void);
void bubble_timers_free(BubbleTimers **timers);          // and sets it to NULL: those that are left never fire
int64_t bubble_timers_next(const BubbleTimers *timers);  // when the next one fires; 0: none does

// bubble.c: bubbles of synctest. The layout is known to overlay/runtime/synctest.go (type synctestBubble); it is in
// Go's heap.
typedef struct Bubble {
  uint64_t id;
  int64_t now;           // its time; written while nothing else in it runs
  BubbleTimers *timers;  // NULL: it has ended
  G *root, *main;        // who called Run, and what that started
  G *waiter;             // who called Wait and is parked
  G *waking;             // root or waiter: it is counted as running already, and about to be readied
  uint32_t lock;         // over what is below, waiter and waking
  uint32_t total;        // goroutines
  uint32_t running;      // of these, that are not durably blocked
  uint32_t active;       // references that keep it from being idle
  bool waiting;          // Wait was called and has not returned
  bool done;             // main has ended
} Bubble;
void bubble_add_goroutine(G *g);       // which has not begun
void bubble_drop_goroutine(G *g);      // which ends, and is being taken off this M
void bubble_blocks(M *m, const G *g);  // g, which is being taken off m, waits for g->wait_reason
void bubble_unblocks(G *g);            // who waits for g->wait_reason goes on
void bubble_settle(M *m);              // no locks held, P held: what left m does not count any more
bool bubble_wait_is_durable(uint32_t reason);
void bubble_check_channel(const Chan *c, const char *what);  // who uses it is in its bubble

#endif
