// Unit test of the disk cache: entries are found as they were put, faults in the folder are no entries, trimming goes
// by age and size and spares what is in use, cleaning leaves what is not the cache's; and processes that put, find,
// trim and are killed at any moment never see an entry that is not what its action says.
//   cache_entries [-rounds N]
#include <dirent.h>
#include <signal.h>
#include <sodium.h>
#include <sys/wait.h>
#include <time.h>

#include "cache/cache.h"
#include "temporary.h"

enum { HOUR = 3600, ACTIONS = 12, CHILDREN = 4 };

static Environment environment;

static CacheId action_of(int number) {
  CacheHash hash;
  cache_hash_begin(&hash, "test");
  cache_hash_bytes(&hash, &number, sizeof number);
  return cache_hash_end(&hash);
}

// Content that its number determines; several actions share it.
static size_t content_of(int number, char *bytes, size_t capacity) {
  size_t size = (size_t)(number % 7) * 977 % capacity;
  memset(bytes, 'a' + number % 7, size);
  return size;
}

static bool put(Test *t, const Cache *cache, int number, CacheEntry *entry) {
  char bytes[8192];
  CacheId action = action_of(number);
  size_t size = content_of(number, bytes, sizeof bytes);
  return !cache_put(cache, &t->arena, &action, bytes, size, false, entry);
}

static bool find(Test *t, const Cache *cache, int number, CacheEntry *entry) {
  CacheId action = action_of(number);
  return cache_find(cache, &t->arena, &action, entry);
}

// missing: what is said of a file that is not there.
static bool has_content(const CacheEntry *entry, int number, bool missing) {
  char bytes[8192], read_back[8192];
  size_t size = content_of(number, bytes, sizeof bytes);
  FILE *file = fopen(entry->path, "r");
  if (!file) return missing;
  size_t n = fread(read_back, 1, sizeof read_back, file);
  fclose(file);
  return n == size && memcmp(bytes, read_back, n) == 0;
}

static bool is_content(const CacheEntry *entry, int number) { return has_content(entry, number, false); }

static void write_file(const char *path, const char *text) {
  chmod(path, 0644);
  FILE *file = fopen(path, "w");
  if (!file) perror(path), exit(1);
  fputs(text, file);
  fclose(file);
}

static void set_age(const char *path, time_t age) {
  struct timespec times[2] = {{.tv_sec = time(NULL) - age}, {.tv_sec = time(NULL) - age}};
  if (utimensat(AT_FDCWD, path, times, 0) != 0) perror(path), exit(1);
}

static const char *action_path(Test *t, const Cache *cache, int number) {
  char hex[65];
  CacheId action = action_of(number);
  sodium_bin2hex(hex, sizeof hex, action.bytes, sizeof action.bytes);
  return arena_printf(&t->arena, "%s/%.2s/%s-a", cache->dir, hex, hex);
}

static bool is_there(const char *path) { return access(path, F_OK) == 0; }

static void test_entries(Test *t, const Cache *cache) {
  CacheEntry a, b, found;
  check(t, "an empty cache has nothing", !find(t, cache, 3, &found));
  check(t, "put", put(t, cache, 3, &a) && is_content(&a, 3));
  check(t, "found", find(t, cache, 3, &found) && strcmp(found.path, a.path) == 0 && found.size == a.size);
  check(t, "equal content is one file", put(t, cache, 10, &b) && strcmp(a.path, b.path) == 0);
  check(t, "empty content", put(t, cache, 7, &b) && find(t, cache, 7, &found) && is_content(&found, 7));

  chmod(a.path, 0644);
  check(t, "truncate", truncate(a.path, 5) == 0);
  check(t, "content that is too short is none", !find(t, cache, 3, &found));
  check(t, "and is put again", put(t, cache, 3, &a) && find(t, cache, 3, &found) && is_content(&found, 3));
  static const char *const bad[] = {"", "v1", "v2 0 0 0\n", "v1 \n", NULL};
  for (int i = 0; bad[i]; i++) {
    write_file(action_path(t, cache, 3), bad[i]);
    check(t, "an action that is none", !find(t, cache, 3, &found));
  }
  unlink(action_path(t, cache, 3));
  CacheId third = action_of(3);
  char *temporary = (char *)cache_temporary(cache, &t->arena);
  write_file(temporary, "#!/bin/sh\n");
  check(t, "a file is taken over", !cache_put_file(cache, &t->arena, &third, temporary, true, &a));
  check(t, "and can be run", access(a.path, X_OK) == 0 && !is_there(temporary) && find(t, cache, 3, &found));
}

