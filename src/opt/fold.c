// Constants and identities: one walk in reverse postorder rewrites each value
// in place to something simpler if a rule applies; branches on constants become
// jumps. No rule makes a new value, so the walk is linear. Repeated while
// branches disappear (a few times at most).
#include <string.h>

#include "opt/internal.h"

enum { MAX_ROUNDS = 3 };

typedef struct Folder {
  Func *f;
  bool again;  // branches changed, or phis around loops may have
} Folder;

static uint32_t width_of(uint8_t type) { return ir_type_size(type) * 8; }

// The unsigned reading of a constant of this type.
static uint64_t as_unsigned(uint8_t type, int64_t x) {
  uint32_t width = width_of(type);
  return width == 64 ? (uint64_t)x : (uint64_t)x & (((uint64_t)1 << width) - 1);
}

static bool is_const(Func *f, ValueId v) { return func_value(f, v)->op == IR_CONST; }
static int64_t const_of(Func *f, ValueId v) { return func_value(f, v)->constant; }
static bool is_const_of(Func *f, ValueId v, int64_t x) { return is_const(f, v) && const_of(f, v) == x; }

// x op y in the width of `type`. False: no constant result.
bool fold_constants(uint16_t op, uint8_t type, int64_t x, int64_t y, int64_t *result) {
  uint64_t ux = as_unsigned(type, x), uy = as_unsigned(type, y);
  uint32_t width = width_of(type);
  switch (op) {
    case IR_ADD: *result = (int64_t)((uint64_t)x + (uint64_t)y); return true;
    case IR_SUB: *result = (int64_t)((uint64_t)x - (uint64_t)y); return true;
    case IR_MUL: *result = (int64_t)((uint64_t)x * (uint64_t)y); return true;
    case IR_SDIV:
      if (y == 0) return false;
      *result = y == -1 ? (int64_t)(0 - (uint64_t)x) : x / y;
      return true;
    case IR_SREM:
      if (y == 0) return false;
      *result = y == -1 ? 0 : x % y;
      return true;
    case IR_UDIV:
      if (uy == 0) return false;
      *result = (int64_t)(ux / uy);
      return true;
    case IR_UREM:
      if (uy == 0) return false;
      *result = (int64_t)(ux % uy);
      return true;
    case IR_AND: *result = x & y; return true;
    case IR_OR: *result = x | y; return true;
    case IR_XOR: *result = x ^ y; return true;
    case IR_SHL: *result = (uint64_t)y >= width ? 0 : (int64_t)(ux << y); return true;
    case IR_SHR: *result = (uint64_t)y >= width ? 0 : (int64_t)(ux >> y); return true;
    case IR_SAR: *result = x >> ((uint64_t)y >= width ? 63 : y); return true;
    case IR_EQ: *result = x == y; return true;
    case IR_NE: *result = x != y; return true;
    case IR_SLT: *result = x < y; return true;
    case IR_SLE: *result = x <= y; return true;
    case IR_ULT: *result = ux < uy; return true;
    case IR_ULE: *result = ux <= uy; return true;
    default: return false;
  }
}

static bool eval_unary(uint16_t op, uint8_t to, uint8_t from, int64_t x, int64_t *result) {
  uint64_t ux = as_unsigned(from, x);
  switch (op) {
    case IR_NEG: *result = (int64_t)(0 - (uint64_t)x); return true;
    case IR_NOT: *result = ~x; return true;
    case IR_SEXT:
    case IR_TRUNC: *result = x; return true;
    case IR_ZEXT: *result = (int64_t)ux; return true;
    case IR_CLZ: *result = ux ? __builtin_clzll(ux) - (int)(64 - width_of(to)) : (int)width_of(to); return from == to;
    case IR_CTZ: *result = ux ? __builtin_ctzll(ux) : (int)width_of(to); return from == to;
    case IR_POPCNT: *result = __builtin_popcountll(ux); return from == to;
    default: return false;
  }
}

static void become(Func *f, ValueId v, ValueId other) { value_make_copy_of(f, v, other); }

