// What the files of this stage share besides modules.h. Nothing here takes the set's lock: whoever calls has it, or is
// the only thread. The lock is recursive, so that functions of modules.h may call each other.
#ifndef TUCO_MODULES_INTERNAL_H
#define TUCO_MODULES_INTERNAL_H

#include <string.h>

#include "modules/modules.h"

typedef struct SummaryEntry {
  const ModuleSummary *summary;
  const ModuleError *error;
} SummaryEntry;

// A go.mod file of another module, read.
typedef struct SourceMod {
  const ModFile *file;       // NULL: it cannot be had, or is malformed
  ModErrors errors;          // how it is malformed
  const ModuleError *error;  // why it cannot be had
} SourceMod;

// What has been found, so that it is looked for once.
typedef struct ModuleTables {
  Map versions;                  // Name* of a path -> Map*: Name* of a version -> ModVersion*
  Map summaries, raw_summaries;  // ModVersion* -> SummaryEntry*
  Map ahead;                     // ModVersion* -> SourceMod*: go.mod files that were fetched ahead
  Arena *lanes;                  // FETCH_LANES, of the threads that do so; NULL: not made yet
  Map replaced;                  // ModVersion*, "" of all versions -> Replacement*
  Map found;                     // ModVersion* -> Module*
  Map ignored;                   // Name* of a path in vendor/ that modules.txt does not list: it has been said
  Map vendor_packages;           // Name* of import path -> ModVersion*
  Map vendor_entries;            // ModVersion* -> VendorEntry*
  Map vendor_versions;           // Name* of path -> ModVersion*
  Map package_folders;           // Name* of a folder in the module cache that is known to have Go files -> itself
  ModVersionVec vendor_list, vendor_replaced;
  bool dropped;  // go.mod requires what it excludes
} ModuleTables;

// ---- set.c

static inline uint64_t path_key(const ModuleSet *set, const char *path) { return map_key(name_cstr(set->names, path)); }
static inline bool same_text(const char *a, const char *b) { return strcmp(a ? a : "", b ? b : "") == 0; }
void *set_get(const ModuleSet *set, const Map *map, const char *path);  // by a path
void set_put(ModuleSet *set, Map *map, const char *path, const void *value);
const ModVersion *version_of(ModuleSet *set, const ModVersion *m, const char *version);  // another one of its path
int version_compare(const ModVersion *a, const ModVersion *b);  // of one path; "" of a main module is above all
void versions_sort(ModVersionVec *list);                        // by path, then version
bool versions_equal(const ModVersionVec *a, const ModVersionVec *b);
void versions_push(ModuleSet *set, ModVersionVec *list, const ModVersion *m);
const char *version_text(Arena *arena, const ModVersion *m);  // "path@version"
bool is_none(const ModVersion *m);                            // version "none"
void map_mark(ModuleSet *set, Map *map, const void *key);

// ---- errors.c

// WHAT requires a later Go than ours; NULL: it does not. go: its go line, NULL none.
const ModuleError *module_too_new(ModuleSet *set, const char *what, const char *go);
// An error behind the chain of requirements that leads to it, as go shows it.
const ModuleError *module_error_chain(ModuleSet *set, const ModuleError *error, const ModVersionVec *chain);

// ---- mains.c

bool mains_load(ModuleSet *set, StringVec *errors);                    // false after noting errors
const char *mains_display(const ModuleSet *set, const ModFile *file);  // its name, as messages show it
bool mains_choose_mod(ModuleSet *set, StringVec *errors);              // -mod
// Reads a file that was found where nobody named it; NULL with *why. A named pipe, which would be waited for, is none.
const char *mains_read(Arena *arena, const char *path, size_t *size, const char **why);

// ---- replace.c

const ModuleError *replaces_collect(ModuleSet *set);                        // of all files
const ModuleError *replaces_conflict(ModuleSet *set, const ModFile *f);     // within one file
const char *replacement_folder(const ModuleSet *set, const ModVersion *m);  // of {written, ""}: absolute

// ---- requirements.c

Requirements *requirements_of_files(ModuleSet *set);  // as go.mod or go.work has them
// What a main module requires itself, without what it excludes; "go", and "toolchain" if that is wanted.
ModVersionVec requirements_of_file(ModuleSet *set, const Module *m, bool toolchain, Map *direct);
bool requirements_same(const Requirements *rs, Pruning pruning, const ModVersionVec *roots, const Map *direct);

// ---- minimal.c

// The shortest list that selects what the roots select, with those of `paths` in it. *graph: of the roots, unpruned.
ModVersionVec requirements_minimal(ModuleSet *set, const ModVersionVec *roots, const StringVec *paths,
                                   ModuleGraph **graph, const ModuleError **error);

// ---- update.c

bool package_is_external(const ModulePackage *package);  // of another module than the main ones

// ---- find.c

const ModuleError *module_read_go_line(ModuleSet *set, Module *m);  // go_version, by its go.mod
const char *module_error_message(Arena *arena, const ModuleError *error);

// ---- summary.c

void summaries_prefetch(ModuleSet *set, const ModVersionVec *list);  // of those not known yet, several at a time

// ---- source.c: where the files of a version come from. Thread-safe; may wait for the network.

typedef struct SourceText {
  const char *bytes;
  size_t size;
  const ModuleError *error;
} SourceText;
// Makes the set's fetcher; sums: its go.sum, NULL none. work_sums: of the modules of a workspace.
void source_open(ModuleSet *set, const char *sums, const StringVec *work_sums);
const ModuleError *source_error(ModuleSet *set, const FetchError *error);  // NULL of NULL
// A recorded sum; NULL: there is none, or go.sum cannot be read, which is then *error.
const char *source_sum(ModuleSet *set, const ModVersion *m, const char *suffix, const ModuleError **error);
SourceText source_go_mod(ModuleSet *set, Arena *arena, const ModVersion *m);
// Where a tree is, if it is in the cache; else NULL, and *place is where it would be (NULL: it can be nowhere).
const char *source_cached(ModuleSet *set, Arena *arena, const ModVersion *m, const char **place);
// The same, downloaded if it must be. NULL: *error.
const char *source_folder(ModuleSet *set, Arena *arena, const ModVersion *m, const ModuleError **error);
// The go.mod files of those, fetched and parsed several at a time. They live as long as the set.
void source_go_mods(ModuleSet *set, const ModVersionVec *list, SourceMod *files);
// Parses what was fetched, as a dependency's.
SourceMod source_parse(Arena *arena, const char *name, const char *bytes, size_t size);

// ---- graph.c

ModuleGraph *graph_new(ModuleSet *set, const ModVersionVec *roots);
void graph_require(ModuleSet *set, ModuleGraph *graph, const ModVersion *m, const ModVersionVec *requires);
const ModuleError *graph_error_of(const ModuleGraph *graph, const ModVersion *m);  // why it could not be read

// ---- vendor.c

bool vendor_load(ModuleSet *set, StringVec *errors);  // reads vendor/modules.txt and compares it with go.mod
// The graph as vendor/modules.txt shows it. False after noting errors.
bool vendor_graph(ModuleSet *set, Requirements *rs, StringVec *errors);

#endif
