// Output files: written beside their place and renamed, so that nobody ever sees a half of one.
#ifndef TUCO_BASE_FILE_H
#define TUCO_BASE_FILE_H

#include <stdbool.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "base/arena.h"

// file.c. Writes all bytes to what is open. Returns 0 or an errno.
int file_write(int fd, const void *bytes, size_t size);
// Replaces the file `path` by the pieces, one after the other, with the mode given less the umask; a device
// such as /dev/null is written to, never replaced. Returns 0 or an errno; then the old file is as it was. Uses up
// pieces.
int file_replace(Arena *arena, const char *path, struct iovec *pieces, int count, mode_t mode);

#endif
