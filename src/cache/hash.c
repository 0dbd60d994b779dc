// Names of actions and content: SHA-256 over fields.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cache/cache.h"

void cache_hash_begin(CacheHash *hash, const char *purpose) {
  sha256_begin(&hash->state);
  cache_hash_text(hash, purpose);
}

void cache_hash_bytes(CacheHash *hash, const void *bytes, size_t size) {
  uint64_t length = size;
  sha256_add(&hash->state, &length, sizeof length);
  if (size) sha256_add(&hash->state, bytes, size);
}

void cache_hash_text(CacheHash *hash, const char *text) {
  static const uint64_t none = UINT64_MAX;  // no text has that length
  if (text) cache_hash_bytes(hash, text, strlen(text));
  else sha256_add(&hash->state, &none, sizeof none);
}

void cache_hash_id(CacheHash *hash, const CacheId *id) { cache_hash_bytes(hash, id->bytes, sizeof id->bytes); }

CacheId cache_hash_end(CacheHash *hash) {
  CacheId id;
  sha256_end(&hash->state, id.bytes);
  return id;
}

CacheId cache_id_of(const void *bytes, size_t size) {
  CacheId id;
  sha256(bytes, size, id.bytes);
  return id;
}

bool cache_id_of_file(const char *path, CacheId *id, uint64_t *size) {
  Sha256 state;
  uint8_t buffer[1 << 16];
  uint64_t total = 0;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  sha256_begin(&state);
  ssize_t n;
  while ((n = read(fd, buffer, sizeof buffer)) != 0) {
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) break;
    sha256_add(&state, buffer, (size_t)n);
    total += (uint64_t)n;
  }
  int error = n < 0 ? errno : 0;
  close(fd);
  if (error) {
    errno = error;
    return false;
  }
  sha256_end(&state, id->bytes);
  if (size) *size = total;
  return true;
}

const char *cache_id_short(const CacheId *id, char *buffer) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  char *out = buffer;
  for (int i = 0; i < 15; i += 3) {
    uint32_t bits = (uint32_t)id->bytes[i] << 16 | (uint32_t)id->bytes[i + 1] << 8 | id->bytes[i + 2];
    for (int shift = 18; shift >= 0; shift -= 6) *out++ = letters[bits >> shift & 63];
  }
  *out = 0;
  return buffer;
}
