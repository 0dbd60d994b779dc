// Requirements made to agree with themselves and with the packages that were loaded, changing as little as that needs
// (cmd/go/internal/modload, buildlist.go).
#include <string.h>

#include "modules/internal.h"

static const ModuleError *dirty(ModuleSet *set) {
  return module_error(set, MODULE_ERROR_DIRTY, "%s", modules_dirty(set));
}

bool package_is_external(const ModulePackage *package) { return package->module && *package->module->version; }

// ---- pruned

typedef struct PrunedUpdate {
  ModuleSet *set;
  Requirements *rs;
  const Map *direct;
  ModVersionVec roots;  // as they are to be
  ModVersionVec used;   // roots that have packages: do they ask for more than is listed?
  bool upgraded;        // roots differ from those of rs
} PrunedUpdate;

static void add_root(PrunedUpdate *u, const ModVersion *m) {
  versions_push(u->set, &u->roots, m);
  u->upgraded = true;
}

static void add_of_packages(PrunedUpdate *u, const ModulePackageVec *packages, bool roots_imported) {
  Map used = {0};
  for (uint32_t i = 0; packages && i < packages->len; i++) {
    const ModulePackage *p = packages->data[i];
    if (!package_is_external(p) || !(p->in_all || p->is_root || (roots_imported && p->from_root))) continue;
    if (map_get(&used, map_key(p->module))) continue;
    map_mark(u->set, &used, p->module);
    if (requirements_root(u->set, u->rs, p->module->path)) versions_push(u->set, &u->used, p->module);
    else add_root(u, p->module);
  }
}

// Does a module that is used ask for more than is listed? A main module has no version, which is less than any: go
// reads the whole graph where a module asks for it, and so finds what is wrong there.
static bool asks_for_more(PrunedUpdate *u) {
  summaries_prefetch(u->set, &u->used);
  for (uint32_t i = 0; i < u->used.len; i++) {
    const ModuleError *error;
    const ModuleSummary *summary = modules_summary(u->set, u->used.data[i], &error);
    if (!summary) return true;
    for (uint32_t k = 0; k < summary->requires.len; k++) {
      const ModVersion *r = summary->requires.data[k];
      const char *root = requirements_root(u->set, u->rs, r->path);
      if (root && mod_version_compare(r->path, root, r->version) < 0) return true;
    }
  }
  return false;
}

// One root a path, each as the graph selects it; graph NULL: as the roots themselves say.
static void settle(PrunedUpdate *u, const ModuleGraph *graph) {
  Map seen = {0};
  ModVersionVec old = u->rs->roots;
  u->roots = (ModVersionVec){0};
  u->upgraded = false;
  for (uint32_t i = 0; i < old.len; i++) {
    const char *path = old.data[i]->path;
    if (modules_main(u->set, path) || set_get(u->set, &seen, path)) continue;
    const char *version = graph ? graph_selected(u->set, graph, path) : requirements_root(u->set, u->rs, path);
    const ModVersion *m = version_of(u->set, old.data[i], version);
    set_put(u->set, &seen, path, m);
    versions_push(u->set, &u->roots, m);
    u->upgraded |= m != old.data[i];
  }
}

// NULL with *error; else the graph in *graph, if it had to be read.
static bool reread(PrunedUpdate *u, ModuleGraph **graph, const ModuleError **error) {
  *graph = NULL;
  if (u->upgraded) {
    if (modules_complete(u->set)) {
      *error = dirty(u->set);
      return false;
    }
    u->rs = requirements_new(u->set, PRUNED, &u->roots, u->direct);
    *graph = requirements_graph(u->set, u->rs, error);
  } else if (u->rs->graph) {
    const ModuleError *ignored;
    *graph = requirements_graph(u->set, u->rs, &ignored);
  } else if (!u->set->vendored && asks_for_more(u)) {
    *graph = requirements_graph(u->set, u->rs, error);
  }
  return !*error;
}

