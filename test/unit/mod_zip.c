// Module archives: the format with fields that lie (mod_zip/format.c), the rules (mod_zip/rules.c), and here archives
// made and unpacked, alone and by threads, and what is left when that fails.
#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>

#include "mod/dirhash.h"
#include "mod/zip.h"
#include "mod_zip/parts.h"

static const ZipModule module = {"example.com/m", "v1.2.3"};
#define PREFIX "example.com/m@v1.2.3"

static int entries(const char *folder) {
  int count = 0;
  DIR *dir = opendir(folder);
  for (struct dirent *entry; dir && (entry = readdir(dir));) count += entry->d_name[0] != '.';
  if (dir) closedir(dir);
  return count;
}

static void make_source(Test *t) {
  test_write_text(t, "source/go.mod", "module example.com/m\n\ngo 1.24\n");
  for (int i = 0; i < 200; i++) {
    char *text = arena_array(&t->arena, char, (size_t)i * 97 + 1);
    for (int k = 0; k < i * 97; k++) text[k] = (char)('a' + k * k % (i + 2) % 26);
    test_write_text(t, arena_printf(&t->arena, "source/p%d/q%d/f%d.go", i % 7, i % 3, i), text);
  }
  test_write_text(t, "source/empty", "");
}

static bool is_read_only(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && !(st.st_mode & 0222);
}

// A folder becomes an archive and a folder again: one sum.
static void test_round_trip(Test *t) {
  Arena *a = &t->arena;
  const char *source = test_path(t, "source"), *first = test_path(t, "1.zip"), *second = test_path(t, "2.zip");
  const char *problem = NULL, *sum = dirhash_folder(a, source, PREFIX, &problem);
  check_text(t, "create", zip_create_from_folder(a, module, source, first), NULL);
  check_text(t, "create again", zip_create_from_folder(a, module, source, second), NULL);
  check_text(t, "archive's sum", dirhash_archive(a, first, &problem), sum);
  char *command = arena_printf(a, "cmp -s '%s' '%s'", first, second);
  check(t, "the same bytes", system(command) == 0);
  for (uint32_t threads = 0; threads < 4; threads++) {
    Pool *pool = threads ? pool_new(threads) : NULL;
    const char *folder = test_path(t, arena_printf(a, "cache/deep/m@%u", threads));
    check_text(t, "unpack", zip_unpack(a, pool, module, first, folder, threads == 3), NULL);
    check_text(t, "folder's sum", dirhash_folder(a, folder, PREFIX, &problem), sum);
    check(t, "files are read-only", is_read_only(arena_printf(a, "%s/p1/q1/f1.go", folder)));
    check(t, "folders are read-only", is_read_only(arena_printf(a, "%s/p1", folder)) == (threads != 3));
    check(t, "the root too", is_read_only(folder) == (threads != 3));
    const char *want = arena_printf(a, "unzip %s: target directory %s exists and is not empty", first, folder);
    check_text(t, "unpack again", zip_unpack(a, pool, module, first, folder, false), want);
    if (pool) pool_free(pool);
  }
  check(t, "nothing else is there", entries(test_path(t, "cache/deep")) == 4);
  check_text(t, "remove", disk_remove(a, test_path(t, "cache")), NULL);
  check(t, "removed", !test_exists(test_path(t, "cache")));
}

// Files of an archive that git wrote, below a folder.
static void test_from_archive(Test *t) {
  Build b = {.arena = &t->arena};
  build_add(&b, (Lie){.name = "sub/", .content = ""});
  build_add(&b, (Lie){.name = "sub/a.go", .content = "package a", .mode = 0100644});
  build_add(&b, (Lie){.name = "sub/link", .content = "a.go", .mode = 0120777});
  build_add(&b, (Lie){.name = "submarine/b.go", .content = "package b"});
  build_add(&b, (Lie){.name = "c.go", .content = "package c"});
  ByteVec bytes = build_end(&b);
  ZipArchive archive;
  ZipFiles files = {0};
  ZipReport report;
  check_text(t, "open", zip_archive_open(&t->arena, test_write(t, "git.zip", bytes.data, bytes.len), &archive), NULL);
  check_text(t, "read", zip_archive_read(&t->arena, &archive), NULL);
  zip_files_of_archive(&t->arena, &archive, "sub", &files);
  const char *path = test_path(t, "of-git.zip");
  check_text(t, "create", zip_create(&t->arena, module, &files, path), NULL);
  check_text(t, "check", zip_check(&t->arena, module, path, &report), NULL);
  check(t, "one file", report.valid.len == 1 && strcmp(report.valid.data[0], PREFIX "/a.go") == 0);
  zip_archive_close(&archive);
}

