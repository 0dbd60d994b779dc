// Bytes of one instruction: prefixes, opcode, ModRM, SIB, displacement and immediate, by its row of ops.def.
#include "arch/amd64/instruction.h"

enum { LONGEST = 24 };  // an instruction has at most 15 bytes; an immediate is written as eight

static uint8_t *reserve(Code *c) {
  if (c->len + LONGEST > c->cap) c->bytes = vec_grow(c->arena, c->bytes, c->len, &c->cap, c->len + 64, 1);
  return c->bytes + c->len;
}

void code_byte(Code *c, uint32_t byte) {
  *reserve(c) = (uint8_t)byte;
  c->len++;
}

void code_u32(Code *c, uint32_t word) {
  memcpy(reserve(c), &word, 4);
  c->len += 4;
}

void code_u64(Code *c, uint64_t word) {
  memcpy(reserve(c), &word, 8);
  c->len += 8;
}

uint32_t encoding_immediate_size(const Encoding *row, uint32_t size) {
  switch (row->immediate) {
    case TYPE_: return 0;
    case TYPE_b:
    case TYPE_s: return 1;
    case TYPE_w: return 2;
    case TYPE_q: return 8;
    case TYPE_a:
    case TYPE_z: return size < 4 ? size : 4;
    default: return 4;
  }
}

uint32_t encoding_type_size(OperandType type, uint32_t size) {
  switch (type) {
    case TYPE_b:
    case TYPE_bd: return 1;
    case TYPE_w:
    case TYPE_wd: return 2;
    case TYPE_d: return 4;
    case TYPE_q: return 8;
    case TYPE_dq: return 16;
    case TYPE_qq: return 32;
    case TYPE_h: return size / 2;
    case TYPE_f: return size / 4;
    case TYPE_y: return size == 8 ? 8 : 4;
    case TYPE_v:
    case TYPE_a:
    case TYPE_x: return size;
    default: return 0;
  }
}

uint32_t encoding_memory_size(const Encoding *row, const Operands *o) {
  if (o->broadcast) return strchr(row->decorations, '4') ? 4 : 8;
  for (int k = 0; k < 4; k++) {
    Method method = METHOD_OF(row->operands[k]);
    if (method_takes_memory(method)) return encoding_type_size(TYPE_OF(row->operands[k]), o->size);
  }
  return 0;
}

// ---- prefixes and opcode

static bool is_wide(const Encoding *row, const Operands *o) {
  return row->wide == WIDE_W1 || (o->size == 8 && (row->traits & TRAIT_WIDE));
}

// A digit is no register; neither is there one without ModRM.
static uint32_t reg_field(const Encoding *row, const Operands *o) {
  return row->extension == EXTENSION_R ? o->reg : row->extension < EXTENSION_R ? row->extension : 0;
}

// The fourth bits of the registers in ModRM.rm: of a register, of base and index. In the places that they have in REX.
static inline uint32_t rm_high_bits(const Rm *rm) {
  if (!rm->memory) return (rm->reg & 8) >> 3;
  if (rm->symbol || rm->local) return 0;
  uint32_t base = rm->base == NO_REGISTER ? 0 : rm->base & 8u, index = rm->index == NO_REGISTER ? 0 : rm->index & 8u;
  return base >> 3 | index >> 2;
}

// SPL, BPL, SIL and DIL have the numbers of AH, CH, DH and BH: only a REX prefix makes them the ones.
static bool has_new_byte_register(const Encoding *row, const Operands *o) {
  if (!(row->traits & (TRAIT_REG_BYTE | TRAIT_REG_SIZED | TRAIT_RM_BYTE | TRAIT_RM_SIZED))) return false;
  uint32_t in_reg = TRAIT_REG_BYTE | (o->size == 1 ? TRAIT_REG_SIZED : 0),
           in_rm = TRAIT_RM_BYTE | (o->size == 1 ? TRAIT_RM_SIZED : 0);
  return ((row->traits & in_reg) && o->reg >= 4) || ((row->traits & in_rm) && !o->rm.memory && o->rm.reg >= 4);
}

