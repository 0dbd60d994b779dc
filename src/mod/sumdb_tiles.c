// The tiles of a checksum database, from the cache or from the server: see sumdb.h. What comes from the server is kept
// in memory at once, and in the cache when tile_reader.c has found it right.
#include "mod/sumdb_internal.h"

typedef struct Fetch {
  SumdbClient *client;
  Arena *arena;
  const Tile *tiles;
  uint32_t count;
  Fetched **entries;
  SumdbText *texts;       // what there is of each by now
  const char **problems;  // what the server said to each
  bool *missing;          // this thread fetches it and does not have it yet
} Fetch;

static Tile full_tile(Tile tile) {
  tile.width = 1 << tile.height;
  return tile;
}

static bool is_full(const Tile *tile) { return tile->width == 1 << tile->height; }

// The beginning of a full tile is the narrower one.
static SumdbText cut(SumdbText full, const Tile *tile) {
  full.size = full.size / ((size_t)1 << tile->height) * (size_t)tile->width;
  return full;
}

static bool read_cached(Fetch *f, const Tile *tile, SumdbText *text) {
  SumdbWorld *world = f->client->world;
  const char *file = arena_printf(f->arena, "%s/%s", f->client->verifier.name, tile_path(f->arena, tile));
  return world->read_cache(world, f->arena, file, text);
}

static void look_in_cache(Fetch *f, uint32_t i) {
  Tile tile = f->tiles[i], full = full_tile(tile);
  bool found = read_cached(f, &tile, &f->texts[i]);
  if (!found && !is_full(&tile) && (found = read_cached(f, &full, &f->texts[i]))) f->texts[i] = cut(f->texts[i], &tile);
  f->missing[i] = !found;
  f->entries[i]->saved = found;
}

// Asks the server for what is missing, or for the full tiles instead: a tile that has become full since may be served
// as that alone.
static void ask_server(Fetch *f, bool full) {
  SumdbRequest *requests = arena_array(f->arena, SumdbRequest, f->count);
  uint32_t *tiles = arena_array(f->arena, uint32_t, f->count), count = 0;
  for (uint32_t i = 0; i < f->count; i++) {
    if (!f->missing[i] || (full && is_full(&f->tiles[i]))) continue;
    Tile tile = full ? full_tile(f->tiles[i]) : f->tiles[i];
    tiles[count] = i;
    requests[count++].path = arena_printf(f->arena, "/%s", tile_path(f->arena, &tile));
  }
  if (!count) return;
  f->client->world->read_remote(f->client->world, f->arena, requests, count);
  for (uint32_t k = 0; k < count; k++) {
    uint32_t i = tiles[k];
    if (!full) f->problems[i] = requests[k].problem;  // what is told if all fails
    if (requests[k].problem) continue;
    f->texts[i] = full ? cut(requests[k].answer, &f->tiles[i]) : requests[k].answer;
    f->missing[i] = false;
  }
}

static const char *read_tiles(TileSource *source, Arena *arena, const Tile *tiles, uint32_t count, TileData *data) {
  SumdbClient *client = ((ClientTiles *)source)->client;
  Fetch f = {.client = client, .arena = arena, .tiles = tiles, .count = count};
  f.entries = arena_array(arena, Fetched *, count);
  f.texts = arena_array(arena, SumdbText, count);
  f.problems = arena_array(arena, const char *, count);
  f.missing = arena_array(arena, bool, count);
  bool *mine = arena_array(arena, bool, count);
  for (uint32_t i = 0; i < count; i++) f.entries[i] = sumdb_entry(client, tile_path(arena, &tiles[i]), &mine[i]);
  for (uint32_t i = 0; i < count; i++)
    if (mine[i]) look_in_cache(&f, i);
  ask_server(&f, false);
  ask_server(&f, true);
  for (uint32_t i = 0; i < count; i++)
    if (mine[i]) sumdb_publish(client, f.entries[i], f.texts[i], f.missing[i] ? f.problems[i] : NULL);
  const char *problem = NULL;
  for (uint32_t i = 0; i < count; i++) {
    sumdb_wait(client, f.entries[i]);
    data[i] = (TileData){(const uint8_t *)f.entries[i]->text.bytes, f.entries[i]->text.size};
    if (!problem) problem = f.entries[i]->problem;
  }
  return problem;
}

static void save_tiles(TileSource *source, Arena *arena, const Tile *tiles, uint32_t count, const TileData *data) {
  SumdbClient *client = ((ClientTiles *)source)->client;
  for (uint32_t i = 0; i < count; i++) {
    const char *path = tile_path(arena, &tiles[i]);
    bool mine;
    Fetched *entry = sumdb_entry(client, path, &mine);
    assert(!mine);
    pthread_mutex_lock(&client->lock);
    bool save = !entry->saved;
    entry->saved = true;
    pthread_mutex_unlock(&client->lock);
    SumdbText text = {(const char *)data[i].bytes, data[i].size};
    if (save)
      client->world->write_cache(client->world, arena, arena_printf(arena, "%s/%s", client->verifier.name, path), text);
  }
}

TileSource sumdb_tile_source(void) {
  return (TileSource){.height = TILE_HEIGHT, .read = read_tiles, .save = save_tiles};
}
