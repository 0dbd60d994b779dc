// The major version at the end of a module path (https://go.dev/ref/mod#major-version-suffixes): "/v2" and so on from
// 2, none for v0 and v1; with gopkg.in ".v1", from 0, and always, for its server reads it so.
#include <string.h>

#include "base/unicode.h"
#include "mod/path.h"
#include "mod/semver.h"

static const char unstable[] = "-unstable";

static bool ends_with(const char *text, const char *end) {
  size_t n = strlen(text), m = strlen(end);
  return n >= m && memcmp(text + n - m, end, m) == 0;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool gopkg_major(const char *path, const char **major) {
  size_t n = strlen(path), end = n - (ends_with(path, unstable) ? sizeof unstable - 1 : 0), i = end;
  while (i && is_digit(path[i - 1])) i--;
  if (i < 2 || i == n || path[i - 1] != 'v' || path[i - 2] != '.') return false;
  // ".v-unstable" has a version as short as it is.
  if (path[i] == '0' && strcmp(path + i, "0") != 0) return false;
  *major = path + i - 2;
  return true;
}

bool mod_path_major(const char *path, const char **major) {
  size_t n = strlen(path), i = n;
  *major = path + n;
  if (strncmp(path, "gopkg.in/", 9) == 0) return gopkg_major(path, major);
  bool dot = false;
  for (; i && (is_digit(path[i - 1]) || path[i - 1] == '.'); i--) dot |= path[i - 1] == '.';
  if (i < 2 || i == n || path[i - 1] != 'v' || path[i - 2] != '/') return true;
  if (dot || path[i] == '0' || strcmp(path + i, "1") == 0) return false;
  *major = path + i - 2;
  return true;
}

static size_t length_without_unstable(const char *major) {
  size_t n = strlen(major);
  return *major == '.' && ends_with(major, unstable) ? n - (sizeof unstable - 1) : n;
}

// The "v2" that a version begins with, of length 0 if it is none.
static size_t major_length(const char *version) { return semver_valid(version) ? strcspn(version, ".-+") : 0; }

bool mod_major_matches(const char *version, const char *major) {
  size_t n = major_length(version), m = length_without_unstable(major);
  if (!*major)
    return (n == 2 && (version[1] == '0' || version[1] == '1')) || strcmp(semver_build(version), "+incompatible") == 0;
  // Pseudo-versions of gopkg.in/x.v1 were once made with v0.
  if (m == 3 && memcmp(major, ".v1", 3) == 0 && strncmp(version, "v0.0.0-", 7) == 0) return true;
  return n == m - 1 && memcmp(version, major + 1, n) == 0;
}

const char *mod_version_error(Arena *arena, const char *version, const char *problem) {
  return arena_printf(arena, "version %s invalid: %s", text_quote(arena, version, strlen(version)), problem);
}

const char *mod_major_error(Arena *arena, const char *version, const char *major) {
  if (mod_major_matches(version, major)) return NULL;
  size_t m = length_without_unstable(major);
  const char *wanted = *major ? arena_strdup(arena, major + 1, m - 1) : "v0 or v1";
  return mod_version_error(arena, version,
                           arena_printf(arena, "should be %s, not %.*s", wanted, (int)major_length(version), version));
}

const char *mod_major_version(Arena *arena, const char *major) {
  return *major ? arena_strdup(arena, major + 1, length_without_unstable(major) - 1) : "";
}

const char *mod_canonical_error(Arena *arena, const char *path, const char *version) {
  const char *major;
  bool ok = mod_path_major(path, &major);
  if (!semver_is_canonical(version)) {
    const char *number = *major ? mod_major_version(arena, major) : "v1";
    return mod_version_error(arena, version, arena_printf(arena, "must be of the form %s.2.3", number));
  }
  if (!ok || mod_major_matches(version, major)) return NULL;
  if (*major) return mod_major_error(arena, version, major);
  // Who writes v2 of a path without a suffix most likely means the time before it was a module.
  return mod_version_error(
      arena, version,
      arena_printf(arena, "should be %s+incompatible (or module %s/%s)", version, path, semver_major(arena, version)));
}
