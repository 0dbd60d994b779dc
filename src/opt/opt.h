// The optimizer: one pass a file, the list in passes.def. Bottom-up over the
// call graph first (inline, escape: they read finished callees only), then each
// function alone.
#ifndef TUCO_OPT_H
#define TUCO_OPT_H

#include <stdatomic.h>

#include "ir/ir.h"

enum { OPT_PASS_LIMIT = 64 };

// What the optimizer needs from the stages below it; made by the driver, hangs on func->env. One for a program.
typedef struct OptEnv {
  SymbolTable *symbols;
  // The symbol of the type's descriptor, complete (TypeInfo filled in) when linking starts. Thread-safe.
  Symbol *(*descriptor)(void *context, struct Type *type);
  // Called for each function when escape analysis is done with it: optimizes further and emits. In parallel; f's memory
  // is given up afterwards.
  void (*finish)(void *context, Func *f, uint32_t worker);
  void *context;
  Symbol *newobject;                           // runtime.newobject; opt_program fills it in
  _Atomic uint64_t limit_count;                // functions that the pass of -d=limit has had
  _Atomic uint64_t pass_time[OPT_PASS_LIMIT];  // nanoseconds, in the order of passes.def
} OptEnv;

// Go functions that passes insert calls of: lowering's roots must have them. NULL-terminated.
extern const char *const opt_runtime_functions[];

// pass.c: runs the passes of passes.def on f, timing, dumping (-d=dump:pass:func) and verifying (-d=verify) each.
// f->env and f->scratch must be set. Functions may be optimized in parallel.
void opt_function(Func *f);
// Is it the name of a pass? optional: one that -d=off and -d=limit can leave out, so not escape and write_barrier.
bool opt_is_pass(const char *name, size_t length, bool optional);
bool opt_wants_dump(const Func *f, const char *pass);  // does -d=dump ask for the function after this pass?
void opt_print_times(Session *session, OptEnv *env);   // for -d=time, to stderr
// interprocedural.c: over all functions, in canonical order; sets func->env and escape summaries, inlines, decides
// ALLOCs; then env->finish.
void opt_program(Session *session, OptEnv *env, Func **functions, uint32_t count);

// One a file:
void opt_mem2reg(Func *f);  // scalar replacement of ALLOCs and promotion to SSA values
void opt_inline(Func *f);   // small callees into f; reads inline_body of finished callees
void opt_escape(Func *f);   // decides each remaining ALLOC: frame or heap (calls of runtime.newobject)
void opt_fold(Func *f);     // constants, identities, strength reduction
void opt_gvn(Func *f);
void opt_dead(Func *f);  // dead code and unreachable blocks
void opt_nilcheck(Func *f);
void opt_bounds(Func *f);
void opt_memory(Func *f);         // load and store elimination
void opt_switch(Func *f);         // chains of comparisons to jump tables and binary search
void opt_rotate(Func *f);         // the test of a loop to its end
void opt_licm(Func *f);           // loop-invariant code motion
void opt_correlate(Func *f);      // phis that a later branch decides
void opt_control(Func *f);        // jump threading, block merging
void opt_divide(Func *f);         // division by constants
void opt_write_barrier(Func *f);  // after it STOREs are final

#endif
