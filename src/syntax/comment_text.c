// What a group of comments says, as CommentGroup.Text of go/ast gives it: without the marks, a line each, without white
// space at the ends of lines, empty lines at the beginning and end, and more than one of them between others.
// Directives ("//go:generate", "//line") say nothing.
#include <string.h>

#include "syntax/syntax.h"

typedef struct Lines {
  char *out;
  size_t length;
  bool blank;  // an empty line comes before the next one
} Lines;

static void add_line(Lines *lines, const char *from, const char *to) {
  while (to > from && strchr(" \t\r\n", to[-1])) to--;
  if (from == to) {
    lines->blank = lines->length > 0;
    return;
  }
  if (lines->blank) lines->out[lines->length++] = '\n';
  lines->blank = false;
  memcpy(lines->out + lines->length, from, (size_t)(to - from));
  lines->length += (size_t)(to - from);
  lines->out[lines->length++] = '\n';
}

static bool is_small(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// What stands behind "//".
static bool is_directive(const char *from, const char *to) {
  static const char *const words[] = {"line ", "extern ", "export "};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    size_t n = strlen(words[i]);
    if ((size_t)(to - from) >= n && memcmp(from, words[i], n) == 0) return true;
  }
  const char *p = from;
  while (p < to && is_small(*p)) p++;
  return p > from && p + 1 < to && *p == ':' && is_small(p[1]);
}

// Returns the comment's end.
static const char *add_comment(Lines *lines, const char *p, const char *end) {
  if (p[1] == '/') {
    const char *stop = memchr(p, '\n', (size_t)(end - p));
    if (!stop) stop = end;
    p += 2;
    if (p < stop && *p == ' ') add_line(lines, p + 1, stop);
    else if (!is_directive(p, stop)) add_line(lines, p, stop);
    return stop;
  }
  const char *close = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
  if (!close) close = end;
  for (p += 2; p <= close;) {
    const char *stop = memchr(p, '\n', (size_t)(close - p));
    if (!stop) stop = close;
    add_line(lines, p, stop);
    p = stop + 1;
  }
  return close + 2 < end ? close + 2 : end;
}

char *syntax_comment_text(Arena *arena, const char *group, size_t length) {
  Lines lines = {.out = arena_alloc(arena, length + 2, 1)};
  const char *end = group + length;
  for (const char *p = group; p + 1 < end;) p = *p == '/' ? add_comment(&lines, p, end) : p + 1;
  lines.out[lines.length] = 0;
  return lines.out;
}
