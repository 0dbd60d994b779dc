// Division and remainder by constants, without dividing: shifts and masks for
// powers of two, else the high half of a product with a scaled reciprocal
// (Granlund and Montgomery, "Division by Invariant Integers using
// Multiplication", 1994).
//
// In: SDIV, UDIV, SREM, UREM with a constant second operand. Out: shifts, UMULH
// or SMULH, and for remainders x - quotient * divisor. Everything is computed in 64
// bits: narrower operands are extended first, and for them the 64-bit reciprocal
// rounded up is always exact enough. After bounds, which reads remainders.
//
// The proofs below call m the multiplier, 2^p the scale and e = m * d - 2^p, 0 < e <= d, the error: x * m / 2^p is
// x / d + x * e / (d * 2^p), and its floor is right for x >= 0 if the second term is below 1 / d, that is x * e < 2^p.
#include "opt/internal.h"

typedef unsigned __int128 Wide;

enum { REMEMBERED = 8 };

// A quotient made in this block, for the remainder beside it.
typedef struct Quotient {
  ValueId operand, quotient;
  uint64_t divisor;
  bool is_signed;
} Quotient;

typedef struct Divider {
  Func *f;
  BlockId block;
  uint32_t pos;
  ValueId operand;   // of the division at hand, before extension
  Vec(ValueId) out;  // the block's new list
  Quotient made[REMEMBERED];
  uint32_t made_count;
} Divider;

static bool is_division(uint16_t op) { return op == IR_SDIV || op == IR_UDIV || op == IR_SREM || op == IR_UREM; }

static ValueId place(Divider *x, Op op, IrType type, ValueId a, ValueId b) {
  Func *f = x->f;
  ValueId v = value_new_unplaced(f, op, type, op == IR_CONST ? 0 : x->pos);
  if (a) value_add_arg(f, v, a);
  if (b) value_add_arg(f, v, b);
  func_value(f, v)->block = x->block;
  vec_push(func_scratch(f), &x->out, v);
  return v;
}

static ValueId constant(Divider *x, uint64_t bits) {
  ValueId v = place(x, IR_CONST, IR_I64, 0, 0);
  func_value(x->f, v)->constant = (int64_t)bits;
  return v;
}

static ValueId with_constant(Divider *x, Op op, ValueId a, uint64_t bits) {
  return place(x, op, IR_I64, a, constant(x, bits));
}

static ValueId shift(Divider *x, Op op, ValueId a, uint32_t count) {
  if (count == 0) return a;
  ValueId v = with_constant(x, op, a, count);
  func_value(x->f, v)->flags |= VALUE_SHIFT_BOUNDED;
  return v;
}

static uint32_t log2_floor(uint64_t d) { return 63 - (uint32_t)__builtin_clzll(d); }

// The least p from `from` to `to` with an exact enough multiplier of 64 bits for x < 2^bits. False: none.
static bool find_multiplier(uint64_t d, uint32_t bits, uint32_t from, uint32_t to, uint64_t *multiplier, uint32_t *p) {
  for (*p = from; *p <= to; (*p)++) {
    Wide scale = (Wide)1 << *p, m = scale / d + 1;
    Wide e = m * d - scale;
    if (m >> 64) return false;
    // x <= 2^bits - 1, so that x * e < 2^p if e <= 2^(p - bits).
    if (e > (Wide)1 << (*p - bits)) continue;
    *multiplier = (uint64_t)m;
    return true;
  }
  return false;
}

// x / d, x below 2^bits. 0: no way.
static ValueId unsigned_quotient(Divider *x, ValueId n, uint64_t d, uint32_t bits) {
  if ((d & (d - 1)) == 0) return shift(x, IR_SHR, n, log2_floor(d));
  uint32_t length = log2_floor(d) + 1, p;  // 2^length > d
  uint64_t m;
  if (find_multiplier(d, bits, 64, 63 + length, &m, &p))
    return shift(x, IR_SHR, with_constant(x, IR_UMULH, n, m), p - 64);
  uint32_t zeros = (uint32_t)__builtin_ctzll(d);
  if (zeros && find_multiplier(d >> zeros, bits - zeros, 64, 63 + length - zeros, &m, &p))
    return shift(x, IR_SHR, with_constant(x, IR_UMULH, shift(x, IR_SHR, n, zeros), m), p - 64);
  if (length == 64) return 0;
  // A multiplier of 65 bits, 2^64 + m: its product's high half is n + high, which may not fit: (n + high) / 2 is
  // high + (n - high) / 2.
  m = (uint64_t)(((Wide)1 << (64 + length)) / d + 1);
  ValueId high = with_constant(x, IR_UMULH, n, m);
  ValueId half = shift(x, IR_SHR, place(x, IR_SUB, IR_I64, n, high), 1);
  return shift(x, IR_SHR, place(x, IR_ADD, IR_I64, half, high), length - 1);
}

// What a negative n needs added so that a shift by `count` rounds toward zero: 2^count - 1, else 0.
static ValueId rounding(Divider *x, ValueId n, uint32_t count) {
  return shift(x, IR_SHR, shift(x, IR_SAR, n, 63), 64 - count);
}

