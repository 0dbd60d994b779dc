// Times of the phases of a build, wall and CPU over all threads, and the most memory so far (-d=time).
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "build/build.h"

static uint64_t clock_ns(clockid_t clock) {
  struct timespec ts;
  clock_gettime(clock, &ts);
  return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

void phase_begin(const Session *session, PhaseTimer *timer, const char *name) {
  if (!session->debug.time) return;
  *timer = (PhaseTimer){name, clock_ns(CLOCK_MONOTONIC), clock_ns(CLOCK_PROCESS_CPUTIME_ID)};
}

void phase_end(const Session *session, const PhaseTimer *timer) {
  if (!session->debug.time) return;
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  fprintf(stderr, "# %-16s wall %7.1f ms  cpu %7.1f ms  memory %5ld MB\n", timer->name,
          (double)(clock_ns(CLOCK_MONOTONIC) - timer->wall) / 1e6,
          (double)(clock_ns(CLOCK_PROCESS_CPUTIME_ID) - timer->cpu) / 1e6, usage.ru_maxrss >> 10);
}
