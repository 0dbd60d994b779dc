// How module paths and versions are written where capital and small letters may be the same: in the module cache and in
// requests to proxies (https://go.dev/ref/mod#goproxy-protocol). And the patterns of GOPRIVATE and its kin.
#include <string.h>

#include "base/path_match.h"
#include "base/unicode.h"
#include "mod/path.h"

static const char *quoted(Arena *arena, const char *text) { return text_quote(arena, text, strlen(text)); }

// The text has been checked: it is ASCII without "!".
static const char *escape(Arena *arena, const char *text) {
  char *out = arena_alloc(arena, strlen(text) * 2 + 1, 1), *p = out;
  for (; *text; text++) {
    bool capital = *text >= 'A' && *text <= 'Z';
    if (capital) *p++ = '!';
    *p++ = capital ? (char)(*text | 0x20) : *text;
  }
  *p = 0;
  return out;
}

static const char *unescape(Arena *arena, const char *text) {
  char *out = arena_alloc(arena, strlen(text) + 1, 1), *p = out;
  for (; *text; text++) {
    bool capital = *text == '!';
    if (capital && (*++text < 'a' || *text > 'z')) return NULL;
    if ((unsigned char)*text >= 0x80 || (*text >= 'A' && *text <= 'Z')) return NULL;
    *p++ = capital ? (char)(*text & ~0x20) : *text;
  }
  *p = 0;
  return out;
}

const char *mod_escape_path(Arena *arena, const char *path, const char **error) {
  *error = mod_path_error(arena, path, MOD_PATH_MODULE);
  return *error ? NULL : escape(arena, path);
}

const char *mod_escape_version(Arena *arena, const char *version, const char **error) {
  *error = NULL;
  bool bad = strchr(version, '!') || mod_element_problem(arena, version, strlen(version), MOD_PATH_FILE);
  if (bad) *error = mod_version_error(arena, version, "disallowed version string");
  for (const char *p = version; !bad && *p; p++) bad = (unsigned char)*p >= 0x80;
  // Letters beyond ASCII may be in a file's name; what they would be escaped to is not defined.
  if (bad && !*error) *error = "internal error: inconsistency in EscapePath";
  return bad ? NULL : escape(arena, version);
}

const char *mod_unescape_path(Arena *arena, const char *escaped, const char **error) {
  const char *path = unescape(arena, escaped), *problem = path ? mod_path_error(arena, path, MOD_PATH_MODULE) : NULL;
  *error = NULL;
  if (path && !problem) return path;
  *error = arena_printf(arena, "invalid escaped module path %s%s%s", quoted(arena, escaped), problem ? ": " : "",
                        problem ? problem : "");
  return NULL;
}

const char *mod_unescape_version(Arena *arena, const char *escaped, const char **error) {
  const char *version = unescape(arena, escaped);
  const char *problem = version ? mod_element_problem(arena, version, strlen(version), MOD_PATH_FILE) : NULL;
  *error = NULL;
  if (version && !problem) return version;
  *error = version ? arena_printf(arena, "invalid escaped version %s: %s", quoted(arena, version), problem)
                   : arena_printf(arena, "invalid escaped version %s", quoted(arena, escaped));
  return NULL;
}

// ---- patterns

static size_t count_slashes(const char *text) {
  size_t count = 0;
  for (; *text; text++) count += *text == '/';
  return count;
}

// The beginning of a path that has so many slashes; NULL: it has fewer.
static const char *elements(Arena *arena, const char *path, size_t slashes) {
  for (const char *p = path; *p; p++)
    if (*p == '/' && slashes-- == 0) return arena_strdup(arena, path, (size_t)(p - path));
  return slashes == 0 ? path : NULL;
}

bool mod_match_prefix(Arena *arena, const char *patterns, const char *target) {
  for (const char *p = patterns; *p; p += *p == ',') {
    size_t n = strcspn(p, ",");
    const char *pattern = arena_strdup(arena, p, n && p[n - 1] == '/' ? n - 1 : n);
    p += n;
    const char *prefix = *pattern ? elements(arena, target, count_slashes(pattern)) : NULL;
    if (prefix && path_match(pattern, prefix)) return true;
  }
  return false;
}
