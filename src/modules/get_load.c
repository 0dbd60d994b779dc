// What the packages need that are asked for: packages that nothing in the build list has, and with -u newer versions of
// modules that they import from. Packages are loaded as for any build, so that go.mod serves all of them.
#include <stdlib.h>
#include <string.h>

#include "mod/path.h"
#include "modules/get_internal.h"
#include "modules/packages.h"

// Says of a package that its imports are not to be looked at, for its module's version will change.
static const ModuleError version_changes = {.kind = MODULE_ERROR_OTHER, .text = "version change needed"};

typedef struct Load Load;
struct Load {
  Get *get;
  // Is the module a package is found in (NULL: none) as it is to be? Called by threads, with an arena of the call's.
  bool (*find)(Load *load, Arena *arena, const char *path, const ModVersion *module);
  Lock lock;  // of what follows
  PathSets upgrades;
  Vec(const char *) missing;
};

static Arena *new_arena(Load *load) {
  lock_take(&load->lock);
  Arena *arena = query_arena(load->get->arena);
  lock_release(&load->lock);
  return arena;
}

static const ModuleError *allow(void *context, const char *path, const ModVersion *module) {
  Load *load = context;
  if (!module || !*module->version) return NULL;
  return load->find(load, new_arena(load), path, module) ? NULL : &version_changes;
}

static void find_missing(void *context, uint32_t index) {
  Load *load = context;
  load->find(load, new_arena(load), load->missing.data[index], NULL);
}

// Can another version mend it?
static bool is_mendable(const ModuleError *error) {
  return error && error != &version_changes &&
         (error->kind == MODULE_ERROR_PACKAGE_MISSING || error->kind == MODULE_ERROR_AMBIGUOUS);
}

void get_load(Get *g, ModuleSet *set, const PackageOptions *options, const char *const *patterns, uint32_t count) {
  if (g->loaded) packages_free(g->loaded);
  g->loaded = packages_load(set, options, patterns, count);
}

Patterns get_package_patterns(Get *g) {
  Patterns list = {0};
  for (uint32_t i = 0; i < g->queries.len; i++)
    if (g->queries.data[i]->matches_packages) vec_push(g->arena, &list, g->queries.data[i]->pattern);
  return list;
}

static void load_packages(Load *load, const char *const *patterns, uint32_t count) {
  static const BuildTarget any = {.any = true};
  Get *g = load->get;
  PackageOptions options = {.target = &any,
                            .tests = g->options->tests,
                            .roots_imported = true,
                            .silent = true,
                            .allow = allow,
                            .context = load};
  lock_init(&load->lock, false);
  get_load(g, g->set, &options, patterns, count);
  g->failed |= packages_failed(g->loaded);
  StringVec paths = packages_paths(g->loaded, g->arena);
  for (uint32_t i = 0; i < paths.len; i++) {
    const ModulePackage *p = packages_find(g->loaded, paths.data[i]);
    if (is_mendable(p->error) && !get_in_workspace(g, paths.data[i]))
      vec_push(g->arena, &load->missing, arena_strdup(g->arena, paths.data[i], strlen(paths.data[i])));
  }
  fetch_parallel(find_missing, load, load->missing.len);
  lock_destroy(&load->lock);
}

static int by_path(const void *left, const void *right) {
  return strcmp(((const PathSet *)left)->path, ((const PathSet *)right)->path);
}

static void sort_sets(PathSets *sets) {
  if (sets->len) qsort(sets->data, sets->len, sizeof *sets->data, by_path);
}

// ---- "all"

// Candidates for a package in "all". While there is more than one, or it is not the module that has it now, what it
// imports may yet change.
static bool find_in_all(Load *load, Arena *arena, const char *path, const ModVersion *module) {
  Get *g = load->get;
  bool right = true;
  for (uint32_t i = 0; i < g->queries.len; i++) {
    GetQuery *q = g->queries.data[i];
    if (strcmp(q->pattern, "all") != 0) continue;
    lock_take(&load->lock);
    bool first = get_first_time(g, q, path);
    lock_release(&load->lock);
    if (!first) continue;
    PathSet set = {.path = path};
    set.error = get_packages(g, arena, path, q->version, true, &set.packages);
    right &= set.packages.len == 1 && set.packages.data[0] == module;
    lock_take(&load->lock);
    set.path = arena_strdup(g->arena, path, strlen(path));
    get_add_candidates(g, q, set);
    lock_release(&load->lock);
  }
  return right;
}

void get_match_all(Get *g) {
  static const char *const all = "all";
  bool wanted = false;
  for (uint32_t i = 0; i < g->queries.len; i++) wanted |= strcmp(g->queries.data[i]->pattern, "all") == 0;
  if (!wanted) return;
  Load load = {.get = g, .find = find_in_all};
  load_packages(&load, &all, 1);
  for (uint32_t i = 0; i < g->queries.len; i++)
    if (strcmp(g->queries.data[i]->pattern, "all") == 0) sort_sets(&g->queries.data[i]->candidates);
}

// ---- upgrades

// A package that is missing, or with -u whose module no argument has fixed, comes from the latest version that has it.
// What -u does is measured by the build list as it is, for it gives way to all arguments.
static bool find_upgrade(Load *load, Arena *arena, const char *path, const ModVersion *module) {
  Get *g = load->get;
  const char *version = "latest";
  if (module) {
    if (!g->options->upgrade || map_get(&g->reasons, map_key(name_cstr(g->set->names, module->path)))) return true;
    version = g->options->upgrade;
  }
  PathSet set = {0};
  set.error = get_packages(g, arena, path, version, false, &set.packages);
  for (uint32_t i = 0; i < set.packages.len; i++)
    if (set.packages.data[i] == module) return true;
  // Where no module has the package there is nothing to change: other arguments may have it yet, or it is an error
  // later, with the way that leads to it.
  bool nowhere =
      set.error && (query_no_such_package(set.error) || (!module && mod_path_error(arena, path, MOD_PATH_MODULE)));
  if (nowhere) return true;
  lock_take(&load->lock);
  set.path = arena_strdup(g->arena, path, strlen(path));
  vec_push(g->arena, &load->upgrades, set);
  lock_release(&load->lock);
  return false;
}

PathSets get_find_upgrades(Get *g) {
  Patterns patterns = get_package_patterns(g);
  if (!patterns.len) return (PathSets){0};
  Load load = {.get = g, .find = find_upgrade};
  load_packages(&load, patterns.data, patterns.len);
  sort_sets(&load.upgrades);
  return load.upgrades;
}
