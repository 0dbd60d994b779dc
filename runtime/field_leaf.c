// Multiplication in the field of 2^255 - 19, on the goroutine's stack: crypto/internal/fips140/edwards25519/field, for
// Ed25519 and X25519. Elements are five limbs of 51 bits, a little more between operations.
#include "vector.h"

typedef unsigned __int128 Wide;

enum { LIMB_BITS = 51 };
static const uint64_t limb_mask = (1ull << LIMB_BITS) - 1;

// Carries go up once; what leaves the top comes back times 19, as 2^255 = 19.
ALWAYS_INLINE void carry_limbs(uint64_t *v, Wide r0, Wide r1, Wide r2, Wide r3, Wide r4) {
  uint64_t l0 = ((uint64_t)r0 & limb_mask) + (uint64_t)(r4 >> LIMB_BITS) * 19;
  uint64_t l1 = ((uint64_t)r1 & limb_mask) + (uint64_t)(r0 >> LIMB_BITS);
  uint64_t l2 = ((uint64_t)r2 & limb_mask) + (uint64_t)(r1 >> LIMB_BITS);
  uint64_t l3 = ((uint64_t)r3 & limb_mask) + (uint64_t)(r2 >> LIMB_BITS);
  uint64_t l4 = ((uint64_t)r4 & limb_mask) + (uint64_t)(r3 >> LIMB_BITS);
  v[0] = (l0 & limb_mask) + (l4 >> LIMB_BITS) * 19;
  v[1] = (l1 & limb_mask) + (l0 >> LIMB_BITS);
  v[2] = (l2 & limb_mask) + (l1 >> LIMB_BITS);
  v[3] = (l3 & limb_mask) + (l2 >> LIMB_BITS);
  v[4] = (l4 & limb_mask) + (l3 >> LIMB_BITS);
}

void rt_fe25519_mul(uint64_t *v, const uint64_t *a, const uint64_t *b);
void rt_fe25519_mul(uint64_t *v, const uint64_t *a, const uint64_t *b) {
  uint64_t a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4], b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3], b4 = b[4];
  uint64_t c1 = a1 * 19, c2 = a2 * 19, c3 = a3 * 19, c4 = a4 * 19;
  Wide r0 = (Wide)a0 * b0 + (Wide)c1 * b4 + (Wide)c2 * b3 + (Wide)c3 * b2 + (Wide)c4 * b1;
  Wide r1 = (Wide)a0 * b1 + (Wide)a1 * b0 + (Wide)c2 * b4 + (Wide)c3 * b3 + (Wide)c4 * b2;
  Wide r2 = (Wide)a0 * b2 + (Wide)a1 * b1 + (Wide)a2 * b0 + (Wide)c3 * b4 + (Wide)c4 * b3;
  Wide r3 = (Wide)a0 * b3 + (Wide)a1 * b2 + (Wide)a2 * b1 + (Wide)a3 * b0 + (Wide)c4 * b4;
  Wide r4 = (Wide)a0 * b4 + (Wide)a1 * b3 + (Wide)a2 * b2 + (Wide)a3 * b1 + (Wide)a4 * b0;
  carry_limbs(v, r0, r1, r2, r3, r4);
}

void rt_fe25519_square(uint64_t *v, const uint64_t *a);
void rt_fe25519_square(uint64_t *v, const uint64_t *a) {
  uint64_t a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4], d0 = a0 * 2, d1 = a1 * 2, c3 = a3 * 19, c4 = a4 * 19;
  Wide r0 = (Wide)a0 * a0 + (Wide)(d1)*c4 + (Wide)(a2 * 2) * c3;
  Wide r1 = (Wide)d0 * a1 + (Wide)(a2 * 2) * c4 + (Wide)a3 * c3;
  Wide r2 = (Wide)d0 * a2 + (Wide)a1 * a1 + (Wide)(a3 * 2) * c4;
  Wide r3 = (Wide)d0 * a3 + (Wide)d1 * a2 + (Wide)a4 * c4;
  Wide r4 = (Wide)d0 * a4 + (Wide)d1 * a3 + (Wide)a2 * a2;
  carry_limbs(v, r0, r1, r2, r3, r4);
}
