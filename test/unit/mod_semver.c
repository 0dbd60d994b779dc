// Versions of modules and of Go, and pseudo-versions, against what golang.org/x/mod and cmd/go/internal/gover say.
#include <stdio.h>
#include <string.h>

#include "mod/gover.h"
#include "mod/pseudo.h"
#include "mod/semver.h"

static int failed;
static Arena arena;

static void check(const char *what, const char *of, const char *got, const char *want) {
  if (strcmp(got ? got : "NULL", want ? want : "NULL") == 0) return;
  failed++;
  printf("FAIL %s of \"%s\": got \"%s\", want \"%s\"\n", what, of, got ? got : "NULL", want ? want : "NULL");
}

static void check_number(const char *what, const char *of, int got, int want) {
  if (got == want) return;
  failed++;
  printf("FAIL %s of \"%s\": got %d, want %d\n", what, of, got, want);
}

static int sign(int x) { return (x > 0) - (x < 0); }

// ---- semantic versions

// In their order; valid ones have a canonical form.
static const struct {
  const char *version, *canonical, *major_minor, *prerelease, *build;
  bool complete;  // as go.mod states it
} versions[] = {
    {"bad", "", "", "", "", false},
    {"v1.2.3-01", "", "", "", "", false},
    {"v0", "v0.0.0", "v0.0", "", "", false},
    {"v1.0.0-alpha", "v1.0.0-alpha", "v1.0", "-alpha", "", true},
    {"v1.0.0-alpha.1", "v1.0.0-alpha.1", "v1.0", "-alpha.1", "", true},
    {"v1.0.0-alpha.beta", "v1.0.0-alpha.beta", "v1.0", "-alpha.beta", "", true},
    {"v1.0.0-beta", "v1.0.0-beta", "v1.0", "-beta", "", true},
    {"v1.0.0-beta.2", "v1.0.0-beta.2", "v1.0", "-beta.2", "", true},
    {"v1.0.0-beta.11", "v1.0.0-beta.11", "v1.0", "-beta.11", "", true},
    {"v1.0.0-rc.1", "v1.0.0-rc.1", "v1.0", "-rc.1", "", true},
    {"v1", "v1.0.0", "v1.0", "", "", false},
    {"v1.2.3-456", "v1.2.3-456", "v1.2", "-456", "", true},
    {"v1.2.3-pre+meta", "v1.2.3-pre", "v1.2", "-pre", "+meta", false},
    {"v1.2.3+meta", "v1.2.3", "v1.2", "", "+meta", false},
    {"v1.10", "v1.10.0", "v1.10", "", "", false},
    {"v2.0.0+incompatible", "v2.0.0", "v2.0", "", "+incompatible", true},
    {"v18446744073709551616.0.0", "v18446744073709551616.0.0", "v18446744073709551616.0", "", "", true},
};

static const char *const bad_versions[] = {
    "",       "v",           "1.2.3",           "v1.2.3.4", "v01.2.3",    "v1.02.3", "v1.2.3-",     "v1.2.3-.",
    "v1.2-a", "v1.2.3-a..b", "v1.2.3-\xc3\xa4", "v1.2.3+",  "v1.2.3+a+b", "v1.2.3 ", "v1.2.3-a.00", "v1.",
};

static void check_semver(void) {
  uint32_t count = sizeof versions / sizeof *versions;
  for (uint32_t i = 0; i < count; i++) {
    const char *v = versions[i].version;
    check("canonical", v, semver_canonical(&arena, v, false), versions[i].canonical);
    check("major and minor", v, semver_major_minor(&arena, v), versions[i].major_minor);
    check("prerelease", v, semver_prerelease(&arena, v), versions[i].prerelease);
    check("build", v, semver_build(v), versions[i].build);
    check_number("complete", v, semver_is_canonical(v), versions[i].complete);
    check_number("valid", v, semver_valid(v), *versions[i].canonical != 0);
    for (uint32_t k = 0; k < count; k++) {
      int want = i < 2 && k < 2 ? 0 : (i > k) - (i < k);
      check_number(arena_printf(&arena, "order of \"%s\" and", v), versions[k].version,
                   sign(semver_compare(v, versions[k].version)), want);
    }
  }
  for (uint32_t i = 0; i < sizeof bad_versions / sizeof *bad_versions; i++)
    check_number("valid", bad_versions[i], semver_valid(bad_versions[i]), false);
  check("canonical", "v2+", semver_canonical(&arena, "v2.0.0+incompatible", true), "v2.0.0+incompatible");
  check("canonical", "v1.2.3+x", semver_canonical(&arena, "v1.2.3+x", true), "v1.2.3");
  check("major", "v12", semver_major(&arena, "v12.3.4"), "v12");
  check_number("order", "v1.0.0+a, v1.0.0+b", semver_compare("v1.0.0+a", "v1.0.0+b"), 0);
  check_number("total order", "v1.0.0+a, v1.0.0+b", sign(semver_compare_total("v1.0.0+a", "v1.0.0+b")), -1);
  check("next", "999", decimal_next(&arena, "999"), "1000");
  check("previous", "1000", decimal_previous(&arena, "1000"), "999");
  check("previous", "0", decimal_previous(&arena, "0"), NULL);
  StringVec list = {0};
  vec_push(&arena, &list, "v1.10.0");
  vec_push(&arena, &list, "v1.9.0");
  vec_push(&arena, &list, "x");
  semver_sort(&list);
  check("sorted", "1", list.data[0], "x");
  check("sorted", "2", list.data[1], "v1.9.0");
}

