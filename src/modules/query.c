// The version of one module that a query means (https://go.dev/ref/mod#version-queries). One place after the other is
// asked; at each the query names a revision, which is looked up, or chooses among the tagged versions: releases before
// prereleases, and where no version is tagged the default branch.
#include <string.h>

#include "mod/pseudo.h"
#include "mod/semver.h"
#include "modules/query_internal.h"

typedef struct Question {
  ModuleSet *set;
  const char *path, *query, *current;
  const QueryAllow *allow;
  const QueryReuse *reuse;  // NULL: none
  QueryWords words;
  QueryRepo repo;
  const FetchOrigin *origin;  // of what was looked at so far
  const FetchInfo *out;
} Question;

const ModuleError *query_disabled(ModuleSet *set, Arena *arena) {
  return set->mod_reason ? query_error(arena, MODULE_ERROR_OTHER, "cannot query module due to -mod=%s\n\t(%s)",
                                       set->mod, set->mod_reason)
                         : query_error(arena, MODULE_ERROR_OTHER, "cannot query module due to -mod=%s", set->mod);
}

const ModVersion *query_module(ModuleSet *set, const char *path, const char *version) {
  lock_take(&set->lock);
  const ModVersion *m = modules_version(set, path, version);
  lock_release(&set->lock);
  return m;
}

const Replacement *query_replacement(ModuleSet *set, const char *path, const char *version) {
  lock_take(&set->lock);
  const Replacement *r = modules_replacement(set, path, version);
  lock_release(&set->lock);
  return r;
}

// ---- origins

static bool same(const char *a, const char *b) { return strcmp(a ? a : "", b ? b : "") == 0; }
static bool said(const char *text) { return text && *text; }

// Takes over what only the other says; false if they contradict each other.
static bool merge(const char **into, const char *other) {
  if (!said(other)) return true;
  if (said(*into) && !same(*into, other)) return false;
  *into = other;
  return true;
}

const FetchOrigin *query_merge_origins(Arena *arena, const FetchOrigin *a, const FetchOrigin *b) {
  if (!a || !b || !same(a->vcs, b->vcs) || !same(a->url, b->url) || !same(a->subdir, b->subdir)) return NULL;
  FetchOrigin *both = arena_new(arena, FetchOrigin);
  *both = *a;
  if (said(a->tag_sum) && said(b->tag_sum) && !same(a->tag_prefix, b->tag_prefix)) return NULL;
  if (said(b->tag_sum)) both->tag_prefix = b->tag_prefix;
  return merge(&both->hash, b->hash) && merge(&both->tag_sum, b->tag_sum) && merge(&both->repo_sum, b->repo_sum) &&
                 merge(&both->ref, b->ref)
             ? both
             : NULL;
}

static void add_origin(Question *q, Arena *arena, const FetchInfo *info) {
  if (info) q->origin = query_merge_origins(arena, q->origin, info->origin);
}

// The answer, with the origin of all that was looked at for it; info NULL: no version, only the origin.
static void answer(Question *q, Arena *arena, const FetchInfo *info) {
  q->out = NULL;
  if (!info && !q->origin) return;
  FetchInfo *out = arena_new(arena, FetchInfo);
  if (info) *out = *info;
  out->origin = q->origin;
  q->out = out;
}

// ---- choosing

static bool allows(const Question *q, Arena *arena, const char *version) {
  if (!query_words_match(&q->words, version)) return false;
  const ModuleError *error = query_allowed(q->set, arena, q->allow, q->path, version);
  return !error || !query_disallowed(error);
}

// Has a version a go.mod of its own? One that was made for it says nothing but the path.
static const ModuleError *has_go_mod(const Question *q, Arena *arena, const char *version, bool *has) {
  FetchText text;
  const FetchError *error = fetch_go_mod(q->set->options.fetcher, arena, q->path, version, &text);
  if (!error) *has = strcmp(text.bytes, fetch_legacy_go_mod(arena, q->path)) != 0;
  return query_error_from(arena, error);
}

