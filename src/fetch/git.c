// Repositories: the bare one in the module cache, what the remote one has, and how a revision is found. As little as
// possible is fetched: one commit, if its name is known, else all of the history.
#include "fetch/git.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "base/sha256.h"
#include "base/source.h"
#include "fetch/http.h"
#include "fetch/run.h"
#include "mod/base64.h"
#include "mod/disk.h"
#include "mod/locked_file.h"
#include "mod/pseudo.h"
#include "mod/semver.h"

enum { HASH_LEAST = 7 };  // digits, below which a word is not taken for a hash

bool git_is_hash(const char *text) { return *text && !text[strspn(text, "0123456789abcdef")]; }

static size_t hash_length(const GitRepo *r) { return r->sha256 ? 64 : 40; }

static bool may_be_hash(const GitRepo *r, const char *text) {
  size_t length = strlen(text);
  return length >= HASH_LEAST && length <= hash_length(r) && git_is_hash(text);
}

// ---- running git

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

// Nobody is asked for a password.
static void be_quiet(Arena *arena, Run *run) {
  if (!getenv("GIT_TERMINAL_PROMPT")) vec_push(arena, &run->environment, "GIT_TERMINAL_PROMPT=0");
  if (!getenv("GCM_INTERACTIVE")) vec_push(arena, &run->environment, "GCM_INTERACTIVE=never");
}

static const FetchError *run_error(Arena *arena, const Run *run) {
  const char *text = NULL;
  for (uint32_t i = 0; i < run->words.len; i++)
    text = text ? arena_printf(arena, "%s %s", text, run->words.data[i]) : run->words.data[i];
  text = arena_printf(arena, "%s in %s: %s", text, run->folder ? run->folder : "", run->failure);
  size_t size = run->errors.size;
  while (size && run->errors.bytes[size - 1] == '\n') size--;
  const char *lines = arena_strdup(arena, run->errors.bytes, size);
  for (const char *line = size ? lines : NULL, *sep = ":\n\t"; line; sep = "\n\t") {
    size_t length = strcspn(line, "\n");
    text = arena_printf(arena, "%s%s%.*s", text, sep, (int)length, line);
    line = line[length] ? line + length + 1 : NULL;
  }
  return fetch_error(arena, FETCH_FAILED, "%s", text);
}

const FetchError *git_run(GitRepo *r, Arena *arena, GitRun *result, int output_fd, ...) {
  Run run = {.folder = r->folder, .output_fd = output_fd};
  va_list args;
  va_start(args, output_fd);
  vec_push(arena, &run.words, "git");
  for (const char *word; (word = va_arg(args, const char *));) vec_push(arena, &run.words, word);
  va_end(args);
  be_quiet(arena, &run);
  // Also where safe.bareRepository=explicit is set.
  if (!r->local) vec_push(arena, &run.environment, arena_printf(arena, "GIT_DIR=%s", r->folder));
  vec_push(arena, &run.environment, r->sha256 ? "GIT_DEFAULT_HASH=sha256" : "GIT_DEFAULT_HASH=sha1");
  bool trace = r->fetcher->options.trace;
  double started = now();
  pthread_mutex_lock(&r->running);
  if (trace) fprintf(stderr, "%s\n", run_shown(arena, &run));
  bool fine = run_program(arena, &run);
  if (trace) fprintf(stderr, "%.3fs # %s\n", now() - started, run_shown(arena, &run));
  pthread_mutex_unlock(&r->running);
  *result = (GitRun){run.output, run.errors, run.status};
  return fine ? NULL : run_error(arena, &run);
}

int git_lock(GitRepo *r, Arena *arena, const FetchError **error) {
  const char *problem = NULL;
  pthread_mutex_lock(&r->mutex);
  int lock = locked_take(arena, r->lock_file, &problem);
  *error = fetch_error_text(arena, problem);
  if (lock < 0) pthread_mutex_unlock(&r->mutex);
  return lock;
}

void git_unlock(GitRepo *r, int lock) {
  locked_release(lock);
  pthread_mutex_unlock(&r->mutex);
}

// ---- what the remote repository has

typedef struct GitRef {
  const char *name;  // "HEAD", "refs/heads/…", "refs/tags/…"
  const char *hash;  // of a commit
} GitRef;
typedef Vec(GitRef) GitRefs;

