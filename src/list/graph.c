// The packages that patterns name, and those they import (cmd/go's PackagesAndErrors and loadImport).
#include <string.h>

#include "base/paths.h"
#include "list/package.h"
#include "mod/pattern.h"

static ListPackage *new_package(ListGraph *g, const char *path) {
  ListPackage *p = arena_new(g->arena, ListPackage);
  *p = (ListPackage){.path = path, .dir = "", .name = "", .root = ""};
  return p;
}

static void push(ListGraph *g, const char *path, ListSpot spot) {
  ListImporter importer = {path, spot};
  vec_push(g->arena, &g->stack, importer);
}

StringVec list_copy_texts(Arena *arena, const StringVec *list) {
  StringVec copy = {0};
  for (uint32_t i = 0; i < list->len; i++) vec_push(arena, &copy, list->data[i]);
  return copy;
}

ListPackage *list_copy(ListGraph *g, const ListPackage *p) {
  ListPackage *copy = arena_new(g->arena, ListPackage);
  *copy = *p;
  copy->imported = (ListPackages){0};
  copy->imports = list_copy_texts(g->arena, &p->imports);
  for (uint32_t i = 0; i < p->imported.len; i++) vec_push(g->arena, &copy->imported, p->imported.data[i]);
  return copy;
}

// A package met again. One that is still being loaded closes a cycle.
static void reuse(ListGraph *g, ListPackage *p, const char *path, ListSpot spot) {
  push(g, path, spot);
  if (!p->loaded) {
    if (!p->error) p->error = list_error(g, "import cycle not allowed");
    p->error->import_cycle = true;
    p->incomplete = true;
  }
  if (p->error && !p->error->import_cycle && list_stack_shorter(&g->stack, &p->error->stack))
    p->error->stack = list_error(g, "")->stack;
  g->stack.len--;
}

// A path that is not even looked for.
static ListPackage *refused(ListGraph *g, const char *path, ListSpot spot, const char *text) {
  ListPackage *p = new_package(g, path);
  push(g, path, spot);
  list_set_error(g, p, path, (ListSpot){0}, text);
  g->stack.len--;
  return p;
}

// What has to end the command: it is nothing that could be said of one package.
static bool is_fatal(const char *message) {
  return strncmp(message, "go: ", 4) == 0 || strncmp(message, "not supported yet", 17) == 0;
}

// A folder that a pattern names.
typedef struct FoundFolder {
  Resolved where;       // dir NULL: a path, which is still to be looked for
  const char *missing;  // what go says of it if there is nothing; NULL: there is
} FoundFolder;

static ListPackage *start(ListGraph *g, const char *path, ListSpot spot, const LoadedPackage *from,
                          const FoundFolder *known) {
  Resolved where = {.path = path};
  const char *missing = known ? known->missing : NULL;
  if (known) where = known->where;
  else if (!prefetch_resolve(g->prefetch, g->arena, from, path, &where, &missing)) where = (Resolved){.path = path};
  if (missing && is_fatal(missing) && !g->fatal) g->fatal = missing;
  const Name *key = name_cstr(g->session->names, where.path);
  ListPackage *p = map_get(&g->packages, map_key(key));
  if (p) {
    reuse(g, p, path, spot);
    return p;
  }
  p = new_package(g, key->text);
  map_put(g->arena, &g->packages, map_key(key), p);
  p->local = is_relative_import(path) || (g->context->gopath && gopath_is_local(p->path));
  p->node = loader_note_package(g->loader, p->path);
  p->node->dir = where.dir;
  p->node->module = where.module;
  p->node->root = where.root;
  p->conflict_dir = where.conflict;
  p->node->standard = p->standard = where.standard;
  p->goroot = where.standard || (where.root && strcmp(where.root, g->context->goroot) == 0);
  if (where.dir) p->dir = where.dir;
  if (!missing) p->folder = prefetch_folder(g->prefetch, g->arena, &where);
  if (where.standard && strcmp(path, where.path) != 0) p->vendored_as = path;
  p->root = where.root ? where.root : where.standard ? g->context->goroot : where.module ? where.module->dir : "";
  if (where.module && where.module->version && loader_modules(g->loader)->vendored) p->root = "";
  list_load_package(g, p, path, spot, missing);
  return p;
}

static const char *not_looked_for(Arena *arena, const char *path) {
  if (strncmp(path, "mod/", 4) == 0) return arena_printf(arena, "disallowed import path \"%s\"", path);
  if (strchr(path, '@')) return "can only use path@version syntax with 'go get' and 'go install' in module-aware mode";
  return NULL;
}

ListPackage *list_import(ListGraph *g, const char *path, ListPackage *parent, ListSpot spot, bool resolve,
                         ListError **problem) {
  const char *text = not_looked_for(g->arena, path);
  *problem = NULL;
  if (text) return refused(g, path, spot, text);
  ListPackage *p = start(g, path, spot, parent ? parent->node : NULL, NULL);
  if (!parent) return p;
  *problem = list_disallowed(g, parent, p, path, resolve);
  if (*problem) list_set_spot(g, *problem, spot);
  return p;
}

