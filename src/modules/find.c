// Which module has a package: the one that has it among the main modules, what they require, and, where that is not
// enough, the whole module graph, which is read only then ("lazy loading"). It must be the only one, so that every
// module that could have the package by its path is looked into. (cmd/go/internal/modload, import.go)
//
// Packages are found by many threads. All is done under the set's lock but for what waits for the network: a search
// that needs a tree that is not here lets go of the lock, has it fetched, and begins anew.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "mod/path.h"
#include "mod/pattern.h"
#include "modules/internal.h"
#include "modules/query.h"

// ---- modules

static void place_vendored(ModuleSet *set, Module *m) {
  const VendorEntry *entry = vendor_entry(set, m->id);
  m->dir = arena_printf(&set->arena, "%s/%s", set->vendor_dir, m->path);
  m->go_version = entry ? entry->go_version : NULL;
  m->indirect = !entry || !entry->explicit;
}

static Module *make_module(ModuleSet *set, const ModVersion *id) {
  Arena *arena = &set->arena;
  Module *m = arena_new(arena, Module);
  *m = (Module){.path = id->path, .version = id->version, .dir = "", .file = "", .id = id};
  map_put(arena, &set->tables->found, map_key(id), m);
  const Replacement *r = m->replacement = modules_replacement(set, id->path, id->version);
  m->indirect = !requirements_is_direct(set, set->requirements, id->path);
  if (set->vendored) {
    place_vendored(set, m);
    return m;
  }
  if (r && !r->new_version) {
    m->dir = r->new_path;
    m->local = true;
    if (!is_folder(m->dir))
      m->error =
          module_error_of(set, MODULE_ERROR_NOT_FOUND, id, "replacement directory %s does not exist", r->written);
  } else {
    const ModVersion *actual = modules_actual(set, id);
    m->absent = true;
    m->sum = source_sum(set, actual, "", &m->error);
  }
  if (*m->dir) m->file = arena_printf(arena, "%s/go.mod", m->dir);
  return m;
}

Module *modules_get(ModuleSet *set, const ModVersion *id) {
  Module *m = *id->version ? NULL : modules_main(set, id->path);
  if (m) return m;
  lock_take(&set->lock);
  m = map_get(&set->tables->found, map_key(id));
  if (!m) m = make_module(set, id);
  lock_release(&set->lock);
  return m;
}

static bool lacks_sum(const ModuleSet *set, const Module *m) {
  return m->version && !m->local && modules_need_sums(set) && !m->sum;
}

// Has a tree fetched; the lock is not held meanwhile.
static void fetch_module(ModuleSet *set, Module *m) {
  const ModVersion *actual = modules_actual(set, m->id);
  Arena arena;
  arena_init(&arena);
  const ModuleError *error = NULL;
  const char *folder = source_folder(set, &arena, actual, &error);
  lock_take(&set->lock);
  bool wants_sum = folder && !m->sum;  // another thread may have fetched it meanwhile
  lock_release(&set->lock);
  const char *sum = wants_sum ? fetch_zip_sum(set->options.fetcher, &arena, actual->path, actual->version) : "";
  lock_take(&set->lock);
  if (m->absent && folder) {
    m->dir = arena_strdup(&set->arena, folder, strlen(folder));
    m->file = arena_printf(&set->arena, "%s/go.mod", m->dir);
    if (!m->sum && *sum) m->sum = arena_strdup(&set->arena, sum, strlen(sum));  // go.sum need not have it
    m->absent = false;
  } else if (m->absent) {
    m->error = error;
  }
  lock_release(&set->lock);
  arena_free(&arena);
}

const char *modules_fetch(ModuleSet *set, const ModVersion *id, bool *local, const ModuleError **error) {
  Module *m = modules_get(set, id);
  *local = m->local;
  lock_take(&set->lock);
  bool lacks = !m->error && lacks_sum(set, m), absent = !m->error && !lacks && m->absent;
  lock_release(&set->lock);
  if (absent) fetch_module(set, m);
  lock_take(&set->lock);
  *error = m->error;
  const char *dir = m->dir;
  lock_release(&set->lock);
  if (lacks) *error = module_error_of(set, MODULE_ERROR_SUM_MISSING, modules_actual(set, id), "missing go.sum entry");
  return *error ? NULL : dir;
}

static int by_module_path(const void *a, const void *b) {
  return strcmp((*(Module *const *)a)->path, (*(Module *const *)b)->path);
}

