// When all versions are chosen: packages that cannot be had after all, modules that are retracted or deprecated, and
// sums of modules that changed without being loaded.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modules/get_internal.h"
#include "modules/packages_internal.h"

// Why a module may be worth a word.
typedef enum Relevance {
  RESOLVED = 1,  // an argument has determined its version
  NAMED = 2,     // it has a package that an argument names
  NEEDED = 4,    // it has a package that such a one needs
  DIRECT = 8     // the main module imports from it
} Relevance;

typedef struct Relevant {
  const ModVersion *module;
  int why;
  Arena *arena;
  const char *retracted, *deprecated;  // what is to be said, NULL: nothing
} Relevant;

typedef struct Problems {
  Get *get;
  ModuleSet *set;  // the module's own, or that of its workspace
  Map places;      // ModVersion* -> its place in the list, and 1
  Vec(Relevant) list;
} Problems;

static void note(Problems *p, const ModVersion *m, int why) {
  m = query_module(p->set, m->path, m->version);
  uintptr_t place = (uintptr_t)map_get(&p->places, map_key(m));
  if (!place) {
    vec_push(p->get->arena, &p->list, ((Relevant){.module = m, .arena = query_arena(p->get->arena)}));
    place = p->list.len;
    map_put(p->get->arena, &p->places, map_key(m), (void *)place);
  }
  p->list.data[place - 1].why |= why;
}

// ---- packages

// Modules that have the package all at once, which is the error.
static void note_ambiguous(Problems *p, const char *path) {
  const ModVersionVec *list = p->get->build_list;
  for (uint32_t i = 0; i < list->len; i++) {
    const ModVersion *m = list->data[i];
    bool local;
    const ModuleError *error;
    size_t n = strlen(m->path);
    if (strncmp(path, m->path, n) != 0 || (path[n] && path[n] != '/')) continue;
    const char *root = modules_fetch(p->set, query_module(p->set, m->path, m->version), &local, &error);
    if (root && modules_dir_in(p->get->arena, path, m->path, root, local)) note(p, m, NEEDED);
  }
}

static void note_packages(Problems *p) {
  Get *g = p->get;
  const ModulePackageVec *all = packages_list(g->loaded);
  for (uint32_t i = 0; i < all->len; i++) {
    const ModulePackage *package = all->data[i];
    if (package->test_of) continue;
    // A package without files for this system may be wanted on another one.
    bool elsewhere = package->dir && package->error && ((const PackageNode *)(const void *)package)->no_go;
    if (package->error && !elsewhere) g->failed = true;
    if (package->error && package->error->kind == MODULE_ERROR_AMBIGUOUS) note_ambiguous(p, package->path);
    if (package->module && !elsewhere) note(p, package->module, NEEDED);
  }
  uint32_t count;
  const PackageMatch *matches = packages_matches(g->loaded, &count);
  for (uint32_t i = 0; i < count; i++) {
    if (matches[i].errors.len) g->failed = true;
    for (uint32_t k = 0; k < matches[i].packages.len; k++) {
      const ModulePackage *package = packages_find(g->loaded, matches[i].packages.data[k]);
      if (package && package->module) note(p, package->module, NAMED);
    }
  }
}

static void load_packages(Problems *p) {
  Get *g = p->get;
  Patterns patterns = get_package_patterns(g);
  if (!patterns.len) return;
  PackageOptions options = {
      .target = g->options->target, .tests = g->options->tests, .allow_errors = true, .silent_no_go = true};
  get_load(g, p->set, &options, patterns.data, patterns.len);
  note_packages(p);
}

// ---- retractions and deprecations

static void look(void *context, uint32_t index) {
  Problems *p = context;
  Relevant *r = &p->list.data[index];
  const ModVersion *m = r->module;
  if (r->why & (RESOLVED | NAMED | NEEDED)) {
    const ModuleError *error = query_retracted(p->set, r->arena, m->path, m->version, NULL);
    if (error && error->kind == MODULE_ERROR_RETRACTED) r->retracted = error->text;
  }
  // Of what is only needed by others nobody here can do without.
  bool actionable = r->why & (RESOLVED | NAMED) || (r->why & (NEEDED | DIRECT)) == (NEEDED | DIRECT);
  const char *message;
  if (!actionable || query_deprecated(p->set, r->arena, m->path, m->version, &message)) return;
  if (message && *message) r->deprecated = query_short_message(r->arena, message, "");
}

