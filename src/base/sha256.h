// SHA-256 (FIPS 180-4). Much of what the commands for modules do is this: whatever is downloaded or lies in the module
// cache is compared with its sum. So the processor's instructions for it are used where it has them.
#ifndef TUCO_BASE_SHA256_H
#define TUCO_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { SHA256_SIZE = 32, SHA256_BLOCK = 64 };

// The hash of bytes that come in pieces.
typedef struct Sha256 {
  uint32_t state[SHA256_SIZE / 4];
  uint64_t length;             // bytes so far
  uint8_t rest[SHA256_BLOCK];  // the last length % SHA256_BLOCK of them, which are not in the state yet
} Sha256;

void sha256_begin(Sha256 *hash);
void sha256_add(Sha256 *hash, const void *bytes, size_t size);
void sha256_end(Sha256 *hash, uint8_t result[SHA256_SIZE]);
void sha256(const void *bytes, size_t size, uint8_t result[SHA256_SIZE]);  // of these alone

// The two ways to take whole blocks into a state, for whoever compares them; NULL: this processor does not have it.
typedef void Sha256Blocks(uint32_t state[SHA256_SIZE / 4], const uint8_t *bytes, size_t blocks);
Sha256Blocks *sha256_portable(void);
Sha256Blocks *sha256_native(void);

#endif
