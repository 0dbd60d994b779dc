// The rules: what may be in a module's archive, and what is taken of a list of files.
#include <sys/resource.h>

#include "mod/zip.h"
#include "parts.h"

static const ZipModule module = {"example.com/m", "v1.2.3"};
#define PREFIX "example.com/m@v1.2.3/"

// What is wrong with an archive of files of these names, with the content "x".
static const char *problem_of(Test *t, const Lie *lies, int count) {
  Build b = {.arena = &t->arena};
  for (int i = 0; i < count; i++) build_add(&b, lies[i]);
  ByteVec bytes = build_end(&b);
  ZipReport report;
  return zip_check(&t->arena, module, test_write(t, "rules.zip", bytes.data, bytes.len), &report);
}

typedef struct Row {
  const char *names[2];  // without prefix
  const char *want;      // behind "name: "; NULL: nothing is wrong
} Row;

static void test_names(Test *t) {
  static const Row rows[] = {
      {{"a.go", "b/a.go"}, NULL},
      {{"go.mod", "LICENSE"}, NULL},
      {{"a b.txt", "\u00e9.go"}, NULL},
      {{"b/", "b/a.go"}, NULL},
      {{"../a"}, "malformed file path \"../a\": invalid path element \"..\""},
      {{"a/../../b"}, "file path is not clean"},
      {{"/etc/passwd"}, "malformed file path \"/etc/passwd\": empty path element"},
      {{"a//b"}, "file path is not clean"},
      {{"a\\b"}, "malformed file path \"a\\\\b\": invalid char '\\\\'"},
      {{"a:b"}, "malformed file path \"a:b\": invalid char ':'"},
      {{"con"}, "malformed file path \"con\": \"con\" disallowed as path element component on Windows"},
      {{"a."}, "malformed file path \"a.\": trailing dot in path element"},
      {{"\xff"}, "malformed file path \"\\xff\": invalid UTF-8"},
      {{"b/go.mod"}, "go.mod file not in module root directory"},
      {{"GO.mod"}, "go.mod files must have lowercase names"},
      {{"a", "a"}, "multiple entries for file \"a\""},
      {{"a.go", "A.go"}, "case-insensitive file name collision: \"a.go\" and \"A.go\""},
      {{"b/x", "B/y"}, "case-insensitive file name collision: \"b\" and \"B\""},
      {{"\u017f", "s"}, "case-insensitive file name collision: \"\u017f\" and \"s\""},
      {{"k", "\u212a"}, "case-insensitive file name collision: \"k\" and \"\u212a\""},
      {{"a/b", "a"}, "entry \"a\" is both a file and a directory"},
      {{"a", "a/b"}, "entry \"a\" is both a file and a directory"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    Lie lies[2] = {0};
    const char *last = NULL;
    int count = 0;
    for (; count < 2 && rows[i].names[count]; count++) {
      last = lies[count].name = arena_printf(&t->arena, PREFIX "%s", rows[i].names[count]);
      lies[count].content = last[strlen(last) - 1] == '/' ? "" : "x";
    }
    const char *want = rows[i].want ? arena_printf(&t->arena, "%s: %s", last, rows[i].want) : NULL;
    check_text(t, last, problem_of(t, lies, count), want);
  }
  check_text(t, "no prefix", problem_of(t, &(Lie){.name = "x/a", .content = "x"}, 1),
             "x/a: path does not have prefix \"" PREFIX "\"");
  check_text(t, "a name with a NUL", problem_of(t, &(Lie){.name = PREFIX "a\0b", .name_bytes = 24, .content = "x"}, 1),
             "\"" PREFIX "a\\x00b\": malformed file path \"a\\x00b\": invalid char '\\x00'");
}

// What a deep name costs is in the order of its length: copies of all its prefixes would be a gigabyte.
static void test_deep(Test *t) {
  size_t prefix = strlen(PREFIX), length = 65001;
  char *name = arena_array(&t->arena, char, length + 1);
  for (size_t i = 0; i < length; i++) name[i] = i < prefix ? PREFIX[i] : (i - prefix) % 2 ? '/' : 'a';
  name[length - 1] = 'b';
  struct rusage before, after;
  getrusage(RUSAGE_SELF, &before);
  check_text(t, "a deep name", problem_of(t, &(Lie){.name = name, .content = "x"}, 1), NULL);
  getrusage(RUSAGE_SELF, &after);
  check(t, "memory of a deep name", after.ru_maxrss - before.ru_maxrss < 100 << 10);
}

static void test_sizes(Test *t) {
  static const char total[] = "total uncompressed size of module contents too large (max size is 524288000 bytes)";
  Lie big[] = {{.name = PREFIX "a", .content = "x", .declared_size = ZIP_MODULE_MAX + 1},
               {.name = PREFIX "b", .content = "x"}};
  check_text(t, "500 MB", problem_of(t, big, 1), NULL);
  check_text(t, "500 MB and one byte", problem_of(t, big, 2), total);
  Lie huge = {.name = PREFIX "a", .content = "x", .zip64 = true, .declared_size = UINT64_MAX};
  check_text(t, "2^64 bytes", problem_of(t, &huge, 1), total);
  Lie go_mod = {.name = PREFIX "go.mod", .content = "x", .declared_size = ZIP_GO_MOD_MAX + 2};
  check_text(t, "go.mod", problem_of(t, &go_mod, 1),
             PREFIX "go.mod: go.mod file too large (max size is 16777216 bytes)");
  Lie license = {.name = PREFIX "LICENSE", .content = "x", .declared_size = ZIP_LICENSE_MAX + 2};
  check_text(t, "LICENSE", problem_of(t, &license, 1),
             PREFIX "LICENSE: LICENSE file too large (max size is 16777216 bytes)");
  const char *path = test_write(t, "large.zip", "", 0);
  check(t, "a large file", truncate(path, (off_t)ZIP_MODULE_MAX + 1) == 0);
  ZipReport report;
  check_text(t, "a large archive", zip_check(&t->arena, module, path, &report),
             "module zip file is too large (524288001 bytes; limit is 524288000 bytes)");
  unlink(path);
}

static const char *join_errors(Test *t, const ZipFileErrors *list) {
  const char *text = "";
  for (uint32_t i = 0; i < list->len; i++)
    text = arena_printf(&t->arena, "%s%s: %s\n", text, list->data[i].path, list->data[i].reason);
  return text;
}

// The files of a folder: what is left out, and why.
static void test_folder(Test *t, const char *go, const char *want_valid, const char *want_omitted) {
  static const char *const names[] = {
      "a.go",          "LICENSE",       "b/c.go",         "sub/go.mod", "sub/x.go", ".git/config", "vendor/modules.txt",
      "vendor/x/y.go", "p/vendor/v.go", "p/vendor/q/w.go"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    test_write_text(t, arena_printf(&t->arena, "%s/%s", go, names[i]), "x");
  test_write_text(t, arena_printf(&t->arena, "%s/go.mod", go), arena_printf(&t->arena, "module m\n\ngo %s\n", go));
  const char *folder = test_path(t, go);
  check(t, "link", symlink("a.go", test_path(t, arena_printf(&t->arena, "%s/link", go))) == 0);
  ZipFiles files = {0}, chosen = {0};
  ZipFileErrors omitted = {0};
  ZipReport report;
  check_text(t, "folder", zip_files_of_folder(&t->arena, folder, &files, &omitted), NULL);
  zip_check_files(&t->arena, &files, &report, &chosen);
  const char *valid = "";
  for (uint32_t i = 0; i < report.valid.len; i++) valid = arena_printf(&t->arena, "%s%s ", valid, report.valid.data[i]);
  check_text(t, "valid", valid, want_valid);
  check_text(t, "omitted", join_errors(t, &omitted), want_omitted);
  check(t, "none is invalid", report.invalid.len == 0 && chosen.len == report.valid.len);
  check_text(t, "as a folder", zip_check_folder(&t->arena, folder, &report), NULL);
  check(t, "whole paths", report.valid.len && strncmp(report.valid.data[0], folder, strlen(folder)) == 0);
}

void test_rules(Test *t) {
  test_names(t);
  test_deep(t);
  test_sizes(t);
  test_folder(t, "1.24", "LICENSE a.go b/c.go go.mod p/vendor/v.go ",
              ".git: directory is a version control repository\nlink: not a regular file\n"
              "p/vendor/q/w.go: file is in vendor directory\nsub: directory is in another module\n"
              "vendor/modules.txt: file is in vendor directory\nvendor/x/y.go: file is in vendor directory\n");
  // Before 1.24 a vendor folder's own files below the root were taken for those of a package, and the root's list
  // belonged to the module.
  test_folder(t, "1.23", "LICENSE a.go b/c.go go.mod vendor/modules.txt ",
              ".git: directory is a version control repository\nlink: not a regular file\n"
              "p/vendor/q: file is in vendor directory\np/vendor/q/w.go: file is in vendor directory\n"
              "p/vendor/v.go: file is in vendor directory\nsub: directory is in another module\n"
              "vendor/x/y.go: file is in vendor directory\n");
}
