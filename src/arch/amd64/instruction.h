// The table of instructions, ops.def, as C sees it; bytes of one instruction from its row and operands, the row and
// operands from bytes, and both as text. ops.def's head explains the columns.
#ifndef TUCO_AMD64_INSTRUCTION_H
#define TUCO_AMD64_INSTRUCTION_H

#include <string.h>

#include "arch/amd64/registers.h"
#include "ir/ir.h"

typedef enum Instruction {
#define ROW(id, name, go, encoding, operands, effects, feature) I_##id,
#include "arch/amd64/ops.def"
#undef ROW
  I_END
} Instruction;

// ---- columns
enum { SPACE_LEGACY, SPACE_VEX, SPACE_EVEX };
enum { MAP_1B, MAP_0F, MAP_0F38, MAP_0F3A };
enum { PREFIX_NP = 0, PREFIX_66 = 0x66, PREFIX_F3 = 0xF3, PREFIX_F2 = 0xF2 };
enum { LENGTH_L0, LENGTH_L1, LENGTH_L2, LENGTH_LX, LENGTH_LY, LENGTH_LI };
enum { WIDE_W0, WIDE_W1, WIDE_WI, WIDE_WV };
enum {
  EXTENSION_0,
  EXTENSION_1,
  EXTENSION_2,
  EXTENSION_3,
  EXTENSION_4,
  EXTENSION_5,
  EXTENSION_6,
  EXTENSION_7,
  EXTENSION_R,
  EXTENSION_P,
  EXTENSION_N,
  EXTENSION_0xD0 = 0xD0,  // from here on whole ModRM bytes
  EXTENSION_0xE8 = 0xE8,
  EXTENSION_0xF0 = 0xF0,
  EXTENSION_0xF8 = 0xF8,
  EXTENSION_0xF9 = 0xF9
};

// Where an operand is, and how large: an operand is method << 5 | type.
typedef enum Method {
  METHOD_NONE,
  METHOD_G,
  METHOD_E,
  METHOD_R,
  METHOD_M,
  METHOD_B,
  METHOD_Z,
  METHOD_V,
  METHOD_H,
  METHOD_W,
  METHOD_U,
  METHOD_X,
  METHOD_I,
  METHOD_J,
  METHOD_K,
  METHOD_Q,
  METHOD_T,
  METHOD_FIXED  // the type is a Fixed
} Method;
typedef enum OperandType {
  TYPE_,
  TYPE_b,
  TYPE_w,
  TYPE_d,
  TYPE_q,
  TYPE_dq,
  TYPE_qq,
  TYPE_x,
  TYPE_h,
  TYPE_f,
  TYPE_v,
  TYPE_y,
  TYPE_a,
  TYPE_s,
  TYPE_l,
  TYPE_z,
  TYPE_bd,
  TYPE_wd
} OperandType;
typedef enum Fixed { FIXED_rAXa, FIXED_CL, FIXED_One, FIXED_XMM0 } Fixed;
// The vector's length is that of the operands: their size.
#define LENGTH_VARIES(row) ((row)->length == LENGTH_LX || (row)->length == LENGTH_LY)
#define METHOD_OF(operand) ((Method)((operand) >> 5))
#define TYPE_OF(operand) ((OperandType)((operand)&31))

