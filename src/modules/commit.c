// go.mod and go.sum written as the set's requirements have them (cmd/go/internal/modload, commitRequirements). The file
// is locked as go locks it, and written only if it changes; what another process wrote meanwhile is not written over.
#include <stdlib.h>
#include <string.h>

#include "mod/locked_file.h"
#include "modules/internal.h"

// ---- go.mod as it is to be

static void write_go_line(ModuleSet *set, const CommitOptions *options, const char *go) {
  ModFile *f = set->mains.data[0]->mod_file;
  if (f->go ? strcmp(f->go, go) == 0 : options->wrote_go) return;
  bool asked = strcmp(set->mod, "mod") == 0 || strcmp(set->options.command, "mod tidy") == 0 ||
               strcmp(set->options.command, "get") == 0;
  if (!f->go && strcmp(go, GOVER_DEFAULT_MOD) == 0 && !asked) return;  // which no line means, too
  modfile_set_go(f, go);
  set->mains.data[0]->go_version = f->go;
}

static void write_toolchain_line(ModuleSet *set, const CommitOptions *options, const char *go, const char *toolchain) {
  ModFile *f = set->mains.data[0]->mod_file;
  const char *implied = arena_printf(&set->arena, "go%s", go);
  if (!toolchain) toolchain = implied;
  const char *version = gover_of_toolchain(&set->arena, toolchain);
  bool old = gover_compare(version, GOVER_STRICT) < 0 && !options->explicit_toolchain;
  if (options->drop_toolchain || old || strcmp(toolchain, implied) == 0) modfile_drop_toolchain(f);
  else modfile_set_toolchain(f, toolchain);
}

static void write_tools(ModFile *f, const CommitOptions *options) {
  for (uint32_t i = 0; options->add_tools && i < options->add_tools->len; i++)
    modfile_add_tool(f, options->add_tools->data[i]);
  for (uint32_t i = 0; options->drop_tools && i < options->drop_tools->len; i++)
    modfile_drop_tool(f, options->drop_tools->data[i]);
}

bool modules_update_file(ModuleSet *set, const CommitOptions *options, const char **before, const char **after,
                         const ModuleError **error) {
  *error = NULL;
  if (set->work_file || !set->mains.len) return false;
  Arena *arena = &set->arena;
  ModFile *f = set->mains.data[0]->mod_file;
  const Requirements *rs = set->requirements;
  const char *go = requirements_go_version(set, rs);
  Vec(ModRequire) list = {0};
  *before = modfile_format(f, arena);
  for (uint32_t i = 0; i < rs->roots.len; i++) {
    const ModVersion *m = rs->roots.data[i];
    if (gover_is_toolchain(m->path)) continue;
    ModRequire r = {m->path, m->version, !requirements_is_direct(set, rs, m->path), NULL};
    vec_push(arena, &list, r);
  }
  if ((*error = module_too_new(set, "updating go.mod", go))) return false;
  write_go_line(set, options, go);
  write_toolchain_line(set, options, go, requirements_root(set, rs, "toolchain"));
  write_tools(f, options);
  if (gover_compare(go, GOVER_SEPARATE_INDIRECT) < 0) modfile_set_requires(f, list.data, list.len);
  else modfile_set_requires_split(f, list.data, list.len);
  modfile_clean(f);
  *after = modfile_format(f, arena);
  return true;
}

// ---- does it say something else?

static const char *as_written(void *context, Arena *arena, const char *path, const char *version, const char **error,
                              bool *of_module) {
  (void)context, (void)arena, (void)path, (void)error, (void)of_module;
  return version;
}

static bool requires_differ(ModuleSet *set, const ModFile *old, const ModFile *new) {
  Map known = {0};
  uint32_t count = 0;
  for (uint32_t i = 0; i < old->requires.len; i++) {
    const ModRequire *r = &old->requires.data[i];
    const ModVersion *m = modules_version(set, r->path, r->version);
    count += !map_get(&known, map_key(m));
    map_put(&set->arena, &known, map_key(m), (void *)(uintptr_t)r);
  }
  if (count != new->requires.len) return true;
  for (uint32_t i = 0; i < new->requires.len; i++) {
    const ModRequire *r = &new->requires.data[i];
    const ModRequire *was = map_get(&known, map_key(modules_version(set, r->path, r->version)));
    // "// indirect" alone is no reason to refuse a build.
    if (!was || (was->indirect != r->indirect && strcmp(set->mod, "readonly") != 0)) return true;
  }
  return false;
}

static bool says_else(ModuleSet *set, const ModFile *new) {
  ModErrors errors = {0};
  const ModFile *old = modfile_parse(&set->arena, set->go_mod, set->go_mod_text, set->go_mod_size, MOD_FILE_MAIN,
                                     (ModFixer){as_written, NULL}, &errors);
  return !old || set->go_mod_fixed || !same_text(old->module, new->module) || !same_text(old->go, new->go) ||
         !same_text(old->toolchain, new->toolchain) || requires_differ(set, old, new);
}

// ---- writing

typedef struct Change {
  const char *old, *new;
  size_t old_size;
} Change;

static const char *change_file(void *context, Arena *arena, const char *bytes, size_t size, size_t *new_size,
                               const char **problem) {
  (void)arena;
  const Change *c = context;
  *new_size = strlen(c->new);
  if (*new_size == size && memcmp(bytes, c->new, size) == 0) return NULL;
  if (size == c->old_size && memcmp(bytes, c->old, size) == 0) return c->new;
  *problem = "existing contents have changed since last read";
  return NULL;
}

static const ModuleError *write_file(ModuleSet *set, const char *text) {
  Change change = {set->go_mod_text, text, set->go_mod_size};
  int lock = fetch_side_lock(set->options.fetcher, &set->arena);
  const char *problem = locked_transform(&set->arena, set->go_mod, LOCKED_REPLACE, change_file, &change);
  if (lock >= 0) locked_release(lock);
  if (problem) return module_error(set, MODULE_ERROR_OTHER, "updating go.mod: %s", problem);
  set->go_mod_text = text;
  set->go_mod_size = strlen(text);
  set->go_mod_fixed = false;
  return NULL;
}

static const ModuleError *write_sums(ModuleSet *set, const CommitOptions *options) {
  if (options->no_sums) return NULL;
  Map kept = modules_keep_sums(set, set->requirements, options->packages, options->tidy, true);
  return source_error(
      set, fetch_write_sums(set->options.fetcher, &set->arena, modules_keep(set, &kept), modules_complete(set)));
}

const ModuleError *modules_commit(ModuleSet *set, const CommitOptions *options) {
  const char *before, *after;
  const ModuleError *error = NULL;
  if (set->work_file) return write_sums(set, options);
  if (!modules_update_file(set, options, &before, &after, &error)) return error;
  bool tools = (options->add_tools && options->add_tools->len) || (options->drop_tools && options->drop_tools->len);
  bool dirty = tools || says_else(set, set->mains.data[0]->mod_file);
  if (dirty && strcmp(set->mod, "mod") != 0) return module_error(set, MODULE_ERROR_DIRTY, "%s", modules_dirty(set));
  if (dirty || options->layout) {
    const char *overlaid = locked_overlaid(&set->arena, set->go_mod);
    if (overlaid) return dirty ? module_error(set, MODULE_ERROR_OTHER, "%s", overlaid) : NULL;
    error = write_file(set, after);
  }
  return error ? error : write_sums(set, options);
}
