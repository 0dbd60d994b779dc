// Arenas: chunks from the system, bump allocation inside. A chunk is zeroed when
// it is taken and what was used of kept chunks is zeroed again on reset, so
// that arena_alloc never has to clear. A chunk is a quarter of what the arena has, up to
// CHUNK_MAX: small arenas (a function) stay small, big ones (a package) ask the system rarely, and
// what nobody fills is an eighth on average. Of a mapped chunk only what is filled becomes memory, a window at a time.
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

#include "base/memory.h"

enum {
  CHUNK_MIN = 4 << 10,
  CHUNK_MAPPED = 64 << 10,  // from here on by mmap: what is freed often, functions' arenas, mostly is smaller
  CHUNK_MAX = 2 << 20,
  CHUNK_HEADER = 32,
  WINDOW = 32 << 10,
  KEEP_MAX = 8 << 20
};

struct ArenaChunk {
  ArenaChunk *next;
  size_t size;   // bytes in all, this header too
  size_t ready;  // of these may be used: the rest is address space without memory
};

struct ArenaEnd {
  ArenaEnd *next;
  void (*end)(void *what);
  void *what;
};

void arena_init(Arena *arena) { memset(arena, 0, sizeof *arena); }

// Poison: in the debug build reset memory is filled with a pattern and cleared when it is handed out again, so that
// whoever kept a pointer over a reset reads rubbish; with ASan the access itself is reported, and objects have a gap
// between them.
#if defined(__SANITIZE_ADDRESS__)
enum { POISONS = 1, GAP = 16 };
static void poison(void *memory, size_t size) { ASAN_POISON_MEMORY_REGION(memory, size); }
static void unpoison(void *memory, size_t size) {
  ASAN_UNPOISON_MEMORY_REGION(memory, size);
  memset(memory, 0, size);
}
#elif defined(TUCO_DEBUG)
enum { POISONS = 1, GAP = 0, POISON_BYTE = 0xDB };
static void poison(void *memory, size_t size) { memset(memory, POISON_BYTE, size); }
static void unpoison(void *memory, size_t size) { memset(memory, 0, size); }
#else
enum { POISONS = 0, GAP = 0 };
static void poison(void *memory, size_t size) { memset(memory, 0, size); }
static void unpoison(void *memory, size_t size) { (void)memory, (void)size; }
#endif

// Takes a zeroed chunk from the system: the C heap for small ones, mmap for large
// ones, since the heap would clear memory that is zero already, or that we may never touch.
static ArenaChunk *chunk_new(size_t size) {
  ArenaChunk *chunk;
  memory_count();
  if (size < CHUNK_MAPPED) {
    chunk = calloc(1, size);
    if (!chunk) memory_exhausted();
  } else {
    chunk = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (chunk == MAP_FAILED) memory_exhausted();
  }
  chunk->size = size;
  if (size < CHUNK_MAPPED) chunk->ready = size;
  if (POISONS) poison((char *)chunk + CHUNK_HEADER, size - CHUNK_HEADER);
  return chunk;
}

static void chunk_free(ArenaChunk *chunk) {
  if (POISONS) unpoison((char *)chunk + CHUNK_HEADER, chunk->size - CHUNK_HEADER);
  if (chunk->size < CHUNK_MAPPED) {
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

#ifdef TUCO_DEBUG
// A debug build takes the slow way for each allocation, since it has to lift the poison.
static void *alloc_from_current(Arena *arena, size_t size, size_t align) {
  uintptr_t at = ((uintptr_t)arena->cursor + (align - 1)) & ~(uintptr_t)(align - 1);
  if (!arena->chunks || at + size + GAP > (uintptr_t)arena->end) return NULL;
  arena->cursor = (char *)(at + size + GAP);
  unpoison((void *)at, size);
  return (void *)at;
}
#else
static void *alloc_from_current(Arena *arena, size_t size, size_t align) {
  (void)arena, (void)size, (void)align;
  return NULL;
}
#endif

// Takes memory for what follows in the current chunk, at least up to `least`. A fault for each page would cost more
// than clearing it. Huge pages would be cheaper still, but on virtual machines they at times wait for the host's
// memory.
static void open_window(Arena *arena, uintptr_t least) {
  ArenaChunk *chunk = arena->chunks;
  size_t ready = (least - (uintptr_t)chunk + WINDOW - 1) & ~(size_t)(WINDOW - 1);
  if (ready > chunk->size) ready = chunk->size;
#ifdef MADV_POPULATE_WRITE
  // Where it fails (Linux before 5.14), pages come by faults.
  madvise((char *)chunk + chunk->ready, ready - chunk->ready, MADV_POPULATE_WRITE);
#endif
  chunk->ready = ready;
  arena->end = (char *)chunk + ready;
}

void *arena_alloc_slow(Arena *arena, size_t size, size_t align) {
  if (size > (size_t)1 << 40) memory_exhausted();
  void *present = alloc_from_current(arena, size, align);
  if (present) return present;
  ArenaChunk *current = arena->chunks;
  uintptr_t at = ((uintptr_t)arena->cursor + (align - 1)) & ~(uintptr_t)(align - 1);
  if (current && at + size + GAP <= (uintptr_t)current + current->size) {
    open_window(arena, at + size + GAP);
    return arena_alloc(arena, size, align);
  }
  size_t wanted = (arena->total / 4 + 4095) & ~(size_t)4095;
  if (wanted < CHUNK_MIN) wanted = CHUNK_MIN;
  if (wanted > CHUNK_MAX) wanted = CHUNK_MAX;
  size_t need = size + GAP + align + CHUNK_HEADER;
  // A large object gets a chunk of its own, behind the current one, which stays in use.
  bool own = current && need > wanted / 4;
  if (own || need > wanted) wanted = (need + 4095) & ~(size_t)4095;
  ArenaChunk *chunk = chunk_take(arena, wanted);
  if (own) {
    chunk->ready = chunk->size;
    chunk->next = current->next;
    current->next = chunk;
    at = ((uintptr_t)chunk + CHUNK_HEADER + (align - 1)) & ~(uintptr_t)(align - 1);
    unpoison((void *)at, size);
    return (void *)at;
  }
  chunk->next = current;
  arena->chunks = chunk;
  arena->cursor = (char *)chunk + CHUNK_HEADER;
  arena->end = (char *)chunk + chunk->ready;
  return arena_alloc(arena, size, align);
}

void arena_at_end(Arena *arena, void (*end)(void *what), void *what) {
  ArenaEnd *e = arena_new(arena, ArenaEnd);
  *e = (ArenaEnd){arena->ends, end, what};
  arena->ends = e;
}

static void call_ends(Arena *arena) {
  for (const ArenaEnd *e = arena->ends; e; e = e->next) e->end(e->what);
  arena->ends = NULL;
}

void arena_reset(Arena *arena) {
  call_ends(arena);
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
    poison((char *)chunk + CHUNK_HEADER, chunk->ready - CHUNK_HEADER);
    chunk->next = arena->spare;
    arena->spare = chunk;
  }
  keep->next = NULL;
  char *start = (char *)keep + CHUNK_HEADER;
  poison(start, (size_t)(arena->cursor - start));
  arena->cursor = start;
  arena->end = (char *)keep + keep->ready;
}

static void free_chunks(ArenaChunk *list) {
  for (ArenaChunk *chunk = list, *next; chunk; chunk = next) {
    next = chunk->next;
    chunk_free(chunk);
  }
}

void arena_free(Arena *arena) {
  call_ends(arena);
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
  assert(format);
  va_list again;
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, args);
  if (length < 0) memory_exhausted();
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
