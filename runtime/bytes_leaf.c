// Comparing and searching bytes, on the goroutine's stack: what internal/bytealg, string comparison and memequal
// stand on. No access leaves the operands' pages: what is shorter than a vector is read whole where that stays in the
// page, else by overlapping pieces (load_some16), and the end of a longer one by a vector that ends with it.
// internal/bytealg passes at most 64 KB a call.
#include "vector.h"

// ---- equality

AVX2 static bool equal_long_avx2(const uint8_t *a, const uint8_t *b, size_t n) {
  bool equal = false;
  size_t i = 0;
  for (; i + 128 <= n; i += 128) {
    __m256i x = _mm256_cmpeq_epi8(load256(a + i), load256(b + i));
    __m256i y = _mm256_cmpeq_epi8(load256(a + i + 32), load256(b + i + 32));
    __m256i z = _mm256_cmpeq_epi8(load256(a + i + 64), load256(b + i + 64));
    __m256i w = _mm256_cmpeq_epi8(load256(a + i + 96), load256(b + i + 96));
    if (_mm256_movemask_epi8(_mm256_and_si256(_mm256_and_si256(x, y), _mm256_and_si256(z, w))) != -1) goto done;
  }
  for (; i + 32 <= n; i += 32)
    if (equal_mask32(load256(a + i), load256(b + i)) != UINT32_MAX) goto done;
  equal = equal_mask32(load256(a + n - 32), load256(b + n - 32)) == UINT32_MAX;
done:
  _mm256_zeroupper();
  return equal;
}

ALWAYS_INLINE bool equal_bytes(const uint8_t *a, const uint8_t *b, size_t n) {
  if (n < 4) {
    if (n < 2) return n == 0 || *a == *b;
    return ((load16(a) ^ load16(b)) | (a[n - 1] ^ b[n - 1])) == 0;
  }
  if (n < 8) return ((load32(a) ^ load32(b)) | (load32(a + n - 4) ^ load32(b + n - 4))) == 0;
  if (n <= 16) return ((load64(a) ^ load64(b)) | (load64(a + n - 8) ^ load64(b + n - 8))) == 0;
  for (size_t i = 0; i + 16 < n; i += 16)
    if (equal_mask16(load128(a + i), load128(b + i)) != 0xffff) return false;
  return equal_mask16(load128(a + n - 16), load128(b + n - 16)) == 0xffff;
}

bool rt_memequal(const void *a, const void *b, size_t n);
bool rt_memequal(const void *a, const void *b, size_t n) {
  if (a == b) return true;
  if (n >= 128 && rt_cpu & CPU_AVX2) return equal_long_avx2(a, b, n);
  return equal_bytes(a, b, n);
}

// ---- order

ALWAYS_INLINE int64_t order_words(uint64_t x, uint64_t y) {
  x = __builtin_bswap64(x), y = __builtin_bswap64(y);
  return (x > y) - (x < y);
}

ALWAYS_INLINE int64_t order_at(const uint8_t *a, const uint8_t *b, uint32_t equal_mask) {
  int at = __builtin_ctz(~equal_mask);
  return a[at] < b[at] ? -1 : 1;
}

AVX2 static int64_t order_long_avx2(const uint8_t *a, const uint8_t *b, size_t n) {
  uint32_t mask = UINT32_MAX;
  size_t i = 0;
  for (; i + 64 < n; i += 64) {
    __m256i x = _mm256_cmpeq_epi8(load256(a + i), load256(b + i));
    __m256i y = _mm256_cmpeq_epi8(load256(a + i + 32), load256(b + i + 32));
    if (_mm256_movemask_epi8(_mm256_and_si256(x, y)) == -1) continue;
    mask = (uint32_t)_mm256_movemask_epi8(x);
    if (mask == UINT32_MAX) mask = (uint32_t)_mm256_movemask_epi8(y), i += 32;
    goto done;
  }
  for (i = i + 32 < n ? i : n - 32;; i = n - 32) {
    mask = equal_mask32(load256(a + i), load256(b + i));
    if (mask != UINT32_MAX || i == n - 32) break;
  }
done:
  _mm256_zeroupper();
  return mask == UINT32_MAX ? 0 : order_at(a + i, b + i, mask);
}

