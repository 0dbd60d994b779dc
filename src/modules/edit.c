// Requirements with other versions: what `get` makes of them (cmd/go/internal/modload, edit.go).
//
// Roots are set to what is asked for, the graph is read with all that they lead to, and roots that lead to a version
// above one that was asked for are lowered to the version before, until nothing is in the way; then versions that
// turned out higher are taken as they are. No root is tried twice at a version that was rejected, so that it ends.
#include <stdio.h>
#include <string.h>

#include "modules/disqualify.h"
#include "modules/query.h"

typedef struct Edit {
  ModuleSet *set;
  Requirements *original, *rs;
  Pruning pruning;      // of the result
  StringVec paths;      // of roots, in the order in which they came
  Map selected;         // by path: const char *version that the root is to have
  Map must;             // by path: ModVersion* that was asked for
  Map rejected;         // ModVersion* -> itself: not to be a root again
  ModVersionVec roots;  // of this round
  ModuleGraph *graph;   // with all that they lead to
  Disqualifier dq;
  ModuleConflicts *conflicts;
  bool changed;  // some root, in this round
} Edit;

// ---- what is asked for

// Which rules of pruning will hold is told by the go version that was asked for.
static Pruning pruning_after(ModuleSet *set, const Requirements *rs, const ModVersionVec *must) {
  for (uint32_t i = 0; i < must->len; i++) {
    const ModVersion *m = must->data[i];
    if (strcmp(m->path, "go") == 0) return modules_pruning(m->version);
    if (strcmp(m->path, "toolchain") == 0 && modules_pruning(gover_of_toolchain(&set->arena, m->version)) == UNPRUNED)
      return UNPRUNED;
  }
  return rs->pruning;
}

static void select_root(Edit *e, const char *path, const char *version) {
  if (!set_get(e->set, &e->selected, path)) vec_push(&e->set->arena, &e->paths, path);
  set_put(e->set, &e->selected, path, version);
}

// What would be a root, at the versions that are selected now. Before go 1.17 that is all of the build list, since
// modules that have packages need not be listed.
static bool take_roots(Edit *e, const ModuleError **error) {
  if (e->pruning == PRUNED) {
    for (uint32_t i = 0; i < e->rs->roots.len; i++)
      select_root(e, e->rs->roots.data[i]->path, e->rs->roots.data[i]->version);
    return true;
  }
  ModuleGraph *graph = requirements_graph(e->set, e->rs, error);
  if (*error) return false;
  const ModVersionVec *list = graph_build_list(e->set, graph);
  for (uint32_t i = 1; i < list->len; i++) select_root(e, list->data[i]->path, list->data[i]->version);
  return true;
}

static void take_upgrades(Edit *e, const ModVersionVec *list) {
  for (uint32_t i = 0; i < list->len; i++) {
    const ModVersion *m = list->data[i];
    const char *old = set_get(e->set, &e->selected, m->path);
    if (old && mod_version_compare(m->path, old, m->version) >= 0) continue;
    if (e->set->options.verbose) fprintf(stderr, "go: trying upgrade to %s\n", version_text(&e->set->arena, m));
    select_root(e, m->path, m->version);
  }
}

static void add_conflict(Edit *e, ModVersionVec path, const ModVersion *constraint, const ModuleError *error) {
  ModuleConflict c = {path, constraint, error};
  vec_push(&e->set->arena, e->conflicts, c);
}

static void take_must(Edit *e, const ModVersionVec *list) {
  for (uint32_t i = 0; i < list->len; i++) {
    const ModVersion *m = list->data[i], *old = set_get(e->set, &e->must, m->path);
    if (old && old != m) {
      bool above = mod_version_compare(m->path, old->version, m->version) > 0;
      ModVersionVec path = {0};
      versions_push(e->set, &path, above ? old : m);
      add_conflict(e, path, above ? m : old, NULL);
      continue;
    }
    set_put(e->set, &e->must, m->path, m);
    select_root(e, m->path, m->version);
  }
}

// ---- the graph of a round

