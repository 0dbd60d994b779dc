// What repository a program is built from. vcs.c
#ifndef TUCO_BUILD_VCS_H
#define TUCO_BUILD_VCS_H

#include <fcntl.h>

#include "build/build.h"

typedef struct VcsStamp {
  const char *system;           // "git"; NULL: no repository
  const char *revision, *time;  // NULL: there is no commit yet
  bool modified;                // something is not committed
  const char *version;          // of the main module, NULL: cannot be told
} VcsStamp;

// What is wrong, in go's words; NULL: nothing, the stamp may be empty.
const char *vcs_stamp(Arena *arena, const BuildOptions *options, const LoadedPackage *main, VcsStamp *stamp);

#endif
