// The least requirements that select what packages were found in: mod tidy (cmd/go/internal/modload, buildlist.go).
#include <string.h>

#include "modules/internal.h"

typedef struct Tidy {
  ModuleSet *set;
  const ModulePackageVec *packages;
  Requirements *rs;  // so far
  Map is_root;       // by path
  ModVersionVec roots;
} Tidy;

static void add_root(Tidy *t, const ModVersion *m) {
  if (set_get(t->set, &t->is_root, m->path)) return;
  set_put(t->set, &t->is_root, m->path, m);
  versions_push(t->set, &t->roots, m);
}

static void keep_go(Tidy *t, const Requirements *old) {
  static const char *const paths[] = {"go", "toolchain"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    const char *version = requirements_root(t->set, old, paths[i]);
    if (version) add_root(t, modules_version(t->set, paths[i], version));
  }
}

// ---- pruned

// Makes requirements of the roots; false with *error, and if there are no new ones.
static bool grow(Tidy *t, const ModuleError **error) {
  if (t->roots.len <= t->rs->roots.len) return false;
  t->rs = requirements_new(t->set, PRUNED, &t->roots, &t->rs->direct);
  requirements_graph(t->set, t->rs, error);
  return !*error;
}

static void enqueue(Tidy *t, ModulePackageVec *queue, Map *queued, ModulePackage *p) {
  if (!p || map_get(queued, map_key(p))) return;
  map_mark(t->set, queued, p);
  vec_push(&t->set->arena, queue, p);
}

// Layer by layer: what is further away may come with what is nearer.
static void add_layers(Tidy *t, ModulePackageVec queue, Map *queued, const ModuleError **error) {
  while (queue.len) {
    const ModuleGraph *graph = requirements_graph(t->set, t->rs, error);
    ModulePackageVec next = {0};
    if (*error) return;
    for (uint32_t i = 0; i < queue.len; i++) {
      const ModulePackage *p = queue.data[i];
      if (!p->module) continue;
      for (uint32_t k = 0; k < p->imports.len; k++) enqueue(t, &next, queued, p->imports.data[k]);
      enqueue(t, &next, queued, p->test);
      if (!set_get(t->set, &t->is_root, p->module->path) &&
          mod_version_compare(p->module->path, graph_selected(t->set, graph, p->module->path), p->module->version) < 0)
        add_root(t, p->module);
    }
    grow(t, error);
    if (*error) return;
    queue = next;
  }
}

// A package that a lesser list would find in several modules needs its own listed.
static void add_ambiguous(Tidy *t, const ModuleError **error) {
  do {
    for (uint32_t i = 0; i < t->packages->len; i++) {
      const ModulePackage *p = t->packages->data[i];
      if (!p->module || set_get(t->set, &t->is_root, p->module->path)) continue;
      const ModuleError *fault = NULL;
      ModuleImport found;
      modules_import(t->set, t->rs, NULL, p->path, true, &found, &fault);
      if (fault && fault->kind == MODULE_ERROR_AMBIGUOUS) add_root(t, p->module);
    }
  } while (grow(t, error));
}

static Requirements *tidy_pruned(Tidy *t, const ModuleError **error) {
  ModulePackageVec queue = {0};
  Map queued = {0};
  for (uint32_t i = 0; i < t->set->mains.len; i++)
    set_put(t->set, &t->is_root, t->set->mains.data[i]->path, t->set->mains.data[i]);
  for (uint32_t i = 0; i < t->packages->len; i++) {
    ModulePackage *p = t->packages->data[i];
    if (!p->in_all) continue;
    if (package_is_external(p)) add_root(t, p->module);
    enqueue(t, &queue, &queued, p);
  }
  t->rs = requirements_new(t->set, PRUNED, &t->roots, &t->rs->direct);
  add_layers(t, queue, &queued, error);
  if (!*error) requirements_graph(t->set, t->rs, error);
  if (!*error) add_ambiguous(t, error);
  return *error ? NULL : t->rs;
}

// ---- unpruned

static Requirements *tidy_unpruned(Tidy *t, const ModuleError **error) {
  ModuleSet *set = t->set;
  StringVec paths = {0};
  Map alternatives = {0};  // by path: ModVersion*
  for (uint32_t i = 0; i < t->packages->len; i++) {
    const ModulePackage *p = t->packages->data[i];
    if (!package_is_external(p)) continue;
    if (!set_get(set, &t->is_root, p->module->path) && requirements_is_direct(set, t->rs, p->module->path))
      vec_push(&set->arena, &paths, p->module->path);
    add_root(t, p->module);
    for (uint32_t k = 0; k < p->alternatives.len; k++)
      set_put(set, &alternatives, p->alternatives.data[k]->path, p->alternatives.data[k]);
  }
  ModuleGraph *graph = NULL;
  ModVersionVec minimal = requirements_minimal(set, &t->roots, &paths, &graph, error);
  if (*error) return NULL;
  // What has no package now might have one at a lower version: then it would be ambiguous where the package is.
  bool kept = false;
  const ModVersionVec *list = graph_build_list(set, graph);
  for (uint32_t i = 0; i < list->len; i++) {
    const ModVersion *m = list->data[i], *other = set_get(set, &alternatives, m->path);
    if (!other || mod_version_compare(m->path, m->version, other->version) >= 0) continue;
    versions_push(set, &t->roots, other);
    kept = true;
  }
  if (kept) minimal = requirements_minimal(set, &t->roots, &paths, &graph, error);
  return *error ? NULL : requirements_new(set, UNPRUNED, &minimal, &t->rs->direct);
}

Requirements *requirements_tidy(ModuleSet *set, Requirements *rs, const ModulePackageVec *packages,
                                const ModuleError **error) {
  Tidy t = {.set = set, .packages = packages, .rs = rs};
  *error = NULL;
  keep_go(&t, rs);
  return rs->pruning == UNPRUNED ? tidy_unpruned(&t, error) : tidy_pruned(&t, error);
}
