// Loading: from command-line arguments to parsed packages in dependency order.
// Decides which files belong to a build (build constraints, file names), where
// an import path lives (std, vendored, main module, replacements, vendor/), and
// what stands in for upstream files (the overlay table; only the loader sees it).
//
// In: arguments, a BuildContext, which must outlive the loader, and files. Out: LoadedPackages, whose Package is ready
// for types/; they and the loader live as long as the session. Errors of files (syntax, what the parser finds besides)
// go to session->diags; errors for which nothing can be built are the loader's (loader_report). Messages are go's.
//
// Threads: packages are read by the session's pool, each by one task. Until loader_load returns nobody else looks at
// them; then they do not change, but for what the checker fills in.
#ifndef TUCO_LOAD_H
#define TUCO_LOAD_H

#include "base/environment.h"
#include "cache/cache.h"
#include "cover/cover.h"
#include "files/constraint.h"
#include "modules/modules.h"
#include "types/types.h"

// -cover and its kin.
typedef struct CoverOptions {
  CoverMode mode;      // COVER_NONE: nothing is counted
  StringVec patterns;  // -coverpkg
} CoverOptions;

// What a build is for. Texts are NULL only where it says so.
typedef struct BuildContext {
  const char *goroot;    // its folder, absolute
  const char *version;   // of the GOROOT: "go1.26.8"
  BuildTarget target;    // which files are chosen; code is made for one system only, without cgo
  bool cgo_wanted;       // CGO_ENABLED=1: leaving out files that need it is an error
  bool cgo_off;          // CGO_ENABLED=0: it is what was asked for
  bool go_files;         // arguments that end in .go are files, there or not (tuco run)
  bool trimpath;         // record files by import path
  bool outside;          // arguments are path@version: programs of a module that nothing requires; no main modules
  bool gopath;           // modules are off: packages are those of GOROOT and GOPATH
  bool programs;         // patterns stand for programs alone
  bool test;             // the packages named are those whose test executables are built
  const Map *tested;     // with test: of the packages named those alone that are here, by Name*; NULL: all
  bool keep_going;       // with it: what cannot be loaded is a problem of the tests that need it
  const char *mod;       // -mod; NULL: vendor if there is a vendor folder
  const char *mod_file;  // -modfile; NULL: go.mod
  bool writable_cache;   // -modcacherw
  bool sums;             // LoadedPackage.sum is wanted
  bool events;           // -json: what is wrong is said as events (base/build_events.h)
  bool trace;            // -x: says what is done
  CoverOptions cover;
  bool as_written;  // files as go would choose them: no overlay, no tags against assembly (export data, vet)
  const Environment *environment;
} BuildContext;

typedef struct GodebugLine {
  Pos pos;
  const char *key, *value;
} GodebugLine;  // //go:debug key=value
// Files of a package's folder that are neither Go nor Go's assembly.
typedef enum OtherKind {
  OTHER_C,
  OTHER_CXX,
  OTHER_M,
  OTHER_H,
  OTHER_FORTRAN,
  OTHER_SWIG,
  OTHER_SWIGCXX,
  OTHER_SYSO,
  OTHER_CGO_ASSEMBLY,  // .S, .sx
  OTHER_KINDS
} OtherKind;

// A package as its folder has it. Files are called as in their folder, sorted by bytes; those named on the command line
// in the order in which they are named.
typedef struct LoadedPackage {
  Package *package;
  const char *path, *dir;  // import path as resolved; folder, absolute
  Module *module;          // NULL: std or files named on the command line; no module where these are off
  const char *root;        // where modules are off: GOROOT or the entry of GOPATH that it is in, NULL none
  const char *conflict;    // there: the folder that its path would lead to instead, NULL none
  const char *import_comment, *comment_file;  // there: the path that its files say it is imported by, and the first
                                              // of these; NULL none
  StringVec go_files, ignored_files, cgo_files, asm_files, test_files, external_test_files;
  StringVec other_files[OTHER_KINDS], ignored_other_files;  // the latter as_written only
  StringVec embed_files;                                    // sorted
  CacheId sum;  // with context->sums: of the Go files that were read, the overlay's too, and of their names
  Vec(struct LoadedPackage *) imports;
  StringVec missing_imports;  // that could not be found, sorted once all are
  Vec(GodebugLine) debug_lines;
  const char *tags_against_assembly;  // that hold in this package besides, separated by spaces; NULL: none
  File *cgo_file;                     // the first that imports "C"; left out as long as cgo is off
  bool standard, command_line;
  bool profile;                  // there is a default.pgo
  bool by_pattern;               // named by patterns alone
  const char *name, *name_file;  // as all its files say, those of tests too; the first of these files
  StringVec matched;             // the arguments that name it
  // Of one under test, and of what is made of its test files: tests.c. NULL: none
  struct PackageTests *tests;
  CoverPackage *coverage;        // once a program has asked for it; NULL: none has
  struct LoadedPackage *origin;  // of a variant: whose trees it has; NULL: it is none
  bool needed;                   // a test executable has it as it is
  bool queued;                   // handed to the thread pool
  bool visited, on_path;         // while ordering
  struct Loader *loader;
  uint32_t error_count;
  bool poisoned;  // it, or something it imports, has errors
  SourceUnit unit;
} LoadedPackage;

