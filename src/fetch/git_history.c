// What is in the commits of a repository: files, archives, and which tags are before them.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/source.h"
#include "fetch/git.h"
#include "mod/disk.h"
#include "mod/semver.h"

const FetchError *git_read_file(GitRepo *r, Arena *arena, const char *revision, const char *file, FetchText *text) {
  const GitCommit *commit;
  GitRun run;
  const FetchError *error = git_stat(r, arena, revision, &commit);
  if (error) return error;
  if (git_run(r, arena, &run, 0, "cat-file", "--end-of-options", "blob",
              arena_printf(arena, "%s:%s", commit->hash, file), NULL))
    return fetch_error(arena, FETCH_MISSING, "file does not exist");
  *text = run.output;
  return NULL;
}

// Archives must not depend on what .gitattributes says of them, or on the version of git: they have sums.
static const char *write_attributes(const GitRepo *r, Arena *arena) {
  static const char line[] = "\n* -export-subst -export-ignore\n";
  const char *folder = arena_printf(arena, "%s/info", r->folder), *path = arena_printf(arena, "%s/attributes", folder);
  const char *problem = disk_make_folders(arena, folder);
  size_t size = 0;
  const char *text = problem ? NULL : source_read(arena, path, &size);
  if (text && size >= sizeof line - 1 && memcmp(text + size - (sizeof line - 1), line, sizeof line - 1) == 0)
    return NULL;
  int fd = problem ? -1 : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (!problem && fd < 0) problem = arena_printf(arena, "open %s: %s", path, DIAG_ERRNO(errno));
  if (!problem) problem = disk_write(arena, fd, path, line, sizeof line - 1);
  if (fd >= 0) close(fd);
  return problem;
}

const FetchError *git_archive(GitRepo *r, Arena *arena, const char *revision, const char *folder, int fd) {
  const GitCommit *commit;
  GitRun run;
  const FetchError *error = git_stat(r, arena, revision, &commit);
  if (error) return error;
  int lock = git_lock(r, arena, &error);
  if (lock < 0) return error;
  error = fetch_error_text(arena, write_attributes(r, arena));
  // Line ends as they are in the repository, on every system.
  if (!error)
    error = git_run(r, arena, &run, fd, "-c", "core.autocrlf=input", "-c", "core.eol=lf", "archive", "--format=zip",
                    "--prefix=prefix/", "--end-of-options", commit->hash, *folder ? folder : NULL, NULL);
  git_unlock(r, lock);
  if (error && strstr(error->text, "did not match any files"))
    return fetch_error(arena, FETCH_MISSING, "file does not exist");
  return error;
}

// The highest allowed tag among those that the history at hand has; NULL: none.
static const FetchError *describe(GitRepo *r, Arena *arena, const char *hash, const char *prefix,
                                  bool (*allowed)(void *context, Arena *arena, const char *tag), void *context,
                                  const char **tag) {
  GitRun run;
  const FetchError *error =
      git_run(r, arena, &run, 0, "for-each-ref", "--format=%(refname)", arena_printf(arena, "--merged=%s", hash), NULL);
  *tag = NULL;
  if (error) return error;
  const char *highest = "";
  for (const char *line = run.output.bytes; *line;) {
    size_t length = strcspn(line, "\n");
    const char *name = arena_strdup(arena, line, length);
    line += length + (line[length] == '\n');
    if (strncmp(name, "refs/tags/", 10) != 0 || strncmp(name + 10, prefix, strlen(prefix)) != 0) continue;
    const char *version = name + 10 + strlen(prefix);
    if (!allowed(context, arena, name + 10) || semver_compare(version, highest) <= 0) continue;
    highest = version;
    *tag = name + 10;
  }
  return NULL;
}

const FetchError *git_recent_tag(GitRepo *r, Arena *arena, const char *revision, const char *prefix,
                                 bool (*allowed)(void *context, Arena *arena, const char *tag), void *context,
                                 const char **tag) {
  const GitCommit *commit;
  StringVec tags;
  *tag = NULL;
  const FetchError *error = git_stat(r, arena, revision, &commit);
  if (!error) error = describe(r, arena, commit->hash, prefix, allowed, context, tag);
  if (error || (*tag && !git_is_hash(*tag))) return error;
  // None here. Is there any that could be before it in the history that is not here?
  error = git_tags(r, arena, arena_printf(arena, "%sv", prefix), &tags, NULL);
  if (error || !tags.len) return error;
  int lock = git_lock(r, arena, &error);
  if (lock < 0) return error;
  error = git_fetch_all(r, arena);
  git_unlock(r, lock);
  return error ? error : describe(r, arena, commit->hash, prefix, allowed, context, tag);
}

static bool is_ancestor(GitRepo *r, Arena *arena, const char *tag, const char *revision, const FetchError **error) {
  GitRun run;
  *error = git_run(r, arena, &run, 0, "merge-base", "--is-ancestor", "--", tag, revision, NULL);
  if (*error && run.status != 1) return false;
  bool yes = !*error;
  *error = NULL;
  return yes;
}

const FetchError *git_descends_from(GitRepo *r, Arena *arena, const char *revision, const char *tag, bool *yes) {
  const FetchError *error;
  const GitCommit *commit;
  StringVec tags;
  // A history that is not whole says no too often.
  *yes = is_ancestor(r, arena, tag, revision, &error);
  if (*yes) return NULL;
  error = git_tags(r, arena, tag, &tags, NULL);
  if (error || !tags.len) return error;
  error = git_stat(r, arena, revision, &commit);
  if (error) return error;
  int lock = git_lock(r, arena, &error);
  if (lock < 0) return error;
  error = git_fetch_all(r, arena);
  if (!error) *yes = is_ancestor(r, arena, tag, revision, &error);
  git_unlock(r, lock);
  return error;
}
