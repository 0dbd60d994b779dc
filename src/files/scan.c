// The imports of a folder's files, as cmd/go/internal/imports finds them. Only the beginning of each file is read,
// until the reader of headers has seen the end of the imports.
#include "files/scan.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/unicode.h"
#include "base/view.h"
#include "files/header.h"
#include "files/internal.h"

enum { BEGINNING = 8192 };  // bytes; most files import what they do within these

// ---- names

static bool ends_with(const char *name, const char *suffix) {
  size_t n = strlen(name), k = strlen(suffix);
  return n >= k && strcmp(name + n - k, suffix) == 0;
}

bool is_test_name(const char *name) { return ends_with(name, "_test.go"); }

static bool is_regular(Arena *arena, const char *dir, const ViewEntry *e) {
  struct stat st;
  if (e->regular || e->folder) return e->regular;
  return view_stat(arena_printf(arena, "%s/%s", dir, e->name), &st) == 0 && S_ISREG(st.st_mode);
}

int go_file_names(Arena *arena, const char *dir, StringVec *names) {
  ViewEntries entries = {0};
  int error = view_list(arena, dir, &entries);
  for (uint32_t i = 0; i < entries.len; i++) {
    const ViewEntry *e = &entries.data[i];
    if (*e->name != '.' && *e->name != '_' && ends_with(e->name, ".go") && is_regular(arena, dir, e))
      vec_push(arena, names, e->name);
  }
  return error;
}

// ---- one file

typedef struct Beginning {
  const char *text;  // NUL-terminated at text[size]
  size_t size;
  FileStart start;
} Beginning;

// The whole of a file whose imports are not all in its beginning.
static int read_all(Arena *arena, int fd, Beginning *b) {
  struct stat st;
  if (fstat(fd, &st) != 0) return errno;
  char *text = arena_alloc(arena, (size_t)st.st_size + 1, 1);
  b->size = 0;
  while (b->size < (size_t)st.st_size) {
    ssize_t got = pread(fd, text + b->size, (size_t)st.st_size - b->size, (off_t)b->size);
    if (got < 0 && errno != EINTR) return errno;
    if (got == 0) break;
    if (got > 0) b->size += (size_t)got;
  }
  text[b->size] = 0;
  b->text = text;
  file_start_read(arena, b->text, b->size, &b->start);
  return 0;
}

// Reads as much of a file as its imports need, into `buffer` if they are there. Returns 0 or an errno.
static int read_beginning(Arena *arena, const char *path, char buffer[BEGINNING + 1], Beginning *b) {
  int fd = view_open(path);
  if (fd < 0) return errno;
  ssize_t got = read(fd, buffer, BEGINNING);
  int error = got < 0 ? errno : 0;
  *b = (Beginning){.text = buffer, .size = got < 0 || got > BEGINNING ? 0 : (size_t)got};
  buffer[b->size] = 0;
  file_start_read(arena, buffer, b->size, &b->start);
  const char *seen = b->start.text + b->start.size;
  if (b->size == BEGINNING && (b->start.malformed || seen == buffer + b->size)) error = read_all(arena, fd, b);
  close(fd);
  return error;
}

const char *import_path(Arena *arena, const ImportText *import) {
  const char *bytes;
  size_t length;
  if (!text_unquote(arena, import->text, import->length, &bytes, &length)) return NULL;
  return arena_strdup(arena, bytes, length);
}

// cgo is asked for by the import alone.
static bool needs_cgo(const FileStart *start) {
  for (uint32_t i = 0; i < start->imports.len; i++)
    if (start->imports.data[i].length == 3 && memcmp(start->imports.data[i].text, "\"C\"", 3) == 0) return true;
  return false;
}

static bool fits(Arena *arena, const BuildTarget *target, const Beginning *b) {
  if (needs_cgo(&b->start) && !target->cgo && !target->any) return false;
  return !constraint_problem(arena, b->text) && constraint_file_matches(target, b->text, b->size, false, NULL);
}

bool scan_file_usable(Arena *arena, const char *path) {
  const BuildTarget any = {.any = true};
  char buffer[BEGINNING + 1];
  Beginning b;
  return read_beginning(arena, path, buffer, &b) != 0 || b.start.holds_nul || fits(arena, &any, &b);
}

// ---- a folder

// What programs for cgo and the first App Engine import is in no module.
static bool is_magic(const char *path) {
  static const char *const old[] = {"appengine", "appengine_internal"};
  for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
    size_t n = strlen(old[i]);
    if (strncmp(path, old[i], n) == 0 && (!path[n] || path[n] == '/')) return true;
  }
  return strcmp(path, "C") == 0;
}

static void note_imports(Arena *arena, const FileStart *start, StringVec *list) {
  for (uint32_t i = 0; i < start->imports.len; i++) {
    const char *path = import_path(arena, &start->imports.data[i]);
    if (path && !is_magic(path)) vec_push(arena, list, path);
  }
}

static void fail(FolderScan *scan, const char *error) { *scan = (FolderScan){.error = error}; }

// Adds the imports of one file. False: an error ends the scan.
static bool read_file(Arena *arena, const BuildTarget *target, const char *dir, const char *name, FolderScan *scan,
                      uint32_t *count) {
  char buffer[BEGINNING + 1];
  Beginning b;
  const char *path = arena_printf(arena, "%s/%s", dir, name);
  int error = read_beginning(arena, path, buffer, &b);
  if (error || b.start.holds_nul) {
    fail(scan, error ? view_file_problem(arena, path, error)
                     : arena_printf(arena, "reading %s: unexpected NUL in input", path));
    return false;
  }
  if (!fits(arena, target, &b)) return true;
  note_imports(arena, &b.start, is_test_name(name) ? &scan->test_imports : &scan->imports);
  ++*count;
  return true;
}

// Adds the imports of the files of that folder; `first`: one file that fits is enough.
static void read_folder(Arena *arena, const BuildTarget *target, const char *dir, bool first, FolderScan *scan) {
  StringVec names = {0};
  uint32_t count = 0;
  int error = go_file_names(arena, dir, &names);
  if (error) {
    fail(scan, view_folder_problem(arena, dir, error));
    return;
  }
  bool ok = true;
  for (uint32_t i = 0; i < names.len && ok && !(first && count); i++)
    if (constraint_name_matches(target, names.data[i], false))
      ok = read_file(arena, target, dir, names.data[i], scan, &count);
  if (count || !ok) return;
  fail(scan, "no Go source files");
  scan->no_go = true;
}

void scan_folder(Arena *arena, const BuildTarget *target, const char *dir, FolderScan *scan) {
  *scan = (FolderScan){0};
  read_folder(arena, target, dir, false, scan);
  strings_sort_unique(&scan->imports);
  strings_sort_unique(&scan->test_imports);
}
