// The import graph: packages are read and parsed in parallel as they are
// discovered, then ordered by dependency, cycles reported.
//
// A package is queued once, by its resolved path, when the first import of it is met; its task reads the files and
// queues what they import. The order of discovery differs from run to run; the order that is handed on does not.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/unicode.h"
#include "load/header.h"
#include "load/internal.h"
#include "mod/pattern.h"

// NULL after reporting.
static ModuleSet *load_modules(Loader *loader) {
  const BuildContext *context = loader->context;
  ModuleOptions options = {.dir = loader->dir,
                           .goroot = context->goroot,
                           .version = context->version + strlen("go"),
                           .environment = context->environment,
                           .names = loader->session->names,
                           .command = "build",
                           .mod = context->mod,
                           .mod_file = context->mod_file,
                           .writable_cache = context->writable_cache,
                           .trace = context->trace,
                           .infos = true,
                           .root = context->outside  ? MODULE_ROOT_NONE
                                   : context->gopath ? MODULE_ROOT_OFF
                                                     : MODULE_ROOT_AUTO,
                           .missing_allowed = context->outside};
  StringVec errors = {0};
  ModuleSet *set = modules_load(&options, &errors);
  for (uint32_t i = 0; i < errors.len; i++)
    diag_error(loader->session->diags, 0, "%s%s", modules_stands_alone(errors.data[i]) ? "" : "go: ", errors.data[i]);
  // Before go 1.17 the whole graph counts, and what go.mod says must be what it selects.
  const ModuleError *error = NULL;
  if (set && set->mains.len && set->requirements->pruning == UNPRUNED && !set->vendored)
    set->requirements = requirements_expand(set, set->requirements, &error);
  if (error)
    diag_error(loader->session->diags, 0, "%s%s", modules_stands_alone(error->text) ? "" : "go: ", error->text);
  return error ? NULL : set;
}

Loader *loader_new(Session *session, const BuildContext *context, const char *dir) {
  Loader *loader = arena_new(&session->arena, Loader);
  loader->session = session;
  loader->context = context;
  loader->dir = dir;
  arena_init(&loader->arena);
  arena_init(&loader->arguments);
  lock_init(&loader->lock, false);
  if (context->gopath) gopath_enter(loader);
  loader->modules = load_modules(loader);
  return loader->modules ? loader : NULL;
}

static void read_package(void *context, uint32_t index, uint32_t worker);

static const char *language_version(const Resolved *where, Arena *arena) {
  if (where->standard || !where->module) return "go1.26";
  const char *version = where->module->go_version;
  return version ? arena_printf(arena, "go%s", version) : "go1.16";
}

// A package of which nothing is read yet; the caller holds the lock.
static LoadedPackage *new_package(Loader *loader, const Resolved *where) {
  LoadedPackage *loaded = arena_new(&loader->arena, LoadedPackage);
  Package *package = arena_new(&loader->arena, Package);
  arena_init(&package->tree);
  arena_init(&package->found);
  arena_init(&package->arena);
  loaded->package = package;
  loaded->loader = loader;
  loaded->path = package->path = where->path;
  loaded->dir = package->dir = where->dir;
  loaded->module = where->module;
  loaded->root = where->root;
  loaded->conflict = where->conflict;
  loaded->standard = package->is_std = where->standard;
  package->user = !where->standard;
  package->go_version = language_version(where, &loader->arena);
  package->loaded = loaded;
  loaded->unit.header = arena_printf(&loader->arena, "# %s", loaded->path);
  vec_push(&loader->arena, &loader->list, loaded);
  return loaded;
}

// Finds or starts a package; the caller holds the lock.
static LoadedPackage *start_package(Loader *loader, const Resolved *where) {
  const Name *key = name_cstr(loader->session->names, where->path);
  LoadedPackage *loaded = map_get(&loader->packages, map_key(key));
  if (loaded) return loaded;
  Resolved named = *where;
  named.path = key->text;
  loaded = new_package(loader, &named);
  map_put(&loader->arena, &loader->packages, map_key(key), loaded);
  return loaded;
}

LoadedPackage *loader_note_package(Loader *loader, const char *path) {
  LoadedPackage *noted = arena_new(&loader->arena, LoadedPackage);
  noted->path = path;
  noted->loader = loader;
  vec_push(&loader->arena, &loader->list, noted);
  return noted;
}

