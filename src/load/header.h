// The beginning of a Go file, as the go command reads it: header.c. What it decides: which packages are imported, and
// what go refuses before anything is compiled.
#ifndef TUCO_LOAD_HEADER_H
#define TUCO_LOAD_HEADER_H

#include "syntax/syntax.h"

typedef struct FileHeader {
  GoHeader go;     // package clause and imports, and what go/parser says of them
  bool holds_nul;  // which go refuses before it parses anything
} FileHeader;

// Never NULL; what is wrong stands in it. path: as messages name the file. size in bytes.
FileHeader *header_read(Arena *arena, const char *path, const char *text, size_t size);
bool header_imports(const FileHeader *header, const char *path);  // as it is written there

#endif
