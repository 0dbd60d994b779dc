// Source files and the resolution of positions. Files live in chunks that never
// move; the directory of chunks is fixed in size, so looking a position up takes
// no lock: the count is published after the file it counts.
#include "base/source.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/view.h"

enum { CHUNK_BITS = 8, CHUNK_FILES = 1 << CHUNK_BITS, CHUNKS = 4096 };

struct SourceSet {
  _Atomic uint32_t count;
  _Atomic(SourceFile *) chunks[CHUNKS];
  pthread_mutex_t lock;  // for adding
  uint64_t next_base;
};

SourceSet *source_set_new(void) {
  SourceSet *set = memory_new(1, sizeof *set);
  pthread_mutex_init(&set->lock, NULL);
  set->next_base = 1;  // 0 is "no position"
  return set;
}

size_t source_set_bytes(SourceSet *set) {
  size_t chunks = (atomic_load(&set->count) + CHUNK_FILES - 1) >> CHUNK_BITS;
  return sizeof *set + chunks * CHUNK_FILES * sizeof(SourceFile);
}

SourceFile *source_add(SourceSet *set, const char *path, const char *display, const char *text, size_t size) {
  assert(!text[size]);
  if (size > SOURCE_SIZE_MAX) return NULL;
  pthread_mutex_lock(&set->lock);
  uint32_t index = atomic_load_explicit(&set->count, memory_order_relaxed);
  // One position more than bytes: the end of the file has one too.
  if (index >= CHUNKS * CHUNK_FILES || set->next_base + size + 1 > UINT32_MAX) {
    pthread_mutex_unlock(&set->lock);
    return NULL;
  }
  SourceFile *chunk = atomic_load_explicit(&set->chunks[index >> CHUNK_BITS], memory_order_relaxed);
  if (!chunk) {
    chunk = memory_new(CHUNK_FILES, sizeof *chunk);
    atomic_store_explicit(&set->chunks[index >> CHUNK_BITS], chunk, memory_order_relaxed);
  }
  SourceFile *file = &chunk[index & (CHUNK_FILES - 1)];
  *file = (SourceFile){.path = path,
                       .display = display,
                       .recorded = path,
                       .text = text,
                       .size = (uint32_t)size,
                       .base = (Pos)set->next_base};
  set->next_base += (uint64_t)size + 1;
  atomic_store_explicit(&set->count, index + 1, memory_order_release);
  pthread_mutex_unlock(&set->lock);
  return file;
}

static SourceFile *file_at(SourceSet *set, uint32_t index) {
  return &atomic_load_explicit(&set->chunks[index >> CHUNK_BITS], memory_order_relaxed)[index & (CHUNK_FILES - 1)];
}

SourceFile *source_of(SourceSet *set, Pos pos) {
  uint32_t low = 0, high = atomic_load_explicit(&set->count, memory_order_acquire);
  if (!pos || !high) return NULL;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (file_at(set, middle)->base <= pos) {
      low = middle;
    } else {
      high = middle;
    }
  }
  SourceFile *file = file_at(set, low);
  assert(pos >= file->base);
  return pos - file->base <= file->size ? file : NULL;
}

// Line and column of an offset in the file itself. Files that the scanner has not
// seen (go.mod, for one) have no line table: count.
static void real_place(const SourceFile *file, uint32_t offset, uint32_t *line, uint32_t *column) {
  if (!file->line_count) {
    uint32_t start = 0;
    *line = 1;
    for (uint32_t i = 0; i < offset && i < file->size; i++) {
      if (file->text[i] == '\n') {
        ++*line;
        start = i + 1;
      }
    }
    *column = offset - start + 1;
    return;
  }
  uint32_t low = 0, high = file->line_count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (file->line_starts[middle] <= offset) {
      low = middle;
    } else {
      high = middle;
    }
  }
  assert(file->line_starts[low] <= offset);
  *line = low + 1;
  *column = offset - file->line_starts[low] + 1;
}

// How many stand before the offset, or at it.
static uint32_t directives_before(const SourceFile *file, uint32_t offset) {
  uint32_t low = 0, high = file->directive_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (file->directives[middle].offset <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

Place source_place(SourceSet *set, Pos pos) {
  Place place = {0};
  const SourceFile *file = source_of(set, pos);
  if (!file) return place;
  uint32_t offset = pos - file->base;
  place.file = file;
  place.path = file->display;
  real_place(file, offset, &place.real_line, &place.real_column);
  place.line = place.real_line;
  place.column = place.real_column;
  place.directives = directives_before(file, offset);
  if (!place.directives) return place;
  const LineDirective *directive = &file->directives[place.directives - 1];
  uint32_t base_line, base_column;
  real_place(file, directive->offset, &base_line, &base_column);
  place.path = directive->path;
  place.line = directive->line + (place.real_line - base_line);
  // Without a column in the directive, columns stay unknown until the next one.
  if (!directive->column) {
    place.column = 0;
  } else if (place.real_line == base_line) {
    place.column = directive->column + (place.real_column - base_column);
  }
  return place;
}

char *source_read(Arena *arena, const char *path, size_t *size) {
  int fd = view_open(path);
  if (fd < 0) return NULL;
  struct stat info;
  if (fstat(fd, &info) < 0) goto fail;
  if (S_ISDIR(info.st_mode)) {
    errno = EISDIR;
    goto fail;
  }
  // Not only regular files are read: what has no size grows as it comes.
  size_t capacity = info.st_size > 0 ? (size_t)info.st_size + 1 : 4096, length = 0;
  char *text = arena_alloc(arena, capacity, 1);
  for (;;) {
    if (length + 1 == capacity && info.st_size > 0 && length == (size_t)info.st_size) break;
    if (length + 1 >= capacity) {
      char *bigger = arena_alloc(arena, capacity * 2, 1);
      memcpy(bigger, text, length);
      text = bigger;
      capacity *= 2;
    }
    ssize_t got = read(fd, text + length, capacity - 1 - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) goto fail;
    if (got == 0) break;
    length += (size_t)got;
  }
  close(fd);
  text[length] = 0;
  *size = length;
  return text;
fail:;
  int saved = errno;
  close(fd);
  errno = saved;
  return NULL;
}
