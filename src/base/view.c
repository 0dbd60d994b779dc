// An overlay is a sorted array: "/" orders before all other bytes, so that a path stands before what is below it and
// that before its other neighbours. What concerns a path is then at the place where it stands or would stand, or
// before it (cmd/go/internal/fsys has the rules).
#include "base/view.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/json_tree.h"
#include "base/paths.h"
#include "base/source.h"

typedef struct Replacement {
  const char *from;  // absolute and clean
  const char *to;    // the same; "" hides
  const char *key;   // from, as the file has it
  uint32_t order;    // the row's, there
} Replacement;

typedef struct Overlay {
  const char *dir;  // that relative paths are below
  Vec(Replacement) rows;
} Overlay;

static const Overlay *overlay;  // NULL: none, or nothing in it

// ---- the order

static int compare(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  int x = *a == '/' ? 1 : (unsigned char)*a + (*a != 0), y = *b == '/' ? 1 : (unsigned char)*b + (*b != 0);
  return x - y;
}

static int by_from(const void *left, const void *right) {
  const Replacement *a = left, *b = right;
  int order = compare(a->from, b->from);
  if (!order) order = strcmp(a->key, b->key);
  return order ? order : a->order < b->order ? -1 : 1;
}

// Where a path stands or would stand.
static uint32_t place_of(const Overlay *o, const char *path) {
  uint32_t low = 0, high = o->rows.len;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (compare(o->rows.data[middle].from, path) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

static bool is_below(const char *path, const char *folder) {
  const char *rest;
  return path_below(path, strcmp(folder, "/") == 0 ? "" : folder, &rest);
}

// ---- reading the file

static const char *cannot_unmarshal(Arena *arena, const JsonValue *value, const char *into) {
  static const char *const kinds[] = {"null", "bool", "number", "string", "array", "object"};
  return arena_printf(arena, "parsing overlay JSON: json: cannot unmarshal %s into Go %s", kinds[value->kind], into);
}

static const char *add_rows(Arena *arena, Overlay *o, const JsonValue *object) {
  for (const JsonValue *m = object->first; m; m = m->next) {
    if (m->kind != JSON_STRING && m->kind != JSON_NULL)
      return cannot_unmarshal(arena, m, "struct field overlayJSON.Replace of type string");
    const char *to = m->kind == JSON_STRING ? m->text : "";
    Replacement row = {.to = *to ? absolute_path(arena, o->dir, to) : "", .key = m->key, .order = o->rows.len};
    if (*m->key) row.from = absolute_path(arena, o->dir, m->key);
    vec_push(arena, &o->rows, row);
  }
  return NULL;
}

// Sorts the rows. Of equal keys the last counts.
static void put_in_order(Overlay *o) {
  uint32_t kept = 0;
  if (o->rows.len) qsort(o->rows.data, o->rows.len, sizeof *o->rows.data, by_from);
  for (uint32_t i = 0; i < o->rows.len; i++) {
    bool again = i + 1 < o->rows.len && strcmp(o->rows.data[i].key, o->rows.data[i + 1].key) == 0;
    if (!again) o->rows.data[kept++] = o->rows.data[i];
  }
  o->rows.len = kept;
}

static const char *parse(Arena *arena, Overlay *o, const char *text, size_t size) {
  const char *problem = NULL;
  const JsonValue *root = json_parse(arena, text, size, &problem);
  if (!root) return arena_printf(arena, "parsing overlay JSON: %s", problem);
  if (root->kind == JSON_NULL) return NULL;
  if (root->kind != JSON_OBJECT) return cannot_unmarshal(arena, root, "value of type fsys.overlayJSON");
  const JsonValue *replace = json_member(root, "Replace");
  if (!replace) return NULL;
  if (replace->kind != JSON_OBJECT)
    return cannot_unmarshal(arena, replace, "struct field overlayJSON.Replace of type map[string]string");
  return add_rows(arena, o, replace);
}

static const char *check(Arena *arena, const Overlay *o) {
  for (uint32_t i = 0; i < o->rows.len; i++) {
    const Replacement *row = &o->rows.data[i], *next = row + 1;
    bool last = i + 1 == o->rows.len;
    if (!last && strcmp(row->from, next->from) == 0)
      return arena_printf(arena, "duplicate paths %s and %s in overlay map", row->key, next->key);
    if (!*row->to) continue;
    for (; next < o->rows.data + o->rows.len && is_below(next->from, row->from); next++)
      if (*next->to) return arena_printf(arena, "inconsistent files %s and %s in overlay map", row->from, next->from);
  }
  return NULL;
}

const char *view_set_overlay(Arena *arena, const char *file, const char *dir) {
  size_t size;
  const char *text = source_read(arena, file, &size);
  if (!text)
    return arena_printf(arena, "reading overlay: %s %s: %s", errno == EISDIR ? "read" : "open", file,
                        DIAG_ERRNO(errno));
  Overlay *o = arena_new(arena, Overlay);
  o->dir = dir;
  const char *problem = parse(arena, o, text, size);
  for (uint32_t i = 0; i < o->rows.len && !problem; i++)
    if (!o->rows.data[i].from) problem = "empty string key in overlay map";
  if (problem) return problem;
  put_in_order(o);
  problem = check(arena, o);
  if (!problem && o->rows.len) overlay = o;
  return problem;
}

// ---- asking

typedef enum Kind { UNTOUCHED, HIDDEN, FOLDER, REPLACED } Kind;

enum { PATH_ROOM = 2 * PATH_MAX };

// The absolute path, clean. False: it is longer than any that there is.
static bool absolute(const char *path, char out[PATH_ROOM]) {
  char joined[PATH_ROOM - 2];
  int n = *path == '/' ? snprintf(joined, sizeof joined, "%s", path)
                       : snprintf(joined, sizeof joined, "%s/%s", overlay->dir, path);
  if (n < 0 || n >= (int)sizeof joined) return false;
  clean_path_into(out, joined);
  return true;
}

// What the overlay does with a path; *actual: the file that stands there instead.
static Kind look_up(const char *path, const char **actual) {
  char clean[PATH_ROOM];
  if (!overlay || !*path || !absolute(path, clean)) return UNTOUCHED;
  uint32_t i = place_of(overlay, clean);
  const Replacement *at = &overlay->rows.data[i];
  if (i < overlay->rows.len && strcmp(at->from, clean) == 0) {
    *actual = at->to;
    return *at->to ? REPLACED : HIDDEN;
  }
  if (i < overlay->rows.len && is_below(at->from, clean)) return FOLDER;
  return i && is_below(clean, at[-1].from) ? HIDDEN : UNTOUCHED;  // below a file, or a folder that is hidden
}

const char *view_actual(const char *path) {
  const char *actual = path;
  return look_up(path, &actual) == HIDDEN ? NULL : actual;
}

bool view_replaced(const char *path) {
  const char *actual;
  Kind kind = look_up(path, &actual);
  return kind == HIDDEN || kind == REPLACED;
}

const char *view_replaced_at(const char *folder) {
  char clean[PATH_ROOM];
  if (!overlay || !*folder || !absolute(folder, clean)) return NULL;
  uint32_t i = place_of(overlay, clean);
  const Replacement *at = &overlay->rows.data[i];
  if (i < overlay->rows.len && is_below(at->from, clean)) return at->from;
  return i && is_below(clean, at[-1].from) ? at[-1].from : NULL;
}

bool view_changes_files_of(const char *folder) {
  char clean[PATH_ROOM];
  if (!overlay || !*folder || !absolute(folder, clean)) return false;
  const Replacement *row = overlay->rows.data, *end = row + overlay->rows.len;
  for (row += place_of(overlay, clean); row < end && is_below(row->from, clean); row++)
    if (!strchr(row->from + strlen(clean) + (row->from[strlen(clean)] == '/'), '/')) return true;
  return false;
}

static int fail(int error) {
  errno = error;
  return -1;
}

static int stat_with(int (*system_stat)(const char *, struct stat *), const char *path, struct stat *st) {
  const char *actual;
  switch (look_up(path, &actual)) {
    case UNTOUCHED: return system_stat(path, st);
    case HIDDEN: return fail(ENOENT);
    case FOLDER: *st = (struct stat){.st_mode = S_IFDIR | 0500}; return 0;
    case REPLACED: break;
  }
  return stat(actual, st) != 0 ? -1 : S_ISDIR(st->st_mode) ? fail(EISDIR) : 0;
}

int view_stat(const char *path, struct stat *st) { return stat_with(stat, path, st); }
int view_lstat(const char *path, struct stat *st) { return stat_with(lstat, path, st); }

int view_open(const char *path) {
  const char *actual = path;
  switch (look_up(path, &actual)) {
    case HIDDEN: return fail(ENOENT);
    case FOLDER: return fail(EISDIR);
    default: return open(actual, O_RDONLY | O_CLOEXEC);
  }
}

// ---- folders

static int by_name(const void *a, const void *b) {
  return strcmp(((const ViewEntry *)a)->name, ((const ViewEntry *)b)->name);
}

// What the disk has in a folder, but for what the overlay has there.
static int list_disk(Arena *arena, const char *folder, bool touched, ViewEntries *entries) {
  DIR *d = opendir(folder);
  if (!d) return errno;
  for (struct dirent *e; (e = readdir(d));) {
    const char *actual;
    if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
    if (touched && look_up(arena_printf(arena, "%s/%s", folder, e->d_name), &actual) != UNTOUCHED) continue;
    struct stat st;
    bool unknown = e->d_type == DT_UNKNOWN && fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0;
    ViewEntry entry = {arena_strdup(arena, e->d_name, strlen(e->d_name)),
                       e->d_type == DT_DIR || (unknown && S_ISDIR(st.st_mode)),
                       e->d_type == DT_REG || (unknown && S_ISREG(st.st_mode))};
    vec_push(arena, entries, entry);
  }
  closedir(d);
  return 0;
}

// What the overlay has there: files, and folders that are on the way to some. A folder that is on the way to hidden
// ones alone is what the disk has.
static int list_overlay(Arena *arena, const char *folder, ViewEntries *entries) {
  char clean[PATH_ROOM];
  if (!absolute(folder, clean)) return ENAMETOOLONG;
  size_t skip = strcmp(clean, "/") == 0 ? 1 : strlen(clean) + 1;
  const Replacement *row = overlay->rows.data, *end = row + overlay->rows.len, *own = NULL;
  for (row += place_of(overlay, clean); row < end && is_below(row->from, clean); row++) {
    if (own && is_below(row->from, own->from)) continue;  // that hides it
    size_t n = strcspn(row->from + skip, "/");
    struct stat st = {0};
    ViewEntry entry = {arena_strdup(arena, row->from + skip, n), .folder = row->from[skip + n] != 0};
    const char *path = arena_printf(arena, "%s/%s", clean, entry.name);
    if (!entry.folder) own = row;
    bool seen = entries->len && strcmp(entries->data[entries->len - 1].name, entry.name) == 0;
    if (seen || (!*row->to && !(entry.folder && lstat(path, &st) == 0 && S_ISDIR(st.st_mode)))) continue;
    if (!entry.folder && stat(row->to, &st) == 0 && S_ISDIR(st.st_mode)) return EISDIR;
    entry.regular = S_ISREG(st.st_mode);
    vec_push(arena, entries, entry);
  }
  return 0;
}

int view_list(Arena *arena, const char *folder, ViewEntries *entries) {
  const char *actual;
  Kind kind = look_up(folder, &actual);
  if (kind == HIDDEN) return ENOENT;
  if (kind == REPLACED) return ENOTDIR;
  int error = kind == FOLDER ? list_overlay(arena, folder, entries) : 0;
  if (error) return error;
  uint32_t added = entries->len;
  error = list_disk(arena, folder, kind == FOLDER, entries);
  if (error && !(added && (error == ENOENT || error == ENOTDIR))) return error;
  if (entries->len) qsort(entries->data, entries->len, sizeof *entries->data, by_name);
  return 0;
}

int view_list_files(Arena *arena, const char *folder, StringVec *names) {
  ViewEntries entries = {0};
  int error = view_list(arena, folder, &entries);
  for (uint32_t i = 0; i < entries.len; i++) {
    const ViewEntry *e = &entries.data[i];
    if (*e->name == '.' || *e->name == '_' || e->folder) continue;
    if (e->regular || !is_folder(arena_printf(arena, "%s/%s", folder, e->name))) vec_push(arena, names, e->name);
  }
  return error;
}

// ---- what goes wrong

const char *view_file_problem(Arena *arena, const char *path, int error) {
  const char *actual;
  bool replaced = look_up(path, &actual) == REPLACED;
  return arena_printf(arena, "%s %s: %s", replaced ? "stat" : "open", replaced ? actual : path, DIAG_ERRNO(error));
}

const char *view_folder_problem(Arena *arena, const char *folder, int error) {
  for (uint32_t i = 0; overlay && error == EISDIR && i < overlay->rows.len; i++) {
    const Replacement *row = &overlay->rows.data[i];
    struct stat st;
    bool child = strcmp(folder_of_file(arena, row->from), absolute_path(arena, overlay->dir, folder)) == 0;
    if (child && *row->to && stat(row->to, &st) == 0 && S_ISDIR(st.st_mode))
      return arena_printf(arena, "read %s: overlay maps child %s to directory", folder, strrchr(row->from, '/') + 1);
  }
  return arena_printf(arena, "open %s: %s", folder, DIAG_ERRNO(error));
}
