// The files of a package: chosen by name and constraint, stood in for by the
// overlay, read, parsed.
//
// In: a LoadedPackage with path and folder. Out: its lists of files, the trees in its Package, the imports as they are
// written. One task of the pool does one package. What go says of a file's beginning (header.c) comes before what the
// parser says. Texts are given up when they are parsed, those of tests when the program that runs them is made.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/view.h"
#include "files/header.h"
#include "load/godebug.h"
#include "load/header.h"
#include "load/internal.h"

typedef struct FileReader {
  Loader *loader;
  LoadedPackage *loaded;
  const OverlayRow *row;
  Arena *arena;       // the package's
  Arena *texts;       // the files', until all are parsed
  const char *extra;  // tags that keep assembly out, NULL none
  bool failed;        // something was reported
  bool of_tests;      // the files are test files, chosen before
} FileReader;

static bool has_suffix(const char *text, const char *suffix) {
  size_t n = strlen(text), k = strlen(suffix);
  return n >= k && strcmp(text + n - k, suffix) == 0;
}

static bool word_in(const char *words, const char *word) {
  size_t n = strlen(word);
  for (const char *p = words; p && (p = strstr(p, word)); p += n)
    if ((p == words || p[-1] == ' ') && (p[n] == 0 || p[n] == ' ')) return true;
  return false;
}

// Names of the folder, sorted.
static bool list_names(FileReader *r, StringVec *names) {
  int error = view_list_files(r->arena, r->loaded->dir, names);
  if (error) {
    load_error(r->loader, r->loaded->path, "%s", view_folder_problem(r->arena, r->loaded->dir, error));
    return false;
  }
  const char *generated = generated_files_of(r->loaded->path);
  while (r->loaded->standard && generated && *generated) {
    const char *end = strchrnul(generated, ' ');
    const char *name = arena_strdup(r->arena, generated, (size_t)(end - generated));
    bool present = false;
    for (uint32_t i = 0; i < names->len; i++) present |= strcmp(names->data[i], name) == 0;
    if (!present) vec_push(r->arena, names, name);
    generated = *end ? end + 1 : end;
  }
  strings_sort(names, 0);
  return true;
}

static uint32_t parse_mode(const FileReader *r, bool overlay) {
  return (r->loaded->standard || overlay ? PARSE_STD : 0) | (overlay ? PARSE_TUCO_PRAGMAS : 0);
}

// What -overlay puts in place of another file goes by its own name, as go shortens that: from the package's folder, or
// the one above.
static const char *overlay_name(FileReader *r, const char *actual) {
  const char *dir = r->loaded->dir, *rest;
  if (!path_below(actual, dir, &rest) && !path_below(actual, dir = folder_of_file(r->arena, dir), &rest)) return actual;
  return arena_printf(r->arena, "%s/%s", short_path(r->arena, r->loader->dir, dir), rest);
}

// How diagnostics name a file: "./" and its name in the working directory, else the relative path if it is shorter.
static const char *display_name(FileReader *r, const char *path) {
  const char *actual = view_actual(path), *name = short_path(r->arena, r->loader->dir, path);
  if (actual && view_replaced(path)) return overlay_name(r, actual);
  return strchr(name, '/') ? name : arena_printf(r->arena, "./%s", name);
}

// How traces and debuggers name it: with -trimpath by import path and version, without the module's or GOROOT's
// place. A file that -overlay puts in place of another has that one's name, but for one below the package's folder.
static const char *recorded_name(FileReader *r, const char *name, const char *path) {
  const LoadedPackage *l = r->loaded->tests ? r->loaded->tests->plain : r->loaded;
  const char *actual = view_actual(path), *slash = strrchr(name, '/'), *below = slash ? slash + 1 : name, *rest;
  if (!r->loader->context->trimpath || (r->loaded != l && r->loaded == l->tests->main)) return path;
  if (actual && view_replaced(path)) (void)path_below(actual, l->dir, &below);
  if (l->command_line) return arena_printf(r->arena, "./%s", below);
  const Module *m = l->standard ? NULL : l->module;
  if (!m || !m->version || !path_below(l->path, m->path, &rest)) return arena_printf(r->arena, "%s/%s", l->path, below);
  return arena_printf(r->arena, "%s@%s%s%s/%s", m->path, m->version, *rest ? "/" : "", rest, below);
}

