// Interned names, in shards by hash. A table is read without a lock: a slot is one 64-bit word
// with the Name's address in its low 48 bits and 16 bits of its hash above, so a
// miss rarely touches the Name. Insertion takes the lock, looks again (the reader
// may have seen an older table), and publishes with release order. Outgrown
// tables are kept until the interner is freed: readers may still be in them.
#include "base/name.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/unicode.h"

typedef struct NameTable {
  uint32_t mask;
  struct NameTable *older;
  _Atomic uint64_t slots[];
} NameTable;

typedef struct NameShard {
  _Atomic(NameTable *) table;
  Lock lock;  // for what follows
  uint32_t count;
  Arena arena;
} NameShard;

enum { SHARDS = 32, INITIAL_SLOTS = 1 << 10 };

struct Interner {
  NameShard shards[SHARDS];
};

#define POINTER_BITS 48

static NameTable *table_new(uint32_t slots) {
  NameTable *table = memory_new(1, sizeof *table + slots * sizeof(uint64_t));
  table->mask = slots - 1;
  return table;
}

Interner *interner_new(void) {
  Interner *interner = memory_new(1, sizeof *interner);
  for (uint32_t i = 0; i < SHARDS; i++) {
    NameShard *shard = &interner->shards[i];
    arena_init(&shard->arena);
    lock_init(&shard->lock, false);
    atomic_init(&shard->table, table_new(INITIAL_SLOTS));
  }
  return interner;
}

LockWaits interner_waits(Interner *interner) {
  LockWaits waits = {0};
  for (uint32_t i = 0; i < SHARDS; i++) lock_add_waits(&interner->shards[i].lock, &waits);
  return waits;
}

static size_t shard_bytes(NameShard *shard) {
  size_t bytes = 0;
  lock_take(&shard->lock);
  for (const NameTable *table = atomic_load(&shard->table); table; table = table->older)
    bytes += sizeof *table + ((size_t)table->mask + 1) * sizeof(uint64_t);
  bytes += shard->arena.total;
  lock_release(&shard->lock);
  return bytes;
}

size_t interner_bytes(Interner *interner) {
  size_t bytes = sizeof *interner;
  for (uint32_t i = 0; i < SHARDS; i++) bytes += shard_bytes(&interner->shards[i]);
  return bytes;
}

static void shard_free(NameShard *shard) {
  for (NameTable *table = atomic_load(&shard->table), *older; table; table = older) {
    older = table->older;
    free(table);
  }
  arena_free(&shard->arena);
  lock_destroy(&shard->lock);
}

void interner_free(Interner *interner) {
  if (!interner) return;
  for (uint32_t i = 0; i < SHARDS; i++) shard_free(&interner->shards[i]);
  free(interner);
}

static inline const Name *slot_name(uint64_t slot) {
  return (const Name *)(uintptr_t)(slot & (((uint64_t)1 << POINTER_BITS) - 1));
}

// The hash's highest bits are the tag, its lower half picks the slot, what is between the shard.
static inline uint64_t hash_tag(uint64_t hash) { return hash >> POINTER_BITS; }
static inline NameShard *hash_shard(Interner *interner, uint64_t hash) {
  return &interner->shards[hash >> 32 & (SHARDS - 1)];
}

static const Name *table_find(const NameTable *table, const char *text, size_t length, uint64_t hash,
                              uint32_t *free_slot) {
  uint32_t slot = (uint32_t)hash & table->mask;
  for (;; slot = (slot + 1) & table->mask) {
    uint64_t word = atomic_load_explicit(&table->slots[slot], memory_order_acquire);
    if (!word) break;
    if (word >> POINTER_BITS != hash_tag(hash)) continue;
    const Name *name = slot_name(word);
    if (name->len == length && memcmp(name->text, text, length) == 0) return name;
  }
  *free_slot = slot;
  return NULL;
}

static void table_insert(NameTable *table, uint64_t hash, const Name *name) {
  uint32_t slot = (uint32_t)hash & table->mask;
  while (atomic_load_explicit(&table->slots[slot], memory_order_relaxed)) slot = (slot + 1) & table->mask;
  atomic_store_explicit(&table->slots[slot], (uint64_t)(uintptr_t)name | hash_tag(hash) << POINTER_BITS,
                        memory_order_release);
}

static NameTable *table_double(NameShard *shard, NameTable *table) {
  NameTable *bigger = table_new((table->mask + 1) * 2);
  bigger->older = table;
  for (uint32_t i = 0; i <= table->mask; i++) {
    uint64_t word = atomic_load_explicit(&table->slots[i], memory_order_relaxed);
    if (!word) continue;
    const Name *name = slot_name(word);
    table_insert(bigger, hash_bytes(name->text, name->len, 0), name);
  }
  atomic_store_explicit(&shard->table, bigger, memory_order_release);
  return bigger;
}

static Name *name_new(NameShard *shard, const char *text, size_t length, uint64_t hash) {
  Name *name = arena_alloc(&shard->arena, sizeof *name + length + 1, _Alignof(Name));
  name->hash = (uint32_t)hash;
  name->len = (uint32_t)length;
  memcpy(name->text, text, length);
  name->blank = length == 1 && text[0] == '_';
  if (length) {
    uint32_t rune;
    utf8_decode(text, length, &rune);
    name->exported = unicode_is_upper(rune);
  }
  return name;
}

const Name *name_intern(Interner *interner, const char *text, size_t length) {
  uint64_t hash = hash_bytes(text, length, 0);
  NameShard *shard = hash_shard(interner, hash);
  uint32_t slot;
  NameTable *table = atomic_load_explicit(&shard->table, memory_order_acquire);
  const Name *name = table_find(table, text, length, hash, &slot);
  if (name) return name;
  lock_take(&shard->lock);
  table = atomic_load_explicit(&shard->table, memory_order_relaxed);
  name = table_find(table, text, length, hash, &slot);
  if (!name) {
    if (shard->count >= table->mask / 2) table = table_double(shard, table);
    shard->count++;
    name = name_new(shard, text, length, hash);
    table_insert(table, hash, name);
  }
  lock_release(&shard->lock);
  return name;
}

const Name *name_cstr(Interner *interner, const char *text) { return name_intern(interner, text, strlen(text)); }

int name_compare(const Name *a, const Name *b) {
  if (a == b) return 0;
  uint32_t shorter = a->len < b->len ? a->len : b->len;
  int order = memcmp(a->text, b->text, shorter);
  if (order) return order;
  return a->len < b->len ? -1 : a->len > b->len;
}
