// Where the go.mod and go.work files of the working directory are, and such a file read to be changed. module_files.c
#ifndef TUCO_CMD_MODULE_FILES_H
#define TUCO_CMD_MODULE_FILES_H

#include "cmd/cmd.h"
#include "mod/modfile.h"

// go.mod of the main module; NULL after saying that there is none.
const char *module_file(const BuildFlags *flags);
const char *workspace_file(const BuildFlags *flags);  // go.work; NULL: none
int workspace_file_missing(void);                     // says so, and how it is made; returns the status 1

// A file's text, and what it says; what is missing or wrong is *problem, as go says it.
typedef struct ModuleFileText {
  const char *path;
  const char *name;  // how errors in it name it; NULL: as the path
  const char *text;
  size_t size;
} ModuleFileText;
ModFile *module_file_read(const BuildFlags *flags, ModuleFileText *file, ModFileKind kind, const char **problem);
ModFile *workspace_file_read(const BuildFlags *flags, ModuleFileText *file, const char **problem);

// The version of the Go that is compiled, without "go".
const char *local_version(const BuildFlags *flags);

#endif
