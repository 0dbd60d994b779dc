// Candidates of arguments: the module versions that could provide the paths for which an argument stands. Several
// arguments are looked at at a time, as each may have to ask the network.
#include <stdio.h>
#include <string.h>

#include "base/paths.h"
#include "modules/get_internal.h"

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

static bool is_main(const Get *g, const char *path) { return modules_main(g->set, path) != NULL; }

// ---- versions at hand

static const char *version_in(const Get *g, const Map *versions, const char *path) {
  const char *version = map_get(versions, map_key(name_cstr(g->set->names, path)));
  return version ? version : "none";
}

const char *get_selected(const Get *g, const char *path) { return version_in(g, &g->selected, path); }
const char *get_initial(const Get *g, const char *path) { return version_in(g, &g->initial, path); }

static const char *current_selected(void *context, const char *path) { return get_selected(context, path); }
static const char *current_initial(void *context, const char *path) { return get_initial(context, path); }

QueryCurrent get_current(Get *g, bool initial) {
  return (QueryCurrent){initial ? current_initial : current_selected, g};
}

static QueryAllow allow(Get *g, const char *version, bool initial) {
  return (QueryAllow){.rule = QUERY_ALLOW_GOOD, .requested = version, .selected = get_current(g, initial)};
}

// ---- queries

static const ModVersion *version_of_module(Get *g, const char *path, const char *version) {
  return query_module(g->set, path, version);
}

static void take_matches(Get *g, Arena *arena, const QueryMatches *matches, ModVersionVec *out) {
  for (uint32_t i = 0; i < matches->with_packages.len; i++) {
    const QueryMatch *m = &matches->with_packages.data[i];
    vec_push(arena, out, version_of_module(g, m->path, m->version));
  }
}

const ModuleError *get_packages(Get *g, Arena *arena, const char *path, const char *version, bool initial,
                                ModVersionVec *out) {
  QueryMatches matches;
  QueryAllow allowed = allow(g, version, initial);
  const ModuleError *error = query_packages(g->set, arena, path, version, get_current(g, initial), &allowed, &matches);
  *out = (ModVersionVec){0};
  take_matches(g, arena, &matches, out);
  return error;
}

// The modules for a path or pattern, with packages or without.
static PathSet modules_for(Get *g, Arena *arena, const GetQuery *q) {
  PathSet set = {0};
  QueryMatches matches;
  QueryAllow allowed = allow(g, q->version, true);
  set.error = query_pattern(g->set, arena, q->pattern, q->version, get_current(g, true), &allowed, &matches);
  if (set.error) return set;
  take_matches(g, arena, &matches, &set.packages);
  if (matches.module.path) set.module = version_of_module(g, matches.module.path, matches.module.version);
  return set;
}

static const ModuleError *query_one(Get *g, Arena *arena, const char *path, const char *version,
                                    const ModVersion **out) {
  const FetchInfo *info;
  QueryAllow allowed = allow(g, version, true);
  const ModuleError *error = query_version(g->set, arena, path, version, get_initial(g, path), &allowed, &info);
  if (!error) *out = version_of_module(g, path, info->version);
  return error;
}

// Packages of one module that match an argument.
typedef struct Found {
  StringVec packages;
  const ModuleError *error;
} Found;

static Found match_in(Get *g, Arena *arena, const char *pattern, const ModVersion *m) {
  Found found = {0};
  found.error = query_packages_in(g->set, arena, pattern, m->path, m->version, &found.packages);
  return found;
}

static const ModuleError *of_main(Get *g, Arena *arena, const GetQuery *q, const char *main) {
  StringVec mains = {0};
  vec_push(arena, &mains, main);
  return query_matches_mains(g->set, arena, &mains, q->pattern, q->version);
}

bool get_first_time(Get *g, GetQuery *q, const char *path) {
  const Name *key = name_cstr(g->set->names, path);
  if (map_get(&q->seen, map_key(key))) return false;
  map_put(g->arena, &q->seen, map_key(key), q);
  return true;
}

