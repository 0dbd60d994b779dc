// What repository a program is built from. vcs.c
#ifndef TUCO_BUILD_VCS_H
#define TUCO_BUILD_VCS_H

#include "build/build.h"

typedef struct VcsStamp {
  const char *system;           // "git"; NULL: no repository
  const char *revision, *time;  // NULL: there is no commit yet
  bool modified;                // something is not committed
  const char *version;          // of the main module, NULL: cannot be told
  const char *problem;          // what is wrong, in go's words; NULL: nothing, the stamp may be empty
} VcsStamp;

// The repository that the working directory is in. It is asked once, for all programs of a command.
typedef struct Vcs Vcs;
Vcs *vcs_new(Arena *arena, const BuildOptions *options);  // asks nothing yet

typedef struct VcsProgram {
  const char *dir;       // of the main package
  const Module *module;  // NULL: none
  bool standard, test;   // of GOROOT; there are only tests of it, or it is one
} VcsProgram;
// Asked before anything is written: executables within the repository are changes of it.
VcsStamp vcs_stamp(Vcs *vcs, const VcsProgram *program, Fetcher *fetcher);
// The same without the version: what is wrong, NULL nothing.
const char *vcs_problem(Vcs *vcs, const VcsProgram *program);

#endif
