// Arithmetic on constants (Spec: Constant expressions), by Go's go/constant: both
// operands are brought to the larger representation of the two, integers try 64-bit
// arithmetic first. An operation that is not defined for its operands gives Unknown;
// the checker has reported it before.
#include <stdlib.h>
#include <string.h>

#include "base/constant_internal.h"

static const ConstVal *unknown(void) { return &const_unknown_value; }

// ---- integers

// 64-bit integers; false: the result may not fit, use GMP.
static bool int64_binary(ConstOp op, int64_t a, int64_t b, int64_t *out) {
  switch (op) {
    case CONST_ADD: return !__builtin_add_overflow(a, b, out);
    case CONST_SUB: return !__builtin_sub_overflow(a, b, out);
    case CONST_MUL: return !__builtin_mul_overflow(a, b, out);
    case CONST_INT_QUO:
      if (b == 0 || (a == INT64_MIN && b == -1)) return false;
      *out = a / b;
      return true;
    case CONST_REM:
      if (b == 0) return false;
      *out = b == -1 ? 0 : a % b;
      return true;
    case CONST_AND: *out = a & b; return true;
    case CONST_OR: *out = a | b; return true;
    case CONST_XOR: *out = a ^ b; return true;
    case CONST_AND_NOT: *out = a & ~b; return true;
    default: return false;
  }
}

static bool mpz_binary(ConstOp op, mpz_t out, mpz_t a, mpz_t b) {
  switch (op) {
    case CONST_ADD: mpz_add(out, a, b); return true;
    case CONST_SUB: mpz_sub(out, a, b); return true;
    case CONST_MUL: mpz_mul(out, a, b); return true;
    case CONST_INT_QUO:
      if (mpz_sgn(b) == 0) return false;
      mpz_tdiv_q(out, a, b);
      return true;
    case CONST_REM:
      if (mpz_sgn(b) == 0) return false;
      mpz_tdiv_r(out, a, b);
      return true;
    case CONST_AND: mpz_and(out, a, b); return true;
    case CONST_OR: mpz_ior(out, a, b); return true;
    case CONST_XOR: mpz_xor(out, a, b); return true;
    case CONST_AND_NOT:
      mpz_com(out, b);
      mpz_and(out, a, out);
      return true;
    default: return false;
  }
}

static const ConstVal *int_quotient(Arena *arena, const ConstVal *x, const ConstVal *y) {
  if (const_sign(y) == 0) return unknown();
  mpq_t q, divisor;
  constval_get_mpq(x, q);
  constval_get_mpq(y, divisor);
  mpq_div(q, q, divisor);
  mpq_clear(divisor);
  return constval_from_mpq(arena, q);
}

static const ConstVal *int_binary(Arena *arena, ConstOp op, const ConstVal *x, const ConstVal *y) {
  if (op == CONST_QUO) return int_quotient(arena, x, y);
  int64_t result;
  if (x->rep == REP_INT64 && y->rep == REP_INT64 && int64_binary(op, x->i, y->i, &result)) {
    return const_int64(arena, result);
  }
  mpz_t a, b, out;
  constval_get_mpz(x, a);
  constval_get_mpz(y, b);
  mpz_init(out);
  bool defined = mpz_binary(op, out, a, b);
  mpz_clear(a);
  mpz_clear(b);
  if (defined) return constval_from_mpz(arena, out);
  mpz_clear(out);
  return unknown();
}

// ---- floats and complex numbers

static const ConstVal *rat_binary(Arena *arena, ConstOp op, const ConstVal *x, const ConstVal *y) {
  if (op > CONST_QUO || (op == CONST_QUO && const_sign(y) == 0)) return unknown();
  mpq_t a, b;
  constval_get_mpq(x, a);
  constval_get_mpq(y, b);
  switch (op) {
    case CONST_ADD: mpq_add(a, a, b); break;
    case CONST_SUB: mpq_sub(a, a, b); break;
    case CONST_MUL: mpq_mul(a, a, b); break;
    default: mpq_div(a, a, b); break;
  }
  mpq_clear(b);
  return constval_from_mpq(arena, a);
}

static const ConstVal *float_binary(Arena *arena, ConstOp op, const ConstVal *x, const ConstVal *y) {
  if (op > CONST_QUO || (op == CONST_QUO && const_sign(y) == 0)) return unknown();
  mpfr_t a, b;
  constval_get_mpfr(x, a);
  constval_get_mpfr(y, b);
  switch (op) {
    case CONST_ADD: mpfr_add(a, a, b, MPFR_RNDN); break;
    case CONST_SUB: mpfr_sub(a, a, b, MPFR_RNDN); break;
    case CONST_MUL: mpfr_mul(a, a, b, MPFR_RNDN); break;
    default: mpfr_div(a, a, b, MPFR_RNDN); break;
  }
  mpfr_clear(b);
  return constval_from_mpfr(arena, a);
}