// Reads the graph until all that would become roots are followed, too. False: *error.
static bool extend(Edit *e, Map *upgraded, const ModuleError **error) {
  for (;;) {
    uint32_t before = upgraded->len;
    e->graph = graph_read(e->set, e->pruning, &e->roots, upgraded, error);
    if (e->pruning == UNPRUNED) break;
    for (uint32_t i = 0; i < e->paths.len; i++) {
      const char *version = graph_selected(e->set, e->graph, e->paths.data[i]);
      const ModVersion *m = modules_version(e->set, e->paths.data[i], version);
      ModVersionVec ignored;
      if (!is_none(m) && !graph_required(e->graph, m, &ignored)) map_mark(e->set, upgraded, m);
    }
    if (upgraded->len == before) break;
  }
  // Other errors are found again below, as conflicts.
  return !*error || (*error)->kind != MODULE_ERROR_TOO_NEW;
}

static Pruning own_pruning(Edit *e, const ModVersion *m) {
  ModVersionVec ignored;
  const ModuleError *error;
  if (e->pruning != PRUNED || !graph_required(e->graph, m, &ignored)) return e->pruning;
  const ModuleSummary *summary = modules_summary(e->set, m, &error);
  return summary && summary->pruning == UNPRUNED ? UNPRUNED : PRUNED;
}

static bool above_must(const Edit *e, const ModVersion *m) {
  const ModVersion *must = set_get(e->set, &e->must, m->path);
  return must && *m->version && mod_version_compare(m->path, m->version, must->version) > 0;
}

static void look_at(Edit *e, const ModVersion *m) {
  ModVersionVec requires;
  if (above_must(e, m)) {
    disqualify(&e->dq, m, PRUNED, NULL, m);
    return;
  }
  const ModuleError *error = graph_error_of(e->graph, m);
  if (error) {
    disqualify(&e->dq, m, PRUNED, error, NULL);
    return;
  }
  if (!graph_required(e->graph, m, &requires) || m == e->set->top) return;
  for (uint32_t i = 0; i < requires.len; i++)
    if (above_must(e, requires.data[i])) {
      disqualify(&e->dq, m, PRUNED, NULL, requires.data[i]);
      return;
    }
  for (uint32_t i = 0; i < requires.len; i++)
    if (!disqualify_requires(&e->dq, m, requires.data[i])) return;
}

static bool begin_round(Edit *e, const ModuleError **error) {
  Map upgraded = {0};
  e->changed = false;
  e->roots = (ModVersionVec){0};
  for (uint32_t i = 0; i < e->paths.len; i++) {
    const char *version = set_get(e->set, &e->selected, e->paths.data[i]);
    if (strcmp(version, "none") != 0)
      versions_push(e->set, &e->roots, modules_version(e->set, e->paths.data[i], version));
  }
  versions_sort(&e->roots);
  if (!extend(e, &upgraded, error)) return false;
  *error = NULL;
  e->dq = (Disqualifier){.set = e->set};
  for (uint32_t i = 0; i < e->roots.len; i++)
    disqualify_root(&e->dq, e->roots.data[i], own_pruning(e, e->roots.data[i]));
  for (uint32_t i = 0; i < upgraded.len; i++) {
    const ModVersion *m = upgraded.entries[i].value;
    disqualify_root(&e->dq, m, own_pruning(e, m));
  }
  ModVersionVec all = graph_breadth_first(e->set, e->graph);
  for (uint32_t i = 0; i < all.len; i++) look_at(e, all.data[i]);
  return true;
}

// ---- lowering roots

// The version to try next below m, not one that was rejected or is disqualified. NULL: *error.
static const char *lower_version(Edit *e, const ModVersion *m, const char *original, const ModuleError **error) {
  ModuleSet *set = e->set;
  const ModuleError *ignored;
  const ModuleSummary *summary = e->pruning == PRUNED ? modules_summary(set, m, &ignored) : NULL;
  Pruning part = summary ? summary->pruning : e->pruning;
  const char *version = m->version;
  map_mark(set, &e->rejected, m);
  for (;;) {
    const char *previous = "none";
    const ModuleError *fault = query_previous(set, &set->arena, m->path, version, &previous);
    // The version that there was before counts, too, though it may not be among those that are listed.
    bool above = mod_version_compare(m->path, version, original) > 0;
    if (above && (fault || mod_version_compare(m->path, previous, original) < 0)) previous = original;
    else if (fault) {
      *error = fault;
      return NULL;
    }
    version = previous;
    const ModVersion *p = modules_version(set, m->path, version);
    if (strcmp(version, "none") == 0) return version;
    if (map_get(&e->rejected, map_key(p))) continue;
    if (!disqualified(&e->dq, p, part)) return version;
    map_mark(set, &e->rejected, p);
  }
}

