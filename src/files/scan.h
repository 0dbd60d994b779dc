// What the packages of a module's folders import, without parsing a file: `mod tidy` and its kin ask this of all that
// a build might need. Thread-safe, with arenas of one's own; what files say is read anew at each call.
#ifndef TUCO_FILES_SCAN_H
#define TUCO_FILES_SCAN_H

#include "files/constraint.h"
#include "mod/modfile.h"

// ---- scan.c

typedef struct FolderScan {
  StringVec imports, test_imports;  // of _test.go files, of both packages; sorted, none twice
  const char *error;                // in go's words, NULL: none
  bool no_go;                       // the error is that no Go file is there for the target
} FolderScan;
// The imports of the package in a folder. "C" and "appengine", of which no module knows, are left out; with an error
// there are none. Paths are valid as texts, not as import paths.
void scan_folder(Arena *arena, const BuildTarget *target, const char *dir, FolderScan *scan);
// May the file be needed by some build, as far as its constraints tell? One that cannot be read may.
bool scan_file_usable(Arena *arena, const char *path);

// ---- walk.c

// Folders that may hold packages, from `root` down, by their names; without testdata and names with "." or "_" in
// front, and what `file` ignores. Stops above nested modules if the tree is local, and below "vendor".
typedef struct FolderWalk {
  const char *root;        // absolute
  const ModFile *file;     // whose `ignore` lines count, NULL none
  const char *module_dir;  // of that file's module, which is around root; NULL: root
  bool nested_modules;     // trees with a go.mod of their own are gone into, as in the module cache
  bool vendor;             // what is below vendor/ is gone into
  bool trace;              // -x: says on standard error what is ignored
  bool links;              // says on standard error which links to folders are not followed
  // Is something below the folder wanted? relative: "" is the root. NULL: all.
  bool (*enter)(void *context, const char *relative);
  void *context;
  StringVec errors;  // go's words
} FolderWalk;
StringVec walk_folders(Arena *arena, FolderWalk *walk);  // relative to root, in the order of the walk

// ---- embed.c, embed_lines.c

// The files of a //go:embed pattern, relative to the package's folder, sorted. What go says of it; NULL: all is well.
const char *embed_files(Arena *arena, const char *dir, const char *pattern, StringVec *files);
// The patterns of all Go files of a folder, whatever their constraints; with_tests: also of _test.go files; cgo: also
// of those that import "C". Sorted, none twice. False: no file counts.
bool embed_patterns(Arena *arena, const char *dir, bool with_tests, bool cgo, StringVec *patterns);

#endif
