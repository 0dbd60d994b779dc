// The format: archives that are read, and those whose fields lie.
#include "base/map.h"
#include "mod/dirhash.h"
#include "mod/zip.h"
#include "parts.h"

// The sum stands for all contents: NULL with what is wrong.
static void check_sum(Test *t, const char *what, ByteVec bytes, const char *want) {
  const char *path = test_write(t, "format.zip", bytes.data, bytes.len), *problem = NULL;
  const char *sum = dirhash_archive(&t->arena, path, &problem);
  check_text(t, what, sum ? "a sum" : problem, want ? want : "a sum");
}

static void check_one(Test *t, const char *what, Lie lie, const char *want) {
  Build b = {.arena = &t->arena};
  lie.name = lie.name ? lie.name : "a";
  lie.content = lie.content ? lie.content : "some content, some content, some content";
  build_add(&b, lie);
  check_sum(t, what, build_end(&b), want);
}

static const char not_valid[] = "zip: not a valid zip file", cut_off[] = "unexpected EOF";

static void test_entries(Test *t) {
  check_one(t, "stored", (Lie){0}, NULL);
  check_one(t, "deflated", (Lie){.deflated = true}, NULL);
  check_one(t, "zip64 sizes", (Lie){.zip64 = true}, NULL);
  check_one(t, "more than declared", (Lie){.deflated = true, .declared_size = 6}, not_valid);
  check_one(t, "stored, more than declared", (Lie){.declared_size = 6}, not_valid);
  check_one(t, "less than declared", (Lie){.deflated = true, .declared_size = 1000}, cut_off);
  check_one(t, "a huge declared size", (Lie){.deflated = true, .zip64 = true, .declared_size = UINT64_MAX}, cut_off);
  check_one(t, "a huge packed size", (Lie){.zip64 = true, .declared_packed_size = UINT64_MAX}, cut_off);
  check_one(t, "packed bytes cut off", (Lie){.deflated = true, .declared_packed_size = 4}, cut_off);
  check_one(t, "wrong checksum", (Lie){.crc_error = 1}, "zip: checksum error");
  check_one(t, "unknown method", (Lie){.method = 12}, "zip: unsupported compression algorithm");
  check_one(t, "no local header", (Lie){.at = 5}, not_valid);
  check_one(t, "header behind the file", (Lie){.at = 1 << 20}, "EOF");
  check_one(t, "header before the file", (Lie){.zip64 = true, .at = -4},
            arena_printf(&t->arena, "readat %s: negative offset", test_path(t, "format.zip")));
  check_one(t, "a folder with content", (Lie){.name = "a/"}, not_valid);
  check_one(t, "newline in a name", (Lie){.name = "a\nb"}, "dirhash: filenames with newlines are not supported");
  check_one(t, "descriptor that is not there", (Lie){.flags = 8}, "zip: checksum error");
  check_one(t, "malformed packed bytes", (Lie){.method = 8, .content = "\xff\xff\xff\xff"},
            "flate: corrupt input before offset 1");
}

static void check_end(Test *t, const char *what, Build b, const char *want) {
  b.arena = &t->arena;
  for (int i = 0; i < 3; i++) build_add(&b, (Lie){.name = arena_printf(&t->arena, "f%d", i), .content = "x"});
  check_sum(t, what, build_end(&b), want);
}

static void test_ends(Test *t) {
  check_end(t, "three files", (Build){0}, NULL);
  check_end(t, "zip64 end", (Build){.zip64 = true}, NULL);
  check_end(t, "too few told", (Build){.told_count = 3}, cut_off);
  check_end(t, "too many told", (Build){.told_count = 5}, cut_off);
  check_end(t, "directory longer than the file", (Build){.told_size = 1 << 20}, not_valid);
  check_end(t, "directory somewhere else", (Build){.told_offset = 2}, not_valid);  // taken for a prefix
  check_sum(t, "an empty file", (ByteVec){0}, not_valid);
  ByteVec noise = {0};
  for (int i = 0; i < 3000; i++) bytes_u8(&t->arena, &noise, (uint8_t)(i * 7));
  check_sum(t, "no archive", noise, not_valid);
  Build b = {.arena = &t->arena};
  for (int i = 0; i < 100; i++) bytes_u8(&t->arena, &b.file, '#');
  build_add(&b, (Lie){.name = "a", .content = "x"});
  check_sum(t, "behind a prefix", build_end(&b), NULL);
}

