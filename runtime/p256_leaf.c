// The curve P-256, on the goroutine's stack: what crypto/internal/fips140/nistec takes from assembly on other
// compilers. Elements are four words in Montgomery form, always reduced; points are in Jacobian coordinates (Z = 0 is
// infinity). No branch and no address depends on a value: choices are masks. Temporaries of whole points are in memory
// that the caller gives, since a leaf's frame is small. Formulas: Bernstein and Lange, Explicit-Formulas Database,
// shortw-jacobian-3: dbl-2001-b, add-1998-cmo-2.
#include "vector.h"

typedef unsigned __int128 Wide;
typedef unsigned long long Limb;  // as the carry intrinsics want it; sums of __int128 make worse code
typedef uint64_t Element[4];
typedef struct Point {
  Element x, y, z;
} Point;
typedef struct AffinePoint {
  Element x, y;
} AffinePoint;

static const Element prime = {0xffffffffffffffff, 0x00000000ffffffff, 0, 0xffffffff00000001};
static const Element order = {0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000};
static const Element one = {1, 0xffffffff00000000, 0xffffffffffffffff, 0x00000000fffffffe};

// All ones if x is not zero, hidden from the optimizer, which would make a branch of it.
ALWAYS_INLINE uint64_t mask_if(uint64_t x) {
  uint64_t mask = 0 - ((x | (0 - x)) >> 63);
  __asm__("" : "+r"(mask));
  return mask;
}

ALWAYS_INLINE uint64_t choose(uint64_t mask, uint64_t x, uint64_t y) { return y ^ (mask & (x ^ y)); }

// to = top:x, less the modulus unless that is negative.
ALWAYS_INLINE void reduce_once(uint64_t *to, uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3, uint64_t top,
                               const uint64_t *m) {
  unsigned long long y0, y1, y2, y3, rest;
  unsigned char borrow = _subborrow_u64(0, x0, m[0], &y0);
  borrow = _subborrow_u64(borrow, x1, m[1], &y1);
  borrow = _subborrow_u64(borrow, x2, m[2], &y2);
  borrow = _subborrow_u64(borrow, x3, m[3], &y3);
  _subborrow_u64(borrow, top, 0, &rest);
  __asm__("" : "+r"(rest));
  to[0] = choose(rest, x0, y0), to[1] = choose(rest, x1, y1), to[2] = choose(rest, x2, y2),
  to[3] = choose(rest, x3, y3);
}

// ---- the field

// A product under way. Fields and calls, not an array and a loop: the compiler keeps them in registers.
typedef struct Partial {
  Limb t0, t1, t2, t3, t4;
} Partial;

// Adds four words to five. The compiler makes worse code of the intrinsic, and of sums of __int128.
#define ADD_CARRYING(x0, x1, x2, x3, x4, y0, y1, y2, y3)                    \
  __asm__("addq %5, %0; adcq %6, %1; adcq %7, %2; adcq %8, %3; adcq $0, %4" \
          : "+&r"(x0), "+&r"(x1), "+&r"(x2), "+&r"(x3), "+&r"(x4)           \
          : "rm"(y0), "rm"(y1), "rm"(y2), "rm"(y3)                          \
          : "cc")

// t += a * word, and then of p so much that the low word is zero: p = 2^256 - 2^224 + 2^192 + 2^96 - 1. Less that word.
ALWAYS_INLINE Partial multiply_word(Partial t, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t word) {
  Wide p0 = (Wide)a0 * word, p1 = (Wide)a1 * word, p2 = (Wide)a2 * word, p3 = (Wide)a3 * word;
  uint64_t t5 = 0;
  ADD_CARRYING(t.t0, t.t1, t.t2, t.t3, t.t4, (uint64_t)p0, (uint64_t)p1, (uint64_t)p2, (uint64_t)p3);
  ADD_CARRYING(t.t1, t.t2, t.t3, t.t4, t5, (uint64_t)(p0 >> 64), (uint64_t)(p1 >> 64), (uint64_t)(p2 >> 64),
               (uint64_t)(p3 >> 64));
  Wide product = (Wide)t.t0 * prime[3];
  ADD_CARRYING(t.t1, t.t2, t.t3, t.t4, t5, t.t0 << 32, t.t0 >> 32, (uint64_t)product, (uint64_t)(product >> 64));
  return (Partial){t.t1, t.t2, t.t3, t.t4, t5};
}

