// The first sentence of a package's documentation, as go/doc's Synopsis finds it and go/doc/comment prints it.
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/paths.h"
#include "list/folder.h"
#include "mod/path.h"

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

// ---- links to documentation: [path.Name], which are printed without their brackets

static bool is_capitalized(const char *p, const char *end) {
  if (p == end || !isupper((unsigned char)*p)) return false;
  while (p < end && (isalnum((unsigned char)*p) || *p == '_' || (unsigned char)*p >= 0x80)) p++;
  return p == end;
}

// Takes ".Name" off the end of a text, or all of it where there is no dot. False: there is none.
static bool take_name(const char *p, const char **end) {
  const char *dot = memrchr(p, '.', (size_t)(*end - p));
  if (!is_capitalized(dot ? dot + 1 : p, *end)) return false;
  *end = dot ? dot : p;
  return true;
}

static bool may_adjoin(char c) { return !c || is_blank(c) || (ispunct((unsigned char)c) && !strchr("$+<=>^`|~", c)); }

// Is what stands between brackets a link? Of a package: its symbols are not known.
static bool is_link(Arena *arena, const char *goroot, const char *text, const char *open, const char *close) {
  const char *p = open + 1 + (open[1] == '*'), *end = close;
  if (!may_adjoin(open > text ? open[-1] : 0) || !may_adjoin(close[1])) return false;
  if (take_name(p, &end) && end > p) take_name(p, &end);
  if (p >= end) return false;
  const char *path = arena_strdup(arena, p, (size_t)(end - p));
  if (strchr(path, '/')) return !mod_path_problem(arena, path, MOD_PATH_IMPORT);
  if (strspn(path, "abcdefghijklmnopqrstuvwxyz0123456789") != strlen(path)) return false;
  return folder_has_go_files(arena_printf(arena, "%s/src/%s", goroot, path));
}

static void drop_brackets(Arena *arena, const char *goroot, char *text) {
  const char *source = arena_strdup(arena, text, strlen(text)), *close = NULL;
  char *out = text;
  for (const char *p = source; *p; p++) {
    const char *end = *p == '[' ? strpbrk(p + 1, "[]\n") : NULL;
    if (end && *end == ']' && is_link(arena, goroot, source, p, end)) close = end;
    else if (p != close) *out++ = *p;
  }
  *out = 0;
}

// ``text'' is written with quotation marks.
static const char *with_quotes(Arena *arena, const char *text) {
  if (!strstr(text, "``") && !strstr(text, "''")) return text;
  char *out = arena_alloc(arena, strlen(text) * 2 + 1, 1);
  size_t n = 0;
  for (const char *p = text; *p; p++) {
    bool twice = (*p == '`' || *p == '\'') && p[1] == *p;
    if (twice) n += (size_t)sprintf(out + n, "%s", *p == '`' ? "\xe2\x80\x9c" : "\xe2\x80\x9d");
    else out[n++] = *p;
    p += twice;
  }
  out[n] = 0;
  return out;
}

const char *list_synopsis(Arena *arena, const char *goroot, const char *comment, size_t length) {
  if (!comment) return "";
  char *text = syntax_comment_text(arena, comment, length);
  while (is_blank(*text)) text++;
  text[sentence_length(text)] = 0;
  if (is_legal_notice(text) || *text == '#') return "";
  char *out = arena_alloc(arena, strlen(text) + 1, 1);
  // A paragraph ends at an empty line or at one that is indented: code or a list.
  for (char *p = text; (p = strchr(p, '\n')); p++)
    if (is_blank(p[1])) *p-- = 0;
  drop_brackets(arena, goroot, text);
  size_t n = 0;
  for (const char *p = text; *p; p++)
    if (!is_blank(*p)) out[n++] = *p;
    else if (n && out[n - 1] != ' ') out[n++] = ' ';
  while (n && out[n - 1] == ' ') n--;
  out[n] = 0;
  return with_quotes(arena, out);
}