static uint8_t *put_legacy(uint8_t *p, const Encoding *row, const Operands *o) {
  if (o->size == 2 && (row->traits & TRAIT_SIZED)) *p++ = 0x66;
  if (row->prefix) *p++ = row->prefix;
  bool in_opcode = row->extension == EXTENSION_P;
  uint32_t rex = (is_wide(row, o) ? 8u : 0);
  if (in_opcode) rex |= (o->reg & 8) >> 3;
  else if (row->extension <= EXTENSION_R) rex |= (reg_field(row, o) & 8) >> 1 | rm_high_bits(&o->rm);
  if (rex || has_new_byte_register(row, o)) *p++ = (uint8_t)(0x40 | rex);
  if (row->map) {
    *p++ = 0x0F;
    if (row->map != MAP_0F) *p++ = row->map == MAP_0F38 ? 0x38 : 0x3A;
  }
  uint32_t opcode = row->opcode | o->condition;
  if (o->size == 1 && (row->traits & TRAIT_BYTE_OPCODE)) opcode &= ~1u;
  *p++ = (uint8_t)(in_opcode ? opcode | (o->reg & 7) : opcode);
  return p;
}

static uint32_t prefix_code(const Encoding *row) {
  return row->prefix == 0x66 ? 1 : row->prefix == 0xF3 ? 2 : row->prefix == 0xF2 ? 3 : 0;
}

static uint32_t length_code(const Encoding *row, const Operands *o) {
  if (LENGTH_VARIES(row)) return o->size == 64 ? 2 : o->size == 32 ? 1 : 0;
  return row->length == LENGTH_LI ? 0 : row->length;
}

static uint8_t *put_vex(uint8_t *p, const Encoding *row, const Operands *o) {
  uint32_t inverted = ((reg_field(row, o) & 8) >> 1 | rm_high_bits(&o->rm)) ^ 7;  // R X B
  uint32_t last = (~o->second & 15u) << 3 | length_code(row, o) << 2 | prefix_code(row);
  if ((inverted & 3) == 3 && row->map == MAP_0F && !is_wide(row, o)) {
    *p++ = 0xC5;
    *p++ = (uint8_t)((inverted & 4) << 5 | last);
  } else {
    *p++ = 0xC4;
    *p++ = (uint8_t)(inverted << 5 | row->map);
    *p++ = (uint8_t)((is_wide(row, o) ? 0x80u : 0) | last);
  }
  *p++ = row->opcode;
  return p;
}

// SDM 2.7.1. With rounding the vector's length is that of the registers, 512 bits, and its field says how.
static uint8_t *put_evex(uint8_t *p, const Encoding *row, const Operands *o) {
  uint32_t reg = reg_field(row, o), high = (reg & 8) >> 1 | rm_high_bits(&o->rm);
  if (!o->rm.memory) high |= (o->rm.reg & 16) >> 3;  // X is the fifth bit of a register
  uint32_t length = length_code(row, o);
  if (o->rounding) length = o->rounding == ROUND_SAE ? 0 : o->rounding - ROUND_NEAREST;
  *p++ = 0x62;
  *p++ = (uint8_t)((high ^ 7) << 5 | (reg & 16 ? 0 : 0x10u) | row->map);
  *p++ = (uint8_t)((is_wide(row, o) ? 0x80u : 0) | (~o->second & 15u) << 3 | 4 | prefix_code(row));
  *p++ = (uint8_t)((o->zeroing ? 0x80u : 0) | length << 5 | (o->broadcast || o->rounding ? 0x10u : 0) |
                   (o->second & 16 ? 0 : 8u) | o->mask);
  *p++ = row->opcode;
  return p;
}

// ---- ModRM, SIB, displacement

// What a displacement of one byte counts: bytes, but with EVEX the memory operand's size.
static int32_t displacement_unit(const Encoding *row, const Operands *o) {
  uint32_t unit = row->space == SPACE_EVEX ? encoding_memory_size(row, o) : 1;
  return unit ? (int32_t)unit : 1;
}

