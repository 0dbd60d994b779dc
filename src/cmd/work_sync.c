// tuco work sync
#include "cmd/module_files.h"
#include "cmd/modules.h"
#include "cmd/work_uses.h"
#include "modules/packages.h"

static int run(BuildFlags *flags, int argc, char **argv) {
  (void)argc, (void)argv;  // go, too, does not look at them
  int status = flags_context(flags);
  if (status) return status;
  ModuleFileText file = {.path = workspace_file(flags)};
  if (!file.path) return workspace_file_missing();
  ModuleSet *set = cmd_modules(flags, (ModuleOptions){.mod_default = "mod", .work_command = true}, false);
  const char *go, *problem;
  if (!set || !sync_run(set, &go)) return 1;
  ModFile *work = workspace_file_read(flags, &file, &problem);
  if (!work) return cmd_fail("%s", problem);
  if (go) modfile_raise_go(work, go);
  return work_write(flags, file.path, work, file.text, file.size);
}

const Command cmd_work_sync = {
    .name = "work sync",
    .usage = "",
    .summary = "sync workspace build list to modules",
    .description =
        "Sync raises what the workspace's modules require to the versions that the workspace\n"
        "selects, as far as their packages need them, and the go line of go.work to the latest of\n"
        "their go lines.\n",
    .run = run,
    .flags = {flags_modules},
};