static __attribute__((noinline)) void multiply(uint64_t *to, const uint64_t *a, const uint64_t *b) {
  uint64_t a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];
  Partial t = {0};
  t = multiply_word(t, a0, a1, a2, a3, b[0]);
  t = multiply_word(t, a0, a1, a2, a3, b[1]);
  t = multiply_word(t, a0, a1, a2, a3, b[2]);
  t = multiply_word(t, a0, a1, a2, a3, b[3]);
  reduce_once(to, t.t0, t.t1, t.t2, t.t3, t.t4, prime);
}

// The products of different words once, doubled, and the squares; then the lower half is reduced away as above.
static __attribute__((noinline)) void square(uint64_t *to, const uint64_t *a) {
  uint64_t a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];
  Wide c = (Wide)a0 * a1;
  uint64_t t1 = (uint64_t)c;
  c = (Wide)a0 * a2 + (uint64_t)(c >> 64);
  uint64_t t2 = (uint64_t)c;
  c = (Wide)a0 * a3 + (uint64_t)(c >> 64);
  uint64_t t3 = (uint64_t)c, t4 = (uint64_t)(c >> 64);
  c = (Wide)a1 * a2 + t3;
  t3 = (uint64_t)c;
  c = (Wide)a1 * a3 + t4 + (uint64_t)(c >> 64);
  t4 = (uint64_t)c;
  c = (Wide)a2 * a3 + (uint64_t)(c >> 64);
  uint64_t t5 = (uint64_t)c, t6 = (uint64_t)(c >> 64), t7 = t6 >> 63;
  t6 = t6 << 1 | t5 >> 63, t5 = t5 << 1 | t4 >> 63, t4 = t4 << 1 | t3 >> 63;
  t3 = t3 << 1 | t2 >> 63, t2 = t2 << 1 | t1 >> 63, t1 <<= 1;
  Wide s0 = (Wide)a0 * a0, s1 = (Wide)a1 * a1, s2 = (Wide)a2 * a2, s3 = (Wide)a3 * a3;
  uint64_t t0 = (uint64_t)s0;
  __asm__("addq %7, %0; adcq %8, %1; adcq %9, %2; adcq %10, %3; adcq %11, %4; adcq %12, %5; adcq %13, %6"
          : "+&r"(t1), "+&r"(t2), "+&r"(t3), "+&r"(t4), "+&r"(t5), "+&r"(t6), "+&r"(t7)
          : "rm"((uint64_t)(s0 >> 64)), "rm"((uint64_t)s1), "rm"((uint64_t)(s1 >> 64)), "rm"((uint64_t)s2),
            "rm"((uint64_t)(s2 >> 64)), "rm"((uint64_t)s3), "rm"((uint64_t)(s3 >> 64))
          : "cc");
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    Wide product = (Wide)t0 * prime[3];
    uint64_t next = (uint64_t)(product >> 64);
    __asm__("addq %4, %0; adcq %5, %1; adcq %6, %2; adcq $0, %3"
            : "+&r"(t1), "+&r"(t2), "+&r"(t3), "+&r"(next)
            : "rm"(t0 << 32), "rm"(t0 >> 32), "rm"((uint64_t)product)
            : "cc");
    t0 = t1, t1 = t2, t2 = t3, t3 = next;
  }
  uint64_t top = 0;
  ADD_CARRYING(t0, t1, t2, t3, top, t4, t5, t6, t7);
  reduce_once(to, t0, t1, t2, t3, top, prime);
}

static __attribute__((noinline)) void add(uint64_t *to, const uint64_t *a, const uint64_t *b) {
  unsigned long long x0, x1, x2, x3;
  unsigned char carry = _addcarry_u64(0, a[0], b[0], &x0);
  carry = _addcarry_u64(carry, a[1], b[1], &x1);
  carry = _addcarry_u64(carry, a[2], b[2], &x2);
  carry = _addcarry_u64(carry, a[3], b[3], &x3);
  reduce_once(to, x0, x1, x2, x3, carry, prime);
}

static __attribute__((noinline)) void subtract(uint64_t *to, const uint64_t *a, const uint64_t *b) {
  unsigned long long x0, x1, x2, x3, rest;
  unsigned char borrow = _subborrow_u64(0, a[0], b[0], &x0);
  borrow = _subborrow_u64(borrow, a[1], b[1], &x1);
  borrow = _subborrow_u64(borrow, a[2], b[2], &x2);
  borrow = _subborrow_u64(borrow, a[3], b[3], &x3);
  _subborrow_u64(borrow, 0, 0, &rest);
  __asm__("" : "+r"(rest));
  unsigned char carry = _addcarry_u64(0, x0, rest & prime[0], &x0);
  carry = _addcarry_u64(carry, x1, rest & prime[1], &x1);
  carry = _addcarry_u64(carry, x2, 0, &x2);
  _addcarry_u64(carry, x3, rest & prime[3], &x3);
  to[0] = x0, to[1] = x1, to[2] = x2, to[3] = x3;
}

