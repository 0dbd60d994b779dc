// The graph of packages: each is found and scanned once, what it imports follows, and marks go along the imports: is it
// in "all", does something named lead to it? They decide whose tests count, and so which packages there are.
//
// In rounds: the packages of the queue are found and scanned by several threads, each for itself; then one thread links
// them to what they import, which makes the next queue.
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "mod/path.h"
#include "modules/packages_internal.h"

typedef struct Marks {
  bool in_all, is_root, from_root;
} Marks;

static PackageNode *node_of(ModulePackage *package) { return (PackageNode *)(void *)package; }

void graph_reset(PackageGraph *g) {
  g->nodes = (Map){0};
  g->queue.len = g->list.len = 0;
}

static PackageNode *new_node(PackageGraph *g, const char *path) {
  PackageNode *node = arena_new(&g->arena, PackageNode);
  node->package.path = path;
  return node;
}

// ---- marks

static void mark(PackageGraph *g, PackageNode *node, Marks marks);

static bool is_of_main(const PackageGraph *g, const ModulePackage *p) {
  return p->module && modules_main(g->set, p->module->path);
}

static PackageNode *get(PackageGraph *g, const char *path, Marks marks) {
  const Name *name = name_cstr(g->set->names, path);
  PackageNode *node = map_get(&g->nodes, map_key(name));
  if (!node) {
    node = new_node(g, name->text);
    map_put(&g->arena, &g->nodes, map_key(name), node);
    vec_push(&g->arena, &g->queue, node);
  }
  mark(g, node, marks);
  return node;
}

static bool vendored_by_goroot(PackageGraph *g, const char *path) {
  return is_folder(arena_printf(&g->arena, "%s/src/%s", g->set->options.goroot, path));
}

// What std and cmd import of other modules lies in their vendor folders.
static const char *resolve(PackageGraph *g, const ModulePackage *from, const char *path) {
  if (!from->standard || mod_path_standard(path)) return path;
  const char *rest;
  const char *vendored =
      arena_printf(&g->arena, "%s%s", path_below(from->path, "cmd", &rest) ? "cmd/vendor/" : "vendor/", path);
  return vendored_by_goroot(g, vendored) ? vendored : path;
}

static void link_imports(PackageGraph *g, PackageNode *node, const StringVec *paths, Marks marks) {
  for (uint32_t i = 0; i < paths->len; i++) {
    ModulePackage *import = &get(g, resolve(g, &node->package, paths->data[i]), marks)->package;
    vec_push(&g->arena, &node->package.imports, import);
  }
}

static void mark_test(PackageGraph *g, PackageNode *node, Marks marks) {
  ModulePackage *p = &node->package;
  if (p->test) {
    mark(g, node_of(p->test), marks);
    return;
  }
  PackageNode *test = new_node(g, p->path);
  p->test = &test->package;
  *p->test = (ModulePackage){.path = p->path,
                             .test_of = p,
                             .module = p->module,
                             .dir = p->dir,
                             .root = p->root,
                             .error = p->error,
                             .standard = p->standard,
                             .in_all = marks.in_all};
  if (node->scan) link_imports(g, test, &node->scan->test_imports, marks);
  test->loaded = true;
}

// Do the tests of a package count?
static bool wants_test(const PackageGraph *g, const ModulePackage *p) {
  if (g->all_is_root && (is_of_main(g, p) || (g->closes_over_tests && p->in_all))) return true;
  return g->options.tests && p->is_root;
}

// What is new goes along the imports, as soon as they are known.
static void mark(PackageGraph *g, PackageNode *node, Marks marks) {
  ModulePackage *p = &node->package;
  if (marks.in_all && g->all_is_root && !p->test_of) marks.is_root = true;
  if (marks.is_root) marks.from_root = true;
  bool news = (marks.in_all && !p->in_all) || (marks.is_root && !p->is_root) || (marks.from_root && !p->from_root);
  p->in_all |= marks.in_all;
  p->is_root |= marks.is_root;
  p->from_root |= marks.from_root;
  if (!node->loaded || !news) return;
  if (!p->test_of && wants_test(g, p))
    mark_test(g, node, (Marks){.in_all = is_of_main(g, p) || (g->closes_over_tests && p->in_all)});
  for (uint32_t i = 0; i < p->imports.len; i++)
    mark(g, node_of(p->imports.data[i]), (Marks){.in_all = p->in_all, .from_root = p->from_root});
}

