// The patterns of //go:embed lines, found without a parser: as go/build does, in the comments of files that import
// "embed". Whether they stand where they may is the compiler's to say, and malformed ones it passes over.
#include <string.h>

#include "base/source.h"
#include "base/unicode.h"
#include "files/header.h"
#include "files/internal.h"

// Behind the text in quotes that begins at p.
static const char *skip_quoted(const char *p, const char *end) {
  char quote = *p++;
  for (; p < end && *p != quote; p++) {
    if (*p == '\n' && quote != '`') break;
    if (*p == '\\' && quote != '`') p++;
  }
  return p < end ? p + 1 : end;
}

static void read_line(Arena *arena, const char *p, const char *end, StringVec *patterns) {
  static const char mark[] = "//go:embed";
  size_t n = sizeof mark - 1;
  if ((size_t)(end - p) <= n || memcmp(p, mark, n) != 0 || !strchr(" \t", p[n])) return;
  uint32_t before = patterns->len;
  for (p += n;;) {
    while (p < end && strchr(" \t\r", *p)) p++;
    if (p == end) return;
    const char *word;
    if (!(p = text_quoted_word(arena, p, end, &word))) break;
    vec_push(arena, patterns, word);
  }
  patterns->len = before;
}

static void read_comments(Arena *arena, const char *p, const char *end, StringVec *patterns) {
  while (p < end) {
    if (*p == '/' && p[1] == '/') {
      const char *line_end = memchr(p, '\n', (size_t)(end - p));
      if (!line_end) line_end = end;
      read_line(arena, p, line_end, patterns);
      p = line_end;
    } else if (*p == '/' && p[1] == '*') {
      const char *close = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
      p = close ? close + 2 : end;
    } else if (*p == '"' || *p == '\'' || *p == '`') {
      p = skip_quoted(p, end);
    } else {
      p++;
    }
  }
}

// Does a file import a path? malformed imports are none.
static bool imports(Arena *arena, const FileStart *start, const char *wanted) {
  for (uint32_t i = 0; i < start->imports.len; i++) {
    const char *path = import_path(arena, &start->imports.data[i]);
    if (path && strcmp(path, wanted) == 0) return true;
  }
  return false;
}

// A file of package "documentation" is of none.
static bool is_documentation(const FileStart *start) {
  static const char name[] = "documentation";
  return start->name_length == strlen(name) && memcmp(start->name, name, strlen(name)) == 0;
}

bool embed_patterns(Arena *arena, const char *dir, bool with_tests, bool cgo, StringVec *patterns) {
  StringVec names = {0};
  bool any = false;
  *patterns = (StringVec){0};
  go_file_names(arena, dir, &names);
  for (uint32_t i = 0; i < names.len; i++) {
    size_t size;
    const char *text = source_read(arena, arena_printf(arena, "%s/%s", dir, names.data[i]), &size);
    if (!text) continue;
    FileStart start;
    file_start_read(arena, text, size, &start);
    if (is_documentation(&start) || (!cgo && imports(arena, &start, "C"))) continue;
    any = true;
    if (!imports(arena, &start, "embed") || (is_test_name(names.data[i]) && !with_tests)) continue;
    read_comments(arena, start.text, text + size, patterns);
  }
  strings_sort_unique(patterns);
  return any;
}
