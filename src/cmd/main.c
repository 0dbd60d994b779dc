// tuco: dispatch to the sub-commands. Same command line as go's. Commands run on a thread of their own, which has the
// stack that deep trees need.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/memory.h"
#include "base/pool.h"
#include "cmd/cmd.h"

static const Command *const commands[] = {&cmd_build, &cmd_env, &cmd_list, &cmd_run, &cmd_version, NULL};

const Command *cmd_find(const char *name) {
  for (const Command *const *c = commands; *c; c++)
    if (strcmp((*c)->name, name) == 0) return *c;
  return NULL;
}

void cmd_print_usage(const Command *command, int fd) {
  dprintf(fd, "usage: %s\nRun 'tuco help %s' for details.\n", command->usage, command->name);
}

static void print_overview(FILE *out) {
  fprintf(
      out,
      "tuco is a tool for managing Go source code.\n\nUsage:\n\n\ttuco <command> [arguments]\n\nThe commands are:\n\n");
  for (const Command *const *c = commands; *c; c++) fprintf(out, "\t%-11s %s\n", (*c)->name, (*c)->summary);
  fprintf(out, "\nUse \"tuco help <command>\" for more information about a command.\n");
}

static int help(int argc, char **argv) {
  if (argc == 0) {
    print_overview(stdout);
    tool_flags_print_ignored();
    return 0;
  }
  const Command *command = argc == 1 ? cmd_find(argv[0]) : NULL;
  if (!command) {
    const char *more = argc > 1 && cmd_find(argv[0]) ? argv[0] : NULL;
    fprintf(stderr, "tuco help %s", argv[0]);
    for (int i = 1; more && i < argc; i++) fprintf(stderr, " %s", argv[i]);
    fprintf(stderr, ": unknown help topic. Run 'tuco help%s%s'.\n", more ? " " : "", more ? more : "");
    return 2;
  }
  printf("usage: %s\n\n%s", command->usage, command->description);
  return 0;
}

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
  BuildFlags flags = {.arena = &arena};
  int index = 0;
  call->status = 2;
  if (flags_parse(&flags, call->command, call->argc, call->argv, &index))
    call->status = call->command->run(&flags, call->argc - index, call->argv + index);
  return NULL;
}

int main(int argc, char **argv) {
  memory_serve_constants();
  if (argc < 2) {
    print_overview(stderr);
    return 2;
  }
  const char *name = argv[1];
  if (strcmp(name, "help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-help") == 0)
    return help(argc - 2, argv + 2);
  const Command *command = cmd_find(name);
  if (!command) {
    fprintf(stderr, "tuco %s: unknown command\nRun 'tuco help' for usage.\n", name);
    return 2;
  }
  Call call = {.command = command, .argc = argc - 2, .argv = argv + 2};
  pool_call_deep(run_command, &call);
  return call.status;
}
