// Build constraints for a target and for any, the imports of a folder, patterns of //go:embed lines. What is wanted is
// what cmd/go/internal/imports, go/build and go/build/constraint of Go 1.26 say.
//   files_scan                the cases
//   files_scan -imports DIR   prints what a folder's files import for any build
#include "files/header.h"
#include "files/scan.h"
#include "temporary.h"

// ---- constraints

static const struct {
  const char *text;
  bool target, any;  // linux/amd64 with the tag "mine"; any
} constraints[] = {
    {"package p\n", true, true},
    {"//go:build ignore\n\npackage p\n", false, false},
    {"//go:build !ignore\n\npackage p\n", true, true},
    {"//go:build windows\n\npackage p\n", false, true},
    {"//go:build linux && !linux\n\npackage p\n", false, true},
    {"//go:build ignore || windows\n\npackage p\n", false, true},
    {"//go:build ignore && mine\n\npackage p\n", false, false},
    {"//go:build mine && go1.26 && !go1.27\n\npackage p\n", true, true},
    {"/* x */ /* y\n*/\n//go:build windows\npackage p\n", false, true},
    {"// +build windows\n\npackage p\n", false, true},
    {"// +build windows\npackage p\n", true, true},
    {"/* x */\n// +build windows\n\npackage p\n", true, true},
    {"// +build ignore\n\npackage p\n", false, false},
    {"// +build !ignore\n\npackage p\n", true, true},
    {"// +build !linux mine,amd64\n\npackage p\n", true, true},
    {"// +build linux,!mine\n\npackage p\n", false, true},
    {"// +build !!linux\n\npackage p\n", false, false},
    {"// +build a-b\n\npackage p\n", false, false},
    {"// +build !a-b\n\npackage p\n", true, true},
    {"// +build\n\npackage p\n", false, false},
    {"// +buildx windows\n\npackage p\n", true, true},
    {"// +build windows\n// +build linux\n\npackage p\n", false, true},
    {"// +build linux\n//go:build windows\n\npackage p\n", false, true},
};

static void check_constraints(Test *t) {
  BuildTarget target = {.goos = "linux", .goarch = "amd64"}, any = {.any = true};
  vec_push(&t->arena, &target.tags, "mine");
  for (size_t i = 0; i < sizeof constraints / sizeof *constraints; i++) {
    const char *text = constraints[i].text;
    size_t n = strlen(text);
    const char *got = arena_printf(&t->arena, "%d %d", constraint_file_matches(&target, text, n, false, NULL),
                                   constraint_file_matches(&any, text, n, false, NULL));
    check_text(t, text, got, arena_printf(&t->arena, "%d %d", constraints[i].target, constraints[i].any));
  }
  check_text(t, "a_windows.go", constraint_name_matches(&target, "a_windows.go", false) ? "in" : "out", "out");
  check_text(t, "a_windows.go, any", constraint_name_matches(&any, "a_windows.go", false) ? "in" : "out", "in");
}

// ---- folders

static const struct {
  const char *name, *text;
} files[] = {
    {"a.go", "package p\nimport \"z\"; import (x \"b\"\n . `c`\n)\nvar notImported = `import \"no\"`\n"},
    {"b_windows.go", "package p\nimport \"windows/only\"\n"},
    {"c.go", "// +build tagged\n\npackage p\nimport \"tagged\"\n"},
    {"d.go", "//go:build ignore\npackage main\nimport \"ignored\"\n"},
    {"e.go", "package p\nimport \"C\"\nimport \"cgo/too\"\n"},
    {"e_test.go", "package p\nimport \"test\"\n"},
    {"f_test.go", "package p_test\nimport (\"xtest\"; \"test\"; \"appengine/x\"; \"appengine\")\n"},
    {"_g.go", "package p\nimport \"hidden\"\n"},
    {"h.go",
     "package p\nimport _ \"embed\"\n//go:embed a.txt \"b c.txt\" `d`\nvar s string\n"
     "var t = \"//go:embed no\" // x\n\t//go:embed all:e\n//go:embed \"bad\n//go:embedded f\n"},
    {"i.go", "//go:build x ||\npackage p\nimport \"malformed\"\n"},
};

static const char *joined(Test *t, const StringVec *list) {
  const char *text = "";
  for (uint32_t i = 0; i < list->len; i++) text = arena_printf(&t->arena, "%s%s%s", text, i ? " " : "", list->data[i]);
  return text;
}

static void check_folder(Test *t) {
  const char *dir = t->folder;
  BuildTarget target = {.goos = "linux", .goarch = "amd64"}, any = {.any = true};
  FolderScan scan;
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) test_write_text(t, files[i].name, files[i].text);
  scan_folder(&t->arena, &target, dir, &scan);
  check_text(t, "imports", joined(t, &scan.imports), "b c embed z");
  check_text(t, "test imports", joined(t, &scan.test_imports), "test xtest");
  scan_folder(&t->arena, &any, dir, &scan);
  check_text(t, "imports, any", joined(t, &scan.imports), "b c cgo/too embed tagged windows/only z");
  StringVec patterns;
  check_text(t, "embeds", embed_patterns(&t->arena, dir, false, false, &patterns) ? joined(t, &patterns) : "none",
             "a.txt all:e b c.txt d");
  // Far behind the beginning that is read first.
  char *comment = arena_alloc(&t->arena, 20000, 1);
  memset(comment, 'x', 19999);
  test_write_text(t, "j.go",
                  arena_printf(&t->arena, "package p // %s\nimport \"far\" //%s\nvar x = 1\n", comment, comment));
  scan_folder(&t->arena, &target, dir, &scan);
  check_text(t, "imports behind a long comment", joined(t, &scan.imports), "b c embed far z");
}

static void check_walk(Test *t) {
  static const char *const folders[] = {"t",        "t/.x", "t/_x",       "t/testdata",  "t/a",   "t/a/testdata",
                                        "t/vendor", "t/m",  "t/vendor/x", "t/a/ignored", "t/top", "t/a/top"};
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
    test_write_text(t, arena_printf(&t->arena, "%s/x.txt", folders[i]), "");
  test_write_text(t, "t/m/go.mod", "module m\n");
  ModFile *file = modfile_new(&t->arena, "go.mod", MOD_FILE_MAIN);
  modfile_add_ignore(file, "ignored");
  modfile_add_ignore(file, "./top");
  FolderWalk walk = {.root = test_path(t, "t"), .file = file};
  StringVec found = walk_folders(&t->arena, &walk);
  check_text(t, "walk", joined(t, &found), " a a/top vendor");
  walk = (FolderWalk){.root = test_path(t, "t/a"), .file = file, .module_dir = test_path(t, "t")};
  found = walk_folders(&t->arena, &walk);
  check_text(t, "walk of a part", joined(t, &found), " top");
  walk = (FolderWalk){.root = test_path(t, "t"), .nested_modules = true, .vendor = true};
  found = walk_folders(&t->arena, &walk);
  check_text(t, "walk of all", joined(t, &found), " a a/ignored a/top m top vendor vendor/x");
}

int main(int count, char **arguments) {
  Test test, *t = &test;
  test_begin(t);
  if (count == 3 && strcmp(arguments[1], "-imports") == 0) {
    BuildTarget any = {.any = true};
    FolderScan scan;
    scan_folder(&t->arena, &any, arguments[2], &scan);
    printf("%s\n%s\n%s\n", joined(t, &scan.imports), joined(t, &scan.test_imports), scan.error ? scan.error : "");
    return test_end(t, "files_scan");
  }
  check_constraints(t);
  check_folder(t);
  check_walk(t);
  return test_end(t, "files_scan");
}
