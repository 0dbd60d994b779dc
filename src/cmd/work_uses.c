// See work_uses.h. What a go.work file has is compared with the folders that are asked for by absolute paths; each then
// stands there once, as a relative path if it was given as one.
#include "cmd/work_uses.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "base/view.h"
#include "cmd/module_files.h"
#include "mod/gover.h"
#include "mod/locked_file.h"
#include "modules/too_new.h"

typedef struct Wanted {
  const char *folder;  // absolute
  const char *keep;    // how it is to stand in go.work; NULL: not at all
} Wanted;

typedef struct Uses {
  const BuildFlags *flags;
  Arena *arena;
  const char *dir;  // of go.work
  ModFile *work;
  Vec(Wanted) wanted;
  bool failed;
} Uses;

static const char *shown(const Uses *u, const char *path) { return short_path(u->arena, u->flags->options.dir, path); }

static Wanted *find(Uses *u, const char *folder) {
  for (uint32_t i = 0; i < u->wanted.len; i++)
    if (strcmp(u->wanted.data[i].folder, folder) == 0) return &u->wanted.data[i];
  return NULL;
}

static void want(Uses *u, const char *folder, const char *keep) {
  Wanted *old = find(u, folder), added = {folder, keep};
  if (old) old->keep = keep;
  else vec_push(u->arena, &u->wanted, added);
}

// How a folder is written in go.work; *absolute is where it is.
static const char *written(const Uses *u, const char *folder, const char **absolute) {
  *absolute = absolute_path(u->arena, u->flags->options.dir, folder);
  if (*folder == '/') return *absolute;
  const char *relative = relative_path(u->arena, u->dir, *absolute);
  return modfile_is_folder(relative) ? relative : arena_printf(u->arena, "./%s", relative);
}

static void fail(Uses *u, const char *text) {
  cmd_warn("%s", text);
  u->failed = true;
}

// One folder: used if it has a go.mod, else not.
static void look(Uses *u, const char *folder) {
  const char *absolute, *name = written(u, folder, &absolute);
  const char *file = absolute_path(u->arena, absolute, "go.mod");
  struct stat st;
  if (view_stat(file, &st) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) want(u, absolute, NULL);
    else fail(u, arena_printf(u->arena, "stat %s: %s", file, DIAG_ERRNO(errno)));
  } else if (!S_ISREG(st.st_mode)) {
    fail(u, arena_printf(u->arena, "%s is not a regular file", shown(u, file)));
  } else {
    const Wanted *old = find(u, absolute);
    if (old && old->keep && strcmp(old->keep, name) != 0)
      fail(u, arena_printf(u->arena, "already added \"%s\" as \"%s\"", name, old->keep));
    want(u, absolute, name);
  }
}

// A folder and all below it. Links are not followed.
static void look_below(Uses *u, const char *folder) {
  look(u, folder);
  ViewEntries entries = {0};
  (void)view_list(u->arena, absolute_path(u->arena, u->flags->options.dir, folder), &entries);
  for (uint32_t i = 0; i < entries.len; i++) {
    const ViewEntry *e = &entries.data[i];
    const char *path = arena_printf(u->arena, "%s/%s", folder, e->name);
    const char *place = absolute_path(u->arena, u->flags->options.dir, path);
    if (e->folder) look_below(u, path);
    else if (!e->regular && is_folder(place)) fprintf(stderr, "warning: ignoring symlink %s\n", shown(u, place));
  }
}

static const char *place_of(const Uses *u, const char *use) { return absolute_path(u->arena, u->dir, use); }

// What go.work has below a folder and that is no more.
static void drop_missing(Uses *u, const char *folder) {
  for (uint32_t i = 0; i < u->work->uses.len; i++) {
    const char *use = u->work->uses.data[i].path, *rest, *place = use ? place_of(u, use) : NULL;
    if (place && path_below(place, folder, &rest) && !find(u, place)) want(u, place, NULL);
  }
}

