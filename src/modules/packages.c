// The loop of loading: read the graph of packages under the requirements there are; make the requirements agree with
// what was found; look for modules that have what is missing; and again, until nothing changes. In the loop
// requirements are only added or raised, so that it ends. (cmd/go/internal/modload, load.go.)
#include "modules/packages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "fetch/fetch.h"
#include "mod/path.h"
#include "modules/internal.h"
#include "modules/packages_internal.h"
#include "modules/query.h"

// ---- errors

void packages_error(PackageGraph *g, const char *text) {
  fprintf(stderr, "go: %s\n", text);
  if (!g->options.allow_errors) g->error_count++;
}

const ModuleError *package_error(Arena *arena, const char *format, ...) {
  va_list args;
  va_start(args, format);
  ModuleError *error = arena_new(arena, ModuleError);
  error->text = arena_vprintf(arena, format, args);
  va_end(args);
  return error;
}

bool packages_end(PackageGraph *g, const ModuleError *error) {
  if (!error || error->kind != MODULE_ERROR_FATAL) return false;
  if (!packages_failed(g)) modules_say_error(error);
  g->error_count++;
  return true;
}

// Errors of requirements, which end the loop. True: there was one.
static bool report(PackageGraph *g, const ModuleError *error) {
  if (error && !packages_end(g, error)) packages_error(g, error->text);
  return error != NULL;
}

bool packages_failed(const PackageGraph *g) { return g->error_count > 0; }

// ---- questions

bool package_is_outside(const PackageGraph *g, const ModulePackage *p) {
  return p->module && !modules_main(g->set, p->module->path);
}

ModulePackage *packages_importer(const PackageGraph *g, const ModulePackage *package) {
  (void)g;
  const PackageNode *node = (const PackageNode *)(const void *)package;
  return node->stack ? &node->stack->package : NULL;
}

const char *packages_chain(const PackageGraph *g, Arena *arena, const ModulePackage *package) {
  const char *text = package->path;
  if (package->test_of) text = arena_printf(arena, "%s.test", text);
  for (const ModulePackage *p = package, *by; (by = packages_importer(g, p)); p = by)
    text = arena_printf(arena, "%s%s %s\n\t%s", by->path, by->test_of ? ".test" : "",
                        p->test_of == by ? "tested by" : "imports", text);
  return text;
}

const ModulePackageVec *packages_list(const PackageGraph *g) { return &g->list; }

ModulePackage *packages_find(const PackageGraph *g, const char *path) {
  PackageNode *node = map_get(&g->nodes, map_key(name_cstr(g->set->names, path)));
  return node ? &node->package : NULL;
}

StringVec packages_paths(const PackageGraph *g, Arena *arena) {
  StringVec paths = {0};
  for (uint32_t i = 0; i < g->list.len; i++)
    if (!g->list.data[i]->test_of) vec_push(arena, &paths, g->list.data[i]->path);
  strings_sort(&paths, 0);
  return paths;
}

const PackageMatch *packages_matches(const PackageGraph *g, uint32_t *count) {
  *count = g->matches.len;
  return g->matches.data;
}

// ---- threads

void packages_parallel(PackageGraph *g, void (*task)(void *context, Arena *lane, uint32_t index), void *context,
                       uint32_t count) {
  fetch_parallel_lanes(g->lanes, task, context, count);
}

// ---- the requirements

static const char *go_version(const PackageGraph *g) {
  return g->options.tidy_go ? g->options.tidy_go : requirements_go_version(g->set, g->requirements);
}

// What the go line changes: how much of the module graph counts, and what "all" is. False after an error.
static bool follow_go_version(PackageGraph *g) {
  const char *go = go_version(g);
  const ModuleError *error = NULL;
  if (g->requirements->pruning != WORKSPACE) {
    Requirements *rs = requirements_convert(g->set, g->requirements, modules_pruning(go), &error);
    if (report(g, error)) return false;
    g->requirements = rs;
  }
  g->skip_summaries = g->options.tidy && gover_compare(go, GOVER_TIDY_GO_MOD_SUMS) < 0;
  g->closes_over_tests = gover_compare(go, GOVER_NARROW_ALL) < 0 && !g->options.vendor_all;
  return true;
}

