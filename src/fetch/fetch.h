// Where modules come from: the module cache, proxies, repositories, go.sum and the checksum database. A Fetcher answers
// for one command; it knows nothing of requirements, queries or packages. What cmd/go/internal/modfetch does;
// https://go.dev/ref/mod#module-cache, #goproxy-protocol, #authenticating.
//
// Every function may be called by several threads at a time, each with an arena of its own; what one of them fetches,
// others that ask for the same wait for, and nothing is fetched twice. Answers lie in the arena of the call or live as
// long as the Fetcher; nobody changes them. Nothing is opened on the network before something has to come from there.
//
// Errors: NULL is none. Their texts are go's, whole.
#ifndef TUCO_FETCH_FETCH_H
#define TUCO_FETCH_FETCH_H

#include "base/environment.h"
#include "base/json.h"
#include "base/json_tree.h"
#include "base/pool.h"
#include "mod/gover.h"

typedef enum FetchErrorKind {
  FETCH_FAILED,   // a server, the disk, a malformed answer: to ask elsewhere would hide it
  FETCH_MISSING,  // it is not there (404, 410, no such revision, not in the cache, lookup disabled): another place, or
                  // a shorter path, may be tried. What Go has as fs.ErrNotExist
  FETCH_TOO_NEW,  // the module is for a later Go, go_version
  FETCH_FATAL,    // sums contradict each other, go.sum cannot be read: the command ends with this text and nothing
                  // around it
} FetchErrorKind;

typedef struct FetchError {
  FetchErrorKind kind;
  const char *text;
  // The module that the text begins with, "path@version: " or, without a version (NULL), "module path: "; NULL: with
  // none, fetch_error_of puts it there.
  const char *path, *version;
  const char *go_version;  // of FETCH_TOO_NEW
  bool no_proxy;           // the pseudo-proxy "noproxy" does not serve the path (Go's errUseProxy)
  bool off;                // it is GOPROXY=off that keeps it from being looked for
} FetchError;

