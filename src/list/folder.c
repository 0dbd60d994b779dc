// One folder as go/build's ImportDir sees it: each file is chosen by name and constraints, read and put into its list;
// of what is wrong the first counts, and the rest is read all the same.
#include "list/folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/paths.h"
#include "base/view.h"
#include "files/header.h"

typedef struct FolderReader {
  const BuildContext *context;
  Arena *arena, *texts;
  ListFolder *folder;
  const char *import_path;   // of std, else NULL
  bool named;                // the files are, and constraints do not matter
  const char *first_file;    // that has the folder's name
  const char *comment_file;  // the first with its import comment
  StringVec cgo_assembly;
} FolderReader;

static bool has_suffix(const char *text, const char *suffix) {
  size_t n = strlen(text), k = strlen(suffix);
  return n >= k && strcmp(text + n - k, suffix) == 0;
}

// The list that files with an ending go to, NULL: they are nothing to go.
static StringVec *list_for(FolderReader *r, const char *name) {
  ListFolder *f = r->folder;
  const struct {
    const char *endings;  // each between blanks
    StringVec *list;
  } kinds[] = {{" .c ", &f->c_files},
               {" .cc .cpp .cxx ", &f->cxx_files},
               {" .m ", &f->m_files},
               {" .h .hh .hpp .hxx ", &f->h_files},
               {" .f .F .for .f90 ", &f->f_files},
               {" .s ", &f->s_files},
               {" .S .sx ", &r->cgo_assembly},
               {" .swig ", &f->swig_files},
               {" .swigcxx ", &f->swigcxx_files},
               {" .syso ", &f->syso_files}};
  const char *dot = strrchr(name, '.');
  if (!dot) return NULL;
  const char *ending = arena_printf(r->texts, " %s ", dot);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strstr(kinds[i].endings, ending)) return kinds[i].list;
  return NULL;
}

static void fail(FolderReader *r, ListFault fault, const char *error, ListSpot spot) {
  ListFolder *f = r->folder;
  if (f->fault) return;
  f->fault = fault;
  f->error = error;
  f->spot = spot;
}

static void bad_file(FolderReader *r, const char *name, ListFault fault, const char *error, ListSpot spot) {
  StringVec *list = &r->folder->invalid_files;
  fail(r, fault, error, spot);
  if (!list->len || strcmp(list->data[list->len - 1], name) != 0) vec_push(r->arena, list, name);
}

static const ListSpot nowhere = {0};

// ---- files that are not Go

static void consider_other(FolderReader *r, const char *name) {
  StringVec *list = list_for(r, name);
  if (!list) return;
  bool fits = r->named || constraint_name_matches(&r->context->target, name, false);
  if (fits && list != &r->folder->syso_files && !r->named) {
    size_t size;
    const char *text = source_read(r->texts, arena_printf(r->texts, "%s/%s", r->folder->dir, name), &size);
    fits = text && constraint_file_matches(&r->context->target, text, size, false, NULL);
  }
  vec_push(r->arena, fits ? list : &r->folder->ignored_other_files, name);
}

// ---- Go files

// Of a long file its beginning, if that has all the imports and there are no embedded files to look for.
static const char *read_start(FolderReader *r, const char *path, size_t *size) {
  enum { ENOUGH = 16 << 10 };
  int fd = view_open(path);
  struct stat st;
  if (fd < 0) return NULL;
  if (fstat(fd, &st) != 0 || st.st_size <= ENOUGH) {
    close(fd);
    return source_read(r->texts, path, size);
  }
  char *text = arena_alloc(r->texts, ENOUGH + 1, 1);
  ssize_t got = read(fd, text, ENOUGH);
  close(fd);
  if (got != ENOUGH) return source_read(r->texts, path, size);
  text[got] = 0;
  *size = (size_t)got;
  FileStart start;
  file_start_read(r->texts, text, *size, &start);
  bool embeds = false;
  for (uint32_t i = 0; i < start.imports.len; i++)
    embeds |= start.imports.data[i].length == 7 && memcmp(start.imports.data[i].text + 1, "embed", 5) == 0;
  return start.malformed || start.holds_nul || embeds ? source_read(r->texts, path, size) : text;
}

