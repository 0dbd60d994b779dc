// Downloads that take longer than a moment are shown on a terminal, "go: 2 downloads, 3.4 of 10.1 MB": one line, drawn
// anew as bytes come, and erased when the last transfer has ended or somebody else has something to say. The cursor
// waits at its beginning, so that a message of which we are not told is legible, too. Where standard error is no
// terminal, nothing of this is written.
#include "fetch/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static const double quiet_seconds = 0.3, between_seconds = 0.1;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void progress_init(Progress *p, bool wanted) {
  const char *terminal = getenv("TERM");
  pthread_mutex_init(&p->mutex, NULL);
  p->shown = wanted && isatty(STDERR_FILENO) && !(terminal && strcmp(terminal, "dumb") == 0);
}

static int columns(void) {
  struct winsize size;
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

// Puts a text, "" none, in the place of the line. It must not reach the last column, where terminals begin a new line.
static void put(Progress *p, const char *text) {
  int room = columns() - 1, length = (int)strlen(text), before = p->width;
  if (length > room) length = room;
  if (before > room) before = room;
  if (before > length) fprintf(stderr, "\r%.*s%*s\r", length, text, before - length, "");
  else fprintf(stderr, "\r%.*s\r", length, text);
  p->width = length;
}

static void draw(Progress *p) {
  char text[100];
  const char *many = p->running == 1 ? "" : "s";
  double megabytes = (double)p->come / 1e6;
  if (p->expected > p->come)
    snprintf(text, sizeof text, "go: %u download%s, %.1f of %.1f MB", p->running, many, megabytes,
             (double)p->expected / 1e6);
  else snprintf(text, sizeof text, "go: %u download%s, %.1f MB", p->running, many, megabytes);
  put(p, text);
}

void progress_begin(Progress *p) {
  pthread_mutex_lock(&p->mutex);
  if (p->running++ == 0) {
    p->come = p->expected = 0;
    p->began = now();
  }
  pthread_mutex_unlock(&p->mutex);
}

void progress_expect(Progress *p, int64_t bytes) {
  pthread_mutex_lock(&p->mutex);
  if (bytes > 0) p->expected += (uint64_t)bytes;
  pthread_mutex_unlock(&p->mutex);
}

void progress_come(Progress *p, uint64_t bytes) {
  pthread_mutex_lock(&p->mutex);
  p->come += bytes;
  double t = p->shown ? now() : 0;
  if (p->shown && t - p->began >= quiet_seconds && t - p->drawn >= between_seconds) {
    draw(p);
    p->drawn = t;
  }
  pthread_mutex_unlock(&p->mutex);
}

void progress_end(Progress *p, uint64_t never_came) {
  pthread_mutex_lock(&p->mutex);
  p->running--;
  p->expected -= never_came;
  if (!p->running && p->width) put(p, "");
  pthread_mutex_unlock(&p->mutex);
}

void progress_erase(Progress *p) {
  pthread_mutex_lock(&p->mutex);
  if (p->width) put(p, "");
  pthread_mutex_unlock(&p->mutex);
}