// -1, 0, 1 as the first n bytes of a are below, equal to, above those of b.
ALWAYS_INLINE int64_t order_bytes(const uint8_t *a, const uint8_t *b, size_t n) {
  if (n < 4) {
    if (n == 0) return 0;
    uint32_t x = (uint32_t)a[0] << 16 | (uint32_t)a[n >> 1] << 8 | a[n - 1],
             y = (uint32_t)b[0] << 16 | (uint32_t)b[n >> 1] << 8 | b[n - 1];
    return (x > y) - (x < y);
  }
  if (n < 8) {
    uint64_t x = load32(a) | (uint64_t)load32(a + n - 4) << 32, y = load32(b) | (uint64_t)load32(b + n - 4) << 32;
    return order_words(x, y);
  }
  uint64_t x = load64(a), y = load64(b);
  if (x != y) return order_words(x, y);
  if (n <= 16) return order_words(load64(a + n - 8), load64(b + n - 8));
  if (n >= 128 && rt_cpu & CPU_AVX2) return order_long_avx2(a, b, n);
  for (size_t i = 0;; i += 16) {
    if (i + 16 > n) i = n - 16;
    uint32_t mask = equal_mask16(load128(a + i), load128(b + i));
    if (mask != 0xffff) return order_at(a + i, b + i, mask);
    if (i + 16 == n) return 0;
  }
}

int64_t rt_compare_strings(const uint8_t *a, int64_t a_length, const uint8_t *b, int64_t b_length);
int64_t rt_compare_strings(const uint8_t *a, int64_t a_length, const uint8_t *b, int64_t b_length) {
  int64_t n = a_length < b_length ? a_length : b_length;
  int64_t order = a == b ? 0 : order_bytes(a, b, (size_t)n);
  return order ? order : (a_length > b_length) - (a_length < b_length);
}

int memcmp(const void *a, const void *b, size_t n) { return (int)order_bytes(a, b, n); }

// ---- one byte: the first, how many

AVX2 static int64_t index_byte_avx2(const uint8_t *p, int64_t n, uint8_t byte) {
  __m256i wanted = _mm256_set1_epi8((char)byte);
  int64_t i = 0, found = -1;
  uint32_t mask;
  for (; i + 128 <= n; i += 128) {
    __m256i x = _mm256_cmpeq_epi8(load256(p + i), wanted), y = _mm256_cmpeq_epi8(load256(p + i + 32), wanted);
    __m256i z = _mm256_cmpeq_epi8(load256(p + i + 64), wanted), w = _mm256_cmpeq_epi8(load256(p + i + 96), wanted);
    __m256i xy = _mm256_or_si256(x, y), zw = _mm256_or_si256(z, w);
    if (_mm256_testz_si256(_mm256_or_si256(xy, zw), _mm256_or_si256(xy, zw))) continue;
    if (_mm256_testz_si256(xy, xy)) x = z, y = w, i += 64;
    mask = (uint32_t)_mm256_movemask_epi8(x);
    if (!mask) mask = (uint32_t)_mm256_movemask_epi8(y), i += 32;
    found = i + __builtin_ctz(mask);
    goto done;
  }
  for (; i + 32 <= n; i += 32) {
    mask = equal_mask32(load256(p + i), wanted);
    if (mask) {
      found = i + __builtin_ctz(mask);
      goto done;
    }
  }
  mask = equal_mask32(load256(p + n - 32), wanted);
  if (mask) found = n - 32 + __builtin_ctz(mask);
done:
  _mm256_zeroupper();
  return found;
}

