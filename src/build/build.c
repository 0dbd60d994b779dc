// One build from arguments to executable.
#include "build/build.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/internal.h"

Session *build_session(const BuildOptions *options) {
  uint32_t workers = options->workers;
  if (!workers) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    workers = cores > 0 ? (uint32_t)cores : 1;
  }
  Session *session = session_new(workers);
  session->debug = options->debug;
  if (options->debug.shuffle) pool_set_shuffle(session->pool, options->debug.shuffle);
  syntax_init(session);
  types_init(session);
  return session;
}

// Prints what was found; true if there were errors.
static bool report(Session *session, const BuildOptions *options) {
  if (!diag_count(session->diags)) return false;
  fflush(stderr);
  diags_flush(session->diags, STDERR_FILENO, options->all_errors ? 0 : 10);
  return true;
}

static bool is_main(const LoadedPackage *l) { return l->package->name && strcmp(l->package->name->text, "main") == 0; }

static bool has_main_function(const Package *package) {
  for (uint32_t i = 0; i < package->all_objects.len; i++) {
    const Object *object = package->all_objects.data[i];
    if (object->kind == OBJECT_FUNC && object->name && strcmp(object->name->text, "main") == 0) return true;
  }
  return false;
}

// Last element of the import path; of files named on the command line the first file's name.
static const char *default_name(Arena *arena, const LoadedPackage *l) {
  const char *path = l->command_line ? l->go_files.data[0] : l->path;
  const char *slash = strrchr(path, '/');
  const char *base = slash ? slash + 1 : path;
  size_t n = strlen(base);
  if (n > 3 && strcmp(base + n - 3, ".go") == 0) n -= 3;
  // A major version suffix is no name: example.com/cmd/v2 builds "cmd".
  if (slash && !l->command_line && base[0] == 'v' && base[1] >= '2' && base[1] <= '9' &&
      strspn(base + 1, "0123456789") == n - 1) {
    const char *end = slash;
    while (slash > path && slash[-1] != '/') slash--;
    return arena_strdup(arena, slash, (size_t)(end - slash));
  }
  return arena_strdup(arena, base, n);
}

static const char *output_path(Session *session, const BuildOptions *options, const LoadedPackage *l) {
  Arena *arena = &session->arena;
  const char *name = default_name(arena, l);
  if (!options->output) return arena_printf(arena, "%s/%s", options->dir, name);
  const char *path =
      options->output[0] == '/' ? options->output : arena_printf(arena, "%s/%s", options->dir, options->output);
  struct stat st;
  size_t n = strlen(path);
  bool folder = (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) || (n && path[n - 1] == '/');
  if (folder && path[n - 1] == '/' && !options->dry_run) mkdir(path, 0777);
  return folder ? arena_printf(arena, "%s/%s", path, name) : path;
}

// gc finds those when it compiles a package; none of those that are only checked here is compiled.
static void check_frames(Session *session, Loader *loader) {
  uint32_t count;
  LoadedPackage **order = loader_order(loader, &count);
  for (uint32_t i = 0; i < count; i++)
    if (order[i]->package->user) frames_check(session, order[i]->package);
}

static void print_packages(Loader *loader) {
  uint32_t count;
  LoadedPackage **order = loader_order(loader, &count);
  for (uint32_t i = 0; i < count; i++) fprintf(stderr, "%s\n", order[i]->path);
}

// -x and -n: what happens to each package, in order, and where the result goes.
static void print_steps(Session *session, Loader *loader, const BuildOptions *options, const LoadedPackage *program) {
  uint32_t count;
  LoadedPackage **order = loader_order(loader, &count);
  for (uint32_t i = 0; i < count; i++) {
    fprintf(stderr, "cd %s\ncompile -p %s", order[i]->dir, order[i] == program ? "main" : order[i]->path);
    for (uint32_t k = 0; k < order[i]->go_files.len; k++) fprintf(stderr, " %s", order[i]->go_files.data[k]);
    fprintf(stderr, "\n");
  }
  if (program) fprintf(stderr, "link -o %s\n", output_path(session, options, program));
}

// Several programs into one folder: each is a build of its own.
static int build_several(const BuildOptions *options, LoadedPackage **roots, uint32_t count) {
  struct stat st;
  size_t n = strlen(options->output);
  bool folder = (stat(options->output, &st) == 0 && S_ISDIR(st.st_mode)) || (n && options->output[n - 1] == '/');
  if (!folder && strcmp(options->output, "/dev/null") != 0) {
    fprintf(stderr, "go: cannot write multiple packages to non-directory %s\n", options->output);
    return 1;
  }
  int status = 0;
  for (uint32_t i = 0; i < count && !status; i++)
    if (is_main(roots[i])) status = build_packages(options, &roots[i]->path, 1);
  return status;
}

static int run_build(const BuildOptions *options, const char *const *arguments, uint32_t count, bool need_main) {
  Session *session = build_session(options);
  PhaseTimer timer;
  phase_begin(session, &timer, "load and parse");
  Loader *loader = loader_new(session, &options->context, options->dir);
  uint32_t found = 0;
  LoadedPackage **roots = loader ? loader_load(loader, arguments, count, &found) : NULL;
  phase_end(session, &timer);
  if (!roots) {
    if (!loader || !loader_report(loader)) report(session, options);
    return 1;
  }
  struct stat st;
  if (found == 1 && !options->output && !need_main && is_main(roots[0])) {
    const char *name = default_name(&session->arena, roots[0]);
    if (stat(name, &st) == 0 && S_ISDIR(st.st_mode)) {
      fprintf(stderr, "go: build output \"%s\" already exists and is a directory\n", name);
      return 1;
    }
  }
  if (options->verbose) print_packages(loader);
  if (options->print_commands || options->dry_run)
    print_steps(session, loader, options, found == 1 && is_main(roots[0]) ? roots[0] : NULL);
  if (options->dry_run) return 0;
  phase_begin(session, &timer, "check");
  build_check(session, loader, options);
  if (!diag_count(session->diags)) check_frames(session, loader);
  phase_end(session, &timer);
  if (report(session, options)) return 1;
  if (need_main && !(found == 1 && is_main(roots[0]))) {
    fprintf(stderr, "package %s is not a main package\n", found ? roots[0]->path : "");
    return 1;
  }
  if (found == 1 && is_main(roots[0]) && !has_main_function(roots[0]->package)) {
    fprintf(stderr, "# %s\nruntime.main_main·f: function main is undeclared in the main package\n", roots[0]->path);
    return 1;
  }
  if (found > 1 && options->output) return build_several(options, roots, found);
  if (options->check_only || found != 1 || !is_main(roots[0])) return 0;
  bool ok = build_compile(session, loader, roots[0]->package, options, output_path(session, options, roots[0]));
  if (!ok || diag_count(session->diags)) {
    diags_set_header(session->diags, roots[0]->unit.header);
    report(session, options);
    return 1;
  }
  return 0;
}

int build_packages(const BuildOptions *options, const char *const *arguments, uint32_t count) {
  return run_build(options, arguments, count, false);
}

int build_executable(const BuildOptions *options, const char *const *arguments, uint32_t count) {
  return run_build(options, arguments, count, true);
}
