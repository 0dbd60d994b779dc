// Unit test of strongly connected components: random graphs, compared with what follows from who reaches whom; and a
// chain that is too long for recursion.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bitset.h"
#include "base/scc.h"

enum { NODES = 24, LONG = 1000000 };

typedef struct TestGraph {
  uint32_t to[NODES][NODES];
  uint32_t count[NODES];
} TestGraph;

static SccEdges edges_of(const void *graph, uint32_t node) {
  const TestGraph *g = graph;
  return (SccEdges){g->to[node], g->count[node]};
}

static uint32_t next_random(uint32_t *state) { return *state = *state * 1664525 + 1013904223, *state >> 8; }

static void make_graph(TestGraph *g, uint32_t seed) {
  uint32_t state = seed, edges = next_random(&state) % (2 * NODES);
  memset(g, 0, sizeof *g);
  for (uint32_t i = 0; i < edges; i++) {
    uint32_t from = next_random(&state) % NODES;
    if (g->count[from] < NODES) g->to[from][g->count[from]++] = next_random(&state) % NODES;
  }
}

static void find_reach(const TestGraph *g, uint64_t reach[NODES]) {
  for (uint32_t n = 0; n < NODES; n++) {
    reach[n] = 0;
    bitset_add(&reach[n], n);
    for (uint32_t i = 0; i < g->count[n]; i++) bitset_add(&reach[n], g->to[n][i]);
  }
  for (uint32_t via = 0; via < NODES; via++)
    for (uint32_t n = 0; n < NODES; n++)
      if (bitset_has(&reach[n], via)) reach[n] |= reach[via];
}

// Returns what is wrong, NULL if nothing.
static const char *check(const TestGraph *g, const Components *c) {
  uint64_t reach[NODES];
  find_reach(g, reach);
  for (uint32_t a = 0; a < NODES; a++)
    for (uint32_t b = 0; b < NODES; b++) {
      bool both = bitset_has(&reach[a], b) && bitset_has(&reach[b], a);
      if (both != (c->of[a] == c->of[b])) return "components";
      if (bitset_has(&reach[a], b) && c->of[b] > c->of[a]) return "order";
    }
  for (uint32_t n = 0; n < c->count; n++)
    for (uint32_t i = c->first[n]; i < c->first[n + 1]; i++)
      if (c->of[c->members[i]] != n) return "members";
  return c->first[c->count] == NODES ? NULL : "number of members";
}

static SccEdges chain_edges(const void *graph, uint32_t node) {
  return (SccEdges){(const uint32_t *)graph + node, node + 1 < LONG};
}

int main(void) {
  Arena arena;
  arena_init(&arena);
  bool failed = false;
  for (uint32_t seed = 0; seed < 2000 && !failed; seed++) {
    TestGraph g;
    make_graph(&g, seed);
    Components c = scc_find(&arena, NODES, edges_of, &g);
    const char *wrong = check(&g, &c);
    if (wrong) printf("graph %u: %s\n", seed, wrong);
    failed = wrong != NULL;
  }
  uint32_t *next = malloc(LONG * sizeof *next);
  for (uint32_t i = 0; i < LONG; i++) next[i] = i + 1;
  Components c = scc_find(&arena, LONG, chain_edges, next);
  if (c.count != LONG || c.of[LONG - 1] != 0) {
    printf("chain: %u components\n", c.count);
    failed = true;
  }
  free(next);
  arena_free(&arena);
  printf("base_scc: %s\n", failed ? "failed" : "ok");
  return failed;
}
