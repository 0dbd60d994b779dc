// What go/build learns of a Go file (readGoInfo): package clause, imports, directives above the package clause, and
// where package embed is imported the patterns of all //go:embed lines.
#include <string.h>

#include "base/unicode.h"
#include "files/header.h"
#include "list/folder.h"
#include "load/header.h"

typedef struct FileText {
  Arena *arena;
  const char *path, *text;  // behind a byte order mark
  size_t size;
  ListFile *file;
} FileText;

static ListSpot spot_at(const FileText *t, size_t offset) {
  uint32_t line = 1;
  const char *start = t->text, *at = t->text + offset;
  for (const char *p; (p = memchr(start, '\n', (size_t)(at - start))); line++) start = p + 1;
  return (ListSpot){t->path, line, (uint32_t)(at - start) + 1};
}

static void fail(FileText *t, bool syntax, ListSpot spot, const char *error) {
  t->file->has_error = true;
  t->file->syntax_error = syntax;
  t->file->spot = spot;
  t->file->error = error;
}

// ---- embed patterns

static size_t space_length(const char *p, const char *end) {
  uint32_t rune, length = p < end ? utf8_decode(p, (size_t)(end - p), &rune) : 0;
  return length && unicode_is_space(rune) ? length : 0;
}

static const char *skip_space(const char *p, const char *end) {
  for (size_t n; (n = space_length(p, end));) p += n;
  return p;
}

static const char *skip_word(const char *p, const char *end) {
  while (p < end && !space_length(p, end)) p++;
  return p;
}

// Behind a Go string that begins here; NULL: it is none.
static const char *skip_quoted(const char *p, const char *end) {
  char quote = *p++;
  while (p < end && *p != quote) p += quote == '"' && *p == '\\' && p + 1 < end ? 2 : 1;
  return p < end ? p + 1 : NULL;
}

// A line that is malformed says nothing: the compiler reports it.
static void read_embed(FileText *t, const char *line, const char *end) {
  ListNames *embeds = &t->file->embeds;
  uint32_t before = embeds->len;
  const char *p = line + strlen("//go:embed");
  if (p < end && !space_length(p, end)) return;
  for (p = skip_space(p, end); p < end; p = skip_space(p, end)) {
    const char *begin = p, *text;
    size_t length;
    if (*p == '"' || *p == '`') {
      p = skip_quoted(p, end);
      if (!p || !text_unquote(t->arena, begin, (size_t)(p - begin), &text, &length) || skip_word(p, end) != p) {
        embeds->len = before;
        return;
      }
    } else {
      p = skip_word(p, end);
      text = begin, length = (size_t)(p - begin);
    }
    ListNamed embed = {arena_strdup(t->arena, text, length), spot_at(t, (size_t)(begin - t->text))};
    vec_push(t->arena, embeds, embed);
  }
}

// Behind a literal or comment that begins here; behind the byte where none does.
static const char *skip_token(FileText *t, const char *p, const char *end) {
  const char *close;
  if (p[0] == '/' && p + 1 < end && p[1] == '/') {
    close = memchr(p, '\n', (size_t)(end - p));
    if (!close) close = end;
    if (end - p >= 10 && memcmp(p, "//go:embed", 10) == 0) read_embed(t, p, close);
    return close;
  }
  if (p[0] == '/' && p + 1 < end && p[1] == '*') {
    close = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
    return close ? close + 2 : end;
  }
  if (*p == '`') {
    close = memchr(p + 1, '`', (size_t)(end - p - 1));
    return close ? close + 1 : end;
  }
  if (*p != '"' && *p != '\'') return p + 1;
  for (close = p + 1; close < end && *close != *p && *close != '\n'; close++)
    close += *close == '\\' && close + 1 < end;
  return close < end ? close + 1 : end;
}

static void read_embeds(FileText *t) {
  const char *end = t->text + t->size;
  if (!memmem(t->text, t->size, "//go:embed", 10)) return;
  for (const char *p = t->text; p < end;) p = skip_token(t, p, end);
}

