// The first sentence of a package's documentation, as go/doc's Synopsis finds it and go/doc/comment prints it.
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/paths.h"
#include "base/unicode.h"
#include "list/folder.h"
#include "mod/path.h"

static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// What ends a sentence: a full stop and a space, but not where the stop is behind a single capital letter, and the full
// stops of Chinese.
static size_t sentence_length(const char *text) {
  uint32_t rune = 0, last = 0, before = 0, third = 0;
  size_t size = strlen(text);
  for (size_t i = 0; i < size; third = before, before = last, last = rune) {
    if (last == 0x3002 || last == 0xff0e) return i;
    size_t at = i;
    i += utf8_decode(text + i, size - i, &rune);
    if (at && is_blank(text[at]) && last == '.' && (!unicode_is_upper(before) || unicode_is_upper(third))) return at;
  }
  return size;
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

// ---- the first paragraph

static size_t indentation(const char *line) { return strspn(line, " \t"); }

// The lines without the blanks that all of them begin with.
static void unindent(StringVec *lines) {
  if (!lines->len) return;
  const char *first = lines->data[0];
  size_t common = indentation(first);
  for (uint32_t i = 1; i < lines->len; i++) {
    const char *line = lines->data[i];
    size_t n = 0;
    while (n < common && line[n] == first[n]) n++;
    if (*line) common = n;
  }
  for (uint32_t i = 0; i < lines->len; i++) lines->data[i] += *lines->data[i] ? common : 0;
}

// Is it an item of a list: "- text", "1. text"?
static bool is_item(const char *line) {
  static const char *const marks[] = {"*", "+", "-", "\xe2\x80\xa2"};
  size_t digits = strspn(line += indentation(line), "0123456789"), mark = 0;
  if (digits && (line[digits] == '.' || line[digits] == ')')) mark = digits + 1;
  for (size_t i = 0; i < sizeof marks / sizeof *marks && !mark; i++)
    if (strncmp(line, marks[i], strlen(marks[i])) == 0) mark = strlen(marks[i]);
  return mark && indentation(line + mark) && line[mark + strspn(line + mark, " \t\r")];
}

static bool is_heading(const char *line) { return line[0] == '#' && (line[1] == ' ' || line[1] == '\t') && line[2]; }

static bool opens_code(const char *line) {
  size_t n = strlen(line);
  return n && (line[n - 1] == '{' || line[n - 1] == '\\');
}

// How many lines the paragraph has that the text begins with; 0: it begins with something else.
static uint32_t paragraph_length(const StringVec *lines) {
  uint32_t end = 0;
  while (end < lines->len && *lines->data[end] && !indentation(lines->data[end])) end++;
  bool code_follows = end && end < lines->len && *lines->data[end] && !is_item(lines->data[end]);
  // The items that stand above code, and the line that opens it, belong to it.
  if (code_follows && is_item(lines->data[end - 1]))
    while (end && is_item(lines->data[end - 1])) end--;
  else if (code_follows && opens_code(lines->data[end - 1])) end--;
  return end == 1 && is_heading(lines->data[0]) ? 0 : end;
}

static char *first_paragraph(Arena *arena, char *text) {
  StringVec lines = {0};
  char *all = arena_alloc(arena, strlen(text) + 1, 1), *out = all;
  for (char *line = text, *end; line; line = end) {
    if ((end = strchr(line, '\n'))) *end++ = 0;
    if (*line || lines.len) vec_push(arena, &lines, line);
  }
  unindent(&lines);
  uint32_t count = paragraph_length(&lines);
  for (uint32_t i = 0; i < count; i++) out = stpcpy(stpcpy(out, i ? "\n" : ""), lines.data[i]);
  *out = 0;
  return all;
}

const char *list_synopsis(Arena *arena, const char *goroot, const char *comment, size_t length) {
  if (!comment) return "";
  char *text = syntax_comment_text(arena, comment, length);
  text[sentence_length(text)] = 0;
  if (is_legal_notice(text)) return "";
  text = first_paragraph(arena, text);
  char *out = arena_alloc(arena, strlen(text) + 1, 1);
  drop_brackets(arena, goroot, text);
  size_t n = 0;
  for (const char *p = text; *p; p++)
    if (!is_blank(*p)) out[n++] = *p;
    else if (n && out[n - 1] != ' ') out[n++] = ' ';
  while (n && out[n - 1] == ' ') n--;
  out[n] = 0;
  return with_quotes(arena, out);
}
