// A module at a proxy (https://go.dev/ref/mod#goproxy-protocol): five files below the module's address.
#include <string.h>

#include "fetch/http.h"
#include "mod/path.h"
#include "mod/pseudo.h"
#include "mod/semver.h"
#include "mod/zip.h"

typedef struct ProxyRepo {
  Repo repo;
  const char *base;   // the module's address
  const char *shown;  // the proxy's, without password
} ProxyRepo;

static const FetchError *of_version(const ProxyRepo *p, Arena *arena, const FetchError *error, const char *version) {
  if (!error || error->kind == FETCH_FATAL) return error;
  if (!*version || semver_is_canonical(version)) return fetch_error_of(arena, error, p->repo.path, version);
  return fetch_invalid_version(arena, error, p->repo.path, version);
}

static const FetchError *read_text(const ProxyRepo *p, Arena *arena, const char *file, FetchText *text) {
  return http_text(p->repo.fetcher, arena, url_join(arena, p->base, url_escape(arena, file)), text);
}

// Reads a file of a version.
static const FetchError *read_of(const ProxyRepo *p, Arena *arena, const char *version, const char *suffix,
                                 FetchText *text) {
  const char *problem, *escaped = mod_escape_version(arena, version, &problem);
  if (problem) return fetch_error_text(arena, problem);
  return read_text(p, arena, arena_printf(arena, "@v/%s.%s", escaped, suffix), text);
}

static const FetchError *read_info(const ProxyRepo *p, Arena *arena, FetchText text, const char *revision,
                                   const FetchInfo **info) {
  const char *problem;
  *info = info_parse(arena, text.bytes, text.size, &problem);
  if (*info) return NULL;
  const FetchError *error =
      fetch_error(arena, FETCH_FAILED, "invalid response from proxy %s: %s", fetch_quote(arena, p->shown), problem);
  return of_version(p, arena, error, revision);
}

static const FetchError *stat_version(Repo *repo, Arena *arena, const char *revision, const FetchInfo **info) {
  const ProxyRepo *p = (ProxyRepo *)repo;
  FetchText text;
  const FetchError *error = read_of(p, arena, revision, "info", &text);
  if (error) return of_version(p, arena, error, revision);
  error = read_info(p, arena, text, revision, info);
  if (error || strcmp((*info)->version, revision) == 0) return error;
  // Only of a version that the module can have, the answer is about that one.
  if (!semver_is_canonical(revision) || mod_check(arena, repo->path, revision)) return NULL;
  error = fetch_error(arena, FETCH_FAILED, "proxy returned info for version %s instead of requested version",
                      (*info)->version);
  return of_version(p, arena, error, revision);
}

// ---- @v/list: a version a line, which may have a time behind it

typedef struct ListLine {
  const char *version;
  const char *time;  // "" none
} ListLine;
typedef Vec(ListLine) ListLines;

static void read_lines(Arena *arena, FetchText text, ListLines *lines) {
  for (const char *at = text.bytes, *end = text.bytes + text.size; at < end;) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    if (!stop) stop = end;
    char *line = arena_strdup(arena, at, (size_t)(stop - at)), *rest;
    const char *version = strtok_r(line, " \t\r\v\f", &rest),
               *time = version ? strtok_r(NULL, " \t\r\v\f", &rest) : NULL;
    if (version && semver_valid(version)) {
      ListLine entry = {version, time ? time : ""};
      vec_push(arena, lines, entry);
    }
    at = stop + 1;
  }
}

static const FetchError *read_list(const ProxyRepo *p, Arena *arena, ListLines *lines) {
  FetchText text;
  const FetchError *error = read_text(p, arena, "@v/list", &text);
  if (error) return of_version(p, arena, error, "");
  read_lines(arena, text, lines);
  return NULL;
}

static FetchAnswer list_once(void *context, Arena *arena) {
  ListLines *lines = arena_new(arena, ListLines);
  return (FetchAnswer){lines, read_list(context, arena, lines)};
}

static const FetchError *list(const ProxyRepo *p, Arena *arena, const ListLines **lines) {
  FetchAnswer answer = fetch_once(p->repo.fetcher, arena_printf(arena, "list %s", p->base), list_once, (void *)p);
  *lines = answer.value;
  return answer.error;
}

static const FetchError *versions(Repo *repo, Arena *arena, const char *prefix, FetchVersions *versions) {
  const ListLines *lines;
  const FetchError *error = list((ProxyRepo *)repo, arena, &lines);
  *versions = (FetchVersions){0};
  if (error) return error;
  for (uint32_t i = 0; i < lines->len; i++) {
    const char *version = lines->data[i].version;
    if (strncmp(version, prefix, strlen(prefix)) == 0 && !pseudo_is(version)) vec_push(arena, &versions->list, version);
  }
  semver_sort(&versions->list);
  return NULL;
}