Module **modules_build_list(ModuleSet *set, Arena *arena, uint32_t *count, const ModuleError **error) {
  Vec(Module *) list = {0};
  for (uint32_t i = 0; i < set->mains.len; i++) vec_push(arena, &list, set->mains.data[i]);
  ModuleGraph *graph = requirements_graph(set, set->requirements, error);
  const ModVersionVec *selected = *error ? NULL : graph_build_list(set, graph);
  for (uint32_t i = 0; selected && i < selected->len; i++) {
    const ModVersion *m = selected->data[i];
    if (*m->version && !gover_is_toolchain(m->path)) vec_push(arena, &list, modules_get(set, m));
  }
  vec_reserve(arena, &list, 1);
  qsort(list.data, list.len, sizeof *list.data, by_module_path);
  *count = list.len;
  return list.data;
}

// ---- packages in a module's tree

const char *modules_dir_in(Arena *arena, const char *path, const char *module, const char *root, bool local) {
  const char *rest = path;
  if (*module && !path_below(path, module, &rest)) return NULL;
  const char *dir = *rest ? arena_printf(arena, "%s/%s", root, rest) : root;
  if (!folder_has_go_files(dir)) return NULL;
  for (size_t n = strlen(dir), top = strlen(root); local && n > top; n--)
    if (dir[n] == 0 || dir[n] == '/')
      if (is_file(arena_printf(arena, "%.*s/go.mod", (int)n, dir))) return NULL;
  return dir;
}

static const char *dir_in_module(ModuleSet *set, Arena *arena, const Module *m, const char *path) {
  const char *rest = path;
  if (!m->local && set->tables->package_folders.len && path_below(path, m->path, &rest)) {
    const char *dir = *rest ? arena_printf(arena, "%s/%s", m->dir, rest) : m->dir;
    if (map_get(&set->tables->package_folders, path_key(set, dir))) return dir;
  }
  return modules_dir_in(arena, path, m->path, m->dir, m->local);
}

// ---- searching

typedef Vec(Module *) ModuleVec;
typedef struct Search {
  ModuleSet *set;
  const char *path;
  Requirements *rs;
  ModuleGraph *graph;  // NULL: only what the main modules require themselves
  Module *found;
  const char *dir;
  ModuleVec others;       // that have it as well
  ModuleVec without_sum;  // that might have it
  ModuleVec absent;       // that have to be fetched first
  ModVersionVec alternatives;
  const ModuleError *error;
} Search;

static void look_into(Search *s, Module *m) {
  Arena *arena = &s->set->arena;
  if (m->error) {
    if (!s->error) s->error = m->error;
  } else if (lacks_sum(s->set, m)) {
    vec_push(arena, &s->without_sum, m);
  } else if (m->absent) {
    vec_push(arena, &s->absent, m);
  } else {
    const char *dir = dir_in_module(s->set, arena, m, s->path);
    if (dir && s->found) vec_push(arena, &s->others, m);
    else if (dir) s->found = m, s->dir = dir;
    else versions_push(s->set, &s->alternatives, m->id);
  }
}

// Asks the module of every prefix of the path, the longest first.
static void search_prefixes(Search *s) {
  ModuleSet *set = s->set;
  s->found = NULL;
  s->others.len = s->without_sum.len = s->absent.len = s->alternatives.len = 0;
  for (size_t n = strlen(s->path); n && !s->error; n--) {
    if (s->path[n] && s->path[n] != '/') continue;
    const char *prefix = arena_strdup(&set->arena, s->path, n);
    if (gover_is_toolchain(prefix)) continue;
    const char *version = modules_main(set, prefix) ? ""
                          : s->graph                ? graph_selected(set, s->graph, prefix)
                                                    : requirements_root(set, s->rs, prefix);
    if (version && strcmp(version, "none") != 0) look_into(s, modules_get(set, modules_version(set, prefix, version)));
  }
}

static bool is_decided(const Search *s) { return s->error || s->found || s->without_sum.len; }

// The lock is held once, and let go of while trees are fetched.
static void search(Search *s) {
  for (;;) {
    search_prefixes(s);
    if (s->error) return;
    if (s->absent.len) {
      ModuleVec absent = s->absent;
      s->absent = (ModuleVec){0};
      lock_release(&s->set->lock);
      for (uint32_t i = 0; i < absent.len; i++) fetch_module(s->set, absent.data[i]);
      lock_take(&s->set->lock);
    } else if (is_decided(s) || s->graph) {
      return;
    } else {
      s->graph = requirements_graph(s->set, s->rs, &s->error);
      if (s->error) return;
    }
  }
}

