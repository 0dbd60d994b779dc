// The module that is to be added for an import that nothing in the build has, and what go says where there is none.
//
// Replacements are tried first, without asking anybody: of a path that is replaced but not required the highest version
// is taken, and where only all versions are replaced, one that is below every real one, so that a user of the main
// module can ask for any. Then the latest version of the longest path counts.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mod/path.h"
#include "mod/pseudo.h"
#include "modules/query_internal.h"

// ---- what is said

static const char *not_in_std(ModuleSet *set, Arena *arena, const QueryMissing *m) {
  const char *text = arena_printf(arena, "package %s is not in std (%s/src/%s)", m->path, set->options.goroot, m->path);
  if (!m->importer_go) return text;
  return arena_printf(arena, "%s\nnote: imported by a module that requires go %s", text, m->importer_go);
}

static const char *only_replaced(Arena *arena, const QueryMissing *m) {
  const char *ask = m->replaced;
  if (!pseudo_is_zero(arena, m->replaced_version)) ask = arena_printf(arena, "%s@%s", ask, m->replaced_version);
  return arena_printf(arena, "module %s provides package %s and is replaced but not required; to add it:\n\tgo get %s",
                      m->replaced, m->path, ask);
}

const char *query_missing_text(ModuleSet *set, Arena *arena, const QueryMissing *m) {
  bool none = !set->mains.len && m->query_error && strcmp(m->query_error, modules_no_main(set, arena)) == 0;
  if (m->module && m->newer)
    return arena_printf(arena, "package %s provided by %s at latest version %s but not at required version %s", m->path,
                        m->module, m->version, m->newer);
  if (m->module)
    return arena_printf(arena, "missing module for import: %s@%s provides %s", m->module, m->version, m->path);
  if (m->standard) return not_in_std(set, arena, m);
  if (m->query_error && !none)
    return arena_printf(arena, "cannot find module providing package %s: %s", m->path, m->query_error);
  if (strcmp(set->mod, "mod") == 0 || (strcmp(set->mod, "readonly") == 0 && set->options.missing_allowed))
    return arena_printf(arena, "cannot find module providing package %s", m->path);
  if (m->replaced) return only_replaced(arena, m);
  const char *text = arena_printf(arena, "no required module provides package %s", m->path);
  if (m->query_error) return arena_printf(arena, "%s: %s", text, m->query_error);
  if (m->importer && m->importer != set->current)
    return arena_printf(arena, "%s; to add it:\n\tcd %s\n\tgo get %s", text, m->importer->dir, m->path);
  return arena_printf(arena, "%s; to add it:\n\tgo get %s", text, m->path);
}

static const ModuleError *missing_error(ModuleSet *set, Arena *arena, const QueryMissing *m) {
  return query_error(arena, MODULE_ERROR_PACKAGE_MISSING, "%s", query_missing_text(set, arena, m));
}

// ---- replacements

typedef Vec(ModVersion) Replaced;

static bool may_hold(const char *module, const char *path) {
  size_t n = strlen(module);
  return strncmp(path, module, n) == 0 && (!path[n] || path[n] == '/');
}

static int longest_first(const void *left, const void *right) {
  size_t a = strlen(((const ModVersion *)left)->path), b = strlen(((const ModVersion *)right)->path);
  return a > b ? -1 : a < b;
}

static bool is_listed(const Replaced *list, const char *path) {
  for (uint32_t i = 0; i < list->len; i++)
    if (strcmp(list->data[i].path, path) == 0) return true;
  return false;
}

// Those by which the path could be found, at versions that the graph is below.
static Replaced candidates(ModuleSet *set, Arena *arena, const ModuleGraph *graph, const char *path) {
  Replaced list = {0};
  for (uint32_t i = 0; i < set->replaces.len; i++) {
    const char *module = set->replaces.data[i].old_path;
    if (!may_hold(module, path) || is_listed(&list, module)) continue;
    const char *version = query_highest_replaced(set, module);
    if (!*version) version = query_zero_version(arena, module);
    if (mod_version_compare(module, graph_selected(set, graph, module), version) >= 0) continue;
    vec_push(arena, &list, ((ModVersion){module, version}));
  }
  if (list.len) qsort(list.data, list.len, sizeof *list.data, longest_first);
  return list;
}

typedef struct Found {
  const char *module, *version;
} Found;