// Each archive that is cut off at some byte, and each with a byte that is another: an answer, whatever it is.
static void test_mutations(Test *t) {
  Build b = {.arena = &t->arena, .zip64 = true};
  build_add(&b, (Lie){.name = "a", .content = "text text text text", .deflated = true});
  build_add(&b, (Lie){.name = "b/", .content = ""});
  build_add(&b, (Lie){.name = "b/c", .content = "text", .zip64 = true});
  ByteVec whole = build_end(&b);
  uint32_t answers = 0;
  Arena arena;
  arena_init(&arena);
  for (uint32_t i = 0; i < whole.len * 3; i++) {
    uint8_t *copy = arena_array(&arena, uint8_t, whole.len);
    memcpy(copy, whole.data, whole.len);
    if (i >= whole.len) copy[i % whole.len] ^= i < 2 * whole.len ? 0xff : 1;
    const char *path = test_write(t, "mutated.zip", copy, i < whole.len ? i : whole.len), *problem = NULL;
    const char *sum = dirhash_archive(&arena, path, &problem);
    answers += !sum == !!problem;
    arena_reset(&arena);
  }
  arena_free(&arena);
  check(t, "each mutation is answered", answers == whole.len * 3);
}

static const char *ignore(ByteSink *sink, Arena *arena, const void *bytes, size_t size) {
  (void)sink, (void)arena, (void)bytes, (void)size;
  return NULL;
}

// Overlapping entries are read, as by Go, each to its declared size and no more.
static void test_overlap(Test *t) {
  Build b = {.arena = &t->arena};
  size_t size = 1 << 20;
  char *zeros = arena_array(&t->arena, char, size);
  build_add(&b, (Lie){.name = "f0", .content = zeros, .size = size, .deflated = true});
  for (int i = 1; i < 50; i++) {
    Build one = {.arena = &t->arena};
    build_add(
        &one,
        (Lie){.name = arena_printf(&t->arena, "f%d", i), .content = zeros, .size = size, .deflated = true, .at = 1});
    bytes_data(&t->arena, &b.directory, one.directory.data, one.directory.len);
    b.count++;
  }
  ByteVec bytes = build_end(&b);
  const char *path = test_write(t, "overlap.zip", bytes.data, bytes.len);
  ZipArchive archive;
  check_text(t, "overlap", zip_archive_open(&t->arena, path, &archive), NULL);
  check_text(t, "overlap", zip_archive_read(&t->arena, &archive), NULL);
  ByteSink sink = {ignore};
  for (uint32_t i = 0; i < archive.count; i++)
    check_text(t, "overlapping entry", zip_entry_read(&t->arena, &archive, &archive.entries[i], &sink), NULL);
  check(t, "50 entries", archive.count == 50);
  zip_archive_close(&archive);
}

// Entries for folders make no file but have a line in the sum, and none can be made if they have content. Upstream has
// it so, too: there and here an archive's sum is made before it is unpacked.
static bool has_folders(Arena *arena, const char *path) {
  ZipArchive archive;
  bool found = false;
  if (zip_archive_open(arena, path, &archive)) return false;
  if (!zip_archive_read(arena, &archive))
    for (uint32_t i = 0; i < archive.count; i++) {
      const ZipEntry *entry = &archive.entries[i];
      found |= entry->name_length && entry->name[entry->name_length - 1] == '/';
    }
  zip_archive_close(&archive);
  return found;
}

// An archive of a module with fields that are changed at random. If it can be unpacked, the folder has the archive's
// sum.
void test_random(Test *t, uint32_t count) {
  static const ZipModule module = {"example.com/m", "v1.2.3"};
  Arena arena;
  arena_init(&arena);
  uint32_t unpacked = 0;
  uint64_t seed = 1;
  for (uint32_t i = 0; i < count && !t->failed; i++, arena_reset(&arena)) {
    Build b = {.arena = &arena, .zip64 = i % 3 == 0};
    build_add(&b, (Lie){.name = "example.com/m@v1.2.3/go.mod", .content = "module example.com/m", .deflated = i % 2});
    build_add(&b, (Lie){.name = "example.com/m@v1.2.3/a/b", .content = "text text text text", .deflated = true});
    build_add(&b, (Lie){.name = "example.com/m@v1.2.3/a/c", .content = "some text", .zip64 = i % 5 == 0});
    ByteVec bytes = build_end(&b);
    for (uint32_t edits = i % 4; edits; edits--) {
      seed = hash_mix(seed, i);
      bytes.data[seed % bytes.len] = (uint8_t)(seed >> 40 & 1 ? 0xff : seed >> 50);
    }
    const char *path = test_write(t, "random.zip", bytes.data, bytes.len), *folder = test_path(t, "random"), *none;
    const char *sum = dirhash_archive(&arena, path, &none);
    if (zip_unpack(&arena, NULL, module, path, folder, i % 2)) {
      check(t, "nothing is left", !test_exists(folder));
      continue;
    }
    unpacked++;
    const char *unpacked_sum = dirhash_folder(&arena, folder, "example.com/m@v1.2.3", &none);
    if (!has_folders(&arena, path)) check_text(t, arena_printf(&arena, "sum, archive %u", i), unpacked_sum, sum);
    check_text(t, "remove", disk_remove(&arena, folder), NULL);
  }
  check(t, "some are unpacked", unpacked >= count / 4);
  arena_free(&arena);
}

void test_format(Test *t) {
  test_entries(t);
  test_ends(t);
  test_mutations(t);
  test_overlap(t);
}
