// Integer and float arithmetic, shifts with Go's meaning, division,
// bit operations, conversions. Integers narrower than 32 bits are computed in 32; the
// upper bits of a register that holds a narrow value are undefined.
#include "arch/amd64/select_arith.h"

static bool is_float(IrType type) { return type == IR_F32 || type == IR_F64; }
static uint32_t work_size(uint32_t size) { return size < 4 ? 4 : size; }

static MachineInst *unary(Select *s, uint16_t op, uint32_t size, VReg def, VReg a) {
  MachineInst *i = select_inst(s, op, size);
  select_use(i, 1, a, USE_REG);
  select_set_def(i, 0, def);
  return i;
}

static VReg extend(Select *s, VReg a, uint32_t from, bool is_signed) {
  VReg r = select_temp(s, IR_I64);
  unary(s, is_signed ? M_SX : M_ZX, 4, r, a)->cond = (uint8_t)from;
  return r;
}

// def = a op b, b an immediate, a foldable load or a register.
static void binary(Select *s, ValueId v, uint16_t op, bool commutative) {
  Func *f = s->f;
  ValueId a = value_arg(f, v, 0), b = value_arg(f, v, 1);
  uint32_t size = ir_type_size(func_value(f, v)->type);
  int64_t bits;
  bool is_f = is_float(func_value(f, v)->type);
  bool loadable = size >= 4;
  if (commutative && select_is_const(s, a, &bits) && !select_is_const(s, b, &bits)) {
    ValueId t = a;
    a = b;
    b = t;
  }
  bool constant = !is_f && op != M_IMUL && select_is_const(s, b, &bits) && fits_int32(bits);
  if (commutative && !constant && loadable && select_can_fold_load(s, a) && !select_can_fold_load(s, b)) {
    ValueId t = a;
    a = b;
    b = t;
  } else if (commutative && !constant && s->count[a] > 1 && s->count[b] == 1 && !select_can_fold_load(s, b)) {
    ValueId t = a;  // the one that likely ends here gives its register
    a = b;
    b = t;
  }
  size = work_size(size);
  if (constant) {
    VReg x = select_reg(s, a);
    MachineInst *i = select_tied(s, op, size, select_def(s, v), x);
    i->flags |= INST_IMMEDIATE;
    i->imm = bits;
    return;
  }
  if (is_f && select_is_const(s, b, &bits) && bits) {  // from the pool
    VReg x = select_reg(s, a);
    MachineInst *i = select_tied(s, op, size, select_def(s, v), x);
    i->flags |= INST_IMMEDIATE;
    i->imm = bits;
    return;
  }
  if (loadable && a != b && select_can_fold_load(s, b)) {
    VReg x = select_reg(s, a);
    Address at = select_fold_load(s, b);
    MachineInst *i = select_tied(s, op, size, select_def(s, v), x);
    select_memory(i, &at, true);
    return;
  }
  VReg x = select_reg(s, a), y = select_reg(s, b);
  MachineInst *i = select_tied(s, op, size, select_def(s, v), x);
  select_use(i, 1, y, x == y ? USE_REG : USE_ANY | USE_LATE);
  if (x == y) i->use_kind[0] = USE_REG;
}

static void multiply(Select *s, ValueId v) {
  Func *f = s->f;
  ValueId a = value_arg(f, v, 0), b = value_arg(f, v, 1);
  int64_t bits;
  if (select_is_const(s, a, &bits)) {
    ValueId t = a;
    a = b;
    b = t;
  }
  uint32_t size = work_size(ir_type_size(func_value(f, v)->type));
  if (!select_is_const(s, b, &bits) || !fits_int32(bits)) {
    binary(s, v, M_IMUL, true);
    return;
  }
  VReg x = select_reg(s, a), def = select_def(s, v);
  if (!bits) {
    MachineInst *i = unary(s, M_IMULI, size, def, x);
    i->imm = bits;
    return;
  }
  if (bits > 0 && (bits & (bits - 1)) == 0) {
    MachineInst *i = select_tied(s, M_SHL, size, def, x);
    i->flags |= INST_IMMEDIATE;
    i->imm = __builtin_ctzll((uint64_t)bits);
    return;
  }
  uint32_t zeros = (uint32_t)__builtin_ctzll((uint64_t)bits);
  int64_t odd = bits >> zeros;
  if (odd == 3 || odd == 5 || odd == 9) {  // x + x*2, x*4 or x*8, shifted
    MachineInst *i = select_inst(s, M_LEA, size);
    Address at = {.base = x, .index = x, .scale = (uint8_t)__builtin_ctzll((uint64_t)odd - 1)};
    VReg sum = zeros ? select_temp(s, IR_I64) : def;
    select_memory(i, &at, false);
    select_set_def(i, 0, sum);
    if (!zeros) return;
    i = select_tied(s, M_SHL, size, def, sum);
    i->flags |= INST_IMMEDIATE;
    i->imm = zeros;
  } else {
    MachineInst *i = unary(s, M_IMULI, size, def, x);
    i->imm = bits;
  }
}

