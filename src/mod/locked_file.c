// See locked_file.h. A file that is replaced while others wait for its lock is another one when they get it: tuco then
// opens the new one. gc's go does not look, so that the old one gets the new content, too: there it finds that go.mod
// has changed, and about go.sum it has asked for the lock beside it (fetch_side_lock).
#include "mod/locked_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/view.h"
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

// Opens and locks the file that lies there in the end; -1 with *problem, and errno of the opening.
static int open_locked(Arena *arena, const char *path, int flags, const char **problem) {
  bool shared = (flags & O_ACCMODE) == O_RDONLY;
  for (;;) {
    int fd = open(path, flags | O_CLOEXEC, 0666);
    if (fd < 0) {
      int error = errno;
      *problem = failed(arena, "open", path, error);
      errno = error;
      return -1;
    }
    int error;
    do error = flock(fd, shared ? LOCK_SH : LOCK_EX) == 0 ? 0 : errno;
    while (error == EINTR);
    if (!error && is_current(fd, path)) return fd;
    close(fd);
    if (!error) continue;
    *problem = failed(arena, shared ? "RLock" : "Lock", path, error);
    errno = 0;
    return -1;
  }
}

// What a file has that was just opened, to its end.
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
    ssize_t n = read(fd, text + length, room - length);
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
  const char *problem = NULL, *actual = view_actual(path);
  if (missing) *missing = !actual;
  if (!actual) return failed(arena, "open", path, ENOENT);
  int fd = open_locked(arena, actual, O_RDONLY, &problem);
  if (missing) *missing = fd < 0 && errno == ENOENT;
  if (fd < 0) return problem;
  *bytes = read_all(arena, fd, actual, size, &problem);
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

const char *locked_overlaid(Arena *arena, const char *path) {
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
  if (dot && strcmp(dot, ".mod") == 0) name = "go.mod";  // so go says of -modfile, too
  if (dot && strcmp(dot, ".sum") == 0) name = "go.sum";
  if (!view_replaced(path)) return NULL;
  return arena_printf(arena, "updates to %s needed, but %s is part of the overlay specified with -overlay", name, name);
}

typedef struct Text {
  const char *bytes;
  size_t size;
} Text;

static const char *change_in_place(Arena *arena, int fd, const char *path, Text old, Text new) {
  const char *problem = rewrite(arena, fd, path, new.bytes, new.size);
  if (problem) (void)rewrite(arena, fd, path, old.bytes, old.size);  // as well as may be
  return problem;
}

// Writes beside and renames. Where that cannot be (a folder that may not be written to, a file that is mounted) or
// would make another file of it (somebody else's, one with several names, no file at all), it is written itself.
static const char *replace(Arena *arena, int fd, const char *path, Text old, Text new) {
  struct stat st;
  if (fstat(fd, &st) != 0) return failed(arena, "stat", path, errno);
  if (!S_ISREG(st.st_mode)) return disk_write(arena, fd, path, new.bytes, new.size);
  if (st.st_uid != geteuid() || st.st_nlink != 1) return change_in_place(arena, fd, path, old, new);
  char *real = realpath(path, NULL);  // what a link leads to is replaced, not the link
  if (!real) return failed(arena, "stat", path, errno);
  struct iovec piece = {(void *)new.bytes, new.size};
  int error = file_replace(arena, real, &piece, 1, st.st_mode & 0777);
  if (!error) {
    (void)chmod(real, st.st_mode & 07777);
    (void)rewrite(arena, fd, path, new.bytes, new.size);  // for who waits with the old one
  }
  free(real);
  if (error == EACCES || error == EPERM || error == EBUSY || error == EXDEV || error == EROFS)
    return change_in_place(arena, fd, path, old, new);
  return error ? failed(arena, "write", path, error) : NULL;
}

const char *locked_transform(Arena *arena, const char *path, LockedWriting writing, LockedChange change,
                             void *context) {
  const char *problem = locked_overlaid(arena, path);
  struct stat st;
  if (problem) return problem;
  bool made = stat(path, &st) != 0 && errno == ENOENT;
  int fd = open_locked(arena, path, O_RDWR | O_CREAT, &problem);
  if (fd < 0) return problem;
  Text old = {0}, new = {0};
  old.bytes = read_all(arena, fd, path, &old.size, &problem);
  if (!problem) new.bytes = change(context, arena, old.bytes, old.size, &new.size, &problem);
  if (new.bytes && !problem && (new.size != old.size || memcmp(old.bytes, new.bytes, new.size) != 0))
    problem = (writing == LOCKED_REPLACE ? replace : change_in_place)(arena, fd, path, old, new);
  if (problem && made && !old.size) unlink(path);
  return close_file(arena, fd, path, problem);
}

typedef struct Edit {
  const char *path, *old, *text;
  size_t old_size;
} Edit;

static const char *edit(void *context, Arena *arena, const char *bytes, size_t size, size_t *new_size,
                        const char **problem) {
  const Edit *e = context;
  *new_size = strlen(e->text);
  if (!e->old || (size == e->old_size && memcmp(bytes, e->old, size) == 0)) return e->text;
  const char *slash = strrchr(e->path, '/');
  *problem = arena_printf(arena, "%s changed during editing; not overwriting", slash ? slash + 1 : e->path);
  return NULL;
}

const char *locked_edit(Arena *arena, const char *path, const char *old, size_t old_size, const char *text) {
  return locked_transform(arena, path, LOCKED_REPLACE, edit, &(Edit){path, old, text, old_size});
}

int locked_take(Arena *arena, const char *path, const char **problem) {
  return open_locked(arena, path, O_RDWR | O_CREAT, problem);
}

void locked_release(int lock) { close(lock); }
