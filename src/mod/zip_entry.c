// The content of one file of a zip archive: see zip_archive.h. The local header says only where the bytes begin; sizes
// and checksum are the directory's, as in Go's archive/zip.
#include <errno.h>
#include <string.h>
#include <zlib.h>

#include "base/diag.h"
#include "base/memory.h"
#include "mod/zip_archive.h"

enum { LOCAL_HEADER = 30, PIECE = 32 << 10, HAS_DESCRIPTOR = 8, STORED = 0, DEFLATED = 8 };

typedef struct Reader {
  Arena *arena;
  const ZipArchive *archive;
  const ZipEntry *entry;
  ByteSink *sink;
  int64_t offset;  // in the file, of the next packed byte
  uint64_t left;   // packed bytes that are not read
  uint64_t count;  // bytes of content so far
  uint32_t crc32;  // of them
  uint8_t in[PIECE], out[PIECE];
} Reader;

static const char *read_piece(Reader *r, size_t *size) {
  size_t want = r->left < PIECE ? (size_t)r->left : PIECE;
  int64_t n = zip_read_at(r->archive->fd, r->in, want, r->offset);
  if (n < 0) return arena_printf(r->arena, "read %s: %s", r->archive->path, DIAG_ERRNO(errno));
  *size = (size_t)n;
  r->offset += n;
  r->left = n ? r->left - (uint64_t)n : 0;
  return NULL;
}

static const char *deliver(Reader *r, const uint8_t *bytes, size_t size) {
  if (size > r->entry->size - r->count) return zip_not_valid;  // more than was declared
  r->count += size;
  r->crc32 = (uint32_t)crc32(r->crc32, bytes, (uInt)size);
  return size ? r->sink->write(r->sink, r->arena, bytes, size) : NULL;
}

static const char *copy_stored(Reader *r) {
  for (size_t size; r->left;) {
    const char *problem = read_piece(r, &size);
    if (!problem) problem = deliver(r, r->in, size);
    if (problem) return problem;
  }
  return NULL;
}

// One call of inflate; *ended: the stream has its last block.
static const char *inflate_piece(Reader *r, z_stream *z, bool *ended) {
  const char *problem = NULL;
  if (!z->avail_in && r->left) {
    size_t size;
    if ((problem = read_piece(r, &size))) return problem;
    z->next_in = r->in;
    z->avail_in = (uInt)size;
  }
  bool empty = !z->avail_in;
  z->next_out = r->out;
  z->avail_out = PIECE;
  int status = inflate(z, Z_NO_FLUSH);
  if (status == Z_MEM_ERROR) memory_exhausted();
  if (status == Z_DATA_ERROR || status == Z_NEED_DICT || status == Z_STREAM_ERROR)
    return arena_printf(r->arena, "flate: corrupt input before offset %llu", (unsigned long long)z->total_in);
  size_t made = PIECE - z->avail_out;
  if (made && (problem = deliver(r, r->out, made))) return problem;
  *ended = status == Z_STREAM_END;
  return !*ended && empty && !made ? zip_unexpected_end : NULL;
}

static const char *copy_deflated(Reader *r) {
  z_stream z = {0};
  if (inflateInit2(&z, -MAX_WBITS) != Z_OK) memory_exhausted();
  const char *problem = NULL;
  for (bool ended = false; !ended && !problem;) problem = inflate_piece(r, &z, &ended);
  inflateEnd(&z);
  return problem;
}

// The record behind the packed bytes (4.3.9), with or without signature: its checksum must be the directory's.
static const char *check_descriptor(Reader *r, int64_t at) {
  uint8_t p[8];
  static const uint8_t signature[] = {'P', 'K', 7, 8};
  int64_t n = zip_read_at(r->archive->fd, p, sizeof p, at);
  if (n < 0) return arena_printf(r->arena, "read %s: %s", r->archive->path, DIAG_ERRNO(errno));
  const uint8_t *crc = n >= 4 && memcmp(p, signature, 4) == 0 ? p + 4 : p;
  if (n < (crc - p) + 4) return zip_unexpected_end;
  uint32_t declared = crc[0] | (uint32_t)crc[1] << 8 | (uint32_t)crc[2] << 16 | (uint32_t)crc[3] << 24;
  return declared == r->entry->crc32 && r->crc32 == declared ? NULL : "zip: checksum error";
}

static const char *read_content(Reader *r) {
  int64_t behind;
  if (r->left > INT64_MAX || __builtin_add_overflow(r->offset, (int64_t)r->left, &behind)) return zip_unexpected_end;
  const char *problem = r->entry->method == STORED ? copy_stored(r) : copy_deflated(r);
  if (problem) return problem;
  if (r->count != r->entry->size) return zip_unexpected_end;
  if (r->entry->flags & HAS_DESCRIPTOR) return check_descriptor(r, behind);
  return r->entry->crc32 && r->crc32 != r->entry->crc32 ? "zip: checksum error" : NULL;
}

const char *zip_entry_read(Arena *arena, const ZipArchive *archive, const ZipEntry *entry, ByteSink *sink) {
  static const uint8_t signature[] = {'P', 'K', 3, 4};
  uint8_t header[LOCAL_HEADER];
  if (entry->offset < 0) return arena_printf(arena, "readat %s: negative offset", archive->path);
  if ((uint64_t)entry->offset >= archive->size) return "EOF";
  int64_t n = zip_read_at(archive->fd, header, sizeof header, entry->offset);
  if (n < 0) return arena_printf(arena, "read %s: %s", archive->path, DIAG_ERRNO(errno));
  if (n < LOCAL_HEADER) return "EOF";
  if (memcmp(header, signature, 4) != 0) return zip_not_valid;
  if (entry->name_length && entry->name[entry->name_length - 1] == '/') return entry->size ? zip_not_valid : NULL;
  if (entry->method != STORED && entry->method != DEFLATED) return "zip: unsupported compression algorithm";
  Reader r = {.arena = arena, .archive = archive, .entry = entry, .sink = sink, .left = entry->packed_size};
  r.offset = entry->offset + LOCAL_HEADER + (header[26] | header[27] << 8) + (header[28] | header[29] << 8);
  return read_content(&r);
}
