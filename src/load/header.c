// The beginning of a Go file: package clause and imports. The go command looks at no more of a file before it compiles:
// it finds out roughly where they end (files/header.h) and gives go/parser the text up to there, and what is wrong is
// told in that parser's words, syntax/go.
#include "load/header.h"

#include <string.h>

#include "files/header.h"

FileHeader *header_read(Arena *arena, const char *path, const char *text, size_t size) {
  FileHeader *header = arena_new(arena, FileHeader);
  if (size > SOURCE_SIZE_MAX) return header;  // it is refused where it would be compiled
  FileStart start;
  file_start_read(NULL, text, size, &start);
  header->holds_nul = start.holds_nul;
  syntax_go_header(arena, path, start.text, start.size, &header->go);
  return header;
}

bool header_imports(const FileHeader *header, const char *path) {
  for (uint32_t i = 0; i < header->go.imports.len; i++)
    if (strcmp(header->go.imports.data[i], path) == 0) return true;
  return false;
}
