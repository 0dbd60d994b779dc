// See zip_writer.h. A module's files have 500 MB together, so sizes and offsets fit 32 bits; their number may need the
// zip64 end record.
#include "mod/zip_writer.h"

#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "mod/disk.h"

enum { BUFFER = 64 << 10, VERSION = 20, VERSION64 = 45, HAS_DESCRIPTOR = 8, IS_UTF8 = 0x800, DEFLATED = 8 };

typedef struct Written {
  const char *name;
  uint16_t flags;
  uint32_t crc32, packed_size, size, offset;
} Written;

struct ZipWriter {
  ByteSink sink;  // of the entry that is open
  Arena *arena;
  int fd;
  const char *path;
  uint64_t offset;  // bytes so far
  size_t buffered;
  z_stream deflater;
  bool deflating;  // it has been set up
  Vec(Written) entries;
  uint8_t buffer[BUFFER], packed[BUFFER];
};

static const char *flush(ZipWriter *w) {
  const char *problem = disk_write(w->arena, w->fd, w->path, w->buffer, w->buffered);
  w->buffered = 0;
  return problem;
}

static const char *put(ZipWriter *w, const void *bytes, size_t size) {
  w->offset += size;
  if (w->offset > UINT32_MAX) return "zip: archive too large";
  for (const uint8_t *p = bytes; size;) {
    size_t n = BUFFER - w->buffered < size ? BUFFER - w->buffered : size;
    memcpy(w->buffer + w->buffered, p, n);
    w->buffered += n;
    p += n;
    size -= n;
    const char *problem = w->buffered == BUFFER ? flush(w) : NULL;
    if (problem) return problem;
  }
  return NULL;
}

// Runs the deflater over what it has been given.
static const char *deflate_input(ZipWriter *w, int how) {
  Written *entry = &vec_last(&w->entries);
  for (int status = Z_OK;;) {
    w->deflater.next_out = w->packed;
    w->deflater.avail_out = BUFFER;
    status = deflate(&w->deflater, how);
    assert(status != Z_STREAM_ERROR);
    size_t made = BUFFER - w->deflater.avail_out;
    const char *problem = put(w, w->packed, made);
    entry->packed_size += (uint32_t)made;
    if (problem) return problem;
    if (how == Z_FINISH ? status == Z_STREAM_END : w->deflater.avail_out != 0) return NULL;
  }
}

static const char *write_content(ByteSink *sink, Arena *arena, const void *bytes, size_t size) {
  (void)arena;
  ZipWriter *w = (ZipWriter *)sink;
  Written *entry = &vec_last(&w->entries);
  if (size > UINT32_MAX - entry->size) return "zip: archive too large";
  entry->size += (uint32_t)size;
  entry->crc32 = (uint32_t)crc32(entry->crc32, bytes, (uInt)size);
  w->deflater.next_in = (Bytef *)(uintptr_t)bytes;
  w->deflater.avail_in = (uInt)size;
  return deflate_input(w, Z_NO_FLUSH);
}