// ---- above the package clause

static void read_directives(FileText *t) {
  const char *p = t->text, *end = t->text + t->size;
  while (p < end) {
    while (p < end && strchr(" \t\r\n\f", *p)) p++;
    if (end - p < 2 || p[0] != '/' || (p[1] != '/' && p[1] != '*')) return;
    const char *close =
        p[1] == '/' ? memchr(p, '\n', (size_t)(end - p)) : memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
    if (!close) close = end;
    if (end - p >= 5 && memcmp(p, "//go:", 5) == 0) {
      size_t length = (size_t)(close - p);
      while (length && p[length - 1] == '\r') length--;
      vec_push(t->arena, &t->file->directives, arena_strdup(t->arena, p, length));
    }
    p = p[1] == '/' || close == end ? close : close + 2;
  }
}

// ---- all

static bool is_importable(const char *path) {
  for (const char *p = path; *p;) {
    uint32_t rune, length = utf8_decode(p, strlen(p), &rune);
    if (!unicode_is_print(rune) || unicode_is_space(rune) || rune == UNICODE_REPLACEMENT ||
        (rune < 0x80 && strchr("!\"#$%&'()*,:;<=>?[\\]^{|}`", (int)rune)))
      return false;
    p += length;
  }
  return *path;
}

// Where an import begins: at its name, if it has one.
static size_t import_begin(const FileText *t, const char *literal) {
  const char *p = literal;
  while (p > t->text && strchr(" \t\r\n", p[-1])) p--;
  const char *end = p;
  while (p > t->text && !strchr(" \t\r\n;(\"`/", p[-1])) p--;
  bool named = p < end && !(end - p == 6 && memcmp(p, "import", 6) == 0);
  return (size_t)((named ? p : literal) - t->text);
}

// False after an error.
static bool read_imports(FileText *t, const FileStart *start) {
  ListFile *file = t->file;
  for (uint32_t i = 0; i < start->imports.len; i++) {
    const ImportText *import = &start->imports.data[i];
    const char *path;
    size_t length;
    if (!text_unquote(t->arena, import->text, import->length, &path, &length)) continue;
    ListNamed named = {arena_strdup(t->arena, path, length), spot_at(t, import_begin(t, import->text))};
    if (!is_importable(named.text)) {
      file->imports.len = 0;
      fail(t, false, named.spot,
           arena_printf(t->arena, "%s:%u:%u: invalid import path: %s", t->path, named.spot.line, named.spot.column,
                        named.text));
      return false;
    }
    vec_push(t->arena, &file->imports, named);
  }
  return true;
}

static bool imports_embed(const ListFile *file) {
  for (uint32_t i = 0; i < file->imports.len; i++)
    if (strcmp(file->imports.data[i].text, "embed") == 0) return true;
  return false;
}

bool file_read(Arena *arena, const char *path, const char *text, size_t size, ListFile *file) {
  *file = (ListFile){0};
  const FileHeader *header = header_read(arena, path, text, size);
  if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) text += 3, size -= 3;
  FileText t = {arena, path, text, size, file};
  if (header->holds_nul) {
    file->error = arena_printf(arena, "read %s: unexpected NUL in input", path);
    return false;
  }
  file->name = header->go.name;
  file->doc = header->go.doc ? arena_strdup(arena, header->go.doc, header->go.doc_length) : NULL;
  file->doc_length = header->go.doc_length;
  if (header->go.errors.len) {
    const GoError *e = &header->go.errors.data[0];
    fail(&t, true, (ListSpot){e->path, e->line, e->column}, e->message);
    return true;
  }
  FileStart start;
  file_start_read(arena, text, size, &start);
  if (!read_imports(&t, &start)) return true;
  read_directives(&t);
  if (imports_embed(file)) read_embeds(&t);
  return true;
}
