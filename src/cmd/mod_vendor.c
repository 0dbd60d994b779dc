// tuco mod vendor
#include "cmd/module_files.h"
#include "cmd/modules.h"
#include "cmd/vendor.h"

const FlagRow flags_vendor[] = {{"v", FLAG_BOOL, TO_BOOL(VendorCommand, verbose)},
                                {"e", FLAG_BOOL, TO_BOOL(VendorCommand, keep_going)},
                                {"o", FLAG_VALUE, TO_TEXT(VendorCommand, output)},
                                FLAGS_END};

const char vendor_usage[] = "[-e] [-v] [-o outdir]";
const char vendor_summary[] = "make vendored copy of dependencies";
const char vendor_description[] =
    "Vendor makes the folder vendor, which has the packages of other modules that the\n"
    "main modules' packages and tests need, and lists them in vendor/modules.txt.\n\n"
    "\t-v        name the modules and packages, on standard error\n"
    "\t-e        go on despite packages that cannot be loaded\n"
    "\t-o dir    make that folder instead\n";

int cmd_vendor(BuildFlags *flags, bool workspace, int argc) {
  VendorCommand *command = flags->state;
  int problem = flags_context(flags);
  if (problem) return problem;
  // Whether this is the right command is told before what is wrong with the files.
  const char *work = workspace_file(flags);
  if (workspace && !work) return workspace_file_missing();
  if (!workspace && work)
    return cmd_fail(
        "'go mod vendor' cannot be run in workspace mode. Run 'go work vendor' to vendor the workspace or "
        "set 'GOWORK=off' to exit workspace mode.");
  ModuleOptions options = {.mod_default = "readonly"};
  ModuleSet *set = cmd_modules(flags, options, false);
  if (!set) return 1;
  if (!work && !set->mains.len) return cmd_fail("%s", modules_no_main(set, flags->arena));
  if (argc) return cmd_fail("'go mod vendor' accepts no arguments");
  if (command->output && !*command->output) command->output = NULL;
  command->cgo = flags->options.context.target.cgo;
  return vendor_run(set, command);
}

static int run(BuildFlags *flags, int argc, char **argv) {
  (void)argv;
  return cmd_vendor(flags, false, argc);
}

const Command cmd_mod_vendor = {
    .name = "mod vendor",
    .usage = vendor_usage,
    .summary = vendor_summary,
    .description = vendor_description,
    .state_size = sizeof(VendorCommand),
    .flags = {flags_vendor, flags_modules},
    .run = run,
};
