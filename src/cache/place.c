// Where the cache is: a folder "tuco" in that of gc's go.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cache/internal.h"

const char *cache_default_place(Arena *arena, const Environment *environment) {
  const char *base = environment_get(environment, "XDG_CACHE_HOME"), *home = environment_get(environment, "HOME");
  if (*base) return *base == '/' ? arena_printf(arena, "%s/go-build", base) : "off";
  return *home ? arena_printf(arena, "%s/.cache/go-build", home) : "off";
}

const char *cache_place(Arena *arena, const Environment *environment, const char **place) {
  const char *set = environment_get(environment, "GOCACHE");
  bool relative = *environment_get(environment, "XDG_CACHE_HOME");
  *place = *set ? set : cache_default_place(arena, environment);
  if (strcmp(set, "off") == 0 || **place == '/') return NULL;
  *place = "off";
  if (*set) return "GOCACHE is not an absolute path";
  return relative ? "GOCACHE is not defined and path in $XDG_CACHE_HOME is relative"
                  : "GOCACHE is not defined and neither $XDG_CACHE_HOME nor $HOME are defined";
}

// A folder and those above it. Another process may make them meanwhile.
static bool make_folders(Arena *arena, const char *path) {
  if (mkdir(path, 0777) == 0 || errno == EEXIST) return true;
  const char *slash = strrchr(path, '/');
  if (errno != ENOENT || !slash || slash == path) return false;
  if (!make_folders(arena, arena_strdup(arena, path, (size_t)(slash - path)))) return false;
  return mkdir(path, 0777) == 0 || errno == EEXIST;
}

const char *cache_open(Arena *arena, const Environment *environment, Cache *cache) {
  const char *place, *problem = cache_place(arena, environment, &place);
  if (problem) return arena_printf(arena, "build cache is required, but could not be located: %s", problem);
  if (strcmp(place, "off") == 0) return "build cache is disabled by GOCACHE=off, but required as of Go 1.12";
  cache->dir = arena_printf(arena, "%s/tuco", place);
  if (!make_folders(arena, cache->dir))
    return arena_printf(arena, "failed to initialize build cache at %s: mkdir %s: %s", place, cache->dir,
                        strerror(errno));
  return NULL;
}
