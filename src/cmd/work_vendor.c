// tuco work vendor
#include "cmd/vendor.h"

static int run(BuildFlags *flags, int argc, char **argv) {
  (void)argv;
  return cmd_vendor(flags, true, argc);
}

const Command cmd_work_vendor = {.name = "work vendor", .run = run, VENDOR_COMMAND};
