// tuco mod tidy
#include <stdio.h>

#include "cmd/modules.h"
#include "modules/packages.h"

typedef struct TidyFlags {
  TidyCommand command;
} TidyFlags;

static const FlagRow own[] = {{"v", FLAG_BOOL, TO_BOOL(TidyFlags, command.verbose)},
                              {"x", FLAG_BOOL, TO_BOOL(TidyFlags, command.trace)},
                              {"e", FLAG_BOOL, TO_BOOL(TidyFlags, command.keep_going)},
                              {"diff", FLAG_BOOL, TO_BOOL(TidyFlags, command.diff)},
                              {"go", FLAG_VALUE, TO_TEXT(TidyFlags, command.go)},
                              {"compat", FLAG_VALUE, TO_TEXT(TidyFlags, command.compatible)},
                              FLAGS_END};

static int run(BuildFlags *flags, int argc, char **argv) {
  TidyFlags *tidy = flags->state;
  (void)argv;
  int problem = flags_context(flags);
  if (problem) return problem;
  if (!cmd_check_go(flags, "go", &tidy->command.go) || !cmd_check_go(flags, "compat", &tidy->command.compatible))
    return cmd_fail_usage(flags->command);
  if (argc) return cmd_fail("'go mod tidy' accepts no arguments");
  ModuleOptions options = {.root = MODULE_ROOT_NEEDED, .mod_default = "mod", .no_work = true};
  ModuleSet *set = cmd_modules(flags, options, tidy->command.trace);
  return set ? tidy_run(set, &tidy->command) : 1;
}

const Command cmd_mod_tidy = {
    .name = "mod tidy",
    .usage = "[-e] [-v] [-x] [-diff] [-go=version] [-compat=version]",
    .summary = "add missing and remove unused modules",
    .description =
        "Tidy makes go.mod list the modules that provide the packages which the main module's\n"
        "packages and tests import, for any system and any build tags, and no others; go.sum\n"
        "gets the sums that these need.\n\n"
        "\t-v            name the modules that are removed, on standard error\n"
        "\t-e            go on despite packages that cannot be loaded\n"
        "\t-diff         change nothing, print the difference; status 1 if there is one\n"
        "\t-go version   set the go line\n"
        "\t-compat v     keep the sums that Go v needs, and require that it sees the same\n"
        "\t              packages; by default the version before the go line's\n"
        "\t-x            print the commands and requests\n",
    .run = run,
    .state_size = sizeof(TidyFlags),
    .flags = {own, flags_modules},
};
