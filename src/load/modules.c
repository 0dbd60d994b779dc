// The main modules: go.work above the working directory makes a workspace of several, go.mod above it one. What they
// require, replace and exclude is put together here; modfind.c finds packages with it.
#include "load/modules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "base/unicode.h"
#include "load/godebug.h"
#include "mod/semver.h"

// ---- small questions

const char *modules_cache(const ModuleSet *set) {
  Arena *arena = &((ModuleSet *)set)->arena;
  const Environment *e = set->context->environment;
  const char *cache = environment_get(e, "GOMODCACHE"), *gopath = environment_get(e, "GOPATH");
  if (*cache) return cache;
  if (*gopath) return arena_printf(arena, "%.*s/pkg/mod", (int)strcspn(gopath, ":"), gopath);
  return arena_printf(arena, "%s/go/pkg/mod", environment_get(e, "HOME"));
}

const char *modules_cache_name(Arena *arena, const char *path, const char *middle, const char *version,
                               const char **error) {
  const char *name = mod_escape_path(arena, path, error);
  const char *at = name ? mod_escape_version(arena, version, error) : NULL;
  return at ? arena_printf(arena, "%s%s%s", name, middle, at) : NULL;
}

const char *modules_display(ModuleSet *set, const ModFile *file) {
  const char *name = file->tree->name;  // go.work is read by the name that messages show
  return *name == '/' ? short_path(&set->arena, set->dir, name) : name;
}

bool modules_need_sums(const ModuleSet *set) {
  return set->mains.len && strcmp(set->mod, "readonly") == 0 && !set->work;
}

Module *modules_main(const ModuleSet *set, const char *path) {
  for (uint32_t i = 0; i < set->mains.len; i++)
    if (strcmp(set->mains.data[i]->path, path) == 0) return set->mains.data[i];
  return NULL;
}

const Replacement *modules_replacement(const ModuleSet *set, const char *path, const char *version) {
  const Replacement *all = NULL;
  for (uint32_t i = 0; version && i < set->replaces.len; i++) {
    const Replacement *r = &set->replaces.data[i];
    if (strcmp(r->old_path, path) != 0) continue;
    if (r->old_version && strcmp(r->old_version, version) == 0) return r;
    if (!r->old_version) all = r;
  }
  return all;
}

static void module_error(ModuleSet *set, const char *text) {
  diag_error(set->session->diags, 0, "%s%s", modules_stands_alone(text) ? "" : "go: ", text);
}

// ---- the main modules

const char *modules_too_new(ModuleSet *set, const char *what, const char *go) {
  const char *toolchain = environment_get(set->context->environment, "GOTOOLCHAIN"), *local = set->context->version + 2;
  if (!go || gover_compare(go, local) <= 0) return NULL;
  bool told = *toolchain && strcmp(toolchain, "auto") != 0;
  return arena_printf(&set->arena, "%s requires go >= %s (running go %s%s%s)", what, go, local,
                      told ? "; GOTOOLCHAIN=" : "", told ? toolchain : "");
}

// A version as go.mod of a tidy module has it. Others ("master", "v1") go would look up.
static const char *fix_version(void *context, Arena *arena, const char *path, const char *version, const char **error,
                               bool *of_module) {
  (void)context;
  const char *major;
  *of_module = true;
  if (!mod_path_major(path, &major)) {
    const char *quoted = text_quote(arena, path, strlen(path));
    *error = mod_version_error(arena, version, arena_printf(arena, "malformed module path %s", quoted));
  } else if (semver_is_canonical(version)) {
    *error = mod_major_error(arena, version, major);
  } else {
    *of_module = false;
    *error = arena_printf(arena, "not supported yet: looking for version \"%s\" of %s", version, path);
  }
  return *error ? NULL : version;
}

static const char *errors_text(Arena *arena, ModErrors *errors, const char *display) {
  for (uint32_t i = 0; i < errors->len; i++) errors->data[i].file = display;
  return mod_errors_text(arena, errors);
}

// A file that a later Go has written may be too new to be understood: then that is what is wrong with it.
static const char *parse_error(ModuleSet *set, const char *display, const char *text, size_t size, ModErrors *errors) {
  Arena *arena = &set->arena;
  ModErrors ignored = {0};
  const ModFile *lax = modfile_parse(arena, display, text, size, MOD_FILE_DEPENDENCY, (ModFixer){0}, &ignored);
  const char *newer = lax ? modules_too_new(set, display, lax->go) : NULL;
  return newer ? newer : arena_printf(arena, "errors parsing %s:\n%s", display, errors_text(arena, errors, display));
}