// Turns v into op x y.
static void rewrite2(Func *f, ValueId v, Op op, ValueId x, ValueId y) {
  Value *value = func_value(f, v);
  value->op = (uint16_t)op;
  value->flags = 0;
  value->arg_count = 2;
  value->arg_cap = 0;
  value->inline_args[0] = x;
  value->inline_args[1] = y;
}

// v = 1 - comparison: the opposite comparison, in place.
static bool invert_comparison(Func *f, ValueId v, ValueId comparison) {
  const Value *c = func_value(f, comparison);
  ValueId x = value_arg(f, comparison, 0), y = value_arg(f, comparison, 1);
  switch (c->op) {
    case IR_EQ: rewrite2(f, v, IR_NE, x, y); return true;
    case IR_NE: rewrite2(f, v, IR_EQ, x, y); return true;
    case IR_SLT: rewrite2(f, v, IR_SLE, y, x); return true;
    case IR_SLE: rewrite2(f, v, IR_SLT, y, x); return true;
    case IR_ULT: rewrite2(f, v, IR_ULE, y, x); return true;
    case IR_ULE: rewrite2(f, v, IR_ULT, y, x); return true;
    case IR_FEQ: rewrite2(f, v, IR_FNE, x, y); return true;
    case IR_FNE: rewrite2(f, v, IR_FEQ, x, y); return true;
    default: return false;
  }
}

// The constant operand to the right.
static void order_operands(Func *f, ValueId v) {
  Value *value = func_value(f, v);
  ValueId x = value_arg(f, v, 0), y = value_arg(f, v, 1);
  if (!(op_flags(value) & OPF_COMM) || !is_const(f, x) || is_const(f, y)) return;
  value_set_arg(f, v, 0, y);
  value_set_arg(f, v, 1, x);
}

// Both operands are the same value.
static bool fold_same(Func *f, ValueId v, ValueId x) {
  switch (func_value(f, v)->op) {
    case IR_SUB:
    case IR_XOR: value_make_const(f, v, 0); return true;
    case IR_AND:
    case IR_OR: become(f, v, x); return true;
    case IR_EQ:
    case IR_SLE:
    case IR_ULE: value_make_const(f, v, 1); return true;
    case IR_NE:
    case IR_SLT:
    case IR_ULT: value_make_const(f, v, 0); return true;
    default: return false;
  }
}

// A phi of constants of which none is c, or all are: does it equal c?
static bool fold_phi_equals(Func *f, ValueId v, ValueId phi, int64_t c) {
  uint32_t count = func_value(f, phi)->arg_count, same = 0;
  for (uint32_t i = 0; i < count; i++) {
    ValueId arg = value_arg(f, phi, i);
    if (arg == phi) continue;
    if (!is_const(f, arg)) return false;
    same += const_of(f, arg) == c;
  }
  if (same != 0 && same != count) return false;
  value_make_const(f, v, (same != 0) == (func_value(f, v)->op == IR_EQ));
  return true;
}

// A constant in front of v's block, 0 if that is too long to make room in.
static ValueId new_constant_before(Func *f, ValueId v, int64_t bits) {
  enum { MAX_BLOCK = 256 };
  BlockId b = func_value(f, v)->block;
  if (func_block(f, b)->values.len > MAX_BLOCK && block_size(f, b) > MAX_BLOCK) return 0;
  ValueId constant = value_new_unplaced(f, IR_CONST, (IrType)func_value(f, v)->type, 0);
  value_make_const(f, constant, bits);
  const Block *block = func_block(f, b);
  uint32_t at = 0;  // behind the phis, also those that are copies by now
  while (at < block->values.len &&
         (func_value(f, block->values.data[at])->op == IR_PHI || func_value(f, block->values.data[at])->op == IR_COPY))
    at++;
  block_insert(f, b, at, constant);
  return constant;
}

