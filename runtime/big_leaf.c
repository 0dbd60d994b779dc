// Vectors of words, on the goroutine's stack: the kernels of math/big and crypto/internal/fips140/bigmod.
// The carry of additions stays in the processor's flag within a group of four words; the loops' own counting (lea, dec)
// leaves it alone.
#include "vector.h"

typedef unsigned __int128 Wide;

#define CARRY_LOOP(name, instruction)                                                                                 \
  uint64_t name(uint64_t *z, const uint64_t *x, const uint64_t *y, uint64_t n, uint64_t carry);                       \
  uint64_t name(uint64_t *z, const uint64_t *x, const uint64_t *y, uint64_t n, uint64_t carry) {                      \
    uint64_t groups = n / 4, rest = n % 4, a, b, c, d;                                                                \
    if (groups)                                                                                                       \
      __asm__ volatile(                                                                                               \
          "negq %[carry]\n"                                                                                           \
          "1: movq (%[x]), %[a]; movq 8(%[x]), %[b]; movq 16(%[x]), %[c]; movq 24(%[x]), %[d]\n" instruction          \
          " (%[y]), %[a]; " instruction " 8(%[y]), %[b]\n" instruction " 16(%[y]), %[c]; " instruction                \
          " 24(%[y]), %[d]\n"                                                                                         \
          "movq %[a], (%[z]); movq %[b], 8(%[z]); movq %[c], 16(%[z]); movq %[d], 24(%[z])\n"                         \
          "leaq 32(%[x]), %[x]; leaq 32(%[y]), %[y]; leaq 32(%[z]), %[z]; decq %[n]; jnz 1b\n"                        \
          "sbbq %[carry], %[carry]; negq %[carry]\n"                                                                  \
          : [x] "+r"(x), [y] "+r"(y), [z] "+r"(z), [n] "+r"(groups), [carry] "+r"(carry), [a] "=&r"(a), [b] "=&r"(b), \
            [c] "=&r"(c), [d] "=&r"(d)                                                                                \
          :                                                                                                           \
          : "cc", "memory");                                                                                          \
    for (; rest; rest--, x++, y++, z++)                                                                               \
      __asm__ volatile("negq %[carry]; movq (%[x]), %[a]; " instruction                                               \
                       " (%[y]), %[a]; movq %[a], (%[z])\n"                                                           \
                       "sbbq %[carry], %[carry]; negq %[carry]\n"                                                     \
                       : [carry] "+r"(carry), [a] "=&r"(a)                                                            \
                       : [x] "r"(x), [y] "r"(y), [z] "r"(z)                                                           \
                       : "cc", "memory");                                                                             \
    return carry;                                                                                                     \
  }
CARRY_LOOP(rt_big_add, "adcq")
CARRY_LOOP(rt_big_sub, "sbbq")

// 0 < s < 64. low is the word below the vector; from the top down: z may lie above x.
void rt_big_shift_left(uint64_t *z, const uint64_t *x, uint64_t n, uint64_t s, uint64_t low);
void rt_big_shift_left(uint64_t *z, const uint64_t *x, uint64_t n, uint64_t s, uint64_t low) {
  __m128i left = _mm_cvtsi64_si128((int64_t)s), right = _mm_cvtsi64_si128((int64_t)(64 - s));
  uint64_t i = n - 1;
  for (; i >= 4; i -= 4) {
    __m128i a = _mm_or_si128(_mm_sll_epi64(load128(x + i - 1), left), _mm_srl_epi64(load128(x + i - 2), right));
    __m128i b = _mm_or_si128(_mm_sll_epi64(load128(x + i - 3), left), _mm_srl_epi64(load128(x + i - 4), right));
    store128(z + i - 1, a), store128(z + i - 3, b);
  }
  for (; i > 0; i--) z[i] = x[i] << s | x[i - 1] >> (64 - s);
  z[0] = x[0] << s | low >> (64 - s);
}

