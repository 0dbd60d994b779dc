// The run of `tuco test` as a whole: one thread makes executables, others run them; results are printed in the order
// of the packages, whoever is done first.
//
// Runners take packages in their order, so that events say in order which one starts; that waits for a package that is
// not built yet does not matter, since they are built in the same order. The maker goes ahead of the runners by a few
// executables only: they are large.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/paths.h"
#include "base/pool.h"
#include "load/program.h"
#include "mod/disk.h"
#include "test/results.h"

typedef struct Pipeline {
  const TestPlan *plan;
  TestResults results;
  bool build_text;  // GODEBUG=gotestjsonbuildtext=1: there are no events of building
  uint32_t runners, started;
  pthread_t *threads;
  TestJob *jobs;
  uint32_t count;
  TestOutput output;
  pthread_mutex_t taking;  // held by the runner that waits for the next package
  Arena answers;           // of vet; guarded by it
  pthread_mutex_t lock;    // of what follows
  pthread_cond_t changed;
  uint32_t next_taken, next_printed, running;
  uint32_t waiting;  // executables that are made, or being made, and not run yet
  FILE *profile;     // of the run's coverage; NULL: none
  bool all_ready;
  bool failed, stopped;  // stopped: nothing else is run
} Pipeline;

// A line that somebody wrote about a unit, or (NULL) that it has failed.
static void print_build_event(FILE *out, const char *unit, const char *line, size_t size) {
  fputs("{\"ImportPath\":", out);
  json_quote(out, unit);
  fprintf(out, ",\"Action\":\"build-%s\"", line ? "output" : "fail");
  if (line) {
    fputs(",\"Output\":", out);
    json_quote_bytes(out, line, size);
  }
  fputs("}\n", out);
}

// What building and vet have to say: for standard error as it is, or as events, a line each. A line "# unit" begins
// what is said of a unit where that is not known; that the unit has failed is said at its end.
static void say(void *context, const char *unit, const char *text) {
  Pipeline *p = context;
  char *out_text = NULL;
  size_t size;
  const char *named = unit ? unit : "";
  if (!p->plan->json || p->build_text) {
    fflush(stderr);
    (void)file_write(STDERR_FILENO, text, strlen(text));
    return;
  }
  FILE *out = open_memstream(&out_text, &size);
  if (!out) memory_exhausted();
  Arena arena;
  arena_init(&arena);
  for (const char *line = text; *line;) {
    size_t n = strcspn(line, "\n");
    if (!unit && strncmp(line, "# ", 2) == 0) {
      if (*named) print_build_event(out, named, NULL, 0);
      named = arena_strdup(&arena, line + 2, n - 2);
    }
    n += line[n] == '\n';
    print_build_event(out, named, line, n);
    line += n;
  }
  if (*text) print_build_event(out, named, NULL, 0);
  arena_free(&arena);
  fclose(out);
  test_output_write(&p->output, out_text, size);
  free(out_text);
}

// ---- runners

// What vet has to say keeps the tests of a package from being run.
static void ask_vetter(Pipeline *p, TestJob *job) {
  if (!p->plan->vetter || job->vetted || (job->state != TEST_MADE && job->state != TEST_NONE)) return;
  TestVetAnswer answer = p->plan->vetter->ask(p->plan->vetter->context, &p->answers, job->path);
  if (interrupt_seen()) return;
  if (*answer.text) say(p, answer.culprit, answer.text);
  else if (!answer.culprit) results_note(&p->results, &p->answers, job, "vetted", p->plan->vetter->settings);
  if (!answer.culprit) return;
  job->state = TEST_BROKEN;
  job->culprit = answer.culprit;
}

