// Requirements for a go.mod file that lists only a part of the graph (before go 1.17): the shortest list that selects
// what a longer one selects (https://research.swtch.com/vgo-mvs#algorithm_r, cmd/go/internal/mvs).
#include <stdlib.h>
#include <string.h>

#include "modules/internal.h"

typedef struct Minimal {
  ModuleSet *set;
  ModuleGraph *graph;
  Map seen, have;  // ModVersion* -> itself
  ModVersionVec postorder;
} Minimal;

static void order(Minimal *w, const ModVersion *m) {
  ModVersionVec requires;
  if (map_get(&w->seen, map_key(m))) return;
  map_mark(w->set, &w->seen, m);
  graph_required(w->graph, m, &requires);
  for (uint32_t i = 0; i < requires.len; i++) order(w, requires.data[i]);
  versions_push(w->set, &w->postorder, m);
}

// All that comes with a version need not be listed.
static void cover(Minimal *w, const ModVersion *m) {
  ModVersionVec requires;
  if (map_get(&w->have, map_key(m))) return;
  map_mark(w->set, &w->have, m);
  graph_required(w->graph, m, &requires);
  for (uint32_t i = 0; i < requires.len; i++) cover(w, requires.data[i]);
}

ModVersionVec requirements_minimal(ModuleSet *set, const ModVersionVec *roots, const StringVec *paths,
                                   ModuleGraph **graph, const ModuleError **error) {
  Minimal w = {.set = set, .graph = graph_read(set, UNPRUNED, roots, NULL, error)};
  ModVersionVec minimal = {0};
  if (*error) return minimal;
  *graph = w.graph;
  map_mark(set, &w.seen, set->top);
  const ModVersionVec *list = graph_build_list(set, w.graph);
  for (uint32_t i = 0; i < list->len; i++) order(&w, list->data[i]);
  Map listed = {0};
  for (uint32_t i = 0; i < paths->len; i++) {
    const char *path = paths->data[i];
    if (set_get(set, &listed, path)) continue;
    const ModVersion *m = modules_version(set, path, graph_selected(set, w.graph, path));
    set_put(set, &listed, path, m);
    versions_push(set, &minimal, m);
    cover(&w, m);
  }
  for (uint32_t i = w.postorder.len; i-- > 0;) {
    const ModVersion *m = w.postorder.data[i];
    if (strcmp(graph_selected(set, w.graph, m->path), m->version) != 0 || map_get(&w.have, map_key(m))) continue;
    versions_push(set, &minimal, m);
    cover(&w, m);
  }
  versions_sort(&minimal);
  return minimal;
}
