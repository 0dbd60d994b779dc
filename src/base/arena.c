// Arenas: chunks from the system, bump allocation inside. A chunk is zeroed when
// it is taken and what was used of kept chunks is zeroed again on reset, so
// that arena_alloc never has to clear. Chunk sizes double up to CHUNK_MAX: small
// arenas (a function) stay small, big ones (a package) ask the system rarely.
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CHUNK_MIN = 4 << 10, CHUNK_MAX = 2 << 20, CHUNK_HEADER = 32, KEEP_MAX = 8 << 20 };

struct ArenaChunk {
  ArenaChunk *next;
  size_t size;  // bytes in all, this header too
};

void arena_init(Arena *arena) { memset(arena, 0, sizeof *arena); }

static _Noreturn void out_of_memory(void) {
  static const char message[] = "tuco: out of memory\n";
  ssize_t ignored = write(2, message, sizeof message - 1);
  (void)ignored;
  _exit(2);
}

// Takes a zeroed chunk from the system: the C heap for small ones, mmap for large
// ones, since the heap would clear recycled memory that we may never touch.
static ArenaChunk *chunk_new(size_t size) {
  ArenaChunk *chunk;
  if (size < CHUNK_MAX) {
    chunk = calloc(1, size);
    if (!chunk) out_of_memory();
  } else {
    // Populated at once: a fault for each page costs more than clearing it. Huge pages would
    // be cheaper still, but on virtual machines they at times wait for the host's memory.
    int populate = size == CHUNK_MAX ? MAP_POPULATE : 0;
    chunk = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | populate, -1, 0);
    if (chunk == MAP_FAILED) out_of_memory();
  }
  chunk->size = size;
  return chunk;
}

static void chunk_free(ArenaChunk *chunk) {
  if (chunk->size < CHUNK_MAX) {
    free(chunk);
  } else {
    munmap(chunk, chunk->size);
  }
}

// A spare chunk with room for `size` bytes, or a new one.
static ArenaChunk *chunk_take(Arena *arena, size_t size) {
  for (ArenaChunk **link = &arena->spare; *link; link = &(*link)->next) {
    ArenaChunk *chunk = *link;
    if (chunk->size < size || size > CHUNK_MAX) continue;
    *link = chunk->next;
    return chunk;
  }
  arena->total += size;
  return chunk_new(size);
}

void *arena_alloc_slow(Arena *arena, size_t size, size_t align) {
  if (size > (size_t)1 << 40) out_of_memory();
  size_t wanted = arena->chunks ? arena->chunks->size * 2 : CHUNK_MIN;
  if (wanted > CHUNK_MAX) wanted = CHUNK_MAX;
  size_t need = size + align + CHUNK_HEADER;
  // A large object gets a chunk of its own, behind the current one, which stays in use.
  bool own = arena->chunks && need > wanted / 4 && need > (size_t)(arena->end - arena->cursor);
  if (own || need > wanted) wanted = (need + 4095) & ~(size_t)4095;
  ArenaChunk *chunk = chunk_take(arena, wanted);
  uintptr_t at = ((uintptr_t)chunk + CHUNK_HEADER + (align - 1)) & ~(uintptr_t)(align - 1);
  if (own) {
    chunk->next = arena->chunks->next;
    arena->chunks->next = chunk;
    return (void *)at;
  }
  chunk->next = arena->chunks;
  arena->chunks = chunk;
  arena->cursor = (char *)(at + size);
  arena->end = (char *)chunk + chunk->size;
  return (void *)at;
}

void arena_reset(Arena *arena) {
  ArenaChunk *keep = arena->chunks;
  if (!keep) return;
  if (keep->size > KEEP_MAX) {
    arena_free(arena);
    return;
  }
  for (ArenaChunk *chunk = keep->next, *next; chunk; chunk = next) {
    next = chunk->next;
    if (chunk->size > CHUNK_MAX || arena->total > KEEP_MAX) {
      arena->total -= chunk->size;
      chunk_free(chunk);
      continue;
    }
    memset((char *)chunk + CHUNK_HEADER, 0, chunk->size - CHUNK_HEADER);
    chunk->next = arena->spare;
    arena->spare = chunk;
  }
  keep->next = NULL;
  char *start = (char *)keep + CHUNK_HEADER;
  memset(start, 0, (size_t)(arena->cursor - start));
  arena->cursor = start;
  arena->end = (char *)keep + keep->size;
}

static void free_chunks(ArenaChunk *list) {
  for (ArenaChunk *chunk = list, *next; chunk; chunk = next) {
    next = chunk->next;
    chunk_free(chunk);
  }
}

void arena_free(Arena *arena) {
  free_chunks(arena->chunks);
  free_chunks(arena->spare);
  arena_init(arena);
}

char *arena_strdup(Arena *arena, const char *text, size_t length) {
  char *copy = arena_alloc(arena, length + 1, 1);
  memcpy(copy, text, length);
  copy[length] = 0;
  return copy;
}

char *arena_vprintf(Arena *arena, const char *format, va_list args) {
  va_list again;
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, args);
  if (length < 0) out_of_memory();
  char *text = arena_alloc(arena, (size_t)length + 1, 1);
  vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  return text;
}

char *arena_printf(Arena *arena, const char *format, ...) {
  va_list args;
  va_start(args, format);
  char *text = arena_vprintf(arena, format, args);
  va_end(args);
  return text;
}
