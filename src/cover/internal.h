// What the files of this stage share.
#ifndef TUCO_COVER_INTERNAL_H
#define TUCO_COVER_INTERNAL_H

#include "cover/cover.h"

// The package that is being looked at.
typedef struct CoverBuilder {
  Session *session;
  Arena *arena;
  CoverPackage *package;
  const char *text;          // of the file
  const SourceFile *source;  // the same
  CoverFunction *function;   // the one that is being looked at; NULL: none
  Map seen;                  // Name* of a unit's places -> it, in files with //line
} CoverBuilder;

// blocks.c: adds the functions of a file that was read as a tree for tools.
void cover_file(CoverBuilder *b, File *file);
// package.c: a block from `pos` to `end`, whose counter stands at `key`.
void cover_add_unit(CoverBuilder *b, Pos key, Pos pos, Pos end, uint32_t statements);
void cover_begin_function(CoverBuilder *b, const char *name, Pos pos, bool literal);
void cover_end_function(CoverBuilder *b);
// meta.c: the package's meta-data and its hash, when all functions are there.
void cover_encode(Session *session, Arena *arena, CoverPackage *package);

#endif
