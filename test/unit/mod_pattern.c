// Patterns of paths, against what cmd/internal/pkgpattern says.
#include <stdio.h>

#include "mod/pattern.h"

static const struct {
  const char *pattern, *path;
  bool matches, below;  // pattern_matches, pattern_can_match_below
} cases[] = {
    {"a/b", "a/b", true, true},
    {"a/b", "a", false, true},
    {"a/b", "a/b/c", false, false},
    {"...", "a", true, true},
    {"...", "a/vendor/b", false, true},
    {"a/...", "a", true, true},
    {"a/...", "ab", false, false},
    {"a/...", "a/b/c", true, true},
    {"a/...", "a/vendor", true, true},
    {"a/...", "a/vendor/b", false, true},
    {"a/...", "a/vendors/b", true, true},
    {"a...", "ab/c", true, true},
    {"a.../b", "aa/x/b", true, true},
    {"a.../b", "aa/x/bb", false, true},
    {".../b", "a/b/b", true, true},
    {".../b/...", "a/b", true, true},
    {"a/...b...c", "a/xbxbxc", true, true},
    {"a/...b...c", "a/xbxbx", false, true},
    {"a/vendor/...", "a/vendor", true, true},
    {"a/vendor/...", "a/vendor/b", true, true},
    {"a/vendor/...", "a/vendor/b/vendor/c", false, true},
    {"a/.../vendor/...", "a/x/vendor/b", true, true},
    {"vendor/...", "vendor/a", false, true},
    {"vendor/a", "vendor/a", true, true},
    {"a/b/...", "a", false, true},
    {"a/b/...", "a/c", false, false},
    {"", "", true, true},
};

int main(void) {
  int failed = 0;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bool matches = pattern_matches(cases[i].pattern, cases[i].path);
    bool below = pattern_can_match_below(cases[i].pattern, cases[i].path);
    if (matches == cases[i].matches && below == cases[i].below) continue;
    failed++;
    printf("FAIL %s and %s: matches %d, below %d\n", cases[i].pattern, cases[i].path, matches, below);
  }
  printf("mod_pattern: %s\n", failed ? "failed" : "passed");
  return failed != 0;
}
