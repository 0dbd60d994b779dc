// See results.h. Two entries: of a run its log, and of a run together with the state of what the log names what was
// printed, behind a line that says when. Results go by what the executable is, not by what it was made of; a third
// entry says which executable was made of what, so that none has to be made to know it.
#include "test/results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/source.h"

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void results_open(TestResults *results, const TestPlan *plan) {
  const char *place;
  size_t size;
  const Environment *environment = plan->build->context.environment;
  results->open = !cache_open(plan->arena, environment, &results->cache);
  if (!results->open || cache_place(plan->arena, environment, &place)) return;
  const char *text = source_read(plan->arena, arena_printf(plan->arena, "%s/testexpire.txt", place), &size);
  if (text && size && text[size - 1] == '\n') results->expired = strtoll(text, NULL, 10);
}

// Arguments that do not change what a run does beside what it prints, or that are part of its key.
static bool may_be_kept(const char *argument) {
  static const char *const names[] = {"benchtime", "cpu",     "list",     "parallel", "run",     "short",
                                      "skip",      "timeout", "failfast", "v",        "fullpath"};
  if (strncmp(argument, "-test.", 6) != 0 || !strchr(argument, '=')) return false;
  size_t n = strcspn(argument + 6, "=");
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strlen(names[i]) == n && memcmp(argument + 6, names[i], n) == 0) return true;
  return false;
}

static bool is_indifferent(const char *argument) { return strncmp(argument, "-test.outputdir=", 16) == 0; }

static TestKey key_of(const TestResults *results, const TestPlan *plan, const TestJob *job, const CacheId *executable) {
  TestKey key = {.executable = *executable};
  CacheHash hash;
  if (!results->open || plan->here || !job->root || plan->build->dry_run) return key;
  cache_hash_begin(&hash, "test run 1");
  for (uint32_t i = 0; i < plan->arguments.len; i++) {
    const char *argument = plan->arguments.data[i];
    if (is_indifferent(argument)) continue;
    if (!may_be_kept(argument)) return key;
    cache_hash_text(&hash, argument);
  }
  cache_hash_text(&hash, NULL);
  for (uint32_t i = 0; i < plan->exec.len; i++) cache_hash_text(&hash, plan->exec.data[i]);
  cache_hash_id(&hash, executable);
  cache_hash_text(&hash, job->dir);
  key.run = cache_hash_end(&hash);
  key.kept = true;
  return key;
}

TestKey results_key(const TestResults *results, Arena *arena, const TestPlan *plan, const TestJob *job) {
  CacheId executable;
  if (!cache_id_of_file(job->executable, &executable, NULL)) return (TestKey){.kept = false};
  TestKey key = key_of(results, plan, job, &executable);
  if (key.kept && !plan->exec.len) key.log = arena_printf(arena, "%s/testlog.txt", job->folder);
  return key;
}

static CacheId output_key(const TestKey *key, const CacheId *inputs) {
  CacheHash hash;
  cache_hash_begin(&hash, "test output 1");
  cache_hash_id(&hash, &key->run);
  cache_hash_id(&hash, inputs);
  return cache_hash_end(&hash);
}

// What an entry holds; NULL: there is none.
static const char *read_entry(const TestResults *results, Arena *arena, const CacheId *action, size_t *size) {
  CacheEntry entry;
  return cache_find(&results->cache, arena, action, &entry) ? source_read(arena, entry.path, size) : NULL;
}

// "ok  \tpackage\t0.1s" at the end becomes "ok  \tpackage\t(cached)". NULL: that is not there.
static const char *as_cached(Arena *arena, const char *text, size_t *size) {
  if (!*size || text[*size - 1] != '\n') return NULL;
  const char *before = memrchr(text, '\n', *size - 1), *line = before ? before + 1 : text;
  const char *tab = strncmp(line, "ok  \t", 5) == 0 ? strchr(line + 5, '\t') : NULL;
  if (!tab) return NULL;
  const char *rest = tab + 1 + strspn(tab + 1, "0123456789.s");
  size_t head = (size_t)(tab + 1 - text), tail = *size - (size_t)(rest - text);
  char *made = arena_alloc(arena, head + 8 + tail + 1, 1);
  memcpy(made, text, head);
  memcpy(made + head, "(cached)", 8);
  memcpy(made + head + 8, rest, tail);
  *size = head + 8 + tail;
  return made;
}

