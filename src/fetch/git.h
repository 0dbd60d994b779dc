// A repository that the user's git fetches from, into a bare one of the module cache (cache/vcs): what codeRepo asks of
// it (code_repo.c). cmd/go/internal/modfetch/codehost.
#ifndef TUCO_FETCH_GIT_H
#define TUCO_FETCH_GIT_H

#include "fetch/internal.h"

typedef struct GitRepo GitRepo;

typedef struct GitCommit {
  const char *hash, *short_hash;
  const char *version;  // the tag that was asked for, else the hash
  int64_t time;
  StringVec tags;  // of this commit, sorted
  FetchOrigin origin;
} GitCommit;

// git.c
const FetchError *git_open(Fetcher *fetcher, Arena *arena, const char *url, GitRepo **repo);
// One of the user's, in whose folder git works: it is only read, and of what it lacks nothing is known.
const FetchError *git_open_local(Fetcher *fetcher, Arena *arena, const char *folder, GitRepo **repo);
// Tags that begin so, sorted, without "refs/tags/"; the origin says what they were.
const FetchError *git_tags(GitRepo *repo, Arena *arena, const char *prefix, StringVec *tags, FetchOrigin *origin);
// With an error *commit may be set to an origin alone.
const FetchError *git_stat(GitRepo *repo, Arena *arena, const char *revision, const GitCommit **commit);
const FetchError *git_latest(GitRepo *repo, Arena *arena, const GitCommit **commit);
const FetchError *git_check_reuse(GitRepo *repo, Arena *arena, const FetchOrigin *old, const char *folder);

// git_history.c
// A file of a revision; FETCH_MISSING if there is none.
const FetchError *git_read_file(GitRepo *repo, Arena *arena, const char *revision, const char *file, FetchText *text);
// A zip archive of a revision, everything in it below "prefix/"; folder "": all.
const FetchError *git_archive(GitRepo *repo, Arena *arena, const char *revision, const char *folder, int fd);
// The highest version tag, without the prefix allowed by `allowed`, of the revision and what it descends from; NULL
// none.
const FetchError *git_recent_tag(GitRepo *repo, Arena *arena, const char *revision, const char *prefix,
                                 bool (*allowed)(void *context, Arena *arena, const char *tag), void *context,
                                 const char **tag);
const FetchError *git_descends_from(GitRepo *repo, Arena *arena, const char *revision, const char *tag, bool *yes);

// ---- for git_history.c

struct GitRepo {
  Fetcher *fetcher;
  const char *url, *folder, *lock_file;
  bool local;                                     // git_open_local's; url is its folder
  bool sha256;                                    // hashes have 64 digits
  pthread_mutex_t running;                        // one git at a time in the folder
  pthread_mutex_t mutex;                          // of what was fetched, with the lock file
  enum { GIT_NOTHING, GIT_SOME, GIT_ALL } level;  // that this process has fetched
};

typedef struct GitRun {
  FetchText output, errors;
  int status;
} GitRun;
// git's words, up to a NULL, in the repository. output_fd: where standard output goes; 0: run->output.
const FetchError *git_run(GitRepo *repo, Arena *arena, GitRun *run, int output_fd, ...) __attribute__((sentinel));
int git_lock(GitRepo *repo, Arena *arena, const FetchError **error);  // for git_unlock; -1: *error
void git_unlock(GitRepo *repo, int lock);
const FetchError *git_fetch_all(GitRepo *repo, Arena *arena);  // under the lock
bool git_is_hash(const char *text);                            // digits of one, any number

#endif
