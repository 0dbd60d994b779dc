// tuco run: builds to a temporary folder, runs, passes arguments, input and exit status through.
#include <stdio.h>
#include <string.h>

#include "cmd/modules.h"
#include "cmd/process.h"

static bool is_go_file(const char *argument) {
  size_t n = strlen(argument);
  return n > 3 && strcmp(argument + n - 3, ".go") == 0;
}

// How many of the arguments name the package: all leading .go files, else one.
static int package_arguments(int argc, char **argv) {
  int count = 0;
  while (count < argc && is_go_file(argv[count])) count++;
  return count ? count : argc > 0;
}

typedef struct RunFlags {
  StringVec exec;  // the words of -exec
} RunFlags;

static const char *set_exec(BuildFlags *flags, const char *value) {
  RunFlags *asked = flags->state;
  const char *problem = NULL;
  asked->exec.len = 0;
  for (const char *word; !problem && (word = flag_next_word(flags->arena, &value, &problem)) && !problem;)
    vec_push(flags->arena, &asked->exec, word);
  return problem;
}

static const FlagRow own[] = {{"exec", FLAG_VALUE, SET(set_exec)}, FLAGS_END};

// Runs the program, or what -exec names with the program's command line behind its own words.
static const char *run_words(const BuildFlags *flags, char **argv) {
  const char *problem = NULL, *path = process_find(flags->arena, argv[0], &problem);
  if (!path) return problem;
  StringVec changed = {0};
  vec_push(flags->arena, &changed, process_path(flags->arena, flags->options.context.goroot));
  return process_run(
      flags->arena,
      &(Process){
          .path = path, .words = argv, .environment = environment_with(flags->arena, &changed), .foreground = true});
}

static char **with_exec(const BuildFlags *flags, char **argv) {
  const RunFlags *asked = flags->state;
  Vec(char *) words = {0};
  for (uint32_t i = 0; i < asked->exec.len; i++) vec_push(flags->arena, &words, (char *)asked->exec.data[i]);
  for (; *argv; argv++) vec_push(flags->arena, &words, *argv);
  vec_push(flags->arena, &words, NULL);
  return words.data;
}

// Writes the program's command line, for -x and -n.
static void print_command(char **argv) {
  for (uint32_t i = 0; argv[i]; i++) fprintf(stderr, "%s%s", i ? " " : "", argv[i]);
  fprintf(stderr, "\n");
}

// Builds into $WORK and runs what came of it.
static int build_and_run(BuildFlags *flags, char **argv, int count) {
  BuildOptions *options = &flags->options;
  options->output = arena_printf(flags->arena, "%s/", flags->options.dry_run ? "$WORK" : flags->work);
  options->context.programs = true;
  options->context.go_files = !options->context.outside;
  if (options->vcs == VCS_AUTO) options->vcs = VCS_OFF;  // what is run is not kept
  int status = build_executable(options, (const char *const *)argv, (uint32_t)count);
  if (status) return status;
  const char *program = options->output;
  argv += count - 1;
  argv[0] = (char *)program;
  argv = with_exec(flags, argv);
  if (options->context.trace || options->dry_run) print_command(argv);
  if (!options->dry_run && !options->check_only) {
    const char *problem = run_words(flags, argv);
    if (problem) fprintf(stderr, "%s\n", problem);
    status = problem != NULL;
  }
  if (flags->work) work_folder_remove_file(flags, program);
  return status;
}

static int run(BuildFlags *flags, int argc, char **argv) {
  if (flags->options.context.test) return cmd_not_supported("run -d=test");
  int count = package_arguments(argc, argv);
  if (count == 0) return cmd_fail("no go files listed");
  for (int i = 0; i < count; i++) {
    size_t n = strlen(argv[i]);
    if (n < 8 || strcmp(argv[i] + n - 8, "_test.go") != 0) continue;
    return cmd_fail("cannot run *_test.go files (%s)", argv[i]);
  }
  int problem = flags_context(flags);
  if (problem) return problem;
  if (cmd_has_version(argv[0]) && !is_go_file(argv[0])) cmd_enter_outside(flags);
  problem = flags->options.dry_run ? 0 : work_folder_make(flags);
  return problem ? problem : build_and_run(flags, argv, count);
}

const Command cmd_run = {
    .name = "run",
    .usage = "[build flags] [-exec xprog] package [arguments...]",
    .summary = "compile and run Go program",
    .description =
        "Run compiles and runs the named main package: one import path or folder, or a\n"
        "list of .go files. Arguments, standard input and output pass through. With\n"
        "-exec the words of xprog are run, with the program's command line behind them.\n"
        "A version behind the path (path@v1.2.3, path@latest) means that version of its\n"
        "module, whatever module is around.\n",
    .run = run,
    .state_size = sizeof(RunFlags),
    .traits = COMMAND_COMPILES,
    .flags = {own, flags_build, flags_steps, flags_verbose, flags_mod, flags_modules, flags_cover, flags_json,
              flags_debug},
};
