// The table of linker symbols: a hash table in shards, each with its own lock,
// keyed by interned name. Symbols live as long as the table and never move, so
// pointers to them are identities.
#include "ir/symbol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { SHARDS = 64 };

typedef struct Shard {
  Lock lock;
  Arena arena;
  Map symbols;  // Name* -> Symbol*
} Shard;

// Names of functions with traits.
typedef struct Known {
  const char *name;
  uint16_t traits;
} Known;

static const Known known_functions[] = {
#define NORETURN TRAIT_NORETURN
#define NOINLINE TRAIT_NOINLINE
#define GOPANIC TRAIT_GOPANIC
#define SIGPANIC TRAIT_SIGPANIC
#define WRAPPER TRAIT_WRAPPER
#define SHOWN TRAIT_SHOWN
#define WRAPPER_PANIC TRAIT_WRAPPER_PANIC
#define ALLOCATES TRAIT_ALLOCATES
#define MEMORY_EQUAL TRAIT_MEMORY_EQUAL
#define STRING_ORDER TRAIT_STRING_ORDER
#define FINDS_METHOD TRAIT_FINDS_METHOD
#define FORWARDS TRAIT_FORWARDS
#define FUNCTION(name, traits) {name, traits},
#include "abi/runtime_functions.def"
#undef FUNCTION
};
enum { KNOWN_COUNT = sizeof known_functions / sizeof *known_functions };

struct SymbolTable {
  Session *session;
  Arena arena;
  Map known;  // Name* -> Known*; does not change once it is made
  Shard shards[SHARDS];
};

SymbolTable *symbol_table_new(Session *session) {
  SymbolTable *table = memory_new(1, sizeof *table);
  table->session = session;
  arena_init(&table->arena);
  for (uint32_t i = 0; i < KNOWN_COUNT; i++)
    map_put(&table->arena, &table->known, map_key(name_cstr(session->names, known_functions[i].name)),
            (void *)(uintptr_t)&known_functions[i]);
  for (uint32_t i = 0; i < SHARDS; i++) {
    lock_init(&table->shards[i].lock, false);
    arena_init(&table->shards[i].arena);
  }
  return table;
}

void symbol_table_free(SymbolTable *table) {
  for (uint32_t i = 0; i < SHARDS; i++) {
    lock_destroy(&table->shards[i].lock);
    arena_free(&table->shards[i].arena);
  }
  arena_free(&table->arena);
  free(table);
}

size_t symbol_table_bytes(const SymbolTable *table) {
  size_t bytes = sizeof *table + table->arena.total;
  for (uint32_t i = 0; i < SHARDS; i++) bytes += table->shards[i].arena.total;
  return bytes;
}

LockWaits symbol_table_waits(SymbolTable *table) {
  LockWaits waits = {0};
  for (uint32_t i = 0; i < SHARDS; i++) lock_add_waits(&table->shards[i].lock, &waits);
  return waits;
}

static Shard *shard_of(SymbolTable *table, const Name *name) { return &table->shards[name->hash % SHARDS]; }

Symbol *symbol_get(SymbolTable *table, const char *name) {
  const Name *interned = name_cstr(table->session->names, name);
  Shard *shard = shard_of(table, interned);
  lock_take(&shard->lock);
  Symbol *symbol = map_get(&shard->symbols, map_key(interned));
  if (!symbol) {
    symbol = arena_new(&shard->arena, Symbol);
    symbol->name = interned;
    symbol->kind = SYMBOL_UNDEFINED;
    const Known *known = map_get(&table->known, map_key(interned));
    if (known) symbol->traits = known->traits;
    map_put(&shard->arena, &shard->symbols, map_key(interned), symbol);
  }
  lock_release(&shard->lock);
  return symbol;
}

Symbol *symbol_find(SymbolTable *table, const char *name) {
  const Name *interned = name_cstr(table->session->names, name);
  Shard *shard = shard_of(table, interned);
  lock_take(&shard->lock);
  Symbol *symbol = map_get(&shard->symbols, map_key(interned));
  lock_release(&shard->lock);
  return symbol;
}

uint16_t symbol_traits(const SymbolTable *table, const char *package, const char *function) {
  char name[64];  // those of the table are shorter
  int length = snprintf(name, sizeof name, "%s.%s", package, function);
  const Known *known = NULL;
  if (length < (int)sizeof name) known = map_get(&table->known, map_key(name_cstr(table->session->names, name)));
  return known ? known->traits : 0;
}

void symbol_lock(SymbolTable *table, const Symbol *symbol) { lock_take(&shard_of(table, symbol->name)->lock); }
void symbol_unlock(SymbolTable *table, const Symbol *symbol) { lock_release(&shard_of(table, symbol->name)->lock); }

void symbol_add_reloc(Arena *arena, Symbol *symbol, uint32_t offset, RelocKind kind, Symbol *target, int64_t addend) {
  assert(target && (!symbol->size || offset < symbol->size));
  vec_push(arena, &symbol->relocs,
           ((Reloc){.offset = offset, .kind = (uint8_t)kind, .addend = addend, .target = target}));
}

// --- constants

static bool holds(const Symbol *symbol, const Constant *x) {
  if (symbol->size != (int64_t)x->length || memcmp(symbol->bytes, x->bytes, x->length) != 0) return false;
  if (symbol->relocs.len != x->reloc_count) return false;
  for (uint32_t i = 0; i < x->reloc_count; i++) {
    const Reloc *a = &symbol->relocs.data[i], *b = &x->relocs[i];
    if (a->offset != b->offset || a->kind != b->kind || a->addend != b->addend || a->target != b->target) return false;
  }
  return true;
}

// Under the symbol's lock, which others that make the same constant take too, and which the shard's arena is under.
static void define_constant(Arena *arena, Symbol *symbol, const Constant *x) {
  symbol->kind = SYMBOL_RODATA;
  symbol->align_log2 = x->align_log2;
  symbol->local_static = true;
  symbol->no_pointers = x->reloc_count == 0;
  symbol->size = (int64_t)x->length;
  symbol->bytes = arena_array(arena, uint8_t, x->length + 1);
  memcpy(symbol->bytes, x->bytes, x->length);
  for (uint32_t i = 0; i < x->reloc_count; i++) {
    const Reloc *reloc = &x->relocs[i];
    symbol_add_reloc(arena, symbol, reloc->offset, reloc->kind, reloc->target, reloc->addend);
  }
}

Symbol *symbol_constant(SymbolTable *table, const Constant *x) {
  uint64_t hash = 1;
  for (uint32_t i = 0; i < x->reloc_count; i++) {
    const Name *target = x->relocs[i].target->name;
    hash = hash_mix(hash_bytes(target->text, target->len, hash), (uint64_t)x->relocs[i].addend ^ x->relocs[i].offset);
  }
  // Other contents of the same hashes have the next number.
  for (uint32_t number = 0;; number++) {
    char name[96];
    snprintf(name, sizeof name, "go:%s.%zu.%u.%016llx%016llx%.*u", x->kind, x->length, x->align_log2,
             (unsigned long long)hash_bytes(x->bytes, x->length, hash),
             (unsigned long long)hash_bytes(x->bytes, x->length, hash + 76), number != 0, number);
    Symbol *symbol = symbol_get(table, name);
    symbol_lock(table, symbol);
    if (symbol->kind == SYMBOL_UNDEFINED) define_constant(&shard_of(table, symbol->name)->arena, symbol, x);
    bool found = holds(symbol, x);
    symbol_unlock(table, symbol);
    if (found) return symbol;
  }
}
