// Places that have modules, and what is remembered of what they said: revisions and go.mod files also in the module
// cache.
#include <stdio.h>
#include <string.h>

#include "fetch/internal.h"
#include "mod/dirhash.h"
#include "mod/path.h"
#include "mod/pseudo.h"
#include "mod/tree.h"

struct FetchRepo {
  Fetcher *fetcher;
  FetchProxy proxy;
  const char *path;
};

static const char *copy(Arena *arena, const char *text) { return arena_strdup(arena, text, strlen(text)); }

static FetchAnswer make_repo(void *context, Arena *arena) {
  const FetchRepo *like = context;
  FetchRepo *repo = arena_new(arena, FetchRepo);
  *repo = *like;
  repo->path = copy(arena, like->path);
  repo->proxy.url = copy(arena, like->proxy.url);
  return (FetchAnswer){.value = repo};
}

static const char *key_of(Arena *arena, const FetchRepo *repo, const char *what, const char *more) {
  return arena_printf(arena, "%s\n%s\n%s\n%s", what, repo->proxy.url, repo->path, more);
}

FetchRepo *fetch_repo(Fetcher *f, Arena *arena, const FetchProxy *proxy, const char *path) {
  FetchRepo like = {f, *proxy, path};
  return (FetchRepo *)fetch_once(f, key_of(arena, &like, "place", ""), make_repo, &like).value;
}

// ---- which kind of place it is

static const FetchError *missing(Arena *arena, const char *text) {
  return fetch_error(arena, FETCH_MISSING, "%s", text);
}

static const FetchError *open_place(const FetchRepo *r, Arena *arena, Repo **repo) {
  Fetcher *f = r->fetcher;
  const char *proxy = r->proxy.url;
  bool direct = strcmp(proxy, "direct") == 0, no_proxy = strcmp(proxy, "noproxy") == 0;
  if (f->options.disabled) return fetch_error(arena, FETCH_FAILED, "%s", f->options.disabled);
  if (gover_is_toolchain(r->path)) {
    *repo = toolchain_repo_new(f, arena, &r->proxy, r->path);
    return NULL;
  }
  if (mod_match_prefix(arena, f->settings.no_proxy, r->path))
    return direct || no_proxy ? direct_repo_new(f, arena, r->path, repo)
                              : missing(arena, "disabled by GOPRIVATE/GONOPROXY");
  if (direct) return direct_repo_new(f, arena, r->path, repo);
  if (strcmp(proxy, "off") == 0 || no_proxy) {
    FetchError *error = (FetchError *)missing(
        arena, no_proxy ? "path does not match GOPRIVATE/GONOPROXY" : "module lookup disabled by GOPROXY=off");
    error->off = !no_proxy;
    error->no_proxy = no_proxy;
    return error;
  }
  return proxy_repo_new(f, arena, proxy, r->path, repo);
}

static FetchAnswer open_once(void *context, Arena *arena) {
  Repo *repo = NULL;
  const FetchError *error = open_place(context, arena, &repo);
  return (FetchAnswer){repo, error};
}

static const FetchError *open(FetchRepo *r, Arena *arena, Repo **repo) {
  FetchAnswer answer = fetch_once(r->fetcher, key_of(arena, r, "open", ""), open_once, r);
  *repo = (Repo *)answer.value;
  return answer.error;
}

// ---- questions

typedef struct Question {
  FetchRepo *repo;
  const char *text;  // prefix, revision, version
} Question;

static FetchAnswer list_versions(void *context, Arena *arena) {
  const Question *q = context;
  Repo *repo;
  FetchVersions *versions = arena_new(arena, FetchVersions);
  const FetchError *error = open(q->repo, arena, &repo);
  if (!error) error = repo->kind->versions(repo, arena, q->text, versions);
  return (FetchAnswer){versions, error};
}

const FetchError *fetch_repo_versions(FetchRepo *r, Arena *arena, const char *prefix, FetchVersions *versions) {
  FetchAnswer answer =
      fetch_once(r->fetcher, key_of(arena, r, "versions", prefix), list_versions, &(Question){r, copy(arena, prefix)});
  *versions = *(const FetchVersions *)answer.value;
  return answer.error;
}

