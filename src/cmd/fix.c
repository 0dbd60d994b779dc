// tuco fix: cmd/fix of the GOROOT, driven as cmd/vet is (vet.c).
#include "cmd/vet.h"

static const FlagRow own[] = {{"c", FLAG_VALUE, SET(vet_set_context)},
                              {"diff", FLAG_BOOL, TO_BOOL(VetFlags, diff)},
                              {"fix", FLAG_VALUE, TO_TEXT(VetFlags, obsolete_fixes)},
                              {"fixtool", FLAG_VALUE, TO_TEXT(VetFlags, tool)},
                              {"json", FLAG_BOOL, TO_BOOL(VetFlags, json)},
                              FLAGS_END};

const Command cmd_fix = {
    .name = "fix",
    .usage = "[build flags] [-fixtool prog] [fix flags] [packages]",
    .summary = "apply fixes suggested by static checkers",
    .description =
        "Fix runs cmd/fix of the GOROOT, which is built when it is first needed, or the\n"
        "program that -fixtool names, on the named packages and their tests, and applies\n"
        "what it suggests. -diff only shows it, and the status is then 1; -json prints\n"
        "what was found.\n",
    .run = vet_command,
    .prepare = vet_prepare,
    .state_size = sizeof(VetFlags),
    .traits = COMMAND_COMPILES,
    .flags = {own, flags_build, flags_steps, flags_verbose, flags_mod, flags_modules, flags_no_cover, flags_debug},
};
