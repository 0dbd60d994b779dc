// What repository a program is built from (-buildvcs, cmd/go/internal/load "setBuildInfo"): revision, time, whether
// files were changed, and the version that the main module has by that. Asks git; other systems are not supported yet.
//
// In: the working directory and the program's module, which must lie in one repository. Out: a stamp, empty where
// there is none to be had, or a message.
#include "build/vcs.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/paths.h"
#include "mod/path.h"
#include "mod/pseudo.h"
#include "mod/semver.h"

extern char **environ;

// Runs git in a folder; what it writes, or NULL with its exit status if that is not 0 (-1: it could not be run).
static char *run_git(Arena *arena, const char *dir, int *status, const char *const *arguments) {
  const char *argv[16] = {"git", "-C", dir};
  int count = 3, ends[2];
  while (*arguments && count < 15) argv[count++] = *arguments++;
  *status = -1;
  if (pipe(ends) != 0) return NULL;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  posix_spawn_file_actions_addclose(&actions, ends[1]);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  pid_t child;
  int failed = posix_spawnp(&child, "git", &actions, NULL, (char *const *)argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  FILE *in = fdopen(ends[0], "r");
  char *text = NULL;
  size_t size = 0;
  ssize_t length = in && !failed ? getdelim(&text, &size, 0, in) : -1;
  if (in) fclose(in);
  int ended = 0;
  if (!failed)
    while (waitpid(child, &ended, 0) < 0 && errno == EINTR) {}
  if (!failed) *status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128;
  char *copy = *status == 0 ? arena_strdup(arena, length > 0 ? text : "", length > 0 ? (size_t)length : 0) : NULL;
  free(text);
  return copy;
}

// A repository's folder above `dir` by what lies there; NULL: none.
static const char *find_repository(Arena *arena, const char *dir, const char **system) {
  static const char *const marks[][2] = {{"git", ".git"}, {"hg", ".hg"}, {"svn", ".svn"}, {"bzr", ".bzr"}};
  char *path = arena_strdup(arena, dir, strlen(dir));
  for (;;) {
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
      if (access(arena_printf(arena, "%s/%s", path, marks[i][1]), F_OK) == 0) {
        *system = marks[i][0];
        return path;
      }
    char *slash = strrchr(path, '/');
    if (!slash || slash == path) return NULL;
    *slash = 0;
  }
}

// ---- the version

// Tags of a module have its folder in front, and the major version that its path says.
typedef struct TagRule {
  const char *prefix;  // "" or "sub/"
  const char *major;   // path suffix
} TagRule;

// The highest version among tags, a line each; NULL: none.
static const char *highest_tag(Arena *arena, const TagRule *rule, const char *tags) {
  const char *best = NULL;
  size_t skip = strlen(rule->prefix);
  for (const char *line = tags; line && *line;) {
    size_t n = strcspn(line, "\n");
    const char *tag = arena_strdup(arena, line, n);
    line += n + (line[n] != 0);
    if (strncmp(tag, rule->prefix, skip) != 0) continue;
    const char *version = tag + skip;
    if (!semver_is_canonical(version) || strchr(version, '+') || pseudo_is(version) ||
        !mod_major_matches(version, rule->major))
      continue;
    if (!best || semver_compare(best, version) < 0) best = version;
  }
  return best;
}

static const char *module_version(Arena *arena, const char *repository, const Module *m, const VcsStamp *stamp,
                                  time_t when) {
  const char *rest = "", *root_file = arena_printf(arena, "%s/go.mod", repository);
  TagRule rule = {"", ""};
  size_t size;
  const char *text = source_read(arena, root_file, &size);
  const char *root = text ? modfile_module_path(arena, text) : "";
  // Without a module at its root nobody knows what the repository's tags mean.
  if (!*root || !path_below(m->dir, repository, &rest) || !mod_path_major(m->path, &rule.major)) return NULL;
  if (*rest) {
    // example.com/m/sub/v2 may lie in sub or in sub/v2; tags have "sub/" in front.
    size_t n = strlen(rest), k = strlen(rule.major);
    if (k && n >= k - 1 && strcmp(rest + n - (k - 1), rule.major + 1) == 0) n -= k - 1;
    while (n && rest[n - 1] == '/') n--;
    if (n) rule.prefix = arena_printf(arena, "%.*s/", (int)n, rest);
  }
  int status;
  const char *here = run_git(arena, repository, &status, (const char *const[]){"tag", "--points-at", "HEAD", NULL});
  const char *version = highest_tag(arena, &rule, here);
  if (!version) {
    const char *before = run_git(arena, repository, &status, (const char *const[]){"tag", "--merged", "HEAD", NULL});
    const char *older = highest_tag(arena, &rule, before), *major = mod_major_version(arena, rule.major);
    version = pseudo_make(arena, major, older ? older : "", when, arena_printf(arena, "%.12s", stamp->revision));
  }
  return stamp->modified ? arena_printf(arena, "%s+dirty", version) : version;
}

// ---- the stamp

static const char *vcs_error(Arena *arena, int status) {
  return arena_printf(
      arena, "error obtaining VCS status: exit status %d\n\tUse -buildvcs=false to disable VCS stamping.", status);
}

// Fills the stamp from git. What went wrong, NULL: nothing.
static const char *ask_git(Arena *arena, const char *repository, const Module *m, VcsStamp *stamp, bool required) {
  int status;
  const char *changes = run_git(arena, repository, &status, (const char *const[]){"status", "--porcelain", NULL});
  if (status == -1 || status == 127)
    return required ? "go: missing Git command. See https://golang.org/s/gogetcmd\n"
                      "error obtaining VCS status: exec: \"git\": executable file not found in $PATH\n"
                      "\tUse -buildvcs=false to disable VCS stamping."
                    : NULL;
  if (!changes) return vcs_error(arena, status);
  const char *log =
      run_git(arena, repository, &status,
              (const char *const[]){"-c", "log.showsignature=false", "log", "-1", "--format=%H:%ct", NULL});
  stamp->modified = *changes != 0;
  if (!log && !stamp->modified) return vcs_error(arena, status);
  stamp->system = "git";
  if (!log) return NULL;
  const char *colon = strchr(log, ':');
  time_t when = colon ? (time_t)atoll(colon + 1) : 0;
  struct tm tm;
  char text[40];
  strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&when, &tm));
  stamp->revision = arena_strdup(arena, log, colon ? (size_t)(colon - log) : 0);
  stamp->time = arena_strdup(arena, text, strlen(text));
  stamp->version = module_version(arena, repository, m, stamp, when);
  return NULL;
}