enum {
  OPERAND_,
#define EACH_TYPE(m)                                                                                                   \
  OPERAND_##m = METHOD_##m << 5, OPERAND_##m##b = METHOD_##m << 5 | TYPE_b, OPERAND_##m##w = METHOD_##m << 5 | TYPE_w, \
  OPERAND_##m##d = METHOD_##m << 5 | TYPE_d, OPERAND_##m##q = METHOD_##m << 5 | TYPE_q,                                \
  OPERAND_##m##dq = METHOD_##m << 5 | TYPE_dq, OPERAND_##m##qq = METHOD_##m << 5 | TYPE_qq,                            \
  OPERAND_##m##x = METHOD_##m << 5 | TYPE_x, OPERAND_##m##h = METHOD_##m << 5 | TYPE_h,                                \
  OPERAND_##m##f = METHOD_##m << 5 | TYPE_f, OPERAND_##m##v = METHOD_##m << 5 | TYPE_v,                                \
  OPERAND_##m##y = METHOD_##m << 5 | TYPE_y, OPERAND_##m##a = METHOD_##m << 5 | TYPE_a,                                \
  OPERAND_##m##s = METHOD_##m << 5 | TYPE_s, OPERAND_##m##l = METHOD_##m << 5 | TYPE_l,                                \
  OPERAND_##m##z = METHOD_##m << 5 | TYPE_z, OPERAND_##m##bd = METHOD_##m << 5 | TYPE_bd,                              \
  OPERAND_##m##wd = METHOD_##m << 5 | TYPE_wd
  EACH_TYPE(G),
  EACH_TYPE(E),
  EACH_TYPE(R),
  EACH_TYPE(M),
  EACH_TYPE(B),
  EACH_TYPE(Z),
  EACH_TYPE(V),
  EACH_TYPE(H),
  EACH_TYPE(W),
  EACH_TYPE(U),
  EACH_TYPE(X),
  EACH_TYPE(I),
  EACH_TYPE(J),
  EACH_TYPE(K),
  EACH_TYPE(Q),
  EACH_TYPE(T),
#undef EACH_TYPE
  OPERAND_rAXa = METHOD_FIXED << 5 | FIXED_rAXa,
  OPERAND_CL = METHOD_FIXED << 5 | FIXED_CL,
  OPERAND_One = METHOD_FIXED << 5 | FIXED_One,
  OPERAND_XMM0 = METHOD_FIXED << 5 | FIXED_XMM0
};

// The feature that a processor must have (CPUID).
typedef enum Feature {
  FEATURE_BASE,
  FEATURE_SSE,
  FEATURE_SSE2,
  FEATURE_SSSE3,
  FEATURE_SSE41,
  FEATURE_SSE42,
  FEATURE_POPCNT,
  FEATURE_CX16,
  FEATURE_LZCNT,
  FEATURE_MOVBE,
  FEATURE_BMI1,
  FEATURE_BMI2,
  FEATURE_ADX,
  FEATURE_RDTSCP,
  FEATURE_XSAVE,
  FEATURE_AES,
  FEATURE_PCLMULQDQ,
  FEATURE_SHA,
  FEATURE_AVX,
  FEATURE_AVX2,
  FEATURE_FMA,
  FEATURE_VAES,
  FEATURE_VPCLMULQDQ,
  FEATURE_AVX512F,
  FEATURE_AVX512BW,
  FEATURE_AVX512DQ,
  FEATURE_AVX512_VBMI
} Feature;

// What the encoder must know of a row's operands.
enum {
  TRAIT_SIZED = 1,        // 66 for words
  TRAIT_WIDE = 2,         // REX.W or VEX.W for quads
  TRAIT_BYTE_OPCODE = 4,  // bytes clear the opcode's lowest bit
  TRAIT_REG_BYTE = 8,     // ModRM.reg is a byte register
  TRAIT_RM_BYTE = 16,     // ModRM.rm may be one
  TRAIT_REG_SIZED = 32,   // ModRM.reg, ModRM.rm: likewise if the operand size is 1
  TRAIT_RM_SIZED = 64
};

typedef struct Encoding {
  const char *name, *go, *effects, *decorations;
  uint16_t operands[4];
  uint8_t space, length, prefix, map, wide, opcode, extension;
  uint8_t immediate;  // OperandType of the immediate or distance, 0 none
  uint8_t traits;     // TRAIT_*
  uint8_t feature;    // Feature
} Encoding;
extern const Encoding amd64_encodings[I_END];

// ---- operands
typedef struct Code {
  Arena *arena;
  uint8_t *bytes;
  uint32_t len, cap;
  Symbol *symbol;  // for relocations; NULL in tests
} Code;

