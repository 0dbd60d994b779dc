// One package: what its folder says, what is wrong with it, and then all that it imports (cmd/go's Package.load). What
// is found is said of the package; of several faults the first counts, and the later ones often still cut its loading
// short.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "files/scan.h"
#include "list/package.h"
#include "load/program.h"

static StringVec texts_of(Arena *arena, const ListNames *names) {
  StringVec list = {0};
  for (uint32_t i = 0; i < names->len; i++) vec_push(arena, &list, names->data[i].text);
  return list;
}

static void copy_folder(ListGraph *g, ListPackage *p) {
  const ListFolder *f = p->folder;
  p->dir = f->dir;
  p->name = f->name;
  p->doc = f->doc;
  p->import_comment = f->import_comment;
  p->binary_only = f->binary_only;
  p->go_files = f->plain.files;
  p->cgo_files = f->cgo_files;
  p->ignored_go_files = f->ignored_files;
  p->invalid_go_files = f->invalid_files;
  p->ignored_other_files = f->ignored_other_files;
  p->c_files = f->c_files, p->cxx_files = f->cxx_files, p->m_files = f->m_files, p->h_files = f->h_files;
  p->f_files = f->f_files, p->s_files = f->s_files;
  p->swig_files = f->swig_files, p->swigcxx_files = f->swigcxx_files, p->syso_files = f->syso_files;
  p->cgo_cflags = f->cgo[0], p->cgo_cppflags = f->cgo[1], p->cgo_cxxflags = f->cgo[2], p->cgo_fflags = f->cgo[3];
  p->cgo_ldflags = f->cgo[4], p->cgo_pkg_config = f->cgo[5];
  p->test_go_files = f->test.files;
  p->xtest_go_files = f->external.files;
  p->embed_patterns = texts_of(g->arena, &f->plain.embeds);
  p->test_embed_patterns = texts_of(g->arena, &f->test.embeds);
  p->xtest_embed_patterns = texts_of(g->arena, &f->external.embeds);
  p->import_spots = f->plain.imports;
  if (g->options.find) return;
  p->imports = texts_of(g->arena, &f->plain.imports);
  p->raw_imports = texts_of(g->arena, &f->plain.imports);
  p->test_imports = texts_of(g->arena, &f->test.imports);
  p->xtest_imports = texts_of(g->arena, &f->external.imports);
}

static const char *no_go_text(ListGraph *g, const ListPackage *p) {
  if (p->ignored_go_files.len) return arena_printf(g->arena, "build constraints exclude all Go files in %s", p->dir);
  if (p->test_go_files.len + p->xtest_go_files.len) return arena_printf(g->arena, "no non-test Go files in %s", p->dir);
  return arena_printf(g->arena, "no Go files in %s", p->dir);
}

static void push(ListGraph *g, const char *path, ListSpot spot) {
  ListImporter importer = {path, spot};
  vec_push(g->arena, &g->stack, importer);
}

// What is wrong with the folder, or that there is none.
static void set_folder_error(ListGraph *g, ListPackage *p, const char *path, ListSpot spot, const char *missing) {
  const ListFolder *f = p->folder;
  ListFault fault = missing ? LIST_FAULT : f->fault;
  // Of the package itself, not of the import.
  bool own = fault == LIST_NO_GO || fault == LIST_SYNTAX;
  if (fault == LIST_FINE) return;
  if (own) push(g, path, spot);
  list_set_error(g, p, path, spot, missing ? missing : fault == LIST_NO_GO ? no_go_text(g, p) : f->error);
  if (fault == LIST_SYNTAX) list_set_spot(g, p->error, f->spot);
  if (own) g->stack.len--;
}

// A package that says that it is to be imported by another path.
static void check_import_comment(ListGraph *g, ListPackage *p, const char *path, ListSpot spot) {
  if (!p->folder || p->folder->fault || !import_comment_differs(p->folder->import_comment, path)) return;
  list_set_error(g, p, path, spot, import_comment_problem(g->arena, p->dir, p->folder->import_comment));
}

static void set_own_error(ListGraph *g, ListPackage *p, const char *text) {
  list_set_error(g, p, g->stack.len ? g->stack.data[g->stack.len - 1].package : "", (ListSpot){0}, text);
}

// ---- names

static const char *folded(Arena *arena, const char *text) {
  char *copy = arena_strdup(arena, text, strlen(text));
  for (char *p = copy; *p; p++) *p = (char)tolower((unsigned char)*p);
  return copy;
}

