// Paths of modules, packages and files: what they may be, the major version at a module path's end, how the module
// cache and proxies write them, and lists of patterns as GOPRIVATE's. Texts are NUL-terminated; results are in the
// arena, or parts of the arguments. Problems and errors are go's words, NULL where there is nothing wrong.
#ifndef TUCO_MOD_PATH_H
#define TUCO_MOD_PATH_H

#include "base/arena.h"

// ---- path.c

typedef enum ModPathKind { MOD_PATH_MODULE, MOD_PATH_IMPORT, MOD_PATH_FILE } ModPathKind;

// What is wrong with a path, "leading dash"; mod_path_error is the whole message, "malformed import path …: leading
// dash".
const char *mod_path_problem(Arena *arena, const char *path, ModPathKind kind);
const char *mod_path_error(Arena *arena, const char *path, ModPathKind kind);
// The same of one element alone; of a module's path it may be any but the first.
const char *mod_element_problem(Arena *arena, const char *element, size_t length, ModPathKind kind);
// Is it a path that only std may have? Its first element has no dot.
bool mod_path_standard(const char *path);
// Are path and version fit for each other, and each for itself?
const char *mod_check(Arena *arena, const char *path, const char *version);

// ---- major.c

// The major version suffix of a module path, where it begins: "/v2", ".v3" or ".v3-unstable" of gopkg.in, "" none.
// False if the path may not end as it does; then there is none.
bool mod_path_major(const char *path, const char **major);
// May a path with that suffix have this version? error: "version … invalid: should be v2, not v3".
bool mod_major_matches(const char *version, const char *major);
const char *mod_major_error(Arena *arena, const char *version, const char *major);
// The version that a suffix says: "v2", "v3" of ".v3-unstable"; "" of none.
const char *mod_major_version(Arena *arena, const char *major);
// "version … invalid: PROBLEM", as go says it.
const char *mod_version_error(Arena *arena, const char *version, const char *problem);
// What is wrong with a version that is to stand for a module's in go.mod, where the user has written it; NULL: nothing.
const char *mod_canonical_error(Arena *arena, const char *path, const char *version);

// ---- escape.c

// Capital letters as "!" and the small one, for file systems that take both for the same. NULL: *error.
const char *mod_escape_path(Arena *arena, const char *path, const char **error);
const char *mod_escape_version(Arena *arena, const char *version, const char **error);
const char *mod_unescape_path(Arena *arena, const char *escaped, const char **error);
const char *mod_unescape_version(Arena *arena, const char *escaped, const char **error);
// Does one of the patterns, separated by commas, match the target or the beginning of it that has as many elements?
bool mod_match_prefix(Arena *arena, const char *patterns, const char *target);

#endif
