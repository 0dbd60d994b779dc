// A Fetcher, what it remembers, and errors. Each question has a key; its first asker computes the answer while others
// wait. What is computed lies in arenas that are lent to whoever computes, one at a time, and live as long as the
// Fetcher.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/unicode.h"
#include "fetch/auth.h"
#include "fetch/http.h"
#include "fetch/internal.h"

struct Once {
  const char *key;
  bool done;
  FetchAnswer answer;
  Once *next;  // of the same hash
};

typedef struct LentArena LentArena;
struct LentArena {
  Arena arena;
  LentArena *next;  // of those at rest
};

// ---- a Fetcher

static const char *copy(Arena *arena, const char *text) {
  return text ? arena_strdup(arena, text, strlen(text)) : NULL;
}

Fetcher *fetcher_new(const FetchOptions *options) {
  Fetcher *f = memory_new(1, sizeof *f);
  arena_init(&f->arena);
  f->options = *options;
  const char **texts[] = {&f->options.goroot, &f->options.go_version, &f->options.command, &f->options.sum_file,
                          &f->options.disabled};
  for (uint32_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = copy(&f->arena, *texts[i]);
  f->options.work_sums = (StringVec){0};
  for (uint32_t i = 0; i < options->work_sums.len; i++)
    vec_push(&f->arena, &f->options.work_sums, copy(&f->arena, options->work_sums.data[i]));
  fetch_settings_read(&f->arena, options->environment, &f->settings);
  pthread_mutex_init(&f->mutex, NULL);
  pthread_cond_init(&f->done, NULL);
  f->sums = sums_new(f);
  f->credentials = credentials_new(f);
  return f;
}

const char *fetch_cache_root(Fetcher *f) { return f->settings.cache; }

// ---- what is remembered

static uint64_t hash(const char *key) { return hash_bytes(key, strlen(key), 0); }

// Under the mutex: what the key names; NULL: nobody has asked.
static Once *find(Fetcher *f, const char *key) {
  Once *once = map_get(&f->once, hash(key));
  while (once && strcmp(once->key, key) != 0) once = once->next;
  return once;
}

static Once *add(Fetcher *f, const char *key) {
  Once *once = arena_new(&f->arena, Once);
  once->key = copy(&f->arena, key);
  once->next = map_get(&f->once, hash(key));
  map_put(&f->arena, &f->once, hash(key), once);
  return once;
}

static LentArena *lend(Fetcher *f) {
  LentArena *lent = f->arenas;
  if (lent) {
    f->arenas = lent->next;
    return lent;
  }
  lent = memory_new(1, sizeof *lent);
  arena_init(&lent->arena);
  return lent;
}

FetchAnswer fetch_once(Fetcher *f, const char *key, FetchAnswer (*compute)(void *context, Arena *arena),
                       void *context) {
  pthread_mutex_lock(&f->mutex);
  Once *once = find(f, key);
  if (once) {
    while (!once->done) pthread_cond_wait(&f->done, &f->mutex);
  } else {
    once = add(f, key);
    LentArena *lent = lend(f);
    pthread_mutex_unlock(&f->mutex);
    FetchAnswer answer = compute(context, &lent->arena);
    pthread_mutex_lock(&f->mutex);
    once->answer = answer;
    once->done = true;
    lent->next = f->arenas;
    f->arenas = lent;
    pthread_cond_broadcast(&f->done);
  }
  FetchAnswer answer = once->answer;
  pthread_mutex_unlock(&f->mutex);
  return answer;
}

void fetch_know(Fetcher *f, const char *key, const void *value) {
  pthread_mutex_lock(&f->mutex);
  if (!find(f, key)) {
    Once *once = add(f, key);
    once->answer.value = value;
    once->done = true;
  }
  pthread_mutex_unlock(&f->mutex);
}

// ---- errors

const char *fetch_quote(Arena *arena, const char *text) { return text_quote(arena, text, strlen(text)); }

const FetchError *fetch_error(Arena *arena, FetchErrorKind kind, const char *format, ...) {
  FetchError *error = arena_new(arena, FetchError);
  error->kind = kind;
  va_list args;
  va_start(args, format);
  error->text = arena_vprintf(arena, format, args);
  va_end(args);
  return error;
}

const FetchError *fetch_error_text(Arena *arena, const char *problem) {
  return problem ? fetch_error(arena, FETCH_FAILED, "%s", problem) : NULL;
}

const FetchError *fetch_error_copy(Arena *arena, const FetchError *error) {
  if (!error) return NULL;
  FetchError *result = arena_new(arena, FetchError);
  *result = *error;
  const char **texts[] = {&result->text, &result->path, &result->version, &result->go_version};
  for (uint32_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = copy(arena, *texts[i]);
  return result;
}

const FetchError *fetch_error_around(Arena *arena, const FetchError *error, const char *prefix) {
  if (!error || error->kind == FETCH_FATAL) return error;
  FetchError *around = arena_new(arena, FetchError);
  *around = *error;
  around->path = around->version = NULL;
  around->text = arena_printf(arena, "%s%s", prefix, error->text);
  return around;
}

static bool same(const char *a, const char *b) { return a && b ? strcmp(a, b) == 0 : a == b; }

const FetchError *fetch_error_of(Arena *arena, const FetchError *error, const char *path, const char *version) {
  if (!error || error->kind == FETCH_FATAL) return error;
  if (version && !*version) version = NULL;
  if (error->path && same(error->path, path) && same(error->version, version)) return error;
  FetchError *around = arena_new(arena, FetchError);
  *around = *error;
  around->path = copy(arena, path);
  around->version = copy(arena, version);
  around->text = version ? arena_printf(arena, "%s@%s: %s", path, version, error->text)
                         : arena_printf(arena, "module %s: %s", path, error->text);
  return around;
}

const FetchError *fetch_invalid_version(Arena *arena, const FetchError *error, const char *path, const char *version) {
  if (!error || error->kind == FETCH_FATAL) return error;
  FetchError *around = arena_new(arena, FetchError);
  *around = *error;
  around->path = copy(arena, path);
  around->version = NULL;
  around->text = arena_printf(arena, "%s@%s: invalid version: %s", path, version, error->text);
  return around;
}

// ---- threads that wait for the network

enum { PARALLEL = 16, PATIENCE = 1000000 };  // threads; nanoseconds

typedef struct Parallel {
  void (*task)(void *context, uint32_t index);
  void *context;
  uint32_t count;
  _Atomic uint32_t next;
  pthread_mutex_t mutex;
  pthread_cond_t all_taken;
  pthread_t threads[PARALLEL];
  uint32_t started;  // of threads; the starter's alone while it runs
} Parallel;

static void *work(void *context) {
  Parallel *p = context;
  for (uint32_t i; (i = atomic_fetch_add(&p->next, 1)) < p->count;) p->task(p->context, i);
  pthread_mutex_lock(&p->mutex);
  pthread_cond_signal(&p->all_taken);
  pthread_mutex_unlock(&p->mutex);
  return NULL;
}

static bool start(Parallel *p) {
  if (p->started == PARALLEL || pthread_create(&p->threads[p->started], NULL, work, p) != 0) return false;
  p->started++;
  return true;
}

static bool is_all_taken(Parallel *p) { return atomic_load(&p->next) >= p->count; }

// More threads than there are processors are for tasks that wait for others: one at a time, as long as there is work
// after a moment. What the disk has is read meanwhile.
static void *start_more(void *context) {
  Parallel *p = context;
  bool more = true;
  pthread_mutex_lock(&p->mutex);
  while (more && !is_all_taken(p)) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += PATIENCE;
    if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
    while (!is_all_taken(p) && pthread_cond_timedwait(&p->all_taken, &p->mutex, &until) == 0) continue;
    if (!is_all_taken(p)) more = start(p);
  }
  pthread_mutex_unlock(&p->mutex);
  return NULL;
}

// The caller's thread is one of them: without others it does all.
void fetch_parallel(void (*task)(void *context, uint32_t index), void *context, uint32_t count) {
  Parallel p = {.task = task, .context = context, .count = count};
  pthread_t starter;
  uint32_t processors = pool_processors();
  pthread_mutex_init(&p.mutex, NULL);
  pthread_cond_init(&p.all_taken, NULL);
  while (p.started + 1 < count && p.started + 1 < processors && start(&p)) continue;
  bool may_wait = p.started + 1 < count && pthread_create(&starter, NULL, start_more, &p) == 0;
  work(&p);
  if (may_wait) pthread_join(starter, NULL);
  for (uint32_t i = 0; i < p.started; i++) pthread_join(p.threads[i], NULL);
  pthread_mutex_destroy(&p.mutex);
  pthread_cond_destroy(&p.all_taken);
}

typedef struct Lanes {
  Arena *arenas;
  void (*task)(void *context, Arena *lane, uint32_t index);
  void *context;
  uint32_t count;
  _Atomic uint32_t next;
} Lanes;

static void run_lane(void *context, uint32_t lane) {
  Lanes *l = context;
  for (uint32_t i; (i = atomic_fetch_add(&l->next, 1)) < l->count;) l->task(l->context, &l->arenas[lane], i);
}

void fetch_parallel_lanes(Arena lanes[FETCH_LANES], void (*task)(void *context, Arena *lane, uint32_t index),
                          void *context, uint32_t count) {
  Lanes l = {.arenas = lanes, .task = task, .context = context, .count = count};
  fetch_parallel(run_lane, &l, count < FETCH_LANES ? count : FETCH_LANES);
}