static void test_trim(Test *t, const Cache *cache) {
  CacheEntry old, used, young;
  const CacheLimits limits = {.interval = 0, .unused = 48 * HOUR, .size = 1 << 30};
  cache_trim(cache, &limits);  // makes the file that says when
  check(t, "put", put(t, cache, 1, &old) && put(t, cache, 2, &used) && put(t, cache, 4, &young));
  set_age(old.path, 50 * HOUR);
  set_age(action_path(t, cache, 1), 50 * HOUR);
  set_age(used.path, 50 * HOUR);
  set_age(young.path, 2 * HOUR);
  check(t, "use makes young", find(t, cache, 2, &used));
  const char *left = cache_temporary(cache, &t->arena);
  set_age(left, 50 * HOUR);
  cache_trim(cache, &(CacheLimits){.interval = 24 * HOUR, .unused = HOUR, .size = 0});
  check(t, "not twice in the interval", is_there(old.path) && is_there(left));
  cache_trim(cache, &limits);
  check(t, "old entries go", !is_there(old.path) && !is_there(action_path(t, cache, 1)) && !is_there(left));
  check(t, "used and young ones stay", is_there(used.path) && is_there(young.path));
  cache_trim(cache, &(CacheLimits){.interval = 0, .unused = 48 * HOUR, .size = 1});
  check(t, "too much: what was used longest ago goes", !is_there(young.path));
  check(t, "what is in use stays", is_there(used.path));
}

static void note_folder(void *context, const char *folder) {
  (void)folder;
  ++*(int *)context;
}

static void test_clean(Test *t, const Cache *cache) {
  CacheEntry entry, found;
  int folders = 0, removed = 0;
  const char *foreign = arena_printf(&t->arena, "%s/../00-of-gc", cache->dir);
  write_file(foreign, "gc's");
  check(t, "put", put(t, cache, 5, &entry));
  check(t, "dry run", !cache_clean(&t->arena, &environment, true, note_folder, &folders) && folders > 0);
  check(t, "it removes nothing", find(t, cache, 5, &found));
  check(t, "clean", !cache_clean(&t->arena, &environment, false, note_folder, &removed) && removed == folders);
  check(t, "all is gone", !find(t, cache, 5, &found) && is_there(foreign));
  check(t, "and can be filled again", put(t, cache, 5, &entry) && find(t, cache, 5, &found));
}

// Puts and finds without end. Exits with 1 if what it finds is wrong; what another one has removed meanwhile is not.
static _Noreturn void work(Test *t, const Cache *cache, unsigned seed) {
  for (;;) {
    CacheEntry entry;
    int number = (int)((seed = seed * 1664525 + 1013904223) >> 8) % ACTIONS;
    if (!find(t, cache, number, &entry)) {
      if (!put(t, cache, number, &entry)) _exit(2);
    }
    if (!has_content(&entry, number, true)) _exit(1);
    if (seed >> 28 == 0) unlink(entry.path), unlink(action_path(t, cache, number));  // as if it had been trimmed
    arena_reset(&t->arena);
  }
}

static void test_killed(Test *t, const Cache *cache, int rounds) {
  int wrong = 0;
  for (int round = 0; round < rounds; round++) {
    pid_t children[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) {
      children[i] = fork();
      if (children[i] < 0) perror("fork"), exit(1);
      if (children[i] == 0) work(t, cache, (unsigned)(round * CHILDREN + i));
    }
    usleep(2000 + round % 10 * 1500);
    for (int i = 0; i < CHILDREN; i++) kill(children[i], SIGKILL);
    for (int i = 0; i < CHILDREN; i++) {
      int status;
      waitpid(children[i], &status, 0);
      if (WIFEXITED(status)) wrong++;
    }
    for (int number = 0; number < ACTIONS; number++) {  // nobody else is there now
      CacheEntry entry;
      if (find(t, cache, number, &entry) && !is_content(&entry, number)) wrong++;
      arena_reset(&t->arena);
    }
  }
  check(t, "killed processes leave whole entries", !wrong);
}

static void test_places(Test *t) {
  Cache cache;
  const char *problem;
  setenv("GOCACHE", "off", 1);
  problem = cache_open(&t->arena, &environment, &cache);
  check(t, "off",
        problem && strcmp(problem, "build cache is disabled by GOCACHE=off, but required as of Go 1.12") == 0);
  check(t, "off is clean", !cache_clean(&t->arena, &environment, false, NULL, NULL));
  setenv("GOCACHE", "here", 1);
  problem = cache_open(&t->arena, &environment, &cache);
  check(t, "relative", problem && strstr(problem, "could not be located: GOCACHE is not an absolute path"));
}

int main(int argc, char **argv) {
  Test test;
  Cache cache;
  int rounds = argc == 3 && strcmp(argv[1], "-rounds") == 0 ? atoi(argv[2]) : 50;
  test_begin(&test);
  setenv("GOCACHE", arena_printf(&test.arena, "%s/a/b", test.folder), 1);
  const char *problem = cache_open(&test.arena, &environment, &cache);
  check(&test, problem ? problem : "open", !problem);
  // The folder's name outlives resets.
  cache.dir = strdup(cache.dir);
  test.folder = strdup(test.folder);
  test_entries(&test, &cache);
  test_trim(&test, &cache);
  test_clean(&test, &cache);
  test_killed(&test, &cache, rounds);
  test_places(&test);
  free((char *)cache.dir);
  return test_end(&test, "cache_entries");
}
