// Build constraints: //go:build expressions, // +build lines, and the
// _GOOS_GOARCH forms of file names (cmd/go "Build constraints"). Answers about texts and names, without errors: what is
// not well formed is constraint_syntax.c's.
#include "files/constraint.h"

#include <string.h>

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
static const char *const experiments[] = {"regabiwrappers", "regabiargs",           "dwarf5",
                                          "greenteagc",     "randomizedheapbase64", NULL};

const char *constraint_experiments(Arena *arena) {
  const char *text = experiments[0];
  for (int i = 1; experiments[i]; i++) text = arena_printf(arena, "%s,%s", text, experiments[i]);
  return text;
}

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

// Who asks about tags: they are looked up for a target, or for any.
typedef struct TagReader {
  const BuildTarget *target;
  bool generic_arch;
  const char *extra;
  bool wanted;  // what is an answer in favour of the file; behind "!" that the tag does not hold
} TagReader;

// An empty tag and "ignore" hold nowhere, unless somebody has set them.
static bool tag_holds(const TagReader *r, const char *tag, size_t length) {
  const BuildTarget *target = r->target;
  if (target->any) return length && !equals(tag, length, "ignore") && r->wanted;
  if (equals(tag, length, target->goos) || (!r->generic_arch && equals(tag, length, target->goarch))) return true;
  if (equals(tag, length, "gc") || (equals(tag, length, "cgo") && target->cgo)) return true;
  if (equals(tag, length, "unix")) return listed(unix_os, target->goos, strlen(target->goos));
  for (size_t i = 0; i < sizeof implied / sizeof *implied; i++)
    if (equals(tag, length, implied[i].tag) && strcmp(target->goos, implied[i].os) == 0) return true;
  if (equals(tag, length, "amd64.v1")) return !r->generic_arch && strcmp(target->goarch, "amd64") == 0;
  if (length > 13 && memcmp(tag, "goexperiment.", 13) == 0) return listed(experiments, tag + 13, length - 13);
  if (release_tag(tag, length)) return true;
  if (in_words(r->extra, tag, length)) return true;
  for (uint32_t i = 0; i < target->tags.len; i++)
    if (equals(tag, length, target->tags.data[i])) return true;
  return false;
}

StringVec constraint_tool_tags(Arena *arena, const BuildTarget *target) {
  StringVec tags = {0};
  for (size_t i = 0; i < sizeof experiments / sizeof *experiments && experiments[i]; i++)
    vec_push(arena, &tags, arena_printf(arena, "goexperiment.%s", experiments[i]));
  if (strcmp(target->goarch, "amd64") == 0) vec_push(arena, &tags, "amd64.v1");
  return tags;
}

bool constraint_name_matches(const BuildTarget *target, const char *file_name, bool generic_arch) {
  if (target->any) return true;
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
  const TagReader system = {.target = target}, machine = {.target = target, .generic_arch = generic_arch};
  if (count == 2 && listed(known_os, parts[1], sizes[1]) && listed(known_arch, parts[0], sizes[0]))
    return tag_holds(&system, parts[1], sizes[1]) && tag_holds(&machine, parts[0], sizes[0]);
  if (count >= 1 && listed(known_os, parts[0], sizes[0])) return tag_holds(&system, parts[0], sizes[0]);
  if (count >= 1 && listed(known_arch, parts[0], sizes[0])) return tag_holds(&machine, parts[0], sizes[0]);
  return true;
}

// ---- //go:build expressions: or = and {"||" and}; and = not {"&&" not}; not = "!" not | "(" or ")" | tag

typedef struct ExprReader {
  TagReader tags;
  const char *cursor, *end;
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

static bool take_byte(ExprReader *r, char c) {
  if (r->cursor >= r->end || *r->cursor != c) return false;
  r->cursor++;
  return true;
}

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static bool tag_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         (c & 0x80);
}

static bool read_not(ExprReader *r) {
  if (++r->depth > 1000) return false;
  bool result;
  if (take(r, "!")) {
    r->tags.wanted = !r->tags.wanted;
    result = !read_not(r);
    r->tags.wanted = !r->tags.wanted;
  } else if (take(r, "(")) {
    result = read_or(r);
    take(r, ")");
  } else {
    skip_space(r);
    const char *start = r->cursor;
    while (r->cursor < r->end && tag_char(*r->cursor)) r->cursor++;
    result = tag_holds(&r->tags, start, (size_t)(r->cursor - start));
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

static bool ends_tag(char c) { return c == ' ' || c == '\t' || c == ','; }

// One of the tags of a "+build" line, perhaps with one "!". What is no tag counts as "ignore".
static bool plus_build_tag(ExprReader *r) {
  const char *start = r->cursor;
  while (r->cursor < r->end && !ends_tag(*r->cursor)) r->cursor++;
  size_t length = (size_t)(r->cursor - start), good = 0;
  bool negated = length > 1 && start[0] == '!' && start[1] != '!';
  if (negated) start++, length--;
  while (good < length && tag_char(start[good])) good++;
  if (!length || good < length) start = "ignore", length = strlen(start);
  r->tags.wanted = !negated;
  bool holds = tag_holds(&r->tags, start, length);
  r->tags.wanted = true;
  return holds != negated;
}

// A "+build" line: space separates alternatives, comma conjunctions.
static bool plus_build_line(ExprReader *r) {
  bool any = false;
  for (skip_space(r); r->cursor < r->end; skip_space(r)) {
    bool all = plus_build_tag(r);
    while (take_byte(r, ',')) all = plus_build_tag(r) && all;
    any = any || all;
  }
  return any;
}

// Is it "// +build …"? Then the reader stands behind that.
static bool is_plus_build(ExprReader *r) {
  if (!take(r, "//") || !take(r, "+build")) return false;
  return r->cursor == r->end || *r->cursor == ' ' || *r->cursor == '\t';
}

static bool is_go_build(const char *line, size_t length) {
  return length >= 10 && memcmp(line, "//go:build", 10) == 0 &&
         (length == 10 || line[10] == ' ' || line[10] == '\t' || line[10] == '\r');
}

// Walks the comments and blank lines before the package clause. Old lines count only above a blank line that stands
// below line comments alone; what documents the package is none.
bool constraint_file_matches(const BuildTarget *target, const char *text, size_t size, bool generic_arch,
                             const char *extra) {
  const char *p = text, *end = text + size;
  if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) p += 3;
  bool plus_ok = true, above_blank = true, ended = false;
  while (p < end) {
    const char *line_end = memchr(p, '\n', (size_t)(end - p)), *next = line_end ? line_end + 1 : end;
    if (!line_end) line_end = end;
    while (p < line_end && is_blank(*p)) p++;
    while (line_end > p && is_blank(line_end[-1])) line_end--;
    size_t length = (size_t)(line_end - p);
    if (length >= 2 && p[0] == '/' && p[1] == '*') {
      const char *close = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
      if (!close) break;
      ended = true;
      p = close + 2;
      continue;
    }
    if (length && (length < 2 || p[0] != '/' || p[1] != '/')) break;
    ExprReader reader = {.tags = {target, generic_arch, extra, true}, .cursor = p, .end = line_end};
    if (is_go_build(p, length)) {
      reader.cursor += 10;
      return read_or(&reader);
    }
    if (!length && !ended) plus_ok = plus_ok && above_blank, above_blank = true;
    else if (is_plus_build(&reader)) above_blank = plus_build_line(&reader) && above_blank;
    p = next;
  }
  return plus_ok;
}
