// Candidates resolved: of each set of them one module version is taken, first where there is no choice, then, where the
// build list tells nothing more, by a rule. What is taken must be selected in the end; two arguments that ask for
// different versions of a module are in conflict, and so are versions that require more than what was asked for.
#include <stdio.h>
#include <string.h>

#include "modules/get_internal.h"

static bool is_main(const Get *g, const char *path) { return modules_main(g->set, path) != NULL; }

static Reason *reason_of(const Get *g, const char *path) {
  return map_get(&g->reasons, map_key(name_cstr(g->set->names, path)));
}

// ---- the build list

void get_note_build_list(Get *g, bool initial) {
  const ModuleError *error = NULL;
  ModuleGraph *graph = requirements_graph(g->set, g->set->requirements, &error);
  g->build_list = graph_build_list(g->set, graph);
  g->selected = (Map){0};
  for (uint32_t i = 0; i < g->build_list->len; i++) {
    const ModVersion *m = g->build_list->data[i];
    map_put(g->arena, &g->selected, map_key(name_cstr(g->set->names, m->path)), (void *)(uintptr_t)m->version);
  }
  if (initial) g->initial = g->selected;
}

// An error of requirements: a later Go is asked for, or there is a fault in a go.mod that is needed.
static void fail_with(Get *g, const ModuleError *error) { get_error(g, "%s", error->text); }

static const char *at(Arena *arena, const ModVersion *m) { return MODULE_AT(arena, m->path, m->version); }

// The same without the module that stands in front of it in the message.
static const char *cause_of(const ModuleConflict *c) {
  const ModVersion *last = c->path.data[c->path.len - 1], *of = c->error->module;
  bool same = of && strcmp(of->path, last->path) == 0 && strcmp(of->version, last->version) == 0;
  return same ? c->error->cause : c->error->text;
}

static const char *reason_text(Get *g, const ModVersion *m) {
  const Reason *r = reason_of(g, m->path);
  return r ? get_resolved_text(g, r)
           : arena_printf(g->arena, "(INTERNAL ERROR: no reason found for %s)", at(g->arena, m));
}

// Conflicts are between modules; what was asked for may be packages.
static void report_conflicts(Get *g, const ModuleConflicts *conflicts) {
  for (uint32_t i = 0; g->set->options.verbose && i < conflicts->len; i++)
    fprintf(stderr, "go: %s\n", conflict_text(g->arena, &conflicts->data[i]));
  for (uint32_t i = 0; i < conflicts->len; i++) {
    const ModuleConflict *c = &conflicts->data[i];
    const char *first = reason_text(g, c->path.data[0]), *adverb = c->path.len > 2 ? "indirectly " : "";
    const char *last = at(g->arena, c->path.data[c->path.len - 1]);
    if (c->error) get_error(g, "%s %srequires %s: %s", first, adverb, last, cause_of(c));
    else get_error(g, "%s %srequires %s, not %s", first, adverb, last, reason_text(g, c->constraint));
  }
}

// Has the set require what is resolved, and as far as that allows the additions. Does the build list change?
static bool update(Get *g, const ModVersionVec *additions) {
  ModuleSet *set = g->set;
  ModVersionVec resolved = {0};
  for (uint32_t i = 0; i < g->resolved.len; i++) {
    const ModVersion *m = g->resolved.data[i]->module;
    if (!is_main(g, m->path)) vec_push(g->arena, &resolved, m);
  }
  ModuleConflicts conflicts = {0};
  const ModuleError *error = NULL;
  Requirements *rs = requirements_edit(set, set->requirements, additions, &resolved, &conflicts, &error);
  if (error && error->kind == MODULE_ERROR_CONFLICT) report_conflicts(g, &conflicts);
  else if (error) fail_with(g, error);
  if (error || rs == set->requirements) return false;
  set->requirements = requirements_expand(set, rs, &error);
  if (error) fail_with(g, error);
  else get_note_build_list(g, false);
  return !error;
}

// ---- one module of several

typedef struct Choice {
  const ModVersion *module;  // NULL: none is possible any more
  bool is_package;
  bool unique;
  PathSet left;  // not unique: what is still possible
} Choice;

