// What the files of src/fetch share. From below: settings and what is remembered (fetcher.c, settings.c), files of the
// cache (cache.c), sums (sums.c, checksum_db.c); answers of servers (http.h) and of repositories (git.h); places that
// have modules (repo.c and the kinds of Repo); what callers ask for (download.c).
#ifndef TUCO_FETCH_INTERNAL_H
#define TUCO_FETCH_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/map.h"
#include "fetch/fetch.h"

typedef struct FetchSettings {
  const char *cache;     // GOMODCACHE, "" none
  const char *database;  // where the latest heads of checksum databases are kept: GOPATH/pkg/sumdb; "" none
  const char *proxies;   // GOPROXY, "": not set
  const char *no_proxy, *no_database, *insecure, *private, *database_key, *vcs, *auth;  // GONOPROXY, …; "" none
} FetchSettings;

typedef struct Once Once;
typedef struct Transport Transport;
typedef struct Credentials Credentials;
typedef struct ChecksumDatabase ChecksumDatabase;
typedef struct Sums Sums;

struct Fetcher {
  FetchOptions options;
  FetchSettings settings;
  Arena arena;  // of what is made at the beginning, and of the table; under mutex
  pthread_mutex_t mutex;
  pthread_cond_t done;       // some Once is
  Map once;                  // hash of key: a chain of Once
  struct LentArena *arenas;  // of what is computed: not lent at the moment
  Sums *sums;
  _Atomic(Transport *) transport;  // NULL until something is asked of a server
  Credentials *credentials;
  ChecksumDatabase *database;  // NULL until it is asked
};

// ---- fetcher.c

typedef struct FetchAnswer {
  const void *value;
  const FetchError *error;
} FetchAnswer;
// The answer to what the key names, computed at the first call; others wait meanwhile. The arena that compute gets
// lives as long as the Fetcher.
FetchAnswer fetch_once(Fetcher *fetcher, const char *key, FetchAnswer (*compute)(void *context, Arena *arena),
                       void *context);
void fetch_know(Fetcher *fetcher, const char *key, const void *value);  // the answer, if none is there
// Two errors around others. invalid_version: "path@version: invalid version: …".
const FetchError *fetch_invalid_version(Arena *arena, const FetchError *error, const char *path, const char *version);
const FetchError *fetch_error_around(Arena *arena, const FetchError *error, const char *prefix);  // the same kind
const FetchError *fetch_error_copy(Arena *arena, const FetchError *error);                        // with all its texts
const FetchError *fetch_error_text(Arena *arena, const char *problem);  // FETCH_FAILED; NULL of NULL
const char *fetch_quote(Arena *arena, const char *text);                // as %q

// ---- settings.c
void fetch_settings_read(Arena *arena, const Environment *environment, FetchSettings *settings);

// ---- info.c
const FetchInfo *info_parse(Arena *arena, const char *json, size_t size, const char **problem);  // in go's words
const FetchInfo *info_of_commit(Arena *arena, const char *version, int64_t seconds, const FetchOrigin *origin);

// ---- cache.c
const FetchError *cache_check(Fetcher *fetcher, Arena *arena);  // is there a module cache, or can one be made?
const char *cache_read(Fetcher *fetcher, Arena *arena, const char *path, const char *version, const char *suffix,
                       size_t *size);  // NULL: it is not there
// Puts a file into its place. NULL or what went wrong; a "mod" file updates the list of versions.
const char *cache_write(Arena *arena, const char *file, const void *bytes, size_t size);
// Makes a file beside `file` that nobody else writes to, "file123.tmp"; -1 with *problem.
int cache_new_file(Arena *arena, const char *file, const char **name, const char **problem);
const char *cache_version_of_commit(Fetcher *fetcher, Arena *arena, const char *path, const char *commit);
int cache_lock_version(Fetcher *fetcher, Arena *arena, const char *path, const char *version, const FetchError **error);

// ---- transport.c
void transport_hush(Fetcher *fetcher);  // before anything is written to standard error: erases what stands of transfers

// ---- sums.c
Sums *sums_new(Fetcher *fetcher);
// Is this the sum that go.sum, else the checksum database has? version may end in "/go.mod".
const FetchError *sums_check(Fetcher *fetcher, Arena *arena, const char *path, const char *version, const char *sum);

// ---- checksum_db.c
// Does the database have it?
const FetchError *database_check(Fetcher *fetcher, Arena *arena, const char *path, const char *version,
                                 const char *sum);
bool database_wanted(Fetcher *fetcher, Arena *arena, const char *path);

// ---- repo.c: places, without what is remembered of them

typedef struct Repo Repo;
typedef struct RepoKind {
  const FetchError *(*versions)(Repo *repo, Arena *arena, const char *prefix, FetchVersions *versions);
  const FetchError *(*stat)(Repo *repo, Arena *arena, const char *revision, const FetchInfo **info);
  const FetchError *(*latest)(Repo *repo, Arena *arena, const FetchInfo **info);
  const FetchError *(*go_mod)(Repo *repo, Arena *arena, const char *version, FetchText *text);
  // Writes the archive to a file that is open and empty.
  const FetchError *(*zip)(Repo *repo, Arena *arena, const char *version, int fd, const char *file);
  const FetchError *(*check_reuse)(Repo *repo, Arena *arena, const FetchOrigin *origin);
} RepoKind;
struct Repo {
  const RepoKind *kind;
  Fetcher *fetcher;
  const char *path;  // of the module
};
// Of fetch_repo's, for what needs no memory of it.
const FetchError *repo_go_mod(FetchRepo *repo, Arena *arena, const char *version, FetchText *text);
const FetchError *repo_zip(FetchRepo *repo, Arena *arena, const char *version, int fd, const char *file);

// proxy_repo.c, toolchain_repo.c, code_repo.c
const FetchError *proxy_repo_new(Fetcher *fetcher, Arena *arena, const char *url, const char *path, Repo **repo);
Repo *toolchain_repo_new(Fetcher *fetcher, Arena *arena, const FetchProxy *proxy, const char *path);
const FetchError *direct_repo_new(Fetcher *fetcher, Arena *arena, const char *path, Repo **repo);

#endif
