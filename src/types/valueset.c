// Sets of constants, to find duplicate cases and map keys in linear time. By a hash of the value; values of different
// kinds (1 and 1.0) are equal only where the caller says that they may meet.
#include <string.h>

#include "types/internal.h"

// Brings values of several kinds that are equal (1, 1.0, 1+0i) to one kind.
static const ConstVal *normalize(Checker *c, const ConstVal *v) {
  if (const_kind(v) == CONST_COMPLEX) {
    const ConstVal *f = const_to_float(c->arena, v);
    if (const_kind(f) != CONST_FLOAT && const_kind(f) != CONST_INT) return v;
    v = f;
  }
  if (const_kind(v) == CONST_FLOAT) {
    const ConstVal *i = const_to_int(c->arena, v);
    if (const_kind(i) == CONST_INT) v = i;
  }
  return v;
}

static uint64_t hash_double(double d) {
  uint64_t bits;
  memcpy(&bits, &d, sizeof bits);
  return bits;
}

static uint64_t hash_value(Checker *c, const ConstVal *v) {
  uint64_t h = hash_mix(0, const_kind(v) + 1u);
  switch (const_kind(v)) {
    case CONST_BOOL: return hash_mix(h, const_bool_value(v));
    case CONST_STRING: {
      size_t length;
      const char *text = const_string_value(v, &length);
      return hash_bytes(text, length, h);
    }
    case CONST_INT: {
      int64_t i;
      uint64_t u;
      if (const_int64_value(v, &i)) return hash_mix(h, (uint64_t)i);
      if (const_uint64_value(v, &u)) return hash_mix(h, u);
      return h;
    }
    case CONST_FLOAT: return hash_mix(h, hash_double(const_float64_value(v)));
    case CONST_COMPLEX:
      h = hash_mix(h, hash_double(const_float64_value(const_real(c->arena, v))));
      return hash_mix(h, hash_double(const_float64_value(const_imag(c->arena, v))));
    default: return h;
  }
}

static bool equal_values(const ConstVal *a, const ConstVal *b) {
  return const_kind(a) == const_kind(b) && const_compare(a, CONST_EQL, b);
}

// mixed_kinds: values of different kinds may be equal. Unknown values equal none.
SeenValue *value_set_add(Checker *c, ValueSet *set, const ConstVal *value, Type *type, Pos pos, bool mixed_kinds) {
  if (const_kind(value) == CONST_UNKNOWN) return NULL;
  if (mixed_kinds) value = normalize(c, value);
  uint64_t hash = hash_value(c, value);
  SeenValue *first = map_get(&set->by_hash, hash);
  for (SeenValue *seen = first; seen; seen = seen->next) {
    if (equal_values(seen->value, value) && (!type || identical(seen->type, type))) return seen;
  }
  SeenValue *seen = arena_new(c->arena, SeenValue);
  *seen = (SeenValue){value, type, pos, first};
  map_put(c->arena, &set->by_hash, hash, seen);
  return NULL;
}
