// What is known of a module: from the main module's go.mod, from the module cache, from the places that have its
// versions. Of a module that go.sum knows nothing of, and may not, no files are looked at.
#include "modules/public.h"

#include <string.h>

#include "base/paths.h"
#include "modules/query_internal.h"

static const ModVersion *interned(ModuleSet *set, const ModuleInfo *m) {
  return query_module(set, m->path, m->version ? m->version : "");
}

static void set_error(Arena *arena, ModuleInfo *m, const ModuleError *error) {
  if (!m->error) m->error = public_error(arena, error->text);
}

ModuleInfoError *public_error(Arena *arena, const char *text) {
  ModuleInfoError *e = arena_new(arena, ModuleInfoError);
  e->err = text;
  return e;
}

// The decimals of a second that a time states.
static int32_t nanoseconds(const char *time) {
  const char *dot = strchr(time, '.');
  int32_t value = 0, unit = 100000000;
  for (const char *p = dot ? dot + 1 : ""; *p >= '0' && *p <= '9'; p++, unit /= 10) value += (*p - '0') * unit;
  return value;
}

// The seconds east of Greenwich that a time ends with, which fetch has parsed: "-07:00", or Z.
static int32_t offset(const char *time) {
  size_t n = strlen(time);
  const char *zone = n > 6 ? time + n - 6 : "";
  if (*zone != '+' && *zone != '-') return 0;
  int32_t hours = (zone[1] - '0') * 10 + zone[2] - '0', minutes = (zone[4] - '0') * 10 + zone[5] - '0';
  return (hours * 60 + minutes) * (*zone == '-' ? -60 : 60);
}

// Where no time is stated, Go has the year 1.
ModuleTime *public_time(Arena *arena, const FetchInfo *info) {
  ModuleTime *t = arena_new(arena, ModuleTime);
  *t = info->time ? (ModuleTime){info->seconds, nanoseconds(info->time), offset(info->time)}
                  : (ModuleTime){.seconds = -62135596800};
  return t;
}

ModuleOrigin *public_origin(Arena *arena, const FetchOrigin *o) {
  if (!o) return NULL;
  ModuleOrigin *out = arena_new(arena, ModuleOrigin);
  *out = (ModuleOrigin){o->vcs, o->url, o->subdir, o->hash, o->tag_prefix, o->tag_sum, o->ref, o->repo_sum};
  return out;
}

FetchOrigin *public_fetch_origin(Arena *arena, const ModuleOrigin *o) {
  if (!o) return NULL;
  FetchOrigin *out = arena_new(arena, FetchOrigin);
  *out = (FetchOrigin){o->vcs, o->url, o->subdir, o->hash, o->tag_prefix, o->tag_sum, o->ref, o->repo_sum};
  return out;
}

static bool same(const char *a, const char *b) { return strcmp(a, b) == 0; }

// ---- from the cache

// May files of the version be used, as far as go.sum is asked?
static bool sum_known(ModuleSet *set, const Requirements *rs, Arena *arena, const ModuleInfo *m, const char *suffix) {
  if (!rs || !m->version || !modules_need_sums(set)) return true;
  return fetch_have_sum(set->options.fetcher, m->path, arena_printf(arena, "%s%s", m->version, suffix));
}

static const ModuleInfo *reusable(ModuleSet *set, Arena *arena, const PublicReuse *reuse, const ModuleInfo *m) {
  if (!reuse) return NULL;
  const ModuleInfo *old =
      map_get(&reuse->known, map_key(name_cstr(reuse->names, arena_printf(arena, "%s@%s", m->path, m->version))));
  return old && query_reusable(set, arena, m->path, m->version, public_fetch_origin(arena, old->origin)) ? old : NULL;
}

static const char *recorded(ModuleSet *set, Arena *arena, const ModuleInfo *m, const char *suffix) {
  const char *sum = fetch_recorded_sum(set->options.fetcher, m->path, arena_printf(arena, "%s%s", m->version, suffix));
  return sum && *sum ? sum : NULL;
}

