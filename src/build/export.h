// Files of export data, for `tuco list -export` and for tools that tuco drives. export.c
#ifndef TUCO_BUILD_EXPORT_H
#define TUCO_BUILD_EXPORT_H

#include "build/build.h"
#include "cache/cache.h"

// What `go list -export` says of a package. path NULL: it has none, for it or something it imports has errors, which
// are in the session's diagnostics, or it is unsafe.
typedef struct ExportFile {
  const char *path;      // in the cache
  const char *build_id;  // "action/content"
} ExportFile;

// Finds in the cache, or makes, the export data of packages and of all that they import; all are loaded as_written,
// with imports. files: one for each of `list`, in its order; in arena. What is in the cache is not parsed or checked
// again. NULL or what is wrong with the cache.
const char *export_files(Session *session, Arena *arena, Loader *loader, const BuildOptions *options,
                         LoadedPackage *const *list, uint32_t count, ExportFile *files);

#endif
