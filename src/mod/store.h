// go.mod, go.work and go.sum on disk: read and replaced under the lock that go takes (flock on the file itself), so
// that several processes, gc's go among them, keep each other's changes. store.c
// Problems are texts in the arena in the words of Go's os, NULL where there is none.
#ifndef TUCO_MOD_STORE_H
#define TUCO_MOD_STORE_H

#include "base/arena.h"

// The whole file, NUL-terminated at (*text)[*size].
const char *mod_store_read(Arena *arena, const char *path, const char **text, size_t *size);
// Makes `text` the content. old: what the caller has read and changed; if the file is not that any more, it stays, and
// the problem is that it changed during editing. NULL: whatever is there. A file that is not there is made.
const char *mod_store_write(Arena *arena, const char *path, const char *old, size_t old_size, const char *text);

#endif
