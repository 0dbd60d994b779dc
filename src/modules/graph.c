// The module graph and the versions it selects (https://go.dev/ref/mod#minimal-version-selection): of each module the
// highest version that any module in the graph requires.
//
// How much of the graph counts depends on go lines: a module of go 1.17 or later lists all that its packages need, so
// that of such a module's requirements only the list itself is read ("pruned"); what modules of older go lines require
// is followed to the end. In a workspace the main modules are the roots. (cmd/go/internal/modload, buildlist.go, and
// cmd/go/internal/mvs, graph.go)
#include <string.h>

#include "modules/internal.h"

typedef struct GraphNode {
  const ModVersion *m;
  ModVersionVec requires;
  bool required;             // requires is known
  const ModuleError *error;  // why it is not
} GraphNode;

struct ModuleGraph {
  ModVersionVec roots;
  Map nodes;            // ModVersion* -> GraphNode*
  Map selected;         // Name* of path -> ModVersion*
  ModVersionVec paths;  // one of each path, in the order in which they were met
  ModVersionVec build_list;
  bool build_list_made;
};

// ---- a graph

static void reach(ModuleSet *set, ModuleGraph *graph, const ModVersion *m) {
  const ModVersion *old = set_get(set, &graph->selected, m->path);
  if (!old) versions_push(set, &graph->paths, m);
  if (!old || version_compare(old, m) < 0) set_put(set, &graph->selected, m->path, m);
}

static GraphNode *node_of(ModuleSet *set, ModuleGraph *graph, const ModVersion *m) {
  GraphNode *node = map_get(&graph->nodes, map_key(m));
  if (node) return node;
  node = arena_new(&set->arena, GraphNode);
  node->m = m;
  map_put(&set->arena, &graph->nodes, map_key(m), node);
  return node;
}

ModuleGraph *graph_new(ModuleSet *set, const ModVersionVec *roots) {
  ModuleGraph *graph = arena_new(&set->arena, ModuleGraph);
  graph->roots = *roots;
  for (uint32_t i = 0; i < roots->len; i++) reach(set, graph, roots->data[i]);
  return graph;
}

void graph_require(ModuleSet *set, ModuleGraph *graph, const ModVersion *m, const ModVersionVec *requires) {
  GraphNode *node = node_of(set, graph, m);
  node->requires = *requires;
  node->required = true;
  for (uint32_t i = 0; i < requires->len; i++) reach(set, graph, requires->data[i]);
}

static const ModVersion *selected(const ModuleSet *set, const ModuleGraph *graph, const char *path) {
  return set_get(set, &graph->selected, path);
}

const char *graph_selected(const ModuleSet *set, const ModuleGraph *graph, const char *path) {
  const ModVersion *m = selected(set, graph, path);
  return m ? m->version : "none";
}

bool graph_required(const ModuleGraph *graph, const ModVersion *m, ModVersionVec *requires) {
  const GraphNode *node = map_get(&graph->nodes, map_key(m));
  *requires = node && node->required ? node->requires : (ModVersionVec){0};
  return node && node->required;
}

const ModuleError *graph_error_of(const ModuleGraph *graph, const ModVersion *m) {
  const GraphNode *node = map_get(&graph->nodes, map_key(m));
  return node ? node->error : NULL;
}

const ModVersionVec *graph_build_list(ModuleSet *set, ModuleGraph *graph) {
  lock_take(&set->lock);
  ModVersionVec *list = &graph->build_list, rest = {0};
  Map seen = {0};
  if (!graph->build_list_made) {
    for (uint32_t i = 0; i < graph->roots.len; i++) {
      const char *path = graph->roots.data[i]->path;
      if (set_get(set, &seen, path)) continue;
      const ModVersion *m = selected(set, graph, path);
      set_put(set, &seen, path, m);
      if (!is_none(m)) versions_push(set, list, m);
    }
    for (uint32_t i = 0; i < graph->paths.len; i++) {
      const char *path = graph->paths.data[i]->path;
      if (!set_get(set, &seen, path)) versions_push(set, &rest, selected(set, graph, path));
    }
    versions_sort(&rest);
    for (uint32_t i = 0; i < rest.len; i++) versions_push(set, list, rest.data[i]);
    graph->build_list_made = true;
  }
  lock_release(&set->lock);
  return list;
}