static int by_name(const void *a, const void *b) {
  return strcmp(((const GitRef *)a)->name, ((const GitRef *)b)->name);
}

static const GitRef *find_ref(const GitRefs *refs, const char *name) {
  GitRef key = {.name = name};
  return refs->len ? bsearch(&key, refs->data, refs->len, sizeof *refs->data, by_name) : NULL;
}

// "refs/tags/v1^{}" is the commit of the tag before it, which is an object of its own.
static void parse_refs(Arena *arena, const char *text, GitRefs *refs) {
  for (const char *line = text; *line;) {
    size_t length = strcspn(line, "\n"), hash = strcspn(line, " \t\n"), gap = strspn(line + hash, " \t");
    const char *name = arena_strdup(arena, line + hash + gap, hash + gap < length ? length - hash - gap : 0);
    size_t n = strlen(name);
    bool peeled = n > 3 && strcmp(name + n - 3, "^{}") == 0;
    GitRef ref = {peeled ? arena_strdup(arena, name, n - 3) : name, arena_strdup(arena, line, hash)};
    bool known =
        strcmp(name, "HEAD") == 0 || strncmp(name, "refs/heads/", 11) == 0 || strncmp(name, "refs/tags/", 10) == 0;
    if (known && peeled && refs->len && strcmp(vec_last(refs).name, ref.name) == 0) vec_last(refs).hash = ref.hash;
    else if (known && !strpbrk(name, " \t")) vec_push(arena, refs, ref);
    line += length + (line[length] == '\n');
  }
  if (refs->len) qsort(refs->data, refs->len, sizeof *refs->data, by_name);
}

static FetchAnswer list_refs(void *context, Arena *arena) {
  GitRepo *r = context;
  GitRun run;
  GitRefs *refs = arena_new(arena, GitRefs);
  if (r->local) return (FetchAnswer){.value = refs};
  const FetchError *error = git_run(r, arena, &run, 0, "ls-remote", "-q", "--end-of-options", r->url, NULL);
  if (!error) {
    parse_refs(arena, run.output.bytes, refs);
    return (FetchAnswer){.value = refs};
  }
  if (strstr(run.errors.bytes, "fatal: could not read Username"))
    error = fetch_error(arena, FETCH_FAILED,
                        "%s\nConfirm the import path was entered correctly.\nIf this is a private repository, see "
                        "https://golang.org/doc/faq#git_https for additional information.",
                        error->text);
  // Is there anything at the address at all?
  FetchText text;
  if (strncmp(r->url, "http://", 7) == 0 || strncmp(r->url, "https://", 8) == 0) {
    const FetchError *direct = http_text(r->fetcher, arena, r->url, &text);
    if (direct && direct->kind == FETCH_MISSING) error = fetch_error(arena, FETCH_MISSING, "%s", error->text);
  }
  return (FetchAnswer){NULL, error};
}

static const FetchError *load_refs(GitRepo *r, Arena *arena, const GitRefs **refs) {
  FetchAnswer answer = fetch_once(r->fetcher, arena_printf(arena, "git refs %s", r->url), list_refs, r);
  *refs = answer.value;
  return answer.error;
}

static const char *sum_of(Arena *arena, const ByteVec *text, const char *kind) {
  uint8_t hash[SHA256_SIZE];
  sha256(text->data, text->len, hash);
  return arena_printf(arena, "%s:%s", kind, base64_encode(arena, hash, sizeof hash));
}

static void add_line(Arena *arena, ByteVec *text, const char *name, const char *hash) {
  const char *line = arena_printf(arena, "%s %s\n", fetch_quote(arena, name), hash);
  bytes_data(arena, text, line, strlen(line));
}

// Of all that the repository has.
static const char *repo_sum(Arena *arena, const GitRefs *refs) {
  ByteVec text = {0};
  for (uint32_t i = 0; i < refs->len; i++) add_line(arena, &text, refs->data[i].name, refs->data[i].hash);
  return sum_of(arena, &text, "r1");
}

// Tags that versions may depend on: versions, also with something behind them.
static bool is_version_tag(Arena *arena, const char *tag) {
  const char *canonical = semver_canonical(arena, tag, false);
  return *canonical && strncmp(tag, canonical, strlen(canonical)) == 0 && !pseudo_is(tag);
}