// Reads a main module's go.mod. NULL: *error.
static ModFile *read_main_file(ModuleSet *set, const char *path, const char **error) {
  Arena *arena = &set->arena;
  const char *display = short_path(arena, set->dir, path);
  size_t size;
  const char *text = source_read(arena, path, &size);
  if (!text) {
    *error = arena_printf(arena, "open %s: no such file or directory", path);
    return NULL;
  }
  ModErrors errors = {0};
  ModFile *f = modfile_parse(arena, path, text, size, MOD_FILE_MAIN, (ModFixer){fix_version, NULL}, &errors);
  if (!f) *error = parse_error(set, display, text, size, &errors);
  else if ((*error = modules_too_new(set, display, f->go))) return NULL;
  else if (!f->module)
    *error = arena_printf(arena,
                          "error reading %s: missing module declaration. To specify the module path:\n\tgo mod edit "
                          "-module=example.com/mod",
                          display);
  else if (strcmp(f->module, "go") == 0 || strcmp(f->module, "toolchain") == 0)
    *error = arena_printf(arena, "error reading %s: invalid module path: \"%s\"", display, f->module);
  else if ((*error = mod_path_problem(arena, f->module, MOD_PATH_IMPORT)))
    *error =
        arena_printf(arena, "malformed module path %s: %s", text_quote(arena, f->module, strlen(f->module)), *error);
  return *error ? NULL : f;
}

static const char *check_godebugs(ModuleSet *set, const ModFile *f, const char *what) {
  for (uint32_t i = 0; i < f->godebugs.len; i++) {
    const ModGodebug *g = &f->godebugs.data[i];
    const char *problem = godebug_check(&set->arena, set->context, "godebug", g->key, g->value);
    if (problem)
      return arena_printf(&set->arena, "error loading %s:\n%s:%u: %s", what, modules_display(set, f),
                          g->line->start.line, problem);
  }
  return NULL;
}

static void add_main(ModuleSet *set, const char *dir, ModFile *f) {
  Module *m = arena_new(&set->arena, Module);
  *m = (Module){.path = f->module, .dir = dir, .go_version = f->go, .mod_file = f, .local = true};
  m->file = arena_printf(&set->arena, "%s/go.mod", strcmp(dir, "/") == 0 ? "" : dir);
  vec_push(&set->arena, &set->mains, m);
}

static bool same_text(const char *a, const char *b) { return strcmp(a ? a : "", b ? b : "") == 0; }

// Two replacements of one version in one file.
static const char *conflicting_replacements(Arena *arena, const ModFile *f) {
  for (uint32_t i = 0; i < f->replaces.len; i++)
    for (uint32_t k = 0; k < i; k++) {
      const ModReplace *new = &f->replaces.data[i], *old = &f->replaces.data[k];
      if (strcmp(old->old_path, new->old_path) != 0 || !same_text(old->old_version, new->old_version)) continue;
      if (strcmp(old->new_path, new->new_path) == 0 && same_text(old->new_version, new->new_version)) continue;
      return arena_printf(
          arena, "conflicting replacements for %s:\n\t%s\n\t%s", MODULE_AT(arena, old->old_path, old->old_version),
          MODULE_AT(arena, old->new_path, old->new_version), MODULE_AT(arena, new->new_path, new->new_version));
    }
  return NULL;
}

static bool load_single(ModuleSet *set, const char *go_mod) {
  const char *error = NULL;
  ModFile *f = read_main_file(set, go_mod, &error);
  if (f) error = check_godebugs(set, f, "go.mod");
  if (f && !error) error = conflicting_replacements(&set->arena, f);
  if (error) module_error(set, error);
  else add_main(set, folder_of_file(&set->arena, go_mod), f);
  return !error;
}

