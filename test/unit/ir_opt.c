// Passes on the text form of the IR: each case file test/unit/ir/*.txt holds
//   pass NAME[ NAME...]
//   <function text>
//   ---
//   <expected text>
// several times, separated by lines "====". Usage: ir_opt FILE...   (-p prints results instead of comparing)
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opt/internal.h"

static Symbol *test_descriptor(void *context, struct Type *type) {
  SymbolTable *table = context;
  Arena arena;
  arena_init(&arena);
  Symbol *symbol = symbol_get(table, arena_printf(&arena, "type:%s", types_string(&arena, type, QUALIFY_PATH, NULL)));
  symbol->kind = SYMBOL_TYPE;
  arena_free(&arena);
  return symbol;
}

// Runs one case; returns true if the result is as expected.
static bool run_case(const char *file, uint32_t number, char *text, bool print) {
  Session *session = session_new(1);
  types_init(session);
  session->debug.verify = true;
  OptEnv env = {.symbols = symbol_table_new(session)};
  env.descriptor = test_descriptor;
  env.context = env.symbols;
  char *expected = strstr(text, "---\n");
  if (expected) {
    *expected = 0;
    expected += 4;
  }
  char *line = strtok(text, "\n"), *body = line + strlen(line) + 1;
  const char *error;
  Func *f = func_parse(session, &session->arena, env.symbols, body, &error);
  if (!f) {
    printf("%s: case %u: %s\n", file, number, error);
    return false;
  }
  f->env = &env;
  func_verify(f, "parse");
  for (char *pass = strtok(line, " "); (pass = strtok(NULL, " "));) {
    if (strcmp(pass, "program") == 0) opt_program(session, &env, &f, 1);
    else opt_run_pass(f, pass);
  }
  char *result = func_print(f, &session->arena);
  // What is printed must read back as the same.
  Func *again = func_parse(session, &session->arena, env.symbols, result, &error);
  bool same = again && strcmp(func_print(again, &session->arena), result) == 0;
  if (!same) printf("%s: case %u: not read back: %s\n%s", file, number, error ? error : "differs",
                    again ? func_print(again, &session->arena) : "");
  if (print) printf("%s====\n", result);
  else if (!expected || strcmp(expected, result) != 0) {
    printf("%s: case %u: got\n%s", file, number, result);
    same = false;
  }
  return same;
}

int main(int argc, char **argv) {
  uint32_t failures = 0;
  bool print = argc > 1 && strcmp(argv[1], "-p") == 0;
  for (int i = print ? 2 : 1; i < argc; i++) {
    Arena arena;
    arena_init(&arena);
    size_t size;
    char *text = source_read(&arena, argv[i], &size);
    if (!text) {
      perror(argv[i]);
      return 1;
    }
    uint32_t number = 1;
    for (char *next; text && *text; text = next, number++) {
      char *end = strstr(text, "====\n");
      next = end ? end + 5 : NULL;
      if (end) *end = 0;
      failures += !run_case(argv[i], number, text, print);
    }
  }
  if (!print) printf("%s\n", failures ? "FAIL" : "ok");
  return failures != 0;
}
