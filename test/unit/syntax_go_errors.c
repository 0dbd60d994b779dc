// What go/parser says of texts with syntax errors.
//
//   syntax_go_errors CASES        checks the cases of a file: a line "-- input", a text, "-- errors", what gofmt prints
//                                 when it reads the text from standard input
//   syntax_go_errors -print [-all] FILE.go…   prints, to compare with go/parser
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "syntax/syntax.h"

static const char *const standard_input = "<standard input>";

static char *join(Arena *arena, const GoErrors *errors) {
  char *text = arena_printf(arena, "%s", "");
  for (uint32_t i = 0; i < errors->len; i++) {
    text = arena_printf(arena, "%s%s\n", text, syntax_go_error_string(arena, &errors->data[i]));
  }
  return text;
}

static bool check(Session *session, Arena *arena, const char *input, size_t size, const char *wanted, size_t length) {
  char *text = arena_strdup(arena, input, size);
  SourceFile *source = source_add(session->sources, standard_input, standard_input, text, size);
  GoErrors errors;
  const File *file = syntax_parse_fragment(session, arena, source, &errors);
  const char *got = join(arena, &errors);
  bool ok = strlen(got) == length && memcmp(got, wanted, length) == 0 && (!errors.len || file->doubtful);
  if (!ok) printf("FAIL\n%s-- wanted\n%.*s-- got\n%s\n", text, (int)length, wanted, got);
  return ok;
}

static int run_cases(Session *session, Arena *arena, const char *path) {
  size_t size;
  const char *at = source_read(arena, path, &size), *input = "-- input\n", *errors = "-- errors\n";
  int passed = 0, failed = 0;
  if (at) at = strstr(at, input);
  while (at) {
    const char *begin = at + strlen(input), *middle = strstr(begin, errors);
    if (!middle) break;
    const char *wanted = middle + strlen(errors), *next = strstr(wanted, input);
    const char *end = next ? next : wanted + strlen(wanted);
    bool ok = check(session, arena, begin, (size_t)(middle - begin), wanted, (size_t)(end - wanted));
    passed += ok;
    failed += !ok;
    at = next;
  }
  printf("go errors: %d passed, %d failed\n", passed, failed);
  return failed || !passed;
}

static void print_file(const char *path, bool all) {
  Arena arena;
  arena_init(&arena);
  size_t size;
  char *text = source_read(&arena, path, &size);
  if (text) {
    GoErrors errors = syntax_go_errors(&arena, path, text, size, all);
    fputs(join(&arena, &errors), stdout);
  }
  arena_free(&arena);
}

int main(int argc, char **argv) {
  bool print = argc > 1 && !strcmp(argv[1], "-print");
  bool all = argc > 2 && !strcmp(argv[2], "-all");
  if (print) {
    for (int i = 2 + all; i < argc; i++) print_file(argv[i], all);
    return 0;
  }
  if (argc != 2) return 2;
  Session *session = session_new(1);
  syntax_init(session);
  return run_cases(session, &session->arena, argv[1]);
}
