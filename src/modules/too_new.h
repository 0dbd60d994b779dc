// What is made for a later Go. errors.c
#ifndef TUCO_MODULES_TOO_NEW_H
#define TUCO_MODULES_TOO_NEW_H

#include "base/environment.h"

// go's words for WHAT that asks for a Go later than `local`, "1.26.8"; NULL: it does not. go: its go line, NULL none.
const char *too_new_text(Arena *arena, const Environment *environment, const char *local, const char *what,
                         const char *go);

#endif