static const ConstVal *complex_binary(Arena *arena, ConstOp op, const ConstVal *x, const ConstVal *y) {
  x = const_to_complex(arena, x);
  y = const_to_complex(arena, y);
  const ConstVal *a = x->c.re, *b = x->c.im, *c = y->c.re, *d = y->c.im;
  if (op == CONST_ADD || op == CONST_SUB) {
    return constval_complex(arena, const_binary(arena, op, a, c), const_binary(arena, op, b, d));
  }
  if (op != CONST_MUL && op != CONST_QUO) return unknown();
  const ConstVal *ac = const_binary(arena, CONST_MUL, a, c), *bd = const_binary(arena, CONST_MUL, b, d);
  const ConstVal *bc = const_binary(arena, CONST_MUL, b, c), *ad = const_binary(arena, CONST_MUL, a, d);
  if (op == CONST_MUL) {
    return constval_complex(arena, const_binary(arena, CONST_SUB, ac, bd), const_binary(arena, CONST_ADD, bc, ad));
  }
  const ConstVal *square =
      const_binary(arena, CONST_ADD, const_binary(arena, CONST_MUL, c, c), const_binary(arena, CONST_MUL, d, d));
  const ConstVal *re = const_binary(arena, CONST_ADD, ac, bd), *im = const_binary(arena, CONST_SUB, bc, ad);
  return constval_complex(arena, const_binary(arena, CONST_QUO, re, square),
                          const_binary(arena, CONST_QUO, im, square));
}

// bytes are NULL if nobody asked.
static void release_joined(void *value) { free((char *)(uintptr_t)atomic_load(&((ConstVal *)value)->s.bytes)); }

static const ConstVal *concatenate(Arena *arena, const ConstVal *x, const ConstVal *y) {
  if (!x->s.length) return y;
  if (!y->s.length) return x;
  ConstVal *value = constval_new(arena, REP_STRING);
  value->s.length = x->s.length + y->s.length;
  value->s.left = x;
  value->s.right = y;
  arena_at_end(arena, release_joined, value);
  return value;
}

const ConstVal *const_binary(Arena *arena, ConstOp op, const ConstVal *x, const ConstVal *y) {
  uint8_t rep = x->rep > y->rep ? x->rep : y->rep;
  uint8_t lower = x->rep > y->rep ? y->rep : x->rep;
  if (lower == REP_UNKNOWN) return unknown();
  // Booleans and strings only go with their own kind.
  if (lower < REP_INT64 && lower != rep) return unknown();
  switch (rep) {
    case REP_BOOL:
      if (op == CONST_LAND) return const_bool(x->b && y->b);
      if (op == CONST_LOR) return const_bool(x->b || y->b);
      return unknown();
    case REP_STRING: return op == CONST_ADD ? concatenate(arena, x, y) : unknown();
    case REP_INT64:
    case REP_BIG: return int_binary(arena, op, x, y);
    case REP_RAT: return rat_binary(arena, op, x, y);
    case REP_FLOAT: return float_binary(arena, op, x, y);
    default: return complex_binary(arena, op, x, y);
  }
}

// ---- unary operations, shifts

static const ConstVal *negate(Arena *arena, const ConstVal *x) {
  switch (x->rep) {
    case REP_INT64:
      if (x->i != INT64_MIN) return const_int64(arena, -x->i);
      return const_uint64(arena, (uint64_t)INT64_MAX + 1);
    case REP_BIG: {
      mpz_t z;
      mpz_init(z);
      mpz_neg(z, x->z);
      return constval_from_mpz(arena, z);
    }
    case REP_RAT: {
      mpq_t q;
      mpq_init(q);
      mpq_neg(q, x->q);
      return constval_from_mpq(arena, q);
    }
    case REP_FLOAT: {
      mpfr_t f;
      float_init(f, FLOAT_PRECISION);
      mpfr_neg(f, x->f, MPFR_RNDN);
      return constval_from_mpfr(arena, f);
    }
    case REP_COMPLEX: return constval_complex(arena, negate(arena, x->c.re), negate(arena, x->c.im));
    default: return unknown();
  }
}

