// Modules: which modules a build uses, and which of them has a package (https://go.dev/ref/mod), by what go.mod,
// go.work, go.sum (mod/) and vendor/modules.txt say. Stands above mod and fetch; knows import paths and folders, but
// not what is in a package. The loader finds packages with it, the commands for modules change what it has read and
// write it.
//
//   set.c, mains.c        the main modules: a ModuleSet; godebugs.c, the settings they may have
//   errors.c              errors with go's words
//   replace.c             what go.mod and go.work replace
//   summary.c             what the go.mod file of one version says
//   requirements.c        Requirements: what the main module requires
//   graph.c               the module graph and the versions that it selects
//   minimal.c             minimal version selection for go.mod files that list only a part
//   update.c, tidy.c      Requirements made to agree with themselves and with packages
//   edit.c, disqualify.c  Requirements with other versions: upgrades, downgrades and their conflicts
//   find.c, folders.c     the module and folder of an import path, the import path of a folder
//   vendor.c              vendor/modules.txt
//   source.c              where the files of a version come from
//   commit.c, sums.c      go.mod and go.sum written
//   outside.c             packages named with a version, of a module that nothing requires
//
// Invariants. All lies in the set's arena, as long as the set, and is not changed once it is handed out, but for what
// is noted as lazily made; who wants other Requirements makes new ones. A version of a module is one ModVersion in a
// set, so that they are compared as pointers; its version is "" of a main module, and "none" where there is none. "go"
// and "toolchain" are modules, too (mod/gover.h). Errors are values with go's words; whoever asked prints them, behind
// "go: ". The functions take the set's lock themselves where they say "thread-safe"; all others are for one thread.
#ifndef TUCO_MODULES_MODULES_H
#define TUCO_MODULES_MODULES_H

#include "base/environment.h"
#include "base/lock.h"
#include "base/map.h"
#include "base/name.h"
#include "fetch/fetch.h"
#include "mod/gover.h"
#include "mod/modfile.h"

typedef Vec(const ModVersion *) ModVersionVec;

// ---- errors

typedef enum ModuleErrorKind {
  MODULE_ERROR_OTHER,
  MODULE_ERROR_NOT_FOUND,        // there is no such module, version or package anywhere
  MODULE_ERROR_TOO_NEW,          // made for a later Go
  MODULE_ERROR_SUM_MISSING,      // go.sum does not have it, and may not be added to
  MODULE_ERROR_DIRTY,            // go.mod would have to change, and may not
  MODULE_ERROR_EXCLUDED,         // a version that an exclude line names
  MODULE_ERROR_RETRACTED,        // a version that its author has taken back
  MODULE_ERROR_CONFLICT,         // requirements that cannot be met together
  MODULE_ERROR_AMBIGUOUS,        // several modules have the package
  MODULE_ERROR_PACKAGE_MISSING,  // no module of the build has the package
  MODULE_ERROR_NO_VERSION,       // of queries (query.h): no version that the query allows
  MODULE_ERROR_NO_PATCH_BASE,    // "patch" of a module that is not required
  MODULE_ERROR_NO_PACKAGE,       // the module is there, but has no such package
  MODULE_ERROR_BAD_PATH,         // no module can be called so
  MODULE_ERROR_BAD_VERSION,      // the module cannot have this version
  MODULE_ERROR_FATAL             // the command ends with this text and nothing around it
} ModuleErrorKind;

// A package that a module may have whose sums go.sum lacks.
typedef struct MissingSum {
  const char *path;
  bool found;             // another module has it
  ModVersionVec modules;  // that may have it; empty: none is to be named
} MissingSum;

typedef struct ModuleError {
  ModuleErrorKind kind;
  const char *text;          // the whole
  const ModVersion *module;  // what it is about, if text is "path@version: " and the cause; else NULL
  const char *cause;         // text without the module
  const char *go_version;    // MODULE_ERROR_TOO_NEW: that it asks for
  const FetchError *fetch;   // what it comes from; NULL: not from there
  const MissingSum *sum;     // MODULE_ERROR_SUM_MISSING of a package; NULL: of no package
} ModuleError;

