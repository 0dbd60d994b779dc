// select_arith.c: integer and float arithmetic, conversions.
#ifndef TUCO_AMD64_SELECT_ARITH_H
#define TUCO_AMD64_SELECT_ARITH_H

#include "arch/amd64/amd64.h"

// Emits v; false if its operation is not arithmetic.
bool select_arith_value(Select *s, ValueId v);

#endif
