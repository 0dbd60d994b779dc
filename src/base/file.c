// Writing beside and renaming: see file.h.
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_pieces(int fd, struct iovec *piece, int count) {
  while (count) {
    ssize_t n = writev(fd, piece, count);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    for (; count && (size_t)n >= piece->iov_len; piece++, count--) n -= (ssize_t)piece->iov_len;
    if (!count) break;
    piece->iov_base = (char *)piece->iov_base + n;
    piece->iov_len -= (size_t)n;
  }
  return 0;
}

int file_write(int fd, const void *bytes, size_t size) {
  return write_pieces(fd, &(struct iovec){(void *)(uintptr_t)bytes, size}, 1);
}

static bool is_device(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

// A process that was killed may have left a file of our number, in a container often so.
static int open_beside(Arena *arena, const char *path, mode_t mode, const char **temporary) {
  for (int i = 0;; i++) {
    *temporary = arena_printf(arena, "%s.tuco-%d-%d", path, (int)getpid(), i);
    int fd = open(*temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd >= 0 || errno != EEXIST || i == 100) return fd;
  }
}

int file_replace(Arena *arena, const char *path, struct iovec *pieces, int count, mode_t mode) {
  bool direct = is_device(path);
  const char *temporary = path;
  int fd = direct ? open(path, O_WRONLY | O_CLOEXEC) : open_beside(arena, path, mode, &temporary);
  if (fd < 0) return errno;
  int error = write_pieces(fd, pieces, count);
  if (close(fd) != 0 && !error) error = errno;
  if (!direct && !error && rename(temporary, path) != 0) error = errno;
  if (!direct && error) unlink(temporary);
  return error;
}
