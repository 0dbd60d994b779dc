// What go refuses once packages are loaded: a go.mod that does not say all that it must say. go would not change it
// without being asked ("updates to go.mod needed"), and neither do we.
//
// The rules are those of modules/update.c, for a main module whose graph is pruned: every module that its packages
// need, directly or not, is listed at the version that is used, and none of those asks for more than is listed.
// Besides, what the packages of main modules import themselves must be of a module that is listed.
#include <string.h>

#include "load/internal.h"

static bool is_external(const LoadedPackage *l) { return !l->standard && l->module && l->module->version; }

// Marks what the packages of the main modules need.
static void mark_needed(Loader *loader, LoadedPackage *l, Map *needed) {
  if (map_get(needed, map_key(l))) return;
  map_put(&loader->arena, needed, map_key(l), l);
  for (uint32_t i = 0; i < l->imports.len; i++)
    if (!l->imports.data[i]->standard) mark_needed(loader, l->imports.data[i], needed);
}

// The packages of modules as far as requirements go; `own`: those of main modules, too.
static ModulePackageVec packages_of_modules(Loader *loader, bool own) {
  ModulePackageVec packages = {0};
  Map needed = {0};
  for (uint32_t i = 0; i < loader->list.len; i++) {
    LoadedPackage *l = loader->list.data[i];
    if (!l->standard && !is_external(l)) mark_needed(loader, l, &needed);
  }
  for (uint32_t i = 0; i < loader->list.len; i++) {
    LoadedPackage *l = loader->list.data[i];
    if (!is_external(l) && !(own && l->module)) continue;
    ModulePackage *p = arena_new(&loader->arena, ModulePackage);
    *p = (ModulePackage){.path = l->path, .module = l->module->id};
    p->in_all = map_get(&needed, map_key(l)) != NULL;
    p->is_root = loader_is_root(loader, l->path);
    vec_push(&loader->arena, &packages, p);
  }
  return packages;
}

// Is a module listed by a main module, or in a workspace by what one lists?
static bool is_listed(ModuleSet *set, const Module *m) {
  const Requirements *rs = set->requirements;
  if (!set->work) {
    const char *version = requirements_root(set, rs, m->path);
    return version && strcmp(version, m->version) == 0;
  }
  ModVersionVec ignored;
  return !rs->graph || graph_required(rs->graph, m->id, &ignored);
}

static void check_direct_imports(Loader *loader, LoadedPackage *l) {
  for (uint32_t i = 0; i < l->imports.len; i++) {
    const LoadedPackage *to = l->imports.data[i];
    if (!is_external(to) || is_listed(loader->modules, to->module)) continue;
    load_error(loader, l->path,
               "package %s imports %s from implicitly required module; to add missing requirements, run:\n\tgo get "
               "%s@%s",
               l->path, to->path, to->module->path, to->module->version);
    return;
  }
}

void loader_note_sums(Loader *loader) {
  ModuleSet *set = loader->modules;
  if (!set->work || set->vendored) return;
  for (uint32_t i = 0; i < loader->failures.len; i++)
    if (!*loader->failures.data[i].path) return;  // it ends the command, whatever else there is
  ModulePackageVec packages = packages_of_modules(loader, true);
  const ModuleError *error = modules_commit(set, &(CommitOptions){.packages = &packages});
  if (error) load_error(loader, "", "go: %s", error->text);
}

bool loader_check_modules(Loader *loader) {
  ModuleSet *set = loader->modules;
  if (!set->mains.len || (set->vendored && set->work)) return true;
  const ModuleError *error = NULL;
  if (strcmp(set->mod, "mod") == 0) return true;  // modupdate.c has seen to all of this
  if (!set->vendored && set->requirements->pruning == PRUNED) {
    ModulePackageVec packages = packages_of_modules(loader, false);
    requirements_update(set, set->requirements, &set->requirements->direct, &packages, NULL, false, &error);
  }
  StringVec errors = {0};
  if (error) vec_push(&loader->arena, &errors, error->text);
  else modules_check_sources(set, set->requirements, &errors);
  for (uint32_t i = 0; i < errors.len; i++) diag_error(loader->session->diags, 0, "go: %s", errors.data[i]);
  if (errors.len) return false;
  for (uint32_t i = 0; i < loader->list.len; i++) {
    LoadedPackage *l = loader->list.data[i];
    if (!l->standard && !is_external(l)) check_direct_imports(loader, l);
  }
  return true;
}
