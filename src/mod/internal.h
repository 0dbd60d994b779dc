// What the files of src/mod share. The words of go.mod and go.work, as the parser asks for them (tree_scan.c).
#ifndef TUCO_MOD_INTERNAL_H
#define TUCO_MOD_INTERNAL_H

#include "mod/tree.h"

typedef enum ModTokenKind {
  TOKEN_END,
  TOKEN_NEWLINE,
  TOKEN_COMMENT,      // alone on its line
  TOKEN_END_COMMENT,  // behind words, and ends the line
  TOKEN_OPEN,
  TOKEN_CLOSE,
  TOKEN_WORD  // all else, marks too
} ModTokenKind;

typedef struct ModToken {
  ModTokenKind kind;
  ModPos at, end;
  const char *text;  // of words and comments
} ModToken;

typedef struct ModScanner {
  Arena *arena;
  const char *name, *text, *end;
  ModPos at;
  ModToken token;  // the next one
  bool words;      // the line has some
  bool failed;     // after an error all is at its end
  ModErrors *errors;
  ModCommentVec suffixes;  // comments behind words, in order
} ModScanner;

void mod_scan_begin(ModScanner *s);  // reads the first token
ModToken mod_scan_take(ModScanner *s);
void mod_scan_error(ModScanner *s, ModPos at, const char *text);  // counts only once

#endif
