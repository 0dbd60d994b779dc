// ChaCha20 and Poly1305, on the goroutine's stack: golang.org/x/crypto/chacha20 and internal/poly1305 as std has them.
// RFC 8439. A state's four rows are vectors; two blocks share a 256-bit vector, and four are under way together.
#include "vector.h"

// ---- ChaCha20

typedef struct Rows {
  __m256i a, b, c, d;
} Rows;

AVX2 ALWAYS_INLINE __m256i rotate_bits(__m256i x, int n) {
  return _mm256_or_si256(_mm256_slli_epi32(x, n), _mm256_srli_epi32(x, 32 - n));
}

// Quarter rounds of all columns. 16 and 8 bits are moves of bytes.
AVX2 ALWAYS_INLINE Rows quarter_rounds(Rows x) {
  const __m256i by16 =
      _mm256_set_epi64x(0x0d0c0f0e09080b0a, 0x0504070601000302, 0x0d0c0f0e09080b0a, 0x0504070601000302);
  const __m256i by8 = _mm256_set_epi64x(0x0e0d0c0f0a09080b, 0x0605040702010003, 0x0e0d0c0f0a09080b, 0x0605040702010003);
  x.a = _mm256_add_epi32(x.a, x.b), x.d = _mm256_shuffle_epi8(_mm256_xor_si256(x.d, x.a), by16);
  x.c = _mm256_add_epi32(x.c, x.d), x.b = rotate_bits(_mm256_xor_si256(x.b, x.c), 12);
  x.a = _mm256_add_epi32(x.a, x.b), x.d = _mm256_shuffle_epi8(_mm256_xor_si256(x.d, x.a), by8);
  x.c = _mm256_add_epi32(x.c, x.d), x.b = rotate_bits(_mm256_xor_si256(x.b, x.c), 7);
  return x;
}

AVX2 ALWAYS_INLINE Rows double_round(Rows x) {
  x = quarter_rounds(x);
  x.b = _mm256_shuffle_epi32(x.b, 0x39), x.c = _mm256_shuffle_epi32(x.c, 0x4e), x.d = _mm256_shuffle_epi32(x.d, 0x93);
  x = quarter_rounds(x);
  x.b = _mm256_shuffle_epi32(x.b, 0x93), x.c = _mm256_shuffle_epi32(x.c, 0x4e), x.d = _mm256_shuffle_epi32(x.d, 0x39);
  return x;
}

AVX2 ALWAYS_INLINE Rows add_rows(Rows x, Rows y) {
  return (Rows){_mm256_add_epi32(x.a, y.a), _mm256_add_epi32(x.b, y.b), _mm256_add_epi32(x.c, y.c),
                _mm256_add_epi32(x.d, y.d)};
}

// 32 bytes: half a block.
AVX2 ALWAYS_INLINE void xor_half(uint8_t *to, const uint8_t *from, __m256i stream) {
  store256(to, _mm256_xor_si256(load256(from), stream));
}

// One or two blocks, of n bytes.
AVX2 ALWAYS_INLINE void xor_blocks(uint8_t *to, const uint8_t *from, uint64_t n, Rows x) {
  xor_half(to, from, _mm256_permute2x128_si256(x.a, x.b, 0x20));
  xor_half(to + 32, from + 32, _mm256_permute2x128_si256(x.c, x.d, 0x20));
  if (n < 128) return;
  xor_half(to + 64, from + 64, _mm256_permute2x128_si256(x.a, x.b, 0x31));
  xor_half(to + 96, from + 96, _mm256_permute2x128_si256(x.c, x.d, 0x31));
}

// state: eight words of key, the counter, three of nonce. n is a multiple of 64. The caller moves the counter on.
AVX2 void rt_chacha20(const uint32_t *state, uint8_t *to, const uint8_t *from, uint64_t n);
AVX2 void rt_chacha20(const uint32_t *state, uint8_t *to, const uint8_t *from, uint64_t n) {
  const __m256i second = _mm256_setr_epi32(0, 0, 0, 0, 1, 0, 0, 0), two = _mm256_setr_epi32(2, 0, 0, 0, 2, 0, 0, 0);
  Rows start = {_mm256_broadcastsi128_si256(_mm_setr_epi32(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574)),
                _mm256_broadcastsi128_si256(load128(state)), _mm256_broadcastsi128_si256(load128(state + 4)),
                _mm256_add_epi32(_mm256_broadcastsi128_si256(load128(state + 8)), second)};
  while (n) {
    Rows start2 = start;
    start2.d = _mm256_add_epi32(start2.d, two);
    Rows x = start, y = start2;
    for (int i = 0; i < 10; i++) x = double_round(x), y = double_round(y);
    xor_blocks(to, from, n, add_rows(x, start));
    if (n > 128) xor_blocks(to + 128, from + 128, n - 128, add_rows(y, start2));
    start.d = _mm256_add_epi32(start2.d, two);
    uint64_t done = n < 256 ? n : 256;
    to += done, from += done, n -= done;
  }
  _mm256_zeroupper();
}

// ---- Poly1305

// Adds three words. The compiler makes worse code of the intrinsic, and of sums of __int128.
#define ADD_CARRYING(x0, x1, x2, y0, y1, y2)                                    \
  __asm__("addq %3, %0; adcq %4, %1; adcq %5, %2"                               \
          : "+&r"(x0), "+&r"(x1), "+&r"(x2)                                     \
          : "rme"((uint64_t)(y0)), "rme"((uint64_t)(y1)), "rme"((uint64_t)(y2)) \
          : "cc")

// Three words of sum, below 2 (2^130 - 5), and two of key.
typedef struct PolyState {
  uint64_t h[3], r[2];
} PolyState;

void rt_poly1305(PolyState *state, const uint8_t *p, uint64_t n);
void rt_poly1305(PolyState *state, const uint8_t *p, uint64_t n) {
  typedef unsigned __int128 Wide;
  uint64_t h0 = state->h[0], h1 = state->h[1], h2 = state->h[2], r0 = state->r[0], r1 = state->r[1];
  while (n) {
    uint64_t low, high, top = 1;
    if (n >= 16) {
      low = load64(p), high = load64(p + 8);
      p += 16, n -= 16;
    } else {  // the last: a one behind it
      __m128i rest = load_below16(p, n);
      low = (uint64_t)_mm_cvtsi128_si64(rest), high = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(rest, rest)),
      top = 0;
      if (n < 8) low |= 1ull << 8 * n;
      else high |= 1ull << 8 * (n - 8);
      n = 0;
    }
    ADD_CARRYING(h0, h1, h2, low, high, top);
    // Times r, whose upper bits are clear so that nothing overflows; h2 is a few bits.
    Wide m0 = (Wide)h0 * r0, m1 = (Wide)h1 * r0 + (Wide)h0 * r1, m2 = (Wide)h1 * r1 + h2 * r0;
    uint64_t t0 = (uint64_t)m0, t1 = (uint64_t)m1, t2 = (uint64_t)m2, t3 = (uint64_t)(m2 >> 64);
    ADD_CARRYING(t1, t2, t3, (uint64_t)(m0 >> 64), (uint64_t)(m1 >> 64), h2 * r1);
    // What stands at 2^130 and above is worth five times as much at 1: four and one.
    h0 = t2 & ~3ull, h1 = t3, h2 = t2 & 3;
    ADD_CARRYING(h0, h1, h2, t0, t1, 0);
    ADD_CARRYING(h0, h1, h2, t2 >> 2 | t3 << 62, t3 >> 2, 0);
  }
  state->h[0] = h0, state->h[1] = h1, state->h[2] = h2;
}
