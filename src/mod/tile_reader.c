// Hashes of a tree through its tiles, none of them believed: see tile.h. The tiles that the tree's head is made of are
// right if the head comes out. A tile below is right if its own hash stands in the tile above it, which is looked at
// before. So the list of tiles has each after those that vouch for it.
#include <string.h>

#include "base/vec.h"
#include "mod/tile.h"

typedef struct Reading {
  Arena *arena;
  const TileReader *reader;
  Vec(Tile) tiles;
  TileData *data;  // of each
} Reading;

enum { NOT_THERE = UINT32_MAX };

// The tiles of a reading are a few for each hash: a hundred at most.
static uint32_t find(const Reading *r, const Tile *tile) {
  for (uint32_t i = 0; i < r->tiles.len; i++)
    if (tile_same(&r->tiles.data[i], tile)) return i;
  return NOT_THERE;
}

// The tile `up` levels above, as wide as the tree makes it; width 0 if the tree has none there.
static Tile tile_above(const Tile *tile, int up, int64_t records) {
  Tile above = {.height = tile->height, .level = tile->level + up};
  int shift = up * tile->height, below = above.level * tile->height;
  above.n = shift > 62 ? 0 : tile->n >> shift;
  int64_t hashes = below > 62 ? 0 : records >> below, full = (int64_t)1 << tile->height;
  int64_t left = hashes - above.n * full;
  above.width = (int32_t)(left <= 0 ? 0 : left < full ? left : full);
  return above;
}

// Notes the tiles of the head.
static void plan_head(Reading *r, const int64_t *indexes, uint32_t count, uint32_t *at) {
  const TlogTree *tree = &r->reader->tree;
  for (uint32_t i = 0; i < count; i++) {
    Tile tile = tile_of_index(r->reader->source->height, indexes[i]);
    tile = tile_above(&tile, 0, tree->records);
    at[i] = find(r, &tile);
    if (at[i] != NOT_THERE) continue;
    at[i] = r->tiles.len;
    vec_push(r->arena, &r->tiles, tile);
  }
}

// Notes the tile of an index, after those above it that are not noted.
static const char *plan_index(Reading *r, int64_t index, uint32_t *at) {
  const TlogTree *tree = &r->reader->tree;
  Tile tile = tile_of_index(r->reader->source->height, index), above;
  int up = 0;
  for (;; up++) {
    above = tile_above(&tile, up, tree->records);
    // Whatever is wide enough to have something above it leads to the head.
    if (!above.width) return "a tile is not below the tree's head";
    if ((*at = find(r, &above)) != NOT_THERE) break;
  }
  while (up--) {
    *at = r->tiles.len;
    vec_push(r->arena, &r->tiles, tile_above(&tile, up, tree->records));
  }
  return NULL;
}

static const char *fetch(Reading *r) {
  TileSource *source = r->reader->source;
  r->data = arena_array(r->arena, TileData, r->tiles.len);
  const char *problem = source->read(source, r->arena, r->tiles.data, r->tiles.len, r->data);
  if (problem) return problem;
  for (uint32_t i = 0; i < r->tiles.len; i++) {
    const Tile *tile = &r->tiles.data[i];
    size_t size = (size_t)tile->width * TLOG_HASH;
    if (r->data[i].size != size)
      return arena_printf(r->arena, "TileReader returned bad result slice (%s len=%zu, want %zu)",
                          tile_path(r->arena, tile), r->data[i].size, size);
  }
  return NULL;
}

static const char inconsistent[] = "downloaded inconsistent tile";

static const char *check_head(Reading *r, const int64_t *indexes, uint32_t count, const uint32_t *at) {
  TlogHash hashes[TLOG_LEVELS];
  for (uint32_t i = 0; i < count; i++) {
    const char *problem = tile_hash_at(&r->tiles.data[at[i]], r->data[at[i]], indexes[i], &hashes[i]);
    if (problem) return problem;
  }
  TlogHash head = tlog_range_hash(hashes, count);
  return tlog_same_hash(&head, &r->reader->tree.hash) ? NULL : inconsistent;
}

// Tiles that are not the head's are full, and stand in the one above as one hash.
static const char *check_below(Reading *r, uint32_t i) {
  const Tile *tile = &r->tiles.data[i];
  Tile above = tile_above(tile, 1, r->reader->tree.records);
  uint32_t j = find(r, &above);
  if (j == NOT_THERE || j >= i || tile->width != 1 << tile->height) return "a tile's parent is lost";
  TlogHash expected, hash = tile_top(tile, r->data[i]);
  const char *problem = tile_hash_at(&above, r->data[j], tlog_index(above.level * above.height, tile->n), &expected);
  if (problem) return problem;
  return tlog_same_hash(&hash, &expected) ? NULL : inconsistent;
}

static const char *read_hashes(const TlogReader *base, Arena *arena, const int64_t *indexes, uint32_t count,
                               TlogHash *hashes) {
  const TileReader *reader = (const TileReader *)base;
  const TlogTree *tree = &reader->tree;
  Reading r = {.arena = arena, .reader = reader};
  if (tree->records < 1 || tree->records > TLOG_RECORDS) return "indexes not in tree";
  int64_t head[TLOG_LEVELS];
  uint32_t head_at[TLOG_LEVELS], parts = tlog_range_indexes(0, tree->records, head);
  uint32_t *at = arena_array(arena, uint32_t, count + 1);
  plan_head(&r, head, parts, head_at);
  uint32_t of_head = r.tiles.len;
  const char *problem = NULL;
  for (uint32_t i = 0; i < count && !problem; i++) {
    bool known = indexes[i] >= 0 && indexes[i] < tlog_index(0, tree->records);
    problem = known ? plan_index(&r, indexes[i], &at[i]) : "indexes not in tree";
  }
  if (!problem) problem = fetch(&r);
  if (!problem) problem = check_head(&r, head, parts, head_at);
  for (uint32_t i = of_head; i < r.tiles.len && !problem; i++) problem = check_below(&r, i);
  if (problem) return problem;
  reader->source->save(reader->source, arena, r.tiles.data, r.tiles.len, r.data);
  for (uint32_t i = 0; i < count && !problem; i++)
    problem = tile_hash_at(&r.tiles.data[at[i]], r.data[at[i]], indexes[i], &hashes[i]);
  return problem;
}

TileReader tile_reader(TlogTree tree, TileSource *source) {
  return (TileReader){.reader = {read_hashes}, .tree = tree, .source = source};
}