static void add_files(ModuleSet *set, Arena *arena, const Requirements *rs, ModuleInfo *m) {
  const FetchError *error;
  if (sum_known(set, rs, arena, m, "/go.mod")) {
    const char *file = fetch_cached_file(set->options.fetcher, arena, m->path, m->version, "mod", &error);
    if (file && is_file(file)) m->go_mod = file;
    m->go_mod_sum = recorded(set, arena, m, "/go.mod");
  }
  if (sum_known(set, rs, arena, m, "")) {
    const char *folder;
    if (!fetch_cached_folder(set->options.fetcher, arena, m->path, m->version, &folder)) m->dir = folder;
    m->sum = recorded(set, arena, m, "");
  }
}

static void add_go_version(ModuleSet *set, Arena *arena, const Requirements *rs, ModuleInfo *m) {
  const ModuleError *error = NULL;
  if (m->go_version || !sum_known(set, rs, arena, m, "/go.mod")) return;
  const ModuleSummary *summary = modules_raw_summary(set, interned(set, m), &error);
  if (summary && !error) m->go_version = summary->go_version;
}

static void add_retraction(ModuleSet *set, Arena *arena, ModuleInfo *m) {
  StringVec rationale = {0};
  if (!m->version) return;
  const ModuleError *error = query_retracted(set, arena, m->path, m->version, &rationale);
  if (!error || query_no_such_version(error)) return;
  if (error->kind != MODULE_ERROR_RETRACTED) {
    set_error(arena, m, error);
    return;
  }
  if (!rationale.len) vec_push(arena, &rationale, "retracted by module author");
  m->retracted = rationale;
}

static void complete(ModuleSet *set, Arena *arena, const Requirements *rs, ModuleInfo *m, int mode,
                     const PublicReuse *reuse) {
  if (gover_is_toolchain(m->path)) return;
  if (m->version) {
    const ModuleInfo *old = reusable(set, arena, reuse, m);
    if (old) {
      *m = *old;
      m->query = m->dir = NULL;
      return;
    }
    const FetchInfo *info;
    const ModuleError *error = query_version(set, arena, m->path, m->version, "", NULL, &info);
    if (error) {
      m->error = public_error(arena, error->text);
    } else {
      m->version = info->version;
      m->time = public_time(arena, info);
    }
  }
  add_go_version(set, arena, rs, m);
  if (!m->version) return;
  add_files(set, arena, rs, m);
  if (mode & PUBLIC_RETRACTED) add_retraction(set, arena, m);
}

// ---- one module

static void describe_main(const ModuleSet *set, const Module *main, ModuleInfo *m) {
  m->main = true;
  m->dir = main->dir;
  m->go_mod = set->options.mod_file ? set->options.mod_file : main->file;
  m->go_version = main->go_version;
}

static void describe_replaced(ModuleSet *set, Arena *arena, const Requirements *rs, ModuleInfo *m, const Replacement *r,
                              int mode, const PublicReuse *reuse) {
  ModuleInfo *by = arena_new(arena, ModuleInfo);
  by->path = r->new_version ? r->new_path : r->written;
  by->version = r->new_version;
  by->go_version = m->go_version;
  m->replace = by;
  if (!r->new_version) {
    by->dir = r->new_path;
    by->go_mod = arena_printf(arena, "%s/go.mod", r->new_path);
  }
  if (!set->vendored) {
    complete(set, arena, rs, by, mode, reuse);
    m->dir = by->dir;
    m->go_mod = by->go_mod;
    m->retracted = by->retracted;
  }
  m->go_version = by->go_version;
}