// What goes wrong in the middle leaves nothing.
static void test_failures(Test *t) {
  Arena *a = &t->arena;
  const char *path = test_path(t, "1.zip"), *folder = test_path(t, "fail/m");
  Build b = {.arena = a};
  build_add(&b, (Lie){.name = PREFIX "/a/b", .content = "fine"});
  build_add(&b, (Lie){.name = PREFIX "/c", .content = "not so fine", .crc_error = 1});
  build_add(&b, (Lie){.name = PREFIX "/d", .content = "not read"});
  ByteVec bytes = build_end(&b);
  const char *bad = test_write(t, "bad.zip", bytes.data, bytes.len);
  for (uint32_t threads = 1; threads < 4; threads++) {
    Pool *pool = pool_new(threads);
    check_text(t, "a bad file", zip_unpack(a, pool, module, bad, folder, false),
               arena_printf(a, "unzip %s: zip: checksum error", bad));
    pool_free(pool);
  }
  check(t, "nothing is left", entries(test_path(t, "fail")) == 0);
  check_text(t, "a file in the way", zip_unpack(a, NULL, module, path, arena_printf(a, "%s/m", bad), false),
             arena_printf(a, "unzip %s: mkdir %s: not a directory", path, bad));
  check_text(
      t, "no archive", zip_unpack(a, NULL, module, test_path(t, "none"), folder, false),
      arena_printf(a, "unzip %s: open %s: no such file or directory", test_path(t, "none"), test_path(t, "none")));
  check_text(t, "no folder", zip_create_from_folder(a, module, test_path(t, "none"), path),
             arena_printf(a, "create zip from directory %s: lstat %s: no such file or directory", test_path(t, "none"),
                          test_path(t, "none")));
}

// A disk that is full, as far as a program can have that without one: files must not grow beyond some bytes.
static void test_full_disk(Test *t) {
  Arena *a = &t->arena;
  const char *path = test_path(t, "1.zip"), *folder = test_path(t, "full/m"), *out = test_path(t, "full/out.zip");
  struct rlimit old, little = {.rlim_cur = 5000, .rlim_max = RLIM_INFINITY};
  check_text(t, "folder", disk_make_folders(a, test_path(t, "full")), NULL);
  signal(SIGXFSZ, SIG_IGN);
  getrlimit(RLIMIT_FSIZE, &old);
  little.rlim_max = old.rlim_max;
  setrlimit(RLIMIT_FSIZE, &little);
  const char *unpacked = zip_unpack(a, NULL, module, path, folder, false);
  const char *created = zip_create_from_folder(a, module, test_path(t, "source"), out);
  setrlimit(RLIMIT_FSIZE, &old);
  check(t, "unpacking says so", unpacked && strstr(unpacked, ": write ") && strstr(unpacked, ": file too large"));
  check(t, "creating says so", created && strstr(created, ": write ") && strstr(created, ": file too large"));
  check(t, "nothing is left", entries(test_path(t, "full")) == 0);
}

// More files than 16 bits count: the zip64 end record is written and read.
static void test_many(Test *t) {
  enum { MANY = 70000 };
  ZipFiles files = {0};
  ZipArchive archive;
  ZipReport report;
  Build b = {.arena = &t->arena};
  build_add(&b, (Lie){.name = "empty", .content = ""});
  ByteVec bytes = build_end(&b);
  check_text(t, "open", zip_archive_open(&t->arena, test_write(t, "empty.zip", bytes.data, bytes.len), &archive), NULL);
  check_text(t, "read", zip_archive_read(&t->arena, &archive), NULL);
  zip_files_of_archive(&t->arena, &archive, "", &files);
  ZipFile file = files.data[0];
  files.len = 0;
  for (int i = 0; i < MANY; i++) {
    file.path = arena_printf(&t->arena, "d%d/f%d", i / 1000, i);
    vec_push(&t->arena, &files, file);
  }
  const char *path = test_path(t, "many.zip");
  check_text(t, "create many", zip_create(&t->arena, module, &files, path), NULL);
  zip_archive_close(&archive);
  check_text(t, "check many", zip_check(&t->arena, module, path, &report), NULL);
  check(t, "all are there", report.valid.len == MANY);
}

// -random N: N archives with fields changed at random, and nothing else.
int main(int argc, char **argv) {
  Test t;
  test_begin(&t);
  if (argc == 3 && strcmp(argv[1], "-random") == 0) {
    test_random(&t, (uint32_t)atoi(argv[2]));
    return test_end(&t, "mod_zip");
  }
  test_format(&t);
  test_rules(&t);
  make_source(&t);
  test_round_trip(&t);
  test_from_archive(&t);
  test_failures(&t);
  test_full_disk(&t);
  test_many(&t);
  return test_end(&t, "mod_zip");
}