static const char *find_stamp(Arena *arena, const BuildOptions *options, const LoadedPackage *main, VcsStamp *stamp) {
  const Module *m = main->module;
  bool required = options->vcs == VCS_REQUIRED;
  if (!required && options->context.test) return NULL;  // as go test
  if (options->vcs == VCS_OFF || main->standard || main->command_line || !m || m->version) return NULL;
  const char *system, *other, *repository = find_repository(arena, options->dir, &system), *rest;
  if (!repository || (!path_below(m->dir, repository, &rest) && !path_below(repository, m->dir, &rest))) return NULL;
  const char *of_package = find_repository(arena, main->dir, &other),
             *of_module = find_repository(arena, m->dir, &other);
  if (!of_package || strcmp(of_package, repository) != 0)
    return required ? arena_printf(arena,
                                   "error obtaining VCS status: main package is in repository \"%s\" but current "
                                   "directory is in repository \"%s\"\n\tUse -buildvcs=false to disable VCS stamping.",
                                   of_package ? of_package : "", repository)
                    : NULL;
  if (!of_module || strcmp(of_module, repository) != 0)
    return required ? arena_printf(arena,
                                   "error obtaining VCS status: main module is in repository \"%s\" but current "
                                   "directory is in repository \"%s\"\n\tUse -buildvcs=false to disable VCS stamping.",
                                   of_module ? of_module : "", repository)
                    : NULL;
  if (strcmp(system, "git") == 0) return ask_git(arena, repository, m, stamp, required);
  return arena_printf(arena, "not supported yet: -buildvcs with %s; use -buildvcs=false", system);
}

VcsStamp vcs_stamp(Arena *arena, const BuildOptions *options, const LoadedPackage *main) {
  VcsStamp stamp = {0};
  stamp.problem = find_stamp(arena, options, main, &stamp);
  return stamp;
}
