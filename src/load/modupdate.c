// -mod=mod: before anything is built, the packages are looked at as modules see them (modules/packages.h), which adds
// the modules that are missing, and go.mod and go.sum are written. Then the build finds all that it needs, as always.
// Packages of a module that nothing requires are looked at so, too (outside.c).
#include <string.h>

#include "load/internal.h"
#include "modules/packages.h"

static PackageGraph *load_files(Loader *loader, const PackageOptions *options, const LoadedPackage *files) {
  StringVec paths = {0};
  for (uint32_t i = 0; i < files->package->files.len; i++) {
    const File *file = files->package->files.data[i];
    for (uint32_t k = 0; k < file->decls.len && file->decls.data[k]->node.kind == NODE_IMPORT_DECL; k++) {
      const char *path = loader_imported_path(files->package, (const ImportDecl *)file->decls.data[k]);
      if (path) vec_push(&loader->arena, &paths, path);
    }
  }
  return packages_load_imports(loader->modules, options, &paths);
}

bool loader_update_modules(Loader *loader, const char *const *arguments, uint32_t count, const LoadedPackage *files) {
  ModuleSet *set = loader->modules;
  if (!loader->outside && (!set->mains.len || strcmp(set->mod, "mod") != 0)) return true;
  PackageOptions options = {.target = &loader->context->target,
                            .resolve_missing = true,
                            .tests = loader->context->test,
                            .silent = true,
                            .silent_unmatched = true,
                            .skip_standard = true};
  PackageGraph *g = files ? load_files(loader, &options, files) : packages_load(set, &options, arguments, count);
  loader->looked_at = g;
  if (packages_failed(g)) {
    loader->reported = true;
    return false;
  }
  if (loader->outside) return true;  // there is no file to write
  const ModuleError *error = modules_commit(set, &(CommitOptions){.packages = packages_list(g)});
  if (error) load_error(loader, "", "go: %s", error->text);
  return !error;
}

const char *loader_missing(Loader *loader, const char *path) {
  const ModulePackage *p = loader->looked_at ? packages_find(loader->looked_at, path) : NULL;
  return p && p->error ? p->error->text : NULL;
}
