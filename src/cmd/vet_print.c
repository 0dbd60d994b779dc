// What vet prints: diagnostics that its tool writes as JSON, a line each, and what else a tool has to say.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_tree.h"
#include "base/paths.h"
#include "base/source.h"
#include "cmd/vet.h"

typedef struct Posn {
  const char *file;
  long line, column;
} Posn;

// "file:line:column"
static bool parse_posn(Arena *arena, const char *text, Posn *posn) {
  const char *second = strrchr(text, ':'), *first = second;
  char *end;
  while (first && first > text && *--first != ':') {}
  if (!second || first <= text || *first != ':') return false;
  posn->line = strtol(first + 1, &end, 10);
  if (end != second || end == first + 1) return false;
  posn->column = strtol(second + 1, &end, 10);
  if (*end || end == second + 1) return false;
  posn->file = arena_strdup(arena, text, (size_t)(first - text));
  return true;
}

// -c: the lines that are meant, and some around them.
static void print_context(Arena *arena, const Posn *from, const Posn *to, int around) {
  size_t size;
  const char *p = source_read(arena, from->file, &size);
  for (long line = 1; p && line <= to->line + around; line++) {
    size_t n = strcspn(p, "\n");
    if (line >= from->line - around) fprintf(stderr, "%ld\t%.*s\n", line, (int)n, p);
    p = p[n] ? p + n + 1 : NULL;
  }
}

static void print_message(const BuildFlags *flags, int context, const JsonValue *value, const char *indent) {
  const char *start = json_text(value, "posn"), *end = json_text(value, "end"), *message = json_text(value, "message");
  Posn from, to;
  bool known = parse_posn(flags->arena, start, &from);
  if (known)
    fprintf(stderr, "%s:%ld:%ld: %s%s\n", short_path(flags->arena, flags->options.dir, from.file), from.line,
            from.column, indent, message);
  else fprintf(stderr, "%s: %s%s\n", start, indent, message);
  if (context >= 0 && known && parse_posn(flags->arena, *end ? end : start, &to))
    print_context(flags->arena, &from, &to, context);
}

static bool print_diagnostics(const BuildFlags *flags, int context, const JsonValue *list) {
  for (const JsonValue *d = list->first; d; d = d->next) {
    const JsonValue *related = json_member(d, "related");
    print_message(flags, context, d, "");
    for (const JsonValue *r = related ? related->first : NULL; r; r = r->next) print_message(flags, context, r, "\t");
  }
  return !list->first;
}

// An object of packages, each of analyzers, each a list of diagnostics or an error.
bool vet_print(const BuildFlags *flags, const VetTool *tool, const char *text, size_t size, const char **problem) {
  bool clean = true;
  if (!size) return true;
  const JsonValue *tree = json_parse(flags->arena, text, size, problem);
  if (!tree) {
    *problem = arena_printf(flags->arena, "parsing JSON: %s", *problem);
    return false;
  }
  for (const JsonValue *unit = tree->first; unit; unit = unit->next) {
    for (const JsonValue *analyzer = unit->first; analyzer; analyzer = analyzer->next) {
      if (analyzer->kind == JSON_ARRAY) {
        clean &= print_diagnostics(flags, tool->context, analyzer);
        continue;
      }
      *problem = json_text(analyzer, "error");
      return false;
    }
  }
  return clean;
}

// ---- what a program wrote

static const char *replace_all(Arena *arena, const char *text, const char *old, const char *new) {
  const char *out = "";
  size_t n = strlen(old);
  for (const char *at; (at = strstr(text, old)); text = at + n)
    out = arena_printf(arena, "%s%.*s%s", out, (int)(at - text), text, new);
  return *out ? arena_printf(arena, "%s%s", out, text) : text;
}

// Where it begins a word or a line.
static const char *replace_prefix(Arena *arena, const char *text, const char *old, const char *new) {
  static const char *const before[] = {" ", "\n", "\n\t"};
  if (!strstr(text, old)) return text;
  for (size_t i = 0; i < sizeof before / sizeof *before; i++)
    text = replace_all(arena, text, arena_printf(arena, "%s%s", before[i], old),
                       arena_printf(arena, "%s%s", before[i], new));
  size_t n = strlen(old);
  return strncmp(text, old, n) == 0 ? arena_printf(arena, "%s%s", new, text + n) : text;
}

void vet_report(const BuildFlags *flags, const char *package, const char *dir, const char *text) {
  Arena *arena = flags->arena;
  for (;;) {
    const char *shorter = short_path(arena, flags->options.dir, dir), *slash = strrchr(dir, '/');
    if (strcmp(shorter, dir) != 0) text = replace_prefix(arena, text, dir, shorter);
    if (!slash || !slash[1]) break;
    dir = slash == dir ? "/" : arena_strdup(arena, dir, (size_t)(slash - dir));
  }
  size_t n = strlen(text);
  fprintf(stderr, "# %s\n%s%s", package, text, n && text[n - 1] == '\n' ? "" : "\n");
}
