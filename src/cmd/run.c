// tuco run: builds to a temporary folder, runs, passes arguments, input and exit status through.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/process.h"

// How many of the arguments name the package: all leading .go files, else one.
static int package_arguments(int argc, char **argv) {
  int count = 0;
  while (count < argc) {
    size_t n = strlen(argv[count]);
    if (n < 4 || strcmp(argv[count] + n - 3, ".go") != 0) break;
    count++;
  }
  return count ? count : argc > 0;
}

// Writes the program's command line, for -x and -n.
static void print_command(char **argv) {
  for (uint32_t i = 0; argv[i]; i++) fprintf(stderr, "%s%s", i ? " " : "", argv[i]);
  fprintf(stderr, "\n");
}

// Builds into the folder and runs what came of it.
static int build_and_run(BuildFlags *flags, const char *folder, char **argv, int count) {
  BuildOptions *options = &flags->options;
  options->output = arena_printf(flags->arena, "%s/", folder);
  options->context.go_files = true;
  if (options->vcs == VCS_AUTO) options->vcs = VCS_OFF;  // what is run is not kept
  int status = build_executable(options, (const char *const *)argv, (uint32_t)count);
  if (status) return status;
  const char *program = options->output;
  argv += count - 1;
  argv[0] = (char *)program;
  if (options->print_commands || options->dry_run) print_command(argv);
  if (!options->dry_run && !options->check_only) {
    const char *problem = process_run(flags->arena, &(Process){.path = program, .words = argv, .foreground = true});
    if (problem) fprintf(stderr, "%s\n", problem);
    status = problem != NULL;
  }
  unlink(program);
  return status;
}

static int run(BuildFlags *flags, int argc, char **argv) {
  int count = package_arguments(argc, argv);
  if (count == 0) { return cmd_fail("no go files listed"); }
  for (int i = 0; i < count; i++) {
    size_t n = strlen(argv[i]);
    if (n < 8 || strcmp(argv[i] + n - 8, "_test.go") != 0) continue;
    return cmd_fail("cannot run *_test.go files (%s)", argv[i]);
  }
  int problem = flags_context(flags);
  if (problem) return problem;
  char *folder = arena_printf(flags->arena, "%s/tuco-run-XXXXXX", flags->temporary);
  if (!mkdtemp(folder)) { return cmd_fail("creating work dir: %s", DIAG_ERRNO(errno)); }
  int status = build_and_run(flags, folder, argv, count);
  rmdir(folder);
  return status;
}

static const FlagRow own[] = {{"exec", FLAG_VALUE, REFUSED}, FLAGS_END};

const Command cmd_run = {
    .name = "run",
    .usage = "[build flags] [-exec xprog] package [arguments...]",
    .summary = "compile and run Go program",
    .description =
        "Run compiles and runs the named main package: one import path or folder, or a\n"
        "list of .go files. Arguments, standard input and output pass through.\n",
    .run = run,
    .traits = COMMAND_COMPILES,
    .flags = {own, flags_build, flags_steps, flags_verbose, flags_mod, flags_modules, flags_cover, flags_json,
              flags_debug},
};
