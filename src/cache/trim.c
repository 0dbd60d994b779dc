// Throwing away: by age, by size, and all of it.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/vec.h"
#include "cache/internal.h"

enum { DAY = 24 * 3600, FOLDERS = 256 };

const CacheLimits cache_limits = {.interval = DAY, .unused = 5 * DAY, .size = (uint64_t)4 << 30};

typedef struct Kept {
  const char *path;
  time_t used;
  uint64_t size;
} Kept;

typedef struct Trimming {
  Arena arena;
  const CacheLimits *limits;
  time_t now;
  Vec(Kept) kept;
  uint64_t total;  // bytes of what is kept
} Trimming;

static bool in_use(const Trimming *t, time_t used) { return t->now - used < CACHE_IN_USE; }

// Looks at the files of a folder whose names begin so ("" all): removes old ones and notes the others.
static void trim_folder(Trimming *t, const char *folder, const char *beginning) {
  DIR *dir = opendir(folder);
  struct dirent *entry;
  struct stat st;
  while (dir && (entry = readdir(dir))) {
    if (*entry->d_name == '.' || strncmp(entry->d_name, beginning, strlen(beginning)) != 0) continue;
    const char *path = arena_printf(&t->arena, "%s/%s", folder, entry->d_name);
    if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode)) continue;
    if (t->now - st.st_mtime > t->limits->unused && !in_use(t, st.st_mtime)) {
      unlink(path);
      continue;
    }
    Kept kept = {path, st.st_mtime, (uint64_t)st.st_size};
    vec_push(&t->arena, &t->kept, kept);
    t->total += kept.size;
  }
  if (dir) closedir(dir);
}

static int compare_use(const void *a, const void *b) {
  const Kept *x = a, *y = b;
  return x->used < y->used ? -1 : x->used > y->used ? 1 : strcmp(x->path, y->path);
}

// Down to three quarters of the limit, so that this is not to be done again at once.
static void trim_size(Trimming *t) {
  if (t->total <= t->limits->size) return;
  qsort(t->kept.data, t->kept.len, sizeof *t->kept.data, compare_use);
  for (uint32_t i = 0; i < t->kept.len && t->total > t->limits->size / 4 * 3; i++) {
    if (in_use(t, t->kept.data[i].used)) break;
    if (unlink(t->kept.data[i].path) == 0) t->total -= t->kept.data[i].size;
  }
}

static const char *numbered_folder(Arena *arena, const Cache *cache, int number) {
  return arena_printf(arena, "%s/%02x", cache->dir, number);
}

static void trim_all(const Cache *cache, const CacheLimits *limits, time_t now) {
  Trimming t = {.limits = limits, .now = now};
  arena_init(&t.arena);
  trim_folder(&t, cache->dir, CACHE_TEMPORARY);
  for (int i = 0; i < FOLDERS; i++) trim_folder(&t, numbered_folder(&t.arena, cache, i), "");
  trim_size(&t);
  arena_free(&t.arena);
}

void cache_trim(const Cache *cache, const CacheLimits *limits) {
  struct stat st;
  char path[4096];
  time_t now = time(NULL);
  if ((size_t)snprintf(path, sizeof path, "%s/trim", cache->dir) >= sizeof path) return;
  bool there = stat(path, &st) == 0;
  // A time in the future is a clock that was wrong.
  if (there && now >= st.st_mtime && now - st.st_mtime < limits->interval) return;
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return;
  // Where it has just been made there is nothing old yet.
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
    futimens(fd, NULL);
    if (there) trim_all(cache, limits, now);
  }
  close(fd);
}

// ---- all of it

static const char *remove_folder(Arena *arena, const char *folder) {
  DIR *dir = opendir(folder);
  struct dirent *entry;
  if (!dir) return errno == ENOENT ? NULL : arena_printf(arena, "open %s: %s", folder, strerror(errno));
  const char *problem = NULL;
  while ((entry = readdir(dir))) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    const char *path = arena_printf(arena, "%s/%s", folder, entry->d_name);
    if (unlink(path) != 0 && errno != ENOENT && !problem)
      problem = arena_printf(arena, "unlink %s: %s", path, strerror(errno));
  }
  closedir(dir);
  // Somebody may be putting something into it.
  if (!problem && rmdir(folder) != 0 && errno != ENOENT && errno != ENOTEMPTY)
    problem = arena_printf(arena, "rmdir %s: %s", folder, strerror(errno));
  return problem;
}

const char *cache_clean(Arena *arena, const Environment *environment, bool dry_run,
                        void (*removed)(void *context, const char *folder), void *context) {
  const char *place, *problem;
  struct stat st;
  problem = cache_place(arena, environment, &place);
  if (problem || strcmp(place, "off") == 0) return problem;
  Cache cache = {arena_printf(arena, "%s/tuco", place)};
  for (int i = 0; i < FOLDERS && !problem; i++) {
    const char *folder = numbered_folder(arena, &cache, i);
    if (stat(folder, &st) != 0) continue;
    if (removed) removed(context, folder);
    if (!dry_run) problem = remove_folder(arena, folder);
  }
  return problem;
}
