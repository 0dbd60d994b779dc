// Which module an import path or a folder belongs to: the one that has it among the main modules, what they require,
// and, where that is not enough, the whole module graph, which is read only then ("lazy loading"). Relies on the
// ModuleSet that modules.c has filled; all of it is done under the set's lock, as packages are found by many threads.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "load/modules.h"

bool modules_stands_alone(const char *message) {
  static const char *const starts[] = {MODULE_FATAL, "verifying ", "malformed go.sum:"};
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
    if (strncmp(message, starts[i], strlen(starts[i])) == 0) return true;
  return false;
}

// ---- modules by path and version

// A module's place in the cache, or why it cannot be used.
static void place_cached(ModuleSet *set, Module *m, const char *path, const char *version) {
  Arena *arena = &set->arena;
  if (modules_need_sums(set) && (m->error = set->sums_error)) return;
  m->sum = gosum_find(set->sums, path, version);
  const char *error, *name = modules_cache_name(arena, path, "@", version, &error);
  if (!name) {
    // go asks for the sum first.
    m->absent = true;
    if (m->sum || !modules_need_sums(set)) m->error = error;
    return;
  }
  m->dir = arena_printf(arena, "%s/%s", modules_cache(set), name);
  m->absent = !is_folder(m->dir);
  if (!m->sum || m->absent) return;
  const char *file = arena_printf(arena, "%s/cache/download/%s.ziphash", modules_cache(set),
                                  modules_cache_name(arena, path, "/@v/", version, &m->error));
  size_t size;
  const char *hash = source_read(arena, file, &size);
  if (!hash || strncmp(hash, m->sum, strlen(m->sum)) == 0) return;
  m->error = arena_printf(arena,
                          "verifying %s@%s: checksum mismatch\n\tdownloaded: %.*s\n\tgo.sum:     %s\n\nSECURITY "
                          "ERROR\nThis download does NOT match an earlier download recorded in go.sum.\nThe bits may "
                          "have been replaced on the origin server, or an attacker may\nhave intercepted the download "
                          "attempt.\n\nFor more information, see 'go help module-auth'.",
                          path, version, (int)strcspn(hash, "\r\n"), hash, m->sum);
}

Module *modules_get(ModuleSet *set, const char *path, const char *version) {
  Arena *arena = &set->arena;
  Module *m = modules_main(set, path);
  if (m) return m;
  const Name *key = name_cstr(set->session->names, arena_printf(arena, "%s@%s", path, version));
  if ((m = map_get(&set->found, map_key(key)))) return m;
  m = arena_new(arena, Module);
  *m = (Module){
      .path = path, .version = version, .dir = "", .file = "", .replacement = modules_replacement(set, path, version)};
  map_put(arena, &set->found, map_key(key), m);
  const Replacement *r = m->replacement;
  if (r && !r->new_version) {
    m->dir = r->new_path;
    m->local = true;
    if (!is_folder(m->dir))
      m->error = arena_printf(arena, "%s@%s: replacement directory %s does not exist", path, version, r->written);
  } else {
    place_cached(set, m, r ? r->new_path : path, r ? r->new_version : version);
  }
  if (*m->dir) m->file = arena_printf(arena, "%s/go.mod", m->dir);
  m->indirect = true;
  for (uint32_t i = 0; i < set->mains.len; i++)
    for (uint32_t k = 0; k < set->mains.data[i]->mod_file->requires.len; k++) {
      const ModRequire *requirement = &set->mains.data[i]->mod_file->requires.data[k];
      if (strcmp(requirement->path, path) == 0) m->indirect &= requirement->indirect;
    }
  return m;
}

static int by_module_path(const void *a, const void *b) {
  return strcmp((*(Module *const *)a)->path, (*(Module *const *)b)->path);
}

