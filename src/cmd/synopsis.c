// The first sentence of a package's documentation, as go/doc's Synopsis finds it and go/doc/comment prints it.
#include <ctype.h>
#include <string.h>

#include "cmd/cmd.h"

static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// A full stop and a space end it, but not where the stop is behind a single capital letter.
static size_t sentence_length(const char *text) {
  for (size_t i = 1; text[i]; i++) {
    if (!is_blank(text[i]) || text[i - 1] != '.') continue;
    bool capital = i > 1 && isupper((unsigned char)text[i - 2]);
    if (!capital || (i > 2 && isupper((unsigned char)text[i - 3]))) return i;
  }
  return strlen(text);
}

static bool is_legal_notice(const char *text) {
  static const char *const starts[] = {"copyright", "all rights", "author"};
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
    if (strncasecmp(text, starts[i], strlen(starts[i])) == 0) return true;
  return false;
}

const char *synopsis(Arena *arena, const char *comment, size_t length) {
  if (!comment) return "";
  char *text = syntax_comment_text(arena, comment, length);
  while (is_blank(*text)) text++;
  text[sentence_length(text)] = 0;
  if (is_legal_notice(text) || *text == '#') return "";
  char *blank = strstr(text, "\n\n"), *out = arena_alloc(arena, strlen(text) + 1, 1);
  if (blank) *blank = 0;
  size_t n = 0;
  for (const char *p = text; *p; p++)
    if (!is_blank(*p)) out[n++] = *p;
    else if (n && out[n - 1] != ' ') out[n++] = ' ';
  while (n && out[n - 1] == ' ') n--;
  out[n] = 0;
  return out;
}