// The next package, when it can be run and its turn has come; its start is told. NULL: there is none. The caller holds
// `taking`.
static TestJob *take(Pipeline *p, TestStream *stream) {
  pthread_mutex_lock(&p->lock);
  while (p->next_taken < p->count && p->jobs[p->next_taken].finished) p->next_taken++;
  TestJob *job = p->next_taken < p->count ? &p->jobs[p->next_taken++] : NULL;
  while (job && !(p->plan->benchmarks ? p->all_ready : job->ready)) pthread_cond_wait(&p->changed, &p->lock);
  bool stopped = p->stopped || interrupt_seen();
  pthread_mutex_unlock(&p->lock);
  if (job && !stopped) ask_vetter(p, job);
  pthread_mutex_lock(&p->lock);
  stopped = p->stopped || interrupt_seen();
  if (job) p->running++;
  if (job && stopped) p->failed = true;
  pthread_mutex_unlock(&p->lock);
  *stream = (TestStream){.direct = false};
  if (job && !stopped) stream_open(stream, p->plan, job, p->count, &p->output);
  return job;
}

static void print_finished(Pipeline *p) {
  for (; p->next_printed < p->count && p->jobs[p->next_printed].finished; p->next_printed++) {
    TestJob *job = &p->jobs[p->next_printed];
    if (job->held_size) test_output_write(&p->output, job->held, job->held_size);
    free(job->held);
    job->held = NULL;
    if (job->profile && p->profile) fputs(job->profile, p->profile);
    free(job->profile);
  }
}

static void finish(Pipeline *p, TestJob *job, bool passed) {
  Arena arena;
  arena_init(&arena);
  if (job->folder) disk_remove(&arena, job->folder);
  arena_free(&arena);
  pthread_mutex_lock(&p->lock);
  job->finished = true;
  p->running--;
  if (job->folder) p->waiting--;
  if (!passed) p->failed = true;
  if (!passed && p->plan->fails_fast) p->stopped = true;
  print_finished(p);
  pthread_cond_broadcast(&p->changed);
  pthread_mutex_unlock(&p->lock);
}

static void *run_jobs(void *context) {
  Pipeline *p = context;
  for (;;) {
    TestStream stream;
    pthread_mutex_lock(&p->taking);
    TestJob *job = take(p, &stream);
    pthread_mutex_unlock(&p->taking);
    if (!job) return NULL;
    bool run = stream.output, passed = !run || test_report(p->plan, &p->results, job, &stream);
    if (run) stream_close(&stream, job, passed, job->culprit);
    finish(p, job, passed);
  }
}

// ---- the maker

static bool is_kept(const TestPlan *plan) {
  bool nowhere = plan->output && strcmp(plan->output, "/dev/null") == 0;
  return !nowhere && (plan->compile_only || plan->keeps || plan->output);
}

static const char *name_of(Arena *arena, const TestPlan *plan, const PackageTests *tests) {
  const LoadedPackage *l = tests->plain;
  const char *name = l->command_line ? l->name : program_name(arena, &plan->build->context, l->path);
  return arena_printf(arena, "%s.test", name);
}

static bool is_output_folder(const char *path) {
  size_t n = strlen(path);
  return (n && path[n - 1] == '/') || is_folder(path);
}

// Where an executable is kept.
static const char *kept_path(const TestPlan *plan, const PackageTests *tests) {
  Arena *arena = plan->arena;
  const char *name = name_of(arena, plan, tests), *here = plan->build->dir;
  if (!plan->output) return absolute_path(arena, here, name);
  if (!is_output_folder(plan->output)) return absolute_path(arena, here, plan->output);
  return absolute_path(arena, here, arena_printf(arena, "%s/%s", plan->output, name));
}

static const char *place(void *context, uint32_t index) {
  Pipeline *p = context;
  const TestPlan *plan = p->plan;
  TestJob *job = &p->jobs[index];
  pthread_mutex_lock(&p->lock);
  while (!plan->benchmarks && !plan->compile_only && p->waiting > p->runners) pthread_cond_wait(&p->changed, &p->lock);
  p->waiting++;
  pthread_mutex_unlock(&p->lock);
  job->folder = arena_printf(plan->arena, "%s/b%03u", plan->folder, (unsigned)index + 1);
  if (mkdir(job->folder, 0777) != 0) fprintf(stderr, "go: mkdir %s: %s\n", job->folder, DIAG_ERRNO(errno));
  job->executable = is_kept(plan)
                        ? kept_path(plan, job->tests)
                        : arena_printf(plan->arena, "%s/%s", job->folder, name_of(plan->arena, plan, job->tests));
  return job->executable;
}

