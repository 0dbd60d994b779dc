// One build from arguments to executable.
#include "build/build.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/build_events.h"
#include "build/internal.h"
#include "load/resolve.h"

Session *build_session(const BuildOptions *options) {
  Session *session = session_new(options->workers ? options->workers : pool_processors());
  session->debug = options->debug;
  diags_set_events(session->diags, options->context.events);
  if (options->debug.shuffle) pool_set_shuffle(session->pool, options->debug.shuffle);
  syntax_init(session);
  types_init(session);
  return session;
}

bool build_report(Session *session, const BuildOptions *options) {
  if (!diag_count(session->diags)) return false;
  uint32_t limit = options->all_errors ? 0 : 10;
  fflush(stderr);
  if (options->say) {
    Arena arena;
    arena_init(&arena);
    options->say(options->say_context, NULL, diags_text(session->diags, &arena, NULL, limit));
    arena_free(&arena);
  }
  diags_flush(session->diags, options->say ? -1 : STDERR_FILENO, limit);
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

// -v: the packages, and which of them are not built as go would build them.
static void print_packages(Loader *loader, const BuildOptions *options) {
  uint32_t count;
  LoadedPackage **order = loader_order(loader, &count);
  for (uint32_t i = 0; i < count; i++) {
    const char *tags = order[i]->tags_against_assembly;
    fprintf(stderr, "%s\n", order[i]->path);
    if (order[i]->profile && is_main(order[i]) && !options->unprofiled)
      fprintf(stderr, "# %s is built without its profile default.pgo\n", order[i]->path);
    if (tags) fprintf(stderr, "# %s is built with the tags \"%s\", without its assembly\n", order[i]->path, tags);
  }
}

void build_print_steps(LoadedPackage *const *list, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    fprintf(stderr, "cd %s\ncompile -p %s", list[i]->dir, list[i]->package->symbol_path);
    for (uint32_t k = 0; k < list[i]->go_files.len; k++) fprintf(stderr, " %s", list[i]->go_files.data[k]);
    fprintf(stderr, "\n");
  }
}

// The steps, and where the programs among those named go.
static void print_steps(Session *session, Loader *loader, const BuildOptions *options, LoadedPackage **roots,
                        uint32_t found) {
  uint32_t count;
  LoadedPackage **order = loader_order(loader, &count);
  build_print_steps(order, count);
  for (uint32_t i = 0; i < found && (found == 1 || options->output || options->install); i++)
    if (is_main(roots[i])) fprintf(stderr, "link -o %s\n", output_path(&session->arena, options, roots[i]));
}

// What -o asks for and these packages cannot give; NULL: nothing.
static const char *check_output(Arena *arena, const BuildOptions *options, LoadedPackage **roots, uint32_t count) {
  uint32_t programs = 0;
  for (uint32_t i = 0; i < count; i++) programs += is_main(roots[i]);
  if (options->install) return NULL;
  if (!options->output) {
    const char *name = count == 1 && programs ? build_program_name(arena, options, roots[0]) : "";
    struct stat st;
    if (!*name || stat(name, &st) != 0 || !S_ISDIR(st.st_mode)) return NULL;
    return arena_printf(arena, "go: build output \"%s\" already exists and is a directory", name);
  }
  if (options->only_program && (count != 1 || !programs)) return "-buildmode=exe requires exactly one main package";
  if (strcmp(options->output, "/dev/null") == 0) return NULL;
  if (!count) return "no packages to build";
  if (output_is_folder(options)) return programs ? NULL : "go: no main packages to build";
  if (count > 1) return arena_printf(arena, "go: cannot write multiple packages to non-directory %s", options->output);
  return NULL;
}

static bool check_program(Session *session, const LoadedPackage *program, const BuildOptions *options) {
  if (has_main_function(program->package)) return true;
  diag_error_in(session->diags, &program->unit, 0,
                "runtime.main_main·f: function main is undeclared in the main package");
  return !build_report(session, options);
}

// What the link would refuse by name. False after reporting.
static bool check_link(Program *program, Loader *loader, const BuildOptions *options) {
  if (!check_program(program->session, program->main->loaded, options)) return false;
  bool ok = (options->free_linknames || linknames_check(program, loader)) && variables_check(program, options);
  build_report(program->session, options);
  return ok;
}

// Decides what can be said without compiling, then compiles. False after reporting.
static bool make_program(Program *program, Loader *loader, const BuildOptions *options, const VcsStamp *stamp,
                         const char *path, bool is_last) {
  Session *session = program->session;
  const LoadedPackage *main = program->main->loaded;
  const char *refusal = output_prepare(&program->arena, path);
  if (refusal) {
    fprintf(stderr, "%s: go build %s: %s\n", main->path, main->path, refusal);
    return false;
  }
  if (stamp->problem) {
    fprintf(stderr, "%s\n", stamp->problem);
    return false;
  }
  if (build_compile(program, loader, options, stamp, path, is_last) && !diag_count(session->diags)) return true;
  diags_set_header(session->diags, main->unit.header);
  build_report(session, options);
  return false;
}