// What the cache knows of a revision. *file: where it would stand; NULL: nowhere.
static const FetchInfo *cached_info(Fetcher *f, Arena *arena, const char *path, const char *revision,
                                    const char **file) {
  const FetchError *error;
  *file = gover_is_toolchain(path) ? NULL : fetch_cached_file(f, arena, path, revision, "info", &error);
  if (gover_is_toolchain(path)) return NULL;
  size_t size;
  const char *json = *file ? cache_read(f, arena, path, revision, "info", &size) : NULL;
  if (json) return fetch_info_parse(arena, json, size);
  // Where nobody can be asked what a commit is called now, what it was called before will do.
  if (strcmp(f->settings.proxies, "off") != 0) return NULL;
  const char *version = cache_version_of_commit(f, arena, path, revision);
  if (!version) return NULL;
  *file = fetch_cached_file(f, arena, path, version, "info", &error);
  json = *file ? cache_read(f, arena, path, version, "info", &size) : NULL;
  return json ? fetch_info_parse(arena, json, size) : NULL;
}

// Of the origin, only what says where the version itself comes from.
// The cache could not be written to. What was asked for is there all the same.
static void complain(Fetcher *f, const char *what, const char *problem) {
  if (!problem) return;
  transport_hush(f);
  fprintf(stderr, "go: writing %s cache: %s\n", what, problem);
}

static void write_info(Fetcher *f, Arena *arena, const char *path, const FetchInfo *info) {
  const FetchError *error;
  const char *file = fetch_cached_file(f, arena, path, info->version, "info", &error);
  if (!file) return;
  FetchInfo clean = *info;
  FetchOrigin origin;
  if (info->origin) {
    origin = *info->origin;
    origin.tag_sum = origin.tag_prefix = origin.repo_sum = "";
    if (pseudo_is(info->version)) origin.ref = "";
    clean.origin = &origin;
  }
  const char *json = fetch_info_json(arena, &clean);
  const char *problem = cache_write(arena, file, json, strlen(json));
  complain(f, "stat", problem);
}

static FetchAnswer stat_revision(void *context, Arena *arena) {
  const Question *q = context;
  FetchRepo *r = q->repo;
  const char *file;
  const FetchInfo *info = cached_info(r->fetcher, arena, r->path, q->text, &file);
  if (info) return (FetchAnswer){.value = info};
  Repo *repo;
  const FetchError *error = open(r, arena, &repo);
  if (!error) error = repo->kind->stat(repo, arena, copy(arena, q->text), &info);
  if (error || gover_is_toolchain(r->path)) return (FetchAnswer){info, error};
  if (strcmp(info->version, q->text) != 0) fetch_know(r->fetcher, key_of(arena, r, "stat", info->version), info);
  write_info(r->fetcher, arena, r->path, info);
  return (FetchAnswer){.value = info};
}

const FetchError *fetch_repo_stat(FetchRepo *r, Arena *arena, const char *revision, const FetchInfo **info) {
  FetchAnswer answer =
      fetch_once(r->fetcher, key_of(arena, r, "stat", revision), stat_revision, &(Question){r, revision});
  *info = answer.value;
  return answer.error;
}

static FetchAnswer find_latest(void *context, Arena *arena) {
  FetchRepo *r = ((const Question *)context)->repo;
  Repo *repo;
  const FetchInfo *info = NULL;
  const FetchError *error = open(r, arena, &repo);
  if (!error) error = repo->kind->latest(repo, arena, &info);
  if (error || gover_is_toolchain(r->path)) return (FetchAnswer){info, error};
  fetch_know(r->fetcher, key_of(arena, r, "stat", info->version), info);
  const char *file;
  if (!cached_info(r->fetcher, arena, r->path, info->version, &file) && file)
    write_info(r->fetcher, arena, r->path, info);
  return (FetchAnswer){.value = info};
}

const FetchError *fetch_repo_latest(FetchRepo *r, Arena *arena, const FetchInfo **info) {
  FetchAnswer answer = fetch_once(r->fetcher, key_of(arena, r, "latest", ""), find_latest, &(Question){r, ""});
  *info = answer.value;
  return answer.error;
}

const FetchError *fetch_repo_check_reuse(FetchRepo *r, Arena *arena, const FetchOrigin *origin) {
  Repo *repo;
  const FetchError *error = open(r, arena, &repo);
  return error ? error : repo->kind->check_reuse(repo, arena, origin);
}

// ---- go.mod and archive

static const FetchError *check_go_mod(Fetcher *f, Arena *arena, const char *path, const char *version, FetchText text) {
  return sums_check(f, arena, path, arena_printf(arena, "%s/go.mod", version),
                    dirhash_go_mod(arena, text.bytes, text.size));
}

// Go.mod files that an old go made up of other systems' lists are not there.
static bool is_made_up(const char *text) { return strncmp(text, "//vgo 0.0.", 10) == 0; }