static void add_sum(LoadedPackage *l, const char *name, const char *text, size_t size) {
  CacheHash hash;
  cache_hash_begin(&hash, "file");
  cache_hash_id(&hash, &l->sum);
  cache_hash_text(&hash, name);
  cache_hash_bytes(&hash, text, size);
  l->sum = cache_hash_end(&hash);
}

static bool add_text(FileReader *r, const char *name, const char *path, const char *text, size_t size, bool overlay) {
  Session *session = r->loader->session;
  if (size > SOURCE_SIZE_MAX) {
    load_error(r->loader, r->loaded->path, "%s: file too large", path);
    return false;
  }
  SourceFile *source = source_add(session->sources, path, display_name(r, path), text, size);
  if (!source) {
    load_error(r->loader, r->loaded->path, "%s: too much source", path);
    return false;
  }
  source->recorded = recorded_name(r, name, path);
  source->unit = &r->loaded->unit;
  if (r->loader->context->sums) add_sum(r->loaded, source->recorded, text, size);
  File *file =
      syntax_parse_file(session, &r->loaded->package->tree, r->arena, source, (ParseMode)parse_mode(r, overlay));
  if (file->imports_c && !r->loader->context->target.cgo) {  // as go does where cgo is off
    vec_push(r->arena, &r->loaded->cgo_files, name);
    if (!r->loaded->cgo_file) r->loaded->cgo_file = file;
    return true;
  }
  r->loaded->error_count += file->error_count;
  godebug_read_file(session, r->loader->context, r->loaded, file);
  if (!r->loaded->package->name && file->package_name) r->loaded->package->name = file->package_name->name;
  vec_push(r->arena, &r->loaded->package->files, file);
  vec_push(r->arena, &r->loaded->go_files, name);
  return true;
}

static char *read_named(FileReader *r, const char *name, size_t *size) {
  return source_read(r->texts, arena_printf(r->texts, "%s/%s", r->loaded->dir, name), size);
}

// Modules that GOROOT vendors are written as any other, and have assembly files of the same kinds.
static bool is_vendored_by_goroot(const LoadedPackage *l) {
  return l->standard && (strncmp(l->path, "vendor/", 7) == 0 || strncmp(l->path, "cmd/vendor/", 11) == 0);
}

// Does the assembly file belong to the build with these tags? Those of std are not looked into.
static bool is_assembly(FileReader *r, const char *name, const char *extra) {
  if (!constraint_name_matches(&r->loader->context->target, name, false)) return false;
  if (r->loaded->standard && !is_vendored_by_goroot(r->loaded) && !r->loader->context->as_written) return true;
  size_t size;
  const char *text = read_named(r, name, &size);
  return text && constraint_file_matches(&r->loader->context->target, text, size, false, extra);
}

// Is a file of the folder part of the build with these tags?
static const char *chosen_text(FileReader *r, const char *name, const char *extra) {
  if (!has_suffix(name, ".go") || has_suffix(name, "_test.go")) return NULL;
  if (!constraint_name_matches(&r->loader->context->target, name, false)) return NULL;
  size_t size;
  const char *text = read_named(r, name, &size);
  return text && constraint_file_matches(&r->loader->context->target, text, size, false, extra) ? text : NULL;
}

// Tags under which a package of the user's needs no assembly, by the conventions of those who write it: none of its
// files is left, or no function that one of them would have to define. NULL: there is nothing to avoid, or it cannot
// be avoided.
static const char *tags_against_assembly(FileReader *r, const StringVec *names) {
  static const char *const sets[] = {NULL, "purego", "purego noasm", "purego noasm appengine"};
  for (size_t set = 0; set < sizeof sets / sizeof *sets; set++) {
    bool assembly = false, bodyless = false;
    for (uint32_t i = 0; i < names->len && !assembly; i++)
      assembly = has_suffix(names->data[i], ".s") && is_assembly(r, names->data[i], sets[set]);
    for (uint32_t i = 0; i < names->len && assembly && !bodyless; i++) {
      const char *text = chosen_text(r, names->data[i], sets[set]);
      bodyless = text && assembly_declares(text);
    }
    if (!bodyless) return sets[set];
  }
  return NULL;
}

