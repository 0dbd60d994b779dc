// tuco install: builds, and puts programs where the user's programs are.
#include <stdio.h>
#include <string.h>

#include "base/paths.h"
#include "cmd/modules.h"
#include "mod/pattern.h"

// A path that no package of std has.
static bool is_of_module(const char *path) {
  size_t n = strlen(path), first = strcspn(path, "/");
  bool file = n > 3 && strcmp(path + n - 3, ".go") == 0;
  return !pattern_is_folder(path) && !file && memchr(path, '.', first) && strncmp(path, "...", 3) != 0;
}

// Outside of any module a version has to be said.
static bool misses_version(const BuildFlags *flags, int argc, char **argv) {
  bool all = argc > 0 && !find_file_above(flags->arena, flags->options.dir, "go.mod", NULL) &&
             !find_file_above(flags->arena, flags->options.dir, "go.work", flags->options.context.goroot);
  for (int i = 0; i < argc; i++) all = all && is_of_module(argv[i]);
  return all;
}

static int say_missing_version(Arena *arena, int argc, char **argv) {
  const char *hint = "";
  for (int i = 0; i < argc; i++) hint = arena_printf(arena, "%s%s%s@latest", hint, i ? " " : "", argv[i]);
  return cmd_fail(
      "'go install' requires a version when current directory is not in a module\n"
      "\tTry 'go install %s' to install the latest version",
      hint);
}

static int run(BuildFlags *flags, int argc, char **argv) {
  int status = flags_context(flags);
  if (status) return status;
  bool outside = false;
  for (int i = 0; i < argc; i++) outside = outside || cmd_has_version(argv[i]);
  if (outside) cmd_enter_outside(flags);
  const Environment *environment = flags->options.context.environment;
  const char *set = environment_get(environment, "GOBIN");
  if (*set && *set != '/') {
    fprintf(stderr, "cannot install, GOBIN must be an absolute path\n");
    return 1;
  }
  if (!outside && !flags->options.context.gopath && misses_version(flags, argc, argv))
    return say_missing_version(flags->arena, argc, argv);
  flags->options.install = settings_bin(flags->arena, environment);
  flags->options.install_here = argc == 0;
  static const char *const here[] = {"."};
  return argc > 0 ? build_packages(&flags->options, (const char *const *)argv, (uint32_t)argc)
                  : build_packages(&flags->options, here, 1);
}

const Command cmd_install = {
    .name = "install",
    .usage = "[build flags] [packages]",
    .summary = "compile and install packages and dependencies",
    .description =
        "Install builds the packages as `tuco build` does and writes the programs among them into the\n"
        "folder that GOBIN names, else into bin in the first folder of GOPATH. The flags are those of\n"
        "build but for -o. Packages with a version behind them (path@v1.2.3, path@latest) are those of\n"
        "that version of their module, whatever module is around; all are of one module.\n",
    .run = run,
    .traits = COMMAND_COMPILES,
    .flags = {flags_build, flags_steps, flags_verbose, flags_mod, flags_modules, flags_cover, flags_json, flags_debug},
};
