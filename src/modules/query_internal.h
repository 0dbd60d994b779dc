// What the files of queries share.
#ifndef TUCO_MODULES_QUERY_INTERNAL_H
#define TUCO_MODULES_QUERY_INTERNAL_H

#include "base/unicode.h"
#include "modules/query.h"

// ---- query_words.c

typedef enum QueryRelation {
  QUERY_ANY,
  QUERY_EQUAL,
  QUERY_AT_LEAST,
  QUERY_AT_MOST,
  QUERY_ABOVE,
  QUERY_BELOW
} QueryRelation;

typedef struct QueryWords {
  const char *path;          // of the module
  const char *prefix;        // of versions that match, "" any
  QueryRelation relation;    // of versions that match to …
  const char *bound;         // … this one
  bool can_stat;             // it names one revision: no list is needed
  bool prefer_lower;         // the lowest version that matches is meant
  bool may_use_latest;       // where no tagged version matches, the default branch counts
  bool prefer_incompatible;  // "+incompatible" versions count, whatever else there is
} QueryWords;

const ModuleError *query_words_read(Arena *arena, const char *path, const char *query, const char *current,
                                    QueryWords *out);
bool query_words_match(const QueryWords *words, const char *version);
bool query_is_relative(const char *query);    // "upgrade" or "patch": depends on what is at hand
bool query_has_current(const char *current);  // a version is at hand

// ---- query_error.c

const ModuleError *query_error(Arena *arena, ModuleErrorKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// With the module in front of the cause: "path@version: ", or "module path: " without version (NULL).
const ModuleError *query_error_of(Arena *arena, ModuleErrorKind kind, const char *path, const char *version,
                                  const char *cause);
const ModuleError *query_error_from(Arena *arena, const FetchError *error);
// Asks the places of GOPROXY until one has an answer or an error that is to be seen (fetch_try_proxies).
typedef const ModuleError *(*QueryAsk)(void *context, Arena *arena, const FetchProxy *proxy);
const ModuleError *query_try_proxies(ModuleSet *set, Arena *arena, QueryAsk ask, void *context);

// An arena for a thread of its own, which lives as long as the one given. Made before threads are.
Arena *query_arena(Arena *arena);
Arena *query_lanes(Arena *arena);  // as many as fetch_parallel_lanes needs

// ---- query_repo.c: what is known of a module at a place, with the versions that only replacements have

typedef struct QueryRepo {
  ModuleSet *set;
  const char *path;
  FetchRepo *repo;              // NULL: no module can be called so
  const ModuleError *bad_path;  // why
  const char *replaced;         // the highest replaced version, "" if only all are; NULL: not replaced
} QueryRepo;

// An error: there is neither a place nor a replacement.
const ModuleError *query_repo_open(ModuleSet *set, Arena *arena, const FetchProxy *proxy, const char *path,
                                   QueryRepo *out);
const ModuleError *query_repo_versions(const QueryRepo *repo, Arena *arena, const char *prefix, FetchVersions *out);
// With an error *out may be set to what has the origin.
const ModuleError *query_repo_stat(const QueryRepo *repo, Arena *arena, const char *revision, const FetchInfo **out);
const ModuleError *query_repo_latest(const QueryRepo *repo, Arena *arena, const FetchInfo **out);
const char *query_highest_replaced(const ModuleSet *set, const char *path);  // NULL: not replaced
// Of a replaced module of which no version is: one below all others.
const char *query_zero_version(Arena *arena, const char *path);

// ---- query.c

// The same as query_version, at one place.
const ModuleError *query_at(ModuleSet *set, Arena *arena, const FetchProxy *proxy, const char *path, const char *query,
                            const char *current, const QueryAllow *allow, const QueryReuse *reuse,
                            const FetchInfo **out);
const ModuleError *query_disabled(ModuleSet *set, Arena *arena);  // by -mod=vendor

// What the set has of a version, for threads: under its lock.
const ModVersion *query_module(ModuleSet *set, const char *path, const char *version);
const Replacement *query_replacement(ModuleSet *set, const char *path, const char *version);

// ---- query_texts.c: errors of queries that name patterns, in go's words

// "module PATH@QUERY found (VERSION), but does not contain package …"
const ModuleError *query_no_package(ModuleSet *set, Arena *arena, const char *path, const char *version,
                                    const char *query, const char *pattern);
// "can't request version … of the main module"; mains: those that match, joined by ", ".
const ModuleError *query_matches_mains(ModuleSet *set, Arena *arena, const StringVec *mains, const char *pattern,
                                       const char *query);
// "package … is in the main module, so can't request version …"
const ModuleError *query_packages_in_main(Arena *arena, const StringVec *packages, const char *pattern,
                                          const char *query);

#endif
