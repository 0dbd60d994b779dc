// Versions that are asked for by words: path@latest, @upgrade, @patch, @none, @v1, @<v1.2.0, a branch, a commit; and
// modules that are asked for by a package's path. Answers come from the proxies (or version control) that GOPROXY
// names, from replacements, and from the module cache; excluded and retracted versions are passed over.
// (https://go.dev/ref/mod#version-queries)
//
//   query_words.c    what a query's words mean: which versions of a list, and in which order they are wanted
//   query.c          the version of one module
//   query_allow.c    excluded, retracted, deprecated
//   query_pattern.c  the modules that have the packages of a path or pattern
//   query_packages.c the packages of one module's tree
//   query_import.c   the module that is to be added for a missing import, and what is said where there is none
//
// Nothing here changes requirements or go.mod. Results and errors are in the arena given, which is the caller's
// thread's own, or as long as the set; versions in them are compared by their texts. All functions are thread-safe, and
// may wait for the network.
//
// Errors have the set's words and kinds (modules.h), with `cause` where the module stands in front. Of a query:
//   NOT_FOUND      there is no such module, or no such version of it
//   NO_VERSION     the module is there, but no version that the query allows
//   NO_PATCH_BASE  "patch" of a module that is not required
//   NO_PACKAGE     the module is there, but has no such package
//   BAD_PATH       no module can be called so
//   BAD_VERSION    the module cannot have this version
//   EXCLUDED       by an exclude line; RETRACTED by the module's author
//   FATAL          the command ends with this text and nothing around it
#ifndef TUCO_MODULES_QUERY_H
#define TUCO_MODULES_QUERY_H

#include "fetch/fetch.h"
#include "modules/modules.h"

// Is it certain that there is no such version of the module (or no such package there)?
bool query_no_such_version(const ModuleError *error);
bool query_no_such_package(const ModuleError *error);
bool query_disallowed(const ModuleError *error);  // EXCLUDED or RETRACTED

// ---- which versions may be chosen

typedef enum QueryRule {
  QUERY_ALLOW_ALL,
  QUERY_ALLOW_RETRACTED,  // all but those that exclude lines name
  QUERY_ALLOW_GOOD        // neither excluded nor retracted
} QueryRule;

// The version of a module that counts as the one at hand: "none", "" of a main module or if nothing is known.
typedef struct QueryCurrent {
  const char *(*version)(void *context, const char *path);
  void *context;
} QueryCurrent;
QueryCurrent query_current_of(ModuleSet *set, Arena *arena, const ModuleGraph *graph);  // what the graph selects

typedef struct QueryAllow {
  QueryRule rule;
  const char
      *requested;  // `get`: allowed unless excluded; with "upgrade" and "patch" what is selected, too. NULL: none
  QueryCurrent selected;
} QueryAllow;

// ---- query.c

// current: "" (not known), "none", or a version. The version of a main module is "". With an error *out is set, without
// version, if the origin of what was found is known, else NULL.
const ModuleError *query_version(ModuleSet *set, Arena *arena, const char *path, const char *query, const char *current,
                                 const QueryAllow *allow, const FetchInfo **out);
// Answers of an earlier command that may hold still (-reuse); NULL: none for that query.
typedef struct QueryReuse {
  const FetchInfo *(*find)(void *context, const char *path, const char *query);
  void *context;
} QueryReuse;
const ModuleError *query_version_reusing(ModuleSet *set, Arena *arena, const char *path, const char *query,
                                         const char *current, const QueryAllow *allow, const QueryReuse *reuse,
                                         const FetchInfo **out);
// Is what was found at that origin still so?
bool query_reusable(ModuleSet *set, Arena *arena, const char *path, const char *query, const FetchOrigin *origin);
// What two origins say together; NULL: they contradict each other, or one is not known.
const FetchOrigin *query_merge_origins(Arena *arena, const FetchOrigin *a, const FetchOrigin *b);
// Does it name one revision, "v1.2.3" or "master", rather than choosing among what there is?
bool query_is_revision(const char *path, const char *query);
// All tagged versions of a module, in order. origin may be NULL.
const ModuleError *query_versions(ModuleSet *set, Arena *arena, const char *path, const QueryAllow *allow,
                                  StringVec *out, const FetchOrigin **origin);
