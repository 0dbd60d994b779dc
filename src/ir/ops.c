// The table of generic operations, from ops.def.
#include "ir/ir.h"

enum {
  PURE = OPF_PURE,
  READ = OPF_READ,
  WRITE = OPF_WRITE,
  TRAP = OPF_TRAP,
  CALL = OPF_CALL,
  COMM = OPF_COMM,
  COMPARE = OPF_COMPARE,
  VARIABLE = OPF_VARIABLE
};

const OpInfo ir_op_info[IR_GENERIC_COUNT] = {
    [IR_NONE] = {"none", "v", 0, 0},
#define OP(name, text, types, flags) [IR_##name] = {text, types, (flags)&VARIABLE ? -1 : (int)sizeof types - 2, flags},
#include "ir/ops.def"
#undef OP
};

_Static_assert(IR_GENERIC_COUNT <= IR_MACHINE, "generic and machine operations share one numbering");
