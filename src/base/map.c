// Map: open addressing over an index of slots; the entries themselves lie in
// insertion order. Removal is storing NULL; the entry stays and may be revived.
#include "base/map.h"

#include <string.h>

static uint64_t key_hash(uint64_t key) {
  key *= 0x9E3779B97F4A7C15u;
  return key ^ (key >> 32);
}

// The slot that holds key, or the empty one where it belongs. The table is never full.
static uint32_t find_slot(const Map *map, uint64_t key) {
  assert(map->len < map->slot_count);
  uint32_t mask = map->slot_count - 1, slot = (uint32_t)key_hash(key) & mask;
  while (map->slots[slot] && map->entries[map->slots[slot] - 1].key != key) slot = (slot + 1) & mask;
  return slot;
}

void *map_get(const Map *map, uint64_t key) {
  if (!map->slot_count) return NULL;
  uint32_t index = map->slots[find_slot(map, key)];
  return index ? map->entries[index - 1].value : NULL;
}

// Doubles entries and slots; slots are kept at least twice as many as entries.
static void map_grow(Arena *arena, Map *map) {
  uint32_t cap = map->cap ? map->cap * 2 : 4;
  MapEntry *entries = arena_array(arena, MapEntry, cap);
  if (map->len) memcpy(entries, map->entries, map->len * sizeof *entries);
  map->entries = entries;
  map->cap = cap;
  map->slot_count = cap * 2;
  map->slots = arena_array(arena, uint32_t, map->slot_count);
  for (uint32_t i = 0; i < map->len; i++) map->slots[find_slot(map, entries[i].key)] = i + 1;
}

void map_put(Arena *arena, Map *map, uint64_t key, void *value) {
  if (map->len == map->cap) {
    // An overwrite must not grow the map.
    if (map->slot_count) {
      uint32_t index = map->slots[find_slot(map, key)];
      if (index) {
        map->entries[index - 1].value = value;
        return;
      }
    }
    map_grow(arena, map);
  }
  uint32_t slot = find_slot(map, key);
  if (!map->slots[slot]) {
    map->entries[map->len] = (MapEntry){key, NULL};
    map->slots[slot] = ++map->len;
  }
  map->entries[map->slots[slot] - 1].value = value;
}

static inline uint64_t load64(const unsigned char *p) {
  uint64_t x;
  memcpy(&x, p, sizeof x);
  return x;
}

static inline uint64_t load32(const unsigned char *p) {
  uint32_t x;
  memcpy(&x, p, sizeof x);
  return x;
}

// Short keys (identifiers) take one or two multiplications; the last word overlaps
// the one before instead of being gathered byte by byte.
uint64_t hash_bytes(const void *bytes, size_t length, uint64_t seed) {
  const unsigned char *p = bytes;
  uint64_t h = seed ^ (length * 0xD6E8FEB86659FD93u);
  if (length >= 8) {
    size_t i = 0;
    for (; i + 8 < length; i += 8) h = hash_mix(h, load64(p + i));
    h = hash_mix(h, load64(p + length - 8));
  } else if (length >= 4) {
    h = hash_mix(h, load32(p) | load32(p + length - 4) << 32);
  } else if (length) {
    h = hash_mix(h, p[0] | (uint64_t)p[length >> 1] << 8 | (uint64_t)p[length - 1] << 16);
  }
  h *= 0xD6E8FEB86659FD93u;
  return h ^ (h >> 32);
}
