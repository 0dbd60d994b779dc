// The files of //go:embed patterns (cmd/go "resolveEmbed"; package embed's documentation). A pattern is matched
// element by element against the package's folder; a folder that matches stands for the files in it. Only files that
// would be part of the module are there: no version control, no other module's, no names a module cannot have.
#include <stdlib.h>
#include <string.h>

#include "base/path_match.h"
#include "base/unicode.h"
#include "base/view.h"
#include "files/scan.h"
#include "mod/path.h"

typedef struct Finder {
  Arena *arena;
  const char *dir;    // the package's
  bool all;           // the pattern starts with "all:": also files with a leading "." or "_"
  StringVec matches;  // relative paths that match the pattern
  StringVec files;    // relative paths of files
  const char *error;  // what go says about the pattern, NULL none
} Finder;

static const char *full_path(Finder *f, const char *relative) {
  return arena_printf(f->arena, "%s/%s", f->dir, relative);
}

// ---- patterns (package path, Match), one element at a time

static bool valid_pattern(const char *pattern) {
  uint32_t rune, length;
  for (const char *p = pattern; *p; p += length)
    if ((length = utf8_decode(p, strlen(p), &rune)) == 1 && rune == UNICODE_REPLACEMENT) return false;
  if (!path_pattern_valid(pattern)) return false;
  // Elements are names: not empty, "." or "..".
  for (const char *p = pattern;; p++) {
    size_t n = strcspn(p, "/");
    if (n == 0 || (n == 1 && *p == '.') || (n == 2 && memcmp(p, "..", 2) == 0)) return false;
    p += n;
    if (!*p) return true;
  }
}

static StringVec folder_names(Finder *f, const char *relative) {
  StringVec names = {0};
  ViewEntries entries = {0};
  (void)view_list(f->arena, *relative ? full_path(f, relative) : f->dir, &entries);  // none is in what cannot be read
  for (uint32_t i = 0; i < entries.len; i++) vec_push(f->arena, &names, entries.data[i].name);
  return names;
}

static const char *join(Finder *f, const char *base, const char *name) {
  return *base ? arena_printf(f->arena, "%s/%s", base, name) : name;
}

static void glob(Finder *f, const char *base, const char *pattern) {
  size_t n = strcspn(pattern, "/");
  const char *element = arena_strdup(f->arena, pattern, n), *rest = pattern[n] ? pattern + n + 1 : NULL;
  StringVec names = {0};
  struct stat st;
  if (strpbrk(element, "*?[\\")) names = folder_names(f, base);
  else vec_push(f->arena, &names, element);
  for (uint32_t i = 0; i < names.len; i++) {
    if (!path_match(element, names.data[i])) continue;
    const char *path = join(f, base, names.data[i]);
    if (view_lstat(full_path(f, path), &st) != 0) continue;
    if (rest) glob(f, path, rest);
    else vec_push(f->arena, &f->matches, path);
  }
}

// ---- which files a module has

// A name that no file of a module may have, or that of a version control's folder.
static bool bad_name(Finder *f, const char *name) {
  static const char *const control[] = {".bzr", ".hg", ".git", ".svn"};
  for (size_t i = 0; i < sizeof control / sizeof *control; i++)
    if (strcmp(name, control[i]) == 0) return true;
  return mod_path_problem(f->arena, name, MOD_PATH_FILE) != NULL;
}

static bool has_go_mod(Finder *f, const char *relative) {
  struct stat st;
  return view_stat(full_path(f, arena_printf(f->arena, "%s/go.mod", relative)), &st) == 0;
}

// Looks at the match and the folders above it, inside the package's.
static bool allowed(Finder *f, const char *match, bool is_folder) {
  const char *what = is_folder ? "directory" : "file";
  char *path = arena_strdup(f->arena, match, strlen(match));
  for (bool first = true;; first = false) {
    struct stat st;
    char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    if (has_go_mod(f, path)) f->error = arena_printf(f->arena, "cannot embed %s %s: in different module", what, match);
    else if (!first && view_lstat(full_path(f, path), &st) == 0 && !S_ISDIR(st.st_mode))
      f->error = arena_printf(f->arena, "cannot embed %s %s: in non-directory %s", what, match, path);
    else if (bad_name(f, name))
      f->error = arena_printf(
          f->arena, first ? "cannot embed %s %s: invalid name %s" : "cannot embed %s %s: in invalid directory %s", what,
          match, name);
    if (f->error) return false;
    if (!slash) return true;
    *slash = 0;
  }
}

// Adds the files below a folder; returns how many there are.
static uint32_t add_folder(Finder *f, const char *relative) {
  StringVec names = folder_names(f, relative);
  uint32_t count = 0;
  for (uint32_t i = 0; i < names.len && !f->error; i++) {
    const char *name = names.data[i], *path = join(f, relative, name);
    bool hidden = name[0] == '.' || name[0] == '_', bad = bad_name(f, name);
    struct stat st;
    if (view_lstat(full_path(f, path), &st) != 0) continue;
    if (bad || (hidden && !f->all)) {
      if (!S_ISDIR(st.st_mode) && !hidden)
        f->error = arena_printf(f->arena, "cannot embed file %s: invalid name %s", path, name);
    } else if (S_ISDIR(st.st_mode)) {
      if (!has_go_mod(f, path)) count += add_folder(f, path);
    } else if (S_ISREG(st.st_mode)) {
      vec_push(f->arena, &f->files, path);
      count++;
    }
  }
  return count;
}

static void find_files(Finder *f, const char *pattern) {
  f->all = strncmp(pattern, "all:", 4) == 0;
  if (f->all) pattern += 4;
  if (!valid_pattern(pattern)) {
    f->error = "invalid pattern syntax";
    return;
  }
  glob(f, "", pattern);
  for (uint32_t i = 0; i < f->matches.len; i++) {
    const char *match = f->matches.data[i];
    struct stat st;
    if (view_lstat(full_path(f, match), &st) != 0) continue;
    if (!allowed(f, match, S_ISDIR(st.st_mode))) return;
    if (S_ISREG(st.st_mode)) vec_push(f->arena, &f->files, match);
    else if (!S_ISDIR(st.st_mode)) f->error = arena_printf(f->arena, "cannot embed irregular file %s", match);
    else if (!add_folder(f, match) && !f->error)
      f->error = arena_printf(f->arena, "cannot embed directory %s: contains no embeddable files", match);
    if (f->error) return;
  }
  if (!f->files.len) f->error = "no matching files found";
  strings_sort_unique(&f->files);  // a pattern may name a file more than once, and there may be very many files
}

const char *embed_files(Arena *arena, const char *dir, const char *pattern, StringVec *files) {
  Finder finder = {.arena = arena, .dir = dir};
  find_files(&finder, pattern);
  *files = finder.files;
  return finder.error;
}
