// Expands package patterns: "./...", "std", "cmd", "cmd/..." (cmd/go "Package lists and patterns").
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "load/internal.h"

typedef struct Walker {
  Loader *loader;
  Arena *arena;
  StringVec *paths;
  const char *prefix;  // import path (or "./x") of the walk's root; "" for GOROOT/src
  bool std_only;       // leave cmd out
  bool vendored;       // GOROOT's own vendor folders belong to "std" and "cmd"
} Walker;

static int by_string(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static bool buildable(Walker *w, const char *dir, const char *name) {
  size_t n = strlen(name), size;
  if (n < 4 || strcmp(name + n - 3, ".go") != 0 || (n > 8 && strcmp(name + n - 8, "_test.go") == 0)) return false;
  if (!constraint_name_matches(w->loader->context, name, false)) return false;
  char *text = source_read(w->arena, arena_printf(w->arena, "%s/%s", dir, name), &size);
  return text && constraint_file_matches(w->loader->context, text, size, false, NULL) && !file_imports_c(text);
}

static bool skipped_folder(const Walker *w, const char *name, const char *path, int depth) {
  if (name[0] == '.' || name[0] == '_' || strcmp(name, "testdata") == 0) return true;
  if (strcmp(name, "vendor") == 0) return !w->vendored;
  if (strcmp(name, "cgo") == 0 && strcmp(path, "runtime") == 0) return true;  // without cgo there is none
  // Package builtin is documentation.
  return w->std_only && depth == 0 && (strcmp(name, "cmd") == 0 || strcmp(name, "builtin") == 0);
}

static void walk(Walker *w, const char *dir, const char *path, int depth) {
  DIR *d = opendir(dir);
  if (!d || depth > 100) {
    if (d) closedir(d);
    return;
  }
  StringVec folders = {0};
  bool package = false;
  for (struct dirent *e; (e = readdir(d));) {
    struct stat st;
    const char *full = arena_printf(w->arena, "%s/%s", dir, e->d_name);
    if (stat(full, &st) != 0) continue;
    if (S_ISDIR(st.st_mode)) {
      if (skipped_folder(w, e->d_name, path, depth)) continue;
      if (depth > 0 || strcmp(w->prefix, "cmd") == 0 || *w->prefix) {
        struct stat mod;
        if (stat(arena_printf(w->arena, "%s/go.mod", full), &mod) == 0) continue;
      }
      const char *name = arena_strdup(w->arena, e->d_name, strlen(e->d_name));
      vec_push(w->arena, &folders, name);
    } else if (!package) {
      package = buildable(w, dir, e->d_name);
    }
  }
  closedir(d);
  if (package && *path) vec_push(w->arena, w->paths, path);
  if (folders.len) qsort(folders.data, folders.len, sizeof *folders.data, by_string);
  for (uint32_t i = 0; i < folders.len; i++)
    walk(w, arena_printf(w->arena, "%s/%s", dir, folders.data[i]),
         *path ? arena_printf(w->arena, "%s/%s", path, folders.data[i]) : folders.data[i], depth + 1);
}

bool pattern_expand(Loader *loader, const char *pattern, StringVec *paths) {
  Arena *arena = &loader->arena;
  Walker w = {.loader = loader, .arena = arena, .paths = paths, .prefix = ""};
  const char *src = arena_printf(arena, "%s/src", loader->context->goroot);
  if (strcmp(pattern, "std") == 0) {
    w.std_only = w.vendored = true;
    walk(&w, src, "", 0);
    return true;
  }
  w.vendored = strcmp(pattern, "cmd") == 0;
  if (w.vendored) pattern = "cmd/...";
  const char *dots = strstr(pattern, "...");
  if (!dots) {
    vec_push(arena, paths, pattern);
    return true;
  }
  size_t length = (size_t)(dots - pattern);
  while (length > 0 && pattern[length - 1] == '/') length--;
  const char *base = arena_strdup(arena, pattern, length);
  w.prefix = base;
  uint32_t before = paths->len;
  if (base[0] == '.' || base[0] == '/') {
    const char *dir = base[0] == '/' ? base : arena_printf(arena, "%s/%s", loader->dir, base);
    struct stat st;
    if (!loader->main_module && strncmp(dir, src, strlen(src)) != 0) {
      load_error(loader, "",
                 "pattern %s: directory prefix %s does not contain main module or its selected dependencies", pattern,
                 base);
      return false;
    }
    if (lstat(dir, &st) != 0) load_error(loader, "", "pattern %s: lstat %s/: no such file or directory", pattern, base);
    else walk(&w, dir, base, 0);
  } else {
    Resolved where;
    const char *message;
    if (resolve_import(loader, arena, NULL, base, &where, &message)) walk(&w, where.dir, base, 0);
    else walk(&w, arena_printf(arena, "%s/%s", src, base), base, 0);
  }
  if (paths->len == before && !loader->failures.len)
    fprintf(stderr, "go: warning: \"%s\" matched no packages\n", pattern);
  return true;
}