static void add_direct(PackageGraph *g, Map *direct, const Map *more) {
  for (uint32_t i = 0; i < more->len; i++) {
    const Name *name = more->entries[i].value;
    if (name) direct_put(g->set, direct, name->text);
  }
}

// Is the module required by itself, as what the main module imports must be? True too if it may still become so.
static bool is_required(PackageGraph *g, const ModVersion *m, ModuleGraph *graph) {
  const ModuleSet *set = g->set;
  if (set->work_file) {
    ModVersionVec ignored;
    return set->vendored || graph_required(graph, m, &ignored);
  }
  if (strcmp(set->mod, "mod") == 0) return true;
  const char *version = requirements_root(set, g->requirements, m->path);
  return version && strcmp(version, m->version) == 0;
}

static const ModuleError *implicit(PackageGraph *g, const ModulePackage *p, const ModulePackage *import) {
  return package_error(&g->arena,
                       "package %s imports %s from implicitly required module; to add missing requirements, run:\n\tgo "
                       "get %s@%s",
                       p->path, import->path, import->module->path, import->module->version);
}

// Notes the modules that a package of a main module imports from.
static void note_direct(PackageGraph *g, ModulePackage *p, ModuleGraph *graph, Map *direct) {
  for (uint32_t i = 0; i < p->imports.len; i++) {
    const ModulePackage *import = p->imports.data[i];
    if (!package_is_outside(g, import)) continue;
    bool required = is_required(g, import->module, graph);
    if (!required && (g->set->work_file || !p->error)) p->error = implicit(g, p, import);
    if (required || g->set->work_file) direct_put(g->set, direct, import->module->path);
  }
}

static const ModuleError *newest(const ModuleError *a, const ModuleError *b) {
  if (!b || b->kind != MODULE_ERROR_TOO_NEW) return a;
  return !a || gover_compare(b->go_version, a->go_version) > 0 ? b : a;
}

static bool find_direct(PackageGraph *g, Map *direct) {
  const ModuleError *error = NULL, *too_new = NULL;
  ModuleGraph *graph = NULL;
  // Unless all imports of the main module were seen, what is direct stays so.
  if (!g->all_is_root || !g->options.target->any) add_direct(g, direct, &g->requirements->direct);
  if (g->set->work_file && !g->set->vendored) graph = requirements_graph(g->set, g->requirements, &error);
  if (report(g, error)) return false;
  for (uint32_t i = 0; i < g->list.len; i++) {
    ModulePackage *p = g->list.data[i];
    too_new = newest(too_new, p->error);
    if (p->module && !package_is_outside(g, p)) note_direct(g, p, graph, direct);
  }
  return !report(g, too_new);
}

// Would other requirements find something else?
static bool is_affected(PackageGraph *g, Requirements *rs, const ModuleError **error) {
  ModuleGraph *graph = requirements_graph(g->set, rs, error);
  if (*error) return false;
  for (uint32_t i = 0; i < g->list.len; i++) {
    const ModulePackage *p = g->list.data[i];
    if (package_is_outside(g, p) && strcmp(graph_selected(g->set, graph, p->module->path), p->module->version) != 0)
      return true;
    ModuleImport import;
    const ModuleError *ignored = NULL;
    if (p->error && modules_import(g->set, rs, NULL, p->path, g->skip_summaries, &import, &ignored)) return true;
  }
  return false;
}

typedef enum Step { STEP_STABLE, STEP_AGAIN, STEP_FAILED } Step;

