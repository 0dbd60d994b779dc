// The sub-commands: one file each. A command gets its arguments after its own
// name and returns the process's exit status.
#ifndef TUCO_CMD_H
#define TUCO_CMD_H

#include "build/build.h"

typedef struct Command {
  const char *name, *usage, *summary, *description;
  int (*run)(int argc, char **argv);
} Command;

extern const Command cmd_build, cmd_run, cmd_version, cmd_env, cmd_list;
const Command *cmd_find(const char *name);
const Command *const *cmd_all(void);  // NULL-terminated

// flags.c: build flags common to build, run, list. Parses argv from *index on, up to the first non-flag. Returns false
// after printing usage (unknown flag): the status is then 2. -h sets *help.
typedef struct BuildFlags {
  BuildOptions options;
  Arena *arena;
  const char *bad_workers;  // -p of less than one, NULL none
  bool help, json, deps;    // list
  const char *format;       // list -f
} BuildFlags;
bool flags_parse(BuildFlags *flags, const Command *command, int argc, char **argv, int *index);
// goroot, GOOS, GOARCH, working directory (after -C). False after a message.
bool flags_context(BuildFlags *flags);

void cmd_print_usage(const Command *command, int fd);

#endif