// The cache's file, if there is one that holds what it should; else text->bytes is NULL, and another is fetched. An
// error only if go.sum says that it must be another.
static const FetchError *cached_go_mod(Fetcher *f, Arena *arena, const char *path, const char *version,
                                       FetchText *text) {
  text->bytes = gover_is_toolchain(path) ? NULL : cache_read(f, arena, path, version, "mod", &text->size);
  if (text->bytes && is_made_up(text->bytes)) text->bytes = NULL;
  const FetchError *error = text->bytes ? check_go_mod(f, arena, path, version, *text) : NULL;
  if (error) text->bytes = NULL;
  return error && error->kind == FETCH_FATAL ? error : NULL;
}

static FetchAnswer read_go_mod(void *context, Arena *arena) {
  const Question *q = context;
  FetchRepo *r = q->repo;
  Fetcher *f = r->fetcher;
  FetchText *text = arena_new(arena, FetchText);
  const FetchError *error = cached_go_mod(f, arena, r->path, q->text, text), *no_file;
  if (error || text->bytes) return (FetchAnswer){text, error};
  Repo *repo;
  error = open(r, arena, &repo);
  if (!error) error = repo->kind->go_mod(repo, arena, copy(arena, q->text), text);
  if (error || gover_is_toolchain(r->path)) return (FetchAnswer){text, error};
  error = check_go_mod(f, arena, r->path, q->text, *text);
  if (error) return (FetchAnswer){text, error};
  const char *file = fetch_cached_file(f, arena, r->path, q->text, "mod", &no_file);
  const char *problem = file ? cache_write(arena, file, text->bytes, text->size) : NULL;
  complain(f, "go.mod", problem);
  return (FetchAnswer){.value = text};
}

const FetchError *repo_go_mod(FetchRepo *r, Arena *arena, const char *version, FetchText *text) {
  FetchAnswer answer =
      fetch_once(r->fetcher, key_of(arena, r, "go.mod", version), read_go_mod, &(Question){r, version});
  *text = *(const FetchText *)answer.value;
  return answer.error;
}

const FetchError *repo_zip(FetchRepo *r, Arena *arena, const char *version, int fd, const char *file) {
  Repo *repo;
  const FetchError *error = open(r, arena, &repo);
  return error ? error : repo->kind->zip(repo, arena, version, fd, file);
}

// ---- at any place

typedef struct Search {
  Fetcher *fetcher;
  const char *path, *revision;
  const FetchInfo *info;
  FetchText text;
} Search;

static const FetchError *ask_info(void *context, Arena *arena, const FetchProxy *proxy) {
  Search *s = context;
  return fetch_repo_stat(fetch_repo(s->fetcher, arena, proxy, s->path), arena, s->revision, &s->info);
}

static const FetchError *ask_go_mod(void *context, Arena *arena, const FetchProxy *proxy) {
  Search *s = context;
  return repo_go_mod(fetch_repo(s->fetcher, arena, proxy, s->path), arena, s->revision, &s->text);
}

const FetchError *fetch_info(Fetcher *f, Arena *arena, const char *path, const char *version, const FetchInfo **info,
                             const char **file) {
  const char *where;
  if (!mod_version_valid(path, version))
    return fetch_error(arena, FETCH_FAILED, "invalid version %s", fetch_quote(arena, version));
  *info = cached_info(f, arena, path, version, &where);
  if (file) *file = where;
  if (*info) return NULL;
  Search s = {.fetcher = f, .path = path, .revision = version};
  const FetchError *error = fetch_try_proxies(f, arena, ask_info, &s);
  *info = s.info;
  if (file && !error) *file = fetch_cached_file(f, arena, path, version, "info", &error);
  return error;
}

const FetchError *fetch_go_mod(Fetcher *f, Arena *arena, const char *path, const char *version, FetchText *text) {
  Search s = {.fetcher = f, .path = path, .revision = version};
  if (!mod_version_valid(path, version)) {
    const char *file;
    s.info = cached_info(f, arena, path, version, &file);
    const FetchError *error = s.info ? NULL : fetch_try_proxies(f, arena, ask_info, &s);
    if (error) return error;
    s.revision = s.info->version;
  }
  const FetchError *error = cached_go_mod(f, arena, path, s.revision, text);
  if (error || text->bytes) return error;
  error = fetch_try_proxies(f, arena, ask_go_mod, &s);
  *text = s.text;
  return error;
}

const char *fetch_legacy_go_mod(Arena *arena, const char *path) {
  return arena_printf(arena, "module %s\n", mod_auto_quote(arena, path));
}
