// Versions of Go. Until 1.20 the first release of a language version had no third number; from 1.21 on "1.21" is the
// language alone, which comes before its prereleases, and these before 1.21.0. Numbers are compared as texts.
#include "mod/gover.h"

#include <string.h>

#include "mod/semver.h"

typedef struct Part {
  const char *text;
  size_t length;  // 0: not there
} Part;

typedef struct GoVersion {
  Part major, minor, patch, kind, pre;  // kind: "alpha", "beta", "rc"
} GoVersion;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What is taken is cut off in front of the rest.
static bool take_number(Part *rest, Part *out) {
  *out = (Part){rest->text, 0};
  while (out->length < rest->length && is_digit(rest->text[out->length])) out->length++;
  rest->text += out->length;
  rest->length -= out->length;
  return out->length == 1 || (out->length && *out->text != '0');
}

static bool take_kind(Part *rest, Part *out) {
  *out = (Part){rest->text, 0};
  while (out->length < rest->length && rest->text[out->length] >= 'a' && rest->text[out->length] <= 'z') out->length++;
  rest->text += out->length;
  rest->length -= out->length;
  return out->length != 0;
}

static bool take_dot(Part *rest) {
  if (!rest->length || *rest->text != '.') return false;
  rest->text++;
  rest->length--;
  return true;
}

static Part whole(const char *text) { return (Part){text, strlen(text)}; }

static int compare_numbers(Part a, Part b) { return decimal_compare(a.text, a.length, b.text, b.length); }

static bool read_version(Part v, GoVersion *out) {
  static const Part zero = {"0", 1}, first_with_patch = {"21", 2};
  if (!take_number(&v, &out->major)) return false;
  if (!v.length) {
    out->minor = out->patch = zero;
    return true;
  }
  if (!take_dot(&v) || !take_number(&v, &out->minor)) return false;
  if (!v.length) {
    if (compare_numbers(out->minor, first_with_patch) < 0) out->patch = zero;
    return true;
  }
  if (take_dot(&v)) return take_number(&v, &out->patch) && !v.length;
  if (!take_kind(&v, &out->kind)) return false;
  return !v.length || (take_number(&v, &out->pre) && !v.length);
}

// What is no version has no parts.
static GoVersion parse(Part v) {
  GoVersion out = {0};
  return read_version(v, &out) ? out : (GoVersion){0};
}

bool gover_valid(const char *v) { return parse(whole(v)).major.length != 0; }

static int compare_kinds(Part a, Part b) {
  size_t n = a.length < b.length ? a.length : b.length;
  int order = n ? memcmp(a.text, b.text, n) : 0;
  return order ? order : (a.length > b.length) - (a.length < b.length);
}

// A number that is not there is the least.
static int compare_optional(Part a, Part b) {
  return a.length && b.length ? compare_numbers(a, b) : (a.length != 0) - (b.length != 0);
}

static int compare_parts(Part a, Part b) {
  GoVersion x = parse(a), y = parse(b);
  int order = compare_optional(x.major, y.major);
  if (!order) order = compare_optional(x.minor, y.minor);
  if (!order) order = compare_optional(x.patch, y.patch);
  if (!order) order = compare_kinds(x.kind, y.kind);
  return order ? order : compare_optional(x.pre, y.pre);
}

int gover_compare(const char *a, const char *b) { return compare_parts(whole(a), whole(b)); }

static bool is_lang(GoVersion x) { return x.major.length && !x.patch.length && !x.kind.length && !x.pre.length; }

bool gover_is_lang(const char *v) { return is_lang(parse(whole(v))); }

static bool is_text(Part p, const char *text) {
  return p.length == strlen(text) && memcmp(p.text, text, p.length) == 0;
}

const char *gover_lang(Arena *arena, const char *v) {
  GoVersion x = parse(whole(v));
  if (!x.major.length) return "";
  if (is_text(x.major, "1") && is_text(x.minor, "0")) return "1";
  return arena_printf(arena, "%.*s.%.*s", (int)x.major.length, x.major.text, (int)x.minor.length, x.minor.text);
}

