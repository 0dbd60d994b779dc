// -mod=mod: before anything is built or listed, the packages are looked at as modules see them (modules/packages.h),
// which adds the modules that are missing, and go.mod and go.sum are written. Then all that is needed is found, as
// always.
// Packages of a module that nothing requires are looked at so, too (outside.c).
#include <string.h>

#include "load/internal.h"
#include "modules/packages.h"

bool loader_update_modules(Loader *loader, const char *const *arguments, uint32_t count, const StringVec *imports,
                           bool tests) {
  ModuleSet *set = loader->modules;
  if (!loader->outside && strcmp(set->mod, "mod") != 0) return true;
  PackageOptions options = {.target = &loader->context->target,
                            .resolve_missing = true,
                            .tests = tests,
                            .silent = true,
                            .silent_unmatched = true,
                            .skip_standard = true};
  PackageGraph *g =
      imports ? packages_load_imports(set, &options, imports) : packages_load(set, &options, arguments, count);
  loader->looked_at = g;
  if (packages_failed(g)) {
    loader->reported = true;
    return false;
  }
  if (!set->mains.len) return true;  // there is no file to write
  const ModuleError *error = modules_commit(set, &(CommitOptions){.packages = packages_list(g)});
  if (error) load_error(loader, "", "go: %s", error->text);
  return !error;
}

const char *loader_missing(Loader *loader, const char *path) {
  const ModulePackage *p = loader->looked_at ? packages_find(loader->looked_at, path) : NULL;
  return p && p->error ? p->error->text : NULL;
}
