// The runtime's C on the host: the same files as in every program that tuco builds, unedited, but with os/ and arch/
// replaced by threads and memory of the C library, so that ThreadSanitizer, AddressSanitizer and gcov understand it.
//
//   hosted [-h] [-seed N] [-seconds S] [-procs N] [-list] [TEST…]
//
// Each test runs in a process of its own, for its share of S seconds (default 30), and hammers one subsystem from the
// goroutines of N Ps (default 4), choosing what to do by random numbers from the seed (default: the time). A run with
// the same seed does the same things, though not in the same order. It fails if a sanitizer reports something, a check
// fails, the runtime throws, or it hangs. The last line is "hosted: N passed, N failed".
//
//   make hosted-tsan, hosted-asan, hosted (both), hosted-coverage (percent of lines reached, by file)
//
//   os_hosted.c    runtime/os.h over the C library
//   arch.h         the header of runtime/arch/ for the host
//   task.c         goroutines whose code is C, in place of assembly and compiled code: read its head first
//   test_*.c       the tests, one subsystem each
//
// A new test: a function like those, a Test, a line in hosted.h and below. To look at a failure, run the one test with
// the seed that was printed; TSAN_OPTIONS=halt_on_error=0 goes on after a race.
#include "hosted.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "task.h"

static const Test *const tests[] = {&test_memory,           &test_queues,           &test_scheduler,
                                    &test_scheduler_random, &test_scheduler_stress, &test_channels,
                                    &test_channels_moving,  &test_semaphores,       &test_semaphores_random,
                                    &test_timers,           &test_netpoll,          &test_collector,
                                    &test_collector_stress, &test_deadlock,         &test_throw,
                                    &test_stack_overflow,   &test_heap_full,        &test_thread_limit,
                                    &test_coroutine_lock};
enum { TEST_COUNT = sizeof tests / sizeof *tests };

uint64_t run_seed;
int32_t host_cpu_count = 4;
static int64_t deadline;
static bool chosen[TEST_COUNT];
static double seconds = 30;
static char self[4096];

// Options of the sanitizers; the environment's go before.
#pragma GCC visibility push(default)
const char *__tsan_default_options(void);
const char *__tsan_default_options(void) { return "halt_on_error=1:exitcode=66:history_size=4"; }
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0:exitcode=66"; }
const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void) { return "halt_on_error=1:print_stacktrace=1:exitcode=66"; }
#pragma GCC visibility pop

void check_failed(const char *file, int line, const char *condition) {
  fprintf(stderr, "%s:%d: check failed: %s\n", file, line, condition);
  abort();
}

uint64_t random_next(Random *r) {
  uint64_t z = r->state += 0x9e3779b97f4a7c15ull;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ z >> 27) * 0x94d049bb133111ebull;
  return z ^ z >> 31;
}

bool time_is_left(void) { return os_nanotime() < deadline; }

static const Test *find_test(const char *name) {
  for (int i = 0; i < TEST_COUNT; i++)
    if (strcmp(tests[i]->name, name) == 0) return tests[i];
  fprintf(stderr, "hosted: no test %s; see -list\n", name);
  exit(2);
}

// The test's process: this program again, so that sanitizer and runtime start from nothing.
static void run_child(const Test *test, double share) noreturn_fn;
static void run_child(const Test *test, double share) {
  char seed_text[32], share_text[32], procs_text[32];
  snprintf(seed_text, sizeof seed_text, "%llu", (unsigned long long)run_seed);
  snprintf(share_text, sizeof share_text, "%g", share);
  snprintf(procs_text, sizeof procs_text, "%d", host_cpu_count);
  setenv("GOMAXPROCS", procs_text, 1);
  setenv("TUCO_DEBUG", test->settings ? test->settings : "", 1);
  setenv("GODEBUG", "gctrace=1", 1);
  setenv("GOTRACEBACK", "all", 1);
  unsetenv("GOGC"), unsetenv("GOMEMLIMIT");
  execl(self, self, "-child", "-seed", seed_text, "-seconds", share_text, "-procs", procs_text, test->name, (char *)0);
  perror("hosted: exec");
  exit(2);
}

// How a child ended: its status, 128 and more for a signal, -1: it hung.
static int wait_for(pid_t child, double limit) {
  time_t began = time(NULL);
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    usleep(5000);
    if (difftime(time(NULL), began) < limit) continue;
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Standard error of the children, shown when one fails.
static void show(FILE *output) {
  char buffer[4096];
  rewind(output);
  for (size_t n; (n = fread(buffer, 1, sizeof buffer, output)) > 0;) fwrite(buffer, 1, n, stderr);
  fflush(stderr);
}

static bool run_once(const Test *test, double share) {
  enum { GRACE = 240 };  // for a busy machine
  FILE *output = tmpfile();
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    if (output) dup2(fileno(output), 2);
    run_child(test, share);
  }
  int status = wait_for(child, 4 * share + GRACE);
  bool passed = status == test->status;
  if (!passed) {
    if (output) show(output);
    printf("hosted: %s failed (%s %d): %s -seed %llu -seconds %g -procs %d %s\n", test->name,
           status < 0 ? "hung," : "status", status, self, (unsigned long long)run_seed, seconds, host_cpu_count,
           test->name);
  }
  if (output) fclose(output);
  return passed;
}

static bool run_test(const Test *test, double share) {
  time_t began = time(NULL);
  uint64_t first_seed = run_seed;
  int runs = 0;
  bool passed;
  do {
    passed = run_once(test, share);
    runs++, run_seed++;
  } while (passed && test->status && difftime(time(NULL), began) < share);
  run_seed = first_seed;
  if (passed)
    printf("hosted: %s: ok, %.0f s, %d %s\n", test->name, difftime(time(NULL), began), runs,
           runs == 1 ? "run" : "runs");
  return passed;
}

static void help(void) {
  puts(
      "usage: hosted [-h] [-seed N] [-seconds S] [-procs N] [-list] [TEST...]\n"
      "Hammers the runtime's C, built for the host, from many threads. -seconds: for all tests together.");
  exit(0);
}

int main(int argc, char **argv) {
  const Test *only = NULL;
  bool child = false;
  int count = 0;
  run_seed = (uint64_t)time(NULL);
  for (int i = 1; i < argc; i++) {
    const char *option = argv[i];
    bool value = i + 1 < argc;
    if (strcmp(option, "-h") == 0) help();
    else if (strcmp(option, "-child") == 0) child = true;
    else if (strcmp(option, "-seed") == 0 && value) run_seed = strtoull(argv[++i], NULL, 10);
    else if (strcmp(option, "-seconds") == 0 && value) seconds = atof(argv[++i]);
    else if (strcmp(option, "-procs") == 0 && value) host_cpu_count = atoi(argv[++i]);
    else if (strcmp(option, "-list") == 0) {
      for (int j = 0; j < TEST_COUNT; j++) puts(tests[j]->name);
      exit(0);
    } else {
      only = find_test(option);
      for (int j = 0; j < TEST_COUNT; j++)
        if (tests[j] == only && !chosen[j]) chosen[j] = true, count++;
    }
  }
  if (child) {
    deadline = os_nanotime() + (int64_t)(seconds * 1e9);
    harness_run(only, argc, argv);
  }
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  if (length < 0) return 2;
  int passed = 0, failed = 0;
  double share = seconds / (count ? count : TEST_COUNT);
  for (int j = 0; j < TEST_COUNT; j++)
    if (!count || chosen[j]) *(run_test(tests[j], share) ? &passed : &failed) += 1;
  printf("hosted: %d passed, %d failed\n", passed, failed);
  return failed != 0;
}
