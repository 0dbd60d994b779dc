// Strongly connected components of a directed graph.
#ifndef TUCO_BASE_SCC_H
#define TUCO_BASE_SCC_H

#include "base/arena.h"

// The nodes that edges of one node lead to.
typedef struct SccEdges {
  const uint32_t *to;
  uint32_t count;
} SccEdges;

// Components are numbered so that edges lead to the same one or to one with a lesser number.
typedef struct Components {
  uint32_t count;
  uint32_t *of;       // a node: its component
  uint32_t *members;  // nodes by component
  uint32_t *first;    // a component: its first in members; one more at the end
} Components;

// scc.c. Nodes are 0 to count - 1. The search takes them, and their edges, in order. Results are in arena.
Components scc_find(Arena *arena, uint32_t count, SccEdges (*edges)(const void *graph, uint32_t node),
                    const void *graph);

#endif
