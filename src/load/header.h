// The beginning of a Go file, as the go command reads it: header.c.
#ifndef TUCO_LOAD_HEADER_H
#define TUCO_LOAD_HEADER_H

#include "base/arena.h"
#include "base/vec.h"

typedef struct FileHeader {
  const char *name;           // of the package, NULL: none
  Vec(const char *) imports;  // paths, as they stand between the quotes
  const char *comment;        // the comments right above the package clause, NULL none
  size_t comment_length;
  const char *problem;    // the first, in go/parser's words; NULL: none
  uint32_t line, column;  // where
} FileHeader;

FileHeader *header_read(Arena *arena, const char *text, size_t size);
bool header_imports(const FileHeader *header, const char *path);

#endif
