// Versions: of modules (semantic versions, https://semver.org, with Go's leading "v") and of Go itself ("1.21rc2").
// Stands below the files that read go.mod and choose modules; relies on nothing.
#include <ctype.h>
#include <string.h>

#include "load/modules.h"

// ---- semantic versions

static bool is_ident_char(char c) { return isalnum((unsigned char)c) || c == '-'; }

// A number without leading zeros; NULL if there is none.
static const char *skip_number(const char *p) {
  if (!isdigit((unsigned char)*p)) return NULL;
  if (*p == '0') return p + 1;
  while (isdigit((unsigned char)*p)) p++;
  return p;
}

// Identifiers separated by dots; numeric ones have no leading zeros where `strict` says so.
static const char *skip_identifiers(const char *p, bool strict) {
  for (;;) {
    const char *start = p;
    bool number = true;
    for (; is_ident_char(*p); p++) number &= isdigit((unsigned char)*p) != 0;
    if (p == start || (strict && number && *start == '0' && p - start > 1)) return NULL;
    if (*p != '.') return p;
    p++;
  }
}

// The parts of vMAJOR.MINOR.PATCH[-PRERELEASE][+BUILD]; false if it is no such version.
typedef struct Semver {
  const char *number[3], *prerelease, *prerelease_end, *build;
} Semver;

static bool parse_semver(const char *v, Semver *out) {
  *out = (Semver){.build = ""};
  const char *p = v;
  if (*p != 'v') return false;
  for (int i = 0; i < 3; i++) {
    out->number[i] = ++p;
    if (!(p = skip_number(p)) || (i < 2 && *p != '.')) return false;
  }
  if (*p == '-') {
    out->prerelease = p + 1;
    if (!(p = skip_identifiers(p + 1, true))) return false;
    out->prerelease_end = p;
  }
  if (*p == '+') {
    out->build = p;
    if (!(p = skip_identifiers(p + 1, false))) return false;
  }
  return *p == 0;
}

static int compare_numbers(const char *a, size_t n, const char *b, size_t m) {
  if (n != m) return n < m ? -1 : 1;
  return memcmp(a, b, n);
}

static int compare_prereleases(const Semver *x, const Semver *y) {
  if (!x->prerelease || !y->prerelease) return (y->prerelease != NULL) - (x->prerelease != NULL);
  const char *a = x->prerelease, *b = y->prerelease;
  for (;;) {
    size_t n = strcspn(a, ".+"), m = strcspn(b, ".+");
    bool a_number = strspn(a, "0123456789") == n, b_number = strspn(b, "0123456789") == m;
    int order;
    if (a_number != b_number) order = a_number ? -1 : 1;
    else if (a_number) order = compare_numbers(a, n, b, m);
    else order = memcmp(a, b, n < m ? n : m) ?: (n > m) - (n < m);
    if (order) return order;
    bool a_more = a[n] == '.', b_more = b[m] == '.';
    if (!a_more || !b_more) return a_more - b_more;
    a += n + 1;
    b += m + 1;
  }
}

bool version_valid(const char *v) {
  Semver parsed;
  return parse_semver(v, &parsed);
}

bool version_canonical(const char *v) {
  Semver parsed;
  return parse_semver(v, &parsed) && (!*parsed.build || strcmp(parsed.build, "+incompatible") == 0);
}

int version_compare(const char *a, const char *b) {
  Semver x, y;
  bool ok = parse_semver(a, &x), also = parse_semver(b, &y);
  if (!ok || !also) return ok - also;
  for (int i = 0; i < 3; i++) {
    int order =
        compare_numbers(x.number[i], strspn(x.number[i], "0123456789"), y.number[i], strspn(y.number[i], "0123456789"));
    if (order) return order;
  }
  return compare_prereleases(&x, &y);
}

// ---- versions of Go

typedef struct GoVersion {
  long major, minor, patch, pre;  // patch -1: none, as in "1.21", which is before all of 1.21's
  char kind[8];                   // "rc", "beta"; "" a release
} GoVersion;

static bool read_long(const char **p, long *out) {
  const char *end = skip_number(*p);
  if (!end || end - *p > 9) return false;
  for (*out = 0; *p < end; ++*p) *out = *out * 10 + (**p - '0');
  return true;
}