// Makes the requirements agree with the packages. In the loop mod tidy only adds roots that its result will need: each
// may lead to new packages. What is not needed goes at the end.
static Step update(PackageGraph *g) {
  ModuleSet *set = g->set;
  Requirements *old = g->requirements, *rs;
  const ModuleError *error = NULL;
  Map direct = {0};
  ModVersionVec add = {0};
  if (!find_direct(g, &direct)) return STEP_FAILED;
  if (g->options.tidy) {
    Requirements *tidy = requirements_tidy(set, old, &g->list, &error);
    if (report(g, error)) return STEP_FAILED;
    add = tidy->roots;
  }
  rs = requirements_update(set, old, &direct, &g->list, &add, g->options.roots_imported, &error);
  if (report(g, error)) return STEP_FAILED;
  bool changed = strcmp(requirements_go_version(set, rs), requirements_go_version(set, old)) != 0;
  if (!changed && rs != old && !versions_equal(&rs->roots, &old->roots)) changed = is_affected(g, rs, &error);
  if (report(g, error)) return STEP_FAILED;
  g->requirements = rs;
  return changed ? STEP_AGAIN : STEP_STABLE;
}

// ---- what is missing

typedef struct Wanted {
  ModulePackage *package;
  const ModVersion *module;  // that has it, NULL: none
} Wanted;
typedef Vec(Wanted) WantedVec;
typedef struct Search {
  PackageGraph *graph;
  WantedVec wanted;
} Search;

static const Module *importing_main(const PackageGraph *g, const ModulePackage *p) {
  while ((p = packages_importer(g, p))) {
    const Module *m = p->module ? modules_main(g->set, p->module->path) : NULL;
    if (m) return m;
  }
  return NULL;
}

static const ModVersion *query(PackageGraph *g, Arena *lane, const char *path, QueryMissing *missing,
                               const ModuleError **error) {
  const char *module, *version;
  *error = query_import(g->set, lane, path, g->requirements, &module, &version, missing);
  return *error ? NULL : modules_version(g->set, module, version);
}

static void search_one(void *context, Arena *lane, uint32_t index) {
  Search *search = context;
  PackageGraph *g = search->graph;
  Wanted *w = &search->wanted.data[index];
  QueryMissing missing;
  const ModuleError *error;
  w->module = query(g, lane, w->package->path, &missing, &error);
  if (!error) return;
  // The package has an error already, that it was not found. This one says why it could not be added, too.
  if (error->kind == MODULE_ERROR_PACKAGE_MISSING) {
    ModuleError *more = arena_new(lane, ModuleError);
    *more = *error;
    missing.importer = importing_main(g, w->package);
    more->text = query_missing_text(g->set, lane, &missing);
    error = more;
  }
  w->package->error = error;
}

// Adds roots; reports an error as what the package that asked for the module met.
static bool add_roots(PackageGraph *g, const ModVersionVec *add, const WantedVec *wanted) {
  const ModuleError *error = NULL;
  Requirements *rs = requirements_update(g->set, g->requirements, &g->requirements->direct, NULL, add,
                                         g->options.roots_imported, &error);
  for (uint32_t i = 0; error && wanted && i < wanted->len; i++) {
    const Wanted *w = &wanted->data[i];
    if (!w->module || w->module != error->module) continue;
    packages_error(g, arena_printf(&g->arena, "%s: %s: %s", packages_chain(g, &g->arena, w->package),
                                   version_text(&g->arena, error->module), error->cause));
    return false;
  }
  if (report(g, error)) return false;
  if (versions_equal(&rs->roots, &g->requirements->roots))
    ice("packages", NULL, "a module was added to the requirements without an effect");
  g->requirements = rs;
  return true;
}

static void add_version(PackageGraph *g, ModVersionVec *list, const ModVersion *m) {
  for (uint32_t i = 0; i < list->len; i++)
    if (list->data[i] == m) return;
  vec_push(&g->arena, list, m);
}

// The modules that were found, sorted, so that errors do not depend on who asked first.
static Step add_found(PackageGraph *g, const WantedVec *wanted) {
  const ModuleError *too_new = NULL;
  const ModulePackage *by = NULL;
  ModVersionVec add = {0};
  for (uint32_t i = 0; i < wanted->len; i++) {
    const ModuleError *last = too_new;
    too_new = newest(too_new, wanted->data[i].package->error);
    if (too_new != last) by = wanted->data[i].package;
  }
  if (too_new) {
    fprintf(stderr, "go: toolchain upgrade needed to resolve %s\n", by->path);
    report(g, too_new);
    return STEP_FAILED;
  }
  for (uint32_t i = 0; i < wanted->len; i++) {
    const Wanted *w = &wanted->data[i];
    if (!w->module) continue;
    fprintf(stderr, "go: found %s in %s %s\n", w->package->path, w->module->path, w->module->version);
    add_version(g, &add, w->module);
  }
  if (!add.len) return STEP_STABLE;
  versions_sort(&add);
  return add_roots(g, &add, wanted) ? STEP_AGAIN : STEP_FAILED;
}

