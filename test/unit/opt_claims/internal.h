// The parts of opt_claims: random functions with variables, and what their claims say while they run.
#ifndef TUCO_OPT_CLAIMS_INTERNAL_H
#define TUCO_OPT_CLAIMS_INTERNAL_H

#include "opt/internal.h"

// A component of a variable is a word; a variable has up to two. Variables have their number as name.
enum { VARIABLES_MAX = 24, WORDS = 2, COMPONENTS = VARIABLES_MAX * WORDS, PARAMS = 3 };

// ---- generate.c

typedef struct Functions {
  Func *caller, *callee;  // the first calls the second, in one place
} Functions;
Functions generate(Session *session, SymbolTable *table, Arena *arena, uint64_t seed);

// ---- run.c

// What is known of the components at one call of "observe".
typedef struct Observed {
  int64_t value[COMPONENTS];
  bool known[COMPONENTS];
} Observed;
typedef struct Run {
  Arena *arena;
  Vec(Observed) observed;
  bool too_long;  // it was stopped
} Run;
// What the variables are: as their memory has it, when nothing is promoted yet.
Run run_memory(Functions functions, Arena *arena, const int64_t *params);
// What the claims that hold in the caller say they are.
Run run_claims(Functions functions, Arena *arena, const int64_t *params);

#endif
