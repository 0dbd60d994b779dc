// The back end against an interpreter: random functions in SSA form are interpreted, compiled, copied into executable
// memory and called with Go's register convention; results must agree. The first run of some goes instruction by
// instruction: outside the unsafe points the frame must be complete.
//   backend_run [first seed] [count] [dump]      dump: prints each function, and leaves its code in backend_run.bin
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend_run/internal.h"

enum { RUNS = 4, SEEDS_A_STEP = 16, FAILURES_MAX = 5 };

typedef struct Case {
  Session *session;
  SymbolTable *table;
  uint64_t seed;
  bool dump;
  const AbiSignature *signature;
} Case;

static void write_code(const Symbol *symbol) {
  FILE *file = fopen("backend_run.bin", "wb");
  if (!file) return;
  fwrite(symbol->bytes, 1, (size_t)symbol->size, file);
  fclose(file);
}

// Compares what came back with what the interpreter says.
static bool agrees(const Case *c, int run, const Registers *out, const uint64_t *expected, bool fine) {
  unsigned long long seed = c->seed;
  uint64_t got[RESULTS] = {out->ints[0], 0, out->ints[1]};
  memcpy(&got[1], &out->floats[0], 8);
  if (!fine) {
    if (got[0] == UINT64_MAX && !memcmp(bounds_seen, expected, sizeof bounds_seen)) return true;
    printf("seed %llu run %d: bounds failure expected\n", seed, run);
    return false;
  }
  for (int i = 0; i < RESULTS; i++) {
    IrType type = param_type(&c->signature->results[i]);
    uint64_t a = truncate_to(type, got[i]), b = truncate_to(type, expected[i]);
    double da = as_double(IR_F64, a), db = as_double(IR_F64, b);
    if (a == b || (type == IR_F64 && da != da && db != db)) continue;
    printf("seed %llu run %d result %d: got %llx, expected %llx\n", seed, run, i, (unsigned long long)a,
           (unsigned long long)b);
    return false;
  }
  return true;
}

static bool run_code(const Case *c, const Symbol *symbol, void *code, int run, Registers *registers) {
  if (run != 0 || c->seed % SEEDS_A_STEP != 0) {
    code_call(code, registers);
    return true;
  }
  uint32_t offset;
  if (code_call_stepping(code, symbol, registers, &offset)) return true;
  printf("seed %llu: at offset %u, a safe point, the frame is not complete\n", (unsigned long long)c->seed, offset);
  return false;
}

static bool check_seed(Case *c, Arena *arena, Arena *out) {
  Symbol *symbol = arena_new(out, Symbol);
  symbol->name = name_cstr(c->session->names, "f");
  Gen g = generate(c->session, c->table, arena, symbol, c->seed);
  c->signature = g.f->signature;
  if (c->dump) puts(func_print(g.f, arena));
  Registers in[RUNS];
  uint64_t expected[RUNS][RESULTS];
  bool fine[RUNS];
  for (int k = 0; k < RUNS; k++) {
    generate_arguments(&g, &in[k]);
    fine[k] = interpret(g.f, &in[k], expected[k]);
  }
  backend_compile(g.f, out, c->table);
  void *code = code_install(symbol);
  if (c->dump) write_code(symbol);
  for (int k = 0; k < RUNS; k++)
    if (!run_code(c, symbol, code, k, &in[k]) || !agrees(c, k, &in[k], expected[k], fine[k])) return false;
  return true;
}

int main(int argc, char **argv) {
  uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 0) : 1, count = argc > 2 ? strtoull(argv[2], NULL, 0) : 2000;
  Session *session = session_new(1);
  types_init(session);
  session->debug.verify = true;
  Case c = {.session = session, .table = symbol_table_new(session), .dump = argc > 3};
  code_init(c.table);
  uint32_t failures = 0;
  for (c.seed = first; c.seed < first + count && failures < FAILURES_MAX; c.seed++) {
    Arena arena, out;
    arena_init(&arena);
    arena_init(&out);
    failures += !check_seed(&c, &arena, &out);
    arena_free(&arena);
    arena_free(&out);
  }
  code_print_steps();
  printf("%s\n", failures ? "FAILED" : "ok");
  return failures != 0;
}