void get_add_candidates(Get *g, GetQuery *q, PathSet set) {
  if (set.packages.len || set.module || set.error) vec_push(g->arena, &q->candidates, set);
}

// ---- what is looked for by threads: one path of one query each

typedef struct Task {
  GetQuery *query;
  const char *path;
  const ModVersion *module;  // in the build list; NULL: the query's path is looked for
  Arena *arena;
  PathSet found;
} Task;
typedef Vec(Task) Tasks;

typedef struct Tasking {
  Get *get;
  Tasks tasks;
  PathSet (*look)(Get *g, Task *task);
} Tasking;

static void add_task(Tasking *t, GetQuery *q, const char *path, const ModVersion *m) {
  if (!get_first_time(t->get, q, path)) return;
  vec_push(t->get->arena, &t->tasks,
           ((Task){.query = q, .path = path, .module = m, .arena = query_arena(t->get->arena)}));
}

static void run_task(void *context, uint32_t index) {
  Tasking *t = context;
  Task *task = &t->tasks.data[index];
  task->found = t->look(t->get, task);
  task->found.path = task->path;
}

static void run_tasks(Tasking *t) {
  fetch_parallel(run_task, t, t->tasks.len);
  for (uint32_t i = 0; i < t->tasks.len; i++)
    get_add_candidates(t->get, t->tasks.data[i].query, t->tasks.data[i].found);
}

// ---- @none

// There are no packages at version "none": only modules can be meant.
static void match_none(Get *g, GetQuery *q) {
  if (!q->wildcard && get_first_time(g, q, q->pattern)) {
    PathSet set = {.path = q->pattern};
    if (is_main(g, q->pattern)) set.error = of_main(g, g->arena, q, q->pattern);
    else set.module = version_of_module(g, q->pattern, "none");
    get_add_candidates(g, q, set);
  }
  for (uint32_t i = 0; i < g->build_list->len; i++) {
    const ModVersion *m = g->build_list->data[i];
    if (!get_matches_path(q, m->path) || !get_first_time(g, q, m->path)) continue;
    PathSet set = {.path = m->path};
    if (!*m->version && is_main(g, m->path)) set.error = of_main(g, g->arena, q, m->path);
    else set.module = version_of_module(g, m->path, "none");
    get_add_candidates(g, q, set);
  }
}

// ---- paths

static PathSet look_for_path(Get *g, Task *task) {
  GetQuery *q = task->query;
  if (query_is_standard(g->set, task->arena, q->pattern)) {
    if (*q->raw_version)
      return (PathSet){.error = query_error(task->arena, MODULE_ERROR_OTHER,
                                            "can't request explicit version %s of standard library package %s",
                                            text_quote(task->arena, q->version, strlen(q->version)), q->pattern)};
    q->matches_packages = true;
    return (PathSet){0};
  }
  return modules_for(g, task->arena, q);
}

static bool is_path_query(const GetQuery *q) {
  return !q->local && !q->wildcard && !is(q->pattern, "all") && !is(q->pattern, "work") && !is(q->pattern, "tool");
}

void get_match_paths(Get *g) {
  Tasking t = {.get = g, .look = look_for_path};
  for (uint32_t i = 0; i < g->queries.len; i++) {
    GetQuery *q = g->queries.data[i];
    if (!is_path_query(q)) continue;
    if (is(q->version, "none")) match_none(g, q);
    else add_task(&t, q, q->pattern, NULL);
  }
  run_tasks(&t);
}

// ---- wildcards

static bool is_wildcard_query(const GetQuery *q) { return q->wildcard && !q->local; }

