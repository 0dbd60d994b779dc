// `tuco test`: the packages' test executables are made one after the other (build/tests.c) and run beside that, and
// their results are printed in the order of the packages. What is said, and when, is go's (cmd/go/internal/test).
#ifndef TUCO_TEST_TEST_H
#define TUCO_TEST_TEST_H

#include "build/build.h"

// Who looks at packages with vet before their tests are run, in a process of its own.
typedef struct TestVetAnswer {
  const char *text;     // for standard error; "" nothing
  const char *culprit;  // "p [p.test]", something is wrong there; NULL: nothing is
} TestVetAnswer;
typedef struct TestVetter {
  void *context;
  const char *settings;                                  // all that an answer depends on besides the package
  void (*begin)(void *context, const StringVec *paths);  // once: the packages that will be asked about, in order
  // What came of that package, when it is known. In arena.
  TestVetAnswer (*ask)(void *context, Arena *arena, const char *path);
} TestVetter;

// What a run of tests is asked to do.
typedef struct TestPlan {
  BuildOptions *build;
  Arena *arena;               // of the caller's thread
  const char *folder;         // for temporary files; empty, and removed by the caller
  StringVec exec;             // the words before those of an executable
  StringVec arguments;        // of the executables
  bool here;                  // no package is named
  bool compile_only;          // -c
  bool json;                  // events instead of text
  bool marked;                // lines of the framework have a ^V before them
  bool shows_passed;          // also what a test that passes has printed is shown
  bool benchmarks;            // one after the other, when all are built
  bool fails_fast;            // no other package's tests after the first failure
  const char *output;         // -o; NULL: executables are not kept
  bool keeps;                 // also without -o
  bool fuzz;                  // -fuzz
  const char *profile;        // a flag that makes a file of one package's tests; NULL: none
  const char *cover_profile;  // -coverprofile, where it goes; NULL: nowhere
  int64_t timeout;            // nanoseconds after which a test is told to quit
  int64_t wait_delay;         // TestRun.wait_delay
  const TestVetter *vetter;   // NULL: packages are not vetted
} TestPlan;

// pipeline.c: the exit status.
int test_packages(const TestPlan *plan, const char *const *packages, uint32_t count);

#endif