// x / d, both signed, d >= 2. For negative x the floor is one below the quotient: the sign bit is subtracted.
static ValueId signed_quotient(Divider *x, ValueId n, uint64_t d) {
  if ((d & (d - 1)) == 0) {
    uint32_t count = log2_floor(d);
    return shift(x, IR_SAR, place(x, IR_ADD, IR_I64, n, rounding(x, n, count)), count);
  }
  uint32_t p = 64;
  uint64_t m = 0;
  // |x| <= 2^63, included: the search asks for e < 2^(p - 63) by taking one bit more than 63.
  for (; p <= 64 + log2_floor(d); p++) {
    Wide scale = (Wide)1 << p;
    m = (uint64_t)(scale / d + 1);
    if ((Wide)m * d - scale < (Wide)1 << (p - 63)) break;
  }
  ValueId high = with_constant(x, IR_SMULH, n, m);
  if (m >> 63) high = place(x, IR_ADD, IR_I64, high, n);  // SMULH took m for m - 2^64
  high = shift(x, IR_SAR, high, p - 64);
  return place(x, IR_SUB, IR_I64, high, shift(x, IR_SAR, n, 63));
}

// Is this 64-bit value known to be at least 0?
static bool not_negative(Func *f, ValueId v) {
  const Value *value = func_value(f, v);
  if (value->op == IR_ZEXT) return true;
  if (value->op != IR_AND && value->op != IR_SHR) return false;
  const Value *right = func_value(f, value_arg(f, v, 1));
  return right->op == IR_CONST && (value->op == IR_AND ? right->constant >= 0 : right->constant > 0);
}

static ValueId find_quotient(const Divider *x, uint64_t d, bool is_signed) {
  uint32_t count = x->made_count < REMEMBERED ? x->made_count : REMEMBERED;
  for (uint32_t i = 0; i < count; i++) {
    const Quotient *q = &x->made[i];
    if (q->operand == x->operand && q->divisor == d && q->is_signed == is_signed) return q->quotient;
  }
  return 0;
}

// The quotient by |divisor| of a 64-bit n, as one made in this block or new.
static ValueId quotient_of(Divider *x, ValueId n, uint64_t d, bool is_signed, uint32_t bits) {
  ValueId quotient = find_quotient(x, d, is_signed);
  if (quotient) return quotient;
  quotient = is_signed ? signed_quotient(x, n, d) : unsigned_quotient(x, n, d, bits);
  if (quotient) x->made[x->made_count++ % REMEMBERED] = (Quotient){x->operand, quotient, d, is_signed};
  return quotient;
}

static ValueId remainder_of(Divider *x, ValueId n, uint64_t d, bool is_signed, uint32_t bits) {
  bool power = (d & (d - 1)) == 0;
  if (power && !is_signed) return with_constant(x, IR_AND, n, d - 1);
  if (power) {
    ValueId sum = place(x, IR_ADD, IR_I64, n, rounding(x, n, log2_floor(d)));
    return place(x, IR_SUB, IR_I64, n, with_constant(x, IR_AND, sum, ~(d - 1)));
  }
  ValueId quotient = quotient_of(x, n, d, is_signed, bits);
  return quotient ? place(x, IR_SUB, IR_I64, n, with_constant(x, IR_MUL, quotient, d)) : 0;
}

// Replaces division v; false if it stays.
static bool expand(Divider *x, ValueId v) {
  Func *f = x->f;
  const Value *value = func_value(f, v);
  const Value *right = func_value(f, value_arg(f, v, 1));
  if (right->op != IR_CONST) return false;
  ValueId n = value_arg(f, v, 0);
  IrType type = (IrType)value->type;
  uint16_t op = value->op;
  uint32_t bits = ir_type_size(type) * 8;
  bool is_signed = op == IR_SDIV || op == IR_SREM, negate = op == IR_SDIV && right->constant < 0;
  uint64_t d = (uint64_t)right->constant;
  if (is_signed && right->constant < 0) d = 0 - d;
  else if (!is_signed && bits < 64) d &= ((uint64_t)1 << bits) - 1;
  if (d < 2 || (is_signed && d >> 63)) return false;
  x->pos = value->pos;
  x->operand = n;
  if (bits < 64) n = place(x, is_signed ? IR_SEXT : IR_ZEXT, IR_I64, n, 0);
  if (is_signed && not_negative(f, n)) {
    is_signed = false;
    bits = 63;
  }
  ValueId result =
      op == IR_SDIV || op == IR_UDIV ? quotient_of(x, n, d, is_signed, bits) : remainder_of(x, n, d, is_signed, bits);
  if (!result) return false;
  if (negate) result = place(x, IR_NEG, IR_I64, result, 0);
  if (type != IR_I64) result = place(x, IR_TRUNC, type, result, 0);
  value_make_copy_of(f, v, result);
  return true;
}

void opt_divide(Func *f) {
  bool any = false;
  for (ValueId v = 1; v < f->values.len && !any; v++) {
    const Value *value = func_value(f, v);
    any = value->block && is_division(value->op) && func_value(f, value_arg(f, v, 1))->op == IR_CONST;
  }
  if (!any) return;
  for (BlockId b = 1; b < f->blocks.len; b++) {
    if (func_block(f, b)->kind == BLOCK_NONE) continue;
    Divider x = {.f = f, .block = b};
    bool changed = false;
    for (uint32_t i = 0; i < func_block(f, b)->values.len; i++) {
      ValueId v = func_block(f, b)->values.data[i];
      if (is_division(func_value(f, v)->op)) changed |= expand(&x, v);
      vec_push(func_scratch(f), &x.out, v);
    }
    if (!changed) continue;
    Block *block = func_block(f, b);
    vec_reserve(f->arena, &block->values, x.out.len);
    for (uint32_t i = 0; i < x.out.len; i++) block->values.data[i] = x.out.data[i];
    block->values.len = x.out.len;
  }
  func_remove_copies(f);
}
