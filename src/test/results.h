// Results of tests that passed, kept in the disk cache: by the executable, its arguments, and the files and variables
// of the environment that it looked at, which it writes to a log while it runs. results.c
#ifndef TUCO_TEST_RESULTS_H
#define TUCO_TEST_RESULTS_H

#include "cache/cache.h"
#include "test/internal.h"

struct TestResults {
  Cache cache;
  bool open;        // there is a cache
  int64_t expired;  // nanoseconds: results from before then do not count (clean -testcache)
};

typedef struct TestKey {
  CacheId executable;
  CacheId run;      // of executable and arguments
  bool kept;        // results of such a run may be kept
  const char *log;  // where the executable shall write what it looks at
} TestKey;

void results_open(TestResults *results, const TestPlan *plan);
// The same before there is an executable, by PackageTests.identity. NULL: it has to be made, and run.
const char *results_known(const TestResults *results, Arena *arena, const TestPlan *plan, const TestJob *job,
                          size_t *size);
// That something is true of all packages of that identity: "vetted", "checked". settings: what it depends on besides.
bool results_has(const TestResults *results, Arena *arena, const TestJob *job, const char *what, const char *settings);
void results_note(const TestResults *results, Arena *arena, const TestJob *job, const char *what, const char *settings);
// What executable was made of what the job's tests are made of.
void results_note_made(const TestResults *results, Arena *arena, const TestJob *job, const TestKey *key);
TestKey results_key(const TestResults *results, Arena *arena, const TestPlan *plan, const TestJob *job);
// What that run printed, with "(cached)" in place of its time. NULL: it has to be made.
const char *results_find(const TestResults *results, Arena *arena, const TestKey *key, const TestJob *job,
                         size_t *size);
void results_keep(const TestResults *results, Arena *arena, const TestKey *key, const TestJob *job, const char *output,
                  size_t size);

// test_log.c: a hash of the present state of all that the log names. False: it is no log, or a file has changed so
// lately that it cannot be told whether it does again.
bool test_log_hash(Arena *arena, const char *log, size_t size, const TestJob *job, CacheId *id);

#endif