// What a package's test executable is made of. Read once a session, whatever is made of it; its trees are shared by
// variants of packages, which alone are checked.
typedef struct PackageTests {
  LoadedPackage *plain;     // the package under test, without its tests
  LoadedPackage *internal;  // its _test.go files that are of the same package; NULL: there are none
  LoadedPackage *external;  // those of package "p_test"; NULL: there are none
  LoadedPackage *main;      // the program, as a file that was made; NULL: there are no tests, or they cannot be read
  const char *problem;      // why there is no executable; NULL: nothing is wrong, or the session's diagnostics say it
  const char *culprit;      // the package that cannot be had; NULL: the one under test
  Arena texts;              // of the files, until main is made
  const CacheId *identity;  // of all that the executable is made of (build/test_identity.c); NULL: not known
  bool unneeded;            // what comes of it is known: it is not even checked
} PackageTests;

// A program's packages, in dependency order.
typedef struct PackageOrder {
  LoadedPackage **list;
  uint32_t count;
  LoadedPackage *main, *runtime;
} PackageOrder;

typedef struct Loader Loader;

// loader.c
// dir: the working directory, absolute. NULL: the module files are wrong, which is in session->diags.
Loader *loader_new(Session *session, const BuildContext *context, const char *dir);
// Resolves arguments (import paths, folders, "./...", .go files) and loads them, all they import, and package runtime.
// Returns the packages named, or NULL: then loader_report says why, or session->diags. Once a loader.
LoadedPackage **loader_load(Loader *loader, const char *const *arguments, uint32_t count, uint32_t *found);
// All packages in dependency order (deterministic: by import path among the ready ones).
LoadedPackage **loader_order(Loader *loader, uint32_t *count);
// Those of one program, the runtime's among them, in the order they would have if nothing else were loaded. In arena.
PackageOrder loader_order_of(Loader *loader, Arena *arena, LoadedPackage *main);
// tests.c: with context->test, of the packages named, in their order.
PackageTests **loader_tests(Loader *loader, uint32_t *count);
bool tests_are_there(const PackageTests *tests);    // or cannot even be looked for
bool tests_can_be_made(const PackageTests *tests);  // there are some, and they could be loaded
// failures.c. After loader_load failed: prints why, to standard error. False if nothing is known.
bool loader_report(Loader *loader);
// loader.c
LockWaits loader_waits(Loader *loader);                        // for -d=time
size_t loader_bytes(Loader *loader);                           // that its arenas have, without its packages
LoadedPackage *loader_find(Loader *loader, const char *path);  // NULL if not loaded
// godebug.c: the GODEBUG settings that a program is built with, "name=value,name=value"; "" none. In arena.
const char *loader_godebug(Loader *loader, Arena *arena, const LoadedPackage *main);
// loader.c. The modules besides `main`'s own that an executable has packages of, by path. In arena.
Module **loader_modules_of(Arena *arena, const LoadedPackage *main, uint32_t *count);

// What a test changes of the packages that its executable has. A variant is a Package of its own of the same trees: the
// package under test with its internal tests, the external tests, the made main, and every package that imports one of
// these, directly or not. They lie in the derived session (base/session.h), and there are those of one test at a time.
typedef struct TestVariants {
  PackageOrder all;      // of the program
  LoadedPackage **list;  // those of them that are variants, in the same order: to be checked
  uint32_t count;
  const char *cycle;  // that the test's imports make, as go says it; NULL: none, else there is nothing more
} TestVariants;
// variants.c: marks the packages that some test executable has as they are.
void variants_mark_needed(Loader *loader);
TestVariants *variants_make(Loader *loader, Session *derived, PackageTests *tests);
size_t variants_bytes(const TestVariants *variants);  // that their arenas have
void variants_free(TestVariants *variants);

// linkname.c: may a package not reach a symbol of std, "path.name", by a linkname?
bool linkname_blocked(Loader *loader, Arena *arena, const char *from, const char *target);

// overlay.c: what stands in for upstream files.
typedef struct OverlayRow {
  const char *path;     // import path
  bool replaced;        // the whole package comes from the overlay
  bool generic_arch;    // files are chosen as for an unknown GOARCH
  bool added;           // overlay files are added to upstream's
  bool assembly;        // upstream's files that rely on assembly are taken: the overlay has what they declare
  const char *dropped;  // space-separated upstream files left out
  const char *folder;   // of the overlay, where another package has the same files; NULL: path
} OverlayRow;
const OverlayRow *overlay_row(const char *path, bool standard);  // NULL: untouched
typedef struct OverlayFile {
  const char *name, *text;
  size_t size;
} OverlayFile;
// Files of overlay folder `path` (from the archive inside tuco). Array in arena, by name.
OverlayFile *overlay_files(Arena *arena, const char *path, uint32_t *count);
const uint8_t *overlay_runtime_object(size_t *size);  // the runtime's ELF object, in bytes; part of the command

// generated.c: the text of a file that cmd/dist would have made in a GOROOT of bare source. NULL: not such a file.
const char *generated_file(Arena *arena, const BuildContext *context, const char *package_path, const char *name);
const char *generated_files_of(const char *package_path);  // space-separated names, NULL none

#endif
