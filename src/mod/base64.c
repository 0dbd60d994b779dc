// See base64.h.
#include "mod/base64.h"

#include <sodium.h>

char *base64_encode(Arena *arena, const void *bytes, size_t size) {
  size_t room = sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL);
  return sodium_bin2base64(arena_array(arena, char, room), room, bytes, size, sodium_base64_VARIANT_ORIGINAL);
}

static int digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool is_line_end(char c) { return c == '\n' || c == '\r'; }

// libsodium's own refuses unused bits that are set, which Go's takes.
uint8_t *base64_decode(Arena *arena, const char *text, size_t length, size_t *size) {
  uint8_t *bytes = arena_array(arena, uint8_t, length / 4 * 3 + 4), *out = bytes;
  uint32_t group = 0, digits = 0, padding = 0;
  for (size_t i = 0; i < length; i++) {
    if (is_line_end(text[i])) continue;
    if (text[i] == '=') {
      // "xx==" and "xxx=" end the text; nothing may follow.
      if (digits < 2 || digits + ++padding > 4) return NULL;
      continue;
    }
    int d = digit(text[i]);
    if (d < 0 || padding) return NULL;
    group = group << 6 | (uint32_t)d;
    if (++digits < 4) continue;
    *out++ = (uint8_t)(group >> 16);
    *out++ = (uint8_t)(group >> 8);
    *out++ = (uint8_t)group;
    group = digits = 0;
  }
  if (digits && digits + padding != 4) return NULL;
  if (digits) group <<= 6 * (4 - digits);
  if (digits >= 2) *out++ = (uint8_t)(group >> 16);
  if (digits == 3) *out++ = (uint8_t)(group >> 8);
  *size = (size_t)(out - bytes);
  return bytes;
}
