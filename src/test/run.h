// Runs a test executable to its end, as go does: its output as it comes, and what happens when it does not end. run.c
#ifndef TUCO_TEST_RUN_H
#define TUCO_TEST_RUN_H

#include "base/arena.h"

typedef struct TestRun {
  char *const *words;                                             // the program and its arguments; NULL ends them
  char *const *environment;                                       // NULL ends it
  const char *dir;                                                // where it works
  void (*output)(void *context, const char *bytes, size_t size);  // gets what it writes; NULL: that is our own output
  void *context;
  int64_t timeout;     // nanoseconds after which it is told to quit
  int64_t wait_delay;  // how long, after that or after its end, its output is waited for; 0: for ever
  // What came of it:
  const char *failure;  // as Go's os/exec says it: "exit status 1"; NULL: none
  bool exited;          // the failure is an exit status
  bool quit;            // it was told to
  bool incomplete;      // it ended well, but somebody kept its output open
  int64_t elapsed;      // nanoseconds
} TestRun;

void test_run(Arena *arena, TestRun *run);

#endif
