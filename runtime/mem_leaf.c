// Moving and clearing memory, on the goroutine's stack. Small sizes are moved by two overlapping halves, medium ones
// by loops over vectors, large ones by the processor's own copy instruction where it is the fastest.
// Words that are aligned to 8 are never torn: a concurrent reader sees old or new pointers.
// Compiled with -fno-tree-loop-distribute-patterns, so that loops do not become calls of themselves.
#include "vector.h"

uint32_t rt_cpu;

void rt_set_cpu(uint32_t features);
void rt_set_cpu(uint32_t features) { rt_cpu = features; }

enum {
  REP_MOVE_MIN = 64 << 10,     // from here on `rep movsb` is at least as fast as vectors
  STREAM_CLEAR_MIN = 32 << 20  // clears from here on go around the caches
};

// ---- move

// 65 bytes and more, from low to high addresses: the target lies below the source, or they do not overlap.
static void move_up(uint8_t *to, const uint8_t *from, size_t n) {
  __m128i head = load128(from), t0 = load128(from + n - 64), t1 = load128(from + n - 48), t2 = load128(from + n - 32),
          t3 = load128(from + n - 16);
  uint8_t *start = to, *end = to + n;
  size_t skip = 16 - ((uintptr_t)to & 15);
  to += skip, from += skip, n -= skip;
  for (; n > 64; to += 64, from += 64, n -= 64) {
    __m128i a = load128(from), b = load128(from + 16), c = load128(from + 32), d = load128(from + 48);
    store128(to, a), store128(to + 16, b), store128(to + 32, c), store128(to + 48, d);
  }
  store128(end - 64, t0), store128(end - 48, t1), store128(end - 32, t2), store128(end - 16, t3);
  store128(start, head);
}

// From high to low addresses.
static void move_down(uint8_t *to, const uint8_t *from, size_t n) {
  __m128i h0 = load128(from), h1 = load128(from + 16), h2 = load128(from + 32), h3 = load128(from + 48),
          tail = load128(from + n - 16);
  uint8_t *end = to + n;
  n -= (uintptr_t)end & 15;
  while (n > 64) {
    n -= 64;
    __m128i a = load128(from + n), b = load128(from + n + 16), c = load128(from + n + 32), d = load128(from + n + 48);
    store128(to + n, a), store128(to + n + 16, b), store128(to + n + 32, c), store128(to + n + 48, d);
  }
  store128(to, h0), store128(to + 16, h1), store128(to + 32, h2), store128(to + 48, h3);
  store128(end - 16, tail);
}

// The same with vectors of 32 bytes, from 129 bytes on.
AVX2 static void move_up_avx2(uint8_t *to, const uint8_t *from, size_t n) {
  __m256i head = load256(from), t0 = load256(from + n - 128), t1 = load256(from + n - 96), t2 = load256(from + n - 64),
          t3 = load256(from + n - 32);
  uint8_t *start = to, *end = to + n;
  size_t skip = 32 - ((uintptr_t)to & 31);
  to += skip, from += skip, n -= skip;
  for (; n > 128; to += 128, from += 128, n -= 128) {
    __m256i a = load256(from), b = load256(from + 32), c = load256(from + 64), d = load256(from + 96);
    store256(to, a), store256(to + 32, b), store256(to + 64, c), store256(to + 96, d);
  }
  store256(end - 128, t0), store256(end - 96, t1), store256(end - 64, t2), store256(end - 32, t3);
  store256(start, head);
  _mm256_zeroupper();
}

AVX2 static void move_down_avx2(uint8_t *to, const uint8_t *from, size_t n) {
  __m256i h0 = load256(from), h1 = load256(from + 32), h2 = load256(from + 64), h3 = load256(from + 96),
          tail = load256(from + n - 32);
  uint8_t *end = to + n;
  n -= (uintptr_t)end & 31;
  while (n > 128) {
    n -= 128;
    __m256i a = load256(from + n), b = load256(from + n + 32), c = load256(from + n + 64), d = load256(from + n + 96);
    store256(to + n, a), store256(to + n + 32, b), store256(to + n + 64, c), store256(to + n + 96, d);
  }
  store256(to, h0), store256(to + 32, h1), store256(to + 64, h2), store256(to + 96, h3);
  store256(end - 32, tail);
  _mm256_zeroupper();
}

