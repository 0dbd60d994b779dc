// File paths as the go command and its messages need them. paths.c
// Results are in the arena, or parts of the arguments. Nothing fails: what is not there is no folder and no file.
#ifndef TUCO_BASE_PATHS_H
#define TUCO_BASE_PATHS_H

#include "base/arena.h"

bool is_folder(const char *path);            // in the view of the disk that an overlay gives (view.h), as all here
bool is_file(const char *path);              // also a device
bool folder_has_go_files(const char *path);  // whatever their constraints
// `path` is `prefix` or below it; *rest is what follows the slash ("" if equal).
bool path_below(const char *path, const char *prefix, const char **rest);
// An absolute path without ".", ".." and doubled slashes.
const char *clean_path(Arena *arena, const char *path);
void clean_path_into(char *out, const char *path);                // out: room for strlen(path) + 2
const char *clean_relative_path(Arena *arena, const char *path);  // of a relative one, "." where nothing is left
const char *absolute_path(Arena *arena, const char *dir, const char *path);  // clean; dir: what it is relative to
const char *relative_path(Arena *arena, const char *dir, const char *path);  // from one clean absolute path to another
// As go's messages name an absolute path: relative to the working directory `dir` if that is shorter.
const char *short_path(Arena *arena, const char *dir, const char *path);
// The file of that name in `dir` or the nearest folder above it, not in or above `stop` (NULL: nowhere); NULL: none.
const char *find_file_above(Arena *arena, const char *dir, const char *name, const char *stop);
// The program of that name that PATH finds; NULL: none.
const char *find_program(Arena *arena, const char *name);
const char *folder_of_file(Arena *arena, const char *file);  // of an absolute path

#endif
