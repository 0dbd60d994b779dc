// What mod vendor and work vendor share. mod_vendor.c
#ifndef TUCO_CMD_VENDOR_H
#define TUCO_CMD_VENDOR_H

#include "cmd/cmd.h"
#include "modules/packages.h"

typedef struct VendorFlags {
  VendorCommand command;
} VendorFlags;

extern const FlagRow flags_vendor[];  // -v -e -o
int cmd_vendor(BuildFlags *flags, bool workspace, int argc);

#define VENDOR_DESCRIPTION                                                             \
  "Vendor makes the folder vendor, which has the packages of other modules that the\n" \
  "main modules' packages and tests need, and lists them in vendor/modules.txt.\n\n"   \
  "\t-v        name the modules and packages, on standard error\n"                     \
  "\t-e        go on despite packages that cannot be loaded\n"                         \
  "\t-o dir    make that folder instead\n"

#endif
