// What a command is: its names and texts, its flags, and what runs it. commands.c, help.c
//
// A command is a file with a Command and a row in commands.def. Its flags are tables of rows: one of its own, with
// the fields of its own state that they set, and those that several commands share (flags_build and so on). Nothing
// of a command is known outside of its file.
#ifndef TUCO_CMD_COMMAND_H
#define TUCO_CMD_COMMAND_H

#include <stdio.h>

#include "base/vec.h"

struct BuildFlags;

typedef enum FlagKind { FLAG_BOOL, FLAG_OPTIONAL, FLAG_VALUE } FlagKind;  // FLAG_OPTIONAL: bare it means "true"

// What a row without `set` does with its value. STORE_NOTHING: it is refused as not supported yet.
typedef enum FlagStore { STORE_NOTHING, STORE_BOOL, STORE_TEXT, STORE_LIST, STORE_GIVEN } FlagStore;

// A flag as given, for commands to which the order of different flags matters.
typedef struct FlagGiven {
  const char *name, *value;
} FlagGiven;
typedef Vec(FlagGiven) FlagGivenVec;

typedef struct FlagRow {
  const char *name;
  FlagKind kind;
  const char *(*set)(struct BuildFlags *flags, const char *value);  // what is wrong, NULL: nothing
  const char *same;  // values that mean what happens anyway, separated by spaces; others are not supported
  FlagStore store;
  size_t field;  // of the command's state
} FlagRow;       // a table ends with a row without a name

// The end of a row: what is done with the value.
#define SET(function) function, NULL, STORE_NOTHING, 0
#define REFUSED NULL, NULL, STORE_NOTHING, 0         // "not supported yet"
#define ONLY(values) NULL, values, STORE_NOTHING, 0  // refused but for these, which ask for what happens anyway
// Or a field of the command's state, of which a wrong type is the compiler's error: TO_BOOL(VersionFlags, modules).
#define FLAG_FIELD(state, field, type) (offsetof(state, field) + 0 * sizeof(1 ? &((state *)0)->field : (type *)0))
#define TO_BOOL(state, field) NULL, NULL, STORE_BOOL, FLAG_FIELD(state, field, bool)
#define TO_TEXT(state, field) NULL, NULL, STORE_TEXT, FLAG_FIELD(state, field, const char *)    // the last one counts
#define TO_LIST(state, field) NULL, NULL, STORE_LIST, FLAG_FIELD(state, field, StringVec)       // all, in order
#define TO_GIVEN(state, field) NULL, NULL, STORE_GIVEN, FLAG_FIELD(state, field, FlagGivenVec)  // with their names
#define FLAGS_END \
  { .name = NULL }

typedef enum CommandTraits {
  COMMAND_COMPILES = 1,           // for this system alone, with room for temporary files
  COMMAND_SHOWS_ENVIRONMENT = 2,  // takes no $GOFLAGS; values of variables that are not supported are only shown
  COMMAND_ANY_GOROOT = 4,         // any folder will do for GOROOT, also one without sources
  COMMAND_READS_FLAGS = 8         // `run` gets the whole command line, $GOFLAGS is not read yet
} CommandTraits;

typedef struct Command {
  const char *name;         // "build", "mod init"; "mod" has those that begin so, and no `run`
  const char *usage;        // what follows the name
  const char *usage_note;   // lines that follow the usage where flags are wrong; NULL: none
  const char *summary;      // one line, in small letters, without an end
  const char *description;  // paragraphs
  int (*run)(struct BuildFlags *flags, int argc, char **argv);  // the words behind the flags; the exit status
  // Called before flags are read, where they depend on something: it may set flags->command to one with more tables. 0,
  // or after a message the exit status. NULL: none.
  int (*prepare)(struct BuildFlags *flags, int argc, char **argv);
  size_t state_size;  // of its state, which begins as zeros: flags->state
  CommandTraits traits;
  const FlagRow *flags[10];  // its tables; NULL ends them
  // Flags without a row that it refuses as not supported yet, whatever their value; NULL ends them, or is for none.
  const char *const *refused;
} Command;

#define COMMAND(name) extern const Command cmd_##name;
#include "cmd/commands.def"
#undef COMMAND

// commands.c
extern const Command *const cmd_all[];  // NULL ends it
// The command that the words begin with, which has *used of them. NULL: none.
const Command *cmd_find(int count, char **words, int *used);
bool cmd_is_part(const Command *command, const Command *group);  // "mod init" of "mod", all one word of NULL

// help.c
int cmd_help(int argc, char **argv);                       // tuco help …; the exit status
void cmd_print_usage(const Command *command, int fd);      // two lines
void cmd_print_overview(const Command *group, FILE *out);  // what commands there are; NULL: those of one word

#endif
