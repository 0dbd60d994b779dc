// The modules that have the packages of a path or pattern, at the version that a query chooses
// (https://go.dev/ref/mod#resolve-pkg-mod). Any prefix of the path may be a module's; all are asked for at a time, and
// of what goes wrong that is said which helps most: of the longest path, that which came furthest.
#include <string.h>

#include "mod/path.h"
#include "mod/pattern.h"
#include "modules/query_internal.h"

typedef struct Candidate {
  const char *path;
  Arena *arena;
  QueryMatch match;
  const ModuleError *error;
} Candidate;
typedef Vec(Candidate) Candidates;

typedef struct Search {
  ModuleSet *set;
  const char *pattern, *query;
  QueryCurrent current;
  const QueryAllow *allow;
  const FetchProxy *proxy;  // that is asked now
  Candidates candidates;    // the longest path first
  QueryMatches *out;
} Search;

// ---- one candidate

// The packages of a module that match; of a path alone Go files are enough, whatever they say.
static const ModuleError *match(const Search *s, Arena *arena, const char *path, const char *version,
                                StringVec *packages) {
  if (pattern_is(s->pattern)) return query_packages_in(s->set, arena, s->pattern, path, version, packages);
  bool local;
  const ModuleError *error = NULL;
  const char *root = modules_fetch(s->set, query_module(s->set, path, version), &local, &error);
  if (root && modules_dir_in(arena, s->pattern, path, root, local)) vec_push(arena, packages, s->pattern);
  return root ? NULL : error;
}

static const ModuleError *ask_candidate(const Search *s, Candidate *c) {
  const FetchInfo *info;
  const char *current = s->current.version(s->current.context, c->path);
  const ModuleError *error = query_at(s->set, c->arena, s->proxy, c->path, s->query, current, s->allow, NULL, &info);
  if (error) return error;
  c->match.version = info->version;
  if (gover_is_toolchain(c->path)) return NULL;
  error = match(s, c->arena, c->path, info->version, &c->match.packages);
  if (c->match.packages.len || pattern_matches(s->pattern, c->path)) return c->match.packages.len ? NULL : error;
  return error ? error : query_no_package(s->set, c->arena, c->path, info->version, s->query, s->pattern);
}

static void run_candidate(void *context, uint32_t index) {
  Search *s = context;
  Candidate *c = &s->candidates.data[index];
  c->match = (QueryMatch){.path = c->path};
  c->error = ask_candidate(s, c);
}

// ---- what all of them say together

static const ModuleErrorKind by_worth[] = {MODULE_ERROR_NO_PACKAGE,    MODULE_ERROR_NO_VERSION,
                                           MODULE_ERROR_NO_PATCH_BASE, MODULE_ERROR_BAD_PATH,
                                           MODULE_ERROR_BAD_VERSION,   MODULE_ERROR_NOT_FOUND};

static const ModuleError *first_of(const Candidates *list, ModuleErrorKind kind) {
  for (uint32_t i = 0; i < list->len; i++)
    if (list->data[i].error && list->data[i].error->kind == kind) return list->data[i].error;
  return NULL;
}

static bool is_classified(const ModuleError *error) {
  for (size_t i = 0; i < sizeof by_worth / sizeof *by_worth; i++)
    if (error->kind == by_worth[i]) return true;
  return false;
}

// Of the errors that only say that a candidate is none, the one of most worth, if nothing was found. Any other counts,
// unless a longer path has a module, which may have the package.
static const ModuleError *judge(const Search *s) {
  bool found = false, module = false;
  const ModuleError *error = NULL;
  for (uint32_t i = 0; i < s->candidates.len; i++) {
    const ModuleError *e = s->candidates.data[i].error;
    if (!e) found = true;
    else if (e->kind == MODULE_ERROR_NO_PACKAGE) module = true;
    else if (!is_classified(e) && !error && !found && !module) error = e;
  }
  for (size_t i = 0; !found && !error && i < sizeof by_worth / sizeof *by_worth; i++)
    error = first_of(&s->candidates, by_worth[i]);
  return error;
}

