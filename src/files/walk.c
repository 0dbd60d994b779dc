// The folders of a tree that may hold packages, as cmd/go/internal/modload/search.go walks them.
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/paths.h"
#include "base/view.h"
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
  return !w->walk->nested_modules && is_file(arena_printf(w->arena, "%s/%s/go.mod", w->walk->root, relative));
}

// Says that a link is not followed.
static void note_link(const Walker *w, const char *full, const char *name, const char *relative) {
  if (w->walk->links && !is_left_out(w, name, relative) && is_folder(full))
    fprintf(stderr, "warning: ignoring symlink %s\n", full);
}

static void walk(Walker *w, const char *relative, const char *name) {
  vec_push(w->arena, &w->found, relative);
  if (strcmp(name, "vendor") == 0 && !w->walk->vendor) return;
  const char *dir = *relative ? arena_printf(w->arena, "%s/%s", w->walk->root, relative) : w->walk->root;
  ViewEntries entries = {0};
  int error = view_list(w->arena, dir, &entries);
  if (error) {
    vec_push(w->arena, &w->walk->errors, view_folder_problem(w->arena, dir, error));
    return;
  }
  StringVec folders = {0};
  for (uint32_t i = 0; i < entries.len; i++) {
    const ViewEntry *e = &entries.data[i];
    const char *below = *relative ? arena_printf(w->arena, "%s/%s", relative, e->name) : e->name;
    if (e->folder) vec_push(w->arena, &folders, e->name);
    else if (!e->regular) note_link(w, arena_printf(w->arena, "%s/%s", dir, e->name), e->name, below);
  }
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