Module **modules_build_list(ModuleSet *set, Arena *arena, uint32_t *count, const char **error) {
  Vec(Module *) list = {0};
  pthread_mutex_lock(&set->lock);
  for (uint32_t i = 0; i < set->mains.len; i++) vec_push(arena, &list, set->mains.data[i]);
  if (set->mains.len && !set->vendored && !set->graph) set->graph = modgraph_build(set);
  if (set->graph) *error = set->graph->error;
  for (uint32_t i = 0; set->graph && !*error && i < set->graph->list.len; i++) {
    const ModNode *node = set->graph->list.data[i];
    const char *selected = modgraph_selected(set, set->graph, node->path);
    if (modules_main(set, node->path) || strcmp(node->path, "go") == 0 || strcmp(selected, node->version) != 0)
      continue;
    Module *m = modules_get(set, node->path, node->version);
    vec_push(arena, &list, m);
  }
  pthread_mutex_unlock(&set->lock);
  vec_reserve(arena, &list, 1);
  qsort(list.data, list.len, sizeof *list.data, by_module_path);
  *count = list.len;
  return list.data;
}

// ---- packages

// The folder of a package in a module; NULL: it is not there. Inside trees on this machine other modules may begin.
static const char *dir_in_module(Arena *arena, const Module *m, const char *path) {
  const char *rest;
  if (!path_below(path, m->path, &rest)) return NULL;
  const char *dir = *rest ? arena_printf(arena, "%s/%s", m->dir, rest) : m->dir;
  if (!folder_has_go_files(dir)) return NULL;
  for (size_t n = strlen(dir), root = strlen(m->dir); m->local && n > root; n--)
    if (dir[n] == 0 || dir[n] == '/')
      if (is_file(arena_printf(arena, "%.*s/go.mod", (int)n, dir))) return NULL;
  return dir;
}

typedef struct Search {
  ModuleSet *set;
  Arena *arena;  // the caller's
  const char *path;
  const ModGraph *graph;  // NULL: only what the main modules require themselves
  Module *found;
  const char *dir;
  Vec(Module *) others;       // that have it as well
  Vec(Module *) without_sum;  // that might have it
  Module *absent;
  const char *error;
} Search;

static const char *version_of(const Search *s, const char *prefix) {
  if (strcmp(prefix, "go") == 0 || strcmp(prefix, "toolchain") == 0) return NULL;
  if (s->graph) return modgraph_selected(s->set, s->graph, prefix);
  return map_get(&s->set->root_versions, map_key(name_cstr(s->set->session->names, prefix)));
}

static void look_into(Search *s, Module *m) {
  ModuleSet *set = s->set;
  const Replacement *r = m->replacement;
  bool cached = m->version && !(r && !r->new_version);
  if (m->error) {
    s->error = m->error;
  } else if (cached && modules_need_sums(set) && !m->sum) {
    vec_push(&set->arena, &s->without_sum, m);
  } else if (cached && m->absent) {
    if (!s->absent) s->absent = m;
  } else {
    const char *dir = dir_in_module(&set->arena, m, s->path);
    if (dir && s->found) vec_push(&set->arena, &s->others, m);
    else if (dir) s->found = m, s->dir = dir;
  }
}

// Asks the module of every prefix of the path.
static void search(Search *s) {
  Arena *arena = &s->set->arena;
  for (size_t n = strlen(s->path); n && !s->error; n--) {
    if (s->path[n] && s->path[n] != '/') continue;
    const char *prefix = arena_strdup(arena, s->path, n);
    Module *m = modules_main(s->set, prefix);
    const char *version = m ? NULL : version_of(s, prefix);
    if (version) m = modules_get(s->set, prefix, version);
    if (m) look_into(s, m);
  }
}

static const char *ambiguous(const Search *s) {
  const char *text = arena_printf(s->arena, "ambiguous import: found package %s in multiple modules:", s->path);
  for (uint32_t i = s->others.len + 1; i-- > 0;) {
    const Module *m = i ? s->others.data[i - 1] : s->found;
    text = arena_printf(s->arena, "%s\n\t%s%s%s (%s)", text, m->path, m->version ? " " : "",
                        m->version ? m->version : "", dir_in_module(s->arena, m, s->path));
  }
  return text;
}

