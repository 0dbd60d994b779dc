// The packages of one module's tree that a path or pattern matches, for any build whatever. The module need not be one
// of the build's.
#include <string.h>

#include "base/paths.h"
#include "files/scan.h"
#include "mod/pattern.h"
#include "modules/query_internal.h"

typedef struct Walk {
  Arena *arena;
  const char *module, *pattern;
} Walk;

static const char *package_name(const Walk *w, const char *relative) {
  if (!*relative) return w->module;
  return *w->module ? arena_printf(w->arena, "%s/%s", w->module, relative) : relative;
}

static bool may_match_below(void *context, const char *relative) {
  const Walk *w = context;
  return pattern_is_meta(w->pattern) || pattern_can_match_below(w->pattern, package_name(w, relative));
}

static bool has_package(Arena *arena, const char *dir) {
  static const BuildTarget any = {.any = true};
  FolderScan scan = {0};
  scan_folder(arena, &any, dir, &scan);
  return !scan.no_go;
}

static const ModFile *file_of(ModuleSet *set, const ModVersion *m) {
  const Module *main = *m->version ? NULL : modules_main(set, m->path);
  const ModuleError *error = NULL;
  const ModuleSummary *summary = main ? NULL : modules_summary(set, m, &error);
  return main ? main->mod_file : summary ? summary->file : NULL;
}

static const ModuleError *walk_tree(ModuleSet *set, Arena *arena, const char *pattern, const ModVersion *m,
                                    StringVec *packages) {
  bool local, meta = pattern_is_meta(pattern);
  const ModuleError *error = NULL;
  if (gover_is_toolchain(m->path) || (!meta && !pattern_can_match_below(pattern, m->path))) return NULL;
  const char *root = modules_fetch(set, m, &local, &error);
  if (!root) return error;
  // The module "std" has the paths of std's packages.
  Walk w = {arena, !*m->version && strcmp(m->path, "std") == 0 ? "" : m->path, pattern};
  FolderWalk walk = {.root = root, .nested_modules = !local, .links = true, .enter = may_match_below, .context = &w};
  walk.file = file_of(set, m);
  walk.trace = set->options.trace;
  StringVec folders = walk_folders(arena, &walk);
  for (uint32_t i = 0; i < folders.len; i++) {
    const char *name = package_name(&w, folders.data[i]);
    if (!*name || (!meta && !pattern_matches(pattern, name))) continue;
    const char *dir = *folders.data[i] ? arena_printf(arena, "%s/%s", root, folders.data[i]) : root;
    if (has_package(arena, dir)) vec_push(arena, packages, name);
  }
  strings_sort(packages, 0);
  return walk.errors.len ? query_error(arena, MODULE_ERROR_OTHER, "%s", walk.errors.data[0]) : NULL;
}

const ModuleError *query_packages_in(ModuleSet *set, Arena *arena, const char *pattern, const char *path,
                                     const char *version, StringVec *packages) {
  bool local;
  const ModuleError *error = NULL;
  const ModVersion *m = query_module(set, path, version);
  if (pattern_is(pattern) || pattern_is_meta(pattern)) return walk_tree(set, arena, pattern, m, packages);
  const char *root = modules_fetch(set, m, &local, &error);
  const char *dir = root ? modules_dir_in(arena, pattern, path, root, local) : NULL;
  if (dir && has_package(arena, dir)) vec_push(arena, packages, pattern);
  return root ? NULL : error;
}

bool query_is_standard(ModuleSet *set, Arena *arena, const char *path) {
  assert(path && *path);
  if (memchr(path, '.', strcspn(path, "/"))) return false;
  const char *dir = arena_printf(arena, "%s/src/%s", set->options.goroot, path);
  return strcmp(path, "builtin") != 0 && folder_has_go_files(dir) && has_package(arena, dir);
}