// ---- files

static bool is_go_file(const char *argument) {
  size_t n = strlen(argument);
  return n > 3 && strcmp(argument + n - 3, ".go") == 0;
}

bool list_names_files(const char *const *patterns, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (is_go_file(patterns[i]) && is_file(patterns[i])) return true;
  return false;
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

// The folder of the files named, and their names there. NULL: they are not all files of one folder.
static const char *folder_of(ListGraph *g, const char *const *files, uint32_t count, StringVec *names) {
  const char *first = NULL;
  for (uint32_t i = 0; i < count && !g->fatal; i++) {
    const char *path = files[i], *name = base_name(path);
    const char *folder = name == path ? "." : arena_strdup(g->arena, path, (size_t)(name - path) - (name - path > 1));
    if (is_folder(path)) g->fatal = arena_printf(g->arena, "%s is a directory, should be a Go file", path);
    else if (!is_file(path)) g->fatal = arena_printf(g->arena, "stat %s: no such file or directory", path);
    while (strncmp(folder, "./", 2) == 0) folder += 2;
    if (!first) first = folder;
    if (!g->fatal && strcmp(first, folder) != 0)
      g->fatal = arena_printf(g->arena, "named files must all be in one directory; have %s and %s", first, folder);
    vec_push(g->arena, names, name);
  }
  return g->fatal ? NULL : absolute_path(g->arena, g->dir, first);
}

static bool update_modules(ListGraph *g, const char *const *patterns, uint32_t count, const StringVec *imports) {
  if (loader_update_modules(g->loader, patterns, count, imports, g->options.tests)) return true;
  const char *failure = loader_take_failure(g->loader);
  g->fatal = failure ? failure : "";
  return false;
}

// go looks at what test files import that are named, too, though that is then no part of the list. suffix: of the
// importer in chains of imports, as tests.c has it.
static void look_at_imports(ListGraph *g, ListPackage *p, const ListNames *imports, const char *suffix) {
  ListPackage tests = *p;
  tests.node = tests_importer(g->arena, p->node);
  push(g, arena_printf(g->arena, "%s%s", p->path, suffix), (ListSpot){0});
  for (uint32_t i = 0; i < imports->len; i++) {
    const char *path = imports->data[i].text;
    ListError *problem;
    if (strcmp(path, "C") == 0) continue;
    ListPackage *to = list_import(g, path, &tests, imports->data[i].spot, true, &problem);
    if (to->node) vec_push(g->arena, &p->node->imports, to->node);
  }
  g->stack.len--;
}

static ListPackage *load_files(ListGraph *g, const char *const *files, uint32_t count) {
  static const char name[] = "command-line-arguments";
  ListPackage *p = new_package(g, ".");
  p->command_line_files = p->local = true;
  for (uint32_t i = 0; i < count; i++) {
    if (is_go_file(files[i])) continue;
    p->path = "";
    p->name = files[i];
    p->error = list_error(g, arena_printf(g->arena, "named files must be .go files: %s", files[i]));
    p->incomplete = true;
    return p;
  }
  StringVec names = {0};
  const char *dir = folder_of(g, files, count, &names), *rest;
  if (!dir) return p;
  if (path_below(dir, arena_printf(g->arena, "%s/src", g->context->goroot), &rest) && *rest) {
    p->path = rest;
    p->goroot = true;
    p->standard = !strchr(arena_strdup(g->arena, rest, strcspn(rest, "/")), '.');
    p->root = g->context->goroot;
  }
  Resolved where = {.dir = dir};
  if (g->context->gopath) gopath_find_root(g->loader, g->arena, &where);
  p->node = loader_note_package(g->loader, name);
  p->node->dir = dir;
  p->node->root = where.root;
  p->conflict_dir = where.conflict;
  if (where.root) p->root = where.root;
  p->node->command_line = true;
  p->node->standard = p->standard;
  Arena texts;
  arena_init(&texts);
  p->folder = folder_read(g->context, g->arena, &texts, dir, NULL, &names);
  arena_free(&texts);
  const ListNames *parts[] = {&p->folder->plain.imports, &p->folder->test.imports, &p->folder->external.imports};
  StringVec imports = {0};
  for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
    for (uint32_t i = 0; i < parts[k]->len; i++) vec_push(g->arena, &imports, parts[k]->data[i].text);
  if (!update_modules(g, files, count, &imports)) return p;
  list_load_package(g, p, name, (ListSpot){0}, NULL);
  p->path = name;
  if (!g->options.find) {
    look_at_imports(g, p, &p->folder->test.imports, " (test)");
    look_at_imports(g, p, &p->folder->external.imports, "_test");
  }
  p->target = strcmp(p->name, "main") == 0 ? p->target : "";
  for (uint32_t i = 0; i < count; i++) vec_push(g->arena, &p->match, files[i]);
  return p;
}

// ---- patterns

// What a pattern stands for.
typedef struct Match {
  const char *pattern;
  Vec(FoundFolder) found;
  StringVec errors;
} Match;

static void add_match(ListGraph *g, Match *match, const char *path) {
  FoundFolder found = {.where = {.path = path}};
  bool there = !pattern_is_folder(path) || resolve_dir(g->loader, g->arena, path, &found.where, &found.missing);
  // Where modules are off every folder has a path, and what is wrong is said of that.
  if (there || g->context->gopath) {
    found.where.path = name_cstr(g->session->names, found.where.path)->text;
    vec_push(g->arena, &match->found, found);
  } else {
    vec_push(g->arena, &match->errors, found.missing);
  }
}

static Match expand(ListGraph *g, const char *pattern) {
  Match match = {.pattern = pattern};
  StringVec paths = {0};
  const char *failure;
  pattern_expand(g->loader, pattern, &paths);
  while ((failure = loader_take_failure(g->loader))) vec_push(g->arena, &match.errors, failure);
  for (uint32_t i = 0; i < paths.len; i++) add_match(g, &match, paths.data[i]);
  for (uint32_t i = 0; i < match.errors.len && !g->fatal; i++)
    if (is_fatal(match.errors.data[i])) g->fatal = match.errors.data[i];
  if (loader_reported(g->loader)) g->fatal = "";
  return match;
}

static void read_ahead(ListGraph *g, const Match *match) {
  for (uint32_t i = 0; i < match->found.len; i++) {
    Resolved where = match->found.data[i].where;
    const char *message;
    if (match->found.data[i].missing) continue;
    if (!where.dir && (not_looked_for(g->arena, where.path) ||
                       !prefetch_resolve(g->prefetch, g->arena, NULL, where.path, &where, &message)))
      continue;
    prefetch_start(g->prefetch, &where, g->options.tests);
  }
}

static void add_root(ListGraph *g, const Match *match, const FoundFolder *found, Map *seen, ListPackages *roots) {
  ListError *problem;
  const char *path = found->where.path;
  ListPackage *p = found->where.dir || found->missing ? start(g, path, (ListSpot){0}, NULL, found)
                                                      : list_import(g, path, NULL, (ListSpot){0}, false, &problem);
  vec_push(g->arena, &p->match, match->pattern);
  if (map_get(seen, map_key(p))) return;
  map_put(g->arena, seen, map_key(p), p);
  loader_note_root(g->loader, p->path);
  vec_push(g->arena, roots, p);
}

// A pattern that is wrong itself is listed as if it were a package.
static void add_errors(ListGraph *g, const Match *match, ListPackages *roots) {
  if (!match->errors.len) return;
  ListPackage *p = new_package(g, match->pattern);
  p->error = list_error(g, match->errors.data[0]);
  p->incomplete = true;
  // A folder that is there, and has nothing.
  const char *dir = pattern_is_folder(match->pattern) ? absolute_path(g->arena, g->dir, match->pattern) : NULL;
  if (dir && is_folder(dir) && !folder_has_go_files(dir)) p->dir = dir;
  vec_push(g->arena, &p->match, match->pattern);
  vec_push(g->arena, roots, p);
}

ListPackages list_load(ListGraph *g, const char *const *patterns, uint32_t count) {
  ListPackages roots = {0};
  Map seen = {0};
  g->prefetch = prefetch_new(g->loader, g->session, g->context, !g->options.find);
  if (list_names_files(patterns, count)) {
    ListPackage *files = load_files(g, patterns, count);
    vec_push(g->arena, &roots, files);
    return roots;
  }
  const char **clean = arena_array(g->arena, const char *, count);
  for (uint32_t i = 0; i < count; i++) clean[i] = pattern_clean(g->arena, patterns[i]);
  if (!update_modules(g, clean, count, NULL)) return roots;
  Match *matches = arena_array(g->arena, Match, count);
  for (uint32_t i = 0; i < count && !g->fatal; i++) matches[i] = expand(g, clean[i]);
  patterns_warn(g->loader);
  for (uint32_t i = 0; i < count && !g->fatal; i++) read_ahead(g, &matches[i]);
  prefetch_finish(g->prefetch);
  for (uint32_t i = 0; i < count && !g->fatal; i++) {
    for (uint32_t k = 0; k < matches[i].found.len; k++)
      add_root(g, &matches[i], &matches[i].found.data[k], &seen, &roots);
    add_errors(g, &matches[i], &roots);
  }
  return roots;
}

static void add_package(Arena *arena, ListPackage *p, Map *seen, ListPackages *list) {
  if (map_get(seen, map_key(p))) return;
  map_put(arena, seen, map_key(p), p);
  for (uint32_t i = 0; i < p->imported.len; i++) add_package(arena, p->imported.data[i], seen, list);
  vec_push(arena, list, p);
}

ListPackages list_packages(Arena *arena, const ListPackages *roots) {
  ListPackages list = {0};
  Map seen = {0};
  for (uint32_t i = 0; i < roots->len; i++) add_package(arena, roots->data[i], &seen, &list);
  return list;
}