// (a op c1) op c2 = a op (c1 op c2).
static bool fold_constant_chain(Func *f, ValueId v, ValueId x, int64_t c) {
  const Value *value = func_value(f, v), *left = func_value(f, x);
  uint16_t op = value->op;
  int64_t joined;
  if (op != IR_ADD && op != IR_AND && op != IR_OR && op != IR_XOR && op != IR_MUL) return false;
  if (left->op != op || !is_const(f, value_arg(f, x, 1))) return false;
  if (!fold_constants(op, value->type, const_of(f, value_arg(f, x, 1)), c, &joined)) return false;
  ValueId base = value_arg(f, x, 0), constant = new_constant_before(f, v, joined);
  if (constant) rewrite2(f, v, (Op)op, base, constant);
  return constant != 0;
}

// a ^ b == 0 and a - b == 0 are a == b.
static bool fold_difference(Func *f, ValueId v, ValueId x) {
  uint16_t op = func_value(f, x)->op;
  if (op != IR_XOR && op != IR_SUB) return false;
  ValueId a = value_arg(f, x, 0), b = value_arg(f, x, 1);
  rewrite2(f, v, (Op)func_value(f, v)->op, a, b);
  return true;
}

// x op constant.
static bool fold_with_const(Func *f, ValueId v, ValueId x, int64_t c) {
  const Value *value = func_value(f, v), *left = func_value(f, x);
  uint8_t type = value->type;
  switch (value->op) {
    case IR_ADD:
    case IR_SUB:
    case IR_OR:
    case IR_XOR:
      if (c == 0) {
        become(f, v, x);
        return true;
      }
      if (value->op == IR_OR && c == -1) {
        value_make_const(f, v, -1);
        return true;
      }
      return value->op == IR_XOR && c == 1 && ir_is_comparison(left->op) && invert_comparison(f, v, x);
    case IR_SHL:
    case IR_SHR:
    case IR_SAR:
    case IR_ROTL:
      if (c == 0) become(f, v, x);
      else if ((uint64_t)c < width_of(type)) func_value(f, v)->flags |= VALUE_SHIFT_BOUNDED;
      else if (value->op == IR_SHL || value->op == IR_SHR) value_make_const(f, v, 0);
      return c == 0;
    case IR_MUL:
      if (c == 0) value_make_const(f, v, 0);
      else if (c == 1) become(f, v, x);
      else return false;
      return true;
    case IR_AND:
      if (c == 0) value_make_const(f, v, 0);
      else if (c == -1) become(f, v, x);
      else return false;
      return true;
    case IR_SDIV:
    case IR_UDIV:
      if (c != 1) return false;
      become(f, v, x);
      return true;
    case IR_SREM:
    case IR_UREM:
      if (c != 1) return false;
      value_make_const(f, v, 0);
      return true;
    case IR_ULT:
      if (c != 0) return false;
      value_make_const(f, v, 0);
      return true;
    case IR_NE:
    case IR_EQ:
      if (left->op == IR_PHI) return fold_phi_equals(f, v, x, c);
      if (c != 0) return false;
      if (!ir_is_comparison(left->op)) return fold_difference(f, v, x);
      if (value->op == IR_EQ) return invert_comparison(f, v, x);
      become(f, v, x);
      return true;
    default: return false;
  }
}

// Sums of constant offsets stay well inside int32, so that further folding cannot overflow.
static bool fits_offset(int64_t x) { return x >= INT32_MIN / 2 && x <= INT32_MAX / 2; }

static void fold_pointer_add(Func *f, ValueId v) {
  ValueId base = value_arg(f, v, 0), index = value_arg(f, v, 1);
  const Value *offset = func_value(f, index), *inner = func_value(f, base);
  if (offset->op == IR_CONST && offset->constant + func_value(f, v)->offset == 0) {
    become(f, v, base);
    return;
  }
  if (offset->op == IR_ADD && is_const(f, value_arg(f, index, 1))) {
    int64_t sum = const_of(f, value_arg(f, index, 1)) + func_value(f, v)->offset;
    if (!fits_offset(sum) || !fits_offset(const_of(f, value_arg(f, index, 1)))) return;
    func_value(f, v)->offset = (int32_t)sum;
    value_set_arg(f, v, 1, value_arg(f, index, 0));
    return;
  }
  if (inner->op == IR_PTR_ADD && is_const(f, value_arg(f, base, 1)) &&
      fits_offset(const_of(f, value_arg(f, base, 1)))) {
    int64_t sum = const_of(f, value_arg(f, base, 1)) + inner->offset + func_value(f, v)->offset;
    if (!fits_offset(sum)) return;
    func_value(f, v)->offset = (int32_t)sum;
    value_set_arg(f, v, 0, value_arg(f, base, 0));
  }
}