// ---- versions of Go

static const struct {
  const char *version, *lang, *previous;
  bool is_lang;
} go_versions[] = {
    {"x", "", "", false},
    {"1", "1", "1", false},
    {"1.1", "1.1", "1", false},
    {"1.2rc1", "1.2", "1.1", false},
    {"1.2", "1.2", "1.1", false},
    {"1.9", "1.9", "1.8", false},
    {"1.10", "1.10", "1.9", false},
    {"1.20", "1.20", "1.19", false},
    {"1.20.1", "1.20", "1.19", false},
    {"1.21", "1.21", "1.20", true},
    {"1.21alpha1", "1.21", "1.20", false},
    {"1.21beta2", "1.21", "1.20", false},
    {"1.21rc1", "1.21", "1.20", false},
    {"1.21rc2", "1.21", "1.20", false},
    {"1.21.0", "1.21", "1.20", false},
    {"1.21.10", "1.21", "1.20", false},
    {"1.100", "1.100", "1.99", true},
    {"1.99999999999999999999", "1.99999999999999999999", "1.99999999999999999998", true},
};

static void check_gover(void) {
  uint32_t count = sizeof go_versions / sizeof *go_versions;
  for (uint32_t i = 0; i < count; i++) {
    const char *v = go_versions[i].version;
    check("lang", v, gover_lang(&arena, v), go_versions[i].lang);
    check("previous", v, gover_previous(&arena, v), go_versions[i].previous);
    check_number("is_lang", v, gover_is_lang(v), go_versions[i].is_lang);
    check_number("valid", v, gover_valid(v), i > 0);
    for (uint32_t k = 0; k < count; k++)
      check_number(arena_printf(&arena, "order of \"%s\" and", v), go_versions[k].version,
                   sign(gover_compare(v, go_versions[k].version)), (i > k) - (i < k));
  }
  static const char *const bad[] = {"",         "go1.2",  "1.",      "01.2", "1.02",
                                    "1.2.3rc1", "1.2x y", "1.2.3.4", "1.2 ", "1.2.03"};
  for (uint32_t i = 0; i < sizeof bad / sizeof *bad; i++) check_number("valid", bad[i], gover_valid(bad[i]), false);
  static const char *const names[][2] = {{"go1.21.3", "1.21.3"}, {"go1.21rc1-custom", "1.21rc1"},
                                         {"go1.21 x", "1.21"},   {"go1.21/x", ""},
                                         {"1.21", ""},           {"golang", ""}};
  for (uint32_t i = 0; i < sizeof names / sizeof *names; i++)
    check("of_toolchain", names[i][0], gover_of_toolchain(&arena, names[i][0]), names[i][1]);
  static const char *const lines[] = {"1.21", "1.21.0", "1.21rc1", "1.21.3rc01"};
  static const char *const no_lines[] = {"1", "v1.21", "1.21.", "1.21rc", "0.1", "1.21rc1x", "1.x", ""};
  for (uint32_t i = 0; i < sizeof lines / sizeof *lines; i++)
    check_number("line", lines[i], gover_line_valid(lines[i]), true);
  for (uint32_t i = 0; i < sizeof no_lines / sizeof *no_lines; i++)
    check_number("line", no_lines[i], gover_line_valid(no_lines[i]), false);
  check_number("toolchain line", "go1.x", gover_toolchain_line_valid("go1.x"), true);
  check_number("toolchain line", "go12", gover_toolchain_line_valid("go12"), false);
}

static void check_by_path(void) {
  check_number("order", "go", sign(mod_version_compare("go", "1.21", "1.21rc1")), -1);
  check_number("order", "toolchain", sign(mod_version_compare("toolchain", "go1.22.1", "1.22.0")), 1);
  check_number("order", "a.b/c", sign(mod_version_compare("a.b/c", "v1.9.0", "v1.10.0")), -1);
  check_number("valid", "toolchain", mod_version_valid("toolchain", "go1.22-x"), true);
  check_number("prefix", "v1.2", mod_version_is_prefix("a.b/c", "v1.2"), true);
  check_number("prefix", "v1.2.3", mod_version_is_prefix("a.b/c", "v1.2.3"), false);
  check_number("prefix", "1.21", mod_version_is_prefix("go", "1.21"), true);
  check_number("prerelease", "1.21rc1", mod_version_is_prerelease(&arena, "go", "1.21rc1"), true);
  check("major and minor", "go1.21.3", mod_version_major_minor(&arena, "toolchain", "go1.21.3"), "go1.21");
  ModVersion a = {"a.b/c", "v1.2.0/go.mod"}, b = {"a.b/c", "v1.2.0"}, c = {"a.b/c", "v1.10.0"};
  check_number("order", "a file", sign(mod_compare(&a, &b)), 1);
  check_number("order", "files", sign(mod_compare(&a, &c)), -1);
}

