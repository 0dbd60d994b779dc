// What the files of this stage share.
#ifndef TUCO_TEST_INTERNAL_H
#define TUCO_TEST_INTERNAL_H

#include <pthread.h>

#include "test/convert.h"
#include "test/test.h"

// Standard output, which runners share.
typedef struct TestOutput {
  pthread_mutex_t lock;
  int failed;  // errno of the first write that failed; 0: none did
} TestOutput;

// A package whose tests are asked for.
typedef struct TestJob {
  const PackageTests *tests;
  const char *path, *dir;  // of the package
  const char *root;        // of its module, GOROOT or entry of GOPATH; NULL: it has none
  const char *folder;      // of the executable and what it leaves, in the temporary one; NULL: none
  const char *executable;
  TestState state;      // when it is ready
  const char *culprit;  // TEST_BROKEN because of that package; NULL: not known
  bool ready, finished;
  const char *known;  // what a run has printed that need not be made again; NULL: it is made
  size_t known_size;
  bool vetted;    // and nothing is wrong, when the package was as it is
  char *profile;  // of its coverage, without the first line; NULL: none
  char *held;     // what is printed when its turn comes
  size_t held_size;
} TestJob;

// Where the text about a package goes: out as it comes, or held until it is the package's turn, or both.
typedef struct TestStream {
  TestConverter *json;  // NULL: text
  bool direct;          // it goes out
  FILE *held;           // NULL: nothing is
  TestOutput *output;
} TestStream;

typedef struct TestResults TestResults;  // results.h

// report.c
void test_output_write(void *output, const char *bytes, size_t size);
// What has become of a package is held in *job.
void stream_open(TestStream *stream, const TestPlan *plan, TestJob *job, uint32_t jobs, TestOutput *output);
void stream_write(void *stream, const char *bytes, size_t size);
void stream_print(TestStream *stream, const char *format, ...) __attribute__((format(printf, 2, 3)));
void stream_close(TestStream *stream, TestJob *job, bool well, const char *culprit);
// Runs what was made, or says what became of it. False: it has failed.
bool test_report(const TestPlan *plan, const TestResults *results, TestJob *job, TestStream *stream);

// fuzz.c: what speaks against fuzzing these, NULL: nothing; the word of the command line that says where inputs of
// interest are kept.
const char *fuzz_refusal(const TestPlan *plan, Loader *loader, PackageTests **tests, uint32_t count);
const char *fuzz_cache_word(Arena *arena, const TestPlan *plan, const TestJob *job);

// coverage.c: the words for an executable that counts what it covers, and where it writes that. In arena.
const char *coverage_folder(Arena *arena, const TestJob *job);
const char *coverage_argument(Arena *arena, const TestPlan *plan, const TestJob *job, const char *argument);
const char *coverage_note(Arena *arena, const TestPlan *plan, const char *output, size_t size);
// Takes what the executable has written for the run's profile. False: it is no profile, which was said.
bool coverage_take(Arena *arena, const TestPlan *plan, TestJob *job);
// Of a package without tests: what is said of it, NULL: nothing.
const char *coverage_of_untested(Arena *arena, const TestPlan *plan, TestJob *job);

// interrupt.c: signals that end a run, one at a time in a process. At SIGINT and SIGQUIT, which terminals send to
// executables, too, no other one is started, and `idle` waits for those that run; at others nobody is waited for. Then
// the folder is removed and the process ends.
void interrupt_watch(const char *folder, void (*idle)(void *context), void *context);
bool interrupt_seen(void);

#endif
