// See disk.h.
#include "mod/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"

static const char *failed(Arena *arena, const char *what, const char *path, int error) {
  return arena_printf(arena, "%s %s: %s", what, path, DIAG_ERRNO(error));
}

const char *disk_make_folders(Arena *arena, const char *path) {
  if (mkdir(path, 0777) == 0) return NULL;
  struct stat st;
  int error = errno;
  if (error == EEXIST)
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? NULL : failed(arena, "mkdir", path, ENOTDIR);
  const char *slash = strrchr(path, '/');
  if (error != ENOENT || !slash || slash == path) return failed(arena, "mkdir", path, error);
  const char *problem = disk_make_folders(arena, arena_strdup(arena, path, (size_t)(slash - path)));
  if (problem || mkdir(path, 0777) == 0 || errno == EEXIST) return problem;
  return failed(arena, "mkdir", path, errno);
}

// Visits a tree; the first problem that `visit` returns ends it.
static const char *walk(Arena *arena, const char *path, const char *(*visit)(Arena *arena, FTSENT *entry)) {
  char *paths[] = {arena_strdup(arena, path, strlen(path)), NULL};
  FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
  if (!walk) return failed(arena, "open", path, errno);
  const char *problem = NULL;
  for (FTSENT *entry; !problem && (entry = fts_read(walk));) problem = visit(arena, entry);
  fts_close(walk);
  return problem;
}

static const char *remove_entry(Arena *arena, FTSENT *entry) {
  switch (entry->fts_info) {
    case FTS_D:
      // Its content is listed after this.
      if (chmod(entry->fts_accpath, entry->fts_statp->st_mode | S_IRWXU) == 0) return NULL;
      return failed(arena, "chmod", entry->fts_path, errno);
    case FTS_DNR: return failed(arena, "open", entry->fts_path, entry->fts_errno);
    case FTS_ERR:
    case FTS_NS: return entry->fts_errno == ENOENT ? NULL : failed(arena, "lstat", entry->fts_path, entry->fts_errno);
    case FTS_DP:
      if (rmdir(entry->fts_accpath) == 0 || errno == ENOENT) return NULL;
      return failed(arena, "unlinkat", entry->fts_path, errno);
    default:
      if (unlink(entry->fts_accpath) == 0 || errno == ENOENT) return NULL;
      return failed(arena, "unlinkat", entry->fts_path, errno);
  }
}

const char *disk_remove(Arena *arena, const char *path) { return walk(arena, path, remove_entry); }

static const char *close_entry(Arena *arena, FTSENT *entry) {
  switch (entry->fts_info) {
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS: return failed(arena, "open", entry->fts_path, entry->fts_errno);
    case FTS_DP:
      if (chmod(entry->fts_accpath, entry->fts_statp->st_mode & 07555) == 0) return NULL;
      return failed(arena, "chmod", entry->fts_path, errno);
    default: return NULL;
  }
}

const char *disk_make_read_only(Arena *arena, const char *path) { return walk(arena, path, close_entry); }

const char *disk_read(Arena *arena, const char *path, ByteSink *sink) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return failed(arena, "open", path, errno);
  const char *problem = NULL;
  char buffer[64 << 10];
  for (ssize_t n; !problem && (n = read(fd, buffer, sizeof buffer)) != 0;) {
    if (n < 0 && errno == EINTR) continue;
    problem = n < 0 ? failed(arena, "read", path, errno) : sink->write(sink, arena, buffer, (size_t)n);
  }
  close(fd);
  return problem;
}

const char *disk_write(Arena *arena, int fd, const char *path, const void *bytes, size_t size) {
  int error = file_write(fd, bytes, size);
  return error ? failed(arena, "write", path, error) : NULL;
}

static int create(const char *path) { return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666); }

const char *disk_write_file(Arena *arena, const char *path, const void *bytes, size_t size) {
  int fd = create(path);
  if (fd < 0) return failed(arena, "open", path, errno);
  const char *problem = disk_write(arena, fd, path, bytes, size);
  if (close(fd) != 0 && !problem) problem = failed(arena, "close", path, errno);
  return problem;
}

const char *disk_copy_file(Arena *arena, const char *from, const char *to) {
  int in = open(from, O_RDONLY | O_CLOEXEC), out = in < 0 ? -1 : create(to);
  const char *problem = in < 0 ? failed(arena, "open", from, errno) : out < 0 ? failed(arena, "open", to, errno) : NULL;
  char buffer[64 << 10];
  for (ssize_t n; !problem && (n = read(in, buffer, sizeof buffer)) != 0;) {
    if (n < 0 && errno == EINTR) continue;
    problem = n < 0 ? failed(arena, "read", from, errno) : disk_write(arena, out, to, buffer, (size_t)n);
  }
  if (in >= 0) close(in);
  if (out >= 0 && close(out) != 0 && !problem) problem = failed(arena, "close", to, errno);
  return problem;
}
