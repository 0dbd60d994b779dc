// Build constraints: //go:build expressions, // +build lines, and the
// _GOOS_GOARCH forms of file names (cmd/go "Build constraints"). Answers about texts and names, without errors: what is
// not well formed is constraint_syntax.c's.
#include <string.h>

#include "load/load.h"

static const char *const known_os[] = {"aix",     "android", "darwin",  "dragonfly", "freebsd", "hurd",    "illumos",
                                       "ios",     "js",      "linux",   "nacl",      "netbsd",  "openbsd", "plan9",
                                       "solaris", "wasip1",  "windows", "zos",       NULL};
static const char *const known_arch[] = {
    "386",     "amd64",  "amd64p32", "arm",       "armbe",       "arm64", "arm64be", "loong64", "mips",
    "mipsle",  "mips64", "mips64le", "mips64p32", "mips64p32le", "ppc",   "ppc64",   "ppc64le", "riscv",
    "riscv64", "s390",   "s390x",    "sparc",     "sparc64",     "wasm",  NULL};
static const char *const unix_os[] = {"aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos",
                                      "ios", "linux",   "netbsd", "openbsd",   "solaris", NULL};
// Systems that are variants of others.
static const struct {
  const char *os, *tag;
} implied[] = {{"android", "linux"}, {"illumos", "solaris"}, {"ios", "darwin"}};
// Experiments that are on by default in Go 1.26 on amd64.
static const char *const experiments[] = {"regabiwrappers",       "regabiargs", "dwarf5",
                                          "randomizedheapbase64", "greenteagc", NULL};

static bool equals(const char *text, size_t length, const char *word) {
  return strlen(word) == length && memcmp(text, word, length) == 0;
}

static bool listed(const char *const *list, const char *text, size_t length) {
  for (; *list; list++)
    if (equals(text, length, *list)) return true;
  return false;
}

// words are separated by single spaces.
static bool in_words(const char *words, const char *text, size_t length) {
  while (words && *words) {
    size_t n = strcspn(words, " ");
    if (n == length && memcmp(words, text, n) == 0) return true;
    words += n + (words[n] == ' ');
  }
  return false;
}

// go1.1 … go1.26
static bool release_tag(const char *text, size_t length) {
  if (length < 5 || length > 6 || memcmp(text, "go1.", 4) != 0) return false;
  int minor = 0;
  for (size_t i = 4; i < length; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    minor = minor * 10 + (text[i] - '0');
  }
  return text[4] != '0' && minor <= 26;
}

bool constraint_tag(const BuildContext *context, const char *tag, size_t length, bool generic_arch, const char *extra) {
  if (equals(tag, length, context->goos) || (!generic_arch && equals(tag, length, context->goarch))) return true;
  if (equals(tag, length, "gc") || (equals(tag, length, "cgo") && context->cgo)) return true;
  if (equals(tag, length, "unix")) return listed(unix_os, context->goos, strlen(context->goos));
  for (size_t i = 0; i < sizeof implied / sizeof *implied; i++)
    if (equals(tag, length, implied[i].tag) && strcmp(context->goos, implied[i].os) == 0) return true;
  if (equals(tag, length, "amd64.v1")) return !generic_arch && strcmp(context->goarch, "amd64") == 0;
  if (length > 13 && memcmp(tag, "goexperiment.", 13) == 0) return listed(experiments, tag + 13, length - 13);
  if (release_tag(tag, length)) return true;
  if (in_words(extra, tag, length)) return true;
  for (uint32_t i = 0; i < context->tags.len; i++)
    if (equals(tag, length, context->tags.data[i])) return true;
  return false;
}

bool constraint_name_matches(const BuildContext *context, const char *file_name, bool generic_arch) {
  const char *dot = strchr(file_name, '.');
  size_t length = dot ? (size_t)(dot - file_name) : strlen(file_name);
  // Before the first underscore the name is free: "linux.go" has no constraint.
  const char *first = memchr(file_name, '_', length);
  if (!first) return true;
  const char *parts[2] = {NULL, NULL};
  size_t sizes[2] = {0, 0};
  size_t end = length;
  if (end > 5 && memcmp(file_name + end - 5, "_test", 5) == 0) end -= 5;
  int count = 0;
  while (count < 2) {
    size_t start = end;
    while (start > 0 && file_name[start - 1] != '_') start--;
    if (start == 0) break;
    parts[count] = file_name + start;
    sizes[count++] = end - start;
    end = start - 1;
  }
  if (count == 2 && listed(known_os, parts[1], sizes[1]) && listed(known_arch, parts[0], sizes[0]))
    return constraint_tag(context, parts[1], sizes[1], false, NULL) &&
           constraint_tag(context, parts[0], sizes[0], generic_arch, NULL);
  if (count >= 1 && listed(known_os, parts[0], sizes[0]))
    return constraint_tag(context, parts[0], sizes[0], false, NULL);
  if (count >= 1 && listed(known_arch, parts[0], sizes[0]))
    return constraint_tag(context, parts[0], sizes[0], generic_arch, NULL);
  return true;
}

