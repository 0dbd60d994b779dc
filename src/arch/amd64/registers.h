// Registers of amd64 as the allocator numbers them: 0..15 general, 16..31 SSE,
// and their roles in ABIInternal and in C's convention.
#ifndef TUCO_AMD64_REGISTERS_H
#define TUCO_AMD64_REGISTERS_H

#include <stdint.h>

enum {
  RAX,
  RCX,
  RDX,
  RBX,
  RSP,
  RBP,
  RSI,
  RDI,
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15,
  X0,
  X1,
  X2,
  X3,
  X4,
  X5,
  X6,
  X7,
  X8,
  X9,
  X10,
  X11,
  X12,
  X13,
  X14,
  X15
};

// X15 is zero besides; emission says so by its name.
enum { REG_CLOSURE = RDX, REG_G = R14, REG_CALL_TARGET = R12 };

// Condition codes as the processor numbers them, and two that float equality needs.
enum {
  CC_O,
  CC_NO,
  CC_B,
  CC_AE,
  CC_E,
  CC_NE,
  CC_BE,
  CC_A,
  CC_S,
  CC_NS,
  CC_P,
  CC_NP,
  CC_L,
  CC_GE,
  CC_LE,
  CC_G,
  CC_FLOAT_EQUAL,
  CC_FLOAT_NOT_EQUAL
};
static inline uint8_t condition_negate(uint8_t cc) { return cc ^ 1; }

static const uint8_t abi_int_registers[9] = {RAX, RBX, RCX, RDI, RSI, R8, R9, R10, R11};
static const uint8_t c_int_registers[6] = {RDI, RSI, RDX, RCX, R8, R9};

#endif
