// Where a module's files come from: folders, and archives that a version control system wrote. See zip.h.
#include <errno.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "mod/disk.h"
#include "mod/zip_internal.h"

// ---- the files of a folder

static const char *read_disk_file(const ZipFile *file, Arena *arena, ByteSink *sink) {
  return disk_read(arena, file->from, sink);
}

static bool is_version_control(const char *name) {
  static const char *const names[] = {".bzr", ".git", ".hg", ".svn"};
  for (int i = 0; i < 4; i++)
    if (strcmp(name, names[i]) == 0) return true;
  return false;
}

// Why a folder is not entered, NULL: it is.
static const char *why_skipped(Arena *arena, const FTSENT *entry) {
  if (is_version_control(entry->fts_name)) return "directory is a version control repository";
  struct stat st;
  const char *go_mod = arena_printf(arena, "%s/go.mod", entry->fts_path);
  return lstat(go_mod, &st) == 0 && !S_ISDIR(st.st_mode) ? "directory is in another module" : NULL;
}

static int by_name(const FTSENT **a, const FTSENT **b) { return strcmp((*a)->fts_name, (*b)->fts_name); }

typedef struct Listing {
  Arena *arena;
  FTS *walk;
  size_t root;  // length of its path
  bool modern;
  ZipFiles *files;
  ZipFileErrors *omitted;
} Listing;

static const char *list_entry(Listing *l, FTSENT *entry) {
  Arena *arena = l->arena;
  bool is_root = entry->fts_level == 0;
  const char *path = "." /* the root's */, *reason = NULL;
  switch (entry->fts_info) {
    case FTS_DP: return NULL;
    case FTS_NS: return arena_printf(arena, "lstat %s: %s", entry->fts_path, DIAG_ERRNO(entry->fts_errno));
    case FTS_DNR:
    case FTS_ERR: return arena_printf(arena, "open %s: %s", entry->fts_path, DIAG_ERRNO(entry->fts_errno));
    default: break;
  }
  if (!is_root) path = arena_strdup(arena, entry->fts_path + l->root + 1, strlen(entry->fts_path + l->root + 1));
  if (zip_is_vendored(path, l->modern)) reason = zip_is_in_vendor;
  else if (entry->fts_info == FTS_D) {
    if (!is_root && (reason = why_skipped(arena, entry))) fts_set(l->walk, entry, FTS_SKIP);
  } else if (entry->fts_info != FTS_F) reason = "not a regular file";
  if (reason) vec_push(arena, l->omitted, ((ZipFileError){path, reason}));
  if (reason || entry->fts_info == FTS_D) return NULL;
  ZipFile file = {.path = path, .kind = ZIP_REGULAR, .size = entry->fts_statp->st_size, .read = read_disk_file};
  file.from = arena_strdup(arena, entry->fts_path, strlen(entry->fts_path));
  vec_push(arena, l->files, file);
  return NULL;
}

static const char *without_slashes(Arena *arena, const char *folder) {
  size_t length = strlen(folder);
  while (length > 1 && folder[length - 1] == '/') length--;
  return arena_strdup(arena, folder, length);
}

const char *zip_files_of_folder(Arena *arena, const char *folder, ZipFiles *files, ZipFileErrors *omitted) {
  folder = without_slashes(arena, folder);
  ZipFile go_mod = {.from = arena_printf(arena, "%s/go.mod", folder), .read = read_disk_file};
  char *paths[] = {arena_strdup(arena, folder, strlen(folder)), NULL};
  FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
  if (!walk) return arena_printf(arena, "open %s: %s", folder, DIAG_ERRNO(errno));
  Listing l = {arena, walk,   strcmp(folder, "/") == 0 ? 0 : strlen(folder), zip_is_modern(arena, &go_mod),
               files, omitted};
  const char *problem = NULL;
  for (FTSENT *entry; !problem && (entry = fts_read(walk));) problem = list_entry(&l, entry);
  fts_close(walk);
  return problem;
}

static const char *joined(Arena *arena, const char *folder, const char *path) {
  if (strcmp(path, ".") == 0 || strcmp(folder, ".") == 0) return strcmp(path, ".") == 0 ? folder : path;
  return arena_printf(arena, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, path);
}

const char *zip_check_folder(Arena *arena, const char *folder, ZipReport *report) {
  *report = (ZipReport){0};
  ZipFiles files = {0};
  ZipFileErrors omitted = {0};
  const char *problem = zip_files_of_folder(arena, folder, &files, &omitted);
  if (problem) return problem;
  zip_check_files(arena, &files, report, NULL);
  for (uint32_t i = 0; i < omitted.len; i++) vec_push(arena, &report->omitted, omitted.data[i]);
  folder = without_slashes(arena, folder);
  for (uint32_t i = 0; i < report->valid.len; i++) report->valid.data[i] = joined(arena, folder, report->valid.data[i]);
  ZipFileErrors *lists[] = {&report->omitted, &report->invalid};
  for (int list = 0; list < 2; list++)
    for (uint32_t i = 0; i < lists[list]->len; i++)
      lists[list]->data[i].path = joined(arena, folder, lists[list]->data[i].path);
  return zip_report_problem(arena, report);
}

// ---- the files of an archive

typedef struct ArchiveFile {
  const ZipArchive *archive;
  const ZipEntry *entry;
} ArchiveFile;

static const char *read_archive_file(const ZipFile *file, Arena *arena, ByteSink *sink) {
  const ArchiveFile *from = file->from;
  return zip_entry_read(arena, from->archive, from->entry, sink);
}

void zip_files_of_archive(Arena *arena, const ZipArchive *archive, const char *below, ZipFiles *files) {
  size_t length = strlen(below);
  for (uint32_t i = 0; i < archive->count; i++) {
    const ZipEntry *entry = &archive->entries[i];
    const char *name = entry->name;
    if (strncmp(name, below, length) != 0 || (length && name[length] != '/')) continue;
    name += length ? length + 1 : 0;
    if (!*name || entry->name[entry->name_length - 1] == '/') continue;
    ArchiveFile *from = arena_new(arena, ArchiveFile);
    *from = (ArchiveFile){archive, entry};
    int64_t size = entry->size > INT64_MAX ? -1 : (int64_t)entry->size;
    const char *problem = memchr(entry->name, 0, entry->name_length) ? "file name holds a NUL" : NULL;
    vec_push(arena, files, ((ZipFile){name, problem, entry->kind, size, read_archive_file, from}));
  }
}
