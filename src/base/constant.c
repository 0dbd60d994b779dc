// Constants: making values, looking into them, converting between kinds.
// Arithmetic is in constant_ops.c, literals and printing in constant_text.c.
// GMP's and MPFR's numbers inside values, and joined strings, are malloc's memory; it goes with the value's arena.
#include "base/constant.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/constant_internal.h"
#include "base/diag.h"
#include "base/memory.h"

const ConstVal const_unknown_value = {.rep = REP_UNKNOWN};
static const ConstVal true_value = {.rep = REP_BOOL, .b = true};
static const ConstVal false_value = {.rep = REP_BOOL, .b = false};
static const ConstVal zero_value = {.rep = REP_INT64, .i = 0};

// ---- making values

static void release_big(void *value) { mpz_clear(((ConstVal *)value)->z); }
static void release_rat(void *value) { mpq_clear(((ConstVal *)value)->q); }
static void release_float(void *value) { mpfr_clear(((ConstVal *)value)->f); }

ConstVal *constval_new(Arena *arena, ConstRep rep) {
  // Most constants are small integers: allocate only what the representation uses.
  size_t size = rep == REP_INT64 ? offsetof(ConstVal, i) + sizeof(int64_t) : sizeof(ConstVal);
  ConstVal *value = arena_alloc(arena, size, _Alignof(ConstVal));
  value->rep = (uint8_t)rep;
  static void (*const releases[])(void *) = {
      [REP_BIG] = release_big, [REP_RAT] = release_rat, [REP_FLOAT] = release_float, [REP_COMPLEX] = NULL};
  if (releases[rep]) arena_at_end(arena, releases[rep], value);
  return value;
}

const ConstVal *const_unknown(void) { return &const_unknown_value; }

const ConstVal *const_bool(bool value) { return value ? &true_value : &false_value; }

const ConstVal *const_string_kept(Arena *arena, const char *bytes, size_t length) {
  ConstVal *value = constval_new(arena, REP_STRING);
  atomic_init(&value->s.bytes, bytes);
  value->s.length = length;
  return value;
}

const ConstVal *const_string(Arena *arena, const char *bytes, size_t length) {
  return const_string_kept(arena, arena_strdup(arena, bytes, length), length);
}

const ConstVal *const_int64(Arena *arena, int64_t i) {
  if (i == 0) return &zero_value;
  ConstVal *value = constval_new(arena, REP_INT64);
  value->i = i;
  return value;
}

const ConstVal *const_uint64(Arena *arena, uint64_t u) {
  if (u <= INT64_MAX) return const_int64(arena, (int64_t)u);
  ConstVal *value = constval_new(arena, REP_BIG);
  mpz_init_set_ui(value->z, u);
  return value;
}

const ConstVal *constval_from_mpz(Arena *arena, mpz_t z) {
  if (mpz_fits_slong_p(z)) {
    int64_t i = mpz_get_si(z);
    mpz_clear(z);
    return const_int64(arena, i);
  }
  ConstVal *value = constval_new(arena, REP_BIG);
  value->z[0] = z[0];
  return value;
}

const ConstVal *constval_from_mpq(Arena *arena, mpq_t q) {
  if (mpz_sizeinbase(mpq_numref(q), 2) < RAT_LIMIT && mpz_sizeinbase(mpq_denref(q), 2) < RAT_LIMIT) {
    ConstVal *value = constval_new(arena, REP_RAT);
    value->q[0] = q[0];
    return value;
  }
  ConstVal *value = constval_new(arena, REP_FLOAT);
  float_init(value->f, FLOAT_PRECISION);
  mpfr_set_q(value->f, q, MPFR_RNDN);
  mpq_clear(q);
  return value;
}

const ConstVal *constval_from_mpfr(Arena *arena, mpfr_t f) {
  if (!mpfr_number_p(f)) {
    mpfr_clear(f);
    return &const_unknown_value;
  }
  if (mpfr_zero_p(f)) mpfr_set_zero(f, 1);
  ConstVal *value = constval_new(arena, REP_FLOAT);
  value->f[0] = f[0];
  return value;
}

bool constval_small_float(const mpfr_t f) {
  if (!mpfr_number_p(f)) return false;
  if (mpfr_zero_p(f)) return true;
  mpfr_exp_t exponent = mpfr_get_exp(f);
  return -RAT_LIMIT < exponent && exponent < RAT_LIMIT;
}

const ConstVal *const_float64(Arena *arena, double d) {
  if (!isfinite(d)) return &const_unknown_value;
  // Every finite double is small enough for a rational.
  ConstVal *value = constval_new(arena, REP_RAT);
  mpq_init(value->q);
  mpq_set_d(value->q, d);
  return value;
}

const ConstVal *constval_complex(Arena *arena, const ConstVal *re, const ConstVal *im) {
  if (re->rep == REP_UNKNOWN || im->rep == REP_UNKNOWN) return &const_unknown_value;
  ConstVal *value = constval_new(arena, REP_COMPLEX);
  value->c.re = re;
  value->c.im = im;
  return value;
}

