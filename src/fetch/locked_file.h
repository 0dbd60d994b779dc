// Files that several processes read and write, in the manner of cmd/go/internal/lockedfile: flock on the file itself,
// shared to read, alone to write. gc's go and tuco keep each other out by it.
//
// Problems are texts in the arena in the words of Go's os, NULL where there is none.
#ifndef TUCO_FETCH_LOCKED_FILE_H
#define TUCO_FETCH_LOCKED_FILE_H

#include "base/arena.h"

// locked_file.c
// The content, NUL-terminated; *missing: there is no such file (then the result is not NULL).
const char *locked_read(Arena *arena, const char *path, const char **bytes, size_t *size, bool *missing);
const char *locked_write(Arena *arena, const char *path, const void *bytes, size_t size);  // makes it or replaces all
// Reads, has the content changed, and writes what comes back if it differs; change may say NULL: leave it. After a
// write that failed the old content is put back.
const char *locked_transform(Arena *arena, const char *path,
                             const char *(*change)(void *context, Arena *arena, const char *bytes, size_t size,
                                                   size_t *new_size, const char **problem),
                             void *context);
// Takes a lock that is a file, which stays when it is let go. Returns what to give to locked_release, -1 with *problem.
int locked_take(Arena *arena, const char *path, const char **problem);
void locked_release(int lock);

#endif
