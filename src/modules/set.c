// Versions as values of a set, and small questions.
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/paths.h"
#include "modules/internal.h"

void *set_get(const ModuleSet *set, const Map *map, const char *path) { return map_get(map, path_key(set, path)); }

void set_put(ModuleSet *set, Map *map, const char *path, const void *value) {
  map_put(&set->arena, map, path_key(set, path), (void *)(uintptr_t)value);
}

void map_mark(ModuleSet *set, Map *map, const void *key) {
  map_put(&set->arena, map, map_key(key), (void *)(uintptr_t)key);
}

// ---- versions

const ModVersion *modules_version(ModuleSet *set, const char *path, const char *version) {
  const Name *path_name = name_cstr(set->names, path), *version_name = name_cstr(set->names, version);
  lock_take(&set->lock);
  Map *of_path = map_get(&set->tables->versions, map_key(path_name));
  if (!of_path) {
    of_path = arena_new(&set->arena, Map);
    map_put(&set->arena, &set->tables->versions, map_key(path_name), of_path);
  }
  ModVersion *m = map_get(of_path, map_key(version_name));
  if (!m) {
    m = arena_new(&set->arena, ModVersion);
    *m = (ModVersion){path_name->text, version_name->text};
    map_put(&set->arena, of_path, map_key(version_name), m);
  }
  lock_release(&set->lock);
  return m;
}

const ModVersion *version_of(ModuleSet *set, const ModVersion *m, const char *version) {
  return strcmp(m->version, version) == 0 ? m : modules_version(set, m->path, version);
}

bool is_none(const ModVersion *m) { return strcmp(m->version, "none") == 0; }

// A main module is above whatever version of it is required.
int version_compare(const ModVersion *a, const ModVersion *b) {
  if (!*a->version || !*b->version) return !*a->version - !*b->version;
  return mod_version_compare(a->path, a->version, b->version);
}

static int by_path(const void *a, const void *b) {
  return mod_compare(*(const ModVersion *const *)a, *(const ModVersion *const *)b);
}

void versions_sort(ModVersionVec *list) {
  if (list->len) qsort(list->data, list->len, sizeof *list->data, by_path);
}

bool versions_equal(const ModVersionVec *a, const ModVersionVec *b) {
  return a->len == b->len && (!a->len || memcmp(a->data, b->data, a->len * sizeof *a->data) == 0);
}

void versions_push(ModuleSet *set, ModVersionVec *list, const ModVersion *m) { vec_push(&set->arena, list, m); }

const char *version_text(Arena *arena, const ModVersion *m) { return MODULE_AT(arena, m->path, m->version); }

// ---- the main modules

Module *modules_main(const ModuleSet *set, const char *path) {
  for (uint32_t i = 0; i < set->mains.len; i++)
    if (strcmp(set->mains.data[i]->path, path) == 0) return set->mains.data[i];
  return NULL;
}

bool modules_excluded(const ModuleSet *set, const ModVersion *m) { return map_get(&set->excludes, map_key(m)) != NULL; }

bool modules_complete(const ModuleSet *set) { return strcmp(set->mod, "mod") != 0 && !set->work_file; }

bool modules_need_sums(const ModuleSet *set) {
  return set->mains.len && strcmp(set->mod, "readonly") == 0 && !set->work_file;
}

const char *modules_go_version(const ModuleSet *set) {
  if (set->work_file) return set->work && set->work->go ? set->work->go : GOVER_DEFAULT_WORK;
  if (set->options.root == MODULE_ROOT_OFF) return GOVER_DEFAULT_MOD;
  if (!set->mains.len) return set->options.version;
  const ModFile *f = set->mains.data[0]->mod_file;
  return f->go ? f->go : GOVER_DEFAULT_MOD;
}

const char *modules_short_path(const ModuleSet *set, const char *path) {
  ModuleSet *own = (ModuleSet *)(uintptr_t)set;
  lock_take(&own->lock);
  const char *text = short_path(&own->arena, set->options.dir, path);
  lock_release(&own->lock);
  return text;
}

const char *modules_dirty(const ModuleSet *set) {
  Arena *arena = &((ModuleSet *)(uintptr_t)set)->arena;
  if (set->options.mod)
    return arena_printf(arena, "updates to go.mod needed, disabled by -mod=%s; to update it:\n\tgo mod tidy", set->mod);
  if (set->mod_reason)
    return arena_printf(arena, "updates to go.mod needed, disabled by -mod=%s\n\t(%s)\n\tto update it:\n\tgo mod tidy",
                        set->mod, set->mod_reason);
  return "updates to go.mod needed; to update it:\n\tgo mod tidy";
}