int64_t rt_index_byte(const uint8_t *p, int64_t n, uint64_t byte);
int64_t rt_index_byte(const uint8_t *p, int64_t n, uint64_t byte) {
  __m128i wanted = _mm_set1_epi8((char)byte);
  if (n < 16) {
    uint32_t mask = equal_mask16(load_some16(p, (uint64_t)n), wanted) & ((1u << n) - 1);
    return mask ? __builtin_ctz(mask) : -1;
  }
  if (n >= 128 && rt_cpu & CPU_AVX2) return index_byte_avx2(p, n, (uint8_t)byte);
  for (int64_t i = 0;; i += 16) {
    if (i + 16 > n) i = n - 16;
    uint32_t mask = equal_mask16(load128(p + i), wanted);
    if (mask) return i + __builtin_ctz(mask);
    if (i + 16 == n) return -1;
  }
}

// The sum of the 16 bytes of v.
ALWAYS_INLINE int64_t sum_bytes(__m128i v) {
  v = _mm_sad_epu8(v, _mm_setzero_si128());
  return _mm_cvtsi128_si64(_mm_add_epi64(v, _mm_unpackhi_epi64(v, v)));
}

ALWAYS_INLINE __m128i ones_where_equal(__m128i a, __m128i b) {
  return _mm_and_si128(_mm_cmpeq_epi8(a, b), _mm_set1_epi8(1));
}

// Counters of a byte are added up before they can overflow.
AVX2 static int64_t count_byte_avx2(const uint8_t *p, int64_t n, uint8_t byte) {
  __m256i wanted = _mm256_set1_epi8((char)byte), zero = _mm256_setzero_si256(), total = zero;
  int64_t i = 0;
  while (i + 64 <= n) {
    __m256i x = zero, y = zero;
    for (int round = 0; round < 255 && i + 64 <= n; round++, i += 64) {
      x = _mm256_sub_epi8(x, _mm256_cmpeq_epi8(load256(p + i), wanted));
      y = _mm256_sub_epi8(y, _mm256_cmpeq_epi8(load256(p + i + 32), wanted));
    }
    total = _mm256_add_epi64(total, _mm256_add_epi64(_mm256_sad_epu8(x, zero), _mm256_sad_epu8(y, zero)));
  }
  __m128i sum = _mm_add_epi64(_mm256_castsi256_si128(total), _mm256_extracti128_si256(total, 1));
  int64_t count = _mm_cvtsi128_si64(_mm_add_epi64(sum, _mm_unpackhi_epi64(sum, sum)));
  _mm256_zeroupper();
  return count;
}

int64_t rt_count_byte(const uint8_t *p, int64_t n, uint64_t byte);
int64_t rt_count_byte(const uint8_t *p, int64_t n, uint64_t byte) {
  __m128i wanted = _mm_set1_epi8((char)byte);
  int64_t i = 0, count = 0;
  if (n >= 128 && rt_cpu & CPU_AVX2) count = count_byte_avx2(p, n, (uint8_t)byte), i = n & ~63ll;
  for (; i + 16 <= n; i += 16) count += sum_bytes(ones_where_equal(load128(p + i), wanted));
  int64_t rest = n - i;
  if (rest == 0) return count;
  // The bytes behind the end must not be equal to the wanted one.
  __m128i behind =
      _mm_cmplt_epi8(_mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), _mm_set1_epi8((char)rest));
  __m128i equal = ones_where_equal(load_some16(p + i, (uint64_t)rest), wanted);
  return count + sum_bytes(_mm_and_si128(equal, behind));
}

// ---- a string of 1 to 63 bytes: positions where its first and its last byte fit are compared wholly

ALWAYS_INLINE int64_t check_positions(const uint8_t *p, uint32_t mask, const uint8_t *wanted, int64_t m) {
  if (m <= 2) return mask ? __builtin_ctz(mask) : -1;
  for (; mask; mask &= mask - 1) {
    int at = __builtin_ctz(mask);
    if (equal_bytes(p + at + 1, wanted + 1, (size_t)m - 2)) return at;
  }
  return -1;
}

