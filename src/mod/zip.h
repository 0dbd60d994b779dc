// Module archives: what may be in one, how one is made of a folder, how one becomes a folder. The rules and the texts
// are those of golang.org/x/mod/zip; the format is zip_archive.h's. An archive holds files named "path@version/…", no
// two that are equal but for case, no go.mod but the one at the top, 500 MB at most, packed and unpacked.
//
// Texts and lists lie in the arena of the call; a problem that is NULL is none.
#ifndef TUCO_MOD_ZIP_H
#define TUCO_MOD_ZIP_H

#include "base/pool.h"
#include "base/vec.h"
#include "mod/zip_archive.h"

enum { ZIP_MODULE_MAX = 500 << 20, ZIP_GO_MOD_MAX = 16 << 20, ZIP_LICENSE_MAX = 16 << 20 };  // bytes

typedef struct ZipModule {
  const char *path, *version;  // the version is canonical
} ZipModule;

// A file that may become part of a module.
typedef struct ZipFile ZipFile;
struct ZipFile {
  const char *path;     // from the module's root, with slashes
  const char *problem;  // why nothing is known of the file; NULL
  ZipKind kind;
  int64_t size;  // bytes
  // Hands the content to the sink.
  const char *(*read)(const ZipFile *file, Arena *arena, ByteSink *sink);
  const void *from;  // read's own
};
typedef Vec(ZipFile) ZipFiles;

typedef struct ZipFileError {
  const char *path, *reason;
} ZipFileError;
typedef Vec(ZipFileError) ZipFileErrors;

// Each file is in one of the lists.
typedef struct ZipReport {
  Vec(const char *) valid;  // belong in the archive
  ZipFileErrors omitted;    // are left out
  ZipFileErrors invalid;    // make the module invalid
  const char *size_error;   // NULL if all is small enough
} ZipReport;

// zip_check.c
// What is wrong with the module by a report: the sizes, or a line for each invalid file.
const char *zip_report_problem(Arena *arena, const ZipReport *report);
// Looks at an archive's names and declared sizes. The archive is open after it returns NULL; close it then.
const char *zip_check_archive(Arena *arena, ZipModule module, const char *path, ZipArchive *archive, ZipReport *report);
// The same for an archive that nobody wants to read further.
const char *zip_check(Arena *arena, ZipModule module, const char *path, ZipReport *report);

// zip_files.c
// Which of the files belong to the module; `chosen` (may be NULL) gets those of report->valid.
void zip_check_files(Arena *arena, const ZipFiles *files, ZipReport *report, ZipFiles *chosen);

// zip_sources.c
// The files of a folder, in order of their names; those that are never looked at go to `omitted`.
const char *zip_files_of_folder(Arena *arena, const char *folder, ZipFiles *files, ZipFileErrors *omitted);
// The files below a folder ("" or "sub/dir") of any archive, which stays open: what `git archive` wrote.
void zip_files_of_archive(Arena *arena, const ZipArchive *archive, const char *below, ZipFiles *files);
// A folder as a module: as zip_check_files, with paths that begin with the folder's.
const char *zip_check_folder(Arena *arena, const char *folder, ZipReport *report);

// zip_create.c
// Make an archive, of files or of a folder, and put it at `path` when it is whole; else nothing is there.
const char *zip_create(Arena *arena, ZipModule module, const ZipFiles *files, const char *path);
const char *zip_create_from_folder(Arena *arena, ZipModule module, const char *folder, const char *path);

// zip_unpack.c
// Makes a folder of an archive, which appears when it is whole, files read-only, and folders too unless `writable`.
// The folder may be there if it is empty; those above it are made. Threads of the pool write the files; NULL: this
// one. Meanwhile the tree is beside its place as "folder.tmp-N", which a killed process leaves there.
const char *zip_unpack(Arena *arena, Pool *pool, ZipModule module, const char *path, const char *folder, bool writable);

#endif
