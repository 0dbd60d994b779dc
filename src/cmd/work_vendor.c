// tuco work vendor
#include "cmd/vendor.h"

static int run(BuildFlags *flags, int argc, char **argv) {
  (void)argv;
  return cmd_vendor(flags, true, argc);
}

const Command cmd_work_vendor = {
    .name = "work vendor",
    .usage = vendor_usage,
    .summary = vendor_summary,
    .description = vendor_description,
    .state_size = sizeof(VendorCommand),
    .flags = {flags_vendor, flags_modules},
    .run = run,
};