static void look_argument(Uses *u, const char *folder, bool recursive) {
  struct stat st;
  const char *absolute = absolute_path(u->arena, u->flags->options.dir, folder);
  if (view_stat(absolute, &st) != 0) {
    bool missing = errno == ENOENT || errno == ENOTDIR;
    fail(u, missing ? arena_printf(u->arena, "directory %s does not exist", shown(u, absolute))
                    : arena_printf(u->arena, "stat %s: %s", absolute, DIAG_ERRNO(errno)));
  } else if (!S_ISDIR(st.st_mode)) {
    fail(u, arena_printf(u->arena, "%s is not a directory", shown(u, absolute)));
  } else if (recursive) {
    look_below(u, folder);
    drop_missing(u, absolute);
  } else {
    look(u, folder);
  }
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const Wanted *)a)->folder, ((const Wanted *)b)->folder);
}

static void change(Uses *u) {
  if (u->wanted.len) qsort(u->wanted.data, u->wanted.len, sizeof *u->wanted.data, by_name);
  for (uint32_t i = 0; i < u->wanted.len; i++) {
    const Wanted *w = &u->wanted.data[i];
    int kept = 0;
    for (uint32_t k = 0; k < u->work->uses.len; k++) {
      const char *use = u->work->uses.data[k].path;
      if (!use || strcmp(place_of(u, use), w->folder) != 0) continue;
      if (w->keep && strcmp(use, w->keep) == 0) kept++;
      else modfile_drop_use(u->work, use);
    }
    if (kept > 1) modfile_drop_use(u->work, w->keep);
    if (w->keep && kept != 1) modfile_add_use(u->work, w->keep);
  }
}

// The latest go line of the modules and of go.work.
static const char *latest_go(Uses *u) {
  const char *latest = u->work->go ? u->work->go : GOVER_DEFAULT_WORK;
  for (uint32_t i = 0; i < u->work->uses.len; i++) {
    const char *use = u->work->uses.data[i].path, *problem;
    if (!use) continue;
    const char *path = absolute_path(u->arena, place_of(u, use), "go.mod");
    ModuleFileText file = {.path = path, .name = shown(u, path)};
    const ModFile *module = module_file_read(u->flags, &file, MOD_FILE_MAIN, &problem);
    if (!module && file.text) problem = arena_printf(u->arena, "errors parsing %s:\n%s", file.name, problem);
    if (module && !module->module)
      problem = arena_printf(u->arena,
                             "error reading %s: missing module declaration. To specify the module path:\n\tgo mod edit "
                             "-module=example.com/mod",
                             file.name);
    if (problem) {
      fail(u, problem);
      continue;
    }
    const char *go = module->go ? module->go : GOVER_DEFAULT_MOD;
    const BuildContext *context = &u->flags->options.context;
    const char *too_new = too_new_text(u->arena, context->environment, local_version(u->flags), file.name, go);
    if (too_new) fail(u, too_new);
    if (gover_compare(go, latest) > 0) latest = go;
  }
  return latest;
}

int work_use(const BuildFlags *flags, const char *work_file, ModFile *work, bool recursive, int count, char **folders) {
  Uses u = {.flags = flags, .arena = flags->arena, .work = work, .dir = folder_of_file(flags->arena, work_file)};
  for (int i = 0; i < count; i++) look_argument(&u, folders[i], recursive);
  change(&u);
  const char *go = latest_go(&u);
  if (u.failed) return 1;
  modfile_raise_go(work, go);
  return 0;
}

int work_write(const BuildFlags *flags, const char *work_file, ModFile *work, const char *old, size_t old_size) {
  modfile_sort(work);
  modfile_clean(work);
  const char *text = modfile_format(work, flags->arena);
  const char *problem = locked_edit(flags->arena, work_file, old, old_size, text);
  return problem ? cmd_fail("%s", problem) : 0;
}
