// Where hashes stand in tiles, and what tiles are called: see tile.h.
#include "mod/tile.h"

#include <stdlib.h>
#include <string.h>

// The tile of an index, and the hashes [from, to) of the tile's that the index's hash is made of.
static Tile find_tile(int height, int64_t index, int64_t *from, int64_t *to) {
  int level;
  int64_t n;
  tlog_split_index(index, &level, &n);
  Tile tile = {.height = height, .level = level / height};
  level %= height;
  tile.n = n >> (height - level);
  n -= tile.n << (height - level);
  *from = n << level;
  *to = (n + 1) << level;
  tile.width = (int32_t)*to;
  return tile;
}

Tile tile_of_index(int height, int64_t index) {
  int64_t from, to;
  return find_tile(height, index, &from, &to);
}

static TlogHash node_of(const uint8_t *hashes, int64_t count) {
  TlogHash hash;
  if (count == 1) {
    memcpy(hash.bytes, hashes, TLOG_HASH);
    return hash;
  }
  TlogHash left = node_of(hashes, count / 2), right = node_of(hashes + count / 2 * TLOG_HASH, count / 2);
  return tlog_node_hash(&left, &right);
}

const char *tile_hash_at(const Tile *tile, TileData data, int64_t index, TlogHash *hash) {
  int64_t from, to;
  Tile least = find_tile(tile->height, index, &from, &to);
  if (tile->level != least.level || tile->n != least.n || tile->width < least.width ||
      data.size < (size_t)tile->width * TLOG_HASH)
    return "a hash is not in its tile";
  *hash = node_of(data.bytes + from * TLOG_HASH, to - from);
  return NULL;
}

TlogHash tile_top(const Tile *tile, TileData data) {
  assert(tile->width == 1 << tile->height && data.size == (size_t)tile->width * TLOG_HASH);
  return node_of(data.bytes, tile->width);
}

bool tile_same(const Tile *a, const Tile *b) {
  return a->height == b->height && a->level == b->level && a->n == b->n && a->width == b->width;
}

const char *tile_path(Arena *arena, const Tile *tile) {
  // Three digits an element, so that no folder gets large.
  const char *n = arena_printf(arena, "%03d", (int)(tile->n % 1000));
  for (int64_t rest = tile->n / 1000; rest; rest /= 1000) n = arena_printf(arena, "x%03d/%s", (int)(rest % 1000), n);
  const char *level = tile->level < 0 ? "data" : arena_printf(arena, "%d", tile->level);
  const char *width = tile->width == 1 << tile->height ? "" : arena_printf(arena, ".p/%d", tile->width);
  return arena_printf(arena, "tile/%d/%s/%s%s", tile->height, level, n, width);
}

// A number without sign, and without zeros before it, at *text, which moves behind it.
static bool take_number(const char **text, long limit, int *number) {
  const char *p = *text;
  if (*p < '0' || *p > '9' || (*p == '0' && p[1] >= '0' && p[1] <= '9')) return false;
  long value = 0;
  for (; *p >= '0' && *p <= '9'; p++)
    if ((value = value * 10 + (*p - '0')) > limit) return false;
  *number = (int)value;
  *text = p;
  return true;
}

static bool take_text(const char **text, const char *expected) {
  size_t length = strlen(expected);
  if (strncmp(*text, expected, length) != 0) return false;
  *text += length;
  return true;
}

static bool take_three_digits(const char **text, int64_t *n) {
  const char *p = *text;
  for (int i = 0; i < 3; i++)
    if (p[i] < '0' || p[i] > '9') return false;
  if (__builtin_mul_overflow(*n, 1000, n)) return false;
  if (__builtin_add_overflow(*n, (p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0'), n)) return false;
  *text += 3;
  return true;
}

bool tile_parse_path(const char *path, Tile *tile) {
  *tile = (Tile){0};
  if (!take_text(&path, "tile/") || !take_number(&path, TILE_HEIGHT_MAX, &tile->height) || tile->height < 1)
    return false;
  if (!take_text(&path, "/")) return false;
  if (take_text(&path, "data")) tile->level = -1;
  else if (!take_number(&path, 63, &tile->level)) return false;
  if (!take_text(&path, "/")) return false;
  bool first = true;
  for (; take_text(&path, "x"); first = false) {
    if (!take_three_digits(&path, &tile->n) || !take_text(&path, "/") || (first && !tile->n)) return false;
  }
  if (!take_three_digits(&path, &tile->n)) return false;
  tile->width = 1 << tile->height;
  if (!*path) return true;
  return take_text(&path, ".p/") && take_number(&path, tile->width - 1, &tile->width) && tile->width > 0 && !*path;
}