ModuleInfo *public_module(ModuleSet *set, Arena *arena, const Requirements *rs, const char *path, const char *version,
                          int mode, const PublicReuse *reuse) {
  ModuleInfo *m = arena_new(arena, ModuleInfo);
  m->path = path;
  const Module *main = *version ? NULL : modules_main(set, path);
  if (main) {
    describe_main(set, main, m);
    return m;
  }
  m->version = *version ? version : NULL;
  m->indirect = rs && !requirements_is_direct(set, rs, path);
  const Replacement *r = rs ? query_replacement(set, path, version) : NULL;
  if (set->vendored && rs) {
    const VendorEntry *entry = vendor_entry(set, interned(set, m));
    if (entry) m->go_version = entry->go_version;
  }
  if (r) describe_replaced(set, arena, rs, m, r, mode, reuse);
  else if (!rs || !set->vendored) complete(set, arena, rs, m, mode, reuse);
  return m;
}

ModuleInfo *public_module_named(ModuleSet *set, Arena *arena, const char *name, const ModuleError **error) {
  const char *path, *version, *text = NULL;
  ModuleInfo *m = arena_new(arena, ModuleInfo);
  if (!query_split(arena, name, &path, &version, &text)) {
    m->error = public_error(arena, text);
    return m;
  }
  if (version) return public_module(set, arena, NULL, path, version, 0, NULL);
  Requirements *rs = set->requirements;
  version = rs->pruning == PRUNED ? requirements_root(set, rs, path) : NULL;
  if (!version) {
    ModuleGraph *graph = requirements_graph(set, rs, error);
    if (*error) return NULL;
    version = graph_selected(set, graph, path);
  }
  if (!same(version, "none")) return public_module(set, arena, rs, path, version, 0, NULL);
  *m = (ModuleInfo){.path = path, .error = public_error(arena, "module not in current build")};
  return m;
}

// ---- what is asked for besides

// The newest version that may be chosen, if it is newer. That there is none is no error; others are, so that nobody
// can hide a version by being in the way.
static void add_update(ModuleSet *set, Arena *arena, ModuleInfo *m) {
  static const QueryAllow good = {.rule = QUERY_ALLOW_GOOD};
  const FetchInfo *info;
  if (!m->version) return;
  const ModuleError *error = query_version(set, arena, m->path, "upgrade", m->version, &good, &info);
  if (error) {
    if (!query_no_such_version(error) && !query_disallowed(error)) set_error(arena, m, error);
    return;
  }
  if (mod_version_compare(m->path, info->version, m->version) <= 0) return;
  m->update = arena_new(arena, ModuleInfo);
  m->update->path = m->path;
  m->update->version = info->version;
  m->update->time = public_time(arena, info);
}

static void add_versions(ModuleSet *set, Arena *arena, ModuleInfo *m, bool retracted) {
  QueryAllow allow = {.rule = retracted ? QUERY_ALLOW_RETRACTED : QUERY_ALLOW_GOOD};
  const FetchOrigin *origin;
  const ModuleError *error = query_versions(set, arena, m->path, &allow, &m->versions, &origin);
  if (error) set_error(arena, m, error);
  m->origin = public_origin(arena, query_merge_origins(arena, public_fetch_origin(arena, m->origin), origin));
}

static void add_deprecation(ModuleSet *set, Arena *arena, ModuleInfo *m) {
  const char *message;
  const ModuleError *error = query_deprecated(set, arena, m->path, m->version ? m->version : "", &message);
  if (error && !query_no_such_version(error)) set_error(arena, m, error);
  if (!error && message && *message) m->deprecated = message;
}

void public_add(ModuleSet *set, Arena *arena, ModuleInfo *m, int mode) {
  if (mode & PUBLIC_UPDATE) add_update(set, arena, m);
  if (mode & PUBLIC_VERSIONS) add_versions(set, arena, m, mode & PUBLIC_RETRACTED_VERSIONS);
  if (mode & PUBLIC_RETRACTED) add_retraction(set, arena, m);
  if (mode & PUBLIC_DEPRECATED) add_deprecation(set, arena, m);
}
