// ops.def as an array. What the encoder wants to know at once of a row's operands is worked out by the compiler; where
// each method finds its register is said here alone.
#include "arch/amd64/instruction.h"

#define TRAITS_OF(o)                                                                       \
  ((METHOD_OF(o) == METHOD_FIXED ? (TYPE_OF(o) == (OperandType)FIXED_rAXa ? SIZES_ANY : 0) \
    : TYPE_OF(o) == TYPE_a       ? SIZES_ANY                                               \
    : TYPE_OF(o) == TYPE_v       ? TRAIT_SIZED | TRAIT_WIDE                                \
    : TYPE_OF(o) == TYPE_y       ? TRAIT_WIDE                                              \
                                 : 0) |                                                          \
   (METHOD_OF(o) == METHOD_G   ? (TYPE_OF(o) == TYPE_b   ? TRAIT_REG_BYTE                  \
                                  : TYPE_OF(o) == TYPE_a ? TRAIT_REG_SIZED                 \
                                                         : 0)                              \
    : METHOD_OF(o) == METHOD_E ? (TYPE_OF(o) == TYPE_b   ? TRAIT_RM_BYTE                   \
                                  : TYPE_OF(o) == TYPE_a ? TRAIT_RM_SIZED                  \
                                                         : 0)                              \
                               : 0))
#define IMMEDIATE_OF(o) (METHOD_OF(o) == METHOD_I || METHOD_OF(o) == METHOD_J ? TYPE_OF(o) : 0)
enum { SIZES_ANY = TRAIT_SIZED | TRAIT_WIDE | TRAIT_BYTE_OPCODE };

// The columns of a row. FOUR gives a list of up to four operands its full length.
#define FOUR(...) FOUR_(__VA_ARGS__, , , , )
#define FOUR_(a, b, c, d, ...) COLUMNS(OPERAND_##a, OPERAND_##b, OPERAND_##c, OPERAND_##d)
#define COLUMNS(a, b, c, d)                                                                      \
  .operands = {a, b, c, d}, .traits = TRAITS_OF(a) | TRAITS_OF(b) | TRAITS_OF(c) | TRAITS_OF(d), \
  .immediate = IMMEDIATE_OF(a) | IMMEDIATE_OF(b) | IMMEDIATE_OF(c) | IMMEDIATE_OF(d)
#define L(p, m, op, x) \
  .space = SPACE_LEGACY, .prefix = PREFIX_##p, .map = MAP_##m, .opcode = (op), .extension = EXTENSION_##x
#define LW(p, m, op, x) L(p, m, op, x), .wide = WIDE_W1
#define V(l, p, m, w, op, x)                                                                                        \
  .space = SPACE_VEX, .length = LENGTH_##l, .prefix = PREFIX_##p, .map = MAP_##m, .wide = WIDE_##w, .opcode = (op), \
  .extension = EXTENSION_##x
#define E(l, p, m, w, op, x, d)                                                                                      \
  .space = SPACE_EVEX, .length = LENGTH_##l, .prefix = PREFIX_##p, .map = MAP_##m, .wide = WIDE_##w, .opcode = (op), \
  .extension = EXTENSION_##x, .decorations = d

const Encoding amd64_encodings[I_END] = {
#define ROW(id, name_, go_, encoding, operands_, effects_, feature_) \
  [I_##id] = {.name = name_, .go = go_, .effects = effects_, .feature = FEATURE_##feature_, encoding, FOUR operands_},
#include "arch/amd64/ops.def"
#undef ROW
};

static OperandRegister fixed_register(Fixed which) {
  switch (which) {
    case FIXED_rAXa: return (OperandRegister){FILE_GENERAL, RAX};
    case FIXED_CL: return (OperandRegister){FILE_GENERAL, RCX};
    case FIXED_XMM0: return (OperandRegister){FILE_VECTOR, 0};
    default: return (OperandRegister){FILE_NONE, 0};
  }
}

OperandRegister operand_register(uint16_t operand, const Operands *o) {
  if (operand_is_memory(operand, o)) return (OperandRegister){FILE_NONE, 0};
  switch (METHOD_OF(operand)) {
    case METHOD_G:
    case METHOD_Z: return (OperandRegister){FILE_GENERAL, o->reg};
    case METHOD_E:
    case METHOD_R: return (OperandRegister){FILE_GENERAL, o->rm.reg};
    case METHOD_B: return (OperandRegister){FILE_GENERAL, o->second};
    case METHOD_V: return (OperandRegister){FILE_VECTOR, o->reg};
    case METHOD_W:
    case METHOD_U: return (OperandRegister){FILE_VECTOR, o->rm.reg};
    case METHOD_H: return (OperandRegister){FILE_VECTOR, o->second};
    case METHOD_X: return (OperandRegister){FILE_VECTOR, o->last};
    case METHOD_K: return (OperandRegister){FILE_MASK, o->reg};
    case METHOD_Q: return (OperandRegister){FILE_MASK, o->rm.reg};
    case METHOD_T: return (OperandRegister){FILE_MASK, o->second};
    case METHOD_FIXED: return fixed_register((Fixed)TYPE_OF(operand));
    default: return (OperandRegister){FILE_NONE, 0};
  }
}