static const ConstVal *complement(Arena *arena, const ConstVal *x, uint32_t size) {
  if (x->rep != REP_INT64 && x->rep != REP_BIG) return unknown();
  if (x->rep == REP_INT64 && size == 0) return const_int64(arena, ~x->i);
  mpz_t z;
  constval_get_mpz(x, z);
  mpz_com(z, z);
  // Of an unsigned operand only its own bits count.
  if (size) mpz_fdiv_r_2exp(z, z, size);
  return constval_from_mpz(arena, z);
}

const ConstVal *const_unary(Arena *arena, ConstOp op, const ConstVal *x, uint32_t size) {
  switch (op) {
    case CONST_POS:
    case CONST_ADD: return x->rep >= REP_INT64 ? x : unknown();
    case CONST_NEG:
    case CONST_SUB: return negate(arena, x);
    case CONST_NOT: return x->rep == REP_BOOL ? const_bool(!x->b) : unknown();
    case CONST_COMPLEMENT:
    case CONST_XOR: return complement(arena, x, size);
    default: return unknown();
  }
}

const ConstVal *const_shift(Arena *arena, const ConstVal *x, bool left, uint32_t count) {
  if (x->rep != REP_INT64 && x->rep != REP_BIG) return unknown();
  if (count == 0) return x;
  if (x->rep == REP_INT64) {
    if (!left) return const_int64(arena, x->i >> (count < 63 ? count : 63));
    if (x->i == 0) return x;
    if (const_bit_len(x) + (uint64_t)count < 64) return const_int64(arena, x->i * ((int64_t)1 << count));
  }
  mpz_t z;
  constval_get_mpz(x, z);
  if (left) {
    mpz_mul_2exp(z, z, count);
  } else {
    mpz_fdiv_q_2exp(z, z, count);
  }
  return constval_from_mpz(arena, z);
}

// ---- comparisons

static bool order_satisfies(int order, ConstOp op) {
  switch (op) {
    case CONST_EQL: return order == 0;
    case CONST_NEQ: return order != 0;
    case CONST_LSS: return order < 0;
    case CONST_LEQ: return order <= 0;
    case CONST_GTR: return order > 0;
    case CONST_GEQ: return order >= 0;
    default: return false;
  }
}

static int compare_strings(const ConstVal *x, const ConstVal *y) {
  size_t x_length, y_length;
  const char *a = const_string_value(x, &x_length), *b = const_string_value(y, &y_length);
  int order = memcmp(a, b, x_length < y_length ? x_length : y_length);
  return order ? order : x_length < y_length ? -1 : x_length > y_length;
}

// Of numbers that are not complex.
static int compare_numbers(const ConstVal *x, const ConstVal *y, uint8_t rep) {
  int order;
  if (rep == REP_INT64) return x->i < y->i ? -1 : x->i > y->i;
  if (rep == REP_BIG) {
    // One of the two may be small: then the large one's sign decides.
    if (x->rep == REP_INT64) return -mpz_sgn(y->z);
    if (y->rep == REP_INT64) return mpz_sgn(x->z);
    return mpz_cmp(x->z, y->z);
  }
  if (rep == REP_RAT) {
    mpq_t a, b;
    constval_get_mpq(x, a);
    constval_get_mpq(y, b);
    order = mpq_cmp(a, b);
    mpq_clear(a);
    mpq_clear(b);
    return order;
  }
  mpfr_t a, b;
  constval_get_mpfr(x, a);
  constval_get_mpfr(y, b);
  order = mpfr_cmp(a, b);
  mpfr_clear(a);
  mpfr_clear(b);
  return order;
}

bool const_compare(const ConstVal *x, ConstOp op, const ConstVal *y) {
  uint8_t rep = x->rep > y->rep ? x->rep : y->rep;
  uint8_t lower = x->rep > y->rep ? y->rep : x->rep;
  if (lower == REP_UNKNOWN || (lower < REP_INT64 && lower != rep)) return false;
  if (rep == REP_BOOL) return order_satisfies(x->b != y->b, op);
  if (rep == REP_STRING) return order_satisfies(compare_strings(x, y), op);
  if (rep != REP_COMPLEX) return order_satisfies(compare_numbers(x, y, rep), op);
  static const ConstVal zero = {.rep = REP_INT64};
  const ConstVal *x_re = x->rep == REP_COMPLEX ? x->c.re : x, *x_im = x->rep == REP_COMPLEX ? x->c.im : &zero;
  const ConstVal *y_re = y->rep == REP_COMPLEX ? y->c.re : y, *y_im = y->rep == REP_COMPLEX ? y->c.im : &zero;
  bool equal = const_compare(x_re, CONST_EQL, y_re) && const_compare(x_im, CONST_EQL, y_im);
  return op == CONST_EQL ? equal : op == CONST_NEQ ? !equal : false;
}