// A module at the version asked for: does it, or a package in it, match?
static PathSet try_module(Get *g, Arena *arena, const GetQuery *q, const ModVersion *m) {
  PathSet set = {0};
  Found match = match_in(g, arena, q->pattern, m);
  if ((set.error = match.error)) return set;
  if (match.packages.len) vec_push(arena, &set.packages, m);
  else if (get_matches_path(q, m->path)) set.module = m;
  return set;
}

static PathSet look_in_main(Get *g, Task *task) {
  const GetQuery *q = task->query;
  if (get_matches_path(q, task->path)) return (PathSet){.error = of_main(g, task->arena, q, task->path)};
  Found match = match_in(g, task->arena, q->pattern, task->module);
  const ModuleError *error = match.error;
  if (!error && match.packages.len)
    error = query_packages_in_main(task->arena, &match.packages, q->pattern, q->version);
  return (PathSet){.error = error};
}

// A module of the build list that may have packages that match. Whether it has none at the version asked for, or there
// is no such version, only counts when all other arguments are resolved.
static PathSet look_in_module(Get *g, Task *task) {
  const GetQuery *q = task->query;
  if (get_removes(g, task->path)) return (PathSet){0};
  if (is_main(g, task->path) && !query_is_relative(q->version)) return look_in_main(g, task);
  const ModVersion *m;
  const ModuleError *error = query_one(g, task->arena, task->path, q->version, &m);
  if (error) return (PathSet){.error = query_no_such_version(error) ? NULL : error};
  return try_module(g, task->arena, q, m);
}

void get_match_wildcards(Get *g) {
  Tasking t = {.get = g, .look = look_in_module};
  for (uint32_t i = 0; i < g->queries.len; i++) {
    GetQuery *q = g->queries.data[i];
    if (!is_wildcard_query(q)) continue;
    if (is(q->version, "none")) {
      match_none(g, q);
      continue;
    }
    for (uint32_t k = 0; k < g->build_list->len; k++) {
      const ModVersion *m = g->build_list->data[k];
      if (get_can_match_in(q, m->path)) add_task(&t, q, m->path, m);
    }
  }
  run_tasks(&t);
}

static PathSet look_for_pattern(Get *g, Task *task) {
  PathSet set = modules_for(g, task->arena, task->query);
  // It is enough that modules match.
  if (set.error && task->query->resolved.len && query_no_such_package(set.error)) return (PathSet){0};
  return set;
}

void get_match_missing_wildcards(Get *g) {
  Tasking t = {.get = g, .look = look_for_pattern};
  for (uint32_t i = 0; i < g->queries.len; i++) {
    GetQuery *q = g->queries.data[i];
    if (is_wildcard_query(q) && !is(q->version, "none") && !q->matches_packages) add_task(&t, q, q->pattern, NULL);
  }
  run_tasks(&t);
}

// ---- after all is resolved: has every module that matches a wildcard the version asked for?

static void check_module(Get *g, const GetQuery *q, const ModVersion *m) {
  Arena *arena = g->arena;
  const ModVersion *wanted;
  bool by_path = get_matches_path(q, m->path);
  if (!by_path) {
    Found now = match_in(g, arena, q->pattern, m);
    if (!now.packages.len && now.error) get_report(g, q, now.error);
    if (!now.packages.len) return;
  }
  const ModuleError *error = query_one(g, arena, m->path, q->version, &wanted);
  if (error) {
    get_report(g, q, error);
    return;
  }
  if (is(wanted->version, m->version)) return;
  if (!by_path) {
    Found then = match_in(g, arena, q->pattern, wanted);
    error = then.error;
    if (!error && !then.packages.len) {
      const char *as = is(wanted->version, q->version)
                           ? arena_printf(arena, "%s@%s", m->path, wanted->version)
                           : arena_printf(arena, "%s@%s (%s)", m->path, q->version, wanted->version);
      error = query_error(arena, MODULE_ERROR_OTHER,
                          "%s matches packages in %s@%s but not %s: specify a different version for module %s", q->raw,
                          m->path, m->version, as, m->path);
    }
  }
  if (!error)
    error = query_error(arena, MODULE_ERROR_OTHER, "internal error: selected %s@%s instead of %s", m->path, m->version,
                        wanted->version);
  get_report(g, q, error);
}