// The tagged version before this one, neither excluded nor retracted; "none".
const ModuleError *query_previous(ModuleSet *set, Arena *arena, const char *path, const char *version,
                                  const char **out);
// "path@version" in its parts; without "@" version is NULL. False: *error says what is wrong with the version.
bool query_split(Arena *arena, const char *word, const char **path, const char **version, const char **error);

// ---- query_allow.c

// NULL: the version may be chosen. EXCLUDED, RETRACTED, or why that cannot be known.
const ModuleError *query_allowed(ModuleSet *set, Arena *arena, const QueryAllow *allow, const char *path,
                                 const char *version);
const ModuleError *query_excluded(ModuleSet *set, Arena *arena, const char *path, const char *version);
// rationale: what the author says, perhaps nothing; may be NULL.
const ModuleError *query_retracted(ModuleSet *set, Arena *arena, const char *path, const char *version,
                                   StringVec *rationale);
// *message: why nobody should use the module, NULL: nothing known.
const ModuleError *query_deprecated(ModuleSet *set, Arena *arena, const char *path, const char *version,
                                    const char **message);
// A rationale or deprecation as it may be printed on a terminal: its first line. if_empty: what an empty one becomes.
const char *query_short_message(Arena *arena, const char *message, const char *if_empty);

// ---- query_pattern.c

typedef struct QueryMatch {
  const char *path, *version;  // of a module; version "" of a main module
  StringVec packages;
} QueryMatch;
typedef struct QueryMatches {
  Vec(QueryMatch) with_packages;  // the longest path first
  QueryMatch module;              // one whose path matches, without such a package; path NULL: none
} QueryMatches;

// The modules that have, at the version that the query chooses, packages of the path or pattern ("x/...").
const ModuleError *query_pattern(ModuleSet *set, Arena *arena, const char *pattern, const char *query,
                                 QueryCurrent current, const QueryAllow *allow, QueryMatches *out);
// The same, but a module without such packages is an error.
const ModuleError *query_packages(ModuleSet *set, Arena *arena, const char *pattern, const char *query,
                                  QueryCurrent current, const QueryAllow *allow, QueryMatches *out);
// ---- query_packages.c

// The packages of a module's tree that a path or pattern matches, whatever their build constraints, sorted. version "":
// of a main module. With an error there may be some all the same.
const ModuleError *query_packages_in(ModuleSet *set, Arena *arena, const char *pattern, const char *path,
                                     const char *version, StringVec *packages);
bool query_is_standard(ModuleSet *set, Arena *arena, const char *path);  // a package of std

// ---- query_import.c

// Why nothing is looked for where -mod does not allow it, NULL: no reason is known.
const char *query_lookup_disabled(const ModuleSet *set, Arena *arena);

// An import that nothing in the build has, and what else go says of it.
typedef struct QueryMissing {
  const char *path;
  const char *module, *version;             // has it at this version, but …; NULL: none
  const char *newer;                        // … this newer version is required; NULL
  const char *replaced, *replaced_version;  // a module that is replaced, not required, and has it; NULL: none
  const char *query_error;                  // why it was not found, NULL
  bool standard;                            // its path is one of std's
  const char *importer_go;                  // standard: the go line of who imports it, NULL
  const Module *importer;                   // the main module that imports it, NULL: another, or not known
} QueryMissing;
const char *query_missing_text(ModuleSet *set, Arena *arena, const QueryMissing *missing);

// The module to be added for a package that nothing in the requirements' graph has: a replacement, else the latest
// version of the longest path. Prints "go: finding module for package …" before it asks. Where the build may not look,
// or finds nothing, the error (PACKAGE_MISSING, with *missing filled in, which may be NULL) says so.
const ModuleError *query_import(ModuleSet *set, Arena *arena, const char *path, Requirements *rs, const char **module,
                                const char **version, QueryMissing *missing);

#endif
