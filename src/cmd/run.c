// tuco run: builds to a temporary folder, runs, passes arguments, input and exit status through.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/cmd.h"

// "exit status N" as go run prints it. go's own status is then 1; ours is the program's, which tells more.
static int report_status(int status) {
  if (WIFEXITED(status)) {
    int code = WEXITSTATUS(status);
    if (code) fprintf(stderr, "exit status %d\n", code);
    return code;
  }
  fprintf(stderr, "signal: %s\n", strsignal(WTERMSIG(status)));
  return 1;
}

static int run_program(const char *path, char **argv) {
  pid_t child = fork();
  if (child < 0) {
    fprintf(stderr, "tuco: fork: %s\n", DIAG_ERRNO(errno));
    return 1;
  }
  if (child == 0) {
    execv(path, argv);
    fprintf(stderr, "tuco: exec %s: %s\n", path, DIAG_ERRNO(errno));
    _exit(1);
  }
  signal(SIGINT, SIG_IGN);
  signal(SIGQUIT, SIG_IGN);
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 1;
  return report_status(status);
}

// How many of the arguments name the package: all leading .go files, else one.
static int package_arguments(int argc, char **argv) {
  int count = 0;
  while (count < argc) {
    size_t n = strlen(argv[count]);
    if (n < 4 || strcmp(argv[count] + n - 3, ".go") != 0) break;
    count++;
  }
  return count ? count : argc > 0;
}

static int run(int argc, char **argv) {
  Arena arena;
  arena_init(&arena);
  BuildFlags flags = {.arena = &arena};
  int index = 0;
  if (!flags_parse(&flags, &cmd_run, argc, argv, &index)) return 2;
  if (flags.help) {
    printf("usage: %s\n\n%s", cmd_run.usage, cmd_run.description);
    return 0;
  }
  int count = package_arguments(argc - index, argv + index);
  if (count == 0) {
    fprintf(stderr, "tuco: no go files listed\n");
    return 1;
  }
  if (!flags_context(&flags)) return 1;
  const char *base = getenv("TMPDIR");
  char *folder = arena_printf(&arena, "%s/tuco-run-XXXXXX", base && *base ? base : "/tmp");
  if (!mkdtemp(folder)) {
    fprintf(stderr, "tuco: creating work dir: %s\n", DIAG_ERRNO(errno));
    return 1;
  }
  const char *program = arena_printf(&arena, "%s/program", folder);
  flags.options.output = program;
  int status = build_executable(&flags.options, (const char *const *)argv + index, (uint32_t)count);
  if (status == 0) {
    argv[index + count - 1] = (char *)program;
    status = run_program(program, argv + index + count - 1);
  }
  unlink(program);
  rmdir(folder);
  return status;
}

const Command cmd_run = {"run", "tuco run [build flags] package [arguments...]", "compile and run Go program",
                         "Run compiles and runs the named main package: one import path or folder, or a\n"
                         "list of .go files. Arguments, standard input and output pass through.\n",
                         run};
