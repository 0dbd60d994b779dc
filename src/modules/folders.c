// The import path of a folder: the module whose tree it is in (cmd/go/internal/modload, load.go).
#include <string.h>

#include "base/paths.h"
#include "modules/internal.h"

// A folder below vendor/ has the path that it has there, if the build looks there. `rest`: below vendor/.
static Module *vendored_folder(ModuleSet *set, Arena *arena, const char *dir, const char *rest, const char **path,
                               const char **missing) {
  const ModVersion *id = set->vendored ? vendor_package(set, rest) : NULL;
  *path = rest;
  if (!set->vendored) *missing = arena_printf(arena, "without -mod=vendor, directory %s has no package path", dir);
  else if (!id) *missing = arena_printf(arena, "directory %s is not a package listed in vendor/modules.txt", dir);
  return id ? modules_get(set, id) : NULL;
}

static Module *main_of_folder(ModuleSet *set, Arena *arena, const char *dir, const char **path, const char **missing) {
  const Module *best = NULL;
  const char *rest;
  for (uint32_t i = 0; i < set->mains.len; i++)
    if (strcmp(dir, set->mains.data[i]->dir) == 0) {
      *path = set->mains.data[i]->path;
      return set->mains.data[i];
    }
  for (uint32_t i = 0; i < set->mains.len; i++) {
    Module *m = set->mains.data[i];
    if (!path_below(dir, m->dir, &rest) || strchr(rest, '@')) continue;
    if (strncmp(rest, "vendor/", strlen("vendor/")) == 0)
      return vendored_folder(set, arena, dir, rest + strlen("vendor/"), path, missing);
    const char *name = arena_printf(arena, "%s/%s", m->path, rest);
    if (modules_dir_in(arena, name, m->path, m->dir, true)) {
      *path = name;
      return m;
    }
    if (best && strlen(best->path) >= strlen(m->path)) continue;
    best = m;
    *missing = arena_printf(arena, "main module (%s) does not contain package %s", m->path, name);
  }
  return NULL;
}

static Module *module_around(ModuleSet *set, Arena *arena, const ModVersionVec *list, const char *dir,
                             const char **path) {
  const char *rest;
  for (uint32_t i = 0; i < list->len; i++) {
    const ModVersion *id = list->data[i];
    if (!*id->version || gover_is_toolchain(id->path)) continue;
    Module *m = modules_get(set, id);
    const char *place = m->local ? m->dir : NULL;
    if (!m->local && !source_cached(set, arena, modules_actual(set, id), &place)) continue;
    if (!path_below(dir, place, &rest) || strchr(rest, '@')) continue;
    *path = *rest ? arena_printf(arena, "%s/%s", m->path, rest) : m->path;
    return m;
  }
  return NULL;
}

// A folder of a module that the build uses, in the cache or by a replacement: of a root, else of any.
static Module *dependency_of_folder(ModuleSet *set, Arena *arena, const char *dir, const char **path) {
  Requirements *rs = set->requirements;
  const ModuleError *error;
  Module *m = rs->pruning == PRUNED ? module_around(set, arena, &rs->roots, dir, path) : NULL;
  return m ? m : module_around(set, arena, graph_build_list(set, requirements_graph(set, rs, &error)), dir, path);
}

static const char *outside_message(ModuleSet *set, Arena *arena, const char *dir) {
  const char *what = strcmp(dir, set->options.dir) == 0
                         ? "current directory"
                         : arena_printf(arena, "directory %s", modules_short_path(set, dir));
  const char *outside = find_file_above(arena, dir, "go.mod", NULL);
  if (set->work && outside)
    return arena_printf(arena,
                        "%s is contained in a module that is not one of the workspace modules listed in go.work. You "
                        "can add the module to the workspace using:\n\tgo work use %s",
                        what, modules_short_path(set, folder_of_file(arena, outside)));
  return arena_printf(arena, "%s outside %s or %s selected dependencies", what,
                      set->work ? "modules listed in go.work" : "main module", set->work ? "their" : "its");
}

Module *modules_of_folder(ModuleSet *set, Arena *arena, const char *dir, const char **path, const char **message) {
  const char *missing = NULL;
  lock_take(&set->lock);
  Module *m = main_of_folder(set, arena, dir, path, &missing);
  if (!m && !missing && !set->vendored) m = dependency_of_folder(set, arena, dir, path);
  lock_release(&set->lock);
  // Of a dependency it is as if the import path had been named.
  const char *found, *problem = NULL;
  if (m && m->version && !(m = modules_find(set, arena, *path, NULL, &found, &problem)) && !problem)
    problem = modules_missing_text(set, arena, *path, NULL);
  *message = m ? NULL : problem ? problem : missing ? missing : outside_message(set, arena, dir);
  return m;
}
