// The module cache (https://go.dev/ref/mod#module-cache), in go's own layout, so that gc's go and tuco may use one at
// the same time. Files appear by renaming; "V.lock" keeps those who fetch version V apart; "V.partial" is there while
// the folder of V is being unpacked.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/source.h"
#include "fetch/internal.h"
#include "mod/disk.h"
#include "mod/locked_file.h"
#include "mod/path.h"
#include "mod/pseudo.h"
#include "mod/semver.h"

static FetchAnswer check_cache(void *context, Arena *arena) {
  const char *root = ((const Fetcher *)context)->settings.cache;
  struct stat st;
  const char *problem = NULL;
  if (stat(root, &st) != 0)
    problem =
        errno == ENOENT ? disk_make_folders(arena, root) : arena_printf(arena, "stat %s: %s", root, DIAG_ERRNO(errno));
  else if (!S_ISDIR(st.st_mode)) problem = arena_printf(arena, "%s is not a directory", fetch_quote(arena, root));
  if (!problem) return (FetchAnswer){0};
  return (FetchAnswer){NULL, fetch_error(arena, FETCH_FAILED, "could not create module cache: %s", problem)};
}

const FetchError *cache_check(Fetcher *f, Arena *arena) {
  const char *root = f->settings.cache;
  if (!*root) return fetch_error(arena, FETCH_FAILED, "module cache not found: neither GOMODCACHE nor GOPATH is set");
  if (*root != '/')
    return fetch_error(arena, FETCH_FAILED, "GOMODCACHE entry is relative; must be absolute path: %s.\n",
                       fetch_quote(arena, root));
  return fetch_once(f, "cache", check_cache, f).error;
}

// Path and version as the cache writes them.
static const FetchError *escape(Fetcher *f, Arena *arena, const char *path, const char *version,
                                const char **escaped_path, const char **escaped_version) {
  if (gover_is_toolchain(path))
    return fetch_error(arena, FETCH_FAILED, "internal error: invalid operation on toolchain module");
  const FetchError *error = cache_check(f, arena);
  if (error) return error;
  const char *problem;
  *escaped_path = mod_escape_path(arena, path, &problem);
  if (problem) return fetch_error_text(arena, problem);
  if (!semver_valid(version))
    return fetch_error(arena, FETCH_FAILED, "non-semver module version %s", fetch_quote(arena, version));
  if (!semver_is_canonical(version))
    return fetch_error(arena, FETCH_FAILED, "non-canonical module version %s", fetch_quote(arena, version));
  *escaped_version = mod_escape_version(arena, version, &problem);
  return fetch_error_text(arena, problem);
}

const char *fetch_cached_file(Fetcher *f, Arena *arena, const char *path, const char *version, const char *suffix,
                              const FetchError **error) {
  const char *p, *v;
  *error = escape(f, arena, path, version, &p, &v);
  return *error ? NULL : arena_printf(arena, "%s/cache/download/%s/@v/%s.%s", f->settings.cache, p, v, suffix);
}

static const FetchError *partial(Arena *arena, const char *folder, const char *why) {
  return fetch_error(arena, FETCH_MISSING, "%s: %s", folder, why);
}

const FetchError *fetch_cached_folder(Fetcher *f, Arena *arena, const char *path, const char *version,
                                      const char **folder) {
  const char *p, *v;
  *folder = NULL;
  const FetchError *error = escape(f, arena, path, version, &p, &v);
  if (error) return error;
  *folder = arena_printf(arena, "%s/%s@%s", f->settings.cache, p, v);
  struct stat st;
  if (stat(*folder, &st) != 0) return fetch_error(arena, FETCH_MISSING, "stat %s: %s", *folder, DIAG_ERRNO(errno));
  if (!S_ISDIR(st.st_mode)) return partial(arena, *folder, "not a directory");
  const char *mark = fetch_cached_file(f, arena, path, version, "partial", &error);
  if (stat(mark, &st) == 0) return partial(arena, *folder, "not completely extracted");
  // Without it nobody knows that the content was checked.
  const char *sum = fetch_cached_file(f, arena, path, version, "ziphash", &error);
  if (stat(sum, &st) != 0) return partial(arena, *folder, "ziphash file is missing");
  return NULL;
}

const char *cache_read(Fetcher *f, Arena *arena, const char *path, const char *version, const char *suffix,
                       size_t *size) {
  const FetchError *error;
  const char *file = fetch_cached_file(f, arena, path, version, suffix, &error);
  return file ? source_read(arena, file, size) : NULL;
}

