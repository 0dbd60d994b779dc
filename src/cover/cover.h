// Coverage: where the counters of a package stand, and what a profile says of them. Input: the files of a package, read
// again as trees for tools, which know where statements end. Output: functions, blocks, counters, and the package's
// meta-data in the form of internal/coverage, byte for byte as cmd/cover and cmd/compile make it.
//
// Blocks are cmd/cover's: a list of statements is cut behind each statement that control leaves or that has a function
// literal in it, and before each label. A function literal inside a function counts as a part of that; one at the top
// of a file is a function of its own. What nobody can call (func _, functions without body) has no counters.
//
// Invariants:
// - No text is rewritten, and trees do not change: a counter is known by the position of the statement that it stands
//   before (Node.pos), or that behind the brace or colon of an empty list. Both kinds of trees agree on those, and no
//   two counters share one.
// - What is found depends on the package's files, path, name and module alone; programs and test variants share it.
// - The counters of a package are one array of words: for each function how many there are, the number of the package
//   in the program (from 1), that of the function in the package (from 0), then the counters, all 0. What the runtime
//   reads of a function that never ran is the same as if it were not there (internal/coverage/cfile skips it).
// - Lowering (lower/cover.c) adds to a counter by an ordinary store, or an atomic addition; that is all the optimizer
//   sees. A store of 1 that another one follows may go, as may no addition.
#ifndef TUCO_COVER_H
#define TUCO_COVER_H

#include "base/bytes.h"
#include "syntax/syntax.h"

// As internal/coverage numbers them.
typedef enum CoverMode { COVER_NONE, COVER_SET, COVER_COUNT, COVER_ATOMIC } CoverMode;

enum { COVER_HEAD_WORDS = 3 };  // of a function's counters: count, package, function

typedef struct CoverUnit {
  uint32_t line, column, end_line, end_column;  // after //line
  uint32_t statements;
} CoverUnit;

typedef struct CoverFunction {
  const char *name, *file;  // as profiles show them
  bool literal;
  uint32_t first, count;  // its units
} CoverFunction;

// The counter at word `word` of the package's array stands at `pos`.
typedef struct CoverPoint {
  Pos pos;
  uint32_t word;
} CoverPoint;

typedef struct CoverPackage {
  const char *path, *name, *module;  // module: "" none
  Vec(CoverFunction) functions;
  Vec(CoverUnit) units;
  Vec(CoverPoint) points;  // by position
  uint32_t words;          // of the array
  ByteVec meta;
  uint8_t hash[16];  // of the meta-data
} CoverPackage;

// package.c: reads the files again; all lasts as long as the arena. NULL: a file cannot be read any more.
CoverPackage *cover_package(Session *session, Arena *arena, const char *path, const char *name, const char *module,
                            File *const *files, uint32_t count);
// package.c: the word of the counter that stands there; 0: there is none.
uint32_t cover_word(const CoverPackage *package, Pos pos);
CoverMode cover_mode(const char *name);  // "set", "count", "atomic"; COVER_NONE: none of these
const char *cover_mode_name(CoverMode mode);
// package.c: the lines of a profile in which nothing has run, "file:1.2,3.4 5 0".
char *cover_empty_profile(Arena *arena, const CoverPackage *package);

#endif
