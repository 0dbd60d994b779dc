// The packages of a test executable, and the file of its main package. tests.c, test_main.c
#ifndef TUCO_LIST_TEST_MAIN_H
#define TUCO_LIST_TEST_MAIN_H

#include "list/package.h"

typedef struct ListTests {
  ListPackage *plain, *main, *tests, *external;  // tests: plain, where it has no tests of its own; external: NULL none
} ListTests;

// Writes the file of each main package to the build cache, by what is in it, and sets its name; what is wrong with test
// files is said of the main package. Files are read by the session's pool.
void list_write_test_mains(ListGraph *graph, const ListTests *sets, uint32_t count);

#endif