ALWAYS_INLINE void choose_element(uint64_t mask, uint64_t *to, const uint64_t *x, const uint64_t *y) {
  for (int i = 0; i < 4; i++) to[i] = choose(mask, x[i], y[i]);
}

ALWAYS_INLINE uint64_t is_zero(const uint64_t *x) { return 1 & ~mask_if(x[0] | x[1] | x[2] | x[3]); }

void rt_p256_mul(uint64_t *to, const uint64_t *a, const uint64_t *b);
void rt_p256_mul(uint64_t *to, const uint64_t *a, const uint64_t *b) { multiply(to, a, b); }

void rt_p256_square(uint64_t *to, const uint64_t *a, uint64_t times);
void rt_p256_square(uint64_t *to, const uint64_t *a, uint64_t times) {
  for (; times; times--, a = to) square(to, a);
}

void rt_p256_from_montgomery(uint64_t *to, const uint64_t *a);
void rt_p256_from_montgomery(uint64_t *to, const uint64_t *a) {
  static const Element plain_one = {1, 0, 0, 0};
  multiply(to, a, plain_one);
}

void rt_p256_negate_if(uint64_t *x, uint64_t condition);
void rt_p256_negate_if(uint64_t *x, uint64_t condition) {
  static const Element zero = {0};
  Element negative;
  subtract(negative, zero, x);
  choose_element(mask_if(condition), x, negative, x);
}

// ---- scalars: modulo the order of the curve's group

static __attribute__((noinline)) void multiply_scalars(uint64_t *to, const uint64_t *a, const uint64_t *b) {
  uint64_t t[5] = {0};
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    Wide c = 0;
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) {
      c = (Wide)a[j] * b[i] + t[j] + (uint64_t)(c >> 64);
      t[j] = (uint64_t)c;
    }
    c = (Wide)t[4] + (uint64_t)(c >> 64);
    uint64_t u4 = (uint64_t)c, u5 = (uint64_t)(c >> 64), factor = t[0] * 0xccd1c8aaee00bc4f;
    c = (Wide)factor * order[0] + t[0];
#pragma GCC unroll 3
    for (int j = 1; j < 4; j++) {
      c = (Wide)factor * order[j] + t[j] + (uint64_t)(c >> 64);
      t[j - 1] = (uint64_t)c;
    }
    c = (Wide)u4 + (uint64_t)(c >> 64);
    t[3] = (uint64_t)c, t[4] = u5 + (uint64_t)(c >> 64);
  }
  reduce_once(to, t[0], t[1], t[2], t[3], t[4], order);
}

void rt_p256_order_mul(uint64_t *to, const uint64_t *a, const uint64_t *b);
void rt_p256_order_mul(uint64_t *to, const uint64_t *a, const uint64_t *b) { multiply_scalars(to, a, b); }

void rt_p256_order_square(uint64_t *to, const uint64_t *a, uint64_t times);
void rt_p256_order_square(uint64_t *to, const uint64_t *a, uint64_t times) {
  for (; times; times--, a = to) multiply_scalars(to, a, a);
}

// ---- points

ALWAYS_INLINE void choose_words(uint64_t mask, uint64_t *to, const uint64_t *x, const uint64_t *y, int n) {
  for (int i = 0; i < n; i++) to[i] = choose(mask, x[i], y[i]);
}

void rt_p256_choose(Point *to, const Point *a, const Point *b, uint64_t condition);
void rt_p256_choose(Point *to, const Point *a, const Point *b, uint64_t condition) {
  choose_words(mask_if(condition), to->x, a->x, b->x, 12);
}

// Entry index - 1 of the table, zeros for index 0: every entry is read.
ALWAYS_INLINE void select_words(uint64_t *to, const uint64_t *table, int entries, int words, uint64_t index) {
  __m128i sum[6], wanted = _mm_set1_epi32((int)index), number = _mm_set1_epi32(1);
#pragma GCC unroll 6
  for (int w = 0; w < words / 2; w++) sum[w] = _mm_setzero_si128();
  for (int i = 0; i < entries; i++, number = _mm_add_epi32(number, _mm_set1_epi32(1)), table += words) {
    __m128i mask = _mm_cmpeq_epi32(number, wanted);
#pragma GCC unroll 6
    for (int w = 0; w < words / 2; w++) sum[w] = _mm_or_si128(sum[w], _mm_and_si128(mask, load128(table + 2 * w)));
  }
#pragma GCC unroll 6
  for (int w = 0; w < words / 2; w++) store128(to + 2 * w, sum[w]);
}

