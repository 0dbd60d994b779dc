// What a program is called, and where `install` puts it: for who builds it and who only says so. program.c
#ifndef TUCO_LOAD_PROGRAM_H
#define TUCO_LOAD_PROGRAM_H

#include "load/load.h"

// The last element of the import path that is no major version: "cmd" of example.com/cmd/v2.
// Where modules are off: the last.
const char *program_name(Arena *arena, const BuildContext *context, const char *path);
// Of files named on the command line, the first of which this is.
const char *program_name_of_file(Arena *arena, const char *file);
// bin: where the user's programs go, "" nowhere. A folder that GOBIN names takes none for other systems. NULL: nowhere.
const char *program_target(Arena *arena, const BuildContext *context, bool standard, const char *path, const char *name,
                           const char *bin);

// bin, or where modules are off and GOBIN names no folder that of the root which the package is in, "" none.
const char *program_bin(Arena *arena, const BuildContext *context, const LoadedPackage *package, const char *bin);
// Where the archive of a package that is no program goes; NULL: nowhere, it is only kept in the build cache.
const char *archive_target(Arena *arena, const BuildContext *context, const LoadedPackage *package);

#endif
