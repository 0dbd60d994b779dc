// Growth of Vec(T): doubles, in place when the vector is the last thing in its
// arena's chunk, else into a new copy. And the order of a list of texts.
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"

void *vec_grow(Arena *arena, void *data, uint32_t len, uint32_t *cap, uint32_t need, size_t element_size) {
  assert(len <= *cap && need > *cap && element_size);
  uint64_t wanted = *cap ? (uint64_t)*cap * 2 : 4;
  if (wanted < need) wanted = need;
  if (wanted > UINT32_MAX || wanted * element_size > (uint64_t)1 << 40) ice("vec", NULL, "vector too long");
  size_t old_size = (size_t)*cap * element_size, new_size = (size_t)wanted * element_size;
  *cap = (uint32_t)wanted;
  if (data && (char *)data + old_size == arena->cursor && new_size - old_size <= (size_t)(arena->end - arena->cursor)) {
    arena_alloc(arena, new_size - old_size, 1);
    return data;
  }
  void *copy = arena_alloc(arena, new_size, _Alignof(max_align_t));
  if (len) memcpy(copy, data, (size_t)len * element_size);
  return copy;
}

static int by_bytes(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

void strings_sort(StringVec *list, uint32_t from) {
  if (list->len > from) qsort(list->data + from, list->len - from, sizeof *list->data, by_bytes);
}

bool strings_have(const StringVec *sorted, const char *text) {
  return sorted->len && bsearch(&text, sorted->data, sorted->len, sizeof *sorted->data, by_bytes);
}

void strings_sort_unique(StringVec *list) {
  uint32_t kept = 0;
  strings_sort(list, 0);
  for (uint32_t i = 0; i < list->len; i++)
    if (!i || strcmp(list->data[kept - 1], list->data[i]) != 0) list->data[kept++] = list->data[i];
  list->len = kept;
}