// ---- the set

// What a command says of how modules are to be used. Texts live as long as the set; NULL only where it says so.
typedef enum ModuleRoot {
  MODULE_ROOT_AUTO,   // the main modules around the working directory, if there are any
  MODULE_ROOT_NONE,   // none, wherever that is (install path@version)
  MODULE_ROOT_OFF,    // none, as modules are off (modules_off)
  MODULE_ROOT_NEEDED  // where there is neither a main module nor a workspace there is an error
} ModuleRoot;
typedef struct ModuleOptions {
  const char *dir;      // working directory, absolute
  const char *goroot;   // absolute
  const char *version;  // of that Go: "1.26.8"
  const Environment *environment;
  Interner *names;
  const char *command;  // "build", "mod tidy": for the fetcher, what is said
  bool writable_cache;  // -modcacherw
  bool trace;           // -x
  bool infos;           // with a tree that is downloaded its version's .info is, which `list -m` needs, off line, too
  Fetcher *fetcher;     // NULL: modules_load makes one, with the main modules' go.sum, and puts it here
  ModuleRoot root;
  const char *mod;          // -mod as given; NULL: not given
  const char *mod_default;  // where it is not given, "mod" of commands that may write go.mod (get, mod tidy, mod graph
                            // …), "readonly" of vendor; NULL: vendor if there is a vendor folder for it, else readonly
  const char *mod_file;    // -modfile; NULL: go.mod
  const char *go_version;  // that a go.mod without a go line gets if it may be written; NULL: version
  bool no_go_line;         // it gets none (mod graph, mod why)
  bool no_work;            // go.work files do not count (mod tidy)
  const char *only;      // the module in this folder and no go.work file, wherever the working directory is (work sync)
  bool work_command;     // of go work: a go.work file that is too old for its modules is not an error
  bool missing_allowed;  // -mod=readonly may look for missing modules all the same: there is no go.mod to change
                         // (run and build of path@version)
  bool verbose;          // -v: says what is tried
  struct ModuleSet *before;  // that the same command has left for this one: go.mod files of versions that it has read
                             // are not read again, nor are their sums noted here, as in go; NULL: none
} ModuleOptions;

typedef struct Replacement {
  const char *old_path, *old_version;  // version NULL: all
  const char *new_path, *new_version;  // version NULL: a folder, absolute
  const char *written;                 // of a folder: as it stands there, in a workspace as seen from go.work
  const ModFile *file;                 // where it stands
} Replacement;

// A module as packages are found in it.
typedef struct Module {
  const char *path, *version;      // import path prefix; version NULL: a main module
  const char *dir, *file;          // its folder and go.mod
  const char *go_version;          // "1.26"; NULL: none stated
  const char *sum;                 // of go.sum, or what is in the cache where that need not have it; NULL none
  const Replacement *replacement;  // where it really comes from; NULL: not replaced
  ModFile *mod_file;               // of a main module
  bool local;                      // a main module, or replaced by a folder
  bool absent;                     // not on this machine
  bool indirect;
  bool go_line_read;         // go_version is known, and does not change any more
  const ModuleError *error;  // why nothing can be had of it, NULL: nothing known
  const ModVersion *id;
} Module;

typedef struct Requirements Requirements;
typedef struct ModuleGraph ModuleGraph;

