// Entries of the cache: found, and put.
#include "cache/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cache/internal.h"

enum { HEX = 2 * sizeof(CacheId), ACTION_SIZE_MAX = 256 };

static const char *hex_of(const CacheId *id, char *buffer) {
  return sodium_bin2hex(buffer, HEX + 1, id->bytes, sizeof id->bytes);
}

const char *cache_path(const Cache *cache, Arena *arena, const CacheId *id, char kind) {
  char hex[HEX + 1];
  hex_of(id, hex);
  return arena_printf(arena, "%s/%.2s/%s-%c", cache->dir, hex, hex, kind);
}

// ---- finding

// Says that a file is in use, if that was not said lately: most of the time nothing is written.
static void touch(const char *path, const struct stat *st) {
  time_t now = time(NULL);
  if (now - st->st_mtime >= CACHE_IN_USE || st->st_mtime - now >= CACHE_IN_USE) utimensat(AT_FDCWD, path, NULL, 0);
}

// An action's file: "v1 ACTION CONTENT SIZE\n". What is not exactly that says nothing.
static const char *action_text(Arena *arena, const CacheId *action, const CacheId *content, uint64_t size) {
  char a[HEX + 1], c[HEX + 1];
  return arena_printf(arena, "v1 %s %s %" PRIu64 "\n", hex_of(action, a), hex_of(content, c), size);
}

static bool read_action(Arena *arena, const char *text, const CacheId *action, CacheEntry *entry) {
  char hex[HEX + 1];
  size_t length;
  const char *content = text + 3 + HEX + 1;
  if (strlen(text) < 3 + HEX + 1 + HEX + 1 || strncmp(text, "v1 ", 3) != 0) return false;
  memcpy(hex, content, HEX);
  hex[HEX] = 0;
  if (sodium_hex2bin(entry->content.bytes, sizeof entry->content.bytes, hex, HEX, NULL, &length, NULL) != 0 ||
      length != sizeof entry->content.bytes)
    return false;
  entry->size = strtoull(content + HEX, NULL, 10);
  return strcmp(text, action_text(arena, action, &entry->content, entry->size)) == 0;
}

static bool read_small(const char *path, char *text, size_t capacity, struct stat *st) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t n = fstat(fd, st) == 0 ? read(fd, text, capacity - 1) : -1;
  close(fd);
  if (n >= 0) text[n] = 0;
  return n >= 0;
}

bool cache_find(const Cache *cache, Arena *arena, const CacheId *action, CacheEntry *entry) {
  char text[ACTION_SIZE_MAX];
  struct stat of_action, of_content;
  const char *path = cache_path(cache, arena, action, 'a');
  if (!read_small(path, text, sizeof text, &of_action) || !read_action(arena, text, action, entry)) return false;
  entry->path = cache_path(cache, arena, &entry->content, 'd');
  if (stat(entry->path, &of_content) != 0 || (uint64_t)of_content.st_size != entry->size) return false;
  touch(entry->path, &of_content);
  touch(path, &of_action);
  return true;
}

// ---- putting

static const char *failure(Arena *arena, const char *what, const char *path) {
  return arena_printf(arena, "build cache: %s %s: %s", what, path, strerror(errno));
}

static int open_temporary(const Cache *cache, Arena *arena, char **path) {
  *path = arena_printf(arena, "%s/" CACHE_TEMPORARY "XXXXXX", cache->dir);
  return mkostemp(*path, O_CLOEXEC);
}

const char *cache_temporary(const Cache *cache, Arena *arena) {
  char *path;
  int fd = open_temporary(cache, arena, &path);
  if (fd < 0) return NULL;
  close(fd);
  return path;
}

// Moves a finished temporary file to its place; on failure it is removed.
static const char *settle(Arena *arena, const char *temporary, const char *path, mode_t mode) {
  const char *problem = NULL;
  char *folder = arena_strdup(arena, path, strlen(path));
  *strrchr(folder, '/') = 0;
  if (chmod(temporary, mode) != 0) problem = failure(arena, "chmod", temporary);
  else if (mkdir(folder, 0777) != 0 && errno != EEXIST) problem = failure(arena, "mkdir", folder);
  else if (rename(temporary, path) != 0) problem = failure(arena, "rename", path);
  if (problem) unlink(temporary);
  return problem;
}

static const char *put_file(const Cache *cache, Arena *arena, const char *path, const void *bytes, size_t size,
                            mode_t mode) {
  char *temporary;
  int fd = open_temporary(cache, arena, &temporary);
  if (fd < 0) return failure(arena, "open", temporary);
  const char *problem = (errno = file_write(fd, bytes, size)) ? failure(arena, "write", temporary) : NULL;
  if (close(fd) != 0 && !problem) problem = failure(arena, "close", temporary);
  if (problem) unlink(temporary);
  return problem ? problem : settle(arena, temporary, path, mode);
}

// Is the content there already, and may it be run if that is asked?
static bool is_there(const CacheEntry *entry, bool executable) {
  struct stat st;
  if (stat(entry->path, &st) != 0 || (uint64_t)st.st_size != entry->size) return false;
  if (executable && !(st.st_mode & S_IXUSR)) return false;
  touch(entry->path, &st);
  return true;
}

static mode_t mode_of(bool executable) { return executable ? 0555 : 0444; }

static const char *put_action(const Cache *cache, Arena *arena, const CacheId *action, const CacheEntry *entry) {
  const char *text = action_text(arena, action, &entry->content, entry->size);
  return put_file(cache, arena, cache_path(cache, arena, action, 'a'), text, strlen(text), mode_of(false));
}

const char *cache_put(const Cache *cache, Arena *arena, const CacheId *action, const void *bytes, size_t size,
                      bool executable, CacheEntry *entry) {
  const char *problem = NULL;
  entry->content = cache_id_of(bytes, size);
  entry->size = size;
  entry->path = cache_path(cache, arena, &entry->content, 'd');
  if (!is_there(entry, executable)) problem = put_file(cache, arena, entry->path, bytes, size, mode_of(executable));
  return problem ? problem : put_action(cache, arena, action, entry);
}

const char *cache_put_file(const Cache *cache, Arena *arena, const CacheId *action, const char *temporary,
                           bool executable, CacheEntry *entry) {
  const char *problem = NULL;
  if (!cache_id_of_file(temporary, &entry->content, &entry->size)) {
    problem = failure(arena, "read", temporary);
    unlink(temporary);
    return problem;
  }
  entry->path = cache_path(cache, arena, &entry->content, 'd');
  if (is_there(entry, executable)) unlink(temporary);
  else problem = settle(arena, temporary, entry->path, mode_of(executable));
  return problem ? problem : put_action(cache, arena, action, entry);
}
