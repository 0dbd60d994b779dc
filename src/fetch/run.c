// See run.h. Input and both outputs are moved as they come, so that nobody waits for a full pipe.
#include "fetch/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/diag.h"

extern char **environ;

void run_words(Arena *arena, Run *run, ...) {
  va_list args;
  va_start(args, run);
  for (const char *word; (word = va_arg(args, const char *));) vec_push(arena, &run->words, word);
  va_end(args);
}

// The process's environment, in which the run's own comes last: the last of a name counts with those programs that
// care.
static char **make_environment(Arena *arena, const Run *run) {
  uint32_t count = 0, out = 0;
  while (environ[count]) count++;
  char **list = arena_array(arena, char *, count + run->environment.len + 1);
  for (uint32_t i = 0; i < count; i++) {
    bool replaced = false;
    for (uint32_t j = 0; j < run->environment.len; j++) {
      size_t name = strcspn(run->environment.data[j], "=") + 1;
      replaced |= strncmp(environ[i], run->environment.data[j], name) == 0;
    }
    if (!replaced) list[out++] = environ[i];
  }
  for (uint32_t j = 0; j < run->environment.len; j++)
    list[out++] = arena_strdup(arena, run->environment.data[j], strlen(run->environment.data[j]));
  return list;
}

typedef struct Pipes {
  int input, output, errors;  // our ends; -1 closed
} Pipes;

static void close_end(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

static int spawn(Arena *arena, const Run *run, int in, int out, int err, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, defaults;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, in, 0);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_adddup2(&actions, err, 2);
  if (run->folder) posix_spawn_file_actions_addchdir_np(&actions, run->folder);
  sigemptyset(&none);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  char **words = arena_array(arena, char *, run->words.len + 1);
  for (uint32_t i = 0; i < run->words.len; i++)
    words[i] = arena_strdup(arena, run->words.data[i], strlen(run->words.data[i]));
  int error = posix_spawnp(pid, words[0], &actions, &attributes, words, make_environment(arena, run));
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

static void take(Arena *arena, int *fd, ByteVec *into) {
  char buffer[64 << 10];
  ssize_t n = read(*fd, buffer, sizeof buffer);
  if (n > 0) bytes_data(arena, into, buffer, (size_t)n);
  else if (n == 0 || errno != EINTR) close_end(fd);
}

static void give(int *fd, FetchText *rest) {
  ssize_t n = rest->size ? write(*fd, rest->bytes, rest->size) : 0;
  if (n > 0) {
    rest->bytes += n;
    rest->size -= (size_t)n;
  }
  if (!rest->size || (n < 0 && errno != EINTR && errno != EAGAIN)) close_end(fd);
}

static void move(Arena *arena, Run *run, Pipes *p) {
  ByteVec output = {0}, errors = {0};
  FetchText rest = run->input;
  while (p->input >= 0 || p->output >= 0 || p->errors >= 0) {
    struct pollfd fds[] = {{p->input, POLLOUT, 0}, {p->output, POLLIN, 0}, {p->errors, POLLIN, 0}};
    if (poll(fds, 3, -1) < 0 && errno != EINTR) break;
    if (fds[0].revents) give(&p->input, &rest);
    if (fds[1].revents) take(arena, &p->output, &output);
    if (fds[2].revents) take(arena, &p->errors, &errors);
  }
  size_t output_size = output.len, errors_size = errors.len;
  bytes_u8(arena, &output, 0);
  bytes_u8(arena, &errors, 0);
  run->output = (FetchText){(const char *)output.data, output_size};
  run->errors = (FetchText){(const char *)errors.data, errors_size};
}

static void wait_for(Arena *arena, Run *run, pid_t pid) {
  int status;
  pid_t ended;
  do ended = waitpid(pid, &status, 0);
  while (ended < 0 && errno == EINTR);
  if (ended < 0) {
    run->failure = arena_printf(arena, "wait: %s", DIAG_ERRNO(errno));
    return;
  }
  run->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (WIFSIGNALED(status)) run->failure = arena_printf(arena, "signal: %s", strsignal(WTERMSIG(status)));
  else if (run->status) run->failure = arena_printf(arena, "exit status %d", run->status);
}

bool run_program(Arena *arena, Run *run) {
  // A program that does not read its input ends the write, not us.
  sigset_t pipe_signal, before;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  int in[2] = {-1, -1}, out[2] = {-1, -1}, err[2] = {-1, -1};
  run->failure = NULL;
  run->status = -1;
  run->output = run->errors = (FetchText){"", 0};
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) {
    run->failure = arena_printf(arena, "pipe: %s", DIAG_ERRNO(errno));
    for (int i = 0; i < 2; i++) close_end(&in[i]), close_end(&out[i]), close_end(&err[i]);
    return false;
  }
  pid_t pid;
  int error = spawn(arena, run, in[0], run->output_fd ? run->output_fd : out[1], run->together ? out[1] : err[1], &pid);
  close(in[0]);
  close(out[1]);
  close(err[1]);
  Pipes pipes = {in[1], out[0], err[0]};
  if (error) {
    run->failure = error == ENOENT
                       ? arena_printf(arena, "exec: \"%s\": executable file not found in $PATH", run->words.data[0])
                       : arena_printf(arena, "fork/exec %s: %s", run->words.data[0], DIAG_ERRNO(error));
    close_end(&pipes.input);
    close_end(&pipes.output);
    close_end(&pipes.errors);
    return false;
  }
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  fcntl(pipes.input, F_SETFL, O_NONBLOCK);
  move(arena, run, &pipes);
  struct timespec at_once = {0};
  sigtimedwait(&pipe_signal, NULL, &at_once);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  wait_for(arena, run, pid);
  return run->failure == NULL;
}

// ---- shown

static const char *quote_word(Arena *arena, const char *word) {
  if (!strchr(word, '\'')) return strpbrk(word, "$`\\*?[\"\t\n\v\f\r ") ? arena_printf(arena, "'%s'", word) : word;
  char *out = arena_alloc(arena, strlen(word) * 2 + 3, 1), *p = out;
  *p++ = '"';
  for (; *word; word++) {
    if (strchr("\"$`\\", *word)) *p++ = '\\';
    *p++ = *word;
  }
  *p++ = '"';
  *p = 0;
  return out;
}

const char *run_shown(Arena *arena, const Run *run) {
  const char *text = run->folder ? arena_printf(arena, "cd %s;", run->folder) : NULL;
  for (uint32_t i = 0; i < run->words.len; i++) {
    const char *word = quote_word(arena, run->words.data[i]);
    text = text ? arena_printf(arena, "%s %s", text, word) : word;
  }
  return text;
}
