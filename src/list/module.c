// The modules of packages, as `list` prints them with each package: from go.mod files, the module cache and go.sum. The
// time of a version is asked for where the cache does not have it.
#include <string.h>
#include <sys/stat.h>

#include "fetch/fetch.h"
#include "list/package.h"

static bool is_regular(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

// What the module cache knows of a version.
static void add_cached(ListGraph *g, ModuleInfo *info) {
  ModuleSet *set = loader_modules(g->loader);
  struct Fetcher *fetcher = set->options.fetcher;
  Arena *arena = g->arena;
  const FetchInfo *stated = NULL;
  if (!fetcher || !g->options.modules) return;
  const FetchError *error = fetch_info(fetcher, arena, info->path, info->version, &stated, NULL);
  if (error) {
    info->error = arena_new(arena, ModuleInfoError);
    info->error->err = error->text;
  } else if (stated->time) {
    info->time = arena_new(arena, ModuleTime);
    *info->time = (ModuleTime){stated->seconds, 0};
  }
  const char *path = fetch_cached_file(fetcher, arena, info->path, info->version, "mod", &error);
  if (path && is_regular(path)) info->go_mod = path;
  const char *folder = NULL;
  if (!fetch_cached_folder(fetcher, arena, info->path, info->version, &folder)) info->dir = folder;
  info->sum = fetch_recorded_sum(fetcher, info->path, info->version);
  info->go_mod_sum = fetch_recorded_sum(fetcher, info->path, arena_printf(arena, "%s/go.mod", info->version));
}

static ModuleInfo *replacement_of(ListGraph *g, const Module *m) {
  const Replacement *r = m->replacement;
  ModuleInfo *info = arena_new(g->arena, ModuleInfo);
  *info = (ModuleInfo){.path = r->new_version ? r->new_path : r->written, .version = r->new_version};
  info->go_version = m->go_version;
  if (r->new_version) {
    add_cached(g, info);
    return info;
  }
  info->dir = m->dir;
  info->go_mod = m->file;
  return info;
}

ModuleInfo *list_module(ListGraph *g, const Module *m) {
  ModuleInfo *info = map_get(&g->modules, map_key(m));
  if (info) return info;
  info = arena_new(g->arena, ModuleInfo);
  map_put(g->arena, &g->modules, map_key(m), info);
  *info = (ModuleInfo){.path = m->path, .version = m->version, .main = !m->version, .go_version = m->go_version};
  if (!m->version) {
    info->dir = m->dir;
    info->go_mod = m->file;
    return info;
  }
  info->indirect = m->indirect;
  bool vendored = loader_modules(g->loader)->vendored;
  if (m->replacement) {
    info->replace = replacement_of(g, m);
    info->dir = vendored ? NULL : info->replace->dir;
    info->go_mod = vendored ? NULL : info->replace->go_mod;
  } else if (!vendored) {
    add_cached(g, info);
  }
  return info;
}

const char *list_module_of_build(ListGraph *g, const char *path, const ModuleInfo **info) {
  const ModuleError *error = NULL;
  uint32_t count;
  Module **list = modules_build_list(loader_modules(g->loader), g->arena, &count, &error);
  if (error) return error->text;
  for (uint32_t i = 0; i < count; i++) {
    if (strcmp(list[i]->path, path) != 0) continue;
    *info = list_module(g, list[i]);
    return NULL;
  }
  ModuleInfo *none = arena_new(g->arena, ModuleInfo);
  none->path = path;
  none->error = arena_new(g->arena, ModuleInfoError);
  none->error->err = "module not in current build";
  *info = none;
  return NULL;
}
