// Exact constants (Spec: Constants): booleans, strings, integers (64-bit fast
// path, GMP beyond), rationals and 512-bit floats (MPFR) as gc, complex.
// Values are immutable and live in an arena; what large ones have of the C heap goes
// with it (memory_serve_constants).
// Semantics follow go/constant: an operation on mixed kinds matches the smaller
// kind up; integer division truncates; Unknown absorbs.
#ifndef TUCO_BASE_CONSTANT_H
#define TUCO_BASE_CONSTANT_H

#include "base/arena.h"

typedef enum ConstKind { CONST_UNKNOWN, CONST_BOOL, CONST_STRING, CONST_INT, CONST_FLOAT, CONST_COMPLEX } ConstKind;

typedef struct ConstVal ConstVal;  // opaque; constant.c

typedef enum ConstOp {
  CONST_ADD,
  CONST_SUB,
  CONST_MUL,
  CONST_QUO,  // exact: of ints a rational
  CONST_INT_QUO,
  CONST_REM,
  CONST_AND,
  CONST_OR,
  CONST_XOR,
  CONST_AND_NOT,
  CONST_LAND,
  CONST_LOR,  // booleans
  CONST_EQL,
  CONST_NEQ,
  CONST_LSS,
  CONST_LEQ,
  CONST_GTR,
  CONST_GEQ,  // const_compare
  CONST_POS,
  CONST_NEG,
  CONST_NOT,
  CONST_COMPLEMENT  // const_unary
} ConstOp;

// constant.c, constant_ops.c, constant_text.c
const ConstVal *const_unknown(void);
const ConstVal *const_bool(bool value);
const ConstVal *const_string(Arena *arena, const char *bytes, size_t length);       // copies
const ConstVal *const_string_kept(Arena *arena, const char *bytes, size_t length);  // keeps bytes, which must live on
const ConstVal *const_int64(Arena *arena, int64_t value);
const ConstVal *const_uint64(Arena *arena, uint64_t value);
const ConstVal *const_float64(Arena *arena, double value);
// Literals in Go's syntax (underscores, prefixes, exponents, i suffix). Unknown if malformed or beyond limits.
const ConstVal *const_from_int_literal(Arena *arena, const char *text, size_t length);
const ConstVal *const_from_float_literal(Arena *arena, const char *text, size_t length);
const ConstVal *const_from_imaginary_literal(Arena *arena, const char *text, size_t length);

ConstKind const_kind(const ConstVal *value);
bool const_bool_value(const ConstVal *value);
const char *const_string_value(const ConstVal *value, size_t *length);
bool const_int64_value(const ConstVal *value, int64_t *out);    // false if not an int or out of range
bool const_uint64_value(const ConstVal *value, uint64_t *out);  // false if not an int or out of range
double const_float64_value(const ConstVal *value);              // nearest, of int/float kinds
float const_float32_value(const ConstVal *value);               // nearest, rounded once
const ConstVal *const_real(Arena *arena, const ConstVal *value);
const ConstVal *const_imag(Arena *arena, const ConstVal *value);
const ConstVal *const_make_imag(Arena *arena, const ConstVal *value);  // value * i
int const_sign(const ConstVal *value);                                 // -1 0 1; complex: 0 iff zero
uint32_t const_bit_len(const ConstVal *value);                         // of |int|

// Conversions: to the kind if exactly representable, else Unknown.
const ConstVal *const_to_int(Arena *arena, const ConstVal *value);
const ConstVal *const_to_float(Arena *arena, const ConstVal *value);
const ConstVal *const_to_complex(Arena *arena, const ConstVal *value);
// Rounds to IEEE float32/float64; Unknown if it overflows to infinity.
const ConstVal *const_round32(Arena *arena, const ConstVal *value);
const ConstVal *const_round64(Arena *arena, const ConstVal *value);

const ConstVal *const_binary(Arena *arena, ConstOp op, const ConstVal *x, const ConstVal *y);
// `size` in bits limits ^x for unsigned operands; 0: signed or untyped.
const ConstVal *const_unary(Arena *arena, ConstOp op, const ConstVal *x, uint32_t size);
const ConstVal *const_shift(Arena *arena, const ConstVal *x, bool left, uint32_t count);
bool const_compare(const ConstVal *x, ConstOp op, const ConstVal *y);
// As gc prints it in messages (go/constant String: short) and exactly.
const char *const_format(Arena *arena, const ConstVal *value);

// constant_exact.c: for who writes values down. What represents one, no complex value: go/constant's Val.
typedef enum ConstForm {
  CONST_FORM_BOOL,
  CONST_FORM_STRING,
  CONST_FORM_INT64,
  CONST_FORM_INTEGER,   // none that fits in int64
  CONST_FORM_RATIONAL,  // may be whole
  CONST_FORM_FLOAT
} ConstForm;
typedef struct ConstMagnitude {
  const char *bytes;  // the most significant one first
  size_t length;
  bool negative;
} ConstMagnitude;
ConstForm const_form(const ConstVal *value);
ConstMagnitude const_integer(Arena *arena, const ConstVal *value);
ConstMagnitude const_numerator(Arena *arena, const ConstVal *value);  // this and the next: of a rational
ConstMagnitude const_denominator(Arena *arena, const ConstVal *value);
const char *const_float_text(Arena *arena, const ConstVal *value);  // "0x.8p+1", as big.Float's format 'p'

#endif
