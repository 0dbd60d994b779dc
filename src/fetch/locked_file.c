// See locked_file.h.
#include "fetch/locked_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "mod/disk.h"

static const char *failed(Arena *arena, const char *what, const char *path, int error) {
  return arena_printf(arena, "%s %s: %s", what, path, DIAG_ERRNO(error));
}

// Opens and locks; -1 with *problem, and errno of the opening.
static int open_locked(Arena *arena, const char *path, int flags, const char **problem) {
  int fd = open(path, flags | O_CLOEXEC, 0666);
  if (fd < 0) {
    int error = errno;
    *problem = failed(arena, "open", path, error);
    errno = error;
    return -1;
  }
  bool shared = (flags & O_ACCMODE) == O_RDONLY;
  while (flock(fd, shared ? LOCK_SH : LOCK_EX) != 0) {
    int error = errno;
    if (error == EINTR) continue;
    *problem = failed(arena, shared ? "RLock" : "Lock", path, error);
    close(fd);
    errno = 0;
    return -1;
  }
  return fd;
}

// From the beginning of a file to its end.
static char *read_all(Arena *arena, int fd, const char *path, size_t *size, const char **problem) {
  struct stat st;
  size_t room = fstat(fd, &st) == 0 && st.st_size > 0 ? (size_t)st.st_size + 1 : 4096, length = 0;
  char *text = arena_alloc(arena, room + 1, 1);
  for (;;) {
    if (length == room) {
      char *larger = arena_alloc(arena, room * 2 + 1, 1);
      memcpy(larger, text, length);
      text = larger;
      room *= 2;
    }
    ssize_t n = pread(fd, text + length, room - length, (off_t)length);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      *problem = failed(arena, "read", path, errno);
      return NULL;
    }
    if (n == 0) break;
    length += (size_t)n;
  }
  text[length] = 0;
  *size = length;
  return text;
}

const char *locked_read(Arena *arena, const char *path, const char **bytes, size_t *size, bool *missing) {
  const char *problem = NULL;
  int fd = open_locked(arena, path, O_RDONLY, &problem);
  *missing = fd < 0 && errno == ENOENT;
  if (fd < 0) return problem;
  *bytes = read_all(arena, fd, path, size, &problem);
  close(fd);
  return problem;
}

// Makes the content of an open file these bytes. The size is set first: what a crash leaves has NUL bytes at its end,
// which who reads can tell.
static const char *rewrite(Arena *arena, int fd, const char *path, const void *bytes, size_t size) {
  if (ftruncate(fd, 0) != 0 || ftruncate(fd, (off_t)size) != 0 || lseek(fd, 0, SEEK_SET) != 0)
    return failed(arena, "truncate", path, errno);
  return disk_write(arena, fd, path, bytes, size);
}

static const char *close_file(Arena *arena, int fd, const char *path, const char *problem) {
  return close(fd) != 0 && !problem ? failed(arena, "close", path, errno) : problem;
}

const char *locked_write(Arena *arena, const char *path, const void *bytes, size_t size) {
  const char *problem = NULL;
  int fd = open_locked(arena, path, O_WRONLY | O_CREAT, &problem);
  if (fd < 0) return problem;
  problem = rewrite(arena, fd, path, bytes, size);
  return close_file(arena, fd, path, problem);
}

const char *locked_transform(Arena *arena, const char *path,
                             const char *(*change)(void *context, Arena *arena, const char *bytes, size_t size,
                                                   size_t *new_size, const char **problem),
                             void *context) {
  const char *problem = NULL;
  int fd = open_locked(arena, path, O_RDWR | O_CREAT, &problem);
  if (fd < 0) return problem;
  size_t size = 0, new_size = 0;
  const char *old = read_all(arena, fd, path, &size, &problem);
  const char *new = problem ? NULL : change(context, arena, old, size, &new_size, &problem);
  if (new && !problem && (new_size != size || memcmp(old, new, size) != 0)) {
    problem = rewrite(arena, fd, path, new, new_size);
    if (problem) (void)rewrite(arena, fd, path, old, size);  // as well as may be
  }
  return close_file(arena, fd, path, problem);
}

int locked_take(Arena *arena, const char *path, const char **problem) {
  return open_locked(arena, path, O_RDWR | O_CREAT, problem);
}

void locked_release(int lock) { close(lock); }
