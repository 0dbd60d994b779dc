// What the paths of modules, packages and files may be (https://go.dev/ref/mod#go-mod-file-ident): nothing that a file
// system, a shell or a URL takes for something else. Import paths may have "+" besides what module paths have, file
// names most of ASCII and all letters.
#include "mod/path.h"

#include <string.h>
#include <strings.h>

#include "base/unicode.h"
#include "mod/semver.h"

static bool is_digit(uint32_t c) { return c >= '0' && c <= '9'; }
static bool is_letter(uint32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool may_have(ModPathKind kind, uint32_t rune) {
  if (rune >= 0x80) return kind == MOD_PATH_FILE && unicode_is_letter(rune);
  if (!rune) return false;
  if (is_digit(rune) || is_letter(rune)) return true;
  const char *others = kind == MOD_PATH_MODULE ? "-._~" : kind == MOD_PATH_IMPORT ? "-._~+" : "!#$%&()+,-.=@[]^_{}~ ";
  return strchr(others, (int)rune) != NULL;
}

// Windows takes these for devices, whatever follows a dot.
static bool is_reserved(const char *text, size_t length) {
  static const char *const devices[] = {"CON", "PRN", "AUX", "NUL"};
  for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
    if (length == 3 && strncasecmp(text, devices[i], 3) == 0) return true;
  return length == 4 && (strncasecmp(text, "COM", 3) == 0 || strncasecmp(text, "LPT", 3) == 0) && text[3] >= '1' &&
         text[3] <= '9';
}

// "longna~1" may be Windows' short form of another name.
static bool is_short_form(const char *text, size_t length) {
  size_t n = length;
  while (n && is_digit((unsigned char)text[n - 1])) n--;
  return n && n < length && text[n - 1] == '~';
}

static const char *quoted(Arena *arena, const char *text, size_t length) { return text_quote(arena, text, length); }

const char *mod_element_problem(Arena *arena, const char *element, size_t length, ModPathKind kind) {
  if (!length) return "empty path element";
  if (strspn(element, ".") >= length)
    return arena_printf(arena, "invalid path element %s", quoted(arena, element, length));
  if (*element == '.' && kind == MOD_PATH_MODULE) return "leading dot in path element";
  if (element[length - 1] == '.') return "trailing dot in path element";
  for (size_t i = 0; i < length;) {
    uint32_t rune;
    i += utf8_decode(element + i, length - i, &rune);
    if (!may_have(kind, rune)) return arena_printf(arena, "invalid char %s", text_quote_rune(arena, rune));
  }
  size_t stem = strcspn(element, ".");
  if (stem > length) stem = length;
  if (is_reserved(element, stem))
    return arena_printf(arena, "%s disallowed as path element component on Windows", quoted(arena, element, stem));
  if (kind != MOD_PATH_FILE && is_short_form(element, stem)) return "trailing tilde and digits in path element";
  return NULL;
}

static bool is_utf8(const char *text) {
  uint32_t rune, width;
  for (size_t n = strlen(text); n; text += width, n -= width)
    if ((width = utf8_decode(text, n, &rune)) == 1 && rune == UNICODE_REPLACEMENT) return false;
  return true;
}

static const char *any_path_problem(Arena *arena, const char *path, ModPathKind kind) {
  if (!is_utf8(path)) return "invalid UTF-8";
  if (!*path) return "empty string";
  if (*path == '-' && kind != MOD_PATH_FILE) return "leading dash";
  if (strstr(path, "//")) return "double slash";
  if (path[strlen(path) - 1] == '/') return "trailing slash";
  for (const char *p = path;; p++) {
    size_t n = strcspn(p, "/");
    const char *problem = mod_element_problem(arena, p, n, kind);
    if (problem) return problem;
    p += n;
    if (!*p) return NULL;
  }
}

// A module's path begins with a domain's name, in small letters.
static const char *domain_problem(Arena *arena, const char *path) {
  size_t n = strcspn(path, "/");
  if (!memchr(path, '.', n)) return "missing dot in first path element";
  for (size_t i = 0; i < n; i++) {
    char c = path[i];
    if (!is_digit((unsigned char)c) && !(c >= 'a' && c <= 'z') && c != '-' && c != '.')
      return arena_printf(arena, "invalid char '%c' in first path element", c);
  }
  return NULL;
}

const char *mod_path_problem(Arena *arena, const char *path, ModPathKind kind) {
  const char *problem = any_path_problem(arena, path, kind), *major;
  if (problem || kind != MOD_PATH_MODULE) return problem;
  if ((problem = domain_problem(arena, path))) return problem;
  return mod_path_major(path, &major) ? NULL : "invalid version";
}

const char *mod_path_error(Arena *arena, const char *path, ModPathKind kind) {
  static const char *const names[] = {"module", "import", "file"};
  const char *problem = mod_path_problem(arena, path, kind);
  if (!problem) return NULL;
  return arena_printf(arena, "malformed %s path %s: %s", names[kind], quoted(arena, path, strlen(path)), problem);
}

bool mod_path_standard(const char *path) { return !memchr(path, '.', strcspn(path, "/")); }

const char *mod_check(Arena *arena, const char *path, const char *version) {
  const char *error = mod_path_error(arena, path, MOD_PATH_MODULE), *major;
  if (error) return error;
  if (!semver_valid(version))
    return arena_printf(arena, "%s@%s: invalid version: not a semantic version", path, version);
  mod_path_major(path, &major);
  if (mod_major_matches(version, major)) return NULL;
  error = mod_major_error(arena, version, major);
  return arena_printf(arena, "%s@%s: invalid version: %s", path, version, strstr(error, "should be"));
}
