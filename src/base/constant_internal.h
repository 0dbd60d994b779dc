// The representation of constants, for the constant*.c files only. As in Go's
// go/constant, integers and floats have a small and a large representation each,
// ordered by complexity: an operation first brings both operands to the larger one.
#ifndef TUCO_BASE_CONSTANT_INTERNAL_H
#define TUCO_BASE_CONSTANT_INTERNAL_H

#include <gmp.h>
#include <mpfr.h>
#include <stdatomic.h>

#include "base/constant.h"

typedef enum ConstRep {
  REP_UNKNOWN,
  REP_BOOL,
  REP_STRING,
  REP_INT64,   // i
  REP_BIG,     // z; does not fit in int64
  REP_RAT,     // q; both parts below RAT_LIMIT bits, or from a literal
  REP_FLOAT,   // f; FLOAT_PRECISION bits, finite, never -0
  REP_COMPLEX  // re, im: real numeric values
} ConstRep;

enum { FLOAT_PRECISION = 512, RAT_LIMIT = 4096 };

struct ConstVal {
  uint8_t rep;
  bool b;  // REP_BOOL
  union {
    int64_t i;
    // A string, or the concatenation of two that is joined when first asked for
    // (bytes NULL until then): a long chain of + stays linear.
    struct {
      _Atomic(const char *) bytes;
      size_t length;
      const ConstVal *left, *right;
    } s;
    mpz_t z;
    mpq_t q;
    mpfr_t f;
    struct {
      const ConstVal *re, *im;
    } c;
  };
};

extern const ConstVal const_unknown_value;

// constant.c
ConstVal *constval_new(Arena *arena, ConstRep rep);
const ConstVal *constval_from_mpz(Arena *arena, mpz_t z);    // takes z over
const ConstVal *constval_from_mpq(Arena *arena, mpq_t q);    // takes q over; canonical already
const ConstVal *constval_from_mpfr(Arena *arena, mpfr_t f);  // takes f over
const ConstVal *constval_complex(Arena *arena, const ConstVal *re, const ConstVal *im);
bool constval_small_float(const mpfr_t f);  // would be a rational of reasonable size
// Views of a value as a larger representation; the result is to be cleared by the caller.
void constval_get_mpz(const ConstVal *value, mpz_t z);    // of INT64, BIG
void constval_get_mpq(const ConstVal *value, mpq_t q);    // of INT64, BIG, RAT
void constval_get_mpfr(const ConstVal *value, mpfr_t f);  // of INT64 to FLOAT; FLOAT_PRECISION bits

// mpfr_init2 with the exponent range of gc's floats (big.Float: 32 bits); MPFR keeps the range by thread and starts
// with a smaller one.
static inline void float_init(mpfr_ptr f, mpfr_prec_t precision) {
  if (mpfr_get_emax() != INT32_MAX) {
    mpfr_set_emax(INT32_MAX);
    mpfr_set_emin(INT32_MIN);
  }
  mpfr_init2(f, precision);
}

#endif