ZipWriter *zip_writer_new(Arena *arena, int fd, const char *path) {
  ZipWriter *w = arena_new(arena, ZipWriter);
  w->sink.write = write_content;
  w->arena = arena;
  w->fd = fd;
  w->path = path;
  if (deflateInit2(&w->deflater, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    memory_exhausted();
  w->deflating = true;
  return w;
}

void zip_writer_end(ZipWriter *w) {
  if (w->deflating) deflateEnd(&w->deflater);
  w->deflating = false;
}

// What a local header (4.3.7) and one of the directory (4.3.12) have in common, from the version on.
static void put_common(Arena *a, ByteVec *out, const Written *entry, bool local) {
  bytes_u16(a, out, VERSION);
  bytes_u16(a, out, entry->flags);
  bytes_u16(a, out, DEFLATED);
  bytes_u32(a, out, 0);  // no time
  bytes_u32(a, out, local ? 0 : entry->crc32);
  bytes_u32(a, out, local ? 0 : entry->packed_size);
  bytes_u32(a, out, local ? 0 : entry->size);
  bytes_u16(a, out, (uint16_t)strlen(entry->name));
  bytes_u16(a, out, 0);  // no extra fields
}

static bool is_ascii(const char *text) {
  while (*text && !(*text & 0x80)) text++;
  return !*text;
}

const char *zip_writer_open_entry(ZipWriter *w, const char *name, ByteSink **sink) {
  if (strlen(name) > UINT16_MAX) return "zip: FileHeader.Name too long";
  uint16_t flags = (uint16_t)(HAS_DESCRIPTOR | (is_ascii(name) ? 0 : IS_UTF8));
  Written entry = {.name = arena_strdup(w->arena, name, strlen(name)), .flags = flags, .offset = (uint32_t)w->offset};
  vec_push(w->arena, &w->entries, entry);
  ByteVec header = {0};
  bytes_u32(w->arena, &header, 0x04034b50);
  put_common(w->arena, &header, &entry, true);
  bytes_data(w->arena, &header, name, strlen(name));
  deflateReset(&w->deflater);
  *sink = &w->sink;
  return put(w, header.data, header.len);
}

const char *zip_writer_close_entry(ZipWriter *w) {
  w->deflater.avail_in = 0;
  const char *problem = deflate_input(w, Z_FINISH);
  if (problem) return problem;
  const Written *entry = &vec_last(&w->entries);
  uint8_t descriptor[16];  // 4.3.9
  put_u32(descriptor, 0x08074b50);
  put_u32(descriptor + 4, entry->crc32);
  put_u32(descriptor + 8, entry->packed_size);
  put_u32(descriptor + 12, entry->size);
  return put(w, descriptor, sizeof descriptor);
}

// The zip64 end record (4.3.14) and its locator (4.3.15).
static void put_end64(Arena *a, ByteVec *out, uint64_t records, uint64_t size, uint64_t offset) {
  bytes_u32(a, out, 0x06064b50);
  bytes_u64(a, out, 44);  // bytes that follow
  bytes_u16(a, out, VERSION64);
  bytes_u16(a, out, VERSION64);
  bytes_u64(a, out, 0);  // two numbers of disks
  bytes_u64(a, out, records);
  bytes_u64(a, out, records);
  bytes_u64(a, out, size);
  bytes_u64(a, out, offset);
  bytes_u32(a, out, 0x07064b50);
  bytes_u32(a, out, 0);
  bytes_u64(a, out, offset + size);
  bytes_u32(a, out, 1);
}

const char *zip_writer_finish(ZipWriter *w) {
  Arena *a = w->arena;
  uint64_t offset = w->offset, records = w->entries.len;
  const char *problem = NULL;
  ByteVec out = {0};
  for (uint32_t i = 0; i < w->entries.len && !problem; i++) {
    const Written *entry = &w->entries.data[i];
    out.len = 0;
    bytes_u32(a, &out, 0x02014b50);
    bytes_u16(a, &out, VERSION);
    put_common(a, &out, entry, false);
    bytes_u16(a, &out, 0);  // no comment
    bytes_u32(a, &out, 0);  // disk and attributes
    bytes_u32(a, &out, 0);
    bytes_u32(a, &out, entry->offset);
    bytes_data(a, &out, entry->name, strlen(entry->name));
    problem = put(w, out.data, out.len);
  }
  if (problem) return problem;
  uint64_t size = w->offset - offset;
  out.len = 0;
  bool large = records >= UINT16_MAX;
  if (large) put_end64(a, &out, records, size, offset);
  bytes_u32(a, &out, 0x06054b50);  // 4.3.16
  bytes_u32(a, &out, 0);
  bytes_u16(a, &out, (uint16_t)(large ? UINT16_MAX : records));
  bytes_u16(a, &out, (uint16_t)(large ? UINT16_MAX : records));
  bytes_u32(a, &out, large ? UINT32_MAX : (uint32_t)size);
  bytes_u32(a, &out, large ? UINT32_MAX : (uint32_t)offset);
  bytes_u16(a, &out, 0);
  problem = put(w, out.data, out.len);
  return problem ? problem : flush(w);
}
