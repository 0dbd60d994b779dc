// The optimizer: one pass a file, the list in passes.def. Bottom-up over the
// call graph first (inline, devirtualize, escape: they read finished callees
// only), then each function alone.
#ifndef TUCO_OPT_H
#define TUCO_OPT_H

#include "ir/ir.h"

// pass.c: runs the passes of passes.def on f, timing, dumping (-d=dump:pass:func) and verifying (-d=verify) each.
void opt_function(Func *f);
// interprocedural.c: over all functions, in canonical order; sets escape summaries, inlines, decides ALLOCs.
void opt_program(Session *session, Func **functions, uint32_t count);

// One a file: 
void opt_mem2reg(Func *f);        // scalar replacement of ALLOCs and promotion to SSA values
void opt_escape(Func *f);         // decides each remaining ALLOC: frame or heap (calls of runtime.newobject)
void opt_fold(Func *f);           // constants, identities, strength reduction
void opt_gvn(Func *f);
void opt_dead(Func *f);           // dead code and unreachable blocks
void opt_nilcheck(Func *f);
void opt_bounds(Func *f);
void opt_memory(Func *f);         // load and store elimination
void opt_licm(Func *f);
void opt_control(Func *f);        // jump threading, block merging, loop rotation
void opt_write_barrier(Func *f);  // after it STOREs are final

#endif