AVX2 ALWAYS_INLINE __m256i both_fit(const uint8_t *p, int64_t m, __m256i first, __m256i last) {
  return _mm256_and_si256(_mm256_cmpeq_epi8(load256(p), first), _mm256_cmpeq_epi8(load256(p + m - 1), last));
}

AVX2 static int64_t index_avx2(const uint8_t *p, int64_t positions, const uint8_t *wanted, int64_t m) {
  __m256i first = _mm256_set1_epi8((char)wanted[0]), last = _mm256_set1_epi8((char)wanted[m - 1]);
  int64_t i = 0, at = -1;
  for (; i + 64 <= positions; i += 64) {
    __m256i x = both_fit(p + i, m, first, last), y = both_fit(p + i + 32, m, first, last), any = _mm256_or_si256(x, y);
    if (_mm256_testz_si256(any, any)) continue;
    at = check_positions(p + i, (uint32_t)_mm256_movemask_epi8(x), wanted, m);
    if (at >= 0) goto done;
    at = check_positions(p + i + 32, (uint32_t)_mm256_movemask_epi8(y), wanted, m);
    if (at >= 0) {
      i += 32;
      goto done;
    }
  }
  for (; i < positions; i += 32) {
    if (i + 32 > positions) i = positions - 32;
    at = check_positions(p + i, (uint32_t)_mm256_movemask_epi8(both_fit(p + i, m, first, last)), wanted, m);
    if (at >= 0) goto done;
  }
done:
  _mm256_zeroupper();
  return at < 0 ? -1 : i + at;
}

int64_t rt_index(const uint8_t *p, int64_t n, const uint8_t *wanted, int64_t m);
int64_t rt_index(const uint8_t *p, int64_t n, const uint8_t *wanted, int64_t m) {
  int64_t positions = n - m + 1;
  if (positions <= 0) return -1;
  if (positions >= 32 && rt_cpu & CPU_AVX2) return index_avx2(p, positions, wanted, m);
  __m128i first = _mm_set1_epi8((char)wanted[0]), last = _mm_set1_epi8((char)wanted[m - 1]);
  if (positions < 16) {
    uint32_t mask = equal_mask16(load_some16(p, (uint64_t)positions), first) &
                    equal_mask16(load_some16(p + m - 1, (uint64_t)positions), last) & ((1u << positions) - 1);
    return check_positions(p, mask, wanted, m);
  }
  for (int64_t i = 0;; i += 16) {
    if (i + 16 > positions) i = positions - 16;
    uint32_t mask = equal_mask16(load128(p + i), first) & equal_mask16(load128(p + i + m - 1), last);
    int64_t at = mask ? check_positions(p + i, mask, wanted, m) : -1;
    if (at >= 0) return i + at;
    if (i + 16 == positions) return -1;
  }
}

// ---- exclusive or; the target may be one of the operands

AVX2 static void xor_long_avx2(uint8_t *to, const uint8_t *x, const uint8_t *y, size_t n) {
  size_t i = 0;
  for (; i + 64 <= n; i += 64) {
    __m256i a = _mm256_xor_si256(load256(x + i), load256(y + i)),
            b = _mm256_xor_si256(load256(x + i + 32), load256(y + i + 32));
    store256(to + i, a), store256(to + i + 32, b);
  }
  _mm256_zeroupper();
}

void rt_xor_bytes(uint8_t *to, const uint8_t *x, const uint8_t *y, uint64_t n);
void rt_xor_bytes(uint8_t *to, const uint8_t *x, const uint8_t *y, uint64_t n) {
  size_t i = 0;
  if (n >= 128 && rt_cpu & CPU_AVX2) xor_long_avx2(to, x, y, n), i = n & ~63ull;
  for (; i + 16 <= n; i += 16) store128(to + i, _mm_xor_si128(load128(x + i), load128(y + i)));
  if (i + 8 <= n) store64(to + i, load64(x + i) ^ load64(y + i)), i += 8;
  if (i + 4 <= n) store32(to + i, load32(x + i) ^ load32(y + i)), i += 4;
  for (; i < n; i++) to[i] = x[i] ^ y[i];
}
