// Makes module archives: see zip.h. Beside its place first, then renamed: nobody sees a half of one.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/unicode.h"
#include "mod/zip_internal.h"
#include "mod/zip_writer.h"

// Hands a file on to the archive as long as it is not longer than it was said to be.
typedef struct Measured {
  ByteSink sink;
  ByteSink *to;
  const ZipFile *file;
  uint64_t left;
} Measured;

static const char *write_measured(ByteSink *sink, Arena *arena, const void *bytes, size_t size) {
  Measured *m = (Measured *)sink;
  if (size > m->left)
    return arena_printf(arena, "file %s is larger than declared size", zip_quote(arena, m->file->path));
  m->left -= size;
  return m->to->write(m->to, arena, bytes, size);
}

static const char *add_file(Arena *arena, ZipWriter *writer, ZipModule module, const ZipFile *file) {
  Measured m = {.sink = {write_measured}, .file = file, .left = (uint64_t)file->size};
  const char *name = arena_printf(arena, "%s@%s/%s", module.path, module.version, file->path);
  const char *problem = zip_writer_open_entry(writer, name, &m.to);
  if (!problem) problem = file->read(file, arena, &m.sink);
  return problem ? problem : zip_writer_close_entry(writer);
}

static const char *write_archive(Arena *arena, ZipModule module, const ZipFiles *files, int fd, const char *path) {
  ZipWriter *writer = zip_writer_new(arena, fd, path);
  const char *problem = NULL;
  for (uint32_t i = 0; i < files->len && !problem; i++) problem = add_file(arena, writer, module, &files->data[i]);
  if (!problem) problem = zip_writer_finish(writer);
  zip_writer_end(writer);
  return problem;
}

static const char *create(Arena *arena, ZipModule module, const ZipFiles *files, const char *path) {
  const char *problem = zip_module_problem(arena, module);
  if (problem) return problem;
  ZipReport report;
  ZipFiles chosen = {0};
  zip_check_files(arena, files, &report, &chosen);
  if ((problem = zip_report_problem(arena, &report))) return problem;
  // The name is one of those that the go command removes when it finds them.
  const char *temporary = arena_printf(arena, "%s%d.tmp", path, (int)getpid());
  int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return arena_printf(arena, "open %s: %s", temporary, DIAG_ERRNO(errno));
  problem = write_archive(arena, module, &chosen, fd, temporary);
  if (close(fd) != 0 && !problem) problem = arena_printf(arena, "close %s: %s", temporary, DIAG_ERRNO(errno));
  if (!problem && rename(temporary, path) != 0)
    problem = arena_printf(arena, "rename %s %s: %s", temporary, path, DIAG_ERRNO(errno));
  if (problem) unlink(temporary);
  return problem;
}

const char *zip_create(Arena *arena, ZipModule module, const ZipFiles *files, const char *path) {
  const char *problem = create(arena, module, files, path);
  return problem ? arena_printf(arena, "create zip: %s", problem) : NULL;
}

const char *zip_create_from_folder(Arena *arena, ZipModule module, const char *folder, const char *path) {
  ZipFiles files = {0};
  ZipFileErrors omitted = {0};
  const char *problem = zip_files_of_folder(arena, folder, &files, &omitted);
  if (problem) return arena_printf(arena, "create zip from directory %s: %s", folder, problem);
  problem = create(arena, module, &files, path);
  return problem ? arena_printf(arena, "create zip %s: %s", folder, problem) : NULL;
}
