// Arenas: bump allocation by phase. Nothing is freed one by one; an arena is
// reset or freed as a whole. Memory is zeroed. An Arena is used by one thread
// at a time.
#ifndef TUCO_BASE_ARENA_H
#define TUCO_BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

typedef struct ArenaChunk ArenaChunk;
typedef struct ArenaEnd ArenaEnd;

typedef struct Arena {
  ArenaChunk *chunks;  // newest first, owned
  char *cursor, *end;  // free part of the newest chunk
  ArenaChunk *spare;   // zeroed chunks kept by arena_reset, owned
  ArenaEnd *ends;      // arena_at_end, newest first
  size_t total;        // bytes asked of the system; what is not filled of a large chunk is address space alone
} Arena;

// arena.c
void arena_init(Arena *arena);
void arena_reset(Arena *arena);  // forget all, keep a few MB for reuse
void arena_free(Arena *arena);   // give all memory back
// Calls end(what) when the arena is reset or freed, for what lies in it and owns memory elsewhere.
void arena_at_end(Arena *arena, void (*end)(void *what), void *what);
// Returns zeroed memory; exits with "out of memory" if the system has none.
void *arena_alloc_slow(Arena *arena, size_t size, size_t align);
char *arena_strdup(Arena *arena, const char *text, size_t length);  // NUL-terminated
char *arena_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(Arena *arena, const char *format, va_list args);

static inline void *arena_alloc(Arena *arena, size_t size, size_t align) {
  assert_debug(align && !(align & (align - 1)));
#ifndef TUCO_DEBUG
  uintptr_t at = ((uintptr_t)arena->cursor + (align - 1)) & ~(uintptr_t)(align - 1);
  if (at + size <= (uintptr_t)arena->end && size < (size_t)1 << 40) {
    arena->cursor = (char *)(at + size);
    return (void *)at;
  }
#endif
  return arena_alloc_slow(arena, size, align);
}

#define arena_new(arena, T) ((T *)arena_alloc((arena), sizeof(T), _Alignof(T)))
#define arena_array(arena, T, count) ((T *)arena_alloc((arena), sizeof(T) * (size_t)(count), _Alignof(T)))

#endif
