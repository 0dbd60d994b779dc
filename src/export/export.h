// Export data: what a package offers to those that import it, in the unified IR format that go/importer,
// golang.org/x/tools and cmd/vet read (GOROOT's internal/pkgbits, version 2). tuco itself reads none: it is for tools.
//
// In: a package whose declarations are checked, without errors. Out: the bytes of a file as cmd/compile writes it, an
// archive with the one member __.PKGDEF. Function bodies, what cmd/compile keeps for itself (inlining, escape, symbol
// numbers) and the order of initialization are left out; sections that would hold them are there and empty.
//
// The bytes depend on the package and what it imports alone: not on threads, positions in memory or who asked first.
//
// Threads: packages can be written in parallel; nothing is changed.
#ifndef TUCO_EXPORT_H
#define TUCO_EXPORT_H

#include "base/bytes.h"
#include "types/types.h"

typedef struct ExportOptions {
  const char *version;      // of the GOROOT, "go1.26.8"
  const char *experiments;  // that are on, with commas
  const char *goroot;       // absolute; in positions its files are $GOROOT/...
  const char *build_id;     // NULL: none
} ExportOptions;

// package.c. The data; and the file that has it. Both in arena.
ByteVec export_data(Session *session, Arena *arena, Package *package, const ExportOptions *options);
ByteVec export_archive(Arena *arena, const Package *package, const ByteVec *data, const ExportOptions *options);

#endif