// What came before each version on the shortest way from a root; a root comes from itself.
typedef struct BreadthFirst {
  ModVersionVec order;
  Map from;  // ModVersion* -> ModVersion*
} BreadthFirst;

static BreadthFirst breadth_first(ModuleSet *set, const ModuleGraph *graph, bool with_none) {
  BreadthFirst b = {0};
  for (uint32_t i = 0; i < graph->roots.len; i++) {
    const ModVersion *m = graph->roots.data[i];
    if (map_get(&b.from, map_key(m)) || (is_none(m) && !with_none)) continue;
    map_mark(set, &b.from, m);
    versions_push(set, &b.order, m);
  }
  for (uint32_t i = 0; i < b.order.len; i++) {
    ModVersionVec requires;
    graph_required(graph, b.order.data[i], &requires);
    for (uint32_t k = 0; k < requires.len; k++) {
      const ModVersion *r = requires.data[k];
      if (map_get(&b.from, map_key(r)) || (is_none(r) && !with_none)) continue;
      map_put(&set->arena, &b.from, map_key(r), (void *)(uintptr_t)b.order.data[i]);
      versions_push(set, &b.order, r);
    }
  }
  return b;
}

ModVersionVec graph_breadth_first(ModuleSet *set, const ModuleGraph *graph) {
  lock_take(&set->lock);
  ModVersionVec order = breadth_first(set, graph, false).order;
  lock_release(&set->lock);
  return order;
}

ModVersionVec graph_path(ModuleSet *set, const ModuleGraph *graph, bool (*wanted)(void *context, const ModVersion *m),
                         void *context) {
  lock_take(&set->lock);
  BreadthFirst b = breadth_first(set, graph, true);
  ModVersionVec path = {0};
  for (uint32_t i = 0; i < b.order.len && !path.len; i++) {
    const ModVersion *m = b.order.data[i];
    if (!wanted(context, m)) continue;
    versions_push(set, &path, m);
    for (const ModVersion *from; (from = map_get(&b.from, map_key(m))) != m; m = from) versions_push(set, &path, from);
    for (uint32_t k = 0; k < path.len / 2; k++) {
      const ModVersion *other = path.data[k];
      path.data[k] = path.data[path.len - 1 - k];
      path.data[path.len - 1 - k] = other;
    }
  }
  lock_release(&set->lock);
  return path;
}

// ---- reading it

typedef struct Visit {
  const ModVersion *m;
  Pruning pruning;
} Visit;

typedef struct Walk {
  ModuleSet *set;
  ModuleGraph *graph;
  const Map *unpruned;  // NULL: none
  Vec(Visit) queue;
  uint32_t next;
  Map seen[WORKSPACE + 1];  // ModVersion* -> itself, by pruning
  bool failed;
} Walk;

static void enqueue(Walk *w, const ModVersion *m, Pruning pruning) {
  if (is_none(m) || map_get(&w->seen[pruning], map_key(m))) return;
  map_mark(w->set, &w->seen[pruning], m);
  vec_push(&w->set->arena, &w->queue, ((Visit){m, pruning}));
}

static void visit(Walk *w, Visit v) {
  GraphNode *node = node_of(w->set, w->graph, v.m);
  const ModuleSummary *summary = modules_summary(w->set, v.m, &node->error);
  if (!summary) {
    w->failed = true;
    return;
  }
  if (!node->required) graph_require(w->set, w->graph, v.m, &summary->requires);
  Pruning next = v.pruning == UNPRUNED ? UNPRUNED : summary->pruning;
  for (uint32_t i = 0; i < summary->requires.len; i++) {
    const ModVersion *r = summary->requires.data[i];
    if (v.pruning != PRUNED || summary->pruning == UNPRUNED || (w->unpruned && map_get(w->unpruned, map_key(r))))
      enqueue(w, r, next);
  }
}

// In waves, whose go.mod files are fetched together.
static void run_queue(Walk *w) {
  while (w->next < w->queue.len) {
    ModVersionVec wave = {0};
    uint32_t end = w->queue.len;
    for (uint32_t i = w->next; i < end; i++) versions_push(w->set, &wave, w->queue.data[i].m);
    summaries_prefetch(w->set, &wave);
    while (w->next < end) visit(w, w->queue.data[w->next++]);
  }
}

