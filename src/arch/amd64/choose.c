// Which row of ops.def: the shortest form of an operation, and moves by the classes of their registers.
#include "arch/amd64/amd64.h"

void encode_rm(Code *c, Instruction id, uint32_t reg, const Rm *rm, uint32_t size) {
  encode(c, id, &(Operands){.size = (uint8_t)size, .reg = reg & 15, .rm = *rm});
}

void encode_imm(Code *c, Instruction id, uint32_t reg, const Rm *rm, uint32_t size, int64_t imm) {
  encode(c, id, &(Operands){.size = (uint8_t)size, .reg = reg & 15, .rm = *rm, .imm = imm});
}

void encode_condition(Code *c, Instruction id, uint32_t condition, uint32_t reg, const Rm *rm, uint32_t size) {
  encode(c, id, &(Operands){.size = (uint8_t)size, .condition = (uint8_t)condition, .reg = reg & 15, .rm = *rm});
}

void encode_reg(Code *c, Instruction id, uint32_t reg, uint32_t size, int64_t imm) {
  encode(c, id, &(Operands){.size = (uint8_t)size, .reg = reg & 15, .imm = imm});
}

void encode_alu_imm(Code *c, Instruction first, const Rm *rm, uint32_t size, int64_t imm) {
  bool small = size != 1 && imm >= -128 && imm <= 127;
  encode_imm(c, first + (small ? ALU_EIB : ALU_EI), 0, rm, size, imm);
}

void encode_mov_imm(Code *c, uint32_t reg, int64_t imm) {
  Rm rm = rm_register(reg);
  if (imm >= 0 && imm <= (int64_t)UINT32_MAX) encode_reg(c, I_MOV_ZI, reg, 4, imm);
  else if (imm >= INT32_MIN && imm < 0) encode_imm(c, I_MOV_EI, 0, &rm, 8, imm);
  else encode_reg(c, I_MOV_ZIQ, reg, 8, imm);
}

void encode_mov(Code *c, uint32_t to, uint32_t from) {
  Rm rm = rm_register(from);
  if (to == from) return;
  if (to >= X0 && from >= X0) {
    encode_rm(c, I_MOVAPS_VW, to, &rm, 16);
  } else if (to >= X0) {
    encode_rm(c, I_MOVQ_VE, to, &rm, 8);
  } else if (from >= X0) {
    rm = rm_register(to);
    encode_rm(c, I_MOVQ_EV, from, &rm, 8);
  } else {
    encode_rm(c, I_MOV_GE, to, &rm, 8);
  }
}

void encode_load(Code *c, uint32_t reg, const Rm *rm, uint32_t size) {
  if (reg >= X0) encode_rm(c, size == 16 ? I_MOVUPS_VW : size == 8 ? I_MOVQ_VW : I_MOVSS_VW, reg, rm, size);
  else if (size < 4) encode_rm(c, size == 1 ? I_MOVZX_GEB : I_MOVZX_GEW, reg, rm, 4);
  else encode_rm(c, I_MOV_GE, reg, rm, size);
}

void encode_store(Code *c, uint32_t reg, const Rm *rm, uint32_t size) {
  if (reg >= X0) encode_rm(c, size == 16 ? I_MOVUPS_WV : size == 8 ? I_MOVQ_WV : I_MOVSS_WV, reg, rm, size);
  else encode_rm(c, I_MOV_EG, reg, rm, size);
}

void encode_jump_back(Code *c, uint32_t cond, uint32_t target) {
  int32_t distance = (int32_t)target - (int32_t)(c->len + 2);
  assert(distance >= -128);
  encode(c, I_JCC_B, &(Operands){.condition = (uint8_t)cond, .imm = distance});
}
