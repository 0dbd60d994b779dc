// The main package of a test executable, from the names of test files. test_main.c
#ifndef TUCO_LOAD_TEST_MAIN_H
#define TUCO_LOAD_TEST_MAIN_H

#include "load/load.h"

typedef struct TestFiles {
  const char *dir, *path, *name;  // of the package under test
  const LoadedPackage *node;      // which module it is of, or that it is of std
  bool has_package;               // there are files of its own, or tests in it
  const StringVec *tests, *external;
} TestFiles;
// Its Go text. What keeps it from being a program: *problem, or *syntax of a file that go/parser does not take; NULL:
// nothing. All in arena. Thread-safe.
const char *test_main_of_files(Session *session, Arena *arena, const TestFiles *files, const char **problem,
                               const GoError **syntax);

#endif
