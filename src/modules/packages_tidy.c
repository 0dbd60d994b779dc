// mod tidy, when the packages are loaded: go.mod with the least that selects what they were found in, go.sum with what
// is needed for that, and for the oldest Go that is to see the same packages. (cmd/go/internal/modload, load.go.)
#include <stdio.h>
#include <string.h>

#include "base/diff.h"
#include "fetch/fetch.h"
#include "modules/internal.h"
#include "modules/packages_internal.h"

// ---- the requirements

static bool is_go_line(void *context, const ModVersion *m) {
  return strcmp(m->path, "go") == 0 && strcmp(m->version, context) == 0;
}

// With the go line that was asked for, if nothing requires a later one.
static Requirements *with_go(PackageGraph *g, Requirements *rs) {
  ModuleSet *set = g->set;
  const ModuleError *error = NULL;
  const ModVersion *go = modules_version(set, "go", g->options.tidy_go);
  ModVersionVec replace = {0};
  vec_push(&g->arena, &replace, go);
  Requirements *tidy = requirements_override(set, rs, &replace);
  ModuleGraph *graph = requirements_graph(set, tidy, &error);
  if (error) packages_error(g, error->text);
  const char *selected = graph_selected(set, graph, "go");
  if (strcmp(selected, go->version) == 0) return tidy;
  ModVersionVec path = graph_path(set, graph, is_go_line, (void *)(uintptr_t)selected), below = {0};
  for (uint32_t i = 1; i < path.len; i++) vec_push(&g->arena, &below, path.data[i]);  // without the main module
  ModuleConflict conflict = {.path = below, .constraint = go};
  packages_error(g, (g->options.verbose ? conflict_text : conflict_summary)(&g->arena, &conflict));
  return rs;
}

// The loop has added all roots that the tidy requirements have.
static void check_roots(PackageGraph *g, const Requirements *rs) {
  for (uint32_t i = 0; i < rs->roots.len; i++) {
    const ModVersion *m = rs->roots.data[i];
    if (strcmp(m->path, "go") == 0 && g->options.tidy_go) continue;
    const char *version = requirements_root(g->set, g->requirements, m->path);
    if (version && strcmp(version, m->version) == 0) continue;
    packages_error(g, arena_printf(&g->arena,
                                   "internal error: a requirement on %s is needed but was not added during package "
                                   "loading (selected %s)",
                                   version_text(&g->arena, m), version ? version : ""));
  }
}

bool tidy_requirements(PackageGraph *g) {
  const ModuleError *error = NULL;
  Requirements *rs = requirements_tidy(g->set, g->requirements, &g->list, &error);
  if (error) {
    packages_error(g, error->text);
    return !packages_failed(g);
  }
  if (g->options.tidy_go) rs = with_go(g, rs);
  if (g->requirements->pruning == PRUNED) check_roots(g, rs);
  g->requirements = rs;
  return !packages_failed(g);
}

// ---- would an older Go see the same packages?

typedef struct Other {
  const ModVersion *module;
  const ModuleError *error;
  bool differs;
} Other;

typedef struct Comparison {
  PackageGraph *graph;
  Requirements *requirements;  // as the older Go reads them
  ModuleGraph *modules;
  const char *go;            // that Go
  Other *others;             // of each package of the list
  bool upgrade, keep_going;  // what may help
} Comparison;

static void find_other(void *context, Arena *lane, uint32_t index) {
  (void)lane;
  Comparison *c = context;
  const ModulePackage *p = c->graph->list.data[index];
  Other *other = &c->others[index];
  if (!p->module && !p->error) return;  // std is the same for all
  ModuleImport import = {0};
  if (modules_import(c->graph->set, c->requirements, c->modules, p->path, c->graph->skip_summaries, &import,
                     &other->error))
    other->module = import.module;
  other->differs = other->module != p->module;
}

static bool roots_differ(const Comparison *c) {
  const ModVersionVec *roots = &c->graph->requirements->roots;
  for (uint32_t i = 0; i < roots->len; i++)
    if (strcmp(graph_selected(c->graph->set, c->modules, roots->data[i]->path), roots->data[i]->version) != 0)
      return true;
  return false;
}