const char *gover_previous(Arena *arena, const char *v) {
  GoVersion x = parse(whole(v));
  if (!x.major.length) return "";
  const char *major = arena_strdup(arena, x.major.text, x.major.length);
  if (is_text(x.minor, "0") || is_text(x.minor, "1")) return major;
  const char *minor = decimal_previous(arena, arena_strdup(arena, x.minor.text, x.minor.length));
  return arena_printf(arena, "%s.%s", major, minor);
}

// The version in the name of a toolchain, of length 0 if there is none.
static Part toolchain_version(const char *name) {
  Part none = {name, 0};
  // A name with a slash would be looked for elsewhere than in PATH.
  if (strpbrk(name, "\\/") || strncmp(name, "go", 2) != 0) return none;
  Part v = {name + 2, strcspn(name + 2, " \t-")};
  return parse(v).major.length ? v : none;
}

const char *gover_of_toolchain(Arena *arena, const char *name) {
  Part v = toolchain_version(name);
  return arena_strdup(arena, v.text, v.length);
}

bool gover_line_valid(const char *text) {
  Part v = whole(text), number;
  if (*text == '0' || !take_number(&v, &number) || !take_dot(&v) || !take_number(&v, &number)) return false;
  if (take_dot(&v) && !take_number(&v, &number)) return false;
  if (!v.length) return true;
  if (!take_kind(&v, &number)) return false;
  take_number(&v, &number);
  return number.length && !v.length;
}

bool gover_toolchain_line_valid(const char *name) {
  return strcmp(name, "default") == 0 || strcmp(name, "go1") == 0 || strncmp(name, "go1.", 4) == 0;
}

// ---- modules' versions

bool gover_is_toolchain(const char *path) { return strcmp(path, "go") == 0 || strcmp(path, "toolchain") == 0; }

// A toolchain line may state a name or a version.
static Part any_version(const char *v) { return gover_valid(v) ? whole(v) : toolchain_version(v); }

// A version of the module "go" or "toolchain".
static GoVersion parse_for(const char *path, const char *v) {
  return parse(strcmp(path, "go") == 0 ? whole(v) : toolchain_version(v));
}

int mod_version_compare(const char *path, const char *a, const char *b) {
  if (strcmp(path, "toolchain") == 0) return compare_parts(any_version(a), any_version(b));
  return strcmp(path, "go") == 0 ? gover_compare(a, b) : semver_compare(a, b);
}

bool mod_version_valid(const char *path, const char *v) {
  return gover_is_toolchain(path) ? parse_for(path, v).major.length != 0 : semver_valid(v);
}

bool mod_version_is_prefix(const char *path, const char *v) {
  if (gover_is_toolchain(path)) return is_lang(parse_for(path, v));
  const char *dot = strchr(v, '.');
  return !strpbrk(v, "-+") && !(dot && strchr(dot + 1, '.'));
}

bool mod_version_is_prerelease(Arena *arena, const char *path, const char *v) {
  return gover_is_toolchain(path) ? parse_for(path, v).kind.length != 0 : *semver_prerelease(arena, v) != 0;
}

const char *mod_version_major_minor(Arena *arena, const char *path, const char *v) {
  if (strcmp(path, "go") == 0) return gover_lang(arena, v);
  if (strcmp(path, "toolchain") != 0) return semver_major_minor(arena, v);
  return arena_printf(arena, "go%s", gover_lang(arena, gover_of_toolchain(arena, v)));
}

int mod_compare(const ModVersion *a, const ModVersion *b) {
  int order = strcmp(a->path, b->path);
  if (order) return order;
  size_t n = strcspn(a->version, "/"), m = strcspn(b->version, "/");
  if (n == m && memcmp(a->version, b->version, n) == 0) return strcmp(a->version + n, b->version + m);
  Part x = {a->version, n}, y = {b->version, m};
  return gover_is_toolchain(a->path) ? compare_parts(x, y) : semver_compare_parts(x.text, n, y.text, m);
}
