// Unit test of arenas: what they give is zero, aligned and its owner's alone, over windows, chunks, large objects and
// resets. Objects of random sizes are filled with a byte of their own and looked at again.
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

enum { OBJECTS = 3000, ROUNDS = 12 };

typedef struct Piece {
  unsigned char *memory;
  size_t size;
} Piece;

static uint32_t next_random(uint32_t *state) { return *state = *state * 1664525 + 1013904223, *state >> 8; }

// Mostly small; some larger than a window, a few larger than any chunk.
static size_t random_size(uint32_t *state) {
  uint32_t kind = next_random(state) % 1000;
  if (kind < 900) return 1 + next_random(state) % 200;
  if (kind < 990) return next_random(state) % 20000;
  return next_random(state) % (kind == 999 ? 5 << 20 : 300 << 10);
}

static bool all_are(const unsigned char *memory, size_t size, unsigned char byte) {
  for (size_t i = 0; i < size; i++)
    if (memory[i] != byte) return false;
  return true;
}

// Returns the number of objects that are not as they should be.
static uint32_t fill(Arena *arena, uint32_t count, uint32_t *state) {
  static Piece pieces[OBJECTS];
  uint32_t bad = 0;
  for (uint32_t i = 0; i < count; i++) {
    size_t size = random_size(state), align = (size_t)1 << (next_random(state) % 5);
    pieces[i] = (Piece){arena_alloc(arena, size, align), size};
    bad += (uintptr_t)pieces[i].memory % align != 0 || !all_are(pieces[i].memory, size, 0);
    memset(pieces[i].memory, (int)(i % 255 + 1), size);
  }
  for (uint32_t i = 0; i < count; i++) bad += !all_are(pieces[i].memory, pieces[i].size, (unsigned char)(i % 255 + 1));
  return bad;
}

static void count_end(void *what) { ++*(uint32_t *)what; }

// Ends are called once, by the next reset or by the end of the arena.
static bool ends_are_called(void) {
  uint32_t count = 0;
  Arena arena;
  arena_init(&arena);
  arena_at_end(&arena, count_end, &count);
  arena_at_end(&arena, count_end, &count);
  arena_reset(&arena);
  bool ok = count == 2;
  arena_reset(&arena);
  ok = ok && count == 2;
  arena_alloc(&arena, 16 << 20, 8);  // more than a reset keeps
  arena_at_end(&arena, count_end, &count);
  arena_reset(&arena);
  ok = ok && count == 3;
  arena_at_end(&arena, count_end, &count);
  arena_free(&arena);
  return ok && count == 4;
}

int main(void) {
  if (!ends_are_called()) return puts("ends are not called, or twice"), 1;
  uint32_t bad = 0, state = 1;
  Arena arena;
  arena_init(&arena);
  for (uint32_t round = 0; round < ROUNDS; round++) {
    bad += fill(&arena, round % 3 == 2 ? OBJECTS : 40 << round % 3, &state);
    if (round % 5 == 4) arena_free(&arena);
    else arena_reset(&arena);
  }
  arena_free(&arena);
  if (bad) return printf("%u objects are wrong\n", bad), 1;
  puts("ok");
  return 0;
}