ModuleSet *loader_modules(Loader *loader) { return loader->modules; }

void loader_note_root(Loader *loader, const char *path) { vec_push(&loader->arena, &loader->root_paths, path); }

LoadedPackage *loader_start_made(Loader *loader, PackageTests *tests, const char *suffix) {
  const LoadedPackage *plain = tests->plain;
  lock_take(&loader->lock);
  const char *path = arena_printf(&loader->arena, "%s%s", plain->path, suffix);
  Resolved where = {path, plain->dir, plain->standard, plain->module, plain->root, plain->conflict};
  LoadedPackage *made = new_package(loader, &where);
  made->queued = true;
  made->tests = tests;
  made->command_line = plain->command_line;
  made->package->go_version = plain->package->go_version;
  made->unit.header = arena_printf(&loader->arena, "# %s [%s.test]", path, plain->path);
  lock_release(&loader->lock);
  return made;
}

// Has a package read once; the caller holds the lock.
static void queue_package(Loader *loader, LoadedPackage *loaded) {
  if (loaded->queued) return;
  loaded->queued = true;
  pool_add(loader->session->pool, 0, read_package, loaded, 0);
}

static Pos import_pos(const ImportDecl *import) {
  return import->local_name ? import->local_name->expr.node.pos : import->path->expr.node.pos;
}

// The path that an import names; NULL: none that could be read.
const char *loader_imported_path(Package *package, const ImportDecl *import) {
  const char *bytes;
  size_t length;
  if (!import->path || import->path->bad ||
      !text_unquote(&package->arena, import->path->text, import->path->length, &bytes, &length))
    return NULL;
  return arena_strdup(&package->arena, bytes, length);
}

Pos loader_import_pos(Loader *loader, const LoadedPackage *from, const LoadedPackage *to) {
  Package *package = from->package;
  for (uint32_t i = 0; i < package->files.len; i++) {
    const File *file = package->files.data[i];
    for (uint32_t k = 0; k < file->decls.len && file->decls.data[k]->node.kind == NODE_IMPORT_DECL; k++) {
      const ImportDecl *import = (ImportDecl *)file->decls.data[k];
      const char *path = loader_imported_path(package, import);
      const Name *key = path ? name_cstr(loader->session->names, path) : NULL;
      if (key && map_get(&package->import_map, map_key(key)) == to->package) return import_pos(import);
    }
  }
  return 0;
}

// What go says of an import that leads nowhere.
static void report_missing(Loader *loader, LoadedPackage *from, const ImportDecl *import, const char *path,
                           const char *message) {
  Arena *arena = &from->package->arena;
  Pos pos = import_pos(import);
  vec_push(arena, &from->missing_imports, path);
  if (modules_stands_alone(message)) {
    load_error(loader, "", "%s", message);
    return;
  }
  if (strchr(path, '@') && !is_relative_import(path)) {
    load_error_import(loader, from, path, PATH_WITH_VERSION);
    return;
  }
  if (strncmp(path, "mod/", 4) == 0) {
    load_error_import(loader, from, path, arena_printf(arena, "disallowed import path \"%s\"", path));
    return;
  }
  if (is_relative_import(path) && from->module && !from->command_line)
    message =
        arena_printf(arena, "%s\n%s", message,
                     load_place(loader, pos, arena_printf(arena, "local import \"%s\" in non-local package", path)));
  load_error_at(loader, path, pos, message);
}

// Reports an import of a package that is there, but not for `from`. False: it may be imported.
static bool refuse_import(Loader *loader, LoadedPackage *from, const ImportDecl *import, const char *path,
                          const Resolved *where) {
  Arena *arena = &from->package->arena;
  bool is_test_main = from->tests && from == from->tests->main;
  const char *problem = resolve_vendor_problem(loader, arena, from, path, where);
  if (!problem && !is_test_main && !resolve_internal_allowed(loader, arena, from, where)) {
    load_error_in(loader, from, import_pos(import),
                  arena_printf(arena, "use of internal package %s not allowed", where->path));
    return true;
  }
  if (!problem && loader->context->gopath) problem = gopath_local_problem(arena, from, path);
  if (problem) load_error_at(loader, from->path, import_pos(import), problem);
  return problem != NULL;
}

