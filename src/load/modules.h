// Modules: what go.mod, go.work, go.sum and vendor/modules.txt say, and which module an import path comes from
// (https://go.dev/ref/mod). Used by the loader; the commands see only Module (load.h).
//
//   version.c    compares versions
//   modfile.c    reads go.mod and go.work
//   modgraph.c   chooses versions: the requirement graph and minimal version selection
//   modules.c    finds the main modules and puts together what they say
//   modfind.c    finds the module and folder of a package
//   modcheck.c   what go refuses after loading because go.mod would have to change
//   vendor.c     vendor/modules.txt
//   gosum.c      go.sum
//
// Texts and Modules live in the set's arena, as long as the loader. Versions are semantic ones with "v" in front; that
// of a main module is NULL. Messages are go's, without the place of an import, which the loader puts in front.
#ifndef TUCO_LOAD_MODULES_H
#define TUCO_LOAD_MODULES_H

#include <pthread.h>

#include "load/load.h"
#include "load/paths.h"

// ---- version.c
bool version_valid(const char *version);               // a semantic version, "v1.2.3-pre+build"
bool version_canonical(const char *version);           // as go.mod states it after go has written it
int version_compare(const char *a, const char *b);     // as strcmp; build metadata does not count
bool go_version_valid(const char *version);            // "1.21", "1.21.3", "1.21rc1"
int go_version_compare(const char *a, const char *b);  // as strcmp
// The major version suffix of a module path: "/v2", ".v3" (gopkg.in), "" none. False if the path may not end so.
bool module_path_major(const char *path, const char **major);
// What is wrong with an import path or a module's, in go's words; NULL: nothing.
const char *module_path_problem(Arena *arena, const char *path, bool module);
bool version_has_major(const char *version, const char *major);  // may a path with that suffix have this version?

// ---- modfile.c
typedef enum ModFileKind { MOD_FILE_MAIN, MOD_FILE_DEPENDENCY, MOD_FILE_WORK } ModFileKind;
typedef struct UseDir {
  const char *path;
  uint32_t line;
} UseDir;
typedef struct Retraction {
  const char *low, *high;  // the same of a single version
  uint32_t line, column;
} Retraction;
typedef struct ModFile {
  const char *display;  // as messages name it
  const char *module, *go, *toolchain;
  Vec(Requirement) requires;
  Vec(Requirement) excludes;
  Vec(Replacement) replaces;
  Vec(Godebug) godebugs;
  Vec(UseDir) uses;
  StringVec ignores;
  Vec(Retraction) retracts;
} ModFile;
// NULL with *error, lines "go.mod:3: what" without a line break at the end. Of a dependency only what matters there is
// looked at.
ModFile *modfile_parse(Arena *arena, const char *path, const char *display, const char *text, size_t size,
                       ModFileKind kind, const char **error);
bool modfile_uses_graph_pruning(const char *go_version);  // go 1.17 and later; NULL: not stated

// ---- gosum.c
typedef struct SumFile SumFile;
void gosum_read(Arena *arena, SumFile **sums, const char *path);  // adds what the file states; no file: nothing
// version: with "/go.mod" for that file's own. The "h1:" sum, NULL: none.
const char *gosum_find(const SumFile *sums, Arena *arena, const char *path, const char *version);

// ---- modgraph.c
typedef struct ModuleSet ModuleSet;
typedef struct ModNode {
  const char *path, *version;  // version NULL: a main module
  const char *error;           // its go.mod cannot be had
  bool too_new;                // because it is for a later Go
  ModFile *file;
  bool loaded;
  Vec(Requirement) requires;  // without what is excluded; with "go"
  struct ModNode *parent;     // what led to it first
} ModNode;
typedef struct ModGraph {
  Map nodes;     // Name* of "path@version" -> ModNode*
  Map selected;  // Name* of path -> version
  Vec(ModNode *) list;
  const char *error;  // the first that was found, NULL none
} ModGraph;
// The whole graph that the roots' go lines ask for.
ModGraph *modgraph_build(ModuleSet *set);
const char *modgraph_selected(const ModuleSet *set, const ModGraph *graph, const char *path);  // NULL: none
// The requirements of one module; its error, too.
ModNode *modgraph_load(ModuleSet *set, ModGraph *graph, const char *path, const char *version);
int modgraph_compare(const char *path, const char *a, const char *b);  // path "go": versions of Go
// Of several versions of a path the map keeps the greatest.
void modgraph_raise(ModuleSet *set, Map *versions, const char *path, const char *version);
bool modgraph_lists(const Requirement *list, uint32_t count, const Requirement *r);  // that version of that path

