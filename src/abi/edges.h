// Counters of what runs, for fuzzing: lower/edges.c makes a symbol of a function's, which link/layout.c knows by its
// name.
#ifndef TUCO_ABI_EDGES_H
#define TUCO_ABI_EDGES_H

#define ABI_EDGES_PREFIX "go:edges."

#endif