static void copy_out(Select *s, VReg v, uint32_t reg) {
  uint32_t first = select_copy_begin(s);
  select_copy_from(s, v, reg);
  select_copy_end(s, first);
}

static void copy_in(Select *s, uint32_t reg, VReg v) {
  uint32_t first = select_copy_begin(s);
  select_copy_vreg_to(s, reg, v);
  select_copy_end(s, first);
}

// ---- shifts

// -1 if count < limit (unsigned), else 0.
static VReg count_mask(Select *s, VReg count, uint32_t limit) {
  VReg mask = select_temp(s, IR_I64);
  MachineInst *i = select_inst(s, M_MASK, 8);
  i->imm = limit;
  select_use(i, 0, count, USE_REG);
  select_set_def(i, 0, mask);
  return mask;
}

static void shift(Select *s, ValueId v) {
  Func *f = s->f;
  Value *value = func_value(f, v);
  uint16_t generic = value->op;
  uint32_t bytes = ir_type_size(value->type), width = 8 * bytes, size = work_size(bytes);
  bool bounded = (value->flags & VALUE_SHIFT_BOUNDED) != 0 || generic == IR_ROTL;
  uint16_t op = generic == IR_SHL ? M_SHL : generic == IR_SHR ? M_SHR : generic == IR_SAR ? M_SAR : M_ROL;
  ValueId count = value_arg(f, v, 1);
  int64_t bits;
  bool constant = select_is_const(s, count, &bits);
  VReg def = select_def(s, v);
  if (constant && generic != IR_ROTL && (uint64_t)bits >= width) {
    if (generic != IR_SAR) {
      MachineInst *zero = select_inst(s, M_MOVI, 8);
      select_set_def(zero, 0, def);
      return;
    }
    bits = width - 1;
  }
  VReg x = select_reg(s, value_arg(f, v, 0));
  if (generic == IR_ROTL) size = bytes;
  else if (bytes < 4 && generic != IR_SHL) x = extend(s, x, bytes, generic == IR_SAR);
  if (constant) {
    MachineInst *i = select_tied(s, op, size, def, x);
    i->flags |= INST_IMMEDIATE;
    i->imm = bits & (width - 1);
    return;
  }
  VReg c = select_reg(s, count), shifted = def;
  uint32_t limit = size == 8 ? 64 : 32;
  VReg mask = 0;
  if (!bounded) {
    mask = count_mask(s, c, limit);
    if (generic == IR_SAR) {  // counts too large become all ones: the sign fills
      VReg inverse = select_temp(s, IR_I64), full = select_temp(s, IR_I64);
      select_tied(s, M_NOT, 8, inverse, mask);
      MachineInst *i = select_tied(s, M_OR, 8, full, inverse);
      select_use(i, 1, c, USE_ANY | USE_LATE);
      c = full;
    } else {
      shifted = select_temp(s, IR_I64);
    }
  }
  copy_in(s, RCX, c);
  select_tied(s, op, size, shifted, x)->clobber = 1u << RCX;
  if (shifted != def) {
    MachineInst *i = select_tied(s, M_AND, size, def, shifted);
    select_use(i, 1, mask, USE_ANY | USE_LATE);
  }
}

// ---- division

static void divide(Select *s, ValueId v) {
  Func *f = s->f;
  Value *value = func_value(f, v);
  bool is_signed = value->op == IR_SDIV || value->op == IR_SREM,
       remainder = value->op == IR_SREM || value->op == IR_UREM;
  uint32_t bytes = ir_type_size(value->type), size = work_size(bytes);
  int64_t bits;
  ValueId b = value_arg(f, v, 1);
  bool known = select_is_const(s, b, &bits);
  VReg x = select_reg(s, value_arg(f, v, 0)), y = select_reg(s, b);
  if (bytes < 4) {
    x = extend(s, x, bytes, is_signed);
    y = extend(s, y, bytes, is_signed);
  }
  copy_in(s, RAX, x);
  MachineInst *i = select_inst(s, is_signed ? M_IDIV : M_DIV, size);
  i->clobber = 1u << RAX | 1u << RDX;
  i->aux = is_signed && bytes >= 4 && !(known && bits != -1);
  select_use(i, 1, y, USE_ANY | USE_LATE);
  copy_out(s, select_def(s, v), remainder ? RDX : RAX);
}

