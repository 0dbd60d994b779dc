// The modules that the arguments of `list -m` stand for (cmd/go's modload.ListModules): those of the build, and such as
// are asked for by path@query, which need not be in it. What is known of them is found for many at a time.
#include <stdio.h>
#include <string.h>

#include "mod/pattern.h"
#include "modules/public.h"
#include "modules/query_internal.h"

typedef struct Listing {
  ModuleSet *set;
  Arena *arena;
  int mode;
  const PublicReuse *reuse;
  Requirements *rs;
  ModuleGraph *graph;        // NULL: not needed
  const ModuleError *error;  // of the graph
  ModuleInfos *out;
  Map listed;  // ModVersion* that a pattern has matched -> itself
  const char *fatal;
} Listing;

static bool same(const char *a, const char *b) { return strcmp(a, b) == 0; }

// ---- what is needed for the arguments

static bool fail(Listing *l, const char *text) {
  if (!l->fatal) l->fatal = text;
  return false;
}

static bool is_local_path(const char *word) {
  return same(word, ".") || same(word, "..") || strncmp(word, "./", 2) == 0 || strncmp(word, "../", 3) == 0;
}

// Without a main module there is no graph to look at.
static bool need_main(Listing *l, const char *word, const char *unless) {
  if (l->set->mains.len) return true;
  const char *why = modules_no_main(l->set, l->arena);
  return fail(
      l, arena_printf(l->arena, "go: cannot match %s%s: %s", text_quote(l->arena, word, strlen(word)), unless, why));
}

static bool is_direct_root(const Listing *l, const char *path) {
  return l->rs->pruning != UNPRUNED && requirements_root(l->set, l->rs, path);
}

// Does the argument need the graph? False: fatal.
static bool look_at(Listing *l, const char *word, bool *graph) {
  const char *path, *version, *error;
  if (strchr(word, '\\')) return fail(l, "go: module paths never use backslash");
  if (is_local_path(word))
    return fail(l, arena_printf(l->arena, "go: cannot use relative path %s to specify module", word));
  if (same(word, "all") || pattern_is(word)) {
    *graph = true;
    return need_main(l, word, "");
  }
  if (!query_split(l->arena, word, &path, &version, &error)) return fail(l, arena_printf(l->arena, "go: %s", error));
  if (version && !query_is_relative(version)) return true;
  if (is_direct_root(l, path)) return true;
  *graph = true;
  if (version) return need_main(l, word, "");
  return l->mode & PUBLIC_VERSIONS || need_main(l, word, " without -versions or an explicit version");
}

// ---- path@query

static const FetchInfo *find_reuse(void *context, const char *path, const char *query) {
  Listing *l = context;
  const Name *key = name_cstr(l->reuse->names, arena_printf(l->arena, "%s@%s", path, query));
  const ModuleInfo *old = map_get(&l->reuse->known, map_key(key));
  if (!old) return NULL;
  FetchInfo *info = arena_new(l->arena, FetchInfo);
  *info =
      (FetchInfo){.version = old->version ? old->version : "", .origin = public_fetch_origin(l->arena, old->origin)};
  return info;
}

// An error as it stands beside the module: with path and version in front, unless it says so itself.
static const char *beside_module(Arena *arena, const char *path, const char *version, const ModuleError *error) {
  if (error->module) return error->text;
  const char *of = error->kind == MODULE_ERROR_NO_VERSION ? NULL : version;
  return query_error_of(arena, error->kind, path, of, error->text)->text;
}

static void add_query(Listing *l, const char *path, const char *query) {
  const char *current = l->graph ? graph_selected(l->set, l->graph, path) : requirements_root(l->set, l->rs, path);
  if (!current) current = "";
  // Of what the query starts from nothing is known.
  if (same(current, "none") && l->error && query_is_relative(query)) return;
  bool any = query_is_revision(path, query) || l->mode & PUBLIC_RETRACTED;
  QueryAllow allow = {.rule = any ? QUERY_ALLOW_ALL : QUERY_ALLOW_GOOD};
  QueryReuse reuse = {find_reuse, l};
  const FetchInfo *info;
  const ModuleError *error =
      query_version_reusing(l->set, l->arena, path, query, current, &allow, l->reuse ? &reuse : NULL, &info);
  ModuleInfo *m;
  if (error) {
    m = arena_new(l->arena, ModuleInfo);
    *m = (ModuleInfo){.path = path,
                      .version = *query ? query : NULL,
                      .error = public_error(l->arena, beside_module(l->arena, path, query, error)),
                      .origin = public_origin(l->arena, info ? info->origin : NULL)};
  } else {
    m = public_module(l->set, l->arena, NULL, path, info->version, l->mode, l->reuse);
    if (!same(query, m->version ? m->version : "")) m->query = query;
    m->origin = public_origin(l->arena, info->origin);
  }
  vec_push(l->arena, l->out, m);
}

// ---- paths