void rt_p256_select(Point *to, const Point *table, uint64_t index);
void rt_p256_select(Point *to, const Point *table, uint64_t index) { select_words(to->x, table->x, 16, 12, index); }

void rt_p256_select_affine(AffinePoint *to, const AffinePoint *table, uint64_t index);
void rt_p256_select_affine(AffinePoint *to, const AffinePoint *table, uint64_t index) {
  select_words(to->x, table->x, 32, 8, index);
}

typedef struct Scratch {
  Element t[8];
} Scratch;

void rt_p256_double(Point *to, const Point *p, Scratch *scratch);
void rt_p256_double(Point *to, const Point *p, Scratch *scratch) {
  uint64_t *delta = scratch->t[0], *gamma = scratch->t[1], *beta = scratch->t[2], *alpha = scratch->t[3],
           *t = scratch->t[4];
  square(delta, p->z);
  square(gamma, p->y);
  multiply(beta, p->x, gamma);
  subtract(t, p->x, delta);
  add(alpha, p->x, delta);
  multiply(alpha, alpha, t);
  add(t, alpha, alpha);
  add(alpha, alpha, t);  // 3 (x - delta) (x + delta)
  add(t, p->y, p->z);
  square(t, t);
  subtract(t, t, gamma);
  subtract(to->z, t, delta);
  add(beta, beta, beta);
  add(beta, beta, beta);  // 4 beta
  square(t, alpha);
  subtract(t, t, beta);
  subtract(to->x, t, beta);
  subtract(beta, beta, to->x);
  multiply(beta, alpha, beta);
  square(gamma, gamma);
  add(gamma, gamma, gamma);
  add(gamma, gamma, gamma);
  add(gamma, gamma, gamma);  // 8 gamma^2
  subtract(to->y, beta, gamma);
}

// The sum from u1, s1 (the first point), h = u2 - u1, r = s2 - s1. to->z is there already. Uses t[4..7].
ALWAYS_INLINE void finish_sum(Point *to, const uint64_t *u1, const uint64_t *s1, const uint64_t *h, const uint64_t *r,
                              Scratch *scratch) {
  uint64_t *h2 = scratch->t[4], *h3 = scratch->t[5], *v = scratch->t[6], *t = scratch->t[7];
  square(h2, h);
  multiply(h3, h2, h);
  multiply(v, u1, h2);
  multiply(h2, s1, h3);
  square(t, r);
  subtract(t, t, h3);
  subtract(t, t, v);
  subtract(to->x, t, v);
  subtract(v, v, to->x);
  multiply(v, r, v);
  subtract(to->y, v, h2);
}

// 1 if the points are equal: then, and if one is infinity, the sum is wrong.
uint64_t rt_p256_add(Point *to, const Point *p, const Point *q, Scratch *scratch);
uint64_t rt_p256_add(Point *to, const Point *p, const Point *q, Scratch *scratch) {
  uint64_t *u1 = scratch->t[0], *s1 = scratch->t[1], *h = scratch->t[2], *r = scratch->t[3], *t = scratch->t[4];
  square(t, q->z);
  multiply(u1, p->x, t);
  multiply(t, t, q->z);
  multiply(s1, p->y, t);
  square(t, p->z);
  multiply(h, q->x, t);
  subtract(h, h, u1);
  multiply(t, t, p->z);
  multiply(r, q->y, t);
  subtract(r, r, s1);
  multiply(t, p->z, q->z);
  multiply(to->z, t, h);
  finish_sum(to, u1, s1, h, r, scratch);
  return is_zero(h) & is_zero(r);
}

// p + q, or p - q if bit 0 of choice is set; p if bit 1 is clear; but q itself if bit 2 is clear. q is changed.
void rt_p256_add_affine(Point *to, const Point *p, AffinePoint *q, uint64_t choice, Scratch *scratch, Point *sum);
void rt_p256_add_affine(Point *to, const Point *p, AffinePoint *q, uint64_t choice, Scratch *scratch, Point *sum) {
  uint64_t *h = scratch->t[2], *r = scratch->t[3], *t = scratch->t[4];
  rt_p256_negate_if(q->y, choice & 1);
  square(t, p->z);
  multiply(h, q->x, t);
  subtract(h, h, p->x);
  multiply(t, t, p->z);
  multiply(r, q->y, t);
  subtract(r, r, p->y);
  multiply(sum->z, p->z, h);
  finish_sum(sum, p->x, p->y, h, r, scratch);
  choose_words(mask_if(choice & 2), to->x, sum->x, p->x, 12);
  uint64_t keep = mask_if(choice & 4);
  choose_words(keep, to->x, to->x, q->x, 8);
  choose_element(keep, to->z, to->z, one);
}
