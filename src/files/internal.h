// What the files of src/files share.
#ifndef TUCO_FILES_INTERNAL_H
#define TUCO_FILES_INTERNAL_H

#include "files/scan.h"

// scan.c: the names of the Go files of a folder that no name keeps out, sorted; links to files are among them. Returns
// 0 or an errno.
int go_file_names(Arena *arena, const char *dir, StringVec *names);
bool is_test_name(const char *name);  // of a Go file: it ends in _test.go
// scan.c: the value of an import's quoted path; NULL: malformed.
struct ImportText;
const char *import_path(Arena *arena, const struct ImportText *import);

#endif
