// list: the part about modules. list_modules.c
#ifndef TUCO_CMD_LIST_H
#define TUCO_CMD_LIST_H

#include "cmd/cmd.h"

typedef struct ListModules {
  bool upgrades, retracted, versions, errors;  // -u -retracted -versions -e
  bool json;
  const StringVec *fields;  // -json=…; none: all
  const char *format;       // -f, NULL or "": none
  const char *reuse;        // -reuse, NULL or "": none
} ListModules;

// What cannot be asked for together; -m is given. NULL: nothing is wrong.
int list_modules_run(BuildFlags *flags, const ListModules *asked, int argc, char **argv);  // the exit status

#endif