enum { NO_REGISTER = 0xff };
typedef struct Rm {  // a register or memory operand
  bool memory;
  bool local;                  // RIP-relative to a label: the caller patches the last four bytes
  uint8_t reg;                 // not memory; its number in its class
  uint8_t base, index, scale;  // NO_REGISTER: none; scale: log2
  int32_t disp;
  Symbol *symbol;  // RIP-relative: no base and index
} Rm;
static inline Rm rm_register(uint32_t r) { return (Rm){.reg = (uint8_t)(r & 15)}; }
static inline Rm rm_base(uint32_t base, int32_t disp) {
  return (Rm){.memory = true, .base = (uint8_t)base, .index = NO_REGISTER, .disp = disp};
}

enum { ROUND_NONE, ROUND_NEAREST, ROUND_DOWN, ROUND_UP, ROUND_ZERO, ROUND_SAE };  // SAE alone: no exceptions
typedef struct Operands {
  uint8_t size;       // operand size in bytes, 1 to 8, or the vectors' length, where the row leaves it open
  uint8_t condition;  // CC_*, where the name has one
  uint8_t reg;        // in ModRM.reg or the opcode; numbers are in the register's class
  uint8_t second;     // in VEX.vvvv
  uint8_t last;       // in the immediate
  uint8_t mask;       // k1 to k7; 0 none
  bool zeroing;
  bool broadcast;    // memory is one element
  uint8_t rounding;  // ROUND_*
  Rm rm;
  int64_t imm;  // or distance
} Operands;

// instruction.c. Can the row's operand be memory, and is it?
static inline bool method_takes_memory(Method m) {
  return m == METHOD_E || m == METHOD_M || m == METHOD_W || m == METHOD_Q;
}
static inline bool operand_is_memory(uint16_t operand, const Operands *o) {
  return o->rm.memory && method_takes_memory(METHOD_OF(operand));
}
typedef enum RegisterFile { FILE_NONE, FILE_GENERAL, FILE_VECTOR, FILE_MASK } RegisterFile;
typedef struct OperandRegister {
  RegisterFile file;  // FILE_NONE: memory or a number
  uint32_t number;    // in its file
} OperandRegister;
OperandRegister operand_register(uint16_t operand, const Operands *o);

// encode.c
void code_byte(Code *c, uint32_t byte);
void code_u32(Code *c, uint32_t word);
void code_u64(Code *c, uint64_t word);
// Appends the instruction. Immediates and distances must fit their row's.
void encode(Code *c, Instruction id, const Operands *o);
// Bytes of the immediate or distance, and of what a memory operand reads or writes (0: only an address).
uint32_t encoding_immediate_size(const Encoding *row, uint32_t size);
uint32_t encoding_memory_size(const Encoding *row, const Operands *o);
// Is all of o->imm in the bytes that the row has for it? What is not extended may be meant with a sign or without.
bool encoding_immediate_fits(const Encoding *row, const Operands *o);
// Bytes of an operand of the type; 0: the type has none of its own.
uint32_t encoding_type_size(OperandType type, uint32_t size);

// decode.c
typedef struct Decoder Decoder;
typedef struct Decoded {
  Instruction id;
  uint32_t length;  // bytes
  Operands operands;
} Decoded;
Decoder *decoder_new(Arena *arena);  // the rows by opcode
// The instruction at the start of bytes; a LOCK or REP before one is an instruction of its own. False: no row is it.
bool decode(const Decoder *d, const uint8_t *bytes, uint32_t len, Decoded *out);

// effects.c. Sets are of the registers of registers.h; those that only EVEX has are not in them. RSP is where an
// operand names it, not where push and call move it.
typedef struct Effects {
  uint32_t reads, writes;
  bool reads_flags, writes_flags, writes_memory;
} Effects;
Effects instruction_effects(Instruction id, const Operands *o);

enum { INSTRUCTION_TEXT = 128 };

// text.c. An instruction's text is shorter than INSTRUCTION_TEXT; what would not be is cut off.
typedef struct Text {
  char *out;
  uint32_t len;
} Text;
void text_put(Text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Intel's syntax as objdump -M intel writes it. end: offset of the instruction's end, from where distances
// count.
void instruction_text(char out[INSTRUCTION_TEXT], Instruction id, const Operands *o, uint32_t end);
// text_go.c: as Go's assembler has it. False: it has no name for the form.
bool instruction_go_text(char out[INSTRUCTION_TEXT], Instruction id, const Operands *o);

#endif
