// The zip format, read (PKWARE's APPNOTE.TXT): what is an archive, and what its files hold. It takes what Go's
// archive/zip takes, zip64 among it, with the same words where it refuses; nothing in an archive is believed. Which of
// the archives are modules is zip.h's business. An archive is read at places, never mapped: it may shrink meanwhile.
//
// Problems are texts in the arena of the call, NULL where there is none.
#ifndef TUCO_MOD_ZIP_ARCHIVE_H
#define TUCO_MOD_ZIP_ARCHIVE_H

#include "mod/sink.h"

typedef enum ZipKind { ZIP_REGULAR, ZIP_FOLDER, ZIP_LINK, ZIP_OTHER } ZipKind;

typedef struct ZipEntry {
  const char *name;  // bytes as the archive has them, a NUL behind
  uint32_t name_length;
  uint16_t flags, method;
  ZipKind kind;          // that its attributes claim
  uint32_t crc32;        // of the content
  uint64_t packed_size;  // bytes in the archive
  uint64_t size;         // bytes of the content, as declared
  int64_t offset;        // of its local header, from the beginning of the file; may be nonsense
} ZipEntry;

typedef struct ZipArchive {
  int fd;  // owned
  const char *path;
  uint64_t size;      // bytes of the file
  ZipEntry *entries;  // in the directory's order
  uint32_t count;
} ZipArchive;

// zip_archive.c
// Opens a file: its size is known then, and no more. `path` is kept. After a problem there is nothing to close.
const char *zip_archive_open(Arena *arena, const char *path, ZipArchive *archive);
// Reads the directory into the arena. Several threads may then read entries, each with an arena of its own.
const char *zip_archive_read(Arena *arena, ZipArchive *archive);
void zip_archive_close(ZipArchive *archive);
extern const char zip_not_valid[], zip_unexpected_end[];

// zip_entry.c
// Hands the content of an entry to the sink: never more than the declared size; an error where it is less, where the
// checksum is another, or where the packed bytes are malformed. A folder has none.
const char *zip_entry_read(Arena *arena, const ZipArchive *archive, const ZipEntry *entry, ByteSink *sink);
// Fills buffer from a place in the file; returns how many bytes there were, or -1 and errno.
int64_t zip_read_at(int fd, void *buffer, size_t size, int64_t offset);

#endif