static void say_lowered(const Edit *e, const ModuleConflict *c, const ModVersion *m, const char *version,
                        const char *original) {
  Arena *arena = &e->set->arena;
  if (!c->error && !e->set->options.verbose) return;
  const char *what = strcmp(version, "none") == 0     ? "removing"
                     : strcmp(version, original) == 0 ? "restoring"
                                                      : "trying";
  const char *of = strcmp(version, "none") == 0 ? m->version : version;
  fprintf(stderr, "go: %s\n\t%s %s@%s\n", conflict_summary(arena, c), what, m->path, of);
}

// A root that leads to what must not be. False: *error.
static bool resolve(Edit *e, const ModVersion *m, ModuleConflict c, const ModuleError **error) {
  ModuleSet *set = e->set;
  if (set_get(set, &e->must, m->path) == m) {
    add_conflict(e, c.path, c.constraint, c.error);
    return true;
  }
  const ModVersion *higher = modules_version(set, m->path, graph_selected(set, e->graph, m->path));
  Pruning part;
  disqualify_is_root(&e->dq, m, &part);
  // Another root raises it anyway, to a version that will do.
  if (higher != m && !disqualified(&e->dq, higher, part) && !map_get(&e->rejected, map_key(higher))) return true;
  const ModuleError *ignored;
  const char *original = graph_selected(set, requirements_graph(set, e->original, &ignored), m->path);
  // What was there before is not lowered only because it cannot be read.
  if (c.error && strcmp(original, m->version) == 0) {
    add_conflict(e, c.path, c.constraint, c.error);
    return true;
  }
  const char *version = lower_version(e, m, original, error);
  if (!version) return false;
  set_put(set, &e->selected, m->path, version);
  e->changed = true;
  say_lowered(e, &c, m, version, original);
  return true;
}

static bool lower_roots(Edit *e, const ModuleError **error) {
  for (uint32_t i = 0; i < e->roots.len; i++) {
    const ModVersion *m = e->roots.data[i];
    Pruning part;
    ModuleConflict c = {0};
    disqualify_is_root(&e->dq, m, &part);
    c.path = disqualify_path(&e->dq, m, part, &c.error);
    if (!c.path.len) continue;
    if (!c.error) c.constraint = set_get(e->set, &e->must, vec_last(&c.path)->path);
    if (!resolve(e, m, c, error)) return false;
  }
  return true;
}

// Roots that others raise are at what they are raised to.
static void accept_upgrades(Edit *e) {
  ModVersionVec from = {0};
  for (uint32_t i = 0; i < e->paths.len; i++) {
    const char *path = e->paths.data[i], *version = set_get(e->set, &e->selected, path);
    const char *actual = graph_selected(e->set, e->graph, path);
    if (set_get(e->set, &e->must, path) || strcmp(actual, version) == 0) continue;
    versions_push(e->set, &from, modules_version(e->set, path, version));
    set_put(e->set, &e->selected, path, actual);
    e->changed = true;
  }
  versions_sort(&from);
  for (uint32_t i = 0; e->set->options.verbose && i < from.len; i++)
    fprintf(stderr, "go: accepting indirect upgrade from %s to %s\n", version_text(&e->set->arena, from.data[i]),
            (const char *)set_get(e->set, &e->selected, from.data[i]->path));
}

static bool run(Edit *e, const ModuleError **error) {
  do {
    if (e->conflicts->len) return true;
    if (!begin_round(e, error) || !lower_roots(e, error)) return false;
    if (!e->changed && !e->conflicts->len) accept_upgrades(e);
  } while (e->changed);
  return true;
}

// ---- the result

