// Pages of what the checker notes: see info.h. A page is made in the arena of the package whose file it is of, by the
// thread that checks it, and published by a store with release order.
#include <stdlib.h>
#include <sys/mman.h>

#include "base/memory.h"
#include "types/types.h"

const LiteralInfo info_no_literal = {0};

static const size_t directory_size = INFO_PAGES * sizeof(_Atomic(InfoPage *));

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

const InfoPage *info_missing_page(const Info *info, uint32_t id) {
  static const InfoPage unchecked = {.modes = {MODE_INVALID}}, made = {.modes = {MODE_VALUE}};
  if (!id) return &made;
  return info->base ? info_page(info->base, id) : &unchecked;
}

InfoPage *info_make_page(Info *info, Arena *arena, uint32_t id) {
  assert(id && id / NODE_PAGE < INFO_PAGES);
  InfoPage *page = arena_new(arena, InfoPage);
  atomic_store_explicit(&info->pages[id / NODE_PAGE], page, memory_order_release);
  return page;
}

const ConstVal *info_name_value(const InfoPage *page, uint32_t at) {
  if (page->flags[at] & NAME_INFO) return page->more[at].name->value;
  const Object *object = page->more[at].object;
  return object && object->kind == OBJECT_CONST ? object->value : NULL;
}
