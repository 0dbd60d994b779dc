// What go refuses once packages are loaded: a go.mod that does not say all that it must say. go would not change it
// without being asked ("updates to go.mod needed"), and neither do we.
//
// The rules of cmd/go/internal/modload, for a main module whose graph is pruned: every module that its packages need,
// directly or not, is listed at the version that is used, and none of those that were looked into asks for more than
// is listed. For one whose graph is not pruned only what its packages import themselves must be listed, and what is
// listed must be what is selected.
#include <string.h>

#include "load/internal.h"
#include "load/modules.h"

const char *modules_dirty(const ModuleSet *set) {
  Arena *arena = &((ModuleSet *)set)->arena;
  if (set->context->mod)
    return arena_printf(arena, "updates to go.mod needed, disabled by -mod=%s; to update it:\n\tgo mod tidy", set->mod);
  if (set->vendor_reason)
    return arena_printf(arena, "updates to go.mod needed, disabled by -mod=%s\n\t(%s)\n\tto update it:\n\tgo mod tidy",
                        set->mod, set->vendor_reason);
  return "updates to go.mod needed; to update it:\n\tgo mod tidy";
}

static const char *root_version(const ModuleSet *set, const char *path) {
  return map_get(&set->root_versions, map_key(name_cstr(set->session->names, path)));
}

bool modules_roots_selected(const ModuleSet *set) {
  for (uint32_t i = 0; i < set->roots.len; i++) {
    const ModRequire *r = &set->roots.data[i];
    const char *selected = modules_main(set, r->path) ? NULL : modgraph_selected(set, set->graph, r->path);
    // Of several lines for one module the highest counts.
    if (selected && strcmp(selected, root_version(set, r->path)) != 0) return false;
  }
  return true;
}

// Does a module that is used ask for more than is listed?
static bool asks_for_more(ModuleSet *set, const Module *m) {
  const ModNode *node = modgraph_load(set, set->graph ? set->graph : &set->spot, m->path, m->version);
  for (uint32_t i = 0; i < node->requires.len; i++) {
    const ModRequire *r = &node->requires.data[i];
    const char *root = modules_main(set, r->path) ? NULL : root_version(set, r->path);
    if (root && mod_version_compare(r->path, root, r->version) < 0) return true;
  }
  return false;
}

static bool is_external(const LoadedPackage *l) { return !l->standard && l->module && l->module->version; }

// Marks what the packages of the main modules need.
static void mark_needed(ModuleSet *set, LoadedPackage *l, Map *needed) {
  if (map_get(needed, map_key(l))) return;
  map_put(&set->arena, needed, map_key(l), l);
  for (uint32_t i = 0; i < l->imports.len; i++)
    if (!l->imports.data[i]->standard) mark_needed(set, l->imports.data[i], needed);
}

static bool pruned_is_complete(ModuleSet *set, Loader *loader) {
  Map needed = {0};
  for (uint32_t i = 0; i < loader->list.len; i++) {
    LoadedPackage *l = loader->list.data[i];
    if (!l->standard && !is_external(l)) mark_needed(set, l, &needed);
  }
  bool more = set->graph != NULL;
  for (uint32_t i = 0; i < loader->list.len; i++) {
    LoadedPackage *l = loader->list.data[i];
    if (!is_external(l) || (!map_get(&needed, map_key(l)) && !loader_is_root(loader, l->path))) continue;
    const char *version = root_version(set, l->module->path);
    if (!version || strcmp(version, l->module->version) != 0) return false;
    more = more || asks_for_more(set, l->module);
  }
  if (!more) return true;
  if (!set->graph) set->graph = modgraph_build(set);
  return set->graph->error || modules_roots_selected(set);
}

// Is a module listed by a main module, or in a workspace by what one lists?
static bool is_listed(ModuleSet *set, const Module *m) {
  if (!set->work) {
    const char *version = root_version(set, m->path);
    return version && strcmp(version, m->version) == 0;
  }
  const Name *key = name_cstr(set->session->names, arena_printf(&set->arena, "%s@%s", m->path, m->version));
  return !set->graph || map_get(&set->graph->nodes, map_key(key));
}

static void check_direct_imports(ModuleSet *set, Loader *loader, LoadedPackage *l) {
  for (uint32_t i = 0; i < l->imports.len; i++) {
    const LoadedPackage *to = l->imports.data[i];
    if (!is_external(to) || is_listed(set, to->module)) continue;
    load_error(loader, l->path,
               "package %s imports %s from implicitly required module; to add missing requirements, run:\n\tgo get "
               "%s@%s",
               l->path, to->path, to->module->path, to->module->version);
    return;
  }
}

bool modules_check(ModuleSet *set, Loader *loader) {
  if (!set->mains.len || (set->vendored && set->work)) return true;
  if (!set->vendored && set->pruned && !pruned_is_complete(set, loader)) {
    const char *text = strcmp(set->mod, "mod") == 0 ? "not supported yet: updating go.mod; to update it:\n\tgo mod tidy"
                                                    : modules_dirty(set);
    diag_error(set->session->diags, 0, "go: %s", text);
    return false;
  }
  for (uint32_t i = 0; strcmp(set->mod, "mod") != 0 && i < loader->list.len; i++) {
    LoadedPackage *l = loader->list.data[i];
    if (!l->standard && !is_external(l)) check_direct_imports(set, loader, l);
  }
  return true;
}
