// tuco mod vendor, tuco work vendor
#include "cmd/modules.h"
#include "modules/packages.h"

typedef struct VendorFlags {
  VendorCommand command;
} VendorFlags;

static const FlagRow own[] = {{"v", FLAG_BOOL, TO_BOOL(VendorFlags, command.verbose)},
                              {"e", FLAG_BOOL, TO_BOOL(VendorFlags, command.keep_going)},
                              {"o", FLAG_VALUE, TO_TEXT(VendorFlags, command.output)},
                              FLAGS_END};

static int run(BuildFlags *flags, bool workspace, int argc) {
  VendorFlags *vendor = flags->state;
  int problem = flags_context(flags);
  if (problem) return problem;
  ModuleOptions options = {.mod_default = "readonly"};
  ModuleSet *set = cmd_modules(flags, options, false);
  if (!set) return 1;
  if (workspace && !set->work_file)
    return cmd_fail(
        "no go.work file found\n\t(run 'go work init' first or specify path using GOWORK environment "
        "variable)");
  if (!workspace && set->work_file)
    return cmd_fail(
        "'go mod vendor' cannot be run in workspace mode. Run 'go work vendor' to vendor the workspace or "
        "set 'GOWORK=off' to exit workspace mode.");
  if (!set->work_file && !set->mains.len) return cmd_fail("%s", modules_no_main(set, flags->arena));
  if (argc) return cmd_fail("'go mod vendor' accepts no arguments");
  if (vendor->command.output && !*vendor->command.output) vendor->command.output = NULL;
  vendor->command.cgo = flags->options.context.target.cgo;
  return vendor_run(set, &vendor->command);
}

static int run_mod(BuildFlags *flags, int argc, char **argv) {
  (void)argv;
  return run(flags, false, argc);
}

static int run_work(BuildFlags *flags, int argc, char **argv) {
  (void)argv;
  return run(flags, true, argc);
}

#define DESCRIPTION                                                                    \
  "Vendor makes the folder vendor, which has the packages of other modules that the\n" \
  "main modules' packages and tests need, and lists them in vendor/modules.txt.\n\n"   \
  "\t-v        name the modules and packages, on standard error\n"                     \
  "\t-e        go on despite packages that cannot be loaded\n"                         \
  "\t-o dir    make that folder instead\n"

const Command cmd_mod_vendor = {
    .name = "mod vendor",
    .usage = "[-e] [-v] [-o outdir]",
    .summary = "make vendored copy of dependencies",
    .description = DESCRIPTION,
    .run = run_mod,
    .state_size = sizeof(VendorFlags),
    .flags = {own, flags_mod, flags_modules},
};

const Command cmd_work_vendor = {
    .name = "work vendor",
    .usage = "[-e] [-v] [-o outdir]",
    .summary = "make vendored copy of dependencies",
    .description = DESCRIPTION,
    .run = run_work,
    .state_size = sizeof(VendorFlags),
    .flags = {own, flags_mod, flags_modules},
};
