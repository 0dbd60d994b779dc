// Pseudo-versions, which name commits without a tag: "v0.0.0-20210102150405-abcdefabcdef" of one without a tagged
// version before it, "v1.2.4-0.…" of one behind v1.2.3, "v1.2.3-pre.0.…" of one behind v1.2.3-pre; with "+incompatible"
// if that has it. Times are seconds since 1970, UTC. pseudo.c
#ifndef TUCO_MOD_PSEUDO_H
#define TUCO_MOD_PSEUDO_H

#include "base/arena.h"

// major: "v2", "" for v0; older: the version tagged before, "" none; revision: the first 12 digits of the commit's
// hash.
const char *pseudo_make(Arena *arena, const char *major, const char *older, int64_t time, const char *revision);
const char *pseudo_zero(Arena *arena, const char *major);  // of no commit: a placeholder
bool pseudo_is(const char *v);
bool pseudo_is_zero(Arena *arena, const char *v);
// Parts of one. False if it is none or the part makes no sense: *error is what go says, "pseudo-version … invalid: …".
bool pseudo_time(Arena *arena, const char *v, int64_t *time, const char **error);
bool pseudo_revision(Arena *arena, const char *v, const char **revision, const char **error);
bool pseudo_base(Arena *arena, const char *v, const char **base, const char **error);  // "": no version is before it

#endif
