// Which sums go.sum is to keep: of what packages were looked for in, and of what the graph was made of
// (cmd/go/internal/modload, keepSums).
#include <string.h>

#include "mod/path.h"
#include "modules/internal.h"

typedef struct Keeping {
  ModuleSet *set;
  Map kept;
} Keeping;

static const Name *sum_name(ModuleSet *set, const char *path, const char *version, const char *suffix) {
  return name_cstr(set->names, arena_printf(&set->arena, "%s %s%s", path, version, suffix));
}

static void keep_archive(Keeping *k, const ModVersion *m) {
  const ModVersion *actual = modules_actual(k->set, m);
  map_mark(k->set, &k->kept, sum_name(k->set, actual->path, actual->version, ""));
}

static void keep_go_mod(Keeping *k, const ModVersion *m) {
  const ModVersion *actual = modules_actual(k->set, m);
  map_mark(k->set, &k->kept, sum_name(k->set, actual->path, actual->version, "/go.mod"));
}

// What a package was looked for in: every module that could have it by its path. graph NULL: the roots alone.
static void keep_prefixes(Keeping *k, const Requirements *rs, const ModuleGraph *graph, const char *path) {
  for (size_t n = strlen(path); n; n--) {
    if (path[n] && path[n] != '/') continue;
    const char *prefix = arena_strdup(&k->set->arena, path, n);
    const char *version = graph ? graph_selected(k->set, graph, prefix) : requirements_root(k->set, rs, prefix);
    if (version && strcmp(version, "none") != 0) keep_archive(k, modules_version(k->set, prefix, version));
  }
}

static void keep_package(Keeping *k, Requirements *rs, const ModulePackage *p, bool with_go_mod) {
  if (p->test_of || (!p->module && !p->error) || mod_path_problem(&k->set->arena, p->path, MOD_PATH_IMPORT)) return;
  if (with_go_mod && p->module) keep_go_mod(k, p->module);
  // Lazy loading looked into the roots alone if one of them has the package.
  const char *root = p->module && rs->pruning == PRUNED ? requirements_root(k->set, rs, p->module->path) : NULL;
  const ModuleError *ignored;
  bool by_root = root && strcmp(root, p->module->version) == 0;
  keep_prefixes(k, rs, by_root ? NULL : requirements_graph(k->set, rs, &ignored), p->path);
}

static void keep_graph(Keeping *k, ModuleGraph *graph, bool build_list, bool with_go_mod) {
  ModVersionVec all = graph_breadth_first(k->set, graph), ignored;
  for (uint32_t i = 0; i < all.len; i++)
    if (graph_required(graph, all.data[i], &ignored)) keep_go_mod(k, all.data[i]);
  const ModVersionVec *list = graph_build_list(k->set, graph);
  for (uint32_t i = 0; build_list && i < list->len; i++) {
    if (with_go_mod) keep_go_mod(k, list->data[i]);
    keep_archive(k, list->data[i]);
  }
}

Map modules_keep_sums(ModuleSet *set, Requirements *rs, const ModulePackageVec *packages, bool tidy, bool build_list) {
  Keeping k = {.set = set};
  // Below go 1.21 the go.mod files of modules that only tests need were forgotten, and tidy files stay as they are.
  const char *go = packages ? requirements_go_version(set, rs) : modules_go_version(set);
  bool forgets = gover_compare(go, GOVER_TIDY_GO_MOD_SUMS) < 0 && (strcmp(set->mod, "mod") != 0 || (packages && tidy));
  lock_take(&set->lock);
  for (uint32_t i = 0; packages && i < packages->len; i++) keep_package(&k, rs, packages->data[i], !forgets);
  if (rs->graph) {
    keep_graph(&k, rs->graph, build_list, !forgets);
  } else {
    for (uint32_t i = 0; i < rs->roots.len; i++) {
      keep_go_mod(&k, rs->roots.data[i]);
      if (build_list) keep_archive(&k, rs->roots.data[i]);
    }
  }
  lock_release(&set->lock);
  return k.kept;
}

typedef struct Kept {
  ModuleSet *set;
  const Map *map;
} Kept;

static bool is_kept(void *context, const char *path, const char *version) {
  const Kept *kept = context;
  lock_take(&kept->set->lock);
  bool found = map_get(kept->map, map_key(sum_name(kept->set, path, version, ""))) != NULL;
  lock_release(&kept->set->lock);
  return found;
}

FetchKeep modules_keep(ModuleSet *set, const Map *map) {
  lock_take(&set->lock);
  Kept *kept = arena_new(&set->arena, Kept);
  *kept = (Kept){set, map};
  lock_release(&set->lock);
  return (FetchKeep){is_kept, kept};
}
