// The beginning of a Go file, package clause and imports, which is all that the go command reads of a file before it
// compiles it. Found without a parser (go/build's importReader): where the imports end, and what stands between their
// quotes. What is wrong with them is a parser's to say; load/header.h asks one. header.c
#ifndef TUCO_FILES_HEADER_H
#define TUCO_FILES_HEADER_H

#include "base/vec.h"

typedef struct ImportText {
  const char *text;  // in the file's text, with its quotes
  size_t length;
} ImportText;

typedef struct FileStart {
  const char *text;  // without a byte order mark
  size_t size;       // up to the end of the imports; all there is if it is malformed
  const char *name;  // of the package, in the file's text
  size_t name_length;
  bool malformed;
  bool holds_nul;  // which go refuses
  Vec(ImportText) imports;
} FileStart;

// arena: of imports; NULL: they are not wanted. size in bytes.
void file_start_read(Arena *arena, const char *text, size_t size, FileStart *start);

// import_comment.c: *path is what the comment behind the package clause says, NULL nothing. False: it is malformed.
// text: the beginning of a file, without a byte order mark.
bool import_comment_read(Arena *arena, const char *text, size_t size, const char **path);

#endif