static int by_path(const void *left, const void *right) {
  const ModVersion *a = ((const Relevant *)left)->module, *b = ((const Relevant *)right)->module;
  return strcmp(a->path, b->path);
}

static void find_notices(Problems *p) {
  for (uint32_t i = 0; i < p->list.len; i++)
    if (requirements_is_direct(p->set, p->set->requirements, p->list.data[i].module->path))
      p->list.data[i].why |= DIRECT;
  if (p->list.len) qsort(p->list.data, p->list.len, sizeof *p->list.data, by_path);
  fetch_parallel(look, p, p->list.len);
}

static void print_notices(const Problems *p) {
  const char *path = NULL;
  for (uint32_t i = 0; i < p->list.len; i++) {
    const Relevant *r = &p->list.data[i];
    if (r->deprecated && *r->deprecated)
      fprintf(stderr, "go: module %s is deprecated: %s\n", r->module->path, r->deprecated);
  }
  for (uint32_t i = 0; i < p->list.len; i++) {
    const Relevant *r = &p->list.data[i];
    if (!r->retracted) continue;
    fprintf(stderr, "go: warning: %s\n", r->retracted);
    path = path ? "<module>" : r->module->path;
  }
  if (path) fprintf(stderr, "go: to switch to the latest unretracted version, run:\n\tgo get %s@latest\n", path);
}

// ---- sums

// A module of the build list that is there at another version now, and whose sum go.sum had: builds that were possible
// before need the new one.
typedef struct Changed {
  const ModVersion *module, *actual;
  const char *old;
  Arena *arena;
  const ModuleError *error;
} Changed;

typedef struct Sums {
  Get *get;
  Vec(Changed) list;
} Sums;

static void fetch_sum(void *context, uint32_t index) {
  Sums *s = context;
  Changed *c = &s->list.data[index];
  const char *file;
  c->error = query_error_from(
      c->arena, fetch_zip(s->get->set->options.fetcher, c->arena, c->actual->path, c->actual->version, &file));
}

static void report_sum(Get *g, const Changed *c) {
  const ModVersion *m = c->module;
  const char *actual = MODULE_AT(g->arena, c->actual->path, c->actual->version);
  const char *verb = mod_version_compare(m->path, m->version, c->old) < 0 ? "downgraded" : "upgraded";
  const char *by = c->actual == m ? "" : arena_printf(g->arena, " (replaced by %s)", actual);
  get_error(g, "%s %s %s => %s%s: error finding sum for %s: %s", verb, m->path, c->old, m->version, by, actual,
            c->error->text);
}

static void find_sums(Get *g, Sums *s) {
  for (uint32_t i = 0; i < g->build_list->len; i++) {
    const ModVersion *m = g->build_list->data[i], *actual = modules_actual(g->set, m);
    const char *old = get_initial(g, m->path);
    if (strcmp(old, "none") == 0 || !*old) continue;
    const ModVersion *before = modules_actual(g->set, modules_version(g->set, m->path, old));
    if (actual == before || !*actual->version) continue;
    if (!fetch_have_sum(g->set->options.fetcher, before->path, before->version)) continue;
    vec_push(g->arena, &s->list,
             ((Changed){.module = m, .actual = actual, .old = old, .arena = query_arena(g->arena)}));
  }
  fetch_parallel(fetch_sum, s, s->list.len);
}

void get_check_packages(Get *g) {
  Problems p = {.get = g, .set = get_enter_workspace(g)};
  Sums s = {.get = g};
  if (!p.set) return;
  for (uint32_t i = 0; i < g->resolved.len; i++) note(&p, g->resolved.data[i]->module, RESOLVED);
  load_packages(&p);
  find_notices(&p);
  find_sums(g, &s);
  print_notices(&p);
  for (uint32_t i = 0; i < s.list.len; i++)
    if (s.list.data[i].error) report_sum(g, &s.list.data[i]);
}
