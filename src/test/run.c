// See run.h. One that takes too long gets SIGQUIT, at which Go's programs print where their goroutines are; if it has
// not ended a while later it is killed. Who holds its output open longer than that is not waited for.
#include "test/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/exit_status.h"

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

// A program that was just written may still be open in a process that another thread is about to start: a matter of
// milliseconds.
static int spawn(const TestRun *run, int output, pid_t *child) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none;
  int error;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, run->dir);
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  while ((error = posix_spawnp(child, run->words[0], &actions, &attributes, run->words, run->environment)) == ETXTBSY)
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

typedef struct Watch {
  TestRun *run;
  pid_t child;
  int output, ended;  // the pipe, and what can be read once the child has ended; -1: closed, or there is none
  int status;
  bool alive;
  int64_t limit;  // when something is done about it
  bool draining;  // the limit is that of waiting for output
} Watch;

static void close_output(Watch *w) {
  if (w->output >= 0) close(w->output);
  w->output = -1;
}

static void read_output(Watch *w) {
  char buffer[64 << 10];
  ssize_t n = read(w->output, buffer, sizeof buffer);
  if (n > 0) w->run->output(w->run->context, buffer, (size_t)n);
  else if (n == 0 || (errno != EINTR && errno != EAGAIN)) close_output(w);
}

static void start_draining(Watch *w) {
  if (w->draining) return;
  w->draining = true;
  w->limit = w->run->wait_delay ? now() + w->run->wait_delay : INT64_MAX;
}

static void look_for_end(Watch *w) {
  pid_t found = waitpid(w->child, &w->status, WNOHANG);
  if (found == 0 || (found < 0 && errno == EINTR)) return;
  w->alive = false;
  start_draining(w);
}

// The limit has come.
static void act(Watch *w) {
  if (!w->draining) {
    w->run->quit = kill(w->child, SIGQUIT) == 0;
    start_draining(w);
    return;
  }
  if (w->alive) kill(w->child, SIGKILL);
  else w->run->incomplete = true;
  close_output(w);
  w->limit = INT64_MAX;
}

static int milliseconds_until(int64_t limit, bool can_be_told) {
  int64_t left = limit == INT64_MAX ? INT64_MAX : (limit - now()) / 1000000 + 1;
  if (left < 0) left = 0;
  if (!can_be_told && left > 10) left = 10;
  return left > 60000 ? 60000 : (int)left;
}

static void watch(Watch *w) {
  while (w->alive || w->output >= 0) {
    struct pollfd fds[] = {{w->output, POLLIN, 0}, {w->alive ? w->ended : -1, POLLIN, 0}};
    int ready = poll(fds, 2, milliseconds_until(w->limit, w->ended >= 0 || !w->alive));
    if (ready > 0 && fds[0].revents) read_output(w);
    if (w->alive && (w->ended < 0 || (ready > 0 && fds[1].revents))) look_for_end(w);
    if (now() >= w->limit) act(w);
  }
}

static const char *why_not_started(Arena *arena, const TestRun *run, int error) {
  if (access(run->dir, X_OK) != 0) return arena_printf(arena, "chdir %s: %s", run->dir, DIAG_ERRNO(error));
  if (error == ENOENT && !strchr(run->words[0], '/'))
    return arena_printf(arena, "exec: \"%s\": executable file not found in $PATH", run->words[0]);
  return arena_printf(arena, "fork/exec %s: %s", run->words[0], DIAG_ERRNO(error));
}

void test_run(Arena *arena, TestRun *run) {
  int pipe[2] = {-1, -1};
  int64_t start = now();
  if (run->output && pipe2(pipe, O_CLOEXEC) != 0) {
    run->failure = arena_printf(arena, "pipe: %s", DIAG_ERRNO(errno));
    return;
  }
  Watch w = {.run = run, .output = pipe[0], .alive = true};
  int error = spawn(run, run->output ? pipe[1] : STDOUT_FILENO, &w.child);
  if (pipe[1] >= 0) close(pipe[1]);
  if (error) {
    close_output(&w);
    run->failure = why_not_started(arena, run, error);
    return;
  }
  w.limit = run->timeout < INT64_MAX - start ? start + run->timeout : INT64_MAX;
  w.ended = (int)syscall(SYS_pidfd_open, w.child, 0);
  watch(&w);
  if (w.ended >= 0) close(w.ended);
  run->failure = exit_status_text(arena, w.status);
  run->exited = run->failure && WIFEXITED(w.status);
  run->elapsed = now() - start;
  if (run->failure) run->incomplete = false;
  else if (run->quit) run->failure = "context deadline exceeded";
  else if (run->incomplete) run->failure = "exec: WaitDelay expired before I/O complete";
}
