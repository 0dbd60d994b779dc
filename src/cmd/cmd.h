// The sub-commands: one file each. A command gets its arguments after its own
// name and returns the process's exit status.
#ifndef TUCO_CMD_H
#define TUCO_CMD_H

#include "build/build.h"

// Which commands have a flag.
typedef enum CommandSet {
  IN_BUILD = 1,
  IN_RUN = 2,
  IN_LIST = 4,
  IN_ENV = 8,
  IN_VERSION = 16,
  IN_BUILDS = IN_BUILD | IN_RUN | IN_LIST  // the build flags
} CommandSet;

struct BuildFlags;
typedef struct Command {
  const char *name, *usage, *summary, *description;
  int (*run)(struct BuildFlags *flags, int argc, char **argv);  // the words behind the flags, which are read
  CommandSet set;
} Command;

extern const Command cmd_build, cmd_run, cmd_version, cmd_env, cmd_list;
const Command *cmd_find(const char *name);

typedef struct BuildFlags {
  BuildOptions options;
  Arena *arena;
  const char *bad_workers;     // -p of less than one, NULL none
  const char *bad_build_mode;  // that go does not know either, NULL none
  bool json, deps;             // list
  StringVec json_fields;       // list -json=…; none: all
  const char *format;          // list -f
  bool changed;                // env
  const char *temporary;       // where temporary files go
} BuildFlags;

// flags.c: the flags of a command line, after those of $GOFLAGS, up to the first non-flag. False after printing what is
// wrong, or the usage where -h asks for it: the status is then 2.
bool flags_parse(BuildFlags *flags, const Command *command, int argc, char **argv, int *index);

// flag_table.c: all flags that go has.
typedef enum FlagKind { FLAG_BOOL, FLAG_OPTIONAL, FLAG_VALUE } FlagKind;  // FLAG_OPTIONAL: bare it means "true"
typedef struct FlagRow {
  const char *name;
  FlagKind kind;
  int commands;                                              // CommandSet
  const char *(*set)(BuildFlags *flags, const char *value);  // what is wrong, NULL: nothing
  const char
      *same;  // values that mean what happens anyway, separated by spaces; without `set` others are not supported
} FlagRow;
const FlagRow *flag_find(const char *name, size_t length, int commands);
bool flag_known(const char *name, size_t length);  // to any command of go's
bool flag_parse_bool(const char *text, bool *value);

// tool_flags.c: -gcflags, -ldflags, -asmflags. What is wrong with them, NULL: nothing; what is not supported exits.
const char *set_compiler_flags(BuildFlags *flags, const char *value);
const char *set_linker_flags(BuildFlags *flags, const char *value);
const char *set_assembler_flags(BuildFlags *flags, const char *value);
void tool_flags_print_ignored(void);  // for help
_Noreturn void flag_not_supported(const char *flag, const char *detail);

// Takes the next word of a flag list; quotes around it hold spaces together. NULL: none; *problem if it has no end.
const char *flag_next_word(Arena *arena, const char **cursor, const char **problem);

// context.c: GOROOT, working directory (after -C), what the environment asks for. 0, or after a message an exit status.
int flags_context(BuildFlags *flags, CommandSet command);

// settings.c: checks what the environment asks for and takes it over. 0, or after a message an exit status.
int settings_check(BuildFlags *flags, CommandSet command);
const char *settings_gopath(Arena *arena, const Environment *environment);
const char *settings_default_gopath(Arena *arena, const Environment *environment);
const char *settings_default_cache(Arena *arena, const Environment *environment);  // of GOCACHE

// synopsis.c: the first sentence of the comments above a package clause, "" none.
const char *synopsis(Arena *arena, const char *comment, size_t length);

void cmd_print_usage(const Command *command, int fd);  // main.c

#endif