typedef struct ModuleSet {
  ModuleOptions options;
  Arena arena;              // guarded by lock, as all that follows and changes after modules_load
  Lock lock;                // recursive
  Interner *names;          // keys of maps below: Name* of a path
  Vec(Module *) mains;      // none outside of any module, or of a workspace that uses none
  Module *current;          // the main module that holds the working directory, NULL none
  const ModVersion *top;    // the one main module; where there is none "command-line-arguments"; NULL: a workspace
  ModFile *work;            // NULL: no workspace
  const char *work_file;    // absolute
  const char *go_mod;       // of the one main module: the file that is read and written, absolute; NULL: there is none
  const char *go_mod_text;  // as it was read
  size_t go_mod_size;
  bool go_mod_fixed;          // versions there were not canonical: it is to be written
  bool vendored;              // from vendor/ only
  const char *vendor_dir;     // where it is or would be, NULL outside of any module
  const char *mod;            // "mod", "readonly" or "vendor"
  const char *mod_reason;     // why -mod is what it is, or vendor/ is not used; NULL: no reason
  Vec(Replacement) replaces;  // of all main modules and go.work
  Map excludes;               // ModVersion* -> itself, of all main modules
  StringVec tools;            // of all main modules, as written, sorted, none twice
  // The requirements as they are now: those of the go.mod or go.work file at first. A command that has made others puts
  // them here; modules_commit writes them.
  Requirements *requirements;
  struct ModuleTables *tables;  // internal.h
  struct QueryCache *queries;   // query_allow.c; NULL: nothing was asked for
} ModuleSet;

// set.c, mains.c. Reads go.work or go.mod. NULL: errors say why, each to stand behind "go: ". A set without main
// modules is not an error, but for MODULE_ROOT_NEEDED. Nothing of other modules is read, unless go.mod is of a Go
// before 1.17 or lists a module twice.
ModuleSet *modules_load(const ModuleOptions *options, StringVec *errors);
const ModVersion *modules_version(ModuleSet *set, const char *path, const char *version);  // the one; copies texts
Module *modules_main(const ModuleSet *set, const char *path);  // the main module of that path, NULL: no main module
// mains.c. By GO111MODULE, and if that is "auto" by what is around the folder: are modules off? Then packages are those
// of GOROOT and GOPATH (load/gopath.c).
bool modules_off(Arena *arena, const ModuleOptions *options);
// The go.mod of a folder; NULL: none. One at the top of the folder for temporary files does not count, which is said.
const char *modules_go_mod_above(Arena *arena, const char *dir);
// Is there a go.mod at the top of GOPATH's first folder? Nothing below may depend on it: it is said that it does not
// count, and commands that need a main module do not go on.
bool modules_warn_of_gopath(Arena *arena, const Environment *environment);
bool modules_complete(const ModuleSet *set);           // go.mod must be complete as it is: it may not be changed
bool modules_need_sums(const ModuleSet *set);          // go.sum must have all sums: it may not be changed
const char *modules_go_version(const ModuleSet *set);  // of go.work, the go.mod, or outside of any module our own
// go's words where there is no main module: "go.mod file not found …", with a hint at what might become one.
const char *modules_no_main(ModuleSet *set, Arena *arena);
// As messages name a file or folder: relative to the working directory if that is shorter.
const char *modules_short_path(const ModuleSet *set, const char *path);
bool modules_excluded(const ModuleSet *set, const ModVersion *m);

// replace.c. NULL: not replaced. version NULL: only a replacement of all versions.
const Replacement *modules_replacement(const ModuleSet *set, const char *path, const char *version);
// What really stands for a version: its replacement, a folder as {path as written, ""}; else itself.
const ModVersion *modules_actual(ModuleSet *set, const ModVersion *m);
// Is something the source of two of the modules that are required? Errors are added.
void modules_check_sources(ModuleSet *set, const Requirements *rs, StringVec *errors);

// ---- summary.c

typedef enum Pruning {
  PRUNED,    // go 1.17 and later: a go.mod lists all that its packages need, what is below is left out
  UNPRUNED,  // nothing is left out
  WORKSPACE  // left out is what none of the workspace's modules needs
} Pruning;
Pruning modules_pruning(const char *go_version);  // of a go line; NULL: not stated

