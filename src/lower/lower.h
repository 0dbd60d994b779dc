// From checked trees to SSA: monomorphized instances, closures, order of
// evaluation, static initialization, select, defer; rapid type analysis from
// main and the runtime's roots.
#ifndef TUCO_LOWER_H
#define TUCO_LOWER_H

#include "cover/cover.h"
#include "ir/ir.h"
#include "types/types.h"

// What of a program is counted.
typedef struct Coverage {
  CoverMode mode;
  CoverPackage **packages;  // by Package.number; NULL: the package is not covered
  bool hook;                // the program writes its data when it ends:
  bool test;                //   unless the test framework has done it
  Vec(Package *) numbered;  // those that are covered, as lowering finds the order of their initialization
} Coverage;

// One executable in the making: what is reached from its main and the runtime, and all that is made for it. Types,
// trees and packages are the session's, which several programs may share, one after the other.
typedef struct Program {
  Session *session;
  const Info *info;  // what the checker found of its packages
  SymbolTable *symbols;
  Package **packages;  // in dependency order, runtime's overlay included
  uint32_t package_count;
  Package *main;
  Package *runtime;
  const uint8_t *counted;    // a bit a Package.number: what runs of its code is counted (edges.c); NULL: of none
  Vec(Func *) functions;     // lowered, in canonical order after lower_program
  Vec(Symbol *) init_tasks;  // "pkg.init" functions in order
  Vec(const char *) roots;   // symbols the runtime's C and assembly refer to: Go functions and variables to lower too
  Coverage *coverage;        // NULL: nothing is counted
  LockWaits waits;           // while it was lowered, for instances and the methods that are called
  Arena arena;
  Arena *arenas;  // a worker of the pool: what its thread makes that outlives a function
} Program;

// program.c. Without packages yet. What it owns is freed as a whole; names stay the session's.
Program *program_new(Session *session, Package *main);
void program_free(Program *program);
size_t program_bytes(const Program *program);              // that it has from the system
uint32_t program_package_numbers(const Program *program);  // one more than the largest Package.number in it

// Lowers all that is reachable; bodies that are checked only then are checked here. Errors, the checker's of these and
// "not supported yet: …", go to session->diags: then there are functions missing, and the program is good for nothing.
void lower_program(Program *program);

#endif
