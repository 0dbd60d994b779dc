// Requirements: what is asked for at the top of the module graph (cmd/go/internal/modload, buildlist.go).
#include <stdio.h>
#include <string.h>

#include "modules/internal.h"

Requirements *requirements_new(ModuleSet *set, Pruning pruning, const ModVersionVec *roots, const Map *direct) {
  lock_take(&set->lock);
  Requirements *rs = arena_new(&set->arena, Requirements);
  rs->pruning = pruning;
  for (uint32_t i = 0; i < roots->len; i++) versions_push(set, &rs->roots, roots->data[i]);
  versions_sort(&rs->roots);
  for (uint32_t i = 0; i < rs->roots.len; i++)  // of a path the highest comes last
    set_put(set, &rs->root_versions, rs->roots.data[i]->path, rs->roots.data[i]->version);
  for (uint32_t i = 0; direct && i < direct->len; i++)
    if (direct->entries[i].value) map_put(&set->arena, &rs->direct, direct->entries[i].key, direct->entries[i].value);
  lock_release(&set->lock);
  return rs;
}

const char *requirements_root(const ModuleSet *set, const Requirements *rs, const char *path) {
  return modules_main(set, path) ? "" : set_get(set, &rs->root_versions, path);
}

void direct_put(ModuleSet *set, Map *direct, const char *path) { map_mark(set, direct, name_cstr(set->names, path)); }

bool requirements_is_direct(const ModuleSet *set, const Requirements *rs, const char *path) {
  return set_get(set, &rs->direct, path) != NULL;
}

const char *requirements_go_version(const ModuleSet *set, const Requirements *rs) {
  return requirements_root(set, rs, "go");
}

static bool same_marks(const Map *a, const Map *b) {
  uint32_t in_a = 0, in_b = 0;
  for (uint32_t i = 0; i < b->len; i++) in_b += b->entries[i].value != NULL;
  for (uint32_t i = 0; i < a->len; i++) {
    if (!a->entries[i].value) continue;
    in_a++;
    if (!map_get(b, a->entries[i].key)) return false;
  }
  return in_a == in_b;
}

bool requirements_same(const Requirements *rs, Pruning pruning, const ModVersionVec *roots, const Map *direct) {
  return rs->pruning == pruning && versions_equal(&rs->roots, roots) && same_marks(&rs->direct, direct);
}

Requirements *requirements_override(ModuleSet *set, const Requirements *rs, const ModVersionVec *replace) {
  Map replaced = {0};
  ModVersionVec roots = {0};
  for (uint32_t i = 0; i < replace->len; i++) {
    set_put(set, &replaced, replace->data[i]->path, replace->data[i]);
    versions_push(set, &roots, replace->data[i]);
  }
  for (uint32_t i = 0; i < rs->roots.len; i++)
    if (!set_get(set, &replaced, rs->roots.data[i]->path)) versions_push(set, &roots, rs->roots.data[i]);
  return requirements_new(set, rs->pruning, &roots, &rs->direct);
}

// ---- of files

static void add_go(ModuleSet *set, ModVersionVec *roots, const char *go, const char *toolchain, Map *direct) {
  versions_push(set, roots, modules_version(set, "go", go));
  direct_put(set, direct, "go");
  if (toolchain) versions_push(set, roots, modules_version(set, "toolchain", toolchain));
}

ModVersionVec requirements_of_file(ModuleSet *set, const Module *m, bool toolchain, Map *direct) {
  const ModFile *f = m->mod_file;
  ModVersionVec roots = {0};
  Map excluded = {0};
  for (uint32_t i = 0; i < f->excludes.len; i++)
    map_mark(set, &excluded, modules_version(set, f->excludes.data[i].path, f->excludes.data[i].version));
  for (uint32_t i = 0; i < f->requires.len; i++) {
    const ModRequire *r = &f->requires.data[i];
    const ModVersion *required = modules_version(set, r->path, r->version);
    if (map_get(&excluded, map_key(required))) {
      fprintf(stderr, "go: %s requirement on excluded version %s %s\n",
              strcmp(set->mod, "mod") == 0 ? "dropping" : "ignoring", r->path, r->version);
      set->tables->dropped = true;
      continue;
    }
    versions_push(set, &roots, required);
    if (!r->indirect) direct_put(set, direct, r->path);
  }
  add_go(set, &roots, f->go ? f->go : GOVER_DEFAULT_MOD, toolchain ? f->toolchain : NULL, direct);
  return roots;
}

// Outside of any module there is our own Go, and nothing else.
static Requirements *without_modules(ModuleSet *set) {
  Map direct = {0};
  ModVersionVec roots = {0};
  if (set->work_file) versions_push(set, &roots, modules_version(set, "command-line-arguments", ""));
  add_go(set, &roots, modules_go_version(set), arena_printf(&set->arena, "go%s", set->options.version), &direct);
  return requirements_new(set, set->work_file ? WORKSPACE : modules_pruning(modules_go_version(set)), &roots, &direct);
}

Requirements *requirements_of_files(ModuleSet *set) {
  if (!set->mains.len) return without_modules(set);
  Map direct = {0};
  if (!set->work_file) {
    ModVersionVec roots = requirements_of_file(set, set->mains.data[0], true, &direct);
    return requirements_new(set, modules_pruning(modules_go_version(set)), &roots, &direct);
  }
  Map ignored = {0};
  ModVersionVec roots = {0};
  for (uint32_t i = 0; i < set->mains.len; i++) {
    const ModFile *f = set->mains.data[i]->mod_file;
    versions_push(set, &roots, modules_version(set, f->module, ""));
    for (uint32_t k = 0; k < f->requires.len; k++)
      if (!f->requires.data[k].indirect) direct_put(set, &direct, f->requires.data[k].path);
  }
  add_go(set, &roots, modules_go_version(set), set->work->toolchain, &ignored);
  return requirements_new(set, WORKSPACE, &roots, &direct);
}
