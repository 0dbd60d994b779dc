// How a process ended, in the words of Go's os.ProcessState. exit_status.c
#ifndef TUCO_BASE_EXIT_STATUS_H
#define TUCO_BASE_EXIT_STATUS_H

#include "base/arena.h"

// status: as waitpid gives it. "exit status 1", "signal: killed"; NULL: it succeeded.
const char *exit_status_text(Arena *arena, int status);

#endif