// ---- other files

static OtherKind other_kind(const char *name) {
  static const struct {
    const char *suffix;
    OtherKind kind;
  } suffixes[] = {{".c", OTHER_C},
                  {".cc", OTHER_CXX},
                  {".cpp", OTHER_CXX},
                  {".cxx", OTHER_CXX},
                  {".m", OTHER_M},
                  {".h", OTHER_H},
                  {".hh", OTHER_H},
                  {".hpp", OTHER_H},
                  {".hxx", OTHER_H},
                  {".f", OTHER_FORTRAN},
                  {".F", OTHER_FORTRAN},
                  {".for", OTHER_FORTRAN},
                  {".f90", OTHER_FORTRAN},
                  {".S", OTHER_CGO_ASSEMBLY},
                  {".sx", OTHER_CGO_ASSEMBLY},
                  {".swig", OTHER_SWIG},
                  {".swigcxx", OTHER_SWIGCXX},
                  {".syso", OTHER_SYSO}};
  const char *dot = strrchr(name, '.');
  for (size_t i = 0; dot && i < sizeof suffixes / sizeof *suffixes; i++)
    if (strcmp(suffixes[i].suffix, dot) == 0) return suffixes[i].kind;
  return OTHER_KINDS;
}

// A file that is not Go: assembly, or for other compilers.
static void consider_other(FileReader *r, const char *name) {
  LoadedPackage *l = r->loaded;
  const BuildContext *context = r->loader->context;
  OtherKind kind = other_kind(name);
  bool assembly = has_suffix(name, ".s"), fits;
  if (strcmp(name, "default.pgo") == 0) l->profile = true;
  if (assembly) {
    fits = is_assembly(r, name, r->extra);
    if (fits) vec_push(r->arena, &l->asm_files, name);
  } else if (kind == OTHER_KINDS || (l->standard && !context->as_written)) {
    return;
  } else {
    size_t size;
    fits = constraint_name_matches(&context->target, name, false);
    const char *text = fits && kind != OTHER_SYSO ? read_named(r, name, &size) : NULL;
    if (text) fits = constraint_file_matches(&context->target, text, size, false, NULL);
    if (kind == OTHER_CGO_ASSEMBLY) fits = false;
    if (fits) vec_push(r->arena, &l->other_files[kind], name);
  }
  if (!fits && context->as_written) vec_push(r->arena, &l->ignored_other_files, name);
}

static void read_assembly(FileReader *r) {
  for (uint32_t i = 0; i < r->loaded->asm_files.len; i++) {
    size_t size;
    char *text = read_named(r, r->loaded->asm_files.data[i], &size);
    if (text) assembly_read(r->loaded->package, r->arena, text, size);
  }
}

// ---- Go files

// The first that is wrong with a package's files is reported.
static bool file_error(FileReader *r, const char *text) {
  if (!r->failed) load_error(r->loader, r->loaded->path, "%s", text);
  r->failed = true;
  return false;
}

