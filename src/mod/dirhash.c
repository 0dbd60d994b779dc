// See dirhash.h. Contents are hashed piece by piece; only names and the hashes are kept.
#include "mod/dirhash.h"

#include <errno.h>
#include <fts.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/sha256.h"
#include "base/vec.h"
#include "mod/base64.h"
#include "mod/disk.h"
#include "mod/zip_archive.h"

typedef struct Item {
  const char *name;
  uint32_t length, order;  // order: among those of the same name the last counts, for all of them
  const void *from;        // a ZipEntry, or the path of a file
} Item;

typedef struct Items {
  Vec(Item) list;
  const ZipArchive *archive;  // NULL: files on disk
} Items;

typedef struct HashSink {
  ByteSink sink;
  Sha256 state;
} HashSink;

static const char *hash_bytes_of(ByteSink *sink, Arena *arena, const void *bytes, size_t size) {
  (void)arena;
  sha256_add(&((HashSink *)sink)->state, bytes, size);
  return NULL;
}

static int by_name(const void *a, const void *b) {
  const Item *x = a, *y = b;
  int order = memcmp(x->name, y->name, x->length < y->length ? x->length : y->length);
  if (order) return order;
  if (x->length != y->length) return x->length < y->length ? -1 : 1;
  return x->order < y->order ? -1 : 1;
}

// The line of a file goes into the sum.
static void add_line(Sha256 *sum, const uint8_t hash[SHA256_SIZE], const char *name, size_t length) {
  char hex[2 * SHA256_SIZE + 1];
  sodium_bin2hex(hex, sizeof hex, hash, SHA256_SIZE);
  sha256_add(sum, hex, 2 * SHA256_SIZE);
  sha256_add(sum, "  ", 2);
  sha256_add(sum, name, length);
  sha256_add(sum, "\n", 1);
}

static const char *finish(Arena *arena, Sha256 *sum) {
  uint8_t hash[SHA256_SIZE];
  sha256_end(sum, hash);
  return arena_printf(arena, "h1:%s", base64_encode(arena, hash, SHA256_SIZE));
}

static const char *hash_item(Arena *arena, const Items *items, const Item *item, uint8_t hash[SHA256_SIZE]) {
  HashSink sink = {.sink = {hash_bytes_of}};
  sha256_begin(&sink.state);
  const char *problem = items->archive ? zip_entry_read(arena, items->archive, item->from, &sink.sink)
                                       : disk_read(arena, item->from, &sink.sink);
  if (!problem) sha256_end(&sink.state, hash);
  return problem;
}

static const char *hash_items(Arena *arena, Items *items, const char **problem) {
  Item *list = items->list.data;
  uint32_t count = items->list.len;
  if (count) qsort(list, count, sizeof *list, by_name);
  Sha256 sum;
  sha256_begin(&sum);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t last = i;
    while (last + 1 < count && list[last + 1].length == list[i].length &&
           memcmp(list[last + 1].name, list[i].name, list[i].length) == 0)
      last++;
    uint8_t hash[SHA256_SIZE];
    *problem = memchr(list[i].name, '\n', list[i].length) ? "dirhash: filenames with newlines are not supported"
                                                          : hash_item(arena, items, &list[last], hash);
    if (*problem) return NULL;
    for (; i <= last; i++) add_line(&sum, hash, list[i].name, list[i].length);
    i = last;
  }
  return finish(arena, &sum);
}

const char *dirhash_archive(Arena *arena, const char *path, const char **problem) {
  ZipArchive archive;
  if ((*problem = zip_archive_open(arena, path, &archive))) return NULL;
  *problem = zip_archive_read(arena, &archive);
  Items items = {.archive = &archive};
  for (uint32_t i = 0; i < archive.count; i++) {
    const ZipEntry *entry = &archive.entries[i];
    vec_push(arena, &items.list, ((Item){entry->name, entry->name_length, i, entry}));
  }
  const char *sum = *problem ? NULL : hash_items(arena, &items, problem);
  zip_archive_close(&archive);
  return sum;
}

static const char *add_path(Arena *arena, Items *items, const FTSENT *entry, size_t root, const char *prefix) {
  switch (entry->fts_info) {
    case FTS_D:
    case FTS_DP: return NULL;
    case FTS_NS: return arena_printf(arena, "lstat %s: %s", entry->fts_path, DIAG_ERRNO(entry->fts_errno));
    case FTS_DNR:
    case FTS_ERR: return arena_printf(arena, "open %s: %s", entry->fts_path, DIAG_ERRNO(entry->fts_errno));
    default: break;
  }
  if (entry->fts_level == 0) return arena_printf(arena, "%s is not a directory", entry->fts_path);
  const char *path = arena_strdup(arena, entry->fts_path, strlen(entry->fts_path));
  const char *name = arena_printf(arena, "%s%s%s", prefix, *prefix ? "/" : "", path + root + 1);
  vec_push(arena, &items->list, ((Item){name, (uint32_t)strlen(name), items->list.len, path}));
  return NULL;
}

const char *dirhash_folder(Arena *arena, const char *folder, const char *prefix, const char **problem) {
  size_t length = strlen(folder);
  while (length > 1 && folder[length - 1] == '/') length--;
  char *paths[] = {arena_strdup(arena, folder, length), NULL};
  FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
  *problem = walk ? NULL : arena_printf(arena, "open %s: %s", folder, DIAG_ERRNO(errno));
  if (!walk) return NULL;
  Items items = {0};
  for (FTSENT *entry; !*problem && (entry = fts_read(walk));)
    *problem = add_path(arena, &items, entry, length > 1 || *paths[0] != '/' ? length : 0, prefix);
  fts_close(walk);
  return *problem ? NULL : hash_items(arena, &items, problem);
}

const char *dirhash_go_mod(Arena *arena, const void *text, size_t size) {
  uint8_t hash[SHA256_SIZE];
  Sha256 sum;
  sha256(text, size, hash);
  sha256_begin(&sum);
  add_line(&sum, hash, "go.mod", 6);
  return finish(arena, &sum);
}