static void move_long(uint8_t *to, const uint8_t *from, size_t n) {
  bool wide = rt_cpu & CPU_AVX2 && n > 256;
  if ((uintptr_t)to - (uintptr_t)from < n) {  // the target starts inside the source
    if (wide) move_down_avx2(to, from, n);
    else move_down(to, from, n);
  } else if (n >= REP_MOVE_MIN && (uintptr_t)from - (uintptr_t)to >= 64) {
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
  } else if (wide) {
    move_up_avx2(to, from, n);
  } else {
    move_up(to, from, n);
  }
}

// Any overlap: up to 128 bytes all loads come before all stores.
ALWAYS_INLINE void move_bytes(uint8_t *to, const uint8_t *from, size_t n) {
  if (n <= 16) {
    if (n >= 8) {
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
  } else if (n <= 32) {
    __m128i a = load128(from), b = load128(from + n - 16);
    store128(to, a), store128(to + n - 16, b);
  } else if (n <= 64) {
    __m128i a = load128(from), b = load128(from + 16), c = load128(from + n - 32), d = load128(from + n - 16);
    store128(to, a), store128(to + 16, b), store128(to + n - 32, c), store128(to + n - 16, d);
  } else if (n <= 128) {
    __m128i a = load128(from), b = load128(from + 16), c = load128(from + 32), d = load128(from + 48);
    __m128i e = load128(from + n - 64), f = load128(from + n - 48), g = load128(from + n - 32),
            h = load128(from + n - 16);
    store128(to, a), store128(to + 16, b), store128(to + 32, c), store128(to + 48, d);
    store128(to + n - 64, e), store128(to + n - 48, f), store128(to + n - 32, g), store128(to + n - 16, h);
  } else {
    move_long(to, from, n);
  }
}

void rt_memmove(void *to, const void *from, size_t n) { move_bytes(to, from, n); }
void *memmove(void *to, const void *from, size_t n) {
  move_bytes(to, from, n);
  return to;
}
void *memcpy(void *restrict to, const void *restrict from, size_t n) {
  move_bytes(to, from, n);
  return to;
}

// ---- fill

static void fill_long(uint8_t *p, __m128i v, size_t n) {
  uint8_t *end = p + n;
  store128(p, v);
  p = (uint8_t *)(((uintptr_t)p + 16) & ~(uintptr_t)15);
  for (; p + 64 < end; p += 64) store128(p, v), store128(p + 16, v), store128(p + 32, v), store128(p + 48, v);
  store128(end - 64, v), store128(end - 48, v), store128(end - 32, v), store128(end - 16, v);
}

AVX2 static void fill_long_avx2(uint8_t *p, uint8_t value, size_t n) {
  __m256i v = _mm256_set1_epi8((char)value);
  uint8_t *end = p + n;
  store256(p, v);
  p = (uint8_t *)(((uintptr_t)p + 32) & ~(uintptr_t)31);
  if (n >= STREAM_CLEAR_MIN) {
    for (; p + 128 < end; p += 128)
      for (int i = 0; i < 128; i += 32) _mm256_stream_si256((__m256i *)(p + i), v);
    _mm_sfence();
  }
  for (; p + 128 < end; p += 128) store256(p, v), store256(p + 32, v), store256(p + 64, v), store256(p + 96, v);
  store256(end - 128, v), store256(end - 96, v), store256(end - 64, v), store256(end - 32, v);
  _mm256_zeroupper();
}

ALWAYS_INLINE void fill_bytes(uint8_t *p, uint8_t value, size_t n) {
  __m128i v = _mm_set1_epi8((char)value);
  if (n <= 16) {
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
  } else if (n <= 32) {
    store128(p, v), store128(p + n - 16, v);
  } else if (n <= 64) {
    store128(p, v), store128(p + 16, v), store128(p + n - 32, v), store128(p + n - 16, v);
  } else if (n > 256 && rt_cpu & CPU_AVX2) {
    fill_long_avx2(p, value, n);
  } else {
    fill_long(p, v, n);
  }
}

void rt_memclr(void *p, size_t n) { fill_bytes(p, 0, n); }
void *memset(void *p, int c, size_t n) {
  fill_bytes(p, (uint8_t)c, n);
  return p;
}