typedef struct ModuleSummary {
  const char *module;                               // as it declares itself; NULL: it does not
  const char *go_version, *toolchain, *deprecated;  // NULL: not stated
  Pruning pruning;
  ModVersionVec requires;  // with "go" from go 1.21 on
  const ModFile *file;     // retractions, ignores; NULL of "go", "toolchain" and of vendored modules
} ModuleSummary;
// What a version requires, through replacements, excluded versions left out, the sum of its go.mod checked. NULL:
// *error. Not of the one main module. Made once. Thread-safe.
const ModuleSummary *modules_summary(ModuleSet *set, const ModVersion *m, const ModuleError **error);
// The same of just that version: no replacements and exclusions. A module for a later Go has a summary and an error.
const ModuleSummary *modules_raw_summary(ModuleSet *set, const ModVersion *m, const ModuleError **error);

// ---- requirements.c

// What is required: by go.mod of one main module, or in a workspace by nobody but the main modules, which are the
// roots.
struct Requirements {
  Pruning pruning;
  ModVersionVec roots;  // by path, then version; "go" among them; of several of a path the highest counts
  Map direct;           // Name* of path -> itself: has packages that the main module imports
  Map root_versions;    // Name* of path -> const char *version, the highest
  ModuleGraph *graph;   // NULL: not needed yet
  const ModuleError *graph_error;
};
// roots: in any order, sorted and copied. direct: copied, NULL none.
Requirements *requirements_new(ModuleSet *set, Pruning pruning, const ModVersionVec *roots, const Map *direct);
// The version of a root; "" of a main module; NULL: not a root.
const char *requirements_root(const ModuleSet *set, const Requirements *rs, const char *path);
bool requirements_is_direct(const ModuleSet *set, const Requirements *rs, const char *path);
void direct_put(ModuleSet *set, Map *direct, const char *path);
const char *requirements_go_version(const ModuleSet *set, const Requirements *rs);
// With these instead of what there is of their paths.
Requirements *requirements_override(ModuleSet *set, const Requirements *rs, const ModVersionVec *replace);

// ---- graph.c

// Its graph, which is read at the first call. With an error it is there, but not complete.
ModuleGraph *requirements_graph(ModuleSet *set, Requirements *rs, const ModuleError **error);
// The same, and if the roots are not what the graph selects, other requirements of which they are. NULL error: all
// well.
Requirements *requirements_expand(ModuleSet *set, Requirements *rs, const ModuleError **error);
// The set's requirements become these, and their graph is read. NULL with an error.
ModuleGraph *modules_load_graph(ModuleSet *set, const ModuleError **error);
// A graph with more of it read: of the versions in `unpruned` (ModVersion* -> itself) all requirements are.
ModuleGraph *graph_read(ModuleSet *set, Pruning pruning, const ModVersionVec *roots, const Map *unpruned,
                        const ModuleError **error);
const char *graph_selected(const ModuleSet *set, const ModuleGraph *graph, const char *path);  // "none"
// What a version requires there. False: it was not read, or cannot be.
bool graph_required(const ModuleGraph *graph, const ModVersion *m, ModVersionVec *requires);
// The main modules, then all that is selected, by path.
const ModVersionVec *graph_build_list(ModuleSet *set, ModuleGraph *graph);
// Each version that a root leads to, once, near ones first.
ModVersionVec graph_breadth_first(ModuleSet *set, const ModuleGraph *graph);
// The shortest chain from a root to a version for which wanted() holds; empty: none.
ModVersionVec graph_path(ModuleSet *set, const ModuleGraph *graph, bool (*wanted)(void *context, const ModVersion *m),
                         void *context);

// ---- update.c, tidy.c

// A package as far as requirements go: who loads packages (packages.h) fills it in.
typedef struct ModulePackage {
  const char *path;
  struct ModulePackage *test_of;  // of a package of tests; NULL: it is none
  struct ModulePackage *test;     // its tests, if they are looked at
  const ModVersion *module;       // that has it; version "" of a main module; NULL: std, or it was not found
  const char *dir, *root;         // its folder, and the module's
  ModVersionVec alternatives;     // modules that could have it by their path, and have not
  Vec(struct ModulePackage *) imports;
  const ModuleError *error;
  bool standard;
  bool in_all;     // in the pattern "all"
  bool is_root;    // named
  bool from_root;  // a root imports it, however
} ModulePackage;
typedef Vec(ModulePackage *) ModulePackageVec;