// ---- modules.c
struct ModuleSet {
  Session *session;
  const BuildContext *context;
  Arena arena;  // guarded by lock, as all that follows and changes after modules_load
  pthread_mutex_t lock;
  const char *dir;  // working directory
  Vec(Module *) mains;
  Module *current;  // the main module that holds the working directory, NULL none
  ModFile *work;    // NULL: no workspace
  const char *work_file;
  bool vendored;  // from vendor/ only
  const char *vendor_dir, *vendor_reason;
  const char *mod;            // "mod", "readonly" or "vendor"
  bool pruned;                // one main module with a go line of 1.17 or later
  Vec(Requirement) roots;     // what the one main module requires, with "go"
  Map root_versions;          // Name* of path -> version
  Vec(Replacement) replaces;  // of all main modules and go.work; folders are absolute
  Vec(Requirement) excludes;
  SumFile *sums;
  ModGraph *graph;      // NULL: not needed yet
  ModGraph spot;        // go.mod files read one by one
  Map found;            // Name* of "path@version" -> Module*
  Map vendor_packages;  // Name* of import path -> Module*
  Map vendor_modules;   // Name* of path -> Module*
};

// The main modules for a working directory, of which there may be none. NULL after reporting.
ModuleSet *modules_load(Session *session, const BuildContext *context, const char *dir);

// ---- modfind.c
// The module and folder of an import path. from: who imports it, NULL: the command line. NULL: nowhere, and *message
// says what go says, or is NULL for "in no module". Thread-safe.
typedef struct Importer {
  const char *path, *version;  // version NULL: of a main module
  bool test;                   // a test imports it
} Importer;
Module *modules_find(ModuleSet *set, Arena *arena, const char *path, const Importer *from, const char **dir,
                     const char **message);
// A package of std that a main module has, too: what go says of it. NULL: none has it.
const char *modules_ambiguous_std(ModuleSet *set, Arena *arena, const char *path, const char *std_dir);
// The module whose tree has a folder and the folder's import path there. NULL: none, *message as above.
Module *modules_of_folder(ModuleSet *set, Arena *arena, const char *dir, const char **path, const char **message);
// The main modules and all that the graph selects, by path. In arena.
Module **modules_build_list(ModuleSet *set, Arena *arena, uint32_t *count, const char **error);
// Where a module lies, and how go.mod replaces it. Made once; guarded by the lock.
Module *modules_get(ModuleSet *set, const char *path, const char *version);
const Replacement *modules_replacement(const ModuleSet *set, const char *path, const char *version);
Module *modules_main(const ModuleSet *set, const char *path);  // the main module of that path, NULL: no main module
const char *modules_cache(const ModuleSet *set);               // GOMODCACHE
const char *modules_escape(Arena *arena, const char *text);    // as the module cache names paths and versions
bool modules_need_sums(const ModuleSet *set);
// "WHAT requires go >= VERSION (running go …)"; NULL: the Go that is compiled is new enough.
const char *modules_too_new(ModuleSet *set, const char *what, const char *go);
// What a message starts with that stands alone, without the place of an import.
#define MODULE_FATAL "go: "
// As go writes a module of a message.
#define MODULE_AT(arena, path, version) ((version) ? arena_printf(arena, "%s@%s", path, version) : (path))

// ---- modcheck.c
// Does the graph select what the main module requires?
bool modules_roots_selected(const ModuleSet *set);
const char *modules_dirty(const ModuleSet *set);  // go's words for a go.mod that would have to change
// After loading: are the requirements of the main modules all that their packages need? False after reporting.
bool modules_check(ModuleSet *set, Loader *loader);

// ---- vendor.c: reads vendor/modules.txt and compares it with go.mod. False after reporting.
bool vendor_load(ModuleSet *set);

#endif