static void done(void *context, uint32_t index, TestState state, const char *culprit) {
  Pipeline *p = context;
  TestJob *job = &p->jobs[index];
  pthread_mutex_lock(&p->lock);
  job->state = state;
  job->culprit = culprit;
  job->ready = true;
  if (state == TEST_NONE) results_note(&p->results, p->plan->arena, job, "checked", "");
  p->all_ready = index + 1 == p->count;
  pthread_cond_broadcast(&p->changed);
  pthread_mutex_unlock(&p->lock);
}

// Two packages that would be written to one place.
static bool check_places(const TestPlan *plan, PackageTests **tests, uint32_t count) {
  bool good = true;
  if (count < 2 || !is_kept(plan)) return true;
  if (plan->output && !is_output_folder(plan->output)) {
    fprintf(stderr, "with multiple packages, -o must refer to a directory or /dev/null\n");
    return false;
  }
  for (uint32_t i = 0; i < count; i++) {
    const char *name = name_of(plan->arena, plan, tests[i]), *paths = "";
    bool first = true;
    for (uint32_t k = 0; k < count; k++) {
      if (strcmp(name_of(plan->arena, plan, tests[k]), name) != 0) continue;
      first = first && k >= i;
      paths = arena_printf(plan->arena, "%s%s\n", paths, tests[k]->plain->path);
    }
    if (!first || strchr(paths, '\n')[1] == 0) continue;
    fprintf(stderr, "cannot write test binary %s for multiple packages:\n%s\n", name, paths);
    good = false;
  }
  return good;
}

// What cannot be loaded is said first.
static void report_unloaded(Pipeline *p, TestJob *job) {
  TestStream stream;
  job->state = TEST_UNLOADED;
  job->finished = job->ready = true;
  p->failed = true;
  const char *culprit = job->tests->culprit ? job->tests->culprit : job->path;
  say(p, culprit, arena_printf(p->plan->arena, "%s\n", job->tests->problem));
  stream_open(&stream, p->plan, job, 0, &p->output);
  stream.direct = true;
  test_report(p->plan, &p->results, job, &stream);
  stream_close(&stream, job, false, culprit);
}

static void begin_vetting(Pipeline *p) {
  StringVec paths = {0};
  if (!p->plan->vetter) return;
  for (uint32_t i = 0; i < p->count; i++)
    if (!p->jobs[i].finished && !p->jobs[i].vetted) vec_push(p->plan->arena, &paths, p->jobs[i].path);
  p->plan->vetter->begin(p->plan->vetter->context, &paths);
}

static const char *root_of(const TestPlan *plan, const LoadedPackage *l) {
  if (l->command_line) return NULL;  // no results of such are kept
  return l->standard ? plan->build->context.goroot : l->module ? l->module->dir : l->root;
}

// What need not be made, and not be vetted.
static void find_known(Pipeline *p, TestJob *job, PackageTests *tests) {
  const TestPlan *plan = p->plan;
  const TestVetter *vetter = plan->vetter;
  job->vetted = vetter && results_has(&p->results, plan->arena, job, "vetted", vetter->settings);
  if (plan->compile_only || is_kept(plan) || plan->build->context.trace || plan->build->dry_run) return;
  // Of coverage something is said of packages without tests, too, which must be read for that.
  bool covers = plan->build->context.cover.mode;
  if (!tests_are_there(tests)) tests->unneeded = !covers && results_has(&p->results, plan->arena, job, "checked", "");
  else job->known = results_known(&p->results, plan->arena, plan, job, &job->known_size);
  if (job->known) tests->unneeded = true;
}

