// #cgo lines: what the comment above `import "C"` says to the C compiler and linker (go/build's saveCgo). They are read
// whether cgo is on or not.
#include <ctype.h>
#include <string.h>

#include "base/paths.h"
#include "files/header.h"
#include "list/folder.h"

// ---- the comment

typedef struct Span {
  const char *begin, *end;  // NULL: none
} Span;

// Is there nothing but white space between a comment and what it would be about, and one line's end?
static bool adjoins(Span comment, const char *at) {
  if (!comment.end) return false;
  int lines = 0;
  for (const char *p = comment.end; p < at; p++) {
    if (!strchr(" \t\r\n", *p)) return false;
    lines += *p == '\n';
  }
  return lines <= 1;
}

static const char *comment_end(const char *p, const char *end) {
  if (p[1] == '/') {
    const char *line = memchr(p, '\n', (size_t)(end - p));
    return line ? line : end;
  }
  const char *close = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
  return close ? close + 2 : end;
}

// The comment of the import whose path stands at `literal`: its own, or that of a declaration of this import alone.
static Span doc_of(const char *text, const char *literal) {
  Span group = {0}, declaration = {0}, none = {0};
  bool alone = true;
  for (const char *p = text; p < literal;) {
    if (p[0] == '/' && (p[1] == '/' || p[1] == '*')) {
      if (!adjoins(group, p)) group.begin = p;
      group.end = comment_end(p, literal);
      p = group.end;
    } else if (strncmp(p, "import", 6) == 0) {
      declaration = adjoins(group, p) ? group : none;
      group = none;
      alone = true;
      p += 6;
    } else {
      if (*p == '"' || *p == '`') alone = false;
      p++;
    }
  }
  return adjoins(group, literal) ? group : alone ? declaration : none;
}

// ---- a line

typedef struct CgoReader {
  const BuildTarget *target;
  Arena *arena;
  ListFolder *folder;
  const char *path;
} CgoReader;

static bool is_blank(char c) { return c && strchr(" \t\r\n\v\f", c); }

// Words as a shell has them. False: a quote without an end.
static bool split(Arena *arena, const char *text, StringVec *words) {
  char *word = arena_alloc(arena, strlen(text) + 1, 1), quote = 0;
  size_t n = 0;
  bool quoted = false, escaped = false;
  for (const char *p = text; *p; p++) {
    if (escaped) word[n++] = *p, escaped = false;
    else if (*p == '\\') escaped = true;
    else if (quote && *p == quote) quote = 0;
    else if (quote) word[n++] = *p;
    else if (*p == '"' || *p == '\'') quoted = true, quote = *p;
    else if (!is_blank(*p)) word[n++] = *p;
    else if (quoted || n) {
      vec_push(arena, words, arena_strdup(arena, word, n));
      quoted = false, n = 0;
    }
  }
  if (quoted || n) vec_push(arena, words, arena_strdup(arena, word, n));
  return !quote && !escaped;
}

// Only what a shell has no other use for.
static bool is_safe(const char *text) {
  static const char safe[] = "+-.,/=_:$@%! ~^";
  for (const char *p = text; *p; p++)
    if ((unsigned char)*p < 0x80 && !isalnum((unsigned char)*p) && !strchr(safe, *p)) return false;
  return *text;
}

// With the package's folder for ${SRCDIR}; NULL: it has unsafe characters.
static const char *expand(CgoReader *r, const char *word) {
  static const char mark[] = "${SRCDIR}";
  const char *out = "", *at;
  for (const char *p = word; (at = strstr(p, mark)); p = word = at + strlen(mark)) {
    const char *chunk = arena_strdup(r->arena, p, (size_t)(at - p));
    if (*chunk && !is_safe(chunk)) return NULL;
    out = arena_printf(r->arena, "%s%s%s", out, chunk, r->folder->dir);
  }
  if (*word && !is_safe(word)) return NULL;
  out = arena_printf(r->arena, "%s%s", out, word);
  return *out && is_safe(out) ? out : NULL;
}

