// What the leaf files with vector code share: unaligned accesses, pieces shorter than a vector, and which
// instructions this processor has beyond the baseline (SSE2).
//
// Variants for newer processors are functions with __attribute__((target(...))) behind a test of rt_cpu. They end with
// vzeroupper where they use AVX; the caller zeroes X15 after every leaf call.
#ifndef TUCO_RUNTIME_VECTOR_H
#define TUCO_RUNTIME_VECTOR_H

#include <immintrin.h>

#include "runtime.h"

// Bits of rt_cpu, as overlay/runtime/cpu.go makes them from internal/cpu (so that GODEBUG=cpu.x=off holds).
enum { CPU_AVX2 = 1, CPU_BMI2 = 2, CPU_ADX = 4, CPU_FMA = 8, CPU_VPCLMUL = 16 };
extern uint32_t rt_cpu;

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define AVX2 __attribute__((target("avx2")))

// In a loop: values in memory are not read ahead of it into registers that there are not enough of (and so into the
// frame).
#define KEEP_IN_MEMORY() __asm__ volatile("" ::: "memory")

ALWAYS_INLINE uint64_t load64(const void *p) {
  uint64_t v;
  __builtin_memcpy(&v, p, 8);
  return v;
}
ALWAYS_INLINE uint32_t load32(const void *p) {
  uint32_t v;
  __builtin_memcpy(&v, p, 4);
  return v;
}
ALWAYS_INLINE uint16_t load16(const void *p) {
  uint16_t v;
  __builtin_memcpy(&v, p, 2);
  return v;
}
ALWAYS_INLINE void store64(void *p, uint64_t v) { __builtin_memcpy(p, &v, 8); }
ALWAYS_INLINE void store32(void *p, uint32_t v) { __builtin_memcpy(p, &v, 4); }
ALWAYS_INLINE void store16(void *p, uint16_t v) { __builtin_memcpy(p, &v, 2); }
ALWAYS_INLINE __m128i load128(const void *p) { return _mm_loadu_si128((const __m128i *)p); }
ALWAYS_INLINE void store128(void *p, __m128i v) { _mm_storeu_si128((__m128i *)p, v); }
AVX2 ALWAYS_INLINE __m256i load256(const void *p) { return _mm256_loadu_si256((const __m256i *)p); }
AVX2 ALWAYS_INLINE void store256(void *p, __m256i v) { _mm256_storeu_si256((__m256i *)p, v); }

// Up to 7 bytes as a little-endian word. Accesses overlap instead of leaving [p, p+n).
ALWAYS_INLINE uint64_t load_below8(const uint8_t *p, uint64_t n) {
  if (n >= 4) return load32(p) | (uint64_t)load32(p + n - 4) << 8 * (n - 4);
  if (n == 0) return 0;
  return p[0] | (uint64_t)p[n >> 1] << 8 * (n >> 1) | (uint64_t)p[n - 1] << 8 * (n - 1);
}

// Up to 15 bytes, zeros behind them.
ALWAYS_INLINE __m128i load_below16(const uint8_t *p, uint64_t n) {
  if (n < 8) return _mm_cvtsi64_si128((int64_t)load_below8(p, n));
  uint64_t high = load64(p + n - 8) >> 8 >> 8 * (15 - n);
  return _mm_set_epi64x((int64_t)high, (int64_t)load64(p));
}

// The same, but anything may stand behind them: a whole vector does not leave the page, so that it can be read.
ALWAYS_INLINE __m128i load_some16(const uint8_t *p, uint64_t n) {
  enum { PAGE = 4096 };
  return n && (uintptr_t)p % PAGE <= PAGE - 16 ? load128(p) : load_below16(p, n);
}

ALWAYS_INLINE uint32_t equal_mask16(__m128i a, __m128i b) { return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(a, b)); }
AVX2 ALWAYS_INLINE uint32_t equal_mask32(__m256i a, __m256i b) {
  return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, b));
}

#endif
