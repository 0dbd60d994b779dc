// Expands package patterns (cmd/go "Package lists and patterns"): "./..." walks folders, "example.com/..." the trees of
// all modules of the build and std, "std" and "cmd" GOROOT. What "all", "tool" and "work" name, modules know
// (modules/packages.h).
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/view.h"
#include "load/header.h"
#include "load/internal.h"
#include "mod/pattern.h"
#include "modules/packages.h"

typedef struct Walker {
  Loader *loader;
  Arena *arena;
  StringVec *paths;
  const char *pattern;   // that names must match, NULL: all
  const char *skipped;   // a folder at the top that is left out, NULL none
  const Module *module;  // that says what to ignore, NULL none
  const ModFile *file;   // its go.mod, NULL none
  bool vendored;         // vendor folders belong to it: GOROOT's own do to "std" and "cmd"
  bool own_programs;     // none of cmd/vendor
  bool programs;         // nothing else counts
  bool *others;          // there was something else
  const char **problem;  // a folder that cannot be read, which ends the walk; NULL: none
  const char *base;      // of a pattern for folders: as what the top is shown; NULL: folders are shown as they are
  bool folders;          // the pattern is one of folders
  bool nested;           // other modules inside are part of it (the module cache has none)
  Map *seen;             // paths that were met, of which only the first folder counts; NULL: each is met once
} Walker;

// ---- walking

// The beginning of a file that is built; NULL: it is not.
static const FileHeader *buildable(Walker *w, const char *dir, const char *name) {
  size_t n = strlen(name), size;
  if (n < 4 || strcmp(name + n - 3, ".go") != 0 || *name == '_' || *name == '.') return NULL;
  if (!constraint_name_matches(&w->loader->context->target, name, false)) return NULL;
  const char *path = arena_printf(w->arena, "%s/%s", dir, name);
  char *text = source_read(w->arena, path, &size);
  if (!text) return NULL;
  const FileHeader *header = header_read(w->arena, path, text, size);
  if (constraint_problem(w->arena, text)) return header;  // the error is the package's
  if (!constraint_file_matches(&w->loader->context->target, text, size, false, NULL)) return NULL;
  bool documentation = header->go.name && strcmp(header->go.name, "documentation") == 0;
  return header_imports(header, "C") || documentation ? NULL : header;
}

static bool is_test_file(const char *name) {
  size_t n = strlen(name);
  return n > 8 && strcmp(name + n - 8, "_test.go") == 0;
}

// By the `ignore` lines of the module's go.mod.
static bool is_ignored(const Walker *w, const char *dir) {
  const char *below;
  bool ignored = w->file && w->file->ignores.len && path_below(dir, w->module->dir, &below) && *below &&
                 modfile_ignores(w->file, w->arena, below);
  if (ignored && w->loader->context->trace) fprintf(stderr, "# ignoring directory %s\n", dir);
  return ignored;
}

static bool is_left_out(const Walker *w, const char *dir, const char *name, const char *path) {
  if (name[0] == '.' || name[0] == '_' || strcmp(name, "testdata") == 0) return true;
  if (strcmp(path, "runtime/cgo") == 0) return true;  // without cgo there is none
  if (w->skipped && strcmp(path, w->skipped) == 0) return true;
  // Documentation, whether its path or its folder is meant.
  if (strcmp(dir, arena_printf(w->arena, "%s/src/builtin", w->loader->context->goroot)) == 0) return true;
  if (w->pattern && !pattern_can_match_below(w->pattern, path)) return true;
  return (!w->nested && is_file(arena_printf(w->arena, "%s/go.mod", dir))) || is_ignored(w, dir);
}

static bool takes(const Walker *w, const char *path) {
  return *path && (!w->pattern || pattern_matches(w->pattern, path));
}

// What is in there could be meant. It is a package, as far as go knows.
static void cannot_read(Walker *w, const char *dir, const char *path, int depth) {
  const char *shown = depth ? dir : arena_printf(w->arena, "%s/", dir);
  if (w->base) shown = depth ? clean_relative_path(w->arena, path) : w->base;
  *w->problem = view_folder_problem(w->arena, shown, errno);
  if (!w->base && takes(w, path)) vec_push(w->arena, w->paths, path);
}

// Links to folders are not followed, which is said of those that a pattern of import paths may mean.
static void say_link(const Walker *w, const char *full, const char *name, const char *path) {
  const char *below = *path ? arena_printf(w->arena, "%s/%s", path, name) : name;
  bool left_out = *name == '.' || *name == '_' || strcmp(name, "testdata") == 0;
  if (!w->pattern || w->folders || left_out || !pattern_can_match_below(w->pattern, below) || !is_folder(full)) return;
  fprintf(stderr, "warning: ignoring symlink %s\n", full);
}

