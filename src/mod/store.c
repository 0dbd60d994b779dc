// A new content is written beside the file and renamed, so that nobody ever sees a half of one; where that cannot be
// (a folder that may not be written to, a file that is mounted), the file itself is written. Who waits for the lock
// meanwhile has the old file open: tuco then opens the new one, and for gc's go, which does not look, the old one gets
// the new content, too.
#include "mod/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "mod/disk.h"

static const char *failed(Arena *arena, const char *what, const char *path, int error) {
  return arena_printf(arena, "%s %s: %s", what, path, DIAG_ERRNO(error));
}

// Is what is open still what lies there?
static bool is_current(int fd, const char *path) {
  struct stat open_file, there;
  if (fstat(fd, &open_file) != 0 || stat(path, &there) != 0) return false;
  return open_file.st_dev == there.st_dev && open_file.st_ino == there.st_ino;
}

// Opens and locks the file that lies there in the end; -1 with *problem.
static int open_locked(Arena *arena, const char *path, int flags, const char **problem) {
  for (;;) {
    int fd = open(path, flags | O_CLOEXEC, 0666);
    if (fd < 0) {
      *problem = failed(arena, "open", path, errno);
      return -1;
    }
    int error = 0;
    while (flock(fd, (flags & O_ACCMODE) == O_RDONLY ? LOCK_SH : LOCK_EX) != 0 && (error = errno) == EINTR) {}
    if (error && error != EINTR) {
      *problem = failed(arena, "lock", path, error);
      close(fd);
      return -1;
    }
    if (is_current(fd, path)) return fd;
    close(fd);
  }
}

static const char *read_all(Arena *arena, int fd, const char *path, const char **text, size_t *size) {
  size_t room = 4096, length = 0;
  char *bytes = arena_alloc(arena, room + 1, 1);
  for (;;) {
    if (length == room) {
      char *larger = arena_alloc(arena, room * 2 + 1, 1);
      memcpy(larger, bytes, length);
      bytes = larger;
      room *= 2;
    }
    ssize_t n = read(fd, bytes + length, room - length);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed(arena, "read", path, errno);
    if (n == 0) break;
    length += (size_t)n;
  }
  bytes[length] = 0;
  *text = bytes;
  *size = length;
  return NULL;
}

const char *mod_store_read(Arena *arena, const char *path, const char **text, size_t *size) {
  const char *problem = NULL;
  int fd = open_locked(arena, path, O_RDONLY, &problem);
  if (fd < 0) return problem;
  problem = read_all(arena, fd, path, text, size);
  close(fd);
  return problem;
}

static const char *rewrite(Arena *arena, int fd, const char *path, const char *text) {
  if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0) return failed(arena, "truncate", path, errno);
  return disk_write(arena, fd, path, text, strlen(text));
}

// The file is open and locked, with that content.
static const char *replace(Arena *arena, int fd, const char *path, const char *content, const char *text) {
  struct stat st;
  char *real = realpath(path, NULL);  // what a link leads to is replaced, not the link
  if (!real || fstat(fd, &st) != 0) {
    free(real);
    return failed(arena, "stat", path, errno);
  }
  struct iovec piece = {(void *)text, strlen(text)};
  int error = file_replace(arena, real, &piece, 1, st.st_mode & 0777);
  if (!error) (void)chmod(real, st.st_mode & 07777);
  free(real);
  if (!S_ISREG(st.st_mode)) return error ? failed(arena, "write", path, error) : NULL;
  if (!error) {
    (void)rewrite(arena, fd, path, text);
    return NULL;
  }
  if (error != EACCES && error != EPERM && error != EBUSY && error != EXDEV && error != EROFS)
    return failed(arena, "write", path, error);
  const char *problem = rewrite(arena, fd, path, text);
  if (problem) (void)rewrite(arena, fd, path, content);  // as well as may be
  return problem;
}

const char *mod_store_write(Arena *arena, const char *path, const char *old, size_t old_size, const char *text) {
  const char *problem = NULL, *content = NULL;
  size_t size;
  struct stat st;
  bool made = stat(path, &st) != 0 && errno == ENOENT;
  int fd = open_locked(arena, path, O_RDWR | O_CREAT, &problem);
  if (fd < 0) return problem;
  problem = read_all(arena, fd, path, &content, &size);
  if (!problem && old && (size != old_size || memcmp(content, old, size) != 0))
    problem = arena_printf(arena, "%s changed during editing; not overwriting",
                           strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
  bool differs = !problem && (size != strlen(text) || memcmp(content, text, size) != 0);
  if (differs) problem = replace(arena, fd, path, content, text);
  if (problem && made && size == 0) unlink(path);
  close(fd);
  return problem;
}
