// The driver of the passes: runs them by the list in passes.def, and does for
// each what the debugging switches ask:
//   -d=dump:gvn:main.f   the function's text after a pass, to stderr (pass "all": after each; function "*": all)
//   -d=verify            func_verify after each pass
//   -d=time              time spent in each, over all functions
//   -d=off:gvn,licm      passes not to run
//   -d=fail:gvn:main.f   an internal error, to see how tuco ends
//   -d=limit:gvn:N       a pass works on N functions only; names the last
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "opt/internal.h"

typedef enum When { PREPARE, BOTTOM, ALWAYS, HOT } When;

typedef struct Pass {
  const char *name;
  void (*run)(Func *f);
  When when;
} Pass;

static const Pass passes[] = {
#define PASS(name, when) {#name, opt_##name, when},
#include "opt/passes.def"
#undef PASS
};
enum { PASS_COUNT = sizeof passes / sizeof *passes };
_Static_assert((int)PASS_COUNT <= (int)OPT_PASS_LIMIT, "OptEnv.pass_time has room for every pass");

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

// Is `name` one of a comma-separated list?
static bool in_list(const char *list, const char *name) {
  size_t length = strlen(name);
  for (const char *p = list; p && *p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
    if (strncmp(p, name, length) == 0 && (p[length] == ',' || p[length] == 0)) return true;
  return false;
}

bool opt_is_pass(const char *name, size_t length, bool optional) {
  for (uint32_t i = 0; i < PASS_COUNT; i++)
    if (strlen(passes[i].name) == length && memcmp(passes[i].name, name, length) == 0)
      return !optional || (passes[i].run != opt_escape && passes[i].run != opt_write_barrier);
  return false;
}

static bool is_off(const DebugOptions *debug, const Pass *pass) { return in_list(debug->off, pass->name); }

// -d=limit:PASS:N: has the pass had its N functions? The last one is named: where N makes the difference, that is where
// the pass goes wrong. The order of functions is the same from run to run with -p=1.
static bool over_limit(Func *f, const Pass *pass) {
  const char *limit = f->session->debug.limit, *colon = limit ? strchr(limit, ':') : NULL;
  if (!colon || strlen(pass->name) != (size_t)(colon - limit) || memcmp(pass->name, limit, strlen(pass->name)) != 0)
    return false;
  uint64_t allowed = strtoull(colon + 1, NULL, 10);
  uint64_t number = atomic_fetch_add_explicit(&f->env->limit_count, 1, memory_order_relaxed) + 1;
  if (number == allowed) fprintf(stderr, "# limit: %s %s\n", pass->name, f->display_name);
  return number > allowed;
}

// Does a switch "PASS:FUNCTION" mean this pass on this function?
static bool is_meant(const Func *f, const char *wanted, const char *pass) {
  if (!wanted) return false;
  const char *colon = strchr(wanted, ':');
  size_t length = colon ? (size_t)(colon - wanted) : strlen(wanted);
  bool named =
      (length == 3 && strncmp(wanted, "all", 3) == 0) || (strlen(pass) == length && strncmp(wanted, pass, length) == 0);
  if (!named) return false;
  const char *function = colon ? colon + 1 : "*";
  return strcmp(function, "*") == 0 || strcmp(function, f->display_name) == 0 ||
         (f->symbol && strcmp(function, f->symbol->name->text) == 0);
}

bool opt_wants_dump(const Func *f, const char *pass) { return is_meant(f, f->session->debug.dump, pass); }

static void dump_function(Func *f, const char *pass) {
  Arena arena;
  arena_init(&arena);
  const char *text = func_print(f, &arena);
  fprintf(stderr, "# after %s\n%s", pass, text);
  arena_free(&arena);
}

static void run_pass(Func *f, uint32_t number) {
  const Pass *pass = &passes[number];
  const DebugOptions *debug = &f->session->debug;
  if (is_off(debug, pass) || over_limit(f, pass)) return;
  uint64_t start = debug->time ? now() : 0;
  Activity before = activity_begin(pass->name, f->display_name);
  pass->run(f);
  if (is_meant(f, debug->fail, pass->name)) ice(NULL, NULL, "asked for by -d=fail");
  func_settle_debug_values(f);
  if (debug->time) atomic_fetch_add_explicit(&f->env->pass_time[number], now() - start, memory_order_relaxed);
  if (opt_wants_dump(f, pass->name)) dump_function(f, pass->name);
  if (debug->verify) func_verify(f, pass->name);
  activity_end(before);
  if (f->scratch) arena_reset(f->scratch);
  if (f->lasting && !f->flow) arena_reset(f->lasting);
}

void opt_run_pass(Func *f, const char *name) {
  for (uint32_t i = 0; i < PASS_COUNT; i++)
    if (strcmp(passes[i].name, name) == 0) {
      run_pass(f, i);
      return;
    }
  ice("opt", f->display_name, "no pass %s", name);
}

void opt_prepare(Func *f) {
  if (opt_wants_dump(f, "lower")) dump_function(f, "lower");
  if (f->session->debug.verify) func_verify(f, "lower");
  for (uint32_t i = 0; i < PASS_COUNT; i++)
    if (passes[i].when == PREPARE) run_pass(f, i);
}

void opt_function(Func *f) {
  assert(f->env && f->scratch);
  bool once = f->is_init || f->cold;
  for (uint32_t i = 0; i < PASS_COUNT; i++)
    if (passes[i].when == ALWAYS || (passes[i].when == HOT && !once)) run_pass(f, i);
}

void opt_print_times(Session *session, OptEnv *env) {
  (void)session;
  for (uint32_t i = 0; i < PASS_COUNT; i++)
    fprintf(stderr, "  opt %-14s %8.2f ms\n", passes[i].name, (double)atomic_load(&env->pass_time[i]) / 1e6);
}
