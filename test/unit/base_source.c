// Positions: each byte of each file has its own, also the last that there is room for; what there is no room for is
// refused, and takes nothing from others.
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "base/source.h"

static int failed;

static void check(const char *what, bool ok) {
  if (ok) return;
  failed++;
  printf("FAIL %s\n", what);
}

static void check_ends(SourceSet *set, const SourceFile *file) {
  check("first position", source_of(set, file->base) == file);
  check("last position", source_of(set, file->base + file->size) == file);
  check("next position", source_of(set, file->base + file->size + 1) != file);
}

// Files of 1 GB, of memory that is never touched, until there is no room; then smaller ones, to the last byte.
static void check_full(const char *text) {
  SourceSet *set = source_set_new();
  uint32_t files = 0;
  uint64_t room = UINT32_MAX - 1;
  Pos last = 0;
  check("too large a text", !source_add(set, "big", "big", text, (size_t)SOURCE_SIZE_MAX + 1));
  for (size_t size = SOURCE_SIZE_MAX;; size /= 2) {
    for (SourceFile *file; (file = source_add(set, "x.go", "x.go", text, size)); files++) {
      check("positions ascend", file->base > last);
      check_ends(set, file);
      last = file->base + file->size;
      room -= size + 1;
    }
    check("refused although there is room", room < size + 1 || room == 0);
    if (!size) break;
  }
  check("room is left", room <= 1);
  check("some files", files > 4);
  check("no position", !source_of(set, 0));
  check("a position of nothing", last == UINT32_MAX || !source_of(set, UINT32_MAX));
}

int main(void) {
  size_t size = (size_t)SOURCE_SIZE_MAX + 4096;
  const char *text = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (text == MAP_FAILED) return 1;
  check_full(text);
  printf("base_source: %s\n", failed ? "failed" : "passed");
  return failed != 0;
}
