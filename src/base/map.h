// Hash maps in arenas: 64-bit keys (also pointers) to pointers. Open
// addressing, linear probing. Iteration order is insertion order, so that
// nothing the compiler emits depends on addresses.
#ifndef TUCO_BASE_MAP_H
#define TUCO_BASE_MAP_H

#include "base/arena.h"

typedef struct MapEntry {
  uint64_t key;
  void *value;
} MapEntry;

typedef struct Map {
  MapEntry *entries;  // insertion order; deleted ones have value NULL
  uint32_t *slots;    // index+1 into entries, 0 empty; a power of two of them
  uint32_t len, cap, slot_count;
} Map;

// map.c
// Returns NULL if absent; a stored NULL counts as absent.
void *map_get(const Map *map, uint64_t key);
void map_put(Arena *arena, Map *map, uint64_t key, void *value);
uint64_t hash_bytes(const void *bytes, size_t length, uint64_t seed);
static inline uint64_t hash_mix(uint64_t h, uint64_t x) {
  // Not symmetric: two pointers that differ in the same bits must not cancel.
  h = (h * 0xff51afd7ed558ccdu ^ x) * 0x9E3779B97F4A7C15u;
  return h ^ (h >> 29);
}

static inline uint64_t map_key(const void *pointer) { return (uint64_t)(uintptr_t)pointer; }

#endif