static Requirements *update_pruned(PrunedUpdate *u, const ModulePackageVec *packages, const ModVersionVec *add,
                                   bool roots_imported, const ModuleError **error) {
  for (uint32_t i = 0; i < u->rs->roots.len; i++) versions_push(u->set, &u->roots, u->rs->roots.data[i]);
  add_of_packages(u, packages, roots_imported);
  for (uint32_t i = 0; add && i < add->len; i++) {
    const ModVersion *m = add->data[i];
    const char *root = requirements_root(u->set, u->rs, m->path);
    if (!root || mod_version_compare(m->path, root, m->version) < 0) add_root(u, m);
  }
  do {
    ModuleGraph *graph;
    if (!reread(u, &graph, error)) return u->rs;
    settle(u, graph);
  } while (u->upgraded);
  if (strcmp(u->set->mod, "mod") != 0 || requirements_same(u->rs, PRUNED, &u->roots, u->direct)) return u->rs;
  return requirements_new(u->set, PRUNED, &u->roots, u->direct);
}

// ---- unpruned

static bool is_complete(const ModuleSet *set, const Requirements *rs, const ModuleGraph *graph, const Map *direct,
                        const ModVersionVec *add) {
  for (uint32_t i = 0; i < rs->roots.len; i++)
    if (strcmp(rs->roots.data[i]->version, graph_selected(set, graph, rs->roots.data[i]->path)) != 0) return false;
  for (uint32_t i = 0; add && i < add->len; i++)
    if (strcmp(add->data[i]->version, graph_selected(set, graph, add->data[i]->path)) != 0) return false;
  for (uint32_t i = 0; i < direct->len; i++) {
    const Name *path = direct->entries[i].value;
    if (path && !requirements_root(set, rs, path->text)) return false;
  }
  return true;
}

static Requirements *update_unpruned(ModuleSet *set, Requirements *rs, const Map *direct, const ModVersionVec *add,
                                     const ModuleError **error) {
  ModuleGraph *graph = requirements_graph(set, rs, error);
  if (*error) return rs;
  if (modules_complete(set)) {
    if (!is_complete(set, rs, graph, direct, add)) *error = dirty(set);
    return rs;
  }
  StringVec paths = {0};  // that are listed whatever else is
  Map listed = {0};
  for (uint32_t i = 0; i < rs->roots.len; i++) {
    const ModVersion *m = rs->roots.data[i];
    if (set_get(set, &listed, m->path) || strcmp(graph_selected(set, graph, m->path), m->version) != 0) continue;
    set_put(set, &listed, m->path, m);
    vec_push(&set->arena, &paths, m->path);
  }
  ModVersionVec keep = {0};
  const ModVersionVec *list = graph_build_list(set, graph);
  for (uint32_t i = 1; i < list->len; i++) versions_push(set, &keep, list->data[i]);
  for (uint32_t i = 0; add && i < add->len; i++) versions_push(set, &keep, add->data[i]);
  for (uint32_t i = 0; i < keep.len; i++) {
    const char *path = keep.data[i]->path;
    if (!set_get(set, direct, path) || set_get(set, &listed, path)) continue;
    set_put(set, &listed, path, keep.data[i]);
    vec_push(&set->arena, &paths, path);
  }
  ModuleGraph *ignored;
  ModVersionVec roots = requirements_minimal(set, &keep, &paths, &ignored, error);
  if (*error || requirements_same(rs, UNPRUNED, &roots, direct)) return rs;
  return requirements_new(set, UNPRUNED, &roots, direct);
}

Requirements *requirements_update(ModuleSet *set, Requirements *rs, const Map *direct, const ModulePackageVec *packages,
                                  const ModVersionVec *add, bool roots_imported, const ModuleError **error) {
  PrunedUpdate u = {.set = set, .rs = rs, .direct = direct};
  *error = NULL;
  if (rs->pruning == PRUNED) return update_pruned(&u, packages, add, roots_imported, error);
  if (rs->pruning == UNPRUNED) return update_unpruned(set, rs, direct, add, error);
  return requirements_new(set, WORKSPACE, &rs->roots, direct);
}

Requirements *requirements_convert(ModuleSet *set, Requirements *rs, Pruning pruning, const ModuleError **error) {
  *error = NULL;
  if (rs->pruning == pruning) return rs;
  if (pruning == UNPRUNED) return update_unpruned(set, rs, &rs->direct, NULL, error);
  ModuleGraph *graph = requirements_graph(set, rs, error);
  if (*error) return rs;
  ModVersionVec roots = {0};
  const ModVersionVec *list = graph_build_list(set, graph);
  for (uint32_t i = 1; i < list->len; i++) versions_push(set, &roots, list->data[i]);
  return requirements_new(set, PRUNED, &roots, &rs->direct);
}