static const char *text_of(FolderReader *r, const char *name, const char *path, size_t *size) {
  const char *text = read_start(r, path, size);
  int error = errno;
  if (!text && r->import_path) {
    text = generated_file(r->texts, r->context, r->import_path, name);
    *size = text ? strlen(text) : 0;
  }
  if (!text) bad_file(r, name, LIST_FAULT, view_file_problem(r->arena, path, error), nowhere);
  return text;
}

static bool built_here(FolderReader *r, const char *text, size_t size) {
  return r->named || constraint_file_matches(&r->context->target, text, size, false, NULL);
}

static bool imports_c(const ListFile *file) {
  for (uint32_t i = 0; i < file->imports.len; i++)
    if (strcmp(file->imports.data[i].text, "C") == 0) return true;
  return false;
}

// The package that a file says it is of; external: of its external tests.
static void note_name(FolderReader *r, const char *name, const ListFile *file, bool test, bool *external) {
  ListFolder *f = r->folder;
  const char *package = file->name ? file->name : "";
  size_t n = strlen(package);
  *external = test && has_suffix(package, "_test") && strcmp(f->name, package) != 0;
  if (*external) package = arena_strdup(r->arena, package, n - 5);
  if (!*f->name) {
    f->name = package;
    r->first_file = name;
  } else if (strcmp(f->name, package) != 0) {
    const char *error = arena_printf(r->arena, "found packages %s (%s) and %s (%s) in %s", f->name, r->first_file,
                                     package, name, f->dir);
    bad_file(r, name, LIST_FAULT, error, nowhere);
  }
}

static void note_import_comment(FolderReader *r, const char *name, const char *path, const char *text, size_t size) {
  ListFolder *f = r->folder;
  const char *comment;
  if (!import_comment_read(r->arena, text, size, &comment)) {
    bad_file(r, name, LIST_FAULT, arena_printf(r->arena, "%s:1: cannot parse import comment", path), nowhere);
  } else if (comment && !*f->import_comment) {
    f->import_comment = comment;
    r->comment_file = name;
  } else if (comment && strcmp(f->import_comment, comment) != 0) {
    bad_file(r, name, LIST_FAULT,
             arena_printf(r->arena, "found import comments \"%s\" (%s) and \"%s\" (%s) in %s", f->import_comment,
                          r->comment_file, comment, name, f->dir),
             nowhere);
  }
}

static void add_to(FolderReader *r, ListPart *part, const char *name, const ListFile *file) {
  vec_push(r->arena, &part->files, name);
  for (uint32_t i = 0; i < file->imports.len; i++) vec_push(r->arena, &part->imports, file->imports.data[i]);
  for (uint32_t i = 0; i < file->embeds.len; i++) vec_push(r->arena, &part->embeds, file->embeds.data[i]);
  for (uint32_t i = 0; i < file->directives.len; i++) vec_push(r->arena, &part->directives, file->directives.data[i]);
}

static void add_go_file(FolderReader *r, const char *name, const char *path, const char *text, size_t size,
                        const ListFile *file) {
  ListFolder *f = r->folder;
  bool test = has_suffix(name, "_test.go"), external;
  if (file->has_error) bad_file(r, name, file->syntax_error ? LIST_SYNTAX : LIST_FAULT, file->error, file->spot);
  if (file->name && strcmp(file->name, "documentation") == 0) {
    vec_push(r->arena, &f->ignored_files, name);
    return;
  }
  note_name(r, name, file, test, &external);
  if (!test && !*f->doc) f->doc = list_synopsis(r->arena, r->context->goroot, file->doc, file->doc_length);
  if (r->context->gopath && !r->named) note_import_comment(r, name, path, text, size);
  bool cgo = imports_c(file);
  if (cgo && test)
    bad_file(r, name, LIST_FAULT, arena_printf(r->arena, "use of cgo in test %s not supported", path), nowhere);
  const char *problem = cgo && !test ? cgo_read(&r->context->target, r->arena, f, path, text, size) : NULL;
  if (problem) bad_file(r, name, LIST_FAULT, problem, nowhere);
  if (cgo && !test && !r->context->target.cgo) {
    vec_push(r->arena, &f->ignored_files, name);
    return;
  }
  ListPart *part = external ? &f->external : test ? &f->test : &f->plain;
  add_to(r, part, name, file);
  if (!cgo || test) return;
  part->files.len--;
  vec_push(r->arena, &f->cgo_files, name);
}