// In a workspace a main module's packages may come from higher versions than it requires itself: what those require
// counts as well, and so on.
static void follow_upgrades(Walk *w, const ModVersionVec *roots) {
  ModuleSet *set = w->set;
  ModVersionVec paths = {0};  // of modules whose requirements count in full
  Map is_path = {0}, seen = {0};
  for (uint32_t i = 0; i < roots->len; i++) {
    if (!set_get(set, &is_path, roots->data[i]->path)) versions_push(set, &paths, roots->data[i]);
    set_put(set, &is_path, roots->data[i]->path, roots->data[i]);
  }
  for (bool more = true; more;) {
    ModVersionVec needed = {0};
    for (uint32_t i = 0; i < paths.len; i++) {
      const ModVersion *m = selected(set, w->graph, paths.data[i]->path);
      ModVersionVec requires;
      if (!map_get(&seen, map_key(m))) {
        versions_push(set, &needed, m);
        continue;
      }
      graph_required(w->graph, m, &requires);
      for (uint32_t k = 0; k < requires.len; k++) {
        const ModVersion *r = requires.data[k], *s = selected(set, w->graph, r->path);
        if (*s->version && *r->version && version_compare(s, r) > 0 && !map_get(&seen, map_key(s)))
          versions_push(set, &needed, s);
      }
    }
    more = needed.len > 0;
    for (uint32_t i = 0; i < needed.len; i++) {
      const ModVersion *m = needed.data[i];
      enqueue(w, m, WORKSPACE);
      map_mark(set, &seen, m);
      if (!set_get(set, &is_path, m->path)) versions_push(set, &paths, m);
      set_put(set, &is_path, m->path, m);
    }
    run_queue(w);
  }
}

static bool has_error(void *graph, const ModVersion *m) { return graph_error_of(graph, m) != NULL; }

ModuleGraph *graph_read(ModuleSet *set, Pruning pruning, const ModVersionVec *roots, const Map *unpruned,
                        const ModuleError **error) {
  lock_take(&set->lock);
  ModVersionVec top = {0};
  if (!set->work_file) versions_push(set, &top, set->top);
  Walk w = {.set = set, .graph = graph_new(set, set->work_file ? roots : &top), .unpruned = unpruned};
  if (!set->work_file) graph_require(set, w.graph, set->top, roots);
  for (uint32_t i = 0; i < roots->len; i++) enqueue(&w, roots->data[i], pruning);
  run_queue(&w);
  if (pruning == WORKSPACE) follow_upgrades(&w, roots);
  *error = NULL;
  if (w.failed) {
    ModVersionVec chain = graph_path(set, w.graph, has_error, w.graph);
    *error = module_error_chain(set, graph_error_of(w.graph, vec_last(&chain)), &chain);
  }
  lock_release(&set->lock);
  return w.graph;
}

ModuleGraph *requirements_graph(ModuleSet *set, Requirements *rs, const ModuleError **error) {
  lock_take(&set->lock);
  if (!rs->graph) rs->graph = graph_read(set, rs->pruning, &rs->roots, NULL, &rs->graph_error);
  *error = rs->graph_error;
  lock_release(&set->lock);
  return rs->graph;
}

static bool roots_are_selected(const ModuleSet *set, const Requirements *rs, const ModuleGraph *graph) {
  for (uint32_t i = 0; !set->work_file && i < rs->roots.len; i++)
    if (selected(set, graph, rs->roots.data[i]->path) != rs->roots.data[i]) return false;
  return true;
}

Requirements *requirements_expand(ModuleSet *set, Requirements *rs, const ModuleError **error) {
  const ModuleGraph *graph = requirements_graph(set, rs, error);
  if (*error || roots_are_selected(set, rs, graph)) return rs;
  Requirements *updated = requirements_update(set, rs, &rs->direct, NULL, NULL, false, error);
  if (*error) return rs;
  requirements_graph(set, updated, error);
  return updated;
}

ModuleGraph *modules_load_graph(ModuleSet *set, const ModuleError **error) {
  set->requirements = requirements_expand(set, set->requirements, error);
  return *error ? NULL : requirements_graph(set, set->requirements, error);
}