// Requirements that agree with themselves: each root is what is selected, and those that provide a package in "all", or
// one that was named (roots_imported: or is imported by such a one), are roots. add: more roots. Error DIRTY if that is
// not so and may not be made so; then the result is as far as it came.
Requirements *requirements_update(ModuleSet *set, Requirements *rs, const Map *direct, const ModulePackageVec *packages,
                                  const ModVersionVec *add, bool roots_imported, const ModuleError **error);
// The least requirements that select what the packages were found in: mod tidy.
Requirements *requirements_tidy(ModuleSet *set, Requirements *rs, const ModulePackageVec *packages,
                                const ModuleError **error);
Requirements *requirements_convert(ModuleSet *set, Requirements *rs, Pruning pruning, const ModuleError **error);

// ---- edit.c

typedef struct ModuleConflict {
  ModVersionVec path;            // from the version that was asked for to what it must not be
  const ModVersion *constraint;  // what was asked for of the last one; NULL: an error stands in the way
  const ModuleError *error;
} ModuleConflict;
typedef Vec(ModuleConflict) ModuleConflicts;
// Requirements in which each of must_select is selected (version "none": none), and each of try_upgrade as far as that
// allows; all else changes as little as that needs. The same `rs` if nothing changes. NULL: *error, of which CONFLICT
// has the conflicts.
Requirements *requirements_edit(ModuleSet *set, Requirements *rs, const ModVersionVec *try_upgrade,
                                const ModVersionVec *must_select, ModuleConflicts *conflicts,
                                const ModuleError **error);
const char *conflict_summary(Arena *arena, const ModuleConflict *conflict);
const char *conflict_text(Arena *arena, const ModuleConflict *conflict);  // the whole chain, a line each

// ---- find.c

// A module's tree on this machine, downloaded if it must be. NULL: *error. Thread-safe.
const char *modules_fetch(ModuleSet *set, const ModVersion *m, bool *local, const ModuleError **error);
// The folder of a package in a tree with that module path; NULL: no Go files there. local: other modules may begin
// inside.
const char *modules_dir_in(Arena *arena, const char *path, const char *module, const char *root, bool local);

typedef struct ModuleImport {
  const ModVersion *module;  // NULL: std, or in vendor/ and not listed there
  const char *root, *dir;
  ModVersionVec alternatives;  // could have it by their path, and have not
} ModuleImport;
// The one module that has a package: std, a main module, a root, then any that the graph selects (graph NULL: it is
// read only if it is needed). PACKAGE_MISSING if there is none. skip_summary: the module's go.mod is not looked at.
bool modules_import(ModuleSet *set, Requirements *rs, ModuleGraph *graph, const char *path, bool skip_summary,
                    ModuleImport *out, const ModuleError **error);
// go's words for a package that nothing provides, and nothing is to be looked for.
const ModuleError *modules_missing(ModuleSet *set, const char *path);
// The same where it is to be had, but may not be looked for: a replacement that has it, why there is no looking
// (query_import.c). importer: the main module that imports it, NULL: another, or none. Thread-safe.
const char *modules_missing_text(ModuleSet *set, Arena *arena, const char *path, const Module *importer);

// The same for the loader: by the set's requirements. from: who imports it, NULL: the command line. NULL: nowhere, and
// *message says what go says, or is NULL for "in no module"; but with *dir it is a package in vendor/ of no module.
// Thread-safe.
typedef struct Importer {
  const char *path, *version;  // version NULL: of a main module
  bool test;                   // a test imports it
} Importer;
Module *modules_find(ModuleSet *set, Arena *arena, const char *path, const Importer *from, const char **dir,
                     const char **message);
