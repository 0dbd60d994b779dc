// What the go command says of a module: `list -m`, the field Module of `list`, `mod download` (cmd/go's ModulePublic).
// Data alone: who knows it fills it in; list/model.h has the one table from which it is printed, as JSON and in
// templates. Texts are NULL or "" where there is nothing to say; all of it lives in an arena of who made it.
#ifndef TUCO_MOD_MODULE_INFO_H
#define TUCO_MOD_MODULE_INFO_H

#include "base/vec.h"

// Where a version came from (cmd/go's codehost.Origin).
typedef struct ModuleOrigin {
  const char *vcs, *url, *subdir, *hash, *tag_prefix, *tag_sum, *ref, *repo_sum;
} ModuleOrigin;

typedef struct ModuleTime {
  int64_t seconds;      // since 1970
  int32_t nanoseconds;  // 0 <= and < 10^9
  int32_t offset;       // seconds east of Greenwich of the zone that it was stated in
} ModuleTime;

typedef struct ModuleInfoError {
  const char *err;
} ModuleInfoError;

typedef struct ModuleInfo {
  const char *path, *version;  // version: "" of a main module
  const char *query;           // to which the version is the answer
  StringVec versions;
  struct ModuleInfo *replace;  // by which it is replaced
  ModuleTime *time;
  struct ModuleInfo *update;
  bool main, indirect;
  const char *dir, *go_mod;
  const char *go_version;
  StringVec retracted;  // why
  const char *deprecated;
  ModuleInfoError *error;
  const char *sum, *go_mod_sum;
  ModuleOrigin *origin;
  bool reuse;
} ModuleInfo;

#endif
