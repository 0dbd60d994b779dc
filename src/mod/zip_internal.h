// What the zip_*.c files share about modules: see zip.h.
#ifndef TUCO_MOD_ZIP_INTERNAL_H
#define TUCO_MOD_ZIP_INTERNAL_H

#include "base/map.h"
#include "base/name.h"
#include "mod/zip.h"

// zip_collisions.c
// Names that a file system without case would take for one, files that are folders too, files that are there twice.
typedef struct ZipCollisions {
  Arena *arena;
  Map seen;  // of hashes of names as they are compared, to what was there first
} ZipCollisions;

void zip_collisions_begin(ZipCollisions *collisions, Arena *arena);
const char *zip_collisions_add(ZipCollisions *collisions, const char *path, bool is_folder);  // with those above it

// zip_files.c
// Whether a go.mod says go 1.24 or later; false if it cannot be read.
bool zip_is_modern(Arena *arena, const ZipFile *go_mod);
// Whether a file belongs to a package whose import path has an element "vendor" that is not its last.
bool zip_is_vendored(const char *path, bool modern);
extern const char zip_is_in_vendor[];

// zip_check.c
const char *zip_module_problem(Arena *arena, ZipModule module);  // with its path and version
bool zip_path_is_clean(const char *path);                        // as path.Clean would leave it
bool zip_is_go_mod(const char *base);                            // but for case
const char *zip_too_large(Arena *arena, const char *what, uint64_t limit);
#define zip_quote(arena, text) text_quote((arena), (text), strlen(text))

#endif