static void say_other(Comparison *c, const ModulePackage *p, const Other *other) {
  PackageGraph *g = c->graph;
  Arena *arena = &g->arena;
  const char *chain = packages_chain(g, arena, p), *from = p->module ? version_text(arena, p->module) : "";
  const char *text;
  if (other->error && other->error->kind == MODULE_ERROR_PACKAGE_MISSING) {
    text = arena_printf(arena, "%s loaded from %s,\n\tbut go %s would fail to locate it in %s", chain, from, c->go,
                        MODULE_AT(arena, p->module->path, graph_selected(g->set, c->modules, p->module->path)));
  } else if (other->error) {
    text = arena_printf(arena, "%s loaded from %s,\n\tbut go %s would fail to locate it:\n\t%s", chain, from, c->go,
                        other->error->text);
  } else if (p->error) {
    text = arena_printf(arena, "%s failed to load from any module,\n\tbut go %s would load it from %s", p->path, c->go,
                        version_text(arena, other->module));
  } else {
    text = arena_printf(arena, "%s loaded from %s,\n\tbut go %s would select %s\n", chain, from, c->go,
                        other->module->version);
  }
  // Versions that are not selected would be errors to the older Go even where no package is lost.
  if (other->error) c->keep_going = true, c->upgrade |= roots_differ(c);
  else c->upgrade = true;
  packages_error(g, text);
}

static const char *previous_go(Arena *arena, const char *go) { return gover_previous(arena, go); }

// Advice, which is no error.
static void suggest(const Comparison *c) {
  PackageGraph *g = c->graph;
  Arena *arena = &g->arena;
  if (g->options.allow_errors) return;
  const char *go = requirements_go_version(g->set, c->requirements);
  const char *go_flag = strcmp(go, modules_go_version(g->set)) == 0 ? "" : arena_printf(arena, " -go=%s", go);
  const char *compatible = strcmp(c->go, previous_go(arena, go)) == 0 ? "" : arena_printf(arena, " -compat=%s", c->go);
  const char *e = c->keep_going ? " -e" : "";
  fputc('\n', stderr);
  if (c->upgrade)
    fprintf(stderr,
            "To upgrade to the versions selected by go %s%s:\n\tgo mod tidy%s -go=%s && go mod tidy%s -go=%s%s\n",
            c->go, c->keep_going ? ", leaving some packages unresolved" : "", e, c->go, e, go, compatible);
  else if (c->keep_going)
    fprintf(stderr, "To proceed despite packages unresolved in go %s:\n\tgo mod tidy -e%s%s\n", c->go, go_flag,
            compatible);
  fprintf(stderr, "If reproducibility with go %s is not needed:\n\tgo mod tidy%s -compat=%s\n", c->go, go_flag, go);
  fprintf(stderr, "For information about 'go mod tidy' compatibility, see:\n\thttps://go.dev/ref/mod#graph-pruning\n");
}

static void compare(PackageGraph *g, Requirements *rs, const char *go) {
  const ModuleError *error = NULL;
  Comparison c = {.graph = g, .requirements = rs, .go = go};
  c.modules = requirements_graph(g->set, rs, &error);
  if (error) {
    packages_error(g, arena_printf(&g->arena, "error loading go %s module graph: %s", go, error->text));
    suggest(&c);
    return;
  }
  c.others = arena_array(&g->arena, Other, g->list.len + 1);
  packages_parallel(g, find_other, &c, g->list.len);
  bool any = false;
  for (uint32_t i = 0; i < g->list.len; i++) {
    if (!c.others[i].differs) continue;
    any = true;
    if (!g->list.data[i]->test_of) say_other(&c, g->list.data[i], &c.others[i]);
  }
  if (any) suggest(&c);
}

// ---- the files

static void keep_all(PackageGraph *g, Map *keep, const Map *more) {
  for (uint32_t i = 0; i < more->len; i++)
    if (more->entries[i].value) map_put(&g->arena, keep, more->entries[i].key, more->entries[i].value);
}

static void say_unused(PackageGraph *g, const Requirements *before) {
  const ModuleError *error = NULL;
  ModuleGraph *graph = requirements_graph(g->set, g->requirements, &error);
  for (uint32_t i = 0; i < before->roots.len; i++) {
    const char *path = before->roots.data[i]->path;
    bool unused = g->requirements->pruning == UNPRUNED ? strcmp(graph_selected(g->set, graph, path), "none") == 0
                                                       : !requirements_root(g->set, g->requirements, path);
    if (unused) fprintf(stderr, "unused %s\n", path);
  }
}

static const char *compatible_go(PackageGraph *g) {
  const char *go = requirements_go_version(g->set, g->requirements), *compatible = g->options.tidy_compatible;
  // From 1.21 on an older Go does not read the go.mod at all.
  if (!compatible) compatible = gover_compare(go, GOVER_STRICT) < 0 ? previous_go(&g->arena, go) : go;
  return gover_compare(compatible, go) > 0 ? go : compatible;
}

