// The files of a package: chosen by name and constraint, stood in for by the
// overlay, read, parsed.
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "load/godebug.h"
#include "load/internal.h"

typedef struct FileReader {
  Loader *loader;
  LoadedPackage *loaded;
  const OverlayRow *row;
  Arena *arena;       // the package's
  const char *extra;  // tags that keep assembly out, NULL none
} FileReader;

static int by_string(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

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
  DIR *d = opendir(r->loaded->dir);
  if (!d) {
    load_error(r->loader, r->loaded->path, "open %s: %s", r->loaded->dir, DIAG_ERRNO(errno));
    return false;
  }
  for (struct dirent *e; (e = readdir(d));)
    if (e->d_name[0] != '.' && e->d_name[0] != '_' &&
        !(e->d_type == DT_DIR ||
          (e->d_type != DT_REG && is_folder(arena_printf(r->arena, "%s/%s", r->loaded->dir, e->d_name))))) {
      const char *name = arena_strdup(r->arena, e->d_name, strlen(e->d_name));
      vec_push(r->arena, names, name);
    }
  closedir(d);
  const char *generated = generated_files_of(r->loaded->path);
  while (r->loaded->standard && generated && *generated) {
    const char *end = strchrnul(generated, ' ');
    const char *name = arena_strdup(r->arena, generated, (size_t)(end - generated));
    bool present = false;
    for (uint32_t i = 0; i < names->len; i++) present |= strcmp(names->data[i], name) == 0;
    if (!present) vec_push(r->arena, names, name);
    generated = *end ? end + 1 : end;
  }
  if (names->len) qsort(names->data, names->len, sizeof *names->data, by_string);
  return true;
}

static uint32_t parse_mode(const FileReader *r, bool overlay) {
  return (r->loaded->standard || overlay ? PARSE_STD : 0) | (overlay ? PARSE_TUCO_PRAGMAS : 0);
}

// How diagnostics name a file: "./" and its name in the working directory, else the relative path if it is shorter.
static const char *display_name(FileReader *r, const char *path) {
  const char *name = short_path(r->arena, r->loader->dir, path);
  return strchr(name, '/') ? name : arena_printf(r->arena, "./%s", name);
}

// How traces and debuggers name it: with -trimpath by import path, without the module's or GOROOT's place.
static const char *recorded_name(FileReader *r, const char *name, const char *path) {
  const LoadedPackage *l = r->loaded;
  if (!r->loader->context->trimpath) return path;
  const char *slash = strrchr(name, '/');
  return arena_printf(r->arena, "%s/%s", l->path, slash ? slash + 1 : name);
}

// Two packages in one folder: go's message names the first file of each.
static bool check_name(FileReader *r, const char *file_name, const File *file) {
  Package *p = r->loaded->package;
  const Name *name = file->package_name ? file->package_name->name : NULL;
  if (!name) return true;
  if (!p->name) {
    p->name = name;
    return true;
  }
  if (p->name == name) return true;
  load_error(r->loader, r->loaded->path, "found packages %s (%s) and %s (%s) in %s", p->name->text,
             r->loaded->go_files.data[0], name->text, file_name, r->loaded->dir);
  return false;
}

static bool add_text(FileReader *r, const char *name, const char *path, const char *text, size_t size, bool overlay) {
  Session *session = r->loader->session;
  if (size >= UINT32_MAX / 4) {
    load_error(r->loader, r->loaded->path, "%s: file too large", path);
    return false;
  }
  SourceFile *source = source_add(session->sources, path, display_name(r, path), text, (uint32_t)size);
  if (!source) {
    load_error(r->loader, r->loaded->path, "%s: too much source", path);
    return false;
  }
  source->recorded = recorded_name(r, name, path);
  source->unit = &r->loaded->unit;
  File *file = syntax_parse_file(session, r->arena, source, (ParseMode)parse_mode(r, overlay));
  if (file->imports_c && !r->loader->context->cgo) {  // as go does where cgo is off
    vec_push(r->arena, &r->loaded->cgo_files, name);
    if (!r->loaded->cgo_file) r->loaded->cgo_file = file;
    return true;
  }
  r->loaded->error_count += file->error_count;
  godebug_read_file(session, r->loader->context, r->loaded, file);
  bool ok = check_name(r, name, file);
  vec_push(r->arena, &r->loaded->package->files, file);
  vec_push(r->arena, &r->loaded->go_files, name);
  return ok;
}

