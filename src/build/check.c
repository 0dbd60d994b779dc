// Checks packages in dependency order, in parallel: a package starts when all it imports are done that are checked with
// it.
#include <stdatomic.h>
#include <string.h>

#include "build/internal.h"

typedef Vec(uint32_t) IndexVec;

typedef struct CheckNode {
  LoadedPackage *loaded;
  atomic_uint waiting;  // imports not done yet
  IndexVec importers;
} CheckNode;

typedef struct CheckGraph {
  Session *session;
  CheckNode *nodes;
  bool all_bodies;
} CheckGraph;

static void check_node(void *context, uint32_t index, uint32_t worker) {
  CheckGraph *graph = context;
  CheckNode *node = &graph->nodes[index];
  LoadedPackage *loaded = node->loaded;
  // What imports a package with errors is not looked at, as go does not compile it; nor are types where the syntax is
  // wrong.
  for (uint32_t i = 0; i < loaded->imports.len; i++) loaded->unit.dropped |= loaded->imports.data[i]->poisoned;
  loaded->poisoned = loaded->unit.dropped || loaded->error_count;
  if (!loaded->poisoned && !(loaded->standard && strcmp(loaded->path, "builtin") == 0)) {  // documentation
    types_check_package(graph->session, loaded->package, graph->all_bodies || loaded->package->user);
    // gc finds those when it compiles a package; none of those that are only checked here is compiled.
    if (!loaded->package->error_count && loaded->package->user) frames_check(graph->session, loaded->package);
    loaded->poisoned = loaded->package->error_count > 0;
  }
  for (uint32_t i = 0; i < node->importers.len; i++) {
    uint32_t importer = node->importers.data[i];
    if (atomic_fetch_sub(&graph->nodes[importer].waiting, 1) == 1)
      pool_add(graph->session->pool, worker, check_node, graph, importer);
  }
}

void build_check(Session *session, LoadedPackage *const *list, uint32_t count, const BuildOptions *options) {
  Arena arena;
  arena_init(&arena);
  Map nodes = {0};
  CheckGraph graph = {session, arena_array(&arena, CheckNode, count), options->check_only};
  for (uint32_t i = 0; i < count; i++) {
    CheckNode *node = &graph.nodes[i];
    node->loaded = list[i];
    map_put(&arena, &nodes, map_key(list[i]), node);
    uint32_t waiting = 0;
    for (uint32_t k = 0; k < list[i]->imports.len; k++) {
      CheckNode *import = map_get(&nodes, map_key(list[i]->imports.data[k]));
      if (!import) continue;
      vec_push(&arena, &import->importers, i);
      waiting++;
    }
    atomic_store(&node->waiting, waiting);
    if (options->language && !list[i]->standard) list[i]->package->go_version = options->language;
  }
  // What tasks count down is not asked here: it may be at zero already.
  uint32_t ready = 0;
  uint32_t *starts = arena_array(&arena, uint32_t, count);
  for (uint32_t i = 0; i < count; i++)
    if (!atomic_load(&graph.nodes[i].waiting)) starts[ready++] = i;
  for (uint32_t i = 0; i < ready; i++) pool_add(session->pool, 0, check_node, &graph, starts[i]);
  pool_drain(session->pool);
  arena_free(&arena);
}
