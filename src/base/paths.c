// File paths as the go command and its messages need them. A path is made clean as a text, whatever links there are.
#include "base/paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/view.h"

bool is_folder(const char *path) {
  struct stat st;
  return view_stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool is_file(const char *path) {
  struct stat st;
  return view_stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

static bool is_program(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 0111) && access(path, X_OK) == 0;
}

const char *find_program(Arena *arena, const char *name) {
  const char *list = getenv("PATH");
  for (const char *p = list ? list : ""; *p && *name; p += strcspn(p, ":"), p += *p == ':') {
    size_t n = strcspn(p, ":");
    const char *path = arena_printf(arena, "%.*s/%s", (int)(n ? n : 1), n ? p : ".", name);
    if (is_program(path)) return path;
  }
  return NULL;
}

bool folder_has_go_files(const char *path) {
  Arena arena;
  ViewEntries entries = {0};
  bool found = false;
  arena_init(&arena);
  int error = view_list(&arena, path, &entries);
  found = error == EISDIR;  // an overlay that is wrong: who reads the folder says so
  for (uint32_t i = 0; i < entries.len && !error && !found; i++) {
    size_t n = strlen(entries.data[i].name);
    found = n > 3 && strcmp(entries.data[i].name + n - 3, ".go") == 0 && !entries.data[i].folder;
  }
  arena_free(&arena);
  return found;
}

bool path_below(const char *path, const char *prefix, const char **rest) {
  size_t length = strlen(prefix);
  if (strncmp(path, prefix, length) != 0 || (path[length] != 0 && path[length] != '/')) return false;
  *rest = path[length] ? path + length + 1 : path + length;
  return true;
}

void clean_path_into(char *out, const char *path) {
  size_t n = 0;
  for (const char *p = path; *p;) {
    while (*p == '/') p++;
    const char *end = strchrnul(p, '/');
    size_t length = (size_t)(end - p);
    if (length == 2 && p[0] == '.' && p[1] == '.') {
      while (n > 0 && out[--n] != '/') {}
    } else if (length > 0 && !(length == 1 && p[0] == '.')) {
      out[n++] = '/';
      memcpy(out + n, p, length);
      n += length;
    }
    p = end;
  }
  if (n == 0) out[n++] = '/';
  out[n] = 0;
}

const char *clean_path(Arena *arena, const char *path) {
  char *out = arena_alloc(arena, strlen(path) + 2, 1);
  clean_path_into(out, path);
  return out;
}

const char *clean_relative_path(Arena *arena, const char *path) {
  char *out = arena_alloc(arena, strlen(path) + 2, 1);
  size_t n = 0, fixed = 0;  // what goes up stands in front, and is not gone back over
  for (const char *p = path; *p;) {
    size_t length = strcspn(p, "/");
    bool up = length == 2 && p[0] == '.' && p[1] == '.';
    if (up && n > fixed) {
      while (n > fixed && out[--n] != '/') {}
    } else if (length && !(length == 1 && *p == '.')) {
      if (n) out[n++] = '/';
      memcpy(out + n, p, length);
      n += length;
      if (up) fixed = n;
    }
    p += length + (p[length] == '/');
  }
  if (!n) out[n++] = '.';
  out[n] = 0;
  return out;
}

const char *absolute_path(Arena *arena, const char *dir, const char *path) {
  return clean_path(arena, path[0] == '/' ? path : arena_printf(arena, "%s/%s", dir, path));
}

const char *relative_path(Arena *arena, const char *dir, const char *path) {
  size_t common = 0, i = 0;
  const char *rest;
  if (path_below(path, strcmp(dir, "/") == 0 ? "" : dir, &rest)) return *rest ? rest : ".";
  for (; path[i] && path[i] == dir[i]; i++)
    if (path[i] == '/') common = i + 1;
  if (!path[i] && dir[i] == '/') common = i + 1;
  const char *up = "..";
  for (const char *p = dir + common; (p = strchr(p, '/')); p++) up = arena_printf(arena, "../%s", up);
  const char *below = common < strlen(path) ? path + common : "";
  return *below ? arena_printf(arena, "%s/%s", up, below) : up;
}

const char *short_path(Arena *arena, const char *dir, const char *path) {
  const char *relative = relative_path(arena, dir, path);
  return strlen(relative) < strlen(path) ? relative : path;
}

const char *find_file_above(Arena *arena, const char *dir, const char *name, const char *stop) {
  char *path = arena_strdup(arena, dir, strlen(dir));
  for (;;) {
    const char *candidate = arena_printf(arena, "%s/%s", strcmp(path, "/") == 0 ? "" : path, name);
    if (is_file(candidate)) return candidate;
    char *slash = strrchr(path, '/');
    if (!slash || !path[1]) return NULL;
    if (slash == path) slash[1] = 0;
    else *slash = 0;
    if (stop && strcmp(path, stop) == 0) return NULL;
  }
}

const char *folder_of_file(Arena *arena, const char *file) {
  size_t n = (size_t)(strrchr(file, '/') - file);
  return n ? arena_strdup(arena, file, n) : "/";
}
