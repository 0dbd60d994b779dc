// ChaCha8, four blocks at once, on the goroutine's stack: the random numbers of internal/chacha8rand. The blocks stay
// interlaced (word i of the four is one vector), and only the key words get the input added, as c2sp.org/chacha8rand
// says.
#include "vector.h"

ALWAYS_INLINE __m128i rotate(__m128i v, int n) { return _mm_or_si128(_mm_slli_epi32(v, n), _mm_srli_epi32(v, 32 - n)); }

ALWAYS_INLINE void quarter(__m128i_u *v, int a, int b, int c, int d) {
  v[a] = _mm_add_epi32(v[a], v[b]), v[d] = rotate(_mm_xor_si128(v[d], v[a]), 16);
  v[c] = _mm_add_epi32(v[c], v[d]), v[b] = rotate(_mm_xor_si128(v[b], v[c]), 12);
  v[a] = _mm_add_epi32(v[a], v[b]), v[d] = rotate(_mm_xor_si128(v[d], v[a]), 8);
  v[c] = _mm_add_epi32(v[c], v[d]), v[b] = rotate(_mm_xor_si128(v[b], v[c]), 7);
}

void rt_chacha8_block(const uint32_t *seed, uint32_t *blocks, uint32_t counter);
void rt_chacha8_block(const uint32_t *seed, uint32_t *blocks, uint32_t counter) {
  static const uint32_t constants[4] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  __m128i_u *v = (__m128i_u *)blocks;  // whatever does not fit in registers is at home there
  for (int i = 0; i < 4; i++) v[i] = _mm_set1_epi32((int)constants[i]);
  for (int i = 0; i < 8; i++) v[4 + i] = _mm_set1_epi32((int)seed[i]);
  v[12] = _mm_add_epi32(_mm_set1_epi32((int)counter), _mm_setr_epi32(0, 1, 2, 3));
  v[13] = v[14] = v[15] = _mm_setzero_si128();
  for (int round = 0; round < 4; round++) {
    quarter(v, 0, 4, 8, 12), quarter(v, 1, 5, 9, 13), quarter(v, 2, 6, 10, 14), quarter(v, 3, 7, 11, 15);
    quarter(v, 0, 5, 10, 15), quarter(v, 1, 6, 11, 12), quarter(v, 2, 7, 8, 13), quarter(v, 3, 4, 9, 14);
  }
  for (int i = 4; i < 12; i++) v[i] = _mm_add_epi32(v[i], _mm_set1_epi32((int)seed[i - 4]));
}
