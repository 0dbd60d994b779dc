// Bytes of single instructions: prefixes, opcode, ModRM, SIB, displacement.
#include "arch/amd64/amd64.h"

void code_byte(Code *c, uint32_t byte) {
  if (c->len == c->cap) c->bytes = vec_grow(c->arena, c->bytes, c->len, &c->cap, c->len + 64, 1);
  c->bytes[c->len++] = (uint8_t)byte;
}

void code_u32(Code *c, uint32_t word) {
  if (c->len + 4 > c->cap) c->bytes = vec_grow(c->arena, c->bytes, c->len, &c->cap, c->len + 64, 1);
  memcpy(c->bytes + c->len, &word, 4);
  c->len += 4;
}

void code_u64(Code *c, uint64_t word) {
  code_u32(c, (uint32_t)word);
  code_u32(c, (uint32_t)(word >> 32));
}

// ModRM, SIB and displacement of a memory operand; reg is the other operand's low bits.
static void encode_memory(Code *c, uint32_t reg, const Rm *rm, uint32_t imm_bytes) {
  reg = (reg & 7) << 3;
  if (rm->local) {
    code_byte(c, reg | 5);
    code_u32(c, 0);
    return;
  }
  if (rm->symbol) {
    code_byte(c, reg | 5);
    symbol_add_reloc(c->arena, c->symbol, c->len, RELOC_PC32, rm->symbol, (int64_t)rm->disp - 4 - imm_bytes);
    code_u32(c, 0);
    return;
  }
  if (rm->base == NO_REGISTER) {  // index only, or absolute
    code_byte(c, reg | 4);
    code_byte(c, (uint32_t)rm->scale << 6 | (rm->index == NO_REGISTER ? 4u : rm->index & 7u) << 3 | 5);
    code_u32(c, (uint32_t)rm->disp);
    return;
  }
  uint32_t base = rm->base & 7, mode = rm->disp >= -128 && rm->disp <= 127 ? 1 : 2;
  if (rm->disp == 0 && base != 5) mode = 0;
  if (rm->index != NO_REGISTER || base == 4) {
    code_byte(c, mode << 6 | reg | 4);
    uint32_t scale = rm->index == NO_REGISTER ? 0 : rm->scale;
    code_byte(c, scale << 6 | (rm->index == NO_REGISTER ? 4u : rm->index & 7u) << 3 | base);
  } else {
    code_byte(c, mode << 6 | reg | base);
  }
  if (mode == 1) code_byte(c, (uint32_t)rm->disp);
  else if (mode == 2) code_u32(c, (uint32_t)rm->disp);
}

// Byte opcodes whose reg field extends the opcode and names no register.
static bool is_group(uint32_t opcode) {
  return opcode == 0x80 || opcode == 0xC6 || opcode == 0xC0 || opcode == 0xD0 || opcode == 0xD2 || opcode == 0xF6;
}

void encode_rm(Code *c, uint32_t prefix, uint32_t opcode, uint32_t reg, const Rm *rm, uint32_t size,
               uint32_t imm_bytes) {
  if (size == 2) code_byte(c, 0x66);
  if (prefix) code_byte(c, prefix);
  uint32_t rex = (size == 8 ? 8u : 0) | (reg & 8) >> 1;
  bool need = false;
  if (rm->memory) {
    if (!rm->symbol && !rm->local && rm->base != NO_REGISTER) rex |= (rm->base & 8) >> 3;
    if (!rm->symbol && !rm->local && rm->index != NO_REGISTER) rex |= (rm->index & 8) >> 2;
  } else {
    rex |= (rm->reg & 8) >> 3;
    need = size == 1 && rm->reg >= 4;
  }
  if (size == 1 && (reg & 15) >= 4 && !is_group(opcode)) need = true;
  if (rex || need) code_byte(c, 0x40 | rex);
  if (opcode > 0xFFFF) code_byte(c, opcode >> 16);
  if (opcode > 0xFF) code_byte(c, opcode >> 8 & 0xFF);
  code_byte(c, opcode & 0xFF);
  if (rm->memory) encode_memory(c, reg, rm, imm_bytes);
  else code_byte(c, 0xC0 | (reg & 7) << 3 | (rm->reg & 7));
}

