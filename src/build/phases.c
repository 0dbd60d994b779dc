// Times of the phases of a build, wall and CPU over all threads, and the most memory so far (-d=time); on a terminal
// the phase that a long build is in.
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "build/build.h"

static uint64_t clock_ns(clockid_t clock) {
  struct timespec ts;
  clock_gettime(clock, &ts);
  return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

// On a terminal, what a build of more than a second is at: one line that the next one replaces.
static bool shows_progress(const Session *session) {
  enum { PATIENCE = 1000000000 };
  return !session->debug.time && clock_ns(CLOCK_MONOTONIC) - session->started > PATIENCE && isatty(STDERR_FILENO);
}

void phase_begin(const Session *session, PhaseTimer *timer, const char *name) {
  *timer = (PhaseTimer){.name = name};
  if (session->debug.time) {
    timer->wall = clock_ns(CLOCK_MONOTONIC);
    timer->cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
  } else if (shows_progress(session)) {
    timer->shown = true;
    fprintf(stderr, "\r\033[K%s …", name);
    fflush(stderr);
  }
}

void phase_end(const Session *session, const PhaseTimer *timer) {
  if (timer->shown) {
    fprintf(stderr, "\r\033[K");
    fflush(stderr);
  }
  if (!session->debug.time) return;
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  fprintf(stderr, "# %-16s wall %7.1f ms  cpu %7.1f ms  memory %5ld MB\n", timer->name,
          (double)(clock_ns(CLOCK_MONOTONIC) - timer->wall) / 1e6,
          (double)(clock_ns(CLOCK_PROCESS_CPUTIME_ID) - timer->cpu) / 1e6, usage.ru_maxrss >> 10);
}
