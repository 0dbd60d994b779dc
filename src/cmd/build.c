// tuco build
#include <stdio.h>

#include "cmd/cmd.h"

static const char *set_output(BuildFlags *f, const char *v) {
  f->options.output = *v ? v : NULL;
  return NULL;
}

static const FlagRow own[] = {{"o", FLAG_VALUE, SET(set_output)}, FLAGS_END};

static int run(BuildFlags *flags, int argc, char **argv) {
  int problem = flags_context(flags);
  if (problem) return problem;
  static const char *const here[] = {"."};
  return argc > 0 ? build_packages(&flags->options, (const char *const *)argv, (uint32_t)argc)
                  : build_packages(&flags->options, here, 1);
}

const Command cmd_build = {
    .name = "build",
    .usage = "[-o output] [build flags] [packages]",
    .summary = "compile packages and dependencies",
    .description =
        "Build compiles the packages named by the import paths, along with their\n"
        "dependencies. A single main package is written as an executable, named after\n"
        "the package's folder or the first file, or as -o says; several only into a\n"
        "folder that -o names.\n\n"
        "Build flags:\n\n"
        "\t-C dir        change to dir first\n"
        "\t-o output     write the executable there (a folder: in it)\n"
        "\t-p n          use n threads\n"
        "\t-v            print the names of packages\n"
        "\t-x, -n        print the steps; -n does not run them\n"
        "\t-tags list    comma-separated build tags\n"
        "\t-trimpath     no file system paths in the executable\n"
        "\t-ldflags s    -s (no symbols), -w (no DWARF), -X package.name=value\n"
        "\t-gcflags s    -e (all errors), -lang=go1.N\n"
        "\t-d list       debugging: verify, time, memory, variables, shuffle=N, off:pass,\n"
        "\t              dump:pass:function, limit:pass:N, fail:pass:function, check (no code),\n"
        "\t              compile (messages of the compiler alone, not of the go command before\n"
        "\t              it), test (the packages' test executables), rounds=N (these N times)\n",
    .run = run,
    .traits = COMMAND_COMPILES,
    .flags = {own, flags_build, flags_steps, flags_verbose, flags_mod, flags_modules, flags_cover, flags_json,
              flags_debug},
};
