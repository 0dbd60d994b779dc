// go.sum (https://go.dev/ref/mod#go-sum-files). Lines that are there twice, or have the sum of an empty go.mod, which
// an old go wrote for what is no module, are passed over.
#include "mod/gosum.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/map.h"
#include "base/unicode.h"

static const char empty_go_mod[] = "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=";

struct SumFile {
  Arena *arena;
  Map by_hash;  // of path and version -> SumEntry*
  Vec(SumEntry *) list;
};

SumFile *gosum_new(Arena *arena) {
  SumFile *sums = arena_new(arena, SumFile);
  sums->arena = arena;
  return sums;
}

static uint64_t hash_of(const char *path, const char *version) {
  return hash_bytes(version, strlen(version), hash_bytes(path, strlen(path), 0));
}

SumEntry *gosum_entry(const SumFile *sums, const char *path, const char *version) {
  SumEntry *e = map_get(&sums->by_hash, hash_of(path, version));
  while (e && (strcmp(e->module.path, path) != 0 || strcmp(e->module.version, version) != 0)) e = e->next;
  return e;
}

const char *gosum_find(const SumFile *sums, const char *path, const char *version) {
  const SumEntry *e = gosum_entry(sums, path, version);
  for (uint32_t i = 0; e && i < e->sums.len; i++)
    if (strncmp(e->sums.data[i], "h1:", 3) == 0) return e->sums.data[i];
  return NULL;
}

static SumEntry *entry_for(SumFile *sums, const char *path, const char *version) {
  SumEntry *e = gosum_entry(sums, path, version);
  if (e) return e;
  uint64_t hash = hash_of(path, version);
  e = arena_new(sums->arena, SumEntry);
  *e = (SumEntry){.module = {path, version}, .kept = true, .next = map_get(&sums->by_hash, hash)};
  map_put(sums->arena, &sums->by_hash, hash, e);
  vec_push(sums->arena, &sums->list, e);
  return e;
}

SumEntry *gosum_at(const SumFile *sums, uint32_t index) {
  return index < sums->list.len ? sums->list.data[index] : NULL;
}

void gosum_add(SumFile *sums, const char *path, const char *version, const char *sum) {
  SumEntry *e = entry_for(sums, path, version);
  for (uint32_t i = 0; i < e->sums.len; i++)
    if (strcmp(e->sums.data[i], sum) == 0) return;
  vec_push(sums->arena, &e->sums, sum);
}

// ---- reading

// The next word of a line at *p, cut off; NULL: there is none.
static const char *next_field(Arena *arena, const char **p, const char *end) {
  uint32_t rune, width;
  while (*p < end && (width = utf8_decode(*p, (size_t)(end - *p), &rune), unicode_is_space(rune))) *p += width;
  const char *start = *p;
  while (*p < end && (width = utf8_decode(*p, (size_t)(end - *p), &rune), !unicode_is_space(rune))) *p += width;
  return *p > start ? arena_strdup(arena, start, (size_t)(*p - start)) : NULL;
}

static size_t read_line(SumFile *sums, const char *line, const char *end) {
  const char *fields[3], *field;
  size_t count = 0;
  while ((field = next_field(sums->arena, &line, end))) {
    if (count < 3) fields[count] = field;
    count++;
  }
  // A line with many sums of one module would cost much to look through: gosum_text finds what is there twice.
  if (count == 3 && strcmp(fields[2], empty_go_mod) != 0)
    vec_push(sums->arena, &entry_for(sums, fields[0], fields[1])->sums, fields[2]);
  return count;
}

const char *gosum_parse(SumFile *sums, const char *name, const char *text, size_t size, bool lenient) {
  const char *end = text + size;
  uint32_t number = 1;
  for (const char *line = text; line < end; number++) {
    const char *line_end = memchr(line, '\n', (size_t)(end - line));
    if (!line_end) line_end = end;
    size_t count = read_line(sums, line, line_end);
    if (count && count != 3 && !lenient)
      return arena_printf(sums->arena, "malformed go.sum:\n%s:%u: wrong number of fields %zu", name, number, count);
    line = line_end + 1;
  }
  return NULL;
}

// ---- writing

static int by_module(const void *a, const void *b) {
  const SumEntry *x = *(SumEntry *const *)a, *y = *(SumEntry *const *)b;
  int order = mod_compare(&x->module, &y->module);
  return order ? order : strcmp(x->module.version, y->module.version);
}

static void put_entry(Arena *arena, ByteVec *out, const SumEntry *e) {
  StringVec sums = {0};
  for (uint32_t i = 0; i < e->sums.len; i++) vec_push(arena, &sums, e->sums.data[i]);
  strings_sort(&sums, 0);
  for (uint32_t i = 0; i < sums.len; i++) {
    if (i && strcmp(sums.data[i - 1], sums.data[i]) == 0) continue;
    const char *line = arena_printf(arena, "%s %s %s\n", e->module.path, e->module.version, sums.data[i]);
    bytes_data(arena, out, line, strlen(line));
  }
}

const char *gosum_text(const SumFile *sums, Arena *arena, bool only_kept) {
  ByteVec out = {0};
  SumEntry **list = arena_array(arena, SumEntry *, sums->list.len + 1);
  uint32_t count = 0;
  for (uint32_t i = 0; i < sums->list.len; i++)
    if (sums->list.data[i]->kept || !only_kept) list[count++] = sums->list.data[i];
  qsort(list, count, sizeof *list, by_module);
  for (uint32_t i = 0; i < count; i++) put_entry(arena, &out, list[i]);
  bytes_u8(arena, &out, 0);
  return (const char *)out.data;
}
