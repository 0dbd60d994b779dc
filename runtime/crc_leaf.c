// CRC-32 (IEEE and Castagnoli) by carry-less multiplication, on the goroutine's stack: hash/crc32 for 64 bytes and
// more. V. Gopal and others: Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction (Intel, 2009).
// Callers check that the instructions are there.
#include "vector.h"

#define CRC __attribute__((target("pclmul,sse4.1")))

// Powers of x modulo the polynomial, reflected: to fold by 2048, 512 and 128 bits, 64 to 32 bits, and Barrett's
// constants.
typedef struct CrcConstants {
  uint64_t by2048[2], by512[2], by128[2], last[2], polynomial[2];
} CrcConstants;

static const CrcConstants crc_constants[2] = {{{0x11542778a, 0x1322d1430},
                                               {0x154442bd4, 0x1c6e41596},
                                               {0x1751997d0, 0x0ccaa009e},
                                               {0x163cd6124, 0},
                                               {0x1db710641, 0x1f7011641}},
                                              {{0x0dcb17aa4, 0x0b9e02b86},
                                               {0x0740eef02, 0x09e4addf8},
                                               {0x0f20c0dfe, 0x14cd00bd6},
                                               {0x0dd45aab8, 0},
                                               {0x105ec76f1, 0x0dea713f1}}};

CRC ALWAYS_INLINE __m128i fold(__m128i x, __m128i by, __m128i next) {
  __m128i low = _mm_clmulepi64_si128(x, by, 0x00), high = _mm_clmulepi64_si128(x, by, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

// Four lanes become one, then 128 bits 96, 64, and by Barrett's reduction 32. n < 64 bytes are left.
CRC ALWAYS_INLINE uint32_t finish(const CrcConstants *k, __m128i a, __m128i b, __m128i c, __m128i d, const uint8_t *p,
                                  uint64_t n) {
  __m128i by = load128(k->by128);
  a = fold(fold(fold(a, by, b), by, c), by, d);
  for (; n >= 16; p += 16, n -= 16) a = fold(a, by, load128(p));
  const __m128i low32 = _mm_setr_epi32(-1, 0, -1, 0);
  a = _mm_xor_si128(_mm_clmulepi64_si128(a, by, 0x10), _mm_srli_si128(a, 8));
  a = _mm_xor_si128(_mm_clmulepi64_si128(_mm_and_si128(a, low32), load128(k->last), 0x00), _mm_srli_si128(a, 4));
  __m128i polynomial = load128(k->polynomial);
  __m128i quotient = _mm_and_si128(_mm_clmulepi64_si128(_mm_and_si128(a, low32), polynomial, 0x10), low32);
  a = _mm_xor_si128(_mm_clmulepi64_si128(quotient, polynomial, 0x00), a);
  return (uint32_t)_mm_extract_epi32(a, 1);
}

CRC static uint32_t crc32_narrow(uint32_t crc, const uint8_t *p, uint64_t n, const CrcConstants *k) {
  __m128i by = load128(k->by512);
  __m128i a = _mm_xor_si128(load128(p), _mm_cvtsi32_si128((int)crc)), b = load128(p + 16), c = load128(p + 32),
          d = load128(p + 48);
  for (p += 64, n -= 64; n >= 64; p += 64, n -= 64) {
    a = fold(a, by, load128(p)), b = fold(b, by, load128(p + 16));
    c = fold(c, by, load128(p + 32)), d = fold(d, by, load128(p + 48));
  }
  return finish(k, a, b, c, d, p, n);
}

#define WIDE __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,vpclmulqdq,pclmul,sse4.1")))

WIDE ALWAYS_INLINE __m512i fold_wide(__m512i x, __m512i by, __m512i next) {
  return _mm512_ternarylogic_epi64(_mm512_clmulepi64_epi128(x, by, 0x00), _mm512_clmulepi64_epi128(x, by, 0x11), next,
                                   0x96);
}

// From 256 bytes on, with sixteen lanes.
WIDE static uint32_t crc32_wide(uint32_t crc, const uint8_t *p, uint64_t n, const CrcConstants *k) {
  __m512i by = _mm512_broadcast_i32x4(load128(k->by2048)),
          initial = _mm512_zextsi128_si512(_mm_cvtsi32_si128((int)crc));
  __m512i x = _mm512_xor_si512(_mm512_loadu_si512(p), initial), y = _mm512_loadu_si512(p + 64);
  __m512i z = _mm512_loadu_si512(p + 128), w = _mm512_loadu_si512(p + 192);
  for (p += 256, n -= 256; n >= 256; p += 256, n -= 256) {
    x = fold_wide(x, by, _mm512_loadu_si512(p)), y = fold_wide(y, by, _mm512_loadu_si512(p + 64));
    z = fold_wide(z, by, _mm512_loadu_si512(p + 128)), w = fold_wide(w, by, _mm512_loadu_si512(p + 192));
  }
  by = _mm512_broadcast_i32x4(load128(k->by512));
  x = fold_wide(fold_wide(fold_wide(x, by, y), by, z), by, w);
  for (; n >= 64; p += 64, n -= 64) x = fold_wide(x, by, _mm512_loadu_si512(p));
  __m128i a = _mm512_castsi512_si128(x), b = _mm512_extracti32x4_epi32(x, 1), c = _mm512_extracti32x4_epi32(x, 2),
          d = _mm512_extracti32x4_epi32(x, 3);
  crc = finish(k, a, b, c, d, p, n);
  _mm256_zeroupper();
  return crc;
}

// Castagnoli's of any length by the instruction for it: for short ones.
__attribute__((target("sse4.2"))) uint32_t rt_crc32c(uint32_t crc, const uint8_t *p, uint64_t n);
__attribute__((target("sse4.2"))) uint32_t rt_crc32c(uint32_t crc, const uint8_t *p, uint64_t n) {
  uint64_t sum = crc;
  for (; n >= 8; p += 8, n -= 8) sum = _mm_crc32_u64(sum, load64(p));
  crc = (uint32_t)sum;
  if (n & 4) crc = _mm_crc32_u32(crc, load32(p)), p += 4;
  for (n &= 3; n; n--) crc = _mm_crc32_u8(crc, *p++);
  return crc;
}

// n bytes: at least 64, a multiple of 16. crc is the register's value, not inverted.
uint32_t rt_crc32(uint32_t crc, const uint8_t *p, uint64_t n, uint64_t castagnoli);
uint32_t rt_crc32(uint32_t crc, const uint8_t *p, uint64_t n, uint64_t castagnoli) {
  const CrcConstants *k = &crc_constants[castagnoli != 0];
  return n >= 256 && rt_cpu & CPU_VPCLMUL ? crc32_wide(crc, p, n, k) : crc32_narrow(crc, p, n, k);
}
