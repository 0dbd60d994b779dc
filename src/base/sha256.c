// See sha256.h. The native blocks are in sha256_native.c; which are taken is decided once, when the program is loaded,
// since asking the processor costs more than hashing a short text.
#include "base/sha256.h"

#include <string.h>

#include "base/sha256_internal.h"

// FIPS 180-4, 4.2.2: fractional parts of the cube roots of the first 64 primes.
const uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t get_u32(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put_u32(uint8_t *p, uint32_t x) {
  for (int i = 0; i < 4; i++) p[i] = (uint8_t)(x >> (24 - 8 * i));
}

static uint32_t rotate(uint32_t x, int n) { return x >> n | x << (32 - n); }

// 6.2.2, of one block.
static void take_block(uint32_t state[8], const uint8_t *bytes) {
  uint32_t w[64], s[8];
  for (int t = 0; t < 16; t++) w[t] = get_u32(bytes + 4 * t);
  for (int t = 16; t < 64; t++) {
    uint32_t near = w[t - 2], far = w[t - 15];
    w[t] = (rotate(near, 17) ^ rotate(near, 19) ^ near >> 10) + w[t - 7] +
           (rotate(far, 7) ^ rotate(far, 18) ^ far >> 3) + w[t - 16];
  }
  memcpy(s, state, sizeof s);
  for (int t = 0; t < 64; t++) {
    uint32_t a = s[0], e = s[4];
    uint32_t choice = (e & s[5]) ^ (~e & s[6]), majority = (a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]);
    uint32_t first = s[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + sha256_constants[t] + w[t];
    uint32_t second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
    memmove(s + 1, s, 7 * sizeof *s);
    s[4] += first;
    s[0] = first + second;
  }
  for (int i = 0; i < 8; i++) state[i] += s[i];
}

static void take_portable(uint32_t state[8], const uint8_t *bytes, size_t blocks) {
  for (; blocks; blocks--, bytes += SHA256_BLOCK) take_block(state, bytes);
}

Sha256Blocks *sha256_portable(void) { return take_portable; }

// The loader calls it before anything else of the program runs, a sanitizer's start as well.
__attribute__((used, no_sanitize("address", "thread", "undefined"))) static Sha256Blocks *choose(void) {
  Sha256Blocks *native = sha256_native();
  return native ? native : take_portable;
}
static void take(uint32_t state[8], const uint8_t *bytes, size_t blocks) __attribute__((ifunc("choose")));

// ---- bytes in pieces

void sha256_begin(Sha256 *hash) {
  // 5.3.3: fractional parts of the square roots of the first 8 primes.
  static const uint32_t start[] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memcpy(hash->state, start, sizeof start);
  hash->length = 0;
}

void sha256_add(Sha256 *hash, const void *bytes, size_t size) {
  const uint8_t *p = bytes;
  size_t had = hash->length % SHA256_BLOCK;
  hash->length += size;
  if (had && size >= SHA256_BLOCK - had) {
    memcpy(hash->rest + had, p, SHA256_BLOCK - had);
    take(hash->state, hash->rest, 1);
    p += SHA256_BLOCK - had;
    size -= SHA256_BLOCK - had;
    had = 0;
  }
  if (size >= SHA256_BLOCK) {
    take(hash->state, p, size / SHA256_BLOCK);
    p += size / SHA256_BLOCK * SHA256_BLOCK;
    size %= SHA256_BLOCK;
  }
  if (size) memcpy(hash->rest + had, p, size);
}

// 5.1.1: a bit, zeros, and the length in bits, up to the end of a block.
void sha256_end(Sha256 *hash, uint8_t result[SHA256_SIZE]) {
  uint8_t padding[2 * SHA256_BLOCK] = {0x80};
  size_t had = hash->length % SHA256_BLOCK;
  size_t size = (had < SHA256_BLOCK - 8 ? SHA256_BLOCK : 2 * SHA256_BLOCK) - had;
  put_u32(padding + size - 8, (uint32_t)(hash->length >> 29));
  put_u32(padding + size - 4, (uint32_t)(hash->length << 3));
  sha256_add(hash, padding, size);
  for (int i = 0; i < 8; i++) put_u32(result + 4 * i, hash->state[i]);
}

void sha256(const void *bytes, size_t size, uint8_t result[SHA256_SIZE]) {
  Sha256 hash;
  sha256_begin(&hash);
  sha256_add(&hash, bytes, size);
  sha256_end(&hash, result);
}
