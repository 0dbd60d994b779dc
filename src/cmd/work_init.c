// tuco work init: makes go.work.
#include "base/view.h"
#include "cmd/module_files.h"
#include "cmd/work_uses.h"

static int run(BuildFlags *flags, int argc, char **argv) {
  int status = flags_context(flags);
  if (status) return status;
  const char *path = workspace_file(flags);
  if (!path) path = arena_printf(flags->arena, "%s/go.work", flags->options.dir);
  struct stat st;
  if (view_stat(path, &st) == 0) return cmd_fail("%s already exists", path);
  ModFile *work = modfile_new(flags->arena, path, MOD_FILE_WORK);
  (void)modfile_set_go(work, local_version(flags));
  status = work_use(flags, path, work, false, argc, argv);
  return status ? status : work_write(flags, path, work, "", 0);
}

const Command cmd_work_init = {
    .name = "work init",
    .usage = "[moddirs]",
    .summary = "initialize workspace file",
    .description =
        "Init writes a go.work file into the working directory, or where GOWORK says, which uses the\n"
        "modules in the folders that are named. There must be none yet.\n",
    .run = run,
    .flags = {flags_modules},
};