// A path through a vendor folder is wrong wherever it leads.
static void report_vendored(Loader *loader, const LoadedPackage *from, const ImportDecl *import, const char *path) {
  const char *problem = resolve_vendor_path_problem(&from->package->arena, path);
  if (problem) load_error_at(loader, from->path, import_pos(import), problem);
}

static void follow_import(Loader *loader, LoadedPackage *from, const ImportDecl *import) {
  Package *package = from->package;
  const char *path = loader_imported_path(package, import);
  if (!path) return;
  const Name *key = name_cstr(loader->session->names, path);
  if (map_get(&package->import_map, map_key(key))) return;
  if (strcmp(path, "unsafe") == 0) {
    map_put(&package->arena, &package->import_map, map_key(key), loader->session->universe->unsafe_package);
    return;
  }
  if (strcmp(path, "C") == 0) {
    load_error_at(loader, from->path, import_pos(import), "not supported yet: import \"C\" (cgo)");
    return;
  }
  Resolved where;
  const char *message = NULL;
  LoadedPackage *target = tests_imported(from, path);
  if (!target && !resolve_import(loader, &package->arena, from, path, &where, &message)) {
    report_vendored(loader, from, import, path);
    report_missing(loader, from, import, path, message);
    return;
  }
  if (!target) {
    if (refuse_import(loader, from, import, path, &where)) return;
    lock_take(&loader->lock);
    target = start_package(loader, &where);
    queue_package(loader, target);
    lock_release(&loader->lock);
  }
  map_put(&package->arena, &package->import_map, map_key(key), target->package);
  vec_push(&package->arena, &from->imports, target);
}

int packages_by_path(const void *left, const void *right) {
  return strcmp((*(LoadedPackage *const *)left)->path, (*(LoadedPackage *const *)right)->path);
}

// Import paths that go does not even look for end the reading of a package.
static bool has_malformed_import(Loader *loader, LoadedPackage *loaded) {
  Package *package = loaded->package;
  for (uint32_t i = 0; i < package->files.len; i++) {
    File *file = package->files.data[i];
    for (uint32_t k = 0; k < file->decls.len && file->decls.data[k]->node.kind == NODE_IMPORT_DECL; k++) {
      const ImportDecl *import = (ImportDecl *)file->decls.data[k];
      const char *path = loader_imported_path(package, import);
      if (!path || (*path && !strpbrk(path, " \t\n!\"#$%&'()*,:;<=>?[\\]^`{|}"))) continue;
      Place place = source_place(loader->session->sources, import_pos(import));
      load_error(loader, loaded->path, "%s:%u:%u: invalid import path: %s", place.file->path, place.line, place.column,
                 path);
      return true;
    }
  }
  return false;
}

typedef struct WrittenImport {
  const char *path;
  const ImportDecl *declaration;
  uint32_t number;
} WrittenImport;

static int by_written_path(const void *left, const void *right) {
  const WrittenImport *a = left, *b = right;
  int order = strcmp(a->path, b->path);
  return order ? order : (a->number > b->number) - (a->number < b->number);
}

// What no file imports and the linker needs: a program that counts writes its data when it ends.
static void follow_hidden(Loader *loader, LoadedPackage *from, const char *path) {
  Resolved where;
  const char *message = NULL;
  if (!resolve_import(loader, &from->package->arena, from, path, &where, &message)) {
    load_error(loader, path, "%s", message);
    return;
  }
  lock_take(&loader->lock);
  LoadedPackage *target = start_package(loader, &where);
  queue_package(loader, target);
  lock_release(&loader->lock);
  for (uint32_t i = 0; i < from->imports.len; i++)
    if (from->imports.data[i] == target) return;
  vec_push(&from->package->arena, &from->imports, target);
}

// In the order of the paths as they are written, which is go's: of what is wrong the first counts.
static void follow_imports(Loader *loader, LoadedPackage *loaded) {
  Package *package = loaded->package;
  if (!loaded->standard && has_malformed_import(loader, loaded)) return;
  Vec(WrittenImport) list = {0};
  for (uint32_t i = 0; i < package->files.len; i++) {
    File *file = package->files.data[i];
    for (uint32_t k = 0; k < file->decls.len && file->decls.data[k]->node.kind == NODE_IMPORT_DECL; k++) {
      const ImportDecl *import = (ImportDecl *)file->decls.data[k];
      WrittenImport written = {loader_imported_path(package, import), import, list.len};
      if (written.path) vec_push(&package->arena, &list, written);
    }
  }
  if (list.len) qsort(list.data, list.len, sizeof *list.data, by_written_path);
  for (uint32_t i = 0; i < list.len; i++) follow_import(loader, loaded, list.data[i].declaration);
  if (loader->context->cover.mode && package->name && strcmp(package->name->text, "main") == 0)
    follow_hidden(loader, loaded, "runtime/coverage");
  strings_sort(&loaded->missing_imports, 0);
  if (loaded->imports.len) qsort(loaded->imports.data, loaded->imports.len, sizeof(LoadedPackage *), packages_by_path);
}

