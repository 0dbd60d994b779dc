// The modules "go" and "toolchain": versions of Go, as the module golang.org/toolchain has them, which is what is
// downloaded (cmd/go/internal/modfetch/toolchain.go). "go" has "1.21.3", "toolchain" has "go1.21.3".
#include <stdlib.h>
#include <string.h>

#include "fetch/internal.h"

typedef struct ToolchainRepo {
  Repo repo;
  FetchRepo *downloads;
  const char *prefix;  // of versions: "go" or ""
} ToolchainRepo;

// "1.19.7" of "v0.0.1-go1.19.7.linux-amd64"; NULL: it is something else.
static const char *of_download(Arena *arena, const char *version) {
  const char *start = strchr(version, '-'), *end = start ? strrchr(start, '.') : NULL;
  if (!end || !strchr(end, '-')) return NULL;
  start++;
  if (strncmp(start, "go", 2) == 0) start += 2;
  return end > start ? arena_strdup(arena, start, (size_t)(end - start)) : "";
}

static int by_version(const void *a, const void *b) {
  return gover_compare(*(const char *const *)a, *(const char *const *)b);
}

static const FetchError *versions(Repo *repo, Arena *arena, const char *prefix, FetchVersions *result) {
  (void)prefix;
  const ToolchainRepo *t = (ToolchainRepo *)repo;
  const char *own = repo->fetcher->options.go_version;
  FetchVersions downloads;
  *result = (FetchVersions){0};
  const FetchError *error = fetch_repo_versions(t->downloads, arena, "", &downloads);
  if (error) return error;
  StringVec list = {0};
  for (uint32_t i = 0; i < downloads.list.len; i++) {
    const char *version = of_download(arena, downloads.list.data[i]);
    if (version) vec_push(arena, &list, version);
  }
  vec_push(arena, &list, own);  // whatever is offered
  qsort(list.data, list.len, sizeof *list.data, by_version);
  for (uint32_t i = 0; i < list.len; i++)
    if (i == 0 || strcmp(list.data[i - 1], list.data[i]) != 0)
      vec_push(arena, &result->list, arena_printf(arena, "%s%s", t->prefix, list.data[i]));
  return NULL;
}

static const FetchError *stat_version(Repo *repo, Arena *arena, const char *revision, const FetchInfo **info) {
  const ToolchainRepo *t = (ToolchainRepo *)repo;
  const char *v = strncmp(revision, "go", 2) == 0 ? revision + 2 : revision, *own = repo->fetcher->options.go_version;
  if (!gover_valid(v)) return fetch_error(arena, FETCH_FAILED, "invalid %s version %s", repo->path, revision);
  FetchInfo *result = arena_new(arena, FetchInfo);
  result->version = arena_printf(arena, "%s%s", t->prefix, v);
  *info = result;
  // Earlier ones are a matter of the go line alone, and our own is here.
  if (*t->prefix ? strcmp(v, own) == 0 : gover_compare(v, own) <= 0) return NULL;
  if (gover_is_lang(v))
    return fetch_error(arena, FETCH_FAILED, "go language version %s is not a toolchain version", revision);
  // Every release has one for this system.
  const FetchInfo *download;
  const FetchError *error =
      fetch_repo_stat(t->downloads, arena, arena_printf(arena, "v0.0.1-go%s.linux-amd64", v), &download);
  if (error) return error;
  result->time = download->time;
  result->seconds = download->seconds;
  return NULL;
}

static const FetchError *latest(Repo *repo, Arena *arena, const FetchInfo **info) {
  FetchVersions all;
  const FetchError *error = versions(repo, arena, "", &all);
  return error ? error : stat_version(repo, arena, vec_last(&all.list), info);
}

static const FetchError *go_mod(Repo *repo, Arena *arena, const char *version, FetchText *text) {
  (void)version;
  text->bytes = fetch_legacy_go_mod(arena, repo->path);
  text->size = strlen(text->bytes);
  return NULL;
}

static const FetchError *zip(Repo *repo, Arena *arena, const char *version, int fd, const char *file) {
  (void)repo, (void)version, (void)fd, (void)file;
  return fetch_error(arena, FETCH_FAILED, "invalid use of toolchainRepo: Zip");
}

static const FetchError *check_reuse(Repo *repo, Arena *arena, const FetchOrigin *origin) {
  (void)repo, (void)origin;
  return fetch_error(arena, FETCH_FAILED, "invalid use of toolchainRepo: CheckReuse");
}

static const RepoKind toolchain_kind = {versions, stat_version, latest, go_mod, zip, check_reuse};

Repo *toolchain_repo_new(Fetcher *f, Arena *arena, const FetchProxy *proxy, const char *path) {
  ToolchainRepo *t = arena_new(arena, ToolchainRepo);
  *t = (ToolchainRepo){.repo = {&toolchain_kind, f, path},
                       .downloads = fetch_repo(f, arena, proxy, "golang.org/toolchain"),
                       .prefix = strcmp(path, "toolchain") == 0 ? "go" : ""};
  return &t->repo;
}
