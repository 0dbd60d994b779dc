// What mod vendor and work vendor share. mod_vendor.c
#ifndef TUCO_CMD_VENDOR_H
#define TUCO_CMD_VENDOR_H

#include "cmd/cmd.h"
#include "modules/packages.h"

extern const FlagRow flags_vendor[];  // -v -e -o
int cmd_vendor(BuildFlags *flags, bool workspace, int argc);

// What both commands say of themselves, and take.
#define VENDOR_COMMAND                                                                     \
  .usage = "[-e] [-v] [-o outdir]", .summary = "make vendored copy of dependencies",       \
  .description =                                                                           \
      "Vendor makes the folder vendor, which has the packages of other modules that the\n" \
      "main modules' packages and tests need, and lists them in vendor/modules.txt.\n\n"   \
      "\t-v        name the modules and packages, on standard error\n"                     \
      "\t-e        go on despite packages that cannot be loaded\n"                         \
      "\t-o dir    make that folder instead\n",                                            \
  .state_size = sizeof(VendorCommand), .flags = {flags_vendor, flags_modules}

#endif
