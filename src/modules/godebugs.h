// The GODEBUG settings that the GOROOT at hand knows, by the table in its internal/godebugs. godebugs.c
#ifndef TUCO_MODULES_GODEBUGS_H
#define TUCO_MODULES_GODEBUGS_H

#include "base/vec.h"

typedef struct GodebugRow {
  const char *name, *old;  // old: what restores the behaviour before `changed`
  int changed, removed;    // minor versions, 0 never
} GodebugRow;
typedef Vec(GodebugRow) GodebugRows;

GodebugRows godebugs_read(Arena *arena, const char *goroot);
// What is wrong with a setting, in go's words; NULL: nothing. version: "1.26.8". verb: "godebug", "//go:debug setting".
const char *godebugs_check(Arena *arena, const char *goroot, const char *version, const char *verb, const char *key,
                           const char *value);

#endif