void loader_finish_files(Loader *loader, LoadedPackage *loaded) {
  Package *package = loaded->package;
  bool is_main = package->name && strcmp(package->name->text, "main") == 0;
  package->symbol_path = is_main ? "main" : package->path;
  package->allow_bodyless = loaded->asm_files.len > 0 || loaded->standard;
  follow_imports(loader, loaded);
  package_find_embeds(loader, loaded);
  // Names of the others were looked at when they were read.
  if (loaded->embed_files.len && !loaded->standard) package_files_problem(loader, loaded);
}

// A package that needs cgo. False: it has no file that does.
static bool report_cgo(Loader *loader, LoadedPackage *loaded) {
  for (uint32_t i = 0; loaded->cgo_file && i < loaded->cgo_file->decls.len; i++) {
    const ImportDecl *import = (ImportDecl *)loaded->cgo_file->decls.data[i];
    if (import->decl.node.kind != NODE_IMPORT_DECL || !import->path || import->path->length != 3 ||
        import->path->text[1] != 'C')
      continue;
    load_error_at(loader, loaded->path, import_pos(import), "not supported yet: import \"C\" (cgo)");
    return true;
  }
  return false;
}

// A package of which nothing is left to build.
static void report_empty(Loader *loader, LoadedPackage *loaded) {
  bool cgo_off = loader->context->cgo_off;
  if (!cgo_off && report_cgo(loader, loaded)) return;
  const char *path = loaded->path, *dir = loaded->dir;
  if (loaded->ignored_files.len || (cgo_off && loaded->cgo_files.len))
    load_error_of(loader, loaded,
                  arena_printf(&loaded->package->arena, "build constraints exclude all Go files in %s", dir));
  else if (loaded->test_files.len || loaded->external_test_files.len)
    load_error(loader, path, "%s: no non-test Go files in %s", path, dir);
  else if (loaded->command_line || loader->context->gopath)
    load_error_of(loader, loaded, arena_printf(&loaded->package->arena, "no Go files in %s", dir));
  else load_error(loader, path, "no Go files in %s", dir);
}

static void read_package(void *context, uint32_t index, uint32_t worker) {
  (void)index;
  (void)worker;
  LoadedPackage *loaded = context;
  Loader *loader = loaded->loader;
  if (!package_read_files(loader, loaded, NULL, 0)) loaded->error_count++;
  uint32_t tests = loaded->test_files.len + loaded->external_test_files.len;
  bool tests_are_enough = loaded->by_pattern || loaded->tests;
  if (!loaded->go_files.len && !loaded->error_count && !(tests && tests_are_enough)) report_empty(loader, loaded);
  else if (loader->context->cgo_wanted) report_cgo(loader, loaded);
  loader_finish_files(loader, loaded);
  if (loaded->tests) tests_queue(loaded);
}

// ---- arguments

// several: it is one of those that a pattern stands for.
static LoadedPackage *start_argument(Loader *loader, const char *argument, bool several) {
  Resolved where;
  const char *message = NULL;
  bool ok = pattern_is_folder(argument) ? resolve_dir(loader, &loader->arguments, argument, &where, &message)
                                        : resolve_import(loader, &loader->arguments, NULL, argument, &where, &message);
  if (!ok) {
    if (loader->context->keep_going) tests_refuse(loader, argument, message);
    else load_error(loader, argument, "%s", message);
    return NULL;
  }
  lock_take(&loader->lock);
  LoadedPackage *loaded = start_package(loader, &where);
  // Not written without need: the package may be read by another thread already.
  bool by_pattern = several && (!loaded->queued || loaded->by_pattern);
  if (loaded->by_pattern != by_pattern) loaded->by_pattern = by_pattern;
  if (!loader->context->test) queue_package(loader, loaded);  // else whose tests are wanted is known first
  lock_release(&loader->lock);
  return loaded;
}