static bool same_package(const FileHeader *a, const FileHeader *b) {
  return a->go.name && b->go.name && strcmp(a->go.name, b->go.name) == 0;
}

static void walk(Walker *w, const char *dir, const char *path, int depth) {
  ViewEntries entries = {0};
  if (depth > 1000) return;
  errno = view_list(w->arena, dir, &entries);
  if (errno) {
    if (errno != ENOENT && errno != ENOTDIR) cannot_read(w, dir, path, depth);
    return;
  }
  StringVec folders = {0};
  const FileHeader *package = NULL;  // of a file that is no test, if there is one: package names of those may differ
  bool of_test = false, mixed = false;
  for (uint32_t i = 0; i < entries.len; i++) {
    const ViewEntry *e = &entries.data[i];
    if (!e->folder && !e->regular) say_link(w, arena_printf(w->arena, "%s/%s", dir, e->name), e->name, path);
    if (e->folder) vec_push(w->arena, &folders, e->name);
    bool enough = package && (!of_test || is_test_file(e->name)) && !w->programs;
    const FileHeader *header = e->folder || enough ? NULL : buildable(w, dir, e->name);
    mixed |= header && !is_test_file(e->name) && package && !of_test && !same_package(header, package);
    if (header && (!package || (of_test && !is_test_file(e->name)))) package = header, of_test = is_test_file(e->name);
  }
  const Name *key = w->seen ? name_cstr(w->loader->session->names, path) : NULL;
  if (key && map_get(w->seen, map_key(key))) package = NULL;
  if (key) map_put(w->arena, w->seen, map_key(key), w->seen);
  // "cmd" has no programs of other modules.
  // One of several names is none: who loads it says so.
  bool program = package && (mixed || (package->go.name && strcmp(package->go.name, "main") == 0));
  bool foreign = w->own_programs && program && strncmp(path, "cmd/vendor/", 11) == 0;
  bool matches = package && !foreign && takes(w, path);
  if (matches && w->programs && !program) *w->others = true;
  else if (matches) vec_push(w->arena, w->paths, path);
  if (depth && !w->vendored && strcmp(strrchr(dir, '/') + 1, "vendor") == 0) return;  // it may be a package itself
  for (uint32_t i = 0; i < folders.len && !*w->problem; i++) {
    const char *folder = arena_printf(w->arena, "%s/%s", dir, folders.data[i]);
    const char *below = *path ? arena_printf(w->arena, "%s/%s", path, folders.data[i]) : folders.data[i];
    if (!is_left_out(w, folder, folders.data[i], below)) walk(w, folder, below, depth + 1);
  }
}

// ---- patterns

static void walk_goroot(Walker *w, const char *path) {
  const char *src = arena_printf(w->arena, "%s/src", w->loader->context->goroot);
  walk(w, *path ? arena_printf(w->arena, "%s/%s", src, path) : src, path, 0);
}

static void walk_module(Walker *w, const Module *m) {
  if (!pattern_can_match_below(w->pattern, m->path)) return;
  bool local;
  const ModuleError *error;
  if (!m->version) error = NULL;
  else modules_fetch(w->loader->modules, m->id, &local, &error);
  if (error) {
    load_error(w->loader, "", "%s", error->text);
    return;
  }
  const ModuleSummary *summary = m->mod_file ? NULL : modules_summary(w->loader->modules, m->id, &error);
  Walker inside = *w;
  inside.module = m;
  inside.file = summary ? summary->file : m->mod_file;
  inside.nested = !m->local;
  walk(&inside, m->dir, m->path, 0);
}

// The trees of all modules of the build, and std.
static void walk_modules(Walker *w) {
  ModuleSet *set = w->loader->modules;
  const ModuleError *error = NULL;
  uint32_t count, before = w->paths->len;
  Module **list = modules_build_list(set, w->arena, &count, &error);
  if (error) load_error(w->loader, "", "%s", error->text);
  if (!strchr(arena_strdup(w->arena, w->pattern, strcspn(w->pattern, "/")), '.') || w->pattern[0] == '.') {
    Walker std = *w;
    std.skipped = "cmd";
    walk_goroot(&std, "");
    std.skipped = NULL;
    if (pattern_can_match_below(w->pattern, "cmd")) walk_goroot(&std, "cmd");
  }
  for (uint32_t i = 0; i < count; i++) walk_module(w, list[i]);
  if (set->vendored) walk(w, set->vendor_dir, "", 0);
  strings_sort(w->paths, before);
}

// Where modules are off: GOROOT and GOPATH.
static void walk_roots(Walker *w) {
  Map seen = {0};
  w->seen = &seen;
  w->nested = w->vendored = true;
  for (uint32_t i = 0; i < w->loader->roots.len; i++)
    walk(w, arena_printf(w->arena, "%s/src", w->loader->roots.data[i]), "", 0);
}

