// What patterns name: "all", "work", "tool", folders, paths, and paths with "..." in the trees of the build's modules
// (cmd/go/internal/modload, search.go). Paths and folders are not looked for here; that they are nowhere is said when
// they are loaded.
#include <stdio.h>
#include <string.h>

#include "base/paths.h"
#include "mod/pattern.h"
#include "modules/packages_internal.h"

typedef struct Matcher {
  PackageGraph *graph;
  PackageMatch *match;
  Map have;            // Name* of each path that was looked at
  StringVec dirs;      // of candidates; they are packages if they have files for the target
  StringVec names;     // and their paths
  const char *prefix;  // while walking: the module's path
} Matcher;

static void add_error(Matcher *m, const char *error) {
  bool literal = !pattern_is(m->match->pattern) && !pattern_is_meta(m->match->pattern);
  const char *text = arena_printf(&m->graph->arena, "%s%s: %s", literal ? "" : "pattern ", m->match->pattern, error);
  vec_push(&m->graph->arena, &m->match->errors, text);
}

static const char *join(Arena *arena, const char *prefix, const char *relative) {
  if (!*prefix || !*relative) return *prefix ? prefix : relative;
  return arena_printf(arena, "%s/%s", prefix, relative);
}

// ---- trees

static bool can_match(void *context, const char *relative) {
  const Matcher *m = context;
  const char *pattern = m->match->pattern;
  return pattern_is_meta(pattern) || pattern_can_match_below(pattern, join(&m->graph->arena, m->prefix, relative));
}

static void walk_tree(Matcher *m, FolderWalk *walk, const char *prefix) {
  PackageGraph *g = m->graph;
  Arena *arena = &g->arena;
  m->prefix = prefix;
  walk->enter = can_match;
  walk->context = m;
  walk->trace = g->options.trace;
  walk->links = pattern_is(m->match->pattern);
  StringVec folders = walk_folders(arena, walk);
  for (uint32_t i = 0; i < walk->errors.len; i++) add_error(m, walk->errors.data[i]);
  for (uint32_t i = 0; i < folders.len; i++) {
    const char *name = join(arena, prefix, folders.data[i]);
    uint64_t key = map_key(name_cstr(g->set->names, name));
    if (!*name || map_get(&m->have, key)) continue;
    map_put(arena, &m->have, key, (void *)(uintptr_t)name);
    if (!pattern_is_meta(m->match->pattern) && !pattern_matches(m->match->pattern, name)) continue;
    const char *dir = join(arena, walk->root, folders.data[i]);
    vec_push(arena, &m->dirs, dir);
    vec_push(arena, &m->names, name);
  }
}

static void walk_main(Matcher *m, const Module *module) {
  FolderWalk walk = {.root = module->dir, .file = module->mod_file};
  if (can_match(&(Matcher){.graph = m->graph, .match = m->match, .prefix = ""}, module->path))
    walk_tree(m, &walk, module->path);
}

static void walk_module(Matcher *m, const ModVersion *module) {
  PackageGraph *g = m->graph;
  const Module *main = *module->version ? NULL : modules_main(g->set, module->path);
  if (main) {
    walk_main(m, main);
    return;
  }
  m->prefix = "";
  if (gover_is_toolchain(module->path) || !can_match(m, module->path)) return;
  const ModuleError *error = NULL;
  bool local;
  const char *root = modules_fetch(g->set, module, &local, &error);
  if (!root) {
    add_error(m, error->text);
    return;
  }
  FolderWalk walk = {.root = root, .nested_modules = !local};
  const ModuleSummary *summary = modules_summary(g->set, module, &error);
  if (summary) walk.file = summary->file;
  walk_tree(m, &walk, module->path);
}

static void walk_goroot(Matcher *m) {
  const char *src = arena_printf(&m->graph->arena, "%s/src", m->graph->set->options.goroot);
  walk_tree(m, &(FolderWalk){.root = src, .vendor = true}, "");
  m->prefix = "";
  if (!can_match(m, "cmd")) return;
  walk_tree(m, &(FolderWalk){.root = arena_printf(&m->graph->arena, "%s/cmd", src), .vendor = true}, "cmd");
}

static void scan_candidate(void *context, Arena *lane, uint32_t index) {
  Matcher *m = context;
  if (!package_scan(m->graph, lane, m->dirs.data[index])->no_go) return;
  m->names.data[index] = NULL;
}

// Of the folders that were walked, those with files.
static void take_packages(Matcher *m) {
  packages_parallel(m->graph, scan_candidate, m, m->dirs.len);
  for (uint32_t i = 0; i < m->names.len; i++)
    if (m->names.data[i]) vec_push(&m->graph->arena, &m->match->packages, m->names.data[i]);
  strings_sort(&m->match->packages, 0);
}

