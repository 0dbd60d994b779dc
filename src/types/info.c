// Pages of what the checker notes: see info.h. A page is made in the arena of the package whose file it is of, by the
// thread that checks it, and published by a store with release order.
#include "types/info.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "base/memory.h"

const LiteralInfo info_no_literal = {0};

static const size_t directory_size = INFO_PAGES * sizeof(_Atomic(ExprInfo *));

// Address space alone: the system gives memory to what is used.
Info *info_new(const Info *base) {
  Info *info = memory_new(1, sizeof *info);
  info->pages = mmap(NULL, directory_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (info->pages == MAP_FAILED) memory_exhausted();
  info->base = base;
  return info;
}

void info_free(Info *info) {
  munmap(info->pages, directory_size);
  free(info);
}

const ExprInfo *info_missing(const Info *info, uint32_t id) {
  static const ExprInfo unchecked = {.mode = MODE_INVALID}, made = {.mode = MODE_VALUE};
  if (!id) return &made;
  return info->base ? info_of_id(info->base, id) : &unchecked;
}

ExprInfo *info_note_id(Info *info, Arena *arena, uint32_t id) {
  assert(id && id / NODE_PAGE < INFO_PAGES);
  _Atomic(ExprInfo *) *place = &info->pages[id / NODE_PAGE];
  ExprInfo *page = atomic_load_explicit(place, memory_order_relaxed);
  if (!page) {
    page = arena_array(arena, ExprInfo, NODE_PAGE);
    atomic_store_explicit(place, page, memory_order_release);
  }
  return &page[id % NODE_PAGE];
}
