// go.sum: the sums that modules must have, "path version h1:…" a line, with the version "v1.2.3/go.mod" for the sum of
// that file alone. Sums are read, looked up, added and written here; nobody computes or checks them here. All is in the
// arena. gosum.c
#ifndef TUCO_MOD_GOSUM_H
#define TUCO_MOD_GOSUM_H

#include "base/vec.h"
#include "mod/gover.h"

typedef struct SumEntry {
  ModVersion module;
  StringVec sums;         // as read; usually one
  bool kept;              // for whoever writes: gosum_text leaves out entries that are not, if it is told to
  struct SumEntry *next;  // of the same hash
} SumEntry;

typedef struct SumFile SumFile;
SumFile *gosum_new(Arena *arena);
// Adds what the text states, NUL-terminated at text[size]. Lines that have not three words are errors, but for
// `lenient`: "NAME:3: wrong number of fields 2" below "malformed go.sum:", of the first; then nothing behind it counts.
const char *gosum_parse(SumFile *sums, const char *name, const char *text, size_t size, bool lenient);
// version: with "/go.mod" for that file's own. NULL: there is none.
SumEntry *gosum_entry(const SumFile *sums, const char *path, const char *version);
const char *gosum_find(const SumFile *sums, const char *path, const char *version);  // the first "h1:" sum, NULL: none
SumEntry *gosum_at(const SumFile *sums, uint32_t index);  // in the order of the text; NULL behind the last
void gosum_add(SumFile *sums, const char *path, const char *version, const char *sum);  // if it is not there
// As go writes it: sorted by path, version and sum, none twice.
const char *gosum_text(const SumFile *sums, Arena *arena, bool only_kept);

#endif
