// What repository a program is built from (-buildvcs, cmd/go/internal/load "setBuildInfo"): revision, time, whether
// files were changed, and the version that the main module has by that. Asks git; other systems are not supported yet.
//
// In: the working directory and the program's module, which must lie in one repository. Out: a stamp, empty where
// there is none to be had, or a message.
#include "build/vcs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/paths.h"
#include "fetch/run.h"
#include "mod/path.h"

typedef struct Repository {
  const char *dir;  // NULL: there is none
  const struct VcsSystem *system;
  const char *problem;  // with what lies there
} Repository;

struct Vcs {
  Arena *arena;
  const BuildOptions *options;
  Repository repository;  // of the working directory
  bool asked;
  VcsStamp status;  // what git has said, without a version
};

// ---- where it is

typedef struct VcsSystem {
  const char *program, *marks[2];
  bool mark_is_file;
} VcsSystem;

static const VcsSystem systems[] = {{"hg", {".hg"}, false},
                                    {"git", {".git"}, false},
                                    {"svn", {".svn"}, false},
                                    {"bzr", {".bzr"}, false},
                                    {"fossil", {".fslckout", "_FOSSIL_"}, true}};

static bool is_root(Arena *arena, const char *dir, const VcsSystem *system) {
  for (int i = 0; i < 2 && system->marks[i]; i++) {
    const char *mark = arena_printf(arena, "%s/%s", strcmp(dir, "/") == 0 ? "" : dir, system->marks[i]);
    if (system->mark_is_file ? is_file(mark) : is_folder(mark)) return true;
  }
  return false;
}

static bool is_git(const VcsSystem *system) { return strcmp(system->program, "git") == 0; }

// The nearest repository at or above `dir`. One within another is a trap, unless both are git's, which looks out for
// itself.
static Repository find_repository(const Vcs *vcs, const char *dir) {
  Repository found = {0};
  bool several = strcmp(environment_godebug(vcs->arena, "allowmultiplevcs"), "1") == 0;
  for (const char *next;; dir = next) {
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
      const VcsSystem *system = &systems[i];
      if (!is_root(vcs->arena, dir, system) || (found.dir && is_git(found.system) && is_git(system))) continue;
      if (found.dir) {
        found.problem = arena_printf(vcs->arena, "multiple VCS detected: %s in \"%s\", and %s in \"%s\"",
                                     found.system->program, found.dir, system->program, dir);
        return found;
      }
      found = (Repository){.dir = dir, .system = system};
      if (several) return found;
    }
    next = folder_of_file(vcs->arena, dir);
    if (strcmp(next, dir) == 0) return found;
  }
}

Vcs *vcs_new(Arena *arena, const BuildOptions *options) {
  Vcs *vcs = arena_new(arena, Vcs);
  *vcs = (Vcs){.arena = arena, .options = options};
  if (options->vcs != VCS_OFF) vcs->repository = find_repository(vcs, options->dir);
  return vcs;
}

// ---- git

static const char *problem_of(Arena *arena, const char *text) {
  return arena_printf(arena, "error obtaining VCS status: %s\n\tUse -buildvcs=false to disable VCS stamping.", text);
}

// What git writes, words up to a NULL; NULL: it fails, *failure says how.
static const char *run_git(const Vcs *vcs, const char **failure, const char *const *words) {
  Run run = {.folder = vcs->repository.dir};
  const char *shown = "git";
  vec_push(vcs->arena, &run.words, "git");
  for (; *words; words++) {
    vec_push(vcs->arena, &run.words, *words);
    shown = arena_printf(vcs->arena, "%s %s", shown, *words);
  }
  if (vcs->options->context.trace) fprintf(stderr, "cd %s\n%s\n", run.folder, shown);
  if (run_program(vcs->arena, &run)) return run.output.bytes;
  if (vcs->options->verbose)
    fprintf(stderr, "# cd %s; %s\n%s", run.folder, shown,
            run.errors.size ? run.errors.bytes : arena_printf(vcs->arena, "%s\n", run.failure));
  *failure = run.failure;
  return NULL;
}