void get_check_wildcards(Get *g) {
  for (uint32_t i = 0; i < g->queries.len; i++) {
    const GetQuery *q = g->queries.data[i];
    for (uint32_t k = 0; is_wildcard_query(q) && k < g->build_list->len; k++)
      if (get_can_match_in(q, g->build_list->data[k]->path)) check_module(g, q, g->build_list->data[k]);
  }
}

// ---- folders, "work" and "tool"

static void warn_unmatched(Arena *arena, const char *pattern) {
  fprintf(stderr, "go: warning: %s matched no packages\n", text_quote(arena, pattern, strlen(pattern)));
}

static PathSet look_in_folder(Get *g, const GetQuery *q) {
  Arena *arena = g->arena;
  const Module *main = g->set->mains.data[0];
  const char *absolute = absolute_path(arena, g->set->options.dir, q->pattern), *rest, *detail = "";
  if (*q->pattern != '/') detail = arena_printf(arena, " (%s)", absolute);
  if (!path_below(absolute, main->dir, &rest))
    return (PathSet){.error = query_error(arena, MODULE_ERROR_OTHER, "%s%s is not within module rooted at %s",
                                          q->pattern, detail, main->dir)};
  const char *pattern = strncmp(rest, "vendor/", 7) == 0 ? rest + 7
                        : *rest                          ? arena_printf(arena, "%s/%s", main->path, rest)
                                                         : main->path;
  Found match = match_in(g, arena, pattern, main->id);
  PathSet set = {.error = match.error};
  if (set.error) return set;
  if (match.packages.len) {
    vec_push(arena, &set.packages, main->id);
  } else if (!*q->raw || is(q->raw, ".")) {
    set.error = query_error(arena, MODULE_ERROR_OTHER, "no package to get in current directory");
  } else if (!q->wildcard) {
    set.error = query_error(arena, MODULE_ERROR_OTHER, "%s%s is not a package in module rooted at %s", q->pattern,
                            detail, main->dir);
  } else {
    warn_unmatched(arena, pattern);
  }
  return set;
}

void get_match_local(Get *g) {
  for (uint32_t i = 0; i < g->queries.len; i++) {
    GetQuery *q = g->queries.data[i];
    if (!q->local || !get_first_time(g, q, q->pattern)) continue;
    PathSet set = look_in_folder(g, q);
    set.path = q->pattern;
    get_add_candidates(g, q, set);
  }
}

void get_match_work(Get *g) {
  for (uint32_t i = 0; i < g->queries.len; i++) {
    GetQuery *q = g->queries.data[i];
    if (!is(q->pattern, "work") || !get_first_time(g, q, q->pattern)) continue;
    const Module *main = g->set->mains.data[0];
    Found match = match_in(g, g->arena, q->pattern, main->id);
    PathSet set = {.path = q->pattern, .error = match.error};
    if (match.packages.len) vec_push(g->arena, &set.packages, main->id);
    else if (!set.error) warn_unmatched(g->arena, q->pattern);
    get_add_candidates(g, q, set);
  }
}

static PathSet look_for_tool(Get *g, Task *task) {
  PathSet set = {0};
  set.error = get_packages(g, task->arena, task->path, task->query->version, true, &set.packages);
  return set;
}

void get_match_tools(Get *g) {
  Tasking t = {.get = g, .look = look_for_tool};
  for (uint32_t i = 0; i < g->queries.len; i++) {
    GetQuery *q = g->queries.data[i];
    for (uint32_t k = 0; is(q->pattern, "tool") && k < g->set->tools.len; k++)
      add_task(&t, q, g->set->tools.data[k], NULL);
  }
  run_tasks(&t);
}