static bool is_go_file(const char *argument) {
  size_t n = strlen(argument);
  return n > 3 && strcmp(argument + n - 3, ".go") == 0;
}

// Files are meant if one is there by that name: an import path may end in ".go", too.
static bool names_files(const Loader *loader, const char *const *arguments, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (is_go_file(arguments[i]) && (loader->context->go_files || is_file(arguments[i]))) return true;
  return false;
}

static const char *folder_part(Arena *arena, const char *path) {
  const char *slash = strrchr(path, '/');
  if (!slash) return ".";
  const char *folder = arena_strdup(arena, path, (size_t)(slash - path));
  if (path[0] == '/') return clean_path(arena, folder);
  while (strncmp(folder, "./", 2) == 0) folder += 2;
  return *folder && strcmp(folder, ".") != 0 ? folder : ".";
}

// The first that cannot be a Go file; NULL: none.
static const char *other_file(const char *const *files, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (!is_go_file(files[i])) return files[i];
  return NULL;
}

static bool check_files(Loader *loader, const char *const *files, uint32_t count) {
  const char *first = folder_part(&loader->arguments, files[0]);
  for (uint32_t i = 0; i < count; i++) {
    const char *path = files[i], *folder = folder_part(&loader->arguments, path);
    if (is_folder(path)) load_error(loader, "", "%s is a directory, should be a Go file", path);
    else if (!is_file(path)) load_error(loader, "", "stat %s: no such file or directory", path);
    else if (strcmp(folder, first) != 0)
      load_error(loader, "", "named files must all be in one directory; have %s and %s", first, folder);
    else continue;
    return false;
  }
  return true;
}

static StringVec imported_paths(Loader *loader, Package *package) {
  StringVec paths = {0};
  for (uint32_t i = 0; i < package->files.len; i++) {
    const File *file = package->files.data[i];
    for (uint32_t k = 0; k < file->decls.len && file->decls.data[k]->node.kind == NODE_IMPORT_DECL; k++) {
      const char *path = loader_imported_path(package, (const ImportDecl *)file->decls.data[k]);
      if (path) vec_push(&loader->arguments, &paths, path);
    }
  }
  return paths;
}

// "command-line-arguments": the files named, as one package. NULL after reporting that modules cannot be had for it.
static LoadedPackage *start_files(Loader *loader, const char *const *files, uint32_t count) {
  Arena *arena = &loader->arguments;
  const char *dir = absolute_path(arena, loader->dir, folder_part(arena, files[0]));
  Resolved where = {.path = "command-line-arguments", .dir = dir, .module = loader->modules->current};
  if (loader->context->gopath) gopath_find_root(loader, arena, &where);
  if (loader->context->trimpath) loader->local_root = dir;
  LoadedPackage *loaded = start_package(loader, &where);
  loaded->command_line = true;
  loaded->queued = true;
  loaded->package->go_version = "go1.26";  // the module's go line is not for them: go passes no -lang
  if (loader->context->test) tests_start(loader, loaded);
  StringVec names = {0};
  for (uint32_t i = 0; i < count; i++) {
    const char *slash = strrchr(files[i], '/'), *name = slash ? slash + 1 : files[i];
    vec_push(arena, &names, name);
  }
  if (!package_read_files(loader, loaded, names.data, count)) loaded->error_count++;
  if (!loaded->go_files.len && !loaded->error_count && !loaded->test_files.len && !loaded->external_test_files.len)
    report_empty(loader, loaded);
  StringVec imports = imported_paths(loader, loaded->package);
  if (!loader_update_modules(loader, files, count, &imports, false)) return NULL;
  loader_finish_files(loader, loaded);
  if (loaded->tests) tests_queue(loaded);
  return loaded;
}

