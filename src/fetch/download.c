// Archives and folders of the module cache. An archive is written beside its place, its sum is checked, then it is
// renamed; its folder is unpacked beside its place, too, while "V.partial" says so to whoever looks. All under the
// version's lock, so that what is found there of other processes was left by dead ones, and is removed.
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/source.h"
#include "fetch/internal.h"
#include "mod/dirhash.h"
#include "mod/disk.h"
#include "mod/locked_file.h"
#include "mod/semver.h"
#include "mod/zip.h"

typedef struct Download {
  Fetcher *fetcher;
  const char *path, *version;
} Download;

enum { SUM_LENGTH = 3 + 44 };  // "h1:" and the base64 of a SHA-256

static bool exists(const char *path) {
  struct stat st;
  return stat(path, &st) == 0;
}

static const char *folder_of(Arena *arena, const char *path) {
  return arena_strdup(arena, path, (size_t)(strrchr(path, '/') - path));
}

// ---- sums

static bool is_sum(const char *text, size_t size) { return size == SUM_LENGTH && !memchr(text, 0, size); }

// What a .ziphash file says; "" if that is nothing: it is written in place, and a crash leaves NUL bytes. Once it is
// whole nobody changes it, so that only where it is not its writer is waited for.
static const char *read_sum(Arena *arena, const char *file, const char **problem) {
  size_t size = 0;
  const char *text = source_read(arena, file, &size);
  *problem = NULL;
  if (text && is_sum(text, size)) return text;
  *problem = locked_read(arena, file, &text, &size, NULL);
  if (*problem) return "";
  while (size && strchr(" \t\r\n", text[size - 1])) size--;
  return is_sum(text, size) ? arena_strdup(arena, text, size) : "";
}

// Checks the sum of an archive and notes it.
static const FetchError *hash_zip(const Download *d, Arena *arena, const char *zip, const char *sum_file) {
  const char *problem, *sum = dirhash_archive(arena, zip, &problem);
  if (!sum) return fetch_error_text(arena, problem);
  const FetchError *error = sums_check(d->fetcher, arena, d->path, d->version, sum);
  return error ? error : fetch_error_text(arena, locked_write(arena, sum_file, sum, strlen(sum)));
}

static const FetchError *fatal(const Download *d, Arena *arena, const FetchError *error) {
  error = fetch_error_of(arena, error, d->path, d->version);
  return error->kind == FETCH_FATAL ? error : fetch_error(arena, FETCH_FATAL, "verifying %s", error->text);
}

// Checks what the cache has against go.sum.
static const FetchError *check_cached(const Download *d, Arena *arena) {
  const FetchError *error;
  const char *file = fetch_cached_file(d->fetcher, arena, d->path, d->version, "ziphash", &error), *problem;
  if (!file) return fatal(d, arena, error);
  const char *sum = read_sum(arena, file, &problem);
  if (problem) return fatal(d, arena, fetch_error_text(arena, problem));
  if (!*sum) {
    const char *zip = fetch_cached_file(d->fetcher, arena, d->path, d->version, "zip", &error);
    error = hash_zip(d, arena, zip, file);
    return error ? fatal(d, arena, error) : NULL;
  }
  if (strncmp(sum, "h1:", 3) != 0)
    return fatal(d, arena, fetch_error(arena, FETCH_FAILED, "unexpected ziphash: %s", fetch_quote(arena, sum)));
  error = sums_check(d->fetcher, arena, d->path, d->version, sum);
  return error && error->kind != FETCH_FATAL ? fetch_error(arena, FETCH_FATAL, "%s", error->text) : error;
}

const char *fetch_zip_sum(Fetcher *f, Arena *arena, const char *path, const char *version) {
  const FetchError *error;
  const char *problem;
  const char *file = *f->settings.cache ? fetch_cached_file(f, arena, path, version, "ziphash", &error) : NULL;
  return file ? read_sum(arena, file, &problem) : "";
}

// ---- archives

// Removes what killed processes have left: files, or folders, that begin with a name and end like this.
static void remove_leftovers(Arena *arena, const char *name, const char *suffix) {
  char *pattern = arena_alloc(arena, strlen(name) * 2 + strlen(suffix) + 2, 1), *p = pattern;
  for (; *name; name++) {
    if (strchr("*?[\\", *name)) *p++ = '\\';
    *p++ = *name;
  }
  strcpy(stpcpy(p, "*"), suffix);
  glob_t found;
  if (glob(pattern, GLOB_NOSORT, NULL, &found) == 0)
    for (size_t i = 0; i < found.gl_pathc; i++) (void)disk_remove(arena, found.gl_pathv[i]);
  globfree(&found);
}

typedef struct ZipSearch {
  const Download *download;
  int fd;
  const char *file;
} ZipSearch;