const char *results_find(const TestResults *results, Arena *arena, const TestKey *key, const TestJob *job,
                         size_t *size) {
  CacheId inputs;
  char *text;
  const char *log = key->kept ? read_entry(results, arena, &key->run, size) : NULL;
  if (!log || !test_log_hash(arena, log, *size, job, &inputs)) return NULL;
  CacheId action = output_key(key, &inputs);
  const char *entry = read_entry(results, arena, &action, size);
  if (!entry || strtoll(entry, &text, 10) < results->expired || *text != '\n') return NULL;
  *size -= (size_t)(text + 1 - entry);
  return as_cached(arena, text + 1, size);
}

// ---- by what packages are made of

static CacheId fact_key(const TestJob *job, const char *what, const char *settings) {
  CacheHash hash;
  cache_hash_begin(&hash, "test fact 1");
  cache_hash_text(&hash, what);
  cache_hash_text(&hash, settings);
  cache_hash_id(&hash, job->tests->identity);
  return cache_hash_end(&hash);
}

bool results_has(const TestResults *results, Arena *arena, const TestJob *job, const char *what, const char *settings) {
  CacheEntry entry;
  if (!results->open || !job->tests->identity) return false;
  CacheId key = fact_key(job, what, settings);
  return cache_find(&results->cache, arena, &key, &entry);
}

static void note(const TestResults *results, Arena *arena, const TestJob *job, const char *what, const char *settings,
                 const void *bytes, size_t size) {
  CacheEntry entry;
  if (!results->open || !job->tests->identity) return;
  CacheId key = fact_key(job, what, settings);
  (void)cache_put(&results->cache, arena, &key, bytes, size, false, &entry);
}

void results_note(const TestResults *results, Arena *arena, const TestJob *job, const char *what,
                  const char *settings) {
  note(results, arena, job, what, settings, what, strlen(what));
}

void results_note_made(const TestResults *results, Arena *arena, const TestJob *job, const TestKey *key) {
  note(results, arena, job, "executable", "", &key->executable, sizeof key->executable);
}

const char *results_known(const TestResults *results, Arena *arena, const TestPlan *plan, const TestJob *job,
                          size_t *size) {
  CacheId executable;
  if (!results->open || !job->tests->identity) return NULL;
  CacheId made = fact_key(job, "executable", "");
  const char *id = read_entry(results, arena, &made, size);
  if (!id || *size != sizeof executable) return NULL;
  memcpy(&executable, id, sizeof executable);
  TestKey key = key_of(results, plan, job, &executable);
  return results_find(results, arena, &key, job, size);
}

void results_keep(const TestResults *results, Arena *arena, const TestKey *key, const TestJob *job, const char *output,
                  size_t size) {
  CacheId inputs;
  CacheEntry entry;
  size_t log_size;
  const char *log = key->kept && key->log ? source_read(arena, key->log, &log_size) : NULL;
  if (!log || !test_log_hash(arena, log, log_size, job, &inputs)) return;
  const char *time = arena_printf(arena, "%lld\n", (long long)now());
  size_t n = strlen(time);
  char *text = arena_alloc(arena, n + size + 1, 1);
  memcpy(text, time, n);
  if (size) memcpy(text + n, output, size);
  CacheId action = output_key(key, &inputs);
  results_note_made(results, arena, job, key);
  if (!cache_put(&results->cache, arena, &key->run, log, log_size, false, &entry))
    (void)cache_put(&results->cache, arena, &action, text, n + size, false, &entry);
}
