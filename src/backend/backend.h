// The back end: from optimized IR to machine code and FuncMeta. compile.c is the list of steps: block layout, selection
// of machine operations (with the ABI), variables in memory, register allocation, frame, stack maps, emission.
#ifndef TUCO_BACKEND_H
#define TUCO_BACKEND_H

#include "ir/ir.h"

// compile.c: fills f->symbol's bytes, relocs and meta (in `arena`, which outlives the function's own arena).
// Thread-safe for different functions. A frame that is too large is reported to session->diags; the symbol has no meta
// then.
void backend_compile(Func *f, Arena *arena, SymbolTable *table);

#endif