// ---- rounds

// Finds a package and scans its folder, on any thread.
static void read_node(void *context, Arena *lane, uint32_t index) {
  PackageGraph *g = context;
  PackageNode *node = g->queue.data[index];
  ModulePackage *p = &node->package;
  Requirements *rs = g->requirements;
  const char *rest;
  ModuleImport found = {0};
  bool whole = rs->pruning == UNPRUNED && rs->graph && !rs->graph_error;
  if (!modules_import(g->set, rs, whole ? rs->graph : NULL, p->path, g->skip_summaries, &found, &p->error)) return;
  p->module = found.module;
  p->root = found.root;
  p->dir = found.dir;
  p->alternatives = found.alternatives;
  if (!p->dir) return;
  if (g->options.allow) p->error = g->options.allow(g->options.context, p->path, p->module);
  p->standard = mod_path_standard(p->path) && path_below(p->dir, g->set->options.goroot, &rest);
  if (p->standard && g->options.skip_standard) return;
  const FolderScan *scan = package_scan(g, lane, p->dir);
  if (scan->error) {
    p->error = package_error(lane, "%s", scan->error);
    node->no_go = scan->no_go;
  } else {
    node->scan = scan;
  }
}

static void link_node(PackageGraph *g, PackageNode *node) {
  ModulePackage *p = &node->package;
  if (packages_end(g, p->error)) return;
  for (uint32_t i = 0; i < g->set->tools.len; i++)
    if (strcmp(g->set->tools.data[i], p->path) == 0) mark(g, node, (Marks){.in_all = true});
  if (!p->dir) return;
  if (is_of_main(g, p)) mark(g, node, (Marks){.in_all = true});
  if (p->error && !node->scan) return;
  if (node->scan) link_imports(g, node, &node->scan->imports, (Marks){.in_all = p->in_all});
  node->loaded = true;
  Marks marks = {p->in_all, p->is_root, p->from_root};
  p->in_all = p->is_root = p->from_root = false;
  mark(g, node, marks);
}

void graph_add_root(PackageGraph *g, const char *path) {
  PackageNode *node = get(g, path, (Marks){.is_root = true});
  if (!node->listed) vec_push(&g->arena, &g->list, &node->package);
  node->listed = true;
}

// ---- the list

// Near ones first, each behind what leads to it on the shortest way.
static void make_list(PackageGraph *g) {
  for (uint32_t i = 0; i < g->list.len; i++) {
    ModulePackage *p = g->list.data[i];
    for (uint32_t k = 0; k <= p->imports.len; k++) {
      ModulePackage *next = k < p->imports.len ? p->imports.data[k] : p->test;
      if (!next || node_of(next)->listed) continue;
      node_of(next)->listed = true;
      node_of(next)->stack = node_of(p);
      vec_push(&g->arena, &g->list, next);
    }
  }
}

void graph_finish(PackageGraph *g) {
  while (g->queue.len && !packages_failed(g)) {
    packages_parallel(g, read_node, g, g->queue.len);
    PackageNodeVec done = g->queue;
    g->queue = (PackageNodeVec){0};
    for (uint32_t i = 0; i < done.len; i++) link_node(g, done.data[i]);
  }
  make_list(g);
}

StringVec graph_all(PackageGraph *g) {
  StringVec all = {0};
  for (uint32_t i = 0; i < g->list.len; i++) {
    const ModulePackage *p = g->list.data[i];
    if (p->in_all && !p->test_of && !mod_path_problem(&g->arena, p->path, MOD_PATH_IMPORT))
      vec_push(&g->arena, &all, p->path);
  }
  strings_sort(&all, 0);
  return all;
}
