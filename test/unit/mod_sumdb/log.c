// The log's arithmetic: hashes, proofs, tiles.
#include "server.h"

static TlogHash parse_hex(const char *hex) {
  TlogHash hash;
  sodium_hex2bin(hash.bytes, TLOG_HASH, hex, strlen(hex), NULL, NULL, NULL);
  return hash;
}

// Certificate Transparency's own example of a tree, of 1 to 8 records.
static void test_known(Test *t) {
  static const char *const records[] = {"",
                                        "\0",
                                        "\x10",
                                        "\x20\x21",
                                        "\x30\x31",
                                        "\x40\x41\x42\x43",
                                        "\x50\x51\x52\x53\x54\x55\x56\x57",
                                        "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
  static const uint8_t sizes[] = {0, 1, 1, 2, 2, 4, 8, 16};
  static const char *const heads[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Server s;
  server_begin(&s, &t->arena, "x", 1);
  for (int64_t n = 0; n < 8; n++) {
    TlogHash record = tlog_record_hash(records[n], sizes[n]), hashes[TLOG_LEVELS], head, want = parse_hex(heads[n]);
    uint32_t count = 0;
    check_text(t, "store", tlog_stored_hashes(&t->arena, n, &record, &s.reader, hashes, &count), NULL);
    for (uint32_t i = 0; i < count; i++) vec_push(&t->arena, &s.hashes, hashes[i]);
    check_text(t, "head", tlog_tree_hash(&t->arena, n + 1, &s.reader, &head), NULL);
    check(t, heads[n], tlog_same_hash(&head, &want));
  }
  TlogHash empty, want = parse_hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  check_text(t, "empty", tlog_tree_hash(&t->arena, 0, &s.reader, &empty), NULL);
  check(t, "empty", tlog_same_hash(&empty, &want));
}

static void test_indexes(Test *t) {
  int64_t next = 0;
  bool ok = true;
  for (int64_t n = 0; n < 3000; n++)
    for (int level = 0; level == 0 || ((n + 1) & ((1 << level) - 1)) == 0; level++, next++) {
      int found;
      int64_t number;
      tlog_split_index(next, &found, &number);
      ok = ok && tlog_index(level, n >> level) == next && found == level && number == n >> level;
      if (level == 20) break;
    }
  check(t, "indexes are dense", ok);
  for (int level = 0; level <= 61; level++) {
    int64_t n = (TLOG_RECORDS >> level) - 1, number;
    int found;
    tlog_split_index(tlog_index(level, n), &found, &number);
    check(t, "large indexes", found == level && number == n);
  }
}

// All proofs of a log's states, and that no other is taken for one.
static void test_proofs(Test *t, Server *s, int records) {
  bool proved = true, refused = true;
  for (int64_t size = 1; size <= records; size++) {
    TlogTree tree = {.records = size};
    tlog_tree_hash(&t->arena, size, &s->reader, &tree.hash);
    for (int64_t n = 0; n < size; n++) {
      TlogHash record = s->hashes.data[tlog_index(0, n)];
      TlogProof proof;
      proved = proved && !tlog_prove_record(&t->arena, size, n, &s->reader, &proof) &&
               !tlog_check_record(&proof, &tree, n, &record);
      TlogTree older = {.records = n + 1};
      tlog_tree_hash(&t->arena, n + 1, &s->reader, &older.hash);
      TlogProof between;
      proved = proved && !tlog_prove_tree(&t->arena, size, n + 1, &s->reader, &between) &&
               !tlog_check_tree(&between, &tree, &older);
      for (uint32_t i = 0; i < proof.count; i++) {
        proof.hashes[i].bytes[i % 32] ^= 1;
        refused = refused && tlog_check_record(&proof, &tree, n, &record);
        proof.hashes[i].bytes[i % 32] ^= 1;
      }
      for (uint32_t i = 0; i < between.count; i++) {
        between.hashes[i].bytes[i % 32] ^= 1;
        refused = refused && tlog_check_tree(&between, &tree, &older);
        between.hashes[i].bytes[i % 32] ^= 1;
      }
      proof.count++;
      refused = refused && tlog_check_record(&proof, &tree, n, &record);
      between.count++;
      refused = refused && tlog_check_tree(&between, &tree, &older);
    }
  }
  check(t, "what is true is proved", proved);
  check(t, "what is not true is not", refused);
  TlogProof proof = {0};
  TlogTree tree = {.records = 5};
  TlogHash hash = {0};
  check(t, "numbers beyond",
        tlog_prove_record(&t->arena, 5, 5, &s->reader, &proof) && tlog_check_record(&proof, &tree, -1, &hash));
  check(t, "sizes beyond",
        tlog_prove_tree(&t->arena, 5, 6, &s->reader, &proof) && tlog_prove_tree(&t->arena, 5, 0, &s->reader, &proof));
}

static void test_paths(Test *t) {
  static const struct {
    const char *path;
    Tile tile;
  } rows[] = {{"tile/8/0/x001/234.p/5", {8, 0, 1234, 5}},
              {"tile/8/0/000", {8, 0, 0, 256}},
              {"tile/3/4/x001/x234/067.p/1", {3, 4, 1234067, 1}},
              {"tile/3/4/x001/x234/067", {3, 4, 1234067, 8}},
              {"tile/8/data/123", {8, -1, 123, 256}},
              {"tile/8/2/999.p/255", {8, 2, 999, 255}}};
  Tile tile;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    check_text(t, "path", tile_path(&t->arena, &rows[i].tile), rows[i].path);
    check(t, rows[i].path, tile_parse_path(rows[i].path, &tile) && tile_same(&tile, &rows[i].tile));
  }
  static const char *const bad[] = {"",
                                    "tile",
                                    "tile/8/0",
                                    "tile/8/0/",
                                    "tile/8/0/1",
                                    "tile/08/0/001",
                                    "tile/8/0/001.p/256",
                                    "tile/8/0/001.p/0",
                                    "tile/8/0/001.p/",
                                    "tile/31/0/001",
                                    "tile/0/0/001",
                                    "tile/8/64/001",
                                    "tile/8/-1/001",
                                    "tile/8/0/x000/001",
                                    "tile/8/0/001/002",
                                    "tile/8/0/x001",
                                    "tile/8/0/001.p/5x",
                                    "tile/8/0/x999/x999/x999/x999/x999/x999/x999/999"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) check(t, bad[i], !tile_parse_path(bad[i], &tile));
}

// A source of tiles that knows a server's.
typedef struct Tiles {
  TileSource source;
  Server *server;
  uint32_t read, saved;
  uint32_t spoil;  // the number of a byte that is another; UINT32_MAX: none
} Tiles;

static const char *read_tiles(TileSource *source, Arena *arena, const Tile *tiles, uint32_t count, TileData *data) {
  Tiles *s = (Tiles *)source;
  for (uint32_t i = 0; i < count; i++) {
    SumdbText text;
    if (!server_answer(s->server, arena, arena_printf(arena, "/%s", tile_path(arena, &tiles[i])), &text))
      return "no tile";
    if (s->spoil < text.size) ((char *)(uintptr_t)text.bytes)[s->spoil] ^= 1;
    s->spoil = s->spoil == UINT32_MAX ? s->spoil : s->spoil < text.size ? UINT32_MAX : s->spoil - (uint32_t)text.size;
    data[i] = (TileData){(const uint8_t *)text.bytes, text.size};
    s->read++;
  }
  return NULL;
}

static void save_tiles(TileSource *source, Arena *arena, const Tile *tiles, uint32_t count, const TileData *data) {
  (void)arena, (void)tiles, (void)data;
  ((Tiles *)source)->saved += count;
}

// Reads hashes through tiles of small heights, so that there are several levels, for all sizes of the tree.
static void test_tiles(Test *t, Server *s, int records) {
  bool right = true, refused = true;
  for (int height = 1; height <= 4; height++)
    for (int64_t size = 1; size <= records; size++) {
      Tiles tiles = {{height, read_tiles, save_tiles}, s, 0, 0, UINT32_MAX};
      TlogTree tree = {.records = size};
      tlog_tree_hash(&t->arena, size, &s->reader, &tree.hash);
      TileReader reader = tile_reader(tree, &tiles.source);
      int64_t indexes[3] = {tlog_index(0, size - 1), tlog_index(0, size / 2), tlog_index(0, size) - 1};
      TlogHash hashes[3];
      right = right && !reader.reader.read(&reader.reader, &t->arena, indexes, 3, hashes) && tiles.saved == tiles.read;
      for (int i = 0; i < 3; i++) right = right && tlog_same_hash(&hashes[i], &s->hashes.data[indexes[i]]);
      for (uint32_t at = 0, all = tiles.read; at < all * 40; at += 37) {
        tiles.spoil = at;
        tiles.saved = 0;
        const char *problem = reader.reader.read(&reader.reader, &t->arena, indexes, 3, hashes);
        bool spoilt = tiles.spoil == UINT32_MAX;
        refused = refused && (spoilt ? problem && !tiles.saved : !problem);
      }
      int64_t beyond = tlog_index(0, size);
      refused = refused && reader.reader.read(&reader.reader, &t->arena, &beyond, 1, hashes);
    }
  check(t, "hashes come from tiles", right);
  check(t, "no byte of a tile can be another", refused);
}

void test_log(Test *t) {
  Server s;
  server_begin(&s, &t->arena, "x", 1);
  for (int i = 0; i < 150; i++) server_add(&s, server_record(&t->arena, i, "sum"));
  test_known(t);
  test_indexes(t);
  test_proofs(t, &s, 70);
  test_paths(t);
  test_tiles(t, &s, 150);
}
