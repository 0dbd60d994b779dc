// Proofs about a log: see tlog.h; RFC 6962, sections 2.1.1 and 2.1.2. Both kinds go down the tree, towards a record or
// towards where the older tree ends, and note the side that is not taken. A proof has the hashes of those sides from
// the bottom up; before them, for a tree, that of its last part, unless that is the whole older tree.
#include "mod/tlog.h"

static const char invalid[] = "tlog: invalid inputs of a proof", wrong[] = "invalid transparency proof";

typedef struct Side {
  int64_t from, to;  // the records that it covers
  bool is_left;
} Side;

typedef struct Descent {
  Side sides[TLOG_LEVELS];
  int count;
  int64_t from, to;  // what is left at the bottom
} Descent;

// Goes down from the whole tree. `last`: the number of a record that stays in what is left; it ends with that record
// alone or, for a tree, with the part that this record ends.
static void descend(Descent *d, int64_t records, int64_t last, bool to_record) {
  *d = (Descent){.to = records};
  while (to_record ? d->to - d->from > 1 : d->to != last + 1) {
    int64_t half = (int64_t)1 << (63 - __builtin_clzll((uint64_t)(d->to - d->from - 1)));
    bool goes_left = last < d->from + half;
    d->sides[d->count++] = goes_left ? (Side){d->from + half, d->to, false} : (Side){d->from, d->from + half, true};
    if (goes_left) d->to = d->from + half;
    else d->from += half;
  }
}

// Reads the hashes of the sides, and of what is left if `bottom`.
static const char *prove(Arena *arena, const Descent *d, bool bottom, const TlogReader *reader, TlogProof *proof) {
  int64_t indexes[3 * TLOG_LEVELS];
  TlogHash hashes[3 * TLOG_LEVELS];
  uint32_t ends[TLOG_LEVELS + 1], count = 0, parts = 0;
  if (bottom) ends[parts++] = count = tlog_range_indexes(d->from, d->to, indexes);
  // A side on the right may be ragged, those below it are whole and have one hash.
  for (int i = d->count - 1; i >= 0; i--)
    ends[parts++] = count += tlog_range_indexes(d->sides[i].from, d->sides[i].to, indexes + count);
  assert(count <= 3 * TLOG_LEVELS);
  const char *problem = count ? reader->read(reader, arena, indexes, count, hashes) : NULL;
  if (problem) return problem;
  proof->count = parts;
  for (uint32_t i = 0, from = 0; i < parts; from = ends[i++])
    proof->hashes[i] = tlog_range_hash(hashes + from, ends[i] - from);
  return NULL;
}

const char *tlog_prove_record(Arena *arena, int64_t records, int64_t n, const TlogReader *reader, TlogProof *proof) {
  if (n < 0 || n >= records || records > TLOG_RECORDS) return invalid;
  Descent d;
  descend(&d, records, n, true);
  return prove(arena, &d, false, reader, proof);
}

const char *tlog_check_record(const TlogProof *proof, const TlogTree *tree, int64_t n, const TlogHash *record) {
  if (n < 0 || n >= tree->records || tree->records > TLOG_RECORDS) return invalid;
  Descent d;
  descend(&d, tree->records, n, true);
  if (proof->count != (uint32_t)d.count) return wrong;
  TlogHash hash = *record;
  for (int i = 0; i < d.count; i++) {
    const TlogHash *side = &proof->hashes[i];
    hash = d.sides[d.count - 1 - i].is_left ? tlog_node_hash(side, &hash) : tlog_node_hash(&hash, side);
  }
  return tlog_same_hash(&hash, &tree->hash) ? NULL : wrong;
}

const char *tlog_prove_tree(Arena *arena, int64_t records, int64_t older, const TlogReader *reader, TlogProof *proof) {
  if (older < 1 || older > records || records > TLOG_RECORDS) return invalid;
  Descent d;
  descend(&d, records, older - 1, false);
  return prove(arena, &d, d.from != 0, reader, proof);
}

const char *tlog_check_tree(const TlogProof *proof, const TlogTree *tree, const TlogTree *older) {
  if (older->records < 1 || older->records > tree->records || tree->records > TLOG_RECORDS) return invalid;
  Descent d;
  descend(&d, tree->records, older->records - 1, false);
  uint32_t at = d.from != 0;
  if (proof->count != (uint32_t)d.count + at) return wrong;
  TlogHash old = at ? proof->hashes[0] : older->hash, new = old;
  for (int i = d.count - 1; i >= 0; i--) {
    const TlogHash *side = &proof->hashes[at++];
    if (d.sides[i].is_left) old = tlog_node_hash(side, &old);
    new = d.sides[i].is_left ? tlog_node_hash(side, &new) : tlog_node_hash(&new, side);
  }
  return tlog_same_hash(&old, &older->hash) && tlog_same_hash(&new, &tree->hash) ? NULL : wrong;
}