static ValueId part(Select *s, ValueId v, uint32_t index) {
  for (ValueId r = s->first_part[v]; r; r = s->next_part[r])
    if (func_value(s->f, r)->index == index && s->count[r]) return r;
  return 0;
}

// Every PROJECT of an index (there may be several) gets the value of the register.
static void copy_parts(Select *s, ValueId v, uint32_t reg0, uint32_t reg1) {
  uint32_t first = select_copy_begin(s);
  for (ValueId r = s->first_part[v]; r; r = s->next_part[r])
    if (s->count[r]) select_copy_from(s, select_def(s, r), func_value(s->f, r)->index == 0 ? reg0 : reg1);
  select_copy_end(s, first);
}

static void wide_multiply(Select *s, ValueId v, uint16_t op) {
  Func *f = s->f;
  VReg x = select_reg(s, value_arg(f, v, 0)), y = select_reg(s, value_arg(f, v, 1));
  copy_in(s, RAX, x);
  MachineInst *i = select_inst(s, op, 8);
  i->clobber = 1u << RAX | 1u << RDX;
  select_use(i, 1, y, USE_ANY | USE_LATE);
  if (func_value(f, v)->op == IR_UMUL_WIDE) copy_parts(s, v, RDX, RAX);
  else copy_out(s, select_def(s, v), RDX);
}

static void wide_divide(Select *s, ValueId v) {
  Func *f = s->f;
  VReg high = select_reg(s, value_arg(f, v, 0)), low = select_reg(s, value_arg(f, v, 1));
  VReg y = select_reg(s, value_arg(f, v, 2));
  uint32_t first = select_copy_begin(s);
  select_copy_vreg_to(s, RDX, high);
  select_copy_vreg_to(s, RAX, low);
  select_copy_end(s, first);
  MachineInst *i = select_inst(s, M_DIV, 8);
  i->clobber = 1u << RAX | 1u << RDX;
  i->aux = 1;
  select_use(i, 1, y, USE_ANY | USE_LATE);
  copy_parts(s, v, RAX, RDX);
}

static void carry(Select *s, ValueId v, uint16_t op) {
  Func *f = s->f;
  VReg x = select_reg(s, value_arg(f, v, 0)), y = select_reg(s, value_arg(f, v, 1));
  VReg sums[2];
  for (uint32_t k = 0; k < 2; k++) {
    ValueId p = part(s, v, k);
    sums[k] = p ? select_def(s, p) : select_temp(s, IR_I64);
  }
  int64_t bits;
  ValueId c = value_arg(f, v, 2);
  bool constant = select_is_const(s, c, &bits) && bits == 0;
  VReg z = constant ? 0 : select_reg(s, c);
  MachineInst *i = select_tied(s, op, 8, sums[0], x);
  select_use(i, 1, y, x == y ? USE_REG | USE_LATE : USE_ANY | USE_LATE);
  if (z) select_use(i, 2, z, USE_REG | USE_LATE);
  select_set_def(i, 1, sums[1]);
  // Further PROJECTs of one index copy the first.
  for (ValueId r = s->first_part[v]; r; r = s->next_part[r]) {
    VReg def = s->count[r] ? select_def(s, r) : 0, from = sums[func_value(f, r)->index & 1];
    if (def && def != from) unary(s, M_MOV, 8, def, from);
  }
}

// ---- bits

static VReg and_constant(Select *s, VReg x, uint64_t mask, uint32_t size) {
  VReg c = select_temp(s, IR_I64), r = select_temp(s, IR_I64);
  MachineInst *i = select_inst(s, M_MOVI, 8);
  i->imm = (int64_t)mask;
  select_set_def(i, 0, c);
  i = select_tied(s, M_AND, size, r, x);
  select_use(i, 1, c, USE_ANY | USE_LATE);
  return r;
}

