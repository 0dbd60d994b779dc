// What is said about the tests of one package, in text or as events.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "test/duration.h"
#include "test/results.h"
#include "test/run.h"

// ---- where it goes

void test_output_write(void *output, const char *bytes, size_t size) {
  TestOutput *out = output;
  pthread_mutex_lock(&out->lock);
  int failed = file_write(STDOUT_FILENO, bytes, size);
  if (!out->failed) out->failed = failed;
  pthread_mutex_unlock(&out->lock);
}

void stream_open(TestStream *stream, const TestPlan *plan, TestJob *job, uint32_t jobs, TestOutput *output) {
  bool streams = plan->here || plan->benchmarks || plan->fuzz;
  bool alone = jobs == 1 || plan->build->workers == 1;
  *stream = (TestStream){.output = output};
  stream->direct = streams || plan->json || (plan->shows_passed && alone);
  if (!streams) stream->held = open_memstream(&job->held, &job->held_size);
  if (!streams && !stream->held) memory_exhausted();
  if (plan->json)
    stream->json = converter_new(
        &(TestConverterOptions){.package = job->path, .times = true, .write = test_output_write, .context = output});
}

void stream_write(void *context, const char *bytes, size_t size) {
  TestStream *stream = context;
  if (stream->json) converter_write(stream->json, bytes, size);
  else if (stream->direct) test_output_write(stream->output, bytes, size);
  if (stream->held) fwrite(bytes, 1, size, stream->held);
}

void stream_print(TestStream *stream, const char *format, ...) {
  char *text = NULL;
  va_list args;
  va_start(args, format);
  int n = vasprintf(&text, format, args);
  va_end(args);
  if (n < 0) memory_exhausted();
  stream_write(stream, text, (size_t)n);
  free(text);
}

// What was held is printed later, unless it has gone out.
void stream_close(TestStream *stream, TestJob *job, bool well, const char *culprit) {
  if (stream->held) fclose(stream->held);
  if (stream->held && stream->direct) job->held_size = 0;
  if (!stream->json) return;
  converter_exited(stream->json, well);
  converter_failed_build(stream->json, culprit);
  converter_end(stream->json);
}

// ---- a run

static const char *text_held(TestStream *stream, const TestJob *job, size_t *size) {
  *size = 0;
  if (!stream->held) return "";
  fflush(stream->held);
  *size = job->held_size;
  return job->held;
}

// Does the output say so, on a line of its own?
static bool says(const char *output, size_t size, const char *line) {
  size_t n = strlen(line);
  if (size >= n && memcmp(output, line, n) == 0) return true;
  const char *with_newline = memmem(output, size, line, n);
  for (; with_newline; with_newline = memmem(with_newline + 1, size - (size_t)(with_newline + 1 - output), line, n))
    if (with_newline[-1] == '\n') return true;
  return false;
}

static void report_passed(Arena *arena, const TestPlan *plan, const TestJob *job, const TestRun *run,
                          TestStream *stream) {
  size_t size;
  const char *output = text_held(stream, job, &size), *note = "";
  if (says(output, size, "testing: warning: no tests to run\n")) note = " [no tests to run]";
  if (says(output, size, "testing: warning: no fuzz tests to fuzz\n")) note = " [no fuzz tests to fuzz]";
  if (says(output, size, "testing: warning: -fuzz matches more than one fuzz test, won't fuzz\n"))
    note = "[-fuzz matches more than one fuzz test, won't fuzz]";  // without a space, as go says it
  const char *covered = coverage_note(arena, plan, output, size);
  bool ends = !size || output[size - 1] == '\n';
  if (stream->held && !plan->shows_passed && !plan->json) rewind(stream->held);
  if (!ends) stream_print(stream, "\n");
  stream_print(stream, "ok  \t%s\t%.3fs%s%s\n", job->path, (double)run->elapsed / 1e9, covered, note);
}

static void report_failed(Arena *arena, const TestPlan *plan, const TestJob *job, const TestRun *run,
                          TestStream *stream) {
  size_t size;
  const char *output = text_held(stream, job, &size);
  bool ends = !size || output[size - 1] == '\n', says_nothing = !size;
  if (run->quit)
    stream_print(stream, "*** Test killed with quit: ran too long (%s).\n", duration_text(arena, run->timeout));
  else if (run->incomplete)
    stream_print(stream, "*** Test I/O incomplete %s after exiting.\n", duration_text(arena, run->wait_delay));
  if (!run->exited || says_nothing) stream_print(stream, "%s\n", run->failure);
  else if (!ends) stream_print(stream, "\n");
  // A test that dies has not said that it failed: where every line of the framework is marked this one has to be.
  stream_print(stream, "%sFAIL\t%s\t%.3fs\n", plan->json || plan->marked ? "\x16" : "", job->path,
               (double)run->elapsed / 1e9);
}

