// What a test has looked at: lines "getenv NAME", "chdir DIR", "stat FILE" and "open FILE" of package testing's log.
// Files outside of the package's module (or GOROOT) do not count. Of files size and time are looked at, not what is in
// them.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/paths.h"
#include "test/results.h"

enum { TOO_NEW = 2 };  // seconds

static void hash_facts(CacheHash *hash, const struct stat *st) {
  int64_t facts[] = {st->st_size, st->st_mode, st->st_mtim.tv_sec, st->st_mtim.tv_nsec};
  cache_hash_bytes(hash, facts, sizeof facts);
}

static void hash_error(CacheHash *hash) { cache_hash_text(hash, strerror(errno)); }

static void hash_stat(CacheHash *hash, const char *path) {
  struct stat st;
  if (stat(path, &st) == 0) hash_facts(hash, &st);
  else hash_error(hash);
  if (lstat(path, &st) == 0) hash_facts(hash, &st);
  else hash_error(hash);
}

static void hash_folder(Arena *arena, CacheHash *hash, const char *path) {
  StringVec names = {0};
  DIR *dir = opendir(path);
  if (!dir) return hash_error(hash);
  for (struct dirent *e; (e = readdir(dir));) {
    const char *name = arena_strdup(arena, e->d_name, strlen(e->d_name));
    if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) vec_push(arena, &names, name);
  }
  closedir(dir);
  strings_sort(&names, 0);
  for (uint32_t i = 0; i < names.len; i++) {
    struct stat st;
    cache_hash_text(hash, names.data[i]);
    if (lstat(arena_printf(arena, "%s/%s", path, names.data[i]), &st) == 0) hash_facts(hash, &st);
    else hash_error(hash);
  }
}

// False: it is too new.
static bool hash_open(Arena *arena, CacheHash *hash, const char *path) {
  struct stat st;
  struct timespec now;
  if (stat(path, &st) != 0) return hash_error(hash), true;
  hash_facts(hash, &st);
  if (S_ISDIR(st.st_mode)) return hash_folder(arena, hash, path), true;
  clock_gettime(CLOCK_REALTIME, &now);
  return !S_ISREG(st.st_mode) || (now.tv_sec - st.st_mtim.tv_sec) * 1000000000 + now.tv_nsec - st.st_mtim.tv_nsec >=
                                     (int64_t)TOO_NEW * 1000000000;
}

static void hash_variable(CacheHash *hash, const char *name) {
  cache_hash_text(hash, name);
  cache_hash_text(hash, getenv(name));
}

// One line. False: see test_log_hash.
static bool hash_line(Arena *arena, CacheHash *hash, const TestJob *job, const char **dir, const char *line) {
  const char *space = strchr(line, ' '), *rest;
  if (!space) return false;
  const char *verb = arena_strdup(arena, line, (size_t)(space - line)), *name = space + 1;
  cache_hash_text(hash, verb);
  if (strcmp(verb, "getenv") == 0) return hash_variable(hash, name), true;
  if (strcmp(verb, "chdir") == 0) {
    *dir = name;
    cache_hash_text(hash, name);
    return hash_stat(hash, name), true;
  }
  bool opens = strcmp(verb, "open") == 0;
  if (!opens && strcmp(verb, "stat") != 0) return false;
  const char *path = absolute_path(arena, *dir, name);
  if (!path_below(path, job->root, &rest)) return true;
  cache_hash_text(hash, path);
  if (opens) return hash_open(arena, hash, path);
  return hash_stat(hash, path), true;
}

bool test_log_hash(Arena *arena, const char *log, size_t size, const TestJob *job, CacheId *id) {
  static const char magic[] = "# test log\n";
  size_t n = sizeof magic - 1;
  if (size < n || memcmp(log, magic, n) != 0 || log[size - 1] != '\n') return false;
  CacheHash hash;
  const char *dir = job->dir;
  cache_hash_begin(&hash, "test inputs 1");
  hash_variable(&hash, "GODEBUG");  // which the runtime looks at, and does not say
  for (const char *p = log + n, *end = log + size; p < end;) {
    const char *newline = memchr(p, '\n', (size_t)(end - p));
    const char *line = arena_strdup(arena, p, (size_t)(newline - p));
    if (*line && !hash_line(arena, &hash, job, &dir, line)) return false;
    p = newline + 1;
  }
  *id = cache_hash_end(&hash);
  return true;
}
