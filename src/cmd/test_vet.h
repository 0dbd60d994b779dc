// Vet before tests: a process that looks at the packages while their executables are built. test_vet.c
#ifndef TUCO_CMD_TEST_VET_H
#define TUCO_CMD_TEST_VET_H

#include "cmd/test_flags.h"
#include "test/test.h"

typedef struct TestVet {
  TestVetter vetter;
  pid_t child;
  int requests, answers;  // pipes to it and from it
} TestVet;

// Starts the process, which waits for what it is asked; to be called before there are threads. NULL or what is wrong.
const char *test_vet_start(BuildFlags *flags, const TestPlan *plan, TestVet *vet);
void test_vet_end(TestVet *vet);

#endif
