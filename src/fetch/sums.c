// go.sum (https://go.dev/ref/mod#go-sum-files): what was checked against it, and what is to be written. Read when it is
// first needed. A sum that is not there is asked of the checksum database and then added; all is under one lock, but
// for that question.
#include <stdio.h>
#include <string.h>

#include "fetch/internal.h"
#include "mod/dirhash.h"
#include "mod/gosum.h"
#include "mod/locked_file.h"

// A sum of a module, beside the file's own text.
typedef struct SumStatus SumStatus;
struct SumStatus {
  const char *path, *version, *sum;
  bool used;        // something had this sum
  bool dirty;       // it is new in the file; if it is not used, it is to go
  SumStatus *next;  // in the order of need
  SumStatus *same_hash;
};

struct Sums {
  Fetcher *fetcher;
  pthread_mutex_t mutex;
  Arena arena;
  bool read;
  const FetchError *error;  // of reading; then nothing else is there
  const char *name;         // "go.sum" or "go.work.sum"
  SumFile *file;            // NULL: there is none
  Vec(SumFile *) work;
  SumStatus *status, **status_end;
  Map status_of;   // by hash of path, version and sum
  bool overwrite;  // what the file holds meanwhile does not count
};

#define SECURITY "\n\nSECURITY ERROR\nThis download does NOT match "
#define MORE "\n\nFor more information, see 'go help module-auth'.\n"
static const char mismatch[] = SECURITY
    "an earlier download recorded in go.sum.\nThe bits may have been replaced on the origin server, or an attacker "
    "may\n"
    "have intercepted the download attempt." MORE;
static const char unknown_kind[] =
    "\n\nSECURITY WARNING\nThis download is listed in go.sum, but using an unknown hash algorithm.\nThe download "
    "cannot "
    "be verified." MORE "\n";

static void free_sums(void *what) {
  Sums *s = what;
  pthread_mutex_destroy(&s->mutex);
  arena_free(&s->arena);
}

Sums *sums_new(Fetcher *f) {
  Sums *s = arena_new(&f->arena, Sums);
  s->fetcher = f;
  s->status_end = &s->status;
  arena_init(&s->arena);
  pthread_mutex_init(&s->mutex, NULL);
  arena_at_end(&f->arena, free_sums, s);
  const char *file = f->options.sum_file, *slash = file ? strrchr(file, '/') : NULL;
  s->name = slash && strcmp(slash + 1, "go.work.sum") == 0 ? "go.work.sum" : "go.sum";
  return s;
}

// ---- reading, under the lock

static SumFile *parse(Sums *s, const char *name, const char *text, size_t size) {
  SumFile *file = gosum_new(&s->arena);
  bool tidy = strcmp(s->fetcher->options.command, "mod tidy") == 0;  // which mends it
  const char *problem = gosum_parse(file, name, text, size, tidy);
  if (problem) s->error = fetch_error(&s->arena, FETCH_FATAL, "%s", problem);
  return file;
}

static SumFile *read_file(Sums *s, const char *path) {
  const char *text = "";
  size_t size = 0;
  bool missing;
  const char *problem = locked_read(&s->arena, path, &text, &size, &missing);
  if (problem && !missing) s->error = fetch_error_text(&s->arena, problem);
  return parse(s, path, text, size);
}

// Is there a go.sum? It is read at the first call.
static bool begin(Sums *s) {
  const FetchOptions *o = &s->fetcher->options;
  if (!s->read && o->sum_file) {
    for (uint32_t i = 0; i < o->work_sums.len && !s->error; i++)
      vec_push(&s->arena, &s->work, read_file(s, o->work_sums.data[i]));
    if (!s->error) s->file = read_file(s, o->sum_file);
  }
  s->read = true;
  return s->file && !s->error;
}

static uint64_t hash_of(const char *path, const char *version, const char *sum) {
  uint64_t hash = hash_bytes(path, strlen(path), 0);
  return hash_bytes(sum, strlen(sum), hash_bytes(version, strlen(version), hash));
}

static SumStatus *find_status(const Sums *s, const char *path, const char *version, const char *sum) {
  SumStatus *st = map_get(&s->status_of, hash_of(path, version, sum));
  while (st && (strcmp(st->path, path) != 0 || strcmp(st->version, version) != 0 || strcmp(st->sum, sum) != 0))
    st = st->same_hash;
  return st;
}

static SumStatus *status_of(Sums *s, const char *path, const char *version, const char *sum) {
  SumStatus *st = find_status(s, path, version, sum);
  if (st) return st;
  uint64_t hash = hash_of(path, version, sum);
  st = arena_new(&s->arena, SumStatus);
  *st = (SumStatus){.path = arena_strdup(&s->arena, path, strlen(path)),
                    .version = arena_strdup(&s->arena, version, strlen(version)),
                    .sum = arena_strdup(&s->arena, sum, strlen(sum)),
                    .same_hash = map_get(&s->status_of, hash)};
  *s->status_end = st;
  s->status_end = &st->next;
  map_put(&s->arena, &s->status_of, hash, st);
  return st;
}

