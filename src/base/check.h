// Invariants and internal errors. Stands below everything; a thread says what it is at (activity_begin), so that
// whatever goes wrong, a failed assertion, an ice() deep in a table or a crash, ends in one message that names pass and
// function.
//
// Two levels: `assert` is cheap and always there, `assert_debug` (walks, verifiers) in the debug and asan builds.
#ifndef TUCO_BASE_CHECK_H
#define TUCO_BASE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#define assert(condition) ((condition) ? (void)0 : check_failed(#condition, __FILE__, __LINE__))
#ifdef TUCO_DEBUG
#define assert_debug(condition) assert(condition)
#else
#define assert_debug(condition) ((void)sizeof(condition))
#endif

// What a thread is at. The texts must live until activity_end; function NULL: none in particular.
typedef struct Activity {
  const char *pass, *function;
} Activity;

// check.c
// Sets what this thread is at and returns what it was at before, for activity_end.
Activity activity_begin(const char *pass, const char *function);
void activity_end(Activity before);
// Faults and stack overflows of this thread become internal errors. The first call installs the handlers; sanitizers
// keep theirs.
void check_catch_crashes(void);

// A bug in tuco: names pass and function (NULL: what the thread is at), says how to look further, exits 2; debug builds
// abort. The first thread to get here prints; any other waits for the end of the process.
_Noreturn void ice(const char *pass, const char *function, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
_Noreturn void check_failed(const char *condition, const char *file, int line);

#endif
