// Signals during a run of tests (internal.h). A handler only passes their numbers to a thread, which may take its time.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "mod/disk.h"
#include "test/internal.h"

// Handlers have nothing but what is global. Set once, before there is a handler.
static int to_watcher = -1;
static atomic_bool seen;

static void note_signal(int number) {
  int before = errno;
  char byte = (char)number;
  atomic_store(&seen, true);
  if (write(to_watcher, &byte, 1) != 1) _exit(1);
  errno = before;
}

typedef struct Watcher {
  int signals;
  const char *folder;
  void (*idle)(void *context);
  void *context;
} Watcher;

static void *watch(void *context) {
  Watcher *w = context;
  char number;
  while (read(w->signals, &number, 1) != 1) {}
  bool interrupted = number == SIGINT || number == SIGQUIT;
  if (interrupted) w->idle(w->context);
  Arena arena;
  arena_init(&arena);
  disk_remove(&arena, w->folder);
  if (interrupted) _exit(1);
  signal(number, SIG_DFL);
  raise(number);
  _exit(1);
}

bool interrupt_seen(void) { return atomic_load(&seen); }

void interrupt_watch(const char *folder, void (*idle)(void *context), void *context) {
  static const int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
  static Watcher watcher;
  int pipe[2];
  pthread_t thread;
  if (pipe2(pipe, O_CLOEXEC) != 0) return;
  to_watcher = pipe[1];
  watcher = (Watcher){pipe[0], folder, idle, context};
  if (pthread_create(&thread, NULL, watch, &watcher) != 0) return;
  pthread_detach(thread);
  struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    struct sigaction before;
    if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) sigaction(signals[i], &action, NULL);
  }
}