// Paths that differ by case alone. False after reporting.
static bool check_path(ListGraph *g, ListPackage *p, const char *path, ListSpot spot) {
  const Name *key = name_cstr(g->session->names, folded(g->arena, p->path));
  const char *other = map_get(&g->folded, map_key(key)), *problem = NULL;
  if (!other) map_put(g->arena, &g->folded, map_key(key), (void *)(uintptr_t)p->path);
  else if (strcmp(other, p->path) != 0)
    problem = arena_printf(g->arena, "case-insensitive import collision: \"%s\" and \"%s\"", p->path, other);
  if (!problem && !name_is_safe(p->path)) problem = arena_printf(g->arena, "invalid import path \"%s\"", p->path);
  if (problem) list_set_error(g, p, path, spot, problem);
  return !problem;
}

static bool contains(const StringVec *list, const char *text) {
  for (uint32_t i = 0; i < list->len; i++)
    if (strcmp(list->data[i], text) == 0) return true;
  return false;
}

static StringVec all_files(Arena *arena, const ListPackage *p) {
  const StringVec *lists[] = {&p->go_files,   &p->cgo_files,     &p->ignored_go_files, &p->ignored_other_files,
                              &p->c_files,    &p->cxx_files,     &p->m_files,          &p->h_files,
                              &p->f_files,    &p->s_files,       &p->swig_files,       &p->swigcxx_files,
                              &p->syso_files, &p->test_go_files, &p->xtest_go_files};
  StringVec files = {0};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    for (uint32_t k = 0; k < lists[i]->len; k++) vec_push(arena, &files, lists[i]->data[k]);
  for (uint32_t i = 0; i < p->embed_files.len; i++) vec_push(arena, &files, p->embed_files.data[i]);
  return files;
}

static bool check_files(ListGraph *g, ListPackage *p) {
  StringVec files = all_files(g->arena, p);
  const char *problem = names_problem(g->session, g->arena, &files, p->path, p->dir);
  if (problem) set_own_error(g, p, problem);
  return !problem;
}

// ---- embedded files

const char *list_embeds(ListGraph *g, const ListPackage *p, const ListNames *patterns, StringVec *files,
                        ListSpot *spot) {
  for (uint32_t i = 0; i < patterns->len; i++) {
    StringVec found = {0};
    const char *pattern = patterns->data[i].text, *problem = embed_files(g->arena, p->dir, pattern, &found);
    for (uint32_t k = 0; k < found.len; k++) vec_push(g->arena, files, found.data[k]);
    if (!problem) continue;
    files->len = 0;
    *spot = patterns->data[i].spot;
    return arena_printf(g->arena, "pattern %s: %s", pattern, problem);
  }
  uint32_t kept = 0;
  strings_sort(files, 0);
  for (uint32_t i = 0; i < files->len; i++)
    if (!i || strcmp(files->data[kept - 1], files->data[i]) != 0) files->data[kept++] = files->data[i];
  files->len = kept;
  return NULL;
}

static void find_embeds(ListGraph *g, ListPackage *p) {
  ListSpot spot;
  const char *problem = list_embeds(g, p, &p->folder->plain.embeds, &p->embed_files, &spot);
  if (!problem) return;
  p->incomplete = true;
  set_own_error(g, p, problem);
  list_set_spot(g, p->error, spot);
}

// ---- imports

void list_linker_imports(const ListGraph *g, StringVec *imports, Arena *arena) {
  vec_push(arena, imports, "runtime");
  if (strcmp(g->context->target.goarch, "arm") == 0) vec_push(arena, imports, "math");
}

// What is imported besides what the files say.
static StringVec all_imports(ListGraph *g, const ListPackage *p) {
  static const char *const for_cgo[] = {"unsafe", "runtime/cgo", "syscall"};
  StringVec paths = {0}, linked = {0};
  for (uint32_t i = 0; i < p->imports.len; i++) vec_push(g->arena, &paths, p->imports.data[i]);
  if (g->options.find) return paths;
  for (size_t i = 0; p->cgo_files.len && i < sizeof for_cgo / sizeof *for_cgo; i++)
    if (!contains(&paths, for_cgo[i]) && !(p->standard && strcmp(p->path, "runtime/cgo") == 0 && i > 0))
      vec_push(g->arena, &paths, for_cgo[i]);
  if (strcmp(p->name, "main") == 0) list_linker_imports(g, &linked, g->arena);
  for (uint32_t i = 0; i < linked.len; i++)
    if (!contains(&paths, linked.data[i])) vec_push(g->arena, &paths, linked.data[i]);
  return paths;
}

