// Unit test of SHA-256: the standard's examples, and random bytes in random pieces, by each way that this processor has
// and as libsodium has them.
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"

enum { LONG = 1000000, ROUNDS = 2000, MOST = 1000 };

static uint32_t next_random(uint32_t *state) { return *state = *state * 1664525 + 1013904223, *state >> 8; }

static bool same_as(const uint8_t hash[SHA256_SIZE], const char *expected) {
  char hex[2 * SHA256_SIZE + 1];
  sodium_bin2hex(hex, sizeof hex, hash, SHA256_SIZE);
  if (strcmp(hex, expected) == 0) return true;
  fprintf(stderr, "base_sha256: %s, expected %s\n", hex, expected);
  return false;
}

static bool examples(void) {
  static char many[LONG];
  uint8_t hash[SHA256_SIZE];
  sha256("", 0, hash);
  bool ok = same_as(hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  sha256("abc", 3, hash);
  ok &= same_as(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  memset(many, 'a', LONG);
  sha256(many, LONG, hash);
  return same_as(hash, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0") && ok;
}

// In pieces that begin and end anywhere within blocks.
static bool pieces(uint32_t *state) {
  uint8_t bytes[MOST], hash[SHA256_SIZE], expected[SHA256_SIZE];
  size_t size = next_random(state) % (MOST + 1);
  for (size_t i = 0; i < size; i++) bytes[i] = (uint8_t)next_random(state);
  Sha256 sum;
  sha256_begin(&sum);
  for (size_t at = 0, n; at < size; at += n) {
    n = next_random(state) % 200;
    if (n > size - at) n = size - at;
    sha256_add(&sum, bytes + at, n);
  }
  sha256_end(&sum, hash);
  crypto_hash_sha256(expected, bytes, size);
  return memcmp(hash, expected, SHA256_SIZE) == 0;
}

static bool ways(uint32_t *state) {
  uint32_t one[8], other[8];
  uint8_t bytes[3 * SHA256_BLOCK + 1];
  for (int i = 0; i < 8; i++) one[i] = other[i] = next_random(state);
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)next_random(state);
  sha256_portable()(one, bytes + 1, 3);
  if (!sha256_native()) return true;
  sha256_native()(other, bytes + 1, 3);
  return memcmp(one, other, sizeof one) == 0;
}

int main(void) {
  uint32_t state = 1;
  bool ok = examples();
  for (int i = 0; i < ROUNDS && ok; i++) {
    ok = pieces(&state) && ways(&state);
    if (!ok) fprintf(stderr, "base_sha256: round %d\n", i);
  }
  return !ok;
}