const FetchError *fetch_error(Arena *arena, FetchErrorKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// The same with "path@version: " in front, unless it says so already: module.VersionError.
const FetchError *fetch_error_of(Arena *arena, const FetchError *error, const char *path, const char *version);

// ---- a Fetcher (fetcher.c)

typedef struct Fetcher Fetcher;

typedef struct FetchOptions {
  const Environment *environment;  // GOPROXY and its kin, GOMODCACHE, GOPATH; lives as long as the Fetcher
  const char *goroot;              // for the checksum databases' keys
  const char *go_version;          // "1.26.2": modules for a later Go are FETCH_TOO_NEW
  const char *command;             // "mod download" does not say what it downloads, "mod tidy" mends go.sum; never NULL
  const char *sum_file;            // go.sum, or go.work.sum; NULL: there is none, and nothing is noted
  StringVec work_sums;             // the go.sum files of a workspace's modules
  const char *disabled;            // why nothing is looked up: "module lookup disabled by -mod=vendor"; NULL: it is
  bool writable_cache;             // -modcacherw
  bool trace;                      // -x: requests and commands on standard error
} FetchOptions;

Fetcher *fetcher_new(
    const FetchOptions *options);  // lives as long as the process; texts are copied; errors come with the first call

// Runs task(context, i) for 0 <= i < count on threads that may wait for the network (more than there are processors, if
// they do), and returns when all are done.
void fetch_parallel(void (*task)(void *context, uint32_t index), void *context, uint32_t count);
// The same with an arena for each thread, of those that the caller has made.
enum { FETCH_LANES = 16 };
void fetch_parallel_lanes(Arena lanes[FETCH_LANES], void (*task)(void *context, Arena *lane, uint32_t index),
                          void *context, uint32_t count);

// ---- what a version holds (cache.c, download.c). Versions are canonical, of "go" and "toolchain" none is there.

typedef struct FetchText {
  const char *bytes;  // NUL-terminated at bytes[size]
  size_t size;
} FetchText;

// The go.mod of a version, from the cache or from where it is; checked against go.sum, to which its sum is added.
const FetchError *fetch_go_mod(Fetcher *fetcher, Arena *arena, const char *path, const char *version, FetchText *text);
// The folder with the module's files: downloaded, checked, unpacked.
const FetchError *fetch_folder(Fetcher *fetcher, Arena *arena, const char *path, const char *version,
                               const char **folder);
// Does a go.mod ask for a later Go than ours? FETCH_TOO_NEW then; what: "path@version".
const FetchError *fetch_check_go(Fetcher *fetcher, Arena *arena, const char *what, const char *go_mod);
// The archive alone, in the cache.
const FetchError *fetch_zip(Fetcher *fetcher, Arena *arena, const char *path, const char *version, const char **file);
// The sum of the archive in the cache, "h1:…"; "" if it is not there.
const char *fetch_zip_sum(Fetcher *fetcher, Arena *arena, const char *path, const char *version);
// Where the folder is, if it is there as a whole; else FETCH_MISSING, and *folder is where it would be (NULL: nowhere).
const FetchError *fetch_cached_folder(Fetcher *fetcher, Arena *arena, const char *path, const char *version,
                                      const char **folder);
// The place of a file of cache/download, suffix "mod", "info", "zip", "ziphash", "lock"; NULL with *error. It need not
// exist.
const char *fetch_cached_file(Fetcher *fetcher, Arena *arena, const char *path, const char *version, const char *suffix,
                              const FetchError **error);
// A lock beside go.mod's and go.sum's own, which gc's go of old took when it changed them; for locked_release. -1: it
// cannot be had, which is no harm.
int fetch_side_lock(Fetcher *fetcher, Arena *arena);
const char *fetch_cache_root(Fetcher *fetcher);  // GOMODCACHE; "": there is none
// Compares what the cache has of a version with its sum, and adds what is wrong, a line each (verify.c).
void fetch_verify(Fetcher *fetcher, Arena *arena, const char *path, const char *version, StringVec *problems);
const char *fetch_legacy_go_mod(Arena *arena, const char *path);  // of a module that has none

// ---- revisions and lists (repo.c)

typedef struct FetchOrigin {
  const char *vcs, *url, *subdir, *hash, *tag_prefix, *tag_sum, *ref, *repo_sum;  // "" none
} FetchOrigin;
typedef struct FetchInfo {
  const char *version;
  const char *time;           // RFC 3339, as JSON has it; NULL: not stated
  int64_t seconds;            // the same since 1970, 0 not stated
  const FetchOrigin *origin;  // NULL: not known
} FetchInfo;
typedef struct FetchVersions {
  StringVec list;  // in order; no pseudo-versions
  const FetchOrigin *origin;
} FetchVersions;

// A place that may have a module: a query asks one after the other.
typedef struct FetchProxy {
  const char *url;          // or "off", "direct", "noproxy"
  bool fall_back_on_error;  // the next one is asked after any error
} FetchProxy;
// Calls ask for each place of GOPROXY until one has an answer or an error that is to be seen, and returns the error
// that says most.
const FetchError *fetch_try_proxies(Fetcher *fetcher, Arena *arena,
                                    const FetchError *(*ask)(void *context, Arena *arena, const FetchProxy *proxy),
                                    void *context);

// What is known of a module at a place. The path may be "go" or "toolchain".
typedef struct FetchRepo FetchRepo;
FetchRepo *fetch_repo(Fetcher *fetcher, Arena *arena, const FetchProxy *proxy, const char *path);  // asks nobody
const FetchError *fetch_repo_versions(FetchRepo *repo, Arena *arena, const char *prefix, FetchVersions *versions);
// A revision: version, tag, branch, commit. With an error *info may be set all the same, to its origin.
const FetchError *fetch_repo_stat(FetchRepo *repo, Arena *arena, const char *revision, const FetchInfo **info);
const FetchError *fetch_repo_latest(FetchRepo *repo, Arena *arena, const FetchInfo **info);  // of the default branch
// NULL: what was found at that origin holds still. subdir is in the origin.
const FetchError *fetch_repo_check_reuse(FetchRepo *repo, Arena *arena, const FetchOrigin *origin);

// The same for a version, at the first place that has it; the file in the cache that says so (NULL: not wanted).
const FetchError *fetch_info(Fetcher *fetcher, Arena *arena, const char *path, const char *version,
                             const FetchInfo **info, const char **file);

// The version that a commit of a repository of the user's has as a module (code_repo.c). Nothing is fetched.
typedef struct FetchLocal {
  const char *folder;    // of the repository, git's
  const char *root;      // path of the module at its root, without the major version
  const char *path;      // of the module
  const char *revision;  // the commit's hash
} FetchLocal;
const FetchError *fetch_local_info(Fetcher *fetcher, Arena *arena, const FetchLocal *local, const FetchInfo **info);

// ---- as JSON (info.c)

const FetchInfo *fetch_info_parse(Arena *arena, const char *json, size_t size);  // NULL: malformed
const char *fetch_info_json(Arena *arena, const FetchInfo *info);                // on one line, as .info files
const FetchOrigin *fetch_origin_parse(Arena *arena, const JsonValue *value);     // NULL: it is none
void fetch_origin_write(JsonWriter *writer, const FetchOrigin *origin);  // as the member "Origin"; NULL: nothing

// ---- go.sum (sums.c). Versions may end in "/go.mod".

typedef struct FetchKeep {
  bool (*keep)(void *context, const char *path, const char *version);
  void *context;
} FetchKeep;

// Why go.sum, or one of the workspace, cannot be read; NULL: it can.
const FetchError *fetch_sums_problem(Fetcher *fetcher);
// Does go.sum, or one of the workspace, have a sum of a known kind? What was added since it was read does not count.
bool fetch_have_sum(Fetcher *fetcher, const char *path, const char *version);
// That sum; "" if there is none, NULL if two contradict each other.
const char *fetch_recorded_sum(Fetcher *fetcher, const char *path, const char *version);
// Marks all sums that are not kept for removal by the next write.
const FetchError *fetch_trim_sums(Fetcher *fetcher, Arena *arena, FetchKeep keep);
// Writes go.sum if it has to change: what was checked and is kept is added. readonly: "updates to go.sum needed,
// disabled by -mod=readonly" instead.
const FetchError *fetch_write_sums(Fetcher *fetcher, Arena *arena, FetchKeep keep, bool readonly);
// The text that go.sum has, and the one it would get.
const FetchError *fetch_tidy_sums(Fetcher *fetcher, Arena *arena, FetchKeep keep, const char **before,
                                  const char **after);

#endif
