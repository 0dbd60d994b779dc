// Semantic versions as modules have them: "v1.2.3-pre+build", with "v" in front; "v1" and "v1.2" are short for "v1.0.0"
// and "v1.2.0". Every function takes any text; what is no version gives false, "" or comes before all that are.
// semver.c
#ifndef TUCO_MOD_SEMVER_H
#define TUCO_MOD_SEMVER_H

#include "base/vec.h"

bool semver_valid(const char *v);
// Complete, and without build metadata but "+incompatible": as go.mod states versions.
bool semver_is_canonical(const char *v);
// In the arena, or parts of v. canonical: complete, without build metadata, but for "+incompatible" if that is kept.
const char *semver_canonical(Arena *arena, const char *v, bool keep_incompatible);
const char *semver_major(Arena *arena, const char *v);        // "v1"
const char *semver_major_minor(Arena *arena, const char *v);  // "v1.2"
const char *semver_prerelease(Arena *arena, const char *v);   // "-pre"
const char *semver_build(const char *v);                      // "+build"
// As strcmp, by precedence: build metadata does not count.
int semver_compare(const char *a, const char *b);
int semver_compare_parts(const char *a, size_t a_length, const char *b, size_t b_length);  // of texts' beginnings
int semver_compare_total(const char *a, const char *b);                                    // then by bytes
void semver_sort(StringVec *list);                                                         // in that order
// Of decimal numbers without leading zeros, of any length; as strcmp.
int decimal_compare(const char *a, size_t a_length, const char *b, size_t b_length);
// One more, or one less; of zero NULL. In the arena.
const char *decimal_next(Arena *arena, const char *decimal);
const char *decimal_previous(Arena *arena, const char *decimal);

#endif