// Folds constant additions into the operation's offset.
static void fold_address(Func *f, ValueId v) {
  for (;;) {
    ValueId address = value_arg(f, v, 0);
    const Value *a = func_value(f, address);
    if (a->op != IR_PTR_ADD || !is_const(f, value_arg(f, address, 1))) return;
    int64_t c = const_of(f, value_arg(f, address, 1));
    if (!fits_offset(c) || !fits_offset(c + a->offset + func_value(f, v)->offset)) return;
    func_value(f, v)->offset += (int32_t)(c + a->offset);
    value_set_arg(f, v, 0, value_arg(f, address, 0));
  }
}

// x * 2 is x + x; a division by a power of two is the product with its inverse, if that is a normal number.
static void fold_float(Func *f, ValueId v) {
  order_operands(f, v);
  ValueId x = value_arg(f, v, 0), y = value_arg(f, v, 1);
  uint8_t type = func_value(f, v)->type;
  if (!is_const(f, y) || is_const(f, x)) return;
  uint32_t shift = type == IR_F64 ? 52 : 23;
  uint64_t bits = (uint64_t)const_of(f, y), bias = type == IR_F64 ? 1023 : 127, exponents = 2 * bias + 1;
  uint64_t exponent = bits >> shift & exponents, mantissa = bits & (((uint64_t)1 << shift) - 1);
  if (func_value(f, v)->op == IR_FMUL && bits == (bias + 1) << shift) rewrite2(f, v, IR_FADD, x, x);
  if (func_value(f, v)->op != IR_FDIV || mantissa || exponent == 0 || exponent >= 2 * bias) return;
  uint64_t sign = bits >> shift & ~exponents & (exponents + 1);
  ValueId inverse = new_constant_before(f, v, (int64_t)((sign | (2 * bias - exponent)) << shift));
  if (inverse) rewrite2(f, v, IR_FMUL, x, inverse);
}

// A count that was masked is in range.
static void mark_bounded_shift(Func *f, ValueId v, ValueId count) {
  while (func_value(f, count)->op == IR_ZEXT) count = value_arg(f, count, 0);
  if (func_value(f, count)->op != IR_AND) return;
  ValueId mask = value_arg(f, count, 1);
  if (is_const(f, mask) && (uint64_t)const_of(f, mask) < width_of(func_value(f, v)->type))
    func_value(f, v)->flags |= VALUE_SHIFT_BOUNDED;
}

static void fold_binary(Func *f, ValueId v) {
  order_operands(f, v);
  ValueId x = value_arg(f, v, 0), y = value_arg(f, v, 1);
  uint16_t op = func_value(f, v)->op;
  uint8_t operand_type = func_value(f, x)->type;
  int64_t result;
  if (!type_is_int(operand_type) && operand_type != IR_P) return;
  if (is_const(f, x) && is_const(f, y)) {
    if (fold_constants(op, operand_type, const_of(f, x), const_of(f, y), &result)) value_make_const(f, v, result);
    return;
  }
  if (x == y && fold_same(f, v, x)) return;
  if (is_const(f, y) && (fold_with_const(f, v, x, const_of(f, y)) || fold_constant_chain(f, v, x, const_of(f, y))))
    return;
  if (op == IR_SHL || op == IR_SHR || op == IR_SAR) mark_bounded_shift(f, v, y);
}