static void make_absolute(CgoReader *r, StringVec *words) {
  bool next = false;
  for (uint32_t i = 0; i < words->len; i++) {
    const char *word = words->data[i];
    bool place = strncmp(word, "-I", 2) == 0 || strncmp(word, "-L", 2) == 0;
    const char *path = next ? word : place ? word + 2 : "/";
    const char *before = next ? "" : arena_strdup(r->arena, word, 2 * place);
    next = !next && place && !*path;
    if (*path && *path != '/')
      words->data[i] = arena_printf(r->arena, "%s%s", before, absolute_path(r->arena, r->folder->dir, path));
  }
}

// Is a condition met? Those of a line are alternatives.
static bool holds(CgoReader *r, const char *condition) {
  bool expression = strpbrk(condition, "&|()");
  const char *text =
      arena_printf(r->arena, "%s%s\n\npackage p\n", expression ? "//go:build " : "// +build ", condition);
  return constraint_file_matches(r->target, text, strlen(text), false, NULL);
}

static StringVec *list_of(ListFolder *f, const char *verb) {
  static const char *const verbs[] = {"CFLAGS", "CPPFLAGS", "CXXFLAGS", "FFLAGS", "LDFLAGS", "pkg-config"};
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    if (strcmp(verbs[i], verb) == 0) return &f->cgo[i];
  return NULL;
}

// What is wrong with a line, NULL: nothing. line: as it stands in the comment.
static const char *read_line(CgoReader *r, const char *line) {
  const char *p = line;
  while (is_blank(*p)) p++;
  if (strncmp(p, "#cgo", 4) != 0 || (p[4] != ' ' && p[4] != '\t')) return NULL;
  const char *colon = strchr(p, ':'), *wrong = arena_printf(r->arena, "%s: invalid #cgo line: %s", r->path, line);
  StringVec head = {0}, words = {0};
  split(r->arena, arena_strdup(r->arena, p + 4, colon ? (size_t)(colon - p) - 4 : strlen(p + 4)), &head);
  bool about_function =
      head.len == 2 && (strcmp(head.data[0], "nocallback") == 0 || strcmp(head.data[0], "noescape") == 0);
  if (!colon && about_function) return NULL;
  if (!colon || !head.len) return wrong;
  bool met = head.len == 1;
  for (uint32_t i = 0; i + 1 < head.len && !met; i++) met = holds(r, head.data[i]);
  if (!met) return NULL;
  if (!split(r->arena, colon + 1, &words)) return wrong;
  for (uint32_t i = 0; i < words.len; i++) {
    const char *expanded = expand(r, words.data[i]);
    if (!expanded) return arena_printf(r->arena, "%s: malformed #cgo argument: %s", r->path, words.data[i]);
    words.data[i] = expanded;
  }
  const char *verb = head.data[head.len - 1];
  StringVec *list = list_of(r->folder, verb);
  if (!list) return arena_printf(r->arena, "%s: invalid #cgo verb: %s", r->path, line);
  if (strcmp(verb, "pkg-config") != 0) make_absolute(r, &words);
  for (uint32_t i = 0; i < words.len; i++) vec_push(r->arena, list, words.data[i]);
  return NULL;
}

const char *cgo_read(const BuildTarget *target, Arena *arena, ListFolder *folder, const char *path, const char *text,
                     size_t size) {
  CgoReader reader = {target, arena, folder, path};
  FileStart start;
  file_start_read(arena, text, size, &start);
  for (uint32_t i = 0; i < start.imports.len; i++) {
    const ImportText *import = &start.imports.data[i];
    if (import->length != 3 || import->text[1] != 'C') continue;
    Span doc = doc_of(start.text, import->text);
    char *lines = doc.end ? syntax_comment_text(arena, doc.begin, (size_t)(doc.end - doc.begin)) : "";
    for (char *p = lines; *p;) {
      char *end = strchrnul(p, '\n');
      const char *problem = read_line(&reader, arena_strdup(arena, p, (size_t)(end - p)));
      if (problem) return problem;
      p = *end ? end + 1 : end;
    }
  }
  return NULL;
}
