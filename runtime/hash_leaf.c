// Hashing memory for maps, on the goroutine's stack: multiply-and-fold (the scheme of wyhash), keyed at start with
// random numbers. overlay/runtime/alg.go has the same function for words and short strings, where a call would cost
// more than the hash: the two must agree, since a type's hash may be taken by either.
#include "vector.h"

uint64_t rt_hash_key[4] = {0xa0761d6478bd642full, 0xe7037ed1a0b428dbull, 0x8ebc6af09c88c6e3ull, 0x589965cc75374cc3ull};

uint64_t *rt_get_hash_key(void);
uint64_t *rt_get_hash_key(void) { return rt_hash_key; }

ALWAYS_INLINE uint64_t fold(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

// More than 16 bytes. Four chains at a time where there is enough, as one waits for its multiplication.
uint64_t rt_memhash(const void *data, uint64_t seed, uint64_t n) {
  const uint8_t *p = data;
  uint64_t length = n, a = 0, b = 0;
  seed ^= rt_hash_key[0];
  if (n > 16) {
    if (n > 64) {
      uint64_t s1 = seed, s2 = seed, s3 = seed;
      for (; n > 64; p += 64, n -= 64) {
        seed = fold(load64(p) ^ rt_hash_key[1], load64(p + 8) ^ seed);
        s1 = fold(load64(p + 16) ^ rt_hash_key[2], load64(p + 24) ^ s1);
        s2 = fold(load64(p + 32) ^ rt_hash_key[3], load64(p + 40) ^ s2);
        s3 = fold(load64(p + 48) ^ rt_hash_key[0], load64(p + 56) ^ s3);
      }
      seed ^= s1 ^ s2 ^ s3;
    }
    if (n > 32) {
      uint64_t s1 = fold(load64(p + 16) ^ rt_hash_key[2], load64(p + 24) ^ seed);
      seed = fold(load64(p) ^ rt_hash_key[1], load64(p + 8) ^ seed) ^ s1;
      p += 32, n -= 32;
    }
    for (; n > 16; p += 16, n -= 16) seed = fold(load64(p) ^ rt_hash_key[1], load64(p + 8) ^ seed);
    a = load64(p + n - 16), b = load64(p + n - 8);
  } else if (n >= 8) {
    a = load64(p), b = load64(p + n - 8);
  } else {
    a = load_below8(p, n);
  }
  return fold(rt_hash_key[1] ^ length, fold(a ^ rt_hash_key[2], b ^ seed));
}