// A main module of a workspace; NULL: no fault.
static const char *load_used(ModuleSet *set, const ModPath *use) {
  Arena *arena = &set->arena;
  const char *dir = absolute_path(arena, folder_of_file(arena, set->work_file), use->path), *error = NULL;
  for (uint32_t i = 0; i < set->mains.len; i++)
    if (strcmp(set->mains.data[i]->dir, dir) == 0)
      return arena_printf(arena, "error loading go.work:\n%s:%u: path %s appears multiple times in workspace",
                          modules_display(set, set->work), use->line->start.line, dir);
  const char *shown = short_path(arena, set->dir, dir);
  ModFile *f = read_main_file(set, arena_printf(arena, "%s/go.mod", dir), &error);
  if (!f) {
    if (!is_file(arena_printf(arena, "%s/go.mod", dir)))
      error = arena_printf(arena, "open %s: no such file or directory",
                           short_path(arena, set->dir, arena_printf(arena, "%s/go.mod", dir)));
    return arena_printf(arena, "cannot load module %s listed in go.work file: %s", shown, error);
  }
  const char *own = f->go ? f->go : "1.16", *work = set->work->go ? set->work->go : "1.18";
  if (gover_compare(own, work) > 0 && gover_compare(own, "1.21") >= 0)
    return arena_printf(arena,
                        "module %s listed in go.work file requires go >= %s, but go.work %s go %s; to update it:\n\tgo "
                        "work use",
                        shown, own, set->work->go ? "lists" : "implicitly requires", work);
  if (modules_main(set, f->module))
    return arena_printf(arena, "module %s appears multiple times in workspace", f->module);
  add_main(set, dir, f);
  return conflicting_replacements(arena, f);
}

static bool load_workspace(ModuleSet *set) {
  Arena *arena = &set->arena;
  const char *error = NULL, *display = short_path(arena, set->dir, set->work_file);
  size_t size;
  const char *text = source_read(arena, set->work_file, &size);
  ModErrors errors = {0};
  if (text) set->work = modfile_parse(arena, display, text, size, MOD_FILE_WORK, (ModFixer){0}, &errors);
  if (!text) error = arena_printf(arena, "reading go.work: open %s: no such file or directory", display);
  else if (!set->work) error = arena_printf(arena, "errors parsing go.work:\n%s", mod_errors_text(arena, &errors));
  if (!error) error = modules_too_new(set, display, set->work->go);
  if (!error) error = check_godebugs(set, set->work, "go.work");
  bool ok = !error;
  if (error) module_error(set, error);
  for (uint32_t i = 0; !error && i < set->work->uses.len; i++) {
    const char *fault = load_used(set, &set->work->uses.data[i]);
    if (fault) module_error(set, fault);
    ok &= !fault;
  }
  if (ok && !set->mains.len) module_error(set, "no modules were found in the current workspace; see 'go help work'");
  error = ok ? conflicting_replacements(arena, set->work) : NULL;
  if (error) module_error(set, error);
  ok &= !error;
  for (uint32_t i = 0; ok && i < set->work->replaces.len; i++) {
    const ModReplace *r = &set->work->replaces.data[i];
    if (r->old_version || !modules_main(set, r->old_path)) continue;
    module_error(
        set, arena_printf(arena,
                          "workspace module %s is replaced at all versions in the go.work file. To fix, remove the "
                          "replacement from the go.work file or specify the version at which to replace the module.",
                          r->old_path));
    ok = false;
  }
  return ok && set->mains.len;
}

// ---- what they say together

static const char *add_replacements(ModuleSet *set, const ModFile *f, const char *dir, uint32_t from_work) {
  Arena *arena = &set->arena;
  for (uint32_t i = 0; i < f->replaces.len; i++) {
    const ModReplace *entry = &f->replaces.data[i];
    Replacement r = {entry->old_path, entry->old_version, entry->new_path, entry->new_version, entry->new_path};
    if (!r.new_version && r.new_path[0] != '/') r.new_path = absolute_path(arena, dir, r.new_path);
    if (set->work) r.written = r.new_path;  // it may stand in any of several files
    bool overridden = false;
    for (uint32_t k = 0; k < set->replaces.len && !overridden; k++) {
      const Replacement *old = &set->replaces.data[k];
      if (strcmp(old->old_path, r.old_path) != 0) continue;
      overridden = k < from_work;
      if (overridden || !same_text(old->old_version, r.old_version)) continue;
      bool same = strcmp(old->new_path, r.new_path) == 0 && same_text(old->new_version, r.new_version);
      const char *what = MODULE_AT(arena, r.old_path, r.old_version);
      if (!same && set->work)
        return arena_printf(arena,
                            "conflicting replacements for %s:\n\t%s\n\t%s\nuse \"go work edit -replace "
                            "%s=[override]\" to resolve",
                            what, MODULE_AT(arena, old->new_path, old->new_version),
                            MODULE_AT(arena, r.new_path, r.new_version), what);
    }
    if (!overridden) vec_push(arena, &set->replaces, r);
  }
  return NULL;
}