static VcsStamp ask_git(const Vcs *vcs) {
  const char *failure = NULL;
  if (!find_program(vcs->arena, "git")) {
    fprintf(stderr, "go: missing Git command. See https://golang.org/s/gogetcmd\n");
    return (VcsStamp){.problem = problem_of(vcs->arena, "exec: \"git\": executable file not found in $PATH")};
  }
  const char *changes = run_git(vcs, &failure, (const char *const[]){"status", "--porcelain", NULL});
  if (!changes) return (VcsStamp){.problem = problem_of(vcs->arena, failure)};
  VcsStamp stamp = {.system = "git", .modified = *changes != 0};
  // An empty repository has no log.
  const char *log = run_git(
      vcs, &failure, (const char *const[]){"-c", "log.showsignature=false", "log", "-1", "--format=%H:%ct", NULL});
  if (!log && !stamp.modified) return (VcsStamp){.problem = problem_of(vcs->arena, failure)};
  const char *colon = log ? strchr(log, ':') : NULL;
  if (!colon) return stamp;
  // A commit may state any number as its time.
  errno = 0;
  time_t when = strtoll(colon + 1, NULL, 10);
  struct tm tm;
  char text[40];
  if (errno || !gmtime_r(&when, &tm) || !strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm))
    return (VcsStamp){.problem = problem_of(vcs->arena, "unrecognized VCS tool output")};
  stamp.revision = arena_strdup(vcs->arena, log, (size_t)(colon - log));
  stamp.time = arena_strdup(vcs->arena, text, strlen(text));
  return stamp;
}

// ---- the version

static const char *module_version(const Vcs *vcs, const Module *m, Fetcher *fetcher) {
  const VcsStamp *stamp = &vcs->status;
  size_t size;
  const char *text = source_read(vcs->arena, arena_printf(vcs->arena, "%s/go.mod", vcs->repository.dir), &size);
  const char *root = text ? modfile_module_path(vcs->arena, text) : "", *major;
  // Without a module at its root nobody knows what the repository's tags mean.
  if (!*root || !stamp->revision || !mod_path_major(root, &major)) return NULL;
  FetchLocal local = {vcs->repository.dir, arena_strdup(vcs->arena, root, strlen(root) - strlen(major)), m->path,
                      stamp->revision};
  const FetchInfo *info;
  if (fetch_local_info(fetcher, vcs->arena, &local, &info) || !info->version) return NULL;
  if (!stamp->modified) return info->version;
  return arena_printf(vcs->arena, "%s%cdirty", info->version, strchr(info->version, '+') ? '.' : '+');
}

// ---- the stamp

// Is the program of the repository that the working directory is in? If not, it has no stamp, or there is a problem
// with it.
static bool is_of_repository(const Vcs *vcs, const VcsProgram *program, const char **problem) {
  const char *places[][2] = {{"main package", program->dir}, {"main module", program->module->dir}};
  const char *here = vcs->repository.dir, *text;
  for (int i = 0; i < 2; i++) {
    Repository other = find_repository(vcs, places[i][1]);
    if (!other.problem && other.dir && strcmp(other.dir, here) == 0) continue;
    text = other.problem;
    if (!text && vcs->options->vcs == VCS_REQUIRED)
      text = arena_printf(vcs->arena, "%s is in repository \"%s\" but current directory is in repository \"%s\"",
                          places[i][0], other.dir ? other.dir : "", here);
    if (text) *problem = problem_of(vcs->arena, text);
    return false;
  }
  return true;
}

// Finds out what git says, once. NULL: nothing that is for this program, or there is a problem.
static const VcsStamp *status_for(Vcs *vcs, const VcsProgram *program, const char **problem) {
  const Module *m = program->module;
  const Repository *r = &vcs->repository;
  bool required = vcs->options->vcs == VCS_REQUIRED;
  const char *rest;
  *problem = NULL;
  if (vcs->options->vcs == VCS_OFF || (program->test && !required)) return NULL;
  if (program->standard || !m || m->version) return NULL;
  if (r->problem) *problem = problem_of(vcs->arena, r->problem);
  if (!r->dir || r->problem) return NULL;
  if (!path_below(m->dir, r->dir, &rest) && !path_below(r->dir, m->dir, &rest)) return NULL;
  if (!required && !find_program(vcs->arena, r->system->program)) return NULL;
  if (!is_of_repository(vcs, program, problem)) return NULL;
  if (!is_git(r->system)) {
    *problem =
        arena_printf(vcs->arena, "not supported yet: -buildvcs with %s; use -buildvcs=false", r->system->program);
    return NULL;
  }
  if (!vcs->asked) vcs->status = ask_git(vcs);
  vcs->asked = true;
  *problem = vcs->status.problem;
  return *problem ? NULL : &vcs->status;
}

const char *vcs_problem(Vcs *vcs, const VcsProgram *program) {
  const char *problem;
  status_for(vcs, program, &problem);
  return problem;
}

VcsStamp vcs_stamp(Vcs *vcs, const VcsProgram *program, Fetcher *fetcher) {
  VcsStamp stamp = {0};
  const char *problem;
  const VcsStamp *status = status_for(vcs, program, &problem);
  if (status) stamp = *status;
  stamp.problem = problem;
  if (status) stamp.version = module_version(vcs, program->module, fetcher);
  return stamp;
}
