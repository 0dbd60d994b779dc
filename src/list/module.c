// The modules of packages, as `list` prints them with each package: what `list -m` says of them (modules/public.h).
#include "list/package.h"
#include "modules/public.h"

ModuleInfo *list_module(ListGraph *g, const Module *m) {
  ModuleInfo *info = map_get(&g->modules, map_key(m));
  if (info) return info;
  ModuleSet *set = loader_modules(g->loader);
  if (g->options.modules) {
    info = public_module(set, g->arena, set->requirements, m->path, m->version ? m->version : "",
                         g->options.retracted ? PUBLIC_RETRACTED : 0, NULL);
  } else {
    info = arena_new(g->arena, ModuleInfo);
    *info = (ModuleInfo){.path = m->path, .version = m->version, .main = !m->version};
  }
  map_put(g->arena, &g->modules, map_key(m), info);
  return info;
}
