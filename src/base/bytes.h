// Growing byte strings, little-endian: what encoders write into.
#ifndef TUCO_BASE_BYTES_H
#define TUCO_BASE_BYTES_H

#include "base/arena.h"
#include "base/vec.h"

typedef Vec(uint8_t) ByteVec;

void bytes_u8(Arena *a, ByteVec *v, uint8_t x);
void bytes_u16(Arena *a, ByteVec *v, uint16_t x);
void bytes_u32(Arena *a, ByteVec *v, uint32_t x);
void bytes_u64(Arena *a, ByteVec *v, uint64_t x);
void bytes_uleb(Arena *a, ByteVec *v, uint64_t x);
void bytes_sleb(Arena *a, ByteVec *v, int64_t x);
void bytes_data(Arena *a, ByteVec *v, const void *data, size_t size);
void bytes_string(Arena *a, ByteVec *v, const char *text);  // with its NUL
void bytes_align(Arena *a, ByteVec *v, uint32_t align);
static inline void put_u32(uint8_t *at, uint32_t x) { __builtin_memcpy(at, &x, 4); }
static inline void put_u64(uint8_t *at, uint64_t x) { __builtin_memcpy(at, &x, 8); }

#endif
