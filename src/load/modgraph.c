// The module graph and the versions it selects (https://go.dev/ref/mod#minimal-version-selection): of each module the
// highest version that any module in the graph requires.
//
// How much of the graph counts depends on go lines: a module of go 1.17 or later lists all that its packages need, so
// that of such a module's requirements only the list itself is read ("pruned"); what modules of older go lines require
// is followed to the end. In a workspace the main modules are the roots.
#include <string.h>

#include "base/paths.h"
#include "load/modules.h"

const char *modgraph_selected(const ModuleSet *set, const ModGraph *graph, const char *path) {
  return map_get(&graph->selected, map_key(name_cstr(set->session->names, path)));
}

void modgraph_raise(ModuleSet *set, Map *versions, const char *path, const char *version) {
  const Name *key = name_cstr(set->session->names, path);
  const char *old = map_get(versions, map_key(key));
  if (!old || mod_version_compare(path, old, version) < 0)
    map_put(&set->arena, versions, map_key(key), (void *)(uintptr_t)version);
}

bool modgraph_lists(const ModRequire *list, uint32_t count, const ModRequire *r) {
  for (uint32_t i = 0; i < count; i++)
    if (strcmp(list[i].path, r->path) == 0 && strcmp(list[i].version, r->version) == 0) return true;
  return false;
}

bool modgraph_is_pruned(const char *go_version) {
  return go_version && gover_compare(go_version, GOVER_GRAPH_PRUNING) >= 0;
}

static void select_version(ModuleSet *set, ModGraph *graph, const char *path, const char *version) {
  modgraph_raise(set, &graph->selected, path, version);
}

// ---- one module's requirements

static void take_requirements(ModuleSet *set, ModNode *node) {
  const ModFile *f = node->file;
  for (uint32_t i = 0; i < f->requires.len; i++)
    if (!modgraph_lists(set->excludes.data, set->excludes.len, &f->requires.data[i]))
      vec_push(&set->arena, &node->requires, f->requires.data[i]);
  // From 1.21 on a go line is a requirement like others.
  ModRequire go = {"go", f->go, true, NULL};
  if (f->go && gover_compare(f->go, "1.21") >= 0) vec_push(&set->arena, &node->requires, go);
}

static const char *wrong_path(ModuleSet *set, const ModNode *node, const Replacement *replacement) {
  const char *declared = node->file->module;
  if (!declared) return "parsing go.mod: missing module line";
  if (strcmp(declared, node->path) == 0 || (replacement && strcmp(declared, replacement->new_path) == 0)) return NULL;
  return arena_printf(&set->arena,
                      "parsing go.mod:\n\tmodule declares its path as: %s\n\t        but was required as: %s", declared,
                      node->path);
}

// The go.mod of a version: as the module cache keeps it beside the archive, or of the unpacked tree. NULL: *error.
static const char *read_go_mod(ModuleSet *set, const ModNode *node, const Replacement *r, size_t *size,
                               const char **error) {
  Arena *arena = &set->arena;
  if (r && !r->new_version) {
    const char *file = arena_printf(arena, "%s/go.mod", r->new_path);
    const char *text = source_read(arena, file, size);
    if (!text)
      *error = arena_printf(arena, "reading %s: open %s: no such file or directory", short_path(arena, set->dir, file),
                            file);
    return text;
  }
  const char *path = r ? r->new_path : node->path, *version = r ? r->new_version : node->version;
  if (modules_need_sums(set) && (*error = set->sums_error)) return NULL;
  if (modules_need_sums(set) && !gosum_find(set->sums, path, arena_printf(arena, "%s/go.mod", version))) {
    *error = arena_printf(arena, "missing go.sum entry for go.mod file; to add it:\n\tgo mod download %s", node->path);
    return NULL;
  }
  const char *cache = modules_cache(set), *name = modules_cache_name(arena, path, "@", version, error);
  const char *beside = name ? modules_cache_name(arena, path, "/@v/", version, error) : NULL;
  if (!beside) return NULL;
  const char *text = source_read(arena, arena_printf(arena, "%s/cache/download/%s.mod", cache, beside), size);
  if (!text) text = source_read(arena, arena_printf(arena, "%s/%s/go.mod", cache, name), size);
  if (!text) *error = "not supported yet: downloading modules";
  return text;
}

static void load_file(ModuleSet *set, ModNode *node) {
  const Replacement *r = modules_replacement(set, node->path, node->version);
  const char *error = NULL;
  size_t size;
  const char *text = read_go_mod(set, node, r, &size, &error);
  ModErrors errors = {0};
  if (text) node->file = modfile_parse(&set->arena, "go.mod", text, size, MOD_FILE_DEPENDENCY, (ModFixer){0}, &errors);
  if (errors.len) error = arena_printf(&set->arena, "parsing go.mod: %s", mod_errors_text(&set->arena, &errors));
  if (node->file && !(r && !r->new_version)) error = wrong_path(set, node, r);
  const char *newer =
      node->file ? modules_too_new(set, MODULE_AT(&set->arena, node->path, node->version), node->file->go) : NULL;
  if (newer) error = newer;
  node->too_new = newer != NULL;
  node->error = error;
}