const FetchError *git_tags(GitRepo *r, Arena *arena, const char *prefix, StringVec *tags, FetchOrigin *origin) {
  const GitRefs *refs;
  *tags = (StringVec){0};
  const FetchError *error = load_refs(r, arena, &refs);
  if (error) return error;
  const char *slash = strrchr(prefix, '/');
  size_t folder = slash ? (size_t)(slash + 1 - prefix) : 0;
  ByteVec text = {0};
  for (uint32_t i = 0; i < refs->len; i++) {
    const char *tag = refs->data[i].name + 10;
    if (strncmp(refs->data[i].name, "refs/tags/", 10) != 0 || strncmp(tag, prefix, strlen(prefix)) != 0) continue;
    vec_push(arena, tags, tag);
    if (is_version_tag(arena, tag + folder)) add_line(arena, &text, tag, refs->data[i].hash);
  }
  if (origin)
    *origin = (FetchOrigin){.vcs = "git", .url = r->url, .tag_prefix = prefix, .tag_sum = sum_of(arena, &text, "t1")};
  return NULL;
}

const FetchError *git_check_reuse(GitRepo *r, Arena *arena, const FetchOrigin *old, const char *folder) {
  const GitRefs *refs;
  if (strcmp(old->vcs, "git") != 0 || strcmp(old->url, r->url) != 0)
    return fetch_error(arena, FETCH_FAILED, "origin moved from %s %s to git %s", old->vcs, fetch_quote(arena, old->url),
                       fetch_quote(arena, r->url));
  if (strcmp(old->subdir, folder) != 0)
    return fetch_error(arena, FETCH_FAILED, "origin moved from %s %s %s to git %s %s", old->vcs,
                       fetch_quote(arena, old->url), fetch_quote(arena, old->subdir), fetch_quote(arena, r->url),
                       fetch_quote(arena, folder));
  if (!*old->hash && !*old->tag_sum && !*old->repo_sum) return fetch_error(arena, FETCH_FAILED, "non-specific origin");
  const FetchError *error = load_refs(r, arena, &refs);
  if (error) return error;
  const GitRef *ref = *old->ref ? find_ref(refs, old->ref) : NULL;
  if (*old->ref && !ref) return fetch_error(arena, FETCH_FAILED, "ref %s deleted", fetch_quote(arena, old->ref));
  if (ref && strcmp(ref->hash, old->hash) != 0)
    return fetch_error(arena, FETCH_FAILED, "ref %s moved from %s to %s", fetch_quote(arena, old->ref), old->hash,
                       ref->hash);
  StringVec tags;
  FetchOrigin origin;
  if (*old->tag_sum && !(error = git_tags(r, arena, old->tag_prefix, &tags, &origin)) &&
      strcmp(origin.tag_sum, old->tag_sum) != 0)
    error = fetch_error(arena, FETCH_FAILED, "tags changed");
  if (!error && *old->repo_sum && strcmp(repo_sum(arena, refs), old->repo_sum) != 0)
    error = fetch_error(arena, FETCH_FAILED, "refs changed");
  return error;
}

// ---- the repository in the cache

// The folder for an address, made if need be. Its name says nothing, so that none can lie within another.
static const FetchError *make_folder(GitRepo *r, Arena *arena) {
  uint8_t hash[SHA256_SIZE];
  char hex[2 * sizeof hash + 1];
  const char *key = arena_printf(arena, "git3:%s", r->url), *problem;
  const FetchError *error = cache_check(r->fetcher, arena);
  if (error) return error;
  sha256(key, strlen(key), hash);
  sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
  const char *above = arena_printf(arena, "%s/cache/vcs", r->fetcher->settings.cache);
  r->folder = arena_printf(arena, "%s/%s", above, hex);
  r->lock_file = arena_printf(arena, "%s.lock", r->folder);
  const char *info = arena_printf(arena, "%s.info", r->folder);
  problem = disk_make_folders(arena, above);
  int lock = problem ? -1 : locked_take(arena, r->lock_file, &problem);
  if (lock < 0)
    return fetch_error(arena, FETCH_FAILED, "codehost.WorkDir: can't find or create lock file: %s", problem);
  size_t size;
  struct stat st;
  const char *text = source_read(arena, info, &size);
  if (text && stat(r->folder, &st) == 0 && S_ISDIR(st.st_mode)) {
    while (size && text[size - 1] == '\n') size--;
    if (size != strlen(key) || memcmp(text, key, size) != 0)
      error = fetch_error(arena, FETCH_FAILED, "%s exists with wrong content (have %s want %s)", info,
                          fetch_quote(arena, text), fetch_quote(arena, key));
  } else {
    problem = disk_remove(arena, r->folder);
    if (!problem) problem = disk_make_folders(arena, r->folder);
    if (!problem) problem = locked_write(arena, info, key, strlen(key));
    error = fetch_error_text(arena, problem);
  }
  locked_release(lock);
  return error;
}

