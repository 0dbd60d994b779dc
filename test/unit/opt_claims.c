// What DEBUG_VALUEs claim, against what is: random functions keep their variables in memory, and say at calls what
// these are; then after each pass the claims that hold at the same calls (docs/ir.md, Debug variables) must say the
// same, or nothing.
//   opt_claims [first seed] [count] [dump]      dump: prints the caller after each pass
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opt_claims/internal.h"

enum { RUNS = 3, FAILURES_MAX = 5 };
static const int64_t params[RUNS][PARAMS] = {{0, 1, 2}, {3, -1, 5}, {1, 4, -2}};

typedef struct Test {
  Functions before;  // as they were generated
  Arena *arena;
  Run truth[RUNS];
  uint64_t seed;
  uint64_t asked, told;  // components at calls, with every pass: that have a value; of which a claim says it
  bool dump, failed;
} Test;

static Symbol *descriptor(void *context, struct Type *type) {
  (void)type;
  return symbol_get(((Test *)context)->before.caller->env->symbols, "type");
}

static void fail(Test *t, const char *pass, int run, uint32_t call, const char *what, uint32_t component) {
  t->failed = true;
  printf("seed %" PRIu64 ", after %s, run %d, call %u: variable %u, word %u: %s\n", t->seed, pass, run, call,
         component / WORDS, component % WORDS, what);
}

static void compare(Test *t, const char *pass, int run, const Run *claimed) {
  const Run *truth = &t->truth[run];
  if (truth->observed.len != claimed->observed.len) {
    fail(t, pass, run, claimed->observed.len, "other calls", 0);
    return;
  }
  for (uint32_t i = 0; i < truth->observed.len && !t->failed; i++) {
    const Observed *is = &truth->observed.data[i], *says = &claimed->observed.data[i];
    for (uint32_t k = 0; k < COMPONENTS && !t->failed; k++) {
      t->asked += is->known[k];
      t->told += is->known[k] && says->known[k];
      if (says->known[k] && (!is->known[k] || is->value[k] != says->value[k])) {
        char *what = arena_printf(t->arena, "is %s%" PRId64 ", claimed to be %" PRId64, is->known[k] ? "" : "not ",
                                  is->value[k], says->value[k]);
        fail(t, pass, run, i, what, k);
      }
    }
  }
}

static void check(Test *t, Func *f, const char *pass) {
  if (t->dump) printf("# after %s\n%s", pass, func_print(f, t->arena));
  for (int run = 0; run < RUNS && !t->failed; run++) {
    if (t->truth[run].too_long) continue;
    Run claimed = run_claims((Functions){f, t->before.callee}, t->arena, params[run]);
    compare(t, pass, run, &claimed);
  }
}

// The passes on the caller when interprocedural.c is done with it.
static void finish(void *context, Func *f, uint32_t worker) {
  static const char *const passes[] = {"fold",   "correlate", "control", "gvn",  "nilcheck", "memory",
                                       "bounds", "switch",    "rotate",  "licm", "divide",   "dead"};
  Test *t = context;
  (void)worker;
  if (f->symbol != t->before.caller->symbol) return;
  check(t, f, "escape");
  for (uint32_t i = 0; i < sizeof passes / sizeof *passes && !t->failed; i++) {
    opt_run_pass(f, passes[i]);
    check(t, f, passes[i]);
  }
}

static void run_seed(Test *t, Session *session) {
  SymbolTable *table = symbol_table_new(session);
  Arena arena;
  arena_init(&arena);
  t->arena = &arena;
  t->failed = false;
  t->before = generate(session, table, &arena, t->seed);
  OptEnv env = {.symbols = table, .descriptor = descriptor, .finish = finish, .context = t};
  for (int run = 0; run < RUNS; run++) t->truth[run] = run_memory(t->before, &arena, params[run]);
  Func *functions[] = {func_pack(t->before.callee, &arena, &arena), func_pack(t->before.caller, &arena, &arena)};
  for (uint32_t i = 0; i < 2; i++) functions[i]->symbol->func = functions[i];
  t->before.caller->env = &env;
  opt_program(session, &env, functions, 2);
  arena_free(&arena);
}

int main(int argc, char **argv) {
  uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 0) : 1, count = argc > 2 ? strtoull(argv[2], NULL, 0) : 2000;
  Session *session = session_new(1);
  types_init(session);
  session->debug.verify = true;
  Test t = {.dump = argc > 3};
  uint32_t failures = 0;
  for (t.seed = first; t.seed < first + count && failures < FAILURES_MAX; t.seed++) {
    run_seed(&t, session);
    failures += t.failed;
  }
  printf("%" PRIu64 " components asked for, %" PRIu64 " known\n", t.asked, t.told);
  printf("%s\n", failures ? "FAILED" : "ok");
  return failures != 0;
}