// Reports the user's imports of a program.
static void check_program_imports(Loader *loader, LoadedPackage *from) {
  Package *package = from->package;
  for (uint32_t i = 0; i < package->files.len; i++) {
    File *file = package->files.data[i];
    for (uint32_t k = 0; k < file->decls.len && file->decls.data[k]->node.kind == NODE_IMPORT_DECL; k++) {
      const ImportDecl *import = (ImportDecl *)file->decls.data[k];
      const char *path = loader_imported_path(package, import);
      if (!path) continue;
      Package *target = map_get(&package->import_map, map_key(name_cstr(loader->session->names, path)));
      if (!target || !target->name || strcmp(target->name->text, "main") != 0) continue;
      if (strcmp(target->dir, package->dir) == 0) continue;  // its tests may
      load_error_at(loader, target->path, import_pos(import),
                    arena_printf(&package->arena, "import \"%s\" is a program, not an importable package", path));
    }
  }
}

typedef Vec(LoadedPackage *) PackagePath;
typedef Vec(Module *) ModuleVec;

// With context->keep_going it is a matter of the packages that lead there, and is looked over.
static void report_cycle(Loader *loader, LoadedPackage *loaded, const PackagePath *path) {
  char *text = arena_printf(&loader->arena, "package %s", path->data[0]->path);
  for (uint32_t i = 1; i <= path->len; i++) {
    const LoadedPackage *next = i < path->len ? path->data[i] : loaded;
    text = arena_printf(&loader->arena, "%s\n\timports %s from %s", text, next->path,
                        loader_importing_file(loader, path->data[i - 1], next->path));
  }
  load_error(loader, loaded->path, "%s: import cycle not allowed", text);
}

// With context->keep_going: nobody comes upon the cycle again.
static void drop_import(LoadedPackage *loaded, uint32_t index) {
  loaded->imports.len--;
  memmove(&loaded->imports.data[index], &loaded->imports.data[index + 1],
          (loaded->imports.len - index) * sizeof *loaded->imports.data);
}

static bool order_visit(Loader *loader, LoadedPackage *loaded, PackagePath *path) {
  if (loaded->visited || is_test_part(loaded)) return true;
  if (loaded->on_path) {
    report_cycle(loader, loaded, path);
    return loader->context->keep_going;
  }
  loaded->on_path = true;
  vec_push(&loader->arena, path, loaded);
  bool ok = true;
  for (uint32_t i = 0; ok && i < loaded->imports.len; i++) {
    if (loader->cycles_known && loaded->imports.data[i]->on_path) drop_import(loaded, i--);
    else ok = order_visit(loader, loaded->imports.data[i], path);
  }
  path->len--;
  loaded->on_path = false;
  loaded->visited = true;
  loaded->package->number = loaded->unit.order = loader->ordered.len;
  vec_push(&loader->arena, &loader->ordered, loaded);
  return ok;
}

// Cycles are looked for from the packages named on the command line, as the report shows the way from there, and then
// from what only their tests import. False after reporting one, unless it is looked over.
static bool find_cycles(Loader *loader) {
  PackagePath path = {0};
  bool ok = true;
  if (loader->list.len) qsort(loader->list.data, loader->list.len, sizeof(LoadedPackage *), packages_by_path);
  for (uint32_t i = 0; ok && i < loader->root_paths.len; i++) {
    LoadedPackage *root = loader_find(loader, loader->root_paths.data[i]);
    if (root) ok = order_visit(loader, root, &path);
  }
  for (uint32_t i = 0; ok && i < loader->list.len; i++) ok = order_visit(loader, loader->list.data[i], &path);
  for (uint32_t i = 0; i < loader->list.len; i++) loader->list.data[i]->visited = false;
  loader->ordered.len = 0;
  loader->cycles_known = true;
  return ok;
}

static bool order_packages(Loader *loader) {
  PackagePath path = {0};
  bool ok = true;
  LoadedPackage *runtime = loader_find(loader, "runtime");
  if (runtime) ok = order_visit(loader, runtime, &path);
  for (uint32_t i = 0; ok && i < loader->list.len; i++) ok = order_visit(loader, loader->list.data[i], &path);
  uint32_t order = loader->ordered.len;
  for (uint32_t i = 0; i < loader->list.len; i++)
    if (is_test_part(loader->list.data[i])) loader->list.data[i]->unit.order = order++;
  return ok;
}

static void queue_packages(Loader *loader, LoadedPackage *const *list, uint32_t count) {
  lock_take(&loader->lock);
  for (uint32_t i = 0; i < count; i++) queue_package(loader, list[i]);
  lock_release(&loader->lock);
}

static bool stands_for_several(const char *pattern) { return pattern_is(pattern) || pattern_is_meta(pattern); }