static uint8_t *put_i32(uint8_t *p, int32_t word) {
  memcpy(p, &word, 4);
  return p + 4;
}

static uint8_t *put_relative(Code *c, uint8_t *p, const Rm *rm, uint32_t immediate) {
  if (rm->symbol && c->symbol)
    symbol_add_reloc(c->arena, c->symbol, (uint32_t)(p - c->bytes), RELOC_PC32, rm->symbol,
                     (int64_t)rm->disp - 4 - immediate);
  assert(rm->symbol || !immediate);
  return put_i32(p, 0);
}

// reg is in its place.
static uint8_t *put_memory(uint8_t *p, uint32_t reg, const Rm *rm, int32_t unit) {
  uint32_t index = rm->index == NO_REGISTER ? 4u : rm->index & 7u;
  if (rm->base == NO_REGISTER) {  // index only, or absolute
    *p++ = (uint8_t)(reg | 4);
    *p++ = (uint8_t)((uint32_t)rm->scale << 6 | index << 3 | 5);
    return put_i32(p, rm->disp);
  }
  uint32_t base = rm->base & 7, mode = 2;
  int32_t disp = rm->disp;
  if (disp == 0 && base != 5) {
    mode = 0;
  } else if (unit == 1 || disp % unit == 0) {
    if (unit != 1) disp /= unit;
    if (disp >= -128 && disp <= 127) mode = 1;
    else disp = rm->disp;
  }
  if (rm->index != NO_REGISTER || base == 4) {
    uint32_t scale = rm->index == NO_REGISTER ? 0 : rm->scale;
    *p++ = (uint8_t)(mode << 6 | reg | 4);
    *p++ = (uint8_t)(scale << 6 | index << 3 | base);
  } else {
    *p++ = (uint8_t)(mode << 6 | reg | base);
  }
  if (mode == 1) *p++ = (uint8_t)disp;
  else if (mode == 2) p = put_i32(p, disp);
  return p;
}

static uint8_t *put_operands(Code *c, uint8_t *p, const Encoding *row, const Operands *o, uint32_t immediate) {
  uint32_t reg = (reg_field(row, o) & 7) << 3;
  if (!o->rm.memory) {
    *p++ = (uint8_t)(0xC0 | reg | (o->rm.reg & 7));
    return p;
  }
  if (o->rm.symbol || o->rm.local) {
    *p++ = (uint8_t)(reg | 5);
    return put_relative(c, p, &o->rm, immediate);
  }
  return put_memory(p, reg, &o->rm, displacement_unit(row, o));
}

bool encoding_immediate_fits(const Encoding *row, const Operands *o) {
  uint32_t size = encoding_immediate_size(row, o->size);
  if (size == 0 || size == 8) return size == 8 || o->imm == 0;
  bool is_signed = row->immediate == TYPE_s || row->immediate == TYPE_l || METHOD_OF(row->operands[0]) == METHOD_J ||
                   (size < o->size && (row->immediate == TYPE_a || row->immediate == TYPE_z));
  int64_t limit = 1ll << (8 * size - 1);
  return o->imm >= -limit && o->imm < (is_signed ? limit : 2 * limit);
}

void encode(Code *c, Instruction id, const Operands *o) {
  const Encoding *row = &amd64_encodings[id];
  assert_debug(encoding_immediate_fits(row, o));
  uint8_t *p = reserve(c);
  if (row->space == SPACE_LEGACY) p = put_legacy(p, row, o);
  else if (row->space == SPACE_VEX) p = put_vex(p, row, o);
  else p = put_evex(p, row, o);
  uint32_t immediate = row->immediate ? encoding_immediate_size(row, o->size) : 0;
  if (row->extension <= EXTENSION_R) p = put_operands(c, p, row, o, immediate);
  else if (row->extension > EXTENSION_N) *p++ = row->extension;
  if (immediate) memcpy(p, &o->imm, 8);
  p += immediate;
  if (row->space == SPACE_VEX && METHOD_OF(row->operands[3]) == METHOD_X) *p++ = (uint8_t)(o->last << 4);
  c->len = (uint32_t)(p - c->bytes);
}
