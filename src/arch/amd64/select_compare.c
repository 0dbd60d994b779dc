// Comparisons are fused with what uses them: a branch, a selection, or the
// materialization as 0 or 1. Floats compare with UCOMIS, whose operands are
// ordered so that "above" conditions are false on NaN.
#include "arch/amd64/amd64.h"

typedef struct CompareInfo {
  uint8_t cond, swapped;
} CompareInfo;  // swapped: condition with the operands exchanged

static bool integer_condition(uint16_t op, CompareInfo *info) {
  switch (op) {
    case IR_EQ: *info = (CompareInfo){CC_E, CC_E}; return true;
    case IR_NE: *info = (CompareInfo){CC_NE, CC_NE}; return true;
    case IR_SLT: *info = (CompareInfo){CC_L, CC_G}; return true;
    case IR_SLE: *info = (CompareInfo){CC_LE, CC_GE}; return true;
    case IR_ULT: *info = (CompareInfo){CC_B, CC_A}; return true;
    case IR_ULE: *info = (CompareInfo){CC_BE, CC_AE}; return true;
    default: return false;
  }
}

static bool float_condition(uint16_t op, uint8_t *cond, bool *swap) {
  *swap = false;
  switch (op) {
    case IR_FEQ: *cond = CC_FLOAT_EQUAL; return true;
    case IR_FNE: *cond = CC_FLOAT_NOT_EQUAL; return true;
    case IR_FLT:
      *cond = CC_A;
      *swap = true;
      return true;
    case IR_FLE:
      *cond = CC_AE;
      *swap = true;
      return true;
    default: return false;
  }
}

static void set_operands(MachineInst *i, uint8_t compare, uint32_t size, uint8_t cond) {
  i->compare = compare;
  i->size = (uint8_t)size;
  i->cond = cond;
}

static void float_compare(Select *s, MachineInst *i, ValueId v, uint8_t cond, bool swap) {
  ValueId a = value_arg(s->f, v, swap ? 1 : 0), b = value_arg(s->f, v, swap ? 0 : 1);
  set_operands(i, COMPARE_FLOAT, ir_type_size(func_value(s->f, a)->type), cond);
  VReg x = select_reg(s, a);
  select_use(i, 0, x, USE_REG);
  int64_t bits;
  if (select_is_const(s, b, &bits) && bits) {  // from the pool
    i->flags |= INST_IMMEDIATE;
    i->imm = bits;
    return;
  }
  VReg y = select_reg(s, b);
  select_use(i, 1, y, USE_REG);
}

// x & y compared with zero
static bool test_compare(Select *s, MachineInst *i, ValueId a, uint8_t cond) {
  Value *value = func_value(s->f, a);
  int64_t bits;
  if (value->op == IR_AND && s->count[a] == 1) {
    ValueId x = value_arg(s->f, a, 0), y = value_arg(s->f, a, 1);
    uint32_t size = ir_type_size(value->type);
    select_fold(s, a);
    set_operands(i, COMPARE_TEST, size, cond);
    VReg r = select_reg(s, x);
    select_use(i, 0, r, USE_REG);
    if (select_is_const(s, y, &bits) && fits_int32(bits)) {
      i->flags |= INST_IMMEDIATE;
      i->imm = bits;
    } else {
      r = select_reg(s, y);
      select_use(i, 1, r, USE_REG);
    }
    return true;
  }
  return false;
}

static void integer_compare(Select *s, MachineInst *i, ValueId v, CompareInfo info, bool allow_memory) {
  Func *f = s->f;
  ValueId a = value_arg(f, v, 0), b = value_arg(f, v, 1);
  int64_t bits;
  uint8_t cond = info.cond;
  if (select_is_const(s, a, &bits)) {
    ValueId t = a;
    a = b;
    b = t;
    cond = info.swapped;
  }
  uint32_t size = ir_type_size(func_value(f, a)->type);
  bool constant = select_is_const(s, b, &bits) && fits_int32(bits);
  if (constant && bits == 0 && (cond == CC_E || cond == CC_NE) && test_compare(s, i, a, cond)) return;
  set_operands(i, COMPARE_INT, size, cond);
  if (allow_memory && select_can_fold_load(s, a)) {
    Address at = select_fold_load(s, a);
    if (constant) {
      i->flags |= INST_IMMEDIATE | INST_STORE_TO;
      i->imm = bits;
    } else {
      VReg r = select_reg(s, b);
      select_use(i, 1, r, USE_REG);
      i->flags |= INST_STORE_TO;  // memory is the first operand
    }
    select_memory(i, &at, false);
    return;
  }
  if (constant) {
    VReg r = select_reg(s, a);
    i->flags |= INST_IMMEDIATE;
    i->imm = bits;
    select_use(i, 0, r, bits ? USE_ANY : USE_REG);
    return;
  }
  if (allow_memory && a != b && select_can_fold_load(s, b)) {
    VReg r = select_reg(s, a);
    Address at = select_fold_load(s, b);
    select_use(i, 0, r, USE_REG);
    select_memory(i, &at, false);
    return;
  }
  VReg x = select_reg(s, a), y = select_reg(s, b);
  select_use(i, 0, x, USE_REG);
  select_use(i, 1, y, size >= 4 ? USE_ANY : USE_REG);
}