// Before go 1.17 only a part is listed.
static bool list_minimal(Edit *e, const ModVersionVec *must, const ModuleError **error) {
  ModuleSet *set = e->set;
  StringVec paths = {0};
  for (uint32_t i = 0; i < must->len; i++)
    if (!is_none(must->data[i]) && !modules_main(set, must->data[i]->path))
      vec_push(&set->arena, &paths, must->data[i]->path);
  for (uint32_t i = 0; i < e->roots.len; i++) {
    const ModVersion *m = e->roots.data[i];
    const char *root = requirements_root(set, e->rs, m->path);
    if (root && (strcmp(root, m->version) == 0 || requirements_is_direct(set, e->rs, m->path)))
      vec_push(&set->arena, &paths, m->path);
  }
  ModuleGraph *ignored;
  e->roots = requirements_minimal(set, &e->roots, &paths, &ignored, error);
  return !*error;
}

static Requirements *result(Edit *e, const ModVersionVec *must, const ModuleError **error) {
  ModuleSet *set = e->set;
  if (e->pruning == UNPRUNED && !list_minimal(e, must, error)) return NULL;
  if (e->pruning == e->original->pruning && versions_equal(&e->roots, &e->original->roots)) return e->original;
  Map direct = {0};
  for (uint32_t i = 0; i < e->roots.len; i++)
    if (requirements_is_direct(set, e->rs, e->roots.data[i]->path)) direct_put(set, &direct, e->roots.data[i]->path);
  Requirements *edited = requirements_new(set, e->pruning, &e->roots, &direct);
  // A new dependency may have raised the go line.
  if (e->pruning == UNPRUNED && modules_pruning(requirements_go_version(set, edited)) == PRUNED)
    edited = requirements_convert(set, edited, PRUNED, error);
  return *error ? NULL : edited;
}

static const ModuleError *conflicts_error(ModuleSet *set, const ModuleConflicts *conflicts) {
  const char *text = "version constraints conflict:";
  for (uint32_t i = 0; i < conflicts->len; i++)
    text = arena_printf(&set->arena, "%s\n\t%s", text, conflict_summary(&set->arena, &conflicts->data[i]));
  return module_error(set, MODULE_ERROR_CONFLICT, "%s", text);
}

Requirements *requirements_edit(ModuleSet *set, Requirements *rs, const ModVersionVec *try_upgrade,
                                const ModVersionVec *must_select, ModuleConflicts *conflicts,
                                const ModuleError **error) {
  Edit e = {.set = set, .original = rs, .rs = rs, .pruning = pruning_after(set, rs, must_select)};
  *error = NULL;
  *conflicts = (ModuleConflicts){0};
  e.conflicts = conflicts;
  if (e.pruning != rs->pruning) e.rs = requirements_convert(set, rs, e.pruning, error);
  if (*error || !take_roots(&e, error)) return NULL;
  take_upgrades(&e, try_upgrade);
  take_must(&e, must_select);
  if (!run(&e, error)) return NULL;
  if (conflicts->len) *error = conflicts_error(set, conflicts);
  return *error ? NULL : result(&e, must_select, error);
}

// ---- conflicts in words

static const char *cause(const ModuleConflict *c) {
  return c->error->module && c->error->module == vec_last(&c->path) ? c->error->cause : c->error->text;
}

const char *conflict_summary(Arena *arena, const ModuleConflict *c) {
  const char *first = version_text(arena, c->path.data[0]), *last = version_text(arena, vec_last(&c->path));
  if (c->path.len == 1)
    return c->error ? arena_printf(arena, "%s: %s", first, cause(c))
                    : arena_printf(arena, "%s is above %s", first, c->constraint->version);
  const char *how = c->path.len > 2 ? "indirectly " : "";
  if (c->error) return arena_printf(arena, "%s %srequires %s: %s", first, how, last, cause(c));
  return arena_printf(arena, "%s %srequires %s, but %s is requested", first, how, last, c->constraint->version);
}

const char *conflict_text(Arena *arena, const ModuleConflict *c) {
  const char *text = version_text(arena, c->path.data[0]);
  if (c->path.len == 1) text = arena_printf(arena, "%s found", text);
  for (uint32_t i = 1; i < c->path.len; i++)
    text = arena_printf(arena, "%s requires\n\t%s", text, version_text(arena, c->path.data[i]));
  if (c->constraint) text = arena_printf(arena, "%s, but %s is requested", text, c->constraint->version);
  return c->error ? arena_printf(arena, "%s: %s", text, cause(c)) : text;
}