static const ModuleError *ask_place(void *context, Arena *arena, const FetchProxy *proxy) {
  Search *s = context;
  s->proxy = proxy;
  for (uint32_t i = 0; i < s->candidates.len; i++) s->candidates.data[i].arena = query_arena(arena);
  fetch_parallel(run_candidate, s, s->candidates.len);
  s->out->with_packages.len = 0;
  for (uint32_t i = 0; i < s->candidates.len; i++) {
    const Candidate *c = &s->candidates.data[i];
    if (c->error) continue;
    if (c->match.packages.len) vec_push(arena, &s->out->with_packages, c->match);
    else s->out->module = c->match;
  }
  return judge(s);
}

// ---- main modules

// True: the main modules decide, *error or s->out is the answer.
static bool ask_mains(Search *s, Arena *arena, StringVec *matching, const ModuleError **error) {
  bool relative = query_is_relative(s->query);
  for (uint32_t i = 0; i < s->set->mains.len; i++) {
    const char *path = s->set->mains.data[i]->path;
    QueryMatch m = {.path = path, .version = ""};
    *error = match(s, arena, path, "", &m.packages);
    if (m.packages.len && relative) {
      *error = NULL;
      vec_push(arena, &s->out->with_packages, m);
      return true;
    }
    if (m.packages.len) *error = query_packages_in_main(arena, &m.packages, s->pattern, s->query);
    if (*error) return true;
    if (!pattern_matches(s->pattern, path)) continue;
    vec_push(arena, matching, path);
    if (relative) s->out->module = m;
  }
  return false;
}

// What of a pattern is before the element with dots; NULL: nothing.
static const char *fixed_part(Arena *arena, const char *pattern) {
  const char *dots = strstr(pattern, "...");
  if (!dots) return pattern;
  while (dots > pattern && *dots != '/') dots--;
  return dots > pattern ? arena_strdup(arena, pattern, (size_t)(dots - pattern)) : NULL;
}

static void add_candidates(Search *s, Arena *arena, const char *base) {
  const char *major;
  for (size_t n = strlen(base); n; n--) {
    if (base[n] && base[n] != '/') continue;
    const char *path = arena_strdup(arena, base, n);
    if (modules_main(s->set, path) || !mod_path_major(path, &major)) continue;
    vec_push(arena, &s->candidates, ((Candidate){.path = path}));
  }
}

static const ModuleError *nothing_to_ask(const Search *s, Arena *arena, const StringVec *mains) {
  if (s->out->module.path) return NULL;
  if (mains->len) return query_matches_mains(s->set, arena, mains, s->pattern, s->query);
  return query_no_package(s->set, arena, "", "", s->query, s->pattern);
}

const ModuleError *query_pattern(ModuleSet *set, Arena *arena, const char *pattern, const char *query,
                                 QueryCurrent current, const QueryAllow *allow, QueryMatches *out) {
  static const StringVec none = {0};
  *out = (QueryMatches){0};
  Search s = {.set = set, .pattern = pattern, .query = query, .current = current, .allow = allow, .out = out};
  const char *base = fixed_part(arena, pattern);
  if (!base)
    return query_error(arena, MODULE_ERROR_OTHER,
                       "no modules to query for %s@%s because first path element contains a wildcard", pattern, query);
  StringVec mains = {0};
  const ModuleError *error;
  if (ask_mains(&s, arena, &mains, &error)) return error;
  add_candidates(&s, arena, base);
  if (!s.candidates.len) return nothing_to_ask(&s, arena, &mains);
  error = query_try_proxies(set, arena, ask_place, &s);
  if (mains.len && !out->with_packages.len && !out->module.path && error && error->kind == MODULE_ERROR_NOT_FOUND)
    return query_matches_mains(set, arena, &none, pattern, query);
  return error;
}

const ModuleError *query_packages(ModuleSet *set, Arena *arena, const char *pattern, const char *query,
                                  QueryCurrent current, const QueryAllow *allow, QueryMatches *out) {
  const ModuleError *error = query_pattern(set, arena, pattern, query, current, allow, out);
  if (error || out->with_packages.len) return error;
  return query_no_package(set, arena, out->module.path, out->module.version, query, pattern);
}

// ---- what is at hand

typedef struct Selected {
  const ModuleSet *set;
  const ModuleGraph *graph;
} Selected;

static const char *selected(void *context, const char *path) {
  const Selected *s = context;
  return graph_selected(s->set, s->graph, path);
}

QueryCurrent query_current_of(ModuleSet *set, Arena *arena, const ModuleGraph *graph) {
  Selected *s = arena_new(arena, Selected);
  *s = (Selected){set, graph};
  return (QueryCurrent){selected, s};
}
