// The sums of go.sum: "h1:" and the base64 of a SHA-256 over a line for each file, in order of names, of the SHA-256 of
// its content and its name. golang.org/x/mod/sumdb/dirhash, which `go mod help go.sum` describes.
//
// Each returns the sum, in the arena, or NULL and what went wrong.
#ifndef TUCO_MOD_DIRHASH_H
#define TUCO_MOD_DIRHASH_H

#include "base/arena.h"

// dirhash.c
// Of an archive: names and contents of all that is in it, whatever else the format says.
const char *dirhash_archive(Arena *arena, const char *path, const char **problem);
// Of a folder, with links as what they lead to; names are "prefix/path in the folder".
const char *dirhash_folder(Arena *arena, const char *folder, const char *prefix, const char **problem);
// Of a go.mod alone, as go.sum's lines of VERSION/go.mod have it.
const char *dirhash_go_mod(Arena *arena, const void *text, size_t size);

#endif