// When all is read: whoever came first, its name or somebody's import of it.
static void note_patterns(LoadedPackage *root) {
  root->by_pattern = true;
  for (uint32_t i = 0; i < root->matched.len; i++) root->by_pattern &= stands_for_several(root->matched.data[i]);
}

static bool is_tested(const Loader *loader, const LoadedPackage *root) {
  const BuildContext *context = loader->context;
  if (!context->test || !context->tested) return context->test;
  return map_get(context->tested, map_key(name_cstr(loader->session->names, root->path)));
}

// Starts the packages that an argument names.
static void start_pattern(Loader *loader, const char *pattern, const StringVec *paths, PackagePath *roots) {
  for (uint32_t i = 0; i < paths->len; i++) {
    LoadedPackage *loaded = start_argument(loader, paths->data[i], stands_for_several(pattern));
    if (!loaded) continue;
    if (!loaded->matched.len) vec_push(&loader->arguments, roots, loaded);
    if (!loaded->matched.len && is_tested(loader, loaded)) tests_start(loader, loaded);
    vec_push(&loader->arguments, &loaded->matched, pattern);
  }
}

// With context->keep_going what is wrong with one of the patterns is no matter of the others. False: it is.
static bool expand(Loader *loader, const char *pattern, StringVec *paths, const char **problem) {
  bool known = pattern_expand(loader, pattern, paths);
  if (!loader->context->keep_going) return known;
  for (const char *text; (text = loader_take_failure(loader));) *problem = text;
  return known || *problem;
}

// False after an error.
static bool start_patterns(Loader *loader, const char *const *patterns, uint32_t count, PackagePath *roots) {
  StringVec *paths = arena_array(&loader->arguments, StringVec, count);
  const char **problems = arena_array(&loader->arguments, const char *, count);
  bool known = true;
  for (uint32_t i = 0; i < count; i++) known &= expand(loader, patterns[i], &paths[i], &problems[i]);
  patterns_warn(loader);
  if (!known) return false;
  for (uint32_t i = 0; i < count; i++) {
    if (problems[i]) tests_refuse(loader, patterns[i], problems[i]);
    start_pattern(loader, patterns[i], &paths[i], roots);
  }
  return true;
}

// False after an error.
static bool load_files(Loader *loader, const char *const *arguments, uint32_t count, PackagePath *roots) {
  const char *other = other_file(arguments, count);
  const char *problem = other ? arena_printf(&loader->arguments, "named files must be .go files: %s", other) : NULL;
  if (problem && loader->context->keep_going) {
    tests_refuse(loader, "", problem);
    return true;
  }
  if (problem) load_error(loader, "", "%s", problem);
  if (problem || !check_files(loader, arguments, count)) return false;
  LoadedPackage *files = start_files(loader, arguments, count);
  if (!files) return false;
  for (uint32_t i = 0; i < count; i++) vec_push(&loader->arguments, &files->matched, arguments[i]);
  vec_push(&loader->arguments, roots, files);
  return true;
}

LoadedPackage **loader_load(Loader *loader, const char *const *arguments, uint32_t count, uint32_t *found) {
  Session *session = loader->session;
  const BuildContext *context = loader->context;
  PackagePath roots = {0};
  bool known = true;
  *found = 0;
  if (context->outside && !loader_enter_outside(loader, &arguments, &count)) return NULL;
  if (!context->outside && names_files(loader, arguments, count)) {
    if (!load_files(loader, arguments, count, &roots)) return NULL;
  } else {
    const char **patterns = arena_array(&loader->arguments, const char *, count);
    for (uint32_t i = 0; i < count; i++) patterns[i] = pattern_clean(&loader->arguments, arguments[i]);
    if (!loader_update_modules(loader, patterns, count, NULL, context->test && !context->tested)) return NULL;
    known = start_patterns(loader, patterns, count, &roots);
  }
  queue_packages(loader, roots.data, roots.len);
  LoadedPackage *runtime = known ? start_argument(loader, "runtime", true) : NULL;
  if (runtime) queue_packages(loader, &runtime, 1);
  pool_drain(session->pool);  // who reports errors finds them all
  if (!known) return NULL;
  tests_check_imports(loader);
  // A pattern also stands for folders with nothing but tests, which there is nothing to build of.
  uint32_t kept = 0;
  for (uint32_t i = 0; i < roots.len; i++) note_patterns(roots.data[i]);
  for (uint32_t i = 0; i < roots.len; i++)
    if (roots.data[i]->package->name || roots.data[i]->error_count || !roots.data[i]->by_pattern || context->test)
      roots.data[kept++] = roots.data[i];
  roots.len = kept;
  if (!roots.data) vec_reserve(&loader->arguments, &roots, 1);
  *found = roots.len;
  for (uint32_t i = 0; i < roots.len; i++) vec_push(&loader->arena, &loader->root_paths, roots.data[i]->path);
  packages_find_collisions(loader, roots.data, roots.len);
  import_comments_check(loader, roots.data, roots.len);
  if (context->outside) loader_check_outside(loader, roots.data, roots.len);
  loader_note_sums(loader);
  bool sound = find_cycles(loader);
  for (uint32_t i = 0; i < loader->list.len; i++)
    if (loader->list.data[i]->package->user) check_program_imports(loader, loader->list.data[i]);
  if (context->keep_going && !failures_keep_to_tests(loader)) return NULL;
  if (loader->failures.len || !sound || !order_packages(loader)) return NULL;
  if (!loader_check_modules(loader) || loader->failures.len) return NULL;
  return roots.data;
}