static const FetchError *ask_zip(void *context, Arena *arena, const FetchProxy *proxy) {
  const ZipSearch *s = context;
  FetchRepo *repo = fetch_repo(s->download->fetcher, arena, proxy, s->download->path);
  // Whoever was asked before may have written a part.
  if (lseek(s->fd, 0, SEEK_SET) != 0 || ftruncate(s->fd, 0) != 0)
    return fetch_error(arena, FETCH_FATAL, "go: truncate %s: %s", s->file, DIAG_ERRNO(errno));
  return repo_zip(repo, arena, s->download->version, s->fd, s->file);
}

// All of an archive's files must be of the module.
static const FetchError *check_names(const Download *d, Arena *arena, const char *file) {
  ZipArchive archive;
  const char *problem = zip_archive_open(arena, file, &archive);
  if (problem) return fetch_error_text(arena, problem);
  problem = zip_archive_read(arena, &archive);
  const char *prefix = arena_printf(arena, "%s@%s/", d->path, d->version);
  const FetchError *error = fetch_error_text(arena, problem);
  for (uint32_t i = 0; i < archive.count && !error; i++)
    if (strncmp(archive.entries[i].name, prefix, strlen(prefix)) != 0)
      error = fetch_error(arena, FETCH_FAILED, "zip for %s@%s has unexpected file %s", d->path, d->version,
                          archive.entries[i].name);
  zip_archive_close(&archive);
  return error;
}

static const FetchError *fill(const Download *d, Arena *arena, const char *zip, const char *sum_file) {
  const char *problem = NULL, *name;
  int fd = cache_new_file(arena, zip, &name, &problem);
  if (fd < 0) return fetch_error_text(arena, problem);
  const FetchError *error = fetch_try_proxies(d->fetcher, arena, ask_zip, &(ZipSearch){d, fd, name});
  if (close(fd) != 0 && !error) error = fetch_error(arena, FETCH_FAILED, "close %s: %s", name, DIAG_ERRNO(errno));
  if (!error) error = check_names(d, arena, name);
  if (!error) error = hash_zip(d, arena, name, sum_file);
  if (!error && rename(name, zip) != 0)
    error = fetch_error(arena, FETCH_FAILED, "rename %s %s: %s", name, zip, DIAG_ERRNO(errno));
  if (error) unlink(name);
  return error;
}

static const FetchError *fill_locked(const Download *d, Arena *arena, const char *zip, const char *sum_file) {
  if (exists(zip) && exists(sum_file)) return NULL;
  remove_leftovers(arena, zip, ".tmp");
  return exists(zip) ? hash_zip(d, arena, zip, sum_file) : fill(d, arena, zip, sum_file);
}

static void say(const Download *d, Arena *arena) {
  const char *version = d->version, *dash = strchr(version, '-'), *dot = dash ? strrchr(dash, '.') : NULL;
  if (strcmp(d->fetcher->options.command, "mod download") == 0) return;
  transport_hush(d->fetcher);
  if (strcmp(d->path, "golang.org/toolchain") != 0 || !dot) {
    fprintf(stderr, "go: downloading %s %s\n", d->path, version);
    return;
  }
  // "go1.21.3 (linux/amd64)" of "v0.0.1-go1.21.3.linux-amd64"
  char *system = arena_strdup(arena, dot + 1, strlen(dot + 1)), *split = strchr(system, '-');
  if (split) *split = '/';
  fprintf(stderr, "go: downloading %.*s (%s)\n", (int)(dot - dash - 1), dash + 1, system);
}

// An archive's directory is large, and nobody needs it any more when its sum is known: `get` has an arena of its own.
static FetchAnswer with_scratch(const Download *d, Arena *arena,
                                FetchAnswer (*get)(const Download *download, Arena *arena)) {
  Arena scratch;
  arena_init(&scratch);
  FetchAnswer answer = get(d, &scratch);
  const char *path = answer.value;
  if (path) path = arena_strdup(arena, path, strlen(path));
  answer = (FetchAnswer){path, fetch_error_copy(arena, answer.error)};
  arena_free(&scratch);
  return answer;
}

static FetchAnswer get_zip(const Download *d, Arena *arena) {
  const FetchError *error;
  const char *zip = fetch_cached_file(d->fetcher, arena, d->path, d->version, "zip", &error);
  if (!zip) return (FetchAnswer){NULL, error};
  const char *sum_file = arena_printf(arena, "%shash", zip);
  if (exists(zip) && exists(sum_file)) {
    if (!fetch_have_sum(d->fetcher, d->path, d->version)) error = check_cached(d, arena);
    return (FetchAnswer){zip, error};
  }
  say(d, arena);
  int lock = cache_lock_version(d->fetcher, arena, d->path, d->version, &error);
  if (lock < 0) return (FetchAnswer){NULL, error};
  error = fill_locked(d, arena, zip, sum_file);
  locked_release(lock);
  return (FetchAnswer){zip, error};
}

static FetchAnswer get_zip_once(void *context, Arena *arena) { return with_scratch(context, arena, get_zip); }

static const char *key_of(Arena *arena, const char *what, const char *path, const char *version) {
  return arena_printf(arena, "%s\n%s\n%s", what, path, version);
}