static const FetchError *init_folder(GitRepo *r, Arena *arena) {
  GitRun run;
  const GitRefs *refs;
  // All hashes of a repository are of one kind.
  if (!load_refs(r, arena, &refs) && refs->len) r->sha256 = strlen(refs->data[0].hash) == 64;
  const FetchError *error = git_run(r, arena, &run, 0, "init", "--bare", NULL);
  if (!error) error = git_run(r, arena, &run, 0, "remote", "add", "origin", "--", r->url, NULL);
  if (error) (void)disk_remove(arena, r->folder);
  return error;
}

static const FetchError *open_folder(GitRepo *r, Arena *arena) {
  const FetchError *error = make_folder(r, arena);
  if (error) return error;
  int lock = git_lock(r, arena, &error);
  if (lock < 0) return error;
  struct stat st;
  if (stat(arena_printf(arena, "%s/objects", r->folder), &st) != 0) error = init_folder(r, arena);
  git_unlock(r, lock);
  return error;
}

static FetchAnswer open_repo(void *context, Arena *arena) {
  GitRepo *r = arena_new(arena, GitRepo);
  *r = *(const GitRepo *)context;
  r->url = arena_strdup(arena, r->url, strlen(r->url));
  pthread_mutex_init(&r->running, NULL);
  pthread_mutex_init(&r->mutex, NULL);
  if (r->local) r->folder = r->url;
  const FetchError *error = r->local ? NULL : open_folder(r, arena);
  GitRun run;
  if (!error && !git_run(r, arena, &run, 0, "config", "extensions.objectformat", NULL))
    r->sha256 = strncmp(run.output.bytes, "sha256", 6) == 0;
  return (FetchAnswer){r, error};
}

const FetchError *git_open(Fetcher *f, Arena *arena, const char *url, GitRepo **repo) {
  if (!strstr(url, "://"))
    return fetch_error(arena, FETCH_FAILED, "git remote (%s) must not be local directory%s", url,
                       strchr(url, ':') ? " (use URL syntax not host:path syntax)" : "");
  GitRepo like = {.fetcher = f, .url = url};
  FetchAnswer answer = fetch_once(f, arena_printf(arena, "git %s", url), open_repo, &like);
  *repo = (GitRepo *)answer.value;
  return answer.error;
}

const FetchError *git_open_local(Fetcher *f, Arena *arena, const char *folder, GitRepo **repo) {
  GitRepo like = {.fetcher = f, .url = folder, .local = true};
  FetchAnswer answer = fetch_once(f, arena_printf(arena, "git local %s", folder), open_repo, &like);
  *repo = (GitRepo *)answer.value;
  return answer.error;
}

// ---- revisions

// Behind hash and time: "HEAD -> master, tag: v1.2.3, origin/master".
static void read_tags(Arena *arena, const char *text, StringVec *tags) {
  for (const char *at = text; (at = strstr(at, "tag: "));) {
    at += 5;
    size_t length = strcspn(at, " ,\n");
    vec_push(arena, tags, arena_strdup(arena, at, length));
    at += length;
  }
}

static GitCommit *unknown(GitRepo *r, Arena *arena) {
  const GitRefs *refs;
  if (load_refs(r, arena, &refs)) return NULL;
  GitCommit *commit = arena_new(arena, GitCommit);
  commit->origin = (FetchOrigin){.vcs = "git", .url = r->url, .repo_sum = repo_sum(arena, refs)};
  return commit;
}

