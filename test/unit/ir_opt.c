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

enum { MAX_FUNCTIONS = 16, MAX_PASSES = 16 };

// A case: its functions. Those that pass "program" finishes go through the passes named after it, and are printed.
typedef struct Case {
  SymbolTable *table;
  Arena *arena;
  Func *functions[MAX_FUNCTIONS];
  char *finished[MAX_FUNCTIONS];
  const char *passes[MAX_PASSES];
  uint32_t pass_count, next_pass;
  uint32_t count;
} Case;

static void finish(void *context, Func *f, uint32_t worker) {
  (void)worker;
  Case *x = context;
  for (uint32_t i = x->next_pass; i < x->pass_count; i++) opt_run_pass(f, x->passes[i]);
  x->finished[f->number] = func_print(f, x->arena);
}

static Symbol *test_descriptor(void *context, struct Type *type) {
  SymbolTable *table = ((Case *)context)->table;
  Arena arena;
  arena_init(&arena);
  Symbol *symbol = symbol_get(table, arena_printf(&arena, "type:%s", types_string(&arena, type, QUALIFY_PATH, NULL)));
  symbol->kind = SYMBOL_TYPE;
  arena_free(&arena);
  return symbol;
}

// Parses the functions of a case; each begins with "func" at a line's start. Returns their number, 0 on errors.
static uint32_t parse_functions(Session *session, SymbolTable *table, char *text, Func **functions,
                                const char **error) {
  uint32_t count = 0;
  for (char *next; text && *text; text = next) {
    next = strstr(text + 1, "\nfunc ");
    if (next) *next++ = 0;
    if (count == MAX_FUNCTIONS) ice("test", NULL, "too many functions");
    Func *f = func_parse(session, &session->arena, table, text, error);
    if (!f) return 0;
    f->symbol->func = f;
    f->symbol->kind = SYMBOL_TEXT;
    functions[count++] = f;
  }
  return count;
}

// Functions wait for opt_program packed.
static void pack(Session *session, Case *x) {
  for (uint32_t i = 0; i < x->count; i++) {
    Func *waiting = func_pack(x->functions[i], x->arena, &session->arena);
    waiting->symbol->func = x->functions[i] = waiting;
  }
}

static void run_passes(Session *session, OptEnv *env, Case *x, char *line) {
  for (uint32_t i = 0; i < x->count; i++) {
    x->functions[i]->env = env;
    func_verify(x->functions[i], "parse");
  }
  strtok(line, " ");
  for (char *pass; (pass = strtok(NULL, " "));) {
    if (x->pass_count == MAX_PASSES) ice("test", NULL, "too many passes");
    x->passes[x->pass_count++] = pass;
  }
  while (x->next_pass < x->pass_count) {
    const char *pass = x->passes[x->next_pass++];
    if (strcmp(pass, "program") == 0) {
      pack(session, x);
      opt_program(session, env, x->functions, x->count);
      return;
    }
    for (uint32_t i = 0; i < x->count; i++) opt_run_pass(x->functions[i], pass);
  }
}

// What is printed must read back as the same.
static bool reads_back(Session *session, SymbolTable *table, const char *text) {
  const char *error;
  Func *again = func_parse(session, &session->arena, table, text, &error);
  return again && strcmp(func_print(again, &session->arena), text) == 0;
}

// Runs one case; returns true if the result is as expected.
static bool run_case(const char *file, uint32_t number, char *text, bool print) {
  Session *session = session_new(1);
  types_init(session);
  session->debug.verify = true;
  Case x = {.table = symbol_table_new(session), .arena = &session->arena};
  OptEnv env = {.symbols = x.table, .descriptor = test_descriptor, .finish = finish, .context = &x};
  char *expected = strstr(text, "---\n");
  if (expected) {
    *expected = 0;
    expected += 4;
  }
  char *original = arena_strdup(&session->arena, text, strlen(text));
  char *line = strtok(text, "\n"), *body = line + strlen(line) + 1;
  const char *error;
  x.count = parse_functions(session, x.table, body, x.functions, &error);
  if (!x.count) {
    printf("%s: case %u: %s\n", file, number, error);
    return false;
  }
  run_passes(session, &env, &x, line);
  char *result = arena_strdup(&session->arena, "", 0);
  bool fine = true;
  for (uint32_t i = 0; i < x.count; i++) {
    char *one = x.finished[i] ? x.finished[i] : func_print(x.functions[i], &session->arena);
    if (!reads_back(session, x.table, one)) {
      printf("%s: case %u: does not read back:\n%s", file, number, one);
      fine = false;
    }
    result = arena_printf(&session->arena, "%s%s", result, one);
  }
  if (print) printf("%s---\n%s====\n", original, result);
  else if (!expected || strcmp(expected, result) != 0) {
    printf("%s: case %u: got\n%s", file, number, result);
    fine = false;
  }
  return fine;
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