static VReg shift_constant(Select *s, uint16_t op, VReg x, uint32_t count, uint32_t size) {
  VReg r = select_temp(s, IR_I64);
  MachineInst *i = select_tied(s, op, size, r, x);
  i->flags |= INST_IMMEDIATE;
  i->imm = count;
  return r;
}

// Reverses 1, 2 and 4 bit groups in each byte, then the bytes.
static void reverse_bits(Select *s, ValueId v) {
  static const uint64_t masks[3] = {0x5555555555555555u, 0x3333333333333333u, 0x0F0F0F0F0F0F0F0Fu};
  uint32_t bytes = ir_type_size(func_value(s->f, v)->type);
  VReg x = select_reg(s, value_arg(s->f, v, 0));
  for (uint32_t k = 0; k < 3; k++) {
    VReg high = and_constant(s, shift_constant(s, M_SHR, x, 1u << k, 8), masks[k], 8);
    VReg low = shift_constant(s, M_SHL, and_constant(s, x, masks[k], 8), 1u << k, 8);
    VReg both = select_temp(s, IR_I64);
    MachineInst *i = select_tied(s, M_OR, 8, both, high);
    select_use(i, 1, low, USE_ANY | USE_LATE);
    x = both;
  }
  VReg def = select_def(s, v);
  if (bytes == 1) {
    unary(s, M_MOV, 8, def, x);
    return;
  }
  VReg swapped = bytes == 8 ? def : select_temp(s, IR_I64);
  select_tied(s, M_BSWAP, 8, swapped, x);
  if (bytes != 8) {
    MachineInst *i = select_tied(s, M_SHR, 8, def, swapped);
    i->flags |= INST_IMMEDIATE;
    i->imm = 64 - 8 * bytes;
  }
}

static void bits_value(Select *s, ValueId v) {
  Func *f = s->f;
  Value *value = func_value(f, v);
  uint16_t op = value->op;
  uint32_t bytes = ir_type_size(func_value(f, value_arg(f, v, 0))->type);
  VReg x = select_reg(s, value_arg(f, v, 0)), def = select_def(s, v);
  switch (op) {
    case IR_CLZ:
    case IR_CTZ: {
      if (bytes < 4 && op == IR_CLZ) x = extend(s, x, bytes, false);
      MachineInst *i = select_inst(s, op == IR_CLZ ? M_CLZ : M_CTZ, bytes);
      select_use(i, 0, x, USE_REG | USE_LATE);
      select_set_def(i, 0, def);
      select_set_def(i, 1, select_temp(s, IR_I64));
      break;
    }
    case IR_POPCNT:
      if (bytes < 4) x = extend(s, x, bytes, false);
      unary(s, M_POPCNT, work_size(bytes), def, x);
      break;
    default:  // BSWAP
      if (bytes == 2) {
        MachineInst *i = select_tied(s, M_ROL, 2, def, x);
        i->flags |= INST_IMMEDIATE;
        i->imm = 8;
      } else {
        select_tied(s, M_BSWAP, bytes, def, x);
      }
  }
}

// ---- floats

static void min_max(Select *s, ValueId v) {
  Func *f = s->f;
  IrType type = func_value(f, v)->type;
  uint32_t size = ir_type_size(type);
  bool max = func_value(f, v)->op == IR_FMAX;
  VReg x = select_reg(s, value_arg(f, v, 0)), y = select_reg(s, value_arg(f, v, 1));
  if (max) {  // max(x, y) = -min(-x, -y)
    VReg a = select_temp(s, type), b = select_temp(s, type);
    select_tied(s, M_FMASK, size, a, x);
    select_tied(s, M_FMASK, size, b, y);
    x = a;
    y = b;
  }
  // MIN gives its second operand for NaN and for zeros: taken in both orders, the bits are united.
  VReg first = select_temp(s, type), second = select_temp(s, type),
       both = max ? select_temp(s, type) : select_def(s, v);
  MachineInst *i = select_tied(s, M_FMINS, size, first, x);
  select_use(i, 1, y, USE_REG | USE_LATE);
  i = select_tied(s, M_FMINS, size, second, first);
  select_use(i, 1, x, USE_REG | USE_LATE);
  i = select_tied(s, M_FORS, size, both, second);
  select_use(i, 1, first, USE_REG | USE_LATE);
  if (max) select_tied(s, M_FMASK, size, select_def(s, v), both);
}