// ---- larger representations of a value

void constval_get_mpz(const ConstVal *value, mpz_t z) {
  if (value->rep == REP_INT64) {
    mpz_init_set_si(z, value->i);
  } else {
    mpz_init_set(z, value->z);
  }
}

void constval_get_mpq(const ConstVal *value, mpq_t q) {
  mpq_init(q);
  switch (value->rep) {
    case REP_INT64: mpq_set_si(q, value->i, 1); break;
    case REP_BIG: mpq_set_z(q, value->z); break;
    default: mpq_set(q, value->q); break;
  }
}

void constval_get_mpfr(const ConstVal *value, mpfr_t f) {
  float_init(f, FLOAT_PRECISION);
  switch (value->rep) {
    case REP_INT64: mpfr_set_si(f, value->i, MPFR_RNDN); break;
    case REP_BIG: mpfr_set_z(f, value->z, MPFR_RNDN); break;
    case REP_RAT: mpfr_set_q(f, value->q, MPFR_RNDN); break;
    default: mpfr_set(f, value->f, MPFR_RNDN); break;
  }
}

// ---- looking into values

ConstKind const_kind(const ConstVal *value) {
  static const uint8_t kinds[] = {
      [REP_UNKNOWN] = CONST_UNKNOWN, [REP_BOOL] = CONST_BOOL,      [REP_STRING] = CONST_STRING,
      [REP_INT64] = CONST_INT,       [REP_BIG] = CONST_INT,        [REP_RAT] = CONST_FLOAT,
      [REP_FLOAT] = CONST_FLOAT,     [REP_COMPLEX] = CONST_COMPLEX};
  return (ConstKind)kinds[value->rep];
}

bool const_bool_value(const ConstVal *value) { return value->rep == REP_BOOL && value->b; }

// Joins a concatenation into one buffer, from its end to its start, with an explicit
// stack: chains lean to the left, but either side may be deep.
static const char *join_string(const ConstVal *value) {
  char *bytes = memory_grow(NULL, value->s.length + 1, 1);
  size_t end = value->s.length, depth = 0, cap = 16;
  const ConstVal **stack = memory_grow(NULL, cap, sizeof *stack);
  bytes[end] = 0;
  stack[depth++] = value;
  while (depth) {
    const ConstVal *part = stack[--depth];
    const char *known = atomic_load_explicit(&part->s.bytes, memory_order_acquire);
    if (known) {
      end -= part->s.length;
      memcpy(bytes + end, known, part->s.length);
      continue;
    }
    if (depth + 2 > cap) { stack = memory_grow(stack, cap *= 2, sizeof *stack); }
    stack[depth++] = part->s.left;
    stack[depth++] = part->s.right;
  }
  free(stack);
  return bytes;
}

const char *const_string_value(const ConstVal *value, size_t *length) {
  if (value->rep != REP_STRING) {
    *length = 0;
    return "";
  }
  *length = value->s.length;
  const char *bytes = atomic_load_explicit(&value->s.bytes, memory_order_acquire);
  if (bytes) return bytes;
  // Several threads may join at once; the first to publish wins.
  const char *joined = join_string(value), *expected = NULL;
  if (atomic_compare_exchange_strong(&((ConstVal *)value)->s.bytes, &expected, joined)) return joined;
  free((char *)joined);
  return expected;
}

bool const_int64_value(const ConstVal *value, int64_t *out) {
  if (value->rep != REP_INT64) return false;
  *out = value->i;
  return true;
}

bool const_uint64_value(const ConstVal *value, uint64_t *out) {
  if (value->rep == REP_INT64 && value->i >= 0) {
    *out = (uint64_t)value->i;
    return true;
  }
  if (value->rep == REP_BIG && mpz_fits_ulong_p(value->z)) {
    *out = mpz_get_ui(value->z);
    return true;
  }
  return false;
}

// The rational rounded to odd in a precision that leaves room: rounding that again to
// a float or double, subnormal ones too, is then as good as rounding once.
static void round_to_odd(mpfr_t f, const mpq_t q) {
  float_init(f, 128);
  int inexact = mpfr_set_q(f, q, MPFR_RNDZ);
  if (inexact && mpfr_min_prec(f) < 128) {
    if (mpfr_sgn(f) > 0) {
      mpfr_nextabove(f);
    } else {
      mpfr_nextbelow(f);
    }
  }
}

double const_float64_value(const ConstVal *value) {
  mpfr_t f;
  double d;
  switch (value->rep) {
    case REP_INT64: return (double)value->i;
    case REP_FLOAT: return mpfr_get_d(value->f, MPFR_RNDN);
    case REP_BIG: constval_get_mpfr(value, f); break;
    case REP_RAT: round_to_odd(f, value->q); break;
    default: return 0;
  }
  d = mpfr_get_d(f, MPFR_RNDN);
  mpfr_clear(f);
  return d;
}

