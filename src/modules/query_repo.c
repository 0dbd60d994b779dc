// What is known of a module at a place of GOPROXY, together with replacements: a version that go.mod replaces exists,
// whatever the place says.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mod/path.h"
#include "mod/pseudo.h"
#include "mod/semver.h"
#include "modules/query_internal.h"

const char *query_highest_replaced(const ModuleSet *set, const char *path) {
  const char *highest = NULL;
  for (uint32_t i = 0; i < set->replaces.len; i++) {
    const Replacement *r = &set->replaces.data[i];
    if (strcmp(r->old_path, path) != 0) continue;
    const char *version = r->old_version ? r->old_version : "";
    if (!highest || mod_version_compare(path, version, highest) > 0) highest = version;
  }
  return highest;
}

const char *query_zero_version(Arena *arena, const char *path) {
  const char *major;
  bool valid = mod_path_major(path, &major);
  return pseudo_zero(arena, valid && *major ? major + 1 : "v0");
}

const ModuleError *query_repo_open(ModuleSet *set, Arena *arena, const FetchProxy *proxy, const char *path,
                                   QueryRepo *out) {
  const char *bad = gover_is_toolchain(path) ? NULL : mod_path_error(arena, path, MOD_PATH_MODULE);
  *out = (QueryRepo){.set = set, .path = path, .replaced = query_highest_replaced(set, path)};
  if (bad) out->bad_path = query_error(arena, MODULE_ERROR_BAD_PATH, "%s", bad);
  else out->repo = fetch_repo(set->options.fetcher, arena, proxy, path);
  return out->replaced ? NULL : out->bad_path;
}

// ---- versions

typedef struct Order {
  const char *path;
} Order;

static int by_version(const void *left, const void *right, void *context) {
  const Order *order = context;
  return mod_version_compare(order->path, *(const char *const *)left, *(const char *const *)right);
}

static void add_replaced(const QueryRepo *r, Arena *arena, const char *prefix, FetchVersions *out) {
  uint32_t before = out->list.len;
  StringVec list = {0};
  for (uint32_t i = 0; i < before; i++) vec_push(arena, &list, out->list.data[i]);
  for (uint32_t i = 0; i < r->set->replaces.len; i++) {
    const Replacement *one = &r->set->replaces.data[i];
    if (strcmp(one->old_path, r->path) != 0 || !one->old_version || pseudo_is(one->old_version)) continue;
    if (strncmp(one->old_version, prefix, strlen(prefix)) == 0) vec_push(arena, &list, one->old_version);
  }
  if (list.len == before) return;
  Order order = {r->path};
  qsort_r(list.data, list.len, sizeof *list.data, by_version, &order);
  uint32_t kept = 1;
  for (uint32_t i = 1; i < list.len; i++)
    if (strcmp(list.data[kept - 1], list.data[i]) != 0) list.data[kept++] = list.data[i];
  list.len = kept;
  *out = (FetchVersions){.list = list};
}

const ModuleError *query_repo_versions(const QueryRepo *r, Arena *arena, const char *prefix, FetchVersions *out) {
  *out = (FetchVersions){0};
  const FetchError *error = r->repo ? fetch_repo_versions(r->repo, arena, prefix, out) : NULL;
  if (error && (!r->replaced || error->kind != FETCH_MISSING)) return query_error_from(arena, error);
  if (r->replaced) add_replaced(r, arena, prefix, out);
  return NULL;
}

// ---- revisions

// What is known of a version that only a replacement has.
static const FetchInfo *replaced_info(Arena *arena, const char *version) {
  FetchInfo *info = arena_new(arena, FetchInfo);
  *info = (FetchInfo){.version = version};
  int64_t seconds;
  const char *error;
  if (!pseudo_time(arena, version, &seconds, &error)) return info;
  struct tm tm;
  time_t time = (time_t)seconds;
  gmtime_r(&time, &tm);
  info->seconds = seconds;
  info->time = arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                            tm.tm_hour, tm.tm_min, tm.tm_sec);
  return info;
}

const ModuleError *query_repo_stat(const QueryRepo *r, Arena *arena, const char *revision, const FetchInfo **out) {
  *out = NULL;
  const ModuleError *error =
      r->repo ? query_error_from(arena, fetch_repo_stat(r->repo, arena, revision, out)) : r->bad_path;
  if (!error || !r->replaced || !semver_is_canonical(revision)) return error;
  const char *version = revision, *major;
  if (mod_path_major(r->path, &major) && !*major && !mod_major_matches(version, major) && !*semver_build(version))
    version = arena_printf(arena, "%s+incompatible", version);
  if (!query_replacement(r->set, r->path, version)) return error;
  *out = replaced_info(arena, version);
  return NULL;
}

const ModuleError *query_repo_latest(const QueryRepo *r, Arena *arena, const FetchInfo **out) {
  *out = NULL;
  const ModuleError *error = r->repo ? query_error_from(arena, fetch_repo_latest(r->repo, arena, out)) : r->bad_path;
  if (!r->replaced) return error;
  const char *version = *r->replaced ? r->replaced : query_zero_version(arena, r->path);
  if (!error && mod_version_compare(r->path, version, (*out)->version) <= 0) return NULL;
  *out = replaced_info(arena, version);
  return NULL;
}
