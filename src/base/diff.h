// The difference of two texts, as go's commands print it: unified, with three lines of context. diff.c
#ifndef TUCO_BASE_DIFF_H
#define TUCO_BASE_DIFF_H

#include "base/arena.h"

// NULL: the texts are equal. Texts are NUL-terminated.
const char *diff_text(Arena *arena, const char *old_name, const char *old_text, const char *new_name,
                      const char *new_text);

#endif
