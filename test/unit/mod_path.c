// Module, import and file paths, major versions, escapes and patterns, against what golang.org/x/mod/module says.
#include <stdio.h>
#include <string.h>

#include "base/path_match.h"
#include "mod/path.h"

static int failed;
static Arena arena;

static void check(const char *what, const char *of, const char *got, const char *want) {
  if (strcmp(got ? got : "NULL", want ? want : "NULL") == 0) return;
  failed++;
  printf("FAIL %s of \"%s\":\n got %s\nwant %s\n", what, of, got ? got : "NULL", want ? want : "NULL");
}

// What is wrong with a path as a module's, an import path and a file's.
static const struct {
  const char *path, *module, *import, *file;
} paths[] = {
    {"x.y/z", NULL, NULL, NULL},
    {"x.y", NULL, NULL, NULL},
    {"", "empty string", "empty string", "empty string"},
    {"x.y/\xff", "invalid UTF-8", "invalid UTF-8", "invalid UTF-8"},
    {"/x.y/z", "empty path element", "empty path element", "empty path element"},
    {"x./z", "trailing dot in path element", "trailing dot in path element", "trailing dot in path element"},
    {".x/z", "leading dot in path element", NULL, NULL},
    {"-x", "leading dash", "leading dash", NULL},
    {"-x.y/z", "leading dash", "leading dash", NULL},
    {"x..y/z", NULL, NULL, NULL},
    {"x.y//z", "double slash", "double slash", "double slash"},
    {"x.y/z/", "trailing slash", "trailing slash", "trailing slash"},
    {"x.y/./z", "invalid path element \".\"", "invalid path element \".\"", "invalid path element \".\""},
    {"x.y/...", "invalid path element \"...\"", "invalid path element \"...\"", "invalid path element \"...\""},
    {"x.y/a b", "invalid char ' '", "invalid char ' '", NULL},
    {"x.y/a+b", "invalid char '+'", NULL, NULL},
    {"x.y/a@b", "invalid char '@'", "invalid char '@'", NULL},
    {"x.y/a\\b", "invalid char '\\\\'", "invalid char '\\\\'", "invalid char '\\\\'"},
    {"x.y/a'b", "invalid char '\\''", "invalid char '\\''", "invalid char '\\''"},
    {"x.y/\xc3\xa4", "invalid char '\xc3\xa4'", "invalid char '\xc3\xa4'", NULL},
    {"x.y/\xe2\x80\xa8", "invalid char '\\u2028'", "invalid char '\\u2028'", "invalid char '\\u2028'"},
    {"x.y/\x01", "invalid char '\\x01'", "invalid char '\\x01'", "invalid char '\\x01'"},
    {"x", "missing dot in first path element", NULL, NULL},
    {"X.y/z", "invalid char 'X' in first path element", NULL, NULL},
    {"x_y.z", "invalid char '_' in first path element", NULL, NULL},
    {"x.y/v1", "invalid version", NULL, NULL},
    {"x.y/v01", "invalid version", NULL, NULL},
    {"x.y/v2.0", "invalid version", NULL, NULL},
    {"x.y/v2", NULL, NULL, NULL},
    {"gopkg.in/yaml", "invalid version", NULL, NULL},
    {"gopkg.in/yaml.v2", NULL, NULL, NULL},
    {"x.y/com1", "\"com1\" disallowed as path element component on Windows",
     "\"com1\" disallowed as path element component on Windows",
     "\"com1\" disallowed as path element component on Windows"},
    {"x.y/NuL.txt", "\"NuL\" disallowed as path element component on Windows",
     "\"NuL\" disallowed as path element component on Windows",
     "\"NuL\" disallowed as path element component on Windows"},
    {"x.y/com0", NULL, NULL, NULL},
    {"x.y/foo~1", "trailing tilde and digits in path element", "trailing tilde and digits in path element", NULL},
    {"x.y/foo~1.go", "trailing tilde and digits in path element", "trailing tilde and digits in path element", NULL},
    {"x.y/foo~", NULL, NULL, NULL},
    {"x.y/~x1", NULL, NULL, NULL},
};

