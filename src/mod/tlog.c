// Hashes of a log's records and of the nodes above them: see tlog.h.
#include "mod/tlog.h"

#include <string.h>

#include "base/sha256.h"

TlogHash tlog_record_hash(const void *record, size_t size) {
  TlogHash hash;
  Sha256 state;
  sha256_begin(&state);
  sha256_add(&state, (const uint8_t[]){0}, 1);
  sha256_add(&state, record, size);
  sha256_end(&state, hash.bytes);
  return hash;
}

TlogHash tlog_node_hash(const TlogHash *left, const TlogHash *right) {
  uint8_t node[1 + 2 * TLOG_HASH] = {1};
  memcpy(node + 1, left->bytes, TLOG_HASH);
  memcpy(node + 1 + TLOG_HASH, right->bytes, TLOG_HASH);
  TlogHash hash;
  sha256(node, sizeof node, hash.bytes);
  return hash;
}

bool tlog_same_hash(const TlogHash *a, const TlogHash *b) { return memcmp(a->bytes, b->bytes, TLOG_HASH) == 0; }

int64_t tlog_index(int level, int64_t n) {
  // A node is stored right behind its right child, so it follows the record that ends it at a distance of its level;
  // before record m there are m hashes of records and m/2 + m/4 + … of nodes.
  uint64_t last = ((uint64_t)n + 1) << level, index = 0;
  for (uint64_t m = last - 1; m; m >>= 1) index += m;
  return (int64_t)index + level;
}

void tlog_split_index(int64_t index, int *level, int64_t *n) {
  // The record that stands at or before the index: its number is about half of it, never less.
  int64_t record = index / 2, at = tlog_index(0, record);
  for (int64_t next; (next = tlog_index(0, record + 1)) <= index; at = next) record++;
  *level = (int)(index - at);
  *n = record >> *level;
}

// The exponent of the largest power of two that is not above n > 0.
static int log2_below(int64_t n) { return 63 - __builtin_clzll((uint64_t)n); }

uint32_t tlog_range_indexes(int64_t from, int64_t to, int64_t *indexes) {
  uint32_t count = 0;
  for (; from < to; count++) {
    int level = log2_below(to - from);
    indexes[count] = tlog_index(level, from >> level);
    from += (int64_t)1 << level;
  }
  return count;
}

TlogHash tlog_range_hash(const TlogHash *hashes, uint32_t count) {
  TlogHash hash = hashes[--count];
  while (count) hash = tlog_node_hash(&hashes[--count], &hash);
  return hash;
}

const char *tlog_tree_hash(Arena *arena, int64_t records, const TlogReader *reader, TlogHash *hash) {
  if (records == 0) {
    sha256("", 0, hash->bytes);
    return NULL;
  }
  if (records < 0 || records > TLOG_RECORDS) return "tlog: invalid size of a tree";
  int64_t indexes[TLOG_LEVELS];
  TlogHash hashes[TLOG_LEVELS];
  uint32_t count = tlog_range_indexes(0, records, indexes);
  const char *problem = reader->read(reader, arena, indexes, count, hashes);
  if (!problem) *hash = tlog_range_hash(hashes, count);
  return problem;
}

const char *tlog_stored_hashes(Arena *arena, int64_t n, const TlogHash *record, const TlogReader *reader,
                               TlogHash *hashes, uint32_t *count) {
  if (n < 0 || n >= TLOG_RECORDS) return "tlog: invalid number of a record";
  // Each one at the end of the number completes a tree, whose left half is known.
  int completed = __builtin_ctzll((uint64_t)n + 1);
  int64_t indexes[TLOG_LEVELS];
  TlogHash left[TLOG_LEVELS];
  for (int i = 0; i < completed; i++) indexes[i] = tlog_index(i, (n >> i) - 1);
  const char *problem = completed ? reader->read(reader, arena, indexes, (uint32_t)completed, left) : NULL;
  if (problem) return problem;
  hashes[0] = *record;
  for (int i = 0; i < completed; i++) hashes[i + 1] = tlog_node_hash(&left[i], &hashes[i]);
  *count = (uint32_t)completed + 1;
  return NULL;
}