ListSpot list_spot_of(const ListNames *imports, const char *path) {
  for (uint32_t i = 0; i < imports->len; i++)
    if (strcmp(imports->data[i].text, path) == 0) return imports->data[i].spot;
  return (ListSpot){0};
}

static void load_imports(ListGraph *g, ListPackage *p) {
  StringVec paths = all_imports(g, p);
  ListPackages imported = {0};
  for (uint32_t i = 0; i < paths.len; i++) {
    const char *path = paths.data[i];
    if (strcmp(path, "C") == 0) continue;
    ListError *problem;
    ListPackage *to = list_import(g, path, p, list_spot_of(&p->import_spots, path), true, &problem);
    if (problem && !p->error) {
      p->error = problem;
      p->incomplete = true;
    }
    if (i < p->imports.len) p->imports.data[i] = to->path;
    vec_push(g->arena, &imported, to);
    if (to->node) vec_push(g->arena, &p->node->imports, to->node);
    p->incomplete |= to->incomplete;
  }
  p->imported = imported;
  p->loaded = true;
}

// ---- sources for other compilers

static const char *joined(Arena *arena, const StringVec *list) {
  const char *text = "";
  for (uint32_t i = 0; i < list->len; i++) text = arena_printf(arena, "%s%s%s", text, i ? " " : "", list->data[i]);
  return text;
}

static void check_foreign(ListGraph *g, ListPackage *p) {
  static const StringVec none = {0};
  if (!g->context->target.cgo) { p->c_files = p->cxx_files = p->m_files = p->swig_files = p->swigcxx_files = none; }
  if (p->cgo_files.len || p->swig_files.len || p->swigcxx_files.len) return;
  const struct {
    const char *what;
    const StringVec *files;
  } kinds[] = {{"C", &p->c_files}, {"C++", &p->cxx_files}, {"Objective-C", &p->m_files}, {"Fortran", &p->f_files}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (!kinds[i].files->len) continue;
    set_own_error(g, p,
                  arena_printf(g->arena, "%s source files not allowed when not using cgo or SWIG: %s", kinds[i].what,
                               joined(g->arena, kinds[i].files)));
    return;
  }
}

// ---- all

const char *list_godebug(ListGraph *g, const ListFolder *folder, bool tests) {
  LoadedPackage settings = {.path = "main"};
  Package package = {0};
  arena_init(&package.arena);
  settings.package = &package;
  godebug_note_lines(g->context, &settings, &folder->plain.directives);
  if (tests) godebug_note_lines(g->context, &settings, &folder->test.directives);
  if (tests) godebug_note_lines(g->context, &settings, &folder->external.directives);
  const char *text = loader_godebug(g->loader, g->arena, &settings);
  arena_free(&package.arena);
  return text;
}

const char *list_program_name(ListGraph *g, const ListPackage *p) {
  if (!p->command_line_files) return program_name(g->arena, g->context, p->path);
  const StringVec *files = p->go_files.len ? &p->go_files : &p->cgo_files;
  return files->len ? program_name_of_file(g->arena, files->data[0]) : "";
}

// Where `install` would write it, "" nowhere.
static const char *target_of(ListGraph *g, const ListPackage *p) {
  const char *name, *bin, *target;
  if (strcmp(p->name, "main") == 0) {
    name = list_program_name(g, p);
    bin = program_bin(g->arena, g->context, p->node, g->options.bin);
    target = program_target(g->arena, g->context, p->goroot, p->path, name, bin);
  } else {
    target = archive_target(g->arena, g->context, p->node);
  }
  return target ? target : "";
}

void list_load_package(ListGraph *g, ListPackage *p, const char *path, ListSpot spot, const char *missing) {
  if (p->folder) copy_folder(g, p);
  set_folder_error(g, p, path, spot, missing);
  check_import_comment(g, p, path, spot);
  p->target = target_of(g, p);
  if (!check_path(g, p, path, spot)) return;
  push(g, path, spot);
  if (p->node->module && !p->command_line_files) p->module = list_module(g, p->node->module);
  if (p->folder && strcmp(p->name, "main") == 0) p->default_godebug = list_godebug(g, p->folder, false);
  if (p->folder && g->options.embeds) find_embeds(g, p);
  if (check_files(g, p)) {
    load_imports(g, p);
    check_foreign(g, p);
  }
  g->stack.len--;
}
