// Regular expressions of flags such as -run: Go's syntax, by the C library's matcher. pattern.c
#ifndef TUCO_CMD_PATTERN_H
#define TUCO_CMD_PATTERN_H

#include <regex.h>

#include "base/arena.h"

typedef struct Pattern {
  regex_t compiled;
  bool set;
} Pattern;

// What is wrong with the expression; NULL: nothing. What only Go's has is "not supported yet".
const char *pattern_compile(Arena *arena, const char *text, Pattern *pattern);
bool pattern_matches(const Pattern *pattern, const char *text);  // some part of the text

#endif
