// Replacements (https://go.dev/ref/mod#go-mod-file-replace): those of go.work count before those of the main modules'
// go.mod files, for one version before those for all versions.
#include <string.h>

#include "base/paths.h"
#include "modules/internal.h"

static const Replacement *replaced(const ModuleSet *set, const char *path, const char *version) {
  return map_get(&set->tables->replaced, map_key(modules_version((ModuleSet *)(uintptr_t)set, path, version)));
}

const Replacement *modules_replacement(const ModuleSet *set, const char *path, const char *version) {
  if (!set->replaces.len || (version && !*version && modules_main(set, path))) return NULL;
  const Replacement *r = version && *version ? replaced(set, path, version) : NULL;
  return r ? r : replaced(set, path, "");
}

const ModVersion *modules_actual(ModuleSet *set, const ModVersion *m) {
  const Replacement *r = modules_replacement(set, m->path, m->version);
  if (!r) return m;
  return modules_version(set, r->new_version ? r->new_path : r->written, r->new_version ? r->new_version : "");
}

const char *replacement_folder(const ModuleSet *set, const ModVersion *m) {
  Arena *arena = &((ModuleSet *)(uintptr_t)set)->arena;
  const char *base = set->work_file   ? folder_of_file(arena, set->work_file)
                     : set->mains.len ? set->mains.data[0]->dir
                                      : set->options.dir;
  return absolute_path(arena, base, m->path);
}

// ---- collecting

static const ModVersion *old_of(ModuleSet *set, const ModReplace *r) {
  return modules_version(set, r->old_path, r->old_version ? r->old_version : "");
}

const ModuleError *replaces_conflict(ModuleSet *set, const ModFile *f) {
  Map seen = {0};
  for (uint32_t i = 0; i < f->replaces.len; i++) {
    const ModReplace *new = &f->replaces.data[i], *old = map_get(&seen, map_key(old_of(set, new)));
    map_put(&set->arena, &seen, map_key(old_of(set, new)), (void *)(uintptr_t) new);
    if (!old || (strcmp(old->new_path, new->new_path) == 0 && same_text(old->new_version, new->new_version))) continue;
    return module_error(set, MODULE_ERROR_OTHER, "conflicting replacements for %s:\n\t%s\n\t%s",
                        MODULE_AT(&set->arena, old->old_path, old->old_version),
                        MODULE_AT(&set->arena, old->new_path, old->new_version),
                        MODULE_AT(&set->arena, new->new_path, new->new_version));
  }
  return NULL;
}

// A folder as messages and vendor/modules.txt name it: in a workspace it may stand in any of several files, and is seen
// from go.work.
static const char *folder_written(ModuleSet *set, const ModReplace *r, const char *dir, bool of_work) {
  if (r->new_version || r->new_path[0] == '/' || !set->work_file || of_work) return r->new_path;
  const char *folder = absolute_path(&set->arena, dir, r->new_path);
  const char *seen = relative_path(&set->arena, folder_of_file(&set->arena, set->work_file), folder);
  return modfile_is_folder(seen) ? seen : arena_printf(&set->arena, "./%s", seen);
}

static const ModuleError *conflict_between(ModuleSet *set, const Replacement *old, const Replacement *new) {
  Arena *arena = &set->arena;
  const char *what = MODULE_AT(arena, new->old_path, new->old_version);
  return module_error(set, MODULE_ERROR_OTHER,
                      "conflicting replacements for %s:\n\t%s\n\t%s\nuse \"go work edit -replace %s=[override]\" to "
                      "resolve",
                      what, MODULE_AT(arena, old->new_path, old->new_version),
                      MODULE_AT(arena, new->new_path, new->new_version), what);
}

// from_work: paths that go.work replaces, whose lines elsewhere do not count.
static const ModuleError *add_file(ModuleSet *set, const ModFile *f, const char *dir, Map *from_work) {
  bool of_work = f == set->work;
  for (uint32_t i = 0; i < f->replaces.len; i++) {
    const ModReplace *entry = &f->replaces.data[i];
    if (!of_work && set_get(set, from_work, entry->old_path)) continue;
    Replacement *r = arena_new(&set->arena, Replacement);
    *r = (Replacement){entry->old_path, entry->old_version, entry->new_path, entry->new_version, NULL, f};
    r->written = folder_written(set, entry, dir, of_work);
    if (!r->new_version) r->new_path = absolute_path(&set->arena, dir, r->new_path);
    const Replacement *old = map_get(&set->tables->replaced, map_key(old_of(set, entry)));
    bool same = old && strcmp(old->new_path, r->new_path) == 0 && same_text(old->new_version, r->new_version);
    if (old && !same && set->work_file) return conflict_between(set, old, r);
    map_put(&set->arena, &set->tables->replaced, map_key(old_of(set, entry)), r);
    if (!old) vec_push(&set->arena, &set->replaces, *r);
    if (of_work) set_put(set, from_work, entry->old_path, r);
  }
  return NULL;
}

const ModuleError *replaces_collect(ModuleSet *set) {
  Map from_work = {0};
  const ModuleError *error = NULL;
  if (set->work) error = add_file(set, set->work, folder_of_file(&set->arena, set->work_file), &from_work);
  for (uint32_t i = 0; !error && i < set->mains.len; i++)
    error = add_file(set, set->mains.data[i]->mod_file, set->mains.data[i]->dir, &from_work);
  return error;
}

// ---- a module may not stand for itself and for another one at once

void modules_check_sources(ModuleSet *set, const Requirements *rs, StringVec *errors) {
  Arena *arena = &set->arena;
  Map first = {0};
  const ModVersionVec *list = rs->graph ? graph_build_list(set, rs->graph) : &rs->roots;
  for (uint32_t i = 0; i < list->len; i++) {
    const ModVersion *m = list->data[i], *actual = modules_actual(set, m);
    const char *other = map_get(&first, map_key(actual));
    if (!other) map_put(arena, &first, map_key(actual), (void *)(uintptr_t)m->path);
    else if (strcmp(other, m->path) != 0)
      vec_push(arena, errors,
               arena_printf(arena, "%s@%s used for two different module paths (%s and %s)", actual->path,
                            actual->version, other, m->path));
  }
}
