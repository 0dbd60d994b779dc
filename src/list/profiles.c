// Packages that programs with a default.pgo have for themselves, if there are several packages named: each is compiled
// with its program's profile (cmd/go's setPGOProfilePath).
#include <string.h>

#include "base/paths.h"
#include "list/package.h"

typedef struct Splitter {
  ListGraph *graph;
  const ListPackage *main;
  bool several;  // packages are named
  Map done;      // ListPackage* -> what stands for it
} Splitter;

static ListPackage *split(Splitter *s, ListPackage *p) {
  Arena *arena = s->graph->arena;
  ListPackage *known = map_get(&s->done, map_key(p)), *copy = p;
  if (known) return known;
  if (s->several && p != s->main) {
    copy = list_copy(s->graph, p);
    copy->for_main = s->main->path;
  }
  copy->profile = s->main->path;
  map_put(arena, &s->done, map_key(p), copy);
  for (uint32_t i = 0; i < copy->imported.len; i++) copy->imported.data[i] = split(s, copy->imported.data[i]);
  return copy;
}

void list_split_by_profiles(ListGraph *g, const ListPackages *roots) {
  for (uint32_t i = 0; i < roots->len; i++) {
    ListPackage *p = roots->data[i];
    Splitter splitter = {.graph = g, .main = p, .several = roots->len > 1};
    if (strcmp(p->name, "main") == 0 && is_file(arena_printf(g->arena, "%s/default.pgo", p->dir))) split(&splitter, p);
  }
}
