// What the loader's files share. Tasks of the pool read a package each: what is a package's own lies in its arenas and
// needs no lock; what is the loader's is under loader->lock, which these functions take themselves. The module set has
// its own lock (modules.h), under which nothing of the loader is touched. Whatever tasks report is put in order
// afterwards, so that messages do not depend on who came first.
#ifndef TUCO_LOAD_INTERNAL_H
#define TUCO_LOAD_INTERNAL_H

#include <stdatomic.h>

#include "base/paths.h"
#include "load/load.h"
#include "load/resolve.h"

typedef struct LoadError {
  const char *path, *text;
  const LoadedPackage *from;  // the text follows the chain of imports that leads here; NULL: it stands alone
  const char *joint;          // between the chain and the text
  uint32_t rank;              // of the report
  uint32_t number;            // among those of one package, which one thread reports; 0: by text
  const LoadedPackage *in;    // where it is, if that is not `from`; NULL: not known
} LoadError;

struct Loader {
  Session *session;
  const BuildContext *context;
  const char *dir;  // working directory, absolute
  ModuleSet *modules;
  StringVec roots;         // where modules are off: GOROOT and the entries of GOPATH
  const char *local_root;  // -trimpath: the folder of files named, NULL none
  Arena arena;             // guarded by lock while packages are read
  Arena arguments;         // of what the arguments stand for: the caller's thread alone, while others read packages
  Lock lock;
  Map packages;               // Name* of resolved path -> LoadedPackage*
  Vec(LoadedPackage *) list;  // in order of discovery; sort before use
  Vec(LoadedPackage *) ordered;
  Vec(PackageTests *) tests;       // of the packages named
  Vec(LoadError) failures;         // guarded by lock
  StringVec root_paths;            // of the packages named
  StringVec warnings;              // of patterns that stand for nothing
  struct PackageGraph *looked_at;  // with -mod=mod: the packages as modules see them; NULL
  const ModVersion *outside;       // with context->outside: the module
  bool reported;                   // what is wrong has been printed
  bool cycles_known;               // and have been reported
};

// failures.c: an error that ends the build after loading (syntax errors and what the parser finds besides do not).
// path: of the package that cannot be had; one error of each is reported.
void load_error(Loader *loader, const char *path, const char *format, ...) __attribute__((format(printf, 3, 4)));

// The same at a place of a file as go itself reports it: without the compiler's "./".
void load_error_at(Loader *loader, const char *path, Pos pos, const char *message);
// About a package as a whole: comes after the chain of imports that leads to it.
void load_error_of(Loader *loader, const LoadedPackage *package, const char *message);
// An import that `from` may not make: go shows the way to it.
void load_error_in(Loader *loader, const LoadedPackage *from, Pos pos, const char *message);

// One that cannot even be looked for.
void load_error_import(Loader *loader, const LoadedPackage *from, const char *path, const char *message);
const char *load_place(Loader *loader, Pos pos, const char *message);  // the message behind its place, as go writes it

// failures.c, with context->keep_going: failures become problems of the tests that need what failed. False: one is of
// no package.
bool failures_keep_to_tests(Loader *loader);
bool loader_is_root(const Loader *loader, const char *path);  // named on the command line

// failures.c: the name of the file of `from` that imports the path, without its folder
const char *loader_importing_file(Loader *loader, const LoadedPackage *from, const char *path);

// modupdate.c
const char *loader_missing(Loader *loader, const char *path);  // why it is missing then; NULL: not known
const char *loader_imported_path(Package *package, const ImportDecl *import);  // loader.c; NULL: malformed

// gopath.c, with context->gopath: what resolve.h promises.
void gopath_enter(Loader *loader);
bool gopath_import(Loader *loader, Arena *arena, const LoadedPackage *from, const char *path, Resolved *out,
                   const char **message);
// An import by place ("./x") of a package that has a path of its own: what go says of it. NULL: it may be.
const char *gopath_local_problem(Arena *arena, const LoadedPackage *from, const char *path);
bool gopath_folder(Loader *loader, Arena *arena, const char *dir, Resolved *out, const char **message);

// outside.c, with context->outside: what is named is of one module, which the set is made to require.
// The arguments without their version, in place of them. False after reporting.
bool loader_enter_outside(Loader *loader, const char *const **arguments, uint32_t *count);
void loader_check_outside(Loader *loader, LoadedPackage *const *roots, uint32_t count);  // reports those of others

// modcheck.c. A workspace's go.work.sum gets the sums of what was looked at; without a workspace go.sum must have them
// already.
void loader_note_sums(Loader *loader);

#define PATH_WITH_VERSION "can only use path@version syntax with 'go get' and 'go install' in module-aware mode"

// files.c: chooses the files of a package's folder, or those named, and reads and parses them. False after reporting.
bool package_read_files(Loader *loader, LoadedPackage *package, const char *const *only, uint32_t only_count);
// files.c. The one file of a generated package.
bool package_read_text(Loader *loader, LoadedPackage *package, const char *name, const char *text);

// collisions.c: reports packages whose paths differ by case alone.
void packages_find_collisions(Loader *loader, LoadedPackage *const *roots, uint32_t count);
// import_comments.c: reports packages that are named or imported by another path than they say they should be.
void import_comments_check(Loader *loader, LoadedPackage *const *roots, uint32_t count);
// loader.c: where a package imports another one, 0 nowhere.
Pos loader_import_pos(Loader *loader, const LoadedPackage *from, const LoadedPackage *to);

// filecheck.c: reports what go refuses of a package's files, when they are known. False: nothing.
bool package_files_problem(Loader *loader, LoadedPackage *package);

// loader.c
PackageOrder packages_order(Arena *arena, LoadedPackage *main, LoadedPackage *runtime);  // of a program
int packages_by_path(const void *left, const void *right);                               // for qsort
// A package that is in no folder of its own, with the place of the one under test. Not found by its path.
LoadedPackage *loader_start_made(Loader *loader, PackageTests *tests, const char *suffix);
void loader_finish_files(Loader *loader, LoadedPackage *loaded);  // what is done with a package's files once read

// tests.c
// Is the package only what is made of test files? Then it is in programs as a variant alone.
bool is_test_part(const LoadedPackage *loaded);
void tests_start(Loader *loader, LoadedPackage *plain);  // it is under test; before any package is read
// An argument that names no package stands for tests that cannot be loaded.
void tests_refuse(Loader *loader, const char *argument, const char *why);
void tests_queue(LoadedPackage *plain);    // has its test files read, when it is
void tests_check_imports(Loader *loader);  // when all is read: a package of tests alone cannot be imported
// The shortest way on which the package under test imports itself, as go says it: it can only be through its internal
// tests. NULL: there is none. In arena.
const char *tests_cycle(Loader *loader, Arena *arena, const PackageTests *tests);
// The package that the made main means by a path; NULL: one of those that are found by their path.
LoadedPackage *tests_imported(const LoadedPackage *from, const char *path);

// test_main.c: the main package of a test executable, as Go text. problem: what keeps it from being one, in go's words;
// NULL: nothing. Both in arena.
const char *test_main_text(Session *session, Arena *arena, const PackageTests *tests, const char **problem);

// embed.c: finds what the package's //go:embed patterns name; reports those that name nothing.
void package_find_embeds(Loader *loader, LoadedPackage *package);

// assembly.c
// Does the text of a Go file declare a function without a body that no linkname provides?
bool assembly_declares(const char *text);
bool assembly_function_has_body(const char *text);  // text: behind "func" of a declaration
// Notes the functions of an assembly file; writes over the text.
void assembly_read(Package *package, Arena *arena, char *text, size_t size);

#endif
