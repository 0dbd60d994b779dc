// The flags of mod edit and work edit that change entries of the file: -require, -dropreplace and so on. edits.c
#ifndef TUCO_CMD_EDITS_H
#define TUCO_CMD_EDITS_H

#include "cmd/module_files.h"

// A flag that was read: which it is, and what its argument consists of.
typedef struct FileEdit {
  const char *flag, *argument;  // as given
  const char *path, *version;   // of godebug key and value, of retract both ends; version NULL: none
  const char *new_path, *new_version;
} FileEdit;
typedef Vec(FileEdit) FileEditVec;

typedef struct EditFlags {
  bool fmt, print, json;
  const char *go, *toolchain;
  FlagGivenVec edits;
  const char *module, *mod_file;  // of mod edit alone
} EditFlags;

// What is wrong with one of the flags, as it is said behind "go: "; NULL: nothing. work: of go.work.
const char *edits_read(Arena *arena, const FlagGivenVec *given, bool work, FileEditVec *edits);
// All that is asked for but -module: changes, then what is printed or written. Returns the exit status.
int edits_finish(const EditFlags *asked, const FileEditVec *edits, ModFile *file, const ModuleFileText *text);
// -go and -toolchain. Returns 0, or after a message the exit status. command: "mod" or "work".
int edits_check_go(const char *command, const EditFlags *asked, const char *local);

// edit_json.c: to standard output.
void edit_print_mod_json(const ModFile *file);
void edit_print_work_json(const ModFile *file);

#endif
