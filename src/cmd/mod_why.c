// tuco mod why
#include "cmd/modules.h"
#include "modules/packages.h"

typedef struct WhyFlags {
  WhyCommand command;
} WhyFlags;

static const FlagRow own[] = {{"m", FLAG_BOOL, TO_BOOL(WhyFlags, command.modules)},
                              {"vendor", FLAG_BOOL, TO_BOOL(WhyFlags, command.vendor)},
                              FLAGS_END};

static int run(BuildFlags *flags, int argc, char **argv) {
  const WhyFlags *why = flags->state;
  int problem = flags_context(flags);
  if (problem) return problem;
  ModuleOptions options = {.root = MODULE_ROOT_NEEDED, .mod_default = "mod", .no_go_line = true};
  ModuleSet *set = cmd_modules(flags, options, false);
  return set ? why_run(set, &why->command, (const char *const *)argv, (uint32_t)argc) : 1;
}

const Command cmd_mod_why = {
    .name = "mod why",
    .usage = "[-m] [-vendor] packages...",
    .summary = "explain why packages or modules are needed",
    .description =
        "Why shows the shortest chain of imports from the main module to each of the packages.\n\n"
        "\t-m        the arguments are modules: the chain to any package of each\n"
        "\t-vendor   without tests of other modules' packages\n",
    .run = run,
    .state_size = sizeof(WhyFlags),
    .flags = {own, flags_modules},
};