// A package of std that a main module has, too: what go says of it. NULL: none has it.
const char *modules_ambiguous_std(ModuleSet *set, Arena *arena, const char *path, const char *std_dir);
// Where a module lies, and how go.mod replaces it. Made once. Thread-safe.
Module *modules_get(ModuleSet *set, const ModVersion *m);
// The main modules and all that the graph selects, by path. In arena.
Module **modules_build_list(ModuleSet *set, Arena *arena, uint32_t *count, const ModuleError **error);

// ---- folders.c

// The module whose tree has a folder and the folder's import path there. NULL: none, *message as above.
Module *modules_of_folder(ModuleSet *set, Arena *arena, const char *dir, const char **path, const char **message);

// ---- vendor.c

typedef struct VendorEntry {
  const ModVersion *module;                      // version "": a replacement of all
  const char *replaced_path, *replaced_version;  // NULL: not replaced; a folder
  const char *go_version;                        // NULL: not stated
  bool explicit, has_packages;
} VendorEntry;
const VendorEntry *vendor_entry(const ModuleSet *set, const ModVersion *m);  // NULL: not there
const ModVersion *vendor_package(const ModuleSet *set, const char *path);    // the module it is of; NULL: not listed

// ---- commit.c, sums.c

typedef struct CommitOptions {
  bool drop_toolchain, explicit_toolchain;  // get toolchain@none; get toolchain@version
  const StringVec *add_tools, *drop_tools;  // NULL: none
  bool tidy;                                // no sums are kept but those that packages need
  bool layout;                              // written even if nothing but layout changes (mod tidy)
  bool wrote_go;                            // mod tidy: the go line is as it is to be
  bool no_sums;                             // mod init: there is no go.sum
  const ModulePackageVec *packages;         // that were loaded; NULL: none were
} CommitOptions;
// go.mod as the set's requirements make it, before and after. Changes the main module's ModFile. False: there is no
// go.mod to change, or *error.
bool modules_update_file(ModuleSet *set, const CommitOptions *options, const char **before, const char **after,
                         const ModuleError **error);
// Writes go.mod, if it changes, and go.sum. DIRTY if go.mod changes and may not.
const ModuleError *modules_commit(ModuleSet *set, const CommitOptions *options);
const char *modules_dirty(const ModuleSet *set);  // go's words for a go.mod that would have to change

// Sums that go.sum is to keep, as Name* of "path version" and "path version/go.mod" -> itself: of what packages (NULL:
// none were loaded) were looked for in, of what the graph was made of, and (build_list) of the archives of all that is
// selected.
Map modules_keep_sums(ModuleSet *set, Requirements *rs, const ModulePackageVec *packages, bool tidy, bool build_list);
FetchKeep modules_keep(ModuleSet *set, const Map *kept);  // as the fetcher asks for it

// ---- outside.c

// Of a set without main modules (MODULE_ROOT_NONE, missing_allowed): requires the module that has the packages of the
// arguments, "path@version" all, and hands out their paths. Says if the module is deprecated. NULL: *error.
const ModVersion *modules_require_outside(ModuleSet *set, const char *const *arguments, uint32_t count,
                                          StringVec *patterns, const ModuleError **error);

// ---- errors.c

// A message that stands alone, without the place of an import, starts so; there are others of go's.
#define MODULE_FATAL "go: "
bool modules_stands_alone(const char *message);
int modules_say_error(
    const ModuleError *error);  // on standard error, as what ends the command; returns the exit status
const ModuleError *module_error(ModuleSet *set, ModuleErrorKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// About a module: "path@version: " goes in front.
const ModuleError *module_error_of(ModuleSet *set, ModuleErrorKind kind, const ModVersion *m, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
// Who imports the package is asked for its sums; NULL: not known, or it is named.
const ModuleError *module_missing_sum(ModuleSet *set, const MissingSum *missing, const Importer *from);
// As go writes a module of a message.
#define MODULE_AT(arena, path, version) ((version) && *(version) ? arena_printf(arena, "%s@%s", path, version) : (path))

#endif