// Sorts the versions that match into releases and prereleases. "+incompatible" ones, which come last, only count if
// they are asked for, or if none before them has a go.mod: then the author does not know of modules.
static const ModuleError *filter(Question *q, Arena *arena, const StringVec *list, StringVec *releases,
                                 StringVec *prereleases) {
  bool incompatible = q->words.prefer_incompatible;
  const char *compatible = NULL;
  for (uint32_t i = 0; i < list->len; i++) {
    const char *version = list->data[i];
    if (!allows(q, arena, version)) continue;
    if (!incompatible && !same(semver_build(version), "+incompatible")) {
      compatible = version;
    } else if (!incompatible && compatible) {
      bool has = false;
      const ModuleError *error = has_go_mod(q, arena, compatible, &has);
      if (error) return error;
      if (has) break;
      incompatible = true;
    }
    vec_push(arena, mod_version_is_prerelease(arena, q->path, version) ? prereleases : releases, version);
  }
  return NULL;
}

static const ModuleError *stat_current(Question *q, Arena *arena) {
  const FetchInfo *info;
  const ModuleError *error = query_allowed(q->set, arena, q->allow, q->path, q->current);
  if (error && query_disallowed(error)) {
    answer(q, arena, NULL);
    return error;
  }
  error = query_repo_stat(&q->repo, arena, q->current, &info);
  add_origin(q, arena, info);
  answer(q, arena, error ? NULL : info);
  return error;
}

// Looks up the version that was chosen. From a pseudo-version nothing goes back to what was there before it: it may be
// of a branch without tags, which counts as less than any release.
static const ModuleError *look_up(Question *q, Arena *arena, const char *version) {
  const FetchInfo *info;
  const ModuleError *error = query_repo_stat(&q->repo, arena, version, &info);
  add_origin(q, arena, info);
  int64_t then;
  const char *malformed;
  if (!error && query_is_relative(q->query) && pseudo_is(q->current) && info->time &&
      pseudo_time(arena, q->current, &then, &malformed) && info->seconds < then)
    return stat_current(q, arena);
  answer(q, arena, error ? NULL : info);
  return error;
}

static const ModuleError *latest(Question *q, Arena *arena, const char **version) {
  const FetchInfo *info;
  const ModuleError *error = query_repo_latest(&q->repo, arena, &info);
  *version = NULL;
  add_origin(q, arena, info);
  if (!error && allows(q, arena, info->version)) *version = info->version;
  if (error && error->kind != MODULE_ERROR_NOT_FOUND) {
    answer(q, arena, NULL);
    return error;
  }
  return NULL;
}

static const ModuleError *no_version(const Question *q, Arena *arena) {
  const char *current = "";
  if (query_is_relative(q->query) && query_has_current(q->current))
    current = arena_printf(arena, " (current version is %s)", q->current);
  return query_error(arena, MODULE_ERROR_NO_VERSION, "no matching versions for query %s%s",
                     text_quote(arena, q->query, strlen(q->query)), current);
}

static const ModuleError *choose(Question *q, Arena *arena) {
  FetchVersions versions;
  StringVec releases = {0}, prereleases = {0};
  const ModuleError *error = query_repo_versions(&q->repo, arena, q->words.prefix, &versions);
  if (error) return error;
  q->origin = versions.origin;
  error = filter(q, arena, &versions.list, &releases, &prereleases);
  if (error) {
    answer(q, arena, NULL);
    return error;
  }
  const StringVec *list = releases.len ? &releases : &prereleases;
  if (list->len) return look_up(q, arena, list->data[q->words.prefer_lower ? 0 : list->len - 1]);
  const char *version = NULL;
  if (q->words.may_use_latest && (error = latest(q, arena, &version))) return error;
  if (version) return look_up(q, arena, version);
  if (query_is_relative(q->query) && query_has_current(q->current)) {
    error = query_allowed(q->set, arena, q->allow, q->path, q->current);
    if (!error || !query_disallowed(error)) return look_up(q, arena, q->current);
  } else {
    error = no_version(q, arena);
  }
  answer(q, arena, NULL);
  return error;
}

// ---- revisions

static const ModuleError *look_up_revision(Question *q, Arena *arena) {
  const FetchInfo *info, *plain;
  const ModuleError *error = query_repo_stat(&q->repo, arena, q->query, &info);
  // "v1.2.3+meta" is a tag, or else the version v1.2.3.
  const char *canonical = semver_canonical(arena, q->query, true);
  if (error && *canonical && !same(canonical, q->query)) {
    const ModuleError *second = query_repo_stat(&q->repo, arena, canonical, &plain);
    if (!second || second->kind != MODULE_ERROR_NOT_FOUND) error = second, info = plain;
  }
  q->out = info;
  if (error) return error;
  error = query_allowed(q->set, arena, q->allow, q->path, info->version);
  if (!error || !query_disallowed(error)) return NULL;
  q->out = NULL;
  return error;
}

