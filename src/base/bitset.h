// Sets of small numbers as bits, least significant first: of 64-bit words for what the compiler computes, of bytes as
// pointer masks and stack maps have them in the executable.
#ifndef TUCO_BASE_BITSET_H
#define TUCO_BASE_BITSET_H

#include <stdbool.h>
#include <stdint.h>

static inline uint32_t bitset_words(uint32_t count) { return (count + 63) / 64; }  // of a set of numbers below count
static inline bool bitset_has(const uint64_t *set, uint32_t i) { return set[i / 64] >> (i % 64) & 1; }
static inline void bitset_add(uint64_t *set, uint32_t i) { set[i / 64] |= (uint64_t)1 << (i % 64); }
static inline void bitset_drop(uint64_t *set, uint32_t i) { set[i / 64] &= ~((uint64_t)1 << (i % 64)); }

static inline bool mask_has(const uint8_t *mask, uint64_t i) { return mask[i / 8] >> (i % 8) & 1; }
static inline void mask_add(uint8_t *mask, uint64_t i) { mask[i / 8] |= (uint8_t)(1 << (i % 8)); }

#endif