// True: decided, with a module or an error.
static bool find_replaced(ModuleSet *set, Arena *arena, const Replaced *list, const char *path, Found *found,
                          QueryMissing *missing, const ModuleError **error) {
  for (uint32_t i = 0; i < list->len; i++) {
    const ModVersion *m = &list->data[i];
    bool local;
    const char *root = modules_fetch(set, query_module(set, m->path, m->version), &local, error);
    if (!root && (*error)->kind == MODULE_ERROR_SUM_MISSING)
      *error = module_missing_sum(set, &(MissingSum){.path = path}, NULL);
    if (!root) return true;
    if (!modules_dir_in(arena, path, m->path, root, local)) continue;
    if (strcmp(set->mod, "readonly") != 0) {
      *found = (Found){m->path, m->version};
    } else {
      missing->replaced = m->path;
      missing->replaced_version = m->version;
      *error = missing_error(set, arena, missing);
    }
    return true;
  }
  if (!list->len || !mod_path_error(arena, path, MOD_PATH_MODULE)) return false;
  // No module can be called so: only a replacement could have it.
  *error = query_no_package(set, arena, list->data[0].path, list->data[0].version, "latest", path);
  return true;
}

// ---- versions

const char *query_lookup_disabled(const ModuleSet *set, Arena *arena) {
  if (set->options.mod) return arena_printf(arena, "import lookup disabled by -mod=%s", set->mod);
  if (!set->mod_reason) return NULL;
  return arena_printf(arena, "import lookup disabled by -mod=%s\n\t(%s)", set->mod, set->mod_reason);
}

static const ModuleError *find_latest(ModuleSet *set, Arena *arena, const ModuleGraph *graph, const char *path,
                                      Found *found, QueryMissing *missing) {
  static const QueryAllow good = {.rule = QUERY_ALLOW_GOOD};
  QueryMatches matches;
  fprintf(stderr, "go: finding module for package %s\n", path);
  const ModuleError *error =
      query_packages(set, arena, path, "latest", query_current_of(set, arena, graph), &good, &matches);
  if (error && error->kind != MODULE_ERROR_NOT_FOUND) return error;
  if (error) {
    missing->query_error = error->text;
    return missing_error(set, arena, missing);
  }
  for (uint32_t i = 0; i < matches.with_packages.len; i++) {
    const QueryMatch *m = &matches.with_packages.data[i];
    const char *version = graph_selected(set, graph, m->path);
    if (mod_version_compare(m->path, version, m->version) <= 0) {
      *found = (Found){m->path, m->version};
      return NULL;
    }
    // A newer version is required already, and does not have the package.
    if (i == 0) missing->newer = version;
  }
  missing->module = matches.with_packages.data[0].path;
  missing->version = matches.with_packages.data[0].version;
  return missing_error(set, arena, missing);
}

static const ModuleError *find(ModuleSet *set, Arena *arena, const char *path, Requirements *rs, Found *found,
                               QueryMissing *missing) {
  const ModuleError *error = NULL;
  ModuleGraph *graph = requirements_graph(set, rs, &error);
  if (error) return error;
  Replaced list = candidates(set, arena, graph, path);
  if (find_replaced(set, arena, &list, path, found, missing, &error)) return error;
  missing->standard = mod_path_standard(path);
  if (missing->standard) return missing_error(set, arena, missing);
  if (strcmp(set->mod, "mod") != 0 && !set->options.missing_allowed) {
    missing->query_error = query_lookup_disabled(set, arena);
    return missing_error(set, arena, missing);
  }
  return find_latest(set, arena, graph, path, found, missing);
}

const ModuleError *query_import(ModuleSet *set, Arena *arena, const char *path, Requirements *rs, const char **module,
                                const char **version, QueryMissing *missing) {
  QueryMissing unused;
  if (!missing) missing = &unused;
  *missing = (QueryMissing){.path = path};
  Found found = {0};
  const ModuleError *error = find(set, arena, path, rs, &found, missing);
  *module = found.module;
  *version = found.version;
  return error;
}

const char *modules_missing_text(ModuleSet *set, Arena *arena, const char *path, const Module *importer) {
  bool looks = strcmp(set->mod, "mod") == 0 || set->options.missing_allowed;
  const char *module, *version;
  QueryMissing missing;
  const ModuleError *error = NULL;
  if (set->mains.len && !looks) error = query_import(set, arena, path, set->requirements, &module, &version, &missing);
  if (!error) return modules_missing(set, path)->text;
  if (error->kind != MODULE_ERROR_PACKAGE_MISSING) return error->text;
  missing.importer = importer;
  return query_missing_text(set, arena, &missing);
}
