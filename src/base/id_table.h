// From dense ids to pointers: what a program keeps for types and objects that it does not own. Threads read and fill
// it without a lock; an entry is an atomic word, NULL until somebody sets it. Ids count from 1.
#ifndef TUCO_BASE_ID_TABLE_H
#define TUCO_BASE_ID_TABLE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

enum { ID_TABLE_CHUNK_LOG2 = 12, ID_TABLE_CHUNK = 1 << ID_TABLE_CHUNK_LOG2, ID_TABLE_CHUNKS = 1 << 12 };
enum { ID_TABLE_MIDDLE = ID_TABLE_CHUNKS * ID_TABLE_CHUNK / 2 };  // from here on ids are a derived session's

typedef _Atomic(void *) IdEntry;

typedef struct IdTable {
  _Atomic(IdEntry *) *chunks;  // ID_TABLE_CHUNKS, each NULL until an id of it is asked for
} IdTable;

// id_table.c
void id_table_init(IdTable *table);
void id_table_free(IdTable *table);
// Makes the entry's chunk. More than ID_TABLE_CHUNKS * ID_TABLE_CHUNK ids are an internal error.
IdEntry *id_table_add(IdTable *table, uint32_t id);

// The id's entry; it stays where it is as long as the table.
static inline IdEntry *id_table_entry(IdTable *table, uint32_t id) {
  assert_debug(id);
  if (id >> ID_TABLE_CHUNK_LOG2 >= ID_TABLE_CHUNKS) return id_table_add(table, id);
  IdEntry *chunk = atomic_load_explicit(&table->chunks[id >> ID_TABLE_CHUNK_LOG2], memory_order_acquire);
  return chunk ? &chunk[id & (ID_TABLE_CHUNK - 1)] : id_table_add(table, id);
}

#endif
