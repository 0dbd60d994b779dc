// All tagged versions of a module, and the one before a version.
#include "modules/query_internal.h"

typedef struct Listing {
  ModuleSet *set;
  const char *path;
  const QueryAllow *allow;
  StringVec list;
  const FetchOrigin *origin;
} Listing;

static const ModuleError *ask(void *context, Arena *arena, const FetchProxy *proxy) {
  Listing *l = context;
  QueryRepo repo;
  FetchVersions versions;
  const ModuleError *error = query_repo_open(l->set, arena, proxy, l->path, &repo);
  if (!error) error = query_repo_versions(&repo, arena, "", &versions);
  if (error) return error;
  l->list.len = 0;
  for (uint32_t i = 0; i < versions.list.len; i++) {
    error = query_allowed(l->set, arena, l->allow, l->path, versions.list.data[i]);
    if (error && !query_disallowed(error)) return error;
    if (!error) vec_push(arena, &l->list, versions.list.data[i]);
  }
  l->origin = versions.origin;
  return NULL;
}

const ModuleError *query_versions(ModuleSet *set, Arena *arena, const char *path, const QueryAllow *allow,
                                  StringVec *out, const FetchOrigin **origin) {
  Listing l = {.set = set, .path = path, .allow = allow};
  const ModuleError *error = query_try_proxies(set, arena, ask, &l);
  *out = error ? (StringVec){0} : l.list;
  if (origin) *origin = error ? NULL : l.origin;
  return error;
}

const ModuleError *query_previous(ModuleSet *set, Arena *arena, const char *path, const char *version,
                                  const char **out) {
  static const QueryAllow good = {.rule = QUERY_ALLOW_GOOD};
  StringVec list;
  *out = "none";
  if (!*version && modules_main(set, path)) return NULL;
  const ModuleError *error = query_versions(set, arena, path, &good, &list, NULL);
  if (error) return error->kind == MODULE_ERROR_NOT_FOUND ? NULL : error;
  for (uint32_t i = 0; i < list.len && mod_version_compare(path, list.data[i], version) < 0; i++) *out = list.data[i];
  return NULL;
}