// ---- //go:build expressions: or = and {"||" and}; and = not {"&&" not}; not = "!" not | "(" or ")" | tag

typedef struct ExprReader {
  const BuildContext *context;
  const char *cursor, *end;
  bool generic_arch;
  const char *extra;
  int depth;
} ExprReader;

static bool read_or(ExprReader *r);

static void skip_space(ExprReader *r) {
  while (r->cursor < r->end && (*r->cursor == ' ' || *r->cursor == '\t')) r->cursor++;
}

static bool take(ExprReader *r, const char *token) {
  skip_space(r);
  size_t length = strlen(token);
  if ((size_t)(r->end - r->cursor) < length || memcmp(r->cursor, token, length) != 0) return false;
  r->cursor += length;
  return true;
}

static bool tag_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         (c & 0x80);
}

static bool read_not(ExprReader *r) {
  if (++r->depth > 1000) return false;
  bool result;
  if (take(r, "!")) {
    result = !read_not(r);
  } else if (take(r, "(")) {
    result = read_or(r);
    take(r, ")");
  } else {
    skip_space(r);
    const char *start = r->cursor;
    while (r->cursor < r->end && tag_char(*r->cursor)) r->cursor++;
    result = constraint_tag(r->context, start, (size_t)(r->cursor - start), r->generic_arch, r->extra);
  }
  r->depth--;
  return result;
}

static bool read_and(ExprReader *r) {
  bool result = read_not(r);
  while (take(r, "&&")) {
    bool right = read_not(r);
    result = result && right;
  }
  return result;
}

static bool read_or(ExprReader *r) {
  bool result = read_and(r);
  while (take(r, "||")) {
    bool right = read_and(r);
    result = result || right;
  }
  return result;
}

// A "+build" line: space separates alternatives, comma conjunctions.
static bool plus_build_line(ExprReader *r) {
  bool any = false, has_term = false;
  while (r->cursor < r->end) {
    skip_space(r);
    if (r->cursor >= r->end) break;
    bool all = true;
    has_term = true;
    while (r->cursor < r->end && *r->cursor != ' ' && *r->cursor != '\t') {
      bool negate = *r->cursor == '!';
      if (negate) r->cursor++;
      const char *start = r->cursor;
      while (r->cursor < r->end && tag_char(*r->cursor)) r->cursor++;
      bool value = constraint_tag(r->context, start, (size_t)(r->cursor - start), r->generic_arch, r->extra);
      all = all && (value != negate);
      if (r->cursor < r->end && *r->cursor == ',') r->cursor++;
      else if (r->cursor == start) r->cursor++;
    }
    any = any || all;
  }
  return any || !has_term;
}

// Walks the comments and blank lines before the package clause.
bool constraint_file_matches(const BuildContext *context, const char *text, size_t size, bool generic_arch,
                             const char *extra) {
  const char *p = text, *end = text + size;
  if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) p += 3;
  bool plus_ok = true;
  while (p < end) {
    const char *line_end = memchr(p, '\n', (size_t)(end - p));
    if (!line_end) line_end = end;
    while (p < line_end && (*p == ' ' || *p == '\t' || *p == '\r')) p++;
    size_t length = (size_t)(line_end - p);
    if (length >= 2 && p[0] == '/' && p[1] == '*') {
      const char *close = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
      if (!close) break;
      p = close + 2;
      continue;
    }
    if (length >= 2 && !(p[0] == '/' && p[1] == '/')) break;
    if (length == 1) break;
    ExprReader reader = {context, p, line_end, generic_arch, extra, 0};
    if (line_end > p && line_end[-1] == '\r') reader.end--;
    if (length > 10 && memcmp(p, "//go:build", 10) == 0 && (p[10] == ' ' || p[10] == '\t')) {
      reader.cursor += 10;
      return read_or(&reader);
    }
    if (take(&reader, "//") && take(&reader, "+build ")) plus_ok = plus_build_line(&reader) && plus_ok;
    p = line_end + (line_end < end);
  }
  return plus_ok;
}
