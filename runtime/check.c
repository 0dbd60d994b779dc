// What the runtime checks of its own state, with TUCO_DEBUG=check=N. Each structure has a function x_is_valid beside
// the code that keeps it.
//   1  every span that is handed out or taken back
//   2  at each collection, before and after: the page table against spans and bins, spans against lists and caches, run
//      queues, goroutines, wait records, semaphores, timers
//   3  after each collection, every pointer of every object; words below each stack that nothing may write (stack.c)
// The checking build (lock.h) starts at 1.
#include "runtime.h"

void check_world(void) {
  if (settings.check < 2) return;
  rt_assert(pages_are_valid());
  rt_assert(heap_is_valid());
  rt_assert(procs_are_valid());
  rt_assert(goroutines_are_valid());
  rt_assert(stack_pools_are_valid());
  rt_assert(sudogs_are_valid());
  rt_assert(semaphores_are_valid());
  rt_assert(timers_are_valid());
}

void check_objects(void) {
  if (settings.check >= 3) rt_assert(heap_objects_are_valid());
}
