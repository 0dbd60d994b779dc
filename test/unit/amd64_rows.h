// Questions about a row of ops.def that its tests ask.
#ifndef TUCO_AMD64_ROWS_H
#define TUCO_AMD64_ROWS_H

#include "arch/amd64/instruction.h"

static inline bool has_method(const Encoding *row, Method method) {
  for (int k = 0; k < 4; k++)
    if (METHOD_OF(row->operands[k]) == method) return true;
  return false;
}

static inline bool takes_register(const Encoding *row) {
  return has_method(row, METHOD_E) || has_method(row, METHOD_W) || has_method(row, METHOD_R) ||
         has_method(row, METHOD_U) || has_method(row, METHOD_Q);
}

#endif