static void fold_conversion(Func *f, ValueId v) {
  ValueId x = value_arg(f, v, 0);
  const Value *value = func_value(f, v), *inner = func_value(f, x);
  int64_t result;
  if (inner->op == IR_CONST) {
    if (eval_unary(value->op, value->type, inner->type, inner->constant, &result)) value_make_const(f, v, result);
    return;
  }
  if (inner->op != IR_ZEXT && inner->op != IR_SEXT && inner->op != IR_TRUNC) return;
  ValueId source = value_arg(f, x, 0);
  uint8_t from = func_value(f, source)->type;
  if (value->op == IR_TRUNC && inner->op != IR_TRUNC && from == value->type) {
    become(f, v, source);
  } else if (value->op == inner->op || (value->op == IR_SEXT && inner->op == IR_ZEXT)) {
    uint16_t op = inner->op;
    value_set_arg(f, v, 0, source);
    func_value(f, v)->op = op;
  }
}

// unsafe.Pointer(uintptr(p) + x) stays in p's object (package unsafe, pattern 3): an address computation.
static void fold_int_to_pointer(Func *f, ValueId v) {
  ValueId x = value_arg(f, v, 0);
  if (func_value(f, x)->op == IR_PTR_TO_INT) {
    become(f, v, value_arg(f, x, 0));
    return;
  }
  if (func_value(f, x)->op != IR_ADD) return;
  for (uint32_t i = 0; i < 2; i++) {
    ValueId side = value_arg(f, x, i);
    if (func_value(f, side)->op != IR_PTR_TO_INT) continue;
    rewrite2(f, v, IR_PTR_ADD, value_arg(f, side, 0), value_arg(f, x, 1 - i));
    func_value(f, v)->offset = 0;
    fold_pointer_add(f, v);
    return;
  }
}

static void fold_select(Func *f, ValueId v) {
  ValueId condition = value_arg(f, v, 0), x = value_arg(f, v, 1), y = value_arg(f, v, 2);
  if (x == y) become(f, v, x);
  else if (is_const(f, condition)) become(f, v, const_of(f, condition) ? x : y);
}

// A phi of one value, or equal constants, and itself is that value. Returns true if it became a constant: phis before
// it, around a loop, may do so too.
static bool fold_phi(Func *f, ValueId v) {
  ValueId only = 0;
  bool equal = false;
  const ValueId *args = value_args(f, v);
  for (uint32_t i = 0; i < func_value(f, v)->arg_count; i++) {
    if (args[i] == v || args[i] == only) continue;
    equal = only && is_const(f, only) && is_const(f, args[i]) && const_of(f, only) == const_of(f, args[i]);
    if (only && !equal) return false;
    only = args[i];
  }
  if (equal) value_make_const(f, v, const_of(f, only));
  else if (only) become(f, v, only);
  return equal;
}

// Comparing memory with itself: x != x of generic code is how it asks for NaN, also of strings.
static void fold_result(Func *f, ValueId v) {
  ValueId call = value_arg(f, v, 0);
  const ValueId *args = value_args(f, call);
  if (func_value(f, call)->op != IR_CALL_LEAF) return;
  uint16_t traits = func_value(f, call)->call->target->traits;
  bool equal = (traits & TRAIT_MEMORY_EQUAL) && args[0] == args[1];
  bool ordered = (traits & TRAIT_STRING_ORDER) && args[0] == args[2] && args[1] == args[3];
  if (!equal && !ordered) return;
  func_value(f, call)->flags |= VALUE_NO_NIL;  // nothing needs it any more
  value_make_const(f, v, equal);
}

