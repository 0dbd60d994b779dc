// SHA-1 and SHA-256 by the processor's SHA instructions, on the goroutine's stack: the block functions of
// crypto/sha1 and crypto/internal/fips140/sha256. FIPS 180-4; callers check that the instructions are there.
#include "vector.h"

#define SHA __attribute__((target("sha,sse4.1,ssse3")))

static const uint32_t sha256_constants[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// n bytes, a multiple of 64.
SHA void rt_sha256_blocks(uint32_t *h, const uint8_t *p, uint64_t n);
SHA void rt_sha256_blocks(uint32_t *h, const uint8_t *p, uint64_t n) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  // The instructions want the state as ABEF and CDGH.
  __m128i low = _mm_shuffle_epi32(load128(h), 0xb1), high = _mm_shuffle_epi32(load128(h + 4), 0x1b);
  __m128i abef = _mm_alignr_epi8(low, high, 8), cdgh = _mm_blend_epi16(high, low, 0xf0);
  for (; n >= 64; p += 64, n -= 64) {
    __m128i abef_before = abef, cdgh_before = cdgh, m[4];
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) {
      if (i < 4) {
        m[i] = _mm_shuffle_epi8(load128(p + 16 * i), swap);
      } else {
        __m128i last = m[(i + 3) & 3], sum = _mm_sha256msg1_epu32(m[i & 3], m[(i + 1) & 3]);
        sum = _mm_add_epi32(sum, _mm_alignr_epi8(last, m[(i + 2) & 3], 4));
        m[i & 3] = _mm_sha256msg2_epu32(sum, last);
      }
      __m128i words = _mm_add_epi32(m[i & 3], load128(sha256_constants + 4 * i));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, words);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(words, 0x0e));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  low = _mm_shuffle_epi32(abef, 0x1b), high = _mm_shuffle_epi32(cdgh, 0xb1);
  store128(h, _mm_blend_epi16(low, high, 0xf0));
  store128(h + 4, _mm_alignr_epi8(high, low, 8));
}

// Four rounds of phase i / 5; the instruction wants its number as a constant.
SHA ALWAYS_INLINE __m128i sha1_rounds(__m128i abcd, __m128i e, int i) {
  switch (i / 5) {
    case 0: return _mm_sha1rnds4_epu32(abcd, e, 0);
    case 1: return _mm_sha1rnds4_epu32(abcd, e, 1);
    case 2: return _mm_sha1rnds4_epu32(abcd, e, 2);
    default: return _mm_sha1rnds4_epu32(abcd, e, 3);
  }
}

SHA void rt_sha1_blocks(uint32_t *h, const uint8_t *p, uint64_t n);
SHA void rt_sha1_blocks(uint32_t *h, const uint8_t *p, uint64_t n) {
  const __m128i swap = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);
  __m128i abcd = _mm_shuffle_epi32(load128(h), 0x1b), e = _mm_set_epi32((int)h[4], 0, 0, 0);
  for (; n >= 64; p += 64, n -= 64) {
    __m128i abcd_before = abcd, e_before = e, m[4], previous = abcd;
#pragma GCC unroll 20
    for (int i = 0; i < 20; i++) {
      if (i < 4) m[i] = _mm_shuffle_epi8(load128(p + 16 * i), swap);
      else
        m[i & 3] = _mm_sha1msg2_epu32(_mm_xor_si128(_mm_sha1msg1_epu32(m[i & 3], m[(i + 1) & 3]), m[(i + 2) & 3]),
                                      m[(i + 3) & 3]);
      __m128i sum = i == 0 ? _mm_add_epi32(e, m[0]) : _mm_sha1nexte_epu32(previous, m[i & 3]);
      previous = abcd;
      abcd = sha1_rounds(abcd, sum, i);
    }
    e = _mm_sha1nexte_epu32(previous, e_before);
    abcd = _mm_add_epi32(abcd, abcd_before);
  }
  store128(h, _mm_shuffle_epi32(abcd, 0x1b));
  h[4] = (uint32_t)_mm_extract_epi32(e, 3);
}
