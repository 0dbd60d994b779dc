// Fixed files: a tool puts those of a package into a zip archive; when all tools have ended they are put in place, so
// that no tool reads a file that is being written. A file may be in several archives, but with one content.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "base/file.h"
#include "cmd/vet.h"
#include "mod/zip_archive.h"

enum { FIXED_SIZE_MAX = 1 << 30 };

typedef struct FixedFile {
  const char *name;
  ByteVec content;
  struct FixedFile *next;
} FixedFile;

typedef struct Collector {
  ByteSink sink;
  ByteVec bytes;
} Collector;

static const char *collect(ByteSink *sink, Arena *arena, const void *bytes, size_t size) {
  bytes_data(arena, &((Collector *)sink)->bytes, bytes, size);
  return NULL;
}

static FixedFile *find(const VetFixes *fixes, const char *name) {
  FixedFile *f = map_get(&fixes->files, hash_bytes(name, strlen(name), 0));
  while (f && strcmp(f->name, name) != 0) f = f->next;
  return f;
}

static const char *add(VetFixes *fixes, const ZipArchive *archive, const ZipEntry *entry) {
  Collector collector = {.sink.write = collect};
  if (entry->size > FIXED_SIZE_MAX) return "file too large";
  const char *problem = zip_entry_read(fixes->arena, archive, entry, &collector.sink);
  if (problem) return problem;
  FixedFile *known = find(fixes, entry->name);
  if (known) {
    bool same = known->content.len == collector.bytes.len &&
                (!known->content.len || memcmp(known->content.data, collector.bytes.data, known->content.len) == 0);
    return same ? NULL : arena_printf(fixes->arena, "inconsistent fixes to file %s", entry->name);
  }
  uint64_t key = hash_bytes(entry->name, strlen(entry->name), 0);
  FixedFile *file = arena_new(fixes->arena, FixedFile);
  *file = (FixedFile){entry->name, collector.bytes, map_get(&fixes->files, key)};
  map_put(fixes->arena, &fixes->files, key, file);
  vec_push(fixes->arena, &fixes->names, entry->name);
  return NULL;
}

const char *vet_fixes_add(VetFixes *fixes, const char *path) {
  ZipArchive archive;
  const char *problem = zip_archive_open(fixes->arena, path, &archive);
  if (!problem) {
    problem = zip_archive_read(fixes->arena, &archive);
    for (uint32_t i = 0; i < archive.count && !problem; i++) problem = add(fixes, &archive, &archive.entries[i]);
    zip_archive_close(&archive);
  }
  return problem ? arena_printf(fixes->arena, "reading archive of fixes: %s", problem) : NULL;
}

const char *vet_fixes_apply(VetFixes *fixes) {
  const char *problem = NULL;
  for (uint32_t i = 0; i < fixes->names.len; i++) {
    const FixedFile *file = find(fixes, fixes->names.data[i]);
    struct stat st;
    struct iovec piece = {file->content.data, file->content.len};
    mode_t mode = stat(file->name, &st) == 0 ? st.st_mode & 0777 : 0644;
    int error = file_replace(fixes->arena, file->name, &piece, 1, mode);
    if (error) problem = arena_printf(fixes->arena, "applying fix: open %s: %s", file->name, DIAG_ERRNO(error));
  }
  return problem;
}
