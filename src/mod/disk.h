// Trees of files on disk: made, written to, closed for writing, removed. For the module cache, whose trees are
// read-only. Problems are texts in the arena in the words of Go's os ("mkdir x: permission denied"), NULL where there
// is none.
#ifndef TUCO_MOD_DISK_H
#define TUCO_MOD_DISK_H

#include <sys/types.h>

#include "mod/sink.h"

// disk.c
const char *disk_make_folders(Arena *arena, const char *path);    // and those above it; they may be there
const char *disk_remove(Arena *arena, const char *path);          // read-only ones too; one that is not there is fine
const char *disk_make_read_only(Arena *arena, const char *path);  // its folders; nobody can add, remove or rename then
const char *disk_read(Arena *arena, const char *path, ByteSink *sink);  // a file: its content goes to the sink
// Writes all bytes to a file that is open; path is for the message.
const char *disk_write(Arena *arena, int fd, const char *path, const void *bytes, size_t size);
// Makes a file of a tree that is being made, mode 0666 less the umask; of these bytes, or as another one.
const char *disk_write_file(Arena *arena, const char *path, const void *bytes, size_t size);
const char *disk_copy_file(Arena *arena, const char *from, const char *to);

#endif
