// What the files of modfile share: how a file is read, and what several changes do.
#ifndef TUCO_MOD_MODFILE_INTERNAL_H
#define TUCO_MOD_MODFILE_INTERNAL_H

#include "base/bytes.h"
#include "mod/modfile.h"

typedef struct ModReader {
  ModFile *file;
  ModFixer fixer;
  ModErrors *errors;
  const ModStatement *block;  // whose comments were asked for last, NULL none
  const char *block_text;     // and what they say
} ModReader;

// modfile_read.c: notes what is stated, and errors
void modfile_read_line(ModReader *r, ModLine *line);
void modfile_read_block(ModReader *r, const ModStatement *block);
void modfile_fix_retracts(ModReader *r);  // at the end, with the module's path

bool mod_line_indirect(const ModLine *line);  // has it "// indirect"?

// modfile_require.c
void mod_require_set_indirect(ModFile *file, ModRequire *r, bool indirect);  // writes the comment, or takes it out
void mod_require_set_version(ModRequire *r, const char *version);
void mod_require_remove(ModRequire *r);
// What is to be required, by path. Of several of one path the last counts.
typedef struct ModNeed {
  const ModRequire *require;
  bool taken;
} ModNeed;
typedef struct ModNeeds {
  ModNeed *list;  // sorted
  uint32_t count;
} ModNeeds;
ModNeeds mod_needs(Arena *arena, const ModRequire *list, uint32_t count);
// Makes the file's requirements what is needed, or removes them. kept: is told of each that stays, may be NULL.
void mod_needs_update(ModFile *file, ModNeeds *needs, void (*kept)(void *context, ModRequire *r), void *context);
const ModRequire *mod_needs_take(ModNeeds *needs, const char *path);  // once each; NULL: not needed, or taken

#endif
