// Questions to the loader that `list` asks without having it read packages: which folder an import path means, which
// packages a pattern stands for. Thread-safe but for patterns and what is noted.
#ifndef TUCO_LOAD_RESOLVE_H
#define TUCO_LOAD_RESOLVE_H

#include "load/load.h"

// resolve.c: import path -> path as resolved and folder. False if it is nowhere; *message says so as go does.
typedef struct Resolved {
  const char *path, *dir;
  bool standard;
  Module *module;
  const char *root, *conflict;  // where modules are off: as a LoadedPackage has them
} Resolved;
bool resolve_import(Loader *loader, Arena *arena, const LoadedPackage *from, const char *import_path, Resolved *out,
                    const char **message);
// Folder -> import path (for arguments like ./x).
bool resolve_dir(Loader *loader, Arena *arena, const char *dir, Resolved *out, const char **message);
// May `from` import what was found, whose path may have an element "internal"?
bool resolve_internal_allowed(Loader *loader, Arena *arena, const LoadedPackage *from, const Resolved *where);
// As what path a package imports others: tests as theirs, files on the command line as that of their folder.
const char *resolve_importer(Loader *loader, Arena *arena, const LoadedPackage *from);
// What is wrong with importing what was found in a vendor folder, as path; NULL: nothing.
const char *resolve_vendor_problem(Loader *loader, Arena *arena, const LoadedPackage *from, const char *path,
                                   const Resolved *where);
const char *resolve_vendor_path_problem(Arena *arena, const char *path);  // with the path itself
// Does a folder lie in the tree that holds the element of a package's path which begins at `element`?
bool resolve_inside(Arena *arena, const char *folder, const char *path, const char *dir, size_t element);
// Where the last element `name` of a path begins; with_end: also at its end. -1: it has none.
long resolve_element(const char *path, const char *name, bool with_end);
// Packages of which this is the same find the same by the same import path.
const char *resolve_scope(Loader *loader, Arena *arena, const LoadedPackage *from);
// gopath.c: is this the path of a folder that has none of its own? What a folder has as root and conflict, where
// modules are off.
bool gopath_is_local(const char *path);
void gopath_find_root(Loader *loader, Arena *arena, Resolved *folder);
bool is_relative_import(const char *path);  // ".", "..", or with one of these and a slash in front

// filecheck.c: what go refuses of the names of a package's files, those embedded with their folders, of its path and
// folder; NULL: nothing. A name is unsafe if it could be taken for a flag.
const char *names_problem(Session *session, Arena *arena, const StringVec *files, const char *path, const char *dir);
bool name_is_safe(const char *name);
// import_comments.c: does a package that says by which path it is to be imported ("" nothing) refuse this one?
bool import_comment_differs(const char *comment, const char *path);
const char *import_comment_problem(Arena *arena, const char *dir, const char *comment);

// patterns.c: expands "./...", "std", "cmd/...", "all" to folders or import paths, which are appended to `paths`,
// sorted by bytes; what is no pattern is appended as it is. Packages without files to build are left out; false after
// reporting. May make other requirements: no package is looked for meanwhile.
bool pattern_expand(Loader *loader, const char *pattern, StringVec *paths);
void patterns_warn(Loader *loader);               // says of those expanded which stand for nothing
bool loader_reported(const Loader *loader);       // what is wrong has been printed, and ends the command
const char *loader_take_failure(Loader *loader);  // failures.c: takes back what was reported last; NULL: nothing was

// godebug.c: notes the settings of "//go:debug key=value" lines; what is wrong with one is passed over.
void godebug_note_lines(const BuildContext *context, LoadedPackage *package, const StringVec *lines);

// loader.c: a package that somebody else reads; who notes it fills in module, standard and imports. For modcheck.c,
// which asks whether go.mod says all that the packages need: false after reporting.
LoadedPackage *loader_note_package(Loader *loader, const char *path);
ModuleSet *loader_modules(Loader *loader);
// tests.c: who imports what the test files of such a package do.
LoadedPackage *tests_importer(Arena *arena, LoadedPackage *plain);
void loader_note_root(Loader *loader, const char *path);  // named on the command line
bool loader_check_modules(Loader *loader);

// modupdate.c. With -mod=mod: makes go.mod and go.sum what the packages need that are named. imports: of files that are
// named; NULL: the arguments name packages. tests: of those count. False after reporting.
bool loader_update_modules(Loader *loader, const char *const *arguments, uint32_t count, const StringVec *imports,
                           bool tests);

#endif