static const char *skip_blank(const char *p) {
  for (;;) {
    p += strspn(p, " \t\r\n;");
    if (p[0] != '/' || (p[1] != '/' && p[1] != '*')) return p;
    const char *end = p[1] == '/' ? strchr(p, '\n') : strstr(p + 2, "*/");
    if (!end) return "";
    p = end + 1 + (p[1] == '*');
  }
}

static const char *skip_word(const char *p) {
  while (isalnum((unsigned char)*p) || *p == '_' || *p == '.' || (unsigned char)*p >= 0x80) p++;
  return p;
}

// Skips the keyword and what is blank behind it; NULL if another word stands there.
static const char *skip_keyword(const char *p, const char *keyword) {
  size_t n = strlen(keyword);
  return strncmp(p, keyword, n) == 0 && skip_word(p) == p + n ? skip_blank(p + n) : NULL;
}

bool file_imports_c(const char *text) {
  const char *p = skip_keyword(skip_blank(text), "package");
  if (!p) return false;
  p = skip_blank(skip_word(p));
  while ((p = skip_keyword(p, "import"))) {
    bool group = *p == '(';
    if (group) p = skip_blank(p + 1);
    while (!group || *p != ')') {
      p = skip_blank(skip_word(p));  // the name
      if (*p != '"' && *p != '`') return false;
      if (p[1] == 'C' && p[2] == p[0]) return true;
      if (!(p = strchr(p + 1, *p))) return false;
      p = skip_blank(p + 1);
      if (!group) break;
    }
    if (group) p = skip_blank(p + 1);
  }
  return false;
}

bool file_is_documentation(const char *text) {
  const char *name = skip_keyword(skip_blank(text), "package");
  return name && skip_keyword(name, "documentation");
}

// The package that a test file tests.
static const char *test_package_name(FileReader *r, const char *text) {
  const char *name = skip_keyword(skip_blank(text), "package");
  size_t n = name ? (size_t)(skip_word(name) - name) : 0;
  if (n > 5 && strncmp(name + n - 5, "_test", 5) == 0) n -= 5;
  return arena_strdup(r->arena, name ? name : "", n);
}

// Does the package clause name an external test package ("p_test")?
static bool is_external_test(const char *text) {
  for (const char *p = text; *p;) {
    if (p[0] == '/' && (p[1] == '/' || p[1] == '*')) {
      const char *end = p[1] == '/' ? strchr(p, '\n') : strstr(p + 2, "*/");
      if (!end) return false;
      p = end + 1 + (p[1] == '*');
    } else if (strncmp(p, "package", 7) == 0) {
      p += 7 + strspn(p + 7, " \t");
      size_t n = strcspn(p, " \t\r\n;/");
      return n > 5 && memcmp(p + n - 5, "_test", 5) == 0;
    } else {
      p++;
    }
  }
  return false;
}

static char *read_named(FileReader *r, const char *name, size_t *size) {
  return source_read(r->arena, arena_printf(r->arena, "%s/%s", r->loaded->dir, name), size);
}

// Modules that GOROOT vendors are written as any other, and have assembly files of the same kinds.
static bool is_vendored_by_goroot(const LoadedPackage *l) {
  return l->standard && (strncmp(l->path, "vendor/", 7) == 0 || strncmp(l->path, "cmd/vendor/", 11) == 0);
}

// Does the assembly file belong to the build with these tags? Those of std are not looked into.
static bool is_assembly(FileReader *r, const char *name, const char *extra) {
  if (!constraint_name_matches(r->loader->context, name, false)) return false;
  if (r->loaded->standard && !is_vendored_by_goroot(r->loaded) && !r->loader->context->as_written) return true;
  size_t size;
  const char *text = read_named(r, name, &size);
  return text && constraint_file_matches(r->loader->context, text, size, false, extra);
}

