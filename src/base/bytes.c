// See bytes.h.
#include "base/bytes.h"

#include <string.h>

void bytes_u8(Arena *a, ByteVec *v, uint8_t x) { vec_push(a, v, x); }

void bytes_data(Arena *a, ByteVec *v, const void *data, size_t size) {
  if (v->len + size > v->cap) vec_reserve(a, v, (uint32_t)(v->len + size + v->len / 2));
  if (size) memcpy(v->data + v->len, data, size);
  v->len += (uint32_t)size;
}

void bytes_u16(Arena *a, ByteVec *v, uint16_t x) { bytes_data(a, v, &x, 2); }
void bytes_u32(Arena *a, ByteVec *v, uint32_t x) { bytes_data(a, v, &x, 4); }
void bytes_u64(Arena *a, ByteVec *v, uint64_t x) { bytes_data(a, v, &x, 8); }

void bytes_uleb(Arena *a, ByteVec *v, uint64_t x) {
  while (x >= 0x80) {
    vec_push(a, v, (uint8_t)(x | 0x80));
    x >>= 7;
  }
  vec_push(a, v, (uint8_t)x);
}

void bytes_sleb(Arena *a, ByteVec *v, int64_t x) {
  for (;;) {
    uint8_t byte = x & 0x7f;
    x >>= 7;
    if ((x == 0 && !(byte & 0x40)) || (x == -1 && (byte & 0x40))) {
      vec_push(a, v, byte);
      return;
    }
    vec_push(a, v, (uint8_t)(byte | 0x80));
  }
}

void bytes_string(Arena *a, ByteVec *v, const char *text) { bytes_data(a, v, text, strlen(text) + 1); }

void bytes_align(Arena *a, ByteVec *v, uint32_t align) {
  while (v->len & (align - 1)) vec_push(a, v, 0);
}