// high is the word above the vector; from the bottom up: z may lie below x.
void rt_big_shift_right(uint64_t *z, const uint64_t *x, uint64_t n, uint64_t s, uint64_t high);
void rt_big_shift_right(uint64_t *z, const uint64_t *x, uint64_t n, uint64_t s, uint64_t high) {
  uint64_t i = 0;
  __m128i right = _mm_cvtsi64_si128((int64_t)s), left = _mm_cvtsi64_si128((int64_t)(64 - s));
  for (; i + 5 <= n; i += 4) {
    __m128i a = _mm_or_si128(_mm_srl_epi64(load128(x + i), right), _mm_sll_epi64(load128(x + i + 1), left));
    __m128i b = _mm_or_si128(_mm_srl_epi64(load128(x + i + 2), right), _mm_sll_epi64(load128(x + i + 3), left));
    store128(z + i, a), store128(z + i + 2, b);
  }
  for (; i + 1 < n; i++) z[i] = x[i] >> s | x[i + 1] << (64 - s);
  z[n - 1] = x[n - 1] >> s | high << (64 - s);
}

// z = x * m + carry; the result is the carry out.
uint64_t rt_big_mul_add(uint64_t *z, const uint64_t *x, uint64_t n, uint64_t m, uint64_t carry);
uint64_t rt_big_mul_add(uint64_t *z, const uint64_t *x, uint64_t n, uint64_t m, uint64_t carry) {
#pragma GCC unroll 4
  for (uint64_t i = 0; i < n; i++) {
    Wide t = (Wide)x[i] * m + carry;
    z[i] = (uint64_t)t, carry = (uint64_t)(t >> 64);
  }
  return carry;
}

// z = x + y * m + carry, eight words at a time with two independent carry chains: the low halves go through the
// overflow flag (adox) on top of x, the high halves through the carry flag (adcx) into the next word.
static uint64_t add_mul_adx(uint64_t *z, const uint64_t *x, const uint64_t *y, uint64_t groups, uint64_t m,
                            uint64_t carry) {
  uint64_t low, high;
  register uint64_t multiplier __asm__("rdx") = m;
#define PAIR(at, in, out)                                                                                      \
  "mulxq " #at "(%[y]), %[low], " out "; adcxq " in ", %[low]; adoxq " #at "(%[x]), %[low]; movq %[low], " #at \
  "(%[z])\n"
  __asm__ volatile(
      "1: xorl %k[low], %k[low]\n"  // both flags off
      PAIR(0, "%[carry]", "%[high]") PAIR(8, "%[high]", "%[carry]")
      PAIR(16, "%[carry]", "%[high]") PAIR(24, "%[high]", "%[carry]")
      PAIR(32, "%[carry]", "%[high]") PAIR(40, "%[high]", "%[carry]")
      PAIR(48, "%[carry]", "%[high]") PAIR(56, "%[high]", "%[carry]")
      "movl $0, %k[low]; adcxq %[low], %[carry]; adoxq %[low], %[carry]\n"
      "leaq 64(%[x]), %[x]; leaq 64(%[y]), %[y]; leaq 64(%[z]), %[z]; decq %[n]; jnz 1b\n"
      : [x] "+r"(x), [y] "+r"(y), [z] "+r"(z), [n] "+r"(groups), [carry] "+r"(carry), [low] "=&r"(low),
        [high] "=&r"(high)
      : "r"(multiplier)
      : "cc", "memory");
#undef PAIR
  return carry;
}

uint64_t rt_big_add_mul(uint64_t *z, const uint64_t *x, const uint64_t *y, uint64_t n, uint64_t m, uint64_t carry);
uint64_t rt_big_add_mul(uint64_t *z, const uint64_t *x, const uint64_t *y, uint64_t n, uint64_t m, uint64_t carry) {
  uint64_t i = 0;
  if (n >= 8 && rt_cpu & CPU_ADX) {
    i = n & ~7ull;
    carry = add_mul_adx(z, x, y, n / 8, m, carry);
  }
#pragma GCC unroll 4
  for (; i < n; i++) {
    Wide t = (Wide)y[i] * m + x[i] + carry;
    z[i] = (uint64_t)t, carry = (uint64_t)(t >> 64);
  }
  return carry;
}
