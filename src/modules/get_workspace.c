// get changes one module, whatever workspace that belongs to. But what the workspace's other modules have need not be
// required, and its go line must be as late as those of its modules.
#include <errno.h>
#include <string.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/paths.h"
#include "base/source.h"
#include "modules/get_internal.h"
#include "modules/internal.h"

// The go.work file for the working directory. NULL: none.
static const char *find_file(Get *g) {
  const ModuleOptions *o = &g->set->options;
  const char *told = environment_get(o->environment, "GOWORK");
  if (strcmp(told, "off") == 0) return NULL;
  if (*told && strcmp(told, "auto") != 0) return told;
  return find_file_above(g->arena, o->dir, "go.work", o->goroot);
}

static ModFile *read_file(Get *g, const char *path, ModFileKind kind) {
  size_t size;
  ModErrors errors = {0};
  const char *text = source_read(g->arena, path, &size);
  return text ? modfile_parse(g->arena, path, text, size, kind, (ModFixer){0}, &errors) : NULL;
}

void get_read_workspace(Get *g) {
  const char *path = find_file(g);
  const ModFile *work = path ? read_file(g, path, MOD_FILE_WORK) : NULL;
  if (!work) return;
  g->work_file = path;
  for (uint32_t i = 0; i < work->uses.len; i++) {
    const char *folder = absolute_path(g->arena, folder_of_file(g->arena, path), work->uses.data[i].path);
    const ModFile *file = read_file(g, arena_printf(g->arena, "%s/go.mod", folder), MOD_FILE_DEPENDENCY);
    if (!file || !file->module) continue;
    vec_push(g->arena, &g->work_modules, file->module);
    vec_push(g->arena, &g->work_folders, folder);
  }
}

bool get_in_workspace(const Get *g, const char *path) {
  for (uint32_t i = 0; i < g->work_modules.len; i++)
    if (modules_dir_in(g->arena, path, g->work_modules.data[i], g->work_folders.data[i], true)) return true;
  return false;
}

// The module among those of the workspace gets the requirements that it will have.
static void put_module(Get *g, ModuleSet *work, const char *text) {
  const char *path = g->set->mains.data[0]->path;
  ModErrors errors = {0};
  Module *m = modules_main(work, path);
  ModFile *file = modfile_parse(&work->arena, "go.mod", text, strlen(text), MOD_FILE_MAIN, (ModFixer){0}, &errors);
  if (!file) return;
  m->mod_file = file;
  work->requirements = requirements_of_files(work);
}

ModuleSet *get_enter_workspace(Get *g) {
  const CommitOptions commit = {0};
  const char *before, *after;
  const ModuleError *error = NULL;
  StringVec errors = {0};
  bool belongs = false;
  for (uint32_t i = 0; i < g->work_modules.len; i++)
    belongs |= strcmp(g->work_modules.data[i], g->set->mains.data[0]->path) == 0;
  if (!belongs || !modules_update_file(g->set, &commit, &before, &after, &error)) {
    if (error) get_error(g, "%s", error->text);
    return error ? NULL : g->set;
  }
  ModuleOptions options = g->set->options;
  options.no_work = false;
  options.fetcher = NULL;
  options.before = g->set;
  ModuleSet *work = modules_load(&options, &errors);
  for (uint32_t i = 0; i < errors.len; i++) get_error(g, "%s", errors.data[i]);
  if (!work || errors.len) return NULL;
  put_module(g, work, after);
  return work;
}

void get_update_workspace(Get *g) {
  ModFile *work = g->work_file ? read_file(g, g->work_file, MOD_FILE_WORK) : NULL;
  const char *go = modules_go_version(g->set);
  if (!work || !modfile_raise_go(work, go)) return;
  modfile_sort(work);
  modfile_clean(work);
  const char *text = modfile_format(work, g->arena);
  struct iovec piece = {(void *)(uintptr_t)text, strlen(text)};
  int problem = file_replace(g->arena, g->work_file, &piece, 1, 0666);
  if (problem) get_error(g, "open %s: %s", g->work_file, DIAG_ERRNO(problem));
}
