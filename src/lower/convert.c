// Conversions (Spec: Conversions), explicit and by assignment.
#include "lower/internal.h"

static ValueId float_to_float(Context *c, ValueId v, IrType to) {
  if (value_type(c, v) == to) return v;
  return emit1(c, to == IR_F64 ? IR_F_EXTEND : IR_F_ROUND, to, v);
}

static ValueId integer_to_float(Context *c, ValueId v, Type *from, IrType to) {
  bool from_signed = is_signed(c->l, from);
  if (!from_signed && value_type(c, v) == IR_I64) return emit1(c, IR_UI_TO_F, to, v);
  return emit1(c, IR_SI_TO_F, to, emit_extend(c, v, IR_I64, from_signed));
}

static ValueId float_to_integer(Context *c, ValueId v, Type *to) {
  IrType type = scalar_type(c->l, to);
  if (!is_signed(c->l, to) && type == IR_I64) return emit1(c, IR_F_TO_UI, IR_I64, v);
  // What does not fit gives what gc gives on amd64: types that an int32 covers take the low bits of that, others of an
  // int64.
  bool in_32_bits = type != IR_I64 && (is_signed(c->l, to) || type != IR_I32);
  ValueId wide = emit1(c, IR_F_TO_SI, in_32_bits ? IR_I32 : IR_I64, v);
  return emit_extend(c, wide, type, true);
}

ValueId convert_number(Context *c, ValueId v, Type *from, Type *to) {
  uint32_t have = basic_info(c->l, from), want = basic_info(c->l, to);
  IrType type = scalar_type(c->l, to);
  if (have & INFO_FLOAT) { return want & INFO_FLOAT ? float_to_float(c, v, type) : float_to_integer(c, v, to); }
  if (want & INFO_FLOAT) return integer_to_float(c, v, from, type);
  return emit_extend(c, v, type, is_signed(c->l, from));
}

Operand convert_implicit(Context *c, Operand x, Type *to) {
  if (x.type == to || !x.type) return x;
  if (is_interface(c->l, to)) return to_interface(c, x, to);
  Basic *from_basic = basic_of(c->l, x.type), *to_basic = basic_of(c->l, to);
  if (from_basic && to_basic && from_basic->basic_kind != to_basic->basic_kind && (from_basic->info & INFO_UNTYPED) &&
      (from_basic->info & INFO_NUMERIC)) {
    return convert_value(c, x, to, 0);
  }
  return operand_retype(c, x, to);
}

// Slice to array or to a pointer to an array: the length must suffice.
static Operand slice_to_array(Context *c, Operand x, Type *to) {
  Lowerer *l = c->l;
  bool to_pointer = under(l, to)->kind == TYPE_POINTER;
  Type *array = to_pointer ? elem_of(l, to) : to;
  int64_t length = ((Array *)under(l, array))->length;
  ValueId v = emit2(c, IR_BOUNDS_CHECK, IR_VOID, emit_int(c, length), x.c[1]);
  func_value(c->f, v)->index = BOUNDS_CONVERT;
  if (to_pointer) return operand_scalar(c, to, x.c[0]);
  return operand_at(c, to, (Address){x.c[0], 0, true});
}

static bool is_unsafe_pointer_type(Lowerer *l, Type *t) {
  Basic *basic = basic_of(l, t);
  return basic && basic->basic_kind == BASIC_UNSAFE_POINTER;
}

Operand convert_value(Context *c, Operand x, Type *to, Pos pos) {
  Lowerer *l = c->l;
  at(c, pos);
  if (x.type == to) return x;
  if (is_interface(l, to)) return to_interface(c, x, to);
  bool done = false;
  Operand string = convert_string(c, x, to, &done);
  if (done) return string;
  Type *from_under = under(l, x.type), *to_under = under(l, to);
  if (from_under->kind == TYPE_SLICE && to_under->kind != TYPE_SLICE) return slice_to_array(c, x, to);
  uint32_t from = basic_info(l, x.type), want = basic_info(l, to);
  if ((from & INFO_COMPLEX) && (want & INFO_COMPLEX)) {
    IrType type = basic_of(l, to)->basic_kind == BASIC_COMPLEX64 ? IR_F32 : IR_F64;
    ValueId parts[2] = {float_to_float(c, x.c[0], type), float_to_float(c, x.c[1], type)};
    return operand_make(c, to, 2, parts);
  }
  if ((from & (INFO_INTEGER | INFO_FLOAT)) && (want & (INFO_INTEGER | INFO_FLOAT))) {
    return operand_scalar(c, to, convert_number(c, x.c[0], x.type, to));
  }
  if (is_unsafe_pointer_type(l, to) && (from & INFO_INTEGER)) {
    return operand_scalar(c, to, emit1(c, IR_INT_TO_PTR, IR_P, x.c[0]));
  }
  if ((want & INFO_INTEGER) && is_unsafe_pointer_type(l, x.type)) {
    return operand_scalar(c, to, emit1(c, IR_PTR_TO_INT, IR_I64, x.c[0]));
  }
  return operand_retype(c, x, to);
}
