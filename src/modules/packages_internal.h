// What the files about packages share: the graph while it is made.
#ifndef TUCO_MODULES_PACKAGES_INTERNAL_H
#define TUCO_MODULES_PACKAGES_INTERNAL_H

#include "fetch/fetch.h"
#include "files/scan.h"
#include "modules/packages.h"

typedef struct PackageNode {
  ModulePackage package;      // first: a ModulePackage of a graph is a node
  struct PackageNode *stack;  // what leads here on the shortest way; NULL: it is named
  const FolderScan *scan;     // NULL: there is none, or it is not wanted
  bool loaded;                // imports are known
  bool no_go;                 // the error is that there are no files for the target
  bool listed;
} PackageNode;
typedef Vec(PackageNode *) PackageNodeVec;

struct PackageGraph {
  ModuleSet *set;
  PackageOptions options;
  Requirements *requirements;
  bool all_is_root;        // one of the patterns is "all"
  bool closes_over_tests;  // "all" has what tests of other modules' packages import, as before go 1.16
  bool skip_summaries;     // go.mod files of packages' modules are not read for their own sake
  uint32_t error_count;
  const StringVec *roots_given;  // instead of patterns; NULL: patterns
  Vec(PackageMatch) matches;
  Arena arena;               // of the caller's thread
  Arena lanes[FETCH_LANES];  // each of one thread
  pthread_mutex_t scans_lock;
  Map scans;           // Name* of a folder -> its scan; kept from one round of the loop to the next
  bool scans_changed;  // there are some that the disk cache does not have
  // anew in each round of the loop
  Map nodes;              // Name* of a path -> PackageNode*, without tests
  PackageNodeVec queue;   // to be found and scanned
  ModulePackageVec list;  // the named ones, then all others, near ones first
};

// packages.c
void packages_error(PackageGraph *graph, const char *text);
// An error that ends the command, whatever else is to be said (FATAL), is printed and counted. False: it is none such.
bool packages_end(PackageGraph *graph, const ModuleError *error);
// What an error says of packages in a module that has none of its own.
const ModuleError *package_error(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool package_is_outside(const PackageGraph *graph, const ModulePackage *package);  // of a module that is no main module
// task(graph, lane, index) for 0 <= index < count, by several threads; `lane` is a thread's own arena.
void packages_parallel(PackageGraph *graph, void (*task)(void *context, Arena *lane, uint32_t index), void *context,
                       uint32_t count);

// packages_graph.c
void graph_reset(PackageGraph *graph);
void graph_add_root(PackageGraph *graph, const char *path);
void graph_finish(PackageGraph *graph);    // reads what is queued and all that it leads to; makes the list
StringVec graph_all(PackageGraph *graph);  // the paths of "all", sorted

// packages_scans.c
const FolderScan *package_scan(PackageGraph *graph, Arena *lane, const char *dir);  // on any thread; once a folder
void scans_read(PackageGraph *graph);   // what an earlier command has found out
void scans_write(PackageGraph *graph);  // for later ones

// packages_match.c: what the patterns name now. last: the graph is whole.
void packages_match(PackageGraph *graph, bool last);

// packages_tidy.c
bool tidy_requirements(PackageGraph *graph);  // when loading is done. False after printing errors.
#endif
