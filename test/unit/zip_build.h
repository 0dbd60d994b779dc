// Zip archives for tests, each field of which can be a lie.
#ifndef TUCO_TEST_ZIP_BUILD_H
#define TUCO_TEST_ZIP_BUILD_H

#include <zlib.h>

#include "base/bytes.h"
#include "temporary.h"

// A file as both headers tell it; what is 0 is told as it is.
typedef struct Lie {
  const char *name;
  const char *content;  // stored, unless deflated
  size_t size;          // of the content; 0: up to its NUL
  bool deflated;
  uint64_t declared_size, declared_packed_size;  // one more than what is declared
  uint32_t crc_error;                            // added to the checksum
  uint32_t mode;                                 // of a Unix file
  uint16_t flags, method;
  bool zip64;          // sizes in an extra field
  int64_t at;          // offset of the local header, one more than that
  uint8_t name_bytes;  // length of the name if it has a NUL
} Lie;

typedef struct Build {
  Arena *arena;
  ByteVec file, directory;
  uint32_t count;
  uint32_t told_count;              // one more than the number that the end record has
  uint32_t told_size, told_offset;  // one more than those of the directory
  bool zip64;                       // a zip64 end record
} Build;

static inline ByteVec build_packed(Arena *a, const Lie *lie, size_t size) {
  ByteVec out = {0};
  if (!lie->deflated) {
    bytes_data(a, &out, lie->content, size);
    return out;
  }
  z_stream z = {.next_in = (Bytef *)(uintptr_t)lie->content, .avail_in = (uInt)size};
  deflateInit2(&z, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  size_t room = deflateBound(&z, size);
  vec_reserve(a, &out, (uint32_t)room);
  z.next_out = out.data;
  z.avail_out = (uInt)room;
  deflate(&z, Z_FINISH);
  out.len = (uint32_t)z.total_out;
  deflateEnd(&z);
  return out;
}

static inline void build_add(Build *b, Lie lie) {
  Arena *a = b->arena;
  size_t size = lie.size || !lie.content ? lie.size : strlen(lie.content);
  size_t name = lie.name_bytes ? lie.name_bytes : strlen(lie.name);
  ByteVec bytes = build_packed(a, &lie, size);
  uint32_t crc = (uint32_t)crc32(0, (const Bytef *)lie.content, (uInt)size) + lie.crc_error;
  uint16_t method = lie.method ? lie.method : lie.deflated ? 8 : 0;
  uint64_t told = lie.declared_size ? lie.declared_size - 1 : size;
  uint64_t told_packed = lie.declared_packed_size ? lie.declared_packed_size - 1 : bytes.len;
  int64_t at = lie.at ? lie.at - 1 : (int64_t)b->file.len;
  bytes_u32(a, &b->file, 0x04034b50);
  for (int i = 0; i < 22; i++) bytes_u8(a, &b->file, 0);  // not looked at
  bytes_u16(a, &b->file, (uint16_t)name);
  bytes_u16(a, &b->file, 0);
  bytes_data(a, &b->file, lie.name, name);
  bytes_data(a, &b->file, bytes.data, bytes.len);
  ByteVec *d = &b->directory;
  bytes_u32(a, d, 0x02014b50);
  bytes_u16(a, d, 3 << 8 | 20);
  bytes_u16(a, d, 20);
  bytes_u16(a, d, lie.flags);
  bytes_u16(a, d, method);
  bytes_u32(a, d, 0);
  bytes_u32(a, d, crc);
  bytes_u32(a, d, lie.zip64 ? UINT32_MAX : (uint32_t)told_packed);
  bytes_u32(a, d, lie.zip64 ? UINT32_MAX : (uint32_t)told);
  bytes_u16(a, d, (uint16_t)name);
  bytes_u16(a, d, lie.zip64 ? 28 : 0);
  bytes_u16(a, d, 0);
  bytes_u32(a, d, 0);
  bytes_u32(a, d, lie.mode << 16);
  bytes_u32(a, d, lie.zip64 ? UINT32_MAX : (uint32_t)at);
  bytes_data(a, d, lie.name, name);
  if (lie.zip64) {
    bytes_u16(a, d, 1);
    bytes_u16(a, d, 24);
    bytes_u64(a, d, told);
    bytes_u64(a, d, told_packed);
    bytes_u64(a, d, (uint64_t)at);
  }
  b->count++;
}

static inline ByteVec build_end(Build *b) {
  Arena *a = b->arena;
  uint32_t offset = b->file.len, size = b->directory.len, count = b->told_count ? b->told_count - 1 : b->count;
  ByteVec *f = &b->file;
  bytes_data(a, f, b->directory.data, size);
  if (b->zip64) {
    uint64_t at = f->len;
    bytes_u32(a, f, 0x06064b50);
    for (int i = 0; i < 20; i++) bytes_u8(a, f, 0);
    bytes_u64(a, f, count);
    bytes_u64(a, f, count);
    bytes_u64(a, f, size);
    bytes_u64(a, f, offset);
    bytes_u32(a, f, 0x07064b50);
    bytes_u32(a, f, 0);
    bytes_u64(a, f, at);
    bytes_u32(a, f, 1);
    count = UINT16_MAX;
  }
  bytes_u32(a, f, 0x06054b50);
  bytes_u32(a, f, 0);
  bytes_u16(a, f, (uint16_t)count);
  bytes_u16(a, f, (uint16_t)count);
  bytes_u32(a, f, b->told_size ? b->told_size - 1 : size);
  bytes_u32(a, f, b->told_offset ? b->told_offset - 1 : offset);
  bytes_u16(a, f, 0);
  return *f;
}

#endif
