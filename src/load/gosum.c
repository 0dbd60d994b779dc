// go.sum: the sums that modules must have, "path version h1:…" a line, version "v1.2.3/go.mod" for the sum of that file
// alone. Sums are looked up, never computed: modfind.c and modgraph.c want that they are there.
#include <string.h>

#include "load/modules.h"

struct SumFile {
  Map sums;  // hash of "path version" -> SumLine*
};

typedef struct SumLine {
  const char *key, *sum;
  struct SumLine *next;
} SumLine;

static const char *key_of(Arena *arena, const char *path, const char *version) {
  return arena_printf(arena, "%s %s", path, version);
}

static void add_line(Arena *arena, SumFile *sums, const char *line, size_t length) {
  const char *words[3], *end = line + length, *p = line;
  size_t sizes[3];
  for (int i = 0; i < 3; i++) {
    while (p < end && strchr(" \t\r", *p)) p++;
    words[i] = p;
    while (p < end && !strchr(" \t\r", *p)) p++;
    sizes[i] = (size_t)(p - words[i]);
    if (!sizes[i]) return;
  }
  if (strncmp(words[2], "h1:", 3) != 0) return;
  SumLine *sum = arena_new(arena, SumLine);
  sum->key = key_of(arena, arena_strdup(arena, words[0], sizes[0]), arena_strdup(arena, words[1], sizes[1]));
  sum->sum = arena_strdup(arena, words[2], sizes[2]);
  uint64_t hash = hash_bytes(sum->key, strlen(sum->key), 0);
  sum->next = map_get(&sums->sums, hash);
  map_put(arena, &sums->sums, hash, sum);
}

void gosum_read(Arena *arena, SumFile **sums, const char *path) {
  if (!*sums) *sums = arena_new(arena, SumFile);
  size_t size;
  const char *text = source_read(arena, path, &size);
  for (const char *line = text; line && *line;) {
    const char *end = strchrnul(line, '\n');
    add_line(arena, *sums, line, (size_t)(end - line));
    line = *end ? end + 1 : end;
  }
}

const char *gosum_find(const SumFile *sums, Arena *arena, const char *path, const char *version) {
  const char *key = key_of(arena, path, version);
  const SumLine *line = sums ? map_get(&sums->sums, hash_bytes(key, strlen(key), 0)) : NULL;
  while (line && strcmp(line->key, key) != 0) line = line->next;
  return line ? line->sum : NULL;
}