// What the cache's repository says of a revision; version: what was asked for.
static const FetchError *stat_local(GitRepo *r, Arena *arena, const char *version, const char *revision,
                                    GitCommit **result) {
  GitRun run;
  *result = NULL;
  if (git_run(r, arena, &run, 0, "-c", "log.showsignature=false", "log", "--no-decorate", "-n1",
              "--format=format:%H %ct %D", "--end-of-options", revision, "--", NULL)) {
    *result = unknown(r, arena);
    return fetch_error(arena, FETCH_MISSING, "unknown revision %s", revision);
  }
  const char *space = strchr(run.output.bytes, ' ');
  if (!space)
    return fetch_error(arena, FETCH_FAILED, "unexpected response from git log: %s",
                       fetch_quote(arena, run.output.bytes));
  GitCommit *commit = arena_new(arena, GitCommit);
  char *end;
  commit->hash = arena_strdup(arena, run.output.bytes, (size_t)(space - run.output.bytes));
  commit->time = strtoll(space + 1, &end, 10);
  commit->short_hash = strlen(commit->hash) == hash_length(r) && git_is_hash(commit->hash)
                           ? arena_strdup(arena, commit->hash, 12)
                           : commit->hash;
  commit->origin = (FetchOrigin){.vcs = "git", .url = r->url, .hash = commit->hash};
  if (strncmp(commit->hash, revision, strlen(revision)) != 0) commit->origin.ref = revision;
  read_tags(arena, end, &commit->tags);
  // Not every git fetches the tags of a commit with it.
  const GitRefs *refs;
  if (!load_refs(r, arena, &refs))
    for (uint32_t i = 0; i < refs->len; i++)
      if (strcmp(refs->data[i].hash, commit->hash) == 0 && strncmp(refs->data[i].name, "refs/tags/", 10) == 0)
        vec_push(arena, &commit->tags, refs->data[i].name + 10);
  strings_sort_unique(&commit->tags);
  commit->version = strings_have(&commit->tags, version) ? version : commit->hash;
  *result = commit;
  return NULL;
}

const FetchError *git_fetch_all(GitRepo *r, Arena *arena) {
  GitRun run;
  struct stat st;
  if (r->level == GIT_ALL) return NULL;
  // First the names, then the history behind them: some versions of git do not manage both at once.
  const FetchError *error = git_run(r, arena, &run, 0, "fetch", "-f", "--end-of-options", "origin",
                                    "refs/heads/*:refs/heads/*", "refs/tags/*:refs/tags/*", NULL);
  if (!error && stat(arena_printf(arena, "%s/shallow", r->folder), &st) == 0)
    error = git_run(r, arena, &run, 0, "fetch", "--unshallow", "-f", "--end-of-options", "origin", NULL);
  if (!error) r->level = GIT_ALL;
  return error;
}

// What a revision is called remotely.
typedef struct Named {
  const char *revision;    // what stands for it: a tag's name, or a hash
  const char *ref, *hash;  // "" not known
} Named;

static const FetchError *find_name(const GitRepo *r, Arena *arena, const GitRefs *refs, const char *revision,
                                   Named *out) {
  const GitRef *tag = find_ref(refs, arena_printf(arena, "refs/tags/%s", revision));
  const GitRef *head = find_ref(refs, arena_printf(arena, "refs/heads/%s", revision));
  if (!tag && !head && strcmp(revision, "HEAD") == 0) head = find_ref(refs, "HEAD");
  *out = (Named){revision, "", ""};
  if (tag) {
    *out = (Named){revision, tag->name, tag->hash};
  } else if (head) {
    *out = (Named){head->hash, head->name, head->hash};  // what a branch means may change
  } else if (may_be_hash(r, revision)) {
    size_t length = strlen(revision);
    for (uint32_t i = 0; i < refs->len; i++) {
      const GitRef *ref = &refs->data[i];
      if (strncmp(ref->hash, revision, length) != 0) continue;
      if (*out->hash && strcmp(out->hash, ref->hash) != 0)
        return fetch_error(arena, FETCH_FAILED, "ambiguous revision %s", out->revision);
      if (!*out->ref) *out = (Named){ref->hash, ref->name, ref->hash};
    }
    if (!*out->hash && length == hash_length(r)) out->hash = revision;
  } else {
    return fetch_error(arena, FETCH_MISSING, "unknown revision %s", revision);
  }
  return NULL;
}

