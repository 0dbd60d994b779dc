// Packages that are named with a version, of a module that nothing requires (modules/outside.c). They must be programs,
// all of that module.
#include <string.h>

#include "load/internal.h"

bool loader_enter_outside(Loader *loader, const char *const **arguments, uint32_t *count) {
  StringVec patterns = {0};
  const ModuleError *error = NULL;
  loader->outside = modules_require_outside(loader->modules, *arguments, *count, &patterns, &error);
  if (error) load_error(loader, "", "%s%s", error->kind == MODULE_ERROR_FATAL ? "" : "go: ", error->text);
  *arguments = patterns.data;
  return !error;
}

static void check(Loader *loader, const LoadedPackage *l) {
  const ModVersion *wanted = loader->outside;
  const Module *m = l->module;
  const char *name = l->package->name ? l->package->name->text : "main";  // what cannot be read has its own error
  if (strcmp(name, "main") != 0) load_error(loader, l->path, "package %s is not a main package", l->path);
  else if (!m)
    load_error(loader, l->path, "package %s not provided by module %s@%s", l->path, wanted->path, wanted->version);
  else if (m->id != wanted)
    load_error(loader, l->path,
               "package %s provided by module %s@%s\n\tAll packages must be provided by the same module (%s@%s).",
               l->path, m->path, m->version, wanted->path, wanted->version);
}

void loader_check_outside(Loader *loader, LoadedPackage *const *roots, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) check(loader, roots[i]);
}
