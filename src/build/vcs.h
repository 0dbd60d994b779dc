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
  const char *problem;          // what is wrong, in go's words; NULL: nothing, the stamp may be empty
} VcsStamp;

// Asked before anything is written: executables within the repository are changes of it. In arena.
VcsStamp vcs_stamp(Arena *arena, const BuildOptions *options, const LoadedPackage *main);

#endif
