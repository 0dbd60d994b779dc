// What the files of get share.
//
// An argument is a GetQuery. It has candidates: for each path that it stands for, the module versions that could have
// that path. Candidates are resolved, one module each, and all that is resolved must be selected at once; the build
// list is edited accordingly, which can bring new paths, until nothing changes any more. What a query asks for is
// always measured by the build list at the start, so that the order in which things are found makes no difference.
#ifndef TUCO_MODULES_GET_INTERNAL_H
#define TUCO_MODULES_GET_INTERNAL_H

#include "modules/get.h"
#include "modules/packages.h"
#include "modules/query_internal.h"

// What may provide a path.
typedef struct PathSet {
  const char *path;
  ModVersionVec packages;    // modules that have it as a package; one of them at most can be in the build list
  const ModVersion *module;  // one that is called so, without such a package; NULL: none
  const ModuleError *error;
} PathSet;
typedef Vec(PathSet) PathSets;

typedef struct GetQuery {
  const char *raw;          // the argument; "" if there was none
  const char *raw_version;  // "" none
  const char *pattern;      // package path, module path, folder or pattern
  const char *version;      // raw_version, or what stands for it
  bool local;               // a folder
  bool wildcard;            // with "..."
  bool conflicts;           // a conflict was reported
  bool matches_packages;    // a resolved module has a package that matches
  PathSets candidates;
  Map seen;  // Name* of paths that candidates were looked for
  ModVersionVec resolved;
} GetQuery;
typedef Vec(GetQuery *) GetQueries;

// A version that must be selected, and the first query that asked for it.
typedef struct Reason {
  const ModVersion *module;
  GetQuery *query;
} Reason;

typedef struct Get {
  ModuleSet *set;
  Arena *arena;
  const GetOptions *options;
  GetQueries queries;  // all, in order
  bool drop_toolchain, explicit_toolchain;
  Map reasons;             // Name* of a path -> Reason*
  Vec(Reason *) resolved;  // the same, in order
  const ModVersionVec *build_list;
  Map selected, initial;                 // Name* of a path -> version, of the build list now and at the start
  const char *work_file;                 // of the workspace around the module; NULL: there is none
  StringVec work_modules, work_folders;  // its modules
  PackageGraph *loaded;                  // what was loaded last, of which the sums are kept; NULL: nothing
  bool failed;                           // something was reported: the end comes at the next check
} Get;

// ---- get_words.c

bool get_read_words(Get *g, const char *const *words, uint32_t count);  // false after reporting
bool get_matches_path(const GetQuery *q, const char *path);             // the module path or package path itself
bool get_can_match_in(const GetQuery *q, const char *module);           // a package of that module, by its path
bool get_removes(const Get *g, const char *module);                     // some query says @none of it

// ---- get_match.c: candidates

void get_match_local(Get *g);
void get_match_paths(Get *g);
void get_match_tools(Get *g);
void get_match_work(Get *g);
void get_match_wildcards(Get *g);
void get_match_missing_wildcards(Get *g);
void get_check_wildcards(Get *g);
const char *get_selected(const Get *g, const char *path);  // "none"
const char *get_initial(const Get *g, const char *path);
QueryCurrent get_current(Get *g, bool initial);
// The module versions that have a package, at the version asked for; `initial`: measured by the build list at the
// start.
const ModuleError *get_packages(Get *g, Arena *arena, const char *path, const char *version, bool initial,
                                ModVersionVec *out);
bool get_first_time(Get *g, GetQuery *q, const char *path);  // no candidates were looked for yet
void get_add_candidates(Get *g, GetQuery *q, PathSet set);   // if there are any

// ---- get_resolve.c: versions chosen

bool get_resolve(Get *g, const GetQueries *queries);        // does the build list change?
bool get_apply_upgrades(Get *g, const PathSets *upgrades);  // the same
void get_note_build_list(Get *g, bool initial);             // of the set's requirements

// ---- get_load.c: what the packages need

// Loads packages of a set, the module's own or that of the workspace around it. The graph is g->loaded then.
void get_load(Get *g, ModuleSet *set, const PackageOptions *options, const char *const *patterns, uint32_t count);
typedef Vec(const char *) Patterns;
Patterns get_package_patterns(Get *g);  // of the arguments that name packages
void get_match_all(Get *g);
PathSets get_find_upgrades(Get *g);

// ---- get_workspace.c: the workspace around the module, which get does not change

void get_read_workspace(Get *g);
// The workspace, with the module as it will be; the module's own set if it belongs to none. NULL after reporting.
ModuleSet *get_enter_workspace(Get *g);
bool get_in_workspace(const Get *g, const char *path);  // a module of it has the package
void get_update_workspace(Get *g);                      // go.work gets a go line as the module's, if that is later

// ---- get_problems.c, get_report.c

void get_check_packages(Get *g);
void get_error(Get *g, const char *format, ...) __attribute__((format(printf, 2, 3)));
void get_report(Get *g, const GetQuery *q, const ModuleError *error);
void get_report_conflict(Get *g, GetQuery *q, const ModVersion *m, const Reason *reason);
const char *get_resolved_text(Get *g, const Reason *reason);
typedef Vec(ModVersion) Required;
Required get_required(Get *g);  // by go.mod, with "go" and "toolchain"
void get_report_changes(Get *g, const Required *before, const Required *after);

#endif