static const char *missing_sum(const Search *s, const Importer *from) {
  Arena *arena = s->arena;
  const char *text = s->found
                         ? arena_printf(arena,
                                        "missing go.sum entry needed to verify package %s%s is provided by exactly "
                                        "one module",
                                        s->path, from ? arena_printf(arena, " (imported by %s)", from->path) : "")
                         : arena_printf(arena, "missing go.sum entry for module providing package %s%s", s->path,
                                        from ? arena_printf(arena, " (imported by %s)", from->path) : "");
  if (from)
    return arena_printf(arena, "%s; to add:\n\tgo get%s %s%s%s", text, from->test ? " -t" : "", from->path,
                        from->version ? "@" : "", from->version ? from->version : "");
  text = arena_printf(arena, "%s; to add:\n\tgo mod download", text);
  for (uint32_t i = s->without_sum.len; i-- > 0;)
    text = arena_printf(arena, "%s %s", text, s->without_sum.data[i]->path);
  return text;
}

// A module that is replaced, has the package, and is not required.
static const char *unused_replacement(const Search *s) {
  for (uint32_t i = 0; i < s->set->replaces.len; i++) {
    const Replacement *r = &s->set->replaces.data[i];
    Module m = {.path = r->old_path, .dir = r->new_path, .local = true};
    if (r->new_version || version_of(s, r->old_path) || !dir_in_module(s->arena, &m, s->path)) continue;
    return arena_printf(s->arena,
                        "module %s provides package %s and is replaced but not required; to add it:\n\tgo get %s",
                        r->old_path, s->path, MODULE_AT(s->arena, r->old_path, r->old_version));
  }
  return NULL;
}

// Its language is told by its go.mod, which the graph may not have read.
static const char *read_go_version(ModuleSet *set, Arena *arena, Module *m) {
  if (!m->version || m->go_line_read) return NULL;
  const ModNode *node = modgraph_load(set, set->graph ? set->graph : &set->spot, m->path, m->version);
  const Replacement *r = m->replacement;
  if (node->too_new) return arena_printf(arena, MODULE_FATAL "%s", node->error);
  if (node->error && r && !r->new_version) return arena_printf(arena, "module %s: %s", r->written, node->error);
  if (node->error) return arena_printf(arena, "%s@%s: %s", m->path, m->version, node->error);
  m->go_version = node->file ? node->file->go : NULL;
  m->go_line_read = true;  // others may read it from now on
  return NULL;
}

static Module *finish(Search *s, const Importer *from, const char **message) {
  if (s->error) *message = s->error;
  else if (s->others.len) *message = ambiguous(s);
  else if (s->without_sum.len) *message = missing_sum(s, from);
  else if (s->found) *message = read_go_version(s->set, s->arena, s->found);
  return *message ? NULL : s->found;
}

static Module *find_in_vendor(ModuleSet *set, const char *path, const char **dir) {
  for (uint32_t i = 0; i < set->mains.len; i++)
    if ((*dir = dir_in_module(&set->arena, set->mains.data[i], path))) return set->mains.data[i];
  *dir = arena_printf(&set->arena, "%s/%s", set->vendor_dir, path);
  if (!folder_has_go_files(*dir)) return NULL;
  Module *m = map_get(&set->vendor_packages, map_key(name_cstr(set->session->names, path)));
  if (!m)
    fprintf(stderr,
            "go: ignoring package %s which exists in the vendor directory but is missing from vendor/modules.txt. To "
            "sync the vendor directory run go %s vendor.\n",
            path, set->work ? "work" : "mod");
  return m;
}

static Module *find_locked(ModuleSet *set, Search *s, const Importer *from, const char **message) {
  search(s);
  bool decided = s->error || s->found || s->without_sum.len;
  if (!decided && !s->graph) {
    if (!set->graph) set->graph = modgraph_build(set);
    if (set->graph->error) {
      *message = set->graph->error;
      return NULL;
    }
    s->graph = set->graph;
    s->absent = NULL;
    search(s);
  }
  Module *m = finish(s, from, message);
  if (m || *message) return m;
  if (s->absent)
    *message = arena_printf(s->arena, "not supported yet: downloading module %s@%s, which provides package %s",
                            s->absent->path, s->absent->version, s->path);
  else *message = unused_replacement(s);
  return NULL;
}