bool build_program(Session *session, Loader *loader, const PackageOrder *packages, const BuildOptions *options,
                   const VcsStamp *stamp, const char *path, ProgramUse use) {
  Program *program = program_new(session, packages->main->package);
  program->packages = arena_array(&program->arena, Package *, packages->count);
  program->package_count = packages->count;
  for (uint32_t i = 0; i < packages->count; i++) program->packages[i] = packages->list[i]->package;
  program->runtime = packages->runtime->package;
  if (options->fuzz) program->counted = fuzz_counted(program, packages);
  build_coverage(program, options);
  bool ok = check_link(program, loader, options);
  if (ok && use != USE_LINK) ok = make_program(program, loader, options, stamp, path, use == USE_LAST);
  if (session->debug.memory) memory_print(program, loader);
  if (session->debug.time) waits_print(program, loader);
  if (use != USE_LAST) program_free(program);  // the end of the process is quicker
  return ok;
}

static bool compile_one(Session *session, Loader *loader, LoadedPackage *main, const BuildOptions *options,
                        const VcsStamp *stamp, ProgramUse use) {
  Arena arena;
  arena_init(&arena);
  PackageOrder packages = loader_order_of(loader, &arena, main);
  bool ok = build_program(session, loader, &packages, options, stamp, output_path(&arena, options, main), use);
  arena_free(&arena);
  return ok;
}

VcsStamp build_stamp(Vcs *vcs, Loader *loader, const LoadedPackage *main, const BuildOptions *options) {
  const Module *m = main->command_line ? NULL : main->module;
  VcsProgram program = {main->dir, m, main->standard, options->context.test};
  return vcs_stamp(vcs, &program, m ? loader_modules(loader)->options.fetcher : NULL);
}

static bool compile_program(Session *session, Loader *loader, LoadedPackage *main, const BuildOptions *options) {
  VcsStamp stamp = build_stamp(vcs_new(&session->arena, options), loader, main, options);
  return compile_one(session, loader, main, options, &stamp, USE_LAST);
}

// The programs among the packages, of one front end: into a folder, or only looked at where nothing is written. One
// that cannot be made does not keep the others from it.
static bool compile_programs(Session *session, Loader *loader, LoadedPackage **roots, uint32_t count,
                             const BuildOptions *options) {
  uint32_t programs = 0;
  for (uint32_t i = 0; i < count; i++)
    if (is_main(roots[i]) && !roots[i]->poisoned) roots[programs++] = roots[i];
  ProgramUse use = options->output || options->install ? USE_WRITE : USE_LINK;
  VcsStamp *stamps = arena_array(&session->arena, VcsStamp, programs);
  Vcs *vcs = vcs_new(&session->arena, options);
  for (uint32_t i = 0; i < programs && use == USE_WRITE; i++) stamps[i] = build_stamp(vcs, loader, roots[i], options);
  bool ok = true;
  for (uint32_t i = 0; i < programs; i++)
    ok &= compile_one(session, loader, roots[i], options, &stamps[i],
                      use == USE_WRITE && i + 1 == programs ? USE_LAST : use);
  return ok;
}

static bool write_archive(Session *session, const LoadedPackage *package, const BuildOptions *options) {
  const char *path = output_path(&session->arena, options, package);
  const char *problem = archive_write(&session->arena, path, options->context.version);
  if (problem) fprintf(stderr, "%s: go build %s: %s\n", package->path, package->path, problem);
  return !problem;
}

bool build_check_packages(Session *session, LoadedPackage *const *list, uint32_t count, const BuildOptions *options) {
  PhaseTimer timer;
  phase_begin(session, &timer, "check");
  build_check(session, list, count, options);
  phase_end(session, &timer);
  return !build_report(session, options);
}

// Checks what was loaded. False after reporting.
static bool check_packages(Session *session, Loader *loader, const BuildOptions *options) {
  uint32_t count;
  LoadedPackage **order = loader_order(loader, &count);
  return build_check_packages(session, order, count, options);
}

static LoadedPackage **load_packages(Session *session, const BuildOptions *options, const char *const *arguments,
                                     uint32_t count, Loader **loader, uint32_t *found) {
  PhaseTimer timer;
  phase_begin(session, &timer, "load and parse");
  *loader = loader_new(session, &options->context, options->dir);
  LoadedPackage **roots = *loader ? loader_load(*loader, arguments, count, found) : NULL;
  phase_end(session, &timer);
  if (!roots && (!*loader || !loader_report(*loader))) build_report(session, options);
  if (roots) build_coverage_warn(*loader, options);
  if (roots && options->cache_problem) fprintf(stderr, "%s\n", options->cache_problem);
  return options->cache_problem ? NULL : roots;
}

