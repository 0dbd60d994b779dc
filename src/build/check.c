// Checks packages in dependency order, in parallel: a package starts when all
// it imports are done.
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

void build_check(Session *session, Loader *loader, const BuildOptions *options) {
  uint32_t count;
  LoadedPackage **order = loader_order(loader, &count);
  CheckGraph graph = {session, arena_array(&session->arena, CheckNode, count), options->check_only};
  for (uint32_t i = 0; i < count; i++) {
    CheckNode *node = &graph.nodes[i];
    node->loaded = order[i];
    atomic_store(&node->waiting, order[i]->imports.len);
    if (options->language && !order[i]->standard) order[i]->package->go_version = options->language;
    for (uint32_t k = 0; k < order[i]->imports.len; k++)
      vec_push(&session->arena, &graph.nodes[order[i]->imports.data[k]->package->number].importers, i);
  }
  for (uint32_t i = 0; i < count; i++)
    if (order[i]->imports.len == 0) pool_add(session->pool, 0, check_node, &graph, i);
  pool_drain(session->pool);
}
