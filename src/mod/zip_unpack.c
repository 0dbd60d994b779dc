// Makes folders of module archives: see zip.h. The tree grows beside its place: folders first, then threads write the
// files; at the end it is closed for writing and gets its name. Whatever goes wrong, it is removed again.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/memory.h"
#include "mod/disk.h"
#include "mod/zip_internal.h"

// What a thread has of its own.
typedef struct Worker {
  Arena arena;
  const char *problem;  // of the file with the lowest number that failed here; NULL
  uint32_t number;
} Worker;

typedef struct Unpacking {
  const ZipArchive *archive;
  size_t prefix;     // length of "path@version/"
  const char *root;  // the tree, not yet in its place
  Vec(const ZipEntry *) files;
  Worker *workers;
  _Atomic uint32_t failed;  // the lowest number of a file that failed, else UINT32_MAX
} Unpacking;

// ---- a file

typedef struct DiskSink {
  ByteSink sink;
  int fd;
  const char *path;
} DiskSink;

static const char *write_to_disk(ByteSink *sink, Arena *arena, const void *bytes, size_t size) {
  DiskSink *s = (DiskSink *)sink;
  return disk_write(arena, s->fd, s->path, bytes, size);
}

static const char *unpack_file(Arena *arena, const ZipArchive *archive, const ZipEntry *entry, const char *path) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444);
  if (fd < 0) return arena_printf(arena, "open %s: %s", path, DIAG_ERRNO(errno));
  DiskSink sink = {{write_to_disk}, fd, path};
  const char *problem = zip_entry_read(arena, archive, entry, &sink.sink);
  if (close(fd) != 0 && !problem) problem = arena_printf(arena, "close %s: %s", path, DIAG_ERRNO(errno));
  return problem;
}

// Files behind one that failed are left alone, those before it are written: the message does not depend on threads.
static void unpack_task(void *context, uint32_t i, uint32_t number) {
  Unpacking *u = context;
  if (i > atomic_load(&u->failed)) return;
  Worker *worker = &u->workers[number];
  const ZipEntry *entry = u->files.data[i];
  const char *path = arena_printf(&worker->arena, "%s/%s", u->root, entry->name + u->prefix);
  const char *problem = unpack_file(&worker->arena, u->archive, entry, path);
  if (!problem) return;
  if (!worker->problem || i < worker->number) worker->problem = problem, worker->number = i;
  for (uint32_t lowest = atomic_load(&u->failed); i < lowest;)
    if (atomic_compare_exchange_weak(&u->failed, &lowest, i)) break;
}

static const char *unpack_files(Arena *arena, Pool *pool, Unpacking *u) {
  uint32_t workers = pool ? pool_workers(pool) : 1;
  u->workers = memory_new(workers, sizeof *u->workers);
  for (uint32_t i = 0; i < workers; i++) arena_init(&u->workers[i].arena);
  atomic_store(&u->failed, UINT32_MAX);
  if (pool) pool_run(pool, unpack_task, u, u->files.len);
  else
    for (uint32_t i = 0; i < u->files.len; i++) unpack_task(u, i, 0);
  const char *problem = NULL;
  for (uint32_t i = 0; i < workers; i++) {
    Worker *worker = &u->workers[i];
    if (worker->problem && worker->number == atomic_load(&u->failed))
      problem = arena_strdup(arena, worker->problem, strlen(worker->problem));
    arena_free(&worker->arena);
  }
  free(u->workers);
  return problem;
}

// ---- the tree

// Notes the files and makes the folders that they stand in.
static const char *make_folders(Arena *arena, Unpacking *u) {
  Interner *names = interner_new();
  Map made = {0};
  const char *problem = NULL;
  for (uint32_t i = 0; i < u->archive->count && !problem; i++) {
    const ZipEntry *entry = &u->archive->entries[i];
    const char *name = entry->name + u->prefix, *slash = strrchr(name, '/');
    if (!*name || (slash && !slash[1])) continue;  // a folder: those without files are left out
    vec_push(arena, &u->files, entry);
    if (!slash) continue;
    uint64_t key = map_key(name_intern(names, name, (size_t)(slash - name)));
    if (map_get(&made, key)) continue;
    map_put(arena, &made, key, u);
    problem = disk_make_folders(arena, arena_printf(arena, "%s/%.*s", u->root, (int)(slash - name), name));
  }
  interner_free(names);
  return problem;
}

// A new folder beside the place that the tree will have.
static const char *make_root(Arena *arena, const char *folder, const char **root) {
  const char *slash = strrchr(folder, '/');
  if (slash && slash != folder) {
    const char *problem = disk_make_folders(arena, arena_strdup(arena, folder, (size_t)(slash - folder)));
    if (problem) return problem;
  }
  for (uint32_t i = 0; i < 10000; i++) {
    *root = arena_printf(arena, "%s.tmp-%d%04u", folder, (int)getpid(), i);
    if (mkdir(*root, 0777) == 0) return NULL;
    if (errno != EEXIST) break;
  }
  return arena_printf(arena, "mkdir %s: %s", *root, DIAG_ERRNO(errno));
}

static bool has_entries(const char *folder) {
  DIR *dir = opendir(folder);
  if (!dir) return false;
  bool found = false;
  for (struct dirent *entry; !found && (entry = readdir(dir));)
    found = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
  closedir(dir);
  return found;
}

static const char *unpack_tree(Arena *arena, Pool *pool, Unpacking *u, const char *folder, bool writable) {
  const char *problem = make_root(arena, folder, &u->root);
  if (problem) return problem;
  problem = make_folders(arena, u);
  if (!problem) problem = unpack_files(arena, pool, u);
  if (!problem && !writable) problem = disk_make_read_only(arena, u->root);
  if (!problem && rename(u->root, folder) != 0)
    problem = arena_printf(arena, "rename %s %s: %s", u->root, folder, DIAG_ERRNO(errno));
  if (problem) disk_remove(arena, u->root);
  return problem;
}

static const char *unpack(Arena *arena, Pool *pool, ZipModule module, const char *path, const char *folder,
                          bool writable) {
  if (has_entries(folder)) return arena_printf(arena, "target directory %s exists and is not empty", folder);
  ZipArchive archive;
  ZipReport report;
  const char *problem = zip_check_archive(arena, module, path, &archive, &report);
  if (problem) return problem;
  Unpacking u = {.archive = &archive, .prefix = strlen(module.path) + strlen(module.version) + 2};
  problem = unpack_tree(arena, pool, &u, folder, writable);
  zip_archive_close(&archive);
  return problem;
}

const char *zip_unpack(Arena *arena, Pool *pool, ZipModule module, const char *path, const char *folder,
                       bool writable) {
  const char *problem = unpack(arena, pool, module, path, folder, writable);
  return problem ? arena_printf(arena, "unzip %s: %s", path, problem) : NULL;
}
