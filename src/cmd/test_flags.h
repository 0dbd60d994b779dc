// The command line of `tuco test`, some of which is for the test executables. test_flags.c
#ifndef TUCO_CMD_TEST_FLAGS_H
#define TUCO_CMD_TEST_FLAGS_H

#include "cmd/cmd.h"

typedef struct TestFlags {
  bool compile_only, json;   // -c -json
  const char *output;        // -o
  StringVec exec;            // the words of -exec
  FlagGivenVec given;        // those that go to the executables, those of $GOFLAGS first
  StringVec packages;        // as named
  StringVec arguments;       // of the executables
  bool shows_help;           // the executables are asked for their usage
  bool vet_off, vet_chosen;  // -vet=off; some analyzers were asked for
  StringVec vet_words;       // the flags of the vet tool
} TestFlags;

extern const FlagRow flags_test[];  // those of go itself
// What is asked for and not there yet; NULL ends it.
extern const char *const test_flags_refused[];
// Makes the command's rows of the flags that go to executables. Command.prepare
int test_flags_prepare(BuildFlags *flags, int argc, char **argv);
// Is it one that goes to executables, with "test." before its name or without?
bool test_flag_passed(const char *name, size_t length);
// False after a message: the status is then 2.
bool test_flags_read(BuildFlags *flags, int argc, char **argv);
// The value that counts of a flag that goes to executables, as it goes there; "" none.
const char *test_flag_value(const TestFlags *asked, const char *name);
// The first of the flags that make one file, "" none: "cpuprofile".
const char *test_flags_profile(const TestFlags *asked);

#endif