// ---- what is known of a module

static bool is_known_kind(const char *sum) { return strncmp(sum, "h1:", 3) == 0; }

// Notes the first sum of a file that counts, and whether another one contradicts.
static void note_recorded(const Sums *s, const SumFile *file, const char *path, const char *version, const char **found,
                          bool *conflict) {
  const SumEntry *e = gosum_entry(file, path, version);
  for (uint32_t i = 0; e && i < e->sums.len; i++) {
    const char *sum = e->sums.data[i];
    const SumStatus *st = find_status(s, path, version, sum);
    if (!is_known_kind(sum) || (st && st->dirty)) continue;
    if (*found && strcmp(*found, sum) != 0) *conflict = true;
    *found = sum;
  }
}

static const char *recorded(Sums *s, const char *path, const char *version, bool *conflict) {
  const char *found = NULL;
  *conflict = false;
  pthread_mutex_lock(&s->mutex);
  if (begin(s)) {
    for (uint32_t i = 0; i < s->work.len; i++) note_recorded(s, s->work.data[i], path, version, &found, conflict);
    note_recorded(s, s->file, path, version, &found, conflict);
  }
  pthread_mutex_unlock(&s->mutex);
  return found;
}

const FetchError *fetch_sums_problem(Fetcher *f) {
  pthread_mutex_lock(&f->sums->mutex);
  begin(f->sums);
  const FetchError *error = f->sums->error;
  pthread_mutex_unlock(&f->sums->mutex);
  return error;
}

bool fetch_have_sum(Fetcher *f, const char *path, const char *version) {
  bool conflict;
  return recorded(f->sums, path, version, &conflict) != NULL;
}

const char *fetch_recorded_sum(Fetcher *f, const char *path, const char *version) {
  bool conflict;
  const char *found = recorded(f->sums, path, version, &conflict);
  return conflict ? NULL : found ? found : "";
}

// ---- checking

static const FetchError *differs(Arena *arena, const char *path, const char *version, const char *sum, const char *name,
                                 const char *stated) {
  return fetch_error(arena, FETCH_FATAL, "verifying %s@%s: checksum mismatch\n\tdownloaded: %s\n\t%s:     %s%s", path,
                     version, sum, name, stated, mismatch);
}

// Does a file have the sum? Then *have is set; an error if it has another of a kind that we know, first or (all) at
// all.
static const FetchError *look_up(const SumFile *file, Arena *arena, const char *name, const char *path,
                                 const char *version, const char *sum, bool all, bool *have) {
  const SumEntry *e = gosum_entry(file, path, version);
  for (uint32_t i = 0; e && i < e->sums.len; i++) {
    const char *other = e->sums.data[i];
    if (strcmp(sum, other) == 0) *have = true;
    else if (is_known_kind(other)) return differs(arena, path, version, sum, name, other);
    if (*have && !all) break;
  }
  return NULL;
}

// The files of a workspace's modules must not contradict each other, either.
static const FetchError *have(Sums *s, Arena *arena, const char *path, const char *version, const char *sum,
                              bool *yes) {
  *yes = false;
  const FetchError *error = look_up(s->file, arena, s->name, path, version, sum, false, yes);
  bool known = *yes;
  for (uint32_t i = 0; i < s->work.len && !error && !known; i++)
    error = look_up(s->work.data[i], arena, s->fetcher->options.work_sums.data[i], path, version, sum, true, yes);
  return error;
}

static const FetchError *add(Sums *s, Arena *arena, const char *path, const char *version, const char *sum) {
  bool there;
  const FetchError *error = have(s, arena, path, version, sum, &there);
  if (error || there) return error;
  const SumEntry *e = gosum_entry(s->file, path, version);
  if (e && e->sums.len) {
    const char *list = e->sums.data[0];
    for (uint32_t i = 1; i < e->sums.len; i++) list = arena_printf(arena, "%s, %s", list, e->sums.data[i]);
    transport_hush(s->fetcher);
    fprintf(stderr, "warning: verifying %s@%s: unknown hashes in go.sum: %s; adding %s%s", path, version, list, sum,
            unknown_kind);
  }
  const SumStatus *st = status_of(s, path, version, sum);
  gosum_add(s->file, st->path, st->version, st->sum);
  return NULL;
}

const FetchError *sums_check(Fetcher *f, Arena *arena, const char *path, const char *version, const char *sum) {
  Sums *s = f->sums;
  bool there = false;
  const FetchError *error = NULL;
  pthread_mutex_lock(&s->mutex);
  bool noted = begin(s);
  if (s->error) error = s->error;
  else if (noted) error = have(s, arena, path, version, sum, &there);
  if (noted && !error) status_of(s, path, version, sum)->used = true;
  pthread_mutex_unlock(&s->mutex);
  if (error || there) return error;
  if (database_wanted(f, arena, path)) error = database_check(f, arena, path, version, sum);
  if (error || !noted) return error;
  pthread_mutex_lock(&s->mutex);
  error = add(s, arena, path, version, sum);
  status_of(s, path, version, sum)->dirty = true;
  pthread_mutex_unlock(&s->mutex);
  return error;
}

