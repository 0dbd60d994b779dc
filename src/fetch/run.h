// Programs that are run: git, and those of GOAUTH. run.c
#ifndef TUCO_FETCH_RUN_H
#define TUCO_FETCH_RUN_H

#include "base/vec.h"
#include "fetch/fetch.h"

typedef struct Run {
  StringVec words;        // the program, looked for in PATH, and its arguments
  const char *folder;     // where; NULL: here
  StringVec environment;  // "NAME=value", besides what is there
  FetchText input;        // on standard input; otherwise it is empty
  int output_fd;          // where standard output goes; 0: to `output`
  bool together;          // what goes to standard error is part of the output
  // What came of it, in the arena of the call:
  FetchText output, errors;
  int status;           // of its exit; 0 success
  const char *failure;  // "exit status 1", or why it could not be run; NULL: success
} Run;

bool run_program(Arena *arena, Run *run);                               // success?
void run_words(Arena *arena, Run *run, ...) __attribute__((sentinel));  // adds words, up to a NULL
// "git log -n1", with quotes where a shell needs them, as -x shows it.
const char *run_shown(Arena *arena, const Run *run);

#endif
