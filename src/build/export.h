// Files of export data, for `tuco list -export` and for tools that tuco drives. export.c
#ifndef TUCO_BUILD_EXPORT_H
#define TUCO_BUILD_EXPORT_H

#include "build/build.h"
#include "cache/cache.h"

// What `go list -export` says of a package. Those of which there is nothing to say (unsafe, and what imports a package
// with errors) have neither a path nor an error.
typedef struct ExportFile {
  const char *path;      // in the cache; NULL: it has none
  const char *build_id;  // "action/content"
  const char *error;     // what the compiler says of it, several lines under "# path"; "" or NULL: nothing
} ExportFile;

// Finds in the cache, or makes, the export data of all packages that were loaded, as_written, with their imports. What
// the cache has is not checked again. What is wrong with packages also stays in the session's diagnostics. NULL, or
// what is wrong with the cache.
typedef struct Exports Exports;
const char *exports_open(Session *session, Arena *arena, Loader *loader, const BuildOptions *options, Exports **out);
// Likewise of the variants of a test, which live in the derived session; `base` is asked for the other packages.
const char *exports_of_variants(Exports *base, Session *derived, Arena *arena, const TestVariants *variants,
                                Exports **out);
ExportFile exports_file(const Exports *exports, Arena *arena, const LoadedPackage *package);
// What its data, and its sources, depend on; NULL: something that it imports has no data.
const CacheId *exports_action(const Exports *exports, const LoadedPackage *package);
const Cache *exports_cache(const Exports *exports);

#endif