// Fills the comparison part of i (not yet in the segment) so that its condition is `cond != 0`. A comparison that
// several want is made for each: that costs no more than to look at its result, and flags do not live between
// instructions.
void select_compare(Select *s, MachineInst *i, ValueId cond, bool allow_memory) {
  Func *f = s->f;
  CompareInfo info;
  uint8_t cc;
  bool swap;
  Value *value = func_value(f, cond);
  if (integer_condition(value->op, &info)) {
    select_fold(s, cond);
    integer_compare(s, i, cond, info, allow_memory);
    return;
  }
  if (float_condition(value->op, &cc, &swap) && (i->op != M_CMPSEL || cc < CC_FLOAT_EQUAL)) {
    select_fold(s, cond);
    float_compare(s, i, cond, cc, swap);
    return;
  }
  if (allow_memory && select_can_fold_load(s, cond)) {
    Address a = select_fold_load(s, cond);
    set_operands(i, COMPARE_INT, 1, CC_NE);
    i->flags |= INST_IMMEDIATE | INST_STORE_TO;
    select_memory(i, &a, false);
    return;
  }
  VReg r = select_reg(s, cond);
  set_operands(i, COMPARE_INT, 1, CC_NE);
  i->flags |= INST_IMMEDIATE;
  select_use(i, 0, r, USE_REG);
}

// Comparisons whose result is wanted as a value, selections, bounds checks.
bool select_compare_value(Select *s, ValueId v) {
  Func *f = s->f;
  Value *value = func_value(f, v);
  CompareInfo info;
  uint8_t cc;
  bool swap;
  MachineInst i = {.op = M_CMPSET, .pos = s->pos};
  if (integer_condition(value->op, &info)) {
    integer_compare(s, &i, v, info, true);
    select_set_def(&i, 0, select_def(s, v));
  } else if (float_condition(value->op, &cc, &swap)) {
    float_compare(s, &i, v, cc, swap);
    select_set_def(&i, 0, select_def(s, v));
    if (cc >= CC_FLOAT_EQUAL) select_set_def(&i, 1, select_temp(s, IR_I64));
  } else if (value->op == IR_SELECT) {
    VReg yes = select_reg(s, value_arg(f, v, 1)), no = select_reg(s, value_arg(f, v, 2));
    IrType type = func_value(f, v)->type;
    i.op = M_CMPSEL;
    select_compare(s, &i, value_arg(f, v, 0), false);
    if (i.use_kind[0]) i.use_kind[0] = (i.use_kind[0] & USE_ANY ? USE_ANY : USE_REG);
    select_use(&i, 2, yes, yes == no ? USE_REG : USE_REG | USE_LATE);
    select_use(&i, 3, no, USE_REG);
    i.tied = 4;
    i.scale = (uint8_t)(ir_type_size(type) == 8 ? 8 : 4);  // size of what is selected
    VReg def = select_def(s, v);
    select_set_def(&i, 0, def);
    s->m->vregs.data[def].hint_vreg = no;
  } else if (value->op == IR_BOUNDS_CHECK) {
    uint32_t code = value->index;
    ValueId a = value_arg(f, v, 0), b = value_arg(f, v, 1);
    int64_t bits;
    i.op = M_CMPTRAP;
    i.aux = (uint16_t)code;
    i.flags |= INST_STUB;
    set_operands(&i, COMPARE_INT, 8, (code & 0x7f) == 0 ? CC_AE : CC_A);
    s->m->has_stub = true;
    // The failing path needs both operands in registers or slots; a constant is put there.
    if (select_is_const(s, b, &bits) && fits_int32(bits)) {
      VReg x = select_reg(s, a);
      select_use(&i, 0, x, USE_REG);
      i.flags |= INST_IMMEDIATE;
      i.imm = bits;
    } else if (select_is_const(s, a, &bits) && fits_int32(bits)) {
      VReg y = select_reg(s, b);
      select_use(&i, 1, y, USE_REG);
      i.flags |= INST_IMMEDIATE;
      i.imm = bits;
      i.scale = 1;  // the constant is the index: compare the length with it
      i.cond = i.cond == CC_AE ? CC_BE : CC_B;
    } else {
      VReg x = select_reg(s, a), y = select_reg(s, b);
      select_use(&i, 0, x, USE_REG);
      select_use(&i, 1, y, USE_ANY);
    }
  } else {
    return false;
  }
  *select_inst(s, i.op, i.size) = i;
  return true;
}
