// Memory primitives that run on the goroutine's stack: move, clear, compare, hash.
// Leaf functions: no calls, small frames. Compiled with
// -fno-tree-loop-distribute-patterns, so that loops do not become calls of themselves.
#include <emmintrin.h>

#include "runtime.h"

uint64_t rt_hash_key[4] = {0xa0761d6478bd642full, 0xe7037ed1a0b428dbull, 0x8ebc6af09c88c6e3ull, 0x589965cc75374cc3ull};

static inline uint64_t load64(const void *p) { uint64_t v; __builtin_memcpy(&v, p, 8); return v; }
static inline uint32_t load32(const void *p) { uint32_t v; __builtin_memcpy(&v, p, 4); return v; }
static inline uint16_t load16(const void *p) { uint16_t v; __builtin_memcpy(&v, p, 2); return v; }
static inline void store64(void *p, uint64_t v) { __builtin_memcpy(p, &v, 8); }
static inline void store32(void *p, uint32_t v) { __builtin_memcpy(p, &v, 4); }
static inline void store16(void *p, uint16_t v) { __builtin_memcpy(p, &v, 2); }
static inline __m128i load128(const void *p) { return _mm_loadu_si128((const __m128i *)p); }
static inline void store128(void *p, __m128i v) { _mm_storeu_si128((__m128i *)p, v); }

// Up to 32 bytes, any overlap: all loads come before all stores.
static inline void move_small(uint8_t *to, const uint8_t *from, size_t n) {
  if (n >= 16) {
    __m128i a = load128(from), b = load128(from + n - 16);
    store128(to, a), store128(to + n - 16, b);
  } else if (n >= 8) {
    uint64_t a = load64(from), b = load64(from + n - 8);
    store64(to, a), store64(to + n - 8, b);
  } else if (n >= 4) {
    uint32_t a = load32(from), b = load32(from + n - 4);
    store32(to, a), store32(to + n - 4, b);
  } else if (n >= 2) {
    uint16_t a = load16(from), b = load16(from + n - 2);
    store16(to, a), store16(to + n - 2, b);
  } else if (n == 1) {
    *to = *from;
  }
}

static inline void move_bytes(uint8_t *to, const uint8_t *from, size_t n) {
  if (n <= 32) {
    move_small(to, from, n);
    return;
  }
  if ((uintptr_t)to - (uintptr_t)from >= n) {  // forward is safe
    if (n >= 2048 && (uintptr_t)from - (uintptr_t)to >= 64) {
      __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
      return;
    }
    __m128i tail_a = load128(from + n - 32), tail_b = load128(from + n - 16);
    uint8_t *end = to + n;
    while (n > 32) {
      __m128i a = load128(from), b = load128(from + 16);
      store128(to, a), store128(to + 16, b);
      to += 32, from += 32, n -= 32;
    }
    store128(end - 32, tail_a), store128(end - 16, tail_b);
    return;
  }
  __m128i head_a = load128(from), head_b = load128(from + 16);
  uint8_t *start = to;
  while (n > 32) {
    n -= 32;
    __m128i a = load128(from + n), b = load128(from + n + 16);
    store128(to + n, a), store128(to + n + 16, b);
  }
  store128(start, head_a), store128(start + 16, head_b);
}

void rt_memmove(void *to, const void *from, size_t n) { move_bytes(to, from, n); }
void *memmove(void *to, const void *from, size_t n) { move_bytes(to, from, n); return to; }
void *memcpy(void *restrict to, const void *restrict from, size_t n) { move_bytes(to, from, n); return to; }

static inline void fill_bytes(uint8_t *p, uint8_t value, size_t n) {
  __m128i v = _mm_set1_epi8((char)value);
  if (n < 16) {
    uint64_t word = 0x0101010101010101ull * value;
    if (n >= 8) {
      store64(p, word), store64(p + n - 8, word);
    } else if (n >= 4) {
      store32(p, (uint32_t)word), store32(p + n - 4, (uint32_t)word);
    } else if (n >= 2) {
      store16(p, (uint16_t)word), store16(p + n - 2, (uint16_t)word);
    } else if (n) {
      *p = value;
    }
    return;
  }
  if (n >= 2048) {
    __asm__ volatile("rep stosb" : "+D"(p), "+c"(n) : "a"(value) : "memory");
    return;
  }
  uint8_t *end = p + n;
  for (; n >= 32; p += 32, n -= 32) store128(p, v), store128(p + 16, v);
  if (n > 16) store128(p, v);
  store128(end - 16, v);
}

