// Files that several processes read and write, in the manner of cmd/go/internal/lockedfile: flock on the file itself,
// shared to read, alone to write. gc's go and tuco keep each other out by it.
//
// Problems are texts in the arena in the words of Go's os, NULL where there is none.
#ifndef TUCO_MOD_LOCKED_FILE_H
#define TUCO_MOD_LOCKED_FILE_H

#include "base/arena.h"

// How a new content comes into its place.
typedef enum LockedWriting {
  LOCKED_IN_PLACE,  // the module cache's files: whoever waits for the lock, gc's go too, has this very file open
  LOCKED_REPLACE,   // the user's files: written beside and renamed, so that nobody, ever, finds a half of one
} LockedWriting;

// What a file is to have whose content is `bytes`; NULL: leave it as it is, or *problem.
typedef const char *(*LockedChange)(void *context, Arena *arena, const char *bytes, size_t size, size_t *new_size,
                                    const char **problem);

// locked_file.c
// The content, NUL-terminated, of what -overlay puts there where it does; *missing: there is no such file (then the
// result is not NULL). missing may be NULL.
const char *locked_read(Arena *arena, const char *path, const char **bytes, size_t *size, bool *missing);
const char *locked_write(Arena *arena, const char *path, const void *bytes, size_t size);  // in place
// Reads, has the content changed, and writes what comes back if it differs. A file that is not there is made, and is
// removed again if nothing came of it. After a write that failed the old content is there. What -overlay replaces is
// not written.
const char *locked_transform(Arena *arena, const char *path, LockedWriting writing, LockedChange change, void *context);
// Why nothing may be written there: -overlay replaces it. NULL: it does not.
const char *locked_overlaid(Arena *arena, const char *path);
// Makes `text` the content of a user's file. old: what the caller has read and changed; if the file is not that any
// more, it stays, and the problem is that it changed during editing. NULL: whatever is there.
const char *locked_edit(Arena *arena, const char *path, const char *old, size_t old_size, const char *text);
// Takes a lock that is a file, which stays when it is let go. Returns what to give to locked_release, -1 with *problem.
int locked_take(Arena *arena, const char *path, const char **problem);
void locked_release(int lock);

#endif
