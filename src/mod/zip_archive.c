// The directory at the end of a zip archive: see zip_archive.h. Sections are those of APPNOTE.TXT. Where the format
// leaves room (archives behind a prefix, counts that are cut to 16 bits, a zip64 end that is looked for), it is read
// as Go's archive/zip reads it: the same archives have the same files.
#include "mod/zip_archive.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/vec.h"

const char zip_not_valid[] = "zip: not a valid zip file";
const char zip_unexpected_end[] = "unexpected EOF";
static const char at_end[] = "EOF";

enum { END_SIZE = 22, END64_SIZE = 56, LOCATOR_SIZE = 20, HEADER_SIZE = 46 };
enum { WINDOW = 256 << 10 };  // holds the longest header: 46 bytes and three texts of up to 65,535

static uint16_t get_u16(const uint8_t *p) { return (uint16_t)(p[0] | p[1] << 8); }
static uint32_t get_u32(const uint8_t *p) { return get_u16(p) | (uint32_t)get_u16(p + 2) << 16; }
static uint64_t get_u64(const uint8_t *p) { return get_u32(p) | (uint64_t)get_u32(p + 4) << 32; }

int64_t zip_read_at(int fd, void *buffer, size_t size, int64_t offset) {
  size_t done = 0;
  if (offset > INT64_MAX - (int64_t)size) return 0;  // no file is so long
  while (done < size) {
    ssize_t n = pread(fd, (char *)buffer + done, size - done, offset + (int64_t)done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -1;
    if (n == 0) break;
    done += (size_t)n;
  }
  return (int64_t)done;
}

static const char *read_problem(Arena *arena, const ZipArchive *archive) {
  return arena_printf(arena, "read %s: %s", archive->path, DIAG_ERRNO(errno));
}

// ---- the window: bytes of the file in order

typedef struct Window {
  const ZipArchive *archive;
  Arena *arena;
  uint8_t *bytes;  // WINDOW of them
  size_t at, end;  // what of them is not taken
  int64_t offset;  // in the file, of bytes[end]
} Window;

// The next `size` bytes, valid until the next call. An end of the file before the first of them and one behind are
// told apart as by io.ReadFull.
static const char *window_take(Window *w, size_t size, const uint8_t **bytes) {
  if (w->end - w->at < size) {
    memmove(w->bytes, w->bytes + w->at, w->end - w->at);
    w->end -= w->at;
    w->at = 0;
    int64_t n = zip_read_at(w->archive->fd, w->bytes + w->end, WINDOW - w->end, w->offset);
    if (n < 0) return read_problem(w->arena, w->archive);
    w->end += (size_t)n;
    w->offset += n;
    if (w->end < size) return w->end ? zip_unexpected_end : at_end;
  }
  *bytes = w->bytes + w->at;
  w->at += size;
  return NULL;
}

// ---- a file's header in the directory (4.3.12)

static ZipKind kind_of(uint16_t creator, uint32_t attributes, const char *name, uint32_t length) {
  if (length && name[length - 1] == '/') return ZIP_FOLDER;
  switch (creator >> 8) {
    case 3:
    case 19:
      switch (attributes >> 16 & S_IFMT) {
        case 0:
        case S_IFREG: return ZIP_REGULAR;
        case S_IFDIR: return ZIP_FOLDER;
        case S_IFLNK: return ZIP_LINK;
        case S_IFSOCK:
        case S_IFBLK:
        case S_IFCHR:
        case S_IFIFO: return ZIP_OTHER;
        default: return ZIP_REGULAR;
      }
    case 0:
    case 11:
    case 14: return attributes & 0x10 ? ZIP_FOLDER : ZIP_REGULAR;
    default: return ZIP_REGULAR;
  }
}

// Sizes and place of a zip64 extra field (4.5.3), each there only if its 32 bits are all ones.
static bool read_extra64(ZipEntry *entry, const uint8_t *field, size_t size, bool need[3]) {
  uint64_t offset = 0, *values[3] = {&entry->size, &entry->packed_size, &offset};
  for (int i = 0; i < 3; i++) {
    if (!need[i]) continue;
    if (size < 8) return false;
    *values[i] = get_u64(field);
    if (i == 2) entry->offset = (int64_t)offset;
    need[i] = false;
    field += 8;
    size -= 8;
  }
  return true;
}

static bool read_extras(ZipEntry *entry, const uint8_t *extra, size_t size) {
  bool need[3] = {entry->size == UINT32_MAX, entry->packed_size == UINT32_MAX, entry->offset == UINT32_MAX};
  while (size >= 4) {
    uint16_t tag = get_u16(extra), length = get_u16(extra + 2);
    if (size - 4 < length) break;
    if (tag == 1 && !read_extra64(entry, extra + 4, length, need)) return false;
    extra += 4 + length;
    size -= 4u + length;
  }
  // A content of exactly 4 GB less one byte needs no zip64; the others do.
  return !need[1] && !need[2];
}

static const char *read_header(Window *w, ZipEntry *entry) {
  const uint8_t *p;
  const char *problem = window_take(w, HEADER_SIZE, &p);
  if (problem) return problem;
  if (get_u32(p) != 0x02014b50) return zip_not_valid;
  uint16_t creator = get_u16(p + 4), name_length = get_u16(p + 28), extra = get_u16(p + 30), comment = get_u16(p + 32);
  uint32_t attributes = get_u32(p + 38);
  *entry = (ZipEntry){.flags = get_u16(p + 8),
                      .method = get_u16(p + 10),
                      .crc32 = get_u32(p + 16),
                      .packed_size = get_u32(p + 20),
                      .size = get_u32(p + 24),
                      .offset = get_u32(p + 42)};
  if ((problem = window_take(w, (size_t)name_length + extra + comment, &p))) return problem;
  entry->name = arena_strdup(w->arena, (const char *)p, name_length);
  entry->name_length = name_length;
  entry->kind = kind_of(creator, attributes, entry->name, name_length);
  return read_extras(entry, p + name_length, extra) ? NULL : zip_not_valid;
}

// ---- the end of the directory

typedef struct DirectoryEnd {
  uint64_t records, size, offset;
  int64_t at;  // where it stands; of a zip64 one where that stands
} DirectoryEnd;

// The place of the end record (4.3.16) in the last bytes of the file, -1 if it is not there. The last one counts.
static int64_t find_end(const uint8_t *bytes, int64_t size) {
  for (int64_t i = size - END_SIZE; i >= 0; i--) {
    if (get_u32(bytes + i) != 0x06054b50) continue;
    return i + END_SIZE + get_u16(bytes + i + 20) > size ? -1 : i;  // a comment that is cut off: no archive
  }
  return -1;
}

static const char *read_end32(Arena *arena, const ZipArchive *archive, DirectoryEnd *end) {
  static const int64_t lengths[] = {1024, 65 * 1024};
  for (int i = 0; i < 2; i++) {
    int64_t length = lengths[i] < (int64_t)archive->size ? lengths[i] : (int64_t)archive->size;
    uint8_t *bytes = arena_array(arena, uint8_t, length + 1);
    int64_t start = (int64_t)archive->size - length, n = zip_read_at(archive->fd, bytes, (size_t)length, start);
    if (n < 0) return read_problem(arena, archive);
    int64_t at = find_end(bytes, n);
    if (at >= 0) {
      const uint8_t *p = bytes + at;
      *end = (DirectoryEnd){get_u16(p + 10), get_u32(p + 12), get_u32(p + 16), start + at};
      return NULL;
    }
    if (length == (int64_t)archive->size) break;
  }
  return zip_not_valid;
}

// The zip64 end record (4.3.14) and the locator that leads to it (4.3.15). Without locator the 32-bit record stands.
static const char *read_end64(Arena *arena, const ZipArchive *archive, DirectoryEnd *end) {
  uint8_t p[END64_SIZE];
  if (end->at < LOCATOR_SIZE) return NULL;
  int64_t n = zip_read_at(archive->fd, p, LOCATOR_SIZE, end->at - LOCATOR_SIZE);
  if (n < 0) return read_problem(arena, archive);
  if (n < LOCATOR_SIZE) return at_end;
  int64_t at = (int64_t)get_u64(p + 8);
  if (get_u32(p) != 0x07064b50 || get_u32(p + 4) != 0 || get_u32(p + 16) != 1 || at < 0) return NULL;
  n = at < (int64_t)archive->size ? zip_read_at(archive->fd, p, END64_SIZE, at) : 0;
  if (n < 0) return read_problem(arena, archive);
  if (n < END64_SIZE) return at_end;
  if (get_u32(p) != 0x06064b50) return zip_not_valid;
  *end = (DirectoryEnd){get_u64(p + 32), get_u64(p + 40), get_u64(p + 48), at};
  return NULL;
}

// Where the directory begins, and what has to be added to offsets: an archive may stand behind something else.
static const char *find_directory(Window *w, const DirectoryEnd *end, int64_t *start, int64_t *base) {
  if (end->size > INT64_MAX || end->offset > INT64_MAX) return zip_not_valid;
  *start = end->at - (int64_t)end->size;
  if (*start < 0 || (uint64_t)*start >= w->archive->size) return zip_not_valid;
  *base = *start - (int64_t)end->offset;
  if (*base <= 0) return NULL;
  // Some writers get the size wrong: where a header stands at the offset itself, nothing is added.
  ZipEntry ignored;
  w->offset = (int64_t)end->offset;
  if (!read_header(w, &ignored)) *base = 0, *start = (int64_t)end->offset;
  return NULL;
}

const char *zip_archive_read(Arena *arena, ZipArchive *archive) {
  DirectoryEnd end = {0};
  int64_t start, base;
  const char *problem = read_end32(arena, archive, &end);
  if (!problem && (end.records == 0xffff || end.size == 0xffff || end.offset == UINT32_MAX))
    problem = read_end64(arena, archive, &end);
  Window w = {.archive = archive, .arena = arena, .bytes = arena_array(arena, uint8_t, WINDOW)};
  if (problem || (problem = find_directory(&w, &end, &start, &base))) return problem;
  w.at = w.end = 0;
  w.offset = start;
  Vec(ZipEntry) entries = {0};
  for (ZipEntry entry; !(problem = read_header(&w, &entry));) {
    // An offset beyond all files stays one.
    if (__builtin_add_overflow(entry.offset, base, &entry.offset)) entry.offset = -1;
    vec_push(arena, &entries, entry);
  }
  // The count has 16 bits in the old record: headers are read until there is none, and those bits are compared.
  if (problem != zip_not_valid && problem != zip_unexpected_end) return problem;
  if ((uint16_t)entries.len != (uint16_t)end.records) return problem;
  archive->entries = entries.data;
  archive->count = entries.len;
  return NULL;
}

const char *zip_archive_open(Arena *arena, const char *path, ZipArchive *archive) {
  *archive = (ZipArchive){.fd = open(path, O_RDONLY | O_CLOEXEC), .path = path};
  if (archive->fd < 0) return arena_printf(arena, "open %s: %s", path, DIAG_ERRNO(errno));
  struct stat st;
  if (fstat(archive->fd, &st) == 0) {
    archive->size = (uint64_t)st.st_size;
    return NULL;
  }
  const char *problem = arena_printf(arena, "stat %s: %s", path, DIAG_ERRNO(errno));
  zip_archive_close(archive);
  return problem;
}

void zip_archive_close(ZipArchive *archive) {
  if (archive->fd >= 0) close(archive->fd);
  archive->fd = -1;
}
