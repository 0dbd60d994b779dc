// Programs that are kept: tools of the GOROOT and of modules, which would be built at every call otherwise. What a
// program is made of is told by its flags and by size and time of every file of its packages; a change makes another
// entry of the cache, the old one is thrown away when it is not used any more.
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/internal.h"
#include "cache/cache.h"

static void hash_file(CacheHash *hash, const char *dir, const char *name, char *path, size_t room) {
  struct stat st;
  uint64_t facts[4] = {0};
  if (snprintf(path, room, "%s/%s", dir, name) < (int)room && stat(path, &st) == 0) {
    facts[0] = (uint64_t)st.st_size;
    facts[1] = (uint64_t)st.st_mtim.tv_sec;
    facts[2] = (uint64_t)st.st_mtim.tv_nsec;
    facts[3] = (uint64_t)st.st_ino;
  }
  cache_hash_text(hash, name);
  cache_hash_bytes(hash, facts, sizeof facts);
}

static void hash_package(CacheHash *hash, const LoadedPackage *l) {
  char path[4096];
  const StringVec *lists[] = {&l->go_files, &l->asm_files, &l->embed_files};
  cache_hash_text(hash, l->path);
  cache_hash_text(hash, l->dir);
  for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
    for (uint32_t i = 0; i < lists[k]->len; i++) hash_file(hash, l->dir, lists[k]->data[i], path, sizeof path);
  if (l->module) hash_file(hash, l->module->dir, "go.mod", path, sizeof path);
}

static CacheId identify(Loader *loader, const BuildOptions *options) {
  CacheId self = cache_self();
  CacheHash hash;
  cache_hash_begin(&hash, "program");
  cache_hash_id(&hash, &self);
  cache_hash_text(&hash, options->context.version);
  cache_hash_text(&hash, options->context.trimpath ? "trimpath" : "");
  cache_hash_text(&hash, options->compiler_flags);
  cache_hash_text(&hash, options->linker_flags);
  uint32_t count;
  LoadedPackage **order = loader_order(loader, &count);
  for (uint32_t i = 0; i < count; i++) hash_package(&hash, order[i]);
  return cache_hash_end(&hash);
}

int build_cached(BuildOptions *options, const char *package, const char **path) {
  Session *session = build_session(options);
  Arena *arena = &session->arena;
  Loader *loader;
  LoadedPackage *program = build_load_program(session, options, package, &loader);
  if (!program) return 1;
  CacheId id = identify(loader, options);
  Cache cache;
  CacheEntry entry;
  const char *problem = cache_open(arena, options->context.environment, &cache);
  if (!problem && cache_find(&cache, arena, &id, &entry)) {
    *path = entry.path;
    return 0;
  }
  const char *temporary = problem ? NULL : cache_temporary(&cache, arena);
  if (!problem && !temporary) problem = "cannot write to the build cache";
  if (problem) {
    fprintf(stderr, "go: %s\n", problem);
    return 1;
  }
  options->output = temporary;
  if (!build_loaded_program(session, loader, program, options)) {
    unlink(temporary);
    return 1;
  }
  problem = cache_put_file(&cache, arena, &id, temporary, true, &entry);
  if (problem) fprintf(stderr, "go: %s\n", problem);
  *path = entry.path;
  return problem != NULL;
}