Module *modules_find(ModuleSet *set, Arena *arena, const char *path, const Importer *from, const char **dir,
                     const char **message) {
  *message = NULL;
  if (!set->mains.len) return NULL;
  Search s = {.set = set, .arena = arena, .path = path};
  pthread_mutex_lock(&set->lock);
  Module *m;
  if (set->vendored) {
    m = find_in_vendor(set, path, &s.dir);
  } else {
    s.graph = set->pruned || set->work ? NULL : set->graph;
    m = find_locked(set, &s, from, message);
  }
  if (m) *dir = arena_strdup(arena, s.dir, strlen(s.dir));
  pthread_mutex_unlock(&set->lock);
  return m;
}

const char *modules_ambiguous_std(ModuleSet *set, Arena *arena, const char *path, const char *std_dir) {
  const char *rest;
  for (uint32_t i = 0; i < set->mains.len; i++) {
    const Module *m = set->mains.data[i];
    const char *dir = path_below(path, m->path, &rest) ? dir_in_module(arena, m, path) : NULL;
    if (dir)
      return arena_printf(arena, "ambiguous import: found package %s in multiple modules:\n\t%s (%s)\n\t (%s)", path,
                          m->path, dir, std_dir);
  }
  return NULL;
}

// ---- folders

static Module *main_of_folder(ModuleSet *set, Arena *arena, const char *dir, const char **path, const char **missing) {
  const Module *best = NULL;
  const char *rest;
  for (uint32_t i = 0; i < set->mains.len; i++) {
    Module *m = set->mains.data[i];
    if (!path_below(dir, m->dir, &rest)) continue;
    const char *name = *rest ? arena_printf(arena, "%s/%s", m->path, rest) : m->path;
    if (!*rest || dir_in_module(arena, m, name)) {
      *path = name;
      return m;
    }
    if (best && strlen(best->path) >= strlen(m->path)) continue;
    best = m;
    *missing = arena_printf(arena, "main module (%s) does not contain package %s", m->path, name);
  }
  return NULL;
}

// A folder of a module that the build uses, in the cache or by a replacement.
static Module *dependency_of_folder(ModuleSet *set, Arena *arena, const char *dir, const char **path) {
  const char *rest;
  for (uint32_t i = 0; i < set->roots.len + (set->graph ? set->graph->list.len : 0); i++) {
    bool root = i < set->roots.len;
    const char *name = root ? set->roots.data[i].path : set->graph->list.data[i - set->roots.len]->path;
    Search s = {.set = set, .arena = arena, .graph = set->graph};
    const char *version = version_of(&s, name);
    Module *m = version && !modules_main(set, name) ? modules_get(set, name, version) : NULL;
    if (!m || m->error || m->absent || !path_below(dir, m->dir, &rest)) continue;
    *path = *rest ? arena_printf(arena, "%s/%s", m->path, rest) : m->path;
    return m;
  }
  return NULL;
}

Module *modules_of_folder(ModuleSet *set, Arena *arena, const char *dir, const char **path, const char **message) {
  const char *missing = NULL;
  pthread_mutex_lock(&set->lock);
  if (!set->vendored && !set->graph && set->mains.len && !main_of_folder(set, arena, dir, path, &missing))
    set->graph = modgraph_build(set);
  Module *m = main_of_folder(set, arena, dir, path, &missing);
  if (!m && !missing && !set->vendored) m = dependency_of_folder(set, arena, dir, path);
  if (m && m->version) *message = read_go_version(set, arena, m);
  pthread_mutex_unlock(&set->lock);
  if (m || missing) {
    *message = m ? *message : missing;
    return m && !*message ? m : NULL;
  }
  const char *what = strcmp(dir, set->dir) == 0 ? "current directory"
                                                : arena_printf(arena, "directory %s", short_path(arena, set->dir, dir));
  const char *outside = find_file_above(arena, dir, "go.mod", NULL);
  if (set->work && outside)
    *message = arena_printf(arena,
                            "%s is contained in a module that is not one of the workspace modules listed in go.work. "
                            "You can add the module to the workspace using:\n\tgo work use %s",
                            what, short_path(arena, set->dir, folder_of_file(arena, outside)));
  else
    *message = arena_printf(arena, "%s outside %s or %s selected dependencies", what,
                            set->work ? "modules listed in go.work" : "main module", set->work ? "their" : "its");
  return NULL;
}
