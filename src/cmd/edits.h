// The flags of mod edit and work edit that change entries of the file: -require, -dropreplace and so on. edits.c
#ifndef TUCO_CMD_EDITS_H
#define TUCO_CMD_EDITS_H

#include "cmd/cmd.h"
#include "mod/modfile.h"

// A flag that was read: which it is, and what its argument consists of.
typedef struct FileEdit {
  const char *flag, *argument;  // as given
  const char *path, *version;   // of godebug key and value, of retract both ends; version NULL: none
  const char *new_path, *new_version;
} FileEdit;
typedef Vec(FileEdit) FileEditVec;

// What is wrong with one of the flags, as it is said behind "go: "; NULL: nothing. work: of go.work.
const char *edits_read(Arena *arena, const FlagGivenVec *given, bool work, FileEditVec *edits);
const char *edits_apply(const FileEditVec *edits, ModFile *file);
// -go and -toolchain, of which "none" takes the line out; NULL or "": no flag.
const char *edits_check_go(Arena *arena, const char *command, const char *go, const char *toolchain, const char *local);
void edits_set_go(ModFile *file, const char *go, const char *toolchain);

// edit_json.c: to standard output.
void edit_print_mod_json(const ModFile *file);
void edit_print_work_json(const ModFile *file);

#endif
