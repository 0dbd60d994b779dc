// A log whose past cannot be changed unseen: records are the leaves of a tree of hashes, the head of the tree stands
// for all of them. RFC 6962, section 2; the arithmetic of golang.org/x/mod/sumdb/tlog (hashes in the order in which
// they become known: Crosby and Wallach, "Efficient Data Structures for Tamper-Evident Logging", section 3.3).
//
// Sizes of trees and numbers of records are at most TLOG_RECORDS. Problems are texts in the arena, NULL: none.
#ifndef TUCO_MOD_TLOG_H
#define TUCO_MOD_TLOG_H

#include "base/arena.h"

enum { TLOG_HASH = 32, TLOG_LEVELS = 62 };
#define TLOG_RECORDS ((int64_t)1 << 61)

typedef struct TlogHash {
  uint8_t bytes[TLOG_HASH];  // SHA-256
} TlogHash;

typedef struct TlogTree {
  int64_t records;
  TlogHash hash;
} TlogTree;

// Who knows the hashes of a log by their indexes (tlog_index).
typedef struct TlogReader TlogReader;
struct TlogReader {
  // Fills hashes[0..count); the indexes are in no order and may be there twice.
  const char *(*read)(const TlogReader *reader, Arena *arena, const int64_t *indexes, uint32_t count, TlogHash *hashes);
};

// At most the height of the tree twice.
typedef struct TlogProof {
  uint32_t count;
  TlogHash hashes[2 * TLOG_LEVELS];
} TlogProof;

// tlog.c
TlogHash tlog_record_hash(const void *record, size_t size);
TlogHash tlog_node_hash(const TlogHash *left, const TlogHash *right);
bool tlog_same_hash(const TlogHash *a, const TlogHash *b);
// The place of the n-th hash of a level (0: records) among all, and back.
int64_t tlog_index(int level, int64_t n);
void tlog_split_index(int64_t index, int *level, int64_t *n);
// The hashes that become known with record n, to be stored from tlog_index(0, n) on; `hashes` has room for
// TLOG_LEVELS. Who keeps a log needs it, such as a test's server.
const char *tlog_stored_hashes(Arena *arena, int64_t n, const TlogHash *record, const TlogReader *reader,
                               TlogHash *hashes, uint32_t *count);
// The head of the tree of the first n records.
const char *tlog_tree_hash(Arena *arena, int64_t records, const TlogReader *reader, TlogHash *hash);
// The hash of the records [from, to), where `from` is 0 or ends a part of a tree, is made of the hashes with these
// indexes, from the left, at most TLOG_LEVELS. Returns how many.
uint32_t tlog_range_indexes(int64_t from, int64_t to, int64_t *indexes);
TlogHash tlog_range_hash(const TlogHash *hashes, uint32_t count);

// tlog_proof.c
// That record n is in a tree, and what a proof for it says.
const char *tlog_prove_record(Arena *arena, int64_t records, int64_t n, const TlogReader *reader, TlogProof *proof);
const char *tlog_check_record(const TlogProof *proof, const TlogTree *tree, int64_t n, const TlogHash *record);
// That a tree begins with an older one's records, and what a proof for it says.
const char *tlog_prove_tree(Arena *arena, int64_t records, int64_t older, const TlogReader *reader, TlogProof *proof);
const char *tlog_check_tree(const TlogProof *proof, const TlogTree *tree, const TlogTree *older);

// tlog_text.c
// The text of a tree's head, which is signed (note.h), and back.
const char *tlog_format_tree(Arena *arena, const TlogTree *tree);
const char *tlog_parse_tree(Arena *arena, const char *text, size_t size, TlogTree *tree);
typedef struct TlogRecord {
  int64_t number;
  const char *text, *rest;  // within what was parsed; rest: behind the empty line, for a head
  size_t text_size, rest_size;
} TlogRecord;
const char *tlog_parse_record(const char *text, size_t size, TlogRecord *record);

#endif
