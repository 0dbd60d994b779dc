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

// The module without its workspace. before: the set that was last looked at. NULL after printing errors.
static ModuleSet *enter(ModuleSet *before, const Module *main) {
  ModuleOptions options = before->options;
  StringVec errors = {0};
  options.fetcher = NULL;
  options.only = main->dir;
  options.before = before;
  ModuleSet *set = modules_load(&options, &errors);
  for (uint32_t i = 0; i < errors.len; i++) fprintf(stderr, "go: %s\n", errors.data[i]);
  return errors.len ? NULL : set;
}

// False after printing an error. *last: the set that was last looked at; *go: the latest go line so far.
static bool sync_one(ModuleSet **last, const Module *main, const ModVersionVec *used, const char **go) {
  ModuleSet *set = enter(*last, main);
  if (!set) return false;
  *last = set;
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
  ModuleSet *last = work;
  for (uint32_t i = 0; i < work->mains.len; i++)
    if (!sync_one(&last, work->mains.data[i], &used[i], go)) return false;
  return true;
}
