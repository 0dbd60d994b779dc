// Partial sources, as gofmt takes them: what go/parser says of the text decides whether it is a file, declarations or
// statements. gofmt asks it by putting a package clause, and a function, before the text; so that the messages have
// gofmt's columns, the same is done here for them. The tree is that of the text alone.
#include <string.h>

#include "syntax/syntax.h"

static const char package_clause[] = "package p;", function[] = "package p; func _() {", function_end[] = "\n\n}";

// What go/parser says of the text between the two others.
static GoErrors errors_within(Arena *arena, const SourceFile *source, const char *before, const char *behind) {
  size_t first = strlen(before), last = strlen(behind), size = first + source->size + last;
  char *text = arena_alloc(arena, size + 1, 1);
  memcpy(text, before, first);
  memcpy(text + first, source->text, source->size);
  memcpy(text + first + source->size, behind, last);
  return syntax_go_errors(arena, source->display, text, size, false);
}

// Whether the first error, which is what gofmt looks at, says so.
static bool first_says(const GoErrors *errors, const char *what) {
  return errors->len && strstr(errors->data[0].message, what);
}

File *syntax_parse_fragment(Session *session, Arena *arena, SourceFile *source, GoErrors *errors) {
  ParseMode mode = PARSE_TOOLS | PARSE_STD;
  *errors = syntax_go_errors(arena, source->display, source->text, source->size, false);
  if (first_says(errors, "expected 'package'")) {
    mode |= PARSE_DECLARATIONS;
    *errors = errors_within(arena, source, package_clause, "");
    if (first_says(errors, "expected declaration")) {
      mode ^= PARSE_DECLARATIONS | PARSE_STATEMENTS;
      *errors = errors_within(arena, source, function, function_end);
    }
  }
  return syntax_parse_file(session, arena, arena, source, mode);
}