const FetchError *fetch_zip(Fetcher *f, Arena *arena, const char *path, const char *version, const char **file) {
  FetchAnswer answer = fetch_once(f, key_of(arena, "zip", path, version), get_zip_once, &(Download){f, path, version});
  *file = answer.value;
  return answer.error;
}

// ---- folders

static const FetchError *unpack(const Download *d, Arena *arena, const char *zip, const char *folder) {
  const FetchError *error;
  Fetcher *f = d->fetcher;
  const char *mark = fetch_cached_file(f, arena, d->path, d->version, "partial", &error);
  const char *problem = disk_make_folders(arena, folder_of(arena, folder));
  int fd = problem ? -1 : open(mark, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (!problem && fd < 0) problem = arena_printf(arena, "open %s: %s", mark, DIAG_ERRNO(errno));
  if (problem) return fetch_error_text(arena, problem);
  close(fd);
  problem = zip_unpack(arena, NULL, (ZipModule){d->path, d->version}, zip, folder, f->options.writable_cache);
  if (problem) {
    transport_hush(f);
    fprintf(stderr, "-> %s\n", problem);
    if (!disk_remove(arena, folder)) unlink(mark);
    return fetch_error_text(arena, problem);
  }
  if (unlink(mark) != 0) return fetch_error(arena, FETCH_FAILED, "remove %s: %s", mark, DIAG_ERRNO(errno));
  return NULL;
}

static const FetchError *unpack_locked(const Download *d, Arena *arena, const char *zip, const char **folder) {
  const FetchError *error;
  int lock = cache_lock_version(d->fetcher, arena, d->path, d->version, &error);
  if (lock < 0) return error;
  // Somebody may have done it meanwhile.
  if (fetch_cached_folder(d->fetcher, arena, d->path, d->version, folder)) {
    remove_leftovers(arena, arena_printf(arena, "%s.tmp-", *folder), "");
    const char *problem = disk_remove(arena, *folder);
    error = problem ? fetch_error_text(arena, problem) : unpack(d, arena, zip, *folder);
  }
  locked_release(lock);
  return error;
}

static const FetchError *find_folder(const Download *d, Arena *arena, const char **folder) {
  const FetchError *error = fetch_cached_folder(d->fetcher, arena, d->path, d->version, folder);
  if (!error || !*folder || error->kind != FETCH_MISSING) return error;
  const char *zip;
  error = fetch_zip(d->fetcher, arena, d->path, d->version, &zip);
  return error ? error : unpack_locked(d, arena, zip, folder);
}

// The version of the go line; "" none.
static const char *go_line(Arena *arena, const char *text) {
  for (const char *line = text; line; line = strchr(line, '\n'), line += line != NULL) {
    line += strspn(line, " \t\r");
    if (strncmp(line, "go", 2) != 0 || !line[2] || !strchr(" \t", line[2])) continue;
    const char *start = line + 2 + strspn(line + 2, " \t"), *comment = strstr(start, "//");
    size_t length = strcspn(start, "\n");
    if (comment && comment < start + length) length = (size_t)(comment - start);
    while (length && strchr(" \t\r", start[length - 1])) length--;
    return arena_strdup(arena, start, length);
  }
  return "";
}

const FetchError *fetch_check_go(Fetcher *f, Arena *arena, const char *what, const char *go_mod) {
  const char *needs = go_line(arena, go_mod), *chosen = environment_get(f->options.environment, "GOTOOLCHAIN");
  if (gover_compare(needs, f->options.go_version) <= 0) return NULL;
  bool told = *chosen && strcmp(chosen, "auto") != 0;
  FetchError *error =
      (FetchError *)fetch_error(arena, FETCH_TOO_NEW, "%s requires go >= %s (running go %s%s%s)", what, needs,
                                f->options.go_version, told ? "; GOTOOLCHAIN=" : "", told ? chosen : "");
  error->go_version = needs;
  return error;
}

static FetchAnswer get_folder(const Download *d, Arena *arena) {
  const char *folder;
  size_t size;
  const FetchError *error = cache_check(d->fetcher, arena);
  if (error) return (FetchAnswer){NULL, fetch_error(arena, FETCH_FATAL, "go: %s", error->text)};
  error = find_folder(d, arena, &folder);
  if (!error) error = check_cached(d, arena);
  const char *text = error ? NULL : source_read(arena, arena_printf(arena, "%s/go.mod", folder), &size);
  if (text) error = fetch_check_go(d->fetcher, arena, arena_printf(arena, "%s@%s", d->path, d->version), text);
  return (FetchAnswer){folder, error};
}

static FetchAnswer get_folder_once(void *context, Arena *arena) { return with_scratch(context, arena, get_folder); }

const FetchError *fetch_folder(Fetcher *f, Arena *arena, const char *path, const char *version, const char **folder) {
  FetchAnswer answer =
      fetch_once(f, key_of(arena, "folder", path, version), get_folder_once, &(Download){f, path, version});
  *folder = answer.value;
  return answer.error;
}
