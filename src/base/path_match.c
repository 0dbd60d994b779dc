// path.Match of Go. Of several stars only the last is ever tried again: what stands before it has been matched as far
// to the left as can be, and nothing is won by moving that. So the time is at most the product of the lengths.
#include "base/path_match.h"

#include <string.h>

#include "base/unicode.h"

// The character at *p of a class; false at its end or in a malformed pattern.
static bool class_rune(const char **p, uint32_t *rune) {
  if (**p == 0 || **p == '-' || **p == ']') return false;
  if (**p == '\\' && *++*p == 0) return false;
  uint32_t length = utf8_decode(*p, strlen(*p), rune);
  if (length == 1 && *rune == UNICODE_REPLACEMENT) return false;
  *p += length;
  return **p != 0;
}

// Matches `rune` with the class behind "[". False if the pattern is malformed.
static bool class_match(const char **p, uint32_t rune, bool *matched) {
  bool negated = **p == '^', found = false;
  if (negated) ++*p;
  for (int ranges = 0; **p != ']' || ranges == 0; ranges++) {
    uint32_t low, high;
    if (!class_rune(p, &low)) return false;
    high = low;
    if (**p == '-') {
      ++*p;
      if (!class_rune(p, &high)) return false;
    }
    found |= low <= rune && rune <= high;
  }
  ++*p;
  *matched = found != negated;
  return true;
}

// One character of the name against what stands at *pattern, which is no star. Moves both on if they match.
static bool match_one(const char **pattern, const char **name) {
  const char *p = *pattern;
  uint32_t rune, length = utf8_decode(*name, strlen(*name), &rune);
  bool matched = true;
  if (!length || !*p) return false;
  if (*p == '[') {
    p++;
    if (!class_match(&p, rune, &matched)) return false;
  } else if (*p == '?') {
    p++;
    matched = **name != '/';
  } else {
    if (*p == '\\') p++;
    matched = *p++ == **name;
    length = 1;
  }
  if (!matched) return false;
  *pattern = p;
  *name += length;
  return true;
}

bool path_match(const char *pattern, const char *name) {
  const char *star = NULL, *star_end = NULL;  // behind the last star; the end of what it stands for
  for (;;) {
    if (*pattern == '*') {
      star = ++pattern;
      star_end = name;
    } else if (!*pattern && !*name) {
      return true;
    } else if (!match_one(&pattern, &name)) {
      if (!star || !*star_end || *star_end == '/') return false;
      name = ++star_end;
      pattern = star;
    }
  }
}

bool path_pattern_valid(const char *pattern) {
  for (const char *p = pattern; *p;) {
    bool matched;
    if (*p == '[') {
      p++;
      if (!class_match(&p, 0, &matched)) return false;
    } else {
      if (*p == '\\' && *++p == 0) return false;
      p++;
    }
  }
  return true;
}
