// Durations as Go's package time writes and reads them: "1m30s". In nanoseconds. duration.c
#ifndef TUCO_TEST_DURATION_H
#define TUCO_TEST_DURATION_H

#include "base/arena.h"

bool duration_parse(const char *text, int64_t *duration);  // false: it is none
const char *duration_text(Arena *arena, int64_t duration);

#endif