// Is a file of the folder part of the build with these tags?
static const char *chosen_text(FileReader *r, const char *name, const char *extra) {
  bool test = has_suffix(name, "_test.go");
  if (!has_suffix(name, ".go") || (test && !r->loaded->tested)) return NULL;
  if (!constraint_name_matches(r->loader->context, name, false)) return NULL;
  size_t size;
  const char *text = read_named(r, name, &size);
  return text && constraint_file_matches(r->loader->context, text, size, false, extra) ? text : NULL;
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

static void read_assembly(FileReader *r) {
  for (uint32_t i = 0; i < r->loaded->asm_files.len; i++) {
    size_t size;
    char *text = read_named(r, r->loaded->asm_files.data[i], &size);
    if (text) assembly_read(r->loaded->package, r->arena, text, size);
  }
}

// One candidate of the folder: is it part of the build?
static bool consider(FileReader *r, const char *name, bool forced) {
  LoadedPackage *l = r->loaded;
  bool generic = r->row && r->row->generic_arch;
  if (!has_suffix(name, ".go")) {
    if (has_suffix(name, ".s") && is_assembly(r, name, r->extra)) vec_push(r->arena, &l->asm_files, name);
    return true;
  }
  if (!forced && r->row && word_in(r->row->dropped, name)) return true;
  bool test = has_suffix(name, "_test.go"), as_written = r->loader->context->as_written;
  if (!forced && test && !l->tested && !as_written) {
    vec_push(r->arena, &l->test_files, name);
    return true;
  }
  if (!forced && !constraint_name_matches(r->loader->context, name, generic)) {
    vec_push(r->arena, &l->ignored_files, name);
    return true;
  }
  const char *path =
      name[0] == '/' ? name : arena_printf(r->arena, "%s/%s", l->dir, strncmp(name, "./", 2) == 0 ? name + 2 : name);
  size_t size = 0;
  const char *text = source_read(r->arena, path, &size);
  if (!text && l->standard) {
    text = generated_file(r->arena, r->loader->context, l->path, name);
    size = text ? strlen(text) : 0;
  }
  if (!text) {
    load_error(r->loader, r->loaded->path, "open %s: %s", path, DIAG_ERRNO(errno));
    return false;
  }
  const char *problem = forced || l->standard ? NULL : constraint_problem(r->arena, text);
  if (problem) {
    load_error(r->loader, l->path, "%s: %s", name, problem);
    return false;
  }
  // Without cgo the files of std that need it are left out, as go does; those of others when they are parsed.
  bool needs_cgo = l->standard && file_imports_c(text);
  if (!forced && (needs_cgo || !constraint_file_matches(r->loader->context, text, size, generic, r->extra))) {
    vec_push(r->arena, &l->ignored_files, name);
    return true;
  }
  if (!forced && file_is_documentation(text)) {
    vec_push(r->arena, &l->ignored_files, name);
    return true;
  }
  if (!forced && test && !l->test_name) l->test_name = test_package_name(r, text);
  if (!forced && test && is_external_test(text)) {
    vec_push(r->arena, &l->external_test_files, name);
    return true;
  }
  if (!forced && test && !l->tested) {
    vec_push(r->arena, &l->test_files, name);
    return true;
  }
  return add_text(r, name, path, text, size, false);
}

static bool add_overlay(FileReader *r) {
  uint32_t count;
  OverlayFile *files = overlay_files(r->arena, r->row->folder ? r->row->folder : r->loaded->path, &count);
  bool ok = true;
  for (uint32_t i = 0; i < count; i++) {
    const OverlayFile *f = &files[i];
    if (!has_suffix(f->name, ".go") || !constraint_name_matches(r->loader->context, f->name, false)) continue;
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

bool package_read_files(Loader *loader, LoadedPackage *loaded, const char *const *only, uint32_t only_count) {
  FileReader r = {.loader = loader,
                  .loaded = loaded,
                  .arena = &loaded->package->arena,
                  .row = loader->context->as_written ? NULL : overlay_row(loaded->path, loaded->standard)};
  StringVec names = {0};
  bool ok = true;
  loaded->package->is_overlay = r.row && r.row->replaced;
  if (only_count) {
    for (uint32_t i = 0; i < only_count; i++) ok &= consider(&r, only[i], true);
    return ok;
  }
  if (!(r.row && r.row->replaced)) {
    if (!list_names(&r, &names)) return false;
    if (loader->context->as_written) r.extra = NULL;
    else if (!loaded->standard) r.extra = loaded->tags_against_assembly = tags_against_assembly(&r, &names);
    else if (strcmp(loaded->path, "hash/maphash") != 0 && !(r.row && r.row->assembly))
      r.extra = "purego math_big_pure_go";
    for (uint32_t i = 0; i < names.len; i++) ok &= consider(&r, names.data[i], false);
  }
  if (r.row && (r.row->replaced || r.row->added)) ok &= add_overlay(&r);
  bool std_itself = loaded->standard && !is_vendored_by_goroot(loaded);
  if (!std_itself && !loader->context->as_written) read_assembly(&r);
  return ok;
}
