// The files of a package's folder as go/build describes them (ImportDir), for `list`: of Go files no more than their
// beginning is read. folder.c
#ifndef TUCO_LIST_FOLDER_H
#define TUCO_LIST_FOLDER_H

#include "load/load.h"

typedef struct ListSpot {
  const char *file;  // absolute, or as named on the command line; NULL: nowhere
  uint32_t line, column;
} ListSpot;

typedef struct ListNamed {
  const char *text;
  ListSpot spot;  // where it stands first
} ListNamed;
typedef Vec(ListNamed) ListNames;  // sorted, each once

typedef enum ListFault {
  LIST_FINE,
  LIST_NO_GO,   // there is no Go file that could be built
  LIST_SYNTAX,  // at a spot
  LIST_FAULT    // any other
} ListFault;

// What is said by the files of one kind.
typedef struct ListPart {
  StringVec files;
  ListNames imports, embeds;
  StringVec directives;  // "//go:…" lines above package clauses
} ListPart;

typedef struct ListFolder {
  const char *dir, *name, *doc;
  const char *import_comment;      // where modules are off: by which path it says it is imported, "" none
  ListPart plain, test, external;  // Go files, _test.go files, those of package "p_test"
  StringVec cgo_files, ignored_files, invalid_files, ignored_other_files;
  StringVec c_files, cxx_files, m_files, h_files, f_files, s_files, swig_files, swigcxx_files, syso_files;
  StringVec cgo[6];  // of #cgo lines: CFLAGS, CPPFLAGS, CXXFLAGS, FFLAGS, LDFLAGS, pkg-config
  bool binary_only;
  ListFault fault;
  const char *error;  // with a fault but LIST_NO_GO
  ListSpot spot;      // of LIST_SYNTAX
} ListFolder;

// only: the files to look at, whatever their constraints say; NULL: all. import_path: as resolved, of a package of std,
// some of whose files may have to be made; NULL: of any other. In arena; texts is reset.
ListFolder *folder_read(const BuildContext *context, Arena *arena, Arena *texts, const char *dir,
                        const char *import_path, const StringVec *only);

// file.c: the beginning of a Go file, and what it embeds.
typedef struct ListFile {
  const char *name;  // of the package, NULL: none
  const char *doc;   // NULL: none
  size_t doc_length;
  ListNames imports;  // in their order
  ListNames embeds;   // in their order
  StringVec directives;
  bool has_error;
  bool syntax_error;  // at spot; else error stands alone
  const char *error;
  ListSpot spot;
} ListFile;
// False: the file cannot be read at all, for which error says why.
bool file_read(Arena *arena, const char *path, const char *text, size_t size, ListFile *file);

// cgo.c: adds what a file that imports "C" says above that import. What is wrong with it, NULL: nothing.
const char *cgo_read(const BuildTarget *target, Arena *arena, ListFolder *folder, const char *path, const char *text,
                     size_t size);

// synopsis.c: the first sentence of a comment, "" none. goroot: links name packages of it.
const char *list_synopsis(Arena *arena, const char *goroot, const char *comment, size_t length);

#endif