static char **command_line(Arena *arena, const TestPlan *plan, const TestJob *job, const char *log) {
  Vec(char *) words = {0};
  for (uint32_t i = 0; i < plan->exec.len; i++) vec_push(arena, &words, (char *)plan->exec.data[i]);
  vec_push(arena, &words, (char *)job->executable);
  if (log) vec_push(arena, &words, arena_printf(arena, "-test.testlogfile=%s", log));
  vec_push(arena, &words, "-test.paniconexit0");
  if (plan->fuzz) vec_push(arena, &words, (char *)fuzz_cache_word(arena, plan, job));
  if (plan->build->context.cover.mode)
    vec_push(arena, &words, arena_printf(arena, "-test.gocoverdir=%s", coverage_folder(arena, job)));
  for (uint32_t i = 0; i < plan->arguments.len; i++)
    vec_push(arena, &words, (char *)(uintptr_t)coverage_argument(arena, plan, job, plan->arguments.data[i]));
  vec_push(arena, &words, NULL);
  return words.data;
}

// The user's environment, in which the GOROOT's commands are found first.
static char **environment_of(Arena *arena, const TestPlan *plan, const TestJob *job) {
  StringVec changed = {0};
  const char *path = getenv("PATH"), *goroot = plan->build->context.goroot;
  vec_push(arena, &changed, arena_printf(arena, "PATH=%s/bin%s%s", goroot, path ? ":" : "", path ? path : ""));
  vec_push(arena, &changed, arena_printf(arena, "PWD=%s", job->dir));
  // Also for programs that a test builds with -cover.
  if (plan->build->context.cover.mode)
    vec_push(arena, &changed, arena_printf(arena, "GOCOVERDIR=%s", coverage_folder(arena, job)));
  return environment_with(arena, &changed);
}

static void print_command(char *const *words) {
  for (size_t i = 0; words[i]; i++) fprintf(stderr, "%s%s", i ? " " : "", words[i]);
  fprintf(stderr, "\n");
}

static bool run_executable(Arena *arena, const TestPlan *plan, const TestResults *results, TestJob *job,
                           TestStream *stream) {
  size_t size;
  if (job->known) return stream_write(stream, job->known, job->known_size), true;
  TestKey key = results_key(results, arena, plan, job);
  const char *known = results_find(results, arena, &key, job, &size);
  if (known) {
    results_note_made(results, arena, job, &key);
    stream_write(stream, known, size);
    return true;
  }
  TestRun run = {.words = command_line(arena, plan, job, key.log),
                 .environment = environment_of(arena, plan, job),
                 .dir = job->dir,
                 .output = stream->json || stream->held ? stream_write : NULL,
                 .context = stream,
                 .timeout = plan->timeout,
                 .wait_delay = plan->wait_delay};
  if (plan->build->context.trace || plan->build->dry_run) print_command(run.words);
  if (plan->build->dry_run) return true;
  if (plan->build->context.cover.mode && mkdir(coverage_folder(arena, job), 0777) != 0)
    fprintf(stderr, "go: failed to create temporary dir: %s\n", DIAG_ERRNO(errno));
  test_run(arena, &run);
  bool taken = coverage_take(arena, plan, job);
  if (run.failure) report_failed(arena, plan, job, &run, stream);
  else report_passed(arena, plan, job, &run, stream);
  if (!run.failure && stream->held) {
    const char *output = text_held(stream, job, &size);
    results_keep(results, arena, &key, job, output, size);
  }
  return !run.failure && taken;
}

static void report_untested(const TestPlan *plan, TestJob *job, TestStream *stream) {
  Arena arena;
  arena_init(&arena);
  const char *text = coverage_of_untested(&arena, plan, job);
  if (text) stream_print(stream, "%s", text);
  else stream_print(stream, "?   \t%s\t[no test files]\n", job->path);
  arena_free(&arena);
}

bool test_report(const TestPlan *plan, const TestResults *results, TestJob *job, TestStream *stream) {
  switch (job->state) {
    case TEST_NONE: report_untested(plan, job, stream); return true;
    case TEST_BROKEN: stream_print(stream, "FAIL\t%s [build failed]\n", job->path); return false;
    case TEST_UNLOADED: stream_print(stream, "FAIL\t%s [setup failed]\n", job->path); return false;
    case TEST_MADE: break;
  }
  if (plan->compile_only) return true;
  Arena arena;
  arena_init(&arena);
  bool passed = run_executable(&arena, plan, results, job, stream);
  arena_free(&arena);
  return passed;
}
