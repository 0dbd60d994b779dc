// Strings that end with a NUL: names of functions, settings, symbols. (What is printed: print_leaf.c.)
#ifndef TUCO_RUNTIME_TEXT_H
#define TUCO_RUNTIME_TEXT_H

#include <stdbool.h>

static inline bool text_is(const char *text, const char *other) {
  while (*text && *text == *other) text++, other++;
  return *text == *other;
}

static inline bool text_starts(const char *text, const char *prefix) {
  while (*prefix && *text == *prefix) text++, prefix++;
  return !*prefix;
}

static inline const char *text_end(const char *text) {
  while (*text) text++;
  return text;
}

#endif