static void fold_value(Folder *x, ValueId v) {
  Func *f = x->f;
  ValueId *args = value_args(f, v);
  for (uint32_t i = 0; i < func_value(f, v)->arg_count; i++) args[i] = value_resolve(f, args[i]);
  switch (func_value(f, v)->op) {
    case IR_PHI: x->again |= fold_phi(f, v); break;
    case IR_ADD:
    case IR_SUB:
    case IR_MUL:
    case IR_SDIV:
    case IR_UDIV:
    case IR_SREM:
    case IR_UREM:
    case IR_AND:
    case IR_OR:
    case IR_XOR:
    case IR_SHL:
    case IR_SHR:
    case IR_SAR:
    case IR_ROTL:
    case IR_EQ:
    case IR_NE:
    case IR_SLT:
    case IR_SLE:
    case IR_ULT:
    case IR_ULE: fold_binary(f, v); break;
    case IR_NEG:
    case IR_NOT:
    case IR_SEXT:
    case IR_ZEXT:
    case IR_TRUNC:
    case IR_CLZ:
    case IR_CTZ:
    case IR_POPCNT: fold_conversion(f, v); break;
    case IR_FMUL:
    case IR_FDIV: fold_float(f, v); break;
    case IR_SELECT: fold_select(f, v); break;
    case IR_RESULT: fold_result(f, v); break;
    case IR_INT_TO_PTR: fold_int_to_pointer(f, v); break;
    case IR_PTR_ADD: fold_pointer_add(f, v); break;
    case IR_LOAD:
    case IR_STORE:
    case IR_ZERO: fold_address(f, v); break;
    default: break;
  }
}

// Branches on constants become jumps; on a negated condition, the ways change places.
static void fold_branch(Folder *x, BlockId b) {
  Func *f = x->f;
  Block *block = func_block(f, b);
  if (block->control) block->control = value_resolve(f, block->control);
  for (uint32_t i = 0; i < block->results.len; i++) block->results.data[i] = value_resolve(f, block->results.data[i]);
  if (block->kind != BLOCK_IF && block->kind != BLOCK_SWITCH) return;
  const Value *control = func_value(f, block->control);
  if (control->op == IR_CONST) {
    uint32_t keep = block->kind == BLOCK_IF ? control->constant == 0 : (uint32_t)control->constant;
    for (uint32_t i = block->succs.len; i-- > 0;)
      if (i != keep) block_remove_edge(f, b, i);
    block->kind = BLOCK_JUMP;
    block->control = 0;
    block->likely = 0;
    x->again = true;
    return;
  }
  if (block->kind != BLOCK_IF || !ir_is_int_comparison(control->op)) return;
  ValueId left = value_arg(f, block->control, 0);
  bool tests_zero = is_const_of(f, value_arg(f, block->control, 1), 0) && type_is_int(func_value(f, left)->type);
  if (!tests_zero || (control->op != IR_NE && control->op != IR_EQ)) return;
  if (func_value(f, left)->type != IR_I8) return;
  if (control->op == IR_EQ) {
    if (block->succs.data[0] == block->succs.data[1]) return;
    block_swap_succs(f, b);
    block->likely = (int8_t)-block->likely;
  }
  block->control = left;
}

// A phi that became a constant moves behind the others.
static void put_phis_first(Func *f, BlockId b) {
  Block *block = func_block(f, b);
  uint32_t phis = 0;
  for (uint32_t i = 0; i < block->values.len; i++) {
    ValueId v = block->values.data[i];
    if (func_value(f, v)->op != IR_PHI) continue;
    memmove(block->values.data + phis + 1, block->values.data + phis, (i - phis) * sizeof v);
    block->values.data[phis++] = v;
  }
}

static void fold_block(Folder *x, BlockId b) {
  Func *f = x->f;
  bool again = x->again;
  x->again = false;
  for (uint32_t j = 0; j < func_block(f, b)->values.len; j++) fold_value(x, func_block(f, b)->values.data[j]);
  if (x->again) put_phis_first(f, b);
  x->again |= again;
}

void opt_fold(Func *f) {
  Folder x = {.f = f};
  for (uint32_t round = 0; round < MAX_ROUNDS; round++) {
    const Order *order = func_order(f);
    x.again = false;
    for (uint32_t i = 0; i < order->count; i++) fold_block(&x, order->blocks[i]);
    // After all blocks: removing an edge changes phis that must have been resolved.
    for (uint32_t i = 0; i < order->count; i++) fold_branch(&x, order->blocks[i]);
    func_remove_copies(f);
    if (!x.again) break;
    func_remove_unreachable(f);
  }
}