static bool float_value(Select *s, ValueId v) {
  Func *f = s->f;
  Value *value = func_value(f, v);
  uint32_t size = ir_type_size(value->type);
  uint16_t op = value->op;
  switch (op) {
    case IR_FADD: binary(s, v, M_FADD, true); return true;
    case IR_FSUB: binary(s, v, M_FSUB, false); return true;
    case IR_FMUL: binary(s, v, M_FMUL, true); return true;
    case IR_FDIV: binary(s, v, M_FDIV, false); return true;
    case IR_FNEG:
    case IR_FABS: {
      VReg x = select_reg(s, value_arg(f, v, 0));
      select_tied(s, M_FMASK, size, select_def(s, v), x)->cond = op == IR_FABS;
      return true;
    }
    case IR_FSQRT: {
      VReg x = select_reg(s, value_arg(f, v, 0));
      unary(s, M_FSQRT, size, select_def(s, v), x);
      return true;
    }
    case IR_FFLOOR:
    case IR_FCEIL:
    case IR_FTRUNC:
    case IR_FROUND_EVEN: {
      VReg x = select_reg(s, value_arg(f, v, 0));
      MachineInst *i = unary(s, M_FROUND, size, select_def(s, v), x);
      i->imm = 8 | (op == IR_FFLOOR ? 1 : op == IR_FCEIL ? 2 : op == IR_FTRUNC ? 3 : 0);
      return true;
    }
    case IR_FMA: {
      VReg x = select_reg(s, value_arg(f, v, 0)), y = select_reg(s, value_arg(f, v, 1)),
           z = select_reg(s, value_arg(f, v, 2));
      MachineInst *i = select_tied(s, M_FMA, size, select_def(s, v), z);
      select_use(i, 1, x, USE_REG | USE_LATE);
      select_use(i, 2, y, USE_REG | USE_LATE);
      return true;
    }
    case IR_FMIN:
    case IR_FMAX: min_max(s, v); return true;
    default: return false;
  }
}

// ---- conversions

static bool conversion(Select *s, ValueId v) {
  Func *f = s->f;
  Value *value = func_value(f, v);
  uint16_t op = value->op;
  if (op < IR_SEXT || op > IR_INT_TO_PTR) return false;
  ValueId a = value_arg(f, v, 0);
  IrType from = func_value(f, a)->type, to = value->type;
  uint32_t from_size = ir_type_size(from), to_size = ir_type_size(to);
  if ((op == IR_SEXT || op == IR_ZEXT) && select_can_fold_load(s, a)) {
    Address at = select_fold_load(s, a);
    if (op == IR_ZEXT) {
      select_load(s, select_def(s, v), from, &at);
    } else {
      MachineInst *i = select_inst(s, M_LOADSX, work_size(to_size));
      i->cond = (uint8_t)from_size;
      select_memory(i, &at, false);
      select_set_def(i, 0, select_def(s, v));
    }
    return true;
  }
  VReg x = select_reg(s, a), def = select_def(s, v);
  MachineInst *i;
  switch (op) {
    case IR_SEXT: unary(s, M_SX, work_size(to_size), def, x)->cond = (uint8_t)from_size; return true;
    case IR_ZEXT: unary(s, M_ZX, work_size(to_size), def, x)->cond = (uint8_t)from_size; return true;
    case IR_SI_TO_F: unary(s, M_CVTSIF, to_size, def, x)->cond = (uint8_t)from_size; return true;
    case IR_F_TO_SI: unary(s, M_CVTFSI, from_size, def, x)->cond = (uint8_t)to_size; return true;
    case IR_UI_TO_F:
      i = unary(s, M_CVTUIF, to_size, def, x);
      i->use_kind[1] = USE_REG | USE_LATE;
      select_set_def(i, 1, select_temp(s, IR_I64));
      return true;
    case IR_F_TO_UI:
      i = unary(s, M_CVTFUI, from_size, def, x);
      i->use_kind[1] = USE_REG | USE_LATE;
      select_set_def(i, 1, select_temp(s, IR_F64));
      return true;
    case IR_F_EXTEND:
    case IR_F_ROUND: unary(s, M_CVTFF, from_size, def, x); return true;
    case IR_BITCAST:
      if (is_float(from) == is_float(to)) unary(s, M_MOV, 8, def, x);
      else unary(s, is_float(to) ? M_MOVGX : M_MOVXG, to_size, def, x);
      return true;
    default: unary(s, M_MOV, 8, def, x); return true;  // INT_TO_PTR: a pointer register of its own
  }
}

