// What mod vendor and work vendor share. mod_vendor.c
#ifndef TUCO_CMD_VENDOR_H
#define TUCO_CMD_VENDOR_H

#include "cmd/cmd.h"
#include "modules/packages.h"

extern const FlagRow flags_vendor[];                                       // -v -e -o
extern const char vendor_summary[], vendor_usage[], vendor_description[];  // what both say of themselves
int cmd_vendor(BuildFlags *flags, bool workspace, int argc);

#endif