static void begin(Matcher *m) {
  static const char *const never[] = {"builtin", "runtime/cgo"};  // documentation; without cgo there is none
  for (size_t i = 0; i < sizeof never / sizeof *never; i++)
    map_put(&m->graph->arena, &m->have, map_key(name_cstr(m->graph->set->names, never[i])),
            (void *)(uintptr_t)never[i]);
}

// ---- patterns

static void match_mains(PackageGraph *g, PackageMatch *match) {
  Matcher m = {.graph = g, .match = match};
  begin(&m);
  for (uint32_t i = 0; i < g->set->mains.len; i++)
    if (!g->options.only || g->options.only == g->set->mains.data[i]) walk_main(&m, g->set->mains.data[i]);
  take_packages(&m);
}

static void match_paths(PackageGraph *g, PackageMatch *match) {
  Matcher m = {.graph = g, .match = match};
  const ModuleError *error = NULL;
  begin(&m);
  ModuleGraph *graph = requirements_graph(g->set, g->requirements, &error);
  if (error) add_error(&m, error->text);
  walk_goroot(&m);
  if (g->set->vendored) {
    for (uint32_t i = 0; i < g->set->mains.len; i++) walk_main(&m, g->set->mains.data[i]);
    walk_tree(&m, &(FolderWalk){.root = g->set->vendor_dir, .nested_modules = true}, "");
  } else {
    const ModVersionVec *list = graph_build_list(g->set, graph);
    for (uint32_t i = 0; i < list->len; i++) walk_module(&m, list->data[i]);
  }
  take_packages(&m);
}

static void add_folder(Matcher *m, const char *dir, bool last) {
  PackageGraph *g = m->graph;
  const char *path = NULL, *message = NULL;
  if (modules_of_folder(g->set, &g->arena, dir, &path, &message)) vec_push(&g->arena, &m->match->packages, path);
  else if (last && message) add_error(m, message);
}

// "./x", "/x", "../x/...": folders, which are of different modules as the build list changes.
static void match_folders(PackageGraph *g, PackageMatch *match, bool last) {
  Matcher m = {.graph = g, .match = match};
  const char *pattern = match->pattern, *dots = strstr(pattern, "...");
  if (!dots) {
    add_folder(&m, absolute_path(&g->arena, g->set->options.dir, pattern), last);
    return;
  }
  const char *start = arena_strdup(&g->arena, pattern, (size_t)(dots - pattern)), *slash = strrchr(start, '/');
  const char *top = absolute_path(&g->arena, g->set->options.dir,
                                  arena_strdup(&g->arena, start, slash ? (size_t)(slash - start) + 1 : 0));
  const char *whole = absolute_path(&g->arena, g->set->options.dir, pattern);
  FolderWalk walk = {.root = top, .trace = g->options.trace};
  const Module *main = g->set->current;
  if (main && path_below(top, main->dir, &start)) walk.file = main->mod_file, walk.module_dir = main->dir;
  StringVec folders = walk_folders(&g->arena, &walk);
  for (uint32_t i = 0; i < folders.len; i++) {
    const char *dir = join(&g->arena, top, folders.data[i]);
    if (pattern_matches(whole, dir) && !package_scan(g, &g->arena, dir)->no_go) add_folder(&m, dir, last);
  }
}

static void match_one(PackageGraph *g, PackageMatch *match, bool last) {
  const char *pattern = match->pattern;
  bool mains = strcmp(pattern, "all") == 0 || strcmp(pattern, "work") == 0;
  if (mains && match->matched) {  // what the main modules have does not change
    match->packages = last && strcmp(pattern, "all") == 0 ? graph_all(g) : match->packages;
    return;
  }
  bool tool = strcmp(pattern, "tool") == 0;
  if (!tool) match->packages = match->errors = (StringVec){0};  // go names the tools once more in each round
  match->matched = true;
  if (pattern_is_folder(pattern)) match_folders(g, match, last);
  else if (mains) match_mains(g, match);
  else if (strcmp(pattern, "std") == 0 || strcmp(pattern, "cmd") == 0) {
    if (!g->options.skip_standard) packages_error(g, arena_printf(&g->arena, "not supported yet: pattern %s", pattern));
  } else if (pattern_is(pattern)) match_paths(g, match);
  else if (!tool) vec_push(&g->arena, &match->packages, pattern);
  tool |= strcmp(pattern, "all") == 0;
  for (uint32_t i = 0; tool && i < g->set->tools.len; i++) vec_push(&g->arena, &match->packages, g->set->tools.data[i]);
}

void packages_match(PackageGraph *g, bool last) {
  for (uint32_t i = 0; i < g->matches.len; i++) {
    PackageMatch *match = &g->matches.data[i];
    match_one(g, match, last);
    if (!last) continue;
    for (uint32_t k = 0; k < match->errors.len && !g->options.silent; k++) packages_error(g, match->errors.data[k]);
    if (!g->options.silent_unmatched && !match->packages.len && !match->errors.len && !packages_failed(g))
      fprintf(stderr, "go: warning: \"%s\" matched no packages\n", match->pattern);
  }
}