// ---- pseudo-versions

static const struct {
  const char *version, *base, *error;  // base NULL: it is none, or has none that makes sense
} pseudos[] = {
    {"v0.0.0-20191109021931-daa7c04131f5", "", NULL},
    {"v4.0.0-20191109021931-daa7c04131f5", "", NULL},
    {"v1.2.4-0.20191109021931-daa7c04131f5", "v1.2.3", NULL},
    {"v1.10.0-0.20191109021931-daa7c04131f5", NULL,
     "pseudo-version \"v1.10.0-0.20191109021931-daa7c04131f5\" invalid: version before v1.10.0 would have negative "
     "patch "
     "number"},
    {"v1.2.10-0.20191109021931-daa7c04131f5", "v1.2.9", NULL},
    {"v2.2.4-0.20191109021931-daa7c04131f5+incompatible", "v2.2.3+incompatible", NULL},
    {"v1.2.3-pre.0.20191109021931-daa7c04131f5", "v1.2.3-pre", NULL},
    {"v1.2.3-a-b.c.0.20191109021931-daa7c04131f5+incompatible", "v1.2.3-a-b.c+incompatible", NULL},
    {"v2.0.0-20191109021931-daa7c04131f5+incompatible", NULL,
     "pseudo-version \"v2.0.0-20191109021931-daa7c04131f5+incompatible\" invalid: lacks base version, but has build "
     "metadata \"+incompatible\""},
    {"v1.2.3", NULL, "pseudo-version \"v1.2.3\" invalid: syntax error"},
    {"v1.2.0-20191109021931-daa7c04131f5", NULL,
     "pseudo-version \"v1.2.0-20191109021931-daa7c04131f5\" invalid: syntax error"},
    {"v1.2.3-0.2019110902193-daa7c04131f5", NULL,
     "pseudo-version \"v1.2.3-0.2019110902193-daa7c04131f5\" invalid: syntax error"},
    {"v1.2.3-10.20191109021931-daa7c04131f5", NULL,
     "pseudo-version \"v1.2.3-10.20191109021931-daa7c04131f5\" invalid: syntax error"},
};

static void check_pseudo(void) {
  for (uint32_t i = 0; i < sizeof pseudos / sizeof *pseudos; i++) {
    const char *base = NULL, *error = NULL, *v = pseudos[i].version;
    bool ok = pseudo_base(&arena, v, &base, &error);
    check("base", v, ok ? base : NULL, pseudos[i].base);
    check("error", v, ok ? NULL : error, pseudos[i].error);
  }
  int64_t when = 0;
  const char *error = NULL, *revision = "";
  check_number("time", "valid", pseudo_time(&arena, pseudos[0].version, &when, &error), true);
  check_number("time", "seconds", when == 1573265971, true);
  pseudo_revision(&arena, pseudos[5].version, &revision, &error);
  check("revision", pseudos[5].version, revision, "daa7c04131f5");
  check_number("time", "no date", pseudo_time(&arena, "v0.0.0-20190431000000-abc", &when, &error), false);
  check("time", "no date", error,
        "pseudo-version \"v0.0.0-20190431000000-abc\" invalid: malformed time \"20190431000000\"");
  static const char *const made[][3] = {{"", "", "v0.0.0-20191109021931-abcdef"},
                                        {"v2", "", "v2.0.0-20191109021931-abcdef"},
                                        {"v1", "v1.2.9", "v1.2.10-0.20191109021931-abcdef"},
                                        {"v1", "v1.2.3-pre", "v1.2.3-pre.0.20191109021931-abcdef"},
                                        {"v2", "v2.0.0+incompatible", "v2.0.1-0.20191109021931-abcdef+incompatible"}};
  for (uint32_t i = 0; i < sizeof made / sizeof *made; i++)
    check("made", made[i][1], pseudo_make(&arena, made[i][0], made[i][1], 1573265971, "abcdef"), made[i][2]);
  check("zero", "", pseudo_zero(&arena, ""), "v0.0.0-00010101000000-000000000000");
  check_number("zero", "", pseudo_is_zero(&arena, pseudo_zero(&arena, "v3")), true);
}

int main(void) {
  arena_init(&arena);
  check_semver();
  check_gover();
  check_by_path();
  check_pseudo();
  arena_free(&arena);
  printf("mod_semver: %s\n", failed ? "failed" : "ok");
  return failed != 0;
}