static void add_root(ModuleSet *set, const char *path, const char *version, bool indirect) {
  ModRequire root = {path, version, indirect, NULL};
  vec_push(&set->arena, &set->roots, root);
  modgraph_raise(set, &set->root_versions, path, version);
}

// False: go would take a requirement out, because it is excluded or there is another version of it.
static bool collect_roots(ModuleSet *set, const ModFile *f) {
  bool ok = true;
  for (uint32_t i = 0; i < f->requires.len; i++) {
    const ModRequire *r = &f->requires.data[i];
    if (!modgraph_lists(f->excludes.data, f->excludes.len, r)) {
      const char *old = map_get(&set->root_versions, map_key(name_cstr(set->session->names, r->path)));
      ok &= !old || strcmp(old, r->version) == 0;
      add_root(set, r->path, r->version, r->indirect);
      continue;
    }
    fprintf(stderr, "go: ignoring requirement on excluded version %s %s\n", r->path, r->version);
    ok = false;
  }
  add_root(set, "go", f->go ? f->go : "1.16", false);
  return ok;
}

static void read_sum_file(ModuleSet *set, const char *path) {
  size_t size;
  const char *text = source_read(&set->arena, path, &size);
  const char *error = text ? gosum_parse(set->sums, path, text, size, false) : NULL;
  if (error && !set->sums_error) set->sums_error = error;
}

static void read_sums(ModuleSet *set) {
  for (uint32_t i = 0; i < set->mains.len; i++)
    read_sum_file(set, arena_printf(&set->arena, "%s/go.sum", set->mains.data[i]->dir));
  if (set->work) read_sum_file(set, arena_printf(&set->arena, "%s.sum", set->work_file));
}

// ---- where modules come from: -mod

static bool vendor_is_for_workspace(ModuleSet *set) {
  size_t size;
  const char *text = source_read(&set->arena, arena_printf(&set->arena, "%s/modules.txt", set->vendor_dir), &size);
  return text && strncmp(text, "## workspace", 12) == 0;
}

static void choose_mod(ModuleSet *set) {
  const char *file = set->work ? "go.work" : "go.mod";
  const char *go = set->work ? set->work->go : set->mains.data[0]->go_version;
  set->mod = "readonly";
  if (!is_folder(set->vendor_dir)) return;
  if (!go) {
    set->vendor_reason =
        arena_printf(&set->arena, "Go version in %s is unspecified, so vendor directory was not used.", file);
  } else if (gover_compare(go, "1.14") < 0) {
    set->vendor_reason =
        arena_printf(&set->arena, "Go version in %s is %s, so vendor directory was not used.", file, go);
  } else if (vendor_is_for_workspace(set) != (set->work != NULL)) {
    set->vendor_reason = set->work ? "In workspace mode, but vendor directory is not for a workspace"
                                   : "Outside workspace mode, but vendor directory is for a workspace.";
  } else {
    set->mod = "vendor";
    set->vendor_reason =
        arena_printf(&set->arena, "Go version in %s is at least 1.14 and vendor directory exists.", file);
  }
}

static bool set_mod(ModuleSet *set) {
  const char *dir = set->work ? folder_of_file(&set->arena, set->work_file) : set->mains.data[0]->dir;
  set->vendor_dir = arena_printf(&set->arena, "%s/vendor", dir);
  set->mod = set->context->mod;
  if (!set->mod) choose_mod(set);
  else if (set->work && strcmp(set->mod, "mod") == 0) {
    module_error(set, arena_printf(&set->arena,
                                   "-mod may only be set to readonly or vendor when in workspace mode, but it is set "
                                   "to \"%s\"\n\tRemove the -mod flag to use the default readonly value, \n\tor set "
                                   "GOWORK=off to disable workspace mode.",
                                   set->mod));
    return false;
  }
  set->vendored = strcmp(set->mod, "vendor") == 0;
  return true;
}

// ---- loading