int build_packages(const BuildOptions *options, const char *const *arguments, uint32_t count) {
  Session *session = build_session(options);
  Loader *loader;
  uint32_t found = 0;
  LoadedPackage **roots = load_packages(session, options, arguments, count, &loader, &found);
  if (!roots) return 1;
  if (options->context.test) {
    if (options->verbose) print_packages(loader, options);
    return build_tests(session, loader, options);
  }
  const char *refusal = check_output(&session->arena, options, roots, found);
  if (refusal) {
    fprintf(stderr, "%s\n", refusal);
    return 1;
  }
  if (options->install && !install_check(&session->arena, options, roots, found)) return 1;
  if (options->verbose) print_packages(loader, options);
  if (options->context.trace || options->dry_run) print_steps(session, loader, options, roots, found);
  if (options->dry_run) return 0;
  bool sound = check_packages(session, loader, options);
  if (options->check_only) {
    for (uint32_t i = 0; i < found; i++)
      sound = sound && (!is_main(roots[i]) || check_program(session, roots[i], options));
    return !sound;
  }
  if (options->install) sound &= install_archives(&session->arena, options, roots, found);
  if (found > 1) return !(compile_programs(session, loader, roots, found, options) & sound);
  if (!sound) return 1;
  if (found && is_main(roots[0])) {
    bool made = compile_program(session, loader, roots[0], options);
    if (made && options->install_here) install_remove_leftover(&session->arena, options, roots[0]);
    return !made;
  }
  if (found && options->output && strcmp(options->output, "/dev/null") != 0)
    return !write_archive(session, roots[0], options);
  return 0;
}

int build_test_packages(const BuildOptions *options, const TestReceiver *receiver, const char *const *arguments,
                        uint32_t count) {
  Session *session = build_session(options);
  Loader *loader;
  uint32_t found = 0;
  if (!load_packages(session, options, arguments, count, &loader, &found)) return 1;
  return build_tests_for(session, loader, options, receiver);
}

// A pattern stands for the programs among what it matches. Returns how many packages are left.
static uint32_t keep_programs(LoadedPackage **roots, uint32_t count) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++)
    if (is_main(roots[i]) || !roots[i]->by_pattern) roots[kept++] = roots[i];
  return kept;
}

static LoadedPackage *only_program(LoadedPackage **roots, uint32_t count, const char *argument, bool events) {
  count = keep_programs(roots, count);
  if (count == 1 && is_main(roots[0])) return roots[0];
  const char *other =
      count == 1 ? arena_printf(&roots[0]->package->arena, "package %s is not a main package\n", roots[0]->path) : NULL;
  if (other && events) build_events_print(roots[0]->path, other);
  else if (other) fputs(other, stderr);
  else if (!count) fprintf(stderr, "go: no packages loaded from %s\n", argument);
  else fprintf(stderr, "go: pattern %s matches multiple packages:\n", argument);
  for (uint32_t i = 0; count > 1 && i < count; i++) fprintf(stderr, "\t%s\n", roots[i]->path);
  return NULL;
}

LoadedPackage *build_load_program(Session *session, const BuildOptions *options, const char *package, Loader **loader) {
  uint32_t found = 0;
  LoadedPackage **roots = load_packages(session, options, &package, 1, loader, &found);
  return roots ? only_program(roots, found, package, options->context.events) : NULL;
}

bool build_loaded_program(Session *session, Loader *loader, LoadedPackage *program, const BuildOptions *options) {
  return check_packages(session, loader, options) && compile_program(session, loader, program, options);
}

int build_executable(BuildOptions *options, const char *const *arguments, uint32_t count) {
  Session *session = build_session(options);
  Loader *loader;
  uint32_t found = 0;
  LoadedPackage **roots = load_packages(session, options, arguments, count, &loader, &found);
  if (!roots) return 1;
  // What cannot even be read has no name that could be wrong.
  if (found == 1 && roots[0]->error_count && !roots[0]->package->name) return !check_packages(session, loader, options);
  LoadedPackage *program = only_program(roots, found, arguments[0], options->context.events);
  if (!program) return 1;
  options->output = output_path(&session->arena, options, program);
  if (options->verbose) print_packages(loader, options);
  if (options->context.trace || options->dry_run) print_steps(session, loader, options, &program, 1);
  if (options->dry_run) return 0;
  if (!check_packages(session, loader, options)) return 1;
  if (options->check_only) return !check_program(session, program, options);
  return !compile_program(session, loader, program, options);
}