static void tied_unary(Select *s, ValueId v, uint16_t op) {
  VReg x = select_reg(s, value_arg(s->f, v, 0));
  select_tied(s, op, work_size(ir_type_size(func_value(s->f, v)->type)), select_def(s, v), x);
}

static void address_value(Select *s, ValueId v) {
  Address a = select_address(s, value_arg(s->f, v, 0), 0);
  Value *value = func_value(s->f, v);
  int64_t bits;
  ValueId y = value_arg(s->f, v, 1);
  VReg def = select_def(s, v);
  int64_t disp = (int64_t)a.disp + value->offset;
  if (select_is_const(s, y, &bits) && fits_int32(bits) && fits_from_frame(bits + disp)) {
    a.disp = (int32_t)(bits + disp);
  } else if (a.index || a.symbol || !fits_from_frame(disp)) {
    VReg base = select_temp(s, IR_P);
    MachineInst *lea = select_inst(s, M_LEA, 8);
    select_memory(lea, &a, false);
    select_set_def(lea, 0, base);
    a = (Address){.base = base, .index = select_reg(s, y), .disp = value->offset};
  } else {
    a.disp = (int32_t)disp;
    Value *index = func_value(s->f, y);
    if (index->op == IR_SHL && select_is_const(s, value_arg(s->f, y, 1), &bits) && bits >= 0 && bits <= 3) {
      select_fold(s, y);
      a.scale = (uint8_t)bits;
      y = value_arg(s->f, y, 0);
    }
    a.index = select_reg(s, y);
  }
  MachineInst *i = select_inst(s, M_LEA, 8);
  select_memory(i, &a, false);
  select_set_def(i, 0, def);
}

// Parameters on the stack, the goroutine, the return address.
static bool leaf_value(Select *s, ValueId v) {
  Value *value = func_value(s->f, v);
  switch (value->op) {
    case IR_PARAM: {
      FlatPart part_of = s->flat_params[value->index];
      AbiParam *p = &s->f->signature->params[part_of.param];
      if (p->in_registers) {
        select_def(s, v);
        return true;
      }
      const Leaf *component = &p->components[part_of.component];
      Address a = {.frame = true, .object = OBJECT_CFA, .disp = p->stack_offset + (int32_t)component->offset};
      select_load(s, select_def(s, v), (IrType)component->type, &a);
      return true;
    }
    case IR_CLOSURE: return true;
    case IR_G: copy_out(s, select_def(s, v), REG_G); return true;
    case IR_CALLER_PC: {
      Address a = {.frame = true, .object = OBJECT_CFA, .disp = -8};
      select_load(s, select_def(s, v), IR_I64, &a);
      return true;
    }
    default: return false;
  }
}

bool select_arith_value(Select *s, ValueId v) {
  switch (func_value(s->f, v)->op) {
    case IR_ADD: binary(s, v, M_ADD, true); return true;
    case IR_SUB: binary(s, v, M_SUB, false); return true;
    case IR_AND: binary(s, v, M_AND, true); return true;
    case IR_OR: binary(s, v, M_OR, true); return true;
    case IR_XOR: binary(s, v, M_XOR, true); return true;
    case IR_MUL: multiply(s, v); return true;
    case IR_NEG: tied_unary(s, v, M_NEG); return true;
    case IR_NOT: tied_unary(s, v, M_NOT); return true;
    case IR_SHL:
    case IR_SHR:
    case IR_SAR:
    case IR_ROTL: shift(s, v); return true;
    case IR_SDIV:
    case IR_UDIV:
    case IR_SREM:
    case IR_UREM: divide(s, v); return true;
    case IR_UMULH:
    case IR_UMUL_WIDE: wide_multiply(s, v, M_MUL); return true;
    case IR_SMULH: wide_multiply(s, v, M_SMUL); return true;
    case IR_UDIV_WIDE: wide_divide(s, v); return true;
    case IR_ADD_CARRY: carry(s, v, M_ADDC); return true;
    case IR_SUB_BORROW: carry(s, v, M_SUBB); return true;
    case IR_CLZ:
    case IR_CTZ:
    case IR_POPCNT:
    case IR_BSWAP: bits_value(s, v); return true;
    case IR_BITREV: reverse_bits(s, v); return true;
    case IR_PTR_ADD: address_value(s, v); return true;
    default: return float_value(s, v) || conversion(s, v) || leaf_value(s, v);
  }
}