static void check_paths(void) {
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    const char *path = paths[i].path;
    check("module path", path, mod_path_problem(&arena, path, MOD_PATH_MODULE), paths[i].module);
    check("import path", path, mod_path_problem(&arena, path, MOD_PATH_IMPORT), paths[i].import);
    check("file path", path, mod_path_problem(&arena, path, MOD_PATH_FILE), paths[i].file);
  }
  check("error", "x", mod_path_error(&arena, "x", MOD_PATH_MODULE),
        "malformed module path \"x\": missing dot in first path element");
  check("error", "a\"", mod_path_error(&arena, "a\"", MOD_PATH_FILE),
        "malformed file path \"a\\\"\": invalid char '\"'");
  check("check", "x.y/z", mod_check(&arena, "x.y/z", "v2.0.0"),
        "x.y/z@v2.0.0: invalid version: should be v0 or v1, not v2");
  check("check", "x.y/z", mod_check(&arena, "x.y/z", "x"), "x.y/z@x: invalid version: not a semantic version");
  check("check", "x.y/z/v2", mod_check(&arena, "x.y/z/v2", "v2.0.0"), NULL);
}

// ---- major versions

static const struct {
  const char *path, *major;  // major NULL: none may be so
} majors[] = {
    {"x.y/z", ""},
    {"x.y/v2", "/v2"},
    {"x.y/v10", "/v10"},
    {"x.y/v0", NULL},
    {"x.y/v1", NULL},
    {"x.y/v02", NULL},
    {"x.y/v2.1", NULL},
    {"x.y/v", ""},
    {"v2", ""},
    {"x.y/xv2", ""},
    {"gopkg.in/a", NULL},
    {"gopkg.in/a.v0", ".v0"},
    {"gopkg.in/", NULL},
    {"gopkg.in/a.v1", ".v1"},
    {"gopkg.in/a.v2-unstable", ".v2-unstable"},
    {"gopkg.in/a.v02", NULL},
    {"gopkg.in/a/v2", NULL},
    {"gopkg.in/a.v0-unstable", NULL},
    {"", ""},
};

static const struct {
  const char *version, *major, *error;
} matches[] = {
    {"v1.2.3", "", NULL},
    {"v0.1.0", "", NULL},
    {"v2.0.0", "", "version \"v2.0.0\" invalid: should be v0 or v1, not v2"},
    {"v2.0.0+incompatible", "", NULL},
    {"v2.3.4", "/v2", NULL},
    {"v3.0.0", "/v2", "version \"v3.0.0\" invalid: should be v2, not v3"},
    {"v20.0.0", "/v2", "version \"v20.0.0\" invalid: should be v2, not v20"},
    {"v2.0.0", ".v2-unstable", NULL},
    {"v1.0.0", ".v2-unstable", "version \"v1.0.0\" invalid: should be v2, not v1"},
    {"v0.0.0-20161208181325-20d25e280405", ".v1", NULL},
    {"v0.0.0-20161208181325-20d25e280405", ".v2",
     "version \"v0.0.0-20161208181325-20d25e280405\" invalid: should be v2, not v0"},
    {"x", "", "version \"x\" invalid: should be v0 or v1, not "},
};

static void check_majors(void) {
  for (size_t i = 0; i < sizeof majors / sizeof *majors; i++) {
    const char *major;
    bool ok = mod_path_major(majors[i].path, &major);
    check("major", majors[i].path, ok ? major : NULL, majors[i].major);
  }
  for (size_t i = 0; i < sizeof matches / sizeof *matches; i++)
    check("match", matches[i].version, mod_major_error(&arena, matches[i].version, matches[i].major), matches[i].error);
  check("major version", ".v2-unstable", mod_major_version(&arena, ".v2-unstable"), "v2");
  check("canonical", "v1", mod_canonical_error(&arena, "x.y/z", "v1"),
        "version \"v1\" invalid: must be of the form v1.2.3");
  check("canonical", "v2", mod_canonical_error(&arena, "x.y/z/v2", "v2"),
        "version \"v2\" invalid: must be of the form v2.2.3");
  check("canonical", "v2.0.0", mod_canonical_error(&arena, "x.y/z", "v2.0.0"),
        "version \"v2.0.0\" invalid: should be v2.0.0+incompatible (or module x.y/z/v2)");
  check("canonical", "v3.0.0", mod_canonical_error(&arena, "x.y/z/v2", "v3.0.0"),
        "version \"v3.0.0\" invalid: should be v2, not v3");
}

// ---- escapes, patterns

