// All that is known of a module, as `list -m -json` prints it (mod/module_info.h), found in the build's requirements,
// the module cache and where versions come from. All lies in the arena given or as long as the set.
#ifndef TUCO_MODULES_PUBLIC_H
#define TUCO_MODULES_PUBLIC_H

#include "mod/module_info.h"
#include "modules/query.h"

// What is asked for besides.
typedef enum PublicMode {
  PUBLIC_UPDATE = 1,
  PUBLIC_RETRACTED = 2,
  PUBLIC_DEPRECATED = 4,
  PUBLIC_VERSIONS = 8,
  PUBLIC_RETRACTED_VERSIONS = 16
} PublicMode;

// ---- public.c. Thread-safe; waits for the network.

// Answers of an earlier command, by "path@version" and "path@query".
typedef struct PublicReuse {
  Interner *names;
  Map known;  // Name* of "path@version" -> ModuleInfo*
} PublicReuse;

// rs: that select this version; NULL: it was asked for by itself, replacements do not count.
ModuleInfo *public_module(ModuleSet *set, Arena *arena, const Requirements *rs, const char *path, const char *version,
                          int mode, const PublicReuse *reuse);
// Fills in updates, versions, retractions and deprecations of a module, or of its replacement.
void public_add(ModuleSet *set, Arena *arena, ModuleInfo *m, int mode);
// Of the module that is called so in what the command was given: the template function "module" of `list -f`. *error,
// which is NULL before: why the graph that it needs cannot be read.
ModuleInfo *public_module_named(ModuleSet *set, Arena *arena, const char *name, const ModuleError **error);

// Values of a ModuleInfo. NULL stays NULL.
ModuleTime *public_time(Arena *arena, const FetchInfo *info);
ModuleInfoError *public_error(Arena *arena, const char *text);
ModuleOrigin *public_origin(Arena *arena, const FetchOrigin *origin);
FetchOrigin *public_fetch_origin(Arena *arena, const ModuleOrigin *origin);

// ---- public_read.c

// What `list -m -json` has written, one after the other; only those with an origin can be reused. Returns what is
// wrong.
const char *public_read(Arena *arena, Interner *names, const char *text, size_t size, PublicReuse *out);

// ---- list_modules.c

typedef Vec(ModuleInfo *) ModuleInfos;
// The modules that arguments stand for: paths, patterns, "all", path@query; none: the main modules. Reads the graph if
// it is needed. False: a message for the user alone, which stands in *fatal. *error: what of the graph could not be
// read; what is there is listed all the same. Prints warnings. Changes set->requirements. Not thread-safe.
bool list_modules(ModuleSet *set, Arena *arena, const char *const *words, uint32_t count, int mode,
                  const PublicReuse *reuse, ModuleInfos *out, const ModuleError **error, const char **fatal);

#endif