// Under the lock: what others have fetched meanwhile, else one commit, else all.
static const FetchError *find_commit(GitRepo *r, Arena *arena, Named *named, bool tried, GitCommit **commit) {
  GitRun run;
  if (!tried && !stat_local(r, arena, named->revision, *named->hash ? named->hash : named->revision, commit)) {
    const char *tag = strncmp(named->ref, "refs/tags/", 10) == 0 ? named->ref + 10 : NULL;
    if (!tag || strings_have(&(*commit)->tags, tag)) return NULL;
    // The commit is there without its tag.
    const FetchError *error = git_run(r, arena, &run, 0, "tag", "--end-of-options", tag, named->hash, NULL);
    return error ? error : stat_local(r, arena, named->revision, named->ref, commit);
  }
  // Only what has a name: hashes alone may be of what the repository never took, such as proposed changes.
  if (r->level != GIT_ALL && *named->ref && *named->hash) {
    // Under any name, so that git fetches the tags of it, too.
    const char *to = named->ref;
    if (strcmp(named->ref, "HEAD") == 0) {
      named->ref = named->hash;
      to = "refs/dummy";
    }
    r->level = GIT_SOME;
    const char *spec = arena_printf(arena, "%s:%s", named->ref, to);
    // Version 2: git 2.21's server side of version 1 sometimes misses tags.
    if (!git_run(r, arena, &run, 0, "-c", "protocol.version=2", "fetch", "-f", "--depth=1", "--end-of-options",
                 "origin", spec, NULL))
      return stat_local(r, arena, named->revision, named->ref, commit);
  }
  const FetchError *error = git_fetch_all(r, arena);
  return error ? error : stat_local(r, arena, named->revision, named->revision, commit);
}

static bool is_local_tag(GitRepo *r, Arena *arena, const char *tag) {
  GitRun run;
  return !git_run(r, arena, &run, 0, "show-ref", "--verify", "--quiet", arena_printf(arena, "refs/tags/%s", tag), NULL);
}

typedef struct StatQuestion {
  GitRepo *repo;
  const char *revision;
} StatQuestion;

static FetchAnswer stat_revision(void *context, Arena *arena) {
  const StatQuestion *q = context;
  GitRepo *r = q->repo;
  const char *revision = arena_strdup(arena, q->revision, strlen(q->revision));
  GitCommit *commit = NULL;
  bool tried = may_be_hash(r, revision);
  if (tried && !stat_local(r, arena, revision, revision, &commit)) return (FetchAnswer){.value = commit};
  // Branches here may be old, tags are not.
  if (is_local_tag(r, arena, revision)) {
    const FetchError *error = stat_local(r, arena, revision, arena_printf(arena, "refs/tags/%s", revision), &commit);
    return (FetchAnswer){commit, error};
  }
  const GitRefs *refs;
  Named named;
  const FetchError *error = load_refs(r, arena, &refs);
  if (!error && r->local) error = fetch_error(arena, FETCH_FAILED, "revision does not exist locally: %s", revision);
  if (error) return (FetchAnswer){NULL, error};
  error = find_name(r, arena, refs, revision, &named);
  if (error) return (FetchAnswer){error->kind == FETCH_MISSING ? unknown(r, arena) : NULL, error};
  int lock = git_lock(r, arena, &error);
  if (lock < 0) return (FetchAnswer){NULL, error};
  error = find_commit(r, arena, &named, tried, &commit);
  git_unlock(r, lock);
  if (commit) {
    commit->origin.hash = commit->hash;
    if (!commit->hash || strcmp(named.ref, commit->hash) != 0) commit->origin.ref = named.ref;
  }
  return (FetchAnswer){commit, error};
}

const FetchError *git_stat(GitRepo *r, Arena *arena, const char *revision, const GitCommit **commit) {
  if (strcmp(revision, "latest") == 0) return git_latest(r, arena, commit);
  const char *key = arena_printf(arena, "git stat %s\n%s", r->url, revision);
  FetchAnswer answer = fetch_once(r->fetcher, key, stat_revision, &(StatQuestion){r, revision});
  *commit = answer.value;
  return answer.error;
}

const FetchError *git_latest(GitRepo *r, Arena *arena, const GitCommit **commit) {
  const GitRefs *refs;
  *commit = NULL;
  const FetchError *error = load_refs(r, arena, &refs);
  if (error) return error;
  const GitRef *head = find_ref(refs, "HEAD");
  if (!head) return fetch_error(arena, FETCH_MISSING, "no commits");
  error = git_stat(r, arena, head->hash, commit);
  if (error) return error;
  GitCommit *copy = arena_new(arena, GitCommit);
  *copy = **commit;
  copy->origin.ref = "HEAD";
  copy->origin.hash = head->hash;
  *commit = copy;
  return NULL;
}
