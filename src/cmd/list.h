// list: what the parts about packages and modules (list_modules.c) share, and export data (list_export.c).
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

// list_template.c: -f. Does not move once it is parsed.
typedef struct ListTemplate {
  const Template *parsed;
  TemplateFunction functions[2];  // context and module
  ListContext *context;
  ModuleSet *modules;  // the caller's, before anything is printed
  char last;           // byte written
} ListTemplate;
// False after saying what is wrong.
bool list_template_parse(ListTemplate *t, const BuildFlags *flags, const char *text);
bool list_template_print(ListTemplate *t, Arena *arena, TemplateValue value);

// Fills in Export and BuildID of all that can be checked, variants of tests among them; before those are renamed. keep:
// what the compiler finds becomes the package's error, else it is printed and *faulty is set. False after saying why
// there can be none.
bool list_export(BuildFlags *flags, ListGraph *graph, const ListPackages *packages, bool keep, bool *faulty);

#endif