static void add_unknown(Listing *l, const char *path) {
  const char *error = "not a known dependency";
  if (l->set->vendored)
    error = "can't resolve module using the vendor directory\n\t(Use -mod=mod or -mod=readonly to bypass.)";
  ModuleInfo *m = arena_new(l->arena, ModuleInfo);
  m->path = path;
  // Who asks for the versions of a module need not have it.
  if (l->set->vendored || !(l->mode & PUBLIC_VERSIONS))
    m->error = public_error(l->arena, arena_printf(l->arena, "module %s: %s", path, error));
  vec_push(l->arena, l->out, m);
}

static void add_path(Listing *l, const char *path) {
  const char *version = l->graph ? graph_selected(l->set, l->graph, path) : requirements_root(l->set, l->rs, path);
  if (!same(version, "none"))
    vec_push(l->arena, l->out, public_module(l->set, l->arena, l->rs, path, version, l->mode, l->reuse));
  else if (!l->error) add_unknown(l, path);
}

// ---- patterns

typedef struct Described {
  Listing *listing;
  const ModVersionVec *modules;
  uint32_t first;  // of the listing's
} Described;

static void describe(void *context, Arena *lane, uint32_t index) {
  Described *d = context;
  Listing *l = d->listing;
  const ModVersion *m = d->modules->data[index];
  l->out->data[d->first + index] = public_module(l->set, lane, l->rs, m->path, m->version, l->mode, l->reuse);
}

static void describe_all(Listing *l, const ModVersionVec *modules) {
  Described d = {.listing = l, .modules = modules, .first = l->out->len};
  for (uint32_t i = 0; i < modules->len; i++) vec_push(l->arena, l->out, NULL);
  fetch_parallel_lanes(query_lanes(l->arena), describe, &d, modules->len);
}

static void add_pattern(Listing *l, const char *pattern) {
  ModVersionVec matches = {0};
  const ModVersionVec *all = graph_build_list(l->set, l->graph);
  for (uint32_t i = 0; i < all->len; i++) {
    const ModVersion *m = all->data[i];
    if (gover_is_toolchain(m->path) || (!same(pattern, "all") && !pattern_matches(pattern, m->path))) continue;
    if (map_get(&l->listed, map_key(m))) continue;
    map_put(l->arena, &l->listed, map_key(m), (void *)(uintptr_t)m);
    vec_push(l->arena, &matches, m);
  }
  if (!matches.len)
    fprintf(stderr, "warning: pattern %s matched no module dependencies\n",
            text_quote(l->arena, pattern, strlen(pattern)));
  describe_all(l, &matches);
}

static void add_word(Listing *l, const char *word) {
  const char *path, *version, *error;
  query_split(l->arena, word, &path, &version, &error);
  if (version) add_query(l, path, version);
  else if (same(word, "all") || pattern_is(word)) add_pattern(l, word);
  else add_path(l, word);
}

// Outside of any module there is one for files of the command line.
static void add_mains(Listing *l) {
  if (!l->set->mains.len) {
    ModuleInfo *m = arena_new(l->arena, ModuleInfo);
    *m = (ModuleInfo){.path = l->set->top->path, .main = true, .go_version = l->set->options.version};
    vec_push(l->arena, l->out, m);
  }
  for (uint32_t i = 0; i < l->set->mains.len; i++)
    vec_push(l->arena, l->out,
             public_module(l->set, l->arena, l->rs, l->set->mains.data[i]->path, "", l->mode, l->reuse));
}

// ---- what is asked for besides

typedef struct Adding {
  ModuleSet *set;
  int mode;
  ModuleInfos list;
} Adding;

static void add_one(void *context, Arena *lane, uint32_t index) {
  const Adding *a = context;
  public_add(a->set, lane, a->list.data[index], a->mode);
}

static void add_all(Listing *l) {
  Adding a = {.set = l->set, .mode = l->mode};
  for (uint32_t i = 0; i < l->out->len; i++) {
    ModuleInfo *m = l->out->data[i];
    if (m->reuse) continue;
    vec_push(l->arena, &a.list, m);
    if (m->replace) vec_push(l->arena, &a.list, m->replace);
  }
  fetch_parallel_lanes(query_lanes(l->arena), add_one, &a, a.list.len);
}

bool list_modules(ModuleSet *set, Arena *arena, const char *const *words, uint32_t count, int mode,
                  const PublicReuse *reuse, ModuleInfos *out, const ModuleError **error, const char **fatal) {
  Listing l = {.set = set, .arena = arena, .mode = mode, .reuse = reuse, .rs = set->requirements, .out = out};
  bool graph = false;
  *out = (ModuleInfos){0};
  *error = NULL;
  for (uint32_t i = 0; i < count; i++)
    if (!look_at(&l, words[i], &graph)) {
      *fatal = l.fatal;
      return false;
    }
  if (graph) {
    l.rs = requirements_expand(set, l.rs, &l.error);
    const ModuleError *again;
    l.graph = requirements_graph(set, l.rs, &again);
  }
  for (uint32_t i = 0; i < count; i++) add_word(&l, words[i]);
  if (!count) add_mains(&l);
  if (mode) add_all(&l);
  *error = l.error;
  if (!l.error) set->requirements = l.rs;
  return true;
}
