// tuco work use: adds folders to the workspace, or takes out those without a module.
#include "base/paths.h"
#include "cmd/module_files.h"
#include "cmd/work_uses.h"
#include "modules/too_new.h"

typedef struct UseFlags {
  bool recursive;
} UseFlags;

static const FlagRow own[] = {{"r", FLAG_BOOL, TO_BOOL(UseFlags, recursive)}, FLAGS_END};

static int run(BuildFlags *flags, int argc, char **argv) {
  const UseFlags *asked = flags->state;
  int status = flags_context(flags);
  if (status) return status;
  ModuleFileText file = {.path = workspace_file(flags)};
  if (!file.path) return workspace_file_missing();
  const char *problem;
  ModFile *work = workspace_file_read(flags, &file, &problem);
  const char *name = short_path(flags->arena, flags->options.dir, file.path);
  if (work)
    problem = too_new_text(flags->arena, flags->options.context.environment, local_version(flags), name, work->go);
  if (problem) return cmd_fail("%s", problem);
  status = work_use(flags, file.path, work, asked->recursive, argc, argv);
  return status ? status : work_write(flags, file.path, work, file.text, file.size);
}

const Command cmd_work_use = {
    .name = "work use",
    .usage = "[-r] [moddirs]",
    .summary = "add modules to workspace file",
    .description =
        "Use adds each folder to go.work that has a go.mod file, and takes out one that has none.\n"
        "With -r it does so with all folders below, too. Without folders it brings the go line of\n"
        "go.work up to the latest one of its modules.\n",
    .run = run,
    .state_size = sizeof(UseFlags),
    .flags = {own, flags_modules},
};
