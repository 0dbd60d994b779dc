// Where the files of a version come from: the module cache, and what fills it.
//
// Without a Fetcher only what is in the cache is there.
#include "base/source.h"

#include <string.h>

#include "base/paths.h"
#include "mod/path.h"
#include "modules/internal.h"

// ---- the cache alone

static const char *cache_root(const ModuleSet *set, Arena *arena) {
  const Environment *e = set->options.environment;
  const char *cache = environment_get(e, "GOMODCACHE"), *gopath = environment_get(e, "GOPATH");
  if (*cache) return cache;
  if (*gopath) return arena_printf(arena, "%.*s/pkg/mod", (int)strcspn(gopath, ":"), gopath);
  return arena_printf(arena, "%s/go/pkg/mod", environment_get(e, "HOME"));
}

// "path@version" as the cache names it, with `middle` for the "@"; NULL with *error: it can have no such name.
static const char *cache_name(Arena *arena, const ModVersion *m, const char *middle, const char **error) {
  const char *name = mod_escape_path(arena, m->path, error);
  const char *at = name ? mod_escape_version(arena, m->version, error) : NULL;
  return at ? arena_printf(arena, "%s%s%s", name, middle, at) : NULL;
}

static void read_sums(ModuleSet *set) {
  if (set->tables->sums_read) return;
  set->tables->sums_read = true;
  for (uint32_t i = 0; i <= set->mains.len; i++) {
    const char *path = i < set->mains.len ? arena_printf(&set->arena, "%s/go.sum", set->mains.data[i]->dir)
                       : set->work_file   ? arena_printf(&set->arena, "%s.sum", set->work_file)
                                          : NULL;
    size_t size;
    const char *text = path ? source_read(&set->arena, path, &size) : NULL;
    const char *error = text ? gosum_parse(set->sums, path, text, size, false) : NULL;
    if (error && !set->sums_error) set->sums_error = error;
  }
}

bool source_has_sum(ModuleSet *set, const char *path, const char *version) {
  return source_sum(set, path, version) != NULL;
}

const char *source_sum(ModuleSet *set, const char *path, const char *version) {
  lock_take(&set->lock);
  read_sums(set);
  const char *sum = gosum_find(set->sums, path, version);
  lock_release(&set->lock);
  return sum;
}

const ModuleError *source_sums_error(ModuleSet *set) {
  lock_take(&set->lock);
  read_sums(set);
  lock_release(&set->lock);
  return set->sums_error ? module_error(set, MODULE_ERROR_FATAL, "%s", set->sums_error) : NULL;
}

SourceText source_go_mod(ModuleSet *set, Arena *arena, const ModVersion *m) {
  SourceText text = {0};
  const char *error, *name = cache_name(arena, m, "@", &error);
  const char *beside = name ? cache_name(arena, m, "/@v/", &error) : NULL;
  if (!beside) {
    text.error = module_error_of(set, MODULE_ERROR_OTHER, m, "%s", error);
    return text;
  }
  const char *root = cache_root(set, arena);
  text.bytes = source_read(arena, arena_printf(arena, "%s/cache/download/%s.mod", root, beside), &text.size);
  if (!text.bytes) text.bytes = source_read(arena, arena_printf(arena, "%s/%s/go.mod", root, name), &text.size);
  if (!text.bytes)
    text.error = module_error_of(set, MODULE_ERROR_NOT_FOUND, m, "not supported yet: downloading modules");
  return text;
}

static const ModuleError *check_hash(ModuleSet *set, Arena *arena, const ModVersion *m, const char *root) {
  const char *sum = source_sum(set, m->path, m->version), *error;
  if (!sum) return NULL;
  const char *file = arena_printf(arena, "%s/cache/download/%s.ziphash", root, cache_name(arena, m, "/@v/", &error));
  size_t size;
  const char *hash = source_read(arena, file, &size);
  if (!hash || strncmp(hash, sum, strlen(sum)) == 0) return NULL;
  return module_error(set, MODULE_ERROR_FATAL,
                      "verifying %s@%s: checksum mismatch\n\tdownloaded: %.*s\n\tgo.sum:     %s\n\nSECURITY "
                      "ERROR\nThis download does NOT match an earlier download recorded in go.sum.\nThe bits may "
                      "have been replaced on the origin server, or an attacker may\nhave intercepted the download "
                      "attempt.\n\nFor more information, see 'go help module-auth'.",
                      m->path, m->version, (int)strcspn(hash, "\r\n"), hash, sum);
}

const char *source_cached(ModuleSet *set, Arena *arena, const ModVersion *m, const char **place,
                          const ModuleError **error) {
  const char *problem, *root = cache_root(set, arena), *name = cache_name(arena, m, "@", &problem);
  *place = NULL;
  if (!name) {
    *error = module_error(set, MODULE_ERROR_OTHER, "%s", problem);
    return NULL;
  }
  *place = arena_printf(arena, "%s/%s", root, name);
  if (!is_folder(*place)) return NULL;
  *error = check_hash(set, arena, m, root);
  return *error ? NULL : *place;
}

const char *source_folder(ModuleSet *set, Arena *arena, const ModVersion *m, const ModuleError **error) {
  const char *place, *folder = source_cached(set, arena, m, &place, error);
  if (!folder && !*error)
    *error =
        module_error(set, MODULE_ERROR_NOT_FOUND, "not supported yet: downloading module %s@%s", m->path, m->version);
  return folder;
}
