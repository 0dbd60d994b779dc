// Tiles: how a log's hashes are stored and served, see tlog.h. A tile of height h at level l has up to 2^h neighbouring
// hashes of the tree's level h*l; those above them, within the tile, follow from these. golang.org/x/mod/sumdb/tlog,
// tile.go.
#ifndef TUCO_MOD_TILE_H
#define TUCO_MOD_TILE_H

#include "mod/tlog.h"

enum { TILE_HEIGHT = 8, TILE_HEIGHT_MAX = 30 };  // the height that the checksum database's clients ask for

typedef struct Tile {
  int height;     // 1 to TILE_HEIGHT_MAX
  int level;      // -1: the records themselves
  int64_t n;      // number within its level
  int32_t width;  // hashes that it has, 1 to 2^height
} Tile;

typedef struct TileData {
  const uint8_t *bytes;
  size_t size;
} TileData;

// Who has tiles.
typedef struct TileSource TileSource;
struct TileSource {
  int height;
  // Fills data[0..count); what it gives is not believed.
  const char *(*read)(TileSource *source, Arena *arena, const Tile *tiles, uint32_t count, TileData *data);
  // Tells that those are right, and may be kept.
  void (*save)(TileSource *source, Arena *arena, const Tile *tiles, uint32_t count, const TileData *data);
};

// Reads a tree's hashes from tiles that it authenticates against the tree's head: all that it gives is of the tree.
typedef struct TileReader {
  TlogReader reader;
  TlogTree tree;
  TileSource *source;
} TileReader;

// tile.c
// The narrowest tile that holds a hash.
Tile tile_of_index(int height, int64_t index);
// The hash of an index from a tile that holds it; size: of the tile's bytes, all of its width.
const char *tile_hash_at(const Tile *tile, TileData data, int64_t index, TlogHash *hash);
// The hash that a full tile's hashes make together.
TlogHash tile_top(const Tile *tile, TileData data);
bool tile_same(const Tile *a, const Tile *b);
// "tile/8/0/x001/234.p/5", and back; false if it is no such path.
const char *tile_path(Arena *arena, const Tile *tile);
bool tile_parse_path(const char *path, Tile *tile);

// tile_reader.c
TileReader tile_reader(TlogTree tree, TileSource *source);

#endif