void rt_memclr(void *p, size_t n) { fill_bytes(p, 0, n); }
void *memset(void *p, int c, size_t n) { fill_bytes(p, (uint8_t)c, n); return p; }

bool rt_memequal(const void *x, const void *y, size_t n) {
  const uint8_t *a = x, *b = y;
  if (a == b) return true;
  for (; n >= 16; a += 16, b += 16, n -= 16)
    if (_mm_movemask_epi8(_mm_cmpeq_epi8(load128(a), load128(b))) != 0xffff) return false;
  if (n >= 8) {
    if (load64(a) != load64(b)) return false;
    a += 8, b += 8, n -= 8;
  }
  if (n >= 4) {
    if (load32(a) != load32(b)) return false;
    a += 4, b += 4, n -= 4;
  }
  for (; n; a++, b++, n--)
    if (*a != *b) return false;
  return true;
}

int memcmp(const void *x, const void *y, size_t n) {
  const uint8_t *a = x, *b = y;
  for (; n && *a == *b; a++, b++) n--;
  return n ? *a - *b : 0;
}

// strings: -1, 0, 1
int64_t rt_compare_strings(const uint8_t *a, int64_t alen, const uint8_t *b, int64_t blen) {
  int64_t n = alen < blen ? alen : blen;
  int64_t i = 0;
  if (a != b) {
    for (; i + 8 <= n; i += 8) {
      uint64_t x = load64(a + i), y = load64(b + i);
      if (x == y) continue;
      return __builtin_bswap64(x) < __builtin_bswap64(y) ? -1 : 1;
    }
    for (; i < n; i++)
      if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return alen == blen ? 0 : alen < blen ? -1 : 1;
}

// A multiply-and-fold hash (the scheme of wyhash), keyed at start with random numbers.
static inline uint64_t fold(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t rt_memhash(const void *data, uint64_t seed, uint64_t n) {
  const uint8_t *p = data;
  uint64_t length = n, a = 0, b = 0;
  seed ^= rt_hash_key[0];
  if (n > 16) {
    for (; n > 16; p += 16, n -= 16) seed = fold(load64(p) ^ rt_hash_key[1], load64(p + 8) ^ seed);
    a = load64(p + n - 16), b = load64(p + n - 8);
  } else if (n >= 8) {
    a = load64(p), b = load64(p + n - 8);
  } else if (n >= 4) {
    a = load32(p), b = load32(p + n - 4);
  } else if (n > 0) {
    a = (uint64_t)p[0] << 16 | (uint64_t)p[n >> 1] << 8 | p[n - 1];
  }
  return fold(rt_hash_key[1] ^ length, fold(a ^ rt_hash_key[2], b ^ seed));
}

uint64_t rt_memhash64(uint64_t value, uint64_t seed) {
  return fold(rt_hash_key[1] ^ 8, fold(value ^ rt_hash_key[2], value ^ seed ^ rt_hash_key[0]));
}

uint64_t rt_memhash32(uint32_t value, uint64_t seed) {
  return fold(rt_hash_key[1] ^ 4, fold(value ^ rt_hash_key[2], (uint64_t)value ^ seed ^ rt_hash_key[0]));
}

// First position of a byte, -1 none.
int64_t rt_index_byte(const uint8_t *p, int64_t n, uint64_t c) {
  __m128i wanted = _mm_set1_epi8((char)c);
  int64_t i = 0;
  for (; i + 16 <= n; i += 16) {
    int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(load128(p + i), wanted));
    if (mask) return i + __builtin_ctz((unsigned)mask);
  }
  for (; i < n; i++)
    if (p[i] == (uint8_t)c) return i;
  return -1;
}

int64_t rt_count_byte(const uint8_t *p, int64_t n, uint64_t c) {
  int64_t count = 0;
  for (int64_t i = 0; i < n; i++) count += p[i] == (uint8_t)c;
  return count;
}