static const ModuleError *ambiguous(const Search *s) {
  Arena *arena = &s->set->arena;
  const char *text = arena_printf(arena, "ambiguous import: found package %s in multiple modules:", s->path);
  for (uint32_t i = s->others.len + 1; i-- > 0;) {
    const Module *m = i ? s->others.data[i - 1] : s->found;
    text = arena_printf(arena, "%s\n\t%s%s%s (%s)", text, m->path, m->version ? " " : "", m->version ? m->version : "",
                        dir_in_module(s->set, arena, m, s->path));
  }
  return module_error(s->set, MODULE_ERROR_AMBIGUOUS, "%s", text);
}

static const ModuleError *missing_sum(const Search *s, const Importer *from) {
  MissingSum missing = {.path = s->path, .found = s->found != NULL};
  for (uint32_t i = s->without_sum.len; i-- > 0;) versions_push(s->set, &missing.modules, s->without_sum.data[i]->id);
  return module_missing_sum(s->set, &missing, from);
}

// Its language is told by its go.mod, which the graph may not have read.
const ModuleError *module_read_go_line(ModuleSet *set, Module *m) {
  if (!m->version || m->go_line_read || set->vendored) return NULL;
  const ModuleError *error;
  const ModuleSummary *summary = modules_summary(set, m->id, &error);
  if (error) return error;
  m->go_version = summary->go_version;
  m->go_line_read = true;  // others may read it from now on
  return NULL;
}

static const ModuleError *outcome(Search *s, const Importer *from, bool skip_summary) {
  if (s->error) return s->error;
  if (s->others.len) return ambiguous(s);
  if (s->without_sum.len) return missing_sum(s, from);
  return s->found && !skip_summary ? module_read_go_line(s->set, s->found) : NULL;
}

// ---- in vendor

// Below this go line vendor/ may have packages that modules.txt does not list; they are of no module.
static bool needs_listed(const ModuleSet *set) {
  return gover_compare(modules_go_version(set), GOVER_EXPLICIT_VENDORING) >= 0;
}

static const char *vendored_dir(const ModuleSet *set, Arena *arena, const char *path) {
  return set->vendor_dir ? modules_dir_in(arena, path, "", set->vendor_dir, false) : NULL;
}

static const char *in_directories(Arena *arena, const char *path, const StringVec *dirs) {
  const char *text = arena_printf(arena, "ambiguous import: found package %s in multiple directories:", path);
  for (uint32_t i = 0; i < dirs->len; i++) text = arena_printf(arena, "%s\n\t%s", text, dirs->data[i]);
  return text;
}

static void say_ignored(ModuleSet *set, const char *path) {
  if (set_get(set, &set->tables->ignored, path)) return;
  set_put(set, &set->tables->ignored, path, set);
  fprintf(stderr,
          "go: ignoring package %s which exists in the vendor directory but is missing from vendor/modules.txt. To "
          "sync the vendor directory run go %s vendor.\n",
          path, set->work ? "work" : "mod");
}

// Main modules that have it, then the vendor folder.
static void search_vendor(Search *s) {
  ModuleSet *set = s->set;
  StringVec dirs = {0};
  for (uint32_t i = 0; i < set->mains.len; i++) {
    const char *dir = dir_in_module(set, &set->arena, set->mains.data[i], s->path);
    if (!dir) continue;
    vec_push(&set->arena, &dirs, dir);
    s->found = set->mains.data[i], s->dir = dir;
  }
  const char *dir = vendored_dir(set, &set->arena, s->path);
  const ModVersion *m = dir ? vendor_package(set, s->path) : NULL;
  if (dir && !m && needs_listed(set)) {
    say_ignored(set, s->path);
  } else if (dir) {
    vec_push(&set->arena, &dirs, dir);
    s->found = m ? modules_get(set, m) : NULL, s->dir = dir;
  }
  if (dirs.len > 1)
    s->error = module_error(set, MODULE_ERROR_AMBIGUOUS, "%s", in_directories(&set->arena, s->path, &dirs));
}

// ---- for the loader

// A module for a later Go ends the command, whoever requires it.
const char *module_error_message(Arena *arena, const ModuleError *error) {
  return error->kind == MODULE_ERROR_TOO_NEW ? arena_printf(arena, MODULE_FATAL "%s", error->cause) : error->text;
}