static bool parse_go(const char *v, GoVersion *out) {
  *out = (GoVersion){.patch = -1};
  if (!read_long(&v, &out->major)) return false;
  if (!*v) {
    out->patch = 0;
    return true;
  }
  if (*v++ != '.' || !read_long(&v, &out->minor)) return false;
  if (!*v) {
    // Until Go 1.20 the first release of a version had no third number.
    if (out->major == 1 && out->minor < 21) out->patch = 0;
    return true;
  }
  if (*v == '.') return v++, read_long(&v, &out->patch) && !*v;
  size_t n = 0;
  while (islower((unsigned char)*v) && n + 1 < sizeof out->kind) out->kind[n++] = *v++;
  return n && read_long(&v, &out->pre) && !*v;
}

bool go_version_valid(const char *v) {
  GoVersion parsed;
  return parse_go(v, &parsed);
}

int go_version_compare(const char *a, const char *b) {
  GoVersion x, y;
  bool ok = parse_go(a, &x), also = parse_go(b, &y);
  if (!ok || !also) return ok - also;
  if (x.major != y.major) return x.major < y.major ? -1 : 1;
  if (x.minor != y.minor) return x.minor < y.minor ? -1 : 1;
  if (x.patch != y.patch) return x.patch < y.patch ? -1 : 1;
  int order = strcmp(x.kind, y.kind);
  return order ? order : (x.pre > y.pre) - (x.pre < y.pre);
}

// ---- module paths

bool module_path_major(const char *path, const char **major) {
  size_t n = strlen(path), i = n;
  bool gopkg = strncmp(path, "gopkg.in/", 9) == 0;
  *major = path + n;
  if (gopkg && n > 9 && strcmp(path + n - (n > 9 ? 9 : 0), "-unstable") == 0) i = n - 9;
  while (i > 0 && isdigit((unsigned char)path[i - 1])) i--;
  bool suffix = i > 1 && i < n && path[i - 1] == 'v' && path[i - 2] == (gopkg ? '.' : '/');
  if (!suffix) return !gopkg;
  if (!gopkg && (path[i] == '0' || (path[i] == '1' && i + 1 == n))) return false;
  *major = path + i - 2;
  return true;
}

bool version_has_major(const char *version, const char *major) {
  if (!*major) return strncmp(version, "v0.", 3) == 0 || strncmp(version, "v1.", 3) == 0 || strchr(version, '+');
  if (strncmp(version, "v0.0.0-", 7) == 0 && major[0] == '.') return true;  // gopkg.in's first pseudo-versions
  size_t n = strcspn(major + 1, "-");
  return strncmp(version, major + 1, n) == 0 && version[n] == '.';
}

static const char *element_problem(Arena *arena, const char *element, size_t n, bool module) {
  static const char *const reserved[] = {"CON",  "com1", "com2", "com3", "com4", "com5", "com6", "com7",
                                         "com8", "com9", "PRN",  "AUX",  "NUL",  "lpt1", "lpt2", "lpt3",
                                         "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"};
  if (!n) return "empty path element";
  if (strspn(element, ".") >= n) return arena_printf(arena, "invalid path element \"%.*s\"", (int)n, element);
  if (module && element[0] == '.') return "leading dot in path element";
  if (element[n - 1] == '.') return "trailing dot in path element";
  for (size_t i = 0; i < n; i++) {
    char c = element[i];
    if (isalnum((unsigned char)c) || strchr("-._~", c) || (!module && c == '+')) continue;
    size_t length = 1;
    while ((element[i + length] & 0xc0) == 0x80) length++;
    return arena_printf(arena, "invalid char '%.*s'", (int)length, element + i);
  }
  size_t stem = strcspn(element, "./");
  if (stem > n) stem = n;
  for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
    if (strlen(reserved[i]) == stem && strncasecmp(reserved[i], element, stem) == 0)
      return arena_printf(arena, "\"%.*s\" disallowed as path element component on Windows", (int)stem, element);
  return NULL;
}

const char *module_path_problem(Arena *arena, const char *path, bool module) {
  if (!*path) return "empty string";
  if (*path == '-') return "leading dash";
  if (strstr(path, "//")) return "double slash";
  if (path[strlen(path) - 1] == '/') return "trailing slash";
  for (const char *p = path;; p++) {
    size_t n = strcspn(p, "/");
    const char *problem = element_problem(arena, p, n, module);
    if (problem) return problem;
    p += n;
    if (!*p) return NULL;
  }
}