static void check_escapes(void) {
  const char *error;
  check("escape", "path", mod_escape_path(&arena, "github.com/GoogleCloud/X", &error), "github.com/!google!cloud/!x");
  check("escape", "bad path", mod_escape_path(&arena, "x", &error), NULL);
  check("escape", "bad path", error, "malformed module path \"x\": missing dot in first path element");
  check("escape", "version", mod_escape_version(&arena, "v1.2.3-Pre", &error), "v1.2.3-!pre");
  check("escape", "bad version", mod_escape_version(&arena, "v1!2", &error), NULL);
  check("escape", "bad version", error, "version \"v1!2\" invalid: disallowed version string");
  check("unescape", "path", mod_unescape_path(&arena, "github.com/!google", &error), "github.com/Google");
  static const char *const bad[] = {"github.com/Google", "github.com/!Google", "github.com/x!", "github.com/!!x"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    check("unescape", bad[i], mod_unescape_path(&arena, bad[i], &error), NULL);
    check("unescape", bad[i], error, arena_printf(&arena, "invalid escaped module path \"%s\"", bad[i]));
  }
  check("unescape", "!x", mod_unescape_path(&arena, "!x.y/z", &error), NULL);
  check("unescape", "!x", error,
        "invalid escaped module path \"!x.y/z\": malformed module path \"X.y/z\": invalid char 'X' in first path "
        "element");
  check("unescape", "version", mod_unescape_version(&arena, "v1.0.0-!r!c", &error), "v1.0.0-RC");
  check("unescape", "bad version", mod_unescape_version(&arena, "a/b", &error), NULL);
  check("unescape", "bad version", error, "invalid escaped version \"a/b\": invalid char '/'");
}

static const struct {
  const char *patterns, *target;
  bool match;
} lists[] = {
    {"*.corp.example.com,rsc.io/private", "git.corp.example.com/x/y", true},
    {"*.corp.example.com,rsc.io/private", "rsc.io/private/quux", true},
    {"*.corp.example.com,rsc.io/private", "rsc.io/privates", false},
    {"*.corp.example.com,rsc.io/private", "rsc.io", false},
    {"a/b/", "a/b/c", true},
    {",,a", "a", true},
    {"", "a", false},
    {"[", "[", false},
    {"[,a", "a", true},
    {"a/*/c", "a/b/c/d", true},
    {"a/*", "a", false},
    {"*", "a/b", true},
};

static const struct {
  const char *pattern, *name;
  bool match;
} patterns[] = {
    {"abc", "abc", true},
    {"*c", "abc", true},
    {"a*", "a", true},
    {"a*", "ab/c", false},
    {"a*/b", "abc/b", true},
    {"a*b*c", "axbyc", true},
    {"a*b?c*x", "abxbbxdbxebxczzx", true},
    {"a*b?c*x", "abxbbxdbxebxczzy", false},
    {"ab[c]", "abc", true},
    {"ab[b-d]", "abc", true},
    {"ab[^c]", "abc", false},
    {"a\\*b", "a*b", true},
    {"a\\*b", "ab", false},
    {"a?b", "a\u263ab", true},
    {"a[^a]b", "a\u263ab", true},
    {"a???b", "a\u263ab", false},
    {"[a-\u03b6]*", "\u03b1", true},
    {"a?b", "a/b", false},
    {"[\\]a]", "]", true},
    {"[x-]", "x", false},
    {"[]a]", "]", false},
    {"a[", "a", false},
    {"*x", "xxx", true},
    {"**", "", true},
    {"*a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
};

static void check_patterns(void) {
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    check(lists[i].patterns, lists[i].target,
          mod_match_prefix(&arena, lists[i].patterns, lists[i].target) ? "match" : "no match",
          lists[i].match ? "match" : "no match");
  for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
    check(patterns[i].pattern, patterns[i].name,
          path_match(patterns[i].pattern, patterns[i].name) ? "match" : "no match",
          patterns[i].match ? "match" : "no match");
  check("valid", "a[", path_pattern_valid("a[") ? "yes" : "no", "no");
  check("valid", "a[b]", path_pattern_valid("a[b]*") ? "yes" : "no", "yes");
}

int main(void) {
  arena_init(&arena);
  check_paths();
  check_majors();
  check_escapes();
  check_patterns();
  arena_free(&arena);
  printf("mod_path: %s\n", failed ? "failed" : "ok");
  return failed != 0;
}
