// The folders of a tree that may hold packages, as cmd/go/internal/modload/search.go walks them.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/paths.h"
#include "files/scan.h"

typedef struct Walker {
  Arena *arena;
  FolderWalk *walk;
  StringVec found;
} Walker;

static bool is_ignored(const Walker *w, const char *relative) {
  const char *dir = w->walk->module_dir, *below = relative;
  if (!w->walk->file || !w->walk->file->ignores.len) return false;
  if (dir && !path_below(arena_printf(w->arena, "%s/%s", w->walk->root, relative), dir, &below)) return false;
  return modfile_ignores(w->walk->file, w->arena, below);
}

static bool is_left_out(const Walker *w, const char *name, const char *relative) {
  if (name[0] == '.' || name[0] == '_' || strcmp(name, "testdata") == 0) return true;
  if (is_ignored(w, relative)) {
    if (w->walk->trace) fprintf(stderr, "# ignoring directory %s/%s\n", w->walk->root, relative);
    return true;
  }
  return w->walk->enter && !w->walk->enter(w->walk->context, relative);
}

static bool begins_module(const Walker *w, const char *relative) {
  struct stat st;
  return !w->walk->nested_modules && stat(arena_printf(w->arena, "%s/%s/go.mod", w->walk->root, relative), &st) == 0 &&
         !S_ISDIR(st.st_mode);
}

static bool is_folder_entry(const Walker *w, const char *full, const struct dirent *e, const char *relative) {
  struct stat st;
  if (e->d_type == DT_DIR) return true;
  if (e->d_type == DT_REG) return false;
  if (lstat(full, &st) == 0 && S_ISDIR(st.st_mode)) return true;
  if (w->walk->links && !is_left_out(w, e->d_name, relative) && stat(full, &st) == 0 && S_ISDIR(st.st_mode))
    fprintf(stderr, "warning: ignoring symlink %s\n", full);
  return false;
}

static void walk(Walker *w, const char *relative, const char *name) {
  vec_push(w->arena, &w->found, relative);
  if (strcmp(name, "vendor") == 0 && !w->walk->vendor) return;
  const char *dir = *relative ? arena_printf(w->arena, "%s/%s", w->walk->root, relative) : w->walk->root;
  DIR *d = opendir(dir);
  if (!d) {
    const char *error = arena_printf(w->arena, "open %s: %s", dir, DIAG_ERRNO(errno));
    vec_push(w->arena, &w->walk->errors, error);
    return;
  }
  StringVec folders = {0};
  for (struct dirent *e; (e = readdir(d));) {
    if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
    const char *below = *relative ? arena_printf(w->arena, "%s/%s", relative, e->d_name) : e->d_name;
    if (!is_folder_entry(w, arena_printf(w->arena, "%s/%s", dir, e->d_name), e, below)) continue;
    const char *copy = arena_strdup(w->arena, e->d_name, strlen(e->d_name));
    vec_push(w->arena, &folders, copy);
  }
  closedir(d);
  strings_sort(&folders, 0);
  for (uint32_t i = 0; i < folders.len; i++) {
    const char *below = *relative ? arena_printf(w->arena, "%s/%s", relative, folders.data[i]) : folders.data[i];
    if (!is_left_out(w, folders.data[i], below) && !begins_module(w, below)) walk(w, below, folders.data[i]);
  }
}

StringVec walk_folders(Arena *arena, FolderWalk *folder_walk) {
  Walker w = {.arena = arena, .walk = folder_walk};
  walk(&w, "", "");
  return w.found;
}
