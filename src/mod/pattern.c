// Matching is linear in practice: after a piece of the pattern is found where it first can be, earlier pieces need not
// be moved. That "..." stops at a vendor element does not change this, for such elements have to be met one by one.
#include "mod/pattern.h"

#include <string.h>

#include "base/paths.h"

bool pattern_is(const char *text) { return strstr(text, "...") != NULL; }

bool pattern_is_folder(const char *text) {
  return *text == '/' || strcmp(text, ".") == 0 || strcmp(text, "..") == 0 || strncmp(text, "./", 2) == 0 ||
         strncmp(text, "../", 3) == 0;
}

const char *pattern_clean(Arena *arena, const char *text) {
  const char *at = pattern_is_folder(text) ? NULL : strchr(text, '@');
  char *path = arena_strdup(arena, text, at ? (size_t)(at - text) : strlen(text));
  for (char *p = path; *path != '/' && *p; p++)
    if (*p == '\\') *p = '/';
  const char *clean = *path == '/' ? clean_path(arena, path) : clean_relative_path(arena, path);
  if (strncmp(path, "./", 2) == 0 && strcmp(clean, ".") != 0) clean = arena_printf(arena, "./%s", clean);
  return arena_printf(arena, "%s%s", clean, at ? at : "");
}

bool pattern_is_meta(const char *text) {
  static const char *const words[] = {"all", "cmd", "std", "tool", "work"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i], text) == 0) return true;
  return false;
}

static bool is_vendor(const char *whole, const char *at) {
  return (at == whole || at[-1] == '/') && strncmp(at, "vendor/", 7) == 0;
}

// "x/vendor/..." matches "x/vendor", too, where that is an element like others.
static bool is_last_vendor(const char *pattern, const char *p, const char *path, const char *s) {
  return is_vendor(pattern, p) && strcmp(p, "vendor/...") == 0 && strcmp(s, "vendor") == 0 &&
         (s == path || s[-1] == '/');
}

bool pattern_matches(const char *pattern, const char *path) {
  if (strcmp(pattern, "vendor/...") == 0) return false;  // in go it asks for a slash in front
  const char *p = pattern, *s = path;
  const char *piece = NULL, *from = NULL;  // behind the last "...", and where in the path that piece was tried last
  for (;;) {
    if (strncmp(p, "...", 3) == 0) {
      piece = p += 3;
      from = s;
    } else if ((!*s && (!*p || strcmp(p, "/...") == 0)) || is_last_vendor(pattern, p, path, s)) {
      return true;
    } else if (*p && *p == *s && is_vendor(pattern, p) == is_vendor(path, s)) {
      p++, s++;
    } else if (piece && *from && !is_vendor(path, from)) {
      p = piece;
      s = ++from;
    } else {
      return false;
    }
  }
}

bool pattern_can_match_below(const char *pattern, const char *path) {
  const char *dots = strstr(pattern, "...");
  size_t fixed = dots ? (size_t)(dots - pattern) : strlen(pattern), length = strlen(path);
  if (dots && length >= fixed) return strncmp(pattern, path, fixed) == 0;
  if (length > fixed || strncmp(pattern, path, length) != 0) return false;
  return length == fixed || pattern[length] == '/' || (length && path[length - 1] == '/');
}
