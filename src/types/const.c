// Which constants a basic type can represent (Spec: Representability), and the value it has of them: floats are
// rounded. Relies on base/constant alone. untyped.c reports what does not fit.
#include "types/core.h"

// Bits and signedness of the sized integer kinds.
static bool integer_fits(const ConstVal *x, BasicKind kind) {
  static const struct {
    uint8_t bits;
    bool is_signed;
  } sizes[BASIC_COUNT] = {[BASIC_INT] = {64, true},     [BASIC_INT8] = {8, true},     [BASIC_INT16] = {16, true},
                          [BASIC_INT32] = {32, true},   [BASIC_INT64] = {64, true},   [BASIC_UINT] = {64, false},
                          [BASIC_UINT8] = {8, false},   [BASIC_UINT16] = {16, false}, [BASIC_UINT32] = {32, false},
                          [BASIC_UINT64] = {64, false}, [BASIC_UINTPTR] = {64, false}};
  if (kind == BASIC_UNTYPED_INT || kind == BASIC_UNTYPED_RUNE) return true;
  uint32_t bits = sizes[kind].bits;
  if (!sizes[kind].is_signed) return const_sign(x) >= 0 && const_bit_len(x) <= bits;
  int64_t value;
  if (!const_int64_value(x, &value)) return false;
  return bits == 64 || (value >= -((int64_t)1 << (bits - 1)) && value < (int64_t)1 << (bits - 1));
}

// Rounds to a float kind; NULL if it overflows.
static const ConstVal *round_float(Arena *a, const ConstVal *x, bool single) {
  const ConstVal *r = single ? const_round32(a, x) : const_round64(a, x);
  return const_kind(r) == CONST_UNKNOWN ? NULL : r;
}

static const ConstVal *represent_complex(Arena *a, const ConstVal *x, BasicKind kind) {
  if (kind == BASIC_UNTYPED_COMPLEX) return x;
  const ConstVal *re = round_float(a, const_real(a, x), kind == BASIC_COMPLEX64);
  const ConstVal *im = round_float(a, const_imag(a, x), kind == BASIC_COMPLEX64);
  return re && im ? const_binary(a, CONST_ADD, re, const_make_imag(a, im)) : NULL;
}

// The value as the type has it: an integer, a rounded float; NULL if it has none.
const ConstVal *types_representable(Arena *arena, const ConstVal *value, Basic *type) {
  if (const_kind(value) == CONST_UNKNOWN) return value;  // no follow-up errors
  BasicKind kind = type->basic_kind;
  if (type->info & INFO_INTEGER) {
    const ConstVal *x = const_to_int(arena, value);
    return const_kind(x) == CONST_INT && integer_fits(x, kind) ? x : NULL;
  }
  if (type->info & INFO_FLOAT) {
    const ConstVal *x = const_to_float(arena, value);
    if (const_kind(x) != CONST_FLOAT && const_kind(x) != CONST_INT) return NULL;
    return kind == BASIC_UNTYPED_FLOAT ? value : round_float(arena, x, kind == BASIC_FLOAT32);
  }
  if (type->info & INFO_COMPLEX) {
    const ConstVal *x = const_to_complex(arena, value);
    if (const_kind(x) == CONST_UNKNOWN) return NULL;
    return kind == BASIC_UNTYPED_COMPLEX ? value : represent_complex(arena, x, kind);
  }
  if (type->info & INFO_STRING) return const_kind(value) == CONST_STRING ? value : NULL;
  if (type->info & INFO_BOOLEAN) return const_kind(value) == CONST_BOOL ? value : NULL;
  return NULL;
}

// *rounded (if not NULL) is set only when x is representable.
bool representable_const(Checker *c, const ConstVal *x, Basic *t, const ConstVal **rounded) {
  const ConstVal *r = types_representable(c->arena, x, t);
  if (r && rounded) *rounded = r;
  return r != NULL;
}
