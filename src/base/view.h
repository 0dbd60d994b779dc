// The file system as builds see it: the disk, with what -overlay puts in its place. view.c
//
// An overlay maps paths to files that stand in for what is there, or to "", which hides it; the folders above a path
// are there, too. All who read source, go.mod and its kin, or look for folders ask here, by these functions or by those
// of paths.h and source_read, which stand on them. Who writes asks view_replaced first: nothing is written through it.
// What is downloaded, cached or made is no business of an overlay: view_replaced_at refuses GOMODCACHE at the start.
//
// The overlay is the process's, as the working directory is: set once, before there are threads, and only read after.
#ifndef TUCO_BASE_VIEW_H
#define TUCO_BASE_VIEW_H

#include <sys/stat.h>

#include "base/vec.h"

// Reads the file of -overlay, whose relative paths are those of the folder `dir`. What is wrong with it; NULL: nothing.
const char *view_set_overlay(Arena *arena, const char *file, const char *dir);

// The file on disk that stands at a path; NULL: it is hidden. A path that no overlay concerns is itself.
const char *view_actual(const char *path);
bool view_replaced(const char *path);               // is it hidden, or does another file stand there?
const char *view_replaced_at(const char *folder);   // a path of the overlay at, above or below it; NULL none
bool view_changes_files_of(const char *folder);     // of the folder itself
int view_stat(const char *path, struct stat *st);   // as stat
int view_lstat(const char *path, struct stat *st);  // as lstat; what the overlay names is no link
int view_open(const char *path);                    // for reading. As open

typedef struct ViewEntry {
  const char *name;
  bool folder, regular;  // neither: a link, or what else there is; view_stat tells what is behind it
} ViewEntry;
typedef Vec(ViewEntry) ViewEntries;
// What is in a folder, by name. Returns 0 or an errno.
int view_list(Arena *arena, const char *folder, ViewEntries *entries);
// The same, but files alone, or links to some, without what begins with "." or "_".
int view_list_files(Arena *arena, const char *folder, StringVec *names);

// Why a file, or a folder, could not be read, in go's words. error: the errno.
const char *view_file_problem(Arena *arena, const char *path, int error);
const char *view_folder_problem(Arena *arena, const char *folder, int error);

#endif