ModNode *modgraph_load(ModuleSet *set, ModGraph *graph, const char *path, const char *version) {
  const char *text = version ? arena_printf(&set->arena, "%s@%s", path, version) : path;
  const Name *key = name_cstr(set->session->names, text);
  ModNode *node = map_get(&graph->nodes, map_key(key));
  if (node) return node;
  node = arena_new(&set->arena, ModNode);
  *node = (ModNode){.path = path, .version = version};
  map_put(&set->arena, &graph->nodes, map_key(key), node);
  vec_push(&set->arena, &graph->list, node);
  if (!version) node->file = modules_main(set, path)->mod_file;
  else if (strcmp(path, "go") != 0) load_file(set, node);
  if (node->error || !node->file) return node;
  take_requirements(set, node);
  for (uint32_t i = 0; i < node->requires.len; i++)
    select_version(set, graph, node->requires.data[i].path, node->requires.data[i].version);
  return node;
}

// ---- the graph

typedef enum Pruning { PRUNED, UNPRUNED, WORKSPACE } Pruning;

typedef struct Visit {
  const char *path, *version;
  ModNode *parent;
  Pruning pruning;
} Visit;

typedef struct Walk {
  ModuleSet *set;
  ModGraph *graph;
  Vec(Visit) queue;
  Map seen[WORKSPACE + 1];  // ModNode* -> itself, by pruning
} Walk;

// What led to an error, as go shows it: the chain of requirements.
static const char *with_chain(ModuleSet *set, const ModNode *node) {
  Arena *arena = &set->arena;
  const Replacement *r = modules_replacement(set, node->path, node->version);
  const char *at = MODULE_AT(arena, node->path, node->version);
  const char *text = r && r->new_version ? arena_printf(arena, "%s (replaced by %s@%s): %s", at, r->new_path,
                                                        r->new_version, node->error)
                                         : arena_printf(arena, "%s: %s", at, node->error);
  // A module that needs a later Go is not at fault itself, and go.sum is the main module's.
  if (node->too_new || modules_stands_alone(node->error)) return node->error;
  for (const ModNode *p = node->parent; p && p->version; p = p->parent)
    text = arena_printf(arena, "%s@%s requires\n\t%s", p->path, p->version, text);
  return text;
}

static void visit(Walk *w, const Visit *v) {
  ModNode *node = modgraph_load(w->set, w->graph, v->path, v->version);
  if (map_get(&w->seen[v->pruning], map_key(node))) return;
  map_put(&w->set->arena, &w->seen[v->pruning], map_key(node), node);
  if (!node->parent) node->parent = v->parent;
  if (node->error && !w->graph->error) w->graph->error = with_chain(w->set, node);
  if (node->error || !node->file) return;
  Pruning own = modgraph_is_pruned(node->file->go) ? PRUNED : UNPRUNED;
  Pruning next = v->pruning == UNPRUNED ? UNPRUNED : own;
  if (v->pruning == PRUNED && own == PRUNED) return;
  for (uint32_t i = 0; i < node->requires.len; i++) {
    const ModRequire *r = &node->requires.data[i];
    Visit more = {r->path, r->version, node, next};
    vec_push(&w->set->arena, &w->queue, more);
  }
}

static void run_queue(Walk *w, uint32_t *next) {
  while (*next < w->queue.len) {
    Visit v = w->queue.data[(*next)++];
    visit(w, &v);
  }
}

// In a workspace a main module's packages may come from higher versions than it requires itself: what those require
// counts as well, and so on.
static void follow_upgrades(Walk *w, uint32_t *next) {
  for (bool more = true; more;) {
    more = false;
    uint32_t count = w->graph->list.len;
    for (uint32_t i = 0; i < count; i++) {
      const ModNode *node = w->graph->list.data[i];
      for (uint32_t k = 0; k < node->requires.len; k++) {
        const ModRequire *r = &node->requires.data[k];
        const char *version = modgraph_selected(w->set, w->graph, r->path);
        if (modules_main(w->set, r->path) || mod_version_compare(r->path, version, r->version) <= 0) continue;
        const Name *key = name_cstr(w->set->session->names, arena_printf(&w->set->arena, "%s@%s", r->path, version));
        const ModNode *known = map_get(&w->graph->nodes, map_key(key));
        if (known && map_get(&w->seen[WORKSPACE], map_key(known))) continue;
        Visit v = {r->path, version, NULL, WORKSPACE};
        vec_push(&w->set->arena, &w->queue, v);
        more = true;
      }
    }
    run_queue(w, next);
  }
}

ModGraph *modgraph_build(ModuleSet *set) {
  Walk w = {.set = set, .graph = arena_new(&set->arena, ModGraph)};
  bool single = !set->work;
  ModNode *top = NULL;
  if (single) {
    top = arena_new(&set->arena, ModNode);
    for (uint32_t i = 0; i < set->roots.len; i++) {
      Visit v = {set->roots.data[i].path, set->roots.data[i].version, top, set->pruned ? PRUNED : UNPRUNED};
      select_version(set, w.graph, v.path, v.version);
      if (!modules_main(set, v.path)) vec_push(&set->arena, &w.queue, v);
    }
  } else {
    for (uint32_t i = 0; i < set->mains.len; i++) {
      Visit v = {set->mains.data[i]->path, NULL, NULL, WORKSPACE};
      vec_push(&set->arena, &w.queue, v);
    }
  }
  uint32_t next = 0;
  run_queue(&w, &next);
  if (!single) follow_upgrades(&w, &next);
  return w.graph;
}