static void consider_go(FolderReader *r, const char *name) {
  if (!r->named && !constraint_name_matches(&r->context->target, name, false)) {
    vec_push(r->arena, &r->folder->ignored_files, name);
    return;
  }
  const char *path = arena_printf(r->arena, "%s/%s", r->folder->dir, name), *problem;
  size_t size;
  ListFile file;
  const char *text = text_of(r, name, path, &size);
  if (!text) return;
  if (!file_read(r->arena, path, text, size, &file)) {
    bad_file(r, name, LIST_FAULT, file.error, nowhere);
  } else if ((problem = constraint_problem(r->arena, text))) {
    bad_file(r, name, LIST_FAULT, arena_printf(r->arena, "%s: %s", name, problem), nowhere);
  } else if (built_here(r, text, size)) {
    add_go_file(r, name, path, text, size, &file);
  } else {
    vec_push(r->arena, &r->folder->ignored_files, name);
  }
}

// ---- the folder

static bool contains(const StringVec *list, const char *text) {
  for (uint32_t i = 0; i < list->len; i++)
    if (strcmp(list->data[i], text) == 0) return true;
  return false;
}

// What cmd/dist would have made in a GOROOT of bare source.
static void add_generated(FolderReader *r, StringVec *names) {
  const char *p = r->import_path ? generated_files_of(r->import_path) : NULL;
  while (p && *p) {
    size_t n = strcspn(p, " ");
    const char *name = arena_strdup(r->arena, p, n);
    if (!contains(names, name)) vec_push(r->arena, names, name);
    p += n + (p[n] == ' ');
  }
}

static bool is_passed_over(const char *name) { return *name == '.' || *name == '_'; }

static void read_names(FolderReader *r, StringVec *names) {
  int error = view_list_files(r->arena, r->folder->dir, names);
  if (error) {
    fail(r, LIST_FAULT, view_folder_problem(r->arena, r->folder->dir, error), nowhere);
    return;
  }
  add_generated(r, names);
  strings_sort(names, 0);
}

static int by_text(const void *left, const void *right) {
  const ListNamed *a = left, *b = right;
  int order = strcmp(a->text, b->text);
  if (!order && a->spot.file != b->spot.file) order = strcmp(a->spot.file, b->spot.file);
  if (!order) order = (a->spot.line > b->spot.line) - (a->spot.line < b->spot.line);
  return order ? order : (a->spot.column > b->spot.column) - (a->spot.column < b->spot.column);
}

static void sort_unique(ListNames *list) {
  uint32_t kept = 0;
  if (list->len) qsort(list->data, list->len, sizeof *list->data, by_text);
  for (uint32_t i = 0; i < list->len; i++)
    if (!i || strcmp(list->data[kept - 1].text, list->data[i].text) != 0) list->data[kept++] = list->data[i];
  list->len = kept;
}

static void finish(FolderReader *r) {
  ListFolder *f = r->folder;
  ListPart *parts[] = {&f->plain, &f->test, &f->external};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    sort_unique(&parts[i]->imports);
    sort_unique(&parts[i]->embeds);
  }
  // Assembly for the C compiler is for packages with cgo.
  StringVec *assembly = f->cgo_files.len ? &f->s_files : &f->ignored_other_files;
  for (uint32_t i = 0; i < r->cgo_assembly.len; i++) vec_push(r->arena, assembly, r->cgo_assembly.data[i]);
  strings_sort(assembly, 0);
  if (!f->plain.files.len && !f->cgo_files.len && !f->test.files.len && !f->external.files.len)
    fail(r, LIST_NO_GO, NULL, nowhere);
}

ListFolder *folder_read(const BuildContext *context, Arena *arena, Arena *texts, const char *dir,
                        const char *import_path, const StringVec *only) {
  ListFolder *folder = arena_new(arena, ListFolder);
  FolderReader r = {.context = context,
                    .arena = arena,
                    .texts = texts,
                    .folder = folder,
                    .import_path = import_path,
                    .named = only != NULL};
  *folder = (ListFolder){.dir = dir, .name = "", .doc = "", .import_comment = ""};
  StringVec names = {0};
  if (only) names = *only;
  else read_names(&r, &names);
  for (uint32_t i = 0; i < names.len; i++)
    if (is_passed_over(names.data[i])) continue;  // one that is named, too
    else if (has_suffix(names.data[i], ".go")) consider_go(&r, names.data[i]);
    else consider_other(&r, names.data[i]);
  finish(&r);
  arena_reset(texts);
  return folder;
}
