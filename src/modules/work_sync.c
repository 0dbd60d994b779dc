// work sync: each module of a workspace gets the versions that the workspace selects of what its packages need
// (cmd/go/internal/workcmd, sync.go). Go.work and its sums stay as they are; what may have to change there, the go
// line, is the caller's.
#include <stdio.h>

#include "modules/packages.h"

static const char *const all[] = {"all"};
static const BuildTarget any = {.any = true};

// The versions in the workspace of the modules that have packages of "all" as this one sees it. By path.
static ModVersionVec versions_used(ModuleSet *work, const Module *main) {
  const PackageOptions options = {.target = &any,
                                  .tests = true,
                                  .allow_errors = true,
                                  .silent = true,
                                  .silent_unmatched = true,
                                  .skip_standard = true,
                                  .only = main};
  ModVersionVec used = {0};
  Map seen = {0};
  PackageGraph *graph = packages_load(work, &options, all, 1);
  const ModulePackageVec *list = packages_list(graph);
  for (uint32_t i = 0; i < list->len; i++) {
    const ModVersion *m = list->data[i]->module;
    if (list->data[i]->test_of || !m || !*m->version || map_get(&seen, map_key(m))) continue;
    map_put(&work->arena, &seen, map_key(m), (void *)(uintptr_t)m);
    vec_push(&work->arena, &used, m);
  }
  packages_free(graph);
  return used;
}

// The module without its workspace. NULL after printing errors.
static ModuleSet *enter(const ModuleSet *work, const Module *main) {
  ModuleOptions options = work->options;
  StringVec errors = {0};
  options.fetcher = NULL;
  options.only = main->dir;
  ModuleSet *set = modules_load(&options, &errors);
  for (uint32_t i = 0; i < errors.len; i++) fprintf(stderr, "go: %s\n", errors.data[i]);
  return errors.len ? NULL : set;
}

// False after printing an error. *go: the latest go line so far.
static bool sync_one(ModuleSet *work, const Module *main, const ModVersionVec *used, const char **go) {
  ModuleSet *set = enter(work, main);
  if (!set) return false;
  ModVersionVec must = {0}, none = {0};
  ModuleConflicts conflicts;
  const ModuleError *error = NULL;
  for (uint32_t i = 0; i < used->len; i++)
    vec_push(&set->arena, &must, modules_version(set, used->data[i]->path, used->data[i]->version));
  Requirements *rs = requirements_edit(set, set->requirements, &none, &must, &conflicts, &error);
  if (error) return true;  // what cannot be is left as it is, as in go
  bool changed = rs != set->requirements;
  set->requirements = rs;
  if (changed && tidy_edited(set) != 0) return false;
  const char *own = modules_go_version(set);
  if (!*go || gover_compare(own, *go) > 0) *go = own;
  return true;
}

bool sync_run(ModuleSet *work, const char **go) {
  Arena *arena = &work->arena;
  const ModuleError *error = NULL;
  *go = NULL;
  modules_load_graph(work, &error);
  if (error) {
    modules_say_error(error);
    return false;
  }
  // What is used is all looked at before anything changes.
  ModVersionVec *used = arena_array(arena, ModVersionVec, work->mains.len + 1);
  for (uint32_t i = 0; i < work->mains.len; i++) used[i] = versions_used(work, work->mains.data[i]);
  for (uint32_t i = 0; i < work->mains.len; i++)
    if (!sync_one(work, work->mains.data[i], &used[i], go)) return false;
  return true;
}