// It is there, and says its mode, whatever becomes of the tests.
static bool open_profile(Pipeline *p) {
  const char *path = p->plan->cover_profile;
  if (!path) return true;
  p->profile = fopen(path, "w");
  if (!p->profile) return fprintf(stderr, "go: open %s: %s\n", path, DIAG_ERRNO(errno)), false;
  fprintf(p->profile, "mode: %s\n", cover_mode_name(p->plan->build->context.cover.mode));
  return true;
}

static bool loaded(void *context, Session *session, Loader *loader, PackageTests **tests, uint32_t count) {
  Pipeline *p = context;
  if (!count) return fprintf(stderr, "no packages to test\n"), false;
  const char *refusal = p->plan->fuzz ? fuzz_refusal(p->plan, loader, tests, count) : NULL;
  if (refusal) return fprintf(stderr, "%s\n", refusal), false;
  if (p->plan->profile && count > 1)
    return fprintf(stderr, "cannot use -%s flag with multiple packages\n", p->plan->profile), false;
  if (!check_places(p->plan, tests, count) || !open_profile(p)) return false;
  p->count = count;
  p->jobs = arena_array(&session->arena, TestJob, count);
  for (uint32_t i = 0; i < count; i++) {
    p->jobs[i] = (TestJob){.tests = tests[i],
                           .path = tests[i]->plain->path,
                           .dir = tests[i]->plain->dir,
                           .root = root_of(p->plan, tests[i]->plain)};
    if (tests[i]->problem) report_unloaded(p, &p->jobs[i]);
    else find_known(p, &p->jobs[i], tests[i]);
  }
  begin_vetting(p);
  for (; p->started < p->runners; p->started++)
    if (pthread_create(&p->threads[p->started], NULL, run_jobs, p) != 0) break;
  return p->started > 0;
}

// ---- the whole

// Nothing is run any more.
static void wait_for_runners(void *context) {
  Pipeline *p = context;
  pthread_mutex_lock(&p->lock);
  p->stopped = true;
  while (p->running) pthread_cond_wait(&p->changed, &p->lock);
  pthread_mutex_unlock(&p->lock);
}

static uint32_t runner_count(const TestPlan *plan) {
  if (plan->benchmarks) return 1;
  return plan->build->workers ? plan->build->workers : pool_processors();
}

int test_packages(const TestPlan *plan, const char *const *packages, uint32_t count) {
  Pipeline p = {.plan = plan, .runners = runner_count(plan)};
  pthread_mutex_init(&p.output.lock, NULL);
  pthread_mutex_init(&p.taking, NULL);
  pthread_mutex_init(&p.lock, NULL);
  pthread_cond_init(&p.changed, NULL);
  p.threads = arena_array(plan->arena, pthread_t, p.runners);
  arena_init(&p.answers);
  p.build_text = strcmp(environment_godebug(plan->arena, "gotestjsonbuildtext"), "1") == 0;
  results_open(&p.results, plan);
  interrupt_watch(plan->folder, wait_for_runners, &p);
  plan->build->say = say;
  plan->build->say_context = &p;
  TestReceiver receiver = {.context = &p, .loaded = loaded, .place = place, .done = done};
  int status = build_test_packages(plan->build, &receiver, packages, count);
  for (uint32_t i = 0; i < p.started; i++) pthread_join(p.threads[i], NULL);
  bool written = !p.profile || !ferror(p.profile);
  if (p.profile && (fclose(p.profile) != 0 || !written)) {
    fprintf(stderr, "go: closing coverage profile: %s\n", DIAG_ERRNO(errno));
    status = 1;
  }
  if (p.failed) status = 1;
  if (p.started && status && !plan->json && !plan->here && !plan->fuzz) test_output_write(&p.output, "FAIL\n", 5);
  if (!p.output.failed) return status;
  fprintf(stderr, "go: write /dev/stdout: %s\n", DIAG_ERRNO(p.output.failed));
  return status ? status : 1;
}