static int fail(const FetchError *error) {
  fprintf(stderr, "%s%s\n", error->kind == FETCH_FATAL ? "" : "go: ", error->text);
  return 1;
}

static void say_difference(PackageGraph *g, const char *name, const char *before, const char *after, int *status) {
  const char *text = diff_text(&g->arena, arena_printf(&g->arena, "current/%s", name), before,
                               arena_printf(&g->arena, "tidy/%s", name), after);
  if (!text) return;
  puts(text);
  *status = 1;
}

static int print_differences(PackageGraph *g, const CommitOptions *options, Map keep, const char *compatible) {
  ModuleSet *set = g->set;
  const char *before = "", *after = "";
  const ModuleError *error = NULL;
  int status = 0;
  set->mod = "readonly";
  if (!modules_update_file(set, options, &before, &after, &error) && error) return modules_say_error(error);
  say_difference(g, "go.mod", before, after, &status);
  const FetchError *fetch = fetch_trim_sums(set->options.fetcher, &g->arena, modules_keep(set, &keep));
  if (fetch) return fail(fetch);
  // A Go from 1.17 on may need fewer sums.
  if (gover_compare(compatible, "1.16") > 0) keep = modules_keep_sums(set, g->requirements, &g->list, false, true);
  fetch = fetch_tidy_sums(set->options.fetcher, &g->arena, modules_keep(set, &keep), &before, &after);
  if (fetch) return fail(fetch);
  say_difference(g, "go.sum", before, after, &status);
  return status;
}

static int write_files(PackageGraph *g, const CommitOptions *options, const Map *keep) {
  ModuleSet *set = g->set;
  const FetchError *fetch = fetch_trim_sums(set->options.fetcher, &g->arena, modules_keep(set, keep));
  if (!fetch) fetch = fetch_write_sums(set->options.fetcher, &g->arena, modules_keep(set, keep), modules_complete(set));
  if (fetch) return fail(fetch);
  const ModuleError *error = modules_commit(set, options);
  return error ? modules_say_error(error) : 0;
}

static int finish(PackageGraph *g, const TidyCommand *command, const Requirements *before, bool layout) {
  ModuleSet *set = g->set;
  if (command->verbose) say_unused(g, before);
  Map keep = modules_keep_sums(set, g->requirements, &g->list, true, false);
  const char *compatible = compatible_go(g);
  if (modules_pruning(compatible) != g->requirements->pruning) {
    Requirements *rs =
        requirements_new(set, modules_pruning(compatible), &g->requirements->roots, &g->requirements->direct);
    compare(g, rs, compatible);
    if (packages_failed(g)) return 1;
    Map more = modules_keep_sums(set, rs, &g->list, true, false);
    keep_all(g, &keep, &more);
  }
  CommitOptions options = {.tidy = true, .layout = layout, .wrote_go = command->go != NULL, .packages = &g->list};
  if (command->diff) return print_differences(g, &options, keep, compatible);
  return write_files(g, &options, &keep);
}

static int load_and_write(ModuleSet *set, const PackageOptions *options, const TidyCommand *command, bool layout) {
  static const char *const all[] = {"all"};
  const Requirements *before = set->requirements;
  PackageGraph *g = packages_load(set, options, all, 1);
  int status = packages_failed(g) ? 1 : finish(g, command, before, layout);
  packages_free(g);
  return status;
}

static const BuildTarget any = {.any = true};

int tidy_run(ModuleSet *set, const TidyCommand *command) {
  const PackageOptions options = {.target = &any,
                                  .tidy_go = command->go,
                                  .tidy_compatible = command->compatible,
                                  .tidy = true,
                                  .resolve_missing = true,
                                  .tests = true,
                                  .allow_errors = command->keep_going,
                                  .silent_standard = true,
                                  .skip_standard = true,
                                  .verbose = command->verbose,
                                  .trace = command->trace};
  return load_and_write(set, &options, command, true);
}

int tidy_edited(ModuleSet *set) {
  const PackageOptions options = {.target = &any,
                                  .tidy = true,
                                  .tests = true,
                                  .allow_errors = true,
                                  .silent = true,
                                  .silent_standard = true,
                                  .skip_standard = true};
  return load_and_write(set, &options, &(TidyCommand){.keep_going = true}, false);
}
