// Packages as modules see them: all that packages import, and the modules that have them, without parsing a file. What
// mod tidy, mod vendor, mod why, get and the pattern "all" stand on (cmd/go/internal/modload, load.go).
//
//   packages.c           the loop: load, make the requirements agree, look for what is missing, until nothing changes
//   packages_graph.c     the graph of packages: who imports what, which tests count, what is in "all"
//   packages_scans.c     what folders import, kept in the disk cache
//   packages_match.c     patterns
//   packages_tidy.c      what mod tidy does when all is loaded
//   vendor_write.c       mod vendor, work vendor
//   why.c                mod why
//   work_sync.c          work sync
//
// A load begins with the set's requirements and leaves there those that it has made; nothing is written before
// modules_commit. It runs on the caller's thread, which must be the set's own; packages are found and scanned by
// several threads, in rounds, and what they have found is put together by one, so that nothing depends on who came
// first.
//
// Errors are printed as they come, "go: " and the text, as go does, and counted: packages_failed.
#ifndef TUCO_MODULES_PACKAGES_H
#define TUCO_MODULES_PACKAGES_H

#include "files/constraint.h"
#include "modules/modules.h"

// What a command wants to know. Zero is what `list` and `build` do.
typedef struct PackageOptions {
  const BuildTarget *target;    // whose imports count; `any` for mod tidy, vendor and why
  const char *tidy_go;          // -go: the go line that go.mod is to get, NULL: as it is
  const char *tidy_compatible;  // -compat: the oldest Go for which packages must be the same, NULL: by the go line
  bool tidy;                    // requirements and sums are reduced to what is needed
  bool resolve_missing;         // modules are added for packages that no module has
  bool roots_imported;          // what the packages named import counts as imported by the main module
  bool tests;                   // the tests of the packages named count
  bool vendor_all;        // "all" is what vendor/ has: no tests of other modules' packages, whatever the go line says
  bool skip_standard;     // what std's packages import is not wanted
  bool allow_errors;      // -e: errors do not end the load
  bool silent;            // nothing is said of packages that cannot be had; they have their errors
  bool silent_standard;   // nothing of packages that a later std may have
  bool silent_no_go;      // nothing of packages without files for the target
  bool silent_unmatched;  // nothing of patterns without packages
  bool verbose, trace;    // -v, -x
  const Module *only;     // patterns match in this main module alone, NULL: in all
  // May a package be of that module? NULL: yes, else why not. Called by several threads. NULL: any may.
  const ModuleError *(*allow)(void *context, const char *path, const ModVersion *module);
  void *context;
} PackageOptions;

// What a pattern names.
typedef struct PackageMatch {
  const char *pattern;
  StringVec packages;  // paths, sorted but of literal ones
  StringVec errors;
  bool matched;  // before, in an earlier round of the loop
} PackageMatch;

typedef struct PackageGraph PackageGraph;

// packages.c. Loads what the patterns name and all that it imports. The graph lives until packages_free, also after a
// failure; then it is as far as it came.
PackageGraph *packages_load(ModuleSet *set, const PackageOptions *options, const char *const *patterns, uint32_t count);
// The imports of these files, as paths, instead of patterns: run and build of files. Missing modules are added.
PackageGraph *packages_load_imports(ModuleSet *set, const PackageOptions *options, const StringVec *paths);
void packages_free(PackageGraph *graph);
bool packages_failed(const PackageGraph *graph);  // an error has been printed that ends the command, with status 1

// Of a graph
const PackageMatch *packages_matches(const PackageGraph *graph, uint32_t *count);  // of the patterns, in their order
const ModulePackageVec *packages_list(const PackageGraph *graph);                  // near ones first, tests too
ModulePackage *packages_find(const PackageGraph *graph, const char *path);         // NULL: not loaded
StringVec packages_paths(const PackageGraph *graph, Arena *arena);                 // sorted, without tests
// The package that imports it in the shortest chain from the packages named, or whose test it is; NULL: it is named.
ModulePackage *packages_importer(const PackageGraph *graph, const ModulePackage *package);
// That chain as messages have it, "a imports\n\tb tested by\n\tb.test imports\n\tc".
const char *packages_chain(const PackageGraph *graph, Arena *arena, const ModulePackage *package);

// ---- the commands. The exit status.

typedef struct TidyCommand {
  const char *go, *compatible;  // NULL: not given
  bool keep_going, diff, verbose, trace;
} TidyCommand;
int tidy_run(ModuleSet *set, const TidyCommand *command);  // packages_tidy.c
// go.mod and go.sum after the set's requirements have been edited, with no more than packages need, but no module that
// is not there yet. No errors of packages are said.
int tidy_edited(ModuleSet *set);

// work_sync.c. Of a workspace. False after printing an error; *go is the latest go line of its modules, NULL: none.
bool sync_run(ModuleSet *work, const char **go);

typedef struct VendorCommand {
  const char *output;  // -o, NULL: vendor/
  bool keep_going, verbose, cgo;
} VendorCommand;
int vendor_run(ModuleSet *set, const VendorCommand *command);  // vendor_write.c

typedef struct WhyCommand {
  bool modules, vendor;
} WhyCommand;
int why_run(ModuleSet *set, const WhyCommand *command, const char *const *arguments, uint32_t count);  // why.c

#endif