// Leaves out what contradicts versions that are resolved already. What they say themselves is the only choice: the
// package would be there twice otherwise.
static Choice disambiguate(Get *g, const PathSet *set) {
  PathSet left = {.path = set->path};
  for (uint32_t i = 0; i < set->packages.len; i++) {
    const ModVersion *m = set->packages.data[i];
    if (get_removes(g, m->path)) continue;
    if (is_main(g, m->path)) {
      if (!*m->version) return (Choice){m, true, true, {0}};
      continue;
    }
    const Reason *r = reason_of(g, m->path);
    if (!r) vec_push(g->arena, &left.packages, m);
    else if (r->module == m) return (Choice){m, true, true, {0}};
  }
  if (set->module) {
    const Reason *r = reason_of(g, set->module->path);
    if (!r || r->module == set->module) left.module = set->module;
  }
  if (left.packages.len == 1 && (!left.module || left.module == left.packages.data[0]))
    return (Choice){left.packages.data[0], true, true, {0}};
  if (!left.packages.len) return (Choice){left.module, false, true, {0}};
  return (Choice){NULL, false, false, left};
}

// Modules that were there before come first, then longer paths.
static Choice choose(Get *g, const PathSet *set) {
  for (uint32_t i = 0; i < set->packages.len; i++)
    if (strcmp(get_initial(g, set->packages.data[i]->path), "none") != 0)
      return (Choice){set->packages.data[i], true, true, {0}};
  if (set->packages.len) return (Choice){set->packages.data[0], true, true, {0}};
  return (Choice){set->module, false, true, {0}};
}

// Notes that the version must be selected.
static void take(Get *g, GetQuery *q, const Choice *choice) {
  const ModVersion *m = choice->module;
  q->matches_packages |= choice->is_package;
  if (is_main(g, m->path) && *m->version) {
    StringVec mains = {0};
    vec_push(g->arena, &mains, m->path);
    get_report(g, q, query_matches_mains(g->set, g->arena, &mains, q->pattern, q->version));
    return;
  }
  Reason *r = reason_of(g, m->path);
  if (r && r->module != m) {
    get_report_conflict(g, q, m, r);
    return;
  }
  if (!r) {
    r = arena_new(g->arena, Reason);
    map_put(g->arena, &g->reasons, map_key(name_cstr(g->set->names, m->path)), r);
    vec_push(g->arena, &g->resolved, r);
  }
  *r = (Reason){m, q};
  vec_push(g->arena, &q->resolved, m);
}

// Resolves what leaves no choice; how many sets of candidates were.
static uint32_t resolve_unambiguous(Get *g, GetQuery *q) {
  PathSets unresolved = {0};
  uint32_t resolved = 0;
  for (uint32_t i = 0; i < q->candidates.len; i++) {
    const PathSet *set = &q->candidates.data[i];
    if (set->error) {
      get_report(g, q, set->error);
      resolved++;
      continue;
    }
    Choice c = disambiguate(g, set);
    if (!c.unique) {
      vec_push(g->arena, &unresolved, c.left);
      continue;
    }
    if (!c.module) c = choose(g, set);  // which is a conflict
    take(g, q, &c);
    resolved++;
  }
  q->candidates = unresolved;
  return resolved;
}

bool get_resolve(Get *g, const GetQueries *queries) {
  uint32_t resolved = 0, before;
  do {
    before = resolved;
    for (uint32_t i = 0; i < queries->len; i++) resolved += resolve_unambiguous(g, queries->data[i]);
    if (g->failed) return false;
  } while (resolved != before);
  static const ModVersionVec none = {0};
  // With another build list there may be less choice.
  if (resolved && (update(g, &none) || g->failed)) return !g->failed;
  resolved = 0;
  for (uint32_t i = 0; i < queries->len; i++)
    for (uint32_t k = 0; k < queries->data[i]->candidates.len; k++, resolved++) {
      Choice c = choose(g, &queries->data[i]->candidates.data[k]);
      take(g, queries->data[i], &c);
    }
  return resolved && update(g, &none) && !g->failed;
}

bool get_apply_upgrades(Get *g, const PathSets *upgrades) {
  ModVersionVec additions = {0};
  for (uint32_t i = 0; i < upgrades->len; i++) {
    const PathSet *set = &upgrades->data[i];
    if (set->error) {
      get_error(g, "%s", set->error->text);
      continue;
    }
    Choice c = disambiguate(g, set);
    if (!c.unique) c = choose(g, &c.left);
    if (c.module) vec_push(g->arena, &additions, c.module);
  }
  return !g->failed && update(g, &additions);
}