static int64_t time_of(Arena *arena, const ListLine *line) {
  int64_t seconds = 0;
  const char *error;
  if (*line->time) {
    const char *json = arena_printf(arena, "{\"Time\":%s}", fetch_quote(arena, line->time));
    const FetchInfo *info = fetch_info_parse(arena, json, strlen(json));
    return info ? info->seconds : INT64_MIN;
  }
  return pseudo_is(line->version) && pseudo_time(arena, line->version, &seconds, &error) ? seconds : INT64_MIN;
}

// Of a module without tags: the latest in the list.
static const FetchError *latest_of_list(const ProxyRepo *p, Arena *arena, const FetchInfo **info) {
  const ListLines *lines;
  const FetchError *error = list(p, arena, &lines);
  if (error) return error;
  const char *best = NULL;
  int64_t best_time = INT64_MIN;
  for (uint32_t i = 0; i < lines->len; i++) {
    int64_t time = time_of(arena, &lines->data[i]);
    if (time <= best_time) continue;
    best_time = time;
    best = lines->data[i].version;
  }
  if (!best) return of_version(p, arena, fetch_error(arena, FETCH_MISSING, "no commits"), "");
  return stat_version((Repo *)p, arena, best, info);
}

static const FetchError *latest(Repo *repo, Arena *arena, const FetchInfo **info) {
  const ProxyRepo *p = (ProxyRepo *)repo;
  FetchText text;
  const FetchError *error = read_text(p, arena, "@latest", &text);
  if (error && error->kind == FETCH_MISSING) return latest_of_list(p, arena, info);
  if (error) return of_version(p, arena, error, "");
  return read_info(p, arena, text, "", info);
}

// ---- what a version holds

static const FetchError *go_mod(Repo *repo, Arena *arena, const char *version, FetchText *text) {
  const ProxyRepo *p = (ProxyRepo *)repo;
  if (!semver_is_canonical(version))
    return of_version(p, arena,
                      fetch_error(arena, FETCH_FAILED, "internal error: version passed to GoMod is not canonical"),
                      version);
  return of_version(p, arena, read_of(p, arena, version, "mod", text), version);
}

static const FetchError *zip(Repo *repo, Arena *arena, const char *version, int fd, const char *file) {
  (void)file;
  const ProxyRepo *p = (ProxyRepo *)repo;
  const char *problem, *escaped = mod_escape_version(arena, version, &problem);
  if (problem) return of_version(p, arena, fetch_error_text(arena, problem), version);
  const char *url = url_join(arena, p->base, url_escape(arena, arena_printf(arena, "@v/%s.zip", escaped)));
  HttpAnswer answer;
  const FetchError *error = http_get(repo->fetcher, arena, HTTP_DEFAULT, url, fd, ZIP_MODULE_MAX, &answer);
  if (!error) error = http_answer_error(arena, &answer);
  if (!error && answer.too_large) error = fetch_error(arena, FETCH_FAILED, "downloaded zip file too large");
  return of_version(p, arena, error, version);
}

static const FetchError *check_reuse(Repo *repo, Arena *arena, const FetchOrigin *origin) {
  (void)repo, (void)origin;
  return fetch_error(arena, FETCH_FAILED, "proxy does not support CheckReuse");
}

static const RepoKind proxy_kind = {versions, stat_version, latest, go_mod, zip, check_reuse};

static const FetchError *check_url(Arena *arena, const char *url) {
  const char *scheme = url_scheme(arena, url), *shown = url_redact(arena, url);
  if (!*scheme) return fetch_error(arena, FETCH_FAILED, "invalid proxy URL missing scheme: %s", shown);
  if (strcmp(scheme, "file") == 0)
    return strncmp(url, "file:///", 8) == 0 && !strpbrk(url, "?#")
               ? NULL
               : fetch_error(arena, FETCH_FAILED, "invalid file:// proxy URL with non-path elements: %s", shown);
  if (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)
    return fetch_error(arena, FETCH_FAILED, "invalid proxy URL scheme (must be https, http, file): %s", shown);
  return NULL;
}

const FetchError *proxy_repo_new(Fetcher *f, Arena *arena, const char *url, const char *path, Repo **repo) {
  const FetchError *error = check_url(arena, url);
  if (error) return error;
  const char *problem, *escaped = mod_escape_path(arena, path, &problem);
  if (problem) return fetch_error_text(arena, problem);
  ProxyRepo *p = arena_new(arena, ProxyRepo);
  *p = (ProxyRepo){.repo = {&proxy_kind, f, path},
                   .base = url_join(arena, url, url_escape(arena, escaped)),
                   .shown = url_redact(arena, url)};
  *repo = &p->repo;
  return NULL;
}