Module *modules_find(ModuleSet *set, Arena *arena, const char *path, const Importer *from, const char **dir,
                     const char **message) {
  *message = *dir = NULL;
  lock_take(&set->lock);
  Search s = {.set = set, .path = path, .rs = set->requirements};
  if (set->vendored) {
    search_vendor(&s);
  } else {
    s.graph = s.rs->pruning == UNPRUNED ? s.rs->graph : NULL;
    search(&s);
  }
  const ModuleError *error = outcome(&s, from, false);
  if (error) *message = module_error_message(arena, error);
  else if (s.dir) *dir = arena_strdup(arena, s.dir, strlen(s.dir));
  lock_release(&set->lock);
  return error ? NULL : s.found;
}

const char *modules_ambiguous_std(ModuleSet *set, Arena *arena, const char *path, const char *std_dir) {
  StringVec dirs = {0};
  vec_push(arena, &dirs, std_dir);
  for (uint32_t i = 0; i < set->mains.len; i++) {
    const Module *m = set->mains.data[i];
    const char *dir = dir_in_module(set, arena, m, path);
    if (dir && !set->vendored)
      return arena_printf(arena, "ambiguous import: found package %s in multiple modules:\n\t%s (%s)\n\t (%s)", path,
                          m->path, dir, std_dir);
    if (dir) vec_push(arena, &dirs, dir);
  }
  const char *vendored = set->vendored ? vendored_dir(set, arena, path) : NULL;
  if (vendored && (vendor_package(set, path) || !needs_listed(set))) vec_push(arena, &dirs, vendored);
  return dirs.len > 1 ? in_directories(arena, path, &dirs) : NULL;
}

// ---- for commands

static const char *not_importable(Arena *arena, const char *path) {
  if (strchr(path, '@')) return arena_printf(arena, "import path \"%s\" should not have @version", path);
  if (path[0] == '.' && (!path[1] || path[1] == '/' || (path[1] == '.' && (!path[2] || path[2] == '/'))))
    return arena_printf(arena, "\"%s\" is relative, but relative import paths are not supported in module mode", path);
  if (path[0] == '/') return arena_printf(arena, "\"%s\" is not a package path; see 'go help packages'", path);
  if (pattern_is_meta(path))
    return arena_printf(arena, "\"%s\" is not an importable package; see 'go help packages'", path);
  return strcmp(path, "C") == 0 ? NULL : mod_path_error(arena, path, MOD_PATH_IMPORT);
}

const ModuleError *modules_missing(ModuleSet *set, const char *path) {
  lock_take(&set->lock);
  QueryMissing missing = {.path = path, .standard = mod_path_standard(path)};
  if (!set->mains.len) missing.query_error = modules_no_main(set, &set->arena);
  const ModuleError *error =
      module_error(set, MODULE_ERROR_PACKAGE_MISSING, "%s", query_missing_text(set, &set->arena, &missing));
  lock_release(&set->lock);
  return error;
}

// A package of std, which no other module may have.
static bool find_std(Search *s, ModuleImport *out) {
  ModuleSet *set = s->set;
  const char *dir = arena_printf(&set->arena, "%s/src/%s", set->options.goroot, s->path);
  if (!mod_path_standard(s->path) || !is_folder(dir) || !folder_has_go_files(dir)) return false;
  const char *clash = modules_ambiguous_std(set, &set->arena, s->path, dir);
  if (clash) s->error = module_error(set, MODULE_ERROR_AMBIGUOUS, "%s", clash);
  bool command = strncmp(s->path, "cmd/", 4) == 0;
  out->dir = dir;
  out->root = arena_printf(&set->arena, "%s/src%s", set->options.goroot, command ? "/cmd" : "");
  return true;
}

bool modules_import(ModuleSet *set, Requirements *rs, ModuleGraph *graph, const char *path, bool skip_summary,
                    ModuleImport *out, const ModuleError **error) {
  *out = (ModuleImport){0};
  *error = NULL;
  lock_take(&set->lock);
  Search s = {.set = set, .path = path, .rs = rs, .graph = graph};
  const char *problem = not_importable(&set->arena, path);
  if (problem) s.error = module_error(set, MODULE_ERROR_OTHER, "%s", problem);
  bool known = problem || strcmp(path, "C") == 0 || find_std(&s, out);
  if (!known && set->vendored) search_vendor(&s);
  else if (!known) search(&s);
  *error = outcome(&s, NULL, skip_summary);
  if (!*error && s.found) *out = (ModuleImport){s.found->id, s.found->dir, s.dir, s.alternatives};
  else if (!*error && s.dir) *out = (ModuleImport){.root = set->vendor_dir, .dir = s.dir};
  else if (!*error && !known) *error = modules_missing(set, path);
  lock_release(&set->lock);
  return !*error;
}
