// The sub-commands: one file each (command.h says what they are made of), and what they share.
#ifndef TUCO_CMD_H
#define TUCO_CMD_H

#include <stdio.h>

#include "build/build.h"
#include "cmd/command.h"

// What the command line says.
typedef struct BuildFlags {
  const Command *command;
  void *state;  // the command's own
  BuildOptions options;
  StringVec from_goflags;  // names of flags that stand in $GOFLAGS and that the command has
  Arena *arena;
  const char *bad_workers;     // -p of less than one, NULL none
  const char *bad_build_mode;  // that go does not know either, NULL none
  const char *overlay;         // the file of -overlay; NULL none
  const char *work;            // the folder for temporary files; NULL: not made
  bool keep_work;              // -work
  bool covers;                 // -cover, or a flag that means it too
} BuildFlags;

// error.c: a message to standard error, in go's form: "go: " and the text, and a line's end. Returns the exit status 1.
int cmd_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void cmd_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));  // the same
// "usage: …", for wrong arguments. Returns the exit status 2.
int cmd_fail_usage(const Command *command);
// "tuco: not supported yet: …". Returns the exit status 2.
int cmd_not_supported(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void flag_not_supported(const char *flag, const char *detail);

// flags.c: the flags of a command line, after those of $GOFLAGS, up to the first non-flag. False after printing what is
// wrong, or the usage where -h asks for it: the status is then 2.
bool flags_parse(BuildFlags *flags, int argc, char **argv, int *index);
bool flags_take_goflags(BuildFlags *flags);  // those of $GOFLAGS alone; false likewise

// A word of a command line, for commands that take flags and other words in any order.
typedef enum FlagWord {
  FLAG_WORD_SET,   // a flag, which is set
  FLAG_WORD_NONE,  // no flag; it is not taken
  FLAG_WORD_END,   // "--"
  FLAG_WORD_HELP,
  FLAG_WORD_UNKNOWN,
  FLAG_WORD_MALFORMED,
  FLAG_WORD_WRONG,  // a flag with a wrong value, or with none where it needs one
} FlagWord;
typedef struct FlagParsed {
  const char *word;     // as it stands there
  const FlagRow *row;   // NULL: it is no flag of the command
  const char *value;    // with FLAG_WORD_UNKNOWN NULL where there is no "="
  const char *problem;  // what is wrong, as package flag says it
} FlagParsed;
// Looks at argv[*index] and takes it, with its value.
FlagWord flag_parse_word(BuildFlags *flags, int argc, char **argv, int *index, FlagParsed *parsed);

// flag_table.c: flags that several commands have.
extern const FlagRow flags_any[];       // -C, of all commands, which need not name it
extern const FlagRow flags_steps[];     // -n -x
extern const FlagRow flags_verbose[];   // -v
extern const FlagRow flags_mod[];       // -mod
extern const FlagRow flags_modules[];   // -modfile -modcacherw -overlay
extern const FlagRow flags_build[];     // what is built, and how
extern const FlagRow flags_cover[];     // -cover -covermode -coverpkg
extern const FlagRow flags_no_cover[];  // the same where they are refused
extern const FlagRow flags_json[];      // -json: the build's messages as JSON
extern const FlagRow flags_debug[];     // tuco's own -d
const FlagRow *flag_find(const char *name, size_t length, const Command *command);
bool flag_known(const char *name, size_t length);  // to any command of go's
bool flag_parse_bool(const char *text, bool *value);
bool flag_is_true(const char *text);
bool flags_gowork_wrong(const Environment *environment);  // GOWORK is neither a file's full path nor a word for none
bool flag_in_goflags(const BuildFlags *flags, const char *name);

// tool_flags.c: -gcflags, -ldflags, -asmflags. What is wrong with them, NULL: nothing; what is not supported exits.
const char *set_compiler_flags(BuildFlags *flags, const char *value);
const char *set_linker_flags(BuildFlags *flags, const char *value);
const char *set_assembler_flags(BuildFlags *flags, const char *value);
void tool_flags_print_ignored(void);  // for help

// Takes the next word of a flag list; quotes around it hold spaces together. NULL: none; *problem if it has no end.
const char *flag_next_word(Arena *arena, const char **cursor, const char **problem);

// debug_flags.c: -d. What is wrong with it, NULL: nothing.
const char *set_debug(BuildFlags *flags, const char *value);

// context.c: GOROOT, working directory (after -C), what the environment asks for. 0, or after a message an exit status.
int flags_context(BuildFlags *flags);
int flags_enter(BuildFlags *flags);  // the same, without a look at what the environment asks for

// settings.c: checks what the environment asks for and takes it over. 0, or after a message an exit status.
int settings_check(BuildFlags *flags);
bool settings_is_listed(const char *words, const char *word);             // in a list with single spaces
const char *settings_unknown_experiment(Arena *arena, const char *list);  // of GOEXPERIMENT; NULL: none
const char *settings_bin(Arena *arena, const Environment *environment);   // where programs are installed; "" nowhere

// work_folder.c: the folder for temporary files. 0, or after a message an exit status.
const char *work_folder_place(const BuildFlags *flags);  // what it is made in, absolute
int work_folder_check(BuildFlags *flags);  // of a build: there is room for it; it is made if it is to be shown
int work_folder_make(BuildFlags *flags);   // flags->work, if it is not there
void work_folder_remove_file(const BuildFlags *flags, const char *path);  // from it, where it does not stay
void work_folder_end(const BuildFlags *flags);                            // removes it, empty, where it does not stay

// help_topics.c: prints one of help's topics that are no commands; false: there is none of that name.
bool help_topic(const char *name);
// help_texts.c: the topics that go has, too.
bool help_print_topic(const char *name);
void help_list_topics(FILE *out);
bool help_missing(const char *word);  // is it a command of go's that is not there yet?

#endif
