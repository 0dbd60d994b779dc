// See built_tool.h. A tool is another one where tuco is, or the GOROOT, its VERSION, or a file in the tool's own
// folder. Who changes other packages of a GOROOT and wants tools of them empties the cache (clean -cache).
#include "cmd/built_tool.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/source.h"
#include "cmd/process.h"

static void hash_folder(Arena *arena, CacheHash *hash, const char *folder) {
  StringVec names = {0};
  DIR *dir = opendir(folder);
  for (struct dirent *e; dir && (e = readdir(dir));) {
    const char *name = arena_strdup(arena, e->d_name, strlen(e->d_name));
    vec_push(arena, &names, name);
  }
  if (dir) closedir(dir);
  strings_sort(&names, 0);
  for (uint32_t i = 0; i < names.len; i++) {
    CacheId id;
    if (!cache_id_of_file(arena_printf(arena, "%s/%s", folder, names.data[i]), &id, NULL)) continue;  // a folder
    cache_hash_text(hash, names.data[i]);
    cache_hash_id(hash, &id);
  }
}

static CacheId action_of(BuildFlags *flags, const char *name) {
  const char *goroot = flags->options.context.goroot;
  CacheHash hash;
  CacheId self = cache_self();
  size_t size = 0;
  cache_hash_begin(&hash, "tool 1");
  cache_hash_id(&hash, &self);
  cache_hash_text(&hash, goroot);
  cache_hash_text(&hash, name);
  cache_hash_text(&hash, source_read(flags->arena, arena_printf(flags->arena, "%s/VERSION", goroot), &size));
  hash_folder(flags->arena, &hash, arena_printf(flags->arena, "%s/src/cmd/%s", goroot, name));
  return cache_hash_end(&hash);
}

// Nothing that the user has set for programs of his own is for the tool.
static const char *build(BuildFlags *flags, const char *name, const char *output) {
  Arena *arena = flags->arena;
  const char *goroot = flags->options.context.goroot, *self = process_self(arena);
  const char *words[] = {self, "build", "-o", output, arena_printf(arena, "cmd/%s", name), NULL};
  static const char *const settings[] = {"GOFLAGS=",  "GOOS=",         "GOARCH=",      "GOEXPERIMENT=",    "GOWORK=off",
                                         "GOENV=off", "CGO_ENABLED=0", "GO111MODULE=", "GOTOOLCHAIN=local"};
  StringVec environment = {0};
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) vec_push(arena, &environment, settings[i]);
  vec_push(arena, &environment, arena_printf(arena, "GOROOT=%s", goroot));
  vec_push(arena, &environment, arena_printf(arena, "GOTMPDIR=%s", work_folder_place(flags)));  // may be relative here
  Process process = {.path = self,
                     .words = (char *const *)words,
                     .environment = environment_with(arena, &environment),
                     .dir = arena_printf(arena, "%s/src", goroot)};
  return process_run(arena, &process);
}

const char *built_tool(BuildFlags *flags, const char *name, CacheEntry *program) {
  Arena *arena = flags->arena;
  Cache cache;
  const char *problem = cache_open(arena, flags->options.context.environment, &cache);
  if (problem) return problem;
  CacheId action = action_of(flags, name);
  if (cache_find(&cache, arena, &action, program)) return NULL;
  const char *output = cache_temporary(&cache, arena);
  if (!output) return arena_printf(arena, "build cache: %s: %s", cache.dir, DIAG_ERRNO(errno));
  problem = build(flags, name, output);
  if (!problem) return cache_put_file(&cache, arena, &action, output, true, program);
  unlink(output);
  return arena_printf(arena, "go: building cmd/%s: %s", name, problem);
}
