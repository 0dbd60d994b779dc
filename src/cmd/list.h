// list: the parts about modules (list_modules.c) and export data (list_export.c).
#ifndef TUCO_CMD_LIST_H
#define TUCO_CMD_LIST_H

#include "cmd/cmd.h"
#include "list/model.h"
#include "list/package.h"

typedef struct ListModules {
  bool upgrades, retracted, versions, errors;  // -u -retracted -versions -e
  bool json;
  const StringVec *fields;  // -json=…; none: all
  const char *format;       // -f, NULL or "": none
  const char *reuse;        // -reuse, NULL or "": none
} ListModules;

// What cannot be asked for together; -m is given. NULL: nothing is wrong.
int list_modules_run(BuildFlags *flags, const ListModules *asked, int argc, char **argv);  // the exit status

// Fills in Export and BuildID of all that can be checked. False after saying why there can be none; faulty: the
// compiler found something, and has said so.
bool list_export(BuildFlags *flags, const ListPackages *packages, bool *faulty);

#endif
