// Patterns of import paths and module paths: "..." stands for any text, and "/..." at the end for nothing as well; but
// for no element "vendor", unless the pattern has it (cmd/go "Package lists and patterns"). pattern.c
#ifndef TUCO_MOD_PATTERN_H
#define TUCO_MOD_PATTERN_H

#include "base/arena.h"

bool pattern_is(const char *text);                                    // has it "..."?
bool pattern_matches(const char *pattern, const char *path);          // one without "...": the same text
bool pattern_can_match_below(const char *pattern, const char *path);  // anything at the path or below it?
bool pattern_is_folder(const char *text);  // begins with ".", ".." or "/": it means folders, not import paths
// A command's argument in the one form that it can have, as cmd/go's CleanPatterns: "./" in front stays, and what is
// behind the "@" of an import path; "\" is "/" but in absolute paths; "" is ".".
const char *pattern_clean(Arena *arena, const char *text);
bool pattern_is_meta(const char *text);  // "all", "std", "cmd", "tool", "work"

#endif
