// The table of linker symbols: a hash table in shards, each with its own lock,
// keyed by interned name. Symbols live as long as the table and never move, so
// pointers to them are identities.
#include "ir/symbol.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { SHARDS = 64 };

typedef struct Shard {
  pthread_mutex_t lock;
  Arena arena;
  Map symbols;  // Name* -> Symbol*
} Shard;

struct SymbolTable {
  Session *session;
  Shard shards[SHARDS];
};

SymbolTable *symbol_table_new(Session *session) {
  SymbolTable *table = memory_new(1, sizeof *table);
  table->session = session;
  for (uint32_t i = 0; i < SHARDS; i++) {
    pthread_mutex_init(&table->shards[i].lock, NULL);
    arena_init(&table->shards[i].arena);
  }
  return table;
}

static Shard *shard_of(SymbolTable *table, const Name *name) { return &table->shards[name->hash % SHARDS]; }

Symbol *symbol_get(SymbolTable *table, const char *name) {
  const Name *interned = name_cstr(table->session->names, name);
  Shard *shard = shard_of(table, interned);
  pthread_mutex_lock(&shard->lock);
  Symbol *symbol = map_get(&shard->symbols, map_key(interned));
  if (!symbol) {
    symbol = arena_new(&shard->arena, Symbol);
    symbol->name = interned;
    symbol->kind = SYMBOL_UNDEFINED;
    map_put(&shard->arena, &shard->symbols, map_key(interned), symbol);
  }
  pthread_mutex_unlock(&shard->lock);
  return symbol;
}

Symbol *symbol_find(SymbolTable *table, const char *name) {
  const Name *interned = name_cstr(table->session->names, name);
  Shard *shard = shard_of(table, interned);
  pthread_mutex_lock(&shard->lock);
  Symbol *symbol = map_get(&shard->symbols, map_key(interned));
  pthread_mutex_unlock(&shard->lock);
  return symbol;
}

void symbol_lock(SymbolTable *table, const Symbol *symbol) { pthread_mutex_lock(&shard_of(table, symbol->name)->lock); }
void symbol_unlock(SymbolTable *table, const Symbol *symbol) {
  pthread_mutex_unlock(&shard_of(table, symbol->name)->lock);
}

void symbol_add_reloc(Arena *arena, Symbol *symbol, uint32_t offset, RelocKind kind, Symbol *target, int64_t addend) {
  assert(target && (!symbol->size || offset < symbol->size));
  vec_push(arena, &symbol->relocs,
           ((Reloc){.offset = offset, .kind = (uint8_t)kind, .addend = addend, .target = target}));
}
