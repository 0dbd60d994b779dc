// Modules: which module an import path comes from, by what go.mod, go.work, go.sum (mod/) and vendor/modules.txt say
// (https://go.dev/ref/mod). Used by the loader; the commands see only Module (load.h).
//
//   modgraph.c   chooses versions: the requirement graph and minimal version selection
//   modules.c    finds the main modules and puts together what they say
//   modfind.c    finds the module and folder of a package
//   modcheck.c   what go refuses after loading because go.mod would have to change
//   vendor.c     vendor/modules.txt
//
// Texts and Modules live in the set's arena, as long as the loader. Versions are semantic ones with "v" in front; that
// of a main module is NULL. Messages are go's, without the place of an import, which the loader puts in front.
#ifndef TUCO_LOAD_MODULES_H
#define TUCO_LOAD_MODULES_H

#include <pthread.h>

#include "base/paths.h"
#include "load/load.h"
#include "mod/gosum.h"
#include "mod/modfile.h"
#include "mod/path.h"

// ---- modgraph.c
typedef struct ModuleSet ModuleSet;
typedef struct ModNode {
  const char *path, *version;  // version NULL: a main module
  const char *error;           // its go.mod cannot be had
  bool too_new;                // because it is for a later Go
  ModFile *file;
  bool loaded;
  Vec(ModRequire) requires;  // without what is excluded; with "go"
  struct ModNode *parent;    // what led to it first
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
// Of several versions of a path the map keeps the greatest.
void modgraph_raise(ModuleSet *set, Map *versions, const char *path, const char *version);
bool modgraph_is_pruned(const char *go_version);  // go 1.17 and later; NULL: not stated
bool modgraph_lists(const ModRequire *list, uint32_t count, const ModRequire *r);  // that version of that path

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
  Vec(ModRequire) roots;      // what the one main module requires, with "go"
  Map root_versions;          // Name* of path -> version
  Vec(Replacement) replaces;  // of all main modules and go.work; folders are absolute
  Vec(ModRequire) excludes;
  SumFile *sums;
  const char *sums_error;  // a go.sum that cannot be read, which is an error once a sum is asked for; NULL: none
  ModGraph *graph;         // NULL: not needed yet
  ModGraph spot;           // go.mod files read one by one
  Map found;               // Name* of "path@version" -> Module*
  Map vendor_packages;     // Name* of import path -> Module*
  Map vendor_modules;      // Name* of path -> Module*
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
// "path@version" as the module cache names it, with `middle` for the "@"; NULL with *error: it can have no such name.
const char *modules_cache_name(Arena *arena, const char *path, const char *middle, const char *version,
                               const char **error);
const char *modules_display(ModuleSet *set, const ModFile *file);  // its name, as messages show it
bool modules_need_sums(const ModuleSet *set);
// "WHAT requires go >= VERSION (running go …)"; NULL: the Go that is compiled is new enough.
const char *modules_too_new(ModuleSet *set, const char *what, const char *go);
// What a message starts with that stands alone, without the place of an import; there are others of go's.
#define MODULE_FATAL "go: "
bool modules_stands_alone(const char *message);
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
