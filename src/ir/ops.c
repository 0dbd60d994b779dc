// The table of generic operations, from ops.def.
#include "ir/ir.h"

enum {
  PURE = OPF_PURE,
  READ = OPF_READ,
  WRITE = OPF_WRITE,
  TRAP = OPF_TRAP,
  CALL = OPF_CALL,
  COMM = OPF_COMM,
  INT = OPF_INT,
  FLOAT = OPF_FLOAT,
  COMPARE = OPF_COMPARE
};

const OpInfo ir_op_info[IR_GENERIC_COUNT] = {
    [IR_NONE] = {"none", 0, 0},
#define OP(name, text, args, flags) [IR_##name] = {text, args, flags},
#include "ir/ops.def"
#undef OP
};

_Static_assert(IR_GENERIC_COUNT <= IR_MACHINE, "generic and machine operations share one numbering");
