#include "cmd/module_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "mod/gover.h"
#include "mod/locked_file.h"

const char *local_version(const BuildFlags *flags) {
  return gover_of_toolchain(flags->arena, flags->options.context.version);
}

// Says that there is no main module. A repository without go.mod may be one that nobody has made a module yet.
static void say_no_module(const BuildFlags *flags) {
  const char *dir = flags->options.dir, *off = environment_get(flags->options.context.environment, "GO111MODULE");
  if (strcmp(off, "off") == 0) {
    cmd_warn("modules disabled by GO111MODULE=off; see 'go help modules'");
    return;
  }
  const char *config = find_file_above(flags->arena, dir, ".git/config", NULL);
  if (!config) {
    cmd_warn("go.mod file not found in current directory or any parent directory; see 'go help modules'");
    return;
  }
  const char *root = folder_of_file(flags->arena, folder_of_file(flags->arena, config));
  const char *relative = relative_path(flags->arena, dir, root);
  bool here = strcmp(relative, ".") == 0;
  cmd_warn(
      "cannot find main module, but found .git/config in %s\n\tto create a module there, run:\n\t%s%s%sgo mod init",
      root, here ? "" : "cd ", here ? "" : relative, here ? "" : " && ");
}

const char *module_file(const BuildFlags *flags) {
  bool off = strcmp(environment_get(flags->options.context.environment, "GO111MODULE"), "off") == 0;
  const char *file = off ? NULL : modules_go_mod_above(flags->arena, flags->options.dir);
  if (file) return file;
  say_no_module(flags);
  return NULL;
}

const char *workspace_file(const BuildFlags *flags) {
  const BuildContext *context = &flags->options.context;
  const char *set = environment_get(context->environment, "GOWORK");
  if (strcmp(set, "off") == 0) return NULL;
  if (*set && strcmp(set, "auto") != 0) return set;
  return find_file_above(flags->arena, flags->options.dir, "go.work", context->goroot);
}

int workspace_file_missing(void) {
  return cmd_fail(
      "no go.work file found\n\t(run 'go work init' first or specify path using GOWORK environment variable)");
}

static ModFile *parse(const BuildFlags *flags, const ModuleFileText *file, const char *name, ModFileKind kind,
                      const char **problem) {
  ModErrors errors = {0};
  ModFixer no_fixer = {0};
  ModFile *f = modfile_parse(flags->arena, name, file->text, file->size, kind, no_fixer, &errors);
  *problem = f ? NULL : mod_errors_text(flags->arena, &errors);
  return f;
}

ModFile *module_file_read(const BuildFlags *flags, ModuleFileText *file, ModFileKind kind, const char **problem) {
  *problem = locked_read(flags->arena, file->path, &file->text, &file->size, NULL);
  return *problem ? NULL : parse(flags, file, file->name ? file->name : file->path, kind, problem);
}

ModFile *workspace_file_read(const BuildFlags *flags, ModuleFileText *file, const char **problem) {
  Arena *arena = flags->arena;
  const char *dir = flags->options.dir, *name = short_path(arena, dir, absolute_path(arena, dir, file->path));
  *problem = locked_read(arena, name, &file->text, &file->size, NULL);
  if (*problem) {
    *problem = arena_printf(arena, "reading go.work: %s", *problem);
    return NULL;
  }
  ModFile *f = parse(flags, file, name, MOD_FILE_WORK, problem);
  if (!f) *problem = arena_printf(arena, "errors parsing go.work:\n%s", *problem);
  return f;
}