// ---- reuse

// Does an origin say all that tells whether the query still has the answer that was found there?
static bool tells_enough(const char *path, const char *query, const FetchOrigin *origin) {
  if (said(origin->repo_sum)) return true;
  if (semver_is_canonical(query)) return said(origin->hash) || said(origin->ref) || said(origin->tag_sum);
  if (query_is_revision(path, query) && !said(origin->hash) && !said(origin->ref)) return false;
  return said(origin->tag_sum);
}

static bool holds_at(const QueryRepo *repo, Arena *arena, const char *query, const FetchOrigin *origin) {
  return origin && !repo->replaced && repo->repo && tells_enough(repo->path, query, origin) &&
         !fetch_repo_check_reuse(repo->repo, arena, origin);
}

typedef struct Reusing {
  ModuleSet *set;
  const char *path, *query;
  const FetchOrigin *origin;
} Reusing;

static const ModuleError *ask_reuse(void *context, Arena *arena, const FetchProxy *proxy) {
  Reusing *r = context;
  QueryRepo repo;
  const ModuleError *error = query_repo_open(r->set, arena, proxy, r->path, &repo);
  if (error || holds_at(&repo, arena, r->query, r->origin)) return error;
  return query_error(arena, MODULE_ERROR_OTHER, "not reusable");
}

bool query_reusable(ModuleSet *set, Arena *arena, const char *path, const char *query, const FetchOrigin *origin) {
  Reusing r = {set, path, query, origin};
  return !query_try_proxies(set, arena, ask_reuse, &r);
}

// ---- one place

static const ModuleError *ask(void *context, Arena *arena, const FetchProxy *proxy) {
  static const FetchInfo main_module = {.version = ""};
  Question *q = context;
  q->out = NULL;
  if (query_has_current(q->current) && !mod_version_valid(q->path, q->current))
    return query_error(arena, MODULE_ERROR_OTHER, "invalid previous version %s@%s", q->path, q->current);
  if (same(q->set->mod, "vendor")) return query_disabled(q->set, arena);
  if (modules_main(q->set, q->path) && query_is_relative(q->query)) {
    q->out = &main_module;
    return NULL;
  }
  if (same(q->path, "std") || same(q->path, "cmd"))
    return query_error(arena, MODULE_ERROR_OTHER, "can't query specific version (%s) of standard-library module \"%s\"",
                       text_quote(arena, q->query, strlen(q->query)), q->path);
  const ModuleError *error = query_repo_open(q->set, arena, proxy, q->path, &q->repo);
  if (error) return error;
  const FetchInfo *old = q->reuse ? q->reuse->find(q->reuse->context, q->path, q->query) : NULL;
  if (old && holds_at(&q->repo, arena, q->query, old->origin)) {
    q->out = old;
    return NULL;
  }
  error = query_words_read(arena, q->path, q->query, q->current, &q->words);
  if (error) return error;
  return q->words.can_stat ? look_up_revision(q, arena) : choose(q, arena);
}

static Question question(ModuleSet *set, const char *path, const char *query, const char *current,
                         const QueryAllow *allow, const QueryReuse *reuse) {
  return (Question){
      .set = set, .path = path, .query = query, .current = current ? current : "", .allow = allow, .reuse = reuse};
}

const ModuleError *query_at(ModuleSet *set, Arena *arena, const FetchProxy *proxy, const char *path, const char *query,
                            const char *current, const QueryAllow *allow, const QueryReuse *reuse,
                            const FetchInfo **out) {
  Question q = question(set, path, query, current, allow, reuse);
  const ModuleError *error = ask(&q, arena, proxy);
  *out = q.out;
  return error;
}

const ModuleError *query_version_reusing(ModuleSet *set, Arena *arena, const char *path, const char *query,
                                         const char *current, const QueryAllow *allow, const QueryReuse *reuse,
                                         const FetchInfo **out) {
  Question q = question(set, path, query, current, allow, reuse);
  const ModuleError *error = query_try_proxies(set, arena, ask, &q);
  *out = q.out;
  return error;
}

const ModuleError *query_version(ModuleSet *set, Arena *arena, const char *path, const char *query, const char *current,
                                 const QueryAllow *allow, const FetchInfo **out) {
  return query_version_reusing(set, arena, path, query, current, allow, NULL, out);
}
