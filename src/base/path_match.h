// Patterns with *, ? and [classes], as Go's package path matches them: none but a class matches a slash. path_match.c
#ifndef TUCO_BASE_PATH_MATCH_H
#define TUCO_BASE_PATH_MATCH_H

#include <stdbool.h>

bool path_match(const char *pattern, const char *name);  // the whole name; false also for a malformed pattern
bool path_pattern_valid(const char *pattern);

#endif