int cache_new_file(Arena *arena, const char *file, const char **name, const char **problem) {
  for (int tries = 0; tries < 10000; tries++) {
    *name = arena_printf(arena, "%s%ld.tmp", file, random() % 1000000000);
    int fd = open(*name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) return fd;
    if (errno != EEXIST) break;
  }
  *problem = arena_printf(arena, "open %s: %s", *name, DIAG_ERRNO(errno));
  return -1;
}

// ---- the list of versions, which is of what .mod files are there

static bool has_suffix(const char *text, size_t length, const char *suffix) {
  size_t n = strlen(suffix);
  return length > n && strcmp(text + length - n, suffix) == 0;
}

static const char *list_versions(void *context, Arena *arena, const char *old, size_t size, size_t *new_size,
                                 const char **problem) {
  (void)old, (void)size;
  const char *folder = context;
  DIR *dir = opendir(folder);
  if (!dir) {
    *problem = arena_printf(arena, "open %s: %s", folder, DIAG_ERRNO(errno));
    return NULL;
  }
  StringVec list = {0};
  for (struct dirent *entry; (entry = readdir(dir));) {
    size_t length = strlen(entry->d_name);
    if (!has_suffix(entry->d_name, length, ".mod")) continue;
    const char *version = arena_strdup(arena, entry->d_name, length - 4);
    if (semver_is_canonical(version)) vec_push(arena, &list, version);
  }
  closedir(dir);
  semver_sort(&list);
  size_t total = 0;
  for (uint32_t i = 0; i < list.len; i++) total += strlen(list.data[i]) + 1;
  char *text = arena_alloc(arena, total + 1, 1), *out = text;
  for (uint32_t i = 0; i < list.len; i++) {
    out = stpcpy(out, list.data[i]);
    *out++ = '\n';
  }
  *new_size = total;
  return text;
}

const char *cache_write(Arena *arena, const char *file, const void *bytes, size_t size) {
  const char *folder = arena_strdup(arena, file, (size_t)(strrchr(file, '/') - file)), *name;
  const char *problem = disk_make_folders(arena, folder);
  int fd = problem ? -1 : cache_new_file(arena, file, &name, &problem);
  if (fd < 0) return problem;
  problem = disk_write(arena, fd, name, bytes, size);
  if (close(fd) != 0 && !problem) problem = arena_printf(arena, "close %s: %s", name, DIAG_ERRNO(errno));
  if (!problem && rename(name, file) != 0)
    problem = arena_printf(arena, "rename %s %s: %s", name, file, DIAG_ERRNO(errno));
  if (problem) {
    unlink(name);
    return problem;
  }
  // A list that cannot be written is no harm: it serves those who use the cache as a proxy.
  if (has_suffix(file, strlen(file), ".mod"))
    (void)locked_transform(arena, arena_printf(arena, "%s/list", folder), LOCKED_IN_PLACE, list_versions,
                           (void *)folder);
  return NULL;
}

int cache_lock_version(Fetcher *f, Arena *arena, const char *path, const char *version, const FetchError **error) {
  const char *file = fetch_cached_file(f, arena, path, version, "lock", error), *problem;
  if (!file) return -1;
  problem = disk_make_folders(arena, arena_strdup(arena, file, (size_t)(strrchr(file, '/') - file)));
  int lock = problem ? -1 : locked_take(arena, file, &problem);
  if (lock < 0) *error = fetch_error_text(arena, problem);
  return lock;
}

int fetch_side_lock(Fetcher *f, Arena *arena) {
  if (cache_check(f, arena)) return -1;
  const char *folder = arena_printf(arena, "%s/cache", f->settings.cache), *problem = disk_make_folders(arena, folder);
  return problem ? -1 : locked_take(arena, arena_printf(arena, "%s/lock", folder), &problem);
}

// ---- revisions, without asking anybody

// The highest pseudo-version of a commit that the cache has; NULL: none.
const char *cache_version_of_commit(Fetcher *f, Arena *arena, const char *path, const char *commit) {
  const char *problem, *p = mod_escape_path(arena, path, &problem), *best = NULL;
  if (!p || strlen(commit) < 12 || commit[strspn(commit, "0123456789abcdef")] || cache_check(f, arena)) return NULL;
  const char *suffix = arena_printf(arena, "-%.12s.info", commit);
  DIR *dir = opendir(arena_printf(arena, "%s/cache/download/%s/@v", f->settings.cache, p));
  for (struct dirent *entry; dir && (entry = readdir(dir));) {
    size_t length = strlen(entry->d_name);
    if (!has_suffix(entry->d_name, length, suffix)) continue;
    const char *version = arena_strdup(arena, entry->d_name, length - 5);
    if (pseudo_is(version) && (!best || semver_compare(version, best) > 0)) best = version;
  }
  if (dir) closedir(dir);
  return best;
}