static Step resolve_missing(PackageGraph *g) {
  Search search = {.graph = g};
  const ModuleError *error = NULL;
  for (uint32_t i = 0; i < g->list.len; i++) {
    ModulePackage *p = g->list.data[i];
    if (!p->error || p->test_of || p->error->kind != MODULE_ERROR_PACKAGE_MISSING) continue;
    Wanted wanted = {.package = p};
    vec_push(&g->arena, &search.wanted, wanted);
  }
  if (!search.wanted.len) return STEP_STABLE;
  requirements_graph(g->set, g->requirements, &error);  // before several threads ask for it
  packages_parallel(g, search_one, &search, search.wanted.len);
  return add_found(g, &search.wanted);
}

// ---- the packages named

typedef struct Preload {
  PackageGraph *graph;
  const StringVec *paths;
  const ModVersion **modules;  // of each path, NULL: std, or it is not known
} Preload;

static void preload_one(void *context, Arena *lane, uint32_t index) {
  Preload *preload = context;
  PackageGraph *g = preload->graph;
  const char *path = preload->paths->data[index];
  ModuleImport import = {0};
  const ModuleError *error = NULL;
  if (modules_import(g->set, g->requirements, NULL, path, g->skip_summaries, &import, &error))
    preload->modules[index] = import.module;
  else if (error->kind == MODULE_ERROR_PACKAGE_MISSING && g->options.resolve_missing)
    preload->modules[index] = query(g, lane, path, NULL, &error);
}

// Modules of the packages named become roots before anything is imported: if their go.mod files are tidy, all versions
// are right at once.
static Step preload(PackageGraph *g, const StringVec *paths) {
  ModVersionVec add = {0};
  Preload preload = {.graph = g, .paths = paths, .modules = arena_array(&g->arena, const ModVersion *, paths->len + 1)};
  packages_parallel(g, preload_one, &preload, paths->len);
  for (uint32_t i = 0; i < paths->len; i++) {
    const ModVersion *m = preload.modules[i];
    const char *root = m ? requirements_root(g->set, g->requirements, m->path) : NULL;
    if (m && !(root && strcmp(root, m->version) == 0)) add_version(g, &add, m);
  }
  if (!add.len) return STEP_STABLE;
  versions_sort(&add);
  return add_roots(g, &add, NULL) ? STEP_AGAIN : STEP_FAILED;
}

static StringVec list_roots(PackageGraph *g) {
  if (g->roots_given) return *g->roots_given;
  StringVec roots = {0};
  packages_match(g, false);
  for (uint32_t i = 0; i < g->matches.len; i++)
    for (uint32_t k = 0; k < g->matches.data[i].packages.len; k++)
      vec_push(&g->arena, &roots, g->matches.data[i].packages.data[k]);
  return roots;
}

static Step load_once(PackageGraph *g) {
  graph_reset(g);
  if (!follow_go_version(g)) return STEP_FAILED;
  StringVec roots = list_roots(g);
  if (g->requirements->pruning == PRUNED && strcmp(g->set->mod, "mod") == 0) {
    Step step = preload(g, &roots);
    if (step == STEP_AGAIN || packages_failed(g)) return step;
  }
  for (uint32_t i = 0; i < roots.len; i++) graph_add_root(g, roots.data[i]);
  graph_finish(g);
  if (packages_failed(g)) return STEP_FAILED;
  Step step = update(g);
  // While the roots change, one of them may turn out to have what is missing.
  if (step != STEP_STABLE || !g->options.resolve_missing) return step;
  if (!g->set->mains.len && !g->set->options.missing_allowed) return step;
  return resolve_missing(g);
}

