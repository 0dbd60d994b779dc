// `get`: changes what the main module requires so that the packages and modules that are asked for are there, at the
// versions that are asked for (https://go.dev/ref/mod#go-get). What cmd/go/internal/modget does.
#ifndef TUCO_MODULES_GET_H
#define TUCO_MODULES_GET_H

#include "files/constraint.h"
#include "modules/modules.h"

typedef struct GetOptions {
  const char *upgrade;        // -u: "upgrade", -u=patch: "patch"; NULL: not given
  bool tests;                 // -t: what tests of the packages need counts, too
  bool tools;                 // -tool: the packages become tools of the module
  const BuildTarget *target;  // for which packages must be complete
} GetOptions;

// Says on standard error what changes and what is wrong; writes go.mod and go.sum if nothing is. Returns the status.
int get_run(ModuleSet *set, Arena *arena, const GetOptions *options, const char *const *words, uint32_t count);

#endif
