// Chunks of id tables, made by the first who asks for one.
#include "base/id_table.h"

#include <stdlib.h>

#include "base/memory.h"

void id_table_init(IdTable *table) { table->chunks = memory_new(ID_TABLE_CHUNKS, sizeof *table->chunks); }

void id_table_free(IdTable *table) {
  for (uint32_t i = 0; table->chunks && i < ID_TABLE_CHUNKS; i++) free(atomic_load(&table->chunks[i]));
  free(table->chunks);
  table->chunks = NULL;
}

IdEntry *id_table_add(IdTable *table, uint32_t id) {
  uint32_t number = id >> ID_TABLE_CHUNK_LOG2;
  if (number >= ID_TABLE_CHUNKS) ice("base", "id_table_add", "more than %u ids", ID_TABLE_CHUNKS * ID_TABLE_CHUNK);
  IdEntry *chunk = atomic_load_explicit(&table->chunks[number], memory_order_acquire);
  if (!chunk) {
    IdEntry *made = memory_new(ID_TABLE_CHUNK, sizeof *made);
    if (atomic_compare_exchange_strong(&table->chunks[number], &chunk, made)) chunk = made;
    else free(made);
  }
  return &chunk[id & (ID_TABLE_CHUNK - 1)];
}
