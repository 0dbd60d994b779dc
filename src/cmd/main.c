// tuco: dispatch to the sub-commands. Same command line as go's. Commands run on a thread of their own, which has the
// stack that deep trees need.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/diag.h"
#include "base/memory.h"
#include "base/pool.h"
#include "cmd/cmd.h"

typedef struct Call {
  const Command *command;
  int argc, status;
  char **argv;
} Call;

static void *run_command(void *context) {
  Call *call = context;
  check_catch_crashes();
  Arena arena;
  arena_init(&arena);
  BuildFlags flags = {.arena = &arena, .command = call->command};
  flags.state = arena_alloc(&arena, call->command->state_size, 16);
  int index = 0;
  call->status = call->command->prepare ? call->command->prepare(&flags, call->argc, call->argv) : 0;
  if (call->status) return NULL;
  call->status = 2;
  if (call->command->traits & COMMAND_READS_FLAGS) call->status = flags.command->run(&flags, call->argc, call->argv);
  else if (flags_parse(&flags, call->argc, call->argv, &index))
    call->status = call->command->run(&flags, call->argc - index, call->argv + index);
  work_folder_end(&flags);
  return NULL;
}

// Words that are no command: none, "help", or ones that are unknown behind the first `used`.
static int explain(const Command *group, int argc, char **argv, int used) {
  const char *word = used < argc ? argv[used] : NULL;
  bool asks =
      word && (strcmp(word, "help") == 0 ||
               (!group && (strcmp(word, "-h") == 0 || strcmp(word, "-help") == 0 || strcmp(word, "--help") == 0)));
  if (asks) {
    memmove(argv + 1, argv, (size_t)used * sizeof *argv);
    return cmd_help(argc - 1, argv + 1);
  }
  if (word) {
    const char *name = group ? group->name : "", *space = group ? " " : "";
    if (!group && help_missing(word)) return cmd_not_supported("go %s", word);
    fprintf(stderr, "go %s%s%s: unknown command\nRun 'go help%s%s' for usage.\n", name, space, word, space, name);
    return 2;
  }
  cmd_print_overview(group, stderr);
  return 2;
}

// A file that is opened must not become standard output because that was closed: Go's runtime does the same.
static void open_standard_files(void) {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0) _exit(2);
}

// Output that went nowhere is a failure, also of commands of which go does not tell.
static int finish(int status) {
  if (fflush(stdout) == 0 && !ferror(stdout)) return status;
  cmd_warn("write /dev/stdout: %s", DIAG_ERRNO(errno));
  return status ? status : 1;
}

// How many words -C and its folder are; 0: it is not there.
static int folder_flag(int argc, char **argv) {
  const char *name = argc && **argv == '-' ? *argv + 1 + (argv[0][1] == '-') : "";
  if (strncmp(name, "C=", 2) == 0) return 1;
  return strcmp(name, "C") == 0 && argc > 1 ? 2 : 0;
}

// -C may stand in front of a command as well, or within its words (go mod -C dir tidy): it is put behind them.
static const Command *find_command(int *argc, char **argv, int *used) {
  const Command *command = cmd_find(*argc, argv, used);
  int words = command && command->run ? 0 : folder_flag(*argc - *used, argv + *used);
  if (!words) return command;
  char *flag[2];
  memcpy(flag, argv + *used, (size_t)words * sizeof *argv);
  memmove(argv + *used, argv + *used + words, (size_t)(*argc - *used - words) * sizeof *argv);
  *argc -= words;
  command = cmd_find(*argc, argv, used);
  if (!command || !command->run) return command;
  memmove(argv + *used + words, argv + *used, (size_t)(*argc - *used) * sizeof *argv);
  memcpy(argv + *used, flag, (size_t)words * sizeof *argv);
  *argc += words;
  return command;
}

int main(int argc, char **argv) {
  open_standard_files();
  memory_serve_constants();
  signal(SIGCHLD, SIG_DFL);  // who started us may ignore it, and then nobody is told how a child ended
  argc--, argv++;
  int used;
  const Command *command = find_command(&argc, argv, &used);
  if (!command || !command->run) return finish(explain(command, argc, argv, used));
  Call call = {.command = command, .argc = argc - used, .argv = argv + used};
  pool_call_deep(run_command, &call);
  return finish(call.status);
}