static const char *path_of(FileReader *r, const char *name) {
  if (name[0] == '/') return name;
  return arena_printf(r->arena, "%s/%s", r->loaded->dir, strncmp(name, "./", 2) == 0 ? name + 2 : name);
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static const char *go_text(FileReader *r, const char *name, const char *path, size_t *size) {
  const char *text = source_read(r->texts, path, size);
  if (!text && r->loaded->standard) {
    text = generated_file(r->arena, r->loader->context, r->loaded->path, name);
    *size = text ? strlen(text) : 0;
  }
  if (!text) file_error(r, view_file_problem(r->arena, path, errno));
  return text;
}

// Two packages in one folder: go's message names the first file of each. external: an external test, whose package has
// "_test" behind its name.
static bool check_name(FileReader *r, const char *file_name, const FileHeader *header, bool test, bool *external) {
  LoadedPackage *l = r->loaded;
  const char *name = header->go.name;
  size_t n = strlen(name);
  *external = test && n > 5 && strcmp(name + n - 5, "_test") == 0 && !(l->name && strcmp(l->name, name) == 0);
  if (*external) name = arena_strdup(r->arena, name, n - 5);
  if (!l->name) {
    l->name = name;
    l->name_file = base_name(file_name);
  }
  return strcmp(l->name, name) == 0 ||
         file_error(r, arena_printf(r->arena, "found packages %s (%s) and %s (%s) in %s", l->name, l->name_file, name,
                                    base_name(file_name), l->dir));
}

static const char *header_problem(FileReader *r, const FileHeader *header, bool named, const char *path) {
  if (header->holds_nul && named)
    return arena_printf(r->arena, "go: reading %s: unexpected NUL in input",
                        short_path(r->arena, r->loader->dir, path));
  if (header->holds_nul) return arena_printf(r->arena, "read %s: unexpected NUL in input", path);
  if (!header->go.errors.len) return NULL;
  GoError error = header->go.errors.data[0];
  error.path = short_path(r->arena, r->loader->dir, error.path);
  return syntax_go_error_string(r->arena, &error);
}

// Where modules are off: the path that the file says its package is imported by.
static bool check_import_comment(FileReader *r, const char *name, const char *path, const char *text, size_t size) {
  LoadedPackage *l = r->loaded;
  const char *comment;
  if (!import_comment_read(r->arena, text, size, &comment))
    return file_error(r, arena_printf(r->arena, "%s:1: cannot parse import comment", path));
  if (!comment) return true;
  if (l->import_comment && strcmp(l->import_comment, comment) != 0)
    return file_error(r, arena_printf(r->arena, "found import comments \"%s\" (%s) and \"%s\" (%s) in %s",
                                      l->import_comment, l->comment_file, comment, name, l->dir));
  if (!l->import_comment) l->import_comment = comment, l->comment_file = name;
  return true;
}

// A file that the constraints let in.
static bool add_go_file(FileReader *r, const char *name, bool named, const char *path, const char *text, size_t size) {
  LoadedPackage *l = r->loaded;
  bool test = has_suffix(name, "_test.go"), external = false, needs_cgo;
  const FileHeader *header = header_read(r->arena, path, text, size);
  if (header->go.name && strcmp(header->go.name, "documentation") == 0) {
    vec_push(r->arena, &l->ignored_files, name);
    return true;
  }
  const char *problem = header_problem(r, header, named, path);
  if (problem && !l->standard && !r->loader->session->debug.compile) return file_error(r, problem);
  if (header->go.name && !r->of_tests && !check_name(r, name, header, test, &external)) return false;
  bool commented = r->loader->context->gopath && !l->standard && !named;
  if (commented && !check_import_comment(r, name, path, text, size)) return false;
  // Without cgo files that need it are left out, as go does. Those of the user are parsed, for their places.
  needs_cgo = header_imports(header, "C");
  if (needs_cgo && test) return file_error(r, arena_printf(r->arena, "use of cgo in test %s not supported", name));
  if (needs_cgo && l->standard) vec_push(r->arena, &l->ignored_files, name);
  else if (external && !r->of_tests) vec_push(r->arena, &l->external_test_files, name);
  else if (test && !r->of_tests) vec_push(r->arena, &l->test_files, name);
  else return add_text(r, name, path, text, size, false);
  return true;
}

// Tests of packages in the module cache are not looked into where they are not needed.
static bool passes_over_test(const FileReader *r, const char *name) {
  const LoadedPackage *l = r->loaded;
  return has_suffix(name, "_test.go") && !l->tests && (l->standard || (l->module && !l->module->local));
}

// One Go file of the folder: is it part of the build? named: on the command line, where constraints do not matter.
static bool consider(FileReader *r, const char *name, bool named) {
  LoadedPackage *l = r->loaded;
  const BuildContext *context = r->loader->context;
  bool generic = r->row && r->row->generic_arch;
  if (!named && r->row && word_in(r->row->dropped, name)) return true;
  if (named && (base_name(name)[0] == '_' || base_name(name)[0] == '.')) return true;
  if (passes_over_test(r, name)) {
    vec_push(r->arena, &l->test_files, name);
    return true;
  }
  if (!named && !constraint_name_matches(&context->target, name, generic)) {
    vec_push(r->arena, &l->ignored_files, name);
    return true;
  }
  size_t size = 0;
  const char *path = path_of(r, name), *text = go_text(r, name, path, &size);
  if (!text) return false;
  const char *problem = named || l->standard ? NULL : constraint_problem(r->arena, text);
  if (problem) return file_error(r, arena_printf(r->arena, "%s: %s", name, problem));
  if (!named && !constraint_file_matches(&context->target, text, size, generic, r->extra)) {
    vec_push(r->arena, &l->ignored_files, name);
    return true;
  }
  return add_go_file(r, name, named, path, text, size);
}

static bool add_overlay(FileReader *r) {
  uint32_t count;
  OverlayFile *files = overlay_files(r->arena, r->row->folder ? r->row->folder : r->loaded->path, &count);
  bool ok = true;
  for (uint32_t i = 0; i < count; i++) {
    const OverlayFile *f = &files[i];
    if (!has_suffix(f->name, ".go") || !constraint_name_matches(&r->loader->context->target, f->name, false)) continue;
    const char *path = r->loaded->standard ? arena_printf(r->arena, "%s/src/%s/%s", r->loader->context->goroot,
                                                          r->loaded->path, f->name)
                                           : arena_printf(r->arena, "%s/%s", r->loaded->dir, f->name);
    ok &= add_text(r, f->name, path, f->text, f->size, true);
  }
  return ok;
}

bool package_read_text(Loader *loader, LoadedPackage *loaded, const char *name, const char *text) {
  FileReader r = {.loader = loader, .loaded = loaded, .arena = &loaded->package->arena};
  return add_text(&r, name, name, text, strlen(text), false);
}

static bool read_files(FileReader *r, const char *const *only, uint32_t only_count) {
  Loader *loader = r->loader;
  LoadedPackage *loaded = r->loaded;
  StringVec names = {0};
  bool ok = true;
  loaded->package->is_overlay = r->row && r->row->replaced;
  if (r->row && view_changes_files_of(loaded->dir)) {
    load_error(loader, loaded->path, "not supported yet: -overlay for files of %s, of which tuco has its own",
               loaded->path);
    return false;
  }
  if (only_count) {
    for (uint32_t i = 0; i < only_count; i++) ok &= consider(r, only[i], true);
    return ok && !package_files_problem(loader, loaded);
  }
  if (!(r->row && r->row->replaced)) {
    if (!list_names(r, &names)) return false;
    if (loader->context->as_written) r->extra = NULL;
    else if (!loaded->standard) r->extra = loaded->tags_against_assembly = tags_against_assembly(r, &names);
    else if (!(r->row && r->row->assembly)) r->extra = "purego math_big_pure_go";
    for (uint32_t i = 0; i < names.len; i++)
      if (has_suffix(names.data[i], ".go")) ok &= consider(r, names.data[i], false);
      else consider_other(r, names.data[i]);
    if (ok && !loaded->standard) ok = !package_files_problem(loader, loaded);
  }
  if (r->row && (r->row->replaced || r->row->added)) ok &= add_overlay(r);
  bool std_itself = loaded->standard && !is_vendored_by_goroot(loaded);
  if (!std_itself && !loader->context->as_written) read_assembly(r);
  return ok;
}

bool package_read_files(Loader *loader, LoadedPackage *loaded, const char *const *only, uint32_t only_count) {
  Arena texts;
  arena_init(&texts);
  FileReader r = {.loader = loader,
                  .loaded = loaded,
                  .arena = &loaded->package->arena,
                  .of_tests = is_test_part(loaded),
                  .row = loader->context->as_written ? NULL : overlay_row(loaded->path, loaded->standard)};
  // Examples in test files are looked up in their text when the program that runs them is made.
  r.texts = r.of_tests ? &loaded->tests->texts : &texts;
  bool ok = read_files(&r, only, only_count);
  arena_free(&texts);
  const Package *package = loaded->package;
  for (uint32_t i = 0; i < package->files.len && !r.of_tests; i++) package->files.data[i]->source->text = NULL;
  return ok;
}
