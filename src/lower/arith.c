// Arithmetic on operands (Spec: Arithmetic operators): integers wrap, division
// by zero and negative shift counts panic, complex numbers go by components.
#include "lower/internal.h"

static ValueId divide(Context *c, Operator op, ValueId x, ValueId y, bool is_signed_type) {
  IrType type = value_type(c, x);
  int64_t divisor;
  if (!value_is_const(c, y, &divisor) || divisor == 0) {
    panic_if(c, emit2(c, IR_EQ, IR_I8, y, emit_const(c, type, 0)), "panicdivide");
  }
  static const Op ops[2][2] = {{IR_UDIV, IR_UREM}, {IR_SDIV, IR_SREM}};
  return emit2(c, ops[is_signed_type][op == OP_REM], type, x, y);
}

static ValueId integer_binary(Context *c, Operator op, ValueId x, ValueId y, bool is_signed_type) {
  IrType type = value_type(c, x);
  switch (op) {
    case OP_ADD: return emit2(c, IR_ADD, type, x, y);
    case OP_SUB: return emit2(c, IR_SUB, type, x, y);
    case OP_MUL: return emit2(c, IR_MUL, type, x, y);
    case OP_DIV:
    case OP_REM: return divide(c, op, x, y, is_signed_type);
    case OP_AND: return emit2(c, IR_AND, type, x, y);
    case OP_OR: return emit2(c, IR_OR, type, x, y);
    case OP_XOR: return emit2(c, IR_XOR, type, x, y);
    case OP_AND_NOT: return emit2(c, IR_AND, type, x, emit1(c, IR_NOT, type, y));
    default: ice("lower", c->f->symbol->name->text, "integer operator %d", op);
  }
}

static ValueId float_binary(Context *c, Operator op, ValueId x, ValueId y) {
  static const Op ops[OPERATOR_COUNT] = {
      [OP_ADD] = IR_FADD, [OP_SUB] = IR_FSUB, [OP_MUL] = IR_FMUL, [OP_DIV] = IR_FDIV};
  if (!ops[op]) ice("lower", c->f->symbol->name->text, "float operator %d", op);
  return emit2(c, ops[op], value_type(c, x), x, y);
}

// Complex division is the runtime's complex128div (C99 rules for infinities).
static Operand complex_divide(Context *c, Operand x, Operand y) {
  bool single = value_type(c, x.c[0]) == IR_F32;
  ValueId args[4] = {x.c[0], x.c[1], y.c[0], y.c[1]};
  if (single) {
    for (int i = 0; i < 4; i++) args[i] = emit1(c, IR_F_EXTEND, IR_F64, args[i]);
  }
  ValueId results[ABI_MAX_COMPONENTS];
  call_runtime(c, "complex128div", args, 4, results, 2);
  if (single) {
    for (int i = 0; i < 2; i++) results[i] = emit1(c, IR_F_ROUND, IR_F32, results[i]);
  }
  return operand_make(c, x.type, 2, results);
}

static Operand complex_binary(Context *c, Operator op, Operand x, Operand y) {
  ValueId parts[2];
  if (op == OP_DIV) return complex_divide(c, x, y);
  if (op != OP_MUL) {
    parts[0] = float_binary(c, op, x.c[0], y.c[0]);
    parts[1] = float_binary(c, op, x.c[1], y.c[1]);
    return operand_make(c, x.type, 2, parts);
  }
  // complex64 products are formed in double precision, as gc does.
  bool single = value_type(c, x.c[0]) == IR_F32;
  ValueId a[2] = {x.c[0], x.c[1]}, b[2] = {y.c[0], y.c[1]};
  for (int i = 0; single && i < 2; i++) {
    a[i] = emit1(c, IR_F_EXTEND, IR_F64, a[i]);
    b[i] = emit1(c, IR_F_EXTEND, IR_F64, b[i]);
  }
  parts[0] = float_binary(c, OP_SUB, float_binary(c, OP_MUL, a[0], b[0]), float_binary(c, OP_MUL, a[1], b[1]));
  parts[1] = float_binary(c, OP_ADD, float_binary(c, OP_MUL, a[0], b[1]), float_binary(c, OP_MUL, a[1], b[0]));
  for (int i = 0; single && i < 2; i++) parts[i] = emit1(c, IR_F_ROUND, IR_F32, parts[i]);
  return operand_make(c, x.type, 2, parts);
}

Operand lower_binary(Context *c, Operator op, Operand x, Operand y, Type *type, Pos pos) {
  at(c, pos);
  uint32_t info = basic_info(c->l, type);
  if (info & INFO_COMPLEX) return complex_binary(c, op, x, y);
  if (info & INFO_FLOAT) return operand_scalar(c, type, float_binary(c, op, x.c[0], y.c[0]));
  if (info & INFO_STRING) {
    ValueId args[5] = {emit_nil(c), x.c[0], x.c[1], y.c[0], y.c[1]}, results[ABI_MAX_COMPONENTS];
    call_runtime(c, "concatstring2", args, 5, results, 2);
    return operand_make(c, type, 2, results);
  }
  return operand_scalar(c, type, integer_binary(c, op, x.c[0], y.c[0], is_signed(c->l, type)));
}

Operand lower_shift(Context *c, Operator op, Operand x, Operand count, bool bounded) {
  Lowerer *l = c->l;
  bool signed_count = is_signed(l, count.type), signed_value = is_signed(l, x.type);
  ValueId n = emit_extend(c, count.c[0], IR_I64, signed_count);
  int64_t bits;
  IrType type = value_type(c, x.c[0]);
  bool known = value_is_const(c, n, &bits);
  if (signed_count && !known) panic_if(c, emit2(c, IR_SLT, IR_I8, n, emit_int(c, 0)), "panicshift");
  Op code = op == OP_SHL ? IR_SHL : signed_value ? IR_SAR : IR_SHR;
  ValueId v = emit2(c, code, type, x.c[0], n);
  if (bounded || (known && bits >= 0 && bits < (int64_t)ir_type_size(type) * 8)) {
    func_value(c->f, v)->flags |= VALUE_SHIFT_BOUNDED;
  }
  return operand_scalar(c, x.type, v);
}

Operand lower_unary(Context *c, Operator op, Operand x) {
  uint32_t info = basic_info(c->l, x.type);
  IrType type = x.count ? value_type(c, x.c[0]) : IR_VOID;
  switch (op) {
    case OP_ADD: return x;
    case OP_NOT: return operand_scalar(c, x.type, emit_bool_not(c, x.c[0]));
    case OP_XOR: return operand_scalar(c, x.type, emit1(c, IR_NOT, type, x.c[0]));
    case OP_SUB: {
      Op code = info & (INFO_FLOAT | INFO_COMPLEX) ? IR_FNEG : IR_NEG;
      for (uint32_t i = 0; i < x.count; i++) x.c[i] = emit1(c, code, type, x.c[i]);
      return x;
    }
    default: ice("lower", c->f->symbol->name->text, "unary operator %d", op);
  }
}