void encode_alu_imm(Code *c, uint32_t digit, const Rm *rm, uint32_t size, int64_t imm) {
  if (size == 1) {
    encode_rm(c, 0, 0x80, digit, rm, 1, 1);
    code_byte(c, (uint32_t)imm);
  } else if (imm >= -128 && imm <= 127) {
    encode_rm(c, 0, 0x83, digit, rm, size, 1);
    code_byte(c, (uint32_t)imm);
  } else {
    encode_rm(c, 0, 0x81, digit, rm, size, size == 2 ? 2 : 4);
    if (size == 2) {
      code_byte(c, (uint32_t)imm);
      code_byte(c, (uint32_t)imm >> 8);
    } else {
      code_u32(c, (uint32_t)imm);
    }
  }
}

void encode_mov_imm(Code *c, uint32_t reg, int64_t imm) {
  if (imm >= 0 && imm <= (int64_t)UINT32_MAX) {
    if (reg & 8) code_byte(c, 0x41);
    code_byte(c, 0xB8 | (reg & 7));
    code_u32(c, (uint32_t)imm);
  } else if (imm >= INT32_MIN && imm < 0) {
    Rm rm = rm_register(reg);
    encode_rm(c, 0, 0xC7, 0, &rm, 8, 4);
    code_u32(c, (uint32_t)imm);
  } else {
    code_byte(c, 0x48 | (reg & 8) >> 3);
    code_byte(c, 0xB8 | (reg & 7));
    code_u64(c, (uint64_t)imm);
  }
}

void encode_mov(Code *c, uint32_t to, uint32_t from) {
  Rm rm = rm_register(from);
  if (to == from) return;
  if (to >= X0 && from >= X0) {
    encode_rm(c, 0, 0x0F28, to & 15, &rm, 4, 0);  // movaps
  } else if (to >= X0) {
    encode_rm(c, 0x66, 0x0F6E, to & 15, &rm, 8, 0);
  } else if (from >= X0) {
    rm = rm_register(to);
    encode_rm(c, 0x66, 0x0F7E, from & 15, &rm, 8, 0);
  } else {
    encode_rm(c, 0, 0x8B, to, &rm, 8, 0);
  }
}

void encode_load(Code *c, uint32_t reg, const Rm *rm, uint32_t size) {
  if (reg >= X0) {
    if (size == 16) encode_rm(c, 0, 0x0F10, reg & 15, rm, 4, 0);
    else if (size == 8) encode_rm(c, 0xF3, 0x0F7E, reg & 15, rm, 4, 0);
    else encode_rm(c, 0xF3, 0x0F10, reg & 15, rm, 4, 0);
    return;
  }
  switch (size) {
    case 1: encode_rm(c, 0, 0x0FB6, reg, rm, 4, 0); break;
    case 2: encode_rm(c, 0, 0x0FB7, reg, rm, 4, 0); break;
    default: encode_rm(c, 0, 0x8B, reg, rm, size, 0);
  }
}

void encode_store(Code *c, uint32_t reg, const Rm *rm, uint32_t size) {
  if (reg >= X0) {
    if (size == 16) encode_rm(c, 0, 0x0F11, reg & 15, rm, 4, 0);
    else if (size == 8) encode_rm(c, 0x66, 0x0FD6, reg & 15, rm, 4, 0);
    else encode_rm(c, 0xF3, 0x0F11, reg & 15, rm, 4, 0);
    return;
  }
  encode_rm(c, 0, size == 1 ? 0x88 : 0x89, reg, rm, size, 0);
}
