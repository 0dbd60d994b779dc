// MD5, SHA-512 and Keccak in plain C, on the goroutine's stack: the block functions of crypto/md5,
// crypto/internal/fips140/sha512 and sha3. n is in bytes, a multiple of the block's size.
// RFC 1321, FIPS 180-4, FIPS 202.
#include "vector.h"

#define BMI2 __attribute__((target("bmi,bmi2"), noinline))

ALWAYS_INLINE uint32_t rotate32(uint32_t x, int n) { return x << n | x >> (32 - n); }
ALWAYS_INLINE uint64_t rotate64(uint64_t x, int n) { return x << n | x >> (64 - n); }

// ---- MD5

static const uint32_t md5_sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

// Step i, with the four words in their roles. The sums are ordered so that only b's part is late.
ALWAYS_INLINE uint32_t md5_step(int i, uint32_t a, uint32_t b, uint32_t c, uint32_t d, const uint8_t *p) {
  static const uint8_t shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  static const uint8_t factor[4] = {1, 5, 3, 7}, first[4] = {0, 1, 5, 0};
  uint32_t word = load32(p + 4 * ((factor[i / 16] * i + first[i / 16]) & 15));
  a += word + md5_sines[i];
  switch (i / 16) {
    case 0: a += ((c ^ d) & b) ^ d; break;
    case 1:
      a += ~d & c;
      a += d & b;
      break;
    case 2: a += (c ^ d) ^ b; break;
    default: a += c ^ (b | ~d); break;
  }
  return rotate32(a, shifts[i / 16][i & 3]) + b;
}

void rt_md5_blocks(uint32_t *s, const uint8_t *p, uint64_t n);
void rt_md5_blocks(uint32_t *s, const uint8_t *p, uint64_t n) {
  uint32_t a = s[0], b = s[1], c = s[2], d = s[3];
  for (; n >= 64; p += 64, n -= 64) {
    uint32_t a0 = a, b0 = b, c0 = c, d0 = d;
#pragma GCC unroll 16
    for (int i = 0; i < 64; i += 4) {
      a = md5_step(i, a, b, c, d, p);
      d = md5_step(i + 1, d, a, b, c, p);
      c = md5_step(i + 2, c, d, a, b, p);
      b = md5_step(i + 3, b, c, d, a, p);
    }
    a += a0, b += b0, c += c0, d += d0;
  }
  s[0] = a, s[1] = b, s[2] = c, s[3] = d;
}

// ---- SHA-512

static const uint64_t sha512_constants[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538,
    0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe,
    0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
    0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5, 0x983e5152ee66dfab,
    0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
    0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed,
    0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
    0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8, 0x19a4c116b8d2d0c8, 0x1e376c085141ab53,
    0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373,
    0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c,
    0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6,
    0x113f9804bef90dae, 0x1b710b35131c471b, 0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
    0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817};

// One round, with the eight variables in their roles; word is w[i] + k[i].
ALWAYS_INLINE void sha512_round(uint64_t *s, int i, uint64_t word) {
  uint64_t a = s[-i & 7], b = s[(1 - i) & 7], c = s[(2 - i) & 7], e = s[(4 - i) & 7], f = s[(5 - i) & 7],
           g = s[(6 - i) & 7];
  uint64_t t = s[(7 - i) & 7] + word + (g ^ (e & (f ^ g))) + (rotate64(e, 50) ^ rotate64(e, 46) ^ rotate64(e, 23));
  s[(3 - i) & 7] += t;
  s[(7 - i) & 7] = t + (rotate64(a, 36) ^ rotate64(a, 30) ^ rotate64(a, 25)) + (b ^ ((a ^ b) & (b ^ c)));
}

// The words of the block are extended in place as the rounds go.
static __attribute__((noinline)) void sha512_blocks_base(uint64_t *h, const uint8_t *p, uint64_t n) {
  for (; n >= 128; p += 128, n -= 128) {
    uint64_t w[16], s[8];
    for (int i = 0; i < 8; i++) s[i] = h[i];
    for (int i = 0; i < 16; i++) w[i] = __builtin_bswap64(load64(p + 8 * i));
    for (int base = 0; base < 80; base += 16) {
#pragma GCC unroll 16
      for (int i = 0; i < 16; i++) {
        KEEP_IN_MEMORY();
        if (base) {
          uint64_t x = w[(i + 1) & 15], y = w[(i + 14) & 15];
          w[i] += w[(i + 9) & 15] + (rotate64(x, 63) ^ rotate64(x, 56) ^ x >> 7) +
                  (rotate64(y, 45) ^ rotate64(y, 3) ^ y >> 6);
        }
        sha512_round(s, i, w[i] + sha512_constants[base + i]);
      }
    }
    for (int i = 0; i < 8; i++) h[i] += s[i];
  }
}

#define VECTOR __attribute__((target("avx2,bmi,bmi2")))

VECTOR ALWAYS_INLINE __m256i rotate_right4(__m256i x, int n) {
  return _mm256_or_si256(_mm256_srli_epi64(x, n), _mm256_slli_epi64(x, 64 - n));
}
VECTOR ALWAYS_INLINE __m128i rotate_right2(__m128i x, int n) {
  return _mm_or_si128(_mm_srli_epi64(x, n), _mm_slli_epi64(x, 64 - n));
}

VECTOR ALWAYS_INLINE __m128i sigma1(__m128i x) {
  return _mm_xor_si128(_mm_xor_si128(rotate_right2(x, 19), rotate_right2(x, 61)), _mm_srli_epi64(x, 6));
}