LoadedPackage **loader_order(Loader *loader, uint32_t *count) {
  *count = loader->ordered.len;
  return loader->ordered.data;
}

static void close_over_imports(Arena *arena, Map *seen, PackagePath *list, LoadedPackage *l) {
  if (map_get(seen, map_key(l))) return;
  map_put(arena, seen, map_key(l), l);
  for (uint32_t i = 0; i < l->imports.len; i++) close_over_imports(arena, seen, list, l->imports.data[i]);
  vec_push(arena, list, l);
}

PackageOrder loader_order_of(Loader *loader, Arena *arena, LoadedPackage *main) {
  return packages_order(arena, main, loader_find(loader, "runtime"));
}

PackageOrder packages_order(Arena *arena, LoadedPackage *main, LoadedPackage *runtime) {
  PackagePath all = {0}, order = {0};
  Map seen = {0}, ordered = {0};
  close_over_imports(arena, &seen, &all, runtime);
  close_over_imports(arena, &seen, &all, main);
  qsort(all.data, all.len, sizeof *all.data, packages_by_path);
  close_over_imports(arena, &ordered, &order, runtime);
  for (uint32_t i = 0; i < all.len; i++) close_over_imports(arena, &ordered, &order, all.data[i]);
  return (PackageOrder){order.data, order.len, main, runtime};
}

LockWaits loader_waits(Loader *loader) {
  LockWaits waits = {0};
  lock_add_waits(&loader->lock, &waits);
  return waits;
}

size_t loader_bytes(Loader *loader) {
  return sizeof *loader + loader->arena.total + loader->arguments.total +
         (loader->modules ? loader->modules->arena.total : 0);
}

LoadedPackage *loader_find(Loader *loader, const char *path) {
  return map_get(&loader->packages, map_key(name_cstr(loader->session->names, path)));
}

static int by_module(const void *a, const void *b) {
  const Module *x = *(Module *const *)a, *y = *(Module *const *)b;
  return strcmp(x->path, y->path);
}

static void add_module(Arena *arena, LoadedPackage *l, const char *own, Map *seen, ModuleVec *list) {
  if (map_get(seen, map_key(l))) return;
  map_put(arena, seen, map_key(l), l);
  Module *m = l->standard ? NULL : l->module;
  if (m && !map_get(seen, map_key(m))) {
    map_put(arena, seen, map_key(m), m);
    if (strcmp(m->path, own) != 0) vec_push(arena, list, m);
  }
  for (uint32_t i = 0; i < l->imports.len; i++) add_module(arena, l->imports.data[i], own, seen, list);
}

Module **loader_modules_of(Arena *arena, const LoadedPackage *main, uint32_t *count) {
  ModuleVec list = {0};
  Map seen = {0};
  const char *own = main->module && !main->command_line ? main->module->path : "";
  for (uint32_t i = 0; i < main->imports.len; i++) add_module(arena, main->imports.data[i], own, &seen, &list);
  vec_reserve(arena, &list, 1);
  qsort(list.data, list.len, sizeof *list.data, by_module);
  *count = list.len;
  return list.data;
}
