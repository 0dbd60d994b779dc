// Tarjan's algorithm ("Depth-First Search and Linear Graph Algorithms", 1972), with a stack of its own: chains of
// functions and of blocks are as long as a program makes them.
#include "base/scc.h"

#include <string.h>

typedef struct Visit {
  uint32_t node, next;
  SccEdges edges;
} Visit;

typedef struct Search {
  SccEdges (*edges)(const void *graph, uint32_t node);
  const void *graph;
  uint32_t *index, *low;  // a node: when it was reached, 0 not yet; the earliest open node that it leads to
  uint32_t *open;         // nodes that are in no component yet, in the order in which they were reached
  Visit *visits;
  uint32_t open_count, depth, clock, member_count;
  Components result;
} Search;

static const uint32_t NOT_CLOSED = UINT32_MAX;  // Components.of while a node is in none

static void enter(Search *s, uint32_t node) {
  s->index[node] = s->low[node] = ++s->clock;
  s->open[s->open_count++] = node;
  s->visits[s->depth++] = (Visit){node, 0, s->edges(s->graph, node)};
}

static void close_component(Search *s, uint32_t root) {
  uint32_t number = s->result.count++, node;
  s->result.first[number] = s->member_count;
  do {
    node = s->open[--s->open_count];
    s->result.of[node] = number;
    s->result.members[s->member_count++] = node;
  } while (node != root);
}

static void search_from(Search *s, uint32_t root) {
  enter(s, root);
  while (s->depth) {
    Visit *top = &s->visits[s->depth - 1];
    uint32_t node = top->node;
    if (top->next < top->edges.count) {
      uint32_t to = top->edges.to[top->next++];
      if (!s->index[to]) enter(s, to);
      else if (s->result.of[to] == NOT_CLOSED && s->index[to] < s->low[node]) s->low[node] = s->index[to];
      continue;
    }
    if (s->low[node] == s->index[node]) close_component(s, node);
    if (--s->depth) {
      uint32_t parent = s->visits[s->depth - 1].node;
      if (s->low[node] < s->low[parent]) s->low[parent] = s->low[node];
    }
  }
}

Components scc_find(Arena *arena, uint32_t count, SccEdges (*edges)(const void *graph, uint32_t node),
                    const void *graph) {
  Search s = {.edges = edges, .graph = graph};
  s.result.of = arena_array(arena, uint32_t, count);
  s.result.members = arena_array(arena, uint32_t, count);
  s.result.first = arena_array(arena, uint32_t, count + 1);
  memset(s.result.of, 0xff, count * sizeof *s.result.of);
  s.index = arena_array(arena, uint32_t, count);
  s.low = arena_array(arena, uint32_t, count);
  s.open = arena_array(arena, uint32_t, count);
  s.visits = arena_array(arena, Visit, count);
  for (uint32_t i = 0; i < count; i++)
    if (!s.index[i]) search_from(&s, i);
  s.result.first[s.result.count] = s.member_count;
  return s.result;
}
