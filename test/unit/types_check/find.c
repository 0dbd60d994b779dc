// Finding and parsing packages: GOROOT/src and its vendor trees, for linux/amd64 without cgo.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/unicode.h"
#include "internal.h"

bool is_dir(const char *path) {
  struct stat st;
  return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static bool has_go_files(const char *dir) {
  DIR *d = opendir(dir);
  bool found = false;
  for (struct dirent *e; d && !found && (e = readdir(d));)
    found = has_suffix(e->d_name, ".go") && !has_suffix(e->d_name, "_test.go");
  if (d) closedir(d);
  return found;
}

static void parse_task(void *context, uint32_t index, uint32_t worker);

// The unit of an import path, made and queued for parsing if new. The lock is held.
static Unit *want_unit(Tool *tool, const char *path, const char *dir) {
  Arena *arena = &tool->session->arena;
  const Name *name = name_cstr(tool->session->names, path);
  Unit *unit = map_get(&tool->by_path, map_key(name));
  if (unit) return unit;
  unit = arena_new(arena, Unit);
  unit->path = name->text;
  unit->dir = dir;
  map_put(arena, &tool->by_path, map_key(name), unit);
  vec_push(arena, &tool->units, unit);
  if (dir) pool_add(tool->session->pool, 0, parse_task, tool, tool->units.len - 1);
  return unit;
}

// Resolves an import string seen in a package: vendored, std or cmd. The lock is held.
static Unit *resolve_import(Tool *tool, const Unit *from, const char *path) {
  Arena *arena = &tool->session->arena;
  bool in_cmd = has_prefix(from->path, "cmd/") || !strcmp(from->path, "cmd");
  const char *roots[3] = {in_cmd ? "cmd/vendor/" : "vendor/", "", NULL};
  if (!strchr(path, '.')) roots[0] = "", roots[1] = NULL;
  for (int i = 0; roots[i]; i++) {
    const char *full = arena_printf(arena, "%s%s", roots[i], path);
    Unit *known = map_get(&tool->by_path, map_key(name_cstr(tool->session->names, full)));
    if (known) return known;
    const char *dir = arena_printf(arena, "%s/src/%s", tool->goroot, full);
    if (is_dir(dir) && has_go_files(dir)) return want_unit(tool, full, dir);
  }
  return NULL;
}

Package *new_package(const char *path, bool is_std) {
  Package *package = calloc(1, sizeof *package);
  if (!package) abort();
  arena_init(&package->arena);
  package->path = package->symbol_path = path;
  package->is_std = is_std;
  package->user = !is_std;
  package->allow_bodyless = is_std;
  return package;
}

void parse_text(Tool *tool, Unit *unit, const char *path, const char *display, char *text, size_t size) {
  Package *package = unit->package;
  SourceFile *source = source_add(tool->session->sources, path, display, text, size);
  if (!source) ice("load", path, "no room for positions");
  ParseMode mode = (package->is_std ? PARSE_STD : PARSE_ALL) | (tool->tools ? PARSE_TOOLS : 0);
  File *file = syntax_parse_file(tool->session, &package->arena, &package->arena, source, mode);
  for (uint32_t i = 0; i < file->syntax_errors.len; i++) {
    diag_error(tool->session->diags, file->syntax_errors.data[i].pos, "%s", file->syntax_errors.data[i].message);
  }
  vec_push(&package->arena, &package->files, file);
  package->error_count += file->error_count;
  __atomic_fetch_add(&tool->lines, source->line_count, __ATOMIC_RELAXED);
  __atomic_fetch_add(&tool->bytes, size, __ATOMIC_RELAXED);
  for (uint32_t i = 0; i < file->decls.len; i++) {
    if (file->decls.data[i]->node.kind != NODE_IMPORT_DECL) continue;
    ImportDecl *decl = (ImportDecl *)file->decls.data[i];
    const char *bytes;
    size_t length;
    if (!decl->path || decl->path->bad ||
        !text_unquote(&package->arena, decl->path->text, decl->path->length, &bytes, &length))
      continue;
    const char *import = name_intern(tool->session->names, bytes, length)->text;
    if (!strcmp(import, "unsafe") || !strcmp(import, "C")) continue;
    bool known = false;
    for (uint32_t j = 0; j < unit->imports.len && !known; j++) known = unit->imports.data[j] == import;
    if (!known) vec_push(&package->arena, &unit->imports, import);
  }
}

static bool imports_c(const char *text) {
  for (const char *p = text; (p = strstr(p, "import \"C\"")); p++)
    if (p == text || p[-1] == '\n') return true;
  return false;
}

static int compare_names(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void parse_dir(Tool *tool, Unit *unit) {
  DIR *d = opendir(unit->dir);
  Vec(char *) names = {0};
  Arena *arena = &unit->package->arena;
  for (struct dirent *e; d && (e = readdir(d));)
    if (has_suffix(e->d_name, ".go") && !has_suffix(e->d_name, "_test.go") && e->d_name[0] != '_' &&
        e->d_name[0] != '.' && constraint_name_matches(&tool->context.target, e->d_name, false))
      vec_push(arena, &names, arena_strdup(arena, e->d_name, strlen(e->d_name)));
  if (d) closedir(d);
  if (names.len) qsort(names.data, names.len, sizeof *names.data, compare_names);
  for (uint32_t i = 0; i < names.len; i++) {
    const char *path = arena_printf(arena, "%s/%s", unit->dir, names.data[i]);
    size_t size;
    char *text = source_read(arena, path, &size);
    if (!text || !constraint_file_matches(&tool->context.target, text, size, false, NULL) || imports_c(text)) continue;
    parse_text(tool, unit, path, path, text, size);
  }
}

// Finds the units of a parsed package's imports.
void link_imports(Tool *tool, Unit *unit) {
  pthread_mutex_lock(&tool->lock);
  Arena *arena = &tool->session->arena;
  for (uint32_t i = 0; i < unit->imports.len; i++) {
    Unit *dependency = resolve_import(tool, unit, unit->imports.data[i]);
    vec_push(arena, &unit->dependencies, dependency);
    if (dependency) vec_push(arena, &dependency->dependents, unit);
  }
  unit->parsed = true;
  pthread_mutex_unlock(&tool->lock);
}

static void parse_task(void *context, uint32_t index, uint32_t worker) {
  (void)worker;
  Tool *tool = context;
  pthread_mutex_lock(&tool->lock);
  Unit *unit = tool->units.data[index];
  pthread_mutex_unlock(&tool->lock);
  unit->package = new_package(unit->path, has_prefix(unit->dir, tool->goroot));
  unit->package->dir = unit->dir;
  if (!unit->package->is_std && tool->lang) unit->package->go_version = tool->lang;
  parse_dir(tool, unit);
  link_imports(tool, unit);
}

void add_std(Tool *tool, const char *path) {
  Arena *arena = &tool->session->arena;
  pthread_mutex_lock(&tool->lock);
  want_unit(tool, path, arena_printf(arena, "%s/src/%s", tool->goroot, path));
  pthread_mutex_unlock(&tool->lock);
}

void add_dir(Tool *tool, const char *dir) {
  pthread_mutex_lock(&tool->lock);
  want_unit(tool, dir, dir);
  pthread_mutex_unlock(&tool->lock);
}

void add_tree(Tool *tool, const char *path) {
  char dir[4096];
  snprintf(dir, sizeof dir, "%s/src%s%s", tool->goroot, *path ? "/" : "", path);
  if (*path && has_go_files(dir) && strcmp(path, "builtin")) add_std(tool, path);  // builtin is documentation
  DIR *d = opendir(dir);
  for (struct dirent *e; d && (e = readdir(d));) {
    if (e->d_name[0] == '.' || e->d_name[0] == '_' || !strcmp(e->d_name, "testdata") || !strcmp(e->d_name, "vendor"))
      continue;
    char sub[4096], full[8200];
    snprintf(sub, sizeof sub, "%s%s%s", path, *path ? "/" : "", e->d_name);
    snprintf(full, sizeof full, "%s/src/%s", tool->goroot, sub);
    if (is_dir(full)) add_tree(tool, sub);
  }
  if (d) closedir(d);
}
