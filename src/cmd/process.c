// See process.h.
#include "cmd/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/exit_status.h"
#include "base/paths.h"
#include "base/unicode.h"

extern char **environ;

static bool redirect(const char *path) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  return fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0 && dup2(fd, STDERR_FILENO) >= 0;
}

// The child's part. What fails before the program runs goes to the parent as an errno.
static _Noreturn void become(const Process *p, int report) {
  if ((!p->output || redirect(p->output)) && (!p->dir || chdir(p->dir) == 0))
    execve(p->path, p->words, p->environment ? p->environment : environ);
  int error = errno;
  if (write(report, &error, sizeof error) != sizeof error) _exit(126);
  _exit(127);
}

const char *process_start(Arena *arena, const Process *p, pid_t *child) {
  int report[2], error = 0, status;
  if (pipe2(report, O_CLOEXEC) != 0) return arena_printf(arena, "pipe: %s", DIAG_ERRNO(errno));
  fflush(stdout);
  *child = fork();
  if (*child < 0) {
    error = errno;
    close(report[0]);
    close(report[1]);
    return arena_printf(arena, "fork: %s", DIAG_ERRNO(error));
  }
  if (*child == 0) become(p, report[1]);
  close(report[1]);
  if (p->foreground) {
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
  }
  bool failed = read(report[0], &error, sizeof error) == sizeof error;
  close(report[0]);
  if (!failed) return NULL;
  while (waitpid(*child, &status, 0) < 0 && errno == EINTR) {}
  if (p->dir && access(p->dir, X_OK) != 0) return arena_printf(arena, "chdir %s: %s", p->dir, DIAG_ERRNO(error));
  return arena_printf(arena, "fork/exec %s: %s", p->path, DIAG_ERRNO(error));
}

const char *process_wait(Arena *arena, pid_t *child) {
  int status;
  pid_t ended;
  while ((ended = waitpid(*child, &status, 0)) < 0)
    if (errno != EINTR) return arena_printf(arena, "wait: %s", DIAG_ERRNO(errno));
  *child = ended;
  return exit_status_text(arena, status);
}

const char *process_run(Arena *arena, const Process *p) {
  pid_t child;
  const char *problem = process_start(arena, p, &child);
  return problem ? problem : process_wait(arena, &child);
}

const char *process_find(Arena *arena, const char *name, const char **problem) {
  const char *path = strchr(name, '/') ? name : find_program(arena, name);
  if (path) return path;
  *problem = arena_printf(arena, "exec: %s: executable file not found in $PATH", text_quote(arena, name, strlen(name)));
  return NULL;
}

const char *process_self(Arena *arena) {
  char path[4096];
  ssize_t n = readlink("/proc/self/exe", path, sizeof path);
  return n > 0 && (size_t)n < sizeof path ? arena_strdup(arena, path, (size_t)n) : "/proc/self/exe";
}

const char *process_path(Arena *arena, const char *goroot) {
  const char *own = folder_of_file(arena, process_self(arena)), *of_goroot = arena_printf(arena, "%s/bin", goroot);
  const char *path = getenv("PATH"), *list = "PATH=";
  if (is_file(arena_printf(arena, "%s/go", own))) list = arena_printf(arena, "%s%s:", list, own);
  list = arena_printf(arena, "%s%s", list, of_goroot);
  return path && *path ? arena_printf(arena, "%s:%s", list, path) : list;
}
