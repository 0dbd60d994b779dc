// From checked trees to SSA: monomorphized instances, closures, order of
// evaluation, static initialization, select, defer; rapid type analysis from
// main and the runtime's roots.
#ifndef TUCO_LOWER_H
#define TUCO_LOWER_H

#include "ir/ir.h"
#include "types/types.h"

typedef struct Program {
  Session *session;
  SymbolTable *symbols;
  Package **packages;  // in dependency order, runtime's overlay included
  uint32_t package_count;
  Package *main;
  Package *runtime;
  Vec(Func *) functions;     // lowered, in canonical order after lower_program
  Vec(Symbol *) init_tasks;  // "pkg.init" functions in order
  Vec(const char *) roots;   // symbols the runtime's C and assembly refer to: Go functions and variables to lower too
  Arena arena;
} Program;

// Lowers all that is reachable. Errors (not supported yet: …) go to session->diags.
void lower_program(Program *program);

#endif