// ---- what is said in the end

static const char *standard_error(PackageGraph *g, const ModulePackage *p) {
  const ModulePackage *by = packages_importer(g, p);
  const ModuleError *ignored = NULL;
  const char *go = NULL;
  if (by && by->module && *by->module->version) {
    const ModuleSummary *summary = modules_raw_summary(g->set, by->module, &ignored);
    if (summary) go = summary->go_version;
  }
  if (!go || gover_compare(g->set->options.version, go) >= 0) return p->error->text;
  return arena_printf(&g->arena, "%s\nnote: imported by a module that requires go %s", p->error->text, go);
}

// It is the importer that can be asked for a package's sums.
static void name_importer(PackageGraph *g, ModulePackage *p) {
  const ModulePackage *by = packages_importer(g, p);
  if (!by || !p->error->sum) return;
  Importer from = {by->path, by->module ? by->module->version : NULL, by->test_of != NULL};
  p->error = module_missing_sum(g->set, p->error->sum, &from);
}

static void report_packages(PackageGraph *g) {
  for (uint32_t i = 0; i < g->list.len; i++) {
    ModulePackage *p = g->list.data[i];
    if (!p->error) continue;
    name_importer(g, p);
    const char *text = p->error->text;
    if (p->error->kind == MODULE_ERROR_PACKAGE_MISSING && mod_path_standard(p->path)) {
      if (g->options.silent_standard) continue;
      text = standard_error(g, p);
    }
    if (g->options.silent || (g->options.silent_no_go && ((const PackageNode *)(const void *)p)->no_go)) continue;
    packages_error(g, arena_printf(&g->arena, "%s: %s", packages_chain(g, &g->arena, p), text));
  }
}

// ---- a load

static void load(PackageGraph *g) {
  const ModuleError *error = NULL;
  g->requirements = g->set->requirements;
  if (g->requirements->pruning == UNPRUNED) {
    g->requirements = requirements_expand(g->set, g->requirements, &error);
    report(g, error);
  }
  for (Step step = STEP_AGAIN; step == STEP_AGAIN && !packages_failed(g);) step = load_once(g);
  scans_write(g);
  if (packages_failed(g) || (g->options.tidy && !tidy_requirements(g))) return;
  report_packages(g);
  StringVec shared = {0};
  modules_check_sources(g->set, g->requirements, &shared);
  for (uint32_t i = 0; i < shared.len; i++) packages_error(g, shared.data[i]);
  if (g->roots_given) return;
  packages_match(g, true);
}

static PackageGraph *graph_new_load(ModuleSet *set, const PackageOptions *options) {
  PackageGraph *g = memory_new(1, sizeof *g);
  arena_init(&g->arena);
  for (uint32_t i = 0; i < FETCH_LANES; i++) arena_init(&g->lanes[i]);
  pthread_mutex_init(&g->scans_lock, NULL);
  g->set = set;
  g->options = *options;
  scans_read(g);
  return g;
}

PackageGraph *packages_load(ModuleSet *set, const PackageOptions *options, const char *const *patterns,
                            uint32_t count) {
  PackageGraph *g = graph_new_load(set, options);
  for (uint32_t i = 0; i < count; i++) {
    PackageMatch match = {.pattern = patterns[i]};
    vec_push(&g->arena, &g->matches, match);
    g->all_is_root |= strcmp(patterns[i], "all") == 0;
  }
  load(g);
  if (!packages_failed(g)) set->requirements = g->requirements;
  return g;
}

PackageGraph *packages_load_imports(ModuleSet *set, const PackageOptions *options, const StringVec *paths) {
  PackageGraph *g = graph_new_load(set, options);
  g->roots_given = paths;
  load(g);
  if (!packages_failed(g)) set->requirements = g->requirements;
  return g;
}

void packages_free(PackageGraph *g) {
  arena_free(&g->arena);
  for (uint32_t i = 0; i < FETCH_LANES; i++) arena_free(&g->lanes[i]);
  pthread_mutex_destroy(&g->scans_lock);
  free(g);
}