float const_float32_value(const ConstVal *value) {
  mpfr_t f;
  float result;
  switch (value->rep) {
    case REP_INT64: return (float)value->i;
    case REP_FLOAT: return mpfr_get_flt(value->f, MPFR_RNDN);
    case REP_BIG: constval_get_mpfr(value, f); break;
    case REP_RAT: round_to_odd(f, value->q); break;
    default: return 0;
  }
  result = mpfr_get_flt(f, MPFR_RNDN);
  mpfr_clear(f);
  return result;
}

const ConstVal *const_real(Arena *arena, const ConstVal *value) {
  (void)arena;
  if (value->rep == REP_COMPLEX) return value->c.re;
  return value->rep >= REP_INT64 ? value : &const_unknown_value;
}

const ConstVal *const_imag(Arena *arena, const ConstVal *value) {
  (void)arena;
  if (value->rep == REP_COMPLEX) return value->c.im;
  return value->rep >= REP_INT64 ? &zero_value : &const_unknown_value;
}

const ConstVal *const_make_imag(Arena *arena, const ConstVal *value) {
  if (value->rep < REP_INT64 || value->rep == REP_COMPLEX) return &const_unknown_value;
  return constval_complex(arena, &zero_value, value);
}

int const_sign(const ConstVal *value) {
  switch (value->rep) {
    case REP_INT64: return value->i < 0 ? -1 : value->i > 0;
    case REP_BIG: return mpz_sgn(value->z);
    case REP_RAT: return mpq_sgn(value->q);
    case REP_FLOAT: return mpfr_sgn(value->f) < 0 ? -1 : mpfr_sgn(value->f) > 0;
    case REP_COMPLEX: return const_sign(value->c.re) | const_sign(value->c.im);
    default: return 1;  // unknown: not zero, so that it is never a division by zero
  }
}

uint32_t const_bit_len(const ConstVal *value) {
  if (value->rep == REP_INT64) {
    uint64_t magnitude = value->i < 0 ? 0 - (uint64_t)value->i : (uint64_t)value->i;
    return magnitude ? 64 - (uint32_t)__builtin_clzll(magnitude) : 0;
  }
  if (value->rep == REP_BIG) return (uint32_t)mpz_sizeinbase(value->z, 2);
  return 0;
}

// ---- conversions

// An integer near f, which an earlier rounding may have left just beside it: f itself
// if it is one, else f with its last bits rounded down or up.
static bool float_to_mpz(const mpfr_t f, mpz_t z) {
  enum { DELTA = 4 };  // bits to give up
  static const mpfr_rnd_t modes[] = {MPFR_RNDZ, MPFR_RNDA};
  if (!constval_small_float(f)) return false;
  mpz_init(z);
  if (mpfr_integer_p(f)) {
    mpfr_get_z(z, f, MPFR_RNDN);
    return true;
  }
  mpfr_t t;
  float_init(t, FLOAT_PRECISION - DELTA);
  bool found = false;
  for (int i = 0; i < 2 && !found; i++) {
    mpfr_set(t, f, modes[i]);
    found = mpfr_integer_p(t);
    if (found) mpfr_get_z(z, t, MPFR_RNDN);
  }
  mpfr_clear(t);
  if (!found) mpz_clear(z);
  return found;
}

const ConstVal *const_to_int(Arena *arena, const ConstVal *value) {
  mpz_t z;
  switch (value->rep) {
    case REP_INT64:
    case REP_BIG: return value;
    case REP_RAT:
      if (mpz_cmp_ui(mpq_denref(value->q), 1) != 0) break;
      mpz_init_set(z, mpq_numref(value->q));
      return constval_from_mpz(arena, z);
    case REP_FLOAT:
      if (float_to_mpz(value->f, z)) return constval_from_mpz(arena, z);
      break;
    case REP_COMPLEX: {
      const ConstVal *re = const_to_float(arena, value);
      if (const_kind(re) == CONST_FLOAT) return const_to_int(arena, re);
      break;
    }
    default: break;
  }
  return &const_unknown_value;
}

const ConstVal *const_to_float(Arena *arena, const ConstVal *value) {
  switch (value->rep) {
    case REP_INT64:
    case REP_BIG: {
      mpq_t q;
      constval_get_mpq(value, q);
      return constval_from_mpq(arena, q);
    }
    case REP_RAT:
    case REP_FLOAT: return value;
    case REP_COMPLEX:
      if (const_sign(value->c.im) == 0) return const_to_float(arena, value->c.re);
      break;
    default: break;
  }
  return &const_unknown_value;
}

const ConstVal *const_to_complex(Arena *arena, const ConstVal *value) {
  if (value->rep == REP_COMPLEX) return value;
  if (value->rep < REP_INT64) return &const_unknown_value;
  return constval_complex(arena, value, &zero_value);
}

const ConstVal *const_round32(Arena *arena, const ConstVal *value) {
  if (value->rep < REP_INT64 || value->rep == REP_COMPLEX) return &const_unknown_value;
  return const_float64(arena, (double)const_float32_value(value));
}

const ConstVal *const_round64(Arena *arena, const ConstVal *value) {
  if (value->rep < REP_INT64 || value->rep == REP_COMPLEX) return &const_unknown_value;
  return const_float64(arena, const_float64_value(value));
}