// ---- writing

const FetchError *fetch_trim_sums(Fetcher *f, Arena *arena, FetchKeep keep) {
  (void)arena;
  Sums *s = f->sums;
  pthread_mutex_lock(&s->mutex);
  const SumEntry *e;
  for (uint32_t i = 0; begin(s) && (e = gosum_at(s->file, i)); i++) {
    if (keep.keep(keep.context, e->module.path, e->module.version)) continue;
    for (uint32_t j = 0; j < e->sums.len; j++) {
      SumStatus *st = status_of(s, e->module.path, e->module.version, e->sums.data[j]);
      st->used = false;
      st->dirty = true;
    }
    s->overwrite = true;
  }
  const FetchError *error = s->error;
  pthread_mutex_unlock(&s->mutex);
  return error;
}

static bool is_in_workspace(const Sums *s, const char *path, const char *version) {
  for (uint32_t i = 0; i < s->work.len; i++)
    if (gosum_entry(s->work.data[i], path, version)) return true;
  return false;
}

// The text that the file gets whose text is now `old`, which other processes may have changed: of what they wrote, and
// what was checked here. Sums that nobody needed stay away if the user has taken them out.
static const char *tidy(Sums *s, Arena *arena, FetchKeep keep, const char *old, size_t size) {
  if (!s->overwrite) {
    char *text = arena_strdup(&s->arena, old, size);
    s->file = parse(s, s->fetcher->options.sum_file, text, size);
    for (SumStatus *st = s->status; st && !s->error; st = st->next)
      if (st->used && !is_in_workspace(s, st->path, st->version))
        s->error = add(s, &s->arena, st->path, st->version, st->sum);
  }
  SumFile *result = gosum_new(arena);
  const SumEntry *e;
  for (uint32_t i = 0; (e = gosum_at(s->file, i)); i++) {
    const char *path = e->module.path, *version = e->module.version;
    if (is_in_workspace(s, path, version)) continue;
    for (uint32_t j = 0; j < e->sums.len; j++) {
      const SumStatus *st = find_status(s, path, version, e->sums.data[j]);
      if (!st || !st->dirty || (st->used && keep.keep(keep.context, path, version)))
        gosum_add(result, path, version, e->sums.data[j]);
    }
  }
  return gosum_text(result, arena, false);
}

typedef struct Write {
  Sums *sums;
  FetchKeep keep;
} Write;

static const char *change(void *context, Arena *arena, const char *old, size_t size, size_t *new_size,
                          const char **problem) {
  const Write *w = context;
  const char *text = tidy(w->sums, arena, w->keep, old, size);
  *new_size = strlen(text);
  if (w->sums->error) *problem = w->sums->error->text;
  return text;
}

static bool must_change(const Sums *s, FetchKeep keep) {
  for (const SumStatus *st = s->status; st; st = st->next)
    if (st->dirty && (!st->used || keep.keep(keep.context, st->path, st->version))) return true;
  return false;
}

static void forget_status(Sums *s) {
  s->status = NULL;
  s->status_end = &s->status;
  s->status_of = (Map){0};
  s->overwrite = false;
}

const FetchError *fetch_write_sums(Fetcher *f, Arena *arena, FetchKeep keep, bool readonly) {
  Sums *s = f->sums;
  const FetchError *error = NULL;
  pthread_mutex_lock(&s->mutex);
  if (s->read && s->file && !s->error && must_change(s, keep)) {
    const char *overlaid = locked_overlaid(arena, f->options.sum_file);
    if (readonly) {
      error = fetch_error(arena, FETCH_FAILED, "updates to go.sum needed, disabled by -mod=readonly");
    } else if (overlaid) {
      error = fetch_error(arena, FETCH_FAILED, "%s", overlaid);
    } else {
      int lock = fetch_side_lock(f, arena);
      const char *problem = locked_transform(arena, f->options.sum_file, LOCKED_REPLACE, change, &(Write){s, keep});
      if (lock >= 0) locked_release(lock);
      if (s->error) error = s->error;
      else if (problem) error = fetch_error(arena, FETCH_FAILED, "updating go.sum: %s", problem);
      else forget_status(s);
    }
  }
  pthread_mutex_unlock(&s->mutex);
  return error;
}

const FetchError *fetch_tidy_sums(Fetcher *f, Arena *arena, FetchKeep keep, const char **before, const char **after) {
  Sums *s = f->sums;
  size_t size = 0;
  bool missing;
  *before = *after = "";
  pthread_mutex_lock(&s->mutex);
  if (begin(s)) {
    const char *problem = locked_read(arena, f->options.sum_file, before, &size, &missing);
    if (problem && !missing) s->error = fetch_error(&s->arena, FETCH_FATAL, "reading go.sum: %s", problem);
    else *after = tidy(s, arena, keep, *before, size);
  }
  const FetchError *error = s->error;
  pthread_mutex_unlock(&s->mutex);
  return error;
}