static const Module *main_around(const ModuleSet *set, const char *dir, bool *related) {
  const Module *best = NULL;
  const char *rest;
  for (uint32_t i = 0; i < set->mains.len; i++) {
    const Module *m = set->mains.data[i];
    if (path_below(dir, m->dir, &rest) && (!best || strlen(best->dir) < strlen(m->dir))) best = m;
  }
  *related = best != NULL;
  return best;
}

// "./x/...": folders below the last slash before the dots.
static void walk_folders(Walker *w) {
  ModuleSet *set = w->loader->modules;
  const char *pattern = w->pattern, *dots = strstr(pattern, "..."), *ignored;
  size_t n = (size_t)(dots - pattern);
  while (n && pattern[n - 1] != '/') n--;
  while (n > 1 && pattern[n - 1] == '/') n--;
  const char *base = n ? arena_strdup(w->arena, pattern, n) : ".";
  const char *dir = absolute_path(w->arena, w->loader->dir, base);
  bool related, off = w->loader->context->gopath;
  w->module = main_around(set, dir, &related);
  w->file = related ? w->module->mod_file : NULL;
  w->nested = w->vendored = off;
  w->folders = true;
  if (!related && !off && !path_below(dir, arena_printf(w->arena, "%s/src", w->loader->context->goroot), &ignored)) {
    load_error(w->loader, "", "pattern %s: directory prefix %s does not contain %s or %s selected dependencies",
               pattern, base, set->work ? "modules listed in go.work" : "main module", set->work ? "their" : "its");
    return;
  }
  struct stat st;
  if (view_lstat(dir, &st) != 0) {
    load_error(w->loader, "", "pattern %s: lstat %s/: no such file or directory", pattern, base);
    return;
  }
  const char *name = strrchr(dir, '/') + 1;
  w->base = n ? arena_printf(w->arena, "%s/", base) : base;
  if (*name != '.' && *name != '_' && strcmp(name, "testdata") != 0) walk(w, dir, base, 0);
}

// "all", "tool", "work": what the main modules have, name as tools, or lead to.
static void take_from_modules(Walker *w, const char *pattern) {
  Loader *loader = w->loader;
  PackageOptions options = {.target = &loader->context->target,
                            .skip_standard = strcmp(pattern, "all") != 0,
                            .silent = true,
                            .trace = loader->context->trace,
                            .silent_unmatched = true};
  PackageGraph *g = packages_load(loader->modules, &options, &pattern, 1);
  uint32_t count;
  const PackageMatch *match = packages_matches(g, &count);
  for (uint32_t i = 0; i < match->packages.len && !packages_failed(g); i++)
    vec_push(w->arena, w->paths, arena_printf(w->arena, "%s", match->packages.data[i]));
  for (uint32_t i = 0; i < match->errors.len; i++) load_error(loader, "", "%s", match->errors.data[i]);
  loader->reported |= packages_failed(g);
  packages_free(g);
}

bool loader_reported(const Loader *loader) { return loader->reported; }

bool pattern_expand(Loader *loader, const char *pattern, StringVec *paths) {
  bool others = false;
  const char *problem = NULL;
  Walker w = {.loader = loader, .arena = &loader->arguments, .paths = paths, .others = &others, .problem = &problem};
  w.programs = loader->context->programs;
  uint32_t before = paths->len, failures = loader->failures.len;
  bool std = strcmp(pattern, "std") == 0, cmd = strcmp(pattern, "cmd") == 0;
  if (!pattern_is_meta(pattern) && !pattern_is(pattern)) {
    vec_push(w.arena, paths, pattern);
    return true;
  }
  if (std || cmd) {
    w.vendored = true;
    w.skipped = std ? "cmd" : NULL;
    w.own_programs = cmd;
    walk_goroot(&w, std ? "" : "cmd");
  } else if (pattern_is_meta(pattern)) {
    if (loader->context->gopath) walk_roots(&w);
    else take_from_modules(&w, pattern);
  } else {
    w.pattern = pattern;
    if (pattern_is_folder(pattern)) walk_folders(&w);
    else if (loader->context->gopath) walk_roots(&w);
    else walk_modules(&w);
  }
  if (problem) load_error(loader, "", "pattern %s: %s", pattern, problem);
  bool ok = loader->failures.len == failures && !loader->reported;
  const char *what = others ? "only non-main" : "no";
  if (paths->len == before && ok)
    vec_push(&loader->arguments, &loader->warnings,
             arena_printf(&loader->arguments, "\"%s\" matched %s packages", pattern, what));
  return ok;
}

void patterns_warn(Loader *loader) {
  for (uint32_t i = 0; i < loader->warnings.len; i++) fprintf(stderr, "go: warning: %s\n", loader->warnings.data[i]);
  loader->warnings.len = 0;
}
