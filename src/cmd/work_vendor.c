// tuco work vendor
#include "cmd/vendor.h"

static int run(BuildFlags *flags, int argc, char **argv) {
  (void)argv;
  return cmd_vendor(flags, true, argc);
}

const Command cmd_work_vendor = {
    .name = "work vendor",
    .usage = "[-e] [-v] [-o outdir]",
    .summary = "make vendored copy of dependencies",
    .description = VENDOR_DESCRIPTION,
    .run = run,
    .state_size = sizeof(VendorFlags),
    .flags = {flags_vendor, flags_modules},
};
