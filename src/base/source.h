// Source files and positions. A Pos is a byte offset in the space of all files
// of the session: file base + offset. 0 is "no position". Within one file
// positions order as the text does; between files their order means nothing
// (files get their bases as threads read them): sort by resolved place instead.
#ifndef TUCO_BASE_SOURCE_H
#define TUCO_BASE_SOURCE_H

#include "base/arena.h"

typedef uint32_t Pos;

// The largest text. All texts of a session have about 4 GB of positions together, which is GOROOT/src sixty
// times; a text that is read for several packages has as many ranges, for diagnostics are those of a package.
enum { SOURCE_SIZE_MAX = 1 << 30 };

// A //line directive: from `offset` on, positions count from `line`, `column`
// (0: columns unknown) in file `path`.
typedef struct LineDirective {
  uint32_t offset;
  uint32_t line, column;
  const char *path;
} LineDirective;

// What is compiled as one: diagnostics of its files are printed together.
typedef struct SourceUnit {
  const char *header;  // "# path" stands above them
  uint32_t order;      // among the units
  bool dropped;        // says nothing: something it imports has failed
} SourceUnit;

typedef struct SourceFile {
  const char *path;        // how it is opened
  const char *display;     // how diagnostics name it
  const char *recorded;    // how traces and DWARF name it (-trimpath applied)
  const SourceUnit *unit;  // NULL: none
  const char *text;        // content, NUL after the end; NULL when load/ has given it up
  uint32_t size;           // bytes
  Pos base;                // Pos of the first byte
  uint32_t *line_starts;   // offsets of line beginnings; [0] == 0
  uint32_t line_count;
  LineDirective *directives;  // by offset
  uint32_t directive_count;
} SourceFile;

// A resolved position; line and column count from 1, columns in bytes.
typedef struct Place {
  const SourceFile *file;
  const char *path;                 // display path after //line
  uint32_t line, column;            // after //line directives
  uint32_t real_line, real_column;  // in the file itself
  uint32_t directives;              // //line directives of the file that stand before it
} Place;

typedef struct SourceSet SourceSet;

// source.c. Thread-safe.
SourceSet *source_set_new(void);
size_t source_set_bytes(SourceSet *set);  // its tables; texts and lines are in arenas of who adds files
// Registers a text (kept, not copied, NUL-terminated at text[size]) and gives it
// a base. The scanner fills the line table. NULL if the text is larger than SOURCE_SIZE_MAX or positions have run out:
// then there is no file, and nothing gets the position of something else.
SourceFile *source_add(SourceSet *set, const char *path, const char *display, const char *text, size_t size);
SourceFile *source_of(SourceSet *set, Pos pos);  // NULL for 0
Place source_place(SourceSet *set, Pos pos);
// Reads a whole file into arena memory, NUL-terminated, as an overlay has it (view.h). Returns NULL with errno.
char *source_read(Arena *arena, const char *path, size_t *size);

#endif