// The four words behind sixteen: two of them need the two before.
VECTOR ALWAYS_INLINE __m256i sha512_extend(__m256i x0, __m256i x1, __m256i x2, __m256i x3) {
  __m256i second = _mm256_alignr_epi8(_mm256_permute2x128_si256(x0, x1, 0x21), x0, 8);
  __m256i tenth = _mm256_alignr_epi8(_mm256_permute2x128_si256(x2, x3, 0x21), x2, 8);
  __m256i sigma0 = _mm256_xor_si256(_mm256_xor_si256(rotate_right4(second, 1), rotate_right4(second, 8)),
                                    _mm256_srli_epi64(second, 7));
  __m256i sum = _mm256_add_epi64(_mm256_add_epi64(x0, tenth), sigma0);
  __m128i low = _mm_add_epi64(_mm256_castsi256_si128(sum), sigma1(_mm256_extracti128_si256(x3, 1)));
  __m128i high = _mm_add_epi64(_mm256_extracti128_si256(sum, 1), sigma1(low));
  return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}

// The words are extended four at a time by vectors, while the rounds keep the scalar units busy.
VECTOR static void sha512_blocks_avx2(uint64_t *h, const uint8_t *p, uint64_t n) {
  const __m256i swap =
      _mm256_set_epi64x(0x08090a0b0c0d0e0f, 0x0001020304050607, 0x08090a0b0c0d0e0f, 0x0001020304050607);
  for (; n >= 128; p += 128, n -= 128) {
    uint64_t words[16], s[8];
    for (int i = 0; i < 8; i++) s[i] = h[i];
    __m256i x0 = _mm256_shuffle_epi8(load256(p), swap), x1 = _mm256_shuffle_epi8(load256(p + 32), swap);
    __m256i x2 = _mm256_shuffle_epi8(load256(p + 64), swap), x3 = _mm256_shuffle_epi8(load256(p + 96), swap);
    for (int base = 0; base < 80; base += 16) {
      const uint64_t *k = sha512_constants + base;
      store256(words, _mm256_add_epi64(x0, load256(k))), store256(words + 4, _mm256_add_epi64(x1, load256(k + 4)));
      store256(words + 8, _mm256_add_epi64(x2, load256(k + 8))),
          store256(words + 12, _mm256_add_epi64(x3, load256(k + 12)));
#pragma GCC unroll 4
      for (int i = 0; i < 16; i += 4) {
        KEEP_IN_MEMORY();
        if (base < 64) {
          __m256i next = sha512_extend(x0, x1, x2, x3);
          x0 = x1, x1 = x2, x2 = x3, x3 = next;
        }
#pragma GCC unroll 4
        for (int j = i; j < i + 4; j++) sha512_round(s, j, words[j]);
      }
    }
    for (int i = 0; i < 8; i++) h[i] += s[i];
  }
  _mm256_zeroupper();
}

void rt_sha512_blocks(uint64_t *h, const uint8_t *p, uint64_t n);
void rt_sha512_blocks(uint64_t *h, const uint8_t *p, uint64_t n) {
  if ((rt_cpu & (CPU_AVX2 | CPU_BMI2)) == (CPU_AVX2 | CPU_BMI2)) sha512_blocks_avx2(h, p, n);
  else sha512_blocks_base(h, p, n);
}

// ---- Keccak-f[1600]

static const uint64_t keccak_constants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

// One round from a to b: theta's parities, then each row of the result from the rotated lanes that pi puts there.
ALWAYS_INLINE void keccak_round(const uint64_t *a, uint64_t *b, uint64_t constant) {
  static const uint8_t rotations[25] = {0,  1,  62, 28, 27, 36, 44, 6,  55, 20, 3,  10, 43,
                                        25, 39, 41, 45, 15, 21, 8,  18, 2,  61, 56, 14};
  uint64_t c[5], d[5];
#pragma GCC unroll 5
  for (int x = 0; x < 5; x++) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
#pragma GCC unroll 5
  for (int x = 0; x < 5; x++) d[x] = c[(x + 4) % 5] ^ rotate64(c[(x + 1) % 5], 1);
#pragma GCC unroll 5
  for (int y = 0; y < 5; y++) {
    uint64_t row[5];
#pragma GCC unroll 5
    for (int x = 0; x < 5; x++) {
      int from_x = (x + 3 * y) % 5, lane = from_x + 5 * x;
      uint64_t v = a[lane] ^ d[from_x];
      row[x] = rotations[lane] ? v << rotations[lane] | v >> (64 - rotations[lane]) % 64 : v;
    }
#pragma GCC unroll 5
    for (int x = 0; x < 5; x++) b[5 * y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
  }
  b[0] ^= constant;
}

ALWAYS_INLINE void keccak(uint64_t *a) {
  uint64_t b[25];
  for (int i = 0; i < 24; i += 2) {
    keccak_round(a, b, keccak_constants[i]);
    keccak_round(b, a, keccak_constants[i + 1]);
  }
}

static __attribute__((noinline)) void keccak_base(uint64_t *a) { keccak(a); }
BMI2 static void keccak_bmi2(uint64_t *a) { keccak(a); }

void rt_keccak(uint64_t *a);
void rt_keccak(uint64_t *a) {
  if (rt_cpu & CPU_BMI2) keccak_bmi2(a);
  else keccak_base(a);
}