const char *modules_no_main(ModuleSet *set, Arena *arena) {
  if (set->work_file) return "no modules were found in the current workspace; see 'go help work'";
  const char *config = find_file_above(arena, set->options.dir, ".git/config", NULL), *ignored;
  if (config && !path_below(set->options.dir, set->options.goroot, &ignored)) {
    const char *top = arena_strdup(arena, config, strlen(config) - strlen("/.git/config"));
    if (!*top) top = "/";
    const char *up = strcmp(top, set->options.dir) == 0 ? "" : relative_path(arena, set->options.dir, top);
    return arena_printf(arena,
                        "cannot find main module, but found .git/config in %s\n\tto create a module there, run:\n\t"
                        "%s%s%sgo mod init",
                        top, *up ? "cd " : "", up, *up ? " && " : "");
  }
  return "go.mod file not found in current directory or any parent directory; see 'go help modules'";
}

// ---- a set's beginning and end

// What the working directory is in.
static void find_current(ModuleSet *set) {
  const char *rest;
  for (uint32_t i = 0; i < set->mains.len; i++) {
    Module *m = set->mains.data[i];
    if (path_below(set->options.dir, m->dir, &rest) && (!set->current || strlen(m->dir) > strlen(set->current->dir)))
      set->current = m;
  }
}

static bool note(StringVec *errors, ModuleSet *set, const ModuleError *error) {
  if (error) vec_push(&set->arena, errors, error->text);
  return !error;
}

// A go.mod without a go line that may be written gets one.
static Requirements *with_go_line(ModuleSet *set, Requirements *rs, const ModuleError **error) {
  if (set->work_file || !set->mains.len || set->mains.data[0]->mod_file->go) return rs;
  if (strcmp(set->mod, "mod") != 0 || set->options.no_go_line) return rs;
  const char *go = set->options.go_version ? set->options.go_version : set->options.version;
  modfile_set_go(set->mains.data[0]->mod_file, go);
  set->mains.data[0]->go_version = go;
  ModVersionVec replace = {0};
  versions_push(set, &replace, modules_version(set, "go", go));
  rs = requirements_override(set, rs, &replace);
  return modules_pruning(go) == PRUNED ? requirements_convert(set, rs, PRUNED, error) : rs;
}

static bool has_redundant_root(const ModuleSet *set, const Requirements *rs) {
  for (uint32_t i = 0; i < rs->roots.len; i++) {
    const char *path = rs->roots.data[i]->path;
    if (modules_main(set, path) || (i && strcmp(path, rs->roots.data[i - 1]->path) == 0)) return true;
  }
  return false;
}

static bool load_requirements(ModuleSet *set, StringVec *errors) {
  Requirements *rs = requirements_of_files(set);
  set->requirements = rs;
  if (set->vendored && set->mains.len && (!vendor_load(set, errors) || !vendor_graph(set, rs, errors))) return false;
  if (set->work_file || !set->mains.len) return true;
  const ModuleError *error = NULL;
  if (has_redundant_root(set, rs)) rs = requirements_update(set, rs, &rs->direct, NULL, NULL, false, &error);
  if (!error) rs = with_go_line(set, rs, &error);
  set->requirements = rs;
  if (!error && set->tables->dropped && modules_complete(set))
    error = module_error(set, MODULE_ERROR_DIRTY, "%s", modules_dirty(set));
  return note(errors, set, error);
}

ModuleSet *modules_load(const ModuleOptions *options, StringVec *errors) {
  ModuleSet *set = memory_new(1, sizeof *set);
  set->options = *options;
  set->names = options->names;
  set->mod = "readonly";
  arena_init(&set->arena);
  lock_init(&set->lock, true);
  set->tables = arena_new(&set->arena, ModuleTables);
  if (!mains_load(set, errors)) return NULL;
  if (!set->work_file || !set->mains.len)
    set->top = modules_version(set, set->mains.len ? set->mains.data[0]->path : "command-line-arguments", "");
  find_current(set);
  if (!note(errors, set, replaces_collect(set)) || !mains_choose_mod(set, errors)) return NULL;
  return load_requirements(set, errors) ? set : NULL;
}