static bool in_goroot(const ModuleSet *set, const char *dir) {
  const char *rest;
  return path_below(dir, arena_printf(&((ModuleSet *)set)->arena, "%s/src", set->context->goroot), &rest);
}

// GOWORK: off, a file, or the one above. False after reporting.
static bool find_work_file(ModuleSet *set) {
  const char *set_to = environment_get(set->context->environment, "GOWORK");
  if (strcmp(set_to, "off") == 0) return true;
  if (*set_to && strcmp(set_to, "auto") != 0) {
    if (*set_to != '/') module_error(set, "invalid GOWORK: not an absolute path");
    set->work_file = set_to;
    return *set_to == '/';
  }
  set->work_file = find_file_above(&set->arena, set->dir, "go.work", set->context->goroot);
  return true;
}

static const char *find_go_mod(ModuleSet *set) {
  const char *file = find_file_above(&set->arena, set->dir, "go.mod", NULL), *temporary = getenv("TMPDIR");
  if (!file || in_goroot(set, folder_of_file(&set->arena, file))) return NULL;
  if (!temporary || !*temporary) temporary = "/tmp";
  if (strcmp(folder_of_file(&set->arena, file), temporary) != 0) return file;
  fprintf(stderr, "go: warning: ignoring go.mod in system temp root %s\n", temporary);
  return NULL;
}

static bool load_mains(ModuleSet *set) {
  const char *on = environment_get(set->context->environment, "GO111MODULE");
  if (strcmp(on, "off") == 0) module_error(set, "not supported yet: GO111MODULE=off");
  else if (*on && strcmp(on, "on") != 0 && strcmp(on, "auto") != 0)
    module_error(set, arena_printf(&set->arena, "unknown environment setting GO111MODULE=%s", on));
  if (diag_count(set->session->diags)) return false;
  if (!in_goroot(set, set->dir) && !find_work_file(set)) return false;
  if (set->work_file) return load_workspace(set);
  const char *go_mod = find_go_mod(set);
  return !go_mod || load_single(set, go_mod);
}

static void find_current(ModuleSet *set) {
  const char *rest;
  for (uint32_t i = 0; i < set->mains.len; i++) {
    Module *m = set->mains.data[i];
    if (path_below(set->dir, m->dir, &rest) && (!set->current || strlen(m->dir) > strlen(set->current->dir)))
      set->current = m;
  }
}

// A module of an old go line: the whole graph is needed, and what go.mod says must be what it selects.
static bool load_whole_graph(ModuleSet *set) {
  set->graph = modgraph_build(set);
  if (set->graph->error) module_error(set, set->graph->error);
  else if (!modules_roots_selected(set)) module_error(set, modules_dirty(set));
  return !diag_count(set->session->diags);
}

ModuleSet *modules_load(Session *session, const BuildContext *context, const char *dir) {
  ModuleSet *set = arena_new(&session->arena, ModuleSet);
  *set = (ModuleSet){.session = session, .context = context, .dir = dir, .mod = "readonly"};
  arena_init(&set->arena);
  set->sums = gosum_new(&set->arena);
  pthread_mutex_init(&set->lock, NULL);
  if (!load_mains(set)) return NULL;
  if (!set->mains.len) return set;
  find_current(set);
  const char *error = NULL;
  if (set->work) error = add_replacements(set, set->work, folder_of_file(&set->arena, set->work_file), 0);
  uint32_t from_work = set->replaces.len;
  bool dirty = false;
  for (uint32_t i = 0; !error && i < set->mains.len; i++) {
    const ModFile *f = set->mains.data[i]->mod_file;
    error = add_replacements(set, f, set->mains.data[i]->dir, from_work);
    for (uint32_t k = 0; k < f->excludes.len; k++) vec_push(&set->arena, &set->excludes, f->excludes.data[k]);
    if (!set->work) dirty = !collect_roots(set, f);
  }
  if (error) module_error(set, error);
  if (error || !set_mod(set)) return NULL;
  set->pruned = !set->work && modgraph_is_pruned(set->mains.data[0]->go_version);
  if (set->vendored) return vendor_load(set) ? set : NULL;
  read_sums(set);
  if (dirty && strcmp(set->mod, "mod") != 0) {
    module_error(set, modules_dirty(set));
    return NULL;
  }
  return set->work || set->pruned || load_whole_graph(set) ? set : NULL;
}
